/*
 * test_link.c - who owns whom: one owner at a time, nobody above itself, and the parent that an
 * account shows.
 */
#include "world.h"

static crm_account *
load_account(struct world *world, crm_id id)
{
    crm_account *account = NULL;

    OK(world, crm_account_load(world->crm, id, &account));
    return account;
}

static crm_id
parent_of(struct world *world, crm_id id)
{
    crm_account *account = load_account(world, id);
    crm_id parent = crm_account_parent(account);

    crm_account_free(account);
    return parent;
}

static crm_status
put_under(struct world *world, crm_id child, crm_id parent)
{
    crm_account *account = load_account(world, child);
    crm_status status = crm_account_put_under(account, parent);

    crm_account_free(account);
    return status;
}

static crm_status
acquire(struct world *world, crm_id child, crm_id parent, crm_day day)
{
    crm_account *account = load_account(world, child);
    crm_status status = crm_account_acquire(account, parent, day);

    crm_account_free(account);
    return status;
}

/* A new link; its id in *out. */
static crm_status
add_link(struct world *world, crm_id child, crm_id parent, int32_t type, crm_day from, crm_day to,
         crm_id *out)
{
    crm_link *link = crm_link_new(world->crm);
    crm_status status;

    if (child)
        crm_link_set_child(link, child);
    if (parent)
        crm_link_set_parent(link, parent);
    if (type)
        crm_link_set_type(link, type);
    crm_link_set_valid_from(link, from);
    crm_link_set_valid_to(link, to);
    status = crm_link_save(link);
    if (out)
        *out = crm_link_id(link);
    crm_link_free(link);
    return status;
}

#define OWNED CRM_LINK_TYPE_OWNED_BY
#define NEVER CRM_DAY_NONE
#define TODAY 19723 /* 2024-01-01 */

static void
a_discovered_subsidiary_has_always_been_one(void **state)
{
    struct world *world = *state;
    crm_id pups = make_account(world, "PupsRUs"), dogs = make_account(world, "Dogs");
    crm_account *account = load_account(world, pups);
    crm_link *link = NULL;
    crm_id id = 0;

    OK(world, crm_account_set_city(account, "Paris")); /* written with it */
    OK(world, crm_account_put_under(account, dogs));
    assert_int_equal(crm_account_parent(account), dogs);
    assert_int_equal(value(crm_account_record(account), CRM_FIELD_VERSION), 2);
    OK(world, crm_account_save(account)); /* nothing is left to save */
    assert_int_equal(value(crm_account_record(account), CRM_FIELD_VERSION), 2);
    crm_account_free(account);
    account = load_account(world, pups);
    assert_string_equal(crm_account_city(account), "Paris");
    assert_int_equal(crm_account_parent(account), dogs);
    crm_account_free(account);
    assert_int_equal(count_rows(world, CRM_KIND_LINK), 1);
    for (crm_id at = 1; at < 2000 && !link; at++)
        if (crm_link_load(world->crm, at, &link) == CRM_OK)
            id = at;
    assert_true(id > 0);
    assert_int_equal(crm_link_child(link), pups);
    assert_int_equal(crm_link_parent(link), dogs);
    assert_int_equal(value(crm_link_record(link), CRM_LINK_TYPE), OWNED);
    assert_int_equal(value(crm_link_record(link), CRM_LINK_VALID_FROM), NOTHING);
    assert_int_equal(value(crm_link_record(link), CRM_LINK_VALID_TO), NOTHING);
    assert_int_equal(value(crm_link_record(link), CRM_FIELD_CREATED), NOW);
    crm_link_free(link);
}

static void
what_put_under_refuses(void **state)
{
    struct world *world = *state;
    crm_id pups = make_account(world, "pups"), dogs = make_account(world, "dogs");
    crm_id cats = make_account(world, "cats");
    crm_account *fresh = crm_account_new(world->crm);
    uint64_t before;

    OK(world, put_under(world, pups, dogs));
    before = digest(world);
    REFUSED(world, CRM_ERROR_RULE, put_under(world, pups, cats)); /* it has an owner */
    message_has(world, "crm_account_acquire");
    REFUSED(world, CRM_ERROR_ARGUMENT, put_under(world, cats, 0));
    REFUSED(world, CRM_ERROR_ARGUMENT, put_under(world, cats, -1));
    REFUSED(world, CRM_ERROR_REFERENCE, put_under(world, cats, 999999));
    REFUSED(world, CRM_ERROR_STATE, crm_account_put_under(fresh, dogs));
    REFUSED(world, CRM_ERROR_ARGUMENT, acquire(world, cats, dogs, CRM_DAY_NONE));
    REFUSED(world, CRM_ERROR_ARGUMENT, acquire(world, cats, -1, TODAY));
    REFUSED(world, CRM_ERROR_REFERENCE, acquire(world, cats, 999999, TODAY));
    REFUSED(world, CRM_ERROR_RULE, acquire(world, cats, 0, TODAY)); /* nobody owns it */
    assert_int_equal(crm_account_put_under(NULL, dogs), CRM_ERROR_ARGUMENT);
    assert_int_equal(digest(world), before);
    REFUSED(world, CRM_ERROR_RULE,
            crm_record_set_int(crm_account_record(fresh), CRM_ACCOUNT_PARENT, dogs));
    message_has(world, "crm_account_put_under");
    crm_account_free(fresh);
}

