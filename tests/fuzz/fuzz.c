/* fuzz.c - see fuzz.h. */
#include "fuzz.h"

uint8_t
fuzz_byte(struct fuzz *fuzz)
{
    if (fuzz->left == 0)
        return 0;
    fuzz->left--;
    return *fuzz->at++;
}

size_t
fuzz_below(struct fuzz *fuzz, size_t count)
{
    size_t value = fuzz_byte(fuzz);

    if (count > 256)
        value = value << 8 | fuzz_byte(fuzz);
    return value % count;
}

int64_t
fuzz_value(struct fuzz *fuzz)
{
    static const int64_t ends[] = {INT64_MIN,
                                   INT64_MAX,
                                   INT32_MIN,
                                   INT32_MAX,
                                   INT64_MIN + 1,
                                   INT64_MAX - 1,
                                   4294967296,
                                   2932896 /* 9999-12-31 */,
                                   2932897,
                                   -719162 /* 0001-01-01 */,
                                   -719163,
                                   253402300799999999,
                                   253402300800000000,
                                   -62135596800000000,
                                   10000,
                                   10001,
                                   19800,
                                   1710720000000000};
    uint8_t first = fuzz_byte(fuzz);
    uint64_t value = 0;

    if (first < 160)
        return (int64_t)first - 16;
    if (first < 220)
        return ends[first % (sizeof ends / sizeof *ends)];
    for (int i = 0; i < (first & 7) + 1; i++)
        value = value << 8 | fuzz_byte(fuzz);
    return (int64_t)(first & 8 ? ~value : value);
}

const char *
fuzz_text(struct fuzz *fuzz, size_t most, size_t *out_length)
{
    const char *text = (const char *)fuzz->at;
    size_t length = fuzz_below(fuzz, most + 1);

    if (fuzz->left < length)
        length = fuzz->left;
    if (length > 0)
        text = (const char *)fuzz->at;
    fuzz->at += length;
    fuzz->left -= length;
    *out_length = length;
    return length > 0 ? text : "";
}

crm_kind
fuzz_kind(struct fuzz *fuzz)
{
    return (crm_kind)(1 + fuzz_below(fuzz, CRM_KIND_RATE));
}

int64_t
fuzz_likely(struct fuzz *fuzz, crm_context *crm, crm_kind kind, crm_field field)
{
    size_t choices = crm_schema_choices(crm, kind, field);

    switch (crm_schema_type(crm, kind, field)) {
    case CRM_TYPE_CODE:
        return crm_schema_choice_at(crm, kind, field, fuzz_below(fuzz, choices));
    case CRM_TYPE_SET:
        return (int64_t)fuzz_below(fuzz, (size_t)1 << choices);
    case CRM_TYPE_REF:
        return (int64_t)fuzz_below(fuzz, 8) + 1;
    case CRM_TYPE_DAY:
        return 19700 + (int64_t)fuzz_byte(fuzz);
    case CRM_TYPE_INSTANT:
        return (19700 + (int64_t)fuzz_byte(fuzz)) * INT64_C(86400000000) + fuzz_byte(fuzz);
    case CRM_TYPE_CURRENCY:
        return crm_currency_of(fuzz_byte(fuzz) % 4 ? "EUR" : "USD");
    case CRM_TYPE_BP:
        return (int64_t)fuzz_below(fuzz, 101) * 100;
    default:
        return (int64_t)fuzz_byte(fuzz) + 1;
    }
}

/* Two cells in three; required ones always. */
static bool
is_set(struct fuzz *fuzz, crm_context *crm, crm_kind kind, crm_field field)
{
    if (crm_schema_flags(crm, kind, field) & CRM_FIELD_REQUIRED)
        return true;
    if (field == CRM_FIELD_MERGED_INTO || field == CRM_FIELD_ERASED || field == CRM_FIELD_ARCHIVED)
        return fuzz_byte(fuzz) % 16 == 15;
    if (field == CRM_FIELD_EXTERNAL_ID)
        return fuzz_byte(fuzz) % 4 == 3;
    return fuzz_byte(fuzz) % 3 != 2 || crm_schema_type(crm, kind, field) == CRM_TYPE_CURRENCY;
}

static void
likely_cell(struct fuzz *fuzz, crm_context *crm, crm_table *table, size_t row, crm_field field)
{
    static const char *const words[] = {"a", "b", "Shop", "shop ", "\xc3\xa9t\xc3\xa9", ""};
    crm_kind kind = crm_table_kind(table);

    switch (crm_schema_type(crm, kind, field)) {
    case CRM_TYPE_TEXT:
        crm_table_set_text(table, row, field, words[fuzz_below(fuzz, 5)], CRM_TEXT_NUL);
        break;
    case CRM_TYPE_DOUBLE:
        crm_table_set_double(table, row, field, fuzz_byte(fuzz) / 4.0);
        break;
    default:
        crm_table_set_int(table, row, field, fuzz_likely(fuzz, crm, kind, field));
    }
}

