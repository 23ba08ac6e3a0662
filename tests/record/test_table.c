/*
 * test_table.c - cells, whole columns, constants, copies: what goes in comes out, what is wrong is
 * refused and sticks, and an allocation that fails changes nothing.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crm/context.h"
#include "crm/money.h"
#include "crm/schema.h"
#include "crm/table.h"
#include "record/table.h"

static int
set_up(void **state)
{
    crm_context *crm;

    if (crm_open(NULL, &crm) != CRM_OK)
        return -1;
    *state = crm;
    return 0;
}

static int
tear_down(void **state)
{
    crm_close(*state);
    return 0;
}

static void
assert_text(const crm_table *table, size_t row, int32_t column, const char *expected)
{
    size_t length;
    const char *text = crm_table_text(table, row, column, &length);

    if (!expected) {
        assert_null(text);
        return;
    }
    assert_non_null(text);
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(text, expected, length);
}

static void
assert_number(const crm_table *table, size_t row, int32_t column, int64_t expected)
{
    int64_t value = -77;

    assert_int_equal(crm_table_int(table, row, column, &value), CRM_OK);
    assert_true(value == expected);
}

static void
assert_none(const crm_table *table, size_t row, int32_t column)
{
    int64_t value = -77;

    assert_int_equal(crm_table_int(table, row, column, &value), CRM_NONE);
    assert_true(value == -77);
}

static void
table_describes_itself(void **state)
{
    crm_table *table = crm_table_new(*state, CRM_KIND_STAGE);

    assert_int_equal(crm_table_kind(table), CRM_KIND_STAGE);
    assert_int_equal(crm_table_rows(table), 0);
    assert_int_equal(crm_table_columns(table), 16);
    assert_int_equal(crm_table_column_at(table, 8), CRM_STAGE_PIPELINE);
    assert_int_equal(crm_table_column_at(table, 16), -1);
    assert_int_equal(crm_table_column(table, "outcome"), CRM_STAGE_OUTCOME);
    assert_int_equal(crm_table_column(table, "nothing"), -1);
    assert_int_equal(crm_table_column(table, NULL), -1);
    assert_string_equal(crm_table_name(table, CRM_STAGE_POSITION), "position");
    assert_int_equal(crm_table_type(table, CRM_STAGE_OUTCOME), CRM_TYPE_CODE);
    assert_int_equal(crm_table_target(table, CRM_STAGE_PIPELINE), CRM_KIND_PIPELINE);
    assert_null(crm_table_name(table, 8));
    assert_int_equal(crm_table_type(table, -1), 0);
    crm_table_free(table);
}

static void
nothing_is_answered_for_no_table(void **state)
{
    size_t length = 5;

    (void)state;
    assert_null(crm_table_new(NULL, CRM_KIND_USER));
    crm_table_free(NULL);
    assert_int_equal(crm_table_rows(NULL), 0);
    assert_int_equal(crm_table_columns(NULL), 0);
    assert_int_equal(crm_table_kind(NULL), 0);
    assert_int_equal(crm_table_status(NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_table_clear(NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_table_add(NULL, 1), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_table_set_int(NULL, 0, 0, 1), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_table_fill_int64(NULL, 0, 0, 0, NULL, NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_table_fill_text(NULL, 0, 0, 0, NULL, NULL, NULL), CRM_ERROR_ARGUMENT);
    assert_null(crm_table_text(NULL, 0, 0, &length));
    assert_int_equal(length, 0);
    assert_null(crm_table_int64s(NULL, 0, NULL));
    assert_null(crm_table_name(NULL, 0));
    assert_int_equal(crm_table_column_at(NULL, 0), -1);
}

static void
cells_come_back(void **state)
{
    crm_table *table = crm_table_new(*state, CRM_KIND_ACCOUNT);

    assert_int_equal(crm_table_add(table, 5), CRM_OK);
    assert_int_equal(crm_table_set_int(table, 3, CRM_FIELD_ID, 33), CRM_OK);
    assert_int_equal(crm_table_set_int(table, 1, CRM_FIELD_ID, 11), CRM_OK);
    assert_int_equal(crm_table_set_int(table, 2, CRM_ACCOUNT_DISCOUNT_BP, 1500), CRM_OK);
    assert_int_equal(crm_table_set_int(table, 0, CRM_ACCOUNT_ANNUAL_REVENUE, INT64_MIN), CRM_OK);
    assert_int_equal(crm_table_set_int(table, 0, CRM_ACCOUNT_TYPES, 0), CRM_OK);
    assert_none(table, 0, CRM_FIELD_ID);
    assert_number(table, 1, CRM_FIELD_ID, 11);
    assert_none(table, 2, CRM_FIELD_ID);
    assert_number(table, 3, CRM_FIELD_ID, 33);
    assert_none(table, 4, CRM_FIELD_ID);
    assert_number(table, 2, CRM_ACCOUNT_DISCOUNT_BP, 1500);
    assert_number(table, 0, CRM_ACCOUNT_ANNUAL_REVENUE, INT64_MIN);
    assert_number(table, 0, CRM_ACCOUNT_TYPES, 0);
    assert_int_equal(crm_table_clear_cell(table, 3, CRM_FIELD_ID), CRM_OK);
    assert_int_equal(crm_table_clear_cell(table, 4, CRM_FIELD_ID), CRM_OK);
    assert_none(table, 3, CRM_FIELD_ID);
    assert_int_equal(crm_table_set_int(table, 3, CRM_FIELD_ID, 34), CRM_OK);
    assert_number(table, 3, CRM_FIELD_ID, 34);
    assert_int_equal(crm_table_status(table), CRM_OK);
    crm_table_free(table);
}

static void
text_may_be_set_in_any_order(void **state)
{
    crm_table *table = crm_table_new(*state, CRM_KIND_ACCOUNT);
    const int32_t name = CRM_ACCOUNT_NAME;
    const uint8_t *valid;
    const int64_t *offsets;
    const char *bytes;

    crm_table_add(table, 6);
    assert_int_equal(crm_table_set_text(table, 1, name, "bravo", CRM_TEXT_NUL), CRM_OK);
    assert_int_equal(crm_table_set_text(table, 3, name, "delta!", 5), CRM_OK);
    assert_text(table, 0, name, NULL);
    assert_text(table, 2, name, NULL);
    assert_int_equal(crm_table_set_text(table, 3, name, "d", 1), CRM_OK); /* last: stays packed */
    assert_int_equal(crm_table_set_text(table, 0, name, "alpha", CRM_TEXT_NUL), CRM_OK);
    assert_int_equal(crm_table_set_text(table, 1, name, "b", CRM_TEXT_NUL), CRM_OK);
    assert_int_equal(crm_table_set_text(table, 1, name, "bravissimo", CRM_TEXT_NUL), CRM_OK);
    assert_int_equal(crm_table_set_text(table, 5, name, "", CRM_TEXT_NUL), CRM_OK);
    assert_int_equal(crm_table_set_text(table, 3, name, NULL, 0), CRM_OK);
    assert_text(table, 0, name, "alpha");
    assert_text(table, 1, name, "bravissimo");
    assert_text(table, 2, name, NULL);
    assert_text(table, 3, name, NULL);
    assert_text(table, 4, name, NULL);
    assert_text(table, 5, name, "");

    bytes = crm_table_texts(table, name, &offsets, &valid);
    assert_memory_equal(bytes, "alphabravissimo", 15);
    assert_int_equal(offsets[0], 0);
    assert_int_equal(offsets[1], 5);
    assert_int_equal(offsets[2], 15);
    assert_int_equal(offsets[6], 15);
    assert_int_equal(valid[0] & 63, 1 | 2 | 32);
    assert_text(table, 1, name, "bravissimo");

    assert_int_equal(crm_table_set_text(table, 4, name, "e", 1), CRM_OK);
    assert_text(table, 4, name, "e");
    assert_text(table, 5, name, "");
    crm_table_free(table);
}

