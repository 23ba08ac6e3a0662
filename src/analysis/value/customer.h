/*
 * customer.h - from what is kept by account and contact to customers, for all analyses of value.
 *
 * A customer is an account, a family at a day, or a contact (params.unit). Facts are kept by the raw
 * account and contact; at finish merged records are one, members are their family, and what does not
 * count is left out.
 */
#ifndef CRM_ANALYSIS_VALUE_CUSTOMER_H
#define CRM_ANALYSIS_VALUE_CUSTOMER_H

#include "analysis/engine/sales.h"

/* Takes all slots of one customer and third key, merged. A failure is told already. */
typedef crm_status crm__customer_take(void *context, crm_id customer, int64_t key,
                                      const int64_t *slots);

/* Pass on a state with the keys account, contact and a third; families are those of `day`. Customers
   and keys come in no order. */
crm_status crm__customers_gather(crm_analysis *analysis, size_t state, crm_day day,
                                 crm__customer_take *take, void *context);

/* The contact of a sale that its state is keyed by: 0 but with unit CONTACT. */
crm_id crm__customer_contact(const crm_analysis *analysis, const struct crm__sale *sale);

/* Persons who refused profiling: a judge for classes, and the same for coverage, at finish. */
int32_t crm__customer_judge(const crm_analysis *analysis, crm_id account, crm_id contact);
void crm__customers_leave_out(crm_analysis *analysis);

/* Fields of accounts and contacts that the judge wants. */
extern const crm_field crm__customer_account_fields[];
extern const crm_field crm__customer_contact_fields[];

#endif
