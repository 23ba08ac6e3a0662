/*
 * sales_won.c - deals as sales: each deal that is won at as_of is one line, and the record of each
 * deal says in coverage whether it was.
 */
#include "analysis/engine/inside.h"

static crm_id
contact_of(const crm_analysis *analysis, const struct crm__deal *deal)
{
    return deal->row == SIZE_MAX
               ? 0
               : crm__kept_id(analysis, CRM_KIND_OPPORTUNITY, deal->row, CRM_OPPORTUNITY_CONTACT);
}

/* The present list price of the product, where it is in the currency of the deal. */
static void
list_of(const crm_analysis *analysis, const struct crm__deal *deal, struct crm__sale *sale)
{
    crm_id product = crm__resolve(analysis, CRM_KIND_PRODUCT, deal->now.product);
    int64_t currency = 0;
    size_t row;

    if (product == 0 || !crm__kept_find(analysis, CRM_KIND_PRODUCT, product, &row) ||
        !crm__kept_int(analysis, CRM_KIND_PRODUCT, row, CRM_PRODUCT_CURRENCY, &currency) ||
        currency != deal->now.currency)
        return;
    sale->has_list =
        crm__kept_int(analysis, CRM_KIND_PRODUCT, row, CRM_PRODUCT_LIST_PRICE, &sale->list);
}

static struct crm__sale
sale_of(const crm_analysis *analysis, const struct crm__deal *deal)
{
    struct crm__sale sale = {
        .account = deal->now.account,
        .contact = contact_of(analysis, deal),
        .product = deal->now.product,
        .opportunity = deal->id,
        .day = deal->closed_day,
        .own_day = deal->closed_day,
        .type = CRM_PURCHASE_TYPE_SALE,
        .quantity = 1000,
        .net = deal->now.amount,
    };

    list_of(analysis, deal, &sale);
    return sale;
}

static int32_t
reason_of(const crm_analysis *analysis, const struct crm__deal *deal, const struct crm__sale *sale)
{
    const struct crm__sales_rule *rule = analysis->class->rule;
    crm_day first = crm__sales_first_day(analysis);
    bool by_contact = rule->contact && analysis->common->unit == CRM_UNIT_CONTACT;
    int32_t reason = CRM__USED, found;

    if (deal->now.outcome != CRM_OUTCOME_WON)
        return CRM__NOT_COUNTED_TYPE;
    if (sale->day == CRM_DAY_NONE || (first != CRM_DAY_NONE && sale->day < first))
        reason = CRM__BEFORE_SINCE;
    crm__judge_account(analysis, sale->account, &found);
    reason = crm__reason_first(reason, found);
    if (by_contact) {
        crm__judge_contact(analysis, sale->contact, &found);
        reason = crm__reason_first(reason, found);
    }
    if (rule->check)
        reason = crm__reason_first(reason, rule->check(analysis, sale));
    return deal->now.has_amount ? reason : crm__reason_first(reason, CRM__NO_AMOUNT);
}

static crm_status
convert(crm_analysis *analysis, const struct crm__deal *deal, struct crm__sale *sale,
        int32_t *out_reason)
{
    crm_status status =
        crm__convert(analysis, sale->net, deal->now.currency, sale->day, &sale->net, out_reason);

    if (status == CRM_OK && sale->has_list && *out_reason == CRM__USED)
        status = crm__convert(analysis, sale->list, deal->now.currency, sale->day, &sale->list,
                              out_reason);
    return status;
}

static crm_status
use_deal(crm_analysis *analysis, const struct crm__deal *deal, const struct crm__sale *sale)
{
    crm_status status = crm__meet(analysis, deal->now.currency);

    if (status == CRM_OK && analysis->class->rule->lists && !sale->has_list)
        status = crm__note(analysis, CRM_KIND_OPPORTUNITY, CRM__NOTE_NO_LIST, 1, deal->now.amount,
                           deal->now.currency);
    return status == CRM_OK ? analysis->class->rule->line(analysis, sale) : status;
}

crm_status
crm__sales_won(crm_analysis *analysis)
{
    crm_status status = CRM_OK;

    for (size_t i = 0; i < analysis->deals.count && status == CRM_OK; i++) {
        const struct crm__deal *deal = &analysis->deals.list[i];
        struct crm__sale sale = sale_of(analysis, deal);
        int32_t reason = reason_of(analysis, deal, &sale);

        if (reason == CRM__USED)
            status = convert(analysis, deal, &sale, &reason);
        if (status == CRM_OK && reason == CRM__USED)
            status = use_deal(analysis, deal, &sale);
        if (deal->row == SIZE_MAX || reason == CRM__USED)
            continue;
        if (!analysis->class->rule->deals || deal->now.outcome == CRM_OUTCOME_WON)
            crm__leave_out(analysis, CRM_KIND_OPPORTUNITY, deal->row, reason);
    }
    return status;
}

crm_status
crm__sales_unbilled(crm_analysis *analysis)
{
    size_t state = (size_t)analysis->class->rule->invoiced;
    crm_status status = CRM_OK;

    for (size_t i = 0; i < analysis->deals.count && status == CRM_OK; i++) {
        const struct crm__deal *deal = &analysis->deals.list[i];

        if (deal->now.outcome == CRM_OUTCOME_WON &&
            !crm__cells_find(&analysis->states[state], deal->id, 0, 0))
            status = crm__note(analysis, CRM_KIND_OPPORTUNITY, CRM__NOTE_WON_WITHOUT_PURCHASE, 1,
                               deal->now.amount, deal->now.has_amount ? deal->now.currency : 0);
    }
    return status;
}
