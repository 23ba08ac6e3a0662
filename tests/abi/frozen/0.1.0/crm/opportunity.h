/*
 * opportunity.h - deals, and all that can happen to one.
 *
 * The log of transitions (transition.h) is the truth about a deal; its own values are what the last
 * row says. Saving a new deal appends a row of type CREATE, saving a changed one a row of type
 * CHANGE when a carried value differs (those marked "carried" below), in the same unit of work:
 * there is no way to change amount, owner or dates without a trace. Stage and pipeline are set on
 * new deals only; afterwards they change by the operations at the end of this header, and a plain
 * save that changes them is CRM_ERROR_RULE.
 *
 * Rows of a deal are in order of (at, seq). A deal is open in a stage of outcome OPEN or ON_HOLD,
 * won in WON, lost in LOST. Closing freezes amount, currency and owner on the closing row: edits of
 * a closed deal need crm_opportunity_correct. Reopening takes the booking back on its own day. A
 * deal is not removed; archiving an open one is refused (CRM_ERROR_RULE): lose it first. An account
 * is optional, and analyses count the deals without.
 *
 *     crm_move_params move = CRM_MOVE_PARAMS_INIT;
 *     move.reason = "met the buyer";
 *     crm_opportunity_move(deal, stage, &move, NULL);
 */
#ifndef CRM_OPPORTUNITY_H
#define CRM_OPPORTUNITY_H

#include "crm/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What every kind can do; record.h tells the statuses in full ---- */

/** An opportunity that is not stored yet, all fields none; NULL on failure (crm_message tells
    why). The caller frees it. */
CRM_API crm_opportunity *crm_opportunity_new(crm_context *crm);

/** Read one. @return CRM_OK: the caller frees *out_opportunity; CRM_NONE: there is none; or an
    error. NULL is written unless CRM_OK. */
CRM_API crm_status crm_opportunity_load(crm_context *crm, crm_id id,
                                        crm_opportunity **out_opportunity);

/** Write it, with its row of the log (CREATE or CHANGE), at once or in the open unit of work. The
    row is of the clock's now: a deal that began earlier is entered by crm_opportunity_append with
    a row of type CREATE, else moves of those days are CRM_ERROR_ORDER.
    @return as crm_record_save; CRM_ERROR_RULE: no pipeline or stage to start in, a frozen value of
    a closed deal, archiving an open one */
CRM_API crm_status crm_opportunity_save(crm_opportunity *opportunity);

/** Deals are not removed, their log would stay: @return CRM_ERROR_RULE */
CRM_API crm_status crm_opportunity_remove(crm_opportunity *opportunity);

/** Free the handle; nothing in the store changes. NULL is harmless. */
CRM_API void crm_opportunity_free(crm_opportunity *opportunity);

/** 0 before it has one. */
CRM_API crm_id crm_opportunity_id(crm_opportunity *opportunity);

/** The key that the host knows it by, unique among all of the kind; crm_find looks it up. */
CRM_API const char *crm_opportunity_external_id(crm_opportunity *opportunity);
CRM_API crm_status crm_opportunity_set_external_id(crm_opportunity *opportunity,
                                                   const char *external_id);

/** The same opportunity by field number, and back (NULL if the record is of another kind). Neither
    copies: free one of the two. */
CRM_API crm_record *crm_opportunity_record(crm_opportunity *opportunity);
CRM_API crm_opportunity *crm_record_opportunity(crm_record *record);

/* ---- Fields ----
 *
 * Text is returned, borrowed until the field is set or the handle freed, NULL = none; ids are
 * returned, 0 = none. Every other getter fills its out-parameter and answers CRM_OK, or leaves it
 * and answers CRM_NONE; NULL for it asks no more than whether there is a value. Setters answer as
 * crm_record_set_int and crm_record_set_text do; they copy text. NULL, the id 0, the code 0, the
 * currency 0, CRM_DAY_NONE and CRM_INSTANT_NONE make a field none; numbers and amounts are made so
 * by crm_record_clear. A NULL handle gives NULL, 0 or CRM_ERROR_ARGUMENT.
 */

/** What it is about, in one line. Required. */
CRM_API const char *crm_opportunity_name(crm_opportunity *opportunity);
CRM_API crm_status crm_opportunity_set_name(crm_opportunity *opportunity, const char *name);

/** Who would buy; none = not known yet. */
CRM_API crm_id crm_opportunity_account(crm_opportunity *opportunity);
CRM_API crm_status crm_opportunity_set_account(crm_opportunity *opportunity, crm_id account);

