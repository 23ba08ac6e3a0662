/*
 * families_members.c - from cells of account and epoch to members of families. A sale counts for
 * the family that owned the account on its day, so an account may stand in several families; the
 * tree of as_of adds those that sold nothing and gives every listing its shape.
 */
#include <string.h>

#include "analysis/accounts/families.h"
#include "analysis/engine/inside.h"

/* The slots of a member, begun with MAX at its bottom. */
static int64_t *
member_slots(crm_analysis *analysis, crm_id root, crm_id account)
{
    struct crm__families *own = analysis->own;
    bool fresh;
    int64_t *slots = crm__cells_add(&own->members_by, root, account, 0, &fresh);

    if (!slots)
        crm__no_memory(analysis->crm);
    else if (fresh)
        slots[CRM__LINES_LAST_DAY] = INT64_MIN;
    return slots;
}

static crm_status
price(crm_analysis *analysis, crm_id root, crm_id product, crm_id account, const int64_t *from)
{
    struct crm__families *own = analysis->own;
    int64_t *slots;

    if (product == 0 || (from[CRM__LINES_LISTED] == 0 && from[CRM__LINES_LIST] == 0 &&
                         from[CRM__LINES_LIST + 1] == 0))
        return CRM_OK;
    slots = crm__cells_add(&own->priced_by, root, product, account, NULL);
    if (!slots)
        return crm__no_memory(analysis->crm);
    crm__wide_slot_merge(slots, from + CRM__LINES_LIST);
    crm__wide_slot_merge(slots + 2, from + CRM__LINES_PAID);
    slots[4] += from[CRM__LINES_LISTED];
    return CRM_OK;
}

static crm_status
gather_cell(crm_analysis *analysis, const int64_t *record)
{
    const struct crm__families *own = analysis->own;
    const int64_t *from = record + 3;
    int32_t reason;
    crm_id account = crm__judge_account(analysis, record[0], &reason), root;
    int64_t *slots;
    crm_status status;

    if (account == 0)
        return CRM_OK;
    root = crm__forest_root(&own->forest, account, (crm_day)record[1]);
    slots = member_slots(analysis, root, account);
    if (!slots)
        return CRM_ERROR_MEMORY;
    status = crm__state_merge(analysis, crm__families_slots, slots, from);
    return status == CRM_OK ? price(analysis, root, record[2], account, from) : status;
}

static crm_status
gather_cells(crm_analysis *analysis)
{
    const struct crm__cells *state = &analysis->states[0];
    crm_status status = CRM_OK;

    for (size_t i = 0; i < state->capacity && status == CRM_OK; i++) {
        const int64_t *record = crm__cells_at(state, i);

        if (record)
            status = gather_cell(analysis, record);
    }
    return status;
}

/* ---- The tree of as_of ---- */

static bool
account_stands(const crm_analysis *analysis, size_t row)
{
    crm_id id = crm__kept_id(analysis, CRM_KIND_ACCOUNT, row, CRM_FIELD_ID);

    return crm__kept_seen(analysis, CRM_KIND_ACCOUNT, row) == CRM__USED &&
           crm__resolve(analysis, CRM_KIND_ACCOUNT, id) == id;
}

/* Accounts that exist, and those that only facts name (when no accounts were fed). */
static crm_status
collect_accounts(crm_analysis *analysis, struct crm__cells *accounts)
{
    const struct crm__families *own = analysis->own;
    const struct crm__cells *by = &own->members_by;
    size_t rows = crm__kept_rows(analysis, CRM_KIND_ACCOUNT);

    for (size_t row = 0; row < rows; row++) {
        if (account_stands(analysis, row) &&
            !crm__cells_add(accounts, crm__kept_id(analysis, CRM_KIND_ACCOUNT, row, CRM_FIELD_ID),
                            0, 0, NULL))
            return crm__no_memory(analysis->crm);
    }
    for (size_t i = 0; i < by->capacity; i++) {
        const int64_t *record = crm__cells_at(by, i);

        if (record && (!crm__cells_add(accounts, record[0], 0, 0, NULL) ||
                       !crm__cells_add(accounts, record[1], 0, 0, NULL)))
            return crm__no_memory(analysis->crm);
    }
    return CRM_OK;
}

