/*
 * test_log_model.c - random sequences of everything that can happen to a deal, against a naive replay
 * written here from the rules alone: a list of rows, sorted anew for each question. After each step
 * the deal and its stored log are what the list says; a step that the rules forbid changes nothing.
 * Seeds are fixed; a failure names its seed and step.
 */
#include "world.h"

enum { SEEDS = 30, STEPS = 120, DEALS = 3, ROWS = 256, STAGES = 12 };
enum { AMOUNT, CURRENCY, CLOSE_DAY, CHANCE, ORIGIN, OWNER, ACCOUNT, PRODUCT, CATEGORY, VALUES };

static const crm_field fields[VALUES] = {CRM_OPPORTUNITY_AMOUNT,
                                         CRM_OPPORTUNITY_CURRENCY,
                                         CRM_OPPORTUNITY_CLOSE_DAY,
                                         CRM_OPPORTUNITY_PROBABILITY_BP,
                                         CRM_OPPORTUNITY_PROBABILITY_ORIGIN,
                                         CRM_OPPORTUNITY_OWNER,
                                         CRM_OPPORTUNITY_ACCOUNT,
                                         CRM_OPPORTUNITY_PRODUCT,
                                         CRM_OPPORTUNITY_CATEGORY};

struct stage {
    crm_id id;
    crm_id pipeline;
    int64_t outcome, position, chance;
    int archived;
};

struct note { /* a row of the log */
    crm_id id;
    int64_t type, at;     /* NOTHING = none */
    int undoes, corrects; /* index of the row, -1 = none */
    int stage;
    int64_t values[VALUES];
};

struct state {
    int stage; /* -1 = there is none yet */
    int open_stage;
    int64_t since, closed_at, stage_at, last_at, open_chance;
    int64_t values[VALUES];
};

struct deal {
    crm_opportunity *handle;
    crm_id id;
    int64_t archived;
    int count;
    struct note notes[ROWS];
};

struct model {
    struct world *world;
    uint64_t random;
    struct stage stages[STAGES];
    int stage_count;
    crm_id users[2], accounts[2], products[2];
    struct deal deals[DEALS];
    uint64_t seed;
    int step;
};

/* What the handle was told and has not saved. */
struct edits {
    int set[VALUES];
    int64_t values[VALUES];
    int archive; /* 1 = set, 2 = cleared */
};

static int
roll(struct model *model, int below)
{
    model->random = model->random * 6364136223846793005ULL + 1442695040888963407ULL;
    return (int)((model->random >> 33) % (uint64_t)below);
}

static int
is_closed(const struct model *model, int stage)
{
    return stage >= 0 && (model->stages[stage].outcome == CRM_OUTCOME_WON ||
                          model->stages[stage].outcome == CRM_OUTCOME_LOST);
}

/* ---- The naive replay ---- */

struct place {
    int note;  /* what stands there */
    int first; /* what was written there first */
};

static int
comes_before(const struct deal *deal, struct place a, struct place b)
{
    int64_t x = deal->notes[a.note].at, y = deal->notes[b.note].at;

    return x != y ? x < y : a.first < b.first;
}

/* Rows that count, in order of time. */
static int
in_order(const struct deal *deal, struct place *places)
{
    int count = 0;

    for (int i = 0; i < deal->count; i++) {
        struct place place = {i, i};
        int at = count;

        if (deal->notes[i].type == CRM_TRANSITION_TYPE_CORRECT)
            continue;
        for (int j = i + 1; j < deal->count; j++)
            if (deal->notes[j].type == CRM_TRANSITION_TYPE_CORRECT &&
                deal->notes[j].corrects == place.note)
                place.note = j;
        if (deal->notes[place.note].undoes)
            continue;
        for (; at > 0 && comes_before(deal, place, places[at - 1]); at--)
            places[at] = places[at - 1];
        places[at] = place;
        count++;
    }
    return count;
}

static int
moves_the_stage(const struct deal *deal, struct place place)
{
    return deal->notes[place.first].type != CRM_TRANSITION_TYPE_CHANGE;
}

