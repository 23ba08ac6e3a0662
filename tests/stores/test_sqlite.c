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
    /* A folder that an ordinary user can reach, which the one of the build need not be. */
    snprintf(place->folder, sizeof place->folder, "/tmp/crm-sqlite-XXXXXX");
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
    assert_int_equal(crm_store_check(&store, NULL, hear, &heard), CRM_OK); /* not empty any more */
    store.close(store.self);
    other.close(other.self);
}

/* ---- Tables ---- */

static crm_id
save_account(crm_context *crm, const char *name, const char *external_id)
{
    crm_account *account = crm_account_new(crm);
    crm_id id = 0;

    crm_account_set_name(account, name);
    if (external_id)
        crm_account_set_external_id(account, external_id);
    if (crm_account_save(account) == CRM_OK)
        id = crm_account_id(account);
    crm_account_free(account);
    return id;
}

static crm_status
rename_account(crm_context *crm, crm_id id, const char *name)
{
    crm_account *account;
    crm_status status = crm_account_load(crm, id, &account);

    if (status != CRM_OK)
        return status;
    crm_account_set_name(account, name);
    status = crm_account_save(account);
    crm_account_free(account);
    return status;
}

static crm_id
save_deal(crm_context *crm, crm_id account, int64_t amount)
{
    crm_opportunity *deal = crm_opportunity_new(crm);
    crm_id id;

    crm_opportunity_set_name(deal, "Kennels");
    crm_opportunity_set_account(deal, account);
    crm_opportunity_set_amount(deal, amount);
    crm_opportunity_set_currency(deal, crm_currency_of("EUR"));
    assert_int_equal(crm_opportunity_save(deal), CRM_OK);
    if (amount > 1000)
        assert_int_equal(crm_opportunity_win(deal, 0, NULL, NULL), CRM_OK);
    id = crm_opportunity_id(deal);
    crm_opportunity_free(deal);
    return id;
}

static void
tables_are_there_for_sql(void **state)
{
    crm_context *crm = open_context(*state);
    crm_id dogs = save_account(crm, "Dogs Extraordinaire", "A-1");
    crm_id cats = save_account(crm, "Chats \"et\" 'compagnie'", NULL);

    assert_int_equal(crm_pipeline_from_template(crm, "Sales", "spanco", NULL), CRM_OK);
    save_deal(crm, dogs, 5000);
    save_deal(crm, dogs, 7000);
    save_deal(crm, dogs, 400);
    save_deal(crm, cats, 600);
    assert_sql(*state, "SELECT version, name, external_id, parent FROM crm_account ORDER BY id",
               "1|Dogs Extraordinaire|A-1|NULL\n1|Chats \"et\" 'compagnie'|NULL|NULL");
    assert_sql(*state,
               "SELECT a.name, count(*), sum(o.amount) FROM crm_opportunity o "
               "JOIN crm_account a ON a.id = o.account JOIN crm_stage s ON s.id = o.stage "
               "WHERE s.outcome = 2 GROUP BY a.id",
               "Dogs Extraordinaire|2|12000");
    assert_sql(*state,
               "SELECT o.id, group_concat(t.seq, '-') FROM crm_opportunity o JOIN "
               "crm_transition t ON t.opportunity = o.id GROUP BY o.id ORDER BY o.id LIMIT 2",
               "1|1-2\n2|1-2");
    /* every kind has its table, references and external ids an index */
    assert_sql(*state,
               "SELECT count(*) FROM sqlite_schema WHERE name IN ('crm_user', 'crm_account',"
               "'crm_contact', 'crm_link', 'crm_product', 'crm_pipeline', 'crm_stage',"
               "'crm_opportunity', 'crm_transition', 'crm_purchase', 'crm_rate')",
               "11");
    assert_sql(*state, "SELECT DISTINCT type FROM pragma_table_info('crm_account') ORDER BY type",
               "INTEGER\nTEXT");
    crm_close(crm);
}

