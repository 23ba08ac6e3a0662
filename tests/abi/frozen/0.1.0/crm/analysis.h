/*
 * analysis.h - what all analyses share: feeding, finishing, reading results; and their description.
 *
 *     crm_analysis *rfm = crm_rfm_new(crm, &params);
 *     if (crm_analysis_run(rfm) == CRM_OK)
 *         scores = crm_analysis_table(rfm, "scores");
 *     crm_analysis_free(rfm);
 *
 * An analysis reads kinds in roles: *setup* (rates, stages, products, links: whole, before the first
 * fact), *keyed* (accounts, opportunities: one row a key) and *fact* (purchases, transitions). Rows
 * may come in any order and any split: state stays per key and in integers until finish, so that the
 * answer has the same bits. A row fed twice counts twice.
 *
 * What happened is dated; what describes is not. An analysis sees facts up to as_of, and
 * descriptions (segment, sector, category, list price, owner, grade ...) as they are now. Each
 * header lists the descriptions it reads, and its table `about` repeats them.
 *
 * The words for columns in the headers of analyses, and what reads a cell:
 *   id, int    crm_table_int          money  crm_table_int: minor units of crm_analysis_currency
 *   day        crm_table_int          ratio  crm_table_double: a share of 1, or as its name says days,
 *   text       crm_table_text                or minor units of money (mean_won, median_monetary)
 *   null       may be none: CRM_NONE, or NULL for text
 *
 * Every analysis also has the tables
 *   about     key text, value text: parameters, assumptions, what was read, library version
 *   coverage  kind text, reason text, rows int, amount money null, currency text null: each row fed
 *             stands under `used` or under one reason why it was left out (the first that applies, in
 *             the order erased, archived, after_as_of, after_known_at, before_since,
 *             not_counted_type, unknown_reference, no_account, no_contact, no_product,
 *             profiling_refused, not_in_grid, no_rate, no_amount); reasons `note_...` count rows
 *             among the used.
 *
 * Rows of setup and keyed kinds, and transitions, need an id; one id fed again must be the same row,
 * and counts once. Purchases need none. If no accounts are fed at all, the ids of accounts are taken
 * as they are; else a sale of an account that was not fed is left out as unknown_reference, and so is
 * that of one recorded after known_at, unless a known account was merged into it.
 *
 * A failed or cancelled add, add_partial or run poisons the analysis: every later call but
 * crm_analysis_free answers the same status.
 */
#ifndef CRM_ANALYSIS_H
#define CRM_ANALYSIS_H

#include "crm/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Every params struct begins with these members, in this order and meaning:
 *
 *   uint32_t size, flags
 *   crm_day as_of            required; the whole of that day is included
 *   crm_day since            first day of the window; CRM_DAY_NONE = all history
 *   crm_instant known_at     facts recorded later are not seen; CRM_INSTANT_NONE = all that is known
 *   crm_currency currency    of the result; 0 = the context's, else the only one met
 *   int32_t sales            CRM_SALES_...
 *   int32_t unit             CRM_UNIT_...
 *   int32_t rate_max_age_days  a rate older than this is none; 7 covers weekends
 *   uint64_t memory_limit    bytes of state; more is CRM_ERROR_LIMIT. 0 = none
 *   uint64_t expected        keys expected, to make room early; 0 = unknown
 */

/** An analysis by name, for bindings: params as crm_rfm_new and its like take them (NULL is refused,
    as_of is required). NULL on failure. */
CRM_API crm_analysis *crm_analysis_new(crm_context *crm, const char *name, const void *params);

/**
 * A list of parameters, such as the segments of rfm or the steps of a point table, is a table. The
 * header of each analysis names its lists and their columns; crm_table_column finds a column.
 *
 *     crm_table *map = crm_settings_new(crm, "rfm", "segments");
 *     crm_table_add(map, 1);
 *     crm_table_set_text(map, 0, crm_table_column(map, "segment"), "best", CRM_TEXT_NUL);
 *     ...
 *     crm_analysis_set(rfm, "segments", map);
 *
 * @return an empty table with the columns of the list, for crm_table_free; NULL if there is no such
 *         analysis or list, or memory lacks
 */
CRM_API crm_table *crm_settings_new(crm_context *crm, const char *analysis, const char *list);

/**
 * Give a list to an analysis before its first row, in place of its default or of the one given
 * before. The table is copied. A list that is refused changes nothing, and poisons nothing.
 *
 * @return CRM_OK; CRM_ERROR_ARGUMENT (no such list, other columns); CRM_ERROR_DATA (a wrong row,
 *         named); CRM_ERROR_STATE (after the first row); CRM_ERROR_MEMORY; the table's own failure
 */
CRM_API crm_status crm_analysis_set(crm_analysis *analysis, const char *list,
                                    const crm_table *table);

/**
 * Feed rows of a kind that the analysis reads (others are CRM_ERROR_ARGUMENT). The table may be
 * cleared, used again or freed afterwards.
 *
 * @return CRM_OK; CRM_NONE when the analysis reads the kind with other params alone, so that the rows
 *         were not looked at (crm_families takes products with CRM_SALES_WON alone); CRM_ERROR_STATE (setup rows after the first fact, or after finish);
 *         CRM_ERROR_DATA (a wrong row; two different rows of one key); CRM_ERROR_LIMIT;
 *         CRM_ERROR_MEMORY; the table's own failure
 */
