/*
 * purchase_bgbb.c - BG/BB (Fader, Hardie, Shang 2010): in each period a customer who is still one buys
 * with a chance beta(alpha, beta), and before each period leaves with a chance beta(gamma, delta).
 *
 * The likelihood is a sum over the period in which the customer may have left after the last purchase;
 * its terms follow from each other by ratios below 1, and so do their derivatives.
 */
#include <math.h>

#include "analysis/value/purchase.h"
#include "base/special.h"
#include "crm/constants.h"

#define SERIES_TERMS 200000

/* Sums over the periods k = t_x ... n, in units of what stands at k = t_x. */
struct periods {
    double sum;                     /* of all ways */
    double alive;                   /* alive after n */
    double beta, both, delta, gone; /* sum of the ways x the slope of ln of each by beta, by
                                       alpha + beta, by delta, by gamma + delta */
    double left;                    /* ways that end with leaving: slope by gamma of ln gamma */
};

static struct periods
add_periods(const double *p, const struct crm__history *at)
{
    double x = (double)at->x, k = at->t_x, way = 1;
    double beta = 0, both = 0, delta = 0, gone = 0;
    struct periods all = {0, 0, 0, 0, 0, 0, 0};

    for (;; k += 1) {
        bool last = k >= at->t;
        double end = p[2] + p[3] + k, part = last ? way : way * p[2] / end;

        all.sum += part;
        all.beta += part * beta;
        all.both += part * both;
        all.delta += part * delta;
        all.gone += part * (last ? gone : gone + 1 / end);
        if (last) {
            all.alive = part;
            return all;
        }
        all.left += part;
        way *= (p[1] + k - x) / (p[0] + p[1] + k) * ((p[3] + k) / end);
        beta += 1 / (p[1] + k - x);
        both += 1 / (p[0] + p[1] + k);
        delta += 1 / (p[3] + k);
        gone += 1 / end;
    }
}

static double
history_likelihood(const double *p, const struct crm__history *at, double *slopes)
{
    struct periods all = add_periods(p, at);
    int64_t t_x = (int64_t)at->t_x, misses = t_x - at->x;
    double both = crm__rising_slope(p[0] + p[1], t_x) + all.both / all.sum;
    double gone = crm__rising_slope(p[2] + p[3], t_x) + all.gone / all.sum;

    slopes[0] = p[0] * (crm__rising_slope(p[0], at->x) - both);
    slopes[1] = p[1] * (crm__rising_slope(p[1], misses) + all.beta / all.sum - both);
    slopes[2] = all.left / all.sum - p[2] * gone;
    slopes[3] = p[3] * (crm__rising_slope(p[3], t_x) + all.delta / all.sum - gone);
    return crm__log_rising(p[0], at->x) + crm__log_rising(p[1], misses) -
           crm__log_rising(p[0] + p[1], t_x) + crm__log_rising(p[3], t_x) -
           crm__log_rising(p[2] + p[3], t_x) + log(all.sum);
}

static double
pass_bgbb(const struct crm__history *histories, size_t count, const double *p, double *out)
{
    struct crm__block_sum sum = {{0}, {0}, 0};

    for (size_t i = 0; i < count; i++) {
        double slopes[4], value = history_likelihood(p, &histories[i], slopes);

        crm__block_add(&sum, histories[i].weight, value, slopes, 4);
    }
    return crm__block_end(&sum, out, 4);
}

static double
stay(const double *p, double t)
{
    return (p[3] + t) / (p[2] + p[3] + t);
}

static double
alive_bgbb(const double *p, const struct crm__history *at)
{
    struct periods all = add_periods(p, at);

    return all.alive / all.sum * stay(p, at->t);
}

static double
mean_chance(const double *p, const struct crm__history *at)
{
    return (p[0] + (double)at->x) / (p[0] + p[1] + at->t);
}

/* Alive in the period after t, as alive_bgbb means it: that one counts whole. */
static double
future_bgbb(const double *p, const struct crm__history *at, double horizon)
{
    double way = 1, sum = 0;

    for (double i = 1; i <= horizon; i++) {
        sum += way;
        way *= stay(p, at->t + i);
    }
    return sum * mean_chance(p, at);
}

static double
endless_bgbb(const double *p, const struct crm__history *at, double rate)
{
    double gone = p[2] + p[3] + at->t + 1;

    if (!(rate > 0))
        return (double)NAN;
    return mean_chance(p, at) / (1 + rate) *
           exp(crm__log_2f1(1, p[3] + at->t + 1, gone, 1 / (1 + rate), SERIES_TERMS));
}

const struct crm__law crm__law_bgbb = {
    .code = CRM_PURCHASE_MODEL_BGBB,
    .name = "bgbb",
    .count = 4,
    .names = {"alpha", "beta", "gamma", "delta"},
    .discrete = true,
    .starts = {{1, 1, 1, 1},
               {0.5, 2, 0.5, 3},
               {2, 1, 0.3, 8},
               {5, 5, 5, 8},
               {0, 0, 0.05, 0.5},
               {0, 0, 0.003, 0.1},
               {0, 0, 3e-5, 0.002}},
    .pass = pass_bgbb,
    .alive = alive_bgbb,
    .future = future_bgbb,
    .endless = endless_bgbb,
};