/* SQLite's own word on how it reads. */
static void
references_are_found_by_index(void **state)
{
    crm_context *crm = open_context(*state);
    sqlite3_stmt *plan;
    sqlite3 *db;

    assert_int_equal(sqlite3_open(((struct place *)*state)->file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "EXPLAIN QUERY PLAN SELECT id FROM crm_transition WHERE "
                                        "id > ?1 AND \"opportunity\" = ?2 ORDER BY id",
                                        -1, &plan, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(plan), SQLITE_ROW);
    assert_non_null(
        strstr((const char *)sqlite3_column_text(plan, 3), "crm_transition_opportunity"));
    assert_int_equal(sqlite3_step(plan), SQLITE_DONE); /* no sorting */
    sqlite3_finalize(plan);
    sqlite3_close(db);
    crm_close(crm);
}

static void
rows_written_with_sql_are_records(void **state)
{
    crm_context *crm = open_context(*state);
    crm_id first = save_account(crm, "by the library", NULL), next;
    crm_account *account;

    sql(*state, "INSERT INTO crm_account (version, name) VALUES (1, 'by hand')", NULL, 0);
    assert_int_equal(crm_account_load(crm, 65, &account), CRM_OK);
    assert_string_equal(crm_account_name(account), "by hand");
    crm_account_free(account);
    for (int i = 0; i < 80; i++) {
        next = save_account(crm, "more", NULL);
        assert_true(next > first);
        assert_int_not_equal(next, 65);
    }
    crm_close(crm);
}

/* ---- Schemas that grow ---- */

static crm_field
define(crm_context *crm, const char *name, int32_t type, crm_kind target)
{
    crm_field field = -1;

    assert_int_equal(
        crm_schema_define(crm, CRM_KIND_ACCOUNT, name, type, 0, target, CRM_PRIVACY_NONE, &field),
        CRM_OK);
    return field;
}

static void
custom_fields_get_columns(void **state)
{
    crm_context *crm = open_context(*state);
    crm_id id, product;
    crm_record *record;
    crm_field text, real, reference;
    double value = 0;

    id = save_account(crm, "before", NULL); /* the file is older than the fields */
    crm_close(crm);
    crm = open_context(*state);
    text = define(crm, "select", CRM_TYPE_TEXT, 0); /* a word of SQL */
    real = define(crm, "score", CRM_TYPE_DOUBLE, 0);
    reference = define(crm, "favourite", CRM_TYPE_REF, CRM_KIND_PRODUCT);
    record = crm_record_new(crm, CRM_KIND_PRODUCT);
    crm_record_set_text(record, CRM_PRODUCT_NAME, "Bone", CRM_TEXT_NUL);
    assert_int_equal(crm_record_save(record), CRM_OK);
    product = crm_record_id(record);
    crm_record_free(record);

    assert_int_equal(crm_record_load(crm, CRM_KIND_ACCOUNT, id, &record), CRM_OK);
    assert_null(crm_record_text(record, text, NULL));
    crm_record_set_text(record, text, "chosen", CRM_TEXT_NUL);
    crm_record_set_double(record, real, 0.25);
    crm_record_set_int(record, reference, product);
    assert_int_equal(crm_record_save(record), CRM_OK);
    crm_record_free(record);
    assert_sql(*state, "SELECT name, \"select\", score, favourite FROM crm_account",
               "before|chosen|0.25|1");
    assert_sql(*state,
               "SELECT group_concat(type) FROM pragma_table_info('crm_account') "
               "WHERE name IN ('select', 'score', 'favourite')",
               "TEXT,REAL,INTEGER");
    crm_close(crm);

    crm = open_context(*state); /* a program that knows none of them changes the record */
    assert_int_equal(rename_account(crm, id, "after"), CRM_OK);
    crm_close(crm);
    crm = open_context(*state); /* and one with others, in another order */
    real = define(crm, "score", CRM_TYPE_DOUBLE, 0);
    define(crm, "colour", CRM_TYPE_TEXT, 0);
    assert_int_equal(crm_record_load(crm, CRM_KIND_ACCOUNT, id, &record), CRM_OK);
    assert_int_equal(crm_record_double(record, real, &value), CRM_OK);
    assert_true(value == 0.25);
    crm_record_free(record);
    assert_sql(*state, "SELECT name, \"select\", score, favourite, colour FROM crm_account",
               "after|chosen|0.25|1|NULL");
    crm_close(crm);
}

/* Two contexts on one file at once, of which one has a field more. */
static void
stores_of_two_schemas_share_a_file(void **state)
{
    crm_context *plain = open_context(*state), *rich = open_context(*state);
    crm_field field = define(rich, "colour", CRM_TYPE_TEXT, 0);
    crm_id id = save_account(plain, "Dogs", NULL);
    crm_record *record;

    for (int i = 0; i < 3; i++) {
        assert_int_equal(crm_record_load(rich, CRM_KIND_ACCOUNT, id, &record), CRM_OK);
        assert_int_equal(crm_record_set_text(record, field, i == 1 ? "red" : "blue", CRM_TEXT_NUL),
                         CRM_OK);
        assert_int_equal(crm_record_save(record), CRM_OK);
        crm_record_free(record);
        assert_int_equal(rename_account(plain, id, i == 1 ? "Cats" : "Dogs"), CRM_OK);
    }
    assert_sql(*state, "SELECT version, name, colour FROM crm_account", "7|Dogs|blue");
    crm_close(plain);
    crm_close(rich);
}

/* A field that is new while an analysis holds the file: all is well the moment it lets go. */
static void
columns_made_during_a_hold_harm_nobody(void **state)
{
    crm_rfm_params params = CRM_RFM_PARAMS_INIT;
    crm_context *crm = open_context(*state);
    crm_analysis *rfm;

    save_account(crm, "old", NULL);
    crm_close(crm);
    crm = open_context(*state);
    define(crm, "colour", CRM_TYPE_TEXT, 0);
    params.as_of = crm_day_of(2025, 12, 31);
    rfm = crm_rfm_new(crm, &params);
    assert_int_equal(crm_analysis_run(rfm), CRM_OK);
    crm_analysis_free(rfm);
    assert_int_equal(rename_account(crm, 1, "new"), CRM_OK);
    assert_sql(*state, "SELECT name, colour FROM crm_account", "new|NULL");
    crm_close(crm);
}

/* What a newer library would do to the file: more columns, more tables. */
static void
columns_and_tables_not_known_are_left_alone(void **state)
{
    crm_context *crm = open_context(*state);
    crm_id id = save_account(crm, "Dogs", "A-1");

    crm_close(crm);
    sql(*state,
        "ALTER TABLE crm_account ADD mood TEXT; ALTER TABLE crm_account ADD rank INTEGER "
        "NOT NULL DEFAULT 7; CREATE TABLE crm_touch (id INTEGER PRIMARY KEY, at INTEGER);"
        "UPDATE crm_account SET mood = 'good', rank = 3; INSERT INTO crm_touch VALUES (1, 2)",
        NULL, 0);
    crm = open_context(*state);
    assert_int_equal(rename_account(crm, id, "Cats"), CRM_OK);
    assert_true(save_account(crm, "Birds", NULL) > 0);
    assert_sql(*state, "SELECT version, name, mood, rank FROM crm_account ORDER BY id",
               "2|Cats|good|3\n1|Birds|NULL|7");
    assert_sql(*state, "SELECT at FROM crm_touch", "2");
    crm_close(crm);
}

/* What an older library left: a column of today is not there yet. */
static void
older_files_get_the_columns_they_lack(void **state)
{
    crm_context *crm = open_context(*state);
    crm_id id = save_account(crm, "Dogs", "A-1");

    crm_close(crm);
    sql(*state,
        "DROP INDEX crm_account_parent; ALTER TABLE crm_account DROP parent;"
        "ALTER TABLE crm_account DROP city; DROP TABLE crm_rate",
        NULL, 0);
    crm = open_context(*state);
    assert_int_equal(rename_account(crm, id, "Cats"), CRM_OK);
    assert_sql(*state, "SELECT name, parent, city FROM crm_account", "Cats|NULL|NULL");
    assert_sql(*state, "SELECT count(*) FROM crm_rate", "0");
    assert_sql(*state, "SELECT count(*) FROM sqlite_schema WHERE name = 'crm_account_parent'", "1");
    crm_close(crm);
}

/* ---- Files that are wrong ---- */

/* The last failure names the file, and says what was wrong with it. */
static bool
says(const struct place *place, crm_context *crm, const char *words)
{
    const char *told = crm_host_message(crm);

    if (told && strncmp(told, place->file, strlen(place->file)) == 0 && strstr(told, words) &&
        crm_host_code(crm) != 0)
        return true;
    fprintf(stderr, "\"%s\" does not say \"%s\" of %s\n", told ? told : "", words, place->file);
    return false;
}

static void
assert_refused(const struct place *place, int flags, const char *words)
{
    crm_store store = CRM_STORE_INIT;
    char text[400] = "";

    assert_int_equal(sqlite_store_open(place->file, flags, &store, text, sizeof text),
                     CRM_ERROR_STORE);
    if (!strstr(text, words))
        fail_msg("\"%s\" does not say \"%s\"", text, words);
    assert_non_null(strstr(text, place->file));
    assert_null(store.self);
}

static void
what_is_no_database_is_refused_and_left_alone(void **state)
{
    static const char text[] = "name,city\nDogs,Lyon\nThis is a file of somebody else.\n";
    struct place *place = *state;
    char found[sizeof text] = "";
    FILE *file = fopen(place->file, "w");

    for (int i = 0; i < 40; i++)
        fputs(text, file);
    fclose(file);
    assert_refused(place, 0, "file is not a database");
    file = fopen(place->file, "r");
    assert_int_equal(fread(found, 1, sizeof text - 1, file), sizeof text - 1);
    fclose(file);
    assert_string_equal(found, text);
}

static void
a_folder_that_is_not_there_is_said(void **state)
{
    struct place place = *(struct place *)*state;

    snprintf(place.file, sizeof place.file, "%s/no/such/folder.db", place.folder);
    assert_refused(&place, 0, "unable to open database file");
    assert_refused(*state, SQLITE_STORE_READ_ONLY, "unable to open database file");
}

static void
missing_and_mistyped_columns_are_said(void **state)
{
    crm_context *crm = open_context(*state);

    save_account(crm, "Dogs", NULL);
    crm_close(crm);
    sql(*state, "ALTER TABLE crm_account RENAME name TO title", NULL, 0);
    assert_refused(*state, 0, "column name of table crm_account is missing, not TEXT");
    sql(*state,
        "ALTER TABLE crm_account RENAME title TO name;"
        "ALTER TABLE crm_account RENAME version TO revision",
        NULL, 0);
    assert_refused(*state, 0, "column version of table crm_account is missing");
    sql(*state,
        "ALTER TABLE crm_account RENAME revision TO version; ALTER TABLE crm_account DROP "
        "employees; ALTER TABLE crm_account ADD employees TEXT",
        NULL, 0);
    assert_refused(*state, 0, "column employees of table crm_account is TEXT, not INTEGER");
    assert_sql(*state, "SELECT id, version, name FROM crm_account", "1|1|Dogs");
}

/* A column that a newer library must have and this one does not know: what it has written is read and
   changed, new rows cannot be made, and it is said why. */
static void
a_newer_table_that_wants_more_is_said(void **state)
{
    crm_context *crm = open_context(*state);
    crm_user *user;

    crm_close(crm);
    sql(*state,
        "DROP TABLE crm_user; CREATE TABLE crm_user (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        "version INTEGER, name TEXT, grade INTEGER, badge TEXT NOT NULL) STRICT;"
        "INSERT INTO crm_user VALUES (1, 1, 'Julie', 1, 'red')",
        NULL, 0);
    crm = open_context(*state);
    assert_int_equal(crm_user_load(crm, 1, &user), CRM_OK);
    crm_user_set_grade(user, 2);
    assert_int_equal(crm_user_save(user), CRM_OK);
    crm_user_free(user);
    user = crm_user_new(crm);
    crm_user_set_name(user, "Marc");
    assert_int_equal(crm_user_save(user), CRM_ERROR_STORE);
    assert_true(says(*state, crm, "NOT NULL constraint failed: crm_user.badge"));
    assert_int_equal(crm_host_code(crm), SQLITE_CONSTRAINT_NOTNULL);
    crm_user_free(user);
    crm_close(crm);
    assert_sql(*state, "SELECT id, version, name, grade, badge FROM crm_user", "1|2|Julie|2|red");
}

