/*
 * scenarios_people.c - users, contacts, links: every setter and getter through the typed handles.
 */
#include "scenario.h"

static crm_status
set_user(const struct world *world, crm_user *user)
{
    TRY(crm_user_set_name(user, "Ad\xc3\xa9le"));
    TRY(crm_user_set_email(user, "a@example.org"));
    TRY(crm_user_set_manager(user, world->ids[THE_MANAGER]));
    TRY(crm_user_set_team(user, "team"));
    TRY(crm_user_set_grade(user, 2));
    TRY(crm_user_set_left_day(user, A_DAY));
    return CRM_OK;
}

static crm_status
see_user(const struct world *world, crm_user *user)
{
    EXPECT_TEXT(crm_user_name, user, "Ad\xc3\xa9le");
    EXPECT_TEXT(crm_user_email, user, "a@example.org");
    EXPECT(crm_user_manager(user) == world->ids[THE_MANAGER]);
    EXPECT_TEXT(crm_user_team, user, "team");
    EXPECT_VALUE(crm_user_grade, user, int64_t, 2);
    EXPECT_VALUE(crm_user_left_day, user, crm_day, A_DAY);
    return CRM_OK;
}

crm_status
run_user(struct world *world)
{
    crm_context *crm = world->crm;
    crm_user *user = crm_user_new(crm);
    crm_status status;
    crm_id id = 0;

    NEED(crm, user);
    STEP(crm_user_set_external_id(user, "user-1"));
    STEP(set_user(world, user));
    HOLDS(crm_record_user(crm_user_record(user)) == user);
    STEP(crm_user_save(user));
    id = crm_user_id(user);
    HOLDS(id > 0);
    crm_user_free(user);
    STEP(crm_user_load(crm, id, &user));
    HOLDS(same_text(crm_user_external_id(user), "user-1"));
    STEP(see_user(world, user));
    STEP(crm_user_set_grade(user, 3));
    STEP(crm_user_save(user));
    STEP(crm_user_remove(user));
done:
    crm_user_free(user);
    return status;
}

static crm_status
set_contact(const struct world *world, crm_contact *contact)
{
    TRY(crm_contact_set_last_name(contact, "last name"));
    TRY(crm_contact_set_first_name(contact, "first name"));
    TRY(crm_contact_set_account(contact, world->ids[THE_ACCOUNT]));
    TRY(crm_contact_set_reports_to(contact, world->ids[THE_CONTACT]));
    TRY(crm_contact_set_job_title(contact, "job title"));
    TRY(crm_contact_set_department(contact, "department"));
    TRY(crm_contact_set_email(contact, "a@example.org"));
    TRY(crm_contact_set_phone(contact, "+33 1 23 45 67 89"));
    TRY(crm_contact_set_mobile(contact, "+33 6 12 34 56 78"));
    TRY(crm_contact_set_language(contact, "fr"));
    TRY(crm_contact_set_country(contact, "FR"));
    TRY(crm_contact_set_profiling_refused(contact, AN_INSTANT));
    TRY(crm_contact_set_description(contact, "description"));
    return CRM_OK;
}

static crm_status
see_contact(const struct world *world, crm_contact *contact)
{
    EXPECT_TEXT(crm_contact_last_name, contact, "last name");
    EXPECT_TEXT(crm_contact_first_name, contact, "first name");
    EXPECT(crm_contact_account(contact) == world->ids[THE_ACCOUNT]);
    EXPECT(crm_contact_reports_to(contact) == world->ids[THE_CONTACT]);
    EXPECT_TEXT(crm_contact_job_title, contact, "job title");
    EXPECT_TEXT(crm_contact_department, contact, "department");
    EXPECT_TEXT(crm_contact_email, contact, "a@example.org");
    EXPECT_TEXT(crm_contact_phone, contact, "+33 1 23 45 67 89");
    EXPECT_TEXT(crm_contact_mobile, contact, "+33 6 12 34 56 78");
    EXPECT_TEXT(crm_contact_language, contact, "fr");
    EXPECT_TEXT(crm_contact_country, contact, "FR");
    EXPECT_VALUE(crm_contact_profiling_refused, contact, crm_instant, AN_INSTANT);
    EXPECT_TEXT(crm_contact_description, contact, "description");
    return CRM_OK;
}

crm_status
run_contact(struct world *world)
{
    crm_context *crm = world->crm;
    crm_contact *contact = crm_contact_new(crm);
    crm_status status;
    crm_id id = 0;

    NEED(crm, contact);
    STEP(crm_contact_set_external_id(contact, "contact-1"));
    STEP(set_contact(world, contact));
    HOLDS(crm_record_contact(crm_contact_record(contact)) == contact);
    STEP(crm_contact_save(contact));
    id = crm_contact_id(contact);
    HOLDS(id > 0);
    crm_contact_free(contact);
    STEP(crm_contact_load(crm, id, &contact));
    HOLDS(same_text(crm_contact_external_id(contact), "contact-1"));
    STEP(see_contact(world, contact));
    STEP(crm_contact_set_job_title(contact, NULL));
    STEP(crm_contact_save(contact));
    STEP(crm_contact_remove(contact));
done:
    crm_contact_free(contact);
    return status;
}

static crm_status
set_link(const struct world *world, crm_link *link)
{
    TRY(crm_link_set_child(link, world->ids[THE_ACCOUNT]));
    TRY(crm_link_set_parent(link, world->ids[THE_HOLDING]));
    TRY(crm_link_set_type(link, CRM_LINK_TYPE_SUPPLIED_BY));
    TRY(crm_link_set_valid_from(link, A_DAY));
    TRY(crm_link_set_valid_to(link, A_DAY + 100));
    TRY(crm_link_set_share_bp(link, 8000));
    TRY(crm_link_set_source(link, "source"));
    return CRM_OK;
}

static crm_status
see_link(const struct world *world, crm_link *link)
{
    EXPECT(crm_link_child(link) == world->ids[THE_ACCOUNT]);
    EXPECT(crm_link_parent(link) == world->ids[THE_HOLDING]);
    EXPECT_VALUE(crm_link_type, link, int32_t, CRM_LINK_TYPE_SUPPLIED_BY);
    EXPECT_VALUE(crm_link_valid_from, link, crm_day, A_DAY);
    EXPECT_VALUE(crm_link_valid_to, link, crm_day, A_DAY + 100);
    EXPECT_VALUE(crm_link_share_bp, link, int32_t, 8000);
    EXPECT_TEXT(crm_link_source, link, "source");
    return CRM_OK;
}

crm_status
run_link(struct world *world)
{
    crm_context *crm = world->crm;
    crm_link *link = crm_link_new(crm);
    crm_status status;
    crm_id id = 0;

    NEED(crm, link);
    STEP(crm_link_set_external_id(link, "link-1"));
    STEP(set_link(world, link));
    HOLDS(crm_record_link(crm_link_record(link)) == link);
    STEP(crm_link_save(link));
    id = crm_link_id(link);
    HOLDS(id > 0);
    crm_link_free(link);
    STEP(crm_link_load(crm, id, &link));
    HOLDS(same_text(crm_link_external_id(link), "link-1"));
    STEP(see_link(world, link));
    STEP(crm_link_set_valid_to(link, A_DAY + 50));
    STEP(crm_link_save(link));
    REFUSED(crm_link_remove(link), CRM_ERROR_RULE);
done:
    crm_link_free(link);
    return status;
}
