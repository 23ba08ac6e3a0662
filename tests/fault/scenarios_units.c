/*
 * scenarios_units.c - units of work: several saves in one apply, given up, in conflict, refused.
 */
#include "scenario.h"

static crm_status
save_named(crm_account *account, const char *name)
{
    TRY(crm_account_set_name(account, name));
    return crm_account_save(account);
}

/* True if the store (with pending writes laid over) has the account under that name. */
static crm_status
see_named(crm_context *crm, crm_id id, const char *name)
{
    crm_account *account = NULL;
    crm_status status;

    STEP(crm_account_load(crm, id, &account));
    HOLDS(same_text(crm_account_name(account), name));
done:
    crm_account_free(account);
    return status;
}

crm_status
run_unit(struct world *world)
{
    crm_account *account = crm_account_new(world->crm), *other = NULL;
    crm_user *user = crm_user_new(world->crm);
    crm_status status;

    NEED(world->crm, account);
    NEED(world->crm, user);
    STEP(crm_begin(world->crm));
    REFUSED(crm_begin(world->crm), CRM_ERROR_STATE);
    STEP(save_named(account, "in a unit"));
    STEP(crm_user_set_name(user, "Julie Petit"));
    STEP(crm_user_save(user));
    STEP(crm_account_set_owner(account, crm_user_id(user)));
    STEP(crm_account_save(account));
    STEP(see_named(world->crm, crm_account_id(account), "in a unit"));
    STEP(crm_account_load(world->crm, world->ids[THE_ACCOUNT], &other));
    STEP(crm_account_remove(other));
    STEP(crm_commit(world->crm));
    REFUSED(crm_commit(world->crm), CRM_ERROR_STATE);
    STEP(see_named(world->crm, crm_account_id(account), "in a unit"));
done:
    crm_account_free(other);
    crm_user_free(user);
    crm_account_free(account);
    return status;
}

/* A unit given up leaves no trace; saving again afterwards is a retry. */
crm_status
run_rollback(struct world *world)
{
    crm_account *account = crm_account_new(world->crm), *old = NULL;
    crm_status status;

    NEED(world->crm, account);
    STEP(crm_account_load(world->crm, world->ids[THE_ACCOUNT], &old));
    STEP(crm_begin(world->crm));
    STEP(save_named(account, "given up"));
    STEP(save_named(old, "edited in vain"));
    crm_rollback(world->crm);
    STEP(see_named(world->crm, world->ids[THE_ACCOUNT], "PupsRUs"));
    STEP(crm_account_save(account));
    STEP(crm_account_save(old));
    STEP(see_named(world->crm, world->ids[THE_ACCOUNT], "edited in vain"));
done:
    crm_rollback(world->crm);
    crm_account_free(old);
    crm_account_free(account);
    return status;
}

/* Two handles of one record: the second save is a conflict, and loading again helps. */
crm_status
run_conflict(struct world *world)
{
    crm_account *one = NULL, *two = NULL;
    crm_status status;

    STEP(crm_account_load(world->crm, world->ids[THE_ACCOUNT], &one));
    STEP(crm_account_load(world->crm, world->ids[THE_ACCOUNT], &two));
    STEP(save_named(one, "first"));
    REFUSED(save_named(two, "second"), CRM_ERROR_CONFLICT);
    crm_account_free(two);
    two = NULL;
    STEP(crm_account_load(world->crm, world->ids[THE_ACCOUNT], &two));
    STEP(save_named(two, "second"));
done:
    crm_account_free(two);
    crm_account_free(one);
    return status;
}

/* One stale row refuses the whole unit. */
crm_status
run_unit_conflict(struct world *world)
{
    crm_account *one = NULL, *two = NULL, *born = crm_account_new(world->crm), *none = NULL;
    crm_status status;

    NEED(world->crm, born);
    STEP(crm_account_load(world->crm, world->ids[THE_ACCOUNT], &one));
    STEP(crm_account_load(world->crm, world->ids[THE_ACCOUNT], &two));
    STEP(save_named(one, "first"));
    STEP(crm_begin(world->crm));
    STEP(save_named(born, "born in vain"));
    status = save_named(two, "second");
    if (status == CRM_OK)
        status = crm_commit(world->crm);
    else
        crm_rollback(world->crm);
    REFUSED(status, CRM_ERROR_CONFLICT);
    REFUSED(crm_account_load(world->crm, crm_account_id(born), &none), CRM_NONE);
    STEP(crm_account_save(born));
done:
    crm_rollback(world->crm);
    crm_account_free(none);
    crm_account_free(born);
    crm_account_free(two);
    crm_account_free(one);
    return status;
}

/* An external id that is taken is refused; under another one the same handle is saved. */
crm_status
run_duplicate(struct world *world)
{
    crm_account *one = crm_account_new(world->crm), *two = crm_account_new(world->crm);
    crm_status status;

    NEED(world->crm, one);
    NEED(world->crm, two);
    STEP(crm_account_set_external_id(one, "key"));
    STEP(save_named(one, "first"));
    STEP(crm_account_set_external_id(two, "key"));
    REFUSED(save_named(two, "second"), CRM_ERROR_DUPLICATE);
    STEP(crm_account_set_external_id(two, "another key"));
    STEP(crm_account_save(two));
done:
    crm_account_free(two);
    crm_account_free(one);
    return status;
}
