/*
 * test_whitespace_grid.c - rows and columns of the grid: which accounts, products and categories;
 * won deals as sales; params that are refused.
 */
#include "grid_case.h"

static void
rows_are_customers_and_whoever_bought(void **state)
{
    crm_analysis *analysis;

    (void)state;
    product(1, 0, NULL);
    account(1, CRM_ACCOUNT_TYPE_CUSTOMER | CRM_ACCOUNT_TYPE_PARTNER, NULL);
    account(2, CRM_ACCOUNT_TYPE_PROSPECT, NULL);
    account(3, CRM_ACCOUNT_TYPE_SUPPLIER, NULL);
    account(4, CRM_ACCOUNT_TYPE_SUPPLIER, NULL);
    sale(4, 1, 20000, 100);
    with(account(5, CRM_ACCOUNT_TYPE_CUSTOMER, NULL), CRM_FIELD_ARCHIVED, 1);
    sale(5, 1, 20000, 100);
    with(account(6, CRM_ACCOUNT_TYPE_CUSTOMER, NULL), CRM_FIELD_ARCHIVED,
         (LOG_AS_OF + 1) * LOG_DAY_US); /* archived later: it was live */
    with(account(7, CRM_ACCOUNT_TYPE_CUSTOMER | CRM_ACCOUNT_TYPE_PERSON, NULL),
         CRM_ACCOUNT_PROFILING_REFUSED, 5);
    with(account(8, CRM_ACCOUNT_TYPE_CUSTOMER, NULL), CRM_FIELD_ERASED, 5);
    analysis = finished();
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "accounts")), 3);
    assert_int_equal(cell_int(analysis, 1, 1, "state"), CRM_CELL_WHITE);
    assert_int_equal(cell_int(analysis, 6, 1, "state"), CRM_CELL_WHITE);
    assert_int_equal(feed_reason(analysis, "account", "used"), 3);
    assert_int_equal(feed_reason(analysis, "account", "not_in_grid"), 2);
    assert_int_equal(feed_reason(analysis, "account", "archived"), 1);
    assert_int_equal(feed_reason(analysis, "account", "profiling_refused"), 1);
    assert_int_equal(feed_reason(analysis, "account", "erased"), 1);
    assert_int_equal(feed_reason(analysis, "purchase", "archived"), 1);
    crm_analysis_free(analysis);
    params.flags = CRM_WHITESPACE_PROSPECTS;
    analysis = finished();
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "accounts")), 4);
    assert_int_equal(cell_int(analysis, 2, 1, "state"), CRM_CELL_WHITE);
    crm_analysis_free(analysis);
}

/* trap 73: what is said of the merged one is the survivor's; each sale counts once. */
static void
trap_73_merged_accounts_and_products_are_one(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 1);
    with(account(2, CRM_ACCOUNT_TYPE_CUSTOMER, NULL), CRM_FIELD_MERGED_INTO, 1);
    product(1, 0, NULL);
    with(product(2, 0, NULL), CRM_FIELD_MERGED_INTO, 1);
    product(3, 0, NULL);
    sale(2, 2, 20000, 100);
    with(line(CRM_PURCHASE_TYPE_RETURN, 1, 1, 20010, -100), CRM_PURCHASE_QUANTITY, -500);
    open_deal(1, 2, 3);
    params.flags = CRM_WHITESPACE_SHOW_HELD;
    analysis = finished();
    assert_int_equal(crm_table_rows(cells_of(analysis)), 2);
    assert_int_equal(cell_int(analysis, 1, 1, "state"), CRM_CELL_HELD);
    assert_int_equal(cell_int(analysis, 1, 3, "state"), CRM_CELL_IN_PIPELINE);
    assert_int_equal(feed_reason(analysis, "account", "used"), 2);
    crm_analysis_free(analysis);
}

static void
without_accounts_and_products_the_sales_are_enough(void **state)
{
    crm_analysis *analysis;

    (void)state;
    sale(5, 7, 20000, 100);
    sale(6, 8, 20000, 100);
    analysis = finished();
    assert_int_equal(crm_table_rows(cells_of(analysis)), 2);
    assert_int_equal(cell_int(analysis, 5, 8, "state"), CRM_CELL_WHITE);
    assert_int_equal(cell_int(analysis, 6, 7, "value"), 100);
    crm_analysis_free(analysis);
}

static void
sales_without_a_known_product_are_counted_apart(void **state)
{
    crm_analysis *analysis;
    struct feed_row *row;

    (void)state;
    customers(1, 1);
    product(1, 0, NULL);
    with(product(2, 0, NULL), CRM_FIELD_ERASED, 1);
    sale(1, 9, 20000, 100);
    sale(1, 2, 20000, 100);
    row = sale(1, 0, 20000, 100);
    row->field[1] = CRM_PURCHASE_CONTACT; /* no product at all */
    row->value[1] = 3;
    analysis = finished();
    assert_int_equal(feed_reason(analysis, "purchase", "unknown_reference"), 1);
    assert_int_equal(feed_reason(analysis, "purchase", "erased"), 1);
    assert_int_equal(feed_reason(analysis, "purchase", "no_product"), 1);
    assert_int_equal(crm_table_rows(cells_of(analysis)), 1);
    crm_analysis_free(analysis);
}

/* ---- Categories ---- */

