/*
 * shelf.h - a store of plain rows that a test can reach into: what the library wrote is changed or
 * taken away behind its back.
 */
#ifndef TESTS_OPERATION_SHELF_H
#define TESTS_OPERATION_SHELF_H

#include <stdbool.h>

#include "crm/crm.h"

enum { SHELF_ITEMS = 512, SHELF_FIELDS = 64, SHELF_TEXT = 24 };

struct item {
    crm_kind kind; /* 0 = taken away */
    crm_id id;
    bool has[SHELF_FIELDS];
    int64_t values[SHELF_FIELDS];
    char texts[SHELF_FIELDS][SHELF_TEXT];
};

struct shelf {
    struct item items[SHELF_ITEMS];
    size_t count;
    crm_id last_id;
    crm_kind lacking; /* a kind that it says it does not keep */
};

crm_store shelf_store(struct shelf *shelf);

/* A field of a stored row. */
int64_t *shelf_cell(struct shelf *shelf, crm_kind kind, crm_id id, crm_field field);
void shelf_set(struct shelf *shelf, crm_kind kind, crm_id id, crm_field field, int64_t value);
void shelf_clear(struct shelf *shelf, crm_kind kind, crm_id id, crm_field field);
void shelf_take(struct shelf *shelf, crm_kind kind, crm_id id);

/* The same row once more, under another id (or the same). */
struct item *shelf_copy(struct shelf *shelf, crm_kind kind, crm_id id, crm_id new_id);

#endif
