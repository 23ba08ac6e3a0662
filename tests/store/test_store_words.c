/*
 * test_store_words.c - what a store says when it fails reaches the caller, whoever called the store.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crm/crm.h"
#include "crm/testing.h"

static void
a_template_keeps_the_words_of_a_store_that_lacks_memory(void **state)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_store inner = CRM_STORE_INIT, store = CRM_STORE_INIT;
    crm_testing_faults faults;
    crm_context *crm;

    (void)state;
    assert_int_equal(crm_testing_awkward_store(NULL, NULL, 1, 0, &inner), CRM_OK);
    assert_int_equal(crm_testing_faults_init(&faults, sizeof faults), CRM_OK);
    faults.only = CRM_TESTING_RESERVE;
    faults.mode = CRM_TESTING_FAIL;
    faults.status = CRM_ERROR_MEMORY;
    faults.host_code = 12;
    faults.text = "no ids left";
    faults.at = 3;
    assert_int_equal(crm_testing_faults_wrap(&faults, &inner, &store), CRM_OK);
    options.store = &store;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    assert_int_equal(crm_pipeline_from_template(crm, NULL, "spanco", NULL), CRM_ERROR_MEMORY);
    assert_int_equal(crm_host_code(crm), 12);
    assert_string_equal(crm_host_message(crm), "no ids left");
    assert_non_null(strstr(crm_message(crm), "reserve"));
    crm_close(crm);
    crm_testing_awkward_free(&inner);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_template_keeps_the_words_of_a_store_that_lacks_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
