/*
 * print.c - the order of the report: head, what to do first, seven sections. Lists are printed as
 * long as they want to be, and again with less room as long as the whole has more lines than a
 * page.
 */
#include "view.h"

#include <string.h>

enum { PAGE = 80, MOST_ROOM = 8, LEAST_ROOM = 3 };

void
print_heading(struct report *report, struct page *page, int number, const char *words)
{
    char digits[] = "0. ";

    digits[0] = (char)('0' + number);
    page_add(page, digits);
    page_add(page, format_upper(&report->format, words));
}

static const char *
time_words(struct report *report)
{
    const struct format *format = &report->format;
    const char *day = format_day(format, report->as_of);
    char code[6] = ""; /* "USD, " */

    if (crm_currency_to_text(format->currency, code) == CRM_OK)
        memcpy(code + 3, ", ", 3);
    if (report->months == 0)
        return SAY(format, L_HEAD_ALL, 1, day, code);
    return SAY(format, L_HEAD_MONTHS, report->months, format_count(format, report->months), day,
               code);
}

static bool
sold(const crm_table *families, size_t row)
{
    return view_number(families, row, "rank") || view_number(families, row, "total") != 0;
}

static void
head_sales(struct report *report, struct page *page)
{
    const struct format *format = &report->format;
    const crm_table *families = view_table(report, FAMILIES, "families");
    size_t rows = view_rows(families), row;
    int64_t total = view_sum(families, 0, rows, "total"), count = 0;
    int64_t buyers = view_sum(families, 0, rows, "buyers");
    const char *change = report->months
                             ? format_change(format, view_sum(families, 0, rows, "previous"), total)
                             : NULL;

    for (row = 0; row < rows; row++)
        count += sold(families, row);
    page_add(page, SAY(format, L_SALES, 1, format_money(format, total)));
    if (change) {
        page_add(page, " ");
        page_add(page, SAY(format, L_SALES_CHANGE, report->months, change,
                           format_count(format, report->months)));
    }
    page_add(page, "   ");
    page_add(page,
             SAY(format, L_IN, 1, SAY(format, L_CUSTOMERS, buyers, format_count(format, buyers)),
                 SAY(format, L_FAMILIES, count, format_count(format, count))));
}

void
print_head(struct report *report, struct page *page)
{
    const struct format *format = &report->format;
    const crm_table *summary = view_table(report, PIPELINE, "summary");
    int64_t open = view_rows(summary) ? view_number(summary, 0, "open") : 0;

    page_add(page, report->map->settings.title);
    page_add(page, "   ");
    page_fill(page, 44);
    page_line(page, time_words(report));
    head_sales(report, page);
    page_add(page, "   ");
    page_line(page, SAY(format, L_DEALS_OPEN, open, format_count(format, open)));
}

static void
print_all(struct report *report, struct page *page)
{
    print_head(report, page);
    page_end(page);
    print_actions(report, page);
    page_end(page);
    print_families(report, page);
    page_end(page);
    print_inside(report, page);
    page_end(page);
    print_gaps(report, page);
    page_end(page);
    print_pipeline(report, page);
    page_end(page);
    print_deals(report, page);
    print_habits(report, page);
    print_left(report, page);
}

void
report_print(struct report *report, struct page *page)
{
    struct page last = {0};

    report->format.pool = &report->pool;
    for (report->room = MOST_ROOM; report->room >= LEAST_ROOM; report->room--) {
        page_free(&last);
        print_all(report, &last);
        if (last.lines <= PAGE || report->top > 1)
            break;
    }
    page_add_bytes(page, last.text, last.size);
    page->lines += last.lines;
    page_free(&last);
}
