/*
 * test_exact.c - quotients of products: against 128-bit arithmetic where that suffices, and by hand
 * beyond it.
 */
#include "base/exact.h"
#include "support.h"

static int64_t
divided(struct crm__exact top, struct crm__exact bottom, int32_t rounding)
{
    int64_t value = 0;

    assert_int_equal(crm__exact_divide(&top, &bottom, rounding, &value), CRM_OK);
    return value;
}

static struct crm__exact
of(int64_t value)
{
    return crm__exact_of(crm__wide_of(value));
}

static struct crm__exact
times(struct crm__exact product, int64_t factor)
{
    crm__exact_times(&product, crm__wide_of(factor));
    return product;
}

static void
agrees_with_128_bits(void **state)
{
    uint64_t random = 88172645463325252u;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        int64_t numbers[3], wanted, got = 0;

        for (int j = 0; j < 3; j++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            numbers[j] = (int64_t)(random >> (i % 63)) - (int64_t)((random >> (i % 63)) / 2);
        }
        if (numbers[2] <= 0)
            continue;
        for (int32_t rounding = CRM_ROUND_HALF_EVEN; rounding <= CRM_ROUND_HALF_AWAY; rounding++) {
            struct crm__exact top = times(of(numbers[0]), numbers[1]), bottom = of(numbers[2]);
            crm_status status = crm__scale(numbers[0], numbers[1], numbers[2], rounding, &wanted);

            assert_int_equal(crm__exact_divide(&top, &bottom, rounding, &got), status);
            if (status == CRM_OK)
                assert_true(got == wanted);
        }
    }
}

static void
rounds_a_half_as_asked(void **state)
{
    (void)state;
    assert_int_equal(divided(of(5), of(2), CRM_ROUND_HALF_EVEN), 2);
    assert_int_equal(divided(of(7), of(2), CRM_ROUND_HALF_EVEN), 4);
    assert_int_equal(divided(of(-5), of(2), CRM_ROUND_HALF_EVEN), -2);
    assert_int_equal(divided(of(5), of(2), CRM_ROUND_HALF_AWAY), 3);
    assert_int_equal(divided(of(-5), of(2), CRM_ROUND_HALF_AWAY), -3);
    assert_int_equal(divided(of(4), of(2), CRM__ROUND_UP), 2);
    assert_int_equal(divided(of(5), of(4), CRM__ROUND_UP), 2);
    assert_int_equal(divided(of(-5), of(4), CRM__ROUND_UP), -1);
    assert_int_equal(divided(of(5), of(-2), CRM_ROUND_HALF_AWAY), -3);
    assert_int_equal(divided(of(0), of(9), CRM__ROUND_UP), 0);
}

/* Five factors of 63 bits over four of them. */
static void
products_beyond_128_bits_are_exact(void **state)
{
    int64_t most = INT64_MAX;
    struct crm__exact four = times(times(times(of(most), most), most), most);
    struct crm__exact five = times(four, most);

    (void)state;
    assert_true(divided(five, four, CRM_ROUND_HALF_EVEN) == most);
    assert_true(divided(times(four, -most), four, CRM_ROUND_HALF_EVEN) == -most);
    assert_true(divided(times(four, INT64_MIN), four, CRM_ROUND_HALF_EVEN) == INT64_MIN);
    assert_int_equal(divided(four, five, CRM_ROUND_HALF_EVEN), 0);
    assert_int_equal(divided(four, five, CRM__ROUND_UP), 1);
    assert_int_equal(divided(five, five, CRM_ROUND_HALF_EVEN), 1);
}

static void
what_does_not_fit_is_an_overflow(void **state)
{
    struct crm__exact product = of(INT64_MAX), one = of(1), zero = of(0), top = of(7);
    int64_t value = 11;

    (void)state;
    assert_int_equal(crm__exact_divide(&top, &zero, CRM_ROUND_HALF_EVEN, &value),
                     CRM_ERROR_OVERFLOW);
    product = times(product, 2);
    assert_int_equal(crm__exact_divide(&product, &one, CRM_ROUND_HALF_EVEN, &value),
                     CRM_ERROR_OVERFLOW);
    for (int i = 0; i < 7; i++)
        product = times(product, INT64_MAX);
    assert_true(product.overflow);
    assert_int_equal(crm__exact_divide(&product, &product, CRM_ROUND_HALF_EVEN, &value),
                     CRM_ERROR_OVERFLOW);
    assert_int_equal(value, 11);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_128_bits),
        cmocka_unit_test(rounds_a_half_as_asked),
        cmocka_unit_test(products_beyond_128_bits_are_exact),
        cmocka_unit_test(what_does_not_fit_is_an_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