/* Many cells, written downwards and rewritten, against a plain model. */
static void
text_agrees_with_a_model(void **state)
{
    enum { ROWS = 300 };
    static char model[ROWS][24];
    static int lengths[ROWS];
    crm_table *table = crm_table_new(*state, CRM_KIND_USER);
    uint32_t seed = 12345;
    size_t i, row;
    size_t length;
    const char *text;

    crm_table_add(table, ROWS);
    for (row = 0; row < ROWS; row++)
        lengths[row] = -1;
    for (i = 0; i < 6000; i++) {
        seed = seed * 1664525u + 1013904223u;
        row = (seed >> 8) % ROWS;
        lengths[row] = (int)((seed >> 20) % 25) - 1;
        memset(model[row], 'a' + (int)(seed % 26), sizeof model[row]);
        assert_int_equal(crm_table_set_text(table, row, CRM_USER_NAME,
                                            lengths[row] < 0 ? NULL : model[row],
                                            (size_t)(lengths[row] < 0 ? 0 : lengths[row])),
                         CRM_OK);
        if (i % 997 == 0)
            assert_non_null(crm_table_texts(table, CRM_USER_NAME, NULL, NULL));
    }
    for (row = 0; row < ROWS; row++) {
        text = crm_table_text(table, row, CRM_USER_NAME, &length);
        if (lengths[row] < 0) {
            assert_null(text);
            continue;
        }
        assert_int_equal(length, lengths[row]);
        assert_memory_equal(text, model[row], length);
    }
    crm_table_free(table);
}

