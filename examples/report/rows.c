/*
 * rows.c - binds the columns that a section names to those of its file, once, and then gives the
 * texts of its entries row by row, each put together in a buffer of the entry.
 */
#include "rows.h"

#include "header.h"
#include "index.h"
#include "via.h"

#include <stdlib.h>
#include <string.h>

/* What an entry needs besides its part of the map. */
struct bound {
    size_t *columns; /* of its parts; those that are no column are not looked at */
    struct via *via;
    char *text;
    size_t capacity;
    bool missed; /* the present key was not found there */
};

struct rows {
    const struct map_section *section;
    struct csv *csv;
    struct header header;
    struct pool pool;
    struct bound *bounds;
    size_t *wheres; /* column of each */
    struct index *seen;
    struct fault *fault;
};

static bool
bind_entry(struct rows *rows, const struct map_entry *entry, struct bound *bound,
           const char *folder)
{
    size_t i;

    bound->columns = pool_new(&rows->pool, entry->count * sizeof *bound->columns);
    for (i = 0; i < entry->count; i++)
        if (entry->parts[i].type == MAP_PART_COLUMN &&
            !header_find(&rows->header, &entry->parts[i].column, &bound->columns[i], rows->fault))
            return false;
    if (!entry->via)
        return true;
    bound->via = via_open(entry->via, folder, rows->section->form.separator, rows->fault);
    return bound->via != NULL;
}

static bool
bind_all(struct rows *rows, const char *folder)
{
    const struct map_section *section = rows->section;
    size_t i;

    rows->wheres = pool_new(&rows->pool, section->where_count * sizeof *rows->wheres);
    for (i = 0; i < section->where_count; i++)
        if (!header_find(&rows->header, &section->wheres[i].column, &rows->wheres[i], rows->fault))
            return false;
    for (i = 0; i < section->entry_count; i++)
        if (!bind_entry(rows, &section->entries[i], &rows->bounds[i], folder))
            return false;
    return true;
}

struct rows *
rows_open(const struct map_section *section, const char *folder, struct fault *fault)
{
    char *path = via_path(folder, section->file);
    struct csv *csv = csv_open(path, section->file, section->form.separator, fault);
    struct rows *rows;

    free(path);
    if (!csv)
        return NULL;
    rows = memory_new(1, sizeof *rows);
    rows->section = section;
    rows->csv = csv;
    rows->fault = fault;
    rows->seen = index_new();
    rows->bounds = memory_new(section->entry_count, sizeof *rows->bounds);
    if (header_read(&rows->header, csv, section->file, fault) && bind_all(rows, folder))
        return rows;
    rows_close(rows);
    return NULL;
}

void
rows_close(struct rows *rows)
{
    size_t i;

    if (!rows)
        return;
    for (i = 0; i < rows->section->entry_count; i++) {
        via_close(rows->bounds[i].via);
        free(rows->bounds[i].text);
    }
    free(rows->bounds);
    index_free(rows->seen);
    header_free(&rows->header);
    pool_free(&rows->pool);
    csv_close(rows->csv);
    free(rows);
}

/* Text of a column without the blanks around it, which need not end in NUL. */
static const char *
column_text(const struct rows *rows, size_t column, size_t *out_length)
{
    const char *text = csv_field(rows->csv, column, out_length);

    *out_length = header_trim(&text, *out_length);
    return text;
}

static bool
selected(const struct rows *rows)
{
    size_t i, j, length;

    for (i = 0; i < rows->section->where_count; i++) {
        const struct map_where *where = &rows->section->wheres[i];
        const char *text = column_text(rows, rows->wheres[i], &length);
        bool one = false;

        for (j = 0; j < where->count; j++)
            one |= strlen(where->texts[j]) == length && memcmp(where->texts[j], text, length) == 0;
        if (one == where->differs)
            return false;
    }
    return true;
}

static bool
first_of_its_key(struct rows *rows)
{
    const struct map_entry *entry = map_entry_of(rows->section, CRM_FIELD_EXTERNAL_ID);
    const char *key;
    int64_t ignored;

    if (!rows->section->distinct)
        return true;
    key = rows_text(rows, (size_t)(entry - rows->section->entries));
    if (!key || index_find(rows->seen, key, &ignored) != INDEX_NONE)
        return false;
    index_add(rows->seen, key, 1);
    return true;
}

bool
rows_next(struct rows *rows)
{
    while (csv_next(rows->csv)) {
        if (!header_fits(&rows->header, rows->csv, rows->fault))
            return false;
        if (selected(rows) && first_of_its_key(rows))
            return true;
    }
    return false;
}

/* The pieces of an entry, joined with a blank, in its buffer. */
static const char *
join(struct rows *rows, const struct map_entry *entry, struct bound *bound)
{
    size_t size = 0, i;

    memory_grow((void **)&bound->text, &bound->capacity, 1, 1);
    for (i = 0; i < entry->count; i++) {
        const char *text = entry->parts[i].text;
        size_t length = text ? strlen(text) : 0;

        if (entry->parts[i].type == MAP_PART_COLUMN)
            text = column_text(rows, bound->columns[i], &length);
        if (length == 0)
            continue;
        memory_grow((void **)&bound->text, &bound->capacity, size + length + 2, 1);
        if (size)
            bound->text[size++] = ' ';
        memcpy(bound->text + size, text, length);
        size += length;
    }
    bound->text[size] = '\0';
    return bound->text;
}

const char *
rows_text(struct rows *rows, size_t index)
{
    const struct map_entry *entry = &rows->section->entries[index];
    struct bound *bound = &rows->bounds[index];
    const char *text = join(rows, entry, bound);

    bound->missed = false;
    if (entry->via && *text) {
        text = via_find(bound->via, text);
        bound->missed = text == NULL;
    }
    if (text)
        text = map_alias_of(&entry->aliases, 0, text);
    if ((!text || !*text) && entry->otherwise)
        text = entry->otherwise;
    return text && *text ? text : NULL;
}

const char *
rows_missed(const struct rows *rows, size_t index)
{
    return rows->bounds[index].missed ? rows->bounds[index].text : NULL;
}

struct place
rows_place(const struct rows *rows, size_t index)
{
    const struct map_entry *entry = &rows->section->entries[index];
    size_t i;

    for (i = 0; i < entry->count; i++)
        if (entry->parts[i].type == MAP_PART_COLUMN)
            return csv_place(rows->csv, rows->bounds[index].columns[i]);
    return entry->place;
}

struct place
rows_row(const struct rows *rows)
{
    return csv_place(rows->csv, 0);
}

size_t
rows_bytes(const struct rows *rows)
{
    return csv_bytes(rows->csv);
}
