/* hostile.c - see hostile.h. The lies themselves are in hostile_rows.c and hostile_answers.c. */
#include "hostile.h"

const char *
callback_name(int32_t callback)
{
    static const char *const names[] = {"get",     "scan", "next",  "apply",
                                        "reserve", "hold", "clock", "progress"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (callback == 1 << i)
            return names[i];
    }
    return "?";
}

/* Is this the call to lie in? */
static bool
due(struct hostile *hostile, int32_t callback)
{
    if (!hostile->lie || !(hostile->lie->callbacks & (uint32_t)callback) ||
        ++hostile->calls != hostile->at)
        return false;
    hostile->callback = callback;
    hostile->id = 0;
    hostile->field = -1;
    return true;
}

/* True if the call is answered with a lie. */
static bool
lied(struct hostile *hostile, int32_t callback, crm_reply *reply)
{
    if (!due(hostile, callback))
        return false;
    hostile->told = hostile->lie->answer(hostile, reply);
    return hostile->told;
}

/* After the store below has filled the rows. */
static void
spoil(struct hostile *hostile, crm_reply *reply)
{
    crm_table *table = crm_reply_table(reply);

    hostile->kind = crm_table_kind(table);
    hostile->told = hostile->lie->rows(hostile, table);
}

static bool
is_of_rows(const struct hostile *hostile)
{
    return hostile->lie && hostile->lie->rows;
}

static void
hostile_get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    struct hostile *hostile = self;

    if (!is_of_rows(hostile) && lied(hostile, CRM_TESTING_GET, reply))
        return;
    hostile->inner->get(hostile->inner->self, kind, ids, count, reply);
    if (!is_of_rows(hostile) || !due(hostile, CRM_TESTING_GET))
        return;
    hostile->ids = ids;
    hostile->count = count;
    spoil(hostile, reply);
    hostile->ids = NULL;
}

/* ---- cursors ---- */

static void
note(struct hostile *hostile, const char *breach)
{
    if (!hostile->breach)
        hostile->breach = breach;
}

static size_t
find_cursor(const struct hostile *hostile, uint64_t number)
{
    for (size_t i = 0; i < hostile->cursor_count; i++) {
        if (hostile->cursors[i].number == number)
            return i;
    }
    return hostile->cursor_count;
}

static void
hostile_scan(void *self, const crm_query *query, crm_reply *reply)
{
    struct hostile *hostile = self;

    if (!is_of_rows(hostile) && lied(hostile, CRM_TESTING_SCAN, reply))
        return;
    hostile->inner->scan(hostile->inner->self, query, reply);
    if (!is_of_rows(hostile) || !due(hostile, CRM_TESTING_SCAN))
        return;
    hostile->query = query;
    spoil(hostile, reply);
    hostile->query = NULL;
}

static size_t
know_cursor(struct hostile *hostile, uint64_t number)
{
    size_t at = find_cursor(hostile, number);

    if (at < hostile->cursor_count)
        return at;
    if (at == sizeof hostile->cursors / sizeof *hostile->cursors) {
        note(hostile, "more cursors than were ever open at a time");
        return 0;
    }
    hostile->cursors[at].number = number;
    hostile->cursors[at].failed = false;
    hostile->cursor_count++;
    return at;
}

static void
hostile_next(void *self, uint64_t cursor, size_t limit, crm_reply *reply)
{
    struct hostile *hostile = self;
    size_t at = know_cursor(hostile, cursor);
    crm_status status;

    if (hostile->cursors[at].failed)
        note(hostile, "a cursor was read after it had failed");
    if (hostile->idle) {
        hostile->idle--;
        crm_reply_ok(reply);
        return;
    }
    if (!is_of_rows(hostile) && lied(hostile, CRM_TESTING_NEXT, reply)) {
        hostile->cursors[at].failed = hostile->idle == 0;
        return;
    }
    hostile->inner->next(hostile->inner->self, cursor, limit, reply);
    status = crm_reply_status(reply);
    hostile->cursors[at].failed = status < 0;
    if (is_of_rows(hostile) && due(hostile, CRM_TESTING_NEXT)) {
        spoil(hostile, reply);
        hostile->cursors[at].failed = hostile->told && hostile->lie->wanted < 0;
    }
}

