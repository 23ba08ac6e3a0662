/*
 * test_constants.c - pins every number of crm/constants.h: hosts have stored and compiled them in,
 * so none may ever change. The numbers are written out here a second time on purpose. The header
 * itself is read too, so that a new constant cannot be forgotten.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crm/constants.h"

struct pin {
    const char *name;
    long long value;
    long long pinned;
};

/* clang-format off */
#define PIN(name, pinned) {#name, name, pinned}

static const struct pin pins[] = {
    PIN(CRM_DAY_NONE, -2147483647 - 1),
    PIN(CRM_INSTANT_NONE, -9223372036854775807LL - 1),

    PIN(CRM_OK, 0),
    PIN(CRM_NONE, 1),
    PIN(CRM_ERROR_ARGUMENT, -1),
    PIN(CRM_ERROR_STATE, -2),
    PIN(CRM_ERROR_REENTRANT, -3),
    PIN(CRM_ERROR_CLOSED, -4),
    PIN(CRM_ERROR_UNSUPPORTED, -5),
    PIN(CRM_ERROR_CANCELLED, -6),
    PIN(CRM_ERROR_ABI, -7),
    PIN(CRM_ERROR_MEMORY, -100),
    PIN(CRM_ERROR_LIMIT, -101),
    PIN(CRM_ERROR_OVERFLOW, -102),
    PIN(CRM_ERROR_DATA, -200),
    PIN(CRM_ERROR_DUPLICATE, -201),
    PIN(CRM_ERROR_REFERENCE, -202),
    PIN(CRM_ERROR_RULE, -203),
    PIN(CRM_ERROR_ORDER, -204),
    PIN(CRM_ERROR_GONE, -205),
    PIN(CRM_ERROR_STORE, -300),
    PIN(CRM_ERROR_CONFLICT, -301),
    PIN(CRM_ERROR_UNCERTAIN, -302),

    PIN(CRM_KIND_USER, 1),
    PIN(CRM_KIND_ACCOUNT, 2),
    PIN(CRM_KIND_CONTACT, 3),
    PIN(CRM_KIND_LINK, 4),
    PIN(CRM_KIND_PRODUCT, 5),
    PIN(CRM_KIND_PIPELINE, 6),
    PIN(CRM_KIND_STAGE, 7),
    PIN(CRM_KIND_OPPORTUNITY, 8),
    PIN(CRM_KIND_TRANSITION, 9),
    PIN(CRM_KIND_PURCHASE, 10),
    PIN(CRM_KIND_RATE, 11),

    PIN(CRM_KIND_GROWS, 1),

    PIN(CRM_TYPE_TEXT, 1),
    PIN(CRM_TYPE_I64, 2),
    PIN(CRM_TYPE_BP, 3),
    PIN(CRM_TYPE_QTY, 4),
    PIN(CRM_TYPE_DAY, 5),
    PIN(CRM_TYPE_INSTANT, 6),
    PIN(CRM_TYPE_MONEY, 7),
    PIN(CRM_TYPE_CURRENCY, 8),
    PIN(CRM_TYPE_CODE, 9),
    PIN(CRM_TYPE_SET, 10),
    PIN(CRM_TYPE_REF, 11),
    PIN(CRM_TYPE_DOUBLE, 12),

    PIN(CRM_FIELD_REQUIRED, 1),
    PIN(CRM_FIELD_CACHE, 2),
    PIN(CRM_FIELD_FROZEN, 4),
    PIN(CRM_FIELD_TRACKED, 8),
    PIN(CRM_FIELD_CUSTOM, 16),

    PIN(CRM_PRIVACY_NONE, 0),
    PIN(CRM_PRIVACY_PERSONAL, 1),
    PIN(CRM_PRIVACY_CONTACT_POINT, 2),
    PIN(CRM_PRIVACY_SENSITIVE, 3),
    PIN(CRM_PRIVACY_FREE_TEXT, 4),
    PIN(CRM_PRIVACY_IF_PERSON, 16),

    PIN(CRM_FIELD_ID, 0),
    PIN(CRM_FIELD_VERSION, 1),
    PIN(CRM_FIELD_EXTERNAL_ID, 2),
    PIN(CRM_FIELD_CREATED, 3),
    PIN(CRM_FIELD_MODIFIED, 4),
    PIN(CRM_FIELD_ARCHIVED, 5),
    PIN(CRM_FIELD_MERGED_INTO, 6),
    PIN(CRM_FIELD_ERASED, 7),
    PIN(CRM_FIELD_OWN, 16),
    PIN(CRM_FIELD_FIRST_CUSTOM, 1024),

    PIN(CRM_USER_NAME, 16),
    PIN(CRM_USER_EMAIL, 17),
    PIN(CRM_USER_MANAGER, 18),
    PIN(CRM_USER_TEAM, 19),
    PIN(CRM_USER_GRADE, 20),
    PIN(CRM_USER_LEFT_DAY, 21),

    PIN(CRM_ACCOUNT_NAME, 16),
    PIN(CRM_ACCOUNT_LEGAL_NAME, 17),
    PIN(CRM_ACCOUNT_TYPES, 18),
    PIN(CRM_ACCOUNT_PARENT, 19),
    PIN(CRM_ACCOUNT_OWNER, 20),
    PIN(CRM_ACCOUNT_SECTOR, 21),
    PIN(CRM_ACCOUNT_SEGMENT, 22),
    PIN(CRM_ACCOUNT_TIER, 23),
    PIN(CRM_ACCOUNT_EMPLOYEES, 24),
    PIN(CRM_ACCOUNT_ANNUAL_REVENUE, 25),
    PIN(CRM_ACCOUNT_CURRENCY, 26),
    PIN(CRM_ACCOUNT_COUNTRY, 27),
    PIN(CRM_ACCOUNT_REGION, 28),
    PIN(CRM_ACCOUNT_POSTCODE, 29),
    PIN(CRM_ACCOUNT_CITY, 30),
    PIN(CRM_ACCOUNT_STREET, 31),
    PIN(CRM_ACCOUNT_EMAIL, 32),
    PIN(CRM_ACCOUNT_PHONE, 33),
    PIN(CRM_ACCOUNT_WEBSITE, 34),
    PIN(CRM_ACCOUNT_LEGAL_ID, 35),
    PIN(CRM_ACCOUNT_LANGUAGE, 36),
    PIN(CRM_ACCOUNT_DISCOUNT_BP, 37),
    PIN(CRM_ACCOUNT_PROFILING_REFUSED, 38),
    PIN(CRM_ACCOUNT_DESCRIPTION, 39),

    PIN(CRM_ACCOUNT_TYPE_CUSTOMER, 1),
    PIN(CRM_ACCOUNT_TYPE_PROSPECT, 2),
    PIN(CRM_ACCOUNT_TYPE_SUPPLIER, 4),
    PIN(CRM_ACCOUNT_TYPE_PARTNER, 8),
    PIN(CRM_ACCOUNT_TYPE_COMPETITOR, 16),
    PIN(CRM_ACCOUNT_TYPE_DISTRIBUTOR, 32),
    PIN(CRM_ACCOUNT_TYPE_OUTLET, 64),
    PIN(CRM_ACCOUNT_TYPE_PERSON, 128),

    PIN(CRM_CONTACT_LAST_NAME, 16),
    PIN(CRM_CONTACT_FIRST_NAME, 17),
    PIN(CRM_CONTACT_ACCOUNT, 18),
    PIN(CRM_CONTACT_REPORTS_TO, 19),
    PIN(CRM_CONTACT_JOB_TITLE, 20),
    PIN(CRM_CONTACT_DEPARTMENT, 21),
    PIN(CRM_CONTACT_EMAIL, 22),
    PIN(CRM_CONTACT_PHONE, 23),
    PIN(CRM_CONTACT_MOBILE, 24),
    PIN(CRM_CONTACT_LANGUAGE, 25),
    PIN(CRM_CONTACT_COUNTRY, 26),
    PIN(CRM_CONTACT_PROFILING_REFUSED, 27),
    PIN(CRM_CONTACT_DESCRIPTION, 28),

    PIN(CRM_LINK_CHILD, 16),
    PIN(CRM_LINK_PARENT, 17),
    PIN(CRM_LINK_TYPE, 18),
    PIN(CRM_LINK_VALID_FROM, 19),
    PIN(CRM_LINK_VALID_TO, 20),
    PIN(CRM_LINK_SHARE_BP, 21),
    PIN(CRM_LINK_SOURCE, 22),

    PIN(CRM_LINK_TYPE_OWNED_BY, 1),
    PIN(CRM_LINK_TYPE_SUPPLIED_BY, 2),
    PIN(CRM_LINK_TYPE_BRANCH_OF, 3),
    PIN(CRM_LINK_TYPE_MANAGED_BY, 4),

    PIN(CRM_PRODUCT_NAME, 16),
    PIN(CRM_PRODUCT_CODE, 17),
    PIN(CRM_PRODUCT_CATEGORY, 18),
    PIN(CRM_PRODUCT_BRAND, 19),
    PIN(CRM_PRODUCT_UNIT, 20),
    PIN(CRM_PRODUCT_LIST_PRICE, 21),
    PIN(CRM_PRODUCT_COST, 22),
    PIN(CRM_PRODUCT_CURRENCY, 23),
    PIN(CRM_PRODUCT_LAUNCHED, 24),
    PIN(CRM_PRODUCT_RETIRED, 25),
    PIN(CRM_PRODUCT_VALIDITY_DAYS, 26),

    PIN(CRM_PIPELINE_NAME, 16),

    PIN(CRM_STAGE_PIPELINE, 16),
    PIN(CRM_STAGE_NAME, 17),
    PIN(CRM_STAGE_POSITION, 18),
    PIN(CRM_STAGE_OUTCOME, 19),
    PIN(CRM_STAGE_PROBABILITY_BP, 20),
    PIN(CRM_STAGE_CATEGORY, 21),
    PIN(CRM_STAGE_EXPECTED_DAYS, 22),
    PIN(CRM_STAGE_MAX_DAYS, 23),

    PIN(CRM_OUTCOME_OPEN, 1),
    PIN(CRM_OUTCOME_WON, 2),
    PIN(CRM_OUTCOME_LOST, 3),
    PIN(CRM_OUTCOME_ON_HOLD, 4),

    PIN(CRM_CATEGORY_OMITTED, 1),
    PIN(CRM_CATEGORY_PIPELINE, 2),
    PIN(CRM_CATEGORY_BEST_CASE, 3),
    PIN(CRM_CATEGORY_LIKELY, 4),
    PIN(CRM_CATEGORY_COMMIT, 5),
    PIN(CRM_CATEGORY_CLOSED, 6),

    PIN(CRM_OPPORTUNITY_NAME, 16),
    PIN(CRM_OPPORTUNITY_ACCOUNT, 17),
    PIN(CRM_OPPORTUNITY_CONTACT, 18),
    PIN(CRM_OPPORTUNITY_OWNER, 19),
    PIN(CRM_OPPORTUNITY_PIPELINE, 20),
    PIN(CRM_OPPORTUNITY_STAGE, 21),
    PIN(CRM_OPPORTUNITY_STAGE_SINCE, 22),
    PIN(CRM_OPPORTUNITY_CLOSED_DAY, 23),
    PIN(CRM_OPPORTUNITY_AMOUNT, 24),
    PIN(CRM_OPPORTUNITY_CURRENCY, 25),
    PIN(CRM_OPPORTUNITY_CLOSE_DAY, 26),
    PIN(CRM_OPPORTUNITY_PROBABILITY_BP, 27),
    PIN(CRM_OPPORTUNITY_PROBABILITY_ORIGIN, 28),
    PIN(CRM_OPPORTUNITY_CATEGORY, 29),
    PIN(CRM_OPPORTUNITY_PRODUCT, 30),
    PIN(CRM_OPPORTUNITY_SOURCE, 31),
    PIN(CRM_OPPORTUNITY_TYPE, 32),
    PIN(CRM_OPPORTUNITY_NEXT_STEP, 33),
    PIN(CRM_OPPORTUNITY_DESCRIPTION, 34),

    PIN(CRM_PROBABILITY_STAGE, 1),
    PIN(CRM_PROBABILITY_MANUAL, 2),
    PIN(CRM_PROBABILITY_MODEL, 3),

    PIN(CRM_OPPORTUNITY_TYPE_NEW, 1),
    PIN(CRM_OPPORTUNITY_TYPE_RENEWAL, 2),
    PIN(CRM_OPPORTUNITY_TYPE_UPSELL, 3),

    PIN(CRM_TRANSITION_OPPORTUNITY, 16),
    PIN(CRM_TRANSITION_SEQ, 17),
    PIN(CRM_TRANSITION_TYPE, 18),
    PIN(CRM_TRANSITION_AT, 19),
    PIN(CRM_TRANSITION_BITS, 20),
    PIN(CRM_TRANSITION_ACTOR, 21),
    PIN(CRM_TRANSITION_CORRECTS, 22),
    PIN(CRM_TRANSITION_FROM_STAGE, 23),
    PIN(CRM_TRANSITION_STAGE, 24),
    PIN(CRM_TRANSITION_PIPELINE, 25),
    PIN(CRM_TRANSITION_OUTCOME, 26),
    PIN(CRM_TRANSITION_POSITION, 27),
    PIN(CRM_TRANSITION_AMOUNT, 28),
    PIN(CRM_TRANSITION_CURRENCY, 29),
    PIN(CRM_TRANSITION_CLOSE_DAY, 30),
    PIN(CRM_TRANSITION_PROBABILITY_BP, 31),
    PIN(CRM_TRANSITION_PROBABILITY_ORIGIN, 32),
    PIN(CRM_TRANSITION_OWNER, 33),
    PIN(CRM_TRANSITION_ACCOUNT, 34),
    PIN(CRM_TRANSITION_PRODUCT, 35),
    PIN(CRM_TRANSITION_CATEGORY, 36),
    PIN(CRM_TRANSITION_REASON, 37),
    PIN(CRM_TRANSITION_COMPETITOR, 38),
    PIN(CRM_TRANSITION_NOTE, 39),

    PIN(CRM_TRANSITION_TYPE_CREATE, 1),
    PIN(CRM_TRANSITION_TYPE_MOVE, 2),
    PIN(CRM_TRANSITION_TYPE_CHANGE, 3),
    PIN(CRM_TRANSITION_TYPE_CORRECT, 4),

    PIN(CRM_TRANSITION_BIT_DAY_ONLY, 1),
    PIN(CRM_TRANSITION_BIT_VOID, 2),
    PIN(CRM_TRANSITION_BIT_INFERRED, 4),

    PIN(CRM_PURCHASE_ACCOUNT, 16),
    PIN(CRM_PURCHASE_CONTACT, 17),
    PIN(CRM_PURCHASE_PRODUCT, 18),
    PIN(CRM_PURCHASE_ORDER_KEY, 19),
    PIN(CRM_PURCHASE_DAY, 20),
    PIN(CRM_PURCHASE_TYPE, 21),
    PIN(CRM_PURCHASE_REFERS_TO, 22),
    PIN(CRM_PURCHASE_QUANTITY, 23),
    PIN(CRM_PURCHASE_NET_AMOUNT, 24),
    PIN(CRM_PURCHASE_LIST_AMOUNT, 25),
    PIN(CRM_PURCHASE_COST_AMOUNT, 26),
    PIN(CRM_PURCHASE_CURRENCY, 27),
    PIN(CRM_PURCHASE_OPPORTUNITY, 28),
    PIN(CRM_PURCHASE_OWNER, 29),
    PIN(CRM_PURCHASE_VIA, 30),
    PIN(CRM_PURCHASE_CHANNEL, 31),
    PIN(CRM_PURCHASE_COUNTED_DAY, 32),

    PIN(CRM_PURCHASE_TYPE_SALE, 1),
    PIN(CRM_PURCHASE_TYPE_RETURN, 2),
    PIN(CRM_PURCHASE_TYPE_CREDIT, 3),
    PIN(CRM_PURCHASE_TYPE_CANCEL, 4),
    PIN(CRM_PURCHASE_TYPE_GIFT, 5),
    PIN(CRM_PURCHASE_TYPE_INTERNAL, 6),
    PIN(CRM_PURCHASE_TYPE_SELL_OUT, 7),

    PIN(CRM_RATE_BASE, 16),
    PIN(CRM_RATE_TARGET, 17),
    PIN(CRM_RATE_DAY, 18),
    PIN(CRM_RATE_NUM, 19),
    PIN(CRM_RATE_DEN, 20),
    PIN(CRM_RATE_TYPE, 21),
    PIN(CRM_RATE_SOURCE, 22),

    PIN(CRM_RATE_TYPE_SPOT, 1),
    PIN(CRM_RATE_TYPE_BUDGET, 2),
    PIN(CRM_RATE_TYPE_CLOSING, 3),

    PIN(CRM_STORE_ONE_CURSOR, 1),

    PIN(CRM_QUERY_CONDITIONS, 4),

    PIN(CRM_ROUND_HALF_EVEN, 0),
    PIN(CRM_ROUND_HALF_AWAY, 1),

    PIN(CRM_ROLE_SETUP, 1),
    PIN(CRM_ROLE_KEYED, 2),
    PIN(CRM_ROLE_FACT, 3),

    PIN(CRM_SALES_PURCHASES, 1),
    PIN(CRM_SALES_WON, 2),

    PIN(CRM_UNIT_ACCOUNT, 1),
    PIN(CRM_UNIT_FAMILY, 2),
    PIN(CRM_UNIT_CONTACT, 3),

    PIN(CRM_OCCASION_DAY, 1),
    PIN(CRM_OCCASION_ROW, 2),

    PIN(CRM_RFM_SMALL_N, 1),
    PIN(CRM_RFM_NEGATIVE, 2),
    PIN(CRM_RFM_TRUNCATED, 4),
    PIN(CRM_RFM_REFUND_ONLY, 8),
    PIN(CRM_RFM_FLAT_R, 16),
    PIN(CRM_RFM_FLAT_F, 32),
    PIN(CRM_RFM_FLAT_M, 64),

    PIN(CRM_COLUMNS_PRODUCT, 1),
    PIN(CRM_COLUMNS_CATEGORY, 2),
    PIN(CRM_WHITESPACE_SHOW_HELD, 1),
    PIN(CRM_WHITESPACE_PROSPECTS, 2),

    PIN(CRM_CELL_HELD, 1),
    PIN(CRM_CELL_IN_PIPELINE, 2),
    PIN(CRM_CELL_LOST_RECENTLY, 3),
    PIN(CRM_CELL_EXPIRED, 4),
    PIN(CRM_CELL_EXCLUDED, 5),
    PIN(CRM_CELL_WHITE, 6),

    PIN(CRM_DEAL_NO_AMOUNT, 1),
    PIN(CRM_DEAL_NO_ACCOUNT, 2),
    PIN(CRM_DEAL_NO_CLOSE_DAY, 4),
    PIN(CRM_DEAL_OVERDUE, 8),
    PIN(CRM_DEAL_STALE, 16),
};
/* clang-format on */

