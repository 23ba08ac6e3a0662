/* Scenarios that are in no list, and a call in a comment: crm_account_that_is_new(crm). */
static const char quoted[] = "crm_account_that_is_new(crm)";

crm_status
run_by_nobody(struct world *world)
{
    return world->crm && quoted[0] ? CRM_OK : WRONG;
}
