/*
 * options.c - reads the command line: options with a value each, as "--months 12" or "--months=12".
 */
#include "options.h"

#include "database.h"

#include <stdio.h>
#include <string.h>

const char options_usage[] =
    "usage: crm-report --map FILE [--data DIR] [--store sqlite:FILE|postgres:CONNINFO]\n"
    "                  [--as-of YYYY-MM-DD] [--months N] [--currency CODE] [--top N]\n"
    "                  [--language en|fr] [--format text|json] [--out FILE]\n"
    "       crm-report --store sqlite:FILE|postgres:CONNINFO [--map FILE] ...\n";

enum { MAP, STORE, DATA, AS_OF, MONTHS, CURRENCY, TOP, LANGUAGE, FORMAT, OUT, OPTIONS };

static const char *const names[OPTIONS] = {"map",      "store", "data",     "as-of",  "months",
                                           "currency", "top",   "language", "format", "out"};

static bool
read_number(const char *text, int64_t low, int64_t high, int64_t *out)
{
    int32_t scale;

    return crm_decimal_from_text(text, CRM_TEXT_NUL, out, &scale) == CRM_OK && scale == 0 &&
           *out >= low && *out <= high;
}

static bool
read_language(const char *text, enum language *out)
{
    if (strcmp(text, "en") != 0 && strcmp(text, "fr") != 0)
        return false;
    *out = strcmp(text, "fr") == 0 ? FRENCH : ENGLISH;
    return true;
}

static bool
read_format(const char *text, bool *out)
{
    *out = strcmp(text, "json") == 0;
    return *out || strcmp(text, "text") == 0;
}

static bool
read_value(struct options *options, int option, const char *value)
{
    switch (option) {
    case MAP:
        options->map = value;
        return *value != '\0';
    case STORE:
        options->store = value;
        return database_named(value);
    case DATA:
        options->data = value;
        return *value != '\0';
    case AS_OF:
        return crm_day_from_text(value, CRM_TEXT_NUL, &options->as_of) == CRM_OK;
    case MONTHS:
        return read_number(value, 0, 1200, &options->months);
    case CURRENCY:
        options->currency = strlen(value) == 3 ? crm_currency_of(value) : 0;
        return options->currency != 0;
    case TOP:
        return read_number(value, 1, 20, &options->top);
    case LANGUAGE:
        return read_language(value, &options->language);
    case FORMAT:
        return read_format(value, &options->json);
    default:
        options->out = value;
        return *value != '\0';
    }
}

/* Which option a word is; *out_value is what stands behind its "=", if anything. */
static int
find_option(const char *word, const char **out_value)
{
    int i;

    *out_value = NULL;
    if (strncmp(word, "--", 2) != 0)
        return OPTIONS;
    for (i = 0; i < OPTIONS; i++) {
        size_t length = strlen(names[i]);

        if (strncmp(word + 2, names[i], length) != 0)
            continue;
        if (word[2 + length] == '=')
            *out_value = word + 3 + length;
        if (word[2 + length] == '=' || word[2 + length] == '\0')
            return i;
    }
    return OPTIONS;
}

bool
options_read(struct options *options, int count, char **words, char *wrong, size_t size)
{
    bool seen[OPTIONS] = {false};
    int i;

    *options = (struct options){.as_of = CRM_DAY_NONE, .months = -1};
    for (i = 1; i < count; i++) {
        const char *value;
        int option = find_option(words[i], &value);

        if (strcmp(words[i], "--help") == 0) {
            options->help = true;
            return true;
        }
        if (option == OPTIONS)
            return snprintf(wrong, size, "no such option: %s", words[i]) < 0;
        if (seen[option])
            return snprintf(wrong, size, "--%s is given twice", names[option]) < 0;
        seen[option] = true;
        if (!value && i + 1 == count)
            return snprintf(wrong, size, "--%s needs a value", names[option]) < 0;
        if (!value)
            value = words[++i];
        if (!read_value(options, option, value))
            return snprintf(wrong, size, "--%s cannot be \"%s\"", names[option], value) < 0;
    }
    if (!options->map && !options->store)
        return snprintf(wrong, size, "--map is needed, or --store") < 0;
    return true;
}
