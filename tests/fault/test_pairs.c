/*
 * test_pairs.c - two failures in one run: a callback fails, gives two answers, none, or a row that
 * cannot be, and while the library cleans up after it (or goes on, if the failure comes first) an
 * allocation fails too, alone or with all that follow. Every callback with a sample of allocations.
 *
 * After each: one of the two statuses, nothing is leaked, the store is as after one of the units, and
 * the context is usable. Scenarios may be named as arguments.
 */
#include <stdio.h>

#include "harness.h"

#define SAMPLES 12

static bool
say_id_0(struct hostile *hostile, crm_table *table)
{
    (void)hostile;
    return crm_table_rows(table) > 0 &&
           crm_table_set_int(table, 0, CRM_FIELD_ID, 0) == CRM_ERROR_DATA;
}

static const struct lie id_0 = {
    "id 0",         CRM_TESTING_GET | CRM_TESTING_SCAN | CRM_TESTING_NEXT,
    CRM_ERROR_DATA, 0,
    say_id_0,       NULL,
    false};

static const char *
judge(const struct outcome *clean, const struct digests *digests, const struct outcome *outcome)
{
    if (outcome->broken)
        return outcome->broken;
    if (!is_known_digest(digests, outcome->digest))
        return "the store is neither as before nor as after a unit";
    if (outcome->status == CRM_ERROR_MEMORY || outcome->status == CRM_ERROR_STORE ||
        outcome->status == CRM_ERROR_CANCELLED || outcome->status == CRM_ERROR_DATA)
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

/* The first failure, another one in turn: the callback fails, gives two answers, none, or (where it
   gives rows) a row with the id 0. */
static void
choose_first(struct plan *plan, uint64_t number)
{
    static const int32_t modes[] = {CRM_TESTING_FAIL, CRM_TESTING_TWO_REPLIES,
                                    CRM_TESTING_NO_REPLY};

    plan->lie = NULL;
    plan->lie_at = plan->callback_at = 0;
    if (number % 4 == 3) {
        plan->lie = &id_0;
        plan->lie_at = number / 4 + 1;
        return;
    }
    plan->mode = modes[number % 4];
    plan->callback_at = number - number / 4;
}

static uint64_t
run_pairs(const struct scenario *scenario, const struct place *place, uint64_t *wrong_pairs)
{
    uint64_t allocations, pairs = 0, step, quiet = 0;
    struct digests digests;
    struct outcome clean, outcome;
    struct plan plan = {0};

    if (!learn_digests(scenario, place, &clean, &digests)) {
        ++*wrong_pairs;
        return 0;
    }
    allocations = allocations_of(scenario, place);
    step = allocations / SAMPLES + 1;
    for (uint64_t number = 0; quiet < 4; number++) {
        choose_first(&plan, number);
        plan.memory_at = 0;
        run_scenario(scenario, place, &plan, &outcome);
        quiet = outcome.hits || outcome.lied.told ? 0 : quiet + 1;
        for (uint64_t k = 1 + number % step; quiet == 0 && k <= allocations; k += step) {
            struct outcome both;
            const char *wrong;

            plan.memory_at = k;
            plan.memory_flags = k % 2 ? CRM_TESTING_FAIL_ON : 0;
            run_scenario(scenario, place, &plan, &both);
            wrong = judge(&clean, &digests, &both);
            pairs++;
            if (!wrong)
                continue;
            printf("WRONG %s, failure %llu and allocation %llu: %s (%s)\n", scenario->name,
                   (unsigned long long)number, (unsigned long long)k, wrong,
                   crm_status_name(both.status));
            ++*wrong_pairs;
        }
    }
    printf("%-20s %6llu pairs\n", scenario->name, (unsigned long long)pairs);
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
