/* deals.c - what the rules say comes of each step on a deal: the row that it writes, the state of
   the deal after it. */
#include <string.h>

#include "model.h"

/* ---- What rows carry ---- */

static bool
edited(const struct handle *handle, crm_field field)
{
    return handle->edited[AT(field)];
}

static bool
carried_edited(const struct handle *handle)
{
    for (int i = 0; i < VALUES; i++)
        if (edited(handle, deal_fields[i]))
            return true;
    return false;
}

/* The chance of a row that enters an open stage. */
static void
chance_of(const struct state *before, int64_t stage_chance, int64_t *values)
{
    bool own = values[ORIGIN] != NONE && values[ORIGIN] != CRM_PROBABILITY_STAGE;
    bool was = before->any && is_closed(before->outcome);

    if (own && !was)
        return;
    if (own && before->open_chance != NONE) {
        values[CHANCE] = before->open_chance;
        return;
    }
    values[CHANCE] = stage_chance;
    values[ORIGIN] = stage_chance == NONE ? NONE : CRM_PROBABILITY_STAGE;
}

static void
lock_chance(int64_t outcome, int64_t *values)
{
    if (!is_closed(outcome))
        return;
    values[CHANCE] = outcome == CRM_OUTCOME_WON ? 10000 : 0;
    if (values[ORIGIN] == NONE)
        values[ORIGIN] = CRM_PROBABILITY_STAGE;
}

/* The values before, the edits of the handle over them. */
static void
take_edits(const struct handle *handle, const struct state *before, int64_t *values)
{
    for (int i = 0; i < VALUES; i++)
        values[i] =
            edited(handle, deal_fields[i]) ? CELL(handle, deal_fields[i]) : before->values[i];
}

static void
say_manual(const struct handle *handle, int64_t *values)
{
    if (!edited(handle, CRM_OPPORTUNITY_PROBABILITY_ORIGIN))
        values[ORIGIN] = values[CHANCE] == NONE ? NONE : CRM_PROBABILITY_MANUAL;
}

/* Of a row in `stage` (NULL = the same as before). */
static void
carry(const struct handle *handle, const struct state *before, const struct row *stage,
      int64_t *values)
{
    int64_t outcome = stage ? CELL(stage, CRM_STAGE_OUTCOME) : before->outcome;
    bool enters = stage && (!before->any || before->stage != CELL(stage, CRM_FIELD_ID));

    take_edits(handle, before, values);
    if (edited(handle, CRM_OPPORTUNITY_PROBABILITY_BP) && !(stage && is_closed(outcome)))
        say_manual(handle, values);
    else if (enters && !is_closed(outcome))
        chance_of(before, CELL(stage, CRM_STAGE_PROBABILITY_BP), values);
    lock_chance(outcome, values);
}

/* ---- Writing ---- */

static void
enter(struct note *note, const struct row *stage)
{
    note->stage = CELL(stage, CRM_FIELD_ID);
    note->pipeline = CELL(stage, CRM_STAGE_PIPELINE);
    note->outcome = CELL(stage, CRM_STAGE_OUTCOME);
    note->position = CELL(stage, CRM_STAGE_POSITION);
}

static void
follow(const struct state *state, struct row *row)
{
    CELL(row, CRM_OPPORTUNITY_PIPELINE) = state->pipeline;
    CELL(row, CRM_OPPORTUNITY_STAGE) = state->stage;
    CELL(row, CRM_OPPORTUNITY_STAGE_SINCE) = state->since;
    CELL(row, CRM_OPPORTUNITY_CLOSED_DAY) =
        is_closed(state->outcome) && state->closed_at != NONE ? state->closed_at / DAY : NONE;
    for (int i = 0; i < VALUES; i++)
        CELL(row, deal_fields[i]) = state->values[i];
}

