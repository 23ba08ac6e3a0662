/* choose.c - see choose.h. */
#include "choose.h"

#include <string.h>

struct dice {
    const struct model *model;
    struct move *move;
    uint64_t state;
    int slot, side;
};

uint64_t
mix(uint64_t number)
{
    number += UINT64_C(0x9e3779b97f4a7c15);
    number = (number ^ (number >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ (number >> 27)) * UINT64_C(0x94d049bb133111eb);
    return number ^ (number >> 31);
}

static int
roll(struct dice *dice, int below)
{
    dice->state = mix(dice->state);
    return (int)(dice->state % (uint64_t)below);
}

/* ---- Values ---- */

enum sort { WORD, KEY, NUMBER, SHARE, MONEY, WHEN, INSTANT, COIN, CODE, REF, BITS };

struct settable {
    crm_kind kind;
    crm_field field;
    enum sort sort;
    int of; /* the kind referred to, how many codes */
};

static const struct settable settables[] = {
    {CRM_KIND_USER, CRM_USER_NAME, WORD, 0},
    {CRM_KIND_USER, CRM_USER_MANAGER, REF, CRM_KIND_USER},
    {CRM_KIND_USER, CRM_USER_GRADE, NUMBER, 0},
    {CRM_KIND_ACCOUNT, CRM_ACCOUNT_NAME, WORD, 0},
    {CRM_KIND_ACCOUNT, CRM_FIELD_EXTERNAL_ID, KEY, 0},
    {CRM_KIND_ACCOUNT, CRM_FIELD_ARCHIVED, INSTANT, 0},
    {CRM_KIND_ACCOUNT, CRM_FIELD_CREATED, INSTANT, 0},
    {CRM_KIND_ACCOUNT, CRM_ACCOUNT_TYPES, BITS, 255},
    {CRM_KIND_ACCOUNT, CRM_ACCOUNT_PARENT, REF, CRM_KIND_ACCOUNT},
    {CRM_KIND_ACCOUNT, CRM_ACCOUNT_OWNER, REF, CRM_KIND_USER},
    {CRM_KIND_ACCOUNT, CRM_ACCOUNT_SEGMENT, WORD, 0},
    {CRM_KIND_ACCOUNT, CRM_ACCOUNT_SECTOR, WORD, 0},
    {CRM_KIND_ACCOUNT, CRM_ACCOUNT_TIER, NUMBER, 0},
    {CRM_KIND_ACCOUNT, CRM_ACCOUNT_ANNUAL_REVENUE, MONEY, 0},
    {CRM_KIND_ACCOUNT, CRM_ACCOUNT_CURRENCY, COIN, 0},
    {CRM_KIND_ACCOUNT, CRM_ACCOUNT_DISCOUNT_BP, SHARE, 0},
    {CRM_KIND_ACCOUNT, CRM_ACCOUNT_PROFILING_REFUSED, INSTANT, 0},
    {CRM_KIND_CONTACT, CRM_CONTACT_LAST_NAME, WORD, 0},
    {CRM_KIND_CONTACT, CRM_CONTACT_EMAIL, WORD, 0},
    {CRM_KIND_CONTACT, CRM_FIELD_EXTERNAL_ID, KEY, 0},
    {CRM_KIND_CONTACT, CRM_CONTACT_ACCOUNT, REF, CRM_KIND_ACCOUNT},
    {CRM_KIND_CONTACT, CRM_CONTACT_REPORTS_TO, REF, CRM_KIND_CONTACT},
    {CRM_KIND_LINK, CRM_LINK_CHILD, REF, CRM_KIND_ACCOUNT},
    {CRM_KIND_LINK, CRM_LINK_PARENT, REF, CRM_KIND_ACCOUNT},
    {CRM_KIND_LINK, CRM_LINK_TYPE, CODE, 2},
    {CRM_KIND_LINK, CRM_LINK_VALID_FROM, WHEN, 0},
    {CRM_KIND_LINK, CRM_LINK_VALID_TO, WHEN, 0},
    {CRM_KIND_LINK, CRM_FIELD_ARCHIVED, INSTANT, 0},
    {CRM_KIND_LINK, CRM_FIELD_EXTERNAL_ID, KEY, 0},
    {CRM_KIND_LINK, CRM_LINK_SHARE_BP, SHARE, 0},
    {CRM_KIND_PRODUCT, CRM_PRODUCT_NAME, WORD, 0},
    {CRM_KIND_PRODUCT, CRM_FIELD_EXTERNAL_ID, KEY, 0},
    {CRM_KIND_PRODUCT, CRM_PRODUCT_CATEGORY, WORD, 0},
    {CRM_KIND_PRODUCT, CRM_PRODUCT_LIST_PRICE, MONEY, 0},
    {CRM_KIND_PRODUCT, CRM_PRODUCT_CURRENCY, COIN, 0},
    {CRM_KIND_PRODUCT, CRM_PRODUCT_RETIRED, WHEN, 0},
    {CRM_KIND_STAGE, CRM_STAGE_NAME, WORD, 0},
    {CRM_KIND_STAGE, CRM_STAGE_OUTCOME, CODE, 4},
    {CRM_KIND_STAGE, CRM_STAGE_PROBABILITY_BP, SHARE, 0},
    {CRM_KIND_STAGE, CRM_FIELD_ARCHIVED, INSTANT, 0},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_NAME, WORD, 0},
    {CRM_KIND_OPPORTUNITY, CRM_FIELD_EXTERNAL_ID, KEY, 0},
    {CRM_KIND_OPPORTUNITY, CRM_FIELD_ARCHIVED, INSTANT, 0},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_ACCOUNT, REF, CRM_KIND_ACCOUNT},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_CONTACT, REF, CRM_KIND_CONTACT},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_OWNER, REF, CRM_KIND_USER},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_PIPELINE, REF, CRM_KIND_PIPELINE},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_STAGE, REF, CRM_KIND_STAGE},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_CLOSED_DAY, WHEN, 0},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_AMOUNT, MONEY, 0},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_AMOUNT, MONEY, 0},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_CURRENCY, COIN, 0},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_CLOSE_DAY, WHEN, 0},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_PROBABILITY_BP, SHARE, 0},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_PROBABILITY_ORIGIN, CODE, 3},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_CATEGORY, CODE, 6},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_PRODUCT, REF, CRM_KIND_PRODUCT},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_SOURCE, WORD, 0},
    {CRM_KIND_OPPORTUNITY, CRM_OPPORTUNITY_TYPE, CODE, 3},
    {CRM_KIND_PURCHASE, CRM_PURCHASE_ACCOUNT, REF, CRM_KIND_ACCOUNT},
    {CRM_KIND_PURCHASE, CRM_PURCHASE_CONTACT, REF, CRM_KIND_CONTACT},
    {CRM_KIND_PURCHASE, CRM_PURCHASE_PRODUCT, REF, CRM_KIND_PRODUCT},
    {CRM_KIND_PURCHASE, CRM_PURCHASE_DAY, WHEN, 0},
    {CRM_KIND_PURCHASE, CRM_PURCHASE_TYPE, CODE, 7},
    {CRM_KIND_PURCHASE, CRM_PURCHASE_REFERS_TO, REF, CRM_KIND_PURCHASE},
    {CRM_KIND_PURCHASE, CRM_PURCHASE_QUANTITY, MONEY, 0},
    {CRM_KIND_PURCHASE, CRM_PURCHASE_NET_AMOUNT, MONEY, 0},
    {CRM_KIND_PURCHASE, CRM_PURCHASE_LIST_AMOUNT, MONEY, 0},
    {CRM_KIND_PURCHASE, CRM_PURCHASE_CURRENCY, COIN, 0},
    {CRM_KIND_PURCHASE, CRM_PURCHASE_OPPORTUNITY, REF, CRM_KIND_OPPORTUNITY}};

