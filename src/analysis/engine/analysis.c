/*
 * analysis.c - the verbs that all analyses share. Each enters the context, refuses what does not
 * fit the moment, does its work elsewhere, and keeps the first failure: an analysis that failed
 * once has seen only part of its rows, and answers that failure ever after.
 */
#include "analysis/engine/partial.h"

/* What hangs below the rooms: tables, cells, lists. */
static void
empty_rooms(crm_analysis *analysis)
{
    const struct crm__class *class = analysis->class;
    size_t results = CRM__RESULTS_OWN + class->result_count;

    if (class->close && analysis->own)
        class->close(analysis);
    for (size_t i = 0; analysis->kept && i < class->input_count; i++)
        crm__kept_done(analysis, i);
    for (size_t i = 0; analysis->states && i < class->state_count; i++)
        crm__cells_done(&analysis->states[i]);
    for (size_t i = 0; analysis->results && i < results; i++) {
        if (analysis->results[i])
            crm__table_free(analysis->results[i]);
    }
    if (analysis->coverage.memory)
        crm__cells_done(&analysis->coverage);
    if (analysis->partial)
        crm__table_free(analysis->partial);
    crm__rates_done(analysis);
    crm__epochs_done(analysis);
    crm__deals_done(analysis);
    crm__about_done(analysis);
    crm__settings_done(analysis);
    crm__merging_done(analysis);
}

void
crm__analysis_release(crm_analysis *analysis)
{
    const struct crm__memory *memory = analysis->memory;
    const struct crm__class *class = analysis->class;
    crm_context *crm = analysis->crm;

    empty_rooms(analysis);
    crm__free(memory, analysis->params, class->params_size);
    crm__free(memory, analysis->own, class->own_size);
    crm__free_array(memory, analysis->kept, class->input_count, sizeof *analysis->kept);
    crm__free_array(memory, analysis->fed, class->input_count, sizeof *analysis->fed);
    crm__free_array(memory, analysis->states, class->state_count, sizeof *analysis->states);
    crm__free_array(memory, analysis->results, CRM__RESULTS_OWN + class->result_count,
                    sizeof *analysis->results);
    crm__free(memory, analysis, sizeof *analysis);
    crm__child_gone(crm);
}

static crm_status
make_rooms(crm_analysis *analysis)
{
    const struct crm__memory *memory = analysis->memory;
    const struct crm__class *class = analysis->class;

    analysis->params = crm__alloc(memory, class->params_size);
    analysis->kept = crm__alloc_array(memory, class->input_count, sizeof *analysis->kept);
    analysis->fed = crm__alloc_array(memory, class->input_count, sizeof *analysis->fed);
    analysis->states = crm__alloc_array(memory, class->state_count, sizeof *analysis->states);
    analysis->results =
        crm__alloc_array(memory, CRM__RESULTS_OWN + class->result_count, sizeof *analysis->results);
    analysis->settings = crm__alloc_array(memory, class->setting_count, sizeof *analysis->settings);
    analysis->own = crm__alloc(memory, class->own_size);
    if (!analysis->params || !analysis->kept || !analysis->fed || !analysis->results ||
        (class->state_count && !analysis->states) ||
        (class->setting_count && !analysis->settings) || (class->own_size && !analysis->own))
        return crm__no_memory(analysis->crm);
    analysis->common = analysis->params;
    crm__cells_init(&analysis->coverage, memory, crm__state_keys(&crm__coverage_state),
                    crm__state_slots(&crm__coverage_state));
    for (size_t i = 0; i < class->state_count; i++)
        crm__cells_init(&analysis->states[i], memory, crm__state_keys(&class->states[i]),
                        crm__state_slots(&class->states[i]));
    return CRM_OK;
}

/* Room for the keys expected, as far as the memory limit and reason allow: it is a hint. */
static crm_status
make_early_room(crm_analysis *analysis)
{
    uint64_t keys = analysis->common->expected, limit = analysis->common->memory_limit;

    if (keys == 0 || analysis->class->state_count == 0)
        return CRM_OK;
    if (keys > (uint64_t)1 << 22)
        keys = (uint64_t)1 << 22;
    if (limit != 0 && keys > limit / 512)
        keys = limit / 512;
    if (crm__cells_reserve(&analysis->states[0], (size_t)keys) != CRM_OK)
        return crm__no_memory(analysis->crm);
    return CRM_OK;
}

static crm_status
open_inside(crm_analysis *analysis, const void *params)
{
    const struct crm__class *class = analysis->class;
    crm_status status = make_rooms(analysis);

    if (status == CRM_OK)
        status = crm__params_read(analysis, params);
    if (status != CRM_OK)
        return status;
    analysis->currency =
        analysis->common->currency ? analysis->common->currency : analysis->crm->currency;
    analysis->chosen = analysis->currency != 0;
    analysis->end = crm__instant_of_day(analysis->crm, analysis->common->as_of + 1);
    if (analysis->end == CRM_INSTANT_NONE)
        analysis->end = INT64_MAX;
    for (size_t i = 0; i < class->input_count && status == CRM_OK; i++)
        status = crm__kept_init(analysis, i);
    if (status == CRM_OK && class->open)
        status = class->open(analysis);
    return status == CRM_OK ? make_early_room(analysis) : status;
}

crm_analysis *
crm__analysis_new(crm_context *crm, const struct crm__class *class, const void *params)
{
    crm_analysis *analysis;

    if (crm__enter(crm) != CRM_OK)
        return NULL;
    analysis = crm__alloc(&crm->memory, sizeof *analysis);
    if (!analysis) {
        crm__no_memory(crm);
        crm__leave(crm);
        return NULL;
    }
    analysis->crm = crm;
    analysis->memory = &crm->memory;
    analysis->class = class;
    analysis->isolated = -1;
    crm->schema_fixed = true;
    crm__child_added(crm);
    if (open_inside(analysis, params) != CRM_OK) {
        crm__analysis_release(analysis);
        analysis = NULL;
    }
    crm__leave(crm);
    return analysis;
}

crm_analysis *
crm_analysis_new(crm_context *crm, const char *name, const void *params)
{
    const struct crm__class *class = name ? crm__class_find(name) : NULL;

    if (class)
        return crm__analysis_new(crm, class, params);
    if (crm__enter(crm) == CRM_OK) {
        crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "no analysis has the name that was given");
        crm__leave(crm);
    }
    return NULL;
}

void
crm_analysis_free(crm_analysis *analysis)
{
    if (!analysis)
        return;
    if (analysis->busy)
        analysis->doomed = true;
    else
        crm__analysis_release(analysis);
}
