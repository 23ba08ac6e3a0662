/*
 * report.h - a report: its settings, its analyses, and the parts that print it.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "cards.h"
#include "fault.h"
#include "format.h"
#include "left.h"
#include "map.h"
#include "page.h"

#include "crm/crm.h"

enum analysis { FAMILIES, RFM, WHITESPACE, PIPELINE, ANALYSES };

struct report {
    crm_context *crm;
    const struct map *map;
    const struct left *left;
    crm_day as_of, since, previous_since; /* CRM_DAY_NONE = all history, no period before */
    int64_t months;
    size_t top;
    size_t room; /* rows that a list may have at most */
    crm_analysis *analyses[ANALYSES];
    struct format format;
    struct pool pool;
    struct cards *cards;
    struct fault *fault;
};

/** Run the analyses over the store. */
bool report_run(struct report *report);

/** Print all of it as text, in 80 lines if one family is shown; as JSON. */
void report_print(struct report *report, struct page *page);
bool report_json(struct report *report, struct page *page);

/** Free the analyses and all text. */
void report_free(struct report *report);

/* ---- The parts of the text ---- */

void print_head(struct report *report, struct page *page);
void print_actions(struct report *report, struct page *page);
void print_families(struct report *report, struct page *page);
void print_inside(struct report *report, struct page *page);
void print_gaps(struct report *report, struct page *page);
void print_pipeline(struct report *report, struct page *page);
void print_deals(struct report *report, struct page *page);
void print_habits(struct report *report, struct page *page);
void print_left(struct report *report, struct page *page);

/** "3. HEADING" */
void print_heading(struct report *report, struct page *page, int number, const char *words);

#endif
