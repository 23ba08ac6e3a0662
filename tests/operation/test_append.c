/*
 * test_append.c - importing a log kept elsewhere, row by row: what a row has to say, what it takes
 * from the row before, and what the deal shows after it.
 */
#include "world.h"

#define EUR crm_currency_of("EUR")

struct given {
    int32_t type;
    crm_id stage;
    int64_t at; /* NOTHING = none */
    int64_t amount;
    int64_t bits;
};

/* Append a row; its handle is freed. */
static crm_status
append(struct world *world, crm_opportunity *deal, struct given given)
{
    crm_transition *row = crm_transition_new(world->crm);
    crm_status status;

    if (given.type)
        crm_transition_set_type(row, given.type);
    if (given.stage)
        crm_transition_set_stage(row, given.stage);
    if (given.at != NOTHING)
        crm_transition_set_at(row, given.at);
    if (given.amount != NOTHING) {
        crm_transition_set_amount(row, given.amount);
        crm_transition_set_currency(row, EUR);
    }
    if (given.bits)
        crm_transition_set_bits(row, given.bits);
    status = crm_opportunity_append(deal, row);
    crm_transition_free(row);
    return status;
}

static crm_opportunity *
new_deal(struct world *world)
{
    crm_opportunity *deal = crm_opportunity_new(world->crm);

    OK(world, crm_opportunity_set_name(deal, "deal"));
    return deal;
}

static void
a_log_is_imported(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), first = stage_at(world, pipeline, 1);
    crm_id fourth = stage_at(world, pipeline, 4), won = stage_at(world, pipeline, 6);
    crm_opportunity *deal = new_deal(world);
    crm_transition *row = crm_transition_new(world->crm), *again = NULL;
    crm_instant then = NOW - 400 * DAY, at;
    struct row rows[8];
    int64_t seq;

    OK(world, crm_transition_set_type(row, CRM_TRANSITION_TYPE_CREATE));
    OK(world, crm_transition_set_at(row, then));
    OK(world, crm_transition_set_stage(row, first));
    OK(world, crm_transition_set_amount(row, 500));
    OK(world, crm_transition_set_currency(row, EUR));
    OK(world, crm_transition_set_external_id(row, "log-1"));
    OK(world, crm_transition_set_reason(row, "fair"));
    OK(world, crm_opportunity_append(deal, row));
    /* The row is stored, and its handle shows all that was written. */
    OK(world, crm_transition_save(row));
    assert_true(crm_transition_id(row) > 0);
    assert_int_equal(crm_transition_opportunity(row), crm_opportunity_id(deal));
    OK(world, crm_transition_seq(row, &seq));
    assert_int_equal(seq, 1);
    OK(world, crm_transition_load(world->crm, crm_transition_id(row), &again));
    for (size_t i = 0; i < crm_schema_fields(world->crm, CRM_KIND_TRANSITION); i++) {
        crm_field field = crm_schema_field(world->crm, CRM_KIND_TRANSITION, i);

        if (crm_schema_type(world->crm, CRM_KIND_TRANSITION, field) != CRM_TYPE_TEXT)
            assert_int_equal(value(crm_transition_record(row), field),
                             value(crm_transition_record(again), field));
    }
    assert_string_equal(crm_transition_external_id(again), "log-1");
    assert_string_equal(crm_transition_reason(again), "fair");
    OK(world, crm_transition_at(again, &at));
    assert_int_equal(at, then);
    REFUSED(world, CRM_ERROR_STATE, crm_opportunity_append(deal, row)); /* stored already */
    crm_transition_free(row);
    crm_transition_free(again);

    OK(world, append(world, deal,
                     (struct given){CRM_TRANSITION_TYPE_MOVE, fourth, then + DAY, NOTHING, 0}));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 5000);
    OK(world,
       append(world, deal, (struct given){CRM_TRANSITION_TYPE_CHANGE, 0, then + 2 * DAY, 900, 0}));
    OK(world, append(world, deal,
                     (struct given){CRM_TRANSITION_TYPE_MOVE, won, then + 3 * DAY, 1000,
                                    CRM_TRANSITION_BIT_DAY_ONLY}));
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 8), 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(rows[i].seq, i + 1);
        assert_int_equal(rows[i].at, then + (int64_t)i * DAY);
        assert_int_equal(rows[i].created, NOW);
    }
    assert_int_equal(rows[1].amount, 500); /* taken from the row before */
    assert_int_equal(rows[1].currency, EUR);
    assert_int_equal(rows[2].stage, fourth);
    assert_int_equal(rows[2].from_stage, fourth);
    assert_int_equal(rows[3].bits, CRM_TRANSITION_BIT_DAY_ONLY);
    assert_int_equal(rows[3].chance, 10000);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_AMOUNT), 1000);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2022, 11, 30));
    crm_opportunity_free(deal);
}

