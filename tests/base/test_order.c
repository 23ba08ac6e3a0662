/* test_order.c - sorting of inputs that are made to be slow, bounds, medians. */
#include "support.h"

#include "base/order.h"

enum { COUNT = 5000, PATTERNS = 11 };

static int64_t
pattern_value(int pattern, size_t i, size_t count, uint64_t *random)
{
    switch (pattern) {
    case 0:
        return (int64_t)i; /* ascending */
    case 1:
        return (int64_t)(count - i); /* descending */
    case 2:
        return 7; /* all equal */
    case 3:
        return (int64_t)(i % 2);
    case 4:
        return (int64_t)(i < count / 2 ? i : count - i); /* organ pipe */
    case 5:
        return (int64_t)(i % 17); /* saw */
    case 6:
        return (int64_t)(i % 2 ? i : count + i); /* against the middle of three */
    case 7:
        return (int64_t)next_random(random);
    case 8:
        return (int64_t)(next_random(random) % 3) - 1;
    case 9:
        return i % 3 ? INT64_MIN : INT64_MAX;
    default:
        return i + 1 == count ? -1 : (int64_t)i; /* the last one out of place */
    }
}

struct counted {
    size_t compared;
};

static int
compare_int64(const void *a, const void *b, void *context)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    if (context)
        ((struct counted *)context)->compared++;
    return left < right ? -1 : left > right;
}

static int
compare_for_qsort(const void *a, const void *b)
{
    return compare_int64(a, b, NULL);
}

/* 12 n log2 n and a little for the small ones. */
static size_t
comparisons_allowed(size_t count)
{
    size_t log = 1;

    while (count >> log)
        log++;
    return 12 * count * log + 100;
}

static void
all_patterns_are_sorted(void **state)
{
    static const size_t counts[] = {0, 1, 2, 3, 11, 12, 13, 24, 25, 26, 127, 128, 1000, COUNT};
    static int64_t by_values[COUNT], by_compare[COUNT], expected[COUNT];
    uint64_t random = 3;

    (void)state;
    for (int pattern = 0; pattern < PATTERNS; pattern++) {
        for (size_t c = 0; c < COUNT_OF(counts); c++) {
            size_t count = counts[c];
            struct counted counted = {0};

            for (size_t i = 0; i < count; i++)
                expected[i] = pattern_value(pattern, i, count, &random);
            memcpy(by_values, expected, count * sizeof *expected);
            memcpy(by_compare, expected, count * sizeof *expected);
            qsort(expected, count, sizeof *expected, compare_for_qsort);
            crm__sort_int64(by_values, count);
            crm__sort(by_compare, count, sizeof *by_compare, compare_int64, &counted);
            assert_memory_equal(by_values, expected, count * sizeof *expected);
            assert_memory_equal(by_compare, expected, count * sizeof *expected);
            assert_in_range(counted.compared, 0, comparisons_allowed(count));
        }
    }
}

/*
 * McIlroy, "A Killer Adversary for Quicksort" (1999): values are decided while they are compared,
 * so that every pivot turns out to be a bad one. Quicksort alone would need n * n / 4 comparisons.
 */
struct adversary {
    size_t compared;
    int32_t *values; /* undecided = gas */
    int32_t gas, decided, candidate;
};

static int
compare_adversary(const void *a, const void *b, void *context)
{
    struct adversary *adversary = context;
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b, *values = adversary->values;

    adversary->compared++;
    if (values[left] == adversary->gas && values[right] == adversary->gas)
        values[left == adversary->candidate ? left : right] = adversary->decided++;
    if (values[left] == adversary->gas)
        adversary->candidate = left;
    else if (values[right] == adversary->gas)
        adversary->candidate = right;
    return values[left] < values[right] ? -1 : values[left] > values[right];
}

