/*
 * changes.h - what apply is given: one group a kind with the rows to check, to remove and to put.
 */
#ifndef CRM_STORE_CHANGES_H
#define CRM_STORE_CHANGES_H

#include "record/table.h"

struct crm__group {
    crm_kind kind;
    crm_table *checks;
    crm_table *removes;
    crm_table *puts;
    bool borrowed; /* puts belongs to the unit of work */
};

struct crm_changes {
    crm_context *crm;
    size_t count;
    struct crm__group groups[CRM__KINDS];
};

/* The group of a kind, made when it is not there yet; NULL when memory lacks. */
struct crm__group *crm__changes_group(struct crm_changes *changes, crm_kind kind);

/* Add a row of id and version alone. CRM_OK or CRM_ERROR_MEMORY. */
crm_status crm__changes_note(crm_table *table, crm_id id, int64_t version);

void crm__changes_done(struct crm_changes *changes);

#endif
