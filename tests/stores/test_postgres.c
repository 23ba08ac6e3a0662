/*
 * test_postgres.c - the PostgreSQL host: it keeps the contract, its tables are there for SQL, they
 * grow with the schema and lose nothing, and units and scans may be large.
 */
#define _GNU_SOURCE
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include "postgres_case.h"

/* ---- The contract ---- */

static void
hear(void *self, const char *law, crm_status outcome, const char *text)
{
    size_t *kept = self;

    if (outcome == CRM_OK)
        ++*kept;
    else
        print_message("%s: %s\n", law, text);
}

static void
keeps_all_laws(void **state)
{
    crm_store store = CRM_STORE_INIT, other = CRM_STORE_INIT;
    size_t kept = 0;

    (void)state;
    assert_int_equal(postgres_store_open(server.conninfo, &store), CRM_OK);
    assert_int_equal(postgres_store_open(server.conninfo, &other), CRM_OK);
    assert_int_equal(crm_store_check(&store, &other, hear, &kept), CRM_OK);
    assert_int_equal(kept, crm_testing_laws());
    store.close(store.self);
    other.close(other.self);
}

/* ---- SQL ---- */

static void
tables_are_there_for_sql(void **state)
{
    crm_context *crm = open_as(NULL, "sql");
    crm_purchase *purchase = crm_purchase_new(crm);
    crm_id account = keep(crm, "Caf\xc3\xa9 \"Noir\"", "sql-1");
    char words[200];

    (void)state;
    crm_purchase_set_account(purchase, account);
    crm_purchase_set_day(purchase, crm_day_of(2024, 2, 29));
    crm_purchase_set_type(purchase, CRM_PURCHASE_TYPE_SALE);
    crm_purchase_set_net_amount(purchase, 123456);
    crm_purchase_set_currency(purchase, crm_currency_of("EUR"));
    if (crm_purchase_save(purchase) != CRM_OK)
        fail_msg("%s: %s", crm_message(crm), crm_host_message(crm));
    crm_purchase_free(purchase);
    assert_string_equal(sql("SELECT concat_ws('|', a.name, p.day, p.currency, p.net_amount / 100.0,"
                            " p.list_amount, abs(extract(epoch FROM now() - p.created)) < 600)"
                            " FROM crm_purchase p JOIN crm_account a ON a.id = p.account"
                            " WHERE a.external_id = 'sql-1'"),
                        "Caf\xc3\xa9 \"Noir\"|2024-02-29|EUR|1234.5600000000000000|t");
    /* A row that was written by hand is a record, and its id is of the same sequence. */
    snprintf(words, sizeof words, "%s",
             sql("INSERT INTO crm_account (name, external_id, erased) VALUES ('by hand', 'sql-2',"
                 " '1999-12-31 23:59:59.999999Z') RETURNING id"));
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "sql-2", &account), CRM_OK);
    assert_int_equal(account, strtoll(words, NULL, 10));
    assert_true(keep(crm, "after it", NULL) > account);
    crm_close(crm);
}

static void
references_and_external_ids_have_indexes(void **state)
{
    (void)state;
    assert_string_equal(
        sql("SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid ="
            " 'crm_account'::regclass AND attnum > 0 AND EXISTS (SELECT FROM pg_index WHERE"
            " indrelid = attrelid AND indkey[0] = attnum) AND attname NOT LIKE 'law%'"
            " AND attname IN ('id', 'external_id', 'name', 'merged_into', 'parent', 'owner')"),
        "id,external_id,merged_into,parent,owner");
    assert_string_equal(sql("SELECT count(*) FROM pg_index WHERE indrelid = 'crm_account'::regclass"
                            " AND indisunique"),
                        "2");
}

static void
sql_that_does_not_fit_is_told(void **state)
{
    static const char *const unfit[] = {
        "UPDATE crm_account SET currency = 'euros' WHERE external_id = 'unfit-1'",
        "UPDATE crm_account SET currency = '', created = 'infinity' WHERE external_id = 'unfit-1'",
        "UPDATE crm_account SET currency = NULL WHERE external_id = 'unfit-1'",
        "UPDATE crm_account SET created = '-infinity' WHERE external_id = 'unfit-1'",
        "UPDATE crm_account SET created = '20000-01-01Z' WHERE external_id = 'unfit-1'",
    };
    crm_context *crm = open_as(NULL, "unfit");
    crm_id id = keep(crm, "unfit", "unfit-1");

    (void)state;
    for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++) {
        crm_account *account = NULL;

        sql(unfit[i]);
        assert_int_equal(crm_account_load(crm, id, &account), CRM_ERROR_DATA);
        assert_null(account);
    }
    sql("UPDATE crm_account SET currency = 'EUR', created = now() WHERE external_id = 'unfit-1'");
    crm_close(crm);
}

