/*
 * laws_writing.c - what apply promises: versions are compared, a unit happens whole or not at all,
 * and what was written is there.
 */
#include "testing/check.h"

/* Saves a stored record through a handle that was read before somebody else saved; the answer must
   be a conflict. */
static bool
stale_save_conflicts(struct crm__check *check, crm_record *stale)
{
    crm_record_set_text(stale, CRM_ACCOUNT_NAME, "too late", CRM_TEXT_NUL);
    return crm__answers(check, check->crm, crm_record_save(stale), CRM_ERROR_CONFLICT,
                        "saving a record that somebody else changed meanwhile");
}

/* A handle that is one version behind, and one that is two. */
static bool
version_is_compared(struct crm__check *check)
{
    static const char *const names[] = {"second", "third"};
    bool kept = true;

    for (size_t behind = 0; kept && behind < 2; behind++) {
        crm_id id = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "first");
        crm_record *stale = id ? crm__fetch(check, check->crm, CRM_KIND_ACCOUNT, id) : NULL;

        kept = stale != NULL;
        for (size_t i = 0; kept && i <= behind; i++)
            kept = crm__rename(check, check->peer, CRM_KIND_ACCOUNT, id, names[i]);
        kept = kept && stale_save_conflicts(check, stale) &&
               crm__named(check, check->peer, CRM_KIND_ACCOUNT, id, names[behind]);
        crm_record_free(stale);
    }
    return kept;
}

static bool
save_with_id(struct crm__check *check, crm_context *crm, crm_kind kind, crm_id id, const char *name,
             crm_status wanted, const char *what)
{
    crm_record *record = crm_record_new(crm, kind);
    bool kept;

    crm_record_set_id(record, id);
    crm_record_set_text(record, CRM_FIELD_OWN, name, CRM_TEXT_NUL);
    kept = crm__answers(check, crm, crm_record_save(record), wanted, what);
    crm_record_free(record);
    return kept;
}

static bool
new_row_must_be_new(struct crm__check *check)
{
    crm_id id = crm__absent_id(check, LARGE_ID);

    return save_with_id(check, check->crm, CRM_KIND_ACCOUNT, id, "first", CRM_OK,
                        "saving a new record with an id of the caller's") &&
           save_with_id(check, check->peer, CRM_KIND_ACCOUNT, id, "second", CRM_ERROR_CONFLICT,
                        "saving a new record with an id that is stored already") &&
           crm__named(check, check->crm, CRM_KIND_ACCOUNT, id, "first");
}

static bool
removed_row_is_not_put(struct crm__check *check)
{
    crm_id id = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "first");
    crm_record *stale = id ? crm__fetch(check, check->crm, CRM_KIND_ACCOUNT, id) : NULL;
    bool kept = stale && crm__drop(check, check->peer, CRM_KIND_ACCOUNT, id) &&
                stale_save_conflicts(check, stale) &&
                crm__named(check, check->peer, CRM_KIND_ACCOUNT, id, NULL);

    crm_record_free(stale);
    return kept;
}

static bool
remove_compares_version(struct crm__check *check)
{
    crm_id id = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "first");
    crm_record *stale = id ? crm__fetch(check, check->crm, CRM_KIND_ACCOUNT, id) : NULL;
    bool kept = stale && crm__rename(check, check->peer, CRM_KIND_ACCOUNT, id, "second") &&
                crm__answers(check, check->crm, crm_record_remove(stale), CRM_ERROR_CONFLICT,
                             "removing a record that somebody else changed meanwhile") &&
                crm__named(check, check->peer, CRM_KIND_ACCOUNT, id, "second");

    crm_record_free(stale);
    return kept;
}

static bool
removed_row_is_not_removed(struct crm__check *check)
{
    crm_id id = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "first");
    crm_record *stale = id ? crm__fetch(check, check->crm, CRM_KIND_ACCOUNT, id) : NULL;
    bool kept = stale && crm__drop(check, check->peer, CRM_KIND_ACCOUNT, id) &&
                crm__answers(check, check->crm, crm_record_remove(stale), CRM_ERROR_CONFLICT,
                             "removing a record that somebody else removed meanwhile") &&
                crm__named(check, check->peer, CRM_KIND_ACCOUNT, id, NULL);

    crm_record_free(stale);
    return kept;
}

static bool
conflict_changes_nothing(struct crm__check *check)
{
    crm_id id = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "first");
    crm_record *stale = id ? crm__fetch(check, check->crm, CRM_KIND_ACCOUNT, id) : NULL;
    crm_record *account = crm__make(check, check->crm, CRM_KIND_ACCOUNT, "new account");
    crm_record *user = crm__make(check, check->crm, CRM_KIND_USER, "new user");
    bool kept =
        stale && account && user && crm__rename(check, check->peer, CRM_KIND_ACCOUNT, id, "second");

    if (kept) {
        crm_record_set_text(stale, CRM_ACCOUNT_NAME, "too late", CRM_TEXT_NUL);
        crm_begin(check->crm);
        crm_record_save(account);
        crm_record_save(stale);
        crm_record_save(user);
        kept = crm__answers(check, check->crm, crm_commit(check->crm), CRM_ERROR_CONFLICT,
                            "a unit with one row that somebody else changed meanwhile") &&
               crm__named(check, check->peer, CRM_KIND_ACCOUNT, crm_record_id(account), NULL) &&
               crm__named(check, check->peer, CRM_KIND_USER, crm_record_id(user), NULL) &&
               crm__named(check, check->peer, CRM_KIND_ACCOUNT, id, "second");
    }
    crm_record_free(user);
    crm_record_free(account);
    crm_record_free(stale);
    return kept;
}

