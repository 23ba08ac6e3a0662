/*
 * cells.c - open addressing with linear probing in a table of a power of two, at most 5/8 full.
 *
 * Where a key begins to look is decided by a hash that lets every bit of every key reach every bit
 * of the position, so that ids in steps of a power of two spread as well as any. One byte a cell
 * keeps seven other bits of the hash: most cells of other keys are passed without reading their
 * record.
 */
#include "base/cells.h"

#include <string.h>

#include "base/order.h"

#define CAPACITY_FIRST 16
#define CAPACITY_KEPT 256 /* of an emptied table: cheaper to wipe than to make */
#define TAG_USED 0x80u

void
crm__cells_init(struct crm__cells *cells, const struct crm__memory *memory, uint32_t keys,
                uint32_t slots)
{
    *cells = (struct crm__cells){.memory = memory, .keys = keys, .slots = slots};
}

static size_t
record_width(const struct crm__cells *cells)
{
    return (size_t)cells->keys + cells->slots;
}

void
crm__cells_done(struct crm__cells *cells)
{
    crm__free_array(cells->memory, cells->records, cells->capacity,
                    record_width(cells) * sizeof(int64_t));
    crm__free(cells->memory, cells->used, cells->capacity);
    crm__cells_init(cells, cells->memory, cells->keys, cells->slots);
}

void
crm__cells_clear(struct crm__cells *cells)
{
    if (cells->capacity > CAPACITY_KEPT) {
        crm__cells_done(cells);
        return;
    }
    if (cells->count == 0)
        return;
    memset(cells->used, 0, cells->capacity);
    memset(cells->records, 0, cells->capacity * record_width(cells) * sizeof(int64_t));
    cells->count = 0;
}

size_t
crm__cells_bytes(const struct crm__cells *cells)
{
    return cells->capacity * (record_width(cells) * sizeof(int64_t) + 1);
}

/* The finalizer of MurmurHash3 (Austin Appleby, public domain): one-to-one, full avalanche. */
static uint64_t
mix(uint64_t word)
{
    word = (word ^ word >> 33) * 0xff51afd7ed558ccdu;
    word = (word ^ word >> 33) * 0xc4ceb9fe1a85ec53u;
    return word ^ word >> 33;
}

static uint64_t
hash_keys(uint32_t keys, int64_t a, int64_t b, int64_t c)
{
    uint64_t hash = mix((uint64_t)a + 0x9e3779b97f4a7c15u);

    if (keys > 1)
        hash = mix(hash + 0x9e3779b97f4a7c15u + (uint64_t)b);
    if (keys > 2)
        hash = mix(hash + 0x9e3779b97f4a7c15u + (uint64_t)c);
    return hash;
}

static bool
record_has(const int64_t *record, uint32_t keys, int64_t a, int64_t b, int64_t c)
{
    return record[0] == a && (keys < 2 || record[1] == b) && (keys < 3 || record[2] == c);
}

/* Position of the key, or of the empty cell where it would stand. Capacity is above 0. */
static size_t
find_position(const struct crm__cells *cells, uint64_t hash, int64_t a, int64_t b, int64_t c)
{
    size_t mask = cells->capacity - 1, position = (size_t)hash & mask;
    uint8_t tag = (uint8_t)(hash >> 57 | TAG_USED);

    while (cells->used[position]) {
        if (cells->used[position] == tag &&
            record_has(cells->records + position * record_width(cells), cells->keys, a, b, c))
            break;
        position = (position + 1) & mask;
    }
    return position;
}

static int64_t
key_of(const int64_t *record, uint32_t keys, uint32_t index)
{
    return index < keys ? record[index] : 0;
}

/* Every record of `from` into `to`, which is empty and large enough. */
static void
move_records(const struct crm__cells *from, struct crm__cells *to)
{
    size_t width = record_width(from), mask = to->capacity - 1;

    for (size_t i = 0; i < from->capacity; i++) {
        const int64_t *record = from->records + i * width;
        size_t position;

        if (!from->used[i])
            continue;
        position = (size_t)hash_keys(from->keys, record[0], key_of(record, from->keys, 1),
                                     key_of(record, from->keys, 2)) &
                   mask;
        while (to->used[position])
            position = (position + 1) & mask;
        to->used[position] = from->used[i];
        memcpy(to->records + position * width, record, width * sizeof *record);
    }
}

