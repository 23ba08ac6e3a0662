/*
 * memory.c - allocation with checked sizes, and pools of small pieces that are freed together.
 */
#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pool_block {
    struct pool_block *before;
    size_t size;
    max_align_t data[];
};

static void
give_up(void)
{
    fputs("crm-report: out of memory\n", stderr);
    exit(1);
}

void *
memory_new(size_t count, size_t item)
{
    void *block = calloc(count ? count : 1, item);

    if (!block)
        give_up();
    return block;
}

void
memory_grow(void **items, size_t *capacity, size_t needed, size_t item)
{
    size_t wanted = *capacity < 8 ? 8 : *capacity;
    void *grown;

    if (needed <= *capacity)
        return;
    while (wanted < needed) {
        if (wanted > SIZE_MAX / 2)
            give_up();
        wanted *= 2;
    }
    if (wanted > SIZE_MAX / item)
        give_up();
    grown = realloc(*items, wanted * item);
    if (!grown)
        give_up();
    memset((char *)grown + *capacity * item, 0, (wanted - *capacity) * item);
    *items = grown;
    *capacity = wanted;
}

void *
pool_new(struct pool *pool, size_t size)
{
    size_t unit = sizeof(max_align_t), units, room;
    struct pool_block *block;

    if (size > SIZE_MAX / 2)
        give_up();
    units = size / unit + 1;
    if (units * unit > pool->left) {
        room = units > 4096 ? units : 4096;
        block = memory_new(1, sizeof *block + room * unit);
        block->before = pool->last;
        block->size = room * unit;
        pool->last = block;
        pool->left = block->size;
    }
    block = pool->last;
    pool->left -= units * unit;
    return (char *)block->data + (block->size - pool->left - units * unit);
}

char *
pool_text(struct pool *pool, const char *bytes, size_t length)
{
    char *copy;

    if (length == SIZE_MAX)
        give_up();
    copy = pool_new(pool, length + 1);
    if (length)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

void
pool_free(struct pool *pool)
{
    struct pool_block *block = pool->last;

    while (block) {
        struct pool_block *before = block->before;

        free(block);
        block = before;
    }
    pool->last = NULL;
    pool->left = 0;
}
