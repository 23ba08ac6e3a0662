/*
 * test_put.c - crm_put: rows in bulk through the same checks as a save, all of them or none; ids and
 * versions come back; families of new accounts in any order.
 */
#include "world.h"

#include <stdlib.h>
#include <time.h>

#define EUR crm_currency_of("EUR")

/* A table of accounts with names. */
static crm_table *
accounts(struct world *world, size_t count)
{
    crm_table *table = crm_table_new(world->crm, CRM_KIND_ACCOUNT);

    OK(world, crm_table_add(table, count));
    for (size_t row = 0; row < count; row++)
        OK(world, crm_table_set_text(table, row, CRM_ACCOUNT_NAME, "account", 7));
    return table;
}

static int64_t
cell(const crm_table *table, size_t row, crm_field field)
{
    int64_t integer;

    return crm_table_int(table, row, field, &integer) == CRM_OK ? integer : NOTHING;
}

/* All rows of a kind as a table of one's own. */
static crm_table *
read_all(struct world *world, crm_kind kind)
{
    crm_query *query = crm_query_new(world->crm, kind);
    crm_scan *scan = crm_scan_new(world->crm, query);
    crm_table *all = crm_table_new(world->crm, kind);
    const crm_table *batch;

    while (crm_scan_next(scan, &batch) == CRM_OK)
        for (size_t row = 0; row < crm_table_rows(batch); row++) {
            size_t at = crm_table_rows(all);

            crm_table_add(all, 1);
            for (size_t i = 0; i < crm_table_columns(batch); i++) {
                int32_t column = crm_table_column_at(batch, i);
                size_t length;
                const char *text = crm_table_text(batch, row, column, &length);

                if (text)
                    crm_table_set_text(all, at, column, text, length);
                else if (cell(batch, row, column) != NOTHING)
                    crm_table_set_int(all, at, column, cell(batch, row, column));
            }
        }
    crm_scan_free(scan);
    crm_query_free(query);
    OK(world, crm_table_status(all));
    return all;
}

static void
new_rows_get_ids_and_versions(void **state)
{
    struct world *world = *state;
    crm_table *table = accounts(world, 5);
    crm_account *account = NULL;
    uint64_t applies = world->faults.applies;

    OK(world, crm_table_set_int(table, 2, CRM_ACCOUNT_TIER, 7));
    OK(world, crm_table_set_text(table, 3, CRM_FIELD_EXTERNAL_ID, "K-3", 3));
    OK(world, crm_table_set_int(table, 4, CRM_FIELD_CREATED, NOW - DAY));
    OK(world, crm_put(world->crm, table));
    assert_int_equal(world->faults.applies, applies + 1);
    for (size_t row = 0; row < 5; row++) {
        assert_true(cell(table, row, CRM_FIELD_ID) > 0);
        assert_int_equal(cell(table, row, CRM_FIELD_VERSION), 1);
        for (size_t other = 0; other < row; other++)
            assert_true(cell(table, row, CRM_FIELD_ID) != cell(table, other, CRM_FIELD_ID));
    }
    OK(world, crm_account_load(world->crm, cell(table, 2, CRM_FIELD_ID), &account));
    assert_int_equal(value(crm_account_record(account), CRM_ACCOUNT_TIER), 7);
    /* A null `created` in a table means: always known. */
    assert_int_equal(value(crm_account_record(account), CRM_FIELD_CREATED), NOTHING);
    assert_int_equal(value(crm_account_record(account), CRM_FIELD_MODIFIED), NOW);
    crm_account_free(account);
    OK(world, crm_account_load(world->crm, cell(table, 4, CRM_FIELD_ID), &account));
    assert_int_equal(value(crm_account_record(account), CRM_FIELD_CREATED), NOW - DAY);
    crm_account_free(account);
    crm_table_clear(table);
    OK(world, crm_put(world->crm, table)); /* no rows, no work */
    assert_int_equal(world->faults.applies, applies + 1);
    crm_table_free(table);
}

