/*
 * test_memory_store.c - the store that comes with the library: the laws of the contract, several
 * contexts over one store, cursors while rows come and go, and every allocation failing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crm/crm.h"
#include "crm/testing.h"

struct fixture {
    crm_testing_memory memory;
    crm_store store;
    crm_context *crm;
};

static crm_context *
open_context(const crm_store *store)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm;

    options.store = store;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    return crm;
}

static int
set_up(void **state)
{
    static struct fixture fixture;
    crm_testing_memory memory = CRM_TESTING_MEMORY_INIT;
    crm_store store = CRM_STORE_INIT;

    fixture.memory = memory;
    fixture.store = store;
    if (crm_memory_store(crm_testing_resize, &fixture.memory, &fixture.store) != CRM_OK)
        return -1;
    fixture.crm = open_context(&fixture.store);
    *state = &fixture;
    return 0;
}

static int
tear_down(void **state)
{
    struct fixture *fixture = *state;

    crm_close(fixture->crm);
    crm_memory_store_free(&fixture->store);
    crm_memory_store_free(&fixture->store); /* an empty one is harmless */
    return fixture->memory.live_blocks || fixture->memory.breach ? -1 : 0;
}

/* ---- Helpers ---- */

/* A user of this name and external id (NULL = none); its id. */
static crm_id
keep(crm_context *crm, const char *name, const char *external_id)
{
    crm_record *record = crm_record_new(crm, CRM_KIND_USER);
    crm_id id;

    crm_record_set_text(record, CRM_USER_NAME, name, CRM_TEXT_NUL);
    crm_record_set_text(record, CRM_FIELD_EXTERNAL_ID, external_id, CRM_TEXT_NUL);
    assert_int_equal(crm_record_save(record), CRM_OK);
    id = crm_record_id(record);
    crm_record_free(record);
    return id;
}

static crm_status
edit(crm_context *crm, crm_id id, crm_field field, const char *text)
{
    crm_record *record = NULL;
    crm_status status = crm_record_load(crm, CRM_KIND_USER, id, &record);

    if (status != CRM_OK)
        return status;
    status = crm_record_set_text(record, field, text, CRM_TEXT_NUL);
    if (status == CRM_OK)
        status = crm_record_save(record);
    crm_record_free(record);
    return status;
}

static crm_status
drop(crm_context *crm, crm_id id)
{
    crm_record *record = NULL;
    crm_status status = crm_record_load(crm, CRM_KIND_USER, id, &record);

    if (status == CRM_OK)
        status = crm_record_remove(record);
    crm_record_free(record);
    return status;
}

static void
assert_field(crm_context *crm, crm_id id, crm_field field, const char *expected)
{
    crm_record *record = NULL;

    assert_int_equal(crm_record_load(crm, CRM_KIND_USER, id, &record), CRM_OK);
    if (expected)
        assert_string_equal(crm_record_text(record, field, NULL), expected);
    else
        assert_null(crm_record_text(record, field, NULL));
    crm_record_free(record);
}

/* Users 1 to count in one unit; external ids "u1" ... */
static void
put_many(crm_context *crm, size_t count)
{
    crm_table *table = crm_table_new(crm, CRM_KIND_USER);
    char text[24];
    size_t row;

    crm_table_add(table, count);
    for (row = 0; row < count; row++) {
        snprintf(text, sizeof text, "u%zu", row + 1);
        crm_table_set_text(table, row, CRM_FIELD_EXTERNAL_ID, text, CRM_TEXT_NUL);
        crm_table_set_text(table, row, CRM_USER_NAME, text, CRM_TEXT_NUL);
        crm_table_set_int(table, row, CRM_USER_GRADE, (int64_t)(row % 10));
    }
    assert_int_equal(crm_put(crm, table), CRM_OK);
    crm_table_free(table);
}

/* Rows of a query; the sum of their ids. */
static size_t
scanned(crm_context *crm, const crm_query *query, int64_t *out_sum)
{
    crm_scan *scan = crm_scan_new(crm, query);
    const crm_table *table;
    size_t count = 0, row;
    crm_status status;
    int64_t id;

    *out_sum = 0;
    while ((status = crm_scan_next(scan, &table)) == CRM_OK)
        for (row = 0; row < crm_table_rows(table); row++) {
            crm_table_int(table, row, CRM_FIELD_ID, &id);
            *out_sum += id;
            count++;
        }
    assert_int_equal(status, CRM_NONE);
    crm_scan_free(scan);
    return count;
}