/* A condition on any field, of whatever type, hides no row that fulfils it. */
static void
conditions_of_every_type_hide_nothing(void **state)
{
    crm_context *crm = open_as(NULL, "conditions");
    crm_account *account = crm_account_new(crm);
    crm_record *record = crm_account_record(account);
    size_t tried = 0;

    (void)state;
    crm_account_set_name(account, "it's \\ \"quoted\"");
    crm_account_set_currency(account, crm_currency_of("EUR"));
    crm_account_set_annual_revenue(account, -5);
    crm_account_set_discount_bp(account, 250);
    crm_account_set_types(account, CRM_ACCOUNT_TYPE_CUSTOMER);
    crm_account_set_profiling_refused(account, crm_instant_of_day(crm, crm_day_of(2024, 1, 1)));
    assert_int_equal(crm_account_save(account), CRM_OK);
    for (size_t i = 0; i < crm_schema_fields(crm, CRM_KIND_ACCOUNT); i++) {
        crm_field field = crm_schema_field(crm, CRM_KIND_ACCOUNT, i);
        crm_query *query = crm_query_new(crm, CRM_KIND_ACCOUNT);
        const char *text = crm_record_text(record, field, NULL);
        const crm_table *table;
        crm_scan *scan;
        int64_t value;

        crm_query_where_int(query, CRM_FIELD_ID, crm_account_id(account), INT64_MAX);
        if (text)
            crm_query_where_text(query, field, text, CRM_TEXT_NUL);
        else if (crm_record_int(record, field, &value) == CRM_OK)
            crm_query_where_int(query, field, i % 2 ? value : INT64_MIN, i % 2 ? value : INT64_MAX);
        else
            tried--;
        scan = crm_scan_new(crm, query);
        if (crm_scan_next(scan, &table) != CRM_OK || crm_table_rows(table) != 1)
            fail_msg("%s: %s", crm_schema_name(crm, CRM_KIND_ACCOUNT, field), crm_message(crm));
        crm_scan_free(scan);
        crm_query_free(query);
        tried++;
    }
    assert_true(tried >= 9);
    crm_account_free(account);
    crm_close(crm);
}

/* ---- Schemas ---- */

static crm_context *
open_with_fields(crm_field *fields)
{
    crm_context *crm = open_as(NULL, "newer");

    assert_int_equal(crm_schema_define(crm, CRM_KIND_ACCOUNT, "mood", CRM_TYPE_TEXT, 0, 0,
                                       CRM_PRIVACY_NONE, &fields[0]),
                     CRM_OK);
    assert_int_equal(crm_schema_define(crm, CRM_KIND_ACCOUNT, "founded", CRM_TYPE_DAY, 0, 0,
                                       CRM_PRIVACY_NONE, &fields[1]),
                     CRM_OK);
    assert_int_equal(crm_schema_define(crm, CRM_KIND_ACCOUNT, "order", CRM_TYPE_REF, 0,
                                       CRM_KIND_PRODUCT, CRM_PRIVACY_NONE, &fields[2]),
                     CRM_OK);
    return crm;
}

