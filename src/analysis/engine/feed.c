/*
 * feed.c - rows come in: checked, then kept or folded, slice by slice, with an eye on memory and on
 * whoever wants to know how far the work is.
 */
#include "analysis/engine/inside.h"
#include "store/scan.h"

/* Setup kinds are complete: what is made of them once, before the first fact or at finish. */
crm_status
crm__set_up(crm_analysis *analysis)
{
    crm_status status;

    if (analysis->set_up)
        return CRM_OK;
    analysis->set_up = true;
    status = crm__rates_build(analysis);
    if (status == CRM_OK)
        status = crm__epochs_build(analysis);
    if (status == CRM_OK && analysis->class->setup)
        status = analysis->class->setup(analysis);
    return status;
}

/* The first fact is here: setup kinds stand as they are, in every process that works with this one.
 */
static crm_status
first_fact(crm_analysis *analysis)
{
    if (analysis->set_up)
        return CRM_OK;
    for (size_t i = 0; i < analysis->class->input_count; i++) {
        struct crm__kept *kept = &analysis->kept[i];

        if (!kept->table || analysis->class->inputs[i].role != CRM_ROLE_SETUP)
            continue;
        if (kept->pinned && kept->facts != kept->table->rows)
            return crm__fail(analysis->crm, CRM_ERROR_DATA, analysis->class->inputs[i].kind, 0, -1,
                             "%s: partials were made from other setup rows", analysis->class->name);
        kept->pinned = true;
        kept->facts = kept->table->rows;
    }
    return crm__set_up(analysis);
}

crm_status
crm__limit_check(crm_analysis *analysis)
{
    uint64_t limit = analysis->common->memory_limit, bytes, keys = analysis->coverage.count;

    if (limit == 0)
        return CRM_OK;
    bytes = crm__cells_bytes(&analysis->coverage);
    for (size_t i = 0; i < analysis->class->state_count; i++) {
        bytes += crm__cells_bytes(&analysis->states[i]);
        keys += analysis->states[i].count;
    }
    for (size_t i = 0; i < analysis->class->input_count; i++) {
        bytes += crm__kept_bytes(&analysis->kept[i]);
        keys += analysis->kept[i].index.count;
    }
    if (bytes <= limit)
        return CRM_OK;
    return crm__fail(analysis->crm, CRM_ERROR_LIMIT, 0, 0, -1,
                     "%s: memory_limit of %llu bytes: %llu rows with %llu keys take %llu bytes",
                     analysis->class->name, (unsigned long long)limit,
                     (unsigned long long)analysis->rows_fed, (unsigned long long)keys,
                     (unsigned long long)bytes);
}

static crm_status
progress_tell(crm_analysis *analysis)
{
    if (analysis->rows_fed - analysis->told < CRM__TELL_EVERY)
        return CRM_OK;
    analysis->told = analysis->rows_fed;
    return crm__progress(analysis->crm, (int64_t)analysis->rows_fed, 0);
}

crm_status
crm__stage_done(crm_analysis *analysis)
{
    return crm__progress(analysis->crm, (int64_t)analysis->rows_fed, (int64_t)analysis->rows_fed);
}

static crm_status
feed_slice(crm_analysis *analysis, size_t input, const crm_table *table, size_t first, size_t count,
           bool merged)
{
    const struct crm__input *spec = &analysis->class->inputs[input];
    crm_status status = crm__rows_check(analysis, spec, table, first, count);

    if (status != CRM_OK)
        return status;
    if (spec->fold)
        return spec->fold(analysis, table, first, count);
    for (size_t row = first; row < first + count && status == CRM_OK; row++)
        status = crm__kept_put(analysis, input, table, row, merged);
    return status;
}

crm_status
crm__feed(crm_analysis *analysis, size_t input, const crm_table *table, bool merged)
{
    const struct crm__input *spec = &analysis->class->inputs[input];
    crm_status status = CRM_OK;
    size_t count;

    if (spec->role == CRM_ROLE_FACT && table->rows > 0 && !merged) {
        status = first_fact(analysis);
        analysis->facts += table->rows;
    }
    for (size_t first = 0; first < table->rows && status == CRM_OK; first += count) {
        count = table->rows - first < CRM__SLICE ? table->rows - first : CRM__SLICE;
        analysis->rows_fed += merged ? 0 : count; /* meta said how many they were */
        status = feed_slice(analysis, input, table, first, count, merged);
        if (status == CRM_OK)
            status = crm__limit_check(analysis);
        if (status == CRM_OK)
            status = progress_tell(analysis);
    }
    return status;
}
