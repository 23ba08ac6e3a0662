/*
 * rfm_customers.c - from days of accounts to customers: merged records become one, members become
 * their family, and each day of a customer is judged as a whole.
 */
#include "analysis/engine/inside.h"
#include "analysis/value/rfm.h"

/* The customer that a cell belongs to now; 0 = none that counts. */
static crm_id
customer_of(const crm_analysis *analysis, const struct crm__forest *forest, const int64_t *record)
{
    int32_t reason;
    crm_id account = crm__judge_account(analysis, record[0], &reason);

    if (account == 0 || analysis->common->unit == CRM_UNIT_ACCOUNT)
        return account;
    if (analysis->common->unit == CRM_UNIT_FAMILY)
        return crm__forest_root(forest, account, analysis->common->as_of);
    return crm__judge_contact(analysis, record[1], &reason);
}

/* Cells (customer, day) from the state's cells (account, contact, day). */
static crm_status
gather_days(crm_analysis *analysis, struct crm__cells *days)
{
    const struct crm__cells *state = &analysis->states[0];
    const struct crm__slot *slots = analysis->class->states[0].slots;
    struct crm__forest forest;
    int64_t **records = NULL;
    crm_status status = crm__forest_build(analysis, &forest);

    if (status == CRM_OK && crm__cells_sorted(state, &records) != CRM_OK)
        status = crm__no_memory(analysis->crm);
    for (size_t i = 0; records && i < state->count && status == CRM_OK; i++) {
        crm_id customer = customer_of(analysis, &forest, records[i]);
        int64_t *into;

        if (customer == 0)
            continue;
        into = crm__cells_add(days, customer, records[i][2], 0, NULL);
        status = into ? crm__state_merge(analysis, slots, into, records[i] + 3)
                      : crm__no_memory(analysis->crm);
    }
    crm__free_array(analysis->memory, records, state->count, sizeof *records);
    crm__forest_done(&forest);
    return status;
}

/* One day of a customer: an occasion or not. */
static void
count_day(const crm_analysis *analysis, struct crm__rfm_customer *customer, const int64_t *record)
{
    const crm_rfm_params *params = analysis->params;
    struct crm__wide net = crm__wide_from_slots(record + 2);
    bool bought = crm__wide_compare(net, crm__wide_of(0)) > 0;
    int64_t occasions = bought ? 1 : 0;

    if (params->occasion == CRM_OCCASION_ROW)
        occasions = record[4] > 0 ? record[4] : 0;
    if (occasions == 0)
        return;
    customer->frequency += occasions;
    if (customer->first_day == CRM_DAY_NONE)
        customer->first_day = record[1];
    customer->last_day = record[1];
}

static crm_status
add_customer(crm_analysis *analysis, int64_t *const *records, size_t count)
{
    struct crm__rfm *own = analysis->own;
    struct crm__rfm_customer *customer;
    struct crm__wide monetary = crm__wide_of(0);

    if (crm__grow(analysis->memory, (void **)&own->customers, &own->capacity, own->count + 1,
                  sizeof *own->customers) != CRM_OK)
        return crm__no_memory(analysis->crm);
    customer = &own->customers[own->count++];
    *customer = (struct crm__rfm_customer){
        .id = records[0][0], .first_day = CRM_DAY_NONE, .last_day = CRM_DAY_NONE};
    for (size_t i = 0; i < count; i++) {
        monetary = crm__wide_add(monetary, crm__wide_from_slots(records[i] + 2));
        count_day(analysis, customer, records[i]);
    }
    return crm__total(analysis, monetary, "rfm monetary", customer->id, &customer->monetary);
}

crm_status
crm__rfm_collect(crm_analysis *analysis)
{
    struct crm__cells days;
    int64_t **records = NULL;
    crm_status status;
    size_t end;

    crm__cells_init(&days, analysis->memory, 2, 3);
    status = gather_days(analysis, &days);
    if (status == CRM_OK && crm__cells_sorted(&days, &records) != CRM_OK)
        status = crm__no_memory(analysis->crm);
    for (size_t first = 0; records && first < days.count && status == CRM_OK; first = end) {
        end = first + 1;
        while (end < days.count && records[end][0] == records[first][0])
            end++;
        status = add_customer(analysis, records + first, end - first);
    }
    crm__free_array(analysis->memory, records, days.count, sizeof *records);
    crm__cells_done(&days);
    return status;
}
