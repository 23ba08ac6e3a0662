/*
 * test_hostile.c - rows as a hostile or broken store may hand over: ids that nobody has, days and
 * instants at the ends of the calendar, amounts and positions at the ends of 64 bits, stages of no
 * pipeline, accounts that own each other. An analysis answers, or says what does not fit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/calendar.h"
#include "crm/context.h"
#include "crm/pipeline_analysis.h"
#include "crm/whitespace.h"
#include "log.h"

static int64_t
pick(uint64_t *random, const int64_t *values, size_t count)
{
    return values[feed_between(random, 0, (int64_t)count - 1)];
}

#define PICK(...)                                                                                  \
    ((long long)pick(random, (const int64_t[]){__VA_ARGS__},                                       \
                     sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t)))

#define SOME_ID PICK(1, 2, 3, 4, 5, 6, INT64_MAX)
#define SOME_AMOUNT PICK(0, 1, -1, 100, 5000, 5000, 5000, INT64_MAX, INT64_MIN)
#define SOME_DAY PICK(CRM__DAY_MIN, 0, 19000, 20000, 20050, 20100, 20101, CRM__DAY_MAX)
#define SOME_INSTANT                                                                               \
    PICK((CRM__DAY_MIN + 1) * LOG_DAY_US, -1, 0, 20000 * LOG_DAY_US, 20050 * LOG_DAY_US + 5,       \
         20101 * LOG_DAY_US - 1, 20101 * LOG_DAY_US, (CRM__DAY_MAX - 1) * LOG_DAY_US)

static struct feed_row *
add(struct feed_row *row, uint64_t *random, crm_field field, int64_t value)
{
    if (feed_between(random, 0, 3) > 0) {
        row->field[row->cells] = field;
        row->value[row->cells++] = value;
    }
    return row;
}

static void
people_and_things(struct feed *feed, uint64_t *random)
{
    for (long long id = 1; id <= 6; id++) {
        struct feed_row *row = feed_add(feed, CRM_KIND_ACCOUNT, 1, CRM_FIELD_ID, id);

        add(row, random, CRM_ACCOUNT_TYPES, PICK(0, 1, 2, 129, 255));
        if (feed_between(random, 0, 3) == 0)
            add(row, random, CRM_FIELD_MERGED_INTO, SOME_ID);
        if (feed_between(random, 0, 5) == 0)
            add(row, random, CRM_FIELD_ARCHIVED, SOME_INSTANT);
        row->text = id % 2 ? "x" : " ";
        row->text_field = CRM_ACCOUNT_SEGMENT;
        feed_add(feed, CRM_KIND_LINK, 4, CRM_FIELD_ID, id, CRM_LINK_CHILD, SOME_ID, CRM_LINK_PARENT,
                 SOME_ID, CRM_LINK_TYPE, 1LL);
        row = feed_add(feed, CRM_KIND_PRODUCT, 1, CRM_FIELD_ID, id);
        add(row, random, CRM_PRODUCT_LIST_PRICE, SOME_AMOUNT);
        add(row, random, CRM_PRODUCT_CURRENCY, LOG_USD);
        add(row, random, CRM_PRODUCT_VALIDITY_DAYS, PICK(1, 1, 30, INT64_MAX));
        if (feed_between(random, 0, 3) == 0)
            add(row, random, CRM_FIELD_MERGED_INTO, SOME_ID);
        add(row, random, CRM_PRODUCT_RETIRED, SOME_DAY);
        row->text = id % 3 ? "/" : "a/b";
        row->text_field = CRM_PRODUCT_CATEGORY;
    }
    for (long long id = 1; id <= 4; id++) {
        struct feed_row *row =
            feed_add(feed, CRM_KIND_STAGE, 4, CRM_FIELD_ID, id, CRM_STAGE_PIPELINE, SOME_ID,
                     CRM_STAGE_POSITION, SOME_AMOUNT, CRM_STAGE_OUTCOME, PICK(1, 2, 3, 4));

        row->text = "s";
        row->text_field = CRM_STAGE_NAME;
        add(row, random, CRM_STAGE_MAX_DAYS, PICK(0, 5, INT64_MAX));
    }
}

static void
facts(struct feed *feed, uint64_t *random)
{
    for (long long id = 1; id <= 60; id++) {
        long long type = PICK(1, 2, 2, 2, 3, 4);
        struct feed_row *row = feed_add(
            feed, CRM_KIND_TRANSITION, 6, CRM_FIELD_ID, id, CRM_TRANSITION_OPPORTUNITY, SOME_ID,
            CRM_TRANSITION_SEQ, PICK(1, 2, 3, 4, INT64_MAX), CRM_TRANSITION_TYPE, type,
            CRM_TRANSITION_STAGE, SOME_ID, CRM_TRANSITION_OUTCOME, PICK(1, 1, 2, 3, 4));

        if (type == CRM_TRANSITION_TYPE_CREATE)
            add(row, random, CRM_TRANSITION_AT, SOME_INSTANT);
        else
            row->field[row->cells] = CRM_TRANSITION_AT, row->value[row->cells++] = SOME_INSTANT;
        add(row, random, CRM_TRANSITION_BITS, PICK(0, 1, 2, 7));
        add(row, random, CRM_TRANSITION_CORRECTS, PICK(1, 2, 30, 60, INT64_MAX));
        add(row, random, CRM_TRANSITION_PIPELINE, SOME_ID);
        add(row, random, CRM_TRANSITION_POSITION, SOME_AMOUNT);
        add(row, random, CRM_TRANSITION_AMOUNT, SOME_AMOUNT);
        add(row, random, CRM_TRANSITION_CURRENCY, LOG_USD);
        add(row, random, CRM_TRANSITION_CLOSE_DAY, SOME_DAY);
        add(row, random, CRM_TRANSITION_ACCOUNT, SOME_ID);
        add(row, random, CRM_TRANSITION_PRODUCT, SOME_ID);
        row->text = id % 2 ? "" : "\xef\xb7\xba";
        row->text_field = CRM_TRANSITION_REASON;
    }
    for (long long id = 1; id <= 5; id++)
        add(feed_add(feed, CRM_KIND_OPPORTUNITY, 1, CRM_FIELD_ID, id), random,
            CRM_FIELD_MERGED_INTO, SOME_ID);
    for (int i = 0; i < 40; i++) {
        struct feed_row *row = feed_add(
            feed, CRM_KIND_PURCHASE, 5, CRM_PURCHASE_ACCOUNT, SOME_ID, CRM_PURCHASE_DAY, SOME_DAY,
            CRM_PURCHASE_TYPE, 1LL, CRM_PURCHASE_NET_AMOUNT, PICK(0, 1, 100, 5000, 5000, INT64_MAX),
            CRM_PURCHASE_CURRENCY, (long long)LOG_USD);

        add(row, random, CRM_PURCHASE_PRODUCT, SOME_ID);
        add(row, random, CRM_PURCHASE_QUANTITY, PICK(0, 1, 1000, INT64_MAX));
    }
}

static void
try_one(crm_context *crm, const char *name, const struct feed *feed, uint64_t seed, int *answered)
{
    crm_whitespace_params whitespace = CRM_WHITESPACE_PARAMS_INIT;
    crm_pipeline_params pipeline = CRM_PIPELINE_PARAMS_INIT;
    crm_analysis *analysis;
    crm_status status;

    whitespace.as_of = pipeline.as_of = LOG_AS_OF;
    whitespace.unit = seed % 2 ? CRM_UNIT_FAMILY : CRM_UNIT_ACCOUNT;
    whitespace.columns = seed % 3 ? CRM_COLUMNS_PRODUCT : CRM_COLUMNS_CATEGORY;
    whitespace.category_levels = seed % 5 ? 0 : 1;
    whitespace.lost_days = INT32_MAX;
    whitespace.kappa = 1000000;
    pipeline.target_wins = seed % 2 ? 7 : INT64_MAX;
    analysis = name[0] == 'w' ? crm_whitespace_new(crm, &whitespace)
                              : crm_pipeline_analysis_new(crm, &pipeline);
    assert_non_null(analysis);
    status = feed_all(analysis, feed);
    if (status == CRM_OK)
        status = crm_analysis_finish(analysis);
    if (status == CRM_OK) {
        feed_assert_covered(analysis, feed);
        ++*answered;
    } else if (status != CRM_ERROR_OVERFLOW) {
        fail_msg("%s, seed %llu: %d %s", name, (unsigned long long)seed, status, crm_message(crm));
    }
    crm_analysis_free(analysis);
}

static void
hostile_rows_do_no_harm(void **state)
{
    static const char *const names[] = {"whitespace", "pipeline"};
    crm_context *crm = feed_open(NULL, NULL);
    int answered[2] = {0, 0};

    (void)state;
    assert_non_null(crm);
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct feed feed = {0};
        uint64_t random = seed * 2654435761u;

        people_and_things(&feed, &random);
        facts(&feed, &random);
        feed_shuffle(&feed, crm_descriptor_find("whitespace"), &random);
        try_one(crm, names[0], &feed, seed, &answered[0]);
        feed_shuffle(&feed, crm_descriptor_find("pipeline"), &random);
        try_one(crm, names[1], &feed, seed, &answered[1]);
        feed_done(&feed);
    }
    crm_close(crm);
    print_message("answered: whitespace %d, pipeline %d of 400\n", answered[0], answered[1]);
    assert_true(answered[0] > 20 && answered[1] > 20);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hostile_rows_do_no_harm)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
