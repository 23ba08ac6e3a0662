/*
 * view.h - reading result tables by the names of their columns, and the names of what ids stand
 * for.
 */
#ifndef REPORT_VIEW_H
#define REPORT_VIEW_H

#include "report.h"

/** A result table; its rows. */
const crm_table *view_table(const struct report *report, enum analysis analysis, const char *name);
size_t view_rows(const crm_table *table);

/** A cell of an integer type; false and *out = 0 when it is none. */
bool view_int(const crm_table *table, size_t row, const char *column, int64_t *out);

/** The same with 0 for none, where none cannot be or means 0. */
int64_t view_number(const crm_table *table, size_t row, const char *column);

/** A ratio; false when it is none. */
bool view_ratio(const crm_table *table, size_t row, const char *column, double *out);

/** A text, ended by NUL, in the pool of the report; NULL if none. */
const char *view_text(struct report *report, const crm_table *table, size_t row,
                      const char *column);

/** Text of an amount or a count; "-" for none. */
const char *view_money(struct report *report, const crm_table *table, size_t row,
                       const char *column);
const char *view_count(struct report *report, const crm_table *table, size_t row,
                       const char *column);

/** Name of a record, cut to 28 columns; "-" for id 0. */
const char *view_name(struct report *report, crm_kind kind, crm_id id);

/** Whole name and external id of a record, kept as long as the report; NULL if none. A store that
    does not answer is a fault of the report. */
void view_record(struct report *report, crm_kind kind, crm_id id, const char **out_key,
                 const char **out_name);

/** Row of a table whose column has a value; the number of rows if there is none. */
size_t view_find(const crm_table *table, const char *column, int64_t value);

/** Sum of a column of rows first to end - 1. */
int64_t view_sum(const crm_table *table, size_t first, size_t end, const char *column);

#endif
