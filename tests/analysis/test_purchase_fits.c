/*
 * test_purchase_fits.c - 246 fits of BG/NBD, and of MBG/NBD, to customers simulated from BG/NBD itself,
 * small, frequent, faithful and mostly one-time ones: every fit ends with finite numbers and a status, and none is less likely,
 * by more than 4.5e-7 a customer, than the best that a plain optimiser finds from five wild starts
 * (downhill simplex, Nelder and Mead 1965, on the likelihood as the paper writes it).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "analysis/value/purchase.h"
#include "crm/constants.h"

#define CUSTOMERS_MAX 2000
#define BOX 12.0

/* ---- Numbers without pattern ---- */

static uint64_t seed;

/* Above 0, below 1 (xorshift64). */
static double
uniform(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return ((double)(seed >> 11) + 0.5) / 9007199254740992.0;
}

static double
normal(void)
{
    return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());
}

/* Marsaglia and Tsang 2000. */
static double
gamma_number(double shape)
{
    double d, c;

    if (shape < 1)
        return gamma_number(shape + 1) * pow(uniform(), 1 / shape);
    d = shape - 1.0 / 3;
    c = 1 / sqrt(9 * d);
    for (;;) {
        double x = normal(), v = 1 + c * x;

        v = v * v * v;
        if (v > 0 && log(uniform()) < 0.5 * x * x + d - d * v + d * log(v))
            return d * v;
    }
}

static double
beta_number(double a, double b)
{
    double one = gamma_number(a), other = gamma_number(b);

    return one / (one + other);
}

/* ---- Customers ---- */

struct shop {
    const char *name;
    int customers;
    double r, alpha, a, b; /* times in weeks, or in days for the last */
    double weeks;
    bool days; /* whole days, seven a period */
    int fits;
};

static const struct shop shops[] = {
    {"thirty customers", 30, .243, 4.414, .793, 2.426, 39, true, 40},
    {"a hundred", 100, .243, 4.414, .793, 2.426, 39, true, 40},
    {"five hundred", 500, .243, 4.414, .793, 2.426, 39, true, 40},
    {"frequent", 300, 2, 1, .5, 8, 52, false, 40},
    {"hardly any leaves", 300, .6, 6, .02, 5, 52, false, 40},
    {"mostly one-time", 300, .08, 9, 1.2, 1.5, 39, true, 40},
    {"daily and frequent", 2000, 3, 4, .3, 12, 300, false, 6},
};

/* Buys at a rate; leaves after a purchase with a chance. */
static struct crm__history
one_customer(const struct shop *shop)
{
    double rate = gamma_number(shop->r) / shop->alpha, leave = beta_number(shop->a, shop->b);
    double until = shop->weeks * (0.7 + 0.3 * uniform()), now = 0;
    struct crm__history history = {0, 0, until, 1};

    if (shop->days)
        history.t = floor(until * 7) / 7;
    for (;;) {
        double next = now - log(uniform()) / rate, day = shop->days ? ceil(next * 7) / 7 : next;

        if (!(day <= history.t))
            return history;
        if (day > history.t_x) /* two on one day are one */
            history.x++;
        history.t_x = day;
        now = next;
        if (uniform() < leave)
            return history;
    }
}

/* ---- The plain optimiser ---- */

static const struct crm__history *rows;
static size_t row_count;
static double customers, longest;
static int64_t extra; /* 1 for MBG/NBD: one more throw of the coin */

/* Minus the log-likelihood a customer, with lgamma of libc, as in the paper; out of the box none. */
static double
plain_cost(const double *at)
{
    double r = exp(at[0]), alpha = exp(at[1]) * longest, a = exp(at[2]), b = exp(at[3]), sum = 0;
    double fixed = r * log(alpha) - lgamma(r) + lgamma(a + b) - lgamma(b), of_x = 0;
    int64_t last = -1;

    for (int i = 0; i < 4; i++) {
        if (fabs(at[i]) > BOX)
            return HUGE_VAL;
    }
    for (size_t i = 0; i < row_count; i++) {
        const struct crm__history *row = &rows[i];
        double x = (double)row->x, stay = -(r + x) * log(alpha + row->t), left, high;

        double throws = x + (double)extra;

        if (row->x != last)
            of_x = lgamma(r + x) + lgamma(b + throws) - lgamma(a + b + throws);
        last = row->x;
        if (throws > 0) {
            left = log(a) - log(b + throws - 1) - (r + x) * log(alpha + row->t_x);
            high = stay > left ? stay : left;
            stay = high + log(exp(stay - high) + exp(left - high));
        }
        sum += row->weight * (fixed + of_x + stay);
    }
    return -sum / customers;
}

struct corner {
    double at[4];
    double cost;
};

static void
toward(const struct corner *worst, const double *middle, double how_far, struct corner *out)
{
    for (int i = 0; i < 4; i++)
        out->at[i] = middle[i] + how_far * (worst->at[i] - middle[i]);
    out->cost = plain_cost(out->at);
}

