/*
 * table_texts.c - a whole text column filled from outside. All bytes are checked and copied at
 * once; the borders of cells only have to lie between characters. Where that does not hold (Arrow
 * allows rubbish under cells without a value) the cells are looked at and copied one by one.
 */
#include <string.h>

#include "base/text.h"
#include "record/table_fill.h"

struct texts {
    crm_table *table;
    struct crm__column *column;
    int32_t number;
    size_t first;
    size_t count;
    const char *bytes;
    const int64_t *offsets;
    const uint8_t *validity;
    size_t total;
    bool one_by_one;
};

static crm_status
refuse(struct texts *texts, crm_status status, size_t i, const char *words)
{
    return crm__fill_refuse(texts->table, status, texts->first + i, texts->number, words);
}

static bool
present(const struct texts *texts, size_t i)
{
    return !texts->validity || crm__bit(texts->validity, i);
}

/* ---- Checks ---- */

static crm_status
check_arguments(struct texts *texts)
{
    int32_t index = crm__fill_column(texts->table, texts->number, CRM_TYPE_TEXT);

    if (index < 0)
        return refuse(texts, CRM_ERROR_ARGUMENT, 0,
                      "there is no such column, or it is of another type");
    if (texts->first > texts->table->rows || texts->count > texts->table->rows - texts->first)
        return refuse(texts, CRM_ERROR_ARGUMENT, 0, "rows behind the last are filled");
    if (texts->count && !texts->offsets)
        return refuse(texts, CRM_ERROR_ARGUMENT, 0, "offsets are NULL");
    texts->column = &texts->table->columns[index];
    crm__table_use(texts->table, (size_t)index);
    if (texts->validity && crm__bits_find(texts->validity, 0, texts->count, false) == texts->count)
        texts->validity = NULL;
    return CRM_OK;
}

static crm_status
check_offsets(struct texts *texts)
{
    const int64_t *offsets = texts->offsets;
    unsigned descending = offsets[0] < 0;
    size_t i;

    for (i = 0; i < texts->count; i++)
        descending |= (unsigned)(offsets[i] > offsets[i + 1]);
    for (i = 0; descending && i < texts->count; i++)
        if (offsets[i] < 0 || offsets[i] > offsets[i + 1])
            return refuse(texts, CRM_ERROR_DATA, i, "offsets are below 0 or descend");
    if ((uint64_t)(offsets[texts->count] - offsets[0]) > SIZE_MAX / 2)
        return refuse(texts, CRM_ERROR_MEMORY, 0, "an allocation failed");
    texts->total = (size_t)(offsets[texts->count] - offsets[0]);
    if (texts->total && !texts->bytes)
        return refuse(texts, CRM_ERROR_ARGUMENT, 0, "bytes are NULL");
    return CRM_OK;
}

/* Does every cell begin at the start of a character, when all bytes together are well-formed? */
static bool
borders_hold(const struct texts *texts)
{
    int64_t end = texts->offsets[texts->count];
    unsigned inside = 0;
    size_t i;

    for (i = 0; i < texts->count && texts->offsets[i] < end; i++)
        inside |= (unsigned)(((unsigned char)texts->bytes[texts->offsets[i]] & 0xc0) == 0x80);
    return !inside;
}

static crm_status
check_bytes(struct texts *texts)
{
    const int64_t *offsets = texts->offsets;
    size_t i, bad;

    if (!texts->total)
        return CRM_OK;
    if (crm__utf8_check(texts->bytes + offsets[0], texts->total, &bad) && borders_hold(texts))
        return CRM_OK;
    texts->one_by_one = true;
    for (i = 0; i < texts->count; i++)
        if (present(texts, i) && !crm__utf8_check(texts->bytes + offsets[i],
                                                  (size_t)(offsets[i + 1] - offsets[i]), &bad))
            return refuse(texts, CRM_ERROR_DATA, i, "is not well-formed UTF-8 without NUL");
    return CRM_OK;
}

/* ---- Copies ---- */

/* Is the column, as far as it has data, wholly replaced? */
static bool
replaces_all(const struct texts *texts)
{
    return texts->first == 0 && texts->count >= texts->column->filled;
}

static crm_status
make_room(struct texts *texts)
{
    const struct crm__memory *memory = texts->table->memory;
    struct crm__column *column = texts->column;
    size_t end = texts->first + texts->count, used = column->used;
    crm_status status =
        crm__column_reserve(memory, column, end, texts->validity || texts->first > column->filled);

    if (!status && texts->first < column->filled && !replaces_all(texts))
        status = crm__column_loosen(memory, column, end > column->filled ? end : column->filled);
    if (!status && replaces_all(texts))
        column->used = 0;
    if (!status)
        status = crm__column_reserve_bytes(memory, column, texts->total);
    column->used = status ? used : column->used;
    return status ? refuse(texts, CRM_ERROR_MEMORY, 0, "an allocation failed") : CRM_OK;
}

static void
wipe_replaced(struct texts *texts)
{
    size_t row, end = texts->first + texts->count;

    for (row = texts->first; row < end && row < texts->column->filled; row++)
        crm__text_erase(texts->column, row);
}

static void
copy_at_once(struct texts *texts)
{
    struct crm__column *column = texts->column;
    int64_t *starts = (int64_t *)column->data + texts->first;
    int64_t shift = (int64_t)column->used - texts->offsets[0];
    size_t i;

    if (texts->total)
        memcpy(column->bytes + column->used, texts->bytes + texts->offsets[0], texts->total);
    for (i = 0; i < texts->count; i++)
        starts[i] = texts->offsets[i] + shift;
    for (i = 0; column->ends && i < texts->count; i++)
        column->ends[texts->first + i] = texts->offsets[i + 1] + shift;
    column->used += texts->total;
}

static void
copy_one_by_one(struct texts *texts)
{
    struct crm__column *column = texts->column;
    int64_t *starts = (int64_t *)column->data + texts->first;
    size_t i, length;

    for (i = 0; i < texts->count; i++) {
        length = present(texts, i) ? (size_t)(texts->offsets[i + 1] - texts->offsets[i]) : 0;
        if (length)
            memcpy(column->bytes + column->used, texts->bytes + texts->offsets[i], length);
        starts[i] = (int64_t)column->used;
        column->used += length;
        if (column->ends)
            column->ends[texts->first + i] = (int64_t)column->used;
    }
}

static void
copy_texts(struct texts *texts)
{
    struct crm__column *column = texts->column;
    size_t end = texts->first + texts->count;

    if (replaces_all(texts))
        crm__column_clear(column);
    else
        wipe_replaced(texts);
    crm__column_extend(column, texts->first);
    if (texts->one_by_one)
        copy_one_by_one(texts);
    else
        copy_at_once(texts);
    crm__column_validity(column, texts->first, texts->count, texts->validity);
    column->filled = end > column->filled ? end : column->filled;
    if (!column->ends)
        ((int64_t *)column->data)[column->filled] = (int64_t)column->used;
}

crm_status
crm_table_fill_text(crm_table *table, int32_t column, size_t first, size_t count, const char *bytes,
                    const int64_t *offsets, const uint8_t *validity)
{
    struct texts texts = {table, NULL, column, first, count, bytes, offsets, validity, 0, false};
    crm_status status = crm__fill_allowed(table);

    if (!status)
        status = check_arguments(&texts);
    if (status || !count)
        return status;
    status = check_offsets(&texts);
    if (!status)
        status = check_bytes(&texts);
    if (!status)
        status = make_room(&texts);
    if (status)
        return status;
    copy_texts(&texts);
    return CRM_OK;
}