static void
trap_58_nobody_owns_itself(void **state)
{
    struct world *world = *state;
    crm_id a = make_account(world, "a"), b = make_account(world, "b"), c = make_account(world, "c");
    crm_id d = make_account(world, "d");
    char path[64];
    uint64_t before;

    OK(world, put_under(world, b, a));
    OK(world, put_under(world, c, b));
    OK(world, put_under(world, d, c));
    before = digest(world);
    REFUSED(world, CRM_ERROR_RULE, put_under(world, a, a));
    REFUSED(world, CRM_ERROR_RULE, put_under(world, a, b)); /* two steps */
    REFUSED(world, CRM_ERROR_RULE, put_under(world, a, d));
    snprintf(path, sizeof path, "%lld > %lld > %lld > %lld > %lld", (long long)a, (long long)b,
             (long long)c, (long long)d, (long long)a);
    message_has(world, path);
    REFUSED(world, CRM_ERROR_RULE, acquire(world, a, d, TODAY));
    REFUSED(world, CRM_ERROR_RULE, add_link(world, a, c, OWNED, NEVER, NEVER, NULL));
    REFUSED(world, CRM_ERROR_RULE, add_link(world, a, a, OWNED, NEVER, NEVER, NULL));
    assert_int_equal(digest(world), before);
}

/* Links that hold at different times make no cycle, though their graph has one. */
static void
bug_cycles_were_seen_where_no_day_has_one(void **state)
{
    struct world *world = *state;
    crm_id a = make_account(world, "a"), b = make_account(world, "b"), c = make_account(world, "c");
    crm_id d = make_account(world, "d");

    OK(world, add_link(world, a, b, OWNED, 1000, 2000, NULL));
    OK(world, add_link(world, b, c, OWNED, 3000, NEVER, NULL));
    OK(world, put_under(world, c, a)); /* until 2000 c < a < b, from 3000 b < c < a */
    REFUSED(world, CRM_ERROR_RULE, add_link(world, a, b, OWNED, 2500, 3001, NULL));
    message_has(world, "own itself");
    OK(world, add_link(world, a, b, OWNED, 2500, 3000, NULL));
    /* The same the other way round: what holds later is met first. */
    a = make_account(world, "a");
    b = make_account(world, "b");
    c = make_account(world, "c");
    OK(world, add_link(world, a, b, OWNED, 3000, NEVER, NULL));
    OK(world, put_under(world, b, d));
    OK(world, add_link(world, d, c, OWNED, 1000, 2000, NULL));
    OK(world, put_under(world, c, a));
}

static void
a_company_is_bought_and_sold(void **state)
{
    struct world *world = *state;
    crm_id pups = make_account(world, "pups"), dogs = make_account(world, "dogs");
    crm_id cats = make_account(world, "cats");

    OK(world, acquire(world, pups, dogs, TODAY - 100)); /* nobody owned it */
    assert_int_equal(parent_of(world, pups), dogs);
    OK(world, acquire(world, pups, cats, TODAY - 10));
    assert_int_equal(parent_of(world, pups), cats);
    REFUSED(world, CRM_ERROR_RULE, acquire(world, pups, dogs, TODAY - 10)); /* starts that day */
    REFUSED(world, CRM_ERROR_RULE, acquire(world, pups, dogs, TODAY - 50)); /* starts later */
    OK(world, acquire(world, pups, dogs, TODAY + 1));                       /* tomorrow */
    assert_int_equal(parent_of(world, pups), cats);
    OK(world, acquire(world, pups, 0, TODAY + 5)); /* then it becomes independent */
    REFUSED(world, CRM_ERROR_RULE, acquire(world, pups, 0, TODAY + 5));
    assert_int_equal(parent_of(world, pups), cats);
    assert_int_equal(count_rows(world, CRM_KIND_LINK), 6); /* each that ended was written again */
    /* The cache follows when the account is written by its links the next time. */
    world->clock.now += 6 * DAY;
    OK(world, acquire(world, pups, cats, TODAY + 6));
    assert_int_equal(parent_of(world, pups), cats);
    OK(world, acquire(world, pups, 0, TODAY + 7));
    world->clock.now += DAY;
    OK(world, acquire(world, pups, dogs, TODAY + 20)); /* in the future again */
    assert_int_equal(parent_of(world, pups), 0);
}

