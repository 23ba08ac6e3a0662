/*
 * test_deals.c - the replay of the log of transitions against a naive one: for each deal and day, the
 * definition spelled out over all rows, without state that is carried along.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/engine/engine.h"
#include "crm/context.h"
#include "crm/families.h"
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
    return 0;
}

static int64_t
value_of(const struct feed_row *row, crm_field field, int64_t none)
{
    for (size_t i = 0; i < row->cells; i++) {
        if (row->field[i] == field)
            return row->value[i];
    }
    return none;
}

/* ---- The naive replay ---- */

#define PLACES 64

/* A row of the log that was written by CREATE, MOVE or CHANGE, and the row that stands there now. */
struct naive_place {
    const struct feed_row *made;
    const struct feed_row *now; /* NULL = undone */
};

struct naive {
    struct naive_place places[PLACES];
    size_t count;
};

static int64_t
at_of(const struct naive_place *place)
{
    return value_of(place->now, CRM_TRANSITION_AT, CRM_INSTANT_NONE);
}

static bool
is_stage_row(const struct naive_place *place)
{
    return value_of(place->made, CRM_TRANSITION_TYPE, 0) != CRM_TRANSITION_TYPE_CHANGE;
}

static bool
before(const struct naive_place *a, const struct naive_place *b)
{
    if (at_of(a) != at_of(b))
        return at_of(a) < at_of(b);
    return value_of(a->made, CRM_TRANSITION_SEQ, 0) < value_of(b->made, CRM_TRANSITION_SEQ, 0);
}

static bool
visible(const struct feed_row *row, crm_instant known_at)
{
    int64_t created = value_of(row, CRM_FIELD_CREATED, CRM_INSTANT_NONE);

    return known_at == CRM_INSTANT_NONE || created == CRM_INSTANT_NONE || created <= known_at;
}

/* The place that a row stood in or stands in, following who corrects whom. */
static struct naive_place *
place_of(struct naive *naive, const struct feed *feed, crm_id deal, crm_id id, crm_id below,
         crm_instant known_at)
{
    for (size_t i = 0; i < naive->count; i++) {
        if (value_of(naive->places[i].made, CRM_FIELD_ID, 0) == id)
            return &naive->places[i];
    }
    for (size_t i = 0; i < feed->count; i++) {
        const struct feed_row *row = &feed->rows[i];

        if (row->kind == CRM_KIND_TRANSITION && value_of(row, CRM_FIELD_ID, 0) == id &&
            id < below && value_of(row, CRM_TRANSITION_OPPORTUNITY, 0) == deal &&
            visible(row, known_at) &&
            value_of(row, CRM_TRANSITION_TYPE, 0) == CRM_TRANSITION_TYPE_CORRECT)
            return place_of(naive, feed, deal, value_of(row, CRM_TRANSITION_CORRECTS, 0), id,
                            known_at);
    }
    return NULL;
}

/* Rows of the world are written with ids in the order of seq. */
static void
naive_places(const struct feed *feed, crm_id deal, crm_instant known_at, struct naive *naive)
{
    naive->count = 0;
    for (size_t i = 0; i < feed->count; i++) {
        const struct feed_row *row = &feed->rows[i];
        int64_t type = value_of(row, CRM_TRANSITION_TYPE, 0);
        struct naive_place *place;

        if (row->kind != CRM_KIND_TRANSITION || !visible(row, known_at) ||
            value_of(row, CRM_TRANSITION_OPPORTUNITY, 0) != deal)
            continue;
        if (type != CRM_TRANSITION_TYPE_CORRECT) {
            assert_true(naive->count < PLACES);
            naive->places[naive->count++] = (struct naive_place){row, row};
            continue;
        }
        place = place_of(naive, feed, deal, value_of(row, CRM_TRANSITION_CORRECTS, 0),
                         value_of(row, CRM_FIELD_ID, 0), known_at);
        if (!place)
            continue;
        if (!(value_of(row, CRM_TRANSITION_BITS, 0) & CRM_TRANSITION_BIT_VOID))
            place->now = row;
        else if (value_of(place->made, CRM_TRANSITION_TYPE, 0) != CRM_TRANSITION_TYPE_CREATE)
            place->now = NULL;
    }
}

