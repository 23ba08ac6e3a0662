/*
 * test_traps_deals.c - traps that other programs of this trade fell into, each under its number, as
 * far as the analysis of pipelines could: durations, rates of winning, order of rows.
 */
#include "pipeline_case.h"

static int64_t
summary(crm_analysis *analysis, const char *column)
{
    return feed_int(crm_analysis_table(analysis, "summary"), 0, column);
}

static int64_t
board(crm_analysis *analysis, crm_id deal, const char *column)
{
    const crm_table *deals = crm_analysis_table(analysis, "deals");

    return feed_int(deals, feed_find(deals, "opportunity", deal), column);
}

/* Rows of a broken log: won before it began. Nothing takes less than no time. */
static void
trap_20_nothing_takes_less_than_no_time(void **state)
{
    const crm_table *stages, *deals;
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20050);
    log_add(&story, .deal = 1, .stage = WON, .day = 20040);
    log_add(&story, .deal = 2, .stage = FIRST, .day = 20050);
    log_add(&story, .deal = 2, .stage = SECOND, .day = 20030);
    log_add(&story, .deal = 2, .stage = WON, .day = 20060);
    analysis = finished(&story.feed);
    assert_int_equal(summary(analysis, "cycle_deals"), 1);
    assert_true(feed_double(crm_analysis_table(analysis, "summary"), 0, "cycle_mean_days") == 30);
    stages = crm_analysis_table(analysis, "stages");
    for (size_t row = 0; row < crm_table_rows(stages); row++)
        assert_true(is_none(stages, row, "mean_days") ||
                    feed_double(stages, row, "mean_days") >= 0);
    deals = crm_analysis_table(analysis, "deals");
    for (size_t row = 0; row < crm_table_rows(deals); row++) {
        assert_true(feed_int(deals, row, "age_days") >= 0);
        assert_true(feed_int(deals, row, "stage_days") >= 0);
    }
    crm_analysis_free(analysis);
}

/* Each deal is open, won or lost by the stage where it stands, and by nothing else. */
static void
trap_33_every_deal_has_one_outcome(void **state)
{
    static const crm_id stages[] = {FIRST, HOLD, WON, SIGNED, LOST, OTHER_WON, OTHER_LOST, SECOND};
    crm_analysis *analysis;

    (void)state;
    for (crm_id deal = 1; deal <= 8; deal++) {
        log_deal(&story, deal);
        log_add(&story, .deal = deal, .stage = FIRST, .day = 20000, .probability_bp = 10000);
        log_add(&story, .deal = deal, .stage = stages[deal - 1], .day = 20010, .probability_bp = 1);
    }
    analysis = finished(&story.feed);
    assert_int_equal(summary(analysis, "open"), 3);
    assert_int_equal(summary(analysis, "won"), 3);
    assert_int_equal(summary(analysis, "lost"), 2);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "deals")), 3);
    crm_analysis_free(analysis);
}

/* The median is of stays that ended; the jam shows beside it. */
static void
trap_47_deals_that_never_leave_show_beside_the_median(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 1, .stage = SECOND, .day = 20005);
    for (crm_id deal = 2; deal <= 9; deal++)
        log_add(&story, .deal = deal, .stage = FIRST, .day = LOG_AS_OF - 500 + (crm_day)deal);
    analysis = finished(&story.feed);
    assert_int_equal(of_stage(analysis, FIRST, "visits"), 1);
    assert_true(ratio_of(analysis, FIRST, "median_days") == 5);
    assert_int_equal(of_stage(analysis, FIRST, "here"), 8);
    assert_int_equal(of_stage(analysis, FIRST, "oldest_days"), 498);
    crm_analysis_free(analysis);
}

/* Stale is more than max_days (30), in the flag as in the days beside it, today and tomorrow. */
static void
trap_49_stale_means_one_thing(void **state)
{
    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = LOG_AS_OF - 30);
    log_add(&story, .deal = 2, .stage = FIRST, .day = LOG_AS_OF - 31);
    log_add(&story, .deal = 3, .stage = THIRD, .day = LOG_AS_OF - 900); /* no max_days */
    for (crm_day later = 0; later < 2; later++) {
        crm_analysis *analysis;

        params.as_of = LOG_AS_OF + later;
        analysis = finished(&story.feed);
        for (crm_id deal = 1; deal <= 3; deal++) {
            bool stale = board(analysis, deal, "flags") & CRM_DEAL_STALE;

            assert_int_equal(stale, deal < 3 && board(analysis, deal, "stage_days") > 30);
        }
        assert_int_equal(board(analysis, 1, "stage_days"), 30 + later);
        crm_analysis_free(analysis);
    }
}

static void
trap_50_a_long_road_is_not_stale(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = LOG_AS_OF - 500);
    log_add(&story, .deal = 1, .stage = SECOND, .day = LOG_AS_OF - 3);
    analysis = finished(&story.feed);
    assert_int_equal(board(analysis, 1, "age_days"), 500);
    assert_int_equal(board(analysis, 1, "stage_days"), 3);
    assert_false(board(analysis, 1, "flags") & CRM_DEAL_STALE);
    crm_analysis_free(analysis);
}

