/*
 * scan_inside.h - a scan, and the unit's writes laid over what the store gives.
 */
#ifndef CRM_STORE_SCAN_INSIDE_H
#define CRM_STORE_SCAN_INSIDE_H

#include "store/scan.h"
#include "store/unit.h"

struct crm_scan {
    crm_context *crm;
    crm_query *query;
    crm_table *batch;         /* from the store */
    crm_table *matches;       /* rows of the batch that count, when not all do; NULL until needed */
    crm_table *pending;       /* rows of the unit that match; NULL = none */
    size_t mark;              /* entries of the unit when the scan began; 0 = none of the kind */
    struct crm__cells hidden; /* their ids, once that unit has ended */
    bool started;
    bool open; /* the cursor is to be finished */
    bool ended;
    bool pending_given;
    uint64_t cursor;
    crm_status failed;
    crm_scan *next; /* in the context's list */
    struct crm__later later;
};

/* Copy rows to one of the tables that are made when the first row comes. */
crm_status crm__scan_add(crm_scan *scan, crm_table **table, const crm_table *from, size_t row,
                         size_t count);

/* Copy what the unit holds of the kind. */
crm_status crm__scan_overlay(crm_scan *scan);

/* Is the record one that was pending when the scan began? */
bool crm__scan_was_pending(const crm_scan *scan, crm_id id);

#endif
