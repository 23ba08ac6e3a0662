/*
 * record.c - record handles: reading and setting fields by number. Loading, saving and removing go
 * through the rooms above (store/load.c, operation/save.c).
 */
#include "record/record.h"

#include <string.h>

#include "base/text.h"

crm_record *
crm__record_new(crm_context *crm, crm_kind kind)
{
    crm_record *record = crm__alloc(&crm->memory, sizeof *record);

    if (!record)
        return NULL;
    record->crm = crm;
    record->kind = kind;
    record->count = crm__schema_count(crm, kind);
    record->values = crm__alloc_array(&crm->memory, record->count, sizeof *record->values);
    if (!record->values) {
        crm__free(&crm->memory, record, sizeof *record);
        return NULL;
    }
    crm->schema_fixed = true;
    crm__child_added(crm);
    return record;
}

static bool
is_text(const crm_record *record, size_t index)
{
    struct crm__field scratch;

    return crm__schema_field(record->crm, record->kind, (int32_t)index, &scratch)->type ==
           CRM_TYPE_TEXT;
}

static void
drop_text(crm_record *record, struct crm__value *value)
{
    if (value->as.text)
        crm__free(&record->crm->memory, value->as.text, value->length + 1);
    value->as.text = NULL;
    value->length = 0;
}

void
crm__record_free(crm_record *record)
{
    crm_context *crm = record->crm;

    for (size_t i = 0; i < record->count; i++)
        if (is_text(record, i))
            drop_text(record, &record->values[i]);
    crm__free_array(&crm->memory, record->values, record->count, sizeof *record->values);
    crm__free(&crm->memory, record->cache, record->cache_size);
    crm__free(&crm->memory, record, sizeof *record);
    crm__child_gone(crm);
}

void
crm__record_untouch(crm_record *record)
{
    if (!record->touched)
        return;
    if (record->previous_touched)
        record->previous_touched->next_touched = record->next_touched;
    else
        record->crm->touched = record->next_touched;
    if (record->next_touched)
        record->next_touched->previous_touched = record->previous_touched;
    record->next_touched = record->previous_touched = NULL;
    record->touched = false;
}

void
crm__record_drop(crm_record *record)
{
    crm__record_untouch(record);
    crm__record_free(record);
}

static crm_status
read_text(crm_record *record, struct crm__value *value, const crm_table *table, size_t row,
          int32_t index)
{
    size_t length;
    const char *bytes = crm__cell_text(table, row, index, &length);
    char *copy = NULL;

    if (bytes) {
        copy = crm__copy_text(&record->crm->memory, bytes, length);
        if (!copy)
            return crm__no_memory(record->crm);
    }
    drop_text(record, value);
    value->present = copy != NULL;
    value->as.text = copy;
    value->length = copy ? length : 0;
    return CRM_OK;
}

crm_status
crm__record_read(crm_record *record, const crm_table *table, size_t row)
{
    for (size_t i = 0; i < record->count; i++) {
        struct crm__value *value = &record->values[i];
        struct crm__field scratch;
        int32_t type = crm__schema_field(record->crm, record->kind, (int32_t)i, &scratch)->type;

        value->edit = CRM__CLEAN;
        value->failed = CRM_OK;
        if (type == CRM_TYPE_TEXT) {
            crm_status status = read_text(record, value, table, row, (int32_t)i);

            if (status != CRM_OK)
                return status;
        } else if (type == CRM_TYPE_DOUBLE) {
            value->present = crm__cell_double(table, row, (int32_t)i, &value->as.real);
        } else {
            value->present = crm__cell_int(table, row, (int32_t)i, &value->as.integer);
        }
    }
    record->stored = true;
    return CRM_OK;
}

crm_status
crm__record_write_value(const crm_record *record, int32_t index, crm_table *table, size_t row)
{
    const struct crm__value *value = &record->values[index];
    struct crm__field scratch;
    int32_t type = crm__schema_field(record->crm, record->kind, index, &scratch)->type;
    crm_status status;

    if (!value->present)
        status = crm__clear_cell(table, row, index);
    else if (type == CRM_TYPE_TEXT)
        status = crm__put_text(table, row, index, value->as.text, value->length);
    else if (type == CRM_TYPE_DOUBLE)
        status = crm__put_double(table, row, index, value->as.real);
    else
        status = crm__put_int(table, row, index, value->as.integer);
    return status == CRM_OK ? CRM_OK : crm__no_memory(record->crm);
}

crm_status
crm__record_write(const crm_record *record, crm_table *table, size_t row)
{
    crm_status status = CRM_OK;

    for (size_t i = 0; i < record->count && status == CRM_OK; i++)
        if (record->values[i].present)
            status = crm__record_write_value(record, (int32_t)i, table, row);
    return status;
}

bool
crm__record_int(const crm_record *record, crm_field field, int64_t *out_value)
{
    int32_t index = crm__schema_index(record->crm, record->kind, field);

    if (index < 0 || !record->values[index].present)
        return false;
    *out_value = record->values[index].as.integer;
    return true;
}

