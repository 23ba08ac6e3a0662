/*
 * rfm_tables.c - the tables of RFM: scores of each customer and their parts, segments with their
 * medians, and what each score stands for on each axis, empty ones included.
 */
#include <string.h>

#include "analysis/value/rfm.h"
#include "base/order.h"

static bool
scored(const struct crm__rfm_customer *customer)
{
    return customer->score[0] > 0;
}

/* The weights of r, f and m. */
static void
weights_of(const crm_analysis *analysis, int64_t *out)
{
    const crm_rfm_params *params = analysis->params;

    out[0] = params->weight_r;
    out[1] = params->weight_f;
    out[2] = params->weight_m;
}

static void
write_total(struct crm__writer *writer, const struct crm__rfm_customer *customer)
{
    int64_t weights[3], points = 0, all = 0;

    weights_of(writer->analysis, weights);
    for (int axis = 0; axis < 3; axis++) {
        points += weights[axis] * customer->score[axis];
        all += weights[axis];
    }
    if (scored(customer))
        crm__write_ratio(writer, points, all);
    else
        crm__write_none(writer);
}

crm_status
crm__rfm_write_scores(crm_analysis *analysis)
{
    const struct crm__rfm *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__RFM_SCORES);

    for (size_t i = 0; i < own->now.count; i++) {
        const struct crm__rfm_customer *customer = &own->now.customers[i];

        crm__write_row(&writer);
        crm__write_id(&writer, customer->id);
        crm__write_day(&writer, customer->last_day);
        crm__write_int_if(&writer, scored(customer), crm__rfm_value(&own->now, customer, 0));
        crm__write_int(&writer, customer->frequency);
        crm__write_int(&writer, customer->monetary);
        for (int axis = 0; axis < 3; axis++)
            crm__write_int_if(&writer, scored(customer), customer->score[axis]);
        if ((size_t)customer->segment < own->segments)
            crm__rfm_write_segment_name(&writer, (size_t)customer->segment);
        else
            crm__write_none(&writer);
        crm__write_day(&writer, customer->first_day);
        crm__write_int(&writer, customer->flags);
        write_total(&writer, customer);
    }
    return writer.status;
}

static const char *const axis_names[3] = {"r", "f", "m"};

crm_status
crm__rfm_write_parts(crm_analysis *analysis)
{
    const crm_rfm_params *params = analysis->params;
    const struct crm__rfm *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__RFM_PARTS);
    int64_t weights[3];

    weights_of(analysis, weights);
    for (size_t i = 0; params->flags & CRM_RFM_SHOW_PARTS && i < 3 * own->now.count; i++) {
        const struct crm__rfm_customer *customer = &own->now.customers[i / 3];
        int axis = (int)(i % 3);

        if (!scored(customer))
            continue;
        crm__write_row(&writer);
        crm__write_id(&writer, customer->id);
        crm__write_text(&writer, axis_names[axis], 1);
        crm__write_int(&writer, crm__rfm_value(&own->now, customer, axis));
        crm__write_int(&writer, customer->score[axis]);
        crm__write_int(&writer, weights[axis]);
    }
    return writer.status;
}

/* ---- Segments ---- */

/* Values of an axis over a segment, ascending; returns how many. Recency of those scored alone. */
static size_t
segment_values(const crm_analysis *analysis, size_t segment, int axis, int64_t *values)
{
    const struct crm__rfm *own = analysis->own;
    size_t count = 0;

    for (size_t i = 0; i < own->now.count; i++) {
        const struct crm__rfm_customer *customer = &own->now.customers[i];

        if ((size_t)customer->segment == segment && (axis != 0 || scored(customer)))
            values[count++] = crm__rfm_value(&own->now, customer, axis);
    }
    crm__sort_int64(values, count);
    return count;
}

static void
write_median(struct crm__writer *writer, const int64_t *values, size_t count, bool money)
{
    if (count == 0)
        crm__write_none(writer);
    else
        crm__write_double(writer, money ? (double)crm__median_money(values, count)
                                        : crm__median(values, count));
}

