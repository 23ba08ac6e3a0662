/*
 * scenarios_deals.c - the operations: who owns whom, pipelines from templates, and all that can
 * happen to a deal, with its log read back.
 */
#include "scenario.h"

static crm_status
see_parent(crm_context *crm, crm_id id, crm_id parent)
{
    crm_account *account = NULL;
    crm_status status;

    STEP(crm_account_load(crm, id, &account));
    HOLDS(crm_account_parent(account) == parent);
done:
    crm_account_free(account);
    return status;
}

crm_status
run_put_under(struct world *world)
{
    crm_account *child = NULL, *holding = NULL, *top = crm_account_new(world->crm);
    crm_status status;

    NEED(world->crm, top);
    STEP(crm_account_set_name(top, "The Pet Group"));
    STEP(crm_account_save(top));
    STEP(crm_account_load(world->crm, world->ids[THE_ACCOUNT], &child));
    STEP(crm_account_load(world->crm, world->ids[THE_HOLDING], &holding));
    STEP(crm_account_put_under(holding, crm_account_id(top)));
    STEP(crm_account_set_tier(child, 2));
    STEP(crm_account_put_under(child, world->ids[THE_HOLDING]));
    REFUSED(crm_account_put_under(top, world->ids[THE_ACCOUNT]), CRM_ERROR_RULE);
    STEP(see_parent(world->crm, world->ids[THE_ACCOUNT], world->ids[THE_HOLDING]));
done:
    crm_account_free(top);
    crm_account_free(holding);
    crm_account_free(child);
    return status;
}

crm_status
run_acquire(struct world *world)
{
    crm_account *child = NULL, *buyer = crm_account_new(world->crm);
    crm_status status;

    NEED(world->crm, buyer);
    STEP(crm_account_set_name(buyer, "The Buyer"));
    STEP(crm_account_save(buyer));
    STEP(crm_account_load(world->crm, world->ids[THE_ACCOUNT], &child));
    STEP(crm_account_put_under(child, world->ids[THE_HOLDING]));
    STEP(crm_account_acquire(child, crm_account_id(buyer), A_DAY - 100));
    STEP(see_parent(world->crm, world->ids[THE_ACCOUNT], crm_account_id(buyer)));
    STEP(crm_account_acquire(child, 0, A_DAY - 50));
    STEP(see_parent(world->crm, world->ids[THE_ACCOUNT], 0));
done:
    crm_account_free(buyer);
    crm_account_free(child);
    return status;
}

crm_status
run_template(struct world *world)
{
    crm_id pipeline = 0, stage = 0, named = 0;
    crm_status status;

    STEP(crm_pipeline_from_template(world->crm, "Trade", "spanco", &pipeline));
    STEP(stage_at(world->crm, pipeline, 6, &stage));
    STEP(crm_stage_find(world->crm, pipeline, "Order", &named));
    HOLDS(named == stage);
    REFUSED(crm_stage_find(world->crm, pipeline, "order", &named), CRM_NONE);
    REFUSED(crm_pipeline_from_template(world->crm, NULL, "no such", NULL), CRM_ERROR_ARGUMENT);
done:
    return status;
}

static crm_status
new_deal(struct world *world, crm_opportunity **out_deal)
{
    crm_opportunity *deal = crm_opportunity_new(world->crm);
    crm_status status;

    NEED(world->crm, deal);
    STEP(crm_opportunity_set_name(deal, "A deal"));
    STEP(crm_opportunity_set_account(deal, world->ids[THE_ACCOUNT]));
    STEP(crm_opportunity_set_pipeline(deal, world->ids[THE_PIPELINE]));
    STEP(crm_opportunity_set_amount(deal, 90000));
    STEP(crm_opportunity_set_currency(deal, EUR));
    STEP(crm_opportunity_save(deal));
    *out_deal = deal;
    return CRM_OK;
done:
    crm_opportunity_free(deal);
    return status;
}

static crm_move_params
move_of(struct world *world)
{
    crm_move_params move = CRM_MOVE_PARAMS_INIT;

    move.actor = world->ids[THE_USER];
    move.reason = "met the buyer";
    move.note = "on the phone";
    return move;
}

