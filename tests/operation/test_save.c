/*
 * test_save.c - saving one record of any kind: what is set and what is not, text and ids from
 * outside, fields that failed, and that a failed allocation changes nothing.
 */
#include "world.h"

static void
saving_without_edits_writes_nothing(void **state)
{
    struct world *world = *state;
    crm_id id = make_account(world, "account");
    crm_account *account = NULL;
    uint64_t applies, readings;

    OK(world, crm_account_load(world->crm, id, &account));
    applies = world->faults.applies;
    readings = world->clock.readings;
    OK(world, crm_account_save(account));
    assert_int_equal(world->faults.applies, applies);
    assert_int_equal(world->clock.readings, readings);
    crm_account_free(account);
}

/* A setter that failed marks its field until it is set well; the former value stays. */
static void
a_failed_setter_is_not_forgotten(void **state)
{
    struct world *world = *state;
    crm_account *account = crm_account_new(world->crm);
    crm_field field = -1;

    OK(world, crm_account_set_name(account, "name"));
    OK(world, crm_account_set_discount_bp(account, 500));
    assert_int_equal(crm_account_set_discount_bp(account, INT32_MAX), CRM_ERROR_DATA);
    assert_int_equal(value(crm_account_record(account), CRM_ACCOUNT_DISCOUNT_BP), 500);
    assert_int_equal(crm_account_set_city(account, "\xff"), CRM_ERROR_DATA);
    REFUSED(world, CRM_ERROR_DATA, crm_account_save(account));
    OK(world, crm_account_set_city(account, NULL));
    REFUSED(world, CRM_ERROR_DATA, crm_account_save(account));
    crm_error_where(world->crm, NULL, NULL, &field);
    assert_int_equal(field, CRM_ACCOUNT_DISCOUNT_BP);
    message_has(world, "discount_bp");
    OK(world, crm_account_set_discount_bp(account, 600));
    OK(world, crm_account_save(account));
    crm_account_free(account);
}

static void
trap_129_text_is_utf8_without_nul(void **state)
{
    struct world *world = *state;
    crm_account *account = crm_account_new(world->crm);
    static const struct {
        const char *bytes;
        size_t length;
        const char *position;
    } wrong[] = {{"ab\0c", 4, "byte 2"},
                 {"\xc0\xaf", 2, "byte 0"},
                 {"ab\xe2\x82", 4, "byte 2"},
                 {"\xed\xa0\x80", 3, "byte 0"},
                 {"x\xf5\x80\x80\x80", 5, "byte 1"},
                 {"\xe0\x80\xaf", 3, "byte 0"}};

    OK(world, crm_account_set_name(account, "good"));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        REFUSED(world, CRM_ERROR_DATA,
                crm_record_set_text(crm_account_record(account), CRM_ACCOUNT_NAME, wrong[i].bytes,
                                    wrong[i].length));
        message_has(world, wrong[i].position);
        assert_string_equal(crm_account_name(account), "good");
    }
    REFUSED(world, CRM_ERROR_DATA, crm_account_save(account));
    OK(world, crm_account_set_name(account, "\xf0\x9f\x90\xb6 \xc3\xa9t\xc3\xa9"));
    OK(world, crm_account_save(account));
    crm_account_free(account);
}

/* Large ids and instants come through whole. */
static void
trap_131_ids_are_64_bits(void **state)
{
    struct world *world = *state;
    crm_id big = 0x7123456789abcdefLL;
    crm_user *user = crm_user_new(world->crm), *again = NULL;

    OK(world, crm_record_set_id(crm_user_record(user), big));
    OK(world, crm_user_set_name(user, "user"));
    OK(world, crm_user_save(user));
    OK(world, crm_user_load(world->crm, big, &again));
    assert_true(crm_user_id(again) == big);
    crm_user_free(user);
    crm_user_free(again);
}

static void
trap_138_instants_are_64_bits(void **state)
{
    struct world *world = *state;
    crm_instant far_off = crm_instant_of_day(world->crm, crm_day_of(9999, 12, 31));
    crm_account *account = crm_account_new(world->crm), *again = NULL;

    OK(world, crm_account_set_name(account, "account"));
    OK(world, crm_record_set_int(crm_account_record(account), CRM_FIELD_ARCHIVED, far_off));
    OK(world, crm_account_save(account));
    OK(world, crm_account_load(world->crm, crm_account_id(account), &again));
    assert_true(value(crm_account_record(again), CRM_FIELD_ARCHIVED) == far_off);
    crm_account_free(account);
    crm_account_free(again);
}

static void
money_needs_a_currency(void **state)
{
    struct world *world = *state;
    crm_product *product = crm_product_new(world->crm);

    OK(world, crm_product_set_name(product, "product"));
    OK(world, crm_product_set_list_price(product, 100));
    REFUSED(world, CRM_ERROR_DATA, crm_product_save(product));
    message_has(world, "money without currency");
    OK(world, crm_product_set_currency(product, crm_currency_of("EUR")));
    OK(world, crm_product_save(product));
    OK(world, crm_product_set_currency(product, 0)); /* and it stays with it */
    REFUSED(world, CRM_ERROR_DATA, crm_product_save(product));
    OK(world, crm_record_clear(crm_product_record(product), CRM_PRODUCT_LIST_PRICE));
    OK(world, crm_product_save(product));
    crm_product_free(product);
}

static void
a_required_text_is_not_empty(void **state)
{
    struct world *world = *state;
    crm_user *user = crm_user_new(world->crm);

    OK(world, crm_user_set_name(user, ""));
    REFUSED(world, CRM_ERROR_DATA, crm_user_save(user));
    assert_int_equal(crm_user_id(user), 0); /* nothing was kept of the attempt */
    crm_user_free(user);
}

