/* choose_deals.c - a handle to work on, and steps on deals. */
#include "dice.h"

void
load(struct dice *dice, crm_kind kind)
{
    struct step *step = add(dice, OP_LOAD);
    int64_t id = some_id(dice, kind);

    step->kind = kind;
    step->id = id == NONE ? NOBODY : id;
}

const struct handle *
handle_of(const struct dice *dice)
{
    return &dice->model->handles[dice->slot];
}

/* Is the handle one of the kind, stored, and does it know the latest? */
static bool
is_fresh(struct dice *dice, crm_kind kind)
{
    const struct handle *handle = handle_of(dice);

    return handle->used && handle->kind == kind && handle->stored && !handle->stale &&
           !is_behind((struct model *)dice->model, handle);
}

/* See to it that the slot holds a stored record of the kind that is up to date; its id, or 0. */
int64_t
have(struct dice *dice, crm_kind kind)
{
    const struct handle *handle = handle_of(dice);
    bool in_unit = dice->model->units[dice->side].open;
    bool any = handle->used && handle->kind == kind && handle->stored && roll(dice, 4) == 0;

    if (is_fresh(dice, kind) || (any && !in_unit))
        return CELL(handle, CRM_FIELD_ID);
    load(dice, kind);
    if (see(dice->model, dice->side, kind, dice->move->steps[0].id))
        return dice->move->steps[0].id;
    return 0;
}

static int64_t
some_instant(struct dice *dice)
{
    return dice->model->now + (int64_t)(roll(dice, 12) - 8) * DAY / 2;
}

static void
say(struct dice *dice, struct said *said)
{
    if (roll(dice, 2))
        said->at = some_instant(dice);
    if (roll(dice, 8) == 0)
        said->day = some_day(dice);
    if (roll(dice, 6) == 0)
        said->actor = some_id(dice, CRM_KIND_USER);
    if (roll(dice, 8) == 0)
        said->competitor = some_id(dice, CRM_KIND_ACCOUNT);
    if (roll(dice, 4) == 0)
        said->reason = roll(dice, FIRST_KEY);
}

static void
edit_deal(struct dice *dice)
{
    for (int many = roll(dice, 5) - 2; many > 0; many--)
        set_any(dice, CRM_KIND_OPPORTUNITY);
}

void
step_on(struct dice *dice)
{
    struct step *step;
    int64_t stage = some_id(dice, CRM_KIND_STAGE);

    if (!have(dice, CRM_KIND_OPPORTUNITY))
        return;
    edit_deal(dice);
    step = add(dice, OP_STEP);
    step->way = (enum way)roll(dice, 5);
    step->id = roll(dice, 3) ? stage : 0;
    say(dice, &step->said);
}

void
append(struct dice *dice)
{
    int64_t stage = some_id(dice, CRM_KIND_STAGE), at = some_instant(dice);
    bool creates = roll(dice, 4) == 0;
    struct step *step;

    if (creates) {
        add(dice, OP_NEW)->kind = CRM_KIND_OPPORTUNITY;
        set_some(dice, CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_NAME);
        set(dice, CRM_OPPORTUNITY_CURRENCY, crm_currency_of("EUR"));
    } else if (!have(dice, CRM_KIND_OPPORTUNITY)) {
        return;
    }
    edit_deal(dice);
    step = add(dice, OP_APPEND);
    say(dice, &step->said);
    step->said.day = NONE;
    step->said.type = creates         ? CRM_TRANSITION_TYPE_CREATE
                      : roll(dice, 2) ? CRM_TRANSITION_TYPE_MOVE
                                      : CRM_TRANSITION_TYPE_CHANGE;
    if (creates && roll(dice, 2))
        at -= 9 * DAY;
    step->said.at = creates && roll(dice, 6) == 0 ? NONE : at;
    if (step->said.type != CRM_TRANSITION_TYPE_CHANGE || roll(dice, 8) == 0)
        step->said.stage = stage;
    if (roll(dice, 2))
        step->said.amount = roll(dice, 5) * 77;
    if (roll(dice, 6) == 0)
        step->said.owner = some_id(dice, CRM_KIND_USER);
}

void
correct(struct dice *dice)
{
    static struct deal deal;
    int64_t id = have(dice, CRM_KIND_OPPORTUNITY);
    int64_t stage = some_id(dice, CRM_KIND_STAGE);
    struct step *step;
    const struct note *note;

    if (!id)
        return;
    read_log(dice->model, dice->side, id, &deal);
    if (deal.count == 0)
        return;
    note = &deal.notes[roll(dice, deal.count)];
    step = add(dice, OP_CORRECT);
    step->id = roll(dice, 30) ? note->id : NOBODY;
    step->undoes = roll(dice, 4) == 0;
    say(dice, &step->said);
    step->said.day = NONE;
    step->said.competitor = NONE;
    step->said.at = !step->undoes && roll(dice, 2) && note->at != NONE
                        ? note->at + (int64_t)(roll(dice, 7) - 3) * DAY / 2
                        : NONE;
    if (!step->undoes && roll(dice, 3) == 0)
        step->said.stage = stage;
    if (!step->undoes && roll(dice, 2))
        step->said.amount = roll(dice, 5) * 99;
}
