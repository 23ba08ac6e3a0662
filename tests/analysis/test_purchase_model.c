/*
 * test_purchase_model.c - the analysis of buying: histories out of purchases, lists in their place,
 * statuses, the same bits however rows come, and input of every bad kind. Tests named after a number
 * are those of the list of traps that other CRM programs fell into.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "crm/context.h"
#include "crm/purchase_model.h"
#include "feed.h"

#define USD (('U' << 16) | ('S' << 8) | 'D')
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

static crm_purchase_model_params
usual(void)
{
    crm_purchase_model_params params = CRM_PURCHASE_MODEL_PARAMS_INIT;

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

static crm_analysis *
new_model(const crm_purchase_model_params *params)
{
    crm_analysis *analysis = crm_purchase_model_new(crm, params);

    if (!analysis)
        fail_msg("%s", crm_message(crm));
    return analysis;
}

static void
finish(crm_analysis *analysis)
{
    if (crm_analysis_finish(analysis) != CRM_OK)
        fail_msg("%s", crm_message(crm));
}

static crm_analysis *
finished(const struct feed *feed, const crm_purchase_model_params *params)
{
    crm_analysis *analysis = new_model(params);

    assert_int_equal(feed_all(analysis, feed), CRM_OK);
    finish(analysis);
    feed_assert_covered(analysis, feed);
    return analysis;
}

static const crm_table *
customers_of(crm_analysis *analysis)
{
    return crm_analysis_table(analysis, "customers");
}

static double
real(const crm_table *table, size_t row, const char *column)
{
    double value;

    if (crm_table_double(table, row, crm_table_column(table, column), &value) != CRM_OK)
        fail_msg("%s of row %zu is none", column, row);
    assert_true(isfinite(value));
    return value;
}

static bool
is_none(const crm_table *table, size_t row, const char *column)
{
    int32_t at = crm_table_column(table, column);
    double value;
    int64_t whole;

    assert_true(at >= 0);
    return crm_table_double(table, row, at, &value) != CRM_OK &&
           crm_table_int(table, row, at, &whole) != CRM_OK;
}

static int64_t
status_of(crm_analysis *analysis, size_t row)
{
    return feed_int(crm_analysis_table(analysis, "fit"), row, "status");
}

/* ---- Lists ---- */

static void
put_parameter(crm_table *table, const char *model, const char *name, double value)
{
    size_t row = crm_table_rows(table);

    assert_int_equal(crm_table_add(table, 1), CRM_OK);
    assert_int_equal(
        crm_table_set_text(table, row, crm_table_column(table, "model"), model, CRM_TEXT_NUL),
        CRM_OK);
    assert_int_equal(
        crm_table_set_text(table, row, crm_table_column(table, "name"), name, CRM_TEXT_NUL),
        CRM_OK);
    assert_int_equal(crm_table_set_double(table, row, crm_table_column(table, "value"), value),
                     CRM_OK);
}

/* mean 0 = none */
static void
put_history(crm_table *table, crm_id customer, double x, double t_x, double t, double mean)
{
    size_t row = crm_table_rows(table);

    assert_int_equal(crm_table_add(table, 1), CRM_OK);
    assert_int_equal(crm_table_set_int(table, row, crm_table_column(table, "customer"), customer),
                     CRM_OK);
    assert_int_equal(crm_table_set_double(table, row, crm_table_column(table, "x"), x), CRM_OK);
    assert_int_equal(crm_table_set_double(table, row, crm_table_column(table, "t_x"), t_x), CRM_OK);
    assert_int_equal(crm_table_set_double(table, row, crm_table_column(table, "t"), t), CRM_OK);
    if (mean != 0)
        assert_int_equal(crm_table_set_double(table, row, crm_table_column(table, "mean"), mean),
                         CRM_OK);
}

static crm_table *
list_of(const char *name)
{
    crm_table *table = crm_settings_new(crm, "purchase_model", name);

    assert_non_null(table);
    return table;
}

