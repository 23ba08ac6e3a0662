/*
 * test_real.c - the maps of examples/maps on the data that they are for, which nobody here made up:
 * figures that were worked out elsewhere come out to the cent. Skipped where the data is not.
 *
 *     test_report_real crm-sales|northwind MAP FOLDER
 */
#include "files.h"

#include "csv.h"
#include "number.h"
#include "view.h"

#include <stdlib.h>

enum { SKIPPED = 77 };

static struct loaded loaded;
static const char *folder;

static const crm_table *
table_of(enum analysis analysis, const char *name)
{
    const crm_table *table = view_table(&loaded.report, analysis, name);

    assert_non_null(table);
    return table;
}

static int64_t
cell(const crm_table *table, size_t row, const char *column)
{
    int64_t value;

    assert_true(view_int(table, row, column, &value));
    return value;
}

static double
ratio(const crm_table *table, size_t row, const char *column)
{
    double value;

    assert_true(view_ratio(table, row, column, &value));
    return value;
}

static void
assert_name(crm_id account, const char *expected)
{
    const char *key, *name;

    view_record(&loaded.report, CRM_KIND_ACCOUNT, account, &key, &name);
    assert_string_equal(name, expected);
}

static void
test_crm_sales_nothing_is_lost(void **state)
{
    (void)state;
    assert_int_equal(left_names(&loaded.left), 0);
    assert_int_equal(loaded.left.stage_disagrees, 0);
}

static void
test_crm_sales_pipeline(void **state)
{
    const crm_table *summary = table_of(PIPELINE, "summary");

    (void)state;
    assert_int_equal(cell(summary, 0, "won"), 4238);
    assert_int_equal(cell(summary, 0, "lost"), 2473);
    assert_int_equal(cell(summary, 0, "open"), 2089);
    assert_int_equal(cell(summary, 0, "open_unpriced"), 0);
    assert_int_equal(cell(summary, 0, "won_amount"), 1000553400);
    assert_int_equal(cell(summary, 0, "open_amount"), 496621500);
    assert_int_equal(cell(summary, 0, "weighted"), 10739860 + 194611450);
    assert_int_equal(cell(summary, 0, "velocity_per_day"), 4575076);
    assert_true(ratio(summary, 0, "win_rate") == 4238.0 / 6711.0);
    assert_int_equal(cell(summary, 0, "cycle_deals"), 4238);
    assert_int_equal((int64_t)(ratio(summary, 0, "cycle_mean_days") * 100 + 0.5), 5178);
    assert_true(ratio(summary, 0, "cycle_median_days") == 57.0);
}

static void
test_crm_sales_open_deals(void **state)
{
    const crm_table *deals = table_of(PIPELINE, "deals");
    size_t rows = view_rows(deals), row, no_account = 0, no_start = 0;
    int64_t age;

    (void)state;
    assert_int_equal(rows, 2089);
    for (row = 0; row < rows; row++) {
        no_account += (cell(deals, row, "flags") & CRM_DEAL_NO_ACCOUNT) != 0;
        no_start += !view_int(deals, row, "age_days", &age);
    }
    assert_int_equal(no_account, 1425);
    assert_int_equal(no_start, 500);
}

/* Coverage says 500 deals of unknown start; the amount of a lost deal is what it was worth. */
static void
test_crm_sales_coverage_and_lost(void **state)
{
    const crm_table *coverage = table_of(PIPELINE, "coverage");
    const crm_table *summary = table_of(PIPELINE, "summary");
    size_t rows = view_rows(coverage), row;
    int64_t unknown = 0;

    (void)state;
    for (row = 0; row < rows; row++) {
        const char *reason = view_text(&loaded.report, coverage, row, "reason");

        if (strcmp(reason, "note_start_unknown") == 0)
            unknown += cell(coverage, row, "rows");
    }
    assert_int_equal(unknown, 500);
    assert_true(cell(summary, 0, "lost_amount") > 2473 * 5500);
}

static void
assert_no_lost_deal_is_worth_nothing(void)
{
    crm_query *query = crm_query_new(loaded.crm, CRM_KIND_TRANSITION);
    crm_scan *scan;
    const crm_table *table;
    size_t row, lost = 0;
    int64_t amount, outcome;

    assert_non_null(query);
    assert_int_equal(
        crm_query_where_int(query, CRM_TRANSITION_OUTCOME, CRM_OUTCOME_LOST, CRM_OUTCOME_LOST),
        CRM_OK);
    scan = crm_scan_new(loaded.crm, query);
    assert_non_null(scan);
    while (crm_scan_next(scan, &table) == CRM_OK)
        for (row = 0; row < crm_table_rows(table); row++) {
            assert_int_equal(crm_table_int(table, row, CRM_TRANSITION_OUTCOME, &outcome), CRM_OK);
            assert_int_equal(crm_table_int(table, row, CRM_TRANSITION_AMOUNT, &amount), CRM_OK);
            assert_true(amount > 0);
            lost++;
        }
    assert_int_equal(lost, 2473);
    crm_scan_free(scan);
    crm_query_free(query);
}

