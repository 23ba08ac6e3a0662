/*
 * purchase_gamma_gamma.c - Gamma-Gamma (Fader, Hardie 2013, Colombo, Jiang 1999): what a customer
 * spends at a time is gamma(p, nu) with nu itself gamma(q, v). A history here is x repeat purchases of
 * a mean value, which stands in t_x. Logarithms are of 1 + ratios, so that a large p does not cancel.
 */
#include <math.h>

#include "analysis/value/purchase.h"
#include "base/special.h"
#include "crm/constants.h"

/* What histories of one x share. */
struct repeats {
    int64_t x;
    double gammas; /* ln G(p x + q) - ln G(p x) - ln G(q) */
    double by_p;   /* x (psi(p x + q) - psi(p x)) */
    double by_q;   /* psi(p x + q) - psi(q) */
};

static void
repeats_of(const double *p, int64_t x, struct repeats *out)
{
    double shape = p[0] * (double)x, all = crm__digamma(shape + p[1]);

    out->x = x;
    out->gammas = crm__log_gamma(shape + p[1]) - crm__log_gamma(shape) - crm__log_gamma(p[1]);
    out->by_p = (double)x * (all - crm__digamma(shape));
    out->by_q = all - crm__digamma(p[1]);
}

static double
pass_gamma_gamma(const struct crm__history *histories, size_t count, const double *p, double *out)
{
    struct crm__block_sum sum = {{0}, {0}, 0};
    struct repeats repeats = {-1, 0, 0, 0};

    for (size_t i = 0; i < count; i++) {
        const struct crm__history *at = &histories[i];
        double x = (double)at->x, spent = x * at->t_x, whole = spent + p[2];
        double log_spent = log1p(p[2] / spent), log_v = log1p(spent / p[2]), slopes[3], value;

        if (at->x != repeats.x)
            repeats_of(p, at->x, &repeats);
        value = repeats.gammas - p[0] * x * log_spent - p[1] * log_v - log(at->t_x);
        slopes[0] = p[0] * (repeats.by_p - x * log_spent);
        slopes[1] = p[1] * (repeats.by_q - log_v);
        slopes[2] = p[1] * spent / whole - p[0] * x * (p[2] / whole);
        crm__block_add(&sum, at->weight, value, slopes, 3);
    }
    return crm__block_end(&sum, out, 3);
}

double
crm__spend_expected(const double *p, int64_t x, double mean)
{
    double weight = p[0] * (double)x + p[1] - 1;

    if (!(weight > 0))
        return (double)NAN;
    return p[0] * (p[2] + (x > 0 ? (double)x * mean : 0)) / weight;
}

const struct crm__law crm__law_gamma_gamma = {
    .code = CRM_PURCHASE_MODEL_GAMMA_GAMMA,
    .name = "gamma_gamma",
    .count = 3,
    .names = {"p", "q", "v"},
    .scaled = 1u << 2,
    .starts = {{1, 1, 1}, {6, 3, 0.5}, {20, 20, 1}, {0.5, 0.5, 0.2}, {100, 2, 0.01}, {2, 100, 50}},
    .pass = pass_gamma_gamma,
};
