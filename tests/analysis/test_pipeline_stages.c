/*
 * test_pipeline_stages.c - the table `stages` of the pipeline analysis: how far deals got, and how they
 * left.
 */
#include "pipeline_case.h"

static void
trap_43_bouncing_counts_once(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000);
    for (int64_t i = 0; i < 5; i++) {
        log_add(&story, .deal = 1, .stage = SECOND, .day = (crm_day)(20001 + 2 * i));
        log_add(&story, .deal = 1, .stage = FIRST, .day = (crm_day)(20002 + 2 * i));
    }
    analysis = finished(&story.feed);
    assert_int_equal(of_stage(analysis, FIRST, "reached"), 1);
    assert_int_equal(of_stage(analysis, SECOND, "reached"), 1);
    assert_int_equal(of_stage(analysis, FIRST, "entered"), 6);
    assert_int_equal(of_stage(analysis, FIRST, "advanced"), 5);
    assert_int_equal(of_stage(analysis, SECOND, "moved_back"), 5);
    assert_int_equal(of_stage(analysis, FIRST, "here"), 1);
    assert_true(ratio_of(analysis, FIRST, "conversion_next") == 1.0);
    assert_identity(analysis);
    crm_analysis_free(analysis);
}

static void
trap_44_deals_now_lost_stay_in_the_funnel(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 1, .stage = SECOND, .day = 20010);
    log_add(&story, .deal = 1, .stage = LOST, .day = 20020);
    log_add(&story, .deal = 2, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 2, .stage = LOST, .day = 20020);
    analysis = finished(&story.feed);
    assert_int_equal(of_stage(analysis, FIRST, "reached"), 2);
    assert_int_equal(of_stage(analysis, SECOND, "reached"), 1);
    assert_int_equal(of_stage(analysis, FIRST, "lost"), 1);
    assert_int_equal(of_stage(analysis, SECOND, "lost"), 1);
    assert_true(ratio_of(analysis, FIRST, "conversion_next") == 0.5);
    assert_true(ratio_of(analysis, FIRST, "conversion_won") == 0.0);
    assert_int_equal(of_stage(analysis, LOST, "here"), 2);
    assert_identity(analysis);
    crm_analysis_free(analysis);
}

static void
trap_45_the_first_stage_is_entered_by_the_create_row(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 1, .stage = SECOND, .day = 20010);
    analysis = finished(&story.feed);
    assert_int_equal(of_stage(analysis, FIRST, "entered"), 1);
    assert_int_equal(of_stage(analysis, FIRST, "visits"), 1);
    assert_true(ratio_of(analysis, FIRST, "mean_days") == 10.0);
    crm_analysis_free(analysis);
}

/* From the first stage to the third: the second counts as reached, but nobody stayed there. */
static void
a_skipped_stage_is_reached_without_a_stay(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 1, .stage = THIRD, .day = 20010);
    log_add(&story, .deal = 2, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 2, .stage = SECOND, .day = 20004);
    log_add(&story, .deal = 2, .stage = THIRD, .day = 20010);
    analysis = finished(&story.feed);
    assert_int_equal(of_stage(analysis, SECOND, "reached"), 2);
    assert_int_equal(of_stage(analysis, SECOND, "entered"), 1);
    assert_int_equal(of_stage(analysis, SECOND, "visits"), 1);
    assert_true(ratio_of(analysis, SECOND, "median_days") == 6.0);
    assert_true(ratio_of(analysis, SECOND, "conversion_next") == 1.0);
    crm_analysis_free(analysis);
}

/* Back to the first stage: what was reached stays reached, and each stay has its own length. */
static void
trap_46_moving_back_takes_no_reach_away(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 1, .stage = THIRD, .day = 20010);
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20030);
    log_add(&story, .deal = 1, .stage = SECOND, .day = 20034);
    analysis = finished(&story.feed);
    assert_int_equal(of_stage(analysis, THIRD, "reached"), 1);
    assert_int_equal(of_stage(analysis, THIRD, "moved_back"), 1);
    assert_int_equal(of_stage(analysis, FIRST, "visits"), 2);
    assert_true(ratio_of(analysis, FIRST, "mean_days") == 7.0);
    assert_true(ratio_of(analysis, FIRST, "median_days") == 7.0);
    assert_int_equal(of_stage(analysis, SECOND, "oldest_days"), LOG_AS_OF - 20034);
    assert_identity(analysis);
    crm_analysis_free(analysis);
}

