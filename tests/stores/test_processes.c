/*
 * test_processes.c - eight processes work on the same records, each through a store of its own, and
 * try again on CRM_ERROR_CONFLICT. Afterwards nothing may be lost, half done or in two minds: what
 * each process did it noted in memory that all share, and the records must say the same.
 *
 * Takes the seconds to work, 3 if not said, and CRM_TEST_SEED=n. That the checks find what they look
 * for is tried at the end: records are damaged with SQL.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "crew.h"

enum { PROCESSES = 8, ACCOUNTS = 12, DEALS = 12, OPEN_STAGES = 5, RING = 3 };

static double seconds = 3;
static uint64_t seed;

static crm_id accounts[ACCOUNTS], deals[DEALS], stages[OPEN_STAGES];

struct shared {
    atomic_llong operations, conflicts, retries, refused, failed;
    atomic_llong kinds[6];        /* operations of each kind */
    atomic_llong heads[ACCOUNTS]; /* how often employees were raised by one */
    atomic_llong raises[DEALS];   /* how often the amount was */
    atomic_llong rows[DEALS];     /* written to the log of one */
    atomic_llong day;             /* the next one on which an account changes hands */
    char words[300];              /* of a failure */
    atomic_llong round, done, put, forbidden;
    _Atomic(crm_id) ring[RING];
};

static struct shared *shared;

/* ---- What a process does: read, change, write. CRM_NONE: there is nothing to do ---- */

static bool
is_closed(crm_opportunity *deal)
{
    return crm_opportunity_closed_day(deal, NULL) == CRM_OK;
}

static crm_status
move(crm_context *crm, size_t which, uint64_t *state)
{
    crm_opportunity *deal;
    crm_id row = 0;
    crm_status status = crm_opportunity_load(crm, deals[which], &deal);

    if (status != CRM_OK)
        return status;
    if (is_closed(deal))
        status = CRM_NONE;
    else
        status = crm_opportunity_move(deal, stages[crew_random(state, OPEN_STAGES)], NULL, &row);
    if (status == CRM_OK && row != 0)
        shared->rows[which]++;
    crm_opportunity_free(deal);
    return status;
}

static crm_status
win_or_reopen(crm_context *crm, size_t which, uint64_t *state)
{
    crm_opportunity *deal;
    crm_status status = crm_opportunity_load(crm, deals[which], &deal);

    (void)state;
    if (status != CRM_OK)
        return status;
    if (is_closed(deal))
        status = crm_opportunity_reopen(deal, 0, NULL, NULL);
    else
        status = crm_opportunity_win(deal, 0, NULL, NULL);
    if (status == CRM_OK)
        shared->rows[which]++;
    crm_opportunity_free(deal);
    return status;
}

static crm_status
raise_amount(crm_context *crm, size_t which, uint64_t *state)
{
    crm_opportunity *deal;
    crm_status status = crm_opportunity_load(crm, deals[which], &deal);
    int64_t amount = 0;

    (void)state;
    if (status != CRM_OK)
        return status;
    crm_opportunity_amount(deal, &amount);
    crm_opportunity_set_amount(deal, amount + 1);
    status = is_closed(deal) ? CRM_NONE : crm_opportunity_save(deal);
    if (status == CRM_OK) {
        shared->raises[which]++;
        shared->rows[which]++;
    }
    crm_opportunity_free(deal);
    return status;
}

static crm_status
hire(crm_context *crm, size_t which, uint64_t *state)
{
    crm_account *account;
    crm_status status = crm_account_load(crm, accounts[which], &account);
    int64_t employees = 0;

    (void)state;
    if (status != CRM_OK)
        return status;
    crm_account_employees(account, &employees);
    crm_account_set_employees(account, employees + 1);
    status = crm_account_save(account);
    if (status == CRM_OK)
        shared->heads[which]++;
    crm_account_free(account);
    return status;
}

static crm_status
change_revenue(crm_context *crm, size_t which, int64_t by)
{
    crm_account *account;
    crm_status status = crm_account_load(crm, accounts[which], &account);
    int64_t revenue = 0;

    if (status != CRM_OK)
        return status;
    crm_account_annual_revenue(account, &revenue);
    crm_account_set_annual_revenue(account, revenue + by);
    status = crm_account_save(account);
    crm_account_free(account);
    return status;
}

/* One unit: what one account loses another one gains. */
static crm_status
hand_on(crm_context *crm, size_t which, uint64_t *state)
{
    size_t other = (which + 1 + crew_random(state, ACCOUNTS - 1)) % ACCOUNTS;
    int64_t sum = 1 + (int64_t)crew_random(state, 100);
    crm_status status = crm_begin(crm);

    if (status == CRM_OK)
        status = change_revenue(crm, which, -sum);
    if (status == CRM_OK)
        status = change_revenue(crm, other, sum);
    if (status == CRM_OK)
        return crm_commit(crm);
    crm_rollback(crm);
    return status;
}

