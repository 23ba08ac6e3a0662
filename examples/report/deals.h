/*
 * deals.h - opportunities and the rows of their logs, kept in memory until all sections are read:
 * the rows of a deal may come from several sections and in any order.
 */
#ifndef REPORT_DEALS_H
#define REPORT_DEALS_H

#include "loader.h"

struct deal {
    const struct map_section *section;
    struct cell *cells;
    struct place place;
};

/* One row of a log. */
struct step {
    size_t deal;
    const struct map_section *section;
    struct cell *cells;
    struct place place;
    int64_t at; /* INT64_MIN = none */
    int32_t type;
    const struct stage *stage; /* NULL = not said */
    size_t order;
};

struct deals {
    struct pool pool;
    struct index *by_key, *by_name;
    struct deal *items;
    size_t count, capacity;
    struct step *steps;
    size_t step_count, step_capacity;
};

/** A deal by the text of a reference. */
enum index_answer deals_find(const struct deals *deals, crm_field by, const char *text,
                             size_t *out_deal);

/** The cell of a field of a deal; NULL if it is not mapped. */
const struct cell *deals_cell(const struct deals *deals, size_t deal, crm_field field);

/** Bring the rows in order: by deal, time, creation first, open stages before closed ones,
    position, order of reading. */
void deals_sort(struct deals *deals);

/** Store one deal with its rows, which are `count` from `steps` on. */
bool deals_store(struct loader *loader, const struct deal *deal, const struct step *steps,
                 size_t count);

#endif
