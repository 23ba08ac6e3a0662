/* test_wide.c - 128-bit sums, rounding and ratios, against values worked out with exact integers
   and fractions of any length. */
#include "support.h"

#include "base/wide.h"

static void
assert_wide(struct crm__wide wide, uint64_t low, int64_t high)
{
    assert_true(wide.low == low);
    assert_true(wide.high == high);
}

static void
products_are_exact(void **state)
{
    static const struct {
        int64_t a, b;
        uint64_t low;
        int64_t high;
    } cases[] = {
        {INT64_MAX, INT64_MIN, 9223372036854775808u, -4611686018427387904},
        {INT64_MIN, INT64_MIN, 0, 4611686018427387904},
        {INT64_MIN, -1, 9223372036854775808u, 0},
        {-1, 3037000500, 18446744070672551116u, -1},
        {3037000500, -123456789012345678, 7480603328215484968u, -20325448},
        {-123456789012345678, 987654321098765432, 7302121636804369264u, -6609981178781635},
        {987654321098765432, 1000000007, 7466961780470947656u, 53540848},
        {1000000007, -7, 18446744066709551567u, -1},
        {-7, INT64_MAX, 9223372036854775815u, -4},
        {0, INT64_MIN, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_wide(crm__wide_multiply(cases[i].a, cases[i].b), cases[i].low, cases[i].high);
        assert_wide(crm__wide_multiply(cases[i].b, cases[i].a), cases[i].low, cases[i].high);
    }
}

static void
sums_carry_and_negate(void **state)
{
    struct crm__wide max = crm__wide_of(INT64_MAX), min = crm__wide_of(INT64_MIN), sum;
    int64_t out = 5;

    (void)state;
    assert_wide(crm__wide_of(-1), UINT64_MAX, -1);
    assert_wide(crm__wide_negate(crm__wide_of(0)), 0, 0);
    assert_wide(crm__wide_negate(crm__wide_of(1)), UINT64_MAX, -1);
    assert_wide(crm__wide_negate(min), 9223372036854775808u, 0);
    sum = crm__wide_add(max, max);
    assert_wide(sum, UINT64_MAX - 1, 0);
    assert_int_equal(crm__wide_to_int64(sum, &out), CRM_ERROR_OVERFLOW);
    assert_int_equal(out, 5);
    sum = crm__wide_add(crm__wide_add(sum, min), min);
    assert_int_equal(crm__wide_to_int64(sum, &out), CRM_OK);
    assert_int_equal(out, -2);
    sum = crm__wide_add(max, crm__wide_of(1));
    assert_int_equal(crm__wide_to_int64(sum, &out), CRM_ERROR_OVERFLOW);
    sum = crm__wide_add(min, crm__wide_of(-1));
    assert_int_equal(crm__wide_to_int64(sum, &out), CRM_ERROR_OVERFLOW);
    assert_int_equal(crm__wide_to_int64(min, &out), CRM_OK);
    assert_int_equal(out, INT64_MIN);
    assert_int_equal(crm__wide_to_int64(crm__wide_multiply(INT64_MIN, INT64_MIN), &out),
                     CRM_ERROR_OVERFLOW);
}

static void
order_is_that_of_numbers(void **state)
{
    const struct crm__wide ascending[] = {
        crm__wide_multiply(INT64_MIN, INT64_MAX),
        crm__wide_of(INT64_MIN),
        crm__wide_of(-1),
        crm__wide_of(0),
        crm__wide_of(1),
        crm__wide_of(INT64_MAX),
        crm__wide_add(crm__wide_of(INT64_MAX), crm__wide_of(1)),
        crm__wide_multiply(INT64_MIN, INT64_MIN),
    };

    (void)state;
    for (int i = 0; i < (int)COUNT_OF(ascending); i++) {
        for (int j = 0; j < (int)COUNT_OF(ascending); j++) {
            int sign = crm__wide_compare(ascending[i], ascending[j]);

            assert_int_equal((sign > 0) - (sign < 0), (i > j) - (i < j));
        }
    }
}

/* A total that leaves int64 and comes back is exact, whatever the order or the split. */
static void
slots_hold_what_int64_cannot(void **state)
{
    int64_t one[2] = {0, 0}, left[2] = {0, 0}, right[2] = {0, 0}, out;
    uint64_t random = 1;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        int64_t value =
            i < 100 ? INT64_MAX : (int64_t)(next_random(&random) >> 1) * (i % 2 ? 1 : -1);

        crm__wide_slot_add(one, value);
        crm__wide_slot_add(i % 3 ? left : right, value);
        crm__wide_slot_add(i % 7 ? left : right, -value);
    }
    crm__wide_slot_merge(right, left);
    assert_int_equal(crm__wide_compare(crm__wide_from_slots(right), crm__wide_of(0)), 0);
    assert_int_equal(crm__wide_to_int64(crm__wide_from_slots(one), &out), CRM_ERROR_OVERFLOW);
    crm__wide_slot_merge(left, one);
    random = 1;
    for (int i = 0; i < 1000; i++)
        crm__wide_slot_add(
            one, -(i < 100 ? INT64_MAX : (int64_t)(next_random(&random) >> 1) * (i % 2 ? 1 : -1)));
    assert_int_equal(one[0], 0);
    assert_int_equal(one[1], 0);
    crm__wide_slot_add(one, INT64_MIN);
    assert_int_equal(crm__wide_to_int64(crm__wide_from_slots(one), &out), CRM_OK);
    assert_int_equal(out, INT64_MIN);
}

