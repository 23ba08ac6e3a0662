/*
 * load.c - reading records by id, pending writes first.
 */
#include <string.h>

#include "base/order.h"
#include "store/call.h"
#include "store/scan.h"
#include "store/unit.h"

/* Where the row of an id stands. */
struct place {
    crm_id id;
    const crm_table *table;
    size_t row;
};

static int
by_id(const void *a, const void *b, void *context)
{
    crm_id left = ((const struct place *)a)->id, right = ((const struct place *)b)->id;

    (void)context;
    return left < right ? -1 : left > right;
}

/* Split ids into rows that the unit has (into places) and ids to ask the store for (into rest). */
static size_t
split(crm_context *crm, crm_kind kind, const crm_id *ids, size_t count, struct place *places,
      size_t *out_places, crm_id *rest)
{
    size_t asked = 0;

    *out_places = 0;
    for (size_t i = 0; i < count; i++) {
        const struct crm__entry *entry = crm__unit_find(crm, kind, ids[i]);

        if (!entry || entry->op == CRM__CHECK)
            rest[asked++] = ids[i];
        else if (entry->op == CRM__PUT)
            places[(*out_places)++] = (struct place){ids[i], crm->unit->rows[kind], entry->row};
    }
    return asked;
}

/* Rows of the unit and of the store, put together by id. */
static crm_status
merge(crm_context *crm, struct place *places, size_t found, const crm_table *fetched,
      crm_table **out_table)
{
    crm_table *result = crm__table_new(crm, fetched->kind);
    crm_status status = CRM_OK;

    if (!result)
        return crm__no_memory(crm);
    for (size_t row = 0; row < crm_table_rows(fetched); row++) {
        int64_t id = 0;

        crm__cell_int(fetched, row, CRM_FIELD_ID, &id);
        places[found++] = (struct place){id, fetched, row};
    }
    crm__sort(places, found, sizeof *places, by_id, NULL);
    for (size_t i = 0; i < found && status == CRM_OK; i++)
        status = crm__table_copy_rows(result, places[i].table, places[i].row, 1);
    if (status != CRM_OK) {
        crm__table_free(result);
        return crm__no_memory(crm);
    }
    *out_table = result;
    return CRM_OK;
}

crm_status
crm__load_many(crm_context *crm, crm_kind kind, const crm_id *ids, size_t count,
               crm_table **out_table)
{
    size_t room = count ? count : 1, found = 0, asked;
    crm_table *fetched = crm__table_new(crm, kind);
    struct place *places = crm__alloc_array(&crm->memory, room, sizeof *places);
    crm_id *rest = crm__alloc_array(&crm->memory, room, sizeof *rest);
    crm_status status = CRM_OK;

    *out_table = NULL;
    if (!fetched || !places || !rest) {
        status = crm__no_memory(crm);
        goto done;
    }
    asked = split(crm, kind, ids, count, places, &found, rest);
    status = crm__call_get(crm, kind, rest, asked, fetched);
    if (status != CRM_OK)
        goto done;
    if (found == 0 && crm_table_rows(fetched) <= 1) { /* as it came */
        *out_table = fetched;
        fetched = NULL;
    } else {
        status = merge(crm, places, found, fetched, out_table);
    }

done:
    crm__free_array(&crm->memory, places, room, sizeof *places);
    crm__free_array(&crm->memory, rest, room, sizeof *rest);
    if (fetched)
        crm__table_free(fetched);
    return status;
}

/* Where one record stands: with the pending writes, or in a table that the store fills. */
static crm_status
locate(crm_context *crm, crm_kind kind, crm_id id, const struct crm__entry *entry,
       struct place *out_place)
{
    crm_table *table;
    crm_status status;

    *out_place = (struct place){.id = id};
    if (entry && entry->op == CRM__REMOVE)
        return CRM_NONE;
    if (entry && entry->op == CRM__PUT) {
        out_place->table = crm->unit->rows[kind];
        out_place->row = entry->row;
        return CRM_OK;
    }
    table = crm__unit_loading(crm, kind);
    if (!table)
        return crm__no_memory(crm);
    status = crm__call_get(crm, kind, &id, 1, table);
    out_place->table = table;
    return status == CRM_OK && crm_table_rows(table) == 0 ? CRM_NONE : status;
}