static bool
store_works_after_conflict(struct crm__check *check)
{
    crm_id id = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "first"), next = 0;
    crm_record *stale = id ? crm__fetch(check, check->crm, CRM_KIND_ACCOUNT, id) : NULL;

    if (stale && crm__rename(check, check->peer, CRM_KIND_ACCOUNT, id, "second")) {
        crm_record_set_text(stale, CRM_ACCOUNT_NAME, "too late", CRM_TEXT_NUL);
        crm_record_save(stale);
        next = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "after it");
    }
    crm_record_free(stale);
    return next && crm__named(check, check->peer, CRM_KIND_ACCOUNT, next, "after it");
}

#define UNIT_ROWS 150

static bool
all_seen_once(struct crm__check *check, const crm_id *ids, size_t count)
{
    size_t seen[UNIT_ROWS];

    if (!crm__count(check, check->peer, crm_query_new(check->peer, CRM_KIND_ACCOUNT), ids, count,
                    seen))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (seen[i] != 1)
            return crm__broken(check, "a row of a unit of %d rows is given %zu times", UNIT_ROWS,
                               seen[i]);
    }
    return true;
}

static bool
unit_is_whole(struct crm__check *check)
{
    crm_id ids[UNIT_ROWS];

    crm_begin(check->crm);
    for (size_t i = 0; i < UNIT_ROWS; i++) {
        ids[i] = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "one of many");
        if (!ids[i]) {
            crm_rollback(check->crm);
            return false;
        }
    }
    return crm__answers(check, check->crm, crm_commit(check->crm), CRM_OK, "a unit of many rows") &&
           all_seen_once(check, ids, UNIT_ROWS);
}

static bool
is_gone(struct crm__check *check, crm_id id)
{
    return crm__named(check, check->crm, CRM_KIND_ACCOUNT, id, NULL) &&
           crm__scanned(check, check->crm, CRM_KIND_ACCOUNT, id, 0);
}

/* One alone, and two in a unit. */
static bool
removed_row_is_gone(struct crm__check *check)
{
    crm_id ids[3];
    bool removed;

    for (size_t i = 0; i < 3; i++) {
        ids[i] = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "short-lived");
        if (!ids[i])
            return false;
    }
    if (!crm__drop(check, check->crm, CRM_KIND_ACCOUNT, ids[0]) || !is_gone(check, ids[0]))
        return false;
    crm_begin(check->crm);
    removed = crm__drop(check, check->crm, CRM_KIND_ACCOUNT, ids[1]) &&
              crm__drop(check, check->crm, CRM_KIND_ACCOUNT, ids[2]);
    removed = crm__answers(check, check->crm, crm_commit(check->crm), CRM_OK,
                           "a unit that removes two records") &&
              removed;
    return removed && is_gone(check, ids[1]) && is_gone(check, ids[2]);
}

static bool
edit_is_seen(struct crm__check *check)
{
    crm_id id = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "first");

    return id && crm__named(check, check->crm, CRM_KIND_ACCOUNT, id, "first") &&
           crm__rename(check, check->crm, CRM_KIND_ACCOUNT, id, "second") &&
           crm__named(check, check->crm, CRM_KIND_ACCOUNT, id, "second") &&
           crm__rename(check, check->peer, CRM_KIND_ACCOUNT, id, "third") &&
           crm__named(check, check->crm, CRM_KIND_ACCOUNT, id, "third") &&
           crm__scanned_as(check, check->crm, id, "third", 0);
}

#define ALL (NEEDS_GET | NEEDS_SCAN | NEEDS_APPLY)

const struct crm__law crm__laws_writing[] = {
    {"version_is_compared",
     "A put with version n + 1 is refused as a conflict unless the stored row has version n.",
     NEEDS_GET | NEEDS_APPLY, version_is_compared},
    {"new_row_must_be_new",
     "A put with version 1 is refused as a conflict if there is a row with that id.",
     NEEDS_GET | NEEDS_APPLY, new_row_must_be_new},
    {"removed_row_is_not_put",
     "A put with a version above 1 is refused as a conflict if the row is gone.",
     NEEDS_GET | NEEDS_APPLY, removed_row_is_not_put},
    {"remove_compares_version",
     "A remove is refused as a conflict unless the stored row has the version named.",
     NEEDS_GET | NEEDS_APPLY, remove_compares_version},
    {"removed_row_is_not_removed", "A remove is refused as a conflict if the row is gone.",
     NEEDS_GET | NEEDS_APPLY, removed_row_is_not_removed},
    {"conflict_changes_nothing",
     "A unit that is refused as a conflict leaves all rows of all kinds as they were.",
     NEEDS_GET | NEEDS_APPLY, conflict_changes_nothing},
    {"store_works_after_conflict", "After a refused unit the store takes the next one.",
     NEEDS_GET | NEEDS_APPLY, store_works_after_conflict},
    {"unit_is_whole", "All rows of an accepted unit are stored, however many they are.", ALL,
     unit_is_whole},
    {"removed_row_is_gone", "A removed row is given neither by get nor by scan.", ALL,
     removed_row_is_gone},
    {"edit_is_seen", "What was put last is what get and scan give from then on.", ALL,
     edit_is_seen},
    {NULL, NULL, 0, NULL},
};
