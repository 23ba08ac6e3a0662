/*
 * test_table_inside.c - what the library itself does with tables: results, copies of rows, cutting
 * off, checks of what came from outside, and every single allocation failing.
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
#include "crm/table.h"
#include "failing.h"
#include "record/bits.h"
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

/* ---- Bits ---- */

static void
bits_agree_with_a_plain_loop(void **state)
{
    uint8_t from[16], to[16], expected[16];
    size_t at, first, count, i;
    uint32_t seed = 7;

    (void)state;
    for (i = 0; i < sizeof from; i++) {
        seed = seed * 1664525u + 1013904223u;
        from[i] = (uint8_t)(seed >> 24);
    }
    for (at = 0; at < 20; at++)
        for (first = 0; first < 20; first++)
            for (count = 0; count < 90; count += 7) {
                memset(to, 0x5a, sizeof to);
                memset(expected, 0x5a, sizeof expected);
                for (i = 0; i < count; i++) {
                    uint8_t mask = (uint8_t)(1u << ((at + i) % 8));

                    expected[(at + i) / 8] = (uint8_t)((expected[(at + i) / 8] & ~mask) |
                                                       (crm__bit(from, first + i) ? mask : 0));
                }
                crm__bits_copy(to, at, from, first, count);
                assert_memory_equal(to, expected, sizeof to);
            }
}

static void
sets_give_their_members_in_order(void **state)
{
    static const size_t members[] = {0, 1, 17, 40, 62, 63, 64, 99};
    uint64_t set = 0;
    size_t from = 0, i;

    (void)state;
    assert_true(crm__set_next(set, 0) == SIZE_MAX);
    for (i = 0; i < 5; i++)
        crm__set_add(&set, members[i]);
    for (i = 0; i < 5; i++, from++) {
        from = crm__set_next(set, from);
        assert_int_equal(from, members[i]);
    }
    assert_true(crm__set_next(set, from) == SIZE_MAX);
    assert_false(crm__set_has(set, 63));
    crm__set_add(&set, 99); /* stands for all from 63 on */
    for (i = 5; i < sizeof members / sizeof *members; i++) {
        assert_true(crm__set_has(set, members[i]));
        assert_int_equal(crm__set_next(set, members[i]), members[i]);
    }
    assert_int_equal(crm__set_next(set, 63), 63);
}

static void
bits_are_set_and_found(void **state)
{
    uint8_t bits[16];
    size_t first, count, i;

    (void)state;
    for (first = 0; first < 30; first++)
        for (count = 0; count < 70; count += 3) {
            memset(bits, 0, sizeof bits);
            crm__bits_set(bits, first, count, true);
            for (i = 0; i < 128; i++)
                assert_int_equal(crm__bit(bits, i), i >= first && i < first + count);
            assert_int_equal(crm__bits_find(bits, first, count, false), count);
            assert_int_equal(crm__bits_find(bits, 0, 128, true), count ? first : 128);
            crm__bits_set(bits, first, count, false);
            assert_int_equal(crm__bits_find(bits, 0, 128, true), 128);
        }
}

/* ---- Results ---- */

