/*
 * kept.c - the rows that an analysis keeps: one an id, with the fields wanted, in a table of the
 * kind.
 *
 * Rows may come in any order and more than once, as long as one id is one row. From finish on there
 * is an order by id, and for each row a verdict: used, or why not.
 */
#include <string.h>

#include "analysis/engine/inside.h"

static const crm_field common_fields[] = {CRM_FIELD_ID,       CRM_FIELD_CREATED,
                                          CRM_FIELD_ARCHIVED, CRM_FIELD_MERGED_INTO,
                                          CRM_FIELD_ERASED,   -1};

crm_status
crm__kept_init(crm_analysis *analysis, size_t input)
{
    struct crm__kept *kept = &analysis->kept[input];

    crm__cells_init(&kept->index, analysis->memory, 1, 1);
    if (analysis->class->inputs[input].fold || !crm__input_active(analysis, input))
        return CRM_OK;
    kept->table = crm__table_new(analysis->crm, analysis->class->inputs[input].kind);
    return kept->table ? CRM_OK : crm__no_memory(analysis->crm);
}

void
crm__kept_done(crm_analysis *analysis, size_t input)
{
    struct crm__kept *kept = &analysis->kept[input];

    if (kept->index.memory)
        crm__cells_done(&kept->index);
    crm__free_array(analysis->memory, kept->order, kept->made, sizeof *kept->order);
    crm__free_array(analysis->memory, kept->verdicts, kept->made, sizeof *kept->verdicts);
    if (kept->table)
        crm__table_free(kept->table);
    memset(kept, 0, sizeof *kept);
}

size_t
crm__kept_bytes(const struct crm__kept *kept)
{
    size_t bytes = crm__cells_bytes(&kept->index);

    for (size_t i = 0; kept->table && i < kept->table->count; i++) {
        const struct crm__column *column = &kept->table->columns[i];

        bytes += column->capacity * (crm__type_is_32(column->type) ? 4 : 8) +
                 column->bits_capacity + column->ends_capacity * 8 + column->bytes_capacity;
    }
    return bytes;
}

/* ---- One row ---- */

static bool
cells_equal(const crm_table *a, size_t a_row, const crm_table *b, size_t b_row, crm_field field)
{
    int32_t i = crm__table_index(a, field), j = crm__table_index(b, field);
    int64_t left = 0, right = 0;
    double x = 0, y = 0;
    size_t left_length = 0, right_length = 0;
    const char *left_text, *right_text;
    bool has;

    switch (a->columns[i].type) {
    case CRM_TYPE_TEXT:
        left_text = crm__cell_text(a, a_row, i, &left_length);
        right_text = crm__cell_text(b, b_row, j, &right_length);
        return !left_text == !right_text && left_length == right_length &&
               (left_length == 0 || memcmp(left_text, right_text, left_length) == 0);
    case CRM_TYPE_DOUBLE:
        has = crm__cell_double(a, a_row, i, &x);
        return has == crm__cell_double(b, b_row, j, &y) && (!has || x == y);
    default:
        has = crm__cell_int(a, a_row, i, &left);
        return has == crm__cell_int(b, b_row, j, &right) && (!has || left == right);
    }
}

static crm_status
cell_copy(crm_table *to, size_t to_row, const crm_table *from, size_t from_row, crm_field field)
{
    int32_t i = crm__table_index(to, field), j = crm__table_index(from, field);
    const char *text;
    size_t length;
    int64_t value;
    double real;

    switch (to->columns[i].type) {
    case CRM_TYPE_TEXT:
        text = crm__cell_text(from, from_row, j, &length);
        return text ? crm__put_text(to, to_row, i, text, length) : CRM_OK;
    case CRM_TYPE_DOUBLE:
        return crm__cell_double(from, from_row, j, &real) ? crm__put_double(to, to_row, i, real)
                                                          : CRM_OK;
    default:
        return crm__cell_int(from, from_row, j, &value) ? crm__put_int(to, to_row, i, value)
                                                        : CRM_OK;
    }
}

