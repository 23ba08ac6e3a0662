/*
 * deal.c - the opportunity and its row of the log, written in one unit. Everything that can fail
 * comes first; the handle is changed last.
 */
#include "operation/deal.h"

#include <string.h>

#include "base/abi.h"
#include "base/calendar.h"

/* Size in version 0.1: up to the last member of then. */
#define MOVE_FIRST_SIZE (offsetof(crm_move_params, reserved) + sizeof(int32_t))

static const crm_move_params move_init = CRM_MOVE_PARAMS_INIT;

crm_status
crm_move_params_init(crm_move_params *params, size_t size)
{
    return crm__struct_init(params, size, &move_init, sizeof move_init, MOVE_FIRST_SIZE);
}

crm_status
crm__move_params(crm_context *crm, const crm_move_params *given, struct crm__logrow *row,
                 struct crm__said *said)
{
    crm_move_params params;
    crm_status status = crm__struct_read(&params, sizeof params, MOVE_FIRST_SIZE,
                                         given ? given : &move_init, &move_init);

    memset(said, 0, sizeof *said);
    if (status != CRM_OK)
        return crm__fail(crm, status, 0, 0, -1, "crm_move_params is of an unknown size");
    if (params.flags || params.reserved || params.actor < 0 || params.competitor < 0)
        return crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1,
                         "flags and reserved are 0, ids not below 0");
    if (params.at != CRM_INSTANT_NONE && params.day != CRM_DAY_NONE)
        return crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "give `at` or `day`, not both");
    if (params.day != CRM_DAY_NONE) {
        params.at = crm__instant_of_day(crm, params.day);
        row->bits |= CRM_TRANSITION_BIT_DAY_ONLY;
        if (params.at == CRM_INSTANT_NONE)
            return crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "`day` is outside years 1 to 9999");
    }
    if (params.at == CRM_INSTANT_NONE)
        status = crm__now(crm, &params.at);
    if (status == CRM_OK && !crm__instant_valid(params.at))
        return crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "`at` is outside years 1 to 9999");
    row->at = (struct crm__optional){true, params.at};
    said->actor = params.actor;
    said->competitor = params.competitor;
    said->reason = params.reason;
    said->note = params.note;
    if (status == CRM_OK)
        status = crm__check_exists(crm, CRM_KIND_USER, said->actor);
    if (status == CRM_OK)
        status = crm__check_exists(crm, CRM_KIND_ACCOUNT, said->competitor);
    return status;
}

bool
crm__deal_edited(const crm_record *deal, crm_field field)
{
    return deal->values[crm__schema_index(deal->crm, deal->kind, field)].edit == CRM__EDITED;
}

static struct crm__optional
value_of(const crm_record *deal, crm_field field)
{
    struct crm__optional value = {false, 0};

    value.present = crm__record_int(deal, field, &value.value);
    return value;
}

/* A deal whose log is not in the store: what the record says stands for it. */
static void
state_of_record(const crm_record *deal, struct crm__dealstate *state)
{
    crm_context *crm = deal->crm;
    int64_t outcome = CRM_OUTCOME_OPEN;
    crm_table *stage = NULL;

    state->any = true;
    state->stage = crm__record_int_or(deal, CRM_OPPORTUNITY_STAGE, 0);
    state->pipeline = crm__record_int_or(deal, CRM_OPPORTUNITY_PIPELINE, 0);
    if (crm__fetch(crm, CRM_KIND_STAGE, state->stage, &stage) == CRM_OK) {
        outcome = crm__row_int_or(stage, 0, CRM_STAGE_OUTCOME, outcome);
        state->position = crm__row_int_or(stage, 0, CRM_STAGE_POSITION, 0);
        crm__table_free(stage);
    }
    state->outcome = outcome;
    state->since = value_of(deal, CRM_OPPORTUNITY_STAGE_SINCE);
    state->stage_at = state->since;
    if (crm__is_closed(outcome))
        state->closed = state->since;
    for (size_t i = 0; i < CRM__CARRIED; i++)
        state->carried[i] = value_of(deal, crm__carried_fields[i].opportunity);
}

crm_status
crm__deal_state(crm_record *deal, struct crm__dealstate *out_state)
{
    crm_context *crm = deal->crm;
    crm_id id = crm_record_id(deal);
    int64_t version = crm__record_int_or(deal, CRM_FIELD_VERSION, 0), gone, base;
    const struct crm__dealstate *cached = deal->cache;
    struct crm__log log;
    crm_status status;

    if (!deal->stored)
        return crm__fail(crm, CRM_ERROR_STATE, CRM_KIND_OPPORTUNITY, id, -1,
                         "the opportunity is not stored");
    if (crm__record_int(deal, CRM_FIELD_MERGED_INTO, &gone) ||
        crm__record_int(deal, CRM_FIELD_ERASED, &gone))
        return crm__fail(crm, CRM_ERROR_GONE, CRM_KIND_OPPORTUNITY, id, -1,
                         "opportunity %lld was merged or erased", (long long)id);
    status = crm__unit_base(deal, &base);
    if (status != CRM_OK)
        return status;
    if (cached && cached->version == version) {
        *out_state = *cached;
        return CRM_OK;
    }
    status = crm__log_read(crm, id, &log);
    if (status == CRM_OK) {
        crm__state_of(&log, out_state);
        if (log.effective == 0)
            state_of_record(deal, out_state);
        out_state->version = version;
    }
    crm__log_done(&log);
    return status;
}

void
crm__deal_chance(const struct crm__dealstate *state, const struct crm__stageinfo *entered,
                 struct crm__optional *carried)
{
    struct crm__optional *chance = &carried[CRM__CARRIED_PROBABILITY];
    struct crm__optional *origin = &carried[CRM__CARRIED_ORIGIN];
    bool own = origin->present && origin->value != CRM_PROBABILITY_STAGE;
    bool was_closed = state->any && crm__is_closed(state->outcome);

