/*
 * user.h - those who sell: the owners of accounts and deals, the actors of the log.
 *
 * A user is nobody's login: the library knows no passwords and no rights. It is what `owner`,
 * `actor` and `manager` refer to, and what crm_families compares when a junior looks after the
 * biggest customer. Somebody who leaves keeps the record, with left_day, so that the past keeps its
 * names. Grade and manager are read as they are now, whatever as_of is.
 */
#ifndef CRM_USER_H
#define CRM_USER_H

#include "crm/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What every kind can do; record.h tells the statuses in full ---- */

/** A user that is not stored yet, all fields none; NULL on failure (crm_message tells why). The
    caller frees it. */
CRM_API crm_user *crm_user_new(crm_context *crm);

/** Read one. @return CRM_OK: the caller frees *out_user; CRM_NONE: there is none; or an error.
    NULL is written unless CRM_OK. */
CRM_API crm_status crm_user_load(crm_context *crm, crm_id id, crm_user **out_user);

/** Write it, at once or with the open unit of work; gives an id to a new one. @return as
    crm_record_save */
CRM_API crm_status crm_user_save(crm_user *user);

/** Remove it from the store; the handle stays readable. @return as crm_record_remove */
CRM_API crm_status crm_user_remove(crm_user *user);

/** Free the handle; nothing in the store changes. NULL is harmless. */
CRM_API void crm_user_free(crm_user *user);

/** 0 before it has one. */
CRM_API crm_id crm_user_id(crm_user *user);

/** The key that the host knows it by, unique among all of the kind; crm_find looks it up. */
CRM_API const char *crm_user_external_id(crm_user *user);
CRM_API crm_status crm_user_set_external_id(crm_user *user, const char *external_id);

/** The same user by field number, and back (NULL if the record is of another kind). Neither
    copies: free one of the two. */
CRM_API crm_record *crm_user_record(crm_user *user);
CRM_API crm_user *crm_record_user(crm_record *record);

/* ---- Fields ----
 *
 * Text is returned, borrowed until the field is set or the handle freed, NULL = none; ids are
 * returned, 0 = none. Every other getter fills its out-parameter and answers CRM_OK, or leaves it
 * and answers CRM_NONE; NULL for it asks no more than whether there is a value. Setters answer as
 * crm_record_set_int and crm_record_set_text do; they copy text. NULL, the id 0, the code 0, the
 * currency 0, CRM_DAY_NONE and CRM_INSTANT_NONE make a field none; numbers and amounts are made so
 * by crm_record_clear. A NULL handle gives NULL, 0 or CRM_ERROR_ARGUMENT.
 */

/** Name shown in reports. Required. Personal. */
CRM_API const char *crm_user_name(crm_user *user);
CRM_API crm_status crm_user_set_name(crm_user *user, const char *name);

/** Address of work. A contact point. */
CRM_API const char *crm_user_email(crm_user *user);
CRM_API crm_status crm_user_set_email(crm_user *user, const char *email);

/** The user who leads this one; need not be of the same team. */
CRM_API crm_id crm_user_manager(crm_user *user);
CRM_API crm_status crm_user_set_manager(crm_user *user, crm_id manager);

/** Team, a key in free words. */
CRM_API const char *crm_user_team(crm_user *user);
CRM_API crm_status crm_user_set_team(crm_user *user, const char *team);

/** Experience, 1 = junior, higher is more; there is no upper limit. */
CRM_API crm_status crm_user_grade(crm_user *user, int64_t *out_grade);
CRM_API crm_status crm_user_set_grade(crm_user *user, int64_t grade);

/** First day on which the person no longer works here. */
CRM_API crm_status crm_user_left_day(crm_user *user, crm_day *out_left_day);
CRM_API crm_status crm_user_set_left_day(crm_user *user, crm_day left_day);

#ifdef __cplusplus
}
#endif

#endif
