/*
 * fuzz_api.c - bytes choose what a program does: operations on handles of all kinds, units, scans,
 * analyses and partials, in two contexts over one store, in any order, with allocations that fail,
 * callbacks that misbehave and a store that lies in between. After all of it no memory is lost, the
 * library has kept its side of the contract, and what a store that did not lie holds is in order: a
 * record may refer to one that was removed, and that is all.
 */
#include "liar.h"

#include "crm/testing.h"

enum {
    HANDLES = 8,
    STEPS = 48,
    DAY_0 = 19723,
    GAPS = 8 /* between ids: too few inputs would guess them */
};

/* One of the two programs. */
struct seat {
    crm_context *crm;
    crm_record *records[HANDLES];
    crm_scan *scan;
    crm_analysis *analysis, *other;
    crm_table *table;
};

struct run {
    struct fuzz fuzz;
    crm_testing_memory memory;
    crm_testing_clock clock;
    crm_testing_faults faults;
    struct liar liar;
    crm_store inner, second, lying, outer;
    struct seat seats[2];
    struct seat *seat;
    bool awkward;
    crm_id fresh; /* ids of the host's own, never used twice */
};

static crm_record **
pick(struct run *run)
{
    return &run->seat->records[fuzz_below(&run->fuzz, HANDLES)];
}

/* A handle of a kind, from one on; NULL if there is none. */
static crm_record *
pick_of(struct run *run, crm_kind kind)
{
    size_t first = fuzz_below(&run->fuzz, HANDLES);

    for (size_t i = 0; i < HANDLES; i++) {
        crm_record *record = run->seat->records[(first + i) % HANDLES];

        if (crm_record_kind(record) == kind)
            return record;
    }
    return NULL;
}

static void
set_field(struct run *run, crm_record *record)
{
    crm_kind kind = crm_record_kind(record);
    size_t fields = crm_schema_fields(run->seat->crm, kind), length;
    crm_field field = crm_schema_field(run->seat->crm, kind, fuzz_below(&run->fuzz, fields + 1));
    const char *text;

    if (crm_schema_type(run->seat->crm, kind, field) == CRM_TYPE_TEXT) {
        text = fuzz_text(&run->fuzz, 8, &length);
        (void)crm_record_set_text(record, field, text, length);
    } else if (crm_schema_type(run->seat->crm, kind, field) == CRM_TYPE_DOUBLE) {
        (void)crm_record_set_double(record, field, (double)fuzz_value(&run->fuzz));
    } else if (field >= CRM_FIELD_OWN && fuzz_byte(&run->fuzz) % 4) {
        (void)crm_record_set_int(record, field,
                                 fuzz_likely(&run->fuzz, run->seat->crm, kind, field));
    } else {
        (void)crm_record_set_int(record, field, fuzz_value(&run->fuzz));
    }
}

/* A new handle that could be saved, mostly. */
static void
new_record(struct run *run)
{
    crm_record **record = pick(run);
    crm_kind kind = fuzz_kind(&run->fuzz);

    crm_record_free(*record);
    *record = crm_record_new(run->seat->crm, kind);
    for (size_t i = CRM_FIELD_OWN; *record && i < CRM_FIELD_OWN + 20; i++) {
        crm_field field = (crm_field)i;
        bool required = crm_schema_flags(run->seat->crm, kind, field) & CRM_FIELD_REQUIRED;

        if (!required)
            continue;
        if (crm_schema_type(run->seat->crm, kind, field) == CRM_TYPE_TEXT)
            (void)crm_record_set_text(*record, field, "x", 1);
        else
            (void)crm_record_set_int(*record, field,
                                     fuzz_likely(&run->fuzz, run->seat->crm, kind, field));
    }
    if (fuzz_byte(&run->fuzz) % 8 == 7)
        (void)crm_record_set_id(*record, run->fresh++);
}

static void
load_record(struct run *run)
{
    crm_record **record = pick(run);
    crm_kind kind = fuzz_kind(&run->fuzz);

    crm_record_free(*record);
    *record = NULL;
    (void)crm_record_load(run->seat->crm, kind, 1 + (crm_id)fuzz_below(&run->fuzz, 6), record);
}

