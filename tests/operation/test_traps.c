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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(bug_a_rate_without_type_stopped_all_analyses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
