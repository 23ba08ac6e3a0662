/*
 * stages.c - a list of the stored stages; there are few, so that it is searched from end to end.
 */
#include "stages.h"

#include <stdlib.h>
#include <string.h>

static void
add_rows(struct stages *stages, const crm_table *table)
{
    size_t rows = crm_table_rows(table), row, length;

    for (row = 0; row < rows; row++) {
        struct stage stage = {0};
        const char *name = crm_table_text(table, row, CRM_STAGE_NAME, &length);

        if (!name)
            continue;
        stage.name = pool_text(&stages->pool, name, length);
        crm_table_int(table, row, CRM_FIELD_ID, &stage.id);
        crm_table_int(table, row, CRM_STAGE_PIPELINE, &stage.pipeline);
        crm_table_int(table, row, CRM_STAGE_POSITION, &stage.position);
        crm_table_int(table, row, CRM_STAGE_OUTCOME, &stage.outcome);
        memory_grow((void **)&stages->items, &stages->capacity, stages->count + 1, sizeof stage);
        stages->items[stages->count++] = stage;
    }
}

crm_status
stages_read(struct stages *stages, crm_context *crm)
{
    crm_query *query = crm_query_new(crm, CRM_KIND_STAGE);
    crm_scan *scan = query ? crm_scan_new(crm, query) : NULL;
    crm_status status = scan ? CRM_OK : crm_error_status(crm);
    const crm_table *table;

    while (status == CRM_OK && (status = crm_scan_next(scan, &table)) == CRM_OK)
        add_rows(stages, table);
    crm_scan_free(scan);
    crm_query_free(query);
    return status == CRM_NONE ? CRM_OK : status;
}

void
stages_free(struct stages *stages)
{
    free(stages->items);
    pool_free(&stages->pool);
}

const struct stage *
stages_find(const struct stages *stages, crm_id pipeline, const char *name, bool *out_elsewhere)
{
    const struct stage *found = NULL;
    size_t i;

    *out_elsewhere = false;
    for (i = 0; i < stages->count; i++) {
        const struct stage *stage = &stages->items[i];

        if (strcmp(stage->name, name) != 0)
            continue;
        if (pipeline && stage->pipeline != pipeline) {
            *out_elsewhere = true;
        } else if (found) {
            *out_elsewhere = true;
            return NULL;
        } else {
            found = stage;
        }
    }
    return found;
}

const struct stage *
stages_by_id(const struct stages *stages, crm_id id)
{
    size_t i;

    for (i = 0; i < stages->count; i++)
        if (stages->items[i].id == id)
            return &stages->items[i];
    return NULL;
}

const struct stage *
stages_first(const struct stages *stages, crm_id pipeline)
{
    const struct stage *first = NULL;
    size_t i;

    for (i = 0; i < stages->count; i++) {
        const struct stage *stage = &stages->items[i];

        if (!pipeline && stage->pipeline != stages->items[0].pipeline)
            return NULL;
        if (stage->outcome != CRM_OUTCOME_OPEN || (pipeline && stage->pipeline != pipeline))
            continue;
        if (!first || stage->position < first->position)
            first = stage;
    }
    return first;
}
