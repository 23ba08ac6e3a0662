/*
 * account.h - the companies and persons that we deal with: customers, prospects, suppliers, rivals.
 *
 * Every buyer is an account; a private person is an account of type CRM_ACCOUNT_TYPE_PERSON, and
 * only there are name and address personal data. Who owns whom is not written on the account: dated
 * links say it (link.h), `parent` is no more than the owner by the link valid now, and it changes
 * by the two operations at the end of this header; families are added up by the links (families.h).
 * An account that is no longer worked is archived (field CRM_FIELD_ARCHIVED, an instant), not
 * removed: before that instant it was live, and stays so in a board of the past. What describes an
 * account (name, segment, sector, tier, owner, country, discount_bp) is read as it is now, whatever
 * as_of is. Money without currency is refused (CRM_ERROR_DATA).
 *
 *     crm_account *pups = crm_account_new(crm);
 *     crm_account_set_name(pups, "PupsRUs");
 *     if (crm_account_save(pups) == CRM_OK)
 *         crm_account_put_under(pups, crm_account_id(dogs));
 */
#ifndef CRM_ACCOUNT_H
#define CRM_ACCOUNT_H

#include "crm/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What every kind can do; record.h tells the statuses in full ---- */

/** An account that is not stored yet, all fields none; NULL on failure (crm_message tells why).
    The caller frees it. */
CRM_API crm_account *crm_account_new(crm_context *crm);

/** Read one. @return CRM_OK: the caller frees *out_account; CRM_NONE: there is none; or an error.
    NULL is written unless CRM_OK. */
CRM_API crm_status crm_account_load(crm_context *crm, crm_id id, crm_account **out_account);

/** Write it, at once or with the open unit of work; gives an id to a new one. @return as
    crm_record_save */
CRM_API crm_status crm_account_save(crm_account *account);

/** Remove it from the store; the handle stays readable. @return as crm_record_remove */
CRM_API crm_status crm_account_remove(crm_account *account);

/** Free the handle; nothing in the store changes. NULL is harmless. */
CRM_API void crm_account_free(crm_account *account);

/** 0 before it has one. */
CRM_API crm_id crm_account_id(crm_account *account);

/** The key that the host knows it by, unique among all of the kind; crm_find looks it up. */
CRM_API const char *crm_account_external_id(crm_account *account);
CRM_API crm_status crm_account_set_external_id(crm_account *account, const char *external_id);

/** The same account by field number, and back (NULL if the record is of another kind). Neither
    copies: free one of the two. */
CRM_API crm_record *crm_account_record(crm_account *account);
CRM_API crm_account *crm_record_account(crm_record *record);

/* ---- Fields ----
 *
 * Text is returned, borrowed until the field is set or the handle freed, NULL = none; ids are
 * returned, 0 = none. Every other getter fills its out-parameter and answers CRM_OK, or leaves it
 * and answers CRM_NONE; NULL for it asks no more than whether there is a value. Setters answer as
 * crm_record_set_int and crm_record_set_text do; they copy text. NULL, the id 0, the code 0, the
 * currency 0, CRM_DAY_NONE and CRM_INSTANT_NONE make a field none; numbers and amounts are made so
 * by crm_record_clear. A NULL handle gives NULL, 0 or CRM_ERROR_ARGUMENT.
 */

/** Name in use. Required. Personal where the account is a person. */
CRM_API const char *crm_account_name(crm_account *account);
CRM_API crm_status crm_account_set_name(crm_account *account, const char *name);

/** Registered name, where it differs. Personal where the account is a person. */
CRM_API const char *crm_account_legal_name(crm_account *account);
CRM_API crm_status crm_account_set_legal_name(crm_account *account, const char *legal_name);

/** What it is to us: CRM_ACCOUNT_TYPE_... bits, any number of them; 0 to 255. */
CRM_API crm_status crm_account_types(crm_account *account, int64_t *out_types);
CRM_API crm_status crm_account_set_types(crm_account *account, int64_t types);

/** The account that owns it by the link valid now, kept by crm_account_put_under and
    crm_account_acquire: no setter. */
CRM_API crm_id crm_account_parent(crm_account *account);

/** The user who looks after it. */
CRM_API crm_id crm_account_owner(crm_account *account);
CRM_API crm_status crm_account_set_owner(crm_account *account, crm_id owner);

/** Line of business, a key: compared folded (case, accents), grouped as it stands. */
CRM_API const char *crm_account_sector(crm_account *account);
CRM_API crm_status crm_account_set_sector(crm_account *account, const char *sector);

/** Segment of customers, a key as sector; accounts of one segment are peers in crm_whitespace. */
CRM_API const char *crm_account_segment(crm_account *account);
CRM_API crm_status crm_account_set_segment(crm_account *account, const char *segment);

/** Importance to us, 1 = highest by custom; any number. */
CRM_API crm_status crm_account_tier(crm_account *account, int64_t *out_tier);
CRM_API crm_status crm_account_set_tier(crm_account *account, int64_t tier);

/** How many people work there, 0 or above. */
CRM_API crm_status crm_account_employees(crm_account *account, int64_t *out_employees);
CRM_API crm_status crm_account_set_employees(crm_account *account, int64_t employees);

/** Its own turnover in a year, minor units of the account's currency. */
CRM_API crm_status crm_account_annual_revenue(crm_account *account, int64_t *out_annual_revenue);
CRM_API crm_status crm_account_set_annual_revenue(crm_account *account, int64_t annual_revenue);

