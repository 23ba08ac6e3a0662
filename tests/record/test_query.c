/*
 * test_query.c - what a query holds, what it refuses, and which rows fulfil it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crm/context.h"
#include "crm/query.h"
#include "crm/schema.h"
#include "crm/table.h"
#include "failing.h"
#include "record/query.h"

static int
set_up(void **state)
{
    crm_context *crm;

    if (crm_open(NULL, &crm) != CRM_OK)
        return -1;
    *state = crm;
    return 0;
}

static int
tear_down(void **state)
{
    crm_close(*state);
    return 0;
}

static void
fields_are_all_until_one_is_wanted(void **state)
{
    crm_query *query = crm_query_new(*state, CRM_KIND_ACCOUNT);
    const crm_field *fields;
    size_t count;

    fields = crm_query_fields(query, &count);
    assert_int_equal(count, crm_schema_fields(*state, CRM_KIND_ACCOUNT));
    assert_int_equal(fields[8], CRM_ACCOUNT_NAME);
    assert_int_equal(crm_query_kind(query), CRM_KIND_ACCOUNT);

    assert_int_equal(crm_query_want(query, CRM_ACCOUNT_CITY), CRM_OK);
    assert_int_equal(crm_query_want(query, CRM_ACCOUNT_CITY), CRM_OK);
    assert_int_equal(crm_query_want(query, CRM_FIELD_ID), CRM_OK);
    fields = crm_query_fields(query, &count);
    assert_int_equal(count, 3);
    assert_int_equal(fields[0], CRM_FIELD_ID);
    assert_int_equal(fields[1], CRM_FIELD_VERSION);
    assert_int_equal(fields[2], CRM_ACCOUNT_CITY);
    assert_int_equal(crm_query_want(query, 15), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_query_want(query, 1024), CRM_ERROR_ARGUMENT);
    crm_query_free(query);
}

static void
conditions_are_kept_and_limited(void **state)
{
    crm_query *query = crm_query_new(*state, CRM_KIND_ACCOUNT);
    const char *bytes;
    crm_field field;
    int32_t type;
    int64_t low, high;
    size_t length;

    assert_int_equal(crm_query_where_int(query, CRM_ACCOUNT_TIER, 1, 3), CRM_OK);
    assert_int_equal(crm_query_where_text(query, CRM_ACCOUNT_CITY, "LyonX", 4), CRM_OK);
    assert_int_equal(crm_query_where_text(query, CRM_ACCOUNT_CITY, "", CRM_TEXT_NUL), CRM_OK);
    assert_int_equal(crm_query_conditions(query), 3);
    assert_int_equal(crm_query_condition(query, 1, &field, &type), CRM_OK);
    assert_int_equal(field, CRM_ACCOUNT_CITY);
    assert_int_equal(type, CRM_TYPE_TEXT);
    assert_int_equal(crm_query_text(query, 1, &bytes, &length), CRM_OK);
    assert_int_equal(length, 4);
    assert_memory_equal(bytes, "Lyon", 4);
    assert_int_equal(crm_query_int(query, 0, &low, &high), CRM_OK);
    assert_int_equal(low, 1);
    assert_int_equal(high, 3);
    assert_int_equal(crm_query_int(query, 1, &low, &high), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_query_text(query, 0, &bytes, &length), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_query_condition(query, 3, &field, &type), CRM_ERROR_ARGUMENT);

    assert_int_equal(crm_query_where_int(query, CRM_ACCOUNT_CITY, 1, 3), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_query_where_text(query, CRM_ACCOUNT_TIER, "a", 1), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_query_where_text(query, CRM_ACCOUNT_CITY, "\xff", 1), CRM_ERROR_DATA);
    assert_int_equal(crm_query_where_text(query, CRM_ACCOUNT_CITY, NULL, 1), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_query_where_int(query, 999, 1, 3), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_query_where_int(query, CRM_ACCOUNT_OWNER, 5, 5), CRM_OK);
    assert_int_equal(crm_query_where_int(query, CRM_ACCOUNT_OWNER, 5, 5), CRM_ERROR_LIMIT);
    assert_int_equal(crm_query_conditions(query), 4);
    crm_query_free(query);
}

static void
rows_match_when_all_conditions_hold(void **state)
{
    crm_context *crm = *state;
    crm_query *query = crm_query_new(crm, CRM_KIND_ACCOUNT);
    crm_table *table = crm_table_new(crm, CRM_KIND_ACCOUNT);

    crm_table_add(table, 4);
    crm_table_set_int(table, 0, CRM_ACCOUNT_TIER, 1);
    crm_table_set_text(table, 0, CRM_ACCOUNT_CITY, "Lyon", CRM_TEXT_NUL);
    crm_table_set_int(table, 1, CRM_ACCOUNT_TIER, 4);
    crm_table_set_text(table, 1, CRM_ACCOUNT_CITY, "Lyon", CRM_TEXT_NUL);
    crm_table_set_int(table, 2, CRM_ACCOUNT_TIER, 3);
    crm_table_set_text(table, 2, CRM_ACCOUNT_CITY, "Lyons", CRM_TEXT_NUL);
    assert_true(crm__query_matches(query, table, 3));
    crm_query_where_int(query, CRM_ACCOUNT_TIER, 1, 3);
    assert_true(crm__query_matches(query, table, 0));
    assert_false(crm__query_matches(query, table, 1));
    assert_true(crm__query_matches(query, table, 2));
    assert_false(crm__query_matches(query, table, 3));
    crm_query_where_text(query, CRM_ACCOUNT_CITY, "Lyon", CRM_TEXT_NUL);
    assert_true(crm__query_matches(query, table, 0));
    assert_false(crm__query_matches(query, table, 2));
    crm_table_free(table);
    crm_query_free(query);
}

static void
wrong_callers_are_answered(void **state)
{
    crm_query *query;
    crm_context *crm;

    (void)state;
    assert_null(crm_query_new(NULL, CRM_KIND_ACCOUNT));
    assert_int_equal(crm_query_want(NULL, 0), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_query_where_int(NULL, 0, 1, 1), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_query_where_text(NULL, 0, "", 0), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_query_conditions(NULL), 0);
    assert_null(crm_query_fields(NULL, NULL));
    crm_query_free(NULL);
    assert_int_equal(crm_open(NULL, &crm), CRM_OK);
    assert_null(crm_query_new(crm, 0));
    assert_int_equal(crm_error_status(crm), CRM_ERROR_ARGUMENT);
    query = crm_query_new(crm, CRM_KIND_USER);
    crm_close(crm);
    assert_int_equal(crm_query_want(query, CRM_USER_NAME), CRM_ERROR_CLOSED);
    assert_int_equal(crm_query_kind(query), CRM_KIND_USER);
    crm_query_free(query);
}

/* A copy is whole, or there is none and nothing is lost. */
static void
copy_survives_lack_of_memory(void **state)
{
    struct failing failing = {0};
    crm_options options = CRM_OPTIONS_INIT;
    crm_query *query, *copy = NULL;
    crm_context *crm;
    size_t at, before;

    (void)state;
    options.memory = failing_resize;
    options.memory_self = &failing;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    query = crm_query_new(crm, CRM_KIND_ACCOUNT);
    crm_query_want(query, CRM_ACCOUNT_CITY);
    crm_query_where_text(query, CRM_ACCOUNT_CITY, "Lyon", 4);
    crm_query_where_int(query, CRM_ACCOUNT_TIER, 1, 3);
    before = failing.bytes;
    for (at = 1; at < 10 && !copy; at++) {
        failing.fail = failing.calls + at;
        copy = crm__query_copy(crm, query);
        failing.fail = 0;
        if (!copy)
            assert_int_equal(failing.bytes, before);
    }
    assert_true(at > 2);
    assert_non_null(copy);
    assert_int_equal(crm_query_conditions(copy), 2);
    assert_int_equal(copy->wanted_count, 4); /* id, version, city, and the tier of a condition */
    crm__query_free(copy);
    crm_query_free(query);
    crm_close(crm);
    assert_int_equal(failing.bytes, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fields_are_all_until_one_is_wanted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(conditions_are_kept_and_limited, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_match_when_all_conditions_hold, set_up, tear_down),
        cmocka_unit_test(wrong_callers_are_answered),
        cmocka_unit_test(copy_survives_lack_of_memory),
    };

    return cmocka_run_group_tests_name("query", tests, NULL, NULL);
}
