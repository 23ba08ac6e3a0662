/* world.c - see world.h. */
#include "world.h"

#include <stdlib.h>

struct way on_memory = {"memory", 0}, on_awkward = {"awkward", 1};

static void
open_context(struct world *world, crm_options *options)
{
    options->store = &world->store;
    options->memory = crm_testing_resize;
    options->memory_self = &world->memory;
    options->clock = crm_testing_clock_read;
    options->clock_self = &world->clock;
    assert_int_equal(crm_open(options, &world->crm), CRM_OK);
}

int
make_world(void **state)
{
    const struct way *way = *state;
    struct world *world = calloc(1, sizeof *world);
    crm_options options = CRM_OPTIONS_INIT;
    crm_store init = CRM_STORE_INIT;
    crm_status status;

    world->awkward = way->awkward;
    world->inner = world->store = init;
    crm_testing_memory_init(&world->memory, sizeof world->memory);
    crm_testing_clock_init(&world->clock, sizeof world->clock);
    crm_testing_faults_init(&world->faults, sizeof world->faults);
    status = way->awkward ? crm_testing_awkward_store(crm_testing_resize, &world->memory, 3, 7,
                                                      &world->inner)
                          : crm_memory_store(crm_testing_resize, &world->memory, &world->inner);
    assert_int_equal(status, CRM_OK);
    assert_int_equal(crm_testing_faults_wrap(&world->faults, &world->inner, &world->store), CRM_OK);
    open_context(world, &options);
    *state = world;
    return 0;
}

void
reopen_world(struct world *world, crm_options *options)
{
    crm_close(world->crm);
    world->faults.closes = 0;
    open_context(world, options);
}

int
end_world(void **state)
{
    struct world *world = *state;

    crm_close(world->crm);
    if (world->faults.breach)
        fail_msg("%s", world->faults.breach);
    assert_int_equal(world->faults.closes, 1);
    assert_int_equal(world->faults.holds, world->faults.releases);
    if (world->awkward) {
        assert_int_equal(world->faults.scans, world->faults.finishes);
        crm_testing_awkward_free(&world->inner);
    } else {
        crm_memory_store_free(&world->inner);
    }
    assert_null(world->memory.breach);
    assert_int_equal(world->memory.live_blocks, 0);
    free(world);
    return 0;
}

crm_context *
open_other(struct world *world)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *other = NULL;

    options.store = &world->inner;
    options.memory = crm_testing_resize;
    options.memory_self = &world->memory;
    options.clock = crm_testing_clock_read;
    options.clock_self = &world->clock;
    assert_int_equal(crm_open(&options, &other), CRM_OK);
    return other;
}

void
expect(crm_context *crm, crm_status wanted, crm_status got, const char *call, int line)
{
    if (got != wanted)
        fail_msg("line %d: %s answered %s, not %s: %s", line, call, crm_status_name(got),
                 crm_status_name(wanted), crm_message(crm));
}

uint64_t
digest(struct world *world)
{
    uint64_t sum = 0;
    crm_context *other = open_other(world);

    assert_int_equal(crm_testing_digest(other, &sum, NULL), CRM_OK);
    crm_close(other);
    return sum;
}

void
message_has(struct world *world, const char *words)
{
    if (!strstr(crm_message(world->crm), words))
        fail_msg("\"%s\" does not say \"%s\"", crm_message(world->crm), words);
}

crm_id
make_user(struct world *world, const char *name)
{
    crm_user *user = crm_user_new(world->crm);
    crm_id id;

    OK(world, crm_user_set_name(user, name));
    OK(world, crm_user_save(user));
    id = crm_user_id(user);
    crm_user_free(user);
    return id;
}

crm_id
make_account(struct world *world, const char *name)
{
    crm_account *account = crm_account_new(world->crm);
    crm_id id;

    OK(world, crm_account_set_name(account, name));
    OK(world, crm_account_save(account));
    id = crm_account_id(account);
    crm_account_free(account);
    return id;
}

crm_id
make_product(struct world *world, const char *name)
{
    crm_product *product = crm_product_new(world->crm);
    crm_id id;

    OK(world, crm_product_set_name(product, name));
    OK(world, crm_product_save(product));
    id = crm_product_id(product);
    crm_product_free(product);
    return id;
}

crm_id
make_spanco(struct world *world)
{
    crm_id pipeline = 0;

    OK(world, crm_pipeline_from_template(world->crm, NULL, "spanco", &pipeline));
    return pipeline;
}

crm_id
stage_at(struct world *world, crm_id pipeline, int64_t position)
{
    crm_query *query = crm_query_new(world->crm, CRM_KIND_STAGE);
    const crm_table *table;
    crm_scan *scan;
    crm_id found = 0;

    crm_query_where_int(query, CRM_STAGE_PIPELINE, pipeline, pipeline);
    crm_query_where_int(query, CRM_STAGE_POSITION, position, position);
    scan = crm_scan_new(world->crm, query);
    while (crm_scan_next(scan, &table) == CRM_OK)
        crm_table_int(table, 0, CRM_FIELD_ID, &found);
    crm_scan_free(scan);
    crm_query_free(query);
    assert_true(found > 0);
    return found;
}

