/*
 * rates.c - the latest known rate of a day, and amounts in the result's currency. Each amount is
 * converted once, at its own day's rate, half to even; everything after adds integers.
 */
#include "analysis/engine/rates.h"

#include <string.h>

#include "analysis/engine/inside.h"
#include "base/order.h"
#include "crm/money.h"

static int
compare_rates(const void *a, const void *b, void *context)
{
    const struct crm__rate *x = a, *y = b;

    (void)context;
    if (x->base != y->base)
        return x->base < y->base ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

void
crm__rates_done(crm_analysis *analysis)
{
    struct crm__rates *rates = &analysis->rates;

    crm__free_array(analysis->memory, rates->list, rates->capacity, sizeof *rates->list);
    memset(rates, 0, sizeof *rates);
}

/* Rates are of main units, amounts are in minor ones: the difference of decimals goes to one side.
 */
static crm_status
rate_to_minor(crm_analysis *analysis, struct crm__rate *rate)
{
    int32_t base = 0, target = 0;
    int64_t *side;

    crm_currency_exponent(rate->base, &base);
    crm_currency_exponent(analysis->currency, &target);
    side = target > base ? &rate->num : &rate->den;
    for (int32_t i = target > base ? target - base : base - target; i > 0; i--) {
        if (*side > INT64_MAX / 10)
            return crm__fail(analysis->crm, CRM_ERROR_OVERFLOW, CRM_KIND_RATE, rate->id,
                             CRM_RATE_NUM, "rate %lld: too many digits for these currencies",
                             (long long)rate->id);
        *side *= 10;
    }
    return CRM_OK;
}

/* True if the row is a rate into the result's currency that is known. */
static bool
rate_of(const crm_analysis *analysis, size_t row, struct crm__rate *rate)
{
    int64_t base = 0, target = 0, day = 0, type = CRM_RATE_TYPE_SPOT;

    rate->id = crm__kept_id(analysis, CRM_KIND_RATE, row, CRM_FIELD_ID);
    crm__kept_int(analysis, CRM_KIND_RATE, row, CRM_RATE_BASE, &base);
    crm__kept_int(analysis, CRM_KIND_RATE, row, CRM_RATE_TARGET, &target);
    crm__kept_int(analysis, CRM_KIND_RATE, row, CRM_RATE_DAY, &day);
    crm__kept_int(analysis, CRM_KIND_RATE, row, CRM_RATE_TYPE, &type);
    crm__kept_int(analysis, CRM_KIND_RATE, row, CRM_RATE_NUM, &rate->num);
    crm__kept_int(analysis, CRM_KIND_RATE, row, CRM_RATE_DEN, &rate->den);
    rate->base = (crm_currency)base;
    rate->day = (crm_day)day;
    return type == CRM_RATE_TYPE_SPOT && target == analysis->currency && rate->num > 0 &&
           rate->den > 0 && day <= analysis->common->as_of &&
           !crm__kept_hidden(analysis, CRM_KIND_RATE, row) &&
           !crm__kept_erased(analysis, CRM_KIND_RATE, row);
}

crm_status
crm__rates_build(crm_analysis *analysis)
{
    struct crm__rates *rates = &analysis->rates;
    size_t rows = crm__kept_rows(analysis, CRM_KIND_RATE);

    crm__rates_done(analysis);
    if (rows == 0 || analysis->currency == 0)
        return CRM_OK;
    rates->list = crm__alloc_array(analysis->memory, rows, sizeof *rates->list);
    if (!rates->list)
        return crm__no_memory(analysis->crm);
    rates->capacity = rows;
    for (size_t row = 0; row < rows; row++) {
        if (!rate_of(analysis, row, &rates->list[rates->count]))
            continue;
        if (rate_to_minor(analysis, &rates->list[rates->count]) != CRM_OK)
            return CRM_ERROR_OVERFLOW;
        rates->count++;
    }
    crm__sort(rates->list, rates->count, sizeof *rates->list, compare_rates, NULL);
    return CRM_OK;
}

/* The last rate of a currency with a day not after `day`; NULL if there is none. */
static const struct crm__rate *
rate_find(const struct crm__rates *rates, crm_currency base, crm_day day)
{
    size_t low = 0, high = rates->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct crm__rate *rate = &rates->list[middle];

        if (rate->base < base || (rate->base == base && rate->day <= day))
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && rates->list[low - 1].base == base ? &rates->list[low - 1] : NULL;
}

crm_status
crm__convert(crm_analysis *analysis, int64_t amount, crm_currency currency, crm_day day,
             int64_t *out_amount, int32_t *out_reason)
{
    const struct crm__rate *rate;

    *out_amount = amount;
    *out_reason = CRM__USED;
    if (analysis->currency == 0 || analysis->currency == currency)
        return CRM_OK;
    rate = rate_find(&analysis->rates, currency, day);
    if (!rate || (int64_t)day - rate->day > analysis->common->rate_max_age_days) {
        *out_reason = CRM__NO_RATE;
        return CRM_OK;
    }
    if (crm__scale(amount, rate->num, rate->den, CRM_ROUND_HALF_EVEN, out_amount) == CRM_OK)
        return CRM_OK;
    return crm__fail(analysis->crm, CRM_ERROR_OVERFLOW, CRM_KIND_RATE, rate->id, CRM_RATE_NUM,
                     "an amount at rate %lld does not fit 64 bits", (long long)rate->id);
}
