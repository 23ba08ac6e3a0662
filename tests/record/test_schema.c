/*
 * test_schema.c - the kinds and fields are those of the documentation, under their numbers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crm/context.h"
#include "crm/query.h"
#include "crm/schema.h"
#include "crm/table.h"
#include "failing.h"
#include "record/schema.h"

struct pin {
    crm_kind kind;
    crm_field field;
    const char *name;
    int32_t type;
};

/* Every own field that constants.h names, and its type. Numbers written out: they never change. */
static const struct pin pins[] = {
    {1, 16, "name", 1},
    {1, 17, "email", 1},
    {1, 18, "manager", 11},
    {1, 19, "team", 1},
    {1, 20, "grade", 2},
    {1, 21, "left_day", 5},
    {2, 16, "name", 1},
    {2, 17, "legal_name", 1},
    {2, 18, "types", 10},
    {2, 19, "parent", 11},
    {2, 20, "owner", 11},
    {2, 21, "sector", 1},
    {2, 22, "segment", 1},
    {2, 23, "tier", 2},
    {2, 24, "employees", 2},
    {2, 25, "annual_revenue", 7},
    {2, 26, "currency", 8},
    {2, 27, "country", 1},
    {2, 28, "region", 1},
    {2, 29, "postcode", 1},
    {2, 30, "city", 1},
    {2, 31, "street", 1},
    {2, 32, "email", 1},
    {2, 33, "phone", 1},
    {2, 34, "website", 1},
    {2, 35, "legal_id", 1},
    {2, 36, "language", 1},
    {2, 37, "discount_bp", 3},
    {2, 38, "profiling_refused", 6},
    {2, 39, "description", 1},
    {3, 16, "last_name", 1},
    {3, 17, "first_name", 1},
    {3, 18, "account", 11},
    {3, 19, "reports_to", 11},
    {3, 20, "job_title", 1},
    {3, 21, "department", 1},
    {3, 22, "email", 1},
    {3, 23, "phone", 1},
    {3, 24, "mobile", 1},
    {3, 25, "language", 1},
    {3, 26, "country", 1},
    {3, 27, "profiling_refused", 6},
    {3, 28, "description", 1},
    {4, 16, "child", 11},
    {4, 17, "parent", 11},
    {4, 18, "type", 9},
    {4, 19, "valid_from", 5},
    {4, 20, "valid_to", 5},
    {4, 21, "share_bp", 3},
    {4, 22, "source", 1},
    {5, 16, "name", 1},
    {5, 17, "code", 1},
    {5, 18, "category", 1},
    {5, 19, "brand", 1},
    {5, 20, "unit", 1},
    {5, 21, "list_price", 7},
    {5, 22, "cost", 7},
    {5, 23, "currency", 8},
    {5, 24, "launched", 5},
    {5, 25, "retired", 5},
    {5, 26, "validity_days", 2},
    {6, 16, "name", 1},
    {7, 16, "pipeline", 11},
    {7, 17, "name", 1},
    {7, 18, "position", 2},
    {7, 19, "outcome", 9},
    {7, 20, "probability_bp", 3},
    {7, 21, "category", 9},
    {7, 22, "expected_days", 2},
    {7, 23, "max_days", 2},
    {8, 16, "name", 1},
    {8, 17, "account", 11},
    {8, 18, "contact", 11},
    {8, 19, "owner", 11},
    {8, 20, "pipeline", 11},
    {8, 21, "stage", 11},
    {8, 22, "stage_since", 6},
    {8, 23, "closed_day", 5},
    {8, 24, "amount", 7},
    {8, 25, "currency", 8},
    {8, 26, "close_day", 5},
    {8, 27, "probability_bp", 3},
    {8, 28, "probability_origin", 9},
    {8, 29, "category", 9},
    {8, 30, "product", 11},
    {8, 31, "source", 1},
    {8, 32, "type", 9},
    {8, 33, "next_step", 1},
    {8, 34, "description", 1},
    {9, 16, "opportunity", 11},
    {9, 17, "seq", 2},
    {9, 18, "type", 9},
    {9, 19, "at", 6},
    {9, 20, "bits", 10},
    {9, 21, "actor", 11},
    {9, 22, "corrects", 11},
    {9, 23, "from_stage", 11},
    {9, 24, "stage", 11},
    {9, 25, "pipeline", 11},
    {9, 26, "outcome", 9},
    {9, 27, "position", 2},
    {9, 28, "amount", 7},
    {9, 29, "currency", 8},
    {9, 30, "close_day", 5},
    {9, 31, "probability_bp", 3},
    {9, 32, "probability_origin", 9},
    {9, 33, "owner", 11},
    {9, 34, "account", 11},
    {9, 35, "product", 11},
    {9, 36, "category", 9},
    {9, 37, "reason", 1},
    {9, 38, "competitor", 11},
    {9, 39, "note", 1},
    {10, 16, "account", 11},
    {10, 17, "contact", 11},
    {10, 18, "product", 11},
    {10, 19, "order_key", 1},
    {10, 20, "day", 5},
    {10, 21, "type", 9},
    {10, 22, "refers_to", 11},
    {10, 23, "quantity", 4},
    {10, 24, "net_amount", 7},
    {10, 25, "list_amount", 7},
    {10, 26, "cost_amount", 7},
    {10, 27, "currency", 8},
    {10, 28, "opportunity", 11},
    {10, 29, "owner", 11},
    {10, 30, "via", 11},
    {10, 31, "channel", 1},
    {10, 32, "counted_day", 5},
    {11, 16, "base", 8},
    {11, 17, "target", 8},
    {11, 18, "day", 5},
    {11, 19, "num", 2},
    {11, 20, "den", 2},
    {11, 21, "type", 9},
    {11, 22, "source", 1},
};

