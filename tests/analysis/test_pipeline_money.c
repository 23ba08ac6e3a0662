/*
 * test_pipeline_money.c - the pipeline analysis and money: rates, amounts that lack, what is frozen,
 * and what was known when.
 */
#include "pipeline_case.h"

static void
rate(crm_id id, crm_day day, int64_t num, int64_t den)
{
    feed_add(&story.feed, CRM_KIND_RATE, 7, CRM_FIELD_ID, (long long)id, CRM_RATE_BASE,
             (long long)LOG_EUR, CRM_RATE_TARGET, (long long)LOG_USD, CRM_RATE_DAY, (long long)day,
             CRM_RATE_NUM, (long long)num, CRM_RATE_DEN, (long long)den, CRM_RATE_TYPE,
             (long long)CRM_RATE_TYPE_SPOT);
}

static const crm_table *
summary_of(crm_analysis *analysis)
{
    return crm_analysis_table(analysis, "summary");
}

/* Open at the rate of as_of, closed at that of the closing day, and never valued anew. */
static void
trap_4_open_deals_at_as_of_closed_ones_at_their_day(void **state)
{
    crm_analysis *analysis;

    (void)state;
    rate(1, 20010, 2, 1);
    rate(2, 20050, 4, 1);
    rate(3, 20098, 3, 1);
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .amount = 100, .currency = LOG_EUR);
    log_add(&story, .deal = 2, .stage = FIRST, .day = 20000, .amount = 100, .currency = LOG_EUR);
    log_add(&story, .deal = 2, .stage = WON, .day = 20012, .amount = 100, .currency = LOG_EUR);
    log_add(&story, .deal = 3, .stage = FIRST, .day = 20000, .amount = 100, .currency = LOG_EUR);
    log_add(&story, .deal = 3, .stage = LOST, .day = 20051, .amount = 100, .currency = LOG_EUR);
    analysis = finished(&story.feed);
    assert_int_equal(feed_int(summary_of(analysis), 0, "open_amount"), 300);
    assert_int_equal(feed_int(summary_of(analysis), 0, "won_amount"), 200);
    assert_int_equal(feed_int(summary_of(analysis), 0, "lost_amount"), 400);
    crm_analysis_free(analysis);
}

/* No rate is neither 0 nor 1: the deal counts and has no price. */
static void
trap_3_a_missing_rate_leaves_a_deal_without_price(void **state)
{
    crm_analysis *analysis;
    const crm_table *summary, *deals;

    (void)state;
    rate(1, 20030, 2, 1); /* too old for as_of, too young for the win */
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .amount = 100, .currency = LOG_EUR);
    log_add(&story, .deal = 2, .stage = FIRST, .day = 20000, .amount = 100, .currency = LOG_EUR);
    log_add(&story, .deal = 2, .stage = WON, .day = 20012, .amount = 100, .currency = LOG_EUR);
    log_add(&story, .deal = 3, .stage = FIRST, .day = 20000, .amount = 50);
    log_add(&story, .deal = 3, .stage = WON, .day = 20010, .amount = 50);
    log_add(&story, .deal = 4, .stage = FIRST, .day = 20000);
    log_add(&story, .deal = 4, .stage = LOST, .day = 20010);
    analysis = finished(&story.feed);
    summary = summary_of(analysis);
    deals = crm_analysis_table(analysis, "deals");
    assert_int_equal(feed_int(summary, 0, "open_unpriced"), 1);
    assert_int_equal(feed_int(summary, 0, "open_amount"), 0);
    assert_int_equal(feed_int(summary, 0, "won"), 2);
    assert_int_equal(feed_int(summary, 0, "won_unpriced"), 1);
    assert_int_equal(feed_int(summary, 0, "lost_unpriced"), 1);
    assert_true(feed_double(summary, 0, "mean_won") == 50.0);
    assert_true(feed_int(deals, 0, "amount") == FEED_NONE);
    assert_int_equal(feed_int(deals, 0, "flags") & CRM_DEAL_NO_AMOUNT, 0);
    crm_analysis_free(analysis);
}

/* A win of 0 is a win. */
static void
trap_13_zero_is_an_amount(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .zero = true);
    log_add(&story, .deal = 1, .stage = WON, .day = 20010, .zero = true);
    log_add(&story, .deal = 2, .stage = FIRST, .day = 20000, .zero = true);
    analysis = finished(&story.feed);
    assert_int_equal(feed_int(summary_of(analysis), 0, "won_unpriced"), 0);
    assert_int_equal(feed_int(summary_of(analysis), 0, "open_unpriced"), 0);
    assert_true(feed_double(summary_of(analysis), 0, "mean_won") == 0.0);
    assert_true(feed_double(summary_of(analysis), 0, "win_rate") == 1.0);
    assert_true(is_none(summary_of(analysis), 0, "win_rate_value"));
    assert_int_equal(feed_int(summary_of(analysis), 0, "velocity_per_day"), 0);
    crm_analysis_free(analysis);
}

