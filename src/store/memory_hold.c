/*
 * memory_hold.c - between hold and release all reads see one state. As a rule nobody writes
 * meanwhile and a hold costs nothing; when somebody does (a progress callback, through another
 * context), each kind that is about to change is copied first, and reads see the copy until the
 * last release.
 */
#include <string.h>

#include "store/memory_store.h"

const struct crm__memory_kind *
crm__memory_view(const struct crm__memory_store *store, crm_kind number)
{
    return store->holds && store->held_made[number] ? &store->held[number] : &store->kinds[number];
}

static crm_status
copy_columns(struct crm__memory_store *store, struct crm__memory_kind *to,
             const struct crm__memory_kind *from)
{
    crm_status status = CRM_OK;
    int32_t unused;
    size_t i;

    for (i = crm__memory_built_in(from->rows->kind); !status && i < from->rows->count; i++)
        status = crm__memory_column_open(store, to, from->rows, i, &unused);
    return status;
}

/* Room was made: enter all records into the indexes. */
static void
index_rows(struct crm__memory_kind *kind)
{
    size_t row, length;
    const char *text;
    int64_t id;

    for (row = 0; row < kind->rows->rows; row++) {
        if (crm__cell_int(kind->rows, row, CRM_FIELD_ID, &id))
            crm__index_add(&kind->ids, crm__hash_id(id), row);
        text = crm__cell_text(kind->rows, row, CRM_FIELD_EXTERNAL_ID, &length);
        if (text)
            crm__index_add(&kind->externals, crm__hash_text(text, length), row);
    }
}

static crm_status
copy_kind(struct crm__memory_store *store, struct crm__memory_kind *to,
          const struct crm__memory_kind *from)
{
    const struct crm__memory *memory = &store->memory;
    crm_status status;

    to->rows = crm__table_make(memory, from->rows->kind);
    if (!to->rows)
        return CRM_ERROR_MEMORY;
    status = copy_columns(store, to, from);
    if (!status)
        status = crm__table_copy_rows(to->rows, from->rows, 0, from->rows->rows);
    if (!status)
        status = crm__index_reserve(&to->ids, memory, from->ids.count);
    if (!status)
        status = crm__index_reserve(&to->externals, memory, from->externals.count);
    if (status)
        return status;
    index_rows(to);
    to->hole_count = from->hole_count;
    return CRM_OK;
}

crm_status
crm__memory_keep(struct crm__memory_store *store, crm_kind number)
{
    struct crm__memory_kind *held = &store->held[number];

    if (!store->holds || store->held_made[number])
        return CRM_OK;
    if (store->kinds[number].rows && copy_kind(store, held, &store->kinds[number]) != CRM_OK) {
        crm__memory_kind_done(store, held);
        return CRM_ERROR_MEMORY;
    }
    store->held_made[number] = true;
    return CRM_OK;
}

void
crm__memory_hold(void *self, crm_reply *reply)
{
    struct crm__memory_store *store = self;

    store->holds++;
    crm_reply_ok(reply);
}

void
crm__memory_release(void *self)
{
    struct crm__memory_store *store = self;
    int i;

    if (store->holds == 0 || --store->holds)
        return;
    for (i = 0; i <= CRM__KINDS; i++) {
        crm__memory_kind_done(store, &store->held[i]);
        store->held_made[i] = false;
    }
}