static crm_status
change_hands(crm_context *crm, size_t which, uint64_t *state)
{
    size_t other = crew_random(state, ACCOUNTS + 1);
    crm_account *account;
    crm_status status = crm_account_load(crm, accounts[which], &account);

    if (status != CRM_OK)
        return status;
    status = crm_account_acquire(account, other < ACCOUNTS ? accounts[other] : 0,
                                 (crm_day)shared->day++);
    crm_account_free(account);
    return status;
}

static crm_status (*const operations[])(crm_context *crm, size_t which, uint64_t *state) = {
    move, win_or_reopen, raise_amount, hire, hand_on, change_hands};

/* ---- The processes ---- */

/* Rules of the trade may forbid what another process made pointless: a ring, a day that is over. */
static bool
is_refusal(crm_status status)
{
    return status == CRM_ERROR_RULE || status == CRM_NONE;
}

static void
fail_in_process(crm_context *crm, int what, crm_status status)
{
    if (shared->failed++ == 0)
        snprintf(shared->words, sizeof shared->words, "operation %d: %s, %s, %s", what,
                 crm_status_name(status), crm_message(crm), crm_host_message(crm));
}

static void
work(int number)
{
    uint64_t state = seed * 1000 + (uint64_t)number;
    crm_context *crm = crew_open();
    double end = crew_now() + seconds;

    while (crew_now() < end) {
        int what = (int)crew_random(&state, 6);
        size_t which = crew_random(&state, ACCOUNTS); /* DEALS are as many */
        crm_status status;
        int tries = 0;

        while ((status = operations[what](crm, which, &state)) == CRM_ERROR_CONFLICT) {
            shared->conflicts++;
            tries++;
        }
        shared->retries += tries > 0;
        if (status == CRM_OK) {
            shared->operations++;
            shared->kinds[what]++;
        } else if (is_refusal(status))
            shared->refused++;
        else
            fail_in_process(crm, what, status);
    }
    crm_close(crm);
}

static void
run_all(int count, void (*part)(int number))
{
    pid_t children[PROCESSES];

    for (int i = 0; i < count; i++)
        children[i] = crew_fork(part, i);
    for (int i = 0; i < count; i++)
        assert_true(crew_join(children[i]));
}

/* ---- The world before and after ---- */

enum { REVENUE = 1000000, AMOUNT = 50000 };

static crm_id
make_account(crm_context *crm)
{
    crm_account *account = crm_account_new(crm);
    crm_id id;

    crm_account_set_name(account, "one of several");
    crm_account_set_employees(account, 0);
    crm_account_set_annual_revenue(account, REVENUE);
    crm_account_set_currency(account, crm_currency_of("EUR"));
    if (crm_account_save(account) != CRM_OK)
        fail_msg("%s: %s", crm_message(crm), crm_host_message(crm));
    id = crm_account_id(account);
    crm_account_free(account);
    return id;
}

static crm_id
make_deal(crm_context *crm, crm_id account)
{
    crm_opportunity *deal = crm_opportunity_new(crm);
    crm_id id;

    crm_opportunity_set_name(deal, "one of several");
    crm_opportunity_set_account(deal, account);
    crm_opportunity_set_amount(deal, AMOUNT);
    crm_opportunity_set_currency(deal, crm_currency_of("EUR"));
    assert_int_equal(crm_opportunity_save(deal), CRM_OK);
    id = crm_opportunity_id(deal);
    crm_opportunity_free(deal);
    return id;
}

static int
make_world(void **state)
{
    static const char *const names[OPEN_STAGES] = {"Suspect", "Prospect", "Approach", "Negotiation",
                                                   "Conclusion"};
    crm_context *crm = crew_open();
    crm_id pipeline;

    (void)state;
    shared = crew_share(sizeof *shared);
    shared->day = crm_day_of(1800, 1, 1);
    assert_int_equal(crm_pipeline_from_template(crm, "Sales", "spanco", &pipeline), CRM_OK);
    for (size_t i = 0; i < OPEN_STAGES; i++)
        assert_int_equal(crm_stage_find(crm, pipeline, names[i], &stages[i]), CRM_OK);
    for (size_t i = 0; i < ACCOUNTS; i++)
        accounts[i] = make_account(crm);
    for (size_t i = 0; i < DEALS; i++)
        deals[i] = make_deal(crm, accounts[i]);
    crm_close(crm);
    return 0;
}

