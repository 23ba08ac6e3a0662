/*
 * stages.h - the stages that are stored: by name within a pipeline, and the first open one.
 */
#ifndef REPORT_STAGES_H
#define REPORT_STAGES_H

#include "memory.h"

#include "crm/crm.h"

struct stage {
    crm_id id, pipeline;
    int64_t position;
    int64_t outcome;
    char *name;
};

struct stages {
    struct pool pool;
    struct stage *items;
    size_t count, capacity;
};

/** Read all stages. @return CRM_OK, or the failure of the scan */
crm_status stages_read(struct stages *stages, crm_context *crm);
void stages_free(struct stages *stages);

/** A stage by name: of a pipeline, or with pipeline 0 of any, if one alone has that name.
    *out_elsewhere tells that another pipeline has it. */
const struct stage *stages_find(const struct stages *stages, crm_id pipeline, const char *name,
                                bool *out_elsewhere);

/** A stage by id; the first open one of a pipeline (0 = the only pipeline). NULL if there is none.
    */
const struct stage *stages_by_id(const struct stages *stages, crm_id id);
const struct stage *stages_first(const struct stages *stages, crm_id pipeline);

#endif
