/*
 * caller.c - a program as somebody compiles it against the headers of one version: it fills every
 * struct that callers fill, calls into every corner of the library, and checks what comes back. Each
 * version keeps a copy of it beside its headers (tests/abi/frozen), compiled against those and run
 * with the library of today. Bytes behind each struct watch that no more is written than this
 * program knows of.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <crm/crm.h>
#include <crm/testing.h>

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#define MARK 0x5A
enum { BEHIND = 256 };

/* A struct whose size this program knows, and bytes that nobody but it may write. */
#define GUARDED(type)                                                                              \
    struct {                                                                                       \
        type it;                                                                                   \
        unsigned char behind[BEHIND];                                                              \
    }

static int
untouched(const unsigned char *behind)
{
    for (int i = 0; i < BEHIND; i++)
        if (behind[i] != MARK)
            return 0;
    return 1;
}

/* The init function and the macro of a struct say the same. */
#define CHECK_INIT(type, function, macro)                                                          \
    do {                                                                                           \
        static const type wanted = macro;                                                          \
        GUARDED(type) got;                                                                         \
        memset(&got, MARK, sizeof got);                                                            \
        CHECK(function(&got.it, sizeof got.it) == CRM_OK);                                         \
        CHECK(memcmp(&got.it, &wanted, sizeof wanted) == 0);                                       \
        CHECK(untouched(got.behind));                                                              \
    } while (0)

static void
structs_are_set_up(void)
{
    CHECK_INIT(crm_options, crm_options_init, CRM_OPTIONS_INIT);
    CHECK_INIT(crm_store, crm_store_init, CRM_STORE_INIT);
    CHECK_INIT(crm_line, crm_line_init, CRM_LINE_INIT);
    CHECK_INIT(crm_move_params, crm_move_params_init, CRM_MOVE_PARAMS_INIT);
    CHECK_INIT(crm_rfm_params, crm_rfm_params_init, CRM_RFM_PARAMS_INIT);
    CHECK_INIT(crm_families_params, crm_families_params_init, CRM_FAMILIES_PARAMS_INIT);
    CHECK_INIT(crm_whitespace_params, crm_whitespace_params_init, CRM_WHITESPACE_PARAMS_INIT);
    CHECK_INIT(crm_pipeline_params, crm_pipeline_params_init, CRM_PIPELINE_PARAMS_INIT);
    CHECK_INIT(crm_concentration_params, crm_concentration_params_init,
               CRM_CONCENTRATION_PARAMS_INIT);
    CHECK_INIT(crm_lifetime_value_params, crm_lifetime_value_params_init,
               CRM_LIFETIME_VALUE_PARAMS_INIT);
    CHECK_INIT(crm_purchase_model_params, crm_purchase_model_params_init,
               CRM_PURCHASE_MODEL_PARAMS_INIT);
    CHECK_INIT(crm_testing_memory, crm_testing_memory_init, CRM_TESTING_MEMORY_INIT);
    CHECK_INIT(crm_testing_clock, crm_testing_clock_init, CRM_TESTING_CLOCK_INIT);
    CHECK_INIT(crm_testing_faults, crm_testing_faults_init, CRM_TESTING_FAULTS_INIT);
}

/* ---- A program with a store around a store ---- */

struct program {
    GUARDED(crm_store) inner, store;
    GUARDED(crm_testing_faults) faults;
    GUARDED(crm_testing_memory) memory;
    GUARDED(crm_testing_clock) clock;
    crm_context *crm;
};

static void
open_program(struct program *program, int awkward)
{
    static const crm_zone_change zone[] = {{0, 3600, 0}};
    GUARDED(crm_options) options;
    crm_status status;

    memset(program, MARK, sizeof *program);
    memset(&options, MARK, sizeof options);
    CHECK(crm_store_init(&program->inner.it, sizeof(crm_store)) == CRM_OK);
    CHECK(crm_store_init(&program->store.it, sizeof(crm_store)) == CRM_OK);
    CHECK(crm_testing_faults_init(&program->faults.it, sizeof(crm_testing_faults)) == CRM_OK);
    CHECK(crm_testing_memory_init(&program->memory.it, sizeof(crm_testing_memory)) == CRM_OK);
    CHECK(crm_testing_clock_init(&program->clock.it, sizeof(crm_testing_clock)) == CRM_OK);
    CHECK(crm_options_init(&options.it, sizeof options.it) == CRM_OK);
    status = awkward ? crm_testing_awkward_store(NULL, NULL, 2, 7, &program->inner.it)
                     : crm_memory_store(NULL, NULL, &program->inner.it);
    CHECK(status == CRM_OK);
    CHECK(crm_testing_faults_wrap(&program->faults.it, &program->inner.it, &program->store.it) ==
          CRM_OK);
    options.it.store = &program->store.it;
    options.it.memory = crm_testing_resize;
    options.it.memory_self = &program->memory.it;
    options.it.clock = crm_testing_clock_read;
    options.it.clock_self = &program->clock.it;
    options.it.zone = zone;
    options.it.zone_count = 1;
    options.it.currency = crm_currency_of("EUR");
    CHECK(crm_open(&options.it, &program->crm) == CRM_OK);
    CHECK(untouched(options.behind));
}

