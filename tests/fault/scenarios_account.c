/*
 * scenarios_account.c - accounts: every setter and getter through the typed handle.
 */
#include "scenario.h"

static crm_status
set_account(const struct world *world, crm_account *account)
{
    TRY(crm_account_set_name(account, "Ad\xc3\xa9le"));
    TRY(crm_account_set_legal_name(account, "legal name"));
    TRY(crm_account_set_types(account, CRM_ACCOUNT_TYPE_CUSTOMER | CRM_ACCOUNT_TYPE_PARTNER));
    TRY(crm_account_set_owner(account, world->ids[THE_USER]));
    TRY(crm_account_set_sector(account, "sector"));
    TRY(crm_account_set_segment(account, "segment"));
    TRY(crm_account_set_tier(account, 3));
    TRY(crm_account_set_employees(account, 250));
    TRY(crm_account_set_annual_revenue(account, 123456789));
    TRY(crm_account_set_currency(account, EUR));
    TRY(crm_account_set_country(account, "FR"));
    TRY(crm_account_set_region(account, "region"));
    TRY(crm_account_set_postcode(account, "postcode"));
    TRY(crm_account_set_city(account, "city"));
    TRY(crm_account_set_street(account, "street"));
    TRY(crm_account_set_email(account, "a@example.org"));
    TRY(crm_account_set_phone(account, "+33 1 23 45 67 89"));
    TRY(crm_account_set_website(account, "https://example.org/"));
    TRY(crm_account_set_legal_id(account, "siren:732829320"));
    TRY(crm_account_set_language(account, "fr"));
    TRY(crm_account_set_discount_bp(account, 1200));
    TRY(crm_account_set_profiling_refused(account, AN_INSTANT));
    TRY(crm_account_set_description(account, "description"));
    return CRM_OK;
}

static crm_status
see_account(const struct world *world, crm_account *account)
{
    EXPECT_TEXT(crm_account_name, account, "Ad\xc3\xa9le");
    EXPECT_TEXT(crm_account_legal_name, account, "legal name");
    EXPECT_VALUE(crm_account_types, account, int64_t,
                 CRM_ACCOUNT_TYPE_CUSTOMER | CRM_ACCOUNT_TYPE_PARTNER);
    EXPECT(crm_account_parent(account) == 0);
    EXPECT(crm_account_owner(account) == world->ids[THE_USER]);
    EXPECT_TEXT(crm_account_sector, account, "sector");
    EXPECT_TEXT(crm_account_segment, account, "segment");
    EXPECT_VALUE(crm_account_tier, account, int64_t, 3);
    EXPECT_VALUE(crm_account_employees, account, int64_t, 250);
    EXPECT_VALUE(crm_account_annual_revenue, account, int64_t, 123456789);
    EXPECT_VALUE(crm_account_currency, account, crm_currency, EUR);
    EXPECT_TEXT(crm_account_country, account, "FR");
    EXPECT_TEXT(crm_account_region, account, "region");
    EXPECT_TEXT(crm_account_postcode, account, "postcode");
    EXPECT_TEXT(crm_account_city, account, "city");
    EXPECT_TEXT(crm_account_street, account, "street");
    EXPECT_TEXT(crm_account_email, account, "a@example.org");
    EXPECT_TEXT(crm_account_phone, account, "+33 1 23 45 67 89");
    EXPECT_TEXT(crm_account_website, account, "https://example.org/");
    EXPECT_TEXT(crm_account_legal_id, account, "siren:732829320");
    EXPECT_TEXT(crm_account_language, account, "fr");
    EXPECT_VALUE(crm_account_discount_bp, account, int32_t, 1200);
    EXPECT_VALUE(crm_account_profiling_refused, account, crm_instant, AN_INSTANT);
    EXPECT_TEXT(crm_account_description, account, "description");
    return CRM_OK;
}

crm_status
run_account(struct world *world)
{
    crm_context *crm = world->crm;
    crm_account *account = crm_account_new(crm);
    crm_status status;
    crm_id id = 0;

    NEED(crm, account);
    STEP(crm_account_set_external_id(account, "account-1"));
    STEP(set_account(world, account));
    HOLDS(crm_record_account(crm_account_record(account)) == account);
    STEP(crm_account_save(account));
    id = crm_account_id(account);
    HOLDS(id > 0);
    crm_account_free(account);
    STEP(crm_account_load(crm, id, &account));
    HOLDS(same_text(crm_account_external_id(account), "account-1"));
    STEP(see_account(world, account));
    STEP(crm_account_set_name(account, "Adele & Co"));
    STEP(crm_account_save(account));
    STEP(crm_account_remove(account));
done:
    crm_account_free(account);
    return status;
}
