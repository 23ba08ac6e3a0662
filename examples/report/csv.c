/*
 * csv.c - a reader of CSV. Bytes come in blocks; a row is gathered in one buffer, field after
 * field, each ended by NUL. Quoted and bare fields are read by one function each, which stop at
 * what ends the field.
 */
#include "csv.h"

#include "memory.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 65536, END = -1, BROKEN = -2 };

struct field {
    size_t start, length; /* in the row's text */
    size_t line, column;
};

struct csv {
    FILE *file;
    char *block; /* of the file; NULL when reading memory */
    const char *bytes;
    size_t size, at, before; /* of the present block; bytes read before it */
    const char *name;
    char separator;
    size_t line, column; /* of the next character */
    char *text;
    size_t text_size, text_capacity;
    struct field *fields;
    size_t count, capacity;
    struct fault *fault;
};

static struct csv *
make(const char *name, char separator, struct fault *fault)
{
    struct csv *csv = memory_new(1, sizeof *csv);

    csv->name = name;
    csv->separator = separator;
    csv->line = csv->column = 1;
    csv->fault = fault;
    return csv;
}

/* The next byte without taking it; END, or BROKEN when reading fails. */
static int
peek(struct csv *csv)
{
    if (csv->at == csv->size) {
        if (!csv->file)
            return END;
        csv->before += csv->size;
        csv->at = 0;
        csv->size = fread(csv->block, 1, BLOCK, csv->file);
        csv->bytes = csv->block;
        if (csv->size == 0 && ferror(csv->file)) {
            fault_at(csv->fault, (struct place){csv->name, csv->line, 0}, "cannot be read");
            return BROKEN;
        }
        if (csv->size == 0)
            return END;
    }
    return (unsigned char)csv->bytes[csv->at];
}

static void
take(struct csv *csv)
{
    unsigned char byte = (unsigned char)csv->bytes[csv->at++];

    if (byte == '\n') {
        csv->line++;
        csv->column = 1;
    } else if ((byte & 0xC0) != 0x80) {
        csv->column++;
    }
}

static void
keep(struct csv *csv, int byte)
{
    memory_grow((void **)&csv->text, &csv->text_capacity, csv->text_size + 1, 1);
    csv->text[csv->text_size++] = (char)byte;
}

static bool
wrong(struct csv *csv, const char *words)
{
    return fault_at(csv->fault, (struct place){csv->name, csv->line, csv->column}, "%s", words);
}

static void
skip_mark(struct csv *csv)
{
    static const char mark[] = "\xEF\xBB\xBF";

    if (peek(csv) >= 0 && csv->size - csv->at >= 3 && memcmp(csv->bytes + csv->at, mark, 3) == 0)
        csv->at += 3;
}

struct csv *
csv_open(const char *path, const char *name, char separator, struct fault *fault)
{
    FILE *file = fopen(path, "rb");
    struct csv *csv;

    if (!file) {
        fault_at(fault, (struct place){name, 0, 0}, "there is no such file, or it cannot be read");
        return NULL;
    }
    csv = make(name, separator, fault);
    csv->file = file;
    csv->block = memory_new(1, BLOCK);
    skip_mark(csv);
    return csv;
}

struct csv *
csv_open_memory(const char *bytes, size_t size, const char *name, char separator,
                struct fault *fault)
{
    struct csv *csv = make(name, separator, fault);

    csv->bytes = bytes;
    csv->size = size;
    skip_mark(csv);
    return csv;
}

void
csv_close(struct csv *csv)
{
    if (!csv)
        return;
    if (csv->file)
        fclose(csv->file);
    free(csv->block);
    free(csv->text);
    free(csv->fields);
    free(csv);
}

/* A field in quotes, up to what follows the closing one. */
static bool
read_quoted(struct csv *csv)
{
    struct place open = {csv->name, csv->line, csv->column};
    int byte;

    take(csv);
    for (;;) {
        byte = peek(csv);
        if (byte == BROKEN)
            return false;
        if (byte == END)
            return fault_at(csv->fault, open, "a quote is opened here and never closed");
        take(csv);
        if (byte != '"') {
            keep(csv, byte);
            continue;
        }
        if (peek(csv) != '"')
            break;
        keep(csv, '"');
        take(csv);
    }
    byte = peek(csv);
    if (byte >= 0 && byte != csv->separator && byte != '\n' && byte != '\r')
        return wrong(csv, "text behind the closing quote of a field");
    return byte != BROKEN;
}

static bool
read_bare(struct csv *csv)
{
    for (;;) {
        int byte = peek(csv);

        if (byte == BROKEN)
            return false;
        if (byte == END || byte == (unsigned char)csv->separator || byte == '\n' || byte == '\r')
            return true;
        if (byte == '"')
            return wrong(csv, "a quote inside a field that is not in quotes");
        keep(csv, byte);
        take(csv);
    }
}

static bool
check_text(struct csv *csv, const struct field *field)
{
    const char *text = csv->text + field->start;
    size_t bad = utf8_check(text, field->length), i;
    struct place place = {csv->name, field->line, field->column};

    if (bad == field->length)
        return true;
    for (i = 0; i < bad; i++) {
        if (text[i] == '\n') {
            place.line++;
            place.column = 1;
        } else if (((unsigned char)text[i] & 0xC0) != 0x80) {
            place.column++;
        }
    }
    return fault_at(csv->fault, place, "byte 0x%02X is not UTF-8 text", (unsigned char)text[bad]);
}

static bool
read_field(struct csv *csv)
{
    struct field *field;
    bool good;

    memory_grow((void **)&csv->fields, &csv->capacity, csv->count + 1, sizeof *csv->fields);
    field = &csv->fields[csv->count++];
    *field = (struct field){csv->text_size, 0, csv->line, csv->column};
    good = peek(csv) == '"' ? read_quoted(csv) : read_bare(csv);
    field->length = csv->text_size - field->start;
    keep(csv, '\0');
    return good && check_text(csv, field);
}

/* The end of a line, if it is one. */
static bool
end_line(struct csv *csv)
{
    if (peek(csv) == '\r') {
        take(csv);
        if (peek(csv) != '\n')
            return wrong(csv, "a carriage return that no line feed follows");
    }
    if (peek(csv) == '\n')
        take(csv);
    return true;
}

static bool
read_row(struct csv *csv)
{
    csv->count = csv->text_size = 0;
    for (;;) {
        if (!read_field(csv))
            return false;
        if (peek(csv) != (unsigned char)csv->separator)
            return end_line(csv);
        take(csv);
    }
}

bool
csv_next(struct csv *csv)
{
    if (csv->fault->text[0])
        return false;
    do {
        if (peek(csv) < 0 || !read_row(csv)) {
            csv->count = 0;
            return false;
        }
    } while (csv->count == 1 && csv->fields[0].length == 0);
    return true;
}

size_t
csv_fields(const struct csv *csv)
{
    return csv->count;
}

const char *
csv_field(const struct csv *csv, size_t index, size_t *out_length)
{
    if (index >= csv->count)
        return NULL;
    if (out_length)
        *out_length = csv->fields[index].length;
    return csv->text + csv->fields[index].start;
}

struct place
csv_place(const struct csv *csv, size_t index)
{
    if (csv->count == 0)
        return (struct place){csv->name, csv->line, csv->column};
    if (index >= csv->count)
        return (struct place){csv->name, csv->fields[0].line, 0};
    return (struct place){csv->name, csv->fields[index].line, csv->fields[index].column};
}

size_t
csv_bytes(const struct csv *csv)
{
    return csv->before + csv->at;
}
