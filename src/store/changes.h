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
};

struct crm_changes {
    crm_context *crm;
    size_t count;
    struct crm__group groups[CRM__KINDS];
    struct crm__group kept[CRM__KINDS + 1]; /* by kind: empty tables of former applies */
};

/* The group of a kind, made when it is not there yet; NULL when memory lacks. Its tables are those
   kept, and another may be put in the place of one. */
struct crm__group *crm__changes_group(struct crm_changes *changes, crm_kind kind);

/* Add a row of id and version alone. CRM_OK or CRM_ERROR_MEMORY. */
crm_status crm__changes_note(crm_table *table, crm_id id, int64_t version);

/* Begin anew: no groups. Tables are kept, with their memory, until crm__changes_free. */
void crm__changes_clear(struct crm_changes *changes);
void crm__changes_free(struct crm_changes *changes);

#endif
