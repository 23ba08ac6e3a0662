/*
 * families.c - the biggest customers once the subsidiaries are added up: its description, and what
 * is kept of each sale.
 *
 * One state, keyed by account, epoch of ownership and product: links say at finish which family
 * owned the account in that epoch, when merges are known.
 */
#include "analysis/accounts/families.h"

#include "base/calendar.h"

static const struct crm__member members[] = {
    CRM__COMMON_MEMBERS(crm_families_params, CRM_SALES_PURCHASES, CRM_UNIT_FAMILY),
    {"previous_since", CRM_TYPE_DAY, offsetof(crm_families_params, previous_since), CRM_DAY_NONE},
    {"min_spread_bp", CRM_TYPE_BP, offsetof(crm_families_params, min_spread_bp), 200},
    {"min_lines", CRM_TYPE_CODE, offsetof(crm_families_params, min_lines), 3},
    {"reserved", CRM_TYPE_CODE, offsetof(crm_families_params, reserved), 0},
};

static const crm_field account_fields[] = {CRM_ACCOUNT_OWNER, CRM_ACCOUNT_DISCOUNT_BP, -1};
static const crm_field user_fields[] = {CRM_USER_GRADE, -1};

static const struct crm__input inputs[] = {
    {CRM_KIND_RATE, CRM_ROLE_SETUP, 0, crm__rate_fields, CRM__RATE_NEEDS, NULL},
    {CRM_KIND_LINK, CRM_ROLE_SETUP, 0, crm__link_fields, CRM__LINK_NEEDS, NULL},
    {CRM_KIND_PRODUCT, CRM_ROLE_SETUP, CRM__WHEN_WON, crm__sales_product_fields, 0, NULL},
    {CRM_KIND_USER, CRM_ROLE_SETUP, 0, user_fields, 0, NULL},
    {CRM_KIND_ACCOUNT, CRM_ROLE_KEYED, 0, account_fields, 0, NULL},
    {CRM_KIND_OPPORTUNITY, CRM_ROLE_KEYED, CRM__WHEN_WON, crm__deals_opportunity_fields, 0, NULL},
    {CRM_KIND_TRANSITION, CRM_ROLE_FACT, CRM__WHEN_WON, crm__deals_transition_fields,
     CRM__DEALS_TRANSITION_NEEDS, NULL},
    {CRM_KIND_PURCHASE, CRM_ROLE_FACT, CRM__WHEN_PURCHASES, crm__sales_purchase_fields,
     CRM__SALES_PURCHASE_NEEDS, crm__sales_fold},
};

const struct crm__slot crm__families_slots[] = {
    {"own", CRM__SUM128},
    {"previous", CRM__SUM128},
    {"list", CRM__SUM128},
    {"paid", CRM__SUM128},
    {"listed", CRM__SUM},
    {"last_day", CRM__MAX},
    {NULL, 0},
};

static const struct crm__state states[] = {
    {"lines", {"account", "epoch", "product"}, crm__families_slots},
};

static const struct crm__column_spec family_columns[] = {
    {"root", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"rank", CRM_TYPE_I64, 0, "rank"},
    {"members", CRM_TYPE_I64, 0, "accounts"},
    {"buyers", CRM_TYPE_I64, 0, "accounts"},
    {"depth", CRM_TYPE_I64, 0, "levels"},
    {"own", CRM_TYPE_MONEY, 0, "minor"},
    {"total", CRM_TYPE_MONEY, 0, "minor"},
    {"share", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"best_member", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"best_member_rank", CRM_TYPE_I64, 0, "rank"},
    {"rank_gain", CRM_TYPE_I64, 0, "rank"},
    {"previous", CRM_TYPE_MONEY, 0, "minor"},
    {"last_day", CRM_TYPE_DAY, 0, "day"},
    {"low_discount_bp", CRM_TYPE_I64, 0, "bp"},
    {"high_discount_bp", CRM_TYPE_I64, 0, "bp"},
    {"at_stake", CRM_TYPE_MONEY, 0, "minor"},
};

static const struct crm__column_spec account_columns[] = {
    {"account", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"root", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"parent", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"level", CRM_TYPE_I64, 0, "levels"},
    {"rank", CRM_TYPE_I64, 0, "rank"},
    {"own", CRM_TYPE_MONEY, 0, "minor"},
    {"subtree", CRM_TYPE_MONEY, 0, "minor"},
    {"family_share", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"list", CRM_TYPE_MONEY, 0, "minor"},
    {"net_of_list", CRM_TYPE_MONEY, 0, "minor"},
    {"discount_bp", CRM_TYPE_I64, 0, "bp"},
    {"agreed_bp", CRM_TYPE_I64, 0, "bp"},
    {"owner", CRM_TYPE_REF, CRM_KIND_USER, ""},
    {"owner_grade", CRM_TYPE_I64, 0, "grade"},
};

static const struct crm__column_spec discount_columns[] = {
    {"root", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"product", CRM_TYPE_REF, CRM_KIND_PRODUCT, ""},
    {"low_account", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"low_bp", CRM_TYPE_I64, 0, "bp"},
    {"high_account", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"high_bp", CRM_TYPE_I64, 0, "bp"},
    {"spread_bp", CRM_TYPE_I64, 0, "bp"},
    {"lines", CRM_TYPE_I64, 0, "lines"},
    {"list", CRM_TYPE_MONEY, 0, "minor"},
    {"at_stake", CRM_TYPE_MONEY, 0, "minor"},
};

