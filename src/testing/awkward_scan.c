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

static size_t
rows_of_kind(const struct crm__connection *connection, crm_kind kind, struct crm__row **out_rows)
{
    const struct crm__awkward_shared *shared = connection->shared;
    uint64_t moment = crm__awkward_moment(connection);
    size_t count = 0;

    for (size_t i = 0; i < shared->count; i++) {
        if (shared->rows[i]->kind != kind || !crm__row_stands(connection, shared->rows[i], moment))
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

/* FLAW_CONDITIONS_HIDE_NO_MATCH: the high end of a range is taken as exclusive. */
static bool
hidden(const struct crm__row *row, const crm_query *query)
{
    int64_t low, high;
    crm_field field;
    int32_t type;

    if (crm_query_conditions(query) == 0 ||
        crm_query_condition(query, 0, &field, &type) != CRM_OK || type == CRM_TYPE_TEXT ||
        crm_query_int(query, 0, &low, &high) != CRM_OK)
        return false;
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].number == field)
            return row->cells[i].integer == high;
    }
    return false;
}

/* FLAW_WANTED_FIELDS_ARE_GIVEN: the last one is forgotten. */
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
    if (shared->flaw == FLAW_WANTED_FIELDS_ARE_GIVEN && count < 6)
        cursor->field_count--;
    return true;
}

static void
hide_rows(struct crm__cursor *cursor, const crm_query *query)
{
    for (size_t i = 0; i < cursor->count; i++) {
        if (hidden(cursor->rows[i], query))
            cursor->rows[i] = NULL;
    }
}

static void
spoil_cursor(const struct crm__awkward_shared *shared, struct crm__cursor *cursor,
             const crm_query *query)
{
    if (shared->flaw == FLAW_CONDITIONS_HIDE_NO_MATCH)
        hide_rows(cursor, query);
    if (shared->flaw == FLAW_SCAN_GIVES_EVERY_ROW_ONCE && cursor->count > 2)
        cursor->rows[1] = cursor->rows[0];
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
            crm__row_fill(shared, row, cursor->fields, cursor->field_count, table);
    }
}

/* FLAW_ANY_LIMIT_GIVES_EVERY_ROW: goes on by the batch that it would have liked. FLAW_SCAN_BEARS_
   WRITES: counts positions in the rows of today. */
static void
skip_rows(const struct crm__awkward_shared *shared, struct crm__cursor *cursor, size_t limit)
{
    size_t skipped = 0;

    if (shared->flaw == FLAW_ANY_LIMIT_GIVES_EVERY_ROW && limit < 3)
        skipped = 1;
    if (shared->flaw == FLAW_SCAN_BEARS_WRITES && cursor->moment != shared->moment) {
        cursor->moment = shared->moment;
        skipped = 1;
    }
    cursor->at += skipped < cursor->count - cursor->at ? skipped : cursor->count - cursor->at;
}

void
crm__awkward_scan(void *self, const crm_query *query, crm_reply *reply)
{
    struct crm__connection *connection = self;
    struct crm__awkward_shared *shared = connection->shared;
    struct crm__cursor *cursor;

    if (shared->flaw == FLAW_SCAN_MAY_STOP_EARLY && connection->cursor_count > CURSORS_AT_MOST) {
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "too many cursors");
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
    if (cursor->at < cursor->count || (count > 0 && shared->quirks & QUIRK_END_ALONE))
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
