/*
 * test_traps.c - traps that other programs of this trade fell into, each under its number, where it
 * takes operations to fall in; and bugs of what operations and analyses do together.
 */
#include "world.h"

#define EUR crm_currency_of("EUR")

/* ---- Who sold what ---- */

static void
sell(struct world *world, crm_id account, crm_day day, int64_t net)
{
    crm_purchase *purchase = crm_purchase_new(world->crm);

    OK(world, crm_purchase_set_account(purchase, account));
    OK(world, crm_purchase_set_type(purchase, CRM_PURCHASE_TYPE_SALE));
    OK(world, crm_purchase_set_day(purchase, day));
    OK(world, crm_purchase_set_net_amount(purchase, net));
    OK(world, crm_purchase_set_currency(purchase, EUR));
    OK(world, crm_purchase_save(purchase));
    crm_purchase_free(purchase);
}

static crm_account *
load_account(struct world *world, crm_id id)
{
    crm_account *account = NULL;

    OK(world, crm_account_load(world->crm, id, &account));
    return account;
}

static void
acquire(struct world *world, crm_id child, crm_id parent, crm_day day)
{
    crm_account *account = load_account(world, child);

    OK(world, crm_account_acquire(account, parent, day));
    crm_account_free(account);
}

static void
put_under(struct world *world, crm_id child, crm_id parent)
{
    crm_account *account = load_account(world, child);

    OK(world, crm_account_put_under(account, parent));
    crm_account_free(account);
}

/* What the family of a root sold. */
static int64_t
total(struct world *world, crm_id root, crm_day as_of, crm_instant known_at)
{
    crm_families_params params = CRM_FAMILIES_PARAMS_INIT;
    const crm_table *table;
    crm_analysis *analysis;
    int64_t id, sum = NOTHING;

    params.as_of = as_of;
    params.known_at = known_at;
    analysis = crm_families_new(world->crm, &params);
    OK(world, crm_analysis_run(analysis));
    table = crm_analysis_table(analysis, "families");
    for (size_t row = 0; row < crm_table_rows(table); row++)
        if (crm_table_int(table, row, crm_table_column(table, "root"), &id) == CRM_OK && id == root)
            crm_table_int(table, row, crm_table_column(table, "total"), &sum);
    crm_analysis_free(analysis);
    return sum;
}

/* A rate without type, which is one of the market, was saved and then refused by every analysis. */
static void
bug_a_rate_without_type_stopped_all_analyses(void **state)
{
    struct world *world = *state;
    crm_id dogs = make_account(world, "Dogs");
    crm_day day = crm_day_of(2024, 1, 10);
    crm_families_params params = CRM_FAMILIES_PARAMS_INIT;
    crm_rate *rate = crm_rate_new(world->crm);
    crm_analysis *analysis;
    const crm_table *table;
    int64_t sum = 0;

    OK(world, crm_rate_set_base(rate, EUR));
    OK(world, crm_rate_set_target(rate, crm_currency_of("USD")));
    OK(world, crm_rate_set_day(rate, day));
    OK(world, crm_rate_set_num(rate, 11));
    OK(world, crm_rate_set_den(rate, 10));
    OK(world, crm_rate_save(rate));
    sell(world, dogs, day, 1000);
    params.as_of = day;
    params.currency = crm_currency_of("USD");
    analysis = crm_families_new(world->crm, &params);
    OK(world, crm_analysis_run(analysis));
    table = crm_analysis_table(analysis, "families");
    OK(world, crm_table_int(table, 0, crm_table_column(table, "total"), &sum));
    assert_int_equal(sum, 1100);
    crm_analysis_free(analysis);
    crm_rate_free(rate);
}

/* The link that an acquisition ended was edited: its end was known at every known_at, and between
   that day and the recording of the acquisition the company belonged to nobody. */
