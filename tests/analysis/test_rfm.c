/*
 * test_rfm.c - recency, frequency, monetary value. Tests named after a number are those of the list of
 * traps that other CRM programs fell into.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/value/rfm.h"
#include "crm/context.h"
#include "feed.h"

#define USD (('U' << 16) | ('S' << 8) | 'D')
#define EUR (('E' << 16) | ('U' << 8) | 'R')
#define JPY (('J' << 16) | ('P' << 8) | 'Y')
#define AS_OF 20000

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

static crm_rfm_params
usual(void)
{
    crm_rfm_params params = CRM_RFM_PARAMS_INIT;

    params.as_of = AS_OF;
    return params;
}

static struct feed_row *
buy(struct feed *feed, crm_id account, crm_day day, int32_t type, int64_t net)
{
    return feed_add(feed, CRM_KIND_PURCHASE, 5, CRM_PURCHASE_ACCOUNT, (long long)account,
                    CRM_PURCHASE_DAY, (long long)day, CRM_PURCHASE_TYPE, (long long)type,
                    CRM_PURCHASE_NET_AMOUNT, (long long)net, CRM_PURCHASE_CURRENCY, (long long)USD);
}

static void
also(struct feed_row *row, crm_field field, int64_t value)
{
    row->field[row->cells] = field;
    row->value[row->cells++] = value;
}

static crm_analysis *
finished(const struct feed *feed, const crm_rfm_params *params)
{
    crm_analysis *analysis = crm_rfm_new(crm, params);

    assert_non_null(analysis);
    assert_int_equal(feed_all(analysis, feed), CRM_OK);
    if (crm_analysis_finish(analysis) != CRM_OK)
        fail_msg("%s", crm_message(crm));
    feed_assert_covered(analysis, feed);
    return analysis;
}

/* ---- The map ---- */

static void
trap_102_the_map_covers_each_cell_once(void **state)
{
    crm_rfm_params params = usual();
    crm_analysis *analysis = crm_rfm_new(crm, &params);
    const struct crm__rfm *own = analysis->own;

    (void)state;
    crm__rfm_map_make(analysis);
    assert_int_equal(own->segments, 10);
    for (int cell = 0; cell < 125; cell++) {
        int score[3] = {cell / 25 + 1, cell / 5 % 5 + 1, cell % 5 + 1}, found = 0;

        for (size_t i = 0; i < own->segments; i++) {
            bool inside = true;

            for (int axis = 0; axis < 3; axis++)
                inside = inside && score[axis] >= own->map[i].low[axis] &&
                         score[axis] <= own->map[i].high[axis];
            found += inside;
        }
        assert_int_equal(found, 1);
    }
    crm_analysis_free(analysis);
}

/* ---- Scores ---- */

/* Ten customers: customer i bought i times, last i days ago. */
static void
ten_customers(struct feed *feed)
{
    for (crm_id id = 1; id <= 10; id++) {
        for (int times = 0; times < id; times++)
            buy(feed, id, (crm_day)(AS_OF - id - times), CRM_PURCHASE_TYPE_SALE, 100 * id);
    }
}

