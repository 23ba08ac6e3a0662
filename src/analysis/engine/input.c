/*
 * input.c - which kinds an analysis reads with its params, and what every row must have.
 */
#include "analysis/engine/inside.h"

const crm_field crm__rate_fields[] = {
    CRM_RATE_BASE, CRM_RATE_TARGET, CRM_RATE_DAY, CRM_RATE_NUM, CRM_RATE_DEN, CRM_RATE_TYPE, -1};
const crm_field crm__link_fields[] = {CRM_LINK_CHILD,      CRM_LINK_PARENT,   CRM_LINK_TYPE,
                                      CRM_LINK_VALID_FROM, CRM_LINK_VALID_TO, -1};

bool
crm__input_active(const crm_analysis *analysis, size_t input)
{
    uint32_t when = analysis->class->inputs[input].when;
    const struct crm__params *common = analysis->common;

    return (!(when & CRM__WHEN_PURCHASES) || common->sales == CRM_SALES_PURCHASES) &&
           (!(when & CRM__WHEN_WON) || common->sales == CRM_SALES_WON) &&
           (!(when & CRM__WHEN_FAMILY) || common->unit == CRM_UNIT_FAMILY) &&
           (!(when & CRM__WHEN_CONTACT) || common->unit == CRM_UNIT_CONTACT);
}

size_t
crm__input_of(const crm_analysis *analysis, crm_kind kind)
{
    for (size_t i = 0; i < analysis->class->input_count; i++) {
        if (analysis->class->inputs[i].kind == kind)
            return crm__input_active(analysis, i) ? i : SIZE_MAX;
    }
    return SIZE_MAX;
}

bool
crm__input_known(const crm_analysis *analysis, crm_kind kind)
{
    for (size_t i = 0; i < analysis->class->input_count; i++)
        if (analysis->class->inputs[i].kind == kind)
            return true;
    return false;
}

bool
crm__reads(const crm_analysis *analysis, crm_kind kind)
{
    return crm__input_of(analysis, kind) != SIZE_MAX;
}

static crm_status
wrong_row(crm_analysis *analysis, const crm_table *table, size_t row, crm_field field,
          const char *what)
{
    const char *kind = crm_schema_kind_name(analysis->crm, table->kind);
    int64_t id = 0;

    crm__cell_int(table, row, CRM_FIELD_ID, &id);
    return crm__fail(analysis->crm, CRM_ERROR_DATA, table->kind, id, field,
                     "%s %lld (row %llu fed): %s %s", kind, (long long)id, (unsigned long long)row,
                     crm_schema_name(analysis->crm, table->kind, field), what);
}

static crm_status
check_field(crm_analysis *analysis, const crm_table *table, size_t first, size_t count,
            crm_field field)
{
    int32_t column = crm__table_index(table, field);
    bool text = table->columns[column].type == CRM_TYPE_TEXT;
    int64_t value;
    size_t length;

    for (size_t row = first; row < first + count; row++) {
        if (text ? !crm__cell_text(table, row, column, &length)
                 : !crm__cell_int(table, row, column, &value))
            return wrong_row(analysis, table, row, field, "is required");
    }
    return CRM_OK;
}

/* A ratio of 0 or below would turn amounts over, and a denominator of 0 has no meaning. */
static crm_status
check_rates(crm_analysis *analysis, const crm_table *table, size_t first, size_t count)
{
    int32_t num = crm__table_index(table, CRM_RATE_NUM),
            den = crm__table_index(table, CRM_RATE_DEN);
    int64_t value;

    for (size_t row = first; row < first + count; row++) {
        if (crm__cell_int(table, row, num, &value) && value <= 0)
            return wrong_row(analysis, table, row, CRM_RATE_NUM, "must be above 0");
        if (crm__cell_int(table, row, den, &value) && value <= 0)
            return wrong_row(analysis, table, row, CRM_RATE_DEN, "must be above 0");
    }
    return CRM_OK;
}

/* Only the beginning of a deal may be unknown. */
static crm_status
check_transitions(crm_analysis *analysis, const crm_table *table, size_t first, size_t count)
{
    int32_t at = crm__table_index(table, CRM_TRANSITION_AT);
    int32_t type = crm__table_index(table, CRM_TRANSITION_TYPE);
    int64_t value;

    for (size_t row = first; row < first + count; row++) {
        if (crm__cell_int(table, row, at, &value) || !crm__cell_int(table, row, type, &value))
            continue;
        if (value != CRM_TRANSITION_TYPE_CREATE && value != CRM_TRANSITION_TYPE_CORRECT)
            return wrong_row(analysis, table, row, CRM_TRANSITION_AT, "is required but on CREATE");
    }
    return CRM_OK;
}

crm_status
crm__rows_check(crm_analysis *analysis, const struct crm__input *input, const crm_table *table,
                size_t first, size_t count)
{
    crm_status status =
        input->fold ? CRM_OK : check_field(analysis, table, first, count, CRM_FIELD_ID);

    for (size_t i = 0; i < input->needs && status == CRM_OK; i++)
        status = check_field(analysis, table, first, count, input->fields[i]);
    if (status == CRM_OK && input->kind == CRM_KIND_RATE)
        status = check_rates(analysis, table, first, count);
    if (status == CRM_OK && input->kind == CRM_KIND_TRANSITION)
        status = check_transitions(analysis, table, first, count);
    return status;
}
