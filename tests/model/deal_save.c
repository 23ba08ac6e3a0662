/* deal_save.c - a deal saved: a new one with the row that creates it, a changed one with its CHANGE. */
#include <string.h>

#include "deals.h"

bool
is_live(const struct row *row)
{
    return CELL(row, CRM_FIELD_ARCHIVED) == NONE;
}

static const struct row *
first_open(const struct model *model, int side, int64_t pipeline)
{
    static const struct row *stages[ROWS];
    const struct row *best = NULL;
    int count = see_all(model, side, CRM_KIND_STAGE, stages);

    for (int i = 0; i < count; i++) {
        const struct row *stage = stages[i];

        if (CELL(stage, CRM_STAGE_PIPELINE) != pipeline || !is_live(stage) ||
            CELL(stage, CRM_STAGE_OUTCOME) != CRM_OUTCOME_OPEN)
            continue;
        if (!best || CELL(stage, CRM_STAGE_POSITION) < CELL(best, CRM_STAGE_POSITION) ||
            (CELL(stage, CRM_STAGE_POSITION) == CELL(best, CRM_STAGE_POSITION) &&
             CELL(stage, CRM_FIELD_ID) < CELL(best, CRM_FIELD_ID)))
            best = stage;
    }
    return best;
}

static int64_t
only_pipeline(const struct model *model, int side)
{
    static const struct row *pipelines[ROWS];
    int count = see_all(model, side, CRM_KIND_PIPELINE, pipelines), live = 0;
    int64_t found = 0;

    for (int i = 0; i < count; i++) {
        if (!is_live(pipelines[i]))
            continue;
        live++;
        found = CELL(pipelines[i], CRM_FIELD_ID);
    }
    return live == 1 ? found : 0;
}

static crm_status
save_new(struct model *model, struct handle *handle)
{
    static struct deal deal;
    struct state none;
    struct note *note;
    const struct row *stage;
    int64_t id = CELL(handle, CRM_OPPORTUNITY_STAGE);
    int64_t pipeline = CELL(handle, CRM_OPPORTUNITY_PIPELINE);
    crm_status status;

    if (id == NONE) {
        if (pipeline == NONE)
            pipeline = only_pipeline(model, handle->side);
        if (pipeline == 0)
            return CRM_ERROR_RULE;
        if (!see(model, handle->side, CRM_KIND_PIPELINE, pipeline))
            return CRM_ERROR_REFERENCE;
        stage = first_open(model, handle->side, pipeline);
        if (!stage)
            return CRM_ERROR_RULE;
        id = CELL(stage, CRM_FIELD_ID);
    }
    status = decide_on(model, handle->side, CRM_KIND_STAGE, id);
    if (status != CRM_OK)
        return status;
    stage = see(model, handle->side, CRM_KIND_STAGE, id);
    if ((pipeline != NONE && CELL(stage, CRM_STAGE_PIPELINE) != pipeline) || !is_live(stage))
        return CRM_ERROR_RULE;
    deal.count = 0;
    state_now(&deal, &none);
    note = add_note(&deal, CRM_TRANSITION_TYPE_CREATE, model->now, 0);
    enter_stage(note, stage);
    carry_on(handle, &none, stage, note->values);
    return write_deal(model, handle, &deal, NONE, NULL);
}

/* What every step on a stored deal begins with. */
crm_status
begin_step(struct model *model, struct handle *handle, struct deal *deal, struct state *now)
{
    int64_t base;
    crm_status status;

    if (!handle->stored)
        return CRM_ERROR_STATE;
    status = base_of(model, handle, &base);
    if (status != CRM_OK)
        return status;
    if (is_behind(model, handle))
        return (crm_status)ANY_ERROR; /* which one depends on what it still remembers */
    read_log(model, handle->side, CELL(handle, CRM_FIELD_ID), deal);
    state_now(deal, now);
    return CRM_OK;
}

static bool
carried_changed(const struct handle *handle, const struct state *now)
{
    for (int i = 0; i < VALUES; i++)
        if (deal_edited(handle, deal_fields[i]) && CELL(handle, deal_fields[i]) != now->values[i])
            return true;
    return false;
}

static crm_status
save_rest(struct model *model, struct handle *handle)
{
    struct row row;
    int64_t base;
    crm_status status = row_of(model, handle, &row, &base);

    if (status == CRM_OK)
        status = put_row(model, handle->side, &row, base);
    if (status == CRM_OK)
        status = fits(&row);
    if (status == CRM_OK)
        saved(model, handle, &row);
    return status;
}

crm_status
save_deal(struct model *model, struct handle *handle)
{
    static struct deal deal;
    struct state now;
    struct note *note;
    crm_status status;

    if (!handle->stored)
        return save_new(model, handle);
    status = begin_step(model, handle, &deal, &now);
    if (status != CRM_OK)
        return status;
    if (deal_edited(handle, CRM_FIELD_ARCHIVED) && CELL(handle, CRM_FIELD_ARCHIVED) != NONE &&
        !is_closed(now.outcome))
        return CRM_ERROR_RULE;
    if (!carried_changed(handle, &now))
        return save_rest(model, handle);
    if (is_closed(now.outcome))
        return CRM_ERROR_RULE;
    note = add_note(&deal, CRM_TRANSITION_TYPE_CHANGE,
                    model->now < now.last_at ? now.last_at : model->now, 0);
    note->stage = now.stage;
    note->pipeline = now.pipeline;
    note->outcome = now.outcome;
    note->position = now.position;
    carry_on(handle, &now, NULL, note->values);
    return write_deal(model, handle, &deal, now.stage, NULL);
}
