/*
 * table_fill.c - cells set from outside, with every value checked. The first failure sticks to the
 * table; outside callbacks the context is told as well.
 */
#include "record/table_fill.h"

#include <float.h>
#include <string.h>

#include "base/text.h"

crm_status
crm__fill_refuse(crm_table *table, crm_status status, size_t row, int32_t column, const char *words)
{
    const char *kind = crm_schema_kind_name(NULL, table->kind);
    const char *name = crm_table_name(table, column);
    int64_t id = 0;

    if (table->status == CRM_OK) {
        table->status = status;
        table->bad_row = row;
        table->bad_column = column;
        table->bad_words = words;
    }
    if (!table->crm || table->crm->in_callback)
        return status;
    if (table->kind != 0 && row < table->rows)
        (void)crm__cell_int(table, row, CRM_FIELD_ID, &id);
    return crm__fail(table->crm, status, table->kind, id, column < 0 ? -1 : column,
                     "%s, %s %s, row %llu: %s", kind ? kind : "result",
                     table->kind ? "field" : "column", name ? name : "?", (unsigned long long)row,
                     words);
}

int32_t
crm__fill_column(crm_table *table, int32_t column, int32_t type)
{
    int32_t index = crm__table_index(table, column), found;

    if (index < 0)
        return -1;
    found = table->columns[index].type;
    return found == type || (type == CRM_TYPE_I64 && crm__type_is_integer(found)) ? index : -1;
}

static crm_status
no_such_column(crm_table *table, size_t row, int32_t column)
{
    return crm__fill_refuse(table, CRM_ERROR_ARGUMENT, row, column,
                            "there is no such column, or it is of another type");
}

static crm_status
no_such_row(crm_table *table, size_t row, int32_t column)
{
    return crm__fill_refuse(table, CRM_ERROR_ARGUMENT, row, column, "there is no such row");
}

crm_status
crm__fill_memory(crm_table *table, size_t row, int32_t column)
{
    return crm__fill_refuse(table, CRM_ERROR_MEMORY, row, column, "an allocation failed");
}

const char *
crm__column_wrong(const struct crm__column *column, int64_t value)
{
    struct crm__field field = {0};

    if (value >= column->low && value <= column->high && !column->gaps)
        return NULL;
    if (crm__type_is_32(column->type) && (value < INT32_MIN || value > INT32_MAX))
        return "does not fit 32 bits";
    field.type = column->type;
    field.flags = column->flags;
    field.choices = column->choices;
    return crm__schema_wrong(&field, value);
}

crm_status
crm_table_clear(crm_table *table)
{
    crm_status status = crm__fill_allowed(table);

    if (status)
        return status;
    crm__table_clear(table);
    return CRM_OK;
}

crm_status
crm_table_add(crm_table *table, size_t count)
{
    crm_status status = crm__fill_allowed(table);

    if (status)
        return status;
    if (crm__table_add(table, count) != CRM_OK)
        return crm__fill_refuse(table, CRM_ERROR_LIMIT, table->rows, -1,
                                "more rows than the context allows");
    return CRM_OK;
}

/* The way of most cells that stores fill, made short: a good value behind the last one of a column,
   where there is room. False: go the long way. */
static bool
set_behind(crm_table *table, size_t row, int32_t number, int64_t value)
{
    int32_t index = crm__table_index(table, number);
    struct crm__column *column = index < 0 ? NULL : &table->columns[index];

    if (!column || row != column->filled || row >= table->rows || row >= column->capacity ||
        !column->plain || column->constant || value < column->low || value > column->high ||
        (column->valid && row / 8 >= column->bits_capacity))
        return false;
    if (row == 0) /* else it is in use already */
        crm__table_use(table, (size_t)index);
    if (crm__type_is_32(column->type))
        ((int32_t *)column->data)[row] = (int32_t)value;
    else
        ((int64_t *)column->data)[row] = value;
    crm__column_mark(column, row);
    return true;
}

