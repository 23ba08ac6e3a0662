/* deal_rows.c - what a row of the log carries, and the deal and its row written together. */
#include <string.h>

#include "deals.h"

bool
deal_edited(const struct handle *handle, crm_field field)
{
    return handle->edited[AT(field)];
}

bool
carried_edited(const struct handle *handle)
{
    for (int i = 0; i < VALUES; i++)
        if (deal_edited(handle, deal_fields[i]))
            return true;
    return false;
}

/* The chance of a row that enters an open stage. */
void
chance_of(const struct state *before, int64_t stage_chance, int64_t *values)
{
    bool own = values[ORIGIN] != NONE && values[ORIGIN] != CRM_PROBABILITY_STAGE;
    bool was = before->any && is_closed(before->outcome);

    if (own && !was)
        return;
    if (own && before->open_chance != NONE) {
        values[CHANCE] = before->open_chance;
        return;
    }
    values[CHANCE] = stage_chance;
    values[ORIGIN] = stage_chance == NONE ? NONE : CRM_PROBABILITY_STAGE;
}

void
lock_chance(int64_t outcome, int64_t *values)
{
    if (!is_closed(outcome))
        return;
    values[CHANCE] = outcome == CRM_OUTCOME_WON ? 10000 : 0;
    if (values[ORIGIN] == NONE)
        values[ORIGIN] = CRM_PROBABILITY_STAGE;
}

/* The values before, the edits of the handle over them. */
static void
take_edits(const struct handle *handle, const struct state *before, int64_t *values)
{
    for (int i = 0; i < VALUES; i++)
        values[i] =
            deal_edited(handle, deal_fields[i]) ? CELL(handle, deal_fields[i]) : before->values[i];
}

static void
say_manual(const struct handle *handle, int64_t *values)
{
    if (!deal_edited(handle, CRM_OPPORTUNITY_PROBABILITY_ORIGIN))
        values[ORIGIN] = values[CHANCE] == NONE ? NONE : CRM_PROBABILITY_MANUAL;
}

/* Of a row in `stage` (NULL = the same as before). */
void
carry_on(const struct handle *handle, const struct state *before, const struct row *stage,
         int64_t *values)
{
    int64_t outcome = stage ? CELL(stage, CRM_STAGE_OUTCOME) : before->outcome;
    bool enters = stage && (!before->any || before->stage != CELL(stage, CRM_FIELD_ID));

    take_edits(handle, before, values);
    if (deal_edited(handle, CRM_OPPORTUNITY_PROBABILITY_BP) && !(stage && is_closed(outcome)))
        say_manual(handle, values);
    else if (enters && !is_closed(outcome))
        chance_of(before, CELL(stage, CRM_STAGE_PROBABILITY_BP), values);
    lock_chance(outcome, values);
}

/* ---- Writing ---- */

void
enter_stage(struct note *note, const struct row *stage)
{
    note->stage = CELL(stage, CRM_FIELD_ID);
    note->pipeline = CELL(stage, CRM_STAGE_PIPELINE);
    note->outcome = CELL(stage, CRM_STAGE_OUTCOME);
    note->position = CELL(stage, CRM_STAGE_POSITION);
}

static void
follow(const struct state *state, struct row *row)
{
    CELL(row, CRM_OPPORTUNITY_PIPELINE) = state->pipeline;
    CELL(row, CRM_OPPORTUNITY_STAGE) = state->stage;
    CELL(row, CRM_OPPORTUNITY_STAGE_SINCE) = state->since;
    CELL(row, CRM_OPPORTUNITY_CLOSED_DAY) =
        is_closed(state->outcome) && state->closed_at != NONE ? state->closed_at / DAY : NONE;
    for (int i = 0; i < VALUES; i++)
        CELL(row, deal_fields[i]) = state->values[i];
}

/* The row of the log. */
static void
fill_row(struct model *model, const struct note *note, int64_t deal, int64_t seq, int64_t corrects,
         int64_t from_stage, const struct said *said, struct row *row)
{
    row_clear(row, CRM_KIND_TRANSITION);
    CELL(row, CRM_FIELD_ID) = stand_in(model);
    CELL(row, CRM_FIELD_VERSION) = 1;
    CELL(row, CRM_FIELD_CREATED) = CELL(row, CRM_FIELD_MODIFIED) = model->now;
    CELL(row, CRM_TRANSITION_OPPORTUNITY) = deal;
    CELL(row, CRM_TRANSITION_SEQ) = seq;
    CELL(row, CRM_TRANSITION_TYPE) = note->type;
    CELL(row, CRM_TRANSITION_AT) = note->at;
    CELL(row, CRM_TRANSITION_BITS) = note->bits ? note->bits : NONE;
    CELL(row, CRM_TRANSITION_ACTOR) = said ? said->actor : NONE;
    CELL(row, CRM_TRANSITION_COMPETITOR) = said ? said->competitor : NONE;
    CELL(row, CRM_TRANSITION_REASON) = said ? said->reason : NONE;
    CELL(row, CRM_TRANSITION_CORRECTS) = corrects;
    CELL(row, CRM_TRANSITION_FROM_STAGE) = from_stage;
    CELL(row, CRM_TRANSITION_STAGE) = note->stage;
    CELL(row, CRM_TRANSITION_PIPELINE) = note->pipeline;
    CELL(row, CRM_TRANSITION_OUTCOME) = note->outcome;
    CELL(row, CRM_TRANSITION_POSITION) = note->position;
    for (int i = 0; i < VALUES; i++)
        CELL(row, log_fields[i]) = note->values[i];
}

/* The last note of the log and the deal with it. */
crm_status
write_deal(struct model *model, struct handle *handle, const struct deal *deal, int64_t from_stage,
           const struct said *said)
{
    const struct note *note = &deal->notes[deal->count - 1];
    struct state after;
    struct row row, log;
    int64_t base;
    crm_status status;

    state_now(deal, &after);
    if (!is_closed(after.outcome) && CELL(handle, CRM_FIELD_ARCHIVED) != NONE &&
        (deal_edited(handle, CRM_FIELD_ARCHIVED) ||
         CELL(handle, CRM_OPPORTUNITY_CLOSED_DAY) != NONE))
        return CRM_ERROR_RULE;
    status = row_of(model, handle, &row, &base);
    if (status != CRM_OK)
        return status;
    follow(&after, &row);
    status = put_row(model, handle->side, &row, base);
    if (status == CRM_OK)
        status = fits(&row);
    if (status != CRM_OK)
        return status;
    fill_row(model, note, CELL(&row, CRM_FIELD_ID), deal->count,
             note->corrects < 0 ? NONE : deal->notes[note->corrects].id, from_stage, said, &log);
    status = fits(&log);
    if (status == CRM_OK)
        status = put_row(model, handle->side, &log, 0);
    if (status == CRM_OK)
        saved(model, handle, &row);
    return status;
}

struct note *
add_note(struct deal *deal, int64_t type, int64_t at, int64_t bits)
{
    struct note *note = &deal->notes[deal->count++];

    memset(note, 0, sizeof *note);
    note->type = type;
    note->at = at;
    note->bits = bits;
    note->corrects = -1;
    return note;
}
