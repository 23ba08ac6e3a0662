/* user.c - the functions of crm/user.h: a line a field, see typed.h. */
#include "crm/user.h"

#include "record/kinds/typed.h"

CRM__VERBS(user, CRM_KIND_USER)
CRM__TEXT(user, name, CRM_USER_NAME)
CRM__TEXT(user, email, CRM_USER_EMAIL)
CRM__REF(user, manager, CRM_USER_MANAGER)
CRM__TEXT(user, team, CRM_USER_TEAM)
CRM__I64(user, grade, CRM_USER_GRADE)
CRM__I32(user, left_day, CRM_USER_LEFT_DAY)
