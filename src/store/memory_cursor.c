/*
 * memory_cursor.c - a scan of the memory store: what it needs of the query is copied when it
 * begins, since the query does not last. A batch is a run of rows, or, when there are conditions or
 * holes, the rows picked from it.
 */
#include <string.h>

#include "store/memory_cursor.h"

void
crm__cursor_free(struct crm__memory_store *store, struct crm__memory_cursor *cursor)
{
    size_t i;

    if (!cursor)
        return;
    for (i = 0; i < cursor->condition_count; i++)
        crm__free(&store->memory, cursor->conditions[i].text, cursor->conditions[i].length + 1);
    crm__free_array(&store->memory, cursor->wanted, cursor->wanted_count, sizeof *cursor->wanted);
    crm__free_array(&store->memory, cursor->picked, CRM__BATCH_ROWS, sizeof *cursor->picked);
    crm__free(&store->memory, cursor, sizeof *cursor);
}

/* The column of the kind for a field of the query's context, -1 if there is none. */
static int32_t
column_of_field(const struct crm__memory_kind *kind, const crm_query *query, crm_field field)
{
    const char *name;
    size_t i;

    if (field < CRM_FIELD_FIRST_CUSTOM)
        return crm__schema_index(NULL, query->kind, field);
    name = crm_schema_name(query->crm, query->kind, field);
    for (i = crm__memory_built_in(query->kind); name && i < kind->rows->count; i++)
        if (strcmp(kind->rows->columns[i].name, name) == 0)
            return (int32_t)i;
    return -1;
}

static crm_status
copy_condition(struct crm__memory_store *store, struct crm__memory_condition *to, int32_t column,
               const struct crm__condition *from)
{
    to->column = column;
    to->type = from->type;
    to->low = from->low;
    to->high = from->high;
    to->length = from->length;
    to->text = from->text ? crm__copy_text(&store->memory, from->text, from->length) : NULL;
    return from->text && !to->text ? CRM_ERROR_MEMORY : CRM_OK;
}

/* Take over from the query what the batches need; the query itself does not last. */
static crm_status
describe(struct crm__memory_store *store, const struct crm__memory_kind *kind,
         const crm_query *query, struct crm__memory_cursor *cursor)
{
    crm_status status = CRM_OK;
    int32_t column;
    size_t i;

    cursor->number = query->kind;
    cursor->end = kind->rows->rows;
    cursor->all = query->all;
    cursor->wanted_count = kind->rows->count;
    cursor->wanted = crm__alloc_array(&store->memory, cursor->wanted_count, sizeof(bool));
    if (!cursor->wanted) {
        cursor->wanted_count = 0;
        return CRM_ERROR_MEMORY;
    }
    for (i = 0; i < query->wanted_count; i++) {
        column = column_of_field(kind, query, query->wanted[i]);
        if (column >= 0)
            cursor->wanted[column] = true;
    }
    for (i = 0; !status && i < query->conditions; i++) {
        column = column_of_field(kind, query, query->condition[i].field);
        if (column >= 0)
            cursor->wanted[column] = true; /* the library looks at it again */
        status = copy_condition(store, &cursor->conditions[i], column, &query->condition[i]);
        cursor->condition_count++;
    }
    return status;
}

crm_status
crm__cursor_open(struct crm__memory_store *store, const crm_query *query,
                 struct crm__memory_cursor **out_cursor)
{
    struct crm__memory_cursor *cursor = crm__alloc(&store->memory, sizeof *cursor);
    crm_status status;

    *out_cursor = NULL;
    if (!cursor)
        return CRM_ERROR_MEMORY;
    status = describe(store, crm__memory_view(store, query->kind), query, cursor);
    if (status)
        crm__cursor_free(store, cursor);
    else
        *out_cursor = cursor;
    return status;
}

/* ---- Rows picked ---- */

static bool
fulfils(const struct crm__memory_condition *condition, const crm_table *rows, size_t row)
{
    const char *text;
    int64_t value;
    size_t length;

    if (condition->column < 0)
        return false;
    if (condition->type != CRM_TYPE_TEXT)
        return crm__cell_int(rows, row, condition->column, &value) && value >= condition->low &&
               value <= condition->high;
    text = crm__cell_text(rows, row, condition->column, &length);
    return text && length == condition->length && memcmp(text, condition->text, length) == 0;
}

size_t
crm__cursor_filter(const struct crm__memory_cursor *cursor, const struct crm__memory_kind *kind,
                   size_t *picked, size_t count)
{
    size_t i, kept = 0, which;

    for (i = 0; i < count; i++)
        if (crm__memory_live(kind, picked[i]))
            picked[kept++] = picked[i];
    for (which = 0; which < cursor->condition_count; which++) {
        count = kept;
        kept = 0;
        for (i = 0; i < count; i++)
            if (fulfils(&cursor->conditions[which], kind->rows, picked[i]))
                picked[kept++] = picked[i];
    }
    return kept;
}

crm_status
crm__cursor_copy(const struct crm__memory_cursor *cursor, const struct crm__memory_kind *kind,
                 const struct crm__pick *pick, crm_table *table)
{
    return pick->count ? crm__memory_copy(kind, pick, cursor->all ? NULL : cursor->wanted,
                                          cursor->wanted_count, table)
                       : CRM_OK;
}

crm_status
crm__cursor_batch(struct crm__memory_store *store, struct crm__memory_cursor *cursor, size_t limit,
                  crm_table *table)
{
    const struct crm__memory_kind *kind = crm__memory_view(store, cursor->number);
    size_t count = cursor->end - cursor->position, i;
    struct crm__pick pick = {NULL, cursor->position, 0};
    crm_status status;

    count = count < limit ? count : limit;
    pick.count = count;
    if (cursor->condition_count || kind->hole_count) {
        if (!cursor->picked)
            cursor->picked =
                crm__raw_array(&store->memory, CRM__BATCH_ROWS, sizeof *cursor->picked);
        if (!cursor->picked)
            return CRM_ERROR_MEMORY;
        for (i = 0; i < count; i++)
            cursor->picked[i] = cursor->position + i;
        pick.count = crm__cursor_filter(cursor, kind, cursor->picked, count);
        pick.rows = pick.count == count ? NULL : cursor->picked;
    }
    status = crm__cursor_copy(cursor, kind, &pick, table);
    if (!status)
        cursor->position += count;
    return status;
}