/* The sums that the processes noted, and the one that never changes. */
static size_t
wrong_accounts(crm_context *crm)
{
    int64_t sum = 0, revenue, employees;
    size_t wrong = 0;

    for (size_t i = 0; i < ACCOUNTS; i++) {
        crm_account *account;

        assert_int_equal(crm_account_load(crm, accounts[i], &account), CRM_OK);
        employees = revenue = -1;
        crm_account_employees(account, &employees);
        crm_account_annual_revenue(account, &revenue);
        sum += revenue;
        wrong += employees != shared->heads[i];
        crm_account_free(account);
    }
    return wrong + (sum != (int64_t)ACCOUNTS * REVENUE);
}

/* Going from owner to owner comes to an end. */
static size_t
wrong_rings(crm_context *crm, const crm_id *ids, size_t count)
{
    size_t wrong = 0;

    for (size_t i = 0; i < count; i++) {
        crm_id at = ids[i];
        size_t steps = 0;

        while (at != 0 && steps++ <= count) {
            crm_account *account;

            assert_int_equal(crm_account_load(crm, at, &account), CRM_OK);
            at = crm_account_parent(account);
            crm_account_free(account);
        }
        wrong += at != 0;
    }
    return wrong;
}

/* Every operation that was answered well has its row, and no other has. */
static size_t
wrong_deals(crm_context *crm)
{
    size_t wrong = 0;

    for (size_t i = 0; i < DEALS; i++) {
        crm_opportunity *deal;
        int64_t amount = 0;

        assert_int_equal(crm_opportunity_load(crm, deals[i], &deal), CRM_OK);
        crm_opportunity_amount(deal, &amount);
        crm_opportunity_free(deal);
        wrong += amount != AMOUNT + shared->raises[i];
        wrong += crew_wrong_log(crm, deals[i], 1 + (size_t)shared->rows[i]); /* 1: CREATE */
    }
    return wrong;
}

static size_t
violations(crm_context *crm)
{
    return crew_verify(crm) + wrong_accounts(crm) + wrong_deals(crm) +
           wrong_rings(crm, accounts, ACCOUNTS);
}

/* ---- The tests ---- */

static void
eight_processes_on_the_same_records(void **state)
{
    crm_context *crm;
    size_t wrong;

    (void)state;
    run_all(PROCESSES, work);
    crm = crew_open();
    wrong = violations(crm);
    printf(
        "%s, %d processes, %.0f seconds: %lld operations (%lld moves, %lld wins and reopenings, "
        "%lld edits of deals, %lld of accounts, %lld of two at once, %lld changes of owner), %lld "
        "conflicts, %lld operations tried again, %lld refused by a rule, %zu violations\n",
        maker_name, PROCESSES, seconds, shared->operations, shared->kinds[0], shared->kinds[1],
        shared->kinds[2], shared->kinds[3], shared->kinds[4], shared->kinds[5], shared->conflicts,
        shared->retries, shared->refused, wrong);
    crm_close(crm);
    if (shared->failed)
        fail_msg("%lld operations failed; the first: %s", shared->failed, shared->words);
    assert_int_equal(wrong, 0);
    for (size_t i = 0; i < 6; i++)
        assert_true(shared->kinds[i] > 0);
    assert_true(shared->conflicts > 0); /* else the processes never met */
}

/* Each of three processes puts its account under the next one's, at the same moment. */
static void
close_the_ring(int number)
{
    crm_context *crm = crew_open();
    long long round = 0;

    while (round >= 0) {
        crm_account *account;
        crm_status status;

        shared->done++;
        while (shared->round == round)
            sched_yield(); /* so that all begin at once */
        round = shared->round;
        if (round < 0)
            break;
        do {
            status = crm_account_load(crm, shared->ring[number], &account);
            if (status == CRM_OK)
                status = crm_account_put_under(account, shared->ring[(number + 1) % RING]);
            crm_account_free(account);
            shared->conflicts += status == CRM_ERROR_CONFLICT;
        } while (status == CRM_ERROR_CONFLICT);
        shared->put += status == CRM_OK;
        shared->forbidden += status == CRM_ERROR_RULE;
        if (status != CRM_OK && status != CRM_ERROR_RULE)
            fail_in_process(crm, number, status);
    }
    crm_close(crm);
}

static void
wait_for_all(long long times)
{
    while (shared->done < times * RING)
        usleep(200);
}

