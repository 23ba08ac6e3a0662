/*
 * purchase_bgnbd.c - BG/NBD (Fader, Hardie, Lee 2005) and MBG/NBD (Batislam, Denizel, Filiztekin
 * 2007): purchases at a rate gamma(r, alpha), after each of them the customer leaves with a chance
 * beta(a, b). The two are one formula: MBG/NBD lets the customer leave after the first purchase too,
 * which is one more throw of that coin; `throws` below is how many a customer has won or lost.
 *
 * All logarithms are of 1 + t / alpha, so that nothing cancels where alpha is large. Futures are the
 * 2F1 of the papers where that series is short and exact; else (a near 1, a + b below 1, a customer
 * just won looked at decades ahead) the mean over the beta law that the series stands for:
 *     E[(1 - (A / (A + p h))^R) / p],  p ~ beta(a, b + throws), R = r + x, A = alpha + t.
 */
#include <math.h>

#include "analysis/value/purchase.h"
#include "base/special.h"
#include "crm/constants.h"

#define SERIES_TERMS 2000

/* What rows of one x share, gone on from row to row. */
struct walk {
    const double *p;
    int64_t extra; /* 1 for MBG/NBD */
    struct crm__rising rate, stay, coin;
};

static void
walk_start(struct walk *walk, const double *p, int64_t extra)
{
    walk->p = p;
    walk->extra = extra;
    crm__rising_start(&walk->rate, p[0]);
    crm__rising_start(&walk->stay, p[3]);
    crm__rising_start(&walk->coin, p[2] + p[3]);
}

/* The two ways to get here: still a customer, or left after the last purchase. */
struct ways {
    double log;    /* of their sum */
    double stayed; /* shares */
    double left;
};

static struct ways
ways_of(const double *p, const struct crm__history *at, int64_t throws, double log_t,
        double log_t_x)
{
    double power = p[0] + (double)at->x, stayed = -power * log_t, left, ratio;

    if (throws == 0)
        return (struct ways){stayed, 1, 0};
    left = log(p[2] / (p[3] + (double)(throws - 1))) - power * log_t_x;
    if (left < stayed) {
        ratio = exp(left - stayed);
        return (struct ways){stayed + log1p(ratio), 1 / (1 + ratio), ratio / (1 + ratio)};
    }
    ratio = exp(stayed - left);
    return (struct ways){left + log1p(ratio), ratio / (1 + ratio), 1 / (1 + ratio)};
}

/* The log-likelihood of one history and its derivatives by ln r, ln alpha, ln a, ln b. */
static double
history_likelihood(struct walk *walk, const struct crm__history *at, double *slopes)
{
    const double *p = walk->p;
    int64_t throws = at->x + walk->extra;
    double x = (double)at->x, log_t = log1p(at->t / p[1]), log_t_x = log1p(at->t_x / p[1]);
    struct ways ways = ways_of(p, at, throws, log_t, log_t_x);

    crm__rising_go(&walk->rate, at->x);
    crm__rising_go(&walk->stay, throws);
    crm__rising_go(&walk->coin, throws);
    slopes[0] = p[0] * (walk->rate.slope - ways.stayed * log_t - ways.left * log_t_x);
    slopes[1] = (p[0] + x) * (ways.stayed * at->t / (p[1] + at->t) +
                              ways.left * at->t_x / (p[1] + at->t_x)) -
                x;
    slopes[2] = ways.left - p[2] * walk->coin.slope;
    slopes[3] = p[3] * (walk->stay.slope - walk->coin.slope);
    if (throws > 0)
        slopes[3] -= ways.left * p[3] / (p[3] + (double)(throws - 1));
    return walk->rate.log - x * log(p[1]) + walk->stay.log - walk->coin.log + ways.log;
}

static double
pass(const struct crm__history *histories, size_t count, const double *p, int64_t extra,
     double *out)
{
    struct crm__block_sum sum = {{0}, {0}, 0};
    struct walk walk;

    walk_start(&walk, p, extra);
    for (size_t i = 0; i < count; i++) {
        double slopes[4], value = history_likelihood(&walk, &histories[i], slopes);

        crm__block_add(&sum, histories[i].weight, value, slopes, 4);
    }
    return crm__block_end(&sum, out, 4);
}

static double
pass_bgnbd(const struct crm__history *histories, size_t count, const double *p, double *out)
{
    return pass(histories, count, p, 0, out);
}

static double
pass_mbgnbd(const struct crm__history *histories, size_t count, const double *p, double *out)
{
    return pass(histories, count, p, 1, out);
}

static double
alive(const double *p, const struct crm__history *at, int64_t extra)
{
    return ways_of(p, at, at->x + extra, log1p(at->t / p[1]), log1p(at->t_x / p[1])).stayed;
}

