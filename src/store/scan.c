/*
 * scan.c - reading a kind through the store, with the unit's pending writes laid over.
 *
 * Pending rows that match are copied when the scan begins, so that it does not matter what the unit
 * does meanwhile, and come last. Rows of the store that were pending then are dropped (the unit's
 * log tells, or a list of ids once the unit has ended), and the rest is checked against the query
 * again: stores may ignore conditions.
 */
#include "store/scan.h"

#include "store/call.h"
#include "store/unit.h"

/* Empty batches in a row after which a store is taken to be stuck. */
#define EMPTY_BATCHES 1000000

struct crm_scan {
    crm_context *crm;
    crm_query *query;
    crm_table *batch;         /* from the store */
    crm_table *matches;       /* rows of the batch that count, when not all do */
    crm_table *pending;       /* rows of the unit that match */
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

/* Copy what the unit holds of the kind. */
static crm_status
overlay(crm_scan *scan)
{
    crm_context *crm = scan->crm;
    const struct crm__unit *unit = crm->unit;
    crm_kind kind = scan->query->kind;
    const struct crm__entry *entry;
    struct crm__visit visit;
    crm_status status = crm__unit_visit(crm, scan->query, &visit);

    if (status != CRM_OK)
        return status;
    scan->mark = unit->of_kind[kind] ? unit->count : 0;
    while ((entry = crm__unit_visit_next(crm, &visit)))
        if (entry->op == CRM__PUT && crm__unit_find(crm, kind, entry->id) == entry &&
            crm__query_matches(scan->query, unit->rows[kind], entry->row) &&
            crm__table_copy_rows(scan->pending, unit->rows[kind], entry->row, 1) != CRM_OK)
            return crm__no_memory(crm);
    return CRM_OK;
}

/* The unit that the scan has seen ends: note which records were pending in it. */
static crm_status
detach(crm_scan *scan)
{
    const struct crm__unit *unit = scan->crm->unit;
    crm_kind kind = scan->query->kind;

    for (size_t i = unit->of_kind[kind]; i; i = unit->entries[i - 1].sibling)
        if (i <= scan->mark && unit->entries[i - 1].op != CRM__CHECK &&
            !crm__cells_add(&scan->hidden, unit->entries[i - 1].id, 0, 0, NULL))
            return CRM_ERROR_MEMORY;
    scan->mark = 0;
    return CRM_OK;
}

void
crm__scans_detach(crm_context *crm)
{
    for (crm_scan *scan = crm->scans; scan; scan = scan->next)
        if (scan->mark && detach(scan) != CRM_OK)
            scan->failed = CRM_ERROR_MEMORY;
}

/* Is the record one that was pending when the scan began? */
static bool
was_pending(const crm_scan *scan, crm_id id)
{
    const struct crm__entry *entry;

    if (scan->mark == 0)
        return scan->hidden.count && crm__cells_find(&scan->hidden, id, 0, 0);
    entry = crm__unit_find_at(scan->crm, scan->query->kind, id, scan->mark);
    return entry && entry->op != CRM__CHECK;
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
    scan->matches = crm__table_new(crm, query->kind);
    scan->pending = crm__table_new(crm, query->kind);
    if (!scan->query || !scan->batch || !scan->matches || !scan->pending)
        status = crm__no_memory(crm);
    else
        status = overlay(scan);
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
        was_pending(scan, id))
        return false;
    return crm__query_matches(scan->query, scan->batch, row);
}

/* The rows of the batch that count, as few copies as possible. */
static crm_status
sift(crm_scan *scan, const crm_table **out_table)
{
    size_t rows = crm_table_rows(scan->batch), row = 0;

    *out_table = scan->batch;
    if (scan->mark == 0 && scan->hidden.count == 0 && scan->query->conditions == 0)
        return CRM_OK;
    while (row < rows && counts(scan, row))
        row++;
    if (row == rows)
        return CRM_OK;
    crm__table_clear(scan->matches);
    *out_table = scan->matches;
    if (row && crm__table_copy_rows(scan->matches, scan->batch, 0, row) != CRM_OK)
        return crm__no_memory(scan->crm);
    for (row++; row < rows; row++)
        if (counts(scan, row) && crm__table_copy_rows(scan->matches, scan->batch, row, 1) != CRM_OK)
            return crm__no_memory(scan->crm);
    return CRM_OK;
}

crm_status
crm__scan_next(crm_scan *scan, const crm_table **out_table)
{
    size_t empty = 0;

    if (scan->failed != CRM_OK)
        return scan->failed;
    while (!scan->ended) {
        crm_status status = fetch(scan);

        if (status == CRM_OK)
            status = sift(scan, out_table);
        if (status != CRM_OK) {
            finish(scan);
            scan->failed = status;
            return status;
        }
        if (crm_table_rows(*out_table))
            return CRM_OK;
        if (crm_table_rows(scan->batch) == 0 && ++empty > EMPTY_BATCHES) {
            finish(scan);
            scan->failed = crm__fail(scan->crm, CRM_ERROR_STORE, scan->query->kind, 0, -1,
                                     "next gave %d empty batches in a row", EMPTY_BATCHES);
            return scan->failed;
        }
    }
    if (scan->pending_given || crm_table_rows(scan->pending) == 0)
        return CRM_NONE;
    scan->pending_given = true;
    *out_table = scan->pending;
    return CRM_OK;
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
