/*
 * pipeline.c - the pipeline analysis: its description, and its tables one after the other. It has no
 * state of its own: the engine keeps the log and replays it.
 */
#include "analysis/pipeline/pipeline.h"

#include "analysis/engine/sales.h"

static const struct crm__member members[] = {
    CRM__COMMON_MEMBERS(crm_pipeline_params, CRM_SALES_WON, CRM_UNIT_ACCOUNT),
    {"target_wins", CRM_TYPE_I64, offsetof(crm_pipeline_params, target_wins), 0},
};

static const crm_field pipeline_fields[] = {CRM_PIPELINE_NAME, -1};
static const crm_field product_fields[] = {-1};
static const crm_field account_fields[] = {CRM_ACCOUNT_SECTOR, -1};

static const struct crm__input inputs[] = {
    {CRM_KIND_RATE, CRM_ROLE_SETUP, 0, crm__rate_fields, CRM__RATE_NEEDS, NULL},
    {CRM_KIND_PIPELINE, CRM_ROLE_SETUP, 0, pipeline_fields, 0, NULL},
    {CRM_KIND_STAGE, CRM_ROLE_SETUP, 0, crm__deals_stage_fields, CRM__DEALS_STAGE_NEEDS, NULL},
    {CRM_KIND_PRODUCT, CRM_ROLE_SETUP, 0, product_fields, 0, NULL},
    {CRM_KIND_ACCOUNT, CRM_ROLE_KEYED, 0, account_fields, 0, NULL},
    {CRM_KIND_OPPORTUNITY, CRM_ROLE_KEYED, 0, crm__deals_opportunity_fields, 0, NULL},
    {CRM_KIND_TRANSITION, CRM_ROLE_FACT, 0, crm__deals_transition_fields,
     CRM__DEALS_TRANSITION_NEEDS, NULL},
};

static const struct crm__column_spec summary_columns[] = {
    {"pipeline", CRM_TYPE_REF, CRM_KIND_PIPELINE, ""},
    {"created", CRM_TYPE_I64, 0, "deals"},
    {"open", CRM_TYPE_I64, 0, "deals"},
    {"open_unpriced", CRM_TYPE_I64, 0, "deals"},
    {"on_hold", CRM_TYPE_I64, 0, "deals"},
    {"open_amount", CRM_TYPE_MONEY, 0, "minor"},
    {"weighted", CRM_TYPE_MONEY, 0, "minor"},
    {"won", CRM_TYPE_I64, 0, "deals"},
    {"won_amount", CRM_TYPE_MONEY, 0, "minor"},
    {"lost", CRM_TYPE_I64, 0, "deals"},
    {"lost_amount", CRM_TYPE_MONEY, 0, "minor"},
    {"reopened", CRM_TYPE_I64, 0, "deals"},
    {"win_rate", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"win_rate_value", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"mean_won", CRM_TYPE_DOUBLE, 0, "minor"},
    {"cycle_deals", CRM_TYPE_I64, 0, "deals"},
    {"cycle_mean_days", CRM_TYPE_DOUBLE, 0, "days"},
    {"cycle_median_days", CRM_TYPE_DOUBLE, 0, "days"},
    {"velocity_per_day", CRM_TYPE_MONEY, 0, "minor"},
    {"target_wins", CRM_TYPE_I64, 0, "deals"},
    {"needed_deals", CRM_TYPE_I64, 0, "deals"},
    {"velocity_deals", CRM_TYPE_I64, 0, "deals"},
    {"won_unpriced", CRM_TYPE_I64, 0, "deals"},
    {"lost_unpriced", CRM_TYPE_I64, 0, "deals"},
};

