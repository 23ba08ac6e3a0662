/*
 * crew.h - what tests of several processes share: contexts over the maker's place, memory that all
 * processes see, numbers that look random, what is wrong in the place afterwards.
 */
#ifndef STORES_CREW_H
#define STORES_CREW_H

#include <stdint.h>
#include <sys/types.h>

#include "maker.h"

/* A context over a new store. Where none can be had the process ends with 1 and says why. */
crm_context *crew_open(void);

/* Zeroed memory that this process and those forked later share. */
void *crew_share(size_t size);

/* Seconds that go on steadily. */
double crew_now(void);

/* A number below `below`, above 0; the state is any number. */
uint64_t crew_random(uint64_t *state, uint64_t below);

/* The seed of CRM_TEST_SEED, else 1; it is printed. */
uint64_t crew_seed(void);

/* Fork; the child does its part and ends with 0. */
pid_t crew_fork(void (*part)(int number), int number);

/* Wait for a child. True if it ended with 0. */
bool crew_join(pid_t child);

/* How many problems crm_verify finds; all are printed. */
size_t crew_verify(crm_context *crm);

/* All rows of a kind whose field has this value: how many, and the largest value of another one. */
size_t crew_count(crm_context *crm, crm_kind kind, crm_field field, int64_t value, crm_field other,
                  int64_t *out_largest);

/* What is wrong with the log of a deal: it does not have as many rows, seq has a gap or a twin, the deal
   is not in the stage of the last row that moves, or has not the amount of the last one. */
size_t crew_wrong_log(crm_context *crm, crm_id deal, size_t rows);

/* Does this damage, done behind the library's back, change what the check counts? It is taken back. */
bool crew_is_found(const char *damage, const char *repair, size_t (*check)(crm_context *crm));

#endif
