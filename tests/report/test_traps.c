/*
 * test_traps.c - a trap that other programs of this trade fell into, under its number: what people
 * type into names goes through CSV and JSON as it is, and never becomes anything else.
 */
#include "files.h"

#define MAP                                                                                        \
    "report\n as_of = 2025-06-30\n currency = EUR\n"                                               \
    "account from t139.csv\n external_id = id\n name = name\n"                                     \
    "purchase from s139.csv\n account = id\n day = day\n net_amount = net\n currency = \"EUR\"\n"

static void
trap_139_what_people_type_stays_what_it_is(void **state)
{
    struct loaded loaded = {0};
    struct page page = {0};
    crm_account *account = NULL;
    crm_id id = 0;

    (void)state;
    write_file("t139.csv", "id,name\r\n"
                           "a,\"=cmd|'/c calc'!A1, \"\"Ltd\"\"\"\r\n"
                           "b,\"two\nlines\\ and a\ttab\"\r\n"
                           "c,\"caf\xC3\xA9 </script>\"\r\n");
    write_file("s139.csv", "id,day,net\na,2025-01-01,3\nb,2025-01-01,2\nc,2025-01-01,1\n");
    loaded.map = map_read_memory(MAP, strlen(MAP), "m.map", &loaded.fault);
    load_from(&loaded, "");
    assert_string_equal(loaded.fault.text, "");
    assert_int_equal(crm_find(loaded.crm, CRM_KIND_ACCOUNT, "a", &id), CRM_OK);
    assert_int_equal(crm_account_load(loaded.crm, id, &account), CRM_OK);
    assert_string_equal(crm_account_name(account), "=cmd|'/c calc'!A1, \"Ltd\"");
    crm_account_free(account);
    assert_true(report_run(&loaded.report));
    assert_true(report_json(&loaded.report, &page));
    assert_non_null(strstr(page.text, "\"=cmd|'/c calc'!A1, \\\"Ltd\\\"\""));
    assert_non_null(strstr(page.text, "\"two\\u000alines\\\\ and a\\u0009tab\""));
    assert_non_null(strstr(page.text, "\"caf\xC3\xA9 </script>\""));
    for (const char *at = page.text; *at; at++)
        assert_true((unsigned char)*at >= 0x20 || *at == '\n');
    page_free(&page);
    unload(&loaded);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trap_139_what_people_type_stays_what_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
