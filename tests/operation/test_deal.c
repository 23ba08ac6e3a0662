/*
 * test_deal.c - deals: saving, moving, closing, reopening, handing over; what each writes into the
 * log, what it refuses, and that a refusal changes nothing.
 */
#include "world.h"

#define EUR crm_currency_of("EUR")
#define USD crm_currency_of("USD")

static crm_instant
since(crm_opportunity *deal)
{
    return deal_value(deal, CRM_OPPORTUNITY_STAGE_SINCE);
}

static void
a_new_deal_starts_in_the_first_open_stage(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *deal = crm_opportunity_new(world->crm);
    struct row rows[4];

    OK(world, crm_opportunity_set_name(deal, "deal"));
    OK(world, crm_opportunity_save(deal));
    assert_int_equal(crm_opportunity_pipeline(deal), pipeline);
    assert_int_equal(crm_opportunity_stage(deal), stage_at(world, pipeline, 1));
    assert_int_equal(since(deal), NOW);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), NOTHING);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 500);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_ORIGIN), CRM_PROBABILITY_STAGE);
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 4), 1);
    assert_int_equal(rows[0].type, CRM_TRANSITION_TYPE_CREATE);
    assert_int_equal(rows[0].seq, 1);
    assert_int_equal(rows[0].at, NOW);
    assert_int_equal(rows[0].created, NOW);
    assert_int_equal(rows[0].from_stage, NOTHING);
    assert_int_equal(rows[0].stage, crm_opportunity_stage(deal));
    assert_int_equal(rows[0].pipeline, pipeline);
    assert_int_equal(rows[0].outcome, CRM_OUTCOME_OPEN);
    assert_int_equal(rows[0].position, 1);
    assert_int_equal(rows[0].amount, NOTHING);
    assert_int_equal(rows[0].chance, 500);
    crm_opportunity_free(deal);
}

/* The first OPEN stage is the lowest by position, whatever the ids, archived ones aside. */
static void
the_first_stage_goes_by_position(void **state)
{
    struct world *world = *state;
    const int32_t outcomes[] = {CRM_OUTCOME_OPEN, CRM_OUTCOME_OPEN, CRM_OUTCOME_ON_HOLD,
                                CRM_OUTCOME_OPEN};
    const int64_t positions[] = {30, 20, 1, 10};
    crm_pipeline *pipeline = crm_pipeline_new(world->crm);
    crm_opportunity *deal;
    crm_stage *stage = NULL;
    crm_id ids[4];

    OK(world, crm_pipeline_set_name(pipeline, "own"));
    OK(world, crm_pipeline_save(pipeline));
    for (size_t i = 0; i < 4; i++) {
        stage = crm_stage_new(world->crm);
        crm_stage_set_pipeline(stage, crm_pipeline_id(pipeline));
        crm_stage_set_name(stage, "stage");
        crm_stage_set_position(stage, positions[i]);
        crm_stage_set_outcome(stage, outcomes[i]);
        OK(world, crm_stage_save(stage));
        ids[i] = crm_stage_id(stage);
        if (i < 3)
            crm_stage_free(stage);
    }
    deal = make_deal(world, 0);
    assert_int_equal(crm_opportunity_stage(deal), ids[3]);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), NOTHING);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_ORIGIN), NOTHING);
    crm_opportunity_free(deal);

    OK(world, crm_record_set_int(crm_stage_record(stage), CRM_FIELD_ARCHIVED, NOW));
    OK(world, crm_stage_save(stage));
    deal = make_deal(world, crm_pipeline_id(pipeline));
    assert_int_equal(crm_opportunity_stage(deal), ids[1]);
    /* An archived stage is not entered. */
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_move(deal, ids[3], NULL, NULL));
    message_has(world, "archived");
    crm_opportunity_free(deal);
    crm_stage_free(stage);
    crm_pipeline_free(pipeline);
}

static void
a_new_deal_needs_a_pipeline(void **state)
{
    struct world *world = *state;
    crm_opportunity *deal = crm_opportunity_new(world->crm);
    crm_id first, second;

    OK(world, crm_opportunity_set_name(deal, "deal"));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_save(deal));
    first = make_spanco(world);
    second = make_spanco(world);
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_save(deal));
    message_has(world, "there are 2");
    assert_int_equal(crm_opportunity_id(deal), 0);
    OK(world, crm_opportunity_set_pipeline(deal, first));
    OK(world, crm_opportunity_set_stage(deal, stage_at(world, second, 2)));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_save(deal));
    OK(world, crm_opportunity_set_stage(deal, 999999));
    REFUSED(world, CRM_ERROR_REFERENCE, crm_opportunity_save(deal));
    OK(world, crm_opportunity_set_stage(deal, 0));
    OK(world, crm_opportunity_set_pipeline(deal, 999999));
    REFUSED(world, CRM_ERROR_REFERENCE, crm_opportunity_save(deal));
    OK(world, crm_opportunity_set_pipeline(deal, 0));
    OK(world, crm_opportunity_set_stage(deal, stage_at(world, second, 2)));
    OK(world, crm_opportunity_save(deal));
    assert_int_equal(crm_opportunity_pipeline(deal), second);
    assert_int_equal(count_rows(world, CRM_KIND_TRANSITION), 1);
    crm_opportunity_free(deal);
}

