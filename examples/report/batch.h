/*
 * batch.h - rows of one kind on their way to crm_put, some thousand at a time, each with its place.
 */
#ifndef REPORT_BATCH_H
#define REPORT_BATCH_H

#include "loader.h"

struct batch {
    struct loader *loader;
    crm_kind kind;
    crm_table *table;
    struct place *places;
    crm_id *ids;        /* of the rows that were put last */
    struct index *keys; /* external ids so far */
};

bool batch_open(struct batch *batch, struct loader *loader, crm_kind kind);
void batch_close(struct batch *batch);

/** Add a row, whose cells are the section's entries. */
bool batch_add(struct batch *batch, const struct map_section *section, const struct cell *cells,
               struct place place);

size_t batch_rows(const struct batch *batch);

/** Put all rows; then batch->ids holds theirs and the batch is empty. */
bool batch_put(struct batch *batch);

#endif
