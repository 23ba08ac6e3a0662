/*
 * view.c - result tables by column names. A column that a table lacks reads as none.
 */
#include "view.h"

const crm_table *
view_table(const struct report *report, enum analysis analysis, const char *name)
{
    return crm_analysis_table(report->analyses[analysis], name);
}

size_t
view_rows(const crm_table *table)
{
    return table ? crm_table_rows(table) : 0;
}

bool
view_int(const crm_table *table, size_t row, const char *column, int64_t *out)
{
    int32_t number = crm_table_column(table, column);

    *out = 0;
    return number >= 0 && crm_table_int(table, row, number, out) == CRM_OK;
}

int64_t
view_number(const crm_table *table, size_t row, const char *column)
{
    int64_t value;

    view_int(table, row, column, &value);
    return value;
}

bool
view_ratio(const crm_table *table, size_t row, const char *column, double *out)
{
    int32_t number = crm_table_column(table, column);

    *out = 0;
    return number >= 0 && crm_table_double(table, row, number, out) == CRM_OK;
}

const char *
view_text(struct report *report, const crm_table *table, size_t row, const char *column)
{
    int32_t number = crm_table_column(table, column);
    size_t length;
    const char *text = number < 0 ? NULL : crm_table_text(table, row, number, &length);

    return text ? pool_text(&report->pool, text, length) : NULL;
}

const char *
view_money(struct report *report, const crm_table *table, size_t row, const char *column)
{
    int64_t value;

    return view_int(table, row, column, &value) ? format_money(&report->format, value) : "-";
}

const char *
view_count(struct report *report, const crm_table *table, size_t row, const char *column)
{
    int64_t value;

    return view_int(table, row, column, &value) ? format_count(&report->format, value) : "-";
}

void
view_record(struct report *report, crm_kind kind, crm_id id, const char **out_key,
            const char **out_name)
{
    *out_key = *out_name = NULL;
    if (id <= 0)
        return;
    if (!report->cards)
        report->cards = cards_new(report->crm);
    if (cards_find(report->cards, kind, id, out_key, out_name) < 0)
        fault_of(report->fault, (struct place){report->map->name, 0, 0}, report->crm);
}

const char *
view_name(struct report *report, crm_kind kind, crm_id id)
{
    const char *key, *name;

    view_record(report, kind, id, &key, &name);
    return name ? format_cut(&report->format, name, 28) : "-";
}

size_t
view_find(const crm_table *table, const char *column, int64_t value)
{
    int32_t number = table ? crm_table_column(table, column) : -1;
    size_t rows = view_rows(table), row;
    int64_t found;

    for (row = 0; row < rows && number >= 0; row++)
        if (crm_table_int(table, row, number, &found) == CRM_OK && found == value)
            return row;
    return rows;
}

int64_t
view_sum(const crm_table *table, size_t first, size_t end, const char *column)
{
    int64_t sum = 0, value;

    for (; first < end; first++) {
        value = view_number(table, first, column);
        if ((value > 0 && sum > INT64_MAX - value) || (value < 0 && sum < INT64_MIN - value))
            return sum;
        sum += value;
    }
    return sum;
}
