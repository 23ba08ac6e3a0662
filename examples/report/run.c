/*
 * run.c - the four analyses of the report, with the parameters that map and command line say.
 */
#include "report.h"

#include "crm/crm.h"

static crm_instant
known_at(const struct report *report)
{
    crm_day day = report->map->settings.known_at;

    return day == CRM_DAY_NONE ? CRM_INSTANT_NONE : crm_instant_of_day(report->crm, day + 1) - 1;
}

static crm_analysis *
new_families(struct report *report)
{
    crm_families_params params = CRM_FAMILIES_PARAMS_INIT;

    params.as_of = report->as_of;
    params.since = report->since;
    params.previous_since = report->previous_since;
    params.known_at = known_at(report);
    params.currency = report->format.currency;
    params.sales = report->map->settings.sales;
    return crm_families_new(report->crm, &params);
}

static crm_analysis *
new_rfm(struct report *report)
{
    crm_rfm_params params = CRM_RFM_PARAMS_INIT;

    params.as_of = report->as_of;
    params.since = report->since;
    params.known_at = known_at(report);
    params.currency = report->format.currency;
    params.sales = report->map->settings.sales;
    params.unit = report->map->settings.unit;
    return crm_rfm_new(report->crm, &params);
}

static crm_analysis *
new_whitespace(struct report *report)
{
    const struct map_settings *settings = &report->map->settings;
    crm_whitespace_params params = CRM_WHITESPACE_PARAMS_INIT;

    params.as_of = report->as_of;
    params.since = report->since;
    params.known_at = known_at(report);
    params.currency = report->format.currency;
    params.sales = settings->sales;
    params.unit = settings->unit;
    params.columns = settings->columns;
    params.category_levels = (int32_t)settings->category_levels;
    params.lost_days = (int32_t)settings->lost_days;
    return crm_whitespace_new(report->crm, &params);
}

static crm_analysis *
new_pipeline(struct report *report)
{
    crm_pipeline_params params = CRM_PIPELINE_PARAMS_INIT;

    params.as_of = report->as_of;
    params.since = report->since;
    params.known_at = known_at(report);
    params.currency = report->format.currency;
    params.target_wins = report->map->settings.target_wins;
    return crm_pipeline_analysis_new(report->crm, &params);
}

/* The N calendar months up to as_of, and the N before. */
static void
set_window(struct report *report)
{
    report->since = report->previous_since = CRM_DAY_NONE;
    if (report->months == 0)
        return;
    report->since = crm_day_add_months(report->as_of + 1, -(int32_t)report->months);
    report->previous_since = crm_day_add_months(report->as_of + 1, -2 * (int32_t)report->months);
}

bool
report_run(struct report *report)
{
    static crm_analysis *(*const makers[ANALYSES])(struct report *) = {
        new_families, new_rfm, new_whitespace, new_pipeline};
    struct place place = {report->map->name, 0, 0};
    int i;

    set_window(report);
    for (i = 0; i < ANALYSES; i++) {
        report->analyses[i] = makers[i](report);
        if (!report->analyses[i] || crm_analysis_run(report->analyses[i]) != CRM_OK)
            return fault_of(report->fault, place, report->crm);
    }
    for (i = 0; i < ANALYSES && !report->format.currency; i++)
        report->format.currency = crm_analysis_currency(report->analyses[i]);
    return true;
}

void
report_free(struct report *report)
{
    int i;

    for (i = 0; i < ANALYSES; i++)
        crm_analysis_free(report->analyses[i]);
    cards_free(report->cards);
    pool_free(&report->pool);
}