enum { FAMILIES = 40, STEPS = 50, PUTS = 76, COMMITS = 91 }; /* kinds of moves */
enum { SETTABLES = sizeof settables / sizeof *settables };

/* The id of some record, now and then of none; NONE where there is none. */
static int64_t
some_id(struct dice *dice, crm_kind kind)
{
    static const struct row *rows[ROWS];
    int count = see_all(dice->model, dice->side, kind, rows);

    if (roll(dice, 60) == 0)
        return NOBODY;
    return count ? CELL(rows[roll(dice, count)], CRM_FIELD_ID) : NONE;
}

static int64_t
some_day(struct dice *dice)
{
    return dice->model->now / DAY + roll(dice, 12) - 8;
}

static int64_t
some_value(struct dice *dice, const struct settable *settable)
{
    switch (settable->sort) {
    case WORD:
        return roll(dice, FIRST_KEY);
    case KEY:
        return FIRST_KEY + roll(dice, WORDS - FIRST_KEY);
    case NUMBER:
        return roll(dice, 4);
    case SHARE:
        return roll(dice, 25) == 0 ? 10001 : roll(dice, 11) * 1000;
    case MONEY:
        return roll(dice, 5) * 1000;
    case WHEN:
        return some_day(dice);
    case INSTANT:
        return dice->model->now - roll(dice, 3) * DAY;
    case COIN:
        return crm_currency_of(roll(dice, 4) ? "EUR" : "USD");
    case CODE:
        return 1 + roll(dice, settable->of);
    case REF:
        return some_id(dice, (crm_kind)settable->of);
    default:
        return roll(dice, settable->of + 1);
    }
}

