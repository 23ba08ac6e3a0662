/*
 * constants.h - every number of the interface, in one place.
 *
 * None of them ever changes; new ones are only added. Functions that return one of a group may
 * return newer ones in later versions: treat an unknown value as "something else", not as an error.
 */
#ifndef CRM_CONSTANTS_H
#define CRM_CONSTANTS_H

/* Version of these headers. crm_version_number() tells that of the library in use. */
#define CRM_VERSION_MAJOR 0
#define CRM_VERSION_MINOR 1
#define CRM_VERSION_PATCH 0

/* Values that mean "none" where a day or an instant is passed by value. */
#define CRM_DAY_NONE (-2147483647 - 1)
#define CRM_INSTANT_NONE (-9223372036854775807LL - 1)

/* Length argument for text that ends in NUL. */
#define CRM_TEXT_NUL ((size_t)-1)

/* Statuses: 0 good, above 0 not an error, below 0 an error. */
enum {
    CRM_OK = 0,
    CRM_NONE = 1, /* there is no value, no row, no more */

    CRM_ERROR_ARGUMENT = -1,    /* a parameter is wrong */
    CRM_ERROR_STATE = -2,       /* not now: wrong order of calls, or a context used by two threads */
    CRM_ERROR_REENTRANT = -3,   /* called from inside a callback of the same context */
    CRM_ERROR_CLOSED = -4,      /* the context was closed */
    CRM_ERROR_UNSUPPORTED = -5, /* the store has no such callback, or lacks this kind */
    CRM_ERROR_CANCELLED = -6,   /* the progress callback said no */
    CRM_ERROR_ABI = -7,         /* a struct of the caller is of a size this library cannot read */

    CRM_ERROR_MEMORY = -100,   /* an allocation failed */
    CRM_ERROR_LIMIT = -101,    /* a stated limit would be exceeded */
    CRM_ERROR_OVERFLOW = -102, /* a total does not fit 64 bits */

    CRM_ERROR_DATA = -200,      /* a value is wrong in itself */
    CRM_ERROR_DUPLICATE = -201, /* the external id is used already within the kind */
    CRM_ERROR_REFERENCE = -202, /* a record that is referred to is not there */
    CRM_ERROR_RULE = -203,      /* a rule of the trade forbids it */
    CRM_ERROR_ORDER = -204,     /* older than the last stage row of the deal */
    CRM_ERROR_GONE = -205,      /* the record was removed, merged or erased */

    CRM_ERROR_STORE = -300,    /* the store failed or broke its contract */
    CRM_ERROR_CONFLICT = -301, /* somebody else changed the record meanwhile */
    CRM_ERROR_UNCERTAIN = -302 /* the store cannot tell whether it wrote */
};

/* Kinds of records. 0 in a table means "a result". */
enum {
    CRM_KIND_USER = 1,
    CRM_KIND_ACCOUNT = 2,
    CRM_KIND_CONTACT = 3,
    CRM_KIND_LINK = 4,
    CRM_KIND_PRODUCT = 5,
    CRM_KIND_PIPELINE = 6,
    CRM_KIND_STAGE = 7,
    CRM_KIND_OPPORTUNITY = 8,
    CRM_KIND_TRANSITION = 9,
    CRM_KIND_PURCHASE = 10,
    CRM_KIND_RATE = 11,
    CRM_KIND_EXPENSE = 12,
    CRM_KIND_REFERRAL = 13
};

/* Flags of a kind (crm_schema_kind_flags). */
enum {
    CRM_KIND_GROWS = 1 /* rows are added, never edited or removed */
};

/* Types of fields and columns. The comment names the C type that holds a value. */
enum {
    CRM_TYPE_TEXT = 1,     /* UTF-8 bytes without NUL */
    CRM_TYPE_I64 = 2,      /* int64_t */
    CRM_TYPE_BP = 3,       /* int32_t, hundredths of a percent */
    CRM_TYPE_QTY = 4,      /* int64_t, thousandths of a unit */
    CRM_TYPE_DAY = 5,      /* int32_t, days since 1970-01-01 */
    CRM_TYPE_INSTANT = 6,  /* int64_t, microseconds since 1970-01-01T00:00Z */
    CRM_TYPE_MONEY = 7,    /* int64_t, minor units of the record's currency */
    CRM_TYPE_CURRENCY = 8, /* int32_t, three packed letters */
    CRM_TYPE_CODE = 9,     /* int32_t, one of the field's choices */
    CRM_TYPE_SET = 10,     /* int64_t, bits of the field's choices */
    CRM_TYPE_REF = 11,     /* int64_t, id of a record */
    CRM_TYPE_DOUBLE = 12   /* double: results and custom fields alone */
};

