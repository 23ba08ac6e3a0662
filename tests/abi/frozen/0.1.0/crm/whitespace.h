/*
 * whitespace.h - what each customer has not bought yet, and what it may be worth.
 *
 * A grid of accounts (type CUSTOMER, or with sales up to as_of; prospects on request) and products,
 * or categories. Each cell is in one state, the first that holds: HELD (quantity bought up to as_of
 * above 0 and still valid), IN_PIPELINE (an open deal), LOST_RECENTLY (a deal lost less than
 * lost_days days before as_of), EXPIRED (bought, validity over), EXCLUDED (the product is retired
 * or archived), WHITE.
 *
 * Rows. "With sales" is any line that counts and names a product. Accounts archived at as_of and
 * persons who refused profiling are no rows, and their sales count for nobody. With unit FAMILY a
 * row is the family at as_of, named by its root: bought is what members bought, a deal of any of
 * its accounts counts, and the family's segment is that of its root.
 * Columns. A category is its text, whole or down to category_levels; texts that fold alike are one,
 * called by the first spelling in order of bytes; products without category are left out
 * (not_in_grid). It is held through any product, retired ones included, and EXCLUDED only when all
 * its products are retired.
 * Held. Sum of quantities up to as_of above 0 and, if the product has validity_days, the last day
 * bought (SALE, GIFT, SELL_OUT) + validity_days >= as_of. Under a validity, days of which returns
 * and cancellations left nothing do not count. held_since is the first day bought, of HELD cells;
 * last_day the last one, of HELD and EXPIRED cells.
 * Deals. opportunity: the open deal (of several the one with the smallest id) of IN_PIPELINE cells,
 * the deal lost last of LOST_RECENTLY ones. lost_day: the last day on which a deal was lost,
 * however long ago. Deals without account or product reserve no cell (coverage).
 *
 * Likelihood, shrunk in three steps with weight kappa: all customers p0 = holders / accounts; peers
 * (other accounts of the same segment if there are at least 5, else all others) p1 = (h + kappa p0)
 * / (n + kappa); family p = (hf + kappa p1) / (nf + kappa) over the other buying members, p = p1
 * without any, and for unit FAMILY. Columns: n peers, h holders, nf family_members, hf
 * family_holders; for unit FAMILY the last two are the accounts of the family in the grid, and
 * those of them that hold it. Value: median over the peers that hold it of their net on that
 * product in the window (0 if they bought before it); with fewer than 3 such holders, over all
 * holders; with none, the list price of one unit at the rate of as_of, for a category the median of
 * the list prices of its products on sale; else none (note_no_value). expected = value x
 * likelihood, one exact quotient rounded half to even. HELD and EXCLUDED cells have neither.
 *
 * penetration = held / cells that are not EXCLUDED (accounts), holders / accounts (products). value
 * and expected of accounts, products and families are sums over WHITE cells: none if there are such
 * cells and none has a value. members: accounts of the family in the grid. evidence and
 * evidence_weight are none in this version.
 *
 * Reads: rates, links, products, accounts, opportunities, transitions, purchases. Descriptions read
 * as they are now: account segment, types and profiling_refused; product category, list_price,
 * retired, validity_days.
 *
 * cells     account id, product id null, category text null, state int (CRM_CELL_...),
 *           held_since day null, last_day day null, peers int, holders int, family_holders int,
 *           likelihood ratio null, value money null, expected money null, opportunity id null,
 *           lost_day day null, evidence id null, evidence_weight ratio null, family_members int
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
    int32_t kappa;           /* weight of the wider group, in customers: 1 to 1000000 */
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
