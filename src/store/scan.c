/*
 * scan.c - reading a kind through the store, with the unit's pending writes laid over.
 *
 * Pending rows that match are copied when the scan begins, so that it does not matter what the unit
 * does meanwhile, and come last. Rows of the store that were pending then are dropped (the unit's
 * log tells, or a list of ids once the unit has ended), and the rest is checked against the query
 * again: stores may ignore conditions.
 */
#include "store/call.h"
#include "store/scan_inside.h"

/* Empty batches in a row after which a store is taken to be stuck. */
#define EMPTY_BATCHES 1000000

static void
unlist(crm_scan *scan)
{
    for (crm_scan **link = &scan->crm->scans; *link; link = &(*link)->next) {
        if (*link == scan) {
            *link = scan->next;
            return;
        }
    }
}

crm_status
crm__scan_open(crm_context *crm, const crm_query *query, crm_scan **out_scan)
{
    crm_scan *scan = crm__alloc(&crm->memory, sizeof *scan);
    crm_status status;

    if (!scan)
        return crm__no_memory(crm);
    scan->crm = crm;
    crm__cells_init(&scan->hidden, &crm->memory, 1, 0);
    crm__child_added(crm);
    scan->next = crm->scans;
    crm->scans = scan;
    scan->query = crm__query_copy(crm, query);
    scan->batch = crm__table_new(crm, query->kind);
    if (!scan->query || !scan->batch)
        status = crm__no_memory(crm);
    else
        status = crm__scan_overlay(scan);
    if (status != CRM_OK) {
        crm__scan_close(scan);
        return status;
    }
    *out_scan = scan;
    return CRM_OK;
}

/* Finish the cursor, once. */
static void
finish(crm_scan *scan)
{
    if (scan->open)
        crm__call_finish(scan->crm, scan->cursor);
    scan->open = false;
}

void
crm__scan_close(crm_scan *scan)
{
    crm_context *crm = scan->crm;

    finish(scan);
    unlist(scan);
    if (scan->query)
        crm__query_free(scan->query);
    if (scan->batch)
        crm__table_free(scan->batch);
    if (scan->matches)
        crm__table_free(scan->matches);
    if (scan->pending)
        crm__table_free(scan->pending);
    crm__cells_done(&scan->hidden);
    crm__free(&crm->memory, scan, sizeof *scan);
    crm__child_gone(crm);
}

/* Fetch the next batch of the store into scan->batch; may be empty. */
static crm_status
fetch(crm_scan *scan)
{
    bool end = false;
    crm_status status;

    crm__table_clear(scan->batch);
    if (!scan->started) {
        scan->started = true;
        status = crm__call_scan(scan->crm, scan->query, scan->batch, &scan->open, &scan->cursor);
        end = !scan->open;
    } else {
        status = crm__call_next(scan->crm, scan->query, scan->cursor, scan->batch, &end);
    }
    if (status != CRM_OK || end) {
        scan->ended = true;
        finish(scan);
    }
    return status;
}

static bool
counts(const crm_scan *scan, size_t row)
{
    int64_t id = 0;

    if ((scan->mark || scan->hidden.count) && crm__cell_int(scan->batch, row, CRM_FIELD_ID, &id) &&
        crm__scan_was_pending(scan, id))
        return false;
    return crm__query_matches(scan->query, scan->batch, row);
}

/* The rows of the batch that count, as few copies as possible. */
static crm_status
sift(crm_scan *scan, const crm_table **out_table)
{
    size_t rows = crm_table_rows(scan->batch), row = 0, kept = 0;
    crm_status status = CRM_OK;

    *out_table = scan->batch;
    if (scan->mark == 0 && scan->hidden.count == 0 && scan->query->conditions == 0)
        return CRM_OK;
    while (row < rows && counts(scan, row))
        row++;
    if (row == rows)
        return CRM_OK;
    if (scan->matches)
        crm__table_clear(scan->matches);
    if (row)
        status = crm__scan_add(scan, &scan->matches, scan->batch, 0, row);
    kept = row;
    for (row++; row < rows && status == CRM_OK; row++) {
        if (!counts(scan, row))
            continue;
        status = crm__scan_add(scan, &scan->matches, scan->batch, row, 1);
        kept++;
    }
    if (kept == 0)
        crm__table_clear(scan->batch);
    else
        *out_table = scan->matches;
    return status;
}

