/*
 * concentration.h - on how few customers sales rest: Pareto, ABC classes, top n, Gini, HHI.
 *
 * Customers are ordered by their sales in the window; those whose total is 0 or below are left out of
 * all shares and counted apart (a negative total has no share of anything). Classes: A while the
 * customers with larger totals have less than a_bp of all sales, B while less than b_bp, then C; so
 * the customer who crosses a limit belongs to the class before it, and equal totals to one class.
 *
 *   gini  sum of (2 i - n - 1) x_i / (n x sum of x_i), x ascending, i from 1: 0 = all equal, towards 1
 *         = one has all (Gini 1912, in the form of the mean difference)
 *   hhi   10000 x sum of squared shares: 10000 = one customer (Herfindahl and Hirschman)
 *   half, four_fifths  how many customers, the largest first, make 50 % and 80 % of sales
 *
 * With the list `potentials` (customer id, potential money: what it could buy, in the result's
 * currency) customers get a second class by it in the same way, and `crossed` counts revenue against
 * potential: AA is to be kept, CA to be won. Customers named there alone count with sales of 0.
 *
 * Reads: rates, links (unit FAMILY: those of as_of), accounts, contacts (unit CONTACT), purchases;
 * with sales = WON opportunities and transitions instead. Descriptions read as they are now: account
 * and contact profiling_refused, types. A person who refused profiling is left out, and counted.
 *
 * summary    customers int, without_sales int (total 0 or below), sales money (of the others),
 *            gini ratio null, hhi ratio null, top int, top_share ratio null, half int,
 *            four_fifths int                                                        one row
 * customers  customer id, rank int null, sales money, share ratio null, cumulative ratio null (its
 *            equals included), class text null (A, B, C), potential money null,
 *            potential_class text null                              sales desc, customer
 * classes    class text, customers int, customer_share ratio null, sales money,
 *            sales_share ratio null                                              A, B, C
 * crossed    class text null, potential_class text null, customers int, sales money,
 *            potential money                  class, potential_class (null last); pairs that occur
 */
#ifndef CRM_CONCENTRATION_H
#define CRM_CONCENTRATION_H

#include "crm/analysis.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct crm_concentration_params { /* analysis.h says what all params have in common */
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
    int32_t top;      /* customers of top_share, above 0 */
    int32_t a_bp;     /* above 0 ... */
    int32_t b_bp;     /* ... above a_bp, at most 10000 */
    int32_t reserved; /* 0 */
} crm_concentration_params;

#define CRM_CONCENTRATION_PARAMS_INIT                                                              \
    {                                                                                              \
        sizeof(crm_concentration_params), 0, CRM_DAY_NONE, CRM_DAY_NONE, CRM_INSTANT_NONE, 0,      \
            CRM_SALES_PURCHASES, CRM_UNIT_ACCOUNT, 7, 0, 0, 10, 8000, 9500, 0                      \
    }

/** Fill params with CRM_CONCENTRATION_PARAMS_INIT. size = the caller's sizeof.
    @return CRM_OK, CRM_ERROR_ABI */
CRM_API crm_status crm_concentration_params_init(crm_concentration_params *params, size_t size);

/** A new analysis of concentration; NULL on failure (crm_message): as_of missing, params out of
    range. */
CRM_API crm_analysis *crm_concentration_new(crm_context *crm,
                                            const crm_concentration_params *params);

#ifdef __cplusplus
}
#endif

#endif
