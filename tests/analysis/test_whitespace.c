/*
 * test_whitespace.c - the states of the grid: who is a row, what is held, and which of the six states
 * a cell is in.
 */
#include "grid_case.h"

/* ---- States ---- */

/* Account 1 has one state a product, 2 holds them all, so that each product is something. */
static void
each_cell_is_in_the_first_state_that_holds(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 2);
    for (crm_id id = 1; id <= 6; id++) {
        struct feed_row *row = product(id, 0, NULL);

        if (id == 4)
            with(row, CRM_PRODUCT_VALIDITY_DAYS, 100);
        if (id == 5)
            with(row, CRM_PRODUCT_RETIRED, 20050);
        sale(2, id, 20090, 100);
    }
    sale(1, 1, 20001, 100);
    open_deal(2, 1, 2);
    lost_deal(3, 1, 3, 20080);
    sale(1, 4, 19000, 100);
    params.flags = CRM_WHITESPACE_SHOW_HELD;
    analysis = finished();
    for (crm_id id = 1; id <= 6; id++) {
        static const int32_t states[] = {CRM_CELL_HELD,          CRM_CELL_IN_PIPELINE,
                                         CRM_CELL_LOST_RECENTLY, CRM_CELL_EXPIRED,
                                         CRM_CELL_EXCLUDED,      CRM_CELL_WHITE};

        assert_int_equal(cell_int(analysis, 1, id, "state"), states[id - 1]);
        assert_int_equal(cell_int(analysis, 2, id, "state"), CRM_CELL_HELD);
    }
    assert_int_equal(cell_int(analysis, 1, 1, "held_since"), 20001);
    assert_int_equal(cell_int(analysis, 1, 1, "last_day"), 20001);
    assert_true(cell_int(analysis, 1, 2, "held_since") == FEED_NONE);
    assert_int_equal(cell_int(analysis, 1, 2, "opportunity"), 2);
    assert_int_equal(cell_int(analysis, 1, 3, "opportunity"), 3);
    assert_int_equal(cell_int(analysis, 1, 3, "lost_day"), 20080);
    assert_true(cell_int(analysis, 1, 4, "held_since") == FEED_NONE);
    assert_int_equal(cell_int(analysis, 1, 4, "last_day"), 19000);
    assert_true(cell_int(analysis, 1, 6, "last_day") == FEED_NONE);
    assert_true(cell_int(analysis, 1, 6, "opportunity") == FEED_NONE);
    assert_true(cell_int(analysis, 1, 6, "evidence") == FEED_NONE);
    assert_true(is_none(cells_of(analysis), cell(analysis, 1, 6), "evidence_weight"));
    crm_analysis_free(analysis);
}

/* Everything at once; then one reason after the other is taken away. */
static void
states_are_tried_in_order(void **state)
{
    (void)state;
    for (int32_t first = CRM_CELL_HELD; first <= CRM_CELL_EXCLUDED; first++) {
        crm_analysis *analysis;

        customers(1, 1);
        with(with(product(1, 0, NULL), CRM_PRODUCT_RETIRED, 20000), CRM_PRODUCT_VALIDITY_DAYS, 50);
        if (first <= CRM_CELL_EXPIRED)
            sale(1, 1, 19000, 100);
        if (first <= CRM_CELL_HELD)
            sale(1, 1, 20090, 100);
        if (first <= CRM_CELL_IN_PIPELINE)
            open_deal(1, 1, 1);
        if (first <= CRM_CELL_LOST_RECENTLY)
            lost_deal(2, 1, 1, 20080);
        params.flags = CRM_WHITESPACE_SHOW_HELD;
        analysis = finished();
        assert_int_equal(cell_int(analysis, 1, 1, "state"), first);
        crm_analysis_free(analysis);
        feed_done(&story.feed);
        memset(&story, 0, sizeof story);
    }
}

static void
held_cells_are_listed_on_request(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 2);
    product(1, 0, NULL);
    sale(1, 1, 20000, 100);
    analysis = finished();
    assert_int_equal(crm_table_rows(cells_of(analysis)), 1);
    assert_true(cell(analysis, 1, 1) == SIZE_MAX);
    crm_analysis_free(analysis);
    params.flags = CRM_WHITESPACE_SHOW_HELD;
    analysis = finished();
    assert_int_equal(crm_table_rows(cells_of(analysis)), 2);
    assert_true(is_none(cells_of(analysis), cell(analysis, 1, 1), "likelihood"));
    assert_true(cell_int(analysis, 1, 1, "value") == FEED_NONE);
    assert_int_equal(cell_int(analysis, 1, 1, "holders"), 0); /* others */
    crm_analysis_free(analysis);
}

