/*
 * test_links.c - the dated forest of ownership against the plain reading of its links: on each day
 * each account has the owner that the rules say, and the root that following owners gives.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/accounts/families.h"
#include "crm/context.h"
#include "feed.h"

#define ACCOUNTS 14
#define DAY_US 86400000000LL

static crm_context *crm;

static int
setup(void **state)
{
    (void)state;
    crm = feed_open(NULL, NULL);
    return crm ? 0 : -1;
}

static int
teardown(void **state)
{
    (void)state;
    crm_close(crm);
    return 0;
}

struct tie {
    crm_id id, child, parent;
    crm_day from, to; /* INT32_MIN, INT32_MAX = none */
};

static crm_analysis *
finished(const struct feed *feed, crm_day as_of)
{
    crm_families_params params = CRM_FAMILIES_PARAMS_INIT;
    crm_analysis *analysis;

    params.as_of = as_of;
    analysis = crm_families_new(crm, &params);
    assert_non_null(analysis);
    assert_int_equal(feed_all(analysis, feed), CRM_OK);
    assert_int_equal(crm_analysis_finish(analysis), CRM_OK);
    return analysis;
}

static void
feed_tie(struct feed *feed, const struct tie *tie)
{
    struct feed_row *row =
        feed_add(feed, CRM_KIND_LINK, 4, CRM_FIELD_ID, (long long)tie->id, CRM_LINK_CHILD,
                 (long long)tie->child, CRM_LINK_PARENT, (long long)tie->parent, CRM_LINK_TYPE,
                 (long long)CRM_LINK_TYPE_OWNED_BY);

    if (tie->from != INT32_MIN) {
        row->field[row->cells] = CRM_LINK_VALID_FROM;
        row->value[row->cells++] = tie->from;
    }
    if (tie->to != INT32_MAX) {
        row->field[row->cells] = CRM_LINK_VALID_TO;
        row->value[row->cells++] = tie->to;
    }
}

/* The owner on a day: of the links that hold, the one that began last, then the larger id. */
static crm_id
naive_owner(const struct tie *ties, size_t count, crm_id account, crm_day day)
{
    const struct tie *best = NULL;

    for (size_t i = 0; i < count; i++) {
        const struct tie *tie = &ties[i];

        if (tie->child != account || tie->parent == account || tie->from > day || day >= tie->to)
            continue;
        if (!best || tie->from > best->from || (tie->from == best->from && tie->id > best->id))
            best = tie;
    }
    return best ? best->parent : 0;
}

static crm_id
naive_root(const struct tie *ties, size_t count, crm_id account, crm_day day)
{
    bool seen[ACCOUNTS + 1] = {false};
    crm_id at = account, smallest;

    while (at != 0 && !seen[at]) {
        crm_id owner = naive_owner(ties, count, at, day);

        seen[at] = true;
        if (owner == 0)
            return at;
        at = owner;
    }
    smallest = at; /* on a cycle now */
    for (crm_id next = naive_owner(ties, count, at, day); next != at;
         next = naive_owner(ties, count, next, day))
        smallest = next < smallest ? next : smallest;
    return smallest;
}

static void
check_day(crm_analysis *analysis, const struct tie *ties, size_t count, crm_day day)
{
    const struct crm__families *own = analysis->own;

    for (crm_id account = 1; account <= ACCOUNTS; account++) {
        crm_id owner = naive_owner(ties, count, account, day);
        crm_id root = naive_root(ties, count, account, day);

        assert_int_equal(crm__forest_root(&own->forest, account, day), root);
        assert_int_equal(crm__forest_root(&own->forest, account, crm__epoch_of(analysis, day)),
                         root);
        assert_int_equal(crm__forest_parent(&own->forest, account, day),
                         account == root ? 0 : owner);
    }
}

