/* test_line.c - list and net of invoice lines: the order of the roundings, discounts, limits. */
#include "support.h"

#include "crm/money.h"

static crm_line
make_line(const char *currency, int64_t quantity, int64_t unit_price, int32_t unit_scale)
{
    crm_line line = CRM_LINE_INIT;

    line.currency = crm_currency_of(currency);
    line.quantity = quantity;
    line.unit_price = unit_price;
    line.unit_scale = unit_scale;
    return line;
}

/* Lines of the Northwind sample where the half cent of the discount decides. */
static void
discount_is_rounded_not_net(void **state)
{
    static const struct {
        int64_t unit_price;
        int32_t scale;
        int64_t pieces;
        int32_t discount_bp;
        int64_t list, even, away;
    } cases[] = {
        {351, 1, 15, 2500, 52650, 39488, 39487},  {139, 1, 21, 1500, 29190, 24812, 24811},
        {351, 1, 35, 2500, 122850, 92138, 92137}, {139, 1, 49, 1500, 68110, 57894, 57893},
        {125, 1, 55, 1500, 68750, 58438, 58437},  {775, 2, 15, 1000, 11625, 10463, 10462},
        {215, 1, 15, 500, 32250, 30638, 30637},   {2635, 1, 15, 500, 395250, 375488, 375487},
        {14, 0, 12, 0, 16800, 16800, 16800},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        crm_line line =
            make_line("USD", cases[i].pieces * 1000, cases[i].unit_price, cases[i].scale);
        int64_t list = 0, net = 0;

        line.discount_bp = cases[i].discount_bp;
        assert_int_equal(crm_line_net(&line, &list, &net), CRM_OK);
        assert_int_equal(list, cases[i].list);
        assert_int_equal(net, cases[i].even);
        line.rounding = CRM_ROUND_HALF_AWAY;
        assert_int_equal(crm_line_net(&line, &list, &net), CRM_OK);
        assert_int_equal(net, cases[i].away);
    }
}

static void
whole_discount_leaves_exactly_nothing(void **state)
{
    static const int64_t prices[] = {1, 5, 33333, 999999999, -77, INT64_MAX / 1000};
    int64_t list, net;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(prices); i++) {
        for (int32_t rounding = 0; rounding <= 1; rounding++) {
            crm_line line = make_line("EUR", 1500, prices[i], 3);

            line.discount_bp = 10000;
            line.rounding = rounding;
            net = 1;
            assert_int_equal(crm_line_net(&line, &list, &net), CRM_OK);
            assert_int_equal(net, 0);
        }
    }
}

