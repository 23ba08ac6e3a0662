/*
 * server.c - connections that are made when they are needed and forgotten when they are lost, and
 * requests whose parameters and rows travel in binary form: nothing is printed, quoted or parsed.
 */
#define _POSIX_C_SOURCE 200809L

#include "server.h"

#include <stdlib.h>
#include <string.h>

bool
request_start(struct request *request, crm_reply *reply)
{
    request->text = request->data = NULL;
    request->count = 0;
    request->sql = open_memstream(&request->text, &request->length);
    request->bytes = open_memstream(&request->data, &request->size);
    if (request->sql && request->bytes)
        return true;
    request_end(request);
    crm_reply_fail(reply, CRM_ERROR_MEMORY, 0, NULL);
    return false;
}

void
request_parameter(struct request *request, Oid type)
{
    request->types[request->count] = type;
    request->starts[request->count++] = (size_t)ftell(request->bytes);
}

void
request_int(struct request *request, int64_t value, int width)
{
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
        putc((int)((uint64_t)value >> shift & 0xff), request->bytes);
}

void
request_end(struct request *request)
{
    if (request->sql)
        fclose(request->sql);
    if (request->bytes)
        fclose(request->bytes);
    free(request->text);
    free(request->data);
}

void
server_close(struct link *link)
{
    PQfinish(link->conn);
    link->conn = NULL;
}

/* The server's codes in the words of the contract. Where two processes put the same id, had to wait
   for each other, or could not have gone one after the other, one of them was too late. */
static crm_status
status_of(const PGresult *result, const char *state)
{
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);

    if (strcmp(state, "23505") == 0 && constraint && strstr(constraint, "external_id"))
        return CRM_ERROR_DUPLICATE;
    if (strcmp(state, "23505") == 0 || strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0)
        return CRM_ERROR_CONFLICT;
    return CRM_ERROR_STORE;
}

/* The result if it is good; else NULL, and the words of the server are answered. */
static PGresult *
judge(struct link *link, PGresult *result, crm_status if_lost, crm_reply *reply)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    bool lost = PQstatus(link->conn) == CONNECTION_BAD;

    if (PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK)
        return result;
    crm_reply_fail(reply, lost ? if_lost : status_of(result, state ? state : ""),
                   state ? strtol(state, NULL, 36) : 0, PQerrorMessage(link->conn));
    PQclear(result);
    if (lost)
        server_close(link);
    return NULL;
}

static void
say_nothing(void *self, const char *notice)
{
    (void)self;
    (void)notice;
}

/* A transaction ends with its connection: those who use it hear of it before there is another one. */
static bool
be_connected(struct link *link, crm_reply *reply)
{
    if (!link->conn && link->users > 0) {
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "the connection was lost");
        return false;
    }
    if (link->conn)
        return true;
    link->conn = PQconnectdb(link->conninfo);
    if (PQstatus(link->conn) == CONNECTION_BAD)
        return judge(link, NULL, CRM_ERROR_STORE, reply) != NULL;
    PQsetNoticeProcessor(link->conn, say_nothing, NULL); /* else they go to stderr */
    /* Cursors are read to the end here: plans that are good for the first rows are of no use. */
    return server_do(link, "SET client_encoding = UTF8; SET cursor_tuple_fraction = 1",
                     CRM_ERROR_STORE, reply);
}

bool
server_do(struct link *link, const char *sql, crm_status if_lost, crm_reply *reply)
{
    PGresult *result = NULL;

    if (be_connected(link, reply))
        result = judge(link, PQexec(link->conn, sql), if_lost, reply);
    PQclear(result);
    return result != NULL;
}

bool
server_enter(struct link *link, const char *sql, crm_reply *reply)
{
    if (link->users == 0 && !server_do(link, sql, CRM_ERROR_STORE, reply))
        return false;
    link->users++;
    return true;
}

void
server_leave(struct link *link, const char *sql)
{
    link->users--;
    if (link->conn && sql)
        PQclear(PQexec(link->conn, sql));
}

PGresult *
server_run(struct link *link, struct request *request, crm_reply *reply)
{
    const char *values[1600];
    int lengths[1600], formats[1600];
    bool whole = fflush(request->sql) != EOF && fflush(request->bytes) != EOF &&
                 !ferror(request->sql) && !ferror(request->bytes) && request->size < INT32_MAX;
    PGresult *result = NULL;

    for (int i = 0; i < request->count && whole; i++) {
        size_t end = i + 1 < request->count ? request->starts[i + 1] : request->size;

        values[i] = request->data + request->starts[i];
        lengths[i] = (int)(end - request->starts[i]);
        formats[i] = 1;
    }
    if (!whole)
        crm_reply_fail(reply, CRM_ERROR_MEMORY, 0, NULL);
    else if (be_connected(link, reply))
        result = judge(link,
                       PQexecParams(link->conn, request->text, request->count, request->types,
                                    values, lengths, formats, 1),
                       CRM_ERROR_STORE, reply);
    request_end(request);
    return result;
}
