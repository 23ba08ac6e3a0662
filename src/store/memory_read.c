/*
 * memory_read.c - get, scan, next, finish of the memory store. What an index can answer, and what
 * fits one batch, is answered at once; the rest through a cursor, batch by batch.
 */
#include "store/memory_cursor.h"

#define IDS_LOOKED_UP 64 /* a range of more ids is scanned */

/* ---- Get ---- */

void
crm__memory_get(void *self, crm_kind number, const crm_id *ids, size_t count, crm_reply *reply)
{
    struct crm__memory_store *store = self;
    const struct crm__memory_kind *kind = crm__memory_view(store, number);
    struct crm__pick pick = {NULL, 0, 0};
    size_t few[IDS_LOOKED_UP], *rows = few, i;
    crm_status status;

    if (!kind->rows || !count) {
        crm_reply_end(reply);
        return;
    }
    if (count > IDS_LOOKED_UP)
        rows = crm__raw_array(&store->memory, count, sizeof *rows);
    if (!rows) {
        crm__memory_fail(reply, CRM_ERROR_MEMORY);
        return;
    }
    for (i = 0; i < count; i++) {
        rows[pick.count] = crm__memory_row(kind, ids[i]);
        pick.count += rows[pick.count] != CRM__NO_ROW;
    }
    pick.rows = rows;
    status = crm__memory_copy(kind, &pick, NULL, 0, crm_reply_table(reply));
    if (rows != few)
        crm__free_array(&store->memory, rows, count, sizeof *rows);
    if (status)
        crm__memory_fail(reply, status);
    else
        crm_reply_end(reply);
}

/* ---- Scan ---- */

/* As much as a reply may hold, at most a batch. */
static size_t
most_rows(const crm_table *table, size_t limit)
{
    uint64_t room = table->max_rows > table->rows ? table->max_rows - table->rows : 0;
    size_t most = limit && limit < CRM__BATCH_ROWS ? limit : CRM__BATCH_ROWS;

    return room && room < most ? (size_t)room : most;
}

/* Rows that refer to one record, by the first condition that asks for such. */
static bool
look_up_reference(struct crm__memory_store *store, const struct crm__memory_cursor *cursor,
                  size_t *rows, size_t *out_count)
{
    struct crm__memory_kind *kind = &store->kinds[cursor->number];
    size_t which;

    /* What a hold shows is a copy, which has no such index. */
    if (crm__memory_view(store, cursor->number) != kind)
        return false;
    for (which = 0; which < cursor->condition_count; which++) {
        const struct crm__memory_condition *condition = &cursor->conditions[which];

        if (condition->type == CRM_TYPE_REF && condition->low == condition->high &&
            condition->column >= 0)
            return crm__refs_find(&kind->refs, &store->memory, kind->rows, condition->column,
                                  condition->low, rows, IDS_LOOKED_UP, out_count);
    }
    return false;
}

/* Rows that an index leads to, into `rows` of IDS_LOOKED_UP; false if none can be used. */
static bool
look_up(struct crm__memory_store *store, const struct crm__memory_cursor *cursor,
        const struct crm__memory_kind *kind, size_t *rows, size_t *out_count)
{
    size_t which, count = 0;
    int64_t step;

    for (which = 0; which < cursor->condition_count; which++) {
        const struct crm__memory_condition *condition = &cursor->conditions[which];

        if (condition->column == CRM_FIELD_EXTERNAL_ID) {
            rows[0] = crm__memory_external(kind, condition->text, condition->length);
            *out_count = rows[0] != CRM__NO_ROW;
            return true;
        }
        if (condition->column != CRM_FIELD_ID || condition->low < 1 ||
            condition->high < condition->low || condition->high - condition->low >= IDS_LOOKED_UP)
            continue;
        for (step = 0; step <= condition->high - condition->low; step++) {
            rows[count] = crm__memory_row(kind, condition->low + step);
            count += rows[count] != CRM__NO_ROW;
        }
        *out_count = count;
        return true;
    }
    return look_up_reference(store, cursor, rows, out_count);
}

