/*
 * purchase_model.h - who is still a customer, how often each will buy, and what that is worth: models
 * of buying fitted to what was bought.
 *
 * A customer's history is x repeat purchases, the time t_x of the last of them and the time t until
 * as_of, both since the first purchase, in periods. t_x is not the recency of rfm, which counts back
 * from as_of. A purchase is a day whose net is above 0; several on one day are one. Models:
 *
 *     MBGNBD      the default. Buys at a steady rate of his own; after each purchase, the first too,
 *                 he may leave. Batislam, Denizel, Filiztekin 2007
 *     BGNBD       the same, but nobody leaves after the first purchase, so that everyone who bought
 *                 once is alive for ever. Fader, Hardie, Lee 2005
 *     PARETO_NBD  leaves at any moment. Schmittlein, Morrison, Colombo 1987
 *     BGBB        buys or does not in each period, leaves between periods. For habits with a rhythm:
 *                 yearly donations. Fader, Hardie, Shang 2010
 *     SBG         under contract: a period without purchase is the end. Fader, Hardie 2007
 *
 * With each goes GAMMA_GAMMA, the mean value of a purchase (Fader, Hardie 2013), fitted to the repeat
 * purchases of customers whose mean is above 0; refunds lower the mean. It assumes that how much and
 * how often have nothing to do with each other.
 *
 * BGBB and SBG count whole periods after the first purchase: period k is the days from (k - 1) x
 * period_days + 1 to k x period_days after it; the last one, if it is not over, is not looked at. For
 * SBG x counts the periods in which the customer bought until the first in which he did not.
 *
 * Lists that may be given (crm_analysis_set):
 *   parameters  model text, name text, value double: in place of a fit, for the model chosen, for
 *               gamma_gamma, or both; all of a model. Times in periods, v in minor units
 *   histories   customer id, x double, t_x double, t double, mean double null: in place of purchases,
 *               which then count for nothing. mean: of the value of a repeat purchase, minor units. x
 *               whole, t_x <= t, and 0 exactly where x is (BGBB, SBG: whole, x <= t)
 *
 * A fit always ends, with a status (CRM_FIT_...), a reason in words, and the numbers that it reached:
 *   OK; GIVEN; BOUNDARY: the likelihood still grows where a parameter meets its bound, e^-12 or e^12
 *   of its scale, so that its best value is 0 or without end, though shares such as a / (a + b) are
 *   known; NOT_IDENTIFIED: the likelihood is flat, others fit as well; NOT_CONVERGED: stopped on a
 *   slope, gradient_norm says how steep; TOO_FEW: nothing to fit, all that needs parameters is null.
 *
 * since: customers who first bought before it are left out, whole (their rows count as used); the
 * history is never cut, because an old customer would look like a new one.
 *
 * Reads what rfm reads (unit FAMILY, CONTACT, sales WON too). A person who refused profiling is left
 * out, and counted.
 *
 * parameters  model text, name text, value ratio null, standard_error ratio null,
 *             flags int (CRM_PARAMETER_...)                                 model chosen, gamma_gamma
 * fit         model text, status int (CRM_FIT_...), reason text null, customers int, histories int
 *             (different ones), log_likelihood ratio null, iterations int, evaluations int,
 *             gradient_norm ratio null (largest slope a customer by ln of a parameter)      likewise
 * customers   customer id, first_day day null, last_day day null, x int, t_x ratio, t ratio,
 *             mean_value ratio null (minor units, observed over repeat purchases), p_alive ratio
 *             null, expected ratio null (purchases in the next `horizon` periods), expected_value
 *             ratio null (mean of a purchase, minor units), lifetime_value money null (of those
 *             purchases, each period's discounted by its end), endless ratio null (purchases for
 *             ever, discounted; PARETO_NBD, BGBB and SBG), flags int (CRM_PURCHASE_...)
 *                                                                              ordered by customer
 * survival    SBG, else empty: period int, at_risk int, lost int, observed ratio null (Kaplan-Meier),
 *             model ratio null, retention ratio null, retention_model ratio null          by period
 */
#ifndef CRM_PURCHASE_MODEL_H
#define CRM_PURCHASE_MODEL_H

#include "crm/analysis.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct crm_purchase_model_params { /* analysis.h says what all params have in common */
    uint32_t size;
    uint32_t flags; /* 0 */
    crm_day as_of;
    crm_day since;
    crm_instant known_at;
    crm_currency currency;
    int32_t sales;
    int32_t unit;
    int32_t rate_max_age_days;
    uint64_t memory_limit;
    uint64_t expected;
    int32_t model;       /* CRM_PURCHASE_MODEL_..., not GAMMA_GAMMA */
    int32_t period_days; /* 1 to 3660; 7 = weeks. A month is no number of days: 30 is thirty days */
    int32_t horizon;     /* periods looked ahead, 1 to 1200 */
    int32_t discount_bp; /* a year of 365.25 days, 0 to 100000; made into (1 + d)^(days / 365.25) - 1 */
} crm_purchase_model_params;

#define CRM_PURCHASE_MODEL_PARAMS_INIT                                                             \
    {                                                                                              \
        sizeof(crm_purchase_model_params), 0, CRM_DAY_NONE, CRM_DAY_NONE, CRM_INSTANT_NONE, 0,     \
            CRM_SALES_PURCHASES, CRM_UNIT_ACCOUNT, 7, 0, 0, CRM_PURCHASE_MODEL_MBGNBD, 7, 52, 1000 \
    }

/** Fill params with CRM_PURCHASE_MODEL_PARAMS_INIT. size = the caller's sizeof.
    @return CRM_OK, CRM_ERROR_ABI */
CRM_API crm_status crm_purchase_model_params_init(crm_purchase_model_params *params, size_t size);

/** A new purchase model; NULL on failure (crm_message): as_of missing, params out of range. */
CRM_API crm_analysis *crm_purchase_model_new(crm_context *crm,
                                             const crm_purchase_model_params *params);

#ifdef __cplusplus
}
#endif

#endif
