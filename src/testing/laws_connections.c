/*
 * laws_connections.c - ids that are handed out, and what a second connection sees.
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

/* Pipelines, of which no other law makes one before. */
static bool
reserved_ids_are_above_0(struct crm__check *check)
{
    for (size_t i = 0; i < 3; i++) {
        crm_id id = crm__keep(check, check->crm, CRM_KIND_PIPELINE, "counted");

        if (id < 1)
            return crm__broken(check, "the id %lld was handed out", (long long)id);
    }
    return true;
}

/* A record with the id that would come next, then more records that get theirs from the store. */
static bool
ids_of_callers_are_not_reserved(struct crm__check *check)
{
    crm_id id = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "before"), chosen;
    crm_record *record = id ? crm_record_new(check->crm, CRM_KIND_ACCOUNT) : NULL;
    bool kept;

    if (!record)
        return false;
    chosen = crm__absent_id(check, id + 1);
    crm_record_set_id(record, chosen);
    crm_record_set_text(record, CRM_ACCOUNT_NAME, "by its own id", CRM_TEXT_NUL);
    kept = crm__answers(check, check->crm, crm_record_save(record), CRM_OK,
                        "saving a record with an id of the caller's");
    crm_record_free(record);
    for (size_t i = 0; kept && i < 3; i++)
        kept = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "after") != 0;
    return kept && crm__named(check, check->crm, CRM_KIND_ACCOUNT, chosen, "by its own id");
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
                            "saving a record that another connection changed meanwhile") &&
               crm__named(check, check->crm, CRM_KIND_ACCOUNT, id, "second");
    }
    crm_record_free(stale);
    return kept;
}

#define ALL (NEEDS_GET | NEEDS_SCAN | NEEDS_APPLY)
#define TWO (ALL | NEEDS_OTHER)

const struct crm__law crm__laws_connections[] = {
    {"ids_are_never_given_twice", "reserve hands out no id twice, removed records or not.",
     ALL | NEEDS_RESERVE, ids_are_never_given_twice},
    {"reserve_gives_as_many_as_asked", "reserve hands out as many ids as it was asked for.",
     ALL | NEEDS_RESERVE, reserve_gives_as_many_as_asked},
    {"reserved_ids_are_above_0", "reserve hands out ids above 0.", ALL | NEEDS_RESERVE,
     reserved_ids_are_above_0},
    {"ids_of_callers_are_not_reserved",
     "reserve hands out no id that a record has, whoever chose it.", ALL | NEEDS_RESERVE,
     ids_of_callers_are_not_reserved},
    {"other_connection_sees_writes", "What one connection wrote the others read from then on.", TWO,
     other_connection_sees_writes},
    {"other_connection_conflicts", "Versions are compared with what other connections wrote.", TWO,
     other_connection_conflicts},
    {NULL, NULL, 0, NULL},
};
