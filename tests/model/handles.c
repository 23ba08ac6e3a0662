/* handles.c - what a handle knows, and what becomes of that when a unit ends. */
#include <string.h>

#include "model.h"

bool
any_edited(const struct handle *handle)
{
    for (int i = 0; i < CELLS; i++)
        if (handle->edited[i])
            return true;
    return false;
}

bool
any_failed(const struct handle *handle)
{
    for (int i = 0; i < CELLS; i++)
        if (handle->failed[i])
            return true;
    return false;
}

void
touch(struct model *model, struct handle *handle)
{
    const struct write *write =
        find_write(model, handle->side, handle->kind, CELL(handle, CRM_FIELD_ID));

    if (!handle->touched) {
        handle->touched = true;
        handle->former_stored = handle->stored;
        memcpy(handle->former, handle->cell, sizeof handle->former);
    }
    handle->seen = write ? write->stamp : 0;
}

bool
is_behind(struct model *model, const struct handle *handle)
{
    int64_t id = CELL(handle, CRM_FIELD_ID);
    const struct row *row = stored_row(model, handle->kind, id);

    return handle->stored && !find_write(model, handle->side, handle->kind, id) &&
           (!row || CELL(row, CRM_FIELD_VERSION) != CELL(handle, CRM_FIELD_VERSION));
}

bool
is_doomed(struct model *model, int side, crm_kind kind, int64_t id)
{
    const struct write *write = find_write(model, side, kind, id);
    const struct row *row = stored_row(model, kind, id);

    return write && write->base != (row ? CELL(row, CRM_FIELD_VERSION) : 0);
}

crm_status
base_of(struct model *model, struct handle *handle, int64_t *out_base)
{
    int64_t id = CELL(handle, CRM_FIELD_ID);
    const struct write *write = find_write(model, handle->side, handle->kind, id);
    const struct unit *unit = &model->units[handle->side];

    *out_base = handle->stored ? CELL(handle, CRM_FIELD_VERSION) : 0;
    if (handle->stale)
        return CRM_ERROR_STATE;
    if (handle->outdated)
        return CRM_ERROR_CONFLICT;
    if (write && handle->seen != write->stamp)
        return CRM_ERROR_CONFLICT;
    if (write)
        *out_base = write->base;
    for (int i = 0; !write && i < unit->checks; i++)
        if (unit->check[i].kind == handle->kind && unit->check[i].id == id &&
            unit->check[i].version != *out_base)
            return CRM_ERROR_CONFLICT;
    return CRM_OK;
}

crm_status
row_of(struct model *model, struct handle *handle, struct row *row, int64_t *out_base)
{
    crm_status status = base_of(model, handle, out_base);

    if (status != CRM_OK)
        return status;
    row->kind = handle->kind;
    memcpy(row->cell, handle->cell, sizeof row->cell);
    if (CELL(row, CRM_FIELD_ID) == NONE)
        CELL(row, CRM_FIELD_ID) = stand_in(model);
    CELL(row, CRM_FIELD_VERSION) = *out_base + 1;
    CELL(row, CRM_FIELD_MODIFIED) = model->now;
    if (!handle->stored && CELL(row, CRM_FIELD_CREATED) == NONE &&
        !handle->edited[CRM_FIELD_CREATED] && !handle->written[CRM_FIELD_CREATED])
        CELL(row, CRM_FIELD_CREATED) = model->now;
    return CRM_OK;
}

void
saved(struct model *model, struct handle *handle, const struct row *row)
{
    CELL(handle, CRM_FIELD_ID) = CELL(row, CRM_FIELD_ID);
    touch(model, handle);
    for (int i = 0; i < CELLS; i++) {
        if (!handle->edited[i])
            continue;
        handle->said[i] = handle->cell[i];
        handle->edited[i] = false;
        handle->written[i] = true;
    }
    memcpy(handle->cell, row->cell, sizeof handle->cell);
    handle->stored = true;
}

/* As it was before the unit, but for what the caller had set, and for the id. */
static void
restore(struct handle *handle)
{
    for (int i = 0; i < CELLS; i++) {
        if (i == CRM_FIELD_ID || handle->edited[i])
            continue;
        handle->edited[i] = handle->written[i];
        handle->cell[i] = handle->written[i] ? handle->said[i] : handle->former[i];
    }
    handle->stored = handle->former_stored;
    if (handle->stored)
        handle->removed = false;
    if (handle->pending)
        handle->stale = true;
}

void
settle(struct model *model, int side, bool well)
{
    for (int slot = 0; slot < HANDLES; slot++) {
        struct handle *handle = &model->handles[slot];
        const struct write *write;

        if (!handle->used || handle->side != side || !handle->touched)
            continue;
        write = find_write(model, side, handle->kind, CELL(handle, CRM_FIELD_ID));
        if (!well)
            restore(handle);
        else if (handle->seen != (write ? write->stamp : 0))
            handle->outdated = true;
        memset(handle->written, 0, sizeof handle->written);
        handle->touched = false;
        handle->seen = 0;
        if (well)
            handle->pending = false;
    }
}

