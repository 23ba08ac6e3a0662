/*
 * sales.h - one reader of sales for all analyses: from purchases or from won deals, never both.
 *
 * Signs and types are those of domain.md 3.2 (header purchase.h): CREDIT lowers revenue and no
 * holding; CANCEL is seen from its own day on and then counts on its counted_day, at that day's
 * rate; SELL_OUT is not revenue; INTERNAL is counted in coverage only; GIFT has net 0. A wrong sign
 * is CRM_ERROR_DATA. Under WON each deal that is won at as_of is one line: account, contact and
 * product of the closing row, its amount, the day of the win, one unit, and as list the product's
 * present list price where that is in the same currency.
 */
#ifndef CRM_ANALYSIS_ENGINE_SALES_H
#define CRM_ANALYSIS_ENGINE_SALES_H

#include "analysis/engine/engine.h"

struct crm__sale {
    crm_id account;     /* raw: crm__judge_account at finish */
    crm_id contact;     /* raw; 0 = none */
    crm_id product;     /* raw; 0 = none */
    crm_id opportunity; /* 0 = none */
    crm_day day;        /* on which it counts */
    crm_day own_day;    /* on which it was seen: of a CANCEL its own, else the same */
    int32_t type;       /* CRM_PURCHASE_TYPE_...; SALE for a won deal */
    int64_t quantity;   /* thousandths, signed; 0 for CREDIT */
    int64_t net;        /* in the result's currency; 0 for GIFT and SELL_OUT */
    int64_t list;       /* in the result's currency */
    bool has_list;      /* never for GIFT, SELL_OUT, CREDIT */
    int64_t cost;       /* in the result's currency, signed as net (that of a GIFT is above 0) */
    bool has_cost;      /* only if the rule looks at costs */
    int64_t order;      /* digest of the order key; 0 = none, or the rule looks at no orders */
};

/* What else of a sale an analysis looks at (crm__sales_rule.looks). */
enum {
    CRM__SALES_COSTS = 1, /* counts CRM__NOTE_NO_COST */
    CRM__SALES_ORDERS = 2
};

struct crm__sales_rule {
    /* Put one sale into the states; it has passed all checks. */
    crm_status (*line)(crm_analysis *analysis, const struct crm__sale *sale);
    /* A further reason to leave a sale out, before its amounts are converted (net and list are
       still in its own currency): CRM__USED, CRM__NO_PRODUCT, CRM__UNKNOWN_REFERENCE ... May be
       NULL. */
    int32_t (*check)(const crm_analysis *analysis, const struct crm__sale *sale);
    uint32_t
        types; /* 1 << CRM_PURCHASE_TYPE_... that count; CRM__SALES_REVENUE, CRM__SALES_HOLDING */
    /* Sales before this day are CRM__BEFORE_SINCE; NULL = params.since; CRM_DAY_NONE = none are. */
    crm_day (*first_day)(const crm_analysis *analysis);
    /* CRM__SALES_COSTS, _ORDERS with these params; NULL = none. Its input then wants the fields
       crm__sales_value_fields. */
    uint32_t (*looks)(const crm_analysis *analysis);
    bool lists;   /* uses list amounts: count CRM__NOTE_NO_LIST */
    bool deals;   /* under WON: the analysis judges opportunities that are not won by itself */
    bool contact; /* a sale without contact does not count if params.unit is CONTACT */
    /* State with the one key opportunity and a SUM slot, where rows of purchases that name a deal
       are counted (for CRM__NOTE_WON_WITHOUT_PURCHASE, which the engine then makes if deals are
       read); -1 = none. */
    int32_t invoiced;
};

#define CRM__SALES_REVENUE                                                                         \
    (1u << CRM_PURCHASE_TYPE_SALE | 1u << CRM_PURCHASE_TYPE_RETURN |                               \
     1u << CRM_PURCHASE_TYPE_CREDIT | 1u << CRM_PURCHASE_TYPE_CANCEL |                             \
     1u << CRM_PURCHASE_TYPE_GIFT)
#define CRM__SALES_HOLDING (CRM__SALES_REVENUE | 1u << CRM_PURCHASE_TYPE_SELL_OUT)

/* Fields of a purchase that the reader wants, and with costs and orders; the first five must have a
   value. */
extern const crm_field crm__sales_purchase_fields[];
extern const crm_field crm__sales_value_fields[];
#define CRM__SALES_PURCHASE_NEEDS 5

/* Fields of transition, opportunity and stage that deals and WON sales want, ready for inputs; with
   how many of them are needed (of opportunities: none). */
extern const crm_field crm__deals_transition_fields[];
extern const crm_field crm__deals_opportunity_fields[];
extern const crm_field crm__deals_stage_fields[];
#define CRM__DEALS_TRANSITION_NEEDS 5
#define CRM__DEALS_STAGE_NEEDS 4

/* Product fields for list prices; rates; links. */
extern const crm_field crm__sales_product_fields[];
extern const crm_field crm__rate_fields[];
#define CRM__RATE_NEEDS 5
extern const crm_field crm__link_fields[];
#define CRM__LINK_NEEDS 3

/* The fold function of the input PURCHASE. */
crm_status crm__sales_fold(crm_analysis *analysis, const crm_table *table, size_t first,
                           size_t count);

/* Note deals won that no purchase names (rule->invoiced; the engine does, in finish, under
 * PURCHASES). */
crm_status crm__sales_unbilled(crm_analysis *analysis);

/* Call rule->line for each won deal (the engine does, in finish, under sales = WON), and make the
   verdicts of opportunities. */
crm_status crm__sales_won(crm_analysis *analysis);

#endif
