/*
 * test_store_faults.c - every scenario with its first callback misbehaving, its second ... in every
 * way: failing with each status that a store may use, giving no answer, two answers, an unknown
 * code, and calling the context from inside. Then with batches of 1, 2 and 3 rows, which must
 * change no result.
 *
 * After each: the status is the one it should be, nothing is leaked, the store is as after one of the
 * units that the scenario writes, and the context is usable. Scenarios may be named as arguments.
 */
#include <stdio.h>

#include "harness.h"

#define MOST_POINTS 100000

struct way {
    const char *name;
    int32_t mode;
    crm_status status; /* with which the callback fails */
    crm_status wanted; /* of the scenario */
    uint32_t only;     /* callbacks that may fail so; 0 = all */
};

static const struct way ways[] = {
    {"failure", CRM_TESTING_FAIL, CRM_ERROR_STORE, CRM_ERROR_STORE, 0},
    {"no memory", CRM_TESTING_FAIL, CRM_ERROR_MEMORY, CRM_ERROR_MEMORY, 0},
    {"unsupported", CRM_TESTING_FAIL, CRM_ERROR_UNSUPPORTED, CRM_ERROR_UNSUPPORTED, 0},
    {"uncertain", CRM_TESTING_FAIL, CRM_ERROR_UNCERTAIN, CRM_ERROR_UNCERTAIN, CRM_TESTING_APPLY},
    {"conflict", CRM_TESTING_FAIL, CRM_ERROR_CONFLICT, CRM_ERROR_CONFLICT, CRM_TESTING_APPLY},
    {"duplicate", CRM_TESTING_FAIL, CRM_ERROR_DUPLICATE, CRM_ERROR_DUPLICATE, CRM_TESTING_APPLY},
    {"no reply", CRM_TESTING_NO_REPLY, 0, CRM_ERROR_STORE, 0},
    {"two replies", CRM_TESTING_TWO_REPLIES, 0, CRM_ERROR_STORE, 0},
    {"unknown code", CRM_TESTING_UNKNOWN_CODE, 0, CRM_ERROR_STORE, 0},
    {"re-entry", CRM_TESTING_REENTER, 0, CRM_OK, 0},
};

static const char *
name_of(int32_t callback)
{
    static const char *const names[] = {"get",     "scan", "next",  "apply",
                                        "reserve", "hold", "clock", "progress"};

    for (size_t i = 0; i < 8; i++) {
        if (callback == 1 << i)
            return names[i];
    }
    return "?";
}

/* A progress callback that fails, in whatever words, wants no more. */
static crm_status
wanted_status(const struct way *way, int32_t callback)
{
    if (callback == CRM_TESTING_PROGRESS &&
        (way->mode == CRM_TESTING_FAIL || way->mode == CRM_TESTING_UNKNOWN_CODE))
        return CRM_ERROR_CANCELLED;
    return way->wanted;
}

/* Scenarios that expect a refusal at some point cannot tell it from one that was ordered: they end
   well or with the wanted status. */
static const char *
judge_status(const struct scenario *scenario, const struct way *way, const struct outcome *clean,
             const struct outcome *outcome)
{
    if (scenario->spares && way->wanted == CRM_ERROR_UNSUPPORTED && outcome->status == CRM_OK &&
        outcome->hit == CRM_TESTING_SCAN && outcome->result != clean->result)
        return NULL; /* `about` says which */
    if (outcome->status == wanted_status(way, outcome->hit))
        return NULL;
    if (outcome->status == CRM_OK && outcome->digest == clean->digest &&
        outcome->result == clean->result)
        return NULL;
    return "not the status that the failure should give";
}

