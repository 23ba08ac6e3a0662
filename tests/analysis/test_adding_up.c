/*
 * test_adding_up.c - the tables of one analysis say the same: rows of pipelines, months and groups add
 * up to the summary, rows and columns of the grid to each other. Over random worlds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crm/context.h"
#include "crm/pipeline_analysis.h"
#include "crm/whitespace.h"
#include "world.h"

#define WORLDS 40

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

/* Sum of a column over rows `first` and later; where `only` is given, over rows with that dimension. */
static int64_t
sum_of(const crm_table *table, const char *column, size_t first, const char *only)
{
    int64_t sum = 0;

    for (size_t row = first; row < crm_table_rows(table); row++) {
        int64_t value = feed_int(table, row, column);

        if (value != FEED_NONE && (!only || feed_text_is(table, row, "dimension", only)))
            sum += value;
    }
    return sum;
}

static crm_analysis *
finished(crm_analysis *analysis, struct feed *feed)
{
    assert_non_null(analysis);
    feed_shuffle(feed, crm_analysis_descriptor(analysis), NULL);
    if (feed_all(analysis, feed) != CRM_OK || crm_analysis_finish(analysis) != CRM_OK)
        fail_msg("%s", crm_message(crm));
    return analysis;
}

/* ---- Pipeline ---- */

static void
check_pipeline(crm_analysis *analysis, bool since)
{
    static const char *const dimensions[] = {"owner", "product", "sector", "source", "type"};
    static const char *const sums[] = {
        "created", "open",        "open_unpriced", "on_hold",  "won",         "won_amount",
        "lost",    "lost_amount", "open_amount",   "reopened", "cycle_deals", "velocity_deals"};
    const crm_table *summary = crm_analysis_table(analysis, "summary");
    const crm_table *groups = crm_analysis_table(analysis, "groups");
    const crm_table *months = crm_analysis_table(analysis, "months");
    const crm_table *deals = crm_analysis_table(analysis, "deals");

    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++)
        assert_true(sum_of(summary, sums[i], 1, NULL) == feed_int(summary, 0, sums[i]));
    for (size_t i = 0; i < sizeof dimensions / sizeof dimensions[0]; i++) {
        static const char *const counted[] = {"open", "won", "lost", "open_amount", "won_amount"};

        for (size_t j = 0; j < sizeof counted / sizeof counted[0]; j++)
            assert_true(sum_of(groups, counted[j], 0, dimensions[i]) ==
                        feed_int(summary, 0, counted[j]));
    }
    assert_true(sum_of(groups, "won", 0, "reason") == feed_int(summary, 0, "won"));
    assert_true(sum_of(groups, "lost", 0, "reason") == feed_int(summary, 0, "lost"));
    assert_true(sum_of(deals, "amount", 0, NULL) == feed_int(summary, 0, "open_amount"));
    /* the total and the one pipeline of the world; deals closed on an unknown day have no month */
    assert_true(sum_of(months, "created", 0, NULL) == 2 * feed_int(summary, 0, "created"));
    if (since)
        assert_true(sum_of(months, "won_amount", 0, NULL) ==
                    2 * feed_int(summary, 0, "won_amount"));
}

static void
tables_of_the_pipeline_add_up(void **state)
{
    int64_t won = 0, open = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct feed feed = {0};
        crm_pipeline_params params = CRM_PIPELINE_PARAMS_INIT;
        crm_analysis *analysis;

        params.as_of = WORLD_AS_OF;
        params.currency = WORLD_USD;
        params.since = seed % 2 ? WORLD_SINCE : CRM_DAY_NONE;
        world_make(&feed, seed * 15485863, 200);
        analysis = finished(crm_pipeline_analysis_new(crm, &params), &feed);
        check_pipeline(analysis, seed % 2);
        won += feed_int(crm_analysis_table(analysis, "summary"), 0, "won");
        open += feed_int(crm_analysis_table(analysis, "summary"), 0, "open");
        crm_analysis_free(analysis);
        feed_done(&feed);
    }
    assert_true(won > 100 && open > 100);
}

/* ---- Whitespace ---- */

static void
check_grid(crm_analysis *analysis)
{
    static const char *const states[] = {"held",    "in_pipeline", "lost",
                                         "expired", "excluded",    "white"};
    const crm_table *cells = crm_analysis_table(analysis, "cells");
    const crm_table *accounts = crm_analysis_table(analysis, "accounts");
    const crm_table *products = crm_analysis_table(analysis, "products");
    const crm_table *families = crm_analysis_table(analysis, "families");
    int64_t counted[CRM_CELL_WHITE + 1] = {0}, white = 0;

    assert_int_equal(crm_table_rows(cells), crm_table_rows(accounts) * crm_table_rows(products));
    for (size_t row = 0; row < crm_table_rows(cells); row++) {
        int64_t state = feed_int(cells, row, "state"), expected = feed_int(cells, row, "expected");

        counted[state]++;
        if (state == CRM_CELL_WHITE && expected != FEED_NONE)
            white += expected;
    }
    for (int64_t state = CRM_CELL_HELD; state <= CRM_CELL_WHITE; state++)
        assert_true(sum_of(accounts, states[state - 1], 0, NULL) == counted[state]);
    assert_true(sum_of(products, "holders", 0, NULL) == counted[CRM_CELL_HELD]);
    assert_true(sum_of(products, "white", 0, NULL) == counted[CRM_CELL_WHITE]);
    assert_true(sum_of(families, "white", 0, NULL) == counted[CRM_CELL_WHITE]);
    assert_true(sum_of(accounts, "expected", 0, NULL) == white);
    assert_true(sum_of(products, "expected", 0, NULL) == white);
    assert_true(sum_of(families, "expected", 0, NULL) == white);
    assert_true(sum_of(accounts, "value", 0, NULL) == sum_of(families, "value", 0, NULL));
    assert_true(sum_of(accounts, "value", 0, NULL) == sum_of(products, "value", 0, NULL));
}

static void
rows_and_columns_of_the_grid_add_up(void **state)
{
    size_t cells = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct feed feed = {0};
        crm_whitespace_params params = CRM_WHITESPACE_PARAMS_INIT;
        crm_analysis *analysis;

        params.as_of = WORLD_AS_OF;
        params.currency = WORLD_USD;
        params.flags = CRM_WHITESPACE_SHOW_HELD;
        params.unit = seed % 2 ? CRM_UNIT_ACCOUNT : CRM_UNIT_FAMILY;
        params.columns = seed % 3 ? CRM_COLUMNS_PRODUCT : CRM_COLUMNS_CATEGORY;
        world_make(&feed, seed * 32452843, 120);
        analysis = finished(crm_whitespace_new(crm, &params), &feed);
        check_grid(analysis);
        cells += crm_table_rows(crm_analysis_table(analysis, "cells"));
        crm_analysis_free(analysis);
        feed_done(&feed);
    }
    assert_true(cells > 300);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tables_of_the_pipeline_add_up, setup, teardown),
        cmocka_unit_test_setup_teardown(rows_and_columns_of_the_grid_add_up, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
