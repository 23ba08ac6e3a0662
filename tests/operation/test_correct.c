/*
 * test_correct.c - corrections of a deal's log: a row takes the place of another one entirely, or
 * undoes it; the log stays in order, and the deal follows.
 */
#include "world.h"

#define EUR crm_currency_of("EUR")

/* A deal created, moved to stage 3 after a day, won after five. */
struct story {
    crm_id pipeline;
    crm_opportunity *deal;
    crm_id created, moved, won; /* rows */
};

static struct story
tell(struct world *world)
{
    struct story story = {make_spanco(world), NULL, 0, 0, 0};
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    struct row rows[2];

    story.deal = make_deal(world, story.pipeline);
    log_of(world, crm_opportunity_id(story.deal), rows, 2);
    story.created = rows[0].id;
    world->clock.now += DAY;
    OK(world,
       crm_opportunity_move(story.deal, stage_at(world, story.pipeline, 3), NULL, &story.moved));
    world->clock.now += 4 * DAY;
    move.reason = "price";
    move.actor = make_user(world, "Julie");
    move.competitor = make_account(world, "Rival");
    OK(world, crm_opportunity_win(story.deal, 0, &move, &story.won));
    world->clock.now += 10 * DAY;
    return story;
}

static void
a_day_is_corrected(void **state)
{
    struct world *world = *state;
    struct story story = tell(world);
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    crm_id correction = 0;
    crm_opportunity *again;
    struct row rows[6];

    move.day = crm_day_of(2024, 1, 4);
    OK(world, crm_opportunity_correct(story.deal, story.won, NULL,
                                      &(crm_move_params)CRM_MOVE_PARAMS_INIT, NULL));
    /* That one was undone; its place is free, and it cannot be corrected again. */
    assert_int_equal(deal_value(story.deal, CRM_OPPORTUNITY_CLOSED_DAY), NOTHING);
    assert_int_equal(crm_opportunity_stage(story.deal), stage_at(world, story.pipeline, 3));
    REFUSED(world, CRM_ERROR_RULE,
            crm_opportunity_correct(story.deal, story.won, NULL, NULL, NULL));
    log_of(world, crm_opportunity_id(story.deal), rows, 6);
    assert_int_equal(rows[3].bits & CRM_TRANSITION_BIT_VOID, CRM_TRANSITION_BIT_VOID);
    REFUSED(world, CRM_ERROR_RULE,
            crm_opportunity_correct(story.deal, rows[3].id, NULL, NULL, NULL));
    message_has(world, "undone already");

    OK(world, crm_opportunity_win(story.deal, 0, NULL, &story.won));
    {
        crm_transition *empty = crm_transition_new(world->crm);

        OK(world, crm_opportunity_correct(story.deal, story.won, empty, &move, &correction));
        /* It stays the caller's and is not stored. */
        assert_int_equal(crm_transition_id(empty), 0);
        OK(world, crm_transition_set_amount(empty, 4));
        crm_transition_free(empty);
    }
    assert_int_equal(deal_value(story.deal, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2024, 1, 4));
    assert_int_equal(log_of(world, crm_opportunity_id(story.deal), rows, 6), 6);
    assert_int_equal(rows[5].id, correction);
    assert_int_equal(rows[5].type, CRM_TRANSITION_TYPE_CORRECT);
    assert_int_equal(rows[5].corrects, story.won);
    assert_int_equal(rows[5].bits, CRM_TRANSITION_BIT_DAY_ONLY);
    assert_int_equal(rows[5].created, world->clock.now);
    assert_int_equal(rows[5].from_stage, stage_at(world, story.pipeline, 3));
    again = load_deal(world, crm_opportunity_id(story.deal));
    assert_int_equal(deal_value(again, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2024, 1, 4));
    crm_opportunity_free(again);
    crm_opportunity_free(story.deal);
}

