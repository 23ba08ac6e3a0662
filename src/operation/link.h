/*
 * link.h - what an ownership has to fulfil, and writing one.
 */
#ifndef CRM_OPERATION_LINK_H
#define CRM_OPERATION_LINK_H

#include "operation/work.h"

struct crm__span {
    int64_t from; /* first day */
    int64_t to;   /* day after the last */
};

/* When a link holds; is it an ownership that counts? */
struct crm__span crm__span_of(const crm_table *table, size_t row);
bool crm__owns(const crm_table *table, size_t row);

/* Note the account as decided on; it has to exist. */
crm_status crm__check_account(crm_context *crm, crm_id account);

/* Everything that a new ownership, or one with another end, has to fulfil. link 0 = a new one. */
crm_status crm__check_ownership(crm_context *crm, crm_id link, crm_id child, crm_id parent,
                                struct crm__span span);

/* Write a link of type OWNED_BY, unchecked. from CRM_DAY_NONE = always. */
crm_status crm__put_owner(crm_context *crm, crm_id id, crm_id child, crm_id parent, crm_day from,
                          crm_instant now);

/* Write the account with its owner of now, when no handle of it is at hand. */
crm_status crm__refresh_parent(crm_context *crm, crm_id child);

#endif
