/* deals.c - what the rules say comes of each step on a deal, and of a row of a log kept elsewhere. */
#include <string.h>

#include "deals.h"

/* ---- Steps ---- */

/* The stage meant by 0. */
static crm_status
default_stage(const struct model *model, int side, const struct state *now, enum way way,
              int64_t *out_stage)
{
    static const struct row *stages[ROWS];
    int64_t outcome = way == WAY_WIN ? CRM_OUTCOME_WON : CRM_OUTCOME_LOST;
    int count = see_all(model, side, CRM_KIND_STAGE, stages), found = 0;

    if (way == WAY_MOVE || way == WAY_TRANSFER)
        return CRM_ERROR_REFERENCE;
    if (way == WAY_REOPEN) {
        *out_stage = now->open_stage;
        return now->open_stage ? CRM_OK : CRM_ERROR_RULE;
    }
    for (int i = 0; i < count; i++) {
        if (CELL(stages[i], CRM_STAGE_PIPELINE) != now->pipeline || !is_live(stages[i]) ||
            CELL(stages[i], CRM_STAGE_OUTCOME) != outcome)
            continue;
        *out_stage = CELL(stages[i], CRM_FIELD_ID);
        found++;
    }
    return found == 1 ? CRM_OK : CRM_ERROR_RULE;
}

static bool
way_is_open(const struct state *now, const struct row *stage, enum way way)
{
    int64_t outcome = CELL(stage, CRM_STAGE_OUTCOME);
    bool closed = is_closed(now->outcome);
    bool same = CELL(stage, CRM_STAGE_PIPELINE) == now->pipeline;

    if (!is_live(stage) && CELL(stage, CRM_FIELD_ID) != now->stage)
        return false;
    if (way == WAY_TRANSFER)
        return !same && !closed;
    if (!same)
        return false;
    if (way == WAY_WIN || way == WAY_LOSE)
        return !closed && outcome == (way == WAY_WIN ? CRM_OUTCOME_WON : CRM_OUTCOME_LOST);
    if (way == WAY_REOPEN)
        return closed && !is_closed(outcome);
    return !closed || outcome == now->outcome;
}

/* Who said it has to be there, and when has to be clear. */
crm_status
check_said(struct model *model, int side, const struct said *said)
{
    if (said->at != NONE && said->day != NONE)
        return CRM_ERROR_ARGUMENT;
    if (said->actor != NONE && !see(model, side, CRM_KIND_USER, said->actor))
        return CRM_ERROR_REFERENCE;
    if (said->competitor != NONE && !see(model, side, CRM_KIND_ACCOUNT, said->competitor))
        return CRM_ERROR_REFERENCE;
    return CRM_OK;
}

crm_status
step_deal(struct model *model, struct handle *handle, enum way way, int64_t id,
          const struct said *said)
{
    static struct deal deal;
    struct state now, before;
    const struct row *stage;
    struct note *note;
    int64_t at = said->day != NONE ? said->day * DAY : said->at != NONE ? said->at : model->now;
    bool moves;
    crm_status status;

    if (any_failed(handle))
        return CRM_ERROR_DATA;
    status = begin_step(model, handle, &deal, &now);
    if (status == CRM_OK && id == 0)
        status = default_stage(model, handle->side, &now, way, &id);
    if (status == CRM_OK)
        status = decide_on(model, handle->side, CRM_KIND_STAGE, id);
    if (status != CRM_OK)
        return status;
    stage = see(model, handle->side, CRM_KIND_STAGE, id);
    if (!way_is_open(&now, stage, way))
        return CRM_ERROR_RULE;
    status = check_said(model, handle->side, said);
    if (status != CRM_OK)
        return status;
    moves = id != now.stage;
    if (moves && now.stage_at != NONE && at < now.stage_at)
        return CRM_ERROR_ORDER;
    state_until(&deal, at, -1, &before);
    if (!before.any)
        return CRM_ERROR_ORDER;
    if (before.stage != now.stage) {
        status = decide_on(model, handle->side, CRM_KIND_STAGE, before.stage);
        if (status != CRM_OK)
            return status;
        stage = see(model, handle->side, CRM_KIND_STAGE, before.stage);
    }
    if (carried_edited(handle) && is_closed(now.outcome) && way != WAY_REOPEN)
        return CRM_ERROR_RULE;
    if (carried_edited(handle) && now.last_at != NONE && at < now.last_at &&
        !is_closed(CELL(stage, CRM_STAGE_OUTCOME)))
        return CRM_ERROR_ORDER;
    note = add_note(&deal, moves ? CRM_TRANSITION_TYPE_MOVE : CRM_TRANSITION_TYPE_CHANGE, at,
                    said->day != NONE ? CRM_TRANSITION_BIT_DAY_ONLY : 0);
    enter_stage(note, stage);
    carry_on(handle, is_closed(note->outcome) ? &now : &before, stage, note->values);
    return write_deal(model, handle, &deal, before.stage, said);
}

