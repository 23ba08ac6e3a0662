/*
 * progress.h - one line on a terminal that tells how far long work has come.
 */
#ifndef REPORT_PROGRESS_H
#define REPORT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
    bool terminal, shown;
    int64_t start, last; /* milliseconds */
};

/** Begin; nothing is ever shown unless the standard error is a terminal, or in the first second. */
void progress_begin(struct progress *progress);

/** Some bytes of a file were read; some rows of the store (known 0 = nobody knows how many). */
void progress_file(struct progress *progress, const char *file, size_t bytes);
void progress_rows(struct progress *progress, int64_t done, int64_t known);

/** Wipe the line. */
void progress_end(struct progress *progress);

#endif