static void
tables_grow_and_lose_nothing(void **state)
{
    crm_context *older = open_as(NULL, "older"), *newer;
    crm_id id = keep(older, "grows", "grow-1");
    crm_account *account = NULL;
    crm_record *record = NULL;
    crm_field fields[3];
    int64_t day = 0;

    (void)state;
    newer = open_with_fields(fields);
    assert_int_equal(crm_record_load(newer, CRM_KIND_ACCOUNT, id, &record), CRM_OK);
    assert_string_equal(crm_record_text(record, CRM_ACCOUNT_NAME, NULL), "grows");
    assert_null(crm_record_text(record, fields[0], NULL));
    crm_record_set_text(record, fields[0], "sunny", CRM_TEXT_NUL);
    crm_record_set_int(record, fields[1], crm_day_of(1, 1, 1));
    assert_int_equal(crm_record_save(record), CRM_OK);
    crm_record_free(record);

    /* The older program edits the record: what it does not know stays. */
    assert_int_equal(crm_account_load(older, id, &account), CRM_OK);
    crm_account_set_sector(account, "edited by the older");
    assert_int_equal(crm_account_save(account), CRM_OK);
    crm_account_free(account);
    assert_int_equal(crm_record_load(newer, CRM_KIND_ACCOUNT, id, &record), CRM_OK);
    assert_string_equal(crm_record_text(record, CRM_ACCOUNT_SECTOR, NULL), "edited by the older");
    assert_string_equal(crm_record_text(record, fields[0], NULL), "sunny");
    assert_int_equal(crm_record_int(record, fields[1], &day), CRM_OK);
    assert_int_equal(day, crm_day_of(1, 1, 1));
    crm_record_free(record);
    assert_string_equal(sql("SELECT founded FROM crm_account WHERE mood = 'sunny'"), "0001-01-01");
    crm_close(newer);
    crm_close(older);
}

static void
wrong_columns_are_named(void **state)
{
    crm_context *crm = open_as(NULL, "types");
    crm_id id;

    (void)state;
    keep(crm, "typed", "typed-1");
    crm_close(crm);
    sql("ALTER TABLE crm_account ALTER COLUMN tier TYPE numeric");
    crm = open_as(NULL, "types");
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "typed-1", &id), CRM_ERROR_STORE);
    assert_non_null(strstr(crm_host_message(crm), "column tier of crm_account is numeric"));
    sql("ALTER TABLE crm_account ALTER COLUMN tier TYPE bigint");
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "typed-1", &id), CRM_OK);
    crm_close(crm);
    sql("ALTER TABLE crm_account DROP COLUMN tier");
    crm = open_as(NULL, "types");
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "typed-1", &id), CRM_OK);
    crm_close(crm);
    assert_string_equal(sql("SELECT count(tier) FROM crm_account"), "0");
}

/* ---- Ids ---- */

static void
external_ids_are_swapped_in_one_unit(void **state)
{
    crm_context *crm = open_as(NULL, "swap");
    crm_id first = keep(crm, "first", "swap-1"), second = keep(crm, "second", "swap-2"), found;
    crm_account *one = NULL, *two = NULL;

    (void)state;
    assert_int_equal(crm_account_load(crm, first, &one), CRM_OK);
    assert_int_equal(crm_account_load(crm, second, &two), CRM_OK);
    assert_int_equal(crm_begin(crm), CRM_OK);
    crm_account_set_external_id(one, NULL);
    assert_int_equal(crm_account_save(one), CRM_OK);
    crm_account_set_external_id(two, "swap-1");
    assert_int_equal(crm_account_save(two), CRM_OK);
    crm_account_set_external_id(one, "swap-2");
    assert_int_equal(crm_account_save(one), CRM_OK);
    assert_int_equal(crm_commit(crm), CRM_OK);
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "swap-1", &found), CRM_OK);
    assert_int_equal(found, second);
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "swap-2", &found), CRM_OK);
    assert_int_equal(found, first);
    crm_account_free(one);
    crm_account_free(two);
    crm_close(crm);
}

/* A process that takes the external id when it is told to; forked before there is anything that it
   would leave behind. */
static pid_t
start_rival(int *out_signal)
{
    int ends[2];
    pid_t child;
    char byte;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        bool kept = close(ends[1]) == 0 && read(ends[0], &byte, 1) == 1;
        crm_context *crm = open_as(NULL, "rival");

        kept = kept && keep(crm, "the other process", "taken") > 0;
        crm_close(crm);
        _exit(kept ? 0 : 1);
    }
    close(ends[0]);
    *out_signal = ends[1];
    return child;
}

