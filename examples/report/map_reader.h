/*
 * map_reader.h - what the parts of the map's reader share: the state while a file is read.
 */
#ifndef REPORT_MAP_READER_H
#define REPORT_MAP_READER_H

#include "map.h"
#include "token.h"

enum map_where_am_i { MAP_NOWHERE, MAP_IN_REPORT, MAP_IN_PIPELINE, MAP_IN_SECTION };

struct map_reader {
    struct map *map;
    struct tokens tokens;
    struct fault *fault;
    enum map_where_am_i inside;
    bool report_seen;
    uint32_t settings_seen; /* bits of map_setting.c */
};

/** One line, which is in reader->tokens. */
bool map_read_line(struct map_reader *reader);

/** The section that is being read. */
struct map_section *map_reader_section(struct map_reader *reader);

/** A fault at the next token: "expected ...". */
bool map_expected(struct map_reader *reader, const char *what);

/** Nothing may follow on the line. */
bool map_line_ends(struct map_reader *reader);

/** A whole number in a token, from low to high. */
bool map_number(struct map_reader *reader, int64_t low, int64_t high, int64_t *out);

/** A word or a text in quotes. */
bool map_name(struct map_reader *reader, const char *what, const char **out);

/** A column: name, `name`, name#2 or #7. */
bool map_read_column(struct map_reader *reader, struct map_column *out);

/** `from = to` behind `alias`. */
bool map_read_alias(struct map_reader *reader, struct map_aliases *aliases, crm_kind kind);

/** `name = value` of the section `report`; of the form of files, in any section (out_found tells
    whether the line was one). */
bool map_read_setting(struct map_reader *reader);
bool map_read_form(struct map_reader *reader, struct map_form *form, bool *out_found);

/** A form of dates. */
bool map_read_dates(struct map_reader *reader, const char **out);

/** `field = value` of a section. */
bool map_read_entry(struct map_reader *reader);

/** `stage "NAME" ...` of a pipeline. */
bool map_read_stage(struct map_reader *reader);

#endif
