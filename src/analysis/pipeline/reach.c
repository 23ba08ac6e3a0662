/*
 * reach.c - how far deals got.
 *
 * A deal reached an OPEN stage if the highest position of an OPEN stage that it ever entered in that
 * pipeline is not below the stage's own: skipped stages count, going back takes nothing away, and so
 * does being lost. Positions are those written on the log when it moved. Other stages (won, lost, on
 * hold) are reached by entering them.
 */
#include "analysis/pipeline/pipeline.h"
#include "base/order.h"

/* How far one deal got in one pipeline. */
struct peak {
    crm_id pipeline;
    int64_t position;
    int64_t won_before; /* won deals among the peaks that stand before this one */
    bool won;
};

/* By deal: highest open position in a pipeline; other stages entered. */
struct marks {
    struct crm__cells highest; /* deal, pipeline -> position */
    struct crm__cells entered; /* deal, stage */
};

static crm_status
mark_deal(crm_analysis *analysis, size_t at, struct marks *marks, struct crm__reach *reach)
{
    const struct crm__pipe *own = crm__pipe_own(analysis);
    const struct crm__deal *deal = &analysis->deals.list[at];

    for (size_t i = 0; i < deal->visit_count; i++) {
        struct crm__visit visit = crm__pipe_visit(analysis, deal->first_visit + i);
        bool open = visit.outcome == CRM_OUTCOME_OPEN, fresh;
        int64_t *slot = crm__cells_add(open ? &marks->highest : &marks->entered, (int64_t)at,
                                       open ? visit.pipeline : visit.stage, 0, &fresh);

        if (!slot)
            return crm__no_memory(analysis->crm);
        if (!open && fresh)
            reach[crm__pipe_stage_find(analysis, visit.stage) - own->stages].deals++;
        if (open && (fresh || visit.position > *slot))
            *slot = visit.position;
    }
    return CRM_OK;
}

/* ---- Peaks in order, so that each stage is a search ---- */

static int
compare_peaks(const void *a, const void *b, void *context)
{
    const struct peak *x = a, *y = b;

    (void)context;
    if (x->pipeline != y->pipeline)
        return x->pipeline < y->pipeline ? -1 : 1;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return (int)x->won - (int)y->won;
}

static void
make_peaks(const crm_analysis *analysis, int64_t *const *records, size_t count, struct peak *peaks)
{
    const struct crm__pipe *own = crm__pipe_own(analysis);
    int64_t won = 0;

    for (size_t i = 0; i < count; i++) {
        const struct crm__pipe_deal *deal = &own->deals[records[i][0]];

        peaks[i] = (struct peak){.pipeline = records[i][1], .position = records[i][2]};
        peaks[i].won = deal->won && own->pipelines[deal->pipeline] == peaks[i].pipeline;
    }
    crm__sort(peaks, count, sizeof *peaks, compare_peaks, NULL);
    for (size_t i = 0; i < count; i++) {
        peaks[i].won_before = won;
        won += peaks[i].won;
    }
    peaks[count].won_before = won;
}

/* The first peak of a pipeline that is at a position or above (beyond: above it). */
static size_t
peak_from(const struct peak *peaks, size_t count, crm_id pipeline, int64_t position, bool beyond)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct peak *peak = &peaks[middle];

        if (peak->pipeline < pipeline ||
            (peak->pipeline == pipeline &&
             (peak->position < position || (beyond && peak->position == position))))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void
reach_stages(const crm_analysis *analysis, const struct peak *peaks, size_t count,
             struct crm__reach *reach)
{
    const struct crm__pipe *own = crm__pipe_own(analysis);

    for (size_t i = 0; i < own->stage_count; i++) {
        const struct crm__pipe_stage *stage = &own->stages[i];
        size_t at, later, end;

        if (stage->outcome != CRM_OUTCOME_OPEN)
            continue;
        at = peak_from(peaks, count, stage->pipeline, stage->position, false);
        later = peak_from(peaks, count, stage->pipeline, stage->position, true);
        end = peak_from(peaks, count, stage->pipeline, INT64_MAX, true);
        reach[i].deals = (int64_t)(end - at);
        reach[i].won = peaks[end].won_before - peaks[at].won_before;
        reach[i].later = (int64_t)(end - later) + peaks[later].won_before - peaks[at].won_before;
    }
}

static crm_status
reach_from(crm_analysis *analysis, const struct crm__cells *highest, struct crm__reach *reach)
{
    size_t count = highest->count;
    struct peak *peaks = crm__alloc_array(analysis->memory, count + 1, sizeof *peaks);
    int64_t **records;

    if (!peaks || crm__cells_sorted(highest, &records) != CRM_OK) {
        crm__free_array(analysis->memory, peaks, count + 1, sizeof *peaks);
        return crm__no_memory(analysis->crm);
    }
    make_peaks(analysis, records, count, peaks);
    reach_stages(analysis, peaks, count, reach);
    crm__free_array(analysis->memory, records, count, sizeof *records);
    crm__free_array(analysis->memory, peaks, count + 1, sizeof *peaks);
    return CRM_OK;
}

crm_status
crm__pipe_reach(crm_analysis *analysis, struct crm__reach *out_reach)
{
    const struct crm__pipe *own = crm__pipe_own(analysis);
    struct marks marks;
    crm_status status = CRM_OK;

    crm__cells_init(&marks.highest, analysis->memory, 2, 1);
    crm__cells_init(&marks.entered, analysis->memory, 2, 0);
    for (size_t i = 0; i < own->deal_count && status == CRM_OK; i++) {
        if (own->deals[i].worked)
            status = mark_deal(analysis, i, &marks, out_reach);
    }
    if (status == CRM_OK)
        status = reach_from(analysis, &marks.highest, out_reach);
    crm__cells_done(&marks.highest);
    crm__cells_done(&marks.entered);
    return status;
}
