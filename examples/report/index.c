/*
 * index.c - a hash table with open addressing; the hash is FNV-1a.
 */
#include "index.h"

#include <stdlib.h>
#include <string.h>

struct slot {
    const char *text; /* NULL = free */
    uint64_t hash;
    int64_t value;
    bool several;
};

struct index {
    struct pool pool;
    struct slot *slots;
    size_t count, size; /* size: 0, or a power of two more than 4/3 of count */
};

static uint64_t
hash_of(const char *text)
{
    uint64_t hash = 14695981039346656037u;

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash ^ hash >> 29;
}

static struct slot *
place_of(const struct index *index, const char *text, uint64_t hash)
{
    size_t at = (size_t)hash & (index->size - 1);

    while (index->slots[at].text &&
           (index->slots[at].hash != hash || strcmp(index->slots[at].text, text) != 0))
        at = (at + 1) & (index->size - 1);
    return &index->slots[at];
}

static void
widen(struct index *index)
{
    struct slot *old = index->slots;
    size_t old_size = index->size, i;

    index->size = old_size ? old_size * 2 : 64;
    index->slots = memory_new(index->size, sizeof *index->slots);
    for (i = 0; i < old_size; i++)
        if (old[i].text)
            *place_of(index, old[i].text, old[i].hash) = old[i];
    free(old);
}

struct index *
index_new(void)
{
    return memory_new(1, sizeof(struct index));
}

void
index_free(struct index *index)
{
    if (!index)
        return;
    pool_free(&index->pool);
    free(index->slots);
    free(index);
}

void
index_add(struct index *index, const char *text, int64_t value)
{
    uint64_t hash = hash_of(text);
    struct slot *slot;

    if (index->count >= index->size / 4 * 3)
        widen(index);
    slot = place_of(index, text, hash);
    if (slot->text) {
        slot->several = true;
        return;
    }
    *slot = (struct slot){pool_text(&index->pool, text, strlen(text)), hash, value, false};
    index->count++;
}

enum index_answer
index_find(const struct index *index, const char *text, int64_t *out_value)
{
    const struct slot *slot;

    if (index->size == 0)
        return INDEX_NONE;
    slot = place_of(index, text, hash_of(text));
    if (!slot->text)
        return INDEX_NONE;
    *out_value = slot->value;
    return slot->several ? INDEX_SEVERAL : INDEX_FOUND;
}