static void
an_amount_of_a_closed_deal_is_corrected(void **state)
{
    struct world *world = *state;
    struct story story = tell(world);
    crm_transition *row = crm_transition_new(world->crm);
    crm_id correction = 0;
    struct row rows[6];

    OK(world, crm_transition_set_amount(row, 123456));
    OK(world, crm_opportunity_correct(story.deal, story.won, row, NULL, &correction));
    assert_int_equal(deal_value(story.deal, CRM_OPPORTUNITY_AMOUNT), 123456);
    log_of(world, crm_opportunity_id(story.deal), rows, 6);
    assert_int_equal(rows[3].at, rows[2].at);
    assert_int_equal(rows[3].stage, rows[2].stage);
    assert_int_equal(rows[2].amount, 100000); /* the old one stays as it was */
    /* Corrected once more: the correction is named. */
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_correct(story.deal, story.won, row, NULL, NULL));
    message_has(world, "corrected already");
    OK(world, crm_transition_set_amount(row, 99));
    OK(world, crm_opportunity_correct(story.deal, correction, row, NULL, NULL));
    assert_int_equal(deal_value(story.deal, CRM_OPPORTUNITY_AMOUNT), 99);
    crm_transition_free(row);
    crm_opportunity_free(story.deal);
}

/* "All others are taken from it": correcting the day of a lost deal lost why it was lost. */
static void
bug_a_correction_lost_reason_and_rival(void **state)
{
    struct world *world = *state;
    struct story story = tell(world);
    crm_transition *row = crm_transition_new(world->crm);
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    crm_id correction = 0, marc = make_user(world, "Marc");
    struct row rows[6];

    OK(world, crm_transition_set_amount(row, 5));
    OK(world, crm_opportunity_correct(story.deal, story.won, row, NULL, &correction));
    log_of(world, crm_opportunity_id(story.deal), rows, 6);
    assert_string_equal(rows[3].reason, "price");
    assert_int_equal(rows[3].competitor, rows[2].competitor);
    assert_int_equal(rows[3].actor, rows[2].actor);
    /* The params say it where the replacement does not. */
    move.reason = "service";
    move.actor = marc;
    OK(world, crm_opportunity_correct(story.deal, correction, row, &move, &correction));
    log_of(world, crm_opportunity_id(story.deal), rows, 6);
    assert_string_equal(rows[4].reason, "service");
    assert_int_equal(rows[4].actor, marc);
    assert_int_equal(rows[4].competitor, rows[2].competitor);
    OK(world, crm_transition_set_reason(row, "delay"));
    OK(world, crm_opportunity_correct(story.deal, correction, row, &move, NULL));
    log_of(world, crm_opportunity_id(story.deal), rows, 6);
    assert_string_equal(rows[5].reason, "delay");
    crm_transition_free(row);
    crm_opportunity_free(story.deal);
}

/* Texts of a table do not end in NUL: the reason of the row ran on into that of the next one. */
static void
bug_a_correction_took_reasons_of_other_rows(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), moved = 0;
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_transition *row = crm_transition_new(world->crm);
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    struct row rows[4];

    move.reason = "met";
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 2), &move, &moved));
    move.reason = "price";
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 3), &move, NULL));
    OK(world, crm_transition_set_amount(row, 5));
    OK(world, crm_opportunity_correct(deal, moved, row, NULL, NULL));
    log_of(world, crm_opportunity_id(deal), rows, 4);
    assert_string_equal(rows[3].reason, "met");
    crm_transition_free(row);
    crm_opportunity_free(deal);
}

/* Won instead of lost: the chance is that of the stage that the row is in now. */
static void
bug_a_corrected_outcome_kept_the_old_chance(void **state)
{
    struct world *world = *state;
    struct story story = tell(world);
    crm_transition *row = crm_transition_new(world->crm);
    crm_id correction = 0;

    OK(world, crm_transition_set_stage(row, stage_at(world, story.pipeline, 7)));
    OK(world, crm_opportunity_correct(story.deal, story.won, row, NULL, &correction));
    assert_int_equal(crm_opportunity_stage(story.deal), stage_at(world, story.pipeline, 7));
    assert_int_equal(deal_value(story.deal, CRM_OPPORTUNITY_PROBABILITY_BP), 0);
    assert_int_equal(deal_value(story.deal, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2024, 1, 6));
    /* It was not closed at all. */
    OK(world, crm_transition_set_stage(row, stage_at(world, story.pipeline, 4)));
    OK(world, crm_opportunity_correct(story.deal, correction, row, NULL, &correction));
    assert_int_equal(deal_value(story.deal, CRM_OPPORTUNITY_PROBABILITY_BP), 5000);
    assert_int_equal(deal_value(story.deal, CRM_OPPORTUNITY_CLOSED_DAY), NOTHING);
    crm_transition_free(row);
    crm_opportunity_free(story.deal);
}