/* The row of the log. */
static void
fill_row(struct model *model, const struct note *note, int64_t deal, int64_t seq, int64_t corrects,
         int64_t from_stage, const struct said *said, struct row *row)
{
    row_clear(row, CRM_KIND_TRANSITION);
    CELL(row, CRM_FIELD_ID) = stand_in(model);
    CELL(row, CRM_FIELD_VERSION) = 1;
    CELL(row, CRM_FIELD_CREATED) = CELL(row, CRM_FIELD_MODIFIED) = model->now;
    CELL(row, CRM_TRANSITION_OPPORTUNITY) = deal;
    CELL(row, CRM_TRANSITION_SEQ) = seq;
    CELL(row, CRM_TRANSITION_TYPE) = note->type;
    CELL(row, CRM_TRANSITION_AT) = note->at;
    CELL(row, CRM_TRANSITION_BITS) = note->bits ? note->bits : NONE;
    CELL(row, CRM_TRANSITION_ACTOR) = said ? said->actor : NONE;
    CELL(row, CRM_TRANSITION_COMPETITOR) = said ? said->competitor : NONE;
    CELL(row, CRM_TRANSITION_REASON) = said ? said->reason : NONE;
    CELL(row, CRM_TRANSITION_CORRECTS) = corrects;
    CELL(row, CRM_TRANSITION_FROM_STAGE) = from_stage;
    CELL(row, CRM_TRANSITION_STAGE) = note->stage;
    CELL(row, CRM_TRANSITION_PIPELINE) = note->pipeline;
    CELL(row, CRM_TRANSITION_OUTCOME) = note->outcome;
    CELL(row, CRM_TRANSITION_POSITION) = note->position;
    for (int i = 0; i < VALUES; i++)
        CELL(row, log_fields[i]) = note->values[i];
}

/* The last note of the log and the deal with it. */
static crm_status
write_deal(struct model *model, struct handle *handle, const struct deal *deal, int64_t from_stage,
           const struct said *said)
{
    const struct note *note = &deal->notes[deal->count - 1];
    struct state after;
    struct row row, log;
    int64_t base;
    crm_status status;

    state_now(deal, &after);
    if (!is_closed(after.outcome) && CELL(handle, CRM_FIELD_ARCHIVED) != NONE &&
        (edited(handle, CRM_FIELD_ARCHIVED) || CELL(handle, CRM_OPPORTUNITY_CLOSED_DAY) != NONE))
        return CRM_ERROR_RULE;
    status = row_of(model, handle, &row, &base);
    if (status != CRM_OK)
        return status;
    follow(&after, &row);
    status = put_row(model, handle->side, &row, base);
    if (status == CRM_OK)
        status = fits(&row);
    if (status != CRM_OK)
        return status;
    fill_row(model, note, CELL(&row, CRM_FIELD_ID), deal->count,
             note->corrects < 0 ? NONE : deal->notes[note->corrects].id, from_stage, said, &log);
    status = fits(&log);
    if (status == CRM_OK)
        status = put_row(model, handle->side, &log, 0);
    if (status == CRM_OK)
        saved(model, handle, &row);
    return status;
}

static struct note *
add_note(struct deal *deal, int64_t type, int64_t at, int64_t bits)
{
    struct note *note = &deal->notes[deal->count++];

    memset(note, 0, sizeof *note);
    note->type = type;
    note->at = at;
    note->bits = bits;
    note->corrects = -1;
    return note;
}

/* ---- Saving ---- */

static bool
is_live(const struct row *row)
{
    return CELL(row, CRM_FIELD_ARCHIVED) == NONE;
}

static const struct row *
first_open(const struct model *model, int side, int64_t pipeline)
{
    static const struct row *stages[ROWS];
    const struct row *best = NULL;
    int count = see_all(model, side, CRM_KIND_STAGE, stages);

    for (int i = 0; i < count; i++) {
        const struct row *stage = stages[i];

        if (CELL(stage, CRM_STAGE_PIPELINE) != pipeline || !is_live(stage) ||
            CELL(stage, CRM_STAGE_OUTCOME) != CRM_OUTCOME_OPEN)
            continue;
        if (!best || CELL(stage, CRM_STAGE_POSITION) < CELL(best, CRM_STAGE_POSITION) ||
            (CELL(stage, CRM_STAGE_POSITION) == CELL(best, CRM_STAGE_POSITION) &&
             CELL(stage, CRM_FIELD_ID) < CELL(best, CRM_FIELD_ID)))
            best = stage;
    }
    return best;
}

static int64_t
only_pipeline(const struct model *model, int side)
{
    static const struct row *pipelines[ROWS];
    int count = see_all(model, side, CRM_KIND_PIPELINE, pipelines), live = 0;
    int64_t found = 0;

    for (int i = 0; i < count; i++) {
        if (!is_live(pipelines[i]))
            continue;
        live++;
        found = CELL(pipelines[i], CRM_FIELD_ID);
    }
    return live == 1 ? found : 0;
}

