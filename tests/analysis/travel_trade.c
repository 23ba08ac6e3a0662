/*
 * travel_trade.c - the company itself, and what happens to its accounts: sales, owners, rates. See
 * travel.h.
 */
#include "travel.h"

#include <stdlib.h>

#define EUR crm_currency_of("EUR")
#define USD crm_currency_of("USD")

void
judge(struct travel *travel, bool expected, crm_status got, const char *what)
{
    travel->done++;
    travel->refused += got != CRM_OK;
    if (expected != (got == CRM_OK) || (got != CRM_OK && got > CRM_ERROR_DATA) ||
        got <= CRM_ERROR_STORE)
        fail_msg("operation %d, %s: the model expected it to be %s, the library answered %s: %s",
                 travel->done, what, expected ? "taken" : "refused", crm_status_name(got),
                 crm_message(travel->world->crm));
}

int64_t
some_instant(struct travel *travel)
{
    int64_t now = travel->world->clock.now, at;

    do
        at = now +
             (chance_of(travel, 10) ? between(travel, 0, 8 * DAY) : -between(travel, 0, 25 * DAY));
    while (travel->later_than != INT64_MIN && day_of(travel, at) <= travel->later_than);
    return at;
}

int64_t
some_day(struct travel *travel)
{
    return day_of(travel, some_instant(travel));
}

int64_t
say_recorded(struct travel *travel, crm_record *record)
{
    int64_t given;

    if (travel->all_now || chance_of(travel, 60))
        return travel->world->clock.now;
    if (chance_of(travel, 50)) {
        OK(travel->world, crm_record_clear(record, CRM_FIELD_CREATED));
        return NOTHING;
    }
    given = travel->world->clock.now - between(travel, 0, 30 * DAY);
    OK(travel->world, crm_record_set_int(record, CRM_FIELD_CREATED, given));
    return given;
}

/* ---- The company ---- */

static void
add_stage(struct travel *travel, int pipeline, int64_t position, int outcome, int64_t chance)
{
    crm_stage *stage = crm_stage_new(travel->world->crm);
    struct model *model = &travel->model;

    OK(travel->world, crm_stage_set_pipeline(stage, travel->pipelines[pipeline]));
    OK(travel->world, crm_stage_set_name(stage, "stage"));
    OK(travel->world, crm_stage_set_position(stage, position));
    OK(travel->world, crm_stage_set_outcome(stage, outcome));
    if (chance != NOTHING)
        OK(travel->world, crm_stage_set_probability_bp(stage, (int32_t)chance));
    OK(travel->world, crm_stage_save(stage));
    model->stages[model->stage_count++] =
        (struct stage){crm_stage_id(stage), travel->pipelines[pipeline], outcome, chance,
                       travel->world->clock.now};
    crm_stage_free(stage);
}

static void
add_pipelines(struct travel *travel)
{
    for (int i = 0; i < 2; i++) {
        crm_pipeline *pipeline = crm_pipeline_new(travel->world->crm);

        OK(travel->world, crm_pipeline_set_name(pipeline, i ? "small" : "large"));
        OK(travel->world, crm_pipeline_save(pipeline));
        travel->pipelines[i] = crm_pipeline_id(pipeline);
        crm_pipeline_free(pipeline);
    }
    add_stage(travel, 0, 1, CRM_OUTCOME_OPEN, 1000);
    add_stage(travel, 0, 2, CRM_OUTCOME_OPEN, 2500);
    add_stage(travel, 0, 3, CRM_OUTCOME_OPEN, 6000);
    add_stage(travel, 0, 4, CRM_OUTCOME_ON_HOLD, 500);
    add_stage(travel, 0, 5, CRM_OUTCOME_WON, 10000);
    add_stage(travel, 0, 6, CRM_OUTCOME_WON, 10000);
    add_stage(travel, 0, 7, CRM_OUTCOME_LOST, 0);
    add_stage(travel, 1, 1, CRM_OUTCOME_OPEN, NOTHING);
    add_stage(travel, 1, 2, CRM_OUTCOME_OPEN, 4000);
    add_stage(travel, 1, 3, CRM_OUTCOME_WON, 10000);
    add_stage(travel, 1, 4, CRM_OUTCOME_LOST, 0);
}

void
new_account(struct travel *travel)
{
    struct model *model = &travel->model;
    crm_account *account;

    if (model->account_count == ACCOUNTS)
        return;
    account = crm_account_new(travel->world->crm);
    OK(travel->world, crm_account_set_name(account, "account"));
    OK(travel->world, crm_account_set_types(account, CRM_ACCOUNT_TYPE_CUSTOMER));
    OK(travel->world, crm_account_save(account));
    model->accounts[model->account_count++] =
        (struct account){crm_account_id(account), travel->world->clock.now, NOTHING};
    crm_account_free(account);
}