static void
existing_rows_keep_what_has_no_cell(void **state)
{
    struct world *world = *state;
    crm_table *table = accounts(world, 2), *update = crm_table_new(world->crm, CRM_KIND_ACCOUNT);
    crm_account *account = NULL;
    crm_id id;

    OK(world, crm_table_set_text(table, 0, CRM_ACCOUNT_CITY, "Paris", 5));
    OK(world, crm_table_set_int(table, 0, CRM_ACCOUNT_TIER, 7));
    OK(world, crm_put(world->crm, table));
    id = cell(table, 0, CRM_FIELD_ID);
    /* One existing row, one new one. */
    OK(world, crm_table_add(update, 2));
    OK(world, crm_table_set_int(update, 0, CRM_FIELD_ID, id));
    OK(world, crm_table_set_int(update, 0, CRM_FIELD_VERSION, 1));
    OK(world, crm_table_set_int(update, 0, CRM_ACCOUNT_TIER, 8));
    OK(world, crm_table_set_text(update, 1, CRM_ACCOUNT_NAME, "new", 3));
    world->clock.now += DAY;
    OK(world, crm_put(world->crm, update));
    assert_int_equal(cell(update, 0, CRM_FIELD_VERSION), 2);
    assert_int_equal(cell(update, 1, CRM_FIELD_VERSION), 1);
    assert_int_equal(count_rows(world, CRM_KIND_ACCOUNT), 3);
    OK(world, crm_account_load(world->crm, id, &account));
    assert_string_equal(crm_account_name(account), "account");
    assert_string_equal(crm_account_city(account), "Paris");
    assert_int_equal(value(crm_account_record(account), CRM_ACCOUNT_TIER), 8);
    assert_int_equal(value(crm_account_record(account), CRM_FIELD_MODIFIED), NOW + DAY);
    crm_account_free(account);
    /* Again with the version of before. */
    OK(world, crm_table_set_int(update, 0, CRM_FIELD_VERSION, 1));
    REFUSED(world, CRM_ERROR_CONFLICT, crm_put(world->crm, update));
    message_has(world, "row 0");
    crm_table_free(table);
    crm_table_free(update);
}

/* Everything that is stored, read and put back: nothing is written, caches and frozen fields and
   kinds that only grow are no obstacle. */
static void
bug_rows_as_they_are_stored_were_refused(void **state)
{
    struct world *world = *state;
    crm_id pups = make_account(world, "pups"), dogs = make_account(world, "dogs");
    crm_id pipeline = make_spanco(world);
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_purchase *purchase = crm_purchase_new(world->crm);
    crm_account *account = NULL;
    static const crm_kind kinds[] = {CRM_KIND_ACCOUNT, CRM_KIND_LINK,        CRM_KIND_PIPELINE,
                                     CRM_KIND_STAGE,   CRM_KIND_OPPORTUNITY, CRM_KIND_PURCHASE};
    uint64_t before;

    OK(world, crm_opportunity_win(deal, 0, NULL, NULL));
    crm_opportunity_free(deal);
    OK(world, crm_account_load(world->crm, pups, &account));
    OK(world, crm_account_put_under(account, dogs));
    crm_account_free(account);
    crm_purchase_set_account(purchase, pups);
    crm_purchase_set_day(purchase, 19000);
    crm_purchase_set_type(purchase, CRM_PURCHASE_TYPE_SALE);
    crm_purchase_set_currency(purchase, EUR);
    crm_purchase_set_net_amount(purchase, 5);
    crm_purchase_set_order_key(purchase, "A-1");
    OK(world, crm_purchase_save(purchase));
    crm_purchase_free(purchase);
    purchase = crm_purchase_new(world->crm);
    crm_purchase_set_account(purchase, pups);
    crm_purchase_set_day(purchase, 19001);
    crm_purchase_set_type(purchase, CRM_PURCHASE_TYPE_CANCEL);
    crm_purchase_set_currency(purchase, EUR);
    crm_purchase_set_net_amount(purchase, -5);
    for (crm_id id = 1; crm_purchase_save(purchase) != CRM_OK; id++) {
        assert_true(id < 5000); /* the sale's id is not far */
        crm_purchase_set_refers_to(purchase, id);
    }
    crm_purchase_free(purchase);
    before = digest(world);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        crm_table *all = read_all(world, kinds[i]);

        assert_true(crm_table_rows(all) > 0);
        world->clock.now += DAY;
        OK(world, crm_put(world->crm, all));
        crm_table_free(all);
    }
    assert_int_equal(digest(world), before);
}