/* ---- A row of a log kept elsewhere ---- */

static crm_status
find_stage(struct model *model, const struct handle *handle, const struct said *said,
           const struct state *before, const struct row **out_stage)
{
    int64_t id = said->stage;
    crm_status status;

    if (id != NONE && said->type == CRM_TRANSITION_TYPE_CHANGE && id != before->stage)
        return CRM_ERROR_RULE;
    if (id == NONE)
        id = before->any ? before->stage : CELL(handle, CRM_OPPORTUNITY_STAGE);
    if (id == NONE)
        return CRM_ERROR_DATA;
    status = decide_on(model, handle->side, CRM_KIND_STAGE, id);
    if (status != CRM_OK)
        return status;
    *out_stage = see(model, handle->side, CRM_KIND_STAGE, id);
    return !handle->stored && CELL(handle, CRM_OPPORTUNITY_PIPELINE) != NONE &&
                   CELL(handle, CRM_OPPORTUNITY_PIPELINE) != CELL(*out_stage, CRM_STAGE_PIPELINE)
               ? CRM_ERROR_RULE
               : CRM_OK;
}

static crm_status
check_append(struct model *model, const struct handle *handle, const struct said *said)
{
    bool creates = said->type == CRM_TRANSITION_TYPE_CREATE;

    if (said->type == CRM_TRANSITION_TYPE_CORRECT || handle->stored == creates)
        return CRM_ERROR_RULE;
    if ((!creates && said->at == NONE) ||
        (said->type == CRM_TRANSITION_TYPE_MOVE && said->stage == NONE))
        return CRM_ERROR_DATA;
    return check_said(model, handle->side, said);
}

static void
carry_appended(const struct handle *handle, const struct said *said, const struct state *before,
               const struct row *stage, int64_t *values)
{
    bool enters = !before->any || before->stage != CELL(stage, CRM_FIELD_ID);
    int64_t outcome = CELL(stage, CRM_STAGE_OUTCOME);

    carry_on(handle, before, NULL, values);
    if (said->amount != NONE)
        values[AMOUNT] = said->amount;
    if (said->owner != NONE)
        values[OWNER] = said->owner;
    if (!deal_edited(handle, CRM_OPPORTUNITY_PROBABILITY_BP) && enters && !is_closed(outcome))
        chance_of(before, CELL(stage, CRM_STAGE_PROBABILITY_BP), values);
    lock_chance(outcome, values);
}

crm_status
append_row(struct model *model, struct handle *handle, const struct said *said)
{
    static struct deal deal;
    struct state now, before;
    const struct row *stage = NULL;
    struct note *note;
    int64_t type = said->type;
    bool last;
    crm_status status = CRM_OK;

    if (any_failed(handle))
        return CRM_ERROR_DATA;
    deal.count = 0;
    state_now(&deal, &now);
    if (handle->stored)
        status = begin_step(model, handle, &deal, &now);
    if (status == CRM_OK)
        status = check_append(model, handle, said);
    if (status != CRM_OK)
        return status;
    last = said->at == NONE || now.last_at == NONE || said->at >= now.last_at;
    state_until(&deal, last ? INT64_MAX : said->at, -1, &before);
    if (!last && !before.any)
        return CRM_ERROR_ORDER;
    status = find_stage(model, handle, said, &before, &stage);
    if (status != CRM_OK)
        return status;
    if (type == CRM_TRANSITION_TYPE_MOVE && before.stage == CELL(stage, CRM_FIELD_ID))
        type = CRM_TRANSITION_TYPE_CHANGE;
    if (type != CRM_TRANSITION_TYPE_CHANGE && now.stage_at != NONE && said->at < now.stage_at)
        return CRM_ERROR_ORDER;
    if (handle->stored && carried_edited(handle)) {
        if (is_closed(before.outcome) && (type == CRM_TRANSITION_TYPE_CHANGE ||
                                          before.outcome == CELL(stage, CRM_STAGE_OUTCOME)))
            return CRM_ERROR_RULE;
        if (!last)
            return CRM_ERROR_ORDER;
    }
    note = add_note(&deal, type, said->at, 0);
    enter_stage(note, stage);
    carry_appended(handle, said, &before, stage, note->values);
    return write_deal(model, handle, &deal, before.any ? before.stage : NONE, said);
}
