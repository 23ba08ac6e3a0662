/*
 * number.c - takes the decimal sign and the grouping of a file to the form that libcrm reads.
 */
#include "number.h"

#include <string.h>

enum { LONGEST = 80 }; /* digits and signs: int64 needs 20, and zeros are cheap */

/* Bytes of a group sign at the start of text, 0 if there is none. */
static size_t
group_sign(const char *text, size_t length, char grouping)
{
    if (grouping && text[0] == grouping)
        return 1;
    if (grouping != ' ')
        return 0;
    if (length >= 2 && memcmp(text, "\xC2\xA0", 2) == 0)
        return 2;
    return length >= 3 && memcmp(text, "\xE2\x80\xAF", 3) == 0 ? 3 : 0;
}

bool
number_decimal(const char *text, size_t length, char decimal, char grouping, int64_t *out_value,
               int32_t *out_scale)
{
    char plain[LONGEST];
    size_t size = 0, at = 0;

    while (at < length) {
        size_t sign = at > 0 ? group_sign(text + at, length - at, grouping) : 0;

        if (sign) {
            at += sign;
            continue;
        }
        if (size == sizeof plain || (text[at] == '.' && decimal != '.'))
            return false;
        plain[size++] = text[at] == decimal ? '.' : text[at];
        at++;
    }
    return crm_decimal_from_text(plain, size, out_value, out_scale) == CRM_OK;
}

bool
number_ratio(const char *text, size_t length, enum map_ratio ratio, char decimal, char grouping,
             int64_t *out_bp)
{
    int64_t value;
    int32_t scale;

    if (length && text[length - 1] == '%') {
        ratio = MAP_PERCENT;
        length--;
        while (length && text[length - 1] == ' ')
            length--;
    }
    if (!number_decimal(text, length, decimal, grouping, &value, &scale))
        return false;
    /* 1 % is 100 and a whole is 10000: read the digits two or four places to the right. */
    scale -= ratio == MAP_PERCENT ? 2 : ratio == MAP_FRACTION ? 4 : 0;
    while (scale < 0) {
        if (value > INT64_MAX / 10 || value < -(INT64_MAX / 10))
            return false;
        value *= 10;
        scale++;
    }
    return crm_decimal_rescale(value, scale, 0, CRM_ROUND_HALF_EVEN, out_bp) == CRM_OK;
}