static void
an_adversary_cannot_slow_it_down(void **state)
{
    enum { MANY = 40000 };
    static int32_t items[MANY], values[MANY];
    struct adversary adversary = {0, values, MANY, 0, 0};

    (void)state;
    for (int32_t i = 0; i < MANY; i++) {
        /* Not in order to begin with, so that no test for that decides anything. */
        items[i] = (i + 1) % MANY;
        values[i] = MANY;
    }
    values[0] = -1;
    crm__sort(items, MANY, sizeof *items, compare_adversary, &adversary);
    assert_in_range(adversary.compared, MANY, comparisons_allowed(MANY));
    for (int32_t i = 1; i < MANY; i++)
        assert_true(values[items[i - 1]] <= values[items[i]]);
}

struct odd_item {
    uint8_t key;
    uint8_t rest[12];
};

static int
compare_odd(const void *a, const void *b, void *context)
{
    (void)context;
    return memcmp(a, b, sizeof(struct odd_item));
}

/* Items of 13 bytes stay whole. */
static void
items_of_any_size_stay_whole(void **state)
{
    static struct odd_item items[777];
    uint64_t random = 11;
    size_t seen[256] = {0};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(items); i++) {
        items[i].key = (uint8_t)next_random(&random);
        memset(items[i].rest, items[i].key ^ 0x5A, sizeof items[i].rest);
        seen[items[i].key]++;
    }
    crm__sort(items, COUNT_OF(items), sizeof *items, compare_odd, NULL);
    for (size_t i = 0; i < COUNT_OF(items); i++) {
        assert_true(i == 0 || items[i - 1].key <= items[i].key);
        for (size_t j = 0; j < sizeof items[i].rest; j++)
            assert_int_equal(items[i].rest[j], items[i].key ^ 0x5A);
        seen[items[i].key]--;
    }
    for (size_t i = 0; i < 256; i++)
        assert_int_equal(seen[i], 0);
}

static void
lower_bound_finds_the_first(void **state)
{
    const int64_t values[] = {INT64_MIN, -3, -3, 0, 5, 5, 5, INT64_MAX};
    const size_t count = COUNT_OF(values);

    (void)state;
    assert_int_equal(crm__lower_bound(values, count, INT64_MIN), 0);
    assert_int_equal(crm__lower_bound(values, count, -4), 1);
    assert_int_equal(crm__lower_bound(values, count, -3), 1);
    assert_int_equal(crm__lower_bound(values, count, 5), 4);
    assert_int_equal(crm__lower_bound(values, count, 6), 7);
    assert_int_equal(crm__lower_bound(values, count, INT64_MAX), 7);
    assert_int_equal(crm__lower_bound(values, count - 1, INT64_MAX), 7);
    assert_int_equal(crm__lower_bound(values, 0, 1), 0);
}

static void
medians_are_the_mean_of_the_middle(void **state)
{
    const int64_t odd[] = {1, 57, 90}, even[] = {1, 2, 5, 9}, far[] = {INT64_MAX - 1, INT64_MAX},
                  apart[] = {INT64_MIN, INT64_MAX}, low[] = {-4, -3}, halves[] = {2, 3};

    (void)state;
    assert_true(crm__median(odd, 3) == 57.0);
    assert_true(crm__median(even, 4) == 3.5);
    assert_true(crm__median(apart, 2) == -0.5);
    assert_true(crm__median(far, 2) == 9223372036854775808.0);
    assert_int_equal(crm__median_money(odd, 3), 57);
    assert_int_equal(crm__median_money(even, 4), 4);
    assert_int_equal(crm__median_money(halves, 2), 2);
    assert_int_equal(crm__median_money(low, 2), -4);
    assert_int_equal(crm__median_money(apart, 2), 0);
    assert_int_equal(crm__median_money(far, 2), INT64_MAX - 1);
    assert_int_equal(crm__median_money(far + 1, 1), INT64_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_patterns_are_sorted),
        cmocka_unit_test(an_adversary_cannot_slow_it_down),
        cmocka_unit_test(items_of_any_size_stay_whole),
        cmocka_unit_test(lower_bound_finds_the_first),
        cmocka_unit_test(medians_are_the_mean_of_the_middle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
