/*
 * load_stages.c - pipelines and stages that are written in the map itself. Their external ids are
 * "Pipeline" and "Pipeline/Stage".
 */
#include "loader.h"

#include <stdlib.h>
#include <string.h>

static bool
save(struct loader *loader, crm_record *record, crm_status status, struct place place,
     crm_id *out_id)
{
    if (status == CRM_OK)
        status = crm_record_save(record);
    if (status == CRM_OK)
        *out_id = crm_record_id(record);
    crm_record_free(record);
    return status == CRM_OK || loader_failed(loader, place);
}

static bool
save_pipeline(struct loader *loader, const struct map_pipeline *pipeline, crm_id *out_id)
{
    crm_record *record = crm_record_new(loader->crm, CRM_KIND_PIPELINE);
    crm_status status = crm_record_clear(record, CRM_FIELD_CREATED);

    if (status == CRM_OK)
        status = crm_record_set_text(record, CRM_FIELD_EXTERNAL_ID, pipeline->name, CRM_TEXT_NUL);
    if (status == CRM_OK)
        status = crm_record_set_text(record, CRM_PIPELINE_NAME, pipeline->name, CRM_TEXT_NUL);
    return save(loader, record, status, pipeline->place, out_id);
}

static crm_status
set_numbers(crm_record *record, const struct map_stage *stage, crm_id pipeline)
{
    int32_t chance = stage->outcome == CRM_OUTCOME_WON    ? 10000
                     : stage->outcome == CRM_OUTCOME_LOST ? 0
                                                          : stage->probability_bp;
    crm_status status = crm_record_set_int(record, CRM_STAGE_PIPELINE, pipeline);

    if (status == CRM_OK)
        status = crm_record_set_int(record, CRM_STAGE_POSITION, stage->position);
    if (status == CRM_OK)
        status = crm_record_set_int(record, CRM_STAGE_OUTCOME, stage->outcome);
    if (status == CRM_OK && chance >= 0)
        status = crm_record_set_int(record, CRM_STAGE_PROBABILITY_BP, chance);
    if (status == CRM_OK && stage->expected_days)
        status = crm_record_set_int(record, CRM_STAGE_EXPECTED_DAYS, stage->expected_days);
    if (status == CRM_OK && stage->max_days)
        status = crm_record_set_int(record, CRM_STAGE_MAX_DAYS, stage->max_days);
    return status;
}

static bool
save_stage(struct loader *loader, const struct map_pipeline *pipeline,
           const struct map_stage *stage, crm_id pipeline_id)
{
    size_t front = strlen(pipeline->name), length = strlen(stage->name);
    char *key = memory_new(front + length + 2, 1);
    crm_record *record = crm_record_new(loader->crm, CRM_KIND_STAGE);
    crm_status status;
    crm_id ignored;

    memcpy(key, pipeline->name, front);
    key[front] = '/';
    memcpy(key + front + 1, stage->name, length + 1);
    status = crm_record_set_text(record, CRM_FIELD_EXTERNAL_ID, key, CRM_TEXT_NUL);
    free(key);
    if (status == CRM_OK)
        status = crm_record_clear(record, CRM_FIELD_CREATED);
    if (status == CRM_OK)
        status = crm_record_set_text(record, CRM_STAGE_NAME, stage->name, CRM_TEXT_NUL);
    if (status == CRM_OK)
        status = set_numbers(record, stage, pipeline_id);
    return save(loader, record, status, stage->place, &ignored);
}

bool
load_stages(struct loader *loader)
{
    const struct map *map = loader->map;
    size_t i, j;

    for (i = 0; i < map->pipeline_count; i++) {
        const struct map_pipeline *pipeline = &map->pipelines[i];
        crm_id id = 0;

        if (!save_pipeline(loader, pipeline, &id))
            return false;
        for (j = 0; j < pipeline->count; j++)
            if (!save_stage(loader, pipeline, &pipeline->stages[j], id))
                return false;
    }
    return true;
}
