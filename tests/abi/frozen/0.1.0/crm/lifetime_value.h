/*
 * lifetime_value.h - what each customer has brought and cost so far; what winning one costs against
 * keeping one; and two closed forms of what one is worth from now on.
 *
 *   value = revenue - goods - marketing - service - acquisition
 *
 * Revenue is net sales in the window; goods is cost_amount of the same purchases and expenses of
 * category GOODS; the other three are expenses of their category. An expense with an account is that
 * customer's; one without is shared out, to the last minor unit (largest remainder, ties to the lower
 * id): ACQUISITION among customers won in the window, the rest among those with any sale, return or
 * credit in it, by what they bought there or evenly (params.allocation). What has nobody to be shared
 * among stays `unallocated`. A customer was won on the first day on which its net was above 0, looked
 * for in all history, whatever `since` says.
 *
 * cost_to_acquire is all ACQUISITION, shared or not, over the customers won; cost_to_keep MARKETING
 * and SERVICE over the customers there were before: the saying that winning costs seven times as
 * much as keeping is measured here, never assumed. Payback is how many days after the first one the
 * sum of net less goods reached the customer's acquisition cost.
 *
 * Reads: rates, links (unit FAMILY: those of as_of), accounts, purchases, expenses (a store without
 * them: `about` says missing). Descriptions read as they are now: account profiling_refused, types. A
 * person who refused profiling is left out, and counted.
 *
 * customers  customer id, first_day day null, last_day day null, is_new int (0, 1), revenue money,
 *            goods money, marketing money, service money, acquisition money, value money,
 *            shared money (what of the costs was shared out), payback_days int null
 *                                                                  value desc, customer
 * summary    customers int, new_customers int, revenue money, goods money, marketing money,
 *            service money, acquisition money, value money, shared money, unallocated money,
 *            cost_to_acquire money null, cost_to_keep money null, acquire_to_keep ratio null,
 *            mean_value ratio null (minor), paid_back int, payback_median_days ratio null  one row
 *            (sums of `customers`; unallocated costs are in none of them)
 */
#ifndef CRM_LIFETIME_VALUE_H
#define CRM_LIFETIME_VALUE_H

#include "crm/analysis.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct crm_lifetime_value_params { /* analysis.h says what all params have in common */
    uint32_t size;
    uint32_t flags; /* 0 */
    crm_day as_of;
    crm_day since;
    crm_instant known_at;
    crm_currency currency;
    int32_t sales; /* CRM_SALES_PURCHASES alone: won deals have no costs */
    int32_t unit;  /* CRM_UNIT_ACCOUNT, CRM_UNIT_FAMILY */
    int32_t rate_max_age_days;
    uint64_t memory_limit;
    uint64_t expected;
    int32_t allocation; /* CRM_ALLOCATE_... */
    int32_t reserved;   /* 0 */
} crm_lifetime_value_params;

#define CRM_LIFETIME_VALUE_PARAMS_INIT                                                             \
    {                                                                                              \
        sizeof(crm_lifetime_value_params), 0, CRM_DAY_NONE, CRM_DAY_NONE, CRM_INSTANT_NONE, 0,     \
            CRM_SALES_PURCHASES, CRM_UNIT_ACCOUNT, 7, 0, 0, CRM_ALLOCATE_BY_VALUE, 0               \
    }

/** Fill params with CRM_LIFETIME_VALUE_PARAMS_INIT. size = the caller's sizeof.
    @return CRM_OK, CRM_ERROR_ABI */
CRM_API crm_status crm_lifetime_value_params_init(crm_lifetime_value_params *params, size_t size);

/** A new analysis of lifetime value; NULL on failure (crm_message): as_of missing, params out of
    range. */
CRM_API crm_analysis *crm_lifetime_value_new(crm_context *crm,
                                             const crm_lifetime_value_params *params);

/**
 * How many times a customer's yearly margin it is worth, if it stays from one period to the next with
 * probability r and money loses i a period: r / (1 + i - r) with the first margin one period from now,
 * (1 + i) / (1 + i - r) with the first one now (Gupta and Lehmann 2003).
 *
 * @param retention_bp 0 to 10000, of each period; below 10000 + discount_bp
 * @param discount_bp 0 or above
 * @param first_now not 0: a margin is earned at once
 * @return CRM_OK, CRM_ERROR_ARGUMENT (out of range, no end, NULL)
 */
CRM_API crm_status crm_lifetime_multiple(int32_t retention_bp, int32_t discount_bp,
                                         int32_t first_now, double *out_multiple);

/**
 * The same in money: margin x multiple - acquisition, rounded once, half to even.
 *
 * @param margin of one period, in minor units; acquisition cost in the same
 * @return CRM_OK, CRM_ERROR_ARGUMENT, CRM_ERROR_OVERFLOW
 */
CRM_API crm_status crm_lifetime_perpetuity(int64_t margin, int32_t retention_bp,
                                           int32_t discount_bp, int32_t first_now,
                                           int64_t acquisition, int64_t *out_value);

#ifdef __cplusplus
}
#endif

#endif