    if (crm__is_closed(entered->outcome)) {
        *chance = (struct crm__optional){true, entered->outcome == CRM_OUTCOME_WON ? 10000 : 0};
        if (!origin->present)
            *origin = (struct crm__optional){true, CRM_PROBABILITY_STAGE};
    } else if (own) {
        if (was_closed)
            *chance = state->open_probability;
    } else {
        *chance = entered->probability;
        *origin = (struct crm__optional){chance->present, CRM_PROBABILITY_STAGE};
    }
}

void
crm__deal_carry(const crm_record *deal, const struct crm__dealstate *state,
                const struct crm__stageinfo *entered, struct crm__optional *carried)
{
    bool chance_said = crm__deal_edited(deal, CRM_OPPORTUNITY_PROBABILITY_BP);
    bool origin_said = crm__deal_edited(deal, CRM_OPPORTUNITY_PROBABILITY_ORIGIN);

    for (size_t i = 0; i < CRM__CARRIED; i++) {
        crm_field field = crm__carried_fields[i].opportunity;

        carried[i] = crm__deal_edited(deal, field) ? value_of(deal, field) : state->carried[i];
    }
    if (chance_said) {
        /* A chance that somebody typed is no longer the stage's. */
        if (!origin_said)
            carried[CRM__CARRIED_ORIGIN] = (struct crm__optional){
                carried[CRM__CARRIED_PROBABILITY].present, CRM_PROBABILITY_MANUAL};
    } else if (entered && (entered->id != state->stage || !state->any)) {
        crm__deal_chance(state, entered, carried);
    }
}

crm_status
crm__deal_check_order(crm_record *deal, const struct crm__dealstate *state,
                      const struct crm__logrow *row)
{
    if (!state->stage_at.present || !row->at.present || row->at.value >= state->stage_at.value)
        return CRM_OK;
    return crm__fail(deal->crm, CRM_ERROR_ORDER, CRM_KIND_TRANSITION, state->stage_row,
                     CRM_TRANSITION_AT,
                     "opportunity %lld: the row is older than its last stage row %lld",
                     (long long)crm_record_id(deal), (long long)state->stage_row);
}

/* Cells of the new row. */
static crm_status
write_row(crm_context *crm, crm_table *table, size_t at, const struct crm__logrow *row,
          crm_id from_stage, const struct crm__said *said)
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
    if (status != CRM_OK)
        return crm__no_memory(crm);
    status = crm__row_set_text(table, at, CRM_TRANSITION_REASON, said->reason);
    if (status == CRM_OK)
        status = crm__row_set_text(table, at, CRM_TRANSITION_NOTE, said->note);
    if (status == CRM_OK)
        status = crm__row_set_text(table, at, CRM_FIELD_EXTERNAL_ID, said->external_id);
    if (status != CRM_OK)
        return crm__fail(crm, status, CRM_KIND_TRANSITION, row->id, -1,
                         "reason or note: not UTF-8, or memory lacks");
    return CRM_OK;
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
    if (status != CRM_OK)
        return crm__no_memory(crm);
    status = write_row(crm, table, at, row, from_stage, said);
    return status == CRM_OK ? crm__check_row(crm, CRM_KIND_TRANSITION, table, at) : status;
}

/* Values of the opportunity that follow the log. */
enum { FOLLOWING = 4 + CRM__CARRIED };

struct following {
    crm_field field;
    struct crm__optional value;
};

static void
follow(const crm_context *crm, const struct crm__dealstate *state, struct following *values)
{
    crm_day closed_day = state->closed.present && crm__is_closed(state->outcome)
                             ? crm__day_of_instant(crm, state->closed.value)
                             : CRM_DAY_NONE;

    values[0] = (struct following){CRM_OPPORTUNITY_PIPELINE, {true, state->pipeline}};
    values[1] = (struct following){CRM_OPPORTUNITY_STAGE, {true, state->stage}};
    values[2] = (struct following){CRM_OPPORTUNITY_STAGE_SINCE, state->since};
    values[3] =
        (struct following){CRM_OPPORTUNITY_CLOSED_DAY, {closed_day != CRM_DAY_NONE, closed_day}};
    for (size_t i = 0; i < CRM__CARRIED; i++)
        values[4 + i] = (struct following){crm__carried_fields[i].opportunity, state->carried[i]};
}

static crm_status
write_following(const struct crm__saving *saving, const struct following *values)
{
    for (size_t i = 0; i < FOLLOWING; i++) {
        crm_status status =
            values[i].value.present
                ? crm__row_set(saving->table, saving->row, values[i].field, values[i].value.value)
                : crm__row_clear(saving->table, saving->row, values[i].field);

        if (status != CRM_OK)
            return crm__no_memory(saving->record->crm);
    }
    return CRM_OK;
}

static void
keep_following(crm_record *deal, const struct following *values)
{
    for (size_t i = 0; i < FOLLOWING; i++) {
        struct crm__optional now = value_of(deal, values[i].field);

        if (now.present != values[i].value.present ||
            (now.present && now.value != values[i].value.value))
            crm__record_keep(deal, values[i].field, values[i].value.present, values[i].value.value);
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

crm_status
crm__deal_write(crm_record *deal, struct crm__logrow *row, crm_id from_stage,
                struct crm__dealstate *state, const struct crm__said *said)
{
    struct crm__saving saving;
    struct following values[FOLLOWING];
    crm_status status = make_cache(deal);

    if (status == CRM_OK)
        status = crm__row_put(deal, &saving);
    if (status != CRM_OK)
        return status;
    follow(deal->crm, state, values);
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
