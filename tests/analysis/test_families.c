/*
 * test_families.c - families: the story of the five accounts, dated ownership, discounts, cycles.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crm/context.h"
#include "crm/families.h"
#include "crm/money.h"
#include "crm/calendar.h"
#include "feed.h"

#define USD (('U' << 16) | ('S' << 8) | 'D')

enum { DOGS = 1, GALACTIC, PUPSRUS, WE_DOGS, K9, PUPPY };

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

static void
account(struct feed *feed, crm_id id)
{
    feed_add(feed, CRM_KIND_ACCOUNT, 1, CRM_FIELD_ID, (long long)id);
}

static void
owned(struct feed *feed, crm_id id, crm_id child, crm_id parent)
{
    feed_add(feed, CRM_KIND_LINK, 4, CRM_FIELD_ID, (long long)id, CRM_LINK_CHILD, (long long)child,
             CRM_LINK_PARENT, (long long)parent, CRM_LINK_TYPE, (long long)CRM_LINK_TYPE_OWNED_BY);
}

static struct feed_row *
sale(struct feed *feed, crm_id id, crm_day day, int64_t net, int64_t list)
{
    return feed_add(feed, CRM_KIND_PURCHASE, list ? 6 : 5, CRM_PURCHASE_ACCOUNT, (long long)id,
                    CRM_PURCHASE_DAY, (long long)day, CRM_PURCHASE_TYPE,
                    (long long)CRM_PURCHASE_TYPE_SALE, CRM_PURCHASE_NET_AMOUNT, (long long)net,
                    CRM_PURCHASE_CURRENCY, (long long)USD, CRM_PURCHASE_LIST_AMOUNT,
                    (long long)list);
}

static crm_analysis *
finished(const struct feed *feed, crm_day since)
{
    crm_families_params params = CRM_FAMILIES_PARAMS_INIT;
    crm_analysis *analysis;

    params.as_of = crm_day_of(2025, 12, 31);
    params.since = since;
    analysis = crm_families_new(crm, &params);
    assert_non_null(analysis);
    assert_int_equal(feed_all(analysis, feed), CRM_OK);
    if (crm_analysis_finish(analysis) != CRM_OK)
        fail_msg("%s", crm_message(crm));
    feed_assert_covered(analysis, feed);
    return analysis;
}

/* Five companies, four of them one family of 2,000,000 that no list of accounts shows. */
static void
story(struct feed *feed)
{
    crm_day day = crm_day_of(2025, 3, 1);
    static const struct {
        crm_id id;
        int64_t net, list;
    } sales[] = {{GALACTIC, 100000000, 0},
                 {PUPSRUS, 75000000, 85227273},
                 {WE_DOGS, 50000000, 0},
                 {K9, 40000000, 0},
                 {PUPPY, 35000000, 41176471}};

    for (crm_id id = DOGS; id <= PUPPY; id++)
        account(feed, id);
    owned(feed, 1, PUPSRUS, DOGS);
    owned(feed, 2, WE_DOGS, DOGS);
    owned(feed, 3, K9, DOGS);
    owned(feed, 4, PUPPY, DOGS);
    for (size_t i = 0; i < sizeof sales / sizeof sales[0]; i++) {
        for (int part = 0; part < 4; part++) {
            int64_t last = part == 3;

            sale(feed, sales[i].id, day + part, sales[i].net / 4 + last * (sales[i].net % 4),
                 sales[i].list / 4 + last * (sales[i].list % 4));
        }
    }
}

