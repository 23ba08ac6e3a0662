/*
 * test_pipeline_tables.c - months, open deals and groups of the pipeline analysis, and its money.
 */
#include "pipeline_case.h"

/* ---- Months ---- */

static void
months_have_what_happened_and_what_is_due(void **state)
{
    crm_day december = crm_day_of(2024, 12, 1), january = crm_day_of(2025, 1, 1);
    crm_analysis *analysis;
    const crm_table *months;
    size_t row;

    (void)state; /* day 20100 is 2025-01-12 */
    log_add(&story, .deal = 1, .stage = FIRST, .day = december + 30, .amount = 101,
            .close = january + 3);
    log_add(&story, .deal = 2, .stage = THIRD, .day = december, .amount = 51, .close = january);
    log_add(&story, .deal = 3, .stage = FIRST, .day = december, .amount = 700, .close = january);
    log_add(&story, .deal = 3, .stage = WON, .day = january, .amount = 800);
    log_add(&story, .deal = 4, .stage = FIRST, .day = december, .amount = 30);
    log_add(&story, .deal = 4, .stage = LOST, .day = january + 11, .amount = 40);
    log_add(&story, .deal = 5, .stage = FIRST); /* no day, no amount, not due */
    log_add(&story, .deal = 6, .stage = OTHER_FIRST, .day = january, .close = december + 9);
    analysis = finished(&story.feed);
    months = crm_analysis_table(analysis, "months");
    assert_int_equal(crm_table_rows(months), 6);
    for (row = 0; row < 6; row++) {
        assert_int_equal(feed_int(months, row, "pipeline"), row < 2 ? FEED_NONE : row < 4 ? 1 : 2);
        assert_int_equal(feed_int(months, row, "month"), row % 2 ? january : december);
    }
    assert_int_equal(feed_int(months, 0, "created"), 4);
    assert_int_equal(feed_int(months, 0, "due"), 1); /* overdue stays in its month */
    assert_int_equal(feed_int(months, 0, "due_amount"), 0);
    assert_int_equal(feed_int(months, 1, "created"), 1);
    assert_int_equal(feed_int(months, 1, "won"), 1);
    assert_int_equal(feed_int(months, 1, "won_amount"), 800);
    assert_int_equal(feed_int(months, 1, "lost"), 1);
    assert_int_equal(feed_int(months, 1, "lost_amount"), 40);
    assert_int_equal(feed_int(months, 1, "due"), 2);
    assert_int_equal(feed_int(months, 1, "due_amount"), 152);
    assert_int_equal(feed_int(months, 1, "due_weighted"), 36); /* 10.1 + 25.5 = 35.6 */
    assert_int_equal(feed_int(months, 5, "created"), 1);
    assert_int_equal(feed_int(months, 4, "due"), 1);
    crm_analysis_free(analysis);
}

static void
trap_34_closed_deals_are_never_due_or_overdue(void **state)
{
    crm_analysis *analysis;
    const crm_table *months;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .close = 20010);
    log_add(&story, .deal = 1, .stage = WON, .day = 20050, .close = 20010);
    log_add(&story, .deal = 2, .stage = FIRST, .day = 20000, .close = 20010);
    log_add(&story, .deal = 2, .stage = LOST, .day = 20050, .close = 20010);
    analysis = finished(&story.feed);
    months = crm_analysis_table(analysis, "months");
    for (size_t row = 0; row < crm_table_rows(months); row++)
        assert_int_equal(feed_int(months, row, "due"), 0);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "deals")), 0);
    crm_analysis_free(analysis);
}

/* ---- Open deals ---- */

