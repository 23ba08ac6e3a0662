/*
 * test_traps_sales.c - traps that other programs of this trade fell into, each under its number, as
 * far as analyses of sales could: windows, families, scores, currencies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crm/calendar.h"
#include "crm/context.h"
#include "crm/families.h"
#include "crm/money.h"
#include "crm/pipeline_analysis.h"
#include "crm/rfm.h"
#include "crm/whitespace.h"
#include "feed.h"

#define USD (('U' << 16) | ('S' << 8) | 'D')

static crm_context *crm;
static struct feed feed;
static crm_families_params families;
static crm_rfm_params rfm;
static crm_day as_of;

static int
setup(void **state)
{
    (void)state;
    crm = feed_open(NULL, NULL);
    feed = (struct feed){0};
    as_of = crm_day_of(2025, 12, 31);
    families = (crm_families_params)CRM_FAMILIES_PARAMS_INIT;
    rfm = (crm_rfm_params)CRM_RFM_PARAMS_INIT;
    families.as_of = rfm.as_of = as_of;
    families.currency = rfm.currency = USD;
    return crm ? 0 : -1;
}

static int
teardown(void **state)
{
    (void)state;
    feed_done(&feed);
    crm_close(crm);
    return 0;
}

/* ---- Rows ---- */

static void
accounts(crm_id count)
{
    for (crm_id id = 1; id <= count; id++)
        feed_add(&feed, CRM_KIND_ACCOUNT, 1, CRM_FIELD_ID, (long long)id);
}

static struct feed_row *
tie(crm_id id, crm_id child, crm_id parent, int32_t type)
{
    return feed_add(&feed, CRM_KIND_LINK, 4, CRM_FIELD_ID, (long long)id, CRM_LINK_CHILD,
                    (long long)child, CRM_LINK_PARENT, (long long)parent, CRM_LINK_TYPE,
                    (long long)type);
}

static struct feed_row *
more(struct feed_row *row, crm_field field, int64_t value)
{
    assert_true(row->cells < FEED_CELLS);
    row->field[row->cells] = field;
    row->value[row->cells++] = value;
    return row;
}

static struct feed_row *
line(crm_id account, crm_day day, int32_t type, int64_t net, crm_currency currency)
{
    return feed_add(&feed, CRM_KIND_PURCHASE, 5, CRM_PURCHASE_ACCOUNT, (long long)account,
                    CRM_PURCHASE_DAY, (long long)day, CRM_PURCHASE_TYPE, (long long)type,
                    CRM_PURCHASE_NET_AMOUNT, (long long)net, CRM_PURCHASE_CURRENCY,
                    (long long)currency);
}

static void
sale(crm_id account, crm_day day, int64_t net)
{
    line(account, day, CRM_PURCHASE_TYPE_SALE, net, USD);
}

/* ---- Results ---- */

static crm_analysis *
finish(crm_analysis *analysis)
{
    if (!analysis || feed_all(analysis, &feed) != CRM_OK || crm_analysis_finish(analysis) != CRM_OK)
        fail_msg("%s", crm_message(crm));
    feed_assert_covered(analysis, &feed);
    return analysis;
}

static int64_t
family(crm_analysis *analysis, crm_id root, const char *column)
{
    const crm_table *table = crm_analysis_table(analysis, "families");

    return feed_int(table, feed_find(table, "root", root), column);
}

static int64_t
score(crm_analysis *analysis, crm_id customer, const char *column)
{
    const crm_table *table = crm_analysis_table(analysis, "scores");

    return feed_int(table, feed_find(table, "customer", customer), column);
}

/* ---- Money ---- */

/* Rates are of main units: 1,000 yen are 6.70 dollars, 1.234 dinars 0.39. */
static void
trap_10_decimals_of_both_currencies_count_in_a_rate(void **state)
{
    const crm_currency from[] = {crm_currency_of("JPY"), crm_currency_of("TND")};
    const long long nums[] = {67, 32}, dens[] = {10000, 100};
    crm_analysis *analysis;

    (void)state;
    accounts(2);
    for (int i = 0; i < 2; i++)
        feed_add(&feed, CRM_KIND_RATE, 6, CRM_FIELD_ID, i + 1LL, CRM_RATE_BASE, (long long)from[i],
                 CRM_RATE_TARGET, (long long)USD, CRM_RATE_DAY, (long long)as_of, CRM_RATE_NUM,
                 nums[i], CRM_RATE_DEN, dens[i]);
    line(1, as_of, CRM_PURCHASE_TYPE_SALE, 1000, from[0]);
    line(2, as_of, CRM_PURCHASE_TYPE_SALE, 1234, from[1]);
    analysis = finish(crm_families_new(crm, &families));
    assert_int_equal(family(analysis, 1, "total"), 670);
    assert_int_equal(family(analysis, 2, "total"), 39);
    crm_analysis_free(analysis);
}

