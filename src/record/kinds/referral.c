/* referral.c - the functions of crm/referral.h: a line a field, see typed.h. */
#include "crm/referral.h"

#include "record/kinds/typed.h"

CRM__VERBS(referral, CRM_KIND_REFERRAL)
CRM__REF(referral, from_contact, CRM_REFERRAL_FROM_CONTACT)
CRM__REF(referral, to_account, CRM_REFERRAL_TO_ACCOUNT)
CRM__REF(referral, to_contact, CRM_REFERRAL_TO_CONTACT)
CRM__I32(referral, day, CRM_REFERRAL_DAY)
CRM__I32(referral, outcome, CRM_REFERRAL_OUTCOME)
CRM__REF(referral, from_account, CRM_REFERRAL_FROM_ACCOUNT)
CRM__TEXT(referral, note, CRM_REFERRAL_NOTE)
