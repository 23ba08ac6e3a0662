/*
 * transition.h - the log of deals: who, when, from which stage to which, with the state after it.
 *
 * Four types are stored: CREATE, MOVE, CHANGE (values alone, never the stage) and CORRECT (takes
 * the place of an earlier row of the deal entirely, its `at` included; with bit VOID it undoes it).
 * What else one calls them (forward, skip, won, reopened, handed over) follows from the stages,
 * positions and outcomes on the rows. Each row carries the whole state after it (amount ...
 * category), so the state at any past instant is read off the log: the stage of the last stage row
 * (CREATE, MOVE, CORRECT), the values of the last row of any type, both by (at, seq); from a
 * closing row on, values are those of the closing row until the deal is reopened.
 *
 * Rows are written by the operations of opportunity.h alone and never edited or removed. Setters
 * are for the two of them that take a row from the caller, crm_opportunity_append (import of a log)
 * and crm_opportunity_correct (a replacement); on a stored row they lead to nothing that could be
 * saved.
 */
#ifndef CRM_TRANSITION_H
#define CRM_TRANSITION_H

#include "crm/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What every kind can do; record.h tells the statuses in full ---- */

/** A row for crm_opportunity_append or crm_opportunity_correct, all fields none; NULL on failure
    (crm_message tells why). The caller frees it. */
CRM_API crm_transition *crm_transition_new(crm_context *crm);

/** Read one. @return CRM_OK: the caller frees *out_transition; CRM_NONE: there is none; or an
    error. NULL is written unless CRM_OK. */
CRM_API crm_status crm_transition_load(crm_context *crm, crm_id id,
                                       crm_transition **out_transition);

/** Rows are written by operations alone: @return CRM_ERROR_RULE naming crm_opportunity_append;
    CRM_OK for a stored row without edits */
CRM_API crm_status crm_transition_save(crm_transition *transition);

/** Rows are never removed: @return CRM_ERROR_RULE */
CRM_API crm_status crm_transition_remove(crm_transition *transition);

/** Free the handle; nothing in the store changes. NULL is harmless. */
CRM_API void crm_transition_free(crm_transition *transition);

/** 0 before it has one. */
CRM_API crm_id crm_transition_id(crm_transition *transition);

/** The key that the host knows it by, unique among all of the kind; crm_find looks it up. */
CRM_API const char *crm_transition_external_id(crm_transition *transition);
CRM_API crm_status crm_transition_set_external_id(crm_transition *transition,
                                                  const char *external_id);

/** The same row by field number, and back (NULL if the record is of another kind). Neither copies:
    free one of the two. */
CRM_API crm_record *crm_transition_record(crm_transition *transition);
CRM_API crm_transition *crm_record_transition(crm_record *record);

/* ---- Fields ----
 *
 * Text is returned, borrowed until the field is set or the handle freed, NULL = none; ids are
 * returned, 0 = none. Every other getter fills its out-parameter and answers CRM_OK, or leaves it
 * and answers CRM_NONE; NULL for it asks no more than whether there is a value. Setters answer as
 * crm_record_set_int and crm_record_set_text do; they copy text. NULL, the id 0, the code 0, the
 * currency 0, CRM_DAY_NONE and CRM_INSTANT_NONE make a field none; numbers and amounts are made so
 * by crm_record_clear. A NULL handle gives NULL, 0 or CRM_ERROR_ARGUMENT.
 */

/** The deal. Required. */
CRM_API crm_id crm_transition_opportunity(crm_transition *transition);

/** Order of writing within the deal, 1, 2, 3 ...; breaks ties of `at`. Set it only to import a log
    that has its own numbers. */
CRM_API crm_status crm_transition_seq(crm_transition *transition, int64_t *out_seq);
CRM_API crm_status crm_transition_set_seq(crm_transition *transition, int64_t seq);

/** CRM_TRANSITION_TYPE_... Required. */
CRM_API crm_status crm_transition_type(crm_transition *transition, int32_t *out_type);
CRM_API crm_status crm_transition_set_type(crm_transition *transition, int32_t type);

/** When it happened; none only on CREATE: already there before anything is known. */
CRM_API crm_status crm_transition_at(crm_transition *transition, crm_instant *out_at);
CRM_API crm_status crm_transition_set_at(crm_transition *transition, crm_instant at);

