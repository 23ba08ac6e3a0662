/*
 * unit_find.c - pending writes found again: by record, and by the reference that rows of a kind are
 * looked up by. Both indexes are brought up to date when they are asked.
 */
#include "record/query.h"
#include "store/unit.h"

#define UNLISTED_FEW 8 /* entries that are sooner looked through than listed */

/* ---- By record ---- */

/* Bring `index` up to date, as far as memory allows. */
static void
list_entries(struct crm__unit *unit)
{
    if (crm__cells_reserve(&unit->index, unit->count - unit->listed) != CRM_OK)
        return;
    for (; unit->listed < unit->count; unit->listed++) {
        const struct crm__entry *entry = &unit->entries[unit->listed];

        *crm__cells_add(&unit->index, entry->kind, entry->id, 0, NULL) = (int64_t)unit->listed + 1;
    }
}

const struct crm__entry *
crm__unit_find(const crm_context *crm, crm_kind kind, crm_id id)
{
    struct crm__unit *unit = crm->unit;
    const int64_t *latest;

    if (unit->of_kind[kind] == 0)
        return NULL;
    if (unit->count - unit->listed > UNLISTED_FEW)
        list_entries(unit);
    for (size_t i = unit->count; i-- > unit->listed;)
        if (unit->entries[i].id == id && unit->entries[i].kind == kind)
            return &unit->entries[i];
    latest = crm__cells_find(&unit->index, kind, id, 0);
    return latest && *latest ? &unit->entries[*latest - 1] : NULL;
}

const struct crm__entry *
crm__unit_find_at(const crm_context *crm, crm_kind kind, crm_id id, size_t count)
{
    const struct crm__unit *unit = crm->unit;
    const struct crm__entry *entry = crm__unit_find(crm, kind, id);

    while (entry && (size_t)(entry - unit->entries) >= count)
        entry = entry->previous ? &unit->entries[entry->previous - 1] : NULL;
    return entry;
}

/* ---- By reference ---- */

/* The reference by which rows of a kind are looked up; -1 = none. */
static crm_field
looked_up_by(crm_kind kind)
{
    switch (kind) {
    case CRM_KIND_TRANSITION:
        return CRM_TRANSITION_OPPORTUNITY;
    case CRM_KIND_LINK:
        return CRM_LINK_CHILD;
    case CRM_KIND_STAGE:
        return CRM_STAGE_PIPELINE;
    default:
        return -1;
    }
}

/* Bring `references` up to date: a row is complete only when the operation that put it is done, or
   reads again. */
static crm_status
index_references(crm_context *crm)
{
    struct crm__unit *unit = crm->unit;

    for (; unit->indexed < unit->count; unit->indexed++) {
        struct crm__entry *entry = &unit->entries[unit->indexed];
        crm_field field = looked_up_by(entry->kind);
        crm_table *rows = unit->rows[entry->kind];
        int64_t id, *latest;

        if (field < 0 || entry->op != CRM__PUT ||
            !crm__cell_int(rows, entry->row, crm__table_index(rows, field), &id))
            continue;
        latest = crm__cells_add(&unit->references, entry->kind, id, 0, NULL);
        if (!latest)
            return crm__no_memory(crm);
        entry->reference = id;
        entry->relative = (size_t)*latest;
        *latest = (int64_t)unit->indexed + 1;
    }
    return CRM_OK;
}

crm_status
crm__unit_visit(crm_context *crm, const crm_query *query, struct crm__visit *visit)
{
    struct crm__unit *unit = crm->unit;
    crm_field field = looked_up_by(query->kind);
    const int64_t *latest;
    crm_status status;

    visit->relatives = false;
    visit->next = unit->of_kind[query->kind];
    for (size_t i = 0; visit->next && field >= 0 && i < query->conditions; i++) {
        const struct crm__condition *condition = &query->condition[i];

        if (condition->field != field || condition->low != condition->high)
            continue;
        status = index_references(crm);
        if (status != CRM_OK)
            return status;
        latest = crm__cells_find(&unit->references, query->kind, condition->low, 0);
        visit->relatives = true;
        visit->next = latest ? (size_t)*latest : 0;
        return CRM_OK;
    }
    return CRM_OK;
}

const struct crm__entry *
crm__unit_visit_next(const crm_context *crm, struct crm__visit *visit)
{
    const struct crm__entry *entry;

    if (visit->next == 0)
        return NULL;
    entry = &crm->unit->entries[visit->next - 1];
    visit->next = visit->relatives ? entry->relative : entry->sibling;
    return entry;
}
