/*
 * column.h - storage of one column: room is made first, then written without failing.
 *
 * crm__column_reserve and its sisters are the only functions here that need memory; everything else
 * relies on the room that they made.
 */
#ifndef CRM_RECORD_COLUMN_H
#define CRM_RECORD_COLUMN_H

#include "record/bits.h"
#include "record/table.h"

/* Bytes of an item of data. */
static inline size_t
crm__column_item(const struct crm__column *column)
{
    return crm__type_is_32(column->type) ? sizeof(int32_t) : sizeof(int64_t);
}

/* Room for rows below `rows`; with `holes` also for validity bits. CRM_OK or CRM_ERROR_MEMORY. */
crm_status crm__column_enlarge(const struct crm__memory *memory, struct crm__column *column,
                               size_t rows, bool holes);

static inline crm_status
crm__column_reserve(const struct crm__memory *memory, struct crm__column *column, size_t rows,
                    bool holes)
{
    bool fits = rows < column->capacity && !column->ends &&
                (!(holes || column->valid) || rows / 8 < column->bits_capacity);

    return fits ? CRM_OK : crm__column_enlarge(memory, column, rows, holes);
}

/* Room for `more` bytes of text behind those in use. */
crm_status crm__column_reserve_bytes(const struct crm__memory *memory, struct crm__column *column,
                                     size_t more);

/* Room to be loose, as far as `rows` rows; and make a packed text column loose. */
crm_status crm__column_reserve_ends(const struct crm__memory *memory, struct crm__column *column,
                                    size_t rows);
crm_status crm__column_loosen(const struct crm__memory *memory, struct crm__column *column,
                              size_t rows);

/* Make a constant column an ordinary one of `rows` rows. */
crm_status crm__column_ordinary(const struct crm__memory *memory, struct crm__column *column,
                                size_t rows);

/* Bring loose text into row order, without gaps. */
crm_status crm__column_pack(const struct crm__memory *memory, struct crm__column *column);

/* Give every row below `rows` data and validity, and pack text: the form that others read. */
crm_status crm__column_whole(const struct crm__memory *memory, struct crm__column *column,
                             size_t rows);

void crm__column_free(const struct crm__memory *memory, struct crm__column *column);

/* ---- What cannot fail ---- */

/* Forget the rows from `rows` on; crm__column_clear all of them and the constant. */
void crm__column_truncate(struct crm__column *column, size_t rows);
void crm__column_clear(struct crm__column *column);

/* Begin to use validity bits (reserved). */
void crm__column_use_bits(struct crm__column *column);

/* A constant becomes an ordinary column of `rows` rows (reserved). */
void crm__column_settle(struct crm__column *column, size_t rows);

/* Rows from `filled` to rows - 1 get no value (reserved with holes). */
void crm__column_extend(struct crm__column *column, size_t rows);

/* Validity of rows first to first + count - 1, at most one behind `filled`; NULL = all. */
void crm__column_validity(struct crm__column *column, size_t first, size_t count,
                          const uint8_t *bits);

/* Can the row behind the last with data be written without reserving anything (bytes aside)? */
static inline bool
crm__column_next_fits(const struct crm__column *column, size_t row)
{
    return row == column->filled && row + 1 < column->capacity &&
           (!column->valid || row / 8 < column->bits_capacity) &&
           (!column->ends || row < column->ends_capacity);
}

/* Has a row a value? Not for constants. */
static inline bool
crm__column_has(const struct crm__column *column, size_t row)
{
    return row < column->filled && (!column->valid || crm__bit(column->valid, row));
}

/* A row below or at `filled` has a value. */
static inline void
crm__column_mark(struct crm__column *column, size_t row)
{
    if (column->valid)
        column->valid[row / 8] |= (uint8_t)(1u << row % 8);
    column->filled = row < column->filled ? column->filled : row + 1;
}

/* Bounds of a row's text in `bytes`; the row is below `filled`. */
static inline size_t
crm__text_start(const struct crm__column *column, size_t row)
{
    return (size_t)((const int64_t *)column->data)[row];
}

static inline size_t
crm__text_end(const struct crm__column *column, size_t row)
{
    return (size_t)(column->ends ? column->ends[row] : ((const int64_t *)column->data)[row + 1]);
}

/* ---- Copies ---- */

/* Rows of another table: rows[0 .. count - 1], or first to first + count - 1 if rows is NULL. */
struct crm__pick {
    const size_t *rows;
    size_t first;
    size_t count;
};

/* Make room for, then do: append picked rows to a column behind its `at` rows. The second cannot
   fail after the first. Types must be the same. */
crm_status crm__column_reserve_copy(const struct crm__memory *memory, struct crm__column *to,
                                    size_t at, const struct crm__column *from,
                                    const struct crm__pick *pick);
void crm__column_copy(struct crm__column *to, size_t at, const struct crm__column *from,
                      const struct crm__pick *pick);

#endif