static void
values_are_judged(void **state)
{
    struct world *world = *state;
    crm_opportunity *deal;

    make_spanco(world);
    deal = crm_opportunity_new(world->crm);
    REFUSED(world, CRM_ERROR_DATA, crm_opportunity_save(deal));
    message_has(world, "name");
    OK(world, crm_opportunity_set_name(deal, "deal"));
    OK(world, crm_opportunity_set_amount(deal, 5));
    REFUSED(world, CRM_ERROR_DATA, crm_opportunity_save(deal));
    message_has(world, "currency");
    assert_int_equal(crm_opportunity_set_probability_bp(deal, 10001), CRM_ERROR_DATA);
    OK(world, crm_opportunity_set_currency(deal, EUR));
    REFUSED(world, CRM_ERROR_DATA, crm_opportunity_save(deal)); /* the marked field */
    message_has(world, "probability_bp");
    OK(world, crm_opportunity_set_probability_bp(deal, 10000));
    OK(world, crm_opportunity_save(deal));
    assert_int_equal(count_rows(world, CRM_KIND_OPPORTUNITY), 1);
    crm_opportunity_free(deal);
}

/* Nothing that is carried changes without a row; the rest changes without one. */
static void
saving_appends_a_change(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), julie = make_user(world, "Julie");
    crm_id dogs = make_account(world, "Dogs"), product = make_product(world, "P");
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_id id = crm_opportunity_id(deal);
    struct row rows[12];
    struct {
        crm_field field;
        int64_t value;
    } edits[] = {{CRM_OPPORTUNITY_AMOUNT, 0},
                 {CRM_OPPORTUNITY_CURRENCY, 0},
                 {CRM_OPPORTUNITY_CLOSE_DAY, 20000},
                 {CRM_OPPORTUNITY_OWNER, 0},
                 {CRM_OPPORTUNITY_ACCOUNT, 0},
                 {CRM_OPPORTUNITY_PRODUCT, 0},
                 {CRM_OPPORTUNITY_CATEGORY, CRM_CATEGORY_COMMIT},
                 {CRM_OPPORTUNITY_PROBABILITY_BP, 700}};

    edits[1].value = USD; /* the currency of an open deal may change */
    edits[3].value = julie;
    edits[4].value = dogs;
    edits[5].value = product;
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        world->clock.now += DAY;
        OK(world, crm_record_set_int(crm_opportunity_record(deal), edits[i].field, edits[i].value));
        OK(world, crm_opportunity_save(deal));
        assert_int_equal(log_of(world, id, rows, 12), i + 2);
        assert_int_equal(rows[i + 1].type, CRM_TRANSITION_TYPE_CHANGE);
        assert_int_equal(rows[i + 1].seq, i + 2);
        assert_int_equal(rows[i + 1].at, world->clock.now);
        assert_int_equal(rows[i + 1].stage, rows[0].stage);
        assert_int_equal(rows[i + 1].from_stage, rows[0].stage);
    }
    assert_int_equal(rows[8].amount, 0);
    assert_int_equal(rows[8].currency, USD);
    assert_int_equal(rows[8].close_day, 20000);
    assert_int_equal(rows[8].owner, julie);
    assert_int_equal(rows[8].account, dogs);
    assert_int_equal(rows[8].product, product);
    assert_int_equal(rows[8].category, CRM_CATEGORY_COMMIT);
    assert_int_equal(rows[8].chance, 700);
    assert_int_equal(rows[8].origin, CRM_PROBABILITY_MANUAL);
    assert_int_equal(rows[7].origin, CRM_PROBABILITY_STAGE);
    assert_int_equal(since(deal), NOW); /* a CHANGE never moves the stage */

    OK(world, crm_opportunity_set_next_step(deal, "call"));
    OK(world, crm_opportunity_set_source(deal, "fair"));
    OK(world, crm_opportunity_set_amount(deal, 0)); /* as it is */
    OK(world, crm_opportunity_save(deal));
    OK(world, crm_opportunity_save(deal)); /* nothing to save */
    assert_int_equal(log_of(world, id, rows, 12), 9);
    assert_int_equal(deal_value(deal, CRM_FIELD_VERSION), 10);

    OK(world, crm_record_clear(crm_opportunity_record(deal), CRM_OPPORTUNITY_AMOUNT));
    OK(world, crm_opportunity_save(deal));
    assert_int_equal(log_of(world, id, rows, 12), 10);
    assert_int_equal(rows[9].amount, NOTHING);
    crm_opportunity_free(deal);
}

static void
stage_and_pipeline_change_by_operations_alone(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *deal = make_deal(world, pipeline);

    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_set_stage(deal, stage_at(world, pipeline, 2)));
    message_has(world, "crm_opportunity_move");
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_set_pipeline(deal, pipeline));
    message_has(world, "crm_opportunity_transfer");
    REFUSED(world, CRM_ERROR_RULE,
            crm_record_set_int(crm_opportunity_record(deal), CRM_OPPORTUNITY_CLOSED_DAY, 1));
    REFUSED(world, CRM_ERROR_RULE,
            crm_record_clear(crm_opportunity_record(deal), CRM_OPPORTUNITY_STAGE_SINCE));
    OK(world, crm_opportunity_save(deal));
    crm_opportunity_free(deal);
}

static void
a_move_writes_one_row_with_the_edits(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), julie = make_user(world, "Julie");
    crm_id rival = make_account(world, "Rival");
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    crm_id written = 0;
    struct row rows[4];

    world->clock.now += DAY;
    move.actor = julie;
    move.competitor = rival;
    move.reason = "met the buyer";
    move.at = NOW + DAY / 2;
    OK(world, crm_opportunity_set_amount(deal, 250000));
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 3), &move, &written));
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 4), 2);
    assert_int_equal(rows[1].id, written);
    assert_int_equal(rows[1].type, CRM_TRANSITION_TYPE_MOVE);
    assert_int_equal(rows[1].at, NOW + DAY / 2);
    assert_int_equal(rows[1].bits, NOTHING);
    assert_int_equal(rows[1].from_stage, stage_at(world, pipeline, 1));
    assert_int_equal(rows[1].stage, stage_at(world, pipeline, 3));
    assert_int_equal(rows[1].position, 3);
    assert_int_equal(rows[1].amount, 250000);
    assert_int_equal(rows[1].actor, julie);
    assert_int_equal(rows[1].competitor, rival);
    assert_string_equal(rows[1].reason, "met the buyer");
    assert_int_equal(crm_opportunity_stage(deal), rows[1].stage);
    assert_int_equal(since(deal), NOW + DAY / 2);
    assert_int_equal(deal_value(deal, CRM_FIELD_VERSION), 2);

    /* The present stage again moves nothing. */
    OK(world, crm_opportunity_move(deal, rows[1].stage, NULL, NULL));
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 4), 3);
    assert_int_equal(rows[2].type, CRM_TRANSITION_TYPE_CHANGE);
    assert_int_equal(since(deal), NOW + DAY / 2);
    crm_opportunity_free(deal);
}

