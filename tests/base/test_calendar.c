/* test_calendar.c - every day of years 1 to 9999, arithmetic of months, text. */
#include "support.h"

#include "base/calendar.h"

static int32_t
days_in_month(int32_t year, int32_t month)
{
    if (month == 2)
        return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Counted up day by day, by the rule of leap years alone. */
static void
every_day_goes_there_and_back(void **state)
{
    int32_t day = CRM__DAY_MIN;

    (void)state;
    for (int32_t year = 1; year <= 9999; year++) {
        for (int32_t month = 1; month <= 12; month++) {
            for (int32_t of_month = 1; of_month <= days_in_month(year, month); of_month++, day++) {
                int32_t y = 0, m = 0, d = 0;

                if (crm_day_of(year, month, of_month) != day ||
                    crm_day_parts(day, &y, &m, &d) != CRM_OK || y != year || m != month ||
                    d != of_month)
                    fail_msg("%d-%d-%d", year, month, of_month);
            }
            assert_int_equal(crm_day_of(year, month, days_in_month(year, month) + 1), CRM_DAY_NONE);
        }
    }
    assert_int_equal(day, CRM__DAY_MAX + 1);
}

static void
known_days_have_their_numbers(void **state)
{
    (void)state;
    assert_int_equal(crm_day_of(1970, 1, 1), 0);
    assert_int_equal(crm_day_of(1969, 12, 31), -1);
    assert_int_equal(crm_day_of(2000, 2, 29), 11016);
    assert_int_equal(crm_day_of(2025, 12, 31), 20453);
    assert_int_equal(crm_day_of(1, 1, 1), -719162);
    assert_int_equal(crm_day_of(9999, 12, 31), 2932896);
}

static void
days_that_do_not_exist(void **state)
{
    int32_t year = 5, month = 6, of_month = 7;

    (void)state;
    assert_int_equal(crm_day_of(2023, 2, 29), CRM_DAY_NONE);
    assert_int_equal(crm_day_of(1900, 2, 29), CRM_DAY_NONE);
    assert_int_equal(crm_day_of(0, 1, 1), CRM_DAY_NONE);
    assert_int_equal(crm_day_of(10000, 1, 1), CRM_DAY_NONE);
    assert_int_equal(crm_day_of(2024, 0, 1), CRM_DAY_NONE);
    assert_int_equal(crm_day_of(2024, 13, 1), CRM_DAY_NONE);
    assert_int_equal(crm_day_of(2024, 1, 0), CRM_DAY_NONE);
    assert_int_equal(crm_day_of(2024, INT32_MIN, INT32_MAX), CRM_DAY_NONE);
    assert_int_equal(crm_day_of(INT32_MIN, 1, -1), CRM_DAY_NONE);
    assert_int_equal(crm_day_parts(CRM_DAY_NONE, &year, &month, &of_month), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_day_parts(CRM__DAY_MIN - 1, &year, &month, &of_month), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_day_parts(CRM__DAY_MAX + 1, &year, &month, &of_month), CRM_ERROR_ARGUMENT);
    assert_int_equal(year * 100 + month * 10 + of_month, 567);
    assert_int_equal(crm_day_parts(0, NULL, NULL, NULL), CRM_OK);
}

static void
months_are_added_and_clamped(void **state)
{
    static const int32_t cases[][7] = {
        {2023, 1, 31, 1, 2023, 2, 28},     {2024, 1, 31, 1, 2024, 2, 29},
        {2024, 2, 29, 12, 2025, 2, 28},    {2024, 2, 29, 48, 2028, 2, 29},
        {2024, 3, 31, -1, 2024, 2, 29},    {2024, 12, 31, 1, 2025, 1, 31},
        {2024, 1, 15, -1, 2023, 12, 15},   {2024, 10, 31, -13, 2023, 9, 30},
        {2024, 5, 5, 0, 2024, 5, 5},       {1, 1, 31, 119987, 9999, 12, 31},
        {9999, 12, 31, -119987, 1, 1, 31},
    };
    crm_day first = crm_day_of(1, 1, 1), last = crm_day_of(9999, 12, 31);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const int32_t *c = cases[i];

        assert_int_equal(crm_day_add_months(crm_day_of(c[0], c[1], c[2]), c[3]),
                         crm_day_of(c[4], c[5], c[6]));
    }
    assert_int_equal(crm_day_add_months(first, -1), CRM_DAY_NONE);
    assert_int_equal(crm_day_add_months(last, 1), CRM_DAY_NONE);
    assert_int_equal(crm_day_add_months(first, INT32_MIN), CRM_DAY_NONE);
    assert_int_equal(crm_day_add_months(last, INT32_MAX), CRM_DAY_NONE);
    assert_int_equal(crm_day_add_months(CRM_DAY_NONE, 1), CRM_DAY_NONE);
}