static void
loading(void **state)
{
    struct world *world = *state;
    crm_record *record = (crm_record *)world;

    assert_int_equal(crm_record_load(world->crm, CRM_KIND_USER, 5000, &record), CRM_NONE);
    assert_null(record);
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_record_load(world->crm, CRM_KIND_USER, 0, &record));
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_record_load(world->crm, CRM_KIND_USER, -1, &record));
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_record_load(world->crm, 0, 5, &record));
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_record_load(world->crm, CRM_KIND_USER, 5, NULL));
    assert_null(crm_record_new(world->crm, 12345));
    assert_int_equal(crm_error_status(world->crm), CRM_ERROR_ARGUMENT);
    assert_null(crm_record_new(NULL, CRM_KIND_USER));
}

static void
custom_fields_are_saved(void **state)
{
    struct world *world = *state;
    crm_options options = CRM_OPTIONS_INIT;
    crm_field floor, share, nickname;
    crm_record *record, *again = NULL;
    double real = 0;

    reopen_world(world, &options);
    OK(world, crm_schema_define(world->crm, CRM_KIND_USER, "floor", CRM_TYPE_I64, 0, 0, 0, &floor));
    OK(world,
       crm_schema_define(world->crm, CRM_KIND_USER, "share", CRM_TYPE_DOUBLE, 0, 0, 0, &share));
    OK(world, crm_schema_define(world->crm, CRM_KIND_USER, "nickname", CRM_TYPE_TEXT,
                                CRM_FIELD_REQUIRED, 0, 0, &nickname));
    record = crm_record_new(world->crm, CRM_KIND_USER);
    OK(world, crm_record_set_text(record, CRM_USER_NAME, "Julie", CRM_TEXT_NUL));
    OK(world, crm_record_set_int(record, floor, -4));
    OK(world, crm_record_set_double(record, share, 0.1));
    REFUSED(world, CRM_ERROR_DATA, crm_record_save(record));
    message_has(world, "nickname");
    OK(world, crm_record_set_text(record, nickname, "Ju", CRM_TEXT_NUL));
    OK(world, crm_record_save(record));
    OK(world, crm_record_load(world->crm, CRM_KIND_USER, crm_record_id(record), &again));
    assert_int_equal(value(again, floor), -4);
    OK(world, crm_record_double(again, share, &real));
    assert_true(real == 0.1);
    assert_string_equal(crm_record_text(again, nickname, NULL), "Ju");
    crm_record_free(record);
    crm_record_free(again);
}

/* Every allocation of a save of each sort fails once: it is told, nothing changed, and a retry
   works. */
static void
trap_135_any_allocation_may_fail(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), dogs = make_account(world, "dogs");
    crm_id first = stage_at(world, pipeline, 1), second = stage_at(world, pipeline, 2);
    crm_opportunity *deal = make_deal(world, pipeline);
    crm_account *account = NULL;
    uint64_t before, failures = 0;

    OK(world, crm_account_load(world->crm, dogs, &account));
    for (int64_t round = 0; round < 2; round++) {
        crm_status status;
        uint64_t n = 0;

        OK(world, crm_account_set_tier(account, round));
        OK(world, crm_opportunity_set_amount(deal, round));
        before = digest(world);
        do {
            world->memory.fail_at = world->memory.allocations + ++n;
            status =
                round ? crm_opportunity_move(deal, second, NULL, NULL) : crm_account_save(account);
            world->memory.fail_at = 0;
            failures += status == CRM_ERROR_MEMORY;
            if (status != CRM_OK) {
                REFUSED(world, CRM_ERROR_MEMORY, status);
                assert_int_equal(digest(world), before);
                assert_int_equal(crm_opportunity_stage(deal), first);
            }
        } while (status != CRM_OK);
        before = digest(world);
    }
    assert_true(failures > 10);
    assert_int_equal(value(crm_account_record(account), CRM_FIELD_VERSION), 2);
    assert_int_equal(deal_value(deal, CRM_FIELD_VERSION), 2);
    crm_account_free(account);
    crm_opportunity_free(deal);
}

/* The store fails in the middle: its code comes back unchanged, and the caches are as before. */
static void
trap_132_the_code_of_a_failing_host_comes_back(void **state)
{
    struct world *world = *state;
    crm_opportunity *deal;

    make_spanco(world);
    deal = make_deal(world, 0);
    world->faults.only = CRM_TESTING_APPLY;
    world->faults.calls = 0;
    world->faults.at = 1;
    world->faults.mode = CRM_TESTING_FAIL;
    world->faults.status = CRM_ERROR_STORE;
    world->faults.host_code = -1234567890123LL;
    REFUSED(world, CRM_ERROR_STORE, crm_opportunity_win(deal, 0, NULL, NULL));
    assert_true(crm_host_code(world->crm) == -1234567890123LL);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), NOTHING);
    OK(world, crm_opportunity_lose(deal, 0, NULL, NULL));
    assert_int_equal(count_rows(world, CRM_KIND_TRANSITION), 2);
    crm_opportunity_free(deal);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(saving_without_edits_writes_nothing),
        ON_BOTH(a_failed_setter_is_not_forgotten),
        ON_BOTH(trap_129_text_is_utf8_without_nul),
        ON_BOTH(trap_131_ids_are_64_bits),
        ON_BOTH(trap_132_the_code_of_a_failing_host_comes_back),
        ON_BOTH(trap_135_any_allocation_may_fail),
        ON_BOTH(trap_138_instants_are_64_bits),
        ON_BOTH(money_needs_a_currency),
        ON_BOTH(a_required_text_is_not_empty),
        ON_BOTH(loading),
        ON_BOTH(custom_fields_are_saved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
