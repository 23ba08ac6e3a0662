/*
 * test_real_rfm.c - the orders that the R package rfm publishes, with its own thresholds: all of its
 * scores, and the segments of its test, customer by customer. Takes the folder of the data; exit
 * status 77 (skipped) where it is missing.
 *
 * The thresholds are those printed by the package: score 1 below the first, a value at a threshold
 * belongs above it, recency reversed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crm/calendar.h"
#include "crm/context.h"
#include "crm/rfm.h"
#include "feed.h"

#define USD (('U' << 16) | ('S' << 8) | 'D')
#define CUSTOMERS 995
#define CELLS 10

static const char *folder;
static char names[CUSTOMERS + 1][64];
static size_t name_count;

/* The id of a customer: 1 for the first name met. */
static crm_id
id_of(const char *name)
{
    for (size_t i = 0; i < name_count; i++) {
        if (strcmp(names[i], name) == 0)
            return (crm_id)i + 1;
    }
    assert_true(name_count < CUSTOMERS && strlen(name) < sizeof names[0]);
    memcpy(names[name_count], name, strlen(name) + 1);
    return (crm_id)++name_count;
}

static FILE *
open_file(const char *name)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "r");
    if (!file)
        exit(77);
    return file;
}

/* One line in place; quotes go, and there is no comma within them. False at the end. */
static int
next_line(FILE *file, char *line, int size, char **cells)
{
    char *out = line;
    size_t count = 0;

    if (!fgets(line, size, file))
        return 0;
    cells[count++] = out;
    for (const char *in = line; *in && *in != '\n' && *in != '\r'; in++) {
        if (*in == ',') {
            *out++ = '\0';
            assert_true(count < CELLS);
            cells[count++] = out;
        } else if (*in != '"') {
            *out++ = *in;
        }
    }
    *out = '\0';
    return 1;
}

static crm_table *
orders(crm_context *crm)
{
    crm_table *table = crm_table_new(crm, CRM_KIND_PURCHASE);
    FILE *file = open_file("orders.csv");
    char line[512], *cells[CELLS];

    assert_true(next_line(file, line, sizeof line, cells));
    while (next_line(file, line, sizeof line, cells)) {
        size_t row = crm_table_rows(table);
        crm_day day;

        assert_int_equal(crm_day_from_text(cells[1], CRM_TEXT_NUL, &day), CRM_OK);
        crm_table_add(table, 1);
        crm_table_set_int(table, row, CRM_PURCHASE_ACCOUNT, id_of(cells[0]));
        crm_table_set_int(table, row, CRM_PURCHASE_DAY, day);
        crm_table_set_int(table, row, CRM_PURCHASE_NET_AMOUNT, 100 * atoll(cells[2]));
    }
    crm_table_set_constant(table, CRM_PURCHASE_TYPE, CRM_PURCHASE_TYPE_SALE);
    crm_table_set_constant(table, CRM_PURCHASE_CURRENCY, USD);
    assert_int_equal(crm_table_status(table), CRM_OK);
    fclose(file);
    return table;
}

static void
set_edges(crm_context *crm, crm_analysis *analysis)
{
    static const struct {
        const char *axis;
        double edges[4];
    } axes[] = {
        {"r", {115, 181, 297.4, 482}}, {"f", {4, 5, 6, 8}}, {"m", {25580, 38200, 50640, 66600}}};
    crm_table *table = crm_settings_new(crm, "rfm", "edges");

    for (size_t i = 0; i < 12; i++) {
        crm_table_add(table, 1);
        crm_table_set_text(table, i, crm_table_column(table, "axis"), axes[i / 4].axis, 1);
        crm_table_set_double(table, i, crm_table_column(table, "edge"), axes[i / 4].edges[i % 4]);
    }
    assert_int_equal(crm_analysis_set(analysis, "edges", table), CRM_OK);
    crm_table_free(table);
}

