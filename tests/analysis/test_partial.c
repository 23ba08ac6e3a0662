/*
 * test_partial.c - partials: what is refused, and that hostile tables do no harm.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/engine/inside.h"
#include "crm/context.h"
#include "crm/families.h"
#include "crm/rfm.h"
#include "world.h"

static crm_context *crm;

static int
setup(void **state)
{
    (void)state;
    crm = feed_open(NULL, NULL);
    return crm ? 0 : -1;
}

static int
teardown(void **state)
{
    (void)state;
    crm_close(crm);
    return 0;
}

static crm_analysis *
ask(int32_t bins)
{
    crm_rfm_params params = CRM_RFM_PARAMS_INIT;
    crm_analysis *analysis;

    params.as_of = WORLD_AS_OF;
    params.currency = WORLD_USD;
    params.unit = CRM_UNIT_FAMILY;
    params.bins = bins;
    analysis = crm_rfm_new(crm, &params);
    assert_non_null(analysis);
    return analysis;
}

static void
world(struct feed *feed, uint64_t seed)
{
    memset(feed, 0, sizeof *feed);
    world_make(feed, seed, 60);
    feed->skip[CRM_KIND_TRANSITION] = feed->skip[CRM_KIND_OPPORTUNITY] = true;
    feed->skip[CRM_KIND_CONTACT] = true;
    feed_shuffle(feed, crm_descriptor_find("rfm"), NULL);
}

static crm_analysis *
fed(const struct feed *feed)
{
    crm_analysis *analysis = ask(5);

    assert_int_equal(feed_all(analysis, feed), CRM_OK);
    return analysis;
}

static const crm_table *
table_at(crm_analysis *analysis, size_t index)
{
    const crm_table *table;

    assert_int_equal(crm_analysis_partial(analysis, index, &table), CRM_OK);
    return table;
}

static void
other_params_are_refused_and_named(void **state)
{
    struct feed feed;
    crm_analysis *from, *into = ask(4), *families;
    crm_families_params params = CRM_FAMILIES_PARAMS_INIT;

    (void)state;
    world(&feed, 5);
    from = fed(&feed);
    assert_int_equal(crm_analysis_add_partial(into, table_at(from, 0)), CRM_ERROR_ARGUMENT);
    assert_non_null(strstr(crm_message(crm), "param.bins"));
    crm_analysis_free(into);
    params.as_of = WORLD_AS_OF;
    families = crm_families_new(crm, &params);
    assert_int_equal(crm_analysis_add_partial(families, table_at(from, 0)), CRM_ERROR_ARGUMENT);
    assert_non_null(strstr(crm_message(crm), "another analysis"));
    crm_analysis_free(families);
    crm_analysis_free(from);
    feed_done(&feed);
}

static void
meta_comes_first_and_every_table_once(void **state)
{
    struct feed feed;
    crm_analysis *from, *into = ask(5);

    (void)state;
    world(&feed, 5);
    from = fed(&feed);
    assert_int_equal(crm_analysis_add_partial(into, table_at(from, 1)), CRM_ERROR_DATA);
    crm_analysis_free(into);
    into = ask(5);
    assert_int_equal(crm_analysis_add_partial(into, table_at(from, 0)), CRM_OK);
    assert_int_equal(crm_analysis_add_partial(into, table_at(from, 2)), CRM_OK);
    assert_int_equal(crm_analysis_add_partial(into, table_at(from, 2)), CRM_ERROR_DATA);
    crm_analysis_free(into);
    into = ask(5);
    assert_int_equal(crm_analysis_add_partial(into, table_at(from, 0)), CRM_OK);
    assert_int_equal(crm_analysis_add_partial(into, table_at(from, 0)), CRM_ERROR_DATA);
    crm_analysis_free(into);
    into = ask(5);
    assert_int_equal(crm_analysis_add_partial(into, table_at(from, 0)), CRM_OK);
    assert_int_equal(crm_analysis_finish(into), CRM_ERROR_STATE); /* tables are missing */
    crm_analysis_free(into);
    crm_analysis_free(from);
    feed_done(&feed);
}

