/* findings.c - what crm_verify finds in the store is what the model says is wrong there, and the
   analyses say of the store what they say of the model's rows, read from a store of their own. */
#include <stdio.h>
#include <string.h>

#include "play.h"

/* ---- crm_verify ---- */

/* References that lead nowhere, and parents that were owners on another day. */
static int
count_problems(const struct model *model)
{
    int count = 0;

    for (int i = 0; i < model->count; i++) {
        const struct row *row = &model->rows[i];

        for (int cell = CRM_FIELD_EXTERNAL_ID; cell < CELLS; cell++) {
            crm_kind target = crm_schema_target(NULL, row->kind, FIELD_AT(cell));

            if (target && row->cell[cell] != NONE && !stored_row(model, target, row->cell[cell]))
                count++;
            if (row->kind == CRM_KIND_ACCOUNT && cell == AT(CRM_ACCOUNT_PARENT) &&
                row->cell[cell] != owner_now(model, 0, CELL(row, CRM_FIELD_ID)))
                count++;
        }
    }
    return count;
}

static bool
is_problem(struct play *play, const crm_table *problems, size_t at)
{
    const struct model *model = &play->model;
    int64_t kind = 0, id = 0;
    size_t length = 0, field_length = 0;
    const char *field = crm_table_text(problems, at, 2, &field_length);
    const char *text = crm_table_text(problems, at, 3, &length);
    const struct row *row;
    char name[40];
    crm_field number;

    crm_table_int(problems, at, 0, &kind);
    crm_table_int(problems, at, 1, &id);
    snprintf(name, sizeof name, "%.*s", field ? (int)field_length : 0, field ? field : "");
    row = stored_row(model, (crm_kind)kind, id);
    number = crm_schema_find(NULL, (crm_kind)kind, name);
    if (row && text && length == 8 && memcmp(text, "dangling", 8) == 0 && number >= 0 &&
        !stored_row(model, crm_schema_target(NULL, (crm_kind)kind, number), CELL(row, number)))
        return true;
    if (row && text && length == 8 && memcmp(text, "outdated", 8) == 0 &&
        CELL(row, CRM_ACCOUNT_PARENT) != owner_now(model, 0, id))
        return true;
    return differs(play, "crm_verify finds: %s %lld, %s: %.*s",
                   crm_schema_kind_name(NULL, (crm_kind)kind), (long long)id, name,
                   text ? (int)length : 0, text ? text : "");
}

static bool
same_problems(struct play *play)
{
    crm_table *problems = NULL;
    crm_status status = crm_verify(play->crm[0], &problems);
    int wanted = count_problems(&play->model);
    bool well = true;

    if (status != CRM_OK)
        return differs(play, "crm_verify answers %s: %s", crm_status_name(status),
                       crm_message(play->crm[0]));
    for (size_t at = 0; at < crm_table_rows(problems) && well; at++)
        well = is_problem(play, problems, at);
    if (well && crm_table_rows(problems) != (size_t)wanted)
        well = differs(play, "crm_verify finds %zu problems, not %d", crm_table_rows(problems),
                       wanted);
    crm_table_free(problems);
    return well;
}

/* ---- Analyses ---- */

static crm_analysis *
make_analysis(crm_context *crm, const char *name, crm_day day, int32_t sales)
{
    crm_rfm_params rfm = CRM_RFM_PARAMS_INIT;
    crm_families_params families = CRM_FAMILIES_PARAMS_INIT;
    crm_whitespace_params whitespace = CRM_WHITESPACE_PARAMS_INIT;
    crm_pipeline_params pipeline = CRM_PIPELINE_PARAMS_INIT;

    rfm.as_of = families.as_of = whitespace.as_of = pipeline.as_of = day;
    rfm.sales = families.sales = whitespace.sales = sales;
    rfm.currency = families.currency = whitespace.currency = pipeline.currency =
        crm_currency_of("EUR");
    if (strcmp(name, "rfm") == 0)
        return crm_rfm_new(crm, &rfm);
    if (strcmp(name, "families") == 0)
        return crm_families_new(crm, &families);
    if (strcmp(name, "whitespace") == 0)
        return crm_whitespace_new(crm, &whitespace);
    return crm_pipeline_analysis_new(crm, &pipeline);
}

static bool
same_cell(const crm_table *a, const crm_table *b, size_t row, int32_t column)
{
    int64_t x = NONE, y = NONE;
    double v = -1, w = -1;
    size_t length = 0, other_length = 0;
    const char *text, *other;

    switch (crm_table_type(a, column)) {
    case CRM_TYPE_TEXT:
        text = crm_table_text(a, row, column, &length);
        other = crm_table_text(b, row, column, &other_length);
        return (text == NULL) == (other == NULL) && length == other_length &&
               (!text || memcmp(text, other, length) == 0);
    case CRM_TYPE_DOUBLE:
        crm_table_double(a, row, column, &v);
        crm_table_double(b, row, column, &w);
        return memcmp(&v, &w, sizeof v) == 0;
    default:
        crm_table_int(a, row, column, &x);
        crm_table_int(b, row, column, &y);
        return x == y;
    }
}

static bool
same_table(struct play *play, const char *analysis, const char *name, const crm_table *store,
           const crm_table *model)
{
    if (crm_table_rows(store) != crm_table_rows(model))
        return differs(play, "%s.%s has %zu rows, not %zu", analysis, name, crm_table_rows(store),
                       crm_table_rows(model));
    for (size_t row = 0; row < crm_table_rows(store); row++)
        for (size_t i = 0; i < crm_table_columns(store); i++)
            if (!same_cell(store, model, row, crm_table_column_at(store, i)))
                return differs(play, "%s.%s, row %zu: %s is another one", analysis, name, row,
                               crm_table_name(store, crm_table_column_at(store, i)));
    return true;
}

static bool
same_analysis(struct play *play, crm_context *other, const char *name, int32_t sales)
{
    crm_day day = (crm_day)(play->model.now / DAY);
    crm_analysis *store = make_analysis(play->crm[0], name, day, sales);
    crm_analysis *model = make_analysis(other, name, day, sales);
    crm_status status = crm_analysis_run(store), wanted = crm_analysis_run(model);
    bool well = true;

    if (status != wanted || status != CRM_OK)
        well = differs(play, "%s answers %s (%s) on the store, %s (%s) on the model", name,
                       crm_status_name(status), crm_message(play->crm[0]), crm_status_name(wanted),
                       crm_message(other));
    for (size_t i = 0; well && i < crm_analysis_tables(store); i++) {
        const char *table = crm_analysis_table_name(store, i);

        well = same_table(play, name, table, crm_analysis_table(store, table),
                          crm_analysis_table(model, table));
    }
    crm_analysis_free(store);
    crm_analysis_free(model);
    return well;
}

static bool
same_analyses(struct play *play)
{
    static const char *const names[] = {"rfm", "families", "whitespace", "pipeline"};
    struct plain plain = {.rows = play->model.rows, .count = play->model.count};
    crm_store store = plain_store(&plain);
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *other = NULL;
    bool well;

    options.store = &store;
    options.clock = crm_testing_clock_read;
    options.clock_self = &play->clock;
    well = crm_open(&options, &other) == CRM_OK;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        well = well && same_analysis(play, other, names[i], CRM_SALES_PURCHASES);
        well = well && same_analysis(play, other, names[i], CRM_SALES_WON);
    }
    crm_close(other);
    return well;
}

bool
same_findings(struct play *play)
{
    return same_problems(play) && same_analyses(play);
}
