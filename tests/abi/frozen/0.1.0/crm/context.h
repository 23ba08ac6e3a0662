/*
 * context.h - opening the library over a store; errors; units of work; time zone.
 *
 * A context is used by one thread at a time (CRM_ERROR_STATE tells of a second one); contexts are
 * independent of each other. Records, scans and analyses keep their context's memory alive, so they
 * may be freed in any order; after crm_close they answer CRM_ERROR_CLOSED.
 */
#ifndef CRM_CONTEXT_H
#define CRM_CONTEXT_H

#include "crm/base.h"
#include "crm/store.h"

#ifdef __cplusplus
extern "C" {
#endif

/** From `at` on, local time is UTC + offset_seconds. Before the first entry: UTC. */
typedef struct crm_zone_change {
    crm_instant at;         /* ascending */
    int32_t offset_seconds; /* -86399 to 86399 */
    int32_t reserved;       /* 0 */
} crm_zone_change;

typedef struct crm_options {
    uint32_t size;          /* sizeof(crm_options) */
    uint32_t flags;         /* 0 */
    const crm_store *store; /* copied; NULL = a memory store of the context's own */
    crm_resize *memory;     /* NULL = realloc and free of libc */
    void *memory_self;
    void (*clock)(void *self, crm_reply *reply); /* answers crm_reply_int; NULL = the system's */
    void *clock_self;
    /* Called now and then in long work with rows done and rows known (0 = unknown); a failing
       reply ends the work with CRM_ERROR_CANCELLED. NULL = never. */
    void (*progress)(void *self, int64_t rows_done, int64_t rows_known, crm_reply *reply);
    void *progress_self;
    const crm_zone_change *zone; /* copied; NULL = UTC */
    size_t zone_count;
    uint64_t max_rows;     /* rows that one reply may hold; 0 = 16,777,216 */
    crm_currency currency; /* of results whose params name none; 0 = the only one met */
    int32_t reserved;      /* 0 */
} crm_options;

#define CRM_OPTIONS_INIT                                                                           \
    {                                                                                              \
        sizeof(crm_options), 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0         \
    }

/** Fill options with CRM_OPTIONS_INIT. size = the caller's sizeof. @return CRM_OK, CRM_ERROR_ABI */
CRM_API crm_status crm_options_init(crm_options *options, size_t size);

/**
 * Open a context.
 *
 * @param options NULL = all defaults
 * @param out_context receives a context also on failure, which then answers only crm_message, the
 *        error getters and crm_close; NULL only when there is no memory at all
 * @return CRM_OK, CRM_ERROR_ARGUMENT, CRM_ERROR_ABI, CRM_ERROR_MEMORY
 * The store's `close` is called once in any case: by crm_close, or before a failing crm_open returns.
 */
CRM_API crm_status crm_open(const crm_options *options, crm_context **out_context);

/** Close: rolls back an open unit, calls the store's `close`. NULL is harmless. */
CRM_API void crm_close(crm_context *crm);

/* ---- The last error ---- */

/** One line on what was wrong and where, with ids and without personal data; "" if nothing was.
    Borrowed until the next call on the context. */
CRM_API const char *crm_message(crm_context *crm);

/** Status of the last call that failed; CRM_OK if none did. */
CRM_API crm_status crm_error_status(crm_context *crm);

/** Where the last error was; 0, 0 and -1 stand for unknown. Any out-parameter may be NULL.
    @return CRM_OK, CRM_NONE if nothing failed, CRM_ERROR_ARGUMENT */
CRM_API crm_status crm_error_where(crm_context *crm, crm_kind *out_kind, crm_id *out_id,
                                   crm_field *out_field);

/** Code and words that a failing callback gave; 0 and "" if the last error was none of theirs. */
CRM_API int64_t crm_host_code(crm_context *crm);
CRM_API const char *crm_host_message(crm_context *crm);

/* ---- Units of work ---- */

/**
 * Begin a unit of work: what is saved until crm_commit reaches the store in one apply. Gets and
 * scans see it meanwhile. Units do not nest.
 *
 * @return CRM_OK, CRM_ERROR_STATE if a unit is open already, CRM_ERROR_CLOSED
 */
CRM_API crm_status crm_begin(crm_context *crm);

/**
 * End the unit and write it, whole or not at all; the unit is over whatever is answered.
 *
 * @return CRM_OK; CRM_ERROR_STATE without a unit; CRM_ERROR_CONFLICT when somebody else changed one
 *         of the records meanwhile; CRM_ERROR_DUPLICATE; CRM_ERROR_UNCERTAIN; CRM_ERROR_STORE;
 *         CRM_ERROR_MEMORY. After a failure every handle has its former version and keeps its edits
 *         and id: saving again is a retry. A handle loaded from pending writes must be loaded again.
 */
CRM_API crm_status crm_commit(crm_context *crm);

/** End the unit and forget it. Harmless without one. Handles: as after a failed commit. */
CRM_API void crm_rollback(crm_context *crm);

/* ---- The zone ---- */

/** The day of an instant in the context's zone; CRM_DAY_NONE outside years 1 to 9999. */
CRM_API crm_day crm_day_of_instant(crm_context *crm, crm_instant at);

/** The first instant of a day in the context's zone; CRM_INSTANT_NONE outside years 1 to 9999. */
CRM_API crm_instant crm_instant_of_day(crm_context *crm, crm_day day);

#ifdef __cplusplus
}
#endif

#endif
