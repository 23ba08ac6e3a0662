/*
 * print_left.c - section 7: rows that the analyses left out and why, and names that nobody has. The
 * four analyses read the same rows, so that of each kind and reason the largest count is the one to
 * tell.
 */
#include "view.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_LINES = 4, LINE = 110 };

struct reason {
    const char *kind, *key;
    int64_t rows;
};

struct reasons {
    struct reason *items;
    size_t count, capacity;
};

static void
add_reason(struct reasons *reasons, const char *kind, const char *key, int64_t rows)
{
    size_t i;

    for (i = 0; i < reasons->count; i++)
        if (strcmp(reasons->items[i].kind, kind) == 0 && strcmp(reasons->items[i].key, key) == 0) {
            if (rows > reasons->items[i].rows)
                reasons->items[i].rows = rows;
            return;
        }
    memory_grow((void **)&reasons->items, &reasons->capacity, reasons->count + 1,
                sizeof *reasons->items);
    reasons->items[reasons->count++] = (struct reason){kind, key, rows};
}

/* Rows of one kind and reason stand once for each currency: they are added up within an analysis.
 */
static void
read_coverage(struct report *report, struct reasons *reasons, enum analysis analysis)
{
    const crm_table *coverage = view_table(report, analysis, "coverage");
    size_t rows = view_rows(coverage), row;
    const char *last_kind = "", *last_key = "";
    int64_t sum = 0;

    for (row = 0; row < rows; row++) {
        const char *kind = view_text(report, coverage, row, "kind");
        const char *key = view_text(report, coverage, row, "reason");

        if (!kind || !key || strcmp(key, "used") == 0)
            continue;
        if (strcmp(kind, last_kind) != 0 || strcmp(key, last_key) != 0)
            sum = 0;
        sum += view_number(coverage, row, "rows");
        last_kind = kind;
        last_key = key;
        if (sum > 0)
            add_reason(reasons, kind, key, sum);
    }
}

static int64_t
rows_of(const struct reasons *reasons, const char *kind, const char *key)
{
    int64_t rows = 0;
    size_t i;

    for (i = 0; i < reasons->count; i++)
        if ((!kind || strcmp(reasons->items[i].kind, kind) == 0) &&
            strcmp(reasons->items[i].key, key) == 0)
            rows += reasons->items[i].rows;
    return rows;
}

static void
add_counted(struct report *report, struct pieces *pieces, enum label label, int64_t count)
{
    const struct format *format = &report->format;

    if (count > 0)
        pieces_add(pieces, &report->pool, SAY(format, label, count, format_count(format, count)));
}

/* "1,204 purchases before this time" */
static void
add_plain(struct report *report, struct pieces *pieces, const struct reason *reason)
{
    const struct format *format = &report->format;
    const char *words = label_reason(format->language, reason->key);
    struct page text = {0};

    if (!words)
        return;
    page_add(&text, format_count(format, reason->rows));
    page_add(&text, " ");
    page_add(&text, label_kind(format->language, reason->kind, reason->rows));
    page_add(&text, " ");
    page_add(&text, words);
    pieces_add(pieces, &report->pool, text.text);
    page_free(&text);
}

static int64_t
flagged(struct report *report, int64_t flag)
{
    const crm_table *deals = view_table(report, PIPELINE, "deals");
    size_t rows = view_rows(deals), row;
    int64_t count = 0;

    for (row = 0; row < rows; row++)
        count += (view_number(deals, row, "flags") & flag) != 0;
    return count;
}

/* What has a sentence of its own is not told again; nor that open and lost deals are no sales. */
static bool
has_sentence(struct report *report, const struct reason *reason)
{
    bool deal = strcmp(reason->kind, "opportunity") == 0 || strcmp(reason->kind, "transition") == 0;

    if (strcmp(reason->key, "no_rate") == 0 || strcmp(reason->key, "note_no_list") == 0)
        return true;
    if (!deal)
        return false;
    if (strcmp(reason->key, "no_account") == 0)
        return reason->rows <= flagged(report, CRM_DEAL_NO_ACCOUNT);
    if (strcmp(reason->key, "no_amount") == 0)
        return reason->rows <= flagged(report, CRM_DEAL_NO_AMOUNT);
    return strcmp(reason->key, "not_counted_type") == 0;
}

static void
add_names(struct report *report, struct page *page)
{
    const struct format *format = &report->format;
    size_t i;

    for (i = 0; i < report->left->count && i < report->room; i++) {
        const struct left_item *item = &report->left->items[i];
        const char *kind = crm_schema_kind_name(report->crm, item->kind);
        const char *field =
            item->field < 0 ? "?" : crm_schema_name(report->crm, item->kind, item->field);
        int64_t rows = (int64_t)item->rows;

        page_add(page, "   ");
        page_line(page, SAY(format, item->row_left ? L_LEFT_ROW : L_LEFT_NAME, rows,
                            format_count(format, rows), label_kind(format->language, kind, rows),
                            field, format_cut(format, item->example, 28), item->file,
                            format_count(format, (int64_t)item->line)));
    }
}

void
print_left(struct report *report, struct page *page)
{
    const struct format *format = &report->format;
    struct reasons reasons = {0};
    struct pieces pieces = {0};
    int64_t names = (int64_t)left_names(report->left), rates;
    size_t i;
    int analysis;

    for (analysis = 0; analysis < ANALYSES; analysis++)
        read_coverage(report, &reasons, (enum analysis)analysis);
    print_heading(report, page, 7, label_text(format->language, L_7, 1));
    page_end(page);
    add_counted(report, &pieces, L_NO_LIST, rows_of(&reasons, NULL, "note_no_list"));
    add_counted(report, &pieces, L_NO_AMOUNT_DEALS, flagged(report, CRM_DEAL_NO_AMOUNT));
    add_counted(report, &pieces, L_NO_ACCOUNT_DEALS, flagged(report, CRM_DEAL_NO_ACCOUNT));
    add_counted(report, &pieces, L_LEFT_STAGE, (int64_t)report->left->stage_disagrees);
    for (i = 0; i < reasons.count; i++)
        if (!has_sentence(report, &reasons.items[i]))
            add_plain(report, &pieces, &reasons.items[i]);
    rates = rows_of(&reasons, NULL, "no_rate");
    pieces_add(&pieces, &report->pool, SAY(format, L_NO_RATE, rates, format_count(format, rates)));
    pieces_add(&pieces, &report->pool,
               SAY(format, L_LEFT_NAMES, names, format_count(format, names)));
    page_pieces(page, &pieces, 3, LINE, MOST_LINES);
    add_names(report, page);
    pieces_free(&pieces);
    free(reasons.items);
}
