/*
 * check_use.c - what most laws do: make a record, keep it, read it back, count it in a scan; each
 * with the words for the case that it does not work.
 */
#include <stdarg.h>
#include <stdio.h>

#include "testing/check.h"

bool
crm__broken(struct crm__check *check, const char *format, ...)
{
    va_list arguments;

    if (check->text[0])
        return false;
    va_start(arguments, format);
    vsnprintf(check->text, sizeof check->text, format, arguments);
    va_end(arguments);
    return false;
}

bool
crm__answers(struct crm__check *check, crm_context *crm, crm_status status, crm_status wanted,
             const char *what)
{
    if (status == wanted)
        return true;
    return crm__broken(check, "%s answered %s instead of %s: %s%s%s", what, crm_status_name(status),
                       crm_status_name(wanted), status < 0 ? crm_message(crm) : "",
                       status < 0 && *crm_host_message(crm) ? ": " : "",
                       status < 0 ? crm_host_message(crm) : "");
}

/* Accounts, products, users and pipelines all have their name in field 16. */
static const crm_field name_field = CRM_FIELD_OWN;

crm_record *
crm__make(struct crm__check *check, crm_context *crm, crm_kind kind, const char *name)
{
    crm_record *record = crm_record_new(crm, kind);

    if (!record) {
        crm__broken(check, "no record could be made: %s", crm_message(crm));
        return NULL;
    }
    if (!check->store.reserve)
        crm_record_set_id(record, check->next_id++);
    crm_record_set_text(record, name_field, name, CRM_TEXT_NUL);
    return record;
}

crm_id
crm__keep(struct crm__check *check, crm_context *crm, crm_kind kind, const char *name)
{
    crm_record *record = crm__make(check, crm, kind, name);
    crm_id id = 0;

    if (!record)
        return 0;
    if (crm__answers(check, crm, crm_record_save(record), CRM_OK, "saving a new record"))
        id = crm_record_id(record);
    crm_record_free(record);
    return id;
}

crm_record *
crm__fetch(struct crm__check *check, crm_context *crm, crm_kind kind, crm_id id)
{
    crm_record *record = NULL;

    crm__answers(check, crm, crm_record_load(crm, kind, id, &record), CRM_OK,
                 "reading a record that was saved");
    return record;
}

crm_record *
crm__round_trip(struct crm__check *check, crm_record *record)
{
    crm_kind kind = crm_record_kind(record);
    crm_record *again = NULL;

    if (record && crm__answers(check, check->crm, crm_record_save(record), CRM_OK, "a save"))
        again = crm__fetch(check, check->peer, kind, crm_record_id(record));
    crm_record_free(record);
    return again;
}

bool
crm__rename(struct crm__check *check, crm_context *crm, crm_kind kind, crm_id id, const char *name)
{
    crm_record *record = crm__fetch(check, crm, kind, id);
    bool good;

    if (!record)
        return false;
    crm_record_set_text(record, name_field, name, CRM_TEXT_NUL);
    good = crm__answers(check, crm, crm_record_save(record), CRM_OK, "saving an edited record");
    crm_record_free(record);
    return good;
}

bool
crm__named(struct crm__check *check, crm_context *crm, crm_kind kind, crm_id id, const char *name)
{
    crm_record *record = NULL;
    const char *text;
    bool same;

    if (!crm__answers(check, crm, crm_record_load(crm, kind, id, &record), name ? CRM_OK : CRM_NONE,
                      name ? "reading a record that was saved"
                           : "reading a record that must not be there")) {
        crm_record_free(record);
        return false;
    }
    if (!name)
        return true;
    text = crm_record_text(record, name_field, NULL);
    same = text && strcmp(text, name) == 0;
    if (!same)
        crm__broken(check, "a record has the name \"%.60s\" instead of \"%.60s\"", text ? text : "",
                    name);
    crm_record_free(record);
    return same;
}

bool
crm__drop(struct crm__check *check, crm_context *crm, crm_kind kind, crm_id id)
{
    crm_record *record = crm__fetch(check, crm, kind, id);
    bool good;

    if (!record)
        return false;
    good = crm__answers(check, crm, crm_record_remove(record), CRM_OK, "removing a record");
    crm_record_free(record);
    return good;
}

/* What earlier runs left in the store must not get in the way: the number is searched for first. */
const char *
crm__fresh_key(struct crm__check *check, char *out_key)
{
    crm_id found;

    do {
        snprintf(out_key, 40, "law-%llu", (unsigned long long)++check->serial);
    } while (crm_find(check->crm, CRM_KIND_ACCOUNT, out_key, &found) == CRM_OK ||
             crm_find(check->crm, CRM_KIND_PRODUCT, out_key, &found) == CRM_OK);
    return out_key;
}