/* Triggers of somebody else, and a column dropped under the feet of an open store. */
static void
failed_writes_say_why_and_lose_nothing(void **state)
{
    crm_context *crm = open_context(*state);
    crm_id id = save_account(crm, "Dogs", NULL);

    sql(*state,
        "CREATE TRIGGER no_cats BEFORE UPDATE ON crm_account WHEN new.name = 'Cats' "
        "BEGIN SELECT raise(ABORT, 'no cats here'); END",
        NULL, 0);
    assert_int_equal(rename_account(crm, id, "Cats"), CRM_ERROR_STORE);
    assert_true(says(*state, crm, "no cats here"));
    assert_int_equal(crm_host_code(crm), SQLITE_CONSTRAINT_TRIGGER);
    assert_int_equal(rename_account(crm, id, "Birds"), CRM_OK);
    sql(*state, "DROP TRIGGER no_cats; ALTER TABLE crm_account RENAME city TO town", NULL, 0);
    assert_int_equal(rename_account(crm, id, "Fish"), CRM_ERROR_STORE);
    assert_true(says(*state, crm, "city"));
    sql(*state, "ALTER TABLE crm_account RENAME town TO city", NULL, 0);
    assert_int_equal(rename_account(crm, id, "Fish"), CRM_OK);
    assert_sql(*state, "SELECT version, name FROM crm_account", "3|Fish");
    crm_close(crm);
}

