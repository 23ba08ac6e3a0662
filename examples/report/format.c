/*
 * format.c - writes numbers by hand, without locales: groups of three digits, the decimal sign, and
 * in French the narrow no-break space (U+202F) between groups and before the percent sign.
 */
#include "format.h"

#include "utf8.h"

#include <stdio.h>
#include <string.h>

static const char narrow_blank[] = "\xE2\x80\xAF";

static const char *
keep(const struct format *format, const char *text)
{
    return pool_text(format->pool, text, strlen(text));
}

/* Digits with groups; `decimals` of them behind the decimal sign. */
static const char *
write_number(const struct format *format, uint64_t magnitude, int decimals, const char *sign,
             const char *behind)
{
    char digits[32], out[128];
    size_t used = 0, count, i;

    snprintf(digits, sizeof digits, "%0*llu", decimals + 1, (unsigned long long)magnitude);
    count = strlen(digits) - (size_t)decimals;
    used += (size_t)snprintf(out, sizeof out, "%s", sign);
    for (i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            used += (size_t)snprintf(out + used, sizeof out - used, "%s",
                                     format->language == FRENCH ? narrow_blank : ",");
        out[used++] = digits[i];
    }
    if (decimals > 0) {
        out[used++] = format->language == FRENCH ? ',' : '.';
        memcpy(out + used, digits + count, (size_t)decimals);
        used += (size_t)decimals;
    }
    snprintf(out + used, sizeof out - used, "%s", behind);
    return keep(format, out);
}

static uint64_t
magnitude_of(int64_t number)
{
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

const char *
format_count(const struct format *format, int64_t number)
{
    return write_number(format, magnitude_of(number), 0, number < 0 ? "-" : "", "");
}

const char *
format_money(const struct format *format, int64_t amount)
{
    int32_t exponent = 2;

    crm_currency_exponent(format->currency, &exponent);
    return write_number(format, magnitude_of(amount), exponent, amount < 0 ? "-" : "", "");
}

static const char *
percent_sign(const struct format *format)
{
    return format->language == FRENCH ? "\xE2\x80\xAF%" : " %";
}

/* part / whole in thousandths, half away from zero; both are made smaller together when they are
   too large to be multiplied. */
static int64_t
thousandths(int64_t part, int64_t whole)
{
    uint64_t above = magnitude_of(part), below = magnitude_of(whole), result;

    while (above > UINT64_MAX / 4000 || below > UINT64_MAX / 4000) {
        above /= 10;
        below /= 10;
    }
    result = below ? (above * 2000 + below) / (below * 2) : 0;
    return (part < 0) != (whole < 0) ? -(int64_t)result : (int64_t)result;
}

const char *
format_share(const struct format *format, int64_t part, int64_t whole)
{
    int64_t result;

    if (whole == 0)
        return "-";
    result = thousandths(part, whole);
    return write_number(format, magnitude_of(result), 1, result < 0 ? "-" : "",
                        percent_sign(format));
}

const char *
format_change(const struct format *format, int64_t before, int64_t now)
{
    int64_t result;

    if (before <= 0)
        return NULL;
    if (now < 0 && now < INT64_MIN + before)
        return NULL;
    result = thousandths(now - before, before);
    return write_number(format, magnitude_of(result), 1, result < 0 ? "-" : "+",
                        percent_sign(format));
}

const char *
format_percent(const struct format *format, double ratio)
{
    if (!(ratio >= 0 && ratio <= 1e6))
        return "-";
    return write_number(format, (uint64_t)(ratio * 100 + 0.5), 0, "", percent_sign(format));
}

const char *
format_days(const struct format *format, double days, int decimals)
{
    double scaled = days;
    int i;

    if (!(days >= 0 && days < 1e9))
        return "-";
    if (days == (double)(int64_t)days)
        decimals = 0;
    for (i = 0; i < decimals; i++)
        scaled *= 10;
    return write_number(format, (uint64_t)(scaled + 0.5), decimals, "", "");
}

const char *
format_day(const struct format *format, crm_day day)
{
    static const char *const months[2][12] = {
        {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
        {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
         "octobre", "novembre", "décembre"},
    };
    int32_t year, month, number;
    char out[64];

    if (crm_day_parts(day, &year, &month, &number) != CRM_OK)
        return "-";
    snprintf(out, sizeof out, "%d%s %s %d", (int)number,
             format->language == FRENCH && number == 1 ? "er" : "",
             months[format->language][month - 1], (int)year);
    return keep(format, out);
}

const char *
format_say(const struct format *format, enum label label, int64_t count, const char *const *values,
           size_t value_count)
{
    const char *words = label_text(format->language, label, count), *at;
    size_t length = 0;
    char *out;

    for (at = words; *at; at++)
        if (*at == '%' && at[1] >= '1' && at[1] < (char)('1' + (int)value_count))
            length += strlen(values[*++at - '1']);
        else
            length++;
    out = pool_new(format->pool, length + 1);
    length = 0;
    for (at = words; *at; at++) {
        if (*at == '%' && at[1] >= '1' && at[1] < (char)('1' + (int)value_count)) {
            const char *value = values[*++at - '1'];

            memcpy(out + length, value, strlen(value));
            length += strlen(value);
        } else {
            out[length++] = *at;
        }
    }
    out[length] = '\0';
    return out;
}

/* The capital of a letter of two bytes, both bytes in place; others stay as they are. */
static void
raise(unsigned char *first, unsigned char *second)
{
    unsigned code = (unsigned)(*first & 0x1F) << 6 | (*second & 0x3F);

    if ((code >= 0xE0 && code <= 0xFE && code != 0xF7) ||
        (code >= 0x3B1 && code <= 0x3C9 && code != 0x3C2) || (code >= 0x430 && code <= 0x44F))
        code -= 0x20;
    else if (code >= 0x450 && code <= 0x45F)
        code -= 0x50;
    else if (code == 0xFF)
        code = 0x178;
    else if ((code >= 0x100 && code <= 0x137) || (code >= 0x14A && code <= 0x177))
        code &= ~1u;
    else if ((code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17E))
        code -= code % 2 == 0;
    *first = (unsigned char)(0xC0 | code >> 6);
    *second = (unsigned char)(0x80 | (code & 0x3F));
}

const char *
format_upper(const struct format *format, const char *text)
{
    size_t length = strlen(text), i;
    char *out = pool_text(format->pool, text, length);

    for (i = 0; i < length; i++) {
        if (out[i] >= 'a' && out[i] <= 'z') {
            out[i] = (char)(out[i] - 32);
        } else if (((unsigned char)out[i] & 0xE0) == 0xC0 && i + 1 < length) {
            raise((unsigned char *)&out[i], (unsigned char *)&out[i + 1]);
            i++;
        }
    }
    return out;
}

const char *
format_cut(const struct format *format, const char *text, size_t width)
{
    size_t length = strlen(text), kept;
    char *out;

    if (utf8_width(text, length) <= width)
        return text;
    kept = utf8_cut(text, length, width - 1);
    while (kept > 0 && text[kept - 1] == ' ')
        kept--;
    out = pool_new(format->pool, kept + 4);
    memcpy(out, text, kept);
    memcpy(out + kept, "\xE2\x80\xA6", 4);
    return out;
}
