/*
 * deal.c - what an operation on a deal decides on: when it happened and who says so, the state of
 * the deal before and after, and what a row carries. deal_write.c writes it.
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
    return status == CRM_OK ? crm__said_check(crm, said) : status;
}

static const char *
text_of(const crm_record *row, crm_field field)
{
    return row->values[crm__schema_index(row->crm, row->kind, field)].as.text;
}

void
crm__said_by(const crm_record *row, struct crm__said *said)
{
    const struct crm__value *created = &row->values[CRM_FIELD_CREATED];

    memset(said, 0, sizeof *said);
    said->actor = crm__record_int_or(row, CRM_TRANSITION_ACTOR, 0);
    said->competitor = crm__record_int_or(row, CRM_TRANSITION_COMPETITOR, 0);
    said->reason = text_of(row, CRM_TRANSITION_REASON);
    said->note = text_of(row, CRM_TRANSITION_NOTE);
    said->external_id = text_of(row, CRM_FIELD_EXTERNAL_ID);
    said->created_given = created->edit == CRM__EDITED;
    said->created = (struct crm__optional){created->present, created->as.integer};
    said->custom = row;
}

crm_status
crm__said_check(crm_context *crm, const struct crm__said *said)
{
    crm_status status = crm__check_exists(crm, CRM_KIND_USER, said->actor);

    return status == CRM_OK ? crm__check_exists(crm, CRM_KIND_ACCOUNT, said->competitor) : status;
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

bool
crm__deal_carried_edited(const crm_record *deal)
{
    for (size_t i = 0; i < CRM__CARRIED; i++)
        if (crm__deal_edited(deal, crm__carried_fields[i].opportunity))
            return true;
    return false;
}

/* A deal whose log is not in the store: what the record says stands for it. */
static crm_status
state_of_record(const crm_record *deal, struct crm__dealstate *state)
{
    crm_context *crm = deal->crm;
    int64_t outcome = CRM_OUTCOME_OPEN;
    crm_table *stage = NULL;
    crm_status status;

    state->any = true;
    state->stage = crm__record_int_or(deal, CRM_OPPORTUNITY_STAGE, 0);
    state->pipeline = crm__record_int_or(deal, CRM_OPPORTUNITY_PIPELINE, 0);
    status = crm__fetch(crm, CRM_KIND_STAGE, state->stage, &stage);
    if (status != CRM_OK && status != CRM_NONE)
        return status;
    if (stage) {
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
    return CRM_OK;
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
            status = state_of_record(deal, out_state);
        out_state->version = version;
    }
    crm__log_done(&log);
    return status;
}

bool
crm__deal_is_last(const struct crm__dealstate *state, struct crm__optional at)
{
    return !at.present || !state->last_at.present || at.value >= state->last_at.value;
}

crm_status
crm__deal_before(crm_record *deal, const struct crm__dealstate *state,
                 const struct crm__logrow *row, struct crm__dealstate *out_before)
{
    struct crm__log log;
    crm_status status;

    *out_before = *state;
    if (crm__deal_is_last(state, row->at))
        return CRM_OK;
    status = crm__log_read(deal->crm, crm_record_id(deal), &log);
    if (status == CRM_OK)
        crm__state_until(&log, row->at.value, out_before);
    crm__log_done(&log);
    if (status == CRM_OK && !out_before->any)
        status = crm__fail(deal->crm, CRM_ERROR_ORDER, CRM_KIND_OPPORTUNITY, crm_record_id(deal),
                           -1, "opportunity %lld: the row is older than its first row",
                           (long long)crm_record_id(deal));
    return status;
}

crm_status
crm__deal_after(crm_record *deal, const struct crm__dealstate *state, const struct crm__logrow *row,
                struct crm__dealstate *out_after)
{
    struct crm__log log;
    crm_status status;

    if (crm__deal_is_last(state, row->at)) {
        *out_after = *state;
        crm__state_fold(out_after, row);
        return CRM_OK;
    }
    status = crm__log_read(deal->crm, crm_record_id(deal), &log);
    if (status == CRM_OK) {
        log.rows[log.count++] = *row;
        status = crm__log_order(&log);
    }
    if (status == CRM_OK)
        crm__state_of(&log, out_after);
    crm__log_done(&log);
    return status;
}

crm_status
crm__deal_next_seq(crm_record *deal, const struct crm__dealstate *state, int64_t *out_seq)
{
    if (state->seq == INT64_MAX)
        return crm__fail(deal->crm, CRM_ERROR_LIMIT, CRM_KIND_OPPORTUNITY, crm_record_id(deal), -1,
                         "opportunity %lld: the numbers of its log are used up",
                         (long long)crm_record_id(deal));
    *out_seq = state->seq + 1;
    return CRM_OK;
}

void
crm__deal_lock_chance(int64_t outcome, struct crm__optional *carried)
{
    if (!crm__is_closed(outcome))
        return;
    carried[CRM__CARRIED_PROBABILITY] =
        (struct crm__optional){true, outcome == CRM_OUTCOME_WON ? 10000 : 0};
    if (!carried[CRM__CARRIED_ORIGIN].present)
        carried[CRM__CARRIED_ORIGIN] = (struct crm__optional){true, CRM_PROBABILITY_STAGE};
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
        crm__deal_lock_chance(entered->outcome, carried);
    } else if (own && was_closed && state->open_probability.present) {
        *chance = state->open_probability;
    } else if (!own || was_closed) {
        *chance = entered->probability;
        *origin = (struct crm__optional){chance->present, CRM_PROBABILITY_STAGE};
    }
}

/* A chance that somebody typed is no longer the stage's. */
static void
say_chance(const crm_record *deal, struct crm__optional *carried)
{
    if (!crm__deal_edited(deal, CRM_OPPORTUNITY_PROBABILITY_ORIGIN))
        carried[CRM__CARRIED_ORIGIN] = (struct crm__optional){
            carried[CRM__CARRIED_PROBABILITY].present, CRM_PROBABILITY_MANUAL};
}

void
crm__deal_carry(const crm_record *deal, const struct crm__dealstate *state,
                const struct crm__stageinfo *entered, struct crm__optional *carried)
{
    bool closes = entered && crm__is_closed(entered->outcome);

    for (size_t i = 0; i < CRM__CARRIED; i++) {
        crm_field field = crm__carried_fields[i].opportunity;

        carried[i] = crm__deal_edited(deal, field) ? value_of(deal, field) : state->carried[i];
    }
    if (crm__deal_edited(deal, CRM_OPPORTUNITY_PROBABILITY_BP) && !closes)
        say_chance(deal, carried);
    else if (entered && (entered->id != state->stage || !state->any))
        crm__deal_chance(state, entered, carried);
    crm__deal_lock_chance(entered ? entered->outcome : state->outcome, carried);
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
