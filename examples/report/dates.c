/*
 * dates.c - a small reader of dates: no names of months, no two-digit years, nothing guessed.
 */
#include "dates.h"

#include <string.h>

enum { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, PARTS };

static const char letters[] = "YmdHMS";

/* Digits at the start of text: exactly four of a year, one or two of the rest. */
static const char *
read_digits(const char *text, int part, int32_t *out)
{
    int most = part == YEAR ? 4 : 2, count = 0;

    *out = 0;
    while (count < most && text[count] >= '0' && text[count] <= '9') {
        *out = *out * 10 + (text[count] - '0');
        count++;
    }
    return count == 0 || (part == YEAR && count < 4) ? NULL : text + count;
}

bool
dates_read(const char *text, const char *form, crm_day *out_day, int32_t *out_seconds)
{
    int32_t parts[PARTS] = {-1, -1, -1, -1, -1, -1};

    for (; *form; form++) {
        const char *letter;

        if (*form != '%' || form[1] == '%') {
            if (*form == '%')
                form++;
            if (*text++ != *form)
                return false;
            continue;
        }
        letter = strchr(letters, *++form);
        if (*form == '\0' || !letter)
            return false;
        text = read_digits(text, (int)(letter - letters), &parts[letter - letters]);
        if (!text)
            return false;
    }
    if (*text || parts[HOUR] > 23 || parts[MINUTE] > 59 || parts[SECOND] > 59)
        return false;
    *out_day = crm_day_of(parts[YEAR], parts[MONTH], parts[DAY]);
    *out_seconds = -1;
    if (parts[HOUR] >= 0)
        *out_seconds = parts[HOUR] * 3600 + (parts[MINUTE] > 0 ? parts[MINUTE] * 60 : 0) +
                       (parts[SECOND] > 0 ? parts[SECOND] : 0);
    return *out_day != CRM_DAY_NONE;
}

bool
dates_form(const char *form)
{
    int seen[PARTS] = {0};

    for (; *form; form++) {
        const char *letter;

        if (*form != '%')
            continue;
        if (*++form == '%')
            continue;
        letter = *form ? strchr(letters, *form) : NULL;
        if (!letter || seen[letter - letters]++)
            return false;
    }
    return seen[YEAR] && seen[MONTH] && seen[DAY] && seen[HOUR] >= seen[MINUTE] &&
           seen[MINUTE] >= seen[SECOND];
}
