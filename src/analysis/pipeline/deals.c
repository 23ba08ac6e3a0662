/*
 * deals.c - what each deal of the log is to the tables: open, won or lost, inside the window or not,
 * its amount in the result's currency, how long it took.
 */
#include "analysis/pipeline/pipeline.h"

bool
crm__pipe_in_window(const crm_analysis *analysis, crm_day day)
{
    crm_day since = analysis->common->since;

    return day != CRM_DAY_NONE && day <= analysis->common->as_of &&
           (since == CRM_DAY_NONE || day >= since);
}

static void
find_state(const crm_analysis *analysis, const struct crm__deal *deal, struct crm__pipe_deal *out)
{
    bool all = analysis->common->since == CRM_DAY_NONE;
    bool closed = crm__outcome_closed(deal->now.outcome);
    /* A deal that was closed before anything known was closed before any window. */
    bool inside =
        deal->closed_day == CRM_DAY_NONE ? all : crm__pipe_in_window(analysis, deal->closed_day);

    out->open = !closed;
    out->on_hold = deal->now.outcome == CRM_OUTCOME_ON_HOLD;
    out->won = inside && deal->now.outcome == CRM_OUTCOME_WON;
    out->lost = inside && deal->now.outcome == CRM_OUTCOME_LOST;
    out->worked = out->open || inside;
    out->start = deal->start == CRM_INSTANT_NONE ? CRM_DAY_NONE
                                                 : crm__day_of_instant(analysis->crm, deal->start);
    out->created = crm__pipe_in_window(analysis, out->start);
}

/* ---- Time ---- */

/* The time that a deal was open: from its first row, or the row that reopened it, to the row that
   closed it. */
static void
find_cycle(const crm_analysis *analysis, const struct crm__deal *deal, struct crm__pipe_deal *out)
{
    const struct crm__visit *visits = &analysis->deals.visits[deal->first_visit];
    const struct crm__visit *begun = &visits[0];
    bool was_closed = deal->created_closed;

    out->has_cycle = out->won && deal->start != CRM_INSTANT_NONE && !deal->created_closed &&
                     deal->visit_count > 1;
    for (size_t i = 1; i < deal->visit_count; i++) {
        bool closed = crm__outcome_closed(visits[i].outcome);

        if (closed && !was_closed && out->has_cycle)
            out->cycle += crm__pipe_elapsed(analysis, begun->in, begun->in_day_only, visits[i].in,
                                            visits[i].in_day_only);
        if (!closed && was_closed) {
            begun = &visits[i];
            out->reopened =
                out->reopened ||
                crm__pipe_in_window(analysis, crm__day_of_instant(analysis->crm, visits[i].in));
        }
        was_closed = closed;
    }
}

/* ---- Money ---- */

static void
find_probability(const crm_analysis *analysis, const struct crm__deal *deal,
                 struct crm__pipe_deal *out)
{
    const struct crm__pipe_stage *stage = crm__pipe_stage_find(analysis, deal->now.stage);

    out->probability_bp = -1;
    if (deal->now.has_probability)
        out->probability_bp = deal->now.probability_bp;
    else if (stage)
        out->probability_bp = stage->probability_bp;
}

static crm_status
find_amount(crm_analysis *analysis, const struct crm__deal *deal, struct crm__pipe_deal *out)
{
    crm_day day = deal->closed_day == CRM_DAY_NONE ? analysis->common->as_of : deal->closed_day;
    int32_t reason = CRM__NO_AMOUNT;
    crm_status status = CRM_OK;

    if (deal->now.has_amount)
        status = crm__convert(analysis, deal->now.amount, deal->now.currency, day, &out->amount,
                              &reason);
    out->priced = status == CRM_OK && reason == CRM__USED;
    if (!out->priced)
        out->amount = 0;
    find_probability(analysis, deal, out);
    out->has_weighted = out->priced && out->open && !out->on_hold && out->probability_bp >= 0;
    if (status == CRM_OK && out->has_weighted &&
        crm__scale(out->amount, out->probability_bp, 10000, CRM_ROUND_HALF_EVEN, &out->weighted) !=
            CRM_OK)
        return crm__fail(analysis->crm, CRM_ERROR_OVERFLOW, CRM_KIND_OPPORTUNITY, deal->id, -1,
                         "weighted amount of opportunity %lld does not fit 64 bits",
                         (long long)deal->id);
    return status;
}

crm_status
crm__pipe_deals_build(crm_analysis *analysis)
{
    struct crm__pipe *own = crm__pipe_own(analysis);
    crm_status status = CRM_OK;

    if (analysis->deals.count == 0)
        return CRM_OK;
    own->deals = crm__alloc_array(analysis->memory, analysis->deals.count, sizeof *own->deals);
    if (!own->deals)
        return crm__no_memory(analysis->crm);
    own->deal_count = analysis->deals.count;
    for (size_t i = 0; i < own->deal_count && status == CRM_OK; i++) {
        const struct crm__deal *deal = &analysis->deals.list[i];
        struct crm__pipe_deal *out = &own->deals[i];
        int32_t unused;

        out->pipeline = crm__pipe_place(analysis, crm__pipe_of_deal(analysis, deal));
        out->account = crm__judge_account(analysis, deal->now.account, &unused);
        find_state(analysis, deal, out);
        find_cycle(analysis, deal, out);
        status = find_amount(analysis, deal, out);
        if (!out->worked && deal->row != SIZE_MAX)
            crm__leave_out(analysis, CRM_KIND_OPPORTUNITY, deal->row, CRM__BEFORE_SINCE);
    }
    return status;
}
