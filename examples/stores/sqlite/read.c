/*
 * read.c - get and scan. Text goes to the table of the library at once, numbers by whole columns.
 *
 * A scan reads in the order of ids and remembers the last one, so that no statement stands open
 * between two batches: what is written meanwhile, here or by others, waits for nobody, and no row
 * comes twice.
 */
#include <stdlib.h>
#include <string.h>

#include "lite.h"

enum { FIRST = 256 }; /* a scan of fewer rows needs no cursor */

static bool
take_row(struct lite *lite, struct rows *rows, size_t at, crm_table *table)
{
    sqlite3_stmt *row = rows->statement;

    crm_table_add(table, 1); /* what fails here sticks to the table, and the library sees it */
    for (size_t i = 0; i < rows->count; i++) {
        struct column *column = &rows->columns[i];
        int found = sqlite3_column_type(row, (int)i);

        if (found == SQLITE_NULL)
            continue;
        if (found != column->storage)
            return lite_fail(lite, CRM_ERROR_STORE, "%s of row %lld has another type", column->name,
                             sqlite3_column_int64(row, 0));
        if (found == SQLITE_TEXT)
            crm_table_set_text(table, crm_table_rows(table) - 1, column->field,
                               (const char *)sqlite3_column_text(row, (int)i),
                               (size_t)sqlite3_column_bytes(row, (int)i));
        else if (found == SQLITE_FLOAT)
            column->real[at] = sqlite3_column_double(row, (int)i);
        else
            column->wide[at] = sqlite3_column_int64(row, (int)i);
        column->validity[at / 8] |= (uint8_t)(1 << at % 8);
    }
    rows->last = sqlite3_column_int64(row, 0);
    return true;
}

static void
hand_over(struct column *column, size_t count, crm_table *table)
{
    size_t first = crm_table_rows(table) - count;

    switch (column->type) {
    case CRM_TYPE_TEXT:
        break;
    case CRM_TYPE_DOUBLE:
        crm_table_fill_double(table, column->field, first, count, column->real, column->validity);
        break;
    case CRM_TYPE_BP:
    case CRM_TYPE_DAY:
    case CRM_TYPE_CURRENCY:
    case CRM_TYPE_CODE:
        for (size_t i = 0; i < count; i++)
            column->narrow[i] = (int32_t)column->wide[i];
        crm_table_fill_int32(table, column->field, first, count, column->narrow, column->validity);
        break;
    default:
        crm_table_fill_int64(table, column->field, first, count, column->wide, column->validity);
    }
    memset(column->validity, 0, sizeof column->validity);
}

/* SQLITE_DONE after the last row, SQLITE_ROW when there may be more, anything else has failed. */
static int
read_rows(struct lite *lite, struct rows *rows, size_t limit, crm_table *table)
{
    int code = SQLITE_ROW;
    size_t at = 0;

    while (code == SQLITE_ROW && limit > 0) {
        code = sqlite3_step(rows->statement);
        if (code == SQLITE_ROW && !take_row(lite, rows, at++, table))
            code = SQLITE_MISMATCH;
        else if (code != SQLITE_ROW && code != SQLITE_DONE)
            lite_broken(lite, sqlite3_db_handle(rows->statement));
        if (code != SQLITE_ROW || --limit == 0 || at == BATCH) {
            for (size_t i = 0; i < rows->count && at > 0; i++)
                hand_over(&rows->columns[i], at, table);
            at = 0;
        }
    }
    sqlite3_reset(rows->statement);
    return code;
}

void
lite_get(void *self, crm_kind number, const crm_id *ids, size_t count, crm_reply *reply)
{
    struct lite *lite = self;
    struct kind *kind = &lite->kinds[number];
    crm_table *table = crm_reply_table(reply);
    bool good = lite_know(lite, number, table), several = count > 1 && !lite->holds;

    if (good)
        kind->rows->statement = lite_verb(lite, number, lite->holds ? GET_HELD : GET);
    good = good && kind->rows->statement && (!several || lite_run(lite, lite->main, "BEGIN"));
    for (size_t i = 0; good && i < count; i++) {
        int code;

        sqlite3_bind_int64(kind->rows->statement, 1, ids[i]);
        code = read_rows(lite, kind->rows, 1, table);
        good = code == SQLITE_ROW || code == SQLITE_DONE;
    }
    lite_answer(lite, several ? lite_end(lite, good) : good, reply);
}