/** Currency of annual_revenue, required with it. */
CRM_API crm_status crm_account_currency(crm_account *account, crm_currency *out_currency);
CRM_API crm_status crm_account_set_currency(crm_account *account, crm_currency currency);

/** Country, as the host writes it (ISO 3166 codes are a good choice). */
CRM_API const char *crm_account_country(crm_account *account);
CRM_API crm_status crm_account_set_country(crm_account *account, const char *country);

/** State, department or sales region. */
CRM_API const char *crm_account_region(crm_account *account);
CRM_API crm_status crm_account_set_region(crm_account *account, const char *region);

/** Postal code. Personal where the account is a person. */
CRM_API const char *crm_account_postcode(crm_account *account);
CRM_API crm_status crm_account_set_postcode(crm_account *account, const char *postcode);

/** Town. Personal where the account is a person. */
CRM_API const char *crm_account_city(crm_account *account);
CRM_API crm_status crm_account_set_city(crm_account *account, const char *city);

/** Street and number. Personal where the account is a person. */
CRM_API const char *crm_account_street(crm_account *account);
CRM_API crm_status crm_account_set_street(crm_account *account, const char *street);

/** Main address for mail. A contact point. */
CRM_API const char *crm_account_email(crm_account *account);
CRM_API crm_status crm_account_set_email(crm_account *account, const char *email);

/** Main number. A contact point. */
CRM_API const char *crm_account_phone(crm_account *account);
CRM_API crm_status crm_account_set_phone(crm_account *account, const char *phone);

/** Address of its pages. */
CRM_API const char *crm_account_website(crm_account *account);
CRM_API crm_status crm_account_set_website(crm_account *account, const char *website);

/** Registration, as scheme and number: "siren:732829320". Personal where the account is a
    person. */
CRM_API const char *crm_account_legal_id(crm_account *account);
CRM_API crm_status crm_account_set_legal_id(crm_account *account, const char *legal_id);

/** Language to write in, as "fr" or "fr-BE". */
CRM_API const char *crm_account_language(crm_account *account);
CRM_API crm_status crm_account_set_language(crm_account *account, const char *language);

/** The discount agreed with it, hundredths of a percent, 0 to 10000: terms, not an average of
    sales. */
CRM_API crm_status crm_account_discount_bp(crm_account *account, int32_t *out_discount_bp);
CRM_API crm_status crm_account_set_discount_bp(crm_account *account, int32_t discount_bp);

/** When a private person objected to being profiled: crm_rfm then gives no score, and counts the
    row. */
CRM_API crm_status crm_account_profiling_refused(crm_account *account,
                                                 crm_instant *out_profiling_refused);
CRM_API crm_status crm_account_set_profiling_refused(crm_account *account,
                                                     crm_instant profiling_refused);

/** Free text. */
CRM_API const char *crm_account_description(crm_account *account);
CRM_API crm_status crm_account_set_description(crm_account *account, const char *description);

/* ---- Operations: who owns whom ---- */

/**
 * Put an account under the one that owns it, as something that has always been so: the subsidiary
 * that was discovered today but has been one all along. Past sales count for the family too.
 *
 * Writes a link of type OWNED_BY without valid_from, and `parent` of the account, in one unit of
 * work. Edits of the handle that are not saved yet are written with them. It ends no other link:
 * where the account had another owner at some time, use crm_account_acquire.
 *
 * @param account saved before
 * @param parent id of the owner; 0 is refused (crm_account_acquire ends an ownership)
 * @return CRM_OK; CRM_ERROR_ARGUMENT (parent 0 or below); CRM_ERROR_STATE (the account is not
 *         stored); CRM_ERROR_REFERENCE (no such parent); CRM_ERROR_GONE (one of the two was merged
 *         or erased); CRM_ERROR_RULE (an ownership link of the account exists already, at whatever
 *         time, archived ones aside; or the parent is the account itself or one that it owns, and
 *         crm_message then has the path of ids); CRM_ERROR_CONFLICT (somebody else re-parented an
 *         account between the new parent and the root meanwhile: all of them are checked); or as
 *         crm_account_save. Nothing is written unless CRM_OK.
 */
CRM_API crm_status crm_account_put_under(crm_account *account, crm_id parent);

/**
 * Change the owner of an account from a day on: it is bought, sold, or becomes independent. Sales
 * before that day stay with the family that owned it then.
 *
 * Archives the ownership link valid on that day and writes it again (another id, the same external
 * id) with valid_to = the day, exclusive, so that a board under an earlier known_at stays as it was;
 * and writes a new link valid from the day. `parent` of the account becomes that of the link valid on
 * the clock's day, so a day in the future leaves it. One unit of work; unsaved edits of the handle
 * are written with it.
 *
 * @param account saved before
 * @param parent id of the new owner; 0 = from that day nobody owns it
 * @param day first day of the new state
 * @return CRM_OK; CRM_ERROR_ARGUMENT (no day, parent below 0); CRM_ERROR_STATE;
 *         CRM_ERROR_REFERENCE; CRM_ERROR_GONE; CRM_ERROR_RULE (an ownership link starts on that day
 *         or later; parent 0 and nobody owns it on that day; or a cycle, as crm_account_put_under);
 *         CRM_ERROR_CONFLICT; or as crm_account_save. Nothing is written unless CRM_OK.
 */
CRM_API crm_status crm_account_acquire(crm_account *account, crm_id parent, crm_day day);

#ifdef __cplusplus
}
#endif

#endif
