/*
 * product.h - what we sell.
 *
 * A bundle is a product like any other. Category is text with levels split by "/", whole or by its
 * first level the columns of crm_whitespace. An account holds a product when what it bought, less
 * what it gave back, is above 0, and the last purchase is not older than validity_days. A retired
 * product stays readable; where nobody can buy it any more it is no opening. Category, list price
 * and validity are read as they are now; the list price of a past sale is on the purchase itself
 * (list_amount). Amounts exclude tax.
 */
#ifndef CRM_PRODUCT_H
#define CRM_PRODUCT_H

#include "crm/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What every kind can do; record.h tells the statuses in full ---- */

/** A product that is not stored yet, all fields none; NULL on failure (crm_message tells why). The
    caller frees it. */
CRM_API crm_product *crm_product_new(crm_context *crm);

/** Read one. @return CRM_OK: the caller frees *out_product; CRM_NONE: there is none; or an error.
    NULL is written unless CRM_OK. */
CRM_API crm_status crm_product_load(crm_context *crm, crm_id id, crm_product **out_product);

/** Write it, at once or with the open unit of work; gives an id to a new one. @return as
    crm_record_save */
CRM_API crm_status crm_product_save(crm_product *product);

/** Remove it from the store; the handle stays readable. @return as crm_record_remove */
CRM_API crm_status crm_product_remove(crm_product *product);

/** Free the handle; nothing in the store changes. NULL is harmless. */
CRM_API void crm_product_free(crm_product *product);

/** 0 before it has one. */
CRM_API crm_id crm_product_id(crm_product *product);

/** The key that the host knows it by, unique among all of the kind; crm_find looks it up. */
CRM_API const char *crm_product_external_id(crm_product *product);
CRM_API crm_status crm_product_set_external_id(crm_product *product, const char *external_id);

/** The same product by field number, and back (NULL if the record is of another kind). Neither
    copies: free one of the two. */
CRM_API crm_record *crm_product_record(crm_product *product);
CRM_API crm_product *crm_record_product(crm_record *record);

/* ---- Fields ----
 *
 * Text is returned, borrowed until the field is set or the handle freed, NULL = none; ids are
 * returned, 0 = none. Every other getter fills its out-parameter and answers CRM_OK, or leaves it
 * and answers CRM_NONE; NULL for it asks no more than whether there is a value. Setters answer as
 * crm_record_set_int and crm_record_set_text do; they copy text. NULL, the id 0, the code 0, the
 * currency 0, CRM_DAY_NONE and CRM_INSTANT_NONE make a field none; numbers and amounts are made so
 * by crm_record_clear. A NULL handle gives NULL, 0 or CRM_ERROR_ARGUMENT.
 */

/** Name. Required. */
CRM_API const char *crm_product_name(crm_product *product);
CRM_API crm_status crm_product_set_name(crm_product *product, const char *name);

/** Article number of the host. */
CRM_API const char *crm_product_code(crm_product *product);
CRM_API crm_status crm_product_set_code(crm_product *product, const char *code);

/** Place in the range, levels split by "/": "Food/Dry". */
CRM_API const char *crm_product_category(crm_product *product);
CRM_API crm_status crm_product_set_category(crm_product *product, const char *category);

/** Brand. */
CRM_API const char *crm_product_brand(crm_product *product);
CRM_API crm_status crm_product_set_brand(crm_product *product, const char *brand);

/** What a quantity of 1 is: "piece", "kg", "month". */
CRM_API const char *crm_product_unit(crm_product *product);
CRM_API crm_status crm_product_set_unit(crm_product *product, const char *unit);

/** Price of one unit today, minor units, excluding tax. */
CRM_API crm_status crm_product_list_price(crm_product *product, int64_t *out_list_price);
CRM_API crm_status crm_product_set_list_price(crm_product *product, int64_t list_price);

/** Cost of one unit today, minor units. */
CRM_API crm_status crm_product_cost(crm_product *product, int64_t *out_cost);
CRM_API crm_status crm_product_set_cost(crm_product *product, int64_t cost);

/** Currency of list_price and cost, required with either. */
CRM_API crm_status crm_product_currency(crm_product *product, crm_currency *out_currency);
CRM_API crm_status crm_product_set_currency(crm_product *product, crm_currency currency);

/** First day it is sold. */
CRM_API crm_status crm_product_launched(crm_product *product, crm_day *out_launched);
CRM_API crm_status crm_product_set_launched(crm_product *product, crm_day launched);

/** First day it is no longer sold. */
CRM_API crm_status crm_product_retired(crm_product *product, crm_day *out_retired);
CRM_API crm_status crm_product_set_retired(crm_product *product, crm_day retired);

/** How many days one purchase lasts (a licence, a service), above 0; none = for good. */
CRM_API crm_status crm_product_validity_days(crm_product *product, int64_t *out_validity_days);
CRM_API crm_status crm_product_set_validity_days(crm_product *product, int64_t validity_days);

#ifdef __cplusplus
}
#endif

#endif
