/*
 * scan_overlay.c - what a scan knows of the unit of work that was open when it began.
 */
#include "store/scan_inside.h"

crm_status
crm__scan_add(crm_scan *scan, crm_table **table, const crm_table *from, size_t row, size_t count)
{
    if (!*table)
        *table = crm__table_new(scan->crm, scan->query->kind);
    if (!*table || crm__table_copy_rows(*table, from, row, count) != CRM_OK)
        return crm__no_memory(scan->crm);
    return CRM_OK;
}

crm_status
crm__scan_overlay(crm_scan *scan)
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
    while (status == CRM_OK && (entry = crm__unit_visit_next(crm, &visit)))
        if (entry->op == CRM__PUT && crm__unit_find(crm, kind, entry->id) == entry &&
            crm__query_matches(scan->query, unit->rows[kind], entry->row))
            status = crm__scan_add(scan, &scan->pending, unit->rows[kind], entry->row, 1);
    return status;
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

bool
crm__scan_was_pending(const crm_scan *scan, crm_id id)
{
    const struct crm__entry *entry;

    if (scan->mark == 0)
        return scan->hidden.count && crm__cells_find(&scan->hidden, id, 0, 0);
    entry = crm__unit_find_at(scan->crm, scan->query->kind, id, scan->mark);
    return entry && entry->op != CRM__CHECK;
}
