/*
 * postgres_store.c - a store over PostgreSQL, from the connection up to the callbacks.
 *
 * Two connections, each made when it is needed: one reads and writes; one reads a single state of the
 * data between hold and release. Rows travel in binary form, whole columns of them as arrays: no
 * value of a record is printed and parsed.
 */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include "postgres_store.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAIN, HOLDER, KINDS = 64, BATCH = 1024, COLUMNS = 1600 /* that PostgreSQL allows */ };

struct link {
    const char *conninfo;
    PGconn *conn; /* NULL until needed, and after it was lost */
    bool held;    /* between hold and release */
};

struct store {
    struct link links[2];
    size_t columns[KINDS]; /* that the table of a kind is known to have */
    uint64_t cursor;       /* the last one; odd numbers are those of the holder */
    char conninfo[];
};

/* A statement in the making; behind the NUL of its text stand its parameters. */
struct request {
    FILE *out;
    char *bytes;
    size_t size, starts[COLUMNS + 1];
    int count;
};

/* ---- The connection. What answers false or NULL has answered the reply, too. ---- */

/* The result if it is good; else the server's words go to the library. Where two processes put the
   same id, or waited for each other, one of them was too late: a conflict. */
static PGresult *
judge(struct link *link, PGresult *result, crm_status if_lost, crm_reply *reply)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *unique = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    bool lost = PQstatus(link->conn) == CONNECTION_BAD;
    crm_status status = lost ? if_lost : CRM_ERROR_STORE;

    if (PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK)
        return result;
    if (unique && strstr(unique, "external_id"))
        status = CRM_ERROR_DUPLICATE;
    else if (state && strstr("23505 40001 40P01", state))
        status = CRM_ERROR_CONFLICT;
    crm_reply_fail(reply, status, state ? strtol(state, NULL, 36) : 0, PQerrorMessage(link->conn));
    PQclear(result);
    if (lost) {
        PQfinish(link->conn);
        link->conn = NULL;
    }
    return NULL;
}

/* Connect, but not in a hold: another connection would see another state. */
static bool
be_connected(struct link *link, crm_reply *reply)
{
    static const char setting[] = "SET client_encoding = UTF8; SET client_min_messages = error;"
                                  "SET cursor_tuple_fraction = 1"; /* they are read to the end */
    PGresult *result;

    if (!link->conn && link->held)
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "the connection was lost");
    if (link->conn || link->held)
        return link->conn != NULL;
    link->conn = PQconnectdb(link->conninfo);
    result = PQstatus(link->conn) == CONNECTION_OK ? PQexec(link->conn, setting) : NULL;
    result = judge(link, result, CRM_ERROR_STORE, reply);
    PQclear(result);
    return result != NULL;
}

/* reply NULL = there is nobody to tell, and nothing to end on another connection. */
static bool
command(struct link *link, const char *sql, crm_status if_lost, crm_reply *reply)
{
    PGresult *result = NULL;

    if (reply ? be_connected(link, reply) : link->conn != NULL)
        result = judge(link, PQexec(link->conn, sql), if_lost, reply);
    PQclear(result);
    return result != NULL;
}

/* ---- Requests ---- */

static bool
start(struct request *request, crm_reply *reply)
{
    request->count = 0;
    request->out = open_memstream(&request->bytes, &request->size);
    if (!request->out)
        crm_reply_fail(reply, CRM_ERROR_MEMORY, 0, NULL);
    return request->out != NULL;
}

static PGresult *
run(struct link *link, struct request *request, crm_reply *reply)
{
    const char *values[COLUMNS];
    int lengths[COLUMNS], formats[COLUMNS];
    PGresult *result = NULL;
    bool failed;

    request->starts[request->count] = (size_t)ftell(request->out);
    failed = ferror(request->out);
    failed = fclose(request->out) == EOF || failed || request->size > INT32_MAX;
    for (int i = 0; i < request->count; i++) {
        values[i] = request->bytes + request->starts[i];
        lengths[i] = (int)(request->starts[i + 1] - request->starts[i]);
        formats[i] = 1;
    }
    if (failed)
        crm_reply_fail(reply, CRM_ERROR_MEMORY, 0, NULL);
    else if (be_connected(link, reply))
        result = judge(link,
                       PQexecParams(link->conn, request->bytes, request->count, NULL, values,
                                    lengths, formats, 1),
                       CRM_ERROR_STORE, reply);
    free(request->bytes);
    return result;
}

static void
put_int(struct request *request, int64_t value, int width)
{
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
        putc((int)((uint64_t)value >> shift & 0xff), request->out);
}

