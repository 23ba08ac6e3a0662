/*
 * load_deals.c - reads all opportunities and all rows of their logs, brings the rows in order, and
 * stores deal by deal, some thousand in a unit of work.
 */
#include "deals.h"
#include "names.h"
#include "stages.h"

#include <stdlib.h>
#include <string.h>

/* The cells of the present row, with their texts, to stay. */
static struct cell *
keep_cells(struct deals *deals, const struct reader *reader)
{
    size_t count = reader->section->entry_count, i;
    struct cell *cells = pool_new(&deals->pool, (count + 1) * sizeof *cells);

    for (i = 0; i < count; i++) {
        cells[i] = reader->cells[i];
        if (cells[i].state == CELL_TEXT)
            cells[i].text = pool_text(&deals->pool, cells[i].text, strlen(cells[i].text));
        else
            cells[i].text = NULL;
    }
    return cells;
}

static bool
add_deal(struct deals *deals, const struct reader *reader)
{
    const struct cell *key = reader_cell(reader, CRM_FIELD_EXTERNAL_ID);
    const struct cell *name = reader_cell(reader, CRM_OPPORTUNITY_NAME);
    struct place place = rows_row(reader->rows);
    int64_t ignored;

    if (key && key->state == CELL_TEXT) {
        if (index_find(deals->by_key, key->text, &ignored) != INDEX_NONE)
            return fault_at(reader->loader->fault, place,
                            "two opportunities have the external_id \"%.80s\"", key->text);
        index_add(deals->by_key, key->text, (int64_t)deals->count);
    }
    if (name && name->state == CELL_TEXT)
        index_add(deals->by_name, name->text, (int64_t)deals->count);
    memory_grow((void **)&deals->items, &deals->capacity, deals->count + 1, sizeof *deals->items);
    deals->items[deals->count++] = (struct deal){reader->section, keep_cells(deals, reader), place};
    return true;
}

static bool
add_step(struct deals *deals, const struct reader *reader)
{
    const struct cell *at = reader_cell(reader, CRM_TRANSITION_AT);
    const struct cell *type = reader_cell(reader, CRM_TRANSITION_TYPE);
    const struct cell *stage = reader_cell(reader, CRM_TRANSITION_STAGE);
    struct step step = {.deal = reader->deal,
                        .section = reader->section,
                        .cells = keep_cells(deals, reader),
                        .place = rows_row(reader->rows),
                        .at = INT64_MIN,
                        .order = deals->step_count};

    if (at && at->state == CELL_INT)
        step.at = at->value;
    if (type && type->state == CELL_INT)
        step.type = (int32_t)type->value;
    if (stage && stage->state == CELL_INT)
        step.stage = stages_by_id(reader->loader->stages, stage->value);
    memory_grow((void **)&deals->steps, &deals->step_capacity, deals->step_count + 1, sizeof step);
    deals->steps[deals->step_count++] = step;
    return true;
}

static bool
read_sections(struct loader *loader, crm_kind kind,
              bool (*add)(struct deals *deals, const struct reader *reader))
{
    const struct map *map = loader->map;
    struct reader reader;
    size_t i;

    for (i = 0; i < map->section_count; i++) {
        bool good;

        if (map->sections[i].kind != kind)
            continue;
        good = reader_open(&reader, loader, &map->sections[i]);
        while (good && reader_next(&reader))
            good = add(loader->deals, &reader);
        reader_close(&reader);
        if (!good || loader->fault->text[0])
            return false;
    }
    return true;
}

static bool
store_all(struct loader *loader)
{
    const struct deals *deals = loader->deals;
    bool units = !loader->in_unit;
    size_t at = 0, i;

    for (i = 0; i < deals->count; i++) {
        size_t first = at;

        if (units && i % LOADER_UNIT == 0 && crm_begin(loader->crm) != CRM_OK)
            return loader_failed(loader, deals->items[i].place);
        while (at < deals->step_count && deals->steps[at].deal == i)
            at++;
        if (!deals_store(loader, &deals->items[i], deals->steps + first, at - first)) {
            if (units)
                crm_rollback(loader->crm);
            return false;
        }
        if (units && ((i + 1) % LOADER_UNIT == 0 || i + 1 == deals->count) &&
            crm_commit(loader->crm) != CRM_OK)
            return loader_failed(loader, (struct place){deals->items[i].place.file, 0, 0});
    }
    return true;
}

static void
free_deals(struct deals *deals)
{
    index_free(deals->by_key);
    index_free(deals->by_name);
    pool_free(&deals->pool);
    free(deals->items);
    free(deals->steps);
}

bool
load_deals(struct loader *loader)
{
    struct deals deals = {.by_key = index_new(), .by_name = index_new()};
    bool good;

    loader->deals = &deals;
    good = read_sections(loader, CRM_KIND_OPPORTUNITY, add_deal) &&
           read_sections(loader, CRM_KIND_TRANSITION, add_step);
    if (good) {
        deals_sort(&deals);
        good = store_all(loader);
    }
    loader->deals = NULL;
    free_deals(&deals);
    names_forget(loader->names, CRM_KIND_OPPORTUNITY);
    return good;
}
