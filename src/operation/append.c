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
    if (crm__record_int(row, CRM_TRANSITION_SEQ, &value) && value <= state->seq)
        return refuse(row, CRM_ERROR_RULE, CRM_TRANSITION_SEQ, "this seq is taken");
    return CRM_OK;
}

/* The stage of the new row: its own, else the one before, else the deal's. */
static crm_status
find_stage(const crm_record *deal, crm_record *row, const struct crm__dealstate *before,
           struct crm__stageinfo *stage)
{
    crm_id pipeline = crm__record_int_or(deal, CRM_OPPORTUNITY_PIPELINE, 0);
    crm_id id = crm__record_int_or(row, CRM_TRANSITION_STAGE, 0);
    crm_status status;

    if (id && id != before->stage &&
        crm__record_int_or(row, CRM_TRANSITION_TYPE, 0) == CRM_TRANSITION_TYPE_CHANGE)
        return refuse(row, CRM_ERROR_RULE, CRM_TRANSITION_STAGE,
                      "a CHANGE does not move the stage");
    if (id == 0)
        id = before->any ? before->stage : crm__record_int_or(deal, CRM_OPPORTUNITY_STAGE, 0);
    if (id == 0)
        return refuse(row, CRM_ERROR_DATA, CRM_TRANSITION_STAGE, "it has no stage");
    status = crm__stage_read(deal->crm, id, stage);
    if (status == CRM_OK && !deal->stored && pipeline && stage->pipeline != pipeline)
        return refuse(row, CRM_ERROR_RULE, CRM_TRANSITION_STAGE,
                      "the stage is of another pipeline than the new deal");
    return status;
}

/* Edits of the deal go into the row too, where they are not lost again at once. */
static crm_status
check_edits(const crm_record *deal, crm_record *row, const struct crm__dealstate *state,
            const struct crm__dealstate *before, const struct crm__logrow *written)
{
    if (!deal->stored || !crm__deal_carried_edited(deal))
        return CRM_OK;
    if (crm__is_closed(before->outcome) &&
        (!crm__is_stage_row(written->type) || written->outcome == before->outcome))
        return refuse(row, CRM_ERROR_RULE, -1,
                      "the deal is closed: its values change by crm_opportunity_correct");
    if (!crm__deal_is_last(state, written->at))
        return refuse(row, CRM_ERROR_ORDER, CRM_TRANSITION_AT,
                      "the edits of the deal are younger: save them first");
    return CRM_OK;
}

/* Values: the row's own, else those before, else the deal's; the chance follows the stage. */
static void
carry(const crm_record *deal, const crm_record *row, const struct crm__dealstate *before,
      const struct crm__stageinfo *stage, struct crm__optional *carried)
{
    bool chance_said = crm__deal_edited(deal, CRM_OPPORTUNITY_PROBABILITY_BP);

    crm__deal_carry(deal, before, NULL, carried);
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
    if (!chance_said && (stage->id != before->stage || !before->any))
        crm__deal_chance(before, stage, carried);
    crm__deal_lock_chance(stage->outcome, carried);
}

/* The handle of the row becomes stored, and shows what was written. */
static void
row_saved(crm_record *row, crm_id id)
{
    const struct crm__entry *entry = crm__unit_find(row->crm, CRM_KIND_TRANSITION, id);
    const crm_table *table = row->crm->unit->rows[CRM_KIND_TRANSITION];

    crm__record_take_id(row, id);
    crm__unit_touch(row);
    row->stored = true;
    for (size_t i = CRM_FIELD_VERSION; i < row->count; i++) {
        struct crm__value *value = &row->values[i];
        int64_t written = 0;
        bool present;

        if (value->edit == CRM__EDITED)
            value->edit = CRM__WRITTEN;
        if (!crm__type_is_integer(table->columns[i].type))
            continue;
        present = crm__cell_int(table, entry->row, (int32_t)i, &written);
        if (present != value->present || (present && written != value->as.integer))
            crm__record_keep(row, table->columns[i].number, present, written);
    }
}

/* What the row says by itself. */
static crm_status
read_row(crm_record *deal, crm_record *row, const struct crm__dealstate *state,
         struct crm__logrow *written, struct crm__said *said)
{
    crm_status status = check_row_kind(deal, row, state);

    if (status != CRM_OK)
        return status;
    crm__said_by(row, said);
    said->transition_id = crm_record_id(row);
    written->type = crm__record_int_or(row, CRM_TRANSITION_TYPE, 0);
    written->at.present = crm__record_int(row, CRM_TRANSITION_AT, &written->at.value);
    written->bits = crm__record_int_or(row, CRM_TRANSITION_BITS, 0) & ~CRM_TRANSITION_BIT_VOID;
    if (!crm__record_int(row, CRM_TRANSITION_SEQ, &written->seq))
        status = crm__deal_next_seq(deal, state, &written->seq);
    return status == CRM_OK ? crm__said_check(deal->crm, said) : status;
}

/* Where it stands, and what follows from that. */
static crm_status
place_row(crm_record *deal, crm_record *row, const struct crm__dealstate *state,
          struct crm__logrow *written, crm_id *out_from)
{
    struct crm__dealstate before;
    struct crm__stageinfo stage;
    crm_status status = crm__deal_before(deal, state, written, &before);

    if (status == CRM_OK)
        status = find_stage(deal, row, &before, &stage);
    if (status != CRM_OK)
        return status;
    if (written->type == CRM_TRANSITION_TYPE_MOVE && stage.id == before.stage)
        written->type = CRM_TRANSITION_TYPE_CHANGE;
    written->place_type = written->type;
    if (crm__is_stage_row(written->type))
        status = crm__deal_check_order(deal, state, written);
    crm__logrow_enter(written, &stage);
    if (status == CRM_OK)
        status = check_edits(deal, row, state, &before, written);
    carry(deal, row, &before, &stage, written->carried);
    *out_from = before.any ? before.stage : 0;
    return status;
}

static crm_status
append(crm_record *deal, crm_record *row)
{
    struct crm__dealstate state, after;
    struct crm__logrow written;
    struct crm__said said;
    crm_id from_stage;
    crm_status status;

    memset(&state, 0, sizeof state);
    memset(&written, 0, sizeof written);
    if (row->stored)
        return refuse(row, CRM_ERROR_STATE, -1, "it is stored already");
    status = crm__record_failed(row);
    if (status == CRM_OK && deal->stored)
        status = crm__deal_state(deal, &state);
    if (status == CRM_OK)
        status = read_row(deal, row, &state, &written, &said);
    if (status == CRM_OK)
        status = place_row(deal, row, &state, &written, &from_stage);
    if (status == CRM_OK)
        status = crm__deal_after(deal, &state, &written, &after);
    if (status == CRM_OK)
        status = crm__deal_write(deal, &written, from_stage, &after, &said);
    if (status == CRM_OK)
        row_saved(row, written.id);
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