/* lost_days = 20: the last 20 days, as_of among them. */
static void
recently_is_less_than_lost_days_ago(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 3);
    product(1, 0, NULL);
    lost_deal(1, 1, 1, LOG_AS_OF - 19);
    lost_deal(2, 2, 1, LOG_AS_OF - 20);
    lost_deal(3, 3, 1, LOG_AS_OF - 19); /* lost twice: the later day and deal */
    lost_deal(4, 3, 1, LOG_AS_OF - 7);
    params.lost_days = 20;
    analysis = finished();
    assert_int_equal(cell_int(analysis, 1, 1, "state"), CRM_CELL_LOST_RECENTLY);
    assert_int_equal(cell_int(analysis, 2, 1, "state"), CRM_CELL_WHITE);
    assert_int_equal(cell_int(analysis, 2, 1, "lost_day"), LOG_AS_OF - 20);
    assert_true(cell_int(analysis, 2, 1, "opportunity") == FEED_NONE);
    assert_int_equal(cell_int(analysis, 3, 1, "lost_day"), LOG_AS_OF - 7);
    assert_int_equal(cell_int(analysis, 3, 1, "opportunity"), 4);
    crm_analysis_free(analysis);
}

/* Of several open deals the one with the smallest id. A deal on hold is open. */
static void
an_open_deal_reserves_its_cell_alone(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 2);
    product(1, 0, NULL);
    product(2, 0, NULL);
    open_deal(9, 1, 1);
    open_deal(5, 1, 1);
    log_add(&story, .deal = 5, .stage = HOLD, .day = 20050, .account = 1, .product = 1);
    open_deal(1, 0, 2);  /* no account: reserves nothing */
    open_deal(2, 1, 0);  /* no product */
    open_deal(3, 77, 2); /* an account that nobody knows */
    open_deal(4, 1, 77); /* a product that nobody knows */
    analysis = finished();
    assert_int_equal(cell_int(analysis, 1, 1, "state"), CRM_CELL_IN_PIPELINE);
    assert_int_equal(cell_int(analysis, 1, 1, "opportunity"), 5);
    assert_int_equal(cell_int(analysis, 1, 2, "state"), CRM_CELL_WHITE);
    assert_int_equal(cell_int(analysis, 2, 1, "state"), CRM_CELL_WHITE);
    assert_int_equal(feed_reason(analysis, "opportunity", "used"), 2);
    assert_int_equal(feed_reason(analysis, "opportunity", "no_account"), 1);
    assert_int_equal(feed_reason(analysis, "opportunity", "no_product"), 1);
    assert_int_equal(feed_reason(analysis, "opportunity", "unknown_reference"), 2);
    crm_analysis_free(analysis);
}

/* ---- Held ---- */

static void
held_is_a_sum_of_quantities_above_0(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 7);
    product(1, 0, NULL);
    with(sale(1, 1, 20000, 100), CRM_PURCHASE_QUANTITY, 2000);
    with(line(CRM_PURCHASE_TYPE_RETURN, 1, 1, 20010, -50), CRM_PURCHASE_QUANTITY, -1000);
    sale(2, 1, 20000, 100); /* no quantity is one unit */
    line(CRM_PURCHASE_TYPE_RETURN, 2, 1, 20010, -100);
    sale(3, 1, 20000, 100);
    line(CRM_PURCHASE_TYPE_CREDIT, 3, 1, 20010, -100); /* cheaper, not given back */
    line(CRM_PURCHASE_TYPE_GIFT, 4, 1, 20000, 0);
    line(CRM_PURCHASE_TYPE_SELL_OUT, 5, 1, 20000, 100);
    line(CRM_PURCHASE_TYPE_INTERNAL, 6, 1, 20000, 100);
    sale(7, 1, 20000, 100);
    with(line(CRM_PURCHASE_TYPE_CANCEL, 7, 1, 20040, -100), CRM_PURCHASE_COUNTED_DAY, 20000);
    params.flags = CRM_WHITESPACE_SHOW_HELD;
    analysis = finished();
    for (crm_id id = 1; id <= 7; id++) {
        static const bool held[] = {true, false, true, true, true, false, false};

        assert_int_equal(cell_int(analysis, id, 1, "state"),
                         held[id - 1] ? CRM_CELL_HELD : CRM_CELL_WHITE);
    }
    assert_int_equal(feed_reason(analysis, "purchase", "not_counted_type"), 1);
    crm_analysis_free(analysis);
    params.as_of = 20039; /* the cancellation is not there yet */
    analysis = finished();
    assert_true(cell(analysis, 7, 1) != SIZE_MAX);
    assert_int_equal(cell_int(analysis, 7, 1, "state"), CRM_CELL_HELD);
    crm_analysis_free(analysis);
}

