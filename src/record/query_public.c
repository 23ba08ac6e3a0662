/*
 * query_public.c - queries as callers make them and as stores read them.
 */
#include "record/query.h"

#include <string.h>

crm_query *
crm_query_new(crm_context *crm, crm_kind kind)
{
    crm_query *query = NULL;

    if (crm__enter(crm))
        return NULL;
    if (!crm__kind_of(kind)) {
        crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "there is no kind %d", (int)kind);
    } else if ((query = crm__query_new(crm, kind)) == NULL) {
        crm__no_memory(crm);
    } else {
        query->owned = true;
        crm->schema_fixed = true; /* the list of all fields is made */
        crm__child_added(crm);
    }
    crm__leave(crm);
    return query;
}

void
crm_query_free(crm_query *query)
{
    crm_context *crm;

    if (!query || !query->owned)
        return;
    crm = query->crm;
    crm__query_free(query);
    crm__child_gone(crm);
}

/* Tell the context why a field was not taken. */
static crm_status
told(crm_query *query, crm_status status, crm_field field)
{
    static const char *const words[] = {"there is no such field, or it is of another type",
                                        "a query has at most 4 conditions",
                                        "a condition's text is not well-formed UTF-8 without NUL"};
    const char *text = status == CRM_ERROR_LIMIT  ? words[1]
                       : status == CRM_ERROR_DATA ? words[2]
                                                  : words[0];

    if (status == CRM_OK)
        return CRM_OK;
    if (status == CRM_ERROR_MEMORY)
        return crm__no_memory(query->crm);
    return crm__fail(query->crm, status, query->kind, 0, field, "query of %s, field %d: %s",
                     crm__kind_of(query->kind)->name, (int)field, text);
}

crm_status
crm_query_want(crm_query *query, crm_field field)
{
    crm_status status = crm__enter(query ? query->crm : NULL);

    if (status)
        return status;
    status = told(query, crm__query_want(query, field), field);
    crm__leave(query->crm);
    return status;
}

crm_status
crm_query_where_int(crm_query *query, crm_field field, int64_t low, int64_t high)
{
    crm_status status = crm__enter(query ? query->crm : NULL);

    if (status)
        return status;
    status = told(query, crm__query_where_int(query, field, low, high), field);
    crm__leave(query->crm);
    return status;
}

crm_status
crm_query_where_text(crm_query *query, crm_field field, const char *bytes, size_t length)
{
    crm_status status = crm__enter(query ? query->crm : NULL);

    if (status)
        return status;
    if (!bytes)
        status = crm__fail(query->crm, CRM_ERROR_ARGUMENT, query->kind, 0, field,
                           "a condition's text is NULL");
    else
        status = told(query,
                      crm__query_where_text(query, field, bytes,
                                            length == CRM_TEXT_NUL ? strlen(bytes) : length),
                      field);
    crm__leave(query->crm);
    return status;
}

/* ---- What a store reads ---- */

crm_kind
crm_query_kind(const crm_query *query)
{
    return query ? query->kind : 0;
}

const crm_field *
crm_query_fields(const crm_query *query, size_t *out_count)
{
    if (out_count)
        *out_count = query ? query->wanted_count : 0;
    return query ? query->wanted : NULL;
}

size_t
crm_query_conditions(const crm_query *query)
{
    return query ? query->conditions : 0;
}

crm_status
crm_query_condition(const crm_query *query, size_t index, crm_field *out_field, int32_t *out_type)
{
    if (!query || index >= query->conditions)
        return CRM_ERROR_ARGUMENT;
    if (out_field)
        *out_field = query->condition[index].field;
    if (out_type)
        *out_type = query->condition[index].type;
    return CRM_OK;
}

crm_status
crm_query_int(const crm_query *query, size_t index, int64_t *out_low, int64_t *out_high)
{
    if (!query || index >= query->conditions || query->condition[index].text)
        return CRM_ERROR_ARGUMENT;
    if (out_low)
        *out_low = query->condition[index].low;
    if (out_high)
        *out_high = query->condition[index].high;
    return CRM_OK;
}

crm_status
crm_query_text(const crm_query *query, size_t index, const char **out_bytes, size_t *out_length)
{
    if (!query || index >= query->conditions || !query->condition[index].text)
        return CRM_ERROR_ARGUMENT;
    if (out_bytes)
        *out_bytes = query->condition[index].text;
    if (out_length)
        *out_length = query->condition[index].length;
    return CRM_OK;
}
