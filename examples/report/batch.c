/*
 * batch.c - fills tables and puts them. When the library refuses one, its rows are put one by one,
 * so that the message can name the line of the file.
 */
#include "batch.h"

#include <stdlib.h>

bool
batch_open(struct batch *batch, struct loader *loader, crm_kind kind)
{
    *batch = (struct batch){loader, kind, crm_table_new(loader->crm, kind), NULL, NULL, NULL};
    if (!batch->table)
        return loader_failed(loader, (struct place){loader->map->name, 0, 0});
    batch->places = memory_new(LOADER_UNIT, sizeof *batch->places);
    batch->ids = memory_new(LOADER_UNIT, sizeof *batch->ids);
    batch->keys = index_new();
    return true;
}

void
batch_close(struct batch *batch)
{
    crm_table_free(batch->table);
    free(batch->places);
    free(batch->ids);
    index_free(batch->keys);
}

size_t
batch_rows(const struct batch *batch)
{
    return crm_table_rows(batch->table);
}

static crm_status
set_int(struct batch *batch, size_t row, crm_field field, int64_t value)
{
    return crm_table_set_int(batch->table, row, field, value);
}

/* Net and list amount of a purchase from its unit price. What the file gives itself is kept. */
static bool
set_line(struct batch *batch, const struct map_section *section, const struct cell *cells,
         size_t row, struct place place)
{
    static const crm_field fields[] = {
        MAP_UNIT_PRICE,       CRM_PURCHASE_QUANTITY,   MAP_DISCOUNT,
        MAP_DISCOUNT_AMOUNT,  CRM_PURCHASE_NET_AMOUNT, CRM_PURCHASE_LIST_AMOUNT,
        CRM_PURCHASE_CURRENCY};
    struct cell found[7] = {{0}};
    crm_line line = {.size = sizeof line, .rounding = batch->loader->map->settings.rounding};
    int64_t net, list;
    size_t i;

    for (i = 0; i < 7; i++) {
        const struct map_entry *entry = map_entry_of(section, fields[i]);

        if (entry)
            found[i] = cells[entry - section->entries];
    }
    if (found[0].state == CELL_NONE)
        return true;
    if (found[1].state == CELL_NONE)
        return fault_at(batch->loader->fault, place, "a unit price without a quantity");
    line.unit_price = found[0].value;
    line.unit_scale = found[0].scale;
    line.quantity = found[1].value;
    line.discount_bp = (int32_t)found[2].value;
    line.discount_amount = found[3].value;
    line.currency = (crm_currency)found[6].value;
    if (found[2].value < 0 || found[2].value > 10000 || crm_line_net(&line, &list, &net) != CRM_OK)
        return fault_at(batch->loader->fault, place,
                        "quantity, unit price and discount give no amount (is the discount from 0 "
                        "to 100 %%, and at most the list amount?)");
    if (found[4].state == CELL_NONE)
        set_int(batch, row, CRM_PURCHASE_NET_AMOUNT, net);
    if (found[5].state == CELL_NONE)
        set_int(batch, row, CRM_PURCHASE_LIST_AMOUNT, list);
    return true;
}

static bool
set_cells(struct batch *batch, const struct map_section *section, const struct cell *cells,
          size_t row, struct place place)
{
    crm_status status = CRM_OK;
    size_t i;

    for (i = 0; i < section->entry_count && status == CRM_OK; i++) {
        crm_field field = section->entries[i].field;

        if (field < 0)
            continue;
        if (cells[i].state == CELL_INT)
            status = set_int(batch, row, field, cells[i].value);
        else if (cells[i].state == CELL_TEXT)
            status = crm_table_set_text(batch->table, row, field, cells[i].text, CRM_TEXT_NUL);
    }
    return status == CRM_OK || loader_failed(batch->loader, place);
}

/* A store tells of two at the end of a unit of work, when nobody knows their lines any more. */
static bool
new_key(struct batch *batch, const struct map_section *section, const struct cell *cells,
        struct place place)
{
    const struct map_entry *entry = map_entry_of(section, CRM_FIELD_EXTERNAL_ID);
    const struct cell *key = entry ? &cells[entry - section->entries] : NULL;
    int64_t ignored;

    if (!key || key->state != CELL_TEXT)
        return true;
    if (index_find(batch->keys, key->text, &ignored) != INDEX_NONE)
        return fault_at(batch->loader->fault, place,
                        "two records of the kind %s have the external_id \"%.80s\"",
                        crm_schema_kind_name(NULL, batch->kind), key->text);
    index_add(batch->keys, key->text, 1);
    return true;
}

bool
batch_add(struct batch *batch, const struct map_section *section, const struct cell *cells,
          struct place place)
{
    size_t row = crm_table_rows(batch->table);
    int64_t type;

    if (!new_key(batch, section, cells, place))
        return false;
    if (crm_table_add(batch->table, 1) != CRM_OK)
        return loader_failed(batch->loader, place);
    batch->places[row] = place;
    if (!set_cells(batch, section, cells, row, place))
        return false;
    if (batch->kind != CRM_KIND_PURCHASE)
        return true;
    if (crm_table_int(batch->table, row, CRM_PURCHASE_TYPE, &type) != CRM_OK)
        set_int(batch, row, CRM_PURCHASE_TYPE, CRM_PURCHASE_TYPE_SALE);
    return set_line(batch, section, cells, row, place);
}

/* One row of the batch in a table of its own. */
static crm_status
copy_row(const struct batch *batch, size_t row, crm_table *single)
{
    size_t columns = crm_table_columns(batch->table), i, length;
    crm_status status = crm_table_clear(single);

    if (status == CRM_OK)
        status = crm_table_add(single, 1);
    for (i = 0; i < columns && status == CRM_OK; i++) {
        int32_t column = crm_table_column_at(batch->table, i);
        const char *text;
        int64_t value;

        if (column == CRM_FIELD_ID || column == CRM_FIELD_VERSION)
            continue;
        if (crm_table_type(batch->table, column) == CRM_TYPE_TEXT) {
            text = crm_table_text(batch->table, row, column, &length);
            if (text)
                status = crm_table_set_text(single, 0, column, text, length);
        } else if (crm_table_int(batch->table, row, column, &value) == CRM_OK) {
            status = crm_table_set_int(single, 0, column, value);
        }
    }
    return status;
}

static bool
put_one_by_one(struct batch *batch)
{
    crm_table *single = crm_table_new(batch->loader->crm, batch->kind);
    size_t rows = crm_table_rows(batch->table), row;
    bool good = single != NULL;

    for (row = 0; row < rows && good; row++) {
        good =
            copy_row(batch, row, single) == CRM_OK && crm_put(batch->loader->crm, single) == CRM_OK;
        if (good)
            crm_table_int(single, 0, CRM_FIELD_ID, &batch->ids[row]);
    }
    if (!good)
        loader_failed(batch->loader, batch->places[row ? row - 1 : 0]);
    crm_table_free(single);
    return good;
}

bool
batch_put(struct batch *batch)
{
    size_t rows = crm_table_rows(batch->table), row;

    if (rows == 0)
        return true;
    if (crm_put(batch->loader->crm, batch->table) != CRM_OK) {
        if (!put_one_by_one(batch))
            return false;
    } else {
        for (row = 0; row < rows; row++)
            crm_table_int(batch->table, row, CRM_FIELD_ID, &batch->ids[row]);
    }
    return crm_table_clear(batch->table) == CRM_OK ||
           loader_failed(batch->loader, batch->places[0]);
}
