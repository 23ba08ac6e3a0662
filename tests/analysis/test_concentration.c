/*
 * test_concentration.c - Pareto, ABC, Gini, HHI, and revenue crossed with potential.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "crm/concentration.h"
#include "crm/context.h"
#include "feed.h"

#define USD (('U' << 16) | ('S' << 8) | 'D')
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

static crm_concentration_params
usual(void)
{
    crm_concentration_params params = CRM_CONCENTRATION_PARAMS_INIT;

    params.as_of = AS_OF;
    return params;
}

static void
buy(struct feed *feed, crm_id account, int64_t net)
{
    feed_add(feed, CRM_KIND_PURCHASE, 5, CRM_PURCHASE_ACCOUNT, (long long)account, CRM_PURCHASE_DAY,
             (long long)(AS_OF - 1), CRM_PURCHASE_TYPE,
             (long long)(net < 0 ? CRM_PURCHASE_TYPE_RETURN : CRM_PURCHASE_TYPE_SALE),
             CRM_PURCHASE_NET_AMOUNT, (long long)net, CRM_PURCHASE_CURRENCY, (long long)USD);
}

static crm_analysis *
finished(struct feed *feed, const crm_concentration_params *params, const crm_table *potentials)
{
    crm_analysis *analysis = crm_concentration_new(crm, params);

    if (!analysis)
        fail_msg("%s", crm_message(crm));
    if (potentials)
        assert_int_equal(crm_analysis_set(analysis, "potentials", potentials), CRM_OK);
    assert_int_equal(feed_all(analysis, feed), CRM_OK);
    if (crm_analysis_finish(analysis) != CRM_OK)
        fail_msg("%s", crm_message(crm));
    feed_assert_covered(analysis, feed);
    return analysis;
}

/* 500, 300, 100, 60, 40: shares .5 .3 .1 .06 .04. Gini = sum (2i - 6) x / 5000 with x ascending =
   (-4*40 - 2*60 + 0 + 2*300 + 4*500) / 5000 = .464; HHI = 2500 + 900 + 100 + 36 + 16. */
