/*
 * link_save.c - a link saved by hand.
 */
#include "operation/link.h"

/* Of a stored link only the end and the archiving may change. */
static crm_status
check_edits(crm_record *link)
{
    for (size_t i = 0; i < link->count; i++) {
        crm_field field = crm__schema_number(link->crm, link->kind, (int32_t)i);

        if (link->values[i].edit == CRM__EDITED && field != CRM_LINK_VALID_TO &&
            field != CRM_FIELD_ARCHIVED)
            return crm__fail(link->crm, CRM_ERROR_RULE, CRM_KIND_LINK, crm_record_id(link), field,
                             "of a stored link only valid_to and archived change: archive it and "
                             "write another");
    }
    return CRM_OK;
}

crm_status
crm__save_link(crm_record *link)
{
    crm_context *crm = link->crm;
    struct crm__saving saving;
    crm_id child = crm__record_int_or(link, CRM_LINK_CHILD, 0);
    crm_id parent = crm__record_int_or(link, CRM_LINK_PARENT, 0);
    crm_status status = link->stored ? check_edits(link) : CRM_OK;

    if (status == CRM_OK)
        status = crm__row_put(link, &saving);
    if (status == CRM_OK)
        status = crm__check_row(crm, CRM_KIND_LINK, saving.table, saving.row);
    if (status != CRM_OK)
        return status;
    if (crm__owns(saving.table, saving.row)) {
        status = crm__check_ownership(crm, saving.id, child, parent,
                                      crm__span_of(saving.table, saving.row));
    } else if (crm__record_int_or(link, CRM_LINK_TYPE, 0) != CRM_LINK_TYPE_OWNED_BY) {
        status = crm__check_account(crm, child);
        if (status == CRM_OK)
            status = crm__check_account(crm, parent);
    }
    if (status == CRM_OK && crm__record_int_or(link, CRM_LINK_TYPE, 0) == CRM_LINK_TYPE_OWNED_BY)
        status = crm__refresh_parent(crm, child);
    if (status == CRM_OK)
        crm__row_saved(&saving);
    return status;
}
