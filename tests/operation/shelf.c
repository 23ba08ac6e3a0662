/* shelf.c - see shelf.h. A field stands at its number; custom ones are not kept. */
#include "shelf.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static struct item *
find(struct shelf *shelf, crm_kind kind, crm_id id)
{
    for (size_t i = 0; i < shelf->count; i++)
        if (shelf->items[i].kind == kind && shelf->items[i].id == id)
            return &shelf->items[i];
    return NULL;
}

static void
give(const struct item *item, crm_table *table)
{
    size_t row = crm_table_rows(table);

    crm_table_add(table, 1);
    for (crm_field field = 0; field < SHELF_FIELDS; field++) {
        if (!item->has[field])
            continue;
        if (crm_table_type(table, field) == CRM_TYPE_TEXT)
            crm_table_set_text(table, row, field, item->texts[field], CRM_TEXT_NUL);
        else
            crm_table_set_int(table, row, field, item->values[field]);
    }
}

static void
get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    for (size_t i = 0; i < count; i++)
        if (find(self, kind, ids[i]))
            give(find(self, kind, ids[i]), crm_reply_table(reply));
    crm_reply_ok(reply);
}

static void
scan(void *self, const crm_query *query, crm_reply *reply)
{
    struct shelf *shelf = self;

    if (crm_query_kind(query) == shelf->lacking) {
        crm_reply_fail(reply, CRM_ERROR_UNSUPPORTED, 0, "not kept");
        return;
    }
    for (size_t i = 0; i < shelf->count; i++)
        if (shelf->items[i].kind == crm_query_kind(query))
            give(&shelf->items[i], crm_reply_table(reply));
    crm_reply_end(reply);
}

static void
keep(struct item *item, const crm_table *table, size_t row)
{
    memset(item->has, 0, sizeof item->has);
    for (crm_field field = 0; field < SHELF_FIELDS; field++) {
        size_t length;
        const char *text;

        if (crm_table_type(table, field) == 0)
            continue;
        if (crm_table_type(table, field) == CRM_TYPE_TEXT) {
            text = crm_table_text(table, row, field, &length);
            item->has[field] = text != NULL;
            assert(length < SHELF_TEXT);
            snprintf(item->texts[field], SHELF_TEXT, "%.*s", (int)length, text ? text : "");
        } else {
            item->has[field] = crm_table_int(table, row, field, &item->values[field]) == CRM_OK;
        }
    }
}

static void
apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    struct shelf *shelf = self;

    for (size_t group = 0; group < crm_changes_groups(changes); group++) {
        const crm_table *puts = crm_changes_puts(changes, group);
        crm_kind kind = crm_changes_kind(changes, group);

        for (size_t row = 0; row < crm_table_rows(puts); row++) {
            struct item *item;
            crm_id id = 0;

            crm_table_int(puts, row, CRM_FIELD_ID, &id);
            item = find(shelf, kind, id);
            if (!item) {
                assert(shelf->count < SHELF_ITEMS);
                item = &shelf->items[shelf->count++];
            }
            item->kind = kind;
            item->id = id;
            keep(item, puts, row);
        }
    }
    crm_reply_ok(reply);
}

static void
reserve(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    struct shelf *shelf = self;
    crm_id ids[SHELF_ITEMS];

    (void)kind;
    assert(count <= SHELF_ITEMS);
    for (size_t i = 0; i < count; i++)
        ids[i] = ++shelf->last_id;
    crm_reply_ids(reply, ids, count);
}

crm_store
shelf_store(struct shelf *shelf)
{
    crm_store store = CRM_STORE_INIT;

    store.self = shelf;
    store.get = get;
    store.scan = scan;
    store.apply = apply;
    store.reserve = reserve;
    return store;
}

int64_t *
shelf_cell(struct shelf *shelf, crm_kind kind, crm_id id, crm_field field)
{
    struct item *item = find(shelf, kind, id);

    assert(item);
    return &item->values[field];
}

void
shelf_set(struct shelf *shelf, crm_kind kind, crm_id id, crm_field field, int64_t value)
{
    struct item *item = find(shelf, kind, id);

    assert(item);
    item->values[field] = value;
    item->has[field] = true;
}

void
shelf_clear(struct shelf *shelf, crm_kind kind, crm_id id, crm_field field)
{
    struct item *item = find(shelf, kind, id);

    assert(item);
    item->has[field] = false;
}

void
shelf_take(struct shelf *shelf, crm_kind kind, crm_id id)
{
    struct item *item = find(shelf, kind, id);

    assert(item);
    item->kind = 0;
}

struct item *
shelf_copy(struct shelf *shelf, crm_kind kind, crm_id id, crm_id new_id)
{
    struct item *item = find(shelf, kind, id);

    assert(item && shelf->count < SHELF_ITEMS);
    shelf->items[shelf->count] = *item;
    item = &shelf->items[shelf->count++];
    item->id = item->values[CRM_FIELD_ID] = new_id;
    return item;
}