static void
the_board_says_what_is_wrong_with_each_deal(void **state)
{
    crm_analysis *analysis;
    const crm_table *deals;
    size_t row;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .amount = 1000, .owner = 7,
            .account = 9, .close = 20099);
    log_add(&story, .deal = 2, .stage = SECOND, .day = 20080, .amount = 4000, .account = 9,
            .close = 20100);
    log_add(&story, .deal = 3, .stage = SECOND, .day = 20079);
    log_add(&story, .deal = 4, .stage = FIRST, .amount = 10000);
    log_add(&story, .deal = 5, .stage = HOLD, .day = 20000, .amount = 90000);
    analysis = finished(&story.feed);
    deals = crm_analysis_table(analysis, "deals");
    assert_int_equal(crm_table_rows(deals), 5);
    for (row = 0; row < 5; row++) { /* weighted 1000, 1000, 100, none, none; then amount */
        static const crm_id order[] = {4, 2, 1, 5, 3};

        assert_int_equal(feed_int(deals, row, "opportunity"), order[row]);
    }
    row = feed_find(deals, "opportunity", 1);
    assert_int_equal(feed_int(deals, row, "pipeline"), 1);
    assert_int_equal(feed_int(deals, row, "stage"), FIRST);
    assert_int_equal(feed_int(deals, row, "account"), 9);
    assert_int_equal(feed_int(deals, row, "owner"), 7);
    assert_int_equal(feed_int(deals, row, "amount"), 1000);
    assert_int_equal(feed_int(deals, row, "probability_bp"), 1000);
    assert_int_equal(feed_int(deals, row, "weighted"), 100);
    assert_int_equal(feed_int(deals, row, "age_days"), 100);
    assert_int_equal(feed_int(deals, row, "stage_days"), 100);
    assert_int_equal(feed_int(deals, row, "close_day"), 20099);
    assert_int_equal(feed_int(deals, row, "overdue_days"), 1);
    assert_int_equal(feed_int(deals, row, "flags"), CRM_DEAL_OVERDUE | CRM_DEAL_STALE);
    row = feed_find(deals, "opportunity", 2); /* 20 days of 20, due today: neither stale nor late */
    assert_int_equal(feed_int(deals, row, "flags"), 0);
    assert_true(feed_int(deals, row, "overdue_days") == FEED_NONE);
    row = feed_find(deals, "opportunity", 3);
    assert_int_equal(feed_int(deals, row, "flags"), CRM_DEAL_NO_AMOUNT | CRM_DEAL_NO_ACCOUNT |
                                                        CRM_DEAL_NO_CLOSE_DAY | CRM_DEAL_STALE);
    assert_true(feed_int(deals, row, "amount") == FEED_NONE);
    row = feed_find(deals, "opportunity", 4);
    assert_true(feed_int(deals, row, "age_days") == FEED_NONE);
    assert_true(feed_int(deals, row, "stage_days") == FEED_NONE);
    assert_int_equal(feed_int(deals, row, "flags"), CRM_DEAL_NO_ACCOUNT | CRM_DEAL_NO_CLOSE_DAY);
    row = feed_find(deals, "opportunity", 5);
    assert_int_equal(feed_int(deals, row, "amount"), 90000);
    assert_true(feed_int(deals, row, "weighted") == FEED_NONE);
    crm_analysis_free(analysis);
}

/* Within the month, and nearer, is no push; into a later month is one, each time. */
static void
a_push_is_into_a_later_month(void **state)
{
    crm_day january = crm_day_of(2025, 1, 1);
    crm_analysis *analysis;

    (void)state;
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .close = january);
    log_add(&story, .deal = 1, .day = 20001, .close = january + 30);
    log_add(&story, .deal = 1, .day = 20002, .close = january + 31);
    log_add(&story, .deal = 1, .day = 20003, .close = january - 31);
    log_add(&story, .deal = 1, .stage = SECOND, .day = 20004, .close = january);
    analysis = finished(&story.feed);
    assert_int_equal(feed_int(crm_analysis_table(analysis, "deals"), 0, "pushes"), 2);
    crm_analysis_free(analysis);
}

static void
an_account_is_who_it_is_now(void **state)
{
    crm_analysis *analysis;
    const crm_table *deals;

    (void)state;
    feed_add(&story.feed, CRM_KIND_ACCOUNT, 2, CRM_FIELD_ID, 1LL, CRM_FIELD_MERGED_INTO, 2LL);
    feed_add(&story.feed, CRM_KIND_ACCOUNT, 1, CRM_FIELD_ID, 2LL);
    feed_add(&story.feed, CRM_KIND_ACCOUNT, 2, CRM_FIELD_ID, 3LL, CRM_FIELD_ERASED, 1LL);
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .account = 1);
    log_add(&story, .deal = 2, .stage = FIRST, .day = 20000, .account = 3);
    log_add(&story, .deal = 3, .stage = FIRST, .day = 20000, .account = 77);
    analysis = finished(&story.feed);
    deals = crm_analysis_table(analysis, "deals");
    assert_int_equal(feed_int(deals, 0, "account"), 2);
    assert_true(feed_int(deals, 1, "account") == FEED_NONE);
    assert_true(feed_int(deals, 2, "account") == FEED_NONE);
    assert_true(feed_int(deals, 2, "flags") & CRM_DEAL_NO_ACCOUNT);
    crm_analysis_free(analysis);
}

/* ---- Groups ---- */

static void
assert_group(const crm_table *groups, size_t row, const char *dimension, int64_t key,
             const char *label, int64_t open, int64_t won, int64_t lost)
{
    assert_true(feed_text_is(groups, row, "dimension", dimension));
    assert_true(feed_int(groups, row, "key_id") == key);
    assert_true(feed_text_is(groups, row, "label", label));
    assert_int_equal(feed_int(groups, row, "open"), open);
    assert_int_equal(feed_int(groups, row, "won"), won);
    assert_int_equal(feed_int(groups, row, "lost"), lost);
}

