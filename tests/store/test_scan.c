/*
 * test_scan.c - reading a kind while a unit is open: pending rows are seen as they were when the scan
 * began, whatever happens to the unit meanwhile; and what becomes of cursors.
 */
#include "../operation/world.h"

enum { MOST = 64 };

struct seen {
    size_t count;
    crm_id ids[MOST];
    int64_t tiers[MOST];
};

static crm_query *
tier_query(struct world *world, int64_t low, int64_t high)
{
    crm_query *query = crm_query_new(world->crm, CRM_KIND_ACCOUNT);

    OK(world, crm_query_where_int(query, CRM_ACCOUNT_TIER, low, high));
    return query;
}

static crm_scan *
begin(struct world *world, int64_t low, int64_t high)
{
    crm_query *query = tier_query(world, low, high);
    crm_scan *scan = crm_scan_new(world->crm, query);

    crm_query_free(query); /* it was copied */
    assert_non_null(scan);
    return scan;
}

/* The rest of a scan. */
static struct seen
rest(struct world *world, crm_scan *scan)
{
    struct seen seen = {0};
    const crm_table *table;
    crm_status status;

    while ((status = crm_scan_next(scan, &table)) == CRM_OK) {
        assert_true(crm_table_rows(table) > 0);
        for (size_t row = 0; row < crm_table_rows(table); row++) {
            assert_true(seen.count < MOST);
            crm_table_int(table, row, CRM_FIELD_ID, &seen.ids[seen.count]);
            seen.tiers[seen.count] = NOTHING;
            crm_table_int(table, row, CRM_ACCOUNT_TIER, &seen.tiers[seen.count]);
            for (size_t i = 0; i < seen.count; i++)
                assert_true(seen.ids[i] != seen.ids[seen.count]);
            seen.count++;
        }
    }
    REFUSED(world, CRM_NONE, status);
    assert_int_equal(crm_scan_next(scan, &table), CRM_NONE); /* and again */
    return seen;
}

static int64_t
tier_of(const struct seen *seen, crm_id id)
{
    for (size_t i = 0; i < seen->count; i++)
        if (seen->ids[i] == id)
            return seen->tiers[i];
    return NOTHING;
}

static crm_account *
account_of_tier(struct world *world, int64_t tier)
{
    crm_account *account = crm_account_new(world->crm);

    OK(world, crm_account_set_name(account, "account"));
    OK(world, crm_account_set_tier(account, tier));
    OK(world, crm_account_save(account));
    return account;
}

static void
set_tier(struct world *world, crm_account *account, int64_t tier)
{
    OK(world, crm_account_set_tier(account, tier));
    OK(world, crm_account_save(account));
}

/* Rows leave the filter, join it, are removed, are born. */
static void
a_scan_sees_pending_writes(void **state)
{
    struct world *world = *state;
    crm_account *stays = account_of_tier(world, 1), *leaves = account_of_tier(world, 2);
    crm_account *joins = account_of_tier(world, 9), *goes = account_of_tier(world, 3);
    crm_account *changes = account_of_tier(world, 1), *born, *out;
    struct seen seen;
    crm_scan *scan;

    OK(world, crm_begin(world->crm));
    set_tier(world, leaves, 9);
    set_tier(world, joins, 2);
    set_tier(world, changes, 3);
    OK(world, crm_account_remove(goes));
    born = account_of_tier(world, 1);
    out = account_of_tier(world, 9);
    scan = begin(world, 1, 3);
    seen = rest(world, scan);
    crm_scan_free(scan);
    assert_int_equal(seen.count, 4);
    assert_int_equal(tier_of(&seen, crm_account_id(stays)), 1);
    assert_int_equal(tier_of(&seen, crm_account_id(joins)), 2);
    assert_int_equal(tier_of(&seen, crm_account_id(changes)), 3);
    assert_int_equal(tier_of(&seen, crm_account_id(born)), 1);
    crm_rollback(world->crm);
    scan = begin(world, 1, 3);
    seen = rest(world, scan);
    crm_scan_free(scan);
    assert_int_equal(seen.count, 4);
    assert_int_equal(tier_of(&seen, crm_account_id(leaves)), 2);
    assert_int_equal(tier_of(&seen, crm_account_id(goes)), 3);
    crm_account_free(stays);
    crm_account_free(leaves);
    crm_account_free(joins);
    crm_account_free(goes);
    crm_account_free(changes);
    crm_account_free(born);
    crm_account_free(out);
}

