/* links.c - who owns whom: one owner at a time, nobody himself; the account's parent is the owner
   of the clock's day. */
#include "model.h"

enum { PATH = 400 };

struct span {
    int64_t from, to;
};

static const struct span always = {INT64_MIN + 1, INT64_MAX};

static struct span
span_of(const struct row *link)
{
    struct span span = always;

    if (CELL(link, CRM_LINK_VALID_FROM) != NONE)
        span.from = CELL(link, CRM_LINK_VALID_FROM);
    if (CELL(link, CRM_LINK_VALID_TO) != NONE)
        span.to = CELL(link, CRM_LINK_VALID_TO);
    return span;
}

static bool
overlap(struct span a, struct span b)
{
    return a.from < b.to && b.from < a.to;
}

bool
owns(const struct row *link)
{
    return CELL(link, CRM_LINK_TYPE) == CRM_LINK_TYPE_OWNED_BY &&
           CELL(link, CRM_FIELD_ARCHIVED) == NONE;
}

static int64_t
today(const struct model *model)
{
    return model->now / DAY;
}

int64_t
owner_now(const struct model *model, int side, int64_t child)
{
    static const struct row *links[ROWS];
    int count = see_all(model, side, CRM_KIND_LINK, links);
    int64_t day = today(model), owner = NONE;

    for (int i = 0; i < count; i++) {
        struct span span = span_of(links[i]);

        if (CELL(links[i], CRM_LINK_CHILD) == child && owns(links[i]) && span.from <= day &&
            day < span.to)
            owner = CELL(links[i], CRM_LINK_PARENT);
    }
    return owner;
}

/* Of two reasons to refuse, rows that come in any order decide. */
static void
note_reason(crm_status reason, crm_status *status)
{
    if (reason != CRM_OK)
        *status = *status == CRM_OK || *status == reason ? reason : (crm_status)ANY_ERROR;
}

/* May `parent` own `child` in that time? `own` is the link itself. */
static crm_status
may_own(struct model *model, int side, int64_t own, int64_t child, int64_t parent, struct span span)
{
    static const struct row *links[ROWS];
    static struct {
        int64_t account;
        struct span span;
    } path[PATH];
    int count, steps = 1;
    crm_status status = decide_on(model, side, CRM_KIND_ACCOUNT, child);

    if (status != CRM_OK)
        return status;
    count = see_all(model, side, CRM_KIND_LINK, links);
    for (int i = 0; i < count; i++)
        if (CELL(links[i], CRM_LINK_CHILD) == child && CELL(links[i], CRM_FIELD_ID) != own &&
            owns(links[i]) && overlap(span, span_of(links[i])))
            return CRM_ERROR_RULE;
    path[0].account = parent;
    path[0].span = span;
    for (int at = 0; at < steps; at++) {
        if (path[at].account == child) {
            note_reason(CRM_ERROR_RULE, &status);
            continue;
        }
        note_reason(decide_on(model, side, CRM_KIND_ACCOUNT, path[at].account), &status);
        for (int i = 0; i < count && steps < PATH; i++) {
            struct span held = span_of(links[i]);

            if (CELL(links[i], CRM_LINK_CHILD) != path[at].account || !owns(links[i]) ||
                !overlap(path[at].span, held))
                continue;
            path[steps].account = CELL(links[i], CRM_LINK_PARENT);
            path[steps].span.from = held.from > path[at].span.from ? held.from : path[at].span.from;
            path[steps].span.to = held.to < path[at].span.to ? held.to : path[at].span.to;
            steps++;
        }
    }
    return status;
}

/* The next version of a row that no handle stands for. */
static crm_status
write_again(struct model *model, int side, struct row *row)
{
    const struct write *write = find_write(model, side, row->kind, CELL(row, CRM_FIELD_ID));
    int64_t base = write ? write->base : CELL(row, CRM_FIELD_VERSION);

    CELL(row, CRM_FIELD_VERSION) = base + 1;
    CELL(row, CRM_FIELD_MODIFIED) = model->now;
    return put_row(model, side, row, base);
}

crm_status
save_link(struct model *model, struct handle *handle)
{
    struct row row, account;
    int64_t child = CELL(handle, CRM_LINK_CHILD), parent = CELL(handle, CRM_LINK_PARENT), base;
    bool owned = CELL(handle, CRM_LINK_TYPE) == CRM_LINK_TYPE_OWNED_BY;
    crm_status status;

    for (int i = 0; handle->stored && i < CELLS; i++)
        if (handle->edited[i] && i != AT(CRM_LINK_VALID_TO) && i != AT(CRM_FIELD_ARCHIVED))
            return CRM_ERROR_RULE;
    status = row_of(model, handle, &row, &base);
    if (status == CRM_OK)
        status = put_row(model, handle->side, &row, base);
    if (status == CRM_OK)
        status = fits(&row);
    if (status == CRM_OK && owns(&row))
        status =
            may_own(model, handle->side, CELL(&row, CRM_FIELD_ID), child, parent, span_of(&row));
    else if (status == CRM_OK && !owned)
        status = decide_on(model, handle->side, CRM_KIND_ACCOUNT, child);
    if (status == CRM_OK && !owned)
        status = decide_on(model, handle->side, CRM_KIND_ACCOUNT, parent);
    if (status == CRM_OK && owned) {
        const struct row *found = see(model, handle->side, CRM_KIND_ACCOUNT, child);

        if (!found)
            return CRM_ERROR_REFERENCE;
        account = *found;
        CELL(&account, CRM_ACCOUNT_PARENT) = owner_now(model, handle->side, child);
        status = write_again(model, handle->side, &account);
    }
    if (status == CRM_OK)
        saved(model, handle, &row);
    return status;
}

