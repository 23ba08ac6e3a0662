/*
 * test_unit.c - units of work: what is whole, what an operation that fails takes back, and what
 * handles know after a commit, a rollback and a commit that failed.
 */
#include "../operation/world.h"

static void
fail_next(struct world *world, uint32_t callback, crm_status status)
{
    world->faults.only = callback;
    world->faults.calls = 0;
    world->faults.at = 1;
    world->faults.mode = CRM_TESTING_FAIL;
    world->faults.status = status;
    world->faults.hits = 0;
}

static crm_account *
load_account(struct world *world, crm_id id)
{
    crm_account *account = NULL;

    OK(world, crm_account_load(world->crm, id, &account));
    return account;
}

static int64_t
version(crm_account *account)
{
    return value(crm_account_record(account), CRM_FIELD_VERSION);
}

static void
a_unit_is_one_apply(void **state)
{
    struct world *world = *state;
    uint64_t applies = world->faults.applies;
    crm_account *account = NULL;
    crm_id id;

    OK(world, crm_begin(world->crm));
    REFUSED(world, CRM_ERROR_STATE, crm_begin(world->crm));
    id = make_account(world, "one");
    make_account(world, "two");
    make_user(world, "three");
    assert_int_equal(world->faults.applies, applies);
    assert_int_equal(count_rows(world, CRM_KIND_ACCOUNT), 2); /* pending writes are seen */
    account = load_account(world, id);
    assert_string_equal(crm_account_name(account), "one");
    OK(world, crm_commit(world->crm));
    assert_int_equal(world->faults.applies, applies + 1);
    REFUSED(world, CRM_ERROR_STATE, crm_commit(world->crm));
    OK(world, crm_account_set_name(account, "again")); /* loaded from what is stored now */
    OK(world, crm_account_save(account));
    assert_int_equal(version(account), 2);
    crm_account_free(account);
    /* An empty unit asks nobody. */
    OK(world, crm_begin(world->crm));
    OK(world, crm_commit(world->crm));
    assert_int_equal(world->faults.applies, applies + 2);
    crm_rollback(world->crm); /* harmless without a unit */
    crm_rollback(NULL);
    assert_int_equal(crm_begin(NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_commit(NULL), CRM_ERROR_ARGUMENT);
}

static void
a_rollback_forgets_and_handles_keep_their_edits(void **state)
{
    struct world *world = *state;
    crm_id old = make_account(world, "old");
    crm_account *one = load_account(world, old), *fresh = crm_account_new(world->crm);
    uint64_t before = digest(world);
    crm_id id;

    OK(world, crm_begin(world->crm));
    OK(world, crm_account_set_name(one, "renamed"));
    OK(world, crm_account_set_tier(one, 3));
    OK(world, crm_account_save(one));
    assert_int_equal(version(one), 2);
    OK(world, crm_account_set_name(fresh, "fresh"));
    OK(world, crm_account_save(fresh));
    id = crm_account_id(fresh);
    assert_true(id > 0);
    crm_rollback(world->crm);
    assert_int_equal(digest(world), before);
    assert_int_equal(version(one), 1);
    assert_string_equal(crm_account_name(one), "renamed");
    assert_int_equal(value(crm_account_record(one), CRM_ACCOUNT_TIER), 3);
    assert_int_equal(version(fresh), NOTHING);
    assert_int_equal(value(crm_account_record(fresh), CRM_FIELD_CREATED), NOTHING);
    assert_int_equal(crm_account_id(fresh), id);
    /* Saving again is a retry. */
    OK(world, crm_account_save(one));
    OK(world, crm_account_save(fresh));
    assert_int_equal(crm_account_id(fresh), id);
    assert_int_equal(version(one), 2);
    assert_int_equal(version(fresh), 1);
    crm_account_free(one);
    one = load_account(world, old);
    assert_string_equal(crm_account_name(one), "renamed");
    crm_account_free(one);
    crm_account_free(fresh);
}

static void
a_commit_that_fails_ends_the_unit(void **state)
{
    struct world *world = *state;
    const crm_status ways[] = {CRM_ERROR_STORE, CRM_ERROR_CONFLICT, CRM_ERROR_DUPLICATE,
                               CRM_ERROR_UNCERTAIN};
    crm_id id = make_account(world, "account");

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        crm_account *account = load_account(world, id);
        int64_t former = version(account);
        uint64_t before = digest(world), applies;

        OK(world, crm_begin(world->crm));
        OK(world, crm_account_set_tier(account, (int64_t)i));
        OK(world, crm_account_save(account));
        applies = world->faults.applies;
        fail_next(world, CRM_TESTING_APPLY, ways[i]);
        REFUSED(world, ways[i], crm_commit(world->crm));
        REFUSED(world, CRM_ERROR_STATE, crm_commit(world->crm));
        assert_int_equal(world->faults.applies, applies); /* and nobody repeats it */
        assert_int_equal(digest(world), before);
        assert_int_equal(version(account), former);
        OK(world, crm_account_save(account));
        assert_int_equal(version(account), former + 1);
        crm_account_free(account);
    }
}

