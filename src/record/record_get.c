/*
 * record_get.c - fields of a handle read by number.
 */
#include "record/record.h"

bool
crm__fits_integer(int32_t type)
{
    return crm__type_is_integer(type);
}

bool
crm__fits_double(int32_t type)
{
    return type == CRM_TYPE_DOUBLE;
}

bool
crm__fits_text(int32_t type)
{
    return type == CRM_TYPE_TEXT;
}

/* What every getter begins with. */
static crm_status
read_field(crm_record *record, crm_field field, bool (*fits)(int32_t type),
           struct crm__value **out_value)
{
    crm_status status = record ? crm__peek(record->crm) : CRM_ERROR_ARGUMENT;
    struct crm__field scratch;
    int32_t index;

    if (status != CRM_OK)
        return status;
    index = crm__schema_index(record->crm, record->kind, field);
    if (index < 0 || !fits(crm__schema_field(record->crm, record->kind, index, &scratch)->type))
        return crm__fail(record->crm, CRM_ERROR_ARGUMENT, record->kind, crm_record_id(record),
                         field, "%s has no such field %ld of this type",
                         crm_schema_kind_name(NULL, record->kind), (long)field);
    *out_value = &record->values[index];
    return (*out_value)->present ? CRM_OK : CRM_NONE;
}

crm_status
crm_record_int(crm_record *record, crm_field field, int64_t *out_value)
{
    struct crm__value *value = NULL;
    crm_status status = read_field(record, field, crm__fits_integer, &value);

    if (status == CRM_OK && out_value)
        *out_value = value->as.integer;
    return status;
}

crm_status
crm_record_double(crm_record *record, crm_field field, double *out_value)
{
    struct crm__value *value = NULL;
    crm_status status = read_field(record, field, crm__fits_double, &value);

    if (status == CRM_OK && out_value)
        *out_value = value->as.real;
    return status;
}

const char *
crm_record_text(crm_record *record, crm_field field, size_t *out_length)
{
    struct crm__value *value = NULL;

    if (read_field(record, field, crm__fits_text, &value) != CRM_OK)
        return NULL;
    if (out_length)
        *out_length = value->length;
    return value->as.text;
}