static void
describe(crm_id deal, int64_t type, const char *source)
{
    struct feed_row *row = log_deal(&story, deal);

    row->field[row->cells] = CRM_OPPORTUNITY_TYPE;
    row->value[row->cells++] = type;
    row->text = source;
    row->text_field = CRM_OPPORTUNITY_SOURCE;
}

static void
groups_of_all_dimensions(void **state)
{
    crm_analysis *analysis;
    const crm_table *groups;

    (void)state;
    feed_add(&story.feed, CRM_KIND_ACCOUNT, 1, CRM_FIELD_ID, 1LL)->text = "Retail";
    story.feed.rows[story.feed.count - 1].text_field = CRM_ACCOUNT_SECTOR;
    feed_add(&story.feed, CRM_KIND_PRODUCT, 1, CRM_FIELD_ID, 5LL);
    describe(1, CRM_OPPORTUNITY_TYPE_NEW, "FAIR");
    describe(2, CRM_OPPORTUNITY_TYPE_RENEWAL, " fair");
    log_add(&story, .deal = 1, .stage = FIRST, .day = 20000, .owner = 3, .account = 1, .amount = 9);
    log_add(&story, .deal = 1, .stage = WON, .day = 20010, .owner = 4, .account = 1, .amount = 9,
            .product = 5, .reason = "Price");
    log_add(&story, .deal = 2, .stage = FIRST, .day = 20000, .owner = 4, .amount = 5);
    log_add(&story, .deal = 2, .stage = LOST, .day = 20010, .owner = 4, .amount = 5,
            .reason = "price ");
    log_add(&story, .deal = 3, .stage = FIRST, .day = 20000, .amount = 6, .product = 6);
    log_deal(&story, 3);
    analysis = finished(&story.feed);
    groups = crm_analysis_table(analysis, "groups");
    assert_int_equal(crm_table_rows(groups), 12);
    assert_group(groups, 0, "owner", 4, NULL, 0, 1, 1);
    assert_group(groups, 1, "owner", FEED_NONE, NULL, 1, 0, 0);
    assert_group(groups, 2, "product", 5, NULL, 0, 1, 0);
    assert_group(groups, 3, "product", FEED_NONE, NULL, 1, 0, 1); /* 6 is unknown */
    assert_group(groups, 4, "reason", FEED_NONE, "Price", 0, 1, 1);
    assert_group(groups, 5, "sector", FEED_NONE, "Retail", 0, 1, 0);
    assert_group(groups, 6, "sector", FEED_NONE, NULL, 1, 0, 1);
    assert_group(groups, 7, "source", FEED_NONE, " fair", 0, 1, 1);
    assert_group(groups, 8, "source", FEED_NONE, NULL, 1, 0, 0);
    assert_group(groups, 9, "type", FEED_NONE, "new", 0, 1, 0);
    assert_group(groups, 10, "type", FEED_NONE, "renewal", 0, 0, 1);
    assert_group(groups, 11, "type", FEED_NONE, NULL, 1, 0, 0);
    assert_int_equal(feed_int(groups, 0, "won_amount"), 9);
    assert_int_equal(feed_int(groups, 1, "open_amount"), 6);
    assert_true(feed_double(groups, 0, "win_rate") == 0.5);
    assert_true(is_none(groups, 1, "win_rate"));
    assert_true(is_none(groups, 1, "low"));
    crm_analysis_free(analysis);
}

/* Published for 1 of 10: 0.0179 to 0.4042; for none of 20: 0 to 0.1611 (z = 1.96). */
static void
the_interval_is_that_of_wilson(void **state)
{
    crm_analysis *analysis;
    const crm_table *groups;

    (void)state;
    for (crm_id deal = 1; deal <= 30; deal++) {
        log_add(&story, .deal = deal, .stage = FIRST, .day = 20000, .owner = deal <= 10 ? 1 : 2);
        log_add(&story, .deal = deal, .stage = deal == 1 ? WON : LOST, .day = 20001, .amount = 5,
                .owner = deal <= 10 ? 1 : 2);
    }
    analysis = finished(&story.feed);
    groups = crm_analysis_table(analysis, "groups");
    assert_true(feed_double(groups, 0, "win_rate") == 0.1);
    assert_float_equal(feed_double(groups, 0, "low"), 0.017876, 1e-5);
    assert_float_equal(feed_double(groups, 0, "high"), 0.404150, 1e-5);
    assert_true(feed_double(groups, 1, "low") == 0.0);
    assert_float_equal(feed_double(groups, 1, "high"), 0.161125, 1e-5);
    crm_analysis_free(analysis);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(months_have_what_happened_and_what_is_due),
        CASE(trap_34_closed_deals_are_never_due_or_overdue),
        CASE(the_board_says_what_is_wrong_with_each_deal),
        CASE(a_push_is_into_a_later_month),
        CASE(an_account_is_who_it_is_now),
        CASE(groups_of_all_dimensions),
        CASE(the_interval_is_that_of_wilson),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