/* What is done inside the loop is not seen by it: born, changed, removed, changed again. */
static void
a_scan_sees_the_unit_as_it_was_when_it_began(void **state)
{
    struct world *world = *state;
    crm_account *accounts[12], *pending, *born;
    const crm_table *table;
    struct seen seen;
    crm_scan *scan;

    for (int i = 0; i < 12; i++)
        accounts[i] = account_of_tier(world, 1);
    OK(world, crm_begin(world->crm));
    set_tier(world, accounts[0], 2);
    pending = account_of_tier(world, 2);
    scan = begin(world, 1, 2);
    set_tier(world, accounts[0], 9);
    set_tier(world, accounts[1], 9);
    set_tier(world, pending, 9);
    OK(world, crm_account_remove(accounts[2]));
    born = account_of_tier(world, 1);
    seen = rest(world, scan);
    crm_scan_free(scan);
    assert_int_equal(seen.count, 13);
    assert_int_equal(tier_of(&seen, crm_account_id(accounts[0])), 2);
    assert_int_equal(tier_of(&seen, crm_account_id(accounts[1])), 1);
    assert_int_equal(tier_of(&seen, crm_account_id(accounts[2])), 1);
    assert_int_equal(tier_of(&seen, crm_account_id(pending)), 2);
    assert_int_equal(tier_of(&seen, crm_account_id(born)), NOTHING);
    scan = begin(world, 1, 2);
    OK(world, crm_scan_next(scan, &table));
    crm_scan_free(scan); /* before its end */
    OK(world, crm_commit(world->crm));
    for (int i = 0; i < 12; i++)
        crm_account_free(accounts[i]);
    crm_account_free(pending);
    crm_account_free(born);
}

/* The unit ends while a scan of it is under way: what was pending is given once, as it was. */
static void
a_unit_ends_under_an_open_scan(void **state)
{
    struct world *world = *state;

    for (int commits = 0; commits < 2; commits++) {
        crm_account *accounts[10], *born;
        const crm_table *table;
        crm_scan *scan, *second;
        struct seen seen;

        for (int i = 0; i < 10; i++)
            accounts[i] = account_of_tier(world, 1 + 10 * commits);
        OK(world, crm_begin(world->crm));
        set_tier(world, accounts[0], 2 + 10 * commits);
        set_tier(world, accounts[9], 9);
        OK(world, crm_account_remove(accounts[8]));
        born = account_of_tier(world, 2 + 10 * commits);
        scan = begin(world, 1 + 10 * commits, 2 + 10 * commits); /* not started */
        second = begin(world, 1 + 10 * commits, 2 + 10 * commits);
        OK(world, crm_scan_next(second, &table)); /* in the middle */
        OK(world, crm_account_set_sector(accounts[5], "written since"));
        OK(world, crm_account_save(accounts[5]));
        if (commits)
            OK(world, crm_commit(world->crm));
        else
            crm_rollback(world->crm);
        /* Other writes, in the places of the log that the scan has seen. */
        OK(world, crm_begin(world->crm));
        make_user(world, "user");
        make_account(world, "no tier");
        seen = rest(world, scan);
        assert_int_equal(seen.count, 9);
        assert_int_equal(tier_of(&seen, crm_account_id(accounts[0])), 2 + 10 * commits);
        assert_int_equal(tier_of(&seen, crm_account_id(born)), 2 + 10 * commits);
        assert_int_equal(tier_of(&seen, crm_account_id(accounts[5])), 1 + 10 * commits);
        assert_int_equal(tier_of(&seen, crm_account_id(accounts[8])), NOTHING);
        OK(world, crm_commit(world->crm));
        rest(world, second);
        crm_scan_free(second);
        crm_scan_free(scan);
        for (int i = 0; i < 10; i++)
            crm_account_free(accounts[i]);
        crm_account_free(born);
    }
}

