/*
 * purchase.h - what customers bought, line by line, and what they gave back.
 *
 * Amounts and quantities are stored with their sign, so that a sum needs no rule; a wrong sign is
 * CRM_ERROR_DATA:
 *
 *     type      sign    revenue            buying occasion      holding   note
 *     SALE      >= 0    yes                yes, if day's net>0  + qty     no quantity = 1 unit
 *     RETURN    <= 0    on its own day     no                   - qty     refers_to optional
 *     CREDIT    <= 0    on its own day     no                   none      price cut: no quantity
 *     CANCEL    <= 0    on counted_day     takes it away when   - qty     refers_to required
 *                                          the day's net is 0
 *     GIFT      net 0   no                 no                   + qty     list_amount allowed
 *     INTERNAL  any     no                 no                   no        counted in coverage alone
 *     SELL_OUT  >= 0    no                 by parameter         + qty     outlet (account) from a
 *                                                                         distributor (via)
 *
 * A CANCEL is seen from its own day on, and then counts on the day of what it cancels: the library
 * copies that day to counted_day. The kind only grows: a purchase is never edited, archived or
 * removed, it is cancelled.
 *
 * Amounts exclude tax; freight and tax are no sales (a product of their own, or left out). The net
 * is the host's own where it has one; else crm_line_net works it out from quantity, unit price and
 * discount. Discounts are judged by list_amount, the list price of the line's own day. Each row is
 * converted once, at the rate of its day (rate.h). Won deals may stand for sales instead of
 * purchases (params.sales = CRM_SALES_WON), never both in one run.
 */
#ifndef CRM_PURCHASE_H
#define CRM_PURCHASE_H

#include "crm/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What every kind can do; record.h tells the statuses in full ---- */

/** A purchase that is not stored yet, all fields none; NULL on failure (crm_message tells why).
    The caller frees it. */
CRM_API crm_purchase *crm_purchase_new(crm_context *crm);

/** Read one. @return CRM_OK: the caller frees *out_purchase; CRM_NONE: there is none; or an error.
    NULL is written unless CRM_OK. */
CRM_API crm_status crm_purchase_load(crm_context *crm, crm_id id, crm_purchase **out_purchase);

/** Write a new one, at once or with the open unit of work; it gets its id. @return as
    crm_record_save; CRM_ERROR_RULE for edits of a stored one */
CRM_API crm_status crm_purchase_save(crm_purchase *purchase);

/** Purchases are cancelled, not removed: @return CRM_ERROR_RULE */
CRM_API crm_status crm_purchase_remove(crm_purchase *purchase);

/** Free the handle; nothing in the store changes. NULL is harmless. */
CRM_API void crm_purchase_free(crm_purchase *purchase);

/** 0 before it has one. */
CRM_API crm_id crm_purchase_id(crm_purchase *purchase);

/** The key that the host knows it by, unique among all of the kind; crm_find looks it up. */
CRM_API const char *crm_purchase_external_id(crm_purchase *purchase);
CRM_API crm_status crm_purchase_set_external_id(crm_purchase *purchase, const char *external_id);

/** The same purchase by field number, and back (NULL if the record is of another kind). Neither
    copies: free one of the two. */
CRM_API crm_record *crm_purchase_record(crm_purchase *purchase);
CRM_API crm_purchase *crm_record_purchase(crm_record *record);

/* ---- Fields ----
 *
 * Text is returned, borrowed until the field is set or the handle freed, NULL = none; ids are
 * returned, 0 = none. Every other getter fills its out-parameter and answers CRM_OK, or leaves it
 * and answers CRM_NONE; NULL for it asks no more than whether there is a value. Setters answer as
 * crm_record_set_int and crm_record_set_text do; they copy text. NULL, the id 0, the code 0, the
 * currency 0, CRM_DAY_NONE and CRM_INSTANT_NONE make a field none; numbers and amounts are made so
 * by crm_record_clear. A NULL handle gives NULL, 0 or CRM_ERROR_ARGUMENT.
 */

/** Who bought; of a SELL_OUT the outlet. Required. */
CRM_API crm_id crm_purchase_account(crm_purchase *purchase);
CRM_API crm_status crm_purchase_set_account(crm_purchase *purchase, crm_id account);