static void
give(crm_analysis *analysis, const char *name, crm_table *table, crm_status expected)
{
    crm_status status = crm_analysis_set(analysis, name, table);

    if (status != expected)
        fail_msg("%s: %d, %s", name, (int)status, crm_message(crm));
    crm_table_free(table);
}

static void
give_bgnbd(crm_analysis *analysis)
{
    crm_table *table = list_of("parameters");

    put_parameter(table, "bgnbd", "r", .243);
    put_parameter(table, "bgnbd", "alpha", 4.414);
    put_parameter(table, "bgnbd", "a", .793);
    put_parameter(table, "bgnbd", "b", 2.426);
    put_parameter(table, "gamma_gamma", "p", 6.25);
    put_parameter(table, "gamma_gamma", "q", 3.74);
    put_parameter(table, "gamma_gamma", "v", 1544);
    give(analysis, "parameters", table, CRM_OK);
}

/* Published: Fader, Hardie, Lee 2005 (1.226), Hardie's note 025 (24.65; 35.22 for a one-time buyer). */
static void
given_parameters_and_histories_answer_what_was_published(void **state)
{
    crm_purchase_model_params params = usual();
    crm_analysis *analysis;
    crm_table *histories = list_of("histories");
    const crm_table *table, *about;
    bool told = false;

    (void)state;
    params.model = CRM_PURCHASE_MODEL_BGNBD;
    params.horizon = 39;
    analysis = new_model(&params);
    give_bgnbd(analysis);
    put_history(histories, 9, 0, 0, 38.86, 0);
    put_history(histories, 7, 2, 30.43, 38.86, 2235);
    give(analysis, "histories", histories, CRM_OK);
    finish(analysis);
    table = customers_of(analysis);
    assert_int_equal(crm_table_rows(table), 2);
    assert_int_equal(feed_int(table, 0, "customer"), 7);
    assert_true(fabs(real(table, 0, "expected") - 1.226) < 5e-4);
    assert_true(fabs(real(table, 0, "p_alive") - 0.7266) < 5e-5);
    assert_true(fabs(real(table, 0, "expected_value") - 2466.37) < 0.01);
    assert_int_equal(feed_int(table, 0, "flags"), 0);
    assert_true(is_none(table, 0, "first_day") && is_none(table, 0, "endless"));
    assert_true(feed_int(table, 0, "lifetime_value") < 1.226 * 2466.37);
    assert_true(feed_int(table, 0, "lifetime_value") > 1.226 * 2466.37 * 0.93);
    assert_true(real(table, 1, "p_alive") == 1);
    assert_true(fabs(real(table, 1, "expected_value") - 3521.898) < 0.01);
    assert_true(is_none(table, 1, "mean_value"));
    assert_int_equal(feed_int(table, 1, "flags"), CRM_PURCHASE_PRIOR_ONLY); /* trap 99 */
    assert_int_equal(status_of(analysis, 0), CRM_FIT_GIVEN);
    assert_int_equal(status_of(analysis, 1), CRM_FIT_GIVEN);
    table = crm_analysis_table(analysis, "parameters");
    assert_int_equal(crm_table_rows(table), 7);
    assert_true(real(table, 1, "value") == 4.414);
    assert_int_equal(feed_int(table, 1, "flags"), CRM_PARAMETER_GIVEN);
    assert_true(is_none(table, 1, "standard_error"));
    about = crm_analysis_table(analysis, "about");
    for (size_t row = 0; row < crm_table_rows(about); row++)
        told = told || (feed_text_is(about, row, "key", "histories") &&
                        feed_text_is(about, row, "value", "2 rows given"));
    assert_true(told);
    crm_analysis_free(analysis);
}