/* ---- Tests ---- */

static void
note_broken(void *self, const char *law, crm_status outcome, const char *text)
{
    if (outcome != CRM_OK)
        print_error("%s: %s\n", law, text);
    *(size_t *)self += outcome != CRM_OK;
}

static void
all_laws_are_kept(void **state)
{
    struct fixture *fixture = *state;
    size_t broken = 0;

    assert_int_equal(crm_store_check(&fixture->store, &fixture->store, note_broken, &broken),
                     CRM_OK);
    assert_int_equal(broken, 0); /* and none was left out */
    assert_int_equal(crm_store_check(&fixture->store, NULL, NULL, NULL), CRM_OK);
}

/* The store was refused to a caller whose struct is longer, and freed as if it had our length. */
static void
bug_a_store_struct_of_a_later_version(void **state)
{
    struct longer {
        crm_store store;
        uint64_t later[4];
    } longer;

    (void)state;
    memset(&longer, 0x5A, sizeof longer);
    assert_int_equal(crm_store_init(&longer.store, offsetof(struct longer, later[2])), CRM_OK);
    assert_int_equal(crm_memory_store(NULL, NULL, &longer.store), CRM_OK);
    assert_int_equal(longer.store.size, sizeof longer.store + 16);
    assert_non_null(longer.store.get);
    longer.later[0] = 7;
    crm_memory_store_free(&longer.store);
    assert_null(longer.store.get);
    assert_int_equal(longer.store.size, sizeof longer.store + 16);
    assert_int_equal(longer.later[0] + longer.later[1], 0);
    assert_true(longer.later[2] == UINT64_C(0x5A5A5A5A5A5A5A5A));
}

static void
wrong_structs_are_refused(void **state)
{
    crm_store store = CRM_STORE_INIT;

    (void)state;
    assert_int_equal(crm_memory_store(NULL, NULL, NULL), CRM_ERROR_ARGUMENT);
    store.size = 8;
    assert_int_equal(crm_memory_store(NULL, NULL, &store), CRM_ERROR_ABI);
    assert_null(store.self);
    crm_memory_store_free(NULL);
    crm_memory_store_free(&store);
    store.self = &store; /* somebody else's */
    crm_memory_store_free(&store);
    assert_ptr_equal(store.self, &store);
}

static void
indexes_lead_to_rows(void **state)
{
    struct fixture *fixture = *state;
    crm_context *crm = fixture->crm;
    crm_query *query;
    crm_id id = 0;
    int64_t sum;

    put_many(crm, 1000);
    assert_int_equal(crm_find(crm, CRM_KIND_USER, "u777", &id), CRM_OK);
    assert_int_equal(id, 777);
    assert_int_equal(crm_find(crm, CRM_KIND_USER, "u1001", &id), CRM_NONE);
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "u777", &id), CRM_NONE);

    query = crm_query_new(crm, CRM_KIND_USER);
    crm_query_where_int(query, CRM_FIELD_ID, 998, 1020); /* a short range */
    assert_int_equal(scanned(crm, query, &sum), 3);
    assert_int_equal(sum, 998 + 999 + 1000);
    crm_query_where_int(query, CRM_USER_GRADE, 8, 9);
    assert_int_equal(scanned(crm, query, &sum), 2); /* grades 7, 8, 9 */
    crm_query_free(query);

    query = crm_query_new(crm, CRM_KIND_USER);
    crm_query_where_int(query, CRM_FIELD_ID, 101, 500); /* a long one */
    crm_query_where_int(query, CRM_USER_GRADE, 3, 3);
    crm_query_want(query, CRM_USER_TEAM); /* the conditions' fields come along */
    assert_int_equal(scanned(crm, query, &sum), 40);
    crm_query_free(query);

    query = crm_query_new(crm, CRM_KIND_USER);
    crm_query_where_int(query, CRM_FIELD_ID, INT64_MIN, INT64_MAX);
    assert_int_equal(scanned(crm, query, &sum), 1000);
    crm_query_where_text(query, CRM_USER_NAME, "u5", CRM_TEXT_NUL);
    assert_int_equal(scanned(crm, query, &sum), 1);
    assert_int_equal(sum, 5);
    crm_query_where_int(query, CRM_FIELD_ID, 9, 3);
    assert_int_equal(scanned(crm, query, &sum), 0);
    crm_query_free(query);
}