/** The person who ordered. */
CRM_API crm_id crm_purchase_contact(crm_purchase *purchase);
CRM_API crm_status crm_purchase_set_contact(crm_purchase *purchase, crm_id contact);

/** What; none = not said (counted in revenue, not in holdings). */
CRM_API crm_id crm_purchase_product(crm_purchase *purchase);
CRM_API crm_status crm_purchase_set_product(crm_purchase *purchase, crm_id product);

/** Key of the order or invoice; lines of one order share it. A line without is an order of its
    own. */
CRM_API const char *crm_purchase_order_key(crm_purchase *purchase);
CRM_API crm_status crm_purchase_set_order_key(crm_purchase *purchase, const char *order_key);

/** Day of the sale, or of the event for returns, credits and cancellations. Required. */
CRM_API crm_status crm_purchase_day(crm_purchase *purchase, crm_day *out_day);
CRM_API crm_status crm_purchase_set_day(crm_purchase *purchase, crm_day day);

/** CRM_PURCHASE_TYPE_... Required. */
CRM_API crm_status crm_purchase_type(crm_purchase *purchase, int32_t *out_type);
CRM_API crm_status crm_purchase_set_type(crm_purchase *purchase, int32_t type);

/** The purchase that is returned, credited or cancelled; required on CANCEL. */
CRM_API crm_id crm_purchase_refers_to(crm_purchase *purchase);
CRM_API crm_status crm_purchase_set_refers_to(crm_purchase *purchase, crm_id refers_to);

/** Thousandths of the product's unit, with its sign; none on SALE = 1 unit; none on CREDIT. */
CRM_API crm_status crm_purchase_quantity(crm_purchase *purchase, int64_t *out_quantity);
CRM_API crm_status crm_purchase_set_quantity(crm_purchase *purchase, int64_t quantity);

/** What is paid, minor units, excluding tax, with its sign. Required. */
CRM_API crm_status crm_purchase_net_amount(crm_purchase *purchase, int64_t *out_net_amount);
CRM_API crm_status crm_purchase_set_net_amount(crm_purchase *purchase, int64_t net_amount);

/** What the line costs at that day's list price, minor units, with its sign. */
CRM_API crm_status crm_purchase_list_amount(crm_purchase *purchase, int64_t *out_list_amount);
CRM_API crm_status crm_purchase_set_list_amount(crm_purchase *purchase, int64_t list_amount);

/** What the line costs us, minor units, with its sign. */
CRM_API crm_status crm_purchase_cost_amount(crm_purchase *purchase, int64_t *out_cost_amount);
CRM_API crm_status crm_purchase_set_cost_amount(crm_purchase *purchase, int64_t cost_amount);

/** Currency of the three amounts. Required. */
CRM_API crm_status crm_purchase_currency(crm_purchase *purchase, crm_currency *out_currency);
CRM_API crm_status crm_purchase_set_currency(crm_purchase *purchase, crm_currency currency);

/** The deal that led to it. */
CRM_API crm_id crm_purchase_opportunity(crm_purchase *purchase);
CRM_API crm_status crm_purchase_set_opportunity(crm_purchase *purchase, crm_id opportunity);

/** The user who sold it. */
CRM_API crm_id crm_purchase_owner(crm_purchase *purchase);
CRM_API crm_status crm_purchase_set_owner(crm_purchase *purchase, crm_id owner);

/** Of a SELL_OUT: the distributor. */
CRM_API crm_id crm_purchase_via(crm_purchase *purchase);
CRM_API crm_status crm_purchase_set_via(crm_purchase *purchase, crm_id via);

/** Way of sale, a key: compared folded, grouped as it stands. */
CRM_API const char *crm_purchase_channel(crm_purchase *purchase);
CRM_API crm_status crm_purchase_set_channel(crm_purchase *purchase, const char *channel);

/** Of a CANCEL: the day of the purchase that it cancels, copied on saving, on which analyses count
    it. Kept by the library. */
CRM_API crm_status crm_purchase_counted_day(crm_purchase *purchase, crm_day *out_counted_day);

#ifdef __cplusplus
}
#endif

#endif
