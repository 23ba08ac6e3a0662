/*
 * put.c - rows written in bulk. New rows whose rules look at one row alone go into the unit whole;
 * all others are saved one by one, as crm_record_save does, in the same unit. Parents of new
 * accounts are looked at together (put_parents.c).
 */
#include "operation/put.h"

#include <string.h>

#include "operation/work.h"

struct put {
    crm_context *crm;
    crm_kind kind;
    crm_table *table;
    size_t rows;
    crm_id *ids; /* after the put, a row each */
    int64_t *versions;
    crm_instant now;
};

/* Tell the row of an error. */
static crm_status
at_row(crm_context *crm, size_t row, crm_status status)
{
    if (status != CRM_OK)
        crm__fail_at_row(crm, row);
    return status;
}

static bool
is_new(const struct put *put, size_t row)
{
    return crm__row_int_or(put->table, row, CRM_FIELD_VERSION, 0) == 0;
}

/* May the row go the short way? */
static bool
plain(const struct put *put, size_t row)
{
    if (!is_new(put, row) || put->kind == CRM_KIND_OPPORTUNITY || put->kind == CRM_KIND_LINK)
        return false;
    return put->kind != CRM_KIND_PURCHASE ||
           crm__row_int_or(put->table, row, CRM_PURCHASE_TYPE, 0) != CRM_PURCHASE_TYPE_CANCEL;
}

/* Caches, and what operations alone set, cannot come in on new rows (but where they are read). */
static crm_status
check_kept_fields(const struct put *put, size_t row)
{
    static const crm_field common[] = {CRM_FIELD_MERGED_INTO, CRM_FIELD_ERASED};
    crm_field field = -1;
    int64_t value;

    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (crm__row_int(put->table, row, common[i], &value))
            field = common[i];
    if (put->kind == CRM_KIND_PURCHASE &&
        crm__row_int(put->table, row, CRM_PURCHASE_COUNTED_DAY, &value))
        field = CRM_PURCHASE_COUNTED_DAY;
    return field < 0 ? CRM_OK
                     : crm__fail(put->crm, CRM_ERROR_RULE, put->kind, put->ids[row], field,
                                 "%s.%s is set by operations alone",
                                 crm_schema_kind_name(NULL, put->kind),
                                 crm_schema_name(NULL, put->kind, field));
}

/* Ids for the rows that have none. */
static crm_status
give_ids(struct put *put)
{
    crm_context *crm = put->crm;
    crm_id *fresh;
    size_t needed = 0, used = 0;
    crm_status status;

    for (size_t row = 0; row < put->rows; row++) {
        put->ids[row] = crm__row_int_or(put->table, row, CRM_FIELD_ID, 0);
        if (put->ids[row] == 0 && !is_new(put, row))
            return at_row(crm, row,
                          crm__fail(crm, CRM_ERROR_DATA, put->kind, 0, CRM_FIELD_ID,
                                    "a version without an id"));
        needed += put->ids[row] == 0;
    }
    if (needed == 0)
        return CRM_OK;
    fresh = crm__alloc_array(&crm->memory, needed, sizeof *fresh);
    if (!fresh)
        return crm__no_memory(crm);
    status = crm__call_reserve(crm, put->kind, needed, fresh);
    for (size_t row = 0; row < put->rows && status == CRM_OK; row++)
        if (put->ids[row] == 0)
            put->ids[row] = fresh[used++];
    crm__free_array(&crm->memory, fresh, needed, sizeof *fresh);
    return status;
}

/* One new row, straight from the table. A null `created` stays none: always known. */
static crm_status
put_row(struct put *put, size_t row)
{
    crm_context *crm = put->crm;
    crm_table *table;
    size_t at;
    crm_status status = check_kept_fields(put, row);

    if (status == CRM_OK && crm__unit_find(crm, put->kind, put->ids[row]))
        status = crm__fail(crm, CRM_ERROR_CONFLICT, put->kind, put->ids[row], CRM_FIELD_ID,
                           "%s %lld is written already", crm_schema_kind_name(NULL, put->kind),
                           (long long)put->ids[row]);
    if (status == CRM_OK)
        status = crm__unit_put(crm, put->kind, put->ids[row], 0, &table, &at);
    if (status == CRM_OK)
        status = crm__row_copy(table, at, put->table, row);
    if (status == CRM_OK)
        status = crm__row_set(table, at, CRM_FIELD_ID, put->ids[row]);
    if (status == CRM_OK)
        status = crm__row_set(table, at, CRM_FIELD_VERSION, 1);
    if (status == CRM_OK)
        status = crm__row_set(table, at, CRM_FIELD_MODIFIED, put->now);
    if (status != CRM_OK)
        return status;
    put->versions[row] = 1;
    return crm__check_row(crm, put->kind, table, at);
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
read_stored(struct put *put, size_t row, crm_record *record)
{
    crm_context *crm = put->crm;
    int64_t version = crm__row_int_or(put->table, row, CRM_FIELD_VERSION, 0);
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
fill_record(struct put *put, size_t row, crm_record *record)
{
    crm_status status = CRM_OK;

    if (is_new(put, row)) {
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
save_row(struct put *put, size_t row)
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
put_all(struct put *put)
{
    crm_status status = crm__now(put->crm, &put->now);

    if (status == CRM_OK)
        status = give_ids(put);
    for (size_t row = 0; row < put->rows && status == CRM_OK; row++)
        status = at_row(put->crm, row, plain(put, row) ? put_row(put, row) : save_row(put, row));
    if (status == CRM_OK && put->kind == CRM_KIND_ACCOUNT &&
        !crm__column_empty(put->table, crm__table_index(put->table, CRM_ACCOUNT_PARENT)))
        status = crm__put_parents(put->crm, put->table, put->ids, put->now);
    return status;
}

/* Room in the table for ids and versions is made before anything is written. */
static crm_status
write_back(struct put *put, bool make_room)
{
    for (size_t row = 0; row < put->rows; row++) {
        int64_t id = make_room ? crm__row_int_or(put->table, row, CRM_FIELD_ID, 0) : put->ids[row];
        int64_t version =
            make_room ? crm__row_int_or(put->table, row, CRM_FIELD_VERSION, 0) : put->versions[row];
        crm_status status = crm__row_set(put->table, row, CRM_FIELD_ID, id);

        if (status == CRM_OK)
            status = crm__row_set(put->table, row, CRM_FIELD_VERSION, version);
        if (status != CRM_OK)
            return crm__no_memory(put->crm);
        if (make_room && id == 0)
            crm__clear_cell(put->table, row, CRM_FIELD_ID);
        if (make_room && version == 0)
            crm__clear_cell(put->table, row, CRM_FIELD_VERSION);
    }
    return CRM_OK;
}

static crm_status
put_table(crm_context *crm, crm_table *table)
{
    struct put put = {
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
    put.ids = crm__alloc_array(&crm->memory, put.rows, sizeof *put.ids);
    put.versions = crm__alloc_array(&crm->memory, put.rows, sizeof *put.versions);
    if (!put.ids || !put.versions)
        status = crm__no_memory(crm);
    if (status == CRM_OK)
        status = write_back(&put, true);
    if (status == CRM_OK)
        status = crm__work_begin(crm, &work);
    if (status == CRM_OK)
        status = crm__work_end(crm, &work, put_all(&put));
    if (status == CRM_OK)
        write_back(&put, false);
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
