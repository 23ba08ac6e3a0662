/*
 * concentration.c - on how few customers sales rest: its description, the sums of customers, and
 * their classes.
 */
#include "analysis/value/concentration.h"

#include "base/order.h"

static const struct crm__member members[] = {
    CRM__COMMON_MEMBERS(crm_concentration_params, CRM_SALES_PURCHASES, CRM_UNIT_ACCOUNT),
    {"top", CRM_TYPE_CODE, offsetof(crm_concentration_params, top), 10},
    {"a_bp", CRM_TYPE_BP, offsetof(crm_concentration_params, a_bp), 8000},
    {"b_bp", CRM_TYPE_BP, offsetof(crm_concentration_params, b_bp), 9500},
    {"reserved", CRM_TYPE_CODE, offsetof(crm_concentration_params, reserved), 0},
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

static const struct crm__slot sum_slots[] = {{"sales", CRM__SUM128}, {NULL, 0}};

static const struct crm__state states[] = {
    {"sums", {"account", "contact", "all"}, sum_slots},
};

static const struct crm__column_spec summary_columns[] = {
    {"customers", CRM_TYPE_I64, 0, "customers"},
    {"without_sales", CRM_TYPE_I64, 0, "customers"},
    {"sales", CRM_TYPE_MONEY, 0, "minor"},
    {"gini", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"hhi", CRM_TYPE_DOUBLE, 0, ""},
    {"top", CRM_TYPE_I64, 0, "customers"},
    {"top_share", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"half", CRM_TYPE_I64, 0, "customers"},
    {"four_fifths", CRM_TYPE_I64, 0, "customers"},
};

static const struct crm__column_spec customer_columns[] = {
    {"customer", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"rank", CRM_TYPE_I64, 0, "rank"},
    {"sales", CRM_TYPE_MONEY, 0, "minor"},
    {"share", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"cumulative", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"class", CRM_TYPE_TEXT, 0, ""},
    {"potential", CRM_TYPE_MONEY, 0, "minor"},
    {"potential_class", CRM_TYPE_TEXT, 0, ""},
};

static const struct crm__column_spec class_columns[] = {
    {"class", CRM_TYPE_TEXT, 0, ""},
    {"customers", CRM_TYPE_I64, 0, "customers"},
    {"customer_share", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"sales", CRM_TYPE_MONEY, 0, "minor"},
    {"sales_share", CRM_TYPE_DOUBLE, 0, "ratio"},
};

static const struct crm__column_spec crossed_columns[] = {
    {"class", CRM_TYPE_TEXT, 0, ""},
    {"potential_class", CRM_TYPE_TEXT, 0, ""},
    {"customers", CRM_TYPE_I64, 0, "customers"},
    {"sales", CRM_TYPE_MONEY, 0, "minor"},
    {"potential", CRM_TYPE_MONEY, 0, "minor"},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct crm__result results[] = {
    {"summary", summary_columns, COUNT(summary_columns)},
    {"customers", customer_columns, COUNT(customer_columns)},
    {"classes", class_columns, COUNT(class_columns)},
    {"crossed", crossed_columns, COUNT(crossed_columns)},
};

/* ---- The list of potentials ---- */

enum { CUSTOMER, POTENTIAL };

static const struct crm__column_spec potential_columns[] = {
    {"customer", CRM_TYPE_REF, 0, ""},
    {"potential", CRM_TYPE_MONEY, 0, "minor"},
};

static crm_status
check_potentials(crm_analysis *analysis, const crm_table *table)
{
    int64_t value;

    for (size_t row = 0; row < table->rows; row++) {
        if (!crm__cell_int(table, row, CUSTOMER, &value) || value < 1)
            return crm__setting_wrong(analysis, table, row, CUSTOMER, "is no id");
        if (!crm__cell_int(table, row, POTENTIAL, &value) || value < 0)
            return crm__setting_wrong(analysis, table, row, POTENTIAL, "is none or below 0");
    }
    return CRM_OK;
}

static const struct crm__setting settings[] = {
    {"potentials", potential_columns, COUNT(potential_columns), check_potentials},
};

/* ---- Sums ---- */

static const crm_concentration_params *
params_of(const crm_analysis *analysis)
{
    return analysis->params;
}

static crm_status
refuse(crm_analysis *analysis, const char *what)
{
    return crm__fail(analysis->crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "concentration params: %s", what);
}

static crm_status
concentration_open(crm_analysis *analysis)
{
    const crm_concentration_params *params = params_of(analysis);

    if (params->top < 1)
        return refuse(analysis, "top is below 1");
    if (params->a_bp < 1 || params->b_bp <= params->a_bp || params->b_bp > 10000)
        return refuse(analysis, "not 0 < a_bp < b_bp <= 10000");
    if (params->reserved != 0)
        return refuse(analysis, "reserved is not 0");
    return CRM_OK;
}

static crm_status
concentration_line(crm_analysis *analysis, const struct crm__sale *sale)
{
    int64_t *slots =
        crm__cell(analysis, 0, sale->account, crm__customer_contact(analysis, sale), 0);

    if (!slots)
        return CRM_ERROR_MEMORY;
    crm__wide_slot_add(slots, sale->net);
    return CRM_OK;
}

static crm_status
add_buyer(void *context, crm_id customer, int64_t unused, const int64_t *slots)
{
    crm_analysis *analysis = context;
    struct crm__concentration *own = analysis->own;
    struct crm__buyer *buyer;

    (void)unused;
    if (crm__grow(analysis->memory, (void **)&own->buyers, &own->capacity, own->count + 1,
                  sizeof *own->buyers) != CRM_OK)
        return crm__no_memory(analysis->crm);
    buyer = &own->buyers[own->count++];
    *buyer = (struct crm__buyer){
        .id = customer, .class = CRM__CLASS_NONE, .potential_class = CRM__CLASS_NONE};
    return slots ? crm__total(analysis, crm__wide_from_slots(slots), "concentration sales",
                              customer, &buyer->sales)
                 : CRM_OK;
}

static int
compare_ids(const void *a, const void *b, void *context)
{
    const struct crm__buyer *x = a, *y = b;

    (void)context;
    return x->id < y->id ? -1 : x->id > y->id;
}

static int
compare_sales(const void *a, const void *b, void *context)
{
    const struct crm__buyer *x = a, *y = b;

    if (x->sales != y->sales)
        return x->sales > y->sales ? -1 : 1;
    return compare_ids(a, b, context);
}

static int
compare_potentials(const void *a, const void *b, void *context)
{
    const struct crm__buyer *x = a, *y = b;

    if (x->has_potential != y->has_potential)
        return x->has_potential ? -1 : 1;
    if (x->potential != y->potential)
        return x->potential > y->potential ? -1 : 1;
    return compare_ids(a, b, context);
}

static void
sort_buyers(struct crm__concentration *own, crm__compare *compare)
{
    crm__sort(own->buyers, own->count, sizeof *own->buyers, compare, NULL);
}

/* ---- Potentials: buyers stand by id; `known` of them have sales, those behind are new ---- */

static struct crm__buyer *
find_buyer(struct crm__concentration *own, size_t known, crm_id id)
{
    size_t low = 0, high = known;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (own->buyers[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < known && own->buyers[low].id == id ? &own->buyers[low] : NULL;
}

/* The first row of a customer counts; a later one of the same is refused. */
static crm_status
take_potential(crm_analysis *analysis, const crm_table *table, size_t row, size_t known)
{
    struct crm__concentration *own = analysis->own;
    struct crm__buyer *buyer;
    int64_t id = 0, potential = 0;

    crm__cell_int(table, row, CUSTOMER, &id);
    crm__cell_int(table, row, POTENTIAL, &potential);
    buyer = find_buyer(own, known, id);
    if (!buyer) {
        if (add_buyer(analysis, id, 0, NULL) != CRM_OK)
            return CRM_ERROR_MEMORY;
        buyer = &own->buyers[own->count - 1];
    }
    if (buyer->has_potential)
        return crm__setting_wrong(analysis, table, row, CUSTOMER, "is named twice");
    buyer->has_potential = true;
    buyer->potential = potential;
    return CRM_OK;
}

static crm_status
take_potentials(crm_analysis *analysis)
{
    const crm_table *table = crm__setting(analysis, 0);
    struct crm__concentration *own = analysis->own;
    size_t known = own->count;
    crm_status status = CRM_OK;

    sort_buyers(own, compare_ids);
    for (size_t row = 0; table && row < table->rows && status == CRM_OK; row++)
        status = take_potential(analysis, table, row, known);
    sort_buyers(own, compare_ids);
    for (size_t i = 1; i < own->count && status == CRM_OK; i++) {
        if (own->buyers[i].id == own->buyers[i - 1].id)
            status = crm__fail(analysis->crm, CRM_ERROR_DATA, 0, own->buyers[i].id, -1,
                               "concentration settings: customer %lld is named twice",
                               (long long)own->buyers[i].id);
    }
    return status;
}

/* ---- Classes ---- */

static bool
below(struct crm__wide larger, int32_t bp, int64_t total)
{
    int64_t as_word = 0;

    /* What larger ones have is never more than the total, which fits. */
    (void)crm__wide_to_int64(larger, &as_word);
    return crm__wide_compare(crm__wide_multiply(as_word, 10000), crm__wide_multiply(total, bp)) < 0;
}

static int8_t
class_of(const crm_analysis *analysis, struct crm__wide larger, int64_t total)
{
    const crm_concentration_params *params = params_of(analysis);

    if (below(larger, params->a_bp, total))
        return CRM__CLASS_A;
    return below(larger, params->b_bp, total) ? CRM__CLASS_B : CRM__CLASS_C;
}

/* Buyers by potential descending. */
static crm_status
class_potentials(crm_analysis *analysis)
{
    struct crm__concentration *own = analysis->own;
    struct crm__wide all = crm__wide_of(0), so_far = crm__wide_of(0), larger = crm__wide_of(0);
    int64_t total;
    crm_status status;

    sort_buyers(own, compare_potentials);
    for (size_t i = 0; i < own->count && own->buyers[i].has_potential; i++)
        all = crm__wide_add(all, crm__wide_of(own->buyers[i].potential));
    status = crm__total(analysis, all, "concentration potential", 0, &total);
    for (size_t i = 0; i < own->count && status == CRM_OK; i++) {
        struct crm__buyer *buyer = &own->buyers[i];

        if (!buyer->has_potential || buyer->potential == 0)
            continue;
        if (i == 0 || buyer->potential != own->buyers[i - 1].potential)
            larger = so_far;
        buyer->potential_class = class_of(analysis, larger, total);
        so_far = crm__wide_add(so_far, crm__wide_of(buyer->potential));
    }
    return status;
}

/* Buyers by sales descending: rank, class, and what they and all larger ones have. */
static crm_status
class_sales(crm_analysis *analysis)
{
    struct crm__concentration *own = analysis->own;
    struct crm__wide all = crm__wide_of(0), so_far = crm__wide_of(0), larger = crm__wide_of(0);
    crm_status status;

    sort_buyers(own, compare_sales);
    while (own->positive < own->count && own->buyers[own->positive].sales > 0)
        all = crm__wide_add(all, crm__wide_of(own->buyers[own->positive++].sales));
    status = crm__total(analysis, all, "concentration sales of all", 0, &own->total);
    if (status != CRM_OK)
        return status;
    for (size_t i = 0; i < own->positive; i++) {
        struct crm__buyer *buyer = &own->buyers[i];
        bool equal = i > 0 && buyer->sales == buyer[-1].sales;

        if (!equal)
            larger = so_far;
        buyer->rank = equal ? buyer[-1].rank : i + 1;
        buyer->class = class_of(analysis, larger, own->total);
        so_far = crm__wide_add(so_far, crm__wide_of(buyer->sales));
        (void)crm__wide_to_int64(so_far, &buyer->cumulated);
    }
    for (size_t i = own->positive; i-- > 1;) {
        if (own->buyers[i].sales == own->buyers[i - 1].sales)
            own->buyers[i - 1].cumulated = own->buyers[i].cumulated;
    }
    return CRM_OK;
}

static crm_status
concentration_finish(crm_analysis *analysis)
{
    crm_status status;

    if (analysis->common->unit == CRM_UNIT_CONTACT)
        analysis->results[2 + CRM__CONCENTRATION_CUSTOMERS]->columns[0].target = CRM_KIND_CONTACT;
    crm__customers_leave_out(analysis);
    status = crm__customers_gather(analysis, 0, analysis->common->as_of, add_buyer, analysis);
    if (status == CRM_OK)
        status = take_potentials(analysis);
    if (status == CRM_OK)
        status = class_potentials(analysis);
    if (status == CRM_OK)
        status = class_sales(analysis);
    if (status == CRM_OK)
        status = crm__stage_done(analysis);
    return status == CRM_OK ? crm__concentration_write(analysis) : status;
}

static void
concentration_close(crm_analysis *analysis)
{
    struct crm__concentration *own = analysis->own;

    crm__free_array(analysis->memory, own->buyers, own->capacity, sizeof *own->buyers);
}

static const struct crm__sales_rule rule = {
    .line = concentration_line,
    .types = CRM__SALES_REVENUE,
    .contact = true,
    .invoiced = -1,
};

const struct crm__class crm__concentration_class = {
    .name = "concentration",
    .params_size = sizeof(crm_concentration_params),
    .first_size = offsetof(crm_concentration_params, reserved) + sizeof(int32_t),
    .members = members,
    .member_count = COUNT(members),
    .units = 1u << CRM_UNIT_ACCOUNT | 1u << CRM_UNIT_FAMILY | 1u << CRM_UNIT_CONTACT,
    .sales = true,
    .inputs = inputs,
    .input_count = COUNT(inputs),
    .states = states,
    .state_count = COUNT(states),
    .results = results,
    .result_count = CRM__CONCENTRATION_RESULTS,
    .settings = settings,
    .setting_count = COUNT(settings),
    .rule = &rule,
    .descriptions = "account.types, account.profiling_refused, contact.profiling_refused",
    .own_size = sizeof(struct crm__concentration),
    .open = concentration_open,
    .judge = crm__customer_judge,
    .finish = concentration_finish,
    .close = concentration_close,
};

crm_status
crm_concentration_params_init(crm_concentration_params *params, size_t size)
{
    return crm__params_init(&crm__concentration_class, params, size);
}

crm_analysis *
crm_concentration_new(crm_context *crm, const crm_concentration_params *params)
{
    return crm__analysis_new(crm, &crm__concentration_class, params);
}
