/*
 * tables.c - the tables of the file, and the SQL that is said to them.
 *
 * Tables of the library describe themselves: number, name and type of each column. What the file
 * lacks (it is older, or the host has new fields of its own) is made. What it has beyond that is
 * never touched, since all SQL names the columns that it means.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lite.h"

bool
lite_fail(struct lite *lite, crm_status status, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    sqlite3_vsnprintf(sizeof lite->words, lite->words, format, list);
    va_end(list);
    lite->status = status;
    lite->code = 0;
    return false;
}

bool
lite_broken(struct lite *lite, sqlite3 *db)
{
    int code = sqlite3_extended_errcode(db);

    lite_fail(lite, code == SQLITE_NOMEM ? CRM_ERROR_MEMORY : CRM_ERROR_STORE, "%s",
              sqlite3_errmsg(db));
    lite->code = code;
    return false;
}

bool
lite_run(struct lite *lite, sqlite3 *db, const char *format, ...)
{
    va_list list;
    char *sql;
    bool good;

    va_start(list, format);
    sql = sqlite3_vmprintf(format, list);
    va_end(list);
    good = sql && sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
    sqlite3_free(sql);
    return good || lite_broken(lite, db);
}

sqlite3_stmt *
lite_prepare(struct lite *lite, sqlite3 *db, sqlite3_str *sql)
{
    sqlite3_stmt *statement = NULL;
    char *text = sqlite3_str_finish(sql);

    if (!text || sqlite3_prepare_v2(db, text, -1, &statement, NULL) != SQLITE_OK)
        lite_broken(lite, db);
    sqlite3_free(text);
    return statement;
}

/* ?1 is the id and ?2 the version; in INSERT and UPDATE, ?n is the column of that place. */
sqlite3_stmt *
lite_verb(struct lite *lite, crm_kind number, enum verb verb)
{
    static const char *const begins[VERBS] = {
        [GET] = "SELECT ",
        [GET_HELD] = "SELECT ",
        [CHECK] = "SELECT 1 WHERE ?2 = coalesce((SELECT version FROM crm_%s WHERE id = ?1), 0)",
        [INSERT] = "INSERT INTO crm_%s (",
        [UPDATE] = "UPDATE crm_%s SET ",
        [UNNAME] = "UPDATE crm_%s SET external_id = NULL WHERE id = ?1 AND version = ?2 - 1",
        [REMOVE] = "DELETE FROM crm_%s WHERE id = ?1 AND version = ?2",
        [RESERVE] = "UPDATE sqlite_sequence SET seq = seq + ?1 WHERE name = 'crm_%s' RETURNING seq",
    };
    static const char *const ends[VERBS] = {
        [GET] = " FROM crm_%s WHERE id = ?1",
        [GET_HELD] = " FROM crm_%s WHERE id = ?1",
        [INSERT] = ")",
        [UPDATE] = " WHERE id = ?1 AND version = ?2 - 1",
    };
    struct kind *kind = &lite->kinds[number];
    const char *name = crm_schema_kind_name(NULL, number);
    sqlite3_str *sql;

    if (kind->verbs[verb])
        return kind->verbs[verb];
    sql = sqlite3_str_new(NULL);
    sqlite3_str_appendf(sql, begins[verb], name);
    for (size_t i = 0; ends[verb] && i < kind->rows->count; i++)
        sqlite3_str_appendf(sql, verb == UPDATE ? "%s\"%s\" = ?%d" : "%s\"%s\"", i > 0 ? ", " : "",
                            kind->rows->columns[i].name, (int)i + 1);
    for (size_t i = 0; verb == INSERT && i < kind->rows->count; i++)
        sqlite3_str_appendall(sql, i > 0 ? ", ?" : ") VALUES (?");
    if (ends[verb])
        sqlite3_str_appendf(sql, ends[verb], name);
    return kind->verbs[verb] = lite_prepare(lite, verb == GET_HELD ? lite->held : lite->main, sql);
}

bool
lite_end(struct lite *lite, bool good)
{
    if (good && lite_run(lite, lite->main, "COMMIT"))
        return true;
    sqlite3_exec(lite->main, "ROLLBACK", NULL, NULL, NULL); /* what failed stays what is told */
    return false;
}

/* ---- Columns ---- */

static const char *const types[] = {
    [SQLITE_TEXT] = "TEXT", [SQLITE_FLOAT] = "REAL", [SQLITE_INTEGER] = "INTEGER"};

