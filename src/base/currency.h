/*
 * currency.h - ISO 4217 codes and exponents. The public functions are in crm/money.h.
 */
#ifndef CRM_BASE_CURRENCY_H
#define CRM_BASE_CURRENCY_H

#include <stdbool.h>

#include "crm/money.h"

/* True if the packed letters are a currency of the list (crm_currency_of). */
bool crm__currency_valid(int64_t currency);

#endif