static void
whole_columns_come_back(void **state)
{
    enum { ROWS = 100 };
    crm_table *table = crm_table_new(*state, CRM_KIND_PURCHASE);
    int64_t ids[ROWS];
    int32_t days[ROWS];
    uint8_t valid[13];
    const uint8_t *out_valid;
    const int64_t *out_ids;
    const int32_t *out_days;
    size_t i;

    for (i = 0; i < ROWS; i++) {
        ids[i] = (int64_t)i + 1;
        days[i] = i % 3 ? (int32_t)i : INT32_MAX; /* rubbish where there is no value */
    }
    memset(valid, 0, sizeof valid);
    for (i = 0; i < ROWS; i++)
        if (i % 3)
            valid[i / 8] = (uint8_t)(valid[i / 8] | 1u << (i % 8));
    crm_table_add(table, ROWS);
    assert_int_equal(crm_table_fill_int64(table, CRM_FIELD_ID, 0, ROWS, ids, NULL), CRM_OK);
    assert_int_equal(crm_table_fill_int32(table, CRM_PURCHASE_DAY, 0, ROWS, days, valid), CRM_OK);
    out_ids = crm_table_int64s(table, CRM_FIELD_ID, &out_valid);
    assert_null(out_valid);
    assert_memory_equal(out_ids, ids, sizeof ids);
    out_days = crm_table_int32s(table, CRM_PURCHASE_DAY, &out_valid);
    assert_non_null(out_valid);
    for (i = 0; i < ROWS; i++) {
        assert_int_equal(out_valid[i / 8] >> (i % 8) & 1, i % 3 != 0);
        if (i % 3)
            assert_int_equal(out_days[i], days[i]);
    }
    /* An int32 column into one of 64 bits; a piece in the middle, with a gap before it. */
    assert_int_equal(crm_table_fill_int32(table, CRM_PURCHASE_QUANTITY, 40, 10, days + 1, valid),
                     CRM_OK);
    assert_none(table, 39, CRM_PURCHASE_QUANTITY);
    assert_none(table, 40, CRM_PURCHASE_QUANTITY);
    assert_number(table, 41, CRM_PURCHASE_QUANTITY, days[2]);
    assert_none(table, 50, CRM_PURCHASE_QUANTITY);
    /* Of another type, or never set. */
    assert_null(crm_table_int32s(table, CRM_FIELD_ID, NULL));
    assert_null(crm_table_int64s(table, CRM_PURCHASE_DAY, NULL));
    assert_null(crm_table_doubles(table, CRM_PURCHASE_DAY, NULL));
    assert_null(crm_table_texts(table, CRM_PURCHASE_DAY, NULL, NULL));
    assert_non_null(crm_table_int64s(table, CRM_PURCHASE_OWNER, &out_valid));
    assert_non_null(out_valid);
    assert_int_equal(out_valid[12] & 15, 0);
    crm_table_free(table);
}

