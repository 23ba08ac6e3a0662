/*
 * whitespace.c - what each customer has not bought yet: its description, and what is kept of each
 * sale.
 *
 * One state: quantity and net of each account and product. Of products whose validity ends it is kept
 * by day, because a cancelled or returned renewal must not prolong anything; of others the day of the
 * key is 0.
 */
#include "analysis/accounts/whitespace.h"

static const struct crm__member members[] = {
    CRM__COMMON_MEMBERS(crm_whitespace_params, CRM_SALES_PURCHASES, CRM_UNIT_ACCOUNT),
    {"columns", CRM_TYPE_CODE, offsetof(crm_whitespace_params, columns), CRM_COLUMNS_PRODUCT},
    {"category_levels", CRM_TYPE_CODE, offsetof(crm_whitespace_params, category_levels), 0},
    {"lost_days", CRM_TYPE_CODE, offsetof(crm_whitespace_params, lost_days), 365},
    {"kappa", CRM_TYPE_CODE, offsetof(crm_whitespace_params, kappa), 5},
};

static const crm_field account_fields[] = {CRM_ACCOUNT_TYPES, CRM_ACCOUNT_SEGMENT,
                                           CRM_ACCOUNT_PROFILING_REFUSED, -1};

static const struct crm__input inputs[] = {
    {CRM_KIND_RATE, CRM_ROLE_SETUP, 0, crm__rate_fields, CRM__RATE_NEEDS, NULL},
    {CRM_KIND_LINK, CRM_ROLE_SETUP, 0, crm__link_fields, CRM__LINK_NEEDS, NULL},
    {CRM_KIND_PRODUCT, CRM_ROLE_SETUP, 0, crm__sales_product_fields, 0, NULL},
    {CRM_KIND_ACCOUNT, CRM_ROLE_KEYED, 0, account_fields, 0, NULL},
    {CRM_KIND_OPPORTUNITY, CRM_ROLE_KEYED, 0, crm__deals_opportunity_fields, 0, NULL},
    {CRM_KIND_TRANSITION, CRM_ROLE_FACT, 0, crm__deals_transition_fields,
     CRM__DEALS_TRANSITION_NEEDS, NULL},
    {CRM_KIND_PURCHASE, CRM_ROLE_FACT, CRM__WHEN_PURCHASES, crm__sales_purchase_fields,
     CRM__SALES_PURCHASE_NEEDS, crm__sales_fold},
};

static const struct crm__slot holding_slots[] = {{"quantity", CRM__SUM128},
                                                 {"net", CRM__SUM128},
                                                 {"first_day", CRM__MIN},
                                                 {"last_day", CRM__MAX},
                                                 {NULL, 0}};
static const struct crm__slot invoiced_slots[] = {{"rows", CRM__SUM}, {NULL, 0}};

static const struct crm__state states[] = {
    {"holdings", {"account", "product", "day"}, holding_slots},
    {"invoiced", {"opportunity"}, invoiced_slots},
};

static const struct crm__column_spec cell_columns[] = {
    {"account", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"product", CRM_TYPE_REF, CRM_KIND_PRODUCT, ""},
    {"category", CRM_TYPE_TEXT, 0, ""},
    {"state", CRM_TYPE_I64, 0, "cell"},
    {"held_since", CRM_TYPE_DAY, 0, "day"},
    {"last_day", CRM_TYPE_DAY, 0, "day"},
    {"peers", CRM_TYPE_I64, 0, "customers"},
    {"holders", CRM_TYPE_I64, 0, "customers"},
    {"family_holders", CRM_TYPE_I64, 0, "accounts"},
    {"likelihood", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"value", CRM_TYPE_MONEY, 0, "minor"},
    {"expected", CRM_TYPE_MONEY, 0, "minor"},
    {"opportunity", CRM_TYPE_REF, CRM_KIND_OPPORTUNITY, ""},
    {"lost_day", CRM_TYPE_DAY, 0, "day"},
    {"evidence", CRM_TYPE_REF, CRM_KIND_PRODUCT, ""},
    {"evidence_weight", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"family_members", CRM_TYPE_I64, 0, "accounts"},
};

static const struct crm__column_spec account_columns[] = {
    {"account", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"root", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"held", CRM_TYPE_I64, 0, "cells"},
    {"in_pipeline", CRM_TYPE_I64, 0, "cells"},
    {"lost", CRM_TYPE_I64, 0, "cells"},
    {"expired", CRM_TYPE_I64, 0, "cells"},
    {"excluded", CRM_TYPE_I64, 0, "cells"},
    {"white", CRM_TYPE_I64, 0, "cells"},
    {"penetration", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"value", CRM_TYPE_MONEY, 0, "minor"},
    {"expected", CRM_TYPE_MONEY, 0, "minor"},
};

