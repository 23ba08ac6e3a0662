/*
 * test_wanted_fields.c - a store may give the fields that a query wants and no others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#include "crm/crm.h"
#include "crm/testing.h"

#define WANTED_ALONE 16 /* seed of an awkward store that gives no other fields */

static crm_context *
open_over(crm_store *store)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm = NULL;
    crm_store empty = CRM_STORE_INIT;
    crm_user *user;

    *store = empty;
    assert_int_equal(crm_testing_awkward_store(NULL, NULL, 1, WANTED_ALONE, store), CRM_OK);
    options.store = store;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    user = crm_user_new(crm);
    crm_user_set_name(user, "Marc Leroy");
    crm_user_set_team(user, "North");
    crm_user_set_grade(user, 3);
    assert_int_equal(crm_user_save(user), CRM_OK);
    crm_user_free(user);
    return crm;
}

static size_t
rows_of(crm_context *crm, crm_query *query, bool *out_has_name)
{
    crm_scan *scan = crm_scan_new(crm, query);
    const crm_table *table;
    crm_status status;
    size_t rows = 0, length;

    assert_non_null(scan);
    while ((status = crm_scan_next(scan, &table)) == CRM_OK) {
        rows += crm_table_rows(table);
        *out_has_name = crm_table_text(table, 0, CRM_USER_NAME, &length) != NULL;
    }
    assert_int_equal(status, CRM_NONE);
    crm_scan_free(scan);
    return rows;
}

static void
a_required_field_that_nobody_wants_may_be_missing(void **state)
{
    crm_store store;
    crm_context *crm = open_over(&store);
    crm_query *query = crm_query_new(crm, CRM_KIND_USER);
    bool has_name = true;

    (void)state;
    assert_int_equal(crm_query_want(query, CRM_USER_TEAM), CRM_OK);
    assert_int_equal(rows_of(crm, query, &has_name), 1);
    assert_false(has_name);
    crm_query_free(query);
    crm_close(crm);
    crm_testing_awkward_free(&store);
}

static void
fields_of_conditions_are_wanted_whatever_comes_first(void **state)
{
    crm_store store;
    crm_context *crm = open_over(&store);
    crm_query *query = crm_query_new(crm, CRM_KIND_USER);
    bool has_name = false;
    size_t count;

    (void)state;
    assert_int_equal(crm_query_where_int(query, CRM_USER_GRADE, 2, 4), CRM_OK);
    assert_int_equal(crm_query_want(query, CRM_USER_NAME), CRM_OK);
    assert_int_equal(crm_query_where_text(query, CRM_USER_TEAM, "North", CRM_TEXT_NUL), CRM_OK);
    (void)crm_query_fields(query, &count);
    assert_int_equal(count, 5); /* id, version, grade, name, team */
    assert_int_equal(rows_of(crm, query, &has_name), 1);
    assert_true(has_name);
    crm_query_free(query);
    crm_close(crm);
    crm_testing_awkward_free(&store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_required_field_that_nobody_wants_may_be_missing),
        cmocka_unit_test(fields_of_conditions_are_wanted_whatever_comes_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