static void
sold_today_has_no_parent_today(void **state)
{
    struct world *world = *state;
    crm_id pups = make_account(world, "pups"), dogs = make_account(world, "dogs");

    OK(world, put_under(world, pups, dogs));
    OK(world, acquire(world, pups, 0, TODAY)); /* exclusive: today it is free */
    assert_int_equal(parent_of(world, pups), 0);
}

static void
links_change_by_their_end_and_by_archiving_alone(void **state)
{
    struct world *world = *state;
    crm_id pups = make_account(world, "pups"), dogs = make_account(world, "dogs");
    crm_id cats = make_account(world, "cats"), id = 0;
    crm_link *link = NULL;

    OK(world, add_link(world, pups, dogs, OWNED, 100, NEVER, &id));
    assert_int_equal(parent_of(world, pups), dogs);
    OK(world, crm_link_load(world->crm, id, &link));
    REFUSED(world, CRM_ERROR_RULE, crm_link_remove(link));
    OK(world, crm_link_set_parent(link, cats));
    REFUSED(world, CRM_ERROR_RULE, crm_link_save(link));
    OK(world, crm_link_set_share_bp(link, 5000));
    REFUSED(world, CRM_ERROR_RULE, crm_link_save(link));
    crm_link_free(link);
    OK(world, crm_link_load(world->crm, id, &link));
    OK(world, crm_link_set_valid_to(link, 100));
    REFUSED(world, CRM_ERROR_DATA, crm_link_save(link)); /* ends before it begins */
    OK(world, crm_link_set_valid_to(link, 200));
    OK(world, crm_link_save(link));
    assert_int_equal(parent_of(world, pups), 0);
    OK(world, add_link(world, pups, cats, OWNED, 200, NEVER, NULL));
    assert_int_equal(parent_of(world, pups), cats);
    OK(world, crm_link_set_valid_to(link, 201));
    REFUSED(world, CRM_ERROR_RULE, crm_link_save(link)); /* would overlap */
    OK(world, crm_record_set_int(crm_link_record(link), CRM_FIELD_ARCHIVED, NOW));
    OK(world, crm_link_save(link)); /* a mistake: it no longer counts */
    OK(world, crm_record_clear(crm_link_record(link), CRM_FIELD_ARCHIVED));
    REFUSED(world, CRM_ERROR_RULE, crm_link_save(link));
    crm_link_free(link);
}

static void
links_are_judged(void **state)
{
    struct world *world = *state;
    crm_id a = make_account(world, "a"), b = make_account(world, "b"), c = make_account(world, "c");
    uint64_t before = digest(world);

    REFUSED(world, CRM_ERROR_DATA, add_link(world, 0, b, OWNED, NEVER, NEVER, NULL));
    REFUSED(world, CRM_ERROR_DATA, add_link(world, a, 0, OWNED, NEVER, NEVER, NULL));
    REFUSED(world, CRM_ERROR_DATA, add_link(world, a, b, 0, NEVER, NEVER, NULL));
    REFUSED(world, CRM_ERROR_DATA, add_link(world, a, b, OWNED, 5, 5, NULL));
    REFUSED(world, CRM_ERROR_REFERENCE, add_link(world, a, 999999, OWNED, NEVER, NEVER, NULL));
    REFUSED(world, CRM_ERROR_REFERENCE, add_link(world, 999999, a, OWNED, NEVER, NEVER, NULL));
    REFUSED(world, CRM_ERROR_REFERENCE,
            add_link(world, a, 999999, CRM_LINK_TYPE_SUPPLIED_BY, NEVER, NEVER, NULL));
    assert_int_equal(digest(world), before);
    OK(world, add_link(world, a, b, OWNED, 10, 20, NULL));
    REFUSED(world, CRM_ERROR_RULE, add_link(world, a, c, OWNED, 19, NEVER, NULL));
    REFUSED(world, CRM_ERROR_RULE, add_link(world, a, c, OWNED, NEVER, 11, NULL));
    REFUSED(world, CRM_ERROR_RULE, add_link(world, a, c, OWNED, NEVER, NEVER, NULL));
    OK(world, add_link(world, a, c, OWNED, 20, 30, NULL));
    OK(world, add_link(world, a, c, OWNED, NEVER, 10, NULL));
    /* The other types overlap, run in circles, and make nobody a parent. */
    OK(world, add_link(world, b, c, CRM_LINK_TYPE_SUPPLIED_BY, NEVER, NEVER, NULL));
    OK(world, add_link(world, c, b, CRM_LINK_TYPE_SUPPLIED_BY, NEVER, NEVER, NULL));
    OK(world, add_link(world, b, a, CRM_LINK_TYPE_BRANCH_OF, NEVER, NEVER, NULL));
    OK(world, add_link(world, b, a, CRM_LINK_TYPE_MANAGED_BY, NEVER, NEVER, NULL));
    assert_int_equal(parent_of(world, b), 0);
}

