/*
 * scenario.h - what the fault loops run.
 *
 * A scenario uses public functions end to end, on a context and a store that may fail anywhere, and
 * stops at the first status that is not what it should be, which it returns; it frees its handles
 * on every way out. `prepare` stores what it needs beforehand, where nothing fails. A scenario
 * never asserts: a wrong answer is WRONG, which no fault may ever lead to.
 */
#ifndef TESTS_FAULT_SCENARIO_H
#define TESTS_FAULT_SCENARIO_H

#include <stdbool.h>
#include <string.h>

#include "crm/crm.h"
#include "crm/testing.h"

#ifdef TRACE /* compile with it to see where an answer was wrong */
#include <stdio.h>
#define WRONG (printf("%s:%d\n", __FILE__, __LINE__), (crm_status)9999)
#else
#define WRONG WRONG_ANSWER
#endif
#define WRONG_ANSWER ((crm_status)9999)
#define EUR (('E' << 16) | ('U' << 8) | 'R')
#define USD (('U' << 16) | ('S' << 8) | 'D')
#define A_DAY 19700                          /* 2023-12-09 */
#define AN_INSTANT INT64_C(1702080000000000) /* its start */

/* Records that prepare_records stores. */
enum {
    THE_USER,
    THE_MANAGER,
    THE_ACCOUNT,
    THE_HOLDING,
    THE_PRODUCT,
    THE_CONTACT,
    THE_PIPELINE,
    THE_FIRST_STAGE,
    THE_SECOND_STAGE,
    THE_DEAL,
    THE_PURCHASE,
    THE_OTHER_PIPELINE,
    THE_OTHER_STAGE,
    THE_RECORDS
};

struct world {
    crm_context *crm;    /* open, unless the scenario opens one itself */
    crm_options options; /* with which it was opened */
    crm_id ids[THE_RECORDS];
    uint64_t result; /* results that must not depend on how the store answers */
};

struct scenario {
    const char *name;
    crm_status (*prepare)(struct world *world); /* NULL = nothing */
    crm_status (*run)(struct world *world);
    crm_status (*define)(crm_context *crm); /* fields of the host's own, NULL = none */
    bool opens;                             /* the scenario opens and closes by itself ... */
    bool unstored;                          /* ... without the store of the world */
    bool spares;                            /* a kind that the store lacks is done without */
};

extern const struct scenario scenarios[];
extern const size_t scenario_count;

/* Return from a helper that has nothing to free. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        crm_status status_ = (call);                                                               \
        if (status_ != CRM_OK)                                                                     \
            return status_;                                                                        \
    } while (0)

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition))                                                                          \
            return WRONG;                                                                          \
    } while (0)

#define EXPECT_TEXT(getter, handle, wanted) EXPECT(same_text(getter(handle), wanted))

#define EXPECT_VALUE(getter, handle, type, wanted)                                                 \
    do {                                                                                           \
        type value_ = 0;                                                                           \
        TRY(getter(handle, &value_));                                                              \
        EXPECT(value_ == (wanted));                                                                \
    } while (0)

/* In a function with `status` and a label `done`. */
#define STEP(call)                                                                                 \
    do {                                                                                           \
        status = (call);                                                                           \
        if (status != CRM_OK)                                                                      \
            goto done;                                                                             \
    } while (0)

/* A call that must be refused with this status. */
#define REFUSED(call, wanted)                                                                      \
    do {                                                                                           \
        status = (call);                                                                           \
        if (status != (wanted)) {                                                                  \
            status = status == CRM_OK || status == CRM_NONE ? WRONG : status;                      \
            goto done;                                                                             \
        }                                                                                          \
        status = CRM_OK;                                                                           \
    } while (0)

/* A pointer that is NULL only where something failed. */
#define NEED(crm, pointer)                                                                         \
    do {                                                                                           \
        if (!(pointer)) {                                                                          \
            status = why(crm);                                                                     \
            goto done;                                                                             \
        }                                                                                          \
    } while (0)

#define HOLDS(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            status = WRONG;                                                                        \
            goto done;                                                                             \
        }                                                                                          \
    } while (0)

bool same_text(const char *a, const char *b);

/* The error that a context tells of; WRONG if it tells of none. */
crm_status why(crm_context *crm);

/* The stage of a pipeline at a position. */
crm_status stage_at(crm_context *crm, crm_id pipeline, int64_t position, crm_id *out_stage);

/* One of each kind, in world->ids. */
crm_status prepare_records(struct world *world);

/* A small trade: families, products, purchases, deals in all states, two currencies. */
crm_status prepare_trade(struct world *world);

/* Run an analysis over the store, take its results, and free it; NULL = it could not be made. */
crm_status run_and_free(struct world *world, crm_analysis *analysis, const char *name);

/* Feed two analyses a half of the store each, put them together from partials, take the results.
   unread: kinds that are not read with these params, ended by 0; NULL = all are. */
crm_status run_halves(struct world *world, const char *name, const void *params,
                      const crm_kind *unread);

/* Take the cells of a table into world->result. */
void take_table(struct world *world, const crm_table *table);

/* ---- the scenarios, by file ---- */

crm_status run_open(struct world *world);
crm_status run_handles_outlive(struct world *world);
crm_status run_own_store(struct world *world);
crm_status define_fields(crm_context *crm);
crm_status run_define(struct world *world);

crm_status run_user(struct world *world);
crm_status run_account(struct world *world);
crm_status run_contact(struct world *world);
crm_status run_link(struct world *world);
crm_status run_product(struct world *world);
crm_status run_pipeline(struct world *world);
crm_status run_stage(struct world *world);
crm_status run_purchase(struct world *world);
crm_status run_rate(struct world *world);
crm_status run_expense(struct world *world);
crm_status run_referral(struct world *world);
crm_status run_opportunity(struct world *world);

crm_status run_record(struct world *world);
crm_status run_record_refusals(struct world *world);
crm_status run_put(struct world *world);
crm_status run_put_accounts(struct world *world);
crm_status run_find(struct world *world);
crm_status run_scan(struct world *world);
crm_status run_table(struct world *world);

crm_status run_unit(struct world *world);
crm_status run_rollback(struct world *world);
crm_status run_conflict(struct world *world);
crm_status run_unit_conflict(struct world *world);
crm_status run_duplicate(struct world *world);

crm_status run_put_under(struct world *world);
crm_status run_acquire(struct world *world);
crm_status run_template(struct world *world);
crm_status run_deal_won(struct world *world);
crm_status run_deal_lost(struct world *world);
crm_status run_transfer(struct world *world);
crm_status run_correct(struct world *world);
crm_status run_append(struct world *world);
crm_status run_deal_in_unit(struct world *world);

crm_status run_verify(struct world *world);

crm_status run_rfm(struct world *world);
crm_status run_concentration(struct world *world);
crm_status run_lifetime_value(struct world *world);
crm_status run_families(struct world *world);
crm_status run_whitespace(struct world *world);
crm_status run_pipeline_analysis(struct world *world);
crm_status run_rfm_halves(struct world *world);
crm_status run_families_halves(struct world *world);
crm_status run_whitespace_halves(struct world *world);

/* scenarios_purchase.c */
crm_status run_purchase_model(struct world *world);
crm_status run_purchase_model_halves(struct world *world);
crm_status run_pipeline_halves(struct world *world);

crm_status run_pure(struct world *world);
crm_status run_schema(struct world *world);
crm_status run_descriptors(struct world *world);

#endif
