/*
 * test_pipeline_stays.c - the table `stages` of the pipeline analysis: how long deals stayed, which
 * deals it is about, and its laws over random worlds.
 */
#include "pipeline_case.h"
#include "world.h"

static void
trap_48_an_unknown_beginning_has_no_stay_and_no_age(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST);
    log_add(&story, .deal = 2, .stage = FIRST);
    log_add(&story, .deal = 2, .stage = SECOND, .day = 20090);
    analysis = finished(&story.feed);
    assert_int_equal(of_stage(analysis, FIRST, "entered"), 2);
    assert_int_equal(of_stage(analysis, FIRST, "visits"), 0);
    assert_true(none_of(analysis, FIRST, "mean_days"));
    assert_true(of_stage(analysis, FIRST, "oldest_days") == FEED_NONE);
    assert_int_equal(of_stage(analysis, SECOND, "oldest_days"), 10);
    assert_int_equal(feed_reason(analysis, "opportunity", "note_start_unknown"), 2);
    crm_analysis_free(analysis);
}

/* Elapsed time, not local hours; whole days as soon as one end knows only its day. */
static void
trap_28b_days_are_elapsed_or_whole(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .hour = 6);
    log_add(&story, .deal = 1, .stage = SECOND, .day = 20001, .hour = 18);
    log_add(&story, .deal = 1, .stage = THIRD, .day = 20003);
    analysis = finished(&story.feed);
    assert_true(ratio_of(analysis, FIRST, "mean_days") == 1.5);
    assert_true(ratio_of(analysis, SECOND, "mean_days") == 2.0);
    crm_analysis_free(analysis);
}

/* The position when the deal moved, not the one that the stage has now. */
static void
trap_42_positions_are_those_of_the_log(void **state)
{
    crm_analysis *analysis;
    struct feed_row *row;

    (void)state;
    row = log_add(&story, .deal = 1, .stage = FIRST, .day = 20000);
    for (size_t i = 0; i < row->cells; i++) {
        if (row->field[i] == CRM_TRANSITION_POSITION)
            row->value[i] = 3; /* the stage stood third then */
    }
    analysis = finished(&story.feed);
    assert_int_equal(of_stage(analysis, THIRD, "reached"), 1);
    crm_analysis_free(analysis);
}

/* Stages and rows of the log that nobody described: the log is enough. */
static void
without_stages_the_log_is_enough(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .amount = 100, .probability_bp = 5000);
    log_add(&story, .deal = 2, .stage = SECOND, .day = 20000, .amount = 100);
    story.feed.skip[CRM_KIND_STAGE] = story.feed.skip[CRM_KIND_PIPELINE] = true;
    analysis = finished(&story.feed);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "stages")), 2);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "summary")), 2);
    assert_int_equal(of_stage(analysis, SECOND, "position"), 2);
    assert_int_equal(of_stage(analysis, FIRST, "reached"), 2);
    assert_int_equal(of_stage(analysis, FIRST, "here_weighted"), 50);
    assert_int_equal(of_stage(analysis, SECOND, "here_weighted"), 0);
    crm_analysis_free(analysis);
}

/* Deals that were closed before the window are not in the funnel; those worked on are, whole. */
static void
the_funnel_is_of_the_deals_worked_on_in_the_window(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 19900);
    log_add(&story, .deal = 1, .stage = LOST, .day = 19950);
    log_deal(&story, 1);
    log_add(&story, .deal = 2, .stage = FIRST, .day = 19900);
    log_add(&story, .deal = 2, .stage = SECOND, .day = 19999);
    log_add(&story, .deal = 2, .stage = WON, .day = 20050);
    log_deal(&story, 2);
    params.since = 20000;
    analysis = finished(&story.feed);
    assert_int_equal(of_stage(analysis, FIRST, "entered"), 1);
    assert_int_equal(of_stage(analysis, FIRST, "visits"), 0); /* that stay ended before it */
    assert_int_equal(of_stage(analysis, SECOND, "visits"), 1);
    assert_int_equal(feed_int(crm_analysis_table(analysis, "summary"), 0, "created"), 0);
    assert_int_equal(feed_int(crm_analysis_table(analysis, "summary"), 0, "won"), 1);
    assert_int_equal(feed_reason(analysis, "opportunity", "before_since"), 1);
    assert_int_equal(feed_reason(analysis, "opportunity", "used"), 1);
    crm_analysis_free(analysis);
}

static void
what_comes_in_goes_out_or_stays(void **state)
{
    (void)state;
    params.rate_max_age_days = 20;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct feed feed = {0};
        crm_analysis *analysis;
        const crm_table *stages, *summary;
        int64_t here = 0;

        world_make(&feed, seed * 104729, 200);
        feed_shuffle(&feed, crm_descriptor_find("pipeline"), NULL);
        params.since = seed % 2 ? WORLD_SINCE : CRM_DAY_NONE;
        analysis = finished(&feed);
        assert_identity(analysis);
        stages = crm_analysis_table(analysis, "stages");
        summary = crm_analysis_table(analysis, "summary");
        for (size_t row = 0; row < crm_table_rows(stages); row++) {
            int64_t outcome = feed_int(stages, row, "outcome");

            if (outcome == CRM_OUTCOME_OPEN || outcome == CRM_OUTCOME_ON_HOLD)
                here += feed_int(stages, row, "here");
        }
        assert_int_equal(here, feed_int(summary, 0, "open"));
        assert_int_equal(here, (int64_t)crm_table_rows(crm_analysis_table(analysis, "deals")));
        crm_analysis_free(analysis);
        feed_done(&feed);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(trap_48_an_unknown_beginning_has_no_stay_and_no_age),
        CASE(trap_28b_days_are_elapsed_or_whole),
        CASE(trap_42_positions_are_those_of_the_log),
        CASE(without_stages_the_log_is_enough),
        CASE(the_funnel_is_of_the_deals_worked_on_in_the_window),
        CASE(what_comes_in_goes_out_or_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
