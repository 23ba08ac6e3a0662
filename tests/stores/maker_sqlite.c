/* maker_sqlite.c - a file in a folder of its own. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sqlite3.h>

#include "maker.h"
#include "sqlite_store.h"

const char maker_name[] = "SQLite";

static char folder[] = "sqlite-place-XXXXXX";
static char file[64];

int
maker_begin(void)
{
    if (!mkdtemp(folder))
        return 1;
    snprintf(file, sizeof file, "%s/crm.db", folder);
    return 0;
}

bool
maker_open(crm_store *out_store, char *words, size_t size)
{
    return sqlite_store_open(file, 0, out_store, words, size) == CRM_OK;
}

void
maker_empty(void)
{
    static const char *const tails[] = {"", "-wal", "-shm"};
    char name[80];

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        snprintf(name, sizeof name, "%s%s", file, tails[i]);
        unlink(name);
    }
}

bool
maker_sql(const char *sql)
{
    sqlite3 *db = NULL;
    bool good = sqlite3_open(file, &db) == SQLITE_OK &&
                sqlite3_busy_timeout(db, 10000) == SQLITE_OK &&
                sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;

    if (!good)
        fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
    return good;
}

void
maker_end(void)
{
    maker_empty();
    rmdir(folder);
}