void
fuzz_likely_rows(struct fuzz *fuzz, crm_context *crm, crm_table *table, size_t rows,
                 crm_id first_id)
{
    crm_kind kind = crm_table_kind(table);

    for (size_t i = 0; i < rows; i++) {
        size_t row = crm_table_rows(table);

        if (crm_table_add(table, 1) != CRM_OK)
            return;
        if (first_id) {
            crm_table_set_int(table, row, CRM_FIELD_ID, first_id + (crm_id)i);
            crm_table_set_int(table, row, CRM_FIELD_VERSION, 1);
        }
        for (size_t at = CRM_FIELD_EXTERNAL_ID; at < crm_table_columns(table); at++) {
            crm_field field = crm_table_column_at(table, at);

            if (is_set(fuzz, crm, kind, field))
                likely_cell(fuzz, crm, table, row, field);
        }
    }
}

/* ---- Hostile filling ---- */

enum { RUN = 8 };

static void
spoil_run(struct fuzz *fuzz, crm_table *table, int32_t column, size_t first, size_t count)
{
    int64_t values[RUN];
    int32_t halves[RUN];
    double reals[RUN];
    uint8_t validity = fuzz_byte(fuzz);
    const uint8_t *bits = validity & 1 ? &validity : NULL;

    for (size_t i = 0; i < RUN; i++) {
        values[i] = fuzz_value(fuzz);
        halves[i] = (int32_t)values[i];
        memcpy(&reals[i], &values[i], sizeof reals[i]);
    }
    switch (validity >> 6) {
    case 0:
        crm_table_fill_int32(table, column, first, count, halves, bits);
        break;
    case 1:
        crm_table_fill_double(table, column, first, count, reals, bits);
        break;
    default:
        crm_table_fill_int64(table, column, first, count, values, bits);
    }
}

/* Offsets that descend, are below 0 or far out; those that ascend stay inside the bytes. */
static void
spoil_texts(struct fuzz *fuzz, crm_table *table, int32_t column, size_t first, size_t count)
{
    uint8_t validity = fuzz_byte(fuzz), way = fuzz_byte(fuzz);
    int64_t offsets[RUN + 1], position = 0;
    size_t length;
    const char *bytes = fuzz_text(fuzz, 64, &length);

    for (size_t i = 0; i <= RUN; i++) {
        position += (int64_t)fuzz_below(fuzz, 12);
        if (position > (int64_t)length)
            position = (int64_t)length;
        offsets[i] = position;
    }
    if (way % 4 == 3) {
        offsets[way / 4 % (count + 1)] = fuzz_value(fuzz);
        for (size_t i = 0; i <= count; i++)
            if (offsets[i] > (int64_t)length)
                offsets[count] = -1; /* descends, so that nothing may be read */
    }
    crm_table_fill_text(table, column, first, count, bytes, offsets,
                        validity & 1 ? &validity : NULL);
}

void
fuzz_spoil(struct fuzz *fuzz, crm_table *table)
{
    size_t rows = crm_table_rows(table), length;
    uint8_t way = fuzz_byte(fuzz);
    int32_t column = crm_table_column_at(table, fuzz_below(fuzz, crm_table_columns(table) + 1));
    size_t row = fuzz_below(fuzz, rows + 1), count = fuzz_below(fuzz, RUN + 1);
    const char *text;
    double real;
    int64_t value;

    switch (way % 10) {
    case 0:
        text = fuzz_text(fuzz, 40, &length);
        crm_table_set_text(table, row, column, text, length);
        break;
    case 1:
        value = fuzz_value(fuzz);
        memcpy(&real, &value, sizeof real);
        crm_table_set_double(table, row, column, real);
        break;
    case 2:
        crm_table_clear_cell(table, row, column);
        break;
    case 3:
        crm_table_set_constant(table, column, fuzz_value(fuzz));
        break;
    case 4:
        spoil_run(fuzz, table, column, row, count);
        break;
    case 5:
        spoil_texts(fuzz, table, column, row, count);
        break;
    case 6:
        crm_table_add(table, fuzz_byte(fuzz) % 8 ? 1 : (size_t)fuzz_value(fuzz));
        break;
    default:
        crm_table_set_int(table, row, column, fuzz_value(fuzz));
    }
}

/* ---- Reading ---- */

static size_t
read_cell(const crm_table *table, size_t row, int32_t column)
{
    int64_t value = 0;
    double real = 0;
    size_t length = 0, sum = 0;
    const char *text = crm_table_text(table, row, column, &length);

    for (size_t i = 0; text && i < length; i++)
        sum += (unsigned char)text[i];
    sum += crm_table_int(table, row, column, &value) == CRM_OK && value > 0;
    return sum + (crm_table_double(table, row, column, &real) == CRM_OK && real > 0);
}