static void
what_the_library_keeps_cannot_come_in(void **state)
{
    struct world *world = *state;
    crm_id account = make_account(world, "account");
    const struct {
        crm_kind kind;
        crm_field field;
    } kept[] = {{CRM_KIND_ACCOUNT, CRM_FIELD_MERGED_INTO},
                {CRM_KIND_ACCOUNT, CRM_FIELD_ERASED},
                {CRM_KIND_PURCHASE, CRM_PURCHASE_COUNTED_DAY},
                {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_CLOSED_DAY},
                {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_STAGE_SINCE}};

    make_spanco(world);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        crm_table *table = crm_table_new(world->crm, kept[i].kind);
        crm_field field = -1;

        OK(world, crm_table_add(table, 1));
        if (kept[i].kind == CRM_KIND_PURCHASE) {
            crm_table_set_int(table, 0, CRM_PURCHASE_ACCOUNT, account);
            crm_table_set_int(table, 0, CRM_PURCHASE_DAY, 19000);
            crm_table_set_int(table, 0, CRM_PURCHASE_TYPE, CRM_PURCHASE_TYPE_SALE);
            crm_table_set_int(table, 0, CRM_PURCHASE_CURRENCY, EUR);
            crm_table_set_int(table, 0, CRM_PURCHASE_NET_AMOUNT, 1);
        } else {
            crm_table_set_text(table, 0, CRM_ACCOUNT_NAME, "name", 4); /* 16 in both kinds */
        }
        OK(world, crm_table_set_int(table, 0, kept[i].field, 1));
        REFUSED(world, CRM_ERROR_RULE, crm_put(world->crm, table));
        crm_error_where(world->crm, NULL, NULL, &field);
        assert_int_equal(field, kept[i].field);
        crm_table_free(table);
    }
    assert_int_equal(count_rows(world, CRM_KIND_ACCOUNT), 1);
    assert_int_equal(count_rows(world, CRM_KIND_OPPORTUNITY), 0);
}

/* A cache that differs from what is stored: the operation to call is named. */
static void
caches_of_existing_rows_are_refused(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), dogs = make_account(world, "dogs");
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_table *table = crm_table_new(world->crm, CRM_KIND_OPPORTUNITY), *other;

    OK(world, crm_table_add(table, 1));
    OK(world, crm_table_set_int(table, 0, CRM_FIELD_ID, crm_opportunity_id(deal)));
    OK(world, crm_table_set_int(table, 0, CRM_FIELD_VERSION, 1));
    OK(world, crm_table_set_int(table, 0, CRM_OPPORTUNITY_STAGE, stage_at(world, pipeline, 2)));
    REFUSED(world, CRM_ERROR_RULE, crm_put(world->crm, table));
    message_has(world, "crm_opportunity_move");
    other = accounts(world, 1);
    OK(world, crm_table_set_int(other, 0, CRM_FIELD_ID, dogs));
    OK(world, crm_table_set_int(other, 0, CRM_FIELD_VERSION, 1));
    OK(world, crm_table_set_int(other, 0, CRM_ACCOUNT_PARENT, dogs));
    REFUSED(world, CRM_ERROR_RULE, crm_put(world->crm, other));
    message_has(world, "crm_account_put_under");
    crm_table_free(table);
    crm_table_free(other);
    crm_opportunity_free(deal);
}

