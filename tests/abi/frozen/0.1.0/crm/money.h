/*
 * money.h - currencies, exact decimal text, and the net of one invoice line.
 *
 * Amounts are int64 minor units (cents) of an ISO 4217 currency. No binary fraction is ever used.
 * All amounts of the library exclude tax.
 */
#ifndef CRM_MONEY_H
#define CRM_MONEY_H

#include "crm/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The currency of a three-letter ISO 4217 code; 0 when the code is none. Capitals alone. */
CRM_API crm_currency crm_currency_of(const char *code);

/** Write the code and a NUL to 4 bytes. @return CRM_OK, or CRM_ERROR_ARGUMENT if not a currency */
CRM_API crm_status crm_currency_to_text(crm_currency currency, char *out_code);

/** Decimals of the minor unit (USD 2, JPY 0, TND 3). @return CRM_OK or CRM_ERROR_ARGUMENT */
CRM_API crm_status crm_currency_exponent(crm_currency currency, int32_t *out_exponent);

/**
 * Read a decimal such as "-1234.50" exactly: value 123450, scale 2.
 *
 * An optional sign (+ or -), digits, and if there is a point, digits on both sides of it: neither ".5"
 * nor "5." is read; no blanks, no grouping, no exponent.
 *
 * @param length    bytes, or CRM_TEXT_NUL
 * @param out_value the digits as an integer
 * @param out_scale digits behind the point, 0 to 18
 * @return CRM_OK, CRM_ERROR_DATA (not of this form), CRM_ERROR_OVERFLOW (more than int64 holds,
 *         or more than 18 digits behind the point)
 */
CRM_API crm_status crm_decimal_from_text(const char *text, size_t length, int64_t *out_value,
                                         int32_t *out_scale);

/**
 * Bring a decimal to another scale, rounding once.
 *
 * @param scale, to_scale 0 to 18  @param rounding CRM_ROUND_...
 * @return CRM_OK, CRM_ERROR_ARGUMENT, CRM_ERROR_OVERFLOW
 */
CRM_API crm_status crm_decimal_rescale(int64_t value, int32_t scale, int32_t to_scale,
                                       int32_t rounding, int64_t *out_value);

/**
 * Read an amount of a currency: "12.5" in USD is 1250.
 *
 * @return CRM_OK; CRM_ERROR_DATA when it is no decimal or has more decimals than the currency
 *         (trailing zeros do not count); CRM_ERROR_OVERFLOW; CRM_ERROR_ARGUMENT for no currency
 */
CRM_API crm_status crm_money_from_text(const char *text, size_t length, crm_currency currency,
                                       int64_t *out_amount);

/**
 * Write an amount as "-1234.50" (no grouping) and a NUL.
 *
 * @param capacity bytes of out_text; 24 are always enough
 * @return CRM_OK, CRM_ERROR_ARGUMENT (no currency), CRM_ERROR_LIMIT (too little room)
 */
CRM_API crm_status crm_money_to_text(int64_t amount, crm_currency currency, char *out_text,
                                     size_t capacity);

/** One line of an order or invoice, as sources keep it. */
typedef struct crm_line {
    uint32_t size;           /* sizeof(crm_line) */
    uint32_t flags;          /* 0 */
    crm_currency currency;   /* decides the minor unit */
    int32_t rounding;        /* CRM_ROUND_... */
    int64_t quantity;        /* thousandths */
    int64_t unit_price;      /* digits of the unit price ... */
    int32_t unit_scale;      /* ... and how many of them stand behind the point, 0 to 18 */
    int32_t discount_bp;     /* percentage of the list amount, 0 to 10000 */
    int64_t discount_amount; /* taken off after the percentage, minor units, 0 or above */
} crm_line;

#define CRM_LINE_INIT {sizeof(crm_line), 0, 0, CRM_ROUND_HALF_EVEN, 1000, 0, 0, 0, 0}

/** Fill a line with CRM_LINE_INIT, for languages without macros. size = the caller's sizeof. */
CRM_API crm_status crm_line_init(crm_line *line, size_t size);

/**
 * Work out list and net amount of a line.
 *
 * list = round(quantity x unit price); discount = round(list x percentage); net = list - discount
 * - amount. Rounding the discount, not the net, is what invoices do (it is the discount that is
 * printed); a discount of 100 % gives exactly 0. On a return (quantity below 0) discount and amount
 * make the amount given back smaller: the net of a line and of its return add up to 0.
 *
 * @param out_list, out_net minor units; may be NULL
 * @return CRM_OK, CRM_ERROR_ARGUMENT (flags, currency, scale, rounding), CRM_ERROR_DATA (discount
 *         out of range, or net and list of different sign), CRM_ERROR_OVERFLOW, CRM_ERROR_ABI;
 *         nothing is written unless CRM_OK
 */
CRM_API crm_status crm_line_net(const crm_line *line, int64_t *out_list, int64_t *out_net);

#ifdef __cplusplus
}
#endif

#endif