/** The person to talk to. */
CRM_API crm_id crm_opportunity_contact(crm_opportunity *opportunity);
CRM_API crm_status crm_opportunity_set_contact(crm_opportunity *opportunity, crm_id contact);

/** The user who works on it. Carried. */
CRM_API crm_id crm_opportunity_owner(crm_opportunity *opportunity);
CRM_API crm_status crm_opportunity_set_owner(crm_opportunity *opportunity, crm_id owner);

/** Required. The setter answers CRM_ERROR_RULE once the deal is stored (crm_opportunity_transfer).
    New without: the only pipeline there is, else CRM_ERROR_RULE. */
CRM_API crm_id crm_opportunity_pipeline(crm_opportunity *opportunity);
CRM_API crm_status crm_opportunity_set_pipeline(crm_opportunity *opportunity, crm_id pipeline);

/** Required. The setter answers CRM_ERROR_RULE once the deal is stored (crm_opportunity_move). New
    without: the first OPEN stage of the pipeline. */
CRM_API crm_id crm_opportunity_stage(crm_opportunity *opportunity);
CRM_API crm_status crm_opportunity_set_stage(crm_opportunity *opportunity, crm_id stage);

/** When it entered the stage; none where the start is unknown. Kept by the library. */
CRM_API crm_status crm_opportunity_stage_since(crm_opportunity *opportunity,
                                               crm_instant *out_stage_since);

/** The day on which it was won or lost, in the context's zone; none while open. Kept by the
    library. */
CRM_API crm_status crm_opportunity_closed_day(crm_opportunity *opportunity,
                                              crm_day *out_closed_day);

/** Worth, minor units, excluding tax. Carried. */
CRM_API crm_status crm_opportunity_amount(crm_opportunity *opportunity, int64_t *out_amount);
CRM_API crm_status crm_opportunity_set_amount(crm_opportunity *opportunity, int64_t amount);

/** Currency of the amount, required with it. Carried; may change while the deal is open. */
CRM_API crm_status crm_opportunity_currency(crm_opportunity *opportunity,
                                            crm_currency *out_currency);
CRM_API crm_status crm_opportunity_set_currency(crm_opportunity *opportunity,
                                                crm_currency currency);

/** The day on which closing is expected. Carried. */
CRM_API crm_status crm_opportunity_close_day(crm_opportunity *opportunity, crm_day *out_close_day);
CRM_API crm_status crm_opportunity_set_close_day(crm_opportunity *opportunity, crm_day close_day);

/** Chance to win, hundredths of a percent, 0 to 10000. Carried. Closing makes it 10000 or 0, whatever
    is set; reopening brings the former one back. */
CRM_API crm_status crm_opportunity_probability_bp(crm_opportunity *opportunity,
                                                  int32_t *out_probability_bp);
CRM_API crm_status crm_opportunity_set_probability_bp(crm_opportunity *opportunity,
                                                      int32_t probability_bp);

/** Where the chance comes from, CRM_PROBABILITY_...: a STAGE one follows the stage, the others stay.
    Setting the chance alone makes it MANUAL. Carried. */
CRM_API crm_status crm_opportunity_probability_origin(crm_opportunity *opportunity,
                                                      int32_t *out_probability_origin);
CRM_API crm_status crm_opportunity_set_probability_origin(crm_opportunity *opportunity,
                                                          int32_t probability_origin);

/** Forecast category of its own, CRM_CATEGORY_...; none = the stage's. Carried. */
CRM_API crm_status crm_opportunity_category(crm_opportunity *opportunity, int32_t *out_category);
CRM_API crm_status crm_opportunity_set_category(crm_opportunity *opportunity, int32_t category);

/** The only or main product. Carried. */
CRM_API crm_id crm_opportunity_product(crm_opportunity *opportunity);
CRM_API crm_status crm_opportunity_set_product(crm_opportunity *opportunity, crm_id product);

/** Where the deal came from, a key: compared folded, grouped as it stands. */
CRM_API const char *crm_opportunity_source(crm_opportunity *opportunity);
CRM_API crm_status crm_opportunity_set_source(crm_opportunity *opportunity, const char *source);

/** CRM_OPPORTUNITY_TYPE_... */
CRM_API crm_status crm_opportunity_type(crm_opportunity *opportunity, int32_t *out_type);
CRM_API crm_status crm_opportunity_set_type(crm_opportunity *opportunity, int32_t type);

