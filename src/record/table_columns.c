/*
 * table_columns.c - whole columns filled from outside: one pass looks at all values, one copies
 * them. The first pass asks only whether anything is wrong, so that the compiler can do many rows
 * at once; only if something is does a second one look for the row.
 */
#include <float.h>
#include <string.h>

#include "record/table_fill.h"

/* What is filled, brought together once. */
struct fill {
    crm_table *table;
    struct crm__column *column;
    int32_t number;
    size_t first;
    size_t count;
    const uint8_t *validity; /* NULL = all present */
};

/* CRM_OK, and what is to be filled; else the failure has been told. */
static crm_status
begin(struct fill *fill, int32_t type, bool null_values)
{
    crm_status status = crm__fill_allowed(fill->table);
    int32_t index;

    if (status)
        return status;
    index = crm__fill_column(fill->table, fill->number, type);
    if (index < 0)
        return crm__fill_refuse(fill->table, CRM_ERROR_ARGUMENT, fill->first, fill->number,
                                "there is no such column, or it is of another type");
    if (fill->first > fill->table->rows || fill->count > fill->table->rows - fill->first)
        return crm__fill_refuse(fill->table, CRM_ERROR_ARGUMENT, fill->first, fill->number,
                                "rows behind the last are filled");
    if (fill->count && null_values)
        return crm__fill_refuse(fill->table, CRM_ERROR_ARGUMENT, fill->first, fill->number,
                                "values are NULL");
    fill->column = &fill->table->columns[index];
    crm__table_use(fill->table, (size_t)index);
    if (fill->validity && crm__bits_find(fill->validity, 0, fill->count, false) == fill->count)
        fill->validity = NULL;
    return CRM_OK;
}

/* Room for the rows; the column is ordinary, and has data for all rows before the first. */
static crm_status
make_room(struct fill *fill)
{
    struct crm__column *column = fill->column;
    size_t rows = column->constant ? fill->table->rows : fill->first + fill->count;
    crm_status status =
        crm__column_reserve(fill->table->memory, column, rows,
                            fill->validity || (!column->constant && fill->first > column->filled));

    if (status)
        return crm__fill_memory(fill->table, fill->first, fill->number);
    crm__column_settle(column, fill->table->rows);
    crm__column_extend(fill->column, fill->first);
    return CRM_OK;
}

static void
finish(struct fill *fill)
{
    size_t end = fill->first + fill->count;

    crm__column_validity(fill->column, fill->first, fill->count, fill->validity);
    fill->column->filled = end > fill->column->filled ? end : fill->column->filled;
}

static bool
present(const struct fill *fill, size_t i)
{
    return !fill->validity || crm__bit(fill->validity, i);
}

static crm_status
wrong_value(struct fill *fill, size_t i, const char *words)
{
    return crm__fill_refuse(fill->table, CRM_ERROR_DATA, fill->first + i, fill->number, words);
}

/* ---- Integers ---- */

/* Is any of eight values that are present out of range? */
#define OUTSIDE_BLOCK(values, start, bits)                                                         \
    for (j = 0; j < 8; j++)                                                                        \
    outside |= (unsigned)((values[start + j] < low) | (values[start + j] > high)) &                \
               ((unsigned)(bits) >> j) & 1u

static bool
any_outside64(const struct fill *fill, const int64_t *values)
{
    const int64_t low = fill->column->low, high = fill->column->high;
    size_t i, j, blocks = fill->count / 8 * 8;
    unsigned outside = 0;

    if (low == INT64_MIN && high == INT64_MAX)
        return false;
    for (i = 0; !fill->validity && i < blocks; i++)
        outside |= (unsigned)((values[i] < low) | (values[i] > high));
    for (i = 0; fill->validity && i < blocks; i += 8) {
        OUTSIDE_BLOCK(values, i, fill->validity[i / 8]);
    }
    for (i = blocks; i < fill->count; i++)
        outside |= present(fill, i) && (values[i] < low || values[i] > high);
    return outside != 0;
}

