/*
 * column_copy.c - rows of one column appended to another: a run of rows is copied as a block,
 * picked rows one by one, column after column.
 */
#include "record/column.h"

#include <string.h>

static size_t
row_at(const struct crm__pick *pick, size_t i)
{
    return pick->rows ? pick->rows[i] : pick->first + i;
}

/* How many of the picked rows, up to the last one that the column has data for, must be written. */
static size_t
rows_with_data(const struct crm__column *from, const struct crm__pick *pick)
{
    size_t count = pick->count;

    if (from->constant)
        return count;
    if (!pick->rows) {
        if (pick->first >= from->filled)
            return 0;
        return count < from->filled - pick->first ? count : from->filled - pick->first;
    }
    while (count && pick->rows[count - 1] >= from->filled)
        count--;
    return count;
}

static size_t
bytes_of(const struct crm__column *from, const struct crm__pick *pick, size_t count)
{
    size_t i, row, sum = 0;

    if (!count || from->type != CRM_TYPE_TEXT)
        return 0;
    if (!pick->rows && !from->ends)
        return crm__text_start(from, pick->first + count) - crm__text_start(from, pick->first);
    for (i = 0; i < count; i++) {
        row = row_at(pick, i);
        if (crm__column_has(from, row))
            sum += crm__text_end(from, row) - crm__text_start(from, row);
    }
    return sum;
}

static bool
same_constant(const struct crm__column *to, const struct crm__column *from)
{
    return to->constant && from->constant && to->value == from->value;
}

crm_status
crm__column_reserve_copy(const struct crm__memory *memory, struct crm__column *to, size_t at,
                         const struct crm__column *from, const struct crm__pick *pick)
{
    size_t count = rows_with_data(from, pick);
    crm_status status;

    if (same_constant(to, from))
        return CRM_OK;
    if (!count)
        return to->constant ? crm__column_reserve(memory, to, at, false) : CRM_OK;
    status =
        crm__column_reserve(memory, to, at + count, at > to->filled || from->valid || pick->rows);
    return status ? status : crm__column_reserve_bytes(memory, to, bytes_of(from, pick, count));
}

/* ---- Integers and doubles ---- */

static void
copy_picked(struct crm__column *to, size_t at, const struct crm__column *from,
            const struct crm__pick *pick, size_t count)
{
    size_t i;

    if (crm__type_is_32(to->type)) {
        for (i = 0; i < count; i++)
            ((int32_t *)to->data)[at + i] =
                pick->rows[i] < from->filled ? ((const int32_t *)from->data)[pick->rows[i]] : 0;
        return;
    }
    for (i = 0; i < count; i++)
        ((int64_t *)to->data)[at + i] =
            pick->rows[i] < from->filled ? ((const int64_t *)from->data)[pick->rows[i]] : 0;
}

static void
copy_constant(struct crm__column *to, size_t at, int64_t value, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (crm__type_is_32(to->type))
            ((int32_t *)to->data)[at + i] = (int32_t)value;
        else
            ((int64_t *)to->data)[at + i] = value;
}

static void
copy_numbers(struct crm__column *to, size_t at, const struct crm__column *from,
             const struct crm__pick *pick, size_t count)
{
    size_t item = crm__column_item(to);

    if (from->constant)
        copy_constant(to, at, from->value, count);
    else if (pick->rows)
        copy_picked(to, at, from, pick, count);
    else
        memcpy((char *)to->data + at * item, (const char *)from->data + pick->first * item,
               count * item);
}

/* ---- Text ---- */

static void
copy_text_block(struct crm__column *to, size_t at, const struct crm__column *from, size_t first,
                size_t count)
{
    const int64_t *source = (const int64_t *)from->data + first;
    int64_t *starts = (int64_t *)to->data + at;
    int64_t shift = (int64_t)to->used - source[0];
    size_t length = (size_t)(source[count] - source[0]), i;

    if (length)
        memcpy(to->bytes + to->used, from->bytes + source[0], length);
    for (i = 0; i < count; i++)
        starts[i] = source[i] + shift;
    for (i = 0; to->ends && i < count; i++)
        to->ends[at + i] = source[i + 1] + shift;
    to->used += length;
}

static void
copy_texts(struct crm__column *to, size_t at, const struct crm__column *from,
           const struct crm__pick *pick, size_t count)
{
    int64_t *starts = to->data;
    size_t i, row, length;

    for (i = 0; i < count; i++) {
        row = row_at(pick, i);
        length =
            crm__column_has(from, row) ? crm__text_end(from, row) - crm__text_start(from, row) : 0;
        if (length)
            memcpy(to->bytes + to->used, from->bytes + crm__text_start(from, row), length);
        starts[at + i] = (int64_t)to->used;
        to->used += length;
        if (to->ends)
            to->ends[at + i] = (int64_t)to->used;
    }
}

/* ---- Both ---- */

static void
copy_validity(struct crm__column *to, size_t at, const struct crm__column *from,
              const struct crm__pick *pick, size_t count)
{
    size_t i;

    if (from->constant || (!pick->rows && !from->valid)) {
        crm__column_validity(to, at, count, NULL);
        return;
    }
    crm__column_use_bits(to);
    if (!pick->rows)
        crm__bits_copy(to->valid, at, from->valid, pick->first, count);
    for (i = 0; pick->rows && i < count; i++)
        crm__bits_set(to->valid, at + i, 1, crm__column_has(from, pick->rows[i]));
}

void
crm__column_copy(struct crm__column *to, size_t at, const struct crm__column *from,
                 const struct crm__pick *pick)
{
    size_t count = rows_with_data(from, pick);

    if (same_constant(to, from))
        return;
    crm__column_settle(to, at);
    if (!count)
        return;
    crm__column_extend(to, at);
    if (to->type != CRM_TYPE_TEXT)
        copy_numbers(to, at, from, pick, count);
    else if (pick->rows || from->ends)
        copy_texts(to, at, from, pick, count);
    else
        copy_text_block(to, at, from, pick->first, count);
    copy_validity(to, at, from, pick, count);
    to->filled = at + count;
    if (to->type == CRM_TYPE_TEXT && !to->ends)
        ((int64_t *)to->data)[to->filled] = (int64_t)to->used;
    to->unchecked = to->unchecked || from->unchecked;
}
