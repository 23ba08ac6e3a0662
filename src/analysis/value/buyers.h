/*
 * buyers.h - customers out of a state that is keyed by what sales say: account, contact, day.
 *
 * At finish merged records become one, members become their family, and a day is whole only when all
 * accounts of its customer are in; persons who refused profiling are nobody's customer.
 */
#ifndef CRM_ANALYSIS_VALUE_BUYERS_H
#define CRM_ANALYSIS_VALUE_BUYERS_H

#include "analysis/engine/engine.h"

/* One day of a customer with the slots of the state, merged; in no order that means anything. */
typedef crm_status crm__buyer_day(void *self, crm_id customer, int64_t day, const int64_t *slots);

/* Visit all days of all customers that the unit asked for makes of the state. */
crm_status crm__buyer_days(crm_analysis *analysis, size_t state, crm__buyer_day *visit, void *self);

/* class->judge of an analysis that scores persons. */
int32_t crm__buyer_judge(const crm_analysis *analysis, crm_id account, crm_id contact);

/* Rows of persons who refused are left out of coverage as well as their sales. In finish, first. */
void crm__buyers_leave_out(crm_analysis *analysis);

#endif
