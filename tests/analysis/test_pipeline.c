/*
 * test_pipeline.c - the pipeline analysis in figures worked out by hand: the summary.
 */
#include "pipeline_case.h"

static const crm_table *
summary_of(crm_analysis *analysis)
{
    return crm_analysis_table(analysis, "summary");
}

static void
nothing_is_a_summary_of_nulls(void **state)
{
    static const char *const nulls[] = {"pipeline", "velocity_per_day", "target_wins",
                                        "needed_deals"};
    static const char *const zeros[] = {
        "created",  "open",        "open_unpriced",  "on_hold",      "open_amount",
        "weighted", "won",         "won_amount",     "lost",         "lost_amount",
        "reopened", "cycle_deals", "velocity_deals", "won_unpriced", "lost_unpriced"};
    static const char *const ratios[] = {"win_rate", "win_rate_value", "mean_won",
                                         "cycle_mean_days", "cycle_median_days"};
    crm_analysis *analysis = finished(&story.feed);
    const crm_table *summary = summary_of(analysis);
    double value;

    (void)state;
    assert_int_equal(crm_table_rows(summary), 3); /* all, and the two pipelines */
    for (size_t i = 0; i < sizeof nulls / sizeof nulls[0]; i++)
        assert_true(feed_int(summary, 0, nulls[i]) == FEED_NONE);
    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
        assert_int_equal(feed_int(summary, 0, zeros[i]), 0);
    for (size_t i = 0; i < sizeof ratios / sizeof ratios[0]; i++)
        assert_int_equal(crm_table_double(summary, 0, crm_table_column(summary, ratios[i]), &value),
                         CRM_NONE);
    assert_int_equal(feed_int(summary, 1, "pipeline"), 1);
    assert_int_equal(feed_int(summary, 2, "pipeline"), 2);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "deals")), 0);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "months")), 0);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "groups")), 0);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "stages")), 11);
    crm_analysis_free(analysis);
}

/* Two won (10 and 20 days; 300.00 and 100.00), one lost (200.00), three open (100.00 at 10 %, 50.01 at
   50 %, one without amount), one of them of unknown start, and one on hold (70.00). */
static void
write_story(void)
{
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .amount = 25000);
    log_add(&story, .deal = 1, .stage = WON, .day = 20010, .amount = 30000);
    log_add(&story, .deal = 2, .stage = FIRST, .day = 20010, .amount = 10000);
    log_add(&story, .deal = 2, .stage = WON, .day = 20030, .amount = 10000);
    log_add(&story, .deal = 3, .stage = FIRST, .day = 20000, .amount = 20000);
    log_add(&story, .deal = 3, .stage = LOST, .day = 20050, .amount = 20000);
    log_add(&story, .deal = 4, .stage = FIRST, .amount = 10000);
    log_add(&story, .deal = 5, .stage = THIRD, .day = 20060, .amount = 5001);
    log_add(&story, .deal = 6, .stage = SECOND, .day = 20061);
    log_add(&story, .deal = 7, .stage = FIRST, .day = 20000, .amount = 7000);
    log_add(&story, .deal = 7, .stage = HOLD, .day = 20002, .amount = 7000);
}

static void
the_summary_is_the_one_worked_out_by_hand(void **state)
{
    crm_analysis *analysis;
    const crm_table *summary;

    (void)state;
    write_story();
    params.target_wins = 100;
    analysis = finished(&story.feed);
    summary = summary_of(analysis);
    assert_int_equal(feed_int(summary, 0, "created"), 6);
    assert_int_equal(feed_int(summary, 0, "open"), 4);
    assert_int_equal(feed_int(summary, 0, "open_unpriced"), 1);
    assert_int_equal(feed_int(summary, 0, "on_hold"), 1);
    assert_int_equal(feed_int(summary, 0, "open_amount"), 22001);
    /* 1000.00 + 2500.50 = 3500.5, half to even; the hold is not in it */
    assert_int_equal(feed_int(summary, 0, "weighted"), 3500);
    assert_int_equal(feed_int(summary, 0, "won"), 2);
    assert_int_equal(feed_int(summary, 0, "won_amount"), 40000);
    assert_int_equal(feed_int(summary, 0, "lost"), 1);
    assert_int_equal(feed_int(summary, 0, "lost_amount"), 20000);
    assert_int_equal(feed_int(summary, 0, "reopened"), 0);
    assert_true(feed_double(summary, 0, "win_rate") == 2.0 / 3.0);
    assert_true(feed_double(summary, 0, "win_rate_value") == 40000.0 / 60000.0);
    assert_true(feed_double(summary, 0, "mean_won") == 20000.0);
    assert_int_equal(feed_int(summary, 0, "cycle_deals"), 2);
    assert_true(feed_double(summary, 0, "cycle_mean_days") == 15.0);
    assert_true(feed_double(summary, 0, "cycle_median_days") == 15.0);
    /* 3 open deals of known start x 2/3 x 20000 / 15 = 2666.67 */
    assert_int_equal(feed_int(summary, 0, "velocity_deals"), 3);
    assert_int_equal(feed_int(summary, 0, "velocity_per_day"), 2667);
    assert_int_equal(feed_int(summary, 0, "target_wins"), 100);
    assert_int_equal(feed_int(summary, 0, "needed_deals"), 150);
    assert_true(feed_int(summary, 1, "target_wins") == FEED_NONE);
    assert_true(feed_int(summary, 1, "needed_deals") == FEED_NONE);
    assert_int_equal(feed_int(summary, 1, "won_amount"), 40000);
    assert_int_equal(feed_int(summary, 2, "open"), 0);
    assert_int_equal(feed_reason(analysis, "transition", "used"), 11);
    crm_analysis_free(analysis);
}

