/*
 * test_purchase_laws.c - the laws of buying against published values, their derivatives against
 * differences, and their behaviour where the papers' formulas give out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "analysis/value/purchase.h"
#include "crm/constants.h"
#include "purchase_values.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static const double bgnbd[] = {.243, 4.414, .793, 2.426};
static const double mbgnbd[] = {.525, 6.183, .891, 1.614};
static const double pareto[] = {.553, 10.578, .606, 11.669};
static const double bgbb[] = {1.204, .750, .657, 2.783};
static const double spend[] = {6.25, 3.74, 15.44};

static void
same(double found, double wanted, double tolerance)
{
    if (!(fabs(found - wanted) <= tolerance * fabs(wanted)))
        fail_msg("%.17g, but %.17g was wanted", found, wanted);
}

static double
expected(const struct crm__law *law, const double *p, const struct crm__history *at, double horizon)
{
    return law->alive(p, at) * law->future(p, at, horizon);
}

/* ---- Published values ---- */

static void
the_conditional_grid(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(conditional_grid); i++) {
        const double *row = conditional_grid[i];
        struct crm__history at = {(int64_t)row[0], row[1], row[2], 1};
        double slopes[4];

        same(expected(&crm__law_bgnbd, bgnbd, &at, row[3]), row[4], 1e-11);
        same(crm__law_bgnbd.alive(bgnbd, &at), row[5], 1e-11);
        same(expected(&crm__law_mbgnbd, mbgnbd, &at, row[3]), row[6], 1e-11);
        same(crm__law_mbgnbd.alive(mbgnbd, &at), row[7], 1e-11);
        same(expected(&crm__law_pareto_nbd, pareto, &at, row[3]), row[8], 1e-11);
        same(crm__law_pareto_nbd.alive(pareto, &at), row[9], 1e-11);
        same(crm__law_pareto_nbd.pass(&at, 1, pareto, slopes), row[10], 1e-11);
    }
}

static void
a_new_customer_is_one_without_history(void **state)
{
    static const struct crm__history fresh = {0, 0, 0, 1};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(new_customer_grid); i++) {
        const double *row = new_customer_grid[i];

        same(expected(&crm__law_bgnbd, bgnbd, &fresh, row[0]), row[1], 1e-10);
        same(expected(&crm__law_mbgnbd, mbgnbd, &fresh, row[0]), row[2], 1e-10);
        same(expected(&crm__law_pareto_nbd, pareto, &fresh, row[0]), row[3], 1e-10);
    }
}

static void
chances_of_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(chance_grid); i++)
        same(crm__bgnbd_chance(bgnbd, chance_grid[i][0], (int64_t)chance_grid[i][1]),
             chance_grid[i][2], 1e-9);
    /* All chances add up to 1. */
    for (double t = 0.5; t < 200; t *= 3) {
        double sum = 0;

        for (int64_t n = 0; n < 3000; n++)
            sum += crm__bgnbd_chance(bgnbd, t, n);
        same(sum, 1, 1e-9);
    }
}

