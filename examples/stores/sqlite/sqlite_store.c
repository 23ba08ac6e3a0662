/*
 * sqlite_store.c - a crm_store over SQLite: reading, writing, and the file itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite_store.h"
#include "sqlite_tables.h"

enum { BLOCK = 64, BLOCK_MOST = 4096 }; /* ids taken from the file at a time: ever more */

/* A scan; its number is its place in memory. */
struct cursor {
    sqlite3_stmt *statement;
    crm_id last; /* read so far */
    size_t count;
    crm_field fields[];
};

static void
answer(const struct lite *lite, bool good, crm_reply *reply)
{
    if (good)
        crm_reply_ok(reply);
    else if (lite->status == CRM_ERROR_CONFLICT)
        crm_reply_conflict(reply, lite->kind, lite->id);
    else
        crm_reply_fail(reply, lite->status, lite->code, lite->words);
}

/* ---- Reading ---- */

/* What fails in filling the table, such as a text in a column of numbers, sticks to it, and the
   library sees it. */
static void
take_row(crm_table *table, const crm_field *fields, size_t count, sqlite3_stmt *from)
{
    size_t row = crm_table_rows(table);

    crm_table_add(table, 1);
    for (size_t i = 0; i < count; i++) {
        crm_field field = fields ? fields[i] : crm_table_column_at(table, i);
        int place = (int)i, type = sqlite3_column_type(from, place);

        if (type == SQLITE_INTEGER)
            crm_table_set_int(table, row, field, sqlite3_column_int64(from, place));
        else if (type == SQLITE_FLOAT)
            crm_table_set_double(table, row, field, sqlite3_column_double(from, place));
        else if (type != SQLITE_NULL)
            crm_table_set_text(table, row, field, (const char *)sqlite3_column_text(from, place),
                               (size_t)sqlite3_column_bytes(from, place));
    }
}

static void
get(void *self, crm_kind number, const crm_id *ids, size_t count, crm_reply *reply)
{
    struct lite *lite = self;
    crm_table *table = crm_reply_table(reply);
    sqlite3_stmt *statement = NULL;
    int code = SQLITE_DONE;

    if (lite_know(lite, number, table))
        statement = lite_verb(lite, number, lite->holds ? GET_HELD : GET);
    for (size_t i = 0; statement && code == SQLITE_DONE && i < count; i++) {
        sqlite3_bind_int64(statement, 1, ids[i]);
        while ((code = sqlite3_step(statement)) == SQLITE_ROW)
            take_row(table, NULL, crm_table_columns(table), statement);
        sqlite3_reset(statement);
    }
    if (code != SQLITE_DONE)
        lite_fail(lite, sqlite3_db_handle(statement), NULL);
    answer(lite, statement && code == SQLITE_DONE, reply);
}

/* A scan reads in the order of ids and remembers the last one: no statement stands open between two
   batches, so what is written meanwhile waits for nobody and brings no row twice. Ranges are kept
   from choosing an index ("+"), whose rows would be sorted again for each batch. */
static sqlite3_stmt *
prepare_scan(struct lite *lite, const crm_query *query, const crm_table *table)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    sqlite3_stmt *statement;
    const crm_field *fields;
    int64_t low, high;
    const char *text;
    crm_field field;
    size_t length;
    int32_t type;

    fields = crm_query_fields(query, &length);
    for (size_t i = 0; i < length; i++)
        sqlite3_str_appendf(sql, "%s\"%s\"", i > 0 ? ", " : "SELECT ",
                            crm_table_name(table, fields[i]));
    sqlite3_str_appendf(sql, ", id FROM crm_%s WHERE id > ?1",
                        crm_schema_kind_name(NULL, crm_query_kind(query)));
    for (size_t i = 0; crm_query_condition(query, i, &field, &type) == CRM_OK; i++) {
        bool range = crm_query_int(query, i, &low, &high) == CRM_OK && low != high;

        sqlite3_str_appendf(sql, range ? " AND +\"%s\" BETWEEN ?%d AND ?%d" : " AND \"%s\" = ?%d",
                            crm_table_name(table, field), 2 * (int)i + 2, 2 * (int)i + 3);
    }
    sqlite3_str_appendall(sql, " ORDER BY id");
    statement = lite_prepare(lite, lite->holds ? lite->held : lite->main, sqlite3_str_finish(sql));
    for (size_t i = 0; statement && i < crm_query_conditions(query); i++) {
        int place = 2 * (int)i + 2;

        if (crm_query_text(query, i, &text, &length) == CRM_OK)
            sqlite3_bind_text64(statement, place, text, length, SQLITE_TRANSIENT, SQLITE_UTF8);
        else if (crm_query_int(query, i, &low, &high) == CRM_OK) {
            sqlite3_bind_int64(statement, place, low);
            sqlite3_bind_int64(statement, place + 1, high); /* refused where it is not asked for */
        }
    }
    return statement;
}

