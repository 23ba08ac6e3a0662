/*
 * map.c - reads a map file line by line: which section a line opens or belongs to. The parts of a
 * line are read by map_entry.c, map_setting.c and map_stage.c; map_file.c feeds the lines and
 * map_check.c looks at the whole.
 */
#include "map.h"

#include "map_reader.h"

#include <string.h>

struct map_section *
map_reader_section(struct map_reader *reader)
{
    return &reader->map->sections[reader->map->section_count - 1];
}

bool
map_expected(struct map_reader *reader, const char *what)
{
    return fault_at(reader->fault, tokens_peek(&reader->tokens)->place, "expected %s", what);
}

bool
map_line_ends(struct map_reader *reader)
{
    if (tokens_peek(&reader->tokens)->type == TOKEN_END)
        return true;
    return map_expected(reader, "the end of the line");
}

bool
map_number(struct map_reader *reader, int64_t low, int64_t high, int64_t *out)
{
    const struct token *token = tokens_next(&reader->tokens);
    int64_t value;
    int32_t scale;

    if (token->type != TOKEN_WORD ||
        crm_decimal_from_text(token->text, CRM_TEXT_NUL, &value, &scale) != CRM_OK || scale != 0 ||
        value < low || value > high)
        return fault_at(reader->fault, token->place, "expected a whole number from %lld to %lld",
                        (long long)low, (long long)high);
    *out = value;
    return true;
}

bool
map_name(struct map_reader *reader, const char *what, const char **out)
{
    const struct token *token = tokens_peek(&reader->tokens);

    if (token->type != TOKEN_WORD && token->type != TOKEN_TEXT)
        return map_expected(reader, what);
    *out = tokens_next(&reader->tokens)->text;
    return true;
}

bool
map_read_column(struct map_reader *reader, struct map_column *out)
{
    const struct token *token = tokens_peek(&reader->tokens), *next;

    *out = (struct map_column){NULL, 1, token->place};
    if (token->type == TOKEN_NUMBER) {
        out->nth = tokens_next(&reader->tokens)->number;
        return true;
    }
    if (token->type != TOKEN_WORD && token->type != TOKEN_COLUMN)
        return map_expected(reader, "a column (a constant goes in quotes)");
    out->name = tokens_next(&reader->tokens)->text;
    next = tokens_peek(&reader->tokens);
    if (next->type == TOKEN_NUMBER && next->attached)
        out->nth = tokens_next(&reader->tokens)->number;
    return true;
}

bool
map_read_alias(struct map_reader *reader, struct map_aliases *aliases, crm_kind kind)
{
    struct tokens *tokens = &reader->tokens;
    struct map_alias alias = {.kind = kind, .place = tokens_peek(tokens)->place};
    size_t i;

    if (tokens_peek(tokens)->type != TOKEN_TEXT)
        return map_expected(reader, "a text in quotes");
    alias.from = tokens_next(tokens)->text;
    if (!tokens_take(tokens, TOKEN_EQUAL) || tokens_peek(tokens)->type != TOKEN_TEXT)
        return map_expected(reader, "= and a text in quotes");
    alias.to = tokens_next(tokens)->text;
    for (i = 0; i < aliases->count; i++)
        if (aliases->items[i].kind == kind && strcmp(aliases->items[i].from, alias.from) == 0)
            return fault_at(reader->fault, alias.place, "\"%.80s\" has two aliases", alias.from);
    memory_grow((void **)&aliases->items, &aliases->capacity, aliases->count + 1, sizeof alias);
    aliases->items[aliases->count++] = alias;
    return map_line_ends(reader);
}

/* `alias KIND "a" = "b"` in the report, `alias FIELD "a" = "b"` in a section. */
static bool
read_alias(struct map_reader *reader)
{
    const struct token *name = tokens_next(&reader->tokens);
    struct map_section *section;
    crm_kind kind;
    size_t i;

    if (reader->inside == MAP_IN_REPORT) {
        kind = name->type == TOKEN_WORD ? crm_schema_kind_find(NULL, name->text) : 0;
        if (!kind)
            return fault_at(reader->fault, name->place, "expected a kind of record");
        return map_read_alias(reader, &reader->map->aliases, kind);
    }
    section = map_reader_section(reader);
    for (i = 0; i < section->entry_count; i++)
        if (token_is(name, section->entries[i].name))
            return map_read_alias(reader, &section->entries[i].aliases, 0);
    return fault_at(reader->fault, name->place,
                    "\"alias\" needs a field that the section maps above this line");
}

