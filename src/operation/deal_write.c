/*
 * deal_write.c - the opportunity and its row of the log, written in one unit. Everything that can
 * fail comes first; the handle is changed last.
 */
#include <string.h>

#include "operation/deal.h"

/* Cells of the new row. */
static crm_status
write_row(crm_table *table, size_t at, const struct crm__logrow *row, crm_id from_stage,
          const struct crm__said *said)
{
    struct {
        crm_field field;
        bool present;
        int64_t value;
    } cells[] = {{CRM_TRANSITION_SEQ, true, row->seq},
                 {CRM_TRANSITION_TYPE, true, row->type},
                 {CRM_TRANSITION_AT, row->at.present, row->at.value},
                 {CRM_TRANSITION_BITS, row->bits != 0, row->bits},
                 {CRM_TRANSITION_ACTOR, said->actor != 0, said->actor},
                 {CRM_TRANSITION_CORRECTS, row->corrects != 0, row->corrects},
                 {CRM_TRANSITION_FROM_STAGE, from_stage != 0, from_stage},
                 {CRM_TRANSITION_STAGE, true, row->stage},
                 {CRM_TRANSITION_PIPELINE, true, row->pipeline},
                 {CRM_TRANSITION_OUTCOME, true, row->outcome},
                 {CRM_TRANSITION_POSITION, true, row->position},
                 {CRM_TRANSITION_COMPETITOR, said->competitor != 0, said->competitor}};
    crm_status status = CRM_OK;

    for (size_t i = 0; i < sizeof cells / sizeof *cells && status == CRM_OK; i++)
        if (cells[i].present)
            status = crm__row_set(table, at, cells[i].field, cells[i].value);
    for (size_t i = 0; i < CRM__CARRIED && status == CRM_OK; i++)
        if (row->carried[i].present)
            status =
                crm__row_set(table, at, crm__carried_fields[i].transition, row->carried[i].value);
    if (status == CRM_OK)
        status = crm__row_set_text(table, at, CRM_TRANSITION_REASON, said->reason);
    if (status == CRM_OK)
        status = crm__row_set_text(table, at, CRM_TRANSITION_NOTE, said->note);
    if (status == CRM_OK)
        status = crm__row_set_text(table, at, CRM_FIELD_EXTERNAL_ID, said->external_id);
    return status;
}

/* What a correction does not say anew, it says as the row that it replaces. */
static crm_status
write_former(crm_table *table, size_t at, const struct crm__said *said)
{
    static const crm_field texts[] = {CRM_TRANSITION_REASON, CRM_TRANSITION_NOTE};
    crm_status status = CRM_OK;

    for (size_t i = 0; i < sizeof texts / sizeof *texts && status == CRM_OK; i++)
        status = crm__cell_copy(table, at, said->former_table, said->former_row,
                                crm__table_index(table, texts[i]));
    return status;
}

/* Fields that the host defined. */
static crm_status
write_custom(crm_context *crm, crm_table *table, size_t at, const struct crm__said *said)
{
    size_t count = crm__schema_count(crm, CRM_KIND_TRANSITION);
    int32_t first = (int32_t)crm__schema_count(NULL, CRM_KIND_TRANSITION);
    crm_status status = CRM_OK;

    for (int32_t i = first; i < (int32_t)count && status == CRM_OK; i++) {
        if (said->former_table)
            status = crm__cell_copy(table, at, said->former_table, said->former_row, i);
        if (status == CRM_OK && said->custom && said->custom->values[i].edit == CRM__EDITED)
            status = crm__record_write_value(said->custom, i, table, at);
    }
    return status;
}

static crm_status
put_row(const struct crm__saving *saving, struct crm__logrow *row, crm_id from_stage,
        const struct crm__said *said)
{
    crm_context *crm = saving->record->crm;
    crm_table *table;
    size_t at;
    crm_status status;

    row->id = said->transition_id;
    if (row->id && crm__unit_find(crm, CRM_KIND_TRANSITION, row->id))
        return crm__fail(crm, CRM_ERROR_CONFLICT, CRM_KIND_TRANSITION, row->id, CRM_FIELD_ID,
                         "transition %lld is written already", (long long)row->id);
    status = crm__new_id(crm, CRM_KIND_TRANSITION, &row->id);
    if (status == CRM_OK)
        status = crm__unit_put(crm, CRM_KIND_TRANSITION, row->id, 0, &table, &at);
    if (status != CRM_OK)
        return status;
    status = crm__row_set(table, at, CRM_TRANSITION_OPPORTUNITY, saving->id);
    if (status == CRM_OK)
        status = crm__row_set(table, at, CRM_FIELD_MODIFIED, saving->now);
    if (status == CRM_OK && !said->created_given)
        status = crm__row_set(table, at, CRM_FIELD_CREATED, saving->now);
    if (status == CRM_OK && said->created_given && said->created.present)
        status = crm__row_set(table, at, CRM_FIELD_CREATED, said->created.value);
    if (status == CRM_OK && said->former_table)
        status = write_former(table, at, said);
    if (status == CRM_OK)
        status = write_custom(crm, table, at, said);
    if (status == CRM_OK)
        status = write_row(table, at, row, from_stage, said);
    return status == CRM_OK ? crm__check_row(crm, CRM_KIND_TRANSITION, table, at) : status;
}

