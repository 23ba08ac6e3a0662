/*
 * laws_connections.c - ids that are handed out, what a second connection sees, and what a hold
 * keeps from being seen.
 */
#include "testing/check.h"

static bool
ids_are_never_given_twice(struct crm__check *check)
{
    crm_id ids[12];

    for (size_t i = 0; i < 12; i++) {
        crm_context *crm = i % 3 == 2 ? check->peer : check->crm;

        ids[i] = crm__keep(check, crm, CRM_KIND_USER, "once");
        if (!ids[i] || !crm__drop(check, crm, CRM_KIND_USER, ids[i]))
            return false;
        for (size_t k = 0; k < i; k++) {
            if (ids[k] == ids[i])
                return crm__broken(check, "the id of a removed record was handed out again");
        }
    }
    return true;
}

static bool
reserve_gives_as_many_as_asked(struct crm__check *check)
{
    crm_table *table = crm_table_new(check->crm, CRM_KIND_USER);
    int64_t ids[7] = {0};
    bool kept;

    crm_table_add(table, 7);
    for (size_t row = 0; row < 7; row++)
        crm_table_set_text(table, row, CRM_USER_NAME, "one of seven", CRM_TEXT_NUL);
    kept = crm__answers(check, check->crm, crm_put(check->crm, table), CRM_OK,
                        "saving seven new records at once");
    for (size_t row = 0; kept && row < 7; row++) {
        crm_table_int(table, row, CRM_FIELD_ID, &ids[row]);
        for (size_t k = 0; kept && k < row; k++)
            kept = ids[k] != ids[row] || crm__broken(check, "an id was handed out twice");
    }
    crm_table_free(table);
    return kept;
}

static bool
other_connection_sees_writes(struct crm__check *check)
{
    crm_id id = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "first");

    return id && crm__named(check, check->peer, CRM_KIND_ACCOUNT, id, "first") &&
           crm__rename(check, check->peer, CRM_KIND_ACCOUNT, id, "second") &&
           crm__named(check, check->crm, CRM_KIND_ACCOUNT, id, "second") &&
           crm__scanned(check, check->crm, CRM_KIND_ACCOUNT, id, 1) &&
           crm__drop(check, check->crm, CRM_KIND_ACCOUNT, id) &&
           crm__scanned(check, check->peer, CRM_KIND_ACCOUNT, id, 0);
}

static bool
other_connection_conflicts(struct crm__check *check)
{
    crm_id id = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "first");
    crm_record *stale = id ? crm__fetch(check, check->crm, CRM_KIND_ACCOUNT, id) : NULL;
    bool kept = stale && crm__rename(check, check->peer, CRM_KIND_ACCOUNT, id, "second");

    if (kept) {
        crm_record_set_text(stale, CRM_ACCOUNT_NAME, "too late", CRM_TEXT_NUL);
        kept = crm__answers(check, check->crm, crm_record_save(stale), CRM_ERROR_CONFLICT,
                            "saving a record that another connection changed meanwhile");
    }
    crm_record_free(stale);
    return kept;
}

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
    crm_id old, born;
    bool kept;

    if (!hold_over_writes(check, &old, &born))
        return false;
    kept = crm__named(check, check->crm, CRM_KIND_ACCOUNT, old, "before the hold") &&
           crm__named(check, check->crm, CRM_KIND_ACCOUNT, born, NULL) &&
           crm__scanned(check, check->crm, CRM_KIND_ACCOUNT, old, 1) &&
           crm__scanned(check, check->crm, CRM_KIND_ACCOUNT, born, 0);
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

#define ALL (NEEDS_GET | NEEDS_SCAN | NEEDS_APPLY)
#define TWO (ALL | NEEDS_OTHER)

const struct crm__law crm__laws_connections[] = {
    {"ids_are_never_given_twice", "reserve hands out no id twice, removed records or not.",
     ALL | NEEDS_RESERVE, ids_are_never_given_twice},
    {"reserve_gives_as_many_as_asked", "reserve hands out as many ids as it was asked for.",
     ALL | NEEDS_RESERVE, reserve_gives_as_many_as_asked},
    {"other_connection_sees_writes", "What one connection wrote the others read from then on.", TWO,
     other_connection_sees_writes},
    {"other_connection_conflicts", "Versions are compared with what other connections wrote.", TWO,
     other_connection_conflicts},
    {"hold_sees_one_state", "Between hold and release, reads see nothing that others write.",
     TWO | NEEDS_HOLD, hold_sees_one_state},
    {"release_ends_the_hold", "After release, reads see what others wrote, and writes work.",
     TWO | NEEDS_HOLD, release_ends_the_hold},
    {NULL, NULL, 0, NULL},
};