/* Tables that somebody else made need not be STRICT: what stands in them is looked at. */
static void
values_of_another_type_are_an_error(void **state)
{
    crm_context *crm = open_context(*state);
    crm_account *account;

    crm_close(crm);
    sql(*state,
        "CREATE TABLE loose AS SELECT * FROM crm_account; DROP TABLE crm_account;"
        "CREATE TABLE crm_account (id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER, "
        "name TEXT, employees INTEGER, discount_bp INTEGER, city TEXT);"
        "INSERT INTO crm_account VALUES (1, 1, 'Dogs', 'many', NULL, NULL), (2, 1, 'Cats', "
        "12, 3000000000, NULL), (3, 1, 'Birds', 3, NULL, x'ff00'), (4, 1, 'Fish', 4, 100, "
        "'Lyon')",
        NULL, 0);
    crm = open_context(*state);
    for (crm_id id = 1; id < 4; id++) {
        assert_true(crm_account_load(crm, id, &account) < 0);
        assert_null(account);
        assert_true(crm_message(crm)[0] != '\0');
    }
    assert_int_equal(crm_account_load(crm, 4, &account), CRM_OK);
    crm_account_free(account);
    crm_close(crm);
}

static void
a_store_for_reading_changes_nothing(void **state)
{
    struct place *place = *state;
    crm_options options = CRM_OPTIONS_INIT;
    crm_store store = CRM_STORE_INIT;
    crm_context *crm = open_context(place);
    crm_id id = save_account(crm, "Dogs", NULL), found;
    crm_account *account;
    char text[300];

    crm_close(crm);
    assert_int_equal(
        sqlite_store_open(place->file, SQLITE_STORE_READ_ONLY, &store, text, sizeof text), CRM_OK);
    options.store = &store;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    assert_int_equal(crm_account_load(crm, id, &account), CRM_OK);
    crm_account_set_name(account, "Cats");
    assert_int_equal(crm_account_save(account), CRM_ERROR_STORE);
    assert_int_equal(crm_host_code(crm) & 0xff, SQLITE_READONLY);
    assert_true(says(place, crm, "attempt to write a readonly database"));
    crm_account_free(account);
    assert_int_equal(save_account(crm, "Birds", NULL), 0);
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "A-1", &found), CRM_NONE);
    crm_close(crm);
    assert_sql(place, "SELECT version, name FROM crm_account", "1|Dogs");
    sql(place, "ALTER TABLE crm_account DROP city", NULL, 0);
    assert_refused(place, SQLITE_STORE_READ_ONLY, "column city of table crm_account is missing");
}

