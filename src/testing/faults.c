/*
 * faults.c - a store around a store that makes one call misbehave, and watches the library's side
 * of the contract meanwhile.
 *
 * Every callback that answers goes the same way: enter() counts it, notes breaches, and either has
 * dealt with it (failure, no reply, unknown code) or says go on; the inner store then answers with
 * the very same reply; leave() adds the second answer where one was ordered.
 */
#include "crm/record.h"
#include "testing/inside.h"

#define FIRST_SIZE CRM__UP_TO(crm_testing_faults, breach)
#define UNKNOWN_CODE (-31337) /* a status that libcrm has no name for */

crm_status
crm_testing_faults_init(crm_testing_faults *faults, size_t size)
{
    const crm_testing_faults init = CRM_TESTING_FAULTS_INIT;

    return crm__testing_init(faults, size, &init, sizeof init, FIRST_SIZE);
}

static void
note(crm_testing_faults *faults, const char *breach)
{
    if (!faults->breach)
        faults->breach = breach;
}

/* All that may not be called from inside a callback is refused in the same way: two samples, one
   that would read and one that would write. */
static void
reenter(crm_testing_faults *faults)
{
    crm_record *record = NULL;
    crm_status loaded, began;

    if (!faults->reenter)
        return;
    loaded = crm_record_load(faults->reenter, CRM_KIND_ACCOUNT, 1, &record);
    began = crm_begin(faults->reenter);
    faults->reentered = loaded != CRM_ERROR_REENTRANT ? loaded : began;
    if (faults->reentered != CRM_ERROR_REENTRANT)
        note(faults, "a call from inside a callback was served");
}

/* True if the call is to misbehave. */
static bool
counted(crm_testing_faults *faults, int32_t callback)
{
    if (faults->only && !(faults->only & (uint32_t)callback))
        return false;
    faults->calls++;
    if (faults->calls != faults->at)
        return false;
    faults->hits++;
    faults->hit = callback;
    return true;
}

/* True if the call is dealt with; *out_twice: a second answer is wanted. */
static bool
enter(crm_testing_faults *faults, int32_t callback, crm_reply *reply, bool *out_twice)
{
    *out_twice = false;
    if (faults->closes)
        note(faults, "a callback after close");
    if (!counted(faults, callback))
        return false;
    switch (faults->mode) {
    case CRM_TESTING_FAIL:
        crm_reply_fail(reply, faults->status ? faults->status : CRM_ERROR_STORE, faults->host_code,
                       faults->text);
        return true;
    case CRM_TESTING_UNKNOWN_CODE:
        crm_reply_fail(reply, UNKNOWN_CODE, 0, NULL);
        return true;
    case CRM_TESTING_NO_REPLY:
        return true;
    case CRM_TESTING_REENTER:
        reenter(faults);
        return false;
    case CRM_TESTING_TWO_REPLIES:
        *out_twice = true;
        return false;
    default:
        return false;
    }
}

static void
leave(crm_reply *reply, bool twice)
{
    if (twice)
        crm_reply_ok(reply);
}

static bool
ids_distinct(const crm_id *ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (ids[i] == ids[k])
                return false;
        }
    }
    return true;
}

static void
faults_get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    crm_testing_faults *faults = self;
    bool twice;

    if (count <= 256 && !ids_distinct(ids, count))
        note(faults, "an id twice in one get");
    if (enter(faults, CRM_TESTING_GET, reply, &twice))
        return;
    faults->inner->get(faults->inner->self, kind, ids, count, reply);
    leave(reply, twice);
}

static void
faults_scan(void *self, const crm_query *query, crm_reply *reply)
{
    crm_testing_faults *faults = self;
    bool twice;

    if (enter(faults, CRM_TESTING_SCAN, reply, &twice))
        return;
    faults->scans++;
    faults->inner->scan(faults->inner->self, query, reply);
    leave(reply, twice);
}

static void
faults_next(void *self, uint64_t cursor, size_t limit, crm_reply *reply)
{
    crm_testing_faults *faults = self;
    bool twice;

    if (enter(faults, CRM_TESTING_NEXT, reply, &twice))
        return;
    faults->inner->next(faults->inner->self, cursor, limit, reply);
    leave(reply, twice);
}

