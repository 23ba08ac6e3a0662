/*
 * hostile.h - a wrapper around a store that answers one chosen call as no store may: with rows that
 * cannot be, rows that nobody asked for, answers of another callback, ids that are none. It also
 * watches that the library reads no cursor again that has failed.
 *
 * A lie about rows is told after the store below has filled its own; an answer is given in the place
 * of the store's, which is then not called.
 */
#ifndef TESTS_FAULT_HOSTILE_H
#define TESTS_FAULT_HOSTILE_H

#include "scenario.h"

struct hostile;

struct lie {
    const char *name;
    uint32_t callbacks; /* CRM_TESTING_... in which it can be told */
    crm_status wanted;  /* what the caller must be told; CRM_OK = no difference at all */
    crm_status or_else; /* ... or this; 0 = nothing else */
    /* Spoils the rows; false = there is nothing to spoil. NULL = an answer. */
    bool (*rows)(struct hostile *hostile, crm_table *table);
    /* Answers; false = it has nothing to lie about, and the store may answer. */
    bool (*answer)(struct hostile *hostile, crm_reply *reply);
    bool misleads; /* the scenario, too, which may then not find what it looks for */
};

/* Statuses that no lie gives by itself. */
#define ANYTHING ((crm_status)8888)

extern const struct lie lies_of_rows[];
extern const size_t lies_of_rows_count;
extern const struct lie lies_of_answers[];
extern const size_t lies_of_answers_count;

struct hostile {
    const crm_store *inner;
    crm_testing_faults *faults; /* which reads the clock */

    const struct lie *lie; /* NULL = none */
    uint64_t at;           /* number of the call, among those in which it can be told */
    uint64_t calls;        /* of those so far */

    /* What was told, and where. */
    bool told;
    int32_t callback;
    crm_kind kind;
    crm_id id;       /* 0 = unknown */
    crm_field field; /* -1 = unknown */
    bool added;      /* the row was made up */

    /* The call that is under way. */
    const crm_id *ids;
    size_t count;
    const crm_query *query;

    crm_id stored[64]; /* of each kind a record that is there; 0 = unknown */
    size_t idle;       /* empty batches to come */
    bool held;
    const char *breach;
    struct {
        uint64_t number;
        bool failed;
    } cursors[8];
    size_t cursor_count;
};

void hostile_wrap(struct hostile *hostile, const crm_store *inner, crm_testing_faults *faults,
                  crm_store *out_store);

/* For crm_options: self is the hostile. */
void hostile_clock(void *self, crm_reply *reply);
void hostile_progress(void *self, int64_t rows_done, int64_t rows_known, crm_reply *reply);

/* A cursor that no store below has. */
#define NEVER_GIVEN UINT64_C(0xdeadbeefdeadbeef)

const char *callback_name(int32_t callback);

#endif