/* ---- Processes of their own ---- */

/* Runs a part of a test in another process; it passes by ending with 0. */
static void
in_child(void (*part)(const struct place *place), const struct place *place)
{
    int status = -1;
    pid_t child = fork();

    if (child == 0) {
        part(place);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

#define MUST(line, condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "line %d: %s\n", line, #condition);                                    \
            _exit(1);                                                                              \
        }                                                                                          \
    } while (0)

/* An ordinary user has a file that only somebody else may write. */
static void
read_a_file_of_somebody_else(const struct place *place)
{
    crm_store store = CRM_STORE_INIT;
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm;
    char text[300];

    if (geteuid() == 0)
        MUST(__LINE__, setgid(65534) == 0 && setuid(65534) == 0);
    MUST(__LINE__, sqlite_store_open(place->file, 0, &store, text, sizeof text) == CRM_OK);
    options.store = &store;
    MUST(__LINE__, crm_open(&options, &crm) == CRM_OK);
    MUST(__LINE__, rename_account(crm, 1, "Cats") == CRM_ERROR_STORE);
    MUST(__LINE__, (crm_host_code(crm) & 0xff) == SQLITE_READONLY);
    MUST(__LINE__, says(place, crm, "attempt to write a readonly database"));
    crm_close(crm);
}

