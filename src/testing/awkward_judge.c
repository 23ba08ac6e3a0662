/*
 * awkward_judge.c - whether a unit may be written to the awkward store: each row is as the unit says,
 * and no external id is used twice afterwards.
 */
#include <string.h>

#include "testing/awkward.h"

static bool
flawed(const struct crm__writing *work, enum crm__flaw flaw)
{
    return work->shared->flaw == flaw;
}

void
crm__id_and_version(const crm_table *table, size_t row, crm_id *out_id, int64_t *out_version)
{
    *out_id = 0;
    *out_version = 0;
    crm_table_int(table, row, CRM_FIELD_ID, out_id);
    crm_table_int(table, row, CRM_FIELD_VERSION, out_version);
}

struct crm__row *
crm__standing(const struct crm__writing *work, crm_kind kind, crm_id id)
{
    return crm__row_find(work->connection, kind, id, work->shared->moment);
}

/* The version that is stored, 0 = no such row. */
static int64_t
stored_version(const struct crm__writing *work, crm_kind kind, crm_id id)
{
    const struct crm__row *row = crm__standing(work, kind, id);

    return row ? row->version : 0;
}

bool
crm__put_fits(const struct crm__writing *work, crm_kind kind, crm_id id, int64_t version)
{
    int64_t stored = stored_version(work, kind, id);

    if (stored == version - 1)
        return true;
    if (version == 1)
        return flawed(work, FLAW_NEW_ROW_MUST_BE_NEW);
    if (stored == 0)
        return flawed(work, FLAW_REMOVED_ROW_IS_NOT_PUT);
    if (work->connection->shared->flaw == FLAW_OTHER_CONNECTION_CONFLICTS)
        return crm__standing(work, kind, id)->writer != work->connection->number;
    return flawed(work, FLAW_VERSION_IS_COMPARED) && stored > version;
}

/* Has a row that is checked or removed this version? With one flaw another one will do, with the
   other none at all. */
static bool
old_fits(const struct crm__writing *work, crm_kind kind, crm_id id, int64_t version,
         enum crm__flaw any_version, enum crm__flaw no_row)
{
    int64_t stored = stored_version(work, kind, id);

    return stored == version || flawed(work, stored ? any_version : no_row);
}

/* The first row of a group that is not as the unit says; 0 = all are. */
static crm_id
group_conflict(const struct crm__writing *work, size_t group)
{
    const crm_table *checks = crm_changes_checks(work->changes, group);
    const crm_table *removes = crm_changes_removes(work->changes, group);
    const crm_table *puts = crm_changes_puts(work->changes, group);
    crm_kind kind = crm_changes_kind(work->changes, group);
    int64_t version;
    crm_id id;

    for (size_t row = 0; row < crm_table_rows(checks); row++) {
        crm__id_and_version(checks, row, &id, &version);
        if (!old_fits(work, kind, id, version, FLAW_CHECKS_ARE_COMPARED,
                      FLAW_CHECKED_ROW_MUST_BE_THERE))
            return id;
    }
    for (size_t row = 0; row < crm_table_rows(removes); row++) {
        crm__id_and_version(removes, row, &id, &version);
        if (!old_fits(work, kind, id, version, FLAW_REMOVE_COMPARES_VERSION,
                      FLAW_REMOVED_ROW_IS_NOT_REMOVED))
            return id;
    }
    for (size_t row = 0; row < crm_table_rows(puts); row++) {
        crm__id_and_version(puts, row, &id, &version);
        if (!crm__put_fits(work, kind, id, version))
            return id;
    }
    return 0;
}

bool
crm__find_conflict(const struct crm__writing *work, crm_kind *out_kind, crm_id *out_id)
{
    for (size_t group = 0; group < crm_changes_groups(work->changes); group++) {
        *out_kind = crm_changes_kind(work->changes, group);
        *out_id = group_conflict(work, group);
        if (*out_id)
            return true;
    }
    return false;
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
same_text(const struct crm__writing *work, const struct crm__cell *a, const struct crm__cell *b)
{
    if (a->length != b->length)
        return false;
    if (!flawed(work, FLAW_EXTERNAL_ID_IS_BYTES))
        return memcmp(a->text, b->text, a->length) == 0;
    for (size_t i = 0; i < a->length; i++) {
        if (lower(a->text[i]) != lower(b->text[i]))
            return false;
    }
    return true;
}

/* Do two rows of different records have one external id? */
static bool
share_external_id(const struct crm__writing *work, const struct crm__row *a,
                  const struct crm__row *b)
{
    const struct crm__cell *mine = crm__row_external_id(a), *theirs = crm__row_external_id(b);

    if (!mine || !theirs || !same_text(work, mine, theirs))
        return false;
    if (a->kind != b->kind)
        return flawed(work, FLAW_EXTERNAL_ID_IS_OF_ITS_KIND);
    return a->id != b->id;
}

/* Is a stored row replaced or removed by this unit? */
static bool
goes(const struct crm__writing *work, const struct crm__row *stored)
{
    for (size_t i = 0; i < work->count; i++) {
        if (work->made[i]->kind == stored->kind && work->made[i]->id == stored->id)
            return true;
    }
    for (size_t group = 0; group < crm_changes_groups(work->changes); group++) {
        const crm_table *removes = crm_changes_removes(work->changes, group);

        if (crm_changes_kind(work->changes, group) != stored->kind)
            continue;
        for (size_t row = 0; row < crm_table_rows(removes); row++) {
            int64_t version;
            crm_id id;

            crm__id_and_version(removes, row, &id, &version);
            if (id == stored->id)
                return true;
        }
    }
    return false;
}

static bool
duplicate_of(const struct crm__writing *work, const struct crm__row *made,
             const struct crm__row *stored)
{
    bool stands = crm__row_stands(stored, work->shared->moment);

    if (flawed(work, FLAW_RECORD_KEEPS_ITS_EXTERNAL_ID) && stands && made->id == stored->id &&
        made->kind == stored->kind && crm__row_external_id(made) && crm__row_external_id(stored))
        return same_text(work, crm__row_external_id(made), crm__row_external_id(stored));
    if (!stands && !flawed(work, FLAW_EXTERNAL_ID_IS_FREE_AFTER_REMOVE))
        return false;
    if (!share_external_id(work, made, stored))
        return false;
    return !(stands && goes(work, stored)) || flawed(work, FLAW_EXTERNAL_ID_MAY_CHANGE_HANDS);
}

static bool
duplicate_of_stored(const struct crm__writing *work, const struct crm__row *made)
{
    for (size_t i = 0; i < work->shared->count; i++) {
        if (duplicate_of(work, made, work->shared->rows[i]))
            return true;
    }
    return false;
}

bool
crm__any_duplicate(const struct crm__writing *work)
{
    for (size_t i = 0; i < work->count; i++) {
        if (!crm__row_external_id(work->made[i]))
            continue;
        if (flawed(work, FLAW_EXTERNAL_ID_IS_UNIQUE) && work->made[i]->version > 1)
            continue;
        for (size_t k = 0; k < i; k++) {
            if (share_external_id(work, work->made[i], work->made[k]))
                return true;
        }
        if (duplicate_of_stored(work, work->made[i]))
            return true;
    }
    return false;
}
