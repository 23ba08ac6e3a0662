/* rate.c - the functions of crm/rate.h: a line a field, see typed.h. */
#include "crm/rate.h"

#include "record/kinds/typed.h"

CRM__VERBS(rate, CRM_KIND_RATE)
CRM__I32(rate, base, CRM_RATE_BASE)
CRM__I32(rate, target, CRM_RATE_TARGET)
CRM__I32(rate, day, CRM_RATE_DAY)
CRM__I64(rate, num, CRM_RATE_NUM)
CRM__I64(rate, den, CRM_RATE_DEN)
CRM__I32(rate, type, CRM_RATE_TYPE)
CRM__TEXT(rate, source, CRM_RATE_SOURCE)
