/*
 * finish.c - from state to results, in the order in which things become known: keyed rows, deals,
 * won deals as sales, the currency, the analysis's own tables, and last what was left out.
 */
#include "analysis/engine/inside.h"

static crm_status
make_results(crm_analysis *analysis)
{
    size_t count = CRM__RESULTS_OWN + analysis->class->result_count;

    for (size_t i = 0; i < count; i++) {
        size_t columns;
        const struct crm__column_spec *specs = crm__result_columns(analysis->class, i, &columns);

        analysis->results[i] = crm__result_new(analysis->crm, specs, columns);
        if (!analysis->results[i])
            return crm__no_memory(analysis->crm);
    }
    return CRM_OK;
}

static crm_status
seal_results(crm_analysis *analysis)
{
    size_t count = CRM__RESULTS_OWN + analysis->class->result_count;

    for (size_t i = 0; i < count; i++) {
        if (crm__table_seal(analysis->results[i]) != CRM_OK)
            return crm__no_memory(analysis->crm);
    }
    analysis->result_count = count;
    return CRM_OK;
}

/* Setup rows are complete before the first fact; where facts came out of partials, each of those
   must have had the rows that stand here now. */
static crm_status
check_pins(crm_analysis *analysis)
{
    for (size_t i = 0; i < analysis->class->input_count; i++) {
        const struct crm__kept *kept = &analysis->kept[i];
        crm_kind kind = analysis->class->inputs[i].kind;

        if (kept->table && kept->pinned && kept->facts != kept->table->rows)
            return crm__fail(analysis->crm, CRM_ERROR_DATA, kind, 0, -1,
                             "%s: partials were made from different rows of %s",
                             analysis->class->name, crm_schema_kind_name(analysis->crm, kind));
    }
    return CRM_OK;
}

static crm_status
know_rows(crm_analysis *analysis)
{
    crm_status status = check_pins(analysis);

    if (status == CRM_OK)
        status = crm__set_up(analysis);
    if (status == CRM_OK)
        status = crm__kept_finish(analysis);
    if (status == CRM_OK && crm__reads(analysis, CRM_KIND_RATE)) {
        size_t rows = crm__kept_rows(analysis, CRM_KIND_RATE);
        int64_t day;

        for (size_t row = 0; row < rows; row++) {
            if (crm__kept_int(analysis, CRM_KIND_RATE, row, CRM_RATE_DAY, &day) &&
                day > analysis->common->as_of)
                crm__leave_out(analysis, CRM_KIND_RATE, row, CRM__AFTER_AS_OF);
        }
    }
    return status;
}

static crm_status
know_sales(crm_analysis *analysis)
{
    const struct crm__sales_rule *rule = analysis->class->rule;
    crm_status status = CRM_OK;

    if (crm__reads(analysis, CRM_KIND_TRANSITION))
        status = crm__deals_build(analysis);
    if (status == CRM_OK && rule && analysis->common->sales == CRM_SALES_WON)
        status = crm__sales_won(analysis);
    if (status == CRM_OK && rule && analysis->common->sales == CRM_SALES_PURCHASES &&
        rule->invoiced >= 0)
        status = crm__sales_unbilled(analysis);
    return status;
}

crm_status
crm__finish(crm_analysis *analysis)
{
    crm_status status;

    analysis->finishing = true;
    status = make_results(analysis);
    if (status == CRM_OK)
        status = know_rows(analysis);
    if (status == CRM_OK)
        status = crm__stage_done(analysis);
    if (status == CRM_OK)
        status = know_sales(analysis);
    if (status == CRM_OK)
        status = crm__currency_decide(analysis);
    if (status == CRM_OK)
        status = crm__limit_check(analysis);
    if (status == CRM_OK)
        status = analysis->class->finish(analysis);
    if (status == CRM_OK)
        status = crm__stage_done(analysis);
    if (status == CRM_OK)
        status = crm__coverage_write(analysis);
    if (status == CRM_OK)
        status = crm__about_write(analysis);
    if (status == CRM_OK)
        status = seal_results(analysis);
    analysis->finished = status == CRM_OK;
    return status;
}