static void
trap_48_a_start_that_nobody_knows_is_none(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), first = stage_at(world, pipeline, 1);
    crm_opportunity *deal = new_deal(world);
    struct row rows[4];

    REFUSED(world, CRM_ERROR_RULE,
            append(world, deal, (struct given){CRM_TRANSITION_TYPE_MOVE, first, NOW, 1, 0}));
    REFUSED(world, CRM_ERROR_DATA, append(world, deal, (struct given){0, first, NOW, 1, 0}));
    REFUSED(world, CRM_ERROR_DATA,
            append(world, deal, (struct given){CRM_TRANSITION_TYPE_CREATE, 0, NOW, 1, 0}));
    assert_int_equal(count_rows(world, CRM_KIND_OPPORTUNITY), 0);
    OK(world,
       append(world, deal, (struct given){CRM_TRANSITION_TYPE_CREATE, first, NOTHING, NOTHING, 0}));
    log_of(world, crm_opportunity_id(deal), rows, 4);
    assert_int_equal(rows[0].at, NOTHING);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_STAGE_SINCE), NOTHING);
    REFUSED(world, CRM_ERROR_DATA,
            append(world, deal,
                   (struct given){CRM_TRANSITION_TYPE_MOVE, stage_at(world, pipeline, 2), NOTHING,
                                  NOTHING, 0}));
    REFUSED(world, CRM_ERROR_RULE,
            append(world, deal, (struct given){CRM_TRANSITION_TYPE_CREATE, first, NOW, 1, 0}));
    REFUSED(world, CRM_ERROR_RULE,
            append(world, deal, (struct given){CRM_TRANSITION_TYPE_CORRECT, first, NOW, 1, 0}));
    /* Any day comes after it. */
    OK(world,
       append(world, deal,
              (struct given){CRM_TRANSITION_TYPE_MOVE, stage_at(world, pipeline, 2),
                             crm_instant_of_day(world->crm, crm_day_of(1950, 1, 1)), NOTHING, 0}));
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 4), 2);
    crm_opportunity_free(deal);
}

static void
the_deals_own_values_go_into_create(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), julie = make_user(world, "Julie");
    crm_opportunity *deal = new_deal(world);
    struct row rows[4];

    OK(world, crm_opportunity_set_stage(deal, stage_at(world, pipeline, 2)));
    OK(world, crm_opportunity_set_owner(deal, julie));
    OK(world, crm_opportunity_set_amount(deal, 33));
    OK(world, crm_opportunity_set_currency(deal, EUR));
    OK(world,
       append(world, deal, (struct given){CRM_TRANSITION_TYPE_CREATE, 0, NOW - DAY, NOTHING, 0}));
    log_of(world, crm_opportunity_id(deal), rows, 4);
    assert_int_equal(rows[0].stage, stage_at(world, pipeline, 2));
    assert_int_equal(rows[0].owner, julie);
    assert_int_equal(rows[0].amount, 33);
    assert_int_equal(rows[0].chance, 1000);
    crm_opportunity_free(deal);
}

