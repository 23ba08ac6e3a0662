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

/* True for days of years 1 to 9999; for instants from 0001-01-02 to the end of 9999-12-30 in UTC:
   the day left out at each end is room for zones, so that the local day is always a day. */
bool crm__day_valid(int64_t day);
bool crm__instant_valid(int64_t at);

/* Day of an instant that was shifted to local time already; floor, also before 1970. */
crm_day crm__day_floor(crm_instant local);

#endif
