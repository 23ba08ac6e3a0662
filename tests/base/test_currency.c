/* test_currency.c - ISO 4217: which codes there are, and their decimals. */
#include "support.h"

#include "base/currency.h"

static void
check_exponents(const char *codes, int32_t expected)
{
    for (size_t i = 0; codes[i]; i += 4) {
        char code[4] = {codes[i], codes[i + 1], codes[i + 2], '\0'}, back[4];
        crm_currency currency = crm_currency_of(code);
        int32_t exponent = -1;

        if (currency == 0)
            fail_msg("%s", code);
        assert_int_equal(currency, code[0] << 16 | code[1] << 8 | code[2]);
        assert_int_equal(crm_currency_exponent(currency, &exponent), CRM_OK);
        assert_int_equal(exponent, expected);
        assert_int_equal(crm_currency_to_text(currency, back), CRM_OK);
        assert_string_equal(back, code);
        assert_true(crm__currency_valid(currency));
    }
}

static void
known_currencies_have_their_decimals(void **state)
{
    (void)state;
    check_exponents("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF ", 0);
    check_exponents("BHD IQD JOD KWD LYD OMR TND ", 3);
    check_exponents("CLF UYW ", 4);
    check_exponents("AED EUR USD GBP CHF CAD MGA MRU HUF IRR XCD XCG ZMW ZWG SLE VED USN HRK ", 2);
}

/* All of 26^3 codes: 0 or itself; how many there are of each exponent. */
static void
the_list_is_complete(void **state)
{
    size_t counts[5] = {0};
    char code[4] = {0};

    (void)state;
    for (code[0] = 'A'; code[0] <= 'Z'; code[0]++) {
        for (code[1] = 'A'; code[1] <= 'Z'; code[1]++) {
            for (code[2] = 'A'; code[2] <= 'Z'; code[2]++) {
                crm_currency currency = crm_currency_of(code);
                int32_t exponent;

                if (currency == 0)
                    continue;
                assert_int_equal(crm_currency_exponent(currency, &exponent), CRM_OK);
                assert_in_range(exponent, 0, 4);
                counts[exponent]++;
            }
        }
    }
    assert_int_equal(counts[0], 17);
    assert_int_equal(counts[1], 0);
    assert_int_equal(counts[3], 7);
    assert_int_equal(counts[4], 2);
    assert_int_equal(counts[2], 145);
}

static void
what_is_no_currency_is_refused(void **state)
{
    static const char *const wrong[] = {"",    "U",   "US",  "USDX", "usd",
                                        "Usd", "XXX", "XTS", "XAU",  "DEM",
                                        "AAA", "ZZZ", "   ", "US ",  "\xC3\x89U"};
    static const int32_t numbers[] = {0, -1, INT32_MIN, INT32_MAX, 'U', 0x555344 + (1 << 24)};
    char code[4] = "new";
    int32_t exponent = 9;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_int_equal(crm_currency_of(wrong[i]), 0);
    assert_int_equal(crm_currency_of(NULL), 0);
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        assert_int_equal(crm_currency_to_text(numbers[i], code), CRM_ERROR_ARGUMENT);
        assert_int_equal(crm_currency_exponent(numbers[i], &exponent), CRM_ERROR_ARGUMENT);
        assert_false(crm__currency_valid(numbers[i]));
    }
    assert_false(crm__currency_valid(INT64_C(0x100555344)));
    assert_int_equal(crm_currency_to_text(crm_currency_of("USD"), NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_currency_exponent(crm_currency_of("USD"), NULL), CRM_ERROR_ARGUMENT);
    assert_string_equal(code, "new");
    assert_int_equal(exponent, 9);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_currencies_have_their_decimals),
        cmocka_unit_test(the_list_is_complete),
        cmocka_unit_test(what_is_no_currency_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