static const struct crm__column_spec product_columns[] = {
    {"product", CRM_TYPE_REF, CRM_KIND_PRODUCT, ""}, {"category", CRM_TYPE_TEXT, 0, ""},
    {"holders", CRM_TYPE_I64, 0, "customers"},       {"accounts", CRM_TYPE_I64, 0, "customers"},
    {"penetration", CRM_TYPE_DOUBLE, 0, "ratio"},    {"white", CRM_TYPE_I64, 0, "cells"},
    {"value", CRM_TYPE_MONEY, 0, "minor"},           {"expected", CRM_TYPE_MONEY, 0, "minor"},
};

static const struct crm__column_spec family_columns[] = {
    {"root", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""}, {"members", CRM_TYPE_I64, 0, "accounts"},
    {"white", CRM_TYPE_I64, 0, "cells"},          {"value", CRM_TYPE_MONEY, 0, "minor"},
    {"expected", CRM_TYPE_MONEY, 0, "minor"},
};

#define COUNT(columns) (sizeof(columns) / sizeof(columns)[0])

static const struct crm__result results[] = {
    {"cells", cell_columns, COUNT(cell_columns)},
    {"accounts", account_columns, COUNT(account_columns)},
    {"products", product_columns, COUNT(product_columns)},
    {"families", family_columns, COUNT(family_columns)},
};

/* ---- Params ---- */

static crm_status
wrong_param(crm_analysis *analysis, const char *what)
{
    return crm__fail(analysis->crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "whitespace params: %s", what);
}

static crm_status
whitespace_open(crm_analysis *analysis)
{
    const crm_whitespace_params *params = crm__whitespace_params(analysis);
    struct crm__whitespace *own = crm__whitespace_own(analysis);

    crm__words_init(&own->words, analysis->memory);
    crm__cells_init(&own->sales, analysis->memory, 3, 6);
    crm__cells_init(&own->buyers, analysis->memory, 1, 0);
    crm__cells_init(&own->outside, analysis->memory, 1, 0);
    if (params->columns != CRM_COLUMNS_PRODUCT && params->columns != CRM_COLUMNS_CATEGORY)
        return wrong_param(analysis, "columns is neither PRODUCT nor CATEGORY");
    if (params->category_levels < 0)
        return wrong_param(analysis, "category_levels is below 0");
    if (params->lost_days < 0)
        return wrong_param(analysis, "lost_days is below 0");
    if (params->kappa < 1 || params->kappa > 1000000)
        return wrong_param(analysis, "kappa is not 1 to 1000000");
    return CRM_OK;
}

/* ---- Sales ---- */

/* Holding looks at all history; only the value has a window. */
static crm_day
whitespace_first_day(const crm_analysis *analysis)
{
    (void)analysis;
    return CRM_DAY_NONE;
}

/* Products are complete before the first sale. */
static int32_t
whitespace_check(const crm_analysis *analysis, const struct crm__sale *sale)
{
    bool categories = crm__whitespace_params(analysis)->columns == CRM_COLUMNS_CATEGORY;
    crm_id product;
    size_t row;

    if (sale->product == 0)
        return CRM__NO_PRODUCT;
    if (crm__kept_rows(analysis, CRM_KIND_PRODUCT) == 0)
        return categories ? CRM__NOT_IN_GRID : CRM__USED;
    if (!crm__kept_find(analysis, CRM_KIND_PRODUCT, sale->product, &row) ||
        crm__kept_hidden(analysis, CRM_KIND_PRODUCT, row))
        return CRM__UNKNOWN_REFERENCE;
    product = crm__resolve(analysis, CRM_KIND_PRODUCT, sale->product);
    if (product == 0 || !crm__kept_find(analysis, CRM_KIND_PRODUCT, product, &row))
        return CRM__UNKNOWN_REFERENCE;
    if (crm__kept_erased(analysis, CRM_KIND_PRODUCT, row))
        return CRM__ERASED;
    return categories && crm__cells_find(&crm__whitespace_own(analysis)->outside, product, 0, 0)
               ? CRM__NOT_IN_GRID
               : CRM__USED;
}

static bool
has_validity(const crm_analysis *analysis, crm_id product)
{
    int64_t days;
    size_t row;

    return crm__kept_find(analysis, CRM_KIND_PRODUCT, product, &row) &&
           crm__kept_int(analysis, CRM_KIND_PRODUCT, row, CRM_PRODUCT_VALIDITY_DAYS, &days) &&
           days > 0;
}

static crm_status
whitespace_line(crm_analysis *analysis, const struct crm__sale *sale)
{
    crm_id product = crm__resolve(analysis, CRM_KIND_PRODUCT, sale->product);
    int64_t day = has_validity(analysis, product) ? sale->day : 0;
    int64_t *slots = crm__cell(analysis, CRM__HOLDINGS, sale->account, product, day);
    crm_day since = analysis->common->since;

    if (!slots)
        return CRM_ERROR_MEMORY;
    crm__wide_slot_add(slots + CRM__HOLDING_QUANTITY, sale->quantity);
    if (since == CRM_DAY_NONE || sale->day >= since)
        crm__wide_slot_add(slots + CRM__HOLDING_NET, sale->net);
    if (sale->type != CRM_PURCHASE_TYPE_SALE && sale->type != CRM_PURCHASE_TYPE_GIFT &&
        sale->type != CRM_PURCHASE_TYPE_SELL_OUT)
        return CRM_OK;
    if (sale->day < slots[CRM__HOLDING_FIRST])
        slots[CRM__HOLDING_FIRST] = sale->day;
    if (sale->day > slots[CRM__HOLDING_LAST])
        slots[CRM__HOLDING_LAST] = sale->day;
    return CRM_OK;
}

