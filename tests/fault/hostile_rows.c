/*
 * hostile_rows.c - rows that no store may give. Most lies are told in the last row of an answer; where
 * there is none, one is made up.
 */
#include "hostile.h"

#include <math.h>

enum { READS = CRM_TESTING_GET | CRM_TESTING_SCAN | CRM_TESTING_NEXT };

#define NO_COLUMN 79 /* built-in kinds have fewer fields */

/* The last row, made up if need be. */
static size_t
some_row(struct hostile *hostile, crm_table *table)
{
    int64_t id = 0;

    if (crm_table_rows(table) == 0) {
        hostile->added = true;
        crm_table_add(table, 1);
        crm_table_set_int(table, 0, CRM_FIELD_ID, hostile->ids ? hostile->ids[0] : 1);
        crm_table_set_int(table, 0, CRM_FIELD_VERSION, 1);
    }
    crm_table_int(table, crm_table_rows(table) - 1, CRM_FIELD_ID, &id);
    hostile->id = id;
    return crm_table_rows(table) - 1;
}

/* The first column of a type behind the common ones; -1 if there is none. */
static int32_t
column_of(struct hostile *hostile, const crm_table *table, int32_t type)
{
    for (size_t i = 0; i < crm_table_columns(table); i++) {
        int32_t column = crm_table_column_at(table, i);

        if (column >= CRM_FIELD_OWN && crm_table_type(table, column) == type)
            return hostile->field = column;
    }
    return -1;
}

static bool
set_int(struct hostile *hostile, crm_table *table, int32_t type, int64_t value)
{
    int32_t column = column_of(hostile, table, type);

    if (column < 0)
        return false;
    crm_table_set_int(table, some_row(hostile, table), column, value);
    return true;
}

static bool
set_double(struct hostile *hostile, crm_table *table, double value)
{
    int32_t column = column_of(hostile, table, CRM_TYPE_DOUBLE);

    if (column < 0)
        return false;
    crm_table_set_double(table, some_row(hostile, table), column, value);
    return true;
}

static bool
set_text(struct hostile *hostile, crm_table *table, const char *text, size_t length)
{
    int32_t column = column_of(hostile, table, CRM_TYPE_TEXT);

    if (column < 0)
        return false;
    crm_table_set_text(table, some_row(hostile, table), column, text, length);
    return true;
}

/* Of the common fields. */
static bool
set_common(struct hostile *hostile, crm_table *table, crm_field field, int64_t value)
{
    size_t row = some_row(hostile, table);

    hostile->field = field;
    crm_table_set_int(table, row, field, value);
    return true;
}

static bool
clear_common(struct hostile *hostile, crm_table *table, crm_field field)
{
    size_t row = some_row(hostile, table);

    hostile->field = field;
    if (field == CRM_FIELD_ID)
        hostile->id = 0;
    crm_table_clear_cell(table, row, field);
    return true;
}

/* ---- values that cannot be ---- */

static bool
not_a_number(struct hostile *hostile, crm_table *table)
{
    return set_double(hostile, table, NAN);
}

static bool
infinite(struct hostile *hostile, crm_table *table)
{
    return set_double(hostile, table, -INFINITY);
}

static bool
fill_not_a_number(struct hostile *hostile, crm_table *table)
{
    const double values[] = {NAN};
    int32_t column = column_of(hostile, table, CRM_TYPE_DOUBLE);

    if (column < 0)
        return false;
    crm_table_fill_double(table, column, some_row(hostile, table), 1, values, NULL);
    return true;
}

static bool
id_0(struct hostile *hostile, crm_table *table)
{
    return set_common(hostile, table, CRM_FIELD_ID, 0);
}

static bool
id_below_0(struct hostile *hostile, crm_table *table)
{
    return set_common(hostile, table, CRM_FIELD_ID, INT64_MIN);
}

static bool
no_id(struct hostile *hostile, crm_table *table)
{
    return clear_common(hostile, table, CRM_FIELD_ID);
}

