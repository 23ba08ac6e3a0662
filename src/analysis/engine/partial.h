/*
 * partial.h - the tables of a partial: their order, their columns, and the rows of `meta`.
 *
 * Number 0 is meta; then one table a kept input that is read, of its kind; then one a state, keys
 * and slots as 64-bit columns named <state>.<column>, rows by ascending keys; last the coverage
 * cells, which are a state as well. A table of a kind is told by its kind, any other by its first
 * column.
 */
#ifndef CRM_ANALYSIS_ENGINE_PARTIAL_H
#define CRM_ANALYSIS_ENGINE_PARTIAL_H

#include "analysis/engine/inside.h"

#define CRM__PARTIAL_TABLES 40
#define CRM__META_ROWS 80
#define CRM__STATE_COLUMNS 40

/* What a number stands for. */
struct crm__part {
    size_t input;                   /* SIZE_MAX = none */
    const struct crm__state *state; /* NULL = none */
    struct crm__cells *cells;
};

/* False past the last. 0 (meta) has neither input nor state. */
bool crm__part_at(crm_analysis *analysis, size_t index, struct crm__part *out_part);
size_t crm__part_count(crm_analysis *analysis);

/* Names of the columns of a state; the specs point into it. */
struct crm__columns {
    struct crm__column_spec specs[CRM__STATE_COLUMNS];
    char names[CRM__STATE_COLUMNS][56];
    size_t count;
};
void crm__columns_of(const struct crm__state *state, struct crm__columns *columns);

struct crm__meta_row {
    char key[56];
    int64_t value;
    const char *text; /* NULL = none */
};

/* What an analysis says of itself: the first *out_fixed rows must be equal in all partials that are
   put together, the others are rows fed, facts folded, and the rows of each table. */
struct crm__meta {
    struct crm__meta_row rows[CRM__META_ROWS];
    size_t count;
    size_t fixed;
};
void crm__meta_of(crm_analysis *analysis, struct crm__meta *meta);
extern const struct crm__column_spec crm__meta_columns[3];

/* Which tables of the partial at hand are still to come, by number. */
struct crm__merging {
    bool awaited[CRM__PARTIAL_TABLES];
    int64_t rows[CRM__PARTIAL_TABLES];
    size_t left;
    bool begun;
};

#endif
