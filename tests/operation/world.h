/*
 * world.h - what tests of operations start from: a context with a clock that stands still, over the
 * memory store or the awkward one, watched by an allocator that counts and a wrapper that sees to
 * it that the library keeps its side of the contract.
 */
#ifndef TESTS_OPERATION_WORLD_H
#define TESTS_OPERATION_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crm/crm.h"
#include "crm/testing.h"

#define SECOND 1000000LL
#define DAY (86400 * SECOND)
#define NOW 1704067200000000LL /* 2024-01-01T00:00Z, what the clock says first */

/* Which store; a test is given one of these as its first state. */
struct way {
    const char *name;
    int awkward;
};

extern struct way on_memory, on_awkward;

struct world {
    crm_testing_memory memory;
    crm_testing_clock clock;
    crm_testing_faults faults;
    int awkward;
    crm_store inner; /* for a second context */
    crm_store store;
    crm_context *crm;
};

/* One row of a deal's log. */
struct row {
    crm_id id;
    int64_t seq, type, at, bits, corrects, from_stage, stage, pipeline, outcome, position;
    int64_t amount, currency, close_day, chance, origin, owner, account, product, category, actor;
    int64_t competitor, created;
    char reason[32];
};

#define NOTHING INT64_MIN /* a value that is none */

/* Setup and teardown of a test; teardown closes what is left and looks for leaks. */
int make_world(void **state);
int end_world(void **state);

#define ON_BOTH(test)                                                                              \
    {#test " (memory)", test, make_world, end_world, &on_memory},                                  \
    {                                                                                              \
#test " (awkward)", test, make_world, end_world, &on_awkward                               \
    }
#define ON_MEMORY(test)                                                                            \
    {                                                                                              \
#test, test, make_world, end_world, &on_memory                                             \
    }

/* Another context over the same records; close it. */
crm_context *open_other(struct world *world);

/* The context again, with other options (store and clock are set here). */
void reopen_world(struct world *world, crm_options *options);

/* Fail with the words of the context unless the status is the one wanted. */
void expect(crm_context *crm, crm_status wanted, crm_status got, const char *call, int line);
#define OK(world, call) expect((world)->crm, CRM_OK, call, #call, __LINE__)
#define REFUSED(world, wanted, call) expect((world)->crm, wanted, call, #call, __LINE__)

/* All that the store holds, as a number. */
uint64_t digest(struct world *world);

/* Does the last message hold these words? */
void message_has(struct world *world, const char *words);

/* ---- Records to start with ---- */

crm_id make_user(struct world *world, const char *name);
crm_id make_account(struct world *world, const char *name);
crm_id make_product(struct world *world, const char *name);
crm_id make_spanco(struct world *world);

/* The stage at a position (1 ...) of a pipeline. */
crm_id stage_at(struct world *world, crm_id pipeline, int64_t position);

/* A saved deal in the first stage of a pipeline (0 = the only one), 1,000.00 EUR. */
crm_opportunity *make_deal(struct world *world, crm_id pipeline);
crm_opportunity *load_deal(struct world *world, crm_id id);

/* Fields of a handle; NOTHING = none. */
int64_t value(crm_record *record, crm_field field);
int64_t deal_value(crm_opportunity *deal, crm_field field);

/* The rows of a deal, by seq; how many. */
size_t log_of(struct world *world, crm_id deal, struct row *rows, size_t capacity);

/* How many rows a kind has. */
size_t count_rows(struct world *world, crm_kind kind);

#endif
