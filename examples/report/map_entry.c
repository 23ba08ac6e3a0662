/*
 * map_entry.c - reads `field = value` of a section: which field, the pieces of the value, and the
 * words behind them. Pieces that name a field of another record are resolved here; that the field
 * in front is mapped is checked when the map is whole.
 */
#include "map_reader.h"

#include <string.h>

static const struct {
    crm_kind kind;
    const char *name;
    crm_field field;
} own_fields[] = {
    {CRM_KIND_PURCHASE, "unit_price", MAP_UNIT_PRICE},
    {CRM_KIND_PURCHASE, "discount", MAP_DISCOUNT},
    {CRM_KIND_PURCHASE, "discount_amount", MAP_DISCOUNT_AMOUNT},
    {CRM_KIND_ACCOUNT, "parent_since", MAP_PARENT_SINCE},
};

static const crm_field kept_fields[] = {
    CRM_FIELD_ID, CRM_FIELD_VERSION, CRM_FIELD_MODIFIED, CRM_FIELD_MERGED_INTO, CRM_FIELD_ERASED,
};

static const crm_field kept_of_transitions[] = {
    CRM_TRANSITION_SEQ,      CRM_TRANSITION_CORRECTS, CRM_TRANSITION_FROM_STAGE,
    CRM_TRANSITION_PIPELINE, CRM_TRANSITION_OUTCOME,  CRM_TRANSITION_POSITION,
};

static bool
listed(const crm_field *fields, size_t count, crm_field field)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (fields[i] == field)
            return true;
    return false;
}

/* Fields that the library keeps; those that it takes on new records can be mapped all the same. */
static bool
kept(crm_kind kind, crm_field field)
{
    if (kind == CRM_KIND_ACCOUNT && field == CRM_ACCOUNT_PARENT)
        return false;
    if (kind == CRM_KIND_OPPORTUNITY &&
        (field == CRM_OPPORTUNITY_PIPELINE || field == CRM_OPPORTUNITY_STAGE))
        return false;
    if (listed(kept_fields, sizeof kept_fields / sizeof kept_fields[0], field))
        return true;
    if (kind == CRM_KIND_TRANSITION &&
        listed(kept_of_transitions, sizeof kept_of_transitions / sizeof kept_of_transitions[0],
               field))
        return true;
    return (crm_schema_flags(NULL, kind, field) & CRM_FIELD_CACHE) != 0;
}

static bool
find_field(struct map_reader *reader, crm_kind kind, const struct token *token, crm_field *out)
{
    size_t i;

    for (i = 0; i < sizeof own_fields / sizeof own_fields[0]; i++)
        if (own_fields[i].kind == kind && strcmp(own_fields[i].name, token->text) == 0) {
            *out = own_fields[i].field;
            return true;
        }
    *out = crm_schema_find(NULL, kind, token->text);
    if (*out < 0)
        return fault_at(reader->fault, token->place, "%s has no field \"%.80s\"",
                        crm_schema_kind_name(NULL, kind), token->text);
    if (kept(kind, *out))
        return fault_at(reader->fault, token->place, "%s of %s is kept by the library", token->text,
                        crm_schema_kind_name(NULL, kind));
    return true;
}

/* "product.list_price", if the word in front of the dot is a field that refers to records. */
static bool
read_path(struct map_reader *reader, crm_kind kind, const struct token *token,
          struct map_part *part, bool *out_found)
{
    const char *dot = strchr(token->text, '.');
    const char *front;
    crm_kind target;

    *out_found = false;
    if (token->type != TOKEN_WORD || !dot)
        return true;
    front = pool_text(&reader->map->pool, token->text, (size_t)(dot - token->text));
    part->reference = crm_schema_find(NULL, kind, front);
    target = part->reference < 0 ? 0 : crm_schema_target(NULL, kind, part->reference);
    if (!target)
        return true;
    part->type = MAP_PART_PATH;
    part->field = crm_schema_find(NULL, target, dot + 1);
    *out_found = true;
    if (part->field < 0)
        return fault_at(reader->fault, token->place,
                        "%s has no field \"%.80s\" (a column of this name goes in back quotes)",
                        crm_schema_kind_name(NULL, target), dot + 1);
    return true;
}

static bool
read_part(struct map_reader *reader, struct map_entry *entry)
{
    const struct token *token = tokens_peek(&reader->tokens);
    struct map_part part = {0};
    bool found = false;

    if (token->type == TOKEN_TEXT) {
        part.type = MAP_PART_TEXT;
        part.text = tokens_next(&reader->tokens)->text;
    } else {
        if (!read_path(reader, map_reader_section(reader)->kind, token, &part, &found))
            return false;
        if (found) {
            tokens_next(&reader->tokens);
        } else {
            part.type = MAP_PART_COLUMN;
            if (!map_read_column(reader, &part.column))
                return false;
        }
    }
    if (found && entry->count > 0)
        return fault_at(reader->fault, token->place, "a field of another record stands alone");
    memory_grow((void **)&entry->parts, &entry->capacity, entry->count + 1, sizeof part);
    entry->parts[entry->count++] = part;
    return true;
}