static void
five_customers_by_hand(void **state)
{
    static const int64_t sales[] = {100, 500, 40, 300, 60};
    static const char classes[] = "AABCC"; /* before them: 0, 50, 80, 90, 96 % */
    struct feed feed = {0};
    crm_concentration_params params = usual();
    crm_analysis *analysis;
    const crm_table *summary, *customers, *table;

    (void)state;
    for (int i = 0; i < 5; i++)
        buy(&feed, i + 1, sales[i]);
    params.top = 2;
    params.b_bp = 9000;
    analysis = finished(&feed, &params, NULL);
    summary = crm_analysis_table(analysis, "summary");
    assert_int_equal(feed_int(summary, 0, "customers"), 5);
    assert_int_equal(feed_int(summary, 0, "sales"), 1000);
    assert_true(feed_double(summary, 0, "gini") == .464);
    assert_true(fabs(feed_double(summary, 0, "hhi") - 3552) < 1e-9);
    assert_true(feed_double(summary, 0, "top_share") == .8);
    assert_int_equal(feed_int(summary, 0, "half"), 1);
    assert_int_equal(feed_int(summary, 0, "four_fifths"), 2);
    customers = crm_analysis_table(analysis, "customers");
    assert_int_equal(feed_int(customers, 0, "customer"), 2);
    assert_int_equal(feed_int(customers, 4, "customer"), 3);
    for (size_t row = 0; row < 5; row++) {
        char class[2] = {classes[row], '\0'};

        assert_true(feed_text_is(customers, row, "class", class));
        assert_int_equal(feed_int(customers, row, "rank"), row + 1);
    }
    assert_true(feed_double(customers, 2, "cumulative") == .9);
    table = crm_analysis_table(analysis, "classes");
    assert_int_equal(feed_int(table, 0, "sales"), 800);
    assert_int_equal(feed_int(table, 2, "customers"), 2);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
trap_107_totals_below_zero_are_apart(void **state)
{
    struct feed feed = {0};
    crm_concentration_params params = usual();
    crm_analysis *analysis;
    const crm_table *summary, *customers;

    (void)state;
    buy(&feed, 1, 100);
    buy(&feed, 2, 50);
    buy(&feed, 2, -80);
    buy(&feed, 3, 0);
    analysis = finished(&feed, &params, NULL);
    summary = crm_analysis_table(analysis, "summary");
    assert_int_equal(feed_int(summary, 0, "customers"), 3);
    assert_int_equal(feed_int(summary, 0, "without_sales"), 2);
    assert_int_equal(feed_int(summary, 0, "sales"), 100);
    assert_true(feed_double(summary, 0, "gini") == 0);
    assert_true(feed_double(summary, 0, "hhi") == 10000);
    customers = crm_analysis_table(analysis, "customers");
    assert_int_equal(feed_int(customers, 2, "customer"), 2); /* 0, then -30 */
    assert_int_equal(feed_int(customers, 2, "sales"), -30);
    assert_int_equal(feed_int(customers, 2, "rank"), FEED_NONE);
    assert_true(feed_text_is(customers, 2, "class", NULL));
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
nobody_bought_anything(void **state)
{
    struct feed feed = {0};
    crm_concentration_params params = usual();
    crm_analysis *analysis = finished(&feed, &params, NULL);
    const crm_table *summary = crm_analysis_table(analysis, "summary");
    double unused;

    (void)state;
    assert_int_equal(feed_int(summary, 0, "customers"), 0);
    assert_int_equal(crm_table_double(summary, 0, crm_table_column(summary, "gini"), &unused),
                     CRM_NONE);
    assert_int_equal(crm_table_double(summary, 0, crm_table_column(summary, "hhi"), &unused),
                     CRM_NONE);
    crm_analysis_free(analysis);
}

/* Four customers of 25 each: all cross 80 % together, so all are A; rank 1, cumulative 1. */
static void
equal_totals_have_equal_classes(void **state)
{
    struct feed feed = {0};
    crm_concentration_params params = usual();
    crm_analysis *analysis;
    const crm_table *customers;

    (void)state;
    for (int i = 4; i > 0; i--)
        buy(&feed, i, 25);
    analysis = finished(&feed, &params, NULL);
    customers = crm_analysis_table(analysis, "customers");
    for (size_t row = 0; row < 4; row++) {
        assert_int_equal(feed_int(customers, row, "customer"), row + 1);
        assert_int_equal(feed_int(customers, row, "rank"), 1);
        assert_true(feed_text_is(customers, row, "class", "A"));
        assert_true(feed_double(customers, row, "cumulative") == 1);
    }
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
potential(crm_table *table, crm_id customer, int64_t amount)
{
    size_t row = crm_table_rows(table);

    assert_int_equal(crm_table_add(table, 1), CRM_OK);
    assert_int_equal(crm_table_set_int(table, row, 0, customer), CRM_OK);
    assert_int_equal(crm_table_set_int(table, row, 1, amount), CRM_OK);
}

static void
revenue_is_crossed_with_potential(void **state)
{
    struct feed feed = {0};
    crm_concentration_params params = usual();
    crm_table *table = crm_settings_new(crm, "concentration", "potentials");
    crm_analysis *analysis;
    const crm_table *crossed;

    (void)state;
    buy(&feed, 1, 900);
    buy(&feed, 2, 100);
    potential(table, 2, 5000);
    potential(table, 3, 100); /* bought nothing */
    analysis = finished(&feed, &params, table);
    crossed = crm_analysis_table(analysis, "crossed");
    assert_int_equal(crm_table_rows(crossed), 3);
    assert_true(feed_text_is(crossed, 0, "class", "A"));
    assert_true(feed_text_is(crossed, 0, "potential_class", NULL));
    assert_true(feed_text_is(crossed, 1, "class", "B"));
    assert_true(feed_text_is(crossed, 1, "potential_class", "A")); /* to be won */
    assert_int_equal(feed_int(crossed, 1, "potential"), 5000);
    assert_true(feed_text_is(crossed, 2, "class", NULL));
    assert_true(feed_text_is(crossed, 2, "potential_class", "C"));
    crm_analysis_free(analysis);
    potential(table, 3, 7);
    analysis = crm_concentration_new(crm, &params);
    assert_int_equal(crm_analysis_set(analysis, "potentials", table), CRM_OK);
    assert_int_equal(crm_analysis_finish(analysis), CRM_ERROR_DATA); /* named twice */
    crm_analysis_free(analysis);
    crm_table_clear(table);
    potential(table, 3, -1);
    analysis = crm_concentration_new(crm, &params);
    assert_int_equal(crm_analysis_set(analysis, "potentials", table), CRM_ERROR_DATA);
    crm_analysis_free(analysis);
    crm_table_free(table);
    feed_done(&feed);
}

/* The Gini of any numbers is half the mean difference over the mean: all pairs, by definition. */
static void
gini_is_the_mean_difference(void **state)
{
    uint64_t random = 11;

    (void)state;
    for (int round = 0; round < 20; round++) {
        struct feed feed = {0};
        crm_concentration_params params = usual();
        crm_analysis *analysis;
        int64_t x[30], n = feed_between(&random, 1, 30);
        double differences = 0, sum = 0;

        for (int64_t i = 0; i < n; i++) {
            x[i] = feed_between(&random, 1, 1000);
            sum += (double)x[i];
            buy(&feed, i + 1, x[i]);
        }
        for (int64_t i = 0; i < n; i++) {
            for (int64_t j = 0; j < n; j++)
                differences += fabs((double)(x[i] - x[j]));
        }
        analysis = finished(&feed, &params, NULL);
        assert_true(fabs(feed_double(crm_analysis_table(analysis, "summary"), 0, "gini") -
                         differences / (2 * (double)n * sum)) < 1e-12);
        crm_analysis_free(analysis);
        feed_done(&feed);
    }
}

static void
wrong_params_are_refused(void **state)
{
    crm_concentration_params params = CRM_CONCENTRATION_PARAMS_INIT, init;

    (void)state;
    assert_int_equal(crm_concentration_params_init(&init, sizeof init), CRM_OK);
    assert_memory_equal(&init, &params, sizeof init);
    assert_null(crm_concentration_new(crm, &params)); /* no as_of */
    params = usual();
    params.top = 0;
    assert_null(crm_concentration_new(crm, &params));
    params = usual();
    params.a_bp = params.b_bp;
    assert_null(crm_concentration_new(crm, &params));
    params = usual();
    params.b_bp = 10001;
    assert_null(crm_concentration_new(crm, &params));
    params = usual();
    params.reserved = 1;
    assert_null(crm_concentration_new(crm, &params));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(five_customers_by_hand, setup, teardown),
        cmocka_unit_test_setup_teardown(trap_107_totals_below_zero_are_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(nobody_bought_anything, setup, teardown),
        cmocka_unit_test_setup_teardown(equal_totals_have_equal_classes, setup, teardown),
        cmocka_unit_test_setup_teardown(revenue_is_crossed_with_potential, setup, teardown),
        cmocka_unit_test_setup_teardown(gini_is_the_mean_difference, setup, teardown),
        cmocka_unit_test_setup_teardown(wrong_params_are_refused, setup, teardown),
    };

    return cmocka_run_group_tests_name("concentration", tests, NULL, NULL);
}
