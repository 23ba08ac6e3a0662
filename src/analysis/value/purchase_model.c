/*
 * purchase_model.c - models of buying: the description, and what is kept of each sale.
 *
 * One state: the net of each account (or contact) and day. Everything else is worked out at finish,
 * from histories that are put together and sorted first, so that the order of rows shows nowhere.
 */
#include "analysis/value/purchase_model.h"

#include "analysis/value/customer.h"

#define PERIOD_DAYS_MAX 3660
#define HORIZON_MAX 1200
#define DISCOUNT_MAX 100000

static const struct crm__member members[] = {
    CRM__COMMON_MEMBERS(crm_purchase_model_params, CRM_SALES_PURCHASES, CRM_UNIT_ACCOUNT),
    {"model", CRM_TYPE_CODE, offsetof(crm_purchase_model_params, model), CRM_PURCHASE_MODEL_MBGNBD},
    {"period_days", CRM_TYPE_CODE, offsetof(crm_purchase_model_params, period_days), 7},
    {"horizon", CRM_TYPE_CODE, offsetof(crm_purchase_model_params, horizon), 52},
    {"discount_bp", CRM_TYPE_BP, offsetof(crm_purchase_model_params, discount_bp), 1000},
};

static const struct crm__input inputs[] = {
    {CRM_KIND_RATE, CRM_ROLE_SETUP, 0, crm__rate_fields, CRM__RATE_NEEDS, NULL},
    {CRM_KIND_LINK, CRM_ROLE_SETUP, CRM__WHEN_FAMILY, crm__link_fields, CRM__LINK_NEEDS, NULL},
    {CRM_KIND_ACCOUNT, CRM_ROLE_KEYED, 0, crm__customer_account_fields, 0, NULL},
    {CRM_KIND_CONTACT, CRM_ROLE_KEYED, CRM__WHEN_CONTACT, crm__customer_contact_fields, 0, NULL},
    {CRM_KIND_OPPORTUNITY, CRM_ROLE_KEYED, CRM__WHEN_WON, crm__deals_opportunity_fields, 0, NULL},
    {CRM_KIND_TRANSITION, CRM_ROLE_FACT, CRM__WHEN_WON, crm__deals_transition_fields,
     CRM__DEALS_TRANSITION_NEEDS, NULL},
    {CRM_KIND_PURCHASE, CRM_ROLE_FACT, CRM__WHEN_PURCHASES, crm__sales_purchase_fields,
     CRM__SALES_PURCHASE_NEEDS, crm__sales_fold},
};

static const struct crm__slot day_slots[] = {{"net", CRM__SUM128}, {NULL, 0}};

static const struct crm__state states[] = {
    {"days", {"account", "contact", "day"}, day_slots},
};

static const struct crm__column_spec parameter_columns[] = {
    {"model", CRM_TYPE_TEXT, 0, ""},    {"name", CRM_TYPE_TEXT, 0, ""},
    {"value", CRM_TYPE_DOUBLE, 0, ""},  {"standard_error", CRM_TYPE_DOUBLE, 0, ""},
    {"flags", CRM_TYPE_I64, 0, "bits"},
};

static const struct crm__column_spec fit_columns[] = {
    {"model", CRM_TYPE_TEXT, 0, ""},           {"status", CRM_TYPE_I64, 0, "code"},
    {"reason", CRM_TYPE_TEXT, 0, ""},          {"customers", CRM_TYPE_I64, 0, "customers"},
    {"histories", CRM_TYPE_I64, 0, ""},        {"log_likelihood", CRM_TYPE_DOUBLE, 0, ""},
    {"iterations", CRM_TYPE_I64, 0, ""},       {"evaluations", CRM_TYPE_I64, 0, ""},
    {"gradient_norm", CRM_TYPE_DOUBLE, 0, ""},
};

static const struct crm__column_spec customer_columns[] = {
    {"customer", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"first_day", CRM_TYPE_DAY, 0, "day"},
    {"last_day", CRM_TYPE_DAY, 0, "day"},
    {"x", CRM_TYPE_I64, 0, "occasions"},
    {"t_x", CRM_TYPE_DOUBLE, 0, "periods"},
    {"t", CRM_TYPE_DOUBLE, 0, "periods"},
    {"mean_value", CRM_TYPE_DOUBLE, 0, "minor"},
    {"p_alive", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"expected", CRM_TYPE_DOUBLE, 0, "occasions"},
    {"expected_value", CRM_TYPE_DOUBLE, 0, "minor"},
    {"lifetime_value", CRM_TYPE_MONEY, 0, "minor"},
    {"endless", CRM_TYPE_DOUBLE, 0, "occasions"},
    {"flags", CRM_TYPE_I64, 0, "bits"},
};

static const struct crm__column_spec survival_columns[] = {
    {"period", CRM_TYPE_I64, 0, "periods"},           {"at_risk", CRM_TYPE_I64, 0, "customers"},
    {"lost", CRM_TYPE_I64, 0, "customers"},           {"observed", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"model", CRM_TYPE_DOUBLE, 0, "ratio"},           {"retention", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"retention_model", CRM_TYPE_DOUBLE, 0, "ratio"},
};

