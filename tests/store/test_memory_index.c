/*
 * test_memory_index.c - rows come and go in an index, against a plain list.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/memory_index.h"

enum { ROWS = 500 };

static const struct crm__memory memory = {crm__libc_resize, NULL};

/* Keys of rows for one test: few hashes, so that runs are long and wrap around. */
static int64_t keys[ROWS];

static bool
has_key(const void *context, size_t row)
{
    return keys[row] == *(const int64_t *)context;
}

static void
run(uint64_t hashes)
{
    struct crm__index index = {0};
    bool present[ROWS] = {false};
    uint32_t seed = 99;
    size_t i, row, found;

    for (row = 0; row < ROWS; row++)
        keys[row] = (int64_t)row * 1024;
    assert_int_equal(crm__index_reserve(&index, &memory, 10), CRM_OK);
    for (i = 0; i < 20000; i++) {
        seed = seed * 1664525u + 1013904223u;
        row = (seed >> 8) % ROWS;
        if (present[row]) {
            crm__index_remove(&index, crm__hash_id(keys[row]) % hashes, row);
        } else {
            assert_int_equal(crm__index_reserve(&index, &memory, 1), CRM_OK);
            crm__index_add(&index, crm__hash_id(keys[row]) % hashes, row);
        }
        present[row] = !present[row];
        if (i % 500)
            continue;
        for (row = 0; row < ROWS; row++) {
            found = crm__index_find(&index, crm__hash_id(keys[row]) % hashes, has_key, &keys[row]);
            assert_true(found == (present[row] ? row : CRM__NO_ROW));
        }
    }
    for (row = 0, found = 0; row < ROWS; row++)
        found += present[row];
    assert_int_equal(index.count, found);
    crm__index_done(&index, &memory);
}

static void
rows_come_and_go(void **state)
{
    (void)state;
    run(UINT64_MAX);
    run(7);
    run(1);
}

static void
an_empty_index_finds_nothing(void **state)
{
    struct crm__index index = {0};

    (void)state;
    assert_true(crm__index_find(&index, 5, has_key, &keys[0]) == CRM__NO_ROW);
    crm__index_remove(&index, 5, 5);
    assert_int_equal(crm__index_reserve(&index, &memory, SIZE_MAX / 2), CRM_ERROR_MEMORY);
    assert_int_equal(index.capacity, 0);
}

static void
texts_of_all_lengths_hash_apart(void **state)
{
    uint64_t hashes[64];
    char text[64];
    size_t i, j;

    (void)state;
    memset(text, 'a', sizeof text);
    for (i = 0; i < 64; i++)
        hashes[i] = crm__hash_text(text, i);
    for (i = 0; i < 64; i++)
        for (j = 0; j < i; j++)
            assert_true(hashes[i] != hashes[j]);
    text[9] = 'b';
    assert_true(crm__hash_text(text, 12) != hashes[12]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_and_go),
        cmocka_unit_test(an_empty_index_finds_nothing),
        cmocka_unit_test(texts_of_all_lengths_hash_apart),
    };

    return cmocka_run_group_tests_name("memory_index", tests, NULL, NULL);
}