/* Valid for 100 days from the last day bought; a renewal that was given back renews nothing. */
static void
validity_counts_from_the_last_day_that_stands(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 5);
    with(product(1, 0, NULL), CRM_PRODUCT_VALIDITY_DAYS, 100);
    sale(1, 1, LOG_AS_OF - 100, 10);
    sale(2, 1, LOG_AS_OF - 101, 10);
    sale(3, 1, LOG_AS_OF - 300, 10);
    sale(3, 1, LOG_AS_OF - 90, 10);
    sale(4, 1, LOG_AS_OF - 300, 10);
    sale(4, 1, LOG_AS_OF - 90, 10);
    with(line(CRM_PURCHASE_TYPE_CANCEL, 4, 1, LOG_AS_OF - 80, -10), CRM_PURCHASE_COUNTED_DAY,
         LOG_AS_OF - 90);
    sale(5, 1, LOG_AS_OF - 300, 10);
    line(CRM_PURCHASE_TYPE_RETURN, 5, 1, LOG_AS_OF - 20, -10);
    params.flags = CRM_WHITESPACE_SHOW_HELD;
    analysis = finished();
    assert_int_equal(cell_int(analysis, 1, 1, "state"), CRM_CELL_HELD);
    assert_int_equal(cell_int(analysis, 2, 1, "state"), CRM_CELL_EXPIRED);
    assert_int_equal(cell_int(analysis, 3, 1, "state"), CRM_CELL_HELD);
    assert_int_equal(cell_int(analysis, 3, 1, "held_since"), LOG_AS_OF - 300);
    assert_int_equal(cell_int(analysis, 3, 1, "last_day"), LOG_AS_OF - 90);
    assert_int_equal(cell_int(analysis, 4, 1, "state"), CRM_CELL_EXPIRED);
    assert_int_equal(cell_int(analysis, 4, 1, "last_day"), LOG_AS_OF - 300);
    assert_int_equal(cell_int(analysis, 5, 1, "state"), CRM_CELL_WHITE);
    crm_analysis_free(analysis);
}

/* Retired from its day on; archived counts as retired from the instant on. */
static void
retired_products_are_excluded_but_stay_held(void **state)
{
    crm_analysis *analysis;
    const crm_table *accounts;
    size_t row;

    (void)state;
    customers(1, 2);
    with(product(1, 0, NULL), CRM_PRODUCT_RETIRED, LOG_AS_OF);
    with(product(2, 0, NULL), CRM_PRODUCT_RETIRED, LOG_AS_OF + 1);
    with(product(3, 0, NULL), CRM_FIELD_ARCHIVED, LOG_AS_OF * LOG_DAY_US);
    with(product(4, 0, NULL), CRM_FIELD_ARCHIVED, (LOG_AS_OF + 1) * LOG_DAY_US);
    for (crm_id id = 1; id <= 4; id++)
        sale(1, id, 20000, 100);
    params.flags = CRM_WHITESPACE_SHOW_HELD;
    analysis = finished();
    for (crm_id id = 1; id <= 4; id++) {
        assert_int_equal(cell_int(analysis, 1, id, "state"), CRM_CELL_HELD);
        assert_int_equal(cell_int(analysis, 2, id, "state"),
                         id % 2 ? CRM_CELL_EXCLUDED : CRM_CELL_WHITE);
    }
    assert_true(is_none(cells_of(analysis), cell(analysis, 2, 1), "likelihood"));
    crm_analysis_free(analysis);
    sale(2, 2, 20000, 100); /* one of the two that can be sold to it */
    analysis = finished();
    accounts = crm_analysis_table(analysis, "accounts");
    row = feed_find(accounts, "account", 2);
    assert_int_equal(feed_int(accounts, row, "excluded"), 2);
    assert_int_equal(feed_int(accounts, row, "white"), 1);
    assert_true(feed_double(accounts, row, "penetration") == 0.5);
    crm_analysis_free(analysis);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_cell_is_in_the_first_state_that_holds),
        CASE(states_are_tried_in_order),
        CASE(held_cells_are_listed_on_request),
        CASE(recently_is_less_than_lost_days_ago),
        CASE(an_open_deal_reserves_its_cell_alone),
        CASE(held_is_a_sum_of_quantities_above_0),
        CASE(validity_counts_from_the_last_day_that_stands),
        CASE(retired_products_are_excluded_but_stay_held),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
