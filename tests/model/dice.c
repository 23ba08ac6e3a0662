/* dice.c - fields, values and ids thrown at random. */
#include <string.h>

#include "dice.h"

uint64_t
mix(uint64_t number)
{
    number += UINT64_C(0x9e3779b97f4a7c15);
    number = (number ^ (number >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ (number >> 27)) * UINT64_C(0x94d049bb133111eb);
    return number ^ (number >> 31);
}

int
roll(struct dice *dice, int below)
{
    dice->state = mix(dice->state);
    return (int)(dice->state % (uint64_t)below);
}

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

enum { SETTABLES = sizeof settables / sizeof *settables };

/* The id of some record, now and then of none; NONE where there is none. */
int64_t
some_id(struct dice *dice, crm_kind kind)
{
    static const struct row *rows[ROWS];
    int count = see_all(dice->model, dice->side, kind, rows);

    if (roll(dice, 60) == 0)
        return NOBODY;
    return count ? CELL(rows[roll(dice, count)], CRM_FIELD_ID) : NONE;
}

int64_t
some_day(struct dice *dice)
{
    return dice->model->now / DAY + roll(dice, 12) - 8;
}

int64_t
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

const struct settable *
some_settable(struct dice *dice, crm_kind kind)
{
    for (;;) {
        const struct settable *settable = &settables[roll(dice, SETTABLES)];

        if (settable->kind == kind)
            return settable;
    }
}

const struct settable *
settable_of(crm_kind kind, crm_field field)
{
    for (int i = 0; i < SETTABLES; i++)
        if (settables[i].kind == kind && settables[i].field == field)
            return &settables[i];
    return NULL;
}

struct step *
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

void
set(struct dice *dice, crm_field field, int64_t value)
{
    struct step *step = add(dice, OP_SET);

    step->field = field;
    step->value = value;
}

void
set_some(struct dice *dice, crm_kind kind, crm_field field)
{
    set(dice, field, some_value(dice, settable_of(kind, field)));
}

void
set_any(struct dice *dice, crm_kind kind)
{
    const struct settable *settable = some_settable(dice, kind);

    set(dice, settable->field, roll(dice, 8) ? some_value(dice, settable) : NONE);
}

crm_kind
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
int
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

int64_t
some_purchase_type(struct dice *dice)
{
    return roll(dice, 4) ? CRM_PURCHASE_TYPE_SALE : 1 + roll(dice, 7);
}

/* Signs that fit, most of the time. */
int64_t
signed_for(struct dice *dice, int64_t type, int64_t value)
{
    bool minus = type >= CRM_PURCHASE_TYPE_RETURN && type <= CRM_PURCHASE_TYPE_CANCEL;

    return roll(dice, 30) == 0 ? -value : minus ? -value : value;
}
