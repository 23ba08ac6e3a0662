/*
 * awkward_apply.c - how the awkward store writes: everything is judged and prepared first, so that
 * the last step, which makes the new state stand, cannot fail.
 */
#include <string.h>

#include "testing/awkward.h"

/* What one apply works with. */
struct work {
    struct crm__connection *connection;
    struct crm__awkward_shared *shared;
    const crm_changes *changes;
    struct crm__row **made; /* new rows, in order of groups */
    size_t count;
    size_t capacity;
};

static bool
flawed(const struct work *work, enum crm__flaw flaw)
{
    return work->shared->flaw == flaw;
}

static void
id_and_version(const crm_table *table, size_t row, crm_id *out_id, int64_t *out_version)
{
    *out_id = 0;
    *out_version = 0;
    crm_table_int(table, row, CRM_FIELD_ID, out_id);
    crm_table_int(table, row, CRM_FIELD_VERSION, out_version);
}

static struct crm__row *
standing(const struct work *work, crm_kind kind, crm_id id)
{
    return crm__row_find(work->connection, kind, id, work->shared->moment);
}

/* The version that is stored, 0 = no such row. */
static int64_t
stored_version(const struct work *work, crm_kind kind, crm_id id)
{
    const struct crm__row *row = standing(work, kind, id);

    return row ? row->version : 0;
}

static bool
put_fits(const struct work *work, crm_kind kind, crm_id id, int64_t version)
{
    int64_t stored = stored_version(work, kind, id);

    if (stored == version - 1)
        return true;
    if (version == 1)
        return flawed(work, FLAW_NEW_ROW_MUST_BE_NEW);
    if (stored == 0)
        return flawed(work, FLAW_REMOVED_ROW_IS_NOT_PUT);
    if (work->connection->shared->flaw == FLAW_OTHER_CONNECTION_CONFLICTS)
        return standing(work, kind, id)->writer != work->connection->number;
    return flawed(work, FLAW_VERSION_IS_COMPARED);
}

static bool
old_fits(const struct work *work, crm_kind kind, crm_id id, int64_t version, enum crm__flaw flaw)
{
    return flawed(work, flaw) || stored_version(work, kind, id) == version;
}

/* The first row of a group that is not as the unit says; 0 = all are. */
static crm_id
group_conflict(const struct work *work, size_t group)
{
    const crm_table *checks = crm_changes_checks(work->changes, group);
    const crm_table *removes = crm_changes_removes(work->changes, group);
    const crm_table *puts = crm_changes_puts(work->changes, group);
    crm_kind kind = crm_changes_kind(work->changes, group);
    int64_t version;
    crm_id id;

    for (size_t row = 0; row < crm_table_rows(checks); row++) {
        id_and_version(checks, row, &id, &version);
        if (!old_fits(work, kind, id, version, FLAW_CHECKS_ARE_COMPARED))
            return id;
    }
    for (size_t row = 0; row < crm_table_rows(removes); row++) {
        id_and_version(removes, row, &id, &version);
        if (!old_fits(work, kind, id, version, FLAW_REMOVE_COMPARES_VERSION))
            return id;
    }
    for (size_t row = 0; row < crm_table_rows(puts); row++) {
        id_and_version(puts, row, &id, &version);
        if (!put_fits(work, kind, id, version))
            return id;
    }
    return 0;
}

/* Copies of all puts. With FLAW_CONFLICT_CHANGES_NOTHING only of those that fit. */
static bool
make_rows(struct work *work)
{
    for (size_t group = 0; group < crm_changes_groups(work->changes); group++) {
        const crm_table *puts = crm_changes_puts(work->changes, group);
        crm_kind kind = crm_changes_kind(work->changes, group);

        for (size_t row = 0; row < crm_table_rows(puts); row++) {
            int64_t version;
            crm_id id;

            id_and_version(puts, row, &id, &version);
            if (flawed(work, FLAW_CONFLICT_CHANGES_NOTHING) && !put_fits(work, kind, id, version))
                continue;
            if (!crm__testing_grow(&work->shared->memory, (void **)&work->made, &work->capacity,
                                   work->count + 1, sizeof *work->made))
                return false;
            work->made[work->count] =
                crm__row_new(work->shared, puts, row, standing(work, kind, id));
            if (!work->made[work->count])
                return false;
            work->made[work->count++]->writer = work->connection->number;
        }
    }
    return true;
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
same_text(const struct work *work, const struct crm__cell *a, const struct crm__cell *b)
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
share_external_id(const struct work *work, const struct crm__row *a, const struct crm__row *b)
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
goes(const struct work *work, const struct crm__row *stored)
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

            id_and_version(removes, row, &id, &version);
            if (id == stored->id)
                return true;
        }
    }
    return false;
}

