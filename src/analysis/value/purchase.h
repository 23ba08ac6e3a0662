/*
 * purchase.h - what the files of the purchase models share: a law of buying as five functions over
 * parameters, its fit to histories, and customers with what the law says of them.
 *
 * A history is x repeat purchases, the time t_x of the last of them and the time t observed, both
 * since the first purchase, in periods. Discrete laws take whole periods; the law of spending takes
 * the mean value of a repeat purchase in place of t_x.
 */
#ifndef CRM_ANALYSIS_VALUE_PURCHASE_H
#define CRM_ANALYSIS_VALUE_PURCHASE_H

#include "base/minimise.h"
#include "crm/base.h"

#define CRM__LAW_MAX CRM__MINIMISE_MAX /* parameters */
#define CRM__LAW_STARTS 7

/* Customers with one history. */
struct crm__history {
    int64_t x;
    double t_x;
    double t;
    double weight; /* how many */
};

struct crm__law {
    int32_t code; /* CRM_PURCHASE_MODEL_... */
    const char *name;
    int32_t count; /* of parameters */
    const char *names[CRM__LAW_MAX];
    /* Bit i: parameter i is a time (of spending: an amount), and starts in units of their mean. */
    uint32_t scaled;
    bool discrete; /* whole periods */
    /* Of which the fit begins, one after the other until one ends well; of scaled parameters in those
       units. 0 = where the best so far ended. */
    double starts[CRM__LAW_STARTS][CRM__LAW_MAX];

    /*
     * Sum over the histories of weight x log-likelihood; `out` receives its derivatives by the
     * logarithms of the parameters. Histories by ascending x. All parameters above 0.
     */
    double (*pass)(const struct crm__history *histories, size_t count, const double *p,
                   double *out);
    /* The chance that a customer is alive at t (discrete: in the period after t). */
    double (*alive)(const double *p, const struct crm__history *history);
    /* Purchases expected over `horizon` periods after t of a customer who is alive: t_x is not looked
       at. */
    double (*future)(const double *p, const struct crm__history *history, double horizon);
    /* The same for ever, discounted by `rate` a period; NULL = no closed form. NAN = none. */
    double (*endless)(const double *p, const struct crm__history *history, double rate);
};

extern const struct crm__law crm__law_bgnbd, crm__law_mbgnbd, crm__law_pareto_nbd, crm__law_bgbb,
    crm__law_sbg, crm__law_gamma_gamma;

/* NULL = no such model. gamma_gamma is none of them: it goes with each. */
const struct crm__law *crm__law_of(int32_t code);

/* Sums in blocks, so that a million small terms do not drown in a large sum. */
struct crm__block_sum {
    double whole[1 + CRM__LAW_MAX];
    double part[1 + CRM__LAW_MAX];
    size_t rows;
};
void crm__block_add(struct crm__block_sum *sum, double weight, double value, const double *slopes,
                    int32_t count);
double crm__block_end(struct crm__block_sum *sum, double *out_slopes, int32_t count);

/* The mean of a purchase expected of a customer (gamma_gamma): x repeat purchases of mean t_x; NAN
   where the law has no mean (p x + q <= 1). */
double crm__spend_expected(const double *p, int64_t x, double mean);

/* P(X(t) = n) of BG/NBD. */
double crm__bgnbd_chance(const double *p, double t, int64_t n);

/* ---- Fit: purchase_fit.c ---- */

struct crm__fit {
    int32_t status;     /* CRM_FIT_... */
    const char *reason; /* of the status; NULL for CRM_FIT_OK */
    double p[CRM__LAW_MAX];
    double error[CRM__LAW_MAX]; /* standard errors; below 0 = none */
    uint32_t bound;             /* bit i: parameter i lies at its bound */
    bool known;                 /* p means something */
    double log_likelihood;
    double norm; /* largest derivative a customer by the logarithm of a parameter */
    int64_t customers;
    int64_t rows; /* histories after equal ones were put together */
    int32_t iterations;
    int32_t evaluations;
};

/* Equal histories become one, by ascending x, t, t_x; returns how many are left. */
size_t crm__histories_collapse(struct crm__history *histories, size_t count);

/* Fit a law to collapsed histories. Cannot fail: what cannot be fitted says so by its status. */
void crm__law_fit(const struct crm__law *law, const struct crm__history *histories, size_t count,
                  struct crm__fit *out);

/* The log-likelihood and its derivatives at parameters that were given. */
void crm__law_given(const struct crm__law *law, const struct crm__history *histories, size_t count,
                    const double *p, struct crm__fit *out);

#endif
