/*
 * source.h - where the records of a report come from: CSV files, read into memory; CSV files,
 * imported into a store; or a store that has records.
 */
#ifndef REPORT_SOURCE_H
#define REPORT_SOURCE_H

#include "left.h"
#include "map.h"
#include "options.h"
#include "progress.h"

struct source {
    crm_context *crm;
    struct map *map; /* given, or that of the import, or all defaults */
    crm_day as_of;
    struct left left;
};

/** Have the records ready in source->crm. */
bool source_open(struct source *source, const struct options *options, struct progress *progress,
                 struct fault *fault);

void source_close(struct source *source);

#endif
