/*
 * work.c - the frame of operations, and reading what they decide on.
 */
#include "operation/work.h"

#include <string.h>

#include "base/order.h"
#include "base/text.h"
#include "store/scan.h"

#define FEW 16 /* rows that need no memory to be compared */

crm_status
crm__fetch(crm_context *crm, crm_kind kind, crm_id id, crm_table **out_table)
{
    crm_status status = crm__load_many(crm, kind, &id, 1, out_table);

    if (status != CRM_OK || crm_table_rows(*out_table))
        return status;
    crm__table_free(*out_table);
    *out_table = NULL;
    return CRM_NONE;
}

crm_status
crm__fetch_needed(crm_context *crm, crm_kind kind, crm_id id, crm_table **out_table)
{
    crm_status status;
    int64_t gone;

    *out_table = NULL;
    status = id < 1 ? CRM_NONE : crm__fetch(crm, kind, id, out_table);
    if (status == CRM_NONE)
        return crm__fail(crm, CRM_ERROR_REFERENCE, kind, id, -1, "there is no %s %lld",
                         crm_schema_kind_name(NULL, kind), (long long)id);
    if (status != CRM_OK)
        return status;
    if (crm__row_int(*out_table, 0, CRM_FIELD_MERGED_INTO, &gone) ||
        crm__row_int(*out_table, 0, CRM_FIELD_ERASED, &gone)) {
        crm__table_free(*out_table);
        *out_table = NULL;
        return crm__fail(crm, CRM_ERROR_GONE, kind, id, -1, "%s %lld was merged or erased",
                         crm_schema_kind_name(NULL, kind), (long long)id);
    }
    return CRM_OK;
}

static int
by_value(const void *a, const void *b, void *context)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    (void)context;
    return left < right ? -1 : left > right;
}

/* A store that gives a row twice must not make an operation count it twice. */
static crm_status
check_given_once(crm_context *crm, const crm_table *table)
{
    size_t rows = crm_table_rows(table), row;
    int64_t few[FEW], *ids = few;
    crm_status status = CRM_OK;

    if (rows > FEW)
        ids = crm__alloc_array(&crm->memory, rows, sizeof *ids);
    if (!ids)
        return crm__no_memory(crm);
    for (row = 0; row < rows; row++)
        ids[row] = crm__row_int_or(table, row, CRM_FIELD_ID, 0);
    crm__sort(ids, rows, sizeof *ids, by_value, NULL);
    for (row = 1; row < rows && status == CRM_OK; row++)
        if (ids[row] == ids[row - 1])
            status = crm__given_twice(crm, table->kind, ids[row]);
    if (ids != few)
        crm__free_array(&crm->memory, ids, rows, sizeof *ids);
    return status;
}

crm_status
crm__fetch_where(crm_context *crm, crm_kind kind, crm_field field, crm_id id, crm_table **out_table)
{
    crm_query *query = crm__query_new(crm, kind);
    crm_scan *scan = NULL;
    crm_table *all = crm__table_new(crm, kind);
    const crm_table *batch;
    crm_status status = CRM_ERROR_MEMORY;

    *out_table = NULL;
    if (!query || !all) {
        crm__no_memory(crm);
        goto done;
    }
    status = crm__query_where_int(query, field, id, id);
    if (status == CRM_OK)
        status = crm__scan_open(crm, query, &scan);
    while (status == CRM_OK) {
        status = crm__scan_next(scan, &batch);
        if (status == CRM_OK &&
            crm__table_copy_rows(all, batch, 0, crm_table_rows(batch)) != CRM_OK)
            status = crm__no_memory(crm);
    }
    if (status == CRM_NONE)
        status = check_given_once(crm, all);
    if (status == CRM_OK) {
        *out_table = all;
        all = NULL;
    }

done:
    if (scan)
        crm__scan_close(scan);
    if (query)
        crm__query_free(query);
    if (all)
        crm__table_free(all);
    return status;
}

bool
crm__row_int(const crm_table *table, size_t row, crm_field field, int64_t *out_value)
{
    return crm__cell_int(table, row, crm__table_index(table, field), out_value);
}

int64_t
crm__row_int_or(const crm_table *table, size_t row, crm_field field, int64_t otherwise)
{
    int64_t value;

    return crm__row_int(table, row, field, &value) ? value : otherwise;
}

crm_status
crm__row_set(crm_table *table, size_t row, crm_field field, int64_t value)
{
    crm_status status = crm__put_int(table, row, crm__table_index(table, field), value);

    return status == CRM_OK ? CRM_OK : crm__no_memory(table->crm);
}

crm_status
crm__row_set_optional(crm_table *table, size_t row, crm_field field, bool present, int64_t value)
{
    crm_status status;

    if (present)
        return crm__row_set(table, row, field, value);
    status = crm__clear_cell(table, row, crm__table_index(table, field));
    return status == CRM_OK ? CRM_OK : crm__no_memory(table->crm);
}

