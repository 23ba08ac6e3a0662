/*
 * links.c - the dated forest of ownership: ties of each account by day, and the way up from it. The
 * way up is walked, never recursed; in a broken store it may go in circles, which are told by
 * having made more steps than there are ties.
 */
#include "analysis/engine/links.h"

#include <string.h>

#include "analysis/engine/inside.h"
#include "base/order.h"

/* ---- Epochs ---- */

static bool
row_is_ownership(const crm_analysis *analysis, size_t row)
{
    int64_t type = 0;

    return crm__kept_int(analysis, CRM_KIND_LINK, row, CRM_LINK_TYPE, &type) &&
           type == CRM_LINK_TYPE_OWNED_BY;
}

static crm_day
row_day(const crm_analysis *analysis, size_t row, crm_field field, crm_day none)
{
    int64_t day;

    return crm__kept_int(analysis, CRM_KIND_LINK, row, field, &day) ? (crm_day)day : none;
}

crm_status
crm__epochs_build(crm_analysis *analysis)
{
    struct crm__epochs *epochs = &analysis->epochs;
    size_t rows = crm__kept_rows(analysis, CRM_KIND_LINK), kept = 0;

    if (rows == 0)
        return CRM_OK;
    epochs->days = crm__alloc_array(analysis->memory, rows, 2 * sizeof *epochs->days);
    if (!epochs->days)
        return crm__no_memory(analysis->crm);
    epochs->capacity = rows;
    for (size_t row = 0; row < rows; row++) {
        crm_day from = row_day(analysis, row, CRM_LINK_VALID_FROM, CRM_DAY_NONE);
        crm_day to = row_day(analysis, row, CRM_LINK_VALID_TO, CRM_DAY_NONE);

        if (!row_is_ownership(analysis, row))
            continue;
        if (from != CRM_DAY_NONE)
            epochs->days[epochs->count++] = from;
        if (to != CRM_DAY_NONE)
            epochs->days[epochs->count++] = to;
    }
    crm__sort_int64(epochs->days, epochs->count);
    for (size_t i = 0; i < epochs->count; i++) {
        if (i == 0 || epochs->days[i] != epochs->days[i - 1])
            epochs->days[kept++] = epochs->days[i];
    }
    epochs->count = kept;
    return CRM_OK;
}

void
crm__epochs_done(crm_analysis *analysis)
{
    struct crm__epochs *epochs = &analysis->epochs;

    crm__free_array(analysis->memory, epochs->days, epochs->capacity, 2 * sizeof *epochs->days);
    memset(epochs, 0, sizeof *epochs);
}

crm_day
crm__epoch_of(const crm_analysis *analysis, crm_day day)
{
    size_t after =
        crm__lower_bound(analysis->epochs.days, analysis->epochs.count, (int64_t)day + 1);

    return after == 0 ? CRM_DAY_NONE : (crm_day)analysis->epochs.days[after - 1];
}

/* ---- Ties ---- */

static int
compare_ties(const void *a, const void *b, void *context)
{
    const struct crm__tie *x = a, *y = b;

    (void)context;
    if (x->child != y->child)
        return x->child < y->child ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->link < y->link ? -1 : x->link > y->link;
}

/* The account that one end of a link names now; 0 if it is not known. Erased ones keep their place.
 */
static crm_id
end_now(const crm_analysis *analysis, size_t row, crm_field field)
{
    crm_id id =
        crm__resolve(analysis, CRM_KIND_ACCOUNT, crm__kept_id(analysis, CRM_KIND_LINK, row, field));
    size_t account;

    if (id > 0 && crm__kept_find(analysis, CRM_KIND_ACCOUNT, id, &account) &&
        crm__kept_seen(analysis, CRM_KIND_ACCOUNT, account) == CRM__AFTER_KNOWN_AT)
        return 0;
    return id > 0 ? id : 0;
}

/* Archived is a correction: it holds at every as_of, but not before it was known. */
static bool
row_is_withdrawn(const crm_analysis *analysis, size_t row)
{
    int64_t archived;

    return crm__kept_int(analysis, CRM_KIND_LINK, row, CRM_FIELD_ARCHIVED, &archived) &&
           !crm__hidden(analysis, archived);
}