static crm_status
save_new(struct model *model, struct handle *handle)
{
    static struct deal deal;
    struct state none;
    struct note *note;
    const struct row *stage;
    int64_t id = CELL(handle, CRM_OPPORTUNITY_STAGE);
    int64_t pipeline = CELL(handle, CRM_OPPORTUNITY_PIPELINE);
    crm_status status;

    if (id == NONE) {
        if (pipeline == NONE)
            pipeline = only_pipeline(model, handle->side);
        if (pipeline == 0)
            return CRM_ERROR_RULE;
        if (!see(model, handle->side, CRM_KIND_PIPELINE, pipeline))
            return CRM_ERROR_REFERENCE;
        stage = first_open(model, handle->side, pipeline);
        if (!stage)
            return CRM_ERROR_RULE;
        id = CELL(stage, CRM_FIELD_ID);
    }
    status = decide_on(model, handle->side, CRM_KIND_STAGE, id);
    if (status != CRM_OK)
        return status;
    stage = see(model, handle->side, CRM_KIND_STAGE, id);
    if ((pipeline != NONE && CELL(stage, CRM_STAGE_PIPELINE) != pipeline) || !is_live(stage))
        return CRM_ERROR_RULE;
    deal.count = 0;
    state_now(&deal, &none);
    note = add_note(&deal, CRM_TRANSITION_TYPE_CREATE, model->now, 0);
    enter(note, stage);
    carry(handle, &none, stage, note->values);
    return write_deal(model, handle, &deal, NONE, NULL);
}

/* What every step on a stored deal begins with. */
static crm_status
begin_step(struct model *model, struct handle *handle, struct deal *deal, struct state *now)
{
    int64_t base;
    crm_status status;

    if (!handle->stored)
        return CRM_ERROR_STATE;
    status = base_of(model, handle, &base);
    if (status != CRM_OK)
        return status;
    if (is_behind(model, handle))
        return (crm_status)ANY_ERROR; /* which one depends on what it still remembers */
    read_log(model, handle->side, CELL(handle, CRM_FIELD_ID), deal);
    state_now(deal, now);
    return CRM_OK;
}

static bool
carried_changed(const struct handle *handle, const struct state *now)
{
    for (int i = 0; i < VALUES; i++)
        if (edited(handle, deal_fields[i]) && CELL(handle, deal_fields[i]) != now->values[i])
            return true;
    return false;
}

static crm_status
save_rest(struct model *model, struct handle *handle)
{
    struct row row;
    int64_t base;
    crm_status status = row_of(model, handle, &row, &base);

    if (status == CRM_OK)
        status = put_row(model, handle->side, &row, base);
    if (status == CRM_OK)
        status = fits(&row);
    if (status == CRM_OK)
        saved(model, handle, &row);
    return status;
}

crm_status
save_deal(struct model *model, struct handle *handle)
{
    static struct deal deal;
    struct state now;
    struct note *note;
    crm_status status;

    if (!handle->stored)
        return save_new(model, handle);
    status = begin_step(model, handle, &deal, &now);
    if (status != CRM_OK)
        return status;
    if (edited(handle, CRM_FIELD_ARCHIVED) && CELL(handle, CRM_FIELD_ARCHIVED) != NONE &&
        !is_closed(now.outcome))
        return CRM_ERROR_RULE;
    if (!carried_changed(handle, &now))
        return save_rest(model, handle);
    if (is_closed(now.outcome))
        return CRM_ERROR_RULE;
    note = add_note(&deal, CRM_TRANSITION_TYPE_CHANGE,
                    model->now < now.last_at ? now.last_at : model->now, 0);
    note->stage = now.stage;
    note->pipeline = now.pipeline;
    note->outcome = now.outcome;
    note->position = now.position;
    carry(handle, &now, NULL, note->values);
    return write_deal(model, handle, &deal, now.stage, NULL);
}

/* ---- Steps ---- */

/* The stage meant by 0. */
static crm_status
default_stage(const struct model *model, int side, const struct state *now, enum way way,
              int64_t *out_stage)
{
    static const struct row *stages[ROWS];
    int64_t outcome = way == WAY_WIN ? CRM_OUTCOME_WON : CRM_OUTCOME_LOST;
    int count = see_all(model, side, CRM_KIND_STAGE, stages), found = 0;

    if (way == WAY_MOVE || way == WAY_TRANSFER)
        return CRM_ERROR_REFERENCE;
    if (way == WAY_REOPEN) {
        *out_stage = now->open_stage;
        return now->open_stage ? CRM_OK : CRM_ERROR_RULE;
    }
    for (int i = 0; i < count; i++) {
        if (CELL(stages[i], CRM_STAGE_PIPELINE) != now->pipeline || !is_live(stages[i]) ||
            CELL(stages[i], CRM_STAGE_OUTCOME) != outcome)
            continue;
        *out_stage = CELL(stages[i], CRM_FIELD_ID);
        found++;
    }
    return found == 1 ? CRM_OK : CRM_ERROR_RULE;
}

