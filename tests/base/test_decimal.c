/* test_decimal.c - decimal text and amounts, exactly and both ways. */
#include "support.h"

#include "crm/money.h"

static void
decimals_are_read_exactly(void **state)
{
    static const struct {
        const char *text;
        int64_t value;
        int32_t scale;
    } cases[] = {
        {"0", 0, 0},
        {"-0", 0, 0},
        {"-0.00", 0, 2},
        {"1234.50", 123450, 2},
        {"-1234.50", -123450, 2},
        {"+1", 1, 0},
        {"007", 7, 0},
        {"000000000000000000000000000000.10", 10, 2},
        {"0.15000000596", 15000000596, 11},
        {"9223372036854775807", INT64_MAX, 0},
        {"-9223372036854775808", INT64_MIN, 0},
        {"-9.223372036854775808", INT64_MIN, 18},
        {"0.000000000000000001", 1, 18},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t value = 99;
        int32_t scale = 99;

        assert_int_equal(crm_decimal_from_text(cases[i].text, CRM_TEXT_NUL, &value, &scale),
                         CRM_OK);
        assert_int_equal(value, cases[i].value);
        assert_int_equal(scale, cases[i].scale);
    }
}

static void
hostile_decimals_are_refused(void **state)
{
    static const char *const wrong[] = {
        "",         "-",        "+",     ".",
        "1.",       ".5",       "-.5",   "-.",
        "1e3",      "1E3",      "+-1",   "--1",
        "- 1",      " 1",       "1 ",    "1,5",
        "1,000.0",  "1 000",    "1.2.3", "1..2",
        "0x10",     "NaN",      "inf",   "1-",
        "1.5-",     "1.-5",     "$1",    "1_000",
        "\xC2\xBD", "\xD9\xA1", "1\n",   "12345678901234567890123x",
        "1.5e-3",   "1'000",
    };
    static const char *const large[] = {
        "9223372036854775808",
        "-9223372036854775809",
        "10000000000000000000",
        "92233720368547758.080",
        "99999999999999999999999999999999999999",
        "0.0000000000000000001",
        "-92233720368547758080",
    };
    int64_t value = 55;
    int32_t scale = 66;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        if (crm_decimal_from_text(wrong[i], CRM_TEXT_NUL, &value, &scale) != CRM_ERROR_DATA)
            fail_msg("\"%s\"", wrong[i]);
    }
    for (size_t i = 0; i < COUNT_OF(large); i++) {
        assert_int_equal(crm_decimal_from_text(large[i], CRM_TEXT_NUL, &value, &scale),
                         CRM_ERROR_OVERFLOW);
    }
    assert_int_equal(crm_decimal_from_text("1\0002", 3, &value, &scale), CRM_ERROR_DATA);
    assert_int_equal(crm_decimal_from_text("5", 0, &value, &scale), CRM_ERROR_DATA);
    assert_int_equal(crm_decimal_from_text(NULL, 0, &value, &scale), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_decimal_from_text("1", 1, NULL, &scale), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_decimal_from_text("1", 1, &value, NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(value, 55);
    assert_int_equal(scale, 66);
    assert_int_equal(crm_decimal_from_text("12.5 USD", 4, &value, &scale), CRM_OK);
    assert_int_equal(value, 125);
}

static void
scales_change_with_one_rounding(void **state)
{
    static const struct {
        int64_t value;
        int32_t from, to, rounding;
        int64_t expected;
    } cases[] = {
        {25, 1, 0, CRM_ROUND_HALF_EVEN, 2},
        {25, 1, 0, CRM_ROUND_HALF_AWAY, 3},
        {-25, 1, 0, CRM_ROUND_HALF_EVEN, -2},
        {-25, 1, 0, CRM_ROUND_HALF_AWAY, -3},
        {2451, 3, 1, CRM_ROUND_HALF_EVEN, 25},
        {2449, 3, 1, CRM_ROUND_HALF_AWAY, 24},
        {1, 0, 18, CRM_ROUND_HALF_EVEN, 1000000000000000000},
        {INT64_MIN, 0, 0, CRM_ROUND_HALF_EVEN, INT64_MIN},
        {INT64_MAX, 18, 0, CRM_ROUND_HALF_EVEN, 9},
        {INT64_MIN, 18, 17, CRM_ROUND_HALF_EVEN, -922337203685477581},
        {500000000000000000, 18, 0, CRM_ROUND_HALF_EVEN, 0},
        {500000000000000000, 18, 0, CRM_ROUND_HALF_AWAY, 1},
        {500000000000000001, 18, 0, CRM_ROUND_HALF_EVEN, 1},
    };
    int64_t out = 44;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(crm_decimal_rescale(cases[i].value, cases[i].from, cases[i].to,
                                             cases[i].rounding, &out),
                         CRM_OK);
        assert_int_equal(out, cases[i].expected);
    }
    out = 44;
    assert_int_equal(crm_decimal_rescale(INT64_MAX, 0, 1, 0, &out), CRM_ERROR_OVERFLOW);
    assert_int_equal(crm_decimal_rescale(10, 0, 18, 0, &out), CRM_ERROR_OVERFLOW);
    assert_int_equal(crm_decimal_rescale(1, -1, 0, 0, &out), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_decimal_rescale(1, 0, 19, 0, &out), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_decimal_rescale(1, 0, 0, 2, &out), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_decimal_rescale(1, 0, 0, -1, &out), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_decimal_rescale(1, 0, 0, 0, NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(out, 44);
}

static void
amounts_are_read_in_their_currency(void **state)
{
    static const struct {
        const char *text, *currency;
        crm_status status;
        int64_t amount;
    } cases[] = {
        {"12.5", "USD", CRM_OK, 1250},
        {"12.50", "USD", CRM_OK, 1250},
        {"12.500000000000000000000000000000", "USD", CRM_OK, 1250},
        {"12.505", "USD", CRM_ERROR_DATA, 0},
        {"12", "JPY", CRM_OK, 12},
        {"12.0", "JPY", CRM_OK, 12},
        {"12.5", "JPY", CRM_ERROR_DATA, 0},
        {"-1.234", "TND", CRM_OK, -1234},
        {"1", "CLF", CRM_OK, 10000},
        {"92233720368547758.07", "EUR", CRM_OK, INT64_MAX},
        {"92233720368547758.07000", "EUR", CRM_OK, INT64_MAX},
        {"-92233720368547758.08", "EUR", CRM_OK, INT64_MIN},
        {"92233720368547758.08", "EUR", CRM_ERROR_OVERFLOW, 0},
        {"92233720368547759", "EUR", CRM_ERROR_OVERFLOW, 0},
        {"1e3", "EUR", CRM_ERROR_DATA, 0},
        {"1.", "EUR", CRM_ERROR_DATA, 0},
        {"", "EUR", CRM_ERROR_DATA, 0},
        {"1", "XXX", CRM_ERROR_ARGUMENT, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t amount = 33;

        assert_int_equal(crm_money_from_text(cases[i].text, CRM_TEXT_NUL,
                                             crm_currency_of(cases[i].currency), &amount),
                         cases[i].status);
        assert_int_equal(amount, cases[i].status == CRM_OK ? cases[i].amount : 33);
    }
    assert_int_equal(crm_money_from_text("1", 1, crm_currency_of("USD"), NULL), CRM_ERROR_ARGUMENT);
}

static void
amounts_are_written(void **state)
{
    static const struct {
        int64_t amount;
        const char *currency, *text;
    } cases[] = {
        {0, "USD", "0.00"},
        {5, "USD", "0.05"},
        {-5, "USD", "-0.05"},
        {123450, "USD", "1234.50"},
        {-100, "EUR", "-1.00"},
        {0, "JPY", "0"},
        {-1200, "JPY", "-1200"},
        {1234, "TND", "1.234"},
        {1, "CLF", "0.0001"},
        {INT64_MAX, "USD", "92233720368547758.07"},
        {INT64_MIN, "CLF", "-922337203685477.5808"},
        {INT64_MIN, "JPY", "-9223372036854775808"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        crm_currency currency = crm_currency_of(cases[i].currency);
        size_t needed = strlen(cases[i].text) + 1;
        char text[24] = "kept";
        int64_t back;

        assert_int_equal(crm_money_to_text(cases[i].amount, currency, text, needed - 1),
                         CRM_ERROR_LIMIT);
        assert_int_equal(crm_money_to_text(cases[i].amount, currency, text, 0), CRM_ERROR_LIMIT);
        assert_string_equal(text, "kept");
        assert_int_equal(crm_money_to_text(cases[i].amount, currency, text, needed), CRM_OK);
        assert_string_equal(text, cases[i].text);
        assert_int_equal(crm_money_from_text(text, CRM_TEXT_NUL, currency, &back), CRM_OK);
        assert_int_equal(back, cases[i].amount);
    }
    assert_int_equal(crm_money_to_text(1, 0, (char[24]){0}, 24), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_money_to_text(1, crm_currency_of("USD"), NULL, 24), CRM_ERROR_ARGUMENT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_are_read_exactly),
        cmocka_unit_test(hostile_decimals_are_refused),
        cmocka_unit_test(scales_change_with_one_rounding),
        cmocka_unit_test(amounts_are_read_in_their_currency),
        cmocka_unit_test(amounts_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
