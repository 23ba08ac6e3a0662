/*
 * test_tools.c - the tools of libcrm-testing: what the allocator notices, what the clock answers,
 * how the wrapper makes a store fail, and that digests tell contents apart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#include "crm/crm.h"
#include "crm/testing.h"

static void
allocator_counts_what_lives(void **state)
{
    crm_testing_memory memory = CRM_TESTING_MEMORY_INIT;
    void *one, *two;

    (void)state;
    one = crm_testing_resize(&memory, NULL, 0, 10);
    two = crm_testing_resize(&memory, NULL, 0, 20);
    assert_int_equal(memory.live_blocks, 2);
    assert_int_equal(memory.live_bytes, 30);
    memset(one, 'x', 10);
    one = crm_testing_resize(&memory, one, 10, 40);
    assert_int_equal(((char *)one)[9], 'x');
    assert_int_equal(memory.live_bytes, 60);
    assert_null(crm_testing_resize(&memory, one, 40, 0));
    assert_null(crm_testing_resize(&memory, two, 20, 0));
    assert_int_equal(memory.live_blocks, 0);
    assert_int_equal(memory.live_bytes, 0);
    assert_true(memory.peak_bytes >= 60);
    assert_int_equal(memory.allocations, 3);
    assert_null(memory.breach);
}

static void
allocator_fails_once_or_from_then_on(void **state)
{
    crm_testing_memory memory = CRM_TESTING_MEMORY_INIT;
    void *block;

    (void)state;
    memory.fail_at = 2;
    block = crm_testing_resize(&memory, NULL, 0, 8);
    assert_non_null(block);
    assert_null(crm_testing_resize(&memory, block, 8, 16));
    block = crm_testing_resize(&memory, block, 8, 16);
    assert_non_null(block);
    assert_int_equal(memory.failed, 1);
    memory.flags = CRM_TESTING_FAIL_ON;
    assert_null(crm_testing_resize(&memory, NULL, 0, 8));
    assert_null(crm_testing_resize(&memory, block, 16, 8));
    assert_int_equal(memory.failed, 3);
    crm_testing_resize(&memory, block, 16, 0);
    assert_int_equal(memory.live_blocks, 0);
    assert_null(memory.breach);
}

static void
allocator_notices_wrong_sizes(void **state)
{
    crm_testing_memory memory = CRM_TESTING_MEMORY_INIT;

    (void)state;
    crm_testing_resize(&memory, crm_testing_resize(&memory, NULL, 0, 8), 9, 0);
    assert_non_null(memory.breach);
    assert_int_equal(memory.live_blocks, 0);
}

static void
structs_are_set_up_by_size(void **state)
{
    crm_testing_memory memory;
    crm_testing_clock clock;
    crm_testing_faults faults;
    const crm_testing_faults set_up = CRM_TESTING_FAULTS_INIT;
    crm_store store = CRM_STORE_INIT;

    (void)state;
    assert_int_equal(crm_testing_memory_init(&memory, sizeof memory), CRM_OK);
    assert_int_equal(memory.size, sizeof memory);
    assert_int_equal(crm_testing_clock_init(&clock, sizeof clock), CRM_OK);
    assert_true(clock.now == INT64_C(1704067200000000));
    assert_int_equal(crm_testing_faults_init(&faults, sizeof faults), CRM_OK);
    assert_int_equal(faults.size, sizeof faults);
    assert_memory_equal(&faults, &set_up, sizeof faults);
    assert_int_equal(crm_testing_memory_init(&memory, 4), CRM_ERROR_ABI);
    assert_int_equal(crm_testing_clock_init(NULL, sizeof clock), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_testing_faults_init(&faults, 1 << 20), CRM_ERROR_ABI);
    assert_int_equal(crm_testing_faults_wrap(&faults, &store, &store), CRM_ERROR_ARGUMENT);
}

/* ---- over a store ---- */

