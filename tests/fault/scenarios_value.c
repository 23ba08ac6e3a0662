/*
 * scenarios_value.c - expenses and referrals: every setter and getter through the typed handles.
 */
#include "scenario.h"

static crm_status
set_expense(const struct world *world, crm_expense *expense)
{
    TRY(crm_expense_set_category(expense, CRM_EXPENSE_CATEGORY_SERVICE));
    TRY(crm_expense_set_day(expense, A_DAY));
    TRY(crm_expense_set_amount(expense, 12345));
    TRY(crm_expense_set_currency(expense, EUR));
    TRY(crm_expense_set_account(expense, world->ids[THE_ACCOUNT]));
    TRY(crm_expense_set_owner(expense, world->ids[THE_USER]));
    TRY(crm_expense_set_channel(expense, "fair"));
    TRY(crm_expense_set_note(expense, "note"));
    return CRM_OK;
}

static crm_status
see_expense(const struct world *world, crm_expense *expense)
{
    EXPECT_VALUE(crm_expense_category, expense, int32_t, CRM_EXPENSE_CATEGORY_SERVICE);
    EXPECT_VALUE(crm_expense_day, expense, crm_day, A_DAY);
    EXPECT_VALUE(crm_expense_amount, expense, int64_t, 12345);
    EXPECT_VALUE(crm_expense_currency, expense, crm_currency, EUR);
    EXPECT(crm_expense_account(expense) == world->ids[THE_ACCOUNT]);
    EXPECT(crm_expense_owner(expense) == world->ids[THE_USER]);
    EXPECT_TEXT(crm_expense_channel, expense, "fair");
    EXPECT_TEXT(crm_expense_note, expense, "note");
    return CRM_OK;
}

crm_status
run_expense(struct world *world)
{
    crm_context *crm = world->crm;
    crm_expense *expense = crm_expense_new(crm);
    crm_status status;
    crm_id id = 0;

    NEED(crm, expense);
    STEP(crm_expense_set_external_id(expense, "expense-1"));
    STEP(set_expense(world, expense));
    HOLDS(crm_record_expense(crm_expense_record(expense)) == expense);
    STEP(crm_expense_save(expense));
    id = crm_expense_id(expense);
    HOLDS(id > 0);
    crm_expense_free(expense);
    STEP(crm_expense_load(crm, id, &expense));
    HOLDS(same_text(crm_expense_external_id(expense), "expense-1"));
    STEP(see_expense(world, expense));
    REFUSED(crm_expense_remove(expense), CRM_ERROR_RULE);
done:
    crm_expense_free(expense);
    return status;
}

static crm_status
set_referral(const struct world *world, crm_referral *referral)
{
    TRY(crm_referral_set_from_contact(referral, world->ids[THE_CONTACT]));
    TRY(crm_referral_set_to_account(referral, world->ids[THE_HOLDING]));
    TRY(crm_referral_set_to_contact(referral, 0));
    TRY(crm_referral_set_day(referral, A_DAY));
    TRY(crm_referral_set_outcome(referral, CRM_REFERRAL_OUTCOME_WON));
    TRY(crm_referral_set_from_account(referral, world->ids[THE_ACCOUNT]));
    TRY(crm_referral_set_note(referral, "note"));
    return CRM_OK;
}

static crm_status
see_referral(const struct world *world, crm_referral *referral)
{
    EXPECT(crm_referral_from_contact(referral) == world->ids[THE_CONTACT]);
    EXPECT(crm_referral_to_account(referral) == world->ids[THE_HOLDING]);
    EXPECT(crm_referral_to_contact(referral) == 0);
    EXPECT_VALUE(crm_referral_day, referral, crm_day, A_DAY);
    EXPECT_VALUE(crm_referral_outcome, referral, int32_t, CRM_REFERRAL_OUTCOME_WON);
    EXPECT(crm_referral_from_account(referral) == world->ids[THE_ACCOUNT]);
    EXPECT_TEXT(crm_referral_note, referral, "note");
    return CRM_OK;
}

crm_status
run_referral(struct world *world)
{
    crm_context *crm = world->crm;
    crm_referral *referral = crm_referral_new(crm);
    crm_status status;
    crm_id id = 0;

    NEED(crm, referral);
    STEP(crm_referral_set_external_id(referral, "referral-1"));
    STEP(set_referral(world, referral));
    HOLDS(crm_record_referral(crm_referral_record(referral)) == referral);
    STEP(crm_referral_save(referral));
    id = crm_referral_id(referral);
    HOLDS(id > 0);
    crm_referral_free(referral);
    STEP(crm_referral_load(crm, id, &referral));
    HOLDS(same_text(crm_referral_external_id(referral), "referral-1"));
    STEP(see_referral(world, referral));
    REFUSED(crm_referral_remove(referral), CRM_ERROR_RULE);
done:
    crm_referral_free(referral);
    return status;
}