/* ---- Scans ---- */

/* Ranges are kept from choosing an index ("+"), since its rows would be sorted for each batch. */
static sqlite3_stmt *
prepare_scan(struct lite *lite, const crm_query *query, const struct rows *rows, crm_table *table)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    size_t conditions = crm_query_conditions(query), length;
    sqlite3_stmt *statement;
    const char *text;

    for (size_t i = 0; i < rows->count; i++)
        sqlite3_str_appendf(sql, "%s\"%s\"", i > 0 ? ", " : "SELECT ", rows->columns[i].name);
    sqlite3_str_appendf(sql, " FROM crm_%s WHERE id > ?1",
                        crm_schema_kind_name(NULL, crm_query_kind(query)));
    for (size_t i = 0; i < conditions; i++) {
        int64_t low = 0, high = 0;
        crm_field field;
        int32_t type;

        crm_query_condition(query, i, &field, &type);
        crm_query_int(query, i, &low, &high); /* of a text both stay 0 */
        sqlite3_str_appendf(sql, low == high ? " AND \"%s\" = ?%d" : " AND +\"%s\" BETWEEN ?%d",
                            crm_table_name(table, field), (int)(2 * i + 2));
        if (low != high)
            sqlite3_str_appendf(sql, " AND ?%d", (int)(2 * i + 3));
    }
    sqlite3_str_appendall(sql, " ORDER BY id");
    statement = lite_prepare(lite, lite->holds ? lite->held : lite->main, sql);
    for (size_t i = 0; statement && i < conditions; i++) {
        int64_t low = 0, high = 0;

        if (crm_query_text(query, i, &text, &length) == CRM_OK)
            sqlite3_bind_text64(statement, (int)(2 * i + 2), text, length, SQLITE_TRANSIENT,
                                SQLITE_UTF8);
        if (crm_query_int(query, i, &low, &high) == CRM_OK)
            sqlite3_bind_int64(statement, (int)(2 * i + 2), low);
        if (low != high)
            sqlite3_bind_int64(statement, (int)(2 * i + 3), high);
    }
    return statement;
}

void
lite_finish(void *self, uint64_t cursor)
{
    struct rows *rows = (struct rows *)(uintptr_t)cursor;

    (void)self;
    sqlite3_finalize(rows->statement);
    free(rows);
}

void
lite_next(void *self, uint64_t cursor, size_t limit, crm_reply *reply)
{
    struct rows *rows = (struct rows *)(uintptr_t)cursor;
    struct lite *lite = self;
    int code;

    sqlite3_bind_int64(rows->statement, 1, rows->last);
    code = read_rows(lite, rows, limit, crm_reply_table(reply));
    if (code == SQLITE_DONE)
        crm_reply_end(reply);
    else
        lite_answer(lite, code == SQLITE_ROW, reply);
}

void
lite_scan(void *self, const crm_query *query, crm_reply *reply)
{
    struct lite *lite = self;
    crm_table *table = crm_reply_table(reply);
    struct rows *rows = NULL;
    const crm_field *fields;
    int code = SQLITE_ERROR;
    size_t count;

    fields = crm_query_fields(query, &count);
    if (lite_know(lite, crm_query_kind(query), table))
        rows = lite_rows(lite, table, fields, count);
    if (rows && (rows->statement = prepare_scan(lite, query, rows, table)) != NULL) {
        sqlite3_bind_int64(rows->statement, 1, 0);
        code = read_rows(lite, rows, FIRST, table);
    }
    if (code == SQLITE_ROW) {
        crm_reply_cursor(reply, (uint64_t)(uintptr_t)rows);
        return;
    }
    if (code == SQLITE_DONE)
        crm_reply_end(reply);
    else
        lite_answer(lite, false, reply);
    if (rows)
        lite_finish(lite, (uint64_t)(uintptr_t)rows);
}
