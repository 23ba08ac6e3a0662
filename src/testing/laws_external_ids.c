/*
 * laws_external_ids.c - external ids are unique within their kind, byte by byte, and the store is
 * the one that watches over it: somebody else may take one at the last moment.
 */
#include <stdio.h>

#include "testing/check.h"

static crm_record *
make_keyed(struct crm__check *check, crm_context *crm, crm_kind kind, const char *key)
{
    crm_record *record = crm__make(check, crm, kind, "keyed");

    if (record)
        crm_record_set_text(record, CRM_FIELD_EXTERNAL_ID, key, CRM_TEXT_NUL);
    return record;
}

/* Saves a new record under a key; its id, 0 is said. */
static crm_id
keep_keyed(struct crm__check *check, crm_context *crm, crm_kind kind, const char *key,
           const char *what)
{
    crm_record *record = make_keyed(check, crm, kind, key);
    crm_id id = 0;

    if (record && crm__answers(check, crm, crm_record_save(record), CRM_OK, what))
        id = crm_record_id(record);
    crm_record_free(record);
    return id;
}

/* The key is taken by somebody else just before the store sees the unit, so that the store alone
   can notice. */
static void
take_the_key(struct crm__port *port, const crm_changes *changes)
{
    struct crm__check *check = port->check;
    char key[40];

    (void)changes;
    snprintf(key, sizeof key, "taken-%llu", (unsigned long long)check->serial);
    check->ids[7] =
        keep_keyed(check, check->peer, CRM_KIND_ACCOUNT, key, "saving under a key not used yet");
}

static crm_record *
make_latecomer(struct crm__check *check)
{
    crm_id found;
    char key[40];

    do {
        snprintf(key, sizeof key, "taken-%llu", (unsigned long long)++check->serial);
    } while (crm_find(check->crm, CRM_KIND_ACCOUNT, key, &found) == CRM_OK);
    check->port.before_apply = take_the_key;
    return make_keyed(check, check->crm, CRM_KIND_ACCOUNT, key);
}

/* A new record, and one that has been there without a key. */
static bool
external_id_is_unique(struct crm__check *check)
{
    bool kept = true;

    for (size_t edited = 0; kept && edited < 2; edited++) {
        crm_id id = edited ? crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "no key") : 0;
        crm_record *late = !edited || id ? make_latecomer(check) : NULL;

        if (late && id) {
            crm_record *old = crm__fetch(check, check->crm, CRM_KIND_ACCOUNT, id);
            const char *key = crm_record_text(late, CRM_FIELD_EXTERNAL_ID, NULL);

            crm_record_set_text(old, CRM_FIELD_EXTERNAL_ID, key, CRM_TEXT_NUL);
            crm_record_free(late);
            late = old;
        }
        kept = late &&
               crm__answers(check, check->crm, crm_record_save(late), CRM_ERROR_DUPLICATE,
                            "saving under an external id that another record just took") &&
               crm__named(check, check->crm, CRM_KIND_ACCOUNT, check->ids[7], "keyed");
        crm_record_free(late);
    }
    return kept;
}

static bool
duplicate_changes_nothing(struct crm__check *check)
{
    crm_record *late = make_latecomer(check);
    crm_record *user = crm__make(check, check->crm, CRM_KIND_USER, "beside it");
    bool kept = false;

    if (late && user) {
        crm_begin(check->crm);
        crm_record_save(user);
        crm_record_save(late);
        kept = crm__answers(check, check->crm, crm_commit(check->crm), CRM_ERROR_DUPLICATE,
                            "a unit with an external id that another record just took") &&
               crm__named(check, check->peer, CRM_KIND_USER, crm_record_id(user), NULL) &&
               crm__named(check, check->peer, CRM_KIND_ACCOUNT, crm_record_id(late), NULL);
    }
    crm_record_free(user);
    crm_record_free(late);
    return kept;
}

static bool
store_works_after_duplicate(struct crm__check *check)
{
    crm_record *late = make_latecomer(check);
    crm_id next = 0;

    if (late) {
        crm_record_save(late);
        next = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "after it");
    }
    crm_record_free(late);
    return next && crm__named(check, check->peer, CRM_KIND_ACCOUNT, next, "after it");
}

/* Does the external id lead to the record? */
static bool
leads_to(struct crm__check *check, const char *key, crm_id id)
{
    crm_id found = 0;

    if (!crm__answers(check, check->crm, crm_find(check->crm, CRM_KIND_ACCOUNT, key, &found),
                      CRM_OK, "looking for an external id"))
        return false;
    return found == id || crm__broken(check, "an external id leads to the record of another one");
}

static bool
save_under(struct crm__check *check, crm_id id, const char *key)
{
    crm_record *record = crm__fetch(check, check->crm, CRM_KIND_ACCOUNT, id);
    bool good;

    if (!record)
        return false;
    if (key)
        crm_record_set_text(record, CRM_FIELD_EXTERNAL_ID, key, CRM_TEXT_NUL);
    else
        crm_record_clear(record, CRM_FIELD_EXTERNAL_ID);
    good = crm__answers(check, check->crm, crm_record_save(record), CRM_OK,
                        "saving under an external id that the unit has set free");
    crm_record_free(record);
    return good;
}