/** CRM_TRANSITION_BIT_... bits; 0 to 7. */
CRM_API crm_status crm_transition_bits(crm_transition *transition, int64_t *out_bits);
CRM_API crm_status crm_transition_set_bits(crm_transition *transition, int64_t bits);

/** The user who did it. */
CRM_API crm_id crm_transition_actor(crm_transition *transition);
CRM_API crm_status crm_transition_set_actor(crm_transition *transition, crm_id actor);

/** On CORRECT: the row whose place it takes. */
CRM_API crm_id crm_transition_corrects(crm_transition *transition);

/** The stage before; none on CREATE. */
CRM_API crm_id crm_transition_from_stage(crm_transition *transition);

/** The stage after; the same as before on CHANGE. Required. */
CRM_API crm_id crm_transition_stage(crm_transition *transition);
CRM_API crm_status crm_transition_set_stage(crm_transition *transition, crm_id stage);

/** Pipeline of the stage. Required. */
CRM_API crm_id crm_transition_pipeline(crm_transition *transition);

/** CRM_OUTCOME_... of the stage. Required. */
CRM_API crm_status crm_transition_outcome(crm_transition *transition, int32_t *out_outcome);

/** Position of the stage when the row was written. Required. */
CRM_API crm_status crm_transition_position(crm_transition *transition, int64_t *out_position);

/** Worth of the deal after the row, minor units. */
CRM_API crm_status crm_transition_amount(crm_transition *transition, int64_t *out_amount);
CRM_API crm_status crm_transition_set_amount(crm_transition *transition, int64_t amount);

/** Currency of the amount, required with it. */
CRM_API crm_status crm_transition_currency(crm_transition *transition, crm_currency *out_currency);
CRM_API crm_status crm_transition_set_currency(crm_transition *transition, crm_currency currency);

/** Expected day of closing after the row. */
CRM_API crm_status crm_transition_close_day(crm_transition *transition, crm_day *out_close_day);
CRM_API crm_status crm_transition_set_close_day(crm_transition *transition, crm_day close_day);

/** Chance to win after the row, hundredths of a percent, 0 to 10000. */
CRM_API crm_status crm_transition_probability_bp(crm_transition *transition,
                                                 int32_t *out_probability_bp);
CRM_API crm_status crm_transition_set_probability_bp(crm_transition *transition,
                                                     int32_t probability_bp);

/** Where the chance comes from, CRM_PROBABILITY_... */
CRM_API crm_status crm_transition_probability_origin(crm_transition *transition,
                                                     int32_t *out_probability_origin);
CRM_API crm_status crm_transition_set_probability_origin(crm_transition *transition,
                                                         int32_t probability_origin);

/** The user who works on the deal after the row. */
CRM_API crm_id crm_transition_owner(crm_transition *transition);
CRM_API crm_status crm_transition_set_owner(crm_transition *transition, crm_id owner);

/** Who would buy, after the row. */
CRM_API crm_id crm_transition_account(crm_transition *transition);
CRM_API crm_status crm_transition_set_account(crm_transition *transition, crm_id account);

/** Main product after the row. */
CRM_API crm_id crm_transition_product(crm_transition *transition);
CRM_API crm_status crm_transition_set_product(crm_transition *transition, crm_id product);

/** Forecast category of the deal's own after the row, CRM_CATEGORY_... */
CRM_API crm_status crm_transition_category(crm_transition *transition, int32_t *out_category);
CRM_API crm_status crm_transition_set_category(crm_transition *transition, int32_t category);

/** Why, a key: compared folded, grouped as it stands. */
CRM_API const char *crm_transition_reason(crm_transition *transition);
CRM_API crm_status crm_transition_set_reason(crm_transition *transition, const char *reason);

/** The account that won instead, or was met. */
CRM_API crm_id crm_transition_competitor(crm_transition *transition);
CRM_API crm_status crm_transition_set_competitor(crm_transition *transition, crm_id competitor);

/** Free text. */
CRM_API const char *crm_transition_note(crm_transition *transition);
CRM_API crm_status crm_transition_set_note(crm_transition *transition, const char *note);

#ifdef __cplusplus
}
#endif

#endif