void
new_product(struct travel *travel)
{
    struct model *model = &travel->model;

    if (model->product_count == PRODUCTS)
        return;
    model->products_recorded[model->product_count] = travel->world->clock.now;
    model->products[model->product_count++] = make_product(travel->world, "product");
}

void
new_user(struct travel *travel)
{
    struct model *model = &travel->model;

    if (model->user_count < USERS)
        model->users[model->user_count++] = make_user(travel->world, "user");
}

/* Local time: UTC + 1 h, + 2 h in summer. */
static void
open_in_zone(struct travel *travel)
{
    crm_options options = CRM_OPTIONS_INIT;
    const crm_day days[CHANGES_OF_ZONE] = {crm_day_of(1990, 1, 1), crm_day_of(2024, 3, 31),
                                           crm_day_of(2024, 10, 27)};

    for (int i = 0; i < CHANGES_OF_ZONE; i++)
        travel->zone[i] = (crm_zone_change){days[i] * DAY + 3600 * SECOND, i == 1 ? 7200 : 3600, 0};
    options.zone = travel->zone;
    options.zone_count = CHANGES_OF_ZONE;
    reopen_world(travel->world, &options);
}

void
found_company(struct travel *travel, struct world *world, uint64_t seed)
{
    memset(travel, 0, sizeof *travel);
    travel->world = world;
    travel->random = seed * 0x9E3779B97F4A7C15ULL + 1;
    travel->later_than = INT64_MIN;
    world->clock.now = NOW + 20 * DAY;
    open_in_zone(travel);
    add_pipelines(travel);
    for (int i = 0; i < 8; i++)
        new_account(travel);
    for (int i = 0; i < 4; i++)
        new_product(travel);
    for (int i = 0; i < 3; i++)
        new_user(travel);
}

/* ---- Sales ---- */

static crm_status
save_purchase(struct travel *travel, struct sale *sale, crm_id refers_to)
{
    const struct model *model = &travel->model;
    crm_purchase *purchase = crm_purchase_new(travel->world->crm);
    crm_status status;

    OK(travel->world, crm_purchase_set_account(purchase, model->accounts[sale->account].id));
    OK(travel->world, crm_purchase_set_product(purchase, model->products[sale->product]));
    OK(travel->world, crm_purchase_set_type(purchase, sale->type));
    OK(travel->world, crm_purchase_set_day(purchase, (crm_day)sale->day));
    OK(travel->world, crm_purchase_set_net_amount(purchase, sale->net));
    OK(travel->world, crm_purchase_set_currency(purchase, (crm_currency)sale->currency));
    OK(travel->world, crm_purchase_set_refers_to(purchase, refers_to));
    if (sale->type != CRM_PURCHASE_TYPE_CREDIT)
        OK(travel->world, crm_purchase_set_quantity(purchase, sale->quantity));
    sale->recorded = say_recorded(travel, crm_purchase_record(purchase));
    status = crm_purchase_save(purchase);
    sale->id = crm_purchase_id(purchase);
    crm_purchase_free(purchase);
    return status;
}

static void
cancel(struct travel *travel, int at)
{
    struct model *model = &travel->model;
    struct sale *old = &model->sales[at], sale = *old;

    if (old->type != CRM_PURCHASE_TYPE_SALE || old->cancelled)
        return;
    sale.type = CRM_PURCHASE_TYPE_CANCEL;
    sale.day = some_day(travel);
    if (sale.day < old->day)
        sale.day = old->day;
    sale.net = -old->net;
    sale.quantity = -old->quantity;
    old->cancelled = true;
    judge(travel, true, save_purchase(travel, &sale, old->id), "cancel");
    model->sales[model->sale_count++] = sale;
}

static void
sell(struct travel *travel)
{
    static const int types[] = {CRM_PURCHASE_TYPE_SALE,   CRM_PURCHASE_TYPE_SALE,
                                CRM_PURCHASE_TYPE_SALE,   CRM_PURCHASE_TYPE_SALE,
                                CRM_PURCHASE_TYPE_RETURN, CRM_PURCHASE_TYPE_CREDIT,
                                CRM_PURCHASE_TYPE_GIFT,   CRM_PURCHASE_TYPE_INTERNAL};
    struct model *model = &travel->model;
    struct sale sale = {.type = types[between(travel, 0, 7)],
                        .account = (int)between(travel, 0, model->account_count - 1),
                        .product = (int)between(travel, 0, model->product_count - 1),
                        .day = some_day(travel),
                        .quantity = between(travel, 1, 3) * 1000,
                        .net = between(travel, 0, 200000),
                        .currency = chance_of(travel, 75) ? EUR : USD};

    if (model->sale_count == SALES)
        return;
    if (model->sale_count > 0 && chance_of(travel, 15)) {
        cancel(travel, (int)between(travel, 0, model->sale_count - 1));
        return;
    }
    if (sale.type == CRM_PURCHASE_TYPE_RETURN || sale.type == CRM_PURCHASE_TYPE_CREDIT) {
        sale.net = -sale.net / 4;
        sale.quantity = -1000;
    }
    if (sale.type == CRM_PURCHASE_TYPE_GIFT)
        sale.net = 0;
    sale.counted_day = sale.day;
    judge(travel, true, save_purchase(travel, &sale, 0), "sell");
    model->sales[model->sale_count++] = sale;
}

