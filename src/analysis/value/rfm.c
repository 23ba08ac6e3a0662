/*
 * rfm.c - recency, frequency, monetary value: its description, and what is kept of each sale.
 *
 * One state: the net and the number of sale lines of each account (or contact) and day. Whether a
 * day is an occasion is known at finish alone, when returns and cancellations of that day are in.
 */
#include "analysis/value/rfm.h"

static const struct crm__member members[] = {
    CRM__COMMON_MEMBERS(crm_rfm_params, CRM_SALES_PURCHASES, CRM_UNIT_ACCOUNT),
    {"bins", CRM_TYPE_CODE, offsetof(crm_rfm_params, bins), 5},
    {"occasion", CRM_TYPE_CODE, offsetof(crm_rfm_params, occasion), CRM_OCCASION_DAY},
};

static const crm_field account_fields[] = {CRM_ACCOUNT_TYPES, CRM_ACCOUNT_PROFILING_REFUSED, -1};
static const crm_field contact_fields[] = {CRM_CONTACT_PROFILING_REFUSED, -1};

static const struct crm__input inputs[] = {
    {CRM_KIND_RATE, CRM_ROLE_SETUP, 0, crm__rate_fields, CRM__RATE_NEEDS, NULL},
    {CRM_KIND_LINK, CRM_ROLE_SETUP, CRM__WHEN_FAMILY, crm__link_fields, CRM__LINK_NEEDS, NULL},
    {CRM_KIND_ACCOUNT, CRM_ROLE_KEYED, 0, account_fields, 0, NULL},
    {CRM_KIND_CONTACT, CRM_ROLE_KEYED, CRM__WHEN_CONTACT, contact_fields, 0, NULL},
    {CRM_KIND_OPPORTUNITY, CRM_ROLE_KEYED, CRM__WHEN_WON, crm__deals_opportunity_fields, 0, NULL},
    {CRM_KIND_TRANSITION, CRM_ROLE_FACT, CRM__WHEN_WON, crm__deals_transition_fields,
     CRM__DEALS_TRANSITION_NEEDS, NULL},
    {CRM_KIND_PURCHASE, CRM_ROLE_FACT, CRM__WHEN_PURCHASES, crm__sales_purchase_fields,
     CRM__SALES_PURCHASE_NEEDS, crm__sales_fold},
};

static const struct crm__slot day_slots[] = {{"net", CRM__SUM128}, {"lines", CRM__SUM}, {NULL, 0}};

static const struct crm__state states[] = {
    {"days", {"account", "contact", "day"}, day_slots},
};

static const struct crm__column_spec score_columns[] = {
    {"customer", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"last_day", CRM_TYPE_DAY, 0, "day"},
    {"recency_days", CRM_TYPE_I64, 0, "days"},
    {"frequency", CRM_TYPE_I64, 0, "occasions"},
    {"monetary", CRM_TYPE_MONEY, 0, "minor"},
    {"r", CRM_TYPE_I64, 0, "score"},
    {"f", CRM_TYPE_I64, 0, "score"},
    {"m", CRM_TYPE_I64, 0, "score"},
    {"segment", CRM_TYPE_TEXT, 0, ""},
    {"first_day", CRM_TYPE_DAY, 0, "day"},
    {"flags", CRM_TYPE_I64, 0, "bits"},
};

static const struct crm__column_spec segment_columns[] = {
    {"segment", CRM_TYPE_TEXT, 0, ""},
    {"position", CRM_TYPE_I64, 0, ""},
    {"customers", CRM_TYPE_I64, 0, "customers"},
    {"share", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"monetary", CRM_TYPE_MONEY, 0, "minor"},
    {"monetary_share", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"median_recency_days", CRM_TYPE_DOUBLE, 0, "days"},
    {"median_frequency", CRM_TYPE_DOUBLE, 0, "occasions"},
    {"median_monetary", CRM_TYPE_DOUBLE, 0, "minor"},
};

static const struct crm__column_spec bin_columns[] = {
    {"axis", CRM_TYPE_TEXT, 0, ""},
    {"bin", CRM_TYPE_I64, 0, "score"},
    {"customers", CRM_TYPE_I64, 0, "customers"},
    {"low", CRM_TYPE_I64, 0, ""},
    {"high", CRM_TYPE_I64, 0, ""},
    {"tied_share", CRM_TYPE_DOUBLE, 0, "ratio"},
};

static const struct crm__result results[] = {
    {"scores", score_columns, sizeof score_columns / sizeof score_columns[0]},
    {"segments", segment_columns, sizeof segment_columns / sizeof segment_columns[0]},
    {"bins", bin_columns, sizeof bin_columns / sizeof bin_columns[0]},
};

/* ---- Its functions ---- */

static const crm_rfm_params *
params_of(const crm_analysis *analysis)
{
    return analysis->params;
}

static crm_status
rfm_open(crm_analysis *analysis)
{
    const crm_rfm_params *params = params_of(analysis);

    if (params->bins < 2 || params->bins > 10)
        return crm__fail(analysis->crm, CRM_ERROR_ARGUMENT, 0, 0, -1,
                         "rfm params: bins is not 2 to 10");
    if (params->occasion != CRM_OCCASION_DAY && params->occasion != CRM_OCCASION_ROW)
        return crm__fail(analysis->crm, CRM_ERROR_ARGUMENT, 0, 0, -1,
                         "rfm params: occasion is neither DAY nor ROW");
    return CRM_OK;
}