static void
categories_are_texts_folded_and_cut(void **state)
{
    crm_analysis *analysis;
    const crm_table *products;

    (void)state;
    customers(1, 2);
    product(1, 300, "Food/Dry");
    product(2, 100, "FOOD/dry");
    product(3, 500, "Food/Wet");
    with(product(4, 900, "Service/Care"), CRM_PRODUCT_RETIRED, 1);
    product(5, 0, NULL);
    product(6, 0, " ");
    sale(1, 2, 20000, 70);
    sale(1, 5, 20000, 70);
    sale(1, 6, 20000, 70);
    params.columns = CRM_COLUMNS_CATEGORY;
    params.flags = CRM_WHITESPACE_SHOW_HELD;
    analysis = finished();
    products = crm_analysis_table(analysis, "products");
    assert_int_equal(crm_table_rows(products), 3); /* by value, then by name */
    assert_true(feed_text_is(products, 0, "category", "Food/Wet"));
    assert_true(feed_text_is(products, 1, "category", "FOOD/dry"));
    assert_true(feed_text_is(products, 2, "category", "Service/Care"));
    assert_true(feed_int(products, 0, "product") == FEED_NONE);
    assert_int_equal(feed_int(products, 0, "white"), 2);
    assert_int_equal(feed_int(products, 0, "value"), 1000);
    assert_int_equal(feed_int(products, 1, "holders"), 1);
    assert_int_equal(feed_int(products, 1, "value"), 70); /* what the holder paid for it */
    assert_int_equal(feed_int(products, 2, "white"), 0);  /* excluded */
    assert_int_equal(feed_reason(analysis, "product", "not_in_grid"), 2);
    assert_int_equal(feed_reason(analysis, "purchase", "not_in_grid"), 2);
    crm_analysis_free(analysis);
    params.category_levels = 1;
    analysis = finished();
    products = crm_analysis_table(analysis, "products");
    assert_int_equal(crm_table_rows(products), 2);
    assert_true(feed_text_is(products, 0, "category", "FOOD"));
    crm_analysis_free(analysis);
}

/* Held through any product, retired ones included; excluded only when all of them are. */
static void
a_category_is_held_through_any_product(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 2);
    with(product(1, 400, "A"), CRM_PRODUCT_RETIRED, 1);
    product(2, 100, "A");
    product(3, 300, "A");
    sale(1, 1, 20000, 0);
    sale(1, 2, 20010, 0);
    params.columns = CRM_COLUMNS_CATEGORY;
    params.flags = CRM_WHITESPACE_SHOW_HELD;
    analysis = finished();
    assert_int_equal(cell_int(analysis, 1, 0, "state"), CRM_CELL_HELD);
    assert_int_equal(cell_int(analysis, 1, 0, "held_since"), 20000);
    assert_int_equal(cell_int(analysis, 1, 0, "last_day"), 20010);
    assert_int_equal(cell_int(analysis, 2, 0, "state"), CRM_CELL_WHITE);
    crm_analysis_free(analysis);
}

/* ---- Won deals as sales ---- */

static void
won_deals_are_the_sales_where_asked(void **state)
{
    crm_analysis *analysis;

    (void)state;
    customers(1, 2);
    product(1, 0, NULL);
    log_deal(&story, 1);
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .amount = 100, .account = 1,
            .product = 1);
    log_add(&story, .deal = 1, .stage = WON, .day = 20020, .amount = 250, .account = 1,
            .product = 1);
    params.flags = CRM_WHITESPACE_SHOW_HELD;
    params.sales = CRM_SALES_WON;
    analysis = finished();
    assert_int_equal(cell_int(analysis, 1, 1, "state"), CRM_CELL_HELD);
    assert_int_equal(cell_int(analysis, 1, 1, "held_since"), 20020);
    assert_int_equal(cell_int(analysis, 2, 1, "value"), 250);
    crm_analysis_free(analysis);
    params.as_of = 20019; /* still open */
    analysis = finished();
    assert_int_equal(cell_int(analysis, 1, 1, "state"), CRM_CELL_IN_PIPELINE);
    crm_analysis_free(analysis);
    params.as_of = LOG_AS_OF; /* nobody has invoiced it */
    params.sales = CRM_SALES_PURCHASES;
    analysis = finished();
    assert_int_equal(cell_int(analysis, 1, 1, "state"), CRM_CELL_WHITE);
    assert_int_equal(feed_reason(analysis, "opportunity", "note_won_without_purchase"), 1);
    crm_analysis_free(analysis);
}

static void
wrong_params_are_refused(void **state)
{
    const crm_whitespace_params good = params;

    (void)state;
    params.columns = 3;
    assert_null(crm_whitespace_new(crm, &params));
    assert_int_equal(crm_error_status(crm), CRM_ERROR_ARGUMENT);
    params = good;
    params.category_levels = -1;
    assert_null(crm_whitespace_new(crm, &params));
    params = good;
    params.lost_days = -1;
    assert_null(crm_whitespace_new(crm, &params));
    params = good;
    params.kappa = 0;
    assert_null(crm_whitespace_new(crm, &params));
    params = good;
    params.unit = CRM_UNIT_CONTACT;
    assert_null(crm_whitespace_new(crm, &params));
    params = good;
    params.flags = 4;
    assert_null(crm_whitespace_new(crm, &params));
    params = good;
    params.sales = 0;
    assert_null(crm_whitespace_new(crm, &params));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(rows_are_customers_and_whoever_bought),
        CASE(trap_73_merged_accounts_and_products_are_one),
        CASE(without_accounts_and_products_the_sales_are_enough),
        CASE(sales_without_a_known_product_are_counted_apart),
        CASE(categories_are_texts_folded_and_cut),
        CASE(a_category_is_held_through_any_product),
        CASE(won_deals_are_the_sales_where_asked),
        CASE(wrong_params_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