/* Flags of a field (crm_schema_field_flags). */
enum {
    CRM_FIELD_REQUIRED = 1, /* a record without it is not saved */
    CRM_FIELD_CACHE = 2,    /* kept by the library; callers cannot set it */
    CRM_FIELD_FROZEN = 4,   /* cannot change once the record is stored */
    CRM_FIELD_TRACKED = 8,  /* its history is kept (no field of this version) */
    CRM_FIELD_CUSTOM = 16   /* defined by the host */
};

/* Classes of personal data (crm_schema_field_privacy). */
enum {
    CRM_PRIVACY_NONE = 0,
    CRM_PRIVACY_PERSONAL = 1,
    CRM_PRIVACY_CONTACT_POINT = 2,
    CRM_PRIVACY_SENSITIVE = 3,
    CRM_PRIVACY_FREE_TEXT = 4,
    CRM_PRIVACY_IF_PERSON = 16 /* added to a class: holds only where the account is a person */
};

/* Fields that every kind has. Own fields start at CRM_FIELD_OWN, custom ones at CRM_FIELD_FIRST_CUSTOM. */
enum {
    CRM_FIELD_ID = 0,
    CRM_FIELD_VERSION = 1,
    CRM_FIELD_EXTERNAL_ID = 2,
    CRM_FIELD_CREATED = 3,
    CRM_FIELD_MODIFIED = 4,
    CRM_FIELD_ARCHIVED = 5,
    CRM_FIELD_MERGED_INTO = 6,
    CRM_FIELD_ERASED = 7,
    CRM_FIELD_OWN = 16,
    CRM_FIELD_FIRST_CUSTOM = 1024
};

enum { /* user */
    CRM_USER_NAME = 16,
    CRM_USER_EMAIL = 17,
    CRM_USER_MANAGER = 18,
    CRM_USER_TEAM = 19,
    CRM_USER_GRADE = 20,
    CRM_USER_LEFT_DAY = 21
};

enum { /* account */
    CRM_ACCOUNT_NAME = 16,
    CRM_ACCOUNT_LEGAL_NAME = 17,
    CRM_ACCOUNT_TYPES = 18,
    CRM_ACCOUNT_PARENT = 19,
    CRM_ACCOUNT_OWNER = 20,
    CRM_ACCOUNT_SECTOR = 21,
    CRM_ACCOUNT_SEGMENT = 22,
    CRM_ACCOUNT_TIER = 23,
    CRM_ACCOUNT_EMPLOYEES = 24,
    CRM_ACCOUNT_ANNUAL_REVENUE = 25,
    CRM_ACCOUNT_CURRENCY = 26,
    CRM_ACCOUNT_COUNTRY = 27,
    CRM_ACCOUNT_REGION = 28,
    CRM_ACCOUNT_POSTCODE = 29,
    CRM_ACCOUNT_CITY = 30,
    CRM_ACCOUNT_STREET = 31,
    CRM_ACCOUNT_EMAIL = 32,
    CRM_ACCOUNT_PHONE = 33,
    CRM_ACCOUNT_WEBSITE = 34,
    CRM_ACCOUNT_LEGAL_ID = 35,
    CRM_ACCOUNT_LANGUAGE = 36,
    CRM_ACCOUNT_DISCOUNT_BP = 37,
    CRM_ACCOUNT_PROFILING_REFUSED = 38,
    CRM_ACCOUNT_DESCRIPTION = 39
};

enum { /* bits of account.types */
    CRM_ACCOUNT_TYPE_CUSTOMER = 1,
    CRM_ACCOUNT_TYPE_PROSPECT = 2,
    CRM_ACCOUNT_TYPE_SUPPLIER = 4,
    CRM_ACCOUNT_TYPE_PARTNER = 8,
    CRM_ACCOUNT_TYPE_COMPETITOR = 16,
    CRM_ACCOUNT_TYPE_DISTRIBUTOR = 32,
    CRM_ACCOUNT_TYPE_OUTLET = 64,
    CRM_ACCOUNT_TYPE_PERSON = 128
};