static bool
id_0_for_all(struct hostile *hostile, crm_table *table)
{
    some_row(hostile, table);
    hostile->field = CRM_FIELD_ID;
    hostile->id = 0;
    crm_table_set_constant(table, CRM_FIELD_ID, 0);
    return true;
}

static bool
no_id_under_a_validity_bit(struct hostile *hostile, crm_table *table)
{
    const int64_t ids[] = {5};
    const uint8_t validity[] = {0};
    size_t row = some_row(hostile, table);

    hostile->field = CRM_FIELD_ID;
    hostile->id = 0;
    crm_table_fill_int64(table, CRM_FIELD_ID, row, 1, ids, validity);
    return true;
}

static bool
version_0(struct hostile *hostile, crm_table *table)
{
    return set_common(hostile, table, CRM_FIELD_VERSION, 0);
}

static bool
version_below_0(struct hostile *hostile, crm_table *table)
{
    return set_common(hostile, table, CRM_FIELD_VERSION, -3);
}

static bool
no_version(struct hostile *hostile, crm_table *table)
{
    return clear_common(hostile, table, CRM_FIELD_VERSION);
}

static bool
version_0_for_all(struct hostile *hostile, crm_table *table)
{
    some_row(hostile, table);
    hostile->field = CRM_FIELD_VERSION;
    hostile->id = 0;
    crm_table_set_constant(table, CRM_FIELD_VERSION, 0);
    return true;
}

static bool
reference_below_0(struct hostile *hostile, crm_table *table)
{
    return set_int(hostile, table, CRM_TYPE_REF, -1);
}

static bool
wide_code(struct hostile *hostile, crm_table *table)
{
    return set_int(hostile, table, CRM_TYPE_CODE, INT64_C(1) << 32 | 1);
}

static bool
unknown_code(struct hostile *hostile, crm_table *table)
{
    return set_int(hostile, table, CRM_TYPE_CODE, 99);
}

static bool
unknown_bits(struct hostile *hostile, crm_table *table)
{
    return set_int(hostile, table, CRM_TYPE_SET, INT64_MIN);
}

static bool
wide_day(struct hostile *hostile, crm_table *table)
{
    return set_int(hostile, table, CRM_TYPE_DAY, INT64_C(1) << 40);
}

static bool
day_10000(struct hostile *hostile, crm_table *table)
{
    const int32_t days[] = {2932897};
    int32_t column = column_of(hostile, table, CRM_TYPE_DAY);

    if (column < 0)
        return false;
    crm_table_fill_int32(table, column, some_row(hostile, table), 1, days, NULL);
    return true;
}

static bool
late_instant(struct hostile *hostile, crm_table *table)
{
    return set_common(hostile, table, CRM_FIELD_CREATED, INT64_MAX);
}

static bool
no_currency(struct hostile *hostile, crm_table *table)
{
    return set_int(hostile, table, CRM_TYPE_CURRENCY, 7);
}

static bool
wide_share(struct hostile *hostile, crm_table *table)
{
    return set_int(hostile, table, CRM_TYPE_BP, INT64_MAX);
}

static bool
wrong_utf8(struct hostile *hostile, crm_table *table)
{
    return set_text(hostile, table, "ab\xff\xfe", 4);
}

static bool
overlong_utf8(struct hostile *hostile, crm_table *table)
{
    return set_text(hostile, table, "\xc0\xaf", 2);
}

static bool
half_a_pair(struct hostile *hostile, crm_table *table)
{
    return set_text(hostile, table, "\xed\xa0\x80", 3);
}

static bool
text_with_nul(struct hostile *hostile, crm_table *table)
{
    return set_text(hostile, table, "a\0b", 3);
}

static bool
cut_text(struct hostile *hostile, crm_table *table)
{
    const int64_t offsets[] = {0, 1};
    int32_t column = column_of(hostile, table, CRM_TYPE_TEXT);

    if (column < 0)
        return false;
    crm_table_fill_text(table, column, some_row(hostile, table), 1, "\xc3\xa9", offsets, NULL);
    return true;
}

