/*
 * memory.c - the store that comes with the library, made and freed; ids. It is an ordinary
 * crm_store: the library reaches it through the callbacks alone.
 */
#include <string.h>

#include "base/abi.h"
#include "store/call.h"
#include "store/memory_store.h"

#define FEW_IDS 16 /* that need no memory */

static void
reserve(void *self, crm_kind number, size_t count, crm_reply *reply)
{
    struct crm__memory_store *store = self;
    struct crm__memory_kind *kind = &store->kinds[number];
    int64_t first = kind->next_id ? kind->next_id : 1;
    crm_id few[FEW_IDS] = {0}, *ids = few;
    size_t i;

    if (count > (uint64_t)(INT64_MAX - first)) {
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "there are no more ids");
        return;
    }
    if (count > FEW_IDS)
        ids = crm__raw_array(&store->memory, count, sizeof *ids);
    if (!ids) {
        crm__memory_fail(reply, CRM_ERROR_MEMORY);
        return;
    }
    for (i = 0; i < count; i++)
        ids[i] = first + (int64_t)i;
    kind->next_id = first + (int64_t)count;
    crm_reply_ids(reply, ids, count);
    if (ids != few)
        crm__free_array(&store->memory, ids, count, sizeof *ids);
}

/* The store outlives the contexts that use it. */
static void
close_nothing(void *self)
{
    (void)self;
}

void
crm__memory_fail(crm_reply *reply, crm_status status)
{
    if (status == CRM_ERROR_MEMORY)
        crm_reply_fail(reply, status, 0, "an allocation failed");
    else if (status == CRM_ERROR_LIMIT)
        crm_reply_end(reply); /* the table itself tells */
    else if (status == CRM_ERROR_DATA)
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "a row has no id or no version");
    else
        crm_reply_fail(reply, status, 0, "a field of this name is kept with another type");
}

crm_status
crm_memory_store(crm_resize *resize, void *resize_self, crm_store *out_store)
{
    struct crm__memory memory = {resize ? resize : crm__libc_resize, resize_self};
    crm_store made = CRM_STORE_INIT;
    struct crm__memory_store *store;
    crm_status status;

    if (!out_store)
        return CRM_ERROR_ARGUMENT;
    store = crm__alloc(&memory, sizeof *store);
    if (!store)
        return CRM_ERROR_MEMORY;
    store->memory = memory;
    made.self = store;
    made.get = crm__memory_get;
    made.scan = crm__memory_scan;
    made.next = crm__memory_next;
    made.finish = crm__memory_finish;
    made.apply = crm__memory_apply;
    made.reserve = reserve;
    made.hold = crm__memory_hold;
    made.release = crm__memory_release;
    made.close = close_nothing;
    status =
        crm__struct_init(out_store, out_store->size, &made, sizeof made, CRM__STORE_FIRST_SIZE);
    if (status != CRM_OK)
        crm__free(&memory, store, sizeof *store);
    return status;
}

void
crm_memory_store_free(crm_store *store)
{
    struct crm__memory_store *inside;
    struct crm__memory memory;
    uint32_t size;
    int i;

    if (!store || store->get != crm__memory_get || !store->self)
        return;
    inside = store->self;
    memory = inside->memory;
    for (i = 0; i <= CRM__KINDS; i++) {
        crm__memory_kind_done(inside, &inside->kinds[i]);
        crm__memory_kind_done(inside, &inside->held[i]);
    }
    crm__memory_cursors_done(inside);
    crm__free(&memory, inside, sizeof *inside);
    size = store->size;
    memset(store, 0, size);
    store->size = size;
}