static void
test_crm_sales_no_lost_deal_is_worth_nothing(void **state)
{
    (void)state;
    assert_no_lost_deal_is_worth_nothing();
}

static void
test_crm_sales_families(void **state)
{
    const crm_table *families = table_of(FAMILIES, "families");
    const crm_table *accounts = table_of(FAMILIES, "accounts");
    size_t rows = view_rows(accounts), row, best = 0;

    (void)state;
    assert_name(cell(families, 0, "root"), "Acme Corporation");
    assert_int_equal(cell(families, 0, "total"), 51934900);
    assert_name(cell(families, 1, "root"), "Sonron");
    assert_int_equal(cell(families, 1, "total"), 47902800);
    assert_name(cell(families, 2, "root"), "Kan-code");
    assert_int_equal(cell(families, 2, "total"), 34145500);
    assert_int_equal(cell(families, 2, "best_member_rank"), 1);
    assert_int_equal(view_sum(families, 0, view_rows(families), "total"), 1000553400);
    assert_int_equal(rows, 85);
    for (row = 0; row < rows; row++)
        if (cell(accounts, row, "own") > cell(accounts, best, "own"))
            best = row;
    assert_name(cell(accounts, best, "account"), "Kan-code");
    assert_int_equal(cell(accounts, best, "own"), 34145500);
}

static void
test_crm_sales_cells(void **state)
{
    const crm_table *cells = table_of(WHITESPACE, "cells");
    const crm_table *accounts = table_of(WHITESPACE, "accounts");
    size_t rows = view_rows(cells), row, states[7] = {0};

    (void)state;
    assert_int_equal(view_rows(accounts), 85);
    assert_int_equal(view_sum(accounts, 0, 85, "held") + 73, 595);
    assert_int_equal(rows, 73);
    for (row = 0; row < rows; row++) {
        const char *key, *name;

        view_record(&loaded.report, CRM_KIND_PRODUCT, cell(cells, row, "product"), &key, &name);
        assert_string_equal(name, "GTK 500");
        states[cell(cells, row, "state")]++;
    }
    assert_int_equal(states[CRM_CELL_WHITE], 65);
    assert_int_equal(states[CRM_CELL_IN_PIPELINE], 6);
    assert_int_equal(states[CRM_CELL_LOST_RECENTLY], 2);
    assert_int_equal(cell(cells, 0, "value"), 2584400);
}

/* The same cells by family: 70 families, 7 products, 58 not held. */
static void
test_crm_sales_cells_by_family(void **state)
{
    crm_whitespace_params params = CRM_WHITESPACE_PARAMS_INIT;
    crm_analysis *analysis;
    const crm_table *accounts;

    (void)state;
    params.as_of = loaded.report.as_of;
    params.sales = CRM_SALES_WON;
    params.unit = CRM_UNIT_FAMILY;
    analysis = crm_whitespace_new(loaded.crm, &params);
    assert_non_null(analysis);
    assert_int_equal(crm_analysis_run(analysis), CRM_OK);
    accounts = crm_analysis_table(analysis, "accounts");
    assert_int_equal(view_rows(accounts), 70);
    assert_int_equal(view_sum(accounts, 0, 70, "held"), 432);
    assert_int_equal(view_rows(crm_analysis_table(analysis, "cells")), 58);
    crm_analysis_free(analysis);
}

static void
test_northwind_sales(void **state)
{
    const crm_table *families = table_of(FAMILIES, "families");
    const crm_table *scores = table_of(RFM, "scores");
    size_t rows = view_rows(families);

    (void)state;
    assert_int_equal(left_names(&loaded.left), 0);
    assert_int_equal(view_sum(families, 0, rows, "total"), 126579301);
    assert_int_equal(view_sum(families, 0, rows, "buyers"), 89);
    assert_int_equal(view_rows(scores), 89);
    assert_int_equal(view_sum(scores, 0, 89, "monetary"), 126579301);
}