static void
a_file_without_permission_is_read(void **state)
{
    struct place *place = *state;
    crm_context *crm = open_context(place);

    save_account(crm, "Dogs", NULL);
    crm_close(crm);
    chmod(place->file, 0444);
    chmod(place->folder, 0777);
    in_child(read_a_file_of_somebody_else, place);
    assert_sql(place, "SELECT version, name FROM crm_account", "1|Dogs");
}

/* The disk is full: files may not grow. */
static void
fill_the_disk(const struct place *place)
{
    struct rlimit limit = {1 << 20, 1 << 20};
    crm_context *crm = open_context(place);
    crm_table *table = crm_table_new(crm, CRM_KIND_USER);
    crm_id id = save_account(crm, "Dogs", NULL);
    char name[2000];

    memset(name, 'x', sizeof name);
    signal(SIGXFSZ, SIG_IGN);
    MUST(__LINE__, id > 0 && setrlimit(RLIMIT_FSIZE, &limit) == 0);
    MUST(__LINE__, crm_table_add(table, 2000) == CRM_OK);
    for (size_t row = 0; row < 2000; row++)
        crm_table_set_text(table, row, CRM_USER_NAME, name, sizeof name);
    MUST(__LINE__, crm_put(crm, table) == CRM_ERROR_STORE);
    MUST(__LINE__,
         (crm_host_code(crm) & 0xff) == SQLITE_FULL || (crm_host_code(crm) & 0xff) == SQLITE_IOERR);
    MUST(__LINE__,
         says(place, crm, (crm_host_code(crm) & 0xff) == SQLITE_FULL ? "full" : "I/O error"));
    crm_table_free(table);
    /* what fits is still taken, and what was there is there */
    MUST(__LINE__, rename_account(crm, id, "Cats") == CRM_OK);
    crm_close(crm);
}

static void
a_full_disk_is_said_and_loses_nothing(void **state)
{
    in_child(fill_the_disk, *state);
    assert_sql(*state, "SELECT version, name FROM crm_account", "2|Cats");
    assert_sql(*state, "SELECT count(*) FROM crm_user", "0");
    assert_sql(*state, "PRAGMA integrity_check", "ok");
}

/* There is not even room for the tables. */
static void
open_on_a_full_disk(const struct place *place)
{
    struct rlimit limit = {20000, 20000};
    crm_store store = CRM_STORE_INIT;
    char text[300] = "";

    signal(SIGXFSZ, SIG_IGN);
    MUST(__LINE__, setrlimit(RLIMIT_FSIZE, &limit) == 0);
    MUST(__LINE__, sqlite_store_open(place->file, 0, &store, text, sizeof text) == CRM_ERROR_STORE);
    MUST(__LINE__, strncmp(text, place->file, strlen(place->file)) == 0);
    MUST(__LINE__, strstr(text, "full") || strstr(text, "I/O error"));
    MUST(__LINE__, store.self == NULL);
}

static void
a_file_begun_on_a_full_disk_is_finished_later(void **state)
{
    crm_context *crm;

    in_child(open_on_a_full_disk, *state);
    crm = open_context(*state);
    assert_true(save_account(crm, "Dogs", NULL) > 0);
    crm_close(crm);
    assert_sql(*state, "PRAGMA integrity_check", "ok");
}

