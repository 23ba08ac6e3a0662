/* log.c - the naive replay of a deal's log: a list of rows, sorted anew for each question. */
#include <string.h>

#include "model.h"

const crm_field deal_fields[VALUES] = {CRM_OPPORTUNITY_AMOUNT,
                                       CRM_OPPORTUNITY_CURRENCY,
                                       CRM_OPPORTUNITY_CLOSE_DAY,
                                       CRM_OPPORTUNITY_PROBABILITY_BP,
                                       CRM_OPPORTUNITY_PROBABILITY_ORIGIN,
                                       CRM_OPPORTUNITY_OWNER,
                                       CRM_OPPORTUNITY_ACCOUNT,
                                       CRM_OPPORTUNITY_PRODUCT,
                                       CRM_OPPORTUNITY_CATEGORY};
const crm_field log_fields[VALUES] = {CRM_TRANSITION_AMOUNT,
                                      CRM_TRANSITION_CURRENCY,
                                      CRM_TRANSITION_CLOSE_DAY,
                                      CRM_TRANSITION_PROBABILITY_BP,
                                      CRM_TRANSITION_PROBABILITY_ORIGIN,
                                      CRM_TRANSITION_OWNER,
                                      CRM_TRANSITION_ACCOUNT,
                                      CRM_TRANSITION_PRODUCT,
                                      CRM_TRANSITION_CATEGORY};

bool
is_closed(int64_t outcome)
{
    return outcome == CRM_OUTCOME_WON || outcome == CRM_OUTCOME_LOST;
}

static void
read_note(struct note *note, const struct row *row)
{
    note->id = CELL(row, CRM_FIELD_ID);
    note->type = CELL(row, CRM_TRANSITION_TYPE);
    note->at = CELL(row, CRM_TRANSITION_AT);
    note->bits = CELL(row, CRM_TRANSITION_BITS) == NONE ? 0 : CELL(row, CRM_TRANSITION_BITS);
    note->stage = CELL(row, CRM_TRANSITION_STAGE);
    note->pipeline = CELL(row, CRM_TRANSITION_PIPELINE);
    note->outcome = CELL(row, CRM_TRANSITION_OUTCOME);
    note->position = CELL(row, CRM_TRANSITION_POSITION);
    note->corrects = -1;
    for (int i = 0; i < VALUES; i++)
        note->values[i] = CELL(row, log_fields[i]);
}

void
read_log(const struct model *model, int side, int64_t id, struct deal *deal)
{
    static const struct row *rows[ROWS];
    int count = see_all(model, side, CRM_KIND_TRANSITION, rows);

    deal->count = 0;
    for (;;) { /* by seq, which counts 1, 2, 3 */
        const struct row *next = NULL;

        for (int i = 0; i < count; i++)
            if (CELL(rows[i], CRM_TRANSITION_OPPORTUNITY) == id &&
                CELL(rows[i], CRM_TRANSITION_SEQ) == deal->count + 1)
                next = rows[i];
        if (!next || deal->count == LOG)
            return;
        read_note(&deal->notes[deal->count], next);
        for (int i = 0; i < deal->count; i++)
            if (deal->notes[i].id == CELL(next, CRM_TRANSITION_CORRECTS))
                deal->notes[deal->count].corrects = i;
        deal->count++;
    }
}

static bool
comes_before(const struct deal *deal, struct place a, struct place b)
{
    int64_t x = deal->notes[a.note].at, y = deal->notes[b.note].at;

    return x != y ? x < y : a.first < b.first;
}

/* Rows that count, in order of time. */
int
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
        if (deal->notes[place.note].bits & CRM_TRANSITION_BIT_VOID)
            continue;
        for (; at > 0 && comes_before(deal, place, places[at - 1]); at--)
            places[at] = places[at - 1];
        places[at] = place;
        count++;
    }
    return count;
}

bool
moves_the_stage(const struct deal *deal, struct place place)
{
    return deal->notes[place.first].type != CRM_TRANSITION_TYPE_CHANGE;
}

static void
take(const struct deal *deal, struct place place, struct state *state)
{
    const struct note *note = &deal->notes[place.note];
    bool was = state->any && is_closed(state->outcome), is = is_closed(note->outcome);
    bool stays = was && is && state->outcome == note->outcome;

    if (note->at != NONE)
        state->last_at = note->at;
    if (!moves_the_stage(deal, place)) {
        if (!was)
            memcpy(state->values, note->values, sizeof state->values);
        return;
    }
    if (is && !was)
        state->open_chance = state->any ? state->values[CHANCE] : NONE;
    if (!stays) {
        memcpy(state->values, note->values, sizeof state->values);
        state->closed_at = is ? note->at : NONE;
    }
    if (!is)
        state->open_stage = note->stage;
    if (!state->any || state->stage != note->stage)
        state->since = note->at;
    state->stage = note->stage;
    state->pipeline = note->pipeline;
    state->outcome = note->outcome;
    state->position = note->position;
    state->stage_at = note->at;
    state->any = true;
}

void
state_until(const struct deal *deal, int64_t until, int before_note, struct state *state)
{
    static struct place places[LOG];
    int count = in_order(deal, places);

    memset(state, 0, sizeof *state);
    state->since = state->closed_at = state->stage_at = state->last_at = state->open_chance = NONE;
    for (int i = 0; i < VALUES; i++)
        state->values[i] = NONE;
    for (int i = 0; i < count && places[i].note != before_note; i++)
        if (deal->notes[places[i].note].at <= until)
            take(deal, places[i], state);
}

void
state_now(const struct deal *deal, struct state *state)
{
    state_until(deal, INT64_MAX, -1, state);
}
