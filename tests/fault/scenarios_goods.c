/*
 * scenarios_goods.c - products, pipelines, stages, purchases, rates: every setter and getter
 * through the typed handles.
 */
#include "scenario.h"

static crm_status
set_product(crm_product *product)
{
    TRY(crm_product_set_name(product, "Ad\xc3\xa9le"));
    TRY(crm_product_set_code(product, "code"));
    TRY(crm_product_set_category(product, "Food/Dry"));
    TRY(crm_product_set_brand(product, "brand"));
    TRY(crm_product_set_unit(product, "unit"));
    TRY(crm_product_set_list_price(product, 18000000));
    TRY(crm_product_set_cost(product, 9000000));
    TRY(crm_product_set_currency(product, EUR));
    TRY(crm_product_set_launched(product, A_DAY));
    TRY(crm_product_set_retired(product, A_DAY + 900));
    TRY(crm_product_set_validity_days(product, 365));
    return CRM_OK;
}

static crm_status
see_product(crm_product *product)
{
    EXPECT_TEXT(crm_product_name, product, "Ad\xc3\xa9le");
    EXPECT_TEXT(crm_product_code, product, "code");
    EXPECT_TEXT(crm_product_category, product, "Food/Dry");
    EXPECT_TEXT(crm_product_brand, product, "brand");
    EXPECT_TEXT(crm_product_unit, product, "unit");
    EXPECT_VALUE(crm_product_list_price, product, int64_t, 18000000);
    EXPECT_VALUE(crm_product_cost, product, int64_t, 9000000);
    EXPECT_VALUE(crm_product_currency, product, crm_currency, EUR);
    EXPECT_VALUE(crm_product_launched, product, crm_day, A_DAY);
    EXPECT_VALUE(crm_product_retired, product, crm_day, A_DAY + 900);
    EXPECT_VALUE(crm_product_validity_days, product, int64_t, 365);
    return CRM_OK;
}

crm_status
run_product(struct world *world)
{
    crm_context *crm = world->crm;
    crm_product *product = crm_product_new(crm);
    crm_status status;
    crm_id id = 0;

    NEED(crm, product);
    STEP(crm_product_set_external_id(product, "product-1"));
    STEP(set_product(product));
    HOLDS(crm_record_product(crm_product_record(product)) == product);
    STEP(crm_product_save(product));
    id = crm_product_id(product);
    HOLDS(id > 0);
    crm_product_free(product);
    STEP(crm_product_load(crm, id, &product));
    HOLDS(same_text(crm_product_external_id(product), "product-1"));
    STEP(see_product(product));
    STEP(crm_product_set_list_price(product, 17000000));
    STEP(crm_product_save(product));
    STEP(crm_product_remove(product));
done:
    crm_product_free(product);
    return status;
}

static crm_status
set_pipeline(crm_pipeline *pipeline)
{
    TRY(crm_pipeline_set_name(pipeline, "Ad\xc3\xa9le"));
    return CRM_OK;
}

static crm_status
see_pipeline(crm_pipeline *pipeline)
{
    EXPECT_TEXT(crm_pipeline_name, pipeline, "Ad\xc3\xa9le");
    return CRM_OK;
}

crm_status
run_pipeline(struct world *world)
{
    crm_context *crm = world->crm;
    crm_pipeline *pipeline = crm_pipeline_new(crm);
    crm_status status;
    crm_id id = 0;

    NEED(crm, pipeline);
    STEP(crm_pipeline_set_external_id(pipeline, "pipeline-1"));
    STEP(set_pipeline(pipeline));
    HOLDS(crm_record_pipeline(crm_pipeline_record(pipeline)) == pipeline);
    STEP(crm_pipeline_save(pipeline));
    id = crm_pipeline_id(pipeline);
    HOLDS(id > 0);
    crm_pipeline_free(pipeline);
    STEP(crm_pipeline_load(crm, id, &pipeline));
    HOLDS(same_text(crm_pipeline_external_id(pipeline), "pipeline-1"));
    STEP(see_pipeline(pipeline));
    STEP(crm_pipeline_set_name(pipeline, "Renewals"));
    STEP(crm_pipeline_save(pipeline));
    STEP(crm_pipeline_remove(pipeline));
done:
    crm_pipeline_free(pipeline);
    return status;
}

