/*
 * rfm.c - recency, frequency, monetary value: its description, and what is kept of each sale.
 *
 * Kept are the net and the number of sale lines of each account (or contact) and day; with params
 * that ask for it also the net and the days of each order, and the margin; and all of them once more
 * as they were seen at compare_day. Whether a day or an order is an occasion is known at finish
 * alone, when its returns and cancellations are in.
 */
#include "analysis/value/rfm.h"
#include "base/calendar.h"

static const struct crm__member members[] = {
    CRM__COMMON_MEMBERS(crm_rfm_params, CRM_SALES_PURCHASES, CRM_UNIT_ACCOUNT),
    {"bins", CRM_TYPE_CODE, offsetof(crm_rfm_params, bins), 5},
    {"occasion", CRM_TYPE_CODE, offsetof(crm_rfm_params, occasion), CRM_OCCASION_DAY},
    {"rule", CRM_TYPE_CODE, offsetof(crm_rfm_params, rule), CRM_SCORES_RANK},
    {"monetary", CRM_TYPE_CODE, offsetof(crm_rfm_params, monetary), CRM_MONETARY_SUM},
    {"weight_r", CRM_TYPE_CODE, offsetof(crm_rfm_params, weight_r), 1},
    {"weight_f", CRM_TYPE_CODE, offsetof(crm_rfm_params, weight_f), 1},
    {"weight_m", CRM_TYPE_CODE, offsetof(crm_rfm_params, weight_m), 1},
    {"compare_day", CRM_TYPE_DAY, offsetof(crm_rfm_params, compare_day), CRM_DAY_NONE},
};

static const struct crm__input inputs[] = {
    {CRM_KIND_RATE, CRM_ROLE_SETUP, 0, crm__rate_fields, CRM__RATE_NEEDS, NULL},
    {CRM_KIND_LINK, CRM_ROLE_SETUP, CRM__WHEN_FAMILY, crm__link_fields, CRM__LINK_NEEDS, NULL},
    {CRM_KIND_ACCOUNT, CRM_ROLE_KEYED, 0, crm__customer_account_fields, 0, NULL},
    {CRM_KIND_CONTACT, CRM_ROLE_KEYED, CRM__WHEN_CONTACT, crm__customer_contact_fields, 0, NULL},
    {CRM_KIND_OPPORTUNITY, CRM_ROLE_KEYED, CRM__WHEN_WON, crm__deals_opportunity_fields, 0, NULL},
    {CRM_KIND_TRANSITION, CRM_ROLE_FACT, CRM__WHEN_WON, crm__deals_transition_fields,
     CRM__DEALS_TRANSITION_NEEDS, NULL},
    {CRM_KIND_PURCHASE, CRM_ROLE_FACT, CRM__WHEN_PURCHASES, crm__sales_value_fields,
     CRM__SALES_PURCHASE_NEEDS, crm__sales_fold},
};

static const struct crm__slot day_slots[] = {{"net", CRM__SUM128}, {"lines", CRM__SUM}, {NULL, 0}};
static const struct crm__slot order_slots[] = {
    {"net", CRM__SUM128}, {"first_sale_day", CRM__MIN}, {"last_sale_day", CRM__MAX}, {NULL, 0}};
static const struct crm__slot margin_slots[] = {{"margin", CRM__SUM128}, {NULL, 0}};

