/*
 * purchase_customers.c - from days of customers, or from the list of histories, to customers with
 * x, t_x, t and the mean value of a repeat purchase.
 *
 * A day is an occasion if its net is above 0. What other days bring (refunds) lowers the value of the
 * repeat purchases and nothing else. Discrete laws count periods in which there was an occasion, for
 * which the first day must be known: they pass the days twice.
 */
#include <math.h>

#include "analysis/value/customer.h"
#include "analysis/value/purchase_model.h"
#include "base/order.h"

#define PERIODS_MAX 10000

/* Slots of a customer. NET: of all days; FIRST_NET: of the first day. */
enum { OCCASIONS, FIRST_DAY, LAST_DAY, NET, FIRST_NET = NET + 2, SLOTS = FIRST_NET + 2 };

struct collecting {
    crm_analysis *analysis;
    struct crm__cells customers; /* customer -> SLOTS */
    struct crm__cells periods;   /* customer, period -> net, occasions */
};

static bool
is_occasion(const int64_t *slots)
{
    return crm__wide_compare(crm__wide_from_slots(slots), crm__wide_of(0)) > 0;
}

static crm_status
add_day(void *self, crm_id customer, int64_t day, const int64_t *slots)
{
    struct collecting *all = self;
    bool fresh;
    int64_t *into = crm__cells_add(&all->customers, customer, 0, 0, &fresh);

    if (!into)
        return crm__no_memory(all->analysis->crm);
    crm__wide_slot_merge(into + NET, slots);
    if (!is_occasion(slots))
        return CRM_OK;
    if (into[OCCASIONS] == 0 || day < into[FIRST_DAY]) {
        into[FIRST_DAY] = day;
        into[FIRST_NET] = slots[0];
        into[FIRST_NET + 1] = slots[1];
    }
    if (into[OCCASIONS] == 0 || day > into[LAST_DAY])
        into[LAST_DAY] = day;
    into[OCCASIONS]++;
    return CRM_OK;
}

/* Periods are numbered from 1, the days right after the first one; 0 is the first day itself. */
static int64_t
period_of(const crm_analysis *analysis, int64_t days)
{
    const crm_purchase_model_params *params = analysis->params;

    return (days + params->period_days - 1) / params->period_days;
}

static crm_status
add_period(void *self, crm_id customer, int64_t day, const int64_t *slots)
{
    struct collecting *all = self;
    const int64_t *of = crm__cells_find(&all->customers, customer, 0, 0);
    int64_t period = of ? period_of(all->analysis, day - of[FIRST_DAY]) : 0, *into;

    if (!of || day <= of[FIRST_DAY])
        return CRM_OK;
    into = crm__cells_add(&all->periods, customer, period, 0, NULL);
    if (!into)
        return crm__no_memory(all->analysis->crm);
    crm__wide_slot_merge(into, slots);
    into[2] += is_occasion(slots);
    return CRM_OK;
}

/* ---- Customers ---- */

/* What came after the first day, refunds too. */
static struct crm__wide
repeat_value(const int64_t *slots)
{
    struct crm__wide first = crm__wide_from_slots(slots + FIRST_NET);

    return crm__wide_add(crm__wide_from_slots(slots + NET), crm__wide_negate(first));
}

static crm_status
make_room(crm_analysis *analysis, size_t count)
{
    struct crm__purchase_model *own = analysis->own;

    if (count == 0)
        return CRM_OK;
    own->customers = crm__alloc_array(analysis->memory, count, sizeof *own->customers);
    if (!own->customers)
        return crm__no_memory(analysis->crm);
    own->capacity = count;
    return CRM_OK;
}

static crm_status
make_customers(struct collecting *all)
{
    crm_analysis *analysis = all->analysis;
    const crm_purchase_model_params *params = analysis->params;
    struct crm__purchase_model *own = analysis->own;
    int64_t **records;
    crm_status status = make_room(analysis, all->customers.count);

    if (status != CRM_OK || own->capacity == 0)
        return status;
    if (crm__cells_sorted(&all->customers, &records) != CRM_OK)
        return crm__no_memory(analysis->crm);
    for (size_t i = 0; i < all->customers.count; i++) {
        const int64_t *slots = records[i] + 1;
        struct crm__purchaser *customer = &own->customers[own->count];

        if (slots[OCCASIONS] == 0 ||
            (params->since != CRM_DAY_NONE && slots[FIRST_DAY] < params->since))
            continue;
        customer->id = records[i][0];
        customer->first_day = slots[FIRST_DAY];
        customer->last_day = slots[LAST_DAY];
        customer->x = slots[OCCASIONS] - 1;
        customer->t_x = (double)(slots[LAST_DAY] - slots[FIRST_DAY]) / (double)params->period_days;
        customer->t = (double)(params->as_of - slots[FIRST_DAY]) / (double)params->period_days;
        customer->value = repeat_value(slots);
        own->count++;
    }
    crm__free_array(analysis->memory, records, all->customers.count, sizeof *records);
    return CRM_OK;
}