static void
close_program(struct program *program, int awkward)
{
    crm_close(program->crm);
    if (awkward)
        crm_testing_awkward_free(&program->inner.it);
    else
        crm_memory_store_free(&program->inner.it);
    CHECK(program->memory.it.live_blocks == 0 && program->memory.it.breach == NULL);
    CHECK(program->faults.it.closes == 1 && program->faults.it.breach == NULL);
    CHECK(untouched(program->inner.behind) && untouched(program->store.behind));
    CHECK(untouched(program->faults.behind) && untouched(program->memory.behind));
    CHECK(untouched(program->clock.behind));
}

/* A mother company, its daughter, and what the daughter bought. Returns the daughter. */
static crm_id
sell(crm_context *crm)
{
    crm_account *mother = crm_account_new(crm), *daughter = crm_account_new(crm);
    crm_product *product = crm_product_new(crm);
    crm_purchase *purchase = crm_purchase_new(crm);
    crm_id id;

    CHECK(crm_account_set_name(mother, "Dogs") == CRM_OK);
    CHECK(crm_account_set_types(mother, CRM_ACCOUNT_TYPE_CUSTOMER) == CRM_OK);
    CHECK(crm_account_save(mother) == CRM_OK);
    CHECK(crm_account_set_name(daughter, "Pups") == CRM_OK);
    CHECK(crm_account_set_external_id(daughter, "pups") == CRM_OK);
    CHECK(crm_account_save(daughter) == CRM_OK);
    CHECK(crm_account_put_under(daughter, crm_account_id(mother)) == CRM_OK);
    CHECK(crm_product_set_name(product, "Leash") == CRM_OK);
    CHECK(crm_product_set_category(product, "Walks") == CRM_OK);
    CHECK(crm_product_save(product) == CRM_OK);
    id = crm_account_id(daughter);
    CHECK(crm_purchase_set_account(purchase, id) == CRM_OK);
    CHECK(crm_purchase_set_product(purchase, crm_product_id(product)) == CRM_OK);
    CHECK(crm_purchase_set_type(purchase, CRM_PURCHASE_TYPE_SALE) == CRM_OK);
    CHECK(crm_purchase_set_day(purchase, crm_day_of(2023, 12, 1)) == CRM_OK);
    CHECK(crm_purchase_set_net_amount(purchase, 12345) == CRM_OK);
    CHECK(crm_purchase_set_currency(purchase, crm_currency_of("EUR")) == CRM_OK);
    CHECK(crm_purchase_save(purchase) == CRM_OK);
    crm_purchase_free(purchase);
    crm_product_free(product);
    crm_account_free(daughter);
    crm_account_free(mother);
    return id;
}

static void
win(crm_context *crm, crm_id account)
{
    GUARDED(crm_move_params) move;
    crm_opportunity *deal = crm_opportunity_new(crm);
    crm_id pipeline = 0, row = 0;

    memset(&move, MARK, sizeof move);
    CHECK(crm_pipeline_from_template(crm, "Sales", "spanco", &pipeline) == CRM_OK);
    CHECK(crm_opportunity_set_name(deal, "Kennels") == CRM_OK);
    CHECK(crm_opportunity_set_account(deal, account) == CRM_OK);
    CHECK(crm_opportunity_set_amount(deal, 500000) == CRM_OK);
    CHECK(crm_opportunity_set_currency(deal, crm_currency_of("EUR")) == CRM_OK);
    CHECK(crm_begin(crm) == CRM_OK);
    CHECK(crm_opportunity_save(deal) == CRM_OK);
    CHECK(crm_move_params_init(&move.it, sizeof move.it) == CRM_OK);
    move.it.reason = "price";
    move.it.day = crm_day_of(2024, 1, 2);
    CHECK(crm_opportunity_win(deal, 0, &move.it, &row) == CRM_OK);
    CHECK(crm_commit(crm) == CRM_OK);
    CHECK(row > 0 && untouched(move.behind));
    crm_opportunity_free(deal);
}

/* ---- What can be read of it ---- */

