/*
 * failing.h - an allocator that fails at the n-th call and counts what it has out, for tests.
 */
#ifndef TESTS_RECORD_FAILING_H
#define TESTS_RECORD_FAILING_H

#include <stdlib.h>

#include "crm/base.h"

struct failing {
    size_t calls; /* that ask for memory, so far */
    size_t fail;  /* number of the call that fails, from 1; 0 = none */
    size_t bytes; /* out now */
};

static void *
failing_resize(void *self, void *block, size_t old_size, size_t new_size)
{
    struct failing *failing = self;
    void *moved;

    if (new_size == 0) {
        failing->bytes -= block ? old_size : 0;
        free(block);
        return NULL;
    }
    failing->calls++;
    if (failing->fail && failing->calls == failing->fail)
        return NULL;
    moved = realloc(block, new_size);
    if (moved)
        failing->bytes += new_size - (block ? old_size : 0);
    return moved;
}

#endif
