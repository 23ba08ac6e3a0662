/*
 * test_notes.c - the notes of an import: read back they say the same, and what is no such text is
 * refused, however little it is cut short.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "notes.h"

static const char map_text[] = "report\n title = \"A: 3\\\"\naccount from a.csv\n name = n\n";

static void
make(struct page *notes, struct fault *fault)
{
    struct map *map = map_read_memory(map_text, strlen(map_text), "m.map", fault);
    struct left left = {.stage_disagrees = 12};

    assert_non_null(map);
    left_name(&left, CRM_KIND_PURCHASE, CRM_PURCHASE_ACCOUNT, true, "a 7:b\nleft 1\t\"",
              (struct place){"p q.csv", 33, 2});
    left_name(&left, CRM_KIND_PURCHASE, CRM_PURCHASE_ACCOUNT, true, "c",
              (struct place){"p q.csv", 34, 2});
    left_name(&left, CRM_KIND_ACCOUNT, MAP_PARENT_SINCE, false, "", (struct place){"", 0, 0});
    notes_write(notes, &left, map);
    left_free(&left);
    map_free(map);
}

static void
test_what_is_written_is_read(void **state)
{
    struct fault fault = {""};
    struct page notes = {0};
    struct left left = {0};
    struct map *map = NULL;

    (void)state;
    make(&notes, &fault);
    assert_true(notes_read(&notes, &left, &map, (struct place){"s", 0, 0}, &fault));
    assert_string_equal(map->text, map_text);
    assert_int_equal(left.stage_disagrees, 12);
    assert_int_equal(left.count, 2);
    assert_int_equal(left.items[0].kind, CRM_KIND_PURCHASE);
    assert_int_equal(left.items[0].field, CRM_PURCHASE_ACCOUNT);
    assert_true(left.items[0].row_left);
    assert_int_equal(left.items[0].rows, 2);
    assert_int_equal(left.items[0].line, 33);
    assert_string_equal(left.items[0].example, "a 7:b\nleft 1\t\"");
    assert_string_equal(left.items[0].file, "p q.csv");
    assert_int_equal(left.items[1].field, MAP_PARENT_SINCE);
    assert_false(left.items[1].row_left);
    assert_string_equal(left.items[1].example, "");
    left_free(&left);
    map_free(map);
    page_free(&notes);
}

static void
refuse(const char *text, size_t size)
{
    struct fault fault = {""};
    struct left left = {0};
    struct map *map = NULL;
    struct page notes = {0};

    page_add_bytes(&notes, text, size);
    assert_false(notes_read(&notes, &left, &map, (struct place){"s", 0, 0}, &fault));
    assert_string_equal(fault.text, "s: the notes of the import (table crm_report_import) are not "
                                    "of this program");
    assert_null(map);
    left_free(&left);
    page_free(&notes);
}

static void
test_other_texts_are_refused(void **state)
{
    static const char *const texts[] = {
        "crm-report 2\nstages 1\nmap 0:\n",
        "crm-report 1\nstages -1\nmap 0:\n",
        "crm-report 1\nstages 9999999999999999999999\nmap 0:\n",
        "crm-report 1\nstages 1\nmap -1:\n",
        "crm-report 1\nstages 1\nmap 999999999999:x\n",
        "crm-report 1\nstages 1\nleft 2 16 0 -1 3 1:a 1:b\nmap 0:\n",
        "crm-report 1\nstages 1\nleft 2 16 0 1 3 1:a\nmap 0:\n",
    };
    struct fault fault = {""};
    struct page notes = {0};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof texts / sizeof *texts; i++)
        refuse(texts[i], strlen(texts[i]));
    make(&notes, &fault);
    for (i = 0; i + 1 < notes.size; i++)
        refuse(notes.text, i);
    page_free(&notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read),
        cmocka_unit_test(test_other_texts_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
