/*
 * map.h - the map file: how the columns of CSV files become records of libcrm, and what the report
 * is about. docs/report.md describes its form.
 */
#ifndef REPORT_MAP_H
#define REPORT_MAP_H

#include "fault.h"
#include "memory.h"

#include "crm/crm.h"

/* Fields that the map knows besides those of the kinds. */
enum {
    MAP_UNIT_PRICE = -2,      /* purchase: crm_line_net works out net and list */
    MAP_DISCOUNT = -3,        /* purchase */
    MAP_DISCOUNT_AMOUNT = -4, /* purchase */
    MAP_PARENT_SINCE = -5     /* account: first day under its parent */
};

/* How texts of a file are written. */
struct map_form {
    const char *dates;
    char decimal, grouping, separator; /* grouping 0 = none */
};

struct map_alias {
    const char *from, *to;
    crm_kind kind; /* of a name that is referred to; 0 inside a section */
    struct place place;
};

struct map_aliases {
    struct map_alias *items;
    size_t count, capacity;
};

/* A column of a file: the nth of a name, or by position. */
struct map_column {
    const char *name; /* NULL = by position */
    int32_t nth;      /* from 1 */
    struct place place;
};

enum map_part_type { MAP_PART_TEXT, MAP_PART_COLUMN, MAP_PART_PATH };

/* One piece of a value; pieces are joined with a blank. */
struct map_part {
    enum map_part_type type;
    const char *text;         /* MAP_PART_TEXT */
    struct map_column column; /* MAP_PART_COLUMN */
    crm_field reference;      /* MAP_PART_PATH: a field of the section ... */
    crm_field field;          /* ... and one of the record that it refers to */
};

/* Look a text up in another file. */
struct map_via {
    const char *file;
    struct map_column key, value;
};

enum map_ratio { MAP_PERCENT, MAP_FRACTION, MAP_BP };

struct map_entry {
    crm_field field;
    const char *name;
    struct map_part *parts; /* none: the value is `none` */
    size_t count, capacity;
    crm_field by; /* field of the record referred to; -1 = the default */
    struct map_via *via;
    const char *dates, *otherwise; /* NULL = not said */
    enum map_ratio ratio;
    int64_t times;
    bool rounded, authority;
    struct map_aliases aliases;
    struct place place;
};

struct map_where {
    struct map_column column;
    bool differs; /* none of the texts, else one of them */
    const char **texts;
    size_t count, capacity;
};

struct map_section {
    crm_kind kind;
    const char *file;
    struct map_form form;
    bool distinct;
    struct map_entry *entries;
    size_t entry_count, entry_capacity;
    struct map_where *wheres;
    size_t where_count, where_capacity;
    struct place place;
};

struct map_stage {
    const char *name;
    int64_t position, expected_days, max_days; /* 0 = not said, of the days */
    int32_t outcome, probability_bp;           /* -1 = not said */
    bool assumed;
    struct place place;
};

struct map_pipeline {
    const char *name;
    struct map_stage *stages;
    size_t count, capacity;
    struct place place;
};

struct map_settings {
    const char *title;
    crm_day as_of, known_at;
    int64_t months, target_wins, category_levels, lost_days, top;
    crm_currency currency;
    int32_t sales, unit, columns, rounding;
    struct map_form form;
};

struct map {
    struct pool pool; /* of all text */
    const char *name; /* what messages call the file */
    const char *text; /* all of it */
    struct map_settings settings;
    struct map_aliases aliases; /* of names that are referred to */
    struct map_section *sections;
    size_t section_count, section_capacity;
    struct map_pipeline *pipelines;
    size_t pipeline_count, pipeline_capacity;
};

/** Read a map file. NULL with a fault when it is wrong. */
struct map *map_read(const char *path, struct fault *fault);
struct map *map_read_memory(const char *bytes, size_t size, const char *name, struct fault *fault);

void map_free(struct map *map);

/** The entry of a field in a section, NULL if it is not mapped. */
const struct map_entry *map_entry_of(const struct map_section *section, crm_field field);

/** What an alias of these reads a text as; the text itself when there is none. */
const char *map_alias_of(const struct map_aliases *aliases, crm_kind kind, const char *text);

#endif
