/*
 * move.c - a deal goes to another stage: move, win, lose, reopen, transfer. They differ in which
 * stages they accept; the row that they write is the same.
 */
#include <string.h>

#include "operation/deal.h"

enum way { MOVE, WIN, LOSE, REOPEN, TRANSFER };

static crm_status
refuse(crm_record *deal, const char *why)
{
    return crm__fail(deal->crm, CRM_ERROR_RULE, CRM_KIND_OPPORTUNITY, crm_record_id(deal),
                     CRM_OPPORTUNITY_STAGE, "opportunity %lld: %s", (long long)crm_record_id(deal),
                     why);
}

/* The stage meant by 0. */
static crm_status
default_stage(crm_record *deal, const struct crm__dealstate *state, enum way way, crm_id *stage)
{
    if (way == WIN || way == LOSE)
        return crm__stage_only(deal->crm, state->pipeline,
                               way == WIN ? CRM_OUTCOME_WON : CRM_OUTCOME_LOST, stage);
    if (way == REOPEN && state->open_stage) {
        *stage = state->open_stage;
        return CRM_OK;
    }
    return way == REOPEN ? refuse(deal, "it was created closed: name the stage to reopen it in")
                         : crm__fail(deal->crm, CRM_ERROR_REFERENCE, CRM_KIND_STAGE, 0, -1,
                                     "no stage was named");
}

static crm_status
check_closing(crm_record *deal, const struct crm__dealstate *state,
              const struct crm__stageinfo *stage, enum way way)
{
    if (crm__is_closed(state->outcome))
        return refuse(deal, "it is closed already");
    if (stage->outcome != (way == WIN ? CRM_OUTCOME_WON : CRM_OUTCOME_LOST))
        return refuse(deal, "the stage is of another outcome");
    return CRM_OK;
}

/* May the deal go this way to this stage? */
static crm_status
check_way(crm_record *deal, const struct crm__dealstate *state, const struct crm__stageinfo *stage,
          enum way way)
{
    bool closed = crm__is_closed(state->outcome);

    if (stage->archived && stage->id != state->stage)
        return refuse(deal, "the stage is archived");
    if (way == TRANSFER) {
        if (stage->pipeline == state->pipeline)
            return refuse(deal, "the stage is of its own pipeline: use crm_opportunity_move");
        return closed ? refuse(deal, "it is closed: reopen it first") : CRM_OK;
    }
    if (stage->pipeline != state->pipeline)
        return refuse(deal, "the stage is of another pipeline: use crm_opportunity_transfer");
    if (way == WIN || way == LOSE)
        return check_closing(deal, state, stage, way);
    if (way == REOPEN) {
        if (!closed)
            return refuse(deal, "it is open");
        return crm__is_closed(stage->outcome) ? refuse(deal, "the stage is a closed one") : CRM_OK;
    }
    return closed && stage->outcome != state->outcome
               ? refuse(deal, "it is closed: use crm_opportunity_reopen or _correct")
               : CRM_OK;
}

/* May edits of the handle go into this row? */
static crm_status
check_edits(crm_record *deal, const struct crm__dealstate *state, const struct crm__logrow *row,
            enum way way)
{
    if (!crm__deal_carried_edited(deal))
        return CRM_OK;
    if (crm__is_closed(state->outcome) && way != REOPEN)
        return refuse(deal, "it is closed: its values change by crm_opportunity_correct");
    /* Only a closing row has the last word where later rows say something else. */
    if (!crm__deal_is_last(state, row->at) && !crm__is_closed(row->outcome))
        return crm__fail(deal->crm, CRM_ERROR_ORDER, CRM_KIND_OPPORTUNITY, crm_record_id(deal), -1,
                         "opportunity %lld: its edits are younger than the row: save them first",
                         (long long)crm_record_id(deal));
    return CRM_OK;
}

/* The row that the operation writes: where it stands, and what it carries. */
static crm_status
make_row(crm_record *deal, const struct crm__dealstate *state, struct crm__stageinfo *stage,
         enum way way, struct crm__logrow *row, crm_id *out_from)
{
    /* The present stage again moves nothing and is a CHANGE, also when it is older. */
    bool moves = stage->id != state->stage;
    struct crm__dealstate before;
    crm_status status;