static void
scan(void *self, const crm_query *query, crm_reply *reply)
{
    size_t count, size = sizeof(struct cursor);
    const crm_field *fields = crm_query_fields(query, &count);
    struct cursor *cursor = malloc(size + count * sizeof *fields);
    crm_table *table = crm_reply_table(reply);
    struct lite *lite = self;
    bool good =
        cursor ? lite_know(lite, crm_query_kind(query), table) : lite_fail(lite, NULL, NULL);

    if (good && (cursor->statement = prepare_scan(lite, query, table)) != NULL) {
        memcpy(cursor->fields, fields, count * sizeof *fields);
        cursor->count = count;
        cursor->last = 0;
        crm_reply_cursor(reply, (uint64_t)(uintptr_t)cursor);
        return;
    }
    free(cursor);
    answer(lite, false, reply);
}

static void
next(void *self, uint64_t number, size_t limit, crm_reply *reply)
{
    struct cursor *cursor = (struct cursor *)(uintptr_t)number;
    crm_table *table = crm_reply_table(reply);
    int code = SQLITE_ROW;

    sqlite3_bind_int64(cursor->statement, 1, cursor->last);
    while (limit-- > 0 && (code = sqlite3_step(cursor->statement)) == SQLITE_ROW) {
        take_row(table, cursor->fields, cursor->count, cursor->statement);
        cursor->last = sqlite3_column_int64(cursor->statement, (int)cursor->count);
    }
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        lite_fail(self, sqlite3_db_handle(cursor->statement), NULL);
    sqlite3_reset(cursor->statement);
    if (code == SQLITE_DONE)
        crm_reply_end(reply);
    else
        answer(self, code == SQLITE_ROW, reply);
}

static void
finish(void *self, uint64_t number)
{
    struct cursor *cursor = (struct cursor *)(uintptr_t)number;

    (void)self;
    sqlite3_finalize(cursor->statement);
    free(cursor);
}

/* ---- Writing: each row is compared and written by one statement, which finds no row when the
   version is not the one that the unit expects ---- */

static void
bind_cell(sqlite3_stmt *statement, int place, const crm_table *table, size_t row)
{
    crm_field field = crm_table_column_at(table, (size_t)place - 1);
    size_t length = 0;
    const char *text;
    int64_t number;
    double real;

    if (crm_table_int(table, row, field, &number) == CRM_OK)
        sqlite3_bind_int64(statement, place, number);
    else if ((text = crm_table_text(table, row, field, &length)) != NULL)
        sqlite3_bind_text64(statement, place, text, length, SQLITE_STATIC, SQLITE_UTF8);
    else if (crm_table_double(table, row, field, &real) == CRM_OK)
        sqlite3_bind_double(statement, place, real);
    else
        sqlite3_bind_null(statement, place);
}

/* Did the statement find the row as the unit says it is? */
static bool
judge(struct lite *lite, crm_kind number, enum verb verb, int code, crm_id id)
{
    int changed = verb == CHECK ? 0 : sqlite3_changes(lite->main);

    if (code == SQLITE_ROW || (code == SQLITE_DONE && (changed == 1 || verb == UNNAME)))
        return true;
    lite_fail(lite, lite->main, NULL);
    lite->kind = number;
    lite->id = id;
    if (code == SQLITE_DONE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
        lite->status = CRM_ERROR_CONFLICT;
    if (code == SQLITE_CONSTRAINT_UNIQUE && strstr(lite->words, ".external_id"))
        lite->status = CRM_ERROR_DUPLICATE;
    return false;
}

/* New rows have version 1. Edited ones keep what columns the library does not know. */
static bool
say_each(struct lite *lite, crm_kind number, const crm_table *table, enum verb verb)
{
    struct kind *kind = &lite->kinds[number];
    int count = verb == UPDATE ? (int)crm_table_columns(table) : 2; /* id and version */
    bool good = true;

    for (size_t row = 0; good && row < crm_table_rows(table); row++) {
        crm_id id = 0, version = 0;
        sqlite3_stmt *statement;

        crm_table_int(table, row, CRM_FIELD_ID, &id);
        crm_table_int(table, row, CRM_FIELD_VERSION, &version);
        statement = lite_verb(lite, number, verb == UPDATE && version == 1 ? INSERT : verb);
        for (int place = 1; statement && place <= count; place++)
            bind_cell(statement, place, table, row);
        good = statement && judge(lite, number, verb, sqlite3_step(statement), id);
        sqlite3_reset(statement);
        if (id >= kind->next && id < kind->end)
            kind->next = id + 1; /* the host gives ids by itself, too */
    }
    return good;
}

/* One transaction. Where records pass external ids on to each other, `unname` takes them off
   first. */
static bool
write_unit(struct lite *lite, const crm_changes *changes, bool unname)
{
    size_t groups = crm_changes_groups(changes);
    bool good = lite_run(lite, lite->main, "BEGIN IMMEDIATE");

    for (size_t i = 0; good && i < groups; i++) {
        crm_kind kind = crm_changes_kind(changes, i);

        good = say_each(lite, kind, crm_changes_checks(changes, i), CHECK) &&
               say_each(lite, kind, crm_changes_removes(changes, i), REMOVE) &&
               (!unname || say_each(lite, kind, crm_changes_puts(changes, i), UNNAME));
    }
    for (size_t i = 0; good && i < groups; i++)
        good = say_each(lite, crm_changes_kind(changes, i), crm_changes_puts(changes, i), UPDATE);
    return lite_end(lite, good);
}

static void
apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    struct lite *lite = self;
    bool good = true;

    for (size_t i = 0; good && i < crm_changes_groups(changes); i++)
        good = lite_know(lite, crm_changes_kind(changes, i), crm_changes_puts(changes, i));
    good = good && (write_unit(lite, changes, false) ||
                    (lite->status == CRM_ERROR_DUPLICATE && write_unit(lite, changes, true)));
    if (!good && lite->code == SQLITE_IOERR_FSYNC)
        lite->status = CRM_ERROR_UNCERTAIN; /* are the last bytes on the disk? It does not say */
    answer(lite, good, reply);
}

