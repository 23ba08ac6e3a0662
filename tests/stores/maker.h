/*
 * maker.h - how a test that is the same for all stores comes to one: a place for records that
 * several processes share, and stores over it. Each store has a file that defines these.
 */
#ifndef STORES_MAKER_H
#define STORES_MAKER_H

#include <stdbool.h>

#include "crm/crm.h"

extern const char maker_name[];

/* Make an empty place. 0; 77 where it cannot be had here, said on standard output; 1 on failure. */
int maker_begin(void);

/* A store over the place, in whatever process. False with words. */
bool maker_open(crm_store *out_store, char *words, size_t size);

/* Forget all records of the place, while nobody uses it. */
void maker_empty(void);

/* Say something to the database behind the library's back. False if it does not do it. */
bool maker_sql(const char *sql);

/* Remove the place, once no process uses it. */
void maker_end(void);

#endif
