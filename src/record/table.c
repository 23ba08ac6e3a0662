/*
 * table.c - rows of a table come and go, and what its columns are.
 */
#include "record/table.h"

#include <string.h>

#include "record/column.h"

#define ROWS_MOST (SIZE_MAX / 16) /* so that sizes of columns can be worked out */

/* ---- Rows come and go ---- */

crm_status
crm__table_add(crm_table *table, size_t count)
{
    if (table->rows > table->max_rows || count > table->max_rows - table->rows ||
        table->rows > ROWS_MOST || count > ROWS_MOST - table->rows)
        return CRM_ERROR_LIMIT;
    table->rows += count;
    return CRM_OK;
}

void
crm__table_clear(crm_table *table)
{
    size_t i;

    for (i = crm__table_next(table, 0); i < table->count; i = crm__table_next(table, i + 1))
        crm__column_clear(&table->columns[i]);
    table->used = 0;
    table->rows = 0;
    table->status = CRM_OK;
    table->bad_row = 0;
    table->bad_column = -1;
    table->bad_words = NULL;
}

void
crm__table_truncate(crm_table *table, size_t rows)
{
    size_t i;

    if (rows >= table->rows)
        return;
    for (i = crm__table_next(table, 0); i < table->count; i = crm__table_next(table, i + 1))
        crm__column_truncate(&table->columns[i], rows);
    table->rows = rows;
}

crm_status
crm__table_seal(crm_table *table)
{
    crm_status status = CRM_OK;
    size_t i;

    for (i = 0; !status && i < table->count; i++) {
        crm__table_use(table, i);
        status = crm__column_whole(table->memory, &table->columns[i], table->rows);
    }
    table->sealed = table->sealed || !status;
    return status;
}

crm_status
crm__table_copy_rows(crm_table *to, const crm_table *from, size_t first, size_t count)
{
    size_t columns = to->count < from->count ? to->count : from->count, i;
    uint64_t used = to->used | from->used; /* a constant on one side ends where the other begins */
    struct crm__pick pick = {NULL, first, count};
    crm_status status = CRM_OK;

    if (count > ROWS_MOST - to->rows)
        return CRM_ERROR_MEMORY;
    for (i = crm__set_next(used, 0); !status && i < columns; i = crm__set_next(used, i + 1))
        status = crm__column_reserve_copy(to->memory, &to->columns[i], to->rows, &from->columns[i],
                                          &pick);
    for (i = crm__set_next(used, 0); !status && i < columns; i = crm__set_next(used, i + 1))
        crm__column_copy(&to->columns[i], to->rows, &from->columns[i], &pick);
    to->used = status ? to->used : used;
    if (!status)
        to->rows += count;
    return status;
}

/* ---- What it is ---- */

bool
crm__column_empty(const crm_table *table, int32_t index)
{
    const struct crm__column *column = &table->columns[index];

    if (column->constant)
        return table->rows == 0;
    if (!column->filled || !column->valid)
        return !column->filled;
    return crm__bits_find(column->valid, 0, column->filled, true) == column->filled;
}

crm_kind
crm_table_kind(const crm_table *table)
{
    return table ? table->kind : 0;
}

size_t
crm_table_rows(const crm_table *table)
{
    return table ? table->rows : 0;
}

size_t
crm_table_columns(const crm_table *table)
{
    return table ? table->count : 0;
}

crm_status
crm_table_status(const crm_table *table)
{
    return table ? table->status : CRM_ERROR_ARGUMENT;
}

int32_t
crm_table_column_at(const crm_table *table, size_t index)
{
    return table && index < table->count ? table->columns[index].number : -1;
}

int32_t
crm_table_column(const crm_table *table, const char *name)
{
    size_t i;

    for (i = 0; table && name && i < table->count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return table->columns[i].number;
    return -1;
}

/* A column by number, NULL if there is none. */
static const struct crm__column *
column_of(const crm_table *table, int32_t column)
{
    int32_t index = table ? crm__table_index(table, column) : -1;

    return index < 0 ? NULL : &table->columns[index];
}

const char *
crm_table_name(const crm_table *table, int32_t column)
{
    const struct crm__column *known = column_of(table, column);

    return known ? known->name : NULL;
}

int32_t
crm_table_type(const crm_table *table, int32_t column)
{
    const struct crm__column *known = column_of(table, column);

    return known ? known->type : 0;
}

crm_kind
crm_table_target(const crm_table *table, int32_t column)
{
    const struct crm__column *known = column_of(table, column);

    return known ? known->target : 0;
}
