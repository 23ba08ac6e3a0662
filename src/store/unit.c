/*
 * unit.c - collecting writes, finding them again, and undoing them. unit_commit.c sends them to the
 * store.
 */
#include "store/unit.h"

#include <string.h>

#include "store/scan.h"

struct crm__unit *
crm__unit_new(crm_context *crm)
{
    struct crm__unit *unit = crm__alloc(&crm->memory, sizeof *unit);

    if (unit) {
        crm__cells_init(&unit->index, &crm->memory, 2, 1);
        crm__cells_init(&unit->references, &crm->memory, 2, 1);
        unit->changes.crm = crm;
    }
    return unit;
}

void
crm__unit_free(crm_context *crm)
{
    struct crm__unit *unit = crm->unit;

    if (!unit)
        return;
    for (size_t kind = 0; kind <= CRM__KINDS; kind++) {
        crm__table_free(unit->rows[kind]);
        crm__table_free(unit->loaded[kind]);
    }
    crm__changes_free(&unit->changes);
    crm__free_array(&crm->memory, unit->entries, unit->capacity, sizeof *unit->entries);
    crm__cells_done(&unit->index);
    crm__cells_done(&unit->references);
    crm__free(&crm->memory, unit, sizeof *unit);
    crm->unit = NULL;
}

void
crm__unit_open(crm_context *crm)
{
    crm->unit->open = true;
    crm->unit->serial++;
}

void
crm__unit_close(crm_context *crm)
{
    struct crm__unit *unit = crm->unit;

    crm__scans_detach(crm);
    for (size_t kind = 1; kind <= CRM__KINDS; kind++)
        if (unit->rows[kind])
            crm__table_clear(unit->rows[kind]);
    crm__cells_clear(&unit->index);
    crm__cells_clear(&unit->references);
    memset(unit->of_kind, 0, sizeof unit->of_kind);
    unit->indexed = 0;
    unit->count = 0;
    unit->open = false;
}

crm_table *
crm__unit_loading(crm_context *crm, crm_kind kind)
{
    crm_table **kept = &crm->unit->loaded[kind];

    /* The host may have defined fields since. */
    if (*kept && (*kept)->count != crm__schema_count(crm, kind)) {
        crm__table_free(*kept);
        *kept = NULL;
    }
    if (*kept)
        crm__table_clear(*kept);
    else
        *kept = crm__table_new(crm, kind);
    return *kept;
}

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

/* Take back the entries from `mark` on. */
static void
undo(crm_context *crm, size_t mark)
{
    struct crm__unit *unit = crm->unit;

    while (unit->count > mark) {
        const struct crm__entry *entry = &unit->entries[--unit->count];

        *crm__cells_find(&unit->index, entry->kind, entry->id, 0) = (int64_t)entry->previous;
        unit->of_kind[entry->kind] = entry->sibling;
        if (entry->reference)
            *crm__cells_find(&unit->references, entry->kind, entry->reference, 0) =
                (int64_t)entry->relative;
        if (entry->op == CRM__PUT)
            crm__table_truncate(unit->rows[entry->kind], entry->row);
    }
    if (unit->indexed > mark)
        unit->indexed = mark;
}

crm_status
crm__work_begin(crm_context *crm, struct crm__work *work)
{
    work->own = !crm->unit->open;
    if (work->own)
        crm__unit_open(crm);
    work->mark = crm->unit->count;
    return CRM_OK;
}

crm_status
crm__work_end(crm_context *crm, struct crm__work *work, crm_status status)
{
    if (work->own && status == CRM_OK)
        return crm__unit_commit(crm);
    if (work->own)
        crm__unit_rollback(crm);
    else if (status != CRM_OK)
        undo(crm, work->mark);
    return status;
}

const struct crm__entry *
crm__unit_find(const crm_context *crm, crm_kind kind, crm_id id)
{
    const struct crm__unit *unit = crm->unit;
    const int64_t *latest;

    if (unit->count == 0)
        return NULL;
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

static crm_status
add_entry(crm_context *crm, crm_kind kind, int32_t op, crm_id id, int64_t base, size_t row)
{
    struct crm__unit *unit = crm->unit;
    int64_t *latest;
    struct crm__entry *entry;

    if (crm__grow(&crm->memory, (void **)&unit->entries, &unit->capacity, unit->count + 1,
                  sizeof *unit->entries) != CRM_OK)
        return crm__no_memory(crm);
    latest = crm__cells_add(&unit->index, kind, id, 0, NULL);
    if (!latest)
        return crm__no_memory(crm);
    entry = &unit->entries[unit->count++];
    *entry = (struct crm__entry){.kind = kind,
                                 .op = op,
                                 .id = id,
                                 .base = base,
                                 .row = row,
                                 .previous = (size_t)*latest,
                                 .sibling = unit->of_kind[kind]};
    *latest = (int64_t)unit->count;
    unit->of_kind[kind] = unit->count;
    return CRM_OK;
}

crm_status
crm__unit_conflict(crm_context *crm, crm_kind kind, crm_id id, const char *by)
{
    return crm__fail(crm, CRM_ERROR_CONFLICT, kind, id, -1, "%s %lld was changed by %s",
                     crm_schema_kind_name(NULL, kind), (long long)id, by);
}

crm_status
crm__unit_put(crm_context *crm, crm_kind kind, crm_id id, int64_t base, crm_table **out_table,
              size_t *out_row)
{
    struct crm__unit *unit = crm->unit;
    const struct crm__entry *entry = crm__unit_find(crm, kind, id);
    crm_table *table = unit->rows[kind];
    size_t row;
    crm_status status;

    /* What was decided on was another version than the one that is to be replaced. */
    if (entry && entry->base != base)
        return crm__unit_conflict(crm, kind, id, "somebody else");
    if (!table) {
        table = unit->rows[kind] = crm__table_new(crm, kind);
        if (!table)
            return crm__no_memory(crm);
    }
    row = crm_table_rows(table);
    status = crm__table_add(table, 1);
    if (status == CRM_OK)
        status = crm__put_int(table, row, CRM_FIELD_ID, id);
    if (status == CRM_OK)
        status = crm__put_int(table, row, CRM_FIELD_VERSION, base + 1);
    if (status == CRM_OK)
        status = add_entry(crm, kind, CRM__PUT, id, base, row);
    if (status != CRM_OK) {
        crm__table_truncate(table, row);
        return crm__no_memory(crm);
    }
    *out_table = table;
    *out_row = row;
    return CRM_OK;
}

crm_status
crm__unit_remove(crm_context *crm, crm_kind kind, crm_id id, int64_t base)
{
    return add_entry(crm, kind, CRM__REMOVE, id, base, 0);
}

crm_status
crm__unit_check(crm_context *crm, crm_kind kind, crm_id id, int64_t version)
{
    const struct crm__entry *entry = crm__unit_find(crm, kind, id);

    /* What this unit writes is checked by its own version. */
    if (entry && entry->op != CRM__CHECK)
        return CRM_OK;
    if (entry && entry->base == version)
        return CRM_OK;
    if (entry)
        return crm__unit_conflict(crm, kind, id, "somebody else");
    return add_entry(crm, kind, CRM__CHECK, id, version, 0);
}