/* Published single values (Fader, Hardie, Lee 2005; note 009; tests of lifetimes). */
static void
spot_values(void **state)
{
    static const double weeks[] = {.1429, 1, 3, 31.8571, 32, 78};
    static const double paradox[][3] = {
        {10, .70597, .34746}, {15, .14419, .04283}, {20, .02250, .004159}, {25, .003092, .000358}};
    static const double sales[] = {.0078, .0533, .1509, 1.0420, 1.0452, 1.8605};
    static const double wide[] = {.55, 10.58, .61, 11.67};
    static const double fitted[] = {.5534, 10.580, .6061, 11.656}; /* BTYD */
    struct crm__history at = {2, 30.43, 38.86, 1}, fresh = {0, 0, 0, 1};

    (void)state;
    same(expected(&crm__law_bgnbd, bgnbd, &at, 39), 1.226, 1e-4);
    same(crm__law_bgnbd.alive(bgnbd, &at), 0.7266, 1e-4);
    for (size_t i = 0; i < COUNT_OF(weeks); i++)
        assert_true(fabs(expected(&crm__law_bgnbd, bgnbd, &fresh, weeks[i]) - sales[i]) < 5.1e-5);
    at = (struct crm__history){26, 216.0 / 7, 31, 1}; /* customer 1516 */
    same(expected(&crm__law_pareto_nbd, fitted, &at, 52), 25.45418, 1e-4);
    same(crm__law_pareto_nbd.alive(fitted, &at), .9978734, 1e-6);
    same(expected(&crm__law_pareto_nbd, pareto, &fresh, 52), 1.473, 1e-3);
    at = (struct crm__history){7, 70, 77.86, 1};
    same(crm__law_pareto_nbd.alive(pareto, &at) *
             crm__law_pareto_nbd.endless(pareto, &at, expm1(.0027)),
         14.07148905, 1e-9);
    for (size_t i = 0; i < 2; i++) {
        static const double wanted[] = {6.20605178896, 6.25287224757};

        at = (struct crm__history){132 + (int64_t)i, 200, 200, 1};
        same(expected(&crm__law_pareto_nbd, wide, &at, 10), wanted[i], 1e-11);
    }
    for (size_t i = 0; i < COUNT_OF(paradox); i++) {
        at = (struct crm__history){(int64_t)paradox[i][0], 20, 39, 1};
        same(expected(&crm__law_pareto_nbd, pareto, &at, 52), paradox[i][1], 2e-3);
        same(expected(&crm__law_bgnbd, bgnbd, &at, 52), paradox[i][2], 2e-3);
    }
}

static size_t
donors(struct crm__history *histories)
{
    for (size_t i = 0; i < COUNT_OF(donations); i++)
        histories[i] = (struct crm__history){(int64_t)donations[i][0], donations[i][1],
                                             donations[i][2], donations[i][3]};
    return crm__histories_collapse(histories, COUNT_OF(donations));
}

static void
donations_of_bgbb(void **state)
{
    struct crm__history histories[COUNT_OF(donations)];
    size_t count = donors(histories);
    double slopes[4], total = 0;
    struct crm__fit fit;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(donations_expected); i++) {
        const double *row = donations_expected[i];
        struct crm__history at = {(int64_t)row[0], row[1], 6, 1};

        same(expected(&crm__law_bgbb, bgbb, &at, 5), row[2], 1e-12);
        same(crm__law_bgbb.alive(bgbb, &at), row[3], 1e-12);
        same(crm__law_bgbb.alive(bgbb, &at) * crm__law_bgbb.endless(bgbb, &at, .1), row[4], 1e-12);
    }
    same(crm__law_bgbb.pass(histories, count, bgbb, slopes), -33225.58175, 1e-9);
    crm__law_fit(&crm__law_bgbb, histories, count, &fit);
    assert_int_equal(fit.status, CRM_FIT_OK);
    assert_int_equal(fit.customers, 11104);
    assert_true(fabs(fit.log_likelihood + 33225.5813) < 1e-4);
    for (int i = 0; i < 4; i++)
        assert_true(fabs(fit.p[i] - bgbb[i]) < 5.1e-4); /* as published */
    for (size_t i = 0; i < count; i++)
        total += histories[i].weight * expected(&crm__law_bgbb, fit.p, &histories[i], 5);
    assert_true(fabs(total - 12884.2) < 0.06);
}

static size_t
cohort(int which, int years, struct crm__history *histories)
{
    double left = 1000;
    size_t count = 0;

    for (size_t i = 0; i < COUNT_OF(renewals); i++) {
        int year = (int)renewals[i][1];
        double now = floor(renewals[i][2] * 10 + 0.5);

        if ((int)renewals[i][0] != which || year == 0 || year > years)
            continue;
        histories[count++] = (struct crm__history){year - 1, 0, years, left - now};
        left = now;
    }
    histories[count++] = (struct crm__history){years, 0, years, left};
    return crm__histories_collapse(histories, count);
}

