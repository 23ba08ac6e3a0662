/*
 * log.h - the log of one deal: read, put in order with its corrections in place, and folded into
 * the state after its last row.
 *
 * The state of a handle is kept with it (record->cache) as long as its version holds: the version
 * of the opportunity guards its whole log, since every row is written together with it.
 */
#ifndef CRM_OPERATION_LOG_H
#define CRM_OPERATION_LOG_H

#include "operation/work.h"

/* The values that a row carries besides the stage. */
enum { CRM__CARRIED = 9 };

struct crm__pair {
    crm_field opportunity;
    crm_field transition;
};

extern const struct crm__pair crm__carried_fields[CRM__CARRIED];

enum { /* positions in crm__carried_fields */
       CRM__CARRIED_AMOUNT = 0,
       CRM__CARRIED_CURRENCY = 1,
       CRM__CARRIED_CLOSE_DAY = 2,
       CRM__CARRIED_PROBABILITY = 3,
       CRM__CARRIED_ORIGIN = 4,
       CRM__CARRIED_OWNER = 5,
       CRM__CARRIED_ACCOUNT = 6,
       CRM__CARRIED_PRODUCT = 7,
       CRM__CARRIED_CATEGORY = 8
};

struct crm__optional {
    bool present;
    int64_t value;
};

/* One row of the log. */
struct crm__logrow {
    crm_id id;
    int64_t seq;
    int64_t type; /* CRM_TRANSITION_TYPE_... */
    struct crm__optional at;
    int64_t bits;
    crm_id corrects;
    crm_id stage;
    crm_id pipeline;
    int64_t outcome;
    int64_t position;
    struct crm__optional carried[CRM__CARRIED];
    /* Where it stands: a CORRECT row has the place of the row that it corrects. */
    int64_t place_type;
    int64_t place_seq;
    bool replaced;
    size_t stored; /* row in the log's table */
};

struct crm__log {
    crm_context *crm;
    crm_table *table;         /* rows as stored */
    struct crm__logrow *rows; /* in order of time, replaced and void rows last */
    size_t count;
    size_t capacity;  /* room for one row more than were read */
    size_t effective; /* rows that count */
};

/* The state after a row; plain memory, copied at will. */
struct crm__dealstate {
    int64_t version;               /* of the opportunity that it belongs to */
    int64_t seq;                   /* highest in the log */
    bool any;                      /* there is a stage row */
    struct crm__optional last_at;  /* of the last row of any type */
    struct crm__optional stage_at; /* of the last stage row */
    crm_id stage_row;              /* 0 = the one that is being written */
    crm_id stage;
    crm_id pipeline;
    int64_t outcome;
    int64_t position;
    struct crm__optional since;            /* when it entered the stage */
    struct crm__optional closed;           /* instant of the closing row */
    crm_id open_stage;                     /* the last one of outcome OPEN or ON_HOLD; 0 = none */
    struct crm__optional open_probability; /* before it was closed */
    struct crm__optional carried[CRM__CARRIED];
};

/* Read the log of a stored deal. Done with crm__log_done also after a failure. */
crm_status crm__log_read(crm_context *crm, crm_id deal, struct crm__log *log);
void crm__log_done(struct crm__log *log);

/* Put rows in order after `rows` were read or changed: corrections in place. CRM_OK, or
   CRM_ERROR_DATA for a log that contradicts itself. */
crm_status crm__log_order(struct crm__log *log);

/* A row of a table of transitions. */
void crm__logrow_read(struct crm__logrow *row, const crm_table *table, size_t at);

/* Take the next row in order. */
void crm__state_fold(struct crm__dealstate *state, const struct crm__logrow *row);

/* Fold the whole log; or its rows up to an instant. */
void crm__state_of(const struct crm__log *log, struct crm__dealstate *state);
void crm__state_until(const struct crm__log *log, crm_instant at, struct crm__dealstate *state);

/* The row of an id, NULL if the deal has none such. */
struct crm__logrow *crm__log_find(struct crm__log *log, crm_id id);

bool crm__is_closed(int64_t outcome);
bool crm__is_stage_row(int64_t type);

#endif
