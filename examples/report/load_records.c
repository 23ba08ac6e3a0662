/*
 * load_records.c - the sections of a kind go into the store by crm_put. What a row says about
 * others of its kind (manager, parent, the purchase that it cancels) waits until all of them are
 * stored: kinds that only grow wait with the whole row, others are edited afterwards.
 */
#include "batch.h"
#include "names.h"
#include "reference.h"

#include <stdlib.h>
#include <string.h>

/* A reference to a record of the same kind. */
struct later {
    crm_id id;
    size_t row; /* of the batch, until the id is known */
    const struct map_section *section;
    const struct map_entry *entry;
    const char *text;
    crm_day since; /* of a parent; CRM_DAY_NONE = always */
    struct place place;
};

/* A row of a kind that only grows. */
struct held {
    const struct map_section *section;
    struct cell *cells;
    struct place place;
};

struct records {
    struct loader *loader;
    struct batch batch;
    struct pool pool;
    struct later *laters;
    size_t later_count, later_capacity, later_known;
    struct held *held;
    size_t held_count, held_capacity;
};

static bool
put(struct records *records)
{
    if (!batch_put(&records->batch))
        return false;
    for (; records->later_known < records->later_count; records->later_known++) {
        struct later *later = &records->laters[records->later_known];

        later->id = records->batch.ids[later->row];
    }
    return true;
}

static void
remember(struct records *records, const struct reader *reader, size_t entry)
{
    const char *text = reader->cells[entry].text;
    const struct cell *since = reader_cell(reader, MAP_PARENT_SINCE);
    struct later later = {.row = batch_rows(&records->batch),
                          .section = reader->section,
                          .entry = &reader->section->entries[entry],
                          .text = pool_text(&records->pool, text, strlen(text)),
                          .since = CRM_DAY_NONE,
                          .place = rows_place(reader->rows, entry)};

    if (since && since->state == CELL_INT)
        later.since = (crm_day)since->value;
    memory_grow((void **)&records->laters, &records->later_capacity, records->later_count + 1,
                sizeof later);
    records->laters[records->later_count++] = later;
}

static void
hold(struct records *records, const struct reader *reader)
{
    size_t count = reader->section->entry_count, i;
    struct held held = {reader->section, pool_new(&records->pool, count * sizeof *held.cells),
                        rows_row(reader->rows)};

    for (i = 0; i < count; i++) {
        held.cells[i] = reader->cells[i];
        if (held.cells[i].text)
            held.cells[i].text =
                pool_text(&records->pool, held.cells[i].text, strlen(held.cells[i].text));
    }
    memory_grow((void **)&records->held, &records->held_capacity, records->held_count + 1,
                sizeof held);
    records->held[records->held_count++] = held;
}

static bool
take_row(struct records *records, struct reader *reader)
{
    bool grows = crm_schema_kind_flags(NULL, reader->section->kind) & CRM_KIND_GROWS;
    size_t i;

    for (i = 0; i < reader->section->entry_count; i++) {
        if (reader->cells[i].state != CELL_NAME)
            continue;
        if (grows) {
            hold(records, reader);
            return true;
        }
        remember(records, reader, i);
    }
    if (!batch_add(&records->batch, reader->section, reader->cells, rows_row(reader->rows)))
        return false;
    return batch_rows(&records->batch) < LOADER_UNIT || put(records);
}

static bool
load_section(struct records *records, const struct map_section *section)
{
    struct reader reader;
    bool good = reader_open(&reader, records->loader, section);

    while (good && reader_next(&reader))
        good = take_row(records, &reader);
    reader_close(&reader);
    return good && !records->loader->fault->text[0];
}

/* Who owns an account is a link. It is written as one, rather than by crm_account_put_under, so
   that `created` can stay none: what a file says was always known. */
static crm_status
write_parent(struct loader *loader, const struct later *later, crm_id parent)
{
    crm_record *link = crm_record_new(loader->crm, CRM_KIND_LINK);
    crm_status status = crm_record_clear(link, CRM_FIELD_CREATED);

    if (status == CRM_OK)
        status = crm_record_set_int(link, CRM_LINK_CHILD, later->id);
    if (status == CRM_OK)
        status = crm_record_set_int(link, CRM_LINK_PARENT, parent);
    if (status == CRM_OK)
        status = crm_record_set_int(link, CRM_LINK_TYPE, CRM_LINK_TYPE_OWNED_BY);
    if (status == CRM_OK)
        status = crm_record_set_int(link, CRM_LINK_VALID_FROM, later->since);
    if (status == CRM_OK)
        status = crm_record_save(link);
    crm_record_free(link);
    return status;
}

static bool
write_later(struct records *records, const struct later *later, crm_id target)
{
    struct loader *loader = records->loader;
    crm_kind kind = later->section->kind;
    crm_record *record = NULL;
    crm_status status;

    if (kind == CRM_KIND_ACCOUNT && later->entry->field == CRM_ACCOUNT_PARENT) {
        status = write_parent(loader, later, target);
    } else {
        status = crm_record_load(loader->crm, kind, later->id, &record);
        if (status == CRM_OK)
            status = crm_record_set_int(record, later->entry->field, target);
        if (status == CRM_OK)
            status = crm_record_save(record);
    }
    crm_record_free(record);
    return status == CRM_OK || loader_failed(loader, later->place);
}

static bool
write_laters(struct records *records)
{
    struct loader *loader = records->loader;
    size_t i;

    for (i = 0; i < records->later_count; i++) {
        const struct later *later = &records->laters[i];
        struct cell cell = {.state = CELL_NAME, .text = later->text};
        enum reading reading =
            reference_resolve(loader, later->section, later->entry, later->place, &cell);

        if (reading == READING_BAD)
            return false;
        if (cell.state == CELL_INT && !write_later(records, later, cell.value))
            return false;
    }
    return true;
}

static bool
add_held(struct records *records, struct held *held)
{
    size_t i;

    for (i = 0; i < held->section->entry_count; i++) {
        enum reading reading = READING_GOOD;

        if (held->cells[i].state == CELL_NAME)
            reading = reference_resolve(records->loader, held->section, &held->section->entries[i],
                                        held->place, &held->cells[i]);
        if (reading != READING_GOOD)
            return reading == READING_LEFT_OUT;
    }
    if (!batch_add(&records->batch, held->section, held->cells, held->place))
        return false;
    return batch_rows(&records->batch) < LOADER_UNIT || put(records);
}

static bool
load_all(struct records *records, crm_kind kind)
{
    const struct map *map = records->loader->map;
    size_t i;

    for (i = 0; i < map->section_count; i++)
        if (map->sections[i].kind == kind && !load_section(records, &map->sections[i]))
            return false;
    if (!put(records))
        return false;
    names_forget(records->loader->names, kind);
    for (i = 0; i < records->held_count; i++)
        if (!add_held(records, &records->held[i]))
            return false;
    return put(records) && write_laters(records);
}

bool
load_records(struct loader *loader, crm_kind kind)
{
    struct records records = {.loader = loader};
    bool good = batch_open(&records.batch, loader, kind) && load_all(&records, kind);

    batch_close(&records.batch);
    pool_free(&records.pool);
    free(records.laters);
    free(records.held);
    names_forget(loader->names, kind);
    return good;
}