/* 5,000 deals for 500 wins at 10 %, and rounded up only where there is a rest. */
static void
deals_needed_are_an_exact_ceiling(void **state)
{
    crm_analysis *analysis;

    (void)state;
    for (crm_id deal = 1; deal <= 10; deal++) {
        log_add(&story, .deal = deal, .stage = FIRST, .day = 20000);
        log_add(&story, .deal = deal, .stage = deal == 1 ? WON : LOST, .day = 20001);
    }
    params.target_wins = 500;
    analysis = finished(&story.feed);
    assert_int_equal(feed_int(summary_of(analysis), 0, "needed_deals"), 5000);
    crm_analysis_free(analysis);
    log_add(&story, .deal = 11, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 11, .stage = WON, .day = 20001);
    log_add(&story, .deal = 12, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 12, .stage = WON, .day = 20001);
    analysis = finished(&story.feed); /* 500 x 12 / 3 */
    assert_int_equal(feed_int(summary_of(analysis), 0, "needed_deals"), 2000);
    crm_analysis_free(analysis);
    params.target_wins = 7; /* 7 x 12 / 3 = 28; with one more lost 7 x 13 / 3 = 30.33 */
    log_add(&story, .deal = 13, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 13, .stage = LOST, .day = 20001);
    analysis = finished(&story.feed);
    assert_int_equal(feed_int(summary_of(analysis), 0, "needed_deals"), 31);
    crm_analysis_free(analysis);
}

static void
a_figure_that_does_not_fit_is_an_overflow(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 1, .stage = WON, .day = 20001);
    log_add(&story, .deal = 2, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 2, .stage = LOST, .day = 20001);
    params.target_wins = INT64_MAX;
    analysis = crm_pipeline_analysis_new(crm, &params);
    assert_int_equal(feed_all(analysis, &story.feed), CRM_OK);
    assert_int_equal(crm_analysis_finish(analysis), CRM_ERROR_OVERFLOW);
    crm_analysis_free(analysis);
    params.target_wins = 0;
    for (crm_id deal = 3; deal <= 4; deal++)
        log_add(&story, .deal = deal, .stage = FIRST, .day = 20000, .amount = INT64_MAX);
    analysis = crm_pipeline_analysis_new(crm, &params);
    assert_int_equal(feed_all(analysis, &story.feed), CRM_OK);
    assert_int_equal(crm_analysis_finish(analysis), CRM_ERROR_OVERFLOW);
    crm_analysis_free(analysis);
}

static void
wrong_params_are_refused(void **state)
{
    (void)state;
    params.target_wins = -1;
    assert_null(crm_pipeline_analysis_new(crm, &params));
    assert_int_equal(crm_error_status(crm), CRM_ERROR_ARGUMENT);
    params.target_wins = 0;
    params.flags = 1;
    assert_null(crm_pipeline_analysis_new(crm, &params));
    params.flags = 0;
    params.as_of = CRM_DAY_NONE;
    assert_null(crm_pipeline_analysis_new(crm, &params));
    assert_null(crm_pipeline_analysis_new(crm, NULL));
}

/* ---- Closed, reopened, created closed ---- */

