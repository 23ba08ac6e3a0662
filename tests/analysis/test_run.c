/*
 * test_run.c - reading from a store: the same answer as rows fed by hand, kinds in the order of their
 * roles, one state if the store can hold one, and what is told when it cannot read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crm/context.h"
#include "crm/families.h"
#include "crm/query.h"
#include "crm/rfm.h"
#include "crm/store.h"
#include "crm/table.h"
#include "feed.h"

#define USD (('U' << 16) | ('S' << 8) | 'D')

struct shelf {
    struct feed feed;
    crm_kind lacking; /* 0 = none */
    crm_kind scanned[16];
    size_t scans;
    int held;
    int released;
    int64_t told;
    int64_t cancel_at; /* 0 = never */
};

static void
shelf_scan(void *self, const crm_query *query, crm_reply *reply)
{
    struct shelf *shelf = self;
    crm_table *table = crm_reply_table(reply);
    crm_kind kind = crm_query_kind(query);

    if (kind == shelf->lacking) {
        crm_reply_fail(reply, CRM_ERROR_UNSUPPORTED, 7, "no such kind here");
        return;
    }
    if (shelf->scans < 16)
        shelf->scanned[shelf->scans++] = kind;
    for (size_t i = 0; i < shelf->feed.count; i++) {
        const struct feed_row *row = &shelf->feed.rows[i];
        size_t at = crm_table_rows(table);

        if (row->kind != kind)
            continue;
        crm_table_add(table, 1);
        for (size_t k = 0; k < row->cells; k++)
            crm_table_set_int(table, at, row->field[k], row->value[k]);
        if (row->text)
            crm_table_set_text(table, at, row->text_field, row->text, CRM_TEXT_NUL);
        crm_table_set_int(table, at, CRM_FIELD_VERSION, 1);
    }
    crm_reply_end(reply);
}

static void
shelf_hold(void *self, crm_reply *reply)
{
    ((struct shelf *)self)->held++;
    crm_reply_ok(reply);
}

static void
shelf_release(void *self)
{
    ((struct shelf *)self)->released++;
}

static void
shelf_progress(void *self, int64_t done, int64_t known, crm_reply *reply)
{
    struct shelf *shelf = self;

    (void)known;
    (void)done;
    if (++shelf->told == shelf->cancel_at)
        crm_reply_fail(reply, CRM_ERROR_CANCELLED, 0, "enough");
    else
        crm_reply_ok(reply);
}

static crm_context *
open_shelf(struct shelf *shelf, bool holds)
{
    crm_store store = CRM_STORE_INIT;
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm = NULL;

    store.self = shelf;
    store.scan = shelf_scan;
    store.hold = holds ? shelf_hold : NULL;
    store.release = holds ? shelf_release : NULL;
    options.store = &store;
    options.progress = shelf_progress;
    options.progress_self = shelf;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    return crm;
}

static void
fill_shelf(struct shelf *shelf)
{
    memset(shelf, 0, sizeof *shelf);
    for (crm_id id = 1; id <= 3; id++) {
        struct feed_row *row =
            feed_add(&shelf->feed, CRM_KIND_ACCOUNT, 1, CRM_FIELD_ID, (long long)id);

        row->text = "Name";
        row->text_field = CRM_ACCOUNT_NAME;
    }
    feed_add(&shelf->feed, CRM_KIND_LINK, 4, CRM_FIELD_ID, 1LL, CRM_LINK_CHILD, 2LL,
             CRM_LINK_PARENT, 1LL, CRM_LINK_TYPE, (long long)CRM_LINK_TYPE_OWNED_BY);
    for (crm_id id = 1; id <= 9; id++)
        feed_add(&shelf->feed, CRM_KIND_PURCHASE, 6, CRM_FIELD_ID, (long long)id,
                 CRM_PURCHASE_ACCOUNT, (long long)(id % 3 + 1), CRM_PURCHASE_DAY,
                 (long long)(20000 + id), CRM_PURCHASE_TYPE, 1LL, CRM_PURCHASE_NET_AMOUNT,
                 (long long)(id * 100), CRM_PURCHASE_CURRENCY, (long long)USD);
}

static crm_analysis *
ask(crm_context *crm)
{
    crm_families_params params = CRM_FAMILIES_PARAMS_INIT;
    crm_analysis *analysis;

    params.as_of = 20100;
    params.known_at = 20120 * 86400000000LL + 45015000007LL;
    analysis = crm_families_new(crm, &params);
    assert_non_null(analysis);
    return analysis;
}

