/*
 * test_put_rows.c - crm_put of whole runs of new rows: the same is stored as when each row is saved
 * through a handle, and a row that breaks a rule is told whichever others stand around it.
 */
#include "world.h"

#define EUR crm_currency_of("EUR")
#define ROWS 12

static crm_table *
sales(struct world *world, size_t count)
{
    crm_table *table = crm_table_new(world->crm, CRM_KIND_PURCHASE);
    crm_id account = make_account(world, "buyer");

    OK(world, crm_table_add(table, count));
    for (size_t row = 0; row < count; row++) {
        OK(world, crm_table_set_int(table, row, CRM_PURCHASE_ACCOUNT, account));
        OK(world, crm_table_set_int(table, row, CRM_PURCHASE_DAY, 19000 + (int)row));
        OK(world, crm_table_set_int(table, row, CRM_PURCHASE_TYPE, CRM_PURCHASE_TYPE_SALE));
        OK(world, crm_table_set_int(table, row, CRM_PURCHASE_NET_AMOUNT, 100 * (int)row));
        OK(world, crm_table_set_int(table, row, CRM_PURCHASE_CURRENCY, EUR));
    }
    return table;
}

static crm_table *
contacts(struct world *world, size_t count)
{
    crm_table *table = crm_table_new(world->crm, CRM_KIND_CONTACT);
    char text[32];

    OK(world, crm_table_add(table, count));
    for (size_t row = 0; row < count; row++) {
        snprintf(text, sizeof text, "K-%zu", row);
        OK(world, crm_table_set_text(table, row, CRM_FIELD_EXTERNAL_ID, text, CRM_TEXT_NUL));
        OK(world, crm_table_set_text(table, row, CRM_CONTACT_LAST_NAME, text, CRM_TEXT_NUL));
    }
    return table;
}

/* The row in the message, and nothing stored. */
static void
refused_at(struct world *world, crm_status wanted, crm_table *table, size_t row, crm_field field)
{
    uint64_t before = digest(world);
    char words[32];
    crm_field told = -1;

    REFUSED(world, wanted, crm_put(world->crm, table));
    snprintf(words, sizeof words, "row %zu:", row);
    message_has(world, words);
    OK(world, crm_error_where(world->crm, NULL, NULL, &told));
    assert_int_equal(told, field);
    assert_true(digest(world) == before);
}

/* ---- The same as handles ---- */

static void
save_each(struct world *world, const crm_table *table)
{
    for (size_t row = 0; row < crm_table_rows(table); row++) {
        crm_record *record = crm_record_new(world->crm, crm_table_kind(table));

        for (size_t i = 0; i < crm_table_columns(table); i++) {
            int32_t column = crm_table_column_at(table, i);
            size_t length;
            const char *text = crm_table_text(table, row, column, &length);
            int64_t integer;

            if (text)
                OK(world, crm_record_set_text(record, column, text, length));
            else if (crm_table_int(table, row, column, &integer) == CRM_OK)
                OK(world, crm_record_set_int(record, column, integer));
        }
        OK(world, crm_record_clear(record, CRM_FIELD_CREATED)); /* in a table: always known */
        OK(world, crm_record_save(record));
        crm_record_free(record);
    }
}

/* Sales with returns, gifts and a cancellation between them; some without a quantity. */
static crm_table *
all_sorts(struct world *world)
{
    crm_table *table = sales(world, ROWS);

    OK(world, crm_table_set_int(table, 3, CRM_PURCHASE_TYPE, CRM_PURCHASE_TYPE_RETURN));
    OK(world, crm_table_set_int(table, 3, CRM_PURCHASE_NET_AMOUNT, -5));
    OK(world, crm_table_set_int(table, 4, CRM_PURCHASE_QUANTITY, 2000));
    OK(world, crm_table_set_text(table, 5, CRM_PURCHASE_CHANNEL, "shop", 4));
    OK(world, crm_table_set_int(table, 7, CRM_PURCHASE_TYPE, CRM_PURCHASE_TYPE_GIFT));
    OK(world, crm_table_set_int(table, 7, CRM_PURCHASE_NET_AMOUNT, 0));
    OK(world, crm_table_set_text(table, 11, CRM_PURCHASE_CHANNEL, "", 0));
    return table;
}

