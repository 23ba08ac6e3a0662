/*
 * left.c - counts of what was left out, one for each field and consequence.
 */
#include "left.h"

#include <stdlib.h>
#include <string.h>

void
left_name(struct left *left, crm_kind kind, crm_field field, bool row_left, const char *name,
          struct place place)
{
    struct left_item *item;
    size_t i;

    for (i = 0; i < left->count; i++) {
        item = &left->items[i];
        if (item->kind == kind && item->field == field && item->row_left == row_left) {
            item->rows++;
            return;
        }
    }
    memory_grow((void **)&left->items, &left->capacity, left->count + 1, sizeof *item);
    left->items[left->count++] =
        (struct left_item){kind,
                           field,
                           row_left,
                           1,
                           pool_text(&left->pool, name, strlen(name)),
                           pool_text(&left->pool, place.file, strlen(place.file)),
                           place.line};
}

size_t
left_names(const struct left *left)
{
    size_t rows = 0, i;

    for (i = 0; i < left->count; i++)
        rows += left->items[i].rows;
    return rows;
}

size_t
left_rows(const struct left *left)
{
    size_t rows = 0, i;

    for (i = 0; i < left->count; i++)
        if (left->items[i].row_left)
            rows += left->items[i].rows;
    return rows;
}

void
left_free(struct left *left)
{
    free(left->items);
    pool_free(&left->pool);
}
