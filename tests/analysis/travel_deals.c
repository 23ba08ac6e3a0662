/*
 * travel_deals.c - what happens to deals, through the library and in the model: see travel.h. The
 * model says beforehand whether the library has to take it, and what the row will carry.
 */
#include "travel.h"

#define UNSET (INT64_MIN + 1) /* a value that nobody touches */

/* ---- Values ---- */

static const struct values untouched = {UNSET, UNSET, UNSET, UNSET, UNSET, UNSET, UNSET, UNSET};

static int64_t *
member(struct values *values, int at)
{
    int64_t *const members[] = {&values->amount,  &values->currency, &values->close_day,
                                &values->chance,  &values->origin,   &values->owner,
                                &values->account, &values->product};

    return members[at];
}

enum { MEMBERS = 8 };

static const crm_field deal_fields[MEMBERS] = {CRM_OPPORTUNITY_AMOUNT,
                                               CRM_OPPORTUNITY_CURRENCY,
                                               CRM_OPPORTUNITY_CLOSE_DAY,
                                               CRM_OPPORTUNITY_PROBABILITY_BP,
                                               CRM_OPPORTUNITY_PROBABILITY_ORIGIN,
                                               CRM_OPPORTUNITY_OWNER,
                                               CRM_OPPORTUNITY_ACCOUNT,
                                               CRM_OPPORTUNITY_PRODUCT};
static const crm_field row_fields[MEMBERS] = {CRM_TRANSITION_AMOUNT,
                                              CRM_TRANSITION_CURRENCY,
                                              CRM_TRANSITION_CLOSE_DAY,
                                              CRM_TRANSITION_PROBABILITY_BP,
                                              CRM_TRANSITION_PROBABILITY_ORIGIN,
                                              CRM_TRANSITION_OWNER,
                                              CRM_TRANSITION_ACCOUNT,
                                              CRM_TRANSITION_PRODUCT};

/* Some values, all different from those of `now`; often none. */
static struct values
some_values(struct travel *travel, struct values now, int percent)
{
    struct model *model = &travel->model;
    struct values values = untouched;

    if (chance_of(travel, percent)) {
        values.amount = between(travel, 0, 9) ? between(travel, 1, 900000) : 0;
        values.currency = crm_currency_of(chance_of(travel, 70) ? "EUR" : "USD");
    }
    if (chance_of(travel, percent / 2))
        values.close_day = chance_of(travel, 90)
                               ? day_of(travel, travel->world->clock.now) + between(travel, -40, 90)
                               : NOTHING;
    if (chance_of(travel, percent / 3)) {
        values.chance = between(travel, 0, 100) * 100;
        if (chance_of(travel, 20))
            values.origin = CRM_PROBABILITY_MODEL;
    }
    if (chance_of(travel, percent / 2))
        values.owner = chance_of(travel, 90)
                           ? model->users[between(travel, 0, model->user_count - 1)]
                           : NOTHING;
    if (chance_of(travel, percent / 3))
        values.account = chance_of(travel, 90)
                             ? model->accounts[between(travel, 0, model->account_count - 1)].id
                             : NOTHING;
    if (chance_of(travel, percent / 3))
        values.product = model->products[between(travel, 0, model->product_count - 1)];
    for (int i = 0; i < MEMBERS; i++)
        if (*member(&values, i) == *member(&now, i))
            *member(&values, i) = UNSET;
    if (values.chance == UNSET)
        values.origin = UNSET; /* where it comes from is said with the chance */
    return values;
}

static bool
touched(struct values values)
{
    for (int i = 0; i < MEMBERS; i++)
        if (*member(&values, i) != UNSET)
            return true;
    return false;
}

static void
overlay(struct values *values, struct values with)
{
    for (int i = 0; i < MEMBERS; i++)
        if (*member(&with, i) != UNSET)
            *member(values, i) = *member(&with, i);
}

