/*
 * board.c - the table `deals`: every open deal with what is wrong about it, the heaviest first.
 */
#include "analysis/pipeline/pipeline.h"
#include "base/order.h"

/* Weighted descending (none last), amount descending (none last), id. */
static int
compare_deals(const void *a, const void *b, void *context)
{
    const crm_analysis *analysis = context;
    const struct crm__pipe_deal *deals = crm__pipe_own(analysis)->deals;
    size_t i = *(const size_t *)a, j = *(const size_t *)b;
    const struct crm__pipe_deal *x = &deals[i], *y = &deals[j];

    if (x->has_weighted != y->has_weighted)
        return x->has_weighted ? -1 : 1;
    if (x->weighted != y->weighted)
        return x->weighted > y->weighted ? -1 : 1;
    if (x->priced != y->priced)
        return x->priced ? -1 : 1;
    if (x->amount != y->amount)
        return x->amount > y->amount ? -1 : 1;
    return i < j ? -1 : i > j; /* deals stand by id */
}

static int32_t
flags_of(const crm_analysis *analysis, const struct crm__deal *deal,
         const struct crm__pipe_deal *known, int64_t stage_days)
{
    const struct crm__pipe_stage *stage = crm__pipe_stage_find(analysis, deal->now.stage);
    int32_t flags = 0;

    if (!deal->now.has_amount)
        flags |= CRM_DEAL_NO_AMOUNT;
    if (known->account == 0)
        flags |= CRM_DEAL_NO_ACCOUNT;
    if (deal->now.close_day == CRM_DAY_NONE)
        flags |= CRM_DEAL_NO_CLOSE_DAY;
    else if (deal->now.close_day < analysis->common->as_of)
        flags |= CRM_DEAL_OVERDUE;
    if (stage && stage->max_days >= 0 && stage_days > stage->max_days)
        flags |= CRM_DEAL_STALE;
    return flags;
}

static void
write_deal(struct crm__writer *writer, size_t at)
{
    const crm_analysis *analysis = writer->analysis;
    const struct crm__pipe *own = crm__pipe_own(analysis);
    const struct crm__deal *deal = &analysis->deals.list[at];
    const struct crm__pipe_deal *known = &own->deals[at];
    const struct crm__visit *here =
        &analysis->deals.visits[deal->first_visit + deal->visit_count - 1];
    int64_t as_of = analysis->common->as_of;
    bool dated = here->in != CRM_INSTANT_NONE;
    int64_t stage_days = dated ? as_of - crm__day_of_instant(analysis->crm, here->in) : -1;
    int32_t flags = flags_of(analysis, deal, known, stage_days);

    crm__write_row(writer);
    crm__write_int(writer, deal->id);
    crm__write_int(writer, own->pipelines[known->pipeline]);
    crm__write_int(writer, deal->now.stage);
    crm__write_id(writer, known->account);
    crm__write_id(writer, deal->now.owner);
    crm__write_int_if(writer, known->priced, known->amount);
    crm__write_int_if(writer, known->probability_bp >= 0, known->probability_bp);
    crm__write_int_if(writer, known->has_weighted, known->weighted);
    crm__write_int_if(writer, known->start != CRM_DAY_NONE, as_of - known->start);
    crm__write_int_if(writer, dated, stage_days);
    crm__write_day(writer, deal->now.close_day);
    crm__write_int_if(writer, flags & CRM_DEAL_OVERDUE, as_of - deal->now.close_day);
    crm__write_int(writer, deal->pushes);
    crm__write_int(writer, flags);
}

crm_status
crm__pipe_write_deals(crm_analysis *analysis)
{
    const struct crm__pipe *own = crm__pipe_own(analysis);
    struct crm__writer writer = crm__writer_of(analysis, CRM__PIPE_DEALS);
    size_t *order, count = 0;

    if (own->deal_count == 0)
        return CRM_OK;
    order = crm__alloc_array(analysis->memory, own->deal_count, sizeof *order);
    if (!order)
        return crm__no_memory(analysis->crm);
    for (size_t i = 0; i < own->deal_count; i++) {
        if (own->deals[i].open)
            order[count++] = i;
    }
    crm__sort(order, count, sizeof *order, compare_deals, analysis);
    for (size_t i = 0; i < count; i++)
        write_deal(&writer, order[i]);
    crm__free_array(analysis->memory, order, own->deal_count, sizeof *order);
    return writer.status;
}
