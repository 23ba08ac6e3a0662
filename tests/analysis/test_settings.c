/*
 * test_settings.c - lists of parameters: given, copied, refused, seen in `about`, and kept apart in
 * partials. The segments of rfm stand for all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crm/context.h"
#include "crm/rfm.h"
#include "feed.h"

#define USD (('U' << 16) | ('S' << 8) | 'D')
#define AS_OF 20000

static crm_context *crm;

static int
setup(void **state)
{
    (void)state;
    crm = feed_open(NULL, NULL);
    return crm ? 0 : -1;
}

static int
teardown(void **state)
{
    (void)state;
    crm_close(crm);
    return 0;
}

static crm_analysis *
new_rfm(int32_t bins)
{
    crm_rfm_params params = CRM_RFM_PARAMS_INIT;
    crm_analysis *analysis;

    params.as_of = AS_OF;
    params.bins = bins;
    analysis = crm_rfm_new(crm, &params);
    assert_non_null(analysis);
    return analysis;
}

/* One segment: recency from `low` to `high`, 0 = none; the rest as it comes. */
static void
add_segment(crm_table *map, const char *name, int64_t low, int64_t high)
{
    size_t row = crm_table_rows(map);

    assert_int_equal(crm_table_add(map, 1), CRM_OK);
    assert_int_equal(
        crm_table_set_text(map, row, crm_table_column(map, "segment"), name, CRM_TEXT_NUL), CRM_OK);
    if (low)
        assert_int_equal(crm_table_set_int(map, row, crm_table_column(map, "r_low"), low), CRM_OK);
    if (high)
        assert_int_equal(crm_table_set_int(map, row, crm_table_column(map, "r_high"), high),
                         CRM_OK);
}

static crm_table *
two_segments(void)
{
    crm_table *map = crm_settings_new(crm, "rfm", "segments");

    assert_non_null(map);
    assert_int_equal(crm_table_rows(map), 0);
    add_segment(map, "recent", 2, 0);
    add_segment(map, "rest", 0, 0);
    return map;
}

/* Two customers; the second bought later. */
static void
feed_two(crm_analysis *analysis)
{
    struct feed feed = {0};

    for (crm_id account = 1; account <= 2; account++)
        feed_add(&feed, CRM_KIND_PURCHASE, 5, CRM_PURCHASE_ACCOUNT, (long long)account,
                 CRM_PURCHASE_DAY, (long long)(AS_OF - 100 + account), CRM_PURCHASE_TYPE,
                 (long long)CRM_PURCHASE_TYPE_SALE, CRM_PURCHASE_NET_AMOUNT, 100LL,
                 CRM_PURCHASE_CURRENCY, (long long)USD);
    assert_int_equal(feed_all(analysis, &feed), CRM_OK);
    feed_done(&feed);
}

/* ---- What is given holds ---- */

static void
a_list_takes_the_place_of_the_default_and_is_copied(void **state)
{
    crm_analysis *analysis = new_rfm(2);
    crm_table *map = two_segments();
    const crm_table *scores, *segments, *about;
    bool told = false;

    (void)state;
    assert_int_equal(crm_analysis_set(analysis, "segments", map), CRM_OK);
    crm_table_clear(map);
    crm_table_free(map);
    feed_two(analysis);
    assert_int_equal(crm_analysis_finish(analysis), CRM_OK);
    scores = crm_analysis_table(analysis, "scores");
    assert_true(feed_text_is(scores, 0, "segment", "rest"));
    assert_true(feed_text_is(scores, 1, "segment", "recent"));
    segments = crm_analysis_table(analysis, "segments");
    assert_int_equal(crm_table_rows(segments), 3);
    assert_true(feed_text_is(segments, 2, "segment", "unmatched"));
    about = crm_analysis_table(analysis, "about");
    for (size_t row = 0; row < crm_table_rows(about); row++)
        told = told || (feed_text_is(about, row, "key", "segments") &&
                        feed_text_is(about, row, "value", "2 rows given"));
    assert_true(told);
    crm_analysis_free(analysis);
}

static void
the_last_list_given_counts(void **state)
{
    crm_analysis *analysis = new_rfm(2);
    crm_table *map = two_segments();

    (void)state;
    assert_int_equal(crm_analysis_set(analysis, "segments", map), CRM_OK);
    crm_table_clear(map);
    add_segment(map, "all", 0, 0);
    assert_int_equal(crm_analysis_set(analysis, "segments", map), CRM_OK);
    crm_table_free(map);
    feed_two(analysis);
    assert_int_equal(crm_analysis_finish(analysis), CRM_OK);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "segments")), 2);
    crm_analysis_free(analysis);
}

/* ---- What is refused changes nothing ---- */