static void
fill_text(crm_table *table, size_t first, size_t count, const char *bytes, const int64_t *offsets,
          const uint8_t *valid, crm_status expected)
{
    assert_int_equal(
        crm_table_fill_text(table, CRM_ACCOUNT_NAME, first, count, bytes, offsets, valid),
        expected);
}

static void
text_columns_are_filled_whole(void **state)
{
    static const int64_t offsets[] = {2, 5, 5, 9};
    static const uint8_t second_none[] = {5};
    crm_table *table = crm_table_new(*state, CRM_KIND_ACCOUNT);
    const int32_t name = CRM_ACCOUNT_NAME;

    crm_table_add(table, 6);
    fill_text(table, 0, 3, "--one\xc3\xa9\xc3\xa8", offsets, NULL, CRM_OK);
    assert_text(table, 0, name, "one");
    assert_text(table, 1, name, "");
    assert_text(table, 2, name, "\xc3\xa9\xc3\xa8");
    fill_text(table, 3, 3, "--twofour", offsets, second_none, CRM_OK); /* behind it */
    assert_text(table, 2, name, "\xc3\xa9\xc3\xa8");
    assert_text(table, 4, name, NULL);
    assert_text(table, 5, name, "four");
    fill_text(table, 1, 3, "--SIXlast", offsets, NULL, CRM_OK); /* over part of it */
    assert_text(table, 0, name, "one");
    assert_text(table, 1, name, "SIX");
    assert_text(table, 2, name, "");
    assert_text(table, 3, name, "last");
    assert_text(table, 5, name, "four");
    assert_non_null(crm_table_texts(table, name, NULL, NULL));
    assert_text(table, 3, name, "last");
    assert_text(table, 5, name, "four");
    crm_table_free(table);
}

/* Arrow allows rubbish under cells without a value: it is neither looked at nor kept. */
static void
rubbish_under_null_text_is_left_out(void **state)
{
    static const int64_t offsets[] = {0, 2, 4, 6};
    static const uint8_t second_none[] = {5};
    crm_table *table = crm_table_new(*state, CRM_KIND_ACCOUNT);

    crm_table_add(table, 3);
    fill_text(table, 0, 3,
              "ab\xff\xfe"
              "cd",
              offsets, second_none, CRM_OK);
    assert_text(table, 0, CRM_ACCOUNT_NAME, "ab");
    assert_text(table, 1, CRM_ACCOUNT_NAME, NULL);
    assert_text(table, 2, CRM_ACCOUNT_NAME, "cd");
    crm_table_free(table);
}

