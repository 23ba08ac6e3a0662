/*
 * print_gaps.c - section 3: a grid of the companies of the biggest family (or the biggest customers
 * where no family has two) and what is on sale, and the openings worth most. The table `cells` has
 * no row for what is held: a cell that is not there is one that they have.
 */
#include "openings.h"

#include "utf8.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_ROWS = 6, SHOWN_OPENINGS = 5, LINE = 110, NAMES = 26, MOST_COLUMNS = 24 };

static const struct column opening_columns[] = {{25, 'l'}, {16, 'l'}, {8, 'r'},
                                                {15, 'r'}, {13, 'r'}, {24, 'l'}};

/* What stands in the columns of the grid: rows of whitespace.products. */
struct offered {
    size_t rows[MOST_COLUMNS];
    const char *names[MOST_COLUMNS];
    size_t count;
};

/* As many products as a line has room for, those with most to sell first; then in their own order.
 */
static void
choose_products(struct report *report, struct offered *offered)
{
    const crm_table *products = view_table(report, WHITESPACE, "products");
    size_t rows = view_rows(products), width = NAMES, row, i;

    offered->count = 0;
    for (row = 0; row < rows && offered->count < MOST_COLUMNS; row++) {
        const char *name = openings_product(report, products, row);
        crm_id id = view_number(products, row, "product");

        width += utf8_width(name, strlen(name)) + 2;
        if (width > LINE + 2)
            break;
        for (i = offered->count++; i > 0; i--) {
            if (view_number(products, offered->rows[i - 1], "product") <= id &&
                (id || strcmp(offered->names[i - 1], name) <= 0))
                break;
            offered->rows[i] = offered->rows[i - 1];
            offered->names[i] = offered->names[i - 1];
        }
        offered->rows[i] = row;
        offered->names[i] = name;
    }
}

static bool
same_product(struct report *report, const crm_table *cells, size_t cell, const crm_table *products,
             size_t row)
{
    crm_id product = view_number(cells, cell, "product");
    const char *one, *other;

    if (product || view_number(products, row, "product"))
        return product == view_number(products, row, "product");
    one = view_text(report, cells, cell, "category");
    other = view_text(report, products, row, "category");
    return one && other ? strcmp(one, other) == 0 : one == other;
}

static const char *
mark_of(int64_t state)
{
    static const char *const marks[] = {"?", "#", "o", "x", "e", "/", "."};

    return state >= 0 && state <= CRM_CELL_WHITE ? marks[state] : "?";
}

static const char *
cell_mark(struct report *report, crm_id account, size_t product)
{
    const crm_table *cells = view_table(report, WHITESPACE, "cells");
    const crm_table *products = view_table(report, WHITESPACE, "products");
    size_t rows = view_rows(cells), row;

    for (row = 0; row < rows; row++)
        if (view_number(cells, row, "account") == account &&
            same_product(report, cells, row, products, product))
            return mark_of(view_number(cells, row, "state"));
    return mark_of(CRM_CELL_HELD);
}

static void
grid_row(struct report *report, struct page *page, const struct offered *offered, crm_id account)
{
    size_t start = NAMES, i;

    page_add(page, "     ");
    page_add(page, format_cut(&report->format, view_name(report, CRM_KIND_ACCOUNT, account), 20));
    for (i = 0; i < offered->count; i++) {
        size_t width = utf8_width(offered->names[i], strlen(offered->names[i]));

        page_fill(page, start + (width + 1) / 2);
        page_add(page, cell_mark(report, account, offered->rows[i]));
        start += width + 2;
    }
    page_end(page);
}

/* Is an account a row of the grid? */
static bool
in_grid(const struct report *report, crm_id account)
{
    const crm_table *accounts = view_table(report, WHITESPACE, "accounts");

    return view_find(accounts, "account", account) < view_rows(accounts);
}

/* The family whose companies are listed: the biggest that has two of them; 0 = all accounts. */
static crm_id
family_of_grid(const struct report *report)
{
    const crm_table *families = view_table(report, FAMILIES, "families");
    size_t rows = view_rows(families), row;

    if (report->map->settings.unit == CRM_UNIT_FAMILY)
        return 0;
    for (row = 0; row < rows; row++)
        if (view_number(families, row, "rank") && view_number(families, row, "members") > 1)
            return view_number(families, row, "root");
    return 0;
}