static void
owners_and_roots_on_every_day(void **state)
{
    uint64_t random = 99991;

    (void)state;
    for (int round = 0; round < 60; round++) {
        struct feed feed = {0};
        struct tie ties[24];
        size_t count = (size_t)feed_between(&random, 0, 24);
        crm_analysis *analysis;

        for (size_t i = 0; i < count; i++) {
            ties[i] = (struct tie){(crm_id)i + 1, feed_between(&random, 1, ACCOUNTS),
                                   feed_between(&random, 1, ACCOUNTS), INT32_MIN, INT32_MAX};
            if (feed_between(&random, 0, 1))
                ties[i].from = (crm_day)feed_between(&random, 100, 140);
            if (feed_between(&random, 0, 1))
                ties[i].to = (crm_day)feed_between(&random, 100, 140);
            feed_tie(&feed, &ties[i]);
        }
        analysis = finished(&feed, 200);
        for (crm_day day = 98; day <= 142; day++)
            check_day(analysis, ties, count, day);
        crm_analysis_free(analysis);
        feed_done(&feed);
    }
}

/* ---- The tree of a day ---- */

static void
check_tree(const struct crm__tree *tree)
{
    size_t *order = test_calloc(tree->count + 1, sizeof *order);
    int64_t *weight = test_calloc(tree->count + 1, sizeof *weight);
    bool *seen = test_calloc(tree->count + 1, sizeof *seen);

    for (size_t i = 0; i < tree->count; i++)
        weight[i] = (int64_t)(i * 7919 % 5);
    assert_int_equal(crm__tree_preorder(tree, weight, order), CRM_OK);
    for (size_t i = 0; i < tree->count; i++) {
        size_t at = order[i], above = tree->parent[at];

        assert_false(seen[at]);
        seen[at] = true;
        assert_true(i == 0 || above == SIZE_MAX || seen[above]);
        assert_int_equal(tree->level[at], above == SIZE_MAX ? 0 : tree->level[above] + 1);
        assert_true(tree->root[at] == (above == SIZE_MAX ? at : tree->root[above]));
        if (i > 0 && above != SIZE_MAX && tree->parent[order[i - 1]] == above)
            assert_true(weight[order[i - 1]] > weight[at] ||
                        (weight[order[i - 1]] == weight[at] && order[i - 1] < at));
        if (i > 0)
            assert_true(tree->root[order[i - 1]] <= tree->root[at]); /* families by root */
    }
    test_free(order);
    test_free(weight);
    test_free(seen);
}

static void
trees_list_every_account_once_below_its_owner(void **state)
{
    uint64_t random = 31337;

    (void)state;
    for (int round = 0; round < 60; round++) {
        struct feed feed = {0};
        crm_analysis *analysis;

        for (crm_id id = 1; id <= ACCOUNTS; id++)
            feed_add(&feed, CRM_KIND_ACCOUNT, 1, CRM_FIELD_ID, (long long)id);
        for (crm_id id = 1; id <= ACCOUNTS; id++) {
            struct tie tie = {id, id, feed_between(&random, 1, ACCOUNTS), INT32_MIN, INT32_MAX};

            if (feed_between(&random, 0, 3))
                feed_tie(&feed, &tie);
        }
        analysis = finished(&feed, 200);
        assert_int_equal(((struct crm__families *)analysis->own)->tree.count, ACCOUNTS);
        check_tree(&((struct crm__families *)analysis->own)->tree);
        crm_analysis_free(analysis);
        feed_done(&feed);
    }
}

