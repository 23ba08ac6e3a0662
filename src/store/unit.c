/*
 * unit.c - collecting writes, undoing them, and sending them to the store whole.
 */
#include "store/unit.h"

#include "store/call.h"
#include "store/changes.h"

struct crm__unit *
crm__unit_new(crm_context *crm)
{
    struct crm__unit *unit = crm__alloc(&crm->memory, sizeof *unit);

    if (unit)
        crm__cells_init(&unit->index, &crm->memory, 2, 1);
    return unit;
}

void
crm__unit_free(crm_context *crm)
{
    struct crm__unit *unit = crm->unit;

    if (!unit)
        return;
    for (size_t kind = 0; kind <= CRM__KINDS; kind++)
        if (unit->rows[kind])
            crm__table_free(unit->rows[kind]);
    crm__free_array(&crm->memory, unit->entries, unit->capacity, sizeof *unit->entries);
    crm__cells_done(&unit->index);
    crm__free(&crm->memory, unit, sizeof *unit);
    crm->unit = NULL;
}

static void
open_unit(crm_context *crm)
{
    crm->unit->open = true;
    crm->unit->serial++;
}

/* Forget all entries; tables keep their memory for the next unit. */
static void
close_unit(crm_context *crm)
{
    struct crm__unit *unit = crm->unit;

    for (size_t kind = 1; kind <= CRM__KINDS; kind++)
        if (unit->rows[kind])
            crm__table_clear(unit->rows[kind]);
    crm__cells_done(&unit->index);
    crm__cells_init(&unit->index, &crm->memory, 2, 1);
    unit->count = 0;
    unit->open = false;
}

/* Take back the entries from `mark` on. */
static void
undo(crm_context *crm, size_t mark)
{
    struct crm__unit *unit = crm->unit;

    while (unit->count > mark) {
        const struct crm__entry *entry = &unit->entries[--unit->count];

        *crm__cells_find(&unit->index, entry->kind, entry->id, 0) = (int64_t)entry->previous;
        if (entry->op == CRM__PUT)
            crm__table_truncate(unit->rows[entry->kind], entry->row);
    }
}

crm_status
crm__work_begin(crm_context *crm, struct crm__work *work)
{
    work->own = !crm->unit->open;
    if (work->own)
        open_unit(crm);
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
    entry->kind = kind;
    entry->op = op;
    entry->id = id;
    entry->base = base;
    entry->row = row;
    entry->previous = (size_t)*latest;
    *latest = (int64_t)unit->count;
    return CRM_OK;
}

crm_status
crm__unit_put(crm_context *crm, crm_kind kind, crm_id id, int64_t base, crm_table **out_table,
              size_t *out_row)
{
    struct crm__unit *unit = crm->unit;
    crm_table *table = unit->rows[kind];
    size_t row;
    crm_status status;

    if (!table) {
        table = unit->rows[kind] = crm__table_new(crm, kind);
        if (!table)
            return crm__no_memory(crm);
    }
    row = crm_table_rows(table);
    status = crm_table_add(table, 1);
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
        return crm__fail(crm, CRM_ERROR_CONFLICT, kind, id, -1,
                         "%s %lld was changed by somebody else", crm_schema_kind_name(NULL, kind),
                         (long long)id);
    return add_entry(crm, kind, CRM__CHECK, id, version, 0);
}

void
crm__unit_touch(crm_record *record)
{
    crm_context *crm = record->crm;
    const struct crm__entry *entry = crm__unit_find(crm, record->kind, crm_record_id(record));

    if (!record->touched) {
        record->touched = true;
        record->former_stored = record->stored;
        record->next_touched = crm->touched;
        crm->touched = record;
    }
    record->unit_serial = crm->unit->serial;
    record->entry = entry ? (size_t)(entry - crm->unit->entries) + 1 : 0;
}

crm_status
crm__unit_base(crm_record *record, int64_t *out_base)
{
    crm_context *crm = record->crm;
    crm_id id = crm_record_id(record);
    int64_t version = crm__record_int_or(record, CRM_FIELD_VERSION, 0);
    const struct crm__entry *entry = crm__unit_find(crm, record->kind, id);
    bool seen;

    if (record->stale)
        return crm__fail(crm, CRM_ERROR_STATE, record->kind, id, -1,
                         "%s %lld was read from writes that were rolled back: load it again",
                         crm_schema_kind_name(NULL, record->kind), (long long)id);
    *out_base = record->stored ? version : 0;
    if (!entry || entry->op == CRM__CHECK) {
        if (entry && entry->base != *out_base)
            goto conflict;
        return CRM_OK;
    }
    seen = record->unit_serial == crm->unit->serial &&
           record->entry == (size_t)(entry - crm->unit->entries) + 1;
    if (!seen)
        goto conflict;
    *out_base = entry->base;
    return CRM_OK;

conflict:
    return crm__fail(crm, CRM_ERROR_CONFLICT, record->kind, id, -1,
                     "%s %lld was changed by another handle",
                     crm_schema_kind_name(NULL, record->kind), (long long)id);
}

