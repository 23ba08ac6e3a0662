/* corrections.c - a row of the log takes the place of another one. */
#include <string.h>

#include "deals.h"

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
    enter_stage(note, stage);
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
