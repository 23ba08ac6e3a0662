/*
 * test_crash.c - a process is killed (SIGKILL) at a random point of a unit of work, again and again;
 * after reopening, every unit is there whole or not at all, and those that were answered are there.
 *
 * A unit writes one number into records of several kinds: a counter, three new accounts, a deal with
 * a row of its log. Takes the number of kills, 40 if not said, and CRM_TEST_SEED=n. At the end units are
 * broken with SQL, and the same checks find it.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "crew.h"

enum { CHILDREN = 3 }; /* new accounts of a unit */

static long kills = 40;
static uint64_t seed;
static crm_id counter, deal;

struct shared {
    atomic_llong begun, answered; /* units */
    atomic_llong microseconds;    /* that the last one took */
};

static struct shared *shared;

static crm_status
save_children(crm_context *crm, int64_t unit)
{
    crm_status status = CRM_OK;

    for (int i = 0; i < CHILDREN && status == CRM_OK; i++) {
        crm_account *account = crm_account_new(crm);

        crm_account_set_name(account, "of a unit");
        crm_account_set_tier(account, unit);
        status = crm_account_save(account);
        crm_account_free(account);
    }
    return status;
}

static crm_status
count_up(crm_context *crm, int64_t unit)
{
    crm_account *account;
    crm_status status = crm_account_load(crm, counter, &account);

    if (status != CRM_OK)
        return status;
    crm_account_set_employees(account, unit);
    status = crm_account_save(account);
    crm_account_free(account);
    return status;
}

static crm_status
raise_deal(crm_context *crm, int64_t unit)
{
    crm_opportunity *opportunity;
    crm_status status = crm_opportunity_load(crm, deal, &opportunity);

    if (status != CRM_OK)
        return status;
    crm_opportunity_set_amount(opportunity, unit);
    status = crm_opportunity_save(opportunity);
    crm_opportunity_free(opportunity);
    return status;
}

static int64_t
counted(crm_context *crm)
{
    crm_account *account;
    int64_t units = -1;

    if (crm_account_load(crm, counter, &account) != CRM_OK)
        return -1;
    crm_account_employees(account, &units);
    crm_account_free(account);
    return units;
}

/* Unit after unit, until somebody kills it. */
static void
write_units(int number)
{
    crm_context *crm = crew_open();
    int64_t unit = counted(crm);

    (void)number;
    for (;;) {
        double start = crew_now();

        shared->begun = ++unit;
        if (crm_begin(crm) != CRM_OK || save_children(crm, unit) != CRM_OK ||
            count_up(crm, unit) != CRM_OK || raise_deal(crm, unit) != CRM_OK ||
            crm_commit(crm) != CRM_OK) {
            fprintf(stderr, "unit %lld: %s, %s\n", (long long)unit, crm_message(crm),
                    crm_host_message(crm));
            _exit(1);
        }
        shared->answered = unit;
        shared->microseconds = (long long)((crew_now() - start) * 1e6) + 1;
    }
}

/* Of one unit: its accounts, its row in the log, and the deal and the counter if it is the last. */
static size_t
wrong_unit(crm_context *crm, int64_t unit, bool is_there)
{
    int64_t largest;
    size_t children =
        crew_count(crm, CRM_KIND_ACCOUNT, CRM_ACCOUNT_TIER, unit, CRM_ACCOUNT_TIER, &largest);
    size_t rows = crew_count(crm, CRM_KIND_TRANSITION, CRM_TRANSITION_AMOUNT, unit,
                             CRM_TRANSITION_AMOUNT, &largest);

    return (children != (is_there ? CHILDREN : 0)) + (rows != (is_there ? 1 : 0));
}

/* The deal has the amount of the last unit, and its log a row for each. */
static size_t
wrong_deal(crm_context *crm, int64_t units)
{
    crm_opportunity *opportunity;
    int64_t amount = 0;

    assert_int_equal(crm_opportunity_load(crm, deal, &opportunity), CRM_OK);
    crm_opportunity_amount(opportunity, &amount);
    crm_opportunity_free(opportunity);
    return (amount != units) + crew_wrong_log(crm, deal, 1 + (size_t)units);
}

static size_t
wrong_units(crm_context *crm)
{
    int64_t units = counted(crm);
    size_t wrong = wrong_deal(crm, units) + wrong_unit(crm, units + 1, false) + crew_verify(crm);

    for (int64_t unit = 1; unit <= units; unit++)
        wrong += wrong_unit(crm, unit, true);
    return wrong;
}

