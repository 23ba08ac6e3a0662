/*
 * test_whitespace_chances.c - likelihood, value and expected value of cells, worked out by hand, and
 * the order in which openings are listed.
 */
#include "grid_case.h"

static double
likelihood(crm_analysis *analysis, crm_id who, crm_id what)
{
    return feed_double(cells_of(analysis), cell(analysis, who, what), "likelihood");
}

/* 2 of 4 hold it: p0 = 1/2; 2 of 3 others: (2 + 5/2) / (3 + 5) = 9/16. */
static void
peers_shrink_to_all_customers(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 4);
    product(1, 0, NULL);
    sale(1, 1, 20000, 101);
    sale(2, 1, 20000, 104);
    analysis = finished();
    assert_int_equal(cell_int(analysis, 3, 1, "peers"), 3);
    assert_int_equal(cell_int(analysis, 3, 1, "holders"), 2);
    assert_int_equal(cell_int(analysis, 3, 1, "family_members"), 0);
    assert_true(likelihood(analysis, 3, 1) == 9.0 / 16.0);
    assert_int_equal(cell_int(analysis, 3, 1, "value"), 102);   /* 102.5, half to even */
    assert_int_equal(cell_int(analysis, 3, 1, "expected"), 57); /* 102 x 9/16 = 57.375 */
    crm_analysis_free(analysis);
    params.kappa = 1; /* (2 + 1/2) / 4 = 5/8 */
    analysis = finished();
    assert_true(likelihood(analysis, 3, 1) == 5.0 / 8.0);
    crm_analysis_free(analysis);
}

/* Three sisters have it: p1 = (3 + 5 x 3/8) / (7 + 5) = 13/32; p = (3 + 5 x 13/32) / 8 = 161/256. */
static void
sisters_pull_harder_than_strangers(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 8);
    product(1, 0, NULL);
    product(2, 0, NULL);
    for (crm_id id = 2; id <= 5; id++)
        owned(id, id, 1);
    for (crm_id id = 1; id <= 3; id++)
        sale(id, 1, 20000, 1000);
    sale(4, 2, 20000, 50); /* buys, but not that */
    analysis = finished();
    assert_int_equal(cell_int(analysis, 4, 1, "family_members"), 3);
    assert_int_equal(cell_int(analysis, 4, 1, "family_holders"), 3);
    assert_true(likelihood(analysis, 4, 1) == 161.0 / 256.0);
    assert_int_equal(cell_int(analysis, 4, 1, "expected"), 629); /* 628.90625 */
    /* 5 buys nothing: one more buying sister, who has it not: (3 + 5 x 13/32) / 9 */
    assert_int_equal(cell_int(analysis, 5, 1, "family_members"), 4);
    assert_true(likelihood(analysis, 5, 1) == 161.0 / 288.0);
    assert_true(likelihood(analysis, 8, 1) == 13.0 / 32.0);
    crm_analysis_free(analysis);
}

/* Six of a segment are five others each: peers. Five are too few and have all the others. */
static void
peers_are_a_segment_that_is_large_enough(void **state)
{
    crm_analysis *analysis;

    (void)state;
    for (crm_id id = 1; id <= 6; id++)
        account(id, CRM_ACCOUNT_TYPE_CUSTOMER, id % 2 ? "Chain" : "CHAIN");
    for (crm_id id = 7; id <= 11; id++)
        account(id, CRM_ACCOUNT_TYPE_CUSTOMER, "Shop");
    account(12, CRM_ACCOUNT_TYPE_CUSTOMER, NULL);
    product(1, 0, NULL);
    sale(1, 1, 20000, 100);
    sale(2, 1, 20000, 300);
    sale(3, 1, 20000, 200);
    sale(7, 1, 20000, 9000);
    analysis = finished();
    assert_int_equal(cell_int(analysis, 4, 1, "peers"), 5);
    assert_int_equal(cell_int(analysis, 4, 1, "holders"), 3);
    assert_int_equal(cell_int(analysis, 4, 1, "value"), 200); /* three peers hold it */
    assert_int_equal(cell_int(analysis, 8, 1, "peers"), 11);
    assert_int_equal(cell_int(analysis, 8, 1, "holders"), 4);
    assert_int_equal(cell_int(analysis, 8, 1, "value"), 250);
    assert_int_equal(cell_int(analysis, 12, 1, "peers"), 11);
    /* p0 = 4/12; (3 + 5/3) / 10 and (4 + 5/3) / 16 */
    assert_true(likelihood(analysis, 4, 1) == 7.0 / 15.0);
    assert_true(likelihood(analysis, 8, 1) == 17.0 / 48.0);
    crm_analysis_free(analysis);
}

