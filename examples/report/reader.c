/*
 * reader.c - a section's rows as cells. Entries are understood in an order of their own:
 * currencies, pipelines and the deal of a transition first, since amounts and stages depend on
 * them, and fields of other records last.
 */
#include "deals.h"
#include "loader.h"
#include "reference.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST, SECOND, LAST };

static bool
is_path(const struct map_entry *entry)
{
    return entry->count > 0 && entry->parts[0].type == MAP_PART_PATH;
}

static int
rank_of(crm_kind kind, const struct map_entry *entry)
{
    crm_kind target = entry->field < 0 ? 0 : crm_schema_target(NULL, kind, entry->field);

    if (is_path(entry) || target == CRM_KIND_STAGE)
        return LAST;
    if (cell_type(kind, entry->field) == CRM_TYPE_CURRENCY || target == CRM_KIND_PIPELINE ||
        target == CRM_KIND_OPPORTUNITY)
        return FIRST;
    return SECOND;
}

bool
reader_open(struct reader *reader, struct loader *loader, const struct map_section *section)
{
    size_t count = section->entry_count, used = 0, i;
    int rank;

    *reader = (struct reader){loader, section, NULL, NULL, NULL, 0};
    reader->rows = rows_open(section, loader->folder, loader->fault);
    if (!reader->rows)
        return false;
    reader->order = memory_new(count, sizeof *reader->order);
    reader->cells = memory_new(count, sizeof *reader->cells);
    for (rank = FIRST; rank <= LAST; rank++)
        for (i = 0; i < count; i++)
            if (rank_of(section->kind, &section->entries[i]) == rank)
                reader->order[used++] = i;
    return true;
}

void
reader_close(struct reader *reader)
{
    rows_close(reader->rows);
    free(reader->order);
    free(reader->cells);
}

struct cell *
reader_cell(const struct reader *reader, crm_field field)
{
    const struct map_entry *entry = map_entry_of(reader->section, field);

    return entry ? &reader->cells[entry - reader->section->entries] : NULL;
}

/* A number of the row, 0 = none; of a transition that does not have it, of its deal. */
static int64_t
row_value(const struct reader *reader, crm_field field)
{
    crm_kind kind = reader->section->kind;
    const struct cell *cell = field < 0 ? NULL : reader_cell(reader, field);

    if (cell && cell->state == CELL_INT)
        return cell->value;
    if (kind != CRM_KIND_TRANSITION || field < 0)
        return 0;
    cell =
        deals_cell(reader->loader->deals, reader->deal,
                   crm_schema_find(NULL, CRM_KIND_OPPORTUNITY, crm_schema_name(NULL, kind, field)));
    return cell && cell->state == CELL_INT ? cell->value : 0;
}

static crm_currency
row_currency(const struct reader *reader)
{
    return (crm_currency)row_value(reader,
                                   crm_schema_find(NULL, reader->section->kind, "currency"));
}

static crm_id
row_pipeline(const struct reader *reader)
{
    return row_value(reader, crm_schema_find(NULL, reader->section->kind, "pipeline"));
}

static enum reading
find_deal(struct reader *reader, const struct map_entry *entry, struct place place,
          struct cell *cell)
{
    struct loader *loader = reader->loader;
    const char *text = map_alias_of(&loader->map->aliases, CRM_KIND_OPPORTUNITY, cell->text);

    switch (deals_find(loader->deals, entry->by, text, &reader->deal)) {
    case INDEX_FOUND:
        return READING_GOOD;
    case INDEX_SEVERAL:
        fault_at(loader->fault, place, "several opportunities are \"%.80s\"", text);
        return READING_BAD;
    default:
        left_name(loader->left, CRM_KIND_TRANSITION, CRM_TRANSITION_OPPORTUNITY, true, text, place);
        return READING_LEFT_OUT;
    }
}

/* References to records of the same kind are looked up when all of them are stored. */
static enum reading
resolve(struct reader *reader, const struct map_entry *entry, struct place place, struct cell *cell)
{
    crm_kind kind = reader->section->kind, target = crm_schema_target(NULL, kind, entry->field);

    if (target == kind)
        return READING_GOOD;
    if (kind == CRM_KIND_TRANSITION && entry->field == CRM_TRANSITION_OPPORTUNITY)
        return find_deal(reader, entry, place, cell);
    if (target == CRM_KIND_STAGE && entry->by < 0)
        return reference_stage(reader->loader, row_pipeline(reader), place, cell);
    return reference_resolve(reader->loader, reader->section, entry, place, cell);
}

static enum reading
read_cell(struct reader *reader, size_t index)
{
    const struct map_entry *entry = &reader->section->entries[index];
    struct cell *cell = &reader->cells[index];
    struct cell_setting setting = {reader->loader->crm,  reader->section, entry,
                                   row_currency(reader), {NULL, 0, 0},    reader->loader->fault};
    const char *text;

    *cell = (struct cell){0};
    if (is_path(entry))
        return reference_follow(reader->loader, reader->section, entry,
                                row_value(reader, entry->parts[0].reference), setting.currency,
                                cell);
    text = rows_text(reader->rows, index);
    setting.place = rows_place(reader->rows, index);
    if (!text && rows_missed(reader->rows, index))
        left_name(reader->loader->left, reader->section->kind, entry->field, false,
                  rows_missed(reader->rows, index), setting.place);
    if (!text)
        return READING_GOOD;
    if (!cell_read(&setting, text, cell))
        return READING_BAD;
    return cell->state == CELL_NAME ? resolve(reader, entry, setting.place, cell) : READING_GOOD;
}

static enum reading
read_row(struct reader *reader)
{
    size_t i;

    for (i = 0; i < reader->section->entry_count; i++) {
        enum reading reading = read_cell(reader, reader->order[i]);

        if (reading != READING_GOOD)
            return reading;
    }
    return READING_GOOD;
}

bool
reader_next(struct reader *reader)
{
    const struct loader *loader = reader->loader;

    while (rows_next(reader->rows)) {
        enum reading reading = read_row(reader);

        if (loader->progress)
            progress_file(loader->progress, reader->section->file, rows_bytes(reader->rows));
        if (reading != READING_LEFT_OUT)
            return reading == READING_GOOD;
    }
    return false;
}
