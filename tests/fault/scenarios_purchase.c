/*
 * scenarios_purchase.c - models of buying: fitted over the store and in two halves, and asked with
 * parameters and histories of the caller's own.
 */
#include "scenario.h"

/* Under contract, fitted; then another law from lists. */
static crm_status
set_lists(crm_context *crm, crm_analysis *analysis)
{
    static const struct {
        const char *name;
        double value;
    } given[] = {{"r", .553}, {"alpha", 10.578}, {"s", .606}, {"beta", 11.669}};
    crm_table *parameters = crm_settings_new(crm, "purchase_model", "parameters");
    crm_table *histories = crm_settings_new(crm, "purchase_model", "histories");
    crm_status status;

    NEED(crm, parameters);
    NEED(crm, histories);
    STEP(crm_table_add(parameters, 4));
    for (size_t i = 0; i < 4; i++) {
        STEP(crm_table_set_text(parameters, i, crm_table_column(parameters, "model"), "pareto_nbd",
                                CRM_TEXT_NUL));
        STEP(crm_table_set_text(parameters, i, crm_table_column(parameters, "name"), given[i].name,
                                CRM_TEXT_NUL));
        STEP(crm_table_set_double(parameters, i, crm_table_column(parameters, "value"),
                                  given[i].value));
    }
    STEP(crm_table_add(histories, 2));
    for (size_t i = 0; i < 2; i++) {
        STEP(crm_table_set_int(histories, i, crm_table_column(histories, "customer"),
                               (int64_t)i + 1));
        STEP(crm_table_set_double(histories, i, crm_table_column(histories, "x"), 2));
        STEP(crm_table_set_double(histories, i, crm_table_column(histories, "t_x"), 30.43));
        STEP(crm_table_set_double(histories, i, crm_table_column(histories, "t"), 38.86));
        STEP(crm_table_set_double(histories, i, crm_table_column(histories, "mean"),
                                  2000 + 900 * (double)i));
    }
    STEP(crm_analysis_set(analysis, "parameters", parameters));
    STEP(crm_analysis_set(analysis, "histories", histories));
done:
    crm_table_free(histories);
    crm_table_free(parameters);
    return status;
}

crm_status
run_purchase_model(struct world *world)
{
    crm_purchase_model_params params = CRM_PURCHASE_MODEL_PARAMS_INIT;
    crm_analysis *analysis;
    crm_status status;

    params.as_of = A_DAY + 100;
    params.currency = EUR;
    TRY(run_and_free(world, crm_purchase_model_new(world->crm, &params), "purchase_model"));
    params.model = CRM_PURCHASE_MODEL_SBG;
    params.horizon = 3;
    TRY(run_and_free(world, crm_purchase_model_new(world->crm, &params), "purchase_model"));
    params.model = CRM_PURCHASE_MODEL_PARETO_NBD;
    analysis = crm_purchase_model_new(world->crm, &params);
    NEED(world->crm, analysis);
    STEP(set_lists(world->crm, analysis));
    return run_and_free(world, analysis, "purchase_model");
done:
    crm_analysis_free(analysis);
    return status;
}

crm_status
run_purchase_model_halves(struct world *world)
{
    static const crm_kind unread[] = {CRM_KIND_CONTACT, CRM_KIND_PURCHASE, 0};
    crm_purchase_model_params params;

    TRY(crm_purchase_model_params_init(&params, sizeof params));
    params.as_of = A_DAY + 100;
    params.currency = EUR;
    params.unit = CRM_UNIT_FAMILY;
    params.sales = CRM_SALES_WON;
    params.model = CRM_PURCHASE_MODEL_BGBB;
    return run_halves(world, "purchase_model", &params, unread);
}
