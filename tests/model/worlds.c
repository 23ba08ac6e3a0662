/* worlds.c - see worlds.h. */
#include "worlds.h"

#define NOT_SAID                                                                                   \
    {                                                                                              \
        NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE                                       \
    }

static bool
begin_with(struct play *play, int slot, crm_kind kind, int count, const int64_t cells[][2],
           bool save)
{
    struct step step = {.op = OP_NEW, .slot = slot, .kind = kind};
    bool well = play_step(play, &step, NULL);

    step.op = OP_SET;
    for (int i = 0; i < count && well; i++) {
        step.field = (crm_field)cells[i][0];
        step.value = cells[i][1];
        well = play_step(play, &step, NULL);
    }
    step.op = OP_SAVE;
    return well && (!save || play_step(play, &step, NULL));
}

/* A is new, B is stored. */
static bool
set_up_family(struct play *play)
{
    const int64_t a[][2] = {{CRM_ACCOUNT_NAME, 0}}, b[][2] = {{CRM_ACCOUNT_NAME, 1}};

    return begin_with(play, 0, CRM_KIND_ACCOUNT, 1, a, false) &&
           begin_with(play, 1, CRM_KIND_ACCOUNT, 1, b, true);
}

/* Both are stored, and somebody else has loaded A. */
static bool
set_up_keys(struct play *play)
{
    const int64_t a[][2] = {{CRM_ACCOUNT_NAME, 0}, {CRM_FIELD_EXTERNAL_ID, 10}};
    const int64_t b[][2] = {{CRM_ACCOUNT_NAME, 1}, {CRM_FIELD_EXTERNAL_ID, 11}};
    struct step load = {.op = OP_LOAD, .slot = 2, .side = 1, .kind = CRM_KIND_ACCOUNT};

    if (!begin_with(play, 0, CRM_KIND_ACCOUNT, 2, a, true) ||
        !begin_with(play, 1, CRM_KIND_ACCOUNT, 2, b, true))
        return false;
    load.id = CELL(&play->model.handles[0], CRM_FIELD_ID);
    return play_step(play, &load, NULL);
}

static bool
add_stage(struct play *play, int64_t position, int64_t outcome, int64_t chance)
{
    const int64_t cells[][2] = {{CRM_STAGE_PIPELINE, CELL(&play->model.handles[8], CRM_FIELD_ID)},
                                {CRM_STAGE_NAME, position},
                                {CRM_STAGE_POSITION, position},
                                {CRM_STAGE_OUTCOME, outcome},
                                {CRM_STAGE_PROBABILITY_BP, chance}};

    return begin_with(play, 8 - (int)position, CRM_KIND_STAGE, 5, cells, true);
}

/* D is stored in the first of three stages (slots 7 to 5), E is new. */
static bool
set_up_deals(struct play *play)
{
    const int64_t pipeline[][2] = {{CRM_PIPELINE_NAME, 0}};
    const int64_t d[][2] = {{CRM_OPPORTUNITY_NAME, 0},
                            {CRM_OPPORTUNITY_CURRENCY, crm_currency_of("EUR")},
                            {CRM_OPPORTUNITY_AMOUNT, 100}};

    return begin_with(play, 8, CRM_KIND_PIPELINE, 1, pipeline, true) &&
           add_stage(play, 1, CRM_OUTCOME_OPEN, 1000) &&
           add_stage(play, 2, CRM_OUTCOME_OPEN, 5000) &&
           add_stage(play, 3, CRM_OUTCOME_WON, 10000) &&
           begin_with(play, 0, CRM_KIND_OPPORTUNITY, 3, d, true) &&
           begin_with(play, 1, CRM_KIND_OPPORTUNITY, 3, d, false);
}

#define SET(slot_, side_, field_)                                                                  \
    {                                                                                              \
        .op = OP_SET, .slot = slot_, .side = side_, .field = field_                                \
    }