static void
move_deal(struct run *run, crm_record *record)
{
    crm_opportunity *deal = crm_record_opportunity(record);
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    uint8_t way = fuzz_byte(&run->fuzz);
    crm_id stage = (crm_id)fuzz_below(&run->fuzz, 12), row = 0;

    if (way & 16)
        move.at = run->clock.now + (fuzz_byte(&run->fuzz) - 128) * INT64_C(3600000000);
    else if (way & 32)
        move.day = DAY_0 - 5 + fuzz_byte(&run->fuzz) % 10;
    move.reason = way & 64 ? "why" : NULL;
    move.actor = way & 128 ? fuzz_below(&run->fuzz, 3) : 0;
    switch (way % 6) {
    case 0:
        (void)crm_opportunity_win(deal, way & 8 ? stage : 0, &move, &row);
        break;
    case 1:
        (void)crm_opportunity_lose(deal, 0, &move, &row);
        break;
    case 2:
        (void)crm_opportunity_reopen(deal, way & 8 ? stage : 0, &move, &row);
        break;
    case 3:
        (void)crm_opportunity_transfer(deal, stage, &move, &row);
        break;
    default:
        (void)crm_opportunity_move(deal, stage, way & 8 ? &move : NULL, &row);
    }
}

/* A row for a log, with what a caller may set. */
static crm_transition *
make_row(struct run *run)
{
    static const crm_field fields[] = {CRM_TRANSITION_STAGE, CRM_TRANSITION_AMOUNT,
                                       CRM_TRANSITION_OWNER, CRM_TRANSITION_BITS,
                                       CRM_TRANSITION_SEQ};
    crm_transition *row = crm_transition_new(run->seat->crm);
    crm_record *record = crm_transition_record(row);
    uint8_t way = fuzz_byte(&run->fuzz);

    if (way & 1)
        (void)crm_transition_set_at(row, run->clock.now +
                                             (fuzz_byte(&run->fuzz) - 128) * INT64_C(3600000000));
    if (way & 2)
        (void)crm_transition_set_type(row, 1 + (way >> 2) % 4);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fuzz_byte(&run->fuzz) % 3 == 0)
            (void)crm_record_set_int(
                record, fields[i],
                fuzz_likely(&run->fuzz, run->seat->crm, CRM_KIND_TRANSITION, fields[i]));
    return row;
}

/* Append a row to the log of a deal, or correct one. The row is kept as a handle, or freed. */
static void
write_log(struct run *run, crm_record *record)
{
    crm_opportunity *deal = crm_record_opportunity(record);
    crm_transition *row = make_row(run);
    crm_move_params move = CRM_MOVE_PARAMS_INIT;
    uint8_t way = fuzz_byte(&run->fuzz);
    crm_record **kept = pick(run);

    if (way & 1)
        (void)crm_opportunity_append(deal, row);
    else
        (void)crm_opportunity_correct(deal, 1 + way / 8 % 8, way & 2 ? row : NULL,
                                      way & 4 ? &move : NULL, NULL);
    if ((way & 0xc0) != 0xc0) {
        crm_transition_free(row);
        return;
    }
    crm_record_free(*kept);
    *kept = crm_transition_record(row);
}

static void
own(struct run *run, crm_record *record)
{
    crm_account *account = crm_record_account(record);
    crm_id parent = (crm_id)fuzz_below(&run->fuzz, 6);

    if (fuzz_byte(&run->fuzz) & 1)
        (void)crm_account_put_under(account, parent);
    else
        (void)crm_account_acquire(account, parent, DAY_0 - 8 + fuzz_byte(&run->fuzz) % 12);
}

static void
use_record(struct run *run)
{
    crm_record **record = pick(run);

    switch (fuzz_byte(&run->fuzz) % 16) {
    case 0:
        (void)crm_record_remove(*record);
        break;
    case 1:
        crm_record_free(*record);
        *record = NULL;
        break;
    case 2:
        own(run, pick_of(run, CRM_KIND_ACCOUNT));
        break;
    case 3:
    case 4:
    case 5:
        move_deal(run, pick_of(run, CRM_KIND_OPPORTUNITY));
        break;
    case 6:
        write_log(run, pick_of(run, CRM_KIND_OPPORTUNITY));
        break;
    case 7:
        (void)crm_record_clear(*record, (crm_field)fuzz_below(&run->fuzz, 40));
        break;
    case 8:
    case 9:
    case 10:
    case 11:
        (void)crm_record_save(*record);
        break;
    default:
        set_field(run, *record);
    }
}

static void
use_scan(struct run *run)
{
    const crm_table *table;
    crm_query *query;

    if (!run->seat->scan) {
        query = fuzz_query(&run->fuzz, run->seat->crm, fuzz_kind(&run->fuzz));
        run->seat->scan = crm_scan_new(run->seat->crm, query);
        crm_query_free(query);
    } else if (crm_scan_next(run->seat->scan, &table) == CRM_OK) {
        fuzz_read(table);
    } else {
        crm_scan_free(run->seat->scan);
        run->seat->scan = NULL;
    }
}

