/*
 * expense.h - what customers cost beside the goods: marketing, service, winning them.
 *
 * One dated row an amount spent. With an account it is the cost of that customer alone; without, it
 * is shared out by whoever asks (crm_lifetime_value says how). Amounts exclude tax; a negative one
 * takes an earlier one back. The cost of goods sold stands on purchases (cost_amount); rows of
 * category GOODS are costs of goods that no purchase carries. The kind only grows: an expense is
 * not edited or removed.
 */
#ifndef CRM_EXPENSE_H
#define CRM_EXPENSE_H

#include "crm/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What every kind can do; record.h tells the statuses in full ---- */

/** An expense that is not stored yet, all fields none; NULL on failure (crm_message tells why). The
    caller frees it. */
CRM_API crm_expense *crm_expense_new(crm_context *crm);

/** Read one. @return CRM_OK: the caller frees *out_expense; CRM_NONE: there is none; or an error.
    NULL is written unless CRM_OK. */
CRM_API crm_status crm_expense_load(crm_context *crm, crm_id id, crm_expense **out_expense);

/** Write a new one, at once or with the open unit of work; it gets its id. @return as
    crm_record_save; CRM_ERROR_RULE for edits of a stored one */
CRM_API crm_status crm_expense_save(crm_expense *expense);

/** Expenses are never removed: @return CRM_ERROR_RULE */
CRM_API crm_status crm_expense_remove(crm_expense *expense);

/** Free the handle; nothing in the store changes. NULL is harmless. */
CRM_API void crm_expense_free(crm_expense *expense);

/** 0 before it has one. */
CRM_API crm_id crm_expense_id(crm_expense *expense);

/** The key that the host knows it by, unique among all of the kind; crm_find looks it up. */
CRM_API const char *crm_expense_external_id(crm_expense *expense);
CRM_API crm_status crm_expense_set_external_id(crm_expense *expense, const char *external_id);

/** The same expense by field number, and back (NULL if the record is of another kind). Neither
    copies: free one of the two. */
CRM_API crm_record *crm_expense_record(crm_expense *expense);
CRM_API crm_expense *crm_record_expense(crm_record *record);

/* ---- Fields ----
 *
 * Text is returned, borrowed until the field is set or the handle freed, NULL = none; ids are
 * returned, 0 = none. Every other getter fills its out-parameter and answers CRM_OK, or leaves it
 * and answers CRM_NONE; NULL for it asks no more than whether there is a value. Setters answer as
 * crm_record_set_int and crm_record_set_text do; they copy text. NULL, the id 0, the code 0, the
 * currency 0, CRM_DAY_NONE and CRM_INSTANT_NONE make a field none; numbers and amounts are made so
 * by crm_record_clear. A NULL handle gives NULL, 0 or CRM_ERROR_ARGUMENT.
 */

/** CRM_EXPENSE_CATEGORY_...: what it was spent on. Required. */
CRM_API crm_status crm_expense_category(crm_expense *expense, int32_t *out_category);
CRM_API crm_status crm_expense_set_category(crm_expense *expense, int32_t category);

/** The day that it counts on. Required. */
CRM_API crm_status crm_expense_day(crm_expense *expense, crm_day *out_day);
CRM_API crm_status crm_expense_set_day(crm_expense *expense, crm_day day);

/** What was spent, in minor units, without tax; below 0 takes back. Required. */
CRM_API crm_status crm_expense_amount(crm_expense *expense, int64_t *out_amount);
CRM_API crm_status crm_expense_set_amount(crm_expense *expense, int64_t amount);

/** The currency of the amount. Required. */
CRM_API crm_status crm_expense_currency(crm_expense *expense, crm_currency *out_currency);
CRM_API crm_status crm_expense_set_currency(crm_expense *expense, crm_currency currency);

/** The customer that it was spent on; none: on many, or on winning new ones. */
CRM_API crm_id crm_expense_account(crm_expense *expense);
CRM_API crm_status crm_expense_set_account(crm_expense *expense, crm_id account);

/** The user who spent it. */
CRM_API crm_id crm_expense_owner(crm_expense *expense);
CRM_API crm_status crm_expense_set_owner(crm_expense *expense, crm_id owner);

/** Through which channel, as the host names it: "fair", "phone". */
CRM_API const char *crm_expense_channel(crm_expense *expense);
CRM_API crm_status crm_expense_set_channel(crm_expense *expense, const char *channel);

/** Free words. */
CRM_API const char *crm_expense_note(crm_expense *expense);
CRM_API crm_status crm_expense_set_note(crm_expense *expense, const char *note);

#ifdef __cplusplus
}
#endif

#endif
