/*
 * test_context.c - opening and closing, the last error, the zone; calls from inside callbacks and
 * from a second thread.
 */
#include "../operation/world.h"

#include <pthread.h>
#include <stdlib.h>

/* ---- Opening ---- */

static int closes;

static void
count_close(void *self)
{
    (void)self;
    closes++;
}

/* A failing crm_open hands out a context that can say why, and closes the store once. */
static void
refuse_to_open(const crm_options *options, crm_status wanted, int wanted_closes)
{
    crm_context *crm = NULL;
    crm_record *record = NULL;
    crm_id id;

    closes = 0;
    assert_int_equal(crm_open(options, &crm), wanted);
    assert_int_equal(closes, wanted_closes);
    assert_non_null(crm);
    assert_int_equal(crm_error_status(crm), wanted);
    assert_true(crm_message(crm)[0] != 0);
    assert_int_equal(crm_begin(crm), CRM_ERROR_CLOSED);
    assert_null(crm_record_new(crm, CRM_KIND_ACCOUNT));
    assert_int_equal(crm_record_load(crm, CRM_KIND_ACCOUNT, 1, &record), CRM_ERROR_CLOSED);
    assert_int_equal(crm_find(crm, CRM_KIND_ACCOUNT, "K", &id), CRM_ERROR_CLOSED);
    crm_close(crm);
    assert_int_equal(closes, wanted_closes);
}

