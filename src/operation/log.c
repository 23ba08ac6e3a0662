/*
 * log.c - one deal's log in order. Order is (at, seq); a CREATE without instant comes first; a
 * correction stands where the row stood that it corrects (its type, its seq among equals), with its
 * own state and instant.
 */
#include "operation/log.h"

#include <string.h>

#include "base/order.h"

const struct crm__pair crm__carried_fields[CRM__CARRIED] = {
    {CRM_OPPORTUNITY_AMOUNT, CRM_TRANSITION_AMOUNT},
    {CRM_OPPORTUNITY_CURRENCY, CRM_TRANSITION_CURRENCY},
    {CRM_OPPORTUNITY_CLOSE_DAY, CRM_TRANSITION_CLOSE_DAY},
    {CRM_OPPORTUNITY_PROBABILITY_BP, CRM_TRANSITION_PROBABILITY_BP},
    {CRM_OPPORTUNITY_PROBABILITY_ORIGIN, CRM_TRANSITION_PROBABILITY_ORIGIN},
    {CRM_OPPORTUNITY_OWNER, CRM_TRANSITION_OWNER},
    {CRM_OPPORTUNITY_ACCOUNT, CRM_TRANSITION_ACCOUNT},
    {CRM_OPPORTUNITY_PRODUCT, CRM_TRANSITION_PRODUCT},
    {CRM_OPPORTUNITY_CATEGORY, CRM_TRANSITION_CATEGORY}};

bool
crm__is_closed(int64_t outcome)
{
    return outcome == CRM_OUTCOME_WON || outcome == CRM_OUTCOME_LOST;
}

bool
crm__is_stage_row(int64_t type)
{
    return type != CRM_TRANSITION_TYPE_CHANGE;
}

static struct crm__optional
cell(const crm_table *table, size_t row, crm_field field)
{
    struct crm__optional value = {false, 0};

    value.present = crm__row_int(table, row, field, &value.value);
    return value;
}

void
crm__logrow_read(struct crm__logrow *row, const crm_table *table, size_t at)
{
    memset(row, 0, sizeof *row);
    row->id = crm__row_int_or(table, at, CRM_FIELD_ID, 0);
    row->seq = crm__row_int_or(table, at, CRM_TRANSITION_SEQ, 0);
    row->type = crm__row_int_or(table, at, CRM_TRANSITION_TYPE, 0);
    row->at = cell(table, at, CRM_TRANSITION_AT);
    row->bits = crm__row_int_or(table, at, CRM_TRANSITION_BITS, 0);
    row->corrects = crm__row_int_or(table, at, CRM_TRANSITION_CORRECTS, 0);
    row->stage = crm__row_int_or(table, at, CRM_TRANSITION_STAGE, 0);
    row->pipeline = crm__row_int_or(table, at, CRM_TRANSITION_PIPELINE, 0);
    row->outcome = crm__row_int_or(table, at, CRM_TRANSITION_OUTCOME, CRM_OUTCOME_OPEN);
    row->position = crm__row_int_or(table, at, CRM_TRANSITION_POSITION, 0);
    for (size_t i = 0; i < CRM__CARRIED; i++)
        row->carried[i] = cell(table, at, crm__carried_fields[i].transition);
    row->place_type = row->type;
    row->place_seq = row->seq;
    row->stored = at;
}

struct crm__logrow *
crm__log_find(struct crm__log *log, crm_id id)
{
    for (size_t i = 0; i < log->count; i++)
        if (log->rows[i].id == id)
            return &log->rows[i];
    return NULL;
}

static int
by_seq(const void *a, const void *b, void *context)
{
    const struct crm__logrow *left = a, *right = b;

    (void)context;
    if (left->seq != right->seq)
        return left->seq < right->seq ? -1 : 1;
    return left->id < right->id ? -1 : left->id > right->id;
}

static bool
counts(const struct crm__logrow *row)
{
    return !row->replaced &&
           !(row->type == CRM_TRANSITION_TYPE_CORRECT && (row->bits & CRM_TRANSITION_BIT_VOID));
}

/* Rows that count first, those without instant before the others, then (at, seq of the place). */
static int
by_time(const void *a, const void *b, void *context)
{
    const struct crm__logrow *left = a, *right = b;

    if (counts(left) != counts(right))
        return counts(left) ? -1 : 1;
    if (left->at.present != right->at.present)
        return left->at.present ? 1 : -1;
    if (left->at.value != right->at.value)
        return left->at.value < right->at.value ? -1 : 1;
    if (left->place_seq != right->place_seq)
        return left->place_seq < right->place_seq ? -1 : 1;
    return by_seq(a, b, context);
}