static void
a_new_deal_and_its_first_row_agree_on_the_pipeline(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), other = make_spanco(world);
    crm_opportunity *deal = new_deal(world);

    OK(world, crm_opportunity_set_pipeline(deal, other));
    REFUSED(world, CRM_ERROR_RULE,
            append(world, deal,
                   (struct given){CRM_TRANSITION_TYPE_CREATE, stage_at(world, pipeline, 1), NOW,
                                  NOTHING, 0}));
    message_has(world, "another pipeline");
    crm_opportunity_free(deal);
}

/* 2.5 (d), and "a log says what was". */
static void
what_a_log_may_say(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), other = make_spanco(world);
    crm_id first = stage_at(world, pipeline, 1), won = stage_at(world, pipeline, 6);
    crm_opportunity *deal = new_deal(world);
    crm_stage *stage = NULL;
    struct row rows[8];

    OK(world,
       append(world, deal, (struct given){CRM_TRANSITION_TYPE_CREATE, won, NOW - 9 * DAY, 100, 0}));
    /* (g) created closed: no invented open stage. */
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2023, 12, 23));
    /* Out of a closed stage, into another pipeline, into an archived stage. */
    OK(world, crm_stage_load(world->crm, stage_at(world, other, 2), &stage));
    OK(world, crm_record_set_int(crm_stage_record(stage), CRM_FIELD_ARCHIVED, NOW));
    OK(world, crm_stage_save(stage));
    crm_stage_free(stage);
    OK(world, append(world, deal,
                     (struct given){CRM_TRANSITION_TYPE_MOVE, stage_at(world, other, 2),
                                    NOW - 8 * DAY, NOTHING, 0}));
    assert_int_equal(crm_opportunity_pipeline(deal), other);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), NOTHING);
    /* The same stage again is a CHANGE. */
    OK(world, append(world, deal,
                     (struct given){CRM_TRANSITION_TYPE_MOVE, stage_at(world, other, 2),
                                    NOW - 7 * DAY, 200, 0}));
    log_of(world, crm_opportunity_id(deal), rows, 8);
    assert_int_equal(rows[2].type, CRM_TRANSITION_TYPE_CHANGE);
    assert_int_equal(rows[2].amount, 200);
    /* A CHANGE does not move the stage; a MOVE needs one. */
    REFUSED(world, CRM_ERROR_RULE,
            append(world, deal, (struct given){CRM_TRANSITION_TYPE_CHANGE, first, NOW, 1, 0}));
    REFUSED(world, CRM_ERROR_DATA,
            append(world, deal, (struct given){CRM_TRANSITION_TYPE_MOVE, 0, NOW, 1, 0}));
    REFUSED(world, CRM_ERROR_REFERENCE,
            append(world, deal, (struct given){CRM_TRANSITION_TYPE_MOVE, 999999, NOW, 1, 0}));
    REFUSED(
        world, CRM_ERROR_ORDER,
        append(world, deal, (struct given){CRM_TRANSITION_TYPE_MOVE, first, NOW - 10 * DAY, 1, 0}));
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_opportunity_append(deal, NULL));
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 8), 3);
    crm_opportunity_free(deal);
}

static void
a_row_of_another_context_is_refused(void **state)
{
    struct world *world = *state;
    crm_context *other = open_other(world);
    crm_transition *row = crm_transition_new(other);
    crm_opportunity *deal;

    make_spanco(world);
    deal = make_deal(world, 0);
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_opportunity_append(deal, row));
    crm_transition_free(row);
    crm_close(other);
    crm_opportunity_free(deal);
}