static void
an_operation_that_fails_takes_back_its_own_writes_alone(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), julie = make_user(world, "Julie");
    crm_opportunity *deal = make_deal(world, pipeline), *again;
    crm_id dogs = make_account(world, "dogs");
    crm_account *account = load_account(world, dogs);
    struct row rows[8];

    OK(world, crm_begin(world->crm));
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 2), NULL, NULL));
    OK(world, crm_account_set_tier(account, 1));
    OK(world, crm_account_save(account));
    /* Fails late: the row of the deal is in the unit already when the id of its row is asked for. */
    OK(world, crm_opportunity_set_owner(deal, julie));
    fail_next(world, CRM_TESTING_RESERVE, CRM_ERROR_STORE);
    REFUSED(world, CRM_ERROR_STORE,
            crm_opportunity_move(deal, stage_at(world, pipeline, 3), NULL, NULL));
    assert_int_equal(crm_opportunity_stage(deal), stage_at(world, pipeline, 2));
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 8), 2);
    again = load_deal(world, crm_opportunity_id(deal));
    assert_int_equal(crm_opportunity_stage(again), stage_at(world, pipeline, 2));
    assert_int_equal(crm_opportunity_owner(again), 0);
    crm_opportunity_free(again);
    OK(world, crm_account_set_name(account, ""));
    REFUSED(world, CRM_ERROR_DATA, crm_account_save(account));
    OK(world, crm_account_set_name(account, "Dogs"));
    OK(world, crm_account_save(account));
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 4), NULL, NULL));
    OK(world, crm_commit(world->crm));
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 8), 3);
    assert_int_equal(rows[2].owner, julie);
    assert_int_equal(crm_opportunity_stage(deal), stage_at(world, pipeline, 4));
    assert_int_equal(deal_value(deal, CRM_FIELD_VERSION), 2); /* one unit, one version */
    crm_account_free(account);
    account = load_account(world, dogs);
    assert_string_equal(crm_account_name(account), "Dogs");
    crm_account_free(account);
    crm_opportunity_free(deal);
}