CRM_API crm_status crm_analysis_add(crm_analysis *analysis, const crm_table *table);

/** Scan the store for the kinds that were not fed by hand, then finish.
    @return as crm_analysis_add and crm_analysis_finish, and the store's errors */
CRM_API crm_status crm_analysis_run(crm_analysis *analysis);

/**
 * The state as tables, for another process: index 0 is `meta` (analysis, version, params), CRM_NONE
 * after the last. Only before finish.
 *
 * To share out work, feed all setup rows to every worker (others are refused when partials meet),
 * keyed rows to one or more of them, and each fact to exactly one; then bring all partials to one
 * analysis, which may be one of the workers, and finish that.
 *
 *     for (i = 0; (status = crm_analysis_partial(from, i, &table)) == CRM_OK; i++)
 *         if ((status = crm_analysis_add_partial(into, table)) != CRM_OK)
 *             break;
 *
 * @param out_table borrowed until the next call on the analysis
 */
CRM_API crm_status crm_analysis_partial(crm_analysis *analysis, size_t index,
                                        const crm_table **out_table);

/** Take one table of another analysis's partial, `meta` first; other params or another version are
    CRM_ERROR_ARGUMENT, named. A hostile table is CRM_ERROR_DATA. */
CRM_API crm_status crm_analysis_add_partial(crm_analysis *analysis, const crm_table *table);

/**
 * Work out the results; nothing can be fed afterwards. Once.
 *
 * @return CRM_OK, CRM_ERROR_ARGUMENT (two currencies met and none chosen), CRM_ERROR_OVERFLOW (a
 *         total that does not fit), CRM_ERROR_LIMIT, CRM_ERROR_CANCELLED, CRM_ERROR_MEMORY
 */
CRM_API crm_status crm_analysis_finish(crm_analysis *analysis);

/** How many result tables there are (after finish; 0 before), the name of one, and one by name
    (NULL if none). Borrowed from the analysis. */
CRM_API size_t crm_analysis_tables(crm_analysis *analysis);
CRM_API const char *crm_analysis_table_name(crm_analysis *analysis, size_t index);
CRM_API const crm_table *crm_analysis_table(crm_analysis *analysis, const char *name);

/** Currency of the money columns, 0 when no amount was met. */
CRM_API crm_currency crm_analysis_currency(crm_analysis *analysis);

/** The description of an analysis. */
CRM_API const crm_descriptor *crm_analysis_descriptor(crm_analysis *analysis);

/** Free an analysis and its tables. NULL is harmless. */
CRM_API void crm_analysis_free(crm_analysis *analysis);

/* ---- Descriptions: static, the same in every context ---- */

/** All analyses of the library: how many, by index (NULL past the last), by name (NULL if none). */
CRM_API size_t crm_descriptors(void);
CRM_API const crm_descriptor *crm_descriptor_at(size_t index);
CRM_API const crm_descriptor *crm_descriptor_find(const char *name);
CRM_API const char *crm_descriptor_name(const crm_descriptor *descriptor);

/** Kinds that it reads, and in which CRM_ROLE_...; 0 past the last. */
CRM_API size_t crm_descriptor_inputs(const crm_descriptor *descriptor);
CRM_API crm_kind crm_descriptor_input(const crm_descriptor *descriptor, size_t index,
                                      int32_t *out_role);

/** Its result tables and their columns: name (NULL past the last), CRM_TYPE_..., kind that ids name
    (0 = none, or told by the row), unit ("" or "days", "bp", "minor", "rank" ...). */
CRM_API size_t crm_descriptor_tables(const crm_descriptor *descriptor);
CRM_API const char *crm_descriptor_table(const crm_descriptor *descriptor, size_t table);
CRM_API size_t crm_descriptor_columns(const crm_descriptor *descriptor, size_t table);
CRM_API const char *crm_descriptor_column(const crm_descriptor *descriptor, size_t table,
                                          size_t column, int32_t *out_type, crm_kind *out_target,
                                          const char **out_unit);

/** The lists that crm_analysis_set takes, and their columns as of result tables. */
CRM_API size_t crm_descriptor_settings(const crm_descriptor *descriptor);
CRM_API const char *crm_descriptor_setting(const crm_descriptor *descriptor, size_t index);
CRM_API size_t crm_descriptor_setting_columns(const crm_descriptor *descriptor, size_t index);
CRM_API const char *crm_descriptor_setting_column(const crm_descriptor *descriptor, size_t index,
                                                  size_t column, int32_t *out_type,
                                                  crm_kind *out_target, const char **out_unit);

/** Its params struct: sizeof, and each member: name (NULL past the last), C type as a CRM_TYPE_...
    (I64 and INSTANT: 64 bits; BP, CODE, DAY, CURRENCY: 32 bits; DOUBLE), offset and default. */
CRM_API size_t crm_descriptor_params_size(const crm_descriptor *descriptor);
CRM_API size_t crm_descriptor_params(const crm_descriptor *descriptor);
CRM_API const char *crm_descriptor_param(const crm_descriptor *descriptor, size_t index,
                                         int32_t *out_type, size_t *out_offset,
                                         int64_t *out_default);

#ifdef __cplusplus
}
#endif

#endif