/* A under B and B under A at once: exactly one of two processes succeeds. */
static void
trap_60_two_processes_build_a_cycle_together(void **state)
{
    struct world *world = *state;
    crm_id a = make_account(world, "a"), b = make_account(world, "b"), c = make_account(world, "c");
    crm_context *other = open_other(world);
    crm_account *mine = NULL, *theirs = NULL;
    crm_status here, there;

    OK(world, put_under(world, c, b)); /* a chain: b owns c */
    OK(world, crm_account_load(world->crm, a, &mine));
    assert_int_equal(crm_account_load(other, b, &theirs), CRM_OK);
    OK(world, crm_begin(world->crm));
    assert_int_equal(crm_begin(other), CRM_OK);
    OK(world, crm_account_put_under(mine, c));                  /* b > c > a */
    assert_int_equal(crm_account_put_under(theirs, a), CRM_OK); /* a > b */
    here = crm_commit(world->crm);
    there = crm_commit(other);
    assert_int_equal(here, CRM_OK);
    assert_int_equal(there, CRM_ERROR_CONFLICT);
    assert_int_equal(parent_of(world, a), c);
    assert_int_equal(parent_of(world, b), 0);
    /* The retry sees the cycle. */
    crm_account_free(theirs);
    assert_int_equal(crm_account_load(other, b, &theirs), CRM_OK);
    assert_int_equal(crm_account_put_under(theirs, a), CRM_ERROR_RULE);
    crm_account_free(mine);
    crm_account_free(theirs);
    crm_close(other);
}

static void
two_processes_give_one_account_two_owners(void **state)
{
    struct world *world = *state;
    crm_id a = make_account(world, "a"), b = make_account(world, "b"), c = make_account(world, "c");
    crm_context *other = open_other(world);
    crm_link *link = crm_link_new(other);

    crm_link_set_child(link, a);
    crm_link_set_parent(link, c);
    crm_link_set_type(link, OWNED);
    OK(world, crm_begin(world->crm));
    OK(world, add_link(world, a, b, OWNED, NEVER, NEVER, NULL));
    assert_int_equal(crm_link_save(link), CRM_OK);
    REFUSED(world, CRM_ERROR_CONFLICT, crm_commit(world->crm));
    assert_int_equal(count_rows(world, CRM_KIND_LINK), 1);
    crm_link_free(link);
    crm_close(other);
}

/* The parent of an account is another one between two looks of one operation: the decision was made
   on the first. */
static void
links_and_accounts_in_one_unit(void **state)
{
    struct world *world = *state;
    crm_account *child = crm_account_new(world->crm), *parent = crm_account_new(world->crm);

    OK(world, crm_begin(world->crm));
    OK(world, crm_account_set_name(child, "child"));
    OK(world, crm_account_save(child));
    OK(world, crm_account_set_name(parent, "parent"));
    OK(world, crm_account_save(parent));
    OK(world, crm_account_put_under(child, crm_account_id(parent)));
    REFUSED(world, CRM_ERROR_RULE, crm_account_put_under(parent, crm_account_id(child)));
    OK(world, crm_account_set_tier(child, 2));
    OK(world, crm_account_save(child));
    crm_rollback(world->crm);
    assert_int_equal(crm_account_parent(child), 0);
    assert_int_equal(value(crm_account_record(child), CRM_FIELD_VERSION), NOTHING);
    OK(world, crm_account_save(parent));
    OK(world, crm_account_save(child));
    OK(world, crm_account_put_under(child, crm_account_id(parent)));
    assert_int_equal(crm_account_parent(child), crm_account_id(parent));
    crm_account_free(child);
    crm_account_free(parent);
}

