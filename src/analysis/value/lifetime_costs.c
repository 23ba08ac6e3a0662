/*
 * lifetime_costs.c - expenses: each is checked and converted as it comes, kept by account and
 * category, and at finish given to its customer or shared out among all whom it may concern.
 */
#include "analysis/value/lifetime_value.h"

#include "base/allocate.h"

const crm_field crm__expense_fields[] = {CRM_EXPENSE_CATEGORY, CRM_EXPENSE_DAY,
                                         CRM_EXPENSE_AMOUNT,   CRM_EXPENSE_CURRENCY,
                                         CRM_EXPENSE_ACCOUNT,  -1};

/* ---- The fold ---- */

struct expense {
    int64_t category, day, amount, currency, account, created;
    bool erased;
};

static int64_t
cell(const crm_table *table, size_t row, crm_field field, int64_t none)
{
    int64_t value;

    return crm__cell_int(table, row, crm__table_index(table, field), &value) ? value : none;
}

static struct expense
read_expense(const crm_table *table, size_t row)
{
    return (struct expense){
        .category = cell(table, row, CRM_EXPENSE_CATEGORY, 0),
        .day = cell(table, row, CRM_EXPENSE_DAY, CRM_DAY_NONE),
        .amount = cell(table, row, CRM_EXPENSE_AMOUNT, 0),
        .currency = cell(table, row, CRM_EXPENSE_CURRENCY, 0),
        .account = cell(table, row, CRM_EXPENSE_ACCOUNT, 0),
        .created = cell(table, row, CRM_FIELD_CREATED, CRM_INSTANT_NONE),
        .erased = cell(table, row, CRM_FIELD_ERASED, CRM_INSTANT_NONE) != CRM_INSTANT_NONE,
    };
}

static int32_t
reason_of(const crm_analysis *analysis, const struct expense *expense)
{
    crm_day since = crm__lifetime_since(analysis);

    if (expense->erased)
        return CRM__ERASED;
    if (expense->day > analysis->common->as_of)
        return CRM__AFTER_AS_OF;
    if (crm__hidden(analysis, expense->created))
        return CRM__AFTER_KNOWN_AT;
    if (since != CRM_DAY_NONE && expense->day < since)
        return CRM__BEFORE_SINCE;
    return expense->category < 1 || expense->category > CRM__CATEGORIES ? CRM__NOT_COUNTED_TYPE
                                                                        : CRM__USED;
}

static crm_status
cover(crm_analysis *analysis, const struct expense *expense, int32_t reason)
{
    return crm__cover(analysis, CRM_KIND_EXPENSE, reason, expense->account, 0, true,
                      expense->amount, (crm_currency)expense->currency);
}

static crm_status
fold_one(crm_analysis *analysis, const struct expense *expense)
{
    int32_t reason = reason_of(analysis, expense);
    int64_t amount = expense->amount, *slots;
    crm_status status = CRM_OK;

    if (reason == CRM__USED)
        status = crm__convert(analysis, expense->amount, (crm_currency)expense->currency,
                              (crm_day)expense->day, &amount, &reason);
    if (status == CRM_OK)
        status = cover(analysis, expense, reason);
    if (status == CRM_OK && reason == CRM__USED && crm__recorded_late(analysis, expense->created))
        status = cover(analysis, expense, CRM__NOTE_RECORDED_AFTER_AS_OF);
    if (status != CRM_OK || reason != CRM__USED)
        return status;
    slots = crm__cell(analysis, CRM__LIFETIME_SPENT, expense->account, 0, expense->category);
    if (!slots)
        return CRM_ERROR_MEMORY;
    crm__wide_slot_add(slots, amount);
    return CRM_OK;
}

crm_status
crm__expenses_fold(crm_analysis *analysis, const crm_table *table, size_t first, size_t count)
{
    crm_status status = CRM_OK;

    for (size_t row = first; row < first + count && status == CRM_OK; row++) {
        struct expense expense = read_expense(table, row);

        status = fold_one(analysis, &expense);
    }
    return status;
}

/* ---- Costs of one customer ---- */

static crm_status
add(crm_analysis *analysis, int64_t amount, crm_id id, int64_t *total)
{
    return crm__total(analysis, crm__wide_add(crm__wide_of(*total), crm__wide_of(amount)),
                      "lifetime_value costs", id, total);
}

/* An account without sales is no customer: what was spent on it is shared by nobody. */
static crm_status
take_spent(void *context, crm_id customer, int64_t category, const int64_t *slots)
{
    crm_analysis *analysis = context;
    struct crm__lifetime_value *own = analysis->own;
    struct crm__lifetime *found = crm__lifetime_find(own, customer);
    int64_t amount;
    crm_status status = crm__total(analysis, crm__wide_from_slots(slots), "lifetime_value costs",
                                   customer, &amount);

    if (status == CRM_OK && category == CRM_EXPENSE_CATEGORY_ACQUISITION)
        status = add(analysis, amount, customer, &own->acquisition);
    if (status != CRM_OK)
        return status;
    return found ? add(analysis, amount, customer, &found->costs[category])
                 : add(analysis, amount, customer, &own->unallocated);
}