static void
hostile_text_is_refused(void **state)
{
    static const int64_t split[] = {0, 1, 2}, descending[] = {0, 3, 2}, negative[] = {-1, 1, 2};
    static const int64_t fine[] = {0, 1, 2}, trap[] = {0, INT64_MAX, 2};
    crm_context *crm = *state;
    crm_table *table = crm_table_new(crm, CRM_KIND_ACCOUNT);
    crm_kind kind;
    crm_field field;
    crm_id id;

    crm_table_add(table, 2);
    crm_table_set_int(table, 1, CRM_FIELD_ID, 71);
    fill_text(table, 0, 2, "\xc3\xa9", split, NULL, CRM_ERROR_DATA); /* a border in a character */
    assert_int_equal(crm_table_status(table), CRM_ERROR_DATA);
    assert_text(table, 0, CRM_ACCOUNT_NAME, NULL);
    fill_text(table, 0, 2, "abc", descending, NULL, CRM_ERROR_DATA);
    fill_text(table, 0, 2, "abc", trap, NULL, CRM_ERROR_DATA);
    fill_text(table, 0, 2, "abc", negative, NULL, CRM_ERROR_DATA);
    fill_text(table, 0, 2, "a\0", fine, NULL, CRM_ERROR_DATA); /* NUL */
    fill_text(table, 0, 2, "a\xed", fine, NULL, CRM_ERROR_DATA);
    assert_int_equal(crm_error_where(crm, &kind, &id, &field), CRM_OK);
    assert_int_equal(kind, CRM_KIND_ACCOUNT);
    assert_int_equal(id, 71); /* the second row is the wrong one, and it has an id */
    assert_int_equal(field, CRM_ACCOUNT_NAME);
    assert_non_null(strstr(crm_message(crm), "row 1"));
    assert_null(strstr(crm_message(crm), "\xed"));
    fill_text(table, 1, 2, "ab", fine, NULL, CRM_ERROR_ARGUMENT);
    fill_text(table, 0, 2, NULL, fine, NULL, CRM_ERROR_ARGUMENT);
    fill_text(table, 0, 2, "ab", NULL, NULL, CRM_ERROR_ARGUMENT);
    fill_text(table, SIZE_MAX, 2, "ab", fine, NULL, CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_table_fill_text(table, CRM_ACCOUNT_TIER, 0, 2, "ab", fine, NULL),
                     CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_table_set_text(table, 0, CRM_ACCOUNT_NAME, "\xc0\x80", 2), CRM_ERROR_DATA);
    assert_int_equal(crm_table_set_text(table, 0, CRM_ACCOUNT_NAME, "\xed\xa0\x80", 3),
                     CRM_ERROR_DATA);
    assert_int_equal(crm_table_set_text(table, 2, CRM_ACCOUNT_NAME, "a", 1), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_table_set_text(table, 0, CRM_ACCOUNT_TIER, "a", 1), CRM_ERROR_ARGUMENT);
    assert_text(table, 0, CRM_ACCOUNT_NAME, NULL);
    assert_int_equal(crm_table_status(table), CRM_ERROR_DATA); /* the first one */
    assert_int_equal(crm_table_clear(table), CRM_OK);
    assert_int_equal(crm_table_status(table), CRM_OK);
    crm_table_free(table);
}

