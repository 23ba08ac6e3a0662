/*
 * database_sqlite.c - a file of SQLite: the store over it, and the notes in a table of their own.
 */
#define _POSIX_C_SOURCE 200809L /* access */

#include "database.h"

#include "sqlite_store.h"

#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

static bool
failed(const struct database *database, sqlite3 *db, struct fault *fault)
{
    return fault_at(fault, database->place, "%s", sqlite3_errmsg(db));
}

static bool
connect(const struct database *database, int flags, sqlite3 **out, struct fault *fault)
{
    if (sqlite3_open_v2(database->where, out, flags, NULL) != SQLITE_OK)
        return failed(database, *out, fault);
    sqlite3_busy_timeout(*out, 10000);
    return true;
}

/* Is there a table of these names? What a program that was killed left behind is put in order first,
   which takes a connection that may write. */
static bool
has_table(const struct database *database, const char *names, bool *out, struct fault *fault)
{
    sqlite3_stmt *statement = NULL;
    sqlite3 *db = NULL;
    struct page sql = {0};
    bool good = connect(database, SQLITE_OPEN_READWRITE, &db, fault);
    int code = SQLITE_OK;

    page_add(&sql, "SELECT 1 FROM sqlite_schema WHERE name IN (");
    page_add(&sql, names);
    page_add(&sql, ")");
    if (good)
        code = sqlite3_prepare_v2(db, sql.text, -1, &statement, NULL);
    if (good && code == SQLITE_OK)
        code = sqlite3_step(statement);
    *out = code == SQLITE_ROW;
    if (good && code != SQLITE_ROW && code != SQLITE_DONE)
        good = failed(database, db, fault);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    page_free(&sql);
    return good;
}

/* Are there tables of records? */
static bool
has_records(const struct database *database, bool *out, struct fault *fault)
{
    struct page tables = {0};
    bool good;

    database_tables(&tables);
    good = has_table(database, tables.text, out, fault);
    page_free(&tables);
    return good;
}

static bool
open_with(const struct database *database, int flags, crm_store *out, struct fault *fault)
{
    char words[400] = "no memory";
    const char *shown = words;
    size_t name = strlen(database->where);

    if (sqlite_store_open(database->where, flags, out, words, sizeof words) == CRM_OK)
        return true;
    fault_fold(words);
    if (strncmp(words, database->where, name) == 0 && strncmp(words + name, ": ", 2) == 0)
        shown += name + 2; /* the place says it */
    return fault_at(fault, database->place, "%s", shown);
}

static bool
open_store(const struct database *database, bool fills, crm_store *out, struct fault *fault)
{
    struct fault ignored = {""};
    bool there;

    if (database->where[0] == ':') /* SQLite: what is gone when the connection ends */
        return fault_at(fault, database->place, "is no name of a file");
    if (fills && access(database->where, F_OK) == 0 && access(database->where, W_OK) != 0)
        return fault_at(fault, database->place, "it cannot be written");
    if (fills)
        return open_with(database, 0, out, fault);
    if (access(database->where, F_OK) != 0)
        return true;
    if (!has_records(database, &there, fault))
        return false;
    return !there || open_with(database, SQLITE_STORE_READ_ONLY, out, &ignored) ||
           open_with(database, 0, out, fault);
}

static bool
read_row(const struct database *database, sqlite3 *db, struct page *out, struct fault *fault)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, "SELECT notes FROM crm_report_import", -1, &statement, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW && sqlite3_column_text(statement, 0))
        page_add_bytes(out, (const char *)sqlite3_column_text(statement, 0),
                       (size_t)sqlite3_column_bytes(statement, 0));
    sqlite3_finalize(statement);
    return code == SQLITE_ROW || code == SQLITE_DONE || failed(database, db, fault);
}

static bool
read_notes(const struct database *database, struct page *out, struct fault *fault)
{
    sqlite3 *db = NULL;
    bool there, good = has_table(database, "'crm_report_import'", &there, fault);

    if (!good || !there)
        return good;
    good =
        connect(database, SQLITE_OPEN_READONLY, &db, fault) && read_row(database, db, out, fault);
    sqlite3_close(db);
    return good;
}

static bool
write_notes(const struct database *database, const struct page *notes, struct fault *fault)
{
    static const char first[] = "BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS crm_report_import"
                                " (notes TEXT NOT NULL) STRICT; DELETE FROM crm_report_import";
    sqlite3_stmt *statement = NULL;
    sqlite3 *db = NULL;
    bool good = connect(database, SQLITE_OPEN_READWRITE, &db, fault);

    if (good)
        good = sqlite3_exec(db, first, NULL, NULL, NULL) == SQLITE_OK &&
               sqlite3_prepare_v2(db, "INSERT INTO crm_report_import VALUES (?1)", -1, &statement,
                                  NULL) == SQLITE_OK &&
               sqlite3_bind_text64(statement, 1, notes->text, notes->size, SQLITE_STATIC,
                                   SQLITE_UTF8) == SQLITE_OK &&
               sqlite3_step(statement) == SQLITE_DONE &&
               sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
    if (!good)
        failed(database, db, fault);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return good;
}

const struct database_type database_sqlite = {NULL, open_store, read_notes, write_notes};
