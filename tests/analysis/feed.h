/*
 * feed.h - rows for tests of analyses: written down once, then fed in any order, batch and split.
 */
#ifndef TESTS_ANALYSIS_FEED_H
#define TESTS_ANALYSIS_FEED_H

#include <stdbool.h>

#include "crm/analysis.h"
#include "crm/table.h"

#define FEED_CELLS 20

struct feed_row {
    crm_kind kind;
    size_t cells;
    crm_field field[FEED_CELLS];
    int64_t value[FEED_CELLS];
    const char *text; /* NULL, or the text of text_field */
    crm_field text_field;
};

struct feed {
    struct feed_row *rows;
    size_t count;
    size_t capacity;
    bool skip[16]; /* kinds that are not fed: not read with the params of the test */
};

/* A row of `cells` pairs (int field, long long value). Asserts that there is memory. */
struct feed_row *feed_add(struct feed *feed, crm_kind kind, int cells, ...);
void feed_done(struct feed *feed);

/* Reproducible numbers: the state is seeded by whoever declares it, above 0. */
uint64_t feed_random(uint64_t *state);
int64_t feed_between(uint64_t *state, int64_t low, int64_t high);

/* Setup kinds first, then the others, each part as it stands or (random not NULL) shuffled. */
void feed_shuffle(struct feed *feed, const crm_descriptor *descriptor, uint64_t *random);

/* Feed the rows whose kind the analysis reads with these params, `batch` a table. part of parts: setup
   rows whole, other rows by number modulo parts. First status that is not CRM_OK. */
crm_status feed_some(crm_analysis *analysis, const struct feed *feed, size_t batch, size_t part,
                     size_t parts);
crm_status feed_all(crm_analysis *analysis, const struct feed *feed);

/* Rows of a kind. */
int64_t feed_count(const struct feed *feed, crm_kind kind);

/* All of one analysis's partial into another. */
crm_status feed_merge(crm_analysis *into, crm_analysis *from);

/* Assert that two finished analyses have the same bits, but for the table of this name (or NULL). */
void feed_assert_same(crm_analysis *a, crm_analysis *b, const char *but);

/* Assert: for each kind, used and left out together are the rows fed. */
void feed_assert_covered(crm_analysis *analysis, const struct feed *feed);

/* Sum of rows in coverage under a reason of a kind. */
int64_t feed_reason(crm_analysis *analysis, const char *kind, const char *reason);

/* Cells of a result by column name; feed_none is answered for no value. */
#define FEED_NONE INT64_MIN
int64_t feed_int(const crm_table *table, size_t row, const char *column);
double feed_double(const crm_table *table, size_t row, const char *column);
bool feed_text_is(const crm_table *table, size_t row, const char *column, const char *text);
/* The first row whose column has the value; asserts that there is one. */
size_t feed_find(const crm_table *table, const char *column, int64_t value);

/* A context without a store; asserts. */
crm_context *feed_open(crm_resize *memory, void *memory_self);

#endif
