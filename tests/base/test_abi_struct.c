/* test_abi_struct.c - structs of callers older and newer than this library. */
#include "support.h"

#include "base/abi.h"

struct first {
    uint32_t size, flags;
    int64_t amount;
};

struct known {
    uint32_t size, flags;
    int64_t amount;
    int32_t later, last;
};

struct newer {
    struct known known;
    int64_t unheard_of[3];
};

static const struct known init = {sizeof(struct known), 0, 10, 20, 30};

static crm_status
read(struct known *known, const void *given)
{
    return crm__struct_read(known, sizeof *known, sizeof(struct first), given, &init);
}

static void
same_version_is_copied(void **state)
{
    struct known given = {sizeof given, 1, 2, 3, 4}, known;

    (void)state;
    assert_int_equal(read(&known, &given), CRM_OK);
    assert_memory_equal(&known, &given, sizeof known);
}

static void
older_caller_gets_defaults_for_the_rest(void **state)
{
    struct first given = {sizeof given, 1, 2};
    struct known known, partly = {offsetof(struct known, last), 1, 2, 3, 99};

    (void)state;
    assert_int_equal(read(&known, &given), CRM_OK);
    assert_int_equal(known.size, sizeof known);
    assert_int_equal(known.flags, 1);
    assert_int_equal(known.amount, 2);
    assert_int_equal(known.later, 20);
    assert_int_equal(known.last, 30);
    assert_int_equal(read(&known, &partly), CRM_OK);
    assert_int_equal(known.later, 3);
    assert_int_equal(known.last, 30);
}

static void
newer_caller_may_not_ask_for_what_is_unknown(void **state)
{
    struct newer given = {{sizeof given, 1, 2, 3, 4}, {0, 0, 0}};
    struct known known;
    unsigned char *tail = (unsigned char *)&given + sizeof(struct known);

    (void)state;
    assert_int_equal(read(&known, &given), CRM_OK);
    assert_int_equal(known.size, sizeof known);
    assert_int_equal(known.last, 4);
    for (size_t i = 0; i < sizeof given - sizeof known; i++) {
        memset(&known, 0x77, sizeof known);
        tail[i] = 1;
        assert_int_equal(read(&known, &given), CRM_ERROR_ABI);
        assert_int_equal(known.size, 0x77777777);
        tail[i] = 0;
    }
}

static void
sizes_out_of_range_are_refused(void **state)
{
    static const uint32_t wrong[] = {0,         1, 4, sizeof(struct first) - 1, CRM__STRUCT_MAX + 1,
                                     UINT32_MAX};
    static union {
        uint32_t size;
        unsigned char bytes[CRM__STRUCT_MAX];
    } given;
    struct known known = {7, 7, 7, 7, 7};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        given.size = wrong[i];
        assert_int_equal(read(&known, &given), CRM_ERROR_ABI);
    }
    assert_int_equal(known.size + known.flags + known.later, 21);
    given.size = CRM__STRUCT_MAX;
    assert_int_equal(read(&known, &given), CRM_OK);
    assert_int_equal(known.amount, 0);
    given.bytes[CRM__STRUCT_MAX - 1] = 1;
    assert_int_equal(read(&known, &given), CRM_ERROR_ABI);
}

/* Only as much is read as the caller says there is: a block of exactly that size, for valgrind. */
static void
nothing_is_read_beyond_the_caller_s_size(void **state)
{
    struct known known;

    (void)state;
    for (uint32_t size = sizeof(struct first); size <= 3 * sizeof(struct known); size++) {
        unsigned char *given = calloc(1, size);

        assert_non_null(given);
        memcpy(given, &size, sizeof size);
        assert_int_equal(read(&known, given), CRM_OK);
        free(given);
    }
}

static void
no_struct_is_the_defaults(void **state)
{
    struct known known;

    (void)state;
    assert_int_equal(read(&known, NULL), CRM_OK);
    assert_memory_equal(&known, &init, sizeof known);
}

static void
init_fits_the_caller_s_size(void **state)
{
    struct newer newer;
    struct first first;
    const size_t known_size = sizeof init, first_size = sizeof first;

    (void)state;
    memset(&newer, 0xAA, sizeof newer);
    assert_int_equal(crm__struct_init(&newer, sizeof newer, &init, known_size, first_size), CRM_OK);
    assert_int_equal(newer.known.size, sizeof newer);
    assert_int_equal(newer.known.amount, 10);
    assert_int_equal(newer.known.last, 30);
    assert_int_equal(newer.unheard_of[0] | newer.unheard_of[1] | newer.unheard_of[2], 0);
    assert_int_equal(crm__struct_init(&first, sizeof first, &init, known_size, first_size), CRM_OK);
    assert_int_equal(first.size, sizeof first);
    assert_int_equal(first.amount, 10);

    memset(&newer, 0xAA, sizeof newer);
    assert_int_equal(crm__struct_init(&newer, first_size - 1, &init, known_size, first_size),
                     CRM_ERROR_ABI);
    assert_int_equal(crm__struct_init(&newer, 4097, &init, known_size, first_size), CRM_ERROR_ABI);
    assert_int_equal(crm__struct_init(&newer, SIZE_MAX, &init, known_size, first_size),
                     CRM_ERROR_ABI);
    assert_int_equal(newer.known.size, 0xAAAAAAAA);
    assert_int_equal(crm__struct_init(NULL, 64, &init, known_size, first_size), CRM_ERROR_ARGUMENT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_version_is_copied),
        cmocka_unit_test(older_caller_gets_defaults_for_the_rest),
        cmocka_unit_test(newer_caller_may_not_ask_for_what_is_unknown),
        cmocka_unit_test(sizes_out_of_range_are_refused),
        cmocka_unit_test(nothing_is_read_beyond_the_caller_s_size),
        cmocka_unit_test(no_struct_is_the_defaults),
        cmocka_unit_test(init_fits_the_caller_s_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
