/*
 * families_discounts.c - who in a family pays less for the same thing, and what that costs.
 *
 * Discount = 1 - paid / list. Members are compared where each has enough lines and sold at a list
 * above 0. Money at stake is what the others would have paid less at the lowest discount of the
 * family: the sum of list - paid less the sum of list x the lowest discount, as an exact fraction,
 * rounded once.
 */
#include "analysis/accounts/families.h"
#include "base/order.h"

crm_status
crm__families_bp(crm_analysis *analysis, crm_id account, int64_t list, int64_t paid,
                 int64_t *out_bp)
{
    struct crm__wide off = crm__wide_add(crm__wide_of(list), crm__wide_negate(crm__wide_of(paid)));
    int64_t discount;
    crm_status status = crm__total(analysis, off, "families discount", account, &discount);

    if (status != CRM_OK)
        return status;
    if (crm__scale(discount, 10000, list, CRM_ROUND_HALF_EVEN, out_bp) == CRM_OK)
        return CRM_OK;
    return crm__fail(analysis->crm, CRM_ERROR_OVERFLOW, CRM_KIND_ACCOUNT, account, -1,
                     "families discount of %lld does not fit 64 bits", (long long)account);
}

/* Below 0 if a pays a larger part of list than b: a smaller discount. */
static int
compare_discounts(const struct crm__priced *a, const struct crm__priced *b)
{
    return crm__wide_compare(crm__wide_multiply(b->paid, a->list),
                             crm__wide_multiply(a->paid, b->list));
}

static bool
comparable(const crm_analysis *analysis, const struct crm__priced *priced)
{
    const crm_families_params *params = analysis->params;

    return priced->lines >= params->min_lines && priced->list > 0;
}

static crm_status
stake(crm_analysis *analysis, const struct crm__priced *low, struct crm__wide paid,
      struct crm__discount *out)
{
    int64_t at_low;
    struct crm__wide off;

    if (crm__scale(out->list, low->list - low->paid, low->list, CRM_ROUND_HALF_EVEN, &at_low) !=
        CRM_OK)
        return crm__fail(analysis->crm, CRM_ERROR_OVERFLOW, 0, low->account, -1,
                         "families at_stake does not fit 64 bits");
    off = crm__wide_add(crm__wide_of(out->list), crm__wide_negate(paid));
    return crm__total(analysis, crm__wide_add(off, crm__wide_negate(crm__wide_of(at_low))),
                      "families at_stake", low->account, &out->at_stake);
}

crm_status
crm__families_compare(crm_analysis *analysis, const struct crm__priced *priced, size_t count,
                      struct crm__discount *out)
{
    const crm_families_params *params = analysis->params;
    const struct crm__priced *low = NULL, *high = NULL;
    struct crm__wide list = crm__wide_of(0), paid = crm__wide_of(0);
    crm_status status;

    for (size_t i = 0; i < count; i++) {
        if (!comparable(analysis, &priced[i]))
            continue;
        if (!low || compare_discounts(&priced[i], low) < 0)
            low = &priced[i];
        if (!high || compare_discounts(&priced[i], high) > 0)
            high = &priced[i];
        out->compared++;
        out->lines += priced[i].lines;
        list = crm__wide_add(list, crm__wide_of(priced[i].list));
        paid = crm__wide_add(paid, crm__wide_of(priced[i].paid));
    }
    if (!low)
        return CRM_OK;
    out->low_account = low->account;
    out->high_account = high->account;
    status = crm__total(analysis, list, "families list", low->account, &out->list);
    if (status == CRM_OK)
        status = crm__families_bp(analysis, low->account, low->list, low->paid, &out->low_bp);
    if (status == CRM_OK)
        status = crm__families_bp(analysis, high->account, high->list, high->paid, &out->high_bp);
    if (status != CRM_OK)
        return status;
    out->listed = out->compared > 1 && out->high_bp - out->low_bp >= params->min_spread_bp;
    return out->listed ? stake(analysis, low, paid, out) : CRM_OK;
}

