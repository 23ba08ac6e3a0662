/*
 * test_engine.c - what holds for every analysis that feeds from sales: the same bits whatever the
 * order, the batches and the split; every row accounted for; failures that poison; limits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crm/context.h"
#include "crm/families.h"
#include "crm/pipeline_analysis.h"
#include "crm/rfm.h"
#include "crm/schema.h"
#include "crm/whitespace.h"
#include "world.h"

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
    crm = NULL;
    return 0;
}

/* ---- The ways in which analyses are asked here ---- */

union any_params {
    crm_rfm_params rfm;
    crm_families_params families;
    crm_whitespace_params whitespace;
    crm_pipeline_params pipeline;
};

struct way {
    const char *analysis;
    int32_t sales;
    int32_t unit;
    int32_t occasion; /* rfm; whitespace: its columns */
    bool known_at;
    bool since;
};

static const struct way ways[] = {
    {"rfm", CRM_SALES_PURCHASES, CRM_UNIT_ACCOUNT, CRM_OCCASION_DAY, false, false},
    {"rfm", CRM_SALES_PURCHASES, CRM_UNIT_FAMILY, CRM_OCCASION_ROW, true, true},
    {"rfm", CRM_SALES_PURCHASES, CRM_UNIT_CONTACT, CRM_OCCASION_DAY, false, true},
    {"rfm", CRM_SALES_WON, CRM_UNIT_ACCOUNT, CRM_OCCASION_DAY, false, false},
    {"rfm", CRM_SALES_WON, CRM_UNIT_CONTACT, CRM_OCCASION_ROW, true, true},
    {"families", CRM_SALES_PURCHASES, CRM_UNIT_FAMILY, 0, false, true},
    {"families", CRM_SALES_PURCHASES, CRM_UNIT_FAMILY, 0, true, false},
    {"families", CRM_SALES_WON, CRM_UNIT_FAMILY, 0, false, true},
    {"whitespace", CRM_SALES_PURCHASES, CRM_UNIT_ACCOUNT, CRM_COLUMNS_PRODUCT, false, true},
    {"whitespace", CRM_SALES_PURCHASES, CRM_UNIT_FAMILY, CRM_COLUMNS_CATEGORY, true, false},
    {"whitespace", CRM_SALES_WON, CRM_UNIT_ACCOUNT, CRM_COLUMNS_CATEGORY, true, true},
    {"whitespace", CRM_SALES_WON, CRM_UNIT_FAMILY, CRM_COLUMNS_PRODUCT, false, false},
    {"pipeline", CRM_SALES_WON, CRM_UNIT_ACCOUNT, 0, false, false},
    {"pipeline", CRM_SALES_WON, CRM_UNIT_ACCOUNT, 0, true, true},
};
#define WAYS (sizeof ways / sizeof ways[0])

static void
fill_params(const struct way *way, union any_params *params)
{
    if (strcmp(way->analysis, "rfm") == 0) {
        params->rfm = (crm_rfm_params)CRM_RFM_PARAMS_INIT;
        params->rfm.occasion = way->occasion;
        params->rfm.unit = way->unit;
    } else if (strcmp(way->analysis, "whitespace") == 0) {
        params->whitespace = (crm_whitespace_params)CRM_WHITESPACE_PARAMS_INIT;
        params->whitespace.flags = CRM_WHITESPACE_SHOW_HELD;
        params->whitespace.columns = way->occasion;
        params->whitespace.unit = way->unit;
    } else if (strcmp(way->analysis, "pipeline") == 0) {
        params->pipeline = (crm_pipeline_params)CRM_PIPELINE_PARAMS_INIT;
        params->pipeline.target_wins = 40;
    } else {
        params->families = (crm_families_params)CRM_FAMILIES_PARAMS_INIT;
        params->families.min_lines = 1;
        params->families.min_spread_bp = 1;
    }
    params->rfm.as_of = WORLD_AS_OF;
    params->rfm.sales = way->sales;
    params->rfm.currency = WORLD_USD;
    params->rfm.rate_max_age_days = 20;
    if (way->since)
        params->rfm.since = WORLD_SINCE;
    if (way->known_at)
        params->rfm.known_at = (WORLD_AS_OF + 1) * WORLD_DAY_US;
}

static crm_analysis *
ask(const struct way *way)
{
    union any_params params;
    crm_analysis *analysis;

    fill_params(way, &params);
    analysis = crm_analysis_new(crm, way->analysis, &params);
    if (!analysis)
        fail_msg("%s", crm_message(crm));
    return analysis;
}

