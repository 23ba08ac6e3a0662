/*
 * changes.c - the content of one apply, as a store reads it.
 */
#include "store/changes.h"

#include <string.h>

#include "crm/store.h"

struct crm__group *
crm__changes_group(struct crm_changes *changes, crm_kind kind)
{
    struct crm__group *group;

    for (size_t i = 0; i < changes->count; i++)
        if (changes->groups[i].kind == kind)
            return &changes->groups[i];
    group = &changes->groups[changes->count];
    memset(group, 0, sizeof *group);
    group->kind = kind;
    group->checks = crm__table_new(changes->crm, kind);
    group->removes = crm__table_new(changes->crm, kind);
    group->puts = crm__table_new(changes->crm, kind);
    changes->count++;
    if (!group->checks || !group->removes || !group->puts) {
        crm__no_memory(changes->crm);
        return NULL;
    }
    return group;
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
crm__changes_done(struct crm_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        struct crm__group *group = &changes->groups[i];

        crm__table_free(group->checks);
        crm__table_free(group->removes);
        if (!group->borrowed)
            crm__table_free(group->puts);
    }
    changes->count = 0;
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
