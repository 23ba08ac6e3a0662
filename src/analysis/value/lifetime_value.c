/*
 * lifetime_value.c - what customers have brought and cost: its description, what is kept of each
 * sale, and the closed forms.
 *
 * Days are kept from all history, because the day on which a customer was won may lie before the
 * window; money of days outside the window counts for the payback alone.
 */
#include "analysis/value/lifetime_value.h"

static const struct crm__member members[] = {
    CRM__COMMON_MEMBERS(crm_lifetime_value_params, CRM_SALES_PURCHASES, CRM_UNIT_ACCOUNT),
    {"allocation", CRM_TYPE_CODE, offsetof(crm_lifetime_value_params, allocation),
     CRM_ALLOCATE_BY_VALUE},
    {"reserved", CRM_TYPE_CODE, offsetof(crm_lifetime_value_params, reserved), 0},
};

static const struct crm__input inputs[] = {
    {CRM_KIND_RATE, CRM_ROLE_SETUP, 0, crm__rate_fields, CRM__RATE_NEEDS, NULL, false},
    {CRM_KIND_LINK, CRM_ROLE_SETUP, CRM__WHEN_FAMILY, crm__link_fields, CRM__LINK_NEEDS, NULL,
     false},
    {CRM_KIND_ACCOUNT, CRM_ROLE_KEYED, 0, crm__customer_account_fields, 0, NULL, false},
    {CRM_KIND_PURCHASE, CRM_ROLE_FACT, 0, crm__sales_value_fields, CRM__SALES_PURCHASE_NEEDS,
     crm__sales_fold, false},
    {CRM_KIND_EXPENSE, CRM_ROLE_FACT, 0, crm__expense_fields, CRM__EXPENSE_NEEDS,
     crm__expenses_fold, true},
};

static const struct crm__slot day_slots[] = {
    {"net", CRM__SUM128}, {"goods", CRM__SUM128}, {NULL, 0}};
static const struct crm__slot spent_slots[] = {{"amount", CRM__SUM128}, {NULL, 0}};

static const struct crm__state states[] = {
    {"days", {"account", "contact", "day"}, day_slots},
    {"spent", {"account", "contact", "category"}, spent_slots},
};

static const struct crm__column_spec customer_columns[] = {
    {"customer", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"first_day", CRM_TYPE_DAY, 0, "day"},
    {"last_day", CRM_TYPE_DAY, 0, "day"},
    {"is_new", CRM_TYPE_I64, 0, ""},
    {"revenue", CRM_TYPE_MONEY, 0, "minor"},
    {"goods", CRM_TYPE_MONEY, 0, "minor"},
    {"marketing", CRM_TYPE_MONEY, 0, "minor"},
    {"service", CRM_TYPE_MONEY, 0, "minor"},
    {"acquisition", CRM_TYPE_MONEY, 0, "minor"},
    {"value", CRM_TYPE_MONEY, 0, "minor"},
    {"shared", CRM_TYPE_MONEY, 0, "minor"},
    {"payback_days", CRM_TYPE_I64, 0, "days"},
};