static void
skip_unread(const struct way *way, struct feed *feed)
{
    bool won = way->sales == CRM_SALES_WON;
    bool chosen = strcmp(way->analysis, "rfm") == 0 || strcmp(way->analysis, "families") == 0;

    memset(feed->skip, 0, sizeof feed->skip);
    feed->skip[CRM_KIND_PURCHASE] = won;
    if (!chosen)
        return;
    feed->skip[CRM_KIND_TRANSITION] = feed->skip[CRM_KIND_OPPORTUNITY] = !won;
    feed->skip[CRM_KIND_PRODUCT] = !won;
    feed->skip[CRM_KIND_LINK] = way->unit != CRM_UNIT_FAMILY;
    feed->skip[CRM_KIND_CONTACT] = way->unit != CRM_UNIT_CONTACT;
}

static void
ready(const struct way *way, struct feed *feed, uint64_t seed, size_t facts)
{
    memset(feed, 0, sizeof *feed);
    world_make(feed, seed, facts);
    skip_unread(way, feed);
    feed_shuffle(feed, crm_descriptor_find(way->analysis), NULL);
}

static crm_analysis *
answer(const struct way *way, const struct feed *feed, size_t batch)
{
    crm_analysis *analysis = ask(way);

    if (feed_some(analysis, feed, batch, 0, 1) != CRM_OK || crm_analysis_finish(analysis) != CRM_OK)
        fail_msg("%s: %s", way->analysis, crm_message(crm));
    return analysis;
}

static void
each_way(void (*try_it)(const struct way *way, uint64_t seed))
{
    for (size_t i = 0; i < WAYS; i++) {
        for (uint64_t seed = 1; seed <= 6; seed++)
            try_it(&ways[i], seed * 7919);
    }
}

/* ---- Order, batches, splits ---- */

static void
try_orders(const struct way *way, uint64_t seed)
{
    static const size_t batches[] = {1, 2, 3, 64};
    struct feed feed;
    crm_analysis *first, *other;
    uint64_t random = seed;

    ready(way, &feed, seed, 200);
    first = answer(way, &feed, 1000);
    for (size_t i = 0; i < 4; i++) {
        feed_shuffle(&feed, crm_descriptor_find(way->analysis), &random);
        other = answer(way, &feed, batches[i]);
        feed_assert_same(first, other, NULL);
        crm_analysis_free(other);
    }
    crm_analysis_free(first);
    feed_done(&feed);
}

static void
order_and_batches_change_no_bit(void **state)
{
    (void)state;
    each_way(try_orders);
}

/* Parts are merged in reverse, through a partial of partials as well. */
static crm_analysis *
answer_in_parts(const struct way *way, const struct feed *feed, size_t parts)
{
    crm_analysis *whole = ask(way), *half = ask(way);

    for (size_t part = parts; part > 0; part--) {
        crm_analysis *some = ask(way);

        if (feed_some(some, feed, 64, part - 1, parts) != CRM_OK ||
            feed_merge(part % 2 ? half : whole, some) != CRM_OK)
            fail_msg("%s part %zu of %zu: %s", way->analysis, part, parts, crm_message(crm));
        crm_analysis_free(some);
    }
    if (feed_merge(whole, half) != CRM_OK || crm_analysis_finish(whole) != CRM_OK)
        fail_msg("%s: %s", way->analysis, crm_message(crm));
    crm_analysis_free(half);
    return whole;
}

static void
try_splits(const struct way *way, uint64_t seed)
{
    struct feed feed;
    crm_analysis *first, *other;

    ready(way, &feed, seed, 200);
    first = answer(way, &feed, 1000);
    for (size_t parts = 1; parts <= 5; parts++) {
        other = answer_in_parts(way, &feed, parts);
        feed_assert_same(first, other, NULL);
        crm_analysis_free(other);
    }
    crm_analysis_free(first);
    feed_done(&feed);
}

static void
splits_change_no_bit(void **state)
{
    (void)state;
    each_way(try_splits);
}

