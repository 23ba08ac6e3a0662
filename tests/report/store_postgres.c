/* store_postgres.c - a database each, of a server of the test's own. */
#include "store_place.h"

#include "postgres_server.h"
#include "postgres_store.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row that is written again goes to the end. */
const char store_shuffle[] =
    "DO $$DECLARE name text; BEGIN FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r'"
    " AND relname ~ '^crm_' AND relname <> 'crm_report_import' LOOP"
    " EXECUTE format('UPDATE %I SET version = version WHERE id %% 3 = 1', name); END LOOP; END$$";
const char store_refuse[] = "ALTER TABLE crm_purchase ADD CONSTRAINT refuse CHECK (version = 7)";
const char store_accept[] = "ALTER TABLE crm_purchase DROP CONSTRAINT refuse";

static struct postgres_server server;
static char name[240];
static int number;

int
store_begin(void)
{
    const char *why;

    if (postgres_server_start(&server, &why))
        return 0;
    postgres_server_stop(&server);
    printf("%s\n", why ? why : "skipped: PostgreSQL is not installed");
    return why ? 1 : 77;
}

void
store_end(void)
{
    postgres_server_stop(&server);
}

static const char *
say(const char *conninfo, const char *sql)
{
    static char cell[400];
    PGconn *conn = PQconnectdb(conninfo);
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);

    cell[0] = '\0';
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(conn));
        abort();
    }
    if (PQntuples(result) > 0)
        snprintf(cell, sizeof cell, "%s", PQgetvalue(result, 0, 0));
    PQclear(result);
    PQfinish(conn);
    return cell;
}

const char *
store_new(void)
{
    char sql[60];

    snprintf(sql, sizeof sql, "CREATE DATABASE store%d", number);
    say(server.conninfo, sql);
    snprintf(name, sizeof name, "postgres:host=%s user=crm dbname=store%d", server.folder,
             number++);
    return name;
}

const char *
store_sql(const char *sql)
{
    return say(strchr(name, ':') + 1, sql);
}

const char *
store_cut(bool after)
{
    static char cut[240];

    if (!server.proxy && !postgres_proxy_start(&server))
        abort();
    *server.cut = after ? CUT_AFTER : CUT_BEFORE;
    snprintf(cut, sizeof cut, "postgres:host=%s/proxy user=crm dbname=%s", server.folder,
             strstr(name, "store"));
    return cut;
}

crm_status
store_open(crm_store *out)
{
    return postgres_store_open(strchr(name, ':') + 1, out);
}
