/*
 * server.h - what the store needs of libpq, and how tables of libcrm look to PostgreSQL. What
 * returns false or NULL has failed, and has answered the reply.
 */
#ifndef POSTGRES_SERVER_H
#define POSTGRES_SERVER_H

#include <crm/crm.h>
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>

struct link {
    const char *conninfo;
    PGconn *conn; /* NULL until needed, and after it was lost */
    size_t users; /* of the open transaction: a unit, a hold, cursors */
};

/* A statement in the making: streams for its text and for its parameters, one behind the other. */
struct request {
    FILE *sql, *bytes;
    char *text, *data;
    size_t length, size, starts[1600]; /* columns that a table of PostgreSQL has at most */
    Oid types[1600];
    int count;
};

bool request_start(struct request *request, crm_reply *reply);
void request_parameter(struct request *request, Oid type); /* its bytes follow */
void request_int(struct request *request, int64_t value, int width);
void request_end(struct request *request);

/* Run a request and end it; run a command; enter and leave a transaction; close the connection. */
PGresult *server_run(struct link *link, struct request *request, crm_reply *reply);
bool server_do(struct link *link, const char *sql, crm_status if_lost, crm_reply *reply);
bool server_enter(struct link *link, const char *sql, crm_reply *reply);
void server_leave(struct link *link, const char *sql);
void server_close(struct link *link);

/* Make the table of a kind, or add the columns that it lacks. *known is what was found before. */
bool rows_prepare(struct link *link, uint64_t *known, const char *kind, const crm_table *table,
                  crm_reply *reply);

/* Parameters: a column as an array, ids as an array. Rows of a result: fields go by name. */
void rows_put(struct request *request, const crm_table *table, int32_t column);
void rows_put_ids(struct request *request, const crm_id *ids, size_t count);
void rows_take(const PGresult *result, crm_table *table);
int64_t rows_int(const PGresult *result, int row, int column);

#endif
