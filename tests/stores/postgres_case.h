/*
 * postgres_case.h - what the tests of the PostgreSQL host share: the server, contexts over it, SQL
 * beside it.
 */
#ifndef STORES_POSTGRES_CASE_H
#define STORES_POSTGRES_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libpq-fe.h>

#include "crm/crm.h"
#include "crm/testing.h"
#include "postgres_server.h"
#include "postgres_store.h"

static struct postgres_server server;

/* A context over the server, known there under a name; conninfo NULL = the server's own. */
static crm_context *
open_as(const char *conninfo, const char *name)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_store store = CRM_STORE_INIT;
    crm_context *crm = NULL;
    char words[300];

    snprintf(words, sizeof words, "%s application_name=%s", conninfo ? conninfo : server.conninfo,
             name);
    assert_int_equal(postgres_store_open(words, &store), CRM_OK);
    options.store = &store;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    return crm;
}

/* The first cell of what a statement gives, as text; "" for none. */
static const char *
sql(const char *statement)
{
    static char cell[400];
    PGconn *conn = PQconnectdb(server.conninfo);
    PGresult *result = PQexec(conn, statement);

    if (PQresultStatus(result) == PGRES_FATAL_ERROR)
        fail_msg("%s: %s", statement, PQerrorMessage(conn));
    snprintf(cell, sizeof cell, "%s", PQntuples(result) ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    PQfinish(conn);
    return cell;
}

/* Save a new account; external_id may be NULL. Its id. */
static inline crm_id
keep(crm_context *crm, const char *name, const char *external_id)
{
    crm_account *account = crm_account_new(crm);
    crm_id id;

    crm_account_set_name(account, name);
    if (external_id)
        crm_account_set_external_id(account, external_id);
    if (crm_account_save(account) != CRM_OK)
        fail_msg("%s: %s", crm_message(crm), crm_host_message(crm));
    id = crm_account_id(account);
    crm_account_free(account);
    return id;
}

/* Nothing where PostgreSQL is not installed: the program then ends with 77. */
static inline int
start_server(void)
{
    const char *why;

    if (postgres_server_start(&server, &why))
        return 0;
    postgres_server_stop(&server);
    if (!why) {
        puts("skipped: PostgreSQL is not installed");
        return 77;
    }
    printf("%s\n", why);
    return 1;
}

#endif