/** What to do next. Free text. */
CRM_API const char *crm_opportunity_next_step(crm_opportunity *opportunity);
CRM_API crm_status crm_opportunity_set_next_step(crm_opportunity *opportunity,
                                                 const char *next_step);

/** Free text. */
CRM_API const char *crm_opportunity_description(crm_opportunity *opportunity);
CRM_API crm_status crm_opportunity_set_description(crm_opportunity *opportunity,
                                                   const char *description);

/* ---- Operations ----
 *
 * All of them write the deal and its row of the log together, whole or not at all, and the handle
 * then shows the new state. Edits of the handle that are not saved yet go into the same row: a move
 * with an edited amount is one MOVE (crm_opportunity_correct alone refuses them). A stage row
 * (CREATE, MOVE, CORRECT) may not be older than the last stage row; CHANGE rows do not count. A row
 * that is older than a CHANGE stands where it happened, with the values of then, and what was
 * changed since holds on; a closing row takes the values of now, and freezes them.
 *
 * Statuses of all: CRM_OK; CRM_ERROR_ARGUMENT (NULL handle, both `at` and `day`, an id below 0);
 * CRM_ERROR_ABI (params of a size this library cannot read); CRM_ERROR_STATE (the deal is not
 * stored); CRM_ERROR_REFERENCE (no such stage, user, competitor); CRM_ERROR_GONE (the deal was
 * merged or erased); CRM_ERROR_ORDER (older than the last stage row, which crm_message names; older
 * than the deal; edits of the handle in a row that is older than the last one: save them first);
 * CRM_ERROR_RULE (what the operation forbids, below; an archived stage; a deal that would be open and
 * archived); CRM_ERROR_CONFLICT (somebody else changed the deal meanwhile: load it again); the status
 * of a field whose setter failed; and those of crm_record_save for values and store.
 */

typedef struct crm_move_params {
    uint32_t size;          /* sizeof(crm_move_params) */
    uint32_t flags;         /* 0 */
    crm_instant at;         /* when it happened; CRM_INSTANT_NONE = the clock's now, or `day` */
    crm_id actor;           /* the user who did it; 0 = not said */
    crm_id competitor;      /* the account that won instead, or was met; 0 = none */
    const char *reason;     /* a key in free words, grouped as it stands; NULL = none; copied */
    const char *note;       /* free text; NULL = none; copied */
    crm_day day;            /* in place of `at` where the day alone is known: at = the day's first
                               instant in the context's zone, with bit DAY_ONLY */
    int32_t reserved;       /* 0 */
} crm_move_params;

#define CRM_MOVE_PARAMS_INIT                                                                       \
    {                                                                                              \
        sizeof(crm_move_params), 0, CRM_INSTANT_NONE, 0, 0, NULL, NULL, CRM_DAY_NONE, 0            \
    }

/** Fill params with CRM_MOVE_PARAMS_INIT; size is the caller's. @return CRM_OK, CRM_ERROR_ABI */
CRM_API crm_status crm_move_params_init(crm_move_params *params, size_t size);

/**
 * Move a deal to another stage of its pipeline, in any direction; also to ON_HOLD and back, and
 * from one WON stage to another (which is no new win).
 *
 * @param stage id (crm_stage_find); one of outcome WON or LOST closes the deal; the present one
 *         again writes a CHANGE row and moves nothing
 * @param params NULL = now, nobody, no reason
 * @param out_transition id of the row written; may be NULL
 * @return as above; CRM_ERROR_RULE: the stage is of another pipeline (crm_opportunity_transfer) or
 *         archived; or the deal is closed and the stage is not of the same outcome, or the handle
 *         has edits of carried values (crm_opportunity_reopen, crm_opportunity_correct)
 */
CRM_API crm_status crm_opportunity_move(crm_opportunity *opportunity, crm_id stage,
                                        const crm_move_params *params, crm_id *out_transition);

/**
 * Close a deal as won. Amount, currency and owner freeze on the row; changing them later needs
 * crm_opportunity_correct.
 *
 * @param stage of outcome WON in the deal's pipeline; 0 = the only such stage
 * @return as above; CRM_ERROR_RULE: the deal is closed already; the stage is of another outcome or
 *         pipeline; stage 0 where there are several or none
 */
CRM_API crm_status crm_opportunity_win(crm_opportunity *opportunity, crm_id stage,
                                       const crm_move_params *params, crm_id *out_transition);

