/*
 * test_unit_find.c - pending writes found by record, from the inside: with few entries and with
 * many, undone to any point, and when there is no memory for an index.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/unit.h"

#define ENTRIES 200
#define IDS 31

static bool no_memory;

static void *
resize(void *self, void *block, size_t old_size, size_t new_size)
{
    (void)self;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return no_memory && new_size > old_size ? NULL : realloc(block, new_size);
}

static crm_context *
open_context(void)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm = NULL;

    no_memory = false;
    options.memory = resize;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    return crm;
}

static crm_kind
kind_of(size_t entry)
{
    return entry % 3 ? CRM_KIND_CONTACT : CRM_KIND_USER;
}

static crm_id
id_of(size_t entry)
{
    return (crm_id)(entry * 7 % IDS) + 1;
}

/* What a plain look through the first `count` entries finds, + 1. */
static size_t
expected(size_t count, crm_kind kind, crm_id id)
{
    while (count > 0 && !(kind_of(count - 1) == kind && id_of(count - 1) == id))
        count--;
    return count;
}

static void
compare(crm_context *crm, size_t count)
{
    for (crm_kind kind = CRM_KIND_USER; kind <= CRM_KIND_CONTACT; kind++)
        for (crm_id id = 1; id <= IDS + 1; id++) {
            const struct crm__entry *entry = crm__unit_find(crm, kind, id);

            assert_int_equal(entry ? entry - crm->unit->entries + 1 : 0, expected(count, kind, id));
            entry = crm__unit_find_at(crm, kind, id, count / 2);
            assert_int_equal(entry ? entry - crm->unit->entries + 1 : 0,
                             expected(count / 2, kind, id));
        }
}

static void
add(crm_context *crm, size_t entry)
{
    crm_table *table;
    size_t row;

    assert_int_equal(crm__unit_put(crm, kind_of(entry), id_of(entry), 0, &table, &row), CRM_OK);
}

/* Entries come, are looked for at every step or only now and then, and some are undone. */
static void
found_as_by_looking_through(void **state)
{
    (void)state;
    for (size_t step = 1; step <= ENTRIES; step += 13) {
        crm_context *crm = open_context();
        struct crm__work work, inner;
        size_t count = 0;

        assert_int_equal(crm__work_begin(crm, &work), CRM_OK);
        while (count < ENTRIES) {
            size_t mark = count;

            assert_int_equal(crm__work_begin(crm, &inner), CRM_OK);
            for (size_t i = 0; i < step && count < ENTRIES; i++)
                add(crm, count++);
            if (mark % 2)
                compare(crm, count);
            crm__work_end(crm, &inner, CRM_ERROR_RULE); /* undone, and done again */
            compare(crm, mark);
            for (count = mark; count < ENTRIES && count < mark + step; count++)
                add(crm, count);
            compare(crm, count);
        }
        crm__unit_rollback(crm);
        assert_null(crm__unit_find(crm, CRM_KIND_CONTACT, 1));
        crm_close(crm);
    }
}

static void
found_without_memory_for_an_index(void **state)
{
    crm_context *crm = open_context();
    crm_table *table = crm__table_new(crm, CRM_KIND_CONTACT);
    struct crm__work work;
    crm_id ids[ENTRIES];
    size_t at = 1;

    (void)state;
    assert_int_equal(crm__table_add(table, ENTRIES), CRM_OK);
    for (size_t i = 0; i < ENTRIES; i++)
        ids[i] = 5 + 3 * (crm_id)i;
    assert_int_equal(crm__work_begin(crm, &work), CRM_OK);
    assert_int_equal(crm__unit_put_rows(crm, table, 0, ENTRIES, ids, 77, &at), CRM_OK);
    assert_int_equal(at, 0);
    no_memory = true;
    for (size_t i = 0; i < ENTRIES; i++) {
        const struct crm__entry *entry = crm__unit_find(crm, CRM_KIND_CONTACT, ids[i]);

        assert_non_null(entry);
        assert_int_equal(entry->row, i);
        assert_null(crm__unit_find(crm, CRM_KIND_CONTACT, ids[i] + 1));
    }
    no_memory = false;
    assert_int_equal(crm__unit_find(crm, CRM_KIND_CONTACT, ids[9])->row, 9);
    crm__unit_rollback(crm);
    crm__table_free(table);
    crm_close(crm);
}

/* Nothing of a run that has no room is noted. */
static void
a_run_without_memory_is_not_there(void **state)
{
    crm_context *crm = open_context();
    crm_table *table = crm__table_new(crm, CRM_KIND_CONTACT);
    struct crm__work work;
    crm_id id = 4;
    size_t at;

    (void)state;
    assert_int_equal(crm__table_add(table, 1), CRM_OK);
    assert_int_equal(crm__work_begin(crm, &work), CRM_OK);
    no_memory = true;
    assert_int_equal(crm__unit_put_rows(crm, table, 0, 1, &id, 77, &at), CRM_ERROR_MEMORY);
    no_memory = false;
    assert_null(crm__unit_find(crm, CRM_KIND_CONTACT, id));
    assert_int_equal(crm->unit->count, 0);
    assert_int_equal(crm__unit_put_rows(crm, table, 0, 1, &id, 77, &at), CRM_OK);
    assert_int_equal(crm__unit_find(crm, CRM_KIND_CONTACT, id)->row, at);
    crm__unit_rollback(crm);
    crm__table_free(table);
    crm_close(crm);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(found_as_by_looking_through),
        cmocka_unit_test(found_without_memory_for_an_index),
        cmocka_unit_test(a_run_without_memory_is_not_there),
    };

    return cmocka_run_group_tests_name("unit_find", tests, NULL, NULL);
}
