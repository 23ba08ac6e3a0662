/*
 * test_csv.c - the reader of CSV: what RFC 4180 allows, from memory and from files, and what it
 * does not, with line and column of the fault.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All rows as one text: fields in [], rows ended by a line feed, the fault behind them. */
static char *
flat(const char *bytes, size_t size, char separator)
{
    static char out[4096];
    struct fault fault = {""};
    struct csv *csv = csv_open_memory(bytes, size, "t.csv", separator, &fault);
    size_t used = 0, i;

    out[0] = '\0';
    while (csv_next(csv)) {
        for (i = 0; i < csv_fields(csv); i++)
            used +=
                (size_t)snprintf(out + used, sizeof out - used, "[%s]", csv_field(csv, i, NULL));
        used += (size_t)snprintf(out + used, sizeof out - used, "\n");
    }
    snprintf(out + used, sizeof out - used, "%s", fault.text);
    assert_null(csv_field(csv, 0, NULL));
    csv_close(csv);
    return out;
}

static char *
rows(const char *text)
{
    return flat(text, strlen(text), ',');
}

static void
test_plain_rows(void **state)
{
    (void)state;
    assert_string_equal(rows("a,b\n1,2\n"), "[a][b]\n[1][2]\n");
    assert_string_equal(rows("a,b\r\n1,2\r\n"), "[a][b]\n[1][2]\n");
    assert_string_equal(rows("a,b\n1,2"), "[a][b]\n[1][2]\n");
    assert_string_equal(rows("a,,\n,,b"), "[a][][]\n[][][b]\n");
    assert_string_equal(rows("a b, c \n"), "[a b][ c ]\n");
    assert_string_equal(flat("a;b,c\n", 6, ';'), "[a][b,c]\n");
    assert_string_equal(flat("a\tb\n", 4, '\t'), "[a][b]\n");
}

static void
test_nothing_to_read(void **state)
{
    (void)state;
    assert_string_equal(rows(""), "");
    assert_string_equal(rows("\n\r\n\n"), "");
    assert_string_equal(rows("\xEF\xBB\xBF"), "");
    assert_string_equal(rows("a\n\nb\n\n"), "[a]\n[b]\n");
}

static void
test_quotes(void **state)
{
    (void)state;
    assert_string_equal(rows("\"a\",\"b,c\"\n"), "[a][b,c]\n");
    assert_string_equal(rows("\"say \"\"hi\"\"\"\n"), "[say \"hi\"]\n");
    assert_string_equal(rows("\"two\nlines\",x\n"), "[two\nlines][x]\n");
    assert_string_equal(rows("\"two\r\nlines\"\r\n"), "[two\r\nlines]\n");
    assert_string_equal(rows("\"\",\"\"\n"), "[][]\n");
    assert_string_equal(rows("\"\"\"\"\n"), "[\"]\n");
}

static void
test_byte_order_mark_is_passed_over(void **state)
{
    (void)state;
    assert_string_equal(rows("\xEF\xBB\xBF"
                             "id,name\n"),
                        "[id][name]\n");
    assert_string_equal(rows("\xEF\xBB\xBF\"id\",name\n"), "[id][name]\n");
    assert_string_equal(rows("a\n\xEF\xBB\xBF"
                             "b\n"),
                        "[a]\n[\xEF\xBB\xBF"
                        "b]\n");
}

static void
test_broken_quotes(void **state)
{
    (void)state;
    assert_string_equal(rows("a,b\n1,\"2\n3\n"),
                        "[a][b]\nt.csv:2:3: a quote is opened here and never closed");
    assert_string_equal(rows("a\n\"b\"c\n"),
                        "[a]\nt.csv:2:4: text behind the closing quote of a field");
    assert_string_equal(rows("a\nb\"c\"\n"),
                        "[a]\nt.csv:2:2: a quote inside a field that is not in quotes");
    assert_string_equal(rows("\""), "t.csv:1:1: a quote is opened here and never closed");
}

static void
test_lone_carriage_return(void **state)
{
    (void)state;
    assert_string_equal(rows("a\rb\n"), "t.csv:1:3: a carriage return that no line feed follows");
    assert_string_equal(rows("a\r"), "t.csv:1:3: a carriage return that no line feed follows");
}

static void
test_text_must_be_utf8(void **state)
{
    (void)state;
    assert_string_equal(rows("n\n\xC3\xA9\xC3\xA9,\xE9t\xE9\n"),
                        "[n]\nt.csv:2:4: byte 0xE9 is not UTF-8 text");
    assert_string_equal(rows("\"one\ntwo\xFF\"\n"), "t.csv:2:4: byte 0xFF is not UTF-8 text");
    assert_string_equal(rows("\xC0\x80\n"), "t.csv:1:1: byte 0xC0 is not UTF-8 text");
    assert_string_equal(rows("\xED\xA0\x80\n"), "t.csv:1:1: byte 0xED is not UTF-8 text");
    assert_string_equal(rows("\xF4\x90\x80\x80\n"), "t.csv:1:1: byte 0xF4 is not UTF-8 text");
    assert_string_equal(rows("ab\xE2\x82"), "t.csv:1:3: byte 0xE2 is not UTF-8 text");
    assert_string_equal(flat("a\0b\n", 4, ','), "t.csv:1:2: byte 0x00 is not UTF-8 text");
    assert_string_equal(rows("\xF0\x9F\x8D\x8A,\xE2\x82\xAC\n"),
                        "[\xF0\x9F\x8D\x8A][\xE2\x82\xAC]\n");
}

