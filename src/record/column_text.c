/*
 * column_text.c - cells of a text column. Ascending rows are appended and stay packed; a row
 * written again out of order makes the column loose, and packing it puts the rows in order again.
 * Bytes that no row owns any more are overwritten with zeros at once: they may have been personal.
 */
#include "record/column_text.h"

#include <string.h>

static void
wipe(struct crm__column *column, size_t from, size_t to)
{
    if (to > from)
        memset(column->bytes + from, 0, to - from);
    column->wasted += to - from;
}

/* Sum of the lengths of rows that have a value. */
static size_t
live_bytes(const struct crm__column *column)
{
    size_t row, sum = 0;

    for (row = 0; row < column->filled; row++)
        if (crm__column_has(column, row))
            sum += crm__text_end(column, row) - crm__text_start(column, row);
    return sum;
}

crm_status
crm__column_pack(const struct crm__memory *memory, struct crm__column *column)
{
    size_t live, row, used = 0, length;
    int64_t *starts = column->data;
    char *packed = NULL;

    if (!column->ends)
        return CRM_OK;
    live = live_bytes(column);
    if (live && !(packed = memory->resize(memory->self, NULL, 0, live)))
        return CRM_ERROR_MEMORY;
    for (row = 0; row < column->filled; row++) {
        length = crm__column_has(column, row)
                     ? crm__text_end(column, row) - crm__text_start(column, row)
                     : 0;
        if (length)
            memcpy(packed + used, column->bytes + starts[row], length);
        starts[row] = (int64_t)used;
        used += length;
    }
    starts[column->filled] = (int64_t)used;
    crm__free(memory, column->bytes, column->bytes_capacity);
    column->bytes = packed;
    column->bytes_capacity = live;
    column->used = used;
    column->wasted = 0;
    column->ends = NULL;
    return CRM_OK;
}

/* Put text behind all other; room is reserved. */
static void
append(struct crm__column *column, size_t row, const char *text, size_t length)
{
    int64_t *starts = column->data;

    if (row > column->filled)
        crm__column_extend(column, row);
    if (length)
        memcpy(column->bytes + column->used, text, length);
    starts[row] = (int64_t)column->used;
    column->used += length;
    if (column->ends)
        column->ends[row] = (int64_t)column->used;
    else
        starts[row + 1] = (int64_t)column->used;
    crm__column_mark(column, row);
}

crm_status
crm__text_reserve(const struct crm__memory *memory, struct crm__column *column, size_t row,
                  size_t length)
{
    crm_status status;
    size_t kept;

    if (row >= column->filled) {
        status = crm__column_next_fits(column, row)
                     ? CRM_OK
                     : crm__column_reserve(memory, column, row + 1, row > column->filled);
        return status ? status : crm__column_reserve_bytes(memory, column, length);
    }
    kept = crm__text_end(column, row) - crm__text_start(column, row);
    if (length == kept || (length < kept && column->ends))
        return CRM_OK;
    status =
        row + 1 == column->filled ? CRM_OK : crm__column_loosen(memory, column, column->filled);
    return status ? status : crm__column_reserve_bytes(memory, column, length);
}

/* Room is reserved and the column an ordinary one. */
void
crm__text_write(struct crm__column *column, size_t row, const char *text, size_t length)
{
    size_t start, end;

    if (row >= column->filled) {
        append(column, row, text, length);
        return;
    }
    start = crm__text_start(column, row);
    end = crm__text_end(column, row);
    if (length > end - start || (length < end - start && !column->ends)) {
        wipe(column, start, end);
        if (!column->ends) { /* the last row, or it would be loose */
            column->wasted -= end - start;
            column->used = start;
        }
        append(column, row, text, length);
        return;
    }
    if (length)
        memcpy(column->bytes + start, text, length);
    wipe(column, start + length, end);
    if (column->ends)
        column->ends[row] = (int64_t)(start + length);
    crm__column_validity(column, row, 1, NULL);
}

void
crm__text_erase(struct crm__column *column, size_t row)
{
    if (row >= column->filled)
        return;
    wipe(column, crm__text_start(column, row), crm__text_end(column, row));
    if (column->ends)
        column->ends[row] = ((int64_t *)column->data)[row];
    else
        column->wasted = 0; /* the bytes still lie between two rows */
}