static const struct settable *
some_settable(struct dice *dice, crm_kind kind)
{
    for (;;) {
        const struct settable *settable = &settables[roll(dice, SETTABLES)];

        if (settable->kind == kind)
            return settable;
    }
}

static const struct settable *
settable_of(crm_kind kind, crm_field field)
{
    for (int i = 0; i < SETTABLES; i++)
        if (settables[i].kind == kind && settables[i].field == field)
            return &settables[i];
    return NULL;
}

/* ---- Steps of a move ---- */

static struct step *
add(struct dice *dice, enum op op)
{
    struct step *step = &dice->move->steps[dice->move->count++];
    static const struct said nothing = {NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE};

    memset(step, 0, sizeof *step);
    step->op = op;
    step->slot = dice->slot;
    step->side = dice->side;
    step->said = nothing;
    return step;
}

static void
set(struct dice *dice, crm_field field, int64_t value)
{
    struct step *step = add(dice, OP_SET);

    step->field = field;
    step->value = value;
}

static void
set_some(struct dice *dice, crm_kind kind, crm_field field)
{
    set(dice, field, some_value(dice, settable_of(kind, field)));
}

static void
set_any(struct dice *dice, crm_kind kind)
{
    const struct settable *settable = some_settable(dice, kind);

    set(dice, settable->field, roll(dice, 8) ? some_value(dice, settable) : NONE);
}

static crm_kind
some_kind(struct dice *dice)
{
    static const crm_kind kinds[] = {
        CRM_KIND_ACCOUNT,  CRM_KIND_ACCOUNT,  CRM_KIND_ACCOUNT,     CRM_KIND_CONTACT,
        CRM_KIND_PURCHASE, CRM_KIND_PURCHASE, CRM_KIND_PURCHASE,    CRM_KIND_OPPORTUNITY,
        CRM_KIND_LINK,     CRM_KIND_LINK,     CRM_KIND_OPPORTUNITY, CRM_KIND_OPPORTUNITY,
        CRM_KIND_PRODUCT,  CRM_KIND_USER,     CRM_KIND_CONTACT,     CRM_KIND_STAGE};

    return kinds[roll(dice, (int)(sizeof kinds / sizeof *kinds))];
}

/* What a record of the kind needs, most of the time. */
static int
needs_of(crm_kind kind, const crm_field **out)
{
    static const crm_field name[] = {16}, contact[] = {CRM_CONTACT_LAST_NAME, CRM_CONTACT_ACCOUNT};
    static const crm_field link[] = {CRM_LINK_CHILD, CRM_LINK_PARENT, CRM_LINK_TYPE};
    static const crm_field deal[] = {CRM_OPPORTUNITY_NAME, CRM_OPPORTUNITY_PIPELINE,
                                     CRM_OPPORTUNITY_CURRENCY, CRM_OPPORTUNITY_AMOUNT,
                                     CRM_OPPORTUNITY_ACCOUNT};
    static const crm_field purchase[] = {CRM_PURCHASE_ACCOUNT,    CRM_PURCHASE_DAY,
                                         CRM_PURCHASE_NET_AMOUNT, CRM_PURCHASE_CURRENCY,
                                         CRM_PURCHASE_PRODUCT,    CRM_PURCHASE_LIST_AMOUNT};

    *out = kind == CRM_KIND_CONTACT       ? contact
           : kind == CRM_KIND_LINK        ? link
           : kind == CRM_KIND_OPPORTUNITY ? deal
           : kind == CRM_KIND_PURCHASE    ? purchase
                                          : name;
    return kind == CRM_KIND_CONTACT       ? 2
           : kind == CRM_KIND_LINK        ? 3
           : kind == CRM_KIND_OPPORTUNITY ? 5
           : kind == CRM_KIND_PURCHASE    ? 6
                                          : 1;
}

