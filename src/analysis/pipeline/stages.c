/*
 * stages.c - the stages and pipelines that the tables speak of: those that were fed, and those that
 * only the log knows.
 */
#include "analysis/pipeline/pipeline.h"
#include "base/order.h"

static int64_t
cell(const crm_analysis *analysis, size_t row, crm_field field, int64_t none)
{
    int64_t value;

    return crm__kept_int(analysis, CRM_KIND_STAGE, row, field, &value) ? value : none;
}

static int
compare_stages(const void *a, const void *b, void *context)
{
    const struct crm__pipe_stage *x = a, *y = b;

    (void)context;
    return x->id < y->id ? -1 : x->id > y->id;
}

const struct crm__pipe_stage *
crm__pipe_stage_find(const crm_analysis *analysis, crm_id id)
{
    const struct crm__pipe *own = crm__pipe_own(analysis);
    size_t low = 0, high = own->stage_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (own->stages[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < own->stage_count && own->stages[low].id == id ? &own->stages[low] : NULL;
}

static crm_status
add_stage(crm_analysis *analysis, struct crm__pipe_stage stage)
{
    struct crm__pipe *own = crm__pipe_own(analysis);

    if (crm__grow(analysis->memory, (void **)&own->stages, &own->stage_capacity,
                  own->stage_count + 1, sizeof *own->stages) != CRM_OK)
        return crm__no_memory(analysis->crm);
    own->stages[own->stage_count++] = stage;
    return CRM_OK;
}

static crm_status
add_fed_stages(crm_analysis *analysis)
{
    size_t rows = crm__kept_rows(analysis, CRM_KIND_STAGE);
    crm_status status = CRM_OK;

    for (size_t i = 0; i < rows && status == CRM_OK; i++) {
        size_t row = crm__kept_at(analysis, CRM_KIND_STAGE, i);
        struct crm__pipe_stage stage = {
            .id = crm__kept_id(analysis, CRM_KIND_STAGE, row, CRM_FIELD_ID),
            .pipeline = crm__kept_id(analysis, CRM_KIND_STAGE, row, CRM_STAGE_PIPELINE),
            .position = cell(analysis, row, CRM_STAGE_POSITION, 0),
            .outcome = (int32_t)cell(analysis, row, CRM_STAGE_OUTCOME, 0),
            .probability_bp = (int32_t)cell(analysis, row, CRM_STAGE_PROBABILITY_BP, -1),
            .max_days = cell(analysis, row, CRM_STAGE_MAX_DAYS, -1),
        };

        if (!crm__kept_hidden(analysis, CRM_KIND_STAGE, row) &&
            !crm__kept_erased(analysis, CRM_KIND_STAGE, row))
            status = add_stage(analysis, stage);
    }
    return status;
}

/* Deals stand by id, so that the first one to name a stage is always the same one. */
static crm_status
add_visited_stages(crm_analysis *analysis)
{
    struct crm__pipe *own = crm__pipe_own(analysis);
    struct crm__cells seen;
    size_t fed = own->stage_count;
    crm_status status = CRM_OK;

    crm__cells_init(&seen, analysis->memory, 1, 0);
    for (size_t i = 0; i < analysis->deals.visit_count && status == CRM_OK; i++) {
        const struct crm__visit *visit = &analysis->deals.visits[i];
        size_t all = own->stage_count;
        bool known, fresh = false;

        own->stage_count = fed; /* only those are in order yet */
        known = crm__pipe_stage_find(analysis, visit->stage) != NULL;
        own->stage_count = all;
        if (!known && !crm__cells_add(&seen, visit->stage, 0, 0, &fresh))
            status = crm__no_memory(analysis->crm);
        else if (!known && fresh)
            status = add_stage(analysis, (struct crm__pipe_stage){.id = visit->stage,
                                                                  .pipeline = visit->pipeline,
                                                                  .position = visit->position,
                                                                  .outcome = visit->outcome,
                                                                  .probability_bp = -1,
                                                                  .max_days = -1});
    }
    crm__cells_done(&seen);
    if (status == CRM_OK)
        crm__sort(own->stages, own->stage_count, sizeof *own->stages, compare_stages, NULL);
    return status;
}

/* ---- Pipelines ---- */

static crm_status
add_pipeline(crm_analysis *analysis, crm_id pipeline)
{
    struct crm__pipe *own = crm__pipe_own(analysis);

    if (crm__grow(analysis->memory, (void **)&own->pipelines, &own->pipeline_capacity,
                  own->pipeline_count + 1, sizeof *own->pipelines) != CRM_OK)
        return crm__no_memory(analysis->crm);
    own->pipelines[own->pipeline_count++] = pipeline;
    return CRM_OK;
}

static crm_status
collect_pipelines(crm_analysis *analysis)
{
    struct crm__pipe *own = crm__pipe_own(analysis);
    size_t rows = crm__kept_rows(analysis, CRM_KIND_PIPELINE);
    crm_status status = CRM_OK;

    for (size_t row = 0; row < rows && status == CRM_OK; row++) {
        if (!crm__kept_hidden(analysis, CRM_KIND_PIPELINE, row) &&
            !crm__kept_erased(analysis, CRM_KIND_PIPELINE, row))
            status = add_pipeline(analysis,
                                  crm__kept_id(analysis, CRM_KIND_PIPELINE, row, CRM_FIELD_ID));
    }
    for (size_t i = 0; i < own->stage_count && status == CRM_OK; i++)
        status = add_pipeline(analysis, own->stages[i].pipeline);
    for (size_t i = 0; i < analysis->deals.visit_count && status == CRM_OK; i++) {
        crm_id pipeline = crm__pipe_visit(analysis, i).pipeline;

        if (own->pipelines[own->pipeline_count - 1] != pipeline)
            status = add_pipeline(analysis, pipeline);
    }
    return status;
}

static crm_status
build_pipelines(crm_analysis *analysis)
{
    struct crm__pipe *own = crm__pipe_own(analysis);
    crm_status status = collect_pipelines(analysis);
    size_t kept = 0;

    if (status != CRM_OK || own->pipeline_count == 0)
        return status;
    crm__sort_int64(own->pipelines, own->pipeline_count);
    for (size_t i = 0; i < own->pipeline_count; i++) {
        if (i == 0 || own->pipelines[i] != own->pipelines[kept - 1])
            own->pipelines[kept++] = own->pipelines[i];
    }
    own->pipeline_count = kept;
    return CRM_OK;
}

crm_status
crm__pipe_stages_build(crm_analysis *analysis)
{
    crm_status status = add_fed_stages(analysis);

    if (status == CRM_OK)
        status = add_visited_stages(analysis);
    if (status == CRM_OK)
        status = build_pipelines(analysis);
    return status;
}

size_t
crm__pipe_place(const crm_analysis *analysis, crm_id pipeline)
{
    const struct crm__pipe *own = crm__pipe_own(analysis);

    return crm__lower_bound(own->pipelines, own->pipeline_count, pipeline);
}

struct crm__visit
crm__pipe_visit(const crm_analysis *analysis, size_t at)
{
    struct crm__visit visit = analysis->deals.visits[at];
    const struct crm__pipe_stage *stage;

    if (visit.pipeline != 0)
        return visit;
    stage = crm__pipe_stage_find(analysis, visit.stage);
    if (stage) {
        visit.pipeline = stage->pipeline;
        visit.position = stage->position;
    }
    return visit;
}

crm_id
crm__pipe_of_deal(const crm_analysis *analysis, const struct crm__deal *deal)
{
    return crm__pipe_visit(analysis, deal->first_visit + deal->visit_count - 1).pipeline;
}
