/*
 * whitespace.h - what each customer has not bought yet, and what it may be worth.
 *
 * A grid of accounts (type CUSTOMER, or with sales up to as_of; prospects on request) and products,
 * or categories. Each cell is in one state, the first that holds: HELD (quantity bought up to as_of
 * above 0 and still valid), IN_PIPELINE (an open deal), LOST_RECENTLY (a deal lost within lost_days),
 * EXPIRED (bought, validity over), EXCLUDED (the product is retired), WHITE.
 *
 * Likelihood, shrunk in three steps with weight kappa: all customers p0 = holders / accounts; peers
 * (other accounts of the same segment if there are at least 5, else all others)
 * p1 = (h + kappa p0) / (n + kappa); family p = (hf + kappa p1) / (nf + kappa) over the other buying
 * members. Value: median over the peers that hold it of their net on that product in the window;
 * with fewer than 3 such holders, over all holders; with none, the list price of one unit.
 *
 * Reads: rates, links, products, stages, accounts, opportunities, transitions, purchases.
 * Descriptions read as they are now: account segment and types; product category, list_price,
 * retired, validity_days.
 *
 * cells     account id, product id null, category text null, state int (CRM_CELL_...),
 *           held_since day null, last_day day null, peers int, holders int, family_holders int,
 *           likelihood ratio null, value money null, expected money null, opportunity id null,
 *           lost_day day null, evidence id null, evidence_weight ratio null
 *           expected descending (null last), likelihood descending, account, product, category
 * accounts  account id, root id, held int, in_pipeline int, lost int, expired int, excluded int,
 *           white int, penetration ratio null, value money null, expected money null
 *           expected descending, account
 * products  product id null, category text null, holders int, accounts int,
 *           penetration ratio null, white int, value money null, expected money null
 *           value of white cells descending, product, category
 * families  root id, members int, white int, value money null, expected money null
 *           expected descending, root
 */
#ifndef CRM_WHITESPACE_H
#define CRM_WHITESPACE_H

#include "crm/analysis.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct crm_whitespace_params {
    uint32_t size;
    uint32_t flags; /* CRM_WHITESPACE_... */
    crm_day as_of;
    crm_day since; /* of the value; holding looks at all history */
    crm_instant known_at;
    crm_currency currency;
    int32_t sales;
    int32_t unit; /* CRM_UNIT_ACCOUNT, or CRM_UNIT_FAMILY: held if any member holds */
    int32_t rate_max_age_days;
    uint64_t memory_limit;
    uint64_t expected;
    int32_t columns;         /* CRM_COLUMNS_... */
    int32_t category_levels; /* 0 = the whole category text, 1 = up to the first '/' */
    int32_t lost_days;       /* a deal lost within this many days counts as lost recently */
    int32_t kappa;           /* weight of the wider group, in customers */
} crm_whitespace_params;

#define CRM_WHITESPACE_PARAMS_INIT                                                                 \
    {                                                                                              \
        sizeof(crm_whitespace_params), 0, CRM_DAY_NONE, CRM_DAY_NONE, CRM_INSTANT_NONE, 0,         \
            CRM_SALES_PURCHASES, CRM_UNIT_ACCOUNT, 7, 0, 0, CRM_COLUMNS_PRODUCT, 0, 365, 5         \
    }

/** Fill params with CRM_WHITESPACE_PARAMS_INIT. @return CRM_OK, CRM_ERROR_ABI */
CRM_API crm_status crm_whitespace_params_init(crm_whitespace_params *params, size_t size);

/** A new whitespace analysis; NULL on failure (crm_message). */
CRM_API crm_analysis *crm_whitespace_new(crm_context *crm, const crm_whitespace_params *params);

#ifdef __cplusplus
}
#endif

#endif
