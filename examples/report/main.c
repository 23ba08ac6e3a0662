/*
 * main.c - crm-report: has the records of CSV files or of a store ready, runs the analyses of libcrm
 * over them, and prints the report. docs/report.md is its manual.
 */
#include "options.h"
#include "progress.h"
#include "report.h"
#include "source.h"

#include <stdio.h>

enum { STATUS_GOOD, STATUS_INPUT, STATUS_USAGE };

static bool
write_out(const struct page *page, const char *path, struct fault *fault)
{
    struct place place = {path ? path : "standard output", 0, 0};
    FILE *file = path ? fopen(path, "wb") : stdout;
    bool good;

    if (!file)
        return fault_at(fault, place, "cannot be written");
    good = fwrite(page->text, 1, page->size, file) == page->size && fflush(file) == 0;
    if (path && fclose(file) != 0)
        good = false;
    return good || fault_at(fault, place, "cannot be written");
}

static bool
make(const struct options *options, const struct source *source, struct progress *progress,
     struct fault *fault)
{
    const struct map_settings *settings = &source->map->settings;
    struct report report = {.crm = source->crm,
                            .map = source->map,
                            .left = &source->left,
                            .as_of = source->as_of,
                            .fault = fault};
    struct page page = {0};
    bool good;

    report.months = options->months >= 0 ? options->months : settings->months;
    report.top = (size_t)(options->top > 0 ? options->top : settings->top);
    report.format.language = options->language;
    report.format.currency = options->currency ? options->currency : settings->currency;
    good = report_run(&report);
    if (good && options->json)
        good = report_json(&report, &page);
    else if (good)
        report_print(&report, &page);
    progress_end(progress);
    good = good && !fault->text[0] && write_out(&page, options->out, fault);
    report_free(&report);
    page_free(&page);
    return good;
}

int
main(int count, char **words)
{
    struct fault fault = {""};
    struct progress progress;
    struct options options;
    struct source source;
    char wrong[200];

    if (!options_read(&options, count, words, wrong, sizeof wrong)) {
        fprintf(stderr, "crm-report: %s\n%s", wrong, options_usage);
        return STATUS_USAGE;
    }
    if (options.help) {
        fputs(options_usage, stdout);
        return STATUS_GOOD;
    }
    progress_begin(&progress);
    if (source_open(&source, &options, &progress, &fault))
        make(&options, &source, &progress, &fault);
    progress_end(&progress);
    source_close(&source);
    if (!fault.text[0])
        return STATUS_GOOD;
    fprintf(stderr, "crm-report: %s\n", fault.text);
    return STATUS_INPUT;
}
