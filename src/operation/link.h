/*
 * link.h - ownership written for whole batches of accounts.
 */
#ifndef CRM_OPERATION_LINK_H
#define CRM_OPERATION_LINK_H

#include "operation/work.h"

/* "It has always been so": the link and the cache account.parent, in the open unit. */
crm_status crm__own_always(crm_context *crm, crm_id child, crm_id parent);

#endif
