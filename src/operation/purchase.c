/*
 * purchase.c - saving a purchase. A cancellation counts on the day of what it cancels: that day is
 * copied here, so that no analysis has to join purchases.
 */
#include "operation/work.h"

crm_status
crm__save_purchase(crm_record *record)
{
    crm_context *crm = record->crm;
    bool cancels = crm__record_int_or(record, CRM_PURCHASE_TYPE, 0) == CRM_PURCHASE_TYPE_CANCEL;
    crm_id refers_to = crm__record_int_or(record, CRM_PURCHASE_REFERS_TO, 0);
    struct crm__saving saving;
    crm_table *cancelled = NULL;
    int64_t day = 0;
    crm_status status = CRM_OK;

    if (cancels && refers_to) {
        status = crm__fetch_needed(crm, CRM_KIND_PURCHASE, refers_to, &cancelled);
        if (status != CRM_OK)
            return status;
        day = crm__row_int_or(cancelled, 0, CRM_PURCHASE_DAY, 0);
        crm__table_free(cancelled);
    }
    status = crm__row_put(record, &saving);
    if (status == CRM_OK)
        status = crm__check_row(crm, record->kind, saving.table, saving.row);
    if (status == CRM_OK && cancels)
        status = crm__row_set(saving.table, saving.row, CRM_PURCHASE_COUNTED_DAY, day);
    if (status != CRM_OK)
        return status;
    crm__row_saved(&saving);
    if (cancels)
        crm__record_keep(record, CRM_PURCHASE_COUNTED_DAY, true, day);
    return CRM_OK;
}
