/*
 * rfm_segments.c - segments are data: a list of boxes of scores, of which the first that holds a
 * customer is its segment. Without a list, the RF map of crm/rfm.h, made for 5 scores.
 */
#include <string.h>

#include "analysis/value/rfm.h"

/* Of the list that is given. */
enum { SEGMENT, R_LOW, R_HIGH, F_LOW, F_HIGH, M_LOW, M_HIGH };

const struct crm__column_spec crm__rfm_segment_columns[7] = {
    {"segment", CRM_TYPE_TEXT, 0, ""},    {"r_low", CRM_TYPE_I64, 0, "score"},
    {"r_high", CRM_TYPE_I64, 0, "score"}, {"f_low", CRM_TYPE_I64, 0, "score"},
    {"f_high", CRM_TYPE_I64, 0, "score"}, {"m_low", CRM_TYPE_I64, 0, "score"},
    {"m_high", CRM_TYPE_I64, 0, "score"},
};

#define BOX(name, r_low, r_high, f_low, f_high)                                                    \
    {                                                                                              \
        name, sizeof name - 1, {r_low, f_low, 1},                                                  \
        {                                                                                          \
            r_high, f_high, 5                                                                      \
        }                                                                                          \
    }

/* Covers each of the 25 cells of r and f once (a test proves it). */
static const struct crm__rfm_segment standard[] = {
    BOX("champions", 5, 5, 4, 5),          BOX("loyal", 3, 4, 4, 5),
    BOX("potential_loyalist", 4, 5, 2, 3), BOX("new", 5, 5, 1, 1),
    BOX("promising", 4, 4, 1, 1),          BOX("need_attention", 3, 3, 3, 3),
    BOX("about_to_sleep", 3, 3, 1, 2),     BOX("at_risk", 1, 2, 3, 4),
    BOX("cant_lose", 1, 2, 5, 5),          BOX("hibernating", 1, 2, 1, 2),
};

/* ---- A list that is given ---- */

/* A limit of a box; one that is none is the first or last score. False: out of range. */
static bool
limit(const crm_table *table, size_t row, int32_t column, int32_t bins, int8_t *out)
{
    int64_t value = column % 2 == R_LOW % 2 ? 1 : bins;

    crm__cell_int(table, row, column, &value);
    *out = (int8_t)(value >= 1 && value <= bins ? value : 0);
    return *out > 0;
}

static crm_status
check_row(crm_analysis *analysis, const crm_table *table, size_t row)
{
    int32_t bins = ((const crm_rfm_params *)analysis->params)->bins;
    int8_t ends[M_HIGH + 1];
    size_t length;

    if (!crm__cell_text(table, row, SEGMENT, &length) || length == 0)
        return crm__setting_wrong(analysis, table, row, SEGMENT, "a segment has no name");
    for (int32_t column = R_LOW; column <= M_HIGH; column++) {
        if (!limit(table, row, column, bins, &ends[column]))
            return crm__setting_wrong(analysis, table, row, column, "is not a score");
        if (column % 2 == R_HIGH % 2 && ends[column] < ends[column - 1])
            return crm__setting_wrong(analysis, table, row, column, "is below the lowest score");
    }
    return CRM_OK;
}

crm_status
crm__rfm_check_map(crm_analysis *analysis, const crm_table *table)
{
    crm_status status = CRM_OK;

    if (table->rows > CRM__RFM_SEGMENTS_MAX)
        return crm__setting_wrong(analysis, table, CRM__RFM_SEGMENTS_MAX, SEGMENT,
                                  "more than 120 segments");
    for (size_t row = 0; row < table->rows && status == CRM_OK; row++)
        status = check_row(analysis, table, row);
    return status;
}

/* ---- The map in use ---- */

static struct crm__rfm_segment
box_of(const crm_table *table, size_t row, int32_t bins)
{
    struct crm__rfm_segment segment;

    segment.name = crm__cell_text(table, row, SEGMENT, &segment.length);
    for (int axis = 0; axis < 3; axis++) {
        limit(table, row, R_LOW + 2 * axis, bins, &segment.low[axis]);
        limit(table, row, R_HIGH + 2 * axis, bins, &segment.high[axis]);
    }
    return segment;
}

void
crm__rfm_map_make(crm_analysis *analysis)
{
    const crm_rfm_params *params = analysis->params;
    const crm_table *table = crm__setting(analysis, CRM__RFM_SET_SEGMENTS);
    struct crm__rfm *own = analysis->own;

    own->segments = table ? table->rows : sizeof standard / sizeof standard[0];
    if (!table)
        memcpy(own->map, standard, sizeof standard);
    for (size_t row = 0; table && row < table->rows; row++)
        own->map[row] = box_of(table, row, params->bins);
    own->boxed = table || params->bins == 5;
}

int
crm__rfm_matches(const struct crm__rfm *own, const int8_t *score, int8_t *out_segment)
{
    int matches = 0;

    *out_segment = (int8_t)own->segments;
    for (size_t i = 0; own->boxed && i < own->segments; i++) {
        const struct crm__rfm_segment *box = &own->map[i];
        bool inside = true;

        for (int axis = 0; axis < 3; axis++)
            inside = inside && score[axis] >= box->low[axis] && score[axis] <= box->high[axis];
        if (inside && matches++ == 0)
            *out_segment = (int8_t)i;
    }
    return matches;
}

void
crm__rfm_write_segment_name(struct crm__writer *writer, size_t segment)
{
    const struct crm__rfm *own = writer->analysis->own;

    if (segment < own->segments)
        crm__write_text(writer, own->map[segment].name, own->map[segment].length);
    else
        crm__write_text(writer, "unmatched", strlen("unmatched"));
}
