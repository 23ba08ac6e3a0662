/*
 * typed_fields.h - every function of the typed headers, as a list: the kinds, and a line for each own
 * field with the shape of its getter and setter. test_typed.c expands it, and compares it with the
 * schema, so that a field without functions is found.
 */
#ifndef TESTS_RECORD_TYPED_FIELDS_H
#define TESTS_RECORD_TYPED_FIELDS_H

/* clang-format off */

#define ALL_KINDS(X) \
    X(user, CRM_KIND_USER) \
    X(account, CRM_KIND_ACCOUNT) \
    X(contact, CRM_KIND_CONTACT) \
    X(link, CRM_KIND_LINK) \
    X(product, CRM_KIND_PRODUCT) \
    X(pipeline, CRM_KIND_PIPELINE) \
    X(stage, CRM_KIND_STAGE) \
    X(opportunity, CRM_KIND_OPPORTUNITY) \
    X(transition, CRM_KIND_TRANSITION) \
    X(purchase, CRM_KIND_PURCHASE) \
    X(rate, CRM_KIND_RATE) \
    X(expense, CRM_KIND_EXPENSE) \
    X(referral, CRM_KIND_REFERRAL)

/* TEXT, REF (an id), I64, I32: getter and setter; _GET: getter alone. */
#define ALL_FIELDS(X) \
    X(TEXT, user, name, CRM_USER_NAME) \
    X(TEXT, user, email, CRM_USER_EMAIL) \
    X(REF, user, manager, CRM_USER_MANAGER) \
    X(TEXT, user, team, CRM_USER_TEAM) \
    X(I64, user, grade, CRM_USER_GRADE) \
    X(I32, user, left_day, CRM_USER_LEFT_DAY) \
    X(TEXT, account, name, CRM_ACCOUNT_NAME) \
    X(TEXT, account, legal_name, CRM_ACCOUNT_LEGAL_NAME) \
    X(I64, account, types, CRM_ACCOUNT_TYPES) \
    X(REF_GET, account, parent, CRM_ACCOUNT_PARENT) \
    X(REF, account, owner, CRM_ACCOUNT_OWNER) \
    X(TEXT, account, sector, CRM_ACCOUNT_SECTOR) \
    X(TEXT, account, segment, CRM_ACCOUNT_SEGMENT) \
    X(I64, account, tier, CRM_ACCOUNT_TIER) \
    X(I64, account, employees, CRM_ACCOUNT_EMPLOYEES) \
    X(I64, account, annual_revenue, CRM_ACCOUNT_ANNUAL_REVENUE) \
    X(I32, account, currency, CRM_ACCOUNT_CURRENCY) \
    X(TEXT, account, country, CRM_ACCOUNT_COUNTRY) \
    X(TEXT, account, region, CRM_ACCOUNT_REGION) \
    X(TEXT, account, postcode, CRM_ACCOUNT_POSTCODE) \
    X(TEXT, account, city, CRM_ACCOUNT_CITY) \
    X(TEXT, account, street, CRM_ACCOUNT_STREET) \
    X(TEXT, account, email, CRM_ACCOUNT_EMAIL) \
    X(TEXT, account, phone, CRM_ACCOUNT_PHONE) \
    X(TEXT, account, website, CRM_ACCOUNT_WEBSITE) \
    X(TEXT, account, legal_id, CRM_ACCOUNT_LEGAL_ID) \
    X(TEXT, account, language, CRM_ACCOUNT_LANGUAGE) \
    X(I32, account, discount_bp, CRM_ACCOUNT_DISCOUNT_BP) \
    X(I64, account, profiling_refused, CRM_ACCOUNT_PROFILING_REFUSED) \
    X(TEXT, account, description, CRM_ACCOUNT_DESCRIPTION) \
    X(TEXT, contact, last_name, CRM_CONTACT_LAST_NAME) \
    X(TEXT, contact, first_name, CRM_CONTACT_FIRST_NAME) \
    X(REF, contact, account, CRM_CONTACT_ACCOUNT) \
    X(REF, contact, reports_to, CRM_CONTACT_REPORTS_TO) \
    X(TEXT, contact, job_title, CRM_CONTACT_JOB_TITLE) \
    X(TEXT, contact, department, CRM_CONTACT_DEPARTMENT) \
    X(TEXT, contact, email, CRM_CONTACT_EMAIL) \
    X(TEXT, contact, phone, CRM_CONTACT_PHONE) \
    X(TEXT, contact, mobile, CRM_CONTACT_MOBILE) \
    X(TEXT, contact, language, CRM_CONTACT_LANGUAGE) \
    X(TEXT, contact, country, CRM_CONTACT_COUNTRY) \
    X(I64, contact, profiling_refused, CRM_CONTACT_PROFILING_REFUSED) \
    X(TEXT, contact, description, CRM_CONTACT_DESCRIPTION) \
    X(REF, link, child, CRM_LINK_CHILD) \
    X(REF, link, parent, CRM_LINK_PARENT) \
    X(I32, link, type, CRM_LINK_TYPE) \
    X(I32, link, valid_from, CRM_LINK_VALID_FROM) \
    X(I32, link, valid_to, CRM_LINK_VALID_TO) \
    X(I32, link, share_bp, CRM_LINK_SHARE_BP) \
    X(TEXT, link, source, CRM_LINK_SOURCE) \
    X(TEXT, product, name, CRM_PRODUCT_NAME) \
    X(TEXT, product, code, CRM_PRODUCT_CODE) \
    X(TEXT, product, category, CRM_PRODUCT_CATEGORY) \
    X(TEXT, product, brand, CRM_PRODUCT_BRAND) \
    X(TEXT, product, unit, CRM_PRODUCT_UNIT) \
    X(I64, product, list_price, CRM_PRODUCT_LIST_PRICE) \
    X(I64, product, cost, CRM_PRODUCT_COST) \
    X(I32, product, currency, CRM_PRODUCT_CURRENCY) \
    X(I32, product, launched, CRM_PRODUCT_LAUNCHED) \
    X(I32, product, retired, CRM_PRODUCT_RETIRED) \
    X(I64, product, validity_days, CRM_PRODUCT_VALIDITY_DAYS) \
    X(TEXT, pipeline, name, CRM_PIPELINE_NAME) \
    X(REF, stage, pipeline, CRM_STAGE_PIPELINE) \
    X(TEXT, stage, name, CRM_STAGE_NAME) \
    X(I64, stage, position, CRM_STAGE_POSITION) \
    X(I32, stage, outcome, CRM_STAGE_OUTCOME) \
    X(I32, stage, probability_bp, CRM_STAGE_PROBABILITY_BP) \
    X(I32, stage, category, CRM_STAGE_CATEGORY) \
    X(I64, stage, expected_days, CRM_STAGE_EXPECTED_DAYS) \
    X(I64, stage, max_days, CRM_STAGE_MAX_DAYS) \
    X(TEXT, opportunity, name, CRM_OPPORTUNITY_NAME) \
    X(REF, opportunity, account, CRM_OPPORTUNITY_ACCOUNT) \
    X(REF, opportunity, contact, CRM_OPPORTUNITY_CONTACT) \
    X(REF, opportunity, owner, CRM_OPPORTUNITY_OWNER) \
    X(REF, opportunity, pipeline, CRM_OPPORTUNITY_PIPELINE) \
    X(REF, opportunity, stage, CRM_OPPORTUNITY_STAGE) \
    X(I64_GET, opportunity, stage_since, CRM_OPPORTUNITY_STAGE_SINCE) \
    X(I32_GET, opportunity, closed_day, CRM_OPPORTUNITY_CLOSED_DAY) \
    X(I64, opportunity, amount, CRM_OPPORTUNITY_AMOUNT) \
    X(I32, opportunity, currency, CRM_OPPORTUNITY_CURRENCY) \
    X(I32, opportunity, close_day, CRM_OPPORTUNITY_CLOSE_DAY) \
    X(I32, opportunity, probability_bp, CRM_OPPORTUNITY_PROBABILITY_BP) \
    X(I32, opportunity, probability_origin, CRM_OPPORTUNITY_PROBABILITY_ORIGIN) \
    X(I32, opportunity, category, CRM_OPPORTUNITY_CATEGORY) \
    X(REF, opportunity, product, CRM_OPPORTUNITY_PRODUCT) \
    X(TEXT, opportunity, source, CRM_OPPORTUNITY_SOURCE) \
    X(I32, opportunity, type, CRM_OPPORTUNITY_TYPE) \
    X(TEXT, opportunity, next_step, CRM_OPPORTUNITY_NEXT_STEP) \
    X(TEXT, opportunity, description, CRM_OPPORTUNITY_DESCRIPTION) \
    X(REF_GET, transition, opportunity, CRM_TRANSITION_OPPORTUNITY) \
    X(I64, transition, seq, CRM_TRANSITION_SEQ) \
    X(I32, transition, type, CRM_TRANSITION_TYPE) \
    X(I64, transition, at, CRM_TRANSITION_AT) \
    X(I64, transition, bits, CRM_TRANSITION_BITS) \
    X(REF, transition, actor, CRM_TRANSITION_ACTOR) \
    X(REF_GET, transition, corrects, CRM_TRANSITION_CORRECTS) \
    X(REF_GET, transition, from_stage, CRM_TRANSITION_FROM_STAGE) \
    X(REF, transition, stage, CRM_TRANSITION_STAGE) \
    X(REF_GET, transition, pipeline, CRM_TRANSITION_PIPELINE) \
    X(I32_GET, transition, outcome, CRM_TRANSITION_OUTCOME) \
    X(I64_GET, transition, position, CRM_TRANSITION_POSITION) \
    X(I64, transition, amount, CRM_TRANSITION_AMOUNT) \
    X(I32, transition, currency, CRM_TRANSITION_CURRENCY) \
    X(I32, transition, close_day, CRM_TRANSITION_CLOSE_DAY) \
    X(I32, transition, probability_bp, CRM_TRANSITION_PROBABILITY_BP) \
    X(I32, transition, probability_origin, CRM_TRANSITION_PROBABILITY_ORIGIN) \
    X(REF, transition, owner, CRM_TRANSITION_OWNER) \
    X(REF, transition, account, CRM_TRANSITION_ACCOUNT) \
    X(REF, transition, product, CRM_TRANSITION_PRODUCT) \
    X(I32, transition, category, CRM_TRANSITION_CATEGORY) \
    X(TEXT, transition, reason, CRM_TRANSITION_REASON) \
    X(REF, transition, competitor, CRM_TRANSITION_COMPETITOR) \
    X(TEXT, transition, note, CRM_TRANSITION_NOTE) \
    X(REF, purchase, account, CRM_PURCHASE_ACCOUNT) \
    X(REF, purchase, contact, CRM_PURCHASE_CONTACT) \
    X(REF, purchase, product, CRM_PURCHASE_PRODUCT) \
    X(TEXT, purchase, order_key, CRM_PURCHASE_ORDER_KEY) \
    X(I32, purchase, day, CRM_PURCHASE_DAY) \
    X(I32, purchase, type, CRM_PURCHASE_TYPE) \
    X(REF, purchase, refers_to, CRM_PURCHASE_REFERS_TO) \
    X(I64, purchase, quantity, CRM_PURCHASE_QUANTITY) \
    X(I64, purchase, net_amount, CRM_PURCHASE_NET_AMOUNT) \
    X(I64, purchase, list_amount, CRM_PURCHASE_LIST_AMOUNT) \
    X(I64, purchase, cost_amount, CRM_PURCHASE_COST_AMOUNT) \
    X(I32, purchase, currency, CRM_PURCHASE_CURRENCY) \
    X(REF, purchase, opportunity, CRM_PURCHASE_OPPORTUNITY) \
    X(REF, purchase, owner, CRM_PURCHASE_OWNER) \
    X(REF, purchase, via, CRM_PURCHASE_VIA) \
    X(TEXT, purchase, channel, CRM_PURCHASE_CHANNEL) \
    X(I32_GET, purchase, counted_day, CRM_PURCHASE_COUNTED_DAY) \
    X(I32, rate, base, CRM_RATE_BASE) \
    X(I32, rate, target, CRM_RATE_TARGET) \
    X(I32, rate, day, CRM_RATE_DAY) \
    X(I64, rate, num, CRM_RATE_NUM) \
    X(I64, rate, den, CRM_RATE_DEN) \
    X(I32, rate, type, CRM_RATE_TYPE) \
    X(TEXT, rate, source, CRM_RATE_SOURCE) \
    X(I32, expense, category, CRM_EXPENSE_CATEGORY) \
    X(I32, expense, day, CRM_EXPENSE_DAY) \
    X(I64, expense, amount, CRM_EXPENSE_AMOUNT) \
    X(I32, expense, currency, CRM_EXPENSE_CURRENCY) \
    X(REF, expense, account, CRM_EXPENSE_ACCOUNT) \
    X(REF, expense, owner, CRM_EXPENSE_OWNER) \
    X(TEXT, expense, channel, CRM_EXPENSE_CHANNEL) \
    X(TEXT, expense, note, CRM_EXPENSE_NOTE) \
    X(REF, referral, from_contact, CRM_REFERRAL_FROM_CONTACT) \
    X(REF, referral, to_account, CRM_REFERRAL_TO_ACCOUNT) \
    X(REF, referral, to_contact, CRM_REFERRAL_TO_CONTACT) \
    X(I32, referral, day, CRM_REFERRAL_DAY) \
    X(I32, referral, outcome, CRM_REFERRAL_OUTCOME) \
    X(REF, referral, from_account, CRM_REFERRAL_FROM_ACCOUNT) \
    X(TEXT, referral, note, CRM_REFERRAL_NOTE)

/* clang-format on */

#endif