static void
try_coverage(const struct way *way, uint64_t seed)
{
    struct feed feed;
    crm_analysis *analysis;

    ready(way, &feed, seed, 300);
    analysis = answer(way, &feed, 1000);
    feed_assert_covered(analysis, &feed);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
used_and_left_out_are_the_rows_fed(void **state)
{
    (void)state;
    each_way(try_coverage);
}

/* ---- Time ---- */

static int64_t
value_of(const struct feed_row *row, crm_field field, int64_t none)
{
    for (size_t i = 0; i < row->cells; i++) {
        if (row->field[i] == field)
            return row->value[i];
    }
    return none;
}

/* Is it a fact that a board of as_of must not depend on? Corrections are not: they are knowledge. */
static bool
happens_later(const struct feed *feed, const struct feed_row *row)
{
    int64_t end = (WORLD_AS_OF + 1) * WORLD_DAY_US;

    if (row->kind == CRM_KIND_PURCHASE)
        return value_of(row, CRM_PURCHASE_DAY, 0) > WORLD_AS_OF;
    if (row->kind == CRM_KIND_RATE)
        return value_of(row, CRM_RATE_DAY, 0) > WORLD_AS_OF;
    if (row->kind == CRM_KIND_LINK)
        return value_of(row, CRM_LINK_VALID_FROM, 0) > WORLD_AS_OF;
    if (row->kind != CRM_KIND_TRANSITION || value_of(row, CRM_TRANSITION_AT, 0) < end ||
        value_of(row, CRM_TRANSITION_TYPE, 0) == CRM_TRANSITION_TYPE_CORRECT)
        return false;
    for (size_t i = 0; i < feed->count; i++) {
        if (feed->rows[i].kind == CRM_KIND_TRANSITION &&
            value_of(&feed->rows[i], CRM_TRANSITION_CORRECTS, 0) == value_of(row, CRM_FIELD_ID, -1))
            return false;
    }
    return true;
}

static bool
recorded_later(const struct feed *feed, const struct feed_row *row)
{
    (void)feed;
    return value_of(row, CRM_FIELD_CREATED, 0) > (WORLD_AS_OF + 1) * WORLD_DAY_US &&
           value_of(row, CRM_FIELD_MERGED_INTO, 0) == 0 && row->kind != CRM_KIND_ACCOUNT &&
           row->kind != CRM_KIND_CONTACT;
}

static size_t
remove_rows(struct feed *feed, bool (*goes)(const struct feed *, const struct feed_row *))
{
    size_t kept = 0, removed = 0;
    bool *gone = test_calloc(feed->count, sizeof *gone);

    for (size_t i = 0; i < feed->count; i++)
        gone[i] = goes(feed, &feed->rows[i]);
    for (size_t i = 0; i < feed->count; i++) {
        if (!gone[i])
            feed->rows[kept++] = feed->rows[i];
        else
            removed++;
    }
    feed->count = kept;
    test_free(gone);
    return removed;
}

static void
try_without(const struct way *way, uint64_t seed,
            bool (*goes)(const struct feed *, const struct feed_row *))
{
    struct feed feed;
    crm_analysis *with, *without;

    ready(way, &feed, seed, 300);
    with = answer(way, &feed, 1000);
    assert_true(remove_rows(&feed, goes) > 0);
    without = answer(way, &feed, 1000);
    feed_assert_same(with, without, "coverage");
    crm_analysis_free(with);
    crm_analysis_free(without);
    feed_done(&feed);
}

static void
try_later_days(const struct way *way, uint64_t seed)
{
    try_without(way, seed, happens_later);
}

static void
facts_of_later_days_never_change_a_board(void **state)
{
    (void)state;
    each_way(try_later_days);
}

static void
try_later_knowledge(const struct way *way, uint64_t seed)
{
    if (way->known_at)
        try_without(way, seed, recorded_later);
}

static void
facts_recorded_later_never_change_a_board_under_known_at(void **state)
{
    (void)state;
    each_way(try_later_knowledge);
}

/* ---- Failures ---- */

static crm_table *
table_of(crm_kind kind, int cells, const int64_t (*pairs)[2])
{
    crm_table *table = crm_table_new(crm, kind);

    assert_non_null(table);
    assert_int_equal(crm_table_add(table, 1), CRM_OK);
    for (int i = 0; i < cells; i++)
        assert_int_equal(crm_table_set_int(table, 0, (int32_t)pairs[i][0], pairs[i][1]), CRM_OK);
    return table;
}

static void
add_fails(crm_analysis *analysis, crm_table *table, crm_status status)
{
    const crm_table *partial;

    assert_int_equal(crm_analysis_add(analysis, table), status);
    assert_int_equal(crm_analysis_add(analysis, table), status);
    assert_int_equal(crm_analysis_partial(analysis, 0, &partial), status);
    assert_null(partial);
    assert_int_equal(crm_analysis_run(analysis), status);
    assert_int_equal(crm_analysis_finish(analysis), status);
    assert_int_equal(crm_analysis_tables(analysis), 0);
    assert_null(crm_analysis_table(analysis, "about"));
    crm_table_free(table);
    crm_analysis_free(analysis);
}

/* Kinds of the description that the params switch off may be fed: nothing is read of them. */
static void
kinds_switched_off_are_passed_over(void **state)
{
    static const int64_t link[][2] = {{CRM_FIELD_ID, 1}};
    crm_analysis *analysis = ask(&ways[0]);
    crm_table *table = table_of(CRM_KIND_LINK, 1, link);

    (void)state;
    assert_int_equal(crm_analysis_add(analysis, table), CRM_NONE);
    assert_int_equal(crm_analysis_finish(analysis), CRM_OK);
    crm_table_free(table);
    crm_analysis_free(analysis);
}

static void
a_failure_poisons(void **state)
{
    static const int64_t user[][2] = {{CRM_FIELD_ID, 1}};
    static const int64_t nobody[][2] = {{CRM_ACCOUNT_OWNER, 1}};
    static const int64_t sale[][2] = {{CRM_PURCHASE_ACCOUNT, 1},
                                      {CRM_PURCHASE_DAY, 20000},
                                      {CRM_PURCHASE_TYPE, CRM_PURCHASE_TYPE_SALE},
                                      {CRM_PURCHASE_NET_AMOUNT, -1},
                                      {CRM_PURCHASE_CURRENCY, WORLD_USD}};

    (void)state;
    add_fails(ask(&ways[0]), table_of(CRM_KIND_USER, 1, user), CRM_ERROR_ARGUMENT);
    add_fails(ask(&ways[0]), table_of(CRM_KIND_ACCOUNT, 1, nobody), CRM_ERROR_DATA);
    add_fails(ask(&ways[0]), table_of(CRM_KIND_PURCHASE, 5, sale), CRM_ERROR_DATA);
    add_fails(ask(&ways[0]), table_of(CRM_KIND_PURCHASE, 4, sale), CRM_ERROR_DATA);
    assert_non_null(strstr(crm_message(crm), "failed before"));
}

static void
one_id_is_one_row(void **state)
{
    static const int64_t one[][2] = {{CRM_FIELD_ID, 5}, {CRM_ACCOUNT_TYPES, 1}};
    static const int64_t other[][2] = {{CRM_FIELD_ID, 5}, {CRM_ACCOUNT_TYPES, 3}};
    crm_analysis *analysis = ask(&ways[0]);
    crm_table *table = table_of(CRM_KIND_ACCOUNT, 2, one),
              *again = table_of(CRM_KIND_ACCOUNT, 2, other);

    (void)state;
    assert_int_equal(crm_analysis_add(analysis, table), CRM_OK);
    assert_int_equal(crm_analysis_add(analysis, table), CRM_OK);
    assert_int_equal(crm_analysis_add(analysis, again), CRM_ERROR_DATA);
    crm_table_free(table);
    crm_table_free(again);
    crm_analysis_free(analysis);
}

static void
setup_comes_before_the_first_fact(void **state)
{
    struct feed feed = {0};
    static const int64_t rate[][2] = {{CRM_FIELD_ID, 1},
                                      {CRM_RATE_BASE, WORLD_EUR},
                                      {CRM_RATE_TARGET, WORLD_USD},
                                      {CRM_RATE_DAY, 20000},
                                      {CRM_RATE_NUM, 1},
                                      {CRM_RATE_DEN, 1},
                                      {CRM_RATE_TYPE, CRM_RATE_TYPE_SPOT}};
    crm_analysis *analysis = ask(&ways[0]);

    (void)state;
    feed_add(&feed, CRM_KIND_PURCHASE, 5, CRM_PURCHASE_ACCOUNT, 1LL, CRM_PURCHASE_DAY, 20000LL,
             CRM_PURCHASE_TYPE, 1LL, CRM_PURCHASE_NET_AMOUNT, 5LL, CRM_PURCHASE_CURRENCY,
             (long long)WORLD_USD);
    assert_int_equal(feed_all(analysis, &feed), CRM_OK);
    add_fails(analysis, table_of(CRM_KIND_RATE, 7, rate), CRM_ERROR_STATE);
    feed_done(&feed);
}

static void
after_finish_nothing_is_fed_and_results_stay(void **state)
{
    struct feed feed;
    crm_analysis *analysis;
    const crm_table *partial;
    size_t tables;

    (void)state;
    ready(&ways[0], &feed, 5, 20);
    analysis = answer(&ways[0], &feed, 10);
    tables = crm_analysis_tables(analysis);
    assert_int_equal(tables, 8);
    assert_int_equal(feed_all(analysis, &feed), CRM_ERROR_STATE);
    assert_int_equal(crm_analysis_finish(analysis), CRM_ERROR_STATE);
    assert_int_equal(crm_analysis_partial(analysis, 0, &partial), CRM_ERROR_STATE);
    assert_int_equal(crm_analysis_tables(analysis), tables);
    assert_string_equal(crm_analysis_table_name(analysis, 0), "about");
    assert_null(crm_analysis_table_name(analysis, tables));
    assert_null(crm_analysis_table(analysis, "cells"));
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* ---- Limits and memory ---- */

static void
a_memory_limit_says_what_it_would_have_taken(void **state)
{
    crm_rfm_params params = CRM_RFM_PARAMS_INIT;
    crm_analysis *analysis;
    struct feed feed;

    (void)state;
    ready(&ways[0], &feed, 3, 400);
    params.as_of = WORLD_AS_OF;
    params.currency = WORLD_USD;
    params.memory_limit = 20000;
    params.expected = (uint64_t)1 << 60;
    analysis = crm_rfm_new(crm, &params);
    assert_non_null(analysis);
    assert_int_equal(feed_all(analysis, &feed), CRM_ERROR_LIMIT);
    assert_non_null(strstr(crm_message(crm), "20000"));
    assert_non_null(strstr(crm_message(crm), "rows"));
    crm_analysis_free(analysis);
    feed_done(&feed);
}

struct failing {
    uint64_t fail_at;
    uint64_t asked;
    int64_t live;
};

static void *
failing_resize(void *self, void *block, size_t old_size, size_t new_size)
{
    struct failing *failing = self;
    void *grown;

    (void)old_size;
    if (new_size == 0) {
        failing->live -= block != NULL;
        test_free(block);
        return NULL;
    }
    if (++failing->asked == failing->fail_at)
        return NULL;
    grown = test_realloc(block, new_size);
    failing->live += grown && !block;
    return grown;
}

static crm_status
work_with(struct failing *failing, const struct way *way, const struct feed *feed)
{
    crm_context *outer = crm;
    crm_status status = CRM_ERROR_MEMORY;
    crm_analysis *some = NULL, *whole = NULL;
    union any_params params;

    crm = feed_open(failing_resize, failing);
    fill_params(way, &params);
    if (crm) {
        some = crm_analysis_new(crm, way->analysis, &params);
        whole = crm_analysis_new(crm, way->analysis, &params);
    }
    if (some && whole) {
        status = feed_some(some, feed, 64, 0, 1);
        if (status == CRM_OK)
            status = feed_merge(whole, some);
        if (status == CRM_OK)
            status = crm_analysis_finish(whole);
        if (status == CRM_OK)
            feed_assert_covered(whole, feed);
    }
    crm_analysis_free(some);
    crm_analysis_free(whole);
    crm_close(crm);
    crm = outer;
    return status;
}

static void
any_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t i = 0; i < WAYS; i++) {
        struct feed feed;
        uint64_t k, step = 1;

        ready(&ways[i], &feed, 11, 24);
        for (k = 1;; k += step) {
            struct failing failing = {.fail_at = k};
            crm_status status = work_with(&failing, &ways[i], &feed);

            assert_int_equal(failing.live, 0);
            if (failing.asked < k) {
                assert_int_equal(status, CRM_OK);
                break;
            }
            if (status != CRM_ERROR_MEMORY)
                fail_msg("%s: allocation %llu answered %d", ways[i].analysis, (unsigned long long)k,
                         status);
        }
        print_message("%s: %llu allocations tried\n", ways[i].analysis, (unsigned long long)k - 1);
        feed_done(&feed);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(order_and_batches_change_no_bit, setup, teardown),
        cmocka_unit_test_setup_teardown(splits_change_no_bit, setup, teardown),
        cmocka_unit_test_setup_teardown(used_and_left_out_are_the_rows_fed, setup, teardown),
        cmocka_unit_test_setup_teardown(facts_of_later_days_never_change_a_board, setup, teardown),
        cmocka_unit_test_setup_teardown(facts_recorded_later_never_change_a_board_under_known_at,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(kinds_switched_off_are_passed_over, setup, teardown),
        cmocka_unit_test_setup_teardown(a_failure_poisons, setup, teardown),
        cmocka_unit_test_setup_teardown(one_id_is_one_row, setup, teardown),
        cmocka_unit_test_setup_teardown(setup_comes_before_the_first_fact, setup, teardown),
        cmocka_unit_test_setup_teardown(after_finish_nothing_is_fed_and_results_stay, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_memory_limit_says_what_it_would_have_taken, setup,
                                        teardown),
        cmocka_unit_test(any_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
