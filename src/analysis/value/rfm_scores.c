/*
 * rfm_scores.c - scores on three axes, and the segment that they make. Customers without an occasion
 * have no scores: money alone does not make a buyer.
 *
 * Scores are given group by group: all customers are one group, or with CRM_RFM_NESTED those of the
 * same scores so far.
 */
#include "analysis/value/rfm.h"
#include "base/cuts.h"

#define GROUPS_MAX 101 /* r and f of 10 scores each, and all */

/* Room for one group at a time, and who belongs to which. */
struct scoring {
    crm_analysis *analysis;
    struct crm__rfm_board *board;
    size_t *scored;  /* their places, group by group, by id within */
    int64_t *values; /* by place in `scored` */
    int8_t *scores;
};

int64_t
crm__rfm_value(const struct crm__rfm_board *board, const struct crm__rfm_customer *customer,
               int axis)
{
    if (axis == 0)
        return board->day - customer->last_day;
    return axis == 1 ? customer->frequency : customer->monetary;
}

static bool
all_equal(const int64_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (values[i] != values[0])
            return false;
    }
    return true;
}

/* More recent is higher. By rank, middle rank and tile the days count backwards; quantiles and edges
   are those of the days, and the scores are turned round. */
static bool
turned(const crm_rfm_params *params, int axis)
{
    return axis == 0 && (params->rule == CRM_SCORES_QUANTILE || params->rule == CRM_SCORES_GIVEN);
}

static crm_status
score_values(struct scoring *scoring, int axis, size_t first, size_t count)
{
    const crm_rfm_params *params = scoring->analysis->params;
    const struct crm__memory *memory = scoring->analysis->memory;
    const struct crm__rfm *own = scoring->analysis->own;
    const int64_t *values = scoring->values + first;
    int8_t *scores = scoring->scores + first;

    switch (params->rule) {
    case CRM_SCORES_QUANTILE:
        return crm__quantile_scores(memory, values, count, params->bins, scores);
    case CRM_SCORES_NTILE:
        return crm__ntile_scores(memory, values, count, params->bins, scores);
    case CRM_SCORES_MIDRANK:
        return crm__midrank_scores(memory, values, count, params->bins, scores);
    case CRM_SCORES_GIVEN:
        crm__edge_scores(values, count, own->edges[axis], (size_t)params->bins - 1, scores);
        return CRM_OK;
    default:
        return crm__rank_scores(memory, values, count, params->bins, scores);
    }
}

static crm_status
score_group(struct scoring *scoring, int axis, size_t first, size_t count)
{
    static const int32_t flat[3] = {CRM_RFM_FLAT_R, CRM_RFM_FLAT_F, CRM_RFM_FLAT_M};
    const crm_rfm_params *params = scoring->analysis->params;
    bool turn = turned(params, axis);
    int32_t flags;

    if (count == 0)
        return CRM_OK;
    for (size_t i = first; i < first + count; i++) {
        const struct crm__rfm_customer *customer = &scoring->board->customers[scoring->scored[i]];
        int64_t value = crm__rfm_value(scoring->board, customer, axis);

        scoring->values[i] = axis == 0 && !turn ? -value : value;
    }
    if (score_values(scoring, axis, first, count) != CRM_OK)
        return crm__no_memory(scoring->analysis->crm);
    flags = all_equal(scoring->values + first, count) ? flat[axis] : 0;
    flags |= count < (size_t)params->bins ? CRM_RFM_SMALL_N : 0;
    for (size_t i = first; i < first + count; i++) {
        struct crm__rfm_customer *customer = &scoring->board->customers[scoring->scored[i]];
        int8_t score = scoring->scores[i];

        customer->score[axis] = turn ? (int8_t)(params->bins + 1 - score) : score;
        customer->flags |= flags;
    }
    return CRM_OK;
}

/* The group of a customer on an axis: 0 for all, or its scores before. */
static size_t
group_of(const crm_rfm_params *params, const struct crm__rfm_customer *customer, int axis)
{
    size_t group = 0;

    for (int before = 0; params->flags & CRM_RFM_NESTED && before < axis; before++)
        group = group * (size_t)params->bins + (size_t)customer->score[before] - 1;
    return group;
}

/* By counting: places of those scored, group by group. */
static void
sort_into_groups(struct scoring *scoring, int axis, size_t *ends)
{
    const crm_rfm_params *params = scoring->analysis->params;
    const struct crm__rfm_board *board = scoring->board;
    size_t so_far = 0;

    for (size_t group = 0; group < GROUPS_MAX; group++)
        ends[group] = 0;
    for (size_t i = 0; i < board->count; i++) {
        if (board->customers[i].frequency > 0)
            ends[group_of(params, &board->customers[i], axis)]++;
    }
    for (size_t group = 0; group < GROUPS_MAX; group++) {
        size_t count = ends[group];

        ends[group] = so_far;
        so_far += count;
    }
    for (size_t i = 0; i < board->count; i++) {
        if (board->customers[i].frequency > 0)
            scoring->scored[ends[group_of(params, &board->customers[i], axis)]++] = i;
    }
}

static crm_status
score_axis(struct scoring *scoring, int axis)
{
    size_t ends[GROUPS_MAX], first = 0;
    crm_status status = CRM_OK;

    sort_into_groups(scoring, axis, ends);
    for (size_t group = 0; group < GROUPS_MAX && status == CRM_OK; group++) {
        status = score_group(scoring, axis, first, ends[group] - first);
        first = ends[group];
    }
    return status;
}

static void
flag_customer(const crm_analysis *analysis, const struct crm__rfm_board *board,
              struct crm__rfm_customer *customer)
{
    const crm_rfm_params *params = analysis->params;

    if (customer->frequency == 0)
        customer->flags |= CRM_RFM_REFUND_ONLY;
    if (customer->monetary <= 0)
        customer->flags |= CRM_RFM_NEGATIVE;
    if (params->since != CRM_DAY_NONE &&
        customer->first_day == params->since - (params->as_of - board->day))
        customer->flags |= CRM_RFM_TRUNCATED;
    crm__rfm_matches(analysis->own, customer->score, &customer->segment);
}

crm_status
crm__rfm_score(crm_analysis *analysis, struct crm__rfm_board *board)
{
    const struct crm__memory *memory = analysis->memory;
    struct scoring scoring = {.analysis = analysis, .board = board};
    crm_status status = CRM_OK;

    if (board->count == 0)
        return CRM_OK;
    scoring.scored = crm__alloc_array(memory, board->count, sizeof *scoring.scored);
    scoring.values = crm__alloc_array(memory, board->count, sizeof *scoring.values);
    scoring.scores = crm__alloc_array(memory, board->count, sizeof *scoring.scores);
    if (!scoring.scored || !scoring.values || !scoring.scores)
        status = crm__no_memory(analysis->crm);
    for (int axis = 0; axis < 3 && status == CRM_OK; axis++)
        status = score_axis(&scoring, axis);
    for (size_t i = 0; i < board->count && status == CRM_OK; i++)
        flag_customer(analysis, board, &board->customers[i]);
    crm__free_array(memory, scoring.scored, board->count, sizeof *scoring.scored);
    crm__free_array(memory, scoring.values, board->count, sizeof *scoring.values);
    crm__free_array(memory, scoring.scores, board->count, sizeof *scoring.scores);
    return status;
}