static void
kinds_have_their_numbers(void **state)
{
    static const char *const names[] = {
        "user",        "account",    "contact",  "link", "product", "pipeline", "stage",
        "opportunity", "transition", "purchase", "rate", "expense", "referral"};
    size_t i;

    (void)state;
    assert_int_equal(crm_schema_kinds(NULL), 13);
    for (i = 0; i < 13; i++) {
        assert_int_equal(crm_schema_kind(NULL, i), (int)i + 1);
        assert_string_equal(crm_schema_kind_name(NULL, (crm_kind)i + 1), names[i]);
        assert_int_equal(crm_schema_kind_find(NULL, names[i]), (int)i + 1);
    }
    assert_int_equal(crm_schema_kind(NULL, 13), 0);
    assert_null(crm_schema_kind_name(NULL, 0));
    assert_null(crm_schema_kind_name(NULL, 14));
    assert_null(crm_schema_kind_name(NULL, -1));
    assert_int_equal(crm_schema_kind_find(NULL, "order"), 0);
    assert_int_equal(crm_schema_kind_find(NULL, NULL), 0);
    assert_int_equal(crm_schema_kind_flags(NULL, CRM_KIND_ACCOUNT), 0);
    assert_int_equal(crm_schema_kind_flags(NULL, CRM_KIND_TRANSITION), CRM_KIND_GROWS);
    assert_int_equal(crm_schema_kind_flags(NULL, CRM_KIND_PURCHASE), CRM_KIND_GROWS);
    assert_int_equal(crm_schema_kind_flags(NULL, CRM_KIND_RATE), CRM_KIND_GROWS);
    assert_int_equal(crm_schema_kind_flags(NULL, CRM_KIND_LINK), CRM_KIND_GROWS);
}

static void
common_fields_are_the_same_everywhere(void **state)
{
    static const char *const names[] = {"id",       "version",  "external_id", "created",
                                        "modified", "archived", "merged_into", "erased"};
    static const int32_t types[] = {2, 2, 1, 6, 6, 6, 11, 6};
    crm_kind kind;
    crm_field field;

    (void)state;
    for (kind = 1; kind <= 11; kind++) {
        for (field = 0; field < 8; field++) {
            assert_string_equal(crm_schema_name(NULL, kind, field), names[field]);
            assert_int_equal(crm_schema_type(NULL, kind, field), types[field]);
            assert_int_equal(crm_schema_field(NULL, kind, (size_t)field), field);
        }
        assert_int_equal(crm_schema_target(NULL, kind, CRM_FIELD_MERGED_INTO), kind);
        for (field = 8; field < 16; field++)
            assert_null(crm_schema_name(NULL, kind, field));
        assert_int_equal(crm_schema_flags(NULL, kind, CRM_FIELD_CREATED), CRM_FIELD_FROZEN);
        assert_int_equal(crm_schema_flags(NULL, kind, CRM_FIELD_VERSION), CRM_FIELD_CACHE);
        assert_int_equal(crm_schema_flags(NULL, kind, CRM_FIELD_ARCHIVED), 0);
    }
}

