/*
 * test_typed.c - the typed handles of all kinds: each getter and setter goes to its own field and
 * to no other, none is none, NULL handles are harmless, and no field of the schema lacks functions.
 *
 * typed_lines.h makes an array of them, so that all here is a loop.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crm/crm.h"
#include "typed_lines.h"
#include "typed_store.h"

static void
assert_said(const struct line *line, struct said said, int64_t number, const char *text)
{
    if (said.status != CRM_OK)
        fail_msg("crm_%s_%s: %s", line->thing, line->name, crm_status_name(said.status));
    if (line->shape == SHAPE_TEXT)
        assert_string_equal(said.text, text);
    else if (said.number != number)
        fail_msg("crm_%s_%s: %lld, not %lld", line->thing, line->name, (long long)said.number,
                 (long long)number);
}

static void
assert_none(const struct line *line, struct said said)
{
    if (said.status != CRM_NONE)
        fail_msg("crm_%s_%s: %s, but the field is none", line->thing, line->name,
                 crm_status_name(said.status));
    assert_null(said.text);
    if (line->shape == SHAPE_REF || line->shape == SHAPE_REF_GET)
        assert_int_equal(said.number, 0);
    else if (line->shape != SHAPE_TEXT)
        assert_int_equal(said.number, UNTOUCHED);
}

/* ---- Tests ---- */

static void
every_own_field_has_functions(void **state)
{
    size_t own = 0;

    (void)state;
    for (size_t k = 0; k < crm_schema_kinds(NULL); k++) {
        crm_kind kind = crm_schema_kind(NULL, k);

        for (size_t f = 0; f < crm_schema_fields(NULL, kind); f++) {
            crm_field field = crm_schema_field(NULL, kind, f);
            size_t i = 0;

            if (field < CRM_FIELD_OWN)
                continue;
            own++;
            while (i < LINES && (kind_of(&lines[i]) != kind || lines[i].field != field))
                i++;
            if (i == LINES)
                fail_msg("%s.%s has no getter", crm_schema_kind_name(NULL, kind),
                         crm_schema_name(NULL, kind, field));
            assert_string_equal(lines[i].name, crm_schema_name(NULL, kind, field));
        }
    }
    assert_int_equal(own, LINES);
}

static void
shapes_are_those_of_the_types(void **state)
{
    static const enum shape shapes[] = {
        [CRM_TYPE_TEXT] = SHAPE_TEXT, [CRM_TYPE_I64] = SHAPE_I64,
        [CRM_TYPE_BP] = SHAPE_I32,    [CRM_TYPE_QTY] = SHAPE_I64,
        [CRM_TYPE_DAY] = SHAPE_I32,   [CRM_TYPE_INSTANT] = SHAPE_I64,
        [CRM_TYPE_MONEY] = SHAPE_I64, [CRM_TYPE_CURRENCY] = SHAPE_I32,
        [CRM_TYPE_CODE] = SHAPE_I32,  [CRM_TYPE_SET] = SHAPE_I64,
        [CRM_TYPE_REF] = SHAPE_REF,
    };

    (void)state;
    for (size_t i = 0; i < LINES; i++) {
        enum shape shape = shapes[crm_schema_type(NULL, kind_of(&lines[i]), lines[i].field)];
        enum shape base = has_setter(&lines[i]) ? lines[i].shape
                                                : (enum shape)(lines[i].shape - SHAPE_REF_GET + 1);

        if (shape != base)
            fail_msg("crm_%s_%s has the wrong type", lines[i].thing, lines[i].name);
    }
}

/* Callers set what is no cache; of a deal the start too; of a row of the log what they know. */
static void
caches_have_no_setter(void **state)
{
    (void)state;
    for (size_t i = 0; i < LINES; i++) {
        crm_kind kind = kind_of(&lines[i]);
        bool is_cache = crm_schema_flags(NULL, kind, lines[i].field) & CRM_FIELD_CACHE;

        if (kind == CRM_KIND_OPPORTUNITY &&
            (lines[i].field == CRM_OPPORTUNITY_PIPELINE || lines[i].field == CRM_OPPORTUNITY_STAGE))
            is_cache = false;
        if (kind != CRM_KIND_TRANSITION && has_setter(&lines[i]) == is_cache)
            fail_msg("crm_%s_set_%s", lines[i].thing, lines[i].name);
    }
}

static void
make_none(const struct line *line, crm_record *record)
{
    crm_kind kind = kind_of(line);
    int64_t none = 0;

    switch (crm_schema_type(NULL, kind, line->field)) {
    case CRM_TYPE_I64:
    case CRM_TYPE_BP:
    case CRM_TYPE_QTY:
    case CRM_TYPE_MONEY:
    case CRM_TYPE_SET:
        assert_int_equal(crm_record_clear(record, line->field), CRM_OK);
        return;
    case CRM_TYPE_DAY:
        none = CRM_DAY_NONE;
        break;
    case CRM_TYPE_INSTANT:
        none = CRM_INSTANT_NONE;
        break;
    default:
        break;
    }
    assert_int_equal(line->write(record, none, NULL), CRM_OK);
}

