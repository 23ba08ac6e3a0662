/*
 * calendar.h - days and months of the civil calendar (proleptic Gregorian, years 1 to 9999).
 *
 * A day is not an instant: close dates and purchase dates are days, log rows carry instants. The two
 * meet only in the zone of a context (context.h).
 */
#ifndef CRM_CALENDAR_H
#define CRM_CALENDAR_H

#include "crm/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The day of a date, CRM_DAY_NONE when there is no such date.
 *
 * @param year 1 to 9999  @param month 1 to 12  @param day 1 to the month's last
 */
CRM_API crm_day crm_day_of(int32_t year, int32_t month, int32_t day);

/**
 * Year, month and day of the month.
 *
 * @return CRM_OK, or CRM_ERROR_ARGUMENT for a day outside years 1 to 9999 (nothing is written);
 *         any out-parameter may be NULL
 */
CRM_API crm_status crm_day_parts(crm_day day, int32_t *out_year, int32_t *out_month,
                                 int32_t *out_day);

/**
 * Read "YYYY-MM-DD".
 *
 * @param length bytes, or CRM_TEXT_NUL
 * @return CRM_OK, or CRM_ERROR_DATA when the text is not of this form or no such day exists
 */
CRM_API crm_status crm_day_from_text(const char *text, size_t length, crm_day *out_day);

/** Write "YYYY-MM-DD" and a NUL to 11 bytes. @return CRM_OK or CRM_ERROR_ARGUMENT */
CRM_API crm_status crm_day_to_text(crm_day day, char *out_text);

/**
 * The same day of the month some months later (earlier if below 0); a day that the month does not
 * have becomes its last (31 January + 1 = 28 February). CRM_DAY_NONE outside years 1 to 9999.
 */
CRM_API crm_day crm_day_add_months(crm_day day, int32_t months);

/** First day of the month of a day; CRM_DAY_NONE stays CRM_DAY_NONE. */
CRM_API crm_day crm_day_month_start(crm_day day);

#ifdef __cplusplus
}
#endif

#endif
