/*
 * lite.h - what the files of the SQLite store share. A function that fails leaves status, code and
 * words in the store and returns false or NULL; the callback answers with them.
 */
#ifndef LITE_H
#define LITE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "sqlite_store.h"

/* What is done with the table of a kind, each by a prepared statement that is kept. */
enum verb { GET, GET_HELD, CHECK, INSERT, UPDATE, UNNAME, REMOVE, RESERVE, VERBS };

enum { BATCH = 256 };

/* A column of a table, and numbers read from it that are not handed over yet. */
struct column {
    char name[64];
    crm_field field;
    int32_t type, storage; /* CRM_TYPE_..., SQLITE_TEXT, SQLITE_FLOAT or SQLITE_INTEGER */
    uint8_t validity[BATCH / 8];
    int64_t wide[BATCH];
    int32_t narrow[BATCH];
    double real[BATCH];
};

/* Rows that a statement answers; the first column is the id. As a scan, its number is its place. */
struct rows {
    sqlite3_stmt *statement;
    crm_id last;
    size_t count;
    struct column columns[];
};

struct kind {
    struct rows *rows; /* all columns: id, version ... in the order of the library */
    sqlite3_stmt *verbs[VERBS];
    crm_id next; /* of the ids taken from the file ... */
    size_t left; /* ... so many are not handed out yet */
};

struct lite {
    sqlite3 *main, *held; /* between hold and release, held stays in a transaction for all reads */
    bool holds, read_only;
    struct kind *kinds; /* by number */
    size_t kind_count;
    crm_status status; /* of the last failure */
    int code;
    crm_kind kind; /* of a conflict, with the id */
    crm_id id;
    char words[256];
};

/* tables.c */
bool lite_fail(struct lite *lite, crm_status status, const char *format, ...);
bool lite_broken(struct lite *lite, sqlite3 *db); /* fails with SQLite's words and code */
bool lite_run(struct lite *lite, sqlite3 *db, const char *format, ...);
bool lite_end(struct lite *lite, bool good); /* COMMIT, or ROLLBACK after a failure */
sqlite3_stmt *lite_prepare(struct lite *lite, sqlite3 *db, sqlite3_str *sql); /* frees sql */
sqlite3_stmt *lite_verb(struct lite *lite, crm_kind kind, enum verb verb);
bool lite_know(struct lite *lite, crm_kind kind, const crm_table *table);
void lite_forget(struct kind *kind);
struct rows *lite_rows(struct lite *lite, const crm_table *table, const crm_field *fields,
                       size_t count);

/* callbacks */
void lite_get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply);
void lite_scan(void *self, const crm_query *query, crm_reply *reply);
void lite_next(void *self, uint64_t cursor, size_t limit, crm_reply *reply);
void lite_finish(void *self, uint64_t cursor);
void lite_apply(void *self, const crm_changes *changes, crm_reply *reply);
void lite_reserve(void *self, crm_kind kind, size_t count, crm_reply *reply);
void lite_answer(const struct lite *lite, bool good, crm_reply *reply);

#endif