static void
use_table(struct run *run)
{
    uint8_t way = fuzz_byte(&run->fuzz);

    if (!run->seat->table) {
        run->seat->table = crm_table_new(run->seat->crm, fuzz_kind(&run->fuzz));
        return;
    }
    switch (way % 8) {
    case 0:
        crm_table_free(run->seat->table);
        run->seat->table = NULL;
        break;
    case 1:
        fuzz_spoil(&run->fuzz, run->seat->table);
        break;
    case 2:
        if (way & 64)
            fuzz_read_columns(run->seat->table);
        else
            (void)crm_table_clear(run->seat->table);
        break;
    case 3:
        (void)crm_analysis_add(run->seat->analysis, run->seat->table);
        break;
    case 4:
        fuzz_likely_rows(&run->fuzz, run->seat->crm, run->seat->table, way / 8 % 4, 0);
        break;
    default:
        (void)crm_put(run->seat->crm, run->seat->table);
    }
}

/* The partials of one analysis into the other. */
static void
send_partials(struct run *run)
{
    const crm_table *table;

    for (size_t i = 0; crm_analysis_partial(run->seat->analysis, i, &table) == CRM_OK; i++) {
        fuzz_read(table);
        if (fuzz_byte(&run->fuzz) % 32 == 31)
            continue;
        if (crm_analysis_add_partial(run->seat->other, table) != CRM_OK)
            break;
    }
}

static void
use_analysis(struct run *run)
{
    struct seat *seat = run->seat;
    uint8_t way = fuzz_byte(&run->fuzz);

    if (!seat->analysis) {
        struct fuzz again = run->fuzz;

        seat->analysis = fuzz_analysis(&run->fuzz, seat->crm);
        crm_analysis_free(seat->other);
        seat->other = fuzz_analysis(way & 1 ? &again : &run->fuzz, seat->crm);
        return;
    }
    switch (way % 8) {
    case 0:
        crm_analysis_free(seat->analysis);
        seat->analysis = NULL;
        break;
    case 1:
    case 2:
        send_partials(run);
        break;
    case 3:
        if (crm_analysis_finish(seat->other) == CRM_OK)
            fuzz_read_results(seat->other);
        break;
    case 4:
        if (crm_analysis_finish(seat->analysis) == CRM_OK)
            fuzz_read_results(seat->analysis);
        break;
    default:
        if (crm_analysis_run(seat->analysis) == CRM_OK)
            fuzz_read_results(seat->analysis);
    }
}

/* Inside of a callback of the first context the second one works on the same rows. */
static void
act_meanwhile(void *self)
{
    struct run *run = self;
    struct seat *seat = run->seat;

    run->seat = run->seats + 1;
    for (int i = 0; i < 3; i++)
        use_record(run);
    run->seat = seat;
}

/* From now on, something that will go wrong. */
static void
prepare_fault(struct run *run)
{
    static const crm_status statuses[] = {
        CRM_ERROR_STORE,       CRM_ERROR_CONFLICT,  CRM_ERROR_DUPLICATE, CRM_ERROR_REFERENCE,
        CRM_ERROR_UNSUPPORTED, CRM_ERROR_UNCERTAIN, CRM_ERROR_CANCELLED, CRM_ERROR_MEMORY};
    uint8_t way = fuzz_byte(&run->fuzz);

    switch (way % 4) {
    case 0:
        if (way & 16 && run->seats[1].crm) {
            run->liar.act = act_meanwhile;
            run->liar.actor = run;
            break;
        }
        run->liar.wait = 1 + fuzz_below(&run->fuzz, 6);
        break;
    case 1:
        run->faults.at = run->faults.calls + 1 + fuzz_byte(&run->fuzz) % 8;
        run->faults.mode = 1 + (way >> 2) % 5;
        run->faults.status = statuses[fuzz_below(&run->fuzz, 8)];
        break;
    default:
        run->memory.fail_at = run->memory.allocations + 1 + fuzz_byte(&run->fuzz) % 64;
        run->memory.flags = way % 4 == 3 ? CRM_TESTING_FAIL_ON : 0;
    }
}

static void
no_more_faults(struct run *run)
{
    run->memory.fail_at = 0;
    run->memory.flags = 0;
    run->faults.at = 0;
    run->liar.wait = 0;
    run->liar.act = NULL;
}

