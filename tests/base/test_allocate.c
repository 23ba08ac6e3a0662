/* test_allocate.c - amounts shared out by largest remainder. */
#include "support.h"

#include "base/allocate.h"

static struct crm__memory libc = {crm__libc_resize, NULL};

static void
shared(int64_t amount, const int64_t *weights, size_t count, const int64_t *expected)
{
    int64_t parts[8];

    assert_int_equal(crm__allocate(&libc, amount, weights, count, parts), CRM_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(parts[i], expected[i]);
}

/* Those that textbooks of apportionment give: 100 by three, 5 by 3 : 7, 1001 by 1 : 2 : 3 : 4. */
static void
published_shares(void **state)
{
    (void)state;
    shared(100, (int64_t[]){1, 1, 1}, 3, (int64_t[]){34, 33, 33});
    shared(5, (int64_t[]){3, 7}, 2, (int64_t[]){2, 3});
    shared(1001, (int64_t[]){1, 2, 3, 4}, 4, (int64_t[]){100, 200, 300, 401});
    shared(-100, (int64_t[]){1, 1, 1}, 3, (int64_t[]){-34, -33, -33});
    shared(7, (int64_t[]){0, 0, 0}, 3, (int64_t[]){3, 2, 2}); /* even */
    shared(7, (int64_t[]){0, 5, 0}, 3, (int64_t[]){0, 7, 0});
    shared(0, (int64_t[]){4, 5}, 2, (int64_t[]){0, 0});
}

static void
nothing_is_lost_and_nobody_is_a_unit_off(void **state)
{
    uint64_t random = 3;

    (void)state;
    for (int round = 0; round < 2000; round++) {
        size_t count = 1 + next_random(&random) % 8;
        int64_t amount = (int64_t)(next_random(&random) % 2000001) - 1000000, weights[8], parts[8];
        int64_t sum = 0, found = 0;

        for (size_t i = 0; i < count; i++)
            sum += weights[i] = (int64_t)(next_random(&random) % 1000);
        assert_int_equal(crm__allocate(&libc, amount, weights, count, parts), CRM_OK);
        for (size_t i = 0; i < count; i++) {
            int64_t weight = sum ? weights[i] : 1, all = sum ? sum : (int64_t)count;

            found += parts[i];
            assert_true(parts[i] * all - amount * weight < all);
            assert_true(amount * weight - parts[i] * all < all);
        }
        assert_int_equal(found, amount);
    }
}

static void
extremes(void **state)
{
    int64_t parts[2];

    (void)state;
    shared(INT64_MIN, (int64_t[]){1, 1}, 2, (int64_t[]){INT64_MIN / 2, INT64_MIN / 2});
    shared(INT64_MAX, (int64_t[]){INT64_MAX, 0}, 2, (int64_t[]){INT64_MAX, 0});
    shared(INT64_MIN, (int64_t[]){INT64_MAX}, 1, (int64_t[]){INT64_MIN});
    assert_int_equal(crm__allocate(&libc, 1, (int64_t[]){INT64_MAX, 1}, 2, parts),
                     CRM_ERROR_OVERFLOW);
    assert_int_equal(crm__allocate(&libc, 1, (int64_t[]){-1, 2}, 2, parts), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm__allocate(&libc, 1, NULL, 0, parts), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm__allocate(&libc, 0, NULL, 0, parts), CRM_OK);
}

static void
no_memory(void **state)
{
    struct watched watched;
    struct crm__memory memory = watched_memory(&watched);
    int64_t parts[1];

    (void)state;
    watched.fail_at = 1;
    assert_int_equal(crm__allocate(&memory, 1, (int64_t[]){1}, 1, parts), CRM_ERROR_MEMORY);
    assert_int_equal(watched.blocks, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_shares),
        cmocka_unit_test(nothing_is_lost_and_nobody_is_a_unit_off),
        cmocka_unit_test(extremes),
        cmocka_unit_test(no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
