/* test_cuts.c - scores by rule: rank, quantile, middle rank, tiles, edges. */
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

/* ---- The other rules ---- */

/* Ten customers, six of whom bought once: what each rule makes of ties. The columns are those that
   NTILE(5) of SQL, type 7 quantiles "at most", the middle rank and the R package rfm (its edges are
   quantile + 1, [low, high)) give for it. */
static void
ties_by_every_rule(void **state)
{
    const int64_t values[10] = {1, 1, 1, 1, 1, 1, 2, 2, 3, 9};
    const int8_t tiles[10] = {1, 1, 2, 2, 3, 3, 4, 4, 5, 5};
    const int8_t quantiles[10] = {1, 1, 1, 1, 1, 1, 4, 4, 5, 5};
    const int8_t middles[10] = {2, 2, 2, 2, 2, 2, 4, 4, 5, 5};
    const int8_t package[10] = {1, 1, 1, 1, 1, 1, 3, 3, 4, 5};
    const int64_t edges[4] = {2, 2, 3, 4}; /* 2, 2, 2.4, 3.2 */
    struct crm__memory memory = {crm__libc_resize, NULL};
    int8_t scores[10];

    (void)state;
    assert_int_equal(crm__ntile_scores(&memory, values, 10, 5, scores), CRM_OK);
    assert_memory_equal(scores, tiles, 10);
    assert_int_equal(crm__quantile_scores(&memory, values, 10, 5, scores), CRM_OK);
    assert_memory_equal(scores, quantiles, 10);
    assert_int_equal(crm__midrank_scores(&memory, values, 10, 5, scores), CRM_OK);
    assert_memory_equal(scores, middles, 10);
    crm__edge_scores(values, 10, edges, 4, scores);
    assert_memory_equal(scores, package, 10);
}

/* SQL:2003: 10 rows in 3 tiles are 4, 3, 3; 3 rows in 5 leave tiles 4 and 5 empty. */
static void
tiles_of_unequal_size(void **state)
{
    const int64_t values[11] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    const int8_t ten[10] = {1, 1, 1, 1, 2, 2, 2, 3, 3, 3};
    const int8_t eleven[11] = {1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3};
    const int8_t seven[7] = {1, 1, 2, 2, 3, 4, 5};
    const int8_t three[3] = {1, 2, 3};
    struct crm__memory memory = {crm__libc_resize, NULL};
    int8_t scores[11];

    (void)state;
    crm__ntile_scores(&memory, values, 10, 3, scores);
    assert_memory_equal(scores, ten, 10);
    crm__ntile_scores(&memory, values, 11, 3, scores);
    assert_memory_equal(scores, eleven, 11);
    crm__ntile_scores(&memory, values, 7, 5, scores);
    assert_memory_equal(scores, seven, 7);
    crm__ntile_scores(&memory, values, 3, 5, scores);
    assert_memory_equal(scores, three, 3);
}

/* By definition, in doubles that hold these values exactly but for the quotient. */
static int8_t
quantile_score(const int64_t *sorted, size_t count, int32_t bins, int64_t value)
{
    int8_t score = 1;

    for (int32_t j = 1; j < bins; j++) {
        size_t place = (count - 1) * (size_t)j / (size_t)bins;
        int64_t rest = (int64_t)((count - 1) * (size_t)j % (size_t)bins);
        int64_t gap = rest ? sorted[place + 1] - sorted[place] : 0;

        score += bins * (value - sorted[place]) > rest * gap;
    }
    return score;
}

static void
quantile_scores_follow_the_definition(void **state)
{
    struct crm__memory memory = {crm__libc_resize, NULL};
    uint64_t random = 9;
    int64_t values[60];
    int8_t scores[60];

    (void)state;
    for (size_t count = 1; count <= 60; count++) {
        for (size_t i = 0; i < count; i++) /* ascending, with ties, from below 0 */
            values[i] = (i ? values[i - 1] : -40) + (int64_t)(next_random(&random) % 4);
        for (int32_t bins = 2; bins <= 10; bins++) {
            assert_int_equal(crm__quantile_scores(&memory, values, count, bins, scores), CRM_OK);
            for (size_t i = 0; i < count; i++)
                assert_int_equal(scores[i], quantile_score(values, count, bins, values[i]));
        }
    }
}

static void
extremes_do_not_overflow(void **state)
{
    const int64_t values[3] = {INT64_MIN, 0, INT64_MAX};
    const int8_t expected[3] = {1, 2, 3};
    struct crm__memory memory = {crm__libc_resize, NULL};
    int8_t scores[3];

    (void)state;
    assert_int_equal(crm__quantile_scores(&memory, values, 3, 3, scores), CRM_OK);
    assert_memory_equal(scores, expected, 3);
    assert_int_equal(crm__midrank_scores(&memory, values, 3, 3, scores), CRM_OK);
    assert_memory_equal(scores, expected, 3);
    assert_int_equal(crm__ntile_scores(&memory, values, 3, 3, scores), CRM_OK);
    assert_memory_equal(scores, expected, 3);
}

typedef crm_status rule(const struct crm__memory *memory, const int64_t *values, size_t count,
                        int32_t bins, int8_t *out_scores);

static void
each_rule_refuses_and_fails_alike(void **state)
{
    static rule *const rules[] = {crm__quantile_scores, crm__midrank_scores, crm__ntile_scores};
    const int64_t values[2] = {5, 6};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        struct watched watched;
        struct crm__memory memory = watched_memory(&watched);
        int8_t scores[2] = {9, 9};

        assert_int_equal(rules[i](&memory, values, 2, 1, scores), CRM_ERROR_ARGUMENT);
        assert_int_equal(rules[i](&memory, values, 2, 11, scores), CRM_ERROR_ARGUMENT);
        assert_int_equal(rules[i](&memory, values, 0, 5, scores), CRM_OK);
        watched.fail_at = 1;
        assert_int_equal(rules[i](&memory, values, 2, 5, scores), CRM_ERROR_MEMORY);
        assert_int_equal(scores[0] + scores[1], 18);
        assert_int_equal(watched.blocks, 0);
    }
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
        cmocka_unit_test(ties_by_every_rule),
        cmocka_unit_test(tiles_of_unequal_size),
        cmocka_unit_test(quantile_scores_follow_the_definition),
        cmocka_unit_test(extremes_do_not_overflow),
        cmocka_unit_test(each_rule_refuses_and_fails_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