crm_status
crm__scan_next(crm_scan *scan, const crm_table **out_table)
{
    size_t empty = 0, given;

    if (scan->failed != CRM_OK)
        return scan->failed;
    while (!scan->ended) {
        crm_status status = fetch(scan);

        given = crm_table_rows(scan->batch);
        if (status == CRM_OK)
            status = sift(scan, out_table);
        if (status != CRM_OK) {
            finish(scan);
            scan->failed = status;
            return status;
        }
        if (crm_table_rows(*out_table))
            return CRM_OK;
        if (given == 0 && ++empty > EMPTY_BATCHES) {
            finish(scan);
            scan->failed = crm__fail(scan->crm, CRM_ERROR_STORE, scan->query->kind, 0, -1,
                                     "next gave %d empty batches in a row", EMPTY_BATCHES);
            return scan->failed;
        }
    }
    if (scan->pending_given || !scan->pending)
        return CRM_NONE;
    scan->pending_given = true;
    *out_table = scan->pending;
    return CRM_OK;
}

crm_status
crm__given_twice(crm_context *crm, crm_kind kind, crm_id id)
{
    return crm__fail(crm, CRM_ERROR_STORE, kind, id, CRM_FIELD_ID, "a scan gave %s %lld twice",
                     crm_schema_kind_name(NULL, kind), (long long)id);
}

crm_status
crm__hold(crm_context *crm, bool *out_held)
{
    *out_held = false;
    if (!crm->store.hold || !crm->store.release)
        return CRM_OK;
    *out_held = crm__call_hold(crm) == CRM_OK;
    return *out_held ? CRM_OK : crm->error.status;
}

void
crm__release(crm_context *crm)
{
    crm__call_release(crm);
}

crm_scan *
crm_scan_new(crm_context *crm, const crm_query *query)
{
    crm_scan *scan = NULL;

    if (crm__enter(crm) != CRM_OK)
        return NULL;
    if (!query || query->crm != crm)
        crm__fail(crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "no query, or one of another context");
    else if (crm__scan_open(crm, query, &scan) != CRM_OK)
        scan = NULL;
    crm__leave(crm);
    return scan;
}

crm_status
crm_scan_next(crm_scan *scan, const crm_table **out_table)
{
    crm_status status = scan ? crm__enter(scan->crm) : CRM_ERROR_ARGUMENT;

    if (status != CRM_OK)
        return status;
    if (out_table)
        status = crm__scan_next(scan, out_table);
    else
        status = crm__fail(scan->crm, CRM_ERROR_ARGUMENT, 0, 0, -1, "nowhere to put the table");
    crm__leave(scan->crm);
    return status;
}

void
crm__scans_finish(crm_context *crm)
{
    for (crm_scan *scan = crm->scans; scan; scan = scan->next) {
        finish(scan);
        scan->ended = true;
        scan->mark = 0;
        scan->failed = CRM_ERROR_CLOSED;
    }
}

static void
release_scan(void *scan)
{
    crm_scan_free(scan);
}

void
crm_scan_free(crm_scan *scan)
{
    crm_context *crm;
    crm_status status;

    if (!scan)
        return;
    crm = scan->crm;
    status = crm__enter(crm);
    if (status == CRM_ERROR_REENTRANT) {
        crm__free_later(crm, &scan->later, scan, release_scan);
        return;
    }
    if (status != CRM_OK && status != CRM_ERROR_CLOSED)
        return;
    if (status == CRM_OK) {
        crm__child_added(crm); /* keeps the context while its last scan goes */
        crm__scan_close(scan);
        crm__leave(crm);
        crm__child_gone(crm);
    } else {
        crm__scan_close(scan);
    }
}
