/*
 * lifetime_customers.c - customers from their days: when they were won, whether they were active in
 * the window, and what they brought in it.
 */
#include "analysis/value/lifetime_value.h"

#include "base/order.h"

static crm_status
take_day(void *context, crm_id customer, int64_t day, const int64_t *slots)
{
    crm_analysis *analysis = context;
    struct crm__lifetime_value *own = analysis->own;
    struct crm__lifetime_day *row;
    crm_status status;

    if (crm__grow(analysis->memory, (void **)&own->days, &own->day_capacity, own->day_count + 1,
                  sizeof *own->days) != CRM_OK)
        return crm__no_memory(analysis->crm);
    row = &own->days[own->day_count++];
    row->customer = customer;
    row->day = day;
    status = crm__total(analysis, crm__wide_from_slots(slots), "lifetime_value revenue", customer,
                        &row->net);
    return status == CRM_OK ? crm__total(analysis, crm__wide_from_slots(slots + 2),
                                         "lifetime_value goods", customer, &row->goods)
                            : status;
}

static int
compare_days(const void *a, const void *b, void *context)
{
    const struct crm__lifetime_day *x = a, *y = b;

    (void)context;
    if (x->customer != y->customer)
        return x->customer < y->customer ? -1 : 1;
    return x->day < y->day ? -1 : x->day > y->day;
}

static crm_status
add_days(crm_analysis *analysis, struct crm__lifetime *customer)
{
    const struct crm__lifetime_value *own = analysis->own;
    crm_day since = crm__lifetime_since(analysis);
    struct crm__wide revenue = crm__wide_of(0), goods = crm__wide_of(0);
    crm_status status;

    for (size_t i = 0; i < customer->rows; i++) {
        const struct crm__lifetime_day *row = &own->days[customer->first_row + i];

        if (row->net > 0) {
            customer->first_day =
                customer->first_day == CRM_DAY_NONE ? row->day : customer->first_day;
            customer->last_day = row->day;
        }
        if (since != CRM_DAY_NONE && row->day < since)
            continue;
        customer->active = true;
        revenue = crm__wide_add(revenue, crm__wide_of(row->net));
        goods = crm__wide_add(goods, crm__wide_of(row->goods));
    }
    customer->is_new = customer->first_day != CRM_DAY_NONE &&
                       (since == CRM_DAY_NONE || customer->first_day >= since);
    status =
        crm__total(analysis, revenue, "lifetime_value revenue", customer->id, &customer->revenue);
    return status == CRM_OK ? crm__total(analysis, goods, "lifetime_value goods", customer->id,
                                         &customer->costs[CRM_EXPENSE_CATEGORY_GOODS])
                            : status;
}

crm_status
crm__lifetime_collect(crm_analysis *analysis)
{
    struct crm__lifetime_value *own = analysis->own;
    crm_status status = crm__customers_gather(analysis, CRM__LIFETIME_DAYS, analysis->common->as_of,
                                              take_day, analysis);

    crm__sort(own->days, own->day_count, sizeof *own->days, compare_days, NULL);
    for (size_t i = 0; i < own->day_count && status == CRM_OK;) {
        struct crm__lifetime *customer;
        size_t first = i;

        if (crm__grow(analysis->memory, (void **)&own->customers, &own->capacity, own->count + 1,
                      sizeof *own->customers) != CRM_OK)
            return crm__no_memory(analysis->crm);
        while (i < own->day_count && own->days[i].customer == own->days[first].customer)
            i++;
        customer = &own->customers[own->count++];
        *customer = (struct crm__lifetime){.id = own->days[first].customer,
                                           .first_day = CRM_DAY_NONE,
                                           .last_day = CRM_DAY_NONE,
                                           .first_row = first,
                                           .rows = i - first};
        status = add_days(analysis, customer);
    }
    return status;
}

struct crm__lifetime *
crm__lifetime_find(struct crm__lifetime_value *own, crm_id id)
{
    size_t low = 0, high = own->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (own->customers[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < own->count && own->customers[low].id == id ? &own->customers[low] : NULL;
}
