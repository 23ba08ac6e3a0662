/*
 * referral.h - who brought whom: a customer who recommends us to another.
 *
 * One dated row a recommendation: from a contact or an account (or both) to a contact or an account.
 * Nobody recommends itself. What became of it is its outcome; a later row of the same pair tells a
 * change of it, and the latest counts. The kind only grows: a referral is not edited or removed.
 */
#ifndef CRM_REFERRAL_H
#define CRM_REFERRAL_H

#include "crm/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What every kind can do; record.h tells the statuses in full ---- */

/** A referral that is not stored yet, all fields none; NULL on failure (crm_message tells why). The
    caller frees it. */
CRM_API crm_referral *crm_referral_new(crm_context *crm);

/** Read one. @return CRM_OK: the caller frees *out_referral; CRM_NONE: there is none; or an error.
    NULL is written unless CRM_OK. */
CRM_API crm_status crm_referral_load(crm_context *crm, crm_id id, crm_referral **out_referral);

/** Write a new one, at once or with the open unit of work; it gets its id. @return as
    crm_record_save; CRM_ERROR_RULE for edits of a stored one */
CRM_API crm_status crm_referral_save(crm_referral *referral);

/** Referrals are never removed: @return CRM_ERROR_RULE */
CRM_API crm_status crm_referral_remove(crm_referral *referral);

/** Free the handle; nothing in the store changes. NULL is harmless. */
CRM_API void crm_referral_free(crm_referral *referral);

/** 0 before it has one. */
CRM_API crm_id crm_referral_id(crm_referral *referral);

/** The key that the host knows it by, unique among all of the kind; crm_find looks it up. */
CRM_API const char *crm_referral_external_id(crm_referral *referral);
CRM_API crm_status crm_referral_set_external_id(crm_referral *referral, const char *external_id);

/** The same referral by field number, and back (NULL if the record is of another kind). Neither
    copies: free one of the two. */
CRM_API crm_record *crm_referral_record(crm_referral *referral);
CRM_API crm_referral *crm_record_referral(crm_record *record);

/* ---- Fields ----
 *
 * Text is returned, borrowed until the field is set or the handle freed, NULL = none; ids are
 * returned, 0 = none. Every other getter fills its out-parameter and answers CRM_OK, or leaves it
 * and answers CRM_NONE; NULL for it asks no more than whether there is a value. Setters answer as
 * crm_record_set_int and crm_record_set_text do; they copy text. NULL, the id 0, the code 0, the
 * currency 0, CRM_DAY_NONE and CRM_INSTANT_NONE make a field none; numbers and amounts are made so
 * by crm_record_clear. A NULL handle gives NULL, 0 or CRM_ERROR_ARGUMENT.
 */

/** The person who recommended us. This or from_account is required. */
CRM_API crm_id crm_referral_from_contact(crm_referral *referral);
CRM_API crm_status crm_referral_set_from_contact(crm_referral *referral, crm_id from_contact);

/** The company that heard of us. This or to_contact is required. */
CRM_API crm_id crm_referral_to_account(crm_referral *referral);
CRM_API crm_status crm_referral_set_to_account(crm_referral *referral, crm_id to_account);

/** The person who heard of us. */
CRM_API crm_id crm_referral_to_contact(crm_referral *referral);
CRM_API crm_status crm_referral_set_to_contact(crm_referral *referral, crm_id to_contact);

/** The day of the recommendation. Required. */
CRM_API crm_status crm_referral_day(crm_referral *referral, crm_day *out_day);
CRM_API crm_status crm_referral_set_day(crm_referral *referral, crm_day day);

/** CRM_REFERRAL_OUTCOME_...; none counts as OPEN. */
CRM_API crm_status crm_referral_outcome(crm_referral *referral, int32_t *out_outcome);
CRM_API crm_status crm_referral_set_outcome(crm_referral *referral, int32_t outcome);

/** The company that recommended us. */
CRM_API crm_id crm_referral_from_account(crm_referral *referral);
CRM_API crm_status crm_referral_set_from_account(crm_referral *referral, crm_id from_account);

/** Free words. */
CRM_API const char *crm_referral_note(crm_referral *referral);
CRM_API crm_status crm_referral_set_note(crm_referral *referral, const char *note);

#ifdef __cplusplus
}
#endif

#endif
