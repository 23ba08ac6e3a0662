/*
 * context.h - what a context holds, how calls enter it, and how errors are told.
 *
 * Public functions that do work call crm__enter, an internal function, and crm__leave. Entering
 * from inside a callback is CRM_ERROR_REENTRANT, from a second thread CRM_ERROR_STATE. Internal
 * functions (crm__...) never enter; they may be called with the context entered already.
 */
#ifndef CRM_RECORD_CONTEXT_H
#define CRM_RECORD_CONTEXT_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/memory.h"
#include "crm/context.h"

#define CRM__KINDS 13 /* kinds are numbered 1 to CRM__KINDS */

struct crm__error {
    crm_status status;
    crm_kind kind;
    crm_id id;
    crm_field field; /* -1 = unknown */
    char message[512];
    int64_t host_code;
    char host_message[256];
};

/* A field that the host defined. */
struct crm__custom {
    char *name;
    int32_t type;
    uint32_t flags;
    crm_kind target;
    int32_t privacy;
};

struct crm__customs {
    struct crm__custom *fields;
    size_t count;
    size_t capacity;
};

struct crm__unit; /* store/unit.h */

/* Part of whatever a caller may free inside a callback. */
struct crm__later {
    struct crm__later *next;
    void *object;
    void (*release)(void *object);
};

struct crm_context {
    struct crm__memory memory;
    crm_store store;     /* all zero when there is none */
    crm_store own_store; /* the memory store made by crm_open, to be freed with the context */
    bool closed;
    bool handed_back;       /* crm_close was called: the last child to go frees the context */
    bool schema_fixed;      /* a record, table or analysis exists: no more custom fields */
    atomic_uintptr_t owner; /* mark of the thread inside, 0 = nobody */
    bool in_callback;
    size_t children; /* handles, tables, scans, queries, analyses that keep the memory alive */
    struct crm__error error;
    void (*clock)(void *self, crm_reply *reply);
    void *clock_self;
    void (*progress)(void *self, int64_t done, int64_t known, crm_reply *reply);
    void *progress_self;
    crm_zone_change *zone;
    size_t zone_count;
    uint64_t max_rows;
    crm_currency currency;
    struct crm__customs customs[CRM__KINDS + 1];
    struct crm__unit *unit;     /* made by crm_open, kept for the context's life */
    struct crm_record *touched; /* handles with writes in the open unit */
    struct crm__later *later;   /* freed inside a callback: let go on leaving */
    struct crm_scan *scans; /* open ones: their cursors are finished before the store is closed */
    size_t cursors;         /* open in the store */
};

/* CRM_OK and the context is held, or why not (ARGUMENT for NULL, CLOSED, REENTRANT, STATE). */
crm_status crm__enter(crm_context *crm);
void crm__leave(crm_context *crm);

/* CRM_OK if a getter or setter on a handle may run now; holds nothing. */
crm_status crm__peek(crm_context *crm);

/* Called in a `_free` inside a callback: free it when the call that runs the callback leaves. */
void crm__free_later(crm_context *crm, struct crm__later *later, void *object,
                     void (*release)(void *object));

/* A child (handle, table ...) comes and goes; the last one to go after crm_close frees the context.
 */
void crm__child_added(crm_context *crm);
void crm__child_gone(crm_context *crm);

/* True inside a callback of this context, on the thread that runs it. */
bool crm__inside_callback(const crm_context *crm);

/* Keep the error and return its status. field -1, id 0, kind 0 = unknown. Words: one line, ids but
   no personal data. crm may be NULL. */
crm_status crm__fail(crm_context *crm, crm_status status, crm_kind kind, crm_id id, crm_field field,
                     const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 6, 7)))
#endif
    ;

/* Say in the last error's words which row of a batch it was about. */
void crm__fail_at_row(crm_context *crm, size_t row);

/* The same for what a callback gave. */
void crm__fail_by(crm_context *crm, const char *callback);

/* crm__fail for a failed allocation. */
crm_status crm__no_memory(crm_context *crm);

/* Give back everything: called when the context is closed and its last child is gone. */
void crm__context_free(crm_context *crm);

/* Zone arithmetic behind crm_day_of_instant and crm_instant_of_day. */
crm_day crm__day_of_instant(const crm_context *crm, crm_instant at);
crm_instant crm__instant_of_day(const crm_context *crm, crm_day day);

#endif
