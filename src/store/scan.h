/*
 * scan.h - reading through the store with pending writes laid over; for the rooms above, with the
 * context entered already.
 */
#ifndef CRM_STORE_SCAN_H
#define CRM_STORE_SCAN_H

#include "record/query.h"

/* Begin a scan; the query is copied. *out_scan is freed with crm__scan_close (which calls the
   store's finish). CRM_OK, CRM_ERROR_MEMORY, CRM_ERROR_UNSUPPORTED ... */
crm_status crm__scan_open(crm_context *crm, const crm_query *query, crm_scan **out_scan);

/* CRM_OK and at least one row (borrowed until the next call), CRM_NONE at the end, or an error. */
crm_status crm__scan_next(crm_scan *scan, const crm_table **out_table);

void crm__scan_close(crm_scan *scan);

/* The open unit is about to forget its entries: open scans keep what they need of them. */
void crm__scans_detach(crm_context *crm);

/* Finish the cursors of all scans of a context that is about to be closed. */
void crm__scans_finish(crm_context *crm);

/* Until crm__release reads see one state, if the store can (*out_held tells). */
crm_status crm__hold(crm_context *crm, bool *out_held);
void crm__release(crm_context *crm);

/* Tell progress; CRM_OK or CRM_ERROR_CANCELLED. */
crm_status crm__progress(crm_context *crm, int64_t rows_done, int64_t rows_known);

/* Read the records of these ids that exist into *out_table (pending writes included), in ascending
   order of ids; free with crm__table_free. ids ascending and distinct. */
crm_status crm__load_many(crm_context *crm, crm_kind kind, const crm_id *ids, size_t count,
                          crm_table **out_table);

/* A scan gave a record twice: CRM_ERROR_STORE. Noticed where rows are kept anyway. */
crm_status crm__given_twice(crm_context *crm, crm_kind kind, crm_id id);

#endif