static void
look_around(struct run *run)
{
    static const char *const names[] = {"a", "Suspect", "spanco", "prospecting", ""};
    crm_context *crm = run->seat->crm;
    const char *name = names[fuzz_below(&run->fuzz, 5)];
    crm_table *problems = NULL;
    crm_id id;

    switch (fuzz_byte(&run->fuzz) % 10) {
    case 0:
    case 1:
        (void)crm_find(crm, fuzz_kind(&run->fuzz), name, &id);
        break;
    case 2:
        (void)crm_stage_find(crm, 1 + (crm_id)fuzz_below(&run->fuzz, 3), name, &id);
        break;
    case 3:
        (void)crm_pipeline_from_template(crm, NULL, name, &id);
        break;
    case 4:
        run->clock.now += (fuzz_byte(&run->fuzz) - 32) * INT64_C(7200000000);
        break;
    case 5:
        fuzz_read_record(*pick(run));
        break;
    case 6:
        run->seat = run->seat == run->seats && run->seats[1].crm ? run->seats + 1 : run->seats;
        break;
    case 7:
        fuzz_read_error(crm);
        break;
    default:
        if (crm_verify(crm, &problems) == CRM_OK)
            fuzz_read(problems);
        crm_table_free(problems);
    }
}

static void
use_unit(struct run *run)
{
    switch (fuzz_byte(&run->fuzz) % 4) {
    case 0:
    case 1:
        (void)crm_begin(run->seat->crm);
        break;
    case 2:
        (void)crm_commit(run->seat->crm);
        break;
    default:
        crm_rollback(run->seat->crm);
    }
}

static void
step(struct run *run)
{
    switch (fuzz_byte(&run->fuzz) % 16) {
    case 0:
        new_record(run);
        break;
    case 1:
        load_record(run);
        break;
    case 2:
    case 3:
        look_around(run);
        break;
    case 4:
        use_scan(run);
        break;
    case 5:
        use_table(run);
        break;
    case 6:
        use_analysis(run);
        break;
    case 7:
        prepare_fault(run);
        break;
    case 8:
        use_unit(run);
        break;
    default:
        use_record(run);
    }
    MUST(strchr(crm_message(run->seat->crm), '\n') == NULL);
    MUST(run->faults.breach == NULL);
    MUST(run->memory.breach == NULL);
}

/* ---- Before and after ---- */

static void
define_fields(crm_context *crm, uint8_t way)
{
    static const int32_t types[] = {CRM_TYPE_DOUBLE, CRM_TYPE_TEXT, CRM_TYPE_I64, CRM_TYPE_MONEY};

    if (way & 1)
        (void)crm_schema_define(crm, (crm_kind)(1 + (way >> 1) % CRM_KIND_RATE), "weight",
                                types[way >> 6], 0, 0, 0, NULL);
}

static const crm_zone_change zone[] = {{0, 3600, 0}, {1711846800000000, 7200, 0}};

/* The first context is over a store that lies and fails, the second over the same rows as they are. */
static void
open_seat(struct run *run, crm_store *store, bool faulty, struct seat *seat, uint8_t fields)
{
    crm_options options = CRM_OPTIONS_INIT;

    options.store = store;
    options.memory = crm_testing_resize;
    options.memory_self = &run->memory;
    options.clock = faulty ? crm_testing_faults_clock : crm_testing_clock_read;
    options.clock_self = faulty ? (void *)&run->faults : &run->clock;
    options.progress = faulty ? crm_testing_faults_progress : NULL;
    options.progress_self = &run->faults;
    options.zone = zone;
    options.zone_count = sizeof zone / sizeof *zone;
    options.currency = crm_currency_of("EUR");
    options.max_rows = 4096;
    MUST(crm_open(&options, &seat->crm) == CRM_OK);
    define_fields(seat->crm, fields);
}

static void
open_run(struct run *run)
{
    const crm_store none = CRM_STORE_INIT;
    uint8_t way = fuzz_byte(&run->fuzz), fields = fuzz_byte(&run->fuzz);

    run->awkward = way & 1;
    run->inner = run->second = run->outer = none;
    MUST((run->awkward ? crm_testing_awkward_store(NULL, NULL, 2, way >> 3 & ~GAPS, &run->inner)
                       : crm_memory_store(NULL, NULL, &run->inner)) == CRM_OK);
    run->liar.fuzz = &run->fuzz;
    run->liar.inner = &run->inner;
    liar_wrap(&run->liar, &run->lying);
    MUST(crm_testing_faults_wrap(&run->faults, &run->lying, &run->outer) == CRM_OK);
    run->faults.clock = &run->clock;
    open_seat(run, &run->outer, true, run->seats, fields);
    run->liar.crm = run->faults.reenter = run->seats[0].crm;
    run->seat = run->seats;
    if (!(way & 2))
        return;
    if (run->awkward)
        MUST(crm_testing_awkward_connect(&run->inner, &run->second) == CRM_OK);
    open_seat(run, run->awkward ? &run->second : &run->inner, false, run->seats + 1, fields);
}