#define DO(op_, slot_, side_)                                                                      \
    {                                                                                              \
        .op = op_, .slot = slot_, .side = side_, .said = NOT_SAID                                  \
    }
#define ON(op_, slot_, id_)                                                                        \
    {                                                                                              \
        .op = op_, .slot = slot_, .id = id_, .said = NOT_SAID                                      \
    }
#define GO(slot_, way_, id_)                                                                       \
    {                                                                                              \
        .op = OP_STEP, .slot = slot_, .way = way_, .id = id_, .said = NOT_SAID                     \
    }
#define KINDS(one, other) ((1u << (one)) | (1u << (other)))

const struct world worlds[WORLDS] = {
    {"family",
     set_up_family,
     KINDS(CRM_KIND_ACCOUNT, CRM_KIND_LINK),
     {{"edit-A", SET(0, 0, CRM_ACCOUNT_TIER)},
      {"save-A", DO(OP_SAVE, 0, 0)},
      {"save-B", DO(OP_SAVE, 1, 0)},
      {"remove-A", DO(OP_REMOVE, 0, 0)},
      {"A-under-B", ON(OP_PUT_UNDER, 0, -2)},
      {"B-under-A", ON(OP_PUT_UNDER, 1, -1)},
      {"B-bought-by-A", {.op = OP_ACQUIRE, .slot = 1, .id = -1, .value = 19723, .said = NOT_SAID}},
      {"edit-B", SET(1, 0, CRM_ACCOUNT_TIER)},
      {"begin", DO(OP_BEGIN, 0, 0)},
      {"commit", DO(OP_COMMIT, 0, 0)},
      {"rollback", DO(OP_ROLLBACK, 0, 0)}}},
    {"deals",
     set_up_deals,
     KINDS(CRM_KIND_OPPORTUNITY, CRM_KIND_TRANSITION),
     {{"edit-D", SET(0, 0, CRM_OPPORTUNITY_AMOUNT)},
      {"save-D", DO(OP_SAVE, 0, 0)},
      {"move-D", GO(0, WAY_MOVE, -7)},
      {"win-D", GO(0, WAY_WIN, 0)},
      {"reopen-D", GO(0, WAY_REOPEN, 0)},
      {"undo-D", {.op = OP_CORRECT, .slot = 0, .id = 0, .undoes = true, .said = NOT_SAID}},
      {"save-E", DO(OP_SAVE, 1, 0)},
      {"win-E", GO(1, WAY_WIN, 0)},
      {"begin", DO(OP_BEGIN, 0, 0)},
      {"commit", DO(OP_COMMIT, 0, 0)},
      {"rollback", DO(OP_ROLLBACK, 0, 0)}}},
    {"keys",
     set_up_keys,
     KINDS(CRM_KIND_ACCOUNT, CRM_KIND_ACCOUNT),
     {{"key-of-A", SET(0, 0, CRM_FIELD_EXTERNAL_ID)},
      {"key-of-B", SET(1, 0, CRM_FIELD_EXTERNAL_ID)},
      {"save-A", DO(OP_SAVE, 0, 0)},
      {"save-B", DO(OP_SAVE, 1, 0)},
      {"remove-A", DO(OP_REMOVE, 0, 0)},
      {"load-A", {.op = OP_LOAD, .slot = 0, .kind = CRM_KIND_ACCOUNT, .id = -3}},
      {"other-edits-A", SET(2, 1, CRM_ACCOUNT_TIER)},
      {"other-saves-A", DO(OP_SAVE, 2, 1)},
      {"begin", DO(OP_BEGIN, 0, 0)},
      {"commit", DO(OP_COMMIT, 0, 0)},
      {"rollback", DO(OP_ROLLBACK, 0, 0)}}}};

int
letters_of(const struct world *world)
{
    int count = 0;

    while (count < LETTERS && world->letters[count].name)
        count++;
    return count;
}
