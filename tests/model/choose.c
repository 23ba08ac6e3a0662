/* choose.c - see choose.h. */
#include "dice.h"

enum { FAMILIES = 40, STEPS = 50, PUTS = 76, COMMITS = 91 }; /* kinds of moves */

static void
fill_new(struct dice *dice, crm_kind kind)
{
    const crm_field *needs;
    int count = needs_of(kind, &needs);
    int64_t type = some_purchase_type(dice);

    for (int i = 0; i < count; i++) {
        const struct settable *settable = settable_of(kind, needs[i]);
        int64_t value = some_value(dice, settable);

        if (kind == CRM_KIND_PURCHASE && settable->sort == MONEY)
            value = type == CRM_PURCHASE_TYPE_GIFT ? 0 : signed_for(dice, type, value);
        if (roll(dice, 20))
            set(dice, needs[i], value);
    }
    if (kind == CRM_KIND_PURCHASE)
        set(dice, CRM_PURCHASE_TYPE, type);
    if (kind == CRM_KIND_PURCHASE && type == CRM_PURCHASE_TYPE_CANCEL)
        set_some(dice, kind, CRM_PURCHASE_REFERS_TO);
    for (int many = roll(dice, 3); many > 0; many--)
        set_any(dice, kind);
}

static void
create(struct dice *dice)
{
    crm_kind kind = some_kind(dice);

    if (kind == CRM_KIND_STAGE) /* those there are suffice */
        kind = CRM_KIND_ACCOUNT;
    add(dice, OP_NEW)->kind = kind;
    fill_new(dice, kind);
    if (roll(dice, 10))
        add(dice, OP_SAVE);
}

static void
edit(struct dice *dice)
{
    crm_kind kind = handle_of(dice)->kind;

    if (!handle_of(dice)->used) {
        kind = some_kind(dice);
        load(dice, kind);
        if (dice->move->steps[0].id == NOBODY)
            return;
    }
    for (int many = 1 + roll(dice, 3); many > 0; many--)
        set_any(dice, kind);
    if (roll(dice, 4))
        add(dice, OP_SAVE);
}

/* Only a handle that is there. */
static void
simple(struct dice *dice, enum op op)
{
    if (handle_of(dice)->used)
        add(dice, op);
    else
        create(dice);
}

/* Somebody works on a stage while deals go through it. */
static void
edit_stage(struct dice *dice)
{
    load(dice, CRM_KIND_STAGE);
    if (roll(dice, 3) == 0)
        set(dice, CRM_FIELD_ARCHIVED, roll(dice, 3) ? NONE : dice->model->now);
    else
        set_some(dice, CRM_KIND_STAGE, roll(dice, 2) ? CRM_STAGE_NAME : CRM_STAGE_PROBABILITY_BP);
    add(dice, OP_SAVE);
}

/* While a unit decides on a stage, or on an owner, the other side changes it. */
static void
race(struct dice *dice)
{
    bool deals = roll(dice, 2);
    crm_kind kind = deals ? CRM_KIND_STAGE : CRM_KIND_ACCOUNT;
    int64_t id = some_id(dice, kind);
    struct step *step;

    dice->slot = dice->side = 0;
    if (dice->model->units[0].open)
        add(dice, OP_COMMIT);
    add(dice, OP_BEGIN);
    load(dice, deals ? CRM_KIND_OPPORTUNITY : CRM_KIND_ACCOUNT);
    step = add(dice, deals ? OP_STEP : OP_PUT_UNDER);
    step->id = id == NONE ? NOBODY : id;
    dice->slot = HANDLES - 1;
    dice->side = 1;
    step = add(dice, OP_LOAD);
    step->kind = kind;
    step->id = id == NONE ? NOBODY : id;
    set_some(dice, kind, deals ? CRM_STAGE_NAME : CRM_ACCOUNT_NAME);
    add(dice, OP_SAVE);
    dice->slot = dice->side = 0;
    add(dice, OP_COMMIT);
}