static bool
any_outside32(const struct fill *fill, const int32_t *values)
{
    const int64_t low64 = fill->column->low, high64 = fill->column->high;
    const int32_t low = low64 < INT32_MIN ? INT32_MIN : (int32_t)low64;
    const int32_t high = high64 > INT32_MAX ? INT32_MAX : (int32_t)high64;
    size_t i, j, blocks = fill->count / 8 * 8;
    unsigned outside = 0;

    if (low == INT32_MIN && high == INT32_MAX)
        return false;
    for (i = 0; !fill->validity && i < blocks; i++)
        outside |= (unsigned)((values[i] < low) | (values[i] > high));
    for (i = 0; fill->validity && i < blocks; i += 8) {
        OUTSIDE_BLOCK(values, i, fill->validity[i / 8]);
    }
    for (i = blocks; i < fill->count; i++)
        outside |= present(fill, i) && (values[i] < low || values[i] > high);
    return outside != 0;
}

/* Look at the values one by one. Columns repeat themselves: the last good value is remembered. */
static crm_status
look_closely(struct fill *fill, const int64_t *wide, const int32_t *narrow)
{
    int64_t value, good = 0;
    const char *wrong;
    bool known = false;
    size_t i;

    for (i = 0; i < fill->count; i++) {
        value = wide ? wide[i] : narrow[i];
        if (!present(fill, i) || (known && value == good))
            continue;
        wrong = crm__column_wrong(fill->column, value);
        if (wrong)
            return wrong_value(fill, i, wrong);
        known = true;
        good = value;
    }
    return CRM_OK;
}

crm_status
crm_table_fill_int64(crm_table *table, int32_t column, size_t first, size_t count,
                     const int64_t *values, const uint8_t *validity)
{
    struct fill fill = {table, NULL, column, first, count, validity};
    crm_status status = begin(&fill, CRM_TYPE_I64, !values);

    if (status || !count)
        return status;
    if (crm__type_is_32(fill.column->type))
        return crm__fill_refuse(table, CRM_ERROR_ARGUMENT, first, column, "the column has 32 bits");
    if (fill.column->gaps || any_outside64(&fill, values))
        status = look_closely(&fill, values, NULL);
    if (!status)
        status = make_room(&fill);
    if (status)
        return status;
    memcpy((int64_t *)fill.column->data + first, values, count * sizeof *values);
    finish(&fill);
    return CRM_OK;
}

crm_status
crm_table_fill_int32(crm_table *table, int32_t column, size_t first, size_t count,
                     const int32_t *values, const uint8_t *validity)
{
    struct fill fill = {table, NULL, column, first, count, validity};
    crm_status status = begin(&fill, CRM_TYPE_I64, !values);
    size_t i;

    if (status || !count)
        return status;
    if (fill.column->gaps || any_outside32(&fill, values))
        status = look_closely(&fill, NULL, values);
    if (!status)
        status = make_room(&fill);
    if (status)
        return status;
    if (crm__type_is_32(fill.column->type))
        memcpy((int32_t *)fill.column->data + first, values, count * sizeof *values);
    else
        for (i = 0; i < count; i++)
            ((int64_t *)fill.column->data)[first + i] = values[i];
    finish(&fill);
    return CRM_OK;
}

/* ---- Doubles ---- */

static bool
is_finite(double value)
{
    return value >= -DBL_MAX && value <= DBL_MAX;
}

crm_status
crm_table_fill_double(crm_table *table, int32_t column, size_t first, size_t count,
                      const double *values, const uint8_t *validity)
{
    struct fill fill = {table, NULL, column, first, count, validity};
    crm_status status = begin(&fill, CRM_TYPE_DOUBLE, !values);
    size_t i;

    if (status || !count)
        return status;
    for (i = 0; i < count; i++)
        if (!is_finite(values[i]) && present(&fill, i))
            return wrong_value(&fill, i, "is not a finite number");
    status = make_room(&fill);
    if (status)
        return status;
    memcpy((double *)fill.column->data + first, values, count * sizeof *values);
    finish(&fill);
    return CRM_OK;
}