static void
trap_64_a_chain_may_be_as_long_as_there_are_accounts(void **state)
{
    enum { LONG = 20000 };
    struct feed feed = {0};
    crm_analysis *analysis;
    const crm_table *families;

    (void)state;
    for (crm_id id = 1; id < LONG; id++) {
        struct tie tie = {id, id, id + 1, INT32_MIN, INT32_MAX};

        feed_tie(&feed, &tie);
    }
    feed_add(&feed, CRM_KIND_PURCHASE, 5, CRM_PURCHASE_ACCOUNT, 1LL, CRM_PURCHASE_DAY, 100LL,
             CRM_PURCHASE_TYPE, 1LL, CRM_PURCHASE_NET_AMOUNT, 5LL, CRM_PURCHASE_CURRENCY,
             (long long)(('U' << 16) | ('S' << 8) | 'D'));
    analysis = finished(&feed, 200);
    families = crm_analysis_table(analysis, "families");
    assert_int_equal(crm_table_rows(families), 1);
    assert_int_equal(feed_int(families, 0, "root"), LONG);
    assert_int_equal(feed_int(families, 0, "depth"), LONG - 1);
    assert_int_equal(feed_int(families, 0, "members"), LONG);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* Both ends may have been merged since; a merge of a child into its parent leaves no link. */
static void
trap_59_links_follow_merges(void **state)
{
    struct feed feed = {0};
    struct tie tie = {1, 2, 3, INT32_MIN, INT32_MAX}, other = {2, 5, 6, INT32_MIN, INT32_MAX};
    crm_analysis *analysis;
    const crm_table *accounts;

    (void)state;
    feed_tie(&feed, &tie);
    feed_tie(&feed, &other);
    feed_add(&feed, CRM_KIND_ACCOUNT, 1, CRM_FIELD_ID, 2LL);
    feed_add(&feed, CRM_KIND_ACCOUNT, 2, CRM_FIELD_ID, 3LL, CRM_FIELD_MERGED_INTO, 4LL);
    feed_add(&feed, CRM_KIND_ACCOUNT, 1, CRM_FIELD_ID, 4LL);
    feed_add(&feed, CRM_KIND_ACCOUNT, 2, CRM_FIELD_ID, 5LL, CRM_FIELD_MERGED_INTO, 6LL);
    feed_add(&feed, CRM_KIND_ACCOUNT, 1, CRM_FIELD_ID, 6LL);
    analysis = finished(&feed, 200);
    accounts = crm_analysis_table(analysis, "accounts");
    assert_int_equal(crm_table_rows(accounts), 3);
    assert_int_equal(feed_int(accounts, feed_find(accounts, "account", 2), "parent"), 4);
    assert_int_equal(feed_int(accounts, feed_find(accounts, "account", 6), "parent"), FEED_NONE);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* A mistaken link is archived and another written: known_at still sees the first. */
static void
a_mistaken_link_is_seen_only_before_it_was_withdrawn(void **state)
{
    struct feed feed = {0};
    struct tie wrong = {1, 2, 3, INT32_MIN, INT32_MAX}, right = {2, 2, 4, INT32_MIN, INT32_MAX};
    crm_families_params params = CRM_FAMILIES_PARAMS_INIT;

    (void)state;
    feed_tie(&feed, &wrong);
    feed.rows[0].field[4] = CRM_FIELD_ARCHIVED;
    feed.rows[0].value[4] = 300 * DAY_US;
    feed.rows[0].cells = 5;
    feed_tie(&feed, &right);
    feed.rows[1].field[4] = CRM_FIELD_CREATED;
    feed.rows[1].value[4] = 300 * DAY_US;
    feed.rows[1].cells = 5;
    feed_add(&feed, CRM_KIND_ACCOUNT, 1, CRM_FIELD_ID, 2LL);
    feed_add(&feed, CRM_KIND_ACCOUNT, 1, CRM_FIELD_ID, 3LL);
    feed_add(&feed, CRM_KIND_ACCOUNT, 1, CRM_FIELD_ID, 4LL);
    for (int known = 0; known < 2; known++) {
        crm_analysis *analysis;
        const crm_table *accounts;

        params.as_of = 200;
        params.known_at = known ? 250 * DAY_US : CRM_INSTANT_NONE;
        analysis = crm_families_new(crm, &params);
        assert_int_equal(feed_all(analysis, &feed), CRM_OK);
        assert_int_equal(crm_analysis_finish(analysis), CRM_OK);
        accounts = crm_analysis_table(analysis, "accounts");
        assert_int_equal(feed_int(accounts, feed_find(accounts, "account", 2), "parent"),
                         known ? 3 : 4);
        crm_analysis_free(analysis);
    }
    feed_done(&feed);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(owners_and_roots_on_every_day),
        cmocka_unit_test(trees_list_every_account_once_below_its_owner),
        cmocka_unit_test(trap_64_a_chain_may_be_as_long_as_there_are_accounts),
        cmocka_unit_test(trap_59_links_follow_merges),
        cmocka_unit_test(a_mistaken_link_is_seen_only_before_it_was_withdrawn),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
