/*
 * table_check.c - rows that came from outside, looked at column by column. What was filled through
 * the public functions had its ranges and UTF-8 checked then; only columns with other sources are
 * looked at again.
 */
#include <float.h>
#include <stdio.h>

#include "record/table_fill.h"

static crm_status
report(crm_context *crm, const crm_table *table, crm_status status, size_t row, int32_t column,
       const char *words)
{
    const char *kind = crm_schema_kind_name(NULL, table->kind);
    const char *name = crm_table_name(table, column);
    char number[32] = "";
    int64_t id = 0;

    if (table->kind != 0 && row < table->rows)
        (void)crm__cell_int(table, row, CRM_FIELD_ID, &id);
    if (id)
        snprintf(number, sizeof number, " %lld", (long long)id);
    return crm__fail(crm, status, table->kind, id, column < 0 ? -1 : column,
                     "%s%s%s%s, row %llu: %s", kind ? kind : "result", number,
                     name ? ", field " : "", name ? name : "", (unsigned long long)row, words);
}

/* The first row without a value, `rows` if all have one. */
static size_t
first_missing(const struct crm__column *column, size_t from, size_t rows)
{
    size_t filled = column->filled < rows ? column->filled : rows;

    if (column->constant || from >= rows)
        return rows;
    if (from >= filled || !column->valid)
        return from > filled ? from : filled;
    return from + crm__bits_find(column->valid, from, filled - from, false);
}

/* An erased record has lost what was personal, required or not. */
static bool
is_erased(const crm_table *table, size_t row)
{
    int64_t at;

    return crm__cell_int(table, row, CRM_FIELD_ERASED, &at);
}

static crm_status
check_required(crm_context *crm, const crm_table *table, const struct crm__column *column)
{
    size_t row = first_missing(column, 0, table->rows);

    while (row < table->rows && column->number >= CRM_FIELD_OWN && is_erased(table, row))
        row = first_missing(column, row + 1, table->rows);
    if (row >= table->rows)
        return CRM_OK;
    return report(crm, table, CRM_ERROR_DATA, row, column->number, "a required field is none");
}

static const char *
wrong_cell(const crm_table *table, int32_t index, size_t row)
{
    const struct crm__column *column = &table->columns[index];
    int64_t value;
    double real;

    if (column->type == CRM_TYPE_DOUBLE)
        return !crm__cell_double(table, row, index, &real) || (real >= -DBL_MAX && real <= DBL_MAX)
                   ? NULL
                   : "is not a finite number";
    if (!crm__cell_int(table, row, index, &value))
        return NULL;
    return crm__column_wrong(column, value);
}

static crm_status
check_values(crm_context *crm, const crm_table *table, int32_t index)
{
    const struct crm__column *column = &table->columns[index];
    size_t rows = column->filled < table->rows ? column->filled : table->rows, row;
    const char *wrong;

    if (!column->unchecked || column->type == CRM_TYPE_TEXT)
        return CRM_OK;
    for (row = 0; row < rows; row++) {
        wrong = wrong_cell(table, index, row);
        if (wrong)
            return report(crm, table, CRM_ERROR_DATA, row, column->number, wrong);
    }
    return CRM_OK;
}

/* Are all rows in a version above 0, as far as can be told without a look at each? */
static bool
versions_hold(const crm_table *table)
{
    const struct crm__column *column = &table->columns[CRM_FIELD_VERSION];
    const int64_t *versions = column->data;
    bool below = false;
    size_t row;

    if (column->constant || column->valid || column->filled < table->rows)
        return false;
    for (row = 0; row < table->rows; row++)
        below |= versions[row] < 1;
    return !below;
}

/* Versions of stored records start at 1. */
static crm_status
check_versions(crm_context *crm, const crm_table *table)
{
    int64_t version;
    size_t row;

    if (versions_hold(table))
        return CRM_OK;
    for (row = 0; row < table->rows; row++)
        if (!crm__cell_int(table, row, CRM_FIELD_VERSION, &version) || version < 1)
            return report(crm, table, CRM_ERROR_DATA, row, CRM_FIELD_VERSION,
                          "a stored record has no version above 0");
    return CRM_OK;
}

static crm_status
check_all_values(crm_context *crm, const crm_table *table)
{
    crm_status status = CRM_OK;
    size_t i;

    if (table->status)
        return report(crm, table, table->status, table->bad_row, table->bad_column,
                      table->bad_words);
    for (i = crm__table_next(table, 0); !status && i < table->count;
         i = crm__table_next(table, i + 1))
        status = check_values(crm, table, (int32_t)i);
    return status;
}

static bool
is_wanted(int32_t column, const crm_field *wanted, size_t count)
{
    size_t i;

    for (i = 0; wanted && i < count; i++)
        if (wanted[i] == column)
            return true;
    return !wanted;
}

/* Must rows have the field? Text may be gone from erased records, which show only by `erased`. */
static bool
is_checked(const struct crm__column *column, const crm_field *wanted, size_t count)
{
    return (column->flags & CRM_FIELD_REQUIRED) && is_wanted(column->number, wanted, count) &&
           (column->type != CRM_TYPE_TEXT || is_wanted(CRM_FIELD_ERASED, wanted, count));
}

crm_status
crm__table_check_wanted(crm_context *crm, const crm_table *table, const crm_field *wanted,
                        size_t count)
{
    crm_status status = check_all_values(crm, table);
    size_t i;

    if (status || table->kind == 0)
        return status;
    status = check_required(crm, table, &table->columns[CRM_FIELD_ID]);
    if (!status)
        status = check_versions(crm, table);
    for (i = crm__set_next(table->required, CRM__COMMON_FIELDS); !status && i < table->count;
         i = crm__set_next(table->required, i + 1))
        if (is_checked(&table->columns[i], wanted, count))
            status = check_required(crm, table, &table->columns[i]);
    return status;
}

crm_status
crm__table_check(crm_context *crm, const crm_table *table, bool stored)
{
    return stored ? crm__table_check_wanted(crm, table, NULL, 0) : check_all_values(crm, table);
}
