/*
 * shop.h - the stores that a sequence is tried on: two connections to one place without records. A
 * program is linked with one file that defines these.
 */
#ifndef TESTS_MODEL_SHOP_H
#define TESTS_MODEL_SHOP_H

#include "crm/crm.h"
#include "crm/testing.h"
#include "model.h"

/* Make what all stores of the program stand on. 0; 77 where it cannot be had here; 1 on failure. */
int shops_begin(void);
void shops_end(void);

/* The names of the stores, NULL past the last. */
const char *shop_name(size_t which);

/* Two connections; false with words on standard output. */
bool shop_open(size_t which, crm_testing_memory *memory, crm_store out[SIDES]);

/* After the contexts were closed: forget all records. */
void shop_close(size_t which);

/* narrow.c: the store again, with batches of no more than so many rows. The wrapper outlives it. */
struct narrow {
    crm_store inner;
    size_t batch;
    crm_context *reader; /* of rebatch */
};
void narrow(struct narrow *wrapper, crm_store *store, size_t batch);

/* rebatch.c: the same for a store that answers all rows in scan, and whose close does nothing. */
bool rebatch(struct narrow *wrapper, crm_store *store, size_t batch);
void rebatch_end(struct narrow *wrapper);

#endif
