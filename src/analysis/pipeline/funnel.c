/*
 * funnel.c - the table `stages`: how deals came into each stage and left it, how far they got, how
 * long they stayed.
 *
 * Two counts of different things stand side by side. Stays: every entry into a stage ends in exactly
 * one way or goes on, so that entered = advanced + lost + moved_back + handed_off + here. Deals: one
 * counts once as having reached a stage, however often it came back, and also a stage that it skipped.
 */
#include "analysis/pipeline/pipeline.h"
#include "base/order.h"

struct row {
    int64_t entered, advanced, moved_back, lost, handed_off, here;
    int64_t oldest; /* -1 = none */
    struct crm__wide here_amount, here_weighted;
};

struct funnel {
    struct row *rows; /* by place of stage */
    size_t count;
    struct crm__sample *stays; /* ended inside the window, by place of stage */
    size_t stay_count;
    size_t stay_capacity;
    struct crm__reach *reach; /* by place of stage */
    const struct crm__pipe_stage **order;
};

static size_t
place_of(const struct crm__pipe *own, const struct crm__pipe_stage *stage)
{
    return (size_t)(stage - own->stages);
}

/* ---- Stays ---- */

static void
count_exit(struct row *row, const struct crm__visit *from, const struct crm__visit *to)
{
    if (from->pipeline != to->pipeline)
        row->handed_off++;
    else if (to->outcome == CRM_OUTCOME_WON)
        row->advanced++;
    else if (to->outcome == CRM_OUTCOME_LOST)
        row->lost++;
    else if (crm__outcome_closed(from->outcome) || to->position < from->position)
        row->moved_back++;
    else
        row->advanced++;
}

static void
count_here(const crm_analysis *analysis, struct row *row, const struct crm__visit *visit,
           const struct crm__pipe_deal *deal)
{
    int64_t days;

    row->here++;
    row->here_amount = crm__wide_add(row->here_amount, crm__wide_of(deal->amount));
    if (deal->has_weighted)
        row->here_weighted = crm__wide_add(row->here_weighted,
                                           crm__wide_multiply(deal->amount, deal->probability_bp));
    if (!deal->open || visit->in == CRM_INSTANT_NONE)
        return;
    days = analysis->common->as_of - (int64_t)crm__day_of_instant(analysis->crm, visit->in);
    row->oldest = days > row->oldest ? days : row->oldest;
}

static crm_status
count_stay(crm_analysis *analysis, struct funnel *funnel, size_t place,
           const struct crm__visit *visit)
{
    if (visit->in == CRM_INSTANT_NONE ||
        !crm__pipe_in_window(analysis, crm__day_of_instant(analysis->crm, visit->out)))
        return CRM_OK;
    if (crm__grow(analysis->memory, (void **)&funnel->stays, &funnel->stay_capacity,
                  funnel->stay_count + 1, sizeof *funnel->stays) != CRM_OK)
        return crm__no_memory(analysis->crm);
    funnel->stays[funnel->stay_count++] =
        (struct crm__sample){place, crm__pipe_elapsed(analysis, visit->in, visit->in_day_only,
                                                      visit->out, visit->out_day_only)};
    return CRM_OK;
}

static crm_status
count_visits(crm_analysis *analysis, struct funnel *funnel, const struct crm__deal *deal,
             const struct crm__pipe_deal *known)
{
    const struct crm__pipe *own = crm__pipe_own(analysis);
    crm_status status = CRM_OK;

    for (size_t i = 0; i < deal->visit_count && status == CRM_OK; i++) {
        struct crm__visit visit = crm__pipe_visit(analysis, deal->first_visit + i), next;
        size_t place = place_of(own, crm__pipe_stage_find(analysis, visit.stage));
        struct row *row = &funnel->rows[place];

        row->entered++;
        if (i + 1 == deal->visit_count) {
            count_here(analysis, row, &visit, known);
            continue;
        }
        next = crm__pipe_visit(analysis, deal->first_visit + i + 1);
        count_exit(row, &visit, &next);
        status = count_stay(analysis, funnel, place, &visit);
    }
    return status;
}

/* ---- The table ---- */

