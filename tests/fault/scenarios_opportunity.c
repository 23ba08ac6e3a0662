/*
 * scenarios_opportunity.c - opportunities: every setter and getter through the typed handle; the
 * operations are in scenarios_deals.c.
 */
#include "scenario.h"

static crm_status
set_opportunity(const struct world *world, crm_opportunity *opportunity)
{
    TRY(crm_opportunity_set_name(opportunity, "Ad\xc3\xa9le"));
    TRY(crm_opportunity_set_account(opportunity, world->ids[THE_ACCOUNT]));
    TRY(crm_opportunity_set_contact(opportunity, world->ids[THE_CONTACT]));
    TRY(crm_opportunity_set_owner(opportunity, world->ids[THE_USER]));
    TRY(crm_opportunity_set_pipeline(opportunity, world->ids[THE_PIPELINE]));
    TRY(crm_opportunity_set_stage(opportunity, world->ids[THE_SECOND_STAGE]));
    TRY(crm_opportunity_set_amount(opportunity, 500000));
    TRY(crm_opportunity_set_currency(opportunity, EUR));
    TRY(crm_opportunity_set_close_day(opportunity, A_DAY + 60));
    TRY(crm_opportunity_set_probability_bp(opportunity, 4000));
    TRY(crm_opportunity_set_probability_origin(opportunity, CRM_PROBABILITY_MANUAL));
    TRY(crm_opportunity_set_category(opportunity, CRM_CATEGORY_LIKELY));
    TRY(crm_opportunity_set_product(opportunity, world->ids[THE_PRODUCT]));
    TRY(crm_opportunity_set_source(opportunity, "source"));
    TRY(crm_opportunity_set_type(opportunity, CRM_OPPORTUNITY_TYPE_RENEWAL));
    TRY(crm_opportunity_set_next_step(opportunity, "next step"));
    TRY(crm_opportunity_set_description(opportunity, "description"));
    return CRM_OK;
}

static crm_status
see_opportunity(const struct world *world, crm_opportunity *opportunity)
{
    crm_instant since;
    crm_day closed;

    EXPECT_TEXT(crm_opportunity_name, opportunity, "Ad\xc3\xa9le");
    EXPECT(crm_opportunity_account(opportunity) == world->ids[THE_ACCOUNT]);
    EXPECT(crm_opportunity_contact(opportunity) == world->ids[THE_CONTACT]);
    EXPECT(crm_opportunity_owner(opportunity) == world->ids[THE_USER]);
    EXPECT(crm_opportunity_pipeline(opportunity) == world->ids[THE_PIPELINE]);
    EXPECT(crm_opportunity_stage(opportunity) == world->ids[THE_SECOND_STAGE]);
    TRY(crm_opportunity_stage_since(opportunity, &since));
    EXPECT(crm_opportunity_closed_day(opportunity, &closed) == CRM_NONE);
    EXPECT_VALUE(crm_opportunity_amount, opportunity, int64_t, 500000);
    EXPECT_VALUE(crm_opportunity_currency, opportunity, crm_currency, EUR);
    EXPECT_VALUE(crm_opportunity_close_day, opportunity, crm_day, A_DAY + 60);
    EXPECT_VALUE(crm_opportunity_probability_bp, opportunity, int32_t, 4000);
    EXPECT_VALUE(crm_opportunity_probability_origin, opportunity, int32_t, CRM_PROBABILITY_MANUAL);
    EXPECT_VALUE(crm_opportunity_category, opportunity, int32_t, CRM_CATEGORY_LIKELY);
    EXPECT(crm_opportunity_product(opportunity) == world->ids[THE_PRODUCT]);
    EXPECT_TEXT(crm_opportunity_source, opportunity, "source");
    EXPECT_VALUE(crm_opportunity_type, opportunity, int32_t, CRM_OPPORTUNITY_TYPE_RENEWAL);
    EXPECT_TEXT(crm_opportunity_next_step, opportunity, "next step");
    EXPECT_TEXT(crm_opportunity_description, opportunity, "description");
    return CRM_OK;
}

crm_status
run_opportunity(struct world *world)
{
    crm_context *crm = world->crm;
    crm_opportunity *opportunity = crm_opportunity_new(crm);
    crm_status status;
    crm_id id = 0;

    NEED(crm, opportunity);
    STEP(crm_opportunity_set_external_id(opportunity, "opportunity-1"));
    STEP(set_opportunity(world, opportunity));
    HOLDS(crm_record_opportunity(crm_opportunity_record(opportunity)) == opportunity);
    STEP(crm_opportunity_save(opportunity));
    id = crm_opportunity_id(opportunity);
    HOLDS(id > 0);
    crm_opportunity_free(opportunity);
    STEP(crm_opportunity_load(crm, id, &opportunity));
    HOLDS(same_text(crm_opportunity_external_id(opportunity), "opportunity-1"));
    STEP(see_opportunity(world, opportunity));
    STEP(crm_opportunity_set_amount(opportunity, 600000));
    STEP(crm_opportunity_save(opportunity));
    REFUSED(crm_opportunity_remove(opportunity), CRM_ERROR_RULE);
done:
    crm_opportunity_free(opportunity);
    return status;
}