crm_status
crm__cell_copy(crm_table *to, size_t to_row, const crm_table *from, size_t from_row, int32_t index)
{
    crm_status status = crm__copy_cell(to, to_row, index, from, from_row, index);

    return status == CRM_OK ? CRM_OK : crm__no_memory(to->crm);
}

crm_status
crm__row_copy(crm_table *to, size_t to_row, const crm_table *from, size_t from_row)
{
    crm_status status = CRM_OK;

    for (size_t i = crm__table_next(from, 0); i < from->count && status == CRM_OK;
         i = crm__table_next(from, i + 1))
        status = crm__cell_copy(to, to_row, from, from_row, (int32_t)i);
    return status;
}

crm_status
crm__row_set_text(crm_table *table, size_t row, crm_field field, const char *text)
{
    size_t length = text ? strlen(text) : 0, bad;

    if (!text)
        return CRM_OK;
    if (!crm__utf8_check(text, length, &bad))
        return crm__fail(table->crm, CRM_ERROR_DATA, table->kind, 0, field,
                         "%s.%s: byte %llu is not UTF-8", crm_schema_kind_name(NULL, table->kind),
                         crm_schema_name(table->crm, table->kind, field), (unsigned long long)bad);
    if (crm__put_text(table, row, crm__table_index(table, field), text, length) != CRM_OK)
        return crm__no_memory(table->crm);
    return CRM_OK;
}

crm_status
crm__check_exists(crm_context *crm, crm_kind kind, crm_id id)
{
    crm_table *table;
    crm_status status;

    if (id == 0)
        return CRM_OK;
    status = crm__fetch_needed(crm, kind, id, &table);
    if (status == CRM_OK)
        crm__table_free(table);
    return status;
}

crm_status
crm__new_id(crm_context *crm, crm_kind kind, crm_id *out_id)
{
    return *out_id ? CRM_OK : crm__call_reserve(crm, kind, 1, out_id);
}

crm_status
crm__row_put(crm_record *record, struct crm__saving *saving)
{
    crm_context *crm = record->crm;
    crm_status status = crm__unit_base(record, &saving->base);

    saving->record = record;
    saving->fresh = !record->stored;
    saving->id = crm_record_id(record);
    if (status == CRM_OK)
        status = crm__now(crm, &saving->now);
    if (status == CRM_OK)
        status = crm__new_id(crm, record->kind, &saving->id);
    if (status == CRM_OK)
        status = crm__unit_put(crm, record->kind, saving->id, saving->base, &saving->table,
                               &saving->row);
    if (status == CRM_OK)
        status = crm__record_write(record, saving->table, saving->row);
    if (status != CRM_OK)
        return status;
    saving->dated = saving->fresh && record->values[CRM_FIELD_CREATED].edit == CRM__CLEAN &&
                    !record->values[CRM_FIELD_CREATED].present;
    status = crm__row_set(saving->table, saving->row, CRM_FIELD_VERSION, saving->base + 1);
    if (status == CRM_OK)
        status = crm__row_set(saving->table, saving->row, CRM_FIELD_MODIFIED, saving->now);
    if (status == CRM_OK && saving->dated)
        status = crm__row_set(saving->table, saving->row, CRM_FIELD_CREATED, saving->now);
    return status;
}

void
crm__row_saved(const struct crm__saving *saving)
{
    crm_record *record = saving->record;

    /* The id stays after a rollback, so that saving again is a retry. */
    crm__record_take_id(record, saving->id);
    crm__unit_touch(record);
    record->stored = true;
    crm__record_keep(record, CRM_FIELD_VERSION, true, saving->base + 1);
    crm__record_keep(record, CRM_FIELD_MODIFIED, true, saving->now);
    if (saving->dated)
        crm__record_keep(record, CRM_FIELD_CREATED, true, saving->now);
    for (size_t i = crm__record_next(record, 0); i < record->count;
         i = crm__record_next(record, i + 1))
        if (record->values[i].edit == CRM__EDITED)
            record->values[i].edit = CRM__WRITTEN;
}

crm_status
crm__operation_begin(crm_record *record, struct crm__work *work)
{
    crm_status status = record ? crm__enter(record->crm) : CRM_ERROR_ARGUMENT;

    if (status != CRM_OK)
        return status;
    status = crm__record_failed(record);
    if (status == CRM_OK)
        status = crm__work_begin(record->crm, work);
    if (status != CRM_OK)
        crm__leave(record->crm);
    return status;
}

crm_status
crm__operation_end(crm_record *record, struct crm__work *work, crm_status status)
{
    crm_context *crm = record->crm;

    status = crm__work_end(crm, work, status);
    crm__leave(crm);
    return status;
}
