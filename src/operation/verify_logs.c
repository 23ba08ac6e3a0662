/*
 * verify_logs.c - the logs of deals: that their rows are numbered and in order, and that each deal
 * says what its log says when it is replayed.
 */
#include <string.h>

#include "base/order.h"
#include "operation/verify.h"

crm_status
crm__verify_transition(struct crm__verifier *verifier, const crm_table *table, size_t row)
{
    const struct crm__memory *memory = &verifier->crm->memory;
    size_t count = verifier->row_count;
    struct crm__logrow *kept;

    if (crm__grow(memory, (void **)&verifier->rows_kept, &verifier->row_capacity, count + 1,
                  sizeof *verifier->rows_kept) != CRM_OK ||
        crm__grow(memory, (void **)&verifier->places, &verifier->place_capacity, count + 1,
                  sizeof *verifier->places) != CRM_OK)
        return crm__no_memory(verifier->crm);
    kept = &verifier->rows_kept[count];
    crm__logrow_read(kept, table, row);
    verifier->places[count] = (struct crm__place){
        crm__row_int_or(table, row, CRM_TRANSITION_OPPORTUNITY, 0), kept->seq, kept->id, count};
    verifier->row_count++;
    return CRM_OK;
}

static int
by_deal(const void *a, const void *b, void *context)
{
    const struct crm__place *left = a, *right = b;

    (void)context;
    if (left->deal != right->deal)
        return left->deal < right->deal ? -1 : 1;
    if (left->seq != right->seq)
        return left->seq < right->seq ? -1 : 1;
    if (left->id != right->id)
        return left->id < right->id ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

/* Rows of one deal, from a place on: how many. */
static size_t
length_of(const struct crm__verifier *verifier, size_t first)
{
    size_t last = first;

    while (last < verifier->row_count &&
           verifier->places[last].deal == verifier->places[first].deal)
        last++;
    return last - first;
}

/* Take the rows of one deal together, by seq. */
static crm_status
gather(struct crm__verifier *verifier, size_t first, size_t count)
{
    struct crm__log *log = &verifier->log;

    if (crm__grow(&verifier->crm->memory, (void **)&log->rows, &log->capacity, count,
                  sizeof *log->rows) != CRM_OK)
        return crm__no_memory(verifier->crm);
    for (size_t i = 0; i < count; i++)
        log->rows[i] = verifier->rows_kept[verifier->places[first + i].row];
    log->count = count;
    return CRM_OK;
}

static crm_status
tell(struct crm__verifier *verifier, const struct crm__logrow *row, crm_field field,
     const char *problem, const struct crm__logrow *other)
{
    return crm__verify_tell(verifier, CRM_KIND_TRANSITION, row->id, field, problem,
                            other ? other->id : 0);
}

/* Numbers 1, 2, 3 ...; CREATE first and once. */
static crm_status
check_numbers(struct crm__verifier *verifier)
{
    const struct crm__logrow *rows = verifier->log.rows;
    crm_status status = CRM_OK;

    if (rows[0].seq != 1)
        status = tell(verifier, &rows[0], CRM_TRANSITION_SEQ, "seq_gap", NULL);
    for (size_t i = 1; i < verifier->log.count && status == CRM_OK; i++) {
        if (rows[i].seq == rows[i - 1].seq)
            status = tell(verifier, &rows[i], CRM_TRANSITION_SEQ, "seq_twin", &rows[i - 1]);
        else if (rows[i].seq - 1 != rows[i - 1].seq)
            status = tell(verifier, &rows[i], CRM_TRANSITION_SEQ, "seq_gap", &rows[i - 1]);
    }
    for (size_t i = 0; i < verifier->log.count && status == CRM_OK; i++)
        if ((rows[i].type == CRM_TRANSITION_TYPE_CREATE) != (i == 0))
            status = tell(verifier, &rows[i], CRM_TRANSITION_TYPE, "out_of_order", NULL);
    return status;
}

/* Each correction takes the place of an earlier row, and of one that no other has taken. False in
   *out_fit: the log cannot be put in order. */
static crm_status
check_corrections(struct crm__verifier *verifier, bool *out_fit)
{
    struct crm__log *log = &verifier->log;
    crm_status status = CRM_OK;

    *out_fit = true;
    for (size_t i = 0; i < log->count && status == CRM_OK; i++) {
        struct crm__logrow *row = &log->rows[i], *old;

        if (row->type != CRM_TRANSITION_TYPE_CORRECT)
            continue;
        old = crm__log_find(log, row->corrects);
        if (old && old->seq < row->seq && !old->replaced) {
            old->replaced = true;
            continue;
        }
        if (!old || old->seq >= row->seq)
            *out_fit = false;
        status = crm__verify_tell(verifier, CRM_KIND_TRANSITION, row->id, CRM_TRANSITION_CORRECTS,
                                  "wrong_correction", row->corrects);
    }
    return status;
}

/* Stage rows, corrections in place, happened in the order in which they were written. */
static crm_status
check_times(struct crm__verifier *verifier)
{
    const struct crm__log *log = &verifier->log;
    const struct crm__logrow *last = NULL;
    crm_status status = CRM_OK;

    for (size_t i = 0; i < log->effective && status == CRM_OK; i++) {
        const struct crm__logrow *row = &log->rows[i];

        if (!row->at.present && row->place_type != CRM_TRANSITION_TYPE_CREATE)
            status = tell(verifier, row, CRM_TRANSITION_AT, "out_of_order", NULL);
        else if (i == 0 && !crm__is_stage_row(row->place_type))
            status = tell(verifier, row, CRM_TRANSITION_AT, "out_of_order", NULL);
        if (!crm__is_stage_row(row->place_type))
            continue;
        if (last && row->place_seq < last->place_seq && status == CRM_OK)
            status = tell(verifier, last, CRM_TRANSITION_AT, "out_of_order", row);
        last = row;
    }
    return status;
}

/* The log of one deal, put in order if it can be. */
static crm_status
check_log(struct crm__verifier *verifier, bool *out_fit)
{
    crm_status status = check_numbers(verifier);

    if (status == CRM_OK)
        status = check_corrections(verifier, out_fit);
    if (status != CRM_OK || !*out_fit)
        return status;
    status = crm__log_order(&verifier->log);
    return status == CRM_OK ? check_times(verifier) : status;
}

crm_status
crm__verify_logs(struct crm__verifier *verifier)
{
    crm_status status = CRM_OK;
    size_t count;

    crm__sort(verifier->places, verifier->row_count, sizeof *verifier->places, by_deal, NULL);
    for (size_t first = 0; first < verifier->row_count && status == CRM_OK; first += count) {
        int64_t *slots = crm__cells_add(&verifier->deals, verifier->places[first].deal, 0, 0, NULL);
        bool fit = false;

        if (!slots)
            return crm__no_memory(verifier->crm);
        count = length_of(verifier, first);
        status = gather(verifier, first, count);
        if (status == CRM_OK)
            status = check_log(verifier, &fit);
        slots[0] = (int64_t)first;
        slots[1] = fit;
    }
    return status;
}

/* The state that the log gives. A log that was told to be wrong is replayed as it stands. */
static crm_status
replay(struct crm__verifier *verifier, size_t first, struct crm__dealstate *state)
{
    crm_status status = gather(verifier, first, length_of(verifier, first));

    if (status == CRM_OK)
        status = crm__log_order(&verifier->log);
    if (status == CRM_OK)
        crm__state_of(&verifier->log, state);
    return status;
}

crm_status
crm__verify_opportunity(struct crm__verifier *verifier, const crm_table *table, size_t row)
{
    crm_id id = crm__row_int_or(table, row, CRM_FIELD_ID, 0);
    const int64_t *slots = crm__cells_find(&verifier->deals, id, 0, 0);
    struct crm__following values[CRM__FOLLOWING];
    struct crm__dealstate state;
    crm_status status;

    if (!slots)
        return crm__verify_tell(verifier, CRM_KIND_OPPORTUNITY, id, CRM_OPPORTUNITY_STAGE, "no_log",
                                0);
    if (!slots[1])
        return CRM_OK;
    status = replay(verifier, (size_t)slots[0], &state);
    if (status == CRM_OK)
        crm__deal_following(verifier->crm, &state, values);
    for (size_t i = 0; i < CRM__FOLLOWING && status == CRM_OK; i++) {
        int64_t value = 0;
        bool present = crm__row_int(table, row, values[i].field, &value);

        if (present != values[i].value.present || (present && value != values[i].value.value))
            status = crm__verify_tell(verifier, CRM_KIND_OPPORTUNITY, id, values[i].field,
                                      "unlike_log", 0);
    }
    return status;
}
