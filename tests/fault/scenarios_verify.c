/*
 * scenarios_verify.c - a whole store is verified: in order at first, then with references that lead
 * nowhere.
 */
#include "scenario.h"

static crm_status
remove_user(struct world *world)
{
    crm_user *user = NULL;
    crm_status status;

    STEP(crm_user_load(world->crm, world->ids[THE_USER], &user));
    STEP(crm_user_remove(user));
done:
    crm_user_free(user);
    return status;
}

crm_status
run_verify(struct world *world)
{
    crm_table *problems = NULL;
    crm_status status;

    STEP(crm_verify(world->crm, &problems));
    HOLDS(crm_table_rows(problems) == 0);
    crm_table_free(problems);
    problems = NULL;
    STEP(remove_user(world));
    STEP(crm_verify(world->crm, &problems));
    HOLDS(crm_table_rows(problems) > 0);
    take_table(world, problems);
done:
    crm_table_free(problems);
    return status;
}
