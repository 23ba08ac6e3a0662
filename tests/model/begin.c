/* begin.c - what every sequence begins with. */
#include "dice.h"

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