static crm_status
set_stage(const struct world *world, crm_stage *stage)
{
    TRY(crm_stage_set_pipeline(stage, world->ids[THE_PIPELINE]));
    TRY(crm_stage_set_name(stage, "Ad\xc3\xa9le"));
    TRY(crm_stage_set_position(stage, 9));
    TRY(crm_stage_set_outcome(stage, CRM_OUTCOME_ON_HOLD));
    TRY(crm_stage_set_probability_bp(stage, 4000));
    TRY(crm_stage_set_category(stage, CRM_CATEGORY_LIKELY));
    TRY(crm_stage_set_expected_days(stage, 14));
    TRY(crm_stage_set_max_days(stage, 30));
    return CRM_OK;
}

static crm_status
see_stage(const struct world *world, crm_stage *stage)
{
    EXPECT(crm_stage_pipeline(stage) == world->ids[THE_PIPELINE]);
    EXPECT_TEXT(crm_stage_name, stage, "Ad\xc3\xa9le");
    EXPECT_VALUE(crm_stage_position, stage, int64_t, 9);
    EXPECT_VALUE(crm_stage_outcome, stage, int32_t, CRM_OUTCOME_ON_HOLD);
    EXPECT_VALUE(crm_stage_probability_bp, stage, int32_t, 4000);
    EXPECT_VALUE(crm_stage_category, stage, int32_t, CRM_CATEGORY_LIKELY);
    EXPECT_VALUE(crm_stage_expected_days, stage, int64_t, 14);
    EXPECT_VALUE(crm_stage_max_days, stage, int64_t, 30);
    return CRM_OK;
}

crm_status
run_stage(struct world *world)
{
    crm_context *crm = world->crm;
    crm_stage *stage = crm_stage_new(crm);
    crm_status status;
    crm_id id = 0;

    NEED(crm, stage);
    STEP(crm_stage_set_external_id(stage, "stage-1"));
    STEP(set_stage(world, stage));
    HOLDS(crm_record_stage(crm_stage_record(stage)) == stage);
    STEP(crm_stage_save(stage));
    id = crm_stage_id(stage);
    HOLDS(id > 0);
    crm_stage_free(stage);
    STEP(crm_stage_load(crm, id, &stage));
    HOLDS(same_text(crm_stage_external_id(stage), "stage-1"));
    STEP(see_stage(world, stage));
    STEP(crm_stage_set_max_days(stage, 45));
    STEP(crm_stage_save(stage));
    STEP(crm_stage_remove(stage));
done:
    crm_stage_free(stage);
    return status;
}

static crm_status
set_purchase(const struct world *world, crm_purchase *purchase)
{
    TRY(crm_purchase_set_account(purchase, world->ids[THE_ACCOUNT]));
    TRY(crm_purchase_set_contact(purchase, world->ids[THE_CONTACT]));
    TRY(crm_purchase_set_product(purchase, world->ids[THE_PRODUCT]));
    TRY(crm_purchase_set_order_key(purchase, "order key"));
    TRY(crm_purchase_set_day(purchase, A_DAY));
    TRY(crm_purchase_set_type(purchase, CRM_PURCHASE_TYPE_SALE));
    TRY(crm_purchase_set_refers_to(purchase, world->ids[THE_PURCHASE]));
    TRY(crm_purchase_set_quantity(purchase, 2000));
    TRY(crm_purchase_set_net_amount(purchase, 36000));
    TRY(crm_purchase_set_list_amount(purchase, 40000));
    TRY(crm_purchase_set_cost_amount(purchase, 20000));
    TRY(crm_purchase_set_currency(purchase, EUR));
    TRY(crm_purchase_set_opportunity(purchase, world->ids[THE_DEAL]));
    TRY(crm_purchase_set_owner(purchase, world->ids[THE_USER]));
    TRY(crm_purchase_set_via(purchase, world->ids[THE_HOLDING]));
    TRY(crm_purchase_set_channel(purchase, "channel"));
    return CRM_OK;
}

