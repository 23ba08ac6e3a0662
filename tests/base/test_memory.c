/* test_memory.c - sizes are checked, growing changes nothing when it fails. */
#include "support.h"

static void
sizes_are_checked(void **state)
{
    size_t out = 7;

    (void)state;
    assert_false(crm__size_multiply(SIZE_MAX / 2, 3, &out));
    assert_false(crm__size_add(SIZE_MAX, 1, &out));
    assert_int_equal(out, 7);
    assert_true(crm__size_multiply(SIZE_MAX, 1, &out));
    assert_true(out == SIZE_MAX);
    assert_true(crm__size_multiply(0, SIZE_MAX, &out));
    assert_int_equal(out, 0);
    assert_true(crm__size_add(SIZE_MAX - 1, 1, &out));
    assert_true(out == SIZE_MAX);
}

static void
huge_arrays_are_refused_unasked(void **state)
{
    struct watched watched;
    struct crm__memory memory = watched_memory(&watched);
    void *block = NULL;
    size_t capacity = 0;

    (void)state;
    assert_null(crm__alloc_array(&memory, SIZE_MAX / 4, 8));
    assert_null(crm__alloc(&memory, 0));
    assert_null(crm__copy_text(&memory, "", SIZE_MAX));
    assert_int_equal(crm__grow(&memory, &block, &capacity, SIZE_MAX / 4, 8), CRM_ERROR_MEMORY);
    assert_int_equal(crm__grow(&memory, &block, &capacity, SIZE_MAX, 1), CRM_ERROR_MEMORY);
    assert_int_equal(watched.asked, 0);
}

static void
growing_keeps_and_zeroes(void **state)
{
    struct watched watched;
    struct crm__memory memory = watched_memory(&watched);
    void *block = NULL;
    size_t capacity = 0;
    int32_t *items;

    (void)state;
    assert_int_equal(crm__grow(&memory, &block, &capacity, 3, sizeof *items), CRM_OK);
    assert_int_equal(capacity, 8);
    assert_int_equal(crm__grow(&memory, &block, &capacity, 8, sizeof *items), CRM_OK);
    assert_int_equal(watched.asked, 1);
    items = block;
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(items[i], 0);
        items[i] = 10 + (int32_t)i;
    }
    watched.fail_at = watched.asked + 1;
    assert_int_equal(crm__grow(&memory, &block, &capacity, 9, sizeof *items), CRM_ERROR_MEMORY);
    assert_int_equal(capacity, 8);
    assert_ptr_equal(block, items);
    assert_int_equal(crm__grow(&memory, &block, &capacity, 33, sizeof *items), CRM_OK);
    assert_int_equal(capacity, 64);
    items = block;
    for (size_t i = 0; i < 64; i++)
        assert_int_equal(items[i], i < 8 ? 10 + (int32_t)i : 0);
    crm__free_array(&memory, block, capacity, sizeof *items);
    assert_int_equal(watched.blocks, 0);
    assert_int_equal(watched.bytes, 0);
}

static void
texts_are_copied_with_nul(void **state)
{
    struct watched watched;
    struct crm__memory memory = watched_memory(&watched);
    char *copy = crm__copy_text(&memory, "abcdef", 3), *none = crm__copy_text(&memory, NULL, 0);

    (void)state;
    assert_string_equal(copy, "abc");
    assert_string_equal(none, "");
    crm__free(&memory, copy, 4);
    crm__free(&memory, none, 1);
    crm__free(&memory, NULL, 0);
    assert_int_equal(watched.blocks, 0);
}

static void
libc_resize_behaves(void **state)
{
    struct crm__memory memory = {crm__libc_resize, NULL};
    char *block = crm__alloc(&memory, 100);

    (void)state;
    assert_non_null(block);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(block[i], 0);
    assert_null(crm__libc_resize(NULL, block, 100, 0));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_checked),
        cmocka_unit_test(huge_arrays_are_refused_unasked),
        cmocka_unit_test(growing_keeps_and_zeroes),
        cmocka_unit_test(texts_are_copied_with_nul),
        cmocka_unit_test(libc_resize_behaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
