/*
 * print_pipeline.c - section 4: the open stages one by one, what was won and lost, and how fast.
 */
#include "view.h"

#include <string.h>

enum { SHOWN_STAGES = 8 };

static const struct column stage_columns[] = {{12, 'l'}, {6, 'r'},  {15, 'r'}, {14, 'r'},
                                              {9, 'r'},  {22, 'r'}, {8, 'r'}};

static bool
is_open(const crm_table *stages, size_t row)
{
    int64_t outcome = view_number(stages, row, "outcome");

    return outcome == CRM_OUTCOME_OPEN || outcome == CRM_OUTCOME_ON_HOLD;
}

/* "Prospect", with its pipeline in front where there are several. */
static const char *
stage_name(struct report *report, const crm_table *stages, size_t row, bool several)
{
    const char *name = view_name(report, CRM_KIND_STAGE, view_number(stages, row, "stage"));
    struct page both = {0};

    if (!several)
        return name;
    page_add(&both, view_name(report, CRM_KIND_PIPELINE, view_number(stages, row, "pipeline")));
    page_add(&both, ": ");
    page_add(&both, name);
    name = format_cut(&report->format, pool_text(&report->pool, both.text, both.size), 28);
    page_free(&both);
    return name;
}

static void
stage_row(struct report *report, struct grid *grid, const crm_table *stages, size_t row,
          bool several)
{
    const struct format *format = &report->format;
    double ratio;

    grid_cell(grid, stage_name(report, stages, row, several));
    grid_cell(grid, view_count(report, stages, row, "here"));
    grid_cell(grid, view_money(report, stages, row, "here_amount"));
    grid_cell(grid, view_money(report, stages, row, "here_weighted"));
    grid_cell(grid, view_ratio(stages, row, "conversion_next", &ratio)
                        ? format_percent(format, ratio)
                        : "-");
    grid_cell(grid,
              view_ratio(stages, row, "median_days", &ratio) ? format_days(format, ratio, 1) : "-");
    grid_cell(grid, view_count(report, stages, row, "oldest_days"));
}

static void
print_stages(struct report *report, struct page *page, const crm_table *summary)
{
    const struct format *format = &report->format;
    static const enum label labels[] = {L_STAGE, L_OPEN,       L_AMOUNT, L_WEIGHTED,
                                        L_NEXT,  L_DAYS_THERE, L_OLDEST};
    const crm_table *stages = view_table(report, PIPELINE, "stages");
    size_t rows = view_rows(stages), row, i, shown = 0;
    size_t most = report->room < SHOWN_STAGES ? report->room : SHOWN_STAGES;
    bool several = view_rows(summary) > 2;
    struct grid grid;

    grid_start(&grid, stage_columns, 7, 3);
    for (i = 0; i < 7; i++)
        grid_cell(&grid, label_text(format->language, labels[i], 1));
    for (row = 0; row < rows; row++)
        if (is_open(stages, row) && shown++ < most)
            stage_row(report, &grid, stages, row, several);
    grid_cell(&grid, label_text(format->language, L_ALL_OPEN, 1));
    grid_cell(&grid, view_count(report, summary, 0, "open"));
    grid_cell(&grid, view_money(report, summary, 0, "open_amount"));
    grid_cell(&grid, view_money(report, summary, 0, "weighted"));
    for (i = 4; i < 7; i++)
        grid_cell(&grid, NULL);
    grid_print(&grid, page);
    if (shown > most) {
        page_add(page, "   ");
        page_line(page, SAY(format, L_MORE, (int64_t)(shown - most),
                            format_count(format, (int64_t)(shown - most))));
    }
}

/* "Assumed, not measured: Prospecting 10 %, Engaging 50 %." */
static void
print_assumed(struct report *report, struct page *page)
{
    const struct format *format = &report->format;
    const struct map *map = report->map;
    struct page list = {0};
    size_t i, j;

    for (i = 0; i < map->pipeline_count; i++)
        for (j = 0; j < map->pipelines[i].count; j++) {
            const struct map_stage *stage = &map->pipelines[i].stages[j];

            if (!stage->assumed)
                continue;
            page_add(&list, list.size ? ", " : "");
            page_add(&list, stage->name);
            if (stage->probability_bp >= 0) {
                page_add(&list, " ");
                page_add(&list, format_percent(format, stage->probability_bp / 10000.0));
            }
        }
    if (list.size) {
        page_add(page, "   ");
        page_line(page, SAY(format, L_ASSUMED, 1, list.text));
    }
    page_free(&list);
}