/* Ids are taken from the file in growing blocks, so that most new records need no transaction for theirs.
   What is left of a block in the end is never used. */
static void
reserve(void *self, crm_kind number, size_t count, crm_reply *reply)
{
    struct lite *lite = self;
    struct kind *kind = &lite->kinds[number];
    crm_id block = kind->block > 0 ? kind->block : BLOCK, last = 0;
    crm_id wanted = block > (crm_id)count ? block : (crm_id)count;
    crm_id *ids = count < SIZE_MAX / sizeof *ids ? malloc(count * sizeof *ids) : NULL;
    bool good = ids || lite_fail(lite, NULL, NULL);

    if (good && kind->end - kind->next < (crm_id)count) {
        sqlite3_stmt *statement = lite_verb(lite, number, RESERVE);
        int code = sqlite3_bind_int64(statement, 1, wanted);

        while (statement && (code = sqlite3_step(statement)) == SQLITE_ROW)
            last = sqlite3_column_int64(statement, 0);
        good = code == SQLITE_DONE || lite_fail(lite, lite->main, NULL);
        sqlite3_reset(statement);
        if (good) {
            kind->next = last - wanted + 1;
            kind->end = last + 1;
            kind->block = block < BLOCK_MOST ? block * 2 : block;
        }
    }
    for (size_t i = 0; good && i < count; i++)
        ids[i] = kind->next++;
    if (good)
        crm_reply_ids(reply, ids, count);
    else
        answer(lite, false, reply);
    free(ids);
}

/* ---- Holding, opening, closing ---- */

/* SQLite begins to see one state at the first read, not at BEGIN. */
static void
hold(void *self, crm_reply *reply)
{
    struct lite *lite = self;

    lite->holds = lite_run(lite, lite->held, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1");
    answer(lite, lite->holds, reply);
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

    for (size_t i = 0; i < lite->kind_count; i++)
        lite_forget(&lite->kinds[i]);
    sqlite3_close(lite->held);
    sqlite3_close(lite->main);
    free(lite);
}

/* In WAL mode readers and the one writer do not wait for each other. To change into it, SQLite does
   not wait for others by itself. */
static bool
open_connection(struct lite *lite, const char *file, int flags, sqlite3 **db)
{
    int how = flags & SQLITE_STORE_READ_ONLY ? SQLITE_OPEN_READONLY
                                             : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    int tries = 0;

    if (sqlite3_open_v2(file, db, how | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return lite_fail(lite, *db, NULL);
    sqlite3_extended_result_codes(*db, 1);
    sqlite3_busy_timeout(*db, 10000);
    lite->read_only = sqlite3_db_readonly(*db, "main") == 1;
    while (!lite->read_only && !lite_run(lite, *db, "PRAGMA journal_mode = WAL")) {
        if (lite->code != SQLITE_BUSY || tries++ == 1000)
            return false;
        sqlite3_sleep(10);
    }
    return true;
}

/* A context without store knows the tables of all kinds. */
static bool
know_all(struct lite *lite)
{
    crm_context *crm = NULL;
    bool good = crm_open(NULL, &crm) == CRM_OK;
    crm_kind kind;

    for (size_t i = 0; good && (kind = crm_schema_kind(NULL, i)) != 0; i++) {
        crm_table *table = crm_table_new(crm, kind);

        good = table && lite_know(lite, kind, table);
        crm_table_free(table);
    }
    crm_close(crm);
    return good;
}

crm_status
sqlite_store_open(const char *file, int flags, crm_store *out, char *text, size_t size)
{
    static const crm_store callbacks = {
        sizeof callbacks, 0,     NULL,    get,  scan,    next,
        finish,           apply, reserve, hold, release, close_file};
    size_t kinds = (size_t)crm_schema_kind(NULL, crm_schema_kinds(NULL) - 1) + 1;
    struct lite *lite = calloc(1, sizeof *lite + kinds * sizeof *lite->kinds);
    crm_status status;

    if (!lite)
        return CRM_ERROR_MEMORY;
    lite->kind_count = kinds;
    lite_fail(lite, NULL, NULL); /* what is told if nobody knows better */
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