static void
use_the_key(const struct place *place)
{
    crm_context *crm = open_context(place);

    MUST(__LINE__, save_account(crm, "theirs", "A-1") > 0);
    crm_close(crm);
}

/* The library sees no such record when it saves; the file does. */
static struct place *race_place;
static crm_store race_store;

static void
apply_after_the_other(void *self, const crm_changes *changes, crm_reply *reply)
{
    in_child(use_the_key, race_place);
    race_store.apply(self, changes, reply);
}

static void
an_external_id_taken_by_another_process_is_a_duplicate(void **state)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_store store = open_store(*state);
    crm_account *account;
    crm_context *crm;

    race_place = *state;
    race_store = store;
    store.apply = apply_after_the_other;
    options.store = &store;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    account = crm_account_new(crm);
    crm_account_set_name(account, "ours");
    crm_account_set_external_id(account, "A-1");
    assert_int_equal(crm_account_save(account), CRM_ERROR_DUPLICATE);
    assert_true(says(*state, crm, "UNIQUE constraint failed: crm_account.external_id"));
    crm_account_free(account);
    crm_close(crm);
    assert_sql(*state, "SELECT name FROM crm_account", "theirs");
}

static void
take_an_id(const struct place *place)
{
    sql(place, "INSERT OR IGNORE INTO crm_account (id, version, name) VALUES (20, 1, 'theirs')",
        NULL, 0);
}

static void
apply_after_an_id_is_taken(void *self, const crm_changes *changes, crm_reply *reply)
{
    in_child(take_an_id, race_place);
    race_store.apply(self, changes, reply);
}

/* Many new rows go at once; yet the one to blame is named, and none is left. */
static void
one_bad_row_among_many_is_named(void **state)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_store store = open_store(*state);
    crm_kind kind = 0;
    crm_table *table;
    crm_context *crm;
    crm_id id = 0;

    race_place = *state;
    race_store = store;
    store.apply = apply_after_an_id_is_taken;
    options.store = &store;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    table = crm_table_new(crm, CRM_KIND_ACCOUNT);
    assert_int_equal(crm_table_add(table, 40), CRM_OK);
    for (size_t row = 0; row < 40; row++)
        crm_table_set_text(table, row, CRM_ACCOUNT_NAME, "ours", CRM_TEXT_NUL);
    assert_int_equal(crm_put(crm, table), CRM_ERROR_CONFLICT);
    assert_int_equal(crm_error_where(crm, &kind, &id, NULL), CRM_OK);
    assert_int_equal(kind, CRM_KIND_ACCOUNT);
    assert_int_equal(id, 20);
    crm_table_free(table);
    crm_close(crm);
    assert_sql(*state, "SELECT id, name FROM crm_account", "20|theirs");
}

static void
rename_the_account(const struct place *place)
{
    crm_context *crm = open_context(place);

    MUST(__LINE__, rename_account(crm, 1, "theirs") == CRM_OK);
    crm_close(crm);
}

static void
a_record_changed_by_another_process_conflicts(void **state)
{
    crm_context *crm = open_context(*state);
    crm_id id = save_account(crm, "Dogs", NULL), where = 0;
    crm_account *account;
    crm_kind kind = 0;

    assert_int_equal(crm_account_load(crm, id, &account), CRM_OK);
    in_child(rename_the_account, *state);
    crm_account_set_name(account, "ours");
    assert_int_equal(crm_account_save(account), CRM_ERROR_CONFLICT);
    assert_int_equal(crm_error_where(crm, &kind, &where, NULL), CRM_OK);
    assert_int_equal(kind, CRM_KIND_ACCOUNT);
    assert_int_equal(where, id);
    crm_account_free(account);
    assert_int_equal(rename_account(crm, id, "ours"), CRM_OK);
    assert_sql(*state, "SELECT version, name FROM crm_account", "3|ours");
    crm_close(crm);
}

/* Eight processes meet in a file that is not there yet. */
static void
open_and_save(const struct place *place)
{
    crm_context *crm = open_context(place);

    MUST(__LINE__, save_account(crm, "one of eight", NULL) > 0);
    crm_close(crm);
}