static void
print_grid(struct report *report, struct page *page, const struct offered *offered)
{
    const crm_table *accounts = view_table(report, FAMILIES, "accounts");
    size_t rows = view_rows(accounts), row, i, shown = 0;
    size_t most = report->room < SHOWN_ROWS ? report->room : SHOWN_ROWS;
    crm_id root = family_of_grid(report);
    int64_t more = 0;

    page_fill(page, NAMES);
    for (i = 0; i < offered->count; i++) {
        page_add(page, offered->names[i]);
        page_add(page, "  ");
    }
    page_end(page);
    for (row = 0; row < rows; row++) {
        crm_id account = view_number(accounts, row, "account");

        if ((root && view_number(accounts, row, "root") != root) || !in_grid(report, account))
            continue;
        if (shown++ < most)
            grid_row(report, page, offered, account);
        else
            more++;
    }
    if (more > 0) {
        page_add(page, "     ");
        page_line(page, SAY(&report->format, L_MORE, more, format_count(&report->format, more)));
    }
}

static const char *
reason(struct report *report, const crm_table *cells, size_t row)
{
    const struct format *format = &report->format;
    int64_t sisters = openings_sisters(report, cells, row);
    int64_t holders = view_number(cells, row, "family_holders");

    if (sisters == 1 && holders == 1)
        return label_text(format->language, L_WHY_SISTER, 1);
    if (sisters > 0 && holders > 0)
        return SAY(format, L_WHY_SISTERS, holders, format_count(format, holders),
                   format_count(format, sisters));
    holders = view_number(cells, row, "holders");
    return SAY(format, L_WHY_PEERS, holders, format_count(format, holders),
               view_count(report, cells, row, "peers"));
}

static void
opening_row(struct report *report, struct grid *grid, const crm_table *cells, size_t row)
{
    const char *name = view_name(report, CRM_KIND_ACCOUNT, view_number(cells, row, "account"));
    struct page text = {0};
    double likelihood;

    page_add(&text, "  ");
    page_add(&text, name);
    grid_cell(grid, text.text);
    page_free(&text);
    grid_cell(grid, openings_product(report, cells, row));
    grid_cell(grid, view_ratio(cells, row, "likelihood", &likelihood)
                        ? format_percent(&report->format, likelihood)
                        : "-");
    grid_cell(grid, view_money(report, cells, row, "value"));
    grid_cell(grid, view_money(report, cells, row, "expected"));
    grid_cell(grid, reason(report, cells, row));
}

static void
print_openings(struct report *report, struct page *page)
{
    const struct format *format = &report->format;
    const crm_table *cells = view_table(report, WHITESPACE, "cells");
    enum label what =
        report->map->settings.columns == CRM_COLUMNS_CATEGORY ? L_CATEGORY : L_PRODUCT;
    enum label labels[] = {L_OPENINGS, what,
                           L_CHANCE,   report->months == 12 ? L_WORTH_COLUMN_YEAR : L_WORTH_COLUMN,
                           L_EXPECTED, L_WHY};
    size_t row = openings_next(cells, 0), shown = 0, i;
    size_t most = report->room < SHOWN_OPENINGS ? report->room : SHOWN_OPENINGS;
    struct grid grid;

    if (row == view_rows(cells)) {
        page_add(page, "   ");
        page_line(page, label_text(format->language,
                                   view_find(cells, "state", CRM_CELL_WHITE) < view_rows(cells)
                                       ? L_NO_VALUE
                                       : L_NO_OPENING,
                                   1));
        return;
    }
    grid_start(&grid, opening_columns, 6, 3);
    for (i = 0; i < 6; i++)
        grid_cell(&grid, label_text(format->language, labels[i], 1));
    for (; row < view_rows(cells) && shown < most; row = openings_next(cells, row + 1), shown++)
        opening_row(report, &grid, cells, row);
    grid_print(&grid, page);
}

void
print_gaps(struct report *report, struct page *page)
{
    const struct format *format = &report->format;
    int64_t days = report->map->settings.lost_days;
    struct offered offered;

    print_heading(report, page, 3, label_text(format->language, L_3, 1));
    page_end(page);
    page_add(page, "   ");
    choose_products(report, &offered);
    if (offered.count == 0 || view_rows(view_table(report, WHITESPACE, "accounts")) == 0) {
        page_line(page, label_text(format->language, L_3_NONE, 1));
        return;
    }
    page_line(page, SAY(format, L_3_HELP, days == 365 ? 1 : days, format_count(format, days)));
    print_grid(report, page, &offered);
    print_openings(report, page);
}
