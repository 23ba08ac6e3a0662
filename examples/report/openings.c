/*
 * openings.c - reading the cells that are worth a visit.
 */
#include "openings.h"

size_t
openings_next(const crm_table *cells, size_t row)
{
    size_t rows = view_rows(cells);
    int64_t expected;

    for (; row < rows; row++) {
        if (view_number(cells, row, "state") == CRM_CELL_WHITE &&
            view_int(cells, row, "expected", &expected) && expected > 0)
            return row;
    }
    return rows;
}

const char *
openings_product(struct report *report, const crm_table *table, size_t row)
{
    crm_id product = view_number(table, row, "product");
    const char *category;

    if (product)
        return view_name(report, CRM_KIND_PRODUCT, product);
    category = view_text(report, table, row, "category");
    return category ? format_cut(&report->format, category, 28) : "-";
}

int64_t
openings_sisters(const struct report *report, crm_id account)
{
    const crm_table *accounts = view_table(report, WHITESPACE, "accounts");
    size_t rows = view_rows(accounts), own = view_find(accounts, "account", account), row;
    int64_t root, count = 0;

    if (own == rows)
        return 0;
    root = view_number(accounts, own, "root");
    for (row = 0; row < rows; row++)
        if (row != own && view_number(accounts, row, "root") == root &&
            view_number(accounts, row, "held") + view_number(accounts, row, "expired") > 0)
            count++;
    return count;
}
