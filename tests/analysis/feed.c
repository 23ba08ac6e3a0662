/*
 * feed.c - see feed.h.
 */
#include "feed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crm/context.h"
#include "crm/schema.h"
#include "crm/table.h"

struct feed_row *
feed_add(struct feed *feed, crm_kind kind, int cells, ...)
{
    struct feed_row *row;
    va_list list;

    if (feed->count == feed->capacity) {
        feed->capacity = feed->capacity ? 2 * feed->capacity : 64;
        feed->rows = realloc(feed->rows, feed->capacity * sizeof *feed->rows);
        assert_non_null(feed->rows);
    }
    row = &feed->rows[feed->count++];
    memset(row, 0, sizeof *row);
    row->kind = kind;
    va_start(list, cells);
    for (int i = 0; i < cells; i++) {
        assert_true(row->cells < FEED_CELLS);
        row->field[row->cells] = va_arg(list, int);
        row->value[row->cells++] = va_arg(list, long long);
    }
    va_end(list);
    return row;
}

void
feed_done(struct feed *feed)
{
    free(feed->rows);
    memset(feed, 0, sizeof *feed);
}

uint64_t
feed_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

int64_t
feed_between(uint64_t *state, int64_t low, int64_t high)
{
    return low + (int64_t)(feed_random(state) % (uint64_t)(high - low + 1));
}

static int32_t
role_of(const crm_descriptor *descriptor, crm_kind kind)
{
    for (size_t i = 0; i < crm_descriptor_inputs(descriptor); i++) {
        int32_t role;

        if (crm_descriptor_input(descriptor, i, &role) == kind)
            return role;
    }
    return 0;
}

static void
shuffle_part(struct feed *feed, size_t first, size_t end, uint64_t *random)
{
    for (size_t i = end; random && i > first + 1; i--) {
        size_t j = (size_t)feed_between(random, (int64_t)first, (int64_t)i - 1);
        struct feed_row row = feed->rows[i - 1];

        feed->rows[i - 1] = feed->rows[j];
        feed->rows[j] = row;
    }
}

void
feed_shuffle(struct feed *feed, const crm_descriptor *descriptor, uint64_t *random)
{
    size_t setup = 0;

    for (size_t i = 0; i < feed->count; i++) {
        struct feed_row row = feed->rows[i];

        if (role_of(descriptor, row.kind) != CRM_ROLE_SETUP)
            continue;
        memmove(&feed->rows[setup + 1], &feed->rows[setup], (i - setup) * sizeof row);
        feed->rows[setup++] = row;
    }
    shuffle_part(feed, 0, setup, random);
    shuffle_part(feed, setup, feed->count, random);
}

/* A row that cannot be added for lack of memory is told by the table when it is fed. */
static void
fill_row(crm_table *table, const struct feed_row *row)
{
    size_t at = crm_table_rows(table);
    crm_status status = crm_table_add(table, 1);

    for (size_t i = 0; i < row->cells && status == CRM_OK; i++)
        status = crm_table_set_int(table, at, row->field[i], row->value[i]);
    if (row->text && status == CRM_OK)
        status = crm_table_set_text(table, at, row->text_field, row->text, CRM_TEXT_NUL);
    assert_true(status == CRM_OK || status == CRM_ERROR_MEMORY);
}

static crm_status
flush(crm_analysis *analysis, crm_table *table)
{
    crm_status status = CRM_OK;

    if (crm_table_rows(table) > 0 || crm_table_status(table) != CRM_OK)
        status = crm_analysis_add(analysis, table);
    crm_table_clear(table);
    return status == CRM_NONE ? CRM_OK : status; /* not read with these params */
}

/* The context of an analysis is not public: tests keep the one they opened last. */
static crm_context *opened;

crm_status
feed_some(crm_analysis *analysis, const struct feed *feed, size_t batch, size_t part, size_t parts)
{
    const crm_descriptor *descriptor = crm_analysis_descriptor(analysis);
    crm_table *table = NULL;
    crm_status status = CRM_OK;

    for (size_t i = 0; i < feed->count && status == CRM_OK; i++) {
        const struct feed_row *row = &feed->rows[i];
        int32_t role = role_of(descriptor, row->kind);

        if (role == 0 || feed->skip[row->kind] || (role != CRM_ROLE_SETUP && i % parts != part))
            continue;
        if (table && (crm_table_kind(table) != row->kind || crm_table_rows(table) >= batch)) {
            status = flush(analysis, table);
            if (crm_table_kind(table) != row->kind) {
                crm_table_free(table);
                table = NULL;
            }
        }
        if (!table) {
            table = crm_table_new(opened, row->kind);
            if (!table)
                return CRM_ERROR_MEMORY;
        }
        if (status == CRM_OK)
            fill_row(table, row);
    }
    if (table && status == CRM_OK)
        status = flush(analysis, table);
    crm_table_free(table);
    return status;
}

crm_status
feed_all(crm_analysis *analysis, const struct feed *feed)
{
    return feed_some(analysis, feed, 1000, 0, 1);
}

int64_t
feed_count(const struct feed *feed, crm_kind kind)
{
    int64_t count = 0;

    for (size_t i = 0; i < feed->count; i++)
        count += feed->rows[i].kind == kind && !feed->skip[kind];
    return count;
}

crm_status
feed_merge(crm_analysis *into, crm_analysis *from)
{
    const crm_table *table;
    crm_status status = CRM_OK;

    for (size_t i = 0; status == CRM_OK; i++) {
        status = crm_analysis_partial(from, i, &table);
        if (status == CRM_OK)
            status = crm_analysis_add_partial(into, table);
    }
    return status == CRM_NONE ? CRM_OK : status;
}