/* Fewer than three peers hold it: the value is that of all holders. */
static void
two_holders_among_peers_are_no_median(void **state)
{
    crm_analysis *analysis;

    (void)state;
    for (crm_id id = 1; id <= 6; id++)
        account(id, CRM_ACCOUNT_TYPE_CUSTOMER, "Chain");
    customers(7, 8);
    product(1, 0, NULL);
    sale(1, 1, 20000, 100);
    sale(2, 1, 20000, 300);
    sale(7, 1, 20000, 700);
    analysis = finished();
    assert_int_equal(cell_int(analysis, 3, 1, "holders"), 2);
    assert_int_equal(cell_int(analysis, 3, 1, "value"), 300);
    crm_analysis_free(analysis);
}

/* Nobody holds it: what one unit costs; and if it has no price, nothing, which is counted. */
static void
without_holders_the_list_price_is_the_value(void **state)
{
    crm_analysis *analysis;
    const crm_table *products, *accounts;

    (void)state;
    customers(1, 2);
    product(1, 800, NULL);
    product(2, 0, NULL);
    analysis = finished();
    assert_int_equal(cell_int(analysis, 1, 1, "value"), 800);
    assert_true(likelihood(analysis, 1, 1) == 0.0);
    assert_int_equal(cell_int(analysis, 1, 1, "expected"), 0);
    assert_true(cell_int(analysis, 1, 2, "value") == FEED_NONE);
    assert_true(cell_int(analysis, 1, 2, "expected") == FEED_NONE);
    assert_int_equal(feed_reason(analysis, "product", "note_no_value"), 1);
    products = crm_analysis_table(analysis, "products");
    assert_int_equal(feed_int(products, 0, "product"), 1);
    assert_int_equal(feed_int(products, 0, "value"), 1600);
    assert_int_equal(feed_int(products, 1, "product"), 2);
    assert_true(feed_int(products, 1, "value") == FEED_NONE);
    assert_int_equal(feed_int(products, 1, "accounts"), 2);
    assert_true(feed_double(products, 1, "penetration") == 0.0);
    accounts = crm_analysis_table(analysis, "accounts");
    assert_int_equal(feed_int(accounts, 0, "white"), 2);
    assert_int_equal(feed_int(accounts, 0, "value"), 800);
    crm_analysis_free(analysis);
}

/* A list price in another currency is worth its rate of as_of, or nothing. */
static void
a_list_price_is_converted_at_as_of(void **state)
{
    crm_analysis *analysis;
    struct feed_row *row;

    (void)state;
    customers(1, 1);
    row = feed_add(&story.feed, CRM_KIND_PRODUCT, 3, CRM_FIELD_ID, 1LL, CRM_PRODUCT_LIST_PRICE,
                   101LL, CRM_PRODUCT_CURRENCY, (long long)LOG_EUR);
    assert_non_null(row);
    analysis = finished();
    assert_true(cell_int(analysis, 1, 1, "value") == FEED_NONE);
    crm_analysis_free(analysis);
    feed_add(&story.feed, CRM_KIND_RATE, 7, CRM_FIELD_ID, 1LL, CRM_RATE_BASE, (long long)LOG_EUR,
             CRM_RATE_TARGET, (long long)LOG_USD, CRM_RATE_DAY, (long long)LOG_AS_OF - 7,
             CRM_RATE_NUM, 3LL, CRM_RATE_DEN, 2LL, CRM_RATE_TYPE, (long long)CRM_RATE_TYPE_SPOT);
    analysis = finished();
    assert_int_equal(cell_int(analysis, 1, 1, "value"), 152); /* 151.5, half to even */
    crm_analysis_free(analysis);
}

/* Holding looks at all history, the value at the window: who bought before it paid 0 in it. */
static void
only_the_value_has_a_window(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 4);
    product(1, 0, NULL);
    sale(1, 1, 19000, 500);
    sale(2, 1, 20000, 100);
    sale(2, 1, 20001, 60);
    sale(3, 1, 19999, 500);
    sale(3, 1, 20000, 30);
    params.since = 20000;
    analysis = finished();
    assert_int_equal(cell_int(analysis, 4, 1, "holders"), 3);
    assert_int_equal(cell_int(analysis, 4, 1, "value"), 30); /* 0, 30, 160 */
    assert_int_equal(feed_reason(analysis, "purchase", "before_since"), 0);
    crm_analysis_free(analysis);
}

