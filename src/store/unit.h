/*
 * unit.h - the unit of work: what is to be written, kept until it goes to the store in one apply.
 *
 * Pending writes are an append-only log of entries, each linked to the previous one of the same
 * record; whole rows stand in one table a kind. So undoing an operation is cutting the log, and
 * what a scan may see is a position in it. The index from records to their latest entries lags behind
 * by a few entries, which are looked through, or by many that were put together, until one of their
 * kind is looked for. Entries are also linked by kind, and the rows of kinds
 * that are looked up by one reference (the log of a deal, the links of an account, the stages of a
 * pipeline) by the value of that reference, so that such a look-up costs no more than what it finds.
 */
#ifndef CRM_STORE_UNIT_H
#define CRM_STORE_UNIT_H

#include "base/cells.h"
#include "record/record.h"
#include "store/changes.h"

enum { CRM__PUT = 1, CRM__REMOVE = 2, CRM__CHECK = 3 };

struct crm__entry {
    crm_kind kind;
    int32_t op;
    crm_id id;
    int64_t base;     /* version that the store must have; 0 = none */
    size_t row;       /* PUT: in the unit's table of the kind */
    size_t previous;  /* earlier entry of the record, + 1; 0 = none */
    size_t sibling;   /* earlier entry of the kind, + 1 */
    size_t relative;  /* PUT: earlier row with the same reference, + 1 */
    crm_id reference; /* 0 = not indexed */
};

struct crm__unit {
    bool open;
    uint64_t serial; /* grows with each unit, so that handles know theirs */
    crm_table *rows[CRM__KINDS + 1];
    struct crm__entry *entries;
    size_t count;
    size_t capacity;
    struct crm__cells index;        /* (kind, id) -> latest entry + 1, 0 = undone */
    size_t listed;                  /* entries below this are in `index` */
    bool rewritten;                 /* a record may have more than one entry */
    struct crm__cells references;   /* (kind, id referred to) -> latest entry + 1 */
    size_t indexed;                 /* entries below this are in `references` */
    size_t of_kind[CRM__KINDS + 1]; /* latest entry + 1 */
    struct crm_changes changes;     /* what apply is given, made at the end of the unit */
    crm_table *loaded[CRM__KINDS + 1];
};

/* A piece of work that is undone alone when it fails. */
struct crm__work {
    bool own; /* it opened the unit, and ends it */
    size_t mark;
};

struct crm__unit *crm__unit_new(crm_context *crm);
void crm__unit_free(crm_context *crm);

/* Begin a piece of work, opening a unit if none is open. */
crm_status crm__work_begin(crm_context *crm, struct crm__work *work);

/* End it: on CRM_OK keep (and commit, if the unit is its own), else undo. Answers `status`, or why
   the commit failed. Handles may be changed (crm__record_keep) only after all that can fail. */
crm_status crm__work_end(crm_context *crm, struct crm__work *work, crm_status status);

/* The latest pending entry of a record, NULL if there is none. */
const struct crm__entry *crm__unit_find(const crm_context *crm, crm_kind kind, crm_id id);

/* The same as it was when the unit had `count` entries. */
const struct crm__entry *crm__unit_find_at(const crm_context *crm, crm_kind kind, crm_id id,
                                           size_t count);

/*
 * Visit what may match a query: entries of its kind, or only those rows that have the reference it
 * asks for. Latest first; NULL after the last. Begin with crm__unit_visit.
 */
struct crm__visit {
    size_t next; /* + 1 */
    bool relatives;
};

crm_status crm__unit_visit(crm_context *crm, const struct crm_query *query,
                           struct crm__visit *visit);
const struct crm__entry *crm__unit_visit_next(const crm_context *crm, struct crm__visit *visit);

/* Note a row to be written: a new row in the unit's table with id and version (base + 1) set; the
   caller sets the rest. */
crm_status crm__unit_put(crm_context *crm, crm_kind kind, crm_id id, int64_t base,
                         crm_table **out_table, size_t *out_row);
/* Note new rows, copied from first to first + count - 1 of a table of the kind, with these ids (distinct
   and not in the unit), version 1 and this instant of modification. *out_row is the first in the
   unit's table. Nothing is noted on failure. */
crm_status crm__unit_put_rows(crm_context *crm, const crm_table *from, size_t first, size_t count,
                              const crm_id *ids, crm_instant modified, size_t *out_row);

crm_status crm__unit_remove(crm_context *crm, crm_kind kind, crm_id id, int64_t base);

/* Note that a decision was made on a record as it was in this version. */
crm_status crm__unit_check(crm_context *crm, crm_kind kind, crm_id id, int64_t version);

/* The handle has writes in the unit, or was read from them. Cannot fail. */
void crm__unit_touch(crm_record *record);

/* Has the handle seen the last word of the open unit on its record (NULL = there is none)? */
bool crm__unit_abreast(const crm_record *record, const struct crm__entry *entry);

/* The base that a write of this handle must have, or CRM_ERROR_CONFLICT / CRM_ERROR_STATE when the
   handle is not the latest. */
crm_status crm__unit_base(crm_record *record, int64_t *out_base);

/* CRM_ERROR_CONFLICT, told: the record was changed by somebody else, or by another handle. */
crm_status crm__unit_conflict(crm_context *crm, crm_kind kind, crm_id id, const char *by);

/* An empty table of the kind for a record that is read, of use until the next one is asked for;
   NULL when memory lacks. Making one for every record would cost more than reading it. */
crm_table *crm__unit_loading(crm_context *crm, crm_kind kind);

/* Begin, and forget all entries (tables keep their memory for the next unit). */
void crm__unit_open(crm_context *crm);
void crm__unit_close(crm_context *crm);

crm_status crm__unit_commit(crm_context *crm);
void crm__unit_rollback(crm_context *crm);

#endif