static void
shrink(struct corner *corners, int best)
{
    for (int i = 0; i < 5; i++) {
        for (int j = 0; i != best && j < 4; j++)
            corners[i].at[j] = 0.5 * (corners[i].at[j] + corners[best].at[j]);
        if (i != best)
            corners[i].cost = plain_cost(corners[i].at);
    }
}

static void
step(struct corner *corners, int best, int worst, double next)
{
    double middle[4] = {0, 0, 0, 0};
    struct corner one, other;

    for (int i = 0; i < 5; i++) {
        for (int j = 0; i != worst && j < 4; j++)
            middle[j] += 0.25 * corners[i].at[j];
    }
    toward(&corners[worst], middle, -1, &one);
    if (one.cost < corners[best].cost) {
        toward(&corners[worst], middle, -2, &other);
        corners[worst] = other.cost < one.cost ? other : one;
    } else if (one.cost < next) {
        corners[worst] = one;
    } else {
        toward(&corners[worst], middle, one.cost < corners[worst].cost ? -0.5 : 0.5, &other);
        if (other.cost < corners[worst].cost)
            corners[worst] = other;
        else
            shrink(corners, best);
    }
}

static double
simplex(const double *start)
{
    struct corner corners[5];

    for (int i = 0; i < 5; i++) {
        memcpy(corners[i].at, start, sizeof corners[i].at);
        if (i > 0)
            corners[i].at[i - 1] += 0.5;
        corners[i].cost = plain_cost(corners[i].at);
    }
    for (int steps = 0;; steps++) {
        int best = 0, worst = 0;
        double next = -HUGE_VAL;

        for (int i = 1; i < 5; i++) {
            best = corners[i].cost < corners[best].cost ? i : best;
            worst = corners[i].cost > corners[worst].cost ? i : worst;
        }
        for (int i = 0; i < 5; i++) {
            if (i != worst && corners[i].cost > next)
                next = corners[i].cost;
        }
        if (steps == 400 || corners[worst].cost - corners[best].cost < 1e-11)
            return corners[best].cost;
        step(corners, best, worst, next);
    }
}

static double
wild_best(void)
{
    double best = HUGE_VAL;

    for (int i = 0; i < 5; i++) {
        double start[4], cost;

        for (int j = 0; j < 4; j++)
            start[j] = 6 * uniform() - 3;
        cost = simplex(start);
        best = cost < best ? cost : best;
    }
    return best;
}

/* ---- The fits ---- */

static int counts[8];

static void
check_fit(const struct crm__law *law, struct crm__fit *fit)
{
    crm__law_fit(law, rows, row_count, fit);
    assert_true(fit->status >= CRM_FIT_OK && fit->status <= CRM_FIT_TOO_FEW);
    assert_true(fit->status == CRM_FIT_OK || fit->reason != NULL);
    assert_true(fit->known == (fit->status != CRM_FIT_TOO_FEW));
    for (int i = 0; i < law->count && fit->known; i++) {
        assert_true(isfinite(fit->p[i]) && fit->p[i] > 0);
        assert_true(isfinite(fit->error[i]));
    }
    assert_true(isfinite(fit->log_likelihood) && isfinite(fit->norm));
}

static void
fit_law(const struct crm__law *law, const struct shop *shop)
{
    struct crm__fit fit;
    double wild;

    check_fit(law, &fit);
    counts[fit.status]++;
    if (!fit.known)
        return;
    wild = wild_best();
    if (!(-fit.log_likelihood / customers <= wild + 4.5e-7))
        fail_msg("%s, %s: %.12g a customer, but %.12g was found; status %d, slope %g", law->name,
                 shop->name, -fit.log_likelihood / customers, wild, (int)fit.status, fit.norm);
}

static void
fit_shop(const struct shop *shop)
{
    static struct crm__history histories[CUSTOMERS_MAX];

    for (int i = 0; i < shop->customers; i++)
        histories[i] = one_customer(shop);
    customers = shop->customers;
    longest = 0;
    for (int i = 0; i < shop->customers; i++)
        longest = histories[i].t > longest ? histories[i].t : longest;
    row_count = crm__histories_collapse(histories, (size_t)shop->customers);
    rows = histories;
    extra = 0;
    fit_law(&crm__law_bgnbd, shop);
    extra = 1;
    fit_law(&crm__law_mbgnbd, shop);
}

static void
no_fit_is_lost_and_none_is_worse(void **state)
{
    int fits = 0;

    (void)state;
    seed = UINT64_C(88172645463325252);
    for (size_t i = 0; i < sizeof shops / sizeof shops[0]; i++) {
        for (int j = 0; j < shops[i].fits; j++) {
            fit_shop(&shops[i]);
            fits++;
        }
    }
    assert_int_equal(fits, 246);
    print_message("status 1 to 6: %d %d %d %d %d %d\n", counts[1], counts[2], counts[3], counts[4],
                  counts[5], counts[6]);
    assert_true(counts[CRM_FIT_OK] > 300);
    assert_true(counts[CRM_FIT_NOT_CONVERGED] == 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_fit_is_lost_and_none_is_worse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
