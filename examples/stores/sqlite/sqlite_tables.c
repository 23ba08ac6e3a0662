/*
 * sqlite_tables.c - the tables of the file, and the SQL that is said to them.
 *
 * Tables of the library describe themselves: number, name and type of each column. What the file
 * lacks (it is older, or the host has new fields of its own) is made. What it has beyond that is
 * never touched, since all SQL names the columns that it means.
 */
#include <string.h>

#include "sqlite_tables.h"

bool
lite_fail(struct lite *lite, sqlite3 *db, const char *words)
{
    lite->code = db ? sqlite3_extended_errcode(db) : 0;
    lite->status = CRM_ERROR_STORE;
    if (lite->code == SQLITE_NOMEM || (!db && !words))
        lite->status = CRM_ERROR_MEMORY;
    sqlite3_snprintf(sizeof lite->words, lite->words, "%s",
                     words ? words : sqlite3_errmsg(db)); /* of NULL: "out of memory" */
    return false;
}

bool
lite_run(struct lite *lite, sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || lite_fail(lite, db, NULL);
}

bool
lite_end(struct lite *lite, bool good)
{
    if (good && lite_run(lite, lite->main, "COMMIT"))
        return true;
    sqlite3_exec(lite->main, "ROLLBACK", NULL, NULL, NULL); /* the failure before it is told */
    return false;
}

sqlite3_stmt *
lite_prepare(struct lite *lite, sqlite3 *db, char *sql)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(db, sql ? sql : "no memory", -1, &statement, NULL) != SQLITE_OK)
        lite_fail(lite, db, NULL);
    sqlite3_free(sql);
    return statement;
}

/* Parameters: ?1 is the id and ?2 the version; in INSERT and UPDATE, ?n is column n. */
static const char *const sentences[VERBS] = {
    [GET] = "SELECT %s FROM crm_%s WHERE id = ?1",
    [GET_HELD] = "SELECT %s FROM crm_%s WHERE id = ?1",
    [CHECK] = "SELECT 1 WHERE ?2 = coalesce((SELECT version FROM crm_%s WHERE id = ?1), 0)",
    [INSERT] = "INSERT INTO crm_%s (%s) VALUES (?1%s)",
    [UPDATE] = "UPDATE crm_%s SET (%s) = (?1%s) WHERE id = ?1 AND version = ?2 - 1",
    [UNNAME] = "UPDATE crm_%s SET external_id = NULL WHERE id = ?1 AND version = ?2 - 1",
    [REMOVE] = "DELETE FROM crm_%s WHERE id = ?1 AND version = ?2",
    [RESERVE] = "UPDATE sqlite_sequence SET seq = seq + ?1 WHERE name = 'crm_%s' RETURNING seq",
};

sqlite3_stmt *
lite_verb(struct lite *lite, crm_kind number, enum verb verb)
{
    struct kind *kind = &lite->kinds[number];
    const char *name = crm_schema_kind_name(NULL, number);
    char marks[6144] = "";

    if (kind->verbs[verb])
        return kind->verbs[verb];
    for (size_t i = 1; i < kind->count && 3 * i < sizeof marks; i++)
        memcpy(marks + 3 * (i - 1), ", ?", 4);
    return kind->verbs[verb] = lite_prepare(
               lite, verb == GET_HELD ? lite->held : lite->main,
               verb <= GET_HELD ? sqlite3_mprintf(sentences[verb], kind->columns, name)
                                : sqlite3_mprintf(sentences[verb], name, kind->columns, marks));
}

/* ---- Columns ---- */

static const char *
type_of(const crm_table *table, crm_field field)
{
    int32_t type = crm_table_type(table, field);

    return type == CRM_TYPE_TEXT ? "TEXT" : type == CRM_TYPE_DOUBLE ? "REAL" : "INTEGER";
}

/* Compares a column with that of the file, and says what makes it. Id, version and what is required
   were in files of any version; the rest may have come later. */