static void
all_or_none(void **state)
{
    struct world *world = *state;
    crm_id there = make_account(world, "there");
    uint64_t before = digest(world);
    crm_table *table = accounts(world, 4);
    crm_kind kind = 0;
    crm_field field = -1;

    OK(world, crm_table_set_int(table, 0, CRM_FIELD_ID, there));
    OK(world, crm_table_set_int(table, 0, CRM_FIELD_VERSION, 1));
    OK(world, crm_table_clear_cell(table, 3, CRM_ACCOUNT_NAME));
    REFUSED(world, CRM_ERROR_DATA, crm_put(world->crm, table));
    message_has(world, "row 3");
    crm_error_where(world->crm, &kind, NULL, &field);
    assert_int_equal(kind, CRM_KIND_ACCOUNT);
    assert_int_equal(field, CRM_ACCOUNT_NAME);
    assert_int_equal(digest(world), before);
    assert_int_equal(cell(table, 1, CRM_FIELD_ID), NOTHING); /* no ids of rows that are not there */
    assert_int_equal(cell(table, 1, CRM_FIELD_VERSION), NOTHING);
    assert_int_equal(cell(table, 0, CRM_FIELD_VERSION), 1);
    OK(world, crm_table_set_text(table, 3, CRM_ACCOUNT_NAME, "name", 4));
    OK(world, crm_table_set_int(table, 2, CRM_ACCOUNT_ANNUAL_REVENUE, 5));
    REFUSED(world, CRM_ERROR_DATA, crm_put(world->crm, table)); /* money without currency */
    message_has(world, "row 2");
    OK(world, crm_table_set_int(table, 2, CRM_ACCOUNT_CURRENCY, EUR));
    OK(world, crm_table_set_text(table, 1, CRM_FIELD_EXTERNAL_ID, "K", 1));
    OK(world, crm_table_set_text(table, 2, CRM_FIELD_EXTERNAL_ID, "K", 1));
    REFUSED(world, CRM_ERROR_DUPLICATE, crm_put(world->crm, table));
    assert_int_equal(digest(world), before);
    /* A version without an id. */
    OK(world, crm_table_set_text(table, 2, CRM_FIELD_EXTERNAL_ID, "L", 1));
    OK(world, crm_table_set_int(table, 1, CRM_FIELD_VERSION, 1));
    REFUSED(world, CRM_ERROR_DATA, crm_put(world->crm, table));
    message_has(world, "row 1");
    OK(world, crm_table_clear_cell(table, 1, CRM_FIELD_VERSION));
    OK(world, crm_put(world->crm, table));
    assert_int_equal(count_rows(world, CRM_KIND_ACCOUNT), 4);
    crm_table_free(table);
}

/* In a unit a failing put takes back its own rows alone; rows that the unit has may be put again. */
static void
in_a_unit(void **state)
{
    struct world *world = *state;
    crm_table *table = accounts(world, 3);
    crm_account *account = NULL;

    OK(world, crm_begin(world->crm));
    make_account(world, "before");
    OK(world, crm_table_clear_cell(table, 2, CRM_ACCOUNT_NAME));
    REFUSED(world, CRM_ERROR_DATA, crm_put(world->crm, table));
    message_has(world, "row 2:"); /* of the batch, not of the unit */
    assert_int_equal(count_rows(world, CRM_KIND_ACCOUNT), 1);
    OK(world, crm_table_set_text(table, 2, CRM_ACCOUNT_NAME, "name", 4));
    OK(world, crm_put(world->crm, table));
    OK(world, crm_table_set_int(table, 0, CRM_ACCOUNT_TIER, 4));
    OK(world, crm_put(world->crm, table)); /* pending rows, in the version that they have */
    assert_int_equal(cell(table, 0, CRM_FIELD_VERSION), 1);
    assert_int_equal(count_rows(world, CRM_KIND_ACCOUNT), 4);
    OK(world, crm_commit(world->crm));
    OK(world, crm_account_load(world->crm, cell(table, 0, CRM_FIELD_ID), &account));
    assert_int_equal(value(crm_account_record(account), CRM_ACCOUNT_TIER), 4);
    assert_int_equal(value(crm_account_record(account), CRM_FIELD_VERSION), 1);
    crm_account_free(account);
    crm_table_free(table);
}

static void
a_row_twice_is_refused(void **state)
{
    struct world *world = *state;
    crm_table *table = accounts(world, 2);
    crm_id there = make_account(world, "there");

    OK(world, crm_table_set_int(table, 0, CRM_FIELD_ID, 5000));
    OK(world, crm_table_set_int(table, 1, CRM_FIELD_ID, 5000));
    REFUSED(world, CRM_ERROR_CONFLICT, crm_put(world->crm, table));
    for (size_t row = 0; row < 2; row++) {
        crm_table_set_int(table, row, CRM_FIELD_ID, there);
        crm_table_set_int(table, row, CRM_FIELD_VERSION, 1);
        crm_table_set_int(table, row, CRM_ACCOUNT_TIER, (int64_t)row);
    }
    REFUSED(world, CRM_ERROR_CONFLICT, crm_put(world->crm, table));
    message_has(world, "row 1");
    /* An id that is stored already, given as new. */
    crm_table_clear(table);
    crm_table_add(table, 1);
    crm_table_set_text(table, 0, CRM_ACCOUNT_NAME, "name", 4);
    crm_table_set_int(table, 0, CRM_FIELD_ID, there);
    REFUSED(world, CRM_ERROR_CONFLICT, crm_put(world->crm, table));
    crm_table_free(table);
}

