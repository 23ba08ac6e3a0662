/*
 * names.c - one index for each kind and field that references use.
 */
#include "names.h"

#include <stdlib.h>

struct one {
    crm_kind kind;
    crm_field field;
    struct index *index;
};

struct names {
    crm_context *crm;
    struct one *items;
    size_t count, capacity;
};

struct names *
names_new(crm_context *crm)
{
    struct names *names = memory_new(1, sizeof *names);

    names->crm = crm;
    return names;
}

void
names_free(struct names *names)
{
    size_t i;

    if (!names)
        return;
    for (i = 0; i < names->count; i++)
        index_free(names->items[i].index);
    free(names->items);
    free(names);
}

static void
add_rows(struct index *index, const crm_table *table, crm_field field, struct pool *pool)
{
    size_t rows = crm_table_rows(table), row, length;
    crm_id id;

    for (row = 0; row < rows; row++) {
        const char *text = crm_table_text(table, row, field, &length);

        if (text && crm_table_int(table, row, CRM_FIELD_ID, &id) == CRM_OK)
            index_add(index, pool_text(pool, text, length), id);
    }
}

static crm_status
fill(struct names *names, struct one *one)
{
    crm_query *query = crm_query_new(names->crm, one->kind);
    crm_scan *scan = NULL;
    const crm_table *table;
    struct pool pool = {0};
    crm_status status = query ? crm_query_want(query, one->field) : CRM_ERROR_MEMORY;

    if (status == CRM_OK) {
        scan = crm_scan_new(names->crm, query);
        status = scan ? CRM_OK : crm_error_status(names->crm);
    }
    while (status == CRM_OK && (status = crm_scan_next(scan, &table)) == CRM_OK)
        add_rows(one->index, table, one->field, &pool);
    crm_scan_free(scan);
    crm_query_free(query);
    pool_free(&pool);
    return status == CRM_NONE ? CRM_OK : status;
}

crm_status
names_find(struct names *names, crm_kind kind, crm_field field, const char *text,
           enum index_answer *out_answer, crm_id *out_id)
{
    struct one *one;
    crm_status status = CRM_OK;
    size_t i;

    for (i = 0; i < names->count; i++)
        if (names->items[i].kind == kind && names->items[i].field == field)
            break;
    if (i == names->count) {
        memory_grow((void **)&names->items, &names->capacity, i + 1, sizeof *one);
        names->count++;
        names->items[i] = (struct one){kind, field, NULL};
    }
    one = &names->items[i];
    if (!one->index) {
        one->index = index_new();
        status = fill(names, one);
    }
    *out_answer = index_find(one->index, text, out_id);
    return status;
}

void
names_forget(struct names *names, crm_kind kind)
{
    size_t i;

    for (i = 0; i < names->count; i++)
        if (names->items[i].kind == kind) {
            index_free(names->items[i].index);
            names->items[i].index = NULL;
        }
}