/* ---- Types and cells: days are dates, instants timestamps, currencies three letters ---- */

static const struct type {
    const char *name;
    Oid oid; /* of pg_type; it never changes */
    int width;
    int64_t epoch; /* PostgreSQL counts from 2000-01-01 */
} types[] = {
    [CRM_TYPE_TEXT] = {"text", 25, 0, 0},
    [CRM_TYPE_I64] = {"bigint", 20, 8, 0},
    [CRM_TYPE_BP] = {"integer", 23, 4, 0},
    [CRM_TYPE_QTY] = {"bigint", 20, 8, 0},
    [CRM_TYPE_DAY] = {"date", 1082, 4, 10957},
    [CRM_TYPE_INSTANT] = {"timestamp with time zone", 1184, 8, 946684800000000},
    [CRM_TYPE_MONEY] = {"bigint", 20, 8, 0},
    [CRM_TYPE_CURRENCY] = {"text", 25, 0, 0},
    [CRM_TYPE_CODE] = {"integer", 23, 4, 0},
    [CRM_TYPE_SET] = {"bigint", 20, 8, 0},
    [CRM_TYPE_REF] = {"bigint", 20, 8, 0},
    [CRM_TYPE_DOUBLE] = {"double precision", 701, 8, 0},
};

static void
put_cell(struct request *request, const crm_table *table, size_t row, int32_t column)
{
    const struct type *type = &types[crm_table_type(table, column)];
    int64_t value = 0;
    size_t length = 0;
    const char *text = crm_table_text(table, row, column, &length);
    double real = 0;
    bool present = crm_table_double(table, row, column, &real) == CRM_OK;
    char code[4];

    memcpy(&value, &real, sizeof value);
    present = present || crm_table_int(table, row, column, &value) == CRM_OK;
    if (present && type->width == 0 && crm_currency_to_text((crm_currency)value, code) == CRM_OK) {
        text = code;
        length = 3;
    }
    put_int(request, text ? (int64_t)length : present ? type->width : -1, 4); /* -1 = NULL */
    if (text)
        fwrite(text, 1, length, request->out);
    else if (present)
        put_int(request, value - type->epoch, type->width);
}

/* A column is one parameter: dimensions, whether there may be NULLs, type, length, first index, cells. */
static void
put_column(struct request *request, const crm_table *table, int32_t column)
{
    const struct type *type = &types[crm_table_type(table, column)];
    const int64_t head[] = {1, 1, type->oid, (int64_t)crm_table_rows(table), 1};

    if (request->count == 0)
        putc('\0', request->out);
    request->starts[request->count++] = (size_t)ftell(request->out);
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        put_int(request, head[i], 4);
    for (size_t row = 0; row < crm_table_rows(table); row++)
        put_cell(request, table, row, column);
}

static int64_t
take_int(const PGresult *result, int row, int column)
{
    const char *bytes = PQgetvalue(result, row, column);
    uint64_t bits = bytes[0] & 0x80 ? UINT64_MAX : 0; /* the sign goes on to the left */

    for (int i = 0; i < PQgetlength(result, row, column) && i < 8; i++)
        bits = bits << 8 | (unsigned char)bytes[i];
    return (int64_t)bits;
}

static void
take_cell(const PGresult *result, int row, int column, crm_table *table, size_t to, int32_t field)
{
    const char *bytes = PQgetvalue(result, row, column);
    int64_t value = take_int(result, row, column);
    int32_t type = crm_table_type(table, field);
    double real;

    memcpy(&real, &value, sizeof real);
    if (type == CRM_TYPE_TEXT)
        crm_table_set_text(table, to, field, bytes, (size_t)PQgetlength(result, row, column));
    else if (type == CRM_TYPE_DOUBLE)
        crm_table_set_double(table, to, field, real);
    else if (type == CRM_TYPE_CURRENCY)
        crm_table_set_int(table, to, field, crm_currency_of(bytes));
    else /* an instant may be called infinity: none of ours, but not to be added to */
        crm_table_set_int(table, to, field,
                          value > INT64_MAX / 2 ? value : value + types[type].epoch);
}

/* ---- Tables ---- */

/* The name of a kind, once its table has the columns (NULL = there is a table). They are made by one
   process at a time. External ids are compared at the end of a transaction, so that two records of
   one unit may swap theirs. */