static void
rows_are_stored_as_handles_are(void **state)
{
    struct world *world = *state;
    crm_table *table = all_sorts(world), *put = crm_table_new(world->crm, CRM_KIND_PURCHASE);
    const crm_table *batch = NULL;
    crm_query *query;
    crm_scan *scan;
    size_t seen = 0;

    save_each(world, table);
    OK(world, crm_put(world->crm, table));
    query = crm_query_new(world->crm, CRM_KIND_PURCHASE);
    scan = crm_scan_new(world->crm, query);
    while (crm_scan_next(scan, &batch) == CRM_OK)
        for (size_t row = 0; row < crm_table_rows(batch); row++, seen++)
            for (size_t i = CRM_FIELD_VERSION; i < crm_table_columns(batch); i++) {
                int32_t column = crm_table_column_at(batch, i);
                int64_t id = 0, stored = 0, given = 0;
                size_t length = 0, wanted = 0, from;
                const char *text = crm_table_text(batch, row, column, &length), *said;
                crm_status there = crm_table_int(batch, row, column, &stored);

                OK(world, crm_table_int(batch, row, CRM_FIELD_ID, &id));
                from = (size_t)(id - 1) % ROWS; /* saved one by one, then put */
                said = crm_table_text(table, from, column, &wanted);
                assert_int_equal(!text, !said);
                if (text)
                    assert_true(length == wanted && memcmp(text, said, length) == 0);
                if (column == CRM_FIELD_MODIFIED)
                    assert_int_equal(there, CRM_OK);
                else
                    assert_int_equal(there, crm_table_int(table, from, column, &given));
                if (there == CRM_OK && column != CRM_FIELD_MODIFIED)
                    assert_int_equal(stored, given);
            }
    assert_int_equal(seen, 2 * ROWS);
    crm_scan_free(scan);
    crm_query_free(query);
    crm_table_free(put);
    crm_table_free(table);
}

/* ---- Rules, told of the first row that breaks one ---- */

static void
signs_are_looked_at_in_every_row(void **state)
{
    static const crm_field amounts[] = {CRM_PURCHASE_NET_AMOUNT, CRM_PURCHASE_LIST_AMOUNT,
                                        CRM_PURCHASE_COST_AMOUNT, CRM_PURCHASE_QUANTITY};
    struct world *world = *state;

    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
        for (size_t bad = 0; bad < ROWS; bad += 5) {
            crm_table *table = sales(world, ROWS);

            OK(world, crm_table_set_int(table, bad, amounts[i], -1));
            OK(world, crm_table_set_int(table, ROWS - 1, amounts[i], -1));
            refused_at(world, CRM_ERROR_DATA, table, bad, amounts[i]);
            crm_table_free(table);
        }
}

static void
wrong_rows_beside_other_types_are_told(void **state)
{
    struct world *world = *state;
    crm_table *table = all_sorts(world);

    OK(world, crm_table_set_int(table, 8, CRM_PURCHASE_TYPE, CRM_PURCHASE_TYPE_CANCEL));
    OK(world, crm_table_set_int(table, 8, CRM_PURCHASE_NET_AMOUNT, -1));
    refused_at(world, CRM_ERROR_DATA, table, 8, CRM_PURCHASE_REFERS_TO);
    OK(world, crm_table_set_int(table, 2, CRM_PURCHASE_COUNTED_DAY, 19000));
    refused_at(world, CRM_ERROR_RULE, table, 2, CRM_PURCHASE_COUNTED_DAY);
    OK(world, crm_table_clear_cell(table, 1, CRM_PURCHASE_CURRENCY));
    refused_at(world, CRM_ERROR_DATA, table, 1, CRM_PURCHASE_NET_AMOUNT); /* has none */
    crm_table_free(table);
}

static void
a_missing_cell_is_found_wherever_it_is(void **state)
{
    struct world *world = *state;
    size_t bad;

    for (bad = 0; bad < ROWS; bad++) {
        crm_table *table = sales(world, ROWS);

        OK(world, crm_table_clear_cell(table, bad, CRM_PURCHASE_DAY));
        refused_at(world, CRM_ERROR_DATA, table, bad, CRM_PURCHASE_DAY);
        crm_table_free(table);
    }
}

static void
contacts_need_one_way_to_be_called(void **state)
{
    struct world *world = *state;
    crm_table *table = contacts(world, ROWS);

    OK(world, crm_table_set_text(table, 4, CRM_CONTACT_LAST_NAME, "", 0));
    refused_at(world, CRM_ERROR_DATA, table, 4, CRM_CONTACT_LAST_NAME);
    OK(world, crm_table_set_text(table, 4, CRM_CONTACT_PHONE, "+33", 3));
    OK(world, crm_table_clear_cell(table, 9, CRM_CONTACT_LAST_NAME));
    refused_at(world, CRM_ERROR_DATA, table, 9, CRM_CONTACT_LAST_NAME);
    OK(world, crm_table_set_text(table, 9, CRM_CONTACT_EMAIL, "a@example.org", CRM_TEXT_NUL));
    OK(world, crm_put(world->crm, table));
    assert_int_equal(count_rows(world, CRM_KIND_CONTACT), ROWS);
    crm_table_free(table);
}