static void
bug_the_end_of_an_ownership_was_known_before_it_was_recorded(void **state)
{
    struct world *world = *state;
    crm_id dogs = make_account(world, "Dogs"), cats = make_account(world, "Cats");
    crm_id pups = make_account(world, "Pups");
    crm_day day = crm_day_of(2024, 1, 10), as_of = crm_day_of(2024, 1, 31);
    crm_instant before = NOW + 20 * DAY;

    put_under(world, pups, dogs);
    sell(world, pups, day - 1, 100);
    sell(world, pups, day, 1000);
    world->clock.now = before + 1;
    acquire(world, pups, cats, day);
    assert_int_equal(total(world, dogs, as_of, CRM_INSTANT_NONE), 100);
    assert_int_equal(total(world, cats, as_of, CRM_INSTANT_NONE), 1000);
    assert_int_equal(total(world, dogs, as_of, before), 1100);
    assert_int_equal(total(world, cats, as_of, before), 0);
    /* Also where nobody owns it from that day on, and where an end comes earlier after all. */
    world->clock.now = before + 2;
    acquire(world, pups, 0, day + 5);
    world->clock.now = before + 3;
    acquire(world, pups, dogs, day + 3);
    sell(world, pups, day + 4, 10000);
    assert_int_equal(total(world, dogs, as_of, CRM_INSTANT_NONE), 10100);
    assert_int_equal(count_rows(world, CRM_KIND_LINK), 6);
}

/* The key that the host knows an ownership by goes with the link that holds. */
static void
the_ended_ownership_keeps_key_and_values(void **state)
{
    struct world *world = *state;
    crm_id dogs = make_account(world, "Dogs"), pups = make_account(world, "Pups"), found = 0;
    crm_link *link = crm_link_new(world->crm), *ended = NULL;
    crm_day from = crm_day_of(2020, 1, 1), to = crm_day_of(2023, 1, 1);

    OK(world, crm_link_set_child(link, pups));
    OK(world, crm_link_set_parent(link, dogs));
    OK(world, crm_link_set_type(link, CRM_LINK_TYPE_OWNED_BY));
    OK(world, crm_link_set_valid_from(link, from));
    OK(world, crm_link_set_share_bp(link, 5100));
    OK(world, crm_link_set_source(link, "register"));
    OK(world, crm_link_set_external_id(link, "tie-1"));
    OK(world, crm_link_save(link));
    acquire(world, pups, 0, to);
    OK(world, crm_find(world->crm, CRM_KIND_LINK, "tie-1", &found));
    assert_int_not_equal(found, crm_link_id(link));
    OK(world, crm_link_load(world->crm, found, &ended));
    assert_int_equal(value(crm_link_record(ended), CRM_LINK_VALID_FROM), from);
    assert_int_equal(value(crm_link_record(ended), CRM_LINK_VALID_TO), to);
    assert_int_equal(value(crm_link_record(ended), CRM_LINK_SHARE_BP), 5100);
    assert_int_equal(value(crm_link_record(ended), CRM_LINK_PARENT), dogs);
    assert_int_equal(value(crm_link_record(ended), CRM_FIELD_ARCHIVED), NOTHING);
    assert_int_equal(value(crm_link_record(ended), CRM_FIELD_VERSION), 1);
    assert_string_equal(crm_link_source(ended), "register");
    crm_link_free(ended);
    OK(world, crm_link_load(world->crm, crm_link_id(link), &ended));
    assert_int_equal(value(crm_link_record(ended), CRM_LINK_VALID_TO), NOTHING);
    assert_int_equal(value(crm_link_record(ended), CRM_FIELD_ARCHIVED), world->clock.now);
    assert_null(crm_link_external_id(ended));
    crm_link_free(ended);
    crm_link_free(link);
}

/* ---- Analyses over a store ---- */

static crm_analysis *
pipeline_of(struct world *world, crm_day as_of, crm_currency currency)
{
    crm_pipeline_params params = CRM_PIPELINE_PARAMS_INIT;
    crm_analysis *analysis;

    params.as_of = as_of;
    params.currency = currency;
    analysis = crm_pipeline_analysis_new(world->crm, &params);
    OK(world, crm_analysis_run(analysis));
    return analysis;
}

static int64_t
cell(crm_analysis *analysis, const char *table, size_t row, const char *column)
{
    const crm_table *rows = crm_analysis_table(analysis, table);
    int64_t integer = NOTHING;

    crm_table_int(rows, row, crm_table_column(rows, column), &integer);
    return integer;
}

static void
fix_rate(struct world *world, crm_day day, int64_t num)
{
    crm_rate *rate = crm_rate_new(world->crm);

    OK(world, crm_rate_set_base(rate, EUR));
    OK(world, crm_rate_set_target(rate, crm_currency_of("USD")));
    OK(world, crm_rate_set_day(rate, day));
    OK(world, crm_rate_set_num(rate, num));
    OK(world, crm_rate_set_den(rate, 100));
    OK(world, crm_rate_save(rate));
    crm_rate_free(rate);
}

