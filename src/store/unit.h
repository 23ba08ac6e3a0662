/*
 * unit.h - the unit of work: what is to be written, kept until it goes to the store in one apply.
 *
 * Pending writes are an append-only log of entries, each linked to the previous one of the same
 * record; whole rows stand in one table a kind. So undoing an operation is cutting the log, and
 * what a scan may see is a position in it.
 */
#ifndef CRM_STORE_UNIT_H
#define CRM_STORE_UNIT_H

#include "base/cells.h"
#include "record/record.h"

enum { CRM__PUT = 1, CRM__REMOVE = 2, CRM__CHECK = 3 };

struct crm__entry {
    crm_kind kind;
    int32_t op;
    crm_id id;
    int64_t base;    /* version that the store must have; 0 = none */
    size_t row;      /* PUT: in the unit's table of the kind */
    size_t previous; /* earlier entry of the record, + 1; 0 = none */
};

struct crm__unit {
    bool open;
    uint64_t serial; /* grows with each unit, so that handles know theirs */
    crm_table *rows[CRM__KINDS + 1];
    struct crm__entry *entries;
    size_t count;
    size_t capacity;
    struct crm__cells index; /* (kind, id) -> latest entry + 1, 0 = undone */
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

/* Note a row to be written: a new row in the unit's table with id and version (base + 1) set; the
   caller sets the rest. */
crm_status crm__unit_put(crm_context *crm, crm_kind kind, crm_id id, int64_t base,
                         crm_table **out_table, size_t *out_row);
crm_status crm__unit_remove(crm_context *crm, crm_kind kind, crm_id id, int64_t base);

/* Note that a decision was made on a record as it was in this version. */
crm_status crm__unit_check(crm_context *crm, crm_kind kind, crm_id id, int64_t version);

/* The handle has writes in the unit, or was read from them. Cannot fail. */
void crm__unit_touch(crm_record *record);

/* The base that a write of this handle must have, or CRM_ERROR_CONFLICT / CRM_ERROR_STATE when the
   handle is not the latest. */
crm_status crm__unit_base(crm_record *record, int64_t *out_base);

crm_status crm__unit_commit(crm_context *crm);
void crm__unit_rollback(crm_context *crm);

#endif