/* The last place that is seen before `end` and, if given, before another one. */
static const struct naive_place *
last_place(const struct naive *naive, crm_instant end, const struct naive_place *below,
           bool stage_rows)
{
    const struct naive_place *last = NULL;

    for (size_t i = 0; i < naive->count; i++) {
        const struct naive_place *place = &naive->places[i];

        if (!place->now || at_of(place) >= end || (below && !before(place, below)) ||
            (stage_rows && !is_stage_row(place)))
            continue;
        if (!last || before(last, place))
            last = place;
    }
    return last;
}

static int64_t
outcome_of(const struct naive_place *place)
{
    return value_of(place->now, CRM_TRANSITION_OUTCOME, 0);
}

static bool
closed(int64_t outcome)
{
    return outcome == CRM_OUTCOME_WON || outcome == CRM_OUTCOME_LOST;
}

/* ---- Comparing ---- */

static void
compare_values(const struct crm__deal *deal, const struct feed_row *row)
{
    int64_t currency = value_of(row, CRM_TRANSITION_CURRENCY, 0);

    assert_int_equal(deal->now.has_amount, currency != 0);
    if (currency != 0)
        assert_int_equal(deal->now.amount, value_of(row, CRM_TRANSITION_AMOUNT, 0));
    assert_int_equal(deal->now.account, value_of(row, CRM_TRANSITION_ACCOUNT, 0));
    assert_int_equal(deal->now.product, value_of(row, CRM_TRANSITION_PRODUCT, 0));
    assert_int_equal(deal->now.close_day, value_of(row, CRM_TRANSITION_CLOSE_DAY, CRM_DAY_NONE));
    assert_int_equal(deal->now.has_probability,
                     value_of(row, CRM_TRANSITION_PROBABILITY_BP, -1) >= 0);
}

/* How often a closed deal was opened again, from the last stage row down. */
static int64_t
reopenings(const struct naive *naive, crm_instant end)
{
    const struct naive_place *at = last_place(naive, end, NULL, true), *under;
    int64_t count = 0;

    for (; at && (under = last_place(naive, end, at, true)); at = under)
        count += closed(outcome_of(under)) && !closed(outcome_of(at));
    return count;
}

static void
compare_deal(crm_analysis *analysis, const struct feed *feed, crm_id id)
{
    struct naive naive;
    const struct naive_place *stage, *last, *under;
    size_t at = crm__deals_find(analysis, id);
    const struct crm__deal *deal;

    naive_places(feed, id, analysis->common->known_at, &naive);
    stage = last_place(&naive, analysis->end, NULL, true);
    if (!stage) {
        assert_true(at == SIZE_MAX);
        return;
    }
    assert_true(at != SIZE_MAX);
    deal = &analysis->deals.list[at];
    assert_int_equal(deal->now.stage, value_of(stage->now, CRM_TRANSITION_STAGE, 0));
    assert_int_equal(deal->now.outcome, outcome_of(stage));
    assert_int_equal(deal->reopened, reopenings(&naive, analysis->end));
    if (!closed(outcome_of(stage))) {
        last = last_place(&naive, analysis->end, NULL, false);
        compare_values(deal, last->now);
        assert_true(deal->closing_row == SIZE_MAX);
        return;
    }
    while ((under = last_place(&naive, analysis->end, stage, true)) &&
           outcome_of(under) == outcome_of(stage))
        stage = under;
    compare_values(deal, stage->now);
    assert_true(deal->closed == at_of(stage));
    assert_int_equal(deal->closed_day, at_of(stage) == CRM_INSTANT_NONE
                                           ? CRM_DAY_NONE
                                           : crm_day_of_instant(crm, at_of(stage)));
}

/* Visits follow each other without gap, the last one is where the deal stands. */
static void
check_visits(const crm_analysis *analysis, const struct crm__deal *deal)
{
    const struct crm__visit *visits = analysis->deals.visits + deal->first_visit;

    assert_true(deal->visit_count > 0);
    assert_true(visits[0].in == deal->start);
    for (size_t i = 0; i < deal->visit_count; i++) {
        bool last = i + 1 == deal->visit_count;

        assert_int_equal(visits[i].here, last);
        if (last)
            assert_int_equal(visits[i].stage, deal->now.stage);
        else {
            assert_true(visits[i].out == visits[i + 1].in);
            assert_true(visits[i].in <= visits[i].out);
            assert_true(visits[i].stage != visits[i + 1].stage);
        }
    }
}