static void
take(const struct model *model, const struct deal *deal, struct place place, struct state *state)
{
    const struct note *note = &deal->notes[place.note];
    int was = is_closed(model, state->stage), is = is_closed(model, note->stage);
    int stays =
        was && is && model->stages[state->stage].outcome == model->stages[note->stage].outcome;

    if (note->at != NOTHING)
        state->last_at = note->at;
    if (!moves_the_stage(deal, place)) {
        if (!was)
            memcpy(state->values, note->values, sizeof state->values);
        return;
    }
    if (is && !was)
        state->open_chance = state->stage < 0 ? NOTHING : state->values[CHANCE];
    if (!stays) {
        memcpy(state->values, note->values, sizeof state->values);
        state->closed_at = is ? note->at : NOTHING;
    }
    if (!is)
        state->open_stage = note->stage;
    if (state->stage != note->stage)
        state->since = note->at;
    state->stage = note->stage;
    state->stage_at = note->at;
}

static struct state
state_until(const struct model *model, const struct deal *deal, int64_t until, int before_place)
{
    struct place places[ROWS];
    int count = in_order(deal, places);
    struct state state = {-1, -1, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, {0}};

    for (int i = 0; i < VALUES; i++)
        state.values[i] = NOTHING;
    for (int i = 0; i < count; i++) {
        if (places[i].note == before_place)
            break;
        if (deal->notes[places[i].note].at <= until)
            take(model, deal, places[i], &state);
    }
    return state;
}

static struct state
state_now(const struct model *model, const struct deal *deal)
{
    return state_until(model, deal, INT64_MAX, -1);
}

/* ---- Comparing ---- */

static void
same(const struct model *model, const char *what, int64_t wanted, int64_t got)
{
    if (wanted != got)
        fail_msg("seed %llu step %d: %s is %lld, not %lld", (unsigned long long)model->seed,
                 model->step, what, (long long)got, (long long)wanted);
}

static void
compare_deal(struct model *model, struct deal *deal, crm_opportunity *handle)
{
    struct state state = state_now(model, deal);
    const struct stage *stage = &model->stages[state.stage];
    int64_t day = state.closed_at == NOTHING
                      ? NOTHING
                      : crm_day_of_instant(model->world->crm, state.closed_at);

    same(model, "stage", stage->id, crm_opportunity_stage(handle));
    same(model, "pipeline", stage->pipeline, crm_opportunity_pipeline(handle));
    same(model, "since", state.since, deal_value(handle, CRM_OPPORTUNITY_STAGE_SINCE));
    same(model, "closed_day", day, deal_value(handle, CRM_OPPORTUNITY_CLOSED_DAY));
    same(model, "archived", deal->archived, deal_value(handle, CRM_FIELD_ARCHIVED));
    for (int i = 0; i < VALUES; i++)
        same(model, crm_schema_name(NULL, CRM_KIND_OPPORTUNITY, fields[i]), state.values[i],
             deal_value(handle, fields[i]));
}

static void
compare_log(struct model *model, const struct deal *deal)
{
    struct row rows[ROWS];
    size_t count = log_of(model->world, deal->id, rows, ROWS);

    same(model, "number of rows", deal->count, (int64_t)count);
    for (int i = 0; i < deal->count; i++) {
        const struct note *note = &deal->notes[i];
        const int64_t got[VALUES] = {rows[i].amount,  rows[i].currency, rows[i].close_day,
                                     rows[i].chance,  rows[i].origin,   rows[i].owner,
                                     rows[i].account, rows[i].product,  rows[i].category};

        same(model, "id of a row", note->id, rows[i].id);
        same(model, "seq of a row", i + 1, rows[i].seq);
        same(model, "type of a row", note->type, rows[i].type);
        same(model, "at of a row", note->at, rows[i].at);
        same(model, "stage of a row", model->stages[note->stage].id, rows[i].stage);
        same(model, "position of a row", model->stages[note->stage].position, rows[i].position);
        for (int v = 0; v < VALUES; v++)
            same(model, crm_schema_name(NULL, CRM_KIND_OPPORTUNITY, fields[v]), note->values[v],
                 got[v]);
    }
}

/* ---- What rows carry ---- */

/* The chance of a row that enters a stage. */
static void
chance_of(const struct model *model, const struct state *before, int stage, int64_t *values)
{
    int own = values[ORIGIN] != NOTHING && values[ORIGIN] != CRM_PROBABILITY_STAGE;
    int was = is_closed(model, before->stage);

    if (own && !was)
        return;
    if (own && was && before->open_chance != NOTHING) {
        values[CHANCE] = before->open_chance;
        return;
    }
    values[CHANCE] = model->stages[stage].chance;
    values[ORIGIN] = values[CHANCE] == NOTHING ? NOTHING : CRM_PROBABILITY_STAGE;
}