static const struct crm__column_spec stage_columns[] = {
    {"pipeline", CRM_TYPE_REF, CRM_KIND_PIPELINE, ""},
    {"stage", CRM_TYPE_REF, CRM_KIND_STAGE, ""},
    {"position", CRM_TYPE_I64, 0, ""},
    {"outcome", CRM_TYPE_I64, 0, "outcome"},
    {"reached", CRM_TYPE_I64, 0, "deals"},
    {"entered", CRM_TYPE_I64, 0, "stays"},
    {"advanced", CRM_TYPE_I64, 0, "stays"},
    {"moved_back", CRM_TYPE_I64, 0, "stays"},
    {"lost", CRM_TYPE_I64, 0, "stays"},
    {"handed_off", CRM_TYPE_I64, 0, "stays"},
    {"here", CRM_TYPE_I64, 0, "deals"},
    {"here_amount", CRM_TYPE_MONEY, 0, "minor"},
    {"here_weighted", CRM_TYPE_MONEY, 0, "minor"},
    {"conversion_next", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"conversion_won", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"visits", CRM_TYPE_I64, 0, "stays"},
    {"mean_days", CRM_TYPE_DOUBLE, 0, "days"},
    {"median_days", CRM_TYPE_DOUBLE, 0, "days"},
    {"oldest_days", CRM_TYPE_I64, 0, "days"},
};

static const struct crm__column_spec month_columns[] = {
    {"pipeline", CRM_TYPE_REF, CRM_KIND_PIPELINE, ""},
    {"month", CRM_TYPE_DAY, 0, "day"},
    {"created", CRM_TYPE_I64, 0, "deals"},
    {"won", CRM_TYPE_I64, 0, "deals"},
    {"won_amount", CRM_TYPE_MONEY, 0, "minor"},
    {"lost", CRM_TYPE_I64, 0, "deals"},
    {"lost_amount", CRM_TYPE_MONEY, 0, "minor"},
    {"due", CRM_TYPE_I64, 0, "deals"},
    {"due_amount", CRM_TYPE_MONEY, 0, "minor"},
    {"due_weighted", CRM_TYPE_MONEY, 0, "minor"},
};

static const struct crm__column_spec deal_columns[] = {
    {"opportunity", CRM_TYPE_REF, CRM_KIND_OPPORTUNITY, ""},
    {"pipeline", CRM_TYPE_REF, CRM_KIND_PIPELINE, ""},
    {"stage", CRM_TYPE_REF, CRM_KIND_STAGE, ""},
    {"account", CRM_TYPE_REF, CRM_KIND_ACCOUNT, ""},
    {"owner", CRM_TYPE_REF, CRM_KIND_USER, ""},
    {"amount", CRM_TYPE_MONEY, 0, "minor"},
    {"probability_bp", CRM_TYPE_I64, 0, "bp"},
    {"weighted", CRM_TYPE_MONEY, 0, "minor"},
    {"age_days", CRM_TYPE_I64, 0, "days"},
    {"stage_days", CRM_TYPE_I64, 0, "days"},
    {"close_day", CRM_TYPE_DAY, 0, "day"},
    {"overdue_days", CRM_TYPE_I64, 0, "days"},
    {"pushes", CRM_TYPE_I64, 0, ""},
    {"flags", CRM_TYPE_I64, 0, "bits"},
};

static const struct crm__column_spec group_columns[] = {
    {"dimension", CRM_TYPE_TEXT, 0, ""},
    {"key_id", CRM_TYPE_REF, 0, ""}, /* a user or a product: told by the row */
    {"label", CRM_TYPE_TEXT, 0, ""},
    {"open", CRM_TYPE_I64, 0, "deals"},
    {"open_amount", CRM_TYPE_MONEY, 0, "minor"},
    {"won", CRM_TYPE_I64, 0, "deals"},
    {"won_amount", CRM_TYPE_MONEY, 0, "minor"},
    {"lost", CRM_TYPE_I64, 0, "deals"},
    {"win_rate", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"low", CRM_TYPE_DOUBLE, 0, "ratio"},
    {"high", CRM_TYPE_DOUBLE, 0, "ratio"},
};