static void
scores_go_by_rank(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;
    const crm_table *scores, *bins, *segments;

    (void)state;
    ten_customers(&feed);
    analysis = finished(&feed, &params);
    scores = crm_analysis_table(analysis, "scores");
    assert_int_equal(crm_table_rows(scores), 10);
    for (size_t row = 0; row < 10; row++) {
        int64_t id = (int64_t)row + 1;

        assert_int_equal(feed_int(scores, row, "customer"), id);
        assert_int_equal(feed_int(scores, row, "recency_days"), id);
        assert_int_equal(feed_int(scores, row, "last_day"), AS_OF - id);
        assert_int_equal(feed_int(scores, row, "first_day"), AS_OF - 2 * id + 1);
        assert_int_equal(feed_int(scores, row, "frequency"), id);
        assert_int_equal(feed_int(scores, row, "monetary"), 100 * id * id);
        /* trap 92: more recent is higher */
        assert_int_equal(feed_int(scores, row, "r"), 1 + 5 * (10 - id) / 10);
        assert_int_equal(feed_int(scores, row, "f"), 1 + 5 * (id - 1) / 10);
        assert_int_equal(feed_int(scores, row, "m"), 1 + 5 * (id - 1) / 10);
        assert_int_equal(feed_int(scores, row, "flags"), 0);
    }
    assert_true(feed_text_is(scores, 0, "segment", "new"));
    assert_true(feed_text_is(scores, 9, "segment", "cant_lose"));
    bins = crm_analysis_table(analysis, "bins");
    assert_int_equal(crm_table_rows(bins), 15);
    assert_true(feed_text_is(bins, 0, "axis", "r"));
    assert_int_equal(feed_int(bins, 0, "low"), 9);
    assert_int_equal(feed_int(bins, 0, "high"), 10);
    assert_true(feed_double(bins, 0, "tied_share") == 0.0);
    segments = crm_analysis_table(analysis, "segments");
    assert_int_equal(crm_table_rows(segments), 11);
    assert_true(feed_text_is(segments, 10, "segment", "unmatched"));
    assert_int_equal(feed_int(segments, 10, "customers"), 0);
    assert_true(feed_text_is(segments, 8, "segment", "cant_lose"));
    assert_int_equal(feed_int(segments, 8, "customers"), 2);
    assert_true(feed_double(segments, 8, "share") == 0.2);
    assert_true(feed_double(segments, 8, "median_recency_days") == 9.5);
    assert_true(feed_double(segments, 8, "median_frequency") == 9.5);
    assert_true(feed_double(segments, 8, "median_monetary") == 9050.0);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
trap_90_equal_values_have_equal_scores_and_empty_bins_are_told(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;
    const crm_table *scores, *bins;

    (void)state;
    for (crm_id id = 1; id <= 6; id++) /* six bought once, one nine times */
        buy(&feed, id, AS_OF - 5, CRM_PURCHASE_TYPE_SALE, 10);
    for (int i = 0; i < 9; i++)
        buy(&feed, 7, AS_OF - 5 - i, CRM_PURCHASE_TYPE_SALE, 10);
    analysis = finished(&feed, &params);
    scores = crm_analysis_table(analysis, "scores");
    for (size_t row = 0; row < 6; row++)
        assert_int_equal(feed_int(scores, row, "f"), 1);
    assert_int_equal(feed_int(scores, 6, "f"), 1 + 5 * 6 / 7);
    assert_int_equal(feed_int(scores, 0, "flags"), CRM_RFM_FLAT_R);
    bins = crm_analysis_table(analysis, "bins");
    assert_int_equal(feed_int(bins, 5, "customers"), 6);
    assert_true(feed_double(bins, 5, "tied_share") == 1.0);
    assert_int_equal(feed_int(bins, 6, "customers"), 0);
    assert_int_equal(feed_int(bins, 6, "low"), FEED_NONE);
    assert_int_equal(feed_int(bins, 9, "customers"), 1);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
trap_103_one_customer_and_none(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis = finished(&feed, &params);
    const crm_table *scores;

    (void)state;
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "scores")), 0);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "segments")), 11);
    assert_int_equal(crm_analysis_currency(analysis), 0);
    crm_analysis_free(analysis);
    buy(&feed, 3, AS_OF, CRM_PURCHASE_TYPE_SALE, 10);
    analysis = finished(&feed, &params);
    scores = crm_analysis_table(analysis, "scores");
    assert_int_equal(feed_int(scores, 0, "recency_days"), 0);
    assert_int_equal(feed_int(scores, 0, "r"), 1);
    assert_int_equal(feed_int(scores, 0, "flags"),
                     CRM_RFM_SMALL_N | CRM_RFM_FLAT_R | CRM_RFM_FLAT_F | CRM_RFM_FLAT_M);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* ---- What counts ---- */

static void
trap_23_purchases_of_the_future_are_counted_out(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;

    (void)state;
    buy(&feed, 1, AS_OF - 3, CRM_PURCHASE_TYPE_SALE, 10);
    buy(&feed, 1, AS_OF + 1, CRM_PURCHASE_TYPE_SALE, 10);
    buy(&feed, 2, AS_OF + 1, CRM_PURCHASE_TYPE_SALE, 10);
    analysis = finished(&feed, &params);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "scores")), 1);
    assert_int_equal(feed_int(crm_analysis_table(analysis, "scores"), 0, "recency_days"), 3);
    assert_int_equal(feed_reason(analysis, "purchase", "after_as_of"), 2);
    assert_int_equal(feed_reason(analysis, "purchase", "used"), 1);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
