/*
 * unit_commit.c - the end of a unit of work: what is the last word on each record goes to the store
 * in one apply, and the handles learn how it went.
 */
#include "store/call.h"
#include "store/changes.h"
#include "store/unit.h"

/* Is this entry the last word on its record? */
static bool
is_latest(const crm_context *crm, size_t index)
{
    const struct crm__entry *entry = &crm->unit->entries[index];

    return !crm->unit->rewritten || crm__unit_find(crm, entry->kind, entry->id) == entry;
}

/* Was anything of the kind overwritten or removed in the unit? Then its table holds too much. */
static bool
has_superseded(const crm_context *crm, crm_kind kind)
{
    if (!crm->unit->rewritten)
        return false;
    for (size_t i = crm->unit->of_kind[kind]; i; i = crm->unit->entries[i - 1].sibling)
        if (crm->unit->entries[i - 1].op == CRM__PUT && !is_latest(crm, i - 1))
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
        group->puts = rows;
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
    struct crm__group *group = NULL;

    *out_writes = false;
    for (size_t i = 0; i < crm->unit->count; i++) {
        const struct crm__entry *entry = &crm->unit->entries[i];
        crm_status status = CRM_OK;

        if (!is_latest(crm, i) || (entry->op == CRM__REMOVE && entry->base == 0))
            continue;
        if (!group || group->kind != entry->kind)
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

        crm__record_untouch(record);
        /* Two handles wrote one record in the unit: both have the version that is stored now, and
           only the last one what is stored. */
        if (well &&
            !crm__unit_abreast(record, crm__unit_find(crm, record->kind, crm_record_id(record))))
            record->outdated = true;
        if (well)
            crm__record_settled(record);
        else
            crm__record_restored(record);
    }
}

crm_status
crm__unit_commit(crm_context *crm)
{
    struct crm_changes *changes = &crm->unit->changes;
    bool writes;
    crm_status status = gather(crm, changes, &writes);

    if (status == CRM_OK && writes)
        status = crm__call_apply(crm, changes);
    crm__changes_clear(changes);
    settle_handles(crm, status == CRM_OK);
    crm__unit_close(crm);
    return status;
}

void
crm__unit_rollback(crm_context *crm)
{
    settle_handles(crm, false);
    crm__unit_close(crm);
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
        crm__unit_open(crm);
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