#define COUNT(columns) (sizeof(columns) / sizeof(columns)[0])

static const struct crm__result results[] = {
    {"summary", summary_columns, COUNT(summary_columns)},
    {"stages", stage_columns, COUNT(stage_columns)},
    {"months", month_columns, COUNT(month_columns)},
    {"deals", deal_columns, COUNT(deal_columns)},
    {"groups", group_columns, COUNT(group_columns)},
};

/* ---- Sums as cells ---- */

void
crm__write_total(struct crm__writer *writer, struct crm__wide total, const char *what, crm_id id)
{
    int64_t value = 0;
    crm_status status = crm__total(writer->analysis, total, what, id, &value);

    if (writer->status == CRM_OK)
        writer->status = status;
    crm__write_int(writer, value);
}

void
crm__write_weighted(struct crm__writer *writer, struct crm__wide total, const char *what, crm_id id)
{
    int64_t value = 0;
    crm_status status = crm__wide_divide(total, 10000, CRM_ROUND_HALF_EVEN, &value);

    if (status != CRM_OK)
        status = crm__total(writer->analysis, total, what, id, &value);
    if (writer->status == CRM_OK)
        writer->status = status;
    crm__write_int(writer, value);
}

/* ---- Its functions ---- */

static crm_status
pipeline_open(crm_analysis *analysis)
{
    if (crm__pipe_params(analysis)->target_wins < 0)
        return crm__fail(analysis->crm, CRM_ERROR_ARGUMENT, 0, 0, -1,
                         "pipeline params: target_wins is below 0");
    return CRM_OK;
}

static crm_status
pipeline_finish(crm_analysis *analysis)
{
    crm_status status = crm__pipe_stages_build(analysis);

    if (status == CRM_OK)
        status = crm__pipe_deals_build(analysis);
    if (status == CRM_OK)
        status = crm__stage_done(analysis);
    if (status == CRM_OK)
        status = crm__pipe_write_summary(analysis);
    if (status == CRM_OK)
        status = crm__pipe_write_stages(analysis);
    if (status == CRM_OK)
        status = crm__pipe_write_months(analysis);
    if (status == CRM_OK)
        status = crm__pipe_write_deals(analysis);
    if (status == CRM_OK)
        status = crm__pipe_write_groups(analysis);
    return status;
}

static void
pipeline_close(crm_analysis *analysis)
{
    struct crm__pipe *own = crm__pipe_own(analysis);

    crm__free_array(analysis->memory, own->deals, own->deal_count, sizeof *own->deals);
    crm__free_array(analysis->memory, own->stages, own->stage_capacity, sizeof *own->stages);
    crm__free_array(analysis->memory, own->pipelines, own->pipeline_capacity,
                    sizeof *own->pipelines);
}

const struct crm__class crm__pipeline_class = {
    .name = "pipeline",
    .params_size = sizeof(crm_pipeline_params),
    .first_size = offsetof(crm_pipeline_params, target_wins) + sizeof(int64_t),
    .members = members,
    .member_count = COUNT(members),
    .inputs = inputs,
    .input_count = COUNT(inputs),
    .results = results,
    .result_count = CRM__PIPE_RESULTS,
    .descriptions = "account.sector, opportunity.source, opportunity.type, pipeline.name, "
                    "stage.max_days, stage.name, stage.probability_bp (where the log has none)",
    .own_size = sizeof(struct crm__pipe),
    .open = pipeline_open,
    .finish = pipeline_finish,
    .close = pipeline_close,
};

crm_status
crm_pipeline_params_init(crm_pipeline_params *params, size_t size)
{
    return crm__params_init(&crm__pipeline_class, params, size);
}

crm_analysis *
crm_pipeline_analysis_new(crm_context *crm, const crm_pipeline_params *params)
{
    return crm__analysis_new(crm, &crm__pipeline_class, params);
}
