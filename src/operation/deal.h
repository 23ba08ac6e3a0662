/*
 * deal.h - writing a deal and its row of the log together: the one way in which the state of an
 * opportunity changes.
 */
#ifndef CRM_OPERATION_DEAL_H
#define CRM_OPERATION_DEAL_H

#include "crm/opportunity.h"
#include "operation/log.h"

struct crm__stageinfo {
    crm_id id;
    crm_id pipeline;
    int64_t outcome;
    int64_t position;
    struct crm__optional probability;
    bool archived;
};

/* Read a stage, and note in the unit that a decision was made on it. CRM_ERROR_REFERENCE ... */
crm_status crm__stage_read(crm_context *crm, crm_id stage, struct crm__stageinfo *out_info);

/* The pipeline's first OPEN stage by position; or its only stage of an outcome. CRM_ERROR_RULE. */
crm_status crm__stage_first_open(crm_context *crm, crm_id pipeline, crm_id *out_stage);
crm_status crm__stage_only(crm_context *crm, crm_id pipeline, int64_t outcome, crm_id *out_stage);

/* The state of a stored deal after its whole log. CRM_ERROR_STATE, CRM_ERROR_GONE ... */
crm_status crm__deal_state(crm_record *deal, struct crm__dealstate *out_state);

/* Values of the opportunity that follow its log: what they are in a state. */
enum { CRM__FOLLOWING = 4 + CRM__CARRIED };

struct crm__following {
    crm_field field;
    struct crm__optional value;
};

void crm__deal_following(const crm_context *crm, const struct crm__dealstate *state,
                         struct crm__following *values);

/* What a new row of the log says besides its state. Text is borrowed. */
struct crm__said {
    crm_id actor;
    crm_id competitor;
    const char *reason;
    const char *note;
    crm_id transition_id;    /* given by the host, 0 = reserve one */
    const char *external_id; /* of the transition */
    struct crm__optional created;
    bool created_given;       /* `created` was set or cleared by the caller */
    const crm_record *custom; /* a handle with fields that the host defined; NULL = none */
    /* The row that is corrected: its texts and custom fields stay where nothing else is said. */
    const crm_table *former_table;
    size_t former_row;
};

/* What a handle of a row says; text is borrowed from it. */
void crm__said_by(const crm_record *row, struct crm__said *said);

/* Those whom it names exist. */
crm_status crm__said_check(crm_context *crm, const struct crm__said *said);

/*
 * Write the deal and a row. `row` has type, at, bits, corrects, stage ... and carried values; seq
 * is given here. `state` is the state afterwards, which the caller worked out (crm__deal_after).
 */
crm_status crm__deal_write(crm_record *deal, struct crm__logrow *row, crm_id from_stage,
                           struct crm__dealstate *state, const struct crm__said *said);

/*
 * Rows may come later than they happened. The state just before the place where a row comes to
 * stand, and the state of the deal once it stands there. `state` is that of the whole log as it is.
 * CRM_ERROR_ORDER if the deal was not there yet.
 */
crm_status crm__deal_before(crm_record *deal, const struct crm__dealstate *state,
                            const struct crm__logrow *row, struct crm__dealstate *out_before);
crm_status crm__deal_after(crm_record *deal, const struct crm__dealstate *state,
                           const struct crm__logrow *row, struct crm__dealstate *out_after);

/* Does a row of this instant come last? */
bool crm__deal_is_last(const struct crm__dealstate *state, struct crm__optional at);

/* The number of the next row. CRM_ERROR_LIMIT when a log has used them up. */
crm_status crm__deal_next_seq(crm_record *deal, const struct crm__dealstate *state,
                              int64_t *out_seq);

/* Carried values as the next row has them: edits of the handle over the former state; the chance
   follows the stage if `entered` is given. */
void crm__deal_carry(const crm_record *deal, const struct crm__dealstate *state,
                     const struct crm__stageinfo *entered, struct crm__optional *out_carried);

/* The chance that a row has on entering a stage, when nobody said one. */
void crm__deal_chance(const struct crm__dealstate *state, const struct crm__stageinfo *entered,
                      struct crm__optional *carried);

/* The chance of a closed deal is certain, whatever anybody says. */
void crm__deal_lock_chance(int64_t outcome, struct crm__optional *carried);

/* Was the field, or any carried one, edited on the handle since the last save? */
bool crm__deal_edited(const crm_record *deal, crm_field field);
bool crm__deal_carried_edited(const crm_record *deal);

/* Params of an operation with their defaults: at, bits and said are filled. Whom they name exists. */
crm_status crm__move_params(crm_context *crm, const crm_move_params *given, struct crm__logrow *row,
                            struct crm__said *said);

/* CRM_ERROR_ORDER if the row is older than the last stage row. */
crm_status crm__deal_check_order(crm_record *deal, const struct crm__dealstate *state,
                                 const struct crm__logrow *row);

/* Fill the stage part of a row. */
void crm__logrow_enter(struct crm__logrow *row, const struct crm__stageinfo *stage);

#endif