/* What is found by kind or by reference, after failed operations and other writes in their place. */
static void
what_was_taken_back_is_found_no_more(void **state)
{
    struct world *world = *state;
    crm_id pups = make_account(world, "pups"), dogs = make_account(world, "dogs");
    crm_account *handle = load_account(world, pups);
    crm_table *table = crm_table_new(world->crm, CRM_KIND_USER);
    crm_link *link = crm_link_new(world->crm);

    crm_table_add(table, 3);
    crm_table_set_text(table, 0, CRM_USER_NAME, "Julie", 5);
    crm_table_set_text(table, 1, CRM_USER_NAME, "Marc", 4);
    OK(world, crm_begin(world->crm));
    make_user(world, "Alanna");
    REFUSED(world, CRM_ERROR_DATA, crm_put(world->crm, table)); /* its third row has no name */
    make_account(world, "other");
    make_account(world, "another");
    assert_int_equal(count_rows(world, CRM_KIND_USER), 1);

    OK(world, crm_link_set_child(link, pups));
    OK(world, crm_link_set_parent(link, 999999));
    OK(world, crm_link_set_type(link, CRM_LINK_TYPE_OWNED_BY));
    REFUSED(world, CRM_ERROR_REFERENCE, crm_link_save(link)); /* after its own row was read */
    OK(world, crm_account_put_under(handle, dogs));
    REFUSED(world, CRM_ERROR_RULE, crm_account_put_under(handle, dogs));
    OK(world, crm_commit(world->crm));
    assert_int_equal(count_rows(world, CRM_KIND_USER), 1);
    assert_int_equal(count_rows(world, CRM_KIND_LINK), 1);
    crm_link_free(link);
    crm_table_free(table);
    crm_account_free(handle);
}

static void
a_deal_moved_in_a_unit_is_itself_again_after_a_rollback(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world), julie = make_user(world, "Julie");
    crm_opportunity *deal = make_deal(world, pipeline);
    struct row rows[8];

    OK(world, crm_begin(world->crm));
    OK(world, crm_opportunity_set_owner(deal, julie));
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 2), NULL, NULL));
    OK(world, crm_opportunity_set_amount(deal, 7));
    OK(world, crm_opportunity_win(deal, 0, NULL, NULL));
    OK(world, crm_opportunity_reopen(deal, 0, NULL, NULL));
    OK(world, crm_opportunity_lose(deal, 0, NULL, NULL));
    crm_rollback(world->crm);
    assert_int_equal(crm_opportunity_stage(deal), stage_at(world, pipeline, 1));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_CLOSED_DAY), NOTHING);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 500);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_AMOUNT), 7);
    assert_int_equal(crm_opportunity_owner(deal), julie);
    assert_int_equal(deal_value(deal, CRM_FIELD_VERSION), 1);
    OK(world, crm_opportunity_save(deal));
    assert_int_equal(log_of(world, crm_opportunity_id(deal), rows, 8), 2);
    assert_int_equal(rows[1].type, CRM_TRANSITION_TYPE_CHANGE);
    assert_int_equal(rows[1].owner, julie);
    assert_int_equal(rows[1].amount, 7);
    crm_opportunity_free(deal);
}

/* An edit made after the library had set the same field was lost when the unit was rolled back. */
static void
bug_a_later_edit_was_rolled_back_with_the_librarys_own(void **state)
{
    struct world *world = *state;
    crm_id pipeline = make_spanco(world);
    crm_opportunity *deal = make_deal(world, pipeline);

    OK(world, crm_begin(world->crm));
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 2), NULL, NULL)); /* 10 % */
    OK(world, crm_opportunity_set_probability_bp(deal, 4321));
    OK(world, crm_opportunity_save(deal));
    crm_rollback(world->crm);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 4321);
    OK(world, crm_opportunity_save(deal));
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 4321);

    OK(world, crm_begin(world->crm));
    OK(world, crm_opportunity_set_probability_origin(deal, CRM_PROBABILITY_STAGE));
    OK(world, crm_opportunity_move(deal, stage_at(world, pipeline, 4), NULL, NULL)); /* and so on */
    OK(world, crm_opportunity_set_probability_bp(deal, 1111));
    OK(world, crm_opportunity_save(deal));
    OK(world, crm_opportunity_win(deal, 0, NULL, NULL)); /* the library sets it to 10000 */
    crm_rollback(world->crm);
    assert_int_equal(deal_value(deal, CRM_OPPORTUNITY_PROBABILITY_BP), 1111);
    crm_opportunity_free(deal);
}

