/*
 * print_families.c - section 1, the biggest families, and section 2, what is inside the biggest
 * that has several companies.
 */
#include "view.h"

#include <string.h>

enum { SHOWN = 5, MOST_NAMED = 10, SHOWN_INSIDE = 8, GRADE_JUNIOR = 1 };

static const struct column family_columns[] = {{4, 'r'},  {8, 'r'}, {23, 'l'}, {11, 'r'},
                                               {17, 'r'}, {8, 'r'}, {19, 'r'}};
static const struct column member_columns[] = {{21, 'l'}, {6, 'r'}, {16, 'r'}, {11, 'r'},
                                               {10, 'r'}, {8, 'r'}, {20, 'l'}};

static bool
has_sold(const crm_table *families, size_t row)
{
    return view_number(families, row, "rank") || view_number(families, row, "total") != 0;
}

/* Those with a rank stand first, those with a total of 0 or below come somewhere behind. */
static size_t
families_sold(const crm_table *families)
{
    size_t rows = view_rows(families), count = 0, row;

    for (row = 0; row < rows; row++)
        count += has_sold(families, row);
    return count;
}

static int64_t
members_sold(const crm_table *families, size_t first)
{
    size_t rows = view_rows(families), row;
    int64_t members = 0;

    for (row = first; row < rows; row++)
        if (has_sold(families, row))
            members += view_number(families, row, "members");
    return members;
}

static void
family_row(struct report *report, struct grid *grid, const crm_table *families, size_t row,
           int64_t all)
{
    const struct format *format = &report->format;
    crm_id root = view_number(families, row, "root");

    grid_cell(grid, view_count(report, families, row, "rank"));
    grid_cell(grid, view_count(report, families, row, "best_member_rank"));
    grid_cell(grid, view_name(report, CRM_KIND_ACCOUNT, root));
    grid_cell(grid, view_count(report, families, row, "members"));
    grid_cell(grid, view_money(report, families, row, "total"));
    grid_cell(grid, format_share(format, view_number(families, row, "total"), all));
    grid_cell(grid, report->months ? view_money(report, families, row, "previous") : NULL);
}

/* All families from one on in one row; those without sales now may have had some before. */
static void
sum_row(struct report *report, struct grid *grid, const crm_table *families, size_t first,
        const char *words)
{
    const struct format *format = &report->format;
    size_t rows = view_rows(families);
    int64_t all = view_sum(families, 0, rows, "total");
    int64_t part = view_sum(families, first, rows, "total");

    grid_cell(grid, NULL);
    grid_cell(grid, NULL);
    grid_cell(grid, words);
    grid_cell(grid, format_count(format, members_sold(families, first)));
    grid_cell(grid, format_money(format, part));
    grid_cell(grid, format_share(format, part, all));
    grid_cell(grid, report->months
                        ? format_money(format, view_sum(families, first, rows, "previous"))
                        : NULL);
}

/* How few families make four fifths of sales, if they are at most ten. */
static void
concentration(struct report *report, struct page *page, const crm_table *families, size_t sold)
{
    const struct format *format = &report->format;
    int64_t all = view_sum(families, 0, view_rows(families), "total"), part = 0;
    size_t count = 0;

    if (all <= 0)
        return;
    while (count < sold && part < all - all / 5)
        part += view_number(families, count++, "total");
    if (count > MOST_NAMED || (count == sold && count > 1))
        return;
    page_add(page, "   ");
    page_line(page, SAY(format, L_MAKE, (int64_t)count,
                        label_number(format->language, (int64_t)count)
                            ? label_number(format->language, (int64_t)count)
                            : format_count(format, (int64_t)count),
                        format_share(format, part, all)));
}

static void
family_header(struct report *report, struct grid *grid)
{
    const struct format *format = &report->format;
    static const enum label labels[] = {L_RANK,      L_LISTED,       L_FAMILY,
                                        L_COMPANIES, L_SALES_COLUMN, L_SHARE};
    size_t i;

    for (i = 0; i < sizeof labels / sizeof labels[0]; i++)
        grid_cell(grid, label_text(format->language, labels[i], 1));
    grid_cell(grid, report->months ? SAY(format, L_BEFORE, report->months,
                                         format_count(format, report->months))
                                   : NULL);
}

void
print_families(struct report *report, struct page *page)
{
    const struct format *format = &report->format;
    const crm_table *families = view_table(report, FAMILIES, "families");
    size_t sold = families_sold(families), row;
    size_t shown = report->room < SHOWN ? report->room : SHOWN;
    int64_t all = view_sum(families, 0, view_rows(families), "total");
    struct grid grid;

    print_heading(report, page, 1, label_text(format->language, L_1, 1));
    page_end(page);
    page_add(page, "   ");
    page_line(page, label_text(format->language, sold ? L_1_HELP : L_1_NONE, 1));
    if (sold == 0)
        return;
    if (sold <= shown + 1)
        shown = sold;
    grid_start(&grid, family_columns, 7, 3);
    family_header(report, &grid);
    for (row = 0; row < shown; row++)
        family_row(report, &grid, families, row, all);
    if (sold > shown)
        sum_row(report, &grid, families, shown,
                SAY(format, L_OTHERS, (int64_t)(sold - shown),
                    format_count(format, (int64_t)(sold - shown))));
    sum_row(report, &grid, families, 0, label_text(format->language, L_ALL, 1));
    grid_print(&grid, page);
    concentration(report, page, families, sold);
}