static int32_t
tie_of(const crm_analysis *analysis, size_t row, struct crm__tie *tie)
{
    int32_t seen = crm__kept_seen(analysis, CRM_KIND_LINK, row);

    tie->link = crm__kept_id(analysis, CRM_KIND_LINK, row, CRM_FIELD_ID);
    tie->child = end_now(analysis, row, CRM_LINK_CHILD);
    tie->parent = end_now(analysis, row, CRM_LINK_PARENT);
    tie->from = row_day(analysis, row, CRM_LINK_VALID_FROM, CRM_DAY_NONE);
    tie->to = row_day(analysis, row, CRM_LINK_VALID_TO, INT32_MAX);
    if (seen != CRM__USED)
        return seen;
    if (row_is_withdrawn(analysis, row))
        return CRM__ARCHIVED;
    if (tie->from > analysis->common->as_of)
        return CRM__AFTER_AS_OF;
    if (!row_is_ownership(analysis, row))
        return CRM__NOT_COUNTED_TYPE;
    return tie->child == 0 || tie->parent == 0 ? CRM__UNKNOWN_REFERENCE : CRM__USED;
}

crm_status
crm__forest_build(crm_analysis *analysis, struct crm__forest *out_forest)
{
    size_t rows = crm__kept_rows(analysis, CRM_KIND_LINK);

    *out_forest = (struct crm__forest){.analysis = analysis};
    if (rows == 0)
        return CRM_OK;
    out_forest->ties = crm__alloc_array(analysis->memory, rows, sizeof *out_forest->ties);
    if (!out_forest->ties)
        return crm__no_memory(analysis->crm);
    out_forest->capacity = rows;
    for (size_t row = 0; row < rows; row++) {
        struct crm__tie *tie = &out_forest->ties[out_forest->count];
        int32_t reason = tie_of(analysis, row, tie);

        if (reason != CRM__USED)
            crm__leave_out(analysis, CRM_KIND_LINK, row, reason);
        else if (tie->child != tie->parent && tie->from < tie->to)
            out_forest->count++; /* a merge of both ends leaves nothing to tie */
    }
    crm__sort(out_forest->ties, out_forest->count, sizeof *out_forest->ties, compare_ties, NULL);
    return CRM_OK;
}

void
crm__forest_done(struct crm__forest *forest)
{
    if (forest->analysis)
        crm__free_array(forest->analysis->memory, forest->ties, forest->capacity,
                        sizeof *forest->ties);
    memset(forest, 0, sizeof *forest);
}

/* ---- The way up ---- */

crm_id
crm__forest_owner(const struct crm__forest *forest, crm_id account, crm_day day)
{
    size_t low = 0, high = forest->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct crm__tie *tie = &forest->ties[middle];

        if (tie->child < account || (tie->child == account && tie->from <= day))
            low = middle + 1;
        else
            high = middle;
    }
    for (; low > 0 && forest->ties[low - 1].child == account; low--) {
        if (day < forest->ties[low - 1].to)
            return forest->ties[low - 1].parent;
    }
    return 0;
}

/* The smallest id on the cycle that an account stands on; 0 if it is on none. */
static crm_id
cycle_smallest(const struct crm__forest *forest, crm_id account, crm_day day)
{
    crm_id smallest = account, at = crm__forest_owner(forest, account, day);

    for (size_t hops = 0; at != 0 && hops <= forest->count; hops++) {
        if (at == account)
            return smallest;
        if (at < smallest)
            smallest = at;
        at = crm__forest_owner(forest, at, day);
    }
    return 0;
}

crm_id
crm__forest_parent(const struct crm__forest *forest, crm_id account, crm_day day)
{
    crm_id owner = crm__forest_owner(forest, account, day);

    if (owner == 0 || cycle_smallest(forest, account, day) == account)
        return 0;
    return owner;
}

crm_id
crm__forest_root(const struct crm__forest *forest, crm_id account, crm_day day)
{
    for (size_t hops = 0; hops <= forest->count; hops++) {
        crm_id owner = crm__forest_owner(forest, account, day);

        if (owner == 0)
            return account;
        account = owner;
    }
    return cycle_smallest(forest, account, day);
}