static void
a_manual_chance_comes_back_when_a_win_is_corrected_away(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), won = 0;
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_transition *row = crm_transition_new(world->crm);

    OK(world, crm_opportunity_set_probability_bp(deal, 3300));
    OK(world, crm_opportunity_save(deal));
    OK(world, crm_opportunity_win(deal, 0, NULL, &won));
    OK(world, crm_transition_set_stage(row, stage_at(world, pipeline, 4)));
    OK(world, crm_opportunity_correct(deal, won, row, NULL, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 3300);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_ORIGIN), CRM_PROBABILITY_MANUAL);
    crm_transition_free(row);
    crm_opportunity_free(deal);
}

static void
what_is_refused(void **state)
{
    struct world *world = *state;
    struct story story = tell(world);
    crm_opportunity *other = make_deal(world, story.pipeline);
    crm_transition *row = crm_transition_new(world->crm), *stored = NULL;
    struct row rows[2];
    uint64_t before = digest(world);
    crm_id written = 5;

    log_of(world, crm_opportunity_id(other), rows, 2);
    REFUSED(world, CRM_ERROR_REFERENCE,
            crm_opportunity_correct(story.deal, rows[0].id, row, NULL, &written));
    REFUSED(world, CRM_ERROR_REFERENCE,
            crm_opportunity_correct(story.deal, 0, row, NULL, &written));
    REFUSED(world, CRM_ERROR_RULE,
            crm_opportunity_correct(story.deal, story.created, NULL, NULL, &written));
    message_has(world, "first row");
    OK(world, crm_transition_load(world->crm, story.won, &stored));
    REFUSED(world, CRM_ERROR_RULE,
            crm_opportunity_correct(story.deal, story.won, stored, NULL, &written));
    /* Out of order: the win before the move, the move before the start, the start after the move. */
    OK(world, crm_transition_set_at(row, NOW + DAY / 2));
    REFUSED(world, CRM_ERROR_ORDER,
            crm_opportunity_correct(story.deal, story.won, row, NULL, &written));
    OK(world, crm_transition_set_at(row, NOW - 1));
    REFUSED(world, CRM_ERROR_ORDER,
            crm_opportunity_correct(story.deal, story.moved, row, NULL, &written));
    OK(world, crm_transition_set_at(row, NOW + 2 * DAY));
    REFUSED(world, CRM_ERROR_ORDER,
            crm_opportunity_correct(story.deal, story.created, row, NULL, &written));
    OK(world, crm_transition_set_at(row, CRM_INSTANT_NONE));
    REFUSED(world, CRM_ERROR_DATA,
            crm_opportunity_correct(story.deal, story.won, row, NULL, &written));
    OK(world, crm_transition_set_at(row, NOW + 6 * DAY));
    OK(world, crm_transition_set_type(row, CRM_TRANSITION_TYPE_CHANGE));
    REFUSED(world, CRM_ERROR_RULE,
            crm_opportunity_correct(story.deal, story.won, row, NULL, &written));
    OK(world, crm_transition_set_type(row, CRM_TRANSITION_TYPE_MOVE));
    assert_int_equal(crm_transition_set_amount(row, 1), CRM_OK);
    assert_int_equal(crm_transition_set_close_day(row, INT32_MAX), CRM_ERROR_DATA);
    REFUSED(world, CRM_ERROR_DATA, /* a field whose setter failed */
            crm_opportunity_correct(story.deal, story.won, row, NULL, &written));
    OK(world, crm_transition_set_close_day(row, CRM_DAY_NONE));
    OK(world, crm_opportunity_set_description(story.deal, "edit"));
    REFUSED(world, CRM_ERROR_STATE,
            crm_opportunity_correct(story.deal, story.won, row, NULL, &written));
    assert_int_equal(written, 5);
    assert_int_equal(digest(world), before);
    crm_opportunity_free(story.deal);
    crm_opportunity_free(other);
    crm_transition_free(row);
    crm_transition_free(stored);
}

/* The start of a deal turns out to be unknown: CREATE may be corrected to have no instant. */
static void
a_start_is_corrected_to_unknown(void **state)
{
    struct world *world = *state;
    struct story story = tell(world);
    crm_transition *row = crm_transition_new(world->crm);

    OK(world, crm_transition_set_at(row, CRM_INSTANT_NONE));
    OK(world, crm_opportunity_correct(story.deal, story.created, row, NULL, NULL));
    assert_int_equal(deal_value(story.deal, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2024, 1, 6));
    OK(world, crm_opportunity_correct(story.deal, story.won, NULL, NULL, NULL));
    OK(world, crm_opportunity_correct(story.deal, story.moved, NULL, NULL, NULL));
    assert_int_equal(deal_value(story.deal, CRM_OPPORTUNITY_STAGE_SINCE), NOTHING);
    assert_int_equal(crm_opportunity_stage(story.deal), stage_at(world, story.pipeline, 1));
    crm_transition_free(row);
    crm_opportunity_free(story.deal);
}

