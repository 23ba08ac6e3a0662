/*
 * test_template.c - pipelines ready made.
 */
#include "world.h"

struct expected {
    const char *name;
    int32_t outcome;
    int32_t chance;
    int32_t category;
};

static void
check_stages(struct world *world, crm_id pipeline, const struct expected *stages, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        crm_stage *stage = NULL;
        crm_record *record;

        OK(world, crm_stage_load(world->crm, stage_at(world, pipeline, (int64_t)i + 1), &stage));
        record = crm_stage_record(stage);
        assert_string_equal(crm_stage_name(stage), stages[i].name);
        assert_int_equal(value(record, CRM_STAGE_OUTCOME), stages[i].outcome);
        assert_int_equal(value(record, CRM_STAGE_PROBABILITY_BP), stages[i].chance);
        assert_int_equal(value(record, CRM_STAGE_CATEGORY), stages[i].category);
        assert_int_equal(value(record, CRM_FIELD_CREATED), NOW);
        crm_stage_free(stage);
    }
}

static void
spanco(void **state)
{
    struct world *world = *state;
    const struct expected stages[] = {
        {"Suspect", CRM_OUTCOME_OPEN, 500, CRM_CATEGORY_OMITTED},
        {"Prospect", CRM_OUTCOME_OPEN, 1000, CRM_CATEGORY_PIPELINE},
        {"Approach", CRM_OUTCOME_OPEN, 2500, CRM_CATEGORY_PIPELINE},
        {"Negotiation", CRM_OUTCOME_OPEN, 5000, CRM_CATEGORY_BEST_CASE},
        {"Conclusion", CRM_OUTCOME_OPEN, 8000, CRM_CATEGORY_COMMIT},
        {"Order", CRM_OUTCOME_WON, 10000, CRM_CATEGORY_CLOSED},
        {"Lost", CRM_OUTCOME_LOST, 0, CRM_CATEGORY_OMITTED}};
    crm_id id = make_spanco(world);
    crm_pipeline *pipeline = NULL;

    OK(world, crm_pipeline_load(world->crm, id, &pipeline));
    assert_string_equal(crm_pipeline_name(pipeline), "SPANCO");
    crm_pipeline_free(pipeline);
    assert_int_equal(count_rows(world, CRM_KIND_STAGE), 7);
    check_stages(world, id, stages, 7);
    assert_int_equal(world->faults.applies, 1);
}

static void
prospecting(void **state)
{
    struct world *world = *state;
    const struct expected stages[] = {{"To contact", CRM_OUTCOME_OPEN, 500, CRM_CATEGORY_OMITTED},
                                      {"Contacted", CRM_OUTCOME_OPEN, 1000, CRM_CATEGORY_PIPELINE},
                                      {"Interested", CRM_OUTCOME_OPEN, 2500, CRM_CATEGORY_PIPELINE},
                                      {"Meeting", CRM_OUTCOME_OPEN, 5000, CRM_CATEGORY_BEST_CASE},
                                      {"Qualified", CRM_OUTCOME_WON, 10000, CRM_CATEGORY_CLOSED},
                                      {"Dropped", CRM_OUTCOME_LOST, 0, CRM_CATEGORY_OMITTED}};
    crm_id id = 0;

    OK(world, crm_pipeline_from_template(world->crm, "Chasse", "prospecting", &id));
    check_stages(world, id, stages, 6);
}

static void
refusals(void **state)
{
    struct world *world = *state;
    crm_id id = 9;

    REFUSED(world, CRM_ERROR_ARGUMENT, crm_pipeline_from_template(world->crm, NULL, "no", &id));
    REFUSED(world, CRM_ERROR_ARGUMENT, crm_pipeline_from_template(world->crm, NULL, NULL, &id));
    REFUSED(world, CRM_ERROR_DATA, crm_pipeline_from_template(world->crm, "", "spanco", &id));
    REFUSED(world, CRM_ERROR_DATA, crm_pipeline_from_template(world->crm, "\xff", "spanco", &id));
    message_has(world, "pipeline.name");
    assert_int_equal(id, 9);
    assert_int_equal(world->faults.applies, 0);
    OK(world, crm_pipeline_from_template(world->crm, NULL, "spanco", NULL));
    assert_int_equal(crm_pipeline_from_template(NULL, NULL, "spanco", NULL), CRM_ERROR_ARGUMENT);
    /* In a unit it goes with the unit. */
    OK(world, crm_begin(world->crm));
    OK(world, crm_pipeline_from_template(world->crm, NULL, "spanco", NULL));
    crm_rollback(world->crm);
    assert_int_equal(count_rows(world, CRM_KIND_PIPELINE), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {ON_BOTH(spanco), ON_BOTH(prospecting), ON_BOTH(refusals)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
