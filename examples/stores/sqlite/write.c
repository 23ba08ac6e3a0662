/*
 * write.c - apply and reserve. A unit of work is one transaction; each row is compared and written
 * by one statement, which finds no row when the version is not the one expected.
 */
#include <stdlib.h>
#include <string.h>

#include "lite.h"

enum { BLOCK = 64 }; /* ids taken from the file at a time */

static void
bind_cell(sqlite3_stmt *statement, int place, const struct column *column, const crm_table *table,
          size_t row)
{
    const char *text;
    size_t length;
    int64_t whole;
    double real;

    if (column->storage == SQLITE_TEXT &&
        (text = crm_table_text(table, row, column->field, &length)) != NULL)
        sqlite3_bind_text64(statement, place, text, length, SQLITE_STATIC, SQLITE_UTF8);
    else if (column->storage == SQLITE_FLOAT &&
             crm_table_double(table, row, column->field, &real) == CRM_OK)
        sqlite3_bind_double(statement, place, real);
    else if (column->storage == SQLITE_INTEGER &&
             crm_table_int(table, row, column->field, &whole) == CRM_OK)
        sqlite3_bind_int64(statement, place, whole);
    else
        sqlite3_bind_null(statement, place);
}

/* Did the statement find the row as the unit says it is? */
static bool
judge(struct lite *lite, crm_kind kind, enum verb verb, int code, crm_id id)
{
    if (code == SQLITE_ROW || (code == SQLITE_DONE && verb == UNNAME) ||
        (code == SQLITE_DONE && verb != CHECK && sqlite3_changes64(lite->main) == 1))
        return true;
    lite->kind = kind;
    lite->id = id;
    if (code == SQLITE_DONE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
        return lite_fail(lite, CRM_ERROR_CONFLICT, "");
    lite_broken(lite, lite->main);
    if (code == SQLITE_CONSTRAINT_UNIQUE && strstr(lite->words, ".external_id"))
        lite->status = CRM_ERROR_DUPLICATE;
    return false;
}

/* Says one sentence to each row: new rows have version 1, edited ones keep what columns the library
   does not know. */
static bool
say_each(struct lite *lite, crm_kind number, const crm_table *table, enum verb verb)
{
    struct kind *kind = &lite->kinds[number];
    size_t count = verb == UPDATE ? kind->rows->count : 2;
    bool good = true;

    for (size_t row = 0; good && row < crm_table_rows(table); row++) {
        crm_id id = 0, version = 0;
        sqlite3_stmt *statement;

        crm_table_int(table, row, CRM_FIELD_ID, &id);
        crm_table_int(table, row, CRM_FIELD_VERSION, &version);
        statement = lite_verb(lite, number, verb == UPDATE && version == 1 ? INSERT : verb);
        for (size_t i = 0; statement && i < count; i++)
            bind_cell(statement, (int)i + 1, &kind->rows->columns[i], table, row);
        good = statement && judge(lite, number, verb, sqlite3_step(statement), id);
        sqlite3_reset(statement);
        if (id >= kind->next && (uint64_t)(id - kind->next) < kind->left) {
            kind->left -= (size_t)(id - kind->next) + 1; /* the host gives ids by itself, too */
            kind->next = id + 1;
        }
    }
    return good;
}

/* Where records pass external ids on to each other, `unname` takes all of them off first. */
static bool
write_unit(struct lite *lite, const crm_changes *changes, bool unname)
{
    size_t groups = crm_changes_groups(changes);
    bool good = lite_run(lite, lite->main, "BEGIN IMMEDIATE");

    for (size_t i = 0; good && i < groups; i++) {
        crm_kind kind = crm_changes_kind(changes, i);

        good = say_each(lite, kind, crm_changes_checks(changes, i), CHECK) &&
               say_each(lite, kind, crm_changes_removes(changes, i), REMOVE) &&
               (!unname || say_each(lite, kind, crm_changes_puts(changes, i), UNNAME));
    }
    for (size_t i = 0; good && i < groups; i++)
        good = say_each(lite, crm_changes_kind(changes, i), crm_changes_puts(changes, i), UPDATE);
    return lite_end(lite, good);
}

void
lite_apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    struct lite *lite = self;
    bool good = true;

    for (size_t i = 0; good && i < crm_changes_groups(changes); i++)
        good = lite_know(lite, crm_changes_kind(changes, i), crm_changes_puts(changes, i));
    good = good && (write_unit(lite, changes, false) ||
                    (lite->status == CRM_ERROR_DUPLICATE && write_unit(lite, changes, true)));
    if (!good && lite->code == SQLITE_IOERR_FSYNC)
        lite->status =
            CRM_ERROR_UNCERTAIN; /* the disk does not say whether it has the last bytes */
    lite_answer(lite, good, reply);
}

/* Ids are taken from the file in blocks, so that most new records need no transaction for them;
   what is left of a block when the program ends is never used. */
void
lite_reserve(void *self, crm_kind number, size_t count, crm_reply *reply)
{
    struct lite *lite = self;
    struct kind *kind = &lite->kinds[number];
    size_t wanted = count > BLOCK ? count : BLOCK;
    crm_id *ids = count < SIZE_MAX / sizeof *ids ? malloc(count * sizeof *ids) : NULL;
    sqlite3_stmt *statement;

    if (!ids)
        lite_fail(lite, CRM_ERROR_MEMORY, "no memory");
    else if (kind->left < count && (statement = lite_verb(lite, number, RESERVE)) != NULL) {
        sqlite3_bind_int64(statement, 1, (int64_t)wanted);
        if (sqlite3_step(statement) == SQLITE_ROW) {
            kind->next = sqlite3_column_int64(statement, 0) - (int64_t)wanted + 1;
            kind->left = sqlite3_step(statement) == SQLITE_DONE ? wanted : 0;
        }
        if (kind->left == 0)
            lite_broken(lite, lite->main);
        sqlite3_reset(statement);
    }
    if (ids && kind->left >= count) {
        for (size_t i = 0; i < count; i++, kind->left--)
            ids[i] = kind->next++;
        crm_reply_ids(reply, ids, count);
    } else
        lite_answer(lite, false, reply);
    free(ids);
}
