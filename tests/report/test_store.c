/*
 * test_store.c - crm-report over a store: what it prints from memory, when it imports, and later
 * from the store alone is the same to the byte.
 *
 *     test_report_store_... PROGRAM EXAMPLES REAL_DATA
 */
#define _GNU_SOURCE

#include "store_run.h"

/* ---- Three reports ---- */

/* The files are reached through a link, which is gone when the store alone is to be read. */
static void
check_three(const char *map, const char *folder)
{
    static const char *const forms[][2] = {{"text", "en"}, {"text", "fr"}, {"json", "en"}};

    for (size_t i = 0; i < 3; i++) {
        const char *form = forms[i][0], *language = forms[i][1], *store = store_new();

        assert_int_equal(symlink(folder, "csv"), 0);
        assert_int_equal(
            RUN("memory", "--map", map, "--data", "csv", "--format", form, "--language", language),
            0);
        assert_well(RUN("import", "--map", map, "--data", "csv", "--format", form, "--language",
                        language, "--store", store));
        assert_int_equal(unlink("csv"), 0);
        assert_same("memory", "import");
        if (i == 0) {
            assert_well(RUN("reload", "--map", map, "--data", "csv", "--store", store));
            assert_same("memory", "reload");
        }
        store_sql(store_shuffle);
        assert_well(RUN("reload", "--store", store, "--format", form, "--language", language));
        assert_same("memory", "reload");
    }
}

static void
test_three_reports_of_the_example(void **state)
{
    (void)state;
    check_three(tangerine_map, tangerine);
}

static void
check_real(const char *name)
{
    char map[PLACE + 40], folder[PLACE + 40];

    snprintf(map, sizeof map, "%s/maps/%s.map", examples, name);
    snprintf(folder, sizeof folder, "%s/%s", real_data, name);
    if (!real_data[0] || access(folder, F_OK) != 0) {
        print_message("skipped: the data set %s is not there (meson option real_data)\n", name);
        skip();
    }
    check_three(map, folder);
}

static void
test_three_reports_of_crm_sales(void **state)
{
    (void)state;
    check_real("crm-sales");
}

static void
test_three_reports_of_northwind(void **state)
{
    (void)state;
    check_real("northwind");
}

/* ---- What stands beside the records ---- */

/* Unknown names, their examples, deals unlike their log, assumed chances: all are told again. */
static void
test_what_was_left_out_is_kept(void **state)
{
    const char *store = store_new();
    char *text;

    (void)state;
    write_small();
    assert_well(RUN("memory", "--map", "small/small.map"));
    text = content("memory");
    assert_non_null(strstr(text, "Fish"));
    assert_non_null(strstr(text, "p.csv"));
    assert_non_null(strstr(text, "30 %"));
    free(text);
    assert_well(RUN("import", "--map", "small/small.map", "--store", store));
    assert_same("memory", "import");
    assert_int_equal(count_of("crm_purchase"), 2);
    unlink("small/a.csv");
    assert_well(RUN("reload", "--store", store));
    assert_same("memory", "reload");
}

/* A map that is given brings settings, and its files are not read: not even others. */
static void
test_a_map_brings_settings_and_no_records(void **state)
{
    const char *store = store_new();
    char *text;

    (void)state;
    write_small();
    write_file("other.map", "report\n title = \"Other\"\n as_of = 2025-05-02\n currency = USD\n"
                            "account from more.csv\n external_id = id\n name = id\n");
    write_file("more.csv", "id\nHens\n");
    assert_well(RUN("import", "--map", "small/small.map", "--store", store));
    assert_well(RUN("out", "--map", "other.map", "--store", store));
    text = content("out");
    assert_non_null(strstr(text, "Other"));
    assert_non_null(strstr(text, "2 May 2025"));
    free(text);
    assert_int_equal(count_of("crm_account"), 2);
    assert_well(RUN("out", "--store", store, "--as-of", "2025-06-30"));
    text = content("out");
    assert_non_null(strstr(text, "Small"));
    assert_non_null(strstr(text, "30 Jun 2025"));
    free(text);
}

/* Records that another program wrote are reported from, and nothing is added to them. */
static void
test_records_of_another_program(void **state)
{
    const char *store = store_new();
    crm_context *crm = other_host();
    crm_account *account = crm_account_new(crm);
    char *text;

    (void)state;
    write_small();
    assert_int_equal(crm_account_set_name(account, "Sea Lions"), CRM_OK);
    assert_int_equal(crm_account_set_external_id(account, "S-1"), CRM_OK);
    assert_int_equal(crm_account_save(account), CRM_OK);
    crm_account_free(account);
    crm_close(crm);
    assert_well(RUN("out", "--map", "small/small.map", "--store", store));
    text = content("out");
    assert_non_null(strstr(text, "Small"));
    free(text);
    assert_int_equal(count_of("crm_account"), 1);
    assert_well(RUN("out", "--store", store, "--as-of", "2025-12-31", "--format", "json"));
    text = content("out");
    assert_non_null(strstr(text, "\"S-1\", \"Sea Lions\""));
    free(text);
    assert_int_equal(RUN("out", "--store", store), 1);
    assert_said("the map has no as_of: say --as-of YYYY-MM-DD");
}

