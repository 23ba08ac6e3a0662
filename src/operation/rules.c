/*
 * rules.c - what one row must fulfil to be stored: required fields, money with its currency, and
 * the rules of kinds that can be judged from the row alone. They serve saves of handles and bulk
 * puts.
 */
#include "operation/work.h"

static crm_status
wrong(crm_context *crm, crm_kind kind, const crm_table *table, size_t row, crm_field field,
      const char *why)
{
    crm_id id = crm__row_int_or(table, row, CRM_FIELD_ID, 0);

    return crm__fail(crm, CRM_ERROR_DATA, kind, id, field, "%s %lld: %s: %s",
                     crm_schema_kind_name(NULL, kind), (long long)id,
                     crm_schema_name(crm, kind, field), why);
}

static bool
present(const crm_table *table, size_t row, int32_t index, int32_t type)
{
    int64_t integer;
    double real;
    size_t length;

    if (type == CRM_TYPE_TEXT)
        return crm__cell_text(table, row, index, &length) && length > 0;
    if (type == CRM_TYPE_DOUBLE)
        return crm__cell_double(table, row, index, &real);
    return crm__cell_int(table, row, index, &integer);
}

static bool
has(const crm_table *table, size_t row, crm_field field)
{
    int32_t index = crm__table_index(table, field);

    return present(table, row, index, table->columns[index].type);
}

/* Required fields, and money only with a currency. */
static crm_status
check_fields(crm_context *crm, crm_kind kind, const crm_table *table, size_t row)
{
    uint64_t looked_at = table->used | table->required;
    crm_field currency = crm__schema_currency(kind);
    bool has_currency = currency >= 0 && has(table, row, currency);

    for (size_t i = crm__set_next(looked_at, CRM__COMMON_FIELDS); i < table->count;
         i = crm__set_next(looked_at, i + 1)) {
        const struct crm__column *column = &table->columns[i];
        bool needed = column->flags & CRM_FIELD_REQUIRED;
        bool money = column->type == CRM_TYPE_MONEY;

        if (!needed && !money)
            continue;
        if (!present(table, row, (int32_t)i, column->type)) {
            if (needed)
                return wrong(crm, kind, table, row, column->number, "required, and has no value");
        } else if (money && !has_currency) {
            return wrong(crm, kind, table, row, column->number, "money without currency");
        }
    }
    return CRM_OK;
}

static crm_status
check_contact(crm_context *crm, const crm_table *table, size_t row)
{
    static const crm_field one_of[] = {CRM_CONTACT_LAST_NAME, CRM_CONTACT_EMAIL, CRM_CONTACT_PHONE,
                                       CRM_CONTACT_MOBILE};

    for (size_t i = 0; i < sizeof one_of / sizeof *one_of; i++)
        if (has(table, row, one_of[i]))
            return CRM_OK;
    return wrong(crm, CRM_KIND_CONTACT, table, row, CRM_CONTACT_LAST_NAME,
                 "a last name, an email, a phone or a mobile is required");
}

static crm_status
check_link(crm_context *crm, const crm_table *table, size_t row)
{
    int64_t from, to;

    if (crm__row_int_or(table, row, CRM_LINK_CHILD, 0) ==
        crm__row_int_or(table, row, CRM_LINK_PARENT, 0))
        return crm__fail(crm, CRM_ERROR_RULE, CRM_KIND_LINK,
                         crm__row_int_or(table, row, CRM_FIELD_ID, 0), CRM_LINK_PARENT,
                         "account %lld cannot be its own parent",
                         (long long)crm__row_int_or(table, row, CRM_LINK_CHILD, 0));
    if (crm__row_int(table, row, CRM_LINK_VALID_FROM, &from) &&
        crm__row_int(table, row, CRM_LINK_VALID_TO, &to) && to <= from)
        return wrong(crm, CRM_KIND_LINK, table, row, CRM_LINK_VALID_TO, "ends before it begins");
    return CRM_OK;
}

/* Signs by type of purchase: +1 not below 0, -1 not above, 0 must be 0, 2 any, 3 must be none. */
struct signs {
    int8_t amount;
    int8_t quantity;
};

static const struct signs signs_of[] = {
    [CRM_PURCHASE_TYPE_SALE] = {1, 1},    [CRM_PURCHASE_TYPE_RETURN] = {-1, -1},
    [CRM_PURCHASE_TYPE_CREDIT] = {-1, 3}, [CRM_PURCHASE_TYPE_CANCEL] = {-1, -1},
    [CRM_PURCHASE_TYPE_GIFT] = {0, 1},    [CRM_PURCHASE_TYPE_INTERNAL] = {2, 2},
    [CRM_PURCHASE_TYPE_SELL_OUT] = {1, 1}};

static bool
sign_fits(int8_t sign, int64_t value)
{
    return sign == 2 || (sign == 1 && value >= 0) || (sign == -1 && value <= 0) ||
           (sign == 0 && value == 0);
}

