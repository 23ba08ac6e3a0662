/*
 * schema_values.c - what values a field takes: its choices by number and name, and its range.
 */
#include "record/schema.h"

#include <string.h>

#include "base/calendar.h"
#include "base/currency.h"

#define BP_LIMIT 1000000 /* 100 times the whole, either way */
#define BP_WHOLE 10000

/* Choices of a field, an empty list if there are none. */
static const struct crm__choice *
choices_of(crm_context *crm, crm_kind kind, crm_field field)
{
    static const struct crm__choice none[] = {{0, NULL}};
    int32_t index = crm__schema_index(crm, kind, field);
    struct crm__field scratch;
    const struct crm__field *known;

    if (index < 0)
        return none;
    known = crm__schema_field(crm, kind, index, &scratch);
    return known->choices ? known->choices : none;
}

size_t
crm_schema_choices(crm_context *crm, crm_kind kind, crm_field field)
{
    const struct crm__choice *choice = choices_of(crm, kind, field);
    size_t count = 0;

    while (choice[count].name)
        count++;
    return count;
}

int64_t
crm_schema_choice_at(crm_context *crm, crm_kind kind, crm_field field, size_t index)
{
    return index < crm_schema_choices(crm, kind, field) ? choices_of(crm, kind, field)[index].value
                                                        : -1;
}

const char *
crm_schema_choice(crm_context *crm, crm_kind kind, crm_field field, int64_t value)
{
    const struct crm__choice *choice = choices_of(crm, kind, field);

    for (; choice->name; choice++)
        if (choice->value == value)
            return choice->name;
    return NULL;
}

int64_t
crm_schema_choice_find(crm_context *crm, crm_kind kind, crm_field field, const char *name)
{
    const struct crm__choice *choice = choices_of(crm, kind, field);

    for (; name && choice->name; choice++)
        if (strcmp(choice->name, name) == 0)
            return choice->value;
    return -1;
}

/* ---- Ranges ---- */

static bool
code_range(const struct crm__choice *choice, int64_t *out_low, int64_t *out_high)
{
    int64_t low = INT32_MAX, high = INT32_MIN, count = 0;

    if (!choice) {
        *out_low = INT32_MIN;
        *out_high = INT32_MAX;
        return true;
    }
    for (; choice->name; choice++, count++) {
        low = choice->value < low ? choice->value : low;
        high = choice->value > high ? choice->value : high;
    }
    *out_low = low;
    *out_high = high;
    return high - low + 1 == count;
}

/* The bits of a set start at 1 and have no gaps, or the values are looked at one by one. */
static bool
set_range(const struct crm__choice *choice, int64_t *out_low, int64_t *out_high)
{
    int64_t all = 0;

    *out_low = choice ? 0 : INT64_MIN;
    *out_high = INT64_MAX;
    if (!choice)
        return true;
    for (; choice->name; choice++)
        all |= choice->value;
    *out_high = all;
    return (all & (all + 1)) == 0;
}

/* Integers without further meaning. */
static void
plain_range(const struct crm__field *field, int64_t *out_low, int64_t *out_high)
{
    *out_low = field->flags & CRM__FIELD_POSITIVE  ? 1
               : field->flags & CRM__FIELD_NATURAL ? 0
                                                   : INT64_MIN;
    *out_high = INT64_MAX;
}

static bool
between(int64_t low, int64_t high, int64_t *out_low, int64_t *out_high)
{
    *out_low = low;
    *out_high = high;
    return true;
}

bool
crm__schema_range(const struct crm__field *field, int64_t *out_low, int64_t *out_high)
{
    /* One day of room at both ends: zones (crm__instant_valid). */
    const int64_t day = CRM__MICROSECONDS_A_DAY;

    switch (field->type) {
    case CRM_TYPE_BP:
        return field->flags & CRM__FIELD_SHARE ? between(0, BP_WHOLE, out_low, out_high)
                                               : between(-BP_LIMIT, BP_LIMIT, out_low, out_high);
    case CRM_TYPE_DAY:
        return between(CRM__DAY_MIN, CRM__DAY_MAX, out_low, out_high);
    case CRM_TYPE_INSTANT:
        return between((CRM__DAY_MIN - 1) * day, (CRM__DAY_MAX + 2) * day - 1, out_low, out_high);
    case CRM_TYPE_CURRENCY:
        between(1, INT32_MAX, out_low, out_high);
        return false;
    case CRM_TYPE_CODE:
        return code_range(field->choices, out_low, out_high);
    case CRM_TYPE_SET:
        return set_range(field->choices, out_low, out_high);
    case CRM_TYPE_REF:
        return between(1, INT64_MAX, out_low, out_high);
    default:
        plain_range(field, out_low, out_high);
        return true;
    }
}

static bool
is_choice(const struct crm__field *field, int64_t value)
{
    const struct crm__choice *choice = field->choices;
    int64_t rest = value;

    for (; choice->name; choice++) {
        if (field->type == CRM_TYPE_CODE && choice->value == value)
            return true;
        rest &= ~choice->value;
    }
    return field->type == CRM_TYPE_SET && rest == 0;
}

static const char *
words_for(const struct crm__field *field)
{
    switch (field->type) {
    case CRM_TYPE_BP:
        return field->flags & CRM__FIELD_SHARE ? "is not between 0 and 10,000 basis points"
                                               : "is beyond 1,000,000 basis points";
    case CRM_TYPE_DAY:
        return "is a day outside the years 1 to 9999";
    case CRM_TYPE_INSTANT:
        return "is an instant outside the years 1 to 9999";
    case CRM_TYPE_CURRENCY:
        return "is no ISO 4217 currency";
    case CRM_TYPE_CODE:
        return "is none of the field's choices";
    case CRM_TYPE_SET:
        return "has bits that are none of the field's choices";
    case CRM_TYPE_REF:
        return "is no id (ids are above 0)";
    default:
        return field->flags & CRM__FIELD_POSITIVE ? "is not above 0" : "is below 0";
    }
}

const char *
crm__schema_wrong(const struct crm__field *field, int64_t value)
{
    int64_t low, high;
    bool all = crm__schema_range(field, &low, &high);

    if (value < low || value > high)
        return words_for(field);
    if (all)
        return NULL;
    if (field->type == CRM_TYPE_CURRENCY ? crm__currency_valid(value) : is_choice(field, value))
        return NULL;
    return words_for(field);
}
