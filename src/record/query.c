/*
 * query.c - what a scan asks for: a kind, fields, conditions. Stores read it through the public
 * getters; the library itself applies the conditions again to every row that it gets.
 */
#include "record/query.h"

#include <string.h>

#include "base/text.h"

/* ---- Made, copied, freed ---- */

static void
want_all(crm_query *query)
{
    size_t count = crm__schema_count(query->crm, query->kind), i;

    for (i = 0; i < count; i++)
        query->wanted[i] = crm__schema_number(query->crm, query->kind, (int32_t)i);
    query->wanted_count = count;
    query->all = true;
}

crm_query *
crm__query_new(crm_context *crm, crm_kind kind)
{
    crm_query *query = crm__alloc(&crm->memory, sizeof *query);

    if (!query)
        return NULL;
    query->crm = crm;
    query->kind = kind;
    /* As many as there are fields: wanting one never needs memory. */
    query->wanted_capacity = crm__schema_count(crm, kind);
    query->wanted = crm__alloc_array(&crm->memory, query->wanted_capacity, sizeof(crm_field));
    if (!query->wanted) {
        crm__free(&crm->memory, query, sizeof *query);
        return NULL;
    }
    want_all(query);
    return query;
}

void
crm__query_free(crm_query *query)
{
    const struct crm__memory *memory;
    size_t i;

    if (!query)
        return;
    memory = &query->crm->memory;
    for (i = 0; i < query->conditions; i++)
        crm__free(memory, query->condition[i].text, query->condition[i].length + 1);
    crm__free_array(memory, query->wanted, query->wanted_capacity, sizeof(crm_field));
    crm__free(memory, query, sizeof *query);
}

crm_query *
crm__query_copy(crm_context *crm, const crm_query *query)
{
    crm_query *copy = crm__query_new(crm, query->kind);
    crm_status status = copy ? CRM_OK : CRM_ERROR_MEMORY;
    size_t i;

    for (i = 0; !status && !query->all && i < query->wanted_count; i++)
        status = crm__query_want(copy, query->wanted[i]);
    for (i = 0; !status && i < query->conditions; i++) {
        const struct crm__condition *condition = &query->condition[i];

        status =
            condition->text
                ? crm__query_where_text(copy, condition->field, condition->text, condition->length)
                : crm__query_where_int(copy, condition->field, condition->low, condition->high);
    }
    if (status) {
        crm__query_free(copy);
        return NULL;
    }
    return copy;
}

/* ---- Narrowed ---- */

bool
crm__query_wants(const crm_query *query, crm_field field)
{
    size_t i;

    for (i = 0; i < query->wanted_count; i++)
        if (query->wanted[i] == field)
            return true;
    return false;
}

static crm_status
add_wanted(crm_query *query, crm_field field)
{
    if (!crm__query_wants(query, field))
        query->wanted[query->wanted_count++] = field;
    return CRM_OK;
}

crm_status
crm__query_want(crm_query *query, crm_field field)
{
    if (crm__schema_index(query->crm, query->kind, field) < 0)
        return CRM_ERROR_ARGUMENT;
    if (query->all) {
        query->all = false;
        query->wanted[0] = CRM_FIELD_ID;
        query->wanted[1] = CRM_FIELD_VERSION;
        query->wanted_count = 2;
        for (size_t i = 0; i < query->conditions; i++)
            (void)add_wanted(query, query->condition[i].field);
    }
    return add_wanted(query, field);
}

/* The next condition, not counted yet; or why there cannot be one. */
static crm_status
next_condition(crm_query *query, crm_field field, bool text, struct crm__condition **out)
{
    int32_t type = crm_schema_type(query->crm, query->kind, field);

    if (text ? type != CRM_TYPE_TEXT : !crm__type_is_integer(type))
        return CRM_ERROR_ARGUMENT;
    if (query->conditions == CRM_QUERY_CONDITIONS)
        return CRM_ERROR_LIMIT;
    *out = &query->condition[query->conditions];
    memset(*out, 0, sizeof **out);
    (*out)->field = field;
    (*out)->type = type;
    return CRM_OK;
}

/* Rows are judged by the condition again, so that its field has to come. */
static void
count_condition(crm_query *query)
{
    if (!query->all)
        (void)add_wanted(query, query->condition[query->conditions].field);
    query->conditions++;
}

crm_status
crm__query_where_int(crm_query *query, crm_field field, int64_t low, int64_t high)
{
    struct crm__condition *condition;
    crm_status status = next_condition(query, field, false, &condition);

    if (status)
        return status;
    condition->low = low;
    condition->high = high;
    count_condition(query);
    return CRM_OK;
}

crm_status
crm__query_where_text(crm_query *query, crm_field field, const char *bytes, size_t length)
{
    struct crm__condition *condition;
    crm_status status = next_condition(query, field, true, &condition);
    size_t bad;

    if (status)
        return status;
    if (!crm__utf8_check(bytes, length, &bad))
        return CRM_ERROR_DATA;
    condition->text = crm__copy_text(&query->crm->memory, bytes, length);
    if (!condition->text)
        return CRM_ERROR_MEMORY;
    condition->length = length;
    count_condition(query);
    return CRM_OK;
}

/* ---- Applied ---- */

static bool
fulfils(const struct crm__condition *condition, const crm_table *table, size_t row)
{
    int32_t index = crm__table_index(table, condition->field);
    const char *text;
    int64_t value;
    size_t length;

    if (index < 0)
        return false;
    if (condition->type != CRM_TYPE_TEXT)
        return crm__cell_int(table, row, index, &value) && value >= condition->low &&
               value <= condition->high;
    text = crm__cell_text(table, row, index, &length);
    return text && length == condition->length && memcmp(text, condition->text, length) == 0;
}

bool
crm__query_matches(const crm_query *query, const crm_table *table, size_t row)
{
    size_t i;

    for (i = 0; i < query->conditions; i++)
        if (!fulfils(&query->condition[i], table, row))
            return false;
    return true;
}
