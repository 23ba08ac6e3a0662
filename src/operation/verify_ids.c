/*
 * verify_ids.c - that ids and external ids are there once, that references lead somewhere, and that
 * a cancellation counts on the day of what it cancels.
 */
#include <string.h>

#include "operation/verify.h"

/* FNV-1a; what collides is told apart by its bytes. */
static int64_t
hash_of(const char *text, size_t length)
{
    uint64_t hash = 14695981039346656037u;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    return (int64_t)hash;
}

static crm_status
keep_bytes(struct crm__verifier *verifier, const char *text, size_t length, size_t *out_start)
{
    size_t needed;

    if (!crm__size_add(verifier->byte_count, length, &needed) ||
        crm__grow(&verifier->crm->memory, (void **)&verifier->bytes, &verifier->byte_capacity,
                  needed, 1) != CRM_OK)
        return crm__no_memory(verifier->crm);
    memcpy(verifier->bytes + verifier->byte_count, text, length);
    *out_start = verifier->byte_count;
    verifier->byte_count = needed;
    return CRM_OK;
}

/* The one that comes later in order of id is told, whatever the order of reading. */
static crm_status
tell_twin(struct crm__verifier *verifier, crm_kind kind, crm_id id, int64_t *slots)
{
    crm_id first = slots[2] < id ? slots[2] : id, later = slots[2] < id ? id : slots[2];

    slots[2] = first;
    return crm__verify_tell(verifier, kind, later, CRM_FIELD_EXTERNAL_ID, "twin_external_id",
                            first);
}

static crm_status
check_external_id(struct crm__verifier *verifier, crm_kind kind, crm_id id, const char *text,
                  size_t length)
{
    int64_t hash = hash_of(text, length);

    for (int64_t probe = 0;; probe++) {
        bool fresh;
        int64_t *slots = crm__cells_add(&verifier->texts, hash, probe, 0, &fresh);
        size_t start = 0;

        if (!slots)
            return crm__no_memory(verifier->crm);
        if (fresh) {
            crm_status status = keep_bytes(verifier, text, length, &start);

            if (status != CRM_OK)
                return status;
            slots[0] = (int64_t)start;
            slots[1] = (int64_t)length;
            slots[2] = id;
            return CRM_OK;
        }
        if ((size_t)slots[1] == length && memcmp(verifier->bytes + slots[0], text, length) == 0)
            return slots[2] == id ? CRM_OK : tell_twin(verifier, kind, id, slots);
    }
}

crm_status
crm__verify_id(struct crm__verifier *verifier, const crm_table *table, size_t row)
{
    crm_id id = crm__row_int_or(table, row, CRM_FIELD_ID, 0);
    size_t length;
    const char *text = crm__cell_text(table, row, CRM_FIELD_EXTERNAL_ID, &length);
    bool fresh;
    int64_t *slots = crm__cells_add(&verifier->ids[table->kind], id, 0, 0, &fresh);
    crm_status status = CRM_OK;

    if (!slots)
        return crm__no_memory(verifier->crm);
    if (table->kind == CRM_KIND_PURCHASE)
        slots[0] = crm__row_int_or(table, row, CRM_PURCHASE_DAY, 0);
    if (!fresh)
        status = crm__verify_tell(verifier, table->kind, id, CRM_FIELD_ID, "twin_id", 0);
    if (status == CRM_OK && text && length)
        status = check_external_id(verifier, table->kind, id, text, length);
    return status;
}

crm_status
crm__verify_references(struct crm__verifier *verifier, const crm_table *table, size_t row)
{
    crm_id id = crm__row_int_or(table, row, CRM_FIELD_ID, 0);
    crm_status status = CRM_OK;

    for (size_t i = 0; i < table->count && status == CRM_OK; i++) {
        const struct crm__column *column = &table->columns[i];
        int64_t other;

        if (column->type != CRM_TYPE_REF || !crm__cell_int(table, row, (int32_t)i, &other))
            continue;
        if (!crm__cells_find(&verifier->ids[column->target], other, 0, 0))
            status = crm__verify_tell(verifier, table->kind, id, column->number, "dangling", other);
    }
    return status;
}

crm_status
crm__verify_purchase(struct crm__verifier *verifier, const crm_table *table, size_t row)
{
    bool cancels = crm__row_int_or(table, row, CRM_PURCHASE_TYPE, 0) == CRM_PURCHASE_TYPE_CANCEL;
    crm_id other = cancels ? crm__row_int_or(table, row, CRM_PURCHASE_REFERS_TO, 0) : 0;
    const int64_t *day = crm__cells_find(&verifier->ids[CRM_KIND_PURCHASE], other, 0, 0);
    int64_t counted;
    bool has = crm__row_int(table, row, CRM_PURCHASE_COUNTED_DAY, &counted);

    /* A row cancelled that is not there is told as dangling. */
    if (other && !day)
        return CRM_OK;
    if (has == (day != NULL) && (!day || *day == counted))
        return CRM_OK;
    return crm__verify_tell(verifier, CRM_KIND_PURCHASE,
                            crm__row_int_or(table, row, CRM_FIELD_ID, 0), CRM_PURCHASE_COUNTED_DAY,
                            "unlike_cancelled", other);
}
