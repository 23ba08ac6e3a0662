/*
 * rfm_scores.c - scores by rank on three axes, and the segment that they make. Customers without an
 * occasion have no scores: money alone does not make a buyer.
 */
#include "analysis/value/rfm.h"
#include "base/cuts.h"

static bool
scored(const struct crm__rfm_customer *customer)
{
    return customer->frequency > 0;
}

int64_t
crm__rfm_value(const crm_analysis *analysis, const struct crm__rfm_customer *customer, int axis)
{
    if (axis == 0)
        return analysis->common->as_of - customer->last_day;
    return axis == 1 ? customer->frequency : customer->monetary;
}

static bool
all_equal(const int64_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (values[i] != values[0])
            return false;
    }
    return true;
}

/* values and scores have room for all customers; only those scored are looked at. */
static crm_status
score_axis(crm_analysis *analysis, int axis, int64_t *values, int8_t *scores)
{
    static const int32_t flat[3] = {CRM_RFM_FLAT_R, CRM_RFM_FLAT_F, CRM_RFM_FLAT_M};
    const crm_rfm_params *params = analysis->params;
    struct crm__rfm *own = analysis->own;
    size_t count = 0;
    int32_t flags;

    for (size_t i = 0; i < own->count; i++) {
        int64_t value = crm__rfm_value(analysis, &own->customers[i], axis);

        if (scored(&own->customers[i]))
            values[count++] = axis == 0 ? -value : value; /* more recent is higher */
    }
    if (count == 0)
        return CRM_OK;
    if (crm__rank_scores(analysis->memory, values, count, params->bins, scores) != CRM_OK)
        return crm__no_memory(analysis->crm);
    flags = all_equal(values, count) ? flat[axis] : 0;
    flags |= count < (size_t)params->bins ? CRM_RFM_SMALL_N : 0;
    count = 0;
    for (size_t i = 0; i < own->count; i++) {
        if (!scored(&own->customers[i]))
            continue;
        own->customers[i].score[axis] = scores[count++];
        own->customers[i].flags |= flags;
    }
    return CRM_OK;
}

static void
flag_customer(const crm_analysis *analysis, struct crm__rfm_customer *customer)
{
    const crm_rfm_params *params = analysis->params;

    if (!scored(customer))
        customer->flags |= CRM_RFM_REFUND_ONLY;
    if (customer->monetary <= 0)
        customer->flags |= CRM_RFM_NEGATIVE;
    if (params->since != CRM_DAY_NONE && customer->first_day == params->since)
        customer->flags |= CRM_RFM_TRUNCATED;
    customer->segment = crm__rfm_segment_of(analysis->own, customer->score);
}

crm_status
crm__rfm_score(crm_analysis *analysis)
{
    struct crm__rfm *own = analysis->own;
    int64_t *values;
    int8_t *scores;
    crm_status status = CRM_OK;

    crm__rfm_map_make(analysis);
    if (own->count == 0)
        return CRM_OK;
    values = crm__alloc_array(analysis->memory, own->count, sizeof *values);
    scores = crm__alloc_array(analysis->memory, own->count, sizeof *scores);
    if (!values || !scores)
        status = crm__no_memory(analysis->crm);
    for (int axis = 0; axis < 3 && status == CRM_OK; axis++)
        status = score_axis(analysis, axis, values, scores);
    for (size_t i = 0; i < own->count && status == CRM_OK; i++)
        flag_customer(analysis, &own->customers[i]);
    crm__free_array(analysis->memory, values, own->count, sizeof *values);
    crm__free_array(analysis->memory, scores, own->count, sizeof *scores);
    return status;
}
