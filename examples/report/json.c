/*
 * json.c - every table of every analysis as JSON, by the descriptions of the library alone: one
 * piece of code for all. Beside each column of ids stand two with the external id and the name of
 * the record.
 */
#include "view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A column of a result, and the kind that its ids name. */
struct json_column {
    int32_t number, type;
    crm_kind target;
    const char *name;
};

static void
add_text(struct page *page, const char *text, size_t length)
{
    size_t i;
    char escape[8];

    page_add(page, "\"");
    for (i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];

        if (byte == '"' || byte == '\\') {
            page_add(page, byte == '"' ? "\\\"" : "\\\\");
        } else if (byte < 0x20) {
            snprintf(escape, sizeof escape, "\\u%04x", byte);
            page_add(page, escape);
        } else {
            page_add_bytes(page, text + i, 1);
        }
    }
    page_add(page, "\"");
}

static void
add_text_or_null(struct page *page, const char *text)
{
    if (text)
        add_text(page, text, strlen(text));
    else
        page_add(page, "null");
}

/* The shortest decimal that reads back as the same double. */
static void
add_double(struct page *page, double value)
{
    char text[40];
    int digits;

    for (digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    page_add(page, value - value == 0 ? text : "null");
}

static void
add_int(struct page *page, int32_t type, int64_t value)
{
    char text[24];

    if (type == CRM_TYPE_DAY && crm_day_to_text((crm_day)value, text) == CRM_OK) {
        add_text(page, text, strlen(text));
    } else if (type == CRM_TYPE_CURRENCY &&
               crm_currency_to_text((crm_currency)value, text) == CRM_OK) {
        add_text(page, text, strlen(text));
    } else {
        snprintf(text, sizeof text, "%lld", (long long)value);
        page_add(page, text);
    }
}

/* Some ids name records of a kind that another cell of the row tells. */
static crm_kind
target_of_row(struct report *report, const crm_table *table, size_t row,
              const struct json_column *column)
{
    const char *dimension;

    if (column->target)
        return column->target;
    dimension = view_text(report, table, row, "dimension");
    if (!dimension)
        return 0;
    return strcmp(dimension, "owner") == 0 ? CRM_KIND_USER
                                           : crm_schema_kind_find(report->crm, dimension);
}

static void
add_id(struct report *report, struct page *page, const crm_table *table, size_t row,
       const struct json_column *column)
{
    crm_kind target = target_of_row(report, table, row, column);
    const char *key = NULL, *name = NULL;
    int64_t id = 0;

    if (crm_table_int(table, row, column->number, &id) == CRM_OK)
        add_int(page, CRM_TYPE_REF, id);
    else
        page_add(page, "null");
    if (id && target)
        view_record(report, target, id, &key, &name);
    page_add(page, ", ");
    add_text_or_null(page, key);
    page_add(page, ", ");
    add_text_or_null(page, name);
}

static void
add_cell(struct report *report, struct page *page, const crm_table *table, size_t row,
         const struct json_column *column)
{
    const char *text;
    size_t length;
    int64_t value;
    double number;

    if (column->type == CRM_TYPE_REF) {
        add_id(report, page, table, row, column);
    } else if (column->type == CRM_TYPE_TEXT) {
        text = crm_table_text(table, row, column->number, &length);
        if (text)
            add_text(page, text, length);
        else
            page_add(page, "null");
    } else if (column->type == CRM_TYPE_DOUBLE) {
        if (crm_table_double(table, row, column->number, &number) == CRM_OK)
            add_double(page, number);
        else
            page_add(page, "null");
    } else if (crm_table_int(table, row, column->number, &value) == CRM_OK) {
        add_int(page, column->type, value);
    } else {
        page_add(page, "null");
    }
}

static void
add_name(struct page *page, const char *name, const char *behind)
{
    page_add(page, "\"");
    page_add(page, name);
    page_add(page, behind);
    page_add(page, "\"");
}

static void
add_columns(struct page *page, const struct json_column *columns, size_t count)
{
    size_t i;

    page_add(page, "\"columns\": [");
    for (i = 0; i < count; i++) {
        page_add(page, i ? ", " : "");
        add_name(page, columns[i].name, "");
        if (columns[i].type != CRM_TYPE_REF)
            continue;
        page_add(page, ", ");
        add_name(page, columns[i].name, "_key");
        page_add(page, ", ");
        add_name(page, columns[i].name, "_name");
    }
    page_add(page, "]");
}

/* Texts that were looked up for a row go with it. */
static void
add_rows(struct report *report, struct page *page, const crm_table *table,
         const struct json_column *columns, size_t count)
{
    size_t rows = crm_table_rows(table), row, i;
    struct pool kept = report->pool;

    report->pool = (struct pool){0};
    page_add(page, ",\n  \"rows\": [");
    for (row = 0; row < rows; row++) {
        page_add(page, row ? ",\n   [" : "\n   [");
        for (i = 0; i < count; i++) {
            page_add(page, i ? ", " : "");
            add_cell(report, page, table, row, &columns[i]);
        }
        page_add(page, "]");
        pool_free(&report->pool);
    }
    report->pool = kept;
    page_add(page, "]}");
}

static bool
add_table(struct report *report, struct page *page, crm_analysis *analysis, size_t index)
{
    const crm_descriptor *descriptor = crm_analysis_descriptor(analysis);
    const char *name = crm_descriptor_table(descriptor, index);
    const crm_table *table = crm_analysis_table(analysis, name);
    size_t count = crm_descriptor_columns(descriptor, index), i;
    struct json_column *columns;

    if (!table)
        return fault_at(report->fault, (struct place){report->map->name, 0, 0},
                        "the analysis %s has no table %s", crm_descriptor_name(descriptor), name);
    columns = memory_new(count, sizeof *columns);
    for (i = 0; i < count; i++) {
        columns[i].name =
            crm_descriptor_column(descriptor, index, i, &columns[i].type, &columns[i].target, NULL);
        columns[i].number = crm_table_column(table, columns[i].name);
        if (crm_table_target(table, columns[i].number))
            columns[i].target = crm_table_target(table, columns[i].number);
    }
    page_add(page, " \"");
    page_add(page, crm_descriptor_name(descriptor));
    page_add(page, ".");
    page_add(page, name);
    page_add(page, "\": {");
    add_columns(page, columns, count);
    add_rows(report, page, table, columns, count);
    free(columns);
    return true;
}

bool
report_json(struct report *report, struct page *page)
{
    bool first = true;
    char day[11] = "";
    size_t table;
    int i;

    report->format.pool = &report->pool;
    crm_day_to_text(report->as_of, day);
    page_add(page, "{\"as_of\": ");
    add_text(page, day, strlen(day));
    page_add(page, ",\n\"tables\": {");
    for (i = 0; i < ANALYSES; i++) {
        size_t tables = crm_descriptor_tables(crm_analysis_descriptor(report->analyses[i]));

        for (table = 0; table < tables; table++) {
            page_add(page, first ? "\n" : ",\n");
            first = false;
            if (!add_table(report, page, report->analyses[i], table))
                return false;
        }
    }
    page_add(page, "}}\n");
    return true;
}