static void
two_handles_on_one_record_conflict(void **state)
{
    struct world *world = *state;
    crm_id id = make_account(world, "account");
    crm_account *one = load_account(world, id), *two = load_account(world, id), *three;

    OK(world, crm_begin(world->crm));
    OK(world, crm_account_set_tier(one, 1));
    OK(world, crm_account_save(one));
    OK(world, crm_account_set_tier(two, 2));
    REFUSED(world, CRM_ERROR_CONFLICT, crm_account_save(two));
    REFUSED(world, CRM_ERROR_CONFLICT, crm_account_remove(two));
    three = load_account(world, id); /* what is pending */
    assert_int_equal(value(crm_account_record(three), CRM_ACCOUNT_TIER), 1);
    OK(world, crm_account_set_tier(three, 3));
    OK(world, crm_account_save(three));
    OK(world, crm_account_set_tier(one, 4));
    REFUSED(world, CRM_ERROR_CONFLICT, crm_account_save(one));
    crm_rollback(world->crm);
    /* `one` and `two` saw what is stored; `three` never did. */
    OK(world, crm_account_save(two));
    REFUSED(world, CRM_ERROR_STATE, crm_account_save(three));
    message_has(world, "load it again");
    REFUSED(world, CRM_ERROR_CONFLICT, crm_account_save(one));
    crm_account_free(one);
    crm_account_free(two);
    crm_account_free(three);
}

/* All writes of a unit give the same version: a handle that was overtaken in the unit had the one
   that is stored, and could overwrite what it never saw. */
static void
bug_an_overtaken_handle_could_overwrite(void **state)
{
    struct world *world = *state;
    crm_id id = make_account(world, "account");
    crm_account *one = load_account(world, id), *two;

    OK(world, crm_begin(world->crm));
    OK(world, crm_account_set_tier(one, 1));
    OK(world, crm_account_save(one));
    two = load_account(world, id);
    OK(world, crm_account_set_sector(two, "food"));
    OK(world, crm_account_save(two));
    OK(world, crm_commit(world->crm));
    OK(world, crm_account_set_tier(one, 2));
    REFUSED(world, CRM_ERROR_CONFLICT, crm_account_save(one));
    OK(world, crm_account_set_tier(two, 3));
    OK(world, crm_account_save(two));
    assert_int_equal(version(two), 3);
    crm_account_free(one);
    one = load_account(world, id);
    assert_string_equal(crm_account_sector(one), "food");
    crm_account_free(one);
    crm_account_free(two);
}

static void
a_handle_read_from_pending_writes_goes_stale(void **state)
{
    struct world *world = *state;
    crm_account *read;
    crm_id id;

    OK(world, crm_begin(world->crm));
    id = make_account(world, "new");
    read = load_account(world, id);
    crm_rollback(world->crm);
    assert_string_equal(crm_account_name(read), "new"); /* readable all the same */
    REFUSED(world, CRM_ERROR_STATE, crm_account_save(read));
    REFUSED(world, CRM_ERROR_STATE, crm_account_remove(read));
    crm_account_free(read);
    assert_int_equal(crm_account_load(world->crm, id, &read), CRM_NONE);
    assert_null(read);
}

static void
removing(void **state)
{
    struct world *world = *state;
    crm_id id = make_account(world, "account");
    crm_account *account = load_account(world, id), *fresh = crm_account_new(world->crm), *none;

    REFUSED(world, CRM_ERROR_STATE, crm_account_remove(fresh));
    OK(world, crm_begin(world->crm));
    OK(world, crm_account_remove(account));
    assert_int_equal(crm_account_load(world->crm, id, &none), CRM_NONE);
    assert_int_equal(count_rows(world, CRM_KIND_ACCOUNT), 0);
    REFUSED(world, CRM_ERROR_STATE, crm_account_remove(account));
    crm_rollback(world->crm);
    assert_int_equal(count_rows(world, CRM_KIND_ACCOUNT), 1);
    OK(world, crm_account_set_tier(account, 2));
    OK(world, crm_account_save(account)); /* it is there again */
    assert_int_equal(version(account), 2);
    OK(world, crm_account_remove(account));
    assert_string_equal(crm_account_name(account), "account");
    assert_int_equal(crm_account_id(account), id);
    /* Made and removed in one unit: the store never hears of it. */
    OK(world, crm_begin(world->crm));
    OK(world, crm_account_set_name(fresh, "fresh"));
    OK(world, crm_account_save(fresh));
    OK(world, crm_account_remove(fresh));
    OK(world, crm_commit(world->crm));
    assert_int_equal(count_rows(world, CRM_KIND_ACCOUNT), 0);
    crm_account_free(account);
    crm_account_free(fresh);
}