static struct crm__wide
money_of(const struct crm__rfm *own, size_t segment, bool all)
{
    struct crm__wide sum = crm__wide_of(0);

    for (size_t i = 0; i < own->now.count; i++) {
        if (all || (size_t)own->now.customers[i].segment == segment)
            sum = crm__wide_add(sum, crm__wide_of(own->now.customers[i].monetary));
    }
    return sum;
}

static crm_status
write_segment(struct crm__writer *writer, size_t segment, int64_t *values)
{
    crm_analysis *analysis = writer->analysis;
    const struct crm__rfm *own = analysis->own;
    struct crm__wide all = money_of(own, 0, true), part = money_of(own, segment, false);
    size_t customers = segment_values(analysis, segment, 1, values), count;
    int64_t monetary;
    crm_status status = crm__total(analysis, part, "rfm segment", (crm_id)segment + 1, &monetary);

    if (status != CRM_OK)
        return status;
    crm__write_row(writer);
    crm__rfm_write_segment_name(writer, segment);
    crm__write_int(writer, (int64_t)segment + 1);
    crm__write_int(writer, (int64_t)customers);
    crm__write_ratio(writer, (int64_t)customers, (int64_t)own->now.count);
    crm__write_int(writer, monetary);
    if (crm__wide_compare(all, crm__wide_of(0)) == 0)
        crm__write_none(writer);
    else
        crm__write_double(writer, crm__wide_ratio(part, all));
    for (int axis = 0; axis < 3; axis++) {
        count = segment_values(analysis, segment, axis, values);
        write_median(writer, values, count, axis == 2);
    }
    return writer->status;
}

crm_status
crm__rfm_write_segments(crm_analysis *analysis)
{
    const struct crm__rfm *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__RFM_SEGMENTS);
    int64_t *values = crm__alloc_array(analysis->memory, own->now.count, sizeof *values);
    crm_status status = CRM_OK;

    if (!values && own->now.count > 0)
        return crm__no_memory(analysis->crm);
    for (size_t i = 0; i <= own->segments && status == CRM_OK; i++)
        status = write_segment(&writer, i, values);
    crm__free_array(analysis->memory, values, own->now.count, sizeof *values);
    return status;
}

/* ---- Bins ---- */

/* How many of the ascending values stand beside an equal one. */
static size_t
tied(const int64_t *values, size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        if ((i > 0 && values[i] == values[i - 1]) || (i + 1 < count && values[i] == values[i + 1]))
            found++;
    }
    return found;
}

static void
write_bin(struct crm__writer *writer, int axis, int32_t bin, int64_t *values)
{
    const struct crm__rfm *own = writer->analysis->own;
    size_t count = 0;

    for (size_t i = 0; i < own->now.count; i++) {
        if (own->now.customers[i].score[axis] == bin)
            values[count++] = crm__rfm_value(&own->now, &own->now.customers[i], axis);
    }
    crm__sort_int64(values, count);
    crm__write_row(writer);
    crm__write_text(writer, axis_names[axis], 1);
    crm__write_int(writer, bin);
    crm__write_int(writer, (int64_t)count);
    crm__write_int_if(writer, count > 0, count ? values[0] : 0);
    crm__write_int_if(writer, count > 0, count ? values[count - 1] : 0);
    crm__write_ratio(writer, (int64_t)tied(values, count), (int64_t)count);
}

crm_status
crm__rfm_write_bins(crm_analysis *analysis)
{
    const crm_rfm_params *params = analysis->params;
    const struct crm__rfm *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__RFM_BINS);
    int64_t *values = crm__alloc_array(analysis->memory, own->now.count, sizeof *values);

    if (!values && own->now.count > 0)
        return crm__no_memory(analysis->crm);
    for (int axis = 0; axis < 3; axis++) {
        for (int32_t bin = 1; bin <= params->bins; bin++)
            write_bin(&writer, axis, bin, values);
    }
    crm__free_array(analysis->memory, values, own->now.count, sizeof *values);
    return writer.status;
}