/* ---- Owners ---- */

/* Would `parent` own itself through the child on some day from `from` on? */
static bool
cycle(const struct travel *travel, int child, int parent, int64_t from)
{
    const struct view all = {NOTHING, NOTHING, NOTHING};
    const struct model *model = &travel->model;

    for (int i = -1; i < model->tie_count; i++) {
        int64_t day = i < 0 ? from : model->ties[i].from;

        if (day < from)
            continue;
        for (int at = parent; at >= 0; at = owner_on(travel, at, day, &all))
            if (at == child)
                return true;
    }
    return false;
}

/* Does an ownership of the account begin on the day or later? */
static bool
owned_later(const struct model *model, int child, int64_t day)
{
    for (int i = 0; i < model->tie_count; i++)
        if (model->ties[i].child == child && model->ties[i].parent >= 0 &&
            model->ties[i].from >= day)
            return true;
    return false;
}

static void
change_owner(struct travel *travel)
{
    const struct view all = {NOTHING, NOTHING, NOTHING};
    struct model *model = &travel->model;
    crm_account *handle = NULL;
    struct tie tie = {.child = (int)between(travel, 0, model->account_count - 1),
                      .parent = (int)between(travel, 0, model->account_count - 1),
                      .from = some_day(travel),
                      .recorded = travel->world->clock.now};
    bool always = travel->later_than == INT64_MIN && chance_of(travel, 45), taken;
    crm_status status;

    if (model->tie_count == TIES)
        return;
    OK(travel->world, crm_account_load(travel->world->crm, model->accounts[tie.child].id, &handle));
    if (always) {
        tie.from = INT64_MIN;
        taken = !owned_later(model, tie.child, INT64_MIN);
    } else {
        if (chance_of(travel, 25))
            tie.parent = -1;
        taken = !owned_later(model, tie.child, tie.from) &&
                (tie.parent >= 0 || owner_on(travel, tie.child, tie.from, &all) >= 0);
    }
    if (tie.parent >= 0 && cycle(travel, tie.child, tie.parent, tie.from))
        taken = false;
    if (always)
        status = crm_account_put_under(handle, model->accounts[tie.parent].id);
    else
        status = crm_account_acquire(handle, tie.parent < 0 ? 0 : model->accounts[tie.parent].id,
                                     (crm_day)tie.from);
    judge(travel, taken, status, always ? "put_under" : "acquire");
    if (taken)
        model->ties[model->tie_count++] = tie;
    crm_account_free(handle);
}

/* ---- The rest ---- */

static void
fix_rate(struct travel *travel)
{
    struct model *model = &travel->model;
    struct rate given = {some_day(travel), between(travel, 8000, 9900), 10000,
                         travel->world->clock.now};
    crm_rate *rate;

    if (model->rate_count == RATES)
        return;
    rate = crm_rate_new(travel->world->crm);
    OK(travel->world, crm_rate_set_base(rate, USD));
    OK(travel->world, crm_rate_set_target(rate, EUR));
    OK(travel->world, crm_rate_set_day(rate, (crm_day)given.day));
    OK(travel->world, crm_rate_set_num(rate, given.num));
    OK(travel->world, crm_rate_set_den(rate, given.den));
    judge(travel, true, crm_rate_save(rate), "rate");
    model->rates[model->rate_count++] = given;
    crm_rate_free(rate);
}

static void
archive(struct travel *travel)
{
    struct account *account =
        &travel->model.accounts[between(travel, 0, travel->model.account_count - 1)];
    crm_account *handle = NULL;

    if (account->archived != NOTHING)
        return;
    account->archived = travel->world->clock.now;
    OK(travel->world, crm_account_load(travel->world->crm, account->id, &handle));
    OK(travel->world,
       crm_record_set_int(crm_account_record(handle), CRM_FIELD_ARCHIVED, account->archived));
    judge(travel, true, crm_account_save(handle), "archive");
    crm_account_free(handle);
}

void
something_in_trade(struct travel *travel)
{
    int64_t which = between(travel, 1, 100);

    if (which <= 55)
        sell(travel);
    else if (which <= 75)
        change_owner(travel);
    else if (which <= 96)
        fix_rate(travel);
    else
        archive(travel);
}