crm_status
put_owner(struct model *model, int side, int64_t child, int64_t parent, int64_t from)
{
    struct row row;

    row_clear(&row, CRM_KIND_LINK);
    CELL(&row, CRM_FIELD_ID) = stand_in(model);
    CELL(&row, CRM_FIELD_VERSION) = 1;
    CELL(&row, CRM_FIELD_CREATED) = CELL(&row, CRM_FIELD_MODIFIED) = model->now;
    CELL(&row, CRM_LINK_CHILD) = child;
    CELL(&row, CRM_LINK_PARENT) = parent;
    CELL(&row, CRM_LINK_TYPE) = CRM_LINK_TYPE_OWNED_BY;
    CELL(&row, CRM_LINK_VALID_FROM) = from;
    return put_row(model, side, &row, 0);
}

static crm_status
new_owner(struct model *model, struct handle *handle, int64_t parent, int64_t from)
{
    int64_t child = CELL(handle, CRM_FIELD_ID);
    struct span span = always;
    crm_status status;

    if (child == parent)
        return CRM_ERROR_RULE;
    if (from != NONE)
        span.from = from;
    status = may_own(model, handle->side, 0, child, parent, span);
    return status == CRM_OK ? put_owner(model, handle->side, child, parent, from) : status;
}

static crm_status
keep_parent(struct model *model, struct handle *handle)
{
    struct row row;
    int64_t base;
    crm_status status = row_of(model, handle, &row, &base);

    if (status != CRM_OK)
        return status;
    CELL(&row, CRM_ACCOUNT_PARENT) = owner_now(model, handle->side, CELL(&row, CRM_FIELD_ID));
    status = put_row(model, handle->side, &row, base);
    if (status == CRM_OK)
        status = fits(&row);
    if (status == CRM_OK)
        saved(model, handle, &row);
    return status;
}

crm_status
put_under(struct model *model, struct handle *handle, int64_t parent)
{
    crm_status status;

    if (any_failed(handle))
        return CRM_ERROR_DATA;
    if (!handle->stored)
        return CRM_ERROR_STATE;
    if (parent < 1)
        return CRM_ERROR_ARGUMENT;
    status = new_owner(model, handle, parent, NONE);
    return status == CRM_OK ? keep_parent(model, handle) : status;
}

/* The link ends: archived, and written anew with its end. */
static crm_status
end_link(struct model *model, int side, const struct row *link, int64_t day)
{
    struct row old = *link, again = *link;
    crm_status status;

    CELL(&old, CRM_FIELD_ARCHIVED) = model->now;
    CELL(&old, CRM_FIELD_EXTERNAL_ID) = NONE;
    status = write_again(model, side, &old);
    CELL(&again, CRM_FIELD_ID) = stand_in(model);
    CELL(&again, CRM_FIELD_VERSION) = 1;
    CELL(&again, CRM_FIELD_CREATED) = CELL(&again, CRM_FIELD_MODIFIED) = model->now;
    CELL(&again, CRM_LINK_VALID_TO) = day;
    return status == CRM_OK ? put_row(model, side, &again, 0) : status;
}

crm_status
acquire(struct model *model, struct handle *handle, int64_t parent, int64_t day)
{
    static const struct row *links[ROWS];
    struct row ends[8];
    int count, ended = 0;
    crm_status status = CRM_OK;

    if (any_failed(handle))
        return CRM_ERROR_DATA;
    if (!handle->stored)
        return CRM_ERROR_STATE;
    if (parent < 0)
        return CRM_ERROR_ARGUMENT;
    count = see_all(model, handle->side, CRM_KIND_LINK, links);
    for (int i = 0; i < count; i++) {
        if (CELL(links[i], CRM_LINK_CHILD) != CELL(handle, CRM_FIELD_ID) || !owns(links[i]) ||
            span_of(links[i]).to <= day)
            continue;
        if (span_of(links[i]).from >= day)
            return CRM_ERROR_RULE;
        ends[ended++] = *links[i];
    }
    for (int i = 0; i < ended && status == CRM_OK; i++)
        status = end_link(model, handle->side, &ends[i], day);
    if (status == CRM_OK && parent == 0 && !ended)
        return CRM_ERROR_RULE;
    if (status == CRM_OK && parent)
        status = new_owner(model, handle, parent, day);
    return status == CRM_OK ? keep_parent(model, handle) : status;
}
