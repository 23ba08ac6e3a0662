/*
 * scenarios_whitespace.c - whitespace, over the store and in two halves.
 */
#include "scenario.h"

crm_status
run_whitespace(struct world *world)
{
    crm_whitespace_params params = CRM_WHITESPACE_PARAMS_INIT;

    params.as_of = A_DAY + 100;
    params.currency = EUR;
    params.flags = CRM_WHITESPACE_SHOW_HELD;
    return run_and_free(world, crm_whitespace_new(world->crm, &params), "whitespace");
}

crm_status
run_whitespace_halves(struct world *world)
{
    crm_whitespace_params params;

    TRY(crm_whitespace_params_init(&params, sizeof params));
    params.as_of = A_DAY + 100;
    params.currency = EUR;
    params.columns = CRM_COLUMNS_CATEGORY;
    return run_halves(world, "whitespace", &params, NULL);
}