static void
options_are_judged(void **state)
{
    struct {
        crm_options options;
        unsigned char tail[8];
    } longer;
    const crm_zone_change disorder[] = {{NOW, 3600, 0}, {NOW, 0, 0}};
    const crm_zone_change wide[] = {{NOW, 86400, 0}};
    const crm_zone_change outside[] = {{INT64_MIN + 5, 0, 0}};
    const crm_zone_change reserved[] = {{NOW, 0, 1}};
    const crm_zone_change *const zones[] = {disorder, wide, outside, reserved};
    crm_store store = CRM_STORE_INIT;
    crm_options good = CRM_OPTIONS_INIT, bad;
    crm_context *crm;

    (void)state;
    store.close = count_close;
    good.store = &store;
    for (int i = 0; i < 4; i++) {
        bad = good;
        bad.zone = zones[i];
        bad.zone_count = i ? 1 : 2;
        refuse_to_open(&bad, CRM_ERROR_ARGUMENT, 1);
    }
    bad = good;
    bad.flags = 1;
    refuse_to_open(&bad, CRM_ERROR_ARGUMENT, 1);
    bad = good;
    bad.reserved = 1;
    refuse_to_open(&bad, CRM_ERROR_ARGUMENT, 1);
    bad = good;
    bad.currency = 5;
    refuse_to_open(&bad, CRM_ERROR_ARGUMENT, 1);
    store.hold = (void (*)(void *, crm_reply *))NULL;
    store.release = count_close;
    refuse_to_open(&good, CRM_ERROR_ARGUMENT, 1);
    store.release = NULL;

    memset(&longer, 0, sizeof longer);
    longer.options = good;
    longer.options.size = sizeof longer;
    closes = 0;
    assert_int_equal(crm_open(&longer.options, &crm), CRM_OK); /* a longer struct, zero behind */
    crm_close(crm);
    assert_int_equal(closes, 1);
    assert_int_equal(crm_open(&good, NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_open(NULL, &crm), CRM_OK); /* all defaults */
    crm_close(crm);
    crm_close(NULL);
}

/* The store of options that cannot be read to the end was never closed. */
static void
bug_a_store_was_not_closed_when_options_could_not_be_read(void **state)
{
    struct {
        crm_options options;
        unsigned char tail[8];
    } longer;
    struct {
        crm_store store;
        unsigned char tail[8];
    } long_store;
    crm_store store = CRM_STORE_INIT;
    crm_options options = CRM_OPTIONS_INIT;

    (void)state;
    store.close = count_close;
    options.store = &store;
    memset(&longer, 0, sizeof longer);
    longer.options = options;
    longer.options.size = sizeof longer;
    longer.tail[3] = 1;
    refuse_to_open(&longer.options, CRM_ERROR_ABI, 1);
    memset(&long_store, 0, sizeof long_store);
    long_store.store = store;
    long_store.store.size = sizeof long_store;
    long_store.tail[7] = 1;
    options.store = &long_store.store;
    refuse_to_open(&options, CRM_ERROR_ABI, 1);
    /* What is shorter than the first version cannot be read at all. */
    store.size = 8;
    options.store = &store;
    refuse_to_open(&options, CRM_ERROR_ABI, 0);
}

static void *
no_memory(void *self, void *block, size_t old_size, size_t new_size)
{
    (void)self;
    (void)block;
    (void)old_size;
    (void)new_size;
    return NULL;
}

static void
without_any_memory_there_is_no_context(void **state)
{
    crm_store store = CRM_STORE_INIT;
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm = (crm_context *)&store;

    (void)state;
    closes = 0;
    store.close = count_close;
    options.store = &store;
    options.memory = no_memory;
    assert_int_equal(crm_open(&options, &crm), CRM_ERROR_MEMORY);
    assert_null(crm);
    assert_int_equal(closes, 1);
    assert_string_equal(crm_message(NULL), "");
    assert_int_equal(crm_error_status(NULL), CRM_ERROR_ARGUMENT);
    assert_string_equal(crm_host_message(NULL), "");
}

static void
trap_130_structs_grow_at_the_end(void **state)
{
    crm_options options;
    crm_store store;
    crm_move_params params;

    (void)state;
    assert_int_equal(crm_options_init(&options, sizeof options), CRM_OK);
    assert_int_equal(options.size, sizeof options);
    assert_int_equal(crm_options_init(&options, 8), CRM_ERROR_ABI);
    assert_int_equal(crm_options_init(NULL, sizeof options), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_store_init(&store, sizeof store), CRM_OK);
    assert_int_equal(store.size, sizeof store);
    assert_int_equal(crm_store_init(&store, 8), CRM_ERROR_ABI);
    assert_int_equal(crm_move_params_init(&params, sizeof params), CRM_OK);
    assert_true(params.at == CRM_INSTANT_NONE && params.day == CRM_DAY_NONE);
    assert_int_equal(crm_move_params_init(&params, 8), CRM_ERROR_ABI);
}

/* ---- The last error ---- */

static void
the_last_error(void **state)
{
    struct world *world = *state;
    crm_account *account = crm_account_new(world->crm);
    crm_kind kind = 5;
    crm_id id = 5;
    crm_field field = 5;

    assert_string_equal(crm_message(world->crm), "");
    assert_int_equal(crm_error_status(world->crm), CRM_OK);
    assert_int_equal(crm_error_where(world->crm, &kind, &id, &field), CRM_NONE);
    assert_int_equal(crm_account_save(account), CRM_ERROR_DATA);
    assert_int_equal(crm_error_where(world->crm, &kind, NULL, &field), CRM_OK);
    assert_int_equal(kind, CRM_KIND_ACCOUNT);
    assert_int_equal(field, CRM_ACCOUNT_NAME);
    assert_int_equal(crm_error_where(world->crm, NULL, NULL, NULL), CRM_OK);
    /* Calls on nothing leave it as it is. */
    assert_int_equal(crm_account_save(NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_account_set_name(NULL, "x"), CRM_ERROR_ARGUMENT);
    assert_null(crm_account_name(NULL));
    assert_int_equal(crm_error_status(world->crm), CRM_ERROR_DATA);
    message_has(world, "name: required");
    crm_account_free(account);
}

/* ---- The zone ---- */

static void
trap_16_one_zone_decides_on_days(void **state)
{
    struct world *world = *state;
    /* Winter time, summer time from 31 March 2024 01:00Z to 27 October 01:00Z. */
    const crm_zone_change paris[] = {{1679792400000000LL - 200 * DAY, 3600, 0},
                                     {1711846800000000LL, 7200, 0},
                                     {1729990800000000LL, 3600, 0}};
    crm_options options = CRM_OPTIONS_INIT;
    crm_day day;

    options.zone = paris;
    options.zone_count = 3;
    reopen_world(world, &options);
    assert_int_equal(crm_day_of_instant(world->crm, NOW - SECOND), crm_day_of(2024, 1, 1));
    assert_int_equal(crm_instant_of_day(world->crm, crm_day_of(2024, 1, 1)), NOW - 3600 * SECOND);
    assert_int_equal(crm_instant_of_day(world->crm, crm_day_of(2024, 3, 31)),
                     1711846800000000LL - 2 * 3600 * SECOND); /* a day of 23 hours */
    assert_int_equal(crm_instant_of_day(world->crm, crm_day_of(2024, 4, 1)),
                     1711846800000000LL + 21 * 3600 * SECOND);
    for (day = crm_day_of(2024, 1, 1); day < crm_day_of(2025, 1, 1); day++) {
        crm_instant first = crm_instant_of_day(world->crm, day);

        assert_int_equal(crm_day_of_instant(world->crm, first), day);
        assert_int_equal(crm_day_of_instant(world->crm, first - 1), day - 1);
    }
    assert_int_equal(crm_day_of_instant(world->crm, CRM_INSTANT_NONE), CRM_DAY_NONE);
    assert_true(crm_instant_of_day(world->crm, CRM_DAY_NONE) == CRM_INSTANT_NONE);
    assert_true(crm_instant_of_day(world->crm, crm_day_of(9999, 12, 31)) != CRM_INSTANT_NONE);
    assert_true(crm_instant_of_day(world->crm, crm_day_of(9999, 12, 31) + 1) == CRM_INSTANT_NONE);
    assert_int_equal(crm_day_of_instant(NULL, NOW), CRM_DAY_NONE);
}

/* A night that has no midnight, and one that has two. */
static void
days_begin_where_midnight_is_missing(void **state)
{
    struct world *world = *state;
    const crm_zone_change gap[] = {{NOW, 3600, 0}}; /* 00:00 becomes 01:00 */
    const crm_zone_change fold[] = {{NOW - 200 * DAY, 3600, 0}, {NOW, 0, 0}}; /* 01:00 is 00:00 */
    crm_options options = CRM_OPTIONS_INIT;

    options.zone = gap;
    options.zone_count = 1;
    reopen_world(world, &options);
    assert_true(crm_instant_of_day(world->crm, crm_day_of(2024, 1, 1)) == NOW);
    options.zone = fold;
    options.zone_count = 2;
    reopen_world(world, &options);
    assert_true(crm_instant_of_day(world->crm, crm_day_of(2024, 1, 1)) == NOW - 3600 * SECOND);
}

/* ---- Calls from inside a callback ---- */

static struct {
    struct world *world;
    crm_account *account, *doomed;
    crm_opportunity *deal;
    crm_transition *row;
    crm_table *table;
    crm_query *query;
    crm_scan *scan, *doomed_scan;
    crm_analysis *analysis;
    crm_store inner;
    int armed, tried;
} inside;

#define REENTRANT(call)                                                                            \
    do {                                                                                           \
        crm_status answer = (call);                                                                \
        if (answer != CRM_ERROR_REENTRANT)                                                         \
            fail_msg("%s answered %s from inside a callback", #call, crm_status_name(answer));     \
    } while (0)

static void
try_context_and_records(crm_context *crm)
{
    crm_record *record = (crm_record *)crm;
    crm_id id;
    crm_field field;

    REENTRANT(crm_begin(crm));
    REENTRANT(crm_commit(crm));
    crm_rollback(crm);
    REENTRANT(crm_record_load(crm, CRM_KIND_ACCOUNT, 1, &record));
    assert_null(record);
    assert_null(crm_record_new(crm, CRM_KIND_ACCOUNT));
    assert_null(crm_account_new(crm));
    REENTRANT(crm_find(crm, CRM_KIND_ACCOUNT, "K", &id));
    REENTRANT(crm_put(crm, inside.table));
    REENTRANT(crm_schema_define(crm, CRM_KIND_ACCOUNT, "x", CRM_TYPE_I64, 0, 0, 0, &field));
    REENTRANT(crm_pipeline_from_template(crm, NULL, "spanco", &id));
    REENTRANT(crm_account_save(inside.account));
    REENTRANT(crm_account_remove(inside.account));
    REENTRANT(crm_account_set_name(inside.account, "no"));
    REENTRANT(crm_account_set_tier(inside.account, 1));
    REENTRANT(crm_record_clear(crm_account_record(inside.account), CRM_ACCOUNT_NAME));
    REENTRANT(crm_record_set_id(crm_account_record(inside.account), 1));
    REENTRANT(crm_record_int(crm_account_record(inside.account), CRM_ACCOUNT_TIER, &id));
    assert_null(crm_account_name(inside.account));
    REENTRANT(crm_account_put_under(inside.account, 1));
    REENTRANT(crm_account_acquire(inside.account, 1, 1));
}

static void
try_deals_tables_and_scans(crm_context *crm)
{
    const crm_table *table;

    REENTRANT(crm_opportunity_move(inside.deal, 1, NULL, NULL));
    REENTRANT(crm_opportunity_win(inside.deal, 0, NULL, NULL));
    REENTRANT(crm_opportunity_lose(inside.deal, 0, NULL, NULL));
    REENTRANT(crm_opportunity_reopen(inside.deal, 0, NULL, NULL));
    REENTRANT(crm_opportunity_transfer(inside.deal, 1, NULL, NULL));
    REENTRANT(crm_opportunity_append(inside.deal, inside.row));
    REENTRANT(crm_opportunity_correct(inside.deal, 1, inside.row, NULL, NULL));
    REENTRANT(crm_opportunity_save(inside.deal));
    assert_null(crm_table_new(crm, CRM_KIND_ACCOUNT));
    REENTRANT(crm_table_add(inside.table, 1));
    REENTRANT(crm_table_set_int(inside.table, 0, CRM_ACCOUNT_TIER, 1));
    REENTRANT(crm_table_clear(inside.table));
    assert_null(crm_query_new(crm, CRM_KIND_ACCOUNT));
    REENTRANT(crm_query_want(inside.query, CRM_ACCOUNT_NAME));
    REENTRANT(crm_query_where_int(inside.query, CRM_ACCOUNT_TIER, 1, 1));
    assert_null(crm_scan_new(crm, inside.query));
    REENTRANT(crm_scan_next(inside.scan, &table));
    assert_null(crm_rfm_new(crm, NULL));
    REENTRANT(crm_analysis_run(inside.analysis));
    REENTRANT(crm_analysis_add(inside.analysis, inside.table));
    REENTRANT(crm_analysis_finish(inside.analysis));
}

/* What is allowed: the schema, and freeing (later if need be). */
static void
do_what_is_allowed(crm_context *crm)
{
    assert_string_equal(crm_schema_kind_name(crm, CRM_KIND_ACCOUNT), "account");
    assert_true(crm_schema_fields(crm, CRM_KIND_ACCOUNT) > 20);
    assert_string_equal(crm_message(crm), "");
    crm_account_free(inside.doomed);
    crm_scan_free(inside.doomed_scan);
    inside.doomed = NULL;
    inside.doomed_scan = NULL;
    crm_close(crm); /* does nothing */
    assert_int_equal(inside.world->faults.closes, 0);
}

static void
call_everything(void)
{
    if (!inside.armed)
        return;
    inside.armed = 0;
    inside.tried++;
    try_context_and_records(inside.world->crm);
    try_deals_tables_and_scans(inside.world->crm);
    do_what_is_allowed(inside.world->crm);
}

static void
inside_get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    call_everything();
    inside.inner.get(self, kind, ids, count, reply);
}

static void
inside_scan(void *self, const crm_query *query, crm_reply *reply)
{
    call_everything();
    inside.inner.scan(self, query, reply);
}

static void
inside_next(void *self, uint64_t cursor, size_t limit, crm_reply *reply)
{
    call_everything();
    inside.inner.next(self, cursor, limit, reply);
}

static void
inside_finish(void *self, uint64_t cursor)
{
    call_everything();
    inside.inner.finish(self, cursor);
}

static void
inside_apply(void *self, const crm_changes *changes, crm_reply *reply)
{
    call_everything();
    inside.inner.apply(self, changes, reply);
}

static void
inside_reserve(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    call_everything();
    inside.inner.reserve(self, kind, count, reply);
}

static void
inside_clock(void *self, crm_reply *reply)
{
    call_everything();
    crm_testing_clock_read(self, reply);
}

static void
work_that_calls_get(struct world *world)
{
    crm_account *account = NULL;

    OK(world, crm_account_load(world->crm, crm_account_id(inside.account), &account));
    crm_account_free(account);
}

static void
work_that_scans(struct world *world)
{
    crm_id id;

    assert_int_equal(crm_find(world->crm, CRM_KIND_USER, "nobody", &id), CRM_NONE);
}

static void
work_that_writes(struct world *world)
{
    make_user(world, "user");
}

/* Everything that the calls from inside are tried on. */
static void
prepare(struct world *world, crm_id pipeline)
{
    crm_rfm_params params = CRM_RFM_PARAMS_INIT;

    params.as_of = crm_day_of(2024, 1, 1);
    inside.account = crm_account_new(world->crm);
    OK(world, crm_account_set_name(inside.account, "account"));
    OK(world, crm_account_save(inside.account));
    inside.deal = make_deal(world, pipeline);
    inside.row = crm_transition_new(world->crm);
    inside.table = crm_table_new(world->crm, CRM_KIND_ACCOUNT);
    inside.query = crm_query_new(world->crm, CRM_KIND_USER);
    inside.scan = crm_scan_new(world->crm, inside.query);
    inside.analysis = crm_rfm_new(world->crm, &params);
}

static void
clear_up(void)
{
    crm_account_free(inside.account);
    crm_opportunity_free(inside.deal);
    crm_transition_free(inside.row);
    crm_table_free(inside.table);
    crm_query_free(inside.query);
    crm_scan_free(inside.scan);
    crm_analysis_free(inside.analysis);
}

enum { GET, SCAN, NEXT, FINISH, APPLY, RESERVE, CLOCK, CALLBACKS };

/* The world's store with one callback that calls back into the context. */
static void
open_with(struct world *world, int which)
{
    crm_options options = CRM_OPTIONS_INIT;

    crm_close(world->crm);
    world->faults.closes = 0;
    world->store = inside.inner;
    if (which == GET)
        world->store.get = inside_get;
    if (which == SCAN)
        world->store.scan = inside_scan;
    if (which == NEXT)
        world->store.next = inside_next;
    if (which == FINISH)
        world->store.finish = inside_finish;
    if (which == APPLY)
        world->store.apply = inside_apply;
    if (which == RESERVE)
        world->store.reserve = inside_reserve;
    options.store = &world->store;
    options.memory = crm_testing_resize;
    options.memory_self = &world->memory;
    options.clock = which == CLOCK ? inside_clock : crm_testing_clock_read;
    options.clock_self = &world->clock;
    assert_int_equal(crm_open(&options, &world->crm), CRM_OK);
}

static void
trap_134_calls_from_inside_callbacks_are_refused(void **state)
{
    struct world *world = *state;
    crm_options options = CRM_OPTIONS_INIT;
    crm_id pipeline = make_spanco(world);

    memset(&inside, 0, sizeof inside);
    inside.world = world;
    inside.inner = world->store;
    for (int i = 0; i < 5; i++)
        make_user(world, "many enough for a cursor");
    for (int which = 0; which < CALLBACKS; which++) {
        open_with(world, which);
        prepare(world, pipeline);
        inside.doomed = crm_account_new(world->crm);
        inside.doomed_scan = crm_scan_new(world->crm, inside.query);
        inside.tried = 0;
        inside.armed = 1;
        work_that_calls_get(world);
        work_that_scans(world);
        work_that_writes(world);
        /* The memory store needs no cursor for so few rows. */
        assert_int_equal(inside.tried, world->awkward || (which != NEXT && which != FINISH));
        inside.armed = 0;
        crm_account_free(inside.doomed);
        crm_scan_free(inside.doomed_scan);
        assert_string_equal(crm_account_name(inside.account), "account");
        assert_int_equal(crm_table_rows(inside.table), 0);
        OK(world, crm_opportunity_save(inside.deal)); /* no edits */
        clear_up();
    }
    world->store = inside.inner;
    reopen_world(world, &options);
}

/* ---- A second thread ---- */

static struct {
    crm_context *crm;
    crm_account *account;
    pthread_t thread;
    int failures, calls;
} other_thread;

static void *
call_from_another_thread(void *unused)
{
    crm_record *record;
    int64_t tier;

    (void)unused;
    other_thread.failures += crm_begin(other_thread.crm) != CRM_ERROR_STATE;
    other_thread.failures +=
        crm_record_load(other_thread.crm, CRM_KIND_ACCOUNT, 1, &record) != CRM_ERROR_STATE;
    other_thread.failures += crm_account_save(other_thread.account) != CRM_ERROR_STATE;
    other_thread.failures += crm_account_set_tier(other_thread.account, 9) != CRM_ERROR_STATE;
    other_thread.failures += crm_account_tier(other_thread.account, &tier) != CRM_ERROR_STATE;
    other_thread.failures += crm_record_new(other_thread.crm, CRM_KIND_ACCOUNT) != NULL;
    crm_rollback(other_thread.crm);
    crm_close(other_thread.crm); /* does nothing */
    other_thread.calls++;
    return NULL;
}

/* While the first thread is inside a callback. */
static void
slow_clock(void *self, crm_reply *reply)
{
    if (other_thread.account && other_thread.calls == 0) {
        assert_int_equal(pthread_create(&other_thread.thread, NULL, call_from_another_thread, NULL),
                         0);
        pthread_join(other_thread.thread, NULL);
    }
    crm_testing_clock_read(self, reply);
}

static void
a_second_thread_is_told(void **state)
{
    struct world *world = *state;
    crm_options options = CRM_OPTIONS_INIT;
    crm_account *account;

    memset(&other_thread, 0, sizeof other_thread);
    crm_close(world->crm);
    world->faults.closes = 0;
    options.store = &world->store;
    options.memory = crm_testing_resize;
    options.memory_self = &world->memory;
    options.clock = slow_clock;
    options.clock_self = &world->clock;
    assert_int_equal(crm_open(&options, &world->crm), CRM_OK);
    account = crm_account_new(world->crm);
    OK(world, crm_account_set_name(account, "account"));
    other_thread.crm = world->crm;
    other_thread.account = account;
    OK(world, crm_account_save(account));
    assert_int_equal(other_thread.calls, 1);
    assert_int_equal(other_thread.failures, 0);
    assert_int_equal(value(crm_account_record(account), CRM_ACCOUNT_TIER), NOTHING);
    /* One after the other is no second thread. */
    other_thread.account = NULL;
    OK(world, crm_account_set_tier(account, 1));
    OK(world, crm_account_save(account));
    crm_account_free(account);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_are_judged),
        cmocka_unit_test(bug_a_store_was_not_closed_when_options_could_not_be_read),
        cmocka_unit_test(without_any_memory_there_is_no_context),
        cmocka_unit_test(trap_130_structs_grow_at_the_end),
        ON_BOTH(the_last_error),
        ON_BOTH(trap_16_one_zone_decides_on_days),
        ON_BOTH(days_begin_where_midnight_is_missing),
        ON_BOTH(trap_134_calls_from_inside_callbacks_are_refused),
        ON_BOTH(a_second_thread_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