static void
renewals_of_sbg(void **state)
{
    static const double fits[][5] = {
        {0, 4, 1.280976, 7.790383, -1225.135},
        {0, 7, 0.668088, 3.806096, -1611.158},
        {1, 4, 0.763665, 1.295830, -1401.559},
        {1, 7, 0.704077, 1.182043, -1680.265},
    };
    static const double fitted[2][2] = {{0.668088387, 3.806095502}, {0.704077319, 1.182043074}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(fits); i++) {
        struct crm__history histories[16];
        size_t count = cohort((int)fits[i][0], (int)fits[i][1], histories);
        struct crm__fit fit;

        crm__law_fit(&crm__law_sbg, histories, count, &fit);
        assert_int_equal(fit.status, CRM_FIT_OK);
        assert_true(fabs(fit.p[0] - fits[i][2]) < 2e-6);
        assert_true(fabs(fit.p[1] - fits[i][3]) < 3e-6);
        assert_true(fabs(fit.log_likelihood - fits[i][4]) < 5.1e-4);
    }
    for (size_t i = 0; i < COUNT_OF(renewals); i++) {
        const double *row = renewals[i], *p = fitted[(int)row[0]];
        struct crm__history start = {0, 0, 0, 1}, at = {(int64_t)row[1], 0, row[1], 1};
        double kept =
            crm__law_sbg.future(p, &start, row[1]) - crm__law_sbg.future(p, &start, row[1] - 1);

        if (row[1] > 0)
            assert_true(fabs(100 * kept - row[3]) < 1e-6);
        same(crm__law_sbg.endless(p, &at, .1), row[6], 1e-9);
        assert_true(crm__law_sbg.alive(p, &at) == 1);
        at.t += 1;
        assert_true(crm__law_sbg.alive(p, &at) == 0);
    }
}

static void
spending_of_gamma_gamma(void **state)
{
    /* Hardie's note 025: of the first customers of CDNOW; x and the mean of repeat purchases. */
    static const double first[][3] = {
        {2, 22.35, 24.65}, {1, 11.77, 18.91}, {0, 0, 35.17}, {7, 73.74, 71.46}};
    static const double fitted[] = {6.25, 3.74, 15.44};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(spend_grid); i++) {
        const double *row = spend_grid[i];

        same(crm__spend_expected(row, (int64_t)row[3], row[4]), row[5], 1e-11);
    }
    for (size_t i = 0; i < COUNT_OF(first); i++)
        same(crm__spend_expected(fitted, (int64_t)first[i][0], first[i][1]), first[i][2], 2e-3);
    same(crm__spend_expected(spend, 0, 0), 35.21898, 1e-6);
}

/* Customer 1 of CDNOW over twelve months of 4.345 weeks at 1 % a month (lifetimes, rounded
   parameters). */
static void
a_published_lifetime_value(void **state)
{
    struct crm__history at = {2, 30.43, 38.86, 1};
    double alive = crm__law_bgnbd.alive(bgnbd, &at), sum = 0, before = 0;

    (void)state;
    for (int month = 1; month <= 12; month++) {
        double until = crm__law_bgnbd.future(bgnbd, &at, month * 4.345);

        sum += alive * (until - before) / pow(1.01, month);
        before = until;
    }
    same(sum * crm__spend_expected(spend, 2, 22.35), 36.289211126, 1e-10);
}

/* trap 98: without a mean there is no value, never a negative one. */
static void
no_mean_is_no_value(void **state)
{
    static const double heavy[] = {2, 0.8, 10};

    (void)state;
    assert_true(isnan(crm__spend_expected(heavy, 0, 0)));
    assert_true(isnan(crm__spend_expected((const double[]){2, 1, 10}, 0, 0)));
    same(crm__spend_expected(heavy, 1, 30), 2 * (10 + 30) / (2 + 0.8 - 1), 1e-15);
}

/* ---- Derivatives ---- */

static void
check_slopes(const struct crm__law *law, const struct crm__history *histories, size_t count,
             const double *p)
{
    double slopes[4], none[4];

    law->pass(histories, count, p, slopes);
    for (int32_t i = 0; i < law->count; i++) {
        double near[4], up, down, step = 1e-4, wanted;

        memcpy(near, p, (size_t)law->count * sizeof *near);
        near[i] = p[i] * exp(step);
        up = law->pass(histories, count, near, none);
        near[i] = p[i] * exp(-step);
        down = law->pass(histories, count, near, none);
        wanted = (up - down) / (2 * step);
        if (!(fabs(slopes[i] - wanted) < 1e-6 * (fabs(up) + 1)))
            fail_msg("%s by ln %s: %.12g, but %.12g", law->name, law->names[i], slopes[i], wanted);
    }
}