static const char *
prepare(struct store *store, crm_kind kind, const crm_table *table, crm_reply *reply)
{
    const char *name = crm_schema_kind_name(NULL, kind);
    size_t columns = table ? crm_table_columns(table) : 1;
    struct request request;
    PGresult *result;

    if (!name || kind >= KINDS || columns > COLUMNS)
        crm_reply_fail(reply, CRM_ERROR_UNSUPPORTED, 0, NULL);
    if (!name || kind >= KINDS || columns > COLUMNS)
        return NULL;
    if (store->columns[kind] >= columns || !start(&request, reply))
        return store->columns[kind] >= columns ? name : NULL;
    fprintf(request.out,
            "DO $$DECLARE f record; found text; BEGIN SET LOCAL lock_timeout = '10s';"
            "PERFORM pg_advisory_xact_lock(6517357); IF to_regclass('crm_%s') IS NULL THEN "
            "CREATE TABLE crm_%s (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, version"
            " bigint NOT NULL DEFAULT 1, external_id text UNIQUE DEFERRABLE INITIALLY DEFERRED);"
            "END IF; FOR f IN SELECT * FROM (VALUES ('id', 'bigint', 0)",
            name, name);
    for (size_t i = 1; i < columns; i++) {
        int32_t column = crm_table_column_at(table, i);

        fprintf(request.out, ", ('%s', '%s', %d)", crm_table_name(table, column),
                types[crm_table_type(table, column)].name, crm_table_target(table, column));
    }
    fprintf(
        request.out,
        ") AS f (name, type, target) LOOP SELECT INTO found format_type(atttypid, NULL) FROM"
        " pg_attribute WHERE attrelid = 'crm_%s'::regclass AND attname = f.name;"
        "IF found <> f.type THEN RAISE 'column %% of crm_%s is %%, not %%', f.name, found, f.type;"
        "ELSIF found IS NULL THEN "
        "EXECUTE format('ALTER TABLE crm_%s ADD COLUMN %%I %%s', f.name, f.type);"
        "IF f.target > 0 THEN EXECUTE format('CREATE INDEX ON crm_%s (%%I)', f.name); END IF;"
        "END IF; END LOOP; END$$",
        name, name, name, name);
    result = run(&store->links[MAIN], &request, reply);
    store->columns[kind] = result ? columns : store->columns[kind];
    PQclear(result);
    return result ? name : NULL;
}

static void
write_names(FILE *out, const char *before, const crm_table *table, const crm_field *fields,
            size_t count)
{
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s%s\"%s\"", i ? ", " : "", before,
                crm_table_name(table, fields ? fields[i] : crm_table_column_at(table, i)));
}

/* ---- Reading ---- */

static void
write_select(FILE *out, const crm_table *table, const crm_field *fields, size_t count)
{
    fputs("SELECT ", out);
    write_names(out, "", table, fields, count);
    fprintf(out, " FROM crm_%s WHERE true", crm_schema_kind_name(NULL, crm_table_kind(table)));
}

/* Answer with the rows of a result; columns find their fields by name. */
static void
answer(PGresult *result, int limit, crm_reply *reply)
{
    crm_table *table = crm_reply_table(reply);
    size_t first = crm_table_rows(table);

    if (!result)
        return;
    crm_table_add(table, (size_t)PQntuples(result));
    for (int column = 0; column < PQnfields(result); column++) {
        int32_t field = crm_table_column(table, PQfname(result, column));

        for (int row = 0; row < PQntuples(result); row++)
            if (!PQgetisnull(result, row, column))
                take_cell(result, row, column, table, first + (size_t)row, field);
    }
    if (PQntuples(result) < limit)
        crm_reply_end(reply);
    else
        crm_reply_ok(reply);
    PQclear(result);
}

static void
get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    struct store *store = self;
    const crm_table *table = crm_reply_table(reply);
    struct request request;

    if (!prepare(store, kind, table, reply) || !start(&request, reply))
        return;
    write_select(request.out, table, NULL, crm_table_columns(table));
    for (size_t i = 0; i < count; i++)
        fprintf(request.out, "%s%lld", i ? ", " : " AND id IN (", (long long)ids[i]);
    fputs(count ? ")" : " AND false", request.out);
    answer(run(&store->links[store->links[HOLDER].held], &request, reply), INT32_MAX, reply);
}

/* Conditions are hints: those on texts, and on numbers that are the same on both sides. */
static void
write_conditions(FILE *out, PGconn *conn, const crm_query *query, const crm_table *table)
{
    for (size_t i = 0; i < crm_query_conditions(query); i++) {
        int64_t low, high;
        crm_field field;
        int32_t type;
        const char *text;
        char *literal = NULL;
        size_t length;

        crm_query_condition(query, i, &field, &type);
        if (crm_query_text(query, i, &text, &length) == CRM_OK)
            literal = PQescapeLiteral(conn, text, length);
        if (literal)
            fprintf(out, " AND \"%s\" = %s", crm_table_name(table, field), literal);
        else if (types[type].width && !types[type].epoch &&
                 crm_query_int(query, i, &low, &high) == CRM_OK)
            fprintf(out, " AND \"%s\" BETWEEN %lld AND %lld", crm_table_name(table, field),
                    (long long)low, (long long)high);
        PQfreemem(literal);
    }
}

