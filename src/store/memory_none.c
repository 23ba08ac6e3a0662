/*
 * memory_none.c - stands in until the memory store lands (remove it then): there is none.
 */
#include "crm/store.h"

crm_status
crm_memory_store(crm_resize *resize, void *resize_self, crm_store *out_store)
{
    (void)resize;
    (void)resize_self;
    (void)out_store;
    return CRM_ERROR_UNSUPPORTED;
}

void
crm_memory_store_free(crm_store *store)
{
    (void)store;
}