static void
derivatives_are_those_of_the_likelihood(void **state)
{
    static const struct crm__history times[] = {{0, 0, 1, 1},      {0, 0, 40, 3},  {1, 0.1, 40, 1},
                                                {1, 40, 40, 2},    {3, 12, 30, 1}, {40, 25, 30, 1},
                                                {132, 200, 200, 1}};
    static const struct crm__history periods[] = {{0, 0, 0, 1}, {0, 0, 6, 2}, {1, 1, 6, 3},
                                                  {1, 6, 6, 1}, {5, 5, 9, 1}, {9, 20, 40, 1}};
    static const struct crm__history renewed[] = {
        {0, 0, 1, 1}, {0, 0, 0, 1}, {1, 0, 7, 2}, {7, 0, 7, 3}, {90, 0, 100, 1}};
    static const struct crm__history spent[] = {
        {1, 0.01, 0, 1}, {1, 35, 0, 2}, {2, 20, 0, 1}, {30, 50, 0, 3}};
    static const double points[][4] = {{.3, 5, .8, 2.4},   {3, .02, .01, 7}, {.05, 300, 12, .3},
                                       {40, 900, .3, 2},   {1, 10, 1, 10},   {.5, 20, 3, 4},
                                       {2000, 9000, 1, 1}, {.9, 4, .02, 900}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        check_slopes(&crm__law_bgnbd, times, COUNT_OF(times), points[i]);
        check_slopes(&crm__law_mbgnbd, times, COUNT_OF(times), points[i]);
        check_slopes(&crm__law_pareto_nbd, times, COUNT_OF(times), points[i]);
        check_slopes(&crm__law_bgbb, periods, COUNT_OF(periods), points[i]);
        check_slopes(&crm__law_sbg, renewed, COUNT_OF(renewed), points[i]);
        check_slopes(&crm__law_gamma_gamma, spent, COUNT_OF(spent), points[i]);
    }
}

/* ---- Where formulas give out ---- */

/* a = 1 divides 0 by 0 in the formula; the value goes through it without a bend. */
static void
a_of_one_is_no_hole(void **state)
{
    static const double steps[] = {0, 1e-12, 1e-6, 1e-3, 0.0499, 0.0501, 0.2};
    struct crm__history at = {3, 20, 30, 1};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        double low[] = {.243, 4.414, 1 - steps[i], 2.4}, high[] = {.243, 4.414, 1 + steps[i], 2.4};
        double down = crm__law_bgnbd.future(low, &at, 52);
        double up = crm__law_bgnbd.future(high, &at, 52);
        double one[] = {.243, 4.414, 1, 2.4}, middle = crm__law_bgnbd.future(one, &at, 52);

        assert_true(down >= middle && middle >= up);
        same((down + up) / 2, middle, 1e-10 + 0.4 * steps[i] * steps[i]);
    }
}

/* The series takes over from the mean over the beta law at |a - 1| = 0.001: what stands on both sides
   of that place lies on one smooth curve. */
static void
series_and_mean_agree(void **state)
{
    (void)state;
    for (int i = 0; i < 400; i++) {
        double side = i % 2 ? 1 : -1, value[4], bend;
        struct crm__history at = {i % 40, i % 30, 30, 1};

        for (int j = 0; j < 4; j++) {
            double a = 1 + side * (1e-3 + (j - 1.5) * 1e-5);
            double p[] = {.3 + .01 * i, 4, a, 0.02 * (i + 1)};

            value[j] = crm__law_mbgnbd.future(p, &at, 1 + i);
        }
        bend = value[3] - 3 * value[2] + 3 * value[1] - value[0];
        assert_true(fabs(bend) < 1e-9 * value[0]);
    }
}

