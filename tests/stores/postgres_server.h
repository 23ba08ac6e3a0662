/*
 * postgres_server.h - a PostgreSQL server of a test's own: a socket in a temporary folder, no
 * network, an ordinary user, and it ends with the test.
 */
#ifndef STORES_POSTGRES_SERVER_H
#define STORES_POSTGRES_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

struct postgres_server {
    char folder[64]; /* of its data and its socket */
    char conninfo[160];
    pid_t pid;
    /* Of the proxy, see below. */
    pid_t proxy;
    int *cut;
};

/* Start one, with an empty database. False where PostgreSQL is not installed (out_why = NULL) or does
   not start. */
bool postgres_server_start(struct postgres_server *server, const char **out_why);

/* Stop what was started, and remove the folder. */
void postgres_server_stop(struct postgres_server *server);

/* What the proxy does when it sees a COMMIT. */
enum {
    CUT_NOTHING,
    CUT_BEFORE, /* the server never hears of it */
    CUT_AFTER   /* the server does as told, and nobody hears of that */
};

/* A second socket, in folder/proxy, that passes everything on until *server->cut says otherwise. */
bool postgres_proxy_start(struct postgres_server *server);

#endif