/* Expected, likelihood, account, product: with ties broken by ids. */
static void
openings_come_in_the_order_in_which_to_try_them(void **state)
{
    static const int64_t order[][2] = {{2, 2}, {3, 2}, {1, 1}, {3, 1}, {1, 3}, {2, 3}, {3, 3}};
    crm_analysis *analysis;
    const crm_table *cells;

    (void)state;
    customers(1, 3);
    for (crm_id id = 1; id <= 3; id++)
        product(id, 0, NULL);
    sale(1, 2, 20000, 900);
    sale(2, 1, 20000, 300);
    analysis = finished();
    cells = cells_of(analysis);
    assert_int_equal(crm_table_rows(cells), 7);
    for (size_t row = 0; row < 7; row++) {
        assert_int_equal(feed_int(cells, row, "account"), order[row][0]);
        assert_int_equal(feed_int(cells, row, "product"), order[row][1]);
    }
    crm_analysis_free(analysis);
}

/* Given away, both are worth nothing: what more customers have comes first. */
static void
the_likelier_comes_first_among_equals(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 3);
    product(1, 0, NULL);
    product(2, 0, NULL);
    line(CRM_PURCHASE_TYPE_GIFT, 1, 1, 20000, 0);
    line(CRM_PURCHASE_TYPE_GIFT, 1, 2, 20000, 0);
    line(CRM_PURCHASE_TYPE_GIFT, 2, 2, 20000, 0);
    analysis = finished();
    assert_int_equal(crm_table_rows(cells_of(analysis)), 3);
    assert_int_equal(feed_int(cells_of(analysis), 0, "account"), 3);
    assert_int_equal(feed_int(cells_of(analysis), 0, "product"), 2);
    assert_int_equal(feed_int(cells_of(analysis), 0, "expected"), 0);
    assert_true(feed_double(cells_of(analysis), 0, "likelihood") >
                feed_double(cells_of(analysis), 1, "likelihood"));
    crm_analysis_free(analysis);
}

/* Value and expected of a family's white cells; those with an open deal are not among them. */
static void
totals_are_of_white_cells(void **state)
{
    crm_analysis *analysis;
    const crm_table *table;
    size_t row;

    (void)state;
    customers(1, 4);
    product(1, 0, NULL);
    owned(1, 2, 1);
    sale(1, 1, 20000, 1000);
    open_deal(1, 3, 1);
    analysis = finished();
    table = crm_analysis_table(analysis, "families");
    row = feed_find(table, "root", 1);
    assert_int_equal(feed_int(table, row, "members"), 2);
    assert_int_equal(feed_int(table, row, "white"), 1);
    assert_int_equal(feed_int(table, row, "value"), 1000);
    assert_int_equal(feed_int(table, row, "expected"), cell_int(analysis, 2, 1, "expected"));
    table = crm_analysis_table(analysis, "accounts");
    row = feed_find(table, "account", 3);
    assert_int_equal(feed_int(table, row, "in_pipeline"), 1);
    assert_int_equal(feed_int(table, row, "value"), 0);
    assert_int_equal(feed_int(table, feed_find(table, "account", 2), "root"), 1);
    assert_true(cell_int(analysis, 3, 1, "value") == 1000);
    table = crm_analysis_table(analysis, "products");
    assert_int_equal(feed_int(table, 0, "white"), 2);
    assert_int_equal(feed_int(table, 0, "value"), 2000);
    assert_int_equal(feed_int(table, 0, "holders"), 1);
    assert_true(feed_double(table, 0, "penetration") == 0.25);
    crm_analysis_free(analysis);
}

static void
a_total_that_does_not_fit_is_an_overflow(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 3);
    product(1, 0, NULL);
    sale(1, 1, 20000, INT64_MAX);
    analysis = crm_whitespace_new(crm, &params);
    assert_int_equal(feed_all(analysis, &story.feed), CRM_OK);
    assert_int_equal(crm_analysis_finish(analysis), CRM_ERROR_OVERFLOW);
    assert_null(crm_analysis_table(analysis, "cells"));
    crm_analysis_free(analysis);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(peers_shrink_to_all_customers),
        CASE(sisters_pull_harder_than_strangers),
        CASE(peers_are_a_segment_that_is_large_enough),
        CASE(two_holders_among_peers_are_no_median),
        CASE(without_holders_the_list_price_is_the_value),
        CASE(a_list_price_is_converted_at_as_of),
        CASE(only_the_value_has_a_window),
        CASE(openings_come_in_the_order_in_which_to_try_them),
        CASE(the_likelier_comes_first_among_equals),
        CASE(totals_are_of_white_cells),
        CASE(a_total_that_does_not_fit_is_an_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