/* The row of a move, as it is stored. */
static crm_status
see_row(struct world *world, crm_transition *row)
{
    EXPECT(crm_transition_opportunity(row) > 0);
    EXPECT_VALUE(crm_transition_seq, row, int64_t, 2);
    EXPECT_VALUE(crm_transition_type, row, int32_t, CRM_TRANSITION_TYPE_MOVE);
    EXPECT_VALUE(crm_transition_outcome, row, int32_t, CRM_OUTCOME_OPEN);
    EXPECT_VALUE(crm_transition_position, row, int64_t, 2);
    EXPECT_VALUE(crm_transition_amount, row, int64_t, 95000);
    EXPECT_VALUE(crm_transition_currency, row, crm_currency, EUR);
    EXPECT_VALUE(crm_transition_close_day, row, crm_day, A_DAY + 30);
    EXPECT(crm_transition_actor(row) == world->ids[THE_USER]);
    EXPECT(crm_transition_from_stage(row) == world->ids[THE_FIRST_STAGE]);
    EXPECT(crm_transition_stage(row) == world->ids[THE_SECOND_STAGE]);
    EXPECT(crm_transition_pipeline(row) == world->ids[THE_PIPELINE]);
    EXPECT(crm_transition_account(row) == world->ids[THE_ACCOUNT]);
    EXPECT(crm_transition_corrects(row) == 0 && crm_transition_competitor(row) == 0);
    EXPECT_TEXT(crm_transition_reason, row, "met the buyer");
    EXPECT_TEXT(crm_transition_note, row, "on the phone");
    EXPECT(crm_transition_external_id(row) == NULL);
    EXPECT(crm_record_transition(crm_transition_record(row)) == row);
    return CRM_OK;
}

static crm_status
see_log(struct world *world, crm_id id)
{
    crm_transition *row = NULL;
    crm_status status;

    STEP(crm_transition_load(world->crm, id, &row));
    HOLDS(crm_transition_id(row) == id);
    STEP(see_row(world, row));
    STEP(crm_transition_save(row));
    STEP(crm_transition_set_note(row, "edited afterwards"));
    REFUSED(crm_transition_save(row), CRM_ERROR_RULE);
    REFUSED(crm_transition_remove(row), CRM_ERROR_RULE);
done:
    crm_transition_free(row);
    return status;
}

crm_status
run_deal_won(struct world *world)
{
    crm_move_params move = move_of(world);
    crm_opportunity *deal = NULL;
    crm_status status;
    crm_day closed;
    crm_id row = 0;

    STEP(new_deal(world, &deal));
    STEP(crm_opportunity_set_amount(deal, 95000));
    STEP(crm_opportunity_set_close_day(deal, A_DAY + 30));
    STEP(crm_opportunity_move(deal, world->ids[THE_SECOND_STAGE], &move, &row));
    STEP(see_log(world, row));
    STEP(crm_opportunity_win(deal, 0, &move, NULL));
    STEP(crm_opportunity_closed_day(deal, &closed));
    REFUSED(crm_opportunity_win(deal, 0, NULL, NULL), CRM_ERROR_RULE);
    STEP(crm_opportunity_reopen(deal, 0, NULL, NULL));
    HOLDS(crm_opportunity_stage(deal) == world->ids[THE_SECOND_STAGE]);
done:
    crm_opportunity_free(deal);
    return status;
}

crm_status
run_deal_lost(struct world *world)
{
    crm_move_params move = move_of(world);
    crm_opportunity *deal = NULL;
    crm_status status;

    move.competitor = world->ids[THE_HOLDING];
    STEP(new_deal(world, &deal));
    STEP(crm_opportunity_lose(deal, 0, &move, NULL));
    REFUSED(crm_opportunity_move(deal, world->ids[THE_SECOND_STAGE], NULL, NULL), CRM_ERROR_RULE);
done:
    crm_opportunity_free(deal);
    return status;
}

crm_status
run_transfer(struct world *world)
{
    crm_opportunity *deal = NULL;
    crm_status status;

    STEP(crm_opportunity_load(world->crm, world->ids[THE_DEAL], &deal));
    REFUSED(crm_opportunity_move(deal, world->ids[THE_OTHER_STAGE], NULL, NULL), CRM_ERROR_RULE);
    STEP(crm_opportunity_transfer(deal, world->ids[THE_OTHER_STAGE], NULL, NULL));
    HOLDS(crm_opportunity_pipeline(deal) == world->ids[THE_OTHER_PIPELINE]);
done:
    crm_opportunity_free(deal);
    return status;
}

/* A move of a wrong amount is put right, then undone. */
crm_status
run_correct(struct world *world)
{
    crm_transition *right = crm_transition_new(world->crm);
    crm_opportunity *deal = NULL;
    crm_id row = 0, corrected = 0;
    crm_status status;
    int64_t amount = 0;

    NEED(world->crm, right);
    STEP(crm_opportunity_load(world->crm, world->ids[THE_DEAL], &deal));
    STEP(crm_opportunity_move(deal, world->ids[THE_SECOND_STAGE], NULL, &row));
    STEP(crm_transition_set_amount(right, 260000));
    STEP(crm_opportunity_correct(deal, row, right, NULL, &corrected));
    STEP(crm_opportunity_amount(deal, &amount));
    HOLDS(amount == 260000 && corrected > 0);
    STEP(crm_opportunity_correct(deal, corrected, NULL, NULL, NULL));
    HOLDS(crm_opportunity_stage(deal) == world->ids[THE_FIRST_STAGE]);
done:
    crm_transition_free(right);
    crm_opportunity_free(deal);
    return status;
}