/* ---- Windows ---- */

/* The last day of the data is nobody's as_of. */
static void
trap_24_there_is_no_default_as_of(void **state)
{
    static const char *const names[] = {"families", "pipeline", "rfm", "whitespace"};
    crm_pipeline_params pipeline = CRM_PIPELINE_PARAMS_INIT;
    crm_whitespace_params whitespace = CRM_WHITESPACE_PARAMS_INIT;
    const void *params[] = {&families, &pipeline, &rfm, &whitespace};

    (void)state;
    families.as_of = rfm.as_of = CRM_DAY_NONE;
    for (int i = 0; i < 4; i++) {
        assert_null(crm_analysis_new(crm, names[i], params[i]));
        assert_int_equal(crm_error_status(crm), CRM_ERROR_ARGUMENT);
    }
}

/* A window begins with its first day and ends with its last, in every analysis. */
static void
trap_27_both_ends_of_a_window_are_inside(void **state)
{
    crm_analysis *analysis;

    (void)state;
    accounts(1);
    families.since = rfm.since = as_of - 9;
    sale(1, as_of - 10, 1);
    sale(1, as_of - 9, 10);
    sale(1, as_of, 100);
    sale(1, as_of + 1, 1000);
    analysis = finish(crm_families_new(crm, &families));
    assert_int_equal(family(analysis, 1, "total"), 110);
    assert_int_equal(family(analysis, 1, "previous"), 1);
    crm_analysis_free(analysis);
    analysis = finish(crm_rfm_new(crm, &rfm));
    assert_int_equal(score(analysis, 1, "monetary"), 110);
    assert_int_equal(score(analysis, 1, "frequency"), 2);
    assert_int_equal(score(analysis, 1, "first_day"), as_of - 9);
    crm_analysis_free(analysis);
}

/* December has 31 days, and so has what it is compared with; unless its first day is named. */
static void
trap_28_the_period_before_is_as_long(void **state)
{
    crm_analysis *analysis;

    (void)state;
    accounts(1);
    families.since = crm_day_of(2025, 12, 1);
    sale(1, families.since - 32, 1000);
    sale(1, families.since - 31, 100);
    sale(1, families.since - 1, 10);
    sale(1, families.since, 1);
    analysis = finish(crm_families_new(crm, &families));
    assert_int_equal(family(analysis, 1, "total"), 1);
    assert_int_equal(family(analysis, 1, "previous"), 110);
    crm_analysis_free(analysis);
    families.previous_since = crm_day_of(2025, 11, 1);
    analysis = finish(crm_families_new(crm, &families));
    assert_int_equal(family(analysis, 1, "previous"), 10);
    crm_analysis_free(analysis);
}

/* ---- Families ---- */

/* A sale counts once in all families together, however many ties lead up from its account. */
static void
trap_61_a_sale_counts_once(void **state)
{
    const crm_table *table;
    crm_analysis *analysis;
    int64_t all = 0, own = 0;

    (void)state;
    accounts(5);
    tie(1, 3, 2, CRM_LINK_TYPE_OWNED_BY);
    tie(2, 2, 1, CRM_LINK_TYPE_OWNED_BY);
    tie(3, 3, 4, CRM_LINK_TYPE_SUPPLIED_BY);
    tie(4, 3, 1, CRM_LINK_TYPE_BRANCH_OF);
    tie(5, 2, 5, CRM_LINK_TYPE_MANAGED_BY);
    sale(3, as_of, 100);
    sale(2, as_of, 10);
    analysis = finish(crm_families_new(crm, &families));
    table = crm_analysis_table(analysis, "families");
    for (size_t row = 0; row < crm_table_rows(table); row++)
        all += feed_int(table, row, "total");
    assert_int_equal(all, 110);
    assert_int_equal(family(analysis, 1, "total"), 110);
    table = crm_analysis_table(analysis, "accounts");
    for (size_t row = 0; row < crm_table_rows(table); row++)
        own += feed_int(table, row, "own");
    assert_int_equal(own, 110);
    assert_int_equal(feed_int(table, feed_find(table, "account", 1), "subtree"), 110);
    crm_analysis_free(analysis);
}

/* Shares are information: a company is somebody's as a whole, and no sale is halved. */
static void
trap_63_no_sale_is_split(void **state)
{
    crm_analysis *analysis;

    (void)state;
    accounts(3);
    more(tie(1, 3, 1, CRM_LINK_TYPE_OWNED_BY), CRM_LINK_SHARE_BP, 5000);
    more(tie(2, 3, 2, CRM_LINK_TYPE_OWNED_BY), CRM_LINK_SHARE_BP, 5000); /* no rightful store */
    sale(3, as_of, 101);
    analysis = finish(crm_families_new(crm, &families));
    assert_int_equal(family(analysis, 1, "total") + family(analysis, 2, "total"), 101);
    assert_true(family(analysis, 1, "total") == 0 || family(analysis, 2, "total") == 0);
    crm_analysis_free(analysis);
}