static void
the_story_of_the_five_accounts(void **state)
{
    struct feed feed = {0};
    crm_analysis *analysis;
    const crm_table *families, *accounts, *discounts;

    (void)state;
    story(&feed);
    analysis = finished(&feed, crm_day_of(2025, 1, 1));
    families = crm_analysis_table(analysis, "families");
    assert_int_equal(crm_table_rows(families), 2);
    assert_int_equal(feed_int(families, 0, "root"), DOGS);
    assert_int_equal(feed_int(families, 0, "rank"), 1);
    assert_int_equal(feed_int(families, 0, "total"), 200000000);
    assert_int_equal(feed_int(families, 0, "own"), 0);
    assert_int_equal(feed_int(families, 0, "members"), 5);
    assert_int_equal(feed_int(families, 0, "buyers"), 4);
    assert_int_equal(feed_int(families, 0, "depth"), 1);
    assert_int_equal(feed_int(families, 0, "best_member"), PUPSRUS);
    assert_int_equal(feed_int(families, 0, "best_member_rank"), 2);
    assert_int_equal(feed_int(families, 0, "rank_gain"), 1);
    assert_int_equal(feed_int(families, 0, "low_discount_bp"), 1200);
    assert_int_equal(feed_int(families, 0, "high_discount_bp"), 1500);
    assert_int_equal(feed_int(families, 0, "at_stake"), 1235294);
    assert_int_equal(feed_int(families, 0, "last_day"), crm_day_of(2025, 3, 4));
    assert_true(feed_double(families, 0, "share") == 2.0 / 3.0);
    assert_int_equal(feed_int(families, 1, "root"), GALACTIC);
    assert_int_equal(feed_int(families, 1, "total"), 100000000);
    assert_int_equal(feed_int(families, 1, "rank_gain"), -1);
    assert_int_equal(feed_int(families, 1, "at_stake"), FEED_NONE);

    accounts = crm_analysis_table(analysis, "accounts");
    assert_int_equal(crm_table_rows(accounts), 6);
    assert_int_equal(feed_int(accounts, 0, "account"), DOGS);
    assert_int_equal(feed_int(accounts, 0, "level"), 0);
    assert_int_equal(feed_int(accounts, 0, "rank"), FEED_NONE);
    assert_int_equal(feed_int(accounts, 0, "subtree"), 200000000);
    assert_int_equal(feed_int(accounts, 0, "parent"), FEED_NONE);
    for (size_t row = 1; row < 5; row++) { /* siblings, biggest first */
        assert_int_equal(feed_int(accounts, row, "account"), PUPSRUS + (int64_t)row - 1);
        assert_int_equal(feed_int(accounts, row, "rank"), (int64_t)row + 1);
        assert_int_equal(feed_int(accounts, row, "parent"), DOGS);
    }
    assert_true(feed_double(accounts, 1, "family_share") == 0.375);
    assert_int_equal(feed_int(accounts, 1, "discount_bp"), 1200);
    assert_int_equal(feed_int(accounts, 4, "discount_bp"), 1500);
    assert_int_equal(feed_int(accounts, 2, "discount_bp"), FEED_NONE);

    discounts = crm_analysis_table(analysis, "discounts");
    assert_int_equal(crm_table_rows(discounts), 1);
    assert_int_equal(feed_int(discounts, 0, "product"), FEED_NONE);
    assert_int_equal(feed_int(discounts, 0, "low_account"), PUPSRUS);
    assert_int_equal(feed_int(discounts, 0, "high_account"), PUPPY);
    assert_int_equal(feed_int(discounts, 0, "spread_bp"), 300);
    assert_int_equal(feed_int(discounts, 0, "at_stake"), 1235294);
    assert_int_equal(feed_int(discounts, 0, "lines"), 8);
    assert_int_equal(crm_analysis_currency(analysis), USD);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
an_acquisition_counts_from_its_day(void **state)
{
    struct feed feed = {0};
    crm_day bought = crm_day_of(2025, 6, 1);
    crm_analysis *analysis;
    const crm_table *families, *accounts;
    struct feed_row *link;

    (void)state;
    account(&feed, 1);
    account(&feed, 2);
    account(&feed, 3);
    owned(&feed, 1, 2, 1); /* until the day, then 2 belongs to 3 */
    link = &feed.rows[feed.count - 1];
    link->field[link->cells] = CRM_LINK_VALID_TO;
    link->value[link->cells++] = bought;
    owned(&feed, 2, 2, 3);
    link = &feed.rows[feed.count - 1];
    link->field[link->cells] = CRM_LINK_VALID_FROM;
    link->value[link->cells++] = bought;
    sale(&feed, 2, bought - 1, 100, 0);
    sale(&feed, 2, bought, 1000, 0);
    sale(&feed, 2, crm_day_of(2024, 12, 31), 7, 0);
    sale(&feed, 3, bought, 5, 0);
    analysis = finished(&feed, crm_day_of(2025, 1, 1));
    families = crm_analysis_table(analysis, "families");
    assert_int_equal(crm_table_rows(families), 2);
    assert_int_equal(feed_int(families, 0, "root"), 3);
    assert_int_equal(feed_int(families, 0, "total"), 1005);
    assert_int_equal(feed_int(families, 0, "previous"), 0);
    assert_int_equal(feed_int(families, 1, "root"), 1);
    assert_int_equal(feed_int(families, 1, "total"), 100);
    assert_int_equal(feed_int(families, 1, "previous"), 7);
    accounts = crm_analysis_table(analysis, "accounts");
    assert_int_equal(crm_table_rows(accounts), 4);
    assert_int_equal(feed_int(accounts, 1, "account"), 2);
    assert_int_equal(feed_int(accounts, 1, "own"), 1000);
    assert_int_equal(feed_int(accounts, 1, "parent"), 3);
    assert_int_equal(feed_int(accounts, 2, "account"), 1);
    assert_int_equal(feed_int(accounts, 3, "account"), 2); /* left, with its part until then */
    assert_int_equal(feed_int(accounts, 3, "own"), 100);
    assert_int_equal(feed_int(accounts, 3, "parent"), FEED_NONE);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
a_cycle_is_cut_at_its_smallest_id(void **state)
{
    struct feed feed = {0};
    crm_analysis *analysis;
    const crm_table *families;

    (void)state;
    for (crm_id id = 4; id <= 7; id++)
        account(&feed, id);
    owned(&feed, 1, 5, 6);
    owned(&feed, 2, 6, 7);
    owned(&feed, 3, 7, 5);
    owned(&feed, 4, 4, 6); /* hangs below the cycle */
    sale(&feed, 4, crm_day_of(2025, 2, 1), 10, 0);
    sale(&feed, 7, crm_day_of(2025, 2, 1), 20, 0);
    analysis = finished(&feed, CRM_DAY_NONE);
    families = crm_analysis_table(analysis, "families");
    assert_int_equal(crm_table_rows(families), 1);
    assert_int_equal(feed_int(families, 0, "root"), 5);
    assert_int_equal(feed_int(families, 0, "members"), 4);
    assert_int_equal(feed_int(families, 0, "total"), 30);
    assert_int_equal(feed_int(families, 0, "depth"), 3);
    assert_int_equal(feed_int(families, 0, "previous"), FEED_NONE);
    assert_int_equal(feed_reason(analysis, "link", "note_cycle_cut"), 1);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
equal_totals_share_a_rank_and_losses_have_none(void **state)
{
    struct feed feed = {0};
    crm_analysis *analysis;
    const crm_table *families;

    (void)state;
    for (crm_id id = 1; id <= 5; id++)
        account(&feed, id);
    sale(&feed, 3, 20000, 50, 0);
    sale(&feed, 1, 20000, 50, 0);
    sale(&feed, 2, 20000, 20, 0);
    sale(&feed, 4, 20000, -20, 0)->value[2] = CRM_PURCHASE_TYPE_RETURN;
    analysis = finished(&feed, CRM_DAY_NONE);
    families = crm_analysis_table(analysis, "families");
    assert_int_equal(crm_table_rows(families), 5);
    assert_int_equal(feed_int(families, 0, "root"), 1);
    assert_int_equal(feed_int(families, 0, "rank"), 1);
    assert_int_equal(feed_int(families, 1, "root"), 3);
    assert_int_equal(feed_int(families, 1, "rank"), 1);
    assert_int_equal(feed_int(families, 2, "rank"), 3);
    assert_int_equal(feed_int(families, 3, "root"), 4);
    assert_int_equal(feed_int(families, 3, "rank"), FEED_NONE);
    assert_int_equal(feed_int(families, 3, "total"), -20);
    assert_int_equal(feed_int(families, 4, "rank"), FEED_NONE);
    assert_int_equal(feed_int(families, 4, "members"), 1);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* Other links than ownership never roll up; archived ones and those from the future do not count. */
static void
only_ownership_rolls_up(void **state)
{
    struct feed feed = {0};
    crm_analysis *analysis;
    struct feed_row *link;

    (void)state;
    for (crm_id id = 1; id <= 4; id++)
        account(&feed, id);
    owned(&feed, 1, 2, 1);
    feed.rows[feed.count - 1].value[3] = CRM_LINK_TYPE_SUPPLIED_BY;
    owned(&feed, 2, 3, 1);
    link = &feed.rows[feed.count - 1];
    link->field[link->cells] = CRM_FIELD_ARCHIVED;
    link->value[link->cells++] = 1;
    owned(&feed, 3, 4, 1);
    link = &feed.rows[feed.count - 1];
    link->field[link->cells] = CRM_LINK_VALID_FROM;
    link->value[link->cells++] = crm_day_of(2026, 1, 1);
    analysis = finished(&feed, CRM_DAY_NONE);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "families")), 4);
    assert_int_equal(feed_reason(analysis, "link", "not_counted_type"), 1);
    assert_int_equal(feed_reason(analysis, "link", "archived"), 1);
    assert_int_equal(feed_reason(analysis, "link", "after_as_of"), 1);
    assert_int_equal(crm_analysis_currency(analysis), 0);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_story_of_the_five_accounts),
        cmocka_unit_test(an_acquisition_counts_from_its_day),
        cmocka_unit_test(a_cycle_is_cut_at_its_smallest_id),
        cmocka_unit_test(equal_totals_share_a_rank_and_losses_have_none),
        cmocka_unit_test(only_ownership_rolls_up),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