crm_id
crm__absent_id(struct crm__check *check, crm_id id)
{
    crm_record *record = NULL;

    while (check->store.get &&
           crm_record_load(check->crm, CRM_KIND_ACCOUNT, id, &record) == CRM_OK) {
        crm_record_free(record);
        id++;
    }
    return id;
}

void
crm__count_rows(const crm_table *table, const crm_id *ids, size_t count, size_t *out_seen)
{
    for (size_t row = 0; row < crm_table_rows(table); row++) {
        int64_t id = 0;

        crm_table_int(table, row, CRM_FIELD_ID, &id);
        for (size_t i = 0; i < count; i++)
            out_seen[i] += ids[i] == id;
    }
}

bool
crm__count(struct crm__check *check, crm_context *crm, crm_query *query, const crm_id *ids,
           size_t count, size_t *out_seen)
{
    crm_scan *scan = query ? crm_scan_new(crm, query) : NULL;
    const crm_table *table;
    crm_status status;

    crm_query_free(query);
    if (!scan)
        return crm__broken(check, "a scan could not begin: %s", crm_message(crm));
    memset(out_seen, 0, count * sizeof *out_seen);
    while ((status = crm_scan_next(scan, &table)) == CRM_OK)
        crm__count_rows(table, ids, count, out_seen);
    crm_scan_free(scan);
    return crm__answers(check, crm, status, CRM_NONE, "the end of a scan");
}

bool
crm__scanned(struct crm__check *check, crm_context *crm, crm_kind kind, crm_id id, size_t times)
{
    size_t seen;

    if (!crm__count(check, crm, crm_query_new(crm, kind), &id, 1, &seen))
        return false;
    if (seen != times)
        return crm__broken(check, "a scan gave a record %zu times instead of %zu", seen, times);
    return true;
}

/* A row of the table against name and version; true if it has another id. */
static bool
row_is(struct crm__check *check, const crm_table *table, size_t row, const char *name,
       int64_t version)
{
    size_t length = 0;
    const char *text = crm_table_text(table, row, name_field, &length);
    int64_t given = 0;

    crm_table_int(table, row, CRM_FIELD_VERSION, &given);
    if (version && given != version)
        return crm__broken(check, "a scan gave version %lld of a row that has version %lld",
                           (long long)given, (long long)version);
    if (name && (!text || length != strlen(name) || memcmp(text, name, length) != 0))
        return crm__broken(check, "a scan gave the name \"%.*s\" of a row named \"%.60s\"",
                           (int)(length < 60 ? length : 60), text ? text : "", name);
    return true;
}

bool
crm__scanned_as(struct crm__check *check, crm_context *crm, crm_id id, const char *name,
                int64_t version)
{
    crm_query *query = crm_query_new(crm, CRM_KIND_ACCOUNT);
    crm_scan *scan = query ? crm_scan_new(crm, query) : NULL;
    const crm_table *table;
    crm_status status;
    size_t seen = 0;
    bool same = true;

    crm_query_free(query);
    if (!scan)
        return crm__broken(check, "a scan could not begin: %s", crm_message(crm));
    while ((status = crm_scan_next(scan, &table)) == CRM_OK) {
        for (size_t row = 0; row < crm_table_rows(table); row++) {
            int64_t given = 0;

            crm_table_int(table, row, CRM_FIELD_ID, &given);
            if (given != id)
                continue;
            seen++;
            same = same && row_is(check, table, row, name, version);
        }
    }
    crm_scan_free(scan);
    if (!same || !crm__answers(check, crm, status, CRM_NONE, "the end of a scan"))
        return false;
    return seen == 1 || crm__broken(check, "a scan gave a record %zu times instead of once", seen);
}

bool
crm__keep_several(struct crm__check *check, crm_kind kind, crm_id *ids, size_t count)
{
    crm_begin(check->crm);
    for (size_t i = 0; i < count; i++) {
        ids[i] = crm__keep(check, check->crm, kind, "one of several");
        if (!ids[i]) {
            crm_rollback(check->crm);
            return false;
        }
    }
    return crm__answers(check, check->crm, crm_commit(check->crm), CRM_OK,
                        "a unit of several new records");
}

bool
crm__each_once(struct crm__check *check, const size_t *seen, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (seen[i] != 1)
            return crm__broken(check, "a scan gave a row %zu times", seen[i]);
    }
    return true;
}
