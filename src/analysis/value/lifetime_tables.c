/*
 * lifetime_tables.c - the tables of lifetime value.
 */
#include "analysis/value/lifetime_value.h"

#include "base/order.h"

static int
compare_values(const void *a, const void *b, void *context)
{
    const struct crm__lifetime *x = a, *y = b;

    (void)context;
    if (x->value != y->value)
        return x->value > y->value ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static crm_status
write_customers(crm_analysis *analysis)
{
    const struct crm__lifetime_value *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__LIFETIME_CUSTOMERS);

    for (size_t i = 0; i < own->count; i++) {
        const struct crm__lifetime *customer = &own->customers[i];

        crm__write_row(&writer);
        crm__write_id(&writer, customer->id);
        crm__write_day(&writer, customer->first_day);
        crm__write_day(&writer, customer->last_day);
        crm__write_int(&writer, customer->is_new);
        crm__write_int(&writer, customer->revenue);
        for (int32_t category = 1; category <= CRM__CATEGORIES; category++)
            crm__write_int(&writer, customer->costs[category]);
        crm__write_int(&writer, customer->value);
        crm__write_int(&writer, customer->costs[0]);
        crm__write_int_if(&writer, customer->paid_back, customer->payback_days);
    }
    return writer.status;
}

/* ---- Summary ---- */

/* Sums over all customers: revenue, the categories, value, shared. */
enum { REVENUE, VALUE = CRM__CATEGORIES + 1, SHARED, SUMS };

static crm_status
sum_up(crm_analysis *analysis, int64_t *sums)
{
    const struct crm__lifetime_value *own = analysis->own;
    crm_status status = CRM_OK;

    for (int sum = 0; sum < SUMS && status == CRM_OK; sum++) {
        struct crm__wide total = crm__wide_of(0);

        for (size_t i = 0; i < own->count; i++) {
            const struct crm__lifetime *customer = &own->customers[i];
            int64_t amount = sum == REVENUE  ? customer->revenue
                             : sum == VALUE  ? customer->value
                             : sum == SHARED ? customer->costs[0]
                                             : customer->costs[sum];

            total = crm__wide_add(total, crm__wide_of(amount));
        }
        status = crm__total(analysis, total, "lifetime_value of all", sum, &sums[sum]);
    }
    return status;
}

/* Days of payback, ascending; returns how many. */
static size_t
paybacks(const struct crm__lifetime_value *own, int64_t *days)
{
    size_t count = 0;

    for (size_t i = 0; i < own->count; i++) {
        if (own->customers[i].paid_back)
            days[count++] = own->customers[i].payback_days;
    }
    crm__sort_int64(days, count);
    return count;
}

static void
write_mean_money(struct crm__writer *writer, int64_t amount, int64_t count)
{
    int64_t mean = 0;

    if (count > 0)
        (void)crm__wide_divide(crm__wide_of(amount), count, CRM_ROUND_HALF_EVEN, &mean);
    crm__write_int_if(writer, count > 0, mean);
}

/* Winning one against keeping one: (acquisition / won) / (keeping / kept), one quotient. */
static void
write_winning(struct crm__writer *writer, int64_t keeping, int64_t won, int64_t kept)
{
    const struct crm__lifetime_value *own = writer->analysis->own;

    write_mean_money(writer, own->acquisition, won);
    write_mean_money(writer, keeping, kept);
    if (won == 0 || kept == 0 || keeping == 0)
        crm__write_none(writer);
    else
        crm__write_double(writer, crm__wide_ratio(crm__wide_multiply(own->acquisition, kept),
                                                  crm__wide_multiply(keeping, won)));
}

static crm_status
write_summary(crm_analysis *analysis)
{
    const struct crm__lifetime_value *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__LIFETIME_SUMMARY);
    size_t room = own->count ? own->count : 1, paid, won = 0;
    int64_t sums[SUMS], keeping, *days;
    crm_status status = sum_up(analysis, sums);

    if (status == CRM_OK)
        status = crm__total(analysis,
                            crm__wide_add(crm__wide_of(sums[CRM_EXPENSE_CATEGORY_MARKETING]),
                                          crm__wide_of(sums[CRM_EXPENSE_CATEGORY_SERVICE])),
                            "lifetime_value keeping", 0, &keeping);
    if (status != CRM_OK)
        return status;
    days = crm__alloc_array(analysis->memory, room, sizeof *days);
    if (!days)
        return crm__no_memory(analysis->crm);
    for (size_t i = 0; i < own->count; i++)
        won += own->customers[i].is_new;
    paid = paybacks(own, days);
    crm__write_row(&writer);
    crm__write_int(&writer, (int64_t)own->count);
    crm__write_int(&writer, (int64_t)won);
    for (int sum = 0; sum < SUMS; sum++)
        crm__write_int(&writer, sums[sum]);
    crm__write_int(&writer, own->unallocated);
    write_winning(&writer, keeping, (int64_t)won, (int64_t)(own->count - won));
    crm__write_ratio(&writer, sums[VALUE], (int64_t)own->count);
    crm__write_int(&writer, (int64_t)paid);
    if (paid > 0)
        crm__write_double(&writer, crm__median(days, paid));
    else
        crm__write_none(&writer);
    crm__free_array(analysis->memory, days, room, sizeof *days);
    return writer.status;
}

crm_status
crm__lifetime_write(crm_analysis *analysis)
{
    struct crm__lifetime_value *own = analysis->own;
    crm_status status = write_summary(analysis);

    crm__sort(own->customers, own->count, sizeof *own->customers, compare_values, NULL);
    return status == CRM_OK ? write_customers(analysis) : status;
}
