/*
 * put.h - parents of a batch of new accounts.
 */
#ifndef CRM_OPERATION_PUT_H
#define CRM_OPERATION_PUT_H

#include "record/table.h"

/* Write the ownership links of the new rows (version 0 or none) of a table of accounts, which are in
   the unit already under `ids`. Parents are any accounts, those of the batch included. */
crm_status crm__put_parents(crm_context *crm, const crm_table *table, const crm_id *ids,
                            crm_instant now);

#endif