/* What a deal is worth is worked out when somebody asks: nothing that was stored grows old. An open
   deal is worth what it is at the rate of as_of, a won one what it was when it was won. */
static void
trap_5_what_a_deal_is_worth_is_not_stored(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *open = make_deal(world, pipeline), *won = make_deal(world, pipeline);
    crm_day today = crm_day_of_instant(world->crm, NOW);
    crm_analysis *analysis;
    uint64_t before;

    for (size_t i = 0; i < crm_schema_fields(world->crm, CRM_KIND_OPPORTUNITY); i++) {
        const char *name = crm_schema_name(world->crm, CRM_KIND_OPPORTUNITY,
                                           crm_schema_field(world->crm, CRM_KIND_OPPORTUNITY, i));

        assert_null(strstr(name, "weight"));
        assert_null(strstr(name, "usd"));
        assert_null(strstr(name, "rate"));
    }
    OK(world, crm_opportunity_win(won, 0, NULL, NULL));
    fix_rate(world, today, 110);
    fix_rate(world, today + 5, 200);
    before = digest(world);
    for (int later = 0; later < 2; later++) {
        analysis = pipeline_of(world, today + 5 * later, crm_currency_of("USD"));
        assert_int_equal(cell(analysis, "deals", 0, "amount"), later ? 200000 : 110000);
        assert_int_equal(cell(analysis, "deals", 0, "weighted"), later ? 10000 : 5500); /* 5 % */
        assert_int_equal(cell(analysis, "summary", 0, "won_amount"), 110000);
        crm_analysis_free(analysis);
    }
    assert_true(digest(world) == before);
    crm_opportunity_free(open);
    crm_opportunity_free(won);
}

/* A month begins at the first midnight of the context's zone. */
static void
trap_18_months_are_those_of_the_zone(void **state)
{
    struct world *world = *state;
    const crm_zone_change east = {NOW - 9000 * DAY, 7200, 0};
    crm_options options = CRM_OPTIONS_INIT;
    crm_move_params params = CRM_MOVE_PARAMS_INIT;
    crm_day first = crm_day_of(2024, 2, 1);
    crm_opportunity *deal;
    crm_analysis *analysis;

    options.zone = &east;
    options.zone_count = 1;
    reopen_world(world, &options);
    deal = make_deal(world, make_spanco(world));
    params.at = NOW + 31 * DAY - 3600 * SECOND; /* 31 January 23:00 in Greenwich */
    OK(world, crm_opportunity_win(deal, 0, &params, NULL));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), first);
    analysis = pipeline_of(world, first - 1, 0);
    assert_int_equal(cell(analysis, "summary", 0, "won"), 0);
    assert_int_equal(cell(analysis, "summary", 0, "open"), 1);
    crm_analysis_free(analysis);
    analysis = pipeline_of(world, first, 0);
    assert_int_equal(cell(analysis, "months", 0, "month"), crm_day_of(2024, 1, 1));
    assert_int_equal(cell(analysis, "months", 0, "won"), 0);
    assert_int_equal(cell(analysis, "months", 1, "month"), first);
    assert_int_equal(cell(analysis, "months", 1, "won"), 1);
    crm_analysis_free(analysis);
    crm_opportunity_free(deal);
}

/* A deal cannot be closed before it began, nor begin after it was closed. */
static void
trap_20_a_log_out_of_order_is_refused(void **state)
{
    struct world *world = *state;
    crm_opportunity *deal = make_deal(world, make_spanco(world));
    crm_transition *later = crm_transition_new(world->crm);
    crm_move_params params = CRM_MOVE_PARAMS_INIT;
    struct row rows[4];

    params.at = NOW - 1;
    REFUSED(world, CRM_ERROR_ORDER, crm_opportunity_win(deal, 0, &params, NULL));
    params.at = NOW + DAY;
    OK(world, crm_opportunity_win(deal, 0, &params, NULL));
    log_of(world, crm_opportunity_id(deal), rows, 4);
    OK(world, crm_transition_set_at(later, NOW + 2 * DAY));
    REFUSED(world, CRM_ERROR_ORDER, crm_opportunity_correct(deal, rows[0].id, later, NULL, NULL));
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 4), 2);
    crm_transition_free(later);
    crm_opportunity_free(deal);
}

