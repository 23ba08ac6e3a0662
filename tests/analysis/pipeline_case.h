/*
 * pipeline_case.h - what the tests of the pipeline analysis share: a context, a log to fill, the
 * analysis finished over it with its coverage checked.
 */
#ifndef TESTS_ANALYSIS_PIPELINE_CASE_H
#define TESTS_ANALYSIS_PIPELINE_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crm/calendar.h"
#include "crm/context.h"
#include "crm/pipeline_analysis.h"
#include "log.h"

static crm_context *crm;
static struct log story;
static crm_pipeline_params params;

static inline int
setup(void **state)
{
    (void)state;
    crm = feed_open(NULL, NULL);
    params = (crm_pipeline_params)CRM_PIPELINE_PARAMS_INIT;
    params.as_of = LOG_AS_OF;
    params.currency = LOG_USD;
    log_begin(&story);
    return crm ? 0 : -1;
}

static inline int
teardown(void **state)
{
    (void)state;
    feed_done(&story.feed);
    crm_close(crm);
    return 0;
}

static inline crm_analysis *
finished(const struct feed *feed)
{
    crm_analysis *analysis = crm_pipeline_analysis_new(crm, &params);

    assert_non_null(analysis);
    assert_int_equal(feed_all(analysis, feed), CRM_OK);
    if (crm_analysis_finish(analysis) != CRM_OK)
        fail_msg("%s", crm_message(crm));
    feed_assert_covered(analysis, feed);
    return analysis;
}

static inline bool
is_none(const crm_table *table, size_t row, const char *column)
{
    int32_t number = crm_table_column(table, column);
    double value;
    int64_t whole;

    assert_true(number >= 0);
    return crm_table_double(table, row, number, &value) == CRM_NONE ||
           crm_table_int(table, row, number, &whole) == CRM_NONE;
}

/* Cells of the table `stages` by stage. */
static inline int64_t
of_stage(crm_analysis *analysis, crm_id stage, const char *column)
{
    const crm_table *stages = crm_analysis_table(analysis, "stages");

    return feed_int(stages, feed_find(stages, "stage", stage), column);
}

static inline double
ratio_of(crm_analysis *analysis, crm_id stage, const char *column)
{
    const crm_table *stages = crm_analysis_table(analysis, "stages");

    return feed_double(stages, feed_find(stages, "stage", stage), column);
}

static inline bool
none_of(crm_analysis *analysis, crm_id stage, const char *column)
{
    const crm_table *stages = crm_analysis_table(analysis, "stages");

    return is_none(stages, feed_find(stages, "stage", stage), column);
}

/* entered = advanced + moved_back + lost + handed_off + here, for every stage. */
static inline void
assert_identity(crm_analysis *analysis)
{
    const crm_table *stages = crm_analysis_table(analysis, "stages");

    for (size_t row = 0; row < crm_table_rows(stages); row++)
        assert_int_equal(feed_int(stages, row, "entered"),
                         feed_int(stages, row, "advanced") + feed_int(stages, row, "moved_back") +
                             feed_int(stages, row, "lost") + feed_int(stages, row, "handed_off") +
                             feed_int(stages, row, "here"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
