/*
 * test_own_structs.c - the host with structs of its own: it keeps the contract, what the library
 * writes is in the structs, what the program does in them the library sees.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crm/crm.h"
#include "crm/testing.h"
#include "own_structs.h"

struct world {
    struct office office;
    crm_testing_clock clock;
    crm_context *crm;
};

static crm_context *
open_over(struct world *world, const crm_store *store)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm = NULL;

    options.store = store;
    options.clock = crm_testing_clock_read;
    options.clock_self = &world->clock;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    return crm;
}

static int
make_world(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    crm_store store = office_store(&world->office);

    crm_testing_clock_init(&world->clock, sizeof world->clock);
    world->crm = open_over(world, &store);
    *state = world;
    return 0;
}

static int
end_world(void **state)
{
    struct world *world = *state;

    crm_close(world->crm);
    office_clear(&world->office);
    free(world);
    return 0;
}

#define OK(call) assert_int_equal(call, CRM_OK)

static void
hear(void *self, const char *law, crm_status outcome, const char *text)
{
    size_t *counts = self;

    if (outcome == CRM_ERROR_STORE)
        fail_msg("%s: %s", law, text);
    counts[outcome == CRM_OK ? 0 : 1]++;
}

static void
test_keeps_the_contract(void **state)
{
    struct world *world = *state;
    crm_store store = office_store(&world->office);
    size_t counts[2] = {0, 0};

    /* A second connection is the same records once more: there is one process. */
    OK(crm_store_check(&store, &store, hear, counts));
    assert_int_equal(counts[0] + counts[1], crm_testing_laws());
    assert_int_equal(counts[1], 3); /* hold and release, which it does not offer */
}

static crm_id
save_customer(struct world *world, const char *key, const char *name, const char *city)
{
    crm_account *account = crm_account_new(world->crm);
    crm_id id;

    OK(crm_account_set_external_id(account, key));
    OK(crm_account_set_name(account, name));
    OK(crm_account_set_city(account, city));
    OK(crm_account_set_sector(account, "toys"));
    OK(crm_account_save(account));
    id = crm_account_id(account);
    crm_account_free(account);
    return id;
}

static crm_id
save_deal(struct world *world, crm_id customer)
{
    crm_opportunity *deal = crm_opportunity_new(world->crm);
    crm_id id;

    OK(crm_opportunity_set_name(deal, "Kennels"));
    OK(crm_opportunity_set_account(deal, customer));
    OK(crm_opportunity_set_amount(deal, 120000));
    OK(crm_opportunity_set_currency(deal, crm_currency_of("EUR")));
    OK(crm_opportunity_save(deal));
    id = crm_opportunity_id(deal);
    crm_opportunity_free(deal);
    return id;
}

/* A caller chooses the number that would come next; the one after it goes to the next new record. */
static void
bug_numbers_that_callers_chose_were_handed_out(void **state)
{
    struct world *world = *state;
    crm_id id = save_customer(world, "C-1", "Dogs", "Lyon");
    crm_account *account = crm_account_new(world->crm);

    OK(crm_record_set_id(crm_account_record(account), id + 1));
    OK(crm_account_set_name(account, "Pups"));
    OK(crm_account_save(account));
    crm_account_free(account);
    assert_int_equal(save_customer(world, "C-3", "Cats", "Lyon"), id + 2);
}

static void
test_writes_are_in_the_structs(void **state)
{
    struct world *world = *state;
    crm_id holding = save_customer(world, "C-1", "Dogs", "Lyon");
    crm_id child = save_customer(world, "C-2", "Pups", NULL);
    struct customer *customer;
    crm_account *account = NULL;

    OK(crm_account_load(world->crm, child, &account));
    OK(crm_account_put_under(account, holding));
    crm_account_free(account);
    customer = office_find(&world->office, CRM_KIND_ACCOUNT, holding);
    assert_string_equal(customer->entry.key, "C-1");
    assert_string_equal(customer->name, "Dogs");
    assert_string_equal(customer->city, "Lyon");
    assert_true(customer->parent == NO_NUMBER);
    assert_int_equal(customer->entry.version, 1);
    customer = office_find(&world->office, CRM_KIND_ACCOUNT, child);
    assert_null(customer->city);
    assert_int_equal(customer->parent, holding);
    assert_int_equal(customer->entry.version, 2);
    assert_int_equal(((struct ownership *)world->office.lists[CRM_KIND_LINK])->child, child);
    assert_int_equal(((struct ownership *)world->office.lists[CRM_KIND_LINK])->from, NO_NUMBER);
}

static void
test_deal_and_its_events(void **state)
{
    struct world *world = *state;
    crm_id customer = save_customer(world, "C-1", "Dogs", "Lyon"), id;
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    crm_opportunity *handle = NULL;
    const struct event *event;
    struct deal *deal;
    struct step *step;

    OK(crm_pipeline_from_template(world->crm, "Sales", "spanco", NULL));
    id = save_deal(world, customer);
    deal = office_find(&world->office, CRM_KIND_OPPORTUNITY, id);
    assert_int_equal(deal->customer, customer);
    assert_int_equal(deal->cents, 120000);
    assert_int_equal(deal->closed, NO_NUMBER);
    step = office_find(&world->office, CRM_KIND_STAGE, deal->step);
    assert_int_equal(step->funnel, deal->funnel);
    assert_int_equal(step->position, 1);

    OK(crm_opportunity_load(world->crm, id, &handle));
    move.reason = "met the buyer";
    OK(crm_opportunity_win(handle, 0, &move, NULL));
    crm_opportunity_free(handle);
    deal = office_find(&world->office, CRM_KIND_OPPORTUNITY, id);
    step = office_find(&world->office, CRM_KIND_STAGE, deal->step);
    assert_int_equal(step->outcome, CRM_OUTCOME_WON);
    assert_int_equal(deal->closed, crm_day_of_instant(world->crm, world->clock.now));
    event = (const struct event *)world->office.lists[CRM_KIND_TRANSITION]->next;
    assert_int_equal(event->deal, id);
    assert_int_equal(event->number, 2);
    assert_string_equal(event->reason, "met the buyer");
}