/* Operations read the clock; analyses never do, and say the same at any time of day. */
static void
trap_21_analyses_read_no_clock(void **state)
{
    struct world *world = *state;
    crm_opportunity *deal = make_deal(world, make_spanco(world));
    crm_id account = make_account(world, "Dogs");
    crm_day today = crm_day_of_instant(world->crm, NOW);
    uint64_t readings;
    int64_t age[2];

    sell(world, account, today, 100);
    readings = world->clock.readings;
    assert_true(readings > 0);
    for (int i = 0; i < 2; i++) {
        crm_rfm_params rfm = CRM_RFM_PARAMS_INIT;
        crm_whitespace_params whitespace = CRM_WHITESPACE_PARAMS_INIT;
        crm_analysis *analysis = pipeline_of(world, today + 7, 0);

        age[i] = cell(analysis, "deals", 0, "age_days");
        crm_analysis_free(analysis);
        assert_int_equal(total(world, account, today + 7, CRM_INSTANT_NONE), 100);
        rfm.as_of = whitespace.as_of = today + 7;
        analysis = crm_rfm_new(world->crm, &rfm);
        OK(world, crm_analysis_run(analysis));
        assert_int_equal(cell(analysis, "scores", 0, "recency_days"), 7);
        crm_analysis_free(analysis);
        analysis = crm_whitespace_new(world->crm, &whitespace);
        OK(world, crm_analysis_run(analysis));
        crm_analysis_free(analysis);
        world->clock.now += 1000 * DAY;
    }
    assert_int_equal(world->clock.readings, readings);
    assert_int_equal(age[0], 7);
    assert_int_equal(age[1], 7);
    crm_opportunity_free(deal);
}

/* Whether a deal is closed is said by its stage and nothing else: there is no second switch. */
static void
trap_33_there_is_one_switch_that_closes(void **state)
{
    struct world *world = *state;
    crm_opportunity *deal = make_deal(world, make_spanco(world));
    crm_record *record = crm_opportunity_record(deal);
    crm_analysis *analysis;

    REFUSED(world, CRM_ERROR_RULE,
            crm_record_set_int(record, CRM_OPPORTUNITY_CLOSED_DAY, crm_day_of(2024, 1, 1)));
    crm_opportunity_free(deal);
    deal = make_deal(world, 0);
    OK(world, crm_opportunity_set_category(deal, CRM_CATEGORY_CLOSED));
    OK(world, crm_opportunity_set_probability_bp(deal, 10000));
    OK(world, crm_opportunity_save(deal));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), NOTHING);
    analysis = pipeline_of(world, crm_day_of(2024, 1, 1), 0);
    assert_int_equal(cell(analysis, "summary", 0, "open"), 2);
    assert_int_equal(cell(analysis, "summary", 0, "won"), 0);
    crm_analysis_free(analysis);
    crm_opportunity_free(deal);
}

/* A stage that is taken away takes no deals with it, and leaves none without a stage. */
static void
trap_40_deals_outlive_their_stage(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), first = stage_at(world, pipeline, 1);
    crm_opportunity *deal = make_deal(world, pipeline), *again, *other;
    crm_stage *stage = NULL;
    crm_analysis *analysis;

    REFUSED(world, CRM_ERROR_RULE,
            crm_record_clear(crm_opportunity_record(deal), CRM_OPPORTUNITY_STAGE));
    OK(world, crm_stage_load(world->crm, first, &stage));
    OK(world, crm_stage_remove(stage));
    crm_stage_free(stage);
    again = load_deal(world, crm_opportunity_id(deal));
    assert_int_equal(crm_opportunity_stage(again), first);
    analysis = pipeline_of(world, crm_day_of(2024, 1, 1), 0);
    assert_int_equal(cell(analysis, "summary", 0, "open"), 1);
    assert_int_equal(cell(analysis, "deals", 0, "stage"), first);
    assert_int_equal(cell(analysis, "deals", 0, "amount"), 100000);
    crm_analysis_free(analysis);
    other = crm_opportunity_new(world->crm);
    OK(world, crm_opportunity_set_name(other, "late"));
    OK(world, crm_opportunity_set_stage(other, first));
    REFUSED(world, CRM_ERROR_REFERENCE, crm_opportunity_save(other));
    OK(world, crm_opportunity_move(again, stage_at(world, pipeline, 2), NULL, NULL));
    crm_opportunity_free(other);
    crm_opportunity_free(again);
    crm_opportunity_free(deal);
}