/* The same for a text, which is known to be good. */
static bool
set_text_behind(crm_table *table, size_t row, int32_t index, const char *text, size_t length)
{
    struct crm__column *column = &table->columns[index];
    int64_t *starts = column->data;

    if (!crm__column_next_fits(column, row) || column->ends ||
        length > column->bytes_capacity - column->used)
        return false;
    crm__table_use(table, (size_t)index);
    if (length)
        memcpy(column->bytes + column->used, text, length);
    column->used += length;
    starts[row + 1] = (int64_t)column->used;
    crm__column_mark(column, row);
    return true;
}

crm_status
crm_table_set_int(crm_table *table, size_t row, int32_t column, int64_t value)
{
    crm_status status = crm__fill_allowed(table);
    const char *wrong;
    bool unchecked;
    int32_t index;

    if (status || set_behind(table, row, column, value))
        return status;
    index = crm__fill_column(table, column, CRM_TYPE_I64);
    if (index < 0)
        return no_such_column(table, row, column);
    if (row >= table->rows)
        return no_such_row(table, row, column);
    wrong = crm__column_wrong(&table->columns[index], value);
    if (wrong)
        return crm__fill_refuse(table, CRM_ERROR_DATA, row, column, wrong);
    unchecked = table->columns[index].unchecked;
    if (crm__put_int(table, row, index, value) != CRM_OK)
        return crm__fill_memory(table, row, column);
    table->columns[index].unchecked = unchecked;
    return CRM_OK;
}

crm_status
crm_table_set_double(crm_table *table, size_t row, int32_t column, double value)
{
    crm_status status = crm__fill_allowed(table);
    bool unchecked;
    int32_t index;

    if (status)
        return status;
    index = crm__fill_column(table, column, CRM_TYPE_DOUBLE);
    if (index < 0)
        return no_such_column(table, row, column);
    if (row >= table->rows)
        return no_such_row(table, row, column);
    if (!(value >= -DBL_MAX && value <= DBL_MAX))
        return crm__fill_refuse(table, CRM_ERROR_DATA, row, column, "is not a finite number");
    unchecked = table->columns[index].unchecked;
    if (crm__put_double(table, row, index, value) != CRM_OK)
        return crm__fill_memory(table, row, column);
    table->columns[index].unchecked = unchecked;
    return CRM_OK;
}

crm_status
crm_table_set_text(crm_table *table, size_t row, int32_t column, const char *text, size_t length)
{
    crm_status status = crm__fill_allowed(table);
    size_t bad;
    int32_t index;

    if (status)
        return status;
    index = crm__fill_column(table, column, CRM_TYPE_TEXT);
    if (index < 0)
        return no_such_column(table, row, column);
    if (row >= table->rows)
        return no_such_row(table, row, column);
    if (text && length == CRM_TEXT_NUL)
        length = strlen(text);
    if (text && !crm__utf8_check(text, length, &bad))
        return crm__fill_refuse(table, CRM_ERROR_DATA, row, column,
                                "is not well-formed UTF-8 without NUL");
    if (text && set_text_behind(table, row, index, text, length))
        return CRM_OK;
    if (crm__put_text(table, row, index, text, length) != CRM_OK)
        return crm__fill_memory(table, row, column);
    return CRM_OK;
}

crm_status
crm_table_clear_cell(crm_table *table, size_t row, int32_t column)
{
    crm_status status = crm__fill_allowed(table);
    int32_t index;

    if (status)
        return status;
    index = crm__table_index(table, column);
    if (index < 0)
        return no_such_column(table, row, column);
    if (row >= table->rows)
        return no_such_row(table, row, column);
    return crm__clear_cell(table, row, index) ? crm__fill_memory(table, row, column) : CRM_OK;
}

crm_status
crm_table_set_constant(crm_table *table, int32_t column, int64_t value)
{
    crm_status status = crm__fill_allowed(table);
    const char *wrong;
    int32_t index;

    if (status)
        return status;
    index = crm__fill_column(table, column, CRM_TYPE_I64);
    if (index < 0)
        return no_such_column(table, 0, column);
    wrong = crm__column_wrong(&table->columns[index], value);
    if (wrong)
        return crm__fill_refuse(table, CRM_ERROR_DATA, 0, column, wrong);
    crm__table_use(table, (size_t)index);
    crm__column_clear(&table->columns[index]);
    table->columns[index].constant = true;
    table->columns[index].value = value;
    return CRM_OK;
}
