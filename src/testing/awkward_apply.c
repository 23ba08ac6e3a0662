/*
 * awkward_apply.c - how the awkward store writes: everything is judged and prepared first, so that
 * the last step, which makes the new state stand, cannot fail.
 */
#include <string.h>

#include "testing/awkward.h"

static bool
flawed(const struct crm__writing *work, enum crm__flaw flaw)
{
    return work->shared->flaw == flaw;
}

/* Copies of all puts. With FLAW_CONFLICT_CHANGES_NOTHING only of those that fit. */
static bool
make_rows(struct crm__writing *work)
{
    for (size_t group = 0; group < crm_changes_groups(work->changes); group++) {
        const crm_table *puts = crm_changes_puts(work->changes, group);
        crm_kind kind = crm_changes_kind(work->changes, group);

        for (size_t row = 0; row < crm_table_rows(puts); row++) {
            int64_t version;
            crm_id id;

            crm__id_and_version(puts, row, &id, &version);
            if (flawed(work, FLAW_CONFLICT_CHANGES_NOTHING) &&
                !crm__put_fits(work, kind, id, version))
                continue;
            if (!crm__testing_grow(&work->shared->memory, (void **)&work->made, &work->capacity,
                                   work->count + 1, sizeof *work->made))
                return false;
            work->made[work->count] =
                crm__row_new(work->shared, puts, row, crm__standing(work, kind, id));
            if (!work->made[work->count])
                return false;
            work->made[work->count++]->writer = work->connection->number;
        }
    }
    return true;
}

