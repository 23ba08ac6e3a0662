/*
 * main.c - crm-report: reads a map and the CSV files that it names into a store in memory, runs the
 * analyses of libcrm over it, and prints the report. docs/report.md is its manual.
 */
#include "loader.h"
#include "options.h"
#include "progress.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATUS_GOOD, STATUS_INPUT, STATUS_USAGE };

static void
on_progress(void *self, int64_t done, int64_t known, crm_reply *reply)
{
    progress_rows(self, done, known);
    crm_reply_ok(reply);
}

/* The folder of a file; "" for the present one. */
static char *
folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) + 1 : 0;
    char *folder = memory_new(length + 1, 1);

    memcpy(folder, path, length);
    return folder;
}

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
load(crm_context *crm, const struct report *report, const char *data, const char *map_path,
     struct left *left, struct progress *progress)
{
    char *folder = folder_of(map_path);
    struct loader loader = {.crm = crm,
                            .map = report->map,
                            .folder = data ? data : folder,
                            .as_of = report->as_of,
                            .left = left,
                            .progress = progress,
                            .fault = report->fault};
    bool good = loader_run(&loader);

    free(folder);
    return good;
}

static bool
settle(struct report *report, const struct options *options)
{
    const struct map_settings *settings = &report->map->settings;

    report->as_of = options->as_of != CRM_DAY_NONE ? options->as_of : settings->as_of;
    report->months = options->months >= 0 ? options->months : settings->months;
    report->top = (size_t)(options->top > 0 ? options->top : settings->top);
    report->format.language = options->language;
    report->format.currency = options->currency ? options->currency : settings->currency;
    return report->as_of != CRM_DAY_NONE ||
           fault_at(report->fault, (struct place){report->map->name, 0, 0},
                    "the map has no as_of: say --as-of YYYY-MM-DD");
}

static bool
make(const struct options *options, crm_context *crm, struct map *map, struct progress *progress,
     struct fault *fault)
{
    struct left left = {0};
    struct report report = {.crm = crm, .map = map, .left = &left, .fault = fault};
    struct page page = {0};
    bool good;

    good = settle(&report, options) &&
           load(crm, &report, options->data, options->map, &left, progress) && report_run(&report);
    if (good && options->json)
        good = report_json(&report, &page);
    else if (good)
        report_print(&report, &page);
    progress_end(progress);
    good = good && write_out(&page, options->out, fault);
    report_free(&report);
    left_free(&left);
    page_free(&page);
    return good;
}

int
main(int count, char **words)
{
    crm_options settings = CRM_OPTIONS_INIT;
    struct fault fault = {""};
    struct progress progress;
    struct options options;
    crm_context *crm = NULL;
    struct map *map;
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
    settings.progress = on_progress;
    settings.progress_self = &progress;
    map = map_read(options.map, &fault);
    if (map && crm_open(&settings, &crm) != CRM_OK)
        fault_at(&fault, (struct place){NULL, 0, 0}, "%s", crm_message(crm));
    else if (map)
        make(&options, crm, map, &progress, &fault);
    progress_end(&progress);
    crm_close(crm);
    map_free(map);
    if (!fault.text[0])
        return STATUS_GOOD;
    fprintf(stderr, "crm-report: %s\n", fault.text);
    return STATUS_INPUT;
}
