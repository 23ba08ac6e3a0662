/*
 * test_without.c - a crm-report that was built without any client library of databases.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "database.h"

static void
test_stores_are_known_but_not_had(void **state)
{
    struct database database;
    struct fault fault = {""};

    (void)state;
    assert_true(database_named("sqlite:crm.db"));
    assert_false(database_find(&database, "sqlite:crm.db", &fault));
    assert_string_equal(fault.text,
                        "--store sqlite: takes libsqlite3: this program was built without it");
    fault.text[0] = '\0';
    assert_true(database_named("postgres:dbname=crm"));
    assert_false(database_find(&database, "postgres:dbname=crm", &fault));
    assert_string_equal(fault.text,
                        "--store postgres: takes libpq: this program was built without it");
}

static void
test_other_words_name_no_store(void **state)
{
    (void)state;
    assert_false(database_named("crm.db"));
    assert_false(database_named("mysql:crm"));
    assert_false(database_named("sqlite:"));
    assert_false(database_named(""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stores_are_known_but_not_had),
        cmocka_unit_test(test_other_words_name_no_store),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