/* Three deals of 0.05 at 10 % are 0.015, printed 0.02; each alone is 0.00. */
static void
trap_6_weighted_is_rounded_once_a_total(void **state)
{
    crm_analysis *analysis;

    (void)state;
    for (crm_id deal = 1; deal <= 3; deal++)
        log_add(&story, .deal = deal, .stage = FIRST, .day = 20000, .amount = 5, .close = 20090);
    analysis = finished(&story.feed);
    assert_int_equal(feed_int(summary_of(analysis), 0, "weighted"), 2);
    assert_int_equal(of_stage(analysis, FIRST, "here_weighted"), 2);
    assert_int_equal(feed_int(crm_analysis_table(analysis, "deals"), 0, "weighted"), 0);
    crm_analysis_free(analysis);
}

static void
trap_11_weighting_large_amounts_does_not_overflow(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = THIRD, .day = 20000, .amount = INT64_MAX - 1);
    analysis = finished(&story.feed);
    assert_true(feed_int(summary_of(analysis), 0, "weighted") == (INT64_MAX - 1) / 2);
    crm_analysis_free(analysis);
}

/* What was won, by whom and for how much stays, whatever is edited afterwards. */
static void
trap_56_a_win_is_frozen(void **state)
{
    crm_analysis *analysis;
    const crm_table *groups;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .amount = 100, .owner = 1);
    log_add(&story, .deal = 1, .stage = WON, .day = 20010, .amount = 100, .owner = 1);
    log_add(&story, .deal = 1, .day = 20020, .amount = 900, .owner = 2);
    analysis = finished(&story.feed);
    groups = crm_analysis_table(analysis, "groups");
    assert_int_equal(feed_int(summary_of(analysis), 0, "won_amount"), 100);
    assert_int_equal(feed_int(groups, 0, "key_id"), 1);
    crm_analysis_free(analysis);
}

/* trap 35: open is OPEN and ON_HOLD alone; lost adds nothing to it. */
static void
trap_35_lost_deals_have_no_open_value(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .amount = 100);
    log_add(&story, .deal = 1, .stage = LOST, .day = 20010, .amount = 100, .probability_bp = 9000);
    analysis = finished(&story.feed);
    assert_int_equal(feed_int(summary_of(analysis), 0, "open"), 0);
    assert_int_equal(feed_int(summary_of(analysis), 0, "open_amount"), 0);
    assert_int_equal(feed_int(summary_of(analysis), 0, "weighted"), 0);
    assert_int_equal(of_stage(analysis, LOST, "here_weighted"), 0);
    crm_analysis_free(analysis);
}

/* The chance on the row, not the stage's, where there is one. */
static void
trap_38_a_manual_chance_is_kept(void **state)
{
    crm_analysis *analysis;
    const crm_table *deals;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .amount = 100, .probability_bp = 7000);
    analysis = finished(&story.feed);
    deals = crm_analysis_table(analysis, "deals");
    assert_int_equal(feed_int(deals, 0, "probability_bp"), 7000);
    assert_int_equal(feed_int(deals, 0, "weighted"), 70);
    crm_analysis_free(analysis);
}

/* Without a choice the result has the only currency met; two are refused. */
static void
one_currency_needs_no_choice(void **state)
{
    crm_analysis *analysis;

    (void)state;
    params.currency = 0;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .amount = 100, .currency = LOG_EUR);
    analysis = finished(&story.feed);
    assert_int_equal(crm_analysis_currency(analysis), LOG_EUR);
    assert_int_equal(feed_int(summary_of(analysis), 0, "open_amount"), 100);
    crm_analysis_free(analysis);
    log_add(&story, .deal = 2, .stage = FIRST, .day = 20000, .amount = 100);
    analysis = crm_pipeline_analysis_new(crm, &params);
    assert_int_equal(feed_all(analysis, &story.feed), CRM_OK);
    assert_int_equal(crm_analysis_finish(analysis), CRM_ERROR_ARGUMENT);
    crm_analysis_free(analysis);
}

/* ---- When ---- */

/* Closing today a deal won last month changes today's view of last month, not the one known then. */
static void
trap_22_a_late_booking_is_seen_by_what_was_known(void **state)
{
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .amount = 100);
    log_add(&story, .deal = 1, .stage = WON, .day = 20050, .amount = 100,
            .created = 20095 * LOG_DAY_US);
    params.as_of = 20060;
    analysis = finished(&story.feed);
    assert_int_equal(feed_int(summary_of(analysis), 0, "won"), 1);
    assert_int_equal(feed_reason(analysis, "transition", "note_recorded_after_as_of"), 1);
    crm_analysis_free(analysis);
    params.known_at = 20061 * LOG_DAY_US;
    analysis = finished(&story.feed);
    assert_int_equal(feed_int(summary_of(analysis), 0, "won"), 0);
    assert_int_equal(feed_int(summary_of(analysis), 0, "open"), 1);
    assert_int_equal(feed_reason(analysis, "transition", "after_known_at"), 1);
    crm_analysis_free(analysis);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(trap_4_open_deals_at_as_of_closed_ones_at_their_day),
        CASE(trap_3_a_missing_rate_leaves_a_deal_without_price),
        CASE(trap_13_zero_is_an_amount),
        CASE(trap_6_weighted_is_rounded_once_a_total),
        CASE(trap_11_weighting_large_amounts_does_not_overflow),
        CASE(trap_56_a_win_is_frozen),
        CASE(trap_35_lost_deals_have_no_open_value),
        CASE(trap_38_a_manual_chance_is_kept),
        CASE(one_currency_needs_no_choice),
        CASE(trap_22_a_late_booking_is_seen_by_what_was_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
