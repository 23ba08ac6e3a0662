/*
 * map_file.c - a map from its first line to its last: reading the file, feeding its lines to the
 * reader, freeing, and the two questions that the loader asks of a map.
 */
#include "map.h"

#include "map_check.h"
#include "map_reader.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 1 << 24 }; /* bytes of a map file: far above any that a person writes */

static struct map *
new_map(const char *name)
{
    struct map *map = memory_new(1, sizeof *map);

    map->name = pool_text(&map->pool, name, strlen(name));
    map->settings = (struct map_settings){
        .title = "Report",
        .as_of = CRM_DAY_NONE,
        .known_at = CRM_DAY_NONE,
        .lost_days = 365,
        .top = 1,
        .sales = CRM_SALES_PURCHASES,
        .unit = CRM_UNIT_ACCOUNT,
        .columns = CRM_COLUMNS_PRODUCT,
        .rounding = CRM_ROUND_HALF_EVEN,
        .form = {"%Y-%m-%d", '.', 0, ','},
    };
    return map;
}

static bool
check_text(const struct map *map, const char *bytes, size_t size, struct fault *fault)
{
    size_t bad = utf8_check(bytes, size), i;
    struct place place = {map->name, 1, 1};

    if (bad == size)
        return true;
    for (i = 0; i < bad; i++) {
        if (bytes[i] == '\n') {
            place.line++;
            place.column = 1;
        } else if (((unsigned char)bytes[i] & 0xC0) != 0x80) {
            place.column++;
        }
    }
    return fault_at(fault, place, "byte 0x%02X is not UTF-8 text", (unsigned char)bytes[bad]);
}

static bool
read_lines(struct map_reader *reader, const char *bytes, size_t size)
{
    struct place place = {reader->map->name, 0, 0};
    const char *end = bytes + size;

    while (bytes < end) {
        const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
        size_t length = (size_t)((stop ? stop : end) - bytes);

        place.line++;
        if (!tokens_read(&reader->tokens, &reader->map->pool, bytes, length, place,
                         reader->fault) ||
            !map_read_line(reader))
            return false;
        bytes += length + 1;
        if (!stop)
            break;
    }
    return true;
}

struct map *
map_read_memory(const char *bytes, size_t size, const char *name, struct fault *fault)
{
    struct map *map = new_map(name);
    struct map_reader reader = {.map = map, .fault = fault};

    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    map->text = pool_text(&map->pool, bytes, size);
    if (!check_text(map, bytes, size, fault) || !read_lines(&reader, bytes, size) ||
        !map_check(map, fault)) {
        map_free(map);
        map = NULL;
    }
    free(reader.tokens.items);
    return map;
}

struct map *
map_read(const char *path, struct fault *fault)
{
    struct place place = {path, 0, 0};
    FILE *file = fopen(path, "rb");
    struct map *map = NULL;
    char *bytes = NULL;
    size_t capacity = 0, size = 0, got;

    if (!file) {
        fault_at(fault, place, "there is no such file, or it cannot be read");
        return NULL;
    }
    do {
        memory_grow((void **)&bytes, &capacity, size + 4096, 1);
        got = fread(bytes + size, 1, capacity - size, file);
        size += got;
    } while (got > 0 && size <= LARGEST);
    if (ferror(file))
        fault_at(fault, place, "cannot be read");
    else if (size > LARGEST)
        fault_at(fault, place, "too large for a map");
    else
        map = map_read_memory(bytes, size, path, fault);
    fclose(file);
    free(bytes);
    return map;
}

static void
free_section(struct map_section *section)
{
    size_t i;

    for (i = 0; i < section->entry_count; i++) {
        free(section->entries[i].parts);
        free(section->entries[i].aliases.items);
    }
    for (i = 0; i < section->where_count; i++)
        free(section->wheres[i].texts);
    free(section->entries);
    free(section->wheres);
}

void
map_free(struct map *map)
{
    size_t i;

    if (!map)
        return;
    for (i = 0; i < map->section_count; i++)
        free_section(&map->sections[i]);
    for (i = 0; i < map->pipeline_count; i++)
        free(map->pipelines[i].stages);
    free(map->sections);
    free(map->pipelines);
    free(map->aliases.items);
    pool_free(&map->pool);
    free(map);
}

const struct map_entry *
map_entry_of(const struct map_section *section, crm_field field)
{
    size_t i;

    for (i = 0; i < section->entry_count; i++)
        if (section->entries[i].field == field)
            return &section->entries[i];
    return NULL;
}

const char *
map_alias_of(const struct map_aliases *aliases, crm_kind kind, const char *text)
{
    size_t i;

    for (i = 0; i < aliases->count; i++)
        if (aliases->items[i].kind == kind && strcmp(aliases->items[i].from, text) == 0)
            return aliases->items[i].to;
    return text;
}