static void
a_change_is_corrected_and_undone(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), correction = 0;
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_transition *row = crm_transition_new(world->crm);
    struct row rows[4];

    world->clock.now += DAY;
    OK(world, crm_opportunity_set_amount(deal, 500));
    OK(world, crm_opportunity_save(deal));
    log_of(world, crm_opportunity_id(deal), rows, 4);
    OK(world, crm_transition_set_stage(row, stage_at(world, pipeline, 2)));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_correct(deal, rows[1].id, row, NULL, NULL));
    OK(world, crm_transition_set_stage(row, 0));
    OK(world, crm_transition_set_amount(row, 600));
    OK(world, crm_opportunity_correct(deal, rows[1].id, row, NULL, &correction));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_AMOUNT), 600);
    /* It stands for a CHANGE: no stage row is newer than the first. */
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_STAGE_SINCE), NOW);
    OK(world, crm_opportunity_correct(deal, correction, NULL, NULL, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_AMOUNT), 100000);
    crm_transition_free(row);
    crm_opportunity_free(deal);
}

/* After a correction the error of order named a row that does not exist. */
static void
bug_order_named_no_row_after_a_correction(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), moved = 0, correction = 0, named = 0;
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_transition *row = crm_transition_new(world->crm);
    crm_move_params move = CRM_MOVE_PARAMS_INIT;

    world->clock.now += DAY;
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 2), NULL, &moved));
    OK(world, crm_transition_set_amount(row, 600));
    OK(world, crm_opportunity_correct(deal, moved, row, NULL, &correction));
    move.at = NOW;
    REFUSED(world, CRM_ERROR_ORDER,
            crm_opportunity_move(deal, stage_at(world, pipeline, 3), &move, NULL));
    crm_error_where(world->crm, NULL, &named, NULL);
    assert_int_equal(named, correction);
    crm_transition_free(row);
    crm_opportunity_free(deal);
}

/* An exact instant in place of a day: the bit goes. */
static void
bug_day_only_outlived_the_day(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), won = 0;
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_transition *row = crm_transition_new(world->crm);
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    struct row rows[4];

    move.day = crm_day_of(2024, 1, 3);
    OK(world, crm_opportunity_win(deal, 0, &move, &won));
    move.day = CRM_DAY_NONE;
    move.at = NOW + 5 * SECOND;
    OK(world, crm_opportunity_correct(deal, won, row, &move, NULL));
    log_of(world, crm_opportunity_id(deal), rows, 4);
    assert_int_equal(rows[2].at, NOW + 5 * SECOND);
    assert_int_equal(rows[2].bits, NOTHING);
    crm_transition_free(row);
    crm_opportunity_free(deal);
}

/* An undone win: the deal is open again, and closing it anew is in order with the rows that count. */
static void
an_undone_row_does_not_count_for_order(void **state)
{
    struct world *world = *state;
    struct story story = tell(world);
    crm_move_params move = CRM_MOVE_PARAMS_INIT;

    OK(world, crm_opportunity_correct(story.deal, story.won, NULL, NULL, NULL));
    move.at = NOW + 2 * DAY;
    OK(world, crm_opportunity_lose(story.deal, 0, &move, NULL));
    assert_int_equal(deal_value(story.deal, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2024, 1, 3));
    crm_opportunity_free(story.deal);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_day_is_corrected),
        ON_BOTH(an_amount_of_a_closed_deal_is_corrected),
        ON_BOTH(bug_a_correction_lost_reason_and_rival),
        ON_BOTH(bug_a_correction_took_reasons_of_other_rows),
        ON_BOTH(bug_a_corrected_outcome_kept_the_old_chance),
        ON_BOTH(a_manual_chance_comes_back_when_a_win_is_corrected_away),
        ON_BOTH(what_is_refused),
        ON_BOTH(a_start_is_corrected_to_unknown),
        ON_BOTH(a_change_is_corrected_and_undone),
        ON_BOTH(bug_order_named_no_row_after_a_correction),
        ON_BOTH(bug_day_only_outlived_the_day),
        ON_BOTH(an_undone_row_does_not_count_for_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