static crm_status
grow_to(struct crm__cells *cells, size_t capacity)
{
    size_t width = record_width(cells) * sizeof(int64_t);
    struct crm__cells grown = *cells;

    grown.capacity = capacity;
    grown.records = crm__alloc_array(cells->memory, capacity, width);
    if (!grown.records)
        return CRM_ERROR_MEMORY;
    grown.used = crm__alloc(cells->memory, capacity);
    if (!grown.used) {
        crm__free_array(cells->memory, grown.records, capacity, width);
        return CRM_ERROR_MEMORY;
    }
    move_records(cells, &grown);
    crm__cells_done(cells);
    *cells = grown;
    return CRM_OK;
}

static size_t
room(size_t capacity)
{
    return capacity / 8 * 5;
}

crm_status
crm__cells_reserve(struct crm__cells *cells, size_t more)
{
    size_t capacity = cells->capacity ? cells->capacity : CAPACITY_FIRST, needed;

    if (!crm__size_add(cells->count, more, &needed))
        return CRM_ERROR_MEMORY;
    if (needed <= room(cells->capacity))
        return CRM_OK;
    while (room(capacity) < needed) {
        if (capacity > SIZE_MAX / 2)
            return CRM_ERROR_MEMORY;
        capacity *= 2;
    }
    return grow_to(cells, capacity);
}

int64_t *
crm__cells_add(struct crm__cells *cells, int64_t a, int64_t b, int64_t c, bool *out_new)
{
    uint64_t hash = hash_keys(cells->keys, a, b, c);
    size_t position = 0;
    int64_t *record;
    bool full = cells->count == room(cells->capacity), found = false;

    if (cells->capacity) {
        position = find_position(cells, hash, a, b, c);
        found = cells->used[position];
    }
    if (!found && full) {
        if (crm__cells_reserve(cells, 1) != CRM_OK)
            return NULL;
        position = find_position(cells, hash, a, b, c);
    }
    record = cells->records + position * record_width(cells);
    if (out_new)
        *out_new = !found;
    if (!found) {
        const int64_t keys[3] = {a, b, c};

        memcpy(record, keys, cells->keys * sizeof *record);
        cells->used[position] = (uint8_t)(hash >> 57 | TAG_USED);
        cells->count++;
    }
    return record + cells->keys;
}

int64_t *
crm__cells_find(const struct crm__cells *cells, int64_t a, int64_t b, int64_t c)
{
    size_t position;

    if (cells->count == 0)
        return NULL;
    position = find_position(cells, hash_keys(cells->keys, a, b, c), a, b, c);
    if (!cells->used[position])
        return NULL;
    return cells->records + position * record_width(cells) + cells->keys;
}

const int64_t *
crm__cells_at(const struct crm__cells *cells, size_t place)
{
    return cells->used[place] ? cells->records + place * record_width(cells) : NULL;
}

static int
compare_records(const void *a, const void *b, void *context)
{
    const int64_t *left = *(int64_t *const *)a, *right = *(int64_t *const *)b;
    uint32_t keys = *(const uint32_t *)context;

    for (uint32_t i = 0; i < keys; i++) {
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    }
    return 0;
}

crm_status
crm__cells_sorted(const struct crm__cells *cells, int64_t ***out_records)
{
    uint32_t keys = cells->keys;
    int64_t **records;
    size_t count = 0;

    *out_records = NULL;
    if (cells->count == 0)
        return CRM_OK;
    records = crm__alloc_array(cells->memory, cells->count, sizeof *records);
    if (!records)
        return CRM_ERROR_MEMORY;
    for (size_t i = 0; i < cells->capacity; i++) {
        if (cells->used[i])
            records[count++] = cells->records + i * record_width(cells);
    }
    crm__sort(records, count, sizeof *records, compare_records, &keys);
    *out_records = records;
    return CRM_OK;
}
