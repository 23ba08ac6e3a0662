/*
 * print_habits.c - section 6: the segments that have customers, and of those at risk the one that
 * is worth most.
 */
#include "view.h"

#include <string.h>

enum { MOST_LINES = 4, LINE = 110 };

/* Segments whose customers used to buy and have become quiet. */
static bool
at_risk(const char *segment)
{
    static const char *const keys[] = {"at_risk", "At risk", "cannot_lose", "cant_lose",
                                       "Can't lose"};
    size_t i;

    for (i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(segment, keys[i]) == 0)
            return true;
    return false;
}

static const char *
biggest_of(struct report *report, const char *segment)
{
    const struct format *format = &report->format;
    const crm_table *scores = view_table(report, RFM, "scores");
    size_t rows = view_rows(scores), row, found = rows;
    int64_t best = 0, last;

    for (row = 0; row < rows; row++) {
        const char *theirs = view_text(report, scores, row, "segment");

        if (!theirs || strcmp(theirs, segment) != 0)
            continue;
        if (found == rows || view_number(scores, row, "monetary") > best) {
            best = view_number(scores, row, "monetary");
            found = row;
        }
    }
    if (found == rows || !view_int(scores, found, "last_day", &last))
        return NULL;
    return SAY(format, L_LAST_BOUGHT, 1,
               view_name(report, CRM_KIND_ACCOUNT, view_number(scores, found, "customer")),
               format_day(format, (crm_day)last));
}

/* "Champions 2 (1,750,000.00)", "At risk 1: Chat Noir, last bought 31 May 2025" */
static void
add_segment(struct report *report, struct pieces *pieces, const crm_table *segments, size_t row)
{
    const char *segment = view_text(report, segments, row, "segment"), *example;
    struct page words = {0};

    if (!segment || view_number(segments, row, "customers") == 0)
        return;
    example = at_risk(segment) ? biggest_of(report, segment) : NULL;
    page_add(&words, label_segment(report->format.language, segment));
    page_add(&words, " ");
    page_add(&words, view_count(report, segments, row, "customers"));
    page_add(&words, " (");
    page_add(&words, view_money(report, segments, row, "monetary"));
    page_add(&words, ")");
    if (example) {
        page_add(&words, report->format.language == FRENCH ? " : " : ": ");
        page_add(&words, example);
    }
    pieces_add(pieces, &report->pool, words.text);
    page_free(&words);
}

static bool
too_few(const crm_table *scores)
{
    size_t rows = view_rows(scores), row;

    for (row = 0; row < rows; row++)
        if (view_number(scores, row, "flags") & CRM_RFM_SMALL_N)
            return true;
    return rows < 30;
}

void
print_habits(struct report *report, struct page *page)
{
    const struct format *format = &report->format;
    const crm_table *scores = view_table(report, RFM, "scores");
    const crm_table *segments = view_table(report, RFM, "segments");
    int64_t customers = view_sum(segments, 0, view_rows(segments), "customers");
    struct pieces pieces = {0};
    size_t row;

    print_heading(report, page, 6, label_text(format->language, L_6, 1));
    if (customers > 0 && too_few(scores)) {
        page_add(page, "   ");
        page_fill(page, 38);
        page_add(page, SAY(format, L_6_FEW, customers, format_count(format, customers)));
    }
    page_end(page);
    for (row = 0; row < view_rows(segments); row++)
        add_segment(report, &pieces, segments, row);
    if (pieces.count == 0)
        pieces_add(&pieces, &report->pool, label_text(format->language, L_6_NONE, 1));
    page_pieces(page, &pieces, 3, LINE, MOST_LINES);
    pieces_free(&pieces);
}