/* Two of five, not the mean of one of one and one of four. */
static void
trap_51_a_rate_is_a_quotient_of_sums(void **state)
{
    const crm_table *groups;
    crm_analysis *analysis;

    (void)state;
    for (crm_id deal = 1; deal <= 5; deal++) {
        log_add(&story, .deal = deal, .stage = FIRST, .day = 20000, .owner = deal == 1 ? 7 : 8);
        log_add(&story, .deal = deal, .stage = deal <= 2 ? WON : LOST, .day = 20010,
                .owner = deal == 1 ? 7 : 8);
    }
    analysis = finished(&story.feed);
    groups = crm_analysis_table(analysis, "groups");
    assert_true(feed_double(crm_analysis_table(analysis, "summary"), 0, "win_rate") == 2.0 / 5.0);
    assert_true(feed_double(groups, feed_find(groups, "key_id", 7), "win_rate") == 1.0);
    assert_true(feed_double(groups, feed_find(groups, "key_id", 8), "win_rate") == 1.0 / 4.0);
    crm_analysis_free(analysis);
}

static void
many_deals(crm_id count)
{
    uint64_t random = 54;

    for (crm_id id = 1; id <= 3; id++)
        feed_add(&story.feed, CRM_KIND_ACCOUNT, 1, CRM_FIELD_ID, (long long)id);
    for (crm_id deal = 1; deal <= count; deal++) {
        crm_day day = (crm_day)feed_between(&random, 19000, LOG_AS_OF - 40);

        log_deal(&story, deal);
        log_add(&story, .deal = deal, .stage = FIRST, .day = day, .hour = 1, .amount = 999 * deal,
                .account = feed_between(&random, 1, 3), .owner = feed_between(&random, 1, 4));
        log_add(&story, .deal = deal, .stage = feed_between(&random, SECOND, LOST),
                .day = day + (crm_day)feed_between(&random, 0, 40), .hour = 5,
                .amount = 1001 * deal, .account = feed_between(&random, 1, 3));
    }
}

/* Rows of one id that come twice, as a join gives them, are one row. */
static void
trap_54_a_row_that_comes_twice_counts_once(void **state)
{
    crm_analysis *once, *twice;
    size_t count;

    (void)state;
    many_deals(40);
    once = finished(&story.feed);
    count = story.feed.count;
    for (size_t i = 0; i < count; i++) {
        struct feed_row row = story.feed.rows[i];

        *feed_add(&story.feed, row.kind, 0) = row;
    }
    feed_shuffle(&story.feed, crm_descriptor_find("pipeline"), NULL); /* setup first */
    twice = crm_pipeline_analysis_new(crm, &params);
    assert_int_equal(feed_all(twice, &story.feed), CRM_OK);
    assert_int_equal(crm_analysis_finish(twice), CRM_OK);
    feed_assert_same(once, twice, NULL);
    assert_int_equal(summary(twice, "open") + summary(twice, "won") + summary(twice, "lost"), 40);
    crm_analysis_free(once);
    crm_analysis_free(twice);
}

static void
near(double value, double wanted)
{
    assert_true(value > wanted - 1e-14 && value < wanted + 1e-14);
}

/* Quotients are worked out once, from integers: the same bits everywhere. The one formula with roots
   is good to 14 digits. */
static void
trap_136_quotients_have_the_same_bits_everywhere(void **state)
{
    const crm_table *groups, *total;
    crm_analysis *analysis;
    size_t row;

    (void)state;
    for (crm_id deal = 1; deal <= 3; deal++) {
        log_add(&story, .deal = deal, .stage = FIRST, .day = 20000, .owner = 7);
        log_add(&story, .deal = deal, .stage = deal == 1 ? WON : LOST, .day = 20000 + (crm_day)deal,
                .hour = 8, .amount = 100, .owner = 7);
    }
    log_add(&story, .deal = 4, .stage = FIRST, .day = 20000, .owner = 7);
    log_add(&story, .deal = 4, .stage = SECOND, .day = 20001, .owner = 7);
    log_add(&story, .deal = 4, .stage = FIRST, .day = 20003, .owner = 7);
    log_add(&story, .deal = 4, .stage = SECOND, .day = 20004, .owner = 7);
    analysis = finished(&story.feed);
    total = crm_analysis_table(analysis, "summary");
    assert_true(feed_double(total, 0, "win_rate") == 0x1.5555555555555p-2);
    groups = crm_analysis_table(analysis, "groups");
    row = feed_find(groups, "key_id", 7);
    assert_true(feed_double(groups, row, "win_rate") == 0x1.5555555555555p-2);
    near(feed_double(groups, row, "low"), 0.0614919447203962);
    near(feed_double(groups, row, "high"), 0.792340399197952);
    /* 1 + 2 + 3 + 1 + 1 days in five stays */
    assert_true(ratio_of(analysis, FIRST, "mean_days") == 0x1.999999999999ap+0);
    crm_analysis_free(analysis);
}

static void
trap_137_the_order_of_rows_shows_nowhere(void **state)
{
    uint64_t random = 137;
    crm_analysis *first, *again;

    (void)state;
    many_deals(60);
    first = finished(&story.feed);
    for (int i = 0; i < 12; i++) {
        feed_shuffle(&story.feed, crm_descriptor_find("pipeline"), &random);
        again = finished(&story.feed);
        feed_assert_same(first, again, NULL);
        crm_analysis_free(again);
    }
    crm_analysis_free(first);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(trap_20_nothing_takes_less_than_no_time),
        CASE(trap_33_every_deal_has_one_outcome),
        CASE(trap_47_deals_that_never_leave_show_beside_the_median),
        CASE(trap_49_stale_means_one_thing),
        CASE(trap_50_a_long_road_is_not_stale),
        CASE(trap_51_a_rate_is_a_quotient_of_sums),
        CASE(trap_54_a_row_that_comes_twice_counts_once),
        CASE(trap_136_quotients_have_the_same_bits_everywhere),
        CASE(trap_137_the_order_of_rows_shows_nowhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