static void
numbers_of_a_log_are_kept(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), first = stage_at(world, pipeline, 1);
    crm_opportunity *deal = new_deal(world);
    const int64_t seqs[] = {10, 10, 9, 20};
    const crm_status answers[] = {CRM_OK, CRM_ERROR_RULE, CRM_ERROR_RULE, CRM_OK};
    struct row rows[8];

    for (size_t i = 0; i < 4; i++) {
        crm_transition *row = crm_transition_new(world->crm);

        crm_transition_set_type(row, i ? CRM_TRANSITION_TYPE_CHANGE : CRM_TRANSITION_TYPE_CREATE);
        crm_transition_set_stage(row, first);
        crm_transition_set_at(row, NOW);
        crm_transition_set_seq(row, seqs[i]);
        REFUSED(world, answers[i], crm_opportunity_append(deal, row));
        crm_transition_free(row);
    }
    OK(world, crm_opportunity_win(deal, 0, NULL, NULL));
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 8), 3);
    assert_int_equal(rows[0].seq, 10);
    assert_int_equal(rows[1].seq, 20);
    assert_int_equal(rows[2].seq, 21);
    crm_opportunity_free(deal);
}

/* One more than the greatest seq overflowed. */
static void
bug_the_last_seq_overflowed(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_transition *row = crm_transition_new(world->crm);

    crm_transition_set_type(row, CRM_TRANSITION_TYPE_CHANGE);
    crm_transition_set_at(row, NOW);
    crm_transition_set_seq(row, INT64_MAX);
    OK(world, crm_opportunity_append(deal, row));
    REFUSED(world, CRM_ERROR_LIMIT, crm_opportunity_win(deal, 0, NULL, NULL));
    OK(world, crm_opportunity_set_amount(deal, 1));
    REFUSED(world, CRM_ERROR_LIMIT, crm_opportunity_save(deal));
    crm_transition_free(row);
    crm_opportunity_free(deal);
}

/* A CHANGE that comes in late was folded as if it were the last. */
static void
bug_a_late_change_took_back_later_values(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), first = stage_at(world, pipeline, 1);
    crm_id second = stage_at(world, pipeline, 2);
    crm_opportunity *deal = new_deal(world), *again;
    struct row rows[8];

    OK(world, append(world, deal, (struct given){CRM_TRANSITION_TYPE_CREATE, first, NOW, 100, 0}));
    OK(world, append(world, deal,
                     (struct given){CRM_TRANSITION_TYPE_MOVE, second, NOW + 5 * DAY, 500, 0}));
    OK(world,
       append(world, deal, (struct given){CRM_TRANSITION_TYPE_CHANGE, 0, NOW + 2 * DAY, 300, 0}));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_AMOUNT), 500);
    again = load_deal(world, crm_opportunity_id(deal));
    assert_int_equal(deal_value(again, CRM_OPPORTUNITY_AMOUNT), 500);
    log_of(world, crm_opportunity_id(deal), rows, 8);
    assert_int_equal(rows[2].stage, first); /* of that day */
    assert_int_equal(rows[2].chance, 500);
    REFUSED(world, CRM_ERROR_ORDER,
            append(world, deal, (struct given){CRM_TRANSITION_TYPE_CHANGE, 0, NOW - 1, 300, 0}));
    message_has(world, "older than its first row");
    /* Edits of the deal cannot go into such a row. */
    OK(world, crm_opportunity_set_amount(deal, 1));
    REFUSED(world, CRM_ERROR_ORDER,
            append(world, deal, (struct given){CRM_TRANSITION_TYPE_CHANGE, 0, NOW + DAY, 1, 0}));
    crm_opportunity_free(again);
    crm_opportunity_free(deal);
}

static void
a_closed_deal_keeps_what_it_was_closed_with(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), lost = stage_at(world, pipeline, 7);
    crm_opportunity *deal = make_deal(world, pipeline);

    OK(world, crm_opportunity_win(deal, 0, NULL, NULL));
    OK(world, append(world, deal, (struct given){CRM_TRANSITION_TYPE_CHANGE, 0, NOW + DAY, 7, 0}));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_AMOUNT), 100000);
    OK(world, crm_opportunity_set_amount(deal, 8));
    REFUSED(world, CRM_ERROR_RULE,
            append(world, deal, (struct given){CRM_TRANSITION_TYPE_CHANGE, 0, NOW + DAY, 7, 0}));
    message_has(world, "crm_opportunity_correct");
    /* From won to lost it is closed anew, and says what it is worth. */
    OK(world,
       append(world, deal, (struct given){CRM_TRANSITION_TYPE_MOVE, lost, NOW + 2 * DAY, 9, 0}));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_AMOUNT), 9);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 0);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), crm_day_of(2024, 1, 3));
    crm_opportunity_free(deal);
}

