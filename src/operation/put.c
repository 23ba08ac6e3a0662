/*
 * put.c - rows written in bulk. New rows whose rules look at one row alone go into the unit whole;
 * (put_rows.c); all others are saved one by one, as crm_record_save does, in the same unit. Parents of new
 * accounts are looked at together (put_parents.c).
 */
#include "operation/put.h"

#include <string.h>

#include "base/order.h"
#include "operation/work.h"

crm_status
crm__put_at_row(const struct crm__put *put, size_t row, crm_status status)
{
    if (status != CRM_OK)
        crm__fail_at_row(put->crm, row);
    return status;
}

/* Ids and versions as the rows bring them. */
static crm_status
read_ids(struct crm__put *put)
{
    bool versioned = false;

    crm__read_ints(put->table, CRM_FIELD_ID, put->rows, put->ids);
    crm__read_ints(put->table, CRM_FIELD_VERSION, put->rows, put->versions);
    for (size_t row = 0; row < put->rows; row++) {
        versioned |= put->versions[row] != 0;
        if (put->ids[row] == 0 && put->versions[row] != 0)
            return crm__put_at_row(put, row,
                                   crm__fail(put->crm, CRM_ERROR_DATA, put->kind, 0, CRM_FIELD_ID,
                                             "a version without an id"));
    }
    put->all_new = !versioned;
    return CRM_OK;
}

/* Ids for the rows that have none. */
static crm_status
give_ids(struct crm__put *put)
{
    crm_context *crm = put->crm;
    crm_id *fresh;
    size_t needed = 0, used = 0;
    crm_status status;

    for (size_t row = 0; row < put->rows; row++)
        needed += put->ids[row] == 0;
    if (needed == 0)
        return CRM_OK;
    if (needed == put->rows)
        return crm__call_reserve(crm, put->kind, needed, put->ids);
    fresh = crm__raw_array(&crm->memory, needed, sizeof *fresh);
    if (!fresh)
        return crm__no_memory(crm);
    status = crm__call_reserve(crm, put->kind, needed, fresh);
    for (size_t row = 0; row < put->rows && status == CRM_OK; row++)
        if (put->ids[row] == 0)
            put->ids[row] = fresh[used++];
    crm__free_array(&crm->memory, fresh, needed, sizeof *fresh);
    return status;
}

/* Is every id there once? */
static crm_status
compare_ids(struct crm__put *put)
{
    const struct crm__memory *memory = &put->crm->memory;
    crm_id *sorted;

    put->distinct = crm__ascending(put->ids, put->rows);
    if (put->distinct)
        return CRM_OK;
    sorted = crm__raw_array(memory, put->rows, sizeof *sorted);
    if (!sorted)
        return crm__no_memory(put->crm);
    memcpy(sorted, put->ids, put->rows * sizeof *sorted);
    crm__sort_int64(sorted, put->rows);
    put->distinct = crm__ascending(sorted, put->rows);
    crm__free_array(memory, sorted, put->rows, sizeof *sorted);
    return CRM_OK;
}

/* Set one field of a handle from a cell that has a value. One that is as it was is no edit: so a
   cache as it is stored is let pass, and a row as it is stored is not written. */
static crm_status
take_cell(crm_record *record, const crm_table *table, size_t row, int32_t index)
{
    const struct crm__column *column = &table->columns[index];
    const struct crm__value *before = &record->values[index];
    int64_t integer;
    double real;
    size_t length;
    const char *text;

    if (column->type == CRM_TYPE_TEXT) {
        text = crm__cell_text(table, row, index, &length);
        if (!text || (before->present && before->length == length &&
                      memcmp(before->as.text, text, length) == 0))
            return CRM_OK;
        return crm__record_set_text(record, column->number, text, length);
    }
    if (column->type == CRM_TYPE_DOUBLE) {
        if (!crm__cell_double(table, row, index, &real) ||
            (before->present && before->as.real == real))
            return CRM_OK;
        return crm__record_set_double(record, column->number, real);
    }
    if (!crm__cell_int(table, row, index, &integer) ||
        (before->present && before->as.integer == integer))
        return CRM_OK;
    return crm__record_set_int(record, column->number, integer);
}

/* A handle of what is stored, in the version that the row was read with. */
static crm_status
read_stored(struct crm__put *put, size_t row, crm_record *record)
{
    crm_context *crm = put->crm;
    int64_t version = put->versions[row];
    crm_table *stored = NULL;
    crm_status status = crm__fetch(crm, put->kind, put->ids[row], &stored);

    if (status == CRM_NONE ||
        (status == CRM_OK && crm__row_int_or(stored, 0, CRM_FIELD_VERSION, 0) != version))
        status = crm__fail(crm, CRM_ERROR_CONFLICT, put->kind, put->ids[row], -1,
                           "%s %lld is not in version %lld any more",
                           crm_schema_kind_name(NULL, put->kind), (long long)put->ids[row],
                           (long long)version);
    else if (status == CRM_OK)
        status = crm__record_read(record, stored, 0);
    if (stored)
        crm__table_free(stored);
    if (status == CRM_OK)
        crm__unit_touch(record); /* it has seen what the unit holds of it */
    return status;
}

