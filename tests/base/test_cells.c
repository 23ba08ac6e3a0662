/* test_cells.c - the key table: adding, growing, hostile keys, memory that fails at every point. */
#include "support.h"

#include "base/cells.h"

/* Key number i, far from the others or close to them. */
static int64_t
key_at(int pattern, int64_t i)
{
    switch (pattern) {
    case 0:
        return i;
    case 1:
        return -i;
    case 2:
        return (int64_t)((uint64_t)i << 40);
    case 3:
        return (int64_t)((uint64_t)i << 20);
    case 4:
        return i * 1000003;
    default:
        return i % 2 ? INT64_MIN + i : INT64_MAX - i;
    }
}

static void
cells_add_up(void **state)
{
    struct watched watched;
    struct crm__memory memory = watched_memory(&watched);
    const int64_t count = 3000;

    (void)state;
    for (uint32_t keys = 1; keys <= 3; keys++) {
        struct crm__cells cells;

        crm__cells_init(&cells, &memory, keys, 2);
        for (int64_t i = 0; i < count * 3; i++) {
            int64_t a = keys == 1 ? i % count : i % 10, b = keys == 2 ? i % count : i % count / 10;
            int64_t c = keys == 3 ? i % count / 100 : 0;
            bool new_cell;
            int64_t *slots = crm__cells_add(&cells, a, keys > 1 ? b : 0, c, &new_cell);

            assert_non_null(slots);
            assert_int_equal(new_cell, i < count);
            assert_int_equal(slots[0], i / count);
            slots[0]++;
            slots[1] = i;
        }
        assert_int_equal(cells.count, count);
        assert_int_equal(crm__cells_bytes(&cells), watched.bytes);
        assert_null(crm__cells_find(&cells, count, count, count));
        crm__cells_done(&cells);
        assert_int_equal(watched.blocks, 0);
        assert_null(crm__cells_find(&cells, 1, 0, 0));
        assert_int_equal(crm__cells_bytes(&cells), 0);
    }
}

static void
cells_without_slots_are_a_set(void **state)
{
    struct crm__memory memory = {crm__libc_resize, NULL};
    struct crm__cells cells;
    bool new_cell = false;

    (void)state;
    crm__cells_init(&cells, &memory, 2, 0);
    assert_null(crm__cells_find(&cells, 1, 2, 0));
    assert_non_null(crm__cells_add(&cells, 1, 2, 0, &new_cell));
    assert_true(new_cell);
    assert_non_null(crm__cells_add(&cells, 1, 2, 0, &new_cell));
    assert_false(new_cell);
    assert_non_null(crm__cells_find(&cells, 1, 2, 0));
    assert_null(crm__cells_find(&cells, 2, 1, 0));
    assert_int_equal(cells.count, 1);
    crm__cells_done(&cells);
}