static void
print_closed(struct report *report, struct page *page, const crm_table *summary)
{
    const struct format *format = &report->format;
    int64_t won = view_number(summary, 0, "won"), lost = view_number(summary, 0, "lost");
    struct pieces pieces = {0};
    double mean, median;

    pieces_add(&pieces, &report->pool,
               SAY(format, L_WON, won, format_count(format, won),
                   view_money(report, summary, 0, "won_amount")));
    pieces_add(&pieces, &report->pool, SAY(format, L_LOST, lost, format_count(format, lost)));
    if (won + lost > 0)
        pieces_add(&pieces, &report->pool,
                   SAY(format, L_WIN_RATE, 1, format_share(format, won, won + lost),
                       format_count(format, won), format_count(format, won + lost)));
    if (view_ratio(summary, 0, "cycle_mean_days", &mean) &&
        view_ratio(summary, 0, "cycle_median_days", &median))
        pieces_add(&pieces, &report->pool,
                   SAY(format, L_CYCLE, mean < 1.5 ? 1 : 2, format_days(format, mean, 2),
                       format_days(format, median, 1)));
    page_pieces(page, &pieces, 3, 110, 3);
    pieces_free(&pieces);
}

/* Open deals whose age is known. */
static int64_t
known_starts(struct report *report)
{
    const crm_table *deals = view_table(report, PIPELINE, "deals");
    size_t rows = view_rows(deals), row;
    int64_t age, count = 0;

    for (row = 0; row < rows; row++)
        count += view_int(deals, row, "age_days", &age);
    return count;
}

static const char *
target_words(struct report *report, const crm_table *summary)
{
    const struct format *format = &report->format;
    int64_t won = view_number(summary, 0, "won"), lost = view_number(summary, 0, "lost");
    int64_t target, needed, open = view_number(summary, 0, "open");
    struct page words = {0};
    const char *text;

    if (!view_int(summary, 0, "target_wins", &target) ||
        !view_int(summary, 0, "needed_deals", &needed))
        return NULL;
    page_add(&words,
             SAY(format, L_TARGET, target, format_count(format, target), format_count(format, won),
                 format_count(format, won + lost), format_count(format, needed)));
    page_add(&words, " ");
    page_add(&words, SAY(format, L_OPEN_NOW, open, format_count(format, open)));
    text = pool_text(&report->pool, words.text, words.size);
    page_free(&words);
    return text;
}

static void
print_pace(struct report *report, struct page *page, const crm_table *summary)
{
    const struct format *format = &report->format;
    const char *target = target_words(report, summary);
    int64_t pace, known = known_starts(report);
    struct pieces pieces = {0};
    double mean;

    if (view_int(summary, 0, "velocity_per_day", &pace) &&
        view_ratio(summary, 0, "cycle_mean_days", &mean))
        pieces_add(&pieces, &report->pool,
                   SAY(format, L_PACE, known, format_money(format, pace),
                       format_count(format, known), format_days(format, mean, 2)));
    if (target)
        pieces_add(&pieces, &report->pool, target);
    page_pieces(page, &pieces, 3, 110, 2);
    pieces_free(&pieces);
}

void
print_pipeline(struct report *report, struct page *page)
{
    const struct format *format = &report->format;
    const crm_table *summary = view_table(report, PIPELINE, "summary");
    bool any = view_rows(summary) > 0 &&
               view_number(summary, 0, "open") + view_number(summary, 0, "won") +
                       view_number(summary, 0, "lost") + view_number(summary, 0, "created") >
                   0;

    print_heading(report, page, 4, label_text(format->language, L_4, 1));
    page_end(page);
    page_add(page, "   ");
    page_line(page, label_text(format->language, any ? L_4_HELP : L_4_NONE, 1));
    if (!any)
        return;
    print_stages(report, page, summary);
    print_assumed(report, page);
    print_closed(report, page, summary);
    print_pace(report, page, summary);
}
