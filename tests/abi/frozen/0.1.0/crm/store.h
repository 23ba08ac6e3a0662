/*
 * store.h - how a host keeps records: one struct of callbacks, and what they are given.
 *
 * The library knows no more about storage than this. Every callback takes `self` first and answers
 * through `reply`, last; an answer is exactly one of crm_reply_ok, _end, _cursor, _ids, _int,
 * _fail or _conflict. A callback that returns without answering has failed. From inside a callback
 * only the functions on what it was given (reply, its table, query, changes) and the schema
 * functions may be called; anything else on that context is CRM_ERROR_REENTRANT.
 *
 * A row that a store gives has an id, a version above 0 (1 where rows never change) and the
 * required fields of its kind; to a scan, those among crm_query_fields. All else may be none. A
 * host that only reports needs `scan` alone, and answers crm_reply_end at once for kinds of which
 * it has nothing; to load single records it needs `get`. docs/store.md is the tutorial,
 * libcrm-testing (crm/testing.h) has a kit that checks a store against this contract.
 *
 * C++ exceptions and longjmp must not leave a callback.
 */
#ifndef CRM_STORE_H
#define CRM_STORE_H

#include "crm/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct crm_store {
    uint32_t size;  /* sizeof(crm_store) as the host knows it */
    uint32_t flags; /* CRM_STORE_... */
    void *self;     /* passed to every callback */

    /* Fill crm_reply_table with those of the records that exist, in any order, then ok or end. A
       missing id is no error. ids are distinct. */
    void (*get)(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply);

    /* Answer all rows of a kind (fill the table, then end) or a cursor (crm_reply_cursor; rows may
       be filled already). Conditions and wanted fields are hints: the library checks every row. */
    void (*scan)(void *self, const crm_query *query, crm_reply *reply);

    /* The next rows of a cursor: ok (more may come) or end. limit is a wish. */
    void (*next)(void *self, uint64_t cursor, size_t limit, crm_reply *reply);

    /* Once for each cursor, after end, failure, or when the reader stops early. */
    void (*finish)(void *self, uint64_t cursor);

    /* Make all changes happen, or none. See crm_changes_kind below. */
    void (*apply)(void *self, const crm_changes *changes, crm_reply *reply);

    /* Hand out ids that were never used and never will be: crm_reply_ids. */
    void (*reserve)(void *self, crm_kind kind, size_t count, crm_reply *reply);

    /* Until release, reads see one state. */
    void (*hold)(void *self, crm_reply *reply);
    void (*release)(void *self);

    /* Once, inside crm_close; also when crm_open fails. */
    void (*close)(void *self);
} crm_store;

#define CRM_STORE_INIT                                                                             \
    {                                                                                              \
        sizeof(crm_store), 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL           \
    }

/** Fill a store with CRM_STORE_INIT. size = the caller's sizeof. @return CRM_OK, CRM_ERROR_ABI */
CRM_API crm_status crm_store_init(crm_store *store, size_t size);

/* ---- What a callback answers with ---- */

/** The table to fill (get, scan, next). Borrowed until the callback returns; NULL elsewhere. */
CRM_API crm_table *crm_reply_table(crm_reply *reply);

/** The work is done; for next: more rows may come. @return CRM_OK, CRM_ERROR_STATE if answered */
CRM_API crm_status crm_reply_ok(crm_reply *reply);

/** The work is done and there are no more rows. @return CRM_OK, CRM_ERROR_STATE if answered */
CRM_API crm_status crm_reply_end(crm_reply *reply);

/** The answer of scan: go on with next(cursor). Any number. @return CRM_OK, CRM_ERROR_STATE */
CRM_API crm_status crm_reply_cursor(crm_reply *reply, uint64_t cursor);

/** The answer of reserve; the ids are copied. @return CRM_OK, CRM_ERROR_STATE, CRM_ERROR_ARGUMENT */
CRM_API crm_status crm_reply_ids(crm_reply *reply, const crm_id *ids, size_t count);

/** The answer of the clock callback: an instant. @return CRM_OK, CRM_ERROR_STATE */
CRM_API crm_status crm_reply_int(crm_reply *reply, int64_t value);

/**
 * The work failed.
 *
 * @param status    CRM_ERROR_STORE, _CONFLICT, _DUPLICATE, _REFERENCE, _UNSUPPORTED, _UNCERTAIN,
 *                  _CANCELLED or _MEMORY; any other becomes CRM_ERROR_STORE
 * @param host_code anything; the caller reads it back with crm_host_code
 * @param text      UTF-8, ends in NUL, may be NULL; copied (crm_host_message)
 * @return CRM_OK, CRM_ERROR_STATE if answered
 */
CRM_API crm_status crm_reply_fail(crm_reply *reply, crm_status status, int64_t host_code,
                                  const char *text);

/** The answer of apply when a record is not as `checks`, `removes` or `puts` say. */
CRM_API crm_status crm_reply_conflict(crm_reply *reply, crm_kind kind, crm_id id);

/**
 * What the library makes of the answer so far; for a store that passes calls on to another one and
 * has to know how they went.
 *
 * @return CRM_NONE: no answer yet; CRM_OK; the status of crm_reply_fail; CRM_ERROR_CONFLICT;
 *         CRM_ERROR_STORE: two answers, or one that this callback cannot give; CRM_ERROR_ARGUMENT
 *         (NULL). Rows that were given may still turn out to be wrong.
 */
CRM_API crm_status crm_reply_status(const crm_reply *reply);

/* ---- What apply is given ----
 *
 * A whole unit of work, grouped by kind; a row is in one list once.
 *   checks   id, version: must still be so, nothing is written
 *   removes  id, version: must still be so, and goes
 *   puts     whole rows; `version` is the new one, and what is stored must have version - 1
 *            (0: must not exist)
 * Otherwise answer crm_reply_conflict and change nothing. An external_id already used within the
 * kind by another record is crm_reply_fail(CRM_ERROR_DUPLICATE).
 */

/** Number of groups, one a kind. */
CRM_API size_t crm_changes_groups(const crm_changes *changes);

/** Kind of a group; 0 past the last. */
CRM_API crm_kind crm_changes_kind(const crm_changes *changes, size_t group);

/** Rows to check, remove, put. Never NULL inside the range; borrowed until apply returns. */
CRM_API const crm_table *crm_changes_checks(const crm_changes *changes, size_t group);
CRM_API const crm_table *crm_changes_removes(const crm_changes *changes, size_t group);
CRM_API const crm_table *crm_changes_puts(const crm_changes *changes, size_t group);

/* ---- The store that comes with the library ---- */

/**
 * Make a store in memory, as an ordinary crm_store, so that it can be wrapped or shared by several
 * contexts of one thread. Its `close` does nothing; free it with crm_memory_store_free when no
 * context uses it.
 *
 * @param resize NULL = realloc and free of libc  @param resize_self passed to it
 * @return CRM_OK, CRM_ERROR_MEMORY, CRM_ERROR_ABI (out_store->size, set before the call, is unknown)
 */
CRM_API crm_status crm_memory_store(crm_resize *resize, void *resize_self, crm_store *out_store);

/** Free a store made by crm_memory_store, and all it holds. NULL and an empty one are harmless. */
CRM_API void crm_memory_store_free(crm_store *store);

#ifdef __cplusplus
}
#endif

#endif
