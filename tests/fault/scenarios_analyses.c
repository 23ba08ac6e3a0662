/*
 * scenarios_analyses.c - every analysis run over the store, and every one again fed by hand in two
 * halves that are put together from partials. All results go into world->result: they may depend on
 * nothing but the records.
 */
#include "scenario.h"

static crm_status
take_results(struct world *world, crm_analysis *analysis)
{
    size_t count = crm_analysis_tables(analysis);

    EXPECT(count >= 3);
    for (size_t i = 0; i < count; i++) {
        const char *name = crm_analysis_table_name(analysis, i);
        const crm_table *table = name ? crm_analysis_table(analysis, name) : NULL;

        EXPECT(table != NULL);
        take_table(world, table);
    }
    return CRM_OK;
}

crm_status
run_and_free(struct world *world, crm_analysis *analysis, const char *name)
{
    crm_status status;

    NEED(world->crm, analysis);
    HOLDS(same_text(crm_descriptor_name(crm_analysis_descriptor(analysis)), name));
    STEP(crm_analysis_run(analysis));
    HOLDS(crm_analysis_currency(analysis) == EUR);
    STEP(take_results(world, analysis));
done:
    crm_analysis_free(analysis);
    return status;
}

/* RFM with segments of its own: one name for all. */
static crm_status
run_segments(struct world *world, const crm_rfm_params *params)
{
    crm_analysis *rfm = crm_rfm_new(world->crm, params);
    crm_table *map = crm_settings_new(world->crm, "rfm", "segments");
    crm_status status;

    NEED(world->crm, rfm);
    NEED(world->crm, map);
    STEP(crm_table_add(map, 1));
    STEP(crm_table_set_text(map, 0, crm_table_column(map, "segment"), "all", CRM_TEXT_NUL));
    STEP(crm_analysis_set(rfm, "segments", map));
    STEP(crm_analysis_run(rfm));
    STEP(take_results(world, rfm));
done:
    crm_table_free(map);
    crm_analysis_free(rfm);
    return status;
}

crm_status
run_rfm(struct world *world)
{
    crm_rfm_params params = CRM_RFM_PARAMS_INIT;

    params.as_of = A_DAY;
    params.currency = EUR;
    TRY(run_and_free(world, crm_rfm_new(world->crm, &params), "rfm"));
    TRY(run_segments(world, &params));
    params.unit = CRM_UNIT_FAMILY;
    params.sales = CRM_SALES_WON;
    params.as_of = A_DAY + 100;
    return run_and_free(world, crm_rfm_new(world->crm, &params), "rfm");
}

crm_status
run_concentration(struct world *world)
{
    crm_concentration_params params = CRM_CONCENTRATION_PARAMS_INIT;
    crm_concentration_params init;

    TRY(crm_concentration_params_init(&init, sizeof init));
    params.as_of = A_DAY;
    params.currency = EUR;
    params.unit = CRM_UNIT_FAMILY;
    return run_and_free(world, crm_concentration_new(world->crm, &params), "concentration");
}

crm_status
run_lifetime_value(struct world *world)
{
    crm_lifetime_value_params params = CRM_LIFETIME_VALUE_PARAMS_INIT;
    crm_lifetime_value_params init;
    crm_expense *expense = crm_expense_new(world->crm);
    crm_status status;
    double multiple;
    int64_t worth;

    STEP(crm_lifetime_value_params_init(&init, sizeof init));
    STEP(crm_lifetime_multiple(8000, 1000, 0, &multiple));
    STEP(crm_lifetime_perpetuity(300, 8000, 1000, 0, 0, &worth));
    HOLDS(worth == 800 && multiple > 2.6 && multiple < 2.7);
    NEED(world->crm, expense);
    STEP(crm_expense_set_category(expense, CRM_EXPENSE_CATEGORY_SERVICE));
    STEP(crm_expense_set_day(expense, A_DAY - 1));
    STEP(crm_expense_set_amount(expense, 12345));
    STEP(crm_expense_set_currency(expense, EUR));
    STEP(crm_expense_save(expense));
    params.as_of = A_DAY;
    params.currency = EUR;
    status = run_and_free(world, crm_lifetime_value_new(world->crm, &params), "lifetime_value");
done:
    crm_expense_free(expense);
    return status;
}

crm_status
run_families(struct world *world)
{
    crm_families_params params = CRM_FAMILIES_PARAMS_INIT;

    params.as_of = A_DAY;
    params.since = A_DAY - 364;
    params.currency = EUR;
    params.min_lines = 1;
    return run_and_free(world, crm_families_new(world->crm, &params), "families");
}