void
fuzz_read(const crm_table *table)
{
    size_t sum = 0;

    for (size_t i = 0; i < crm_table_columns(table); i++) {
        int32_t column = crm_table_column_at(table, i);

        MUST(crm_table_name(table, column) != NULL);
        MUST(crm_table_type(table, column) != 0);
        MUST(crm_table_column(table, crm_table_name(table, column)) >= 0);
        for (size_t row = 0; row < crm_table_rows(table); row++)
            sum += read_cell(table, row, column);
    }
    MUST(sum < SIZE_MAX);
}

void
fuzz_read_record(crm_record *record)
{
    static const crm_field more[] = {-1, 60, CRM_FIELD_FIRST_CUSTOM, CRM_FIELD_FIRST_CUSTOM + 1};
    int64_t value;
    double real;
    size_t length;

    for (size_t i = 0; i < 44; i++) {
        crm_field field = i < 40 ? (crm_field)i : more[i - 40];
        const char *text = crm_record_text(record, field, &length);

        MUST(!text || strlen(text) == length);
        (void)crm_record_int(record, field, &value);
        (void)crm_record_double(record, field, &real);
    }
}

/* All whole columns of one type, or NULL. */
static void
read_whole(crm_table *table, int32_t column, size_t rows)
{
    const int64_t *offsets = NULL, *longs;
    const uint8_t *validity = NULL;
    const int32_t *ints;
    const double *reals;
    const char *bytes;
    int64_t sum = 0;

    longs = crm_table_int64s(table, column, &validity);
    ints = crm_table_int32s(table, column, &validity);
    reals = crm_table_doubles(table, column, &validity);
    bytes = crm_table_texts(table, column, &offsets, &validity);
    MUST(!longs + !ints + !reals + !bytes >= 3);
    for (size_t row = 0; row < rows; row++) {
        sum ^= longs ? longs[row] : ints ? ints[row] : reals ? reals[row] > 0 : 0;
        sum ^= validity ? validity[row / 8] : 0;
        if (bytes)
            for (int64_t at = offsets[row]; at < offsets[row + 1]; at++)
                sum ^= bytes[at];
    }
    MUST(sum != INT64_MIN + 77 || rows > 0);
}

void
fuzz_read_columns(crm_table *table)
{
    size_t rows = crm_table_rows(table);

    for (size_t i = 0; i < crm_table_columns(table); i++)
        read_whole(table, crm_table_column_at(table, i), rows);
}

void
fuzz_read_query(const crm_query *query)
{
    crm_field field = 0;
    int32_t type = 0;
    int64_t low, high;
    size_t length = 0, count = 0;
    const char *bytes = NULL;

    MUST(crm_query_fields(query, &count) != NULL || count == 0);
    MUST(crm_query_conditions(query) <= 4);
    for (size_t i = 0; i < crm_query_conditions(query); i++) {
        MUST(crm_query_condition(query, i, &field, &type) == CRM_OK);
        if (type == CRM_TYPE_TEXT)
            MUST(crm_query_text(query, i, &bytes, &length) == CRM_OK && bytes);
        else
            MUST(crm_query_int(query, i, &low, &high) == CRM_OK);
    }
}

void
fuzz_read_error(crm_context *crm)
{
    crm_kind kind = 0;
    crm_id id = 0;
    crm_field field = 0;

    MUST(crm_error_status(crm) <= 0);
    MUST(strchr(crm_message(crm), '\n') == NULL);
    MUST(crm_host_message(crm) != NULL);
    (void)crm_host_code(crm);
    crm_error_where(crm, &kind, &id, &field);
    if (kind > 0 && field >= 0)
        (void)crm_schema_name(crm, kind, field);
}

void
fuzz_read_results(crm_analysis *analysis)
{
    MUST(crm_analysis_tables(analysis) > 2);
    for (size_t i = 0; i < crm_analysis_tables(analysis); i++) {
        const char *name = crm_analysis_table_name(analysis, i);

        MUST(crm_analysis_table(analysis, name) != NULL);
        fuzz_read(crm_analysis_table(analysis, name));
    }
}

/* ---- Analyses and queries ---- */

static bool
is_one_of(const char *name, const char *const *names)
{
    while (*names && strcmp(name, *names) != 0)
        names++;
    return *names != NULL;
}

