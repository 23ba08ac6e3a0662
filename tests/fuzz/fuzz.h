/*
 * fuzz.h - what the fuzz targets share: bytes taken one after the other as small choices, and tables
 * and params made from them. Bytes that are used up are 0, so that every input means something.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crm/crm.h"

/* What libFuzzer calls, and replay.c. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct fuzz {
    const uint8_t *at;
    size_t left;
};

uint8_t fuzz_byte(struct fuzz *fuzz);

/* 0 to count - 1; count at most 65,536. */
size_t fuzz_below(struct fuzz *fuzz, size_t count);

/* Small numbers mostly, then those at which something ends, then any. */
int64_t fuzz_value(struct fuzz *fuzz);

/* Up to `most` bytes of the input itself; borrowed. */
const char *fuzz_text(struct fuzz *fuzz, size_t most, size_t *out_length);

/* A value that a field may well have, and one that a column may never have. */
int64_t fuzz_likely(struct fuzz *fuzz, crm_context *crm, crm_kind kind, crm_field field);

/* Append rows of likely values to a table of a kind. ids from first_id on; 0 = none. */
void fuzz_likely_rows(struct fuzz *fuzz, crm_context *crm, crm_table *table, size_t rows,
                      crm_id first_id);

/* Do something hostile to a table that is being filled. */
void fuzz_spoil(struct fuzz *fuzz, crm_table *table);

crm_kind fuzz_kind(struct fuzz *fuzz);

/* An analysis with params, most of them their defaults; NULL where they are refused. */
crm_analysis *fuzz_analysis(struct fuzz *fuzz, crm_context *crm);

/* Read every cell of a table by every way there is. */
void fuzz_read(const crm_table *table);

/* Read every field of a record, and some that it has not, as every type. */
void fuzz_read_record(crm_record *record);

/* Read whole columns of a table of one's own. */
void fuzz_read_columns(crm_table *table);

/* What a store is told of a query. */
void fuzz_read_query(const crm_query *query);

/* All that a context says of its last error. */
void fuzz_read_error(crm_context *crm);

/* All results of a finished analysis. */
void fuzz_read_results(crm_analysis *analysis);

/* A query with conditions of a kind. */
crm_query *fuzz_query(struct fuzz *fuzz, crm_context *crm, crm_kind kind);

/* Say what is wrong, and abort. */
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
