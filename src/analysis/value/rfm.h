/*
 * rfm.h - what the files of RFM share: customers with their three values and scores, and the map
 * from scores to segments.
 */
#ifndef CRM_ANALYSIS_VALUE_RFM_H
#define CRM_ANALYSIS_VALUE_RFM_H

#include "analysis/engine/sales.h"
#include "crm/rfm.h"

enum { CRM__RFM_SCORES, CRM__RFM_SEGMENTS, CRM__RFM_BINS, CRM__RFM_RESULTS };

struct crm__rfm_customer {
    crm_id id;
    int64_t first_day; /* CRM_DAY_NONE = no occasion */
    int64_t last_day;
    int64_t frequency;
    int64_t monetary;
    int8_t score[3]; /* r, f, m; 0 = none */
    int8_t segment;  /* place in the map; that of `unmatched` if in none */
    int32_t flags;
};

/* A segment is a box of scores on r, f, m; a customer is in the first that holds it. */
struct crm__rfm_segment {
    const char *name;
    size_t length;
    int8_t low[3], high[3];
};

#define CRM__RFM_SEGMENTS_MAX 120

/* The lists that can be given. */
enum { CRM__RFM_SET_SEGMENTS, CRM__RFM_SETTINGS };
extern const struct crm__setting crm__rfm_settings[CRM__RFM_SETTINGS];

/* analysis->own */
struct crm__rfm {
    struct crm__rfm_customer *customers; /* by id; room for `capacity` */
    size_t count;
    size_t capacity;
    struct crm__rfm_segment map[CRM__RFM_SEGMENTS_MAX]; /* from finish */
    size_t segments;
    bool boxed; /* the map fits the number of scores */
};

/* rfm_segments.c: the map in use, the one given or that of rfm.h; and the place of scores in it,
   `segments` if they are in none. */
void crm__rfm_map_make(crm_analysis *analysis);
int8_t crm__rfm_segment_of(const struct crm__rfm *own, const int8_t *score);

/* rfm_customers.c: customers from the state; rfm_scores.c: their scores, flags, segments. */
crm_status crm__rfm_collect(crm_analysis *analysis);
crm_status crm__rfm_score(crm_analysis *analysis);

/* rfm_tables.c */
crm_status crm__rfm_write_scores(crm_analysis *analysis);
crm_status crm__rfm_write_segments(crm_analysis *analysis);
crm_status crm__rfm_write_bins(crm_analysis *analysis);

/* The value of a customer on an axis (0 r as recency in days, 1 f, 2 m). */
int64_t crm__rfm_value(const crm_analysis *analysis, const struct crm__rfm_customer *customer,
                       int axis);

#endif
