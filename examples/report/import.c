/*
 * import.c - an import is one unit of work, so it needs no marker: as long as the store has no
 * records, it has not been. Until the unit ends, a store that is known to be empty can be answered
 * for: nothing is asked of it, and ids count from 1, as those of a store in memory do. If that is
 * not so any more when the unit ends, it is a conflict, and nothing is written. The notes go first:
 * they mean nothing as long as there are no records.
 */
#include "import.h"

#include "notes.h"

#include <stdlib.h>
#include <string.h>

enum { KINDS = 64 };

struct empty {
    const crm_store *store;
    crm_id last[KINDS]; /* id of a kind */
};

static void
get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    (void)self;
    (void)kind;
    (void)ids;
    (void)count;
    crm_reply_end(reply);
}

static void
scan(void *self, const crm_query *query, crm_reply *reply)
{
    (void)self;
    (void)query;
    crm_reply_end(reply);
}

static void
apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    struct empty *empty = self;

    empty->store->apply(empty->store->self, changes, reply);
}

static void
reserve(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    struct empty *empty = self;
    crm_id *ids = memory_new(count, sizeof *ids);
    size_t i;

    if (kind < 1 || kind >= KINDS) {
        crm_reply_fail(reply, CRM_ERROR_UNSUPPORTED, 0, NULL);
    } else {
        for (i = 0; i < count; i++)
            ids[i] = ++empty->last[kind];
        crm_reply_ids(reply, ids, count);
    }
    free(ids);
}

static bool
commit(const struct database *database, const struct loader *loader)
{
    switch (crm_commit(loader->crm)) {
    case CRM_OK:
        return true;
    case CRM_ERROR_CONFLICT:
        return fault_at(loader->fault, database->place,
                        "somebody else has written into it meanwhile: nothing was imported");
    case CRM_ERROR_UNCERTAIN:
        return fault_at(loader->fault, database->place,
                        "the connection was lost at the end of the import: it is there whole or "
                        "not at all; the same command again will find out");
    default:
        return fault_of(loader->fault, database->place, loader->crm);
    }
}

static bool
load(const struct database *database, struct loader *loader)
{
    struct page notes = {0};
    bool good =
        crm_begin(loader->crm) == CRM_OK || fault_of(loader->fault, database->place, loader->crm);

    good = good && loader_run(loader);
    if (good) {
        notes_write(&notes, loader->left, loader->map);
        good = database->type->write(database, &notes, loader->fault) && commit(database, loader);
    }
    page_free(&notes);
    return good;
}

bool
import_run(const struct database *database, const crm_store *store, struct loader *loader)
{
    struct empty empty = {.store = store};
    crm_store front = CRM_STORE_INIT;
    crm_options options = CRM_OPTIONS_INIT;
    bool good;

    front.self = &empty;
    front.get = get;
    front.scan = scan;
    front.apply = apply;
    front.reserve = reserve;
    options.store = &front;
    loader->in_unit = true;
    good = crm_open(&options, &loader->crm) == CRM_OK;
    if (good)
        good = load(database, loader);
    else
        fault_of(loader->fault, database->place, loader->crm);
    crm_close(loader->crm);
    loader->crm = NULL;
    return good;
}