static void
scans_nest_and_are_freed_in_any_order(void **state)
{
    struct world *world = *state;
    crm_scan *scans[3];
    const crm_table *table;
    crm_account *account;

    for (int i = 0; i < 9; i++) {
        account = account_of_tier(world, 1);
        crm_account_free(account);
    }
    for (int i = 0; i < 3; i++)
        scans[i] = begin(world, 1, 1);
    for (int i = 0; i < 3; i++)
        OK(world, crm_scan_next(scans[i], &table));
    make_account(world, "written between"); /* a caller's scans may write in between */
    crm_scan_free(scans[1]);
    crm_scan_free(scans[2]);
    crm_scan_free(scans[0]);
    crm_scan_free(NULL);
    if (world->awkward)
        assert_int_equal(crm_testing_awkward_cursors(&world->inner), 0);
}

/* Conditions on other fields than those wanted; several; on text; on fields without value. */
static void
conditions(void **state)
{
    struct world *world = *state;
    crm_query *query = tier_query(world, 2, 3);
    crm_account *account;
    crm_scan *scan;
    struct seen seen;

    for (int i = 0; i < 6; i++) {
        account = account_of_tier(world, i);
        crm_account_free(account);
    }
    make_account(world, "no tier");
    OK(world, crm_query_want(query, CRM_ACCOUNT_NAME));
    scan = crm_scan_new(world->crm, query);
    seen = rest(world, scan);
    crm_scan_free(scan);
    assert_int_equal(seen.count, 2);
    OK(world, crm_query_where_text(query, CRM_ACCOUNT_NAME, "account", CRM_TEXT_NUL));
    OK(world, crm_query_where_int(query, CRM_ACCOUNT_TIER, 3, 5));
    scan = crm_scan_new(world->crm, query);
    seen = rest(world, scan);
    crm_scan_free(scan);
    assert_int_equal(seen.count, 1);
    assert_null(crm_scan_new(world->crm, NULL));
    assert_int_equal(crm_error_status(world->crm), CRM_ERROR_ARGUMENT);
    crm_query_free(query);
}

/* Links as they are pending; the one that ends on day 19000. */
static size_t
links_found(struct world *world, const crm_query *query, crm_id *out_ended)
{
    crm_scan *scan = crm_scan_new(world->crm, query);
    const crm_table *table;
    size_t count = 0, ended = 0;

    while (crm_scan_next(scan, &table) == CRM_OK) {
        for (size_t row = 0; row < crm_table_rows(table); row++) {
            int64_t day;

            count++;
            if (crm_table_int(table, row, CRM_LINK_VALID_TO, &day) != CRM_OK)
                continue;
            assert_int_equal(day, 19000);
            OK(world, crm_table_int(table, row, CRM_FIELD_ID, out_ended));
            ended++;
        }
    }
    crm_scan_free(scan);
    assert_int_equal(ended, 1);
    return count;
}

/* In a unit, an account that keeps its id but not what the query asks for by reference. */
static void
links_are_found_by_reference_in_a_unit(void **state)
{
    struct world *world = *state;
    crm_id a = make_account(world, "a"), b = make_account(world, "b"), c = make_account(world, "c");
    crm_query *query = crm_query_new(world->crm, CRM_KIND_LINK);
    crm_account *child = NULL;
    crm_link *link = NULL;
    crm_id id = 0;

    OK(world, crm_account_load(world->crm, a, &child));
    OK(world, crm_account_put_under(child, b));
    OK(world, crm_begin(world->crm));
    OK(world, crm_account_acquire(child, c, 19000));
    OK(world, crm_query_where_int(query, CRM_LINK_CHILD, a, a));
    OK(world, crm_query_where_int(query, CRM_LINK_PARENT, b, b));
    assert_int_equal(links_found(world, query, &id),
                     2); /* the old one, and it again with its end */
    OK(world, crm_link_load(world->crm, id, &link));
    OK(world, crm_record_set_int(crm_link_record(link), CRM_FIELD_ARCHIVED, NOW));
    OK(world, crm_link_save(link)); /* written a second time in the unit */
    assert_int_equal(links_found(world, query, &id), 2);
    OK(world, crm_commit(world->crm));
    crm_link_free(link);
    crm_query_free(query);
    crm_account_free(child);
}

