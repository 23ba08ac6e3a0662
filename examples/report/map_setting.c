/*
 * map_setting.c - the settings of the section `report`, and the form of files, which any section
 * may give again.
 */
#include "dates.h"
#include "map_reader.h"

#include <string.h>

static bool
read_currency(struct map_reader *reader)
{
    struct place place = tokens_peek(&reader->tokens)->place;
    const char *code;

    if (!map_name(reader, "a currency", &code))
        return false;
    reader->map->settings.currency = crm_currency_of(code);
    if (!reader->map->settings.currency)
        return fault_at(reader->fault, place, "\"%.20s\" is no currency of ISO 4217", code);
    return true;
}

static bool
read_day(struct map_reader *reader, crm_day *out)
{
    struct place place = tokens_peek(&reader->tokens)->place;
    const char *text;

    if (!map_name(reader, "a day as YYYY-MM-DD", &text))
        return false;
    if (crm_day_from_text(text, CRM_TEXT_NUL, out) != CRM_OK)
        return fault_at(reader->fault, place, "\"%.20s\" is no day, as YYYY-MM-DD", text);
    return true;
}

/* One of two words. */
static bool
read_choice(struct map_reader *reader, const char *first, int32_t first_value, const char *second,
            int32_t second_value, int32_t *out)
{
    struct place place = tokens_peek(&reader->tokens)->place;
    const char *text;

    if (!map_name(reader, first, &text))
        return false;
    if (strcmp(text, first) == 0)
        *out = first_value;
    else if (strcmp(text, second) == 0)
        *out = second_value;
    else
        return fault_at(reader->fault, place, "expected %s or %s", first, second);
    return true;
}

static bool
read_one(struct map_reader *reader, size_t setting)
{
    struct map_settings *settings = &reader->map->settings;

    switch (setting) {
    case 0:
        return map_name(reader, "a title", &settings->title);
    case 1:
        return read_day(reader, &settings->as_of);
    case 2:
        return map_number(reader, 0, 1200, &settings->months);
    case 3:
        return read_day(reader, &settings->known_at);
    case 4:
        return read_currency(reader);
    case 5:
        return read_choice(reader, "purchases", CRM_SALES_PURCHASES, "won", CRM_SALES_WON,
                           &settings->sales);
    case 6:
        return map_number(reader, 1, 1000000000, &settings->target_wins);
    case 7:
        return read_choice(reader, "account", CRM_UNIT_ACCOUNT, "family", CRM_UNIT_FAMILY,
                           &settings->unit);
    case 8:
        return read_choice(reader, "product", CRM_COLUMNS_PRODUCT, "category", CRM_COLUMNS_CATEGORY,
                           &settings->columns);
    case 9:
        return map_number(reader, 0, 1, &settings->category_levels);
    case 10:
        return map_number(reader, 1, 36500, &settings->lost_days);
    case 11:
        return read_choice(reader, "half_even", CRM_ROUND_HALF_EVEN, "half_away",
                           CRM_ROUND_HALF_AWAY, &settings->rounding);
    default:
        return map_number(reader, 1, 20, &settings->top);
    }
}

bool
map_read_setting(struct map_reader *reader)
{
    static const char *const names[] = {
        "title", "as_of",   "months",          "known_at",  "currency", "sales", "target_wins",
        "unit",  "columns", "category_levels", "lost_days", "rounding", "top"};
    const struct token *name = tokens_next(&reader->tokens);
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++)
        if (token_is(name, names[i]))
            break;
    if (i == sizeof names / sizeof names[0])
        return fault_at(reader->fault, name->place, "the report has no setting \"%.80s\"",
                        name->text);
    if (reader->settings_seen & (1u << i))
        return fault_at(reader->fault, name->place, "%s is set twice", name->text);
    reader->settings_seen |= 1u << i;
    if (!tokens_take(&reader->tokens, TOKEN_EQUAL))
        return map_expected(reader, "= behind the name of a setting");
    return read_one(reader, i) && map_line_ends(reader);
}

bool
map_read_dates(struct map_reader *reader, const char **out)
{
    struct place place = tokens_peek(&reader->tokens)->place;

    if (!map_name(reader, "a form of dates in quotes, as \"%d/%m/%Y\"", out))
        return false;
    if (!dates_form(*out))
        return fault_at(
            reader->fault, place,
            "a form of dates has %%Y, %%m and %%d once each, and %%H, %%M, %%S at most");
    return true;
}

/* One character out of some, or "tab". */
static bool
read_sign(struct map_reader *reader, const char *allowed, char *out)
{
    struct place place = tokens_peek(&reader->tokens)->place;
    const char *text;

    if (tokens_take(&reader->tokens, TOKEN_COMMA))
        text = ",";
    else if (!map_name(reader, "a character in quotes", &text))
        return false;
    if (strcmp(text, "tab") == 0)
        text = "\t";
    if (!text[0] || text[1] || !strchr(allowed, text[0]))
        return fault_at(reader->fault, place, "\"%.20s\" cannot stand here", text);
    *out = text[0];
    return true;
}

bool
map_read_form(struct map_reader *reader, struct map_form *form, bool *out_found)
{
    struct tokens *tokens = &reader->tokens;
    bool good = true;

    *out_found = true;
    if (tokens->items[1].type != TOKEN_EQUAL)
        *out_found = false;
    else if (token_is(&tokens->items[0], "dates"))
        tokens->at = 2, good = map_read_dates(reader, &form->dates);
    else if (token_is(&tokens->items[0], "decimal"))
        tokens->at = 2, good = read_sign(reader, ".,", &form->decimal);
    else if (token_is(&tokens->items[0], "grouping"))
        tokens->at = 2, good = read_sign(reader, "., '", &form->grouping);
    else if (token_is(&tokens->items[0], "separator"))
        tokens->at = 2, good = read_sign(reader, ",;|:\t", &form->separator);
    else
        *out_found = false;
    return good && (!*out_found || map_line_ends(reader));
}
