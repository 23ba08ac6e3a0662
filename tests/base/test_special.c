/* test_special.c - special functions against values worked out with 40 digits (mpmath 1.3). */
#include <math.h>

#include "support.h"
#include "base/special.h"

static void
close_to(double found, double wanted, double tolerance)
{
    double size = fabs(wanted) > 1 ? fabs(wanted) : 1;

    if (!(fabs(found - wanted) <= tolerance * size))
        fail_msg("%.17g, but %.17g was wanted", found, wanted);
}

/* x, ln Gamma(x), psi(x) */
static const double gammas[][3] = {
    {1e-8, 18.4206807381802089, -100000000.577215646},
    {0.001, 6.90717888538385366, -1000.57557193181028},
    {0.25, 1.28802252469807746, -4.22745353337626541},
    {0.5, 0.572364942924700087, -1.96351002602142348},
    {1, 0.0, -0.577215664901532861},
    {1.5, -0.120782237635245222, 0.0364899739785765206},
    {2, 0.0, 0.422784335098467139},
    {2.5, 0.28468287047291916, 0.703156640645243187},
    {3.75, 1.48681557859341706, 1.18253738861179623},
    {10, 12.8018274800814696, 2.25175258906672111},
    {15.999, 27.8965304027601504, 2.74094883246496277},
    {16, 27.8992713838408916, 2.74101332832746037},
    {33.3, 82.603723581654943, 3.49046723852024278},
    {1000.5, 5908.67417584867749, 6.90775532064879643},
    {162754.79, 1790297.60752004576, 11.9999969191719892},
};

static void
gammas_are_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(gammas); i++) {
        close_to(crm__log_gamma(gammas[i][0]), gammas[i][1], 2e-14);
        close_to(crm__digamma(gammas[i][0]), gammas[i][2], 4e-15);
    }
}

/* z, k, ln rising factorial, its slope */
static const double risings[][4] = {
    {0.25, 0, 0.0, 0.0},
    {0.25, 1, -1.38629436111989062, 4.0},
    {0.25, 7, 5.76416292604046199, 6.13790706026000144},
    {0.3, 100, 359.418907734240056, 8.10569658882751938},
    {2.5, 1000000, 12815538.8232430111, 13.1123559173170726},
    {162754.79, 3, 36.0000184063868588, 0.0000184325239678139968},
    {162754.79, 500, 6000.76570321098497, 0.00306740633660176514},
    {6.1e-6, 40, 94.6245644204408552, 163938.679762667501},
    {15, 17, 52.9010023705766291, 0.77568286887419354},
};

static void
rising_factorials_do_not_cancel(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(risings); i++) {
        int64_t k = (int64_t)risings[i][1];
        struct crm__rising rising;

        close_to(crm__log_rising(risings[i][0], k), risings[i][2], 4e-15);
        assert_true(fabs(crm__rising_slope(risings[i][0], k) - risings[i][3]) <=
                    1e-14 * risings[i][3]);
        crm__rising_start(&rising, risings[i][0]);
        crm__rising_go(&rising, k / 3);
        crm__rising_go(&rising, k);
        crm__rising_go(&rising, k / 2); /* never falls */
        assert_true(rising.k == k);
        close_to(rising.log, risings[i][2], 1e-14);
        close_to(rising.slope, risings[i][3], 1e-14);
    }
}

/* a, b, c, z, ln 2F1 */
static const double series[][5] = {
    {0.243, 2.426, 2.219, 0.9, 0.666613849418203921},
    {1, 1, 2, 0.5, 0.326634259978280982},
    {133.55, 135, 3.2, 0.95, 961.942888272277979},
    {2.5, 3.5, 4.5, 0, 0.0},
    {1, 4.806, 5.474, 0.909090909090909, 1.85085039042913264},
    {40, 60, 20.5, 0.7, 109.222400951888216},
    {0.01, 0.02, 0.5, 0.999, 0.000990629453780853492},
};

static void
the_series_is_exact_and_bounded(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(series); i++) {
        const double *row = series[i];

        close_to(crm__log_2f1(row[0], row[1], row[2], row[3], 200000), row[4], 1e-12);
    }
    assert_true(isnan(crm__log_2f1(1, 1, 2, 0.999999, 1000)));
}

static void
logarithms_add(void **state)
{
    (void)state;
    close_to(crm__log_add(log(2), log(3)), log(5), 1e-15);
    close_to(crm__log_add(-2000, -2000), -2000 + log(2), 1e-15);
    assert_true(crm__log_add(-HUGE_VAL, 7) == 7);
    assert_true(crm__log_add(7, -HUGE_VAL) == 7);
    assert_true(crm__log_add(-HUGE_VAL, -HUGE_VAL) == -HUGE_VAL);
}

/* ---- Integrals ---- */

struct beta {
    double a, b;
};

/* The beta density over the logit of p, p (1 - p) dv = dp. */
static double
beta_hump(const void *self, double v)
{
    const struct beta *beta = self;
    double far = log1p(exp(-fabs(v)));

    return v < 0 ? beta->a * (v - far) - beta->b * far : -beta->a * far - beta->b * (v + far);
}

static double
beta_p(const void *self, double v)
{
    (void)self;
    return 1 / (1 + exp(-v));
}

static void
the_beta_integral_of_any_shape(void **state)
{
    static const double shapes[] = {6.2e-6, 0.01, 0.3, 1, 2.4, 17, 1000, 162754.79};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(shapes) * COUNT_OF(shapes); i++) {
        struct beta beta = {shapes[i / COUNT_OF(shapes)], shapes[i % COUNT_OF(shapes)]};
        double width = sqrt(1 / beta.a + 1 / beta.b), mean, whole;
        struct crm__hump hump = {beta_hump, beta_p, &beta, log(fmax(beta.a, 1) / fmax(beta.b, 1)),
                                 width < 1 ? width : 1};
        double wanted =
            crm__log_gamma(beta.a) + crm__log_gamma(beta.b) - crm__log_gamma(beta.a + beta.b);

        whole = crm__hump_integral(&hump, &mean);
        assert_true(fabs(whole - wanted) < 1e-12 + 4e-16 * fabs(crm__log_gamma(beta.a + beta.b)));
        assert_true(fabs(mean / (beta.a / (beta.a + beta.b)) - 1) < 1e-11);
    }
}

static void
legendre_is_exact_for_polynomials(void **state)
{
    (void)state;
    for (int power = 0; power < 32; power += 2) {
        double sum = 0;

        for (int i = 0; i < 8; i++)
            sum += 2 * crm__legendre_weight[i] * pow(crm__legendre_node[i], power);
        close_to(sum, 2.0 / (power + 1), 1e-15);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gammas_are_exact),
        cmocka_unit_test(rising_factorials_do_not_cancel),
        cmocka_unit_test(the_series_is_exact_and_bounded),
        cmocka_unit_test(logarithms_add),
        cmocka_unit_test(the_beta_integral_of_any_shape),
        cmocka_unit_test(legendre_is_exact_for_polynomials),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