int64_t
crm__record_int_or(const crm_record *record, crm_field field, int64_t otherwise)
{
    int64_t value;

    return crm__record_int(record, field, &value) ? value : otherwise;
}

bool
crm__record_edited(const crm_record *record)
{
    for (size_t i = 0; i < record->count; i++)
        if (record->values[i].edit == CRM__EDITED)
            return true;
    return false;
}

/* What a value was before the unit; an edit that was written since counts as such. */
static void
remember(crm_record *record, int32_t index)
{
    const struct crm__value *value = &record->values[index];
    struct crm__undo *undo = NULL;

    for (size_t i = 0; i < record->undo_count && !undo; i++)
        if (record->undo[i].index == index)
            undo = &record->undo[i];
    if (undo && value->edit == CRM__CLEAN)
        return;
    if (!undo && record->undo_count == CRM__UNDO)
        return; /* never: CRM__UNDO is the most that any operation sets */
    if (!undo)
        undo = &record->undo[record->undo_count++];
    undo->index = index;
    undo->present = value->present;
    undo->edit = value->edit;
    undo->integer = value->as.integer;
}

void
crm__record_keep(crm_record *record, crm_field field, bool present, int64_t value)
{
    int32_t index = crm__schema_index(record->crm, record->kind, field);
    struct crm__value *slot = &record->values[index];

    remember(record, index);
    slot->present = present;
    slot->as.integer = present ? value : 0;
    slot->edit = CRM__CLEAN;
}

void
crm__record_settled(crm_record *record)
{
    for (size_t i = 0; i < record->count; i++)
        if (record->values[i].edit == CRM__WRITTEN)
            record->values[i].edit = CRM__CLEAN;
    record->undo_count = 0;
    record->from_pending = false;
    record->entry = 0;
}

void
crm__record_restored(crm_record *record)
{
    /* A field edited after the library set it keeps the later edit. */
    for (size_t i = 0; i < record->undo_count; i++) {
        const struct crm__undo *undo = &record->undo[i];
        struct crm__value *value = &record->values[undo->index];

        if (value->edit != CRM__CLEAN)
            continue;
        value->present = undo->present;
        value->as.integer = undo->integer;
        value->edit = undo->edit;
    }
    for (size_t i = 0; i < record->count; i++)
        if (record->values[i].edit == CRM__WRITTEN)
            record->values[i].edit = CRM__EDITED;
    record->stored = record->former_stored;
    if (record->stored)
        record->removed = false;
    record->undo_count = 0;
    record->entry = 0;
    if (record->from_pending)
        record->stale = true;
}

crm_status
crm__record_failed(crm_record *record)
{
    for (size_t i = 0; i < record->count; i++) {
        crm_status failed = record->values[i].failed;
        crm_field field = crm__schema_number(record->crm, record->kind, (int32_t)i);

        if (failed != CRM_OK)
            return crm__fail(record->crm, failed, record->kind, crm_record_id(record), field,
                             "%s.%s was not set: its last setter failed",
                             crm_schema_kind_name(NULL, record->kind),
                             crm_schema_name(record->crm, record->kind, field));
    }
    return CRM_OK;
}

crm_record *
crm_record_new(crm_context *crm, crm_kind kind)
{
    crm_record *record = NULL;

    if (crm__enter(crm) != CRM_OK)
        return NULL;
    if (!crm__kind_of(kind)) {
        crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "%ld is no kind", (long)kind);
    } else {
        record = crm__record_new(crm, kind);
        if (!record)
            crm__no_memory(crm);
    }
    crm__leave(crm);
    return record;
}

static void
release_record(void *record)
{
    crm_record_free(record);
}

void
crm_record_free(crm_record *record)
{
    crm_status status;

    if (!record)
        return;
    status = crm__peek(record->crm);
    if (status == CRM_ERROR_STATE)
        return; /* another thread is inside: to leak is safer than to free under its feet */
    if (status == CRM_ERROR_REENTRANT) {
        crm__free_later(record->crm, &record->later, record, release_record);
        return;
    }
    crm__record_drop(record);
}

crm_kind
crm_record_kind(crm_record *record)
{
    return record ? record->kind : 0;
}

crm_id
crm_record_id(crm_record *record)
{
    return record && record->values[CRM_FIELD_ID].present ? record->values[CRM_FIELD_ID].as.integer
                                                          : 0;
}

crm_status
crm_record_set_id(crm_record *record, crm_id id)
{
    crm_status status = record ? crm__peek(record->crm) : CRM_ERROR_ARGUMENT;
    struct crm__value *value;

    if (status != CRM_OK)
        return status;
    value = &record->values[CRM_FIELD_ID];
    if (id < 1)
        return crm__fail(record->crm, CRM_ERROR_ARGUMENT, record->kind, 0, CRM_FIELD_ID,
                         "an id is above 0");
    if (value->present)
        return crm__fail(record->crm, CRM_ERROR_STATE, record->kind, value->as.integer,
                         CRM_FIELD_ID, "the record has an id already");
    value->present = true;
    value->as.integer = id;
    return CRM_OK;
}

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

