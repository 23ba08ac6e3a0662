/* put.c - saving any handle, and rows in bulk. */
#include <string.h>

#include "model.h"

static bool
grows(crm_kind kind)
{
    return kind == CRM_KIND_LINK || kind == CRM_KIND_PURCHASE || kind == CRM_KIND_TRANSITION;
}

/* What is settled once a stage is stored. */
static crm_status
check_frozen(const struct model *model, const struct handle *handle)
{
    static const crm_field frozen[] = {CRM_STAGE_PIPELINE, CRM_STAGE_OUTCOME};
    const struct row *row = see(model, handle->side, handle->kind, CELL(handle, CRM_FIELD_ID));

    for (size_t i = 0; i < sizeof frozen / sizeof *frozen; i++) {
        if (handle->kind != CRM_KIND_STAGE || !handle->stored || !handle->edited[AT(frozen[i])])
            continue;
        if (!row)
            return CRM_ERROR_REFERENCE;
        if (CELL(row, frozen[i]) != CELL(handle, frozen[i]))
            return CRM_ERROR_RULE;
    }
    return CRM_OK;
}

static crm_status
save_plain(struct model *model, struct handle *handle)
{
    struct row row;
    int64_t base, counted_day = NONE;
    bool cancels = handle->kind == CRM_KIND_PURCHASE &&
                   CELL(handle, CRM_PURCHASE_TYPE) == CRM_PURCHASE_TYPE_CANCEL;
    crm_status status = check_frozen(model, handle);

    if (status == CRM_OK && cancels && CELL(handle, CRM_PURCHASE_REFERS_TO) != NONE) {
        const struct row *cancelled =
            see(model, handle->side, CRM_KIND_PURCHASE, CELL(handle, CRM_PURCHASE_REFERS_TO));

        if (!cancelled)
            return CRM_ERROR_REFERENCE;
        counted_day = CELL(cancelled, CRM_PURCHASE_DAY);
    }
    if (status == CRM_OK)
        status = row_of(model, handle, &row, &base);
    if (status != CRM_OK)
        return status;
    if (cancels)
        CELL(&row, CRM_PURCHASE_COUNTED_DAY) = counted_day;
    status = put_row(model, handle->side, &row, base);
    if (status == CRM_OK)
        status = fits(&row);
    if (status == CRM_OK)
        saved(model, handle, &row);
    return status;
}

crm_status
save_handle(struct model *model, struct handle *handle)
{
    if (any_failed(handle))
        return CRM_ERROR_DATA;
    if (handle->removed)
        return CRM_ERROR_GONE;
    if (handle->stored && !any_edited(handle) && !handle->stale)
        return CRM_OK;
    if (handle->kind == CRM_KIND_OPPORTUNITY)
        return save_deal(model, handle);
    if (handle->kind == CRM_KIND_LINK)
        return save_link(model, handle);
    if (handle->stored && grows(handle->kind))
        return CRM_ERROR_RULE;
    return save_plain(model, handle);
}

/* ---- In bulk ---- */

static bool
is_new(const struct row *row)
{
    return CELL(row, CRM_FIELD_VERSION) == NONE;
}

static bool
looks_beyond(const struct row *row)
{
    return row->kind == CRM_KIND_OPPORTUNITY || row->kind == CRM_KIND_LINK ||
           (row->kind == CRM_KIND_PURCHASE &&
            CELL(row, CRM_PURCHASE_TYPE) == CRM_PURCHASE_TYPE_CANCEL);
}

/* A new row that is judged by itself: `created` stays as it came. */
static crm_status
put_new(struct model *model, int side, struct row *row)
{
    crm_status status = fits(row);

    CELL(row, CRM_FIELD_VERSION) = 1;
    if (status == CRM_OK) {
        struct row stored = *row;

        CELL(&stored, CRM_FIELD_MODIFIED) = model->now;
        status = put_row(model, side, &stored, 0);
    }
    return status;
}

