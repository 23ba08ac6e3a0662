/*
 * harness.h - one run of a scenario on a fresh world, with what there is to see afterwards.
 */
#ifndef TESTS_FAULT_HARNESS_H
#define TESTS_FAULT_HARNESS_H

#include "hostile.h"

/* Where the scenario's records are kept. */
enum place_kind { PLACE_MEMORY, PLACE_AWKWARD };

struct place {
    enum place_kind kind;
    size_t batch; /* of the awkward store */
    uint64_t seed;
};

/* What is to go wrong. */
struct plan {
    uint64_t memory_at; /* allocation that fails; 0 = none */
    uint32_t memory_flags;
    uint64_t callback_at; /* callback that misbehaves; 0 = none */
    int32_t mode;
    crm_status status; /* of CRM_TESTING_FAIL */
    uint32_t only;
    const struct lie *lie; /* NULL = none */
    uint64_t lie_at;
    bool doubles; /* every kind has a field of type double, too */
};

/* What came of it. */
struct outcome {
    crm_status status; /* of the scenario */
    crm_status told;   /* error of the context afterwards */
    int64_t host_code; /* and what the store had said */
    uint64_t failed;   /* allocations refused */
    uint64_t hits;     /* callbacks that misbehaved */
    int32_t hit;       /* which */
    crm_status reentered;
    uint64_t digest; /* of the store, as another context sees it */
    uint64_t applies;
    uint64_t result;   /* world->result */
    char message[200]; /* of the context */
    crm_kind kind;     /* where its error was */
    crm_id id;
    crm_field field;
    bool open;           /* there was a context to tell of it */
    struct hostile lied; /* what was told */
    const char *broken;  /* NULL, or what must hold in every case and did not */
};

#define HOST_CODE 4242

void run_scenario(const struct scenario *scenario, const struct place *place,
                  const struct plan *plan, struct outcome *out);

/* The digests that the store may have: after no apply, after the first ... after the last one of the
   fault-free run. */
struct digests {
    uint64_t values[64];
    size_t count;
};

/* Runs without faults; false (and says so) if the scenario does not pass then. */
bool learn_digests(const struct scenario *scenario, const struct place *place,
                   struct outcome *out_clean, struct digests *out_digests);

bool is_known_digest(const struct digests *digests, uint64_t digest);

/* True if a scenario is named among the arguments, or none is. */
bool is_chosen(const struct scenario *scenario, int argc, char **argv);

#endif