/* ---- Comparing ---- */

static void
assert_same_cell(const char *name, const crm_table *a, const crm_table *b, size_t row,
                 int32_t column)
{
    int64_t x = 0, y = 0;
    double real_x = 0, real_y = 0;
    size_t x_length = 0, y_length = 0;
    const char *x_text, *y_text;
    bool same;

    switch (crm_table_type(a, column)) {
    case CRM_TYPE_TEXT:
        x_text = crm_table_text(a, row, column, &x_length);
        y_text = crm_table_text(b, row, column, &y_length);
        same = !x_text == !y_text && x_length == y_length &&
               (!x_text || memcmp(x_text, y_text, x_length) == 0);
        break;
    case CRM_TYPE_DOUBLE:
        same =
            crm_table_double(a, row, column, &real_x) == crm_table_double(b, row, column, &real_y);
        same = same && memcmp(&real_x, &real_y, sizeof real_x) == 0;
        break;
    default:
        same = crm_table_int(a, row, column, &x) == crm_table_int(b, row, column, &y) && x == y;
    }
    if (!same)
        fail_msg("%s row %zu column %s differs", name, row, crm_table_name(a, column));
}

void
feed_assert_same(crm_analysis *a, crm_analysis *b, const char *but)
{
    size_t tables = crm_analysis_tables(a);

    assert_true(tables > 2);
    assert_int_equal(tables, crm_analysis_tables(b));
    for (size_t i = 0; i < tables; i++) {
        const char *name = crm_analysis_table_name(a, i);
        const crm_table *x = crm_analysis_table(a, name), *y = crm_analysis_table(b, name);

        if (but && strcmp(name, but) == 0)
            continue;
        if (crm_table_rows(x) != crm_table_rows(y))
            fail_msg("%s has %zu rows and %zu", name, crm_table_rows(x), crm_table_rows(y));
        for (size_t row = 0; row < crm_table_rows(x); row++) {
            for (int32_t column = 0; column < (int32_t)crm_table_columns(x); column++)
                assert_same_cell(name, x, y, row, column);
        }
    }
}

bool
feed_text_is(const crm_table *table, size_t row, const char *column, const char *text)
{
    size_t length;
    const char *found = crm_table_text(table, row, crm_table_column(table, column), &length);

    return found ? text && length == strlen(text) && memcmp(found, text, length) == 0 : !text;
}

int64_t
feed_int(const crm_table *table, size_t row, const char *column)
{
    int64_t value;
    int32_t number = crm_table_column(table, column);
    crm_status status;

    assert_non_null(table);
    if (number < 0)
        fail_msg("no column %s", column);
    status = crm_table_int(table, row, number, &value);
    if (status == CRM_NONE)
        return FEED_NONE;
    assert_int_equal(status, CRM_OK);
    return value;
}

double
feed_double(const crm_table *table, size_t row, const char *column)
{
    double value;

    assert_int_equal(crm_table_double(table, row, crm_table_column(table, column), &value), CRM_OK);
    return value;
}

size_t
feed_find(const crm_table *table, const char *column, int64_t value)
{
    for (size_t row = 0; row < crm_table_rows(table); row++) {
        if (feed_int(table, row, column) == value)
            return row;
    }
    fail_msg("no row has %s = %lld", column, (long long)value);
    return 0;
}

/* ---- Coverage ---- */

int64_t
feed_reason(crm_analysis *analysis, const char *kind, const char *reason)
{
    const crm_table *coverage = crm_analysis_table(analysis, "coverage");
    int64_t sum = 0;

    assert_non_null(coverage);
    for (size_t row = 0; row < crm_table_rows(coverage); row++) {
        if (feed_text_is(coverage, row, "kind", kind) &&
            feed_text_is(coverage, row, "reason", reason))
            sum += feed_int(coverage, row, "rows");
    }
    return sum;
}

static int64_t
covered(crm_analysis *analysis, const char *kind)
{
    const crm_table *coverage = crm_analysis_table(analysis, "coverage");
    int64_t sum = 0;

    for (size_t row = 0; row < crm_table_rows(coverage); row++) {
        size_t length;
        const char *reason =
            crm_table_text(coverage, row, crm_table_column(coverage, "reason"), &length);

        if (feed_text_is(coverage, row, "kind", kind) &&
            (length < 5 || memcmp(reason, "note_", 5) != 0))
            sum += feed_int(coverage, row, "rows");
    }
    return sum;
}

void
feed_assert_covered(crm_analysis *analysis, const struct feed *feed)
{
    const crm_descriptor *descriptor = crm_analysis_descriptor(analysis);

    for (size_t i = 0; i < crm_descriptor_inputs(descriptor); i++) {
        crm_kind kind = crm_descriptor_input(descriptor, i, NULL);
        const char *name = crm_schema_kind_name(NULL, kind);
        int64_t fed = feed_count(feed, kind), found = covered(analysis, name);

        if (fed != found)
            fail_msg("%s: %lld rows fed, %lld in coverage", name, (long long)fed, (long long)found);
    }
}

crm_context *
feed_open(crm_resize *memory, void *memory_self)
{
    static const crm_store none = CRM_STORE_INIT;
    crm_options options = CRM_OPTIONS_INIT;
    crm_context *crm = NULL;

    options.store = &none;
    options.memory = memory;
    options.memory_self = memory_self;
    if (crm_open(&options, &crm) != CRM_OK) {
        crm_close(crm);
        crm = NULL;
    }
    opened = crm;
    return crm;
}