/* ---- Discrete laws ---- */

static crm_status
check_periods(crm_analysis *analysis)
{
    struct crm__purchase_model *own = analysis->own;

    for (size_t i = 0; i < own->count; i++) {
        struct crm__purchaser *customer = &own->customers[i];

        customer->t = floor(customer->t);
        customer->x = 0;
        customer->t_x = 0;
        customer->value = crm__wide_of(0);
        if (customer->t > PERIODS_MAX)
            return crm__fail(analysis->crm, CRM_ERROR_ARGUMENT, CRM_KIND_ACCOUNT, customer->id, -1,
                             "purchase_model params: period_days makes more than 10000 periods of "
                             "the time since a first purchase");
    }
    return CRM_OK;
}

/* Customers and their periods, both by id, side by side. */
static void
count_periods(struct crm__purchase_model *own, int64_t *const *records, size_t count)
{
    bool contract = own->law == &crm__law_sbg;
    size_t at = 0;

    for (size_t i = 0; i < count; i++) {
        struct crm__purchaser *customer;

        while (at < own->count && own->customers[at].id < records[i][0])
            at++;
        if (at == own->count)
            return;
        customer = &own->customers[at];
        if (customer->id != records[i][0] || records[i][4] == 0 ||
            (double)records[i][1] > customer->t || (contract && records[i][1] != customer->x + 1))
            continue;
        customer->x++;
        customer->t_x = (double)records[i][1];
        customer->value = crm__wide_add(customer->value, crm__wide_from_slots(records[i] + 2));
    }
}

static crm_status
make_discrete(struct collecting *all)
{
    crm_analysis *analysis = all->analysis;
    int64_t **records;
    crm_status status =
        crm__customers_gather(analysis, 0, analysis->common->as_of, add_period, all);

    if (status == CRM_OK)
        status = check_periods(analysis);
    if (status != CRM_OK || all->periods.count == 0)
        return status;
    if (crm__cells_sorted(&all->periods, &records) != CRM_OK)
        return crm__no_memory(analysis->crm);
    count_periods(analysis->own, records, all->periods.count);
    crm__free_array(analysis->memory, records, all->periods.count, sizeof *records);
    return CRM_OK;
}

static void
make_means(struct crm__purchase_model *own)
{
    for (size_t i = 0; i < own->count; i++) {
        struct crm__purchaser *customer = &own->customers[i];

        customer->mean = customer->x > 0
                             ? crm__wide_ratio(customer->value, crm__wide_of(customer->x))
                             : (double)NAN;
    }
}

/* ---- The list of histories ---- */

static int
compare_customers(const void *a, const void *b, void *context)
{
    const struct crm__purchaser *one = a, *other = b;

    (void)context;
    return (one->id > other->id) - (one->id < other->id);
}

static crm_status
take_histories(crm_analysis *analysis, const crm_table *table)
{
    struct crm__purchase_model *own = analysis->own;
    crm_status status = make_room(analysis, table->rows);

    for (size_t row = 0; row < table->rows && status == CRM_OK; row++) {
        struct crm__purchaser *customer = &own->customers[own->count++];
        double x = 0;

        crm__cell_int(table, row, CRM__HISTORY_CUSTOMER, &customer->id);
        crm__cell_double(table, row, CRM__HISTORY_X, &x);
        if (own->law != &crm__law_sbg)
            crm__cell_double(table, row, CRM__HISTORY_T_X, &customer->t_x);
        else
            customer->t_x = x;
        crm__cell_double(table, row, CRM__HISTORY_T, &customer->t);
        customer->x = (int64_t)x;
        customer->first_day = customer->last_day = CRM_DAY_NONE;
        if (!crm__cell_double(table, row, CRM__HISTORY_MEAN, &customer->mean) || customer->x == 0)
            customer->mean = (double)NAN;
    }
    if (own->count > 0)
        crm__sort(own->customers, own->count, sizeof *own->customers, compare_customers, NULL);
    return status;
}

crm_status
crm__purchase_collect(crm_analysis *analysis)
{
    const struct crm__purchase_model *own = analysis->own;
    const crm_table *given = crm__setting(analysis, CRM__PURCHASE_SET_HISTORIES);
    struct collecting all = {.analysis = analysis};
    crm_status status;

    if (given)
        return take_histories(analysis, given);
    crm__cells_init(&all.customers, analysis->memory, 1, SLOTS);
    crm__cells_init(&all.periods, analysis->memory, 2, 3);
    status = crm__customers_gather(analysis, 0, analysis->common->as_of, add_day, &all);
    if (status == CRM_OK)
        status = make_customers(&all);
    if (status == CRM_OK && own->law->discrete)
        status = make_discrete(&all);
    make_means(analysis->own);
    crm__cells_done(&all.customers);
    crm__cells_done(&all.periods);
    return status;
}
