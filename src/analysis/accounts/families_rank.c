/*
 * families_rank.c - who is biggest: accounts alone, then families; equal totals share a rank (1, 1,
 * 3), totals of 0 or below have none. Also what hangs below each account of today's tree.
 */
#include "analysis/accounts/families.h"
#include "base/order.h"

/* ---- Accounts alone ---- */

struct total {
    crm_id account;
    struct crm__wide sum;
    int64_t rank;
};

static int
compare_accounts(const void *a, const void *b, void *context)
{
    const struct total *x = a, *y = b;

    (void)context;
    return x->account < y->account ? -1 : x->account > y->account;
}

static int
compare_totals(const void *a, const void *b, void *context)
{
    const struct total *x = a, *y = b;
    int order = crm__wide_compare(y->sum, x->sum);

    return order ? order : compare_accounts(a, b, context);
}

static size_t
sum_accounts(const struct crm__families *own, struct total *totals)
{
    size_t count = 0;

    for (size_t i = 0; i < own->member_count; i++)
        totals[i] = (struct total){own->members[i].account, crm__wide_of(own->members[i].own), 0};
    crm__sort(totals, own->member_count, sizeof *totals, compare_accounts, NULL);
    for (size_t i = 0; i < own->member_count; i++) {
        if (count > 0 && totals[count - 1].account == totals[i].account)
            totals[count - 1].sum = crm__wide_add(totals[count - 1].sum, totals[i].sum);
        else
            totals[count++] = totals[i];
    }
    return count;
}

static crm_status
rank_accounts(crm_analysis *analysis)
{
    struct crm__families *own = analysis->own;
    struct total *totals = crm__alloc_array(analysis->memory, own->member_count, sizeof *totals);
    size_t count;

    if (!totals)
        return own->member_count ? crm__no_memory(analysis->crm) : CRM_OK;
    count = sum_accounts(own, totals);
    crm__sort(totals, count, sizeof *totals, compare_totals, NULL);
    for (size_t i = 0; i < count; i++) {
        bool equal = i > 0 && crm__wide_compare(totals[i].sum, totals[i - 1].sum) == 0;

        if (crm__wide_compare(totals[i].sum, crm__wide_of(0)) > 0)
            totals[i].rank = equal ? totals[i - 1].rank : (int64_t)i + 1;
    }
    crm__sort(totals, count, sizeof *totals, compare_accounts, NULL);
    for (size_t i = 0; i < own->member_count; i++) {
        size_t low = 0, high = count;

        while (low < high) {
            size_t middle = low + (high - low) / 2;

            if (totals[middle].account < own->members[i].account)
                low = middle + 1;
            else
                high = middle;
        }
        own->members[i].rank = totals[low].rank;
    }
    crm__free_array(analysis->memory, totals, own->member_count, sizeof *totals);
    return CRM_OK;
}

/* ---- Families ---- */

static int
compare_families(const void *a, const void *b, void *context)
{
    const struct crm__family *x = a, *y = b;

    (void)context;
    if ((x->total > 0) != (y->total > 0))
        return x->total > 0 ? -1 : 1;
    if (x->total > 0 && x->total != y->total)
        return x->total > y->total ? -1 : 1;
    return x->root < y->root ? -1 : x->root > y->root;
}

static void
join_member(const struct crm__families *own, struct crm__family *family,
            const struct crm__member_of *member)
{
    if (member->account == family->root)
        family->own = member->own;
    if (member->own > 0)
        family->buyers++;
    if (member->last_day > family->last_day)
        family->last_day = member->last_day;
    if (member->node != SIZE_MAX && own->tree.level[member->node] > family->depth)
        family->depth = own->tree.level[member->node];
    if (member->own > 0 && member->rank > 0 &&
        (family->best_rank == 0 || member->rank < family->best_rank)) {
        family->best_rank = member->rank;
        family->best_member = member->account;
    }
}

static crm_status
family_of(crm_analysis *analysis, size_t first, size_t count, struct crm__family *family)
{
    struct crm__families *own = analysis->own;
    struct crm__wide total = crm__wide_of(0), previous = crm__wide_of(0);
    crm_status status;

    *family = (struct crm__family){
        .root = own->members[first].root, .first = first, .count = count, .last_day = CRM_DAY_NONE};
    for (size_t i = first; i < first + count; i++) {
        join_member(own, family, &own->members[i]);
        total = crm__wide_add(total, crm__wide_of(own->members[i].own));
        previous = crm__wide_add(previous, crm__wide_of(own->members[i].previous));
    }
    own->all = crm__wide_add(own->all, total);
    status = crm__total(analysis, total, "families total", family->root, &family->total);
    if (status == CRM_OK)
        status =
            crm__total(analysis, previous, "families previous", family->root, &family->previous);
    return status;
}

static crm_status
make_families(crm_analysis *analysis)
{
    struct crm__families *own = analysis->own;
    size_t count = 0, made = 0, end;
    crm_status status = CRM_OK;

    for (size_t i = 0; i < own->member_count; i++)
        count += i == 0 || own->members[i].root != own->members[i - 1].root;
    if (count == 0)
        return CRM_OK;
    own->families = crm__alloc_array(analysis->memory, count, sizeof *own->families);
    if (!own->families)
        return crm__no_memory(analysis->crm);
    own->family_count = count;
    for (size_t first = 0; first < own->member_count && status == CRM_OK; first = end) {
        end = first + 1;
        while (end < own->member_count && own->members[end].root == own->members[first].root)
            end++;
        status = family_of(analysis, first, end - first, &own->families[made++]);
    }
    if (status != CRM_OK)
        return status;
    crm__sort(own->families, count, sizeof *own->families, compare_families, NULL);
    for (size_t i = 0; i < count && own->families[i].total > 0; i++)
        own->families[i].rank = i > 0 && own->families[i].total == own->families[i - 1].total
                                    ? own->families[i - 1].rank
                                    : (int64_t)i + 1;
    return CRM_OK;
}

/* ---- What hangs below ---- */

static crm_status
sum_subtrees(crm_analysis *analysis)
{
    struct crm__families *own = analysis->own;
    struct crm__wide *sums = crm__alloc_array(analysis->memory, own->tree.count, sizeof *sums);
    crm_status status = CRM_OK;

    if (!sums)
        return own->tree.count ? crm__no_memory(analysis->crm) : CRM_OK;
    for (size_t i = 0; i < own->member_count; i++) {
        if (own->members[i].node != SIZE_MAX)
            sums[own->members[i].node] = crm__wide_of(own->members[i].own);
    }
    for (size_t i = 0; i < own->tree.count; i++) {
        size_t at = own->tree.upward[i], above = own->tree.parent[at];

        if (above != SIZE_MAX)
            sums[above] = crm__wide_add(sums[above], sums[at]);
    }
    for (size_t i = 0; i < own->member_count && status == CRM_OK; i++) {
        struct crm__member_of *member = &own->members[i];

        if (member->node != SIZE_MAX)
            status = crm__total(analysis, sums[member->node], "families subtree", member->account,
                                &member->subtree);
    }
    crm__free_array(analysis->memory, sums, own->tree.count, sizeof *sums);
    return status;
}

crm_status
crm__families_rank(crm_analysis *analysis)
{
    crm_status status = rank_accounts(analysis);

    if (status == CRM_OK)
        status = make_families(analysis);
    return status == CRM_OK ? sum_subtrees(analysis) : status;
}
