/*
 * descriptor.c - the list of all analyses, and their descriptions for programs that reach every
 * analysis by one piece of code. All of it is static: a description is the class itself.
 */
#include <string.h>

#include "analysis/engine/inside.h"

static const struct crm_descriptor descriptors[] = {
    {&crm__concentration_class}, {&crm__families_class},       {&crm__lifetime_value_class},
    {&crm__pipeline_class},      {&crm__purchase_model_class}, {&crm__rfm_class},
    {&crm__whitespace_class},
};

#define DESCRIPTORS (sizeof descriptors / sizeof descriptors[0])

const struct crm__column_spec crm__about_columns[2] = {
    {"key", CRM_TYPE_TEXT, 0, ""},
    {"value", CRM_TYPE_TEXT, 0, ""},
};

const struct crm__column_spec crm__coverage_columns[5] = {
    {"kind", CRM_TYPE_TEXT, 0, ""},     {"reason", CRM_TYPE_TEXT, 0, ""},
    {"rows", CRM_TYPE_I64, 0, "rows"},  {"amount", CRM_TYPE_MONEY, 0, "minor"},
    {"currency", CRM_TYPE_TEXT, 0, ""},
};

const struct crm__class *
crm__class_find(const char *name)
{
    const crm_descriptor *descriptor = crm_descriptor_find(name);

    return descriptor ? descriptor->class : NULL;
}

const crm_descriptor *
crm__descriptor_of(const struct crm__class *class)
{
    return crm_descriptor_find(class->name);
}

const char *
crm__result_name(const struct crm__class *class, size_t index)
{
    if (index == CRM__RESULT_ABOUT)
        return "about";
    if (index == CRM__RESULT_COVERAGE)
        return "coverage";
    index -= CRM__RESULTS_OWN;
    return index < class->result_count ? class->results[index].name : NULL;
}

const struct crm__column_spec *
crm__result_columns(const struct crm__class *class, size_t index, size_t *out_count)
{
    *out_count = index == CRM__RESULT_ABOUT ? 2 : 5;
    if (index < CRM__RESULTS_OWN)
        return index == CRM__RESULT_ABOUT ? crm__about_columns : crm__coverage_columns;
    index -= CRM__RESULTS_OWN;
    *out_count = index < class->result_count ? class->results[index].count : 0;
    return *out_count ? class->results[index].columns : NULL;
}

size_t
crm_descriptors(void)
{
    return DESCRIPTORS;
}

const crm_descriptor *
crm_descriptor_at(size_t index)
{
    return index < DESCRIPTORS ? &descriptors[index] : NULL;
}

const crm_descriptor *
crm_descriptor_find(const char *name)
{
    for (size_t i = 0; name && i < DESCRIPTORS; i++) {
        if (strcmp(descriptors[i].class->name, name) == 0)
            return &descriptors[i];
    }
    return NULL;
}

const char *
crm_descriptor_name(const crm_descriptor *descriptor)
{
    return descriptor ? descriptor->class->name : NULL;
}

size_t
crm_descriptor_inputs(const crm_descriptor *descriptor)
{
    return descriptor ? descriptor->class->input_count : 0;
}

crm_kind
crm_descriptor_input(const crm_descriptor *descriptor, size_t index, int32_t *out_role)
{
    if (index >= crm_descriptor_inputs(descriptor))
        return 0;
    if (out_role)
        *out_role = descriptor->class->inputs[index].role;
    return descriptor->class->inputs[index].kind;
}

size_t
crm_descriptor_tables(const crm_descriptor *descriptor)
{
    return descriptor ? CRM__RESULTS_OWN + descriptor->class->result_count : 0;
}

const char *
crm_descriptor_table(const crm_descriptor *descriptor, size_t table)
{
    return descriptor ? crm__result_name(descriptor->class, table) : NULL;
}

size_t
crm_descriptor_columns(const crm_descriptor *descriptor, size_t table)
{
    size_t count = 0;

    if (table < crm_descriptor_tables(descriptor))
        crm__result_columns(descriptor->class, table, &count);
    return count;
}

const char *
crm_descriptor_column(const crm_descriptor *descriptor, size_t table, size_t column,
                      int32_t *out_type, crm_kind *out_target, const char **out_unit)
{
    const struct crm__column_spec *spec;
    size_t count;

    if (column >= crm_descriptor_columns(descriptor, table))
        return NULL;
    spec = crm__result_columns(descriptor->class, table, &count) + column;
    if (out_type)
        *out_type = spec->type;
    if (out_target)
        *out_target = spec->target;
    if (out_unit)
        *out_unit = spec->unit;
    return spec->name;
}

size_t
crm_descriptor_params_size(const crm_descriptor *descriptor)
{
    return descriptor ? descriptor->class->params_size : 0;
}

size_t
crm_descriptor_params(const crm_descriptor *descriptor)
{
    return descriptor ? descriptor->class->member_count : 0;
}

const char *
crm_descriptor_param(const crm_descriptor *descriptor, size_t index, int32_t *out_type,
                     size_t *out_offset, int64_t *out_default)
{
    const struct crm__member *member;

    if (index >= crm_descriptor_params(descriptor))
        return NULL;
    member = &descriptor->class->members[index];
    if (out_type)
        *out_type = member->type;
    if (out_offset)
        *out_offset = member->offset;
    if (out_default)
        *out_default = member->standard;
    return member->name;
}
