/*
 * stage.c - reading stages that an operation decides on, and finding one by its name.
 */
#include <string.h>

#include "crm/pipeline.h"
#include "operation/deal.h"

static void
take(struct crm__stageinfo *info, const crm_table *table, size_t row)
{
    int64_t archived;

    info->id = crm__row_int_or(table, row, CRM_FIELD_ID, 0);
    info->pipeline = crm__row_int_or(table, row, CRM_STAGE_PIPELINE, 0);
    info->outcome = crm__row_int_or(table, row, CRM_STAGE_OUTCOME, CRM_OUTCOME_OPEN);
    info->position = crm__row_int_or(table, row, CRM_STAGE_POSITION, 0);
    info->probability.present =
        crm__row_int(table, row, CRM_STAGE_PROBABILITY_BP, &info->probability.value);
    info->archived = crm__row_int(table, row, CRM_FIELD_ARCHIVED, &archived);
}

crm_status
crm__stage_read(crm_context *crm, crm_id stage, struct crm__stageinfo *out_info)
{
    crm_table *table;
    crm_status status = crm__fetch_needed(crm, CRM_KIND_STAGE, stage, &table);

    if (status != CRM_OK)
        return status;
    take(out_info, table, 0);
    status = crm__unit_check(crm, CRM_KIND_STAGE, stage,
                             crm__row_int_or(table, 0, CRM_FIELD_VERSION, 0));
    crm__table_free(table);
    return status;
}

crm_status
crm__stage_first_open(crm_context *crm, crm_id pipeline, crm_id *out_stage)
{
    crm_table *stages;
    int64_t best_position = 0;
    crm_id best = 0;
    crm_status status =
        crm__fetch_where(crm, CRM_KIND_STAGE, CRM_STAGE_PIPELINE, pipeline, &stages);

    if (status != CRM_OK)
        return status;
    for (size_t row = 0; row < crm_table_rows(stages); row++) {
        struct crm__stageinfo info;

        take(&info, stages, row);
        if (info.outcome != CRM_OUTCOME_OPEN || info.archived)
            continue;
        if (!best || info.position < best_position ||
            (info.position == best_position && info.id < best)) {
            best = info.id;
            best_position = info.position;
        }
    }
    crm__table_free(stages);
    *out_stage = best;
    return best ? CRM_OK
                : crm__fail(crm, CRM_ERROR_RULE, CRM_KIND_PIPELINE, pipeline, -1,
                            "pipeline %lld has no open stage to start in", (long long)pipeline);
}

crm_status
crm__stage_only(crm_context *crm, crm_id pipeline, int64_t outcome, crm_id *out_stage)
{
    crm_table *stages;
    size_t found = 0;
    crm_status status =
        crm__fetch_where(crm, CRM_KIND_STAGE, CRM_STAGE_PIPELINE, pipeline, &stages);

    if (status != CRM_OK)
        return status;
    for (size_t row = 0; row < crm_table_rows(stages); row++) {
        struct crm__stageinfo info;

        take(&info, stages, row);
        if (info.outcome != outcome || info.archived)
            continue;
        found++;
        *out_stage = info.id;
    }
    crm__table_free(stages);
    if (found == 1)
        return CRM_OK;
    return crm__fail(crm, CRM_ERROR_RULE, CRM_KIND_PIPELINE, pipeline, -1,
                     "pipeline %lld has %llu stages of outcome %s: name the one meant",
                     (long long)pipeline, (unsigned long long)found,
                     crm_schema_choice(crm, CRM_KIND_STAGE, CRM_STAGE_OUTCOME, outcome));
}

/* The one stage of this name that takes entries. */
static crm_status
find_named(crm_context *crm, const crm_table *stages, crm_id pipeline, const char *name,
           crm_id *out_stage)
{
    size_t wanted = strlen(name);
    crm_id found = 0;

    for (size_t row = 0; row < crm_table_rows(stages); row++) {
        struct crm__stageinfo info;
        size_t length = 0;
        const char *text = crm_table_text(stages, row, CRM_STAGE_NAME, &length);

        take(&info, stages, row);
        if (info.archived || !text || length != wanted || memcmp(text, name, length) != 0)
            continue;
        if (found)
            return crm__fail(crm, CRM_ERROR_DUPLICATE, CRM_KIND_STAGE, info.id, CRM_STAGE_NAME,
                             "stages %lld and %lld of pipeline %lld have the same name",
                             (long long)found, (long long)info.id, (long long)pipeline);
        found = info.id;
    }
    if (!found)
        return CRM_NONE;
    *out_stage = found;
    return CRM_OK;
}

crm_status
crm_stage_find(crm_context *crm, crm_id pipeline, const char *name, crm_id *out_stage)
{
    crm_table *stages = NULL;
    crm_status status = crm__enter(crm);

    if (status != CRM_OK)
        return status;
    if (pipeline < 1 || !name || !out_stage)
        status = crm__fail(crm, CRM_ERROR_ARGUMENT, CRM_KIND_STAGE, 0, CRM_STAGE_NAME,
                           "no pipeline, no name, or nowhere to put the id");
    else
        status = crm__fetch_where(crm, CRM_KIND_STAGE, CRM_STAGE_PIPELINE, pipeline, &stages);
    if (status == CRM_OK)
        status = find_named(crm, stages, pipeline, name, out_stage);
    crm__table_free(stages);
    crm__leave(crm);
    return status;
}

void
crm__logrow_enter(struct crm__logrow *row, const struct crm__stageinfo *stage)
{
    row->stage = stage->id;
    row->pipeline = stage->pipeline;
    row->outcome = stage->outcome;
    row->position = stage->position;
}
