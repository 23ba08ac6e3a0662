/*
 * awkward.h - inside of the awkward store: rows that are never changed, each with the moment from
 * which and until which it stands, so that holds and cursors see one state at no cost.
 */
#ifndef CRM_TESTING_AWKWARD_H
#define CRM_TESTING_AWKWARD_H

#include "crm/query.h"
#include "crm/table.h"
#include "testing/inside.h"

/* Each flaw breaks the law of the same name (check.c), and no other: it shows in what that law alone
   looks at. */
enum crm__flaw {
    FLAW_NONE,
    FLAW_VERSION_IS_COMPARED,
    FLAW_NEW_ROW_MUST_BE_NEW,
    FLAW_REMOVED_ROW_IS_NOT_PUT,
    FLAW_REMOVE_COMPARES_VERSION,
    FLAW_REMOVED_ROW_IS_NOT_REMOVED,
    FLAW_CHECKS_ARE_COMPARED,
    FLAW_CHECKED_ROW_MUST_BE_THERE,
    FLAW_CHECKS_WRITE_NOTHING,
    FLAW_CONFLICT_CHANGES_NOTHING,
    FLAW_CONFLICT_NAMES_THE_RECORD,
    FLAW_STORE_WORKS_AFTER_CONFLICT,
    FLAW_UNIT_IS_WHOLE,
    FLAW_EVERY_CALL_IS_ANSWERED_ONCE,
    FLAW_REMOVED_ROW_IS_GONE,
    FLAW_EDIT_IS_SEEN,
    FLAW_EXTERNAL_ID_IS_UNIQUE,
    FLAW_DUPLICATE_CHANGES_NOTHING,
    FLAW_STORE_WORKS_AFTER_DUPLICATE,
    FLAW_EXTERNAL_ID_IS_OF_ITS_KIND,
    FLAW_EXTERNAL_ID_IS_FREE_AFTER_REMOVE,
    FLAW_EXTERNAL_ID_MAY_CHANGE_HANDS,
    FLAW_RECORD_KEEPS_ITS_EXTERNAL_ID,
    FLAW_EXTERNAL_ID_IS_BYTES,
    FLAW_NUMBERS_SURVIVE,
    FLAW_DOUBLES_SURVIVE,
    FLAW_TEXT_SURVIVES,
    FLAW_EMPTY_TEXT_IS_A_VALUE,
    FLAW_NONE_STAYS_NONE,
    FLAW_CLEARED_FIELD_IS_NONE,
    FLAW_CUSTOM_FIELDS_SURVIVE,
    FLAW_CUSTOM_FIELDS_GO_BY_NAME,
    FLAW_VERSION_COMES_BACK,
    FLAW_IDS_ARE_64_BITS,
    FLAW_KINDS_ARE_APART,
    FLAW_NO_KIND_IS_DROPPED,
    FLAW_SCAN_KEEPS_TO_ITS_KIND,
    FLAW_MISSING_ROW_IS_NO_ERROR,
    FLAW_GET_GIVES_WHAT_WAS_ASKED,
    FLAW_GET_TAKES_MANY_IDS,
    FLAW_SCAN_GIVES_EVERY_ROW_ONCE,
    FLAW_EMPTY_SCAN_IS_NO_ERROR,
    FLAW_CONDITIONS_HIDE_NO_MATCH,
    FLAW_CONDITIONS_OF_EVERY_TYPE,
    FLAW_WANTED_FIELDS_ARE_GIVEN,
    FLAW_ANY_LIMIT_GIVES_EVERY_ROW,
    FLAW_SCAN_COMES_TO_ITS_END,
    FLAW_SCAN_MAY_STOP_EARLY,
    FLAW_SCANS_MAY_NEST,
    FLAW_SCAN_BEARS_WRITES,
    FLAW_IDS_ARE_NEVER_GIVEN_TWICE,
    FLAW_RESERVE_GIVES_AS_MANY_AS_ASKED,
    FLAW_RESERVED_IDS_ARE_ABOVE_0,
    FLAW_IDS_OF_CALLERS_ARE_NOT_RESERVED,
    FLAW_OTHER_CONNECTION_SEES_WRITES,
    FLAW_OTHER_CONNECTION_CONFLICTS,
    FLAW_HOLD_SEES_ONE_STATE,
    FLAW_RELEASE_ENDS_THE_HOLD,
    FLAW_HOLD_MAY_BE_TAKEN_AGAIN
};

struct crm__cell {
    int32_t number; /* of the field when it was written; the name decides */
    int32_t type;
    const char *name;
    int64_t integer;
    double real;
    const char *text;
    size_t length;
};

/* One state of one record: a single block with its cells, names and text. Never changed but for
   died. */
struct crm__row {
    size_t bytes; /* of the block */
    crm_kind kind;
    crm_id id;
    int64_t version;
    uint64_t born;    /* stands from this moment on ... */
    uint64_t died;    /* ... until this one; 0 = still */
    uint64_t writer;  /* number of the connection that wrote it */
    uint64_t remover; /* ... and of that which removed it; 0 = none, or it was replaced */
    size_t count;
    struct crm__cell cells[];
};