static bool
about_says(crm_analysis *analysis, const char *key, const char *value)
{
    const crm_table *about = crm_analysis_table(analysis, "about");

    for (size_t row = 0; row < crm_table_rows(about); row++) {
        if (feed_text_is(about, row, "key", key))
            return feed_text_is(about, row, "value", value);
    }
    return false;
}

static void
run_reads_setup_then_keyed_then_facts(void **state)
{
    static const crm_kind order[] = {CRM_KIND_RATE, CRM_KIND_LINK, CRM_KIND_USER, CRM_KIND_ACCOUNT,
                                     CRM_KIND_PURCHASE};
    struct shelf shelf;
    crm_context *crm;
    crm_analysis *analysis;

    (void)state;
    fill_shelf(&shelf);
    crm = open_shelf(&shelf, true);
    analysis = ask(crm);
    if (crm_analysis_run(analysis) != CRM_OK)
        fail_msg("%s", crm_message(crm));
    assert_int_equal(shelf.scans, 5);
    assert_memory_equal(shelf.scanned, order, sizeof order);
    assert_int_equal(shelf.held, 1);
    assert_int_equal(shelf.released, 1);
    assert_true(about_says(analysis, "isolated", "yes"));
    assert_true(about_says(analysis, "as_of", "2025-01-12"));
    assert_true(about_says(analysis, "currency", "USD"));
    assert_true(about_says(analysis, "sales", "purchases"));
    assert_true(about_says(analysis, "since", "none"));
    assert_true(about_says(analysis, "known_at", "2025-02-01T12:30:15.000007Z"));
    assert_true(about_says(analysis, "library", crm_version()));
    assert_int_equal(feed_int(crm_analysis_table(analysis, "families"), 0, "total"), 3000);
    feed_assert_covered(analysis, &shelf.feed);
    crm_analysis_free(analysis);
    crm_close(crm);
    feed_done(&shelf.feed);
}

static void
what_was_fed_by_hand_is_not_scanned(void **state)
{
    struct shelf shelf;
    crm_context *crm;
    crm_analysis *analysis;
    crm_table *table;

    (void)state;
    fill_shelf(&shelf);
    crm = open_shelf(&shelf, false);
    analysis = ask(crm);
    table = crm_table_new(crm, CRM_KIND_RATE);
    assert_int_equal(crm_analysis_add(analysis, table), CRM_OK); /* none, but whole */
    crm_table_free(table);
    table = crm_table_new(crm, CRM_KIND_LINK);
    assert_int_equal(crm_analysis_add(analysis, table), CRM_OK);
    crm_table_free(table);
    shelf.lacking = CRM_KIND_RATE;
    assert_int_equal(crm_analysis_run(analysis), CRM_OK);
    assert_int_equal(shelf.scans, 3);
    assert_true(about_says(analysis, "isolated", "no"));
    assert_int_equal(crm_table_rows(crm_analysis_table(analysis, "families")), 3);
    crm_analysis_free(analysis);
    crm_close(crm);
    feed_done(&shelf.feed);
}

static void
a_kind_that_the_store_lacks_is_named(void **state)
{
    struct shelf shelf;
    crm_context *crm;
    crm_analysis *analysis;

    (void)state;
    fill_shelf(&shelf);
    shelf.lacking = CRM_KIND_USER;
    crm = open_shelf(&shelf, true);
    analysis = ask(crm);
    assert_int_equal(crm_analysis_run(analysis), CRM_ERROR_UNSUPPORTED);
    assert_non_null(strstr(crm_message(crm), "user"));
    assert_int_equal(crm_host_code(crm), 7);
    assert_int_equal(shelf.released, 1);
    assert_int_equal(crm_analysis_finish(analysis), CRM_ERROR_UNSUPPORTED);
    crm_analysis_free(analysis);
    crm_close(crm);
    feed_done(&shelf.feed);
}