/* Accounts, users and two pipelines for a start; most inputs would never come so far. */
static void
fill(struct run *run)
{
    crm_context *crm = run->seat->crm;

    MUST(crm_pipeline_from_template(crm, NULL, "spanco", NULL) == CRM_OK);
    if (fuzz_byte(&run->fuzz) & 1)
        MUST(crm_pipeline_from_template(crm, NULL, "prospecting", NULL) == CRM_OK);
    for (int i = 0; i < 4; i++) {
        crm_account *account = crm_account_new(crm);
        crm_opportunity *deal = crm_opportunity_new(crm);

        MUST(crm_account_set_name(account, "a") == CRM_OK);
        MUST(crm_account_save(account) == CRM_OK);
        MUST(crm_opportunity_set_name(deal, "d") == CRM_OK);
        MUST(crm_opportunity_set_pipeline(deal, 1) == CRM_OK);
        MUST(crm_opportunity_save(deal) == CRM_OK);
        run->seat->records[i] = crm_account_record(account);
        if (i < 3)
            run->seat->records[4 + i] = crm_opportunity_record(deal);
        else
            crm_opportunity_free(deal);
    }
}

static void
close_seat(struct seat *seat, bool first)
{
    if (first)
        crm_close(seat->crm);
    for (int i = 0; i < HANDLES; i++)
        crm_record_free(seat->records[i]);
    crm_scan_free(seat->scan);
    crm_analysis_free(seat->analysis);
    crm_analysis_free(seat->other);
    crm_table_free(seat->table);
    if (!first)
        crm_close(seat->crm);
}

static void
close_run(struct run *run)
{
    uint8_t way = fuzz_byte(&run->fuzz);

    close_seat(run->seats + (way >> 2 & 1), way & 1);
    close_seat(run->seats + !(way >> 2 & 1), way & 2);
    MUST(run->faults.breach == NULL);
    MUST(run->memory.breach == NULL);
    MUST(run->memory.live_blocks == 0);
    MUST(run->faults.closes == 1);
    MUST(run->faults.holds == run->faults.releases);
}

/* Rows that were removed leave references behind; numbers of an imported log may have gaps; and the
   clock may pass the day on which a link begins. */
static bool
may_be(const char *problem, size_t length)
{
    static const char *const allowed[] = {"dangling", "seq_gap", "outdated"};

    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (length == strlen(allowed[i]) && memcmp(problem, allowed[i], length) == 0)
            return true;
    return false;
}

static void
check_store(struct run *run)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm = NULL;
    crm_table *problems = NULL;

    options.store = &run->inner;
    options.clock = crm_testing_clock_read;
    options.clock_self = &run->clock;
    options.zone = zone; /* the day on which a deal was closed is that of the zone */
    options.zone_count = sizeof zone / sizeof *zone;
    MUST(crm_open(&options, &crm) == CRM_OK);
    MUST(crm_verify(crm, &problems) == CRM_OK);
    for (size_t row = 0; run->liar.lies == 0 && row < crm_table_rows(problems); row++) {
        size_t length = 0;
        const char *problem = crm_table_text(problems, row, 3, &length);

        if (may_be(problem, length))
            continue;
        fprintf(stderr, "%.*s\n", (int)length, problem);
        MUST(!"a problem that nothing explains");
    }
    crm_table_free(problems);
    crm_close(crm);
}

static void
free_stores(struct run *run)
{
    if (run->awkward) {
        MUST(crm_testing_awkward_cursors(&run->inner) == 0);
        crm_testing_awkward_free(&run->second);
        crm_testing_awkward_free(&run->inner);
    } else {
        crm_memory_store_free(&run->inner);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct run run = {.fuzz = {data, size}, .fresh = 1000};

    crm_testing_memory_init(&run.memory, sizeof run.memory);
    crm_testing_clock_init(&run.clock, sizeof run.clock);
    crm_testing_faults_init(&run.faults, sizeof run.faults);
    open_run(&run);
    fill(&run);
    for (int i = 0; i < STEPS && run.fuzz.left > 0; i++)
        step(&run);
    no_more_faults(&run);
    close_run(&run);
    check_store(&run);
    free_stores(&run);
    return 0;
}
