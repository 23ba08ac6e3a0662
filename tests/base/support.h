/*
 * support.h - what the tests of src/base share: cmocka with the headers it wants, and an allocator
 * that fails when told to and knows the size of every block, so that a wrong old size or a leak
 * shows.
 */
#ifndef TESTS_BASE_SUPPORT_H
#define TESTS_BASE_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

struct watched {
    size_t blocks, bytes; /* living */
    size_t asked;         /* allocations asked for */
    size_t fail_at;       /* 1 = the first; 0 = none */
    bool fail_on;         /* and all that follow */
};

union front {
    size_t size;
    max_align_t align;
};

static inline void *
watched_resize(void *self, void *block, size_t old_size, size_t new_size)
{
    struct watched *watched = self;
    union front *front = block ? (union front *)block - 1 : NULL;

    assert_int_equal(old_size, front ? front->size : 0);
    if (new_size > 0) {
        watched->asked++;
        if (watched->fail_at && (watched->fail_on ? watched->asked >= watched->fail_at
                                                  : watched->asked == watched->fail_at))
            return NULL;
    }
    watched->bytes += new_size - old_size;
    if (new_size == 0) {
        watched->blocks -= front != NULL;
        free(front);
        return NULL;
    }
    watched->blocks += front == NULL;
    front = realloc(front, sizeof *front + new_size);
    assert_non_null(front);
    front->size = new_size;
    return front + 1;
}

static inline struct crm__memory
watched_memory(struct watched *watched)
{
    *watched = (struct watched){0};
    return (struct crm__memory){watched_resize, watched};
}

/* Numbers without pattern, the same in every run (xorshift64, Marsaglia 2003). */
static inline uint64_t
next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

#endif
