/*
 * link_check.c - what an ownership has to fulfil. One owner at a time: ownership links of an account
 * may not overlap; no account may own itself through others on any day. The walk up to the root is
 * noted in the unit as checks, so that two processes which put A under B and B under A at once
 * cannot both succeed.
 */
#include <stdio.h>

#include "base/cells.h"
#include "operation/link.h"

struct crm__span
crm__span_of(const crm_table *table, size_t row)
{
    return (struct crm__span){crm__row_int_or(table, row, CRM_LINK_VALID_FROM, INT32_MIN),
                              crm__row_int_or(table, row, CRM_LINK_VALID_TO, INT32_MAX)};
}

static bool
overlap(struct crm__span a, struct crm__span b)
{
    return a.from < b.to && b.from < a.to;
}

bool
crm__owns(const crm_table *table, size_t row)
{
    int64_t archived;

    return crm__row_int_or(table, row, CRM_LINK_TYPE, 0) == CRM_LINK_TYPE_OWNED_BY &&
           !crm__row_int(table, row, CRM_FIELD_ARCHIVED, &archived);
}

/* Refuse an ownership that overlaps another one of the same account (but for the link `own`). */
static crm_status
check_overlap(crm_context *crm, const crm_table *links, crm_id child, struct crm__span span,
              crm_id own)
{
    for (size_t row = 0; row < crm_table_rows(links); row++) {
        crm_id id = crm__row_int_or(links, row, CRM_FIELD_ID, 0);

        if (id != own && crm__owns(links, row) && overlap(span, crm__span_of(links, row)))
            return crm__fail(crm, CRM_ERROR_RULE, CRM_KIND_LINK, id, CRM_LINK_VALID_FROM,
                             "account %lld has an owner in that time already (link %lld): use "
                             "crm_account_acquire",
                             (long long)child, (long long)id);
    }
    return CRM_OK;
}

/* Accounts met on the way up, each with the one that it was reached from and the time in which all
   links on the way hold. */
struct climb {
    crm_id account;
    struct crm__span span;
    size_t from; /* position of the one below, SIZE_MAX for the first */
};

struct path {
    crm_context *crm;
    struct climb *steps;
    size_t count;
    size_t capacity;
    struct crm__cells seen;
};

static crm_status
meet(struct path *path, crm_id account, struct crm__span span, size_t from)
{
    bool fresh;

    if (!crm__cells_add(&path->seen, account, span.from, span.to, &fresh))
        return crm__no_memory(path->crm);
    if (!fresh)
        return CRM_OK;
    if (crm__grow(&path->crm->memory, (void **)&path->steps, &path->capacity, path->count + 1,
                  sizeof *path->steps) != CRM_OK)
        return crm__no_memory(path->crm);
    path->steps[path->count++] = (struct climb){account, span, from};
    return CRM_OK;
}

/* Tell the cycle: the account, one that it owns, one that that one owns ... and itself again. */
static crm_status
tell_cycle(const struct path *path, crm_id child, size_t at)
{
    char ids[240] = "";
    size_t used = 0;

    while (at != SIZE_MAX && used + 32 < sizeof ids) {
        int written =
            snprintf(ids + used, sizeof ids - used, "%lld > ", (long long)path->steps[at].account);

        used += written > 0 ? (size_t)written : 0;
        at = path->steps[at].from;
    }
    return crm__fail(path->crm, CRM_ERROR_RULE, CRM_KIND_ACCOUNT, child, CRM_ACCOUNT_PARENT,
                     "account %lld would own itself: %s%s%lld", (long long)child, ids,
                     at != SIZE_MAX ? "... > " : "", (long long)child);
}

crm_status
crm__check_account(crm_context *crm, crm_id account)
{
    crm_table *table;
    crm_status status = crm__fetch_needed(crm, CRM_KIND_ACCOUNT, account, &table);

    if (status != CRM_OK)
        return status;
    status = crm__unit_check(crm, CRM_KIND_ACCOUNT, account,
                             crm__row_int_or(table, 0, CRM_FIELD_VERSION, 0));
    crm__table_free(table);
    return status;
}

/* Owners of the account at `at`, as long as all links up to it hold. */
static crm_status
climb(struct path *path, size_t at)
{
    struct crm__span span = path->steps[at].span;
    crm_table *links;
    crm_status status = crm__check_account(path->crm, path->steps[at].account);

    if (status != CRM_OK)
        return status;
    status =
        crm__fetch_where(path->crm, CRM_KIND_LINK, CRM_LINK_CHILD, path->steps[at].account, &links);
    if (status != CRM_OK)
        return status;
    for (size_t row = 0; row < crm_table_rows(links) && status == CRM_OK; row++) {
        struct crm__span held = crm__span_of(links, row);

        if (!crm__owns(links, row) || !overlap(span, held))
            continue;
        held.from = held.from > span.from ? held.from : span.from;
        held.to = held.to < span.to ? held.to : span.to;
        status = meet(path, crm__row_int_or(links, row, CRM_LINK_PARENT, 0), held, at);
    }
    crm__table_free(links);
    return status;
}

static crm_status
check_cycle(crm_context *crm, crm_id child, crm_id parent, struct crm__span span)
{
    struct path path = {.crm = crm};
    crm_status status;

    crm__cells_init(&path.seen, &crm->memory, 3, 0);
    status = meet(&path, parent, span, SIZE_MAX);
    for (size_t at = 0; at < path.count && status == CRM_OK; at++) {
        if (path.steps[at].account == child)
            status = tell_cycle(&path, child, at);
        else
            status = climb(&path, at);
    }
    crm__cells_done(&path.seen);
    crm__free_array(&crm->memory, path.steps, path.capacity, sizeof *path.steps);
    return status;
}

crm_status
crm__check_ownership(crm_context *crm, crm_id link, crm_id child, crm_id parent,
                     struct crm__span span)
{
    crm_table *links;
    crm_status status = crm__check_account(crm, child);

    if (status == CRM_OK)
        status = crm__fetch_where(crm, CRM_KIND_LINK, CRM_LINK_CHILD, child, &links);
    if (status != CRM_OK)
        return status;
    status = check_overlap(crm, links, child, span, link);
    crm__table_free(links);
    return status == CRM_OK ? check_cycle(crm, child, parent, span) : status;
}
