/*
 * cells.h - a hash table from one to three int64 keys to a record of int64 slots.
 *
 * Key and slots of a cell stand inline in one record, so that adding to a cell costs one line of
 * cache. Iteration order is that of the table: whoever shows it to anyone sorts first
 * (crm__cells_sorted).
 */
#ifndef CRM_BASE_CELLS_H
#define CRM_BASE_CELLS_H

#include "base/memory.h"

struct crm__cells {
    const struct crm__memory *memory;
    uint32_t keys;    /* 1 to 3 */
    uint32_t slots;   /* 0 to 60 */
    size_t count;     /* cells in use */
    size_t capacity;  /* power of two, or 0 */
    int64_t *records; /* capacity x (keys + slots) */
    uint8_t *used;    /* capacity; 0 = empty */
};

/* Make an empty table; nothing is allocated yet. */
void crm__cells_init(struct crm__cells *cells, const struct crm__memory *memory, uint32_t keys,
                     uint32_t slots);

void crm__cells_done(struct crm__cells *cells);

/* Make it empty; the memory of a small one is kept. */
void crm__cells_clear(struct crm__cells *cells);

/* Make room so that the next `more` cells need no memory. CRM_OK or CRM_ERROR_MEMORY. */
crm_status crm__cells_reserve(struct crm__cells *cells, size_t more);

/* The slots of a key, zeroed if new (*out_new, may be NULL, tells); NULL when memory lacks. Slots
   move when the table grows: do not keep the pointer. Unused keys are passed as 0. */
int64_t *crm__cells_add(struct crm__cells *cells, int64_t a, int64_t b, int64_t c, bool *out_new);

/* The slots of a key, NULL if it is not there. */
int64_t *crm__cells_find(const struct crm__cells *cells, int64_t a, int64_t b, int64_t c);

/* The record (keys, then slots) at a place 0 to capacity - 1, NULL where none stands: for passes whose
   order does not show. */
const int64_t *crm__cells_at(const struct crm__cells *cells, size_t place);

/* Bytes of memory in use. */
size_t crm__cells_bytes(const struct crm__cells *cells);

/*
 * All records by ascending keys: *out_records receives `count` pointers, each to keys then slots,
 * valid until the next add. Free with crm__free_array(memory, records, count, sizeof *records).
 */
crm_status crm__cells_sorted(const struct crm__cells *cells, int64_t ***out_records);

#endif
