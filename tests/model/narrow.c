/* narrow.c - a store whose batches are small: what it is asked for is asked for in smaller bites. */
#include "shop.h"

static void
get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    const crm_store *inner = &((struct narrow *)self)->inner;

    inner->get(inner->self, kind, ids, count, reply);
}

static void
scan(void *self, const crm_query *query, crm_reply *reply)
{
    const crm_store *inner = &((struct narrow *)self)->inner;

    inner->scan(inner->self, query, reply);
}

static void
next(void *self, uint64_t cursor, size_t limit, crm_reply *reply)
{
    const struct narrow *wrapper = self;

    wrapper->inner.next(wrapper->inner.self, cursor,
                        limit < wrapper->batch ? limit : wrapper->batch, reply);
}

static void
finish(void *self, uint64_t cursor)
{
    const crm_store *inner = &((struct narrow *)self)->inner;

    inner->finish(inner->self, cursor);
}

static void
apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    const crm_store *inner = &((struct narrow *)self)->inner;

    inner->apply(inner->self, changes, reply);
}

static void
reserve(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    const crm_store *inner = &((struct narrow *)self)->inner;

    inner->reserve(inner->self, kind, count, reply);
}

static void
hold(void *self, crm_reply *reply)
{
    const crm_store *inner = &((struct narrow *)self)->inner;

    inner->hold(inner->self, reply);
}

static void
release(void *self)
{
    const crm_store *inner = &((struct narrow *)self)->inner;

    inner->release(inner->self);
}

static void
done(void *self)
{
    const crm_store *inner = &((struct narrow *)self)->inner;

    if (inner->close)
        inner->close(inner->self);
}

void
narrow(struct narrow *wrapper, crm_store *store, size_t batch)
{
    uint32_t flags = store->flags;

    wrapper->inner = *store;
    wrapper->batch = batch;
    *store = (crm_store){sizeof *store, flags, wrapper, get,  scan,    next,
                         finish,        apply, reserve, hold, release, done};
    if (!wrapper->inner.hold) {
        store->hold = NULL;
        store->release = NULL;
    }
}
