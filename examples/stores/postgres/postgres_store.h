/*
 * postgres_store.h - records kept by a PostgreSQL server, which several processes may share.
 */
#ifndef POSTGRES_STORE_H
#define POSTGRES_STORE_H

#include <crm/crm.h>

/**
 * A store with one table crm_<kind> a kind, made or widened when it is first used.
 *
 * It connects at its first call, and again at the call after one that lost the connection. A failing
 * call answers the server's words (crm_host_message) and its SQLSTATE read as a number of base 36.
 * Days are dates, instants timestamps, currencies their three letters; the rest are numbers and
 * texts. Columns that the library does not know are left alone. Contexts that share one store define
 * the same fields; any number of stores, in any number of processes, may work on one database.
 *
 * @param conninfo  as for psql: "host=/run/postgresql dbname=shop"; copied
 * @param out_store its close frees all: give it to one crm_open  @return CRM_OK, CRM_ERROR_MEMORY
 */
crm_status postgres_store_open(const char *conninfo, crm_store *out_store);

#endif
