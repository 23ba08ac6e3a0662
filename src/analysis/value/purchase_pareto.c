/*
 * purchase_pareto.c - Pareto/NBD (Schmittlein, Morrison, Colombo 1987): purchases at a rate
 * gamma(r, alpha), the customer leaves at a rate gamma(s, beta).
 *
 * The likelihood is that of being alive at t plus, over all moments after the last purchase, that of
 * having left then:
 *     (alpha + t)^-(r + x) (beta + t)^-s  +  s INT_t_x^t (alpha + u)^-(r + x) (beta + u)^-(s + 1) du
 * (times what does not depend on it). The papers write the integral as a difference of two 2F1; here
 * it is worked out by Gauss and Legendre on short stretches of ln(u + the smaller of alpha and beta),
 * where nothing cancels and the derivatives are means under the same sum.
 */
#include <math.h>

#include "analysis/value/purchase.h"
#include "base/special.h"
#include "crm/constants.h"

#define STRETCH 1.5 /* longest stretch: the other base bends within pi of the real line */
#define FALL 8.0    /* most that the integrand falls by over a stretch, as a power of e */
#define STRETCHES 400

/* The integral in units of (alpha + t_x)^-(r + x) (beta + t_x)^-(s + 1), and sums under it. */
struct left {
    double sum;
    double log_alpha, part_alpha; /* of ln((alpha + u) / (alpha + t_x)), u / (alpha + u) */
    double log_beta, part_beta;
};

struct span {
    double alpha, beta, alpha_power, beta_power; /* r + x, s + 1 */
    double from;                                 /* t_x */
    double low, gap; /* u + low is the smaller base, u + low + gap the larger */
    double start;    /* from + low */
};

/* The smaller base is start e^w. Adds weight x the integrand; returns what was added. */
static double
add_point(const struct span *span, double w, double weight, struct left *left)
{
    double grown = expm1(w), step = span->start * grown, u = span->from + step;
    double small = w, large = log1p(step / (span->start + span->gap));
    bool alpha_small = span->low == span->alpha;
    double log_alpha = alpha_small ? small : large, log_beta = alpha_small ? large : small;
    double value =
        weight * span->start * exp(w - span->alpha_power * log_alpha - span->beta_power * log_beta);

    left->sum += value;
    left->log_alpha += value * log_alpha;
    left->log_beta += value * log_beta;
    left->part_alpha += value * (u / (span->alpha + u));
    left->part_beta += value * (u / (span->beta + u));
    return value;
}

/* How fast the integrand falls at w, as a power of e a unit. */
static double
fall_at(const struct span *span, double w)
{
    double base = span->start * exp(w), share = base / (base + span->gap);
    bool alpha_small = span->low == span->alpha;

    return (alpha_small ? span->alpha_power : span->beta_power) +
           (alpha_small ? span->beta_power : span->alpha_power) * share - 1;
}

static struct left
integrate(const double *p, const struct crm__history *at)
{
    double low = p[1] < p[3] ? p[1] : p[3], high = p[1] < p[3] ? p[3] : p[1], w = 0, whole;
    struct span span = {p[1],    p[3], p[0] + (double)at->x, p[2] + 1,
                        at->t_x, low,  high - low,           at->t_x + low};
    struct left left = {0, 0, 0, 0, 0};

    whole = log1p((at->t - at->t_x) / span.start);
    for (int i = 0; i < STRETCHES && w < whole; i++) {
        double fall = fall_at(&span, w + STRETCH), half, added = 0, middle;

        half = fall * STRETCH > FALL ? FALL / fall : STRETCH;
        half = 0.5 * (w + half < whole ? half : whole - w);
        middle = w + half;
        for (int j = 0; j < 8; j++) {
            double node = crm__legendre_node[j] * half, weight = crm__legendre_weight[j] * half;

            added += add_point(&span, middle - node, weight, &left);
            added += add_point(&span, middle + node, weight, &left);
        }
        if (fall_at(&span, w) > 0 && added < 1e-18 * left.sum)
            break;
        w += 2 * half;
        if (whole - w < 1e-15 * whole)
            break;
    }
    return left;
}