static bool
way_is_open(const struct state *now, const struct row *stage, enum way way)
{
    int64_t outcome = CELL(stage, CRM_STAGE_OUTCOME);
    bool closed = is_closed(now->outcome);
    bool same = CELL(stage, CRM_STAGE_PIPELINE) == now->pipeline;

    if (!is_live(stage) && CELL(stage, CRM_FIELD_ID) != now->stage)
        return false;
    if (way == WAY_TRANSFER)
        return !same && !closed;
    if (!same)
        return false;
    if (way == WAY_WIN || way == WAY_LOSE)
        return !closed && outcome == (way == WAY_WIN ? CRM_OUTCOME_WON : CRM_OUTCOME_LOST);
    if (way == WAY_REOPEN)
        return closed && !is_closed(outcome);
    return !closed || outcome == now->outcome;
}

/* Who said it has to be there, and when has to be clear. */
static crm_status
check_said(struct model *model, int side, const struct said *said)
{
    if (said->at != NONE && said->day != NONE)
        return CRM_ERROR_ARGUMENT;
    if (said->actor != NONE && !see(model, side, CRM_KIND_USER, said->actor))
        return CRM_ERROR_REFERENCE;
    if (said->competitor != NONE && !see(model, side, CRM_KIND_ACCOUNT, said->competitor))
        return CRM_ERROR_REFERENCE;
    return CRM_OK;
}

crm_status
step_deal(struct model *model, struct handle *handle, enum way way, int64_t id,
          const struct said *said)
{
    static struct deal deal;
    struct state now, before;
    const struct row *stage;
    struct note *note;
    int64_t at = said->day != NONE ? said->day * DAY : said->at != NONE ? said->at : model->now;
    bool moves;
    crm_status status;

    if (any_failed(handle))
        return CRM_ERROR_DATA;
    status = begin_step(model, handle, &deal, &now);
    if (status == CRM_OK && id == 0)
        status = default_stage(model, handle->side, &now, way, &id);
    if (status == CRM_OK)
        status = decide_on(model, handle->side, CRM_KIND_STAGE, id);
    if (status != CRM_OK)
        return status;
    stage = see(model, handle->side, CRM_KIND_STAGE, id);
    if (!way_is_open(&now, stage, way))
        return CRM_ERROR_RULE;
    status = check_said(model, handle->side, said);
    if (status != CRM_OK)
        return status;
    moves = id != now.stage;
    if (moves && now.stage_at != NONE && at < now.stage_at)
        return CRM_ERROR_ORDER;
    state_until(&deal, at, -1, &before);
    if (!before.any)
        return CRM_ERROR_ORDER;
    if (before.stage != now.stage) {
        status = decide_on(model, handle->side, CRM_KIND_STAGE, before.stage);
        if (status != CRM_OK)
            return status;
        stage = see(model, handle->side, CRM_KIND_STAGE, before.stage);
    }
    if (carried_edited(handle) && is_closed(now.outcome) && way != WAY_REOPEN)
        return CRM_ERROR_RULE;
    if (carried_edited(handle) && now.last_at != NONE && at < now.last_at &&
        !is_closed(CELL(stage, CRM_STAGE_OUTCOME)))
        return CRM_ERROR_ORDER;
    note = add_note(&deal, moves ? CRM_TRANSITION_TYPE_MOVE : CRM_TRANSITION_TYPE_CHANGE, at,
                    said->day != NONE ? CRM_TRANSITION_BIT_DAY_ONLY : 0);
    enter(note, stage);
    carry(handle, is_closed(note->outcome) ? &now : &before, stage, note->values);
    return write_deal(model, handle, &deal, before.stage, said);
}

/* ---- A row of a log kept elsewhere ---- */

