/*
 * pipeline_analysis.h - where the deals are, how they move, and what they are worth.
 *
 * All figures come from the log of transitions, replayed up to as_of: what a deal's record says now
 * is not used. Open deals are those in a stage of outcome OPEN or ON_HOLD at as_of; created, won and
 * lost count inside the window by the deal's last outcome at as_of. Weighted = amount x probability,
 * summed in 128 bits and rounded once a printed total, so that a total may differ by one minor unit
 * from the sum of its rows; deals on hold are not weighted. Cycle: days from the deal's first row to
 * its win; deals of unknown start and those created closed are left out of cycles and medians.
 * Velocity = open deals with known start x win rate x mean won amount / mean cycle.
 *
 * Reads: rates, pipelines, stages, products, accounts, opportunities, transitions. Descriptions read
 * as they are now: opportunity source and type, account sector, stage name, pipeline name,
 * stage max_days.
 *
 * summary  pipeline id null (all), created int, open int, open_unpriced int, on_hold int,
 *          open_amount money, weighted money, won int, won_amount money, lost int,
 *          lost_amount money, reopened int, win_rate ratio null, win_rate_value ratio null,
 *          mean_won ratio null, cycle_deals int, cycle_mean_days ratio null,
 *          cycle_median_days ratio null, velocity_per_day money null, target_wins int null,
 *          needed_deals int null                                       total first, pipeline
 * stages   pipeline id, stage id, position int, outcome int, reached int, entered int,
 *          advanced int, moved_back int, lost int, handed_off int, here int, here_amount money,
 *          here_weighted money, conversion_next ratio null, conversion_won ratio null, visits int,
 *          mean_days ratio null, median_days ratio null, oldest_days int null
 *          pipeline, position, stage
 * months   pipeline id null, month day (its first), created int, won int, won_amount money,
 *          lost int, lost_amount money, due int, due_amount money, due_weighted money
 *          pipeline (total first), month
 * deals    (open) opportunity id, pipeline id, stage id, account id null, owner id null,
 *          amount money null, probability_bp int null, weighted money null, age_days int null,
 *          stage_days int null, close_day day null, overdue_days int null, pushes int,
 *          flags int (CRM_DEAL_...)   weighted descending (null last), amount descending, id
 * groups   dimension text (owner, source, sector, product, reason, type), key_id id null,
 *          label text null, open int, open_amount money, won int, won_amount money, lost int,
 *          win_rate ratio null, low ratio null, high ratio null (Wilson interval, 95 %)
 *          dimension, won_amount descending, key_id, label
 */
#ifndef CRM_PIPELINE_ANALYSIS_H
#define CRM_PIPELINE_ANALYSIS_H

#include "crm/analysis.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct crm_pipeline_params {
    uint32_t size;
    uint32_t flags;
    crm_day as_of;
    crm_day since;
    crm_instant known_at;
    crm_currency currency;
    int32_t sales; /* not used */
    int32_t unit;  /* not used */
    int32_t rate_max_age_days;
    uint64_t memory_limit;
    uint64_t expected;
    int64_t target_wins; /* wins aimed for, for needed_deals; 0 = none */
} crm_pipeline_params;

#define CRM_PIPELINE_PARAMS_INIT                                                                   \
    {                                                                                              \
        sizeof(crm_pipeline_params), 0, CRM_DAY_NONE, CRM_DAY_NONE, CRM_INSTANT_NONE, 0,           \
            CRM_SALES_WON, CRM_UNIT_ACCOUNT, 7, 0, 0, 0                                            \
    }

/** Fill params with CRM_PIPELINE_PARAMS_INIT. @return CRM_OK, CRM_ERROR_ABI */
CRM_API crm_status crm_pipeline_params_init(crm_pipeline_params *params, size_t size);

/** A new analysis of pipelines; NULL on failure (crm_message). Its name is "pipeline"; the function
    is not called crm_pipeline_new because that makes a record of the kind pipeline. */
CRM_API crm_analysis *crm_pipeline_analysis_new(crm_context *crm, const crm_pipeline_params *params);

#ifdef __cplusplus
}
#endif

#endif
