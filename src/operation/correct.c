/*
 * correct.c - one row of a deal's log is replaced, or undone. The old row stays stored; the whole
 * log is put in order again with the correction in place, and must still make sense.
 */
#include <string.h>

#include "operation/deal.h"

static crm_status
refuse(crm_record *deal, crm_status status, crm_id row, const char *why)
{
    return crm__fail(deal->crm, status, CRM_KIND_TRANSITION, row, -1,
                     "correcting opportunity %lld: %s", (long long)crm_record_id(deal), why);
}

static struct crm__logrow *
find(struct crm__log *log, crm_id id)
{
    for (size_t i = 0; i < log->count; i++)
        if (log->rows[i].id == id)
            return &log->rows[i];
    return NULL;
}

static crm_status
check_old(crm_record *deal, struct crm__log *log, crm_id transition, bool undoes,
          struct crm__logrow **out_old)
{
    struct crm__logrow *old = find(log, transition);

    if (!old)
        return refuse(deal, CRM_ERROR_REFERENCE, transition, "the deal has no such row");
    if (old->replaced)
        return refuse(deal, CRM_ERROR_RULE, transition, "the row was corrected already");
    if (old->place_type == CRM_TRANSITION_TYPE_CREATE && undoes)
        return refuse(deal, CRM_ERROR_RULE, transition, "the first row cannot be undone");
    if (old->bits & CRM_TRANSITION_BIT_VOID)
        return refuse(deal, CRM_ERROR_RULE, transition, "the row was undone already");
    *out_old = old;
    return CRM_OK;
}

/* Fields that the replacement sets take the place of the row's. */
static crm_status
replace(crm_record *deal, crm_record *replacement, struct crm__logrow *row)
{
    int64_t stage_id = row->stage;
    struct crm__stageinfo stage;
    crm_status status;

    for (size_t i = 0; i < CRM__CARRIED; i++) {
        const struct crm__value *value = &replacement->values[crm__schema_index(
            deal->crm, CRM_KIND_TRANSITION, crm__carried_fields[i].transition)];

        if (value->edit == CRM__EDITED)
            row->carried[i] = (struct crm__optional){value->present, value->as.integer};
    }
    if (crm__record_int(replacement, CRM_TRANSITION_AT, &row->at.value))
        row->at.present = true;
    crm__record_int(replacement, CRM_TRANSITION_BITS, &row->bits);
    crm__record_int(replacement, CRM_TRANSITION_STAGE, &stage_id);
    if (stage_id == row->stage)
        return CRM_OK;
    if (row->place_type == CRM_TRANSITION_TYPE_CHANGE)
        return refuse(deal, CRM_ERROR_RULE, row->corrects, "a CHANGE does not move the stage");
    status = crm__stage_read(deal->crm, stage_id, &stage);
    if (status == CRM_OK)
        crm__logrow_enter(row, &stage);
    return status;
}

/* Who corrects and why; `at` and `day` of the params are those of the replacement. */
static crm_status
take_params(crm_record *deal, crm_record *replacement, const crm_move_params *params,
            struct crm__logrow *row, struct crm__said *said)
{
    struct crm__optional at = row->at;
    int64_t bits = row->bits;
    crm_status status = crm__move_params(deal->crm, params, row, said);
    bool given = params && (params->at != CRM_INSTANT_NONE || params->day != CRM_DAY_NONE);
    const char *text;

    if (!given) {
        row->at = at;
        row->bits = bits;
    }
    if (status != CRM_OK || !replacement)
        return status;
    said->actor = crm__record_int_or(replacement, CRM_TRANSITION_ACTOR, said->actor);
    said->competitor = crm__record_int_or(replacement, CRM_TRANSITION_COMPETITOR, said->competitor);
    text = replacement
               ->values[crm__schema_index(deal->crm, CRM_KIND_TRANSITION, CRM_TRANSITION_REASON)]
               .as.text;
    if (text)
        said->reason = text;
    text =
        replacement->values[crm__schema_index(deal->crm, CRM_KIND_TRANSITION, CRM_TRANSITION_NOTE)]
            .as.text;
    if (text)
        said->note = text;
    return CRM_OK;
}