/* Ids are never used twice: a handle whose record was removed wrote it anew. */
static void
bug_a_removed_record_came_back(void **state)
{
    struct world *world = *state;
    crm_account *account = load_account(world, make_account(world, "account"));

    OK(world, crm_account_remove(account));
    OK(world, crm_account_set_tier(account, 1));
    REFUSED(world, CRM_ERROR_GONE, crm_account_save(account));
    assert_int_equal(count_rows(world, CRM_KIND_ACCOUNT), 0);
    crm_account_free(account);
}

static void
somebody_else_wrote_meanwhile(void **state)
{
    struct world *world = *state;
    crm_context *other = open_other(world);
    crm_id id = make_account(world, "account"), where = 0;
    crm_account *mine = load_account(world, id), *theirs = NULL;
    crm_kind kind = 0;

    assert_int_equal(crm_account_load(other, id, &theirs), CRM_OK);
    crm_account_set_tier(theirs, 1);
    assert_int_equal(crm_account_save(theirs), CRM_OK);
    OK(world, crm_begin(world->crm));
    make_user(world, "user");
    OK(world, crm_account_set_tier(mine, 2));
    OK(world, crm_account_save(mine));
    REFUSED(world, CRM_ERROR_CONFLICT, crm_commit(world->crm));
    crm_error_where(world->crm, &kind, &where, NULL);
    assert_int_equal(kind, CRM_KIND_ACCOUNT);
    assert_int_equal(where, id);
    assert_int_equal(count_rows(world, CRM_KIND_USER), 0); /* whole or not at all */
    crm_account_free(mine);
    crm_account_free(theirs);
    crm_close(other);
}

static void
external_ids_are_unique(void **state)
{
    struct world *world = *state;
    crm_account *one = crm_account_new(world->crm), *two = crm_account_new(world->crm);
    crm_id found = 0;

    OK(world, crm_account_set_name(one, "one"));
    OK(world, crm_account_set_external_id(one, "K-1"));
    OK(world, crm_account_save(one));
    OK(world, crm_account_set_name(two, "two"));
    OK(world, crm_account_set_external_id(two, "K-1"));
    REFUSED(world, CRM_ERROR_DUPLICATE, crm_account_save(two));
    OK(world, crm_begin(world->crm));
    OK(world, crm_account_set_external_id(two, "K-2"));
    OK(world, crm_account_save(two));
    OK(world, crm_find(world->crm, CRM_KIND_ACCOUNT, "K-2", &found)); /* pending writes too */
    assert_int_equal(found, crm_account_id(two));
    OK(world, crm_account_set_external_id(one, "K-3"));
    OK(world, crm_account_save(one));
    assert_int_equal(crm_find(world->crm, CRM_KIND_ACCOUNT, "K-1", &found), CRM_NONE);
    OK(world, crm_commit(world->crm));
    OK(world, crm_find(world->crm, CRM_KIND_ACCOUNT, "K-3", &found));
    assert_int_equal(found, crm_account_id(one));
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_find(world->crm, CRM_KIND_ACCOUNT, NULL, &found));
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_find(world->crm, 99, "K-3", &found));
    crm_account_free(one);
    crm_account_free(two);
}