static const char *
percent_bp(struct report *report, const crm_table *table, size_t row, const char *column)
{
    int64_t points;

    return view_int(table, row, column, &points) ? format_share(&report->format, points, 10000)
                                                 : "-";
}

/* "Julie Petit (1)  junior" */
static const char *
owner_words(struct report *report, const crm_table *accounts, size_t row)
{
    struct page words = {0};
    crm_id owner = view_number(accounts, row, "owner");
    int64_t grade;
    const char *text;

    if (!owner)
        return "-";
    page_add(&words, view_name(report, CRM_KIND_USER, owner));
    if (view_int(accounts, row, "owner_grade", &grade)) {
        page_add(&words, " (");
        page_add(&words, format_count(&report->format, grade));
        page_add(&words, ")");
        if (grade == GRADE_JUNIOR) {
            page_add(&words, "  ");
            page_add(&words, label_text(report->format.language, L_JUNIOR, 1));
        }
    }
    text = pool_text(&report->pool, words.text, words.size);
    page_free(&words);
    return text;
}

static void
member_row(struct report *report, struct grid *grid, const crm_table *accounts, size_t row,
           int64_t total)
{
    const struct format *format = &report->format;
    int64_t level = view_number(accounts, row, "level");
    struct page name = {0};

    for (; level > 0 && level < 20; level--)
        page_add(&name, "  ");
    page_add(&name, view_name(report, CRM_KIND_ACCOUNT, view_number(accounts, row, "account")));
    grid_cell(grid, name.text);
    page_free(&name);
    grid_cell(grid, view_count(report, accounts, row, "rank"));
    grid_cell(grid, view_money(report, accounts, row, "own"));
    grid_cell(grid, format_share(format, view_number(accounts, row, "own"), total));
    grid_cell(grid, percent_bp(report, accounts, row, "discount_bp"));
    grid_cell(grid, percent_bp(report, accounts, row, "agreed_bp"));
    grid_cell(grid, owner_words(report, accounts, row));
}

static void
print_members(struct report *report, struct page *page, crm_id root, int64_t total)
{
    const struct format *format = &report->format;
    static const enum label labels[] = {L_COMPANY,  L_RANK,   L_SALES_COLUMN, L_OF_FAMILY,
                                        L_DISCOUNT, L_AGREED, L_OWNER};
    const crm_table *accounts = view_table(report, FAMILIES, "accounts");
    size_t rows = view_rows(accounts), first = view_find(accounts, "root", root), row, i;
    size_t most = report->top > 1               ? rows
                  : report->room < SHOWN_INSIDE ? report->room
                                                : SHOWN_INSIDE;
    int64_t more = 0;
    struct grid grid;

    grid_start(&grid, member_columns, 7, 3);
    for (i = 0; i < 7; i++)
        grid_cell(&grid, label_text(format->language, labels[i], 1));
    for (row = first; row < rows && view_number(accounts, row, "root") == root; row++) {
        if (row - first < most)
            member_row(report, &grid, accounts, row, total);
        else
            more++;
    }
    grid_print(&grid, page);
    if (more > 0) {
        page_add(page, "   ");
        page_line(page, SAY(format, L_MORE, more, format_count(format, more)));
    }
}

void
print_inside(struct report *report, struct page *page)
{
    const struct format *format = &report->format;
    const crm_table *families = view_table(report, FAMILIES, "families");
    size_t rows = view_rows(families), shown = 0, row;
    bool several = false;
    enum label help = report->map->settings.sales == CRM_SALES_WON ? L_2_HELP_WON : L_2_HELP;

    for (row = 0; row < rows && shown < report->top; row++) {
        crm_id root = view_number(families, row, "root");

        several |= view_number(families, row, "members") > 1;
        if (view_number(families, row, "members") < 2 || !view_number(families, row, "rank"))
            continue;
        if (shown++ > 0)
            page_end(page);
        print_heading(report, page, 2,
                      SAY(format, L_2, 1, view_name(report, CRM_KIND_ACCOUNT, root)));
        page_end(page);
        page_add(page, "   ");
        page_line(page, label_text(format->language, help, 1));
        print_members(report, page, root, view_number(families, row, "total"));
    }
    if (shown > 0)
        return;
    print_heading(report, page, 2, label_text(format->language, L_2_NONE_TITLE, 1));
    page_end(page);
    page_add(page, "   ");
    page_line(page, label_text(format->language, several ? L_1_NONE : L_2_NONE, 1));
}
