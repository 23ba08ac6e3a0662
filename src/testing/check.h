/*
 * check.h - inside of the conformance kit.
 *
 * A law drives the store through two contexts, `crm` and `peer`, both over the store; laws that
 * need a second connection have `peer` over that. Between context and store stands a port: it
 * forwards every callback, and lets a law look at what goes through, put its own call in the place
 * of one, or do something just before one. That is how a law holds a live reply in its hands,
 * which only the library can make.
 */
#ifndef CRM_TESTING_CHECK_H
#define CRM_TESTING_CHECK_H

#include <string.h>

#include "crm/query.h"
#include "crm/record.h"
#include "crm/schema.h"
#include "crm/table.h"
#include "testing/inside.h"

/* What a law needs of the store; where it lacks, the law is not tried. */
enum {
    NEEDS_GET = 1,
    NEEDS_SCAN = 2,
    NEEDS_APPLY = 4,
    NEEDS_RESERVE = 8,
    NEEDS_HOLD = 16,
    NEEDS_OTHER = 32,  /* a second connection */
    NEEDS_NESTING = 64 /* no CRM_STORE_ONE_CURSOR */
};

struct crm__check;

struct crm__port {
    struct crm__check *check;
    const crm_store *inner;
    /* NULL = forward. Called in the place of the store's get. */
    void (*on_get)(struct crm__port *port, crm_kind kind, const crm_id *ids, size_t count,
                   crm_reply *reply);
    /* NULL = nothing. Called before the store's apply, once: it is NULL afterwards. */
    void (*before_apply)(struct crm__port *port, const crm_changes *changes);
    size_t limit;   /* rows asked for by next; 0 = what the library asks for */
    uint64_t empty; /* answers of next in a row that held no row; after many, next fails */
};

/* Answers without a row after which a scan is given up. */
#define EMPTY_ANSWERS 10000

struct crm__check {
    crm_store store;
    crm_store other;
    bool two; /* there is a second connection */
    struct crm__port port;
    struct crm__port peer_port;
    crm_context *crm;
    crm_context *peer;
    crm_testing_clock clock;
    uint64_t serial; /* makes external ids that are not in the store yet */
    crm_id next_id;  /* for stores without reserve */
    crm_field custom[4];
    crm_id ids[8]; /* a law's own */
    int64_t numbers[8];
    size_t seen[8];
    char text[400]; /* how the law is broken */
    bool certain;   /* it is broken, whatever the store said that it lacks */
};

typedef bool crm__law_function(struct crm__check *check);

struct crm__law {
    const char *name;
    const char *sentence;
    uint32_t needs;
    crm__law_function *kept;
};

/* One table a theme; each ends with a law without name. */
extern const struct crm__law crm__laws_writing[];
extern const struct crm__law crm__laws_units[];
extern const struct crm__law crm__laws_external_ids[];
extern const struct crm__law crm__laws_values[];
extern const struct crm__law crm__laws_fields[];
extern const struct crm__law crm__laws_reading[];
extern const struct crm__law crm__laws_queries[];
extern const struct crm__law crm__laws_cursors[];
extern const struct crm__law crm__laws_connections[];
extern const struct crm__law crm__laws_holds[];
extern const struct crm__law crm__laws_kinds[];

/* ---- for laws (check_use.c) ---- */

/* Say how the law is broken; false, so that a law can return it. Nothing is said over what was said
   before. */
bool crm__broken(struct crm__check *check, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/* True if status is the one wanted; else says what was done and what came of it. */
bool crm__answers(struct crm__check *check, crm_context *crm, crm_status status, crm_status wanted,
                  const char *what);

/* A new record with its name set (kinds with a name alone), not saved. An id is set if the store
   hands out none. NULL is said. */
crm_record *crm__make(struct crm__check *check, crm_context *crm, crm_kind kind, const char *name);

/* Save a new record of this name, and free the handle; its id, 0 is said. */
crm_id crm__keep(struct crm__check *check, crm_context *crm, crm_kind kind, const char *name);

/* Save a record, free the handle and read it again, through the other context; NULL is said. */
crm_record *crm__round_trip(struct crm__check *check, crm_record *record);

/* Read a record that must be there; NULL is said. */
crm_record *crm__fetch(struct crm__check *check, crm_context *crm, crm_kind kind, crm_id id);

/* Change the name of a stored record; false is said. */
bool crm__rename(struct crm__check *check, crm_context *crm, crm_kind kind, crm_id id,
                 const char *name);

/* True if the record's name is this, NULL = there is no such record; else said. */
bool crm__named(struct crm__check *check, crm_context *crm, crm_kind kind, crm_id id,
                const char *name);

/* Remove a stored record; false is said. */
bool crm__drop(struct crm__check *check, crm_context *crm, crm_kind kind, crm_id id);

/* An external id that the store does not have, in 40 bytes. */
const char *crm__fresh_key(struct crm__check *check, char *out_key);

/* Ids to start looking from. */
#define LARGE_ID (INT64_C(7) << 41)
#define HUGE_ID (INT64_C(0x7abcdef012345670))

/* The first id from `id` on that no account of the store has. */
crm_id crm__absent_id(struct crm__check *check, crm_id id);

/* Count in out_seen how often a scan gives each of the ids; false is said. query is freed. */
bool crm__count(struct crm__check *check, crm_context *crm, crm_query *query, const crm_id *ids,
                size_t count, size_t *out_seen);

/* Save new records in one unit; false is said. */
bool crm__keep_several(struct crm__check *check, crm_kind kind, crm_id *ids, size_t count);

/* True if all were seen once; else said. */
bool crm__each_once(struct crm__check *check, const size_t *seen, size_t count);

/* True if a scan of the accounts gives the id once, under a name (NULL = any) and with a version (0 =
   any); else said. */
bool crm__scanned_as(struct crm__check *check, crm_context *crm, crm_id id, const char *name,
                     int64_t version);

/* Open another context over the store, like check->crm but that the host's fields are defined in
   the other order; NULL is said. Close it with crm_close before the law returns. */
crm_context *crm__open_reversed(struct crm__check *check);

/* Count in out_seen rows of a table with each of the ids. */
void crm__count_rows(const crm_table *table, const crm_id *ids, size_t count, size_t *out_seen);

/* True if a scan of the whole kind gives the id exactly `times`; else said. */
bool crm__scanned(struct crm__check *check, crm_context *crm, crm_kind kind, crm_id id,
                  size_t times);

#endif
