/* test_cuts.c - scores by rank: score = 1 + floor(bins x values smaller / count). */
#include "support.h"

#include "base/cuts.h"

/* The definition itself, one value at a time. */
static int8_t
score_by_definition(const int64_t *values, size_t count, int32_t bins, int64_t value)
{
    size_t smaller = 0;

    for (size_t i = 0; i < count; i++)
        smaller += values[i] < value;
    return (int8_t)(1 + (size_t)bins * smaller / count);
}

static void
assert_scores(const int64_t *values, size_t count, int32_t bins)
{
    struct watched watched;
    struct crm__memory memory = watched_memory(&watched);
    int8_t *scores = malloc(count);

    assert_non_null(scores);
    assert_int_equal(crm__rank_scores(&memory, values, count, bins, scores), CRM_OK);
    assert_int_equal(watched.asked, 1);
    assert_int_equal(watched.blocks, 0);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(scores[i], score_by_definition(values, count, bins, values[i]));
    free(scores);
}

static void
equal_values_score_alike(void **state)
{
    const int64_t values[10] = {1, 9, 1, 2, 1, 1, 3, 1, 2, 1};
    const int8_t expected[10] = {1, 5, 1, 4, 1, 1, 5, 1, 4, 1};
    struct crm__memory memory = {crm__libc_resize, NULL};
    int8_t scores[10];

    (void)state;
    assert_int_equal(crm__rank_scores(&memory, values, 10, 5, scores), CRM_OK);
    assert_memory_equal(scores, expected, 10);
}

static void
ten_different_values_fill_five_bins(void **state)
{
    const int64_t values[10] = {20, 40, 60, 80, 100, 120, 140, 160, 180, 200};
    const int8_t expected[10] = {1, 1, 2, 2, 3, 3, 4, 4, 5, 5};
    struct crm__memory memory = {crm__libc_resize, NULL};
    int8_t scores[10];

    (void)state;
    assert_int_equal(crm__rank_scores(&memory, values, 10, 5, scores), CRM_OK);
    assert_memory_equal(scores, expected, 10);
}

static void
all_shapes_follow_the_definition(void **state)
{
    static int64_t values[400];
    uint64_t random = 5;

    (void)state;
    for (size_t count = 1; count <= COUNT_OF(values); count += count < 20 ? 1 : 19) {
        for (int shape = 0; shape < 7; shape++) {
            for (size_t i = 0; i < count; i++) {
                uint64_t r = next_random(&random);

                values[i] = shape == 0   ? (int64_t)(r % 4)
                            : shape == 1 ? (int64_t)r
                            : shape == 2 ? (int64_t)(r % 5000) - 2500
                            : shape == 3 ? 6
                            : shape == 4 ? (r % 2 ? INT64_MIN : INT64_MAX)
                            : shape == 5 ? INT64_MIN + (int64_t)(r % 100)
                                         : INT64_MAX - (int64_t)(r % 100);
            }
            for (int32_t bins = 2; bins <= 10; bins++)
                assert_scores(values, count, bins);
        }
    }
}

/* On both sides of the width at which counting gives way to sorting. */
static void
counting_and_sorting_agree(void **state)
{
    enum { MANY = 5000 };
    static int64_t values[MANY];
    static int8_t counted[MANY], sorted[MANY];
    struct crm__memory memory = {crm__libc_resize, NULL};
    uint64_t random = 9;

    (void)state;
    for (size_t i = 0; i < MANY; i++)
        values[i] = (int64_t)(next_random(&random) % 65536) - 30000;
    values[0] = -30000;
    values[1] = -30000 + 65535;
    assert_int_equal(crm__rank_scores(&memory, values, MANY, 7, counted), CRM_OK);
    values[1]++; /* the largest still, and one too far for counting */
    assert_int_equal(crm__rank_scores(&memory, values, MANY, 7, sorted), CRM_OK);
    for (size_t i = 0; i < MANY; i++) {
        if (i != 1)
            assert_in_range(counted[i] - sorted[i] + 1, 1, 1);
    }
    assert_int_equal(sorted[1], 7);
}

static void
wrong_bins_and_no_memory(void **state)
{
    struct watched watched;
    struct crm__memory memory = watched_memory(&watched);
    int64_t values[3] = {1, 2, INT64_MAX};
    int8_t scores[3] = {9, 9, 9};

    (void)state;
    assert_int_equal(crm__rank_scores(&memory, values, 3, 1, scores), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm__rank_scores(&memory, values, 3, 11, scores), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm__rank_scores(&memory, NULL, 0, 5, NULL), CRM_OK);
    assert_int_equal(watched.asked, 0);
    watched.fail_at = 1;
    assert_int_equal(crm__rank_scores(&memory, values, 3, 5, scores), CRM_ERROR_MEMORY);
    watched.fail_at = 2;
    assert_int_equal(crm__rank_scores(&memory, values, 2, 5, scores), CRM_ERROR_MEMORY);
    assert_int_equal(scores[0] + scores[1] + scores[2], 27);
    assert_int_equal(watched.blocks, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_values_score_alike),
        cmocka_unit_test(ten_different_values_fill_five_bins),
        cmocka_unit_test(all_shapes_follow_the_definition),
        cmocka_unit_test(counting_and_sorting_agree),
        cmocka_unit_test(wrong_bins_and_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