/* The chance of a closing row is certain, whatever a log says. */
static void
trap_36_also_in_imported_logs(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_transition *row = crm_transition_new(world->crm);

    crm_transition_set_type(row, CRM_TRANSITION_TYPE_MOVE);
    crm_transition_set_at(row, NOW);
    crm_transition_set_stage(row, stage_at(world, pipeline, 6));
    crm_transition_set_probability_bp(row, 4000);
    OK(world, crm_opportunity_append(deal, row));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 10000);
    crm_transition_free(row);
    crm_opportunity_free(deal);
}

/* 2.6: the closing row alone has the amount; lost.amount = none keeps what was lost. */
static void
amounts_belong_to_rows(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), first = stage_at(world, pipeline, 1);
    crm_opportunity *won = new_deal(world), *lost = new_deal(world);
    struct row rows[4];

    OK(world,
       append(world, won, (struct given){CRM_TRANSITION_TYPE_CREATE, first, NOW, NOTHING, 0}));
    OK(world, append(world, won,
                     (struct given){CRM_TRANSITION_TYPE_MOVE, stage_at(world, pipeline, 6),
                                    NOW + DAY, 777, 0}));
    log_of(world, crm_opportunity_id(won), rows, 4);
    assert_int_equal(rows[0].amount, NOTHING);
    assert_int_equal(rows[1].amount, 777);
    OK(world, append(world, lost, (struct given){CRM_TRANSITION_TYPE_CREATE, first, NOW, 50, 0}));
    OK(world, append(world, lost,
                     (struct given){CRM_TRANSITION_TYPE_MOVE, stage_at(world, pipeline, 7),
                                    NOW + DAY, NOTHING, 0}));
    assert_int_equal(deal_value(lost, CRM_OPPORTUNITY_AMOUNT), 50);
    crm_opportunity_free(won);
    crm_opportunity_free(lost);
}

/* Recorded when: as given, none when cleared, else now. */
static void
created_of_a_row_may_be_given(void **state)
{
    struct world *world = *state;
    crm_opportunity *deal;
    crm_transition *row;
    struct row rows[4];

    make_spanco(world);
    deal = make_deal(world, 0);
    for (int i = 0; i < 2; i++) {
        row = crm_transition_new(world->crm);
        crm_transition_set_type(row, CRM_TRANSITION_TYPE_CHANGE);
        crm_transition_set_at(row, NOW);
        if (i)
            OK(world, crm_record_clear(crm_transition_record(row), CRM_FIELD_CREATED));
        else
            OK(world,
               crm_record_set_int(crm_transition_record(row), CRM_FIELD_CREATED, NOW - 3 * DAY));
        OK(world, crm_opportunity_append(deal, row));
        crm_transition_free(row);
    }
    log_of(world, crm_opportunity_id(deal), rows, 4);
    assert_int_equal(rows[1].created, NOW - 3 * DAY);
    assert_int_equal(rows[2].created, NOTHING);
    crm_opportunity_free(deal);
}