static void
own_fields_have_their_numbers(void **state)
{
    size_t i, own = 0;
    crm_kind kind;

    (void)state;
    for (i = 0; i < sizeof pins / sizeof *pins; i++) {
        const struct pin *pin = &pins[i];

        assert_int_equal(crm_schema_find(NULL, pin->kind, pin->name), pin->field);
        assert_string_equal(crm_schema_name(NULL, pin->kind, pin->field), pin->name);
        assert_int_equal(crm_schema_type(NULL, pin->kind, pin->field), pin->type);
    }
    for (kind = 1; kind <= 11; kind++)
        own += crm_schema_fields(NULL, kind) - 8;
    assert_int_equal(own, sizeof pins / sizeof *pins);
    assert_int_equal(crm_schema_fields(NULL, 0), 0);
    assert_int_equal(crm_schema_field(NULL, CRM_KIND_PIPELINE, 8), 16);
    assert_int_equal(crm_schema_field(NULL, CRM_KIND_PIPELINE, 9), -1);
}

/* No name is a reserved word of C, Python, SQLite or PostgreSQL. */
static void
names_are_no_reserved_words(void **state)
{
    static const char *const reserved[] = {"order", "from",    "to",   "by",    "left",  "list",
                                           "class", "group",   "user", "table", "where", "index",
                                           "check", "default", "end",  "for",   "in",    "is"};
    crm_kind kind;
    size_t i, j;

    (void)state;
    for (kind = 1; kind <= 11; kind++)
        for (i = 0; i < crm_schema_fields(NULL, kind); i++)
            for (j = 0; j < sizeof reserved / sizeof *reserved; j++)
                assert_string_not_equal(
                    crm_schema_name(NULL, kind, crm_schema_field(NULL, kind, i)), reserved[j]);
}

static void
flags_targets_and_privacy(void **state)
{
    (void)state;
    assert_int_equal(crm_schema_flags(NULL, CRM_KIND_ACCOUNT, CRM_ACCOUNT_NAME),
                     CRM_FIELD_REQUIRED);
    assert_int_equal(crm_schema_flags(NULL, CRM_KIND_ACCOUNT, CRM_ACCOUNT_PARENT), CRM_FIELD_CACHE);
    assert_int_equal(crm_schema_flags(NULL, CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_STAGE),
                     CRM_FIELD_CACHE | CRM_FIELD_REQUIRED);
    assert_int_equal(crm_schema_flags(NULL, CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_CLOSED_DAY),
                     CRM_FIELD_CACHE);
    assert_int_equal(crm_schema_flags(NULL, CRM_KIND_STAGE, CRM_STAGE_OUTCOME),
                     CRM_FIELD_REQUIRED | CRM_FIELD_FROZEN);
    assert_int_equal(crm_schema_flags(NULL, CRM_KIND_PURCHASE, CRM_PURCHASE_COUNTED_DAY),
                     CRM_FIELD_CACHE);
    assert_int_equal(crm_schema_flags(NULL, CRM_KIND_CONTACT, CRM_CONTACT_LAST_NAME), 0);
    assert_int_equal(crm_schema_flags(NULL, CRM_KIND_LINK, CRM_LINK_SHARE_BP), 0);
    assert_int_equal(crm_schema_target(NULL, CRM_KIND_ACCOUNT, CRM_ACCOUNT_OWNER), CRM_KIND_USER);
    assert_int_equal(crm_schema_target(NULL, CRM_KIND_TRANSITION, CRM_TRANSITION_COMPETITOR),
                     CRM_KIND_ACCOUNT);
    assert_int_equal(crm_schema_target(NULL, CRM_KIND_ACCOUNT, CRM_ACCOUNT_NAME), 0);
    assert_int_equal(crm_schema_privacy(NULL, CRM_KIND_ACCOUNT, CRM_ACCOUNT_CITY),
                     CRM_PRIVACY_PERSONAL | CRM_PRIVACY_IF_PERSON);
    assert_int_equal(crm_schema_privacy(NULL, CRM_KIND_ACCOUNT, CRM_ACCOUNT_PHONE),
                     CRM_PRIVACY_CONTACT_POINT);
    assert_int_equal(crm_schema_privacy(NULL, CRM_KIND_CONTACT, CRM_CONTACT_PROFILING_REFUSED),
                     CRM_PRIVACY_PERSONAL);
    assert_int_equal(crm_schema_privacy(NULL, CRM_KIND_TRANSITION, CRM_TRANSITION_NOTE),
                     CRM_PRIVACY_FREE_TEXT);
    assert_int_equal(crm_schema_privacy(NULL, CRM_KIND_RATE, CRM_RATE_NUM), CRM_PRIVACY_NONE);
    assert_int_equal(crm_schema_flags(NULL, 99, 0), 0);
    assert_int_equal(crm_schema_privacy(NULL, CRM_KIND_RATE, 500), CRM_PRIVACY_NONE);
}

