/*
 * fuzz_csv.c - the CSV reader: any bytes are rows, or a fault. Rows that were read, written again
 * with every field in quotes, are the same rows.
 */
#include "fuzz.h"

#include "csv.h"
#include "dates.h"
#include "number.h"
#include "utf8.h"

struct copy {
    char *bytes;
    size_t count, capacity;
    size_t rows;
    uint64_t sum;
};

static void
put(struct copy *copy, char byte)
{
    if (copy->count == copy->capacity) {
        copy->capacity = copy->capacity ? copy->capacity * 2 : 256;
        copy->bytes = realloc(copy->bytes, copy->capacity);
        MUST(copy->bytes != NULL);
    }
    copy->bytes[copy->count++] = byte;
}

static void
put_field(struct copy *copy, const char *field, size_t length)
{
    put(copy, '"');
    for (size_t i = 0; i < length; i++) {
        if (field[i] == '"')
            put(copy, '"');
        put(copy, field[i]);
        copy->sum = (copy->sum ^ (unsigned char)field[i]) * 1099511628211u;
    }
    put(copy, '"');
    copy->sum = (copy->sum ^ length) * 1099511628211u;
}

/* What a field can be read as; whatever it is, the readers stay inside of it. */
static void
read_field(const char *field, size_t length)
{
    static const char *const forms[] = {"%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y %H:%M", "%Y%m%d%H%M%S"};
    crm_day day = 0;
    int32_t number = 0;
    int64_t value = 0;

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (dates_form(forms[i]) && dates_read(field, forms[i], &day, &number))
            MUST(day != CRM_DAY_NONE && number < 86400);
    if (number_decimal(field, length, ',', ' ', &value, &number))
        MUST(number >= 0);
    (void)number_ratio(field, length, (enum map_ratio)(length % 3), '.', 0, &value);
    if (utf8_check(field, length) < length)
        return;
    for (size_t width = 0; width < 4; width++)
        MUST(utf8_width(field, utf8_cut(field, length, width)) <= width);
    MUST(utf8_count(field, length) <= length);
}

/* All rows, copied. False when there is a fault. */
static bool
read_all(const char *bytes, size_t size, char separator, struct copy *copy)
{
    struct fault fault = {""};
    struct csv *csv = csv_open_memory(bytes, size, "a.csv", separator, &fault);

    MUST((csv == NULL) == (fault.text[0] != '\0'));
    while (csv && csv_next(csv)) {
        for (size_t i = 0; i < csv_fields(csv); i++) {
            size_t length = 0;
            const char *field = csv_field(csv, i, &length);

            MUST(strlen(field) == length);
            MUST(csv_place(csv, i).line > 0);
            if (i > 0)
                put(copy, separator);
            put_field(copy, field, length);
            read_field(field, length);
        }
        put(copy, '\n');
        copy->rows++;
        copy->sum = copy->sum * 31 + csv_fields(csv);
        MUST(csv_bytes(csv) <= size);
    }
    csv_close(csv);
    return fault.text[0] == '\0';
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char separators[] = {',', ';', '\t', '|'};
    char separator = size ? separators[data[0] % sizeof separators] : ',';
    struct copy once = {0}, twice = {0};

    if (read_all((const char *)data + (size > 0), size - (size > 0), separator, &once)) {
        MUST(read_all(once.bytes ? once.bytes : "", once.count, separator, &twice));
        MUST(once.rows == twice.rows && once.sum == twice.sum);
    }
    free(once.bytes);
    free(twice.bytes);
    return 0;
}