/* Whatever is refused leaves the store and the handle as they were. */
static void
refusals_change_nothing(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), other = make_spanco(world);
    crm_opportunity *deal = make_deal(world, pipeline), *fresh = crm_opportunity_new(world->crm);
    crm_id second = stage_at(world, pipeline, 2), won = stage_at(world, pipeline, 6);
    crm_id lost = stage_at(world, pipeline, 7), foreign = stage_at(world, other, 2);
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    crm_id written = 77;
    uint64_t before;

    OK(world, crm_opportunity_set_amount(deal, 1));
    before = digest(world);
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_move(deal, foreign, NULL, &written));
    message_has(world, "crm_opportunity_transfer");
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_transfer(deal, second, NULL, &written));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_win(deal, lost, NULL, &written));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_win(deal, second, NULL, &written));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_lose(deal, won, NULL, &written));
    REFUSED(world, CRM_ERROR_RULE,
            crm_opportunity_win(deal, stage_at(world, other, 6), NULL, NULL));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_reopen(deal, second, NULL, &written));
    REFUSED(world, CRM_ERROR_REFERENCE, crm_opportunity_move(deal, 999999, NULL, &written));
    REFUSED(world, CRM_ERROR_REFERENCE, crm_opportunity_move(deal, 0, NULL, &written));
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_opportunity_move(deal, -1, NULL, &written));
    REFUSED(world, CRM_ERROR_STATE, crm_opportunity_move(fresh, second, NULL, &written));
    assert_int_equal(crm_opportunity_move(NULL, second, NULL, &written), CRM_ERROR_ARGUMENT);
    move.at = NOW;
    move.day = 19000;
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_opportunity_move(deal, second, &move, &written));
    move.at = CRM_INSTANT_NONE;
    move.day = 99999999;
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_opportunity_move(deal, second, &move, &written));
    move.day = CRM_DAY_NONE;
    move.at = INT64_MAX;
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_opportunity_move(deal, second, &move, &written));
    move.at = NOW - 1;
    REFUSED(world, CRM_ERROR_ORDER, crm_opportunity_move(deal, second, &move, &written));
    move.at = CRM_INSTANT_NONE;
    move.actor = 999999;
    REFUSED(world, CRM_ERROR_REFERENCE, crm_opportunity_move(deal, second, &move, &written));
    move.actor = -1;
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_opportunity_move(deal, second, &move, &written));
    move.actor = 0;
    move.competitor = 999999;
    REFUSED(world, CRM_ERROR_REFERENCE, crm_opportunity_move(deal, second, &move, &written));
    move.competitor = 0;
    move.flags = 1;
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_opportunity_move(deal, second, &move, &written));
    move.flags = 0;
    move.size = 4;
    REFUSED(world, CRM_ERROR_ABI, crm_opportunity_move(deal, second, &move, &written));
    move.size = sizeof move;
    move.note = "\xff";
    REFUSED(world, CRM_ERROR_DATA, crm_opportunity_move(deal, second, &move, &written));
    message_has(world, "transition.note");
    assert_int_equal(written, 77);
    assert_int_equal(digest(world), before);
    assert_int_equal(deal_value(deal, CRM_FIELD_VERSION), 1);
    assert_int_equal(crm_opportunity_stage(deal), stage_at(world, pipeline, 1));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_AMOUNT), 1); /* the edit is still there */
    OK(world, crm_opportunity_save(deal));
    crm_opportunity_free(deal);
    crm_opportunity_free(fresh);
}

/* A text that is not UTF-8 in one operation must not spoil those after it in the unit. */
static void
bug_wrong_text_poisoned_the_unit(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_move_params move = CRM_MOVE_PARAMS_INIT;

    OK(world, crm_begin(world->crm));
    move.reason = "\xc3(";
    REFUSED(world, CRM_ERROR_DATA,
            crm_opportunity_move(deal, stage_at(world, pipeline, 2), &move, NULL));
    move.reason = "visit";
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 2), &move, NULL));
    REFUSED(world, CRM_ERROR_DATA, crm_pipeline_from_template(world->crm, "\xff", "spanco", NULL));
    OK(world, crm_pipeline_from_template(world->crm, "other", "spanco", NULL));
    OK(world, crm_commit(world->crm));
    assert_int_equal(count_rows(world, CRM_KIND_PIPELINE), 2);
    assert_int_equal(count_rows(world, CRM_KIND_TRANSITION), 2);
    crm_opportunity_free(deal);
}

static void
day_only_takes_the_days_first_instant(void **state)
{
    struct world *world = *state;
    const crm_zone_change zone[] = {{NOW - 100 * DAY, 3600, 0}};
    crm_options options = CRM_OPTIONS_INIT;
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    crm_opportunity *deal;
    crm_id pipeline;
    struct row rows[4];

    options.zone = zone;
    options.zone_count = 1;
    reopen_world(world, &options);
    pipeline = make_spanco(world);
    deal = make_deal(world, pipeline);
    crm_move_params_init(&move, sizeof move);
    move.day = crm_day_of(2024, 1, 5);
    OK(world, crm_opportunity_win(deal, 0, &move, NULL));
    log_of(world, crm_opportunity_id(deal), rows, 4);
    assert_int_equal(rows[1].at, NOW + 4 * DAY - 3600 * SECOND);
    assert_int_equal(rows[1].bits, CRM_TRANSITION_BIT_DAY_ONLY);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2024, 1, 5));
    crm_opportunity_free(deal);
}