static void
choices_have_names(void **state)
{
    (void)state;
    assert_int_equal(crm_schema_choices(NULL, CRM_KIND_ACCOUNT, CRM_ACCOUNT_TYPES), 8);
    assert_int_equal(crm_schema_choice_at(NULL, CRM_KIND_ACCOUNT, CRM_ACCOUNT_TYPES, 7), 128);
    assert_int_equal(crm_schema_choice_at(NULL, CRM_KIND_ACCOUNT, CRM_ACCOUNT_TYPES, 8), -1);
    assert_string_equal(crm_schema_choice(NULL, CRM_KIND_ACCOUNT, CRM_ACCOUNT_TYPES, 32),
                        "distributor");
    assert_null(crm_schema_choice(NULL, CRM_KIND_ACCOUNT, CRM_ACCOUNT_TYPES, 3));
    assert_int_equal(crm_schema_choice_find(NULL, CRM_KIND_PURCHASE, CRM_PURCHASE_TYPE, "sell_out"),
                     7);
    assert_int_equal(crm_schema_choice_find(NULL, CRM_KIND_STAGE, CRM_STAGE_OUTCOME, "on_hold"), 4);
    assert_int_equal(crm_schema_choice_find(NULL, CRM_KIND_TRANSITION, CRM_TRANSITION_BITS, "void"),
                     2);
    assert_int_equal(
        crm_schema_choice_find(NULL, CRM_KIND_TRANSITION, CRM_TRANSITION_TYPE, "correct"), 4);
    assert_int_equal(crm_schema_choice_find(NULL, CRM_KIND_STAGE, CRM_STAGE_OUTCOME, "Won"), -1);
    assert_int_equal(crm_schema_choice_find(NULL, CRM_KIND_STAGE, CRM_STAGE_OUTCOME, NULL), -1);
    assert_int_equal(crm_schema_choices(NULL, CRM_KIND_STAGE, CRM_STAGE_NAME), 0);
    assert_int_equal(crm_schema_choices(NULL, 0, 0), 0);
}

static void
kinds_know_the_currency_of_their_amounts(void **state)
{
    (void)state;
    for (crm_kind kind = 0; kind <= CRM__KINDS + 1; kind++)
        assert_int_equal(crm__schema_currency(kind), crm_schema_find(NULL, kind, "currency"));
}

static void
custom_fields_are_numbered_in_order(void **state)
{
    crm_context *crm;
    crm_field field = 0;
    crm_table *table;

    (void)state;
    assert_int_equal(crm_open(NULL, &crm), CRM_OK);
    assert_int_equal(
        crm_schema_define(crm, CRM_KIND_ACCOUNT, "churn", CRM_TYPE_DOUBLE, 0, 0, 0, &field),
        CRM_OK);
    assert_int_equal(field, 1024);
    assert_int_equal(crm_schema_define(crm, CRM_KIND_ACCOUNT, "agent", CRM_TYPE_REF,
                                       CRM_FIELD_REQUIRED, CRM_KIND_USER, 0, &field),
                     CRM_OK);
    assert_int_equal(field, 1025);
    assert_int_equal(crm_schema_define(crm, CRM_KIND_USER, "desk", CRM_TYPE_TEXT, 0, 0, 0, &field),
                     CRM_OK);
    assert_int_equal(field, 1024);
    assert_int_equal(crm_schema_find(crm, CRM_KIND_ACCOUNT, "agent"), 1025);
    assert_int_equal(crm_schema_find(NULL, CRM_KIND_ACCOUNT, "agent"), -1);
    assert_int_equal(crm_schema_flags(crm, CRM_KIND_ACCOUNT, 1025),
                     CRM_FIELD_REQUIRED | CRM_FIELD_CUSTOM);
    assert_int_equal(crm_schema_target(crm, CRM_KIND_ACCOUNT, 1025), CRM_KIND_USER);
    assert_int_equal(crm_schema_fields(crm, CRM_KIND_ACCOUNT), 8 + 24 + 2);
    assert_int_equal(crm_schema_field(crm, CRM_KIND_ACCOUNT, 33), 1025);
    assert_int_equal(crm_schema_field(crm, CRM_KIND_ACCOUNT, 34), -1);

    table = crm_table_new(crm, CRM_KIND_USER);
    assert_int_equal(crm_schema_define(crm, CRM_KIND_USER, "late", CRM_TYPE_TEXT, 0, 0, 0, NULL),
                     CRM_ERROR_STATE);
    assert_int_equal(crm_table_column(table, "desk"), 1024);
    crm_table_free(table);
    crm_close(crm);
}