enum { /* contact */
    CRM_CONTACT_LAST_NAME = 16,
    CRM_CONTACT_FIRST_NAME = 17,
    CRM_CONTACT_ACCOUNT = 18,
    CRM_CONTACT_REPORTS_TO = 19,
    CRM_CONTACT_JOB_TITLE = 20,
    CRM_CONTACT_DEPARTMENT = 21,
    CRM_CONTACT_EMAIL = 22,
    CRM_CONTACT_PHONE = 23,
    CRM_CONTACT_MOBILE = 24,
    CRM_CONTACT_LANGUAGE = 25,
    CRM_CONTACT_COUNTRY = 26,
    CRM_CONTACT_PROFILING_REFUSED = 27,
    CRM_CONTACT_DESCRIPTION = 28
};

enum { /* link */
    CRM_LINK_CHILD = 16,
    CRM_LINK_PARENT = 17,
    CRM_LINK_TYPE = 18,
    CRM_LINK_VALID_FROM = 19,
    CRM_LINK_VALID_TO = 20,
    CRM_LINK_SHARE_BP = 21,
    CRM_LINK_SOURCE = 22
};

enum { /* link.type */
    CRM_LINK_TYPE_OWNED_BY = 1,
    CRM_LINK_TYPE_SUPPLIED_BY = 2,
    CRM_LINK_TYPE_BRANCH_OF = 3,
    CRM_LINK_TYPE_MANAGED_BY = 4
};

enum { /* product */
    CRM_PRODUCT_NAME = 16,
    CRM_PRODUCT_CODE = 17,
    CRM_PRODUCT_CATEGORY = 18,
    CRM_PRODUCT_BRAND = 19,
    CRM_PRODUCT_UNIT = 20,
    CRM_PRODUCT_LIST_PRICE = 21,
    CRM_PRODUCT_COST = 22,
    CRM_PRODUCT_CURRENCY = 23,
    CRM_PRODUCT_LAUNCHED = 24,
    CRM_PRODUCT_RETIRED = 25,
    CRM_PRODUCT_VALIDITY_DAYS = 26
};

enum { /* pipeline */
    CRM_PIPELINE_NAME = 16
};

enum { /* stage */
    CRM_STAGE_PIPELINE = 16,
    CRM_STAGE_NAME = 17,
    CRM_STAGE_POSITION = 18,
    CRM_STAGE_OUTCOME = 19,
    CRM_STAGE_PROBABILITY_BP = 20,
    CRM_STAGE_CATEGORY = 21,
    CRM_STAGE_EXPECTED_DAYS = 22,
    CRM_STAGE_MAX_DAYS = 23
};

enum { /* stage.outcome, transition.outcome */
    CRM_OUTCOME_OPEN = 1,
    CRM_OUTCOME_WON = 2,
    CRM_OUTCOME_LOST = 3,
    CRM_OUTCOME_ON_HOLD = 4
};

enum { /* forecast category of stages, opportunities and transitions */
    CRM_CATEGORY_OMITTED = 1,
    CRM_CATEGORY_PIPELINE = 2,
    CRM_CATEGORY_BEST_CASE = 3,
    CRM_CATEGORY_LIKELY = 4,
    CRM_CATEGORY_COMMIT = 5,
    CRM_CATEGORY_CLOSED = 6
};

enum { /* opportunity */
    CRM_OPPORTUNITY_NAME = 16,
    CRM_OPPORTUNITY_ACCOUNT = 17,
    CRM_OPPORTUNITY_CONTACT = 18,
    CRM_OPPORTUNITY_OWNER = 19,
    CRM_OPPORTUNITY_PIPELINE = 20,
    CRM_OPPORTUNITY_STAGE = 21,
    CRM_OPPORTUNITY_STAGE_SINCE = 22,
    CRM_OPPORTUNITY_CLOSED_DAY = 23,
    CRM_OPPORTUNITY_AMOUNT = 24,
    CRM_OPPORTUNITY_CURRENCY = 25,
    CRM_OPPORTUNITY_CLOSE_DAY = 26,
    CRM_OPPORTUNITY_PROBABILITY_BP = 27,
    CRM_OPPORTUNITY_PROBABILITY_ORIGIN = 28,
    CRM_OPPORTUNITY_CATEGORY = 29,
    CRM_OPPORTUNITY_PRODUCT = 30,
    CRM_OPPORTUNITY_SOURCE = 31,
    CRM_OPPORTUNITY_TYPE = 32,
    CRM_OPPORTUNITY_NEXT_STEP = 33,
    CRM_OPPORTUNITY_DESCRIPTION = 34
};

