/*
 * memory_kind.c - rows of one kind in the memory store: columns found by name, records by id and
 * external id, rows copied to a reply.
 */
#include <string.h>

#include "store/memory_store.h"

size_t
crm__memory_built_in(crm_kind number)
{
    return crm__schema_count(NULL, number);
}

crm_status
crm__memory_kind_open(struct crm__memory_store *store, crm_kind number)
{
    struct crm__memory_kind *kind = &store->kinds[number];

    if (!kind->rows)
        kind->rows = crm__table_make(&store->memory, number);
    return kind->rows ? CRM_OK : CRM_ERROR_MEMORY;
}

void
crm__memory_kind_done(struct crm__memory_store *store, struct crm__memory_kind *kind)
{
    size_t i;

    if (kind->rows)
        for (i = crm__memory_built_in(kind->rows->kind); i < kind->rows->count; i++)
            crm__free(&store->memory, (char *)kind->rows->columns[i].name,
                      strlen(kind->rows->columns[i].name) + 1);
    crm__table_free(kind->rows);
    crm__index_done(&kind->ids, &store->memory);
    crm__index_done(&kind->externals, &store->memory);
    crm__refs_done(&kind->refs, &store->memory);
    crm__free_array(&store->memory, kind->holes, kind->hole_capacity, sizeof *kind->holes);
    memset(kind, 0, sizeof *kind);
}

/* ---- Columns ---- */

