/*
 * record.c - record handles: reading and setting fields by number. Loading, saving and removing go
 * through the rooms above (store/load.c, operation/save.c).
 */
#include "record/record.h"

#include <string.h>

#include "base/text.h"

static size_t
size_of(size_t count)
{
    return sizeof(crm_record) + count * sizeof(struct crm__value);
}

crm_record *
crm__record_new(crm_context *crm, crm_kind kind)
{
    size_t count = crm__schema_count(crm, kind);
    crm_record *record = crm__alloc(&crm->memory, size_of(count));

    if (!record)
        return NULL;
    record->crm = crm;
    record->kind = kind;
    record->count = count;
    crm->schema_fixed = true;
    crm__child_added(crm);
    return record;
}

void
crm__record_drop_text(crm_record *record, struct crm__value *value)
{
    if (value->owns)
        crm__free(&record->crm->memory, value->as.text, value->length + 1);
    value->as.text = NULL;
    value->length = 0;
    value->owns = false;
}

static void
drop_texts(crm_record *record)
{
    for (size_t i = crm__record_next(record, 0); i < record->count;
         i = crm__record_next(record, i + 1))
        if (record->values[i].owns)
            crm__record_drop_text(record, &record->values[i]);
}

void
crm__record_free(crm_record *record)
{
    crm_context *crm = record->crm;

    drop_texts(record);
    crm__free(&crm->memory, record->texts, record->texts_size);
    crm__free(&crm->memory, record->cache, record->cache_size);
    crm__free(&crm->memory, record, size_of(record->count));
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

/* Bytes of all texts of a row, with a NUL behind each. */
static size_t
text_bytes(const crm_record *record, const crm_table *table, size_t row)
{
    size_t sum = 0, length;

    for (size_t i = crm__table_next(table, 0); i < record->count; i = crm__table_next(table, i + 1))
        if (table->columns[i].type == CRM_TYPE_TEXT &&
            crm__cell_text(table, row, (int32_t)i, &length))
            sum += length + 1;
    return sum;
}

/* One value from a cell; a text goes to *at, which moves on. */
static void
read_value(struct crm__value *value, const crm_table *table, size_t row, int32_t index, char **at)
{
    int32_t type = table->columns[index].type;
    const char *bytes;
    size_t length;

    *value = (struct crm__value){0};
    if (type == CRM_TYPE_DOUBLE) {
        value->present = crm__cell_double(table, row, index, &value->as.real);
        return;
    }
    if (type != CRM_TYPE_TEXT) {
        value->present = crm__cell_int(table, row, index, &value->as.integer);
        return;
    }
    bytes = crm__cell_text(table, row, index, &length);
    if (!bytes)
        return;
    memcpy(*at, bytes, length);
    (*at)[length] = 0;
    *value = (struct crm__value){.as.text = *at, .length = length, .present = true};
    *at += length + 1;
}

crm_status
crm__record_read(crm_record *record, const crm_table *table, size_t row)
{
    const struct crm__memory *memory = &record->crm->memory;
    size_t size = text_bytes(record, table, row);
    char *texts = NULL, *at;

    if (size && !(texts = memory->resize(memory->self, NULL, 0, size)))
        return crm__no_memory(record->crm);
    drop_texts(record);
    crm__free(memory, record->texts, record->texts_size);
    record->texts = at = texts;
    record->texts_size = size;
    record->used |= table->used;
    for (size_t i = crm__record_next(record, 0); i < record->count;
         i = crm__record_next(record, i + 1))
        read_value(&record->values[i], table, row, (int32_t)i, &at);
    record->stored = true;
    return CRM_OK;
}

crm_status
crm__record_write_value(const crm_record *record, int32_t index, crm_table *table, size_t row)
{
    const struct crm__value *value = &record->values[index];
    int32_t type = table->columns[index].type;
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

    for (size_t i = crm__record_next(record, 0); i < record->count && status == CRM_OK;
         i = crm__record_next(record, i + 1))
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
    for (size_t i = crm__record_next(record, 0); i < record->count;
         i = crm__record_next(record, i + 1))
        if (record->values[i].edit == CRM__EDITED)
            return true;
    return false;
}

crm_status
crm__record_failed(crm_record *record)
{
    for (size_t i = crm__record_next(record, 0); i < record->count;
         i = crm__record_next(record, i + 1)) {
        crm_status failed = record->values[i].failed;
        crm_field field;

        if (failed == CRM_OK)
            continue;
        field = crm__schema_number(record->crm, record->kind, (int32_t)i);
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
    value = crm__record_value(record, CRM_FIELD_ID);
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
