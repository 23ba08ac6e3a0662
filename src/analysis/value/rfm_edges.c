/*
 * rfm_edges.c - edges of scores that the caller gives: for each axis bins - 1 numbers, ascending. A
 * value at an edge is above it, so that an edge stands for the lowest integer that is not below it.
 */
#include <math.h>
#include <string.h>

#include "analysis/value/rfm.h"

/* Of the list that is given. */
enum { AXIS, EDGE };

const struct crm__column_spec crm__rfm_edge_columns[2] = {
    {"axis", CRM_TYPE_TEXT, 0, ""},
    {"edge", CRM_TYPE_DOUBLE, 0, ""},
};

/* 0 r, 1 f, 2 m; -1 = none of them. */
static int
axis_of(const crm_table *table, size_t row)
{
    size_t length;
    const char *name = crm__cell_text(table, row, AXIS, &length);
    const char *found = name && length == 1 ? strchr("rfm", name[0]) : NULL;

    return found ? (int)(found - "rfm") : -1;
}

/* Beyond the integers of 64 bits every value is below or above. */
static int64_t
lowest_above(double edge)
{
    double whole = ceil(edge);

    if (whole >= 9223372036854775808.0)
        return INT64_MAX;
    return whole < -9223372036854775808.0 ? INT64_MIN : (int64_t)whole;
}

crm_status
crm__rfm_check_edges(crm_analysis *analysis, const crm_table *table)
{
    int32_t bins = ((const crm_rfm_params *)analysis->params)->bins;
    double last[3] = {0, 0, 0};
    int32_t count[3] = {0, 0, 0};

    for (size_t row = 0; row < table->rows; row++) {
        int axis = axis_of(table, row);
        double edge;

        if (axis < 0)
            return crm__setting_wrong(analysis, table, row, AXIS, "is neither r, f nor m");
        if (!crm__cell_double(table, row, EDGE, &edge))
            return crm__setting_wrong(analysis, table, row, EDGE, "has no value");
        if (count[axis] > 0 && edge <= last[axis])
            return crm__setting_wrong(analysis, table, row, EDGE, "is not above the one before");
        if (++count[axis] > bins - 1)
            return crm__setting_wrong(analysis, table, row, EDGE,
                                      "more edges of the axis than bins - 1");
        last[axis] = edge;
    }
    for (int axis = 0; axis < 3; axis++) {
        if (count[axis] != bins - 1)
            return crm__setting_wrong(analysis, table, table->rows, AXIS,
                                      "an axis has not bins - 1 edges");
    }
    return CRM_OK;
}

crm_status
crm__rfm_edges_make(crm_analysis *analysis)
{
    const crm_rfm_params *params = analysis->params;
    const crm_table *table = crm__setting(analysis, CRM__RFM_SET_EDGES);
    struct crm__rfm *own = analysis->own;
    int32_t count[3] = {0, 0, 0};

    if (params->rule != CRM_SCORES_GIVEN)
        return CRM_OK;
    if (!table)
        return crm__fail(analysis->crm, CRM_ERROR_ARGUMENT, 0, 0, -1,
                         "rfm: rule is GIVEN, and the list edges was not given");
    for (size_t row = 0; row < table->rows; row++) {
        int axis = axis_of(table, row);
        double edge = 0;

        crm__cell_double(table, row, EDGE, &edge);
        own->edges[axis][count[axis]++] = lowest_above(edge);
    }
    return CRM_OK;
}
