/*
 * sqlite_store.c - a crm_store over SQLite, from the file up to the callbacks.
 *
 * Tables of the library describe themselves: number, name and type of each column. What the file
 * lacks (it is older, or the host has new fields of its own) is made. What it has beyond that is
 * never touched, since all SQL names the columns that it means.
 */
#include "sqlite_store.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { KINDS = 64, COLUMNS = 2000 }; /* that there is room for */
enum { BATCH = 1024, MANY = 16 };    /* rows given at a time; new ones that one statement writes */
enum { BLOCK = 64, BLOCK_MOST = 4096 }; /* ids taken from the file at a time: ever more */

enum verb { GET, CHECK, REMOVE, UNNAME, EDIT, ADD, ADD_MANY, VERBS };

/* What is said of a kind: # is its table, @ its columns, $ a parameter for each of them, row by row;
   ?1 is the id, ?2 the version. A failed INSERT ends the transaction: SQLite keeps no notes on how to
   take it back. */
static const char *const sentences[VERBS] = {
    [GET] = "SELECT @ FROM # WHERE id = ?1",
    [CHECK] = "SELECT 1 WHERE ?2 = coalesce((SELECT version FROM # WHERE id = ?1), 0)",
    [REMOVE] = "DELETE FROM # WHERE id = ?1 AND version = ?2",
    [UNNAME] = "UPDATE # SET external_id = NULL WHERE id = ?1 AND version = ?2 - 1",
    [EDIT] = "UPDATE # SET (@) = ($) WHERE id = ?1 AND version = ?2 - 1",
    [ADD] = "INSERT OR ROLLBACK INTO # (@) VALUES ($)",
    [ADD_MANY] = "INSERT OR ROLLBACK INTO # (@) VALUES ($)",
};

struct kind {
    sqlite3_stmt *verbs[2][VERBS]; /* by connection, prepared when first said */
    crm_id next, end, block;       /* ids from next to end - 1 are taken and not handed out yet */
};

struct store {
    sqlite3 *db[2]; /* the second one reads between hold and release */
    bool holds, read_only;
    crm_status status; /* of the last failure; of a conflict, kind and id */
    int code;
    char words[512];
    crm_kind kind;
    crm_id id;
    struct kind kinds[KINDS];
    char file[];
};

/* ---- What fails says so in the store, for the callback to answer with ---- */

/* Without words, those of SQLite are taken; without db, memory lacks. */
static bool
fail(struct store *store, sqlite3 *db, const char *words)
{
    store->code = db ? sqlite3_extended_errcode(db) : 0;
    store->status = CRM_ERROR_STORE;
    if (store->code == SQLITE_NOMEM || (!db && !words))
        store->status = CRM_ERROR_MEMORY;
    sqlite3_snprintf(sizeof store->words, store->words, "%s: %s", store->file,
                     words ? words : sqlite3_errmsg(db));
    return false;
}

static void
answer(const struct store *store, bool good, crm_reply *reply)
{
    if (good)
        crm_reply_ok(reply);
    else if (store->status == CRM_ERROR_CONFLICT)
        crm_reply_conflict(reply, store->kind, store->id);
    else
        crm_reply_fail(reply, store->status, store->code, store->words);
}

static bool
run(struct store *store, sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || fail(store, db, NULL);
}

/* COMMIT, or ROLLBACK after a failure, which is the one that is told. */
static bool
end(struct store *store, bool good)
{
    good = good && run(store, store->db[0], "COMMIT");
    if (!good)
        sqlite3_exec(store->db[0], "ROLLBACK", NULL, NULL, NULL);
    return good;
}

