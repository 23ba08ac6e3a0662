/*
 * test_memory_refs.c - rows found by a reference in the memory store are those that a scan of all
 * rows finds, whatever was written, moved and removed before, and when memory lacks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crm/crm.h"
#include "crm/testing.h"

enum { ACCOUNTS = 400, OWNERS = 37 };

static uint32_t
next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* Rows with an owner: through the condition, or counted among all. */
static size_t
count_owned(crm_context *crm, crm_id owner, int by_condition)
{
    crm_query *query = crm_query_new(crm, CRM_KIND_ACCOUNT);
    crm_scan *scan;
    const crm_table *table;
    size_t count = 0;

    assert_non_null(query);
    if (by_condition)
        assert_int_equal(crm_query_where_int(query, CRM_ACCOUNT_OWNER, owner, owner), CRM_OK);
    scan = crm_scan_new(crm, query);
    assert_non_null(scan);
    while (crm_scan_next(scan, &table) == CRM_OK) {
        for (size_t row = 0; row < crm_table_rows(table); row++) {
            int64_t value = 0;

            crm_table_int(table, row, CRM_ACCOUNT_OWNER, &value);
            count += value == owner;
        }
    }
    crm_scan_free(scan);
    crm_query_free(query);
    return count;
}

static void
compare_all(crm_context *crm)
{
    for (crm_id owner = 1; owner <= OWNERS; owner++)
        assert_int_equal(count_owned(crm, owner, 1), count_owned(crm, owner, 0));
}

static void
fill(crm_context *crm, size_t count, uint32_t *random)
{
    crm_table *table = crm_table_new(crm, CRM_KIND_ACCOUNT);

    assert_int_equal(crm_table_add(table, count), CRM_OK);
    for (size_t row = 0; row < count; row++) {
        crm_table_set_text(table, row, CRM_ACCOUNT_NAME, "a", 1);
        crm_table_set_int(table, row, CRM_ACCOUNT_OWNER, 1 + next_random(random) % OWNERS);
    }
    assert_int_equal(crm_put(crm, table), CRM_OK);
    crm_table_free(table);
}

/* Give a record another owner, or remove it. */
static void
disturb(crm_context *crm, crm_id id, uint32_t *random)
{
    crm_account *account;

    if (crm_account_load(crm, id, &account) != CRM_OK)
        return;
    if (next_random(random) % 4 == 0) {
        assert_int_equal(crm_account_remove(account), CRM_OK);
    } else {
        crm_account_set_owner(account, next_random(random) % (OWNERS + 1));
        assert_int_equal(crm_account_save(account), CRM_OK);
    }
    crm_account_free(account);
}

static void
references_find_what_a_scan_finds(void **state)
{
    crm_context *crm;
    uint32_t random = 20260101;

    (void)state;
    assert_int_equal(crm_open(NULL, &crm), CRM_OK);
    fill(crm, ACCOUNTS, &random);
    compare_all(crm);
    for (int round = 0; round < 4; round++) {
        for (int step = 0; step < ACCOUNTS; step++)
            disturb(crm, 1 + next_random(&random) % ACCOUNTS, &random);
        compare_all(crm);
        fill(crm, 50, &random);
        compare_all(crm);
    }
    crm_close(crm);
}

/* More rows of one reference than the index gives are scanned. */
static void
many_rows_of_one_reference(void **state)
{
    crm_context *crm;
    crm_table *table;

    (void)state;
    assert_int_equal(crm_open(NULL, &crm), CRM_OK);
    table = crm_table_new(crm, CRM_KIND_ACCOUNT);
    assert_int_equal(crm_table_add(table, 1000), CRM_OK);
    for (size_t row = 0; row < 1000; row++)
        crm_table_set_text(table, row, CRM_ACCOUNT_NAME, "a", 1);
    crm_table_set_constant(table, CRM_ACCOUNT_OWNER, 5);
    assert_int_equal(crm_put(crm, table), CRM_OK);
    crm_table_free(table);
    assert_int_equal(count_owned(crm, 5, 1), 1000);
    crm_close(crm);
}

/* Whichever allocation of the store fails: what is found is right, or the failure is told. */
static void
without_memory_rows_are_scanned(void **state)
{
    crm_testing_memory memory;
    size_t found = 0;

    (void)state;
    for (uint64_t fail = 1; fail < 60; fail++) {
        crm_store store = CRM_STORE_INIT;
        crm_options options = CRM_OPTIONS_INIT;
        crm_context *crm;
        crm_query *query;
        crm_scan *scan;
        const crm_table *table;
        uint32_t random = 7;
        crm_status status;
        size_t rows = 0;

        assert_int_equal(crm_testing_memory_init(&memory, sizeof memory), CRM_OK);
        assert_int_equal(crm_memory_store(crm_testing_resize, &memory, &store), CRM_OK);
        options.store = &store;
        assert_int_equal(crm_open(&options, &crm), CRM_OK);
        fill(crm, 100, &random);
        query = crm_query_new(crm, CRM_KIND_ACCOUNT);
        crm_query_where_int(query, CRM_ACCOUNT_OWNER, 3, 3);
        memory.fail_at = memory.allocations + fail;
        scan = crm_scan_new(crm, query);
        while ((status = crm_scan_next(scan, &table)) == CRM_OK)
            rows += crm_table_rows(table);
        memory.fail_at = 0;
        assert_true(status == CRM_NONE || status == CRM_ERROR_MEMORY);
        if (status == CRM_NONE) {
            assert_int_equal(rows, count_owned(crm, 3, 0));
            found++;
        }
        crm_scan_free(scan);
        crm_query_free(query);
        crm_close(crm);
        crm_memory_store_free(&store);
        assert_int_equal(memory.live_blocks, 0);
    }
    assert_true(found > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references_find_what_a_scan_finds),
        cmocka_unit_test(many_rows_of_one_reference),
        cmocka_unit_test(without_memory_rows_are_scanned),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
