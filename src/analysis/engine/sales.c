/*
 * sales.c - purchases, row by row: signs checked, the first reason to leave a row out found,
 * amounts converted once, and what remains handed to the analysis.
 */
#include "analysis/engine/sales.h"

#include "analysis/engine/inside.h"

const crm_field crm__sales_purchase_fields[] = {
    CRM_PURCHASE_ACCOUNT,     CRM_PURCHASE_DAY,         CRM_PURCHASE_TYPE,
    CRM_PURCHASE_NET_AMOUNT,  CRM_PURCHASE_CURRENCY,    CRM_PURCHASE_CONTACT,
    CRM_PURCHASE_PRODUCT,     CRM_PURCHASE_QUANTITY,    CRM_PURCHASE_LIST_AMOUNT,
    CRM_PURCHASE_COUNTED_DAY, CRM_PURCHASE_OPPORTUNITY, -1};
const crm_field crm__sales_value_fields[] = {CRM_PURCHASE_ACCOUNT,     CRM_PURCHASE_DAY,
                                             CRM_PURCHASE_TYPE,        CRM_PURCHASE_NET_AMOUNT,
                                             CRM_PURCHASE_CURRENCY,    CRM_PURCHASE_CONTACT,
                                             CRM_PURCHASE_PRODUCT,     CRM_PURCHASE_QUANTITY,
                                             CRM_PURCHASE_LIST_AMOUNT, CRM_PURCHASE_COUNTED_DAY,
                                             CRM_PURCHASE_OPPORTUNITY, CRM_PURCHASE_COST_AMOUNT,
                                             CRM_PURCHASE_ORDER_KEY,   -1};
const crm_field crm__sales_product_fields[] = {CRM_PRODUCT_LIST_PRICE,    CRM_PRODUCT_CURRENCY,
                                               CRM_PRODUCT_CATEGORY,      CRM_PRODUCT_RETIRED,
                                               CRM_PRODUCT_VALIDITY_DAYS, -1};

/* A purchase as it was fed. */
struct line {
    struct crm__sale sale;
    crm_instant created; /* CRM_INSTANT_NONE = always known */
    crm_day own_day;
    crm_currency currency;
    int64_t net;
    bool has_quantity;
    bool erased;
};

static int64_t
cell(const crm_table *table, size_t row, crm_field field, int64_t none)
{
    int64_t value;

    return crm__cell_int(table, row, crm__table_index(table, field), &value) ? value : none;
}

/* FNV-1a over the bytes, without the sign bit and never 0: states have no text, and two orders of one
   customer share 63 bits less often than machines fail. */
static int64_t
order_of(const crm_table *table, size_t row)
{
    uint64_t digest = UINT64_C(14695981039346656037);
    size_t length;
    const char *key =
        crm__cell_text(table, row, crm__table_index(table, CRM_PURCHASE_ORDER_KEY), &length);

    if (!key || length == 0)
        return 0;
    for (size_t i = 0; i < length; i++)
        digest = (digest ^ (unsigned char)key[i]) * UINT64_C(1099511628211);
    digest = (digest ^ digest >> 32) & INT64_MAX;
    return digest ? (int64_t)digest : 1;
}

/* What only some analyses look at. */
static void
read_more(const crm_table *table, size_t row, uint32_t looks, struct crm__sale *sale)
{
    if (looks & CRM__SALES_COSTS)
        sale->has_cost = crm__cell_int(
            table, row, crm__table_index(table, CRM_PURCHASE_COST_AMOUNT), &sale->cost);
    if (looks & CRM__SALES_ORDERS)
        sale->order = order_of(table, row);
}

