/*
 * rfm.h - recency, frequency, monetary value: who buys, how often, how recently.
 *
 * r is scored on the days since the last occasion, fewer = higher; f on the number of occasions; m on
 * the money. The rule (CRM_SCORES_...) is that of params: RANK by default, under which, as under all
 * but NTILE, equal values get equal scores, whatever the order of rows. QUANTILE is that of the R
 * package rfm on integers ("at most the quantile"); MIDRANK leaves one-time buyers in the middle;
 * GIVEN takes the list `edges`: axis text (r, f, m), edge ratio, bins - 1 rows an axis, ascending, in
 * days, occasions and minor units of the result's currency; a value at an edge belongs above it. The
 * rules of quantiles, tiles and middle ranks: Hyndman and Fan 1996, SQL:2003. With CRM_RFM_NESTED f
 * is scored within each r, and m within each r and f (edges that are given stay as they are).
 *
 * total is (weight_r x r + weight_f x f + weight_m x m) / (weight_r + weight_f + weight_m).
 *
 * Segments: the RF map that dozens of public projects share, which covers all 25 cells once, in
 * order of position:
 *
 *     champions           r 5    f 4-5      need_attention  r 3    f 3
 *     loyal               r 3-4  f 4-5      about_to_sleep  r 3    f 1-2
 *     potential_loyalist  r 4-5  f 2-3      at_risk         r 1-2  f 3-4
 *     new                 r 5    f 1        cant_lose       r 1-2  f 5
 *     promising           r 4    f 1        hibernating     r 1-2  f 1-2
 *
 * Another map is given as the list `segments` (crm_analysis_set): segment text, r_low int null,
 * r_high int null, f_low, f_high, m_low, m_high likewise, closed on both sides, null = the lowest or
 * highest score; a customer is in the first that holds its scores. Up to 120 rows. Without scores,
 * in no box, or without a list and with other than 5 bins, a customer has no segment and counts as
 * `unmatched`.
 *
 * With a compare_day, the same is worked out for that earlier day, from what happened and was seen up
 * to it, over a window (since) of the same length; `migration` counts customers by segment then and
 * now, null = not a customer.
 *
 * Reads: rates, links (unit FAMILY), accounts, contacts (unit CONTACT), purchases; with sales = WON
 * opportunities and transitions instead. Descriptions read as they are now: account and contact
 * profiling_refused, types. A person who refused profiling is left out, and counted.
 *
 * scores    customer id, last_day day null, recency_days int null, frequency int, monetary money,
 *           r int null, f int null, m int null, segment text null, first_day day null,
 *           flags int (CRM_RFM_...), total ratio null                        ordered by customer
 * segments  segment text, position int, customers int, share ratio, monetary money,
 *           monetary_share ratio null, median_recency_days ratio null, median_frequency ratio null,
 *           median_monetary ratio null                      by position; `unmatched` stands last
 * bins      axis text (r, f, m), bin int, customers int, low int null, high int null,
 *           tied_share ratio null                                     axis r f m, bin
 * map       r int, f int, m int, segment text null, matches int: which segment each cell of scores
 *           is in, and how many boxes hold it (0 = gap, 2 and more = overlap)        by r, f, m
 * migration before text null, after text null, customers int, share ratio (of those of `before`);
 *           pairs that occur                      by position of before, of after (null last)
 * parts     customer id, part text (r, f, m), value int (days, occasions, minor), points int,
 *           weight int: what makes the total; with CRM_RFM_SHOW_PARTS alone  by customer, r f m
 */
#ifndef CRM_RFM_H
#define CRM_RFM_H

#include "crm/analysis.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct crm_rfm_params { /* analysis.h says what all params have in common */
    uint32_t size;
    uint32_t flags; /* CRM_RFM_NESTED, CRM_RFM_SHOW_PARTS */
    crm_day as_of;
    crm_day since;
    crm_instant known_at;
    crm_currency currency;
    int32_t sales;
    int32_t unit;
    int32_t rate_max_age_days;
    uint64_t memory_limit;
    uint64_t expected;
    int32_t bins;     /* 2 to 10; segments need 5 */
    int32_t occasion; /* CRM_OCCASION_... */
    int32_t rule;     /* CRM_SCORES_... */
    int32_t monetary; /* CRM_MONETARY_...; MARGIN with purchases alone */
    int32_t weight_r; /* 0 to 1000000 each, not all 0 */
    int32_t weight_f;
    int32_t weight_m;
    crm_day compare_day; /* before as_of; CRM_DAY_NONE = none. With purchases alone */
} crm_rfm_params;

#define CRM_RFM_PARAMS_INIT                                                                        \
    {                                                                                              \
        sizeof(crm_rfm_params), 0, CRM_DAY_NONE, CRM_DAY_NONE, CRM_INSTANT_NONE, 0,                \
            CRM_SALES_PURCHASES, CRM_UNIT_ACCOUNT, 7, 0, 0, 5, CRM_OCCASION_DAY,                   \
            CRM_SCORES_RANK, CRM_MONETARY_SUM, 1, 1, 1, CRM_DAY_NONE                               \
    }

/** Fill params with CRM_RFM_PARAMS_INIT. size = the caller's sizeof. @return CRM_OK, CRM_ERROR_ABI */
CRM_API crm_status crm_rfm_params_init(crm_rfm_params *params, size_t size);

/** A new RFM analysis; NULL on failure (crm_message): as_of missing, params out of range. */
CRM_API crm_analysis *crm_rfm_new(crm_context *crm, const crm_rfm_params *params);

#ifdef __cplusplus
}
#endif

#endif
