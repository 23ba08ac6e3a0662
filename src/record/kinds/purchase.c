/* purchase.c - the functions of crm/purchase.h: a line a field, see typed.h. */
#include "crm/purchase.h"

#include "record/kinds/typed.h"

CRM__VERBS(purchase, CRM_KIND_PURCHASE)
CRM__REF(purchase, account, CRM_PURCHASE_ACCOUNT)
CRM__REF(purchase, contact, CRM_PURCHASE_CONTACT)
CRM__REF(purchase, product, CRM_PURCHASE_PRODUCT)
CRM__TEXT(purchase, order_key, CRM_PURCHASE_ORDER_KEY)
CRM__I32(purchase, day, CRM_PURCHASE_DAY)
CRM__I32(purchase, type, CRM_PURCHASE_TYPE)
CRM__REF(purchase, refers_to, CRM_PURCHASE_REFERS_TO)
CRM__I64(purchase, quantity, CRM_PURCHASE_QUANTITY)
CRM__I64(purchase, net_amount, CRM_PURCHASE_NET_AMOUNT)
CRM__I64(purchase, list_amount, CRM_PURCHASE_LIST_AMOUNT)
CRM__I64(purchase, cost_amount, CRM_PURCHASE_COST_AMOUNT)
CRM__I32(purchase, currency, CRM_PURCHASE_CURRENCY)
CRM__REF(purchase, opportunity, CRM_PURCHASE_OPPORTUNITY)
CRM__REF(purchase, owner, CRM_PURCHASE_OWNER)
CRM__REF(purchase, via, CRM_PURCHASE_VIA)
CRM__TEXT(purchase, channel, CRM_PURCHASE_CHANNEL)
CRM__I32_GET(purchase, counted_day, CRM_PURCHASE_COUNTED_DAY)