static void
read_line(const crm_table *table, size_t row, struct line *line)
{
    struct crm__sale *sale = &line->sale;
    int64_t unused;

    *line = (struct line){0};
    sale->account = cell(table, row, CRM_PURCHASE_ACCOUNT, 0);
    sale->contact = cell(table, row, CRM_PURCHASE_CONTACT, 0);
    sale->product = cell(table, row, CRM_PURCHASE_PRODUCT, 0);
    sale->opportunity = cell(table, row, CRM_PURCHASE_OPPORTUNITY, 0);
    sale->type = (int32_t)cell(table, row, CRM_PURCHASE_TYPE, 0);
    line->net = cell(table, row, CRM_PURCHASE_NET_AMOUNT, 0);
    line->currency = (crm_currency)cell(table, row, CRM_PURCHASE_CURRENCY, 0);
    line->own_day = (crm_day)cell(table, row, CRM_PURCHASE_DAY, CRM_DAY_NONE);
    line->created = cell(table, row, CRM_FIELD_CREATED, CRM_INSTANT_NONE);
    line->erased = crm__cell_int(table, row, CRM_FIELD_ERASED, &unused);
    line->has_quantity =
        crm__cell_int(table, row, crm__table_index(table, CRM_PURCHASE_QUANTITY), &sale->quantity);
    sale->has_list =
        crm__cell_int(table, row, crm__table_index(table, CRM_PURCHASE_LIST_AMOUNT), &sale->list);
    sale->net = line->net;
    sale->own_day = line->own_day;
    sale->day = sale->type == CRM_PURCHASE_TYPE_CANCEL
                    ? (crm_day)cell(table, row, CRM_PURCHASE_COUNTED_DAY, CRM_DAY_NONE)
                    : line->own_day;
}

/* The sign that amounts and quantities of a type have: 1, -1; 0 = any. */
static int
sign_of(int32_t type)
{
    switch (type) {
    case CRM_PURCHASE_TYPE_INTERNAL:
        return 0;
    case CRM_PURCHASE_TYPE_RETURN:
    case CRM_PURCHASE_TYPE_CREDIT:
    case CRM_PURCHASE_TYPE_CANCEL:
        return -1;
    default:
        return 1;
    }
}

static bool
sign_wrong(int sign, int64_t value)
{
    return (sign > 0 && value < 0) || (sign < 0 && value > 0);
}

static crm_status
wrong(crm_analysis *analysis, const crm_table *table, size_t row, crm_field field, const char *what)
{
    int64_t id = cell(table, row, CRM_FIELD_ID, 0);

    return crm__fail(analysis->crm, CRM_ERROR_DATA, CRM_KIND_PURCHASE, id, field,
                     "purchase %lld (row %llu fed): %s", (long long)id, (unsigned long long)row,
                     what);
}

static crm_status
check_signs(crm_analysis *analysis, const crm_table *table, size_t row, const struct line *line)
{
    const struct crm__sale *sale = &line->sale;
    int sign = sign_of(sale->type);

    if (sign_wrong(sign, line->net))
        return wrong(analysis, table, row, CRM_PURCHASE_NET_AMOUNT, "net has the wrong sign");
    if (sale->type == CRM_PURCHASE_TYPE_GIFT && line->net != 0)
        return wrong(analysis, table, row, CRM_PURCHASE_NET_AMOUNT, "the net of a gift is 0");
    if (sale->has_list && sign_wrong(sign, sale->list))
        return wrong(analysis, table, row, CRM_PURCHASE_LIST_AMOUNT, "list has the wrong sign");
    if (sale->has_cost && sign_wrong(sign, sale->cost))
        return wrong(analysis, table, row, CRM_PURCHASE_COST_AMOUNT, "cost has the wrong sign");
    if (line->has_quantity && sign_wrong(sign, sale->quantity))
        return wrong(analysis, table, row, CRM_PURCHASE_QUANTITY, "quantity has the wrong sign");
    if (line->has_quantity && sale->type == CRM_PURCHASE_TYPE_CREDIT)
        return wrong(analysis, table, row, CRM_PURCHASE_QUANTITY, "a credit has no quantity");
    return CRM_OK;
}

crm_day
crm__sales_first_day(const crm_analysis *analysis)
{
    const struct crm__sales_rule *rule = analysis->class->rule;

    return rule->first_day ? rule->first_day(analysis) : analysis->common->since;
}

static int32_t
reason_of(const crm_analysis *analysis, const struct line *line)
{
    const struct crm__sales_rule *rule = analysis->class->rule;
    const struct crm__sale *sale = &line->sale;
    crm_day as_of = analysis->common->as_of, first = crm__sales_first_day(analysis);

    if (line->erased)
        return CRM__ERASED;
    if (line->own_day > as_of || sale->day > as_of)
        return CRM__AFTER_AS_OF;
    if (crm__hidden(analysis, line->created))
        return CRM__AFTER_KNOWN_AT;
    if (sale->day != CRM_DAY_NONE && first != CRM_DAY_NONE && sale->day < first)
        return CRM__BEFORE_SINCE;
    if (sale->type < 0 || sale->type > 31 || !(rule->types & (uint32_t)1 << sale->type))
        return CRM__NOT_COUNTED_TYPE;
    if (sale->day == CRM_DAY_NONE)
        return CRM__UNKNOWN_REFERENCE;
    if (rule->contact && analysis->common->unit == CRM_UNIT_CONTACT && sale->contact == 0)
        return CRM__NO_CONTACT;
    return rule->check ? rule->check(analysis, sale) : CRM__USED;
}