static bool
fit_column(struct lite *lite, const char *name, const crm_table *table, crm_field field,
           sqlite3_str *sql)
{
    const char *column = crm_table_name(table, field), *type = type_of(table, field), *found = NULL;
    uint32_t flags = crm_schema_flags(NULL, crm_table_kind(table), field);
    bool old = field <= CRM_FIELD_VERSION || flags & CRM_FIELD_REQUIRED || lite->read_only;
    char words[200];

    sqlite3_table_column_metadata(lite->main, "main", name, column, &found, 0, 0, 0, 0);
    sqlite3_snprintf(sizeof words, words, "column %s of table %s is %s, not %s", column, name,
                     found ? found : "missing", type);
    if (found ? sqlite3_stricmp(found, type) != 0 : old)
        return lite_fail(lite, NULL, words);
    if (!found)
        sqlite3_str_appendf(sql, "ALTER TABLE %s ADD \"%s\" %s;", name, column, type);
    if (field == CRM_FIELD_EXTERNAL_ID || crm_table_target(table, field))
        sqlite3_str_appendf(
            sql, "CREATE %s IF NOT EXISTS \"%s_%s\" ON %s (\"%s\") WHERE \"%s\" IS NOT NULL;",
            crm_table_target(table, field) ? "INDEX" : "UNIQUE INDEX", name, column, name, column,
            column);
    return true;
}

static bool
run_text(struct lite *lite, bool good, sqlite3_str *text)
{
    char *sql = sqlite3_str_finish(text);

    good = good &&
           (lite->read_only || (sql ? lite_run(lite, lite->main, sql) : lite_fail(lite, 0, 0)));
    sqlite3_free(sql);
    return good;
}

/* The schema is read first, so that SQLite looks whether another process changed it. */
static bool
fit(struct lite *lite, const crm_table *table)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    bool good = lite_run(lite, lite->main, lite->read_only ? "BEGIN" : "BEGIN IMMEDIATE") &&
                lite_run(lite, lite->main, "SELECT 1 FROM sqlite_schema LIMIT 1");
    crm_field field;
    char name[64];

    sqlite3_snprintf(sizeof name, name, "crm_%s",
                     crm_schema_kind_name(NULL, crm_table_kind(table)));
    sqlite3_str_appendf(sql, "CREATE TABLE IF NOT EXISTS %s (id INTEGER PRIMARY KEY AUTOINCREMENT",
                        name);
    for (size_t i = 1; (field = crm_table_column_at(table, i)) >= 0; i++)
        sqlite3_str_appendf(sql, ", \"%s\" %s", crm_table_name(table, field),
                            type_of(table, field));
    sqlite3_str_appendf(sql,
                        ") STRICT; INSERT INTO sqlite_sequence SELECT '%s', 0 WHERE NOT EXISTS "
                        "(SELECT 1 FROM sqlite_sequence WHERE name = '%s')",
                        name, name);
    good = run_text(lite, good, sql);
    sql = sqlite3_str_new(NULL);
    for (size_t i = 0; good && (field = crm_table_column_at(table, i)) >= 0; i++)
        good = fit_column(lite, name, table, field, sql);
    return lite_end(lite, run_text(lite, good, sql));
}

void
lite_forget(struct kind *kind)
{
    for (size_t i = 0; i < VERBS; i++)
        sqlite3_finalize(kind->verbs[i]);
    memset(kind->verbs, 0, sizeof kind->verbs);
    sqlite3_free(kind->columns);
    kind->columns = NULL;
    kind->count = 0;
}

/* Learns the columns of a kind from a table of the library, once: they change no more but for those
   of the host's own. */
bool
lite_know(struct lite *lite, crm_kind number, const crm_table *table)
{
    struct kind *kind = &lite->kinds[number];
    size_t count = crm_table_columns(table);
    sqlite3_str *sql;
    char *columns;

    if (kind->count == count && count == crm_schema_fields(NULL, number))
        return true;
    sql = sqlite3_str_new(NULL);
    for (size_t i = 0; i < count; i++)
        sqlite3_str_appendf(sql, i == 0 ? "\"%s\"" : ", \"%s\"",
                            crm_table_name(table, crm_table_column_at(table, i)));
    columns = sqlite3_str_finish(sql);
    if (kind->columns && columns && strcmp(kind->columns, columns) == 0) {
        sqlite3_free(columns);
        return true;
    }
    lite_forget(kind);
    kind->columns = columns;
    kind->count = count;
    if (columns ? fit(lite, table) : lite_fail(lite, NULL, NULL))
        return true;
    lite_forget(kind); /* so that the next call tries again */
    return false;
}