/* Text that was written out of order is put in order before it is read whole; without memory it is
   read as it lies. */
static void
tidy(struct crm__memory_store *store, const struct crm__memory_kind *kind)
{
    size_t i;

    for (i = crm__table_next(kind->rows, 0); i < kind->rows->count;
         i = crm__table_next(kind->rows, i + 1))
        if (kind->rows->columns[i].ends)
            (void)crm__column_pack(&store->memory, &kind->rows->columns[i]);
}

/* Number a cursor; 0 when memory lacks. */
static uint64_t
register_cursor(struct crm__memory_store *store, struct crm__memory_cursor *cursor)
{
    void *cursors = store->cursors;
    size_t i;

    for (i = 0; i < store->cursor_capacity && store->cursors[i]; i++)
        continue;
    if (crm__grow(&store->memory, &cursors, &store->cursor_capacity, i + 1,
                  sizeof *store->cursors) != CRM_OK)
        return 0;
    store->cursors = cursors;
    store->cursors[i] = cursor;
    return i + 1;
}

void
crm__memory_scan(void *self, const crm_query *query, crm_reply *reply)
{
    struct crm__memory_store *store = self;
    const struct crm__memory_kind *kind = crm__memory_view(store, crm_query_kind(query));
    crm_table *table = crm_reply_table(reply);
    size_t rows[IDS_LOOKED_UP];
    struct crm__pick pick = {rows, 0, 0};
    struct crm__memory_cursor *cursor;
    crm_status status;
    uint64_t number = 0;

    if (!kind->rows) {
        crm_reply_end(reply);
        return;
    }
    status = crm__cursor_open(store, query, &cursor);
    if (!status && look_up(store, cursor, kind, rows, &pick.count)) {
        pick.count = crm__cursor_filter(cursor, kind, rows, pick.count);
        status = crm__cursor_copy(cursor, kind, &pick, table);
    } else if (!status) {
        tidy(store, kind);
        if (cursor->end <= most_rows(table, 0))
            status = crm__cursor_batch(store, cursor, CRM__BATCH_ROWS, table);
        else if ((number = register_cursor(store, cursor)) == 0)
            status = CRM_ERROR_MEMORY;
    }
    if (number) {
        crm_reply_cursor(reply, number);
        return;
    }
    crm__cursor_free(store, cursor);
    if (status)
        crm__memory_fail(reply, status);
    else
        crm_reply_end(reply);
}

void
crm__memory_next(void *self, uint64_t number, size_t limit, crm_reply *reply)
{
    struct crm__memory_store *store = self;
    struct crm__memory_cursor *cursor;
    crm_table *table = crm_reply_table(reply);
    crm_status status = CRM_OK;

    if (number < 1 || number > store->cursor_capacity || !store->cursors[number - 1]) {
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "there is no such cursor");
        return;
    }
    cursor = store->cursors[number - 1];
    while (!status && cursor->position < cursor->end && crm_table_rows(table) == 0)
        status = crm__cursor_batch(store, cursor, most_rows(table, limit), table);
    if (status)
        crm__memory_fail(reply, status);
    else if (cursor->position < cursor->end)
        crm_reply_ok(reply);
    else
        crm_reply_end(reply);
}

void
crm__memory_finish(void *self, uint64_t number)
{
    struct crm__memory_store *store = self;

    if (number < 1 || number > store->cursor_capacity)
        return;
    crm__cursor_free(store, store->cursors[number - 1]);
    store->cursors[number - 1] = NULL;
}

void
crm__memory_cursors_done(struct crm__memory_store *store)
{
    size_t i;

    for (i = 0; i < store->cursor_capacity; i++)
        crm__cursor_free(store, store->cursors[i]);
    crm__free_array(&store->memory, store->cursors, store->cursor_capacity, sizeof *store->cursors);
}
