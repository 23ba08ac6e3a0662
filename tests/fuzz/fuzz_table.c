/*
 * fuzz_table.c - a store whose answers are made of bytes: rows that may be right, columns filled in
 * hostile ways, ids and texts that are none, cursors that go on, answers that are missing or given
 * twice. Whatever reads it gets an answer or a status.
 */
#include "fuzz.h"

enum { MOST_ROWS = 400, MOST_CALLS = 60 };

struct host {
    struct fuzz fuzz;
    size_t calls;
};

static void
answer(struct host *host, crm_reply *reply, bool scan)
{
    uint8_t way = fuzz_byte(&host->fuzz);

    if (host->calls++ > MOST_CALLS) {
        crm_reply_end(reply);
        return;
    }
    switch (way % 32) {
    case 1:
        crm_reply_cursor(reply, way);
        break;
    case 2:
        crm_reply_fail(reply, (crm_status)fuzz_value(&host->fuzz), way, "\xff of the host");
        break;
    case 3: /* no answer */
        break;
    case 4:
        crm_reply_ok(reply);
        crm_reply_end(reply);
        break;
    case 5:
    case 6:
    case 7:
        scan ? crm_reply_cursor(reply, way) : crm_reply_ok(reply);
        break;
    default:
        crm_reply_end(reply);
    }
}

static void
give(struct host *host, crm_reply *reply, bool scan)
{
    struct fuzz *fuzz = &host->fuzz;
    crm_table *table = crm_reply_table(reply);
    uint8_t way = fuzz_byte(fuzz);

    fuzz_likely_rows(fuzz, NULL, table, way % 8, 1 + (way >> 6) * 4);
    if (way & 8)
        for (size_t i = 1 + fuzz_byte(fuzz) % 6; i > 0; i--)
            fuzz_spoil(fuzz, table);
    answer(host, reply, scan);
}

static void
get(void *self, crm_kind kind, const crm_id *ids, size_t count, crm_reply *reply)
{
    struct host *host = self;
    crm_table *table = crm_reply_table(reply);

    (void)kind;
    if (fuzz_byte(&host->fuzz) % 4 == 0) {
        give(host, reply, false);
        return;
    }
    for (size_t i = 0; i < count && i < 8; i++)
        fuzz_likely_rows(&host->fuzz, NULL, table, 1, ids[i]);
    answer(host, reply, false);
}

static void
scan(void *self, const crm_query *query, crm_reply *reply)
{
    (void)query;
    give(self, reply, true);
}

static void
next(void *self, uint64_t cursor, size_t limit, crm_reply *reply)
{
    (void)cursor;
    (void)limit;
    give(self, reply, false);
}

static void
finish(void *self, uint64_t cursor)
{
    (void)self;
    (void)cursor;
}

static void
scan_some(struct fuzz *fuzz, crm_context *crm)
{
    crm_query *query = fuzz_query(fuzz, crm, fuzz_kind(fuzz));
    crm_scan *scanned = crm_scan_new(crm, query);
    const crm_table *table;

    for (size_t i = fuzz_byte(fuzz) % 16; i > 0 && crm_scan_next(scanned, &table) == CRM_OK; i--) {
        MUST(crm_table_rows(table) > 0 && crm_table_rows(table) <= 2 * MOST_ROWS);
        fuzz_read(table);
    }
    crm_scan_free(scanned);
    crm_query_free(query);
}

static void
load_one(struct fuzz *fuzz, crm_context *crm)
{
    crm_record *record = NULL;
    crm_kind kind = fuzz_kind(fuzz);
    crm_status status = crm_record_load(crm, kind, fuzz_value(fuzz), &record);
    size_t length;

    MUST((status == CRM_OK) == (record != NULL));
    for (size_t i = 0; record && i < crm_schema_fields(crm, kind); i++) {
        crm_field field = crm_schema_field(crm, kind, i);
        const char *text = crm_record_text(record, field, &length);

        MUST(!text || strlen(text) == length);
    }
    crm_record_free(record);
}

static void
run_analysis(struct fuzz *fuzz, crm_context *crm)
{
    crm_analysis *analysis = fuzz_analysis(fuzz, crm);

    if (crm_analysis_run(analysis) == CRM_OK)
        fuzz_read_results(analysis);
    crm_analysis_free(analysis);
}

/* Fed by hand instead: the same rows, without a store between. */
static void
feed_analysis(struct fuzz *fuzz, crm_context *crm)
{
    crm_analysis *analysis = fuzz_analysis(fuzz, crm);

    for (size_t i = fuzz_byte(fuzz) % 16; i > 0; i--) {
        crm_table *table = crm_table_new(crm, fuzz_kind(fuzz));

        fuzz_likely_rows(fuzz, crm, table, fuzz_byte(fuzz) % 8, 1);
        if (fuzz_byte(fuzz) % 4 == 3)
            fuzz_spoil(fuzz, table);
        (void)crm_analysis_add(analysis, table);
        crm_table_free(table);
    }
    if (crm_analysis_finish(analysis) == CRM_OK)
        fuzz_read_results(analysis);
    crm_analysis_free(analysis);
}

static void
use(struct fuzz *fuzz, crm_context *crm)
{
    crm_table *problems = NULL;
    crm_id id;

    switch (fuzz_byte(fuzz) % 8) {
    case 0:
        scan_some(fuzz, crm);
        break;
    case 1:
        load_one(fuzz, crm);
        break;
    case 2:
        (void)crm_find(crm, fuzz_kind(fuzz), "a", &id);
        break;
    case 3:
        if (crm_verify(crm, &problems) == CRM_OK)
            fuzz_read(problems);
        crm_table_free(problems);
        break;
    case 4:
        feed_analysis(fuzz, crm);
        break;
    default:
        run_analysis(fuzz, crm);
    }
    MUST(strchr(crm_message(crm), '\n') == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct host host = {{data, size}, 0};
    crm_store store = CRM_STORE_INIT;
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm = NULL;

    store.self = &host;
    store.get = get;
    store.scan = scan;
    store.next = next;
    store.finish = finish;
    options.store = &store;
    options.max_rows = MOST_ROWS;
    MUST(crm_open(&options, &crm) == CRM_OK);
    for (int i = 0; i < 8 && host.fuzz.left > 0; i++)
        use(&host.fuzz, crm);
    crm_close(crm);
    return 0;
}