static void
lock_chance(const struct model *model, int stage, int64_t *values)
{
    if (!is_closed(model, stage))
        return;
    values[CHANCE] = model->stages[stage].outcome == CRM_OUTCOME_WON ? 10000 : 0;
    if (values[ORIGIN] == NOTHING)
        values[ORIGIN] = CRM_PROBABILITY_STAGE;
}

static void
carry(const struct model *model, const struct state *before, const struct edits *edits, int stage,
      int64_t *values)
{
    memcpy(values, before->values, sizeof before->values);
    for (int i = 0; i < VALUES; i++)
        if (edits->set[i])
            values[i] = edits->values[i];
    if (edits->set[CHANCE] && !is_closed(model, stage)) {
        if (!edits->set[ORIGIN])
            values[ORIGIN] = CRM_PROBABILITY_MANUAL;
    } else if (before->stage != stage && !is_closed(model, stage)) {
        chance_of(model, before, stage, values);
    }
    lock_chance(model, stage, values);
}

static int
any_edit(const struct edits *edits)
{
    for (int i = 0; i < VALUES; i++)
        if (edits->set[i])
            return 1;
    return 0;
}

/* Would the deal be open and archived because of this step? */
static int
archived_open(const struct model *model, const struct deal *deal, const struct deal *after,
              const struct edits *edits)
{
    int64_t archived = edits->archive == 1 ? 1 : edits->archive == 2 ? NOTHING : deal->archived;
    struct state then = state_now(model, deal), now = state_now(model, after);

    return archived != NOTHING && !is_closed(model, now.stage) &&
           (edits->archive == 1 || (is_closed(model, then.stage) && then.closed_at != NOTHING));
}

static int
add(struct deal *deal, int64_t type, int64_t at, int stage, const int64_t *values)
{
    struct note *note = &deal->notes[deal->count++];

    assert_true(deal->count < ROWS);
    memset(note, 0, sizeof *note);
    note->type = type;
    note->at = at;
    note->corrects = -1;
    note->stage = stage;
    memcpy(note->values, values, sizeof note->values);
    return deal->count - 1;
}

/* ---- Steps: what the rules say comes of it ---- */

enum step { MOVE, WIN, LOSE, REOPEN, TRANSFER, WAYS };

/* The stage meant by 0; -1 = none. */
static int
default_stage(const struct model *model, const struct state *now, enum step way)
{
    int64_t outcome = way == WIN ? CRM_OUTCOME_WON : CRM_OUTCOME_LOST;
    int found = -1, count = 0;

    if (way == REOPEN)
        return now->open_stage;
    for (int i = 0; way != MOVE && way != TRANSFER && i < model->stage_count; i++)
        if (model->stages[i].pipeline == model->stages[now->stage].pipeline &&
            model->stages[i].outcome == outcome && !model->stages[i].archived) {
            found = i;
            count++;
        }
    return count == 1 ? found : -1;
}

static int
way_is_open(const struct model *model, const struct state *now, enum step way, int stage)
{
    const struct stage *to = &model->stages[stage], *from = &model->stages[now->stage];
    int closed = is_closed(model, now->stage);

    if (to->archived && stage != now->stage)
        return 0;
    if (way == TRANSFER)
        return to->pipeline != from->pipeline && !closed;
    if (to->pipeline != from->pipeline)
        return 0;
    if (way == WIN || way == LOSE)
        return !closed && to->outcome == (way == WIN ? CRM_OUTCOME_WON : CRM_OUTCOME_LOST);
    if (way == REOPEN)
        return closed && !is_closed(model, stage);
    return !closed || to->outcome == from->outcome;
}

/* The deal after a step, in *after; 0 = the rules forbid it. */
static int
expect_step(const struct model *model, const struct deal *deal, enum step way, int stage,
            int64_t at, const struct edits *edits, struct deal *after)
{
    struct state now = state_now(model, deal), before = state_until(model, deal, at, -1);
    int64_t values[VALUES];
    int moves;

    *after = *deal;
    if (stage < 0)
        stage = default_stage(model, &now, way);
    if (stage < 0 || !way_is_open(model, &now, way, stage))
        return 0;
    moves = stage != now.stage;
    if ((moves && now.stage_at != NOTHING && at < now.stage_at) || before.stage < 0)
        return 0;
    if (!moves)
        stage = before.stage;
    if (any_edit(edits) && is_closed(model, now.stage) && way != REOPEN)
        return 0;
    if (any_edit(edits) && at < now.last_at && !is_closed(model, stage))
        return 0;
    carry(model, is_closed(model, stage) ? &now : &before, edits, stage, values);
    add(after, moves ? CRM_TRANSITION_TYPE_MOVE : CRM_TRANSITION_TYPE_CHANGE, at, stage, values);
    return !archived_open(model, deal, after, edits);
}

