/*
 * deals.h - the log of transitions replayed up to as_of, as known at known_at.
 *
 * Rows of a deal stand in the order (at, seq); a CREATE without `at` comes first. A CORRECT row
 * takes the place of the row that it names: its type, its seq among equals, but its own state and
 * `at`; with VOID the place is empty (a CREATE is not voided). Stage rows are CREATE and MOVE (and
 * what takes their place); a CHANGE row never moves the stage. From a closing row on the state is
 * that of the closing row, until a stage row reopens the deal; a move between stages of one closed
 * outcome changes the stage alone and closes nothing anew. Rows after as_of, and rows recorded
 * after known_at, are not seen.
 *
 * A deal that was merged into another, that is erased, or whose first row is not yet there at as_of
 * is not in the list. Use: for (i = 0; i < analysis->deals.count; i++) with deals.list[i]; its
 * steps are deals.steps[deal.first_step .. + deal.step_count - 1], its visits likewise.
 */
#ifndef CRM_ANALYSIS_ENGINE_DEALS_H
#define CRM_ANALYSIS_ENGINE_DEALS_H

#include <stdbool.h>

#include "base/memory.h"

/* What a row carries. 0 = none for ids, currency, category; CRM_DAY_NONE for the day. */
struct crm__carried {
    crm_id stage;
    crm_id pipeline;
    crm_id owner;
    crm_id account; /* resolve it with crm__judge_account */
    crm_id product;
    int64_t position;
    int64_t amount;
    crm_currency currency;
    crm_day close_day;
    int32_t outcome; /* CRM_OUTCOME_... */
    int32_t probability_bp;
    int32_t category;
    bool has_amount;
    bool has_probability;
};

/* A row of the log that counts, in order. */
struct crm__step {
    crm_instant at; /* CRM_INSTANT_NONE = before anything known */
    int64_t seq;    /* of its place */
    size_t row;     /* in the kept transitions: reason, competitor ... with crm__kept_text */
    int32_t type;   /* CREATE, MOVE or CHANGE: that of the place */
    int32_t bits;   /* CRM_TRANSITION_BIT_... */
    struct crm__carried carried;
};

/* A stay in a stage. */
struct crm__visit {
    crm_id stage;
    crm_id pipeline;
    int64_t position;
    int32_t outcome;
    bool in_day_only;
    bool out_day_only;
    bool here;      /* it is there at as_of; out is CRM_INSTANT_NONE */
    crm_instant in; /* CRM_INSTANT_NONE = start unknown */
    crm_instant out;
};

struct crm__deal {
    crm_id id;
    size_t row;              /* in the kept opportunities; SIZE_MAX = none was fed */
    struct crm__carried now; /* at as_of */
    crm_instant start;       /* of the first row; CRM_INSTANT_NONE = unknown */
    bool start_day_only;
    bool created_closed; /* its first row is closed: no cycle */
    crm_instant closed;  /* of the closing row; CRM_INSTANT_NONE = not closed, or unknown */
    crm_day closed_day;  /* CRM_DAY_NONE likewise */
    bool closed_day_only;
    size_t closing_row; /* in the kept transitions; SIZE_MAX = not closed */
    int32_t reopened;   /* how often */
    int32_t pushes;     /* close day moved to a later month while open */
    size_t first_step, step_count;
    size_t first_visit, visit_count;
};

struct crm__deals {
    struct crm__deal *list; /* by id */
    size_t count, capacity;
    struct crm__step *steps;
    size_t step_count, step_capacity;
    struct crm__visit *visits;
    size_t visit_count, visit_capacity;
};

/* The engine does, in finish, if transitions are read; makes the verdicts of transitions, and
   CRM__NOTE_START_UNKNOWN and CRM__NOTE_STAGE_DISAGREES (counted under opportunity). */
crm_status crm__deals_build(crm_analysis *analysis);
void crm__deals_done(crm_analysis *analysis);

/* Position of a deal, SIZE_MAX if it is not in the list. */
size_t crm__deals_find(const crm_analysis *analysis, crm_id id);

/* Days between two instants, whole-day differences (in the context's zone) if either knows its day
   alone. */
double crm__deal_days(const crm_analysis *analysis, crm_instant from, bool from_day_only,
                      crm_instant to, bool to_day_only);

bool crm__outcome_closed(int32_t outcome); /* WON or LOST */

#endif
