/*
 * log.c - see log.h.
 */
#include "log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    crm_id id, pipeline;
    int64_t position, outcome, probability_bp, max_days;
} stages[] = {
    {FIRST, 1, 1, CRM_OUTCOME_OPEN, 1000, 30},
    {SECOND, 1, 2, CRM_OUTCOME_OPEN, 2500, 20},
    {THIRD, 1, 3, CRM_OUTCOME_OPEN, 5000, 0},
    {HOLD, 1, 4, CRM_OUTCOME_ON_HOLD, 5000, 0},
    {WON, 1, 5, CRM_OUTCOME_WON, 10000, 0},
    {SIGNED, 1, 6, CRM_OUTCOME_WON, 10000, 0},
    {LOST, 1, 7, CRM_OUTCOME_LOST, 0, 0},
    {OTHER_FIRST, 2, 1, CRM_OUTCOME_OPEN, 3000, 0},
    {OTHER_SECOND, 2, 2, CRM_OUTCOME_OPEN, 6000, 0},
    {OTHER_WON, 2, 3, CRM_OUTCOME_WON, 10000, 0},
    {OTHER_LOST, 2, 4, CRM_OUTCOME_LOST, 0, 0},
};
#define STAGES (sizeof stages / sizeof stages[0])

static struct feed_row *
named(struct feed_row *row, const char *name, crm_field field)
{
    row->text = name;
    row->text_field = field;
    return row;
}

static void
more(struct feed_row *row, crm_field field, int64_t value)
{
    assert_true(row->cells < FEED_CELLS);
    row->field[row->cells] = field;
    row->value[row->cells++] = value;
}

static void
more_if(struct feed_row *row, crm_field field, int64_t value)
{
    if (value != 0)
        more(row, field, value);
}

void
log_begin(struct log *log)
{
    memset(log, 0, sizeof *log);
    for (crm_id id = 1; id <= 2; id++)
        named(feed_add(&log->feed, CRM_KIND_PIPELINE, 1, CRM_FIELD_ID, (long long)id), "P",
              CRM_PIPELINE_NAME);
    for (size_t i = 0; i < STAGES; i++) {
        struct feed_row *row =
            feed_add(&log->feed, CRM_KIND_STAGE, 5, CRM_FIELD_ID, (long long)stages[i].id,
                     CRM_STAGE_PIPELINE, (long long)stages[i].pipeline, CRM_STAGE_POSITION,
                     (long long)stages[i].position, CRM_STAGE_OUTCOME, (long long)stages[i].outcome,
                     CRM_STAGE_PROBABILITY_BP, (long long)stages[i].probability_bp);

        named(row, "S", CRM_STAGE_NAME);
        more_if(row, CRM_STAGE_MAX_DAYS, stages[i].max_days);
    }
}

struct feed_row *
log_deal(struct log *log, crm_id id)
{
    return feed_add(&log->feed, CRM_KIND_OPPORTUNITY, 1, CRM_FIELD_ID, (long long)id);
}

static int32_t
type_of(const struct log *log, const struct log_row *row)
{
    if (log->deals[row->deal].seq == 0)
        return CRM_TRANSITION_TYPE_CREATE;
    return row->stage == 0 ? CRM_TRANSITION_TYPE_CHANGE : CRM_TRANSITION_TYPE_MOVE;
}

static size_t
stage_of(crm_id id)
{
    for (size_t i = 0; i < STAGES; i++) {
        if (stages[i].id == id)
            return i;
    }
    fail_msg("no stage %lld", (long long)id);
    return 0;
}

struct feed_row *
log_put(struct log *log, struct log_row in)
{
    int32_t type = type_of(log, &in);
    crm_id stage = in.stage ? in.stage : log->deals[in.deal].stage;
    size_t at = stage_of(stage);
    struct feed_row *row;

    assert_true(in.deal > 0 && in.deal < LOG_DEALS);
    log->deals[in.deal].stage = stage;
    row = feed_add(&log->feed, CRM_KIND_TRANSITION, 8, CRM_FIELD_ID, (long long)++log->last,
                   CRM_TRANSITION_OPPORTUNITY, (long long)in.deal, CRM_TRANSITION_SEQ,
                   (long long)++log->deals[in.deal].seq, CRM_TRANSITION_TYPE, (long long)type,
                   CRM_TRANSITION_STAGE, (long long)stage, CRM_TRANSITION_OUTCOME,
                   (long long)stages[at].outcome, CRM_TRANSITION_POSITION,
                   (long long)stages[at].position, CRM_TRANSITION_PIPELINE,
                   (long long)stages[at].pipeline);
    if (in.day != 0)
        more(row, CRM_TRANSITION_AT, in.day * LOG_DAY_US + in.hour * (LOG_DAY_US / 24));
    if (in.day != 0 && in.hour == 0)
        more(row, CRM_TRANSITION_BITS, CRM_TRANSITION_BIT_DAY_ONLY);
    if (in.amount != 0 || in.zero) {
        more(row, CRM_TRANSITION_AMOUNT, in.amount);
        more(row, CRM_TRANSITION_CURRENCY, in.currency ? in.currency : LOG_USD);
    }
    more_if(row, CRM_TRANSITION_CLOSE_DAY, in.close);
    more_if(row, CRM_TRANSITION_OWNER, in.owner);
    more_if(row, CRM_TRANSITION_ACCOUNT, in.account);
    more_if(row, CRM_TRANSITION_PRODUCT, in.product);
    more_if(row, CRM_TRANSITION_PROBABILITY_BP, in.probability_bp);
    more_if(row, CRM_FIELD_CREATED, in.created);
    if (in.reason)
        named(row, in.reason, CRM_TRANSITION_REASON);
    return row;
}