/* Fields that the host defined on transitions went nowhere. */
static void
bug_custom_fields_of_rows_were_dropped(void **state)
{
    struct world *world = *state;
    crm_options options = CRM_OPTIONS_INIT;
    crm_field score, channel;
    crm_opportunity *deal;
    crm_transition *row, *again = NULL;
    crm_id id, corrected = 0;

    reopen_world(world, &options);
    OK(world,
       crm_schema_define(world->crm, CRM_KIND_TRANSITION, "score", CRM_TYPE_I64, 0, 0, 0, &score));
    OK(world, crm_schema_define(world->crm, CRM_KIND_TRANSITION, "channel", CRM_TYPE_TEXT, 0, 0, 0,
                                &channel));
    make_spanco(world);
    deal = make_deal(world, 0);
    row = crm_transition_new(world->crm);
    crm_transition_set_type(row, CRM_TRANSITION_TYPE_CHANGE);
    crm_transition_set_at(row, NOW);
    OK(world, crm_record_set_int(crm_transition_record(row), score, 42));
    OK(world, crm_record_set_text(crm_transition_record(row), channel, "phone", CRM_TEXT_NUL));
    OK(world, crm_opportunity_append(deal, row));
    id = crm_transition_id(row);
    crm_transition_free(row);
    row = crm_transition_new(world->crm);
    OK(world, crm_record_set_int(crm_transition_record(row), score, 43));
    OK(world, crm_opportunity_correct(deal, id, row, NULL, &corrected));
    OK(world, crm_transition_load(world->crm, id, &again));
    assert_int_equal(value(crm_transition_record(again), score), 42);
    assert_string_equal(crm_record_text(crm_transition_record(again), channel, NULL), "phone");
    crm_transition_free(again);
    OK(world, crm_transition_load(world->crm, corrected, &again));
    assert_int_equal(value(crm_transition_record(again), score), 43);
    assert_string_equal(crm_record_text(crm_transition_record(again), channel, NULL), "phone");
    crm_transition_free(again);
    crm_transition_free(row);
    crm_opportunity_free(deal);
}

/* A failed commit gives the handles of deal and row back as they were; appending again works. */
static void
an_append_that_fails_can_be_repeated(void **state)
{
    struct world *world = *state;
    crm_opportunity *deal;
    crm_transition *row;
    crm_id id;

    make_spanco(world);
    deal = make_deal(world, 0);
    row = crm_transition_new(world->crm);
    crm_transition_set_type(row, CRM_TRANSITION_TYPE_CHANGE);
    crm_transition_set_at(row, NOW + DAY);
    crm_transition_set_amount(row, 5);
    world->faults.only = CRM_TESTING_APPLY;
    world->faults.calls = 0;
    world->faults.at = 1;
    world->faults.mode = CRM_TESTING_FAIL;
    REFUSED(world, CRM_ERROR_STORE, crm_opportunity_append(deal, row));
    assert_int_equal(value(crm_transition_record(row), CRM_TRANSITION_STAGE), NOTHING);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_AMOUNT), 100000);
    assert_int_equal(deal_value(deal, CRM_FIELD_VERSION), 1);
    id = crm_transition_id(row);
    assert_true(id > 0);
    OK(world, crm_opportunity_append(deal, row));
    assert_int_equal(crm_transition_id(row), id);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_AMOUNT), 5);
    crm_transition_free(row);
    crm_opportunity_free(deal);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_log_is_imported),
        ON_BOTH(trap_48_a_start_that_nobody_knows_is_none),
        ON_BOTH(the_deals_own_values_go_into_create),
        ON_BOTH(a_new_deal_and_its_first_row_agree_on_the_pipeline),
        ON_BOTH(what_a_log_may_say),
        ON_BOTH(a_row_of_another_context_is_refused),
        ON_BOTH(numbers_of_a_log_are_kept),
        ON_BOTH(bug_the_last_seq_overflowed),
        ON_BOTH(bug_a_late_change_took_back_later_values),
        ON_BOTH(a_closed_deal_keeps_what_it_was_closed_with),
        ON_BOTH(trap_36_also_in_imported_logs),
        ON_BOTH(amounts_belong_to_rows),
        ON_BOTH(created_of_a_row_may_be_given),
        ON_BOTH(bug_custom_fields_of_rows_were_dropped),
        ON_BOTH(an_append_that_fails_can_be_repeated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
