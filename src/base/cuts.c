/*
 * cuts.c - scores by rank.
 *
 * A value scores above bin j when at least ceil(j x count / bins) values are smaller than it, that
 * is, when it is above the one that stands in that place in ascending order. So bins - 1 values,
 * the cuts, score all others. They are read off a histogram where the values lie close together,
 * else off a sorted copy.
 */
#include "base/cuts.h"

#include <string.h>

#include "base/order.h"

#define BINS_MAX 10
#define HISTOGRAM_MAX 65536

/* Place, from 1, of cut j: ceil(j x count / bins), without overflow. */
static size_t
cut_place(size_t count, int32_t bins, int32_t j)
{
    size_t wide = (size_t)bins, cut = (size_t)j;

    return count / wide * cut + (count % wide * cut + wide - 1) / wide;
}

static void
find_range(const int64_t *values, size_t count, int64_t *out_low, uint64_t *out_range)
{
    int64_t low = values[0], high = values[0];

    for (size_t i = 1; i < count; i++) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    *out_low = low;
    *out_range = (uint64_t)high - (uint64_t)low;
}

static crm_status
cuts_by_counting(const struct crm__memory *memory, const int64_t *values, size_t count, int64_t low,
                 size_t range, int32_t bins, int64_t *cuts)
{
    size_t *histogram = crm__alloc_array(memory, range + 1, sizeof *histogram);
    size_t offset = 0, so_far;

    if (!histogram)
        return CRM_ERROR_MEMORY;
    for (size_t i = 0; i < count; i++)
        histogram[values[i] - low]++;
    so_far = histogram[0];
    for (int32_t j = 1; j < bins; j++) {
        while (so_far < cut_place(count, bins, j))
            so_far += histogram[++offset];
        cuts[j - 1] = low + (int64_t)offset;
    }
    crm__free_array(memory, histogram, range + 1, sizeof *histogram);
    return CRM_OK;
}

static crm_status
cuts_by_sorting(const struct crm__memory *memory, const int64_t *values, size_t count, int32_t bins,
                int64_t *cuts)
{
    int64_t *sorted = crm__alloc_array(memory, count, sizeof *sorted);

    if (!sorted)
        return CRM_ERROR_MEMORY;
    memcpy(sorted, values, count * sizeof *sorted);
    crm__sort_int64(sorted, count);
    for (int32_t j = 1; j < bins; j++)
        cuts[j - 1] = sorted[cut_place(count, bins, j) - 1];
    crm__free_array(memory, sorted, count, sizeof *sorted);
    return CRM_OK;
}

crm_status
crm__rank_scores(const struct crm__memory *memory, const int64_t *values, size_t count,
                 int32_t bins, int8_t *out_scores)
{
    int64_t cuts[BINS_MAX - 1], low;
    uint64_t range;
    crm_status status;

    if (bins < 2 || bins > BINS_MAX)
        return CRM_ERROR_ARGUMENT;
    if (count == 0)
        return CRM_OK;
    find_range(values, count, &low, &range);
    if (range < HISTOGRAM_MAX && range / 16 <= count)
        status = cuts_by_counting(memory, values, count, low, (size_t)range, bins, cuts);
    else
        status = cuts_by_sorting(memory, values, count, bins, cuts);
    if (status != CRM_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        int score = 1;

        for (int32_t j = 0; j < bins - 1; j++)
            score += values[i] > cuts[j];
        out_scores[i] = (int8_t)score;
    }
    return CRM_OK;
}