static void
ids_given_by_callers_are_not_handed_out(void **state)
{
    struct fixture *fixture = *state;
    crm_record *record = crm_record_new(fixture->crm, CRM_KIND_USER);

    crm_record_set_text(record, CRM_USER_NAME, "forty", CRM_TEXT_NUL);
    assert_int_equal(crm_record_set_id(record, 40), CRM_OK);
    assert_int_equal(crm_record_save(record), CRM_OK);
    crm_record_free(record);
    assert_int_equal(keep(fixture->crm, "next", NULL), 41);
    assert_int_equal(drop(fixture->crm, 41), CRM_OK);
    assert_int_equal(keep(fixture->crm, "after it", NULL), 42);
    assert_field(fixture->crm, 42, CRM_USER_NAME, "after it");
    assert_int_equal(drop(fixture->crm, 41), CRM_NONE);
}

static void
external_ids_may_change_hands_in_a_unit(void **state)
{
    struct fixture *fixture = *state;
    crm_context *crm = fixture->crm;
    crm_id a = keep(crm, "a", "x"), b = keep(crm, "b", "y"), c = keep(crm, "c", "z"), found;

    assert_int_equal(edit(crm, a, CRM_FIELD_EXTERNAL_ID, "y"), CRM_ERROR_DUPLICATE);
    assert_int_equal(crm_begin(crm), CRM_OK);
    assert_int_equal(edit(crm, a, CRM_FIELD_EXTERNAL_ID, "y"), CRM_OK);
    assert_int_equal(edit(crm, b, CRM_FIELD_EXTERNAL_ID, "x"), CRM_OK);
    assert_int_equal(drop(crm, c), CRM_OK);
    keep(crm, "d", "z");
    assert_int_equal(crm_commit(crm), CRM_OK);
    assert_int_equal(crm_find(crm, CRM_KIND_USER, "y", &found), CRM_OK);
    assert_int_equal(found, a);
    assert_int_equal(crm_find(crm, CRM_KIND_USER, "x", &found), CRM_OK);
    assert_int_equal(found, b);
    assert_int_equal(crm_find(crm, CRM_KIND_USER, "z", &found), CRM_OK);
    assert_int_not_equal(found, c);

    assert_int_equal(edit(crm, a, CRM_FIELD_EXTERNAL_ID, NULL), CRM_OK);
    assert_int_equal(crm_find(crm, CRM_KIND_USER, "y", &found), CRM_NONE);
    assert_int_equal(edit(crm, b, CRM_FIELD_EXTERNAL_ID, "y"), CRM_OK);
}