static void
facts_of_other_setup_rows_are_refused(void **state)
{
    struct feed feed;
    crm_analysis *one, *two, *into = ask(5);

    (void)state;
    world(&feed, 5);
    one = fed(&feed);
    for (size_t i = 0; i < feed.count; i++) { /* one link less */
        if (feed.rows[i].kind == CRM_KIND_LINK) {
            feed.rows[i] = feed.rows[feed.count - 1];
            feed.count--;
            break;
        }
    }
    feed_shuffle(&feed, crm_descriptor_find("rfm"), NULL);
    two = fed(&feed);
    assert_int_equal(feed_merge(into, one), CRM_OK);
    assert_int_equal(feed_merge(into, two), CRM_ERROR_DATA);
    crm_analysis_free(into);
    crm_analysis_free(one);
    crm_analysis_free(two);
    feed_done(&feed);
}

/* ---- Hostile tables ---- */

static const int64_t nasty[] = {0,         -1,
                                1,         INT64_MAX,
                                INT64_MIN, INT32_MAX,
                                INT32_MIN, (int64_t)1 << 60,
                                20000,     4611686018427387904};

/* A result with the same columns, and one cell changed, removed, or one row left out. */
static crm_table *
spoiled(const crm_table *table, uint64_t *random)
{
    struct crm__column_spec specs[40];
    size_t rows = crm_table_rows(table), columns = crm_table_columns(table);
    size_t bad_row = rows ? feed_random(random) % rows : 0;
    size_t bad_column = feed_random(random) % columns, way = feed_random(random) % 8;
    crm_table *copy;

    for (size_t i = 0; i < columns; i++)
        specs[i] = (struct crm__column_spec){way == 7 && i == bad_column ? "other"
                                                                         : table->columns[i].name,
                                             table->columns[i].type, 0, ""};
    copy = crm__result_new(crm, specs, columns);
    assert_non_null(copy);
    for (size_t row = 0; row < rows; row++) {
        if (way == 6 && row == bad_row)
            continue;
        copy->rows++;
        for (size_t i = 0; i < columns; i++) {
            bool bad = row == bad_row && i == bad_column;
            size_t length;
            const char *text;
            int64_t value;

            if (bad && way == 5)
                continue;
            if (specs[i].type == CRM_TYPE_TEXT) {
                text = crm_table_text(table, row, (int32_t)i, &length);
                if (text)
                    crm__put_text(copy, copy->rows - 1, (int32_t)i, bad ? "x" : text,
                                  bad ? 1 : length);
            } else if (crm_table_int(table, row, (int32_t)i, &value) == CRM_OK) {
                if (bad)
                    value = nasty[feed_random(random) % (sizeof nasty / sizeof nasty[0])];
                crm__put_int(copy, copy->rows - 1, (int32_t)i, value);
            }
        }
    }
    assert_int_equal(crm__table_seal(copy), CRM_OK);
    return copy;
}

static crm_status
merge_spoiled(crm_analysis *into, crm_analysis *from, size_t which, uint64_t *random)
{
    crm_status status = CRM_OK;
    const crm_table *table;

    for (size_t i = 0; status == CRM_OK; i++) {
        crm_table *copy = NULL;

        status = crm_analysis_partial(from, i, &table);
        if (status != CRM_OK)
            break;
        if (i == which && crm_table_kind(table) == 0)
            copy = spoiled(table, random);
        status = crm_analysis_add_partial(into, copy ? copy : table);
        if (copy)
            crm__table_free(copy);
    }
    return status == CRM_NONE ? crm_analysis_finish(into) : status;
}

static void
hostile_tables_do_no_harm(void **state)
{
    struct feed feed;
    crm_analysis *from;
    uint64_t random = 4242;
    size_t refused = 0, taken = 0, tables = 0;
    const crm_table *table;

    (void)state;
    world(&feed, 9);
    from = fed(&feed);
    while (crm_analysis_partial(from, tables, &table) == CRM_OK)
        tables++;
    assert_int_equal(crm_analysis_partial(from, tables, &table), CRM_NONE);
    for (int round = 0; round < 600; round++) {
        crm_analysis *into = ask(5);
        crm_status status = merge_spoiled(into, from, feed_random(&random) % tables, &random);

        assert_true(status == CRM_OK || status == CRM_ERROR_DATA || status == CRM_ERROR_ARGUMENT ||
                    status == CRM_ERROR_OVERFLOW);
        refused += status != CRM_OK;
        taken += status == CRM_OK;
        crm_analysis_free(into);
    }
    assert_true(refused > 100);
    assert_true(taken > 50); /* kinds are not spoiled here */
    crm_analysis_free(from);
    feed_done(&feed);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_params_are_refused_and_named),
        cmocka_unit_test(meta_comes_first_and_every_table_once),
        cmocka_unit_test(facts_of_other_setup_rows_are_refused),
        cmocka_unit_test(hostile_tables_do_no_harm),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