struct place {
    crm_store inner, store;
    crm_testing_faults faults;
    crm_testing_clock clock;
    crm_context *crm;
};

static void
open_place(struct place *place, size_t batch, uint64_t seed)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_store empty = CRM_STORE_INIT;

    place->inner = place->store = empty;
    assert_int_equal(crm_testing_awkward_store(NULL, NULL, batch, seed, &place->inner), CRM_OK);
    assert_int_equal(crm_testing_faults_init(&place->faults, sizeof place->faults), CRM_OK);
    assert_int_equal(crm_testing_clock_init(&place->clock, sizeof place->clock), CRM_OK);
    assert_int_equal(crm_testing_faults_wrap(&place->faults, &place->inner, &place->store), CRM_OK);
    place->faults.clock = &place->clock;
    options.store = &place->store;
    options.clock = crm_testing_faults_clock;
    options.clock_self = &place->faults;
    assert_int_equal(crm_open(&options, &place->crm), CRM_OK);
    place->faults.reenter = place->crm;
}

static void
close_place(struct place *place)
{
    crm_close(place->crm);
    assert_null(place->faults.breach);
    assert_int_equal(place->faults.closes, 1);
    crm_testing_awkward_free(&place->inner);
}

static crm_status
save_account(crm_context *crm, const char *name)
{
    crm_account *account = crm_account_new(crm);
    crm_status status;

    crm_account_set_name(account, name);
    status = crm_account_save(account);
    crm_account_free(account);
    return status;
}

static void
clock_stands_still_or_steps(void **state)
{
    struct place place;
    crm_account *account;
    crm_instant created;

    (void)state;
    open_place(&place, 0, 0);
    place.clock.now = 1000;
    place.clock.step = 5;
    account = crm_account_new(place.crm);
    crm_account_set_name(account, "on time");
    assert_int_equal(crm_account_save(account), CRM_OK);
    assert_int_equal(crm_record_int(crm_account_record(account), CRM_FIELD_CREATED, &created),
                     CRM_OK);
    assert_true(created >= 1000 && created < 1020);
    assert_true(place.clock.now == 1000 + 5 * (int64_t)place.clock.readings);
    crm_account_free(account);
    close_place(&place);
}

static void
wrapper_makes_a_callback_fail(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, 0, 0);
    place.faults.only = CRM_TESTING_APPLY;
    place.faults.mode = CRM_TESTING_FAIL;
    place.faults.host_code = 77;
    place.faults.text = "disk on fire";
    place.faults.at = 2;
    assert_int_equal(save_account(place.crm, "first"), CRM_OK);
    assert_int_equal(save_account(place.crm, "second"), CRM_ERROR_STORE);
    assert_int_equal(crm_host_code(place.crm), 77);
    assert_string_equal(crm_host_message(place.crm), "disk on fire");
    assert_int_equal(place.faults.hit, CRM_TESTING_APPLY);
    assert_int_equal(save_account(place.crm, "third"), CRM_OK);
    assert_int_equal(place.faults.calls, 3);
    assert_int_equal(place.faults.applies, 2);
    close_place(&place);
}

static void
wrapper_knows_all_modes(void **state)
{
    static const int32_t modes[] = {CRM_TESTING_NO_REPLY, CRM_TESTING_TWO_REPLIES,
                                    CRM_TESTING_UNKNOWN_CODE};

    (void)state;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        struct place place;

        open_place(&place, 0, 0);
        place.faults.only = CRM_TESTING_RESERVE;
        place.faults.mode = modes[i];
        place.faults.at = 1;
        assert_int_equal(save_account(place.crm, "in vain"), CRM_ERROR_STORE);
        assert_non_null(strstr(crm_message(place.crm), "reserve"));
        assert_int_equal(save_account(place.crm, "again"), CRM_OK);
        close_place(&place);
    }
}