static int64_t
some_purchase_type(struct dice *dice)
{
    return roll(dice, 4) ? CRM_PURCHASE_TYPE_SALE : 1 + roll(dice, 7);
}

/* Signs that fit, most of the time. */
static int64_t
signed_for(struct dice *dice, int64_t type, int64_t value)
{
    bool minus = type >= CRM_PURCHASE_TYPE_RETURN && type <= CRM_PURCHASE_TYPE_CANCEL;

    return roll(dice, 30) == 0 ? -value : minus ? -value : value;
}

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
load(struct dice *dice, crm_kind kind)
{
    struct step *step = add(dice, OP_LOAD);
    int64_t id = some_id(dice, kind);

    step->kind = kind;
    step->id = id == NONE ? NOBODY : id;
}

static const struct handle *
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

/* See to it that the slot holds a stored record of the kind that is up to date; its id, or 0. */
static int64_t
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

static void
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

static void
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

static void
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

/* ---- In bulk ---- */

static void
fill_put(struct dice *dice, struct row *row)
{
    const crm_field *needs;
    int count = needs_of(row->kind, &needs);
    int64_t type = some_purchase_type(dice);

    for (int i = 0; i < count; i++) {
        const struct settable *settable = settable_of(row->kind, needs[i]);
        int64_t value = some_value(dice, settable);

        if (row->kind == CRM_KIND_PURCHASE && settable->sort == MONEY)
            value = type == CRM_PURCHASE_TYPE_GIFT ? 0 : signed_for(dice, type, value);
        CELL(row, needs[i]) = value;
    }
    if (row->kind == CRM_KIND_PURCHASE)
        CELL(row, CRM_PURCHASE_TYPE) = type;
    if (row->kind == CRM_KIND_PURCHASE && type == CRM_PURCHASE_TYPE_CANCEL)
        CELL(row, CRM_PURCHASE_REFERS_TO) = some_id(dice, CRM_KIND_PURCHASE);
    if (row->kind == CRM_KIND_ACCOUNT && roll(dice, 2))
        CELL(row, CRM_ACCOUNT_PARENT) = some_id(dice, CRM_KIND_ACCOUNT);
}

/* As it is stored, with something changed; the version may be that of another day. */
static void
fill_again(struct dice *dice, struct row *row)
{
    static const struct row *rows[ROWS];
    int count = see_all(dice->model, dice->side, row->kind, rows);
    const struct settable *settable = some_settable(dice, row->kind);

    if (count == 0) {
        fill_put(dice, row);
        return;
    }
    if (roll(dice, 2)) {
        *row = *rows[roll(dice, count)];
        CELL(row, CRM_FIELD_MODIFIED) = NONE;
    } else {
        const struct row *some = rows[roll(dice, count)];

        CELL(row, CRM_FIELD_ID) = CELL(some, CRM_FIELD_ID);
        CELL(row, CRM_FIELD_VERSION) = CELL(some, CRM_FIELD_VERSION);
    }
    if (roll(dice, 20) == 0)
        CELL(row, CRM_FIELD_VERSION)++;
    if (roll(dice, 4) && settable->sort != SHARE)
        CELL(row, settable->field) = some_value(dice, settable);
}

static void
put(struct dice *dice)
{
    static const crm_kind kinds[] = {CRM_KIND_ACCOUNT,     CRM_KIND_ACCOUNT,  CRM_KIND_CONTACT,
                                     CRM_KIND_PRODUCT,     CRM_KIND_PURCHASE, CRM_KIND_LINK,
                                     CRM_KIND_OPPORTUNITY, CRM_KIND_PURCHASE};
    struct step *step = add(dice, OP_PUT);

    step->kind = kinds[roll(dice, (int)(sizeof kinds / sizeof *kinds))];
    step->count = 1 + roll(dice, 4);
    for (int i = 0; i < step->count; i++) {
        row_clear(&step->rows[i], step->kind);
        if (roll(dice, 3) == 0)
            fill_again(dice, &step->rows[i]);
        else
            fill_put(dice, &step->rows[i]);
    }
}

