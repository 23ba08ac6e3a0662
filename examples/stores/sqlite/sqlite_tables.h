/* sqlite_tables.h - what the two files of the SQLite store share. */
#ifndef SQLITE_TABLES_H
#define SQLITE_TABLES_H

#include <crm/crm.h>
#include <sqlite3.h>
#include <stdbool.h>

/* What is done with the table of a kind, each by a prepared statement that is kept. */
enum verb { GET, GET_HELD, CHECK, INSERT, UPDATE, UNNAME, REMOVE, RESERVE, VERBS };

struct kind {
    char *columns; /* as SQL names them, in the order of the library: "id", "version" ... */
    size_t count;
    sqlite3_stmt *verbs[VERBS];
    crm_id next, end; /* ids taken from the file and not handed out yet, the end excluded */
    crm_id block;     /* so many ids are taken next, 0 = none were taken yet */
};

struct lite {
    sqlite3 *main, *held; /* between hold and release, reads are in a transaction of held */
    bool holds, read_only;
    crm_status status; /* of the last failure; of a conflict, kind and id */
    int code;
    char words[256];
    crm_kind kind;
    crm_id id;
    size_t kind_count;
    struct kind kinds[]; /* by number */
};

/* What fails leaves status, code and words in the store, for the callback to answer with, and
   returns false or NULL. Without words, those of SQLite are taken; without db, memory lacks. */
bool lite_fail(struct lite *lite, sqlite3 *db, const char *words);
bool lite_run(struct lite *lite, sqlite3 *db, const char *sql);
bool lite_end(struct lite *lite, bool good); /* COMMIT, or ROLLBACK after a failure */
sqlite3_stmt *lite_prepare(struct lite *lite, sqlite3 *db, char *sql); /* frees sql */
sqlite3_stmt *lite_verb(struct lite *lite, crm_kind number, enum verb verb);
bool lite_know(struct lite *lite, crm_kind number, const crm_table *table);
void lite_forget(struct kind *kind);

#endif
