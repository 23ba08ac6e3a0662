/*
 * months.c - the table `months`: what began, was won and was lost in each month of the window, and
 * what is due. Months in which nothing happened have no row.
 */
#include "analysis/pipeline/pipeline.h"
#include "crm/calendar.h"

enum {
    CREATED,
    WON,
    WON_AMOUNT,
    LOST = 4,
    LOST_AMOUNT,
    DUE = 7,
    DUE_AMOUNT,
    DUE_WEIGHTED = 10,
    SLOTS = 12
};

static crm_status
count_in(crm_analysis *analysis, struct crm__cells *months, size_t pipeline, crm_day day, int slot,
         int amount_slot, int64_t amount)
{
    int64_t *slots;

    if (day == CRM_DAY_NONE)
        return CRM_OK;
    for (size_t i = 0; i < 2; i++) { /* all pipelines, then its own */
        slots = crm__cells_add(months, i == 0 ? 0 : (int64_t)pipeline + 1, crm_day_month_start(day),
                               0, NULL);
        if (!slots)
            return crm__no_memory(analysis->crm);
        slots[slot]++;
        if (amount_slot > 0)
            crm__wide_slot_add(slots + amount_slot, amount);
    }
    return CRM_OK;
}

static crm_status
count_due(crm_analysis *analysis, struct crm__cells *months, const struct crm__pipe_deal *deal,
          crm_day day)
{
    crm_status status =
        count_in(analysis, months, deal->pipeline, day, DUE, DUE_AMOUNT, deal->amount);
    struct crm__wide product;

    if (status != CRM_OK || day == CRM_DAY_NONE || !deal->has_weighted)
        return status;
    product = crm__wide_multiply(deal->amount, deal->probability_bp);
    for (size_t i = 0; i < 2; i++) {
        const int64_t words[2] = {(int64_t)product.low, product.high};

        crm__wide_slot_merge(crm__cells_find(months, i == 0 ? 0 : (int64_t)deal->pipeline + 1,
                                             crm_day_month_start(day), 0) +
                                 DUE_WEIGHTED,
                             words);
    }
    return CRM_OK;
}

static crm_status
count_deals(crm_analysis *analysis, struct crm__cells *months)
{
    const struct crm__pipe *own = crm__pipe_own(analysis);
    crm_status status = CRM_OK;

    for (size_t i = 0; i < own->deal_count && status == CRM_OK; i++) {
        const struct crm__pipe_deal *deal = &own->deals[i];
        const struct crm__deal *logged = &analysis->deals.list[i];

        if (deal->worked && deal->created)
            status = count_in(analysis, months, deal->pipeline, deal->start, CREATED, 0, 0);
        if (status == CRM_OK && deal->won)
            status = count_in(analysis, months, deal->pipeline, logged->closed_day, WON, WON_AMOUNT,
                              deal->amount);
        if (status == CRM_OK && deal->lost)
            status = count_in(analysis, months, deal->pipeline, logged->closed_day, LOST,
                              LOST_AMOUNT, deal->amount);
        if (status == CRM_OK && deal->open)
            status = count_due(analysis, months, deal, logged->now.close_day);
    }
    return status;
}

static void
write_month(struct crm__writer *writer, const int64_t *record)
{
    const struct crm__pipe *own = crm__pipe_own(writer->analysis);
    const int64_t *slots = record + 2;
    crm_id pipeline = record[0] == 0 ? 0 : own->pipelines[record[0] - 1];

    crm__write_row(writer);
    crm__write_int_if(writer, record[0] != 0, pipeline);
    crm__write_int(writer, record[1]);
    crm__write_int(writer, slots[CREATED]);
    crm__write_int(writer, slots[WON]);
    crm__write_total(writer, crm__wide_from_slots(slots + WON_AMOUNT), "pipeline.months.won_amount",
                     pipeline);
    crm__write_int(writer, slots[LOST]);
    crm__write_total(writer, crm__wide_from_slots(slots + LOST_AMOUNT),
                     "pipeline.months.lost_amount", pipeline);
    crm__write_int(writer, slots[DUE]);
    crm__write_total(writer, crm__wide_from_slots(slots + DUE_AMOUNT), "pipeline.months.due_amount",
                     pipeline);
    crm__write_weighted(writer, crm__wide_from_slots(slots + DUE_WEIGHTED),
                        "pipeline.months.due_weighted", pipeline);
}

crm_status
crm__pipe_write_months(crm_analysis *analysis)
{
    struct crm__writer writer = crm__writer_of(analysis, CRM__PIPE_MONTHS);
    struct crm__cells months;
    int64_t **records = NULL;
    crm_status status;

    crm__cells_init(&months, analysis->memory, 2, SLOTS);
    status = count_deals(analysis, &months);
    if (status == CRM_OK && crm__cells_sorted(&months, &records) != CRM_OK)
        status = crm__no_memory(analysis->crm);
    if (status == CRM_OK) {
        for (size_t i = 0; i < months.count; i++)
            write_month(&writer, records[i]);
        status = writer.status;
    }
    crm__free_array(analysis->memory, records, months.count, sizeof *records);
    crm__cells_done(&months);
    return status;
}
