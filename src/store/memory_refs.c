/*
 * memory_refs.c - chains of rows by reference. Entries are only added: one that no longer holds is
 * harmless, since rows are looked at again; when more than half of them are of that sort the index
 * is made anew by the next query.
 */
#include "store/memory_refs.h"

#include <string.h>

static void
drop(struct crm__ref_index *index, const struct crm__memory *memory)
{
    crm__cells_done(&index->heads);
    crm__free_array(memory, index->entries, index->capacity, sizeof *index->entries);
    index->entries = NULL;
    index->count = index->capacity = index->rows = 0;
    crm__cells_init(&index->heads, memory, 1, 1);
}

void
crm__refs_done(struct crm__refs *refs, const struct crm__memory *memory)
{
    for (size_t i = 0; i < refs->count; i++)
        drop(&refs->indexes[i], memory);
    refs->count = 0;
}

static crm_status
add(struct crm__ref_index *index, const struct crm__memory *memory, const crm_table *table,
    size_t row)
{
    void *entries = index->entries;
    int64_t reference, *head;

    if (!crm__cell_int(table, row, index->column, &reference))
        return CRM_OK;
    if (crm__grow(memory, &entries, &index->capacity, index->count + 1, sizeof *index->entries) !=
        CRM_OK)
        return CRM_ERROR_MEMORY;
    index->entries = entries;
    head = crm__cells_add(&index->heads, reference, 0, 0, NULL);
    if (!head)
        return CRM_ERROR_MEMORY;
    index->entries[index->count] = (struct crm__ref_entry){row, (size_t)*head};
    *head = (int64_t)++index->count;
    return CRM_OK;
}

static crm_status
catch_up(struct crm__ref_index *index, const struct crm__memory *memory, const crm_table *table)
{
    if (index->count > 2 * table->rows + 1024)
        drop(index, memory);
    for (; index->rows < table->rows; index->rows++) {
        if (add(index, memory, table, index->rows) != CRM_OK) {
            drop(index, memory);
            return CRM_ERROR_MEMORY;
        }
    }
    return CRM_OK;
}

static struct crm__ref_index *
open_index(struct crm__refs *refs, const struct crm__memory *memory, int32_t column)
{
    struct crm__ref_index *index;

    for (size_t i = 0; i < refs->count; i++)
        if (refs->indexes[i].column == column)
            return &refs->indexes[i];
    if (refs->count == CRM__REFS_MOST)
        return NULL;
    index = &refs->indexes[refs->count++];
    memset(index, 0, sizeof *index);
    index->column = column;
    crm__cells_init(&index->heads, memory, 1, 1);
    return index;
}

static bool
contains(const size_t *rows, size_t count, size_t row)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i] == row)
            return true;
    return false;
}

bool
crm__refs_find(struct crm__refs *refs, const struct crm__memory *memory, const crm_table *table,
               int32_t column, int64_t reference, size_t *rows, size_t most, size_t *out_count)
{
    struct crm__ref_index *index = open_index(refs, memory, column);
    const int64_t *head;
    size_t count = 0;

    if (!index || catch_up(index, memory, table) != CRM_OK)
        return false;
    head = crm__cells_find(&index->heads, reference, 0, 0);
    for (size_t at = head ? (size_t)*head : 0; at; at = index->entries[at - 1].next) {
        size_t row = index->entries[at - 1].row;

        if (contains(rows, count, row))
            continue;
        if (count == most)
            return false;
        rows[count++] = row;
    }
    *out_count = count;
    return true;
}

/* Does the index lead to the row already? Long chains are not followed to their end. */
static bool
leads_to(const struct crm__ref_index *index, int64_t reference, size_t row)
{
    const int64_t *head = crm__cells_find(&index->heads, reference, 0, 0);
    size_t at = head ? (size_t)*head : 0;

    for (int steps = 0; at && steps < 64; steps++, at = index->entries[at - 1].next)
        if (index->entries[at - 1].row == row)
            return true;
    return false;
}

void
crm__refs_rewritten(struct crm__refs *refs, const struct crm__memory *memory,
                    const crm_table *table, size_t row)
{
    for (size_t i = 0; i < refs->count; i++) {
        struct crm__ref_index *index = &refs->indexes[i];
        int64_t reference;

        if (row >= index->rows || !crm__cell_int(table, row, index->column, &reference) ||
            leads_to(index, reference, row))
            continue;
        if (add(index, memory, table, row) != CRM_OK)
            drop(index, memory);
    }
}