static void
money_has_a_currency_in_every_row(void **state)
{
    struct world *world = *state;
    crm_table *table = crm_table_new(world->crm, CRM_KIND_ACCOUNT);

    OK(world, crm_table_add(table, ROWS));
    for (size_t row = 0; row < ROWS; row++)
        OK(world, crm_table_set_text(table, row, CRM_ACCOUNT_NAME, "name", 4));
    OK(world, crm_table_set_int(table, 2, CRM_ACCOUNT_ANNUAL_REVENUE, 5));
    OK(world, crm_table_set_int(table, 2, CRM_ACCOUNT_CURRENCY, EUR));
    OK(world, crm_table_set_int(table, 6, CRM_ACCOUNT_ANNUAL_REVENUE, 5));
    refused_at(world, CRM_ERROR_DATA, table, 6, CRM_ACCOUNT_ANNUAL_REVENUE);
    OK(world, crm_table_set_constant(table, CRM_ACCOUNT_CURRENCY, EUR));
    OK(world, crm_put(world->crm, table));
    crm_table_free(table);
}

/* ---- Ids ---- */

static void
own_ids_in_any_order(void **state)
{
    struct world *world = *state;
    crm_table *table = contacts(world, ROWS);
    crm_contact *contact = NULL;

    for (size_t row = 0; row < ROWS; row += 2)
        OK(world, crm_table_set_int(table, row, CRM_FIELD_ID, 1000 - (int)row));
    OK(world, crm_table_set_int(table, 8, CRM_FIELD_ID, 998));
    refused_at(world, CRM_ERROR_CONFLICT, table, 8, CRM_FIELD_ID);
    OK(world, crm_table_set_int(table, 8, CRM_FIELD_ID, 500));
    OK(world, crm_put(world->crm, table));
    OK(world, crm_contact_load(world->crm, 998, &contact));
    assert_string_equal(crm_contact_last_name(contact), "K-2");
    crm_contact_free(contact);
    OK(world, crm_contact_load(world->crm, 500, &contact));
    assert_string_equal(crm_contact_last_name(contact), "K-8");
    crm_contact_free(contact);
    crm_table_free(table);
}

static void
what_the_unit_has_conflicts(void **state)
{
    struct world *world = *state;
    crm_table *table = contacts(world, ROWS);
    int64_t id = 0;

    OK(world, crm_begin(world->crm));
    OK(world, crm_put(world->crm, table));
    OK(world, crm_table_int(table, 5, CRM_FIELD_ID, &id));
    OK(world, crm_table_clear(table));
    OK(world, crm_table_add(table, 3));
    for (size_t row = 0; row < 3; row++)
        OK(world, crm_table_set_text(table, row, CRM_CONTACT_LAST_NAME, "again", 5));
    OK(world, crm_table_set_int(table, 1, CRM_FIELD_ID, id));
    refused_at(world, CRM_ERROR_CONFLICT, table, 1, CRM_FIELD_ID);
    OK(world, crm_commit(world->crm));
    assert_int_equal(count_rows(world, CRM_KIND_CONTACT), ROWS);
    crm_table_free(table);
}

/* Rows put together are found, written again and undone as any others. */
static void
rows_of_a_run_are_found_in_their_unit(void **state)
{
    struct world *world = *state;
    crm_table *table = contacts(world, ROWS);
    crm_contact *contact = NULL;
    int64_t id = 0;

    OK(world, crm_begin(world->crm));
    OK(world, crm_put(world->crm, table));
    for (size_t row = 0; row < ROWS; row++) {
        OK(world, crm_table_int(table, row, CRM_FIELD_ID, &id));
        OK(world, crm_contact_load(world->crm, id, &contact));
        OK(world, crm_contact_set_email(contact, row % 2 ? "b@example.org" : "a@example.org"));
        if (row % 3 == 0)
            OK(world, crm_contact_save(contact));
        if (row == 7)
            OK(world, crm_contact_remove(contact));
        crm_contact_free(contact);
    }
    assert_int_equal(count_rows(world, CRM_KIND_CONTACT), ROWS - 1);
    OK(world, crm_commit(world->crm));
    assert_int_equal(count_rows(world, CRM_KIND_CONTACT), ROWS - 1);
    OK(world, crm_table_int(table, 9, CRM_FIELD_ID, &id));
    OK(world, crm_contact_load(world->crm, id, &contact));
    assert_string_equal(crm_contact_email(contact), "b@example.org");
    assert_int_equal(value(crm_contact_record(contact), CRM_FIELD_VERSION), 1);
    crm_contact_free(contact);
    crm_table_free(table);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(rows_are_stored_as_handles_are),
        ON_BOTH(signs_are_looked_at_in_every_row),
        ON_BOTH(wrong_rows_beside_other_types_are_told),
        ON_BOTH(a_missing_cell_is_found_wherever_it_is),
        ON_BOTH(contacts_need_one_way_to_be_called),
        ON_BOTH(money_has_a_currency_in_every_row),
        ON_BOTH(own_ids_in_any_order),
        ON_BOTH(what_the_unit_has_conflicts),
        ON_BOTH(rows_of_a_run_are_found_in_their_unit),
    };

    return cmocka_run_group_tests_name("put_rows", tests, NULL, NULL);
}
