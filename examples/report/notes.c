/*
 * notes.c - one line a fact, of numbers and texts; a text is its length in bytes, a colon and the
 * bytes, so that it may hold anything:
 *
 *     crm-report 1
 *     stages 3
 *     left 10 18 0 7 24 11:orders.csv 6:Rubber
 *     map 2711:# Tangerine ...
 */
#include "notes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char head[] = "crm-report 1\n";

static void
add_number(struct page *notes, int64_t number)
{
    char text[24];

    snprintf(text, sizeof text, " %" PRId64, number);
    page_add(notes, text);
}

static void
add_text(struct page *notes, const char *text)
{
    add_number(notes, (int64_t)strlen(text));
    page_add(notes, ":");
    page_add(notes, text);
}

void
notes_write(struct page *notes, const struct left *left, const struct map *map)
{
    size_t i;

    page_add(notes, head);
    page_add(notes, "stages");
    add_number(notes, (int64_t)left->stage_disagrees);
    for (i = 0; i < left->count; i++) {
        const struct left_item *item = &left->items[i];

        page_add(notes, "\nleft");
        add_number(notes, item->kind);
        add_number(notes, item->field);
        add_number(notes, item->row_left);
        add_number(notes, (int64_t)item->rows);
        add_number(notes, (int64_t)item->line);
        add_text(notes, item->file);
        add_text(notes, item->example);
    }
    page_add(notes, "\nmap");
    add_text(notes, map->text);
    page_add(notes, "\n");
}

/* ---- Reading ---- */

struct source {
    const char *at, *end;
};

static bool
take(struct source *source, const char *word)
{
    size_t length = strlen(word);

    if ((size_t)(source->end - source->at) < length || memcmp(source->at, word, length) != 0)
        return false;
    source->at += length;
    return true;
}

static bool
take_number(struct source *source, int64_t *out)
{
    const char *first;
    bool below;

    if (!take(source, " "))
        return false;
    below = take(source, "-");
    first = source->at;
    for (*out = 0; source->at < source->end && *source->at >= '0' && *source->at <= '9';
         source->at++) {
        if (source->at - first > 17)
            return false;
        *out = *out * 10 + (*source->at - '0');
    }
    if (below)
        *out = -*out;
    return source->at > first;
}

static bool
take_text(struct source *source, const char **out, size_t *out_length)
{
    int64_t length;

    if (!take_number(source, &length) || !take(source, ":") || length < 0 ||
        length > source->end - source->at)
        return false;
    *out = source->at;
    *out_length = (size_t)length;
    source->at += length;
    return true;
}

static bool
take_left(struct source *source, struct left *left)
{
    int64_t numbers[5];
    const char *file, *example;
    size_t file_length, example_length, i;

    for (i = 0; i < 5; i++)
        if (!take_number(source, &numbers[i]))
            return false;
    if (!take_text(source, &file, &file_length) || !take_text(source, &example, &example_length) ||
        numbers[3] < 0 || numbers[4] < 0)
        return false;
    memory_grow((void **)&left->items, &left->capacity, left->count + 1, sizeof *left->items);
    left->items[left->count++] =
        (struct left_item){.kind = (crm_kind)numbers[0],
                           .field = (crm_field)numbers[1],
                           .row_left = numbers[2] != 0,
                           .rows = (size_t)numbers[3],
                           .example = pool_text(&left->pool, example, example_length),
                           .file = pool_text(&left->pool, file, file_length),
                           .line = (size_t)numbers[4]};
    return true;
}

bool
notes_read(const struct page *notes, struct left *left, struct map **out_map, struct place place,
           struct fault *fault)
{
    struct source source = {notes->text, notes->text + notes->size};
    const char *map = NULL;
    size_t map_length = 0;
    int64_t stages = 0;
    bool good = take(&source, head) && take(&source, "stages") && take_number(&source, &stages);

    while (good && take(&source, "\nleft"))
        good = take_left(&source, left);
    good = good && stages >= 0 && take(&source, "\nmap") && take_text(&source, &map, &map_length);
    if (!good)
        return fault_at(
            fault, place,
            "the notes of the import (table crm_report_import) are not of this program");
    left->stage_disagrees = (size_t)stages;
    if (out_map)
        *out_map = map_read_memory(map, map_length, "map of the import", fault);
    return !out_map || *out_map;
}