crm_status
crm__log_order(struct crm__log *log)
{
    crm__sort(log->rows, log->count, sizeof *log->rows, by_seq, NULL);
    for (size_t i = 0; i < log->count; i++) {
        log->rows[i].replaced = false;
        log->rows[i].place_type = log->rows[i].type;
        log->rows[i].place_seq = log->rows[i].seq;
    }
    /* In order of seq a correction comes after what it corrects, so places hand themselves down. */
    for (size_t i = 0; i < log->count; i++) {
        struct crm__logrow *row = &log->rows[i], *old;

        if (row->type != CRM_TRANSITION_TYPE_CORRECT)
            continue;
        old = crm__log_find(log, row->corrects);
        if (!old || old->seq >= row->seq)
            return crm__fail(
                log->crm, CRM_ERROR_DATA, CRM_KIND_TRANSITION, row->id, CRM_TRANSITION_CORRECTS,
                "transition %lld corrects no earlier row of its deal", (long long)row->id);
        old->replaced = true;
        row->place_type = old->place_type;
        row->place_seq = old->place_seq;
    }
    crm__sort(log->rows, log->count, sizeof *log->rows, by_time, NULL);
    log->effective = 0;
    while (log->effective < log->count && counts(&log->rows[log->effective]))
        log->effective++;
    return CRM_OK;
}

crm_status
crm__log_read(crm_context *crm, crm_id deal, struct crm__log *log)
{
    crm_status status;

    memset(log, 0, sizeof *log);
    log->crm = crm;
    status =
        crm__fetch_where(crm, CRM_KIND_TRANSITION, CRM_TRANSITION_OPPORTUNITY, deal, &log->table);
    if (status != CRM_OK)
        return status;
    log->capacity = crm_table_rows(log->table) + 1;
    log->rows = crm__alloc_array(&crm->memory, log->capacity, sizeof *log->rows);
    if (!log->rows)
        return crm__no_memory(crm);
    log->count = crm_table_rows(log->table);
    for (size_t i = 0; i < log->count; i++)
        crm__logrow_read(&log->rows[i], log->table, i);
    return crm__log_order(log);
}

void
crm__log_done(struct crm__log *log)
{
    if (log->rows)
        crm__free_array(&log->crm->memory, log->rows, log->capacity, sizeof *log->rows);
    if (log->table)
        crm__table_free(log->table);
    log->rows = NULL;
    log->table = NULL;
}

static void
enter_stage(struct crm__dealstate *state, const struct crm__logrow *row)
{
    bool was_closed = state->any && crm__is_closed(state->outcome);
    bool closes = crm__is_closed(row->outcome);

    if (!was_closed && closes)
        state->open_probability = state->carried[CRM__CARRIED_PROBABILITY];
    if (!closes)
        state->open_stage = row->stage;
    /* A move between stages of one closed outcome closes nothing anew. */
    if (!closes)
        state->closed.present = false;
    else if (!was_closed || state->outcome != row->outcome)
        state->closed = row->at;
    if (state->stage != row->stage || !state->any)
        state->since = row->at;
    state->stage = row->stage;
    state->pipeline = row->pipeline;
    state->outcome = row->outcome;
    state->position = row->position;
}

void
crm__state_fold(struct crm__dealstate *state, const struct crm__logrow *row)
{
    bool stage_row = crm__is_stage_row(row->place_type);

    if (row->at.present)
        state->last_at = row->at;
    /* From a closing row on the values are those of the closing row. */
    if (!stage_row && crm__is_closed(state->outcome))
        return;
    if (stage_row) {
        bool stays_closed =
            state->any && crm__is_closed(state->outcome) && state->outcome == row->outcome;

        enter_stage(state, row);
        state->stage_at = row->at;
        state->stage_row = row->id;
        state->any = true;
        if (stays_closed)
            return;
    }
    memcpy(state->carried, row->carried, sizeof state->carried);
}

void
crm__state_until(const struct crm__log *log, crm_instant at, struct crm__dealstate *state)
{
    memset(state, 0, sizeof *state);
    for (size_t i = 0; i < log->count; i++)
        if (log->rows[i].seq > state->seq)
            state->seq = log->rows[i].seq;
    for (size_t i = 0; i < log->effective; i++)
        if (!log->rows[i].at.present || log->rows[i].at.value <= at)
            crm__state_fold(state, &log->rows[i]);
}

void
crm__state_of(const struct crm__log *log, struct crm__dealstate *state)
{
    crm__state_until(log, INT64_MAX, state);
}
