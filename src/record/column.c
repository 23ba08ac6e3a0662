/*
 * column.c - storage of one column. Rows below `filled` have data; the others have no value and
 * cost nothing. In a packed text column item `filled` of data is always `used`, so that every row
 * ends where the next one starts.
 */
#include "record/column.h"

#include <string.h>

static bool
is_text(const struct crm__column *column)
{
    return column->type == CRM_TYPE_TEXT;
}

crm_status
crm__column_enlarge(const struct crm__memory *memory, struct crm__column *column, size_t rows,
                    bool holes)
{
    void *data = column->data, *bits = column->bits;
    bool first = column->capacity == 0;
    crm_status status;

    if (rows > SIZE_MAX / 16)
        return CRM_ERROR_MEMORY;
    status = crm__grow_raw(memory, &data, &column->capacity, rows + is_text(column),
                           crm__column_item(column));
    column->data = data;
    if (first && column->capacity && is_text(column))
        ((int64_t *)data)[0] = 0; /* where the first row will start */
    if (!status && (holes || column->valid)) {
        status = crm__grow(memory, &bits, &column->bits_capacity, rows / 8 + 1, 1);
        column->bits = bits;
        column->valid = column->valid ? bits : NULL;
    }
    if (!status && column->ends)
        status = crm__column_reserve_ends(memory, column, rows);
    return status;
}

crm_status
crm__column_reserve_bytes(const struct crm__memory *memory, struct crm__column *column, size_t more)
{
    void *bytes = column->bytes;
    size_t needed;
    crm_status status;

    if (!crm__size_add(column->used, more, &needed) || needed > INT64_MAX)
        return CRM_ERROR_MEMORY;
    status = crm__grow_raw(memory, &bytes, &column->bytes_capacity, needed, 1);
    column->bytes = bytes;
    return status;
}

crm_status
crm__column_reserve_ends(const struct crm__memory *memory, struct crm__column *column, size_t rows)
{
    void *ends = column->end_memory;
    crm_status status = crm__grow_raw(memory, &ends, &column->ends_capacity, rows, sizeof(int64_t));

    column->end_memory = ends;
    column->ends = column->ends ? ends : NULL;
    return status;
}

crm_status
crm__column_loosen(const struct crm__memory *memory, struct crm__column *column, size_t rows)
{
    crm_status status;
    size_t row;

    if (column->ends)
        return CRM_OK;
    status = crm__column_reserve_ends(memory, column, rows);
    if (status)
        return status;
    for (row = 0; row < column->filled; row++)
        column->end_memory[row] = (int64_t)crm__text_end(column, row);
    column->ends = column->end_memory;
    return CRM_OK;
}

/* Write the constant to rows `filled` to rows - 1 (reserved). */
static void
spread(struct crm__column *column, size_t rows)
{
    size_t row;

    if (crm__type_is_32(column->type))
        for (row = column->filled; row < rows; row++)
            ((int32_t *)column->data)[row] = (int32_t)column->value;
    else
        for (row = column->filled; row < rows; row++)
            ((int64_t *)column->data)[row] = column->value;
    column->filled = rows > column->filled ? rows : column->filled;
}

crm_status
crm__column_ordinary(const struct crm__memory *memory, struct crm__column *column, size_t rows)
{
    crm_status status;

    if (!column->constant)
        return CRM_OK;
    status = crm__column_reserve(memory, column, rows, false);
    if (!status)
        crm__column_settle(column, rows);
    return status;
}

void
crm__column_settle(struct crm__column *column, size_t rows)
{
    if (!column->constant)
        return;
    spread(column, rows);
    column->constant = false;
}

crm_status
crm__column_whole(const struct crm__memory *memory, struct crm__column *column, size_t rows)
{
    crm_status status;

    if (!column->ends && column->data && column->filled >= rows)
        return CRM_OK;
    status = crm__column_reserve(memory, column, rows ? rows : 1,
                                 !column->constant && column->filled < rows);
    if (status)
        return status;
    if (column->constant)
        spread(column, rows);
    else
        crm__column_extend(column, rows);
    return crm__column_pack(memory, column);
}

void
crm__column_free(const struct crm__memory *memory, struct crm__column *column)
{
    crm__free_array(memory, column->data, column->capacity, crm__column_item(column));
    crm__free(memory, column->bits, column->bits_capacity);
    crm__free_array(memory, column->end_memory, column->ends_capacity, sizeof(int64_t));
    crm__free(memory, column->bytes, column->bytes_capacity);
}

void
crm__column_truncate(struct crm__column *column, size_t rows)
{
    if (rows >= column->filled)
        return;
    column->filled = rows;
    if (is_text(column) && !column->ends)
        column->used = crm__text_start(column, rows);
}

void
crm__column_clear(struct crm__column *column)
{
    column->filled = 0;
    column->valid = NULL;
    column->ends = NULL;
    column->used = 0;
    column->wasted = 0;
    column->constant = false;
    column->unchecked = false;
    if (is_text(column) && column->data)
        ((int64_t *)column->data)[0] = 0;
}

void
crm__column_use_bits(struct crm__column *column)
{
    if (column->valid)
        return;
    column->valid = column->bits;
    crm__bits_set(column->valid, 0, column->filled, true);
}

void
crm__column_extend(struct crm__column *column, size_t rows)
{
    int64_t *starts = column->data;
    size_t from = column->filled, row;

    if (rows <= from)
        return;
    crm__column_use_bits(column);
    crm__bits_set(column->valid, from, rows - from, false);
    column->filled = rows;
    if (!is_text(column)) {
        size_t item = crm__column_item(column);

        memset((char *)column->data + from * item, 0, (rows - from) * item);
        return;
    }
    for (row = from; row <= rows; row++)
        starts[row] = (int64_t)column->used;
    for (row = from; column->ends && row < rows; row++)
        column->ends[row] = (int64_t)column->used;
}

void
crm__column_validity(struct crm__column *column, size_t first, size_t count, const uint8_t *bits)
{
    if (!bits && !column->valid)
        return;
    crm__column_use_bits(column);
    if (bits)
        crm__bits_copy(column->valid, first, bits, 0, count);
    else
        crm__bits_set(column->valid, first, count, true);
}
