/*
 * database_postgres.c - a database of a PostgreSQL server: the store over it, and the notes in a
 * table of their own.
 */
#include "database.h"

#include "postgres_store.h"

#include <libpq-fe.h>
#include <stdio.h>

static bool
failed(const struct database *database, PGconn *conn, struct fault *fault)
{
    char words[400];

    snprintf(words, sizeof words, "%s", PQerrorMessage(conn));
    fault_fold(words);
    return fault_at(fault, database->place, "%s", words);
}

static PGconn *
connect(const struct database *database, struct fault *fault)
{
    PGconn *conn = PQconnectdb(database->where);

    if (PQstatus(conn) == CONNECTION_OK && PQsetClientEncoding(conn, "UTF8") == 0)
        return conn;
    failed(database, conn, fault);
    PQfinish(conn);
    return NULL;
}

/* Is there a table of these names? A server that is not there is said before anything else. */
static bool
has_table(const struct database *database, const char *names, bool *out, struct fault *fault)
{
    PGconn *conn = connect(database, fault);
    struct page sql = {0};
    PGresult *result;
    bool good;

    if (!conn)
        return false;
    page_add(&sql, "SELECT 1 FROM unnest(ARRAY[");
    page_add(&sql, names);
    page_add(&sql, "]) AS name WHERE to_regclass(name) IS NOT NULL");
    result = PQexec(conn, sql.text);
    good = PQresultStatus(result) == PGRES_TUPLES_OK || failed(database, conn, fault);
    *out = PQntuples(result) > 0;
    PQclear(result);
    page_free(&sql);
    PQfinish(conn);
    return good;
}

static bool
open_store(const struct database *database, bool fills, crm_store *out, struct fault *fault)
{
    struct page tables = {0};
    bool there, good;

    database_tables(&tables);
    good = has_table(database, tables.text, &there, fault);
    page_free(&tables);
    if (!good)
        return false;
    return (!there && !fills) || postgres_store_open(database->where, out) == CRM_OK ||
           fault_at(fault, database->place, "no memory");
}

static bool
read_notes(const struct database *database, struct page *out, struct fault *fault)
{
    bool there, good = has_table(database, "'crm_report_import'", &there, fault);
    PGresult *result;
    PGconn *conn;

    if (!good || !there)
        return good;
    conn = connect(database, fault);
    if (!conn)
        return false;
    result = PQexec(conn, "SELECT notes FROM crm_report_import");
    good = PQresultStatus(result) == PGRES_TUPLES_OK || failed(database, conn, fault);
    if (good && PQntuples(result) > 0)
        page_add_bytes(out, PQgetvalue(result, 0, 0), (size_t)PQgetlength(result, 0, 0));
    PQclear(result);
    PQfinish(conn);
    return good;
}

/* Statements that are sent together happen together. */
static bool
write_notes(const struct database *database, const struct page *notes, struct fault *fault)
{
    PGconn *conn = connect(database, fault);
    struct page sql = {0};
    PGresult *result;
    char *literal;
    bool good;

    if (!conn)
        return false;
    literal = PQescapeLiteral(conn, notes->text, notes->size);
    page_add(&sql, "SET client_min_messages = error;"
                   "CREATE TABLE IF NOT EXISTS crm_report_import (notes text NOT NULL);"
                   "DELETE FROM crm_report_import; INSERT INTO crm_report_import VALUES (");
    page_add(&sql, literal ? literal : "");
    page_add(&sql, ")");
    result = PQexec(conn, sql.text);
    good = PQresultStatus(result) == PGRES_COMMAND_OK || failed(database, conn, fault);
    PQclear(result);
    PQfreemem(literal);
    page_free(&sql);
    PQfinish(conn);
    return good;
}

const struct database_type database_postgres = {"postgres", open_store, read_notes, write_notes};
