/*
 * laws_values.c - what is put is what is given back: every type of value at its extremes, none as
 * none, text byte for byte.
 */
#include <float.h>

#include "testing/check.h"

static bool
number_survives(struct crm__check *check, crm_kind kind, crm_field field, int64_t value)
{
    crm_record *record = crm__make(check, check->crm, kind, "number");
    const char *name = crm_schema_name(check->crm, kind, field);
    int64_t read = 0;
    crm_record *again;
    crm_status status;

    if (!record)
        return false;
    if (!crm__answers(check, check->crm, crm_record_set_int(record, field, value), CRM_OK,
                      "setting a number")) {
        crm_record_free(record);
        return false;
    }
    if (field == CRM_ACCOUNT_ANNUAL_REVENUE)
        crm_record_set_int(record, CRM_ACCOUNT_CURRENCY, ('E' << 16) | ('U' << 8) | 'R');
    again = crm__round_trip(check, record);
    if (!again)
        return false;
    status = crm_record_int(again, field, &read);
    crm_record_free(again);
    if (status != CRM_OK || read != value)
        return crm__broken(check, "%lld in the field %s came back as %lld (%s)", (long long)value,
                           name, (long long)read, crm_status_name(status));
    return true;
}

static bool
numbers_survive(struct crm__check *check)
{
    const int64_t numbers[] = {0,
                               1,
                               -1,
                               INT64_C(9007199254740993),
                               INT64_MAX,
                               INT64_MIN,
                               INT32_MAX,
                               INT64_C(4294967296),
                               INT64_C(-9007199254740993)};
    const struct {
        crm_kind kind;
        crm_field field;
        int64_t value;
    } typed[] = {
        {CRM_KIND_ACCOUNT, CRM_ACCOUNT_TYPES, 255},
        {CRM_KIND_ACCOUNT, CRM_ACCOUNT_DISCOUNT_BP, 0},
        {CRM_KIND_ACCOUNT, CRM_ACCOUNT_DISCOUNT_BP, 10000},
        {CRM_KIND_ACCOUNT, CRM_ACCOUNT_ANNUAL_REVENUE, INT64_C(1234567890123456789)},
        {CRM_KIND_ACCOUNT, CRM_ACCOUNT_PROFILING_REFUSED, INT64_C(253402300799999999)},
        {CRM_KIND_ACCOUNT, CRM_ACCOUNT_PROFILING_REFUSED, INT64_C(-62135596800000000)},
        {CRM_KIND_ACCOUNT, CRM_ACCOUNT_PROFILING_REFUSED, -1},
        {CRM_KIND_PRODUCT, CRM_PRODUCT_LAUNCHED, -719162}, /* 0001-01-01 */
        {CRM_KIND_PRODUCT, CRM_PRODUCT_LAUNCHED, 2932896}, /* 9999-12-31 */
        {CRM_KIND_PRODUCT, CRM_PRODUCT_LAUNCHED, 0},
    };

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (!number_survives(check, CRM_KIND_ACCOUNT, check->custom[1], numbers[i]))
            return false;
    }
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        if (!number_survives(check, typed[i].kind, typed[i].field, typed[i].value))
            return false;
    }
    return true;
}

static bool
double_survives(struct crm__check *check, double value)
{
    crm_record *record = crm__make(check, check->crm, CRM_KIND_ACCOUNT, "double"), *again;
    double read = 0;
    crm_status status;

    if (!record)
        return false;
    crm_record_set_double(record, check->custom[2], value);
    again = crm__round_trip(check, record);
    if (!again)
        return false;
    status = crm_record_double(again, check->custom[2], &read);
    crm_record_free(again);
    if (status != CRM_OK || !(read == value))
        return crm__broken(check, "the double %.17g came back as %.17g (%s)", value, read,
                           crm_status_name(status));
    return true;
}

static bool
doubles_survive(struct crm__check *check)
{
    const double values[] = {0.0, -0.0, 0.1, -1.0 / 3.0, DBL_MAX, -DBL_MAX, DBL_MIN, DBL_MIN / 8.0};

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (!double_survives(check, values[i]))
            return false;
    }
    return true;
}

static bool
text_survives_of(struct crm__check *check, const char *text, size_t length)
{
    crm_record *record = crm__make(check, check->crm, CRM_KIND_ACCOUNT, "text"), *again;
    size_t read_length = 0;
    const char *read;
    bool same;

    if (!record)
        return false;
    crm_record_set_text(record, CRM_ACCOUNT_DESCRIPTION, text, length);
    again = crm__round_trip(check, record);
    if (!again)
        return false;
    read = crm_record_text(again, CRM_ACCOUNT_DESCRIPTION, &read_length);
    same = read && read_length == length && memcmp(read, text, length) == 0;
    if (!same)
        crm__broken(check, "a text of %zu bytes (\"%.20s\") came back as %s of %zu bytes", length,
                    text, read ? "another" : "none", read_length);
    crm_record_free(again);
    return same;
}