static void
list_is_rounded_once(void **state)
{
    static const struct {
        const char *currency;
        int64_t quantity, price;
        int32_t scale;
        int64_t even, away;
    } cases[] = {
        {"USD", 1000, 5, 3, 0, 1},
        {"USD", 1000, 15, 3, 2, 2},
        {"USD", 1000, 25, 3, 2, 3},
        {"USD", -1000, 25, 3, -2, -3},
        {"USD", 1500, 333, 2, 500, 500}, /* 4.995 */
        {"USD", 1, 5, 0, 0, 1},          /* half a cent */
        {"JPY", 500, 5, 0, 2, 3},
        {"TND", 1000, 1, 0, 1000, 1000},
        {"CLF", 1000, 7, 0, 70000, 70000},
        {"CLF", 1, 7, 0, 70, 70},
        {"CLF", -3000, 7, 0, -210000, -210000},
        {"JPY", 1000, 500000000000000000, 18, 0, 1},
        {"JPY", 1001, 500000000000000000, 18, 1, 1}, /* just above: no digit may be dropped early */
        {"JPY", 1001, 499500499500499501, 18, 1, 1}, /* by 501 parts of 10^21 */
        {"JPY", 999, 500000000000000000, 18, 0, 0},
        {"JPY", 1000, 500000000000000001, 18, 1, 1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        crm_line line =
            make_line(cases[i].currency, cases[i].quantity, cases[i].price, cases[i].scale);
        int64_t list, net;

        assert_int_equal(crm_line_net(&line, &list, &net), CRM_OK);
        assert_int_equal(list, cases[i].even);
        assert_int_equal(net, cases[i].even);
        line.rounding = CRM_ROUND_HALF_AWAY;
        assert_int_equal(crm_line_net(&line, &list, NULL), CRM_OK);
        assert_int_equal(list, cases[i].away);
    }
}

static void
a_return_is_the_mirror_of_its_sale(void **state)
{
    (void)state;
    for (int32_t bp = 0; bp <= 10000; bp += 625) {
        for (int64_t amount = 0; amount < 300; amount += 50) {
            crm_line line = make_line("USD", 3000, 1055, 2);
            int64_t sold = 0, returned = 0;
            crm_status status;

            line.discount_bp = bp;
            line.discount_amount = amount;
            status = crm_line_net(&line, NULL, &sold);
            line.quantity = -3000;
            assert_int_equal(crm_line_net(&line, NULL, &returned), status);
            assert_int_equal(sold + returned, 0);
        }
    }
}

static void
net_keeps_the_sign_of_list(void **state)
{
    crm_line line = make_line("USD", 1000, 100, 2);
    int64_t list = 7, net = 8;

    (void)state;
    line.discount_amount = 101;
    assert_int_equal(crm_line_net(&line, &list, &net), CRM_ERROR_DATA);
    line.quantity = -1000;
    assert_int_equal(crm_line_net(&line, &list, &net), CRM_ERROR_DATA);
    line.quantity = 0;
    assert_int_equal(crm_line_net(&line, &list, &net), CRM_ERROR_DATA);
    assert_int_equal(list, 7);
    assert_int_equal(net, 8);
    line.discount_amount = 0;
    assert_int_equal(crm_line_net(&line, &list, &net), CRM_OK);
    assert_int_equal(net, 0);
    line.quantity = 1000;
    line.discount_amount = 100;
    assert_int_equal(crm_line_net(&line, &list, &net), CRM_OK);
    assert_int_equal(net, 0);
    line.discount_amount = INT64_MAX;
    assert_int_equal(crm_line_net(&line, &list, &net), CRM_ERROR_DATA);
}

static void
wrong_lines_are_refused(void **state)
{
    crm_line good = make_line("USD", 1000, 100, 2), line;
    int64_t list = 7, net = 8;

    (void)state;
    assert_int_equal(crm_line_net(NULL, &list, &net), CRM_ERROR_ARGUMENT);
    line = good, line.currency = 0;
    assert_int_equal(crm_line_net(&line, &list, &net), CRM_ERROR_ARGUMENT);
    line = good, line.flags = 1;
    assert_int_equal(crm_line_net(&line, &list, &net), CRM_ERROR_ARGUMENT);
    line = good, line.rounding = 2;
    assert_int_equal(crm_line_net(&line, &list, &net), CRM_ERROR_ARGUMENT);
    line = good, line.unit_scale = 19;
    assert_int_equal(crm_line_net(&line, &list, &net), CRM_ERROR_ARGUMENT);
    line = good, line.unit_scale = -1;
    assert_int_equal(crm_line_net(&line, &list, &net), CRM_ERROR_ARGUMENT);
    line = good, line.discount_bp = 10001;
    assert_int_equal(crm_line_net(&line, &list, &net), CRM_ERROR_DATA);
    line = good, line.discount_bp = -1;
    assert_int_equal(crm_line_net(&line, &list, &net), CRM_ERROR_DATA);
    line = good, line.discount_amount = -1;
    assert_int_equal(crm_line_net(&line, &list, &net), CRM_ERROR_DATA);
    line = good, line.size = 47;
    assert_int_equal(crm_line_net(&line, &list, &net), CRM_ERROR_ABI);
    assert_int_equal(list, 7);
    assert_int_equal(net, 8);
}

static void
overflow_is_told(void **state)
{
    crm_line line = make_line("USD", INT64_MAX, INT64_MAX, 0);
    int64_t list = 7;

    (void)state;
    assert_int_equal(crm_line_net(&line, &list, NULL), CRM_ERROR_OVERFLOW);
    line.unit_scale = 18; /* 9.2e15 pieces at 9.22 */
    assert_int_equal(crm_line_net(&line, &list, NULL), CRM_OK);
    assert_int_equal(list, 8507059173023461585);
    line = make_line("CLF", 1000000, 922337203685477, 0);
    assert_int_equal(crm_line_net(&line, &list, NULL), CRM_ERROR_OVERFLOW);
    line = make_line("CLF", INT64_MAX, INT64_MAX, 0);
    assert_int_equal(crm_line_net(&line, &list, NULL), CRM_ERROR_OVERFLOW);
    line = make_line("CLF", 1000, INT64_MIN / 10000, 0);
    assert_int_equal(crm_line_net(&line, &list, NULL), CRM_OK);
    assert_int_equal(list, INT64_MIN / 10000 * 10000);
    line = make_line("USD", 1000, INT64_MIN, 2);
    assert_int_equal(crm_line_net(&line, &list, NULL), CRM_OK);
    assert_int_equal(list, INT64_MIN);
}

static void
init_fills_what_the_macro_spells(void **state)
{
    const crm_line macro = CRM_LINE_INIT;
    crm_line line;

    (void)state;
    memset(&line, 0xAB, sizeof line);
    assert_int_equal(crm_line_init(&line, sizeof line), CRM_OK);
    assert_memory_equal(&line, &macro, sizeof line);
    assert_int_equal(crm_line_init(NULL, sizeof line), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_line_init(&line, sizeof line - 1), CRM_ERROR_ABI);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(discount_is_rounded_not_net),
        cmocka_unit_test(whole_discount_leaves_exactly_nothing),
        cmocka_unit_test(list_is_rounded_once),
        cmocka_unit_test(a_return_is_the_mirror_of_its_sale),
        cmocka_unit_test(net_keeps_the_sign_of_list),
        cmocka_unit_test(wrong_lines_are_refused),
        cmocka_unit_test(overflow_is_told),
        cmocka_unit_test(init_fills_what_the_macro_spells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
