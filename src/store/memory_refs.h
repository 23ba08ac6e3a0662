/*
 * memory_refs.h - from a reference to the rows that hold it, so that a deal's log or an account's
 * links are found without reading the whole kind.
 *
 * An index is made by the first query that could use it and caught up by later ones. It may name rows
 * that hold the reference no longer (whoever uses it looks at the rows), but never misses one. It is
 * an accelerator: when memory lacks it is given up, and the rows are scanned.
 */
#ifndef CRM_STORE_MEMORY_REFS_H
#define CRM_STORE_MEMORY_REFS_H

#include "base/cells.h"
#include "record/table.h"

#define CRM__REFS_MOST 4 /* indexes a kind */

struct crm__ref_entry {
    size_t row;
    size_t next; /* entry + 1 of the same reference, 0 = the last */
};

struct crm__ref_index {
    int32_t column;
    struct crm__cells heads; /* reference -> entry + 1 */
    struct crm__ref_entry *entries;
    size_t count;
    size_t capacity;
    size_t rows; /* rows below this are indexed */
};

struct crm__refs {
    struct crm__ref_index indexes[CRM__REFS_MOST];
    size_t count;
};

void crm__refs_done(struct crm__refs *refs, const struct crm__memory *memory);

/*
 * Rows that may hold a reference in a column, each once. false: the index cannot be used (more than
 * `most` rows, no memory, too many indexes), and the rows have to be scanned.
 */
bool crm__refs_find(struct crm__refs *refs, const struct crm__memory *memory,
                    const crm_table *table, int32_t column, int64_t reference, size_t *rows,
                    size_t most, size_t *out_count);

/* A row below those indexed was written over: it may hold other references now. Cannot fail. */
void crm__refs_rewritten(struct crm__refs *refs, const struct crm__memory *memory,
                         const crm_table *table, size_t row);

#endif