enum { /* probability_origin */
    CRM_PROBABILITY_STAGE = 1,
    CRM_PROBABILITY_MANUAL = 2,
    CRM_PROBABILITY_MODEL = 3
};

enum { /* opportunity.type */
    CRM_OPPORTUNITY_TYPE_NEW = 1,
    CRM_OPPORTUNITY_TYPE_RENEWAL = 2,
    CRM_OPPORTUNITY_TYPE_UPSELL = 3
};

enum { /* transition */
    CRM_TRANSITION_OPPORTUNITY = 16,
    CRM_TRANSITION_SEQ = 17,
    CRM_TRANSITION_TYPE = 18,
    CRM_TRANSITION_AT = 19,
    CRM_TRANSITION_BITS = 20,
    CRM_TRANSITION_ACTOR = 21,
    CRM_TRANSITION_CORRECTS = 22,
    CRM_TRANSITION_FROM_STAGE = 23,
    CRM_TRANSITION_STAGE = 24,
    CRM_TRANSITION_PIPELINE = 25,
    CRM_TRANSITION_OUTCOME = 26,
    CRM_TRANSITION_POSITION = 27,
    CRM_TRANSITION_AMOUNT = 28,
    CRM_TRANSITION_CURRENCY = 29,
    CRM_TRANSITION_CLOSE_DAY = 30,
    CRM_TRANSITION_PROBABILITY_BP = 31,
    CRM_TRANSITION_PROBABILITY_ORIGIN = 32,
    CRM_TRANSITION_OWNER = 33,
    CRM_TRANSITION_ACCOUNT = 34,
    CRM_TRANSITION_PRODUCT = 35,
    CRM_TRANSITION_CATEGORY = 36,
    CRM_TRANSITION_REASON = 37,
    CRM_TRANSITION_COMPETITOR = 38,
    CRM_TRANSITION_NOTE = 39
};

enum { /* transition.type */
    CRM_TRANSITION_TYPE_CREATE = 1,
    CRM_TRANSITION_TYPE_MOVE = 2,
    CRM_TRANSITION_TYPE_CHANGE = 3,
    CRM_TRANSITION_TYPE_CORRECT = 4
};

enum { /* bits of transition.bits */
    CRM_TRANSITION_BIT_DAY_ONLY = 1, /* the source knew the day alone */
    CRM_TRANSITION_BIT_VOID = 2,     /* a CORRECT row that puts nothing in the place */
    CRM_TRANSITION_BIT_INFERRED = 4  /* worked out, not observed */
};

enum { /* purchase */
    CRM_PURCHASE_ACCOUNT = 16,
    CRM_PURCHASE_CONTACT = 17,
    CRM_PURCHASE_PRODUCT = 18,
    CRM_PURCHASE_ORDER_KEY = 19,
    CRM_PURCHASE_DAY = 20,
    CRM_PURCHASE_TYPE = 21,
    CRM_PURCHASE_REFERS_TO = 22,
    CRM_PURCHASE_QUANTITY = 23,
    CRM_PURCHASE_NET_AMOUNT = 24,
    CRM_PURCHASE_LIST_AMOUNT = 25,
    CRM_PURCHASE_COST_AMOUNT = 26,
    CRM_PURCHASE_CURRENCY = 27,
    CRM_PURCHASE_OPPORTUNITY = 28,
    CRM_PURCHASE_OWNER = 29,
    CRM_PURCHASE_VIA = 30,
    CRM_PURCHASE_CHANNEL = 31,
    CRM_PURCHASE_COUNTED_DAY = 32
};

enum { /* purchase.type */
    CRM_PURCHASE_TYPE_SALE = 1,
    CRM_PURCHASE_TYPE_RETURN = 2,
    CRM_PURCHASE_TYPE_CREDIT = 3,
    CRM_PURCHASE_TYPE_CANCEL = 4,
    CRM_PURCHASE_TYPE_GIFT = 5,
    CRM_PURCHASE_TYPE_INTERNAL = 6,
    CRM_PURCHASE_TYPE_SELL_OUT = 7
};

