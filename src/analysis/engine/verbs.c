/*
 * verbs.c - the verbs that all analyses share. Each enters the context, refuses what does not fit the
 * moment, does its work elsewhere, and keeps the first failure: an analysis that failed once has seen
 * only part of its rows, and answers that failure ever after.
 */
#include <string.h>

#include "analysis/engine/inside.h"

/* ---- Entering and leaving a verb ---- */

static crm_status
begin(crm_analysis *analysis)
{
    crm_status status;

    if (!analysis)
        return CRM_ERROR_ARGUMENT;
    status = crm__enter(analysis->crm);
    if (status != CRM_OK)
        return status;
    if (analysis->poison != CRM_OK)
        status = crm__fail(analysis->crm, analysis->poison, 0, 0, -1,
                           "%s: the analysis failed before and can only be freed",
                           analysis->class->name);
    else if (analysis->finished)
        status = crm__fail(analysis->crm, CRM_ERROR_STATE, 0, 0, -1, "%s: finished already",
                           analysis->class->name);
    if (status != CRM_OK) {
        crm__leave(analysis->crm);
        return status;
    }
    analysis->busy = true;
    if (analysis->partial)
        crm__table_free(analysis->partial);
    analysis->partial = NULL;
    return CRM_OK;
}

static crm_status
leave(crm_analysis *analysis, crm_status status)
{
    crm_context *crm = analysis->crm;
    bool doomed = analysis->doomed;

    analysis->busy = false;
    crm__leave(crm);
    if (doomed)
        crm__analysis_release(analysis);
    return status;
}

static crm_status
end(crm_analysis *analysis, crm_status status)
{
    if (status < 0)
        analysis->poison = status;
    return leave(analysis, status);
}

static crm_status
check_complete(crm_analysis *analysis)
{
    if (crm__merge_complete(analysis))
        return CRM_OK;
    return crm__fail(analysis->crm, CRM_ERROR_STATE, 0, 0, -1,
                     "%s: tables of a partial are missing", analysis->class->name);
}

/* ---- The verbs ---- */

static crm_status
add_table(crm_analysis *analysis, const crm_table *table)
{
    size_t input = crm__input_of(analysis, table->kind);
    crm_status status;

    /* Whoever feeds all kinds of the description need not know what the params switch off. */
    if (input == SIZE_MAX && crm__input_known(analysis, table->kind))
        return CRM_NONE;
    if (input == SIZE_MAX)
        return crm__fail(analysis->crm, CRM_ERROR_ARGUMENT, table->kind, 0, -1,
                         "%s does not read %s", analysis->class->name,
                         table->kind ? crm_schema_kind_name(analysis->crm, table->kind)
                                     : "results");
    status = crm__table_check(analysis->crm, table, false);
    if (status == CRM_OK && analysis->set_up && table->rows > 0 &&
        analysis->class->inputs[input].role == CRM_ROLE_SETUP)
        status = crm__fail(analysis->crm, CRM_ERROR_STATE, table->kind, 0, -1,
                           "rows of %s come after the first fact",
                           crm_schema_kind_name(analysis->crm, table->kind));
    if (status != CRM_OK)
        return status;
    analysis->fed[input] = true;
    return crm__feed(analysis, input, table, false);
}

crm_status
crm_analysis_add(crm_analysis *analysis, const crm_table *table)
{
    crm_status status = table ? begin(analysis) : CRM_ERROR_ARGUMENT;

    return status == CRM_OK ? end(analysis, add_table(analysis, table)) : status;
}

/* A list that is refused leaves the analysis as it was. */
crm_status
crm_analysis_set(crm_analysis *analysis, const char *list, const crm_table *table)
{
    crm_status status = table && list ? begin(analysis) : CRM_ERROR_ARGUMENT;

    return status == CRM_OK ? leave(analysis, crm__setting_take(analysis, list, table)) : status;
}

crm_status
crm_analysis_run(crm_analysis *analysis)
{
    crm_status status = begin(analysis);

    if (status != CRM_OK)
        return status;
    status = check_complete(analysis);
    return end(analysis, status == CRM_OK ? crm__run(analysis) : status);
}

crm_status
crm_analysis_finish(crm_analysis *analysis)
{
    crm_status status = begin(analysis);

    if (status != CRM_OK)
        return status;
    status = check_complete(analysis);
    return end(analysis, status == CRM_OK ? crm__finish(analysis) : status);
}

crm_status
crm_analysis_partial(crm_analysis *analysis, size_t index, const crm_table **out_table)
{
    crm_status status;

    if (!out_table)
        return CRM_ERROR_ARGUMENT;
    *out_table = NULL;
    status = begin(analysis);
    if (status != CRM_OK)
        return status;
    status = check_complete(analysis);
    return end(analysis, status == CRM_OK ? crm__partial(analysis, index, out_table) : status);
}

crm_status
crm_analysis_add_partial(crm_analysis *analysis, const crm_table *table)
{
    crm_status status = table ? begin(analysis) : CRM_ERROR_ARGUMENT;

    return status == CRM_OK ? end(analysis, crm__merge(analysis, table)) : status;
}

/* ---- Results ---- */

static bool
readable(crm_analysis *analysis)
{
    return analysis && analysis->finished && crm__peek(analysis->crm) == CRM_OK;
}

size_t
crm_analysis_tables(crm_analysis *analysis)
{
    return readable(analysis) ? analysis->result_count : 0;
}

const char *
crm_analysis_table_name(crm_analysis *analysis, size_t index)
{
    return index < crm_analysis_tables(analysis) ? crm__result_name(analysis->class, index) : NULL;
}

const crm_table *
crm_analysis_table(crm_analysis *analysis, const char *name)
{
    size_t count = name ? crm_analysis_tables(analysis) : 0;

    for (size_t i = 0; i < count; i++) {
        if (strcmp(crm__result_name(analysis->class, i), name) == 0)
            return analysis->results[i];
    }
    return NULL;
}

crm_currency
crm_analysis_currency(crm_analysis *analysis)
{
    return readable(analysis) ? analysis->currency : 0;
}

const crm_descriptor *
crm_analysis_descriptor(crm_analysis *analysis)
{
    return analysis ? crm__descriptor_of(analysis->class) : NULL;
}