static void
contexts_keep_each_others_fields(void **state)
{
    struct fixture *fixture = *state;
    crm_context *rich, *other, *wrong;
    crm_field desk, floor_field, desk_there, unlike;
    crm_query *query;
    crm_record *record;
    crm_id id;
    int64_t sum, value;

    rich = open_context(&fixture->store);
    crm_schema_define(rich, CRM_KIND_USER, "floor", CRM_TYPE_I64, 0, 0, 0, &floor_field);
    crm_schema_define(rich, CRM_KIND_USER, "desk", CRM_TYPE_TEXT, 0, 0, 0, &desk);
    record = crm_record_new(rich, CRM_KIND_USER);
    crm_record_set_text(record, CRM_USER_NAME, "Julie", CRM_TEXT_NUL);
    crm_record_set_text(record, desk, "left of the door", CRM_TEXT_NUL);
    crm_record_set_int(record, floor_field, 3);
    assert_int_equal(crm_record_save(record), CRM_OK);
    id = crm_record_id(record);
    crm_record_free(record);

    /* A context that knows nothing of them writes, and they stay. */
    assert_int_equal(edit(fixture->crm, id, CRM_USER_TEAM, "north"), CRM_OK);
    assert_field(rich, id, desk, "left of the door");
    assert_field(rich, id, CRM_USER_TEAM, "north");

    /* Another one numbers them otherwise: the name counts. */
    other = open_context(&fixture->store);
    crm_schema_define(other, CRM_KIND_USER, "desk", CRM_TYPE_TEXT, 0, 0, 0, &desk_there);
    assert_int_not_equal(desk, desk_there);
    assert_field(other, id, desk_there, "left of the door");
    query = crm_query_new(other, CRM_KIND_USER);
    crm_query_where_text(query, desk_there, "left of the door", CRM_TEXT_NUL);
    crm_query_want(query, CRM_USER_TEAM);
    assert_int_equal(scanned(other, query, &sum), 1);
    crm_query_free(query);
    assert_int_equal(edit(other, id, desk_there, NULL), CRM_OK);
    assert_field(rich, id, desk, NULL);
    record = NULL;
    assert_int_equal(crm_record_load(rich, CRM_KIND_USER, id, &record), CRM_OK);
    assert_int_equal(crm_record_int(record, floor_field, &value), CRM_OK);
    assert_int_equal(value, 3);
    crm_record_free(record);

    /* One that means something else by the name is told. */
    wrong = open_context(&fixture->store);
    crm_schema_define(wrong, CRM_KIND_USER, "floor", CRM_TYPE_TEXT, 0, 0, 0, &unlike);
    record = NULL;
    assert_int_equal(crm_record_load(wrong, CRM_KIND_USER, id, &record), CRM_ERROR_STORE);
    assert_non_null(strstr(crm_host_message(wrong), "another type"));
    crm_close(wrong);
    crm_close(other);
    crm_close(rich);
}

/* Between two batches rows come, go and change: those that are there throughout come exactly once. */
static void
cursors_lose_and_repeat_nothing(void **state)
{
    enum { ROWS = 150000 };
    static uint8_t seen[ROWS + 2000];
    struct fixture *fixture = *state;
    crm_context *writer = open_context(&fixture->store);
    crm_query *query = crm_query_new(fixture->crm, CRM_KIND_USER);
    const crm_table *table;
    crm_scan *scan;
    size_t batches = 0, row, i;
    crm_status status;
    int64_t id;

    memset(seen, 0, sizeof seen);
    put_many(writer, ROWS);
    scan = crm_scan_new(fixture->crm, query);
    while ((status = crm_scan_next(scan, &table)) == CRM_OK) {
        for (row = 0; row < crm_table_rows(table); row++) {
            assert_int_equal(crm_table_int(table, row, CRM_FIELD_ID, &id), CRM_OK);
            assert_true(id >= 1 && id < ROWS + 2000);
            seen[id]++;
        }
        batches++;
        assert_int_equal(crm_begin(writer), CRM_OK);
        for (i = 0; i < 200; i++) {
            assert_int_equal(drop(writer, (crm_id)(batches * 700 + i)), CRM_OK);
            assert_int_equal(drop(writer, (crm_id)(ROWS - batches * 700 - i)), CRM_OK);
            keep(writer, "new", NULL);
        }
        assert_int_equal(edit(writer, 140000, CRM_USER_NAME, "a longer name than before"), CRM_OK);
        assert_int_equal(edit(writer, 10, CRM_USER_NAME, "a longer name than before"), CRM_OK);
        assert_int_equal(crm_commit(writer), CRM_OK);
    }
    assert_int_equal(status, CRM_NONE);
    assert_true(batches >= 3);
    crm_scan_free(scan);
    for (id = 1; id <= ROWS; id++) {
        assert_true(seen[id] <= 1);
        if (id < 700 || (id > 4000 && id < ROWS - 4000) || id > ROWS - 700)
            assert_int_equal(seen[id], 1); /* nobody removes these */
    }
    for (; id < ROWS + 2000; id++)
        assert_true(seen[id] <= 1);
    crm_query_free(query);
    crm_close(writer);
}