static void
faults_finish(void *self, uint64_t cursor)
{
    crm_testing_faults *faults = self;

    if (faults->closes)
        note(faults, "a callback after close");
    if (++faults->finishes > faults->scans)
        note(faults, "a cursor finished twice");
    if (faults->inner->finish)
        faults->inner->finish(faults->inner->self, cursor);
}

static void
faults_apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    crm_testing_faults *faults = self;
    bool twice;

    if (faults->held)
        note(faults, "apply between hold and release");
    if (enter(faults, CRM_TESTING_APPLY, reply, &twice))
        return;
    faults->applies++;
    faults->inner->apply(faults->inner->self, changes, reply);
    leave(reply, twice);
}

static void
faults_reserve(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    crm_testing_faults *faults = self;
    bool twice;

    if (faults->held)
        note(faults, "reserve between hold and release");
    if (enter(faults, CRM_TESTING_RESERVE, reply, &twice))
        return;
    faults->inner->reserve(faults->inner->self, kind, count, reply);
    leave(reply, twice);
}

/* A hold that fails holds nothing and is not released; that of two answers is one that failed, so
   the inner store is left out of it. */
static void
faults_hold(void *self, crm_reply *reply)
{
    crm_testing_faults *faults = self;
    bool twice;

    if (faults->held)
        note(faults, "hold inside hold");
    if (enter(faults, CRM_TESTING_HOLD, reply, &twice))
        return;
    if (twice) {
        crm_reply_ok(reply);
        leave(reply, twice);
        return;
    }
    faults->inner->hold(faults->inner->self, reply);
    if (crm_reply_status(reply) == CRM_OK) {
        faults->holds++;
        faults->held = 1;
    }
}

static void
faults_release(void *self)
{
    crm_testing_faults *faults = self;

    if (!faults->held)
        note(faults, "release without hold");
    faults->releases++;
    faults->held = 0;
    if (faults->inner->release)
        faults->inner->release(faults->inner->self);
}

static void
faults_close(void *self)
{
    crm_testing_faults *faults = self;

    if (faults->closes)
        note(faults, "close twice");
    faults->closes++;
    if (faults->inner->close)
        faults->inner->close(faults->inner->self);
}

crm_status
crm_testing_faults_wrap(crm_testing_faults *faults, const crm_store *inner, crm_store *out_store)
{
    crm_store known, wrapped = CRM_STORE_INIT;
    crm_status status;

    if (!faults || inner == out_store)
        return CRM_ERROR_ARGUMENT;
    if (faults->size < FIRST_SIZE)
        return CRM_ERROR_ABI;
    status = crm__testing_take_store(inner, &known);
    if (status != CRM_OK)
        return status;
    wrapped.flags = known.flags;
    wrapped.self = faults;
    wrapped.get = known.get ? faults_get : NULL;
    wrapped.scan = known.scan ? faults_scan : NULL;
    wrapped.next = known.next ? faults_next : NULL;
    wrapped.finish = known.finish ? faults_finish : NULL;
    wrapped.apply = known.apply ? faults_apply : NULL;
    wrapped.reserve = known.reserve ? faults_reserve : NULL;
    wrapped.hold = known.hold ? faults_hold : NULL;
    wrapped.release = known.release ? faults_release : NULL;
    wrapped.close = faults_close;
    status = crm__testing_give_store(&wrapped, out_store);
    if (status == CRM_OK)
        faults->inner = inner;
    return status;
}

void
crm_testing_faults_clock(void *self, crm_reply *reply)
{
    const crm_testing_clock still = CRM_TESTING_CLOCK_INIT;
    crm_testing_faults *faults = self;
    bool twice;

    if (enter(faults, CRM_TESTING_CLOCK, reply, &twice))
        return;
    if (faults->clock)
        crm_testing_clock_read(faults->clock, reply);
    else
        crm_reply_int(reply, still.now);
    leave(reply, twice);
}

void
crm_testing_faults_progress(void *self, int64_t rows_done, int64_t rows_known, crm_reply *reply)
{
    crm_testing_faults *faults = self;
    bool twice;

    (void)rows_done;
    (void)rows_known;
    if (enter(faults, CRM_TESTING_PROGRESS, reply, &twice))
        return;
    crm_reply_ok(reply);
    leave(reply, twice);
}
