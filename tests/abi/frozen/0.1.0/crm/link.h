/*
 * link.h - dated ties between accounts: who owns, supplies, represents or manages whom.
 *
 * Only OWNED_BY makes families: an account has at most one owner at a time, so links of that type
 * for one child may not overlap (CRM_ERROR_RULE), and nobody may end up above itself
 * (CRM_ERROR_RULE, with the path of ids in crm_message). They are best written by
 * crm_account_put_under and crm_account_acquire, which keep `parent` of the account too.
 * SUPPLIED_BY (an outlet and its distributor), BRANCH_OF and MANAGED_BY never roll up as ownership.
 *
 * A link holds from valid_from (none = always) to the day before valid_to (none = still), and sales
 * count for the family by the link valid on their own day, in full: share_bp splits nothing. The
 * kind only grows: a stored link changes by setting valid_to or `archived` alone, and is never
 * removed. A mistaken one is archived and another written, so that boards under known_at stay as
 * they were; crm_account_acquire does the same with the one that it ends. A valid_to that is set on
 * a stored link counts at every known_at.
 */
#ifndef CRM_LINK_H
#define CRM_LINK_H

#include "crm/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What every kind can do; record.h tells the statuses in full ---- */

/** A link that is not stored yet, all fields none; NULL on failure (crm_message tells why). The
    caller frees it. */
CRM_API crm_link *crm_link_new(crm_context *crm);

/** Read one. @return CRM_OK: the caller frees *out_link; CRM_NONE: there is none; or an error.
    NULL is written unless CRM_OK. */
CRM_API crm_status crm_link_load(crm_context *crm, crm_id id, crm_link **out_link);

/** Write it, at once or with the open unit of work; gives an id to a new one. @return as
    crm_record_save; CRM_ERROR_RULE for edits of a stored link other than valid_to and archived */
CRM_API crm_status crm_link_save(crm_link *link);

/** Links are never removed: @return CRM_ERROR_RULE */
CRM_API crm_status crm_link_remove(crm_link *link);

/** Free the handle; nothing in the store changes. NULL is harmless. */
CRM_API void crm_link_free(crm_link *link);

/** 0 before it has one. */
CRM_API crm_id crm_link_id(crm_link *link);

/** The key that the host knows it by, unique among all of the kind; crm_find looks it up. */
CRM_API const char *crm_link_external_id(crm_link *link);
CRM_API crm_status crm_link_set_external_id(crm_link *link, const char *external_id);

/** The same link by field number, and back (NULL if the record is of another kind). Neither
    copies: free one of the two. */
CRM_API crm_record *crm_link_record(crm_link *link);
CRM_API crm_link *crm_record_link(crm_record *record);

/* ---- Fields ----
 *
 * Text is returned, borrowed until the field is set or the handle freed, NULL = none; ids are
 * returned, 0 = none. Every other getter fills its out-parameter and answers CRM_OK, or leaves it
 * and answers CRM_NONE; NULL for it asks no more than whether there is a value. Setters answer as
 * crm_record_set_int and crm_record_set_text do; they copy text. NULL, the id 0, the code 0, the
 * currency 0, CRM_DAY_NONE and CRM_INSTANT_NONE make a field none; numbers and amounts are made so
 * by crm_record_clear. A NULL handle gives NULL, 0 or CRM_ERROR_ARGUMENT.
 */

/** The account that is owned, supplied, a branch or managed. Required. */
CRM_API crm_id crm_link_child(crm_link *link);
CRM_API crm_status crm_link_set_child(crm_link *link, crm_id child);

/** The account on the other end. Required, never the child itself. */
CRM_API crm_id crm_link_parent(crm_link *link);
CRM_API crm_status crm_link_set_parent(crm_link *link, crm_id parent);

/** CRM_LINK_TYPE_... Required. */
CRM_API crm_status crm_link_type(crm_link *link, int32_t *out_type);
CRM_API crm_status crm_link_set_type(crm_link *link, int32_t type);

/** First day; none = always so. */
CRM_API crm_status crm_link_valid_from(crm_link *link, crm_day *out_valid_from);
CRM_API crm_status crm_link_set_valid_from(crm_link *link, crm_day valid_from);

/** First day on which it no longer holds; none = still holds; above valid_from. The one field that
    a stored link may change. */
CRM_API crm_status crm_link_valid_to(crm_link *link, crm_day *out_valid_to);
CRM_API crm_status crm_link_set_valid_to(crm_link *link, crm_day valid_to);

/** Share of the capital, hundredths of a percent, 0 to 10000: information alone, no sale is split
    by it. */
CRM_API crm_status crm_link_share_bp(crm_link *link, int32_t *out_share_bp);
CRM_API crm_status crm_link_set_share_bp(crm_link *link, int32_t share_bp);

/** Where this is known from, in free words. */
CRM_API const char *crm_link_source(crm_link *link);
CRM_API crm_status crm_link_set_source(crm_link *link, const char *source);

#ifdef __cplusplus
}
#endif

#endif
