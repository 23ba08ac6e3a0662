/* do.c - a step done by the library, and the same by the model. */
#include <string.h>

#include "do.h"

/* ---- The library's part of a step ---- */

static crm_status
set_value(crm_record *record, crm_field field, int64_t value)
{
    if (value == NONE)
        return crm_record_clear(record, field);
    if (crm_schema_type(NULL, crm_record_kind(record), field) == CRM_TYPE_TEXT)
        return crm_record_set_text(record, field, words[value], CRM_TEXT_NUL);
    return crm_record_set_int(record, field, value);
}

static crm_status
do_step(crm_opportunity *deal, const struct step *step)
{
    crm_status (*const calls[])(crm_opportunity *, crm_id, const crm_move_params *, crm_id *) = {
        crm_opportunity_move, crm_opportunity_win, crm_opportunity_lose, crm_opportunity_reopen,
        crm_opportunity_transfer};
    crm_move_params params = CRM_MOVE_PARAMS_INIT;

    if (step->said.at != NONE)
        params.at = step->said.at;
    if (step->said.day != NONE)
        params.day = (crm_day)step->said.day;
    if (step->said.actor != NONE)
        params.actor = step->said.actor;
    if (step->said.competitor != NONE)
        params.competitor = step->said.competitor;
    if (step->said.reason != NONE)
        params.reason = words[step->said.reason];
    return calls[step->way](deal, step->id, &params, NULL);
}

/* A row of the log to hand over. NULL when memory lacks. */
static crm_transition *
make_row(crm_context *crm, const struct said *said)
{
    const struct {
        crm_field field;
        int64_t value;
    } cells[] = {
        {CRM_TRANSITION_TYPE, said->type},     {CRM_TRANSITION_AT, said->at},
        {CRM_TRANSITION_STAGE, said->stage},   {CRM_TRANSITION_ACTOR, said->actor},
        {CRM_TRANSITION_REASON, said->reason}, {CRM_TRANSITION_COMPETITOR, said->competitor},
        {CRM_TRANSITION_AMOUNT, said->amount}, {CRM_TRANSITION_OWNER, said->owner}};
    crm_record *row = crm_record_new(crm, CRM_KIND_TRANSITION);

    for (size_t i = 0; row && i < sizeof cells / sizeof *cells; i++)
        if (cells[i].value != NONE)
            set_value(row, cells[i].field, cells[i].value);
    return crm_record_transition(row);
}

static crm_status
do_append(struct play *play, const struct step *step)
{
    crm_context *crm = play->crm[step->side];
    crm_transition *row = make_row(crm, &step->said);
    crm_status status =
        row ? crm_opportunity_append(crm_record_opportunity(play->handles[step->slot]), row)
            : crm_error_status(crm);

    crm_transition_free(row);
    return status;
}

static crm_status
do_correct(struct play *play, const struct step *step)
{
    crm_context *crm = play->crm[step->side];
    crm_move_params params = CRM_MOVE_PARAMS_INIT;
    struct said said = step->said;
    crm_transition *row = NULL;
    crm_status status;

    params.actor = said.actor == NONE ? 0 : said.actor;
    params.reason = said.reason == NONE ? NULL : words[said.reason];
    said.actor = said.reason = NONE;
    if (!step->undoes) {
        row = make_row(crm, &said);
        if (!row)
            return crm_error_status(crm);
    }
    status = crm_opportunity_correct(crm_record_opportunity(play->handles[step->slot]), step->id,
                                     row, &params, NULL);
    crm_transition_free(row);
    return status;
}

/* The stand-ins of the rows, in the order of the table, become ids. */
static crm_status
do_put(struct play *play, const struct step *step, const struct row *after)
{
    crm_context *crm = play->crm[step->side];
    crm_table *table = crm_table_new(crm, step->kind);
    crm_status status;

    if (!table)
        return crm_error_status(crm);
    status = crm_table_add(table, (size_t)step->count);
    for (int i = 0; i < step->count && status == CRM_OK; i++)
        give_row(&step->rows[i], table, (size_t)i);
    if (status == CRM_OK)
        status = crm_table_status(table);
    if (status == CRM_OK)
        status = crm_put(crm, table);
    for (int i = 0; i < step->count && status == CRM_OK; i++) {
        int64_t id = 0;

        crm_table_int(table, (size_t)i, CRM_FIELD_ID, &id);
        if (CELL(&after[i], CRM_FIELD_ID) <= STAND_IN)
            replace_id(&play->model, CELL(&after[i], CRM_FIELD_ID), id);
    }
    crm_table_free(table);
    return status;
}