static void
trap_30_lost_deals_have_a_day_as_well(void **state)
{
    crm_analysis *analysis;
    const crm_table *months;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .amount = 100);
    log_add(&story, .deal = 1, .stage = LOST, .day = 20050, .amount = 100);
    analysis = finished(&story.feed);
    months = crm_analysis_table(analysis, "months");
    assert_int_equal(
        feed_int(months, feed_find(months, "month", crm_day_month_start(20050)), "lost"), 1);
    crm_analysis_free(analysis);
}

/* Lost on day 20010, reopened on 20030, won on 20040: one deal, won, open for 10 + 10 days. */
static void
trap_29_a_reopened_deal_counts_once_by_its_last_outcome(void **state)
{
    crm_analysis *analysis;
    const crm_table *summary;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .amount = 500);
    log_add(&story, .deal = 1, .stage = LOST, .day = 20010, .amount = 500);
    log_add(&story, .deal = 1, .stage = SECOND, .day = 20030, .amount = 600);
    log_add(&story, .deal = 1, .stage = WON, .day = 20040, .amount = 700);
    analysis = finished(&story.feed);
    summary = summary_of(analysis);
    assert_int_equal(feed_int(summary, 0, "won"), 1);
    assert_int_equal(feed_int(summary, 0, "lost"), 0);
    assert_int_equal(feed_int(summary, 0, "lost_amount"), 0);
    assert_int_equal(feed_int(summary, 0, "won_amount"), 700);
    assert_int_equal(feed_int(summary, 0, "reopened"), 1);
    assert_true(feed_double(summary, 0, "cycle_mean_days") == 20.0);
    crm_analysis_free(analysis);
    params.as_of = 20020; /* on that day it was lost */
    analysis = finished(&story.feed);
    assert_int_equal(feed_int(summary_of(analysis), 0, "lost"), 1);
    assert_int_equal(feed_int(summary_of(analysis), 0, "reopened"), 0);
    crm_analysis_free(analysis);
    params.as_of = 20035; /* and on that one open */
    analysis = finished(&story.feed);
    assert_int_equal(feed_int(summary_of(analysis), 0, "lost"), 0);
    assert_int_equal(feed_int(summary_of(analysis), 0, "open"), 1);
    assert_int_equal(feed_int(summary_of(analysis), 0, "reopened"), 1);
    crm_analysis_free(analysis);
}

static void
trap_31_from_won_to_won_is_no_new_win(void **state)
{
    crm_analysis *analysis;
    const crm_table *months;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .amount = 500);
    log_add(&story, .deal = 1, .stage = WON, .day = 20010, .amount = 500);
    log_add(&story, .deal = 1, .stage = SIGNED, .day = 20060, .amount = 900);
    analysis = finished(&story.feed);
    months = crm_analysis_table(analysis, "months");
    assert_int_equal(feed_int(summary_of(analysis), 0, "won"), 1);
    assert_int_equal(feed_int(summary_of(analysis), 0, "won_amount"), 500);
    assert_true(feed_double(summary_of(analysis), 0, "cycle_mean_days") == 10.0);
    assert_int_equal(
        feed_int(months, feed_find(months, "month", crm_day_month_start(20010)), "won"), 1);
    crm_analysis_free(analysis);
}

static void
trap_32_created_won_has_no_cycle(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = WON, .day = 20010, .amount = 500);
    log_add(&story, .deal = 2, .stage = FIRST, .amount = 500); /* unknown start */
    log_add(&story, .deal = 2, .stage = WON, .day = 20020, .amount = 500);
    log_add(&story, .deal = 3, .stage = WON, .amount = 500); /* unknown day */
    analysis = finished(&story.feed);
    assert_int_equal(feed_int(summary_of(analysis), 0, "won"), 3);
    assert_int_equal(feed_int(summary_of(analysis), 0, "created"), 1);
    assert_int_equal(feed_int(summary_of(analysis), 0, "cycle_deals"), 0);
    assert_true(feed_int(summary_of(analysis), 0, "velocity_per_day") == FEED_NONE);
    crm_analysis_free(analysis);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nothing_is_a_summary_of_nulls),
        CASE(the_summary_is_the_one_worked_out_by_hand),
        CASE(deals_needed_are_an_exact_ceiling),
        CASE(a_figure_that_does_not_fit_is_an_overflow),
        CASE(wrong_params_are_refused),
        CASE(trap_30_lost_deals_have_a_day_as_well),
        CASE(trap_29_a_reopened_deal_counts_once_by_its_last_outcome),
        CASE(trap_31_from_won_to_won_is_no_new_win),
        CASE(trap_32_created_won_has_no_cycle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
