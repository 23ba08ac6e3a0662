/*
 * left.h - what could not be taken over from the files, counted: names that nobody has, and rows
 * that could not do without them. The report ends with it.
 */
#ifndef REPORT_LEFT_H
#define REPORT_LEFT_H

#include "fault.h"
#include "memory.h"

#include "crm/crm.h"

struct left_item {
    crm_kind kind;   /* of the rows */
    crm_field field; /* whose name is unknown */
    bool row_left;   /* the rows were left out, not the field alone */
    size_t rows;
    const char *example; /* of the first */
    const char *file;
    size_t line;
};

struct left {
    struct pool pool;
    struct left_item *items;
    size_t count, capacity;
    size_t stage_disagrees; /* deals whose stage is not what their log ends in */
};

/** Count a name that was not found. */
void left_name(struct left *left, crm_kind kind, crm_field field, bool row_left, const char *name,
               struct place place);

/** Unknown names in all, and rows left out for them. */
size_t left_names(const struct left *left);
size_t left_rows(const struct left *left);

void left_free(struct left *left);

#endif