static crm_status
find_stage(struct model *model, const struct handle *handle, const struct said *said,
           const struct state *before, const struct row **out_stage)
{
    int64_t id = said->stage;
    crm_status status;

    if (id != NONE && said->type == CRM_TRANSITION_TYPE_CHANGE && id != before->stage)
        return CRM_ERROR_RULE;
    if (id == NONE)
        id = before->any ? before->stage : CELL(handle, CRM_OPPORTUNITY_STAGE);
    if (id == NONE)
        return CRM_ERROR_DATA;
    status = decide_on(model, handle->side, CRM_KIND_STAGE, id);
    if (status != CRM_OK)
        return status;
    *out_stage = see(model, handle->side, CRM_KIND_STAGE, id);
    return !handle->stored && CELL(handle, CRM_OPPORTUNITY_PIPELINE) != NONE &&
                   CELL(handle, CRM_OPPORTUNITY_PIPELINE) != CELL(*out_stage, CRM_STAGE_PIPELINE)
               ? CRM_ERROR_RULE
               : CRM_OK;
}

static crm_status
check_append(struct model *model, const struct handle *handle, const struct said *said)
{
    bool creates = said->type == CRM_TRANSITION_TYPE_CREATE;

    if (said->type == CRM_TRANSITION_TYPE_CORRECT || handle->stored == creates)
        return CRM_ERROR_RULE;
    if ((!creates && said->at == NONE) ||
        (said->type == CRM_TRANSITION_TYPE_MOVE && said->stage == NONE))
        return CRM_ERROR_DATA;
    return check_said(model, handle->side, said);
}

static void
carry_appended(const struct handle *handle, const struct said *said, const struct state *before,
               const struct row *stage, int64_t *values)
{
    bool enters = !before->any || before->stage != CELL(stage, CRM_FIELD_ID);
    int64_t outcome = CELL(stage, CRM_STAGE_OUTCOME);

    carry(handle, before, NULL, values);
    if (said->amount != NONE)
        values[AMOUNT] = said->amount;
    if (said->owner != NONE)
        values[OWNER] = said->owner;
    if (!edited(handle, CRM_OPPORTUNITY_PROBABILITY_BP) && enters && !is_closed(outcome))
        chance_of(before, CELL(stage, CRM_STAGE_PROBABILITY_BP), values);
    lock_chance(outcome, values);
}

crm_status
append_row(struct model *model, struct handle *handle, const struct said *said)
{
    static struct deal deal;
    struct state now, before;
    const struct row *stage = NULL;
    struct note *note;
    int64_t type = said->type;
    bool last;
    crm_status status = CRM_OK;

    if (any_failed(handle))
        return CRM_ERROR_DATA;
    deal.count = 0;
    state_now(&deal, &now);
    if (handle->stored)
        status = begin_step(model, handle, &deal, &now);
    if (status == CRM_OK)
        status = check_append(model, handle, said);
    if (status != CRM_OK)
        return status;
    last = said->at == NONE || now.last_at == NONE || said->at >= now.last_at;
    state_until(&deal, last ? INT64_MAX : said->at, -1, &before);
    if (!last && !before.any)
        return CRM_ERROR_ORDER;
    status = find_stage(model, handle, said, &before, &stage);
    if (status != CRM_OK)
        return status;
    if (type == CRM_TRANSITION_TYPE_MOVE && before.stage == CELL(stage, CRM_FIELD_ID))
        type = CRM_TRANSITION_TYPE_CHANGE;
    if (type != CRM_TRANSITION_TYPE_CHANGE && now.stage_at != NONE && said->at < now.stage_at)
        return CRM_ERROR_ORDER;
    if (handle->stored && carried_edited(handle)) {
        if (is_closed(before.outcome) && (type == CRM_TRANSITION_TYPE_CHANGE ||
                                          before.outcome == CELL(stage, CRM_STAGE_OUTCOME)))
            return CRM_ERROR_RULE;
        if (!last)
            return CRM_ERROR_ORDER;
    }
    note = add_note(&deal, type, said->at, 0);
    enter(note, stage);
    carry_appended(handle, said, &before, stage, note->values);
    return write_deal(model, handle, &deal, before.any ? before.stage : NONE, said);
}

/* ---- Corrections ---- */

static bool
makes_sense(const struct deal *deal)
{
    static struct place places[LOG];
    int count = in_order(deal, places), last = -1;

    if (count == 0 || !moves_the_stage(deal, places[0]))
        return false;
    for (int i = 0; i < count; i++) {
        if (!moves_the_stage(deal, places[i]))
            continue;
        if (places[i].first < last)
            return false;
        last = places[i].first;
    }
    return true;
}

