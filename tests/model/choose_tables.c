/* choose_tables.c - rows in bulk, and questions. */
#include "dice.h"

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

void
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

void
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

void
find(struct dice *dice)
{
    static const crm_kind kinds[] = {CRM_KIND_ACCOUNT, CRM_KIND_CONTACT, CRM_KIND_PRODUCT,
                                     CRM_KIND_LINK};
    struct step *step = add(dice, OP_FIND);

    step->kind = kinds[roll(dice, 4)];
    step->value = FIRST_KEY + roll(dice, WORDS - FIRST_KEY);
}
