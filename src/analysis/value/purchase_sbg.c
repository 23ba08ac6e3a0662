/*
 * purchase_sbg.c - sBG (Fader, Hardie 2007): a customer under contract ends it at each renewal with a
 * chance beta(alpha, beta). x counts the renewals that were made of the t that were due: the customer
 * has left if x < t. S(t), the share that makes t renewals, is B(alpha, beta + t) / B(alpha, beta).
 */
#include <math.h>

#include "analysis/value/purchase.h"
#include "base/special.h"
#include "crm/constants.h"

#define SERIES_TERMS 200000

static double
pass_sbg(const struct crm__history *histories, size_t count, const double *p, double *out)
{
    struct crm__block_sum sum = {{0}, {0}, 0};
    struct crm__rising stay, all;

    crm__rising_start(&stay, p[1]);
    crm__rising_start(&all, p[0] + p[1]);
    for (size_t i = 0; i < count; i++) {
        const struct crm__history *at = &histories[i];
        double left = (double)at->x < at->t, due = p[0] + p[1] + (double)at->x;
        double slopes[2], value;

        crm__rising_go(&stay, at->x);
        crm__rising_go(&all, at->x);
        value = stay.log - all.log + (left > 0 ? log(p[0] / due) : 0);
        slopes[0] = left - p[0] * (all.slope + left / due);
        slopes[1] = p[1] * (stay.slope - all.slope - left / due);
        crm__block_add(&sum, at->weight, value, slopes, 2);
    }
    return crm__block_end(&sum, out, 2);
}

/* Under contract one knows. */
static double
alive_sbg(const double *p, const struct crm__history *at)
{
    (void)p;
    return (double)at->x < at->t ? 0 : 1;
}

static double
future_sbg(const double *p, const struct crm__history *at, double horizon)
{
    double way = 1, sum = 0;

    for (double i = 0; i < horizon; i++) {
        way *= (p[1] + at->t + i) / (p[0] + p[1] + at->t + i);
        sum += way;
    }
    return sum;
}

/* The next renewal is not discounted: discounted expected residual lifetime, as published. */
static double
endless_sbg(const double *p, const struct crm__history *at, double rate)
{
    double stay = p[1] + at->t, all = p[0] + p[1] + at->t;

    if (!(rate > 0))
        return (double)NAN;
    return stay / all * exp(crm__log_2f1(1, stay + 1, all + 1, 1 / (1 + rate), SERIES_TERMS));
}

const struct crm__law crm__law_sbg = {
    .code = CRM_PURCHASE_MODEL_SBG,
    .name = "sbg",
    .count = 2,
    .names = {"alpha", "beta"},
    .discrete = true,
    .starts = {{1, 1}, {0.5, 5}, {5, 0.5}, {0.01, 0.2}, {20, 20}, {0.1, 10}},
    .pass = pass_sbg,
    .alive = alive_sbg,
    .future = future_sbg,
    .endless = endless_sbg,
};
