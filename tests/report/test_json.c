/*
 * test_json.c - the report as JSON: it is JSON, it has every table of every analysis in table
 * order with the columns of the descriptors, every row has a cell for each column, and ids have
 * keys and names.
 *
 * test_report_json MAP FOLDER
 */
#include "files.h"

#include "view.h"

#include <stdlib.h>

/* A reader of JSON that is strict, and remembers nothing but where it is. */
struct json {
    const char *at;
    size_t cells; /* of the array that was read last */
};

static void
expect(struct json *json, const char *text)
{
    while (*json->at == '\n' || *json->at == ' ')
        json->at++;
    assert_memory_equal(json->at, text, strlen(text));
    json->at += strlen(text);
}

static bool
take(struct json *json, char c)
{
    while (*json->at == '\n' || *json->at == ' ')
        json->at++;
    if (*json->at != c)
        return false;
    json->at++;
    return true;
}

static void
read_string(struct json *json)
{
    assert_true(take(json, '"'));
    while (*json->at != '"') {
        assert_true((unsigned char)*json->at >= 0x20);
        if (*json->at == '\\') {
            json->at++;
            assert_non_null(strchr("\"\\u", *json->at));
        }
        json->at++;
    }
    json->at++;
}

/* A text, a number or null. */
static void
read_scalar(struct json *json)
{
    char *end;

    while (*json->at == '\n' || *json->at == ' ')
        json->at++;
    if (*json->at == '"') {
        read_string(json);
    } else if (strncmp(json->at, "null", 4) == 0) {
        json->at += 4;
    } else {
        assert_non_null(strchr("-0123456789", *json->at));
        strtod(json->at, &end);
        assert_true(end > json->at);
        json->at = end;
    }
}

static void
read_array(struct json *json)
{
    json->cells = 0;
    assert_true(take(json, '['));
    if (take(json, ']'))
        return;
    do {
        read_scalar(json);
        json->cells++;
    } while (take(json, ','));
    assert_true(take(json, ']'));
}

static struct loaded loaded;
static struct page page;

static void
test_every_table_of_every_analysis(void **state)
{
    struct json json = {page.text, 0};
    bool first = true;
    size_t table, column, rows, columns;
    int i;

    (void)state;
    expect(&json, "{\"as_of\": \"2025-12-31\",");
    expect(&json, "\"tables\": {");
    for (i = 0; i < ANALYSES; i++) {
        const crm_descriptor *descriptor = crm_analysis_descriptor(loaded.report.analyses[i]);

        for (table = 0; table < crm_descriptor_tables(descriptor); table++) {
            const char *name = crm_descriptor_table(descriptor, table);

            if (!first)
                assert_true(take(&json, ','));
            first = false;
            expect(&json, "\"");
            expect(&json, crm_descriptor_name(descriptor));
            expect(&json, ".");
            expect(&json, name);
            expect(&json, "\": {\"columns\": [");
            columns = 0;
            for (column = 0; column < crm_descriptor_columns(descriptor, table); column++) {
                int32_t type;
                const char *title =
                    crm_descriptor_column(descriptor, table, column, &type, NULL, NULL);

                expect(&json, columns ? ", \"" : "\"");
                expect(&json, title);
                expect(&json, "\"");
                columns++;
                if (type != CRM_TYPE_REF)
                    continue;
                expect(&json, ", \"");
                expect(&json, title);
                expect(&json, "_key\", \"");
                expect(&json, title);
                expect(&json, "_name\"");
                columns += 2;
            }
            expect(&json, "],");
            expect(&json, "\"rows\": [");
            rows = 0;
            if (!take(&json, ']')) {
                do {
                    read_array(&json);
                    assert_int_equal(json.cells, columns);
                    rows++;
                } while (take(&json, ','));
                assert_true(take(&json, ']'));
            }
            assert_int_equal(rows, view_rows(crm_analysis_table(loaded.report.analyses[i], name)));
            assert_true(take(&json, '}'));
        }
    }
    expect(&json, "}}");
    assert_string_equal(json.at, "\n");
}

static void
test_ids_have_keys_and_names(void **state)
{
    (void)state;
    assert_non_null(
        strstr(page.text, "{\"columns\": [\"root\", \"root_key\", \"root_name\", \"rank\""));
    assert_non_null(strstr(page.text, ", \"C1001\", \"Dogs Extraordinaire\", 1, 5, "));
    assert_non_null(strstr(page.text, "\"We <3 Dogs\""));
    assert_non_null(strstr(page.text, "\"TG-1000\", \"Tangerine1000\""));
    assert_non_null(strstr(page.text, "[\"owner\", "));
}

static void
test_money_is_in_minor_units(void **state)
{
    (void)state;
    assert_non_null(strstr(page.text, ", 200000000, "));
    assert_null(strstr(page.text, "2000000.00"));
}

int
main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_table_of_every_analysis),
        cmocka_unit_test(test_ids_have_keys_and_names),
        cmocka_unit_test(test_money_is_in_minor_units),
    };
    int failed;

    if (count != 3)
        return 2;
    loaded.map = map_read(words[1], &loaded.fault);
    load_from(&loaded, words[2]);
    if (loaded.fault.text[0] || !report_run(&loaded.report) ||
        !report_json(&loaded.report, &page)) {
        fprintf(stderr, "%s\n", loaded.fault.text);
        return 1;
    }
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    page_free(&page);
    unload(&loaded);
    return failed;
}