/* The map of the package's test, in its order: r, f, m. */
static void
set_map(crm_context *crm, crm_analysis *analysis)
{
    static const struct {
        const char *name;
        int limits[6];
    } boxes[] = {
        {"Champions", {4, 5, 4, 5, 4, 5}},          {"Loyal Customers", {2, 5, 3, 5, 3, 5}},
        {"Potential Loyalist", {3, 5, 1, 3, 1, 3}}, {"New Customers", {4, 5, 1, 1, 1, 1}},
        {"Promising", {3, 4, 1, 1, 1, 1}},          {"Need Attention", {2, 3, 2, 3, 2, 3}},
        {"About To Sleep", {2, 3, 1, 2, 1, 2}},     {"At Risk", {1, 2, 2, 5, 2, 5}},
        {"Can't Lose Them", {1, 1, 4, 5, 4, 5}},    {"Lost", {1, 2, 1, 2, 1, 2}}};
    crm_table *map = crm_settings_new(crm, "rfm", "segments");

    for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++) {
        crm_table_add(map, 1);
        crm_table_set_text(map, i, 0, boxes[i].name, CRM_TEXT_NUL);
        for (int32_t j = 0; j < 6; j++)
            crm_table_set_int(map, i, j + 1, boxes[i].limits[j]);
    }
    assert_int_equal(crm_analysis_set(analysis, "segments", map), CRM_OK);
    crm_table_free(map);
}

/* A segment that the package calls Others is none of the map's. */
static bool
same_segment(const crm_table *scores, size_t row, const char *published)
{
    return feed_text_is(scores, row, "segment", strcmp(published, "Others") ? published : NULL);
}

static void
compare(const crm_table *scores)
{
    FILE *file = open_file("expected.csv");
    char line[512], *cells[CELLS];
    size_t compared = 0;

    assert_int_equal(crm_table_rows(scores), CUSTOMERS);
    assert_true(next_line(file, line, sizeof line, cells));
    while (next_line(file, line, sizeof line, cells)) {
        size_t row = (size_t)id_of(cells[0]) - 1;
        static const char *const columns[] = {
            "recency_days", "frequency", "monetary", "r", "f", "m"};

        assert_int_equal(feed_int(scores, row, "customer"), row + 1);
        for (int i = 0; i < 6; i++)
            assert_int_equal(feed_int(scores, row, columns[i]),
                             (i == 2 ? 100 : 1) * atoll(cells[i + 1]));
        assert_true(same_segment(scores, row, cells[9]));
        compared++;
    }
    assert_int_equal(compared, CUSTOMERS);
    fclose(file);
}

static void
all_995_published_scores_and_segments(void **state)
{
    crm_context *crm = feed_open(NULL, NULL);
    crm_rfm_params params = CRM_RFM_PARAMS_INIT;
    crm_analysis *analysis;
    crm_table *table = orders(crm);
    const crm_table *segments;
    int64_t champions = 0;

    (void)state;
    params.as_of = crm_day_of(2006, 12, 31);
    params.occasion = CRM_OCCASION_ROW;
    params.rule = CRM_SCORES_GIVEN;
    analysis = crm_rfm_new(crm, &params);
    assert_non_null(analysis);
    set_edges(crm, analysis);
    set_map(crm, analysis);
    assert_int_equal(crm_analysis_add(analysis, table), CRM_OK);
    assert_int_equal(crm_analysis_finish(analysis), CRM_OK);
    compare(crm_analysis_table(analysis, "scores"));
    segments = crm_analysis_table(analysis, "segments");
    assert_int_equal(feed_int(segments, 0, "customers"), 158);
    assert_int_equal(feed_int(segments, 0, "monetary"), 12017800);
    for (size_t row = 0; row < CUSTOMERS; row++) {
        const crm_table *scores = crm_analysis_table(analysis, "scores");

        if (feed_text_is(scores, row, "segment", "Champions"))
            champions += feed_int(scores, row, "frequency");
    }
    assert_int_equal(champions, 1234);
    crm_table_free(table);
    crm_analysis_free(analysis);
    crm_close(crm);
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_995_published_scores_and_segments)};

    folder = count > 1 ? arguments[1] : "";
    fclose(open_file("orders.csv"));
    return cmocka_run_group_tests_name("real rfm", tests, NULL, NULL);
}