static void
what_cannot_have_happened_is_refused(void **state)
{
    static const double wrong[][4] = {{1.5, 3, 10, 0}, {-1, 3, 10, 0},  {2, 11, 10, 0},
                                      {0, 3, 10, 0},   {2, 0, 10, 0},   {2, -1, 10, 0},
                                      {2, 3, -1, 0},   {2e9, 3, 10, 0}, {1, 1e300, 1e300, 0}};
    static const double discrete[][4] = {
        {3, 2, 10, 0}, {3, 3.5, 10, 0}, {3, 5, 9.5, 0}, {11, 11, 10, 0}, {1, 1, 20000, 0}};
    crm_purchase_model_params params = usual();
    crm_analysis *analysis = new_model(&params);
    crm_table *table;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        table = list_of("histories");
        put_history(table, 1, 2, 3, 10, 0);
        put_history(table, 2, wrong[i][0], wrong[i][1], wrong[i][2], wrong[i][3]);
        give(analysis, "histories", table, CRM_ERROR_DATA);
    }
    table = list_of("histories");
    put_history(table, 1, 2, 3, 10, 0);
    put_history(table, 1, 2, 3, 10, 0);
    give(analysis, "histories", table, CRM_ERROR_DATA);
    crm_analysis_free(analysis);
    params.model = CRM_PURCHASE_MODEL_BGBB;
    analysis = new_model(&params);
    for (size_t i = 0; i < sizeof discrete / sizeof discrete[0]; i++) {
        table = list_of("histories");
        put_history(table, 2, discrete[i][0], discrete[i][1], discrete[i][2], discrete[i][3]);
        give(analysis, "histories", table, CRM_ERROR_DATA);
    }
    crm_analysis_free(analysis);
}

static void
wrong_parameters_are_refused(void **state)
{
    static const struct {
        const char *model, *name;
        double value;
    } wrong[] = {{"mbgnbd", "r", .2}, {"bgnbd", "s", 1},     {"bgnbd", "a", 1},  {"bgnbd", "b", 0},
                 {"bgnbd", "b", -1},  {"bgnbd", "b", 1e300}, {"nothing", "r", 1}};
    crm_purchase_model_params params = usual();
    crm_analysis *analysis;

    (void)state;
    params.model = CRM_PURCHASE_MODEL_BGNBD;
    analysis = new_model(&params);
    for (size_t i = 0; i <= sizeof wrong / sizeof wrong[0]; i++) {
        crm_table *table = list_of("parameters");

        put_parameter(table, "bgnbd", "r", .243);
        put_parameter(table, "bgnbd", "alpha", 4.414);
        put_parameter(table, "bgnbd", "a", .793);
        if (i < sizeof wrong / sizeof wrong[0]) /* else b is missing */
            put_parameter(table, wrong[i].model, wrong[i].name, wrong[i].value);
        give(analysis, "parameters", table, CRM_ERROR_DATA);
    }
    crm_analysis_free(analysis);
}

static void
params_out_of_range_are_refused(void **state)
{
    static const int32_t wrong[][4] = {{0, 7, 52, 0},   {6, 7, 52, 0},    {7, 7, 52, 0},
                                       {1, 0, 52, 0},   {1, 3661, 52, 0}, {1, 7, 0, 0},
                                       {1, 7, 1201, 0}, {1, 7, 52, -1},   {1, 7, 52, 100001}};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        crm_purchase_model_params params = usual();

        params.model = wrong[i][0];
        params.period_days = wrong[i][1];
        params.horizon = wrong[i][2];
        params.discount_bp = wrong[i][3];
        assert_null(crm_purchase_model_new(crm, &params));
        assert_int_equal(crm_error_status(crm), CRM_ERROR_ARGUMENT);
    }
}

/* ---- Histories out of purchases ---- */

/* trap 93: t_x counts from the first purchase. trap 94: two orders on a day are one. trap 95: a refund
   is no purchase. trap 97: no value above 0. */
