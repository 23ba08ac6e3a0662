/*
 * special.c - log-gamma, digamma and what is made of them: Stirling's series from 16 on, below that
 * a product that lifts the argument there.
 */
#include "base/special.h"

#include <math.h>

#define LIFT 16
#define HALF_LOG_TWO_PI 0.91893853320467274178

/* What Stirling's formula lacks: sum of B(2i) / (2i (2i - 1) z^(2i - 1)); z >= 16. */
static double
log_gamma_rest(double z)
{
    double i = 1 / z, q = i * i;

    return i * (8.3333333333333333333e-2 +
                q * (-2.7777777777777777778e-3 +
                     q * (7.9365079365079365079e-4 +
                          q * (-5.9523809523809523810e-4 +
                               q * (8.4175084175084175084e-4 + q * -1.9175269175269175269e-3)))));
}

/* psi(z) = ln z - 1 / 2z - this; z >= 16. */
static double
digamma_rest(double z)
{
    double q = 1 / (z * z);

    return q * (8.3333333333333333333e-2 +
                q * (-8.3333333333333333333e-3 +
                     q * (3.9682539682539682540e-3 +
                          q * (-4.1666666666666666667e-3 +
                               q * (7.5757575757575757576e-3 + q * -2.1092796092796092796e-2)))));
}

double
crm__log_gamma(double x)
{
    double product = 1;

    while (x < LIFT) {
        product *= x;
        x += 1;
    }
    return (x - 0.5) * log(x) - x + HALF_LOG_TWO_PI + log_gamma_rest(x) - log(product);
}

double
crm__digamma(double x)
{
    double sum = 0;

    while (x < LIFT) {
        sum += 1 / x;
        x += 1;
    }
    return log(x) - 0.5 / x - digamma_rest(x) - sum;
}

/* ---- Rising factorials ---- */

double
crm__log_rising(double z, int64_t k)
{
    double product = 1, log_product = 0, n;

    while (k > 0 && (k <= LIFT || z < LIFT)) {
        product *= z;
        if (product > 1e250) {
            log_product += log(product);
            product = 1;
        }
        z += 1;
        k--;
    }
    log_product += log(product);
    if (k == 0)
        return log_product;
    n = (double)k;
    return log_product + (z - 0.5) * log1p(n / z) + n * log(z + n) - n +
           (log_gamma_rest(z + n) - log_gamma_rest(z));
}

double
crm__rising_slope(double z, int64_t k)
{
    double sum = 0, n;

    while (k > 0 && (k <= LIFT || z < LIFT)) {
        sum += 1 / z;
        z += 1;
        k--;
    }
    if (k == 0)
        return sum;
    n = (double)k;
    return sum + log1p(n / z) + 0.5 * n / (z * (z + n)) - (digamma_rest(z + n) - digamma_rest(z));
}

void
crm__rising_start(struct crm__rising *rising, double z)
{
    *rising = (struct crm__rising){z, 0, 0, 0};
}

void
crm__rising_go(struct crm__rising *rising, int64_t k)
{
    int64_t step = k - rising->k;

    if (step <= 0)
        return;
    rising->log += crm__log_rising(rising->z + (double)rising->k, step);
    rising->slope += crm__rising_slope(rising->z + (double)rising->k, step);
    rising->k = k;
}

/* ---- Sums ---- */

double
crm__log_add(double a, double b)
{
    double high = a > b ? a : b, low = a > b ? b : a;

    return low == -HUGE_VAL ? high : high + log1p(exp(low - high));
}

double
crm__log_2f1(double a, double b, double c, double z, int32_t terms)
{
    double sum = 1, term = 1, scale = 0;

    for (int32_t n = 0; n < terms; n++) {
        double ratio = (a + n) * (b + n) / ((c + n) * (n + 1.0)) * z;

        term *= ratio;
        sum += term;
        if (sum > 1e250) {
            sum *= 1e-250;
            term *= 1e-250;
            scale += 250 * 2.30258509299404568402;
        }
        /* The ratios go to z, from above or from below. */
        ratio = ratio > z ? ratio : z;
        if (ratio < 1 && term * ratio < 1e-17 * sum * (1 - ratio))
            return scale + log(sum);
    }
    return (double)NAN;
}

/* ---- Integrals ---- */

#define HUMP_STEP 0.0625
#define HUMP_STEPS 400

struct hump_sum {
    const struct crm__hump *hump;
    double high; /* the largest exponent so far; the two sums are in units of its exponential */
    double sum;
    double weighted;
};

/* Add the point u; false when it no longer counts. */
static int
hump_add(struct hump_sum *at, double u)
{
    const struct crm__hump *hump = at->hump;
    double e = exp(u), v = hump->centre + hump->width * 0.5 * (e - 1 / e);
    double f = hump->f(hump->self, v) + log(0.5 * (e + 1 / e)), part;

    if (!(f > at->high - 46) || !(f > -HUGE_VAL))
        return 0;
    if (f > at->high) {
        double fall = exp(at->high - f);

        at->sum *= fall;
        at->weighted *= fall;
        at->high = f;
    }
    part = exp(f - at->high);
    at->sum += part;
    if (hump->g)
        at->weighted += part * hump->g(hump->self, v);
    return 1;
}

double
crm__hump_integral(const struct crm__hump *hump, double *out_mean)
{
    struct hump_sum at = {hump, -HUGE_VAL, 0, 0};

    hump_add(&at, 0);
    for (int side = -1; side <= 1; side += 2) {
        int misses = 0;

        for (int i = 1; i <= HUMP_STEPS && misses < 3; i++)
            misses = hump_add(&at, side * i * HUMP_STEP) ? 0 : misses + 1;
    }
    if (out_mean)
        *out_mean = at.sum > 0 ? at.weighted / at.sum : 0;
    return at.high + log(at.sum * HUMP_STEP * hump->width);
}

const double crm__legendre_node[8] = {
    0.095012509837637440185, 0.28160355077925891323, 0.45801677765722738634, 0.61787624440264374845,
    0.75540440835500303390,  0.86563120238783174388, 0.94457502307323257608, 0.98940093499164993260,
};

const double crm__legendre_weight[8] = {
    0.18945061045506849629,  0.18260341504492358887,  0.16915651939500253819,
    0.14959598881657673208,  0.12462897125553387205,  0.095158511682492784810,
    0.062253523938647892863, 0.027152459411754094852,
};
