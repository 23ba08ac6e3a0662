/*
 * table.h - inside of tables: columns by dense index, whole rows copied, results made.
 *
 * A column without data has no value in any row, so wide kinds cost only what is set; `used` names
 * the columns that may have data, and passes over a table look at no other. Text is bytes
 * and offsets as Arrow has them as long as cells come in ascending rows; the first cell out of order
 * makes the column "loose" (start and end a row) until somebody wants it whole. Memory of a column is
 * kept when its rows are forgotten: `bits` and `end_memory` own what `valid` and `ends` point to while
 * they are in use.
 */
#ifndef CRM_RECORD_TABLE_H
#define CRM_RECORD_TABLE_H

#include "crm/table.h"
#include "record/bits.h"
#include "record/schema.h"

struct crm__column {
    const char *name;
    int32_t number; /* field number, or position in a result */
    int32_t type;
    crm_kind target;
    const char *unit;                  /* results; "" elsewhere */
    uint32_t flags;                    /* CRM_FIELD_... of a kind's field */
    const struct crm__choice *choices; /* codes and sets: what is allowed */
    int64_t low;                       /* range of integers (crm__schema_range) */
    int64_t high;
    bool gaps;      /* not all between low and high are allowed */
    bool plain;     /* integers, all between low and high allowed */
    bool unchecked; /* values came through crm__put_int or crm__put_double, ranges unseen */
    bool constant;  /* `value` holds in every row; rows below `filled` are spread out already */
    int64_t value;
    size_t filled;   /* rows below this have data and validity; others have no value */
    void *data;      /* int64_t, int32_t, double; text: int64_t start of each row, and the end */
    size_t capacity; /* items of data */
    uint8_t *valid;  /* NULL = all rows below `filled` have a value */
    uint8_t *bits;
    size_t bits_capacity; /* bytes */
    int64_t *ends;        /* loose text: end of each row; NULL = the next row's start */
    int64_t *end_memory;
    size_t ends_capacity;
    char *bytes; /* text */
    size_t used;
    size_t bytes_capacity;
    size_t wasted; /* bytes below `used` that belong to no row any more */
};

struct crm_table {
    crm_context *crm; /* errors, limits; kept alive when `owned`; NULL in the memory store */
    const struct crm__memory *memory;
    crm_kind kind; /* 0 = result */
    bool owned;    /* made by crm_table_new: crm_table_free frees it */
    bool sealed;   /* immutable */
    size_t rows;
    uint64_t max_rows;
    struct crm__column *columns;
    size_t count;
    int32_t custom_shift; /* from the number of a field of the host's own to its index */
    uint64_t used;        /* set of columns; all others are as crm__table_clear leaves them */
    uint64_t required;    /* set of columns that stored rows must have */
    crm_status status;    /* first failure while filling ... */
    size_t bad_row;       /* ... and where */
    int32_t bad_column;
    const char *bad_words; /* what was wrong with it; static */
};

/* What a column of a result is. */
struct crm__column_spec {
    const char *name;
    int32_t type;
    crm_kind target;
    const char *unit;
};

/* A table of a kind for the library's own use (not freed by crm_table_free, no child of the context);
   NULL when memory lacks. Free it with crm__table_free. max_rows is unlimited. */
crm_table *crm__table_new(crm_context *crm, crm_kind kind);

/* The same without a context: built-in fields alone. */
crm_table *crm__table_make(const struct crm__memory *memory, crm_kind kind);

/* One more column, known by its name alone (number -1): how a store keeps the host's fields. The name
   must outlive the table. CRM_OK or CRM_ERROR_MEMORY. */
crm_status crm__table_add_column(crm_table *table, const char *name, int32_t type);

/* A result table. specs and their text must be static or outlive it. */
crm_table *crm__result_new(crm_context *crm, const struct crm__column_spec *specs, size_t count);

/* Hand a table to the caller, who frees it with crm_table_free: a child of the context, with its
   limit of rows. */
void crm__table_give(crm_table *table);

void crm__table_free(crm_table *table);

/* Make it immutable; spreads constants and packs loose text first. CRM_OK or CRM_ERROR_MEMORY. */
crm_status crm__table_seal(crm_table *table);