static double
alive_bgnbd(const double *p, const struct crm__history *at)
{
    return alive(p, at, 0);
}

static double
alive_mbgnbd(const double *p, const struct crm__history *at)
{
    return alive(p, at, 1);
}

/* ---- Futures ---- */

struct coin {
    double a, b;  /* of the beta law of p */
    double power; /* R */
    double ahead; /* h / A */
};

/* The density of p over its logit. */
static double
coin_density(const void *self, double v)
{
    const struct coin *coin = self;
    double far = log1p(exp(-fabs(v)));

    return v < 0 ? coin->a * (v - far) - coin->b * far : -coin->a * far - coin->b * (v + far);
}

static double
coin_purchases(const void *self, double v)
{
    const struct coin *coin = self;
    double p = v < 0 ? exp(v) / (1 + exp(v)) : 1 / (1 + exp(-v));

    if (p < 1e-200)
        return coin->power * coin->ahead;
    return -expm1(-coin->power * log1p(p * coin->ahead)) / p;
}

static double
future_by_mean(const struct coin *coin)
{
    double width = sqrt(1 / coin->a + 1 / coin->b), mean;
    struct crm__hump hump = {coin_density, coin_purchases, coin,
                             log((coin->a > 1 ? coin->a : 1) / (coin->b > 1 ? coin->b : 1)),
                             width < 1 ? width : 1};

    crm__hump_integral(&hump, &mean);
    return mean;
}

static double
future(const double *p, const struct crm__history *at, double horizon, int64_t extra)
{
    double base = p[1] + at->t, c;
    struct coin coin = {p[2], p[3] + (double)(at->x + extra), p[0] + (double)at->x, horizon / base};
    double log_series = (double)NAN;

    if (!(horizon > 0))
        return 0;
    c = coin.a + coin.b - 1;
    if (c > 0.01 && fabs(coin.a - 1) > 1e-3)
        log_series = crm__log_2f1(coin.power, coin.b, c, horizon / (base + horizon), SERIES_TERMS);
    if (isnan(log_series))
        return future_by_mean(&coin);
    return -expm1(log_series - coin.power * log1p(coin.ahead)) * c / (coin.a - 1);
}

static double
future_bgnbd(const double *p, const struct crm__history *at, double horizon)
{
    return future(p, at, horizon, 0);
}

static double
future_mbgnbd(const double *p, const struct crm__history *at, double horizon)
{
    return future(p, at, horizon, 1);
}

/* Equation 8 of the paper; what stands in its brackets, 1 - the first n terms of a negative
   binomial law, is added up as the rest of that law, which does not cancel. */
double
crm__bgnbd_chance(const double *p, double t, int64_t n)
{
    double z = t / (p[1] + t), term = -p[0] * log1p(t / p[1]), rest = 0, chance;

    for (int64_t j = 0; j < n; j++)
        term += log((p[0] + (double)j) / ((double)j + 1) * z);
    chance = exp(crm__log_rising(p[3], n) - crm__log_rising(p[2] + p[3], n) + term);
    if (n == 0)
        return chance;
    term = exp(term);
    for (int64_t j = n; j < n + 1000000 && term > 1e-18 * rest; j++) {
        rest += term;
        term *= (p[0] + (double)j) / ((double)j + 1) * z;
    }
    return chance + exp(crm__log_rising(p[3], n - 1) - crm__log_rising(p[2] + p[3], n)) * p[2] *
                        (rest < 1 ? rest : 1);
}

const struct crm__law crm__law_bgnbd = {
    .code = CRM_PURCHASE_MODEL_BGNBD,
    .name = "bgnbd",
    .count = 4,
    .names = {"r", "alpha", "a", "b"},
    .scaled = 1u << 1,
    .starts = {{1, 1, 1, 1},
               {0.25, 0.1, 0.5, 2},
               {8, 2, 0.1, 8},
               {0.15, 0.1, 5, 8},
               {0, 0, 0.05, 0.5},
               {0, 0, 0.003, 0.1},
               {0, 0, 3e-5, 0.002}},
    .pass = pass_bgnbd,
    .alive = alive_bgnbd,
    .future = future_bgnbd,
};

const struct crm__law crm__law_mbgnbd = {
    .code = CRM_PURCHASE_MODEL_MBGNBD,
    .name = "mbgnbd",
    .count = 4,
    .names = {"r", "alpha", "a", "b"},
    .scaled = 1u << 1,
    .starts = {{1, 1, 1, 1},
               {0.25, 0.1, 0.5, 2},
               {8, 2, 0.1, 8},
               {0.15, 0.1, 5, 8},
               {0, 0, 0.05, 0.5},
               {0, 0, 0.003, 0.1},
               {0, 0, 3e-5, 0.002}},
    .pass = pass_mbgnbd,
    .alive = alive_mbgnbd,
    .future = future_mbgnbd,
};