/* One record into a new handle. CRM_OK, CRM_NONE or an error. */
static crm_status
load_one(crm_context *crm, crm_kind kind, crm_id id, crm_record **out_record)
{
    const struct crm__entry *entry = crm__unit_find(crm, kind, id);
    struct place place;
    crm_record *record;
    crm_status status = locate(crm, kind, id, entry, &place);

    if (status != CRM_OK)
        return status;
    record = crm__record_new(crm, kind);
    status = record ? crm__record_read(record, place.table, place.row) : crm__no_memory(crm);
    if (status != CRM_OK) {
        if (record)
            crm__record_free(record);
        return status;
    }
    if (entry && entry->op == CRM__PUT) {
        record->from_pending = true;
        crm__unit_touch(record);
    }
    *out_record = record;
    return CRM_OK;
}

crm_status
crm_record_load(crm_context *crm, crm_kind kind, crm_id id, crm_record **out_record)
{
    crm_status status = crm__enter(crm);

    if (out_record)
        *out_record = NULL;
    if (status != CRM_OK)
        return status;
    if (!out_record || !crm__kind_of(kind))
        status = crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1,
                           "%ld is no kind, or nowhere to put it", (long)kind);
    else if (id < 1)
        status = crm__fail(crm, CRM_ERROR_ARGUMENT, kind, 0, CRM_FIELD_ID, "an id is above 0");
    else
        status = load_one(crm, kind, id, out_record);
    crm__leave(crm);
    return status;
}

/* Look for an external id; a second hit is told. */
static crm_status
find(crm_context *crm, crm_kind kind, const crm_query *query, crm_id *out_id)
{
    crm_scan *scan = NULL;
    const crm_table *table;
    crm_id found = 0;
    crm_status status = crm__scan_open(crm, query, &scan);

    if (status != CRM_OK)
        return status;
    while ((status = crm__scan_next(scan, &table)) == CRM_OK) {
        for (size_t row = 0; row < crm_table_rows(table); row++) {
            int64_t id = 0;

            crm__cell_int(table, row, CRM_FIELD_ID, &id);
            if (found == id) {
                status = crm__given_twice(crm, kind, id);
                goto done;
            }
            if (found) {
                status =
                    crm__fail(crm, CRM_ERROR_DUPLICATE, kind, id, CRM_FIELD_EXTERNAL_ID,
                              "%s %lld and %lld have the same external id",
                              crm_schema_kind_name(NULL, kind), (long long)found, (long long)id);
                goto done;
            }
            found = id;
        }
    }
    if (status == CRM_NONE && found) {
        *out_id = found;
        status = CRM_OK;
    }

done:
    crm__scan_close(scan);
    return status;
}

crm_status
crm_find(crm_context *crm, crm_kind kind, const char *external_id, crm_id *out_id)
{
    crm_status status = crm__enter(crm);
    crm_query *query = NULL;

    if (status != CRM_OK)
        return status;
    if (!external_id || !out_id || !crm__kind_of(kind)) {
        status = crm__fail(crm, CRM_ERROR_ARGUMENT, kind, 0, CRM_FIELD_EXTERNAL_ID,
                           "no kind, no external id, or nowhere to put the id");
        goto done;
    }
    query = crm__query_new(crm, kind);
    if (!query) {
        status = crm__no_memory(crm);
        goto done;
    }
    status = crm__query_want(query, CRM_FIELD_EXTERNAL_ID);
    if (status == CRM_OK)
        status =
            crm__query_where_text(query, CRM_FIELD_EXTERNAL_ID, external_id, strlen(external_id));
    if (status == CRM_OK)
        status = find(crm, kind, query, out_id);

done:
    if (query)
        crm__query_free(query);
    crm__leave(crm);
    return status;
}
