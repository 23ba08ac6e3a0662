/*
 * memory.h - memory for a program that runs once: it is there, or the program ends with a message.
 * Nothing has been printed before that, so nothing is left half done.
 */
#ifndef REPORT_MEMORY_H
#define REPORT_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Zeroed memory for count items; the program ends when there is none. */
void *memory_new(size_t count, size_t item);

/** Make room for `needed` items in an array that memory_new or this function made. */
void memory_grow(void **items, size_t *capacity, size_t needed, size_t item);

/** A pool: blocks that are freed together. Start with {0}. */
struct pool {
    struct pool_block *last;
    size_t left; /* bytes free in the last block */
};

void *pool_new(struct pool *pool, size_t size);

/** A copy of some bytes, ended by NUL. */
char *pool_text(struct pool *pool, const char *bytes, size_t length);

void pool_free(struct pool *pool);

#endif
