/*
 * board.cpp - libcrm from C++11: handles that free themselves, statuses that become exceptions, and
 * values that may be missing.
 *
 * The four wrappers at the top are all it takes; the rest moves three deals through a pipeline and
 * prints the board. The clock is the program's own, so that the board is the same on every day.
 */
#include <crm/crm.h>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

/* ---- Wrappers ---- */

struct Freer {
    void operator()(crm_context *crm) const { crm_close(crm); }
    void operator()(crm_opportunity *deal) const { crm_opportunity_free(deal); }
    void operator()(crm_stage *stage) const { crm_stage_free(stage); }
    void operator()(crm_analysis *analysis) const { crm_analysis_free(analysis); }
};
template <typename T> using Owned = std::unique_ptr<T, Freer>;

struct Error : std::runtime_error {
    Error(crm_context *crm, crm_status status)
        : std::runtime_error(std::string(crm_status_name(status)) + ": " + crm_message(crm)),
          status(status) {}
    crm_status status;
};

/* True when there is a value, false when there is none, else an exception. */
static bool check(crm_context *crm, crm_status status)
{
    if (status < 0)
        throw Error(crm, status);
    return status == CRM_OK;
}

template <typename T> static Owned<T> own(crm_context *crm, T *handle)
{
    if (!handle)
        throw Error(crm, crm_error_status(crm));
    return Owned<T>(handle);
}

template <typename T> struct Maybe { /* std::optional came with C++17 */
    bool present;
    T value;
};

static Maybe<int64_t> cell(const crm_table *table, size_t row, const char *column)
{
    Maybe<int64_t> maybe = {false, 0};
    crm_status status =
        crm_table_int(table, row, crm_table_column(table, column), &maybe.value);
    if (status < 0)
        throw std::logic_error(column);
    maybe.present = status == CRM_OK;
    return maybe;
}

/* ---- The program ---- */

static void clock_now(void *self, crm_reply *reply)
{
    crm_reply_int(reply, *static_cast<crm_instant *>(self));
}

/* Stages are moved to by id; people know them by name. */
static crm_id stage(crm_context *crm, crm_id pipeline, const char *name)
{
    crm_id id;
    if (!check(crm, crm_stage_find(crm, pipeline, name, &id)))
        throw std::out_of_range(name);
    return id;
}

static Owned<crm_opportunity> new_deal(crm_context *crm, const char *name, int64_t amount)
{
    Owned<crm_opportunity> deal = own(crm, crm_opportunity_new(crm));
    crm_opportunity_set_name(deal.get(), name);
    crm_opportunity_set_amount(deal.get(), amount);
    crm_opportunity_set_currency(deal.get(), crm_currency_of("EUR"));
    check(crm, crm_opportunity_save(deal.get())); /* in the first stage of the only pipeline */
    return deal;
}

static void print_board(crm_context *crm)
{
    crm_pipeline_params params = CRM_PIPELINE_PARAMS_INIT;
    params.as_of = crm_day_of(2025, 3, 31);
    Owned<crm_analysis> analysis = own(crm, crm_pipeline_analysis_new(crm, &params));
    check(crm, crm_analysis_run(analysis.get()));
    const crm_table *table = crm_analysis_table(analysis.get(), "stages");
    for (size_t row = 0; row < crm_table_rows(table); row++) {
        crm_stage *loaded = nullptr;
        check(crm, crm_stage_load(crm, cell(table, row, "stage").value, &loaded));
        Owned<crm_stage> stage(loaded);
        std::printf("%-12s %d here, %d reached", crm_stage_name(stage.get()),
                    int(cell(table, row, "here").value), int(cell(table, row, "reached").value));
        Maybe<int64_t> oldest = cell(table, row, "oldest_days");
        if (oldest.present)
            std::printf(", oldest %d days", int(oldest.value));
        std::printf("\n");
    }
}

int main()
try {
    crm_instant now = 0;
    crm_options options = CRM_OPTIONS_INIT;
    options.clock = clock_now;
    options.clock_self = &now;
    crm_context *opened;
    crm_status status = crm_open(&options, &opened);
    Owned<crm_context> context(opened);
    crm_context *crm = context.get();
    check(crm, status);

    crm_id pipeline;
    check(crm, crm_pipeline_from_template(crm, nullptr, "spanco", &pipeline));

    now = crm_instant_of_day(crm, crm_day_of(2025, 1, 15));
    Owned<crm_opportunity> leashes = new_deal(crm, "Leashes", 1250000);
    Owned<crm_opportunity> kennels = new_deal(crm, "Kennels", 4800000);
    Owned<crm_opportunity> bowls = new_deal(crm, "Bowls", 90000);

    now = crm_instant_of_day(crm, crm_day_of(2025, 2, 20));
    check(crm, crm_opportunity_move(leashes.get(), stage(crm, pipeline, "Negotiation"), nullptr, nullptr));
    check(crm, crm_opportunity_move(bowls.get(), stage(crm, pipeline, "Approach"), nullptr, nullptr));

    now = crm_instant_of_day(crm, crm_day_of(2025, 3, 10));
    check(crm, crm_opportunity_win(leashes.get(), 0, nullptr, nullptr));
    try {
        check(crm, crm_opportunity_win(leashes.get(), 0, nullptr, nullptr));
    } catch (const Error &error) {
        std::printf("a second time: %s\n", crm_status_name(error.status));
    }
    print_board(crm);
    return 0;
} catch (const std::exception &error) {
    std::fprintf(stderr, "board: %s\n", error.what());
    return 1;
}