/* A unit over two kinds: edits, a removal, new records, longer text everywhere. */
static crm_status
big_unit(crm_context *crm)
{
    crm_record *record;
    crm_status status = crm_begin(crm);
    size_t i;
    char text[200], key[24];

    memset(text, 'q', sizeof text);
    if (status == CRM_OK)
        status = edit(crm, 1, CRM_USER_NAME, "a name that is much longer than the first one was");
    if (status == CRM_OK)
        status = edit(crm, 3, CRM_FIELD_EXTERNAL_ID, "u2");
    if (status == CRM_OK)
        status = drop(crm, 2);
    for (i = 0; status == CRM_OK && i < 40; i++) {
        record = crm_record_new(crm, i % 2 ? CRM_KIND_USER : CRM_KIND_PIPELINE);
        if (!record)
            status = CRM_ERROR_MEMORY;
        else {
            crm_record_set_text(record, 16, text, sizeof text);
            snprintf(key, sizeof key, "new %zu", i);
            crm_record_set_text(record, CRM_FIELD_EXTERNAL_ID, key, CRM_TEXT_NUL);
            status = crm_record_save(record);
        }
        crm_record_free(record);
    }
    if (status == CRM_OK)
        return crm_commit(crm);
    crm_rollback(crm);
    return status;
}

static void
nothing_changes_when_memory_lacks(void **state)
{
    struct fixture *fixture = *state;
    crm_context *crm = fixture->crm;
    uint64_t before, rows, after, k, failures = 0;
    crm_status status = CRM_ERROR_MEMORY;
    crm_id id;

    put_many(crm, 5);
    assert_int_equal(crm_testing_digest(crm, &before, &rows), CRM_OK);
    for (k = 1; status != CRM_OK; k++) {
        assert_true(k < 1000);
        fixture->memory.fail_at = fixture->memory.allocations + k;
        status = big_unit(crm);
        fixture->memory.fail_at = 0;
        if (status == CRM_OK)
            break;
        failures++;
        assert_int_equal(status, CRM_ERROR_MEMORY);
        assert_int_equal(crm_testing_digest(crm, &after, &rows), CRM_OK);
        assert_true(after == before);
        assert_int_equal(rows, 5);
        assert_int_equal(crm_find(crm, CRM_KIND_USER, "u2", &id), CRM_OK);
        assert_int_equal(id, 2);
    }
    assert_true(failures > 10);
    assert_int_equal(crm_testing_digest(crm, &after, &rows), CRM_OK);
    assert_true(after != before);
    assert_int_equal(rows, 5 - 1 + 40);
    assert_int_equal(crm_find(crm, CRM_KIND_USER, "u2", &id), CRM_OK);
    assert_int_equal(id, 3);
}

static void
reads_fail_cleanly_when_memory_lacks(void **state)
{
    struct fixture *fixture = *state;
    crm_context *crm = fixture->crm;
    crm_query *query = crm_query_new(crm, CRM_KIND_USER);
    const crm_table *table;
    crm_scan *scan;
    crm_status status = CRM_ERROR_MEMORY;
    size_t rows;
    uint64_t k;

    put_many(crm, 70000);
    assert_int_equal(drop(crm, 5), CRM_OK);
    crm_query_where_int(query, CRM_USER_GRADE, 0, 4);
    for (k = 1; status != CRM_NONE; k++) {
        assert_true(k < 100);
        fixture->memory.fail_at = fixture->memory.allocations + k;
        scan = crm_scan_new(crm, query);
        status = scan ? CRM_OK : CRM_ERROR_MEMORY;
        for (rows = 0; status == CRM_OK; rows += status ? 0 : crm_table_rows(table))
            status = crm_scan_next(scan, &table);
        crm_scan_free(scan);
        fixture->memory.fail_at = 0;
        if (status != CRM_NONE)
            assert_int_equal(status, CRM_ERROR_MEMORY);
    }
    assert_true(k > 3);
    assert_int_equal(rows, 35000 - 1);
    crm_query_free(query);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_laws_are_kept, set_up, tear_down),
        cmocka_unit_test(bug_a_store_struct_of_a_later_version),
        cmocka_unit_test(wrong_structs_are_refused),
        cmocka_unit_test_setup_teardown(indexes_lead_to_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ids_given_by_callers_are_not_handed_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(external_ids_may_change_hands_in_a_unit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(contexts_keep_each_others_fields, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cursors_lose_and_repeat_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_changes_when_memory_lacks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_fail_cleanly_when_memory_lacks, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("memory_store", tests, NULL, NULL);
}
