/*
 * call.c - calling the host. Each call marks the context as being inside a callback (re-entry is
 * refused by crm__enter), judges the reply, and checks the rows that came back. What a store hands
 * over is never trusted: a wrong row is CRM_ERROR_DATA naming kind, id and field.
 */
#include "store/call.h"

#include "base/order.h"
#include "store/changes.h"
#include "store/reply.h"
#include "store/scan.h"
#include "store/unit.h"

#define BATCH_ROWS 65536
#define FEW 16 /* ids that need no memory to be ticked off */

static crm_status
missing(crm_context *crm, const char *callback)
{
    return crm__fail(crm, CRM_ERROR_UNSUPPORTED, 0, 0, -1, "the store has no %s callback",
                     callback);
}

/* A store of one cursor takes no other call while it is open. */
static crm_status
check_cursor(crm_context *crm)
{
    if (!(crm->store.flags & CRM_STORE_ONE_CURSOR) || crm->cursors == 0)
        return CRM_OK;
    return crm__fail(crm, CRM_ERROR_STATE, 0, 0, -1,
                     "the store takes no call while a cursor is open: end the scan first");
}

/* Rows that came back. A column that is not there, or of another type, is a wrong row of the store
   and no wrong argument of the caller. query NULL = all fields were asked for. */
static crm_status
check_rows(crm_context *crm, crm_table *table, const crm_query *query, const char *callback)
{
    crm_status status;

    if (table->status == CRM_ERROR_ARGUMENT)
        table->status = CRM_ERROR_DATA;
    status = query ? crm__table_check_wanted(crm, table, query->wanted, query->wanted_count)
                   : crm__table_check(crm, table, true);
    if (status != CRM_OK)
        crm__fail_by(crm, callback);
    return status;
}

/* Rows asked for, each at most once? `ids` are ascending. */
static crm_status
check_asked(crm_context *crm, crm_kind kind, const crm_id *ids, size_t count,
            const crm_table *table)
{
    size_t rows = crm_table_rows(table);
    bool few[FEW] = {false};
    bool *seen = few;
    crm_status status = CRM_OK;

    if (rows == 0)
        return CRM_OK;
    if (count > FEW)
        seen = crm__alloc_array(&crm->memory, count, sizeof *seen);
    if (!seen)
        return crm__no_memory(crm);
    for (size_t row = 0; row < rows && status == CRM_OK; row++) {
        int64_t id = 0;
        size_t at;

        crm__cell_int(table, row, CRM_FIELD_ID, &id);
        at = crm__lower_bound(ids, count, id);
        if (at == count || ids[at] != id)
            status = crm__fail(crm, CRM_ERROR_STORE, kind, id, CRM_FIELD_ID,
                               "get answered with %s %lld, which was not asked for",
                               crm_schema_kind_name(NULL, kind), (long long)id);
        else if (seen[at])
            status = crm__fail(crm, CRM_ERROR_STORE, kind, id, CRM_FIELD_ID,
                               "get answered with %s %lld twice", crm_schema_kind_name(NULL, kind),
                               (long long)id);
        else
            seen[at] = true;
    }
    if (seen != few)
        crm__free_array(&crm->memory, seen, count, sizeof *seen);
    return status;
}

crm_status
crm__call_get(crm_context *crm, crm_kind kind, const crm_id *ids, size_t count, crm_table *table)
{
    struct crm_reply reply;
    crm_status status;

    if (count == 0)
        return CRM_OK;
    if (!crm->store.get)
        return missing(crm, "get");
    status = check_cursor(crm);
    if (status != CRM_OK)
        return status;
    crm__reply_start(&reply, "get", CRM__ANSWER_OK | CRM__ANSWER_END);
    reply.table = table;
    table->max_rows = crm->max_rows;
    crm->in_callback = true;
    crm->store.get(crm->store.self, kind, ids, count, &reply);
    crm->in_callback = false;
    status = crm__reply_judge(crm, &reply);
    if (status == CRM_OK)
        status = check_rows(crm, table, NULL, reply.callback);
    if (status == CRM_OK)
        status = check_asked(crm, kind, ids, count, table);
    return status;
}

crm_status
crm__call_scan(crm_context *crm, const crm_query *query, crm_table *table, bool *out_open,
               uint64_t *out_cursor)
{
    struct crm_reply reply;
    crm_status status;

    *out_open = false;
    if (!crm->store.scan)
        return missing(crm, "scan");
    status = check_cursor(crm);
    if (status != CRM_OK)
        return status;
    crm__reply_start(&reply, "scan", CRM__ANSWER_OK | CRM__ANSWER_END | CRM__ANSWER_CURSOR);
    reply.table = table;
    table->max_rows = crm->max_rows;
    crm->in_callback = true;
    crm->store.scan(crm->store.self, query, &reply);
    crm->in_callback = false;
    /* A cursor was opened even when the reply is no good otherwise: it has to be finished. */
    if (reply.form == CRM__ANSWER_CURSOR) {
        *out_open = true;
        *out_cursor = reply.cursor;
        crm->cursors++;
    }
    status = crm__reply_judge(crm, &reply);
    if (status == CRM_OK && reply.form == CRM__ANSWER_CURSOR &&
        (!crm->store.next || !crm->store.finish))
        status = missing(crm, crm->store.next ? "finish" : "next");
    if (status == CRM_OK)
        status = check_rows(crm, table, query, reply.callback);
    return status;
}

