/*
 * test_typed_verbs.c - the functions that every kind has (_new, _load, _save, _remove, _free, _id,
 * external id, down to the record and up again), for each of the eleven.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crm/crm.h"
#include "typed_fields.h"
#include "typed_store.h"

#define UNTOUCHED 99

#define TRY_VERBS(thing, number)                                                                   \
    do {                                                                                           \
        crm_context *crm = open_context();                                                         \
        crm_##thing *handle = crm_##thing##_new(crm);                                              \
        crm_##thing *loaded = handle;                                                              \
        crm_record *other;                                                                         \
                                                                                                   \
        assert_non_null(handle);                                                                   \
        assert_int_equal(crm_##thing##_id(handle), 0);                                             \
        assert_int_equal(crm_record_kind(crm_##thing##_record(handle)), number);                   \
        assert_ptr_equal(crm_record_##thing(crm_##thing##_record(handle)), handle);                \
        other = crm_record_new(crm, number == CRM_KIND_USER ? CRM_KIND_RATE : CRM_KIND_USER);      \
        assert_null(crm_record_##thing(other));                                                    \
        crm_record_free(other);                                                                    \
        assert_null(crm_##thing##_external_id(handle));                                            \
        assert_int_equal(crm_##thing##_set_external_id(handle, "K-1"), CRM_OK);                    \
        assert_string_equal(crm_##thing##_external_id(handle), "K-1");                             \
        assert_int_equal(crm_##thing##_set_external_id(handle, NULL), CRM_OK);                     \
        assert_null(crm_##thing##_external_id(handle));                                            \
        assert_int_equal(crm_##thing##_remove(handle), CRM_ERROR_STATE);                           \
        crm_##thing##_free(handle);                                                                \
        assert_int_equal(crm_##thing##_load(crm, 8, &loaded), CRM_NONE);                           \
        assert_null(loaded);                                                                       \
        assert_int_equal(crm_##thing##_load(crm, 7, &loaded), CRM_OK);                             \
        assert_int_equal(crm_##thing##_id(loaded), 7);                                             \
        assert_int_equal(crm_##thing##_save(loaded), CRM_OK);                                      \
        crm_##thing##_free(loaded);                                                                \
        assert_int_equal(crm_##thing##_load(crm, 7, NULL), CRM_ERROR_ARGUMENT);                    \
        crm_close(crm);                                                                            \
    } while (0);

static void
every_kind_has_the_verbs(void **state)
{
    (void)state;
    ALL_KINDS(TRY_VERBS)
}

#define TRY_NULL(thing, number)                                                                    \
    do {                                                                                           \
        crm_##thing *loaded = NULL;                                                                \
                                                                                                   \
        assert_null(crm_##thing##_new(NULL));                                                      \
        assert_int_equal(crm_##thing##_load(NULL, 7, &loaded), CRM_ERROR_ARGUMENT);                \
        assert_null(loaded);                                                                       \
        assert_int_equal(crm_##thing##_save(NULL), CRM_ERROR_ARGUMENT);                            \
        assert_int_equal(crm_##thing##_remove(NULL), CRM_ERROR_ARGUMENT);                          \
        crm_##thing##_free(NULL);                                                                  \
        assert_int_equal(crm_##thing##_id(NULL), 0);                                               \
        assert_null(crm_##thing##_external_id(NULL));                                              \
        assert_int_equal(crm_##thing##_set_external_id(NULL, "K"), CRM_ERROR_ARGUMENT);            \
        assert_null(crm_##thing##_record(NULL));                                                   \
        assert_null(crm_record_##thing(NULL));                                                     \
    } while (0);

static void
null_handles_are_harmless(void **state)
{
    (void)state;
    ALL_KINDS(TRY_NULL)
}

static void
null_handles_leave_the_error_alone(void **state)
{
    crm_context *crm = open_context();
    crm_account *account = crm_account_new(crm);
    int64_t tier = UNTOUCHED;

    (void)state;
    assert_int_equal(crm_account_set_name(account, "\xff"), CRM_ERROR_DATA);
    assert_int_equal(crm_account_tier(NULL, &tier), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_account_set_tier(NULL, 1), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_account_tier(account, &tier), CRM_NONE);
    assert_int_equal(tier, UNTOUCHED);
    assert_int_equal(crm_error_status(crm), CRM_ERROR_DATA);
    crm_account_free(account);
    crm_close(crm);
}

/* NULL for the value only asks whether there is one; 32 bits and 64 alike. */
static void
null_for_the_value_only_asks(void **state)
{
    crm_context *crm = open_context();
    crm_account *empty = crm_account_new(crm);
    crm_account *full = NULL;

    (void)state;
    assert_int_equal(crm_account_load(crm, 7, &full), CRM_OK);
    assert_int_equal(crm_account_tier(full, NULL), CRM_OK);
    assert_int_equal(crm_account_discount_bp(full, NULL), CRM_OK);
    assert_int_equal(crm_account_tier(empty, NULL), CRM_NONE);
    assert_int_equal(crm_account_discount_bp(empty, NULL), CRM_NONE);
    crm_account_free(full);
    crm_account_free(empty);
    crm_close(crm);
}

/* A handle outlives its context: it frees without harm and answers CRM_ERROR_CLOSED. */
static void
handles_outlive_their_context(void **state)
{
    crm_context *crm = open_context();
    crm_account *account = crm_account_new(crm);

    (void)state;
    crm_close(crm);
    assert_int_equal(crm_account_set_tier(account, 1), CRM_ERROR_CLOSED);
    assert_int_equal(crm_account_save(account), CRM_ERROR_CLOSED);
    crm_account_free(account);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_the_verbs),
        cmocka_unit_test(null_handles_are_harmless),
        cmocka_unit_test(null_handles_leave_the_error_alone),
        cmocka_unit_test(null_for_the_value_only_asks),
        cmocka_unit_test(handles_outlive_their_context),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