/* Is this entry the last word on its record? */
static bool
is_latest(const crm_context *crm, size_t index)
{
    const struct crm__entry *entry = &crm->unit->entries[index];

    return crm__unit_find(crm, entry->kind, entry->id) == entry;
}

/* Was anything of the kind overwritten or removed in the unit? Then its table holds too much. */
static bool
has_superseded(const crm_context *crm, crm_kind kind)
{
    for (size_t i = 0; i < crm->unit->count; i++)
        if (crm->unit->entries[i].kind == kind && crm->unit->entries[i].op == CRM__PUT &&
            !is_latest(crm, i))
            return true;
    return false;
}

/* Puts of a kind: the unit's own table when every row of it counts, else a copy of those that do.
 */
static crm_status
gather_puts(crm_context *crm, struct crm__group *group)
{
    crm_table *rows = crm->unit->rows[group->kind];

    if (!rows || crm_table_rows(rows) == 0)
        return CRM_OK;
    if (!has_superseded(crm, group->kind)) {
        crm__table_free(group->puts);
        group->puts = rows;
        group->borrowed = true;
        return CRM_OK;
    }
    for (size_t i = 0; i < crm->unit->count; i++) {
        const struct crm__entry *entry = &crm->unit->entries[i];

        if (entry->kind == group->kind && entry->op == CRM__PUT && is_latest(crm, i) &&
            crm__table_copy_rows(group->puts, rows, entry->row, 1) != CRM_OK)
            return crm__no_memory(crm);
    }
    return CRM_OK;
}

static crm_status
gather(crm_context *crm, struct crm_changes *changes, bool *out_writes)
{
    *out_writes = false;
    for (size_t i = 0; i < crm->unit->count; i++) {
        const struct crm__entry *entry = &crm->unit->entries[i];
        struct crm__group *group;
        crm_status status = CRM_OK;

        if (!is_latest(crm, i) || (entry->op == CRM__REMOVE && entry->base == 0))
            continue;
        group = crm__changes_group(changes, entry->kind);
        if (!group)
            return CRM_ERROR_MEMORY;
        if (entry->op == CRM__CHECK)
            status = crm__changes_note(group->checks, entry->id, entry->base);
        else if (entry->op == CRM__REMOVE)
            status = crm__changes_note(group->removes, entry->id, entry->base);
        if (status != CRM_OK)
            return crm__no_memory(crm);
        if (entry->op != CRM__CHECK)
            *out_writes = true;
    }
    for (size_t i = 0; i < changes->count; i++)
        if (gather_puts(crm, &changes->groups[i]) != CRM_OK)
            return CRM_ERROR_MEMORY;
    return CRM_OK;
}

static void
settle_handles(crm_context *crm, bool well)
{
    while (crm->touched) {
        crm_record *record = crm->touched;

        crm->touched = record->next_touched;
        record->next_touched = NULL;
        if (well)
            crm__record_settled(record);
        else
            crm__record_restored(record);
    }
}

crm_status
crm__unit_commit(crm_context *crm)
{
    struct crm_changes changes = {.crm = crm};
    bool writes;
    crm_status status = gather(crm, &changes, &writes);

    if (status == CRM_OK && writes)
        status = crm__call_apply(crm, &changes);
    crm__changes_done(&changes);
    settle_handles(crm, status == CRM_OK);
    close_unit(crm);
    return status;
}

void
crm__unit_rollback(crm_context *crm)
{
    settle_handles(crm, false);
    close_unit(crm);
}

crm_status
crm_begin(crm_context *crm)
{
    crm_status status = crm__enter(crm);

    if (status != CRM_OK)
        return status;
    if (crm->unit->open)
        status = crm__fail(crm, CRM_ERROR_STATE, 0, 0, -1, "a unit of work is open already");
    else
        open_unit(crm);
    crm__leave(crm);
    return status;
}

crm_status
crm_commit(crm_context *crm)
{
    crm_status status = crm__enter(crm);

    if (status != CRM_OK)
        return status;
    if (crm->unit->open)
        status = crm__unit_commit(crm);
    else
        status = crm__fail(crm, CRM_ERROR_STATE, 0, 0, -1, "no unit of work is open");
    crm__leave(crm);
    return status;
}

void
crm_rollback(crm_context *crm)
{
    if (crm__enter(crm) != CRM_OK)
        return;
    if (crm->unit->open)
        crm__unit_rollback(crm);
    crm__leave(crm);
}
