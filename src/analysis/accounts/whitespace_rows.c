/*
 * whitespace_rows.c - who is a row of the grid: customers, and whoever bought; alone, or as the family
 * that they belong to at as_of.
 */
#include "analysis/accounts/whitespace.h"
#include "base/order.h"

/* ---- Sales by the account as it is now ---- */

static void
merge_slots(int64_t *into, const int64_t *from, bool fresh)
{
    crm__wide_slot_merge(into + CRM__HOLDING_QUANTITY, from + CRM__HOLDING_QUANTITY);
    crm__wide_slot_merge(into + CRM__HOLDING_NET, from + CRM__HOLDING_NET);
    if (fresh || from[CRM__HOLDING_FIRST] < into[CRM__HOLDING_FIRST])
        into[CRM__HOLDING_FIRST] = from[CRM__HOLDING_FIRST];
    if (fresh || from[CRM__HOLDING_LAST] > into[CRM__HOLDING_LAST])
        into[CRM__HOLDING_LAST] = from[CRM__HOLDING_LAST];
}

static crm_status
take_sale(crm_analysis *analysis, const int64_t *record)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    int32_t reason;
    crm_id account = crm__judge_account(analysis, record[0], &reason);
    int64_t *slots;
    bool fresh;

    if (account == 0)
        return CRM_OK;
    slots = crm__cells_add(&own->sales, account, record[1], record[2], &fresh);
    if (!slots || !crm__cells_add(&own->buyers, account, 0, 0, NULL))
        return crm__no_memory(analysis->crm);
    merge_slots(slots, record + 3, fresh);
    return CRM_OK;
}

crm_status
crm__whitespace_sales(crm_analysis *analysis)
{
    const struct crm__cells *holdings = &analysis->states[CRM__HOLDINGS];
    int64_t **records;
    crm_status status = CRM_OK;

    if (crm__cells_sorted(holdings, &records) != CRM_OK)
        return crm__no_memory(analysis->crm);
    for (size_t i = 0; i < holdings->count && status == CRM_OK; i++)
        status = take_sale(analysis, records[i]);
    crm__free_array(analysis->memory, records, holdings->count, sizeof *records);
    return status;
}

/* ---- Accounts of the grid ---- */

static crm_status
add_account(crm_analysis *analysis, crm_id id)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);

    if (crm__grow(analysis->memory, (void **)&own->accounts, &own->account_capacity,
                  own->account_count + 1, sizeof *own->accounts) != CRM_OK)
        return crm__no_memory(analysis->crm);
    own->accounts[own->account_count++] = (struct crm__grid_account){
        .id = id, .buyer = crm__cells_find(&own->buyers, id, 0, 0) != NULL};
    return CRM_OK;
}

/* None were fed: those that bought are all there is. */
static crm_status
add_buyers(crm_analysis *analysis)
{
    const struct crm__cells *buyers = &crm__whitespace_own(analysis)->buyers;
    int64_t **records;
    crm_status status = CRM_OK;

    if (crm__cells_sorted(buyers, &records) != CRM_OK)
        return crm__no_memory(analysis->crm);
    for (size_t i = 0; i < buyers->count && status == CRM_OK; i++)
        status = add_account(analysis, records[i][0]);
    crm__free_array(analysis->memory, records, buyers->count, sizeof *records);
    return status;
}

static bool
is_row(const crm_analysis *analysis, size_t row, crm_id id)
{
    const struct crm__whitespace *own = crm__whitespace_own(analysis);
    int64_t types = 0, wanted = CRM_ACCOUNT_TYPE_CUSTOMER;

    if (analysis->common->flags & CRM_WHITESPACE_PROSPECTS)
        wanted |= CRM_ACCOUNT_TYPE_PROSPECT;
    crm__kept_int(analysis, CRM_KIND_ACCOUNT, row, CRM_ACCOUNT_TYPES, &types);
    return types & wanted || crm__cells_find(&own->buyers, id, 0, 0);
}

static crm_status
add_accounts(crm_analysis *analysis)
{
    size_t rows = crm__kept_rows(analysis, CRM_KIND_ACCOUNT);
    crm_status status = CRM_OK;

    if (rows == 0)
        return add_buyers(analysis);
    for (size_t i = 0; i < rows && status == CRM_OK; i++) {
        size_t row = crm__kept_at(analysis, CRM_KIND_ACCOUNT, i);
        crm_id id = crm__kept_id(analysis, CRM_KIND_ACCOUNT, row, CRM_FIELD_ID);
        int32_t reason;
        crm_id now = crm__judge_account(analysis, id, &reason);

        if (now != 0 && now != id)
            continue; /* merged: what it bought is the other's */
        if (now != 0 && is_row(analysis, row, id))
            status = add_account(analysis, id);
        else
            crm__leave_out(analysis, CRM_KIND_ACCOUNT, row, now != 0 ? CRM__NOT_IN_GRID : reason);
    }
    return status;
}