/* Totals are over all rows, in however many batches they come (three a time from the awkward store). */
static void
trap_53_totals_are_over_all_batches(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_analysis *analysis;

    for (int i = 0; i < 40; i++)
        crm_opportunity_free(make_deal(world, pipeline));
    analysis = pipeline_of(world, crm_day_of(2024, 1, 1), 0);
    assert_int_equal(cell(analysis, "summary", 0, "open"), 40);
    assert_int_equal(cell(analysis, "summary", 0, "open_amount"), 4000000);
    assert_int_equal(cell(analysis, "summary", 0, "weighted"), 200000);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "deals")), 40);
    crm_analysis_free(analysis);
}

/* Two owners at a time are refused, whatever their shares. */
static void
trap_63_an_account_has_one_owner_at_a_time(void **state)
{
    struct world *world = *state;
    crm_id child = make_account(world, "Half");
    const crm_id owners[] = {make_account(world, "One"), make_account(world, "Two")};

    for (int i = 0; i < 2; i++) {
        crm_link *link = crm_link_new(world->crm);

        OK(world, crm_link_set_child(link, child));
        OK(world, crm_link_set_parent(link, owners[i]));
        OK(world, crm_link_set_type(link, CRM_LINK_TYPE_OWNED_BY));
        OK(world, crm_link_set_share_bp(link, 5000));
        REFUSED(world, i ? CRM_ERROR_RULE : CRM_OK, crm_link_save(link));
        crm_link_free(link);
    }
    sell(world, child, crm_day_of(2024, 1, 1), 101);
    assert_int_equal(total(world, owners[0], crm_day_of(2024, 1, 1), CRM_INSTANT_NONE), 101);
    assert_int_equal(total(world, owners[1], crm_day_of(2024, 1, 1), CRM_INSTANT_NONE), 0);
}

/* ---- A C library in a host ---- */

/* Bytes that are no text stop at the handle, and the message says where they go wrong. */
static void
trap_129_wrong_bytes_stop_at_the_border(void **state)
{
    struct world *world = *state;
    crm_account *account = crm_account_new(world->crm);
    crm_record *record = crm_account_record(account);
    uint64_t before = digest(world);

    OK(world, crm_account_set_name(account, "caf\xC3\xA9"));
    REFUSED(world, CRM_ERROR_DATA, crm_account_set_name(account, "caf\xE9 au lait"));
    message_has(world, "3");
    REFUSED(world, CRM_ERROR_DATA, crm_record_set_text(record, CRM_ACCOUNT_NAME, "a\0b", 3));
    REFUSED(world, CRM_ERROR_DATA, crm_account_set_name(account, "\xC0\xAF"));
    REFUSED(world, CRM_ERROR_DATA, crm_account_set_name(account, "\xED\xA0\x80"));
    assert_string_equal(crm_account_name(account), "caf\xC3\xA9");
    REFUSED(world, CRM_ERROR_DATA, crm_account_save(account)); /* the field stays marked */
    assert_true(digest(world) == before);
    OK(world, crm_account_set_name(account, "caf\xC3\xA9"));
    OK(world, crm_account_save(account));
    crm_account_free(account);
}

/* A store that fails in the midst of a unit is told in its own words, the unit is over, nothing is
   written, and the same handle can be saved again. */
static void
trap_132_a_failing_host_is_quoted_and_nothing_remains(void **state)
{
    struct world *world = *state;
    crm_opportunity *deal;
    uint64_t before;

    make_spanco(world);
    deal = make_deal(world, 0);
    before = digest(world);
    OK(world, crm_begin(world->crm));
    OK(world, crm_opportunity_win(deal, 0, NULL, NULL));
    world->faults.only = CRM_TESTING_APPLY;
    world->faults.calls = 0;
    world->faults.at = 1;
    world->faults.mode = CRM_TESTING_FAIL;
    world->faults.host_code = 4711;
    world->faults.text = "disk full";
    REFUSED(world, CRM_ERROR_STORE, crm_commit(world->crm));
    assert_int_equal(crm_host_code(world->crm), 4711);
    assert_string_equal(crm_host_message(world->crm), "disk full");
    assert_int_equal(world->faults.applies, 2); /* the template and the deal */
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), NOTHING);
    assert_true(digest(world) == before);
    REFUSED(world, CRM_ERROR_STATE, crm_commit(world->crm)); /* it is over */
    OK(world, crm_opportunity_win(deal, 0, NULL, NULL));
    crm_opportunity_free(deal);
}