static void
progress_may_cancel(void **state)
{
    (void)state;
    for (int64_t at = 1;; at++) {
        struct shelf shelf;
        crm_context *crm;
        crm_analysis *analysis;
        crm_status status;

        fill_shelf(&shelf);
        shelf.cancel_at = at;
        crm = open_shelf(&shelf, true);
        analysis = ask(crm);
        status = crm_analysis_run(analysis);
        if (status != CRM_OK) {
            assert_int_equal(status, CRM_ERROR_CANCELLED);
            assert_int_equal(crm_analysis_finish(analysis), CRM_ERROR_CANCELLED);
        }
        assert_int_equal(shelf.released, 1);
        crm_analysis_free(analysis);
        crm_close(crm);
        feed_done(&shelf.feed);
        if (status == CRM_OK) {
            assert_true(at > 2);
            return;
        }
    }
}

static void
an_analysis_outlives_its_context(void **state)
{
    struct shelf shelf;
    crm_context *crm;
    crm_analysis *analysis, *finished;

    (void)state;
    fill_shelf(&shelf);
    crm = open_shelf(&shelf, true);
    analysis = ask(crm);
    finished = ask(crm);
    assert_int_equal(crm_analysis_run(finished), CRM_OK);
    crm_close(crm);
    assert_int_equal(crm_analysis_run(analysis), CRM_ERROR_CLOSED);
    assert_int_equal(crm_analysis_tables(analysis), 0);
    assert_int_equal(crm_analysis_tables(finished), 0);
    crm_analysis_free(analysis);
    crm_analysis_free(finished);
    feed_done(&shelf.feed);
}

/* What an analysis says to params that end where their common members have not ended yet. */
static crm_status
status_of_size(const crm_descriptor *descriptor, uint32_t size)
{
    int64_t params[64] = {0};
    crm_context *crm = NULL;
    crm_analysis *analysis;
    crm_status status;

    memcpy(params, &size, sizeof size);
    assert_int_equal(crm_open(NULL, &crm), CRM_OK);
    analysis = crm_analysis_new(crm, crm_descriptor_name(descriptor), params);
    status = crm_error_status(crm);
    crm_analysis_free(analysis);
    crm_close(crm);
    return status;
}

static void
descriptions_tell_all_analyses(void **state)
{
    (void)state;
    assert_true(crm_descriptors() >= 2);
    assert_null(crm_descriptor_at(crm_descriptors()));
    assert_null(crm_descriptor_find("nothing"));
    assert_null(crm_descriptor_find(NULL));
    for (size_t i = 0; i < crm_descriptors(); i++) {
        const crm_descriptor *descriptor = crm_descriptor_at(i);
        size_t size = crm_descriptor_params_size(descriptor), end = 0;

        assert_ptr_equal(crm_descriptor_find(crm_descriptor_name(descriptor)), descriptor);
        assert_int_equal(status_of_size(descriptor, 48), CRM_ERROR_ABI);
        assert_string_equal(crm_descriptor_table(descriptor, 0), "about");
        assert_string_equal(crm_descriptor_table(descriptor, 1), "coverage");
        assert_null(crm_descriptor_table(descriptor, crm_descriptor_tables(descriptor)));
        for (size_t t = 0; t < crm_descriptor_tables(descriptor); t++) {
            assert_true(crm_descriptor_columns(descriptor, t) > 1);
            for (size_t c = 0; c < crm_descriptor_columns(descriptor, t); c++) {
                int32_t type;
                crm_kind target;
                const char *unit;

                assert_non_null(crm_descriptor_column(descriptor, t, c, &type, &target, &unit));
                assert_non_null(unit);
                assert_true(type == CRM_TYPE_REF || target == 0); /* or told by the row */
            }
        }
        for (size_t p = 0; p < crm_descriptor_params(descriptor); p++) { /* without gaps */
            int32_t type;
            size_t offset;
            int64_t standard;

            assert_non_null(crm_descriptor_param(descriptor, p, &type, &offset, &standard));
            assert_int_equal(offset, end);
            end += type == CRM_TYPE_I64 || type == CRM_TYPE_INSTANT ? 8 : 4;
        }
        assert_int_equal(end, size);
        assert_null(
            crm_descriptor_param(descriptor, crm_descriptor_params(descriptor), NULL, NULL, NULL));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run_reads_setup_then_keyed_then_facts),
        cmocka_unit_test(what_was_fed_by_hand_is_not_scanned),
        cmocka_unit_test(a_kind_that_the_store_lacks_is_named),
        cmocka_unit_test(progress_may_cancel),
        cmocka_unit_test(an_analysis_outlives_its_context),
        cmocka_unit_test(descriptions_tell_all_analyses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