/* A key may change hands within one unit. */
static void
an_external_id_moves_in_one_unit(void **state)
{
    struct world *world = *state;
    crm_account *one = crm_account_new(world->crm), *two = crm_account_new(world->crm);

    OK(world, crm_account_set_name(one, "one"));
    OK(world, crm_account_set_external_id(one, "K"));
    OK(world, crm_account_save(one));
    OK(world, crm_begin(world->crm));
    OK(world, crm_account_set_external_id(one, NULL));
    OK(world, crm_account_save(one));
    OK(world, crm_account_set_name(two, "two"));
    OK(world, crm_account_set_external_id(two, "K"));
    OK(world, crm_account_save(two));
    OK(world, crm_commit(world->crm));
    crm_account_free(one);
    crm_account_free(two);
}

static void
created_and_modified(void **state)
{
    struct world *world = *state;
    crm_account *now = crm_account_new(world->crm), *given = crm_account_new(world->crm);
    crm_account *cleared = crm_account_new(world->crm);

    OK(world, crm_account_set_name(now, "now"));
    OK(world, crm_account_save(now));
    assert_int_equal(value(crm_account_record(now), CRM_FIELD_CREATED), NOW);
    world->clock.now += DAY;
    OK(world, crm_account_set_tier(now, 1));
    OK(world, crm_account_save(now));
    assert_int_equal(value(crm_account_record(now), CRM_FIELD_CREATED), NOW);
    assert_int_equal(value(crm_account_record(now), CRM_FIELD_MODIFIED), NOW + DAY);
    REFUSED(world, CRM_ERROR_RULE,
            crm_record_set_int(crm_account_record(now), CRM_FIELD_CREATED, 5));
    REFUSED(world, CRM_ERROR_RULE,
            crm_record_set_int(crm_account_record(now), CRM_FIELD_MODIFIED, 5));
    REFUSED(world, CRM_ERROR_RULE,
            crm_record_set_int(crm_account_record(now), CRM_FIELD_VERSION, 5));
    REFUSED(world, CRM_ERROR_RULE,
            crm_record_set_int(crm_account_record(now), CRM_FIELD_ERASED, 5));
    REFUSED(world, CRM_ERROR_RULE,
            crm_record_set_int(crm_account_record(now), CRM_FIELD_MERGED_INTO, 5));
    OK(world, crm_account_set_name(given, "given"));
    OK(world, crm_record_set_int(crm_account_record(given), CRM_FIELD_CREATED, NOW - DAY));
    OK(world, crm_account_save(given));
    assert_int_equal(value(crm_account_record(given), CRM_FIELD_CREATED), NOW - DAY);
    OK(world, crm_account_set_name(cleared, "cleared"));
    OK(world, crm_record_clear(crm_account_record(cleared), CRM_FIELD_CREATED));
    OK(world, crm_account_save(cleared));
    assert_int_equal(value(crm_account_record(cleared), CRM_FIELD_CREATED), NOTHING);
    crm_account_free(now);
    crm_account_free(given);
    crm_account_free(cleared);
}

static void
handles_are_freed_in_any_order(void **state)
{
    struct world *world = *state;
    crm_account *handles[6];

    OK(world, crm_begin(world->crm));
    for (int i = 0; i < 6; i++) {
        handles[i] = crm_account_new(world->crm);
        OK(world, crm_account_set_name(handles[i], "account"));
        OK(world, crm_account_save(handles[i]));
    }
    crm_account_free(handles[2]);
    crm_account_free(handles[5]);
    crm_account_free(handles[0]);
    OK(world, crm_commit(world->crm));
    assert_int_equal(count_rows(world, CRM_KIND_ACCOUNT), 6); /* what they wrote stays */
    assert_int_equal(version(handles[1]), 1);
    OK(world, crm_begin(world->crm));
    for (int i = 1; i < 5; i++) {
        if (i == 2)
            continue;
        OK(world, crm_account_set_tier(handles[i], 1));
        OK(world, crm_account_save(handles[i]));
        if (i != 3)
            crm_account_free(handles[i]);
    }
    crm_rollback(world->crm);
    assert_int_equal(version(handles[3]), 1);
    crm_account_free(handles[3]);
}

