/*
 * postgres_store.c - the callbacks of a store over PostgreSQL.
 *
 * Three connections, each made when it is needed: one writes, and reads single records; one has the
 * cursors of scans, in a transaction that lasts while any of them is open, so that writing goes on
 * beside them; one reads a single state of the data between hold and release.
 */
#define _POSIX_C_SOURCE 200809L

#include "postgres_store.h"

#include <stdlib.h>
#include <string.h>

#include "server.h"

enum { WRITER, SCANNER, HOLDER, LINKS };
enum { KINDS = 64, BATCH = 1024 };

struct store {
    struct link links[LINKS];
    uint64_t known[KINDS];  /* what rows_prepare knows of the table of a kind */
    crm_id reserved[KINDS]; /* the sequence of the kind gives no id up to this again */
    uint64_t serial;        /* of cursors; a cursor is serial * LINKS + its link */
    bool held;
    char conninfo[];
};

static const char *
prepare(struct store *store, crm_kind kind, const crm_table *table, crm_reply *reply)
{
    const char *name = crm_schema_kind_name(NULL, kind);

    if (!name || kind >= KINDS)
        crm_reply_fail(reply, CRM_ERROR_UNSUPPORTED, 0, NULL);
    else if (rows_prepare(&store->links[WRITER], &store->known[kind], name, table, reply))
        return name;
    return NULL;
}

/* ---- Reading ---- */

static void
answer_rows(PGresult *result, bool more, crm_reply *reply)
{
    if (!result)
        return;
    rows_take(result, crm_reply_table(reply));
    PQclear(result);
    if (more)
        crm_reply_ok(reply);
    else
        crm_reply_end(reply);
}

static void
write_names(FILE *sql, const char *before, const crm_table *table, const crm_field *fields,
            size_t count)
{
    for (size_t i = 0; i < count; i++)
        fprintf(sql, "%s%s\"%s\"", i ? ", " : "", before,
                crm_table_name(table, fields ? fields[i] : crm_table_column_at(table, i)));
}

static void
get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    struct store *store = self;
    const crm_table *table = crm_reply_table(reply);
    const char *name = prepare(store, kind, table, reply);
    struct request request;

    if (!name || !request_start(&request, reply))
        return;
    fputs("SELECT ", request.sql);
    write_names(request.sql, "", table, NULL, crm_table_columns(table));
    fprintf(request.sql, " FROM crm_%s WHERE id = ANY($1)", name);
    rows_put_ids(&request, ids, count);
    answer_rows(server_run(&store->links[store->held ? HOLDER : WRITER], &request, reply), false,
                reply);
}

/* Conditions are hints. Those on texts and on whole numbers of 64 bits are where an index helps. */
static void
write_conditions(struct request *request, const crm_query *query, const crm_table *table)
{
    for (size_t i = 0; i < crm_query_conditions(query); i++) {
        int64_t low = 0, high = 0;
        const char *bytes, *name;
        crm_field field = 0;
        int32_t type = 0;
        size_t length;

        crm_query_condition(query, i, &field, &type);
        name = crm_table_name(table, field);
        if (type == CRM_TYPE_TEXT) {
            crm_query_text(query, i, &bytes, &length);
            fprintf(request->sql, " AND \"%s\" = $%d", name, request->count + 1);
            request_parameter(request, 25); /* text */
            fwrite(bytes, 1, length, request->bytes);
        } else if (type == CRM_TYPE_REF || type == CRM_TYPE_I64) {
            crm_query_int(query, i, &low, &high);
            fprintf(request->sql, " AND \"%s\" BETWEEN $%d AND $%d", name, request->count + 1,
                    request->count + 2);
            request_parameter(request, 20); /* bigint */
            request_int(request, low, 8);
            request_parameter(request, 20);
            request_int(request, high, 8);
        }
    }
}

static void
finish(void *self, uint64_t cursor)
{
    struct link *link = &((struct store *)self)->links[cursor % LINKS];
    char close[40];

    snprintf(close, sizeof close, "CLOSE c%llu", (unsigned long long)cursor);
    server_leave(link, link->users > 1 ? close : "COMMIT");
}