static void
wrong_definitions_are_refused(void **state)
{
    static const char *const names[] = {"", "Name", "1st", "a-b", "_a", "a b", "\xc3\xa9t\xc3\xa9"};
    char long_name[66];
    crm_context *crm;
    size_t i;

    (void)state;
    assert_int_equal(crm_open(NULL, &crm), CRM_OK);
    for (i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(crm_schema_define(crm, 2, names[i], CRM_TYPE_I64, 0, 0, 0, NULL),
                         CRM_ERROR_ARGUMENT);
    memset(long_name, 'a', sizeof long_name);
    long_name[64] = '\0';
    assert_int_equal(crm_schema_define(crm, 2, long_name, CRM_TYPE_I64, 0, 0, 0, NULL),
                     CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_schema_define(crm, 2, NULL, CRM_TYPE_I64, 0, 0, 0, NULL),
                     CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_schema_define(crm, 2, "code", CRM_TYPE_CODE, 0, 0, 0, NULL),
                     CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_schema_define(crm, 2, "code", 13, 0, 0, 0, NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_schema_define(crm, 2, "r", CRM_TYPE_REF, 0, 99, 0, NULL),
                     CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_schema_define(crm, 2, "r", CRM_TYPE_I64, 0, 2, 0, NULL),
                     CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_schema_define(crm, 2, "r", CRM_TYPE_I64, CRM_FIELD_CACHE, 0, 0, NULL),
                     CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_schema_define(crm, 2, "r", CRM_TYPE_I64, 0, 0, 9, NULL),
                     CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_schema_define(crm, 14, "r", CRM_TYPE_I64, 0, 0, 0, NULL),
                     CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_schema_define(crm, 2, "sector", CRM_TYPE_I64, 0, 0, 0, NULL),
                     CRM_ERROR_DUPLICATE);
    assert_int_equal(crm_schema_define(crm, 2, "archived", CRM_TYPE_I64, 0, 0, 0, NULL),
                     CRM_ERROR_DUPLICATE);
    assert_int_equal(crm_schema_define(NULL, 2, "r", CRM_TYPE_I64, 0, 0, 0, NULL),
                     CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_schema_fields(crm, 2), 32);
    assert_int_equal(crm_error_status(crm), CRM_ERROR_DUPLICATE);
    crm_close(crm);
}

/* Memory lacks at each point in turn: the field is there, or nothing has changed. */
static void
definition_survives_lack_of_memory(void **state)
{
    struct failing failing = {0};
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm;
    size_t start, at;
    char name[16];
    crm_status status;
    crm_field field, expected = 1024;

    (void)state;
    options.memory = failing_resize;
    options.memory_self = &failing;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    for (at = 0; at < 40; at++) {
        start = failing.calls;
        failing.fail = start + 1 + at % 3;
        snprintf(name, sizeof name, "f%zu", at);
        status = crm_schema_define(crm, 2, name, CRM_TYPE_TEXT, 0, 0, 0, &field);
        failing.fail = 0;
        if (status == CRM_OK) {
            assert_int_equal(field, expected++);
            continue;
        }
        assert_int_equal(status, CRM_ERROR_MEMORY);
        assert_int_equal(crm_schema_find(crm, 2, name), -1);
        assert_int_equal(crm_schema_fields(crm, 2), (size_t)(32 + expected - 1024));
    }
    assert_true(expected > 1024);
    crm_close(crm);
    assert_int_equal(failing.bytes, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_have_their_numbers),
        cmocka_unit_test(common_fields_are_the_same_everywhere),
        cmocka_unit_test(own_fields_have_their_numbers),
        cmocka_unit_test(names_are_no_reserved_words),
        cmocka_unit_test(flags_targets_and_privacy),
        cmocka_unit_test(choices_have_names),
        cmocka_unit_test(kinds_know_the_currency_of_their_amounts),
        cmocka_unit_test(custom_fields_are_numbered_in_order),
        cmocka_unit_test(wrong_definitions_are_refused),
        cmocka_unit_test(definition_survives_lack_of_memory),
    };

    return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
