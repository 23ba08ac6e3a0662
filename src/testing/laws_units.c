/*
 * laws_units.c - what apply promises beside versions of what it writes: rows that are only checked
 * are compared and left alone, a conflict is named, and every call is answered once.
 */
#include "crm/account.h"
#include "testing/check.h"

/* The first account that the unit only checks. */
static void
note_what_is_checked(struct crm__port *port, const crm_changes *changes)
{
    for (size_t group = 0; group < crm_changes_groups(changes); group++) {
        const crm_table *checks = crm_changes_checks(changes, group);

        if (crm_changes_kind(changes, group) == CRM_KIND_ACCOUNT && crm_table_rows(checks))
            crm_table_int(checks, 0, CRM_FIELD_ID, &port->check->ids[7]);
    }
}

/* Just before the store sees the unit, somebody else changes what it checks ... */
static void
change_what_is_checked(struct crm__port *port, const crm_changes *changes)
{
    struct crm__check *check = port->check;

    note_what_is_checked(port, changes);
    if (check->ids[7])
        crm__rename(check, check->peer, CRM_KIND_ACCOUNT, check->ids[7], "changed meanwhile");
}

/* ... or removes it. */
static void
remove_what_is_checked(struct crm__port *port, const crm_changes *changes)
{
    struct crm__check *check = port->check;

    note_what_is_checked(port, changes);
    if (check->ids[7])
        crm__drop(check, check->peer, CRM_KIND_ACCOUNT, check->ids[7]);
}

/* A unit with a check: an account is put under another one. In check->ids[7]: what was checked. */
static bool
put_under(struct crm__check *check,
          void (*before)(struct crm__port *port, const crm_changes *changes),
          crm_status *out_status)
{
    crm_id parent = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "parent");
    crm_id id = parent ? crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "child") : 0;
    crm_record *child = id ? crm__fetch(check, check->crm, CRM_KIND_ACCOUNT, id) : NULL;

    if (!child)
        return false;
    check->ids[7] = 0;
    check->port.before_apply = before;
    *out_status = crm_account_put_under(crm_record_account(child), parent);
    check->port.before_apply = NULL;
    crm_record_free(child);
    return check->text[0] == '\0';
}

static bool
checks_are_compared(struct crm__check *check)
{
    crm_status status;

    if (!put_under(check, change_what_is_checked, &status))
        return false;
    return !check->ids[7] ||
           (crm__answers(check, check->crm, status, CRM_ERROR_CONFLICT,
                         "a unit with a check on a row that somebody else changed meanwhile") &&
            crm__named(check, check->crm, CRM_KIND_ACCOUNT, check->ids[7], "changed meanwhile"));
}

static bool
checked_row_must_be_there(struct crm__check *check)
{
    crm_status status;

    if (!put_under(check, remove_what_is_checked, &status))
        return false;
    return !check->ids[7] ||
           (crm__answers(check, check->crm, status, CRM_ERROR_CONFLICT,
                         "a unit with a check on a row that somebody else removed meanwhile") &&
            crm__named(check, check->crm, CRM_KIND_ACCOUNT, check->ids[7], NULL));
}

static bool
checks_write_nothing(struct crm__check *check)
{
    crm_record *record;
    int64_t version = 0;
    crm_status status;

    if (!put_under(check, note_what_is_checked, &status) ||
        !crm__answers(check, check->crm, status, CRM_OK, "a unit with a check"))
        return false;
    if (!check->ids[7])
        return true;
    record = crm__fetch(check, check->peer, CRM_KIND_ACCOUNT, check->ids[7]);
    if (!record)
        return false;
    crm_record_int(record, CRM_FIELD_VERSION, &version);
    crm_record_free(record);
    if (version != 1)
        return crm__broken(check, "a row of version 1 that was only checked has version %lld",
                           (long long)version);
    return crm__named(check, check->peer, CRM_KIND_ACCOUNT, check->ids[7], "parent");
}