/* The row enters another stage than the one that it replaces. */
static crm_status
replace_stage(struct model *model, int side, const struct deal *deal, int which,
              const struct said *said, struct note *note)
{
    const struct note *old = &deal->notes[which];
    struct place place = {which, which};
    const struct row *stage;
    struct state before;
    crm_status status;

    while (deal->notes[place.first].corrects >= 0)
        place.first = deal->notes[place.first].corrects;
    if (!moves_the_stage(deal, place))
        return CRM_ERROR_RULE;
    status = decide_on(model, side, CRM_KIND_STAGE, said->stage);
    if (status != CRM_OK)
        return status;
    stage = see(model, side, CRM_KIND_STAGE, said->stage);
    state_until(deal, INT64_MAX, which, &before);
    enter(note, stage);
    if (is_closed(old->outcome) && before.any)
        note->values[CHANCE] = before.values[CHANCE];
    if (!is_closed(note->outcome))
        chance_of(&before, CELL(stage, CRM_STAGE_PROBABILITY_BP), note->values);
    return CRM_OK;
}

static crm_status
may_correct(const struct deal *deal, int which, bool undoes)
{
    int first = which;

    for (int i = 0; i < deal->count; i++)
        if (deal->notes[i].corrects == which)
            return CRM_ERROR_RULE;
    while (deal->notes[first].corrects >= 0)
        first = deal->notes[first].corrects;
    if (undoes && deal->notes[first].type == CRM_TRANSITION_TYPE_CREATE)
        return CRM_ERROR_RULE;
    return deal->notes[which].bits & CRM_TRANSITION_BIT_VOID ? CRM_ERROR_RULE : CRM_OK;
}

/* Who and why: as is said now, else as the old row says. */
static void
say_again(const struct row *old, struct said *said)
{
    if (said->actor == NONE)
        said->actor = CELL(old, CRM_TRANSITION_ACTOR);
    if (said->competitor == NONE)
        said->competitor = CELL(old, CRM_TRANSITION_COMPETITOR);
    if (said->reason == NONE)
        said->reason = CELL(old, CRM_TRANSITION_REASON);
}

static crm_status
replace_row(struct model *model, int side, struct deal *deal, int which, const struct said *said,
            struct note *note)
{
    const struct note *old = &deal->notes[which];
    crm_status status = CRM_OK;

    if (said->amount != NONE)
        note->values[AMOUNT] = said->amount;
    if (said->owner != NONE)
        note->values[OWNER] = said->owner;
    if (said->at != NONE)
        note->at = said->at;
    if (said->stage != NONE && said->stage != old->stage) {
        deal->count--; /* the log before the correction */
        status = replace_stage(model, side, deal, which, said, note);
        deal->count++;
    }
    return status;
}

crm_status
correct_row(struct model *model, struct handle *handle, int64_t row, bool undoes,
            const struct said *given)
{
    static struct deal deal;
    struct said said = *given;
    struct state now;
    struct note *note;
    const struct row *old;
    int which = -1;
    crm_status status;

    if (any_failed(handle))
        return CRM_ERROR_DATA;
    status = begin_step(model, handle, &deal, &now);
    if (status != CRM_OK)
        return status;
    if (any_edited(handle))
        return CRM_ERROR_STATE;
    for (int i = 0; i < deal.count; i++)
        if (deal.notes[i].id == row)
            which = i;
    if (which < 0)
        return CRM_ERROR_REFERENCE;
    status = may_correct(&deal, which, undoes);
    if (status != CRM_OK)
        return status;
    note = add_note(&deal, 0, 0, 0);
    *note = deal.notes[which];
    note->id = 0;
    note->type = CRM_TRANSITION_TYPE_CORRECT;
    note->corrects = which;
    note->bits = undoes ? note->bits | CRM_TRANSITION_BIT_VOID : note->bits;
    if (!undoes)
        status = replace_row(model, handle->side, &deal, which, &said, note);
    said.at = said.day = NONE;
    if (status == CRM_OK)
        status = check_said(model, handle->side, &said);
    if (status != CRM_OK)
        return status;
    lock_chance(note->outcome, note->values);
    if (!makes_sense(&deal))
        return CRM_ERROR_ORDER;
    old = see(model, handle->side, CRM_KIND_TRANSITION, row);
    say_again(old, &said);
    return write_deal(model, handle, &deal, CELL(old, CRM_TRANSITION_FROM_STAGE), &said);
}
