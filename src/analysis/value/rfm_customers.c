/*
 * rfm_customers.c - from days and orders of accounts to customers: merged records become one,
 * members become their family, and each day or order of a customer is judged as a whole.
 *
 * Everything here adds up or takes the first and the last, so cells are passed in the order in which
 * they lie; only customers are sorted.
 */
#include "analysis/value/rfm.h"
#include "base/wide.h"

/* Slots of a customer. */
enum { MONETARY = 0, MARGIN = 2, FREQUENCY = 4, FIRST_DAY = 5, LAST_DAY = 6, CUSTOMER_SLOTS = 7 };

/* What is being gathered. */
struct gather {
    crm_analysis *analysis;
    struct crm__cells customers;
};

static int64_t *
customer_slots(struct gather *gather, crm_id customer)
{
    bool fresh;
    int64_t *into = crm__cells_add(&gather->customers, customer, 0, 0, &fresh);

    if (!into)
        crm__no_memory(gather->analysis->crm);
    else if (fresh)
        into[FIRST_DAY] = into[LAST_DAY] = CRM_DAY_NONE;
    return into;
}

static void
add_occasions(int64_t *into, int64_t occasions, int64_t first, int64_t last)
{
    if (occasions <= 0)
        return;
    into[FREQUENCY] += occasions;
    if (into[FIRST_DAY] == CRM_DAY_NONE || first < into[FIRST_DAY])
        into[FIRST_DAY] = first;
    if (last > into[LAST_DAY])
        into[LAST_DAY] = last;
}

/* ---- The three states: key is day or order, slots as the state has them ---- */

static bool
above_zero(const int64_t *slots)
{
    return crm__wide_compare(crm__wide_from_slots(slots), crm__wide_of(0)) > 0;
}

/* Slots are the net and the lines that are occasions of their own. */
static crm_status
take_day(void *context, crm_id customer, int64_t day, const int64_t *slots)
{
    struct gather *gather = context;
    const crm_rfm_params *params = gather->analysis->params;
    int64_t *into = customer_slots(gather, customer);

    if (!into)
        return CRM_ERROR_MEMORY;
    crm__wide_slot_merge(into + MONETARY, slots);
    add_occasions(into, params->occasion == CRM_OCCASION_DAY ? above_zero(slots) : slots[2], day,
                  day);
    return CRM_OK;
}

/* Slots are the net, the first and the last day of a sale. */
static crm_status
take_order(void *context, crm_id customer, int64_t order, const int64_t *slots)
{
    struct gather *gather = context;
    int64_t *into = customer_slots(gather, customer);

    (void)order;
    if (!into)
        return CRM_ERROR_MEMORY;
    if (slots[2] <= slots[3]) /* there was a sale */
        add_occasions(into, above_zero(slots), slots[2], slots[3]);
    return CRM_OK;
}

static crm_status
take_margin(void *context, crm_id customer, int64_t unused, const int64_t *slots)
{
    struct gather *gather = context;
    int64_t *into = customer_slots(gather, customer);

    (void)unused;
    if (!into)
        return CRM_ERROR_MEMORY;
    crm__wide_slot_merge(into + MARGIN, slots);
    return CRM_OK;
}

/* ---- Customers ---- */

static crm_status
money_of(crm_analysis *analysis, const int64_t *slots, struct crm__rfm_customer *customer)
{
    const crm_rfm_params *params = analysis->params;
    bool margin = params->monetary == CRM_MONETARY_MARGIN;
    struct crm__wide total = crm__wide_from_slots(slots + (margin ? MARGIN : MONETARY));

    if (params->monetary == CRM_MONETARY_MEAN && customer->frequency > 0 &&
        crm__wide_divide(total, customer->frequency, CRM_ROUND_HALF_EVEN, &customer->monetary) ==
            CRM_OK)
        return CRM_OK;
    return crm__total(analysis, total, "rfm monetary", customer->id, &customer->monetary);
}

static crm_status
make_customers(struct gather *gather, struct crm__rfm_board *board)
{
    crm_analysis *analysis = gather->analysis;
    const struct crm__cells *customers = &gather->customers;
    int64_t **records;
    crm_status status = CRM_OK;

    if (customers->count == 0)
        return CRM_OK;
    board->customers =
        crm__alloc_array(analysis->memory, customers->count, sizeof *board->customers);
    if (!board->customers)
        return crm__no_memory(analysis->crm);
    board->capacity = customers->count;
    if (crm__cells_sorted(customers, &records) != CRM_OK)
        return crm__no_memory(analysis->crm);
    for (size_t i = 0; i < customers->count && status == CRM_OK; i++) {
        struct crm__rfm_customer *customer = &board->customers[board->count++];
        const int64_t *slots = records[i] + 1;

        customer->id = records[i][0];
        customer->frequency = slots[FREQUENCY];
        customer->first_day = slots[FIRST_DAY];
        customer->last_day = slots[LAST_DAY];
        status = money_of(analysis, slots, customer);
    }
    crm__free_array(analysis->memory, records, customers->count, sizeof *records);
    return status;
}

crm_status
crm__rfm_collect(crm_analysis *analysis, struct crm__rfm_board *board)
{
    static crm__customer_take *const takes[CRM__RFM_STATES_A_BOARD] = {
        [CRM__RFM_DAYS] = take_day,
        [CRM__RFM_ORDERS] = take_order,
        [CRM__RFM_MARGINS] = take_margin};
    struct gather gather = {.analysis = analysis};
    crm_status status = CRM_OK;

    crm__cells_init(&gather.customers, analysis->memory, 1, CUSTOMER_SLOTS);
    for (size_t i = 0; i < CRM__RFM_STATES_A_BOARD && status == CRM_OK; i++)
        status = crm__customers_gather(analysis, board->state + i, board->day, takes[i], &gather);
    if (status == CRM_OK)
        status = make_customers(&gather, board);
    crm__cells_done(&gather.customers);
    return status;
}