static void
write_values(struct travel *travel, crm_record *record, const crm_field *fields,
             struct values values)
{
    for (int i = 0; i < MEMBERS; i++) {
        int64_t value = *member(&values, i);

        if (value == NOTHING)
            OK(travel->world, crm_record_clear(record, fields[i]));
        else if (value != UNSET)
            OK(travel->world, crm_record_set_int(record, fields[i], value));
    }
}

/* ---- The chance ---- */

static void
lock_chance(const struct travel *travel, int stage, struct values *values)
{
    if (!closes(travel, stage))
        return;
    values->chance = travel->model.stages[stage].outcome == CRM_OUTCOME_WON ? 10000 : 0;
    if (values->origin == NOTHING)
        values->origin = CRM_PROBABILITY_STAGE;
}

/* A deal enters a stage, and nobody says a chance. */
static void
enter(const struct travel *travel, const struct standing *before, int stage, struct values *values)
{
    bool own = values->origin != NOTHING && values->origin != CRM_PROBABILITY_STAGE;
    bool was_closed = before->there && before->is_closed;

    if (closes(travel, stage) || (own && !was_closed))
        return;
    if (own && before->open_chance != NOTHING) {
        values->chance = before->open_chance;
        return;
    }
    values->chance = travel->model.stages[stage].chance;
    values->origin = values->chance == NOTHING ? NOTHING : CRM_PROBABILITY_STAGE;
}

/* Edits of a handle: a chance typed without its origin is somebody's own. */
static void
edit(struct values *values, struct values edits)
{
    overlay(values, edits);
    if (edits.chance != UNSET && edits.origin == UNSET)
        values->origin = CRM_PROBABILITY_MANUAL;
}

/* ---- Writing ---- */

static int
add_fact(struct travel *travel, struct fact fact)
{
    assert_true(travel->model.fact_count < FACTS);
    travel->model.facts[travel->model.fact_count] = fact;
    return travel->model.fact_count++;
}

static bool
room(const struct travel *travel)
{
    return travel->model.fact_count + 8 < FACTS;
}

static int64_t
now_of(const struct travel *travel)
{
    return travel->world->clock.now;
}

static crm_opportunity *
handle_of(struct travel *travel, int deal)
{
    return load_deal(travel->world, travel->model.deals[deal].id);
}

static int
some_stage(struct travel *travel, crm_id pipeline, bool open)
{
    int stage;

    do
        stage = (int)between(travel, 0, travel->model.stage_count - 1);
    while ((pipeline && travel->model.stages[stage].pipeline != pipeline) ||
           (open && closes(travel, stage)));
    return stage;
}

static int
first_stage(const struct travel *travel, crm_id pipeline)
{
    int stage = 0;

    while (travel->model.stages[stage].pipeline != pipeline)
        stage++;
    return stage; /* they stand in order, and the first is open */
}

static const struct values no_values = {NOTHING, NOTHING, NOTHING, NOTHING,
                                        NOTHING, NOTHING, NOTHING, NOTHING};

static void
create(struct travel *travel)
{
    crm_opportunity *deal = crm_opportunity_new(travel->world->crm);
    crm_id pipeline = travel->pipelines[between(travel, 0, 1)];
    struct values values = no_values, edits = some_values(travel, no_values, 80);
    int stage = first_stage(travel, pipeline), at = travel->model.deal_count++;

    OK(travel->world, crm_opportunity_set_name(deal, "deal"));
    OK(travel->world, crm_opportunity_set_pipeline(deal, pipeline));
    if (chance_of(travel, 40)) {
        stage = some_stage(travel, pipeline, chance_of(travel, 80));
        OK(travel->world, crm_opportunity_set_stage(deal, travel->model.stages[stage].id));
    }
    write_values(travel, crm_opportunity_record(deal), deal_fields, edits);
    judge(travel, true, crm_opportunity_save(deal), "create");
    if (edits.chance == UNSET || closes(travel, stage))
        enter(travel, &(struct standing){0}, stage, &values);
    overlay(&values, edits);
    if (edits.chance != UNSET && edits.origin == UNSET && !closes(travel, stage))
        values.origin = CRM_PROBABILITY_MANUAL;
    lock_chance(travel, stage, &values);
    travel->model.deals[at] = (struct deal){crm_opportunity_id(deal), now_of(travel)};
    add_fact(travel, (struct fact){.deal = at,
                                   .type = CRM_TRANSITION_TYPE_CREATE,
                                   .corrects = -1,
                                   .at = now_of(travel),
                                   .recorded = now_of(travel),
                                   .stage = stage,
                                   .values = values});
    crm_opportunity_free(deal);
}

