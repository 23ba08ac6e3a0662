/* steps.c - what a caller can do with the model: each step happens whole or not at all, at once or
   in the open unit. */
#include <string.h>

#include "model.h"

static struct model before;

/* Begin a piece of work: a unit of its own, if none is open. */
static bool
begin_work(struct model *model, int side)
{
    model_copy(&before, model);
    if (model->units[side].open)
        return false;
    model->units[side].open = true;
    return true;
}

static crm_status
end_work(struct model *model, int side, bool own, crm_status status)
{
    if (status == CRM_OK && own)
        status = model_commit(model, side);
    if (status != CRM_OK)
        model_copy(model, &before);
    return status;
}

void
model_new(struct model *model, int slot, int side, crm_kind kind)
{
    struct handle *handle = &model->handles[slot];

    memset(handle, 0, sizeof *handle);
    handle->used = true;
    handle->side = side;
    handle->kind = kind;
    for (int i = 0; i < CELLS; i++)
        handle->cell[i] = NONE;
}

crm_status
model_load(struct model *model, int slot, int side, crm_kind kind, int64_t id)
{
    struct handle *handle = &model->handles[slot];
    const struct row *row = see(model, side, kind, id);

    handle->used = false;
    if (!row)
        return CRM_NONE;
    model_new(model, slot, side, kind);
    memcpy(handle->cell, row->cell, sizeof handle->cell);
    handle->stored = true;
    if (find_write(model, side, kind, id)) {
        handle->pending = true;
        touch(model, handle);
    }
    return CRM_OK;
}

bool
may_set(const struct handle *handle, crm_field field)
{
    if (field == CRM_FIELD_CREATED)
        return !handle->stored;
    if (handle->kind == CRM_KIND_ACCOUNT)
        return field != CRM_ACCOUNT_PARENT;
    if (handle->kind != CRM_KIND_OPPORTUNITY)
        return true;
    if (field == CRM_OPPORTUNITY_STAGE || field == CRM_OPPORTUNITY_PIPELINE)
        return !handle->stored;
    return field != CRM_OPPORTUNITY_STAGE_SINCE && field != CRM_OPPORTUNITY_CLOSED_DAY;
}

static bool
is_share(crm_kind kind, crm_field field)
{
    return (kind == CRM_KIND_ACCOUNT && field == CRM_ACCOUNT_DISCOUNT_BP) ||
           (kind == CRM_KIND_OPPORTUNITY && field == CRM_OPPORTUNITY_PROBABILITY_BP) ||
           (kind == CRM_KIND_STAGE && field == CRM_STAGE_PROBABILITY_BP) ||
           (kind == CRM_KIND_LINK && field == CRM_LINK_SHARE_BP);
}

crm_status
model_set(struct model *model, int slot, crm_field field, int64_t value)
{
    struct handle *handle = &model->handles[slot];

    if (!may_set(handle, field))
        return CRM_ERROR_RULE;
    if (is_share(handle->kind, field) && value > 10000) {
        handle->failed[AT(field)] = true;
        return CRM_ERROR_DATA;
    }
    handle->failed[AT(field)] = false;
    handle->edited[AT(field)] = true;
    CELL(handle, field) = value;
    return CRM_OK;
}

crm_status
model_save(struct model *model, int slot)
{
    struct handle *handle = &model->handles[slot];
    bool own = begin_work(model, handle->side);

    return end_work(model, handle->side, own, save_handle(model, handle));
}

static crm_status
remove_handle(struct model *model, struct handle *handle)
{
    int64_t base;
    crm_status status;

    if (!handle->stored)
        return CRM_ERROR_STATE;
    if (handle->kind == CRM_KIND_LINK || handle->kind == CRM_KIND_PURCHASE ||
        handle->kind == CRM_KIND_OPPORTUNITY)
        return CRM_ERROR_RULE;
    status = base_of(model, handle, &base);
    if (status != CRM_OK)
        return status;
    remove_row(model, handle->side, handle->kind, CELL(handle, CRM_FIELD_ID), base);
    touch(model, handle);
    handle->stored = false;
    handle->removed = true;
    CELL(handle, CRM_FIELD_VERSION) = NONE;
    return CRM_OK;
}

crm_status
model_remove(struct model *model, int slot)
{
    struct handle *handle = &model->handles[slot];
    bool own = begin_work(model, handle->side);

    return end_work(model, handle->side, own, remove_handle(model, handle));
}

crm_status
model_put_under(struct model *model, int slot, int64_t parent)
{
    struct handle *handle = &model->handles[slot];
    bool own = begin_work(model, handle->side);

    return end_work(model, handle->side, own, put_under(model, handle, parent));
}

crm_status
model_acquire(struct model *model, int slot, int64_t parent, int64_t day)
{
    struct handle *handle = &model->handles[slot];
    bool own = begin_work(model, handle->side);

    return end_work(model, handle->side, own, acquire(model, handle, parent, day));
}

crm_status
model_step(struct model *model, int slot, enum way way, int64_t stage, const struct said *said)
{
    struct handle *handle = &model->handles[slot];
    bool own = begin_work(model, handle->side);

    return end_work(model, handle->side, own, step_deal(model, handle, way, stage, said));
}

crm_status
model_append(struct model *model, int slot, const struct said *said)
{
    struct handle *handle = &model->handles[slot];
    bool own = begin_work(model, handle->side);

    return end_work(model, handle->side, own, append_row(model, handle, said));
}

crm_status
model_correct(struct model *model, int slot, int64_t row, bool undoes, const struct said *said)
{
    struct handle *handle = &model->handles[slot];
    bool own = begin_work(model, handle->side);

    return end_work(model, handle->side, own, correct_row(model, handle, row, undoes, said));
}

crm_status
model_put(struct model *model, int side, struct row *rows, int count)
{
    bool own = begin_work(model, side);

    return end_work(model, side, own, put_rows(model, side, rows, count));
}

crm_status
model_find(const struct model *model, int side, crm_kind kind, int64_t word, int64_t *out_id)
{
    static const struct row *rows[ROWS];
    int count = see_all(model, side, kind, rows), found = 0;

    for (int i = 0; i < count; i++) {
        if (CELL(rows[i], CRM_FIELD_EXTERNAL_ID) != word)
            continue;
        *out_id = CELL(rows[i], CRM_FIELD_ID);
        found++;
    }
    return found == 0 ? CRM_NONE : found == 1 ? CRM_OK : CRM_ERROR_DUPLICATE;
}