void
crm__deal_following(const crm_context *crm, const struct crm__dealstate *state,
                    struct crm__following *values)
{
    crm_day closed_day = state->closed.present && crm__is_closed(state->outcome)
                             ? crm__day_of_instant(crm, state->closed.value)
                             : CRM_DAY_NONE;

    values[0] = (struct crm__following){CRM_OPPORTUNITY_PIPELINE, {true, state->pipeline}};
    values[1] = (struct crm__following){CRM_OPPORTUNITY_STAGE, {true, state->stage}};
    values[2] = (struct crm__following){CRM_OPPORTUNITY_STAGE_SINCE, state->since};
    values[3] = (struct crm__following){CRM_OPPORTUNITY_CLOSED_DAY,
                                        {closed_day != CRM_DAY_NONE, closed_day}};
    for (size_t i = 0; i < CRM__CARRIED; i++)
        values[4 + i] =
            (struct crm__following){crm__carried_fields[i].opportunity, state->carried[i]};
}

static crm_status
write_following(const struct crm__saving *saving, const struct crm__following *values)
{
    crm_status status = CRM_OK;

    for (size_t i = 0; i < CRM__FOLLOWING && status == CRM_OK; i++)
        status = crm__row_set_optional(saving->table, saving->row, values[i].field,
                                       values[i].value.present, values[i].value.value);
    return status;
}

static void
keep_following(crm_record *deal, const struct crm__following *values)
{
    for (size_t i = 0; i < CRM__FOLLOWING; i++) {
        const struct crm__optional *value = &values[i].value;
        int64_t now = 0;
        bool present = crm__record_int(deal, values[i].field, &now);

        if (present != value->present || (present && now != value->value))
            crm__record_keep(deal, values[i].field, value->present, value->value);
    }
}

/* Room for the state that is kept with the handle. */
static crm_status
make_cache(crm_record *deal)
{
    if (deal->cache)
        return CRM_OK;
    deal->cache = crm__alloc(&deal->crm->memory, sizeof(struct crm__dealstate));
    if (!deal->cache)
        return crm__no_memory(deal->crm);
    deal->cache_size = sizeof(struct crm__dealstate);
    ((struct crm__dealstate *)deal->cache)->version = -1;
    return CRM_OK;
}

/* An open deal is not archived: neither when it is archived, nor when it is opened again. */
static crm_status
check_archived(const crm_record *deal, const struct crm__dealstate *state)
{
    int64_t archived, closed_day;

    if (crm__is_closed(state->outcome) || !crm__record_int(deal, CRM_FIELD_ARCHIVED, &archived))
        return CRM_OK;
    if (!crm__deal_edited(deal, CRM_FIELD_ARCHIVED) &&
        !crm__record_int(deal, CRM_OPPORTUNITY_CLOSED_DAY, &closed_day))
        return CRM_OK;
    return crm__fail(deal->crm, CRM_ERROR_RULE, CRM_KIND_OPPORTUNITY,
                     crm__record_int_or(deal, CRM_FIELD_ID, 0), CRM_FIELD_ARCHIVED,
                     "opportunity %lld: an open one is not archived: lose it, or clear `archived`",
                     (long long)crm__record_int_or(deal, CRM_FIELD_ID, 0));
}

crm_status
crm__deal_write(crm_record *deal, struct crm__logrow *row, crm_id from_stage,
                struct crm__dealstate *state, const struct crm__said *said)
{
    struct crm__saving saving;
    struct crm__following values[CRM__FOLLOWING];
    crm_status status = check_archived(deal, state);

    if (status == CRM_OK)
        status = make_cache(deal);
    if (status == CRM_OK)
        status = crm__row_put(deal, &saving);
    if (status != CRM_OK)
        return status;
    crm__deal_following(deal->crm, state, values);
    status = write_following(&saving, values);
    if (status == CRM_OK)
        status = crm__check_row(deal->crm, CRM_KIND_OPPORTUNITY, saving.table, saving.row);
    if (status == CRM_OK)
        status = put_row(&saving, row, from_stage, said);
    if (status != CRM_OK)
        return status;
    if (state->stage_row == 0)
        state->stage_row = row->id;
    state->seq = row->seq > state->seq ? row->seq : state->seq;
    state->version = saving.base + 1;
    crm__row_saved(&saving);
    keep_following(deal, values);
    memcpy(deal->cache, state, sizeof *state);
    return CRM_OK;
}