static bool
read_by(struct map_reader *reader, struct map_entry *entry)
{
    crm_kind kind = map_reader_section(reader)->kind;
    crm_kind target = entry->field < 0 ? 0 : crm_schema_target(NULL, kind, entry->field);
    const struct token *token = tokens_next(&reader->tokens);

    if (!target)
        return fault_at(reader->fault, token->place, "%s refers to no record: no \"by\" here",
                        entry->name);
    if (token->type == TOKEN_WORD)
        entry->by = crm_schema_find(NULL, target, token->text);
    if (entry->by < 0 || crm_schema_type(NULL, target, entry->by) != CRM_TYPE_TEXT)
        return fault_at(reader->fault, token->place, "\"by\" needs a text field of %s",
                        crm_schema_kind_name(NULL, target));
    return true;
}

static bool
read_via(struct map_reader *reader, struct map_entry *entry)
{
    entry->via = pool_new(&reader->map->pool, sizeof *entry->via);
    memset(entry->via, 0, sizeof *entry->via);
    return map_name(reader, "the name of a file", &entry->via->file) &&
           map_read_column(reader, &entry->via->key) && map_read_column(reader, &entry->via->value);
}

static bool
read_else(struct map_reader *reader, struct map_entry *entry)
{
    if (tokens_peek(&reader->tokens)->type != TOKEN_TEXT)
        return map_expected(reader, "a text in quotes behind \"else\"");
    entry->otherwise = tokens_next(&reader->tokens)->text;
    return true;
}

/* Words that stand alone behind a value. */
static bool
read_flag(struct map_reader *reader, struct map_entry *entry)
{
    const struct token *token = tokens_peek(&reader->tokens);
    bool stage = map_reader_section(reader)->kind == CRM_KIND_OPPORTUNITY &&
                 entry->field == CRM_OPPORTUNITY_STAGE;

    if (token_is(token, "percent"))
        entry->ratio = MAP_PERCENT;
    else if (token_is(token, "fraction"))
        entry->ratio = MAP_FRACTION;
    else if (token_is(token, "bp"))
        entry->ratio = MAP_BP;
    else if (token_is(token, "rounded"))
        entry->rounded = true;
    else if (token_is(token, "authority") && stage)
        entry->authority = true;
    else
        return map_expected(reader,
                            "by, via, dates, percent, fraction, bp, times, rounded, else or "
                            "the end of the line");
    tokens_next(&reader->tokens);
    return true;
}

static bool
read_words(struct map_reader *reader, struct map_entry *entry)
{
    struct tokens *tokens = &reader->tokens;
    bool good = true;

    while (good && tokens_peek(tokens)->type != TOKEN_END) {
        if (tokens_take_word(tokens, "by"))
            good = read_by(reader, entry);
        else if (tokens_take_word(tokens, "via"))
            good = read_via(reader, entry);
        else if (tokens_take_word(tokens, "else"))
            good = read_else(reader, entry);
        else if (tokens_take_word(tokens, "dates"))
            good = map_read_dates(reader, &entry->dates);
        else if (tokens_take_word(tokens, "times"))
            good = map_number(reader, 1, 1000000000, &entry->times);
        else
            good = read_flag(reader, entry);
    }
    return good;
}

static bool
read_value(struct map_reader *reader, struct map_entry *entry)
{
    struct tokens *tokens = &reader->tokens;

    if (tokens_take_word(tokens, "none"))
        return map_line_ends(reader);
    do {
        if (!read_part(reader, entry))
            return false;
    } while (tokens_take(tokens, TOKEN_PLUS));
    return read_words(reader, entry);
}

bool
map_read_entry(struct map_reader *reader)
{
    struct map_section *section = map_reader_section(reader);
    const struct token *name = tokens_next(&reader->tokens);
    struct map_entry *entry;
    crm_field field;

    if (name->type != TOKEN_WORD)
        return fault_at(reader->fault, name->place, "expected the name of a field");
    if (!find_field(reader, section->kind, name, &field))
        return false;
    if (map_entry_of(section, field))
        return fault_at(reader->fault, name->place, "%s is mapped twice in this section",
                        name->text);
    if (!tokens_take(&reader->tokens, TOKEN_EQUAL))
        return map_expected(reader, "= behind the name of a field");
    memory_grow((void **)&section->entries, &section->entry_capacity, section->entry_count + 1,
                sizeof *entry);
    entry = &section->entries[section->entry_count++];
    *entry = (struct map_entry){.field = field, .name = name->text, .by = -1, .times = 1};
    entry->place = name->place;
    return read_value(reader, entry);
}
