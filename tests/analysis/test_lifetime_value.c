/*
 * test_lifetime_value.c - what customers brought and cost, shared costs, winning against keeping,
 * payback, and the closed forms.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "crm/context.h"
#include "crm/lifetime_value.h"
#include "feed.h"

#define USD (('U' << 16) | ('S' << 8) | 'D')
#define JPY (('J' << 16) | ('P' << 8) | 'Y')
#define AS_OF 20000

static crm_context *crm;

static int
setup(void **state)
{
    (void)state;
    crm = feed_open(NULL, NULL);
    return crm ? 0 : -1;
}

static int
teardown(void **state)
{
    (void)state;
    crm_close(crm);
    return 0;
}

static crm_lifetime_value_params
usual(void)
{
    crm_lifetime_value_params params = CRM_LIFETIME_VALUE_PARAMS_INIT;

    params.as_of = AS_OF;
    return params;
}

static void
buy(struct feed *feed, crm_id account, crm_day day, int64_t net, int64_t cost)
{
    feed_add(feed, CRM_KIND_PURCHASE, 6, CRM_PURCHASE_ACCOUNT, (long long)account, CRM_PURCHASE_DAY,
             (long long)day, CRM_PURCHASE_TYPE,
             (long long)(net < 0 ? CRM_PURCHASE_TYPE_RETURN : CRM_PURCHASE_TYPE_SALE),
             CRM_PURCHASE_NET_AMOUNT, (long long)net, CRM_PURCHASE_COST_AMOUNT, (long long)cost,
             CRM_PURCHASE_CURRENCY, (long long)USD);
}

/* account 0 = on nobody in particular */
static void
spend(struct feed *feed, int32_t category, crm_id account, crm_day day, int64_t amount)
{
    struct feed_row *row =
        feed_add(feed, CRM_KIND_EXPENSE, 4, CRM_EXPENSE_CATEGORY, (long long)category,
                 CRM_EXPENSE_DAY, (long long)day, CRM_EXPENSE_AMOUNT, (long long)amount,
                 CRM_EXPENSE_CURRENCY, (long long)USD);

    if (account) {
        row->field[row->cells] = CRM_EXPENSE_ACCOUNT;
        row->value[row->cells++] = account;
    }
}

static crm_analysis *
finished(struct feed *feed, const crm_lifetime_value_params *params)
{
    crm_analysis *analysis = crm_lifetime_value_new(crm, params);

    if (!analysis)
        fail_msg("%s", crm_message(crm));
    assert_int_equal(feed_all(analysis, feed), CRM_OK);
    if (crm_analysis_finish(analysis) != CRM_OK)
        fail_msg("%s", crm_message(crm));
    feed_assert_covered(analysis, feed);
    return analysis;
}

/* Customer 1 bought before the window, too; 2 and 3 were won in it. Marketing of 100 is shared 600 :
   300 : 100 = 60, 30, 10; acquisition of 50 without a name among 2 and 3, 300 : 100 = 37.5 and 12.5:
   38 and 12, the larger remainder being equal and the lower id first. */
static void
three_customers(struct feed *feed)
{
    buy(feed, 1, AS_OF - 500, 1000, 400);
    buy(feed, 1, AS_OF - 90, 600, 250);
    buy(feed, 2, AS_OF - 80, 200, 50);
    buy(feed, 2, AS_OF - 20, 100, 40);
    buy(feed, 3, AS_OF - 10, 100, 90);
    spend(feed, CRM_EXPENSE_CATEGORY_MARKETING, 0, AS_OF - 60, 100);
    spend(feed, CRM_EXPENSE_CATEGORY_SERVICE, 1, AS_OF - 60, 70);
    spend(feed, CRM_EXPENSE_CATEGORY_ACQUISITION, 2, AS_OF - 85, 150);
    spend(feed, CRM_EXPENSE_CATEGORY_ACQUISITION, 0, AS_OF - 85, 50);
    spend(feed, CRM_EXPENSE_CATEGORY_GOODS, 3, AS_OF - 9, 5);
    spend(feed, CRM_EXPENSE_CATEGORY_MARKETING, 0, AS_OF - 400, 9999); /* before the window */
    spend(feed, CRM_EXPENSE_CATEGORY_MARKETING, 0, AS_OF + 1, 9999);
}

static void
assert_customer(const crm_table *table, crm_id id, const int64_t *expected)
{
    static const char *const columns[] = {"revenue", "goods",       "marketing",
                                          "service", "acquisition", "value"};
    size_t row = feed_find(table, "customer", id);

    for (int i = 0; i < 6; i++)
        assert_int_equal(feed_int(table, row, columns[i]), expected[i]);
}