static void
tables_that_cannot_be_put(void **state)
{
    struct world *world = *state;
    crm_context *other = open_other(world);
    crm_table *foreign = crm_table_new(other, CRM_KIND_ACCOUNT);
    crm_table *log = crm_table_new(world->crm, CRM_KIND_TRANSITION);
    crm_table *spoilt = accounts(world, 1);

    crm_table_add(foreign, 1);
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_put(world->crm, foreign));
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_put(world->crm, NULL));
    assert_int_equal(crm_put(NULL, spoilt), CRM_ERROR_ARGUMENT);
    crm_table_add(log, 1);
    REFUSED(world, CRM_ERROR_RULE, crm_put(world->crm, log));
    message_has(world, "crm_opportunity_append");
    assert_int_equal(crm_table_set_int(spoilt, 0, CRM_ACCOUNT_TYPES, 1 << 20), CRM_ERROR_DATA);
    REFUSED(world, CRM_ERROR_DATA, crm_put(world->crm, spoilt)); /* the failure sticks */
    crm_table_free(foreign);
    crm_table_free(log);
    crm_table_free(spoilt);
    crm_close(other);
}

static void
deals_get_their_first_row(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_table *table = crm_table_new(world->crm, CRM_KIND_OPPORTUNITY);
    struct row rows[2];

    OK(world, crm_table_add(table, 3));
    for (size_t row = 0; row < 3; row++)
        OK(world, crm_table_set_text(table, row, CRM_OPPORTUNITY_NAME, "deal", 4));
    OK(world, crm_table_set_int(table, 1, CRM_OPPORTUNITY_STAGE, stage_at(world, pipeline, 3)));
    OK(world, crm_table_set_int(table, 1, CRM_OPPORTUNITY_AMOUNT, 9));
    OK(world, crm_table_set_int(table, 1, CRM_OPPORTUNITY_CURRENCY, EUR));
    OK(world, crm_table_set_int(table, 2, CRM_OPPORTUNITY_STAGE, stage_at(world, pipeline, 6)));
    OK(world, crm_put(world->crm, table));
    for (size_t row = 0; row < 3; row++) {
        assert_int_equal(log_of(world, cell(table, row, CRM_FIELD_ID), rows, 2), 1);
        assert_int_equal(rows[0].type, CRM_TRANSITION_TYPE_CREATE);
        assert_int_equal(rows[0].stage, stage_at(world, pipeline, row ? (int64_t)row * 3 : 1));
    }
    OK(world, crm_table_set_int(table, 1, CRM_OPPORTUNITY_AMOUNT, 10));
    OK(world, crm_put(world->crm, table));
    assert_int_equal(log_of(world, cell(table, 1, CRM_FIELD_ID), rows, 2), 2);
    assert_int_equal(rows[1].type, CRM_TRANSITION_TYPE_CHANGE);
    assert_int_equal(rows[1].amount, 10);
    assert_int_equal(cell(table, 1, CRM_FIELD_VERSION), 2);
    assert_int_equal(cell(table, 0, CRM_FIELD_VERSION), 1); /* as it was: not written */
    crm_table_free(table);
}

static crm_id
parent_of(struct world *world, crm_id id)
{
    crm_account *account = NULL;
    crm_id parent;

    OK(world, crm_account_load(world->crm, id, &account));
    parent = crm_account_parent(account);
    crm_account_free(account);
    return parent;
}

