/*
 * replay.c - one deal, row by row: where it stands, what it carries, when it was closed and
 * reopened.
 *
 * While a deal is open every row renews what it carries; the row that closes it freezes that, and
 * only a stage row that reopens it (or turns won into lost) renews it again.
 */
#include "analysis/engine/replay.h"

#include "analysis/engine/inside.h"
#include "base/calendar.h"

bool
crm__outcome_closed(int32_t outcome)
{
    return outcome == CRM_OUTCOME_WON || outcome == CRM_OUTCOME_LOST;
}

double
crm__deal_days(const crm_analysis *analysis, crm_instant from, bool from_day_only, crm_instant to,
               bool to_day_only)
{
    if (from_day_only || to_day_only)
        return (double)((int64_t)crm__day_of_instant(analysis->crm, to) -
                        crm__day_of_instant(analysis->crm, from));
    return (double)(to - from) / (double)CRM__MICROSECONDS_A_DAY;
}

static int64_t
cell(const crm_analysis *analysis, size_t row, crm_field field, int64_t none)
{
    int64_t value;

    return crm__kept_int(analysis, CRM_KIND_TRANSITION, row, field, &value) ? value : none;
}

static struct crm__carried
carried_of(const crm_analysis *analysis, size_t row)
{
    struct crm__carried carried = {0};
    int64_t value;

    carried.stage = cell(analysis, row, CRM_TRANSITION_STAGE, 0);
    carried.pipeline = cell(analysis, row, CRM_TRANSITION_PIPELINE, 0);
    carried.owner = cell(analysis, row, CRM_TRANSITION_OWNER, 0);
    carried.account = cell(analysis, row, CRM_TRANSITION_ACCOUNT, 0);
    carried.product = cell(analysis, row, CRM_TRANSITION_PRODUCT, 0);
    carried.position = cell(analysis, row, CRM_TRANSITION_POSITION, 0);
    carried.currency = (crm_currency)cell(analysis, row, CRM_TRANSITION_CURRENCY, 0);
    carried.close_day = (crm_day)cell(analysis, row, CRM_TRANSITION_CLOSE_DAY, CRM_DAY_NONE);
    carried.outcome = (int32_t)cell(analysis, row, CRM_TRANSITION_OUTCOME, 0);
    carried.category = (int32_t)cell(analysis, row, CRM_TRANSITION_CATEGORY, 0);
    carried.has_amount =
        carried.currency != 0 &&
        crm__kept_int(analysis, CRM_KIND_TRANSITION, row, CRM_TRANSITION_AMOUNT, &carried.amount);
    carried.has_probability =
        crm__kept_int(analysis, CRM_KIND_TRANSITION, row, CRM_TRANSITION_PROBABILITY_BP, &value);
    carried.probability_bp = carried.has_probability ? (int32_t)value : 0;
    return carried;
}

/* ---- Visits ---- */

static crm_status
visit_begin(crm_analysis *analysis, struct crm__deal *deal, const struct crm__step *step)
{
    struct crm__deals *deals = &analysis->deals;

    if (crm__grow(analysis->memory, (void **)&deals->visits, &deals->visit_capacity,
                  deals->visit_count + 1, sizeof *deals->visits) != CRM_OK)
        return CRM_ERROR_MEMORY;
    deals->visits[deals->visit_count++] = (struct crm__visit){
        .stage = step->carried.stage,
        .pipeline = step->carried.pipeline,
        .position = step->carried.position,
        .outcome = step->carried.outcome,
        .in_day_only = step->bits & CRM_TRANSITION_BIT_DAY_ONLY,
        .here = true,
        .in = step->at,
        .out = CRM_INSTANT_NONE,
    };
    deal->visit_count++;
    return CRM_OK;
}

static crm_status
visit_next(crm_analysis *analysis, struct crm__deal *deal, const struct crm__step *step)
{
    struct crm__visit *last = &analysis->deals.visits[deal->first_visit + deal->visit_count - 1];

    if (last->stage == step->carried.stage)
        return CRM_OK;
    last->here = false;
    last->out = step->at;
    last->out_day_only = step->bits & CRM_TRANSITION_BIT_DAY_ONLY;
    return visit_begin(analysis, deal, step);
}

/* ---- Steps ---- */

static void
close_deal(const crm_analysis *analysis, struct crm__deal *deal, const struct crm__step *step)
{
    deal->closing_row = step->row;
    deal->closed = step->at;
    deal->closed_day_only = step->bits & CRM_TRANSITION_BIT_DAY_ONLY;
    deal->closed_day =
        step->at == CRM_INSTANT_NONE ? CRM_DAY_NONE : crm__day_of_instant(analysis->crm, step->at);
}

static void
open_deal(struct crm__deal *deal)
{
    deal->closing_row = SIZE_MAX;
    deal->closed = CRM_INSTANT_NONE;
    deal->closed_day = CRM_DAY_NONE;
    deal->closed_day_only = false;
}

static void
count_push(struct crm__deal *deal, const struct crm__carried *next)
{
    if (deal->now.close_day != CRM_DAY_NONE && next->close_day != CRM_DAY_NONE &&
        crm_day_month_start(next->close_day) > crm_day_month_start(deal->now.close_day) &&
        !crm__outcome_closed(next->outcome))
        deal->pushes++;
}