static void
traps_93_94_95_97_days_become_histories(void **state)
{
    crm_purchase_model_params params = usual();
    struct feed feed = {0};
    crm_analysis *analysis;
    const crm_table *table;

    (void)state;
    buy(&feed, 1, AS_OF - 70, CRM_PURCHASE_TYPE_SALE, 1000);
    buy(&feed, 1, AS_OF - 70, CRM_PURCHASE_TYPE_SALE, 500);
    buy(&feed, 1, AS_OF - 42, CRM_PURCHASE_TYPE_SALE, 300);
    buy(&feed, 1, AS_OF - 14, CRM_PURCHASE_TYPE_SALE, 500);
    buy(&feed, 1, AS_OF - 14, CRM_PURCHASE_TYPE_RETURN, -100);
    buy(&feed, 1, AS_OF - 7, CRM_PURCHASE_TYPE_RETURN, -50);
    buy(&feed, 2, AS_OF - 21, CRM_PURCHASE_TYPE_SALE, 700);
    buy(&feed, 2, AS_OF - 7, CRM_PURCHASE_TYPE_SALE, 100);
    buy(&feed, 2, AS_OF, CRM_PURCHASE_TYPE_RETURN, -600);
    buy(&feed, 3, AS_OF - 21, CRM_PURCHASE_TYPE_SALE, 700);
    buy(&feed, 3, AS_OF - 21, CRM_PURCHASE_TYPE_RETURN, -700); /* never bought */
    buy(&feed, 4, AS_OF, CRM_PURCHASE_TYPE_SALE, 100);
    analysis = finished(&feed, &params);
    table = customers_of(analysis);
    assert_int_equal(crm_table_rows(table), 3);
    assert_int_equal(feed_int(table, 0, "x"), 2);
    assert_true(real(table, 0, "t_x") == 8 && real(table, 0, "t") == 10);
    assert_true(real(table, 0, "mean_value") == (300 + 400 - 50) / 2.0);
    assert_int_equal(feed_int(table, 0, "first_day"), AS_OF - 70);
    assert_int_equal(feed_int(table, 0, "last_day"), AS_OF - 14);
    assert_int_equal(feed_int(table, 1, "x"), 1);
    assert_true(real(table, 1, "mean_value") == -500);
    assert_int_equal(feed_int(table, 1, "flags"), CRM_PURCHASE_NO_VALUE);
    assert_true(is_none(table, 1, "expected_value") && is_none(table, 1, "lifetime_value"));
    assert_int_equal(feed_int(table, 2, "customer"), 4);
    assert_int_equal(feed_int(table, 2, "x"), 0);
    assert_true(real(table, 2, "t") == 0);
    assert_int_equal(feed_int(crm_analysis_table(analysis, "fit"), 1, "customers"), 1);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* trap 101: an old customer must not look like a new one. */
static void
trap_101_since_leaves_out_customers_not_days(void **state)
{
    crm_purchase_model_params params = usual();
    struct feed feed = {0};
    crm_analysis *analysis;
    const crm_table *table;

    (void)state;
    for (crm_id id = 1; id <= 3; id++) {
        for (int day = 400 - 100 * (int)id; day >= 0; day -= 50)
            buy(&feed, id, AS_OF - day, CRM_PURCHASE_TYPE_SALE, 100);
    }
    params.since = AS_OF - 200;
    analysis = finished(&feed, &params);
    table = customers_of(analysis);
    assert_int_equal(crm_table_rows(table), 2);
    assert_int_equal(feed_int(table, 0, "customer"), 2);
    assert_int_equal(feed_int(table, 0, "x"), 4);
    assert_int_equal(feed_int(table, 1, "x"), 2);
    assert_int_equal(feed_reason(analysis, "purchase", "used"),
                     feed_count(&feed, CRM_KIND_PURCHASE));
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* Customers, purchases and amounts of a shop without a story. */
static void
some_shop(struct feed *feed, size_t customers, uint64_t seed)
{
    for (crm_id id = 1; id <= (crm_id)customers; id++) {
        crm_day day = AS_OF - (crm_day)feed_between(&seed, 0, 700);
        int64_t gap = feed_between(&seed, 1, 60), mean = feed_between(&seed, 100, 100000);

        do {
            buy(feed, id, day, CRM_PURCHASE_TYPE_SALE, feed_between(&seed, mean / 2, mean));
            if (feed_between(&seed, 0, 9) == 0)
                buy(feed, id, day, CRM_PURCHASE_TYPE_RETURN, -mean / 4);
            day += (crm_day)feed_between(&seed, 1, 2 * gap);
        } while (day <= AS_OF && feed_between(&seed, 0, 4) != 0);
    }
}

/* trap 100: a period is a number of days, said by the caller. */
static void
trap_100_periods_are_days(void **state)
{
    crm_purchase_model_params params = usual();
    struct feed feed = {0};
    crm_analysis *weeks, *days;

    (void)state;
    some_shop(&feed, 150, 3);
    weeks = finished(&feed, &params);
    params.period_days = 1;
    params.horizon = 364;
    days = finished(&feed, &params);
    for (size_t row = 0; row < crm_table_rows(customers_of(weeks)); row++) {
        const crm_table *one = customers_of(weeks), *other = customers_of(days);

        assert_true(fabs(real(one, row, "t") * 7 - real(other, row, "t")) < 1e-12);
        assert_true(fabs(real(one, row, "p_alive") - real(other, row, "p_alive")) < 1e-6);
        assert_true(fabs(real(one, row, "expected") / real(other, row, "expected") - 1) < 1e-5);
        assert_true(
            llabs(feed_int(one, row, "lifetime_value") - feed_int(other, row, "lifetime_value")) <=
            2 + feed_int(one, row, "lifetime_value") / 500);
    }
    crm_analysis_free(weeks);
    crm_analysis_free(days);
    feed_done(&feed);
}

/* Periods of BG/BB: 1 to 7, 8 to 14 ... days after the first; the unfinished one is not looked at. */
static void
discrete_models_count_whole_periods(void **state)
{
    crm_purchase_model_params params = usual();
    struct feed feed = {0};
    crm_analysis *analysis;
    const crm_table *table;

    (void)state;
    buy(&feed, 1, AS_OF - 30, CRM_PURCHASE_TYPE_SALE, 100);   /* four weeks and two days */
    buy(&feed, 1, AS_OF - 29, CRM_PURCHASE_TYPE_SALE, 200);   /* 1 */
    buy(&feed, 1, AS_OF - 23, CRM_PURCHASE_TYPE_SALE, 300);   /* 1: the seventh day */
    buy(&feed, 1, AS_OF - 16, CRM_PURCHASE_TYPE_SALE, 400);   /* 2 */
    buy(&feed, 1, AS_OF - 10, CRM_PURCHASE_TYPE_RETURN, -60); /* 3: no purchase */
    buy(&feed, 1, AS_OF - 2, CRM_PURCHASE_TYPE_SALE, 500);    /* 4: the last day of it */
    buy(&feed, 1, AS_OF - 1, CRM_PURCHASE_TYPE_SALE, 900);    /* not over */
    buy(&feed, 2, AS_OF - 6, CRM_PURCHASE_TYPE_SALE, 100);
    buy(&feed, 2, AS_OF - 3, CRM_PURCHASE_TYPE_SALE, 100);
    params.model = CRM_PURCHASE_MODEL_BGBB;
    analysis = finished(&feed, &params);
    table = customers_of(analysis);
    assert_int_equal(feed_int(table, 0, "x"), 3);
    assert_true(real(table, 0, "t_x") == 4 && real(table, 0, "t") == 4);
    assert_true(fabs(real(table, 0, "mean_value") - (500 + 400 + 500) / 3.0) < 1e-12);
    assert_int_equal(feed_int(table, 1, "x"), 0);
    assert_true(real(table, 1, "t") == 0);
    crm_analysis_free(analysis);
    params.model = CRM_PURCHASE_MODEL_SBG;
    analysis = finished(&feed, &params);
    table = customers_of(analysis);
    assert_int_equal(feed_int(table, 0, "x"), 2); /* the third was not renewed */
    assert_true(real(table, 0, "p_alive") == 0 && real(table, 0, "expected") == 0);
    table = crm_analysis_table(analysis, "survival");
    assert_int_equal(crm_table_rows(table), 4);
    assert_int_equal(feed_int(table, 2, "at_risk"), 1);
    assert_int_equal(feed_int(table, 2, "lost"), 1);
    assert_true(real(table, 1, "observed") == 1 && real(table, 2, "observed") == 0);
    assert_int_equal(feed_int(table, 3, "at_risk"), 0);
    assert_true(is_none(table, 3, "retention"));
    crm_analysis_free(analysis);
    feed_done(&feed);
}

static void
too_many_periods_are_said_not_waited_for(void **state)
{
    crm_purchase_model_params params = usual();
    struct feed feed = {0};
    crm_analysis *analysis;

    (void)state;
    buy(&feed, 1, -700000, CRM_PURCHASE_TYPE_SALE, 100);
    params.model = CRM_PURCHASE_MODEL_BGBB;
    params.period_days = 1;
    analysis = new_model(&params);
    assert_int_equal(feed_all(analysis, &feed), CRM_OK);
    assert_int_equal(crm_analysis_finish(analysis), CRM_ERROR_ARGUMENT);
    assert_non_null(strstr(crm_message(crm), "10000 periods"));
    crm_analysis_free(analysis);
    feed_done(&feed);
}

/* The high end of Fader and Hardie 2007, 1,000 customers, seven renewals. */
static void
survival_of_the_published_cohort(void **state)
{
    static const int left[] = {1000, 869, 743, 653, 593, 551, 517, 491};
    static const double fitted[] = {85.067927, 74.685942, 66.978900};
    crm_purchase_model_params params = usual();
    crm_analysis *analysis;
    crm_table *histories = list_of("histories");
    const crm_table *table;
    crm_id id = 1;

    (void)state;
    params.model = CRM_PURCHASE_MODEL_SBG;
    params.period_days = 365;
    analysis = new_model(&params);
    for (int year = 0; year <= 7; year++) {
        for (int i = year < 7 ? left[year + 1] : 0; i < left[year]; i++)
            put_history(histories, id++, year, year, 7, 0);
    }
    give(analysis, "histories", histories, CRM_OK);
    finish(analysis);
    assert_int_equal(status_of(analysis, 0), CRM_FIT_OK);
    table = crm_analysis_table(analysis, "parameters");
    assert_true(fabs(real(table, 0, "value") - 0.668088) < 1e-6);
    assert_true(fabs(real(table, 1, "value") - 3.806096) < 2e-6);
    assert_true(real(table, 0, "standard_error") > 0);
    table = crm_analysis_table(analysis, "survival");
    assert_int_equal(crm_table_rows(table), 7);
    for (size_t k = 0; k < 3; k++) {
        assert_int_equal(feed_int(table, k, "at_risk"), left[k]);
        assert_int_equal(feed_int(table, k, "lost"), left[k] - left[k + 1]);
        assert_true(fabs(real(table, k, "observed") - left[k + 1] / 1000.0) < 1e-12);
        assert_true(fabs(100 * real(table, k, "model") - fitted[k]) < 1e-5);
    }
    table = customers_of(analysis);
    /* Published with 10 % a year; a period of 365 days is a little less than one. */
    assert_true(fabs(real(table, 999, "endless") - 7.529628) < 4e-3);
    crm_analysis_free(analysis);
}

/* ---- Statuses ---- */

static void
check_finite(crm_analysis *analysis)
{
    size_t tables = crm_analysis_tables(analysis);

    for (size_t i = 0; i < tables; i++) {
        const crm_table *table = crm_analysis_table(analysis, crm_analysis_table_name(analysis, i));

        for (size_t row = 0; row < crm_table_rows(table); row++) {
            for (int32_t column = 0; (size_t)column < crm_table_columns(table); column++) {
                double value;

                if (crm_table_double(table, row, column, &value) == CRM_OK)
                    assert_true(isfinite(value));
            }
        }
    }
}

static int64_t
status_after(const struct feed *feed, int32_t model, const char **out_reason)
{
    crm_purchase_model_params params = usual();
    crm_analysis *analysis;
    int64_t status;
    static char reason[100];
    const char *text;
    size_t length;

    params.model = model;
    analysis = finished(feed, &params);
    check_finite(analysis);
    status = status_of(analysis, 0);
    text = crm_table_text(crm_analysis_table(analysis, "fit"), 0,
                          crm_table_column(crm_analysis_table(analysis, "fit"), "reason"), &length);
    assert_true((text == NULL) == (status == CRM_FIT_OK));
    memset(reason, 0, sizeof reason);
    if (text)
        memcpy(reason, text, length);
    *out_reason = reason;
    crm_analysis_free(analysis);
    return status;
}

static void
what_cannot_be_fitted_says_so(void **state)
{
    struct feed feed = {0};
    const char *reason;

    (void)state;
    for (int32_t model = CRM_PURCHASE_MODEL_BGNBD; model <= CRM_PURCHASE_MODEL_SBG; model++) {
        assert_int_equal(status_after(&feed, model, &reason), CRM_FIT_TOO_FEW);
        assert_string_equal(reason, "no customers");
    }
    buy(&feed, 1, AS_OF, CRM_PURCHASE_TYPE_SALE, 100);
    assert_int_equal(status_after(&feed, CRM_PURCHASE_MODEL_MBGNBD, &reason), CRM_FIT_TOO_FEW);
    assert_string_equal(reason, "nothing observed: no customer has been one for a period");
    buy(&feed, 2, AS_OF - 100, CRM_PURCHASE_TYPE_SALE, 100);
    buy(&feed, 3, AS_OF - 100, CRM_PURCHASE_TYPE_SALE, 100);
    assert_int_equal(status_after(&feed, CRM_PURCHASE_MODEL_MBGNBD, &reason), CRM_FIT_TOO_FEW);
    assert_string_equal(reason, "no repeat purchase");
    assert_true(status_after(&feed, CRM_PURCHASE_MODEL_SBG, &reason) > CRM_FIT_GIVEN);
    /* One customer with repeat purchases; then ten that are all equal. */
    buy(&feed, 2, AS_OF - 50, CRM_PURCHASE_TYPE_SALE, 100);
    for (int32_t model = CRM_PURCHASE_MODEL_BGNBD; model <= CRM_PURCHASE_MODEL_SBG; model++)
        assert_true(status_after(&feed, model, &reason) >= CRM_FIT_OK);
    feed_done(&feed);
    memset(&feed, 0, sizeof feed);
    for (crm_id id = 1; id <= 10; id++) {
        for (int day = 100; day >= 0; day -= 20)
            buy(&feed, id, AS_OF - day, CRM_PURCHASE_TYPE_SALE, 100);
    }
    for (int32_t model = CRM_PURCHASE_MODEL_BGNBD; model <= CRM_PURCHASE_MODEL_BGBB; model++)
        assert_true(status_after(&feed, model, &reason) > CRM_FIT_GIVEN);
    feed_done(&feed);
}

/* ---- The same bits ---- */

static void
order_and_split_show_nowhere(void **state)
{
    (void)state;
    for (int32_t model = CRM_PURCHASE_MODEL_BGNBD; model <= CRM_PURCHASE_MODEL_SBG; model++) {
        crm_purchase_model_params params = usual();
        const crm_descriptor *descriptor = crm_descriptor_find("purchase_model");
        struct feed feed = {0};
        crm_analysis *whole, *parts[4];
        uint64_t random = 77;

        some_shop(&feed, 80, 5);
        params.model = model;
        params.horizon = 10;
        whole = finished(&feed, &params);
        check_finite(whole);
        for (size_t i = 0; i < 4; i++)
            parts[i] = new_model(&params);
        feed_shuffle(&feed, descriptor, &random);
        for (size_t i = 0; i < 4; i++)
            assert_int_equal(feed_some(parts[i], &feed, 7, i, 4), CRM_OK);
        for (size_t i = 3; i > 0; i--)
            assert_int_equal(feed_merge(parts[i - 1], parts[i]), CRM_OK);
        finish(parts[0]);
        feed_assert_same(whole, parts[0], NULL);
        for (size_t i = 0; i < 4; i++)
            crm_analysis_free(parts[i]);
        crm_analysis_free(whole);
        feed_done(&feed);
    }
}

/* A customer who has bought nothing changes nobody; nor does one who is left out by `since`. */
static void
who_bought_nothing_changes_nobody(void **state)
{
    crm_purchase_model_params params = usual();
    struct feed feed = {0};
    crm_analysis *before, *after;

    (void)state;
    some_shop(&feed, 60, 9);
    before = finished(&feed, &params);
    buy(&feed, 1000, AS_OF - 5, CRM_PURCHASE_TYPE_SALE, 0);
    buy(&feed, 1001, AS_OF - 5, CRM_PURCHASE_TYPE_RETURN, -100);
    buy(&feed, 1002, AS_OF + 5, CRM_PURCHASE_TYPE_SALE, 100);
    after = finished(&feed, &params);
    feed_assert_same(before, after, "coverage");
    crm_analysis_free(before);
    crm_analysis_free(after);
    feed_done(&feed);
}

/* More recent, all else equal, is never less alive. */
static void
recent_is_alive(void **state)
{
    (void)state;
    for (int32_t model = CRM_PURCHASE_MODEL_BGNBD; model <= CRM_PURCHASE_MODEL_BGBB; model++) {
        crm_purchase_model_params params = usual();
        crm_analysis *analysis;
        crm_table *histories = list_of("histories");
        const crm_table *table;

        params.model = model;
        analysis = new_model(&params);
        for (crm_id id = 1; id <= 40; id++)
            put_history(histories, id, 1 + (double)(id % 2), 1 + (double)((id + 1) / 2), 40,
                        100 + (double)id);
        for (crm_id id = 41; id <= 80; id++)
            put_history(histories, id, 0, 0, (double)(id - 40), 0);
        give(analysis, "histories", histories, CRM_OK);
        finish(analysis);
        check_finite(analysis);
        table = customers_of(analysis);
        for (size_t row = 2; row < 40; row++)
            assert_true(real(table, row, "p_alive") >= real(table, row - 2, "p_alive"));
        crm_analysis_free(analysis);
    }
}

static void
huge_amounts_have_a_value_or_none(void **state)
{
    crm_purchase_model_params params = usual();
    struct feed feed = {0};
    crm_analysis *analysis;

    (void)state;
    for (crm_id id = 1; id <= 30; id++) {
        for (int day = 300; day > (int)id * 9; day -= 30)
            buy(&feed, id, AS_OF - day, CRM_PURCHASE_TYPE_SALE,
                id % 3 ? INT64_C(1) << 40 : INT64_MAX / 2 - id);
        buy(&feed, id, AS_OF - 300, CRM_PURCHASE_TYPE_SALE, INT64_MAX / 2);
    }
    analysis = finished(&feed, &params);
    check_finite(analysis);
    crm_analysis_free(analysis);
    feed_done(&feed);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(given_parameters_and_histories_answer_what_was_published),
        cmocka_unit_test(what_cannot_have_happened_is_refused),
        cmocka_unit_test(wrong_parameters_are_refused),
        cmocka_unit_test(params_out_of_range_are_refused),
        cmocka_unit_test(traps_93_94_95_97_days_become_histories),
        cmocka_unit_test(trap_101_since_leaves_out_customers_not_days),
        cmocka_unit_test(trap_100_periods_are_days),
        cmocka_unit_test(discrete_models_count_whole_periods),
        cmocka_unit_test(too_many_periods_are_said_not_waited_for),
        cmocka_unit_test(survival_of_the_published_cohort),
        cmocka_unit_test(what_cannot_be_fitted_says_so),
        cmocka_unit_test(order_and_split_show_nowhere),
        cmocka_unit_test(who_bought_nothing_changes_nobody),
        cmocka_unit_test(recent_is_alive),
        cmocka_unit_test(huge_amounts_have_a_value_or_none),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
