/*
 * summary.c - the table `summary`: one row for all deals and one a pipeline, each deal in the pipeline
 * where it is now, so that rows add up to the first.
 */
#include "analysis/pipeline/pipeline.h"
#include "base/exact.h"

struct totals {
    int64_t created, open, unpriced, on_hold, known_start, won, won_priced, lost, lost_priced,
        reopened;
    struct crm__wide open_amount, weighted, won_amount, lost_amount;
};

struct summary {
    struct totals *totals; /* all, then by place of pipeline */
    size_t count;
    struct crm__sample *cycles; /* group 0 = all, 1 = the first pipeline ... */
    size_t cycle_count;
    size_t cycle_capacity;
};

static void
add_to(struct crm__wide *sum, int64_t value)
{
    *sum = crm__wide_add(*sum, crm__wide_of(value));
}

static void
add_open(struct totals *totals, const struct crm__pipe_deal *deal)
{
    totals->open++;
    totals->on_hold += deal->on_hold;
    totals->unpriced += !deal->priced;
    totals->known_start += deal->start != CRM_DAY_NONE;
    add_to(&totals->open_amount, deal->amount);
    if (deal->has_weighted)
        totals->weighted =
            crm__wide_add(totals->weighted, crm__wide_multiply(deal->amount, deal->probability_bp));
}

static void
add_deal(struct totals *totals, const struct crm__pipe_deal *deal)
{
    totals->created += deal->created;
    totals->reopened += deal->reopened;
    if (deal->open)
        add_open(totals, deal);
    if (deal->won) {
        totals->won++;
        totals->won_priced += deal->priced;
        add_to(&totals->won_amount, deal->amount);
    }
    if (deal->lost) {
        totals->lost++;
        totals->lost_priced += deal->priced;
        add_to(&totals->lost_amount, deal->amount);
    }
}

static crm_status
add_deals(crm_analysis *analysis, struct summary *summary)
{
    const struct crm__pipe *own = crm__pipe_own(analysis);

    for (size_t i = 0; i < own->deal_count; i++) {
        const struct crm__pipe_deal *deal = &own->deals[i];

        if (!deal->worked)
            continue;
        add_deal(&summary->totals[0], deal);
        add_deal(&summary->totals[1 + deal->pipeline], deal);
        if (!deal->has_cycle)
            continue;
        if (crm__grow(analysis->memory, (void **)&summary->cycles, &summary->cycle_capacity,
                      summary->cycle_count + 2, sizeof *summary->cycles) != CRM_OK)
            return crm__no_memory(analysis->crm);
        summary->cycles[summary->cycle_count++] = (struct crm__sample){0, deal->cycle};
        summary->cycles[summary->cycle_count++] =
            (struct crm__sample){1 + deal->pipeline, deal->cycle};
    }
    crm__samples_sort(summary->cycles, summary->cycle_count);
    return CRM_OK;
}

/* ---- Figures made of several ---- */

static crm_status
told(crm_analysis *analysis, crm_status status, const char *what, crm_id pipeline)
{
    if (status == CRM_OK)
        return CRM_OK;
    return crm__fail(analysis->crm, status, CRM_KIND_PIPELINE, pipeline, -1,
                     "pipeline.summary: %s of %lld does not fit 64 bits", what,
                     (long long)pipeline);
}

/* Open deals of known start x won / (won + lost) x won amount / won and priced / (cycles / deals with
   a cycle), in one quotient. */
static void
write_velocity(struct crm__writer *writer, const struct totals *totals,
               const struct crm__sample *cycles, size_t count, crm_id pipeline)
{
    struct crm__wide length = crm__samples_sum(cycles, count);
    struct crm__exact top = crm__exact_of(totals->won_amount), bottom = crm__exact_of(length);
    int64_t velocity = 0;
    crm_status status;

    if (totals->won_priced == 0 || crm__wide_compare(length, crm__wide_of(0)) <= 0) {
        crm__write_none(writer);
        return;
    }
    crm__exact_times(&top, crm__wide_multiply(totals->known_start, totals->won));
    crm__exact_times(&top, crm__wide_multiply((int64_t)count, CRM__MICROSECONDS_A_DAY));
    crm__exact_times(&bottom, crm__wide_multiply(totals->won + totals->lost, totals->won_priced));
    status =
        told(writer->analysis, crm__exact_divide(&top, &bottom, CRM_ROUND_HALF_EVEN, &velocity),
             "velocity_per_day", pipeline);
    if (writer->status == CRM_OK)
        writer->status = status;
    crm__write_int(writer, velocity);
}