static crm_status
do_load(struct play *play, const struct step *step)
{
    crm_record_free(play->handles[step->slot]);
    return crm_record_load(play->crm[step->side], step->kind, step->id, &play->handles[step->slot]);
}

static crm_status
do_new(struct play *play, const struct step *step)
{
    crm_record_free(play->handles[step->slot]);
    play->handles[step->slot] = crm_record_new(play->crm[step->side], step->kind);
    return play->handles[step->slot] ? CRM_OK : crm_error_status(play->crm[step->side]);
}

crm_status
do_library(struct play *play, const struct step *step, const struct row *after)
{
    crm_record *record = play->handles[step->slot];

    switch (step->op) {
    case OP_NEW:
        return do_new(play, step);
    case OP_LOAD:
        return do_load(play, step);
    case OP_SET:
        return set_value(record, step->field, step->value);
    case OP_SAVE:
        return crm_record_save(record);
    case OP_REMOVE:
        return crm_record_remove(record);
    case OP_PUT_UNDER:
        return crm_account_put_under(crm_record_account(record), step->id);
    case OP_ACQUIRE:
        return crm_account_acquire(crm_record_account(record), step->id, (crm_day)step->value);
    case OP_STEP:
        return do_step(crm_record_opportunity(record), step);
    case OP_APPEND:
        return do_append(play, step);
    case OP_CORRECT:
        return do_correct(play, step);
    case OP_PUT:
        return do_put(play, step, after);
    case OP_BEGIN:
        return crm_begin(play->crm[step->side]);
    case OP_COMMIT:
        return crm_commit(play->crm[step->side]);
    case OP_ROLLBACK:
        crm_rollback(play->crm[step->side]);
        return CRM_OK;
    case OP_FREE:
        crm_record_free(record);
        play->handles[step->slot] = NULL;
        return CRM_OK;
    case OP_TICK:
        play->clock.now += step->value;
        return CRM_OK;
    default:
        return CRM_OK;
    }
}

/* ---- The model's part ---- */

crm_status
do_model(struct model *model, const struct step *step, struct row *rows)
{
    switch (step->op) {
    case OP_NEW:
        model_new(model, step->slot, step->side, step->kind);
        return CRM_OK;
    case OP_LOAD:
        return model_load(model, step->slot, step->side, step->kind, step->id);
    case OP_SET:
        return model_set(model, step->slot, step->field, step->value);
    case OP_SAVE:
        return model_save(model, step->slot);
    case OP_REMOVE:
        return model_remove(model, step->slot);
    case OP_PUT_UNDER:
        return model_put_under(model, step->slot, step->id);
    case OP_ACQUIRE:
        return model_acquire(model, step->slot, step->id, step->value);
    case OP_STEP:
        return model_step(model, step->slot, step->way, step->id, &step->said);
    case OP_APPEND:
        return model_append(model, step->slot, &step->said);
    case OP_CORRECT:
        return model_correct(model, step->slot, step->id, step->undoes, &step->said);
    case OP_PUT:
        memcpy(rows, step->rows, sizeof step->rows);
        return model_put(model, step->side, rows, step->count);
    case OP_BEGIN:
        return model_begin(model, step->side);
    case OP_COMMIT:
        return model_commit(model, step->side);
    case OP_ROLLBACK:
        model_rollback(model, step->side);
        return CRM_OK;
    case OP_FREE:
        model->handles[step->slot].used = false;
        return CRM_OK;
    case OP_TICK:
        model->now += step->value;
        return CRM_OK;
    default:
        return CRM_OK;
    }
}
