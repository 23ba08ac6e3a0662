/*
 * decimal.c - decimal text to integers and back, exactly and without binary fractions.
 *
 * Text is first taken apart into sign, whole digits and digits behind the point, by which form is
 * judged before size; then the digits become one integer.
 */
#include "crm/money.h"

#include <stdbool.h>
#include <string.h>

#include "base/wide.h"

#define SCALE_MAX 18

struct parts {
    bool negative;
    const char *whole, *fraction;
    size_t whole_length, fraction_length;
};

static size_t
count_digits(const char *text, size_t length)
{
    size_t count = 0;

    while (count < length && text[count] >= '0' && text[count] <= '9')
        count++;
    return count;
}

static bool
take_apart(const char *text, size_t length, struct parts *parts)
{
    size_t at = length > 0 && (text[0] == '-' || text[0] == '+');

    parts->negative = at && text[0] == '-';
    parts->whole = text + at;
    parts->whole_length = count_digits(parts->whole, length - at);
    parts->fraction = NULL;
    parts->fraction_length = 0;
    at += parts->whole_length;
    if (parts->whole_length == 0)
        return false;
    if (at == length)
        return true;
    if (text[at++] != '.')
        return false;
    parts->fraction = text + at;
    parts->fraction_length = count_digits(parts->fraction, length - at);
    return parts->fraction_length > 0 && at + parts->fraction_length == length;
}

/* Append digits to a value that is kept at or below 0, where int64 has room for INT64_MIN. */
static bool
append_digits(int64_t *value, const char *digits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int digit = digits[i] - '0';

        if (*value < (INT64_MIN + digit) / 10)
            return false;
        *value = *value * 10 - digit;
    }
    return true;
}

/* The digits of the parts, followed by `zeros` zeros. */
static crm_status
parts_value(const struct parts *parts, int32_t zeros, int64_t *out_value)
{
    int64_t value = 0;

    if (!append_digits(&value, parts->whole, parts->whole_length) ||
        !append_digits(&value, parts->fraction, parts->fraction_length) ||
        !append_digits(&value, "0000", (size_t)zeros))
        return CRM_ERROR_OVERFLOW;
    if (!parts->negative && value == INT64_MIN)
        return CRM_ERROR_OVERFLOW;
    *out_value = parts->negative ? value : -value;
    return CRM_OK;
}

crm_status
crm_decimal_from_text(const char *text, size_t length, int64_t *out_value, int32_t *out_scale)
{
    struct parts parts;
    crm_status status;

    if (!text || !out_value || !out_scale)
        return CRM_ERROR_ARGUMENT;
    if (!take_apart(text, length == CRM_TEXT_NUL ? strlen(text) : length, &parts))
        return CRM_ERROR_DATA;
    if (parts.fraction_length > SCALE_MAX)
        return CRM_ERROR_OVERFLOW;
    status = parts_value(&parts, 0, out_value);
    if (status == CRM_OK)
        *out_scale = (int32_t)parts.fraction_length;
    return status;
}

static bool
scale_valid(int32_t scale)
{
    return scale >= 0 && scale <= SCALE_MAX;
}

static int64_t
power_of_ten(int32_t exponent)
{
    int64_t power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

crm_status
crm_decimal_rescale(int64_t value, int32_t scale, int32_t to_scale, int32_t rounding,
                    int64_t *out_value)
{
    if (!out_value || !scale_valid(scale) || !scale_valid(to_scale))
        return CRM_ERROR_ARGUMENT;
    if (rounding != CRM_ROUND_HALF_EVEN && rounding != CRM_ROUND_HALF_AWAY)
        return CRM_ERROR_ARGUMENT;
    if (to_scale >= scale)
        return crm__wide_to_int64(crm__wide_multiply(value, power_of_ten(to_scale - scale)),
                                  out_value);
    return crm__wide_divide(crm__wide_of(value), power_of_ten(scale - to_scale), rounding,
                            out_value);
}

crm_status
crm_money_from_text(const char *text, size_t length, crm_currency currency, int64_t *out_amount)
{
    struct parts parts;
    int32_t exponent;

    if (!text || !out_amount || crm_currency_exponent(currency, &exponent) != CRM_OK)
        return CRM_ERROR_ARGUMENT;
    if (!take_apart(text, length == CRM_TEXT_NUL ? strlen(text) : length, &parts))
        return CRM_ERROR_DATA;
    while (parts.fraction_length > (size_t)exponent &&
           parts.fraction[parts.fraction_length - 1] == '0')
        parts.fraction_length--;
    if (parts.fraction_length > (size_t)exponent)
        return CRM_ERROR_DATA;
    return parts_value(&parts, exponent - (int32_t)parts.fraction_length, out_amount);
}

crm_status
crm_money_to_text(int64_t amount, crm_currency currency, char *out_text, size_t capacity)
{
    uint64_t rest = amount < 0 ? 0u - (uint64_t)amount : (uint64_t)amount;
    char reversed[24];
    size_t count = 0;
    int32_t exponent;

    if (!out_text || crm_currency_exponent(currency, &exponent) != CRM_OK)
        return CRM_ERROR_ARGUMENT;
    for (int32_t digit = 0; digit <= exponent || rest > 0; digit++) {
        if (digit == exponent && exponent > 0)
            reversed[count++] = '.';
        reversed[count++] = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (amount < 0)
        reversed[count++] = '-';
    if (capacity <= count)
        return CRM_ERROR_LIMIT;
    for (size_t i = 0; i < count; i++)
        out_text[i] = reversed[count - 1 - i];
    out_text[count] = '\0';
    return CRM_OK;
}
