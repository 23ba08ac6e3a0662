/*
 * link.c - who owns whom: the two operations that keep the cache account.parent as well. What a link
 * has to fulfil is in link_check.c, links saved by hand in link_save.c. The account that is owned is
 * written with its link, also when its parent stays the same: its version is what keeps two
 * processes from giving it two owners at once.
 */
#include "operation/link.h"

#include "base/calendar.h"
#include "crm/account.h"

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
        struct crm__span span = crm__span_of(links, row);

        if (crm__owns(links, row) && span.from <= day && day < span.to)
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
    return status;
}

crm_status
crm__refresh_parent(crm_context *crm, crm_id child)
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
        status = crm__row_set_optional(table, row, CRM_ACCOUNT_PARENT, owner != 0, owner);
    crm__table_free(account);
    return status;
}

crm_status
crm__put_owner(crm_context *crm, crm_id id, crm_id child, crm_id parent, crm_day from,
               crm_instant now)
{
    const struct {
        crm_field field;
        bool present;
        int64_t value;
    } cells[] = {{CRM_FIELD_CREATED, true, now},
                 {CRM_FIELD_MODIFIED, true, now},
                 {CRM_LINK_CHILD, true, child},
                 {CRM_LINK_PARENT, true, parent},
                 {CRM_LINK_TYPE, true, CRM_LINK_TYPE_OWNED_BY},
                 {CRM_LINK_VALID_FROM, from != CRM_DAY_NONE, from}};
    crm_table *table;
    size_t row;
    crm_status status = crm__unit_put(crm, CRM_KIND_LINK, id, 0, &table, &row);

    for (size_t i = 0; i < sizeof cells / sizeof *cells && status == CRM_OK; i++)
        if (cells[i].present)
            status = crm__row_set(table, row, cells[i].field, cells[i].value);
    return status;
}

/* A new ownership that holds from a day on; CRM_DAY_NONE = it always has. */
static crm_status
put_link(crm_context *crm, crm_id child, crm_id parent, crm_day from)
{
    struct crm__span span = {from == CRM_DAY_NONE ? INT32_MIN : from, INT32_MAX};
    crm_id id = 0;
    crm_instant now;
    crm_status status;

    if (child == parent)
        return crm__fail(crm, CRM_ERROR_RULE, CRM_KIND_ACCOUNT, child, CRM_ACCOUNT_PARENT,
                         "account %lld cannot be its own parent", (long long)child);
    status = crm__check_ownership(crm, 0, child, parent, span);
    if (status == CRM_OK)
        status = crm__now(crm, &now);
    if (status == CRM_OK)
        status = crm__new_id(crm, CRM_KIND_LINK, &id);
    return status == CRM_OK ? crm__put_owner(crm, id, child, parent, from, now) : status;
}

/* An ownership that ends: archived, and written again with its end and its external id. Who looks at
   what was known before sees the one without. */
static crm_status
end_link(crm_context *crm, const crm_table *stored, crm_day day)
{
    crm_table *table;
    crm_instant now;
    crm_id id = 0;
    size_t at;
    crm_status status = crm__now(crm, &now);

    if (status == CRM_OK)
        status = next_version(crm, CRM_KIND_LINK, stored, &table, &at);
    if (status == CRM_OK)
        status = crm__row_set(table, at, CRM_FIELD_ARCHIVED, now);
    if (status == CRM_OK)
        status = crm__row_set_optional(table, at, CRM_FIELD_EXTERNAL_ID, false, 0);
    if (status == CRM_OK)
        status = crm__new_id(crm, CRM_KIND_LINK, &id);
    if (status == CRM_OK)
        status = crm__unit_put(crm, CRM_KIND_LINK, id, 0, &table, &at);
    for (size_t i = 0; i < stored->count && status == CRM_OK; i++)
        if (stored->columns[i].number >= CRM_FIELD_OWN || i == CRM_FIELD_EXTERNAL_ID)
            status = crm__cell_copy(table, at, stored, 0, (int32_t)i);
    if (status == CRM_OK)
        status = crm__row_set(table, at, CRM_FIELD_CREATED, now);
    if (status == CRM_OK)
        status = crm__row_set(table, at, CRM_FIELD_MODIFIED, now);
    return status == CRM_OK ? crm__row_set(table, at, CRM_LINK_VALID_TO, day) : status;
}

/* End the ownership that is valid on `day`: the day is the first that it no longer holds. */
static crm_status
end_links(crm_context *crm, crm_id child, crm_day day, size_t *out_ended)
{
    crm_table *links, *one;
    size_t ended = 0;
    crm_status status = crm__fetch_where(crm, CRM_KIND_LINK, CRM_LINK_CHILD, child, &links);

    if (status != CRM_OK)
        return status;
    for (size_t row = 0; row < crm_table_rows(links) && status == CRM_OK; row++) {
        struct crm__span span = crm__span_of(links, row);
        crm_id id = crm__row_int_or(links, row, CRM_FIELD_ID, 0);

        if (!crm__owns(links, row) || span.to <= day)
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
        status = end_link(crm, one, day);
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
        status =
            crm__row_set_optional(saving.table, saving.row, CRM_ACCOUNT_PARENT, owner != 0, owner);
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
