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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(bug_a_rate_without_type_stopped_all_analyses),
        ON_BOTH(bug_the_end_of_an_ownership_was_known_before_it_was_recorded),
        ON_BOTH(the_ended_ownership_keeps_key_and_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