/* Somebody writes the account between two looks of one operation. */
static struct {
    crm_store inner;
    crm_context *other;
    crm_id id;
    int looks, at;
} meddler;

static void
meddle(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    crm_account *account = NULL;

    if (meddler.other && kind == CRM_KIND_ACCOUNT && count == 1 && ids[0] == meddler.id &&
        ++meddler.looks == meddler.at) {
        assert_int_equal(crm_account_load(meddler.other, meddler.id, &account), CRM_OK);
        crm_account_set_sector(account, "written meanwhile");
        assert_int_equal(crm_account_save(account), CRM_OK);
        crm_account_free(account);
    }
    meddler.inner.get(self, kind, ids, count, reply);
}

/* The account was checked in one version and written over another one. */
static void
bug_a_check_was_forgotten_when_its_record_was_written(void **state)
{
    struct world *world = *state;
    crm_options options = CRM_OPTIONS_INIT;
    crm_id pups = make_account(world, "pups"), dogs = make_account(world, "dogs");

    memset(&meddler, 0, sizeof meddler);
    meddler.inner = world->store;
    world->store.get = meddle;
    reopen_world(world, &options);
    meddler.id = pups;
    for (meddler.at = 1; meddler.at <= 3; meddler.at++) {
        crm_status status;

        meddler.looks = 0;
        meddler.other = open_other(world);
        status = add_link(world, pups, dogs, OWNED, meddler.at * 10, meddler.at * 10 + 5, NULL);
        /* Before the first look it is as if it had been so; after it the decision is void. */
        if (status != (meddler.at == 1 || meddler.looks < meddler.at ? CRM_OK : CRM_ERROR_CONFLICT))
            fail_msg("look %d of %d: %s", meddler.at, meddler.looks, crm_status_name(status));
        assert_true(meddler.at > 2 || meddler.looks >= meddler.at);
        crm_close(meddler.other);
        meddler.other = NULL;
    }
    world->store = meddler.inner;
    reopen_world(world, &options);
}

/* put_under, acquire and links written by hand keep other handles of the account from overwriting. */
static void
the_account_is_written_with_its_links(void **state)
{
    struct world *world = *state;
    crm_id pups = make_account(world, "pups"), dogs = make_account(world, "dogs");
    crm_account *old = load_account(world, pups);

    OK(world, add_link(world, pups, dogs, OWNED, NEVER, 10, NULL)); /* long ago */
    OK(world, crm_account_set_tier(old, 1));
    REFUSED(world, CRM_ERROR_CONFLICT, crm_account_save(old));
    crm_account_free(old);
}

/* Up a long chain, and down a long one: steps, not recursion. */
static void
trap_64_a_chain_of_owners(void **state)
{
    struct world *world = *state;
    enum { LONG = 2000 };
    static crm_id ids[LONG];

    OK(world, crm_begin(world->crm));
    for (int i = 0; i < LONG; i++)
        ids[i] = make_account(world, "link of the chain");
    for (int i = 0; i < LONG - 1; i++) /* from the bottom: each walk is one step */
        OK(world, put_under(world, ids[i], ids[i + 1]));
    OK(world, crm_commit(world->crm));
    REFUSED(world, CRM_ERROR_RULE, put_under(world, ids[LONG - 1], ids[0])); /* the whole way */
    message_has(world, "...");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_discovered_subsidiary_has_always_been_one),
        ON_BOTH(what_put_under_refuses),
        ON_BOTH(trap_58_nobody_owns_itself),
        ON_BOTH(bug_cycles_were_seen_where_no_day_has_one),
        ON_BOTH(a_company_is_bought_and_sold),
        ON_BOTH(sold_today_has_no_parent_today),
        ON_BOTH(links_change_by_their_end_and_by_archiving_alone),
        ON_BOTH(links_are_judged),
        ON_BOTH(trap_60_two_processes_build_a_cycle_together),
        ON_BOTH(two_processes_give_one_account_two_owners),
        ON_BOTH(links_and_accounts_in_one_unit),
        ON_BOTH(bug_a_check_was_forgotten_when_its_record_was_written),
        ON_BOTH(the_account_is_written_with_its_links),
        ON_MEMORY(trap_64_a_chain_of_owners),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
