/*
 * pipeline.h - inside of the pipeline analysis: what its tables share.
 *
 * deals.c works out, once, what each deal of the log is to the tables; stages.c the list of stages
 * and pipelines. Then one file a table: summary.c, funnel.c and reach.c (stages), months.c, board.c
 * (deals), groups.c. Durations are integers (microseconds) until a mean or a median is written.
 */
#ifndef CRM_ANALYSIS_PIPELINE_H
#define CRM_ANALYSIS_PIPELINE_H

#include "analysis/engine/engine.h"
#include "base/calendar.h"
#include "crm/pipeline_analysis.h"

enum {
    CRM__PIPE_SUMMARY = 0,
    CRM__PIPE_STAGES,
    CRM__PIPE_MONTHS,
    CRM__PIPE_DEALS,
    CRM__PIPE_GROUPS,
    CRM__PIPE_RESULTS
};

/* A stage that was fed, or that a deal was in. */
struct crm__pipe_stage {
    crm_id id;
    crm_id pipeline;
    int64_t position;
    int32_t outcome;
    int32_t probability_bp; /* -1 = none */
    int64_t max_days;       /* -1 = none */
};

/* What a deal of analysis->deals.list (same place) is to the tables. */
struct crm__pipe_deal {
    size_t pipeline; /* place in pipelines, of where it is now */
    crm_id account;  /* who it is now; 0 = none */
    int64_t amount;  /* in the result's currency */
    int64_t weighted;
    int64_t probability_bp; /* -1 = none */
    int64_t cycle;          /* microseconds */
    crm_day start;          /* CRM_DAY_NONE = unknown */
    bool worked;            /* not closed before the window */
    bool open;
    bool on_hold;
    bool won;  /* inside the window */
    bool lost; /* inside the window */
    bool created;
    bool reopened;
    bool priced;
    bool has_weighted;
    bool has_cycle;
};

struct crm__pipe {
    struct crm__pipe_deal *deals;
    size_t deal_count;
    struct crm__pipe_stage *stages; /* by id */
    size_t stage_count;
    size_t stage_capacity;
    crm_id *pipelines; /* ascending */
    size_t pipeline_count;
    size_t pipeline_capacity;
};

static inline const crm_pipeline_params *
crm__pipe_params(const crm_analysis *analysis)
{
    return analysis->params;
}

static inline struct crm__pipe *
crm__pipe_own(const crm_analysis *analysis)
{
    return analysis->own;
}

/* stages.c. A stage by id, NULL = unknown; place of a pipeline; where a visit was, also when its row
   names no pipeline. */
crm_status crm__pipe_stages_build(crm_analysis *analysis);
const struct crm__pipe_stage *crm__pipe_stage_find(const crm_analysis *analysis, crm_id id);
size_t crm__pipe_place(const crm_analysis *analysis, crm_id pipeline);
struct crm__visit crm__pipe_visit(const crm_analysis *analysis, size_t visit);
crm_id crm__pipe_of_deal(const crm_analysis *analysis, const struct crm__deal *deal);

/* deals.c */
crm_status crm__pipe_deals_build(crm_analysis *analysis);
bool crm__pipe_in_window(const crm_analysis *analysis, crm_day day);

/* durations.c. Microseconds between two instants, whole days (in the context's zone) if either knows
   its day alone. */
int64_t crm__pipe_elapsed(const crm_analysis *analysis, crm_instant from, bool from_day_only,
                          crm_instant to, bool to_day_only);

struct crm__sample {
    size_t group;
    int64_t length; /* microseconds */
};

/* Samples by group and length; those of one group are then in a row. */
void crm__samples_sort(struct crm__sample *samples, size_t count);
size_t crm__samples_of(const struct crm__sample *samples, size_t count, size_t group,
                       size_t *out_count);

/* Mean and median of a run of sorted samples as days; none when there are none. */
void crm__write_mean(struct crm__writer *writer, const struct crm__sample *samples, size_t count);
void crm__write_median(struct crm__writer *writer, const struct crm__sample *samples, size_t count);
struct crm__wide crm__samples_sum(const struct crm__sample *samples, size_t count);

/* reach.c: deals that got as far as a stage, by place of stage. */
struct crm__reach {
    int64_t deals;
    int64_t later; /* of those: reached a later position, or are won */
    int64_t won;   /* of those: are won */
};
crm_status crm__pipe_reach(crm_analysis *analysis, struct crm__reach *out_reach);

/* One file a table. */
crm_status crm__pipe_write_summary(crm_analysis *analysis);
crm_status crm__pipe_write_stages(crm_analysis *analysis);
crm_status crm__pipe_write_months(crm_analysis *analysis);
crm_status crm__pipe_write_deals(crm_analysis *analysis);
crm_status crm__pipe_write_groups(crm_analysis *analysis);

/* A sum as a cell: overflow is told and sticks in the writer. */
void crm__write_total(struct crm__writer *writer, struct crm__wide total, const char *what,
                      crm_id id);

/* Sum of amount x basis points, divided once. */
void crm__write_weighted(struct crm__writer *writer, struct crm__wide total, const char *what,
                         crm_id id);

/* wilson.c: the interval of 95 % for a share of `hits` in `count` (above 0). */
void crm__wilson(int64_t hits, int64_t count, double *out_low, double *out_high);

#endif
