/*
 * durations.c - lengths of time as integers, and their means and medians in days, rounded once.
 *
 * Nothing here reads local hours: a day of 23 or 25 hours counts as what it was, or, where a source
 * knew days alone, as one.
 */
#include "analysis/pipeline/pipeline.h"
#include "base/order.h"

int64_t
crm__pipe_elapsed(const crm_analysis *analysis, crm_instant from, bool from_day_only,
                  crm_instant to, bool to_day_only)
{
    if (from_day_only || to_day_only)
        return ((int64_t)crm__day_of_instant(analysis->crm, to) -
                crm__day_of_instant(analysis->crm, from)) *
               CRM__MICROSECONDS_A_DAY;
    return to - from;
}

static int
compare_samples(const void *a, const void *b, void *context)
{
    const struct crm__sample *x = a, *y = b;

    (void)context;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return x->length < y->length ? -1 : x->length > y->length;
}

void
crm__samples_sort(struct crm__sample *samples, size_t count)
{
    crm__sort(samples, count, sizeof *samples, compare_samples, NULL);
}

static size_t
first_of(const struct crm__sample *samples, size_t count, size_t group)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (samples[middle].group < group)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t
crm__samples_of(const struct crm__sample *samples, size_t count, size_t group, size_t *out_count)
{
    size_t first = first_of(samples, count, group);

    *out_count = first_of(samples, count, group + 1) - first;
    return first;
}

struct crm__wide
crm__samples_sum(const struct crm__sample *samples, size_t count)
{
    struct crm__wide sum = crm__wide_of(0);

    for (size_t i = 0; i < count; i++)
        sum = crm__wide_add(sum, crm__wide_of(samples[i].length));
    return sum;
}

void
crm__write_mean(struct crm__writer *writer, const struct crm__sample *samples, size_t count)
{
    if (count == 0)
        crm__write_none(writer);
    else
        crm__write_double(
            writer, crm__wide_ratio(crm__samples_sum(samples, count),
                                    crm__wide_multiply((int64_t)count, CRM__MICROSECONDS_A_DAY)));
}

void
crm__write_median(struct crm__writer *writer, const struct crm__sample *samples, size_t count)
{
    struct crm__wide both;

    if (count == 0) {
        crm__write_none(writer);
        return;
    }
    both = crm__wide_add(crm__wide_of(samples[(count - 1) / 2].length),
                         crm__wide_of(samples[count / 2].length));
    crm__write_double(writer, crm__wide_ratio(both, crm__wide_of(2 * CRM__MICROSECONDS_A_DAY)));
}
