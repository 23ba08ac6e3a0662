/*
 * cell.c - texts of files become values of fields: numbers are read exactly, days must exist, codes
 * must be choices of the schema, and what cannot be read is a fault that quotes the text.
 */
#include "cell.h"

#include "dates.h"
#include "header.h"
#include "number.h"

#include <string.h>

int32_t
cell_type(crm_kind kind, crm_field field)
{
    switch (field) {
    case MAP_UNIT_PRICE:
        return 0;
    case MAP_DISCOUNT:
        return CRM_TYPE_BP;
    case MAP_DISCOUNT_AMOUNT:
        return CRM_TYPE_MONEY;
    case MAP_PARENT_SINCE:
        return CRM_TYPE_DAY;
    default:
        return crm_schema_type(NULL, kind, field);
    }
}

static bool
wrong(const struct cell_setting *setting, const char *text, const char *what)
{
    return fault_at(setting->fault, setting->place, "%s of %s: \"%.60s\" %s", setting->entry->name,
                    crm_schema_kind_name(NULL, setting->section->kind), text, what);
}

/* A number without zeros at its end. */
static bool
read_number(const struct cell_setting *setting, const char *text, int64_t *value, int32_t *scale)
{
    const struct map_form *form = &setting->section->form;
    int64_t times = setting->entry->times;

    if (!number_decimal(text, strlen(text), form->decimal, form->grouping, value, scale))
        return wrong(setting, text, "is no number");
    while (*scale > 0 && *value % 10 == 0) {
        *value /= 10;
        --*scale;
    }
    if (*value > INT64_MAX / times || *value < -(INT64_MAX / times))
        return wrong(setting, text, "is too large");
    *value *= times;
    while (*scale > 0 && *value % 10 == 0) {
        *value /= 10;
        --*scale;
    }
    return true;
}

static bool
read_decimal(const struct cell_setting *setting, const char *text, int32_t to_scale,
             struct cell *out)
{
    int64_t value;
    int32_t scale;

    if (!read_number(setting, text, &value, &scale))
        return false;
    if (scale > to_scale && !setting->entry->rounded)
        return wrong(setting, text, "has more decimals than can be kept (\"rounded\" rounds it)");
    if (crm_decimal_rescale(value, scale, to_scale, CRM_ROUND_HALF_EVEN, &out->value) != CRM_OK)
        return wrong(setting, text, "is too large");
    return true;
}

static bool
read_money(const struct cell_setting *setting, const char *text, struct cell *out)
{
    int32_t exponent;

    if (crm_currency_exponent(setting->currency, &exponent) != CRM_OK)
        return wrong(setting, text, "is an amount, and the row has no currency");
    return read_decimal(setting, text, exponent, out);
}

static bool
read_day(const struct cell_setting *setting, const char *text, bool instant, struct cell *out)
{
    const char *form = setting->entry->dates ? setting->entry->dates : setting->section->form.dates;
    int32_t seconds;
    crm_day day;

    if (!dates_read(text, form, &day, &seconds))
        return wrong(setting, text, "is no day that exists, in the form of the map");
    out->value = day;
    if (!instant)
        return true;
    out->whole_day = seconds < 0;
    out->value = crm_instant_of_day(setting->crm, day) + (seconds > 0 ? seconds : 0) * 1000000LL;
    return true;
}

/* Equal but for capitals of ASCII? */
static bool
same_word(const char *a, const char *b, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++) {
        char x = a[i] >= 'A' && a[i] <= 'Z' ? (char)(a[i] + 32) : a[i];
        char y = b[i] >= 'A' && b[i] <= 'Z' ? (char)(b[i] + 32) : b[i];

        if (x != y)
            return false;
    }
    return b[length] == '\0';
}

static bool
read_choice(const struct cell_setting *setting, const char *text, size_t length, int64_t *out)
{
    crm_kind kind = setting->section->kind;
    crm_field field = setting->entry->field;
    size_t count = crm_schema_choices(setting->crm, kind, field), i;

    for (i = 0; i < count; i++) {
        int64_t value = crm_schema_choice_at(setting->crm, kind, field, i);
        const char *name = crm_schema_choice(setting->crm, kind, field, value);

        if (name && strlen(name) == length && same_word(text, name, length)) {
            *out = value;
            return true;
        }
    }
    return wrong(setting, text, "is none of the choices (an alias can lead to one)");
}

static bool
read_set(const struct cell_setting *setting, const char *text, struct cell *out)
{
    out->value = 0;
    while (*text) {
        size_t length = strcspn(text, ",;|"), trimmed;
        const char *name = text;
        int64_t bit = 0;

        trimmed = header_trim(&name, length);
        if (trimmed && !read_choice(setting, name, trimmed, &bit))
            return false;
        out->value |= bit;
        text += length + (text[length] != '\0');
    }
    return true;
}

static bool
read_currency(const struct cell_setting *setting, const char *text, struct cell *out)
{
    out->value = strlen(text) == 3 ? crm_currency_of(text) : 0;
    return out->value || wrong(setting, text, "is no currency of ISO 4217");
}

static bool
read_ratio(const struct cell_setting *setting, const char *text, struct cell *out)
{
    const struct map_form *form = &setting->section->form;

    return number_ratio(text, strlen(text), setting->entry->ratio, form->decimal, form->grouping,
                        &out->value) ||
           wrong(setting, text, "is no percentage");
}

bool
cell_read(const struct cell_setting *setting, const char *text, struct cell *out)
{
    *out = (struct cell){.state = CELL_INT, .text = text};
    switch (cell_type(setting->section->kind, setting->entry->field)) {
    case 0:
        return read_number(setting, text, &out->value, &out->scale);
    case CRM_TYPE_I64:
        return read_decimal(setting, text, 0, out);
    case CRM_TYPE_BP:
        return read_ratio(setting, text, out);
    case CRM_TYPE_QTY:
        return read_decimal(setting, text, 3, out);
    case CRM_TYPE_DAY:
        return read_day(setting, text, false, out);
    case CRM_TYPE_INSTANT:
        return read_day(setting, text, true, out);
    case CRM_TYPE_MONEY:
        return read_money(setting, text, out);
    case CRM_TYPE_CURRENCY:
        return read_currency(setting, text, out);
    case CRM_TYPE_CODE:
        return read_choice(setting, text, strlen(text), &out->value);
    case CRM_TYPE_SET:
        return read_set(setting, text, out);
    case CRM_TYPE_REF:
        out->state = CELL_NAME;
        return true;
    default:
        out->state = CELL_TEXT;
        return true;
    }
}