/* Forget all rows; memory stays. */
void crm__table_clear(crm_table *table);

/* Forget the rows from `rows` on. Text bytes of them may stay allocated. */
void crm__table_truncate(crm_table *table, size_t rows);

/* Append rows without values; crm_table_add for the library itself. CRM_OK or CRM_ERROR_LIMIT. */
crm_status crm__table_add(crm_table *table, size_t count);

/* Append rows first to first + count - 1 of a table of the same kind, all columns. On failure the
   table is as before. CRM_OK or CRM_ERROR_MEMORY. */
crm_status crm__table_copy_rows(crm_table *to, const crm_table *from, size_t first, size_t count);

/* To go through the columns in use: the first index from `from` on, `count` or more after the last. */
static inline size_t
crm__table_next(const crm_table *table, size_t from)
{
    return crm__set_next(table->used, from);
}

/* Called before anything is put into a column. */
static inline void
crm__table_use(crm_table *table, size_t index)
{
    crm__set_add(&table->used, index);
}

/* Dense index of a column number, -1 if none. */
static inline int32_t
crm__table_index(const crm_table *table, int32_t column)
{
    int32_t index = column;

    if (table->kind != 0 && column >= CRM_FIELD_OWN)
        index -= column < CRM_FIELD_FIRST_CUSTOM ? CRM_FIELD_OWN - CRM__COMMON_FIELDS
                                                 : table->custom_shift;
    if (index < 0 || (size_t)index >= table->count || table->columns[index].number != column)
        return -1;
    return index;
}

/* Cells by dense index; false = no value. */
bool crm__cell_int(const crm_table *table, size_t row, int32_t index, int64_t *out_value);
bool crm__cell_double(const crm_table *table, size_t row, int32_t index, double *out_value);
const char *crm__cell_text(const crm_table *table, size_t row, int32_t index, size_t *out_length);

/* A column of 64 bits as a plain array of `rows` values, 0 where there is none. */
void crm__read_ints(const crm_table *table, int32_t index, size_t rows, int64_t *out_values);

/* Set cells by dense index without checks of range (a text is checked by the caller). Row exists. */
crm_status crm__put_int(crm_table *table, size_t row, int32_t index, int64_t value);
crm_status crm__put_double(crm_table *table, size_t row, int32_t index, double value);
crm_status crm__put_text(crm_table *table, size_t row, int32_t index, const char *text,
                         size_t length);

/* One cell over another of the same type; none leaves what is there. */
crm_status crm__copy_cell(crm_table *to, size_t to_row, int32_t to_index, const crm_table *from,
                          size_t from_row, int32_t from_index);

/* Rows first to first + count - 1 of a column of integers, or one value for all of them. No room is
   needed behind crm__reserve_ints. CRM_OK or CRM_ERROR_MEMORY; the column as before but for room. */
crm_status crm__reserve_ints(crm_table *table, int32_t index);
crm_status crm__put_ints(crm_table *table, int32_t index, size_t first, size_t count,
                         const int64_t *values);
crm_status crm__put_same(crm_table *table, int32_t index, size_t first, size_t count,
                         int64_t value);

/* Make a cell none. CRM_OK or CRM_ERROR_MEMORY. */
crm_status crm__clear_cell(crm_table *table, size_t row, int32_t index);

/* True if no row has a value in the column. */
bool crm__column_empty(const crm_table *table, int32_t index);

/*
 * Check rows that came from outside (a store, a caller): the sticky failure, ids above 0 and version
 * above 0 where `stored`, codes, days, instants, currencies, references, UTF-8 (checked while
 * filling), DOUBLE finite, required fields present where `stored`. The first wrong cell is reported
 * through crm__fail with kind, id, field. Column by column, not row by row.
 */
crm_status crm__table_check(crm_context *crm, const crm_table *table, bool stored);

/* The same for stored rows of which only some fields were wanted: the others may be missing. */
crm_status crm__table_check_wanted(crm_context *crm, const crm_table *table,
                                   const crm_field *wanted, size_t count);

#endif
