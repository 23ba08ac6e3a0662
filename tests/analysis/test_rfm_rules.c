/*
 * test_rfm_rules.c - what params and lists make of the scores of RFM: rules, edges, nesting, occasions,
 * money, weights, maps with gaps and overlaps, and who moved between two days.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crm/context.h"
#include "crm/rfm.h"
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

static crm_rfm_params
usual(void)
{
    crm_rfm_params params = CRM_RFM_PARAMS_INIT;

    params.as_of = AS_OF;
    return params;
}

static struct feed_row *
buy(struct feed *feed, crm_id account, crm_day day, int32_t type, int64_t net)
{
    return feed_add(feed, CRM_KIND_PURCHASE, 5, CRM_PURCHASE_ACCOUNT, (long long)account,
                    CRM_PURCHASE_DAY, (long long)day, CRM_PURCHASE_TYPE, (long long)type,
                    CRM_PURCHASE_NET_AMOUNT, (long long)net, CRM_PURCHASE_CURRENCY, (long long)USD);
}

static void
also(struct feed_row *row, crm_field field, int64_t value)
{
    row->field[row->cells] = field;
    row->value[row->cells++] = value;
}

static void
of_order(struct feed_row *row, const char *key)
{
    row->text_field = CRM_PURCHASE_ORDER_KEY;
    row->text = key;
}

static crm_analysis *
finished(struct feed *feed, const crm_rfm_params *params, const crm_table *edges)
{
    crm_analysis *analysis = crm_rfm_new(crm, params);

    if (!analysis)
        fail_msg("%s", crm_message(crm));
    if (edges)
        assert_int_equal(crm_analysis_set(analysis, "edges", edges), CRM_OK);
    assert_int_equal(feed_all(analysis, feed), CRM_OK);
    if (crm_analysis_finish(analysis) != CRM_OK)
        fail_msg("%s", crm_message(crm));
    feed_assert_covered(analysis, feed);
    return analysis;
}

static void
assert_scores(crm_analysis *analysis, const char *axis, const int *expected, size_t count)
{
    const crm_table *scores = crm_analysis_table(analysis, "scores");

    assert_int_equal(crm_table_rows(scores), count);
    for (size_t row = 0; row < count; row++)
        assert_int_equal(feed_int(scores, row, axis), expected[row]);
}

/* ---- Rules ---- */

/* Ten customers, six of whom bought once; customer i bought last i days ago. */
static void
mostly_one_timers(struct feed *feed)
{
    static const int times[10] = {1, 1, 1, 1, 1, 1, 2, 2, 3, 9};

    for (int i = 0; i < 10; i++) {
        for (int n = 0; n < times[i]; n++)
            buy(feed, i + 1, (crm_day)(AS_OF - 1 - i - 10 * n), CRM_PURCHASE_TYPE_SALE, 100);
    }
}