crm_status
crm__call_next(crm_context *crm, const crm_query *query, uint64_t cursor, crm_table *table,
               bool *out_end)
{
    struct crm_reply reply;
    crm_status status;

    crm__reply_start(&reply, "next", CRM__ANSWER_OK | CRM__ANSWER_END);
    reply.table = table;
    table->max_rows = crm->max_rows;
    crm->in_callback = true;
    crm->store.next(crm->store.self, cursor, BATCH_ROWS, &reply);
    crm->in_callback = false;
    status = crm__reply_judge(crm, &reply);
    *out_end = reply.form == CRM__ANSWER_END;
    if (status == CRM_OK)
        status = check_rows(crm, table, query, reply.callback);
    return status;
}

void
crm__call_finish(crm_context *crm, uint64_t cursor)
{
    crm->cursors--;
    if (!crm->store.finish)
        return;
    crm->in_callback = true;
    crm->store.finish(crm->store.self, cursor);
    crm->in_callback = false;
}

crm_status
crm__call_apply(crm_context *crm, const struct crm_changes *changes)
{
    struct crm_reply reply;
    crm_status status;

    if (!crm->store.apply)
        return missing(crm, "apply");
    status = check_cursor(crm);
    if (status != CRM_OK)
        return status;
    crm__reply_start(&reply, "apply", CRM__ANSWER_OK | CRM__ANSWER_END | CRM__ANSWER_CONFLICT);
    crm->in_callback = true;
    crm->store.apply(crm->store.self, changes, &reply);
    crm->in_callback = false;
    return crm__reply_judge(crm, &reply);
}

/* No id is handed out twice in one answer, nor one that is about to be written. Most stores count
   upwards, which is seen without remembering ids. */
static crm_status
check_fresh(crm_context *crm, crm_kind kind, size_t count, const crm_id *ids)
{
    bool ascending = crm__ascending(ids, count);
    struct crm__cells seen;
    crm_status status = CRM_OK;

    crm__cells_init(&seen, &crm->memory, 1, 0);
    for (size_t i = 0; i < count && status == CRM_OK; i++) {
        bool fresh = true;

        if (!ascending && !crm__cells_add(&seen, ids[i], 0, 0, &fresh))
            status = crm__no_memory(crm);
        else if (!fresh || crm__unit_find(crm, kind, ids[i]))
            status = crm__fail(crm, CRM_ERROR_STORE, kind, ids[i], CRM_FIELD_ID,
                               "reserve handed out the id %lld twice", (long long)ids[i]);
    }
    crm__cells_done(&seen);
    return status;
}

crm_status
crm__call_reserve(crm_context *crm, crm_kind kind, size_t count, crm_id *out_ids)
{
    struct crm_reply reply;
    crm_status status;

    if (!crm->store.reserve)
        return crm__fail(crm, CRM_ERROR_UNSUPPORTED, kind, 0, CRM_FIELD_ID,
                         "the store has no reserve callback: set the id of a new %s",
                         crm_schema_kind_name(NULL, kind));
    status = check_cursor(crm);
    if (status != CRM_OK)
        return status;
    crm__reply_start(&reply, "reserve", CRM__ANSWER_IDS);
    reply.ids = out_ids;
    reply.ids_wanted = count;
    crm->in_callback = true;
    crm->store.reserve(crm->store.self, kind, count, &reply);
    crm->in_callback = false;
    status = crm__reply_judge(crm, &reply);
    return status == CRM_OK ? check_fresh(crm, kind, count, out_ids) : status;
}

crm_status
crm__call_hold(crm_context *crm)
{
    struct crm_reply reply;
    crm_status status = check_cursor(crm);

    if (status != CRM_OK)
        return status;
    crm__reply_start(&reply, "hold", CRM__ANSWER_OK | CRM__ANSWER_END);
    crm->in_callback = true;
    crm->store.hold(crm->store.self, &reply);
    crm->in_callback = false;
    return crm__reply_judge(crm, &reply);
}

void
crm__call_release(crm_context *crm)
{
    crm->in_callback = true;
    crm->store.release(crm->store.self);
    crm->in_callback = false;
}

void
crm__call_close(crm_context *crm)
{
    if (!crm->store.close)
        return;
    crm->in_callback = true;
    crm->store.close(crm->store.self);
    crm->in_callback = false;
}