static void
months_start_on_their_first(void **state)
{
    (void)state;
    assert_int_equal(crm_day_month_start(crm_day_of(2024, 2, 29)), crm_day_of(2024, 2, 1));
    assert_int_equal(crm_day_month_start(crm_day_of(1969, 12, 1)), crm_day_of(1969, 12, 1));
    assert_int_equal(crm_day_month_start(CRM_DAY_NONE), CRM_DAY_NONE);
    assert_int_equal(crm_day_month_start(INT32_MAX), CRM_DAY_NONE);
}

static void
text_is_read_strictly(void **state)
{
    static const char *const wrong[] = {
        "",           "2024-02-30",  "2024-2-03",        "2024-02-3",  "24-02-03",
        "2024/02/03", "2024-02-03 ", " 2024-02-03",      "0000-01-01", "-024-01-01",
        "2024-13-01", "2024-00-01",  "2024-01-00",       "20240203",   "2024-02-0x",
        "+024-02-03", "2023-02-29",  "2024-02-03T00:00",
    };
    crm_day day = 77;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_int_equal(crm_day_from_text(wrong[i], CRM_TEXT_NUL, &day), CRM_ERROR_DATA);
    assert_int_equal(crm_day_from_text("2024-02-03", 9, &day), CRM_ERROR_DATA);
    assert_int_equal(crm_day_from_text(NULL, 10, &day), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_day_from_text("2024-02-03", 10, NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(day, 77);
    assert_int_equal(crm_day_from_text("2024-02-29 and more", 10, &day), CRM_OK);
    assert_int_equal(day, crm_day_of(2024, 2, 29));
}

static void
text_goes_there_and_back(void **state)
{
    char text[11] = "unchanged";
    crm_day back;

    (void)state;
    assert_int_equal(crm_day_to_text(CRM_DAY_NONE, text), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_day_to_text(0, NULL), CRM_ERROR_ARGUMENT);
    assert_string_equal(text, "unchanged");
    assert_int_equal(crm_day_to_text(CRM__DAY_MIN, text), CRM_OK);
    assert_string_equal(text, "0001-01-01");
    assert_int_equal(crm_day_to_text(CRM__DAY_MAX, text), CRM_OK);
    assert_string_equal(text, "9999-12-31");
    for (crm_day day = CRM__DAY_MIN; day <= CRM__DAY_MAX; day += 97) {
        assert_int_equal(crm_day_to_text(day, text), CRM_OK);
        assert_int_equal(crm_day_from_text(text, CRM_TEXT_NUL, &back), CRM_OK);
        assert_int_equal(back, day);
    }
}

static void
instants_fall_on_days(void **state)
{
    const int64_t day = CRM__MICROSECONDS_A_DAY;

    (void)state;
    assert_int_equal(crm__day_floor(0), 0);
    assert_int_equal(crm__day_floor(day - 1), 0);
    assert_int_equal(crm__day_floor(day), 1);
    assert_int_equal(crm__day_floor(-1), -1);
    assert_int_equal(crm__day_floor(-day), -1);
    assert_int_equal(crm__day_floor(-day - 1), -2);
    assert_true(crm__day_valid(CRM__DAY_MIN) && crm__day_valid(CRM__DAY_MAX));
    assert_false(crm__day_valid(CRM__DAY_MIN - 1LL) || crm__day_valid(CRM__DAY_MAX + 1LL));
    assert_false(crm__day_valid(INT64_MIN) || crm__day_valid(INT64_MAX));
    assert_true(crm__instant_valid((CRM__DAY_MIN + 1) * day));
    assert_false(crm__instant_valid((CRM__DAY_MIN + 1) * day - 1));
    assert_true(crm__instant_valid(CRM__DAY_MAX * day - 1));
    assert_false(crm__instant_valid(CRM__DAY_MAX * day));
    assert_false(crm__instant_valid(CRM_INSTANT_NONE));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_goes_there_and_back),
        cmocka_unit_test(known_days_have_their_numbers),
        cmocka_unit_test(days_that_do_not_exist),
        cmocka_unit_test(months_are_added_and_clamped),
        cmocka_unit_test(months_start_on_their_first),
        cmocka_unit_test(text_is_read_strictly),
        cmocka_unit_test(text_goes_there_and_back),
        cmocka_unit_test(instants_fall_on_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
