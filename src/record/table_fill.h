/*
 * table_fill.h - what the functions that fill tables from outside share.
 */
#ifndef CRM_RECORD_TABLE_FILL_H
#define CRM_RECORD_TABLE_FILL_H

#include "record/column_text.h"

/* CRM_OK if a table may be changed by a caller now; nothing sticks if not. */
static inline crm_status
crm__fill_allowed(const crm_table *table)
{
    if (!table)
        return CRM_ERROR_ARGUMENT;
    if (table->sealed)
        return CRM_ERROR_STATE;
    if (table->crm && table->crm->closed)
        return CRM_ERROR_CLOSED;
    return table->owned && table->crm->in_callback ? CRM_ERROR_REENTRANT : CRM_OK;
}

/* Let a failure stick, tell the context (outside callbacks), and answer the status. */
crm_status crm__fill_refuse(crm_table *table, crm_status status, size_t row, int32_t column,
                            const char *words);
crm_status crm__fill_memory(crm_table *table, size_t row, int32_t column);

/* Dense index of a column if it holds the type (CRM_TYPE_I64: any integer), else -1. */
int32_t crm__fill_column(crm_table *table, int32_t column, int32_t type);

/* Words for what is wrong with an integer in a column; NULL if nothing is. */
const char *crm__column_wrong(const struct crm__column *column, int64_t value);

#endif
