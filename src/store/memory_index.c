/*
 * memory_index.c - open addressing with linear probing, at most 3/4 full. An entry is taken out by
 * moving those behind it forward, so that no marks are left and the table never fills with them.
 */
#include "store/memory_index.h"

#include <string.h>

#define CAPACITY_FIRST 16

void
crm__index_done(struct crm__index *index, const struct crm__memory *memory)
{
    crm__free_array(memory, index->entries, index->capacity, sizeof *index->entries);
    memset(index, 0, sizeof *index);
}

static void
insert(struct crm__index_entry *entries, size_t capacity, struct crm__index_entry entry)
{
    size_t at = (size_t)entry.hash & (capacity - 1);

    while (entries[at].row)
        at = (at + 1) & (capacity - 1);
    entries[at] = entry;
}

crm_status
crm__index_reserve(struct crm__index *index, const struct crm__memory *memory, size_t more)
{
    size_t capacity = index->capacity ? index->capacity : CAPACITY_FIRST, needed, i;
    struct crm__index_entry *entries;

    if (!crm__size_add(index->count, more, &needed) || needed > SIZE_MAX / 4)
        return CRM_ERROR_MEMORY;
    while (capacity / 4 * 3 < needed) {
        if (capacity > SIZE_MAX / 2)
            return CRM_ERROR_MEMORY;
        capacity *= 2;
    }
    if (capacity == index->capacity)
        return CRM_OK;
    entries = crm__alloc_array(memory, capacity, sizeof *entries);
    if (!entries)
        return CRM_ERROR_MEMORY;
    for (i = 0; i < index->capacity; i++)
        if (index->entries[i].row)
            insert(entries, capacity, index->entries[i]);
    crm__free_array(memory, index->entries, index->capacity, sizeof *entries);
    index->entries = entries;
    index->capacity = capacity;
    return CRM_OK;
}

void
crm__index_add(struct crm__index *index, uint64_t hash, size_t row)
{
    struct crm__index_entry entry = {hash, row + 1};

    insert(index->entries, index->capacity, entry);
    index->count++;
}

/* May an entry that hashes to `home` and stands at `from` move to the hole at `hole`? */
static bool
may_move(size_t home, size_t hole, size_t from, size_t mask)
{
    return ((from - home) & mask) >= ((from - hole) & mask);
}

void
crm__index_remove(struct crm__index *index, uint64_t hash, size_t row)
{
    size_t mask = index->capacity - 1, hole, at;

    if (!index->capacity)
        return;
    hole = (size_t)hash & mask;
    while (index->entries[hole].row && index->entries[hole].row != row + 1)
        hole = (hole + 1) & mask;
    if (!index->entries[hole].row)
        return;
    for (at = (hole + 1) & mask; index->entries[at].row; at = (at + 1) & mask)
        if (may_move((size_t)index->entries[at].hash & mask, hole, at, mask)) {
            index->entries[hole] = index->entries[at];
            hole = at;
        }
    index->entries[hole].row = 0;
    index->count--;
}

size_t
crm__index_find(const struct crm__index *index, uint64_t hash, crm__index_match *match,
                const void *context)
{
    size_t mask = index->capacity - 1, at;

    if (!index->count)
        return CRM__NO_ROW;
    for (at = (size_t)hash & mask; index->entries[at].row; at = (at + 1) & mask)
        if (index->entries[at].hash == hash && match(context, index->entries[at].row - 1))
            return index->entries[at].row - 1;
    return CRM__NO_ROW;
}

/* The finalizer of MurmurHash3 (Austin Appleby, public domain): every bit reaches every other. */
static uint64_t
mix(uint64_t word)
{
    word = (word ^ word >> 33) * 0xff51afd7ed558ccdu;
    word = (word ^ word >> 33) * 0xc4ceb9fe1a85ec53u;
    return word ^ word >> 33;
}

/* Ids are often handed out one after the other: eight neighbours come to lie side by side, in two
   lines of cache, and what is above them is spread as well as any. */
uint64_t
crm__hash_id(int64_t id)
{
    return mix((uint64_t)id >> 3) ^ ((uint64_t)id & 7);
}

uint64_t
crm__hash_text(const char *text, size_t length)
{
    uint64_t hash = mix(length + 0x9e3779b97f4a7c15u), word;

    for (; length >= sizeof word; text += sizeof word, length -= sizeof word) {
        memcpy(&word, text, sizeof word);
        hash = mix(hash ^ word) + 0x9e3779b97f4a7c15u;
    }
    word = 0;
    if (length)
        memcpy(&word, text, length);
    return mix(hash ^ word);
}
