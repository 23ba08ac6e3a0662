/*
 * table_read.c - cells and whole columns of a table. A sealed table is only looked at, so that many
 * threads may read it; in others a column that is wanted whole is brought into shape first.
 */
#include <string.h>

#include "record/column.h"

bool
crm__cell_int(const crm_table *table, size_t row, int32_t index, int64_t *out_value)
{
    const struct crm__column *column = &table->columns[index];

    if (column->constant) {
        *out_value = column->value;
        return true;
    }
    if (!crm__column_has(column, row))
        return false;
    *out_value = crm__type_is_32(column->type) ? ((const int32_t *)column->data)[row]
                                               : ((const int64_t *)column->data)[row];
    return true;
}

bool
crm__cell_double(const crm_table *table, size_t row, int32_t index, double *out_value)
{
    const struct crm__column *column = &table->columns[index];

    if (!crm__column_has(column, row))
        return false;
    *out_value = ((const double *)column->data)[row];
    return true;
}

const char *
crm__cell_text(const crm_table *table, size_t row, int32_t index, size_t *out_length)
{
    const struct crm__column *column = &table->columns[index];
    size_t start;

    if (!crm__column_has(column, row)) {
        *out_length = 0;
        return NULL;
    }
    start = crm__text_start(column, row);
    *out_length = crm__text_end(column, row) - start;
    return *out_length ? column->bytes + start : "";
}

void
crm__read_ints(const crm_table *table, int32_t index, size_t rows, int64_t *out_values)
{
    const struct crm__column *column = &table->columns[index];

    if (!column->constant && !column->valid && column->filled >= rows && rows)
        memcpy(out_values, column->data, rows * sizeof *out_values);
    else if (!column->constant && !column->filled)
        memset(out_values, 0, rows * sizeof *out_values);
    else
        for (size_t row = 0; row < rows; row++)
            if (!crm__cell_int(table, row, index, &out_values[row]))
                out_values[row] = 0;
}

/* Index of the column of a cell, -1 if there is no such cell. */
static int32_t
index_of_cell(const crm_table *table, size_t row, int32_t column)
{
    return table && row < table->rows ? crm__table_index(table, column) : -1;
}

crm_status
crm_table_int(const crm_table *table, size_t row, int32_t column, int64_t *out_value)
{
    int32_t index = index_of_cell(table, row, column);
    int64_t value;

    if (index < 0 || !out_value || !crm__type_is_integer(table->columns[index].type))
        return CRM_ERROR_ARGUMENT;
    if (!crm__cell_int(table, row, index, &value))
        return CRM_NONE;
    *out_value = value;
    return CRM_OK;
}

crm_status
crm_table_double(const crm_table *table, size_t row, int32_t column, double *out_value)
{
    int32_t index = index_of_cell(table, row, column);

    if (index < 0 || !out_value || table->columns[index].type != CRM_TYPE_DOUBLE)
        return CRM_ERROR_ARGUMENT;
    return crm__cell_double(table, row, index, out_value) ? CRM_OK : CRM_NONE;
}

const char *
crm_table_text(const crm_table *table, size_t row, int32_t column, size_t *out_length)
{
    int32_t index = index_of_cell(table, row, column);
    const char *text = NULL;
    size_t length = 0;

    if (index >= 0 && table->columns[index].type == CRM_TYPE_TEXT)
        text = crm__cell_text(table, row, index, &length);
    if (out_length)
        *out_length = length;
    return text;
}

/* ---- Whole columns ---- */

/* A column in the form that others read, NULL if there is none or memory lacks. */
static const struct crm__column *
whole(crm_table *table, int32_t column, const uint8_t **out_validity)
{
    int32_t index = table ? crm__table_index(table, column) : -1;

    if (out_validity)
        *out_validity = NULL;
    if (index < 0)
        return NULL;
    if (!table->sealed) {
        crm__table_use(table, (size_t)index);
        if (crm__column_whole(table->memory, &table->columns[index], table->rows) != CRM_OK)
            return NULL;
    }
    if (out_validity)
        *out_validity = table->columns[index].valid;
    return &table->columns[index];
}

const int64_t *
crm_table_int64s(crm_table *table, int32_t column, const uint8_t **out_validity)
{
    int32_t type = crm_table_type(table, column);
    bool fits = crm__type_is_integer(type) && !crm__type_is_32(type);
    const struct crm__column *known = whole(table, fits ? column : -1, out_validity);

    return known ? known->data : NULL;
}

const int32_t *
crm_table_int32s(crm_table *table, int32_t column, const uint8_t **out_validity)
{
    bool fits = crm__type_is_32(crm_table_type(table, column));
    const struct crm__column *known = whole(table, fits ? column : -1, out_validity);

    return known ? known->data : NULL;
}

const double *
crm_table_doubles(crm_table *table, int32_t column, const uint8_t **out_validity)
{
    bool fits = crm_table_type(table, column) == CRM_TYPE_DOUBLE;
    const struct crm__column *known = whole(table, fits ? column : -1, out_validity);

    return known ? known->data : NULL;
}

const char *
crm_table_texts(crm_table *table, int32_t column, const int64_t **out_offsets,
                const uint8_t **out_validity)
{
    bool fits = crm_table_type(table, column) == CRM_TYPE_TEXT;
    const struct crm__column *known = whole(table, fits ? column : -1, out_validity);

    if (out_offsets)
        *out_offsets = known ? known->data : NULL;
    if (!known)
        return NULL;
    return known->bytes ? known->bytes : "";
}