/* Parents before and after their children in the batch, and from outside of it. */
static void
families_in_any_order(void **state)
{
    struct world *world = *state;
    crm_id holding = make_account(world, "holding");
    crm_table *table = accounts(world, 5);
    crm_table *links;

    for (size_t row = 0; row < 5; row++)
        OK(world, crm_table_set_int(table, row, CRM_FIELD_ID, 1000 + (int64_t)row));
    OK(world, crm_table_set_int(table, 0, CRM_ACCOUNT_PARENT, 1003)); /* later in the batch */
    OK(world, crm_table_set_int(table, 1, CRM_ACCOUNT_PARENT, 1000)); /* earlier */
    OK(world, crm_table_set_int(table, 3, CRM_ACCOUNT_PARENT, holding));
    OK(world, crm_put(world->crm, table));
    assert_int_equal(parent_of(world, 1000), 1003);
    assert_int_equal(parent_of(world, 1001), 1000);
    assert_int_equal(parent_of(world, 1002), 0);
    assert_int_equal(parent_of(world, 1003), holding);
    assert_int_equal(cell(table, 0, CRM_FIELD_VERSION), 1);
    links = read_all(world, CRM_KIND_LINK);
    assert_int_equal(crm_table_rows(links), 3);
    for (size_t row = 0; row < 3; row++) {
        assert_int_equal(cell(links, row, CRM_LINK_TYPE), CRM_LINK_TYPE_OWNED_BY);
        assert_int_equal(cell(links, row, CRM_LINK_VALID_FROM), NOTHING);
        assert_int_equal(cell(links, row, CRM_LINK_PARENT),
                         parent_of(world, cell(links, row, CRM_LINK_CHILD)));
    }
    crm_table_free(links);
    crm_table_free(table);
}

static void
families_that_are_refused(void **state)
{
    struct world *world = *state;
    crm_id there = make_account(world, "there");
    uint64_t before = digest(world);
    const int64_t wrong[][4] = {
        /* parents of 1000 to 1003; 0 = none */
        {1000, 0, 0, 0},          /* itself */
        {1001, 1000, 0, 0},       /* each other */
        {0, 1002, 1003, 1001},    /* three */
        {1001, 1002, 1003, 1001}, /* into a cycle from outside */
        {999999, 0, 0, 0},        /* nobody */
    };
    const crm_status statuses[] = {CRM_ERROR_RULE, CRM_ERROR_RULE, CRM_ERROR_RULE, CRM_ERROR_RULE,
                                   CRM_ERROR_REFERENCE};

    (void)there;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        crm_table *table = accounts(world, 4);

        for (size_t row = 0; row < 4; row++) {
            crm_table_set_int(table, row, CRM_FIELD_ID, 1000 + (int64_t)row);
            if (wrong[i][row])
                crm_table_set_int(table, row, CRM_ACCOUNT_PARENT, wrong[i][row]);
        }
        REFUSED(world, statuses[i], crm_put(world->crm, table));
        assert_int_equal(digest(world), before);
        crm_table_free(table);
    }
}

/* The parent is changed by somebody else before the batch is written. */
static void
a_parent_that_changes_meanwhile_conflicts(void **state)
{
    struct world *world = *state;
    crm_id dogs = make_account(world, "dogs");
    crm_context *other = open_other(world);
    crm_account *theirs = NULL;
    crm_table *table = accounts(world, 1);

    OK(world, crm_table_set_int(table, 0, CRM_ACCOUNT_PARENT, dogs));
    OK(world, crm_begin(world->crm));
    OK(world, crm_put(world->crm, table));
    assert_int_equal(crm_account_load(other, dogs, &theirs), CRM_OK);
    assert_int_equal(crm_account_remove(theirs), CRM_OK);
    REFUSED(world, CRM_ERROR_CONFLICT, crm_commit(world->crm));
    assert_int_equal(count_rows(world, CRM_KIND_ACCOUNT), 0);
    crm_account_free(theirs);
    crm_close(other);
    crm_table_free(table);
}