enum { /* rate */
    CRM_RATE_BASE = 16,
    CRM_RATE_TARGET = 17,
    CRM_RATE_DAY = 18,
    CRM_RATE_NUM = 19,
    CRM_RATE_DEN = 20,
    CRM_RATE_TYPE = 21,
    CRM_RATE_SOURCE = 22
};

enum { /* rate.type */
    CRM_RATE_TYPE_SPOT = 1,
    CRM_RATE_TYPE_BUDGET = 2,
    CRM_RATE_TYPE_CLOSING = 3
};

enum { /* expense */
    CRM_EXPENSE_CATEGORY = 16,
    CRM_EXPENSE_DAY = 17,
    CRM_EXPENSE_AMOUNT = 18,
    CRM_EXPENSE_CURRENCY = 19,
    CRM_EXPENSE_ACCOUNT = 20,
    CRM_EXPENSE_OWNER = 21,
    CRM_EXPENSE_CHANNEL = 22,
    CRM_EXPENSE_NOTE = 23
};

enum { /* expense.category */
    CRM_EXPENSE_CATEGORY_GOODS = 1,      /* what was sold, where no purchase says its cost */
    CRM_EXPENSE_CATEGORY_MARKETING = 2,  /* campaigns, fairs, gifts */
    CRM_EXPENSE_CATEGORY_SERVICE = 3,    /* the relation: visits, support, logistics */
    CRM_EXPENSE_CATEGORY_ACQUISITION = 4 /* winning new customers */
};

enum { /* referral */
    CRM_REFERRAL_FROM_CONTACT = 16,
    CRM_REFERRAL_TO_ACCOUNT = 17,
    CRM_REFERRAL_TO_CONTACT = 18,
    CRM_REFERRAL_DAY = 19,
    CRM_REFERRAL_OUTCOME = 20,
    CRM_REFERRAL_FROM_ACCOUNT = 21,
    CRM_REFERRAL_NOTE = 22
};

enum { /* referral.outcome */
    CRM_REFERRAL_OUTCOME_OPEN = 1, /* nothing came of it yet */
    CRM_REFERRAL_OUTCOME_WON = 2,  /* it became a customer */
    CRM_REFERRAL_OUTCOME_LOST = 3  /* it did not */
};

/* Flags of a store (crm_store.flags). */
enum {
    CRM_STORE_ONE_CURSOR = 1 /* one cursor at a time, and no other call while it is open */
};

/* Conditions that a query holds at most. */
enum { CRM_QUERY_CONDITIONS = 4 };

/* Rounding of amounts. */
enum {
    CRM_ROUND_HALF_EVEN = 0, /* to the nearest, a half to the even neighbour (IEEE 754 roundTiesToEven) */
    CRM_ROUND_HALF_AWAY = 1  /* to the nearest, a half away from zero (commercial invoices) */
};

/* Roles of the kinds that an analysis reads. */
enum {
    CRM_ROLE_SETUP = 1, /* whole, before the first fact */
    CRM_ROLE_KEYED = 2, /* one row a key, any order */
    CRM_ROLE_FACT = 3   /* any order */
};

/* params.sales: where sales come from; never both. */
enum {
    CRM_SALES_PURCHASES = 1,
    CRM_SALES_WON = 2 /* each won deal is one line, on the day it was won */
};

/* params.unit: what counts as one customer. */
enum {
    CRM_UNIT_ACCOUNT = 1,
    CRM_UNIT_FAMILY = 2,
    CRM_UNIT_CONTACT = 3
};

/* crm_rfm_params.occasion: what counts as buying once. */
enum {
    CRM_OCCASION_DAY = 1, /* a day whose net is above 0 */
    CRM_OCCASION_ROW = 2, /* a sale line */
    CRM_OCCASION_ORDER = 3 /* an order whose net is above 0; a line without order_key is its own */
};

/* Rules of scores (rule of params). Equal values get equal scores, but under NTILE. */
enum {
    CRM_SCORES_RANK = 1,     /* 1 + floor(bins x customers below / customers) */
    CRM_SCORES_QUANTILE = 2, /* 1 + quantiles (type 7) of order j / bins below the value */
    CRM_SCORES_NTILE = 3,    /* as SQL's NTILE over (value, id): bins of one size, ties are split */
    CRM_SCORES_MIDRANK = 4,  /* ceil(bins x (middle of the ranks shared - 1/2) / customers) */
    CRM_SCORES_GIVEN = 5     /* by the edges given as a list, closed below */
};

