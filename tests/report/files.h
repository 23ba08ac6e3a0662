/*
 * files.h - small files that a test writes into its own folder, and a report loaded from them.
 */
#ifndef TEST_REPORT_FILES_H
#define TEST_REPORT_FILES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "loader.h"
#include "report.h"

#include <stdio.h>
#include <string.h>

/** Write a file into the test's folder. */
static inline void
write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "wb");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/** A map read, its files loaded, its analyses run. */
struct loaded {
    struct map *map;
    crm_context *crm;
    struct left left;
    struct report report;
    struct fault fault;
};

/** Take up a map that has been read (NULL keeps the fault) and load its files from a folder. */
static inline void
load_from(struct loaded *loaded, const char *folder)
{
    struct loader loader = {.folder = folder, .left = &loaded->left, .fault = &loaded->fault};

    if (!loaded->map)
        return;
    assert_int_equal(crm_open(NULL, &loaded->crm), CRM_OK);
    loader.crm = loaded->crm;
    loader.map = loaded->map;
    loader.as_of = loaded->map->settings.as_of;
    loader_run(&loader);
    loaded->report = (struct report){.crm = loaded->crm,
                                     .map = loaded->map,
                                     .left = &loaded->left,
                                     .as_of = loaded->map->settings.as_of,
                                     .months = loaded->map->settings.months,
                                     .top = (size_t)loaded->map->settings.top,
                                     .fault = &loaded->fault};
    loaded->report.format.currency = loaded->map->settings.currency;
}

static inline void
unload(struct loaded *loaded)
{
    report_free(&loaded->report);
    crm_close(loaded->crm);
    left_free(&loaded->left);
    map_free(loaded->map);
}

#endif
