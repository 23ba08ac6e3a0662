/*
 * changes.c - the content of one apply, as a store reads it.
 */
#include "store/changes.h"

#include "crm/store.h"

/* A table of the kind, made when it is first needed. */
static bool
keep(crm_context *crm, crm_kind kind, crm_table **table)
{
    if (!*table)
        *table = crm__table_new(crm, kind);
    return *table != NULL;
}

struct crm__group *
crm__changes_group(struct crm_changes *changes, crm_kind kind)
{
    struct crm__group *kept = &changes->kept[kind];

    for (size_t i = 0; i < changes->count; i++)
        if (changes->groups[i].kind == kind)
            return &changes->groups[i];
    if (!keep(changes->crm, kind, &kept->checks) || !keep(changes->crm, kind, &kept->removes) ||
        !keep(changes->crm, kind, &kept->puts)) {
        crm__no_memory(changes->crm);
        return NULL;
    }
    kept->kind = kind;
    changes->groups[changes->count] = *kept;
    return &changes->groups[changes->count++];
}

crm_status
crm__changes_note(crm_table *table, crm_id id, int64_t version)
{
    size_t row = crm_table_rows(table);
    crm_status status = crm_table_add(table, 1);

    if (status == CRM_OK)
        status = crm__put_int(table, row, CRM_FIELD_ID, id);
    if (status == CRM_OK)
        status = crm__put_int(table, row, CRM_FIELD_VERSION, version);
    return status;
}

void
crm__changes_clear(struct crm_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        const struct crm__group *kept = &changes->kept[changes->groups[i].kind];

        crm__table_clear(kept->checks);
        crm__table_clear(kept->removes);
        crm__table_clear(kept->puts);
    }
    changes->count = 0;
}

void
crm__changes_free(struct crm_changes *changes)
{
    for (size_t kind = 0; kind <= CRM__KINDS; kind++) {
        crm__table_free(changes->kept[kind].checks);
        crm__table_free(changes->kept[kind].removes);
        crm__table_free(changes->kept[kind].puts);
    }
}

size_t
crm_changes_groups(const crm_changes *changes)
{
    return changes ? changes->count : 0;
}

crm_kind
crm_changes_kind(const crm_changes *changes, size_t group)
{
    return changes && group < changes->count ? changes->groups[group].kind : 0;
}

const crm_table *
crm_changes_checks(const crm_changes *changes, size_t group)
{
    return changes && group < changes->count ? changes->groups[group].checks : NULL;
}

const crm_table *
crm_changes_removes(const crm_changes *changes, size_t group)
{
    return changes && group < changes->count ? changes->groups[group].removes : NULL;
}

const crm_table *
crm_changes_puts(const crm_changes *changes, size_t group)
{
    return changes && group < changes->count ? changes->groups[group].puts : NULL;
}