/* ---- Families ---- */

static int
compare_families(const void *a, const void *b, void *context)
{
    const struct crm__grid_family *x = a, *y = b;

    (void)context;
    return x->root < y->root ? -1 : x->root > y->root;
}

static size_t
family_of(const struct crm__whitespace *own, crm_id root)
{
    size_t low = 0, high = own->family_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (own->families[middle].root < root)
            low = middle + 1;
        else
            high = middle;
    }
    return low < own->family_count && own->families[low].root == root ? low : SIZE_MAX;
}

/* One family an account, then those with the same root put together. */
static void
join_families(struct crm__whitespace *own, const struct crm__tree *tree)
{
    size_t kept = 0;

    for (size_t i = 0; i < own->account_count; i++) {
        size_t node = crm__tree_find(tree, own->accounts[i].id);

        own->families[i] =
            (struct crm__grid_family){tree->ids[tree->root[node]], 1, own->accounts[i].buyer};
    }
    own->family_count = own->account_count;
    crm__sort(own->families, own->family_count, sizeof *own->families, compare_families, NULL);
    for (size_t i = 0; i < own->family_count; i++) {
        if (kept == 0 || own->families[kept - 1].root != own->families[i].root) {
            own->families[kept++] = own->families[i];
            continue;
        }
        own->families[kept - 1].members += own->families[i].members;
        own->families[kept - 1].buyers += own->families[i].buyers;
    }
    own->family_count = kept;
    for (size_t i = 0; i < own->account_count; i++) {
        size_t node = crm__tree_find(tree, own->accounts[i].id);

        own->accounts[i].family = family_of(own, tree->ids[tree->root[node]]);
    }
}

static crm_status
find_families(crm_analysis *analysis)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    struct crm__tree tree = {0};
    crm_id *ids = crm__alloc_array(analysis->memory, own->account_count, sizeof *ids);
    crm_status status;

    own->families = crm__alloc_array(analysis->memory, own->account_count, sizeof *own->families);
    if (own->families)
        own->family_capacity = own->account_count;
    if (!ids || !own->families) {
        crm__free_array(analysis->memory, ids, own->account_count, sizeof *ids);
        return crm__no_memory(analysis->crm);
    }
    for (size_t i = 0; i < own->account_count; i++)
        ids[i] = own->accounts[i].id;
    status = crm__tree_build(&own->forest, analysis->common->as_of, ids, own->account_count, &tree);
    if (status == CRM_OK)
        join_families(own, &tree);
    crm__tree_done(&tree);
    crm__free_array(analysis->memory, ids, own->account_count, sizeof *ids);
    return status;
}

/* ---- Rows ---- */

crm_status
crm__whitespace_rows(crm_analysis *analysis)
{
    struct crm__whitespace *own = crm__whitespace_own(analysis);
    bool families = analysis->common->unit == CRM_UNIT_FAMILY;
    crm_status status = add_accounts(analysis);
    size_t count;

    if (status == CRM_OK && own->account_count > 0)
        status = find_families(analysis);
    count = families ? own->family_count : own->account_count;
    if (status != CRM_OK || count == 0)
        return status;
    if (count > INT32_MAX)
        return crm__fail(analysis->crm, CRM_ERROR_LIMIT, 0, 0, -1,
                         "whitespace: more than 2147483647 rows");
    own->rows = crm__alloc_array(analysis->memory, count, sizeof *own->rows);
    if (!own->rows)
        return crm__no_memory(analysis->crm);
    own->row_count = own->row_capacity = count;
    for (size_t i = 0; i < count; i++) {
        own->rows[i].id = families ? own->families[i].root : own->accounts[i].id;
        own->rows[i].family = families ? i : own->accounts[i].family;
        own->rows[i].buyer = families ? own->families[i].buyers > 0 : own->accounts[i].buyer;
    }
    return CRM_OK;
}

static size_t
account_place(const struct crm__whitespace *own, crm_id account)
{
    size_t low = 0, high = own->account_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (own->accounts[middle].id < account)
            low = middle + 1;
        else
            high = middle;
    }
    return low < own->account_count && own->accounts[low].id == account ? low : SIZE_MAX;
}

/* An account outside the grid, as a holding that buys nothing, still speaks for its family. */
size_t
crm__whitespace_row(const crm_analysis *analysis, crm_id account)
{
    const struct crm__whitespace *own = crm__whitespace_own(analysis);
    size_t place = account_place(own, account);

    if (analysis->common->unit != CRM_UNIT_FAMILY)
        return place;
    if (place != SIZE_MAX)
        return own->accounts[place].family;
    return family_of(own, crm__forest_root(&own->forest, account, analysis->common->as_of));
}
