/*
 * families_tables.c - the tables of families: families by rank, their accounts as a tree with those
 * that have left behind it, and the discounts worth a talk.
 */
#include "analysis/accounts/families.h"
#include "base/order.h"

static void
write_family(struct crm__writer *writer, const struct crm__family *family)
{
    const struct crm__families *own = writer->analysis->own;
    bool ranked = family->rank > 0, compared = family->discount.compared > 0;

    crm__write_row(writer);
    crm__write_id(writer, family->root);
    crm__write_int_if(writer, ranked, family->rank);
    crm__write_int(writer, (int64_t)family->count);
    crm__write_int(writer, family->buyers);
    crm__write_int(writer, family->depth);
    crm__write_int(writer, family->own);
    crm__write_int(writer, family->total);
    if (crm__wide_compare(own->all, crm__wide_of(0)) == 0)
        crm__write_none(writer);
    else
        crm__write_double(writer, crm__wide_ratio(crm__wide_of(family->total), own->all));
    crm__write_id(writer, family->best_member);
    crm__write_int_if(writer, family->best_rank > 0, family->best_rank);
    crm__write_int_if(writer, ranked && family->best_rank > 0, family->best_rank - family->rank);
    crm__write_int_if(writer, crm__families_previous(writer->analysis) != CRM_DAY_NONE,
                      family->previous);
    crm__write_day(writer, family->last_day);
    crm__write_int_if(writer, compared, family->discount.low_bp);
    crm__write_int_if(writer, compared, family->discount.high_bp);
    crm__write_int_if(writer, family->discount.listed, family->discount.at_stake);
}

/* ---- Accounts ---- */

/* Owner, his grade, and the discount agreed, as they are now. */
static void
write_descriptions(struct crm__writer *writer, crm_id account)
{
    const crm_analysis *analysis = writer->analysis;
    bool known, graded = false, agreed = false;
    int64_t grade = 0, discount = 0;
    crm_id owner = 0;
    size_t row;

    known = crm__kept_find(analysis, CRM_KIND_ACCOUNT, account, &row);
    if (known) {
        agreed = crm__kept_int(analysis, CRM_KIND_ACCOUNT, row, CRM_ACCOUNT_DISCOUNT_BP, &discount);
        owner = crm__kept_id(analysis, CRM_KIND_ACCOUNT, row, CRM_ACCOUNT_OWNER);
        owner = owner ? crm__resolve(analysis, CRM_KIND_USER, owner) : 0;
    }
    if (owner && crm__kept_find(analysis, CRM_KIND_USER, owner, &row))
        graded = crm__kept_int(analysis, CRM_KIND_USER, row, CRM_USER_GRADE, &grade);
    crm__write_int_if(writer, agreed, discount);
    crm__write_id(writer, owner);
    crm__write_int_if(writer, graded, grade);
}

static crm_status
write_account(struct crm__writer *writer, const struct crm__family *family,
              const struct crm__member_of *member)
{
    const struct crm__families *own = writer->analysis->own;
    bool stays = member->node != SIZE_MAX, priced = member->list > 0;
    size_t above = stays ? own->tree.parent[member->node] : SIZE_MAX;
    int64_t bp = 0;
    crm_status status = CRM_OK;

    if (priced)
        status =
            crm__families_bp(writer->analysis, member->account, member->list, member->paid, &bp);
    if (status != CRM_OK)
        return status;
    crm__write_row(writer);
    crm__write_id(writer, member->account);
    crm__write_id(writer, member->root);
    crm__write_id(writer, above == SIZE_MAX ? 0 : own->tree.ids[above]);
    crm__write_int(writer, stays ? own->tree.level[member->node] : 1);
    crm__write_int_if(writer, member->rank > 0, member->rank);
    crm__write_int(writer, member->own);
    crm__write_int(writer, member->subtree);
    crm__write_ratio(writer, member->own, family->total);
    crm__write_int_if(writer, member->list != 0 || member->listed > 0, member->list);
    crm__write_int_if(writer, member->list != 0 || member->listed > 0, member->paid);
    crm__write_int_if(writer, priced, bp);
    write_descriptions(writer, member->account);
    return writer->status;
}

/* ---- The order of accounts: tree first, then those that have left ---- */

struct listing {
    size_t *place; /* of each node in pre-order */
    const struct crm__families *own;
};