static crm_status
check_purchase(crm_context *crm, const crm_table *table, size_t row)
{
    int64_t type = crm__row_int_or(table, row, CRM_PURCHASE_TYPE, CRM_PURCHASE_TYPE_SALE);
    const struct signs *signs = &signs_of[type];
    static const crm_field amounts[] = {CRM_PURCHASE_NET_AMOUNT, CRM_PURCHASE_LIST_AMOUNT,
                                        CRM_PURCHASE_COST_AMOUNT};
    int64_t value;

    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        /* A gift has a list price and a cost, though it is paid with nothing. */
        int8_t sign = i > 0 && signs->amount == 0 ? 1 : signs->amount;

        if (crm__row_int(table, row, amounts[i], &value) && !sign_fits(sign, value))
            return wrong(crm, CRM_KIND_PURCHASE, table, row, amounts[i],
                         "the sign does not fit the type of purchase");
    }
    if (crm__row_int(table, row, CRM_PURCHASE_QUANTITY, &value) &&
        (signs->quantity == 3 || !sign_fits(signs->quantity, value)))
        return wrong(crm, CRM_KIND_PURCHASE, table, row, CRM_PURCHASE_QUANTITY,
                     signs->quantity == 3 ? "a credit has no quantity"
                                          : "the sign does not fit the type of purchase");
    if (type == CRM_PURCHASE_TYPE_CANCEL &&
        !crm__row_int(table, row, CRM_PURCHASE_REFERS_TO, &value))
        return wrong(crm, CRM_KIND_PURCHASE, table, row, CRM_PURCHASE_REFERS_TO,
                     "a cancellation refers to what it cancels");
    return CRM_OK;
}

/* Somebody recommends us to somebody, and nobody to itself. */
static crm_status
check_referral(crm_context *crm, const crm_table *table, size_t row)
{
    crm_id from_contact = crm__row_int_or(table, row, CRM_REFERRAL_FROM_CONTACT, 0);
    crm_id from_account = crm__row_int_or(table, row, CRM_REFERRAL_FROM_ACCOUNT, 0);
    crm_id to_contact = crm__row_int_or(table, row, CRM_REFERRAL_TO_CONTACT, 0);
    crm_id to_account = crm__row_int_or(table, row, CRM_REFERRAL_TO_ACCOUNT, 0);

    if (from_contact == 0 && from_account == 0)
        return wrong(crm, CRM_KIND_REFERRAL, table, row, CRM_REFERRAL_FROM_CONTACT,
                     "a contact or an account that recommends is required");
    if (to_contact == 0 && to_account == 0)
        return wrong(crm, CRM_KIND_REFERRAL, table, row, CRM_REFERRAL_TO_ACCOUNT,
                     "an account or a contact that is recommended to is required");
    if ((from_contact != 0 && from_contact == to_contact) ||
        (from_contact == 0 && to_contact == 0 && from_account == to_account))
        return crm__fail(crm, CRM_ERROR_RULE, CRM_KIND_REFERRAL,
                         crm__row_int_or(table, row, CRM_FIELD_ID, 0),
                         from_contact ? CRM_REFERRAL_TO_CONTACT : CRM_REFERRAL_TO_ACCOUNT,
                         "nobody refers itself");
    return CRM_OK;
}

static crm_status
check_rate(crm_context *crm, const crm_table *table, size_t row)
{
    if (crm__row_int_or(table, row, CRM_RATE_NUM, 0) < 1)
        return wrong(crm, CRM_KIND_RATE, table, row, CRM_RATE_NUM, "must be above 0");
    if (crm__row_int_or(table, row, CRM_RATE_DEN, 0) < 1)
        return wrong(crm, CRM_KIND_RATE, table, row, CRM_RATE_DEN, "must be above 0");
    if (crm__row_int_or(table, row, CRM_RATE_BASE, 0) ==
        crm__row_int_or(table, row, CRM_RATE_TARGET, 0))
        return wrong(crm, CRM_KIND_RATE, table, row, CRM_RATE_TARGET, "is the base currency");
    return CRM_OK;
}

crm__rule *
crm__row_rule(crm_kind kind)
{
    switch (kind) {
    case CRM_KIND_CONTACT:
        return check_contact;
    case CRM_KIND_LINK:
        return check_link;
    case CRM_KIND_PURCHASE:
        return check_purchase;
    case CRM_KIND_REFERRAL:
        return check_referral;
    case CRM_KIND_RATE:
        return check_rate;
    default:
        return NULL;
    }
}

crm_status
crm__check_row(crm_context *crm, crm_kind kind, const crm_table *table, size_t row)
{
    crm__rule *rule = crm__row_rule(kind);
    crm_status status = check_fields(crm, kind, table, row);

    return status == CRM_OK && rule ? rule(crm, table, row) : status;
}