/* Let it write a few units, then kill it somewhere in the one after. */
static void
kill_in_a_unit(uint64_t *state)
{
    long long target = shared->begun + 1 + (long long)crew_random(state, 3);
    pid_t child = crew_fork(write_units, 0);
    int status;

    while (shared->begun < target && waitpid(child, &status, WNOHANG) == 0)
        sched_yield();
    usleep((useconds_t)crew_random(state, (uint64_t)shared->microseconds * 2 + 1));
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void
a_killed_process_leaves_whole_units(void **state)
{
    size_t whole = 0, absent = 0, wrong = 0;
    uint64_t random = seed;

    (void)state;
    for (long i = 0; i < kills; i++) {
        crm_context *crm;
        int64_t units;

        kill_in_a_unit(&random);
        crm = crew_open();
        units = counted(crm);
        wrong += units < shared->answered || units > shared->answered + 1;
        wrong += wrong_deal(crm, units) + wrong_unit(crm, units + 1, false) + crew_verify(crm);
        wrong += units > 0 ? wrong_unit(crm, units, true) : 0; /* killed before the first */
        whole += units == shared->begun;
        absent += units < shared->begun;
        shared->begun = shared->answered = units;
        crm_close(crm);
    }
    crm_context *crm = crew_open();
    int64_t units = counted(crm);

    wrong += wrong_units(crm);
    crm_close(crm);
    printf(
        "%s, %ld kills in %lld units: the unit was whole %zu times, absent %zu times, half there "
        "or lost %zu times\n",
        maker_name, kills, (long long)units, whole, absent, wrong);
    assert_int_equal(wrong, 0);
    assert_int_equal(whole + absent, kills);
    assert_true(absent > 0); /* else the kills came too late to try anything */
}

/* Of the last unit one part is taken away, as if it had been written by halves. */
static void
check_part(const char *what, const char *table, const char *field, const char *where)
{
    char damage[200], repair[200];

    snprintf(damage, sizeof damage, "UPDATE crm_%s SET %s = %s - 1 WHERE %s", table, field, field,
             where);
    snprintf(repair, sizeof repair, "UPDATE crm_%s SET %s = %s + 1 WHERE %s", table, field, field,
             where);
    if (!crew_is_found(damage, repair, wrong_units))
        fail_msg("%s: not found", what);
}

static void
half_a_unit_is_found(void **state)
{
    crm_context *crm = crew_open();
    int64_t units = counted(crm), id = 0, row = 0;
    char where[60];

    (void)state;
    crew_count(crm, CRM_KIND_ACCOUNT, CRM_ACCOUNT_TIER, units, CRM_FIELD_ID, &id);
    crew_count(crm, CRM_KIND_TRANSITION, CRM_TRANSITION_AMOUNT, units, CRM_FIELD_ID, &row);
    crm_close(crm);
    snprintf(where, sizeof where, "id = %lld", (long long)id);
    check_part("one of the accounts", "account", "tier", where);
    snprintf(where, sizeof where, "id = %lld", (long long)row);
    check_part("the row of the log", "transition", "amount", where);
    snprintf(where, sizeof where, "id = %lld", (long long)counter);
    check_part("the counter", "account", "employees", where);
    snprintf(where, sizeof where, "id = %lld", (long long)deal);
    check_part("the deal", "opportunity", "amount", where);
}

static int
make_world(void **state)
{
    crm_context *crm = crew_open();
    crm_account *account = crm_account_new(crm);
    crm_opportunity *opportunity;

    (void)state;
    shared = crew_share(sizeof *shared);
    shared->microseconds = 5000;
    crm_account_set_name(account, "counter");
    crm_account_set_employees(account, 0);
    assert_int_equal(crm_account_save(account), CRM_OK);
    counter = crm_account_id(account);
    crm_account_free(account);
    assert_int_equal(crm_pipeline_from_template(crm, "Sales", "spanco", NULL), CRM_OK);
    opportunity = crm_opportunity_new(crm);
    crm_opportunity_set_name(opportunity, "raised by every unit");
    crm_opportunity_set_amount(opportunity, 0);
    crm_opportunity_set_currency(opportunity, crm_currency_of("EUR"));
    assert_int_equal(crm_opportunity_save(opportunity), CRM_OK);
    deal = crm_opportunity_id(opportunity);
    crm_opportunity_free(opportunity);
    crm_close(crm);
    return 0;
}

int
main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_process_leaves_whole_units),
        cmocka_unit_test(half_a_unit_is_found),
    };
    int status;

    if (count > 1)
        kills = strtol(words[1], NULL, 10);
    seed = crew_seed();
    status = maker_begin();
    if (status != 0)
        return status;
    status = cmocka_run_group_tests(tests, make_world, NULL);
    maker_end();
    return status;
}
