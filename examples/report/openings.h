/*
 * openings.h - what section 3 and the actions both say of a cell of the grid: its product or
 * category, how many sister companies there are, and why it is worth a visit.
 */
#ifndef REPORT_OPENINGS_H
#define REPORT_OPENINGS_H

#include "view.h"

/** The next row from `row` on that is an opening: not held, no open deal, on sale, with a value.
    The number of rows when there is none. */
size_t openings_next(const crm_table *cells, size_t row);

/** Name of the product or category of a row of whitespace.cells or whitespace.products. */
const char *openings_product(struct report *report, const crm_table *table, size_t row);

/** The other buying companies of the family; 0 where whole families are the customers. */
int64_t openings_sisters(const struct report *report, const crm_table *cells, size_t row);

#endif
