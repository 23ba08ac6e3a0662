/*
 * memory_plan.h - what apply is going to do to one kind of the memory store.
 */
#ifndef CRM_STORE_MEMORY_PLAN_H
#define CRM_STORE_MEMORY_PLAN_H

#include "store/memory_store.h"

#define CRM__PLAN_FEW 4

struct crm__plan {
    crm_kind number;
    struct crm__memory_kind *kind;
    const crm_table *checks;
    const crm_table *removes;
    const crm_table *puts;
    size_t *removed; /* row of each remove */
    size_t *targets; /* row of each put; CRM__NO_ROW = a row behind the last */
    size_t *fresh;   /* the puts that go there */
    size_t fresh_count;
    size_t recycled; /* new records that go into holes */
    size_t built_in; /* columns that stand at the same place in the puts and the kind */
    int32_t *map;    /* column of the kind for each column of the puts behind those, -1 = none */
    struct crm__index names; /* puts by external id */
    struct crm__index given; /* stored rows whose external id this unit takes away or replaces */
    bool given_made;
    size_t few[2 * CRM__PLAN_FEW]; /* targets and fresh of small units */
};

/* CRM_OK or CRM_ERROR_MEMORY; to be freed with crm__plan_done in any case. */
crm_status crm__plan_open(struct crm__memory_store *store, const crm_changes *changes, size_t group,
                          struct crm__plan *plan);
void crm__plan_done(struct crm__memory_store *store, struct crm__plan *plan);

/* Will an external id be used twice? CRM_OK, CRM_ERROR_DUPLICATE (which put, and whose it is),
   CRM_ERROR_MEMORY. Targets of the puts and rows removed are known. */
crm_status crm__plan_duplicates(struct crm__memory_store *store, struct crm__plan *plan,
                                size_t *out_put, crm_id *out_owner);

/* The column of the kind for a column of the puts, -1 if nothing of it is kept. */
static inline int32_t
crm__plan_column(const struct crm__plan *plan, size_t column)
{
    return column < plan->built_in ? (int32_t)column : plan->map[column - plan->built_in];
}

/* Give new records their rows, and make room for all that will be written. CRM_OK,
   CRM_ERROR_MEMORY, CRM_ERROR_STORE (a field of the host's own that is kept with another type). */
crm_status crm__plan_reserve(struct crm__memory_store *store, struct crm__plan *plan);

#endif