static crm_status
build_tree(crm_analysis *analysis)
{
    struct crm__families *own = analysis->own;
    struct crm__cells accounts;
    int64_t **records = NULL;
    crm_id *ids = NULL;
    crm_status status;

    crm__cells_init(&accounts, analysis->memory, 1, 0);
    status = collect_accounts(analysis, &accounts);
    if (status == CRM_OK && accounts.count > 0) {
        ids = crm__alloc_array(analysis->memory, accounts.count, sizeof *ids);
        if (!ids || crm__cells_sorted(&accounts, &records) != CRM_OK)
            status = crm__no_memory(analysis->crm);
    }
    for (size_t i = 0; status == CRM_OK && i < accounts.count; i++)
        ids[i] = records[i][0];
    if (status == CRM_OK)
        status =
            crm__tree_build(&own->forest, analysis->common->as_of, ids, accounts.count, &own->tree);
    crm__free_array(analysis->memory, ids, accounts.count, sizeof *ids);
    crm__free_array(analysis->memory, records, accounts.count, sizeof *records);
    crm__cells_done(&accounts);
    return status;
}

static crm_status
add_tree_members(crm_analysis *analysis)
{
    const struct crm__families *own = analysis->own;

    for (size_t i = 0; i < own->tree.count; i++) {
        if (!member_slots(analysis, own->tree.ids[own->tree.root[i]], own->tree.ids[i]))
            return CRM_ERROR_MEMORY;
    }
    return CRM_OK;
}

/* ---- Members ---- */

static crm_status
member_of(crm_analysis *analysis, const int64_t *record, struct crm__member_of *member)
{
    const struct crm__families *own = analysis->own;
    static const char *const names[4] = {"families own", "families previous", "families list",
                                         "families net of list"};
    int64_t *const into[4] = {&member->own, &member->previous, &member->list, &member->paid};
    const int64_t *slots = record + 2;
    crm_status status = CRM_OK;
    size_t node = crm__tree_find(&own->tree, record[1]);

    member->root = record[0];
    member->account = record[1];
    for (size_t i = 0; i < 4 && status == CRM_OK; i++)
        status = crm__total(analysis, crm__wide_from_slots(slots + 2 * i), names[i],
                            member->account, into[i]);
    member->listed = slots[CRM__LINES_LISTED];
    member->last_day =
        slots[CRM__LINES_LAST_DAY] == INT64_MIN ? CRM_DAY_NONE : slots[CRM__LINES_LAST_DAY];
    member->subtree = member->own;
    member->node = SIZE_MAX;
    if (node != SIZE_MAX && own->tree.ids[own->tree.root[node]] == member->root)
        member->node = node;
    return status;
}

static crm_status
make_members(crm_analysis *analysis)
{
    struct crm__families *own = analysis->own;
    size_t count = own->members_by.count;
    int64_t **records;
    crm_status status = CRM_OK;

    if (count == 0)
        return CRM_OK;
    own->members = crm__alloc_array(analysis->memory, count, sizeof *own->members);
    if (!own->members)
        return crm__no_memory(analysis->crm);
    own->member_count = count;
    if (crm__cells_sorted(&own->members_by, &records) != CRM_OK)
        return crm__no_memory(analysis->crm);
    for (size_t i = 0; i < count && status == CRM_OK; i++)
        status = member_of(analysis, records[i], &own->members[i]);
    crm__free_array(analysis->memory, records, count, sizeof *records);
    return status;
}

crm_status
crm__families_gather(crm_analysis *analysis)
{
    struct crm__families *own = analysis->own;
    crm_status status;

    crm__cells_init(&own->members_by, analysis->memory, 2, CRM__LINES_SLOTS);
    crm__cells_init(&own->priced_by, analysis->memory, 3, 5);
    status = crm__forest_build(analysis, &own->forest);
    if (status == CRM_OK)
        status = gather_cells(analysis);
    if (status == CRM_OK)
        status = build_tree(analysis);
    if (status == CRM_OK)
        status = add_tree_members(analysis);
    return status == CRM_OK ? make_members(analysis) : status;
}
