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
openings_sisters(const struct report *report, const crm_table *cells, size_t row)
{
    if (report->map->settings.unit == CRM_UNIT_FAMILY)
        return 0;
    return view_number(cells, row, "family_members");
}
