/* opportunity.c - the functions of crm/opportunity.h but its operations: a line a field, see
 * typed.h. */
#include "crm/opportunity.h"

#include "record/kinds/typed.h"

CRM__VERBS(opportunity, CRM_KIND_OPPORTUNITY)
CRM__TEXT(opportunity, name, CRM_OPPORTUNITY_NAME)
CRM__REF(opportunity, account, CRM_OPPORTUNITY_ACCOUNT)
CRM__REF(opportunity, contact, CRM_OPPORTUNITY_CONTACT)
CRM__REF(opportunity, owner, CRM_OPPORTUNITY_OWNER)
CRM__REF(opportunity, pipeline, CRM_OPPORTUNITY_PIPELINE)
CRM__REF(opportunity, stage, CRM_OPPORTUNITY_STAGE)
CRM__I64_GET(opportunity, stage_since, CRM_OPPORTUNITY_STAGE_SINCE)
CRM__I32_GET(opportunity, closed_day, CRM_OPPORTUNITY_CLOSED_DAY)
CRM__I64(opportunity, amount, CRM_OPPORTUNITY_AMOUNT)
CRM__I32(opportunity, currency, CRM_OPPORTUNITY_CURRENCY)
CRM__I32(opportunity, close_day, CRM_OPPORTUNITY_CLOSE_DAY)
CRM__I32(opportunity, probability_bp, CRM_OPPORTUNITY_PROBABILITY_BP)
CRM__I32(opportunity, probability_origin, CRM_OPPORTUNITY_PROBABILITY_ORIGIN)
CRM__I32(opportunity, category, CRM_OPPORTUNITY_CATEGORY)
CRM__REF(opportunity, product, CRM_OPPORTUNITY_PRODUCT)
CRM__TEXT(opportunity, source, CRM_OPPORTUNITY_SOURCE)
CRM__I32(opportunity, type, CRM_OPPORTUNITY_TYPE)
CRM__TEXT(opportunity, next_step, CRM_OPPORTUNITY_NEXT_STEP)
CRM__TEXT(opportunity, description, CRM_OPPORTUNITY_DESCRIPTION)