/* ---- Costs of nobody in particular ---- */

static bool
concerns(const struct crm__lifetime *customer, int32_t category)
{
    return category == CRM_EXPENSE_CATEGORY_ACQUISITION ? customer->is_new : customer->active;
}

/* weights and parts have room for all customers; those concerned stand in front, by id. */
static crm_status
share_out(crm_analysis *analysis, int32_t category, int64_t amount, int64_t *weights,
          int64_t *parts)
{
    const crm_lifetime_value_params *params = analysis->params;
    struct crm__lifetime_value *own = analysis->own;
    size_t count = 0, at = 0;
    crm_status status = CRM_OK;

    for (size_t i = 0; i < own->count; i++) {
        const struct crm__lifetime *customer = &own->customers[i];
        bool counts = params->allocation == CRM_ALLOCATE_BY_VALUE && customer->revenue > 0;

        if (concerns(customer, category))
            weights[count++] = counts ? customer->revenue : 0;
    }
    if (count == 0)
        return add(analysis, amount, 0, &own->unallocated);
    status = crm__allocate(analysis->memory, amount, weights, count, parts);
    if (status != CRM_OK)
        return crm__fail(analysis->crm, status, 0, 0, -1,
                         "lifetime_value: costs cannot be shared out");
    for (size_t i = 0; i < own->count && status == CRM_OK; i++) {
        struct crm__lifetime *customer = &own->customers[i];

        if (!concerns(customer, category))
            continue;
        status = add(analysis, parts[at], customer->id, &customer->costs[category]);
        if (status == CRM_OK)
            status = add(analysis, parts[at++], customer->id, &customer->costs[0]);
    }
    return status;
}

static crm_status
share_all(crm_analysis *analysis)
{
    struct crm__lifetime_value *own = analysis->own;
    size_t room = own->count ? own->count : 1;
    int64_t *weights = crm__alloc_array(analysis->memory, room, sizeof *weights);
    int64_t *parts = crm__alloc_array(analysis->memory, room, sizeof *parts), amount;
    crm_status status = weights && parts ? CRM_OK : crm__no_memory(analysis->crm);

    for (int32_t category = 1; category <= CRM__CATEGORIES && status == CRM_OK; category++) {
        const int64_t *slots =
            crm__cells_find(&analysis->states[CRM__LIFETIME_SPENT], 0, 0, category);

        if (!slots)
            continue;
        status = crm__total(analysis, crm__wide_from_slots(slots), "lifetime_value shared costs",
                            category, &amount);
        if (status == CRM_OK && category == CRM_EXPENSE_CATEGORY_ACQUISITION)
            status = add(analysis, amount, 0, &own->acquisition);
        if (status == CRM_OK)
            status = share_out(analysis, category, amount, weights, parts);
    }
    crm__free_array(analysis->memory, weights, room, sizeof *weights);
    crm__free_array(analysis->memory, parts, room, sizeof *parts);
    return status;
}

/* ---- Value and payback ---- */

static crm_status
settle(crm_analysis *analysis, struct crm__lifetime *customer)
{
    const struct crm__lifetime_value *own = analysis->own;
    int64_t owed = customer->costs[CRM_EXPENSE_CATEGORY_ACQUISITION];
    struct crm__wide value = crm__wide_of(customer->revenue), earned = crm__wide_of(0);

    for (int32_t category = 1; category <= CRM__CATEGORIES; category++)
        value = crm__wide_add(value, crm__wide_negate(crm__wide_of(customer->costs[category])));
    for (size_t i = 0; i < customer->rows && owed > 0 && !customer->paid_back; i++) {
        const struct crm__lifetime_day *row = &own->days[customer->first_row + i];

        earned = crm__wide_add(earned, crm__wide_of(row->net));
        earned = crm__wide_add(earned, crm__wide_negate(crm__wide_of(row->goods)));
        if (row->day < customer->first_day || crm__wide_compare(earned, crm__wide_of(owed)) < 0)
            continue;
        customer->paid_back = true;
        customer->payback_days = row->day - customer->first_day;
    }
    return crm__total(analysis, value, "lifetime_value value", customer->id, &customer->value);
}

crm_status
crm__lifetime_costs(crm_analysis *analysis)
{
    struct crm__lifetime_value *own = analysis->own;
    crm_status status = crm__customers_gather(analysis, CRM__LIFETIME_SPENT,
                                              analysis->common->as_of, take_spent, analysis);

    if (status == CRM_OK)
        status = share_all(analysis);
    for (size_t i = 0; i < own->count && status == CRM_OK; i++)
        status = settle(analysis, &own->customers[i]);
    return status;
}