crm_status
run_pipeline_analysis(struct world *world)
{
    crm_pipeline_params params = CRM_PIPELINE_PARAMS_INIT;

    params.as_of = A_DAY + 100;
    params.currency = EUR;
    params.target_wins = 5;
    return run_and_free(world, crm_pipeline_analysis_new(world->crm, &params), "pipeline");
}

/* ---- in two halves; what params say is not read is not fed ---- */

/* Setup rows go to both halves, keyed rows to the first, facts in turns. */
static crm_status
feed_kind(struct world *world, crm_kind kind, int32_t role, crm_analysis *one, crm_analysis *two)
{
    crm_query *query = crm_query_new(world->crm, kind);
    crm_scan *scan = NULL;
    const crm_table *table;
    crm_status status;
    size_t number = 0;

    NEED(world->crm, query);
    scan = crm_scan_new(world->crm, query);
    NEED(world->crm, scan);
    while ((status = crm_scan_next(scan, &table)) == CRM_OK) {
        bool second = role == CRM_ROLE_FACT && number++ % 2 == 1;

        if (!second)
            STEP(crm_analysis_add(one, table));
        if (second || role == CRM_ROLE_SETUP)
            STEP(crm_analysis_add(two, table));
    }
    if (status == CRM_NONE)
        status = CRM_OK;
done:
    crm_scan_free(scan);
    crm_query_free(query);
    return status;
}

static bool
is_listed(const crm_kind *kinds, crm_kind kind)
{
    for (; kinds && *kinds; kinds++) {
        if (*kinds == kind)
            return true;
    }
    return false;
}

static crm_status
feed(struct world *world, const crm_kind *unread, crm_analysis *one, crm_analysis *two)
{
    const crm_descriptor *descriptor = crm_analysis_descriptor(one);

    for (int32_t role = CRM_ROLE_SETUP; role <= CRM_ROLE_FACT; role++) {
        for (size_t i = 0; i < crm_descriptor_inputs(descriptor); i++) {
            int32_t its_role = 0;
            crm_kind kind = crm_descriptor_input(descriptor, i, &its_role);

            if (its_role == role && !is_listed(unread, kind))
                TRY(feed_kind(world, kind, role, one, two));
        }
    }
    return CRM_OK;
}

static crm_status
join(crm_analysis *one, crm_analysis *two)
{
    const crm_table *table;
    crm_status status;

    for (size_t i = 0; (status = crm_analysis_partial(two, i, &table)) == CRM_OK; i++)
        TRY(crm_analysis_add_partial(one, table));
    return status == CRM_NONE ? CRM_OK : status;
}

crm_status
run_halves(struct world *world, const char *name, const void *params, const crm_kind *unread)
{
    crm_analysis *one = crm_analysis_new(world->crm, name, params);
    crm_analysis *two = one ? crm_analysis_new(world->crm, name, params) : NULL;
    crm_status status;

    NEED(world->crm, one);
    NEED(world->crm, two);
    STEP(feed(world, unread, one, two));
    STEP(join(one, two));
    STEP(crm_analysis_finish(one));
    STEP(take_results(world, one));
done:
    crm_analysis_free(two);
    crm_analysis_free(one);
    return status;
}

crm_status
run_rfm_halves(struct world *world)
{
    static const crm_kind unread[] = {CRM_KIND_CONTACT, CRM_KIND_PURCHASE, 0};
    crm_rfm_params params;

    TRY(crm_rfm_params_init(&params, sizeof params));
    params.as_of = A_DAY + 100;
    params.currency = EUR;
    params.unit = CRM_UNIT_FAMILY;
    params.sales = CRM_SALES_WON;
    return run_halves(world, "rfm", &params, unread);
}

crm_status
run_families_halves(struct world *world)
{
    static const crm_kind unread[] = {CRM_KIND_PRODUCT, CRM_KIND_OPPORTUNITY, CRM_KIND_TRANSITION,
                                      0};
    crm_families_params params;

    TRY(crm_families_params_init(&params, sizeof params));
    params.as_of = A_DAY + 100;
    params.since = A_DAY - 200;
    params.currency = EUR;
    return run_halves(world, "families", &params, unread);
}

crm_status
run_pipeline_halves(struct world *world)
{
    crm_pipeline_params params;

    TRY(crm_pipeline_params_init(&params, sizeof params));
    params.as_of = A_DAY + 100;
    params.currency = EUR;
    return run_halves(world, "pipeline", &params, NULL);
}