/* Fail the first allocation, the second ... until winning a deal and taking over its account pass. */
static void
trap_135_any_allocation_may_fail(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), owner = make_account(world, "Owner");
    uint64_t points = 0, all = 0;

    for (uint64_t k = 1; all == 0; k++) {
        crm_opportunity *deal = make_deal(world, pipeline);
        crm_id child = make_account(world, "Child");
        crm_account *account = load_account(world, child);
        uint64_t before = digest(world);
        crm_status status;

        world->memory.failed = 0;
        world->memory.fail_at = world->memory.allocations + k;
        status = crm_begin(world->crm);
        if (status == CRM_OK)
            status = crm_opportunity_win(deal, 0, NULL, NULL);
        if (status == CRM_OK)
            status = crm_account_put_under(account, owner);
        if (status == CRM_OK)
            status = crm_commit(world->crm);
        crm_rollback(world->crm);
        world->memory.fail_at = 0;
        if (world->memory.failed == 0) {
            assert_int_equal(status, CRM_OK);
            all = k;
        } else if (status != CRM_OK) {
            assert_int_equal(status, CRM_ERROR_MEMORY);
            assert_true(digest(world) == before);
            OK(world, crm_opportunity_win(deal, 0, NULL, NULL)); /* the handles still work */
            OK(world, crm_account_put_under(account, owner));
            points++;
        }
        crm_account_free(account);
        crm_opportunity_free(deal);
    }
    assert_true(points > 20);
    if (world->awkward) { /* scans that the store itself had no memory for gave no cursor */
        assert_int_equal(crm_testing_awkward_cursors(&world->inner), 0);
        world->faults.finishes = world->faults.scans;
    }
}

/* Instants and days beyond 2038, 2106 and 2262 are like others. */
static void
trap_138_time_has_64_bits(void **state)
{
    struct world *world = *state;
    const crm_day days[] = {crm_day_of(2038, 1, 20), crm_day_of(2106, 2, 8),
                            crm_day_of(2262, 4, 12), crm_day_of(9999, 12, 30)};
    crm_id pipeline = make_spanco(world);

    assert_int_equal(sizeof(crm_instant), 8);
    for (int i = 0; i < 4; i++) {
        crm_opportunity *deal = make_deal(world, pipeline);
        crm_analysis *analysis;

        world->clock.now = crm_instant_of_day(world->crm, days[i]) + 86399 * SECOND;
        OK(world, crm_opportunity_win(deal, 0, NULL, NULL));
        assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), days[i]);
        crm_opportunity_free(deal);
        deal = load_deal(world, 1 + i);
        assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_STAGE_SINCE), world->clock.now);
        crm_opportunity_free(deal);
        analysis = pipeline_of(world, days[i], 0);
        assert_int_equal(cell(analysis, "summary", 0, "won"), i + 1);
        crm_analysis_free(analysis);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(bug_a_rate_without_type_stopped_all_analyses),
        ON_BOTH(bug_the_end_of_an_ownership_was_known_before_it_was_recorded),
        ON_BOTH(the_ended_ownership_keeps_key_and_values),
        ON_BOTH(trap_5_what_a_deal_is_worth_is_not_stored),
        ON_BOTH(trap_18_months_are_those_of_the_zone),
        ON_BOTH(trap_20_a_log_out_of_order_is_refused),
        ON_BOTH(trap_21_analyses_read_no_clock),
        ON_BOTH(trap_33_there_is_one_switch_that_closes),
        ON_BOTH(trap_40_deals_outlive_their_stage),
        ON_BOTH(trap_53_totals_are_over_all_batches),
        ON_BOTH(trap_63_an_account_has_one_owner_at_a_time),
        ON_BOTH(trap_129_wrong_bytes_stop_at_the_border),
        ON_BOTH(trap_132_a_failing_host_is_quoted_and_nothing_remains),
        ON_BOTH(trap_135_any_allocation_may_fail),
        ON_BOTH(trap_138_time_has_64_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
