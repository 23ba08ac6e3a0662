/*
 * via.c - a file of keys and values, read whole. Of a key that stands twice the first row counts.
 */
#include "via.h"

#include "csv.h"
#include "header.h"
#include "index.h"

#include <stdlib.h>
#include <string.h>

struct via {
    struct pool pool;
    struct index *index;
    const char **values;
    size_t count, capacity;
};

char *
via_path(const char *folder, const char *file)
{
    size_t front = file[0] == '/' ? 0 : strlen(folder), length = strlen(file);
    char *path = memory_new(front + length + 2, 1);

    memcpy(path, folder, front);
    if (front && path[front - 1] != '/')
        path[front++] = '/';
    memcpy(path + front, file, length + 1);
    return path;
}

static void
add(struct via *via, struct csv *csv, size_t key_column, size_t value_column)
{
    size_t key_length, value_length;
    const char *key = csv_field(csv, key_column, &key_length);
    const char *value = csv_field(csv, value_column, &value_length);

    key_length = header_trim(&key, key_length);
    value_length = header_trim(&value, value_length);
    memory_grow((void **)&via->values, &via->capacity, via->count + 1, sizeof *via->values);
    index_add(via->index, pool_text(&via->pool, key, key_length), (int64_t)via->count);
    via->values[via->count++] = value_length ? pool_text(&via->pool, value, value_length) : NULL;
}

static void
read_all(struct via *via, const struct map_via *map, struct csv *csv, struct fault *fault)
{
    struct header header = {0};
    size_t key, value;

    if (header_read(&header, csv, map->file, fault) &&
        header_find(&header, &map->key, &key, fault) &&
        header_find(&header, &map->value, &value, fault))
        while (csv_next(csv) && header_fits(&header, csv, fault))
            add(via, csv, key, value);
    header_free(&header);
}

struct via *
via_open(const struct map_via *map, const char *folder, char separator, struct fault *fault)
{
    char *path = via_path(folder, map->file);
    struct csv *csv = csv_open(path, map->file, separator, fault);
    struct via *via = memory_new(1, sizeof *via);

    via->index = index_new();
    if (csv)
        read_all(via, map, csv, fault);
    csv_close(csv);
    free(path);
    if (!fault->text[0])
        return via;
    via_close(via);
    return NULL;
}

void
via_close(struct via *via)
{
    if (!via)
        return;
    index_free(via->index);
    pool_free(&via->pool);
    free(via->values);
    free(via);
}

const char *
via_find(const struct via *via, const char *key)
{
    int64_t at;

    return index_find(via->index, key, &at) == INDEX_NONE ? NULL : via->values[at];
}
