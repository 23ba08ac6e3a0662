/*
 * harness.c - how a program that uses libcrm tests itself with libcrm-testing.
 *
 * The program's own code is sign_up: a new customer and the first deal with it, both or neither.
 * The tests try what is hard to try otherwise: memory that runs out at every place in turn, a store
 * that fails at every call in turn, and a clock that stands still.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <crm/crm.h>
#include <crm/testing.h>

/* ---- The program ---- */

static crm_status
sign_up(crm_context *crm, const char *name, const char *deal_name)
{
    crm_account *account = crm_account_new(crm);
    crm_opportunity *deal = crm_opportunity_new(crm);
    crm_status status = account && deal ? crm_begin(crm) : crm_error_status(crm);

    crm_account_set_name(account, name);
    crm_account_set_types(account, CRM_ACCOUNT_TYPE_CUSTOMER);
    if (status == CRM_OK)
        status = crm_account_save(account);
    crm_opportunity_set_name(deal, deal_name);
    crm_opportunity_set_account(deal, crm_account_id(account));
    if (status == CRM_OK)
        status = crm_opportunity_save(deal);
    if (status == CRM_OK)
        status = crm_commit(crm);
    else
        crm_rollback(crm);
    crm_opportunity_free(deal);
    crm_account_free(account);
    return status;
}

/* ---- What its tests share: a store with one pipeline in it ---- */

struct desk {
    crm_store store;
    crm_testing_memory memory;
    crm_testing_clock clock;
    crm_testing_faults faults;
    crm_context *crm;
};
#define DESK_INIT                                                                                  \
    {                                                                                              \
        CRM_STORE_INIT, CRM_TESTING_MEMORY_INIT, CRM_TESTING_CLOCK_INIT, CRM_TESTING_FAULTS_INIT,  \
            NULL                                                                                   \
    }

static void
open_desk(struct desk *desk)
{
    const struct desk closed = DESK_INIT;
    crm_options options = CRM_OPTIONS_INIT;
    crm_store wrapped = CRM_STORE_INIT;

    *desk = closed;
    assert_int_equal(crm_memory_store(NULL, NULL, &desk->store), CRM_OK);
    assert_int_equal(crm_testing_faults_wrap(&desk->faults, &desk->store, &wrapped), CRM_OK);
    options.store = &wrapped;
    options.memory = crm_testing_resize;
    options.memory_self = &desk->memory;
    options.clock = crm_testing_clock_read;
    options.clock_self = &desk->clock;
    assert_int_equal(crm_open(&options, &desk->crm), CRM_OK);
    assert_int_equal(crm_pipeline_from_template(desk->crm, NULL, "spanco", NULL), CRM_OK);
}

static void
close_desk(struct desk *desk)
{
    crm_close(desk->crm);
    crm_memory_store_free(&desk->store);
    assert_int_equal(desk->memory.live_blocks, 0);
    assert_null(desk->memory.breach);
    assert_null(desk->faults.breach);
}

/* ---- Tests ---- */

static void
nothing_is_half_done_when_memory_runs_out(void **state)
{
    (void)state;
    for (uint64_t k = 1;; k++) {
        struct desk desk;
        uint64_t before, after;
        crm_status status;
        uint64_t failed;

        open_desk(&desk);
        assert_int_equal(crm_testing_digest(desk.crm, &before, NULL), CRM_OK);
        desk.memory.fail_at = desk.memory.allocations + k;
        status = sign_up(desk.crm, "PupsRUs", "Leashes");
        failed = desk.memory.failed;
        desk.memory.fail_at = 0;
        assert_int_equal(crm_testing_digest(desk.crm, &after, NULL), CRM_OK);
        assert_int_equal(status, failed ? CRM_ERROR_MEMORY : CRM_OK);
        assert_int_equal(before == after, failed != 0);
        close_desk(&desk);
        if (!failed)
            break;
    }
}

static void
nothing_is_half_done_when_the_store_fails(void **state)
{
    (void)state;
    for (uint64_t k = 1;; k++) {
        struct desk desk;
        uint64_t before, after, hits;
        crm_status status;

        open_desk(&desk);
        assert_int_equal(crm_testing_digest(desk.crm, &before, NULL), CRM_OK);
        desk.faults.mode = CRM_TESTING_FAIL;
        desk.faults.host_code = 1205;
        desk.faults.text = "deadlock";
        desk.faults.at = desk.faults.calls + k;
        status = sign_up(desk.crm, "PupsRUs", "Leashes");
        hits = desk.faults.hits;
        if (hits) {
            assert_int_equal(status, CRM_ERROR_STORE);
            assert_int_equal(crm_host_code(desk.crm), 1205);
            assert_string_equal(crm_host_message(desk.crm), "deadlock");
        }
        desk.faults.at = 0;
        assert_int_equal(crm_testing_digest(desk.crm, &after, NULL), CRM_OK);
        assert_int_equal(before == after, hits != 0);
        close_desk(&desk);
        if (!hits)
            break;
    }
}

static void
created_is_when_the_clock_said(void **state)
{
    struct desk desk;
    crm_account *account;
    int64_t created;

    (void)state;
    open_desk(&desk);
    desk.clock.now = crm_instant_of_day(desk.crm, crm_day_of(2025, 12, 31));
    assert_int_equal(sign_up(desk.crm, "PupsRUs", "Leashes"), CRM_OK);
    assert_int_equal(crm_account_load(desk.crm, 1, &account), CRM_OK);
    assert_int_equal(crm_record_int(crm_account_record(account), CRM_FIELD_CREATED, &created),
                     CRM_OK);
    assert_int_equal(created, desk.clock.now);
    crm_account_free(account);
    close_desk(&desk);
}

static void
tell(void *self, const char *law, crm_status outcome, const char *text)
{
    (void)self;
    if (outcome == CRM_ERROR_STORE)
        print_error("%s: %s\n", law, text);
}

static void
the_store_keeps_the_contract(void **state)
{
    crm_store store = CRM_STORE_INIT;

    (void)state;
    assert_int_equal(crm_memory_store(NULL, NULL, &store), CRM_OK);
    assert_int_equal(crm_store_check(&store, NULL, tell, NULL), CRM_OK);
    crm_memory_store_free(&store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_half_done_when_memory_runs_out),
        cmocka_unit_test(nothing_is_half_done_when_the_store_fails),
        cmocka_unit_test(created_is_when_the_clock_said),
        cmocka_unit_test(the_store_keeps_the_contract),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
