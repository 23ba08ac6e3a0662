/*
 * kinds_table.c - the built-in kinds, written down as static tables: one line a field, in the order
 * of its number. Everything that treats fields alike reads these lines through schema.c.
 */
#include "record/schema.h"

#define NONE CRM_PRIVACY_NONE
#define PERSONAL CRM_PRIVACY_PERSONAL
#define IF_PERSON (CRM_PRIVACY_PERSONAL | CRM_PRIVACY_IF_PERSON)
#define POINT CRM_PRIVACY_CONTACT_POINT
#define FREE CRM_PRIVACY_FREE_TEXT
#define REQUIRED CRM_FIELD_REQUIRED
#define CACHE CRM_FIELD_CACHE
#define FROZEN CRM_FIELD_FROZEN
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* clang-format off */

#define TEXT(name, flags, privacy) {name, CRM_TYPE_TEXT, flags, 0, privacy, NULL}
#define FIELD(name, type, flags) {name, CRM_TYPE_##type, flags, 0, NONE, NULL}
#define REF(name, kind, flags) {name, CRM_TYPE_REF, flags, CRM_KIND_##kind, NONE, NULL}
#define CODE(name, flags, choices) {name, CRM_TYPE_CODE, flags, 0, NONE, choices}
#define SET(name, flags, choices) {name, CRM_TYPE_SET, flags, 0, NONE, choices}

/* Fields 0 to 7 of every kind. The id is no reference: nothing refers to it but other records. */
#define COMMON(kind)                                                                               \
    FIELD("id", I64, CACHE | CRM__FIELD_POSITIVE),                                                 \
    FIELD("version", I64, CACHE | CRM__FIELD_NATURAL),                                             \
    TEXT("external_id", 0, IF_PERSON),                                                             \
    FIELD("created", INSTANT, FROZEN),                                                             \
    FIELD("modified", INSTANT, CACHE),                                                             \
    FIELD("archived", INSTANT, 0),                                                                 \
    REF("merged_into", kind, CACHE),                                                               \
    FIELD("erased", INSTANT, CACHE)

static const struct crm__choice account_types[] = {
    {CRM_ACCOUNT_TYPE_CUSTOMER, "customer"},
    {CRM_ACCOUNT_TYPE_PROSPECT, "prospect"},
    {CRM_ACCOUNT_TYPE_SUPPLIER, "supplier"},
    {CRM_ACCOUNT_TYPE_PARTNER, "partner"},
    {CRM_ACCOUNT_TYPE_COMPETITOR, "competitor"},
    {CRM_ACCOUNT_TYPE_DISTRIBUTOR, "distributor"},
    {CRM_ACCOUNT_TYPE_OUTLET, "outlet"},
    {CRM_ACCOUNT_TYPE_PERSON, "person"},
    {0, NULL}};

static const struct crm__choice link_types[] = {
    {CRM_LINK_TYPE_OWNED_BY, "owned_by"},
    {CRM_LINK_TYPE_SUPPLIED_BY, "supplied_by"},
    {CRM_LINK_TYPE_BRANCH_OF, "branch_of"},
    {CRM_LINK_TYPE_MANAGED_BY, "managed_by"},
    {0, NULL}};

static const struct crm__choice outcomes[] = {
    {CRM_OUTCOME_OPEN, "open"},
    {CRM_OUTCOME_WON, "won"},
    {CRM_OUTCOME_LOST, "lost"},
    {CRM_OUTCOME_ON_HOLD, "on_hold"},
    {0, NULL}};

static const struct crm__choice categories[] = {
    {CRM_CATEGORY_OMITTED, "omitted"},
    {CRM_CATEGORY_PIPELINE, "pipeline"},
    {CRM_CATEGORY_BEST_CASE, "best_case"},
    {CRM_CATEGORY_LIKELY, "likely"},
    {CRM_CATEGORY_COMMIT, "commit"},
    {CRM_CATEGORY_CLOSED, "closed"},
    {0, NULL}};

static const struct crm__choice probability_origins[] = {
    {CRM_PROBABILITY_STAGE, "stage"},
    {CRM_PROBABILITY_MANUAL, "manual"},
    {CRM_PROBABILITY_MODEL, "model"},
    {0, NULL}};