static int
expect_save(const struct model *model, const struct deal *deal, const struct edits *edits,
            struct deal *after)
{
    struct state now = state_now(model, deal);
    int64_t values[VALUES], at = model->world->clock.now;
    int changed = 0;

    *after = *deal;
    if (edits->archive == 1 && !is_closed(model, now.stage))
        return 0;
    for (int i = 0; i < VALUES; i++)
        changed |= edits->set[i] && edits->values[i] != now.values[i];
    if (!changed)
        return 1;
    if (is_closed(model, now.stage))
        return 0;
    carry(model, &now, edits, now.stage, values);
    add(after, CRM_TRANSITION_TYPE_CHANGE, at < now.last_at ? now.last_at : at, now.stage, values);
    return 1;
}

static int
expect_append(const struct model *model, const struct deal *deal, int64_t type, int stage,
              int64_t at, int64_t amount, struct deal *after)
{
    static const struct edits none;
    struct state now = state_now(model, deal), before = state_until(model, deal, at, -1);
    int64_t values[VALUES];

    *after = *deal;
    if (before.stage < 0)
        return 0;
    if (stage == before.stage)
        type = CRM_TRANSITION_TYPE_CHANGE;
    if (type == CRM_TRANSITION_TYPE_MOVE && now.stage_at != NOTHING && at < now.stage_at)
        return 0;
    memcpy(values, before.values, sizeof values);
    if (amount != NOTHING)
        values[AMOUNT] = amount;
    if (type == CRM_TRANSITION_TYPE_CHANGE)
        stage = before.stage;
    else if (!is_closed(model, stage))
        chance_of(model, &before, stage, values);
    lock_chance(model, stage, values);
    add(after, type, at, stage, values);
    return !archived_open(model, deal, after, &none);
}

static int
log_makes_sense(const struct deal *deal)
{
    struct place places[ROWS];
    int count = in_order(deal, places), last = -1;

    if (count == 0 || !moves_the_stage(deal, places[0]))
        return 0;
    for (int i = 0; i < count; i++) {
        if (!moves_the_stage(deal, places[i]))
            continue;
        if (places[i].first < last)
            return 0;
        last = places[i].first;
    }
    return 1;
}

static int
expect_correct(const struct model *model, const struct deal *deal, int which, int undoes, int stage,
               int64_t at, int64_t amount, struct deal *after)
{
    static const struct edits none;
    const struct note *old = &deal->notes[which];
    struct state before = state_until(model, deal, INT64_MAX, which);
    struct place place = {which, which};
    struct note *note;

    *after = *deal;
    while (deal->notes[place.first].corrects >= 0)
        place.first = deal->notes[place.first].corrects;
    for (int i = 0; i < deal->count; i++)
        if (deal->notes[i].corrects == which)
            return 0;
    if (old->undoes || (undoes && deal->notes[place.first].type == CRM_TRANSITION_TYPE_CREATE))
        return 0;
    note = &after->notes[add(after, CRM_TRANSITION_TYPE_CORRECT, old->at, old->stage, old->values)];
    note->corrects = which;
    note->undoes = undoes;
    if (!undoes) {
        if (at != NOTHING)
            note->at = at;
        if (amount != NOTHING)
            note->values[AMOUNT] = amount;
        if (stage >= 0 && stage != old->stage) {
            if (!moves_the_stage(deal, place))
                return 0;
            note->stage = stage;
            if (is_closed(model, old->stage) && before.stage >= 0)
                note->values[CHANCE] = before.values[CHANCE];
            if (!is_closed(model, stage))
                chance_of(model, &before, stage, note->values);
        }
    }
    lock_chance(model, note->stage, note->values);
    return log_makes_sense(after) && !archived_open(model, deal, after, &none);
}

/* ---- Steps: done ---- */

