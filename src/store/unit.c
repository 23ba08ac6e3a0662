/*
 * unit.c - collecting writes, and undoing them. unit_find.c finds them again, unit_commit.c sends them
 * to the store.
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
        if (unit->rows[kind] && unit->rows[kind]->used)
            crm__table_clear(unit->rows[kind]);
    crm__cells_clear(&unit->index);
    crm__cells_clear(&unit->references);
    memset(unit->of_kind, 0, sizeof unit->of_kind);
    unit->rewritten = false;
    unit->listed = 0;
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

/* Take back the entries from `mark` on. */
static void
undo(crm_context *crm, size_t mark)
{
    struct crm__unit *unit = crm->unit;

    while (unit->count > mark) {
        const struct crm__entry *entry = &unit->entries[--unit->count];

        if (unit->count < unit->listed)
            *crm__cells_find(&unit->index, entry->kind, entry->id, 0) = (int64_t)entry->previous;
        unit->of_kind[entry->kind] = entry->sibling;
        if (entry->reference)
            *crm__cells_find(&unit->references, entry->kind, entry->reference, 0) =
                (int64_t)entry->relative;
        if (entry->op == CRM__PUT)
            crm__table_truncate(unit->rows[entry->kind], entry->row);
    }
    if (unit->listed > mark)
        unit->listed = mark;
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

/* Room for more entries. CRM_OK or CRM_ERROR_MEMORY, told. */
static crm_status
reserve_entries(crm_context *crm, size_t more)
{
    struct crm__unit *unit = crm->unit;
    void *entries = unit->entries;
    size_t needed;
    crm_status status = CRM_ERROR_MEMORY;

    if (crm__size_add(unit->count, more, &needed))
        status =
            crm__grow_raw(&crm->memory, &entries, &unit->capacity, needed, sizeof *unit->entries);
    unit->entries = entries;
    return status == CRM_OK ? CRM_OK : crm__no_memory(crm);
}

/* The next entry of the log, for which there is room. */
static struct crm__entry *
append_entry(struct crm__unit *unit, crm_kind kind, int32_t op, crm_id id)
{
    struct crm__entry *entry = &unit->entries[unit->count++];

    *entry = (struct crm__entry){.kind = kind, .op = op, .id = id, .sibling = unit->of_kind[kind]};
    unit->of_kind[kind] = unit->count;
    return entry;
}

static crm_status
add_entry(crm_context *crm, crm_kind kind, int32_t op, crm_id id, int64_t base, size_t row)
{
    struct crm__unit *unit = crm->unit;
    const struct crm__entry *latest = crm__unit_find(crm, kind, id);
    size_t previous = latest ? (size_t)(latest - unit->entries) + 1 : 0;
    struct crm__entry *entry;

    if (reserve_entries(crm, 1) != CRM_OK)
        return CRM_ERROR_MEMORY;
    entry = append_entry(unit, kind, op, id);
    entry->base = base;
    entry->row = row;
    entry->previous = previous;
    unit->rewritten = unit->rewritten || previous;
    return CRM_OK;
}

crm_status
crm__unit_conflict(crm_context *crm, crm_kind kind, crm_id id, const char *by)
{
    return crm__fail(crm, CRM_ERROR_CONFLICT, kind, id, -1, "%s %lld was changed by %s",
                     crm_schema_kind_name(NULL, kind), (long long)id, by);
}

/* The unit's table of a kind; NULL, told, when memory lacks. */
static crm_table *
rows_of(crm_context *crm, crm_kind kind)
{
    crm_table **rows = &crm->unit->rows[kind];

    if (!*rows)
        *rows = crm__table_new(crm, kind);
    if (!*rows)
        crm__no_memory(crm);
    return *rows;
}

crm_status
crm__unit_put(crm_context *crm, crm_kind kind, crm_id id, int64_t base, crm_table **out_table,
              size_t *out_row)
{
    const struct crm__entry *entry = crm__unit_find(crm, kind, id);
    crm_table *table;
    size_t row;
    crm_status status;

    /* What was decided on was another version than the one that is to be replaced. */
    if (entry && entry->base != base)
        return crm__unit_conflict(crm, kind, id, "somebody else");
    table = rows_of(crm, kind);
    if (!table)
        return CRM_ERROR_MEMORY;
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
crm__unit_put_rows(crm_context *crm, const crm_table *from, size_t first, size_t count,
                   const crm_id *ids, crm_instant modified, size_t *out_row)
{
    crm_table *table = rows_of(crm, from->kind);
    size_t at = table ? table->rows : 0;
    crm_status status = table ? reserve_entries(crm, count) : CRM_ERROR_MEMORY;

    if (status != CRM_OK)
        return status;
    status = crm__table_copy_rows(table, from, first, count);
    if (status == CRM_OK)
        status = crm__put_ints(table, CRM_FIELD_ID, at, count, ids);
    if (status == CRM_OK)
        status = crm__put_same(table, CRM_FIELD_VERSION, at, count, 1);
    if (status == CRM_OK)
        status = crm__put_same(table, CRM_FIELD_MODIFIED, at, count, modified);
    if (status != CRM_OK) {
        crm__table_truncate(table, at);
        return crm__no_memory(crm);
    }
    for (size_t i = 0; i < count; i++)
        append_entry(crm->unit, from->kind, CRM__PUT, ids[i])->row = at + i;
    *out_row = at;
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
