/*
 * format.h - numbers, amounts, percentages, days and sentences as the language of the report writes
 * them. All text goes to a pool.
 */
#ifndef REPORT_FORMAT_H
#define REPORT_FORMAT_H

#include "labels.h"
#include "memory.h"

#include "crm/crm.h"

struct format {
    struct pool *pool;
    enum language language;
    crm_currency currency;
};

/** "12,345"; "1 234" with a narrow no-break space in French. */
const char *format_count(const struct format *format, int64_t number);

/** Minor units of the currency: "1,234.50"; "-" for none is the caller's. */
const char *format_money(const struct format *format, int64_t amount);

/** part / whole in percent with one decimal, rounded half away from zero: "54.1 %"; "-" if whole is
    0. */
const char *format_share(const struct format *format, int64_t part, int64_t whole);

/** The change from before to now, with its sign: "+8.2 %". NULL if before is not above 0. */
const char *format_change(const struct format *format, int64_t before, int64_t now);

/** A ratio in whole percent: "71 %". */
const char *format_percent(const struct format *format, double ratio);

/** A number of days: whole if it is whole to the first decimal, else with `decimals` of them. */
const char *format_days(const struct format *format, double days, int decimals);

/** "31 Dec 2025", "31 décembre 2025". */
const char *format_day(const struct format *format, crm_day day);

/** The words of a label with what stands for %1, %2 ... */
const char *format_say(const struct format *format, enum label label, int64_t count,
                       const char *const *values, size_t value_count);

/** Capitals, for headings: Latin, Greek and Cyrillic letters. */
const char *format_upper(const struct format *format, const char *text);

/** A text of at most `width` columns, cut with "…". */
const char *format_cut(const struct format *format, const char *text, size_t width);

#define SAY(format, label, count, ...)                                                             \
    format_say(format, label, count, (const char *const[]){__VA_ARGS__},                           \
               sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

#endif
