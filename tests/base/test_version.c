/* test_version.c - the library, its headers and the build are of one version; statuses have names.
 */
#include "support.h"

static void
all_versions_agree(void **state)
{
    (void)state;
    assert_string_equal(crm_version(), PROJECT_VERSION);
    assert_int_equal(crm_version_number(),
                     CRM_VERSION_MAJOR * 1000000 + CRM_VERSION_MINOR * 1000 + CRM_VERSION_PATCH);
}

static void
every_status_has_its_name(void **state)
{
    size_t named = 0;

    (void)state;
    assert_string_equal(crm_status_name(CRM_OK), "CRM_OK");
    assert_string_equal(crm_status_name(CRM_NONE), "CRM_NONE");
    assert_string_equal(crm_status_name(-1), "CRM_ERROR_ARGUMENT");
    assert_string_equal(crm_status_name(-7), "CRM_ERROR_ABI");
    assert_string_equal(crm_status_name(-102), "CRM_ERROR_OVERFLOW");
    assert_string_equal(crm_status_name(-205), "CRM_ERROR_GONE");
    assert_string_equal(crm_status_name(-302), "CRM_ERROR_UNCERTAIN");
    for (crm_status status = -1000; status <= 1000; status++) {
        if (strcmp(crm_status_name(status), "CRM_UNKNOWN") != 0)
            named++;
    }
    assert_int_equal(named, 21);
    assert_string_equal(crm_status_name(INT32_MIN), "CRM_UNKNOWN");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_versions_agree),
        cmocka_unit_test(every_status_has_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