static void
setters_and_getters_round_trip(void **state)
{
    crm_context *crm = open_context();

    (void)state;
    for (size_t i = 0; i < LINES; i++) {
        crm_record *record = crm_record_new(crm, kind_of(&lines[i]));
        int64_t number = sample(kind_of(&lines[i]), lines[i].field);
        int64_t generic = UNTOUCHED;
        char text[32];

        assert_non_null(record);
        assert_none(&lines[i], lines[i].read(record));
        if (has_setter(&lines[i])) {
            sample_text(lines[i].field, text, sizeof(text));
            if (lines[i].write(record, number, text) != CRM_OK)
                fail_msg("crm_%s_set_%s: %s", lines[i].thing, lines[i].name, crm_message(crm));
            assert_said(&lines[i], lines[i].read(record), number, text);
            if (lines[i].shape == SHAPE_TEXT) {
                assert_string_equal(crm_record_text(record, lines[i].field, NULL), text);
            } else {
                assert_int_equal(crm_record_int(record, lines[i].field, &generic), CRM_OK);
                assert_int_equal(generic, number);
            }
            make_none(&lines[i], record);
            assert_none(&lines[i], lines[i].read(record));
        }
        crm_record_free(record);
    }
    crm_close(crm);
}

/* All fields of one record set to unlike values: a getter that reads another field shows. */
static void
fields_do_not_share(void **state)
{
    crm_context *crm = open_context();
    char text[32];

    (void)state;
    for (size_t k = 0; k < crm_schema_kinds(crm); k++) {
        crm_kind kind = crm_schema_kind(crm, k);
        crm_record *record = crm_record_new(crm, kind);

        assert_non_null(record);
        for (size_t i = 0; i < LINES; i++) {
            if (kind_of(&lines[i]) != kind || !has_setter(&lines[i]))
                continue;
            sample_text(lines[i].field, text, sizeof(text));
            assert_int_equal(lines[i].write(record, sample(kind, lines[i].field), text), CRM_OK);
        }
        for (size_t i = 0; i < LINES; i++) {
            if (kind_of(&lines[i]) != kind || !has_setter(&lines[i]))
                continue;
            sample_text(lines[i].field, text, sizeof(text));
            assert_said(&lines[i], lines[i].read(record), sample(kind, lines[i].field), text);
        }
        crm_record_free(record);
    }
    crm_close(crm);
}

static void
getters_read_what_is_stored(void **state)
{
    crm_context *crm = open_context();
    char text[32];

    (void)state;
    for (size_t i = 0; i < LINES; i++) {
        crm_kind kind = kind_of(&lines[i]);
        crm_record *record = NULL;

        if (crm_record_load(crm, kind, 7, &record) != CRM_OK)
            fail_msg("%s: %s", lines[i].thing, crm_message(crm));
        sample_text(lines[i].field, text, sizeof(text));
        assert_said(&lines[i], lines[i].read(record), sample(kind, lines[i].field), text);
        crm_record_free(record);
    }
    crm_close(crm);
}

/* A setter of 32 bits hands on its value whole: what is out of range is refused, not cut. */
static void
values_out_of_range_are_refused(void **state)
{
    crm_context *crm = open_context();
    crm_account *account = crm_account_new(crm);
    crm_stage *stage = crm_stage_new(crm);
    int32_t bp = UNTOUCHED;
    int32_t outcome = UNTOUCHED;

    (void)state;
    assert_int_equal(crm_account_set_discount_bp(account, 1500), CRM_OK);
    assert_int_equal(crm_account_set_discount_bp(account, 10001), CRM_ERROR_DATA);
    assert_int_equal(crm_account_discount_bp(account, &bp), CRM_OK);
    assert_int_equal(bp, 1500);
    assert_int_equal(crm_account_set_currency(account, 'x'), CRM_ERROR_DATA);
    assert_int_equal(crm_account_set_owner(account, -1), CRM_ERROR_DATA);
    assert_int_equal(crm_account_set_name(account, "\xff"), CRM_ERROR_DATA);
    assert_null(crm_account_name(account));
    assert_int_equal(crm_stage_set_outcome(stage, 5), CRM_ERROR_DATA);
    assert_int_equal(crm_stage_outcome(stage, &outcome), CRM_NONE);
    assert_int_equal(outcome, UNTOUCHED);
    crm_account_free(account);
    crm_stage_free(stage);
    crm_close(crm);
}

static void
null_handles_are_harmless(void **state)
{
    (void)state;
    for (size_t i = 0; i < LINES; i++) {
        struct said said = lines[i].read(NULL);

        if (has_setter(&lines[i]))
            assert_int_equal(lines[i].write(NULL, 1, "x"), CRM_ERROR_ARGUMENT);
        if (lines[i].shape == SHAPE_TEXT || lines[i].shape == SHAPE_REF ||
            lines[i].shape == SHAPE_REF_GET)
            assert_none(&lines[i], said);
        else
            assert_int_equal(said.status, CRM_ERROR_ARGUMENT);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_own_field_has_functions),
        cmocka_unit_test(shapes_are_those_of_the_types),
        cmocka_unit_test(caches_have_no_setter),
        cmocka_unit_test(setters_and_getters_round_trip),
        cmocka_unit_test(fields_do_not_share),
        cmocka_unit_test(getters_read_what_is_stored),
        cmocka_unit_test(values_out_of_range_are_refused),
        cmocka_unit_test(null_handles_are_harmless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
