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

static crm_status
check_old(crm_record *deal, struct crm__log *log, crm_id transition, bool undoes,
          struct crm__logrow **out_old)
{
    struct crm__logrow *old = crm__log_find(log, transition);

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

static const struct crm__value *
value_of(const crm_record *row, crm_field field)
{
    return &row->values[crm__schema_index(row->crm, row->kind, field)];
}

/* The row enters another stage than the old one did: its chance follows, unless somebody said one.
   A closed row does not tell the chance that the deal had before; the rows before it do. */
static crm_status
replace_stage(crm_record *deal, const struct crm__log *log, const struct crm__logrow *old,
              crm_id stage_id, bool chance_said, struct crm__logrow *row)
{
    struct crm__dealstate before;
    struct crm__stageinfo stage;
    crm_status status;

    if (row->place_type == CRM_TRANSITION_TYPE_CHANGE)
        return refuse(deal, CRM_ERROR_RULE, row->corrects, "a CHANGE does not move the stage");
    status = crm__stage_read(deal->crm, stage_id, &stage);
    if (status != CRM_OK)
        return status;
    crm__logrow_enter(row, &stage);
    if (chance_said)
        return CRM_OK;
    memset(&before, 0, sizeof before);
    for (const struct crm__logrow *earlier = log->rows; earlier != old; earlier++)
        crm__state_fold(&before, earlier);
    if (crm__is_closed(old->outcome) && before.any)
        row->carried[CRM__CARRIED_PROBABILITY] = before.carried[CRM__CARRIED_PROBABILITY];
    crm__deal_chance(&before, &stage, row->carried);
    return CRM_OK;
}

/* Fields that the replacement sets take the place of the row's. */
static crm_status
replace(crm_record *deal, const struct crm__log *log, const struct crm__logrow *old,
        const crm_record *replacement, struct crm__logrow *row)
{
    const struct crm__value *at = value_of(replacement, CRM_TRANSITION_AT);
    int64_t stage_id = row->stage, type = CRM_TRANSITION_TYPE_CORRECT;
    bool chance_said = false;
    crm_status status = CRM_OK;

    crm__record_int(replacement, CRM_TRANSITION_TYPE, &type);
    if (type != CRM_TRANSITION_TYPE_CORRECT &&
        crm__is_stage_row(type) != crm__is_stage_row(row->place_type))
        return refuse(deal, CRM_ERROR_RULE, row->corrects,
                      "a stage row stays one, and a CHANGE a CHANGE");
    if (at->edit == CRM__EDITED && !at->present && row->place_type != CRM_TRANSITION_TYPE_CREATE)
        return refuse(deal, CRM_ERROR_DATA, row->corrects, "CREATE alone may have no instant");
    for (size_t i = 0; i < CRM__CARRIED; i++) {
        const struct crm__value *value = value_of(replacement, crm__carried_fields[i].transition);

        if (value->edit != CRM__EDITED)
            continue;
        row->carried[i] = (struct crm__optional){value->present, value->as.integer};
        if (i == CRM__CARRIED_PROBABILITY)
            chance_said = true;
    }
    if (at->edit == CRM__EDITED)
        row->at = (struct crm__optional){at->present, at->present ? at->as.integer : 0};
    crm__record_int(replacement, CRM_TRANSITION_BITS, &row->bits);
    crm__record_int(replacement, CRM_TRANSITION_STAGE, &stage_id);
    if (stage_id != row->stage)
        status = replace_stage(deal, log, old, stage_id, chance_said, row);
    return status;
}

/* Who corrects and why: as the replacement says, else the params, else the row that is replaced.
   `at` and `day` of the params are those of the replacement. */
static crm_status
take_params(crm_record *deal, const struct crm__log *log, const struct crm__logrow *old,
            const crm_record *replacement, const crm_move_params *params, struct crm__logrow *row,
            struct crm__said *said)
{
    struct crm__optional at = row->at;
    int64_t bits = row->bits;
    struct crm__said own = {0};
    const crm_table *table = log->table;
    crm_status status;

    row->bits &= ~CRM_TRANSITION_BIT_DAY_ONLY;
    status = crm__move_params(deal->crm, params, row, said);
    if (status != CRM_OK)
        return status;
    if (!params || (params->at == CRM_INSTANT_NONE && params->day == CRM_DAY_NONE)) {
        row->at = at;
        row->bits = bits;
    }
    if (replacement) {
        crm__said_by(replacement, &own);
        status = crm__said_check(deal->crm, &own);
    }
    if (own.actor || said->actor == 0)
        said->actor =
            own.actor ? own.actor : crm__row_int_or(table, old->stored, CRM_TRANSITION_ACTOR, 0);
    if (own.competitor || said->competitor == 0)
        said->competitor = own.competitor
                               ? own.competitor
                               : crm__row_int_or(table, old->stored, CRM_TRANSITION_COMPETITOR, 0);
    if (own.reason)
        said->reason = own.reason;
    if (own.note)
        said->note = own.note;
    said->external_id = own.external_id;
    said->created_given = own.created_given;
    said->created = own.created;
    said->custom = own.custom;
    said->former_table = table;
    said->former_row = old->stored;
    return status;
}

/* Stage rows must keep the order in which they were written, and the first row be the first. */
static crm_status
check_log(crm_record *deal, const struct crm__log *log, crm_id transition)
{
    const struct crm__logrow *last = NULL;

    if (log->effective == 0 || !crm__is_stage_row(log->rows[0].place_type))
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

/* The row that takes the place of `old`. */
static crm_status
make_row(crm_record *deal, struct crm__log *log, const struct crm__logrow *old,
         crm_record *replacement, const crm_move_params *params, struct crm__logrow *row,
         struct crm__said *said)
{
    struct crm__dealstate state;
    crm_status status;

    crm__state_of(log, &state);
    *row = *old;
    row->id = 0;
    row->type = CRM_TRANSITION_TYPE_CORRECT;
    row->corrects = old->id;
    status = crm__deal_next_seq(deal, &state, &row->seq);
    if (status == CRM_OK && replacement)
        status = replace(deal, log, old, replacement, row);
    if (status == CRM_OK)
        status = take_params(deal, log, old, replacement, params, row, said);
    crm__deal_lock_chance(row->outcome, row->carried);
    row->bits &= ~CRM_TRANSITION_BIT_VOID;
    if (!replacement)
        row->bits |= CRM_TRANSITION_BIT_VOID;
    return status;
}

static crm_status
correct_in(crm_record *deal, struct crm__log *log, crm_id transition, crm_record *replacement,
           const crm_move_params *params, crm_id *out_transition)
{
    struct crm__logrow *old = NULL, row;
    struct crm__dealstate state;
    struct crm__said said;
    crm_id from_stage;
    crm_status status = check_old(deal, log, transition, !replacement, &old);

    if (status == CRM_OK)
        status = make_row(deal, log, old, replacement, params, &row, &said);
    if (status != CRM_OK)
        return status;
    from_stage = crm__row_int_or(log->table, old->stored, CRM_TRANSITION_FROM_STAGE, 0);
    log->rows[log->count++] = row;
    status = crm__log_order(log);
    if (status == CRM_OK)
        status = check_log(deal, log, transition);
    if (status != CRM_OK)
        return status;
    crm__state_of(log, &state);
    status = crm__deal_write(deal, &row, from_stage, &state, &said);
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
