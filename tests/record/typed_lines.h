/*
 * typed_lines.h - the typed getters and setters as an array. For each line of typed_fields.h two
 * small functions of one shape are made, one that reads and one that writes.
 */
#ifndef TESTS_RECORD_TYPED_LINES_H
#define TESTS_RECORD_TYPED_LINES_H

#include <stdbool.h>

#include "crm/crm.h"
#include "typed_fields.h"

#define UNTOUCHED 99

/* What a typed getter said, of whatever shape it is. */
struct said {
    crm_status status; /* of text and ids: CRM_OK or CRM_NONE by the value */
    int64_t number;
    const char *text;
};

/* ---- One function to read and one to write for each line ---- */

#define READ_TEXT(thing, name)                                                                     \
    said.text = crm_##thing##_##name(handle);                                                      \
    said.status = said.text != NULL ? CRM_OK : CRM_NONE;
#define READ_REF(thing, name)                                                                      \
    said.number = crm_##thing##_##name(handle);                                                    \
    said.status = said.number != 0 ? CRM_OK : CRM_NONE;
#define READ_I64(thing, name) said.status = crm_##thing##_##name(handle, &said.number);
#define READ_I32(thing, name)                                                                      \
    int32_t number = UNTOUCHED;                                                                    \
    said.status = crm_##thing##_##name(handle, &number);                                           \
    said.number = number;
#define READ_REF_GET READ_REF
#define READ_I64_GET READ_I64
#define READ_I32_GET READ_I32

#define WRITE_TEXT(thing, name) return crm_##thing##_set_##name(handle, text);
#define WRITE_REF(thing, name) return crm_##thing##_set_##name(handle, number);
#define WRITE_I64(thing, name) return crm_##thing##_set_##name(handle, number);
#define WRITE_I32(thing, name) return crm_##thing##_set_##name(handle, (int32_t)number);
#define WRITE_REF_GET(thing, name) return CRM_NONE;
#define WRITE_I64_GET WRITE_REF_GET
#define WRITE_I32_GET WRITE_REF_GET

#define MAKE_FUNCTIONS(shape, thing, name, field)                                                  \
    static struct said read_##thing##_##name(crm_record *record)                                   \
    {                                                                                              \
        crm_##thing *handle = crm_record_##thing(record);                                          \
        struct said said = {CRM_OK, UNTOUCHED, NULL};                                              \
        READ_##shape(thing, name) return said;                                                     \
    }                                                                                              \
                                                                                                   \
    static crm_status write_##thing##_##name(crm_record *record, int64_t number, const char *text) \
    {                                                                                              \
        crm_##thing *handle = crm_record_##thing(record);                                          \
        (void)handle;                                                                              \
        (void)number;                                                                              \
        (void)text;                                                                                \
        WRITE_##shape(thing, name)                                                                 \
    }

ALL_FIELDS(MAKE_FUNCTIONS)

enum shape {
    SHAPE_TEXT,
    SHAPE_REF,
    SHAPE_I64,
    SHAPE_I32,
    SHAPE_REF_GET,
    SHAPE_I64_GET,
    SHAPE_I32_GET
};

struct line {
    const char *thing;
    const char *name;
    crm_field field;
    enum shape shape;
    struct said (*read)(crm_record *record);
    crm_status (*write)(crm_record *record, int64_t number, const char *text);
};

#define MAKE_LINE(shape, thing, name, field)                                                       \
    {#thing, #name, field, SHAPE_##shape, read_##thing##_##name, write_##thing##_##name},

static const struct line lines[] = {ALL_FIELDS(MAKE_LINE)};

enum { LINES = sizeof(lines) / sizeof(lines[0]) };

static bool
has_setter(const struct line *line)
{
    return line->shape < SHAPE_REF_GET;
}

static crm_kind
kind_of(const struct line *line)
{
    return crm_schema_kind_find(NULL, line->thing);
}

#endif