static int32_t
column_named(const crm_table *table, size_t from, const char *name)
{
    size_t i;

    for (i = from; i < table->count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return (int32_t)i;
    return -1;
}

int32_t
crm__memory_column(const struct crm__memory_kind *kind, const crm_table *other, size_t index)
{
    size_t built_in = crm__memory_built_in(kind->rows->kind);

    return index < built_in ? (int32_t)index
                            : column_named(kind->rows, built_in, other->columns[index].name);
}

crm_status
crm__memory_column_open(struct crm__memory_store *store, struct crm__memory_kind *kind,
                        const crm_table *other, size_t index, int32_t *out_column)
{
    const struct crm__column *like = &other->columns[index];
    char *name;

    *out_column = crm__memory_column(kind, other, index);
    if (*out_column >= 0)
        return kind->rows->columns[*out_column].type == like->type ? CRM_OK : CRM_ERROR_STORE;
    name = crm__copy_text(&store->memory, like->name, strlen(like->name));
    if (!name)
        return CRM_ERROR_MEMORY;
    if (crm__table_add_column(kind->rows, name, like->type) != CRM_OK) {
        crm__free(&store->memory, name, strlen(name) + 1);
        return CRM_ERROR_MEMORY;
    }
    *out_column = (int32_t)kind->rows->count - 1;
    return CRM_OK;
}

/* ---- Records ---- */

struct wanted_id {
    const crm_table *rows;
    int64_t id;
};

static bool
has_id(const void *context, size_t row)
{
    const struct wanted_id *wanted = context;
    int64_t id;

    return crm__cell_int(wanted->rows, row, CRM_FIELD_ID, &id) && id == wanted->id;
}

size_t
crm__memory_row(const struct crm__memory_kind *kind, int64_t id)
{
    struct wanted_id wanted = {kind->rows, id};

    return crm__index_find(&kind->ids, crm__hash_id(id), has_id, &wanted);
}

struct wanted_text {
    const crm_table *rows;
    const char *text;
    size_t length;
};

static bool
has_external(const void *context, size_t row)
{
    const struct wanted_text *wanted = context;
    size_t length;
    const char *text = crm__cell_text(wanted->rows, row, CRM_FIELD_EXTERNAL_ID, &length);

    return text && length == wanted->length && memcmp(text, wanted->text, length) == 0;
}

size_t
crm__memory_external(const struct crm__memory_kind *kind, const char *text, size_t length)
{
    struct wanted_text wanted = {kind->rows, text, length};

    return crm__index_find(&kind->externals, crm__hash_text(text, length), has_external, &wanted);
}

bool
crm__memory_live(const struct crm__memory_kind *kind, size_t row)
{
    return crm__column_has(&kind->rows->columns[CRM_FIELD_ID], row);
}

/* ---- Copies ---- */

/* The column of a reply's table for a column of the kind, -1 if it has none such. */
static int32_t
column_of_reply(const struct crm__memory_kind *kind, size_t index, const crm_table *table)
{
    const struct crm__column *from = &kind->rows->columns[index];

    /* Fields of the host's own have no number here. */
    return from->number >= 0
               ? (int32_t)index
               : column_named(table, crm__memory_built_in(kind->rows->kind), from->name);
}

/* The columns that a copy has to look at: all others are empty on both sides. */
static uint64_t
copied(const struct crm__memory_kind *kind, const crm_table *table)
{
    return kind->rows->used | table->used;
}

/* Where a column goes, -1 if nobody wants it. */
static int32_t
copied_to(const struct crm__memory_kind *kind, size_t index, const bool *wanted,
          size_t wanted_count, const crm_table *table)
{
    return wanted && (index >= wanted_count || !wanted[index])
               ? -1
               : column_of_reply(kind, index, table);
}

static crm_status
make_room(const struct crm__memory_kind *kind, const struct crm__pick *pick, const bool *wanted,
          size_t wanted_count, crm_table *table, size_t at)
{
    const crm_table *rows = kind->rows;
    uint64_t used = copied(kind, table);
    crm_status status = CRM_OK;
    int32_t column;
    size_t i;

    for (i = crm__set_next(used, 0); !status && i < rows->count; i = crm__set_next(used, i + 1)) {
        column = copied_to(kind, i, wanted, wanted_count, table);
        if (column < 0)
            continue;
        if (table->columns[column].type != rows->columns[i].type)
            return CRM_ERROR_STORE;
        status = crm__column_reserve_copy(table->memory, &table->columns[column], at,
                                          &rows->columns[i], pick);
    }
    return status;
}

/* One row, which is not worth two passes. */
static crm_status
copy_row(const struct crm__memory_kind *kind, size_t row, const bool *wanted, size_t wanted_count,
         crm_table *table, size_t at)
{
    const crm_table *rows = kind->rows;
    crm_status status = CRM_OK;
    int32_t column;
    size_t i;

    for (i = crm__table_next(rows, 0); !status && i < rows->count;
         i = crm__table_next(rows, i + 1)) {
        column = copied_to(kind, i, wanted, wanted_count, table);
        if (column < 0)
            continue;
        status = table->columns[column].type == rows->columns[i].type
                     ? crm__copy_cell(table, at, column, rows, row, (int32_t)i)
                     : CRM_ERROR_STORE;
    }
    return status;
}

static crm_status
copy_rows(const struct crm__memory_kind *kind, const struct crm__pick *pick, const bool *wanted,
          size_t wanted_count, crm_table *table, size_t at)
{
    uint64_t used = copied(kind, table);
    crm_status status = make_room(kind, pick, wanted, wanted_count, table, at);
    int32_t column;
    size_t i;

    if (status)
        return status;
    for (i = crm__set_next(used, 0); i < kind->rows->count; i = crm__set_next(used, i + 1)) {
        column = copied_to(kind, i, wanted, wanted_count, table);
        if (column < 0)
            continue;
        crm__table_use(table, (size_t)column);
        crm__column_copy(&table->columns[column], at, &kind->rows->columns[i], pick);
    }
    return CRM_OK;
}

crm_status
crm__memory_copy(const struct crm__memory_kind *kind, const struct crm__pick *pick,
                 const bool *wanted, size_t wanted_count, crm_table *table)
{
    size_t at = crm_table_rows(table);
    crm_status status = crm_table_add(table, pick->count);

    if (status)
        return status;
    if (pick->count == 1)
        status = copy_row(kind, pick->rows ? pick->rows[0] : pick->first, wanted, wanted_count,
                          table, at);
    else
        status = copy_rows(kind, pick, wanted, wanted_count, table, at);
    if (status)
        crm__table_truncate(table, at);
    return status;
}