static void
tenths_round_as_published(void **state)
{
    static const int64_t table[][3] = {
        {25, 2, 3},    {-25, -2, -3}, {15, 2, 2},    {-15, -2, -2}, {5, 0, 1},  {-5, 0, -1},
        {24, 2, 2},    {26, 3, 3},    {-24, -2, -2}, {-26, -3, -3}, {0, 0, 0},  {35, 4, 4},
        {-35, -4, -4}, {4, 0, 0},     {6, 1, 1},     {-6, -1, -1},  {10, 1, 1},
    };
    int64_t out;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        assert_int_equal(crm__scale(table[i][0], 1, 10, CRM_ROUND_HALF_EVEN, &out), CRM_OK);
        assert_int_equal(out, table[i][1]);
        assert_int_equal(crm__scale(table[i][0], 1, 10, CRM_ROUND_HALF_AWAY, &out), CRM_OK);
        assert_int_equal(out, table[i][2]);
        assert_int_equal(
            crm__wide_divide_ten(crm__wide_of(table[i][0]), 1, CRM_ROUND_HALF_EVEN, &out), CRM_OK);
        assert_int_equal(out, table[i][1]);
    }
}

static void
long_quotients_are_exact(void **state)
{
    static const struct {
        int64_t a, b, divisor;
        bool fits;
        int64_t even, away;
    } cases[] = {
        {INT64_MAX, INT64_MAX, INT64_MAX, true, INT64_MAX, INT64_MAX},
        {INT64_MIN, INT64_MIN, INT64_MAX, false, 0, 0},
        {INT64_MIN, INT64_MAX, INT64_MAX, true, INT64_MIN, INT64_MIN},
        {-123456789012345678, 987654321098765432, 9223372036854775801, true, -13219962357563269,
         -13219962357563269},
        {-123456789012345678, -987654321098765432, 3000000000000000001, true, 40644210379007265,
         40644210379007265},
        {1000000000000000000, 1000000000000000000, 900000000000000001, true, 1111111111111111110,
         1111111111111111110},
        {12345678901, 98765432109, 1099511627776, true, 1108970820, 1108970820},
        {9, 1, 2, true, 4, 5},
        {INT64_MAX, 3, 2, false, 0, 0},
        {INT64_MAX, 4, 4, true, INT64_MAX, INT64_MAX},
        {INT64_MIN, 1, 1, true, INT64_MIN, INT64_MIN},
        {INT64_MIN, -1, 1, false, 0, 0},
        {INT64_MAX, INT64_MAX, 1, false, 0, 0},
        /* 2^64 - 1/2: the quotient grows out of its word by rounding */
        {145295143558111, 253921, 2, false, 0, 0},
        {2305843009213693952, 16, 2, false, 0, 0},
        {INT64_MAX, 1, INT64_MAX, true, 1, 1},
        {1, 1, INT64_MAX, true, 0, 0},
        {4611686018427387903, 1, INT64_MAX, true, 0, 0},
        {4611686018427387904, 1, INT64_MAX, true, 1, 1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        crm_status expected = cases[i].fits ? CRM_OK : CRM_ERROR_OVERFLOW;
        int64_t even = 0, away = 0;

        assert_int_equal(
            crm__scale(cases[i].a, cases[i].b, cases[i].divisor, CRM_ROUND_HALF_EVEN, &even),
            expected);
        assert_int_equal(
            crm__scale(cases[i].a, cases[i].b, cases[i].divisor, CRM_ROUND_HALF_AWAY, &away),
            expected);
        assert_int_equal(even, cases[i].even);
        assert_int_equal(away, cases[i].away);
    }
}

/* (q x d + r) / d is q again, r / d rounded on top, for divisors of every length. */
static void
quotients_come_back(void **state)
{
    uint64_t random = 42;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        int64_t d = (int64_t)(next_random(&random) >> (1 + next_random(&random) % 62)) | 1;
        int64_t q = (int64_t)(next_random(&random) >> (2 + next_random(&random) % 62));
        int64_t r = (int64_t)(next_random(&random) % (uint64_t)d), out;
        struct crm__wide a = crm__wide_add(crm__wide_multiply(q, d), crm__wide_of(r));
        int64_t expected = q + (r > d / 2); /* d is odd: no half */

        assert_int_equal(crm__wide_divide(a, d, CRM_ROUND_HALF_EVEN, &out), CRM_OK);
        assert_true(out == expected);
        assert_int_equal(crm__wide_divide(crm__wide_negate(a), d, CRM_ROUND_HALF_AWAY, &out),
                         CRM_OK);
        assert_true(out == -expected);
    }
}

