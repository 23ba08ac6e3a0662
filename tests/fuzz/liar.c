/* liar.c - see liar.h. */
#include "liar.h"

enum { ENDLESS = 1200, IDS = 40 };

/* Cursors that no store below hands out. */
#define OWN_CURSOR (UINT64_MAX - 5)
#define OTHER_CURSOR (UINT64_MAX - 6)

static bool
is_own(uint64_t cursor)
{
    return cursor == OWN_CURSOR || cursor == OTHER_CURSOR;
}

/* True when this call is the one to lie in. */
static bool
due(struct liar *liar)
{
    if (liar->wait == 0 || --liar->wait > 0)
        return false;
    liar->lies++;
    return true;
}

/* The other program, when it is told to, comes in between. */
static void
meanwhile(struct liar *liar)
{
    void (*act)(void *) = liar->act;

    liar->act = NULL;
    if (act)
        act(liar->actor);
}

static void
answer_anything(struct liar *liar, crm_reply *reply)
{
    struct fuzz *fuzz = liar->fuzz;
    crm_id ids[IDS];
    size_t count;

    switch (fuzz_byte(fuzz) % 12) {
    case 0: /* no answer */
        break;
    case 1:
        liar->endless = fuzz_byte(fuzz) & 1 ? ENDLESS : 1;
        crm_reply_cursor(reply, OWN_CURSOR);
        break;
    case 2:
        count = fuzz_below(fuzz, IDS);
        for (size_t i = 0; i < count; i++)
            ids[i] = fuzz_byte(fuzz) % 4 ? 500 + (crm_id)i : fuzz_value(fuzz);
        crm_reply_ids(reply, ids, count);
        break;
    case 3:
        crm_reply_int(reply, fuzz_value(fuzz));
        break;
    case 4:
        crm_reply_conflict(reply, (crm_kind)fuzz_value(fuzz), fuzz_value(fuzz));
        break;
    case 5:
        crm_reply_fail(reply, (crm_status)fuzz_value(fuzz), fuzz_value(fuzz), "\xff\n of the host");
        break;
    case 6:
        crm_reply_ok(reply);
        crm_reply_fail(reply, CRM_ERROR_STORE, 0, "and yet");
        break;
    case 7:
        crm_reply_end(reply);
        crm_reply_cursor(reply, OTHER_CURSOR);
        break;
    case 8:
    case 9:
        crm_reply_ok(reply);
        break;
    default:
        crm_reply_end(reply);
    }
}

/* Rows of the kind that look right but for their ids, more of them than wished for, and spoiled. */
static void
give_rubbish(struct liar *liar, crm_reply *reply, crm_id first)
{
    struct fuzz *fuzz = liar->fuzz;
    crm_table *table = crm_reply_table(reply);
    uint8_t way = fuzz_byte(fuzz);

    fuzz_likely_rows(fuzz, liar->crm, table, way % 6, first);
    for (size_t i = (way >> 3) % 4; i > 0; i--)
        fuzz_spoil(fuzz, table);
    if (way >> 5 == 7)
        crm_table_add(table, 5000);
}

static void
liar_get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    struct liar *liar = self;

    meanwhile(liar);
    if (!due(liar)) {
        liar->inner->get(liar->inner->self, kind, ids, count, reply);
        return;
    }
    give_rubbish(liar, reply, fuzz_byte(liar->fuzz) % 4 && count > 0 ? ids[0] : 3);
    if (fuzz_byte(liar->fuzz) & 1)
        answer_anything(liar, reply);
    else
        liar->inner->get(liar->inner->self, kind, ids, count, reply);
}

static void
liar_scan(void *self, const crm_query *query, crm_reply *reply)
{
    struct liar *liar = self;

    fuzz_read_query(query);
    meanwhile(liar);
    if (!due(liar)) {
        liar->inner->scan(liar->inner->self, query, reply);
        return;
    }
    give_rubbish(liar, reply, 1);
    answer_anything(liar, reply);
}

static void
liar_next(void *self, uint64_t cursor, size_t limit, crm_reply *reply)
{
    struct liar *liar = self;

    if (is_own(cursor) && liar->endless > 0) {
        liar->endless--;
        crm_reply_ok(reply);
    } else if (due(liar) || is_own(cursor)) {
        give_rubbish(liar, reply, 2);
        answer_anything(liar, reply);
    } else {
        liar->inner->next(liar->inner->self, cursor, limit, reply);
    }
}

static void
liar_finish(void *self, uint64_t cursor)
{
    struct liar *liar = self;

    if (!is_own(cursor))
        liar->inner->finish(liar->inner->self, cursor);
}

static void
liar_apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    struct liar *liar = self;

    if (due(liar))
        answer_anything(liar, reply);
    else
        liar->inner->apply(liar->inner->self, changes, reply);
}

static void
liar_reserve(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    struct liar *liar = self;

    if (due(liar))
        answer_anything(liar, reply);
    else
        liar->inner->reserve(liar->inner->self, kind, count, reply);
}

static void
liar_hold(void *self, crm_reply *reply)
{
    struct liar *liar = self;

    if (due(liar)) {
        answer_anything(liar, reply);
        return;
    }
    liar->inner->hold(liar->inner->self, reply);
    liar->held = crm_reply_status(reply) == CRM_OK;
}

static void
liar_release(void *self)
{
    struct liar *liar = self;

    if (liar->held)
        liar->inner->release(liar->inner->self);
    liar->held = false;
}

void
liar_wrap(struct liar *liar, crm_store *out_store)
{
    crm_store store = CRM_STORE_INIT;

    store.flags = liar->inner->flags;
    store.self = liar;
    store.get = liar_get;
    store.scan = liar_scan;
    store.next = liar_next;
    store.finish = liar_finish;
    store.apply = liar_apply;
    store.reserve = liar_reserve;
    store.hold = liar->inner->hold ? liar_hold : NULL;
    store.release = liar->inner->release ? liar_release : NULL;
    *out_store = store;
}