static bool
duplicate_of_stored(const struct work *work, const struct crm__row *made)
{
    const struct crm__awkward_shared *shared = work->shared;

    for (size_t i = 0; i < shared->count; i++) {
        const struct crm__row *stored = shared->rows[i];
        bool stands = crm__row_stands(work->connection, stored, shared->moment);

        if (!stands && !flawed(work, FLAW_EXTERNAL_ID_IS_FREE_AFTER_REMOVE))
            continue;
        if (share_external_id(work, made, stored) && !(stands && goes(work, stored)))
            return true;
    }
    return false;
}

static bool
any_duplicate(const struct work *work)
{
    if (flawed(work, FLAW_EXTERNAL_ID_IS_UNIQUE))
        return false;
    for (size_t i = 0; i < work->count; i++) {
        if (!crm__row_external_id(work->made[i]))
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

/* Rows that no reader can see any more. */
static void
drop_dead_rows(struct crm__awkward_shared *shared)
{
    size_t kept = 0;

    if (shared->readers || shared->flaw == FLAW_EDIT_IS_SEEN ||
        shared->flaw == FLAW_EXTERNAL_ID_IS_FREE_AFTER_REMOVE)
        return;
    for (size_t i = 0; i < shared->count; i++) {
        if (shared->rows[i]->died)
            crm__row_free(shared, shared->rows[i]);
        else
            shared->rows[kept++] = shared->rows[i];
    }
    shared->count = kept;
}

static void
end_row(struct work *work, crm_kind kind, crm_id id)
{
    struct crm__row *row = standing(work, kind, id);

    if (row)
        row->died = work->shared->moment + 1;
}

/* The step that cannot fail: room was made before. */
static void
make_stand(struct work *work)
{
    struct crm__awkward_shared *shared = work->shared;
    size_t last = work->count;

    for (size_t group = 0; group < crm_changes_groups(work->changes); group++) {
        const crm_table *removes = crm_changes_removes(work->changes, group);

        for (size_t row = 0; row < crm_table_rows(removes); row++) {
            int64_t version;
            crm_id id;

            id_and_version(removes, row, &id, &version);
            if (!flawed(work, FLAW_REMOVED_ROW_IS_GONE))
                end_row(work, crm_changes_kind(work->changes, group), id);
        }
    }
    if (flawed(work, FLAW_UNIT_IS_WHOLE) && last > 100)
        last = 100;
    for (size_t i = 0; i < last; i++)
        end_row(work, work->made[i]->kind, work->made[i]->id);
    for (size_t i = 0; i < last; i++) {
        work->made[i]->born = shared->moment + 1;
        shared->rows[shared->count++] = work->made[i];
        work->made[i] = NULL;
    }
    shared->moment++;
    drop_dead_rows(shared);
}

static bool
find_conflict(const struct work *work, crm_kind *out_kind, crm_id *out_id)
{
    for (size_t group = 0; group < crm_changes_groups(work->changes); group++) {
        *out_kind = crm_changes_kind(work->changes, group);
        *out_id = group_conflict(work, group);
        if (*out_id)
            return true;
    }
    return false;
}

static bool
make_room(struct crm__awkward_shared *shared, size_t more)
{
    return crm__testing_grow(&shared->memory, (void **)&shared->rows, &shared->capacity,
                             shared->count + more, sizeof(struct crm__row *));
}

/* Writes or answers why not. */
static void
write_unit(struct work *work, crm_reply *reply)
{
    crm_kind kind = 0;
    crm_id id = 0;
    bool conflict = find_conflict(work, &kind, &id), duplicate;

    if (conflict && !flawed(work, FLAW_CONFLICT_CHANGES_NOTHING)) {
        work->shared->stuck = flawed(work, FLAW_STORE_WORKS_AFTER_CONFLICT);
        crm_reply_conflict(reply, kind, id);
        return;
    }
    if (!make_rows(work) || !make_room(work->shared, work->count)) {
        crm_reply_fail(reply, CRM_ERROR_MEMORY, 0, NULL);
        return;
    }
    duplicate = any_duplicate(work);
    if (!duplicate || flawed(work, FLAW_DUPLICATE_CHANGES_NOTHING))
        make_stand(work);
    if (conflict)
        crm_reply_conflict(reply, kind, id);
    else if (duplicate)
        crm_reply_fail(reply, CRM_ERROR_DUPLICATE, 0, "an external id is used already");
    else
        crm_reply_ok(reply);
}

void
crm__awkward_apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    struct crm__connection *connection = self;
    struct work work = {connection, connection->shared, changes, NULL, 0, 0};

    if (connection->holding) {
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "a write between hold and release");
        return;
    }
    if (connection->shared->stuck) {
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "the former unit was never ended");
        return;
    }
    write_unit(&work, reply);
    for (size_t i = 0; i < work.count; i++)
        crm__row_free(work.shared, work.made[i]);
    crm__testing_release(&work.shared->memory, work.made, work.capacity, sizeof *work.made);
}