static const struct crm__choice opportunity_types[] = {
    {CRM_OPPORTUNITY_TYPE_NEW, "new"},
    {CRM_OPPORTUNITY_TYPE_RENEWAL, "renewal"},
    {CRM_OPPORTUNITY_TYPE_UPSELL, "upsell"},
    {0, NULL}};

static const struct crm__choice transition_types[] = {
    {CRM_TRANSITION_TYPE_CREATE, "create"},
    {CRM_TRANSITION_TYPE_MOVE, "move"},
    {CRM_TRANSITION_TYPE_CHANGE, "change"},
    {CRM_TRANSITION_TYPE_CORRECT, "correct"},
    {0, NULL}};

static const struct crm__choice transition_bits[] = {
    {CRM_TRANSITION_BIT_DAY_ONLY, "day_only"},
    {CRM_TRANSITION_BIT_VOID, "void"},
    {CRM_TRANSITION_BIT_INFERRED, "inferred"},
    {0, NULL}};

static const struct crm__choice purchase_types[] = {
    {CRM_PURCHASE_TYPE_SALE, "sale"},
    {CRM_PURCHASE_TYPE_RETURN, "return"},
    {CRM_PURCHASE_TYPE_CREDIT, "credit"},
    {CRM_PURCHASE_TYPE_CANCEL, "cancel"},
    {CRM_PURCHASE_TYPE_GIFT, "gift"},
    {CRM_PURCHASE_TYPE_INTERNAL, "internal"},
    {CRM_PURCHASE_TYPE_SELL_OUT, "sell_out"},
    {0, NULL}};

static const struct crm__choice rate_types[] = {
    {CRM_RATE_TYPE_SPOT, "spot"},
    {CRM_RATE_TYPE_BUDGET, "budget"},
    {CRM_RATE_TYPE_CLOSING, "closing"},
    {0, NULL}};

static const struct crm__choice expense_categories[] = {
    {CRM_EXPENSE_CATEGORY_GOODS, "goods"},
    {CRM_EXPENSE_CATEGORY_MARKETING, "marketing"},
    {CRM_EXPENSE_CATEGORY_SERVICE, "service"},
    {CRM_EXPENSE_CATEGORY_ACQUISITION, "acquisition"},
    {0, NULL}};

static const struct crm__choice referral_outcomes[] = {
    {CRM_REFERRAL_OUTCOME_OPEN, "open"},
    {CRM_REFERRAL_OUTCOME_WON, "won"},
    {CRM_REFERRAL_OUTCOME_LOST, "lost"},
    {0, NULL}};

static const struct crm__field user_fields[] = {
    COMMON(USER),
    TEXT("name", REQUIRED, PERSONAL),
    TEXT("email", 0, POINT),
    REF("manager", USER, 0),
    TEXT("team", 0, NONE),
    FIELD("grade", I64, 0),
    FIELD("left_day", DAY, 0)};

static const struct crm__field account_fields[] = {
    COMMON(ACCOUNT),
    TEXT("name", REQUIRED, IF_PERSON),
    TEXT("legal_name", 0, IF_PERSON),
    SET("types", 0, account_types),
    REF("parent", ACCOUNT, CACHE),
    REF("owner", USER, 0),
    TEXT("sector", 0, NONE),
    TEXT("segment", 0, NONE),
    FIELD("tier", I64, 0),
    FIELD("employees", I64, CRM__FIELD_NATURAL),
    FIELD("annual_revenue", MONEY, 0),
    FIELD("currency", CURRENCY, 0),
    TEXT("country", 0, NONE),
    TEXT("region", 0, NONE),
    TEXT("postcode", 0, IF_PERSON),
    TEXT("city", 0, IF_PERSON),
    TEXT("street", 0, IF_PERSON),
    TEXT("email", 0, POINT),
    TEXT("phone", 0, POINT),
    TEXT("website", 0, NONE),
    TEXT("legal_id", 0, IF_PERSON),
    TEXT("language", 0, NONE),
    FIELD("discount_bp", BP, CRM__FIELD_SHARE),
    FIELD("profiling_refused", INSTANT, 0),
    TEXT("description", 0, FREE)};

