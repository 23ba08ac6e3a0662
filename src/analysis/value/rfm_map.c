/*
 * rfm_map.c - two tables about segments: the map itself, cell by cell, so that gaps and overlaps of a
 * map show before anybody trusts it; and who moved from which segment to which between two days.
 */
#include "analysis/value/rfm.h"

crm_status
crm__rfm_write_map(crm_analysis *analysis)
{
    const crm_rfm_params *params = analysis->params;
    const struct crm__rfm *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__RFM_MAP);
    int32_t bins = params->bins;

    for (int32_t cell = 0; cell < bins * bins * bins; cell++) {
        int8_t score[3] = {(int8_t)(cell / (bins * bins) + 1), (int8_t)(cell / bins % bins + 1),
                           (int8_t)(cell % bins + 1)};
        int8_t segment;
        int matches = crm__rfm_matches(own, score, &segment);

        crm__write_row(&writer);
        for (int axis = 0; axis < 3; axis++)
            crm__write_int(&writer, score[axis]);
        if (matches > 0)
            crm__rfm_write_segment_name(&writer, (size_t)segment);
        else
            crm__write_none(&writer);
        crm__write_int(&writer, matches);
    }
    return writer.status;
}

/* ---- Migration ---- */

/* Places on both sides: the segments, unmatched, not a customer. */
#define PLACES (CRM__RFM_SEGMENTS_MAX + 2)

static size_t
place_of(const struct crm__rfm *own, const struct crm__rfm_customer *customer)
{
    return customer ? (size_t)customer->segment : own->segments + 1;
}

/* Both boards are by id: each customer of either is met once. */
static void
count_moves(const struct crm__rfm *own, int64_t (*moves)[PLACES])
{
    size_t i = 0, j = 0;

    while (i < own->before.count || j < own->now.count) {
        const struct crm__rfm_customer *before =
            i < own->before.count ? &own->before.customers[i] : NULL;
        const struct crm__rfm_customer *after = j < own->now.count ? &own->now.customers[j] : NULL;

        if (before && after && before->id != after->id) {
            if (before->id < after->id)
                after = NULL;
            else
                before = NULL;
        }
        moves[place_of(own, before)][place_of(own, after)]++;
        i += before != NULL;
        j += after != NULL;
    }
}

static void
write_place(struct crm__writer *writer, const struct crm__rfm *own, size_t place)
{
    if (place > own->segments)
        crm__write_none(writer);
    else
        crm__rfm_write_segment_name(writer, place);
}

crm_status
crm__rfm_write_migration(crm_analysis *analysis)
{
    const struct crm__rfm *own = analysis->own;
    struct crm__writer writer = crm__writer_of(analysis, CRM__RFM_MIGRATION);
    int64_t(*moves)[PLACES];

    if (own->before.day == CRM_DAY_NONE)
        return CRM_OK;
    moves = crm__alloc_array(analysis->memory, PLACES, sizeof *moves);
    if (!moves)
        return crm__no_memory(analysis->crm);
    count_moves(own, moves);
    for (size_t from = 0; from < own->segments + 2; from++) {
        int64_t all = 0;

        for (size_t to = 0; to < own->segments + 2; to++)
            all += moves[from][to];
        for (size_t to = 0; to < own->segments + 2; to++) {
            if (moves[from][to] == 0)
                continue;
            crm__write_row(&writer);
            write_place(&writer, own, from);
            write_place(&writer, own, to);
            crm__write_int(&writer, moves[from][to]);
            crm__write_ratio(&writer, moves[from][to], all);
        }
    }
    crm__free_array(analysis->memory, moves, PLACES, sizeof *moves);
    return writer.status;
}