static void
extremes_stay_finite(void **state)
{
    static const struct crm__law *const laws[] = {&crm__law_bgnbd, &crm__law_mbgnbd,
                                                  &crm__law_pareto_nbd};
    static const double sizes[] = {6.2e-6, 0.01, 1, 30, 162754.79};
    static const struct crm__history ats[] = {
        {0, 0, 0, 1},       {0, 0, 1e-3, 1},   {0, 0, 4000, 1},     {1, 1e-3, 4000, 1},
        {1, 4000, 4000, 1}, {500, 3, 4000, 1}, {500, 4000, 4000, 1}};

    (void)state;
    for (size_t i = 0; i < 5 * 5 * 5 * 5; i++) {
        double p[] = {sizes[i % 5], sizes[i / 5 % 5], sizes[i / 25 % 5], sizes[i / 125]}, slopes[4];

        for (size_t j = 0; j < COUNT_OF(ats) * COUNT_OF(laws); j++) {
            const struct crm__law *law = laws[j % COUNT_OF(laws)];
            const struct crm__history *at = &ats[j / COUNT_OF(laws)];
            double alive = law->alive(p, at), soon = law->future(p, at, 1);
            double late = law->future(p, at, 5000);

            assert_true(alive >= 0 && alive <= 1);
            assert_true(isfinite(law->pass(at, 1, p, slopes)));
            for (int k = 0; k < 4; k++)
                assert_true(isfinite(slopes[k]));
            assert_true(isfinite(late) && soon > 0 && late >= soon * (1 - 1e-9));
        }
    }
}

static void
little_time_is_a_rate(void **state)
{
    struct crm__history at = {3, 20, 30, 1};

    (void)state;
    same(crm__law_bgnbd.future(bgnbd, &at, 1e-9) / 1e-9, 3.243 / 34.414, 1e-6);
    same(crm__law_pareto_nbd.future(pareto, &at, 1e-9) / 1e-9, 3.553 / 40.578, 1e-6);
    assert_true(crm__law_bgnbd.future(bgnbd, &at, 0) == 0);
    assert_true(crm__law_pareto_nbd.future(pareto, &at, 0) == 0);
    /* s = 1 divides 0 by 0 */
    same(crm__law_pareto_nbd.future((const double[]){.5, 10, 1, 12}, &at, 50),
         3.5 / 40 * 42 * log1p(50.0 / 42), 1e-14);
}

/* What is discounted for ever by nearly nothing is what is expected in a very long time. */
static void
endless_is_a_long_horizon(void **state)
{
    static const double quick[] = {.5, 10, 3, 12}, leaving[] = {1.2, .7, 4, 2.8};
    struct crm__history at = {3, 20, 30, 1}, donor = {2, 4, 6, 1};

    (void)state;
    same(crm__law_pareto_nbd.endless(quick, &at, 1e-9),
         crm__law_pareto_nbd.future(quick, &at, 1e12), 1e-6);
    same(crm__law_bgbb.endless(leaving, &donor, 1e-3), crm__law_bgbb.future(leaving, &donor, 1e5),
         2e-2);
    assert_true(isnan(crm__law_pareto_nbd.endless(quick, &at, 0)));
    assert_true(isnan(crm__law_bgbb.endless(leaving, &donor, 0)));
    assert_true(isnan(crm__law_sbg.endless(leaving, &donor, 0)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_conditional_grid),
        cmocka_unit_test(a_new_customer_is_one_without_history),
        cmocka_unit_test(chances_of_counts),
        cmocka_unit_test(spot_values),
        cmocka_unit_test(donations_of_bgbb),
        cmocka_unit_test(renewals_of_sbg),
        cmocka_unit_test(spending_of_gamma_gamma),
        cmocka_unit_test(a_published_lifetime_value),
        cmocka_unit_test(no_mean_is_no_value),
        cmocka_unit_test(derivatives_are_those_of_the_likelihood),
        cmocka_unit_test(a_of_one_is_no_hole),
        cmocka_unit_test(series_and_mean_agree),
        cmocka_unit_test(extremes_stay_finite),
        cmocka_unit_test(little_time_is_a_rate),
        cmocka_unit_test(endless_is_a_long_horizon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
