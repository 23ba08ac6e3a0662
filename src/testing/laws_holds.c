/*
 * laws_holds.c - between hold and release one state is seen, whatever others write; afterwards what
 * they wrote. Laws call hold and release themselves: the library would do it around its own reads.
 */
#include "testing/check.h"

/* hold in the place of a get: the reply serves as well. */
static void
hold_instead(struct crm__port *port, crm_kind kind, const crm_id *ids, size_t count,
             crm_reply *reply)
{
    (void)kind;
    (void)ids;
    (void)count;
    port->on_get = NULL;
    port->inner->hold(port->inner->self, reply);
}

static bool
hold(struct crm__check *check)
{
    crm_record *record = NULL;
    crm_status status;

    check->port.on_get = hold_instead;
    status = crm_record_load(check->crm, CRM_KIND_ACCOUNT, 1, &record);
    crm_record_free(record);
    return crm__answers(check, check->crm, status, CRM_NONE, "a hold");
}

static void
release(struct crm__check *check)
{
    check->store.release(check->store.self);
}

/* A row is edited and another one born while the first connection holds. */
static bool
hold_over_writes(struct crm__check *check, crm_id *out_old, crm_id *out_new)
{
    *out_new = 0;
    *out_old = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "before the hold");
    if (!*out_old || !hold(check))
        return false;
    if (crm__rename(check, check->peer, CRM_KIND_ACCOUNT, *out_old, "after it"))
        *out_new = crm__keep(check, check->peer, CRM_KIND_ACCOUNT, "born later");
    if (!*out_new)
        release(check);
    return *out_new != 0;
}

static bool
hold_sees_one_state(struct crm__check *check)
{
    crm_id removed = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "removed later"), old, born;
    bool kept;

    if (!removed || !hold_over_writes(check, &old, &born))
        return false;
    kept = crm__drop(check, check->peer, CRM_KIND_ACCOUNT, removed) &&
           crm__named(check, check->crm, CRM_KIND_ACCOUNT, old, "before the hold") &&
           crm__named(check, check->crm, CRM_KIND_ACCOUNT, born, NULL) &&
           crm__named(check, check->crm, CRM_KIND_ACCOUNT, removed, "removed later") &&
           crm__scanned(check, check->crm, CRM_KIND_ACCOUNT, old, 1) &&
           crm__scanned(check, check->crm, CRM_KIND_ACCOUNT, born, 0) &&
           crm__scanned(check, check->crm, CRM_KIND_ACCOUNT, removed, 1);
    release(check);
    return kept;
}

static bool
release_ends_the_hold(struct crm__check *check)
{
    crm_id old, born;

    if (!hold_over_writes(check, &old, &born))
        return false;
    release(check);
    return crm__named(check, check->crm, CRM_KIND_ACCOUNT, old, "after it") &&
           crm__scanned(check, check->crm, CRM_KIND_ACCOUNT, born, 1) &&
           crm__rename(check, check->crm, CRM_KIND_ACCOUNT, old, "and again");
}

/* What is read in a second hold is neither the state of the first one nor what is written later. */
static bool
hold_may_be_taken_again(struct crm__check *check)
{
    crm_id id = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "first");
    bool kept;

    if (!id || !hold(check))
        return false;
    release(check);
    if (!crm__rename(check, check->peer, CRM_KIND_ACCOUNT, id, "second") || !hold(check))
        return false;
    kept = crm__named(check, check->crm, CRM_KIND_ACCOUNT, id, "second") &&
           crm__rename(check, check->peer, CRM_KIND_ACCOUNT, id, "third") &&
           crm__named(check, check->crm, CRM_KIND_ACCOUNT, id, "second");
    release(check);
    return kept;
}

#define ALL (NEEDS_GET | NEEDS_SCAN | NEEDS_APPLY)
#define HOLDS (ALL | NEEDS_OTHER | NEEDS_HOLD)

const struct crm__law crm__laws_holds[] = {
    {"hold_sees_one_state", "Between hold and release, reads see nothing that others write.", HOLDS,
     hold_sees_one_state},
    {"release_ends_the_hold", "After release, reads see what others wrote, and writes work.", HOLDS,
     release_ends_the_hold},
    {"hold_may_be_taken_again", "A hold after a release sees the state of its own beginning.",
     HOLDS, hold_may_be_taken_again},
    {NULL, NULL, 0, NULL},
};