static void
duplicates_by_another_process_are_told(void **state)
{
    int signal, status;
    pid_t rival = start_rival(&signal);
    crm_context *crm = open_as(NULL, "late");
    crm_account *late = crm_account_new(crm);
    crm_id found;

    (void)state;
    assert_int_equal(crm_begin(crm), CRM_OK);
    crm_account_set_name(late, "too late");
    crm_account_set_external_id(late, "taken");
    assert_int_equal(crm_account_save(late), CRM_OK);
    assert_int_equal(write(signal, "!", 1), 1);
    assert_int_equal(waitpid(rival, &status, 0), rival);
    assert_int_equal(status, 0);
    assert_int_equal(crm_commit(crm), CRM_ERROR_DUPLICATE);
    assert_non_null(strstr(crm_host_message(crm), "crm_account_external_id_key"));
    assert_int_equal(crm_host_code(crm), strtoll("23505", NULL, 36));
    crm_account_set_external_id(late, "free");
    assert_int_equal(crm_account_save(late), CRM_OK);
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "free", &found), CRM_OK);
    assert_int_equal(found, crm_account_id(late));
    crm_account_free(late);
    close(signal);
    crm_close(crm);
}

static void
ids_of_the_host_are_not_handed_out(void **state)
{
    crm_context *crm = open_as(NULL, "ids"), *other = open_as(NULL, "others");
    crm_id next = keep(crm, "counts", NULL) + 3;
    crm_record *chosen = crm_record_new(crm, CRM_KIND_ACCOUNT);

    (void)state;
    assert_int_equal(crm_record_set_id(chosen, next), CRM_OK);
    crm_record_set_text(chosen, CRM_ACCOUNT_NAME, "chosen", CRM_TEXT_NUL);
    assert_int_equal(crm_record_save(chosen), CRM_OK);
    assert_int_equal(crm_record_remove(chosen), CRM_OK);
    crm_record_free(chosen);
    for (int i = 0; i < 4; i++)
        assert_true(keep(i % 2 ? crm : other, "others", NULL) > next);
    crm_close(other);
    crm_close(crm);
}

/* The last id that there is can be used, and leaves nothing to hand out. */
static void
the_last_id_is_an_id(void **state)
{
    crm_context *crm = open_as(NULL, "last");
    crm_record *last = crm_record_new(crm, CRM_KIND_PIPELINE);
    crm_record *none = crm_record_new(crm, CRM_KIND_PIPELINE);

    (void)state;
    assert_int_equal(crm_record_set_id(last, INT64_MAX), CRM_OK);
    for (int i = 0; i < 3; i++) {
        crm_record_set_text(last, CRM_PIPELINE_NAME, i % 2 ? "odd" : "even", CRM_TEXT_NUL);
        assert_int_equal(crm_record_save(last), CRM_OK);
    }
    crm_record_set_text(none, CRM_PIPELINE_NAME, "too many", CRM_TEXT_NUL);
    assert_int_equal(crm_record_save(none), CRM_ERROR_STORE);
    assert_non_null(strstr(crm_host_message(crm), "reached maximum value of sequence"));
    crm_record_free(none);
    crm_record_free(last);
    crm_close(crm);
}

/* ---- Size ---- */

enum { MANY = 20480, TEXT = 1000 };

static crm_table *
make_many(crm_context *crm)
{
    crm_table *table = crm_table_new(crm, CRM_KIND_PRODUCT);
    char text[TEXT], key[40];

    memset(text, 'x', sizeof text);
    crm_table_add(table, MANY);
    for (size_t row = 0; row < MANY; row++) {
        snprintf(key, sizeof key, "many-%zu", row);
        crm_table_set_text(table, row, CRM_PRODUCT_NAME, text, sizeof text);
        crm_table_set_text(table, row, CRM_FIELD_EXTERNAL_ID, key, CRM_TEXT_NUL);
        crm_table_set_int(table, row, CRM_PRODUCT_VALIDITY_DAYS, (int64_t)row + 1);
    }
    assert_int_equal(crm_table_status(table), CRM_OK);
    return table;
}

static size_t
memory_in_use(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}