static void
trap_15_close_date_is_a_day_in_the_contexts_zone(void **state)
{
    struct world *world = *state;
    const crm_zone_change zone[] = {{NOW - 100 * DAY, 3600, 0}};
    crm_options options = CRM_OPTIONS_INIT;
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    crm_opportunity *deal;

    options.zone = zone;
    options.zone_count = 1;
    reopen_world(world, &options);
    make_spanco(world);
    deal = make_deal(world, 0);
    move.at = NOW + DAY - 1800 * SECOND; /* 23:30 UTC is half past midnight of the next day */
    OK(world, crm_opportunity_win(deal, 0, &move, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2024, 1, 2));
    assert_int_equal(crm_opportunity_set_close_day(deal, INT32_MAX), CRM_ERROR_DATA);
    crm_opportunity_free(deal);
}

static void
trap_13_an_amount_of_0_is_not_none(void **state)
{
    struct world *world = *state;
    crm_opportunity *deal;
    struct row rows[4];

    make_spanco(world);
    deal = make_deal(world, 0);
    OK(world, crm_opportunity_set_amount(deal, 0));
    OK(world, crm_opportunity_win(deal, 0, NULL, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_AMOUNT), 0);
    log_of(world, crm_opportunity_id(deal), rows, 4);
    assert_int_equal(rows[1].amount, 0);
    crm_opportunity_free(deal);
}

static void
trap_29_a_reopened_deal_has_no_close_date(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *deal = make_deal(world, pipeline);
    struct row rows[4];

    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 4), NULL, NULL));
    world->clock.now += DAY;
    OK(world, crm_opportunity_lose(deal, 0, NULL, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2024, 1, 2));
    world->clock.now += DAY;
    OK(world, crm_opportunity_reopen(deal, 0, NULL, NULL)); /* where it was closed from */
    assert_int_equal(crm_opportunity_stage(deal), stage_at(world, pipeline, 4));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), NOTHING);
    assert_int_equal(since(deal), NOW + 2 * DAY);
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 4), 4);
    assert_int_equal(rows[3].type, CRM_TRANSITION_TYPE_MOVE);
    assert_int_equal(rows[3].from_stage, stage_at(world, pipeline, 7));
    crm_opportunity_free(deal);
}

static void
trap_30_won_and_lost_both_set_the_close_date(void **state)
{
    struct world *world = *state;
    crm_opportunity *won, *lost;

    make_spanco(world);
    won = make_deal(world, 0);
    lost = make_deal(world, 0);
    OK(world, crm_opportunity_win(won, 0, NULL, NULL));
    OK(world, crm_opportunity_lose(lost, 0, NULL, NULL));
    assert_int_equal(deal_value(won, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2024, 1, 1));
    assert_int_equal(deal_value(lost, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2024, 1, 1));
    /* The amount stays as what was lost. */
    assert_int_equal(deal_value(lost, CRM_OPPORTUNITY_AMOUNT), 100000);
    crm_opportunity_free(won);
    crm_opportunity_free(lost);
}

static crm_id
add_stage(struct world *world, crm_id pipeline, int64_t position, int32_t outcome)
{
    crm_stage *stage = crm_stage_new(world->crm);
    crm_id id;

    crm_stage_set_pipeline(stage, pipeline);
    crm_stage_set_name(stage, "added");
    crm_stage_set_position(stage, position);
    crm_stage_set_outcome(stage, outcome);
    OK(world, crm_stage_save(stage));
    id = crm_stage_id(stage);
    crm_stage_free(stage);
    return id;
}

static void
trap_31_moving_between_won_stages_is_no_new_win(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), order = stage_at(world, pipeline, 6), paid;
    crm_opportunity *deal = make_deal(world, pipeline);
    struct row rows[4];

    paid = add_stage(world, pipeline, 8, CRM_OUTCOME_WON);
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_win(deal, 0, NULL, NULL));
    message_has(world, "2 stages");
    OK(world, crm_opportunity_win(deal, order, NULL, NULL));
    world->clock.now += 5 * DAY;
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_win(deal, paid, NULL, NULL));
    OK(world, crm_opportunity_move(deal, paid, NULL, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2024, 1, 1));
    assert_int_equal(since(deal), NOW + 5 * DAY);
    REFUSED(world, CRM_ERROR_RULE,
            crm_opportunity_move(deal, stage_at(world, pipeline, 7), NULL, NULL));
    REFUSED(world, CRM_ERROR_RULE,
            crm_opportunity_move(deal, stage_at(world, pipeline, 1), NULL, NULL));
    /* Frozen values do not come in with such a move. */
    OK(world, crm_opportunity_set_amount(deal, 1));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_move(deal, order, NULL, NULL));
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 4), 3);
    assert_int_equal(rows[2].amount, 100000);
    crm_opportunity_free(deal);
}

static void
trap_32_created_in_a_won_stage(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *deal = crm_opportunity_new(world->crm);
    struct row rows[4];

    OK(world, crm_opportunity_set_name(deal, "deal"));
    OK(world, crm_opportunity_set_stage(deal, stage_at(world, pipeline, 6)));
    OK(world, crm_opportunity_save(deal));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2024, 1, 1));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 10000);
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 4), 1);
    assert_int_equal(rows[0].type, CRM_TRANSITION_TYPE_CREATE);
    assert_int_equal(rows[0].outcome, CRM_OUTCOME_WON);
    /* Nothing says where it was before. */
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_reopen(deal, 0, NULL, NULL));
    message_has(world, "created closed");
    OK(world, crm_opportunity_reopen(deal, stage_at(world, pipeline, 2), NULL, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 1000);
    crm_opportunity_free(deal);
}