static void
hostile_finish(void *self, uint64_t cursor)
{
    struct hostile *hostile = self;
    size_t at = find_cursor(hostile, cursor);

    if (at < hostile->cursor_count)
        hostile->cursors[at] = hostile->cursors[--hostile->cursor_count];
    hostile->idle = 0;
    if (cursor != NEVER_GIVEN)
        hostile->inner->finish(hostile->inner->self, cursor);
}

/* ---- the rest ---- */

/* Of each kind the last record put, unless it is removed. */
static void
note_stored(struct hostile *hostile, const crm_changes *changes)
{
    for (size_t group = 0; group < crm_changes_groups(changes); group++) {
        const crm_table *puts = crm_changes_puts(changes, group);
        const crm_table *removes = crm_changes_removes(changes, group);
        crm_id *stored = &hostile->stored[crm_changes_kind(changes, group) % 64];
        int64_t id;

        for (size_t row = 0; row < crm_table_rows(removes); row++) {
            if (crm_table_int(removes, row, CRM_FIELD_ID, &id) == CRM_OK && id == *stored)
                *stored = 0;
        }
        for (size_t row = 0; row < crm_table_rows(puts); row++)
            (void)crm_table_int(puts, row, CRM_FIELD_ID, stored);
    }
}

static void
hostile_apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    struct hostile *hostile = self;

    if (lied(hostile, CRM_TESTING_APPLY, reply))
        return;
    hostile->inner->apply(hostile->inner->self, changes, reply);
    if (crm_reply_status(reply) == CRM_OK)
        note_stored(hostile, changes);
}

static void
hostile_reserve(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    struct hostile *hostile = self;

    hostile->count = count;
    hostile->kind = kind;
    if (!lied(hostile, CRM_TESTING_RESERVE, reply))
        hostile->inner->reserve(hostile->inner->self, kind, count, reply);
}

static void
hostile_hold(void *self, crm_reply *reply)
{
    struct hostile *hostile = self;

    if (lied(hostile, CRM_TESTING_HOLD, reply))
        return;
    hostile->inner->hold(hostile->inner->self, reply);
    hostile->held = crm_reply_status(reply) == CRM_OK;
}

static void
hostile_release(void *self)
{
    struct hostile *hostile = self;

    if (hostile->held)
        hostile->inner->release(hostile->inner->self);
    hostile->held = false;
}

void
hostile_clock(void *self, crm_reply *reply)
{
    struct hostile *hostile = self;

    if (!lied(hostile, CRM_TESTING_CLOCK, reply))
        crm_testing_faults_clock(hostile->faults, reply);
}

void
hostile_progress(void *self, int64_t rows_done, int64_t rows_known, crm_reply *reply)
{
    struct hostile *hostile = self;

    if (!lied(hostile, CRM_TESTING_PROGRESS, reply))
        crm_testing_faults_progress(hostile->faults, rows_done, rows_known, reply);
}

void
hostile_wrap(struct hostile *hostile, const crm_store *inner, crm_testing_faults *faults,
             crm_store *out_store)
{
    crm_store store = CRM_STORE_INIT;

    hostile->inner = inner;
    hostile->faults = faults;
    store.flags = inner->flags;
    store.self = hostile;
    store.get = hostile_get;
    store.scan = hostile_scan;
    store.next = hostile_next;
    store.finish = hostile_finish;
    store.apply = hostile_apply;
    store.reserve = hostile_reserve;
    store.hold = inner->hold ? hostile_hold : NULL;
    store.release = inner->release ? hostile_release : NULL;
    *out_store = store;
}