/* Frees its text. */
static sqlite3_stmt *
prepare(struct store *store, char *sql)
{
    sqlite3 *db = sql ? store->db[store->holds] : NULL;
    sqlite3_stmt *statement = NULL;

    if (!db || sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail(store, db, NULL);
    sqlite3_free(sql);
    return statement;
}

/* Of a kind whose columns are those of a table of the library. */
static sqlite3_stmt *
statement_of(struct store *store, enum verb verb, const crm_table *table)
{
    const char *kind = crm_schema_kind_name(NULL, crm_table_kind(table));
    sqlite3_stmt **place = &store->kinds[crm_table_kind(table)].verbs[store->holds][verb];
    size_t columns = crm_table_columns(table), cells = columns * (verb == ADD_MANY ? MANY : 1);
    sqlite3_str *sql;

    if (*place)
        return *place;
    sql = sqlite3_str_new(NULL);
    for (const char *said = sentences[verb]; *said; said++) {
        for (size_t i = 0; *said == '@' && i < columns; i++)
            sqlite3_str_appendf(sql, i ? ", \"%s\"" : "\"%s\"",
                                crm_table_name(table, crm_table_column_at(table, i)));
        for (size_t i = 0; *said == '$' && i < cells; i++)
            sqlite3_str_appendall(sql, i == 0 ? "?" : i % columns ? ", ?" : "), (?");
        if (*said == '#')
            sqlite3_str_appendf(sql, "crm_%s", kind);
        else if (*said != '@' && *said != '$')
            sqlite3_str_appendchar(sql, 1, *said);
    }
    return *place = prepare(store, sqlite3_str_finish(sql));
}

/* ---- Tables that grow ---- */

/* Id, version and what is required were in files of any version; the rest may have come later. */
static bool
fit_column(struct store *store, const char *name, bool is_new, const crm_table *table, size_t i)
{
    crm_field field = crm_table_column_at(table, i);
    uint32_t flags = crm_schema_flags(NULL, crm_table_kind(table), field);
    bool unique = field == CRM_FIELD_EXTERNAL_ID,
         indexed = unique || crm_table_target(table, field);
    bool old = field <= CRM_FIELD_VERSION || flags & CRM_FIELD_REQUIRED;
    const char *column = crm_table_name(table, field), *type = "INTEGER", *found = NULL;
    char text[300];

    if (crm_table_type(table, field) == CRM_TYPE_TEXT)
        type = "TEXT";
    if (crm_table_type(table, field) == CRM_TYPE_DOUBLE)
        type = "REAL";
    sqlite3_table_column_metadata(store->db[0], NULL, name, column, &found, 0, 0, 0, 0);
    sqlite3_snprintf(sizeof text, text, "column %s of table %s is %s, not %s", column, name,
                     found ? found : "missing", type);
    if (found ? sqlite3_stricmp(found, type) != 0 : store->read_only || (old && !is_new))
        return fail(store, NULL, text);
    sqlite3_snprintf(sizeof text, text, "ALTER TABLE %s ADD \"%s\" %s", name, column, type);
    if (!found && !run(store, store->db[0], text))
        return false;
    sqlite3_snprintf(sizeof text, text,
                     "CREATE %s IF NOT EXISTS \"%s_%s\" ON %s (\"%s\") WHERE \"%s\" NOTNULL",
                     unique ? "UNIQUE INDEX" : "INDEX", name, column, name, column, column);
    return store->read_only || !indexed || run(store, store->db[0], text);
}

/* One transaction. The schema is read first: SQLite then looks whether another process changed it. */
static bool
fit(struct store *store, const crm_table *table)
{
    char name[64], text[300];
    bool good = run(store, store->db[0], store->read_only ? "BEGIN" : "BEGIN IMMEDIATE") &&
                run(store, store->db[0], "SELECT 1 FROM sqlite_schema LIMIT 1"),
         is_new;

    sqlite3_snprintf(sizeof name, name, "crm_%s",
                     crm_schema_kind_name(NULL, crm_table_kind(table)));
    is_new = sqlite3_table_column_metadata(store->db[0], NULL, name, 0, 0, 0, 0, 0, 0) != SQLITE_OK;
    sqlite3_snprintf(sizeof text, text,
                     "CREATE TABLE IF NOT EXISTS %s (id INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;"
                     "INSERT INTO sqlite_sequence SELECT '%s', 0"
                     " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = '%s')",
                     name, name, name);
    good = good && (store->read_only || run(store, store->db[0], text));
    for (size_t i = 0; good && i < crm_table_columns(table); i++)
        good = fit_column(store, name, is_new, table, i);
    return end(store, good);
}

/* Are the columns still those of the statements? Only fields of the host's own can be others. */
static bool
know(struct store *store, const crm_table *table)
{
    crm_kind kind = crm_table_kind(table);
    sqlite3_stmt **verbs = store->kinds[kind].verbs[store->holds];
    int own = (int)crm_schema_fields(NULL, kind), count = (int)crm_table_columns(table), i = own;

    while (i < count && verbs[GET] &&
           !sqlite3_stricmp(sqlite3_column_name(verbs[GET], i),
                            crm_table_name(table, crm_table_column_at(table, (size_t)i))))
        i++;
    if (i == count && sqlite3_column_count(verbs[GET]) == count)
        return true;
    memset(verbs, 0, VERBS * sizeof *verbs); /* SQLite has a list of them, too */
    return (count == own || fit(store, table)) && statement_of(store, GET, table);
}

/* ---- Reading ---- */

/* What fails in filling the table, such as a text in a column of numbers, sticks to it, and the
   library sees it. Without fields: all columns in the order of the table. */
static bool
take_rows(struct store *store, sqlite3_stmt *statement, const crm_field *fields, size_t limit,
          crm_table *table)
{
    int columns = sqlite3_column_count(statement), code = SQLITE_ROW;
    size_t row = crm_table_rows(table);

    for (; limit > 0 && (code = sqlite3_step(statement)) == SQLITE_ROW; row++, limit--) {
        crm_table_add(table, 1);
        for (int i = 0; i < columns; i++) {
            crm_field field = fields ? fields[i] : crm_table_column_at(table, (size_t)i);
            sqlite3_value *value = sqlite3_column_value(statement, i);
            int type = sqlite3_value_type(value);

            if (type == SQLITE_INTEGER)
                crm_table_set_int(table, row, field, sqlite3_value_int64(value));
            else if (type == SQLITE_FLOAT)
                crm_table_set_double(table, row, field, sqlite3_value_double(value));
            else if (type != SQLITE_NULL)
                crm_table_set_text(table, row, field, (const char *)sqlite3_value_text(value),
                                   (size_t)sqlite3_value_bytes(value));
        }
    }
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        fail(store, sqlite3_db_handle(statement), NULL);
    sqlite3_reset(statement);
    return code == SQLITE_ROW || code == SQLITE_DONE;
}

static void
get(void *self, crm_kind number, const crm_id *ids, size_t count, crm_reply *reply)
{
    struct store *store = self;
    crm_table *table = crm_reply_table(reply);
    bool good = know(store, table);
    sqlite3_stmt *statement = store->kinds[number].verbs[store->holds][GET];

    for (size_t i = 0; good && i < count; i++) {
        sqlite3_bind_int64(statement, 1, ids[i]);
        good = take_rows(store, statement, NULL, 1, table);
    }
    answer(store, good, reply);
}

/* The statement of a scan is its cursor. It reads in the order of ids and ?1 is the last one: it does
   not stand open between two batches, so what is written meanwhile waits for nobody and brings no
   row twice. Ranges are kept from choosing an index ("+"), whose rows would have to be sorted. */
static void
scan(void *self, const crm_query *query, crm_reply *reply)
{
    const char *name, *text, *lead = "SELECT ";
    crm_table *table = crm_reply_table(reply);
    sqlite3_str *sql = sqlite3_str_new(NULL);
    sqlite3_stmt *statement = NULL;
    int64_t low, high;
    crm_field field;
    int32_t type;
    size_t count;
    const crm_field *fields = crm_query_fields(query, &count);

    for (size_t i = 0; i < count; i++, lead = ", ")
        sqlite3_str_appendf(sql, "%s\"%s\"", lead, crm_table_name(table, fields[i]));
    name = crm_schema_kind_name(NULL, crm_query_kind(query));
    sqlite3_str_appendf(sql, " FROM crm_%s WHERE id > ?1", name);
    for (size_t i = 0; crm_query_condition(query, i, &field, &type) == CRM_OK; i++) {
        name = crm_table_name(table, field);
        if (crm_query_text(query, i, &text, &count) == CRM_OK && count < 1000)
            sqlite3_str_appendf(sql, " AND \"%s\" = '%.*q'", name, (int)count, text);
        else if (crm_query_int(query, i, &low, &high) == CRM_OK && low == high)
            sqlite3_str_appendf(sql, " AND \"%s\" = %lld", name, low);
        else if (type != CRM_TYPE_TEXT)
            sqlite3_str_appendf(sql, " AND +\"%s\" BETWEEN %lld AND %lld", name, low, high);
    }
    sqlite3_str_appendall(sql, " ORDER BY id");
    if (know(self, table))
        statement = prepare(self, sqlite3_str_finish(sql));
    else
        sqlite3_free(sqlite3_str_finish(sql));
    sqlite3_bind_int64(statement, 1, 0);
    if (statement)
        crm_reply_cursor(reply, (uint64_t)(uintptr_t)statement);
    else
        answer(self, false, reply);
}

static void
next(void *self, uint64_t cursor, size_t limit, crm_reply *reply)
{
    sqlite3_stmt *statement = (sqlite3_stmt *)(uintptr_t)cursor;
    crm_table *table = crm_reply_table(reply);
    crm_field fields[COLUMNS];
    crm_id last;
    bool good;

    for (int i = 0; i < sqlite3_column_count(statement); i++)
        fields[i] = crm_table_column(table, sqlite3_column_name(statement, i));
    limit = limit < BATCH ? limit : BATCH;
    good = take_rows(self, statement, fields, limit, table);
    if (crm_table_int(table, crm_table_rows(table) - 1, CRM_FIELD_ID, &last) == CRM_OK)
        sqlite3_bind_int64(statement, 1, last);
    if (good && crm_table_rows(table) < limit)
        crm_reply_end(reply);
    else
        answer(self, good, reply);
}

static void
finish(void *self, uint64_t cursor)
{
    (void)self;
    sqlite3_finalize((sqlite3_stmt *)(uintptr_t)cursor);
}

/* ---- Writing: each row is compared and written by one statement, which finds no row when the
   version is not the one that the unit expects ---- */

static void
bind_cell(sqlite3_stmt *statement, int place, const crm_table *table, size_t row, crm_field field)
{
    size_t length;
    const char *text = crm_table_text(table, row, field, &length);
    int64_t number;
    double real;

    if (text)
        sqlite3_bind_text64(statement, place, text, length, SQLITE_STATIC, SQLITE_UTF8);
    else if (crm_table_int(table, row, field, &number) == CRM_OK)
        sqlite3_bind_int64(statement, place, number);
    else if (crm_table_double(table, row, field, &real) == CRM_OK)
        sqlite3_bind_double(statement, place, real);
}

/* Did the statement find the rows as the unit says they are? Its parameters are their columns, or the
   first of them, id and version; what is not bound is NULL. */
static bool
say(struct store *store, enum verb verb, const crm_table *table, size_t row)
{
    struct kind *kind = &store->kinds[store->kind = crm_table_kind(table)];
    sqlite3_stmt *statement = statement_of(store, verb, table);
    int places = sqlite3_bind_parameter_count(statement), code;

    if (!statement)
        return false;
    for (int place = 0; place < places; row++) {
        for (size_t i = 0; place < places && i < crm_table_columns(table); i++)
            bind_cell(statement, ++place, table, row, crm_table_column_at(table, i));
        crm_table_int(table, row, CRM_FIELD_ID, &store->id);
        if (store->id >= kind->next && store->id < kind->end)
            kind->next = store->id + 1; /* the host gives ids by itself, too */
    }
    code = sqlite3_step(statement);
    if (code == SQLITE_DONE && verb != CHECK && (verb == UNNAME || sqlite3_changes(store->db[0])))
        code = SQLITE_ROW;
    if (code != SQLITE_ROW)
        fail(store, store->db[0], NULL);
    if (code == SQLITE_DONE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
        store->status = CRM_ERROR_CONFLICT;
    if (code == SQLITE_CONSTRAINT_UNIQUE && strstr(store->words, ".external_id"))
        store->status = CRM_ERROR_DUPLICATE;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return code == SQLITE_ROW;
}

/* Of rows to be edited those of version 1 are new. */
static bool
say_each(struct store *store, enum verb verb, const crm_table *table, bool careful)
{
    size_t row = 0, fresh;
    crm_id version;
    bool good = true;

    while (good && row < crm_table_rows(table)) {
        for (fresh = 0; verb == EDIT && fresh < MANY; fresh++)
            if (crm_table_int(table, row + fresh, CRM_FIELD_VERSION, &version) || version != 1)
                break;
        if (fresh == MANY && !careful)
            good = say(store, ADD_MANY, table, row);
        else
            good = say(store, fresh ? ADD : verb, table, row);
        row += fresh == MANY && !careful ? MANY : 1;
    }
    return good;
}

/* One transaction. Where records pass external ids on to each other, they are taken off first, and of
   many new rows one is to blame: the careful way. */
static bool
write_unit(struct store *store, const crm_changes *changes, bool careful)
{
    size_t groups = crm_changes_groups(changes);
    bool good = run(store, store->db[0], "BEGIN IMMEDIATE");

    for (size_t i = 0; good && i < groups; i++)
        good = say_each(store, CHECK, crm_changes_checks(changes, i), careful) &&
               say_each(store, REMOVE, crm_changes_removes(changes, i), careful) &&
               (!careful || say_each(store, UNNAME, crm_changes_puts(changes, i), careful));
    for (size_t i = 0; good && i < groups; i++)
        good = say_each(store, EDIT, crm_changes_puts(changes, i), careful);
    return end(store, good);
}

static void
apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    struct store *store = self;
    bool good = true;

    for (size_t i = 0; good && i < crm_changes_groups(changes); i++)
        good = know(store, crm_changes_puts(changes, i));
    if (good && !write_unit(store, changes, false))
        good = (store->code & 0xff) == SQLITE_CONSTRAINT && write_unit(store, changes, true);
    if (!good && store->code == SQLITE_IOERR_FSYNC)
        store->status = CRM_ERROR_UNCERTAIN; /* are the last bytes on the disk? It does not say */
    answer(store, good, reply);
}

/* Most new records need no transaction for their ids. What is left of a block in the end is never
   used. */
static void
reserve(void *self, crm_kind number, size_t count, crm_reply *reply)
{
    struct store *store = self;
    struct kind *kind = &store->kinds[number];
    crm_id *ids = calloc(count, sizeof *ids), wanted = (crm_id)count;
    bool good = ids || fail(store, NULL, NULL);

    if (good && kind->end - kind->next < wanted) {
        const char *name = crm_schema_kind_name(NULL, number);
        sqlite3_stmt *statement;

        if (kind->block < BLOCK_MOST)
            kind->block = kind->block ? 2 * kind->block : BLOCK;
        wanted = wanted < kind->block ? kind->block : wanted;
        statement = prepare(store, sqlite3_mprintf("UPDATE sqlite_sequence SET seq = seq + %lld"
                                                   " WHERE name = 'crm_%s' RETURNING seq",
                                                   wanted, name));
        while (sqlite3_step(statement) == SQLITE_ROW)
            kind->end = sqlite3_column_int64(statement, 0) + 1;
        good = sqlite3_finalize(statement) == SQLITE_OK && statement;
        kind->next = good ? kind->end - wanted : kind->end;
        if (statement && !good)
            fail(store, store->db[0], NULL);
    }
    for (size_t i = 0; good && i < count; i++)
        ids[i] = kind->next++;
    if (good)
        crm_reply_ids(reply, ids, count);
    else
        answer(store, false, reply);
    free(ids);
}

/* ---- Holding, opening, closing ---- */

/* SQLite begins to see one state at the first read, not at BEGIN. */
static void
hold(void *self, crm_reply *reply)
{
    struct store *store = self;

    store->holds = run(store, store->db[1], "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1");
    if (!store->holds)
        sqlite3_exec(store->db[1], "ROLLBACK", NULL, NULL, NULL);
    answer(store, store->holds, reply);
}

static void
release(void *self)
{
    struct store *store = self;

    store->holds = false;
    sqlite3_exec(store->db[1], "ROLLBACK", NULL, NULL, NULL);
}

static void
close_file(void *self)
{
    struct store *store = self;
    sqlite3_stmt *statement;

    for (size_t i = 0; i < 2; i++) {
        while (store->db[i] && (statement = sqlite3_next_stmt(store->db[i], NULL)) != NULL)
            sqlite3_finalize(statement);
        sqlite3_close(store->db[i]);
    }
    free(store);
}

/* In WAL mode readers and the one writer do not wait for each other. To change into it, SQLite does
   not wait for others by itself. */
static bool
connect(struct store *store, int flags, sqlite3 **db)
{
    int tries = 0, how = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

    if (flags & SQLITE_STORE_READ_ONLY)
        how = SQLITE_OPEN_READONLY;
    if (sqlite3_open_v2(store->file, db, how | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return fail(store, *db, NULL);
    sqlite3_extended_result_codes(*db, 1);
    sqlite3_busy_timeout(*db, 10000);
    sqlite3_limit(*db, SQLITE_LIMIT_COLUMN, COLUMNS);
    store->read_only = sqlite3_db_readonly(*db, "main") == 1;
    while (!store->read_only && !run(store, *db, "PRAGMA journal_mode = WAL"))
        if (store->code != SQLITE_BUSY || tries++ == 1000 || !sqlite3_sleep(10))
            return false;
    return true;
}

crm_status
sqlite_store_open(const char *file, int flags, crm_store *out, char *text, size_t size)
{
    static const crm_store callbacks = {
        sizeof callbacks, 0,     NULL,    get,  scan,    next,
        finish,           apply, reserve, hold, release, close_file};
    struct store *store = calloc(1, sizeof *store + strlen(file) + 1);
    crm_context *crm = NULL; /* without a store, but it knows the tables of all kinds */
    crm_status status;
    crm_kind kind;
    bool good;

    if (!store)
        return CRM_ERROR_MEMORY;
    memcpy(store->file, file, strlen(file));
    fail(store, NULL, NULL); /* what is told if nobody knows better */
    good = crm_open(NULL, &crm) == CRM_OK && connect(store, flags, &store->db[0]) &&
           connect(store, flags, &store->db[1]);
    for (size_t i = 0; good && (kind = crm_schema_kind(NULL, i)) != 0; i++) {
        crm_table *table = crm_table_new(crm, kind);

        good = table ? fit(store, table) : fail(store, NULL, NULL);
        crm_table_free(table);
    }
    crm_close(crm);
    if (good) {
        *out = callbacks;
        out->self = store;
        return CRM_OK;
    }
    status = store->status;
    sqlite3_snprintf(text ? (int)size : 0, text, "%s", store->words);
    close_file(store);
    return status;
}
