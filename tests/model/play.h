/*
 * play.h - one sequence of steps, done by the library and by the model at once. After each step the
 * statuses and all that the handles show have to be the same; the whole content when it is asked for.
 */
#ifndef TESTS_MODEL_PLAY_H
#define TESTS_MODEL_PLAY_H

#include "crm/testing.h"
#include "plain.h"

enum op {
    OP_NEW,
    OP_LOAD,
    OP_SET,
    OP_SAVE,
    OP_REMOVE,
    OP_FREE,
    OP_PUT_UNDER,
    OP_ACQUIRE,
    OP_STEP,
    OP_APPEND,
    OP_CORRECT,
    OP_PUT,
    OP_FIND,
    OP_SCAN,
    OP_BEGIN,
    OP_COMMIT,
    OP_ROLLBACK,
    OP_TICK,
    OPS
};

struct condition {
    crm_field field;
    int64_t low, high; /* of a text: low is the word */
};

struct step {
    enum op op;
    int slot, side;
    crm_kind kind;
    crm_field field;
    int64_t value, id;
    enum way way;
    bool undoes;
    struct said said;
    int count; /* rows of a put; conditions of a scan */
    struct row rows[4];
    struct condition conditions[CRM_QUERY_CONDITIONS];
};

/* What is to go wrong in one step: a callback, or an allocation. */
struct fault {
    uint64_t callback, memory; /* which one, from 1; 0 = none */
    crm_status status;         /* of the callback */
    bool unsure;               /* the apply is done, and answered CRM_ERROR_UNCERTAIN */
    bool hit;                  /* it went wrong, and the step answered an error */
};

struct play {
    struct model model;
    crm_testing_memory memory;
    crm_testing_clock clock;
    crm_testing_faults faults[SIDES];
    crm_store inner[SIDES], stores[SIDES];
    crm_context *crm[SIDES];
    crm_record *handles[HANDLES];
    struct plain *plain;                  /* the store, if it is one of those */
    uint64_t trace;                       /* of all statuses so far */
    uint64_t calls, applies, allocations; /* that the library made in the last step */
    bool loud;
    bool careless;  /* look at the handles when asked to alone */
    uint32_t kinds; /* bits: kinds that may have changed; 0 = all */
    char why[600];  /* what was not as the model says */
};

/* Set up with play->inner filled; false with play->why. */
bool play_open(struct play *play);

/* Frees handles, closes contexts, and looks that the library kept its side of the contract. */
bool play_close(struct play *play);

/* One step; false when the library and the model differ. fault may be NULL. */
bool play_step(struct play *play, const struct step *step, struct fault *fault);

/* Is it a step that the model has no answer to? In an open unit, work on a deal that somebody else has
   changed since, or on owners of such an account: what it is judged by depends on what the handle
   remembers and on the order of rows that cannot both stay, and the commit fails anyway. */
bool is_unsure(struct play *play, const struct step *step);

/* compare.c: is everything that both sides see what the model says? And what is stored: is it in
   order, and do the analyses say of it what they say of the model's rows? */
bool same_content(struct play *play);
bool same_findings(struct play *play);
bool same_handles(struct play *play);
int read_rows(struct play *play, int side, const crm_query *query, struct row *out);
bool learn_ids(struct play *play, int side);

/* Say what is wrong; false. */
bool differs(struct play *play, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* words.c: a step in one line. */
void print_step(const struct play *play, const struct step *step, crm_status got);

#endif