static const char *header_path;

static bool
is_pinned(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof(pins) / sizeof(pins[0]); i++) {
        if (strlen(pins[i].name) == length && memcmp(pins[i].name, name, length) == 0)
            return true;
    }
    return false;
}

static void
numbers_never_change(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pins) / sizeof(pins[0]); i++) {
        if (pins[i].value != pins[i].pinned)
            fail_msg("%s is %lld, was %lld", pins[i].name, pins[i].value, pins[i].pinned);
    }
    assert_true(CRM_TEXT_NUL == SIZE_MAX);
}

/* The name defined on a line ("    CRM_X = 1," or "#define CRM_X 1"), NULL if none is. */
static const char *
defined_name(const char *line, size_t *out_length)
{
    static const char define[] = "#define ";
    bool is_define = strncmp(line, define, sizeof(define) - 1) == 0;
    const char *name = is_define ? line + sizeof(define) - 1 : strstr(line, "CRM_");

    if (name == NULL)
        return NULL;
    *out_length = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    if (is_define)
        return name[*out_length] == ' ' ? name : NULL;
    return strncmp(name + *out_length, " = ", 3) == 0 ? name : NULL;
}

static void
no_constant_is_forgotten(void **state)
{
    char line[512];
    size_t seen = 0;
    FILE *header = fopen(header_path, "r");

    (void)state;
    assert_non_null(header);
    while (fgets(line, sizeof(line), header) != NULL) {
        size_t length = 0;
        const char *name = defined_name(line, &length);

        if (name == NULL || strncmp(name, "CRM_VERSION_", 12) == 0)
            continue;
        if (strncmp(name, "CRM_TEXT_NUL", length) == 0)
            continue;
        seen++;
        if (!is_pinned(name, length))
            fail_msg("%.*s has no line in test_constants.c", (int)length, name);
    }
    fclose(header);
    assert_int_equal(seen, sizeof(pins) / sizeof(pins[0]));
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_never_change),
        cmocka_unit_test(no_constant_is_forgotten),
    };

    if (argc != 2) {
        fprintf(stderr, "usage: test_constants path/to/crm/constants.h\n");
        return 2;
    }
    header_path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
