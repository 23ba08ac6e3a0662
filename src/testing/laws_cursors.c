/*
 * laws_cursors.c - what scans promise that take more than one answer: every row comes whatever the
 * limit, the end comes too, stopping early costs nothing, and others may read and write meanwhile.
 */
#include "testing/check.h"

#define ROWS 30

static bool
any_limit_gives_every_row(struct crm__check *check)
{
    static const size_t limits[] = {1, 2, 3, 1000, SIZE_MAX};
    size_t seen[ROWS];
    crm_id ids[ROWS];

    if (!crm__keep_several(check, CRM_KIND_USER, ids, ROWS))
        return false;
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        check->port.limit = limits[i];
        if (!crm__count(check, check->crm, crm_query_new(check->crm, CRM_KIND_USER), ids, ROWS,
                        seen) ||
            !crm__each_once(check, seen, ROWS))
            return false;
    }
    return true;
}

/* The first rows of a scan, and then no more. */
static bool
glance(struct crm__check *check)
{
    crm_query *query = crm_query_new(check->crm, CRM_KIND_USER);
    crm_scan *scan = crm_scan_new(check->crm, query);
    const crm_table *table;
    crm_status status;

    crm_query_free(query);
    if (!scan)
        return crm__broken(check, "a scan could not begin: %s", crm_message(check->crm));
    status = crm_scan_next(scan, &table);
    crm_scan_free(scan);
    return crm__answers(check, check->crm, status, CRM_OK, "the first rows of a scan");
}

static bool
scan_may_stop_early(struct crm__check *check)
{
    size_t seen[3];
    crm_id ids[3];

    if (!crm__keep_several(check, CRM_KIND_USER, ids, 3))
        return false;
    check->port.limit = 1;
    for (int i = 0; i < 64; i++) {
        if (!glance(check))
            return false;
    }
    return crm__count(check, check->crm, crm_query_new(check->crm, CRM_KIND_USER), ids, 3, seen) &&
           crm__each_once(check, seen, 3);
}

/* Reads all users one by one, and does something after each of the first three answers. */
static bool
count_disturbed(struct crm__check *check, const crm_id *ids, size_t count, size_t *seen,
                bool (*disturb)(struct crm__check *check))
{
    crm_query *query = crm_query_new(check->crm, CRM_KIND_USER);
    crm_scan *scan;
    const crm_table *table;
    crm_status status;
    bool kept = true;

    check->port.limit = 1;
    scan = crm_scan_new(check->crm, query);
    crm_query_free(query);
    if (!scan)
        return crm__broken(check, "a scan could not begin: %s", crm_message(check->crm));
    memset(seen, 0, count * sizeof *seen);
    for (int round = 0; (status = crm_scan_next(scan, &table)) == CRM_OK; round++) {
        crm__count_rows(table, ids, count, seen);
        if (round < 3 && kept)
            kept = disturb(check);
    }
    crm_scan_free(scan);
    return kept && crm__answers(check, check->crm, status, CRM_NONE, "the end of a scan");
}

static bool
read_inside(struct crm__check *check)
{
    size_t seen[3];

    return crm__count(check, check->crm, crm_query_new(check->crm, CRM_KIND_USER), check->ids, 3,
                      seen) &&
           crm__each_once(check, seen, 3);
}

static bool
scans_may_nest(struct crm__check *check)
{
    size_t seen[3];

    return crm__keep_several(check, CRM_KIND_USER, check->ids, 3) &&
           count_disturbed(check, check->ids, 3, seen, read_inside) &&
           crm__each_once(check, seen, 3);
}

/* A new user, an edit and a removal, none of which touches the rows that are counted. */
static bool
write_inside(struct crm__check *check)
{
    crm_id id = crm__keep(check, check->crm, CRM_KIND_USER, "born in a scan");

    return id && crm__rename(check, check->crm, CRM_KIND_USER, id, "edited in a scan") &&
           crm__drop(check, check->crm, CRM_KIND_USER, id);
}

static bool
scan_bears_writes(struct crm__check *check)
{
    size_t seen[ROWS];
    crm_id ids[ROWS];

    return crm__keep_several(check, CRM_KIND_USER, ids, ROWS) &&
           count_disturbed(check, ids, ROWS, seen, write_inside) &&
           crm__each_once(check, seen, ROWS);
}

/* Four conditions that none of the records fulfils, so that the store may have nothing to give. */
static bool
scan_comes_to_its_end(struct crm__check *check)
{
    crm_query *query = crm_query_new(check->crm, CRM_KIND_USER);
    crm_id id = crm__keep(check, check->crm, CRM_KIND_USER, "not looked for");
    char team[40];
    size_t seen;

    crm_query_where_int(query, CRM_USER_GRADE, 1, 2);
    crm_query_where_int(query, CRM_USER_GRADE, 2, 3);
    crm_query_where_int(query, CRM_FIELD_VERSION, 1, 1);
    crm_query_where_text(query, CRM_USER_TEAM, crm__fresh_key(check, team), CRM_TEXT_NUL);
    if (!id) {
        crm_query_free(query);
        return false;
    }
    return crm__count(check, check->crm, query, &id, 1, &seen);
}

#define SCANS (NEEDS_SCAN | NEEDS_APPLY)

const struct crm__law crm__laws_cursors[] = {
    {"any_limit_gives_every_row", "Whatever the limit of next, all rows come in the end.", SCANS,
     any_limit_gives_every_row},
    {"scan_comes_to_its_end", "Sooner or later next answers that there are no more rows.", SCANS,
     scan_comes_to_its_end},
    {"scan_may_stop_early", "Scans that are finished before their end leave nothing behind.", SCANS,
     scan_may_stop_early},
    {"scans_may_nest", "Two cursors may be read in turns, unless the store says otherwise.",
     SCANS | NEEDS_NESTING, scans_may_nest},
    {"scan_bears_writes",
     "While a cursor is open other rows may be written; it still gives the untouched ones once.",
     SCANS | NEEDS_GET | NEEDS_NESTING, scan_bears_writes},
    {NULL, NULL, 0, NULL},
};