static void
trap_36_the_chance_of_a_closed_deal_is_locked(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *deal = make_deal(world, pipeline), *born = crm_opportunity_new(world->crm);

    OK(world, crm_opportunity_set_probability_bp(deal, 4200)); /* and closed with that edit */
    OK(world, crm_opportunity_lose(deal, 0, NULL, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 0);
    OK(world, crm_opportunity_set_probability_bp(deal, 100));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_save(deal));
    message_has(world, "crm_opportunity_correct");
    crm_opportunity_free(deal);

    OK(world, crm_opportunity_set_name(born, "born lost"));
    OK(world, crm_opportunity_set_stage(born, stage_at(world, pipeline, 7)));
    OK(world, crm_opportunity_set_probability_bp(born, 5000));
    OK(world, crm_opportunity_save(born));
    assert_int_equal(deal_value(born, CRM_OPPORTUNITY_PROBABILITY_BP), 0);
    crm_opportunity_free(born);
}

static void
trap_37_a_chance_of_0_or_100_percent_closes_nothing(void **state)
{
    struct world *world = *state;
    crm_opportunity *deal;

    make_spanco(world);
    deal = make_deal(world, 0);
    OK(world, crm_opportunity_set_probability_bp(deal, 10000));
    OK(world, crm_opportunity_save(deal));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), NOTHING);
    OK(world, crm_opportunity_set_probability_bp(deal, 0));
    OK(world, crm_opportunity_save(deal));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), NOTHING);
    OK(world, crm_opportunity_win(deal, 0, NULL, NULL)); /* it was open */
    crm_opportunity_free(deal);
}

static void
trap_38_a_manual_chance_is_kept_and_a_stages_follows(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *deal = make_deal(world, pipeline);

    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 3), NULL, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 2500);
    OK(world, crm_opportunity_set_probability_bp(deal, 3333));
    OK(world, crm_opportunity_save(deal));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_ORIGIN), CRM_PROBABILITY_MANUAL);
    OK(world, crm_opportunity_set_amount(deal, 5)); /* another edit */
    OK(world, crm_opportunity_save(deal));
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 4), NULL, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 3333);
    OK(world, crm_opportunity_win(deal, 0, NULL, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 10000);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_ORIGIN), CRM_PROBABILITY_MANUAL);
    OK(world, crm_opportunity_reopen(deal, 0, NULL, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 3333);
    OK(world, crm_opportunity_set_probability_origin(deal, CRM_PROBABILITY_STAGE));
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 5), NULL, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 8000);
    OK(world, crm_opportunity_lose(deal, 0, NULL, NULL));
    OK(world, crm_opportunity_reopen(deal, stage_at(world, pipeline, 2), NULL, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 1000);
    OK(world, crm_opportunity_set_probability_bp(deal, 1234));
    OK(world, crm_opportunity_set_probability_origin(deal, CRM_PROBABILITY_MODEL));
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 3), NULL, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 1234);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_ORIGIN), CRM_PROBABILITY_MODEL);
    crm_opportunity_free(deal);
}

static void
trap_39_names_of_stages_mean_nothing(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_stage *stage = NULL;

    OK(world, crm_stage_load(world->crm, stage_at(world, pipeline, 6), &stage));
    OK(world, crm_stage_set_name(stage, "Lost"));
    OK(world, crm_stage_save(stage));
    crm_stage_free(stage);
    OK(world, crm_opportunity_win(deal, 0, NULL, NULL));
    assert_int_equal(crm_opportunity_stage(deal), stage_at(world, pipeline, 6));
    crm_opportunity_free(deal);
}

static void
trap_41_a_target_is_of_the_pipeline_and_alive(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), fourth = stage_at(world, pipeline, 4);
    crm_opportunity *deal = make_deal(world, pipeline), *staying = make_deal(world, pipeline);
    crm_stage *stage = NULL;

    OK(world, crm_opportunity_move(staying, fourth, NULL, NULL));
    OK(world, crm_stage_load(world->crm, fourth, &stage));
    OK(world, crm_record_set_int(crm_stage_record(stage), CRM_FIELD_ARCHIVED, NOW));
    OK(world, crm_stage_save(stage));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_move(deal, fourth, NULL, NULL));
    OK(world, crm_opportunity_move(staying, fourth, NULL, NULL)); /* no entry: it is there */
    OK(world, crm_stage_remove(stage));
    REFUSED(world, CRM_ERROR_REFERENCE, crm_opportunity_move(deal, fourth, NULL, NULL));
    crm_stage_free(stage);
    crm_opportunity_free(deal);
    crm_opportunity_free(staying);
}

static void
trap_56_owner_and_amount_freeze_with_the_win(void **state)
{
    struct world *world = *state;
    crm_id julie, marc;
    crm_opportunity *deal;
    struct row rows[4];
    uint64_t before;

    make_spanco(world);
    julie = make_user(world, "Julie");
    marc = make_user(world, "Marc");
    deal = make_deal(world, 0);
    OK(world, crm_opportunity_set_owner(deal, julie));
    OK(world, crm_opportunity_win(deal, 0, NULL, NULL));
    before = digest(world);
    OK(world, crm_opportunity_set_owner(deal, marc));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_save(deal));
    OK(world, crm_opportunity_set_owner(deal, julie));
    OK(world, crm_opportunity_set_amount(deal, 1));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_save(deal));
    OK(world, crm_opportunity_set_amount(deal, 100000));
    OK(world, crm_opportunity_set_currency(deal, USD));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_save(deal));
    assert_int_equal(digest(world), before);
    OK(world, crm_opportunity_set_currency(deal, EUR));
    OK(world, crm_opportunity_set_description(deal, "signed")); /* is not carried */
    OK(world, crm_opportunity_save(deal));
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 4), 2);
    /* Reopened, it is open to edits, and they may come with it. */
    OK(world, crm_opportunity_set_owner(deal, marc));
    OK(world, crm_opportunity_reopen(deal, 0, NULL, NULL));
    assert_int_equal(crm_opportunity_owner(deal), marc);
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 4), 3);
    assert_int_equal(rows[1].owner, julie);
    assert_int_equal(rows[2].owner, marc);
    crm_opportunity_free(deal);
}

