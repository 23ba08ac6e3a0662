/*
 * memory_plan.c - the steps of apply that may still fail: are external ids used once, and is there
 * room for everything?
 */
#include <string.h>

#include "store/memory_plan.h"

crm_status
crm__plan_open(struct crm__memory_store *store, const crm_changes *changes, size_t group,
               struct crm__plan *plan)
{
    const struct crm__memory *memory = &store->memory;

    plan->number = crm_changes_kind(changes, group);
    plan->checks = crm_changes_checks(changes, group);
    plan->removes = crm_changes_removes(changes, group);
    plan->puts = crm_changes_puts(changes, group);
    plan->kind = &store->kinds[plan->number];
    plan->built_in = crm__memory_built_in(plan->number);
    if (crm__memory_kind_open(store, plan->number) != CRM_OK)
        return CRM_ERROR_MEMORY;
    if (plan->removes->rows) {
        plan->removed = crm__raw_array(memory, plan->removes->rows, sizeof(size_t));
        if (!plan->removed)
            return CRM_ERROR_MEMORY;
    }
    if (!plan->puts->rows)
        return CRM_OK;
    if (plan->puts->count > plan->built_in) {
        plan->map = crm__alloc_array(memory, plan->puts->count - plan->built_in, sizeof(int32_t));
        if (!plan->map)
            return CRM_ERROR_MEMORY;
    }
    plan->targets = plan->few;
    plan->fresh = plan->few + CRM__PLAN_FEW;
    if (plan->puts->rows <= CRM__PLAN_FEW)
        return CRM_OK;
    plan->targets = crm__raw_array(memory, plan->puts->rows, sizeof(size_t));
    plan->fresh = crm__raw_array(memory, plan->puts->rows, sizeof(size_t));
    return plan->targets && plan->fresh ? CRM_OK : CRM_ERROR_MEMORY;
}

void
crm__plan_done(struct crm__memory_store *store, struct crm__plan *plan)
{
    const struct crm__memory *memory = &store->memory;

    if (!plan->kind)
        return;
    crm__free_array(memory, plan->removed, plan->removes->rows, sizeof(size_t));
    if (plan->targets != plan->few) {
        crm__free_array(memory, plan->targets, plan->puts->rows, sizeof(size_t));
        crm__free_array(memory, plan->fresh, plan->puts->rows, sizeof(size_t));
    }
    if (plan->map)
        crm__free_array(memory, plan->map, plan->puts->count - plan->built_in, sizeof(int32_t));
    crm__index_done(&plan->names, memory);
    crm__index_done(&plan->given, memory);
}

/* ---- External ids ---- */

struct text {
    const crm_table *table;
    const char *bytes;
    size_t length;
};

static bool
same_text(const void *context, size_t row)
{
    const struct text *wanted = context;
    size_t length;
    const char *bytes = crm__cell_text(wanted->table, row, CRM_FIELD_EXTERNAL_ID, &length);

    return bytes && length == wanted->length && memcmp(bytes, wanted->bytes, length) == 0;
}

static bool
same_row(const void *context, size_t row)
{
    return *(const size_t *)context == row;
}

/* Collect the stored rows that this unit removes or puts. Made only when somebody asks. */
static crm_status
make_given(struct crm__memory_store *store, struct crm__plan *plan)
{
    size_t count = plan->removes->rows + plan->puts->rows, i;

    if (plan->given_made)
        return CRM_OK;
    if (crm__index_reserve(&plan->given, &store->memory, count) != CRM_OK)
        return CRM_ERROR_MEMORY;
    for (i = 0; i < plan->removes->rows; i++)
        crm__index_add(&plan->given, crm__hash_id((int64_t)plan->removed[i]), plan->removed[i]);
    for (i = 0; i < plan->puts->rows; i++)
        if (plan->targets[i] != CRM__NO_ROW)
            crm__index_add(&plan->given, crm__hash_id((int64_t)plan->targets[i]), plan->targets[i]);
    plan->given_made = true;
    return CRM_OK;
}

/* Does this external id belong to a stored record that keeps it? */
static crm_status
taken(struct crm__memory_store *store, struct crm__plan *plan, size_t put, const struct text *text,
      crm_id *out_owner)
{
    size_t row = crm__memory_external(plan->kind, text->bytes, text->length);

    if (row == CRM__NO_ROW || row == plan->targets[put])
        return CRM_OK;
    if (make_given(store, plan) != CRM_OK)
        return CRM_ERROR_MEMORY;
    if (crm__index_find(&plan->given, crm__hash_id((int64_t)row), same_row, &row) != CRM__NO_ROW)
        return CRM_OK;
    (void)crm__cell_int(plan->kind->rows, row, CRM_FIELD_ID, out_owner);
    return CRM_ERROR_DUPLICATE;
}

