/*
 * link.c - who owns whom. One owner at a time: ownership links of an account may not overlap; no
 * account may own itself through others. The walk up to the root is noted in the unit as checks, so
 * that two processes which put A under B and B under A at once cannot both succeed.
 */
#include "operation/link.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/cells.h"
#include "crm/account.h"

struct span {
    int64_t from; /* first day */
    int64_t to;   /* day after the last */
};

static struct span
span_of(const crm_table *table, size_t row)
{
    return (struct span){crm__row_int_or(table, row, CRM_LINK_VALID_FROM, INT32_MIN),
                         crm__row_int_or(table, row, CRM_LINK_VALID_TO, INT32_MAX)};
}

static bool
overlap(struct span a, struct span b)
{
    return a.from < b.to && b.from < a.to;
}

static bool
owns(const crm_table *table, size_t row)
{
    int64_t archived;

    return crm__row_int_or(table, row, CRM_LINK_TYPE, 0) == CRM_LINK_TYPE_OWNED_BY &&
           !crm__row_int(table, row, CRM_FIELD_ARCHIVED, &archived);
}

/* Refuse an ownership that overlaps another one of the same account (but for the link `own`). */
static crm_status
check_overlap(crm_context *crm, const crm_table *links, crm_id child, struct span span, crm_id own)
{
    for (size_t row = 0; row < crm_table_rows(links); row++) {
        crm_id id = crm__row_int_or(links, row, CRM_FIELD_ID, 0);

        if (id != own && owns(links, row) && overlap(span, span_of(links, row)))
            return crm__fail(crm, CRM_ERROR_RULE, CRM_KIND_LINK, id, CRM_LINK_VALID_FROM,
                             "account %lld has an owner in that time already (link %lld): use "
                             "crm_account_acquire",
                             (long long)child, (long long)id);
    }
    return CRM_OK;
}

