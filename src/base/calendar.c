/*
 * calendar.c - days of the proleptic Gregorian calendar.
 *
 * Years are counted from 1 March, so that the leap day is the last of its year and the days before
 * a month follow one linear formula (153 days every 5 months); 400 years make an era of 146097
 * days. Years 1 to 9999 keep everything within int32.
 */
#include "base/calendar.h"

#include <string.h>

#define DAYS_AN_ERA 146097
#define EPOCH_FROM_ERA_0 719468 /* days from 0000-03-01 to 1970-01-01 */

bool
crm__day_valid(int64_t day)
{
    return day >= CRM__DAY_MIN && day <= CRM__DAY_MAX;
}

bool
crm__instant_valid(int64_t at)
{
    return at >= (CRM__DAY_MIN + 1) * CRM__MICROSECONDS_A_DAY &&
           at < CRM__DAY_MAX * CRM__MICROSECONDS_A_DAY;
}

crm_day
crm__day_floor(crm_instant local)
{
    int64_t day = local / CRM__MICROSECONDS_A_DAY;

    return (crm_day)(local % CRM__MICROSECONDS_A_DAY < 0 ? day - 1 : day);
}

static bool
leap_year(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int32_t
month_length(int32_t year, int32_t month)
{
    static const int8_t lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && leap_year(year) ? 29 : lengths[month - 1];
}

crm_day
crm_day_of(int32_t year, int32_t month, int32_t day)
{
    int32_t march_year, day_of_year, year_of_era;

    if (year < 1 || year > 9999 || month < 1 || month > 12)
        return CRM_DAY_NONE;
    if (day < 1 || day > month_length(year, month))
        return CRM_DAY_NONE;
    march_year = month > 2 ? year : year - 1;
    day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    year_of_era = march_year % 400;
    return march_year / 400 * DAYS_AN_ERA + year_of_era * 365 + year_of_era / 4 -
           year_of_era / 100 + day_of_year - EPOCH_FROM_ERA_0;
}

crm_status
crm_day_parts(crm_day day, int32_t *out_year, int32_t *out_month, int32_t *out_day)
{
    int32_t from_era, day_of_era, year_of_era, day_of_year, march_month, month;

    if (!crm__day_valid(day))
        return CRM_ERROR_ARGUMENT;
    from_era = day + EPOCH_FROM_ERA_0;
    day_of_era = from_era % DAYS_AN_ERA;
    year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    march_month = (5 * day_of_year + 2) / 153;
    month = march_month < 10 ? march_month + 3 : march_month - 9;
    if (out_year)
        *out_year = from_era / DAYS_AN_ERA * 400 + year_of_era + (month <= 2);
    if (out_month)
        *out_month = month;
    if (out_day)
        *out_day = day_of_year - (153 * march_month + 2) / 5 + 1;
    return CRM_OK;
}

/* The number that `count` digits spell, -1 if one of them is none. */
static int32_t
digits_value(const char *text, size_t count)
{
    int32_t value = 0;

    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

crm_status
crm_day_from_text(const char *text, size_t length, crm_day *out_day)
{
    crm_day day;

    if (!text || !out_day)
        return CRM_ERROR_ARGUMENT;
    if (length == CRM_TEXT_NUL)
        length = strlen(text);
    if (length != 10 || text[4] != '-' || text[7] != '-')
        return CRM_ERROR_DATA;
    day = crm_day_of(digits_value(text, 4), digits_value(text + 5, 2), digits_value(text + 8, 2));
    if (day == CRM_DAY_NONE)
        return CRM_ERROR_DATA;
    *out_day = day;
    return CRM_OK;
}

static void
write_digits(char *to, size_t count, int32_t value)
{
    while (count > 0) {
        to[--count] = (char)('0' + value % 10);
        value /= 10;
    }
}

crm_status
crm_day_to_text(crm_day day, char *out_text)
{
    int32_t year, month, of_month;

    if (!out_text || crm_day_parts(day, &year, &month, &of_month) != CRM_OK)
        return CRM_ERROR_ARGUMENT;
    write_digits(out_text, 4, year);
    out_text[4] = '-';
    write_digits(out_text + 5, 2, month);
    out_text[7] = '-';
    write_digits(out_text + 8, 2, of_month);
    out_text[10] = '\0';
    return CRM_OK;
}

crm_day
crm_day_add_months(crm_day day, int32_t months)
{
    int32_t year, month, of_month, last;
    int64_t total;

    if (crm_day_parts(day, &year, &month, &of_month) != CRM_OK)
        return CRM_DAY_NONE;
    total = (int64_t)year * 12 + (month - 1) + months;
    if (total < 12 || total >= 10000 * 12)
        return CRM_DAY_NONE;
    year = (int32_t)(total / 12);
    month = (int32_t)(total % 12) + 1;
    last = month_length(year, month);
    return crm_day_of(year, month, of_month < last ? of_month : last);
}

crm_day
crm_day_month_start(crm_day day)
{
    int32_t of_month;

    if (crm_day_parts(day, NULL, NULL, &of_month) != CRM_OK)
        return CRM_DAY_NONE;
    return day - (of_month - 1);
}