static crm_status
stage_step(crm_analysis *analysis, struct crm__deal *deal, const struct crm__step *step)
{
    bool was_closed = crm__outcome_closed(deal->now.outcome);
    bool closes = crm__outcome_closed(step->carried.outcome);

    if (was_closed && step->carried.outcome == deal->now.outcome) {
        deal->now.stage = step->carried.stage;
        deal->now.pipeline = step->carried.pipeline;
        deal->now.position = step->carried.position;
        return visit_next(analysis, deal, step);
    }
    if (!was_closed)
        count_push(deal, &step->carried);
    if (was_closed && !closes)
        deal->reopened++;
    deal->now = step->carried;
    if (closes)
        close_deal(analysis, deal, step);
    else
        open_deal(deal);
    return visit_next(analysis, deal, step);
}

static void
change_step(struct crm__deal *deal, const struct crm__step *step)
{
    struct crm__carried next = step->carried;

    if (crm__outcome_closed(deal->now.outcome))
        return;
    next.stage = deal->now.stage;
    next.pipeline = deal->now.pipeline;
    next.position = deal->now.position;
    next.outcome = deal->now.outcome;
    count_push(deal, &next);
    deal->now = next;
}

static crm_status
first_step(crm_analysis *analysis, struct crm__deal *deal, const struct crm__step *step)
{
    deal->now = step->carried;
    deal->start = step->at;
    deal->start_day_only = step->bits & CRM_TRANSITION_BIT_DAY_ONLY;
    deal->created_closed = crm__outcome_closed(step->carried.outcome);
    open_deal(deal);
    if (deal->created_closed)
        close_deal(analysis, deal, step);
    return visit_begin(analysis, deal, step);
}

static crm_status
take_step(crm_analysis *analysis, struct crm__deal *deal, const struct crm__step *step)
{
    struct crm__deals *deals = &analysis->deals;
    bool stage_row = step->type != CRM_TRANSITION_TYPE_CHANGE;

    if (deal->step_count == 0 && !stage_row)
        return CRM_OK; /* a value before the deal began says nothing yet */
    if (crm__grow(analysis->memory, (void **)&deals->steps, &deals->step_capacity,
                  deals->step_count + 1, sizeof *deals->steps) != CRM_OK)
        return CRM_ERROR_MEMORY;
    deals->steps[deals->step_count++] = *step;
    if (deal->step_count++ == 0)
        return first_step(analysis, deal, step);
    if (stage_row)
        return stage_step(analysis, deal, step);
    change_step(deal, step);
    return CRM_OK;
}

/* ---- Notes ---- */

/* What the record says today is compared with the end of the whole log, whatever as_of is. */
static bool
stage_disagrees(const crm_analysis *analysis, const struct crm__deal *deal,
                const struct crm__place *places, size_t count)
{
    crm_id stage = 0, said;

    if (deal->row == SIZE_MAX || analysis->common->known_at != CRM_INSTANT_NONE)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!places[i].empty && places[i].type != CRM_TRANSITION_TYPE_CHANGE)
            stage = cell(analysis, places[i].row, CRM_TRANSITION_STAGE, 0);
    }
    said = crm__kept_id(analysis, CRM_KIND_OPPORTUNITY, deal->row, CRM_OPPORTUNITY_STAGE);
    return said != 0 && said != stage;
}

static crm_status
note_deal(crm_analysis *analysis, const struct crm__deal *deal, const struct crm__place *places,
          size_t count)
{
    crm_status status = CRM_OK;

    if (deal->start == CRM_INSTANT_NONE)
        status = crm__note(analysis, CRM_KIND_OPPORTUNITY, CRM__NOTE_START_UNKNOWN, 1, 0, 0);
    if (status == CRM_OK && stage_disagrees(analysis, deal, places, count))
        status = crm__note(analysis, CRM_KIND_OPPORTUNITY, CRM__NOTE_STAGE_DISAGREES, 1, 0, 0);
    return status;
}

crm_status
crm__replay(crm_analysis *analysis, const struct crm__place *places, size_t count)
{
    struct crm__deals *deals = &analysis->deals;
    struct crm__deal deal = {.id = places[0].deal,
                             .row = SIZE_MAX,
                             .first_step = deals->step_count,
                             .first_visit = deals->visit_count};
    crm_status status = CRM_OK;

    crm__kept_find(analysis, CRM_KIND_OPPORTUNITY, deal.id, &deal.row);
    for (size_t i = 0; i < count && status == CRM_OK; i++) {
        struct crm__step step = {
            .at = places[i].at, .seq = places[i].seq, .row = places[i].row, .type = places[i].type};

        if (places[i].empty || step.at >= analysis->end)
            continue;
        step.bits = (int32_t)cell(analysis, step.row, CRM_TRANSITION_BITS, 0);
        step.carried = carried_of(analysis, step.row);
        status = take_step(analysis, &deal, &step);
    }
    if (status != CRM_OK || deal.step_count == 0)
        return status;
    if (crm__grow(analysis->memory, (void **)&deals->list, &deals->capacity, deals->count + 1,
                  sizeof *deals->list) != CRM_OK)
        return CRM_ERROR_MEMORY;
    deals->list[deals->count++] = deal;
    return note_deal(analysis, &deal, places, count);
}
