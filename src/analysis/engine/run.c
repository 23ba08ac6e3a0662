/*
 * run.c - reading from the store what was not fed by hand: setup kinds first, then keyed ones, then
 * facts, so that nothing waits for anything; one state of the store if it can hold one.
 */
#include <string.h>

#include "analysis/engine/inside.h"
#include "store/scan.h"

static crm_query *
query_of(crm_analysis *analysis, const struct crm__input *input)
{
    static const crm_field common[] = {CRM_FIELD_CREATED, CRM_FIELD_ARCHIVED, CRM_FIELD_MERGED_INTO,
                                       CRM_FIELD_ERASED};
    crm_query *query = crm__query_new(analysis->crm, input->kind);
    crm_status status = query ? CRM_OK : CRM_ERROR_MEMORY;

    for (size_t i = 0; i < sizeof common / sizeof common[0] && status == CRM_OK; i++)
        status = crm__query_want(query, common[i]);
    for (const crm_field *field = input->fields; *field >= 0 && status == CRM_OK; field++)
        status = crm__query_want(query, *field);
    if (status == CRM_OK)
        return query;
    crm__query_free(query);
    crm__no_memory(analysis->crm);
    return NULL;
}

/* A store that cannot give a kind: say which one and who wanted it, and keep the host's own words. */
static crm_status
name_kind(crm_analysis *analysis, crm_kind kind)
{
    struct crm__error *error = &analysis->crm->error, before = *error;

    crm__fail(analysis->crm, CRM_ERROR_UNSUPPORTED, kind, 0, -1, "%s reads %s: %.200s",
              analysis->class->name, crm_schema_kind_name(analysis->crm, kind), before.message);
    error->host_code = before.host_code;
    memcpy(error->host_message, before.host_message, sizeof error->host_message);
    return CRM_ERROR_UNSUPPORTED;
}

static crm_status
scan_input(crm_analysis *analysis, size_t index)
{
    const struct crm__input *input = &analysis->class->inputs[index];
    crm_query *query = query_of(analysis, input);
    uint64_t before = analysis->rows_fed;
    crm_scan *scan = NULL;
    const crm_table *table;
    crm_status status;

    if (!query)
        return CRM_ERROR_MEMORY;
    status = crm__scan_open(analysis->crm, query, &scan);
    crm__query_free(query);
    if (status != CRM_OK)
        return status;
    while ((status = crm__scan_next(scan, &table)) == CRM_OK) {
        status = crm__feed(analysis, index, table, false);
        if (status != CRM_OK)
            break;
    }
    crm__scan_close(scan);
    if (status == CRM_ERROR_UNSUPPORTED && input->optional && analysis->rows_fed == before) {
        analysis->missing |= (uint32_t)1 << index;
        status = CRM_OK;
    }
    if (status == CRM_ERROR_UNSUPPORTED)
        return name_kind(analysis, input->kind);
    return status == CRM_NONE ? CRM_OK : status;
}

static crm_status
scan_role(crm_analysis *analysis, int32_t role)
{
    crm_status status = CRM_OK;

    for (size_t i = 0; i < analysis->class->input_count && status == CRM_OK; i++) {
        if (analysis->class->inputs[i].role == role && crm__input_active(analysis, i) &&
            !analysis->fed[i])
            status = scan_input(analysis, i);
    }
    return status;
}

/* True if anything has to be read at all: what was fed by hand whole needs no store. */
static bool
needs_store(const crm_analysis *analysis)
{
    for (size_t i = 0; i < analysis->class->input_count; i++) {
        if (crm__input_active(analysis, i) && !analysis->fed[i])
            return true;
    }
    return false;
}

crm_status
crm__run(crm_analysis *analysis)
{
    crm_status status = CRM_OK;
    bool held = false;

    if (needs_store(analysis)) {
        status = crm__hold(analysis->crm, &held);
        if (status != CRM_OK)
            return status;
        analysis->isolated = held;
        for (int32_t role = CRM_ROLE_SETUP; role <= CRM_ROLE_FACT && status == CRM_OK; role++)
            status = scan_role(analysis, role);
        if (held)
            crm__release(analysis->crm);
    }
    return status == CRM_OK ? crm__finish(analysis) : status;
}