/* A chain of 100,000, the root last: one walk over the batch, no recursion. */
static void
trap_64_a_deep_chain_in_one_batch(void **state)
{
    struct world *world = *state;
    enum { DEEP = 100000 };
    crm_table *table = accounts(world, DEEP);
    clock_t start;

    for (size_t row = 0; row < DEEP; row++) {
        crm_table_set_int(table, row, CRM_FIELD_ID, (int64_t)row + 1);
        if (row + 1 < DEEP)
            crm_table_set_int(table, row, CRM_ACCOUNT_PARENT, (int64_t)row + 2);
    }
    start = clock();
    OK(world, crm_put(world->crm, table));
    assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 20); /* not quadratic */
    assert_int_equal(count_rows(world, CRM_KIND_LINK), DEEP - 1);
    assert_int_equal(parent_of(world, 1), 2);
    crm_table_free(table);
}

static void
many_rows_at_once(void **state)
{
    struct world *world = *state;
    enum { MANY = 10000 };
    crm_id account = make_account(world, "account");
    crm_table *table = crm_table_new(world->crm, CRM_KIND_PURCHASE);
    clock_t start;

    OK(world, crm_table_add(table, MANY));
    for (size_t row = 0; row < MANY; row++) {
        crm_table_set_int(table, row, CRM_PURCHASE_NET_AMOUNT, (int64_t)row);
        crm_table_set_int(table, row, CRM_PURCHASE_DAY, 19000 + (int64_t)(row % 365));
    }
    OK(world, crm_table_set_constant(table, CRM_PURCHASE_ACCOUNT, account));
    OK(world, crm_table_set_constant(table, CRM_PURCHASE_TYPE, CRM_PURCHASE_TYPE_SALE));
    OK(world, crm_table_set_constant(table, CRM_PURCHASE_CURRENCY, EUR));
    start = clock();
    OK(world, crm_put(world->crm, table));
    assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 10);
    assert_int_equal(count_rows(world, CRM_KIND_PURCHASE), MANY);
    /* Cancelled, every hundredth of them, each with the day that it counts on. */
    {
        crm_table *cancels = crm_table_new(world->crm, CRM_KIND_PURCHASE), *all;
        size_t counted = 0;

        OK(world, crm_table_add(cancels, MANY / 100));
        for (size_t row = 0; row < MANY / 100; row++) {
            crm_table_set_int(cancels, row, CRM_PURCHASE_ACCOUNT, account);
            crm_table_set_int(cancels, row, CRM_PURCHASE_TYPE, CRM_PURCHASE_TYPE_CANCEL);
            crm_table_set_int(cancels, row, CRM_PURCHASE_CURRENCY, EUR);
            crm_table_set_int(cancels, row, CRM_PURCHASE_DAY, 19900);
            crm_table_set_int(cancels, row, CRM_PURCHASE_NET_AMOUNT, -(int64_t)row * 100);
            crm_table_set_int(cancels, row, CRM_PURCHASE_REFERS_TO,
                              cell(table, row * 100, CRM_FIELD_ID));
        }
        OK(world, crm_put(world->crm, cancels));
        all = read_all(world, CRM_KIND_PURCHASE);
        for (size_t row = 0; row < crm_table_rows(all); row++)
            if (cell(all, row, CRM_PURCHASE_TYPE) == CRM_PURCHASE_TYPE_CANCEL) {
                size_t of = (size_t)(-cell(all, row, CRM_PURCHASE_NET_AMOUNT));

                assert_int_equal(cell(all, row, CRM_PURCHASE_COUNTED_DAY), 19000 + of % 365);
                counted++;
            }
        assert_int_equal(counted, MANY / 100);
        crm_table_free(all);
        crm_table_free(cancels);
    }
    crm_table_free(table);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(new_rows_get_ids_and_versions),
        ON_BOTH(existing_rows_keep_what_has_no_cell),
        ON_BOTH(bug_rows_as_they_are_stored_were_refused),
        ON_BOTH(what_the_library_keeps_cannot_come_in),
        ON_BOTH(caches_of_existing_rows_are_refused),
        ON_BOTH(all_or_none),
        ON_BOTH(in_a_unit),
        ON_BOTH(a_row_twice_is_refused),
        ON_BOTH(tables_that_cannot_be_put),
        ON_BOTH(deals_get_their_first_row),
        ON_BOTH(families_in_any_order),
        ON_BOTH(families_that_are_refused),
        ON_BOTH(a_parent_that_changes_meanwhile_conflicts),
        ON_MEMORY(trap_64_a_deep_chain_in_one_batch),
        ON_MEMORY(many_rows_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
