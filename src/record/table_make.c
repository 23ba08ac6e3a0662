/*
 * table_make.c - tables made and freed. A table of a kind has a column for each field of the
 * schema, a result those it is given; columns cost memory only when something is put into them.
 */
#include <string.h>

#include "record/column.h"

static crm_table *
make(const struct crm__memory *memory, crm_context *crm, crm_kind kind, size_t count)
{
    crm_table *table = crm__alloc(memory, sizeof *table);

    if (!table)
        return NULL;
    table->crm = crm;
    table->memory = memory;
    table->kind = kind;
    table->max_rows = UINT64_MAX;
    table->bad_column = -1;
    table->count = count;
    if (count && !(table->columns = crm__alloc_array(memory, count, sizeof *table->columns))) {
        crm__free(memory, table, sizeof *table);
        return NULL;
    }
    return table;
}

static void
describe(struct crm__column *column, const struct crm__field *field, int32_t number)
{
    column->name = field->name;
    column->number = number;
    column->type = field->type;
    column->target = field->target;
    column->unit = "";
    column->flags = field->flags;
    column->choices = field->choices;
    column->gaps = !crm__schema_range(field, &column->low, &column->high);
    column->plain = crm__type_is_integer(column->type) && !column->gaps;
}

static crm_table *
make_kind(const struct crm__memory *memory, crm_context *crm, crm_kind kind)
{
    crm_table *table = make(memory, crm, kind, crm__schema_count(crm, kind));
    struct crm__field scratch;
    size_t i;

    if (table)
        table->custom_shift =
            CRM_FIELD_FIRST_CUSTOM - CRM__COMMON_FIELDS - (int32_t)crm__kind_of(kind)->own_count;
    for (i = 0; table && i < table->count; i++) {
        describe(&table->columns[i], crm__schema_field(crm, kind, (int32_t)i, &scratch),
                 crm__schema_number(crm, kind, (int32_t)i));
        if (table->columns[i].flags & CRM_FIELD_REQUIRED)
            crm__set_add(&table->required, i);
    }
    return table;
}

crm_table *
crm__table_new(crm_context *crm, crm_kind kind)
{
    return make_kind(&crm->memory, crm, kind);
}

crm_table *
crm__table_make(const struct crm__memory *memory, crm_kind kind)
{
    return make_kind(memory, NULL, kind);
}

crm_table *
crm__result_new(crm_context *crm, const struct crm__column_spec *specs, size_t count)
{
    crm_table *table = make(&crm->memory, crm, 0, count);
    struct crm__field field = {0};
    size_t i;

    for (i = 0; table && i < count; i++) {
        field.name = specs[i].name;
        field.type = specs[i].type;
        field.target = specs[i].target;
        describe(&table->columns[i], &field, (int32_t)i);
        table->columns[i].unit = specs[i].unit ? specs[i].unit : "";
        table->columns[i].gaps = false;
        table->columns[i].plain = crm__type_is_integer(field.type);
        table->columns[i].low = crm__type_is_32(field.type) ? INT32_MIN : INT64_MIN;
        table->columns[i].high = crm__type_is_32(field.type) ? INT32_MAX : INT64_MAX;
    }
    return table;
}

crm_status
crm__table_add_column(crm_table *table, const char *name, int32_t type)
{
    size_t size = table->count * sizeof *table->columns;
    struct crm__field field = {name, type, 0, 0, 0, NULL};
    struct crm__column *columns =
        table->memory->resize(table->memory->self, table->columns, size, size + sizeof *columns);

    if (!columns)
        return CRM_ERROR_MEMORY;
    table->columns = columns;
    memset(&columns[table->count], 0, sizeof *columns);
    describe(&columns[table->count], &field, -1);
    table->count++;
    return CRM_OK;
}

void
crm__table_free(crm_table *table)
{
    size_t i;

    if (!table)
        return;
    for (i = 0; i < table->count; i++)
        crm__column_free(table->memory, &table->columns[i]);
    crm__free_array(table->memory, table->columns, table->count, sizeof *table->columns);
    crm__free(table->memory, table, sizeof *table);
}

void
crm__table_give(crm_table *table)
{
    table->owned = true;
    table->max_rows = table->crm->max_rows;
    crm__child_added(table->crm);
}

crm_table *
crm_table_new(crm_context *crm, crm_kind kind)
{
    crm_table *table = NULL;

    if (crm__enter(crm))
        return NULL;
    if (!crm__kind_of(kind)) {
        crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "there is no kind %d", (int)kind);
    } else if ((table = crm__table_new(crm, kind)) == NULL) {
        crm__no_memory(crm);
    } else {
        crm__table_give(table);
        crm->schema_fixed = true;
    }
    crm__leave(crm);
    return table;
}

void
crm_table_free(crm_table *table)
{
    crm_context *crm;

    if (!table || !table->owned)
        return;
    crm = table->crm;
    crm__table_free(table);
    crm__child_gone(crm);
}