/* Stage rows must keep the order in which they were written, and the first row be the first. */
static crm_status
check_log(crm_record *deal, const struct crm__log *log, crm_id transition)
{
    const struct crm__logrow *last = NULL;

    if (log->effective == 0 || log->rows[0].place_type != CRM_TRANSITION_TYPE_CREATE)
        return refuse(deal, CRM_ERROR_ORDER, transition, "a row would stand before the first");
    for (size_t i = 0; i < log->effective; i++) {
        const struct crm__logrow *row = &log->rows[i];

        if (!crm__is_stage_row(row->place_type))
            continue;
        if (last && row->place_seq < last->place_seq)
            return refuse(deal, CRM_ERROR_ORDER, transition,
                          "the stage rows would not be in order");
        last = row;
    }
    return CRM_OK;
}

static crm_status
correct_in(crm_record *deal, struct crm__log *log, crm_id transition, crm_record *replacement,
           const crm_move_params *params, crm_id *out_transition)
{
    struct crm__logrow *old = NULL, row;
    struct crm__dealstate state;
    struct crm__said said;
    int64_t last_seq = 0;
    crm_status status = check_old(deal, log, transition, !replacement, &old);

    if (status != CRM_OK)
        return status;
    for (size_t i = 0; i < log->count; i++)
        if (log->rows[i].seq > last_seq)
            last_seq = log->rows[i].seq;
    row = *old;
    row.type = CRM_TRANSITION_TYPE_CORRECT;
    row.corrects = transition;
    row.seq = last_seq + 1;
    if (replacement)
        status = replace(deal, replacement, &row);
    if (status == CRM_OK)
        status = take_params(deal, replacement, params, &row, &said);
    if (status != CRM_OK)
        return status;
    row.bits &= ~CRM_TRANSITION_BIT_VOID;
    if (!replacement)
        row.bits |= CRM_TRANSITION_BIT_VOID;
    /* An id above all others keeps the new row apart until it is given its own. */
    row.id = INT64_MAX;
    log->rows[log->count++] = row;
    status = crm__log_order(log);
    if (status == CRM_OK)
        status = check_log(deal, log, transition);
    if (status != CRM_OK)
        return status;
    crm__state_of(log, &state);
    status = crm__deal_write(deal, &row, 0, &state, &said);
    if (status == CRM_OK)
        *out_transition = row.id;
    return status;
}

static crm_status
correct(crm_record *deal, crm_id transition, crm_record *replacement, const crm_move_params *params,
        crm_id *out_transition)
{
    struct crm__dealstate state;
    struct crm__log log;
    crm_status status = crm__deal_state(deal, &state);

    if (status != CRM_OK)
        return status;
    if (crm__record_edited(deal))
        return refuse(deal, CRM_ERROR_STATE, transition, "the handle has unsaved edits");
    if (replacement && replacement->stored)
        return refuse(deal, CRM_ERROR_RULE, transition, "the replacement is stored");
    status = replacement ? crm__record_failed(replacement) : CRM_OK;
    if (status != CRM_OK)
        return status;
    status = crm__log_read(deal->crm, crm_record_id(deal), &log);
    if (status == CRM_OK)
        status = correct_in(deal, &log, transition, replacement, params, out_transition);
    crm__log_done(&log);
    return status;
}

crm_status
crm_opportunity_correct(crm_opportunity *opportunity, crm_id transition,
                        crm_transition *replacement, const crm_move_params *params,
                        crm_id *out_transition)
{
    crm_record *deal = (crm_record *)opportunity, *row = (crm_record *)replacement;
    struct crm__work work;
    crm_id written = 0;
    crm_status status = crm__operation_begin(deal, &work);

    if (status != CRM_OK)
        return status;
    if (row && row->crm != deal->crm)
        status = crm__fail(deal->crm, CRM_ERROR_ARGUMENT, CRM_KIND_TRANSITION, 0, -1,
                           "the replacement is of another context");
    else
        status = correct(deal, transition, row, params, &written);
    status = crm__operation_end(deal, &work, status);
    if (status == CRM_OK && out_transition)
        *out_transition = written;
    return status;
}