static void
large_units_are_whole_and_scans_small(void **state)
{
    crm_context *crm = open_as(NULL, "large");
    crm_table *table = make_many(crm);
    crm_query *query = crm_query_new(crm, CRM_KIND_PRODUCT);
    size_t before, most = 0, rows = 0, largest = 0;
    int64_t sum = 0, days = 0;
    const crm_table *batch;
    crm_scan *scan;
    crm_status status;

    (void)state;
    if (crm_put(crm, table) != CRM_OK)
        fail_msg("%s: %s", crm_message(crm), crm_host_message(crm));
    crm_table_free(table);
    before = memory_in_use();
    crm_query_where_int(query, CRM_PRODUCT_VALIDITY_DAYS, 1, MANY);
    scan = crm_scan_new(crm, query);
    while ((status = crm_scan_next(scan, &batch)) == CRM_OK) {
        size_t now = memory_in_use();

        most = now > most ? now : most;
        largest = crm_table_rows(batch) > largest ? crm_table_rows(batch) : largest;
        for (size_t row = 0; row < crm_table_rows(batch); row++, rows++)
            if (crm_table_int(batch, row, CRM_PRODUCT_VALIDITY_DAYS, &days) == CRM_OK)
                sum += days;
    }
    if (status != CRM_NONE)
        fail_msg("%s: %s", crm_message(crm), crm_host_message(crm));
    crm_scan_free(scan);
    crm_query_free(query);
    assert_int_equal(rows, MANY);
    assert_int_equal(sum, (int64_t)MANY * (MANY + 1) / 2);
    /* Some batches of the 20: one of the server, one of the library's, one that grows. */
    assert_in_range(largest, 1, 1024);
    assert_true(most <= before + 6 * 1024 * TEXT);
    crm_close(crm);
}

/* One row of many that conflicts, and nothing is written. */
static void
large_units_fail_whole(void **state)
{
    crm_context *crm = open_as(NULL, "whole"), *other = open_as(NULL, "other");
    crm_account *account = NULL, *theirs = NULL;
    crm_id id = keep(crm, "contested", NULL);

    (void)state;
    assert_int_equal(crm_account_load(crm, id, &account), CRM_OK);
    assert_int_equal(crm_begin(crm), CRM_OK);
    crm_account_set_sector(account, "ours");
    assert_int_equal(crm_account_save(account), CRM_OK);
    for (int i = 0; i < 500; i++)
        keep(crm, "never there", NULL);
    assert_int_equal(crm_account_load(other, id, &theirs), CRM_OK);
    crm_account_set_sector(theirs, "theirs");
    assert_int_equal(crm_account_save(theirs), CRM_OK);
    assert_int_equal(crm_commit(crm), CRM_ERROR_CONFLICT);
    assert_string_equal(sql("SELECT count(*) FROM crm_account WHERE name = 'never there'"), "0");
    crm_account_free(account);
    crm_account_free(theirs);
    crm_close(other);
    crm_close(crm);
}

/* Somebody who may only read gets reports; what he writes is refused in the server's words. */
static void
readers_need_no_other_right(void **state)
{
    crm_context *crm = open_as(NULL, "owner"), *guest;
    char words[200];
    crm_account *account;
    crm_id id = keep(crm, "public", "public-1"), found;

    (void)state;
    sql("CREATE ROLE guest LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest");
    snprintf(words, sizeof words, "host=%s user=guest dbname=postgres", server.folder);
    guest = open_as(words, "guest");
    assert_int_equal(crm_find(guest, CRM_KIND_ACCOUNT, "public-1", &found), CRM_OK);
    assert_int_equal(found, id);
    assert_int_equal(crm_account_load(guest, id, &account), CRM_OK);
    crm_account_set_sector(account, "forbidden");
    assert_int_equal(crm_account_save(account), CRM_ERROR_STORE);
    assert_non_null(strstr(crm_host_message(guest), "permission denied"));
    crm_account_free(account);
    crm_close(guest);
    crm_close(crm);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_all_laws),
        cmocka_unit_test(tables_are_there_for_sql),
        cmocka_unit_test(references_and_external_ids_have_indexes),
        cmocka_unit_test(sql_that_does_not_fit_is_told),
        cmocka_unit_test(conditions_of_every_type_hide_nothing),
        cmocka_unit_test(tables_grow_and_lose_nothing),
        cmocka_unit_test(wrong_columns_are_named),
        cmocka_unit_test(external_ids_are_swapped_in_one_unit),
        cmocka_unit_test(duplicates_by_another_process_are_told),
        cmocka_unit_test(ids_of_the_host_are_not_handed_out),
        cmocka_unit_test(the_last_id_is_an_id),
        cmocka_unit_test(large_units_are_whole_and_scans_small),
        cmocka_unit_test(large_units_fail_whole),
        cmocka_unit_test(readers_need_no_other_right),
    };
    int failed = start_server();

    if (failed)
        return failed;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    postgres_server_stop(&server);
    return failed;
}