/* What every setter begins with: the value of a field of fitting type that may be set. */
static crm_status
open_field(crm_record *record, crm_field field, bool (*fits)(int32_t type),
           struct crm__value **out_value, struct crm__field *out_description)
{
    struct crm__field scratch;
    int32_t index;
    const char *why;

    index = crm__schema_index(record->crm, record->kind, field);
    if (index < 0)
        return crm__fail(record->crm, CRM_ERROR_ARGUMENT, record->kind, crm_record_id(record),
                         field, "%s has no field %ld", crm_schema_kind_name(NULL, record->kind),
                         (long)field);
    *out_description = *crm__schema_field(record->crm, record->kind, index, &scratch);
    if (!fits(out_description->type))
        return crm__fail(record->crm, CRM_ERROR_ARGUMENT, record->kind, crm_record_id(record),
                         field, "%s.%s is of another type",
                         crm_schema_kind_name(NULL, record->kind), out_description->name);
    why = refused(record, field, out_description->flags);
    if (why)
        return crm__fail(record->crm, CRM_ERROR_RULE, record->kind, crm_record_id(record), field,
                         "%s.%s cannot be set: %s", crm_schema_kind_name(NULL, record->kind),
                         out_description->name, why);
    *out_value = &record->values[index];
    return CRM_OK;
}

static bool
fits_integer(int32_t type)
{
    return crm__type_is_integer(type);
}

static bool
fits_double(int32_t type)
{
    return type == CRM_TYPE_DOUBLE;
}

static bool
fits_text(int32_t type)
{
    return type == CRM_TYPE_TEXT;
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
    struct crm__field description;
    struct crm__value *value;
    crm_status status = open_field(record, field, fits_integer, &value, &description);
    const char *wrong;

    if (status != CRM_OK)
        return status;
    if (means_none(description.type, integer)) {
        value->present = false;
        edited(value);
        return CRM_OK;
    }
    wrong = crm__schema_wrong(&description, integer);
    if (wrong)
        return spoil(record, value, field, CRM_ERROR_DATA, description.name, wrong);
    value->present = true;
    value->as.integer = integer;
    edited(value);
    return CRM_OK;
}

crm_status
crm__record_set_double(crm_record *record, crm_field field, double real)
{
    struct crm__field description;
    struct crm__value *value;
    crm_status status = open_field(record, field, fits_double, &value, &description);

    if (status != CRM_OK)
        return status;
    if (!(real - real == 0))
        return spoil(record, value, field, CRM_ERROR_DATA, description.name, "not a finite number");
    value->present = true;
    value->as.real = real;
    edited(value);
    return CRM_OK;
}

crm_status
crm__record_set_text(crm_record *record, crm_field field, const char *bytes, size_t length)
{
    struct crm__field description;
    struct crm__value *value;
    crm_status status = open_field(record, field, fits_text, &value, &description);
    char *copy = NULL;
    size_t bad;

    if (status != CRM_OK)
        return status;
    if (bytes) {
        if (length == CRM_TEXT_NUL)
            length = strlen(bytes);
        if (!crm__utf8_check(bytes, length, &bad)) {
            value->failed = CRM_ERROR_DATA;
            return crm__fail(record->crm, CRM_ERROR_DATA, record->kind, crm_record_id(record),
                             field, "%s.%s: byte %lld is not UTF-8",
                             crm_schema_kind_name(NULL, record->kind), description.name,
                             (long long)bad);
        }
        copy = crm__copy_text(&record->crm->memory, bytes, length);
        if (!copy) {
            value->failed = CRM_ERROR_MEMORY;
            return crm__no_memory(record->crm);
        }
    }
    drop_text(record, value);
    value->present = copy != NULL;
    value->as.text = copy;
    value->length = copy ? length : 0;
    edited(value);
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
    struct crm__field description;
    struct crm__value *value;
    crm_status status = may_set(record, field);

    if (status != CRM_OK)
        return status;
    status = open_field(record, field, fits_any, &value, &description);

    if (status != CRM_OK)
        return status;
    if (description.type == CRM_TYPE_TEXT)
        drop_text(record, value);
    value->present = false;
    edited(value);
    return CRM_OK;
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
    struct crm__value *value;
    crm_status status = read_field(record, field, fits_integer, &value);

    if (status == CRM_OK && out_value)
        *out_value = value->as.integer;
    return status;
}

crm_status
crm_record_double(crm_record *record, crm_field field, double *out_value)
{
    struct crm__value *value;
    crm_status status = read_field(record, field, fits_double, &value);

    if (status == CRM_OK && out_value)
        *out_value = value->as.real;
    return status;
}

const char *
crm_record_text(crm_record *record, crm_field field, size_t *out_length)
{
    struct crm__value *value;

    if (read_field(record, field, fits_text, &value) != CRM_OK)
        return NULL;
    if (out_length)
        *out_length = value->length;
    return value->as.text;
}
