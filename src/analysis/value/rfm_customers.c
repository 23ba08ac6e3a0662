/*
 * rfm_customers.c - from days of accounts to customers: merged records become one, members become
 * their family, and each day of a customer is judged as a whole.
 *
 * Everything here adds up or takes the first and the last, so cells are passed in the order in which
 * they lie; only customers are sorted.
 */
#include "analysis/engine/inside.h"
#include "analysis/value/rfm.h"

/* Slots of a customer. */
enum { MONETARY = 0, FREQUENCY = 2, FIRST_DAY = 3, LAST_DAY = 4, CUSTOMER_SLOTS = 5 };

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

/* Occasions on one day of a customer: slots are its net and its lines. */
static int64_t
occasions_of(const crm_analysis *analysis, const int64_t *slots)
{
    const crm_rfm_params *params = analysis->params;

    if (params->occasion == CRM_OCCASION_ROW)
        return slots[2] > 0 ? slots[2] : 0;
    return crm__wide_compare(crm__wide_from_slots(slots), crm__wide_of(0)) > 0;
}

static crm_status
add_day(crm_analysis *analysis, struct crm__cells *customers, crm_id customer, int64_t day,
        const int64_t *slots)
{
    int64_t occasions = occasions_of(analysis, slots), *into;
    bool fresh;

    into = crm__cells_add(customers, customer, 0, 0, &fresh);
    if (!into)
        return crm__no_memory(analysis->crm);
    if (fresh)
        into[FIRST_DAY] = into[LAST_DAY] = CRM_DAY_NONE;
    crm__wide_slot_merge(into + MONETARY, slots);
    if (occasions == 0)
        return CRM_OK;
    into[FREQUENCY] += occasions;
    if (into[FIRST_DAY] == CRM_DAY_NONE || day < into[FIRST_DAY])
        into[FIRST_DAY] = day;
    if (day > into[LAST_DAY])
        into[LAST_DAY] = day;
    return CRM_OK;
}

/* True if a cell of the state is a whole day of its customer: no other account can share it. */
static bool
cells_are_days(const crm_analysis *analysis)
{
    size_t rows = crm__kept_rows(analysis, CRM_KIND_ACCOUNT);

    if (analysis->common->unit != CRM_UNIT_ACCOUNT)
        return false;
    for (size_t row = 0; row < rows; row++) {
        if (crm__kept_id(analysis, CRM_KIND_ACCOUNT, row, CRM_FIELD_MERGED_INTO) != 0)
            return false;
    }
    return true;
}

/* Cells of the state to customers, or to days of customers if those have to be put together first. */
static crm_status
gather(crm_analysis *analysis, struct crm__cells *days, struct crm__cells *customers)
{
    const struct crm__cells *state = &analysis->states[0];
    const struct crm__slot *slots = analysis->class->states[0].slots;
    bool whole = cells_are_days(analysis);
    struct crm__forest forest;
    crm_status status = crm__forest_build(analysis, &forest);

    for (size_t i = 0; i < state->capacity && status == CRM_OK; i++) {
        const int64_t *record = crm__cells_at(state, i);
        crm_id customer = record ? customer_of(analysis, &forest, record) : 0;
        int64_t *into;

        if (customer == 0)
            continue;
        if (whole) {
            status = add_day(analysis, customers, customer, record[2], record + 3);
            continue;
        }
        into = crm__cells_add(days, customer, record[2], 0, NULL);
        status = into ? crm__state_merge(analysis, slots, into, record + 3)
                      : crm__no_memory(analysis->crm);
    }
    crm__forest_done(&forest);
    return status;
}

static crm_status
make_customers(crm_analysis *analysis, const struct crm__cells *customers)
{
    struct crm__rfm *own = analysis->own;
    int64_t **records;
    crm_status status = CRM_OK;

    if (customers->count == 0)
        return CRM_OK;
    own->customers = crm__alloc_array(analysis->memory, customers->count, sizeof *own->customers);
    if (!own->customers)
        return crm__no_memory(analysis->crm);
    own->capacity = customers->count;
    if (crm__cells_sorted(customers, &records) != CRM_OK)
        return crm__no_memory(analysis->crm);
    for (size_t i = 0; i < customers->count && status == CRM_OK; i++) {
        struct crm__rfm_customer *customer = &own->customers[own->count++];
        const int64_t *slots = records[i] + 1;

        customer->id = records[i][0];
        customer->frequency = slots[FREQUENCY];
        customer->first_day = slots[FIRST_DAY];
        customer->last_day = slots[LAST_DAY];
        status = crm__total(analysis, crm__wide_from_slots(slots + MONETARY), "rfm monetary",
                            customer->id, &customer->monetary);
    }
    crm__free_array(analysis->memory, records, customers->count, sizeof *records);
    return status;
}

crm_status
crm__rfm_collect(crm_analysis *analysis)
{
    struct crm__cells days, customers;
    crm_status status;

    crm__cells_init(&days, analysis->memory, 2, 3);
    crm__cells_init(&customers, analysis->memory, 1, CUSTOMER_SLOTS);
    status = gather(analysis, &days, &customers);
    for (size_t i = 0; i < days.capacity && status == CRM_OK; i++) {
        const int64_t *record = crm__cells_at(&days, i);

        if (record)
            status = add_day(analysis, &customers, record[0], record[1], record + 2);
    }
    if (status == CRM_OK)
        status = make_customers(analysis, &customers);
    crm__cells_done(&days);
    crm__cells_done(&customers);
    return status;
}
