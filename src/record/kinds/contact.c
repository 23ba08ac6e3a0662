/* contact.c - the functions of crm/contact.h: a line a field, see typed.h. */
#include "crm/contact.h"

#include "record/kinds/typed.h"

CRM__VERBS(contact, CRM_KIND_CONTACT)
CRM__TEXT(contact, last_name, CRM_CONTACT_LAST_NAME)
CRM__TEXT(contact, first_name, CRM_CONTACT_FIRST_NAME)
CRM__REF(contact, account, CRM_CONTACT_ACCOUNT)
CRM__REF(contact, reports_to, CRM_CONTACT_REPORTS_TO)
CRM__TEXT(contact, job_title, CRM_CONTACT_JOB_TITLE)
CRM__TEXT(contact, department, CRM_CONTACT_DEPARTMENT)
CRM__TEXT(contact, email, CRM_CONTACT_EMAIL)
CRM__TEXT(contact, phone, CRM_CONTACT_PHONE)
CRM__TEXT(contact, mobile, CRM_CONTACT_MOBILE)
CRM__TEXT(contact, language, CRM_CONTACT_LANGUAGE)
CRM__TEXT(contact, country, CRM_CONTACT_COUNTRY)
CRM__I64(contact, profiling_refused, CRM_CONTACT_PROFILING_REFUSED)
CRM__TEXT(contact, description, CRM_CONTACT_DESCRIPTION)