    row->type = row->place_type = moves ? CRM_TRANSITION_TYPE_MOVE : CRM_TRANSITION_TYPE_CHANGE;
    status = moves ? crm__deal_check_order(deal, state, row) : CRM_OK;
    if (status == CRM_OK)
        status = crm__deal_before(deal, state, row, &before);
    if (status == CRM_OK && before.stage != state->stage)
        status = crm__stage_read(deal->crm, before.stage, stage);
    if (status != CRM_OK)
        return status;
    crm__logrow_enter(row, stage);
    status = check_edits(deal, state, row, way);
    if (status == CRM_OK)
        status = crm__deal_next_seq(deal, state, &row->seq);
    if (status != CRM_OK)
        return status;
    *out_from = before.stage;
    /* A deal is closed with the values that it has by now, also when that was earlier. */
    crm__deal_carry(deal, crm__is_closed(row->outcome) ? state : &before, stage, row->carried);
    return CRM_OK;
}

static crm_status
step(crm_record *deal, crm_id stage_id, const crm_move_params *params, enum way way,
     crm_id *out_transition)
{
    struct crm__dealstate state, after;
    struct crm__stageinfo stage;
    struct crm__logrow row;
    struct crm__said said;
    crm_id from_stage;
    crm_status status;

    memset(&row, 0, sizeof row);
    if (stage_id < 0)
        return crm__fail(deal->crm, CRM_ERROR_ARGUMENT, CRM_KIND_STAGE, stage_id, -1,
                         "an id is not below 0");
    status = crm__deal_state(deal, &state);
    if (status == CRM_OK && stage_id == 0)
        status = default_stage(deal, &state, way, &stage_id);
    if (status == CRM_OK)
        status = crm__stage_read(deal->crm, stage_id, &stage);
    if (status == CRM_OK)
        status = check_way(deal, &state, &stage, way);
    if (status == CRM_OK)
        status = crm__move_params(deal->crm, params, &row, &said);
    if (status == CRM_OK)
        status = make_row(deal, &state, &stage, way, &row, &from_stage);
    if (status == CRM_OK)
        status = crm__deal_after(deal, &state, &row, &after);
    if (status == CRM_OK)
        status = crm__deal_write(deal, &row, from_stage, &after, &said);
    if (status == CRM_OK)
        *out_transition = row.id;
    return status;
}

static crm_status
go(crm_opportunity *opportunity, crm_id stage, const crm_move_params *params, enum way way,
   crm_id *out_transition)
{
    crm_record *deal = (crm_record *)opportunity;
    struct crm__work work;
    crm_id transition = 0;
    crm_status status = crm__operation_begin(deal, &work);

    if (status != CRM_OK)
        return status;
    status = step(deal, stage, params, way, &transition);
    status = crm__operation_end(deal, &work, status);
    if (status == CRM_OK && out_transition)
        *out_transition = transition;
    return status;
}

crm_status
crm_opportunity_move(crm_opportunity *opportunity, crm_id stage, const crm_move_params *params,
                     crm_id *out_transition)
{
    return go(opportunity, stage, params, MOVE, out_transition);
}

crm_status
crm_opportunity_win(crm_opportunity *opportunity, crm_id stage, const crm_move_params *params,
                    crm_id *out_transition)
{
    return go(opportunity, stage, params, WIN, out_transition);
}

crm_status
crm_opportunity_lose(crm_opportunity *opportunity, crm_id stage, const crm_move_params *params,
                     crm_id *out_transition)
{
    return go(opportunity, stage, params, LOSE, out_transition);
}

crm_status
crm_opportunity_reopen(crm_opportunity *opportunity, crm_id stage, const crm_move_params *params,
                       crm_id *out_transition)
{
    return go(opportunity, stage, params, REOPEN, out_transition);
}

crm_status
crm_opportunity_transfer(crm_opportunity *opportunity, crm_id stage, const crm_move_params *params,
                         crm_id *out_transition)
{
    return go(opportunity, stage, params, TRANSFER, out_transition);
}