/* What the type makes of quantity, net and list. */
static void
shape_line(struct line *line)
{
    struct crm__sale *sale = &line->sale;

    if (!line->has_quantity)
        sale->quantity = 1000 * sign_of(sale->type);
    if (sale->type == CRM_PURCHASE_TYPE_CREDIT)
        sale->quantity = 0;
    if (sale->type == CRM_PURCHASE_TYPE_SELL_OUT)
        sale->net = 0;
    if (sale->type == CRM_PURCHASE_TYPE_SELL_OUT || sale->type == CRM_PURCHASE_TYPE_GIFT ||
        sale->type == CRM_PURCHASE_TYPE_CREDIT)
        sale->has_list = false;
    if (sale->type == CRM_PURCHASE_TYPE_SELL_OUT)
        sale->has_cost = false;
}

static crm_status
convert_line(crm_analysis *analysis, struct line *line, int32_t *out_reason)
{
    struct crm__sale *sale = &line->sale;
    crm_status status =
        crm__convert(analysis, sale->net, line->currency, sale->day, &sale->net, out_reason);

    if (status == CRM_OK && sale->has_list && *out_reason == CRM__USED)
        status =
            crm__convert(analysis, sale->list, line->currency, sale->day, &sale->list, out_reason);
    if (status == CRM_OK && sale->has_cost && *out_reason == CRM__USED)
        status =
            crm__convert(analysis, sale->cost, line->currency, sale->day, &sale->cost, out_reason);
    return status;
}

static crm_status
cover_line(crm_analysis *analysis, const struct line *line, int32_t reason)
{
    bool by_contact = analysis->class->rule->contact && analysis->common->unit == CRM_UNIT_CONTACT;

    return crm__cover(analysis, CRM_KIND_PURCHASE, reason, line->sale.account,
                      by_contact ? line->sale.contact : 0, true, line->net, line->currency);
}

static crm_status
use_line(crm_analysis *analysis, const struct line *line, uint32_t looks)
{
    const struct crm__sales_rule *rule = analysis->class->rule;
    const struct crm__sale *sale = &line->sale;
    bool priced = sale->type == CRM_PURCHASE_TYPE_SALE || sale->type == CRM_PURCHASE_TYPE_RETURN ||
                  sale->type == CRM_PURCHASE_TYPE_CANCEL;
    crm_status status = rule->line(analysis, sale);

    if (status == CRM_OK && crm__recorded_late(analysis, line->created))
        status = cover_line(analysis, line, CRM__NOTE_RECORDED_AFTER_AS_OF);
    if (status == CRM_OK && rule->lists && priced && !sale->has_list)
        status = cover_line(analysis, line, CRM__NOTE_NO_LIST);
    if (status == CRM_OK && looks & CRM__SALES_COSTS && priced && !sale->has_cost)
        status = cover_line(analysis, line, CRM__NOTE_NO_COST);
    if (status == CRM_OK && rule->invoiced >= 0 && sale->opportunity != 0) {
        int64_t *rows = crm__cell(analysis, (size_t)rule->invoiced, sale->opportunity, 0, 0);

        if (!rows)
            return CRM_ERROR_MEMORY;
        rows[0]++;
    }
    return status;
}

crm_status
crm__sales_fold(crm_analysis *analysis, const crm_table *table, size_t first, size_t count)
{
    const struct crm__sales_rule *rule = analysis->class->rule;
    uint32_t looks = rule->looks ? rule->looks(analysis) : 0;
    crm_status status = CRM_OK;

    for (size_t row = first; row < first + count && status == CRM_OK; row++) {
        struct line line;
        int32_t reason;

        read_line(table, row, &line);
        if (looks)
            read_more(table, row, looks, &line.sale);
        status = check_signs(analysis, table, row, &line);
        if (status != CRM_OK)
            return status;
        reason = reason_of(analysis, &line);
        if (reason == CRM__USED) {
            shape_line(&line);
            status = convert_line(analysis, &line, &reason);
        }
        if (status == CRM_OK)
            status = cover_line(analysis, &line, reason);
        if (status == CRM_OK && reason == CRM__USED)
            status = use_line(analysis, &line, looks);
    }
    return status;
}