/* Numbers that can be, and that no sum should trip over. */
static bool
set_all(struct hostile *hostile, crm_table *table, int64_t money, int64_t count)
{
    if (crm_table_rows(table) == 0)
        return false;
    for (size_t i = 0; i < crm_table_columns(table); i++) {
        int32_t column = crm_table_column_at(table, i), type = crm_table_type(table, column);

        if (column >= CRM_FIELD_OWN && type == CRM_TYPE_MONEY)
            crm_table_set_int(table, some_row(hostile, table), column, money);
        else if (column >= CRM_FIELD_OWN && (type == CRM_TYPE_I64 || type == CRM_TYPE_QTY))
            crm_table_set_int(table, some_row(hostile, table), column, count);
    }
    return true;
}

static bool
largest_numbers(struct hostile *hostile, crm_table *table)
{
    return set_all(hostile, table, INT64_MAX, INT64_MAX);
}

static bool
smallest_numbers(struct hostile *hostile, crm_table *table)
{
    return set_all(hostile, table, INT64_MIN, 1);
}

/* ---- columns and rows that are not there ---- */

static bool
fill_offsets(struct hostile *hostile, crm_table *table, const int64_t *offsets)
{
    int32_t column = column_of(hostile, table, CRM_TYPE_TEXT);

    if (column < 0)
        return false;
    crm_table_fill_text(table, column, some_row(hostile, table), 1, "abcdef", offsets, NULL);
    return true;
}

static bool
falling_offsets(struct hostile *hostile, crm_table *table)
{
    const int64_t offsets[] = {3, 1};

    return fill_offsets(hostile, table, offsets);
}

static bool
offsets_below_0(struct hostile *hostile, crm_table *table)
{
    const int64_t offsets[] = {-2, 1};

    return fill_offsets(hostile, table, offsets);
}

static bool
text_in_a_number(struct hostile *hostile, crm_table *table)
{
    hostile->field = CRM_FIELD_VERSION;
    crm_table_set_text(table, some_row(hostile, table), CRM_FIELD_VERSION, "1", 1);
    return true;
}

static bool
number_in_a_text(struct hostile *hostile, crm_table *table)
{
    return set_common(hostile, table, CRM_FIELD_EXTERNAL_ID, 1);
}

static bool
double_in_a_number(struct hostile *hostile, crm_table *table)
{
    hostile->field = CRM_FIELD_VERSION;
    crm_table_set_double(table, some_row(hostile, table), CRM_FIELD_VERSION, 1.0);
    return true;
}

static bool
wide_values_in_a_text(struct hostile *hostile, crm_table *table)
{
    const int64_t values[] = {1};

    hostile->field = CRM_FIELD_EXTERNAL_ID;
    crm_table_fill_int64(table, CRM_FIELD_EXTERNAL_ID, some_row(hostile, table), 1, values, NULL);
    return true;
}

/* As a row of a kind with more fields has it. */
static bool
row_of_another_kind(struct hostile *hostile, crm_table *table)
{
    set_common(hostile, table, NO_COLUMN, 1);
    hostile->field = -1;
    return true;
}

static bool
column_below_0(struct hostile *hostile, crm_table *table)
{
    set_common(hostile, table, -7, 1);
    hostile->field = -1;
    return true;
}

static bool
row_not_added(struct hostile *hostile, crm_table *table)
{
    size_t row = some_row(hostile, table);

    hostile->field = CRM_FIELD_VERSION;
    hostile->id = 0;
    crm_table_set_int(table, row + 1, CRM_FIELD_VERSION, 1);
    return true;
}

static bool
fill_beyond_the_rows(struct hostile *hostile, crm_table *table)
{
    const int64_t versions[] = {1, 1, 1};
    size_t row = some_row(hostile, table);

    hostile->field = CRM_FIELD_VERSION;
    hostile->id = 0;
    crm_table_fill_int64(table, CRM_FIELD_VERSION, row, 3, versions, NULL);
    return true;
}

