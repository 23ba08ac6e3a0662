/*
 * test_traps.c - traps that other programs of this trade fell into, each under its number: amounts,
 * discounts, currencies, months, bytes.
 */
#include "support.h"

#include "base/text.h"
#include "crm/calendar.h"
#include "crm/money.h"

static void
net_of(crm_line line, int64_t *list, int64_t *net)
{
    assert_int_equal(crm_line_net(&line, list, net), CRM_OK);
}

/* A percentage is input and never worked out from a rounded price; the discount is rounded, once, so
   that 100 % leaves exactly nothing and no negative cent. */
static void
trap_7_a_discount_is_taken_once_from_the_rounded_line(void **state)
{
    crm_line line = CRM_LINE_INIT;
    int64_t list, net;

    (void)state;
    line.currency = crm_currency_of("EUR");
    for (int64_t price = 1; price < 2000; price += 7) {
        line.quantity = 333;
        line.unit_price = price;
        line.unit_scale = 3;
        line.discount_bp = 10000;
        net_of(line, &list, &net);
        assert_int_equal(net, 0);
        line.discount_bp = 0;
        net_of(line, &list, &net);
        assert_int_equal(net, list);
    }
    /* 1.05 at 50 %: a discount of 52 cents (half to even), so 53 are left; not 52 of a net rounded
       by itself, and not 26 of a discount taken twice. */
    line = (crm_line)CRM_LINE_INIT;
    line.currency = crm_currency_of("EUR");
    line.unit_price = 105;
    line.unit_scale = 2;
    line.discount_bp = 5000;
    net_of(line, &list, &net);
    assert_int_equal(list, 105);
    assert_int_equal(net, 53);
}

static void
trap_9_the_percentage_comes_before_the_amount(void **state)
{
    crm_line line = CRM_LINE_INIT;
    int64_t list, net;

    (void)state;
    line.currency = crm_currency_of("EUR");
    line.unit_price = 100;
    line.discount_bp = 1000;
    line.discount_amount = 2000;
    net_of(line, &list, &net);
    assert_int_equal(list, 10000);
    assert_int_equal(net, 10000 - 1000 - 2000); /* the other order would leave 72.00 */
}

static void
trap_10_each_currency_has_its_own_decimals(void **state)
{
    const crm_currency yen = crm_currency_of("JPY"), dinar = crm_currency_of("TND");
    int64_t amount;
    int32_t exponent;
    char text[24];

    (void)state;
    assert_int_equal(crm_currency_exponent(yen, &exponent), CRM_OK);
    assert_int_equal(exponent, 0);
    assert_int_equal(crm_currency_exponent(dinar, &exponent), CRM_OK);
    assert_int_equal(exponent, 3);
    assert_int_equal(crm_money_from_text("1200", CRM_TEXT_NUL, yen, &amount), CRM_OK);
    assert_int_equal(amount, 1200);
    assert_int_equal(crm_money_from_text("1200.5", CRM_TEXT_NUL, yen, &amount), CRM_ERROR_DATA);
    assert_int_equal(crm_money_from_text("1.234", CRM_TEXT_NUL, dinar, &amount), CRM_OK);
    assert_int_equal(amount, 1234);
    assert_int_equal(crm_money_to_text(1200, yen, text, sizeof text), CRM_OK);
    assert_string_equal(text, "1200");
    assert_int_equal(crm_money_to_text(-1234, dinar, text, sizeof text), CRM_OK);
    assert_string_equal(text, "-1.234");
    assert_int_equal(crm_currency_of("XYZ"), 0);
    assert_int_equal(crm_currency_exponent(('X' << 16) | ('Y' << 8) | 'Z', &exponent),
                     CRM_ERROR_ARGUMENT);
}

/* A day that a month does not have is its last, so steps of one month are not one step of two. */
static void
trap_19_the_end_of_a_month_is_clamped(void **state)
{
    crm_day january = crm_day_of(2025, 1, 31), february = crm_day_of(2025, 2, 28);

    (void)state;
    assert_int_equal(crm_day_add_months(january, 1), february);
    assert_int_equal(crm_day_add_months(crm_day_of(2024, 1, 31), 1), crm_day_of(2024, 2, 29));
    assert_int_equal(crm_day_add_months(crm_day_of(2024, 2, 29), 12), february);
    assert_int_equal(crm_day_add_months(crm_day_of(2025, 3, 31), -1), february);
    assert_int_equal(crm_day_add_months(january, 2), crm_day_of(2025, 3, 31));
    assert_int_equal(crm_day_add_months(crm_day_add_months(january, 1), 1),
                     crm_day_of(2025, 3, 28));
}

static void
trap_129_wrong_bytes_have_a_position(void **state)
{
    static const struct {
        const char *bytes;
        size_t length, position;
    } wrong[] = {
        {"caf\xC3", 4, 3},             /* ends inside a character */
        {"a\xC0\xAF", 3, 1},           /* a slash in two bytes */
        {"ab\xE0\x80\xAF", 5, 2},      /* and in three */
        {"\xED\xA0\x80", 3, 0},        /* half a pair of UTF-16 */
        {"abc\xF4\x90\x80\x80", 7, 3}, /* beyond the last character */
        {"a\0b", 3, 1},                /* NUL */
        {"caf\xE9", 4, 3},             /* Latin 1 */
    };
    size_t position;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        position = SIZE_MAX;
        assert_false(crm__utf8_check(wrong[i].bytes, wrong[i].length, &position));
        assert_int_equal(position, wrong[i].position);
    }
    assert_true(crm__utf8_check("caf\xC3\xA9 \xF0\x9F\x8D\x8A", 10, &position));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trap_7_a_discount_is_taken_once_from_the_rounded_line),
        cmocka_unit_test(trap_9_the_percentage_comes_before_the_amount),
        cmocka_unit_test(trap_10_each_currency_has_its_own_decimals),
        cmocka_unit_test(trap_19_the_end_of_a_month_is_clamped),
        cmocka_unit_test(trap_129_wrong_bytes_have_a_position),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