/* WITH HOLD lets a cursor outlive its statement: writing goes on beside it. In a hold it needs not. */
static void
scan(void *self, const crm_query *query, crm_reply *reply)
{
    struct store *store = self;
    const crm_table *table = crm_reply_table(reply);
    uint64_t cursor = store->cursor += 2 - store->cursor % 2 + store->links[HOLDER].held;
    struct link *link = &store->links[cursor % 2];
    const crm_field *fields;
    struct request request;
    PGresult *result;
    size_t count;

    if (!prepare(store, crm_query_kind(query), table, reply) || !be_connected(link, reply))
        return;
    if (!start(&request, reply))
        return;
    fprintf(request.out, "DECLARE c%llu CURSOR %s FOR ", (unsigned long long)cursor,
            link->held ? "" : "WITH HOLD");
    fields = crm_query_fields(query, &count);
    write_select(request.out, table, fields, count);
    write_conditions(request.out, link->conn, query, table);
    result = run(link, &request, reply);
    if (result)
        crm_reply_cursor(reply, cursor);
    PQclear(result);
}

static void
next(void *self, uint64_t cursor, size_t limit, crm_reply *reply)
{
    int rows = limit > 0 && limit < BATCH ? (int)limit : BATCH;
    struct request request;

    if (!start(&request, reply))
        return;
    fprintf(request.out, "FETCH %d FROM c%llu", rows, (unsigned long long)cursor);
    answer(run(&((struct store *)self)->links[cursor % 2], &request, reply), rows, reply);
}

static void
finish(void *self, uint64_t cursor)
{
    char sql[40];

    snprintf(sql, sizeof sql, "CLOSE c%llu", (unsigned long long)cursor);
    command(&((struct store *)self)->links[cursor % 2], sql, CRM_OK, NULL);
}

