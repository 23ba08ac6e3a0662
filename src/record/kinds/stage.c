/* stage.c - the functions of crm/pipeline.h for stages: a line a field, see typed.h. */
#include "crm/pipeline.h"

#include "record/kinds/typed.h"

CRM__VERBS(stage, CRM_KIND_STAGE)
CRM__REF(stage, pipeline, CRM_STAGE_PIPELINE)
CRM__TEXT(stage, name, CRM_STAGE_NAME)
CRM__I64(stage, position, CRM_STAGE_POSITION)
CRM__I32(stage, outcome, CRM_STAGE_OUTCOME)
CRM__I32(stage, probability_bp, CRM_STAGE_PROBABILITY_BP)
CRM__I32(stage, category, CRM_STAGE_CATEGORY)
CRM__I64(stage, expected_days, CRM_STAGE_EXPECTED_DAYS)
CRM__I64(stage, max_days, CRM_STAGE_MAX_DAYS)