static crm_status
take_cells(struct handle *handle, const struct row *row)
{
    for (int i = CRM_FIELD_EXTERNAL_ID; i < CELLS; i++) {
        if (i == CRM_FIELD_MODIFIED || row->cell[i] == NONE || row->cell[i] == handle->cell[i])
            continue;
        if (!may_set(handle, FIELD_AT(i)))
            return CRM_ERROR_RULE;
        handle->cell[i] = row->cell[i];
        handle->edited[i] = true;
    }
    return CRM_OK;
}

/* Through a handle, as if it had been loaded and edited. */
static crm_status
put_edited(struct model *model, int side, struct row *row)
{
    struct handle handle;
    const struct row *found = see(model, side, row->kind, CELL(row, CRM_FIELD_ID));
    crm_status status;

    memset(&handle, 0, sizeof handle);
    handle.side = side;
    handle.kind = row->kind;
    for (int i = 0; i < CELLS; i++)
        handle.cell[i] = NONE;
    CELL(&handle, CRM_FIELD_ID) = CELL(row, CRM_FIELD_ID);
    if (is_new(row)) {
        handle.edited[CRM_FIELD_CREATED] = true;
    } else {
        if (!found || CELL(found, CRM_FIELD_VERSION) != CELL(row, CRM_FIELD_VERSION))
            return CRM_ERROR_CONFLICT;
        memcpy(handle.cell, found->cell, sizeof handle.cell);
        handle.stored = true;
        touch(model, &handle);
    }
    status = take_cells(&handle, row);
    if (status == CRM_OK)
        status = save_handle(model, &handle);
    CELL(row, CRM_FIELD_VERSION) = CELL(&handle, CRM_FIELD_VERSION);
    return status;
}

static const struct row *
among(const struct row *rows, int count, const bool *fresh, int64_t id)
{
    for (int i = 0; i < count; i++)
        if (fresh[i] && CELL(&rows[i], CRM_FIELD_ID) == id)
            return &rows[i];
    return NULL;
}

/* Owners of new accounts: no ring, and they are there; then the links. */
static crm_status
put_parents(struct model *model, int side, const struct row *rows, int count, const bool *fresh)
{
    crm_status status = CRM_OK;

    for (int i = 0; i < count; i++) {
        const struct row *row = &rows[i];
        int steps = 0;

        while (fresh[i] && row && CELL(row, CRM_ACCOUNT_PARENT) != NONE) {
            row = among(rows, count, fresh, CELL(row, CRM_ACCOUNT_PARENT));
            if (++steps > count)
                return CRM_ERROR_RULE;
        }
    }
    for (int i = 0; i < count && status == CRM_OK; i++) {
        int64_t parent = CELL(&rows[i], CRM_ACCOUNT_PARENT);

        if (fresh[i] && parent != NONE && !among(rows, count, fresh, parent))
            status = decide_on(model, side, CRM_KIND_ACCOUNT, parent);
    }
    for (int i = 0; i < count && status == CRM_OK; i++)
        if (fresh[i] && CELL(&rows[i], CRM_ACCOUNT_PARENT) != NONE)
            status = put_owner(model, side, CELL(&rows[i], CRM_FIELD_ID),
                               CELL(&rows[i], CRM_ACCOUNT_PARENT), NONE);
    return status;
}

crm_status
put_rows(struct model *model, int side, struct row *rows, int count)
{
    bool fresh[8];
    crm_status status = CRM_OK;

    for (int i = 0; i < count; i++) {
        fresh[i] = is_new(&rows[i]);
        if (fresh[i])
            CELL(&rows[i], CRM_FIELD_ID) = stand_in(model);
    }
    for (int i = 0; i < count && status == CRM_OK; i++)
        status = fresh[i] && !looks_beyond(&rows[i]) ? put_new(model, side, &rows[i])
                                                     : put_edited(model, side, &rows[i]);
    if (status == CRM_OK && rows[0].kind == CRM_KIND_ACCOUNT)
        status = put_parents(model, side, rows, count, fresh);
    return status;
}
