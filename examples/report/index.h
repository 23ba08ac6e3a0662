/*
 * index.h - a number by a text: which record has this external_id, which column this name.
 */
#ifndef REPORT_INDEX_H
#define REPORT_INDEX_H

#include "memory.h"

struct index;

enum index_answer { INDEX_NONE, INDEX_FOUND, INDEX_SEVERAL };

struct index *index_new(void);
void index_free(struct index *index);

/** Add a text, which is copied. A text that is there already is kept and stands for several. */
void index_add(struct index *index, const char *text, int64_t value);

/** The number of a text (of several: the first). */
enum index_answer index_find(const struct index *index, const char *text, int64_t *out_value);

#endif