/* Facts whose id the library did not hand out: look them up. */
static void
find_ids(struct travel *travel, int deal)
{
    struct row rows[FACTS];
    size_t count = log_of(travel->world, travel->model.deals[deal].id, rows, FACTS), at = 0;

    for (int i = 0; i < travel->model.fact_count; i++) {
        struct fact *fact = &travel->model.facts[i];

        if (fact->deal != deal)
            continue;
        assert_true(at < count);
        if (fact->id)
            assert_int_equal(fact->id, rows[at].id);
        fact->id = rows[at++].id;
    }
    assert_int_equal(at, count);
}

/* Append one row; before: the deal as it stood then. Returns whether it was taken. */
static bool
append(struct travel *travel, crm_opportunity *handle, int deal, int type, int64_t at, int stage)
{
    struct model *model = &travel->model;
    crm_transition *row = crm_transition_new(travel->world->crm);
    struct standing now, before;
    struct values said;
    struct fact fact = {.deal = deal, .type = type, .corrects = -1, .at = at};
    bool taken = true, late;

    standing_now(travel, deal, INT64_MAX, &now);
    standing_now(travel, deal, at == NOTHING ? INT64_MAX : at, &before);
    late = now.there && now.last_at != NOTHING && at < now.last_at;
    if (!late)
        before = now;
    said = some_values(travel, before.there ? before.values : no_values, 50);
    OK(travel->world, crm_transition_set_type(row, type));
    if (type != CRM_TRANSITION_TYPE_CHANGE)
        OK(travel->world, crm_transition_set_stage(row, model->stages[stage].id));
    if (at != NOTHING)
        OK(travel->world, crm_transition_set_at(row, at));
    write_values(travel, crm_transition_record(row), row_fields, said);
    fact.recorded = say_recorded(travel, crm_transition_record(row));
    if (type != CRM_TRANSITION_TYPE_CREATE)
        taken = before.there;
    if (type == CRM_TRANSITION_TYPE_CHANGE || (before.there && stage == before.stage)) {
        fact.type = CRM_TRANSITION_TYPE_CHANGE;
        stage = before.stage;
    } else if (now.there && now.stage_at != NOTHING && at < now.stage_at) {
        taken = false;
    }
    judge(travel, taken, crm_opportunity_append(handle, row), "append");
    fact.values = before.there ? before.values : no_values;
    overlay(&fact.values, said);
    if (said.chance == UNSET && fact.type != CRM_TRANSITION_TYPE_CHANGE)
        enter(travel, &before, stage, &fact.values);
    lock_chance(travel, stage, &fact.values);
    fact.stage = stage;
    fact.id = crm_transition_id(row);
    if (taken)
        add_fact(travel, fact);
    crm_transition_free(row);
    return taken;
}

/* A deal with its log, kept elsewhere until now. */
static void
import(struct travel *travel)
{
    crm_opportunity *handle = crm_opportunity_new(travel->world->crm);
    int deal = travel->model.deal_count++;
    int64_t at = some_instant(travel), rows = between(travel, 0, 4);
    bool unknown = travel->later_than == INT64_MIN && chance_of(travel, 30);

    OK(travel->world, crm_opportunity_set_name(handle, "deal"));
    travel->model.deals[deal].recorded = say_recorded(travel, crm_opportunity_record(handle));
    append(travel, handle, deal, CRM_TRANSITION_TYPE_CREATE, unknown ? NOTHING : at,
           some_stage(travel, 0, chance_of(travel, 90)));
    travel->model.deals[deal].id = crm_opportunity_id(handle);
    while (rows-- > 0) {
        at += between(travel, 0, 6 * DAY);
        append(travel, handle, deal,
               chance_of(travel, 70) ? CRM_TRANSITION_TYPE_MOVE : CRM_TRANSITION_TYPE_CHANGE, at,
               some_stage(travel, 0, chance_of(travel, 70)));
    }
    crm_opportunity_free(handle);
}

