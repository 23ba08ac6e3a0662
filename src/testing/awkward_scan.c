/*
 * awkward_scan.c - scans of the awkward store: the rows of a kind go in shuffled order into a
 * cursor of its own and are given out in batches; conditions and wanted fields are not looked at,
 * unless a flaw makes the store look at them wrongly.
 */
#include <string.h>

#include "testing/awkward.h"

#define QUIRK_ROWS_AT_ONCE 1
#define QUIRK_EMPTY_BATCHES 2
#define QUIRK_END_ALONE 4
#define QUIRK_WANTED_ALONE 16
#define CURSORS_AT_MOST 24 /* with FLAW_SCAN_MAY_STOP_EARLY */

static struct crm__cursor *
cursor_of(struct crm__connection *connection, uint64_t number)
{
    for (size_t i = 0; i < connection->cursor_count; i++) {
        if (connection->cursors[i].number == number && !connection->cursors[i].finished)
            return &connection->cursors[i];
    }
    return NULL;
}

void
crm__cursor_free(struct crm__connection *connection, struct crm__cursor *cursor)
{
    struct crm__awkward_shared *shared = connection->shared;

    crm__testing_release(&shared->memory, cursor->rows, cursor->count, sizeof *cursor->rows);
    crm__testing_release(&shared->memory, cursor->fields, cursor->field_capacity,
                         sizeof *cursor->fields);
    *cursor = connection->cursors[--connection->cursor_count];
    shared->readers--;
}

/* Does a row belong to a scan of a kind? */
static bool
belongs(const struct crm__connection *connection, const struct crm__row *row, crm_kind kind)
{
    enum crm__flaw flaw = connection->shared->flaw;
    uint64_t moment = crm__awkward_moment(connection);

    if (flaw == FLAW_HOLD_SEES_ONE_STATE)
        moment = connection->shared->moment;
    if (flaw == FLAW_OTHER_CONNECTION_SEES_WRITES && row->kind == kind && row->remover &&
        row->remover != connection->number)
        return true;
    if (flaw == FLAW_SCAN_KEEPS_TO_ITS_KIND && kind == CRM_KIND_USER &&
        row->kind == CRM_KIND_ACCOUNT && row->id > AWKWARD_OWN_IDS)
        return crm__row_stands(row, moment);
    return row->kind == kind && crm__row_stands(row, moment);
}

static size_t
rows_of_kind(const struct crm__connection *connection, crm_kind kind, struct crm__row **out_rows)
{
    const struct crm__awkward_shared *shared = connection->shared;
    size_t count = 0;

    for (size_t i = 0; i < shared->count; i++) {
        if (!belongs(connection, shared->rows[i], kind))
            continue;
        if (out_rows)
            out_rows[count] = shared->rows[i];
        count++;
    }
    return count;
}

static void
shuffle(struct crm__awkward_shared *shared, struct crm__row **rows, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)(crm__testing_random(&shared->random) % i);
        struct crm__row *row = rows[i - 1];

        rows[i - 1] = rows[other];
        rows[other] = row;
    }
}

/* FLAW_CONDITIONS_HIDE_NO_MATCH: the high end of a range is taken as exclusive.
   FLAW_CONDITIONS_OF_EVERY_TYPE: an open range is one that holds nothing. */
static bool
hidden(enum crm__flaw flaw, const struct crm__row *row, const crm_query *query)
{
    int64_t low, high;
    crm_field field;
    int32_t type;
    bool open;

    if (crm_query_conditions(query) == 0 ||
        crm_query_condition(query, 0, &field, &type) != CRM_OK || type == CRM_TYPE_TEXT ||
        crm_query_int(query, 0, &low, &high) != CRM_OK || low == high)
        return false;
    open = low == INT64_MIN || high == INT64_MAX;
    if (flaw == FLAW_CONDITIONS_OF_EVERY_TYPE || open)
        return flaw == FLAW_CONDITIONS_OF_EVERY_TYPE && open;
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].number == field)
            return row->cells[i].integer == high;
    }
    return false;
}