/* Two accounts take each other's key, which a store can do in one unit alone. */
static void
swap_keys(struct dice *dice)
{
    static const struct row *rows[ROWS];
    int count = see_all(dice->model, dice->side, CRM_KIND_ACCOUNT, rows);
    int first = count > 1 ? roll(dice, count) : 0;
    int second = count > 1 ? (first + 1 + roll(dice, count - 1)) % count : 0;
    const struct row *pair[] = {rows[first], rows[second]};
    int slots[] = {dice->slot, dice->slot + (dice->slot < HANDLES - 1 && dice->slot != 6 ? 1 : -1)};

    if (count < 2)
        return;
    if (!dice->model->units[dice->side].open)
        add(dice, OP_BEGIN);
    for (int i = 0; i < 2; i++) {
        struct step *step;

        dice->slot = slots[i];
        step = add(dice, OP_LOAD);
        step->kind = CRM_KIND_ACCOUNT;
        step->id = CELL(pair[i], CRM_FIELD_ID);
        set(dice, CRM_FIELD_EXTERNAL_ID, CELL(pair[!i], CRM_FIELD_EXTERNAL_ID));
    }
    for (int i = 0; i < 2; i++) {
        dice->slot = slots[i];
        add(dice, OP_SAVE);
    }
    add(dice, OP_COMMIT);
}

static void
family(struct dice *dice, enum op op)
{
    int64_t id, parent = some_id(dice, CRM_KIND_ACCOUNT);
    struct step *step;

    if (!have(dice, CRM_KIND_ACCOUNT))
        return;
    if (roll(dice, 4) == 0)
        set_any(dice, CRM_KIND_ACCOUNT);
    id = roll(dice, 8) ? parent : 0;
    step = add(dice, op);
    step->id = id == NONE ? 0 : id;
    step->value = some_day(dice);
}

/* What kind of move, 0 to 99: any, or more of those on deals, or on families. */
static int
some_move(struct dice *dice, enum focus focus)
{
    if (focus == ON_DEALS && roll(dice, 3))
        return STEPS + roll(dice, PUTS - STEPS);
    if (focus == ON_FAMILIES && roll(dice, 2))
        return FAMILIES + roll(dice, STEPS - FAMILIES);
    return roll(dice, 100);
}

void
choose_move(const struct model *model, uint64_t number, enum focus focus, struct move *out)
{
    struct dice dice = {.model = model, .move = out, .state = mix(number)};
    const struct unit *unit;
    int what;

    out->count = 0;
    dice.slot = roll(&dice, HANDLES);
    dice.side = dice.slot < HANDLES - 3 ? 0 : 1;
    unit = &model->units[dice.side];
    what =
        unit->count > WRITES / 3 || unit->checks > CHECKS / 3 ? COMMITS : some_move(&dice, focus);
    if (what < 16)
        create(&dice);
    else if (what < 20)
        load(&dice, some_kind(&dice));
    else if (what < 32)
        edit(&dice);
    else if (what < 35)
        simple(&dice, OP_SAVE);
    else if (what < 37)
        simple(&dice, OP_REMOVE);
    else if (what < 38)
        simple(&dice, OP_FREE);
    else if (what < 39)
        roll(&dice, 2) ? race(&dice) : edit_stage(&dice);
    else if (what < FAMILIES)
        swap_keys(&dice);
    else if (what < 45)
        family(&dice, OP_PUT_UNDER);
    else if (what < STEPS)
        family(&dice, OP_ACQUIRE);
    else if (what < 65)
        step_on(&dice);
    else if (what < 71)
        append(&dice);
    else if (what < PUTS)
        correct(&dice);
    else if (what < 81)
        put(&dice);
    else if (what < 83)
        find(&dice);
    else if (what < 87)
        scan(&dice);
    else if (what < COMMITS)
        add(&dice, OP_BEGIN);
    else if (what < 94)
        add(&dice, OP_COMMIT);
    else if (what < 95)
        add(&dice, OP_ROLLBACK);
    else
        add(&dice, OP_TICK)->value = (int64_t)roll(&dice, 4) * DAY / 2;
}