static bool
text_survives(struct crm__check *check)
{
    static const char *const texts[] = {
        "plain",
        "\xc3\xa9t\xc3\xa9",                 /* two bytes a letter */
        "e\xcc\x81",                         /* a mark on its own: not to be composed */
        "\xf0\x9f\x90\xb6 \xf0\x9f\x8d\x8a", /* four bytes a sign */
        ("\xef\xbb\xbf"
         "after a mark of byte order"),
        " blanks at both ends  ",
        "two\nlines\r\nand\ta tab",
        "\"quotes\" 'and' \\ back; -- %s %n <3 &amp; \x01",
        "12",
        "NULL",
    };
    char longer[5000];

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!text_survives_of(check, texts[i], strlen(texts[i])))
            return false;
    }
    memset(longer, 'x', sizeof longer);
    memcpy(longer + sizeof longer - 3, "\xe2\x82\xac", 3);
    return text_survives_of(check, longer, sizeof longer);
}

static bool
empty_text_is_a_value(struct crm__check *check)
{
    return text_survives_of(check, "", 0);
}

/* True if the record has no value in a field. */
static bool
is_none(crm_record *record, crm_field field, int32_t type)
{
    int64_t integer;
    double real;

    if (type == CRM_TYPE_TEXT)
        return crm_record_text(record, field, NULL) == NULL;
    if (type == CRM_TYPE_DOUBLE)
        return crm_record_double(record, field, &real) == CRM_NONE;
    return crm_record_int(record, field, &integer) == CRM_NONE;
}

static bool
none_stays_none(struct crm__check *check)
{
    crm_record *record = crm__make(check, check->crm, CRM_KIND_ACCOUNT, "name alone"), *again;
    bool kept = true;

    again = record ? crm__round_trip(check, record) : NULL;
    if (!again)
        return false;
    for (size_t i = 0; kept && i < crm_schema_fields(check->crm, CRM_KIND_ACCOUNT); i++) {
        crm_field field = crm_schema_field(check->crm, CRM_KIND_ACCOUNT, i);
        int32_t type = crm_schema_type(check->crm, CRM_KIND_ACCOUNT, field);

        if (field <= CRM_ACCOUNT_NAME || is_none(again, field, type))
            continue;
        kept = crm__broken(check, "the field %s was never set and came back with a value",
                           crm_schema_name(check->crm, CRM_KIND_ACCOUNT, field));
    }
    crm_record_free(again);
    return kept;
}

static bool
cleared_field_is_none(struct crm__check *check)
{
    crm_record *record = crm__make(check, check->crm, CRM_KIND_ACCOUNT, "cleared"), *again;
    bool kept;

    if (!record)
        return false;
    crm_record_set_text(record, CRM_ACCOUNT_SECTOR, "toys", CRM_TEXT_NUL);
    crm_record_set_int(record, CRM_ACCOUNT_TIER, 3);
    record = crm__round_trip(check, record);
    if (!record)
        return false;
    crm_record_clear(record, CRM_ACCOUNT_SECTOR);
    crm_record_clear(record, CRM_ACCOUNT_TIER);
    again = crm__round_trip(check, record);
    if (!again)
        return false;
    kept = is_none(again, CRM_ACCOUNT_SECTOR, CRM_TYPE_TEXT) &&
           is_none(again, CRM_ACCOUNT_TIER, CRM_TYPE_I64);
    crm_record_free(again);
    return kept || crm__broken(check, "a field that was cleared still has its former value");
}

#define SINGLE (NEEDS_GET | NEEDS_APPLY)

const struct crm__law crm__laws_values[] = {
    {"numbers_survive", "Integers, days, instants and amounts come back as they were put.", SINGLE,
     numbers_survive},
    {"doubles_survive", "Doubles come back equal to what was put; zero may lose its sign.", SINGLE,
     doubles_survive},
    {"text_survives", "Text comes back byte for byte, however long, in whatever script.", SINGLE,
     text_survives},
    {"empty_text_is_a_value", "An empty text comes back as an empty text, not as none.", SINGLE,
     empty_text_is_a_value},
    {"none_stays_none", "A field without value comes back without value, not as 0 or \"\".", SINGLE,
     none_stays_none},
    {"cleared_field_is_none", "A put replaces the whole row: fields that it lacks become none.",
     SINGLE, cleared_field_is_none},
    {NULL, NULL, 0, NULL},
};