static const struct crm__result results[] = {
    {"parameters", parameter_columns, sizeof parameter_columns / sizeof parameter_columns[0]},
    {"fit", fit_columns, sizeof fit_columns / sizeof fit_columns[0]},
    {"customers", customer_columns, sizeof customer_columns / sizeof customer_columns[0]},
    {"survival", survival_columns, sizeof survival_columns / sizeof survival_columns[0]},
};

/* ---- Its functions ---- */

static crm_status
wrong(crm_analysis *analysis, const char *what)
{
    return crm__fail(analysis->crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "purchase_model params: %s",
                     what);
}

static crm_status
purchase_open(crm_analysis *analysis)
{
    const crm_purchase_model_params *params = analysis->params;
    struct crm__purchase_model *own = analysis->own;

    own->law = crm__law_of(params->model);
    if (!own->law)
        return wrong(analysis, "model is none of BGNBD, MBGNBD, PARETO_NBD, BGBB, SBG");
    if (params->period_days < 1 || params->period_days > PERIOD_DAYS_MAX)
        return wrong(analysis, "period_days is not 1 to 3660");
    if (params->horizon < 1 || params->horizon > HORIZON_MAX)
        return wrong(analysis, "horizon is not 1 to 1200");
    if (params->discount_bp < 0 || params->discount_bp > DISCOUNT_MAX)
        return wrong(analysis, "discount_bp is not 0 to 100000");
    return CRM_OK;
}

static crm_status
purchase_line(crm_analysis *analysis, const struct crm__sale *sale)
{
    int64_t *slots =
        crm__cell(analysis, 0, sale->account, crm__customer_contact(analysis, sale), sale->day);

    if (!slots)
        return CRM_ERROR_MEMORY;
    crm__wide_slot_add(slots, sale->net);
    return CRM_OK;
}

/* A history is never cut: all days are read, and `since` leaves out customers. */
static crm_day
purchase_first_day(const crm_analysis *analysis)
{
    (void)analysis;
    return CRM_DAY_NONE;
}

static crm_status
purchase_finish(crm_analysis *analysis)
{
    crm_status status;

    if (analysis->common->unit == CRM_UNIT_CONTACT)
        analysis->results[2 + CRM__PURCHASE_CUSTOMERS]->columns[0].target = CRM_KIND_CONTACT;
    crm__customers_leave_out(analysis);
    status = crm__purchase_collect(analysis);
    if (status == CRM_OK)
        status = crm__stage_done(analysis);
    if (status == CRM_OK)
        status = crm__purchase_fit(analysis);
    if (status == CRM_OK)
        status = crm__stage_done(analysis);
    if (status == CRM_OK)
        status = crm__purchase_look_ahead(analysis);
    if (status == CRM_OK)
        status = crm__purchase_write(analysis);
    return status;
}

static void
purchase_close(crm_analysis *analysis)
{
    struct crm__purchase_model *own = analysis->own;

    crm__free_array(analysis->memory, own->customers, own->capacity, sizeof *own->customers);
    crm__free_array(analysis->memory, own->histories, own->history_capacity,
                    sizeof *own->histories);
    crm__free_array(analysis->memory, own->outlooks, own->history_capacity, sizeof *own->outlooks);
}

static const struct crm__sales_rule rule = {
    .line = purchase_line,
    .types = CRM__SALES_REVENUE,
    .first_day = purchase_first_day,
    .contact = true,
    .invoiced = -1,
};

const struct crm__class crm__purchase_model_class = {
    .name = "purchase_model",
    .params_size = sizeof(crm_purchase_model_params),
    .first_size = offsetof(crm_purchase_model_params, discount_bp) + sizeof(int32_t),
    .members = members,
    .member_count = sizeof members / sizeof members[0],
    .units = 1u << CRM_UNIT_ACCOUNT | 1u << CRM_UNIT_FAMILY | 1u << CRM_UNIT_CONTACT,
    .sales = true,
    .inputs = inputs,
    .input_count = sizeof inputs / sizeof inputs[0],
    .states = states,
    .state_count = sizeof states / sizeof states[0],
    .results = results,
    .result_count = CRM__PURCHASE_RESULTS,
    .settings = crm__purchase_settings,
    .setting_count = CRM__PURCHASE_SETTINGS,
    .rule = &rule,
    .descriptions = "account.types, account.profiling_refused, contact.profiling_refused",
    .own_size = sizeof(struct crm__purchase_model),
    .open = purchase_open,
    .judge = crm__customer_judge,
    .finish = purchase_finish,
    .close = purchase_close,
};

crm_status
crm_purchase_model_params_init(crm_purchase_model_params *params, size_t size)
{
    return crm__params_init(&crm__purchase_model_class, params, size);
}

crm_analysis *
crm_purchase_model_new(crm_context *crm, const crm_purchase_model_params *params)
{
    return crm__analysis_new(crm, &crm__purchase_model_class, params);
}