/* ---- What one row has to fulfil ---- */

static bool
has(const struct row *row, crm_field field)
{
    return CELL(row, field) != NONE;
}

static crm_status
all_there(const struct row *row, const crm_field *fields)
{
    for (; *fields; fields++)
        if (!has(row, *fields))
            return CRM_ERROR_DATA;
    return CRM_OK;
}

static crm_status
fits_purchase(const struct row *row)
{
    static const crm_field required[] = {CRM_PURCHASE_ACCOUNT,  CRM_PURCHASE_DAY,
                                         CRM_PURCHASE_TYPE,     CRM_PURCHASE_NET_AMOUNT,
                                         CRM_PURCHASE_CURRENCY, 0};
    int64_t net = CELL(row, CRM_PURCHASE_NET_AMOUNT), list = CELL(row, CRM_PURCHASE_LIST_AMOUNT);
    int64_t quantity = CELL(row, CRM_PURCHASE_QUANTITY);

    if (all_there(row, required) != CRM_OK)
        return CRM_ERROR_DATA;
    list = list == NONE ? 0 : list;
    quantity = quantity == NONE ? 0 : quantity;
    switch (CELL(row, CRM_PURCHASE_TYPE)) {
    case CRM_PURCHASE_TYPE_SALE:
    case CRM_PURCHASE_TYPE_SELL_OUT:
        return net < 0 || list < 0 || quantity < 0 ? CRM_ERROR_DATA : CRM_OK;
    case CRM_PURCHASE_TYPE_GIFT:
        return net != 0 || list < 0 || quantity < 0 ? CRM_ERROR_DATA : CRM_OK;
    case CRM_PURCHASE_TYPE_RETURN:
        return net > 0 || list > 0 || quantity > 0 ? CRM_ERROR_DATA : CRM_OK;
    case CRM_PURCHASE_TYPE_CANCEL:
        return net > 0 || list > 0 || quantity > 0 || !has(row, CRM_PURCHASE_REFERS_TO)
                   ? CRM_ERROR_DATA
                   : CRM_OK;
    case CRM_PURCHASE_TYPE_CREDIT:
        return net > 0 || list > 0 || has(row, CRM_PURCHASE_QUANTITY) ? CRM_ERROR_DATA : CRM_OK;
    default:
        return CRM_OK;
    }
}

static crm_status
fits_link(const struct row *row)
{
    static const crm_field required[] = {CRM_LINK_CHILD, CRM_LINK_PARENT, CRM_LINK_TYPE, 0};

    if (all_there(row, required) != CRM_OK)
        return CRM_ERROR_DATA;
    if (CELL(row, CRM_LINK_CHILD) == CELL(row, CRM_LINK_PARENT))
        return CRM_ERROR_RULE;
    return has(row, CRM_LINK_VALID_FROM) && has(row, CRM_LINK_VALID_TO) &&
                   CELL(row, CRM_LINK_VALID_TO) <= CELL(row, CRM_LINK_VALID_FROM)
               ? CRM_ERROR_DATA
               : CRM_OK;
}

static crm_status
priced(const struct row *row, crm_field name, crm_field money, crm_field currency)
{
    return !has(row, name) || (has(row, money) && !has(row, currency)) ? CRM_ERROR_DATA : CRM_OK;
}

crm_status
fits(const struct row *row)
{
    static const crm_field stage[] = {CRM_STAGE_PIPELINE, CRM_STAGE_NAME, CRM_STAGE_POSITION,
                                      CRM_STAGE_OUTCOME, 0};
    static const crm_field name[] = {16, 0};

    switch (row->kind) {
    case CRM_KIND_ACCOUNT:
        return priced(row, CRM_ACCOUNT_NAME, CRM_ACCOUNT_ANNUAL_REVENUE, CRM_ACCOUNT_CURRENCY);
    case CRM_KIND_PRODUCT:
        return priced(row, CRM_PRODUCT_NAME, CRM_PRODUCT_LIST_PRICE, CRM_PRODUCT_CURRENCY);
    case CRM_KIND_OPPORTUNITY:
        return priced(row, CRM_OPPORTUNITY_NAME, CRM_OPPORTUNITY_AMOUNT, CRM_OPPORTUNITY_CURRENCY);
    case CRM_KIND_TRANSITION:
        return priced(row, CRM_TRANSITION_STAGE, CRM_TRANSITION_AMOUNT, CRM_TRANSITION_CURRENCY);
    case CRM_KIND_CONTACT:
        return has(row, CRM_CONTACT_LAST_NAME) || has(row, CRM_CONTACT_EMAIL) ? CRM_OK
                                                                              : CRM_ERROR_DATA;
    case CRM_KIND_LINK:
        return fits_link(row);
    case CRM_KIND_PURCHASE:
        return fits_purchase(row);
    case CRM_KIND_STAGE:
        return all_there(row, stage);
    default:
        return all_there(row, name);
    }
}
