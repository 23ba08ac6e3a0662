/*
 * record.h - one record of any kind, by field number.
 *
 * The typed handles (account.h ...) are the same records with one function a field; crm_account_record
 * and crm_record_account go down and up. A handle is a copy of what is stored: nothing changes in
 * the store before a save, and nothing in the handle when somebody else saves.
 *
 * A failed setter leaves the field's former value and marks the field: crm_record_save refuses with
 * that status until the field is set successfully, so that a caller may check once. Text and ids are
 * returned (NULL and 0 = none); other getters fill an out-parameter, untouched and answered CRM_NONE
 * when there is no value. Calls on a NULL handle answer CRM_ERROR_ARGUMENT or a neutral value and
 * leave the context's error alone: after a failed _new, crm_error_status and crm_message still tell
 * the reason, whatever was called on the NULL since.
 */
#ifndef CRM_RECORD_H
#define CRM_RECORD_H

#include "crm/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A record that is not stored yet, all fields none. NULL on failure (crm_message tells why).
    Free it with crm_record_free. */
CRM_API crm_record *crm_record_new(crm_context *crm, crm_kind kind);

/**
 * Read a record.
 *
 * @param out_record the caller frees it; NULL unless CRM_OK. Merged and erased records are read as
 *        they are (their fields merged_into, erased say so).
 * @return CRM_OK, CRM_NONE when there is none, or an error
 */
CRM_API crm_status crm_record_load(crm_context *crm, crm_kind kind, crm_id id,
                                   crm_record **out_record);

/**
 * Write a record: at once, or with the open unit of work.
 *
 * Checks values and rules of the kind; gives an id to a new record; sets created (first write) and
 * modified from the clock. Saving a record without edits writes nothing. A new or changed
 * opportunity gets its row in the log, in the same unit.
 *
 * @return CRM_OK; the status of a marked field; CRM_ERROR_DATA (a required field is none, a value
 *         out of range, money without currency); CRM_ERROR_RULE (a cached or frozen field, a kind
 *         that only grows); CRM_ERROR_REFERENCE; CRM_ERROR_GONE (the record was removed);
 *         CRM_ERROR_CONFLICT; CRM_ERROR_DUPLICATE; CRM_ERROR_STATE (loaded from writes that were
 *         rolled back); CRM_ERROR_UNSUPPORTED; CRM_ERROR_STORE; CRM_ERROR_UNCERTAIN;
 *         CRM_ERROR_MEMORY
 */
CRM_API crm_status crm_record_save(crm_record *record);

/**
 * Remove a stored record; the handle stays readable. What refers to it is not looked for: to take
 * something out of use, set its `archived`.
 *
 * @return CRM_OK, CRM_ERROR_STATE (not stored), CRM_ERROR_RULE (a kind that only grows; an
 *         opportunity, whose log would stay), CRM_ERROR_CONFLICT, CRM_ERROR_STORE ...
 */
CRM_API crm_status crm_record_remove(crm_record *record);

/** Free a handle; nothing in the store changes. NULL is harmless. */
CRM_API void crm_record_free(crm_record *record);

CRM_API crm_kind crm_record_kind(crm_record *record);

/** 0 until the first save, unless set. */
CRM_API crm_id crm_record_id(crm_record *record);

/** For hosts that give ids themselves (stores without `reserve`).
    @return CRM_OK, CRM_ERROR_ARGUMENT (below 1), CRM_ERROR_STATE (it has an id) */
CRM_API crm_status crm_record_set_id(crm_record *record, crm_id id);

/**
 * Set a field of any integer type (all but TEXT and DOUBLE), with its range checked.
 *
 * CRM_DAY_NONE and CRM_INSTANT_NONE clear days and instants, 0 clears references, codes and
 * currencies.
 *
 * @return CRM_OK, CRM_ERROR_ARGUMENT (no such field or of another type), CRM_ERROR_DATA (range),
 *         CRM_ERROR_RULE (a field that the library keeps), CRM_ERROR_CLOSED, CRM_ERROR_REENTRANT
 */
CRM_API crm_status crm_record_set_int(crm_record *record, crm_field field, int64_t value);

/** Set a CRM_TYPE_DOUBLE field; NaN and infinities are CRM_ERROR_DATA. */
CRM_API crm_status crm_record_set_double(crm_record *record, crm_field field, double value);

/**
 * Set a text field; the bytes are copied.
 *
 * @param bytes  UTF-8 without NUL; NULL clears the field  @param length bytes, or CRM_TEXT_NUL
 * @return as crm_record_set_int; CRM_ERROR_DATA names the position of a wrong byte; CRM_ERROR_MEMORY
 */
CRM_API crm_status crm_record_set_text(crm_record *record, crm_field field, const char *bytes,
                                       size_t length);

/** Make a field none. */
CRM_API crm_status crm_record_clear(crm_record *record, crm_field field);

/** Read a field of any integer type; out_value NULL asks no more than whether there is a value.
    @return CRM_OK, CRM_NONE, CRM_ERROR_ARGUMENT ... */
CRM_API crm_status crm_record_int(crm_record *record, crm_field field, int64_t *out_value);
CRM_API crm_status crm_record_double(crm_record *record, crm_field field, double *out_value);

/** Text of a field, ends in NUL; NULL if none. Borrowed until the field is set or the record freed.
    out_length may be NULL. */
CRM_API const char *crm_record_text(crm_record *record, crm_field field, size_t *out_length);

/* ---- Many records ---- */

/**
 * Write the rows of a table through the same checks as crm_record_save; all of them or none.
 *
 * Rows without id are new and get one. Rows with an id need the version they were read with in
 * `version` (0 or none = new). Cells without a value are none on new rows and keep what is stored
 * on others; a row as it is stored is not written. New accounts may carry `parent`: links are written for the whole batch,
 * parents in any order. Transitions are refused (crm_opportunity_append).
 *
 * @param table of a kind; its id column receives the new ids, its version column the new versions
 * @return as crm_record_save; the error names kind, id and field, and the row in crm_message
 */
CRM_API crm_status crm_put(crm_context *crm, crm_table *table);

/** The id of a record by its external id, compared byte by byte. Sees pending writes of the unit.
    Of the store it needs `scan`. out_id is written if CRM_OK alone.
    @return CRM_OK, CRM_NONE, CRM_ERROR_DUPLICATE (the store has two), or an error of the store */
CRM_API crm_status crm_find(crm_context *crm, crm_kind kind, const char *external_id,
                            crm_id *out_id);

#ifdef __cplusplus
}
#endif

#endif
