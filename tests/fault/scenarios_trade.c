/*
 * scenarios_trade.c - a small trade for the analyses to read: a family of three and a stranger, two
 * products, sales in two currencies, a return and a cancellation, deals open, won and lost.
 */
#include "scenario.h"

enum { PURCHASES = 9 };

static crm_status
fill_account(crm_table *table, size_t row, const char *key, const char *name)
{
    TRY(crm_table_set_text(table, row, CRM_FIELD_EXTERNAL_ID, key, CRM_TEXT_NUL));
    TRY(crm_table_set_text(table, row, CRM_ACCOUNT_NAME, name, CRM_TEXT_NUL));
    TRY(crm_table_set_text(table, row, CRM_ACCOUNT_SEGMENT, row < 2 ? "shops" : NULL,
                           CRM_TEXT_NUL));
    return crm_table_set_int(table, row, CRM_ACCOUNT_TYPES, CRM_ACCOUNT_TYPE_CUSTOMER);
}

static crm_status
put_accounts(struct world *world, crm_id *out_ids)
{
    static const char *const names[] = {"We <3 Dogs", "K9 Food", "Rocket Treats"};
    crm_table *table = crm_table_new(world->crm, CRM_KIND_ACCOUNT);
    crm_status status;

    NEED(world->crm, table);
    STEP(crm_table_add(table, 3));
    for (size_t row = 0; row < 3; row++)
        STEP(fill_account(table, row, names[row], names[row]));
    STEP(crm_table_set_int(table, 0, CRM_ACCOUNT_PARENT, world->ids[THE_HOLDING]));
    STEP(crm_put(world->crm, table));
    for (size_t row = 0; row < 3; row++)
        STEP(crm_table_int(table, row, CRM_FIELD_ID, &out_ids[row]));
done:
    crm_table_free(table);
    return status;
}

static crm_status
put_purchases(struct world *world, const crm_id *accounts, crm_id other_product)
{
    static const int32_t days[PURCHASES] = {-400, -390, -200, -120, -100, -60, -40, -20, -10};
    static const int64_t nets[PURCHASES] = {500000, 120000, 70000, 40000, 900000,
                                            -9000,  33333,  66667, 15000};
    crm_table *table = crm_table_new(world->crm, CRM_KIND_PURCHASE);
    crm_status status;

    NEED(world->crm, table);
    STEP(crm_table_add(table, PURCHASES));
    STEP(crm_table_fill_int64(table, CRM_PURCHASE_NET_AMOUNT, 0, PURCHASES, nets, NULL));
    for (size_t row = 0; row < PURCHASES; row++) {
        crm_id product = row % 3 ? world->ids[THE_PRODUCT] : other_product;
        int32_t type = nets[row] < 0 ? CRM_PURCHASE_TYPE_RETURN : CRM_PURCHASE_TYPE_SALE;

        STEP(crm_table_set_int(table, row, CRM_PURCHASE_ACCOUNT, accounts[row % 3]));
        STEP(crm_table_set_int(table, row, CRM_PURCHASE_PRODUCT, product));
        STEP(crm_table_set_int(table, row, CRM_PURCHASE_DAY, A_DAY + days[row]));
        STEP(crm_table_set_int(table, row, CRM_PURCHASE_TYPE, type));
        STEP(crm_table_set_int(table, row, CRM_PURCHASE_CURRENCY, row == 4 ? USD : EUR));
        STEP(crm_table_set_int(table, row, CRM_PURCHASE_LIST_AMOUNT, nets[row] + nets[row] / 7));
    }
    STEP(crm_put(world->crm, table));
done:
    crm_table_free(table);
    return status;
}

static crm_status
put_rate(struct world *world)
{
    crm_rate *rate = crm_rate_new(world->crm);
    crm_status status;

    NEED(world->crm, rate);
    STEP(crm_rate_set_base(rate, USD));
    STEP(crm_rate_set_target(rate, EUR));
    STEP(crm_rate_set_day(rate, A_DAY - 102));
    STEP(crm_rate_set_num(rate, 92));
    STEP(crm_rate_set_den(rate, 100));
    STEP(crm_rate_set_type(rate, CRM_RATE_TYPE_SPOT));
    STEP(crm_rate_save(rate));
done:
    crm_rate_free(rate);
    return status;
}

static crm_status
put_deal(struct world *world, crm_id account, int64_t amount, crm_opportunity **out)
{
    crm_opportunity *deal = crm_opportunity_new(world->crm);
    crm_status status;

    NEED(world->crm, deal);
    STEP(crm_opportunity_set_name(deal, "More of it"));
    STEP(crm_opportunity_set_account(deal, account));
    STEP(crm_opportunity_set_product(deal, world->ids[THE_PRODUCT]));
    STEP(crm_opportunity_set_pipeline(deal, world->ids[THE_PIPELINE]));
    STEP(crm_opportunity_set_owner(deal, world->ids[THE_USER]));
    STEP(crm_opportunity_set_amount(deal, amount));
    STEP(crm_opportunity_set_currency(deal, EUR));
    STEP(crm_opportunity_save(deal));
    *out = deal;
    return CRM_OK;
done:
    crm_opportunity_free(deal);
    return status;
}

static crm_status
put_deals(struct world *world, const crm_id *accounts)
{
    crm_opportunity *won = NULL, *lost = NULL, *open = NULL;
    crm_status status;

    STEP(put_deal(world, accounts[0], 80000, &won));
    STEP(crm_opportunity_win(won, 0, NULL, NULL));
    STEP(put_deal(world, accounts[1], 55500, &lost));
    STEP(crm_opportunity_lose(lost, 0, NULL, NULL));
    STEP(put_deal(world, accounts[2], 12345, &open));
    STEP(crm_opportunity_move(open, world->ids[THE_SECOND_STAGE], NULL, NULL));
done:
    crm_opportunity_free(open);
    crm_opportunity_free(lost);
    crm_opportunity_free(won);
    return status;
}

static crm_status
put_product(struct world *world, crm_id *out_id)
{
    crm_product *product = crm_product_new(world->crm);
    crm_status status;

    NEED(world->crm, product);
    STEP(crm_product_set_name(product, "Leads"));
    STEP(crm_product_set_category(product, "Things/Outdoors"));
    STEP(crm_product_set_list_price(product, 4000));
    STEP(crm_product_set_currency(product, EUR));
    STEP(crm_product_save(product));
    *out_id = crm_product_id(product);
done:
    crm_product_free(product);
    return status;
}

crm_status
prepare_trade(struct world *world)
{
    crm_id accounts[3], product = 0;

    TRY(prepare_records(world));
    TRY(put_accounts(world, accounts));
    TRY(put_product(world, &product));
    TRY(put_purchases(world, accounts, product));
    TRY(put_rate(world));
    return put_deals(world, accounts);
}
