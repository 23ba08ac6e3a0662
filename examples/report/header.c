/*
 * header.c - the first line of a CSV file.
 */
#include "header.h"

#include <string.h>

size_t
header_trim(const char **text, size_t length)
{
    while (length && strchr(" \t\r\n", (*text)[0])) {
        ++*text;
        length--;
    }
    while (length && strchr(" \t\r\n", (*text)[length - 1]))
        length--;
    return length;
}

bool
header_read(struct header *header, struct csv *csv, const char *file, struct fault *fault)
{
    size_t i;

    header->file = file;
    if (!csv_next(csv))
        return fault_at(fault, (struct place){file, 0, 0},
                        "the file is empty: a first line with "
                        "the names of its columns is needed");
    header->count = csv_fields(csv);
    header->names = pool_new(&header->pool, header->count * sizeof *header->names);
    for (i = 0; i < header->count; i++) {
        size_t length;
        const char *text = csv_field(csv, i, &length);

        length = header_trim(&text, length);
        header->names[i] = pool_text(&header->pool, text, length);
    }
    return true;
}

void
header_free(struct header *header)
{
    pool_free(&header->pool);
}

bool
header_find(const struct header *header, const struct map_column *column, size_t *out_index,
            struct fault *fault)
{
    int32_t met = 0;
    size_t i;

    for (i = 0; i < header->count; i++) {
        if (column->name && strcmp(header->names[i], column->name) != 0)
            continue;
        if (++met == column->nth) {
            *out_index = i;
            return true;
        }
    }
    if (!column->name)
        return fault_at(fault, column->place, "%.100s has %zu columns, and no column #%d",
                        header->file, header->count, (int)column->nth);
    if (met)
        return fault_at(fault, column->place, "%.100s has %d columns \"%.80s\", and no #%d",
                        header->file, (int)met, column->name, (int)column->nth);
    return fault_at(fault, column->place, "%.100s has no column \"%.80s\"", header->file,
                    column->name);
}

bool
header_fits(const struct header *header, const struct csv *csv, struct fault *fault)
{
    if (csv_fields(csv) == header->count)
        return true;
    return fault_at(fault, csv_place(csv, csv_fields(csv)),
                    "the row has %zu fields, the first line of the file %zu", csv_fields(csv),
                    header->count);
}