static int
compare_members(const void *a, const void *b, void *context)
{
    const struct listing *listing = context;
    const struct crm__member_of *x = &listing->own->members[*(const size_t *)a];
    const struct crm__member_of *y = &listing->own->members[*(const size_t *)b];

    if ((x->node == SIZE_MAX) != (y->node == SIZE_MAX))
        return x->node == SIZE_MAX ? 1 : -1;
    if (x->node != SIZE_MAX)
        return listing->place[x->node] < listing->place[y->node] ? -1 : x->node != y->node;
    if (x->subtree != y->subtree)
        return x->subtree > y->subtree ? -1 : 1;
    return x->account < y->account ? -1 : x->account > y->account;
}

/* place[node] = its number in pre-order. work has room for two arrays of nodes. */
static crm_status
number_nodes(crm_analysis *analysis, int64_t *weight, size_t *order, size_t *place)
{
    const struct crm__families *own = analysis->own;

    for (size_t i = 0; i < own->member_count; i++) {
        if (own->members[i].node != SIZE_MAX)
            weight[own->members[i].node] = own->members[i].subtree;
    }
    if (crm__tree_preorder(&own->tree, weight, order) != CRM_OK)
        return crm__no_memory(analysis->crm);
    for (size_t i = 0; i < own->tree.count; i++)
        place[order[i]] = i;
    return CRM_OK;
}

static crm_status
list_family(struct crm__writer *writer, const struct crm__family *family, struct listing *listing,
            size_t *members)
{
    crm_status status = CRM_OK;

    for (size_t i = 0; i < family->count; i++)
        members[i] = family->first + i;
    crm__sort(members, family->count, sizeof *members, compare_members, listing);
    for (size_t i = 0; i < family->count && status == CRM_OK; i++)
        status = write_account(writer, family, &listing->own->members[members[i]]);
    return status;
}

static crm_status
write_accounts(crm_analysis *analysis)
{
    const struct crm__families *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__FAMILIES_ACCOUNTS);
    size_t nodes = own->tree.count, count = own->member_count;
    int64_t *weight = crm__alloc_array(analysis->memory, nodes, sizeof *weight);
    size_t *order = crm__alloc_array(analysis->memory, nodes, sizeof *order);
    size_t *place = crm__alloc_array(analysis->memory, nodes, sizeof *place);
    size_t *members = crm__alloc_array(analysis->memory, count, sizeof *members);
    struct listing listing = {place, own};
    crm_status status = CRM_OK;

    if (count > 0 && (!weight || !order || !place || !members))
        status = crm__no_memory(analysis->crm);
    else if (count > 0)
        status = number_nodes(analysis, weight, order, place);
    for (size_t i = 0; i < own->family_count && status == CRM_OK; i++)
        status = list_family(&writer, &own->families[i], &listing, members);
    crm__free_array(analysis->memory, weight, nodes, sizeof *weight);
    crm__free_array(analysis->memory, order, nodes, sizeof *order);
    crm__free_array(analysis->memory, place, nodes, sizeof *place);
    crm__free_array(analysis->memory, members, count, sizeof *members);
    return status;
}

/* ---- All three ---- */

static crm_status
write_discounts(crm_analysis *analysis)
{
    const struct crm__families *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__FAMILIES_DISCOUNTS);

    for (size_t i = 0; i < own->discount_count; i++) {
        const struct crm__discount *discount = &own->discounts[i];

        crm__write_row(&writer);
        crm__write_id(&writer, discount->root);
        crm__write_id(&writer, discount->product);
        crm__write_id(&writer, discount->low_account);
        crm__write_int(&writer, discount->low_bp);
        crm__write_id(&writer, discount->high_account);
        crm__write_int(&writer, discount->high_bp);
        crm__write_int(&writer, discount->high_bp - discount->low_bp);
        crm__write_int(&writer, discount->lines);
        crm__write_int(&writer, discount->list);
        crm__write_int(&writer, discount->at_stake);
    }
    return writer.status;
}

crm_status
crm__families_write(crm_analysis *analysis)
{
    const struct crm__families *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__FAMILIES_FAMILIES);
    crm_status status;

    for (size_t i = 0; i < own->family_count; i++)
        write_family(&writer, &own->families[i]);
    status = writer.status == CRM_OK ? write_accounts(analysis) : writer.status;
    return status == CRM_OK ? write_discounts(analysis) : status;
}