/* The default for half of all bytes, then one of the first choices, then anything. */
static int64_t
choose_value(struct fuzz *fuzz, const char *name, int64_t standard)
{
    static const char *const times[] = {"since", "known_at", NULL};
    static const char *const rooms[] = {"expected", "memory_limit", NULL};
    uint8_t way = fuzz_byte(fuzz);

    if (way >= 224)
        return strcmp(name, "expected") == 0 ? way : fuzz_value(fuzz);
    if (strcmp(name, "as_of") == 0)
        return way < 64 ? 19800 : way < 192 ? 20100 : 20300;
    if (way < 128)
        return standard;
    if (is_one_of(name, times))
        return strcmp(name, "since") == 0 ? 19600 + way : (19600 + way) * INT64_C(86400000000);
    if (is_one_of(name, rooms))
        return way * 512; /* who asks for room for a thousand million keys gets it */
    if (strcmp(name, "currency") == 0)
        return crm_currency_of(way & 1 ? "USD" : "EUR");
    return way & 7;
}

static void
write_param(struct fuzz *fuzz, const crm_descriptor *descriptor, size_t index, char *params)
{
    size_t offset = 0;
    int64_t value = 0;
    int32_t type = 0, half;
    double real;
    const char *name = crm_descriptor_param(descriptor, index, &type, &offset, &value);

    if (strcmp(name, "size") == 0)
        return;
    value = choose_value(fuzz, name, value);
    half = (int32_t)value;
    real = (double)half / 100;
    switch (type) {
    case CRM_TYPE_BP:
    case CRM_TYPE_CODE:
    case CRM_TYPE_DAY:
    case CRM_TYPE_CURRENCY:
        memcpy(params + offset, &half, sizeof half);
        break;
    case CRM_TYPE_DOUBLE:
        memcpy(params + offset, &real, sizeof real);
        break;
    default:
        memcpy(params + offset, &value, sizeof value);
    }
}

/* A list of parameters for an analysis that has one: rows of any numbers and short words. */
static void
set_list(struct fuzz *fuzz, crm_context *crm, crm_analysis *analysis)
{
    const crm_descriptor *descriptor = crm_analysis_descriptor(analysis);
    size_t lists = crm_descriptor_settings(descriptor), length;
    const char *list = crm_descriptor_setting(descriptor, fuzz_below(fuzz, lists + 1));
    crm_table *table = crm_settings_new(crm, crm_descriptor_name(descriptor), list ? list : "none");

    crm_table_add(table, fuzz_below(fuzz, 4));
    for (size_t row = 0; row < crm_table_rows(table); row++) {
        for (size_t i = 0; i < crm_table_columns(table); i++) {
            int32_t column = crm_table_column_at(table, i);
            const char *text;

            if (crm_table_type(table, column) == CRM_TYPE_TEXT) {
                text = fuzz_text(fuzz, 6, &length);
                (void)crm_table_set_text(table, row, column, text, length);
            } else {
                (void)crm_table_set_int(table, row, column, fuzz_byte(fuzz) % 8);
            }
        }
    }
    (void)crm_analysis_set(analysis, list ? list : "none", table);
    crm_table_free(table);
}

crm_analysis *
fuzz_analysis(struct fuzz *fuzz, crm_context *crm)
{
    const crm_descriptor *descriptor = crm_descriptor_at(fuzz_below(fuzz, crm_descriptors()));
    union {
        char bytes[512];
        uint32_t size;
        int64_t aligned;
    } params = {{0}};
    crm_analysis *analysis;

    MUST(crm_descriptor_params_size(descriptor) <= sizeof params);
    for (size_t i = 0; crm_descriptor_param(descriptor, i, NULL, NULL, NULL); i++)
        write_param(fuzz, descriptor, i, params.bytes);
    params.size = (uint32_t)crm_descriptor_params_size(descriptor);
    analysis = crm_analysis_new(crm, crm_descriptor_name(descriptor), &params);
    if (analysis && fuzz_byte(fuzz) >= 192)
        set_list(fuzz, crm, analysis);
    return analysis;
}

crm_query *
fuzz_query(struct fuzz *fuzz, crm_context *crm, crm_kind kind)
{
    crm_query *query = crm_query_new(crm, kind);
    size_t fields = crm_schema_fields(crm, kind), length;

    for (size_t i = fuzz_byte(fuzz) % 4; i > 0; i--)
        crm_query_want(query, crm_schema_field(crm, kind, fuzz_below(fuzz, fields + 1)));
    for (size_t i = fuzz_byte(fuzz) % 6; i > 2; i--) {
        crm_field field = crm_schema_field(crm, kind, fuzz_below(fuzz, fields + 1));
        const char *text;

        if (crm_schema_type(crm, kind, field) == CRM_TYPE_TEXT) {
            text = fuzz_text(fuzz, 6, &length);
            crm_query_where_text(query, field, text, length);
        } else {
            int64_t low = fuzz_value(fuzz), high = fuzz_value(fuzz);

            crm_query_where_int(query, field, low, high);
        }
    }
    return query;
}