static const struct crm__column_spec summary_columns[] = {
    {"customers", CRM_TYPE_I64, 0, "customers"},
    {"new_customers", CRM_TYPE_I64, 0, "customers"},
    {"revenue", CRM_TYPE_MONEY, 0, "minor"},
    {"goods", CRM_TYPE_MONEY, 0, "minor"},
    {"marketing", CRM_TYPE_MONEY, 0, "minor"},
    {"service", CRM_TYPE_MONEY, 0, "minor"},
    {"acquisition", CRM_TYPE_MONEY, 0, "minor"},
    {"value", CRM_TYPE_MONEY, 0, "minor"},
    {"shared", CRM_TYPE_MONEY, 0, "minor"},
    {"unallocated", CRM_TYPE_MONEY, 0, "minor"},
    {"cost_to_acquire", CRM_TYPE_MONEY, 0, "minor"},
    {"cost_to_keep", CRM_TYPE_MONEY, 0, "minor"},
    {"acquire_to_keep", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"mean_value", CRM_TYPE_DOUBLE, 0, "minor"},
    {"paid_back", CRM_TYPE_I64, 0, "customers"},
    {"payback_median_days", CRM_TYPE_DOUBLE, 0, "days"},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct crm__result results[] = {
    {"customers", customer_columns, COUNT(customer_columns)},
    {"summary", summary_columns, COUNT(summary_columns)},
};

static const crm_lifetime_value_params *
params_of(const crm_analysis *analysis)
{
    return analysis->params;
}

static crm_status
refuse(crm_analysis *analysis, const char *what)
{
    return crm__fail(analysis->crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "lifetime_value params: %s",
                     what);
}

static crm_status
lifetime_open(crm_analysis *analysis)
{
    const crm_lifetime_value_params *params = params_of(analysis);

    if (params->sales != CRM_SALES_PURCHASES)
        return refuse(analysis, "sales is not PURCHASES: won deals have no costs");
    if (params->allocation != CRM_ALLOCATE_BY_VALUE && params->allocation != CRM_ALLOCATE_EVENLY)
        return refuse(analysis, "allocation is neither BY_VALUE nor EVENLY");
    if (params->reserved != 0)
        return refuse(analysis, "reserved is not 0");
    return CRM_OK;
}

crm_day
crm__lifetime_since(const crm_analysis *analysis)
{
    return analysis->common->since;
}

/* All history is looked at. */
static crm_day
no_first_day(const crm_analysis *analysis)
{
    (void)analysis;
    return CRM_DAY_NONE;
}

static uint32_t
look_at_costs(const crm_analysis *analysis)
{
    (void)analysis;
    return CRM__SALES_COSTS;
}

static crm_status
lifetime_line(crm_analysis *analysis, const struct crm__sale *sale)
{
    int64_t *slots = crm__cell(analysis, CRM__LIFETIME_DAYS, sale->account, 0, sale->day);

    if (!slots)
        return CRM_ERROR_MEMORY;
    crm__wide_slot_add(slots, sale->net);
    if (sale->has_cost)
        crm__wide_slot_add(slots + 2, sale->cost);
    return CRM_OK;
}

static crm_status
lifetime_finish(crm_analysis *analysis)
{
    crm_status status;

    crm__customers_leave_out(analysis);
    status = crm__lifetime_collect(analysis);
    if (status == CRM_OK)
        status = crm__lifetime_costs(analysis);
    if (status == CRM_OK)
        status = crm__stage_done(analysis);
    return status == CRM_OK ? crm__lifetime_write(analysis) : status;
}

static void
lifetime_close(crm_analysis *analysis)
{
    struct crm__lifetime_value *own = analysis->own;

    crm__free_array(analysis->memory, own->customers, own->capacity, sizeof *own->customers);
    crm__free_array(analysis->memory, own->days, own->day_capacity, sizeof *own->days);
}

static const struct crm__sales_rule rule = {
    .line = lifetime_line,
    .types = CRM__SALES_REVENUE,
    .first_day = no_first_day,
    .looks = look_at_costs,
    .invoiced = -1,
};

const struct crm__class crm__lifetime_value_class = {
    .name = "lifetime_value",
    .params_size = sizeof(crm_lifetime_value_params),
    .first_size = offsetof(crm_lifetime_value_params, reserved) + sizeof(int32_t),
    .members = members,
    .member_count = COUNT(members),
    .units = 1u << CRM_UNIT_ACCOUNT | 1u << CRM_UNIT_FAMILY,
    .sales = true,
    .inputs = inputs,
    .input_count = COUNT(inputs),
    .states = states,
    .state_count = COUNT(states),
    .results = results,
    .result_count = CRM__LIFETIME_RESULTS,
    .rule = &rule,
    .descriptions = "account.types, account.profiling_refused",
    .own_size = sizeof(struct crm__lifetime_value),
    .open = lifetime_open,
    .judge = crm__customer_judge,
    .finish = lifetime_finish,
    .close = lifetime_close,
};

crm_status
crm_lifetime_value_params_init(crm_lifetime_value_params *params, size_t size)
{
    return crm__params_init(&crm__lifetime_value_class, params, size);
}

crm_analysis *
crm_lifetime_value_new(crm_context *crm, const crm_lifetime_value_params *params)
{
    return crm__analysis_new(crm, &crm__lifetime_value_class, params);
}

/* ---- Closed forms ---- */

/* Numerator and denominator in basis points; false = no such multiple. */
static bool
fraction(int32_t retention_bp, int32_t discount_bp, int32_t first_now, int64_t *out_num,
         int64_t *out_den)
{
    if (retention_bp < 0 || retention_bp > 10000 || discount_bp < 0)
        return false;
    *out_den = (int64_t)10000 + discount_bp - retention_bp;
    *out_num = first_now ? (int64_t)10000 + discount_bp : retention_bp;
    return *out_den > 0;
}

crm_status
crm_lifetime_multiple(int32_t retention_bp, int32_t discount_bp, int32_t first_now,
                      double *out_multiple)
{
    int64_t num, den;

    if (!out_multiple || !fraction(retention_bp, discount_bp, first_now, &num, &den))
        return CRM_ERROR_ARGUMENT;
    *out_multiple = crm__ratio(num, den);
    return CRM_OK;
}

crm_status
crm_lifetime_perpetuity(int64_t margin, int32_t retention_bp, int32_t discount_bp,
                        int32_t first_now, int64_t acquisition, int64_t *out_value)
{
    struct crm__wide worth;
    int64_t num, den;

    if (!out_value || !fraction(retention_bp, discount_bp, first_now, &num, &den))
        return CRM_ERROR_ARGUMENT;
    worth = crm__wide_add(crm__wide_multiply(margin, num),
                          crm__wide_negate(crm__wide_multiply(acquisition, den)));
    return crm__wide_divide(worth, den, CRM_ROUND_HALF_EVEN, out_value);
}