/* The chance of being alive, the logarithm of both ways in units of (...)^x, and the integral. */
static double
chance_alive(const double *p, const struct crm__history *at, double *out_log, struct left *left)
{
    double power = p[0] + (double)at->x, ratio;
    double stayed = -power * log1p(at->t / p[1]) - p[2] * log1p(at->t / p[3]), gone;

    *left = integrate(p, at);
    if (!(left->sum > 0)) {
        *out_log = stayed;
        return 1;
    }
    gone = log(p[2] / (p[3] + at->t_x) * left->sum) - power * log1p(at->t_x / p[1]) -
           p[2] * log1p(at->t_x / p[3]);
    *out_log = crm__log_add(stayed, gone);
    ratio = exp(gone - stayed);
    return ratio < HUGE_VAL ? 1 / (1 + ratio) : 0;
}

static double
history_likelihood(const double *p, struct crm__rising *rate, const struct crm__history *at,
                   double *slopes)
{
    double x = (double)at->x, both, log_t = log1p(at->t / p[1]), log_s = log1p(at->t / p[3]);
    double power = p[0] + x, stayed, gone;
    struct left left;

    stayed = chance_alive(p, at, &both, &left);
    gone = left.sum > 0 ? (1 - stayed) / left.sum : 0;
    crm__rising_go(rate, at->x);
    slopes[0] = p[0] * (rate->slope - stayed * log_t -
                        gone * (left.log_alpha + left.sum * log1p(at->t_x / p[1])));
    slopes[1] = power * (stayed * at->t / (p[1] + at->t) + gone * left.part_alpha) - x;
    slopes[2] = (1 - stayed) -
                p[2] * (stayed * log_s + gone * (left.log_beta + left.sum * log1p(at->t_x / p[3])));
    /* beta^s (beta + u)^-(s + 1): s u / (beta + u) - beta / (beta + u) */
    slopes[3] =
        stayed * p[2] * at->t / (p[3] + at->t) + gone * ((p[2] + 1) * left.part_beta - left.sum);
    return rate->log - x * log(p[1]) + both;
}

static double
pass_pareto(const struct crm__history *histories, size_t count, const double *p, double *out)
{
    struct crm__block_sum sum = {{0}, {0}, 0};
    struct crm__rising rate;

    crm__rising_start(&rate, p[0]);
    for (size_t i = 0; i < count; i++) {
        double slopes[4], value = history_likelihood(p, &rate, &histories[i], slopes);

        crm__block_add(&sum, histories[i].weight, value, slopes, 4);
    }
    return crm__block_end(&sum, out, 4);
}

static double
alive_pareto(const double *p, const struct crm__history *at)
{
    struct left left;
    double both;

    return chance_alive(p, at, &both, &left);
}

static double
future_pareto(const double *p, const struct crm__history *at, double horizon)
{
    double rate = (p[0] + (double)at->x) / (p[1] + at->t), base = p[3] + at->t;
    double grown = log1p(horizon / base), power = p[2] - 1;

    if (!(horizon > 0))
        return 0;
    return rate * base * (power == 0 ? grown : -expm1(-power * grown) / power);
}

/* Discounted expected residual transactions: the mean rate of a customer alive, times the integral of
   (1 + u / (beta + t))^-s exp(-u ln(1 + rate)), over v = ln(u ln(1 + rate)). */
struct rest {
    double s;
    double base; /* (beta + t) ln(1 + rate) */
};

static double
rest_density(const void *self, double v)
{
    const struct rest *rest = self;
    double u = exp(v);

    return v - rest->s * log1p(u / rest->base) - u;
}

static double
endless_pareto(const double *p, const struct crm__history *at, double rate)
{
    double speed = log1p(rate), edge;
    struct rest rest = {p[2], (p[3] + at->t) * speed};
    struct crm__hump hump = {rest_density, NULL, &rest, 0, 1};

    if (!(speed > 0))
        return (double)NAN;
    edge = rest.base / (rest.s > 1 ? rest.s : 1);
    hump.centre = log(edge < 1 ? edge : 1);
    return (p[0] + (double)at->x) / (p[1] + at->t) / speed * exp(crm__hump_integral(&hump, NULL));
}

const struct crm__law crm__law_pareto_nbd = {
    .code = CRM_PURCHASE_MODEL_PARETO_NBD,
    .name = "pareto_nbd",
    .count = 4,
    .names = {"r", "alpha", "s", "beta"},
    .scaled = 1u << 1 | 1u << 3,
    .starts = {{1, 1, 1, 1},
               {0.25, 0.1, 0.3, 0.5},
               {8, 2, 0.1, 1},
               {2, 2, 0.15, 0.001},
               {0, 0, 0.05, 0.5},
               {0, 0, 0.003, 0.1},
               {0, 0, 3e-5, 0.002}},
    .pass = pass_pareto,
    .alive = alive_pareto,
    .future = future_pareto,
    .endless = endless_pareto,
};