/* Rows that no reader can see any more. */
static void
drop_dead_rows(struct crm__awkward_shared *shared)
{
    size_t kept = 0;

    if (shared->readers || shared->flaw == FLAW_EDIT_IS_SEEN ||
        shared->flaw == FLAW_OTHER_CONNECTION_SEES_WRITES ||
        shared->flaw == FLAW_RELEASE_ENDS_THE_HOLD ||
        shared->flaw == FLAW_HOLD_MAY_BE_TAKEN_AGAIN ||
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
end_row(struct crm__writing *work, crm_kind kind, crm_id id, uint64_t remover)
{
    struct crm__row *row = crm__standing(work, kind, id);

    if (!row)
        return;
    row->died = work->shared->moment + 1;
    row->remover = remover;
}

static void
remove_rows(struct crm__writing *work, size_t group)
{
    const crm_table *removes = crm_changes_removes(work->changes, group);
    crm_kind kind = crm_changes_kind(work->changes, group);
    size_t rows = crm_table_rows(removes);

    if (flawed(work, FLAW_REMOVED_ROW_IS_GONE) && rows > 1)
        rows = 1;
    for (size_t row = 0; row < rows; row++) {
        int64_t version;
        crm_id id;

        crm__id_and_version(removes, row, &id, &version);
        end_row(work, kind, id, work->connection->number);
        if (flawed(work, FLAW_IDS_ARE_NEVER_GIVEN_TWICE) && kind == CRM_KIND_USER &&
            work->shared->last_id[kind] == id)
            work->shared->last_id[kind]--;
    }
}

/* FLAW_CHECKS_WRITE_NOTHING: rows that are only checked get the next version. */
static void
touch_checked(struct crm__writing *work, size_t group)
{
    const crm_table *checks = crm_changes_checks(work->changes, group);

    for (size_t i = 0; i < crm_table_rows(checks); i++) {
        struct crm__row *row;
        int64_t version;
        crm_id id;

        crm__id_and_version(checks, i, &id, &version);
        row = crm__standing(work, crm_changes_kind(work->changes, group), id);
        for (size_t k = 0; row && k < row->count; k++) {
            if (row->cells[k].number == CRM_FIELD_VERSION)
                row->cells[k].integer = ++row->version;
        }
    }
}

/* Ids that callers chose are not handed out later. */
static void
know_id(struct crm__awkward_shared *shared, crm_kind kind, crm_id id)
{
    if (shared->flaw != FLAW_IDS_OF_CALLERS_ARE_NOT_RESERVED && kind > 0 &&
        kind <= CRM_KIND_REFERRAL && id < AWKWARD_OWN_IDS && id > shared->last_id[kind])
        shared->last_id[kind] = id;
}

/* FLAW_NO_KIND_IS_DROPPED: rates are taken and forgotten. */
static bool
is_forgotten(const struct crm__writing *work, const struct crm__row *row)
{
    return flawed(work, FLAW_NO_KIND_IS_DROPPED) && row->kind == CRM_KIND_RATE;
}

/* The step that cannot fail: room was made before. `well` is false only with flaws. */
static void
make_stand(struct crm__writing *work, bool well)
{
    struct crm__awkward_shared *shared = work->shared;
    size_t last = work->count;

    for (size_t group = 0; well && group < crm_changes_groups(work->changes); group++) {
        remove_rows(work, group);
        if (flawed(work, FLAW_CHECKS_WRITE_NOTHING))
            touch_checked(work, group);
    }
    if (flawed(work, FLAW_UNIT_IS_WHOLE) && last > 100)
        last = 100;
    for (size_t i = 0; i < last; i++)
        end_row(work, work->made[i]->kind, work->made[i]->id, 0);
    for (size_t i = 0; i < last; i++) {
        if (is_forgotten(work, work->made[i]))
            continue;
        know_id(shared, work->made[i]->kind, work->made[i]->id);
        work->made[i]->born = shared->moment + 1;
        shared->rows[shared->count++] = work->made[i];
        work->made[i] = NULL;
    }
    shared->moment++;
    work->connection->lingers = work->connection->released = false;
    drop_dead_rows(shared);
}

static bool
make_room(struct crm__awkward_shared *shared, size_t more)
{
    return crm__testing_grow(&shared->memory, (void **)&shared->rows, &shared->capacity,
                             shared->count + more, sizeof(struct crm__row *));
}

/* FLAW_CONFLICT_NAMES_THE_RECORD: the first row of the unit that is put, whichever it is. */
static crm_id
first_put(const struct crm__writing *work, crm_kind kind, crm_id id)
{
    for (size_t group = 0; group < crm_changes_groups(work->changes); group++) {
        if (crm_changes_kind(work->changes, group) == kind)
            crm_table_int(crm_changes_puts(work->changes, group), 0, CRM_FIELD_ID, &id);
    }
    return id;
}

static void
refuse(struct crm__writing *work, crm_kind kind, crm_id id, crm_reply *reply)
{
    if (flawed(work, FLAW_CONFLICT_NAMES_THE_RECORD))
        id = first_put(work, kind, id);
    work->shared->stuck = flawed(work, FLAW_STORE_WORKS_AFTER_CONFLICT);
    crm_reply_conflict(reply, kind, id);
}

/* FLAW_EVERY_CALL_IS_ANSWERED_ONCE: an answer a group, where three kinds are put. */
static void
answer_again(const struct crm__writing *work, crm_reply *reply)
{
    size_t puts = 0;

    for (size_t group = 0; group < crm_changes_groups(work->changes); group++)
        puts += crm_table_rows(crm_changes_puts(work->changes, group)) > 0;
    if (puts == 3)
        crm_reply_ok(reply);
}

/* Writes or answers why not. */
static void
write_unit(struct crm__writing *work, crm_reply *reply)
{
    crm_kind kind = 0;
    crm_id id = 0;
    bool conflict = crm__find_conflict(work, &kind, &id), duplicate;

    if (conflict && !flawed(work, FLAW_CONFLICT_CHANGES_NOTHING)) {
        refuse(work, kind, id, reply);
        return;
    }
    if (!make_rows(work) || !make_room(work->shared, work->count)) {
        crm_reply_fail(reply, CRM_ERROR_MEMORY, 0, NULL);
        return;
    }
    duplicate = crm__any_duplicate(work);
    if (!duplicate || flawed(work, FLAW_DUPLICATE_CHANGES_NOTHING))
        make_stand(work, !conflict);
    if (conflict)
        crm_reply_conflict(reply, kind, id);
    else if (duplicate)
        crm_reply_fail(reply, CRM_ERROR_DUPLICATE, 0, "an external id is used already");
    else
        crm_reply_ok(reply);
    if (duplicate)
        work->shared->stuck = flawed(work, FLAW_STORE_WORKS_AFTER_DUPLICATE);
    if (flawed(work, FLAW_EVERY_CALL_IS_ANSWERED_ONCE))
        answer_again(work, reply);
}

void
crm__awkward_apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    struct crm__connection *connection = self;
    struct crm__writing work = {connection, connection->shared, changes, NULL, 0, 0};

    if (connection->holding) {
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "a write between hold and release");
        return;
    }
    if (connection->shared->stuck) {
        connection->shared->stuck = false;
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "the former unit was never ended");
        return;
    }
    write_unit(&work, reply);
    for (size_t i = 0; i < work.count; i++)
        crm__row_free(work.shared, work.made[i]);
    crm__testing_release(&work.shared->memory, work.made, work.capacity, sizeof *work.made);
}
