/*
 * unit_handle.c - handles and the unit of work: which have writes in it, and whether one has seen the
 * last word on its record.
 */
#include "store/unit.h"

void
crm__unit_touch(crm_record *record)
{
    crm_context *crm = record->crm;
    const struct crm__entry *entry = crm__unit_find(crm, record->kind, crm_record_id(record));

    if (!record->touched) {
        record->touched = true;
        record->former_stored = record->stored;
        record->next_touched = crm->touched;
        if (crm->touched)
            crm->touched->previous_touched = record;
        crm->touched = record;
    }
    record->unit_serial = crm->unit->serial;
    record->entry = entry ? (size_t)(entry - crm->unit->entries) + 1 : 0;
}

bool
crm__unit_abreast(const crm_record *record, const struct crm__entry *entry)
{
    return record->unit_serial == record->crm->unit->serial &&
           record->entry == (entry ? (size_t)(entry - record->crm->unit->entries) + 1 : 0);
}

crm_status
crm__unit_base(crm_record *record, int64_t *out_base)
{
    crm_context *crm = record->crm;
    crm_id id = crm_record_id(record);
    int64_t version = crm__record_int_or(record, CRM_FIELD_VERSION, 0);
    const struct crm__entry *entry = crm__unit_find(crm, record->kind, id);

    if (record->stale)
        return crm__fail(crm, CRM_ERROR_STATE, record->kind, id, -1,
                         "%s %lld was read from writes that were rolled back: load it again",
                         crm_schema_kind_name(NULL, record->kind), (long long)id);
    *out_base = record->stored ? version : 0;
    if (record->outdated)
        return crm__unit_conflict(crm, record->kind, id, "another handle");
    if (entry && entry->op == CRM__CHECK)
        return entry->base == *out_base
                   ? CRM_OK
                   : crm__unit_conflict(crm, record->kind, id, "somebody else");
    if (!entry)
        return CRM_OK;
    if (!crm__unit_abreast(record, entry))
        return crm__unit_conflict(crm, record->kind, id, "another handle");
    *out_base = entry->base;
    return CRM_OK;
}