crm_status
crm__plan_duplicates(struct crm__memory_store *store, struct crm__plan *plan, size_t *out_put,
                     crm_id *out_owner)
{
    struct text text = {plan->puts, NULL, 0};
    size_t count = plan->puts->rows, put, other;
    crm_status status = CRM_OK;
    uint64_t hash;

    if (crm__column_empty(plan->puts, CRM_FIELD_EXTERNAL_ID))
        return CRM_OK;
    if (count > 1 && crm__index_reserve(&plan->names, &store->memory, count) != CRM_OK)
        return CRM_ERROR_MEMORY;
    for (put = 0; !status && put < count; put++) {
        text.bytes = crm__cell_text(plan->puts, put, CRM_FIELD_EXTERNAL_ID, &text.length);
        if (!text.bytes)
            continue;
        *out_put = put;
        hash = crm__hash_text(text.bytes, text.length);
        other = crm__index_find(&plan->names, hash, same_text, &text);
        if (other != CRM__NO_ROW) {
            (void)crm__cell_int(plan->puts, other, CRM_FIELD_ID, out_owner);
            return CRM_ERROR_DUPLICATE;
        }
        if (count > 1)
            crm__index_add(&plan->names, hash, put);
        status = taken(store, plan, put, &text, out_owner);
    }
    return status;
}

/* ---- Room ---- */

/* New records fill holes first, the last one made first. */
static size_t
place_new(struct crm__plan *plan)
{
    const struct crm__memory_kind *kind = plan->kind;
    size_t put, added = 0;

    plan->recycled = 0;
    plan->fresh_count = 0;
    for (put = 0; put < plan->puts->rows; put++) {
        if (plan->targets[put] != CRM__NO_ROW)
            continue;
        added++;
        if (plan->recycled < kind->hole_count)
            plan->targets[put] = kind->holes[kind->hole_count - ++plan->recycled];
        else
            plan->fresh[plan->fresh_count++] = put;
    }
    return added;
}

static crm_status
reserve_column(struct crm__memory_store *store, struct crm__plan *plan, struct crm__column *column,
               const struct crm__column *from)
{
    const struct crm__memory *memory = &store->memory;
    size_t rows = plan->kind->rows->rows + plan->fresh_count;
    bool filled = from && (from->filled || from->constant);
    crm_status status;

    if (!filled && !column->filled)
        return CRM_OK;
    status = crm__column_reserve(memory, column, rows, true);
    if (status || column->type != CRM_TYPE_TEXT || !filled)
        return status;
    if (plan->fresh_count < plan->puts->rows)
        status = crm__column_reserve_ends(memory, column, rows);
    return status ? status : crm__column_reserve_bytes(memory, column, from->used);
}

/* Find or make the columns of the host's own fields, and room in all of the kind. */
static crm_status
reserve_own(struct crm__memory_store *store, struct crm__plan *plan)
{
    struct crm__memory_kind *kind = plan->kind;
    const struct crm__column *from;
    crm_status status = CRM_OK;
    size_t i, column;

    for (i = plan->built_in; !status && plan->map && i < plan->puts->count; i++) {
        int32_t *place = &plan->map[i - plan->built_in];

        *place = crm__memory_column(kind, plan->puts, i);
        if (*place >= 0 || !crm__column_empty(plan->puts, (int32_t)i))
            status = crm__memory_column_open(store, kind, plan->puts, i, place);
    }
    for (column = plan->built_in; !status && column < kind->rows->count; column++) {
        from = NULL;
        for (i = plan->built_in; plan->map && i < plan->puts->count && !from; i++)
            if (crm__plan_column(plan, i) == (int32_t)column)
                from = &plan->puts->columns[i];
        status = reserve_column(store, plan, &kind->rows->columns[column], from);
    }
    return status;
}

static crm_status
reserve_columns(struct crm__memory_store *store, struct crm__plan *plan)
{
    bool appends = plan->fresh_count == plan->puts->rows && plan->removes->rows == 0;
    uint64_t used = plan->puts->used | (appends ? 0 : plan->kind->rows->used);
    crm_status status = CRM_OK;
    size_t i;

    for (i = crm__set_next(used, 0); !status && i < plan->built_in; i = crm__set_next(used, i + 1))
        status = reserve_column(store, plan, &plan->kind->rows->columns[i],
                                plan->puts->rows ? &plan->puts->columns[i] : NULL);
    return status ? status : reserve_own(store, plan);
}

crm_status
crm__plan_reserve(struct crm__memory_store *store, struct crm__plan *plan)
{
    struct crm__memory_kind *kind = plan->kind;
    size_t added = place_new(plan);
    void *holes = kind->holes;
    crm_status status = reserve_columns(store, plan);

    if (!status)
        status = crm__index_reserve(&kind->ids, &store->memory, added);
    if (!status)
        status = crm__index_reserve(&kind->externals, &store->memory, plan->puts->rows);
    if (!status) {
        status = crm__grow(&store->memory, &holes, &kind->hole_capacity,
                           kind->hole_count + plan->removes->rows, sizeof(size_t));
        kind->holes = holes;
    }
    return status;
}