static void
trap_90_ties_under_every_rule(void **state)
{
    static const struct {
        int32_t rule;
        int f[10], r[10];
    } rules[] = {
        {CRM_SCORES_RANK, {1, 1, 1, 1, 1, 1, 4, 4, 5, 5}, {5, 5, 4, 4, 3, 3, 2, 2, 1, 1}},
        {CRM_SCORES_QUANTILE, {1, 1, 1, 1, 1, 1, 4, 4, 5, 5}, {5, 5, 4, 4, 3, 3, 2, 2, 1, 1}},
        {CRM_SCORES_NTILE, {1, 1, 2, 2, 3, 3, 4, 4, 5, 5}, {5, 5, 4, 4, 3, 3, 2, 2, 1, 1}},
        {CRM_SCORES_MIDRANK, {2, 2, 2, 2, 2, 2, 4, 4, 5, 5}, {5, 5, 4, 4, 3, 3, 2, 2, 1, 1}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct feed feed = {0};
        crm_rfm_params params = usual();
        crm_analysis *analysis;

        params.rule = rules[i].rule;
        mostly_one_timers(&feed);
        analysis = finished(&feed, &params, NULL);
        assert_scores(analysis, "f", rules[i].f, 10);
        assert_scores(analysis, "r", rules[i].r, 10);
        crm_analysis_free(analysis);
        feed_done(&feed);
    }
}

/* Adds an edge; returns the table. */
static crm_table *
edge(crm_table *edges, const char *axis, double value)
{
    size_t row = crm_table_rows(edges);

    assert_int_equal(crm_table_add(edges, 1), CRM_OK);
    crm_table_set_text(edges, row, crm_table_column(edges, "axis"), axis, CRM_TEXT_NUL);
    crm_table_set_double(edges, row, crm_table_column(edges, "edge"), value);
    return edges;
}

/* Recency 0.5 parts no integers; a value at an edge is above it, for recency too: 3 days and more are
   old. Edges may lie between integers. */
static void
edges_are_closed_below(void **state)
{
    static const int r[4] = {2, 2, 1, 1}, f[4] = {1, 1, 2, 2}, m[4] = {1, 1, 1, 2};
    crm_rfm_params params = usual();
    crm_table *edges = crm_settings_new(crm, "rfm", "edges");
    struct feed feed = {0};
    crm_analysis *analysis;

    (void)state;
    for (int i = 1; i <= 4; i++) {
        for (int n = 0; n < i; n++)
            buy(&feed, i, (crm_day)(AS_OF - i - n), CRM_PURCHASE_TYPE_SALE, 100);
    }
    params.bins = 2;
    params.rule = CRM_SCORES_GIVEN;
    edge(edge(edge(edges, "m", 300.5), "f", 3), "r", 2.25);
    analysis = finished(&feed, &params, edges);
    assert_scores(analysis, "r", r, 4);
    assert_scores(analysis, "f", f, 4);
    assert_scores(analysis, "m", m, 4);
    crm_analysis_free(analysis);
    crm_table_free(edges);
    feed_done(&feed);
}

static void
wrong_edges_are_refused(void **state)
{
    crm_rfm_params params = usual();
    crm_table *edges = crm_settings_new(crm, "rfm", "edges");
    crm_analysis *analysis;

    (void)state;
    params.bins = 3;
    params.rule = CRM_SCORES_GIVEN;
    analysis = crm_rfm_new(crm, &params);
    edge(edge(edges, "r", 5), "r", 5);
    assert_int_equal(crm_analysis_set(analysis, "edges", edges), CRM_ERROR_DATA);
    assert_non_null(strstr(crm_message(crm), "row 1, edge"));
    crm_table_clear(edges);
    edge(edge(edge(edges, "r", 5), "r", 6), "r", 7);
    assert_int_equal(crm_analysis_set(analysis, "edges", edges), CRM_ERROR_DATA);
    crm_table_clear(edges);
    edge(edges, "x", 5);
    assert_int_equal(crm_analysis_set(analysis, "edges", edges), CRM_ERROR_DATA);
    crm_table_clear(edges);
    edge(edge(edges, "r", 5), "r", 6);
    assert_int_equal(crm_analysis_set(analysis, "edges", edges), CRM_ERROR_DATA);
    crm_table_clear(edges);
    crm_table_add(edges, 1);
    crm_table_set_text(edges, 0, crm_table_column(edges, "axis"), "r", 1);
    assert_int_equal(crm_analysis_set(analysis, "edges", edges), CRM_ERROR_DATA);
    assert_int_equal(crm_analysis_finish(analysis), CRM_ERROR_ARGUMENT); /* none was given */
    crm_analysis_free(analysis);
    crm_table_free(edges);
}

/* Four customers: two recent, two not; nested, f is scored within each pair. */
static void
nested_scores_compare_within_the_parent(void **state)
{
    static const int alone[4] = {2, 2, 1, 1}, nested[4] = {2, 1, 2, 1};
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;
    static const int times[4] = {4, 3, 2, 1}, last[4] = {1, 2, 30, 40};

    (void)state;
    for (int i = 0; i < 4; i++) {
        for (int n = 0; n < times[i]; n++)
            buy(&feed, i + 1, (crm_day)(AS_OF - last[i] - n), CRM_PURCHASE_TYPE_SALE, 100);
    }
    params.bins = 2;
    analysis = finished(&feed, &params, NULL);
    assert_scores(analysis, "f", alone, 4);
    crm_analysis_free(analysis);
    params.flags = CRM_RFM_NESTED;
    analysis = finished(&feed, &params, NULL);
    assert_scores(analysis, "r", alone, 4);
    assert_scores(analysis, "f", nested, 4);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* ---- Occasions and money ---- */

/* Order A in two lines on two days, B taken back whole, one line without order, a return of A later:
   two occasions, the last of them the day of the last sale. */
static void
trap_96_an_order_is_netted_wherever_its_rows_lie(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;
    const crm_table *scores;

    (void)state;
    of_order(buy(&feed, 1, AS_OF - 50, CRM_PURCHASE_TYPE_SALE, 100), "A");
    of_order(buy(&feed, 1, AS_OF - 40, CRM_PURCHASE_TYPE_SALE, 100), "A");
    of_order(buy(&feed, 1, AS_OF - 10, CRM_PURCHASE_TYPE_RETURN, -150), "A");
    of_order(buy(&feed, 1, AS_OF - 20, CRM_PURCHASE_TYPE_SALE, 70), "B");
    of_order(buy(&feed, 1, AS_OF - 19, CRM_PURCHASE_TYPE_RETURN, -70), "B");
    buy(&feed, 1, AS_OF - 30, CRM_PURCHASE_TYPE_SALE, 5);
    params.occasion = CRM_OCCASION_ORDER;
    analysis = finished(&feed, &params, NULL);
    scores = crm_analysis_table(analysis, "scores");
    assert_int_equal(feed_int(scores, 0, "frequency"), 2);
    assert_int_equal(feed_int(scores, 0, "last_day"), AS_OF - 30);
    assert_int_equal(feed_int(scores, 0, "first_day"), AS_OF - 50);
    assert_int_equal(feed_int(scores, 0, "monetary"), 55);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* Two accounts that are one today share an order. */
static void
orders_of_merged_accounts_are_one(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;
    const crm_table *scores;

    (void)state;
    feed_add(&feed, CRM_KIND_ACCOUNT, 1, CRM_FIELD_ID, 1LL);
    feed_add(&feed, CRM_KIND_ACCOUNT, 2, CRM_FIELD_ID, 2LL, CRM_FIELD_MERGED_INTO, 1LL);
    of_order(buy(&feed, 1, AS_OF - 50, CRM_PURCHASE_TYPE_SALE, 100), "A");
    of_order(buy(&feed, 2, AS_OF - 40, CRM_PURCHASE_TYPE_SALE, 100), "A");
    of_order(buy(&feed, 2, AS_OF - 30, CRM_PURCHASE_TYPE_SALE, 100), "a"); /* another */
    params.occasion = CRM_OCCASION_ORDER;
    analysis = finished(&feed, &params, NULL);
    scores = crm_analysis_table(analysis, "scores");
    assert_int_equal(crm_table_rows(scores), 1);
    assert_int_equal(feed_int(scores, 0, "frequency"), 2);
    assert_int_equal(feed_int(scores, 0, "first_day"), AS_OF - 50);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
money_is_sum_mean_or_margin(void **state)
{
    static const int64_t expected[] = {0, 301, 150, 161}; /* 301 / 2 = 150.5, to even */
    crm_rfm_params params = usual();
    struct feed feed = {0};

    (void)state;
    also(buy(&feed, 1, AS_OF - 9, CRM_PURCHASE_TYPE_SALE, 201), CRM_PURCHASE_COST_AMOUNT, 50);
    also(buy(&feed, 1, AS_OF - 8, CRM_PURCHASE_TYPE_SALE, 110), CRM_PURCHASE_COST_AMOUNT, 100);
    buy(&feed, 1, AS_OF - 8, CRM_PURCHASE_TYPE_RETURN, -10);
    for (int32_t kind = CRM_MONETARY_SUM; kind <= CRM_MONETARY_MARGIN; kind++) {
        crm_analysis *analysis;

        params.monetary = kind;
        analysis = finished(&feed, &params, NULL);
        assert_int_equal(feed_int(crm_analysis_table(analysis, "scores"), 0, "monetary"),
                         expected[kind]);
        assert_int_equal(feed_reason(analysis, "purchase", "note_no_cost"),
                         kind == CRM_MONETARY_MARGIN ? 1 : 0);
        crm_analysis_free(analysis);
    }
    feed_done(&feed);
}

static void
weights_make_the_total_and_parts_explain_it(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;
    const crm_table *parts;
    int64_t points = 0, weights = 0;

    (void)state;
    mostly_one_timers(&feed);
    params.weight_r = 99; /* 9.9, 6.6, 3.3 */
    params.weight_f = 66;
    params.weight_m = 33;
    params.flags = CRM_RFM_SHOW_PARTS;
    analysis = finished(&feed, &params, NULL);
    parts = crm_analysis_table(analysis, "parts");
    assert_int_equal(crm_table_rows(parts), 30);
    for (size_t row = 0; row < 3; row++) {
        points += feed_int(parts, row, "points") * feed_int(parts, row, "weight");
        weights += feed_int(parts, row, "weight");
    }
    assert_int_equal(feed_int(parts, 0, "customer"), 1);
    assert_int_equal(feed_int(parts, 0, "value"), 1); /* a day ago */
    assert_true(feed_double(crm_analysis_table(analysis, "scores"), 0, "total") ==
                (double)points / (double)weights);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* ---- The map ---- */

static void
box(crm_table *map, const char *name, const int *limits)
{
    static const char *const columns[] = {"r_low", "r_high", "f_low", "f_high"};
    size_t row = crm_table_rows(map);

    assert_int_equal(crm_table_add(map, 1), CRM_OK);
    crm_table_set_text(map, row, crm_table_column(map, "segment"), name, CRM_TEXT_NUL);
    for (int i = 0; i < 4; i++)
        crm_table_set_int(map, row, crm_table_column(map, columns[i]), limits[i]);
}

/* Of 5 x 5 cells a box of 2 x 5 and one of 2 x 2 that overlap in 1 x 2: each cell once for each m. */
static void
trap_102_gaps_and_overlaps_show(void **state)
{
    static const int top[] = {4, 5, 1, 5}, corner[] = {3, 4, 4, 5};
    crm_rfm_params params = usual();
    crm_analysis *analysis = crm_rfm_new(crm, &params);
    crm_table *map = crm_settings_new(crm, "rfm", "segments");
    const crm_table *cells;
    int found[3] = {0, 0, 0};

    (void)state;
    box(map, "top", top);
    box(map, "corner", corner);
    assert_int_equal(crm_analysis_set(analysis, "segments", map), CRM_OK);
    assert_int_equal(crm_analysis_finish(analysis), CRM_OK);
    cells = crm_analysis_table(analysis, "map");
    assert_int_equal(crm_table_rows(cells), 125);
    for (size_t row = 0; row < 125; row++) {
        int64_t matches = feed_int(cells, row, "matches");

        assert_in_range(matches, 0, 2);
        found[matches]++;
        if (matches == 2)
            assert_true(feed_text_is(cells, row, "segment", "top")); /* the first */
    }
    assert_int_equal(found[0], 5 * 13);
    assert_int_equal(found[1], 5 * 10);
    assert_int_equal(found[2], 5 * 2);
    crm_analysis_free(analysis);
    crm_table_free(map);
}

/* ---- Two days ---- */

/* The board of the earlier day inside `migration` is the board that as_of of that day gives. */
static void
migration_compares_with_the_board_of_that_day(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual(), then = usual();
    crm_analysis *analysis, *before;
    const crm_table *moves, *segments;
    uint64_t random = 4;
    int64_t all = 0, entered = 0;

    (void)state;
    for (int i = 0; i < 400; i++)
        buy(&feed, feed_between(&random, 1, 60), (crm_day)(AS_OF - feed_between(&random, 0, 500)),
            i % 9 ? CRM_PURCHASE_TYPE_SALE : CRM_PURCHASE_TYPE_RETURN,
            i % 9 ? feed_between(&random, 1, 900) : -feed_between(&random, 1, 900));
    params.since = AS_OF - 300;
    params.compare_day = AS_OF - 120;
    then.as_of = AS_OF - 120;
    then.since = AS_OF - 420;
    analysis = finished(&feed, &params, NULL);
    before = finished(&feed, &then, NULL);
    moves = crm_analysis_table(analysis, "migration");
    segments = crm_analysis_table(before, "segments");
    for (size_t row = 0; row < crm_table_rows(segments); row++) {
        size_t length;
        const char *name = crm_table_text(segments, row, 0, &length);
        int64_t customers = 0;

        for (size_t i = 0; i < crm_table_rows(moves); i++) {
            size_t other;
            const char *from = crm_table_text(moves, i, 0, &other);

            if (from && other == length && memcmp(from, name, length) == 0)
                customers += feed_int(moves, i, "customers");
        }
        assert_int_equal(customers, feed_int(segments, row, "customers"));
    }
    for (size_t i = 0; i < crm_table_rows(moves); i++) {
        all += feed_text_is(moves, i, "after", NULL) ? 0 : feed_int(moves, i, "customers");
        entered += feed_text_is(moves, i, "before", NULL) ? feed_int(moves, i, "customers") : 0;
    }
    assert_int_equal(all, crm_table_rows(crm_analysis_table(analysis, "scores")));
    assert_true(entered > 0);
    crm_analysis_free(analysis);
    crm_analysis_free(before);
    feed_done(&feed);
}

/* A cancellation that came after the earlier day was not seen on it. */
static void
a_later_cancellation_was_not_seen_then(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;
    const crm_table *moves;

    (void)state;
    buy(&feed, 1, AS_OF - 100, CRM_PURCHASE_TYPE_SALE, 50);
    also(buy(&feed, 1, AS_OF - 10, CRM_PURCHASE_TYPE_CANCEL, -50), CRM_PURCHASE_COUNTED_DAY,
         AS_OF - 100);
    params.compare_day = AS_OF - 50;
    analysis = finished(&feed, &params, NULL);
    moves = crm_analysis_table(analysis, "migration");
    assert_int_equal(crm_table_rows(moves), 1);
    assert_false(feed_text_is(moves, 0, "before", "unmatched"));
    assert_true(feed_text_is(moves, 0, "after", "unmatched"));
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
wrong_choices_are_refused(void **state)
{
    crm_rfm_params params;
    static const size_t members[] = {
        offsetof(crm_rfm_params, rule), offsetof(crm_rfm_params, monetary),
        offsetof(crm_rfm_params, occasion), offsetof(crm_rfm_params, weight_r)};

    (void)state;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        int32_t wrong = -1;

        params = usual();
        memcpy((char *)&params + members[i], &wrong, sizeof wrong);
        assert_null(crm_rfm_new(crm, &params));
    }
    params = usual();
    params.weight_r = params.weight_f = params.weight_m = 0; /* trap 108 */
    assert_null(crm_rfm_new(crm, &params));
    params = usual();
    params.compare_day = AS_OF;
    assert_null(crm_rfm_new(crm, &params));
    params.compare_day = AS_OF - 1;
    params.sales = CRM_SALES_WON;
    assert_null(crm_rfm_new(crm, &params));
    params.compare_day = CRM_DAY_NONE;
    params.monetary = CRM_MONETARY_MARGIN;
    assert_null(crm_rfm_new(crm, &params));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(trap_90_ties_under_every_rule, setup, teardown),
        cmocka_unit_test_setup_teardown(edges_are_closed_below, setup, teardown),
        cmocka_unit_test_setup_teardown(wrong_edges_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(nested_scores_compare_within_the_parent, setup, teardown),
        cmocka_unit_test_setup_teardown(trap_96_an_order_is_netted_wherever_its_rows_lie, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(orders_of_merged_accounts_are_one, setup, teardown),
        cmocka_unit_test_setup_teardown(money_is_sum_mean_or_margin, setup, teardown),
        cmocka_unit_test_setup_teardown(weights_make_the_total_and_parts_explain_it, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(trap_102_gaps_and_overlaps_show, setup, teardown),
        cmocka_unit_test_setup_teardown(migration_compares_with_the_board_of_that_day, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_later_cancellation_was_not_seen_then, setup, teardown),
        cmocka_unit_test_setup_teardown(wrong_choices_are_refused, setup, teardown),
    };

    return cmocka_run_group_tests_name("rfm rules", tests, NULL, NULL);
}