static void
hold(void *self, crm_reply *reply)
{
    static const char begin[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
                                "SELECT 1"; /* the state is that of the first SELECT */
    struct link *link = &((struct store *)self)->links[HOLDER];

    link->held = command(link, begin, CRM_ERROR_STORE, reply);
    if (link->held)
        crm_reply_ok(reply);
}

static void
release(void *self)
{
    struct link *link = &((struct store *)self)->links[HOLDER];

    command(link, "COMMIT", CRM_OK, NULL);
    link->held = false;
}

/* ---- Writing ---- */

/* Are the rows as the library knows them, and will stay so until the end of the transaction? The
   verb gives the id and version of those that are there, and locks or removes them. */
static bool
meet(struct link *link, const crm_table *rows, int less, const char *verb, const char *clause,
     crm_reply *reply)
{
    struct request request;
    PGresult *unlike;
    bool good;

    if (crm_table_rows(rows) == 0 || !start(&request, reply))
        return crm_table_rows(rows) == 0;
    fprintf(request.out,
            "WITH now AS (%s crm_%s WHERE id = ANY ($1) %s) SELECT id FROM unnest($1::bigint[],"
            " $2::bigint[]) AS told (id, version) LEFT JOIN now USING (id)"
            " WHERE now.version IS DISTINCT FROM nullif(told.version - %d, 0)",
            verb, crm_schema_kind_name(NULL, crm_table_kind(rows)), clause, less);
    put_column(&request, rows, CRM_FIELD_ID);
    put_column(&request, rows, CRM_FIELD_VERSION);
    unlike = run(link, &request, reply);
    good = unlike && PQntuples(unlike) == 0;
    if (unlike && !good)
        crm_reply_conflict(reply, crm_table_kind(rows), take_int(unlike, 0, 0));
    PQclear(unlike);
    return good;
}

/* All rows in one statement. Those that were there are locked; one that came into being since does not
   have the version that it would need. If the host chose ids of its own, the sequence must not give
   them again: ALTER keeps others from it until the transaction ends. */
static bool
put_rows(struct link *link, const crm_table *rows, crm_reply *reply)
{
    const char *name = crm_schema_kind_name(NULL, crm_table_kind(rows));
    size_t columns = crm_table_columns(rows);
    struct request request;
    bool good, ahead;
    PGresult *result;
    char sql[300];

    if (crm_table_rows(rows) == 0 || !start(&request, reply))
        return crm_table_rows(rows) == 0;
    fprintf(request.out, "WITH put AS (INSERT INTO crm_%s AS r (", name);
    write_names(request.out, "", rows, NULL, columns);
    for (size_t i = 0; i < columns; i++)
        fprintf(request.out, "%s$%zu::%s[]", i > 0 ? ", " : ") SELECT * FROM unnest(", i + 1,
                types[crm_table_type(rows, crm_table_column_at(rows, i))].name);
    fputs(") ON CONFLICT (id) DO UPDATE SET (", request.out);
    write_names(request.out, "", rows, NULL, columns);
    fputs(") = ROW(", request.out);
    write_names(request.out, "EXCLUDED.", rows, NULL, columns);
    fprintf(request.out,
            ") WHERE r.version = EXCLUDED.version - 1 RETURNING r.id) SELECT count(*), max(id) >"
            " (SELECT last_value - (NOT is_called)::int FROM crm_%s_id_seq) FROM put",
            name);
    for (size_t i = 0; i < columns; i++)
        put_column(&request, rows, crm_table_column_at(rows, i));
    result = run(link, &request, reply);
    good = result && (size_t)take_int(result, 0, 0) == crm_table_rows(rows);
    ahead = good && *PQgetvalue(result, 0, 1);
    if (result && !good)
        crm_reply_fail(reply, CRM_ERROR_CONFLICT, 0, "another process has put the same id");
    PQclear(result);
    snprintf(sql, sizeof sql,
             "ALTER SEQUENCE crm_%s_id_seq INCREMENT 1; SELECT setval('crm_%s_id_seq',"
             " greatest(last_value, (SELECT max(id) FROM crm_%s))) FROM crm_%s_id_seq",
             name, name, name, name);
    return good && (!ahead || command(link, sql, CRM_ERROR_STORE, reply));
}

static void
apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    static const char read[] = "SELECT id, version FROM", remove[] = "DELETE FROM";
    struct store *store = self;
    struct link *link = &store->links[MAIN];
    size_t groups = crm_changes_groups(changes);
    bool good = true;

    for (size_t i = 0; i < groups && good; i++)
        good = prepare(store, crm_changes_kind(changes, i), crm_changes_puts(changes, i), reply);
    if (!good || !command(link, "BEGIN", CRM_ERROR_STORE, reply))
        return;
    for (size_t i = 0; i < groups && good; i++) {
        const crm_table *checks = crm_changes_checks(changes, i);
        const crm_table *removes = crm_changes_removes(changes, i);
        const crm_table *puts = crm_changes_puts(changes, i);

        good = meet(link, checks, 0, read, "ORDER BY id FOR SHARE", reply) &&
               meet(link, removes, 0, remove, "RETURNING id, version", reply) &&
               meet(link, puts, 1, read, "ORDER BY id FOR UPDATE", reply);
    }
    for (size_t i = 0; i < groups && good; i++)
        good = put_rows(link, crm_changes_puts(changes, i), reply);
    good = good && command(link, "COMMIT", CRM_ERROR_UNCERTAIN, reply);
    if (good)
        crm_reply_ok(reply);
    else
        command(link, "ROLLBACK", CRM_OK, NULL);
}

static void
reserve(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    struct store *store = self;
    const char *name = prepare(store, kind, NULL, reply);
    struct request request;
    PGresult *result;
    crm_id *ids;

    if (!name || !start(&request, reply))
        return;
    fprintf(request.out, "SELECT nextval('crm_%s_id_seq') FROM generate_series(1, %zu)", name,
            count);
    result = run(&store->links[MAIN], &request, reply);
    ids = result ? calloc(count, sizeof *ids) : NULL;
    for (int i = 0; i < PQntuples(result) && ids; i++)
        ids[i] = take_int(result, i, 0);
    if (ids)
        crm_reply_ids(reply, ids, count);
    else if (result)
        crm_reply_fail(reply, CRM_ERROR_MEMORY, 0, NULL);
    PQclear(result);
    free(ids);
}

static void
close_store(void *self)
{
    struct store *store = self;

    PQfinish(store->links[MAIN].conn);
    PQfinish(store->links[HOLDER].conn);
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
    store->links[MAIN].conninfo = store->links[HOLDER].conninfo = store->conninfo;
    *out_store =
        (crm_store){sizeof *out_store, 0,    store,   get,        scan, next, finish, apply,
                    reserve,           hold, release, close_store};
    return CRM_OK;
}