static crm_analysis *
replayed(const struct feed *feed, crm_day as_of, crm_instant known_at)
{
    crm_families_params params = CRM_FAMILIES_PARAMS_INIT;
    crm_analysis *analysis;

    params.as_of = as_of;
    params.known_at = known_at;
    params.sales = CRM_SALES_WON;
    params.currency = WORLD_USD;
    analysis = crm_families_new(crm, &params);
    assert_non_null(analysis);
    assert_int_equal(feed_all(analysis, feed), CRM_OK);
    if (crm_analysis_finish(analysis) != CRM_OK)
        fail_msg("%s", crm_message(crm));
    return analysis;
}

static void
state_at_every_day_is_that_of_the_naive_replay(void **state)
{
    size_t compared = 0, reopened = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct feed feed = {0};

        world_make(&feed, seed * 104729, 120);
        feed.skip[CRM_KIND_PURCHASE] = true;
        feed.skip[CRM_KIND_OPPORTUNITY] = true; /* the log alone */
        feed_shuffle(&feed, crm_descriptor_find("families"), NULL);
        for (crm_day day = 19750; day <= 20250; day += 50) {
            crm_instant known_at = day % 100 ? CRM_INSTANT_NONE : (day + 30) * WORLD_DAY_US;
            crm_analysis *analysis = replayed(&feed, day, known_at);

            for (crm_id id = 1; id <= 30; id++)
                compare_deal(analysis, &feed, id);
            for (size_t i = 0; i < analysis->deals.count; i++) {
                check_visits(analysis, &analysis->deals.list[i]);
                reopened += analysis->deals.list[i].reopened > 0;
            }
            compared += analysis->deals.count;
            crm_analysis_free(analysis);
        }
        feed_done(&feed);
    }
    assert_true(compared > 1000);
    assert_true(reopened > 50);
}

/* ---- Rules one by one ---- */

static struct feed_row *
row(struct feed *feed, int64_t id, int32_t type, int64_t day, int64_t stage, int64_t outcome,
    int64_t amount)
{
    return feed_add(feed, CRM_KIND_TRANSITION, 9, CRM_FIELD_ID, (long long)id,
                    CRM_TRANSITION_OPPORTUNITY, 1LL, CRM_TRANSITION_SEQ, (long long)id,
                    CRM_TRANSITION_TYPE, (long long)type, CRM_TRANSITION_STAGE, (long long)stage,
                    CRM_TRANSITION_OUTCOME, (long long)outcome, CRM_TRANSITION_AMOUNT,
                    (long long)amount, CRM_TRANSITION_CURRENCY, (long long)WORLD_USD,
                    CRM_TRANSITION_AT, (long long)(day * WORLD_DAY_US));
}

