/*
 * special.h - the special functions that models of buying need, and integrals over the whole line.
 *
 * Own ones, because lgamma of libc writes a global and digamma is not there: they use log, log1p and
 * exp of libm alone, keep no state, and give the same bits in every call and thread. No argument is
 * looked at twice: callers pass what the comments ask for, finite and in range.
 */
#ifndef CRM_BASE_SPECIAL_H
#define CRM_BASE_SPECIAL_H

#include <stdint.h>

/* ln Gamma(x), x > 0; within 1e-14 of the larger of 1 and the value. */
double crm__log_gamma(double x);

/* psi(x) = d ln Gamma(x) / dx, x > 0. */
double crm__digamma(double x);

/* ln(z (z + 1) ... (z + k - 1)) = ln Gamma(z + k) - ln Gamma(z), and its derivative by z, which is
   1 / z + ... + 1 / (z + k - 1): without the cancellation of the differences. z > 0, k >= 0. */
double crm__log_rising(double z, int64_t k);
double crm__rising_slope(double z, int64_t k);

/* The same for one z and k that never falls: a row costs the steps since the last one. */
struct crm__rising {
    double z;
    int64_t k;
    double log;
    double slope;
};
void crm__rising_start(struct crm__rising *rising, double z);
void crm__rising_go(struct crm__rising *rising, int64_t k);

/* ln(exp(a) + exp(b)); either may be -HUGE_VAL. */
double crm__log_add(double a, double b);

/*
 * ln 2F1(a, b; c; z) for a, b, c > 0 and 0 <= z < 1: all terms are positive and are added until the
 * rest is below 1e-17 of the sum, scaled so that nothing overflows. NAN if that takes more than
 * `terms` terms.
 */
double crm__log_2f1(double a, double b, double c, double z, int32_t terms);

/*
 * The integral over all v of exp(f(v)), as its logarithm, and the weighted mean of g under it (NULL =
 * no g). exp(f) must have one hump, its steep side near `centre`, about `width` wide or wider, and
 * fall at least like exp(-rate |v|) on both sides for some rate above 1e-7. Trapezoids after
 * v = centre + width sinh(u), which makes them converge at once.
 */
struct crm__hump {
    double (*f)(const void *self, double v);
    double (*g)(const void *self, double v);
    const void *self;
    double centre;
    double width;
};
double crm__hump_integral(const struct crm__hump *hump, double *out_mean);

/* The 16 points of Gauss and Legendre on -1 to 1: the positive half of nodes and weights; the others
   are their mirror. */
extern const double crm__legendre_node[8], crm__legendre_weight[8];

#endif
