/*
 * record_unit.c - what a unit of work does to a handle: values that the library sets are remembered
 * as they were, and edits stay edits until the unit has ended well.
 */
#include "record/record.h"

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
    struct crm__value *slot = crm__record_value(record, index);

    remember(record, index);
    slot->present = present;
    slot->as.integer = present ? value : 0;
    slot->edit = CRM__CLEAN;
}

void
crm__record_settled(crm_record *record)
{
    for (size_t i = crm__record_next(record, 0); i < record->count;
         i = crm__record_next(record, i + 1))
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
    for (size_t i = crm__record_next(record, 0); i < record->count;
         i = crm__record_next(record, i + 1))
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
