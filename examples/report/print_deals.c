/*
 * print_deals.c - section 5: open deals that are late. First those past their closing day, then
 * those that have been in their stage longer than its limit, or twice as long as is usual there;
 * each in the order of the table, the most valuable first.
 */
#include "view.h"

enum { SHOWN_DEALS = 5, TIMES_USUAL = 2 };

enum lateness { PAST_ITS_DAY, PAST_ITS_LIMIT, SLOW, NOT_LATE };

static const struct column deal_columns[] = {{12, 'l'}, {17, 'l'}, {22, 'l'}, {15, 'r'}, {30, 'l'}};

/* The median of a deal's stage; false when it is not known. */
static bool
usual_days(struct report *report, const crm_table *deals, size_t row, double *out)
{
    const crm_table *stages = view_table(report, PIPELINE, "stages");
    size_t stage = view_find(stages, "stage", view_number(deals, row, "stage"));

    *out = 0;
    return stage < view_rows(stages) && view_ratio(stages, stage, "median_days", out);
}

/* Why a deal is late, the gravest first; NOT_LATE for most. */
static enum lateness
lateness_of(struct report *report, const crm_table *deals, size_t row)
{
    int64_t flags = view_number(deals, row, "flags"), days;
    double usual;

    if (flags & CRM_DEAL_OVERDUE)
        return PAST_ITS_DAY;
    if (flags & CRM_DEAL_STALE)
        return PAST_ITS_LIMIT;
    if (!view_int(deals, row, "stage_days", &days) || !usual_days(report, deals, row, &usual))
        return NOT_LATE;
    return usual > 0 && (double)days >= TIMES_USUAL * usual ? SLOW : NOT_LATE;
}

static const char *
why(struct report *report, const crm_table *deals, size_t row)
{
    const struct format *format = &report->format;
    int64_t days = view_number(deals, row, "overdue_days"), pushes;
    struct page words = {0};
    const char *text;
    double usual;

    if (lateness_of(report, deals, row) != PAST_ITS_DAY) {
        days = view_number(deals, row, "stage_days");
        return SAY(format, L_STALE, days, format_count(format, days),
                   usual_days(report, deals, row, &usual) ? format_days(format, usual, 1) : "-");
    }
    page_add(&words, SAY(format, L_OVERDUE, days, format_count(format, days)));
    pushes = view_number(deals, row, "pushes");
    if (pushes > 0)
        page_add(&words, SAY(format, L_PUSHED, pushes, format_count(format, pushes)));
    text = pool_text(&report->pool, words.text, words.size);
    page_free(&words);
    return text;
}

static void
deal_row(struct report *report, struct grid *grid, const crm_table *deals, size_t row)
{
    grid_cell(grid, view_name(report, CRM_KIND_STAGE, view_number(deals, row, "stage")));
    grid_cell(grid, view_name(report, CRM_KIND_ACCOUNT, view_number(deals, row, "account")));
    grid_cell(grid,
              view_name(report, CRM_KIND_OPPORTUNITY, view_number(deals, row, "opportunity")));
    grid_cell(grid, view_money(report, deals, row, "amount"));
    grid_cell(grid, why(report, deals, row));
}

void
print_deals(struct report *report, struct page *page)
{
    const struct format *format = &report->format;
    const crm_table *deals = view_table(report, PIPELINE, "deals");
    size_t rows = view_rows(deals), row, shown = 0;
    size_t most = report->room < SHOWN_DEALS ? report->room : SHOWN_DEALS;
    int late;
    struct grid grid;

    print_heading(report, page, 5, label_text(format->language, L_5, 1));
    page_end(page);
    grid_start(&grid, deal_columns, 5, 3);
    for (late = PAST_ITS_DAY; late < NOT_LATE; late++)
        for (row = 0; row < rows && shown < most; row++)
            if (lateness_of(report, deals, row) == (enum lateness)late) {
                deal_row(report, &grid, deals, row);
                shown++;
            }
    grid_print(&grid, page);
    if (shown > 0)
        return;
    page_add(page, "   ");
    page_line(page, label_text(format->language, L_5_NONE, 1));
}
