/*
 * progress.c - a line that is written over itself, ten times a second at most. The state of the
 * terminal is the only thing that this program keeps outside of its functions.
 */
#define _POSIX_C_SOURCE 200809L

#include "progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { FIRST = 1000, EVERY = 100 }; /* milliseconds */

static int64_t
now(void)
{
    struct timespec time;

    if (timespec_get(&time, TIME_UTC) != TIME_UTC)
        return 0;
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void
progress_begin(struct progress *progress)
{
    *progress = (struct progress){0};
    progress->terminal = isatty(STDERR_FILENO) == 1;
    progress->start = now();
}

static bool
due(struct progress *progress)
{
    int64_t time;

    if (!progress->terminal)
        return false;
    time = now();
    if (time - progress->start < FIRST || time - progress->last < EVERY)
        return false;
    progress->last = time;
    progress->shown = true;
    return true;
}

void
progress_file(struct progress *progress, const char *file, size_t bytes)
{
    if (due(progress))
        fprintf(stderr, "\r\033[Kcrm-report: reading %s, %zu kB", file, bytes / 1000);
}

void
progress_rows(struct progress *progress, int64_t done, int64_t known)
{
    if (!due(progress))
        return;
    if (known > 0)
        fprintf(stderr, "\r\033[Kcrm-report: %lld of %lld rows", (long long)done, (long long)known);
    else
        fprintf(stderr, "\r\033[Kcrm-report: %lld rows", (long long)done);
}

void
progress_end(struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}