/** Close a deal as lost: as crm_opportunity_win with outcome LOST. Give params.reason and, if a
    rival won it, params.competitor; the amount stays as what was lost. */
CRM_API crm_status crm_opportunity_lose(crm_opportunity *opportunity, crm_id stage,
                                        const crm_move_params *params, crm_id *out_transition);

/**
 * Open a closed deal again. What was booked on the day of the win is taken back on this day; the
 * deal then counts once, by its last outcome.
 *
 * @param stage of outcome OPEN or ON_HOLD in the deal's pipeline; 0 = the one it was closed from
 * @return as above; CRM_ERROR_RULE: the deal is open; the stage is closed or of another pipeline;
 *         stage 0 where the deal was created closed
 */
CRM_API crm_status crm_opportunity_reopen(crm_opportunity *opportunity, crm_id stage,
                                          const crm_move_params *params, crm_id *out_transition);

/**
 * Hand a deal over to a stage of another pipeline: it leaves the old funnel as handed off and
 * enters the new one.
 *
 * @param stage id, of another pipeline
 * @return as above; CRM_ERROR_RULE: the stage is of the deal's own pipeline (crm_opportunity_move)
 *         or archived; the deal is closed
 */
CRM_API crm_status crm_opportunity_transfer(crm_opportunity *opportunity, crm_id stage,
                                            const crm_move_params *params, crm_id *out_transition);

/**
 * Correct one row of the deal's log: a wrong day, a win of a wrong amount, a move that never was.
 *
 * Writes a row of type CORRECT that takes the place of the old one entirely, its `at` included. The
 * old one stays stored and is seen under a known_at before the correction alone. The log must be in
 * order afterwards. The deal's own values follow.
 *
 * @param transition id of the row to correct, of this deal, not corrected before (name the
 *         correction then)
 * @param replacement a handle of crm_transition_new; fields set on it replace those of the row, all
 *         others are taken from it; it stays the caller's and is not stored. NULL = the row is
 *         undone (bit VOID)
 * @param params actor, reason and note of the correction where the replacement sets none; `at` and
 *         `day`, if given, are those of the replacement. NULL = none
 * @param out_transition id of the row written; may be NULL
 * @return as above; CRM_ERROR_REFERENCE (no such row in this deal); CRM_ERROR_STATE (the deal's
 *         handle has edits that are not saved); CRM_ERROR_RULE (undoing the first row; a
 *         replacement that is stored; a row corrected or undone already; another stage on a
 *         CHANGE); CRM_ERROR_ORDER (the log would not be in order)
 */
CRM_API crm_status crm_opportunity_correct(crm_opportunity *opportunity, crm_id transition,
                                           crm_transition *replacement,
                                           const crm_move_params *params,
                                           crm_id *out_transition);

/**
 * Append one row of a log kept elsewhere; rows come in order of time. The deal then shows the state
 * after it.
 *
 * On a new deal the first row is of type CREATE and stores the deal too; it alone may have no `at`:
 * the deal was there before anything is known, so it is present at every as_of and left out of
 * cycles. A source that knows days alone sets `at` to the day's first instant (crm_instant_of_day)
 * and the bit CRM_TRANSITION_BIT_DAY_ONLY. What the caller sets: type, at, bits, actor, stage, and
 * the carried values (amount ... category); what is not set is taken from the row before, or on
 * CREATE from the deal. The library sets opportunity, seq (where none), from_stage, pipeline,
 * outcome and position. A MOVE to the same stage is stored as CHANGE; one to any other is taken, of
 * another pipeline or from a closed one too, since a log says what was. An amount known only at the
 * close belongs to the closing row, not to CREATE: else a board of the past shows open deals at the
 * price they were later won at.
 *
 * @param row new, from crm_transition_new; stored afterwards, with its id, and the caller's to free
 * @return as above; CRM_ERROR_ARGUMENT (row NULL or of another context); CRM_ERROR_STATE (the row
 *         is stored already); CRM_ERROR_DATA (no type, no stage on CREATE or MOVE, no `at`);
 *         CRM_ERROR_RULE (first row not CREATE, CREATE as a later row, CORRECT: use
 *         crm_opportunity_correct; a stage on a CHANGE; a seq that is taken); CRM_ERROR_ORDER
 */
CRM_API crm_status crm_opportunity_append(crm_opportunity *opportunity, crm_transition *row);

#ifdef __cplusplus
}
#endif

#endif