static void
calls_from_inside_a_callback_are_refused(void **state)
{
    struct place place;

    (void)state;
    open_place(&place, 0, 0);
    place.faults.mode = CRM_TESTING_REENTER;
    place.faults.at = 1;
    assert_int_equal(save_account(place.crm, "served all the same"), CRM_OK);
    assert_int_equal(place.faults.hits, 1);
    assert_int_equal(place.faults.reentered, CRM_ERROR_REENTRANT);
    close_place(&place);
}

static void
refuse_hold(void *self, crm_reply *reply)
{
    (void)self;
    crm_reply_fail(reply, CRM_ERROR_STORE, 5, "locked");
}

/* The fuzzer made the store itself refuse a hold: the next one was called a hold inside a hold. */
static void
a_hold_that_the_store_refuses_is_none(void **state)
{
    struct place place;
    crm_table *problems = NULL;

    (void)state;
    open_place(&place, 0, 0);
    void (*hold)(void *, crm_reply *) = place.inner.hold;

    place.inner.hold = refuse_hold;
    assert_int_equal(crm_verify(place.crm, &problems), CRM_ERROR_STORE);
    assert_int_equal(place.faults.holds + place.faults.held, 0);
    assert_int_equal(save_account(place.crm, "written meanwhile"), CRM_OK);
    assert_null(place.faults.breach);
    place.inner.hold = hold;
    assert_int_equal(crm_verify(place.crm, &problems), CRM_OK);
    assert_int_equal(place.faults.holds, 1);
    assert_int_equal(place.faults.releases, 1);
    crm_table_free(problems);
    close_place(&place);
}

/* ---- digests ---- */

static uint64_t
digest_of(struct place *place, uint64_t rows)
{
    uint64_t digest = 0, counted = 0;

    assert_int_equal(crm_testing_digest(place->crm, &digest, &counted), CRM_OK);
    assert_int_equal(counted, rows);
    return digest;
}

static void
digest_does_not_depend_on_order(void **state)
{
    struct place one, two;

    (void)state;
    open_place(&one, 1, 0);
    open_place(&two, 3, 4);
    assert_true(digest_of(&one, 0) == digest_of(&two, 0));
    for (int i = 0; i < 5; i++) {
        char name[] = "account x";

        name[8] = (char)('a' + i);
        assert_int_equal(save_account(one.crm, name), CRM_OK);
        assert_true(digest_of(&one, (uint64_t)i + 1) != digest_of(&two, (uint64_t)i));
        assert_int_equal(save_account(two.crm, name), CRM_OK);
        assert_true(digest_of(&one, (uint64_t)i + 1) == digest_of(&two, (uint64_t)i + 1));
    }
    close_place(&one);
    close_place(&two);
}

static void
digest_sees_every_edit(void **state)
{
    crm_account *account = NULL;
    struct place place;
    uint64_t before;

    (void)state;
    open_place(&place, 1, 0);
    assert_int_equal(save_account(place.crm, "edited"), CRM_OK);
    before = digest_of(&place, 1);
    assert_int_equal(crm_account_load(place.crm, 1, &account), CRM_OK);
    crm_account_set_tier(account, 0);
    assert_int_equal(crm_account_save(account), CRM_OK);
    assert_true(digest_of(&place, 1) != before);
    crm_account_free(account);
    close_place(&place);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocator_counts_what_lives),
        cmocka_unit_test(allocator_fails_once_or_from_then_on),
        cmocka_unit_test(allocator_notices_wrong_sizes),
        cmocka_unit_test(structs_are_set_up_by_size),
        cmocka_unit_test(clock_stands_still_or_steps),
        cmocka_unit_test(wrapper_makes_a_callback_fail),
        cmocka_unit_test(wrapper_knows_all_modes),
        cmocka_unit_test(calls_from_inside_a_callback_are_refused),
        cmocka_unit_test(a_hold_that_the_store_refuses_is_none),
        cmocka_unit_test(digest_does_not_depend_on_order),
        cmocka_unit_test(digest_sees_every_edit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
