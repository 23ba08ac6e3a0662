/*
 * awkward.c - the awkward store: connections, single rows, ids and holds. Scans are in
 * awkward_scan.c, writing is in awkward_apply.c.
 *
 * Where a flaw is asked for, the law of its name (check.c) says what it breaks.
 */
#include <string.h>

#include "testing/awkward.h"

#define QUIRK_GAPS 8

uint64_t
crm__awkward_moment(const struct crm__connection *connection)
{
    bool past = connection->holding || connection->lingers;

    return past ? connection->held_moment : connection->shared->moment;
}

/* ---- get ---- */

/* FLAW_GET_GIVES_WHAT_WAS_ASKED: a record that nobody asked for. */
static struct crm__row *
stranger(const struct crm__connection *connection, crm_kind kind, const crm_id *ids, size_t count)
{
    for (size_t i = 0; i < connection->shared->count; i++) {
        struct crm__row *row = connection->shared->rows[i];

        if (count > 1 && row->kind == kind && row->id != ids[0] && row->id != ids[count - 1])
            return row;
    }
    return NULL;
}

static void
awkward_get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    struct crm__connection *connection = self;
    struct crm__awkward_shared *shared = connection->shared;
    crm_table *table = crm_reply_table(reply);
    size_t looked_at = count;

    shared->stuck = false;
    if (shared->flaw == FLAW_GET_TAKES_MANY_IDS && count > 1000)
        looked_at = 1000;
    for (size_t i = looked_at; i-- > 0;) {
        struct crm__row *row =
            crm__row_find(connection, kind, ids[i], crm__awkward_moment(connection));

        if (row)
            crm__row_fill(shared, row, NULL, 0, table);
    }
    if (shared->flaw == FLAW_MISSING_ROW_IS_NO_ERROR && count > 1 && crm_table_rows(table) == 0) {
        crm_reply_fail(reply, CRM_ERROR_STORE, 404, "no such rows");
        return;
    }
    if (shared->flaw == FLAW_GET_GIVES_WHAT_WAS_ASKED && crm_table_rows(table) > 0 &&
        stranger(connection, kind, ids, count))
        crm__row_fill(shared, stranger(connection, kind, ids, count), NULL, 0, table);
    crm_reply_ok(reply);
}

/* ---- reserve, hold ---- */

static void
hand_out(struct crm__awkward_shared *shared, crm_kind kind, crm_id *ids, size_t count)
{
    crm_id *last = &shared->last_id[kind > 0 && kind <= CRM_KIND_REFERRAL ? kind : 0];
    bool from_zero =
        shared->flaw == FLAW_RESERVED_IDS_ARE_ABOVE_0 && kind == CRM_KIND_PIPELINE && *last == 0;

    for (size_t i = 0; i < count; i++) {
        *last += 1;
        if (shared->quirks & QUIRK_GAPS)
            *last += (crm_id)(crm__testing_random(&shared->random) % 3);
        ids[i] = from_zero ? *last - 1 : *last;
    }
}

static void
awkward_reserve(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    struct crm__connection *connection = self;
    struct crm__awkward_shared *shared = connection->shared;
    crm_id *ids = crm__testing_alloc(&shared->memory, count, sizeof *ids);
    size_t given = count;

    if (!ids) {
        crm_reply_fail(reply, CRM_ERROR_MEMORY, 0, NULL);
        return;
    }
    hand_out(shared, kind, ids, count);
    if (shared->flaw == FLAW_RESERVE_GIVES_AS_MANY_AS_ASKED && kind == CRM_KIND_USER && count > 1)
        given = count - 1;
    crm_reply_ids(reply, ids, given);
    crm__testing_release(&shared->memory, ids, count, sizeof *ids);
}

static void
awkward_hold(void *self, crm_reply *reply)
{
    struct crm__connection *connection = self;

    if (connection->holding) {
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "a hold inside a hold");
        return;
    }
    connection->holding = true;
    connection->shared->readers++;
    if (!connection->released || connection->shared->flaw != FLAW_HOLD_MAY_BE_TAKEN_AGAIN)
        connection->held_moment = connection->shared->moment;
    crm_reply_ok(reply);
}