static bool
fill_at_the_end_of_memory(struct hostile *hostile, crm_table *table)
{
    const int64_t versions[] = {1};

    some_row(hostile, table);
    hostile->field = CRM_FIELD_VERSION;
    hostile->id = 0;
    crm_table_fill_int64(table, CRM_FIELD_VERSION, SIZE_MAX, 2, versions, NULL);
    return true;
}

static bool
row_without_anything(struct hostile *hostile, crm_table *table)
{
    hostile->field = CRM_FIELD_ID;
    crm_table_add(table, 1);
    return true;
}

static bool
too_many_rows(struct hostile *hostile, crm_table *table)
{
    (void)hostile;
    crm_table_add(table, ((size_t)1 << 24) + 1);
    return true;
}

static bool
very_many_rows(struct hostile *hostile, crm_table *table)
{
    (void)hostile;
    crm_table_add(table, 1);
    crm_table_add(table, SIZE_MAX);
    return true;
}

/* ---- rows that nobody wants ---- */

static void
copy_row(crm_table *table, size_t from)
{
    size_t to = crm_table_rows(table), length;
    const char *text;
    int64_t number;
    double real;

    crm_table_add(table, 1);
    for (size_t i = 0; i < crm_table_columns(table); i++) {
        int32_t column = crm_table_column_at(table, i);

        if (crm_table_int(table, from, column, &number) == CRM_OK)
            crm_table_set_int(table, to, column, number);
        else if (crm_table_double(table, from, column, &real) == CRM_OK)
            crm_table_set_double(table, to, column, real);
        else if ((text = crm_table_text(table, from, column, &length)) != NULL) {
            char copy[512]; /* the bytes may move */

            length = length < sizeof copy ? length : sizeof copy;
            memcpy(copy, text, length);
            crm_table_set_text(table, to, column, copy, length);
        }
    }
}

static bool
row_twice(struct hostile *hostile, crm_table *table)
{
    if (crm_table_rows(table) == 0)
        return false;
    copy_row(table, some_row(hostile, table));
    return true;
}

static bool
row_not_asked_for(struct hostile *hostile, crm_table *table)
{
    if (crm_table_rows(table) == 0)
        return false;
    copy_row(table, some_row(hostile, table));
    hostile->id += INT64_C(1) << 33;
    crm_table_set_int(table, crm_table_rows(table) - 1, CRM_FIELD_ID, hostile->id);
    return true;
}

/* The library looks at conditions itself. */
static bool
row_beside_the_conditions(struct hostile *hostile, crm_table *table)
{
    int64_t low, high;
    crm_field field;
    int32_t type;

    if (crm_table_rows(table) == 0 || crm_query_conditions(hostile->query) == 0 ||
        crm_query_condition(hostile->query, 0, &field, &type) != CRM_OK || type != CRM_TYPE_REF ||
        crm_query_int(hostile->query, 0, &low, &high) != CRM_OK || high == INT64_MAX)
        return false;
    row_not_asked_for(hostile, table);
    crm_table_set_int(table, crm_table_rows(table) - 1, field, high + 1);
    return true;
}

#define LIE(name, wanted, rows)                                                                    \
    {                                                                                              \
        name, READS, wanted, 0, rows, NULL, false                                                  \
    }