/* Did it go as the rules say? Then the model follows. */
static void
conclude(struct model *model, struct deal *deal, const struct deal *after, int allowed,
         crm_status status, crm_id row, const char *what, uint64_t before)
{
    if ((status == CRM_OK) != allowed)
        fail_msg("seed %llu step %d: %s answered %s: %s", (unsigned long long)model->seed,
                 model->step, what, crm_status_name(status), crm_message(model->world->crm));
    if (status != CRM_OK) {
        if (before)
            assert_true(digest(model->world) == before);
        return;
    }
    *deal = *after;
    if (row)
        deal->notes[deal->count - 1].id = row;
}

static crm_id
last_row(struct model *model, const struct deal *deal)
{
    struct row rows[ROWS];
    size_t count = log_of(model->world, deal->id, rows, ROWS);

    return rows[count - 1].id;
}

/* Set some values on the handle. */
static struct edits
edit(struct model *model, struct deal *deal)
{
    struct edits edits = {{0}, {0}, 0};
    int many = roll(model, 4);

    for (int i = 0; i < many; i++) {
        int which = roll(model, VALUES);
        int64_t to[VALUES] = {roll(model, 4) * 1000,
                              crm_currency_of(roll(model, 2) ? "EUR" : "USD"),
                              20000 + roll(model, 3),
                              roll(model, 5) * 1100,
                              1 + roll(model, 3),
                              model->users[roll(model, 2)],
                              model->accounts[roll(model, 2)],
                              model->products[roll(model, 2)],
                              1 + roll(model, 6)};

        edits.set[which] = 1;
        edits.values[which] = to[which];
        OK(model->world,
           crm_record_set_int(crm_opportunity_record(deal->handle), fields[which], to[which]));
    }
    if (roll(model, 12) == 0) {
        edits.archive = 1 + roll(model, 2);
        OK(model->world,
           edits.archive == 1
               ? crm_record_set_int(crm_opportunity_record(deal->handle), CRM_FIELD_ARCHIVED, NOW)
               : crm_record_clear(crm_opportunity_record(deal->handle), CRM_FIELD_ARCHIVED));
    }
    return edits;
}

static void
reload(struct model *model, struct deal *deal)
{
    crm_opportunity_free(deal->handle);
    deal->handle = load_deal(model->world, deal->id);
}

static void
archive(struct deal *deal, const struct edits *edits)
{
    if (edits->archive)
        deal->archived = edits->archive == 1 ? NOW : NOTHING;
}

static int64_t
some_instant(struct model *model)
{
    return model->world->clock.now + (int64_t)(roll(model, 12) - 8) * DAY / 2;
}

static void
try_step(struct model *model, struct deal *deal, uint64_t before)
{
    crm_status (*const calls[WAYS])(crm_opportunity *, crm_id, const crm_move_params *,
                                    crm_id *) = {crm_opportunity_move, crm_opportunity_win,
                                                 crm_opportunity_lose, crm_opportunity_reopen,
                                                 crm_opportunity_transfer};
    enum step way = (enum step)roll(model, WAYS);
    int stage = roll(model, 3) ? roll(model, model->stage_count) : -1;
    crm_move_params params = CRM_MOVE_PARAMS_INIT;
    int64_t at = roll(model, 2) ? some_instant(model) : model->world->clock.now;
    struct edits edits = edit(model, deal);
    struct deal after;
    crm_status status;
    crm_id row = 0;
    int allowed = expect_step(model, deal, way, stage, at, &edits, &after);

    params.at = at;
    status = calls[way](deal->handle, stage < 0 ? 0 : model->stages[stage].id, &params, &row);
    conclude(model, deal, &after, allowed, status, row, "a step", before);
    if (allowed)
        archive(deal, &edits);
    else
        reload(model, deal);
}

static void
try_save(struct model *model, struct deal *deal, uint64_t before)
{
    struct edits edits = edit(model, deal);
    struct deal after;
    int allowed = expect_save(model, deal, &edits, &after), grows = after.count > deal->count;

    conclude(model, deal, &after, allowed, crm_opportunity_save(deal->handle), 0, "a save", before);
    if (!allowed) {
        reload(model, deal);
        return;
    }
    archive(deal, &edits);
    if (grows)
        deal->notes[deal->count - 1].id = last_row(model, deal);
}

