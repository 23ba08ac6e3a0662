/*
 * allocate.c - sharing out by largest remainder. Products are 128 bits wide; quotient and remainder of
 * each part fit 64, because no part is larger than the amount.
 */
#include "base/allocate.h"

#include "base/order.h"
#include "base/wide.h"

struct remainder {
    int64_t rest;
    size_t place;
};

static int
compare_remainders(const void *a, const void *b, void *context)
{
    const struct remainder *x = a, *y = b;

    (void)context;
    if (x->rest != y->rest)
        return x->rest > y->rest ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* The sum of the weights, or how many there are if that is 0. */
static crm_status
weigh(const int64_t *weights, size_t count, int64_t *out_sum)
{
    struct crm__wide sum = crm__wide_of(0);

    for (size_t i = 0; i < count; i++) {
        if (weights[i] < 0)
            return CRM_ERROR_ARGUMENT;
        sum = crm__wide_add(sum, crm__wide_of(weights[i]));
    }
    if (crm__wide_compare(sum, crm__wide_of(0)) == 0)
        sum = crm__wide_of((int64_t)count);
    return crm__wide_to_int64(sum, out_sum);
}

/* amount x weight / sum downwards, amount not above 0 so that INT64_MIN has a place; the quotient
   rounded to nearest is at most one too low. */
static int64_t
part_of(int64_t amount, int64_t weight, int64_t sum, int64_t *out_rest)
{
    struct crm__wide product = crm__wide_multiply(amount, weight), rest;
    int64_t part = 0;

    (void)crm__wide_divide(product, sum, CRM_ROUND_HALF_EVEN, &part);
    rest = crm__wide_add(crm__wide_multiply(part, sum), crm__wide_negate(product));
    if (rest.high < 0) { /* rounded away from 0 */
        part++;
        rest = crm__wide_add(rest, crm__wide_of(sum));
    }
    (void)crm__wide_to_int64(rest, out_rest);
    return part;
}

crm_status
crm__allocate(const struct crm__memory *memory, int64_t amount, const int64_t *weights,
              size_t count, int64_t *out_parts)
{
    int64_t sum, below = amount > 0 ? -amount : amount, left = below;
    struct remainder *remainders;
    crm_status status;
    bool even = true;

    if (count == 0)
        return amount == 0 ? CRM_OK : CRM_ERROR_ARGUMENT;
    status = weigh(weights, count, &sum);
    if (status != CRM_OK)
        return status;
    remainders = crm__alloc_array(memory, count, sizeof *remainders);
    if (!remainders)
        return CRM_ERROR_MEMORY;
    for (size_t i = 0; i < count; i++)
        even = even && weights[i] == 0;
    for (size_t i = 0; i < count; i++) {
        remainders[i].place = i;
        out_parts[i] = part_of(below, even ? 1 : weights[i], sum, &remainders[i].rest);
        left -= out_parts[i];
    }
    crm__sort(remainders, count, sizeof *remainders, compare_remainders, NULL);
    for (size_t i = 0; left < 0; i++, left++)
        out_parts[remainders[i].place]--;
    for (size_t i = 0; amount > 0 && i < count; i++)
        out_parts[i] = -out_parts[i];
    crm__free_array(memory, remainders, count, sizeof *remainders);
    return CRM_OK;
}