static void
awkward_release(void *self)
{
    struct crm__connection *connection = self;

    if (!connection->holding)
        return;
    connection->holding = false;
    connection->released = true;
    connection->lingers = connection->shared->flaw == FLAW_RELEASE_ENDS_THE_HOLD;
    connection->shared->readers--;
}

/* ---- connections ---- */

static crm_status
connect_to(struct crm__awkward_shared *shared, crm_store *out_store)
{
    crm_store made = CRM_STORE_INIT;
    struct crm__connection *connection;
    crm_status status;

    connection = crm__testing_alloc(&shared->memory, 1, sizeof *connection);
    if (!connection)
        return CRM_ERROR_MEMORY;
    made.self = connection;
    made.get = awkward_get;
    made.scan = crm__awkward_scan;
    made.next = crm__awkward_next;
    made.finish = crm__awkward_finish;
    made.apply = crm__awkward_apply;
    made.reserve = awkward_reserve;
    made.hold = awkward_hold;
    made.release = awkward_release;
    status = crm__testing_give_store(&made, out_store);
    if (status != CRM_OK) {
        crm__testing_release(&shared->memory, connection, 1, sizeof *connection);
        return status;
    }
    connection->shared = shared;
    connection->number = ++shared->last_connection;
    shared->connections++;
    return CRM_OK;
}

crm_status
crm_testing_awkward_store(crm_resize *resize, void *resize_self, size_t batch, uint64_t seed,
                          crm_store *out_store)
{
    struct crm__testing_memory memory = crm__testing_memory_of(resize, resize_self);
    struct crm__awkward_shared *shared;
    crm_status status;

    if (!out_store)
        return CRM_ERROR_ARGUMENT;
    shared = crm__testing_alloc(&memory, 1, sizeof *shared);
    if (!shared)
        return CRM_ERROR_MEMORY;
    shared->memory = memory;
    shared->batch = batch;
    shared->quirks = seed;
    shared->random = seed;
    status = connect_to(shared, out_store);
    if (status != CRM_OK)
        crm__testing_release(&memory, shared, 1, sizeof *shared);
    return status;
}

static struct crm__connection *
connection_of(const crm_store *store)
{
    return store && store->apply == crm__awkward_apply ? store->self : NULL;
}

crm_status
crm_testing_awkward_connect(const crm_store *store, crm_store *out_store)
{
    struct crm__connection *connection = connection_of(store);

    return connection ? connect_to(connection->shared, out_store) : CRM_ERROR_ARGUMENT;
}

static void
free_shared(struct crm__awkward_shared *shared)
{
    struct crm__testing_memory memory = shared->memory;

    for (size_t i = 0; i < shared->count; i++)
        crm__row_free(shared, shared->rows[i]);
    crm__testing_release(&memory, shared->rows, shared->capacity, sizeof *shared->rows);
    crm__testing_release(&memory, shared, 1, sizeof *shared);
}

void
crm_testing_awkward_free(crm_store *store)
{
    struct crm__connection *connection = connection_of(store);
    struct crm__awkward_shared *shared;
    struct crm__testing_memory memory;
    uint32_t size;

    if (!connection)
        return;
    shared = connection->shared;
    memory = shared->memory;
    while (connection->cursor_count)
        crm__cursor_free(connection, &connection->cursors[0]);
    if (connection->holding)
        shared->readers--;
    crm__testing_release(&memory, connection->cursors, connection->cursor_capacity,
                         sizeof *connection->cursors);
    crm__testing_release(&memory, connection, 1, sizeof *connection);
    if (--shared->connections == 0)
        free_shared(shared);
    size = store->size;
    memset(store, 0, size);
    store->size = size;
}

size_t
crm_testing_awkward_cursors(const crm_store *store)
{
    const struct crm__connection *connection = connection_of(store);

    return connection ? connection->cursor_count : 0;
}

crm_status
crm_testing_awkward_break(const crm_store *store, const char *law)
{
    struct crm__connection *connection = connection_of(store);
    enum crm__flaw flaw;

    if (!connection || !crm__flaw_of(law, &flaw))
        return CRM_ERROR_ARGUMENT;
    connection->shared->flaw = flaw;
    connection->shared->stuck = false;
    return CRM_OK;
}
