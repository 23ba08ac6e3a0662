/*
 * liar.h - a wrapper around a store that, when told, answers one call as no store may: with rows
 * that nobody asked for, cells that are none, ids that are none, batches without an end, an answer of
 * another callback, or a write that never happened. The bytes of the input choose what it says.
 */
#ifndef TESTS_FUZZ_LIAR_H
#define TESTS_FUZZ_LIAR_H

#include "fuzz.h"

struct liar {
    struct fuzz *fuzz;
    const crm_store *inner;
    crm_context *crm;         /* whose schema the rows are of */
    size_t wait;              /* calls until the next lie; 0 = none is due */
    size_t lies;              /* told so far */
    size_t endless;           /* how often a cursor of the liar's own goes on without rows */
    bool held;                /* inner holds */
    void (*act)(void *actor); /* called once, before the next rows are read; NULL = nobody */
    void *actor;
};

/* The store to give to the library; liar->inner has to have all callbacks but close. */
void liar_wrap(struct liar *liar, crm_store *out_store);

#endif
