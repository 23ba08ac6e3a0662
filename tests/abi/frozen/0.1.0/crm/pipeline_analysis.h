/*
 * pipeline_analysis.h - where the deals are, how they move, and what they are worth.
 *
 * All figures come from the log of transitions, replayed up to as_of: what a deal's record says now
 * is not used. The tables speak of the deals that were open at some moment of the window: those
 * that are open at as_of and those that were closed inside it. Deals closed before `since` are left
 * out (coverage: before_since); a deal closed on an unknown day counts only where there is no
 * `since`. Each deal stands in the pipeline where it is at as_of, so that pipelines add up to the
 * total.
 *
 * Open      in a stage of outcome OPEN or ON_HOLD at as_of.
 * Created   began inside the window. Deals of unknown start are open, won, lost, but never created.
 * Won, lost closed inside the window, by the last outcome at as_of: a reopened deal counts once, by
 *           where it ended. A move from one won stage to another is no new win. reopened: deals
 *           reopened inside the window.
 * Amounts   are in the result's currency: of open deals at the rate of as_of, of closed ones as the
 *           closing row froze them, at the rate of that day. Deals without one count as deals and
 *           add nothing to amounts (open_unpriced, won_unpriced, lost_unpriced say how many: no
 *           amount, or no rate); mean_won is over the won deals that have one.
 * Weighted  amount x probability, summed in 128 bits and rounded once a printed total, so that a
 *           total may differ by one minor unit from the sum of its rows. The probability is the
 *           log's; where the log has none, the stage's. Deals on hold are not weighted.
 * Cycle     days that a won deal was open, from its first row to its win; the time between being
 *           closed and reopened is not in it. Deals of unknown start and those created closed have
 *           none. Durations are elapsed time in days of 24 hours, but whole-day differences as soon
 *           as one end knows its day alone.
 * Velocity  velocity_deals (open deals of known start, priced or not) x won / (won + lost) x mean
 *           won amount / mean cycle, one exact quotient rounded half to even.
 * needed_deals  target_wins x (won + lost) / won, rounded up; said of all pipelines together.
 *
 * Stages. A deal reached an OPEN stage if the highest position of an OPEN stage it ever entered in
 * the pipeline, as written on the log at that time, is not below the stage's: once however often it
 * came back, skipped stages too, also if it is lost now. Other stages are reached by entering them.
 * conversion_next: of the deals that reached the stage, the share that reached a later position or
 * are won; conversion_won: the share that are won, in this pipeline. Both only of OPEN stages.
 * entered counts stays: entered = advanced + moved_back + lost + handed_off + here, where a stay
 * ended by going to another pipeline (handed_off), to a lost stage, back to a lower position or
 * from closed to open (moved_back), or else on (advanced, won included). visits, mean_days,
 * median_days: stays that ended inside the window, of known beginning; a skipped stage has no stay.
 * here_amount is of all deals there, here_weighted of open ones. oldest_days: days since the entry
 * of the open deal that is there longest.
 *
 * Months. Created and closed in the month of the day; due: open deals by their close day, overdue
 * ones in their past month. Months without anything have no row.
 *
 * Deals. age_days and stage_days are as_of less the day of the first row and of the last entry.
 * OVERDUE: close_day before as_of. STALE: stage_days above the stage's max_days. pushes: the close
 * day was moved to a later month. account is none (NO_ACCOUNT) also when it is unknown or erased.
 *
 * Groups. Deals that say nothing in a dimension are the group without key and label. owner and
 * product have key_id, the others a label: texts that fold alike are one group, labelled by the
 * first spelling in order of bytes; type is the name of the choice. reason is that of the closing
 * row, of closed deals alone. low and high: Wilson score interval of the win rate at 95 % (z =
 * 1.959963984540054).
 *
 * Reads: rates, pipelines, stages, products, accounts, opportunities, transitions. Descriptions
 * read as they are now: opportunity source and type, account sector, stage name, pipeline name,
 * stage max_days, stage probability_bp where the log has none.
 *
 * summary  pipeline id null (all), created int, open int, open_unpriced int, on_hold int,
 *          open_amount money, weighted money, won int, won_amount money, lost int,
 *          lost_amount money, reopened int, win_rate ratio null, win_rate_value ratio null,
 *          mean_won ratio null, cycle_deals int, cycle_mean_days ratio null,
 *          cycle_median_days ratio null, velocity_per_day money null, target_wins int null,
 *          needed_deals int null, velocity_deals int, won_unpriced int, lost_unpriced int
 *          total first, pipeline
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