/* Pipeline, position, stage. */
static int
compare_stages(const void *a, const void *b, void *context)
{
    const struct crm__pipe_stage *x = *(const struct crm__pipe_stage *const *)a;
    const struct crm__pipe_stage *y = *(const struct crm__pipe_stage *const *)b;

    (void)context;
    if (x->pipeline != y->pipeline)
        return x->pipeline < y->pipeline ? -1 : 1;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static void
write_stage(struct crm__writer *writer, const struct funnel *funnel,
            const struct crm__pipe_stage *stage)
{
    size_t place = place_of(crm__pipe_own(writer->analysis), stage), count, first;
    const struct row *row = &funnel->rows[place];
    const struct crm__reach *reach = &funnel->reach[place];
    bool open = stage->outcome == CRM_OUTCOME_OPEN;

    first = crm__samples_of(funnel->stays, funnel->stay_count, place, &count);
    crm__write_row(writer);
    crm__write_int(writer, stage->pipeline);
    crm__write_int(writer, stage->id);
    crm__write_int(writer, stage->position);
    crm__write_int(writer, stage->outcome);
    crm__write_int(writer, reach->deals);
    crm__write_int(writer, row->entered);
    crm__write_int(writer, row->advanced);
    crm__write_int(writer, row->moved_back);
    crm__write_int(writer, row->lost);
    crm__write_int(writer, row->handed_off);
    crm__write_int(writer, row->here);
    crm__write_total(writer, row->here_amount, "pipeline.stages.here_amount", stage->id);
    crm__write_weighted(writer, row->here_weighted, "pipeline.stages.here_weighted", stage->id);
    crm__write_ratio(writer, reach->later, open ? reach->deals : 0);
    crm__write_ratio(writer, reach->won, open ? reach->deals : 0);
    crm__write_int(writer, (int64_t)count);
    crm__write_mean(writer, count > 0 ? &funnel->stays[first] : NULL, count);
    crm__write_median(writer, count > 0 ? &funnel->stays[first] : NULL, count);
    crm__write_int_if(writer, row->oldest >= 0, row->oldest);
}

static crm_status
count_deals(crm_analysis *analysis, struct funnel *funnel)
{
    const struct crm__pipe *own = crm__pipe_own(analysis);
    crm_status status = CRM_OK;

    for (size_t i = 0; i < funnel->count; i++) {
        funnel->rows[i].oldest = -1;
        funnel->order[i] = &own->stages[i];
    }
    for (size_t i = 0; i < own->deal_count && status == CRM_OK; i++) {
        if (own->deals[i].worked)
            status = count_visits(analysis, funnel, &analysis->deals.list[i], &own->deals[i]);
    }
    if (status == CRM_OK)
        status = crm__pipe_reach(analysis, funnel->reach);
    crm__samples_sort(funnel->stays, funnel->stay_count);
    crm__sort(funnel->order, funnel->count, sizeof *funnel->order, compare_stages, NULL);
    return status;
}

crm_status
crm__pipe_write_stages(crm_analysis *analysis)
{
    const struct crm__memory *memory = analysis->memory;
    struct crm__writer writer = crm__writer_of(analysis, CRM__PIPE_STAGES);
    struct funnel funnel = {.count = crm__pipe_own(analysis)->stage_count};
    crm_status status;

    if (funnel.count == 0)
        return CRM_OK;
    funnel.rows = crm__alloc_array(memory, funnel.count, sizeof *funnel.rows);
    funnel.reach = crm__alloc_array(memory, funnel.count, sizeof *funnel.reach);
    funnel.order = crm__alloc_array(memory, funnel.count, sizeof *funnel.order);
    status = funnel.rows && funnel.reach && funnel.order ? count_deals(analysis, &funnel)
                                                         : crm__no_memory(analysis->crm);
    if (status == CRM_OK) {
        for (size_t i = 0; i < funnel.count; i++)
            write_stage(&writer, &funnel, funnel.order[i]);
        status = writer.status;
    }
    crm__free_array(memory, funnel.rows, funnel.count, sizeof *funnel.rows);
    crm__free_array(memory, funnel.reach, funnel.count, sizeof *funnel.reach);
    crm__free_array(memory, funnel.order, funnel.count, sizeof *funnel.order);
    crm__free_array(memory, funnel.stays, funnel.stay_capacity, sizeof *funnel.stays);
    return status;
}