/* Closing today a deal that was signed last week does not fail because somebody edited it since. */
static void
trap_22_a_deal_is_closed_on_an_earlier_day(void **state)
{
    struct world *world = *state;
    crm_opportunity *deal, *again;
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    struct row rows[4];

    make_spanco(world);
    deal = make_deal(world, 0);
    world->clock.now += 10 * DAY;
    OK(world, crm_opportunity_set_amount(deal, 300000));
    OK(world, crm_opportunity_save(deal));
    move.day = crm_day_of(2024, 1, 4);
    OK(world, crm_opportunity_win(deal, 0, &move, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2024, 1, 4));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_AMOUNT), 300000);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 10000);
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 4), 3);
    assert_int_equal(rows[2].amount, 300000);
    again = load_deal(world, crm_opportunity_id(deal));
    assert_int_equal(deal_value(again, CRM_OPPORTUNITY_AMOUNT), 300000);
    assert_int_equal(deal_value(again, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2024, 1, 4));
    crm_opportunity_free(again);
    crm_opportunity_free(deal);
}

/* A row older than the last one was folded as if it came last: the deal and its log disagreed. */
static void
bug_a_late_row_took_back_later_values(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), julie = make_user(world, "Julie");
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    struct row rows[8];

    world->clock.now += 10 * DAY;
    OK(world, crm_opportunity_set_amount(deal, 300000));
    OK(world, crm_opportunity_save(deal));
    move.at = NOW + 5 * DAY;
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 3), &move, NULL));
    log_of(world, crm_opportunity_id(deal), rows, 8);
    assert_int_equal(rows[2].amount, 100000); /* as it was that day */
    assert_int_equal(rows[2].chance, 2500);
    assert_int_equal(crm_opportunity_stage(deal), stage_at(world, pipeline, 3));
    assert_int_equal(since(deal), NOW + 5 * DAY);
    /* Values are those of the last row of any type. */
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_AMOUNT), 300000);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 500);

    /* Edits are younger than such a row, and would be lost at once. */
    OK(world, crm_opportunity_set_owner(deal, julie));
    move.at = NOW + 6 * DAY;
    REFUSED(world, CRM_ERROR_ORDER,
            crm_opportunity_move(deal, stage_at(world, pipeline, 4), &move, NULL));
    message_has(world, "save them first");
    OK(world, crm_opportunity_save(deal));
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 4), &move, NULL));
    assert_int_equal(crm_opportunity_owner(deal), julie);

    /* The present stage again, on a day when it was not there yet: a CHANGE of that day. */
    move.at = NOW + 2 * DAY;
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 4), &move, NULL));
    log_of(world, crm_opportunity_id(deal), rows, 8);
    assert_int_equal(rows[5].type, CRM_TRANSITION_TYPE_CHANGE);
    assert_int_equal(rows[5].stage, stage_at(world, pipeline, 1));
    assert_int_equal(crm_opportunity_stage(deal), stage_at(world, pipeline, 4));
    assert_int_equal(crm_opportunity_owner(deal), julie);
    /* Before the deal there is nothing to change. */
    move.at = NOW - DAY;
    REFUSED(world, CRM_ERROR_ORDER,
            crm_opportunity_move(deal, stage_at(world, pipeline, 4), &move, NULL));
    crm_opportunity_free(deal);
}

/* An edit that is saved while a later row is there already must not vanish behind it. */
static void
bug_an_edit_vanished_behind_a_future_row(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *deal = make_deal(world, pipeline), *again;
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    struct row rows[4];

    move.at = NOW + 3 * DAY;
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 2), &move, NULL));
    OK(world, crm_opportunity_set_amount(deal, 7));
    OK(world, crm_opportunity_save(deal));
    log_of(world, crm_opportunity_id(deal), rows, 4);
    assert_int_equal(rows[2].at, NOW + 3 * DAY);
    again = load_deal(world, crm_opportunity_id(deal));
    assert_int_equal(deal_value(again, CRM_OPPORTUNITY_AMOUNT), 7);
    /* Now is before the last stage row. */
    REFUSED(world, CRM_ERROR_ORDER,
            crm_opportunity_move(again, stage_at(world, pipeline, 3), NULL, NULL));
    crm_opportunity_free(again);
    crm_opportunity_free(deal);
}

static void
order_is_told_with_the_row(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    crm_id written = 0, id = 0;
    crm_kind kind = 0;
    char words[40];

    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 2), NULL, &written));
    move.at = NOW - 1;
    REFUSED(world, CRM_ERROR_ORDER,
            crm_opportunity_move(deal, stage_at(world, pipeline, 3), &move, NULL));
    crm_error_where(world->crm, &kind, &id, NULL);
    assert_int_equal(kind, CRM_KIND_TRANSITION);
    assert_int_equal(id, written);
    snprintf(words, sizeof words, "stage row %lld", (long long)written);
    message_has(world, words);
    move.at = NOW; /* equal is in order: seq decides */
    OK(world, crm_opportunity_win(deal, 0, &move, NULL));
    crm_opportunity_free(deal);
}