/* FLAW_WANTED_FIELDS_ARE_GIVEN: of two beside id and version the last one is forgotten. */
static bool
take_fields(const struct crm__awkward_shared *shared, struct crm__cursor *cursor,
            const crm_query *query)
{
    size_t count;
    const crm_field *fields = crm_query_fields(query, &count);

    if (!(shared->quirks & QUIRK_WANTED_ALONE) && shared->flaw != FLAW_WANTED_FIELDS_ARE_GIVEN)
        return true;
    cursor->fields = crm__testing_alloc(&shared->memory, count, sizeof *cursor->fields);
    if (!cursor->fields)
        return false;
    memcpy(cursor->fields, fields, count * sizeof *fields);
    cursor->field_count = cursor->field_capacity = count;
    if (shared->flaw == FLAW_WANTED_FIELDS_ARE_GIVEN && count == 4 &&
        crm_query_conditions(query) == 0)
        cursor->field_count--;
    return true;
}

static void
hide_rows(enum crm__flaw flaw, struct crm__cursor *cursor, const crm_query *query)
{
    for (size_t i = 0; i < cursor->count; i++) {
        if (hidden(flaw, cursor->rows[i], query))
            cursor->rows[i] = NULL;
    }
}

static void
spoil_cursor(const struct crm__awkward_shared *shared, struct crm__cursor *cursor,
             const crm_query *query)
{
    if (shared->flaw == FLAW_CONDITIONS_HIDE_NO_MATCH ||
        shared->flaw == FLAW_CONDITIONS_OF_EVERY_TYPE)
        hide_rows(shared->flaw, cursor, query);
    if (shared->flaw == FLAW_SCAN_GIVES_EVERY_ROW_ONCE &&
        crm_query_kind(query) == CRM_KIND_PRODUCT && cursor->count > 20)
        cursor->rows[1] = cursor->rows[0];
    cursor->endless = shared->flaw == FLAW_SCAN_COMES_TO_ITS_END && crm_query_conditions(query) > 3;
}

static struct crm__cursor *
cursor_new(struct crm__connection *connection, const crm_query *query)
{
    struct crm__awkward_shared *shared = connection->shared;
    size_t count = rows_of_kind(connection, crm_query_kind(query), NULL);
    struct crm__cursor *cursor;
    struct crm__row **rows = NULL;

    if (!crm__testing_grow(&shared->memory, (void **)&connection->cursors,
                           &connection->cursor_capacity, connection->cursor_count + 1,
                           sizeof *connection->cursors))
        return NULL;
    if (count) {
        rows = crm__testing_alloc(&shared->memory, count, sizeof(struct crm__row *));
        if (!rows)
            return NULL;
        rows_of_kind(connection, crm_query_kind(query), rows);
        shuffle(shared, rows, count);
    }
    cursor = &connection->cursors[connection->cursor_count++];
    memset(cursor, 0, sizeof *cursor);
    cursor->number = ++connection->last_cursor;
    cursor->rows = rows;
    cursor->count = count;
    cursor->moment = shared->moment;
    shared->readers++;
    if (!take_fields(shared, cursor, query)) {
        crm__cursor_free(connection, cursor);
        return NULL;
    }
    spoil_cursor(shared, cursor, query);
    return cursor;
}

static size_t
batch_of(const struct crm__awkward_shared *shared, const struct crm__cursor *cursor, size_t limit)
{
    size_t batch = shared->batch ? shared->batch : limit, left = cursor->count - cursor->at;

    if (batch > limit)
        batch = limit;
    if (batch == 0)
        batch = 1;
    return batch < left ? batch : left;
}

static void
give_rows(const struct crm__awkward_shared *shared, struct crm__cursor *cursor, size_t count,
          crm_table *table)
{
    for (size_t i = 0; i < count; i++) {
        const struct crm__row *row = cursor->rows[cursor->at++];

        if (row)
            crm__row_fill_scanned(shared, row, cursor->fields, cursor->field_count, table);
    }
}

/* FLAW_ANY_LIMIT_GIVES_EVERY_ROW: goes on by the batch that it would have liked. FLAW_SCAN_BEARS_
   WRITES: is over when something was written. */