/* target x (won + lost) / won, up to the next deal; said of all pipelines together alone. */
static void
write_target(struct crm__writer *writer, const struct totals *totals, bool all)
{
    int64_t target = crm__pipe_params(writer->analysis)->target_wins, needed = 0;
    struct crm__exact top, bottom;
    crm_status status;

    crm__write_int_if(writer, all && target > 0, target);
    if (!all || target == 0 || totals->won == 0) {
        crm__write_none(writer);
        return;
    }
    top = crm__exact_of(crm__wide_multiply(target, totals->won + totals->lost));
    bottom = crm__exact_of(crm__wide_of(totals->won));
    status = told(writer->analysis, crm__exact_divide(&top, &bottom, CRM__ROUND_UP, &needed),
                  "needed_deals", 0);
    if (writer->status == CRM_OK)
        writer->status = status;
    crm__write_int(writer, needed);
}

static void
write_rates(struct crm__writer *writer, const struct totals *totals)
{
    struct crm__wide closed = crm__wide_add(totals->won_amount, totals->lost_amount);

    crm__write_ratio(writer, totals->won, totals->won + totals->lost);
    if (crm__wide_compare(closed, crm__wide_of(0)) == 0)
        crm__write_none(writer);
    else
        crm__write_double(writer, crm__wide_ratio(totals->won_amount, closed));
    if (totals->won_priced == 0)
        crm__write_none(writer);
    else
        crm__write_double(writer,
                          crm__wide_ratio(totals->won_amount, crm__wide_of(totals->won_priced)));
}

static void
write_row(struct crm__writer *writer, const struct summary *summary, size_t group, crm_id pipeline)
{
    const struct totals *totals = &summary->totals[group];
    size_t count, first = crm__samples_of(summary->cycles, summary->cycle_count, group, &count);
    const struct crm__sample *cycles = count > 0 ? &summary->cycles[first] : NULL;

    crm__write_row(writer);
    crm__write_int_if(writer, group > 0, pipeline);
    crm__write_int(writer, totals->created);
    crm__write_int(writer, totals->open);
    crm__write_int(writer, totals->unpriced);
    crm__write_int(writer, totals->on_hold);
    crm__write_total(writer, totals->open_amount, "pipeline.summary.open_amount", pipeline);
    crm__write_weighted(writer, totals->weighted, "pipeline.summary.weighted", pipeline);
    crm__write_int(writer, totals->won);
    crm__write_total(writer, totals->won_amount, "pipeline.summary.won_amount", pipeline);
    crm__write_int(writer, totals->lost);
    crm__write_total(writer, totals->lost_amount, "pipeline.summary.lost_amount", pipeline);
    crm__write_int(writer, totals->reopened);
    write_rates(writer, totals);
    crm__write_int(writer, (int64_t)count);
    crm__write_mean(writer, cycles, count);
    crm__write_median(writer, cycles, count);
    write_velocity(writer, totals, cycles, count, pipeline);
    write_target(writer, totals, group == 0);
    crm__write_int(writer, totals->known_start);
    crm__write_int(writer, totals->won - totals->won_priced);
    crm__write_int(writer, totals->lost - totals->lost_priced);
}

crm_status
crm__pipe_write_summary(crm_analysis *analysis)
{
    const struct crm__pipe *own = crm__pipe_own(analysis);
    struct crm__writer writer = crm__writer_of(analysis, CRM__PIPE_SUMMARY);
    struct summary summary = {.count = 1 + own->pipeline_count};
    crm_status status;

    summary.totals = crm__alloc_array(analysis->memory, summary.count, sizeof *summary.totals);
    status = summary.totals ? add_deals(analysis, &summary) : crm__no_memory(analysis->crm);
    if (status == CRM_OK) {
        write_row(&writer, &summary, 0, 0);
        for (size_t i = 0; i < own->pipeline_count; i++)
            write_row(&writer, &summary, 1 + i, own->pipelines[i]);
        status = writer.status;
    }
    crm__free_array(analysis->memory, summary.totals, summary.count, sizeof *summary.totals);
    crm__free_array(analysis->memory, summary.cycles, summary.cycle_capacity,
                    sizeof *summary.cycles);
    return status;
}