/* A store of one cursor gets no other call while one is open. */
static void
one_cursor(void **state)
{
    struct world *world = *state;
    crm_options options = CRM_OPTIONS_INIT;
    crm_account *account;
    crm_scan *first, *second;
    const crm_table *table;
    crm_record *record;
    uint64_t calls;

    world->store.flags = CRM_STORE_ONE_CURSOR;
    reopen_world(world, &options);
    for (int i = 0; i < 9; i++) {
        account = account_of_tier(world, 1);
        crm_account_free(account);
    }
    first = begin(world, 1, 1);
    second = begin(world, 1, 1); /* no cursor yet */
    OK(world, crm_scan_next(first, &table));
    calls = world->faults.calls;
    if (world->awkward) { /* the memory store answers so few rows at once, without a cursor */
        REFUSED(world, CRM_ERROR_STATE, crm_scan_next(second, &table));
        REFUSED(world, CRM_ERROR_STATE, crm_record_load(world->crm, CRM_KIND_ACCOUNT, 1, &record));
        account = crm_account_new(world->crm);
        crm_account_set_name(account, "no");
        REFUSED(world, CRM_ERROR_STATE, crm_account_save(account));
        message_has(world, "cursor");
        assert_int_equal(world->faults.calls, calls);
        crm_account_free(account);
        OK(world, crm_scan_next(first, &table));
    }
    crm_scan_free(first);
    crm_scan_free(second);
    make_account(world, "yes");
    /* A scan that came to its end stands in nobody's way. */
    first = begin(world, 1, 1);
    rest(world, first);
    make_account(world, "yes");
    crm_scan_free(first);
}

static void
a_store_that_fails_ends_the_scan(void **state)
{
    struct world *world = *state;
    crm_account *account;
    const crm_table *table;
    crm_scan *scan;

    for (int i = 0; i < 9; i++) {
        account = account_of_tier(world, 1);
        crm_account_free(account);
    }
    scan = begin(world, 1, 1);
    world->faults.only = world->awkward ? CRM_TESTING_NEXT : CRM_TESTING_SCAN;
    world->faults.calls = 0;
    world->faults.at = world->awkward ? 2 : 1;
    world->faults.mode = CRM_TESTING_FAIL;
    world->faults.host_code = 4711;
    world->faults.text = "gone away";
    if (world->awkward)
        OK(world, crm_scan_next(scan, &table));
    REFUSED(world, CRM_ERROR_STORE, crm_scan_next(scan, &table));
    assert_int_equal(crm_host_code(world->crm), 4711);
    assert_string_equal(crm_host_message(world->crm), "gone away");
    REFUSED(world, CRM_ERROR_STORE, crm_scan_next(scan, &table)); /* the same again */
    if (world->awkward)
        assert_int_equal(world->faults.finishes, world->faults.scans);
    crm_scan_free(scan);
    if (world->awkward)
        assert_int_equal(world->faults.finishes, world->faults.scans); /* once */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_scan_sees_pending_writes),
        ON_BOTH(a_scan_sees_the_unit_as_it_was_when_it_began),
        ON_BOTH(a_unit_ends_under_an_open_scan),
        ON_BOTH(scans_nest_and_are_freed_in_any_order),
        ON_BOTH(conditions),
        ON_BOTH(links_are_found_by_reference_in_a_unit),
        ON_BOTH(one_cursor),
        ON_BOTH(a_store_that_fails_ends_the_scan),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