static void
what_closing_does(void **state)
{
    struct world *world = *state;
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm = world->crm;
    crm_account *account = crm_account_new(crm);
    crm_query *query = crm_query_new(crm, CRM_KIND_ACCOUNT);
    crm_scan *scan;
    const crm_table *table;
    int64_t tier;

    for (int i = 0; i < 10; i++)
        make_account(world, "stored");
    OK(world, crm_account_set_name(account, "pending"));
    OK(world, crm_begin(crm));
    OK(world, crm_account_save(account));
    scan = crm_scan_new(crm, query);
    OK(world, crm_scan_next(scan, &table)); /* a cursor is open, in the awkward store */
    crm_close(crm);
    assert_int_equal(world->faults.closes, 1);
    if (world->awkward)
        assert_int_equal(world->faults.scans, world->faults.finishes);
    /* Children keep the memory alive and answer. */
    assert_int_equal(crm_scan_next(scan, &table), CRM_ERROR_CLOSED);
    assert_int_equal(crm_account_save(account), CRM_ERROR_CLOSED);
    assert_int_equal(crm_account_set_tier(account, 1), CRM_ERROR_CLOSED);
    assert_int_equal(crm_account_tier(account, &tier), CRM_ERROR_CLOSED);
    assert_null(crm_account_name(account));
    assert_int_equal(crm_begin(crm), CRM_ERROR_CLOSED);
    assert_null(crm_account_new(crm));
    assert_string_equal(crm_message(crm), "the context is closed");
    crm_query_free(query);
    crm_account_free(account);
    crm_scan_free(scan); /* the last child frees the context */
    assert_int_equal(world->faults.closes, 1);
    if (world->awkward)
        assert_int_equal(crm_testing_awkward_cursors(&world->inner), 0);
    world->crm = NULL;
    world->faults.closes = 0;
    reopen_world(world, &options);
    assert_int_equal(count_rows(world, CRM_KIND_ACCOUNT), 10); /* the unit was rolled back */
}

/* A store that hands out an id twice would let one new record overwrite another. */
static crm_id repeated_id;

static void
reserve_the_same(void *self, crm_kind kind, size_t count, crm_reply *reply)
{
    crm_id ids[8];

    (void)self;
    (void)kind;
    for (size_t i = 0; i < count && i < 8; i++)
        ids[i] = repeated_id;
    crm_reply_ids(reply, ids, count);
}

static void
bug_an_id_handed_out_twice_overwrote_a_record(void **state)
{
    struct world *world = *state;
    crm_options options = CRM_OPTIONS_INIT;
    crm_account *one, *two;
    crm_table *table;

    repeated_id = 500;
    world->store.reserve = reserve_the_same;
    reopen_world(world, &options);
    one = crm_account_new(world->crm);
    two = crm_account_new(world->crm);
    OK(world, crm_begin(world->crm));
    OK(world, crm_account_set_name(one, "one"));
    OK(world, crm_account_save(one));
    OK(world, crm_account_set_name(two, "two"));
    REFUSED(world, CRM_ERROR_STORE, crm_account_save(two));
    message_has(world, "twice");
    assert_int_equal(crm_account_id(two), 0);
    OK(world, crm_commit(world->crm));
    table = crm_table_new(world->crm, CRM_KIND_ACCOUNT);
    repeated_id = 600;
    crm_table_add(table, 2);
    crm_table_set_text(table, 0, CRM_ACCOUNT_NAME, "a", 1);
    crm_table_set_text(table, 1, CRM_ACCOUNT_NAME, "b", 1);
    REFUSED(world, CRM_ERROR_STORE, crm_put(world->crm, table));
    assert_int_equal(count_rows(world, CRM_KIND_ACCOUNT), 1);
    crm_table_free(table);
    crm_account_free(one);
    crm_account_free(two);
}

