/*
 * query.h - inside of queries.
 */
#ifndef CRM_RECORD_QUERY_H
#define CRM_RECORD_QUERY_H

#include "crm/query.h"
#include "record/table.h"

struct crm__condition {
    crm_field field;
    int32_t type;
    int64_t low;
    int64_t high;
    char *text; /* CRM_TYPE_TEXT */
    size_t length;
};

struct crm_query {
    crm_context *crm;
    crm_kind kind;
    bool owned; /* made by crm_query_new */
    crm_field *wanted;
    size_t wanted_count;
    size_t wanted_capacity;
    bool all; /* nothing was asked for: `wanted` lists all fields */
    size_t conditions;
    struct crm__condition condition[CRM_QUERY_CONDITIONS];
};

/* For the library's own use; NULL when memory lacks. Free with crm__query_free. Internal want and
   where do not enter the context. */
crm_query *crm__query_new(crm_context *crm, crm_kind kind);
crm_query *crm__query_copy(crm_context *crm, const crm_query *query);
void crm__query_free(crm_query *query);
crm_status crm__query_want(crm_query *query, crm_field field);
crm_status crm__query_where_int(crm_query *query, crm_field field, int64_t low, int64_t high);
crm_status crm__query_where_text(crm_query *query, crm_field field, const char *bytes,
                                 size_t length);

/* Is a field among those that a store should fill? */
bool crm__query_wants(const crm_query *query, crm_field field);

/* Does a row of a table of the kind fulfil all conditions? */
bool crm__query_matches(const crm_query *query, const crm_table *table, size_t row);

#endif
