/*
 * save.c - saving and removing one record. Kinds whose rules reach beyond their own row have a file
 * of their own (deal_save.c, link.c, purchase.c).
 */
#include "operation/work.h"

#include <string.h>

static bool
grows(crm_kind kind)
{
    return crm__kind_of(kind)->flags & CRM_KIND_GROWS;
}

/* Are two values of a record and a row the same? */
static bool
same(const crm_record *record, int32_t index, int32_t type, const crm_table *table, size_t row)
{
    const struct crm__value *value = &record->values[index];
    int64_t integer;
    double real;
    size_t length;
    const char *text;

    if (type == CRM_TYPE_TEXT) {
        text = crm__cell_text(table, row, index, &length);
        return value->present
                   ? text && length == value->length && memcmp(text, value->as.text, length) == 0
                   : !text;
    }
    if (type == CRM_TYPE_DOUBLE)
        return crm__cell_double(table, row, index, &real) == value->present &&
               (!value->present || real == value->as.real);
    return crm__cell_int(table, row, index, &integer) == value->present &&
           (!value->present || integer == value->as.integer);
}

/* Fields that may not change once the record is stored: compared with what is stored, if edited. */
static crm_status
check_frozen(crm_record *record)
{
    crm_context *crm = record->crm;
    crm_table *stored = NULL;
    crm_status status = CRM_OK;

    for (size_t i = crm__record_next(record, 0); i < record->count && status == CRM_OK;
         i = crm__record_next(record, i + 1)) {
        struct crm__field scratch;
        const struct crm__field *field = crm__schema_field(crm, record->kind, (int32_t)i, &scratch);

        if (record->values[i].edit != CRM__EDITED || !(field->flags & CRM_FIELD_FROZEN))
            continue;
        if (!stored)
            status = crm__fetch_needed(crm, record->kind, crm_record_id(record), &stored);
        if (status == CRM_OK && !same(record, (int32_t)i, field->type, stored, 0))
            status = crm__fail(crm, CRM_ERROR_RULE, record->kind, crm_record_id(record),
                               crm__schema_number(crm, record->kind, (int32_t)i),
                               "%s.%s cannot change once it is stored",
                               crm_schema_kind_name(NULL, record->kind), field->name);
    }
    if (stored)
        crm__table_free(stored);
    return status;
}

static crm_status
save_plain(crm_record *record)
{
    struct crm__saving saving;
    crm_status status = record->stored ? check_frozen(record) : CRM_OK;

    if (status == CRM_OK)
        status = crm__row_put(record, &saving);
    if (status == CRM_OK)
        status = crm__check_row(record->crm, record->kind, saving.table, saving.row);
    if (status == CRM_OK)
        crm__row_saved(&saving);
    return status;
}

crm_status
crm__save(crm_record *record)
{
    if (record->removed)
        return crm__fail(record->crm, CRM_ERROR_GONE, record->kind, crm_record_id(record), -1,
                         "%s %lld was removed", crm_schema_kind_name(NULL, record->kind),
                         (long long)crm_record_id(record));
    if (record->stored && !crm__record_edited(record) && !record->stale)
        return CRM_OK;
    switch (record->kind) {
    case CRM_KIND_TRANSITION:
        return crm__fail(record->crm, CRM_ERROR_RULE, record->kind, crm_record_id(record), -1,
                         "transitions are written by operations alone (crm_opportunity_append)");
    case CRM_KIND_OPPORTUNITY:
        return crm__save_opportunity(record);
    case CRM_KIND_LINK:
        return crm__save_link(record);
    default:
        break;
    }
    if (record->stored && grows(record->kind))
        return crm__fail(record->crm, CRM_ERROR_RULE, record->kind, crm_record_id(record), -1,
                         "a stored %s is never changed", crm_schema_kind_name(NULL, record->kind));
    if (record->kind == CRM_KIND_PURCHASE)
        return crm__save_purchase(record);
    return save_plain(record);
}

crm_status
crm_record_save(crm_record *record)
{
    struct crm__work work;
    crm_status status = crm__operation_begin(record, &work);

    if (status != CRM_OK)
        return status;
    return crm__operation_end(record, &work, crm__save(record));
}

static crm_status
remove_record(crm_record *record)
{
    crm_context *crm = record->crm;
    crm_kind kind = record->kind;
    int64_t base;
    crm_status status;

    if (!record->stored)
        return crm__fail(crm, CRM_ERROR_STATE, kind, crm_record_id(record), -1,
                         "the %s is not stored", crm_schema_kind_name(NULL, kind));
    if (grows(kind) || kind == CRM_KIND_OPPORTUNITY)
        return crm__fail(crm, CRM_ERROR_RULE, kind, crm_record_id(record), -1,
                         "a stored %s is never removed", crm_schema_kind_name(NULL, kind));
    status = crm__unit_base(record, &base);
    if (status == CRM_OK)
        status = crm__unit_remove(crm, kind, crm_record_id(record), base);
    if (status != CRM_OK)
        return status;
    crm__unit_touch(record);
    record->stored = false;
    record->removed = true;
    crm__record_keep(record, CRM_FIELD_VERSION, false, 0);
    return CRM_OK;
}

crm_status
crm_record_remove(crm_record *record)
{
    struct crm__work work;
    crm_status status = record ? crm__enter(record->crm) : CRM_ERROR_ARGUMENT;

    if (status != CRM_OK)
        return status;
    status = crm__work_begin(record->crm, &work);
    if (status == CRM_OK)
        status = crm__work_end(record->crm, &work, remove_record(record));
    crm__leave(record->crm);
    return status;
}
