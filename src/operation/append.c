/*
 * append.c - importing a log kept elsewhere, row by row. A log says what was: moves from a closed
 * stage or into another pipeline are taken; only the order of time is insisted on.
 */
#include <string.h>

#include "operation/deal.h"

static crm_status
refuse(crm_record *row, crm_status status, crm_field field, const char *why)
{
    return crm__fail(row->crm, status, CRM_KIND_TRANSITION, crm_record_id(row), field,
                     "appending a row to the log: %s", why);
}

static crm_status
check_row_kind(crm_record *deal, crm_record *row, const struct crm__dealstate *state)
{
    int64_t type, value;

    if (!crm__record_int(row, CRM_TRANSITION_TYPE, &type))
        return refuse(row, CRM_ERROR_DATA, CRM_TRANSITION_TYPE, "it has no type");
    if (type == CRM_TRANSITION_TYPE_CORRECT)
        return refuse(row, CRM_ERROR_RULE, CRM_TRANSITION_TYPE, "use crm_opportunity_correct");
    if (!deal->stored && type != CRM_TRANSITION_TYPE_CREATE)
        return refuse(row, CRM_ERROR_RULE, CRM_TRANSITION_TYPE,
                      "the first row of a deal is of type CREATE");
    if (deal->stored && type == CRM_TRANSITION_TYPE_CREATE)
        return refuse(row, CRM_ERROR_RULE, CRM_TRANSITION_TYPE, "the deal was created already");
    if (type != CRM_TRANSITION_TYPE_CREATE && !crm__record_int(row, CRM_TRANSITION_AT, &value))
        return refuse(row, CRM_ERROR_DATA, CRM_TRANSITION_AT, "CREATE alone may have no instant");
    if (type == CRM_TRANSITION_TYPE_MOVE && !crm__record_int(row, CRM_TRANSITION_STAGE, &value))
        return refuse(row, CRM_ERROR_DATA, CRM_TRANSITION_STAGE, "it has no stage");
    if (type == CRM_TRANSITION_TYPE_CHANGE && crm__record_int(row, CRM_TRANSITION_STAGE, &value) &&
        value != state->stage)
        return refuse(row, CRM_ERROR_RULE, CRM_TRANSITION_STAGE,
                      "a CHANGE does not move the stage");
    if (crm__record_int(row, CRM_TRANSITION_SEQ, &value) && value <= state->seq)
        return refuse(row, CRM_ERROR_RULE, CRM_TRANSITION_SEQ, "this seq is taken");
    return CRM_OK;
}

/* The stage of the new row: its own, else the one before, else the deal's. */
static crm_id
stage_of(const crm_record *deal, const crm_record *row, const struct crm__dealstate *state)
{
    crm_id stage = crm__record_int_or(row, CRM_TRANSITION_STAGE, 0);

    if (stage == 0)
        stage = state->any ? state->stage : crm__record_int_or(deal, CRM_OPPORTUNITY_STAGE, 0);
    return stage;
}

/* Values: the row's own, else those before, else the deal's; the chance follows the stage. */
static void
carry(const crm_record *deal, const crm_record *row, const struct crm__dealstate *state,
      const struct crm__stageinfo *stage, struct crm__optional *carried)
{
    bool chance_said = false;

    crm__deal_carry(deal, state, NULL, carried);
    for (size_t i = 0; i < CRM__CARRIED; i++) {
        crm_field field = crm__carried_fields[i].transition;
        int32_t index = crm__schema_index(row->crm, row->kind, field);
        const struct crm__value *value = &row->values[index];

        if (value->edit != CRM__EDITED)
            continue;
        carried[i] = (struct crm__optional){value->present, value->as.integer};
        if (i == CRM__CARRIED_PROBABILITY)
            chance_said = true;
    }
    if (!chance_said && !crm__deal_edited(deal, CRM_OPPORTUNITY_PROBABILITY_BP) &&
        (stage->id != state->stage || !state->any))
        crm__deal_chance(state, stage, carried);
    /* A currency without an amount says nothing; an amount needs one and is refused without. */
}

static void
say(crm_record *row, struct crm__said *said)
{
    const struct crm__value *created = &row->values[CRM_FIELD_CREATED];

    memset(said, 0, sizeof *said);
    said->actor = crm__record_int_or(row, CRM_TRANSITION_ACTOR, 0);
    said->competitor = crm__record_int_or(row, CRM_TRANSITION_COMPETITOR, 0);
    said->reason =
        row->values[crm__schema_index(row->crm, row->kind, CRM_TRANSITION_REASON)].as.text;
    said->note = row->values[crm__schema_index(row->crm, row->kind, CRM_TRANSITION_NOTE)].as.text;
    said->external_id = row->values[CRM_FIELD_EXTERNAL_ID].as.text;
    said->transition_id = crm_record_id(row);
    said->created_given = created->edit == CRM__EDITED;
    said->created = (struct crm__optional){created->present, created->as.integer};
}

