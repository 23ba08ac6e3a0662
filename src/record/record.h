/*
 * record.h - inside of a record handle: its values by dense position, what was edited, and what a
 * unit of work has to put back. Few fields of a kind have a value: `used` names those that ever had
 * one, and passes over a handle look at no other.
 */
#ifndef CRM_RECORD_RECORD_H
#define CRM_RECORD_RECORD_H

#include "crm/record.h"
#include "record/table.h"

/* What became of a field since the record was read. */
enum {
    CRM__CLEAN = 0,
    CRM__EDITED = 1, /* set by the caller, not written */
    CRM__WRITTEN = 2 /* set by the caller, written to the open unit of work */
};

struct crm__value {
    union {
        int64_t integer;
        double real;
        char *text; /* length + 1 bytes */
    } as;
    size_t length;
    bool present;
    bool owns; /* the text is a block of its own; others lie in `texts` of the handle */
    uint8_t edit;
    crm_status failed; /* why the last setter failed; CRM_OK */
};

/* A value that the library set during a unit, as it was before. */
struct crm__undo {
    int32_t index;
    bool present;
    uint8_t edit;
    int64_t integer;
};

/* The most fields that the library sets on one handle: those of a row appended to a log. */
#define CRM__UNDO 24

struct crm_record {
    crm_context *crm;
    crm_kind kind;
    bool stored;   /* is in the store, or in the open unit */
    uint64_t used; /* set of values; all others are as in a new handle */
    char *texts;   /* of the row that the handle was read from, each with a NUL behind */
    size_t texts_size;

    /* While the open unit holds writes of this handle. */
    bool touched;
    bool former_stored;
    struct crm_record *next_touched, *previous_touched;
    struct crm__undo undo[CRM__UNDO];
    size_t undo_count;

    uint64_t unit_serial; /* of the unit that `entry` belongs to */
    size_t entry;         /* the unit's entry that this handle has seen, + 1; 0 = none */
    bool from_pending;    /* read from pending writes: of no use once they are rolled back */
    bool stale;
    bool outdated; /* another handle wrote after this one, in the same unit */
    bool removed;

    struct crm__later later;

    void *cache; /* what an operation keeps with the handle: plain memory of cache_size bytes */
    size_t cache_size;

    size_t count;
    struct crm__value values[]; /* count of them, in dense order */
};

/* To go through the values in use: the first index from `from` on, `count` or more after the last. */
static inline size_t
crm__record_next(const crm_record *record, size_t from)
{
    return crm__set_next(record->used, from);
}

/* A value that is about to be changed. */
static inline struct crm__value *
crm__record_value(crm_record *record, int32_t index)
{
    crm__set_add(&record->used, (size_t)index);
    return &record->values[index];
}

/* A handle without values; NULL when memory lacks. Counts as a child. */
crm_record *crm__record_new(crm_context *crm, crm_kind kind);
void crm__record_free(crm_record *record);

/* The same for one that may have writes in the open unit: they stay. */
void crm__record_drop(crm_record *record);

/* Take it off the context's list of handles with writes in the open unit. */
void crm__record_untouch(crm_record *record);

/* Free the text of a value. */
void crm__record_drop_text(crm_record *record, struct crm__value *value);

/* Does a setter or getter of integers, doubles, texts fit a field of this type? */
bool crm__fits_integer(int32_t type);
bool crm__fits_double(int32_t type);
bool crm__fits_text(int32_t type);

/* The setters, with the context entered already. */
crm_status crm__record_set_int(crm_record *record, crm_field field, int64_t value);
crm_status crm__record_set_double(crm_record *record, crm_field field, double value);
crm_status crm__record_set_text(crm_record *record, crm_field field, const char *bytes,
                                size_t length);

/* Take all values from a row, nothing changed on failure; or write all to an existing row. CRM_OK or
   CRM_ERROR_MEMORY. */
crm_status crm__record_read(crm_record *record, const crm_table *table, size_t row);
crm_status crm__record_write(const crm_record *record, crm_table *table, size_t row);

/* One value (by dense position) over that of an existing row, none too. CRM_OK, CRM_ERROR_MEMORY. */
crm_status crm__record_write_value(const crm_record *record, int32_t index, crm_table *table,
                                   size_t row);

/* A value by field number; false = none. */
bool crm__record_int(const crm_record *record, crm_field field, int64_t *out_value);

/* The value or 0. */
int64_t crm__record_int_or(const crm_record *record, crm_field field, int64_t otherwise);

bool crm__record_edited(const crm_record *record);

/* The id that the record has, or gets. */
static inline void
crm__record_take_id(crm_record *record, crm_id id)
{
    struct crm__value *value = crm__record_value(record, CRM_FIELD_ID);

    value->present = true;
    value->as.integer = id;
}

/* Set a value for the library, remembering what it was until the unit ends. Cannot fail. */
void crm__record_keep(crm_record *record, crm_field field, bool present, int64_t value);

/* The unit that holds this handle's writes ended. */
void crm__record_settled(crm_record *record);  /* well: edits are stored */
void crm__record_restored(crm_record *record); /* not: former version, edits kept */

/* The first field whose setter failed; CRM_OK if none. */
crm_status crm__record_failed(crm_record *record);

#endif