/* Accounts taken out of use are no rows and no peers; persons who refused profiling neither. */
static int32_t
whitespace_judge(const crm_analysis *analysis, crm_id account, crm_id contact)
{
    int64_t refused, types = 0;
    size_t row;

    (void)contact;
    if (account == 0 || !crm__kept_find(analysis, CRM_KIND_ACCOUNT, account, &row))
        return CRM__USED;
    if (crm__kept_archived(analysis, CRM_KIND_ACCOUNT, row))
        return CRM__ARCHIVED;
    crm__kept_int(analysis, CRM_KIND_ACCOUNT, row, CRM_ACCOUNT_TYPES, &types);
    return types & CRM_ACCOUNT_TYPE_PERSON && crm__kept_int(analysis, CRM_KIND_ACCOUNT, row,
                                                            CRM_ACCOUNT_PROFILING_REFUSED, &refused)
               ? CRM__PROFILING_REFUSED
               : CRM__USED;
}

/* ---- Finish ---- */

static crm_status
whitespace_finish(crm_analysis *analysis)
{
    crm_status status = crm__forest_build(analysis, &crm__whitespace_own(analysis)->forest);

    if (status == CRM_OK)
        status = crm__whitespace_sales(analysis);
    if (status == CRM_OK)
        status = crm__whitespace_rows(analysis);
    if (status == CRM_OK)
        status = crm__whitespace_columns(analysis);
    if (status == CRM_OK)
        status = crm__stage_done(analysis);
    if (status == CRM_OK)
        status = crm__whitespace_cells(analysis);
    if (status == CRM_OK)
        status = crm__whitespace_peers(analysis);
    if (status == CRM_OK)
        status = crm__stage_done(analysis);
    if (status == CRM_OK)
        status = crm__whitespace_write(analysis);
    return status;
}

static void
whitespace_close(crm_analysis *analysis)
{
    const struct crm__memory *memory = analysis->memory;
    struct crm__whitespace *own = crm__whitespace_own(analysis);

    if (!own->words.memory)
        return;
    crm__words_done(&own->words);
    crm__cells_done(&own->sales);
    crm__cells_done(&own->buyers);
    crm__cells_done(&own->outside);
    crm__forest_done(&own->forest);
    crm__free_array(memory, own->accounts, own->account_capacity, sizeof *own->accounts);
    crm__free_array(memory, own->families, own->family_capacity, sizeof *own->families);
    crm__free_array(memory, own->rows, own->row_capacity, sizeof *own->rows);
    crm__free_array(memory, own->products, own->product_capacity, sizeof *own->products);
    crm__free_array(memory, own->columns, own->column_capacity, sizeof *own->columns);
    crm__free_array(memory, own->cells, own->cell_count, sizeof *own->cells);
    crm__free_array(memory, own->peers, own->row_count + 1, sizeof *own->peers);
    crm__free_array(memory, own->markets, own->market_count, sizeof *own->markets);
    crm__free_array(memory, own->family_holders, own->family_holders_count,
                    sizeof *own->family_holders);
}

static const struct crm__sales_rule rule = {
    .line = whitespace_line,
    .check = whitespace_check,
    .types = CRM__SALES_HOLDING,
    .first_day = whitespace_first_day,
    .deals = true,
    .invoiced = CRM__INVOICED,
};

const struct crm__class crm__whitespace_class = {
    .name = "whitespace",
    .params_size = sizeof(crm_whitespace_params),
    .first_size = offsetof(crm_whitespace_params, kappa) + sizeof(int32_t),
    .members = members,
    .member_count = COUNT(members),
    .flags = CRM_WHITESPACE_SHOW_HELD | CRM_WHITESPACE_PROSPECTS,
    .units = 1u << CRM_UNIT_ACCOUNT | 1u << CRM_UNIT_FAMILY,
    .sales = true,
    .inputs = inputs,
    .input_count = COUNT(inputs),
    .states = states,
    .state_count = COUNT(states),
    .results = results,
    .result_count = CRM__WHITESPACE_RESULTS,
    .rule = &rule,
    .descriptions = "account.profiling_refused, account.segment, account.types, product.category, "
                    "product.list_price, product.retired, product.validity_days",
    .own_size = sizeof(struct crm__whitespace),
    .open = whitespace_open,
    .setup = crm__whitespace_setup,
    .judge = whitespace_judge,
    .finish = whitespace_finish,
    .close = whitespace_close,
};

crm_status
crm_whitespace_params_init(crm_whitespace_params *params, size_t size)
{
    return crm__params_init(&crm__whitespace_class, params, size);
}

crm_analysis *
crm_whitespace_new(crm_context *crm, const crm_whitespace_params *params)
{
    return crm__analysis_new(crm, &crm__whitespace_class, params);
}