static const struct crm__field contact_fields[] = {
    COMMON(CONTACT),
    TEXT("last_name", 0, PERSONAL),
    TEXT("first_name", 0, PERSONAL),
    REF("account", ACCOUNT, 0),
    REF("reports_to", CONTACT, 0),
    TEXT("job_title", 0, PERSONAL),
    TEXT("department", 0, PERSONAL),
    TEXT("email", 0, POINT),
    TEXT("phone", 0, POINT),
    TEXT("mobile", 0, POINT),
    TEXT("language", 0, PERSONAL),
    TEXT("country", 0, PERSONAL),
    {"profiling_refused", CRM_TYPE_INSTANT, 0, 0, PERSONAL, NULL},
    TEXT("description", 0, FREE)};

static const struct crm__field link_fields[] = {
    COMMON(LINK),
    REF("child", ACCOUNT, REQUIRED),
    REF("parent", ACCOUNT, REQUIRED),
    CODE("type", REQUIRED, link_types),
    FIELD("valid_from", DAY, 0),
    FIELD("valid_to", DAY, 0),
    FIELD("share_bp", BP, CRM__FIELD_SHARE),
    TEXT("source", 0, NONE)};

static const struct crm__field product_fields[] = {
    COMMON(PRODUCT),
    TEXT("name", REQUIRED, NONE),
    TEXT("code", 0, NONE),
    TEXT("category", 0, NONE),
    TEXT("brand", 0, NONE),
    TEXT("unit", 0, NONE),
    FIELD("list_price", MONEY, 0),
    FIELD("cost", MONEY, 0),
    FIELD("currency", CURRENCY, 0),
    FIELD("launched", DAY, 0),
    FIELD("retired", DAY, 0),
    FIELD("validity_days", I64, CRM__FIELD_POSITIVE)};

static const struct crm__field pipeline_fields[] = {
    COMMON(PIPELINE),
    TEXT("name", REQUIRED, NONE)};

static const struct crm__field stage_fields[] = {
    COMMON(STAGE),
    REF("pipeline", PIPELINE, REQUIRED | FROZEN),
    TEXT("name", REQUIRED, NONE),
    FIELD("position", I64, REQUIRED),
    CODE("outcome", REQUIRED | FROZEN, outcomes),
    FIELD("probability_bp", BP, CRM__FIELD_SHARE),
    CODE("category", 0, categories),
    FIELD("expected_days", I64, CRM__FIELD_NATURAL),
    FIELD("max_days", I64, CRM__FIELD_NATURAL)};

static const struct crm__field opportunity_fields[] = {
    COMMON(OPPORTUNITY),
    TEXT("name", REQUIRED, NONE),
    REF("account", ACCOUNT, 0),
    REF("contact", CONTACT, 0),
    REF("owner", USER, 0),
    REF("pipeline", PIPELINE, REQUIRED | CACHE),
    REF("stage", STAGE, REQUIRED | CACHE),
    FIELD("stage_since", INSTANT, CACHE),
    FIELD("closed_day", DAY, CACHE),
    FIELD("amount", MONEY, 0),
    FIELD("currency", CURRENCY, 0),
    FIELD("close_day", DAY, 0),
    FIELD("probability_bp", BP, CRM__FIELD_SHARE),
    CODE("probability_origin", 0, probability_origins),
    CODE("category", 0, categories),
    REF("product", PRODUCT, 0),
    TEXT("source", 0, NONE),
    CODE("type", 0, opportunity_types),
    TEXT("next_step", 0, FREE),
    TEXT("description", 0, FREE)};