static void
scan(struct dice *dice)
{
    struct step *step = add(dice, OP_SCAN);

    step->kind = some_kind(dice);
    step->count = roll(dice, CRM_QUERY_CONDITIONS + 1) / 2;
    step->undoes = roll(dice, 2) == 0;
    step->field = some_settable(dice, step->kind)->field;
    for (int i = 0; i < step->count; i++) {
        const struct settable *settable = some_settable(dice, step->kind);
        struct condition *condition = &step->conditions[i];

        condition->field = settable->field;
        condition->low = condition->high = some_value(dice, settable);
        if (condition->low == NONE)
            condition->low = condition->high = NOBODY;
        if (settable->sort != WORD && settable->sort != KEY && settable->sort != REF &&
            roll(dice, 2))
            condition->high += (int64_t)roll(dice, 4) * 1000;
    }
}

static void
find(struct dice *dice)
{
    static const crm_kind kinds[] = {CRM_KIND_ACCOUNT, CRM_KIND_CONTACT, CRM_KIND_PRODUCT,
                                     CRM_KIND_LINK};
    struct step *step = add(dice, OP_FIND);

    step->kind = kinds[roll(dice, 4)];
    step->value = FIRST_KEY + roll(dice, WORDS - FIRST_KEY);
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

/* ---- The beginning ---- */

static const struct {
    int pipeline;
    int64_t outcome, chance;
    bool archived;
} stages[] = {{0, CRM_OUTCOME_OPEN, 1000, false}, {0, CRM_OUTCOME_OPEN, NONE, false},
              {0, CRM_OUTCOME_OPEN, 6000, false}, {0, CRM_OUTCOME_ON_HOLD, 100, false},
              {0, CRM_OUTCOME_OPEN, 7000, true},  {0, CRM_OUTCOME_WON, 10000, false},
              {0, CRM_OUTCOME_WON, NONE, false},  {0, CRM_OUTCOME_LOST, 0, false},
              {1, CRM_OUTCOME_OPEN, 2000, false}, {1, CRM_OUTCOME_WON, 10000, false},
              {1, CRM_OUTCOME_LOST, 0, false}};

enum { STAGES = sizeof stages / sizeof *stages };

static void
add_stage(struct dice *dice, int number)
{
    static const struct row *pipelines[ROWS];

    see_all(dice->model, 0, CRM_KIND_PIPELINE, pipelines);
    add(dice, OP_NEW)->kind = CRM_KIND_STAGE;
    set(dice, CRM_STAGE_PIPELINE, CELL(pipelines[stages[number].pipeline], CRM_FIELD_ID));
    set(dice, CRM_STAGE_NAME, number % FIRST_KEY);
    set(dice, CRM_STAGE_POSITION, number + 1);
    set(dice, CRM_STAGE_OUTCOME, stages[number].outcome);
    if (stages[number].chance != NONE)
        set(dice, CRM_STAGE_PROBABILITY_BP, stages[number].chance);
    if (stages[number].archived)
        set(dice, CRM_FIELD_ARCHIVED, dice->model->now);
    add(dice, OP_SAVE);
}

static void
add_rate(struct dice *dice)
{
    add(dice, OP_NEW)->kind = CRM_KIND_RATE;
    set(dice, CRM_RATE_BASE, crm_currency_of("USD"));
    set(dice, CRM_RATE_TARGET, crm_currency_of("EUR"));
    set(dice, CRM_RATE_DAY, dice->model->now / DAY - 3);
    set(dice, CRM_RATE_NUM, 9);
    set(dice, CRM_RATE_DEN, 10);
    add(dice, OP_SAVE);
}

bool
first_move(const struct model *model, int number, struct move *out)
{
    static const crm_kind named[] = {CRM_KIND_USER,    CRM_KIND_USER,     CRM_KIND_ACCOUNT,
                                     CRM_KIND_ACCOUNT, CRM_KIND_ACCOUNT,  CRM_KIND_PRODUCT,
                                     CRM_KIND_PRODUCT, CRM_KIND_PIPELINE, CRM_KIND_PIPELINE};
    int count = (int)(sizeof named / sizeof *named);
    struct dice dice = {.model = model, .move = out};

    out->count = 0;
    if (number < count) {
        add(&dice, OP_NEW)->kind = named[number];
        set(&dice, 16, number);
        add(&dice, OP_SAVE);
    } else if (number < count + STAGES) {
        add_stage(&dice, number - count);
    } else if (number == count + STAGES) {
        add_rate(&dice);
    } else {
        return false;
    }
    add(&dice, OP_FREE);
    return true;
}