static void
a_host_without_reserve_gives_ids(void **state)
{
    struct world *world = *state;
    crm_options options = CRM_OPTIONS_INIT;
    crm_account *one, *two;

    world->store.reserve = NULL;
    reopen_world(world, &options);
    one = crm_account_new(world->crm);
    two = crm_account_new(world->crm);
    OK(world, crm_account_set_name(one, "one"));
    REFUSED(world, CRM_ERROR_UNSUPPORTED, crm_account_save(one));
    message_has(world, "set the id");
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_record_set_id(crm_account_record(one), 0));
    OK(world, crm_record_set_id(crm_account_record(one), 12));
    REFUSED(world, CRM_ERROR_STATE, crm_record_set_id(crm_account_record(one), 13));
    OK(world, crm_account_save(one));
    OK(world, crm_account_set_name(two, "two"));
    OK(world, crm_record_set_id(crm_account_record(two), 12));
    REFUSED(world, CRM_ERROR_CONFLICT, crm_account_save(two));
    OK(world, crm_begin(world->crm));
    OK(world, crm_account_set_tier(one, 1));
    OK(world, crm_account_save(one));
    REFUSED(world, CRM_ERROR_CONFLICT, crm_account_save(two));
    OK(world, crm_commit(world->crm));
    crm_account_free(one);
    crm_account_free(two);
}

/* A fixed number of writes with handles that stay: nothing is looked for in a list. */
static void
bug_units_were_quadratic_in_their_writes(void **state)
{
    struct world *world = *state;
    enum { MANY = 5000 };
    static crm_opportunity *deals[MANY];
    static crm_id ids[MANY];

    make_spanco(world);
    OK(world, crm_begin(world->crm));
    for (int i = 0; i < MANY; i++) {
        deals[i] = make_deal(world, 0);
        ids[i] = crm_opportunity_id(deals[i]);
    }
    for (int i = 0; i < MANY; i++)
        crm_opportunity_free(deals[i]);
    OK(world, crm_commit(world->crm));
    OK(world, crm_begin(world->crm));
    for (int i = 0; i < MANY; i++) {
        deals[i] = load_deal(world, ids[i]);
        OK(world, crm_opportunity_win(deals[i], 0, NULL, NULL));
    }
    /* Read anew from the unit, each with its log. */
    for (int i = 0; i < MANY; i++) {
        crm_opportunity_free(deals[i]);
        deals[i] = load_deal(world, ids[i]);
        OK(world, crm_opportunity_reopen(deals[i], 0, NULL, NULL));
    }
    OK(world, crm_commit(world->crm));
    for (int i = 0; i < MANY; i++)
        crm_opportunity_free(deals[i]);
    assert_int_equal(count_rows(world, CRM_KIND_TRANSITION), 3 * MANY);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_unit_is_one_apply),
        ON_BOTH(a_rollback_forgets_and_handles_keep_their_edits),
        ON_BOTH(a_commit_that_fails_ends_the_unit),
        ON_BOTH(an_operation_that_fails_takes_back_its_own_writes_alone),
        ON_BOTH(what_was_taken_back_is_found_no_more),
        ON_BOTH(a_deal_moved_in_a_unit_is_itself_again_after_a_rollback),
        ON_BOTH(bug_a_later_edit_was_rolled_back_with_the_librarys_own),
        ON_BOTH(two_handles_on_one_record_conflict),
        ON_BOTH(bug_an_overtaken_handle_could_overwrite),
        ON_BOTH(a_handle_read_from_pending_writes_goes_stale),
        ON_BOTH(removing),
        ON_BOTH(bug_a_removed_record_came_back),
        ON_BOTH(somebody_else_wrote_meanwhile),
        ON_BOTH(external_ids_are_unique),
        ON_BOTH(an_external_id_moves_in_one_unit),
        ON_BOTH(created_and_modified),
        ON_BOTH(handles_are_freed_in_any_order),
        ON_BOTH(what_closing_does),
        ON_BOTH(bug_an_id_handed_out_twice_overwrote_a_record),
        ON_BOTH(a_host_without_reserve_gives_ids),
        ON_MEMORY(bug_units_were_quadratic_in_their_writes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
