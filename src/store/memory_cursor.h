/*
 * memory_cursor.h - a scan of the memory store under way.
 */
#ifndef CRM_STORE_MEMORY_CURSOR_H
#define CRM_STORE_MEMORY_CURSOR_H

#include "record/query.h"
#include "store/memory_store.h"

#define CRM__BATCH_ROWS 65536

struct crm__memory_condition {
    int32_t column; /* -1 = a field that nothing was ever kept of */
    int32_t type;
    int64_t low;
    int64_t high;
    char *text;
    size_t length;
};

struct crm__memory_cursor {
    crm_kind number;
    size_t position;
    size_t end; /* rows when it was opened */
    bool all;
    bool *wanted; /* by column */
    size_t wanted_count;
    struct crm__memory_condition conditions[CRM_QUERY_CONDITIONS];
    size_t condition_count;
    size_t *picked; /* CRM__BATCH_ROWS, made when needed */
};

/* CRM_OK or CRM_ERROR_MEMORY. */
crm_status crm__cursor_open(struct crm__memory_store *store, const crm_query *query,
                            struct crm__memory_cursor **out_cursor);
void crm__cursor_free(struct crm__memory_store *store, struct crm__memory_cursor *cursor);

/* Keep those of `count` picked rows that hold a record and fulfil the conditions. */
size_t crm__cursor_filter(const struct crm__memory_cursor *cursor,
                          const struct crm__memory_kind *kind, size_t *picked, size_t count);

/* Append picked rows to a table; as crm__memory_copy. */
crm_status crm__cursor_copy(const struct crm__memory_cursor *cursor,
                            const struct crm__memory_kind *kind, const struct crm__pick *pick,
                            crm_table *table);

/* Rows of the batch that begins at the cursor's position, which moves on. limit is at most
   CRM__BATCH_ROWS. */
crm_status crm__cursor_batch(struct crm__memory_store *store, struct crm__memory_cursor *cursor,
                             size_t limit, crm_table *table);

#endif