static const struct crm__state states[] = {
    {"days", {"account", "contact", "day"}, day_slots},
    {"orders", {"account", "contact", "order"}, order_slots},
    {"margins", {"account", "contact", "all"}, margin_slots},
    {"days_before", {"account", "contact", "day"}, day_slots},
    {"orders_before", {"account", "contact", "order"}, order_slots},
    {"margins_before", {"account", "contact", "all"}, margin_slots},
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
    {"total", CRM_TYPE_DOUBLE, 0, "score"},
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

static const struct crm__column_spec map_columns[] = {
    {"r", CRM_TYPE_I64, 0, "score"},       {"f", CRM_TYPE_I64, 0, "score"},
    {"m", CRM_TYPE_I64, 0, "score"},       {"segment", CRM_TYPE_TEXT, 0, ""},
    {"matches", CRM_TYPE_I64, 0, "boxes"},
};

static const struct crm__column_spec migration_columns[] = {
    {"before", CRM_TYPE_TEXT, 0, ""},
    {"after", CRM_TYPE_TEXT, 0, ""},
    {"customers", CRM_TYPE_I64, 0, "customers"},
    {"share", CRM_TYPE_DOUBLE, 0, "ratio"},
};

static const struct crm__column_spec part_columns[] = {
    {"customer", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"part", CRM_TYPE_TEXT, 0, ""},
    {"value", CRM_TYPE_I64, 0, ""},
    {"points", CRM_TYPE_I64, 0, "score"},
    {"weight", CRM_TYPE_I64, 0, ""},
};

#define COUNT(columns) (sizeof(columns) / sizeof(columns)[0])

static const struct crm__result results[] = {
    {"scores", score_columns, COUNT(score_columns)},
    {"segments", segment_columns, COUNT(segment_columns)},
    {"bins", bin_columns, COUNT(bin_columns)},
    {"map", map_columns, COUNT(map_columns)},
    {"migration", migration_columns, COUNT(migration_columns)},
    {"parts", part_columns, COUNT(part_columns)},
};

const struct crm__setting crm__rfm_settings[CRM__RFM_SETTINGS] = {
    {"segments", crm__rfm_segment_columns, 7, crm__rfm_check_map},
    {"edges", crm__rfm_edge_columns, 2, crm__rfm_check_edges},
};

/* ---- Its functions ---- */

static const crm_rfm_params *
params_of(const crm_analysis *analysis)
{
    return analysis->params;
}

static crm_status
refuse(crm_analysis *analysis, const char *what)
{
    return crm__fail(analysis->crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "rfm params: %s", what);
}

static bool
weight_wrong(int32_t weight)
{
    return weight < 0 || weight > 1000000;
}

static crm_status
rfm_open(crm_analysis *analysis)
{
    const crm_rfm_params *params = params_of(analysis);
    struct crm__rfm *own = analysis->own;
    bool won = params->sales == CRM_SALES_WON;

    if (params->bins < 2 || params->bins > 10)
        return refuse(analysis, "bins is not 2 to 10");
    if (params->occasion < CRM_OCCASION_DAY || params->occasion > CRM_OCCASION_ORDER)
        return refuse(analysis, "occasion is neither DAY, ROW nor ORDER");
    if (params->rule < CRM_SCORES_RANK || params->rule > CRM_SCORES_GIVEN)
        return refuse(analysis, "rule is none of CRM_SCORES_...");
    if (params->monetary < CRM_MONETARY_SUM || params->monetary > CRM_MONETARY_MARGIN)
        return refuse(analysis, "monetary is neither SUM, MEAN nor MARGIN");
    if (won && params->monetary == CRM_MONETARY_MARGIN)
        return refuse(analysis, "won deals have no cost: no MARGIN");
    if (weight_wrong(params->weight_r) || weight_wrong(params->weight_f) ||
        weight_wrong(params->weight_m) ||
        params->weight_r + params->weight_f + params->weight_m == 0)
        return refuse(analysis, "weights are not 0 to 1000000, or all 0");
    if (params->compare_day != CRM_DAY_NONE &&
        (params->compare_day >= params->as_of || !crm__day_valid(params->compare_day)))
        return refuse(analysis, "compare_day is not a day before as_of");
    if (won && params->compare_day != CRM_DAY_NONE)
        return refuse(analysis, "compare_day needs purchases");
    own->now.day = params->as_of;
    own->before.day = params->compare_day;
    own->before.state = CRM__RFM_STATES_A_BOARD;
    return CRM_OK;
}

/* The first day of the window that ends on a board's day; CRM_DAY_NONE = all history. */
static crm_day
window_of(const crm_rfm_params *params, crm_day day)
{
    int64_t first = (int64_t)params->since - (params->as_of - day);

    if (params->since == CRM_DAY_NONE)
        return CRM_DAY_NONE;
    return first < CRM__DAY_MIN ? CRM__DAY_MIN : (crm_day)first;
}

static crm_day
rfm_first_day(const crm_analysis *analysis)
{
    const crm_rfm_params *params = params_of(analysis);

    return params->compare_day == CRM_DAY_NONE ? params->since
                                               : window_of(params, params->compare_day);
}

static uint32_t
rfm_looks(const crm_analysis *analysis)
{
    const crm_rfm_params *params = params_of(analysis);

    return (params->monetary == CRM_MONETARY_MARGIN ? CRM__SALES_COSTS : 0u) |
           (params->occasion == CRM_OCCASION_ORDER ? CRM__SALES_ORDERS : 0u);
}

static crm_status
add_order(crm_analysis *analysis, size_t state, const struct crm__sale *sale, crm_id contact)
{
    int64_t *slots = crm__cell(analysis, state, sale->account, contact, sale->order);

    if (!slots)
        return CRM_ERROR_MEMORY;
    crm__wide_slot_add(slots, sale->net);
    if (sale->type != CRM_PURCHASE_TYPE_SALE || sale->net <= 0)
        return CRM_OK;
    slots[2] = sale->day < slots[2] ? sale->day : slots[2];
    slots[3] = sale->day > slots[3] ? sale->day : slots[3];
    return CRM_OK;
}

static crm_status
add_margin(crm_analysis *analysis, size_t state, const struct crm__sale *sale, crm_id contact)
{
    int64_t *slots = crm__cell(analysis, state, sale->account, contact, 0);

    if (!slots)
        return CRM_ERROR_MEMORY;
    crm__wide_slot_add(slots, sale->net);
    crm__wide_slot_take(slots, sale->cost);
    return CRM_OK;
}

/* Put a sale on a board; its lines are occasions of their own unless it belongs to an order. */
static crm_status
add_to_board(crm_analysis *analysis, const struct crm__rfm_board *board,
             const struct crm__sale *sale)
{
    crm_id contact = crm__customer_contact(analysis, sale);
    int64_t *slots =
        crm__cell(analysis, board->state + CRM__RFM_DAYS, sale->account, contact, sale->day);
    crm_status status = CRM_OK;

    if (!slots)
        return CRM_ERROR_MEMORY;
    crm__wide_slot_add(slots, sale->net);
    if (sale->order == 0 && sale->type == CRM_PURCHASE_TYPE_SALE && sale->net > 0)
        slots[2]++;
    else if (sale->order == 0 && sale->type == CRM_PURCHASE_TYPE_CANCEL)
        slots[2]--;
    if (sale->order != 0)
        status = add_order(analysis, board->state + CRM__RFM_ORDERS, sale, contact);
    if (status == CRM_OK && sale->has_cost)
        status = add_margin(analysis, board->state + CRM__RFM_MARGINS, sale, contact);
    return status;
}

static crm_status
rfm_line(crm_analysis *analysis, const struct crm__sale *sale)
{
    const crm_rfm_params *params = params_of(analysis);
    const struct crm__rfm *own = analysis->own;
    crm_status status = CRM_OK;

    if (params->since == CRM_DAY_NONE || sale->day >= params->since)
        status = add_to_board(analysis, &own->now, sale);
    if (status == CRM_OK && params->compare_day != CRM_DAY_NONE &&
        sale->day <= params->compare_day && sale->own_day <= params->compare_day)
        status = add_to_board(analysis, &own->before, sale);
    return status;
}

/* Customers that are contacts say so in the results. */
static void
name_contacts(crm_analysis *analysis)
{
    analysis->results[2 + CRM__RFM_SCORES]->columns[0].target = CRM_KIND_CONTACT;
    analysis->results[2 + CRM__RFM_PARTS]->columns[0].target = CRM_KIND_CONTACT;
}

static crm_status
make_board(crm_analysis *analysis, struct crm__rfm_board *board)
{
    crm_status status = crm__rfm_collect(analysis, board);

    if (status == CRM_OK)
        status = crm__rfm_score(analysis, board);
    return status == CRM_OK ? crm__stage_done(analysis) : status;
}

static crm_status
rfm_finish(crm_analysis *analysis)
{
    static crm_status (*const writers[])(crm_analysis *) = {
        crm__rfm_write_scores, crm__rfm_write_segments,  crm__rfm_write_bins,
        crm__rfm_write_map,    crm__rfm_write_migration, crm__rfm_write_parts};
    struct crm__rfm *own = analysis->own;
    crm_status status;

    if (analysis->common->unit == CRM_UNIT_CONTACT)
        name_contacts(analysis);
    crm__customers_leave_out(analysis);
    crm__rfm_map_make(analysis);
    status = crm__rfm_edges_make(analysis);
    if (status == CRM_OK)
        status = make_board(analysis, &own->now);
    if (status == CRM_OK && own->before.day != CRM_DAY_NONE)
        status = make_board(analysis, &own->before);
    for (size_t i = 0; i < COUNT(writers) && status == CRM_OK; i++)
        status = writers[i](analysis);
    return status;
}

static void
free_board(const crm_analysis *analysis, struct crm__rfm_board *board)
{
    crm__free_array(analysis->memory, board->customers, board->capacity, sizeof *board->customers);
}

static void
rfm_close(crm_analysis *analysis)
{
    struct crm__rfm *own = analysis->own;

    free_board(analysis, &own->now);
    free_board(analysis, &own->before);
}

static const struct crm__sales_rule rule = {
    .line = rfm_line,
    .types = CRM__SALES_REVENUE,
    .first_day = rfm_first_day,
    .looks = rfm_looks,
    .contact = true,
    .invoiced = -1,
};

const struct crm__class crm__rfm_class = {
    .name = "rfm",
    .params_size = sizeof(crm_rfm_params),
    .first_size = offsetof(crm_rfm_params, occasion) + sizeof(int32_t),
    .members = members,
    .member_count = sizeof members / sizeof members[0],
    .flags = CRM_RFM_NESTED | CRM_RFM_SHOW_PARTS,
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
    .judge = crm__customer_judge,
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
