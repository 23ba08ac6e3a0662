/* store_sqlite.c - a file each, in the folder that the test stands in. */
#include "store_place.h"

#include "sqlite_store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char store_shuffle[] = ""; /* a row is where its id is */
const char store_refuse[] = "CREATE TRIGGER refuse BEFORE INSERT ON crm_purchase BEGIN"
                            " SELECT RAISE(ABORT, 'no more purchases'); END";
const char store_accept[] = "DROP TRIGGER refuse";

static char name[64], file[48];
static int number;

int
store_begin(void)
{
    return 0;
}

void
store_end(void)
{
}

const char *
store_new(void)
{
    snprintf(file, sizeof file, "store-%d.db", number++);
    snprintf(name, sizeof name, "sqlite:%s", file);
    return name;
}

const char *
store_sql(const char *sql)
{
    static char cell[400];
    sqlite3_stmt *statement = NULL;
    sqlite3 *db = NULL;
    int code = sqlite3_open(file, &db);

    cell[0] = '\0';
    sqlite3_busy_timeout(db, 10000);
    while (code == SQLITE_OK && *sql) {
        code = sqlite3_prepare_v2(db, sql, -1, &statement, &sql);
        while (code == SQLITE_OK && statement && (code = sqlite3_step(statement)) == SQLITE_ROW) {
            if (!cell[0] && sqlite3_column_text(statement, 0))
                snprintf(cell, sizeof cell, "%s", (const char *)sqlite3_column_text(statement, 0));
            code = SQLITE_OK;
        }
        code = code == SQLITE_DONE ? SQLITE_OK : code;
        sqlite3_finalize(statement);
        statement = NULL;
    }
    if (code != SQLITE_OK) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(db));
        abort();
    }
    sqlite3_close(db);
    return cell;
}

const char *
store_cut(bool after)
{
    (void)after;
    return NULL;
}

crm_status
store_open(crm_store *out)
{
    return sqlite_store_open(file, 0, out, NULL, 0);
}