static const struct crm__result results[] = {
    {"families", family_columns, sizeof family_columns / sizeof family_columns[0]},
    {"accounts", account_columns, sizeof account_columns / sizeof account_columns[0]},
    {"discounts", discount_columns, sizeof discount_columns / sizeof discount_columns[0]},
};

/* ---- Its functions ---- */

crm_day
crm__families_previous(const crm_analysis *analysis)
{
    const crm_families_params *params = analysis->params;
    int64_t day;

    if (params->since == CRM_DAY_NONE)
        return CRM_DAY_NONE;
    if (params->previous_since != CRM_DAY_NONE)
        return params->previous_since;
    day = (int64_t)params->since - ((int64_t)params->as_of - params->since + 1);
    return day < CRM__DAY_MIN ? CRM__DAY_MIN : (crm_day)day;
}

static crm_status
families_open(crm_analysis *analysis)
{
    const crm_families_params *params = analysis->params;
    const char *wrong = NULL;

    if (params->previous_since != CRM_DAY_NONE &&
        (params->since == CRM_DAY_NONE || params->previous_since >= params->since ||
         !crm__day_valid(params->previous_since)))
        wrong = "previous_since is not a day before since";
    else if (params->min_spread_bp < 0)
        wrong = "min_spread_bp is below 0";
    else if (params->min_lines < 1)
        wrong = "min_lines is below 1";
    else if (params->reserved != 0)
        wrong = "reserved is not 0";
    return wrong ? crm__fail(analysis->crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "families params: %s",
                             wrong)
                 : CRM_OK;
}

static crm_status
families_line(crm_analysis *analysis, const struct crm__sale *sale)
{
    int64_t *slots =
        crm__cell(analysis, 0, sale->account, crm__epoch_of(analysis, sale->day), sale->product);

    if (!slots)
        return CRM_ERROR_MEMORY;
    if (analysis->common->since != CRM_DAY_NONE && sale->day < analysis->common->since) {
        crm__wide_slot_add(slots + CRM__LINES_PREVIOUS, sale->net);
        return CRM_OK;
    }
    crm__wide_slot_add(slots + CRM__LINES_OWN, sale->net);
    if (sale->type == CRM_PURCHASE_TYPE_SALE && slots[CRM__LINES_LAST_DAY] < sale->day)
        slots[CRM__LINES_LAST_DAY] = sale->day;
    if (!sale->has_list)
        return CRM_OK;
    crm__wide_slot_add(slots + CRM__LINES_LIST, sale->list);
    crm__wide_slot_add(slots + CRM__LINES_PAID, sale->net);
    if (sale->type == CRM_PURCHASE_TYPE_SALE)
        slots[CRM__LINES_LISTED]++;
    else if (sale->type == CRM_PURCHASE_TYPE_CANCEL)
        slots[CRM__LINES_LISTED]--;
    return CRM_OK;
}

static crm_status
families_finish(crm_analysis *analysis)
{
    crm_status status = crm__families_gather(analysis);

    if (status == CRM_OK)
        status = crm__families_rank(analysis);
    if (status == CRM_OK)
        status = crm__stage_done(analysis);
    if (status == CRM_OK)
        status = crm__families_discounts(analysis);
    return status == CRM_OK ? crm__families_write(analysis) : status;
}

static void
families_close(crm_analysis *analysis)
{
    struct crm__families *own = analysis->own;
    const struct crm__memory *memory = analysis->memory;

    crm__forest_done(&own->forest);
    crm__tree_done(&own->tree);
    crm__free_array(memory, own->members, own->member_count, sizeof *own->members);
    crm__free_array(memory, own->families, own->family_count, sizeof *own->families);
    crm__free_array(memory, own->discounts, own->discount_capacity, sizeof *own->discounts);
    if (own->members_by.memory)
        crm__cells_done(&own->members_by);
    if (own->priced_by.memory)
        crm__cells_done(&own->priced_by);
}

static const struct crm__sales_rule rule = {
    .line = families_line,
    .types = CRM__SALES_REVENUE,
    .first_day = crm__families_previous,
    .lists = true,
    .invoiced = -1,
};

const struct crm__class crm__families_class = {
    .name = "families",
    .params_size = sizeof(crm_families_params),
    .first_size = offsetof(crm_families_params, reserved) + sizeof(int32_t),
    .members = members,
    .member_count = sizeof members / sizeof members[0],
    .sales = true,
    .inputs = inputs,
    .input_count = sizeof inputs / sizeof inputs[0],
    .states = states,
    .state_count = sizeof states / sizeof states[0],
    .results = results,
    .result_count = CRM__FAMILIES_RESULTS,
    .rule = &rule,
    .descriptions = "account.owner, account.discount_bp, user.grade, product.list_price (sales = "
                    "won)",
    .own_size = sizeof(struct crm__families),
    .open = families_open,
    .finish = families_finish,
    .close = families_close,
};

crm_status
crm_families_params_init(crm_families_params *params, size_t size)
{
    return crm__params_init(&crm__families_class, params, size);
}

crm_analysis *
crm_families_new(crm_context *crm, const crm_families_params *params)
{
    return crm__analysis_new(crm, &crm__families_class, params);
}