static void
scan(void *self, const crm_query *query, crm_reply *reply)
{
    struct store *store = self;
    int at = store->held ? HOLDER : SCANNER;
    const crm_table *table = crm_reply_table(reply);
    const char *name = prepare(store, crm_query_kind(query), table, reply);
    uint64_t cursor = ++store->serial * LINKS + (uint64_t)at;
    const crm_field *fields;
    struct request request;
    PGresult *result;
    size_t count;

    if (!name || !server_enter(&store->links[at], "BEGIN READ ONLY", reply))
        return;
    if (request_start(&request, reply)) {
        fprintf(request.sql, "DECLARE c%llu NO SCROLL CURSOR FOR SELECT ",
                (unsigned long long)cursor);
        fields = crm_query_fields(query, &count);
        write_names(request.sql, "", table, fields, count);
        fprintf(request.sql, " FROM crm_%s WHERE true", name);
        write_conditions(&request, query, table);
        result = server_run(&store->links[at], &request, reply);
        PQclear(result);
        if (result) {
            crm_reply_cursor(reply, cursor);
            return;
        }
    }
    finish(store, cursor);
}

static void
next(void *self, uint64_t cursor, size_t limit, crm_reply *reply)
{
    struct store *store = self;
    struct request request;
    PGresult *result;
    int rows;

    if (!request_start(&request, reply))
        return;
    limit = limit > 0 && limit < BATCH ? limit : BATCH;
    fprintf(request.sql, "FETCH %zu FROM c%llu", limit, (unsigned long long)cursor);
    result = server_run(&store->links[cursor % LINKS], &request, reply);
    rows = PQntuples(result);
    answer_rows(result, (size_t)rows == limit, reply);
}

static void
hold(void *self, crm_reply *reply)
{
    static const char begin[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1";
    struct store *store = self;

    /* The state is that of the first SELECT, not of BEGIN. */
    store->held = server_enter(&store->links[HOLDER], begin, reply);
    if (store->held)
        crm_reply_ok(reply);
}

static void
release(void *self)
{
    struct store *store = self;

    server_leave(&store->links[HOLDER], "COMMIT");
    store->held = false;
}

/* ---- Writing ---- */

/* Lock the rows that are named, in the order of their ids, and compare their versions. */
static bool
verify(struct link *link, crm_kind kind, const crm_table *rows, int less, const char *lock,
       crm_reply *reply)
{
    struct request request;
    PGresult *wrong;
    bool good;

    if (crm_table_rows(rows) == 0)
        return true;
    if (!request_start(&request, reply))
        return false;
    fprintf(request.sql,
            "WITH now AS (SELECT id, version FROM crm_%s WHERE id = ANY ($1) ORDER BY id FOR %s)"
            " SELECT id FROM unnest($1, $2) AS told (id, version) LEFT JOIN now USING (id)"
            " WHERE now.version IS DISTINCT FROM nullif(told.version - %d, 0)",
            crm_schema_kind_name(NULL, kind), lock, less);
    rows_put(&request, rows, CRM_FIELD_ID);
    rows_put(&request, rows, CRM_FIELD_VERSION);
    wrong = server_run(link, &request, reply);
    good = wrong && PQntuples(wrong) == 0;
    if (wrong && !good)
        crm_reply_conflict(reply, kind, rows_int(wrong, 0, 0));
    PQclear(wrong);
    return good;
}

static bool
remove_rows(struct link *link, const char *name, const crm_table *rows, crm_reply *reply)
{
    struct request request;
    PGresult *result;

    if (crm_table_rows(rows) == 0)
        return true;
    if (!request_start(&request, reply))
        return false;
    fprintf(request.sql, "DELETE FROM crm_%s WHERE id = ANY ($1)", name);
    rows_put(&request, rows, CRM_FIELD_ID);
    result = server_run(link, &request, reply);
    PQclear(result);
    return result != NULL;
}

/* All rows in one statement, each column an array. Rows that are there were locked and compared; one
   that came into being since then does not have the version that it would need. */
static bool
put_rows(struct link *link, const char *name, const crm_table *rows, crm_reply *reply)
{
    size_t columns = crm_table_columns(rows), count = crm_table_rows(rows);
    struct request request;
    PGresult *result;
    bool good;

    if (count == 0)
        return true;
    if (!request_start(&request, reply))
        return false;
    fprintf(request.sql, "INSERT INTO crm_%s AS r (", name);
    write_names(request.sql, "", rows, NULL, columns);
    for (size_t i = 0; i < columns; i++) {
        fprintf(request.sql, i ? ", $%zu" : ") SELECT * FROM unnest($%zu", i + 1);
        rows_put(&request, rows, crm_table_column_at(rows, i));
    }
    fputs(") ON CONFLICT (id) DO UPDATE SET (", request.sql);
    write_names(request.sql, "", rows, NULL, columns);
    fputs(") = ROW(", request.sql);
    write_names(request.sql, "EXCLUDED.", rows, NULL, columns);
    fputs(") WHERE r.version = EXCLUDED.version - 1", request.sql);
    result = server_run(link, &request, reply);
    good = result && strtoull(PQcmdTuples(result), NULL, 10) == count;
    if (result && !good)
        crm_reply_fail(reply, CRM_ERROR_CONFLICT, 0,
                       "somebody else has put a row with the same id");
    PQclear(result);
    return good;
}

/* A host may choose ids of its own. The sequence must not give them once more: ALTER makes others wait
   for the end of the transaction, or it could be set back while they use it. */
static bool
pass_ids(struct store *store, crm_kind kind, const crm_table *rows, crm_reply *reply)
{
    const char *name = crm_schema_kind_name(NULL, kind);
    int64_t highest = 0, id = 0, version = 0;
    char sql[300];

    for (size_t row = 0; row < crm_table_rows(rows); row++) {
        crm_table_int(rows, row, CRM_FIELD_ID, &id);
        crm_table_int(rows, row, CRM_FIELD_VERSION, &version);
        highest = version == 1 && id > highest ? id : highest;
    }
    if (highest <= store->reserved[kind])
        return true;
    snprintf(sql, sizeof sql,
             "ALTER SEQUENCE crm_%s_id_seq INCREMENT 1; SELECT setval('crm_%s_id_seq',"
             " greatest(last_value, %lld)) FROM crm_%s_id_seq",
             name, name, (long long)highest, name);
    return server_do(&store->links[WRITER], sql, CRM_ERROR_STORE, reply);
}

static bool
apply_all(struct store *store, const crm_changes *changes, crm_reply *reply)
{
    struct link *link = &store->links[WRITER];
    bool good = true;

    for (size_t i = 0; i < crm_changes_groups(changes) && good; i++) {
        crm_kind kind = crm_changes_kind(changes, i);

        good = verify(link, kind, crm_changes_checks(changes, i), 0, "SHARE", reply) &&
               verify(link, kind, crm_changes_removes(changes, i), 0, "UPDATE", reply) &&
               verify(link, kind, crm_changes_puts(changes, i), 1, "UPDATE", reply);
    }
    for (size_t i = 0; i < crm_changes_groups(changes) && good; i++) {
        crm_kind kind = crm_changes_kind(changes, i);
        const char *name = crm_schema_kind_name(NULL, kind);

        good = remove_rows(link, name, crm_changes_removes(changes, i), reply) &&
               put_rows(link, name, crm_changes_puts(changes, i), reply) &&
               pass_ids(store, kind, crm_changes_puts(changes, i), reply);
    }
    return good && server_do(link, "COMMIT", CRM_ERROR_UNCERTAIN, reply);
}

static void
apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    struct store *store = self;
    bool good = true;

    for (size_t i = 0; i < crm_changes_groups(changes) && good; i++)
        good = prepare(store, crm_changes_kind(changes, i), crm_changes_puts(changes, i), reply);
    if (!good || !server_enter(&store->links[WRITER], "BEGIN", reply))
        return;
    good = apply_all(store, changes, reply);
    server_leave(&store->links[WRITER], good ? NULL : "ROLLBACK");
    if (good)
        crm_reply_ok(reply);
}