static void
three_processes_close_a_ring(void **state)
{
    long long rounds = seconds > 10 ? 300 : 30;
    crm_context *crm = crew_open();
    pid_t children[RING];
    size_t wrong = 0;

    (void)state;
    shared->conflicts = shared->failed = 0;
    for (int i = 0; i < RING; i++)
        children[i] = crew_fork(close_the_ring, i);
    for (long long round = 1; round <= rounds; round++) {
        crm_id ids[RING];

        for (int i = 0; i < RING; i++)
            shared->ring[i] = ids[i] = make_account(crm);
        wait_for_all(round);
        shared->round = round;
        wait_for_all(round + 1);
        wrong += wrong_rings(crm, ids, RING);
    }
    shared->round = -1;
    for (int i = 0; i < RING; i++)
        assert_true(crew_join(children[i]));
    wrong += crew_verify(crm);
    printf(
        "%s, %lld rings closed by three processes: %lld put, %lld forbidden, %lld conflicts, %zu "
        "violations\n",
        maker_name, rounds, shared->put, shared->forbidden, shared->conflicts, wrong);
    crm_close(crm);
    if (shared->failed)
        fail_msg("%s", shared->words);
    assert_int_equal(wrong, 0);
    assert_int_equal(shared->put, (RING - 1) * rounds); /* whoever comes last is refused */
    assert_int_equal(shared->forbidden, rounds);
}

/* The last row of a log. */
static crm_id
last_row(crm_context *crm, crm_id deal)
{
    crm_query *query = crm_query_new(crm, CRM_KIND_TRANSITION);
    int64_t seq = 0, id = 0, rows;
    const crm_table *table;
    crm_scan *scan;

    crew_count(crm, CRM_KIND_TRANSITION, CRM_TRANSITION_OPPORTUNITY, deal, CRM_TRANSITION_SEQ,
               &rows);
    crm_query_where_int(query, CRM_TRANSITION_OPPORTUNITY, deal, deal);
    crm_query_where_int(query, CRM_TRANSITION_SEQ, rows, rows);
    scan = crm_scan_new(crm, query);
    crm_query_free(query);
    while (crm_scan_next(scan, &table) == CRM_OK)
        if (crm_table_int(table, 0, CRM_TRANSITION_SEQ, &seq) == CRM_OK)
            crm_table_int(table, 0, CRM_FIELD_ID, &id);
    crm_scan_free(scan);
    return id;
}

/* Is a number found that is another one, if only by this much? */
static void
check_damage(const char *what, const char *table, const char *field, int by, crm_id id)
{
    char damage[200], repair[200];

    snprintf(damage, sizeof damage, "UPDATE crm_%s SET %s = %s + %d WHERE id = %lld", table, field,
             field, by, (long long)id);
    snprintf(repair, sizeof repair, "UPDATE crm_%s SET %s = %s - %d WHERE id = %lld", table, field,
             field, by, (long long)id);
    if (!crew_is_found(damage, repair, violations))
        fail_msg("%s is not found", what);
}

static void
check_ring(crm_id id, crm_id parent)
{
    char damage[200], repair[200];

    snprintf(damage, sizeof damage, "UPDATE crm_account SET parent = id WHERE id = %lld",
             (long long)id);
    snprintf(repair, sizeof repair,
             "UPDATE crm_account SET parent = nullif(%lld, 0) WHERE id = %lld", (long long)parent,
             (long long)id);
    if (!crew_is_found(damage, repair, violations))
        fail_msg("a ring is not found");
}

/* Each damage is done by hand, on its own; what finds it is what looked at the work of the eight. */
static void
checks_find_what_is_wrong(void **state)
{
    crm_context *crm = crew_open();
    crm_account *account;
    crm_id row = last_row(crm, deals[0]), parent;

    (void)state;
    assert_int_equal(crm_account_load(crm, accounts[0], &account), CRM_OK);
    parent = crm_account_parent(account);
    crm_account_free(account);
    crm_close(crm);
    check_damage("a lost update", "account", "employees", -1, accounts[0]);
    check_damage("half a unit", "account", "annual_revenue", 7, accounts[0]);
    check_damage("an amount that nobody wrote", "opportunity", "amount", 1, deals[0]);
    check_damage("a stage unlike the log", "opportunity", "stage", 1, deals[0]);
    check_damage("a gap", "transition", "seq", 1, row);
    check_damage("a twin", "transition", "seq", -1, row);
    check_damage("a row of another deal", "transition", "opportunity", 1, row);
    check_ring(accounts[0], parent);
}

int
main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eight_processes_on_the_same_records),
        cmocka_unit_test(checks_find_what_is_wrong),
        cmocka_unit_test(three_processes_close_a_ring),
    };
    int status;

    if (count > 1)
        seconds = strtod(words[1], NULL);
    seed = crew_seed();
    status = maker_begin();
    if (status != 0)
        return status;
    status = cmocka_run_group_tests(tests, make_world, NULL);
    maker_end();
    return status;
}