static void
test_a_fault_stays(void **state)
{
    struct fault fault = {""};
    struct csv *csv = csv_open_memory("\"a\"b\nc\n", 7, "t.csv", ',', &fault);

    (void)state;
    assert_false(csv_next(csv));
    assert_false(csv_next(csv));
    assert_int_equal(csv_fields(csv), 0);
    assert_string_equal(fault.text, "t.csv:1:4: text behind the closing quote of a field");
    csv_close(csv);
}

static void
test_places_count_lines_and_characters(void **state)
{
    struct fault fault = {""};
    const char *text = "h\n\xC3\xA9\xC3\xA9,\"x\ny\",z\n\nlast\n";
    struct csv *csv = csv_open_memory(text, strlen(text), "t.csv", ',', &fault);
    struct place place;

    (void)state;
    assert_true(csv_next(csv));
    assert_true(csv_next(csv));
    place = csv_place(csv, 1);
    assert_int_equal(place.line, 2);
    assert_int_equal(place.column, 4);
    place = csv_place(csv, 2);
    assert_int_equal(place.line, 3);
    assert_int_equal(place.column, 4);
    place = csv_place(csv, 9);
    assert_int_equal(place.line, 2);
    assert_int_equal(place.column, 0);
    assert_true(csv_next(csv));
    assert_int_equal(csv_place(csv, 0).line, 5);
    assert_false(csv_next(csv));
    assert_string_equal(fault.text, "");
    csv_close(csv);
}

/* A file larger than a block, with fields longer than one, CRLF and quotes across its borders. */
static void
test_long_fields_from_a_file(void **state)
{
    enum { LONG = 300000 };
    const char *path = "test_report_long.csv";
    struct fault fault = {""};
    FILE *file = fopen(path, "wb");
    struct csv *csv;
    size_t length, i;

    (void)state;
    assert_non_null(file);
    fputs("id,text\r\n", file);
    fputs("1,\"", file);
    for (i = 0; i < LONG; i++)
        fputs(i % 100 == 0 ? "\"\"" : i % 1000 == 1 ? "\r\n" : "x", file);
    fputs("\"\r\n2,", file);
    for (i = 0; i < LONG; i++)
        fputc('y', file);
    fputs("\r\n", file);
    fclose(file);

    csv = csv_open(path, "long.csv", ',', &fault);
    assert_non_null(csv);
    assert_true(csv_next(csv));
    assert_true(csv_next(csv));
    assert_string_equal(csv_field(csv, 0, NULL), "1");
    assert_int_equal(csv_field(csv, 1, &length)[0], '"');
    assert_int_equal(length, LONG + LONG / 1000);
    assert_true(csv_next(csv));
    assert_int_equal(csv_place(csv, 0).line, 3 + LONG / 1000);
    assert_int_equal(strspn(csv_field(csv, 1, &length), "y"), LONG);
    assert_int_equal(length, LONG);
    assert_false(csv_next(csv));
    assert_string_equal(fault.text, "");
    csv_close(csv);
    remove(path);
}

static void
test_no_such_file(void **state)
{
    struct fault fault = {""};

    (void)state;
    assert_null(csv_open("there/is/no/such.csv", "such.csv", ',', &fault));
    assert_string_equal(fault.text, "such.csv: there is no such file, or it cannot be read");
}

/* Whatever bytes come: rows or a fault, never more fields than separators allow. */
static void
test_random_bytes(void **state)
{
    static const char alphabet[] = "a,\"\r\n;\xC3\xA9\xE2";
    uint32_t seed = 12345;
    size_t round, i;

    (void)state;
    for (round = 0; round < 20000; round++) {
        char bytes[24];
        struct fault fault = {""};
        struct csv *csv;
        size_t commas = 0, seen = 0;

        for (i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525u + 1013904223u;
            bytes[i] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
            commas += bytes[i] == ',' || bytes[i] == '\n';
        }
        csv = csv_open_memory(bytes, sizeof bytes, "r.csv", ',', &fault);
        while (csv_next(csv))
            seen += csv_fields(csv);
        assert_true(seen <= commas + 1);
        if (!fault.text[0])
            assert_int_equal(csv_bytes(csv), sizeof bytes);
        csv_close(csv);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_rows),
        cmocka_unit_test(test_nothing_to_read),
        cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_byte_order_mark_is_passed_over),
        cmocka_unit_test(test_broken_quotes),
        cmocka_unit_test(test_lone_carriage_return),
        cmocka_unit_test(test_text_must_be_utf8),
        cmocka_unit_test(test_a_fault_stays),
        cmocka_unit_test(test_places_count_lines_and_characters),
        cmocka_unit_test(test_long_fields_from_a_file),
        cmocka_unit_test(test_no_such_file),
        cmocka_unit_test(test_random_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