/* What a host does not show is missing, and told. */
static void
trap_65_hidden_accounts_are_told_in_coverage(void **state)
{
    crm_analysis *analysis;
    const crm_table *coverage;
    bool told = false;

    (void)state;
    accounts(1);
    tie(1, 2, 1, CRM_LINK_TYPE_OWNED_BY); /* 2 is not shown */
    sale(1, as_of, 10);
    sale(2, as_of, 100);
    sale(2, as_of, 23);
    analysis = finish(crm_families_new(crm, &families));
    assert_int_equal(family(analysis, 1, "total"), 10);
    assert_int_equal(feed_reason(analysis, "purchase", "unknown_reference"), 2);
    coverage = crm_analysis_table(analysis, "coverage");
    for (size_t row = 0; row < crm_table_rows(coverage); row++)
        told |= feed_text_is(coverage, row, "kind", "purchase") &&
                feed_text_is(coverage, row, "reason", "unknown_reference") &&
                feed_int(coverage, row, "amount") == 123;
    assert_true(told);
    crm_analysis_free(analysis);
}

/* ---- Scores ---- */

/* One cent is a difference, zero is none. */
static void
trap_91_values_are_compared_exactly(void **state)
{
    crm_analysis *analysis;

    (void)state;
    accounts(5);
    for (crm_id id = 1; id <= 5; id++)
        sale(id, as_of, 900000000000000000LL + id);
    analysis = finish(crm_rfm_new(crm, &rfm));
    for (crm_id id = 1; id <= 5; id++) {
        assert_int_equal(score(analysis, id, "m"), id);
        assert_int_equal(score(analysis, id, "r"), 1); /* all equal */
    }
    crm_analysis_free(analysis);
}

static void
trap_92_more_recent_is_better(void **state)
{
    crm_analysis *analysis;

    (void)state;
    accounts(5);
    for (crm_id id = 1; id <= 5; id++)
        sale(id, as_of - 100 * (crm_day)id, 10);
    analysis = finish(crm_rfm_new(crm, &rfm));
    for (crm_id id = 1; id <= 5; id++)
        assert_int_equal(score(analysis, id, "r"), 6 - id);
    crm_analysis_free(analysis);
}

/* Days since the last purchase, not from the first to the last. */
static void
trap_93_recency_is_days_since_the_last_purchase(void **state)
{
    crm_analysis *analysis;

    (void)state;
    accounts(1);
    sale(1, as_of - 100, 10);
    sale(1, as_of - 30, 10);
    analysis = finish(crm_rfm_new(crm, &rfm));
    assert_int_equal(score(analysis, 1, "recency_days"), 30);
    assert_int_equal(score(analysis, 1, "last_day"), as_of - 30);
    assert_int_equal(score(analysis, 1, "first_day"), as_of - 100);
    crm_analysis_free(analysis);
}

/* A return counts on its own day, a cancellation on that of what it cancels. */
static void
trap_96_money_back_across_the_windows_edge(void **state)
{
    crm_analysis *analysis;

    (void)state;
    accounts(2);
    families.since = rfm.since = as_of - 9;
    for (crm_id id = 1; id <= 2; id++) {
        sale(id, as_of - 15, 100);
        sale(id, as_of - 5, 70);
    }
    line(1, as_of - 3, CRM_PURCHASE_TYPE_RETURN, -100, USD);
    more(line(2, as_of - 3, CRM_PURCHASE_TYPE_CANCEL, -100, USD), CRM_PURCHASE_COUNTED_DAY,
         as_of - 15);
    analysis = finish(crm_rfm_new(crm, &rfm));
    assert_int_equal(score(analysis, 1, "monetary"), -30);
    assert_int_equal(score(analysis, 2, "monetary"), 70);
    assert_true(score(analysis, 1, "flags") & CRM_RFM_NEGATIVE);
    crm_analysis_free(analysis);
    analysis = finish(crm_families_new(crm, &families));
    assert_int_equal(family(analysis, 1, "previous"), 100);
    assert_int_equal(family(analysis, 2, "previous"), 0);
    crm_analysis_free(analysis);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(trap_10_decimals_of_both_currencies_count_in_a_rate),
        CASE(trap_24_there_is_no_default_as_of),
        CASE(trap_27_both_ends_of_a_window_are_inside),
        CASE(trap_28_the_period_before_is_as_long),
        CASE(trap_61_a_sale_counts_once),
        CASE(trap_63_no_sale_is_split),
        CASE(trap_65_hidden_accounts_are_told_in_coverage),
        CASE(trap_91_values_are_compared_exactly),
        CASE(trap_92_more_recent_is_better),
        CASE(trap_93_recency_is_days_since_the_last_purchase),
        CASE(trap_96_money_back_across_the_windows_edge),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
