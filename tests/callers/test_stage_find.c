/*
 * test_stage_find.c - a stage by its name: of its own pipeline alone, archived ones passed over, two
 * of one name told apart by nobody.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <crm/crm.h>

static crm_id
add_stage(crm_context *crm, crm_id pipeline, const char *name)
{
    crm_stage *stage = crm_stage_new(crm);
    crm_id id;

    crm_stage_set_pipeline(stage, pipeline);
    crm_stage_set_name(stage, name);
    crm_stage_set_position(stage, 9);
    crm_stage_set_outcome(stage, CRM_OUTCOME_OPEN);
    assert_int_equal(crm_stage_save(stage), CRM_OK);
    id = crm_stage_id(stage);
    crm_stage_free(stage);
    return id;
}

static void
archive(crm_context *crm, crm_id id)
{
    crm_stage *stage;

    assert_int_equal(crm_stage_load(crm, id, &stage), CRM_OK);
    assert_int_equal(crm_record_set_int(crm_stage_record(stage), CRM_FIELD_ARCHIVED, 0), CRM_OK);
    assert_int_equal(crm_stage_save(stage), CRM_OK);
    crm_stage_free(stage);
}

static void
stages_have_names(void **state)
{
    crm_context *crm;
    crm_id trade, calls, found = -7, first, second;

    (void)state;
    assert_int_equal(crm_open(NULL, &crm), CRM_OK);
    assert_int_equal(crm_pipeline_from_template(crm, NULL, "spanco", &trade), CRM_OK);
    assert_int_equal(crm_pipeline_from_template(crm, NULL, "prospecting", &calls), CRM_OK);

    assert_int_equal(crm_stage_find(crm, trade, "Meeting", &found), CRM_NONE);
    assert_int_equal(crm_stage_find(crm, trade, "order", &found), CRM_NONE);
    assert_int_equal(crm_stage_find(crm, trade, "Orde", &found), CRM_NONE);
    assert_int_equal(crm_stage_find(crm, trade + calls, "Order", &found), CRM_NONE);
    assert_int_equal(found, -7);
    assert_int_equal(crm_stage_find(crm, 0, "Order", &found), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_stage_find(crm, trade, NULL, &found), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_stage_find(crm, trade, "Order", NULL), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_stage_find(NULL, trade, "Order", &found), CRM_ERROR_ARGUMENT);

    first = add_stage(crm, trade, "Démonstration");
    assert_int_equal(crm_stage_find(crm, trade, "Démonstration", &found), CRM_OK);
    assert_int_equal(found, first);
    assert_int_equal(crm_begin(crm), CRM_OK);
    second = add_stage(crm, trade, "Démonstration");
    assert_int_equal(crm_stage_find(crm, trade, "Démonstration", &found), CRM_ERROR_DUPLICATE);
    archive(crm, first);
    assert_int_equal(crm_stage_find(crm, trade, "Démonstration", &found), CRM_OK);
    assert_int_equal(found, second);
    crm_rollback(crm);
    assert_int_equal(crm_stage_find(crm, trade, "Démonstration", &found), CRM_OK);
    assert_int_equal(found, first);
    crm_close(crm);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stages_have_names)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
