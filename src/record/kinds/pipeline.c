/* pipeline.c - the functions of crm/pipeline.h for pipelines: a line a field, see typed.h. */
#include "crm/pipeline.h"

#include "record/kinds/typed.h"

CRM__VERBS(pipeline, CRM_KIND_PIPELINE)
CRM__TEXT(pipeline, name, CRM_PIPELINE_NAME)