/* The handle of the row becomes stored, showing what was written. */
static void
row_saved(crm_record *row, const struct crm__logrow *written, crm_id deal, crm_id from_stage)
{
    row->values[CRM_FIELD_ID].present = true;
    row->values[CRM_FIELD_ID].as.integer = written->id;
    crm__unit_touch(row);
    row->stored = true;
    crm__record_keep(row, CRM_FIELD_VERSION, true, 1);
    crm__record_keep(row, CRM_TRANSITION_OPPORTUNITY, true, deal);
    crm__record_keep(row, CRM_TRANSITION_SEQ, true, written->seq);
    crm__record_keep(row, CRM_TRANSITION_TYPE, true, written->type);
    crm__record_keep(row, CRM_TRANSITION_FROM_STAGE, from_stage != 0, from_stage);
    crm__record_keep(row, CRM_TRANSITION_STAGE, true, written->stage);
    crm__record_keep(row, CRM_TRANSITION_PIPELINE, true, written->pipeline);
    crm__record_keep(row, CRM_TRANSITION_OUTCOME, true, written->outcome);
    crm__record_keep(row, CRM_TRANSITION_POSITION, true, written->position);
    for (size_t i = 0; i < row->count; i++)
        if (row->values[i].edit == CRM__EDITED)
            row->values[i].edit = CRM__WRITTEN;
}

static crm_status
append(crm_record *deal, crm_record *row)
{
    struct crm__dealstate state;
    struct crm__stageinfo stage;
    struct crm__logrow written;
    struct crm__said said;
    crm_id from_stage;
    crm_status status = CRM_OK;

    memset(&state, 0, sizeof state);
    memset(&written, 0, sizeof written);
    if (row->stored)
        return refuse(row, CRM_ERROR_STATE, -1, "it is stored already");
    if (deal->stored)
        status = crm__deal_state(deal, &state);
    if (status == CRM_OK)
        status = crm__record_failed(row);
    if (status == CRM_OK)
        status = check_row_kind(deal, row, &state);
    if (status != CRM_OK)
        return status;
    if (stage_of(deal, row, &state) == 0)
        return refuse(row, CRM_ERROR_DATA, CRM_TRANSITION_STAGE, "it has no stage");
    status = crm__stage_read(deal->crm, stage_of(deal, row, &state), &stage);
    if (status != CRM_OK)
        return status;
    say(row, &said);
    written.type = crm__record_int_or(row, CRM_TRANSITION_TYPE, 0);
    if (written.type == CRM_TRANSITION_TYPE_MOVE && stage.id == state.stage)
        written.type = CRM_TRANSITION_TYPE_CHANGE;
    written.place_type = written.type;
    written.at.present = crm__record_int(row, CRM_TRANSITION_AT, &written.at.value);
    written.bits = crm__record_int_or(row, CRM_TRANSITION_BITS, 0) & ~CRM_TRANSITION_BIT_VOID;
    written.seq = crm__record_int_or(row, CRM_TRANSITION_SEQ, state.seq + 1);
    if (crm__is_stage_row(written.type))
        status = crm__deal_check_order(deal, &state, &written);
    if (status != CRM_OK)
        return status;
    from_stage = state.any ? state.stage : 0;
    crm__logrow_enter(&written, &stage);
    carry(deal, row, &state, &stage, written.carried);
    crm__state_fold(&state, &written);
    status = crm__deal_write(deal, &written, from_stage, &state, &said);
    if (status == CRM_OK)
        row_saved(row, &written, crm_record_id(deal), from_stage);
    return status;
}

crm_status
crm_opportunity_append(crm_opportunity *opportunity, crm_transition *transition)
{
    crm_record *deal = (crm_record *)opportunity, *row = (crm_record *)transition;
    struct crm__work work;
    crm_status status = crm__operation_begin(deal, &work);

    if (status != CRM_OK)
        return status;
    if (!row || row->crm != deal->crm)
        status = crm__fail(deal->crm, CRM_ERROR_ARGUMENT, CRM_KIND_TRANSITION, 0, -1,
                           "no row, or one of another context");
    else
        status = append(deal, row);
    return crm__operation_end(deal, &work, status);
}
