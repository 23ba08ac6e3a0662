/* expense.c - the functions of crm/expense.h: a line a field, see typed.h. */
#include "crm/expense.h"

#include "record/kinds/typed.h"

CRM__VERBS(expense, CRM_KIND_EXPENSE)
CRM__I32(expense, category, CRM_EXPENSE_CATEGORY)
CRM__I32(expense, day, CRM_EXPENSE_DAY)
CRM__I64(expense, amount, CRM_EXPENSE_AMOUNT)
CRM__I32(expense, currency, CRM_EXPENSE_CURRENCY)
CRM__REF(expense, account, CRM_EXPENSE_ACCOUNT)
CRM__REF(expense, owner, CRM_EXPENSE_OWNER)
CRM__TEXT(expense, channel, CRM_EXPENSE_CHANNEL)
CRM__TEXT(expense, note, CRM_EXPENSE_NOTE)
