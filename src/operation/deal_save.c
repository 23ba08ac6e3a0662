/*
 * deal_save.c - saving an opportunity: a new one gets its CREATE row, a changed one a CHANGE row if
 * a carried value changed. The stage does not change here.
 */
#include <string.h>

#include "operation/deal.h"

static crm_status
refuse(crm_record *deal, crm_field field, const char *why)
{
    return crm__fail(deal->crm, CRM_ERROR_RULE, CRM_KIND_OPPORTUNITY, crm_record_id(deal), field,
                     "opportunity %lld: %s", (long long)crm_record_id(deal), why);
}

/* The only pipeline there is. */
static crm_status
only_pipeline(crm_context *crm, crm_id *out_pipeline)
{
    crm_query *query = crm__query_new(crm, CRM_KIND_PIPELINE);
    crm_scan *scan = NULL;
    const crm_table *table;
    size_t found = 0;
    crm_status status = query ? crm__scan_open(crm, query, &scan) : crm__no_memory(crm);

    while (status == CRM_OK && (status = crm__scan_next(scan, &table)) == CRM_OK) {
        for (size_t row = 0; row < crm_table_rows(table); row++) {
            int64_t archived;
            crm_id id;

            if (crm__row_int(table, row, CRM_FIELD_ARCHIVED, &archived))
                continue;
            id = crm__row_int_or(table, row, CRM_FIELD_ID, 0);
            if (found == 0 || id != *out_pipeline)
                found++;
            *out_pipeline = id;
        }
    }
    if (scan)
        crm__scan_close(scan);
    if (query)
        crm__query_free(query);
    if (status != CRM_NONE)
        return status;
    return found == 1
               ? CRM_OK
               : crm__fail(crm, CRM_ERROR_RULE, CRM_KIND_OPPORTUNITY, 0, CRM_OPPORTUNITY_PIPELINE,
                           "the opportunity has no pipeline, and there are %llu",
                           (unsigned long long)found);
}

/* Where a new deal starts. */
static crm_status
starting_stage(crm_record *deal, struct crm__stageinfo *stage)
{
    crm_context *crm = deal->crm;
    crm_id pipeline = crm__record_int_or(deal, CRM_OPPORTUNITY_PIPELINE, 0);
    crm_id id = crm__record_int_or(deal, CRM_OPPORTUNITY_STAGE, 0);
    crm_status status = CRM_OK;

    if (!id && !pipeline)
        status = only_pipeline(crm, &pipeline);
    if (status == CRM_OK && !id)
        status = crm__check_exists(crm, CRM_KIND_PIPELINE, pipeline);
    if (status == CRM_OK && !id)
        status = crm__stage_first_open(crm, pipeline, &id);
    if (status == CRM_OK)
        status = crm__stage_read(crm, id, stage);
    if (status != CRM_OK)
        return status;
    if (pipeline && stage->pipeline != pipeline)
        return refuse(deal, CRM_OPPORTUNITY_STAGE, "the stage is of another pipeline");
    return stage->archived ? refuse(deal, CRM_OPPORTUNITY_STAGE, "the stage is archived") : CRM_OK;
}

static crm_status
save_new(crm_record *deal)
{
    struct crm__stageinfo stage;
    struct crm__dealstate state;
    struct crm__logrow row;
    struct crm__said said;
    crm_status status;

    memset(&state, 0, sizeof state);
    memset(&row, 0, sizeof row);
    status = starting_stage(deal, &stage);
    if (status == CRM_OK)
        status = crm__move_params(deal->crm, NULL, &row, &said);
    if (status != CRM_OK)
        return status;
    row.type = row.place_type = CRM_TRANSITION_TYPE_CREATE;
    row.seq = 1;
    crm__logrow_enter(&row, &stage);
    crm__deal_carry(deal, &state, &stage, row.carried);
    crm__state_fold(&state, &row);
    return crm__deal_write(deal, &row, 0, &state, &said);
}

static bool
carried_changed(const crm_record *deal, const struct crm__dealstate *state)
{
    for (size_t i = 0; i < CRM__CARRIED; i++) {
        crm_field field = crm__carried_fields[i].opportunity;
        int64_t value = 0;
        bool present;

        if (!crm__deal_edited(deal, field))
            continue;
        present = crm__record_int(deal, field, &value);
        if (present != state->carried[i].present || (present && value != state->carried[i].value))
            return true;
    }
    return false;
}

/* Nothing that the log carries changed: the record alone is written. */
static crm_status
save_rest(crm_record *deal, const struct crm__dealstate *state)
{
    struct crm__dealstate *cache = deal->cache;
    struct crm__saving saving;
    crm_status status = crm__row_put(deal, &saving);

    if (status == CRM_OK)
        status = crm__check_row(deal->crm, CRM_KIND_OPPORTUNITY, saving.table, saving.row);
    if (status != CRM_OK)
        return status;
    crm__row_saved(&saving);
    if (cache) {
        *cache = *state;
        cache->version = saving.base + 1;
    }
    return CRM_OK;
}

/* A CHANGE row, and the deal with it. */
static crm_status
save_change(crm_record *deal, struct crm__dealstate *state)
{
    struct crm__logrow row;
    struct crm__said said;
    crm_status status;

    memset(&row, 0, sizeof row);
    status = crm__move_params(deal->crm, NULL, &row, &said);
    if (status == CRM_OK)
        status = crm__deal_next_seq(deal, state, &row.seq);
    if (status != CRM_OK)
        return status;
    /* What is saved holds from now on, and after all that is known already: rows that were entered
       with a later date must not take it back. */
    if (!crm__deal_is_last(state, row.at))
        row.at = state->last_at;
    row.type = row.place_type = CRM_TRANSITION_TYPE_CHANGE;
    row.stage = state->stage;
    row.pipeline = state->pipeline;
    row.outcome = state->outcome;
    row.position = state->position;
    crm__deal_carry(deal, state, NULL, row.carried);
    crm__state_fold(state, &row);
    return crm__deal_write(deal, &row, row.stage, state, &said);
}

crm_status
crm__save_opportunity(crm_record *deal)
{
    struct crm__dealstate state;
    int64_t archived;
    crm_status status;

    if (!deal->stored)
        return save_new(deal);
    status = crm__deal_state(deal, &state);
    if (status != CRM_OK)
        return status;
    if (crm__deal_edited(deal, CRM_FIELD_ARCHIVED) && !crm__is_closed(state.outcome) &&
        crm__record_int(deal, CRM_FIELD_ARCHIVED, &archived))
        return refuse(deal, CRM_FIELD_ARCHIVED, "it is open: lose it before archiving it");
    if (!carried_changed(deal, &state))
        return save_rest(deal, &state);
    if (crm__is_closed(state.outcome))
        return refuse(deal, -1, "it is closed: its values change by crm_opportunity_correct");
    return save_change(deal, &state);
}