static void
append_more(struct travel *travel, int deal)
{
    crm_opportunity *handle = handle_of(travel, deal);

    append(travel, handle, deal,
           chance_of(travel, 60) ? CRM_TRANSITION_TYPE_MOVE : CRM_TRANSITION_TYPE_CHANGE,
           some_instant(travel), some_stage(travel, 0, chance_of(travel, 70)));
    crm_opportunity_free(handle);
}

/* Values alone, saved: a CHANGE of now, or of the last row where that is later. */
static void
save(struct travel *travel, int deal)
{
    crm_opportunity *handle = handle_of(travel, deal);
    struct standing now;
    struct values edits;

    standing_now(travel, deal, INT64_MAX, &now);
    edits = some_values(travel, now.values, 50);
    write_values(travel, crm_opportunity_record(handle), deal_fields, edits);
    judge(travel, !now.is_closed || !touched(edits), crm_opportunity_save(handle), "save");
    if (touched(edits) && !now.is_closed) {
        int64_t at = now_of(travel);

        edit(&now.values, edits);
        if (now.last_at != NOTHING && now.last_at > at)
            at = now.last_at;
        add_fact(travel, (struct fact){.deal = deal,
                                       .type = CRM_TRANSITION_TYPE_CHANGE,
                                       .corrects = -1,
                                       .at = at,
                                       .recorded = now_of(travel),
                                       .stage = now.stage,
                                       .values = now.values});
    }
    crm_opportunity_free(handle);
}

/* ---- Moves ---- */

enum course { MOVE, WIN, LOSE, REOPEN, TRANSFER };

static int
only_stage(const struct travel *travel, crm_id pipeline, int outcome)
{
    int found = -1;

    for (int i = 0; i < travel->model.stage_count; i++) {
        if (travel->model.stages[i].pipeline != pipeline ||
            travel->model.stages[i].outcome != outcome)
            continue;
        if (found >= 0)
            return -1;
        found = i;
    }
    return found;
}

/* May a deal go this way to this stage? */
static bool
may_go(const struct travel *travel, const struct standing *now, int stage, enum course course)
{
    const struct stage *stages = travel->model.stages;
    bool same = stages[stage].pipeline == stages[now->stage].pipeline;

    switch (course) {
    case TRANSFER:
        return !same && !now->is_closed;
    case WIN:
    case LOSE:
        return same && !now->is_closed &&
               stages[stage].outcome == (course == WIN ? CRM_OUTCOME_WON : CRM_OUTCOME_LOST);
    case REOPEN:
        return same && now->is_closed && !closes(travel, stage);
    default:
        return same && (!now->is_closed || stages[stage].outcome == stages[now->stage].outcome);
    }
}

static crm_status
call_course(crm_opportunity *handle, enum course course, crm_id stage,
            const crm_move_params *params, crm_id *out)
{
    switch (course) {
    case WIN:
        return crm_opportunity_win(handle, stage, params, out);
    case LOSE:
        return crm_opportunity_lose(handle, stage, params, out);
    case REOPEN:
        return crm_opportunity_reopen(handle, stage, params, out);
    case TRANSFER:
        return crm_opportunity_transfer(handle, stage, params, out);
    default:
        return crm_opportunity_move(handle, stage, params, out);
    }
}

/* When: by the clock, at an instant, or on a day. */
static int64_t
say_when(struct travel *travel, crm_move_params *params)
{
    int64_t at;

    if (chance_of(travel, 40))
        return now_of(travel);
    at = some_instant(travel);
    if (chance_of(travel, 50)) {
        params->at = at;
        return at;
    }
    params->day = (crm_day)day_of(travel, at);
    at = crm_instant_of_day(travel->world->crm, params->day);
    assert_int_equal(day_of(travel, at), params->day);
    assert_int_equal(day_of(travel, at - 1), params->day - 1);
    return at;
}

