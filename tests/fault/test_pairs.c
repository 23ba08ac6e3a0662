/*
 * test_pairs.c - two failures in one run: a callback of the store fails, and while the library cleans
 * up after it (or goes on, if the failure comes first) an allocation fails too. Every callback with a
 * sample of allocations, the same sample each time.
 *
 * After each: one of the two statuses, nothing is leaked, the store is as after one of the units, and
 * the context is usable. Scenarios may be named as arguments.
 */
#include <stdio.h>

#include "harness.h"

#define SAMPLES 12

static const char *
judge(const struct outcome *clean, const struct digests *digests, const struct outcome *outcome)
{
    if (outcome->broken)
        return outcome->broken;
    if (!is_known_digest(digests, outcome->digest))
        return "the store is neither as before nor as after a unit";
    if (outcome->status == CRM_ERROR_MEMORY || outcome->status == CRM_ERROR_STORE ||
        outcome->status == CRM_ERROR_CANCELLED)
        return NULL;
    return outcome->status == CRM_OK && outcome->digest == clean->digest
               ? NULL
               : "a status that neither failure gives";
}

/* How many allocations a run makes that nothing stops. */
static uint64_t
allocations_of(const struct scenario *scenario, const struct place *place)
{
    struct plan plan = {0};
    struct outcome outcome;
    uint64_t step = 1 << 12, known = 0;

    for (; step; step /= 2) {
        plan.memory_at = known + step;
        run_scenario(scenario, place, &plan, &outcome);
        if (outcome.failed)
            known += step;
    }
    return known;
}

static uint64_t
run_pairs(const struct scenario *scenario, const struct place *place, uint64_t *wrong_pairs)
{
    uint64_t allocations, pairs = 0, step;
    struct digests digests;
    struct outcome clean, outcome;
    struct plan plan = {0};

    if (!learn_digests(scenario, place, &clean, &digests)) {
        ++*wrong_pairs;
        return 0;
    }
    allocations = allocations_of(scenario, place);
    step = allocations / SAMPLES + 1;
    plan.memory_flags = CRM_TESTING_FAIL_ON;
    outcome.hits = 1;
    for (plan.callback_at = 1; outcome.hits; plan.callback_at++) {
        plan.mode = plan.callback_at % 2 ? CRM_TESTING_FAIL : CRM_TESTING_TWO_REPLIES;
        plan.memory_at = 0;
        run_scenario(scenario, place, &plan, &outcome);
        for (uint64_t k = 1 + plan.callback_at % step; outcome.hits && k <= allocations;
             k += step) {
            struct outcome both;
            const char *wrong;

            plan.memory_at = k;
            run_scenario(scenario, place, &plan, &both);
            wrong = judge(&clean, &digests, &both);
            pairs++;
            if (!wrong)
                continue;
            printf("WRONG %s, callback %llu and allocation %llu: %s (%s)\n", scenario->name,
                   (unsigned long long)plan.callback_at, (unsigned long long)k, wrong,
                   crm_status_name(both.status));
            ++*wrong_pairs;
        }
    }
    return pairs;
}

int
main(int argc, char **argv)
{
    static const struct place awkward = {PLACE_AWKWARD, 2, 3};
    uint64_t pairs = 0, wrong = 0;

    for (size_t i = 0; i < scenario_count; i++) {
        if (is_chosen(&scenarios[i], argc, argv))
            pairs += run_pairs(&scenarios[i], &awkward, &wrong);
    }
    printf("%llu pairs of failures tried, %llu wrong\n", (unsigned long long)pairs,
           (unsigned long long)wrong);
    return wrong == 0 && pairs > 0 ? 0 : 1;
}