static void
value_is_what_remains_of_revenue(void **state)
{
    struct feed feed = {0};
    crm_lifetime_value_params params = usual();
    crm_analysis *analysis;
    const crm_table *customers, *summary;

    (void)state;
    three_customers(&feed);
    params.since = AS_OF - 365;
    analysis = finished(&feed, &params);
    customers = crm_analysis_table(analysis, "customers");
    assert_customer(customers, 1, (int64_t[]){600, 250, 60, 70, 0, 220});
    assert_customer(customers, 2, (int64_t[]){300, 90, 30, 0, 188, -8});
    assert_customer(customers, 3, (int64_t[]){100, 95, 10, 0, 12, -17});
    assert_int_equal(feed_int(customers, 0, "customer"), 1);
    assert_int_equal(feed_int(customers, 2, "customer"), 3);
    assert_int_equal(feed_int(customers, 0, "is_new"), 0);
    assert_int_equal(feed_int(customers, 0, "first_day"), AS_OF - 500);
    assert_int_equal(feed_int(customers, 1, "shared"), 68);
    summary = crm_analysis_table(analysis, "summary");
    assert_int_equal(feed_int(summary, 0, "value"), 195);
    assert_int_equal(feed_int(summary, 0, "new_customers"), 2);
    assert_int_equal(feed_int(summary, 0, "cost_to_acquire"), 100); /* 200 / 2 */
    assert_int_equal(feed_int(summary, 0, "cost_to_keep"), 170);    /* of one that there was */
    assert_true(feed_double(summary, 0, "acquire_to_keep") == 100.0 / 170);
    assert_int_equal(feed_reason(analysis, "expense", "before_since"), 1);
    assert_int_equal(feed_reason(analysis, "expense", "after_as_of"), 1);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* Customer 2 owes 188: 150 after the first day, 210 after the second, 60 days on. */
static void
payback_counts_from_the_first_purchase(void **state)
{
    struct feed feed = {0};
    crm_lifetime_value_params params = usual();
    crm_analysis *analysis;
    const crm_table *customers, *summary;

    (void)state;
    three_customers(&feed);
    params.since = AS_OF - 365;
    analysis = finished(&feed, &params);
    customers = crm_analysis_table(analysis, "customers");
    assert_int_equal(feed_int(customers, 0, "payback_days"), FEED_NONE); /* owes nothing */
    assert_int_equal(feed_int(customers, 1, "payback_days"), 60);
    assert_int_equal(feed_int(customers, 2, "payback_days"), FEED_NONE); /* 10 of 12 */
    summary = crm_analysis_table(analysis, "summary");
    assert_int_equal(feed_int(summary, 0, "paid_back"), 1);
    assert_true(feed_double(summary, 0, "payback_median_days") == 60);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
evenly_shared_costs_lose_nothing(void **state)
{
    struct feed feed = {0};
    crm_lifetime_value_params params = usual();
    crm_analysis *analysis;
    const crm_table *customers;

    (void)state;
    for (crm_id id = 1; id <= 3; id++)
        buy(&feed, id, AS_OF - id, 100 * id, 0);
    spend(&feed, CRM_EXPENSE_CATEGORY_SERVICE, 0, AS_OF, 100);
    params.allocation = CRM_ALLOCATE_EVENLY;
    analysis = finished(&feed, &params);
    customers = crm_analysis_table(analysis, "customers");
    assert_int_equal(feed_int(customers, feed_find(customers, "customer", 1), "service"), 34);
    assert_int_equal(feed_int(customers, feed_find(customers, "customer", 2), "service"), 33);
    assert_int_equal(feed_int(customers, feed_find(customers, "customer", 3), "service"), 33);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* Nobody was won in the window, one account that something was spent on never bought. */
static void
what_concerns_nobody_stays_unallocated(void **state)
{
    struct feed feed = {0};
    crm_lifetime_value_params params = usual();
    crm_analysis *analysis;
    const crm_table *summary;

    (void)state;
    buy(&feed, 1, AS_OF - 500, 100, 0);
    spend(&feed, CRM_EXPENSE_CATEGORY_ACQUISITION, 0, AS_OF, 40);
    spend(&feed, CRM_EXPENSE_CATEGORY_SERVICE, 2, AS_OF, 7);
    params.since = AS_OF - 100;
    analysis = finished(&feed, &params);
    summary = crm_analysis_table(analysis, "summary");
    assert_int_equal(feed_int(summary, 0, "unallocated"), 47);
    assert_int_equal(feed_int(summary, 0, "cost_to_acquire"), FEED_NONE);
    assert_int_equal(feed_int(summary, 0, "acquisition"), 0);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
unpriced_expenses_are_counted(void **state)
{
    struct feed feed = {0};
    crm_lifetime_value_params params = usual();
    crm_analysis *analysis;

    (void)state;
    buy(&feed, 1, AS_OF - 5, 100, 0);
    spend(&feed, CRM_EXPENSE_CATEGORY_SERVICE, 1, AS_OF, 7);
    feed.rows[1].value[3] = JPY;
    params.currency = USD;
    analysis = finished(&feed, &params);
    assert_int_equal(feed_reason(analysis, "expense", "no_rate"), 1);
    assert_int_equal(feed_int(crm_analysis_table(analysis, "customers"), 0, "service"), 0);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* Split in four, in any order: the same bits. */
static void
partials_give_the_same_bits(void **state)
{
    crm_lifetime_value_params params = usual();
    struct feed feed = {0};
    uint64_t random = 7;
    crm_analysis *whole, *parts[4];

    (void)state;
    for (int i = 0; i < 300; i++) {
        buy(&feed, feed_between(&random, 1, 20), (crm_day)(AS_OF - feed_between(&random, 0, 700)),
            feed_between(&random, 1, 5000), feed_between(&random, 0, 3000));
        spend(&feed, (int32_t)feed_between(&random, 1, 4), feed_between(&random, 0, 20),
              (crm_day)(AS_OF - feed_between(&random, 0, 700)), feed_between(&random, -50, 900));
    }
    params.since = AS_OF - 365;
    params.currency = USD;
    whole = finished(&feed, &params);
    feed_shuffle(&feed, crm_descriptor_find("lifetime_value"), &random);
    for (size_t i = 0; i < 4; i++) {
        parts[i] = crm_lifetime_value_new(crm, &params);
        assert_int_equal(feed_some(parts[i], &feed, 7, i, 4), CRM_OK);
    }
    for (size_t i = 1; i < 4; i++) {
        assert_int_equal(feed_merge(parts[0], parts[i]), CRM_OK);
        crm_analysis_free(parts[i]);
    }
    assert_int_equal(crm_analysis_finish(parts[0]), CRM_OK);
    feed_assert_same(whole, parts[0], NULL);
    crm_analysis_free(parts[0]);
    crm_analysis_free(whole);
    feed_done(&feed);
}

/* Published at 10 %: 1.20, 1.75, 2.67, 4.50 for retention of .6 to .9 (Gupta and Lehmann). */
static void
published_multiples(void **state)
{
    static const double published[] = {1.20, 1.75, 2.67, 4.50};
    double multiple = 0;
    int64_t value = 0;

    (void)state;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(crm_lifetime_multiple(6000 + 1000 * i, 1000, 0, &multiple), CRM_OK);
        assert_true(fabs(multiple - published[i]) < .005);
    }
    assert_int_equal(crm_lifetime_multiple(8000, 1000, 1, &multiple), CRM_OK);
    assert_true(multiple == 11.0 / 3);
    assert_int_equal(crm_lifetime_perpetuity(30000, 8000, 1000, 0, 5000, &value), CRM_OK);
    assert_int_equal(value, 75000);
    assert_int_equal(crm_lifetime_perpetuity(1, 5000, 0, 0, 0, &value), CRM_OK);
    assert_int_equal(value, 1);
    assert_int_equal(crm_lifetime_perpetuity(INT64_MAX, 9999, 0, 1, 0, &value), CRM_ERROR_OVERFLOW);
    assert_int_equal(crm_lifetime_multiple(10000, 0, 0, &multiple), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_lifetime_multiple(10001, 500, 0, &multiple), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_lifetime_multiple(-1, 500, 0, &multiple), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_lifetime_multiple(5000, -1, 0, &multiple), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_lifetime_multiple(5000, 0, 0, NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_lifetime_perpetuity(1, 5000, 0, 0, 0, NULL), CRM_ERROR_ARGUMENT);
}

static void
wrong_params_are_refused(void **state)
{
    crm_lifetime_value_params params = CRM_LIFETIME_VALUE_PARAMS_INIT, init;

    (void)state;
    assert_int_equal(crm_lifetime_value_params_init(&init, sizeof init), CRM_OK);
    assert_memory_equal(&init, &params, sizeof init);
    assert_null(crm_lifetime_value_new(crm, &params));
    params = usual();
    params.sales = CRM_SALES_WON;
    assert_null(crm_lifetime_value_new(crm, &params));
    params = usual();
    params.allocation = 3;
    assert_null(crm_lifetime_value_new(crm, &params));
    params = usual();
    params.unit = CRM_UNIT_CONTACT;
    assert_null(crm_lifetime_value_new(crm, &params));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(value_is_what_remains_of_revenue, setup, teardown),
        cmocka_unit_test_setup_teardown(payback_counts_from_the_first_purchase, setup, teardown),
        cmocka_unit_test_setup_teardown(evenly_shared_costs_lose_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(what_concerns_nobody_stays_unallocated, setup, teardown),
        cmocka_unit_test_setup_teardown(unpriced_expenses_are_counted, setup, teardown),
        cmocka_unit_test_setup_teardown(partials_give_the_same_bits, setup, teardown),
        cmocka_unit_test(published_multiples),
        cmocka_unit_test_setup_teardown(wrong_params_are_refused, setup, teardown),
    };

    return cmocka_run_group_tests_name("lifetime value", tests, NULL, NULL);
}