/* What the row carries: the values of then, or of now where it closes the deal; and the edits. */
static struct values
carried_by(const struct travel *travel, const struct standing *now, const struct standing *before,
           struct values edits, int stage)
{
    const struct standing *base = closes(travel, stage) ? now : before;
    struct values values = base->values;

    overlay(&values, edits);
    if (edits.chance != UNSET && !closes(travel, stage))
        edit(&values, edits);
    else if (stage != base->stage)
        enter(travel, base, stage, &values);
    lock_chance(travel, stage, &values);
    return values;
}

static void
go(struct travel *travel, int deal, enum course course)
{
    crm_opportunity *handle = handle_of(travel, deal);
    crm_move_params params = CRM_MOVE_PARAMS_INIT;
    struct standing now, before;
    struct values edits;
    int stage, wanted = -1;
    bool moves, taken = true;
    struct fact fact = {.deal = deal, .corrects = -1, .recorded = now_of(travel)};

    standing_now(travel, deal, INT64_MAX, &now);
    edits = some_values(travel, now.values, 25);
    if (course == MOVE || course == TRANSFER || chance_of(travel, 40))
        wanted = some_stage(travel,
                            chance_of(travel, 85) && course != TRANSFER
                                ? travel->model.stages[now.stage].pipeline
                                : 0,
                            course != WIN && course != LOSE && chance_of(travel, 80));
    stage = wanted >= 0        ? wanted
            : course == REOPEN ? now.open_stage
                               : only_stage(travel, travel->model.stages[now.stage].pipeline,
                                            course == WIN ? CRM_OUTCOME_WON : CRM_OUTCOME_LOST);
    fact.at = say_when(travel, &params);
    standing_now(travel, deal, fact.at, &before);
    if (now.last_at == NOTHING || fact.at >= now.last_at)
        before = now;
    moves = stage != now.stage;
    taken = stage >= 0 && may_go(travel, &now, stage, course) && before.there;
    if (moves && now.stage_at != NOTHING && fact.at < now.stage_at)
        taken = false;
    if (taken && !moves)
        stage = before.stage; /* a CHANGE, in the stage of then */
    if (taken && touched(edits)) {
        bool last = now.last_at == NOTHING || fact.at >= now.last_at;

        if ((now.is_closed && course != REOPEN) || (!last && !closes(travel, stage)))
            taken = false;
    }
    write_values(travel, crm_opportunity_record(handle), deal_fields, edits);
    judge(travel, taken,
          call_course(handle, course, wanted >= 0 ? travel->model.stages[wanted].id : 0, &params,
                      &fact.id),
          "move");
    if (taken) {
        fact.type = moves ? CRM_TRANSITION_TYPE_MOVE : CRM_TRANSITION_TYPE_CHANGE;
        fact.stage = stage;
        fact.values = carried_by(travel, &now, &before, edits, stage);
        add_fact(travel, fact);
    }
    crm_opportunity_free(handle);
}

/* ---- Corrections ---- */

/* A row of the deal, often one that may be corrected; -1 if there is none that is late enough. */
static int
some_fact(struct travel *travel, int deal)
{
    const struct model *model = &travel->model;
    int found = -1, seen = 0;

    for (int i = 0; i < model->fact_count; i++) {
        const struct fact *fact = &model->facts[i];

        if (fact->deal != deal ||
            (travel->later_than != INT64_MIN &&
             (fact->at == NOTHING || day_of(travel, fact->at) <= travel->later_than)))
            continue;
        if (between(travel, 0, seen++) == 0)
            found = i;
    }
    return found;
}

/* The type of the row whose place a fact has. */
static int
place_type(const struct model *model, int fact)
{
    while (model->facts[fact].corrects >= 0)
        fact = model->facts[fact].corrects;
    return model->facts[fact].type;
}