static bool
names_the_record(struct crm__check *check, crm_id id)
{
    crm_kind kind = 0;
    crm_id named = 0;

    crm_error_where(check->crm, &kind, &named, NULL);
    if (kind == CRM_KIND_ACCOUNT && named == id)
        return true;
    return crm__broken(check, "account %lld was in conflict, and the store named %s %lld",
                       (long long)id, kind ? crm_schema_kind_name(NULL, kind) : "no kind",
                       (long long)named);
}

/* Three edits in a unit, the second of which comes too late. */
static bool
conflict_names_the_record(struct crm__check *check)
{
    crm_record *edited[3] = {NULL};
    bool kept = true;

    for (size_t i = 0; kept && i < 3; i++) {
        check->ids[i] = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "first");
        edited[i] =
            check->ids[i] ? crm__fetch(check, check->crm, CRM_KIND_ACCOUNT, check->ids[i]) : NULL;
        kept = edited[i] != NULL;
    }
    kept = kept && crm__rename(check, check->peer, CRM_KIND_ACCOUNT, check->ids[1], "second");
    if (kept) {
        crm_begin(check->crm);
        for (size_t i = 0; i < 3; i++) {
            crm_record_set_text(edited[i], CRM_ACCOUNT_NAME, "edited", CRM_TEXT_NUL);
            crm_record_save(edited[i]);
        }
        kept = crm__answers(check, check->crm, crm_commit(check->crm), CRM_ERROR_CONFLICT,
                            "a unit with one row that somebody else changed meanwhile") &&
               names_the_record(check, check->ids[1]) &&
               crm__named(check, check->peer, CRM_KIND_ACCOUNT, check->ids[1], "second");
    }
    for (size_t i = 0; i < 3; i++)
        crm_record_free(edited[i]);
    return kept;
}

/* A unit of three kinds, a unit of removes alone, ids, single rows, a scan to its end. What a call
   answers wrongly shows in its status. */
static bool
every_call_is_answered_once(struct crm__check *check)
{
    static const crm_kind kinds[] = {CRM_KIND_ACCOUNT, CRM_KIND_PRODUCT, CRM_KIND_USER};
    bool kept = true;

    crm_begin(check->crm);
    for (size_t i = 0; kept && i < 3; i++) {
        check->ids[i] = crm__keep(check, check->crm, kinds[i], "answered");
        kept = check->ids[i] != 0;
    }
    kept =
        crm__answers(check, check->crm, crm_commit(check->crm), CRM_OK, "a unit of three kinds") &&
        kept;
    for (size_t i = 0; kept && i < 3; i++)
        kept = crm__named(check, check->crm, kinds[i], check->ids[i], "answered") &&
               crm__scanned(check, check->crm, kinds[i], check->ids[i], 1);
    if (!kept)
        return false;
    crm_begin(check->crm);
    for (size_t i = 0; kept && i < 3; i++)
        kept = crm__drop(check, check->crm, kinds[i], check->ids[i]);
    kept = crm__answers(check, check->crm, crm_commit(check->crm), CRM_OK,
                        "a unit of removes alone") &&
           kept;
    return kept && crm__named(check, check->crm, CRM_KIND_USER, check->ids[2], NULL);
}

#define SINGLE (NEEDS_GET | NEEDS_APPLY)
#define ALL (SINGLE | NEEDS_SCAN)

const struct crm__law crm__laws_units[] = {
    {"checks_are_compared",
     "A unit is refused as a conflict if a row that it only checks has another version by now.",
     ALL, checks_are_compared},
    {"checked_row_must_be_there",
     "A unit is refused as a conflict if a row that it only checks is gone.", ALL,
     checked_row_must_be_there},
    {"checks_write_nothing", "A row that a unit only checks stays as it is, version and all.", ALL,
     checks_write_nothing},
    {"conflict_names_the_record", "A conflict is answered with kind and id of a row in conflict.",
     SINGLE, conflict_names_the_record},
    {"every_call_is_answered_once",
     "Every call is answered, once, and with an answer that belongs to it.", ALL,
     every_call_is_answered_once},
    {NULL, NULL, 0, NULL},
};
