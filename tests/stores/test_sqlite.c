/*
 * test_sqlite.c - the SQLite host: it keeps the contract, its tables are there for SQL, files of
 * older and newer schemas live on, and whatever is wrong with a file is said and loses nothing.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "crm/crm.h"
#include "crm/testing.h"
#include "sqlite_store.h"

/* ---- A folder and a file for each test ---- */

struct place {
    char folder[64];
    char file[96];
};

static int
make_place(void **state)
{
    struct place *place = calloc(1, sizeof *place);

    if (!place)
        return -1;
    *state = place;
    snprintf(place->folder, sizeof place->folder, "sqlite-test-XXXXXX");
    if (!mkdtemp(place->folder))
        return -1;
    snprintf(place->file, sizeof place->file, "%s/crm.db", place->folder);
    return 0;
}

static int
clear_place(void **state)
{
    static const char *const tails[] = {"", "-wal", "-shm", "-journal"};
    struct place *place = *state;
    char name[128];

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        snprintf(name, sizeof name, "%s%s", place->file, tails[i]);
        unlink(name);
    }
    rmdir(place->folder);
    free(place);
    return 0;
}

static crm_store
open_store(const struct place *place)
{
    crm_store store = CRM_STORE_INIT;
    char text[300];

    if (sqlite_store_open(place->file, 0, &store, text, sizeof text) != CRM_OK)
        fail_msg("%s", text);
    return store;
}

static crm_context *
open_context(const struct place *place)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_store store = open_store(place);
    crm_context *crm;

    options.store = &store;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    return crm;
}

/* What a user of the sqlite3 program would see: the rows of a query, values parted by |, rows by
   a line. */
static void
sql(const struct place *place, const char *query, char *out, size_t size)
{
    sqlite3_stmt *statement;
    size_t used = 0;
    sqlite3 *db;
    int code;

    assert_int_equal(sqlite3_open_v2(place->file, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    sqlite3_busy_timeout(db, 10000);
    while (*query) {
        code = sqlite3_prepare_v2(db, query, -1, &statement, &query);
        if (code != SQLITE_OK)
            fail_msg("%s", sqlite3_errmsg(db));
        while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
            for (int i = 0; out && i < sqlite3_column_count(statement); i++) {
                const char *text = (const char *)sqlite3_column_text(statement, i);

                used += (size_t)snprintf(out + used, size - used, "%s%s",
                                         i      ? "|"
                                         : used ? "\n"
                                                : "",
                                         text ? text : "NULL");
            }
        }
        if (code != SQLITE_DONE)
            fail_msg("%s", sqlite3_errmsg(db));
        sqlite3_finalize(statement);
    }
    sqlite3_close(db);
}

static void
assert_sql(const struct place *place, const char *query, const char *expected)
{
    char found[1000] = "";

    sql(place, query, found, sizeof found);
    assert_string_equal(found, expected);
}

/* ---- The contract ---- */

struct heard {
    size_t kept, skipped, broken;
};

static void
hear(void *self, const char *law, crm_status outcome, const char *text)
{
    struct heard *heard = self;

    heard->kept += outcome == CRM_OK;
    heard->skipped += outcome == CRM_NONE;
    heard->broken += outcome != CRM_OK && outcome != CRM_NONE;
    if (outcome != CRM_OK)
        print_message("%s: %s\n", law, text);
}

static void
all_laws_are_kept(void **state)
{
    crm_store store = open_store(*state), other = open_store(*state);
    struct heard heard = {0};

    assert_int_equal(crm_store_check(&store, &other, hear, &heard), CRM_OK);
    assert_int_equal(heard.broken, 0);
    assert_int_equal(heard.skipped, 0);
    assert_int_equal(heard.kept, crm_testing_laws());
    assert_int_equal(crm_store_check(&store, NULL, NULL, NULL), CRM_OK); /* not empty any more */
    store.close(store.self);
    other.close(other.self);
}

static void
tables_are_there_for_sql(void **state)
{
    crm_context *crm = open_context(*state);
    crm_account *account = crm_account_new(crm);

    crm_account_set_name(account, "Dogs Extraordinaire");
    crm_account_set_external_id(account, "A-1");
    assert_int_equal(crm_account_save(account), CRM_OK);
    crm_account_free(account);
    assert_sql(*state, "SELECT version, name, external_id, parent FROM crm_account",
               "1|Dogs Extraordinaire|A-1|NULL");
    crm_close(crm);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_laws_are_kept, make_place, clear_place),
        cmocka_unit_test_setup_teardown(tables_are_there_for_sql, make_place, clear_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