static void
reserve(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    struct store *store = self;
    const char *name = prepare(store, kind, NULL, reply);
    crm_id *ids = calloc(count, sizeof *ids);
    struct request request;
    PGresult *result = NULL;

    if (!ids)
        crm_reply_fail(reply, CRM_ERROR_MEMORY, 0, NULL);
    if (name && ids && request_start(&request, reply)) {
        fprintf(request.sql, "SELECT nextval('crm_%s_id_seq') FROM generate_series(1, %zu)", name,
                count);
        result = server_run(&store->links[WRITER], &request, reply);
    }
    for (int i = 0; i < PQntuples(result); i++) {
        ids[i] = rows_int(result, i, 0);
        if (ids[i] > store->reserved[kind])
            store->reserved[kind] = ids[i];
    }
    if (result)
        crm_reply_ids(reply, ids, (size_t)PQntuples(result));
    PQclear(result);
    free(ids);
}

/* ---- The store ---- */

static void
close_store(void *self)
{
    struct store *store = self;

    for (int i = 0; i < LINKS; i++)
        server_close(&store->links[i]);
    free(store);
}

crm_status
postgres_store_open(const char *conninfo, crm_store *out_store)
{
    size_t size = strlen(conninfo) + 1;
    struct store *store = calloc(1, sizeof *store + size);

    if (!store)
        return CRM_ERROR_MEMORY;
    memcpy(store->conninfo, conninfo, size);
    for (int i = 0; i < LINKS; i++)
        store->links[i].conninfo = store->conninfo;
    *out_store =
        (crm_store){sizeof *out_store, 0,    store,   get,        scan, next, finish, apply,
                    reserve,           hold, release, close_store};
    return CRM_OK;
}
