/*
 * store_place.h - where the tests of --store let crm-report keep records: empty places, one after
 * the other, and SQL beside the program. Each kind of store has a file that defines these.
 */
#ifndef TEST_REPORT_STORE_PLACE_H
#define TEST_REPORT_STORE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "crm/crm.h"

/* 0; 77 where there is no such database here, said on standard output; 1 on failure. */
int store_begin(void);
void store_end(void);

/* A new place, empty, for the test from now on: what --store is given. Borrowed until the next. */
const char *store_new(void);

/* Say something to the present place; the first cell of the answer, "" if there is none. */
const char *store_sql(const char *sql);

/* The present place by a way on which the connection is lost at the next COMMIT: before the server
   hears of it, or after. NULL where there is none. */
const char *store_cut(bool after);

/* The present place as other hosts open it. */
crm_status store_open(crm_store *out);

/* SQL that puts rows in another order, if anything can; that lets no purchase in, and again does. */
extern const char store_shuffle[], store_refuse[], store_accept[];

#endif