static bool
rows_equal(const struct crm__input *input, const crm_table *a, size_t a_row, const crm_table *b,
           size_t b_row)
{
    for (const crm_field *field = common_fields; *field >= 0; field++) {
        if (!cells_equal(a, a_row, b, b_row, *field))
            return false;
    }
    for (const crm_field *field = input->fields; *field >= 0; field++) {
        if (!cells_equal(a, a_row, b, b_row, *field))
            return false;
    }
    return true;
}

static crm_status
row_append(const struct crm__input *input, crm_table *to, const crm_table *from, size_t from_row)
{
    size_t row = to->rows++;
    crm_status status = CRM_OK;

    for (const crm_field *field = common_fields; *field >= 0 && status == CRM_OK; field++)
        status = cell_copy(to, row, from, from_row, *field);
    for (const crm_field *field = input->fields; *field >= 0 && status == CRM_OK; field++)
        status = cell_copy(to, row, from, from_row, *field);
    return status;
}

crm_status
crm__kept_put(crm_analysis *analysis, size_t input, const crm_table *table, size_t row, bool merged)
{
    const struct crm__input *spec = &analysis->class->inputs[input];
    struct crm__kept *kept = &analysis->kept[input];
    const char *kind = crm_schema_kind_name(analysis->crm, spec->kind);
    int64_t id = 0, *slot;
    bool fresh;

    crm__cell_int(table, row, CRM_FIELD_ID, &id);
    slot = crm__cells_find(&kept->index, id, 0, 0);
    if (slot) {
        if (rows_equal(spec, kept->table, (size_t)*slot, table, row))
            return CRM_OK;
        return crm__fail(analysis->crm, CRM_ERROR_DATA, spec->kind, id, -1,
                         "%s %lld was fed twice with different values", kind, (long long)id);
    }
    if (analysis->set_up && spec->role == CRM_ROLE_SETUP)
        return crm__fail(analysis->crm, merged ? CRM_ERROR_DATA : CRM_ERROR_STATE, spec->kind, id,
                         -1,
                         merged ? "%s %lld: the partial was made from other setup rows"
                                : "%s %lld comes after the first fact",
                         kind, (long long)id);
    slot = crm__cells_add(&kept->index, id, 0, 0, &fresh);
    if (!slot)
        return crm__no_memory(analysis->crm);
    *slot = (int64_t)kept->table->rows;
    if (row_append(spec, kept->table, table, row) != CRM_OK)
        return crm__no_memory(analysis->crm);
    return CRM_OK;
}

/* ---- Reading ---- */

size_t
crm__kept_rows(const crm_analysis *analysis, crm_kind kind)
{
    size_t input = crm__input_of(analysis, kind);

    return input == SIZE_MAX || !analysis->kept[input].table ? 0
                                                             : analysis->kept[input].table->rows;
}

size_t
crm__kept_at(const crm_analysis *analysis, crm_kind kind, size_t i)
{
    return analysis->kept[crm__input_of(analysis, kind)].order[i];
}

bool
crm__kept_find(const crm_analysis *analysis, crm_kind kind, crm_id id, size_t *out_row)
{
    size_t input = crm__input_of(analysis, kind);
    const int64_t *slot;

    if (input == SIZE_MAX)
        return false;
    slot = crm__cells_find(&analysis->kept[input].index, id, 0, 0);
    if (slot)
        *out_row = (size_t)*slot;
    return slot != NULL;
}

bool
crm__kept_int(const crm_analysis *analysis, crm_kind kind, size_t row, crm_field field,
              int64_t *out_value)
{
    const crm_table *table = analysis->kept[crm__input_of(analysis, kind)].table;

    return crm__cell_int(table, row, crm__table_index(table, field), out_value);
}

crm_id
crm__kept_id(const crm_analysis *analysis, crm_kind kind, size_t row, crm_field field)
{
    int64_t id;

    return crm__kept_int(analysis, kind, row, field, &id) ? id : 0;
}

const char *
crm__kept_text(const crm_analysis *analysis, crm_kind kind, size_t row, crm_field field,
               size_t *out_length)
{
    const crm_table *table = analysis->kept[crm__input_of(analysis, kind)].table;

    return crm__cell_text(table, row, crm__table_index(table, field), out_length);
}
