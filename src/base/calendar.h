/*
 * calendar.h - bounds and arithmetic of days and instants. The public functions are in
 * crm/calendar.h.
 */
#ifndef CRM_BASE_CALENDAR_H
#define CRM_BASE_CALENDAR_H

#include <stdbool.h>

#include "crm/calendar.h"

#define CRM__DAY_MIN (-719162) /* 0001-01-01 */
#define CRM__DAY_MAX 2932896   /* 9999-12-31 */
#define CRM__MICROSECONDS_A_DAY 86400000000LL

/* True for days of years 1 to 9999; and instants of those years in UTC, one day of room at the ends
   for zones. */
bool crm__day_valid(int64_t day);
bool crm__instant_valid(int64_t at);

/* Day of an instant that was shifted to local time already; floor, also before 1970. */
crm_day crm__day_floor(crm_instant local);

#endif
