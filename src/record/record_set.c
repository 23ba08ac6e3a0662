/*
 * record_set.c - fields of a handle set by the caller, with their ranges and what may be set at all.
 * A failed setter leaves the former value and marks the field.
 */
#include <string.h>

#include "base/text.h"
#include "record/record.h"

/* Why a caller may not set a field; NULL if it may. */
static const char *
refused(const crm_record *record, crm_field field, uint32_t flags)
{
    if (field == CRM_FIELD_CREATED)
        return record->stored ? "created is set with the first write" : NULL;
    if (field == CRM_FIELD_ID)
        return "use crm_record_set_id";
    if (field == CRM_FIELD_VERSION || field == CRM_FIELD_MODIFIED)
        return "kept by the library";
    if (field == CRM_FIELD_MERGED_INTO || field == CRM_FIELD_ERASED)
        return "set by operations alone";
    if (record->kind == CRM_KIND_OPPORTUNITY && !record->stored &&
        (field == CRM_OPPORTUNITY_PIPELINE || field == CRM_OPPORTUNITY_STAGE))
        return NULL;
    if (record->kind == CRM_KIND_OPPORTUNITY && field == CRM_OPPORTUNITY_STAGE)
        return "use crm_opportunity_move";
    if (record->kind == CRM_KIND_OPPORTUNITY && field == CRM_OPPORTUNITY_PIPELINE)
        return "use crm_opportunity_transfer";
    if (record->kind == CRM_KIND_ACCOUNT && field == CRM_ACCOUNT_PARENT)
        return "use crm_account_put_under or crm_account_acquire";
    return flags & CRM_FIELD_CACHE ? "kept by the library" : NULL;
}

/* May a caller's setter run? */
static crm_status
may_set(crm_record *record, crm_field field)
{
    crm_status status = record ? crm__peek(record->crm) : CRM_ERROR_ARGUMENT;

    if (status == CRM_ERROR_CLOSED)
        return crm__fail(record->crm, status, record->kind, 0, field, "the context is closed");
    return status;
}

/* A field that is set. */
struct opened {
    struct crm__value *value;
    const struct crm__field *is;
    struct crm__field scratch;
};

/* What every setter begins with: the value of a field of fitting type that may be set. */
static crm_status
open_field(crm_record *record, crm_field field, bool (*fits)(int32_t type), struct opened *opened)
{
    int32_t index;
    const char *why;

    index = crm__schema_index(record->crm, record->kind, field);
    if (index < 0)
        return crm__fail(record->crm, CRM_ERROR_ARGUMENT, record->kind, crm_record_id(record),
                         field, "%s has no field %ld", crm_schema_kind_name(NULL, record->kind),
                         (long)field);
    opened->is = crm__schema_field(record->crm, record->kind, index, &opened->scratch);
    if (!fits(opened->is->type))
        return crm__fail(record->crm, CRM_ERROR_ARGUMENT, record->kind, crm_record_id(record),
                         field, "%s.%s is of another type",
                         crm_schema_kind_name(NULL, record->kind), opened->is->name);
    why = refused(record, field, opened->is->flags);
    if (why)
        return crm__fail(record->crm, CRM_ERROR_RULE, record->kind, crm_record_id(record), field,
                         "%s.%s cannot be set: %s", crm_schema_kind_name(NULL, record->kind),
                         opened->is->name, why);
    opened->value = crm__record_value(record, index);
    return CRM_OK;
}

static bool
fits_any(int32_t type)
{
    (void)type;
    return true;
}

/* Mark a field as failed for the reason given. */
static crm_status
spoil(crm_record *record, struct crm__value *value, crm_field field, crm_status status,
      const char *name, const char *why)
{
    value->failed = status;
    return crm__fail(record->crm, status, record->kind, crm_record_id(record), field, "%s.%s: %s",
                     crm_schema_kind_name(NULL, record->kind), name, why);
}