static void
powers_of_ten_beyond_a_word(void **state)
{
    struct crm__wide ten_to_36 = crm__wide_multiply(1000000000000000000, 1000000000000000000);
    struct crm__wide half = crm__wide_multiply(500000000000000000, 1000000000000000000);
    int64_t out = 0;

    (void)state;
    assert_int_equal(crm__wide_divide_ten(ten_to_36, 36, CRM_ROUND_HALF_EVEN, &out), CRM_OK);
    assert_int_equal(out, 1);
    assert_int_equal(crm__wide_divide_ten(half, 36, CRM_ROUND_HALF_EVEN, &out), CRM_OK);
    assert_int_equal(out, 0);
    assert_int_equal(crm__wide_divide_ten(half, 36, CRM_ROUND_HALF_AWAY, &out), CRM_OK);
    assert_int_equal(out, 1);
    half = crm__wide_add(half, crm__wide_of(1));
    assert_int_equal(crm__wide_divide_ten(half, 36, CRM_ROUND_HALF_EVEN, &out), CRM_OK);
    assert_int_equal(out, 1);
    half = crm__wide_add(half, crm__wide_of(-2));
    assert_int_equal(crm__wide_divide_ten(half, 36, CRM_ROUND_HALF_AWAY, &out), CRM_OK);
    assert_int_equal(out, 0);
    assert_int_equal(crm__wide_divide_ten(ten_to_36, 17, CRM_ROUND_HALF_EVEN, &out),
                     CRM_ERROR_OVERFLOW);
    assert_int_equal(crm__wide_divide_ten(ten_to_36, 18, CRM_ROUND_HALF_EVEN, &out), CRM_OK);
    assert_int_equal(out, 1000000000000000000);
    assert_int_equal(crm__wide_divide_ten(crm__wide_of(-7), 0, CRM_ROUND_HALF_EVEN, &out), CRM_OK);
    assert_int_equal(out, -7);
}

