/* maker_postgres.c - a database of a server of the test's own. */
#include <stdio.h>

#include <libpq-fe.h>

#include <libpq-fe.h>

#include "maker.h"
#include "postgres_server.h"
#include "postgres_store.h"

const char maker_name[] = "PostgreSQL";

static struct postgres_server server;

int
maker_begin(void)
{
    const char *why;

    if (postgres_server_start(&server, &why))
        return 0;
    postgres_server_stop(&server);
    printf("%s\n", why ? why : "skipped: PostgreSQL is not installed");
    return why ? 1 : 77;
}

bool
maker_open(crm_store *out_store, char *words, size_t size)
{
    crm_status status = postgres_store_open(server.conninfo, out_store);

    if (status != CRM_OK)
        snprintf(words, size, "%s", crm_status_name(status));
    return status == CRM_OK;
}

void
maker_empty(void)
{
    PGconn *conn = PQconnectdb(server.conninfo);

    PQclear(PQexec(conn, "SET client_min_messages = warning"));
    PQclear(PQexec(conn, "DROP SCHEMA public CASCADE"));
    PQclear(PQexec(conn, "CREATE SCHEMA public"));
    PQfinish(conn);
}

bool
maker_sql(const char *sql)
{
    PGconn *conn = PQconnectdb(server.conninfo);
    PGresult *result = PQexec(conn, sql);
    bool good = PQresultStatus(result) == PGRES_COMMAND_OK;

    if (!good)
        fprintf(stderr, "%s: %s", sql, PQerrorMessage(conn));
    PQclear(result);
    PQfinish(conn);
    return good;
}

void
maker_end(void)
{
    postgres_server_stop(&server);
}