struct crm__awkward_shared {
    struct crm__testing_memory memory;
    size_t batch;
    uint64_t quirks; /* the seed as given */
    uint64_t random;
    uint64_t moment;                       /* goes on with each apply */
    crm_id last_id[CRM_KIND_REFERRAL + 1]; /* handed out, by kind; [0] for kinds not known here */
    struct crm__row **rows;
    size_t count;
    size_t capacity;
    size_t connections;
    uint64_t last_connection;
    size_t readers; /* cursors and holds of all connections: dead rows must stay */
    enum crm__flaw flaw;
    bool stuck; /* FLAW_STORE_WORKS_AFTER_...: the next write fails, if nothing was read before */
};

struct crm__cursor {
    uint64_t number;
    bool finished;          /* FLAW_SCAN_MAY_STOP_EARLY keeps it */
    struct crm__row **rows; /* shuffled */
    size_t count;
    size_t at;
    uint64_t moment;
    bool idled;        /* the last answer was an empty one */
    bool endless;      /* FLAW_SCAN_COMES_TO_ITS_END */
    crm_field *fields; /* given; NULL = all */
    size_t field_count;
    size_t field_capacity;
};

struct crm__connection {
    struct crm__awkward_shared *shared;
    uint64_t number;
    bool holding;
    uint64_t held_moment;
    bool lingers;  /* FLAW_RELEASE_ENDS_THE_HOLD: released, and nothing written since */
    bool released; /* FLAW_HOLD_MAY_BE_TAKEN_AGAIN: the same */
    uint64_t last_cursor;
    struct crm__cursor *cursors;
    size_t cursor_count;
    size_t cursor_capacity;
};

/* ---- rows (awkward_rows.c) ---- */

/* A copy of one row of a table, on its own; NULL when memory lacks. `before` may be NULL: what it
   has and the table lacks is taken over (FLAW_CLEARED_FIELD_IS_NONE). */
struct crm__row *crm__row_new(const struct crm__awkward_shared *shared, const crm_table *table,
                              size_t row, const struct crm__row *before);
void crm__row_free(const struct crm__awkward_shared *shared, struct crm__row *row);

/* The external id of a row; NULL if none. */
const struct crm__cell *crm__row_external_id(const struct crm__row *row);

/* Append a row to a table as cells: these fields, all if NULL. Failures stick to the table. */
void crm__row_fill(const struct crm__awkward_shared *shared, const struct crm__row *row,
                   const crm_field *fields, size_t count, crm_table *table);

/* A scan's way to do it: where flaws of scans show. */
void crm__row_fill_scanned(const struct crm__awkward_shared *shared, const struct crm__row *row,
                           const crm_field *fields, size_t count, crm_table *table);

/* Does a row stand at a moment? */
bool crm__row_stands(const struct crm__row *row, uint64_t moment);

/* The row of an id that stands at a moment; NULL if none. */
struct crm__row *crm__row_find(const struct crm__connection *connection, crm_kind kind, crm_id id,
                               uint64_t moment);

/* The moment whose state a connection reads. */
uint64_t crm__awkward_moment(const struct crm__connection *connection);

/* ---- scans (awkward_scan.c) ---- */

void crm__awkward_scan(void *self, const crm_query *query, crm_reply *reply);
void crm__awkward_next(void *self, uint64_t number, size_t limit, crm_reply *reply);
void crm__awkward_finish(void *self, uint64_t number);
void crm__cursor_free(struct crm__connection *connection, struct crm__cursor *cursor);

/* ---- apply (awkward_apply.c, awkward_judge.c) ---- */

/* Ids from here on are for callers who choose their own. */
#define AWKWARD_OWN_IDS (INT64_C(1) << 40)

/* What one apply works with. */
struct crm__writing {
    struct crm__connection *connection;
    struct crm__awkward_shared *shared;
    const crm_changes *changes;
    struct crm__row **made; /* new rows, in order of groups */
    size_t count;
    size_t capacity;
};

void crm__awkward_apply(void *self, const crm_changes *changes, crm_reply *reply);

void crm__id_and_version(const crm_table *table, size_t row, crm_id *out_id, int64_t *out_version);
struct crm__row *crm__standing(const struct crm__writing *work, crm_kind kind, crm_id id);

/* Is what is stored as a put says? */
bool crm__put_fits(const struct crm__writing *work, crm_kind kind, crm_id id, int64_t version);

/* The first record that is not as the unit says; false = all are. */
bool crm__find_conflict(const struct crm__writing *work, crm_kind *out_kind, crm_id *out_id);

/* Would two records of a kind have one external id after the unit? */
bool crm__any_duplicate(const struct crm__writing *work);

/* ---- flaws (awkward_flaws.c) ---- */

bool crm__flaw_of(const char *law, enum crm__flaw *out_flaw);

#endif