static void
read_back(crm_context *crm, crm_id account)
{
    crm_query *query = crm_query_new(crm, CRM_KIND_PURCHASE);
    crm_scan *scan;
    const crm_table *rows;
    crm_table *problems = NULL;
    int64_t value = 0;
    crm_id found = 0;

    CHECK(crm_find(crm, CRM_KIND_ACCOUNT, "pups", &found) == CRM_OK && found == account);
    CHECK(crm_query_where_int(query, CRM_PURCHASE_ACCOUNT, account, account) == CRM_OK);
    scan = crm_scan_new(crm, query);
    CHECK(crm_scan_next(scan, &rows) == CRM_OK && crm_table_rows(rows) == 1);
    CHECK(crm_table_int(rows, 0, CRM_PURCHASE_NET_AMOUNT, &value) == CRM_OK && value == 12345);
    CHECK(crm_scan_next(scan, &rows) == CRM_NONE);
    crm_scan_free(scan);
    crm_query_free(query);
    CHECK(crm_verify(crm, &problems) == CRM_OK && crm_table_rows(problems) == 0);
    crm_table_free(problems);
}

/* Run an analysis: somewhere in that column of a table stands a number above 0. NULL: any result. */
static void
check_result(crm_analysis *analysis, const char *name, const char *column)
{
    const crm_table *table;
    int64_t value = 0;
    int found = column == NULL;

    CHECK(crm_analysis_run(analysis) == CRM_OK);
    table = crm_analysis_table(analysis, name);
    CHECK(table != NULL);
    for (size_t row = 0; column && row < crm_table_rows(table); row++)
        if (crm_table_int(table, row, crm_table_column(table, column), &value) == CRM_OK)
            found = found || value > 0;
    CHECK(found);
    crm_analysis_free(analysis);
}

#define ANALYSE(type, init, new, table, column)                                                    \
    do {                                                                                           \
        GUARDED(type) params;                                                                      \
        memset(&params, MARK, sizeof params);                                                      \
        CHECK(init(&params.it, sizeof params.it) == CRM_OK);                                       \
        params.it.as_of = crm_day_of(2024, 1, 31);                                                 \
        check_result(new (crm, &params.it), table, column);                                        \
        CHECK(untouched(params.behind));                                                           \
    } while (0)

static void
analyse(crm_context *crm)
{
    ANALYSE(crm_rfm_params, crm_rfm_params_init, crm_rfm_new, "scores", "monetary");
    ANALYSE(crm_families_params, crm_families_params_init, crm_families_new, "families", "total");
    ANALYSE(crm_whitespace_params, crm_whitespace_params_init, crm_whitespace_new, "accounts",
            "held");
    ANALYSE(crm_concentration_params, crm_concentration_params_init, crm_concentration_new,
            "summary", "sales");
    ANALYSE(crm_lifetime_value_params, crm_lifetime_value_params_init, crm_lifetime_value_new,
            "summary", "revenue");
    ANALYSE(crm_purchase_model_params, crm_purchase_model_params_init, crm_purchase_model_new,
            "about", NULL);
    ANALYSE(crm_pipeline_params, crm_pipeline_params_init, crm_pipeline_analysis_new, "summary",
            "won");
}

static void
net_of_a_line(void)
{
    GUARDED(crm_line) line;
    int64_t list = 0, net = 0;

    memset(&line, MARK, sizeof line);
    CHECK(crm_line_init(&line.it, sizeof line.it) == CRM_OK);
    line.it.currency = crm_currency_of("EUR");
    line.it.quantity = 3000;
    line.it.unit_price = 1050;
    line.it.unit_scale = 2;
    line.it.discount_bp = 1000;
    CHECK(crm_line_net(&line.it, &list, &net) == CRM_OK && list == 3150 && net == 2835);
    CHECK(untouched(line.behind));
}

int
main(void)
{
    structs_are_set_up();
    net_of_a_line();
    CHECK(crm_version_number() >=
          CRM_VERSION_MAJOR * 1000000 + CRM_VERSION_MINOR * 1000 + CRM_VERSION_PATCH);
    for (int awkward = 0; awkward < 2; awkward++) {
        struct program program;
        crm_id account;

        open_program(&program, awkward);
        account = sell(program.crm);
        win(program.crm, account);
        read_back(program.crm, account);
        analyse(program.crm);
        CHECK(strcmp(crm_message(program.crm), "") == 0);
        CHECK(crm_store_check(&program.inner.it, NULL, NULL, NULL) == CRM_OK);
        close_program(&program, awkward);
    }
    printf("headers of %d.%d.%d, library %s\n", CRM_VERSION_MAJOR, CRM_VERSION_MINOR,
           CRM_VERSION_PATCH, crm_version());
    return 0;
}
