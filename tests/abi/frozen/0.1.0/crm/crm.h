/*
 * crm.h - libcrm: the knowledge of a CRM as a small C library. Includes all other headers but
 * crm/testing.h, which belongs to libcrm-testing.
 *
 * Five ideas: a *record* (record.h, account.h ...) is one account, contact or deal; a *store*
 * (store.h) is how the host keeps records; a *table* (table.h) is rows and typed columns; an
 * *analysis* (analysis.h, rfm.h ...) is fed records and gives tables; an *operation*
 * (crm_opportunity_win, crm_account_put_under ...) changes records by a rule of the trade, whole or
 * not at all.
 *
 * Ownership words: `_new` and `_load` give what the caller frees with `_free`; everything else that
 * is returned is borrowed, and its comment says until when. What is passed in is copied.
 */
#ifndef CRM_CRM_H
#define CRM_CRM_H

#include "crm/base.h"
#include "crm/calendar.h"
#include "crm/constants.h"
#include "crm/context.h"
#include "crm/money.h"
#include "crm/query.h"
#include "crm/record.h"
#include "crm/schema.h"
#include "crm/store.h"
#include "crm/table.h"

#include "crm/account.h"
#include "crm/contact.h"
#include "crm/expense.h"
#include "crm/link.h"
#include "crm/opportunity.h"
#include "crm/pipeline.h"
#include "crm/product.h"
#include "crm/purchase.h"
#include "crm/rate.h"
#include "crm/referral.h"
#include "crm/transition.h"
#include "crm/user.h"

#include "crm/verify.h"

#include "crm/analysis.h"
#include "crm/concentration.h"
#include "crm/families.h"
#include "crm/lifetime_value.h"
#include "crm/pipeline_analysis.h"
#include "crm/purchase_model.h"
#include "crm/rfm.h"
#include "crm/whitespace.h"

#endif
