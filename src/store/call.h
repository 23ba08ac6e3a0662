/*
 * call.h - calling the host: one function a callback, with every answer checked. The context is
 * entered; the unit of work is looked at for nothing but ids that are handed out twice.
 */
#ifndef CRM_STORE_CALL_H
#define CRM_STORE_CALL_H

#include "record/query.h"

struct crm_changes; /* changes.h */

/* Of crm_store in version 0.1: up to the last member of then. */
#define CRM__STORE_FIRST_SIZE (offsetof(crm_store, close) + sizeof(void (*)(void *)))

/* An instant from the clock callback, or the system's. */
crm_status crm__now(crm_context *crm, crm_instant *out_now);

/* Rows of these ids (ascending, distinct) into an empty table of the kind. */
crm_status crm__call_get(crm_context *crm, crm_kind kind, const crm_id *ids, size_t count,
                         crm_table *table);

/* Begin to read. *out_cursor is to be finished when *out_open. Rows may be in the table already. */
crm_status crm__call_scan(crm_context *crm, const crm_query *query, crm_table *table,
                          bool *out_open, uint64_t *out_cursor);

/* More rows of the scan into an empty table; *out_end tells that there are no more. */
crm_status crm__call_next(crm_context *crm, const crm_query *query, uint64_t cursor,
                          crm_table *table, bool *out_end);

void crm__call_finish(crm_context *crm, uint64_t cursor);
crm_status crm__call_apply(crm_context *crm, const struct crm_changes *changes);
crm_status crm__call_reserve(crm_context *crm, crm_kind kind, size_t count, crm_id *out_ids);
crm_status crm__call_hold(crm_context *crm);
void crm__call_release(crm_context *crm);
void crm__call_close(crm_context *crm);

#endif