/* Closing today a deal signed last week, though somebody edited it since. */
static void
a_closing_freezes_what_the_deal_carries(void **state)
{
    struct feed feed = {0};
    crm_analysis *analysis;

    (void)state;
    row(&feed, 1, CRM_TRANSITION_TYPE_CREATE, 20000, 1, CRM_OUTCOME_OPEN, 100);
    row(&feed, 2, CRM_TRANSITION_TYPE_CHANGE, 20020, 1, CRM_OUTCOME_OPEN, 999);
    row(&feed, 3, CRM_TRANSITION_TYPE_MOVE, 20010, 4, CRM_OUTCOME_WON, 120);
    analysis = replayed(&feed, 20030, CRM_INSTANT_NONE);
    assert_int_equal(analysis->deals.list[0].now.amount, 120);
    assert_int_equal(analysis->deals.list[0].closed_day, 20010);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
trap_31_a_move_between_won_stages_is_no_new_win(void **state)
{
    struct feed feed = {0};
    crm_analysis *analysis;

    (void)state;
    row(&feed, 1, CRM_TRANSITION_TYPE_CREATE, 20000, 1, CRM_OUTCOME_OPEN, 100);
    row(&feed, 2, CRM_TRANSITION_TYPE_MOVE, 20010, 4, CRM_OUTCOME_WON, 120);
    row(&feed, 3, CRM_TRANSITION_TYPE_MOVE, 20015, 6, CRM_OUTCOME_WON, 500);
    analysis = replayed(&feed, 20030, CRM_INSTANT_NONE);
    assert_int_equal(analysis->deals.list[0].now.amount, 120);
    assert_int_equal(analysis->deals.list[0].now.stage, 6);
    assert_int_equal(analysis->deals.list[0].closed_day, 20010);
    assert_int_equal(analysis->deals.list[0].reopened, 0);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
trap_29_a_reopened_deal_has_no_closing(void **state)
{
    struct feed feed = {0};
    crm_analysis *analysis;

    (void)state;
    row(&feed, 1, CRM_TRANSITION_TYPE_CREATE, 20000, 1, CRM_OUTCOME_OPEN, 100);
    row(&feed, 2, CRM_TRANSITION_TYPE_MOVE, 20010, 4, CRM_OUTCOME_WON, 120);
    row(&feed, 3, CRM_TRANSITION_TYPE_MOVE, 20015, 1, CRM_OUTCOME_OPEN, 130);
    analysis = replayed(&feed, 20030, CRM_INSTANT_NONE);
    assert_int_equal(analysis->deals.list[0].now.amount, 130);
    assert_int_equal(analysis->deals.list[0].closed_day, CRM_DAY_NONE);
    assert_int_equal(analysis->deals.list[0].reopened, 1);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "families")), 0);
    crm_analysis_free(analysis);
    analysis = replayed(&feed, 20012, CRM_INSTANT_NONE); /* as_of before: still won */
    assert_int_equal(analysis->deals.list[0].closed_day, 20010);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
trap_48_an_unknown_start_stays_unknown(void **state)
{
    struct feed feed = {0};
    crm_analysis *analysis;

    (void)state;
    row(&feed, 1, CRM_TRANSITION_TYPE_CREATE, 0, 1, CRM_OUTCOME_OPEN, 100)->cells--;
    row(&feed, 2, CRM_TRANSITION_TYPE_MOVE, 20010, 2, CRM_OUTCOME_OPEN, 120);
    analysis = replayed(&feed, 100, CRM_INSTANT_NONE); /* there at every as_of */
    assert_int_equal(analysis->deals.count, 1);
    assert_int_equal(analysis->deals.list[0].now.stage, 1);
    assert_true(analysis->deals.list[0].start == CRM_INSTANT_NONE);
    assert_int_equal(feed_reason(analysis, "opportunity", "note_start_unknown"), 1);
    crm_analysis_free(analysis);
    feed.rows[1].cells--; /* but no other row may lack its instant */
    analysis = NULL;
    {
        crm_families_params params = CRM_FAMILIES_PARAMS_INIT;

        params.as_of = 20000;
        params.sales = CRM_SALES_WON;
        analysis = crm_families_new(crm, &params);
    }
    assert_int_equal(feed_all(analysis, &feed), CRM_ERROR_DATA);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
whole_days_where_only_the_day_is_known(void **state)
{
    struct feed feed = {0};
    crm_analysis *analysis = replayed(&feed, 20000, CRM_INSTANT_NONE);
    crm_instant noon = 20000 * WORLD_DAY_US + WORLD_DAY_US / 2;

    (void)state;
    assert_true(crm__deal_days(analysis, 19990 * WORLD_DAY_US, false, noon, false) == 10.5);
    assert_true(crm__deal_days(analysis, 19990 * WORLD_DAY_US, true, noon, false) == 10.0);
    assert_true(crm__deal_days(analysis, 19990 * WORLD_DAY_US, false, noon, true) == 10.0);
    crm_analysis_free(analysis);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(state_at_every_day_is_that_of_the_naive_replay),
        cmocka_unit_test(a_closing_freezes_what_the_deal_carries),
        cmocka_unit_test(trap_31_a_move_between_won_stages_is_no_new_win),
        cmocka_unit_test(trap_29_a_reopened_deal_has_no_closing),
        cmocka_unit_test(trap_48_an_unknown_start_stays_unknown),
        cmocka_unit_test(whole_days_where_only_the_day_is_known),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
