/* product.c - the functions of crm/product.h: a line a field, see typed.h. */
#include "crm/product.h"

#include "record/kinds/typed.h"

CRM__VERBS(product, CRM_KIND_PRODUCT)
CRM__TEXT(product, name, CRM_PRODUCT_NAME)
CRM__TEXT(product, code, CRM_PRODUCT_CODE)
CRM__TEXT(product, category, CRM_PRODUCT_CATEGORY)
CRM__TEXT(product, brand, CRM_PRODUCT_BRAND)
CRM__TEXT(product, unit, CRM_PRODUCT_UNIT)
CRM__I64(product, list_price, CRM_PRODUCT_LIST_PRICE)
CRM__I64(product, cost, CRM_PRODUCT_COST)
CRM__I32(product, currency, CRM_PRODUCT_CURRENCY)
CRM__I32(product, launched, CRM_PRODUCT_LAUNCHED)
CRM__I32(product, retired, CRM_PRODUCT_RETIRED)
CRM__I64(product, validity_days, CRM_PRODUCT_VALIDITY_DAYS)