static void
try_append(struct model *model, struct deal *deal, uint64_t before)
{
    int64_t type = roll(model, 2) ? CRM_TRANSITION_TYPE_MOVE : CRM_TRANSITION_TYPE_CHANGE;
    int stage = type == CRM_TRANSITION_TYPE_MOVE ? roll(model, model->stage_count) : -1;
    int64_t at = some_instant(model), amount = roll(model, 2) ? roll(model, 5) * 77 : NOTHING;
    crm_transition *row = crm_transition_new(model->world->crm);
    struct deal after;
    int allowed = expect_append(model, deal, type, stage, at, amount, &after);
    crm_status status;

    crm_transition_set_type(row, (int32_t)type);
    crm_transition_set_at(row, at);
    if (stage >= 0)
        crm_transition_set_stage(row, model->stages[stage].id);
    if (amount != NOTHING)
        crm_transition_set_amount(row, amount);
    status = crm_opportunity_append(deal->handle, row);
    conclude(model, deal, &after, allowed, status, crm_transition_id(row), "an append", before);
    crm_transition_free(row);
}

static void
try_correct(struct model *model, struct deal *deal, uint64_t before)
{
    int which = roll(model, deal->count), undoes = roll(model, 4) == 0;
    int stage = roll(model, 3) == 0 ? roll(model, model->stage_count) : -1;
    int64_t at = roll(model, 2) ? deal->notes[which].at : NOTHING;
    int64_t amount = roll(model, 2) ? roll(model, 5) * 99 : NOTHING;
    crm_transition *row = undoes ? NULL : crm_transition_new(model->world->crm);
    struct deal after;
    crm_id written = 0;
    crm_status status;
    int allowed;

    if (at != NOTHING)
        at += (int64_t)(roll(model, 7) - 3) * DAY / 2;
    if (undoes)
        stage = -1;
    allowed = expect_correct(model, deal, which, undoes, stage, at, amount, &after);
    if (row && stage >= 0)
        crm_transition_set_stage(row, model->stages[stage].id);
    if (row && at != NOTHING)
        crm_transition_set_at(row, at);
    if (row && amount != NOTHING)
        crm_transition_set_amount(row, amount);
    status = crm_opportunity_correct(deal->handle, deal->notes[which].id, row, NULL, &written);
    conclude(model, deal, &after, allowed, status, written, "a correction", before);
    crm_transition_free(row);
}

/* ---- The world of the model ---- */

static void
add_stage(struct model *model, crm_id pipeline, int64_t position, int32_t outcome, int64_t chance,
          int archived)
{
    crm_stage *stage = crm_stage_new(model->world->crm);
    struct stage *known = &model->stages[model->stage_count++];

    crm_stage_set_pipeline(stage, pipeline);
    crm_stage_set_name(stage, "stage");
    crm_stage_set_position(stage, position);
    crm_stage_set_outcome(stage, outcome);
    if (chance != NOTHING)
        crm_stage_set_probability_bp(stage, (int32_t)chance);
    if (archived)
        crm_record_set_int(crm_stage_record(stage), CRM_FIELD_ARCHIVED, NOW);
    OK(model->world, crm_stage_save(stage));
    *known = (struct stage){crm_stage_id(stage), pipeline, outcome, position, chance, archived};
    crm_stage_free(stage);
}

static crm_id
add_pipeline(struct model *model)
{
    crm_pipeline *pipeline = crm_pipeline_new(model->world->crm);
    crm_id id;

    crm_pipeline_set_name(pipeline, "pipeline");
    OK(model->world, crm_pipeline_save(pipeline));
    id = crm_pipeline_id(pipeline);
    crm_pipeline_free(pipeline);
    return id;
}

static void
add_deal(struct model *model, struct deal *deal, int unknown_start)
{
    crm_transition *row = crm_transition_new(model->world->crm);
    int64_t values[VALUES], at = unknown_start ? NOTHING : model->world->clock.now - 10 * DAY;
    int stage = roll(model, 3);

    memset(deal, 0, sizeof *deal);
    deal->archived = NOTHING;
    deal->handle = crm_opportunity_new(model->world->crm);
    crm_opportunity_set_name(deal->handle, "deal");
    crm_transition_set_type(row, CRM_TRANSITION_TYPE_CREATE);
    if (at != NOTHING)
        crm_transition_set_at(row, at);
    crm_transition_set_stage(row, model->stages[stage].id);
    crm_transition_set_amount(row, 1000);
    crm_transition_set_currency(row, crm_currency_of("EUR"));
    OK(model->world, crm_opportunity_append(deal->handle, row));
    for (int i = 0; i < VALUES; i++)
        values[i] = NOTHING;
    values[AMOUNT] = 1000;
    values[CURRENCY] = crm_currency_of("EUR");
    values[CHANCE] = model->stages[stage].chance;
    values[ORIGIN] = values[CHANCE] == NOTHING ? NOTHING : CRM_PROBABILITY_STAGE;
    deal->id = crm_opportunity_id(deal->handle);
    add(deal, CRM_TRANSITION_TYPE_CREATE, at, stage, values);
    deal->notes[0].id = crm_transition_id(row);
    crm_transition_free(row);
}