/* A pipeline is left by being handed off, and the other one entered; each has its own funnel. */
static void
handing_over_leaves_one_funnel_and_enters_the_other(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = THIRD, .day = 20000, .amount = 500);
    log_add(&story, .deal = 1, .stage = OTHER_FIRST, .day = 20010, .amount = 500);
    log_add(&story, .deal = 1, .stage = OTHER_WON, .day = 20020, .amount = 500);
    analysis = finished(&story.feed);
    assert_int_equal(of_stage(analysis, THIRD, "handed_off"), 1);
    assert_int_equal(of_stage(analysis, THIRD, "advanced"), 0);
    assert_int_equal(of_stage(analysis, THIRD, "reached"), 1);
    assert_true(ratio_of(analysis, THIRD, "conversion_won") == 0.0);
    assert_int_equal(of_stage(analysis, OTHER_FIRST, "entered"), 1);
    assert_true(ratio_of(analysis, OTHER_FIRST, "conversion_won") == 1.0);
    assert_int_equal(of_stage(analysis, OTHER_SECOND, "reached"), 0);
    assert_true(none_of(analysis, OTHER_SECOND, "conversion_next"));
    assert_identity(analysis);
    assert_int_equal(feed_int(crm_analysis_table(analysis, "summary"), 2, "won"),
                     1); /* in the second */
    crm_analysis_free(analysis);
}

static void
on_hold_is_no_step_forward(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .amount = 1000);
    log_add(&story, .deal = 1, .stage = HOLD, .day = 20010, .amount = 1000);
    analysis = finished(&story.feed);
    assert_int_equal(of_stage(analysis, SECOND, "reached"), 0);
    assert_int_equal(of_stage(analysis, THIRD, "reached"), 0);
    assert_int_equal(of_stage(analysis, HOLD, "reached"), 1);
    assert_int_equal(of_stage(analysis, HOLD, "here"), 1);
    assert_int_equal(of_stage(analysis, HOLD, "here_amount"), 1000);
    assert_int_equal(of_stage(analysis, HOLD, "here_weighted"), 0);
    assert_true(ratio_of(analysis, FIRST, "conversion_next") == 0.0);
    assert_true(none_of(analysis, HOLD, "conversion_next"));
    crm_analysis_free(analysis);
}

/* Opened again: out of the lost stage by moving back, into the open one anew. */
static void
reopening_is_a_way_back(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 1, .stage = LOST, .day = 20010);
    log_add(&story, .deal = 1, .stage = SECOND, .day = 20040);
    log_add(&story, .deal = 1, .stage = WON, .day = 20050);
    log_add(&story, .deal = 1, .stage = LOST, .day = 20055);
    analysis = finished(&story.feed);
    assert_int_equal(of_stage(analysis, LOST, "entered"), 2);
    assert_int_equal(of_stage(analysis, LOST, "reached"), 1);
    assert_int_equal(of_stage(analysis, LOST, "moved_back"), 1);
    assert_true(ratio_of(analysis, LOST, "mean_days") == 30.0);
    assert_int_equal(of_stage(analysis, SECOND, "advanced"), 1);
    assert_int_equal(of_stage(analysis, WON, "lost"), 1);
    assert_true(ratio_of(analysis, SECOND, "conversion_won") == 0.0);
    assert_identity(analysis);
    crm_analysis_free(analysis);
}

/* Won from the first stage: it went on, though it reached no later one. */
static void
winning_is_going_on(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 1, .stage = WON, .day = 20010);
    log_add(&story, .deal = 2, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 2, .stage = LOST, .day = 20010);
    log_add(&story, .deal = 3, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 3, .stage = SECOND, .day = 20010);
    log_add(&story, .deal = 4, .stage = FIRST, .day = 20000);
    analysis = finished(&story.feed);
    assert_int_equal(of_stage(analysis, FIRST, "reached"), 4);
    assert_int_equal(of_stage(analysis, SECOND, "reached"), 1);
    assert_true(ratio_of(analysis, FIRST, "conversion_next") == 0.5);
    assert_true(ratio_of(analysis, FIRST, "conversion_won") == 0.25);
    crm_analysis_free(analysis);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(trap_43_bouncing_counts_once),
        CASE(trap_44_deals_now_lost_stay_in_the_funnel),
        CASE(trap_45_the_first_stage_is_entered_by_the_create_row),
        CASE(a_skipped_stage_is_reached_without_a_stay),
        CASE(trap_46_moving_back_takes_no_reach_away),
        CASE(handing_over_leaves_one_funnel_and_enters_the_other),
        CASE(on_hold_is_no_step_forward),
        CASE(reopening_is_a_way_back),
        CASE(winning_is_going_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
