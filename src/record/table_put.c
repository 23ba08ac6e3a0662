/*
 * table_put.c - single cells set by the library itself, by dense index, without a look at ranges.
 */
#include <string.h>

#include "record/column_text.h"

/* Bring a column to where a number can be written to a row of the table. */
static crm_status
ready(crm_table *table, int32_t index, size_t row)
{
    struct crm__column *column = &table->columns[index];
    crm_status status;

    crm__table_use(table, (size_t)index);
    if (!column->constant && (row < column->filled || crm__column_next_fits(column, row)))
        return CRM_OK;
    status = crm__column_ordinary(table->memory, column, table->rows);
    if (!status && row >= column->filled)
        status = crm__column_reserve(table->memory, column, row + 1, row > column->filled);
    if (status)
        return status;
    crm__column_extend(column, row);
    return CRM_OK;
}

crm_status
crm__put_int(crm_table *table, size_t row, int32_t index, int64_t value)
{
    struct crm__column *column = &table->columns[index];
    crm_status status = ready(table, index, row);

    if (status)
        return status;
    if (crm__type_is_32(column->type))
        ((int32_t *)column->data)[row] = (int32_t)value;
    else
        ((int64_t *)column->data)[row] = value;
    column->unchecked = true;
    crm__column_mark(column, row);
    return CRM_OK;
}

/* ---- Runs of integers ---- */

crm_status
crm__reserve_ints(crm_table *table, int32_t index)
{
    struct crm__column *column = &table->columns[index];
    crm_status status;

    crm__table_use(table, (size_t)index);
    status = crm__column_ordinary(table->memory, column, table->rows);
    return status ? status : crm__column_reserve(table->memory, column, table->rows, true);
}

/* Bring a column to where a run of rows can be written. */
static crm_status
ready_run(crm_table *table, int32_t index, size_t first, size_t count)
{
    struct crm__column *column = &table->columns[index];
    crm_status status;

    crm__table_use(table, (size_t)index);
    status = crm__column_ordinary(table->memory, column, table->rows);
    if (!status)
        status = crm__column_reserve(table->memory, column, first + count, first > column->filled);
    if (!status)
        crm__column_extend(column, first);
    return status;
}

static void
written_run(struct crm__column *column, size_t first, size_t count)
{
    crm__column_validity(column, first, count, NULL);
    column->filled = first + count < column->filled ? column->filled : first + count;
    column->unchecked = true;
}

crm_status
crm__put_ints(crm_table *table, int32_t index, size_t first, size_t count, const int64_t *values)
{
    struct crm__column *column = &table->columns[index];
    crm_status status = ready_run(table, index, first, count);

    if (status)
        return status;
    if (crm__type_is_32(column->type))
        for (size_t i = 0; i < count; i++)
            ((int32_t *)column->data)[first + i] = (int32_t)values[i];
    else
        memcpy((int64_t *)column->data + first, values, count * sizeof *values);
    written_run(column, first, count);
    return CRM_OK;
}

crm_status
crm__put_same(crm_table *table, int32_t index, size_t first, size_t count, int64_t value)
{
    struct crm__column *column = &table->columns[index];
    crm_status status = ready_run(table, index, first, count);

    if (status)
        return status;
    for (size_t i = first; i < first + count; i++)
        if (crm__type_is_32(column->type))
            ((int32_t *)column->data)[i] = (int32_t)value;
        else
            ((int64_t *)column->data)[i] = value;
    written_run(column, first, count);
    return CRM_OK;
}

/* ---- Doubles and texts ---- */

crm_status
crm__put_double(crm_table *table, size_t row, int32_t index, double value)
{
    struct crm__column *column = &table->columns[index];
    crm_status status = ready(table, index, row);

    if (status)
        return status;
    ((double *)column->data)[row] = value;
    column->unchecked = true;
    crm__column_mark(column, row);
    return CRM_OK;
}

crm_status
crm__put_text(crm_table *table, size_t row, int32_t index, const char *text, size_t length)
{
    struct crm__column *column = &table->columns[index];
    crm_status status;

    if (!text)
        return crm__clear_cell(table, row, index);
    crm__table_use(table, (size_t)index);
    status = crm__text_reserve(table->memory, column, row, length);
    if (status)
        return status;
    crm__text_write(column, row, text, length);
    return CRM_OK;
}

crm_status
crm__clear_cell(crm_table *table, size_t row, int32_t index)
{
    struct crm__column *column = &table->columns[index];
    crm_status status;

    if (!column->constant && row >= column->filled)
        return CRM_OK;
    status = crm__column_reserve(table->memory, column,
                                 column->constant ? table->rows : column->filled, true);
    if (status)
        return status;
    crm__column_settle(column, table->rows);
    crm__column_use_bits(column);
    crm__bits_set(column->valid, row, 1, false);
    if (column->type == CRM_TYPE_TEXT)
        crm__text_erase(column, row);
    return CRM_OK;
}

crm_status
crm__copy_cell(crm_table *to, size_t to_row, int32_t to_index, const crm_table *from,
               size_t from_row, int32_t from_index)
{
    const struct crm__column *source = &from->columns[from_index];
    struct crm__column *target = &to->columns[to_index];
    size_t item = crm__column_item(target), length;
    const char *text;
    crm_status status;

    if (source->constant)
        return crm__put_int(to, to_row, to_index, source->value);
    if (!crm__column_has(source, from_row))
        return CRM_OK;
    if (source->type == CRM_TYPE_TEXT) {
        text = crm__cell_text(from, from_row, from_index, &length);
        return crm__put_text(to, to_row, to_index, text, length);
    }
    status = ready(to, to_index, to_row);
    if (status)
        return status;
    memcpy((char *)target->data + to_row * item, (const char *)source->data + from_row * item,
           item);
    target->unchecked = target->unchecked || source->unchecked;
    crm__column_mark(target, to_row);
    return CRM_OK;
}
