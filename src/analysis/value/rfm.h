/*
 * rfm.h - what the files of RFM share: boards of customers with their three values and scores, and
 * the map from scores to segments.
 */
#ifndef CRM_ANALYSIS_VALUE_RFM_H
#define CRM_ANALYSIS_VALUE_RFM_H

#include "analysis/value/customer.h"
#include "crm/rfm.h"

enum {
    CRM__RFM_SCORES,
    CRM__RFM_SEGMENTS,
    CRM__RFM_BINS,
    CRM__RFM_MAP,
    CRM__RFM_MIGRATION,
    CRM__RFM_PARTS,
    CRM__RFM_RESULTS
};

/* States: days, orders and margins as seen at as_of, then the same as seen at compare_day. */
enum { CRM__RFM_DAYS, CRM__RFM_ORDERS, CRM__RFM_MARGINS, CRM__RFM_STATES_A_BOARD };

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

/* The customers of one day. */
struct crm__rfm_board {
    crm_day day;
    size_t state;                        /* the first of its states */
    struct crm__rfm_customer *customers; /* by id; room for `capacity` */
    size_t count;
    size_t capacity;
};

/* A segment is a box of scores on r, f, m; a customer is in the first that holds it. */
struct crm__rfm_segment {
    const char *name;
    size_t length;
    int8_t low[3], high[3];
};

#define CRM__RFM_SEGMENTS_MAX 120

/* The lists that can be given. */
enum { CRM__RFM_SET_SEGMENTS, CRM__RFM_SET_EDGES, CRM__RFM_SETTINGS };
extern const struct crm__setting crm__rfm_settings[CRM__RFM_SETTINGS];

/* analysis->own */
struct crm__rfm {
    struct crm__rfm_board now;
    struct crm__rfm_board before;                       /* compare_day */
    struct crm__rfm_segment map[CRM__RFM_SEGMENTS_MAX]; /* from finish */
    size_t segments;
    bool boxed;           /* the map fits the number of scores */
    int64_t edges[3][10]; /* those given, as the lowest integers above them; r in days */
};

/* rfm_segments.c: the map in use, the one given or that of rfm.h; how many boxes hold scores, and
   the place of the first, `segments` if none does; its name, or "unmatched". */
void crm__rfm_map_make(crm_analysis *analysis);
int crm__rfm_matches(const struct crm__rfm *own, const int8_t *score, int8_t *out_segment);
void crm__rfm_write_segment_name(struct crm__writer *writer, size_t segment);
crm_status crm__rfm_check_map(crm_analysis *analysis, const crm_table *table);
extern const struct crm__column_spec crm__rfm_segment_columns[7];

/* rfm_edges.c: the edges that are given. */
crm_status crm__rfm_check_edges(crm_analysis *analysis, const crm_table *table);
crm_status crm__rfm_edges_make(crm_analysis *analysis);
extern const struct crm__column_spec crm__rfm_edge_columns[2];

/* rfm_customers.c: customers from the states; rfm_scores.c: their scores, flags, segments. */
crm_status crm__rfm_collect(crm_analysis *analysis, struct crm__rfm_board *board);
crm_status crm__rfm_score(crm_analysis *analysis, struct crm__rfm_board *board);

/* rfm_tables.c, rfm_map.c */
crm_status crm__rfm_write_scores(crm_analysis *analysis);
crm_status crm__rfm_write_segments(crm_analysis *analysis);
crm_status crm__rfm_write_bins(crm_analysis *analysis);
crm_status crm__rfm_write_parts(crm_analysis *analysis);
crm_status crm__rfm_write_map(crm_analysis *analysis);
crm_status crm__rfm_write_migration(crm_analysis *analysis);

/* The value of a customer on an axis (0 r as recency in days, 1 f, 2 m). */
int64_t crm__rfm_value(const struct crm__rfm_board *board, const struct crm__rfm_customer *customer,
                       int axis);

#endif
