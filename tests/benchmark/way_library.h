/*
 * way_library.h - the library's way, shared by the stores that it is measured with.
 */
#ifndef WAY_LIBRARY_H
#define WAY_LIBRARY_H

#include <stdbool.h>

#include "crm/crm.h"
#include "way.h"

/* A context over a store, which it closes; NULL = the store in memory. */
void *library_open(const struct world *world, const crm_store *store);
void library_close(void *data);
void library_save(void *data, size_t first, size_t count);
size_t library_load(void *data, size_t first, size_t count);
void library_unit(void *data, size_t first, size_t count);
void library_put_contacts(void *data, size_t first, size_t count);
void library_put_purchases(void *data, size_t first, size_t count);
int64_t library_scan(void *data);

#endif
