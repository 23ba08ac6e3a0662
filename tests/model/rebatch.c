/* rebatch.c - a store that gives all its rows at once, made to give few at a time: what it answers is
   read through a context of its own, and handed on by cursors. */
#include <stdlib.h>

#include "plain.h"
#include "shop.h"

struct cursor {
    crm_scan *scan;
    const crm_table *table; /* what is being handed on; NULL = read the next */
    size_t row;
};

static crm_query *
copy_query(crm_context *crm, const crm_query *query)
{
    crm_query *copy = crm_query_new(crm, crm_query_kind(query));

    for (size_t i = 0; i < crm_query_conditions(query); i++) {
        crm_field field = 0;
        int32_t type = 0;
        int64_t low = 0, high = 0;
        const char *bytes = NULL;
        size_t length = 0;

        crm_query_condition(query, i, &field, &type);
        if (type == CRM_TYPE_TEXT && crm_query_text(query, i, &bytes, &length) == CRM_OK)
            crm_query_where_text(copy, field, bytes, length);
        else if (crm_query_int(query, i, &low, &high) == CRM_OK)
            crm_query_where_int(copy, field, low, high);
    }
    return copy;
}

static void
scan(void *self, const crm_query *query, crm_reply *reply)
{
    const struct narrow *wrapper = self;
    struct cursor *cursor = calloc(1, sizeof *cursor);
    crm_query *copy = copy_query(wrapper->reader, query);

    cursor->scan = crm_scan_new(wrapper->reader, copy);
    crm_query_free(copy);
    crm_reply_cursor(reply, (uint64_t)(uintptr_t)cursor);
}

static void
next(void *self, uint64_t number, size_t limit, crm_reply *reply)
{
    const struct narrow *wrapper = self;
    struct cursor *cursor = (struct cursor *)(uintptr_t)number;
    crm_table *table = crm_reply_table(reply);
    size_t most = limit < wrapper->batch ? limit : wrapper->batch;

    while (crm_table_rows(table) < most) {
        struct row row;

        if (!cursor->table || cursor->row == crm_table_rows(cursor->table)) {
            cursor->row = 0;
            if (crm_scan_next(cursor->scan, &cursor->table) != CRM_OK) {
                crm_reply_end(reply);
                return;
            }
        }
        take_row(cursor->table, cursor->row++, &row);
        if (crm_table_add(table, 1) == CRM_OK)
            give_row(&row, table, crm_table_rows(table) - 1);
    }
    crm_reply_ok(reply);
}

static void
finish(void *self, uint64_t number)
{
    struct cursor *cursor = (struct cursor *)(uintptr_t)number;

    (void)self;
    crm_scan_free(cursor->scan);
    free(cursor);
}

bool
rebatch(struct narrow *wrapper, crm_store *store, size_t batch)
{
    crm_options options = CRM_OPTIONS_INIT;

    options.store = store;
    if (crm_open(&options, &wrapper->reader) != CRM_OK)
        return false;
    narrow(wrapper, store, batch);
    store->scan = scan;
    store->next = next;
    store->finish = finish;
    return true;
}

void
rebatch_end(struct narrow *wrapper)
{
    crm_close(wrapper->reader);
    wrapper->reader = NULL;
}