static bool
may_correct(const struct model *model, int fact, bool undoes)
{
    for (int i = 0; i < model->fact_count; i++)
        if (model->facts[i].corrects == fact)
            return false;
    return !model->facts[fact].undoes &&
           !(undoes && place_type(model, fact) == CRM_TRANSITION_TYPE_CREATE);
}

/* A replacement; fact becomes what it will be. Returns false if it says what is forbidden. */
static bool
replace(struct travel *travel, int old, crm_transition *row, struct fact *fact)
{
    struct model *model = &travel->model;
    struct values said = some_values(travel, fact->values, 40);
    bool allowed = true;

    write_values(travel, crm_transition_record(row), row_fields, said);
    overlay(&fact->values, said);
    if (chance_of(travel, 50)) {
        fact->at = fact->at != NOTHING && travel->later_than == INT64_MIN
                       ? fact->at + between(travel, -6 * DAY, 6 * DAY)
                       : some_instant(travel);
        OK(travel->world, crm_transition_set_at(row, fact->at));
    }
    if (chance_of(travel, 30)) {
        int stage = some_stage(travel, model->stages[fact->stage].pipeline, false);

        OK(travel->world, crm_transition_set_stage(row, model->stages[stage].id));
        if (stage != fact->stage) {
            struct standing before;

            allowed = place_type(model, old) != CRM_TRANSITION_TYPE_CHANGE;
            standing_before(travel, fact->deal, old, &before);
            if (closes(travel, fact->stage) && before.there && said.chance == UNSET)
                fact->values.chance = before.values.chance;
            if (said.chance == UNSET)
                enter(travel, &before, stage, &fact->values);
            fact->stage = stage;
        }
    }
    return allowed;
}

static void
correct(struct travel *travel, int deal)
{
    struct model *model = &travel->model;
    int old = some_fact(travel, deal), new;
    bool undoes = chance_of(travel, 30), taken;
    crm_opportunity *handle;
    crm_transition *row;
    struct fact fact;
    crm_id id = 0;
    crm_status status;

    if (old < 0)
        return;
    find_ids(travel, deal);
    handle = handle_of(travel, deal);
    row = crm_transition_new(travel->world->crm);
    fact = model->facts[old];
    taken = may_correct(model, old, undoes);
    if (!undoes)
        taken = replace(travel, old, row, &fact) && taken;
    lock_chance(travel, fact.stage, &fact.values);
    fact.type = CRM_TRANSITION_TYPE_CORRECT;
    fact.corrects = old;
    fact.undoes = undoes;
    fact.recorded = now_of(travel);
    fact.id = 0;
    new = add_fact(travel, fact);
    taken = taken && log_in_order(travel, deal);
    status = crm_opportunity_correct(handle, model->facts[old].id, undoes ? NULL : row, NULL, &id);
    judge(travel, taken, status, "correct");
    model->facts[new].id = id;
    if (!taken)
        model->fact_count--;
    crm_transition_free(row);
    crm_opportunity_free(handle);
}

/* ---- Anything ---- */

void
something_on_a_deal(struct travel *travel)
{
    int64_t which = between(travel, 1, 100);
    int deal;

    if (!room(travel))
        return;
    if ((which <= 22 || travel->model.deal_count == 0) && travel->model.deal_count < DEALS) {
        if (which <= 14)
            create(travel);
        else
            import(travel);
        return;
    }
    deal = (int)between(travel, 0, travel->model.deal_count - 1);
    if (which <= 35)
        append_more(travel, deal);
    else if (which <= 50)
        save(travel, deal);
    else if (which <= 66)
        go(travel, deal, MOVE);
    else if (which <= 74)
        go(travel, deal, WIN);
    else if (which <= 79)
        go(travel, deal, LOSE);
    else if (which <= 87)
        go(travel, deal, REOPEN);
    else if (which <= 91)
        go(travel, deal, TRANSFER);
    else
        correct(travel, deal);
}
