/*
 * query.h - reading many records.
 *
 * A query names a kind, the fields wanted, and at most CRM_QUERY_CONDITIONS conditions that must all
 * hold. There is no sorting and no joining: stores can be simple. A scan gives its rows as tables.
 */
#ifndef CRM_QUERY_H
#define CRM_QUERY_H

#include "crm/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** All rows and all fields of a kind, until narrowed. NULL on failure. Free it with crm_query_free. */
CRM_API crm_query *crm_query_new(crm_context *crm, crm_kind kind);
CRM_API void crm_query_free(crm_query *query);

/** Ask for a field (id and version always come); none asked = all fields.
    @return CRM_OK, CRM_ERROR_ARGUMENT, CRM_ERROR_MEMORY */
CRM_API crm_status crm_query_want(crm_query *query, crm_field field);

/** Only rows whose field has a value in low to high, both included. Integer types.
    @return CRM_OK, CRM_ERROR_ARGUMENT, CRM_ERROR_LIMIT (a fifth condition) */
CRM_API crm_status crm_query_where_int(crm_query *query, crm_field field, int64_t low, int64_t high);

/** Only rows whose text equals these bytes; they are copied. length in bytes, or CRM_TEXT_NUL.
    @return CRM_OK, CRM_ERROR_ARGUMENT, CRM_ERROR_DATA (UTF-8), CRM_ERROR_LIMIT, CRM_ERROR_MEMORY */
CRM_API crm_status crm_query_where_text(crm_query *query, crm_field field, const char *bytes,
                                        size_t length);

/* ---- What a store reads from it ---- */

CRM_API crm_kind crm_query_kind(const crm_query *query);

/** The fields wanted, id, version and those of the conditions among them; all fields of the kind
    when none were asked for. Others may be left out. Borrowed from the query. */
CRM_API const crm_field *crm_query_fields(const crm_query *query, size_t *out_count);

CRM_API size_t crm_query_conditions(const crm_query *query);

/** Field of a condition and its type (CRM_TYPE_TEXT: crm_query_text, else crm_query_int).
    @return CRM_OK, CRM_ERROR_ARGUMENT */
CRM_API crm_status crm_query_condition(const crm_query *query, size_t index, crm_field *out_field,
                                       int32_t *out_type);
CRM_API crm_status crm_query_int(const crm_query *query, size_t index, int64_t *out_low,
                                 int64_t *out_high);
CRM_API crm_status crm_query_text(const crm_query *query, size_t index, const char **out_bytes,
                                  size_t *out_length);

/* ---- Scans ---- */

/** Begin to read; the query is copied. NULL on failure (crm_message). Sees pending writes of the
    unit as they are now. Free it with crm_scan_free. */
CRM_API crm_scan *crm_scan_new(crm_context *crm, const crm_query *query);

/**
 * The next rows.
 *
 * @param out_table at least one row; borrowed until the next call or crm_scan_free
 * @return CRM_OK, CRM_NONE after the last row, CRM_ERROR_STORE, CRM_ERROR_DATA (a row of the store
 *         is wrong; the message names it), CRM_ERROR_MEMORY. After an error: the same again.
 */
CRM_API crm_status crm_scan_next(crm_scan *scan, const crm_table **out_table);

/** End a scan, whether at its end or not. NULL is harmless. */
CRM_API void crm_scan_free(crm_scan *scan);

#ifdef __cplusplus
}
#endif

#endif