const struct lie lies_of_rows[] = {
    LIE("NaN", CRM_ERROR_DATA, not_a_number),
    LIE("infinity", CRM_ERROR_DATA, infinite),
    LIE("NaN in a column", CRM_ERROR_DATA, fill_not_a_number),
    LIE("id 0", CRM_ERROR_DATA, id_0),
    LIE("an id below 0", CRM_ERROR_DATA, id_below_0),
    LIE("no id", CRM_ERROR_DATA, no_id),
    LIE("id 0 for all", CRM_ERROR_DATA, id_0_for_all),
    LIE("an id that is not valid", CRM_ERROR_DATA, no_id_under_a_validity_bit),
    LIE("version 0", CRM_ERROR_DATA, version_0),
    LIE("a version below 0", CRM_ERROR_DATA, version_below_0),
    LIE("no version", CRM_ERROR_DATA, no_version),
    LIE("version 0 for all", CRM_ERROR_DATA, version_0_for_all),
    LIE("a reference below 0", CRM_ERROR_DATA, reference_below_0),
    LIE("a code of 33 bits", CRM_ERROR_DATA, wide_code),
    LIE("an unknown code", CRM_ERROR_DATA, unknown_code),
    LIE("unknown bits", CRM_ERROR_DATA, unknown_bits),
    LIE("a day of 41 bits", CRM_ERROR_DATA, wide_day),
    LIE("a day in year 10000", CRM_ERROR_DATA, day_10000),
    LIE("an instant after year 9999", CRM_ERROR_DATA, late_instant),
    LIE("no currency", CRM_ERROR_DATA, no_currency),
    LIE("basis points of 63 bits", CRM_ERROR_DATA, wide_share),
    LIE("bytes that are no UTF-8", CRM_ERROR_DATA, wrong_utf8),
    LIE("overlong UTF-8", CRM_ERROR_DATA, overlong_utf8),
    LIE("half a surrogate pair", CRM_ERROR_DATA, half_a_pair),
    LIE("NUL in a text", CRM_ERROR_DATA, text_with_nul),
    LIE("a text cut in a character", CRM_ERROR_DATA, cut_text),
    LIE("falling text offsets", CRM_ERROR_DATA, falling_offsets),
    LIE("text offsets below 0", CRM_ERROR_DATA, offsets_below_0),
    LIE("text in a number", CRM_ERROR_DATA, text_in_a_number),
    LIE("a number in a text", CRM_ERROR_DATA, number_in_a_text),
    LIE("a double in a number", CRM_ERROR_DATA, double_in_a_number),
    LIE("a column of numbers in a text", CRM_ERROR_DATA, wide_values_in_a_text),
    LIE("a row of another kind", CRM_ERROR_DATA, row_of_another_kind),
    LIE("a column below 0", CRM_ERROR_DATA, column_below_0),
    LIE("a row that was not added", CRM_ERROR_DATA, row_not_added),
    LIE("a column longer than the rows", CRM_ERROR_DATA, fill_beyond_the_rows),
    LIE("a column behind all memory", CRM_ERROR_DATA, fill_at_the_end_of_memory),
    LIE("a row without anything", CRM_ERROR_DATA, row_without_anything),
    LIE("more rows than allowed", CRM_ERROR_LIMIT, too_many_rows),
    LIE("more rows than can be", CRM_ERROR_LIMIT, very_many_rows),
    {"a row twice", CRM_TESTING_GET, CRM_ERROR_STORE, 0, row_twice, NULL, false},
    {"a row not asked for", CRM_TESTING_GET, CRM_ERROR_STORE, 0, row_not_asked_for, NULL, false},
    {"a row twice", CRM_TESTING_SCAN | CRM_TESTING_NEXT, ANYTHING, 0, row_twice, NULL, false},
    {"a row of no record", CRM_TESTING_SCAN | CRM_TESTING_NEXT, ANYTHING, 0, row_not_asked_for,
     NULL, false},
    /* They may be saved again, by whoever read them. */
    {"the largest numbers", READS, ANYTHING, 0, largest_numbers, NULL, true},
    {"the smallest numbers", READS, ANYTHING, 0, smallest_numbers, NULL, true},
    {"a row beside the conditions", CRM_TESTING_SCAN, CRM_OK, 0, row_beside_the_conditions, NULL,
     false},
};

const size_t lies_of_rows_count = sizeof lies_of_rows / sizeof *lies_of_rows;