static void
set_up(struct model *model, struct world *world, uint64_t seed)
{
    crm_id one, two;

    memset(model, 0, sizeof *model);
    model->world = world;
    model->seed = model->random = seed;
    one = add_pipeline(model);
    two = add_pipeline(model);
    add_stage(model, one, 1, CRM_OUTCOME_OPEN, 1000, 0);
    add_stage(model, one, 2, CRM_OUTCOME_OPEN, NOTHING, 0);
    add_stage(model, one, 3, CRM_OUTCOME_OPEN, 6000, 0);
    add_stage(model, one, 4, CRM_OUTCOME_ON_HOLD, 100, 0);
    add_stage(model, one, 5, CRM_OUTCOME_OPEN, 7000, 1);
    add_stage(model, one, 6, CRM_OUTCOME_WON, 10000, 0);
    add_stage(model, one, 7, CRM_OUTCOME_WON, NOTHING, 0);
    add_stage(model, one, 8, CRM_OUTCOME_LOST, 0, 0);
    add_stage(model, two, 1, CRM_OUTCOME_OPEN, 2000, 0);
    add_stage(model, two, 2, CRM_OUTCOME_WON, 10000, 0);
    add_stage(model, two, 3, CRM_OUTCOME_LOST, 0, 0);
    for (int i = 0; i < 2; i++) {
        model->users[i] = make_user(world, "user");
        model->accounts[i] = make_account(world, "account");
        model->products[i] = make_product(world, "product");
    }
    for (int i = 0; i < DEALS; i++)
        add_deal(model, &model->deals[i], i == 0);
}

static void
one_step(struct model *model, struct deal *deal)
{
    int what = roll(model, 10);
    /* Inside a unit the store has nothing to compare yet. */
    uint64_t before = roll(model, 6) == 0 ? digest(model->world) : 0;

    if (roll(model, 3) == 0)
        model->world->clock.now += (int64_t)roll(model, 3) * DAY / 2;
    if (what < 4)
        try_step(model, deal, before);
    else if (what < 6)
        try_save(model, deal, before);
    else if (what < 8)
        try_append(model, deal, before);
    else
        try_correct(model, deal, before);
    compare_deal(model, deal, deal->handle);
    if (roll(model, 4) == 0) {
        reload(model, deal);
        compare_deal(model, deal, deal->handle);
        compare_log(model, deal);
    }
}

/* Some steps in one unit of work, which is taken back now and then. */
static void
unit_of_steps(struct model *model, struct deal *deal)
{
    static struct deal former;
    int steps = 1 + roll(model, 5), keep = roll(model, 3);

    former = *deal;
    OK(model->world, crm_begin(model->world->crm));
    for (int i = 0; i < steps; i++)
        one_step(model, deal);
    if (keep) {
        OK(model->world, crm_commit(model->world->crm));
    } else {
        crm_rollback(model->world->crm);
        former.handle = deal->handle;
        *deal = former;
        reload(model, deal);
    }
    compare_deal(model, deal, deal->handle);
    compare_log(model, deal);
}

static void
a_deal_is_what_its_log_says(void **state)
{
    struct world *world = *state;
    static struct model model;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        set_up(&model, world, seed);
        for (model.step = 0; model.step < STEPS; model.step++) {
            struct deal *deal = &model.deals[roll(&model, DEALS)];

            if (deal->count > ROWS - 10)
                continue;
            if (roll(&model, 8) == 0)
                unit_of_steps(&model, deal);
            else
                one_step(&model, deal);
        }
        for (int i = 0; i < DEALS; i++) {
            compare_log(&model, &model.deals[i]);
            crm_opportunity_free(model.deals[i].handle);
        }
        int awkward = world->awkward;

        end_world(state);
        *state = awkward ? &on_awkward : &on_memory;
        make_world(state);
        world = *state;
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {ON_BOTH(a_deal_is_what_its_log_says)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