/* Does this integer stand for "no value"? */
static bool
means_none(int32_t type, int64_t value)
{
    switch (type) {
    case CRM_TYPE_DAY:
        return value == CRM_DAY_NONE;
    case CRM_TYPE_INSTANT:
        return value == CRM_INSTANT_NONE;
    case CRM_TYPE_REF:
    case CRM_TYPE_CODE:
    case CRM_TYPE_CURRENCY:
        return value == 0;
    default:
        return false;
    }
}

static void
edited(struct crm__value *value)
{
    value->edit = CRM__EDITED;
    value->failed = CRM_OK;
}

crm_status
crm__record_set_int(crm_record *record, crm_field field, int64_t integer)
{
    struct opened opened = {0};
    crm_status status = open_field(record, field, crm__fits_integer, &opened);
    const char *wrong;

    if (status != CRM_OK)
        return status;
    if (means_none(opened.is->type, integer)) {
        opened.value->present = false;
        edited(opened.value);
        return CRM_OK;
    }
    wrong = crm__schema_wrong(opened.is, integer);
    if (wrong)
        return spoil(record, opened.value, field, CRM_ERROR_DATA, opened.is->name, wrong);
    opened.value->present = true;
    opened.value->as.integer = integer;
    edited(opened.value);
    return CRM_OK;
}

crm_status
crm__record_set_double(crm_record *record, crm_field field, double real)
{
    struct opened opened = {0};
    crm_status status = open_field(record, field, crm__fits_double, &opened);

    if (status != CRM_OK)
        return status;
    if (!(real - real == 0))
        return spoil(record, opened.value, field, CRM_ERROR_DATA, opened.is->name,
                     "not a finite number");
    opened.value->present = true;
    opened.value->as.real = real;
    edited(opened.value);
    return CRM_OK;
}

crm_status
crm__record_set_text(crm_record *record, crm_field field, const char *bytes, size_t length)
{
    struct opened opened = {0};
    crm_status status = open_field(record, field, crm__fits_text, &opened);
    char *copy = NULL;
    size_t bad;

    if (status != CRM_OK)
        return status;
    if (bytes) {
        if (length == CRM_TEXT_NUL)
            length = strlen(bytes);
        if (!crm__utf8_check(bytes, length, &bad)) {
            opened.value->failed = CRM_ERROR_DATA;
            return crm__fail(record->crm, CRM_ERROR_DATA, record->kind, crm_record_id(record),
                             field, "%s.%s: byte %lld is not UTF-8",
                             crm_schema_kind_name(NULL, record->kind), opened.is->name,
                             (long long)bad);
        }
        copy = crm__copy_text(&record->crm->memory, bytes, length);
        if (!copy) {
            opened.value->failed = CRM_ERROR_MEMORY;
            return crm__no_memory(record->crm);
        }
    }
    crm__record_drop_text(record, opened.value);
    opened.value->present = copy != NULL;
    opened.value->owns = copy != NULL;
    opened.value->as.text = copy;
    opened.value->length = copy ? length : 0;
    edited(opened.value);
    return CRM_OK;
}

crm_status
crm_record_set_int(crm_record *record, crm_field field, int64_t value)
{
    crm_status status = may_set(record, field);

    return status == CRM_OK ? crm__record_set_int(record, field, value) : status;
}

crm_status
crm_record_set_double(crm_record *record, crm_field field, double value)
{
    crm_status status = may_set(record, field);

    return status == CRM_OK ? crm__record_set_double(record, field, value) : status;
}

crm_status
crm_record_set_text(crm_record *record, crm_field field, const char *bytes, size_t length)
{
    crm_status status = may_set(record, field);

    return status == CRM_OK ? crm__record_set_text(record, field, bytes, length) : status;
}

crm_status
crm_record_clear(crm_record *record, crm_field field)
{
    struct opened opened = {0};
    crm_status status = may_set(record, field);

    if (status != CRM_OK)
        return status;
    status = open_field(record, field, fits_any, &opened);

    if (status != CRM_OK)
        return status;
    if (opened.is->type == CRM_TYPE_TEXT)
        crm__record_drop_text(record, opened.value);
    opened.value->present = false;
    edited(opened.value);
    return CRM_OK;
}