static void
a_wrong_row_is_named_and_poisons_nothing(void **state)
{
    crm_analysis *analysis = new_rfm(2);
    crm_table *map = two_segments();

    (void)state;
    assert_int_equal(crm_analysis_set(analysis, "segments", map), CRM_OK);
    add_segment(map, "upside down", 2, 1);
    assert_int_equal(crm_analysis_set(analysis, "segments", map), CRM_ERROR_DATA);
    assert_non_null(strstr(crm_message(crm), "row 2, r_high"));
    crm_table_clear(map);
    add_segment(map, "too high", 3, 0);
    assert_int_equal(crm_analysis_set(analysis, "segments", map), CRM_ERROR_DATA);
    assert_non_null(strstr(crm_message(crm), "row 0, r_low"));
    crm_table_clear(map);
    crm_table_add(map, 1);
    assert_int_equal(crm_analysis_set(analysis, "segments", map), CRM_ERROR_DATA);
    crm_table_free(map);
    feed_two(analysis);
    assert_int_equal(crm_analysis_finish(analysis), CRM_OK);
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "segments")), 3);
    crm_analysis_free(analysis);
}

static void
other_tables_and_names_are_refused(void **state)
{
    crm_analysis *analysis = new_rfm(5);
    crm_table *map = two_segments(), *accounts = crm_table_new(crm, CRM_KIND_ACCOUNT);

    (void)state;
    assert_null(crm_settings_new(crm, "rfm", "colours"));
    assert_null(crm_settings_new(crm, "astrology", "segments"));
    assert_null(crm_settings_new(crm, "rfm", NULL));
    assert_int_equal(crm_analysis_set(analysis, "colours", map), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_analysis_set(analysis, "segments", accounts), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_analysis_set(analysis, "segments", NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_analysis_set(NULL, "segments", map), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_analysis_add(analysis, map), CRM_ERROR_ARGUMENT);
    crm_analysis_free(analysis);
    crm_table_free(map);
    crm_table_free(accounts);
}

static void
a_list_comes_before_the_first_row(void **state)
{
    crm_analysis *analysis = new_rfm(2);
    crm_table *map = two_segments();

    (void)state;
    feed_two(analysis);
    assert_int_equal(crm_analysis_set(analysis, "segments", map), CRM_ERROR_STATE);
    assert_int_equal(crm_analysis_finish(analysis), CRM_OK);
    assert_int_equal(crm_analysis_set(analysis, "segments", map), CRM_ERROR_STATE);
    crm_analysis_free(analysis);
    crm_table_free(map);
}

/* ---- Partials ---- */

static void
partials_with_other_lists_do_not_meet(void **state)
{
    crm_analysis *with = new_rfm(2), *without = new_rfm(2), *same = new_rfm(2);
    crm_table *map = two_segments();

    (void)state;
    assert_int_equal(crm_analysis_set(with, "segments", map), CRM_OK);
    assert_int_equal(crm_analysis_set(same, "segments", map), CRM_OK);
    feed_two(with);
    assert_int_equal(feed_merge(same, with), CRM_OK);
    assert_int_equal(feed_merge(without, with), CRM_ERROR_ARGUMENT);
    assert_non_null(strstr(crm_message(crm), "setting.segments"));
    crm_analysis_free(with);
    crm_analysis_free(without);
    crm_analysis_free(same);
    crm_table_free(map);
}

/* ---- Descriptions ---- */

static void
the_description_names_lists_and_columns(void **state)
{
    const crm_descriptor *rfm = crm_descriptor_find("rfm");
    crm_table *map = crm_settings_new(crm, "rfm", "segments");
    int32_t type;
    crm_kind target;
    const char *unit;

    (void)state;
    assert_string_equal(crm_descriptor_setting(rfm, 0), "segments");
    assert_null(crm_descriptor_setting(rfm, crm_descriptor_settings(rfm)));
    assert_int_equal(crm_descriptor_setting_columns(rfm, 0), crm_table_columns(map));
    for (size_t i = 0; i < crm_table_columns(map); i++) {
        assert_string_equal(crm_descriptor_setting_column(rfm, 0, i, &type, &target, &unit),
                            crm_table_name(map, (int32_t)i));
        assert_int_equal(type, crm_table_type(map, (int32_t)i));
    }
    assert_null(crm_descriptor_setting_column(rfm, 0, 7, NULL, NULL, NULL));
    assert_int_equal(crm_descriptor_settings(NULL), 0);
    crm_table_free(map);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_list_takes_the_place_of_the_default_and_is_copied, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_last_list_given_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(a_wrong_row_is_named_and_poisons_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(other_tables_and_names_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_list_comes_before_the_first_row, setup, teardown),
        cmocka_unit_test_setup_teardown(partials_with_other_lists_do_not_meet, setup, teardown),
        cmocka_unit_test_setup_teardown(the_description_names_lists_and_columns, setup, teardown),
    };

    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
