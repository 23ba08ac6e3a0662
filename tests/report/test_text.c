/*
 * test_text.c - how the report writes: numbers, percentages and days in both languages, capitals,
 * cut names, sentences, and columns that stay aligned with accents and wide characters.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format.h"
#include "page.h"
#include "utf8.h"

#include <string.h>

#define NARROW "\xE2\x80\xAF"

static struct pool pool;

static struct format
language(enum language language, const char *currency)
{
    return (struct format){&pool, language, crm_currency_of(currency)};
}

static void
test_numbers(void **state)
{
    struct format en = language(ENGLISH, "USD"), fr = language(FRENCH, "EUR");
    struct format yen = language(ENGLISH, "JPY"), dinar = language(FRENCH, "TND");

    (void)state;
    assert_string_equal(format_count(&en, 0), "0");
    assert_string_equal(format_count(&en, 999), "999");
    assert_string_equal(format_count(&en, -1234567), "-1,234,567");
    assert_string_equal(format_count(&fr, 1234567), "1" NARROW "234" NARROW "567");
    assert_string_equal(format_count(&en, INT64_MIN), "-9,223,372,036,854,775,808");
    assert_string_equal(format_money(&en, 200000000), "2,000,000.00");
    assert_string_equal(format_money(&en, -5), "-0.05");
    assert_string_equal(format_money(&fr, 123456), "1" NARROW "234,56");
    assert_string_equal(format_money(&yen, 1234), "1,234");
    assert_string_equal(format_money(&dinar, 1234567), "1" NARROW "234,567");
}

static void
test_percentages(void **state)
{
    struct format en = language(ENGLISH, "USD"), fr = language(FRENCH, "EUR");

    (void)state;
    assert_string_equal(format_share(&en, 2000000, 3700000), "54.1 %");
    assert_string_equal(format_share(&fr, 2000000, 3700000), "54,1" NARROW "%");
    assert_string_equal(format_share(&en, 1, 2000), "0.1 %");
    assert_string_equal(format_share(&en, -1, 2), "-50.0 %");
    assert_string_equal(format_share(&en, 1, 0), "-");
    assert_string_equal(format_share(&en, INT64_MAX, INT64_MAX), "100.0 %");
    assert_string_equal(format_share(&en, INT64_MIN, INT64_MAX), "-100.0 %");
    assert_string_equal(format_change(&en, 342000000, 370000000), "+8.2 %");
    assert_string_equal(format_change(&en, 200, 100), "-50.0 %");
    assert_string_equal(format_change(&en, 200, 200), "+0.0 %");
    assert_null(format_change(&en, 0, 100));
    assert_string_equal(format_percent(&en, 0.709), "71 %");
    assert_string_equal(format_days(&en, 51.782, 2), "51.78");
    assert_string_equal(format_days(&fr, 11.5, 1), "11,5");
    assert_string_equal(format_days(&en, 57.0, 2), "57");
}

static void
test_days(void **state)
{
    struct format en = language(ENGLISH, "USD"), fr = language(FRENCH, "EUR");

    (void)state;
    assert_string_equal(format_day(&en, crm_day_of(2025, 12, 31)), "31 Dec 2025");
    assert_string_equal(format_day(&fr, crm_day_of(2025, 12, 31)), "31 décembre 2025");
    assert_string_equal(format_day(&fr, crm_day_of(2025, 8, 1)), "1er août 2025");
    assert_string_equal(format_day(&en, CRM_DAY_NONE), "-");
}

static void
test_plurals(void **state)
{
    struct format en = language(ENGLISH, "USD"), fr = language(FRENCH, "EUR");

    (void)state;
    assert_string_equal(SAY(&en, L_CUSTOMERS, 0, "0"), "0 customers");
    assert_string_equal(SAY(&en, L_CUSTOMERS, 1, "1"), "1 customer");
    assert_string_equal(SAY(&en, L_CUSTOMERS, 2, "2"), "2 customers");
    assert_string_equal(SAY(&fr, L_CUSTOMERS, 0, "0"), "0 client");
    assert_string_equal(SAY(&fr, L_CUSTOMERS, 1, "1"), "1 client");
    assert_string_equal(SAY(&fr, L_CUSTOMERS, 2, "2"), "2 clients");
}

static void
test_every_label_is_there(void **state)
{
    int label;

    (void)state;
    for (label = 0; label < L_COUNT; label++) {
        const char *en = label_text(ENGLISH, (enum label)label, 1);
        const char *fr = label_text(FRENCH, (enum label)label, 1), *at;

        assert_non_null(en);
        assert_non_null(fr);
        assert_int_equal(utf8_check(fr, strlen(fr)), strlen(fr));
        for (at = fr; *at; at++)
            if (*at == '%' && at[1] >= '1' && at[1] <= '9') {
                char slot[3] = {'%', at[1], '\0'};

                assert_true(strstr(en, slot) || strstr(label_text(ENGLISH, label, 2), slot));
            }
    }
}

static void
test_capitals(void **state)
{
    struct format en = language(ENGLISH, "USD");

    (void)state;
    assert_string_equal(format_upper(&en, "Ce qui n'a pas été compté"),
                        "CE QUI N'A PAS ÉTÉ COMPTÉ");
    assert_string_equal(format_upper(&en, "œuvre, Łódź, ÿ × ÷ ß 1"), "ŒUVRE, ŁÓDŹ, Ÿ × ÷ ß 1");
    assert_string_equal(format_upper(&en, "άλφα ельцин 漢字"), "άΛΦΑ ЕЛЬЦИН 漢字");
}

static void
test_names_are_cut(void **state)
{
    struct format en = language(ENGLISH, "USD");

    (void)state;
    assert_string_equal(format_cut(&en, "Société Générale", 16), "Société Générale");
    assert_string_equal(format_cut(&en, "Société Générale", 15), "Société Généra…");
    assert_string_equal(format_cut(&en, "Société Générale", 9), "Société…");
    assert_string_equal(format_cut(&en, "漢字漢字", 6), "漢字…");
    assert_int_equal(utf8_width("漢字é", strlen("漢字é")), 5);
    assert_int_equal(utf8_width("e\xCC\x81", 3), 1);
}

static void
test_grids_stay_aligned(void **state)
{
    static const struct column columns[] = {{8, 'l'}, {6, 'r'}, {6, 'l'}, {5, 'c'}};
    static const char *const cells[] = {"Été",    "1", "x",  "#", "漢字", "1234567",
                                        "longer", "#", NULL, "-", NULL,   "abc"};
    struct page page = {0};
    struct grid grid;
    size_t i;

    (void)state;
    grid_start(&grid, columns, 4, 2);
    for (i = 0; i < sizeof cells / sizeof cells[0]; i++)
        grid_cell(&grid, cells[i]);
    grid_print(&grid, &page);
    assert_string_equal(page.text, "  Été            1  x        #\n"
                                   "  漢字     1234567  longer   #\n"
                                   "                 -          abc\n");
    assert_int_equal(page.lines, 3);
    page_free(&page);
}

static void
test_pieces_break_between(void **state)
{
    struct pieces pieces = {0};
    struct page page = {0};

    (void)state;
    pieces_add(&pieces, &pool, "é one");
    pieces_add(&pieces, &pool, "two");
    pieces_add(&pieces, &pool, "a piece longer than a line");
    pieces_add(&pieces, &pool, "three");
    page_pieces(&page, &pieces, 2, 14, 5);
    assert_string_equal(page.text, "  é one   two\n  a piece longer than a line\n  three\n");
    page_free(&page);
    page_pieces(&page, &pieces, 2, 14, 2);
    assert_string_equal(page.text, "  é one   two\n  a piece longer than a line   ...\n");
    page_free(&page);
    pieces_free(&pieces);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_percentages),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_plurals),
        cmocka_unit_test(test_every_label_is_there),
        cmocka_unit_test(test_capitals),
        cmocka_unit_test(test_names_are_cut),
        cmocka_unit_test(test_grids_stay_aligned),
        cmocka_unit_test(test_pieces_break_between),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    pool_free(&pool);
    return failed;
}