static void
test_northwind_orders(void **state)
{
    crm_query *query = crm_query_new(loaded.crm, CRM_KIND_PURCHASE);
    crm_scan *scan;
    const crm_table *table;
    struct index *orders = index_new();
    size_t row, lines = 0, count = 0, length;
    int64_t ignored;

    (void)state;
    scan = crm_scan_new(loaded.crm, query);
    while (crm_scan_next(scan, &table) == CRM_OK)
        for (row = 0; row < crm_table_rows(table); row++) {
            char key[32];
            const char *text = crm_table_text(table, row, CRM_PURCHASE_ORDER_KEY, &length);

            assert_non_null(text);
            snprintf(key, sizeof key, "%.*s", (int)length, text);
            if (index_find(orders, key, &ignored) == INDEX_NONE)
                count++;
            index_add(orders, key, 1);
            lines++;
        }
    assert_int_equal(lines, 2155);
    assert_int_equal(count, 830);
    index_free(orders);
    crm_scan_free(scan);
    crm_query_free(query);
}

/* Before any rounding: quantity x unit price x (1 - discount), in hundred-millionths. */
static void
test_northwind_exact_net(void **state)
{
    struct fault fault = {""};
    char path[4096];
    struct csv *csv;
    int64_t sum = 0;

    (void)state;
    snprintf(path, sizeof path, "%s/orders.csv", folder);
    csv = csv_open(path, "orders.csv", ',', &fault);
    assert_non_null(csv);
    assert_true(csv_next(csv));
    while (csv_next(csv)) {
        int64_t price, quantity, discount;
        int32_t scale;
        size_t length;
        const char *text = csv_field(csv, 16, &length);

        assert_true(number_decimal(text, length, '.', 0, &price, &scale));
        assert_true(scale <= 4);
        for (; scale < 4; scale++)
            price *= 10;
        text = csv_field(csv, 17, &length);
        assert_true(number_decimal(text, length, '.', 0, &quantity, &scale));
        text = csv_field(csv, 18, &length);
        assert_true(number_ratio(text, length, MAP_FRACTION, '.', 0, &discount));
        sum += price * quantity * (10000 - discount);
    }
    assert_string_equal(fault.text, "");
    assert_int_equal(sum, 126579303950000);
    csv_close(csv);
}

static void
test_northwind_gaps(void **state)
{
    const crm_table *accounts = table_of(WHITESPACE, "accounts");
    size_t rows = view_rows(accounts), row;
    int64_t white = 0, holding = 0;

    (void)state;
    assert_int_equal(rows, 91);
    for (row = 0; row < rows; row++) {
        white += cell(accounts, row, "white");
        if (cell(accounts, row, "held") > 0)
            holding += cell(accounts, row, "white");
    }
    assert_int_equal(white, 130);
    assert_int_equal(holding, 114);
}

static bool
exists(const char *name)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (file)
        fclose(file);
    return file != NULL;
}

int
main(int count, char **words)
{
    const struct CMUnitTest crm_sales[] = {
        cmocka_unit_test(test_crm_sales_nothing_is_lost),
        cmocka_unit_test(test_crm_sales_pipeline),
        cmocka_unit_test(test_crm_sales_open_deals),
        cmocka_unit_test(test_crm_sales_coverage_and_lost),
        cmocka_unit_test(test_crm_sales_no_lost_deal_is_worth_nothing),
        cmocka_unit_test(test_crm_sales_families),
        cmocka_unit_test(test_crm_sales_cells),
        cmocka_unit_test(test_crm_sales_cells_by_family),
    };
    const struct CMUnitTest northwind[] = {
        cmocka_unit_test(test_northwind_sales),
        cmocka_unit_test(test_northwind_orders),
        cmocka_unit_test(test_northwind_exact_net),
        cmocka_unit_test(test_northwind_gaps),
    };
    bool first = count == 4 && strcmp(words[1], "crm-sales") == 0;
    int failed;

    if (count != 4)
        return 2;
    folder = words[3];
    if (!exists(first ? "sales_pipeline.csv" : "orders.csv")) {
        printf("skipped: the data set %s is not there (meson option real_data)\n", words[1]);
        return SKIPPED;
    }
    loaded.map = map_read(words[2], &loaded.fault);
    load_from(&loaded, folder);
    if (loaded.fault.text[0] || !report_run(&loaded.report)) {
        fprintf(stderr, "%s\n", loaded.fault.text);
        return 1;
    }
    failed = first ? cmocka_run_group_tests(crm_sales, NULL, NULL)
                   : cmocka_run_group_tests(northwind, NULL, NULL);
    unload(&loaded);
    return failed;
}