static void
wrong_numbers_are_refused(void **state)
{
    static const struct {
        crm_kind kind;
        int32_t column;
        int64_t value;
        crm_status status;
    } cases[] = {
        {CRM_KIND_ACCOUNT, CRM_FIELD_ID, 0, CRM_ERROR_DATA},
        {CRM_KIND_ACCOUNT, CRM_FIELD_ID, -1, CRM_ERROR_DATA},
        {CRM_KIND_ACCOUNT, CRM_FIELD_VERSION, -1, CRM_ERROR_DATA},
        {CRM_KIND_ACCOUNT, CRM_FIELD_VERSION, 0, CRM_OK},
        {CRM_KIND_ACCOUNT, CRM_ACCOUNT_OWNER, 0, CRM_ERROR_DATA},
        {CRM_KIND_ACCOUNT, CRM_ACCOUNT_TYPES, 256, CRM_ERROR_DATA},
        {CRM_KIND_ACCOUNT, CRM_ACCOUNT_TYPES, 255, CRM_OK},
        {CRM_KIND_ACCOUNT, CRM_ACCOUNT_TYPES, -1, CRM_ERROR_DATA},
        {CRM_KIND_ACCOUNT, CRM_ACCOUNT_CURRENCY, 1, CRM_ERROR_DATA},
        {CRM_KIND_ACCOUNT, CRM_ACCOUNT_CURRENCY, 'E' << 16 | 'U' << 8 | 'R', CRM_OK},
        {CRM_KIND_ACCOUNT, CRM_ACCOUNT_CURRENCY, (int64_t)1 << 40, CRM_ERROR_DATA},
        {CRM_KIND_ACCOUNT, CRM_ACCOUNT_NAME, 1, CRM_ERROR_ARGUMENT},
        {CRM_KIND_ACCOUNT, 8, 1, CRM_ERROR_ARGUMENT},
        {CRM_KIND_ACCOUNT, 1024, 1, CRM_ERROR_ARGUMENT},
        {CRM_KIND_ACCOUNT, -1, 1, CRM_ERROR_ARGUMENT},
        {CRM_KIND_ACCOUNT, CRM_FIELD_CREATED, INT64_MIN, CRM_ERROR_DATA},
        {CRM_KIND_ACCOUNT, CRM_FIELD_CREATED, INT64_MAX, CRM_ERROR_DATA},
        {CRM_KIND_ACCOUNT, CRM_FIELD_CREATED, -1, CRM_OK},
        {CRM_KIND_LINK, CRM_LINK_SHARE_BP, 10001, CRM_ERROR_DATA},
        {CRM_KIND_LINK, CRM_LINK_SHARE_BP, 10000, CRM_OK},
        {CRM_KIND_LINK, CRM_LINK_SHARE_BP, -1, CRM_ERROR_DATA},
        {CRM_KIND_LINK, CRM_LINK_VALID_FROM, CRM_DAY_NONE, CRM_ERROR_DATA},
        {CRM_KIND_LINK, CRM_LINK_VALID_FROM, 2932896, CRM_OK},
        {CRM_KIND_LINK, CRM_LINK_VALID_FROM, 2932897, CRM_ERROR_DATA},
        {CRM_KIND_LINK, CRM_LINK_VALID_FROM, -719162, CRM_OK},
        {CRM_KIND_LINK, CRM_LINK_VALID_FROM, -719163, CRM_ERROR_DATA},
        {CRM_KIND_LINK, CRM_LINK_VALID_FROM, (int64_t)1 << 32, CRM_ERROR_DATA},
        {CRM_KIND_LINK, CRM_LINK_TYPE, 0, CRM_ERROR_DATA},
        {CRM_KIND_LINK, CRM_LINK_TYPE, 4, CRM_OK},
        {CRM_KIND_LINK, CRM_LINK_TYPE, 5, CRM_ERROR_DATA},
    };
    crm_table *table;
    int64_t value;
    size_t i;

    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        table = crm_table_new(*state, cases[i].kind);
        crm_table_add(table, 1);
        assert_int_equal(crm_table_set_int(table, 0, cases[i].column, cases[i].value),
                         cases[i].status);
        assert_int_equal(crm_table_status(table), cases[i].status);
        if (cases[i].status == CRM_OK)
            assert_number(table, 0, cases[i].column, cases[i].value);
        else
            assert_int_not_equal(crm_table_int(table, 0, cases[i].column, &value), CRM_OK);
        crm_table_clear(table);
        crm_table_add(table, 1);
        assert_int_equal(crm_table_set_constant(table, cases[i].column, cases[i].value),
                         cases[i].status);
        crm_table_free(table);
    }
}

/* A wrong value at every place of a column is found, with and without validity bits. */
static void
wrong_values_are_found_in_columns(void **state)
{
    enum { ROWS = 37 };
    crm_table *table = crm_table_new(*state, CRM_KIND_LINK);
    int64_t ids[ROWS];
    int32_t types[ROWS];
    uint8_t all[5] = {255, 255, 255, 255, 31}, most[5];
    char words[24];
    size_t i, bad;

    for (i = 0; i < ROWS; i++) {
        ids[i] = 5;
        types[i] = 1;
    }
    for (bad = 0; bad < ROWS; bad++) {
        ids[bad] = 0;
        types[bad] = 5;
        memcpy(most, all, sizeof all);
        most[bad / 8] = (uint8_t)(most[bad / 8] & ~(1u << (bad % 8)));
        snprintf(words, sizeof words, "row %zu:", bad);
        crm_table_clear(table);
        crm_table_add(table, ROWS);
        assert_int_equal(crm_table_fill_int64(table, CRM_LINK_CHILD, 0, ROWS, ids, NULL),
                         CRM_ERROR_DATA);
        assert_non_null(strstr(crm_message(*state), words));
        assert_int_equal(crm_table_fill_int64(table, CRM_LINK_CHILD, 0, ROWS, ids, all),
                         CRM_ERROR_DATA);
        assert_int_equal(crm_table_fill_int32(table, CRM_LINK_TYPE, 0, ROWS, types, NULL),
                         CRM_ERROR_DATA);
        assert_int_equal(crm_table_fill_int32(table, CRM_LINK_TYPE, 0, ROWS, types, all),
                         CRM_ERROR_DATA);
        assert_non_null(strstr(crm_message(*state), words));
        assert_none(table, 0, CRM_LINK_CHILD);
        assert_int_equal(crm_table_fill_int64(table, CRM_LINK_CHILD, 0, ROWS, ids, most), CRM_OK);
        assert_int_equal(crm_table_fill_int32(table, CRM_LINK_TYPE, 0, ROWS, types, most), CRM_OK);
        assert_none(table, bad, CRM_LINK_TYPE);
        ids[bad] = 5;
        types[bad] = 1;
    }
    assert_int_equal(crm_table_fill_int64(table, CRM_LINK_TYPE, 0, ROWS, ids, NULL),
                     CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_table_fill_int64(table, CRM_LINK_CHILD, 1, ROWS, ids, NULL),
                     CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_table_fill_int64(table, CRM_LINK_CHILD, 0, 1, NULL, NULL),
                     CRM_ERROR_ARGUMENT);
    crm_table_free(table);
}

