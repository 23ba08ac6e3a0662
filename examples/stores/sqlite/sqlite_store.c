/*
 * sqlite_store.c - opening and closing a file, and holding one state of it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "lite.h"

void
lite_answer(const struct lite *lite, bool good, crm_reply *reply)
{
    if (good)
        crm_reply_ok(reply);
    else if (lite->status == CRM_ERROR_CONFLICT)
        crm_reply_conflict(reply, lite->kind, lite->id);
    else
        crm_reply_fail(reply, lite->status, lite->code, lite->words);
}

/* SQLite begins to see one state at the first read, not at BEGIN. */
static void
hold(void *self, crm_reply *reply)
{
    struct lite *lite = self;

    lite->holds = lite_run(lite, lite->held, "BEGIN; SELECT 1 FROM sqlite_schema");
    lite_answer(lite, lite->holds, reply);
    if (!lite->holds)
        sqlite3_exec(lite->held, "ROLLBACK", NULL, NULL, NULL);
}

static void
release(void *self)
{
    struct lite *lite = self;

    lite->holds = false;
    sqlite3_exec(lite->held, "ROLLBACK", NULL, NULL, NULL);
}

static void
close_file(void *self)
{
    struct lite *lite = self;

    for (size_t i = 0; lite->kinds && i < lite->kind_count; i++)
        lite_forget(&lite->kinds[i]);
    sqlite3_close(lite->held);
    sqlite3_close(lite->main);
    free(lite->kinds);
    free(lite);
}

/* In WAL mode readers and the one writer do not wait for each other; changing into it SQLite does
   not wait for others by itself. */
static bool
open_connection(struct lite *lite, const char *file, int flags, sqlite3 **db)
{
    int how = flags & SQLITE_STORE_READ_ONLY ? SQLITE_OPEN_READONLY
                                             : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    bool good = sqlite3_open_v2(file, db, how | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK;

    if (!good)
        return lite_broken(lite, *db);
    sqlite3_extended_result_codes(*db, 1);
    sqlite3_busy_timeout(*db, 10000);
    lite->read_only = sqlite3_db_readonly(*db, "main") == 1;
    for (int tries = 0; !lite->read_only && tries < 1000; tries++) {
        good = lite_run(lite, *db, "PRAGMA journal_mode = WAL");
        if (good || lite->code != SQLITE_BUSY)
            break;
        sqlite3_sleep(10);
    }
    return good;
}

/* A context without store knows the tables of all kinds. */
static bool
know_all(struct lite *lite)
{
    size_t kinds = crm_schema_kinds(NULL);
    crm_context *crm = NULL;
    bool good;

    lite->kind_count = (size_t)crm_schema_kind(NULL, kinds - 1) + 1;
    lite->kinds = calloc(lite->kind_count, sizeof *lite->kinds);
    good = (lite->kinds && crm_open(NULL, &crm) == CRM_OK) ||
           lite_fail(lite, CRM_ERROR_MEMORY, "no memory");
    for (size_t i = 0; good && i < kinds; i++) {
        crm_table *table = crm_table_new(crm, crm_schema_kind(NULL, i));

        good = table ? lite_know(lite, crm_schema_kind(NULL, i), table)
                     : lite_fail(lite, CRM_ERROR_MEMORY, "no memory");
        crm_table_free(table);
    }
    crm_close(crm);
    return good;
}

crm_status
sqlite_store_open(const char *file, int flags, crm_store *out, char *text, size_t size)
{
    static const crm_store callbacks = {sizeof callbacks, 0,         NULL,        lite_get,
                                        lite_scan,        lite_next, lite_finish, lite_apply,
                                        lite_reserve,     hold,      release,     close_file};
    struct lite *lite = calloc(1, sizeof *lite);
    crm_status status = CRM_ERROR_MEMORY;

    if (!lite)
        return status;
    if (open_connection(lite, file, flags, &lite->main) &&
        open_connection(lite, file, flags, &lite->held) && know_all(lite)) {
        *out = callbacks;
        out->self = lite;
        return CRM_OK;
    }
    status = lite->status;
    if (text && size > 0)
        snprintf(text, size, "%s: %s", file, lite->words);
    close_file(lite);
    return status;
}