static crm_status
see_purchase(const struct world *world, crm_purchase *purchase)
{
    crm_day none;

    EXPECT(crm_purchase_account(purchase) == world->ids[THE_ACCOUNT]);
    EXPECT(crm_purchase_contact(purchase) == world->ids[THE_CONTACT]);
    EXPECT(crm_purchase_product(purchase) == world->ids[THE_PRODUCT]);
    EXPECT_TEXT(crm_purchase_order_key, purchase, "order key");
    EXPECT_VALUE(crm_purchase_day, purchase, crm_day, A_DAY);
    EXPECT_VALUE(crm_purchase_type, purchase, int32_t, CRM_PURCHASE_TYPE_SALE);
    EXPECT(crm_purchase_refers_to(purchase) == world->ids[THE_PURCHASE]);
    EXPECT_VALUE(crm_purchase_quantity, purchase, int64_t, 2000);
    EXPECT_VALUE(crm_purchase_net_amount, purchase, int64_t, 36000);
    EXPECT_VALUE(crm_purchase_list_amount, purchase, int64_t, 40000);
    EXPECT_VALUE(crm_purchase_cost_amount, purchase, int64_t, 20000);
    EXPECT_VALUE(crm_purchase_currency, purchase, crm_currency, EUR);
    EXPECT(crm_purchase_opportunity(purchase) == world->ids[THE_DEAL]);
    EXPECT(crm_purchase_owner(purchase) == world->ids[THE_USER]);
    EXPECT(crm_purchase_via(purchase) == world->ids[THE_HOLDING]);
    EXPECT_TEXT(crm_purchase_channel, purchase, "channel");
    EXPECT(crm_purchase_counted_day(purchase, &none) == CRM_NONE);
    return CRM_OK;
}

crm_status
run_purchase(struct world *world)
{
    crm_context *crm = world->crm;
    crm_purchase *purchase = crm_purchase_new(crm);
    crm_status status;
    crm_id id = 0;

    NEED(crm, purchase);
    STEP(crm_purchase_set_external_id(purchase, "purchase-1"));
    STEP(set_purchase(world, purchase));
    HOLDS(crm_record_purchase(crm_purchase_record(purchase)) == purchase);
    STEP(crm_purchase_save(purchase));
    id = crm_purchase_id(purchase);
    HOLDS(id > 0);
    crm_purchase_free(purchase);
    STEP(crm_purchase_load(crm, id, &purchase));
    HOLDS(same_text(crm_purchase_external_id(purchase), "purchase-1"));
    STEP(see_purchase(world, purchase));
    REFUSED(crm_purchase_remove(purchase), CRM_ERROR_RULE);
done:
    crm_purchase_free(purchase);
    return status;
}

static crm_status
set_rate(crm_rate *rate)
{
    TRY(crm_rate_set_base(rate, USD));
    TRY(crm_rate_set_target(rate, EUR));
    TRY(crm_rate_set_day(rate, A_DAY));
    TRY(crm_rate_set_num(rate, 92));
    TRY(crm_rate_set_den(rate, 100));
    TRY(crm_rate_set_type(rate, CRM_RATE_TYPE_SPOT));
    TRY(crm_rate_set_source(rate, "source"));
    return CRM_OK;
}

static crm_status
see_rate(crm_rate *rate)
{
    EXPECT_VALUE(crm_rate_base, rate, crm_currency, USD);
    EXPECT_VALUE(crm_rate_target, rate, crm_currency, EUR);
    EXPECT_VALUE(crm_rate_day, rate, crm_day, A_DAY);
    EXPECT_VALUE(crm_rate_num, rate, int64_t, 92);
    EXPECT_VALUE(crm_rate_den, rate, int64_t, 100);
    EXPECT_VALUE(crm_rate_type, rate, int32_t, CRM_RATE_TYPE_SPOT);
    EXPECT_TEXT(crm_rate_source, rate, "source");
    return CRM_OK;
}

crm_status
run_rate(struct world *world)
{
    crm_context *crm = world->crm;
    crm_rate *rate = crm_rate_new(crm);
    crm_status status;
    crm_id id = 0;

    NEED(crm, rate);
    STEP(crm_rate_set_external_id(rate, "rate-1"));
    STEP(set_rate(rate));
    HOLDS(crm_record_rate(crm_rate_record(rate)) == rate);
    STEP(crm_rate_save(rate));
    id = crm_rate_id(rate);
    HOLDS(id > 0);
    crm_rate_free(rate);
    STEP(crm_rate_load(crm, id, &rate));
    HOLDS(same_text(crm_rate_external_id(rate), "rate-1"));
    STEP(see_rate(rate));
    REFUSED(crm_rate_remove(rate), CRM_ERROR_RULE);
done:
    crm_rate_free(rate);
    return status;
}