static size_t
longest_run(const struct crm__cells *cells)
{
    size_t longest = 0, run = 0;

    for (size_t i = 0; i < cells->capacity; i++) {
        run = cells->used[i] ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* Steps of a power of two, both ends of int64: no long runs of used cells come of it. */
static void
hostile_keys_spread(void **state)
{
    struct crm__memory memory = {crm__libc_resize, NULL};

    (void)state;
    for (int pattern = 0; pattern < 6; pattern++) {
        for (uint32_t keys = 1; keys <= 3; keys++) {
            struct crm__cells cells;

            crm__cells_init(&cells, &memory, keys, 1);
            for (int64_t i = 0; i < 40000; i++) {
                int64_t key = key_at(pattern, i);

                assert_non_null(crm__cells_add(&cells, keys == 1 ? key : 1, keys == 2 ? key : 0,
                                               keys == 3 ? key : 0, NULL));
            }
            assert_int_equal(cells.count, 40000);
            assert_in_range(longest_run(&cells), 1, 250);
            for (int64_t i = 0; i < 40000; i += 111) {
                int64_t key = key_at(pattern, i);

                assert_non_null(crm__cells_find(&cells, keys == 1 ? key : 1, keys == 2 ? key : 0,
                                                keys == 3 ? key : 0));
            }
            crm__cells_done(&cells);
        }
    }
}

static void
cells_come_sorted(void **state)
{
    struct watched watched;
    struct crm__memory memory = watched_memory(&watched);
    struct crm__cells cells;
    int64_t **records;

    (void)state;
    crm__cells_init(&cells, &memory, 3, 1);
    assert_int_equal(crm__cells_sorted(&cells, &records), CRM_OK);
    assert_null(records);
    for (int64_t i = 0; i < 1000; i++)
        crm__cells_add(&cells, i % 10 - 5, -(i / 100), i / 10 % 10, NULL)[0] = i;
    assert_int_equal(crm__cells_sorted(&cells, &records), CRM_OK);
    for (size_t i = 0; i < 1000; i++) {
        const int64_t *r = records[i];

        assert_int_equal(r[0], (int64_t)(i / 100) - 5);
        assert_int_equal(r[1], (int64_t)(i / 10 % 10) - 9);
        assert_int_equal(r[2], (int64_t)(i % 10));
        assert_int_equal(r[3], r[0] + 5 + r[2] * 10 - r[1] * 100);
    }
    crm__free_array(&memory, records, cells.count, sizeof *records);
    crm__cells_done(&cells);
    assert_int_equal(watched.blocks, 0);
}

static void
reserved_cells_need_no_memory(void **state)
{
    struct watched watched;
    struct crm__memory memory = watched_memory(&watched);
    struct crm__cells cells;
    size_t asked;

    (void)state;
    crm__cells_init(&cells, &memory, 1, 3);
    assert_int_equal(crm__cells_reserve(&cells, 0), CRM_OK);
    assert_int_equal(watched.asked, 0);
    assert_int_equal(crm__cells_reserve(&cells, 1000), CRM_OK);
    asked = watched.asked;
    for (int64_t i = 0; i < 1000; i++)
        assert_non_null(crm__cells_add(&cells, i, 0, 0, NULL));
    assert_int_equal(watched.asked, asked);
    assert_int_equal(crm__cells_reserve(&cells, SIZE_MAX), CRM_ERROR_MEMORY);
    assert_int_equal(crm__cells_reserve(&cells, SIZE_MAX / 2), CRM_ERROR_MEMORY);
    assert_int_equal(crm__cells_reserve(&cells, SIZE_MAX / 64), CRM_ERROR_MEMORY);
    assert_int_equal(watched.asked, asked);
    assert_int_equal(cells.count, 1000);
    crm__cells_done(&cells);
}

/* Add 100 keys, sort them, with the allocation number `fail_at` failing; true if none was hit. */
static bool
scenario(size_t fail_at, bool fail_on)
{
    struct watched watched;
    struct crm__memory memory = watched_memory(&watched);
    struct crm__cells cells;
    int64_t **records = NULL;
    bool whole = true;

    watched.fail_at = fail_at;
    watched.fail_on = fail_on;
    crm__cells_init(&cells, &memory, 2, 1);
    for (int64_t i = 0; i < 100; i++) {
        int64_t *slots = crm__cells_add(&cells, i, -i, 0, NULL);

        if (!slots) {
            /* Nothing has changed: what was there is there, and it works once there is memory. */
            whole = false;
            assert_int_equal(cells.count, i);
            assert_null(crm__cells_find(&cells, i, -i, 0));
            watched.fail_at = 0;
            slots = crm__cells_add(&cells, i, -i, 0, NULL);
        }
        slots[0] = i * i;
    }
    if (crm__cells_sorted(&cells, &records) != CRM_OK) {
        whole = false;
        assert_null(records);
        watched.fail_at = 0;
        assert_int_equal(crm__cells_sorted(&cells, &records), CRM_OK);
    }
    for (int64_t i = 0; i < 100; i++) {
        assert_int_equal(records[i][2], i * i);
        assert_int_equal(crm__cells_find(&cells, i, -i, 0)[0], i * i);
    }
    crm__free_array(&memory, records, cells.count, sizeof *records);
    crm__cells_done(&cells);
    assert_int_equal(watched.blocks, 0);
    assert_int_equal(watched.bytes, 0);
    return whole;
}

static void
every_failed_allocation_changes_nothing(void **state)
{
    (void)state;
    for (int fail_on = 0; fail_on <= 1; fail_on++) {
        size_t point = 1;

        while (!scenario(point, fail_on))
            point++;
        /* 16, 32, 64, 128, 256 cells, two blocks each, and the sorted pointers */
        assert_int_equal(point - 1, 11);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_add_up),
        cmocka_unit_test(cells_without_slots_are_a_set),
        cmocka_unit_test(hostile_keys_spread),
        cmocka_unit_test(cells_come_sorted),
        cmocka_unit_test(reserved_cells_need_no_memory),
        cmocka_unit_test(every_failed_allocation_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
