/*
 * cuts.c - scores by rule.
 *
 * By rank, a value scores above bin j when at least ceil(j x count / bins) values are smaller than it, that
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

/* 1 + the cuts that are below the value. */
static void
score_above(const int64_t *values, size_t count, const int64_t *cuts, int32_t bins,
            int8_t *out_scores)
{
    for (size_t i = 0; i < count; i++) {
        int score = 1;

        for (int32_t j = 0; j < bins - 1; j++)
            score += values[i] > cuts[j];
        out_scores[i] = (int8_t)score;
    }
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

static int64_t *
sorted_copy(const struct crm__memory *memory, const int64_t *values, size_t count)
{
    int64_t *sorted = crm__alloc_array(memory, count, sizeof *sorted);

    if (!sorted)
        return NULL;
    memcpy(sorted, values, count * sizeof *sorted);
    crm__sort_int64(sorted, count);
    return sorted;
}

static crm_status
cuts_by_sorting(const struct crm__memory *memory, const int64_t *values, size_t count, int32_t bins,
                int64_t *cuts)
{
    int64_t *sorted = sorted_copy(memory, values, count);

    if (!sorted)
        return CRM_ERROR_MEMORY;
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
    score_above(values, count, cuts, bins, out_scores);
    return CRM_OK;
}

/* ---- By value, by middle rank: all read off a sorted copy ---- */

/* The largest integer that is not above the quantile of order j / bins: with f = floor((n - 1) j /
   bins) and r what remains, the quantile is v[f] + r / bins x (v[f + 1] - v[f]). An integer is above
   the quantile when it is above this. */
static int64_t
quantile_floor(const int64_t *sorted, size_t count, int32_t bins, int32_t j)
{
    size_t wide = (size_t)bins, cut = (size_t)j, last = count - 1;
    size_t place = last / wide * cut + last % wide * cut / wide;
    uint64_t rest = last % wide * cut % wide, gap, step;

    if (rest == 0)
        return sorted[place];
    gap = (uint64_t)sorted[place + 1] - (uint64_t)sorted[place];
    step = gap / wide * rest + gap % wide * rest / wide;
    return (int64_t)((uint64_t)sorted[place] + step);
}

crm_status
crm__quantile_scores(const struct crm__memory *memory, const int64_t *values, size_t count,
                     int32_t bins, int8_t *out_scores)
{
    int64_t cuts[BINS_MAX - 1], *sorted;

    if (bins < 2 || bins > BINS_MAX)
        return CRM_ERROR_ARGUMENT;
    if (count == 0)
        return CRM_OK;
    sorted = sorted_copy(memory, values, count);
    if (!sorted)
        return CRM_ERROR_MEMORY;
    for (int32_t j = 1; j < bins; j++)
        cuts[j - 1] = quantile_floor(sorted, count, bins, j);
    crm__free_array(memory, sorted, count, sizeof *sorted);
    score_above(values, count, cuts, bins, out_scores);
    return CRM_OK;
}

crm_status
crm__midrank_scores(const struct crm__memory *memory, const int64_t *values, size_t count,
                    int32_t bins, int8_t *out_scores)
{
    int64_t *sorted;

    if (bins < 2 || bins > BINS_MAX)
        return CRM_ERROR_ARGUMENT;
    if (count == 0)
        return CRM_OK;
    sorted = sorted_copy(memory, values, count);
    if (!sorted)
        return CRM_ERROR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        /* Ranks low + 1 to high are shared; twice their middle, less 1, is low + high. */
        uint64_t low = crm__lower_bound(sorted, count, values[i]);
        uint64_t high =
            values[i] == INT64_MAX ? count : crm__lower_bound(sorted, count, values[i] + 1);
        uint64_t twice = 2 * (uint64_t)count;

        out_scores[i] = (int8_t)(((low + high) * (uint64_t)bins + twice - 1) / twice);
    }
    crm__free_array(memory, sorted, count, sizeof *sorted);
    return CRM_OK;
}

/* ---- Tiles ---- */

struct placed {
    int64_t value;
    size_t place;
};

static int
compare_placed(const void *a, const void *b, void *context)
{
    const struct placed *x = a, *y = b;

    (void)context;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

crm_status
crm__ntile_scores(const struct crm__memory *memory, const int64_t *values, size_t count,
                  int32_t bins, int8_t *out_scores)
{
    struct placed *items;
    size_t at = 0;

    if (bins < 2 || bins > BINS_MAX)
        return CRM_ERROR_ARGUMENT;
    if (count == 0)
        return CRM_OK;
    items = crm__alloc_array(memory, count, sizeof *items);
    if (!items)
        return CRM_ERROR_MEMORY;
    for (size_t i = 0; i < count; i++)
        items[i] = (struct placed){values[i], i};
    crm__sort(items, count, sizeof *items, compare_placed, NULL);
    for (size_t tile = 0; tile < (size_t)bins; tile++) {
        size_t end = at + count / (size_t)bins + (tile < count % (size_t)bins);

        for (; at < end; at++)
            out_scores[items[at].place] = (int8_t)(tile + 1);
    }
    crm__free_array(memory, items, count, sizeof *items);
    return CRM_OK;
}

/* ---- Edges ---- */

void
crm__edge_scores(const int64_t *values, size_t count, const int64_t *edges, size_t edge_count,
                 int8_t *out_scores)
{
    for (size_t i = 0; i < count; i++) {
        int score = 1;

        for (size_t j = 0; j < edge_count; j++)
            score += values[i] >= edges[j];
        out_scores[i] = (int8_t)score;
    }
}
