/*
 * contact.h - the people in the accounts.
 *
 * A contact needs a last name, or one point to reach it by (email, phone or mobile); without either
 * it is not saved (CRM_ERROR_DATA). One person with several employers is one contact: `account` is
 * the main one, and the contact is never copied. Private persons who buy are accounts of type
 * PERSON (account.h). The three points are the primary ones of their kinds, stored as the host
 * gives them. Every field but the references is personal data.
 */
#ifndef CRM_CONTACT_H
#define CRM_CONTACT_H

#include "crm/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What every kind can do; record.h tells the statuses in full ---- */

/** A contact that is not stored yet, all fields none; NULL on failure (crm_message tells why). The
    caller frees it. */
CRM_API crm_contact *crm_contact_new(crm_context *crm);

/** Read one. @return CRM_OK: the caller frees *out_contact; CRM_NONE: there is none; or an error.
    NULL is written unless CRM_OK. */
CRM_API crm_status crm_contact_load(crm_context *crm, crm_id id, crm_contact **out_contact);

/** Write it, at once or with the open unit of work; gives an id to a new one. @return as
    crm_record_save */
CRM_API crm_status crm_contact_save(crm_contact *contact);

/** Remove it from the store; the handle stays readable. @return as crm_record_remove */
CRM_API crm_status crm_contact_remove(crm_contact *contact);

/** Free the handle; nothing in the store changes. NULL is harmless. */
CRM_API void crm_contact_free(crm_contact *contact);

/** 0 before it has one. */
CRM_API crm_id crm_contact_id(crm_contact *contact);

/** The key that the host knows it by, unique among all of the kind; crm_find looks it up. */
CRM_API const char *crm_contact_external_id(crm_contact *contact);
CRM_API crm_status crm_contact_set_external_id(crm_contact *contact, const char *external_id);

/** The same contact by field number, and back (NULL if the record is of another kind). Neither
    copies: free one of the two. */
CRM_API crm_record *crm_contact_record(crm_contact *contact);
CRM_API crm_contact *crm_record_contact(crm_record *record);

/* ---- Fields ----
 *
 * Text is returned, borrowed until the field is set or the handle freed, NULL = none; ids are
 * returned, 0 = none. Every other getter fills its out-parameter and answers CRM_OK, or leaves it
 * and answers CRM_NONE; NULL for it asks no more than whether there is a value. Setters answer as
 * crm_record_set_int and crm_record_set_text do; they copy text. NULL, the id 0, the code 0, the
 * currency 0, CRM_DAY_NONE and CRM_INSTANT_NONE make a field none; numbers and amounts are made so
 * by crm_record_clear. A NULL handle gives NULL, 0 or CRM_ERROR_ARGUMENT.
 */

/** Family name. Personal. */
CRM_API const char *crm_contact_last_name(crm_contact *contact);
CRM_API crm_status crm_contact_set_last_name(crm_contact *contact, const char *last_name);

/** Given name. Personal. */
CRM_API const char *crm_contact_first_name(crm_contact *contact);
CRM_API crm_status crm_contact_set_first_name(crm_contact *contact, const char *first_name);

/** The main employer. */
CRM_API crm_id crm_contact_account(crm_contact *contact);
CRM_API crm_status crm_contact_set_account(crm_contact *contact, crm_id account);

/** The contact above this one in the same house. */
CRM_API crm_id crm_contact_reports_to(crm_contact *contact);
CRM_API crm_status crm_contact_set_reports_to(crm_contact *contact, crm_id reports_to);

/** Title as the person uses it. Personal. */
CRM_API const char *crm_contact_job_title(crm_contact *contact);
CRM_API crm_status crm_contact_set_job_title(crm_contact *contact, const char *job_title);

/** Department, in free words. Personal. */
CRM_API const char *crm_contact_department(crm_contact *contact);
CRM_API crm_status crm_contact_set_department(crm_contact *contact, const char *department);

/** Primary address for mail. A contact point. */
CRM_API const char *crm_contact_email(crm_contact *contact);
CRM_API crm_status crm_contact_set_email(crm_contact *contact, const char *email);

/** Primary fixed number. A contact point. */
CRM_API const char *crm_contact_phone(crm_contact *contact);
CRM_API crm_status crm_contact_set_phone(crm_contact *contact, const char *phone);

/** Primary mobile number. A contact point. */
CRM_API const char *crm_contact_mobile(crm_contact *contact);
CRM_API crm_status crm_contact_set_mobile(crm_contact *contact, const char *mobile);

/** Language to write in, as "fr" or "fr-BE". Personal. */
CRM_API const char *crm_contact_language(crm_contact *contact);
CRM_API crm_status crm_contact_set_language(crm_contact *contact, const char *language);

/** Country, as the host writes it. Personal. */
CRM_API const char *crm_contact_country(crm_contact *contact);
CRM_API crm_status crm_contact_set_country(crm_contact *contact, const char *country);

/** When the person objected to being profiled: crm_rfm by contact then gives no score, and counts
    the row. Personal. */
CRM_API crm_status crm_contact_profiling_refused(crm_contact *contact,
                                                 crm_instant *out_profiling_refused);
CRM_API crm_status crm_contact_set_profiling_refused(crm_contact *contact,
                                                     crm_instant profiling_refused);

/** Free text. */
CRM_API const char *crm_contact_description(crm_contact *contact);
CRM_API crm_status crm_contact_set_description(crm_contact *contact, const char *description);

#ifdef __cplusplus
}
#endif

#endif