/* ---- Of families, all products together ---- */

static crm_status
keep_discount(crm_analysis *analysis, const struct crm__discount *discount)
{
    struct crm__families *own = analysis->own;

    if (!discount->listed)
        return CRM_OK;
    if (crm__grow(analysis->memory, (void **)&own->discounts, &own->discount_capacity,
                  own->discount_count + 1, sizeof *own->discounts) != CRM_OK)
        return crm__no_memory(analysis->crm);
    own->discounts[own->discount_count++] = *discount;
    return CRM_OK;
}

static crm_status
compare_families(crm_analysis *analysis, struct crm__priced *priced)
{
    struct crm__families *own = analysis->own;
    crm_status status = CRM_OK;

    for (size_t i = 0; i < own->family_count && status == CRM_OK; i++) {
        struct crm__family *family = &own->families[i];

        for (size_t k = 0; k < family->count; k++) {
            const struct crm__member_of *member = &own->members[family->first + k];

            priced[k] =
                (struct crm__priced){member->account, member->list, member->paid, member->listed};
        }
        family->discount.root = family->root;
        status = crm__families_compare(analysis, priced, family->count, &family->discount);
        if (status == CRM_OK)
            status = keep_discount(analysis, &family->discount);
    }
    return status;
}

/* ---- Of families, product by product ---- */

static crm_status
compare_product(crm_analysis *analysis, int64_t *const *records, size_t count,
                struct crm__priced *priced)
{
    struct crm__discount discount = {.root = records[0][0], .product = records[0][1]};
    crm_status status = CRM_OK;

    for (size_t i = 0; i < count && status == CRM_OK; i++) {
        const int64_t *record = records[i];

        priced[i].account = record[2];
        priced[i].lines = record[7];
        status = crm__total(analysis, crm__wide_from_slots(record + 3), "families list", record[2],
                            &priced[i].list);
        if (status == CRM_OK)
            status = crm__total(analysis, crm__wide_from_slots(record + 5), "families net of list",
                                record[2], &priced[i].paid);
    }
    if (status == CRM_OK)
        status = crm__families_compare(analysis, priced, count, &discount);
    return status == CRM_OK ? keep_discount(analysis, &discount) : status;
}

static crm_status
compare_products(crm_analysis *analysis, struct crm__priced *priced)
{
    struct crm__families *own = analysis->own;
    size_t count = own->priced_by.count, end;
    int64_t **records;
    crm_status status = CRM_OK;

    if (crm__cells_sorted(&own->priced_by, &records) != CRM_OK)
        return crm__no_memory(analysis->crm);
    for (size_t first = 0; first < count && status == CRM_OK; first = end) {
        end = first + 1;
        while (end < count && records[end][0] == records[first][0] &&
               records[end][1] == records[first][1])
            end++;
        status = compare_product(analysis, records + first, end - first, priced);
    }
    crm__free_array(analysis->memory, records, count, sizeof *records);
    return status;
}

static int
compare_rows(const void *a, const void *b, void *context)
{
    const struct crm__discount *x = a, *y = b;

    (void)context;
    if (x->at_stake != y->at_stake)
        return x->at_stake > y->at_stake ? -1 : 1;
    if (x->root != y->root)
        return x->root < y->root ? -1 : 1;
    return x->product < y->product ? -1 : x->product > y->product;
}

crm_status
crm__families_discounts(crm_analysis *analysis)
{
    struct crm__families *own = analysis->own;
    struct crm__priced *priced;
    crm_status status;

    if (own->member_count == 0)
        return CRM_OK;
    priced = crm__alloc_array(analysis->memory, own->member_count, sizeof *priced);
    if (!priced)
        return crm__no_memory(analysis->crm);
    status = compare_families(analysis, priced);
    if (status == CRM_OK)
        status = compare_products(analysis, priced);
    crm__free_array(analysis->memory, priced, own->member_count, sizeof *priced);
    crm__sort(own->discounts, own->discount_count, sizeof *own->discounts, compare_rows, NULL);
    return status;
}
