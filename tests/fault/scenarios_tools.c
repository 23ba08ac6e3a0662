/*
 * scenarios_tools.c - what several scenarios share: comparing, finding a stage, and the records
 * that they need beforehand.
 */
#include "scenario.h"

bool
same_text(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

crm_status
why(crm_context *crm)
{
    crm_status status = crm_error_status(crm);

    return status == CRM_OK ? WRONG : status;
}

static crm_status
find_stage(crm_context *crm, crm_scan *scan, crm_id *out_stage)
{
    const crm_table *table;
    crm_status status;

    *out_stage = 0;
    while ((status = crm_scan_next(scan, &table)) == CRM_OK) {
        if (crm_table_rows(table) != 1 || *out_stage)
            return WRONG;
        TRY(crm_table_int(table, 0, CRM_FIELD_ID, out_stage));
    }
    (void)crm;
    if (status != CRM_NONE)
        return status;
    return *out_stage ? CRM_OK : WRONG;
}

crm_status
stage_at(crm_context *crm, crm_id pipeline, int64_t position, crm_id *out_stage)
{
    crm_query *query = crm_query_new(crm, CRM_KIND_STAGE);
    crm_scan *scan = NULL;
    crm_status status;

    NEED(crm, query);
    STEP(crm_query_where_int(query, CRM_STAGE_PIPELINE, pipeline, pipeline));
    STEP(crm_query_where_int(query, CRM_STAGE_POSITION, position, position));
    scan = crm_scan_new(crm, query);
    NEED(crm, scan);
    status = find_stage(crm, scan, out_stage);
done:
    crm_scan_free(scan);
    crm_query_free(query);
    return status;
}

/* A record with its name alone. */
static crm_status
keep(crm_context *crm, crm_kind kind, const char *name, crm_id *out_id)
{
    crm_record *record = crm_record_new(crm, kind);
    crm_status status;

    NEED(crm, record);
    STEP(crm_record_set_text(record, CRM_FIELD_OWN, name, CRM_TEXT_NUL));
    STEP(crm_record_save(record));
    *out_id = crm_record_id(record);
done:
    crm_record_free(record);
    return status;
}

static crm_status
keep_deal(struct world *world)
{
    crm_opportunity *deal = crm_opportunity_new(world->crm);
    crm_status status;

    NEED(world->crm, deal);
    STEP(crm_opportunity_set_name(deal, "Two tons of biscuits"));
    STEP(crm_opportunity_set_account(deal, world->ids[THE_ACCOUNT]));
    STEP(crm_opportunity_set_pipeline(deal, world->ids[THE_PIPELINE]));
    STEP(crm_opportunity_set_amount(deal, 250000));
    STEP(crm_opportunity_set_currency(deal, EUR));
    STEP(crm_opportunity_save(deal));
    world->ids[THE_DEAL] = crm_opportunity_id(deal);
done:
    crm_opportunity_free(deal);
    return status;
}

static crm_status
keep_purchase(struct world *world)
{
    crm_purchase *purchase = crm_purchase_new(world->crm);
    crm_status status;

    NEED(world->crm, purchase);
    STEP(crm_purchase_set_account(purchase, world->ids[THE_ACCOUNT]));
    STEP(crm_purchase_set_product(purchase, world->ids[THE_PRODUCT]));
    STEP(crm_purchase_set_day(purchase, A_DAY - 30));
    STEP(crm_purchase_set_type(purchase, CRM_PURCHASE_TYPE_SALE));
    STEP(crm_purchase_set_net_amount(purchase, 10000));
    STEP(crm_purchase_set_currency(purchase, EUR));
    STEP(crm_purchase_save(purchase));
    world->ids[THE_PURCHASE] = crm_purchase_id(purchase);
done:
    crm_purchase_free(purchase);
    return status;
}

crm_status
prepare_records(struct world *world)
{
    crm_context *crm = world->crm;
    crm_id *ids = world->ids;

    TRY(keep(crm, CRM_KIND_USER, "Marc Leroy", &ids[THE_USER]));
    TRY(keep(crm, CRM_KIND_USER, "Alanna Roy", &ids[THE_MANAGER]));
    TRY(keep(crm, CRM_KIND_ACCOUNT, "PupsRUs", &ids[THE_ACCOUNT]));
    TRY(keep(crm, CRM_KIND_ACCOUNT, "Dogs Extraordinaire", &ids[THE_HOLDING]));
    TRY(keep(crm, CRM_KIND_PRODUCT, "Biscuits", &ids[THE_PRODUCT]));
    TRY(keep(crm, CRM_KIND_CONTACT, "Petit", &ids[THE_CONTACT]));
    TRY(crm_pipeline_from_template(crm, NULL, "spanco", &ids[THE_PIPELINE]));
    TRY(stage_at(crm, ids[THE_PIPELINE], 1, &ids[THE_FIRST_STAGE]));
    TRY(stage_at(crm, ids[THE_PIPELINE], 2, &ids[THE_SECOND_STAGE]));
    TRY(crm_pipeline_from_template(crm, "Calls", "prospecting", &ids[THE_OTHER_PIPELINE]));
    TRY(stage_at(crm, ids[THE_OTHER_PIPELINE], 1, &ids[THE_OTHER_STAGE]));
    TRY(keep_deal(world));
    return keep_purchase(world);
}

static void
take(struct world *world, uint64_t value)
{
    world->result = (world->result ^ value) * UINT64_C(0x100000001b3);
    world->result ^= world->result >> 29;
}

static void
take_cell(struct world *world, const crm_table *table, size_t row, int32_t column)
{
    int64_t integer = 0;
    double real = 0;
    uint64_t bits;
    size_t length = 0;
    const char *text;

    switch (crm_table_type(table, column)) {
    case CRM_TYPE_TEXT:
        text = crm_table_text(table, row, column, &length);
        take(world, text ? length + 1 : 0);
        for (size_t i = 0; text && i < length; i++)
            take(world, (unsigned char)text[i]);
        break;
    case CRM_TYPE_DOUBLE:
        take(world, (uint64_t)crm_table_double(table, row, column, &real));
        memcpy(&bits, &real, sizeof bits);
        take(world, bits);
        break;
    default:
        take(world, (uint64_t)crm_table_int(table, row, column, &integer));
        take(world, (uint64_t)integer);
    }
}

void
take_table(struct world *world, const crm_table *table)
{
    for (size_t row = 0; row < crm_table_rows(table); row++) {
        for (size_t i = 0; i < crm_table_columns(table); i++)
            take_cell(world, table, row, crm_table_column_at(table, i));
    }
}