static crm_status
rfm_line(crm_analysis *analysis, const struct crm__sale *sale)
{
    crm_id contact = analysis->common->unit == CRM_UNIT_CONTACT ? sale->contact : 0;
    int64_t *slots = crm__cell(analysis, 0, sale->account, contact, sale->day);

    if (!slots)
        return CRM_ERROR_MEMORY;
    crm__wide_slot_add(slots, sale->net);
    if (sale->type == CRM_PURCHASE_TYPE_SALE && sale->net > 0)
        slots[2]++;
    else if (sale->type == CRM_PURCHASE_TYPE_CANCEL)
        slots[2]--;
    return CRM_OK;
}

/* Persons who refused profiling get no score: accounts that are persons, and all contacts. */
static int32_t
rfm_judge(const crm_analysis *analysis, crm_id account, crm_id contact)
{
    crm_kind kind = account ? CRM_KIND_ACCOUNT : CRM_KIND_CONTACT;
    crm_field field = account ? CRM_ACCOUNT_PROFILING_REFUSED : CRM_CONTACT_PROFILING_REFUSED;
    int64_t refused, types = 0;
    size_t row;

    if (!crm__kept_find(analysis, kind, account ? account : contact, &row) ||
        !crm__kept_int(analysis, kind, row, field, &refused))
        return CRM__USED;
    if (account)
        crm__kept_int(analysis, kind, row, CRM_ACCOUNT_TYPES, &types);
    return !account || types & CRM_ACCOUNT_TYPE_PERSON ? CRM__PROFILING_REFUSED : CRM__USED;
}

/* Rows of persons who refused are left out of coverage as well as their sales. */
static void
leave_out_refusals(crm_analysis *analysis, crm_kind kind)
{
    size_t rows = crm__kept_rows(analysis, kind);

    for (size_t row = 0; row < rows; row++) {
        crm_id id = crm__kept_id(analysis, kind, row, CRM_FIELD_ID);
        int32_t reason = rfm_judge(analysis, kind == CRM_KIND_ACCOUNT ? id : 0,
                                   kind == CRM_KIND_CONTACT ? id : 0);

        crm__leave_out(analysis, kind, row, reason);
    }
}

static crm_status
rfm_finish(crm_analysis *analysis)
{
    crm_status status;

    if (analysis->common->unit == CRM_UNIT_CONTACT) {
        analysis->results[2 + CRM__RFM_SCORES]->columns[0].target = CRM_KIND_CONTACT;
        leave_out_refusals(analysis, CRM_KIND_CONTACT);
    }
    leave_out_refusals(analysis, CRM_KIND_ACCOUNT);
    status = crm__rfm_collect(analysis);
    if (status == CRM_OK)
        status = crm__rfm_score(analysis);
    if (status == CRM_OK)
        status = crm__stage_done(analysis);
    if (status == CRM_OK)
        status = crm__rfm_write_scores(analysis);
    if (status == CRM_OK)
        status = crm__rfm_write_segments(analysis);
    if (status == CRM_OK)
        status = crm__rfm_write_bins(analysis);
    return status;
}

static void
rfm_close(crm_analysis *analysis)
{
    struct crm__rfm *own = analysis->own;

    crm__free_array(analysis->memory, own->customers, own->capacity, sizeof *own->customers);
}

static const struct crm__sales_rule rule = {
    .line = rfm_line,
    .types = CRM__SALES_REVENUE,
    .contact = true,
    .invoiced = -1,
};

const struct crm__class crm__rfm_class = {
    .name = "rfm",
    .params_size = sizeof(crm_rfm_params),
    .first_size = offsetof(crm_rfm_params, occasion) + sizeof(int32_t),
    .members = members,
    .member_count = sizeof members / sizeof members[0],
    .units = 1u << CRM_UNIT_ACCOUNT | 1u << CRM_UNIT_FAMILY | 1u << CRM_UNIT_CONTACT,
    .sales = true,
    .inputs = inputs,
    .input_count = sizeof inputs / sizeof inputs[0],
    .states = states,
    .state_count = sizeof states / sizeof states[0],
    .results = results,
    .result_count = CRM__RFM_RESULTS,
    .settings = crm__rfm_settings,
    .setting_count = CRM__RFM_SETTINGS,
    .rule = &rule,
    .descriptions = "account.types, account.profiling_refused, contact.profiling_refused",
    .own_size = sizeof(struct crm__rfm),
    .open = rfm_open,
    .judge = rfm_judge,
    .finish = rfm_finish,
    .close = rfm_close,
};

crm_status
crm_rfm_params_init(crm_rfm_params *params, size_t size)
{
    return crm__params_init(&crm__rfm_class, params, size);
}

crm_analysis *
crm_rfm_new(crm_context *crm, const crm_rfm_params *params)
{
    return crm__analysis_new(crm, &crm__rfm_class, params);
}
