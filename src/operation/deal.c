/*
 * deal.c - what an operation on a deal decides on: the state of the deal before and after, and what
 * a row carries. deal_said.c reads when it happened and who says so, deal_write.c writes it.
 */
#include "operation/deal.h"

#include <string.h>

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