crm_opportunity *
make_deal(struct world *world, crm_id pipeline)
{
    crm_opportunity *deal = crm_opportunity_new(world->crm);

    OK(world, crm_opportunity_set_name(deal, "deal"));
    OK(world, crm_opportunity_set_pipeline(deal, pipeline));
    OK(world, crm_opportunity_set_amount(deal, 100000));
    OK(world, crm_opportunity_set_currency(deal, crm_currency_of("EUR")));
    OK(world, crm_opportunity_save(deal));
    return deal;
}

crm_opportunity *
load_deal(struct world *world, crm_id id)
{
    crm_opportunity *deal = NULL;

    OK(world, crm_opportunity_load(world->crm, id, &deal));
    return deal;
}

int64_t
value(crm_record *record, crm_field field)
{
    int64_t integer;

    return crm_record_int(record, field, &integer) == CRM_OK ? integer : NOTHING;
}

int64_t
deal_value(crm_opportunity *deal, crm_field field)
{
    return value(crm_opportunity_record(deal), field);
}

static int64_t
cell(const crm_table *table, size_t row, crm_field field)
{
    int64_t integer;

    return crm_table_int(table, row, field, &integer) == CRM_OK ? integer : NOTHING;
}

static void
read_row(const crm_table *table, size_t at, struct row *row)
{
    size_t length;
    const char *reason = crm_table_text(table, at, CRM_TRANSITION_REASON, &length);

    row->id = cell(table, at, CRM_FIELD_ID);
    row->seq = cell(table, at, CRM_TRANSITION_SEQ);
    row->type = cell(table, at, CRM_TRANSITION_TYPE);
    row->at = cell(table, at, CRM_TRANSITION_AT);
    row->bits = cell(table, at, CRM_TRANSITION_BITS);
    row->corrects = cell(table, at, CRM_TRANSITION_CORRECTS);
    row->from_stage = cell(table, at, CRM_TRANSITION_FROM_STAGE);
    row->stage = cell(table, at, CRM_TRANSITION_STAGE);
    row->pipeline = cell(table, at, CRM_TRANSITION_PIPELINE);
    row->outcome = cell(table, at, CRM_TRANSITION_OUTCOME);
    row->position = cell(table, at, CRM_TRANSITION_POSITION);
    row->amount = cell(table, at, CRM_TRANSITION_AMOUNT);
    row->currency = cell(table, at, CRM_TRANSITION_CURRENCY);
    row->close_day = cell(table, at, CRM_TRANSITION_CLOSE_DAY);
    row->chance = cell(table, at, CRM_TRANSITION_PROBABILITY_BP);
    row->origin = cell(table, at, CRM_TRANSITION_PROBABILITY_ORIGIN);
    row->owner = cell(table, at, CRM_TRANSITION_OWNER);
    row->account = cell(table, at, CRM_TRANSITION_ACCOUNT);
    row->product = cell(table, at, CRM_TRANSITION_PRODUCT);
    row->category = cell(table, at, CRM_TRANSITION_CATEGORY);
    row->actor = cell(table, at, CRM_TRANSITION_ACTOR);
    row->competitor = cell(table, at, CRM_TRANSITION_COMPETITOR);
    row->created = cell(table, at, CRM_FIELD_CREATED);
    snprintf(row->reason, sizeof row->reason, "%.*s", reason ? (int)length : 0,
             reason ? reason : "");
}

size_t
log_of(struct world *world, crm_id deal, struct row *rows, size_t capacity)
{
    crm_query *query = crm_query_new(world->crm, CRM_KIND_TRANSITION);
    const crm_table *table;
    crm_scan *scan;
    size_t count = 0;

    crm_query_where_int(query, CRM_TRANSITION_OPPORTUNITY, deal, deal);
    scan = crm_scan_new(world->crm, query);
    while (crm_scan_next(scan, &table) == CRM_OK) {
        for (size_t at = 0; at < crm_table_rows(table); at++) {
            size_t place = count++;
            struct row row;

            assert_true(count <= capacity);
            read_row(table, at, &row);
            for (; place > 0 && rows[place - 1].seq > row.seq; place--)
                rows[place] = rows[place - 1];
            rows[place] = row;
        }
    }
    crm_scan_free(scan);
    crm_query_free(query);
    return count;
}

size_t
count_rows(struct world *world, crm_kind kind)
{
    crm_query *query = crm_query_new(world->crm, kind);
    crm_scan *scan = crm_scan_new(world->crm, query);
    const crm_table *table;
    size_t count = 0;

    while (crm_scan_next(scan, &table) == CRM_OK)
        count += crm_table_rows(table);
    crm_scan_free(scan);
    crm_query_free(query);
    return count;
}