static void
assert_bits(double value, double expected)
{
    assert_memory_equal(&value, &expected, sizeof value);
}

static void
ratios_are_rounded_once(void **state)
{
    static const struct {
        int64_t a, b;
        double expected;
    } cases[] = {
        {1, 3, 0x1.5555555555555p-2},
        {-2, 3, -0x1.5555555555555p-1},
        {2, -3, -0x1.5555555555555p-1},
        {574, 6, 0x1.7eaaaaaaaaaabp+6},
        {INT64_MAX, 3, 0x1.5555555555555p+61},
        {INT64_MIN, 7, -0x1.2492492492492p+60},
        {INT64_MIN, INT64_MIN, 1.0},
        {9007199254740993, 1, 0x1.0000000000000p+53}, /* a half, to the even neighbour */
        {9007199254740995, 1, 0x1.0000000000002p+53},
        {18014398509481985, 2, 0x1.0000000000000p+53},
        {INT64_MAX, INT64_MAX - 1, 1.0},
        {1, INT64_MAX, 0x1.0000000000000p-63},
        {0, -5, 0.0},
        {5, 0, 0.0},
        {0, 0, 0.0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_bits(crm__ratio(cases[i].a, cases[i].b), cases[i].expected);
        assert_bits(crm__wide_ratio(crm__wide_of(cases[i].a), crm__wide_of(cases[i].b)),
                    cases[i].expected);
    }
}

static void
ratios_of_sums_are_rounded_once(void **state)
{
    static const struct {
        int64_t a1, a2, b1, b2;
        double expected;
    } cases[] = {
        {INT64_MAX, INT64_MAX, 3, 1, 0x1.5555555555555p+124},
        {INT64_MIN, INT64_MIN, INT64_MAX, 3, 0x1.5555555555555p+61},
        {-123456789012345678, 987654321098765432, 1000000007, 1000000007, -0x1.b1311497b3d0bp+56},
        {1, 1, INT64_MAX, INT64_MAX, 0x1.0000000000000p-126},
        {-INT64_MAX, 987654321098765432, INT64_MAX, 987654321098765432, -1.0},
        {9007199254740993, 4611686018427387904, 4611686018427387904, 1, 0x1.0000000000000p+53},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_bits(crm__wide_ratio(crm__wide_multiply(cases[i].a1, cases[i].a2),
                                    crm__wide_multiply(cases[i].b1, cases[i].b2)),
                    cases[i].expected);
    }
}

/* Where both are exact doubles IEEE 754 has the answer, and the long way must agree to the bit. */
static void
the_long_way_agrees_with_the_machine(void **state)
{
    uint64_t random = 7;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        int64_t a = (int64_t)(next_random(&random) >> (11 + next_random(&random) % 53)) + 1;
        int64_t b = (int64_t)(next_random(&random) >> (11 + next_random(&random) % 53)) + 1;
        volatile double quotient = (double)a / (double)b;

        assert_bits(crm__wide_ratio(crm__wide_of(-a), crm__wide_of(b)), -quotient);
        assert_bits(crm__ratio(a, b), quotient);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_are_exact),
        cmocka_unit_test(sums_carry_and_negate),
        cmocka_unit_test(order_is_that_of_numbers),
        cmocka_unit_test(slots_hold_what_int64_cannot),
        cmocka_unit_test(tenths_round_as_published),
        cmocka_unit_test(long_quotients_are_exact),
        cmocka_unit_test(quotients_come_back),
        cmocka_unit_test(powers_of_ten_beyond_a_word),
        cmocka_unit_test(ratios_are_rounded_once),
        cmocka_unit_test(ratios_of_sums_are_rounded_once),
        cmocka_unit_test(the_long_way_agrees_with_the_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