static crm_status
set_row(struct world *world, crm_transition *row)
{
    TRY(crm_transition_set_external_id(row, "log-2"));
    TRY(crm_transition_set_type(row, CRM_TRANSITION_TYPE_MOVE));
    TRY(crm_transition_set_seq(row, 2));
    TRY(crm_transition_set_at(row, AN_INSTANT));
    TRY(crm_transition_set_bits(row, CRM_TRANSITION_BIT_DAY_ONLY));
    TRY(crm_transition_set_actor(row, world->ids[THE_USER]));
    TRY(crm_transition_set_stage(row, world->ids[THE_SECOND_STAGE]));
    TRY(crm_transition_set_amount(row, 70000));
    TRY(crm_transition_set_currency(row, USD));
    TRY(crm_transition_set_close_day(row, A_DAY + 10));
    TRY(crm_transition_set_probability_bp(row, 3500));
    TRY(crm_transition_set_probability_origin(row, CRM_PROBABILITY_MANUAL));
    TRY(crm_transition_set_owner(row, world->ids[THE_MANAGER]));
    TRY(crm_transition_set_account(row, world->ids[THE_HOLDING]));
    TRY(crm_transition_set_product(row, world->ids[THE_PRODUCT]));
    TRY(crm_transition_set_category(row, CRM_CATEGORY_COMMIT));
    TRY(crm_transition_set_reason(row, "imported"));
    TRY(crm_transition_set_competitor(row, world->ids[THE_ACCOUNT]));
    return crm_transition_set_note(row, "from the old system");
}

static crm_status
see_imported(struct world *world, crm_transition *row)
{
    EXPECT_VALUE(crm_transition_at, row, crm_instant, AN_INSTANT);
    EXPECT_VALUE(crm_transition_bits, row, int64_t, CRM_TRANSITION_BIT_DAY_ONLY);
    EXPECT_VALUE(crm_transition_probability_bp, row, int32_t, 3500);
    EXPECT_VALUE(crm_transition_probability_origin, row, int32_t, CRM_PROBABILITY_MANUAL);
    EXPECT_VALUE(crm_transition_category, row, int32_t, CRM_CATEGORY_COMMIT);
    EXPECT(crm_transition_owner(row) == world->ids[THE_MANAGER]);
    EXPECT(crm_transition_product(row) == world->ids[THE_PRODUCT]);
    EXPECT(crm_transition_competitor(row) == world->ids[THE_ACCOUNT]);
    EXPECT_TEXT(crm_transition_external_id, row, "log-2");
    return CRM_OK;
}

static crm_status
append_first(struct world *world, crm_opportunity *deal)
{
    crm_transition *row = crm_transition_new(world->crm);
    crm_status status;

    NEED(world->crm, row);
    STEP(crm_transition_set_type(row, CRM_TRANSITION_TYPE_CREATE));
    STEP(crm_transition_set_stage(row, world->ids[THE_FIRST_STAGE]));
    STEP(crm_opportunity_append(deal, row));
done:
    crm_transition_free(row);
    return status;
}

crm_status
run_append(struct world *world)
{
    crm_opportunity *deal = crm_opportunity_new(world->crm);
    crm_transition *row = crm_transition_new(world->crm);
    crm_status status;

    NEED(world->crm, deal);
    NEED(world->crm, row);
    STEP(crm_opportunity_set_name(deal, "Imported"));
    STEP(append_first(world, deal));
    STEP(set_row(world, row));
    STEP(crm_opportunity_append(deal, row));
    STEP(see_imported(world, row));
    HOLDS(crm_opportunity_stage(deal) == world->ids[THE_SECOND_STAGE]);
    REFUSED(crm_opportunity_append(deal, row), CRM_ERROR_STATE);
done:
    crm_transition_free(row);
    crm_opportunity_free(deal);
    return status;
}

/* Create, move and win in one unit; an operation that is refused inside undoes its own writes
   alone. */
crm_status
run_deal_in_unit(struct world *world)
{
    crm_opportunity *deal = NULL;
    crm_status status;

    STEP(crm_begin(world->crm));
    STEP(new_deal(world, &deal));
    STEP(crm_opportunity_move(deal, world->ids[THE_SECOND_STAGE], NULL, NULL));
    REFUSED(crm_opportunity_move(deal, world->ids[THE_OTHER_STAGE], NULL, NULL), CRM_ERROR_RULE);
    STEP(crm_opportunity_win(deal, 0, NULL, NULL));
    STEP(crm_commit(world->crm));
done:
    crm_rollback(world->crm);
    crm_opportunity_free(deal);
    return status;
}