trap_95_money_back_is_no_occasion(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;
    const crm_table *scores;

    (void)state;
    buy(&feed, 1, AS_OF - 30, CRM_PURCHASE_TYPE_SALE, 100);
    buy(&feed, 1, AS_OF - 2, CRM_PURCHASE_TYPE_RETURN, -40);
    buy(&feed, 1, AS_OF - 1, CRM_PURCHASE_TYPE_CREDIT, -10);
    buy(&feed, 2, AS_OF - 1, CRM_PURCHASE_TYPE_RETURN, -40);
    buy(&feed, 3, AS_OF - 9, CRM_PURCHASE_TYPE_SALE, 70);
    buy(&feed, 3, AS_OF - 5, CRM_PURCHASE_TYPE_SALE, 30);
    also(buy(&feed, 3, AS_OF - 4, CRM_PURCHASE_TYPE_CANCEL, -30), CRM_PURCHASE_COUNTED_DAY,
         AS_OF - 5);
    also(buy(&feed, 3, AS_OF + 4, CRM_PURCHASE_TYPE_CANCEL, -70), CRM_PURCHASE_COUNTED_DAY,
         AS_OF - 9); /* not yet seen */
    buy(&feed, 3, AS_OF, CRM_PURCHASE_TYPE_GIFT, 0);
    buy(&feed, 3, AS_OF, CRM_PURCHASE_TYPE_INTERNAL, 55);
    buy(&feed, 3, AS_OF, CRM_PURCHASE_TYPE_SELL_OUT, 55);
    analysis = finished(&feed, &params);
    scores = crm_analysis_table(analysis, "scores");
    assert_int_equal(crm_table_rows(scores), 3);
    assert_int_equal(feed_int(scores, 0, "frequency"), 1);
    assert_int_equal(feed_int(scores, 0, "recency_days"), 30);
    assert_int_equal(feed_int(scores, 0, "monetary"), 50);
    assert_int_equal(feed_int(scores, 1, "frequency"), 0);
    assert_int_equal(feed_int(scores, 1, "recency_days"), FEED_NONE);
    assert_int_equal(feed_int(scores, 1, "r"), FEED_NONE);
    assert_int_equal(feed_int(scores, 1, "monetary"), -40);
    assert_int_equal(feed_int(scores, 1, "flags"), CRM_RFM_REFUND_ONLY | CRM_RFM_NEGATIVE);
    assert_true(feed_text_is(scores, 1, "segment", NULL));
    assert_int_equal(feed_int(scores, 2, "frequency"), 1);
    assert_int_equal(feed_int(scores, 2, "recency_days"), 9);
    assert_int_equal(feed_int(scores, 2, "monetary"), 70);
    assert_int_equal(feed_reason(analysis, "purchase", "not_counted_type"), 2);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
trap_94_occasions_by_day_and_by_row(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;

    (void)state;
    buy(&feed, 1, AS_OF - 3, CRM_PURCHASE_TYPE_SALE, 10);
    buy(&feed, 1, AS_OF - 3, CRM_PURCHASE_TYPE_SALE, 20);
    buy(&feed, 1, AS_OF - 2, CRM_PURCHASE_TYPE_SALE, 20);
    analysis = finished(&feed, &params);
    assert_int_equal(feed_int(crm_analysis_table(analysis, "scores"), 0, "frequency"), 2);
    crm_analysis_free(analysis);
    params.occasion = CRM_OCCASION_ROW;
    analysis = finished(&feed, &params);
    assert_int_equal(feed_int(crm_analysis_table(analysis, "scores"), 0, "frequency"), 3);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
trap_101_a_window_may_hide_older_customers(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;
    const crm_table *scores;

    (void)state;
    params.since = AS_OF - 10;
    buy(&feed, 1, AS_OF - 10, CRM_PURCHASE_TYPE_SALE, 10);
    buy(&feed, 2, AS_OF - 11, CRM_PURCHASE_TYPE_SALE, 10);
    buy(&feed, 2, AS_OF - 9, CRM_PURCHASE_TYPE_SALE, 10);
    analysis = finished(&feed, &params);
    scores = crm_analysis_table(analysis, "scores");
    assert_int_equal(feed_int(scores, 0, "flags") & CRM_RFM_TRUNCATED, CRM_RFM_TRUNCATED);
    assert_int_equal(feed_int(scores, 1, "flags") & CRM_RFM_TRUNCATED, 0);
    assert_int_equal(feed_reason(analysis, "purchase", "before_since"), 1);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
trap_128_persons_who_object_have_no_profile(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;

    (void)state;
    feed_add(&feed, CRM_KIND_ACCOUNT, 3, CRM_FIELD_ID, 1LL, CRM_ACCOUNT_TYPES,
             (long long)(CRM_ACCOUNT_TYPE_PERSON | CRM_ACCOUNT_TYPE_CUSTOMER),
             CRM_ACCOUNT_PROFILING_REFUSED, 5LL);
    feed_add(&feed, CRM_KIND_ACCOUNT, 3, CRM_FIELD_ID, 2LL, CRM_ACCOUNT_TYPES,
             (long long)CRM_ACCOUNT_TYPE_CUSTOMER, CRM_ACCOUNT_PROFILING_REFUSED, 5LL);
    feed_add(&feed, CRM_KIND_ACCOUNT, 2, CRM_FIELD_ID, 3LL, CRM_FIELD_ERASED, 5LL);
    feed_add(&feed, CRM_KIND_ACCOUNT, 2, CRM_FIELD_ID, 4LL, CRM_FIELD_MERGED_INTO, 2LL);
    for (crm_id id = 1; id <= 5; id++)
        buy(&feed, id, AS_OF - 1, CRM_PURCHASE_TYPE_SALE, 10);
    analysis = finished(&feed, &params);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "scores")), 1);
    assert_int_equal(feed_int(crm_analysis_table(analysis, "scores"), 0, "customer"), 2);
    assert_int_equal(feed_int(crm_analysis_table(analysis, "scores"), 0, "monetary"), 20);
    assert_int_equal(feed_reason(analysis, "purchase", "profiling_refused"), 1);
    assert_int_equal(feed_reason(analysis, "purchase", "erased"), 1);
    assert_int_equal(feed_reason(analysis, "purchase", "unknown_reference"), 1);
    assert_int_equal(feed_reason(analysis, "account", "profiling_refused"), 1);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
contacts_and_families_are_customers_too(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;
    const crm_table *scores;

    (void)state;
    also(buy(&feed, 1, AS_OF - 1, CRM_PURCHASE_TYPE_SALE, 10), CRM_PURCHASE_CONTACT, 70);
    also(buy(&feed, 2, AS_OF - 1, CRM_PURCHASE_TYPE_SALE, 10), CRM_PURCHASE_CONTACT, 70);
    buy(&feed, 2, AS_OF - 1, CRM_PURCHASE_TYPE_SALE, 10);
    params.unit = CRM_UNIT_CONTACT;
    analysis = finished(&feed, &params);
    scores = crm_analysis_table(analysis, "scores");
    assert_int_equal(crm_table_rows(scores), 1);
    assert_int_equal(feed_int(scores, 0, "customer"), 70);
    assert_int_equal(feed_int(scores, 0, "monetary"), 20);
    assert_int_equal(feed_int(scores, 0, "frequency"), 1);
    assert_int_equal(crm_table_target(scores, 0), CRM_KIND_CONTACT);
    assert_int_equal(feed_reason(analysis, "purchase", "no_contact"), 1);
    crm_analysis_free(analysis);
    feed_add(&feed, CRM_KIND_LINK, 4, CRM_FIELD_ID, 1LL, CRM_LINK_CHILD, 1LL, CRM_LINK_PARENT, 2LL,
             CRM_LINK_TYPE, (long long)CRM_LINK_TYPE_OWNED_BY);
    params.unit = CRM_UNIT_FAMILY;
    feed_shuffle(&feed, crm_descriptor_find("rfm"), NULL);
    analysis = finished(&feed, &params);
    scores = crm_analysis_table(analysis, "scores");
    assert_int_equal(crm_table_rows(scores), 1);
    assert_int_equal(feed_int(scores, 0, "customer"), 2);
    assert_int_equal(feed_int(scores, 0, "monetary"), 30);
    assert_int_equal(crm_table_target(scores, 0), CRM_KIND_ACCOUNT);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* ---- Money ---- */

static void
rate(struct feed *feed, crm_id id, crm_currency base, crm_day day, int64_t num, int64_t den)
{
    feed_add(feed, CRM_KIND_RATE, 7, CRM_FIELD_ID, (long long)id, CRM_RATE_BASE, (long long)base,
             CRM_RATE_TARGET, (long long)USD, CRM_RATE_DAY, (long long)day, CRM_RATE_NUM,
             (long long)num, CRM_RATE_DEN, (long long)den, CRM_RATE_TYPE,
             (long long)CRM_RATE_TYPE_SPOT);
}

static void
trap_2_each_row_is_converted_at_its_own_day(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;
    const crm_table *scores;

    (void)state;
    params.currency = USD;
    rate(&feed, 1, EUR, AS_OF - 20, 11, 10);
    rate(&feed, 2, EUR, AS_OF - 10, 12, 10);
    rate(&feed, 3, JPY, AS_OF - 10, 1, 100);
    rate(&feed, 4, EUR, AS_OF + 1, 99, 1);
    buy(&feed, 1, AS_OF - 13, CRM_PURCHASE_TYPE_SALE, 1000)->value[4] = EUR; /* 7 days old */
    buy(&feed, 2, AS_OF - 10, CRM_PURCHASE_TYPE_SALE, 1000)->value[4] = EUR;
    buy(&feed, 3, AS_OF - 12, CRM_PURCHASE_TYPE_SALE, 1000)->value[4] = EUR; /* 8 days: none */
    buy(&feed, 4, AS_OF - 8, CRM_PURCHASE_TYPE_SALE, 1000)->value[4] = JPY;  /* 10.00 USD */
    buy(&feed, 5, AS_OF - 10, CRM_PURCHASE_TYPE_SALE, 5);
    buy(&feed, 5, AS_OF - 10, CRM_PURCHASE_TYPE_SALE, 5)->value[4] = EUR; /* 6 */
    analysis = finished(&feed, &params);
    scores = crm_analysis_table(analysis, "scores");
    assert_int_equal(crm_table_rows(scores), 4);
    assert_int_equal(feed_int(scores, 0, "monetary"), 1100);
    assert_int_equal(feed_int(scores, 1, "monetary"), 1200);
    assert_int_equal(feed_int(scores, 2, "monetary"), 1000);
    assert_int_equal(feed_int(scores, 3, "monetary"), 11);
    assert_int_equal(feed_reason(analysis, "purchase", "no_rate"), 1); /* trap 3: counted */
    assert_int_equal(feed_reason(analysis, "rate", "after_as_of"), 1);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
trap_1_two_currencies_without_a_choice_are_refused(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis = crm_rfm_new(crm, &params);

    (void)state;
    buy(&feed, 1, AS_OF - 1, CRM_PURCHASE_TYPE_SALE, 10);
    buy(&feed, 1, AS_OF - 1, CRM_PURCHASE_TYPE_SALE, 10)->value[4] = EUR;
    assert_int_equal(feed_all(analysis, &feed), CRM_OK);
    assert_int_equal(crm_analysis_finish(analysis), CRM_ERROR_ARGUMENT);
    assert_non_null(strstr(crm_message(crm), "EUR and in USD"));
    crm_analysis_free(analysis);
    feed.rows[1].value[1] = AS_OF + 1; /* only what is used is met */
    analysis = finished(&feed, &params);
    assert_int_equal(crm_analysis_currency(analysis), USD);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
trap_11_overflow_is_judged_on_the_finished_total(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;

    (void)state;
    buy(&feed, 1, AS_OF - 1, CRM_PURCHASE_TYPE_SALE, INT64_MAX);
    buy(&feed, 1, AS_OF - 1, CRM_PURCHASE_TYPE_SALE, INT64_MAX);
    buy(&feed, 1, AS_OF - 1, CRM_PURCHASE_TYPE_RETURN, -INT64_MAX);
    analysis = finished(&feed, &params);
    assert_true(feed_int(crm_analysis_table(analysis, "scores"), 0, "monetary") == INT64_MAX);
    crm_analysis_free(analysis);
    buy(&feed, 1, AS_OF - 1, CRM_PURCHASE_TYPE_SALE, 1);
    analysis = crm_rfm_new(crm, &params);
    assert_int_equal(feed_all(analysis, &feed), CRM_OK);
    assert_int_equal(crm_analysis_finish(analysis), CRM_ERROR_OVERFLOW);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* ---- Params ---- */

static void
refused(const crm_rfm_params *params, crm_status status)
{
    assert_null(crm_rfm_new(crm, params));
    assert_int_equal(crm_error_status(crm), status);
}

static void
wrong_params_are_refused(void **state)
{
    crm_rfm_params params = CRM_RFM_PARAMS_INIT, init;

    (void)state;
    assert_int_equal(crm_rfm_params_init(&init, sizeof init), CRM_OK);
    assert_memory_equal(&init, &params, sizeof init);
    assert_int_equal(crm_rfm_params_init(NULL, sizeof init), CRM_ERROR_ARGUMENT);
    refused(NULL, CRM_ERROR_ARGUMENT);
    refused(&params, CRM_ERROR_ARGUMENT); /* trap 24: no as_of */
    params = usual();
    params.bins = 11;
    refused(&params, CRM_ERROR_ARGUMENT);
    params = usual();
    params.unit = 4;
    refused(&params, CRM_ERROR_ARGUMENT);
    params = usual();
    params.sales = 3;
    refused(&params, CRM_ERROR_ARGUMENT);
    params = usual();
    params.since = AS_OF + 1;
    refused(&params, CRM_ERROR_ARGUMENT);
    params = usual();
    params.flags = 4;
    refused(&params, CRM_ERROR_ARGUMENT);
    params = usual();
    params.currency = 1;
    refused(&params, CRM_ERROR_ARGUMENT);
    params = usual();
    params.size = 3;
    refused(&params, CRM_ERROR_ABI);
    assert_null(crm_analysis_new(crm, "nothing", &params));
    assert_null(crm_rfm_new(NULL, &params));
}

static void
other_numbers_of_bins_have_no_segments(void **state)
{
    struct feed feed = {0};
    crm_rfm_params params = usual();
    crm_analysis *analysis;

    (void)state;
    ten_customers(&feed);
    params.bins = 10;
    analysis = finished(&feed, &params);
    assert_int_equal(feed_int(crm_analysis_table(analysis, "scores"), 0, "r"), 10);
    assert_true(feed_text_is(crm_analysis_table(analysis, "scores"), 0, "segment", NULL));
    assert_int_equal(feed_int(crm_analysis_table(analysis, "segments"), 10, "customers"), 10);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "bins")), 30);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trap_102_the_map_covers_each_cell_once),
        cmocka_unit_test(scores_go_by_rank),
        cmocka_unit_test(trap_90_equal_values_have_equal_scores_and_empty_bins_are_told),
        cmocka_unit_test(trap_103_one_customer_and_none),
        cmocka_unit_test(trap_23_purchases_of_the_future_are_counted_out),
        cmocka_unit_test(trap_95_money_back_is_no_occasion),
        cmocka_unit_test(trap_94_occasions_by_day_and_by_row),
        cmocka_unit_test(trap_101_a_window_may_hide_older_customers),
        cmocka_unit_test(trap_128_persons_who_object_have_no_profile),
        cmocka_unit_test(contacts_and_families_are_customers_too),
        cmocka_unit_test(trap_2_each_row_is_converted_at_its_own_day),
        cmocka_unit_test(trap_1_two_currencies_without_a_choice_are_refused),
        cmocka_unit_test(trap_11_overflow_is_judged_on_the_finished_total),
        cmocka_unit_test(wrong_params_are_refused),
        cmocka_unit_test(other_numbers_of_bins_have_no_segments),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