static bool
read_where(struct map_reader *reader)
{
    struct map_section *section = map_reader_section(reader);
    struct tokens *tokens = &reader->tokens;
    struct map_where *where;

    memory_grow((void **)&section->wheres, &section->where_capacity, section->where_count + 1,
                sizeof *where);
    where = &section->wheres[section->where_count++];
    if (!map_read_column(reader, &where->column))
        return false;
    where->differs = tokens_take(tokens, TOKEN_NOT_EQUAL);
    if (!where->differs && !tokens_take(tokens, TOKEN_EQUAL))
        return map_expected(reader, "= or != behind the column");
    do {
        if (tokens_peek(tokens)->type != TOKEN_TEXT)
            return map_expected(reader, "a text in quotes");
        memory_grow((void **)&where->texts, &where->capacity, where->count + 1,
                    sizeof *where->texts);
        where->texts[where->count++] = tokens_next(tokens)->text;
    } while (tokens_take(tokens, TOKEN_COMMA));
    return map_line_ends(reader);
}

static bool
open_pipeline(struct map_reader *reader)
{
    struct map *map = reader->map;
    const struct token *name = tokens_next(&reader->tokens);
    size_t i;

    for (i = 0; i < map->pipeline_count; i++)
        if (strcmp(map->pipelines[i].name, name->text) == 0)
            return fault_at(reader->fault, name->place, "there are two pipelines \"%.80s\"",
                            name->text);
    memory_grow((void **)&map->pipelines, &map->pipeline_capacity, map->pipeline_count + 1,
                sizeof *map->pipelines);
    map->pipelines[map->pipeline_count++] =
        (struct map_pipeline){.name = name->text, .place = name->place};
    reader->inside = MAP_IN_PIPELINE;
    return map_line_ends(reader);
}

static bool
open_section(struct map_reader *reader, crm_kind kind)
{
    struct map *map = reader->map;
    struct map_section *section;

    memory_grow((void **)&map->sections, &map->section_capacity, map->section_count + 1,
                sizeof *section);
    section = &map->sections[map->section_count++];
    *section = (struct map_section){.kind = kind, .place = reader->tokens.items[0].place};
    reader->inside = MAP_IN_SECTION;
    return map_name(reader, "the name of a file", &section->file) && map_line_ends(reader);
}

/* Does the line open a section? */
static bool
read_heading(struct map_reader *reader, bool *out_found)
{
    struct tokens *tokens = &reader->tokens;
    const struct token *first = &tokens->items[0], *second = &tokens->items[1];
    crm_kind kind = first->type == TOKEN_WORD ? crm_schema_kind_find(NULL, first->text) : 0;

    *out_found = true;
    if (token_is(first, "report") && second->type == TOKEN_END) {
        if (reader->report_seen)
            return fault_at(reader->fault, first->place, "there are two sections \"report\"");
        reader->report_seen = true;
        reader->inside = MAP_IN_REPORT;
        return true;
    }
    if (token_is(first, "pipeline") && second->type == TOKEN_TEXT) {
        tokens->at = 1;
        return open_pipeline(reader);
    }
    if (first->type == TOKEN_WORD && token_is(second, "from")) {
        if (!kind)
            return fault_at(reader->fault, first->place, "\"%.80s\" is no kind of record",
                            first->text);
        tokens->at = 2;
        return open_section(reader, kind);
    }
    *out_found = false;
    return true;
}

static bool
read_in_section(struct map_reader *reader)
{
    struct tokens *tokens = &reader->tokens;
    bool found, mapped = tokens->items[1].type == TOKEN_EQUAL;

    if (!map_read_form(reader, &map_reader_section(reader)->form, &found) || found)
        return found && !reader->fault->text[0];
    if (!mapped && tokens_take_word(tokens, "where"))
        return read_where(reader);
    if (!mapped && tokens_take_word(tokens, "alias"))
        return read_alias(reader);
    if (!mapped && tokens_take_word(tokens, "distinct")) {
        map_reader_section(reader)->distinct = true;
        return map_line_ends(reader);
    }
    return map_read_entry(reader);
}

bool
map_read_line(struct map_reader *reader)
{
    bool found;

    if (tokens_peek(&reader->tokens)->type == TOKEN_END)
        return true;
    if (!read_heading(reader, &found) || found)
        return !reader->fault->text[0];
    switch (reader->inside) {
    case MAP_IN_REPORT:
        if (!map_read_form(reader, &reader->map->settings.form, &found) || found)
            return !reader->fault->text[0];
        if (tokens_take_word(&reader->tokens, "alias"))
            return read_alias(reader);
        return map_read_setting(reader);
    case MAP_IN_PIPELINE:
        return map_read_stage(reader);
    case MAP_IN_SECTION:
        return read_in_section(reader);
    default:
        return map_expected(reader, "the start of a section: report, pipeline \"NAME\", or a kind "
                                    "of record and \"from FILE\"");
    }
}
