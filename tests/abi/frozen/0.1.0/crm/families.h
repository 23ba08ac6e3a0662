/*
 * families.h - the biggest customers once the subsidiaries are added up.
 *
 * A family is an account that nobody owns, with all it owns, directly or through others, by links of
 * type OWNED_BY. Sales of a member count for the family that owned it on the day of the sale, in
 * full; the listing shows the members at as_of, and one that left inside the window with its part
 * until it left. A cycle in a broken store is cut at its smallest id and noted.
 *
 * depth counts the levels below the root, 0 for a company alone. An account that left a family stands
 * in its listing behind the members, without parent; one that was acquired may head a family of its
 * own with what it sold before. rank of an account: by all its sales in the window.
 *
 * Ranks are by total, equal totals share one (1, 1, 3); totals of 0 or below have none. Discounts:
 * 1 - paid / list price over lines that have a list price; money at stake is what members would have
 * paid less at the lowest discount of the family: sum of list x (discount - lowest), over pairs of
 * min_lines lines each and a spread of min_spread_bp.
 *
 * Reads: rates, links, users (grade), accounts, purchases; with sales = WON products (list price),
 * opportunities and transitions instead of purchases. Descriptions read as they are now: account
 * owner and discount_bp, user grade, product list_price under sales = WON.
 *
 * families   root id, rank int null, members int, buyers int, depth int, own money, total money,
 *            share ratio null, best_member id null, best_member_rank int null, rank_gain int null,
 *            previous money null, last_day day null, low_discount_bp int null,
 *            high_discount_bp int null, at_stake money null       by rank (null last), root
 * accounts   account id, root id, parent id null, level int, rank int null, own money,
 *            subtree money, family_share ratio null, list money null, net_of_list money null,
 *            discount_bp int null, agreed_bp int null, owner id null, owner_grade int null
 *            family rank, root, pre-order (siblings by subtree descending, id)
 * discounts  root id, product id null (all), low_account id, low_bp int, high_account id,
 *            high_bp int, spread_bp int, lines int, list money, at_stake money
 *            at_stake descending, root, product
 */
#ifndef CRM_FAMILIES_H
#define CRM_FAMILIES_H

#include "crm/analysis.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct crm_families_params {
    uint32_t size;
    uint32_t flags;
    crm_day as_of;
    crm_day since;
    crm_instant known_at;
    crm_currency currency;
    int32_t sales;
    int32_t unit; /* not used: always the family */
    int32_t rate_max_age_days;
    uint64_t memory_limit;
    uint64_t expected;
    crm_day previous_since; /* first day of the period before, which ends the day before since;
                               CRM_DAY_NONE = as many days as the window has */
    int32_t min_spread_bp;  /* discounts closer than this are alike */
    int32_t min_lines;      /* lines that an account needs for its discount to be compared */
    int32_t reserved;       /* 0 */
} crm_families_params;

#define CRM_FAMILIES_PARAMS_INIT                                                                   \
    {                                                                                              \
        sizeof(crm_families_params), 0, CRM_DAY_NONE, CRM_DAY_NONE, CRM_INSTANT_NONE, 0,           \
            CRM_SALES_PURCHASES, CRM_UNIT_FAMILY, 7, 0, 0, CRM_DAY_NONE, 200, 3, 0                 \
    }

/** Fill params with CRM_FAMILIES_PARAMS_INIT. @return CRM_OK, CRM_ERROR_ABI */
CRM_API crm_status crm_families_params_init(crm_families_params *params, size_t size);

/** A new analysis of families; NULL on failure (crm_message). */
CRM_API crm_analysis *crm_families_new(crm_context *crm, const crm_families_params *params);

#ifdef __cplusplus
}
#endif

#endif