static void
test_program_changes_are_seen(void **state)
{
    struct world *world = *state;
    crm_id id = save_customer(world, "C-1", "Dogs", "Lyon");
    struct customer *customer = office_find(&world->office, CRM_KIND_ACCOUNT, id);
    crm_account *account = NULL;

    OK(crm_account_load(world->crm, id, &account));
    OK(crm_account_set_name(account, "Dogs and sons"));
    memcpy(customer->city, "Nice", 5);
    customer->entry.version++;
    /* The handle is older than the change of the program. */
    assert_int_equal(crm_account_save(account), CRM_ERROR_CONFLICT);
    crm_account_free(account);
    OK(crm_account_load(world->crm, id, &account));
    assert_string_equal(crm_account_city(account), "Nice");
    assert_string_equal(crm_account_name(account), "Dogs");
    assert_string_equal(crm_account_sector(account), "toys"); /* among the extras */
    crm_account_free(account);
}

/* What another program defined stays when this one saves the record. */
static void
test_unknown_fields_stay(void **state)
{
    struct world *world = *state;
    crm_store store = office_store(&world->office);
    crm_context *other = open_over(world, &store);
    crm_id id = save_customer(world, "C-1", "Dogs", "Lyon");
    crm_account *account = NULL;
    crm_field field = 0;
    double real = 0;

    OK(crm_schema_define(other, CRM_KIND_ACCOUNT, "weight", CRM_TYPE_DOUBLE, 0, 0, 0, &field));
    OK(crm_account_load(other, id, &account));
    OK(crm_record_set_double(crm_account_record(account), field, 0.25));
    OK(crm_account_save(account));
    crm_account_free(account);
    OK(crm_account_load(world->crm, id, &account));
    OK(crm_account_set_city(account, "Nice"));
    OK(crm_account_save(account));
    crm_account_free(account);
    OK(crm_account_load(other, id, &account));
    OK(crm_record_double(crm_account_record(account), field, &real));
    assert_true(real == 0.25);
    assert_string_equal(crm_account_city(account), "Nice");
    crm_account_free(account);
    crm_close(other);
}

/* The one number that the program cannot keep is refused by name, and nothing is changed. */
static void
test_number_that_it_cannot_keep(void **state)
{
    struct world *world = *state;
    crm_id customer = save_customer(world, "C-1", "Dogs", "Lyon"), id;
    crm_opportunity *handle = NULL;
    uint64_t before = 0, after = 0;

    OK(crm_pipeline_from_template(world->crm, "Sales", "spanco", NULL));
    id = save_deal(world, customer);
    OK(crm_testing_digest(world->crm, &before, NULL));
    OK(crm_opportunity_load(world->crm, id, &handle));
    OK(crm_opportunity_set_amount(handle, NO_NUMBER));
    assert_int_equal(crm_opportunity_save(handle), CRM_ERROR_STORE);
    assert_string_equal(crm_host_message(world->crm), "too small a number");
    crm_opportunity_free(handle);
    OK(crm_testing_digest(world->crm, &after, NULL));
    assert_int_equal(before, after);
}

/* The same work over the memory store leaves the same records. */
static void
test_same_records_as_in_the_memory_store(void **state)
{
    struct world *world = *state;
    struct world plain = {.clock = world->clock};
    struct world *each[2] = {world, &plain};
    uint64_t digests[2], rows[2];
    crm_table *problems = NULL;

    plain.crm = open_over(&plain, NULL);
    for (size_t i = 0; i < 2; i++) {
        crm_id customer;
        crm_opportunity *handle = NULL;

        OK(crm_pipeline_from_template(each[i]->crm, "Sales", "spanco", NULL));
        customer = save_customer(each[i], "C-1", "Dogs", "Lyon");
        OK(crm_opportunity_load(each[i]->crm, save_deal(each[i], customer), &handle));
        OK(crm_opportunity_lose(handle, 0, NULL, NULL));
        OK(crm_opportunity_reopen(handle, 0, NULL, NULL));
        crm_opportunity_free(handle);
        OK(crm_testing_digest(each[i]->crm, &digests[i], &rows[i]));
        OK(crm_verify(each[i]->crm, &problems));
        assert_int_equal(crm_table_rows(problems), 0);
        crm_table_free(problems);
    }
    assert_true(rows[0] > 10);
    assert_int_equal(rows[0], rows[1]);
    assert_true(digests[0] == digests[1]);
    crm_close(plain.crm);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_keeps_the_contract, make_world, end_world),
        cmocka_unit_test_setup_teardown(bug_numbers_that_callers_chose_were_handed_out, make_world,
                                        end_world),
        cmocka_unit_test_setup_teardown(test_writes_are_in_the_structs, make_world, end_world),
        cmocka_unit_test_setup_teardown(test_deal_and_its_events, make_world, end_world),
        cmocka_unit_test_setup_teardown(test_program_changes_are_seen, make_world, end_world),
        cmocka_unit_test_setup_teardown(test_unknown_fields_stay, make_world, end_world),
        cmocka_unit_test_setup_teardown(test_number_that_it_cannot_keep, make_world, end_world),
        cmocka_unit_test_setup_teardown(test_same_records_as_in_the_memory_store, make_world,
                                        end_world),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
