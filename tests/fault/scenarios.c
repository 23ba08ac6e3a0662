/*
 * scenarios.c - the list of what the fault loops run. test_api_covered sees to it that no public
 * function is forgotten.
 */
#include "scenario.h"

const struct scenario scenarios[] = {
    {"open", NULL, run_open, NULL, true, false},
    {"handles_outlive", NULL, run_handles_outlive, NULL, true, false},
    {"own_store", NULL, run_own_store, NULL, true, true},
    {"define", NULL, run_define, define_fields, true, false},
    {"pure", NULL, run_pure, NULL, false, false},
    {"schema", NULL, run_schema, NULL, false, false},
    {"descriptors", NULL, run_descriptors, NULL, false, false},
    {"table", NULL, run_table, define_fields, false, false},
    {"record", NULL, run_record, NULL, false, false},
    {"record_refusals", NULL, run_record_refusals, NULL, false, false},
    {"find", NULL, run_find, NULL, false, false},
    {"duplicate", NULL, run_duplicate, NULL, false, false},
    {"template", NULL, run_template, NULL, false, false},
    {"user", prepare_records, run_user, NULL, false, false},
    {"account", prepare_records, run_account, NULL, false, false},
    {"contact", prepare_records, run_contact, NULL, false, false},
    {"link", prepare_records, run_link, NULL, false, false},
    {"product", prepare_records, run_product, NULL, false, false},
    {"pipeline", prepare_records, run_pipeline, NULL, false, false},
    {"stage", prepare_records, run_stage, NULL, false, false},
    {"purchase", prepare_records, run_purchase, NULL, false, false},
    {"rate", prepare_records, run_rate, NULL, false, false},
    {"opportunity", prepare_records, run_opportunity, NULL, false, false},
    {"put", prepare_records, run_put, NULL, false, false},
    {"put_accounts", prepare_records, run_put_accounts, NULL, false, false},
    {"scan", prepare_records, run_scan, NULL, false, false},
    {"unit", prepare_records, run_unit, NULL, false, false},
    {"rollback", prepare_records, run_rollback, NULL, false, false},
    {"conflict", prepare_records, run_conflict, NULL, false, false},
    {"unit_conflict", prepare_records, run_unit_conflict, NULL, false, false},
    {"put_under", prepare_records, run_put_under, NULL, false, false},
    {"acquire", prepare_records, run_acquire, NULL, false, false},
    {"deal_won", prepare_records, run_deal_won, NULL, false, false},
    {"deal_lost", prepare_records, run_deal_lost, NULL, false, false},
    {"transfer", prepare_records, run_transfer, NULL, false, false},
    {"correct", prepare_records, run_correct, NULL, false, false},
    {"append", prepare_records, run_append, NULL, false, false},
    {"deal_in_unit", prepare_records, run_deal_in_unit, NULL, false, false},
    {"rfm", prepare_trade, run_rfm, NULL, false, false},
    {"families", prepare_trade, run_families, NULL, false, false},
    {"pipeline_analysis", prepare_trade, run_pipeline_analysis, NULL, false, false},
    {"rfm_halves", prepare_trade, run_rfm_halves, NULL, false, false},
    {"families_halves", prepare_trade, run_families_halves, NULL, false, false},
    {"pipeline_halves", prepare_trade, run_pipeline_halves, NULL, false, false},
};

const size_t scenario_count = sizeof scenarios / sizeof *scenarios;