static void
skip_rows(const struct crm__awkward_shared *shared, struct crm__cursor *cursor, size_t limit)
{
    size_t skipped = 0;

    if (shared->flaw == FLAW_ANY_LIMIT_GIVES_EVERY_ROW && limit == 2)
        skipped = 1;
    if (shared->flaw == FLAW_SCAN_BEARS_WRITES && cursor->moment != shared->moment)
        skipped = cursor->count;
    cursor->at += skipped < cursor->count - cursor->at ? skipped : cursor->count - cursor->at;
}

/* FLAW_SCAN_MAY_STOP_EARLY: cursors that were never closed use up what there is; then it fails, and
   they are gone. */
static bool
too_many(struct crm__connection *connection)
{
    if (connection->cursor_count <= CURSORS_AT_MOST)
        return false;
    for (size_t i = connection->cursor_count; i-- > 0;) {
        if (connection->cursors[i].finished)
            crm__cursor_free(connection, &connection->cursors[i]);
    }
    return true;
}

/* FLAW_EMPTY_SCAN_IS_NO_ERROR: a row that is looked for by its id has to be there. */
static bool
finds_nothing(const struct crm__connection *connection, const crm_query *query)
{
    int64_t low, high;
    crm_field field;
    int32_t type;

    if (crm_query_conditions(query) != 1 ||
        crm_query_condition(query, 0, &field, &type) != CRM_OK || field != CRM_FIELD_ID ||
        crm_query_int(query, 0, &low, &high) != CRM_OK || low != high)
        return false;
    return !crm__row_find(connection, crm_query_kind(query), low, connection->shared->moment);
}

void
crm__awkward_scan(void *self, const crm_query *query, crm_reply *reply)
{
    struct crm__connection *connection = self;
    struct crm__awkward_shared *shared = connection->shared;
    struct crm__cursor *cursor;

    if ((shared->flaw == FLAW_SCAN_MAY_STOP_EARLY && too_many(connection)) ||
        (shared->flaw == FLAW_EMPTY_SCAN_IS_NO_ERROR && finds_nothing(connection, query))) {
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "the scan cannot begin");
        return;
    }
    cursor = cursor_new(connection, query);
    if (!cursor) {
        crm_reply_fail(reply, CRM_ERROR_MEMORY, 0, NULL);
        return;
    }
    if (shared->quirks & QUIRK_ROWS_AT_ONCE)
        give_rows(shared, cursor, batch_of(shared, cursor, SIZE_MAX), crm_reply_table(reply));
    crm_reply_cursor(reply, cursor->number);
}

static bool
idles(const struct crm__awkward_shared *shared, struct crm__cursor *cursor)
{
    bool idle = shared->quirks & QUIRK_EMPTY_BATCHES && !cursor->idled;

    cursor->idled = idle;
    return idle;
}

void
crm__awkward_next(void *self, uint64_t number, size_t limit, crm_reply *reply)
{
    struct crm__connection *connection = self;
    struct crm__awkward_shared *shared = connection->shared;
    struct crm__cursor *cursor = cursor_of(connection, number);
    size_t count;

    if (cursor && shared->flaw == FLAW_SCANS_MAY_NEST && number != connection->last_cursor)
        cursor->at = cursor->count;
    if (!cursor) {
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "no such cursor");
        return;
    }
    if (idles(shared, cursor)) {
        crm_reply_ok(reply);
        return;
    }
    skip_rows(shared, cursor, limit);
    count = batch_of(shared, cursor, limit);
    give_rows(shared, cursor, count, crm_reply_table(reply));
    if (cursor->at < cursor->count || (count > 0 && shared->quirks & QUIRK_END_ALONE) ||
        cursor->endless)
        crm_reply_ok(reply);
    else
        crm_reply_end(reply);
}

void
crm__awkward_finish(void *self, uint64_t number)
{
    struct crm__connection *connection = self;
    struct crm__cursor *cursor = cursor_of(connection, number);

    if (!cursor)
        return;
    if (connection->shared->flaw == FLAW_SCAN_MAY_STOP_EARLY && cursor->at < cursor->count)
        cursor->finished = true;
    else
        crm__cursor_free(connection, cursor);
}