/* Accounts met on the way up, each with the one that it was reached from. */
struct climb {
    crm_id account;
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
meet(struct path *path, crm_id account, size_t from)
{
    bool fresh;

    if (!crm__cells_add(&path->seen, account, 0, 0, &fresh))
        return crm__no_memory(path->crm);
    if (!fresh)
        return CRM_OK;
    if (crm__grow(&path->crm->memory, (void **)&path->steps, &path->capacity, path->count + 1,
                  sizeof *path->steps) != CRM_OK)
        return crm__no_memory(path->crm);
    path->steps[path->count++] = (struct climb){account, from};
    return CRM_OK;
}

/* Tell the cycle: child, parent, its parent ... and back. */
static crm_status
tell_cycle(struct path *path, crm_id child, size_t at)
{
    char ids[240] = "";
    size_t used = 0;

    while (at != SIZE_MAX && used + 32 < sizeof ids) {
        int written =
            snprintf(ids + used, sizeof ids - used, " < %lld", (long long)path->steps[at].account);

        used += written > 0 ? (size_t)written : 0;
        at = path->steps[at].from;
    }
    return crm__fail(path->crm, CRM_ERROR_RULE, CRM_KIND_ACCOUNT, child, CRM_ACCOUNT_PARENT,
                     "account %lld would own itself:%s%s", (long long)child, ids,
                     at != SIZE_MAX ? " ..." : "");
}

/* Note the account as decided on; it has to exist. */
static crm_status
check_account(crm_context *crm, crm_id account)
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

/* Owners of the account at `at` in the time of the new link. */
static crm_status
climb(struct path *path, size_t at, struct span span)
{
    crm_table *links;
    crm_status status = check_account(path->crm, path->steps[at].account);

    if (status != CRM_OK)
        return status;
    status =
        crm__fetch_where(path->crm, CRM_KIND_LINK, CRM_LINK_CHILD, path->steps[at].account, &links);
    if (status != CRM_OK)
        return status;
    for (size_t row = 0; row < crm_table_rows(links) && status == CRM_OK; row++)
        if (owns(links, row) && overlap(span, span_of(links, row)))
            status = meet(path, crm__row_int_or(links, row, CRM_LINK_PARENT, 0), at);
    crm__table_free(links);
    return status;
}

static crm_status
check_cycle(crm_context *crm, crm_id child, crm_id parent, struct span span)
{
    struct path path = {.crm = crm};
    crm_status status;

    crm__cells_init(&path.seen, &crm->memory, 1, 0);
    status = meet(&path, parent, SIZE_MAX);
    for (size_t at = 0; at < path.count && status == CRM_OK; at++) {
        if (path.steps[at].account == child)
            status = tell_cycle(&path, child, at);
        else
            status = climb(&path, at, span);
    }
    crm__cells_done(&path.seen);
    crm__free_array(&crm->memory, path.steps, path.capacity, sizeof *path.steps);
    return status;
}

/* A day as an operation sees "now". */
static crm_status
today(crm_context *crm, crm_instant *out_now, crm_day *out_day)
{
    crm_status status = crm__now(crm, out_now);

    if (status == CRM_OK)
        *out_day = crm__day_of_instant(crm, *out_now);
    return status;
}

/* The owner now, after the links of an account changed: of all its links, pending ones included. */
static crm_status
owner_now(crm_context *crm, crm_id child, crm_id *out_owner)
{
    crm_table *links;
    crm_instant now;
    crm_day day;
    crm_status status = today(crm, &now, &day);

    *out_owner = 0;
    if (status == CRM_OK)
        status = crm__fetch_where(crm, CRM_KIND_LINK, CRM_LINK_CHILD, child, &links);
    if (status != CRM_OK)
        return status;
    for (size_t row = 0; row < crm_table_rows(links); row++) {
        struct span span = span_of(links, row);

        if (owns(links, row) && span.from <= day && day < span.to)
            *out_owner = crm__row_int_or(links, row, CRM_LINK_PARENT, 0);
    }
    crm__table_free(links);
    return CRM_OK;
}

/* Copy a stored row into the unit as its next version. */
static crm_status
next_version(crm_context *crm, crm_kind kind, const crm_table *stored, crm_table **out_table,
             size_t *out_row)
{
    crm_id id = crm__row_int_or(stored, 0, CRM_FIELD_ID, 0);
    int64_t version = crm__row_int_or(stored, 0, CRM_FIELD_VERSION, 0);
    const struct crm__entry *entry = crm__unit_find(crm, kind, id);
    bool pending = entry && entry->op != CRM__CHECK;
    int64_t base = pending ? entry->base : version;
    crm_instant now;
    crm_status status = crm__now(crm, &now);

    if (status == CRM_OK)
        status = crm__unit_put(crm, kind, id, base, out_table, out_row);
    if (status != CRM_OK)
        return status;
    status = crm__row_copy(*out_table, *out_row, stored, 0);
    if (status == CRM_OK)
        status = crm__row_set(*out_table, *out_row, CRM_FIELD_VERSION, base + 1);
    if (status == CRM_OK)
        status = crm__row_set(*out_table, *out_row, CRM_FIELD_MODIFIED, now);
    return status == CRM_OK ? CRM_OK : crm__no_memory(crm);
}

/* The cache account.parent, when no handle of the account is at hand. */
static crm_status
refresh_parent(crm_context *crm, crm_id child)
{
    crm_table *account, *table;
    crm_id owner;
    size_t row;
    crm_status status = owner_now(crm, child, &owner);

    if (status == CRM_OK)
        status = crm__fetch_needed(crm, CRM_KIND_ACCOUNT, child, &account);
    if (status != CRM_OK)
        return status;
    status = next_version(crm, CRM_KIND_ACCOUNT, account, &table, &row);
    if (status == CRM_OK)
        status = owner ? crm__row_set(table, row, CRM_ACCOUNT_PARENT, owner)
                       : crm__row_clear(table, row, CRM_ACCOUNT_PARENT);
    crm__table_free(account);
    return status;
}

/* Everything that a new ownership, or one with another end, has to fulfil. */
static crm_status
check_ownership(crm_context *crm, crm_id link, crm_id child, crm_id parent, struct span span)
{
    crm_table *links;
    crm_status status = check_account(crm, child);

    if (status == CRM_OK)
        status = crm__fetch_where(crm, CRM_KIND_LINK, CRM_LINK_CHILD, child, &links);
    if (status != CRM_OK)
        return status;
    status = check_overlap(crm, links, child, span, link);
    crm__table_free(links);
    return status == CRM_OK ? check_cycle(crm, child, parent, span) : status;
}

/* Of a stored link only the end and the archiving may change. */
static crm_status
check_edits(crm_record *link)
{
    for (size_t i = 0; i < link->count; i++) {
        crm_field field = crm__schema_number(link->crm, link->kind, (int32_t)i);

        if (link->values[i].edit == CRM__EDITED && field != CRM_LINK_VALID_TO &&
            field != CRM_FIELD_ARCHIVED)
            return crm__fail(link->crm, CRM_ERROR_RULE, CRM_KIND_LINK, crm_record_id(link), field,
                             "of a stored link only valid_to and archived change: archive it and "
                             "write another");
    }
    return CRM_OK;
}

crm_status
crm__save_link(crm_record *link)
{
    crm_context *crm = link->crm;
    struct crm__saving saving;
    crm_id child = crm__record_int_or(link, CRM_LINK_CHILD, 0);
    crm_id parent = crm__record_int_or(link, CRM_LINK_PARENT, 0);
    crm_status status = link->stored ? check_edits(link) : CRM_OK;

    if (status == CRM_OK)
        status = crm__row_put(link, &saving);
    if (status == CRM_OK)
        status = crm__check_row(crm, CRM_KIND_LINK, saving.table, saving.row);
    if (status != CRM_OK)
        return status;
    if (owns(saving.table, saving.row)) {
        status = check_ownership(crm, saving.id, child, parent, span_of(saving.table, saving.row));
    } else if (crm__record_int_or(link, CRM_LINK_TYPE, 0) != CRM_LINK_TYPE_OWNED_BY) {
        status = check_account(crm, child);
        if (status == CRM_OK)
            status = check_account(crm, parent);
    }
    if (status == CRM_OK && crm__record_int_or(link, CRM_LINK_TYPE, 0) == CRM_LINK_TYPE_OWNED_BY)
        status = refresh_parent(crm, child);
    if (status == CRM_OK)
        crm__row_saved(&saving);
    return status;
}

/* Write an ownership link. from CRM_DAY_NONE = always. */
static crm_status
put_link(crm_context *crm, crm_id child, crm_id parent, crm_day from)
{
    struct span span = {from == CRM_DAY_NONE ? INT32_MIN : from, INT32_MAX};
    crm_table *table;
    size_t row;
    crm_id id = 0;
    crm_instant now;
    crm_status status = CRM_OK;

    if (child == parent)
        return crm__fail(crm, CRM_ERROR_RULE, CRM_KIND_ACCOUNT, child, CRM_ACCOUNT_PARENT,
                         "account %lld cannot be its own parent", (long long)child);
    status = check_ownership(crm, 0, child, parent, span);
    if (status == CRM_OK)
        status = crm__now(crm, &now);
    if (status == CRM_OK)
        status = crm__new_id(crm, CRM_KIND_LINK, &id);
    if (status == CRM_OK)
        status = crm__unit_put(crm, CRM_KIND_LINK, id, 0, &table, &row);
    if (status != CRM_OK)
        return status;
    status = crm__row_set(table, row, CRM_FIELD_CREATED, now);
    if (status == CRM_OK)
        status = crm__row_set(table, row, CRM_FIELD_MODIFIED, now);
    if (status == CRM_OK)
        status = crm__row_set(table, row, CRM_LINK_CHILD, child);
    if (status == CRM_OK)
        status = crm__row_set(table, row, CRM_LINK_PARENT, parent);
    if (status == CRM_OK)
        status = crm__row_set(table, row, CRM_LINK_TYPE, CRM_LINK_TYPE_OWNED_BY);
    if (status == CRM_OK && from != CRM_DAY_NONE)
        status = crm__row_set(table, row, CRM_LINK_VALID_FROM, from);
    return status == CRM_OK ? CRM_OK : crm__no_memory(crm);
}

/* End the ownership that is valid on `day`: the day is the first that it no longer holds. */
static crm_status
end_links(crm_context *crm, crm_id child, crm_day day, size_t *out_ended)
{
    crm_table *links, *one, *table;
    size_t at, ended = 0;
    crm_status status = crm__fetch_where(crm, CRM_KIND_LINK, CRM_LINK_CHILD, child, &links);

    if (status != CRM_OK)
        return status;
    for (size_t row = 0; row < crm_table_rows(links) && status == CRM_OK; row++) {
        struct span span = span_of(links, row);
        crm_id id = crm__row_int_or(links, row, CRM_FIELD_ID, 0);

        if (!owns(links, row) || span.to <= day)
            continue;
        if (span.from >= day) {
            status = crm__fail(crm, CRM_ERROR_RULE, CRM_KIND_LINK, id, CRM_LINK_VALID_FROM,
                               "account %lld has an owner that begins on that day or later "
                               "(link %lld)",
                               (long long)child, (long long)id);
            break;
        }
        status = crm__fetch_needed(crm, CRM_KIND_LINK, id, &one);
        if (status != CRM_OK)
            break;
        status = next_version(crm, CRM_KIND_LINK, one, &table, &at);
        if (status == CRM_OK)
            status = crm__row_set(table, at, CRM_LINK_VALID_TO, day);
        crm__table_free(one);
        ended++;
    }
    crm__table_free(links);
    *out_ended = ended;
    return status;
}

/* The account's row, edits of the handle included, with its owner by the links as they are now. */
static crm_status
keep_parent(crm_record *account)
{
    crm_context *crm = account->crm;
    struct crm__saving saving;
    crm_id owner;
    crm_status status = owner_now(crm, crm_record_id(account), &owner);

    if (status == CRM_OK)
        status = crm__row_put(account, &saving);
    if (status == CRM_OK)
        status = owner ? crm__row_set(saving.table, saving.row, CRM_ACCOUNT_PARENT, owner)
                       : crm__row_clear(saving.table, saving.row, CRM_ACCOUNT_PARENT);
    if (status == CRM_OK)
        status = crm__check_row(crm, CRM_KIND_ACCOUNT, saving.table, saving.row);
    if (status != CRM_OK)
        return status;
    crm__row_saved(&saving);
    crm__record_keep(account, CRM_ACCOUNT_PARENT, owner != 0, owner);
    return CRM_OK;
}

static crm_status
check_handle(crm_record *account)
{
    if (account->kind != CRM_KIND_ACCOUNT || !account->stored)
        return crm__fail(account->crm, CRM_ERROR_STATE, CRM_KIND_ACCOUNT, crm_record_id(account),
                         -1, "the account is not stored");
    return CRM_OK;
}

crm_status
crm__own_always(crm_context *crm, crm_id child, crm_id parent)
{
    crm_status status = put_link(crm, child, parent, CRM_DAY_NONE);

    return status == CRM_OK ? refresh_parent(crm, child) : status;
}

crm_status
crm_account_put_under(crm_account *handle, crm_id parent)
{
    crm_record *account = (crm_record *)handle;
    struct crm__work work;
    crm_status status = crm__operation_begin(account, &work);

    if (status != CRM_OK)
        return status;
    status = check_handle(account);
    if (status == CRM_OK && parent < 1)
        status = crm__fail(account->crm, CRM_ERROR_ARGUMENT, CRM_KIND_ACCOUNT, parent, -1,
                           "the id of a parent is above 0");
    if (status == CRM_OK)
        status = put_link(account->crm, crm_record_id(account), parent, CRM_DAY_NONE);
    if (status == CRM_OK)
        status = keep_parent(account);
    return crm__operation_end(account, &work, status);
}

crm_status
crm_account_acquire(crm_account *handle, crm_id parent, crm_day day)
{
    crm_record *account = (crm_record *)handle;
    struct crm__work work;
    size_t ended = 0;
    crm_status status = crm__operation_begin(account, &work);

    if (status != CRM_OK)
        return status;
    status = check_handle(account);
    if (status == CRM_OK && (parent < 0 || !crm__day_valid(day)))
        status = crm__fail(account->crm, CRM_ERROR_ARGUMENT, CRM_KIND_ACCOUNT, parent, -1,
                           "an id is not below 0, a day is of years 1 to 9999");
    if (status == CRM_OK)
        status = end_links(account->crm, crm_record_id(account), day, &ended);
    if (status == CRM_OK && !parent && !ended)
        status = crm__fail(account->crm, CRM_ERROR_RULE, CRM_KIND_ACCOUNT, crm_record_id(account),
                           CRM_ACCOUNT_PARENT, "account %lld is owned by nobody on that day",
                           (long long)crm_record_id(account));
    if (status == CRM_OK && parent)
        status = put_link(account->crm, crm_record_id(account), parent, day);
    if (status == CRM_OK)
        status = keep_parent(account);
    return crm__operation_end(account, &work, status);
}
