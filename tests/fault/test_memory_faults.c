/*
 * test_memory_faults.c - every scenario with its first allocation failing, its second ... until it
 * passes with nothing left to fail; once with that allocation alone, once with all from it on.
 *
 * After each: the status is CRM_ERROR_MEMORY (or all went well all the same), nothing is leaked, the
 * store is as after one of the units that the scenario writes, and the context is usable. The first
 * argument is the store to run on, memory or awkward; scenarios may be named after it.
 */
#include <stdio.h>

#include "harness.h"

#define MOST_POINTS 100000

struct tally {
    uint64_t points;
    uint64_t wrong;
    uint64_t survived; /* the scenario did without the memory */
};

static const char *
judge(const struct outcome *clean, const struct digests *digests, const struct outcome *outcome)
{
    if (outcome->broken)
        return outcome->broken;
    if (!is_known_digest(digests, outcome->digest))
        return "the store is neither as before nor as after a unit";
    if (outcome->status == CRM_OK)
        return outcome->digest == clean->digest && outcome->result == clean->result
                   ? NULL
                   : "all is said to be well, but the result is another";
    return outcome->status == CRM_ERROR_MEMORY ? NULL : "another status than CRM_ERROR_MEMORY";
}

static void
run_points(const struct scenario *scenario, const struct place *place, uint32_t flags,
           const struct outcome *clean, const struct digests *digests, struct tally *tally)
{
    struct plan plan = {0};
    struct outcome outcome;

    plan.memory_flags = flags;
    for (uint64_t k = 1; k < MOST_POINTS; k++) {
        const char *wrong;

        plan.memory_at = k;
        run_scenario(scenario, place, &plan, &outcome);
        wrong = judge(clean, digests, &outcome);
        if (wrong) {
            printf("WRONG %s, allocation %llu%s: %s (%s)\n", scenario->name, (unsigned long long)k,
                   flags ? " and all later" : "", wrong, crm_status_name(outcome.status));
            tally->wrong++;
        }
        if (outcome.failed == 0)
            return;
        tally->points++;
        tally->survived += outcome.status == CRM_OK;
    }
    printf("WRONG %s: no end of allocations\n", scenario->name);
    tally->wrong++;
}

static void
run_both_modes(const struct scenario *scenario, const struct place *place, struct tally *total)
{
    struct tally tally = {0};
    struct digests digests;
    struct outcome clean;

    if (!learn_digests(scenario, place, &clean, &digests)) {
        total->wrong++;
        return;
    }
    run_points(scenario, place, 0, &clean, &digests, &tally);
    run_points(scenario, place, CRM_TESTING_FAIL_ON, &clean, &digests, &tally);
    printf("%-20s %6llu points, %llu survived, %llu wrong\n", scenario->name,
           (unsigned long long)tally.points, (unsigned long long)tally.survived,
           (unsigned long long)tally.wrong);
    total->points += tally.points;
    total->wrong += tally.wrong;
}

int
main(int argc, char **argv)
{
    static const struct place memory = {PLACE_MEMORY, 0, 0}, awkward = {PLACE_AWKWARD, 2, 0};
    const struct place *place = argc > 1 && strcmp(argv[1], "awkward") == 0 ? &awkward : &memory;
    struct tally total = {0};

    for (size_t i = 0; i < scenario_count; i++) {
        if (is_chosen(&scenarios[i], argc - 1, argv + 1))
            run_both_modes(&scenarios[i], place, &total);
    }
    printf("%llu allocation failure points tried, %llu wrong\n", (unsigned long long)total.points,
           (unsigned long long)total.wrong);
    return total.wrong == 0 && total.points > 0 ? 0 : 1;
}