static void
results_are_sealed(void **state)
{
    static const struct crm__column_spec specs[] = {
        {"account", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
        {"share", CRM_TYPE_DOUBLE, 0, "ratio"},
        {"label", CRM_TYPE_TEXT, 0, ""},
        {"state", CRM_TYPE_CODE, 0, ""},
        {"never", CRM_TYPE_MONEY, 0, ""},
    };
    crm_table *table = crm__result_new(*state, specs, 5);
    const uint8_t *valid;
    int64_t value;
    double real;

    assert_int_equal(crm__table_add(table, 3), CRM_OK);
    assert_int_equal(crm__put_int(table, 2, 0, 9), CRM_OK);
    assert_int_equal(crm__put_double(table, 1, 1, 0.5), CRM_OK);
    assert_int_equal(crm__put_text(table, 2, 2, "two", 3), CRM_OK);
    assert_int_equal(crm__put_text(table, 0, 2, "zero", 4), CRM_OK); /* loose */
    assert_int_equal(crm__put_int(table, 0, 3, -5), CRM_OK);
    assert_int_equal(crm__table_seal(table), CRM_OK);
    assert_int_equal(crm_table_kind(table), 0);
    assert_int_equal(crm_table_column(table, "label"), 2);
    assert_int_equal(crm_table_target(table, 0), CRM_KIND_ACCOUNT);
    assert_int_equal(crm_table_add(table, 1), CRM_ERROR_STATE);
    assert_int_equal(crm_table_set_int(table, 0, 0, 1), CRM_ERROR_STATE);
    assert_int_equal(crm_table_clear(table), CRM_ERROR_STATE);
    assert_int_equal(crm_table_status(table), CRM_OK); /* nothing sticks to a result */
    assert_int_equal(crm_table_int(table, 2, 0, &value), CRM_OK);
    assert_int_equal(value, 9);
    assert_int_equal(crm_table_int(table, 0, 3, &value), CRM_OK);
    assert_int_equal(value, -5);
    assert_int_equal(crm_table_double(table, 1, 1, &real), CRM_OK);
    assert_true(real == 0.5);
    assert_memory_equal(crm_table_texts(table, 2, NULL, &valid), "zerotwo", 7);
    assert_int_equal(valid[0] & 7, 5);
    assert_non_null(crm_table_int64s(table, 4, &valid));
    assert_int_equal(valid[0] & 7, 0);
    crm_table_free(table); /* borrowed: nothing happens */
    assert_int_equal(crm_table_rows(table), 3);
    crm__table_free(table);
}

static void
empty_tables_have_columns(void **state)
{
    crm_table *table = crm_table_new(*state, CRM_KIND_ACCOUNT);
    const int64_t *offsets;

    assert_non_null(crm_table_int64s(table, CRM_FIELD_ID, NULL));
    assert_non_null(crm_table_int32s(table, CRM_ACCOUNT_CURRENCY, NULL));
    assert_non_null(crm_table_texts(table, CRM_ACCOUNT_NAME, &offsets, NULL));
    assert_int_equal(offsets[0], 0);
    crm_table_free(table);
}

/* ---- Copies ---- */

/* Six rows of all forms: a constant, holes, loose or packed text. */
static void
fill_rows(crm_table *table, bool loose)
{
    static const char *const names[] = {"a", "bb", NULL, "dddd", "", "ffffff"};
    size_t i, row;

    crm_table_add(table, 6);
    crm_table_set_constant(table, CRM_ACCOUNT_CURRENCY, crm_currency_of("EUR"));
    for (i = 0; i < 6; i++) {
        row = loose ? 5 - i : i;
        crm_table_set_int(table, row, CRM_FIELD_ID, (int64_t)row + 100);
        if (row % 2)
            crm_table_set_int(table, row, CRM_ACCOUNT_TIER, (int64_t)row);
        crm_table_set_text(table, row, CRM_ACCOUNT_NAME, names[row], CRM_TEXT_NUL);
    }
    crm_table_set_int(table, 1, CRM_ACCOUNT_DISCOUNT_BP, 150); /* no data behind row 1 */
    assert_int_equal(crm_table_status(table), CRM_OK);
}

static void
assert_same_row(const crm_table *a, size_t row_a, const crm_table *b, size_t row_b)
{
    size_t length_a, length_b, i;
    int64_t int_a, int_b;
    const char *text;

    for (i = 0; i < a->count; i++) {
        if (a->columns[i].type == CRM_TYPE_TEXT) {
            text = crm__cell_text(a, row_a, (int32_t)i, &length_a);
            if (!text) {
                assert_null(crm__cell_text(b, row_b, (int32_t)i, &length_b));
                continue;
            }
            assert_non_null(crm__cell_text(b, row_b, (int32_t)i, &length_b));
            assert_int_equal(length_a, length_b);
            assert_memory_equal(text, crm__cell_text(b, row_b, (int32_t)i, &length_b), length_a);
            continue;
        }
        int_a = int_b = 0;
        assert_int_equal(crm__cell_int(a, row_a, (int32_t)i, &int_a),
                         crm__cell_int(b, row_b, (int32_t)i, &int_b));
        assert_true(int_a == int_b);
    }
}

static void
copied_rows_are_the_same(void **state)
{
    crm_table *to, *from[2];
    size_t which, first, count, row, i;

    for (which = 0; which < 2; which++) {
        from[which] = crm_table_new(*state, CRM_KIND_ACCOUNT);
        fill_rows(from[which], which == 1);
    }
    for (which = 0; which < 4; which++)
        for (first = 0; first < 6; first++)
            for (count = 0; count <= 6 - first; count++) {
                to = crm_table_new(*state, CRM_KIND_ACCOUNT);
                fill_rows(to, which / 2 == 1);
                for (i = 0; i < 3; i++) {
                    assert_int_equal(crm__table_copy_rows(to, from[which % 2], first, count),
                                     CRM_OK);
                    if (i == 1)
                        crm__table_add(to, 1); /* a row without values between them */
                }
                assert_int_equal(to->rows, 6 + 3 * count + 1);
                for (row = 0; row < count; row++) {
                    assert_same_row(to, 6 + row, from[which % 2], first + row);
                    assert_same_row(to, 6 + count + row, from[which % 2], first + row);
                    assert_same_row(to, 6 + 2 * count + 1 + row, from[which % 2], first + row);
                }
                for (row = 0; row < 6; row++)
                    assert_same_row(to, row, from[0], row);
                crm_table_free(to);
            }
    crm_table_free(from[0]);
    crm_table_free(from[1]);
}

static void
constants_that_differ_become_cells(void **state)
{
    crm_table *a = crm_table_new(*state, CRM_KIND_RATE), *b = crm_table_new(*state, CRM_KIND_RATE);
    int64_t value;

    crm_table_add(a, 2);
    crm_table_set_constant(a, CRM_RATE_TYPE, 1);
    crm_table_add(b, 1);
    crm_table_set_constant(b, CRM_RATE_TYPE, 2);
    assert_int_equal(crm__table_copy_rows(a, b, 0, 1), CRM_OK);
    assert_int_equal(crm_table_int(a, 1, CRM_RATE_TYPE, &value), CRM_OK);
    assert_int_equal(value, 1);
    assert_int_equal(crm_table_int(a, 2, CRM_RATE_TYPE, &value), CRM_OK);
    assert_int_equal(value, 2);
    crm_table_free(a);
    crm_table_free(b);
}

static void
rows_are_cut_off(void **state)
{
    crm_table *table = crm_table_new(*state, CRM_KIND_ACCOUNT);
    crm_table *model = crm_table_new(*state, CRM_KIND_ACCOUNT);
    bool loose;
    size_t keep, row;

    fill_rows(model, false);
    for (loose = false;; loose = true) {
        for (keep = 0; keep <= 6; keep++) {
            crm_table_clear(table);
            fill_rows(table, loose);
            crm__table_truncate(table, keep);
            assert_int_equal(table->rows, keep);
            assert_int_equal(crm__table_copy_rows(table, model, 2, 4), CRM_OK);
            for (row = 0; row < keep; row++)
                assert_same_row(table, row, model, row);
            for (row = 0; row < 4; row++)
                assert_same_row(table, keep + row, model, 2 + row);
        }
        if (loose)
            break;
    }
    crm__table_truncate(table, 100);
    assert_int_equal(table->rows, 10);
    crm_table_free(table);
    crm_table_free(model);
}

static void
removed_text_is_wiped(void **state)
{
    crm_table *table = crm_table_new(*state, CRM_KIND_USER);
    const struct crm__column *column;
    size_t i;

    crm_table_add(table, 3);
    crm_table_set_text(table, 0, CRM_USER_NAME, "Julie", 5);
    crm_table_set_text(table, 1, CRM_USER_NAME, "Marc", 4);
    crm_table_set_text(table, 2, CRM_USER_NAME, "Alanna", 6);
    crm_table_set_text(table, 0, CRM_USER_NAME, "somebody else", 13);
    crm_table_clear_cell(table, 1, CRM_USER_NAME);
    column = &table->columns[crm__table_index(table, CRM_USER_NAME)];
    for (i = 0; i + 4 <= column->used; i++) {
        assert_memory_not_equal(column->bytes + i, "Juli", 4);
        assert_memory_not_equal(column->bytes + i, "Marc", 4);
    }
    crm_table_free(table);
}

/* ---- Checks ---- */

static crm_table *
stored_users(crm_context *crm)
{
    crm_table *table = crm_table_new(crm, CRM_KIND_USER);
    size_t row;

    crm_table_add(table, 3);
    for (row = 0; row < 3; row++) {
        crm_table_set_int(table, row, CRM_FIELD_ID, (int64_t)row + 1);
        crm_table_set_int(table, row, CRM_FIELD_VERSION, 1);
        crm_table_set_text(table, row, CRM_USER_NAME, "x", 1);
    }
    assert_int_equal(crm__table_check(crm, table, true), CRM_OK);
    return table;
}

static void
assert_wrong(crm_context *crm, const crm_table *table, crm_id id, crm_field field)
{
    crm_kind found_kind;
    crm_field found_field;
    crm_id found_id;

    assert_int_equal(crm__table_check(crm, table, true), CRM_ERROR_DATA);
    assert_int_equal(crm_error_where(crm, &found_kind, &found_id, &found_field), CRM_OK);
    assert_int_equal(found_kind, CRM_KIND_USER);
    assert_int_equal(found_id, id);
    assert_int_equal(found_field, field);
}

static void
stored_rows_are_checked(void **state)
{
    crm_context *crm = *state;
    crm_table *table = stored_users(crm);
    const crm_field team[] = {CRM_FIELD_ID, CRM_FIELD_VERSION, CRM_USER_TEAM};
    const crm_field name[] = {CRM_FIELD_ID, CRM_FIELD_VERSION, CRM_USER_NAME, CRM_FIELD_ERASED};

    crm_table_clear_cell(table, 1, CRM_USER_NAME);
    assert_wrong(crm, table, 2, CRM_USER_NAME);
    assert_int_equal(crm__table_check(crm, table, false), CRM_OK);
    assert_int_equal(crm__table_check_wanted(crm, table, team, 3), CRM_OK);
    assert_int_equal(crm__table_check_wanted(crm, table, name, 4), CRM_ERROR_DATA);
    crm_table_set_int(table, 1, CRM_FIELD_ERASED, 5); /* an erased record has lost its name */
    assert_int_equal(crm__table_check(crm, table, true), CRM_OK);
    crm_table_clear_cell(table, 2, CRM_USER_NAME);
    assert_wrong(crm, table, 3, CRM_USER_NAME);
    crm_table_free(table);

    table = stored_users(crm);
    crm_table_set_int(table, 2, CRM_FIELD_VERSION, 0);
    assert_wrong(crm, table, 3, CRM_FIELD_VERSION);
    crm_table_clear_cell(table, 0, CRM_FIELD_ID);
    assert_wrong(crm, table, 0, CRM_FIELD_ID);
    crm_table_free(table);

    table = stored_users(crm);
    crm__put_int(table, 1, crm__table_index(table, CRM_USER_MANAGER), -4);
    assert_wrong(crm, table, 2, CRM_USER_MANAGER);
    assert_int_equal(crm__table_check(crm, table, false), CRM_ERROR_DATA);
    crm_table_free(table);

    table = stored_users(crm);
    crm_table_set_text(table, 1, CRM_USER_TEAM, "\xff", 1);
    assert_wrong(crm, table, 2, CRM_USER_TEAM); /* the failure while filling */
    crm_table_clear(table);
    assert_int_equal(crm__table_check(crm, table, true), CRM_OK);
    crm_table_free(table);
}

/* ---- Memory ---- */

/* Do a step with each of its allocations failing in turn; the rows stay as they were until it
   passes. */
typedef crm_status step(crm_table *table);

static crm_status
step_text_whole(crm_table *table)
{
    static const int64_t offsets[] = {0, 40, 80, 120, 160, 200, 240};
    static const uint8_t valid[] = {0x3d};
    static char bytes[240];

    memset(bytes, 'z', sizeof bytes);
    return crm_table_fill_text(table, CRM_ACCOUNT_NAME, 0, 6, bytes, offsets, valid);
}

static crm_status
step_text_part(crm_table *table)
{
    static const int64_t offsets[] = {0, 40, 80};
    static char bytes[80];

    memset(bytes, 'y', sizeof bytes);
    return crm_table_fill_text(table, CRM_ACCOUNT_NAME, 2, 2, bytes, offsets, NULL);
}

static crm_status
step_ints(crm_table *table)
{
    static const int64_t values[] = {1, 2, 3, 4};
    static const uint8_t valid[] = {0x0a};

    return crm_table_fill_int64(table, CRM_ACCOUNT_EMPLOYEES, 1, 4, values, valid);
}

static crm_status
step_over_constant(crm_table *table)
{
    return crm_table_set_int(table, 3, CRM_ACCOUNT_CURRENCY, crm_currency_of("USD"));
}

static crm_status
step_column_over_constant(crm_table *table)
{
    const int32_t usd = crm_currency_of("USD"), values[] = {usd, 0, usd};
    static const uint8_t valid[] = {0x05};

    return crm_table_fill_int32(table, CRM_ACCOUNT_CURRENCY, 2, 3, values, valid);
}

static crm_status
step_clear_constant(crm_table *table)
{
    return crm_table_clear_cell(table, 5, CRM_ACCOUNT_CURRENCY);
}

static crm_status
step_loose_cell(crm_table *table)
{
    return crm_table_set_text(table, 1, CRM_ACCOUNT_NAME, "longer than before it was", 25);
}

static crm_status
step_clear_cell(crm_table *table)
{
    return crm_table_clear_cell(table, 0, CRM_FIELD_ID);
}

static crm_status
step_copy(crm_table *table)
{
    return crm__table_copy_rows(table, table, 0, 6);
}

static crm_status
step_whole(crm_table *table)
{
    return crm_table_texts(table, CRM_ACCOUNT_NAME, NULL, NULL) ? CRM_OK : CRM_ERROR_MEMORY;
}

static void
try_step(step *run, bool loose)
{
    struct failing failing = {0};
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm;
    crm_table *table, *model;
    crm_status status;
    size_t at, row, start;

    options.memory = failing_resize;
    options.memory_self = &failing;
    for (at = 1, status = CRM_ERROR_MEMORY; status; at++) {
        assert_true(at < 50);
        assert_int_equal(crm_open(&options, &crm), CRM_OK);
        table = crm_table_new(crm, CRM_KIND_ACCOUNT);
        model = crm_table_new(crm, CRM_KIND_ACCOUNT);
        fill_rows(table, loose);
        fill_rows(model, loose);
        start = failing.calls;
        failing.fail = start + at;
        status = run(table);
        failing.fail = 0;
        if (status) {
            assert_int_equal(status, CRM_ERROR_MEMORY);
            assert_int_equal(crm_table_rows(table), 6);
            for (row = 0; row < 6; row++)
                assert_same_row(table, row, model, row);
            crm__table_add(table, 1); /* the constant holds for later rows still */
            crm__table_add(model, 1);
            assert_same_row(table, 6, model, 6);
            table->status = CRM_OK;
            assert_int_equal(run(table), CRM_OK);
        }
        crm_table_free(table);
        crm_table_free(model);
        crm_close(crm);
        assert_int_equal(failing.bytes, 0);
        failing.calls = 0;
    }
}

static void
nothing_changes_when_memory_lacks(void **state)
{
    static step *const steps[] = {step_text_whole,    step_text_part,  step_ints,
                                  step_over_constant, step_loose_cell, step_clear_cell,
                                  step_copy,          step_whole,      step_column_over_constant,
                                  step_clear_constant};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof steps / sizeof *steps; i++) {
        try_step(steps[i], false);
        try_step(steps[i], true);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_agree_with_a_plain_loop),
        cmocka_unit_test(bits_are_set_and_found),
        cmocka_unit_test(sets_give_their_members_in_order),
        cmocka_unit_test_setup_teardown(results_are_sealed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(empty_tables_have_columns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(copied_rows_are_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(constants_that_differ_become_cells, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_are_cut_off, set_up, tear_down),
        cmocka_unit_test_setup_teardown(removed_text_is_wiped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stored_rows_are_checked, set_up, tear_down),
        cmocka_unit_test(nothing_changes_when_memory_lacks),
    };

    return cmocka_run_group_tests_name("table_inside", tests, NULL, NULL);
}
