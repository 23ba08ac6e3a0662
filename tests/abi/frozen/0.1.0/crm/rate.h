/*
 * rate.h - exchange rates, one row a pair of currencies and a day.
 *
 * An amount of `base` times num / den is the amount in `target`, both in their main units: EUR to
 * USD at 1.0523 is num 10523, den 10000. Minor units (2 decimals or 0, 3) are the library's
 * business. An analysis converts each row once, to minor units of the result's currency, half to
 * even, and adds integers from there on: a purchase at the rate of its day, a closed deal at that
 * of its closing day, an open deal at that of as_of. The rate of a day is the latest one with day
 * <= that day and not older than rate_max_age_days (7 by default, which covers weekends and
 * holidays). The inverse of a rate is never assumed and no third currency is gone through; a row
 * without rate is counted as unpriced, never taken as 0. The kind only grows: a rate is not edited
 * or removed.
 */
#ifndef CRM_RATE_H
#define CRM_RATE_H

#include "crm/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What every kind can do; record.h tells the statuses in full ---- */

/** A rate that is not stored yet, all fields none; NULL on failure (crm_message tells why). The
    caller frees it. */
CRM_API crm_rate *crm_rate_new(crm_context *crm);

/** Read one. @return CRM_OK: the caller frees *out_rate; CRM_NONE: there is none; or an error.
    NULL is written unless CRM_OK. */
CRM_API crm_status crm_rate_load(crm_context *crm, crm_id id, crm_rate **out_rate);

/** Write a new one, at once or with the open unit of work; it gets its id. @return as
    crm_record_save; CRM_ERROR_RULE for edits of a stored one */
CRM_API crm_status crm_rate_save(crm_rate *rate);

/** Rates are never removed: @return CRM_ERROR_RULE */
CRM_API crm_status crm_rate_remove(crm_rate *rate);

/** Free the handle; nothing in the store changes. NULL is harmless. */
CRM_API void crm_rate_free(crm_rate *rate);

/** 0 before it has one. */
CRM_API crm_id crm_rate_id(crm_rate *rate);

/** The key that the host knows it by, unique among all of the kind; crm_find looks it up. */
CRM_API const char *crm_rate_external_id(crm_rate *rate);
CRM_API crm_status crm_rate_set_external_id(crm_rate *rate, const char *external_id);

/** The same rate by field number, and back (NULL if the record is of another kind). Neither
    copies: free one of the two. */
CRM_API crm_record *crm_rate_record(crm_rate *rate);
CRM_API crm_rate *crm_record_rate(crm_record *record);

/* ---- Fields ----
 *
 * Text is returned, borrowed until the field is set or the handle freed, NULL = none; ids are
 * returned, 0 = none. Every other getter fills its out-parameter and answers CRM_OK, or leaves it
 * and answers CRM_NONE; NULL for it asks no more than whether there is a value. Setters answer as
 * crm_record_set_int and crm_record_set_text do; they copy text. NULL, the id 0, the code 0, the
 * currency 0, CRM_DAY_NONE and CRM_INSTANT_NONE make a field none; numbers and amounts are made so
 * by crm_record_clear. A NULL handle gives NULL, 0 or CRM_ERROR_ARGUMENT.
 */

/** The currency converted from. Required. */
CRM_API crm_status crm_rate_base(crm_rate *rate, crm_currency *out_base);
CRM_API crm_status crm_rate_set_base(crm_rate *rate, crm_currency base);

/** The currency converted to, another one. Required. */
CRM_API crm_status crm_rate_target(crm_rate *rate, crm_currency *out_target);
CRM_API crm_status crm_rate_set_target(crm_rate *rate, crm_currency target);

/** The day of the fixing. Required. */
CRM_API crm_status crm_rate_day(crm_rate *rate, crm_day *out_day);
CRM_API crm_status crm_rate_set_day(crm_rate *rate, crm_day day);

/** Numerator, above 0. Required. */
CRM_API crm_status crm_rate_num(crm_rate *rate, int64_t *out_num);
CRM_API crm_status crm_rate_set_num(crm_rate *rate, int64_t num);

/** Denominator, above 0. Required. */
CRM_API crm_status crm_rate_den(crm_rate *rate, int64_t *out_den);
CRM_API crm_status crm_rate_set_den(crm_rate *rate, int64_t den);

/** CRM_RATE_TYPE_...; none counts as SPOT. */
CRM_API crm_status crm_rate_type(crm_rate *rate, int32_t *out_type);
CRM_API crm_status crm_rate_set_type(crm_rate *rate, int32_t type);

/** Who fixed it, in free words. */
CRM_API const char *crm_rate_source(crm_rate *rate);
CRM_API crm_status crm_rate_set_source(crm_rate *rate, const char *source);

#ifdef __cplusplus
}
#endif

#endif
