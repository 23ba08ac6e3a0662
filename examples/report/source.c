/*
 * source.c - without --store, the files of the map are read into memory. With it, a store that has
 * records is reported from as it is, whoever wrote them, and nothing in it changes; an empty one is
 * filled from the files first.
 */
#include "source.h"

#include "database.h"
#include "import.h"
#include "loader.h"
#include "notes.h"

#include <stdlib.h>
#include <string.h>

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

static void
on_progress(void *self, int64_t done, int64_t known, crm_reply *reply)
{
    progress_rows(self, done, known);
    crm_reply_ok(reply);
}

static bool
open_context(struct source *source, const crm_store *store, struct progress *progress,
             struct fault *fault)
{
    crm_options settings = CRM_OPTIONS_INIT;

    settings.store = store;
    settings.progress = on_progress;
    settings.progress_self = progress;
    return crm_open(&settings, &source->crm) == CRM_OK ||
           fault_of(fault, (struct place){NULL, 0, 0}, source->crm);
}

static bool
settle_as_of(struct source *source, const struct options *options, struct fault *fault)
{
    source->as_of = options->as_of != CRM_DAY_NONE ? options->as_of : source->map->settings.as_of;
    return source->as_of != CRM_DAY_NONE ||
           fault_at(fault, (struct place){source->map->name, 0, 0},
                    "the map has no as_of: say --as-of YYYY-MM-DD");
}

/* Read the files: into the source's own context, or into an empty store. */
static bool
load(struct source *source, const struct options *options, struct progress *progress,
     const struct database *database, const crm_store *store, struct fault *fault)
{
    char *folder = folder_of(options->map);
    struct loader loader = {.crm = source->crm,
                            .map = source->map,
                            .folder = options->data ? options->data : folder,
                            .as_of = source->as_of,
                            .left = &source->left,
                            .progress = progress,
                            .fault = fault};
    bool good = database ? import_run(database, store, &loader) : loader_run(&loader);

    free(folder);
    return good;
}

/* ---- Stores ---- */

static bool
has_records(crm_context *crm, struct place place, bool *out, struct fault *fault)
{
    crm_status status = CRM_NONE;
    crm_kind kind;
    size_t i;

    for (i = 0; status == CRM_NONE && (kind = crm_schema_kind(NULL, i)) != 0; i++) {
        crm_query *query = crm_query_new(crm, kind);
        crm_scan *scan =
            crm_query_want(query, CRM_FIELD_ID) == CRM_OK ? crm_scan_new(crm, query) : NULL;
        const crm_table *rows;

        status = scan ? crm_scan_next(scan, &rows) : crm_error_status(crm);
        crm_scan_free(scan);
        crm_query_free(query);
    }
    *out = status == CRM_OK;
    return status == CRM_OK || status == CRM_NONE || fault_of(fault, place, crm);
}

/* Records are there: the import left notes beside them, or another program wrote them. */
static bool
reload(struct source *source, const struct options *options, const struct database *database,
       struct fault *fault)
{
    struct page notes = {0};
    struct map **map = source->map ? NULL : &source->map;
    bool good = database->type->read(database, &notes, fault);

    if (good && notes.size)
        good = notes_read(&notes, &source->left, map, database->place, fault);
    if (good && !source->map)
        source->map = map_read_memory("", 0, database->place.file, fault);
    page_free(&notes);
    return good && source->map && settle_as_of(source, options, fault);
}

static bool
fill(struct source *source, const struct options *options, const struct database *database,
     struct progress *progress, struct fault *fault)
{
    crm_store store = CRM_STORE_INIT;

    if (!source->map || source->map->section_count == 0)
        return fault_at(fault, database->place,
                        "there are no records, and no map says which files to import (--map)");
    return settle_as_of(source, options, fault) &&
           database->type->open(database, true, &store, fault) &&
           open_context(source, &store, progress, fault) &&
           load(source, options, progress, database, &store, fault);
}

static bool
open_store(struct source *source, const struct options *options, struct progress *progress,
           struct fault *fault)
{
    struct database database;
    crm_store store = CRM_STORE_INIT;
    bool records = false;

    if (!database_find(&database, options->store, fault) ||
        !database.type->open(&database, false, &store, fault))
        return false;
    if (store.scan && (!open_context(source, &store, progress, fault) ||
                       !has_records(source->crm, database.place, &records, fault)))
        return false;
    if (records)
        return reload(source, options, &database, fault);
    crm_close(source->crm);
    source->crm = NULL;
    return fill(source, options, &database, progress, fault);
}

bool
source_open(struct source *source, const struct options *options, struct progress *progress,
            struct fault *fault)
{
    *source = (struct source){0};
    if (options->map && (source->map = map_read(options->map, fault)) == NULL)
        return false;
    if (options->store)
        return open_store(source, options, progress, fault);
    return settle_as_of(source, options, fault) && open_context(source, NULL, progress, fault) &&
           load(source, options, progress, NULL, NULL, fault);
}

void
source_close(struct source *source)
{
    crm_close(source->crm);
    left_free(&source->left);
    map_free(source->map);
}