static void
a_deal_is_handed_to_another_pipeline(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), other = 0;
    crm_opportunity *deal = make_deal(world, pipeline);
    struct row rows[4];

    OK(world, crm_pipeline_from_template(world->crm, "hunt", "prospecting", &other));
    OK(world, crm_opportunity_transfer(deal, stage_at(world, other, 2), NULL, NULL));
    assert_int_equal(crm_opportunity_pipeline(deal), other);
    assert_int_equal(crm_opportunity_stage(deal), stage_at(world, other, 2));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 1000);
    log_of(world, crm_opportunity_id(deal), rows, 4);
    assert_int_equal(rows[1].type, CRM_TRANSITION_TYPE_MOVE);
    assert_int_equal(rows[1].pipeline, other);
    OK(world, crm_opportunity_win(deal, 0, NULL, NULL));
    assert_int_equal(crm_opportunity_stage(deal), stage_at(world, other, 5));
    REFUSED(world, CRM_ERROR_RULE,
            crm_opportunity_transfer(deal, stage_at(world, pipeline, 1), NULL, NULL));
    crm_opportunity_free(deal);
}

static void
on_hold_counts_as_open(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), hold;
    crm_opportunity *deal = make_deal(world, pipeline);

    hold = add_stage(world, pipeline, 20, CRM_OUTCOME_ON_HOLD);
    OK(world, crm_opportunity_move(deal, hold, NULL, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), NOTHING);
    OK(world, crm_opportunity_set_amount(deal, 12)); /* it is not frozen */
    OK(world, crm_opportunity_save(deal));
    OK(world, crm_opportunity_win(deal, 0, NULL, NULL));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_win(deal, 0, NULL, NULL));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_lose(deal, 0, NULL, NULL));
    REFUSED(world, CRM_ERROR_RULE,
            crm_opportunity_reopen(deal, stage_at(world, pipeline, 7), NULL, NULL));
    OK(world, crm_opportunity_reopen(deal, 0, NULL, NULL));
    assert_int_equal(crm_opportunity_stage(deal), hold);
    crm_opportunity_free(deal);
}

static void
deals_are_neither_removed_nor_archived_open(void **state)
{
    struct world *world = *state;
    crm_opportunity *deal;

    make_spanco(world);
    deal = make_deal(world, 0);
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_remove(deal));
    OK(world, crm_record_set_int(crm_opportunity_record(deal), CRM_FIELD_ARCHIVED, NOW));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_save(deal));
    message_has(world, "lose it");
    OK(world, crm_record_clear(crm_opportunity_record(deal), CRM_FIELD_ARCHIVED));
    OK(world, crm_opportunity_lose(deal, 0, NULL, NULL));
    OK(world, crm_record_set_int(crm_opportunity_record(deal), CRM_FIELD_ARCHIVED, NOW));
    OK(world, crm_opportunity_save(deal));
    crm_opportunity_free(deal);
}

/* An operation saves what the handle holds: it may not archive an open deal by a side door. */
static void
bug_a_move_archived_an_open_deal(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *deal = make_deal(world, pipeline), *fresh = crm_opportunity_new(world->crm);

    OK(world, crm_record_set_int(crm_opportunity_record(deal), CRM_FIELD_ARCHIVED, NOW));
    REFUSED(world, CRM_ERROR_RULE,
            crm_opportunity_move(deal, stage_at(world, pipeline, 2), NULL, NULL));
    OK(world, crm_opportunity_lose(deal, 0, NULL, NULL)); /* lost and archived at once */
    assert_int_equal(deal_value(deal, CRM_FIELD_ARCHIVED), NOW);
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_reopen(deal, 0, NULL, NULL));
    OK(world, crm_record_clear(crm_opportunity_record(deal), CRM_FIELD_ARCHIVED));
    OK(world, crm_opportunity_reopen(deal, 0, NULL, NULL));
    OK(world, crm_opportunity_set_name(fresh, "fresh"));
    OK(world, crm_record_set_int(crm_opportunity_record(fresh), CRM_FIELD_ARCHIVED, NOW));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_save(fresh));
    crm_opportunity_free(deal);
    crm_opportunity_free(fresh);
}

static void
transitions_are_written_by_operations_alone(void **state)
{
    struct world *world = *state;
    crm_opportunity *deal;
    crm_transition *row = crm_transition_new(world->crm);
    struct row rows[2];

    make_spanco(world);
    deal = make_deal(world, 0);
    REFUSED(world, CRM_ERROR_RULE, crm_transition_save(row));
    message_has(world, "crm_opportunity_append");
    crm_transition_free(row);
    log_of(world, crm_opportunity_id(deal), rows, 2);
    OK(world, crm_transition_load(world->crm, rows[0].id, &row));
    OK(world, crm_transition_save(row)); /* no edits */
    OK(world, crm_transition_set_note(row, "another"));
    REFUSED(world, CRM_ERROR_RULE, crm_transition_save(row));
    REFUSED(world, CRM_ERROR_RULE, crm_transition_remove(row));
    crm_transition_free(row);
    crm_opportunity_free(deal);
}

static void
two_handles_on_one_deal_conflict(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *one = make_deal(world, pipeline), *two;
    uint64_t before;

    two = load_deal(world, crm_opportunity_id(one));
    OK(world, crm_opportunity_move(one, stage_at(world, pipeline, 2), NULL, NULL));
    before = digest(world);
    REFUSED(world, CRM_ERROR_CONFLICT,
            crm_opportunity_move(two, stage_at(world, pipeline, 3), NULL, NULL));
    assert_int_equal(digest(world), before);
    assert_int_equal(crm_opportunity_stage(two), stage_at(world, pipeline, 1));
    crm_opportunity_free(two);
    two = load_deal(world, crm_opportunity_id(one));
    OK(world, crm_opportunity_move(two, stage_at(world, pipeline, 3), NULL, NULL));
    crm_opportunity_free(one);
    crm_opportunity_free(two);
}

