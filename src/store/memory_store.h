/*
 * memory_store.h - inside of the store that comes with the library.
 *
 * Each kind is one table (record/table.h without a context), so that a scan copies whole columns.
 * A row never moves: what is removed leaves a hole, which a new record may fill. Thus a cursor is a
 * position and an end, and whatever happens between its batches it gives every row that exists
 * throughout exactly once. Indexes lead from id, external_id and references to the rows. Fields of the
 * host's own are columns behind the built-in ones, known by name, for contexts may define different
 * ones.
 */
#ifndef CRM_STORE_MEMORY_STORE_H
#define CRM_STORE_MEMORY_STORE_H

#include "crm/store.h"
#include "record/column_text.h"
#include "store/memory_index.h"
#include "store/memory_refs.h"

struct crm__memory_kind {
    crm_table *rows; /* NULL until something is written */
    struct crm__index ids;
    struct crm__index externals;
    struct crm__refs refs;
    size_t *holes; /* rows that hold nothing */
    size_t hole_count;
    size_t hole_capacity;
    int64_t next_id; /* 0 = nothing handed out yet */
    int64_t highest; /* id that was ever stored */
};

struct crm__memory_cursor;

struct crm__memory_store {
    struct crm__memory memory;
    struct crm__memory_kind kinds[CRM__KINDS + 1];
    struct crm__memory_cursor **cursors; /* by number - 1; NULL = closed */
    size_t cursor_capacity;
    size_t holds;                                 /* not released yet */
    struct crm__memory_kind held[CRM__KINDS + 1]; /* as they were when the hold began ... */
    bool held_made[CRM__KINDS + 1];               /* ... if they changed since */
};

/* ---- Rows of a kind (memory_kind.c) ---- */

/* Make the table of a kind. CRM_OK or CRM_ERROR_MEMORY. */
crm_status crm__memory_kind_open(struct crm__memory_store *store, crm_kind number);
void crm__memory_kind_done(struct crm__memory_store *store, struct crm__memory_kind *kind);

/* Columns that every table of the kind has, at the same indexes. */
size_t crm__memory_built_in(crm_kind number);

/* The column of the kind for a column of another table (a put, a reply), -1 if there is none. */
int32_t crm__memory_column(const struct crm__memory_kind *kind, const crm_table *other,
                           size_t index);

/* The same, made if it is missing. CRM_OK, CRM_ERROR_MEMORY, or CRM_ERROR_STORE when a field of
   this name is kept with another type. */
crm_status crm__memory_column_open(struct crm__memory_store *store, struct crm__memory_kind *kind,
                                   const crm_table *other, size_t index, int32_t *out_column);

/* The row of a record, CRM__NO_ROW if it is not there; the row with an external id. */
size_t crm__memory_row(const struct crm__memory_kind *kind, int64_t id);
size_t crm__memory_external(const struct crm__memory_kind *kind, const char *text, size_t length);

/* Does a row hold a record (or is it a hole)? */
bool crm__memory_live(const struct crm__memory_kind *kind, size_t row);

/* Append rows of the kind to a table of a reply; with `wanted` (by column) only some columns.
   CRM_OK; CRM_ERROR_LIMIT when the table takes no more; CRM_ERROR_STORE as above; CRM_ERROR_MEMORY,
   the table as before. */
crm_status crm__memory_copy(const struct crm__memory_kind *kind, const struct crm__pick *pick,
                            const bool *wanted, size_t wanted_count, crm_table *table);

/* ---- Holds (memory_hold.c) ---- */

/* A kind as readers see it. */
const struct crm__memory_kind *crm__memory_view(const struct crm__memory_store *store,
                                                crm_kind number);

/* Before a kind changes: keep for those who hold what they see. CRM_OK or CRM_ERROR_MEMORY. */
crm_status crm__memory_keep(struct crm__memory_store *store, crm_kind number);

/* ---- Callbacks ---- */

void crm__memory_get(void *self, crm_kind number, const crm_id *ids, size_t count,
                     crm_reply *reply);
void crm__memory_scan(void *self, const crm_query *query, crm_reply *reply);
void crm__memory_next(void *self, uint64_t number, size_t limit, crm_reply *reply);
void crm__memory_finish(void *self, uint64_t number);
void crm__memory_hold(void *self, crm_reply *reply);
void crm__memory_release(void *self);
void crm__memory_apply(void *self, const crm_changes *changes, crm_reply *reply);

/* Answer with a failure of the store's own. */
void crm__memory_fail(crm_reply *reply, crm_status status);

/* Free cursors that nobody finished. */
void crm__memory_cursors_done(struct crm__memory_store *store);

#endif