/* Not even when they are of a kind that the program would not look at first. */
static void
test_one_record_of_another_program(void **state)
{
    const char *store = store_new();
    crm_context *crm = other_host();
    crm_record *rate = crm_record_new(crm, CRM_KIND_RATE);

    (void)state;
    write_small();
    crm_record_set_int(rate, CRM_RATE_BASE, crm_currency_of("EUR"));
    crm_record_set_int(rate, CRM_RATE_TARGET, crm_currency_of("USD"));
    crm_record_set_int(rate, CRM_RATE_DAY, 20000);
    crm_record_set_int(rate, CRM_RATE_NUM, 11);
    crm_record_set_int(rate, CRM_RATE_DEN, 10);
    crm_record_set_int(rate, CRM_RATE_TYPE, CRM_RATE_TYPE_SPOT);
    assert_int_equal(crm_record_save(rate), CRM_OK);
    crm_record_free(rate);
    crm_close(crm);
    assert_well(RUN("out", "--map", "small/small.map", "--store", store));
    assert_int_equal(count_of("crm_rate"), 1);
    crm = other_host();
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "Dogs", &(crm_id){0}), CRM_NONE);
    crm_close(crm);
}

/* Files of one kind alone. */
static void
test_an_import_without_accounts(void **state)
{
    const char *store = store_new();

    (void)state;
    write_file("users.map", "report\n as_of = 2025-12-31\nuser from users.csv\n name = name\n");
    write_file("users.csv", "name\nAnn\nBob\n");
    assert_well(RUN("memory", "--map", "users.map"));
    assert_well(RUN("import", "--map", "users.map", "--store", store));
    assert_same("memory", "import");
    assert_well(RUN("reload", "--map", "users.map", "--store", store));
    assert_same("memory", "reload");
    assert_int_equal(count_of("crm_user"), 2);
}

/* What is changed by other programs after the import is in the next report. */
static void
test_later_changes_are_reported(void **state)
{
    const char *store = store_new();
    char *text;

    (void)state;
    write_small();
    assert_well(RUN("import", "--map", "small/small.map", "--store", store));
    store_sql("UPDATE crm_account SET name = 'Wolves', version = version + 1 WHERE name = 'Dogs'");
    assert_well(RUN("out", "--store", store));
    text = content("out");
    assert_non_null(strstr(text, "Wolves"));
    assert_non_null(strstr(text, "Fish"));
    free(text);
}

/* What this version has more than the store is none there. */
static void
test_a_store_of_an_older_version(void **state)
{
    const char *store = store_new();

    (void)state;
    write_small();
    assert_well(RUN("import", "--map", "small/small.map", "--store", store));
    store_sql("DROP TABLE IF EXISTS crm_rate; ALTER TABLE crm_account DROP COLUMN discount_bp");
    assert_well(RUN("reload", "--store", store));
    assert_same("import", "reload");
}

/* A record that cannot be: no half of a report is printed. */
static void
test_a_record_that_is_wrong(void **state)
{
    const char *store = store_new();

    (void)state;
    write_small();
    assert_well(RUN("import", "--map", "small/small.map", "--store", store));
    store_sql("UPDATE crm_account SET name = NULL WHERE id = 2");
    assert_int_equal(RUN("out", "--store", store), 1);
    assert_said("account 2");
    store_sql("UPDATE crm_account SET name = 'Cats' WHERE id = 2;"
              "UPDATE crm_report_import SET notes = 'Rosebud'");
    assert_int_equal(RUN("out", "--store", store), 1);
    assert_said("the notes of the import (table crm_report_import) are not of this program");
}

/* A database without our tables is left without them until there is something to import. */
static void
test_nothing_is_made_for_a_report(void **state)
{
    const char *store = store_new();

    (void)state;
    store_sql("CREATE TABLE theirs (id integer)");
    assert_int_equal(RUN("out", "--store", store), 1);
    assert_said("there are no records, and no map says which files to import (--map)");
    if (is_sqlite(store))
        assert_string_equal(store_sql("SELECT count(*) FROM sqlite_schema"), "1");
    else
        assert_string_equal(
            store_sql("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
            "1");
}

int
main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_reports_of_the_example),
        cmocka_unit_test(test_three_reports_of_crm_sales),
        cmocka_unit_test(test_three_reports_of_northwind),
        cmocka_unit_test(test_what_was_left_out_is_kept),
        cmocka_unit_test(test_a_map_brings_settings_and_no_records),
        cmocka_unit_test(test_records_of_another_program),
        cmocka_unit_test(test_one_record_of_another_program),
        cmocka_unit_test(test_an_import_without_accounts),
        cmocka_unit_test(test_later_changes_are_reported),
        cmocka_unit_test(test_a_store_of_an_older_version),
        cmocka_unit_test(test_a_record_that_is_wrong),
        cmocka_unit_test(test_nothing_is_made_for_a_report),
    };
    int failed = enter(count, words);

    if (failed)
        return failed;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    leave();
    return failed;
}