/* A handle for a row: what is stored, if it is, with the row's cells over it. */
static crm_status
fill_record(struct crm__put *put, size_t row, crm_record *record)
{
    crm_status status = CRM_OK;

    if (crm__put_is_new(put, row)) {
        /* A null `created` in a table means: always known. */
        crm__record_value(record, CRM_FIELD_CREATED)->edit = CRM__EDITED;
        crm__record_take_id(record, put->ids[row]);
    } else {
        status = read_stored(put, row, record);
    }
    for (size_t i = crm__table_next(put->table, 0); i < put->table->count && status == CRM_OK;
         i = crm__table_next(put->table, i + 1))
        if (i != CRM_FIELD_ID && i != CRM_FIELD_VERSION && i != CRM_FIELD_MODIFIED)
            status = take_cell(record, put->table, row, (int32_t)i);
    return status;
}

static crm_status
save_row(struct crm__put *put, size_t row)
{
    crm_record *record = crm__record_new(put->crm, put->kind);
    crm_status status;

    if (!record)
        return crm__no_memory(put->crm);
    status = fill_record(put, row, record);
    if (status == CRM_OK)
        status = crm__save(record);
    if (status == CRM_OK)
        put->versions[row] = crm__record_int_or(record, CRM_FIELD_VERSION, 0);
    crm__record_drop(record);
    return status;
}

static crm_status
put_all(struct crm__put *put)
{
    crm_status status = crm__now(put->crm, &put->now);

    if (status == CRM_OK)
        status = read_ids(put);
    if (status == CRM_OK)
        status = give_ids(put);
    if (status == CRM_OK)
        status = compare_ids(put);
    for (size_t row = 0, run; row < put->rows && status == CRM_OK; row += run ? run : 1) {
        run = crm__put_run(put, row);
        status = run ? crm__put_rows(put, row, run) : crm__put_at_row(put, row, save_row(put, row));
    }
    if (status == CRM_OK && put->kind == CRM_KIND_ACCOUNT &&
        !crm__column_empty(put->table, crm__table_index(put->table, CRM_ACCOUNT_PARENT)))
        status = crm__put_parents(put);
    return status;
}

/* Room in the table for ids and versions, made before anything is written. */
static crm_status
make_room(struct crm__put *put)
{
    crm_context *crm = put->crm;

    put->ids = crm__raw_array(&crm->memory, put->rows, sizeof *put->ids);
    put->versions = crm__raw_array(&crm->memory, put->rows, sizeof *put->versions);
    if (!put->ids || !put->versions || crm__reserve_ints(put->table, CRM_FIELD_ID) != CRM_OK ||
        crm__reserve_ints(put->table, CRM_FIELD_VERSION) != CRM_OK)
        return crm__no_memory(crm);
    return CRM_OK;
}

static void
write_back(const struct crm__put *put)
{
    (void)crm__put_ints(put->table, CRM_FIELD_ID, 0, put->rows, put->ids);
    (void)crm__put_ints(put->table, CRM_FIELD_VERSION, 0, put->rows, put->versions);
}

static crm_status
put_table(crm_context *crm, crm_table *table)
{
    struct crm__put put = {
        .crm = crm, .kind = crm_table_kind(table), .table = table, .rows = crm_table_rows(table)};
    struct crm__work work;
    crm_status status;

    if (put.kind == 0 || table->crm != crm)
        return crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1,
                         "the table is a result, or of another context");
    if (put.kind == CRM_KIND_TRANSITION)
        return crm__fail(crm, CRM_ERROR_RULE, put.kind, 0, -1,
                         "transitions are written by crm_opportunity_append");
    if (put.rows == 0)
        return crm_table_status(table);
    status = crm__table_check(crm, table, false);
    if (status != CRM_OK)
        return status;
    status = make_room(&put);
    if (status == CRM_OK)
        status = crm__work_begin(crm, &work);
    if (status == CRM_OK)
        status = crm__work_end(crm, &work, put_all(&put));
    if (status == CRM_OK)
        write_back(&put);
    crm__free_array(&crm->memory, put.ids, put.rows, sizeof *put.ids);
    crm__free_array(&crm->memory, put.versions, put.rows, sizeof *put.versions);
    return status;
}

crm_status
crm_put(crm_context *crm, crm_table *table)
{
    crm_status status = crm__enter(crm);

    if (status != CRM_OK)
        return status;
    status =
        table ? put_table(crm, table) : crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "no table");
    crm__leave(crm);
    return status;
}