static void
a_new_file_is_made_by_all_at_once(void **state)
{
    int status;

    for (int i = 0; i < 8; i++) {
        if (fork() == 0) {
            open_and_save(*state);
            _exit(0);
        }
    }
    for (int i = 0; i < 8; i++) {
        assert_true(wait(&status) > 0);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    assert_sql(*state, "SELECT count(*), count(DISTINCT id) FROM crm_account", "8|8");
}

/* ---- Units ---- */

static void
external_ids_are_passed_on_within_a_unit(void **state)
{
    crm_context *crm = open_context(*state);
    crm_id first = save_account(crm, "first", "A"), second = save_account(crm, "second", "B");
    crm_account *one, *two;

    assert_int_equal(crm_account_load(crm, first, &one), CRM_OK);
    assert_int_equal(crm_account_load(crm, second, &two), CRM_OK);
    crm_begin(crm);
    crm_account_set_external_id(one, NULL); /* as pending writes are checked one by one */
    assert_int_equal(crm_account_save(one), CRM_OK);
    crm_account_set_external_id(two, "A");
    assert_int_equal(crm_account_save(two), CRM_OK);
    crm_account_set_external_id(one, "B");
    assert_int_equal(crm_account_save(one), CRM_OK);
    assert_int_equal(crm_commit(crm), CRM_OK);
    assert_sql(*state, "SELECT name, external_id, version FROM crm_account ORDER BY id",
               "first|B|2\nsecond|A|2");
    crm_account_free(one);
    crm_account_free(two);
    crm_close(crm);
}

static void
ids_of_the_host_are_not_handed_out_again(void **state)
{
    crm_context *crm = open_context(*state);
    crm_record *record;
    crm_id id = save_account(crm, "first", NULL);

    record = crm_record_new(crm, CRM_KIND_ACCOUNT);
    crm_record_set_id(record, id + 3); /* of those that the store has taken for itself */
    crm_record_set_text(record, CRM_ACCOUNT_NAME, "the host's", CRM_TEXT_NUL);
    assert_int_equal(crm_record_save(record), CRM_OK);
    assert_int_equal(crm_record_remove(record), CRM_OK);
    crm_record_free(record);
    for (int i = 0; i < 100; i++)
        assert_true(save_account(crm, "later", NULL) > id + 3);
    crm_close(crm);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define IN_A_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, clear_place)
        IN_A_PLACE(all_laws_are_kept),
        IN_A_PLACE(tables_are_there_for_sql),
        IN_A_PLACE(references_are_found_by_index),
        IN_A_PLACE(rows_written_with_sql_are_records),
        IN_A_PLACE(custom_fields_get_columns),
        IN_A_PLACE(stores_of_two_schemas_share_a_file),
        IN_A_PLACE(columns_made_during_a_hold_harm_nobody),
        IN_A_PLACE(columns_and_tables_not_known_are_left_alone),
        IN_A_PLACE(older_files_get_the_columns_they_lack),
        IN_A_PLACE(what_is_no_database_is_refused_and_left_alone),
        IN_A_PLACE(a_folder_that_is_not_there_is_said),
        IN_A_PLACE(missing_and_mistyped_columns_are_said),
        IN_A_PLACE(a_newer_table_that_wants_more_is_said),
        IN_A_PLACE(failed_writes_say_why_and_lose_nothing),
        IN_A_PLACE(values_of_another_type_are_an_error),
        IN_A_PLACE(a_store_for_reading_changes_nothing),
        IN_A_PLACE(a_file_without_permission_is_read),
        IN_A_PLACE(a_full_disk_is_said_and_loses_nothing),
        IN_A_PLACE(a_file_begun_on_a_full_disk_is_finished_later),
        IN_A_PLACE(an_external_id_taken_by_another_process_is_a_duplicate),
        IN_A_PLACE(one_bad_row_among_many_is_named),
        IN_A_PLACE(a_record_changed_by_another_process_conflicts),
        IN_A_PLACE(a_new_file_is_made_by_all_at_once),
        IN_A_PLACE(external_ids_are_passed_on_within_a_unit),
        IN_A_PLACE(ids_of_the_host_are_not_handed_out_again),
#undef IN_A_PLACE
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