/* A stage that somebody changes while a unit decides on it: the unit does not go through. */
static void
a_stage_archived_meanwhile_conflicts(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), second = stage_at(world, pipeline, 2);
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_context *other = open_other(world);
    crm_stage *stage = NULL;

    OK(world, crm_begin(world->crm));
    OK(world, crm_opportunity_move(deal, second, NULL, NULL));
    assert_int_equal(crm_stage_load(other, second, &stage), CRM_OK);
    crm_record_set_int(crm_stage_record(stage), CRM_FIELD_ARCHIVED, NOW);
    assert_int_equal(crm_stage_save(stage), CRM_OK);
    REFUSED(world, CRM_ERROR_CONFLICT, crm_commit(world->crm));
    REFUSED(world, CRM_ERROR_RULE, crm_opportunity_move(deal, second, NULL, NULL));
    crm_stage_free(stage);
    crm_close(other);
    crm_opportunity_free(deal);
}

static void
frozen_fields_of_stages_stay(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_stage *stage = NULL;

    OK(world, crm_stage_load(world->crm, stage_at(world, pipeline, 6), &stage));
    OK(world, crm_stage_set_outcome(stage, CRM_OUTCOME_LOST));
    REFUSED(world, CRM_ERROR_RULE, crm_stage_save(stage));
    message_has(world, "stage.outcome");
    OK(world, crm_stage_set_outcome(stage, CRM_OUTCOME_WON));
    OK(world, crm_stage_set_pipeline(stage, 999));
    REFUSED(world, CRM_ERROR_RULE, crm_stage_save(stage));
    OK(world, crm_stage_set_pipeline(stage, pipeline));
    OK(world, crm_stage_set_position(stage, 60));
    OK(world, crm_stage_save(stage));
    crm_stage_free(stage);
}

/* Positions are those of the moment: a stage moved later changes no row of the log. */
static void
positions_are_copied(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), second = stage_at(world, pipeline, 2);
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_stage *stage = NULL;
    struct row rows[4];

    OK(world, crm_opportunity_move(deal, second, NULL, NULL));
    OK(world, crm_stage_load(world->crm, second, &stage));
    OK(world, crm_stage_set_position(stage, 50));
    OK(world, crm_stage_save(stage));
    crm_stage_free(stage);
    log_of(world, crm_opportunity_id(deal), rows, 4);
    assert_int_equal(rows[1].position, 2);
    crm_opportunity_free(deal);
}

static void
trap_140_messages_have_ids_and_no_personal_data(void **state)
{
    struct world *world = *state;
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    crm_opportunity *deal;

    make_spanco(world);
    deal = make_deal(world, 0);
    OK(world, crm_opportunity_set_name(deal, "Mme Secret"));
    move.reason = "Secret \xff";
    REFUSED(world, CRM_ERROR_DATA, crm_opportunity_win(deal, 0, &move, NULL));
    assert_null(strstr(crm_message(world->crm), "Secret"));
    world->faults.at = world->faults.calls + 1;
    world->faults.mode = CRM_TESTING_FAIL;
    world->faults.text = "cannot write Mme Secret";
    REFUSED(world, CRM_ERROR_STORE, crm_opportunity_win(deal, 0, NULL, NULL));
    assert_null(strstr(crm_message(world->crm), "Secret"));
    assert_string_equal(crm_host_message(world->crm), "cannot write Mme Secret");
    crm_opportunity_free(deal);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_new_deal_starts_in_the_first_open_stage),
        ON_BOTH(the_first_stage_goes_by_position),
        ON_BOTH(a_new_deal_needs_a_pipeline),
        ON_BOTH(values_are_judged),
        ON_BOTH(saving_appends_a_change),
        ON_BOTH(stage_and_pipeline_change_by_operations_alone),
        ON_BOTH(a_move_writes_one_row_with_the_edits),
        ON_BOTH(refusals_change_nothing),
        ON_BOTH(bug_wrong_text_poisoned_the_unit),
        ON_BOTH(day_only_takes_the_days_first_instant),
        ON_BOTH(trap_13_an_amount_of_0_is_not_none),
        ON_BOTH(trap_15_close_date_is_a_day_in_the_contexts_zone),
        ON_BOTH(trap_22_a_deal_is_closed_on_an_earlier_day),
        ON_BOTH(trap_29_a_reopened_deal_has_no_close_date),
        ON_BOTH(trap_30_won_and_lost_both_set_the_close_date),
        ON_BOTH(trap_31_moving_between_won_stages_is_no_new_win),
        ON_BOTH(trap_32_created_in_a_won_stage),
        ON_BOTH(trap_36_the_chance_of_a_closed_deal_is_locked),
        ON_BOTH(trap_37_a_chance_of_0_or_100_percent_closes_nothing),
        ON_BOTH(trap_38_a_manual_chance_is_kept_and_a_stages_follows),
        ON_BOTH(trap_39_names_of_stages_mean_nothing),
        ON_BOTH(trap_41_a_target_is_of_the_pipeline_and_alive),
        ON_BOTH(trap_56_owner_and_amount_freeze_with_the_win),
        ON_BOTH(trap_140_messages_have_ids_and_no_personal_data),
        ON_BOTH(bug_a_late_row_took_back_later_values),
        ON_BOTH(bug_an_edit_vanished_behind_a_future_row),
        ON_BOTH(bug_a_move_archived_an_open_deal),
        ON_BOTH(order_is_told_with_the_row),
        ON_BOTH(a_deal_is_handed_to_another_pipeline),
        ON_BOTH(on_hold_counts_as_open),
        ON_BOTH(deals_are_neither_removed_nor_archived_open),
        ON_BOTH(transitions_are_written_by_operations_alone),
        ON_BOTH(two_handles_on_one_deal_conflict),
        ON_BOTH(a_stage_archived_meanwhile_conflicts),
        ON_BOTH(frozen_fields_of_stages_stay),
        ON_BOTH(positions_are_copied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