static void
currencies_of_a_column_are_looked_at(void **state)
{
    const int32_t usd = crm_currency_of("USD"), eur = crm_currency_of("EUR");
    int32_t values[4] = {usd, usd, eur, usd};
    crm_table *table = crm_table_new(*state, CRM_KIND_RATE);

    crm_table_add(table, 4);
    assert_int_equal(crm_table_fill_int32(table, CRM_RATE_BASE, 0, 4, values, NULL), CRM_OK);
    assert_number(table, 2, CRM_RATE_BASE, eur);
    values[3] = 'U' << 16 | 'S' << 8 | 'd';
    assert_int_equal(crm_table_fill_int32(table, CRM_RATE_TARGET, 0, 4, values, NULL),
                     CRM_ERROR_DATA);
    assert_none(table, 0, CRM_RATE_TARGET);
    crm_table_free(table);
}

static void
doubles_are_finite(void **state)
{
    const double values[] = {1.5, NAN, -2.0};
    static const uint8_t second_none[] = {5};
    crm_context *crm = *state;
    crm_field field;
    crm_table *table;
    double value;

    assert_int_equal(
        crm_schema_define(crm, CRM_KIND_USER, "score", CRM_TYPE_DOUBLE, 0, 0, 0, &field), CRM_OK);
    table = crm_table_new(crm, CRM_KIND_USER);
    crm_table_add(table, 3);
    assert_int_equal(crm_table_set_double(table, 0, field, INFINITY), CRM_ERROR_DATA);
    assert_int_equal(crm_table_fill_double(table, field, 0, 3, values, NULL), CRM_ERROR_DATA);
    assert_int_equal(crm_table_double(table, 0, field, &value), CRM_NONE);
    assert_int_equal(crm_table_fill_double(table, field, 0, 3, values, second_none), CRM_OK);
    assert_int_equal(crm_table_double(table, 2, field, &value), CRM_OK);
    assert_true(value == -2.0);
    assert_int_equal(crm_table_double(table, 1, field, &value), CRM_NONE);
    assert_int_equal(crm_table_set_double(table, 1, field, 0.25), CRM_OK);
    assert_true(crm_table_doubles(table, field, NULL)[1] == 0.25);
    assert_int_equal(crm_table_set_double(table, 1, CRM_USER_GRADE, 0.25), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_table_double(table, 1, CRM_USER_GRADE, &value), CRM_ERROR_ARGUMENT);
    crm_table_free(table);
}