/* Two records change their keys in one unit, and a new one takes that of a record removed in it. */
static bool
exchange(struct crm__check *check, const crm_id *ids, char keys[3][40], crm_id *out_new)
{
    bool good;

    crm_begin(check->crm);
    good = save_under(check, ids[0], NULL) && save_under(check, ids[1], keys[0]) &&
           save_under(check, ids[0], keys[1]) &&
           crm__drop(check, check->crm, CRM_KIND_ACCOUNT, ids[2]) &&
           (*out_new = keep_keyed(check, check->crm, CRM_KIND_ACCOUNT, keys[2],
                                  "saving under the external id of a record removed in the unit"));
    if (good)
        return crm__answers(check, check->crm, crm_commit(check->crm), CRM_OK,
                            "a unit in which external ids change hands");
    crm_rollback(check->crm);
    return false;
}

static bool
external_id_may_change_hands(struct crm__check *check)
{
    crm_id ids[3], born = 0;
    char keys[3][40];

    for (size_t i = 0; i < 3; i++) {
        crm__fresh_key(check, keys[i]);
        ids[i] = keep_keyed(check, check->crm, CRM_KIND_ACCOUNT, keys[i],
                            "saving under a new external id");
        if (!ids[i])
            return false;
    }
    return exchange(check, ids, keys, &born) && leads_to(check, keys[0], ids[1]) &&
           leads_to(check, keys[1], ids[0]) && leads_to(check, keys[2], born);
}

static bool
record_keeps_its_external_id(struct crm__check *check)
{
    char key[40];
    crm_id id;

    crm__fresh_key(check, key);
    id = keep_keyed(check, check->crm, CRM_KIND_ACCOUNT, key, "saving under a new external id");
    return id && crm__rename(check, check->crm, CRM_KIND_ACCOUNT, id, "renamed") &&
           leads_to(check, key, id);
}

static bool
external_id_is_of_its_kind(struct crm__check *check)
{
    static const char what[] = "saving under an external id that another kind uses";
    char key[40];

    crm__fresh_key(check, key);
    return keep_keyed(check, check->crm, CRM_KIND_ACCOUNT, key, "saving under a new external id") &&
           keep_keyed(check, check->crm, CRM_KIND_PRODUCT, key, what);
}

static bool
external_id_is_free_after_remove(struct crm__check *check)
{
    static const char what[] = "saving under the external id of a removed record";
    char key[40];
    crm_id first, found = 0;

    crm__fresh_key(check, key);
    first = keep_keyed(check, check->crm, CRM_KIND_ACCOUNT, key, "saving under a new external id");
    return first && crm__drop(check, check->crm, CRM_KIND_ACCOUNT, first) &&
           keep_keyed(check, check->crm, CRM_KIND_ACCOUNT, key, what) &&
           crm__answers(check, check->crm, crm_find(check->crm, CRM_KIND_ACCOUNT, key, &found),
                        CRM_OK, "looking for the external id") &&
           (found != first || crm__broken(check, "the external id still leads to the old row"));
}

static bool
external_id_is_bytes(struct crm__check *check)
{
    static const char *const tails[] = {"a", "A", "\xc3\xa9", "\xc3\x89", "e", "a ", "e\xcc\x81"};
    crm_id ids[sizeof tails / sizeof *tails];
    char key[40], full[60];

    crm__fresh_key(check, key);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        snprintf(full, sizeof full, "%s%s", key, tails[i]);
        ids[i] = keep_keyed(check, check->crm, CRM_KIND_ACCOUNT, full,
                            "saving under an external id that differs in case, accent or blank");
        if (!ids[i])
            return false;
    }
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        snprintf(full, sizeof full, "%s%s", key, tails[i]);
        if (!leads_to(check, full, ids[i]))
            return false;
    }
    return true;
}

#define ALL (NEEDS_GET | NEEDS_SCAN | NEEDS_APPLY)

const struct crm__law crm__laws_external_ids[] = {
    {"external_id_is_unique",
     "A put with an external id that another record of the kind has is refused as a duplicate.",
     ALL, external_id_is_unique},
    {"duplicate_changes_nothing",
     "A unit that is refused as a duplicate leaves all rows of all kinds as they were.", ALL,
     duplicate_changes_nothing},
    {"store_works_after_duplicate", "After a unit refused as a duplicate the store takes the next.",
     ALL, store_works_after_duplicate},
    {"external_id_is_of_its_kind", "Records of two kinds may have the same external id.", ALL,
     external_id_is_of_its_kind},
    {"external_id_is_free_after_remove",
     "Once a record is removed, another one may have its external id.", ALL,
     external_id_is_free_after_remove},
    {"external_id_may_change_hands",
     "Within one unit an external id may go from one record to another, and two may be exchanged.",
     ALL, external_id_may_change_hands},
    {"record_keeps_its_external_id", "A record that is put again may keep its external id.", ALL,
     record_keeps_its_external_id},
    {"external_id_is_bytes",
     "External ids that differ in case, accents or blanks are different ones.", ALL,
     external_id_is_bytes},
    {NULL, NULL, 0, NULL},
};
