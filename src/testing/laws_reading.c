/*
 * laws_reading.c - what get and scan promise: what was asked for and nothing else, every row once,
 * whatever the conditions, the limit, and what else goes on.
 */
#include "testing/check.h"

#define ROWS 30
#define MANY_IDS 1500

/* Asks the store for rows none of which is there. */
static void
ask_in_vain(struct crm__port *port, crm_kind kind, const crm_id *ids, size_t count,
            crm_reply *reply)
{
    (void)ids;
    (void)count;
    port->on_get = NULL;
    port->inner->get(port->inner->self, kind, port->check->ids, 3, reply);
}

static bool
missing_row_is_no_error(struct crm__check *check)
{
    crm_id id = crm__absent_id(check, LARGE_ID);

    if (!crm__named(check, check->crm, CRM_KIND_ACCOUNT, id, NULL))
        return false;
    for (size_t i = 0; i < 3; i++)
        id = check->ids[i] = crm__absent_id(check, id + 1);
    check->port.on_get = ask_in_vain;
    return crm__named(check, check->crm, CRM_KIND_ACCOUNT, id, NULL);
}

/* Asks the store for two rows and a missing one between them, and notes what came. */
static void
ask_for_three(struct crm__port *port, crm_kind kind, const crm_id *ids, size_t count,
              crm_reply *reply)
{
    struct crm__check *check = port->check;
    crm_table *table = crm_reply_table(reply);

    (void)ids;
    (void)count;
    port->on_get = NULL;
    port->inner->get(port->inner->self, kind, check->ids, 3, reply);
    check->numbers[0] = (int64_t)crm_table_rows(table);
    for (size_t row = 0; row < crm_table_rows(table); row++) {
        int64_t id = 0;

        crm_table_int(table, row, CRM_FIELD_ID, &id);
        check->numbers[1] += id == check->ids[0];
        check->numbers[2] += id == check->ids[2];
    }
}

static bool
get_gives_what_was_asked(struct crm__check *check)
{
    crm_record *record = NULL;

    memset(check->numbers, 0, sizeof check->numbers);
    check->ids[0] = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "one");
    check->ids[1] = crm__absent_id(check, LARGE_ID);
    check->ids[2] = crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "two");
    if (!check->ids[0] || !check->ids[2] ||
        !crm__keep(check, check->crm, CRM_KIND_ACCOUNT, "not asked for"))
        return false;
    check->port.on_get = ask_for_three;
    crm_record_load(check->crm, CRM_KIND_ACCOUNT, check->ids[0], &record);
    crm_record_free(record);
    if (check->numbers[0] == 2 && check->numbers[1] == 1 && check->numbers[2] == 1)
        return true;
    return crm__broken(
        check,
        "asked for two rows and a missing one, get gave %lld rows, the first of them "
        "%lld times, the second %lld times",
        (long long)check->numbers[0], (long long)check->numbers[1], (long long)check->numbers[2]);
}

/* Asks for very many ids, of which the last ones are known, and counts what comes of those. */
static void
ask_for_many(struct crm__port *port, crm_kind kind, const crm_id *ids, size_t count,
             crm_reply *reply)
{
    struct crm__check *check = port->check;
    crm_table *table = crm_reply_table(reply);
    crm_id many[MANY_IDS], id = check->ids[0];

    (void)ids;
    (void)count;
    port->on_get = NULL;
    for (size_t i = 0; i < MANY_IDS - 3; i++) {
        do
            id++;
        while (id == check->ids[1] || id == check->ids[2]);
        many[i] = id;
    }
    memcpy(many + MANY_IDS - 3, check->ids, 3 * sizeof *many);
    port->inner->get(port->inner->self, kind, many, MANY_IDS, reply);
    crm__count_rows(table, check->ids, 3, check->seen);
}

static bool
get_takes_many_ids(struct crm__check *check)
{
    crm_record *record = NULL;

    if (!crm__keep_several(check, CRM_KIND_ACCOUNT, check->ids, 3))
        return false;
    memset(check->seen, 0, sizeof check->seen);
    check->port.on_get = ask_for_many;
    crm_record_load(check->crm, CRM_KIND_ACCOUNT, check->ids[0], &record);
    crm_record_free(record);
    for (size_t i = 0; i < 3; i++) {
        if (check->seen[i] != 1)
            return crm__broken(check, "asked for %d ids, get gave one of the last rows %zu times",
                               MANY_IDS, check->seen[i]);
    }
    return true;
}

static bool
scan_gives_every_row_once(struct crm__check *check)
{
    static const crm_kind kinds[] = {CRM_KIND_USER, CRM_KIND_PRODUCT};
    size_t seen[ROWS];
    crm_id ids[ROWS];
    bool kept = true;

    for (size_t i = 0; kept && i < sizeof kinds / sizeof *kinds; i++)
        kept =
            crm__keep_several(check, kinds[i], ids, ROWS) &&
            crm__count(check, check->crm, crm_query_new(check->crm, kinds[i]), ids, ROWS, seen) &&
            crm__each_once(check, seen, ROWS);
    return kept;
}

static bool
empty_scan_is_no_error(struct crm__check *check)
{
    crm_query *query = crm_query_new(check->crm, CRM_KIND_ACCOUNT);
    crm_id id = crm__absent_id(check, LARGE_ID);
    size_t seen;

    crm_query_where_int(query, CRM_FIELD_ID, id, id);
    if (!crm__count(check, check->crm, query, &id, 1, &seen))
        return false;
    return seen == 0 || crm__broken(check, "a scan gave a row that get does not give");
}

#define SCANS (NEEDS_SCAN | NEEDS_APPLY)

const struct crm__law crm__laws_reading[] = {
    {"missing_row_is_no_error", "get answers well when a row that was asked for is not there.",
     NEEDS_GET, missing_row_is_no_error},
    {"get_gives_what_was_asked",
     "get gives each of the rows asked for that exist, once, and no others.",
     NEEDS_GET | NEEDS_APPLY, get_gives_what_was_asked},
    {"get_takes_many_ids", "get gives all rows that exist, however many ids it is asked for.",
     NEEDS_GET | NEEDS_APPLY, get_takes_many_ids},
    {"scan_gives_every_row_once", "A scan gives every row of the kind exactly once.", SCANS,
     scan_gives_every_row_once},
    {"empty_scan_is_no_error", "A scan that finds nothing ends well, without a row.",
     SCANS | NEEDS_GET, empty_scan_is_no_error},
    {NULL, NULL, 0, NULL},
};