static void
constants_hold_for_later_rows(void **state)
{
    crm_table *table = crm_table_new(*state, CRM_KIND_PURCHASE);
    const int32_t *types;
    const uint8_t *valid;

    crm_table_add(table, 3);
    assert_int_equal(crm_table_set_constant(table, CRM_PURCHASE_TYPE, 4), CRM_OK);
    assert_number(table, 2, CRM_PURCHASE_TYPE, 4);
    types = crm_table_int32s(table, CRM_PURCHASE_TYPE, &valid);
    assert_int_equal(types[2], 4);
    assert_null(valid);
    crm_table_add(table, 40);
    assert_number(table, 42, CRM_PURCHASE_TYPE, 4);
    assert_int_equal(crm_table_int32s(table, CRM_PURCHASE_TYPE, NULL)[42], 4);
    assert_int_equal(crm_table_set_int(table, 1, CRM_PURCHASE_TYPE, 2), CRM_OK);
    assert_number(table, 1, CRM_PURCHASE_TYPE, 2);
    assert_number(table, 42, CRM_PURCHASE_TYPE, 4);
    crm_table_add(table, 1);
    assert_none(table, 43, CRM_PURCHASE_TYPE);
    assert_int_equal(crm_table_set_constant(table, CRM_PURCHASE_CHANNEL, 4), CRM_ERROR_ARGUMENT);
    crm_table_clear(table);
    crm_table_add(table, 1);
    assert_none(table, 0, CRM_PURCHASE_TYPE);
    assert_int_equal(crm_table_set_constant(table, CRM_PURCHASE_TYPE, 4), CRM_OK);
    assert_int_equal(crm_table_clear_cell(table, 0, CRM_PURCHASE_TYPE), CRM_OK);
    assert_none(table, 0, CRM_PURCHASE_TYPE);
    crm_table_free(table);
}

static void
absurd_row_counts_are_refused(void **state)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm;
    crm_table *table;

    (void)state;
    options.max_rows = 1000;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    table = crm_table_new(crm, CRM_KIND_USER);
    assert_int_equal(crm_table_add(table, (size_t)1 << 60), CRM_ERROR_LIMIT);
    assert_int_equal(crm_table_add(table, SIZE_MAX), CRM_ERROR_LIMIT);
    assert_int_equal(crm_table_rows(table), 0);
    assert_int_equal(crm_table_status(table), CRM_ERROR_LIMIT);
    crm_table_clear(table);
    assert_int_equal(crm_table_add(table, 999), CRM_OK);
    assert_int_equal(crm_table_add(table, 2), CRM_ERROR_LIMIT);
    assert_int_equal(crm_table_add(table, 1), CRM_OK);
    crm_table_free(table);
    crm_close(crm);
}

static void
tables_outlive_their_context(void **state)
{
    crm_context *crm;
    crm_table *table;
    int64_t one = 1;

    (void)state;
    assert_int_equal(crm_open(NULL, &crm), CRM_OK);
    table = crm_table_new(crm, CRM_KIND_USER);
    crm_table_add(table, 1);
    crm_table_set_text(table, 0, CRM_USER_NAME, "Julie", CRM_TEXT_NUL);
    crm_close(crm);
    assert_text(table, 0, CRM_USER_NAME, "Julie");
    assert_int_equal(crm_table_add(table, 1), CRM_ERROR_CLOSED);
    assert_int_equal(crm_table_set_int(table, 0, CRM_FIELD_ID, 1), CRM_ERROR_CLOSED);
    assert_int_equal(crm_table_fill_int64(table, CRM_FIELD_ID, 0, 1, &one, NULL), CRM_ERROR_CLOSED);
    assert_int_equal(crm_table_clear(table), CRM_ERROR_CLOSED);
    assert_non_null(crm_table_texts(table, CRM_USER_NAME, NULL, NULL));
    crm_table_free(table);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(table_describes_itself, set_up, tear_down),
        cmocka_unit_test(nothing_is_answered_for_no_table),
        cmocka_unit_test_setup_teardown(cells_come_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(text_may_be_set_in_any_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(text_agrees_with_a_model, set_up, tear_down),
        cmocka_unit_test_setup_teardown(whole_columns_come_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(text_columns_are_filled_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rubbish_under_null_text_is_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hostile_text_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_numbers_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_values_are_found_in_columns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(currencies_of_a_column_are_looked_at, set_up, tear_down),
        cmocka_unit_test_setup_teardown(doubles_are_finite, set_up, tear_down),
        cmocka_unit_test_setup_teardown(constants_hold_for_later_rows, set_up, tear_down),
        cmocka_unit_test(absurd_row_counts_are_refused),
        cmocka_unit_test(tables_outlive_their_context),
    };

    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
