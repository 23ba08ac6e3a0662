/*
 * template.c - pipelines ready made. SPANCO (suspect, prospect, approche, négociation, conclusion,
 * ordre d'achat) is how French sales teams are taught to count their deals.
 */
#include <string.h>

#include "crm/pipeline.h"
#include "operation/work.h"

struct stage_template {
    const char *name;
    int32_t outcome;
    int32_t probability_bp;
    int32_t category;
};

static const struct stage_template spanco[] = {
    {"Suspect", CRM_OUTCOME_OPEN, 500, CRM_CATEGORY_OMITTED},
    {"Prospect", CRM_OUTCOME_OPEN, 1000, CRM_CATEGORY_PIPELINE},
    {"Approach", CRM_OUTCOME_OPEN, 2500, CRM_CATEGORY_PIPELINE},
    {"Negotiation", CRM_OUTCOME_OPEN, 5000, CRM_CATEGORY_BEST_CASE},
    {"Conclusion", CRM_OUTCOME_OPEN, 8000, CRM_CATEGORY_COMMIT},
    {"Order", CRM_OUTCOME_WON, 10000, CRM_CATEGORY_CLOSED},
    {"Lost", CRM_OUTCOME_LOST, 0, CRM_CATEGORY_OMITTED}};

static const struct stage_template prospecting[] = {
    {"To contact", CRM_OUTCOME_OPEN, 500, CRM_CATEGORY_OMITTED},
    {"Contacted", CRM_OUTCOME_OPEN, 1000, CRM_CATEGORY_PIPELINE},
    {"Interested", CRM_OUTCOME_OPEN, 2500, CRM_CATEGORY_PIPELINE},
    {"Meeting", CRM_OUTCOME_OPEN, 5000, CRM_CATEGORY_BEST_CASE},
    {"Qualified", CRM_OUTCOME_WON, 10000, CRM_CATEGORY_CLOSED},
    {"Dropped", CRM_OUTCOME_LOST, 0, CRM_CATEGORY_OMITTED}};

struct template
{
    const char *key;
    const char *name;
    const struct stage_template *stages;
    size_t count;
};

static const struct template templates[] = {
    {"spanco", "SPANCO", spanco, sizeof spanco / sizeof *spanco},
    {"prospecting", "Prospecting", prospecting, sizeof prospecting / sizeof *prospecting}};

static const struct template *
find_template(const char *key)
{
    for (size_t i = 0; key && i < sizeof templates / sizeof *templates; i++)
        if (strcmp(templates[i].key, key) == 0)
            return &templates[i];
    return NULL;
}

/* A new row of the unit with id, created and modified set. */
static crm_status
start_row(crm_context *crm, crm_kind kind, crm_instant now, crm_id *out_id, crm_table **out_table,
          size_t *out_row)
{
    crm_status status;

    *out_id = 0;
    status = crm__new_id(crm, kind, out_id);
    if (status == CRM_OK)
        status = crm__unit_put(crm, kind, *out_id, 0, out_table, out_row);
    if (status == CRM_OK)
        status = crm__row_set(*out_table, *out_row, CRM_FIELD_CREATED, now);
    if (status == CRM_OK)
        status = crm__row_set(*out_table, *out_row, CRM_FIELD_MODIFIED, now);
    return status;
}

static crm_status
make_stage(crm_context *crm, crm_instant now, crm_id pipeline, int64_t position,
           const struct stage_template *stage)
{
    const struct {
        crm_field field;
        int64_t value;
    } cells[] = {{CRM_STAGE_PIPELINE, pipeline},
                 {CRM_STAGE_POSITION, position},
                 {CRM_STAGE_OUTCOME, stage->outcome},
                 {CRM_STAGE_PROBABILITY_BP, stage->probability_bp},
                 {CRM_STAGE_CATEGORY, stage->category}};
    crm_table *table;
    size_t row;
    crm_id id;
    crm_status status = start_row(crm, CRM_KIND_STAGE, now, &id, &table, &row);

    for (size_t i = 0; i < sizeof cells / sizeof *cells && status == CRM_OK; i++)
        status = crm__row_set(table, row, cells[i].field, cells[i].value);
    if (status == CRM_OK)
        status = crm__row_set_text(table, row, CRM_STAGE_NAME, stage->name);
    return status == CRM_OK ? crm__check_row(crm, CRM_KIND_STAGE, table, row) : status;
}

static crm_status
make_pipeline(crm_context *crm, const char *name, const struct template *made, crm_id *out_pipeline)
{
    crm_instant now;
    crm_table *table;
    size_t row;
    crm_status status = crm__now(crm, &now);

    if (status == CRM_OK)
        status = start_row(crm, CRM_KIND_PIPELINE, now, out_pipeline, &table, &row);
    if (status == CRM_OK)
        status = crm__row_set_text(table, row, CRM_PIPELINE_NAME, name);
    if (status == CRM_OK)
        status = crm__check_row(crm, CRM_KIND_PIPELINE, table, row);
    for (size_t i = 0; i < made->count && status == CRM_OK; i++)
        status = make_stage(crm, now, *out_pipeline, (int64_t)i + 1, &made->stages[i]);
    return status;
}

crm_status
crm_pipeline_from_template(crm_context *crm, const char *name, const char *template_name,
                           crm_id *out_pipeline)
{
    const struct template *made = find_template(template_name);
    struct crm__work work;
    crm_id pipeline = 0;
    crm_status status = crm__enter(crm);

    if (status != CRM_OK)
        return status;
    if (!made) {
        status = crm__fail(crm, CRM_ERROR_ARGUMENT, CRM_KIND_PIPELINE, 0, -1,
                           "there is no such template: spanco, prospecting");
    } else {
        status = crm__work_begin(crm, &work);
        if (status == CRM_OK)
            status = make_pipeline(crm, name ? name : made->name, made, &pipeline);
        status = crm__work_end(crm, &work, status);
    }
    crm__leave(crm);
    if (status == CRM_OK && out_pipeline)
        *out_pipeline = pipeline;
    return status;
}