static const struct crm__field transition_fields[] = {
    COMMON(TRANSITION),
    REF("opportunity", OPPORTUNITY, REQUIRED),
    FIELD("seq", I64, REQUIRED | CRM__FIELD_POSITIVE),
    CODE("type", REQUIRED, transition_types),
    FIELD("at", INSTANT, 0),
    SET("bits", 0, transition_bits),
    REF("actor", USER, 0),
    REF("corrects", TRANSITION, 0),
    REF("from_stage", STAGE, 0),
    REF("stage", STAGE, REQUIRED),
    REF("pipeline", PIPELINE, REQUIRED),
    CODE("outcome", REQUIRED, outcomes),
    FIELD("position", I64, REQUIRED),
    FIELD("amount", MONEY, 0),
    FIELD("currency", CURRENCY, 0),
    FIELD("close_day", DAY, 0),
    FIELD("probability_bp", BP, CRM__FIELD_SHARE),
    CODE("probability_origin", 0, probability_origins),
    REF("owner", USER, 0),
    REF("account", ACCOUNT, 0),
    REF("product", PRODUCT, 0),
    CODE("category", 0, categories),
    TEXT("reason", 0, NONE),
    REF("competitor", ACCOUNT, 0),
    TEXT("note", 0, FREE)};

static const struct crm__field purchase_fields[] = {
    COMMON(PURCHASE),
    REF("account", ACCOUNT, REQUIRED),
    REF("contact", CONTACT, 0),
    REF("product", PRODUCT, 0),
    TEXT("order_key", 0, NONE),
    FIELD("day", DAY, REQUIRED),
    CODE("type", REQUIRED, purchase_types),
    REF("refers_to", PURCHASE, 0),
    FIELD("quantity", QTY, 0),
    FIELD("net_amount", MONEY, REQUIRED),
    FIELD("list_amount", MONEY, 0),
    FIELD("cost_amount", MONEY, 0),
    FIELD("currency", CURRENCY, REQUIRED),
    REF("opportunity", OPPORTUNITY, 0),
    REF("owner", USER, 0),
    REF("via", ACCOUNT, 0),
    TEXT("channel", 0, NONE),
    FIELD("counted_day", DAY, CACHE)};

static const struct crm__field rate_fields[] = {
    COMMON(RATE),
    FIELD("base", CURRENCY, REQUIRED),
    FIELD("target", CURRENCY, REQUIRED),
    FIELD("day", DAY, REQUIRED),
    FIELD("num", I64, REQUIRED | CRM__FIELD_POSITIVE),
    FIELD("den", I64, REQUIRED | CRM__FIELD_POSITIVE),
    CODE("type", 0, rate_types),
    TEXT("source", 0, NONE)};

static const struct crm__field expense_fields[] = {
    COMMON(EXPENSE),
    CODE("category", REQUIRED, expense_categories),
    FIELD("day", DAY, REQUIRED),
    FIELD("amount", MONEY, REQUIRED),
    FIELD("currency", CURRENCY, REQUIRED),
    REF("account", ACCOUNT, 0),
    REF("owner", USER, 0),
    TEXT("channel", 0, NONE),
    TEXT("note", 0, FREE)};

static const struct crm__field referral_fields[] = {
    COMMON(REFERRAL),
    REF("from_contact", CONTACT, 0),
    REF("to_account", ACCOUNT, 0),
    REF("to_contact", CONTACT, 0),
    FIELD("day", DAY, REQUIRED),
    CODE("outcome", 0, referral_outcomes),
    REF("from_account", ACCOUNT, 0),
    TEXT("note", 0, FREE)};

#define KIND(name, flags, currency) {#name, flags, name##_fields + CRM__COMMON_FIELDS,             \
                                     COUNT(name##_fields) - CRM__COMMON_FIELDS, name##_fields,     \
                                     currency}

const struct crm__kind crm__kinds[CRM__KINDS] = {
    KIND(user, 0, -1),
    KIND(account, 0, CRM_ACCOUNT_CURRENCY),
    KIND(contact, 0, -1),
    KIND(link, CRM_KIND_GROWS, -1),
    KIND(product, 0, CRM_PRODUCT_CURRENCY),
    KIND(pipeline, 0, -1),
    KIND(stage, 0, -1),
    KIND(opportunity, 0, CRM_OPPORTUNITY_CURRENCY),
    KIND(transition, CRM_KIND_GROWS, CRM_TRANSITION_CURRENCY),
    KIND(purchase, CRM_KIND_GROWS, CRM_PURCHASE_CURRENCY),
    KIND(rate, CRM_KIND_GROWS, -1),
    KIND(expense, CRM_KIND_GROWS, CRM_EXPENSE_CURRENCY),
    KIND(referral, CRM_KIND_GROWS, -1)};

/* clang-format on */