static const char *
judge(const struct scenario *scenario, const struct way *way, const struct outcome *clean,
      const struct digests *digests, const struct outcome *outcome)
{
    if (outcome->broken)
        return outcome->broken;
    if (!is_known_digest(digests, outcome->digest))
        return "the store is neither as before nor as after a unit";
    if (way->mode == CRM_TESTING_REENTER && outcome->reentered != CRM_OK &&
        outcome->reentered != CRM_ERROR_REENTRANT)
        return "a call from inside was not refused as such";
    if (way->mode == CRM_TESTING_FAIL && outcome->status == way->status &&
        outcome->told == way->status && outcome->host_code != HOST_CODE &&
        outcome->hit != CRM_TESTING_PROGRESS)
        return "the store's own code was lost";
    return judge_status(scenario, way, clean, outcome);
}

static uint64_t
run_points(const struct scenario *scenario, const struct place *place, const struct way *way,
           const struct outcome *clean, const struct digests *digests, uint64_t *wrong_points)
{
    struct plan plan = {0};
    struct outcome outcome;

    plan.mode = way->mode;
    plan.status = way->status;
    plan.only = way->only;
    for (uint64_t k = 1; k < MOST_POINTS; k++) {
        const char *wrong;

        plan.callback_at = k;
        run_scenario(scenario, place, &plan, &outcome);
        wrong = judge(scenario, way, clean, digests, &outcome);
        if (wrong) {
            printf("WRONG %s, %s at call %llu (%s): %s (%s)\n", scenario->name, way->name,
                   (unsigned long long)k, name_of(outcome.hit), wrong,
                   crm_status_name(outcome.status));
            ++*wrong_points;
        }
        if (outcome.hits == 0)
            return k - 1;
    }
    ++*wrong_points;
    return MOST_POINTS;
}

static uint64_t
run_ways(const struct scenario *scenario, const struct place *place, uint64_t *wrong_points)
{
    struct digests digests;
    struct outcome clean;
    uint64_t points = 0;

    if (!learn_digests(scenario, place, &clean, &digests)) {
        ++*wrong_points;
        return 0;
    }
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        points += run_points(scenario, place, &ways[i], &clean, &digests, wrong_points);
    return points;
}

/* The same work over stores that answer in other batches and another order. */
static uint64_t
run_batches(const struct scenario *scenario, uint64_t *wrong_points)
{
    const struct place memory = {PLACE_MEMORY, 0, 0};
    const struct plan plan = {0};
    struct outcome first, other;
    uint64_t runs = 0;

    run_scenario(scenario, &memory, &plan, &first);
    for (size_t batch = 0; batch <= 3; batch++) {
        for (uint64_t seed = 0; seed < 32; seed += 5) {
            struct place place = {PLACE_AWKWARD, batch, seed & ~UINT64_C(8)};

            run_scenario(scenario, &place, &plan, &other);
            runs++;
            if (!other.broken && other.status == CRM_OK && other.digest == first.digest &&
                other.result == first.result)
                continue;
            printf("WRONG %s, batches of %zu, seed %llu: %s, %s%s%s\n", scenario->name, batch,
                   (unsigned long long)seed, crm_status_name(other.status),
                   other.broken ? other.broken : "-",
                   other.digest == first.digest ? "" : ", another content",
                   other.result == first.result ? "" : ", another result");
            ++*wrong_points;
        }
    }
    return runs;
}

int
main(int argc, char **argv)
{
    static const struct place places[] = {{PLACE_MEMORY, 0, 0}, {PLACE_AWKWARD, 1, 7}};
    uint64_t points = 0, runs = 0, wrong = 0;

    for (size_t i = 0; i < scenario_count; i++) {
        uint64_t before = points;

        if (!is_chosen(&scenarios[i], argc, argv))
            continue;
        for (size_t k = 0; k < 2; k++)
            points += run_ways(&scenarios[i], &places[k], &wrong);
        runs += run_batches(&scenarios[i], &wrong);
        printf("%-20s %6llu points\n", scenarios[i].name, (unsigned long long)(points - before));
    }
    printf("%llu callback failure points tried, %llu runs in other batches, %llu wrong\n",
           (unsigned long long)points, (unsigned long long)runs, (unsigned long long)wrong);
    return wrong == 0 && points > 0 ? 0 : 1;
}
