/*
 * table.h - rows and typed columns: what a store fills, an analysis is fed, and a result is.
 *
 * A table of a kind has a column for each field, and the column number is the field number. A result
 * (kind 0) has columns by position, described by name, type and unit, and is immutable. Validity is
 * Arrow's: bit i % 8 of byte i / 8 is 1 where row i has a value; NULL means all have.
 *
 * Filling: crm_table_add appends rows without values, then cells or whole columns are set in any
 * order. The first failure sticks to the table and is reported by whatever the table is handed to.
 * A table made by crm_table_new stays readable after crm_close; changing it then is CRM_ERROR_CLOSED,
 * and from inside a callback CRM_ERROR_REENTRANT (neither sticks).
 * A table belongs to one thread at a time; a result may be read by many.
 */
#ifndef CRM_TABLE_H
#define CRM_TABLE_H

#include "crm/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** An empty table of a kind. NULL on failure. Free it with crm_table_free. */
CRM_API crm_table *crm_table_new(crm_context *crm, crm_kind kind);

/** Free a table made by crm_table_new; a borrowed one is left alone. NULL is harmless. */
CRM_API void crm_table_free(crm_table *table);

/** Forget all rows, constants and the failure; memory is kept for the next rows. */
CRM_API crm_status crm_table_clear(crm_table *table);

/* ---- What it is ---- */

CRM_API crm_kind crm_table_kind(const crm_table *table); /* 0 = a result */
CRM_API size_t crm_table_rows(const crm_table *table);
CRM_API size_t crm_table_columns(const crm_table *table);

/** The first failure while filling, CRM_OK if none. */
CRM_API crm_status crm_table_status(const crm_table *table);

/** Number of the column at an index 0 to columns - 1 (a field number, or the index itself in a
    result); -1 past the last. */
CRM_API int32_t crm_table_column_at(const crm_table *table, size_t index);

/** Number of a column by name; -1 if there is none. Look it up once, outside the loop. */
CRM_API int32_t crm_table_column(const crm_table *table, const char *name);

/** Of a column by number: name, CRM_TYPE_..., kind of the records its ids name (0 = none). */
CRM_API const char *crm_table_name(const crm_table *table, int32_t column);
CRM_API int32_t crm_table_type(const crm_table *table, int32_t column);
CRM_API crm_kind crm_table_target(const crm_table *table, int32_t column);

/* ---- Filling ---- */

/** Append rows without values. @return CRM_OK, CRM_ERROR_MEMORY, CRM_ERROR_LIMIT (more rows than
    the context allows), CRM_ERROR_STATE (a result) */
CRM_API crm_status crm_table_add(crm_table *table, size_t count);

/**
 * Set one cell. Column types: int for all but TEXT and DOUBLE.
 *
 * @param text NULL = none  @param length bytes, or CRM_TEXT_NUL
 * @return CRM_OK, CRM_ERROR_ARGUMENT (no such row or column, other type), CRM_ERROR_DATA (does not
 *         fit the column: 32 bits, UTF-8, a code that is none, a day outside years 1 to 9999),
 *         CRM_ERROR_MEMORY
 */
CRM_API crm_status crm_table_set_int(crm_table *table, size_t row, int32_t column, int64_t value);
CRM_API crm_status crm_table_set_double(crm_table *table, size_t row, int32_t column, double value);
CRM_API crm_status crm_table_set_text(crm_table *table, size_t row, int32_t column, const char *text,
                                      size_t length);

/** Make a cell none again. */
CRM_API crm_status crm_table_clear_cell(crm_table *table, size_t row, int32_t column);

/**
 * Set rows first to first + count - 1 of a column; values are copied.
 *
 * int64: I64, QTY, INSTANT, MONEY, SET, REF. int32: BP, DAY, CURRENCY, CODE, and any of the int64
 * types. Values under a validity bit of 0 are not looked at.
 *
 * @param offsets count + 1 ascending positions in bytes (Arrow's large text); bytes need no NUL
 * @param validity bits for the count values, NULL = all present
 * @return as crm_table_set_int
 */
CRM_API crm_status crm_table_fill_int64(crm_table *table, int32_t column, size_t first, size_t count,
                                        const int64_t *values, const uint8_t *validity);
CRM_API crm_status crm_table_fill_int32(crm_table *table, int32_t column, size_t first, size_t count,
                                        const int32_t *values, const uint8_t *validity);
CRM_API crm_status crm_table_fill_double(crm_table *table, int32_t column, size_t first,
                                         size_t count, const double *values,
                                         const uint8_t *validity);
CRM_API crm_status crm_table_fill_text(crm_table *table, int32_t column, size_t first, size_t count,
                                       const char *bytes, const int64_t *offsets,
                                       const uint8_t *validity);

/** Give a column one value for all rows, those added later included; integer types alone.
    A cell set later makes it an ordinary column. */
CRM_API crm_status crm_table_set_constant(crm_table *table, int32_t column, int64_t value);

/* ---- Reading ---- */

/** One cell. @return CRM_OK, CRM_NONE, CRM_ERROR_ARGUMENT (no such cell, other type) */
CRM_API crm_status crm_table_int(const crm_table *table, size_t row, int32_t column,
                                 int64_t *out_value);
CRM_API crm_status crm_table_double(const crm_table *table, size_t row, int32_t column,
                                    double *out_value);

/** Text of a cell, NOT ended by NUL (print it with "%.*s"); NULL, and a length of 0, if none.
    out_length may be NULL. Borrowed as the columns below. */
CRM_API const char *crm_table_text(const crm_table *table, size_t row, int32_t column,
                                   size_t *out_length);

/**
 * A whole column; NULL if there is no such column or it is stored otherwise (see crm_table_type).
 * Borrowed until the table is changed, cleared or freed. out_validity receives NULL when all rows
 * have a value; what stands under a 0 bit is unspecified. A constant column is spread out on the
 * first call; NULL also when memory lacks for that.
 */
CRM_API const int64_t *crm_table_int64s(crm_table *table, int32_t column,
                                        const uint8_t **out_validity);
CRM_API const int32_t *crm_table_int32s(crm_table *table, int32_t column,
                                        const uint8_t **out_validity);
CRM_API const double *crm_table_doubles(crm_table *table, int32_t column,
                                        const uint8_t **out_validity);

/** Bytes of a text column; out_offsets receives rows + 1 positions. */
CRM_API const char *crm_table_texts(crm_table *table, int32_t column, const int64_t **out_offsets,
                                    const uint8_t **out_validity);

#ifdef __cplusplus
}
#endif

#endif
