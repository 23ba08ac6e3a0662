/*
 * test_hostile.c - every scenario over a store that lies: at its first call, its second ... in every
 * way that hostile_rows.c and hostile_answers.c know.
 *
 * After each: the status is the one that the lie should give, and the message names the callback,
 * the kind, the id and the field; nothing is leaked, the store is as after one of the units that the
 * scenario writes, and the context is usable. A lie that cannot be seen (a scan gives a row twice, or
 * one of no record) may lead to any status and result, but to nothing worse. Arguments: "some" tries
 * one call in seven, another one for each lie; scenarios may be named.
 */
#include <stdio.h>

#include "harness.h"

struct tally {
    uint64_t points, told, refused, wrong;
    uint64_t lies, step;
};

static bool
is_wanted(const struct lie *lie, crm_status status)
{
    return status == lie->wanted || (lie->or_else && status == lie->or_else);
}

/* The words of the context, where it was asked and has not met anything else since. */
static const char *
judge_words(const struct lie *lie, const struct outcome *outcome)
{
    const struct hostile *lied = &outcome->lied;

    if ((outcome->kind && !crm_schema_kind_name(NULL, outcome->kind)) || outcome->id < 0 ||
        outcome->field < -1)
        return "the error is at a place that cannot be";
    if (!outcome->open || outcome->told != lie->wanted || lie->wanted == CRM_ERROR_CONFLICT ||
        lie->wanted == CRM_ERROR_CANCELLED)
        return NULL;
    if (!strstr(outcome->message, callback_name(lied->callback)))
        return "the message does not name the callback";
    if (!lie->rows || lied->added)
        return NULL;
    if (outcome->kind != lied->kind)
        return "the error does not name the kind";
    if (lied->id && outcome->id != lied->id)
        return "the error does not name the id";
    if (lied->field >= 0 && outcome->field != lied->field)
        return "the error does not name the field";
    return NULL;
}

static const char *
judge(const struct lie *lie, const struct outcome *clean, const struct digests *digests,
      const struct outcome *outcome)
{
    bool same = outcome->status == CRM_OK && outcome->digest == clean->digest &&
                outcome->result == clean->result;

    if (outcome->broken)
        return outcome->broken;
    if (lie->misleads && lie->wanted == ANYTHING)
        return NULL;
    if ((lie->misleads || lie->wanted == ANYTHING) && outcome->status == WRONG_ANSWER)
        return NULL;
    if (!is_known_digest(digests, outcome->digest))
        return "the store is neither as before nor as after a unit";
    if (lie->wanted == ANYTHING)
        return NULL;
    if (!outcome->lied.told || lie->wanted == CRM_OK)
        return same ? NULL : "a difference, though nothing was wrong";
    if (!is_wanted(lie, outcome->status))
        return same ? NULL : "not the status that the lie should give";
    return judge_words(lie, outcome);
}

/* How often a lie could be told in a run. */
static uint64_t
calls_of(const struct scenario *scenario, const struct place *place, const struct lie *lie)
{
    struct plan plan = {.lie = lie, .lie_at = 0, .doubles = true};
    struct outcome outcome;

    run_scenario(scenario, place, &plan, &outcome);
    return outcome.lied.calls;
}

/* Every `step`-th call, beginning with a number that moves on. */
static void
run_points(const struct scenario *scenario, const struct place *place, const struct lie *lie,
           const struct outcome *clean, const struct digests *digests, struct tally *tally)
{
    uint64_t calls = calls_of(scenario, place, lie);
    struct plan plan = {.lie = lie, .doubles = true};
    struct outcome outcome;

    for (plan.lie_at = 1 + tally->lies++ % tally->step; plan.lie_at <= calls;
         plan.lie_at += tally->step) {
        const char *wrong;

        run_scenario(scenario, place, &plan, &outcome);
        wrong = judge(lie, clean, digests, &outcome);
        if (wrong) {
            printf("WRONG %s, %s at call %llu (%s): %s (%s, \"%s\")\n", scenario->name, lie->name,
                   (unsigned long long)plan.lie_at, callback_name(outcome.lied.callback), wrong,
                   crm_status_name(outcome.status), outcome.message);
            tally->wrong++;
        }
        tally->points++;
        tally->told += outcome.lied.told;
        tally->refused += outcome.status < 0;
    }
}

static void
run_lies(const struct scenario *scenario, const struct place *place, struct tally *tally)
{
    struct plan plan = {.doubles = true};
    struct digests digests;
    struct outcome clean;

    if (!learn_digests(scenario, place, &clean, &digests)) {
        tally->wrong++;
        return;
    }
    run_scenario(scenario, place, &plan, &clean);
    for (size_t i = 0; i < lies_of_rows_count; i++)
        run_points(scenario, place, &lies_of_rows[i], &clean, &digests, tally);
    for (size_t i = 0; i < lies_of_answers_count; i++)
        run_points(scenario, place, &lies_of_answers[i], &clean, &digests, tally);
}

int
main(int argc, char **argv)
{
    static const struct place places[] = {{PLACE_MEMORY, 0, 0}, {PLACE_AWKWARD, 1, 4}};
    struct tally tally = {.step = 1};

    if (argc > 1 && strcmp(argv[1], "some") == 0) {
        tally.step = 7;
        argc--;
        argv++;
    }

    for (size_t i = 0; i < scenario_count; i++) {
        struct tally before = tally;

        if (!is_chosen(&scenarios[i], argc, argv))
            continue;
        for (size_t k = 0; k < sizeof places / sizeof *places; k++)
            run_lies(&scenarios[i], &places[k], &tally);
        printf("%-20s %6llu points\n", scenarios[i].name,
               (unsigned long long)(tally.points - before.points));
    }
    printf("%llu hostile replies tried: %llu lies told, %llu runs refused, %llu wrong\n",
           (unsigned long long)tally.points, (unsigned long long)tally.told,
           (unsigned long long)tally.refused, (unsigned long long)tally.wrong);
    return tally.wrong == 0 && tally.told > 0 ? 0 : 1;
}