/* crm_rfm_params.monetary: the third axis. */
enum {
    CRM_MONETARY_SUM = 1,   /* net of all rows */
    CRM_MONETARY_MEAN = 2,  /* that an occasion, rounded half to even */
    CRM_MONETARY_MARGIN = 3 /* net less cost, over the rows that have a cost */
};

/* crm_lifetime_value_params.allocation: how costs that name no customer are shared out. */
enum {
    CRM_ALLOCATE_BY_VALUE = 1, /* by what customers bought in the window */
    CRM_ALLOCATE_EVENLY = 2
};

/* crm_rfm_params.flags. */
enum {
    CRM_RFM_NESTED = 1,    /* f is scored within each r, m within each r and f */
    CRM_RFM_SHOW_PARTS = 2 /* fill the table parts */
};

/* Flags in rfm.scores. */
enum {
    CRM_RFM_SMALL_N = 1,      /* fewer customers than bins */
    CRM_RFM_NEGATIVE = 2,     /* monetary is 0 or below */
    CRM_RFM_TRUNCATED = 4,    /* first seen within the window's first day: may be an older customer */
    CRM_RFM_REFUND_ONLY = 8,  /* no occasion, so no scores */
    CRM_RFM_FLAT_R = 16,      /* all customers equal on the axis */
    CRM_RFM_FLAT_F = 32,
    CRM_RFM_FLAT_M = 64
};

/* crm_purchase_model_params.model; GAMMA_GAMMA goes with each of the others. */
enum {
    CRM_PURCHASE_MODEL_BGNBD = 1,
    CRM_PURCHASE_MODEL_MBGNBD = 2,
    CRM_PURCHASE_MODEL_PARETO_NBD = 3,
    CRM_PURCHASE_MODEL_BGBB = 4,
    CRM_PURCHASE_MODEL_SBG = 5,
    CRM_PURCHASE_MODEL_GAMMA_GAMMA = 6
};

/* How a fit ended, as in purchase_model.fit. */
enum {
    CRM_FIT_OK = 1,
    CRM_FIT_GIVEN = 2,          /* the parameters were given */
    CRM_FIT_BOUNDARY = 3,       /* a parameter lies at its bound: the best one is 0 or without end */
    CRM_FIT_NOT_IDENTIFIED = 4, /* other parameters fit as well */
    CRM_FIT_NOT_CONVERGED = 5,  /* stopped before the slope was flat */
    CRM_FIT_TOO_FEW = 6         /* nothing to fit: no parameters */
};

/* Flags in purchase_model.customers and .parameters. */
enum {
    CRM_PURCHASE_PRIOR_ONLY = 1, /* no repeat purchase: says what customers are like, not this one */
    CRM_PURCHASE_NO_VALUE = 2,   /* repeat purchases without a value above 0: not in gamma_gamma */
    CRM_PARAMETER_GIVEN = 1,
    CRM_PARAMETER_AT_BOUND = 2
};

/* crm_whitespace_params.columns and .flags. */
enum {
    CRM_COLUMNS_PRODUCT = 1,
    CRM_COLUMNS_CATEGORY = 2,
    CRM_WHITESPACE_SHOW_HELD = 1, /* list HELD cells too */
    CRM_WHITESPACE_PROSPECTS = 2  /* accounts of type PROSPECT are rows as well */
};

/* whitespace.cells.state, in the order in which they are tried. */
enum {
    CRM_CELL_HELD = 1,
    CRM_CELL_IN_PIPELINE = 2,
    CRM_CELL_LOST_RECENTLY = 3,
    CRM_CELL_EXPIRED = 4,
    CRM_CELL_EXCLUDED = 5,
    CRM_CELL_WHITE = 6
};

/* Flags in pipeline.deals. */
enum {
    CRM_DEAL_NO_AMOUNT = 1,
    CRM_DEAL_NO_ACCOUNT = 2,
    CRM_DEAL_NO_CLOSE_DAY = 4,
    CRM_DEAL_OVERDUE = 8,
    CRM_DEAL_STALE = 16
};

#endif