struct rows *
lite_rows(struct lite *lite, const crm_table *table, const crm_field *fields, size_t count)
{
    struct rows *rows = calloc(1, sizeof *rows + count * sizeof *rows->columns);

    for (size_t i = 0; rows && i < count; i++) {
        struct column *column = &rows->columns[rows->count++];

        column->field = fields ? fields[i] : crm_table_column_at(table, i);
        column->type = crm_table_type(table, column->field);
        column->storage = column->type == CRM_TYPE_TEXT     ? SQLITE_TEXT
                          : column->type == CRM_TYPE_DOUBLE ? SQLITE_FLOAT
                                                            : SQLITE_INTEGER;
        sqlite3_snprintf(sizeof column->name, column->name, "%s",
                         crm_table_name(table, column->field));
    }
    if (!rows)
        lite_fail(lite, CRM_ERROR_MEMORY, "no memory");
    return rows;
}

/* Id, version and what is required were in the file of any version; the rest may have come later. */
static bool
fit_column(struct lite *lite, crm_kind kind, const char *table, const struct column *column)
{
    const char *name = column->name, *type = types[column->storage], *found = NULL;
    bool old = column->field <= CRM_FIELD_VERSION ||
               (crm_schema_flags(NULL, kind, column->field) & CRM_FIELD_REQUIRED);
    bool unique = column->field == CRM_FIELD_EXTERNAL_ID;

    sqlite3_table_column_metadata(lite->main, "main", table, name, &found, 0, 0, 0, 0);
    if (found && sqlite3_stricmp(found, type) != 0)
        return lite_fail(lite, CRM_ERROR_STORE, "column %s of table %s is %s, not %s", name, table,
                         found, type);
    if (!found && (old || lite->read_only))
        return lite_fail(lite, CRM_ERROR_STORE, "table %s has no column %s", table, name);
    if (!found && !lite_run(lite, lite->main, "ALTER TABLE %s ADD \"%s\" %s", table, name, type))
        return false;
    if (lite->read_only || (!unique && column->type != CRM_TYPE_REF))
        return true;
    return lite_run(lite, lite->main,
                    "CREATE %s IF NOT EXISTS \"%s_%s\" ON %s (\"%s\") WHERE \"%s\" IS NOT NULL",
                    unique ? "UNIQUE INDEX" : "INDEX", table, name, table, name, name);
}

/* Makes the table, or what it lacks. The schema is read first, so that SQLite looks whether another
   process changed it. */
static bool
fit(struct lite *lite, crm_kind kind, const struct rows *rows)
{
    const char *name = crm_schema_kind_name(NULL, kind);
    sqlite3_str *columns = sqlite3_str_new(NULL);
    char table[64], *text;
    bool good = lite_run(lite, lite->main, lite->read_only ? "BEGIN" : "BEGIN IMMEDIATE") &&
                lite_run(lite, lite->main, "SELECT 1 FROM sqlite_schema");

    for (size_t i = 1; i < rows->count; i++)
        sqlite3_str_appendf(columns, ", \"%s\" %s", rows->columns[i].name,
                            types[rows->columns[i].storage]);
    text = sqlite3_str_finish(columns);
    if (good && !lite->read_only)
        good = lite_run(lite, lite->main,
                        "CREATE TABLE IF NOT EXISTS crm_%s (id INTEGER PRIMARY KEY AUTOINCREMENT%s)"
                        " STRICT; INSERT INTO sqlite_sequence SELECT 'crm_%s', 0 WHERE NOT EXISTS "
                        "(SELECT 1 FROM sqlite_sequence WHERE name = 'crm_%s')",
                        name, text, name, name);
    sqlite3_free(text);
    sqlite3_snprintf(sizeof table, table, "crm_%s", name);
    for (size_t i = 0; good && i < rows->count; i++)
        good = fit_column(lite, kind, table, &rows->columns[i]);
    return lite_end(lite, good);
}

void
lite_forget(struct kind *kind)
{
    for (size_t i = 0; i < VERBS; i++) {
        sqlite3_finalize(kind->verbs[i]);
        kind->verbs[i] = NULL;
    }
    free(kind->rows);
    kind->rows = NULL;
}

/* The fields of one library never change but for those of the host's own, which come last. */
static bool
known(const struct rows *rows, const crm_table *table)
{
    bool same = rows && rows->count == crm_table_columns(table);

    for (size_t i = same ? rows->count : 0; same && i > 0; i--) {
        const struct column *column = &rows->columns[i - 1];

        if (column->field < CRM_FIELD_FIRST_CUSTOM)
            break;
        same = column->type == crm_table_type(table, column->field) &&
               strcmp(column->name, crm_table_name(table, column->field)) == 0;
    }
    return same;
}

bool
lite_know(struct lite *lite, crm_kind number, const crm_table *table)
{
    struct kind *kind = &lite->kinds[number];

    if (known(kind->rows, table))
        return true;
    lite_forget(kind);
    kind->rows = lite_rows(lite, table, NULL, crm_table_columns(table));
    if (kind->rows && fit(lite, number, kind->rows))
        return true;
    lite_forget(kind); /* so that the next call tries again */
    return false;
}
