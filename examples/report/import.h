/*
 * import.h - the files of a map go into an empty store, all in one unit of work.
 */
#ifndef REPORT_IMPORT_H
#define REPORT_IMPORT_H

#include "database.h"
#include "loader.h"

/**
 * Load what the map names, keep the notes, and write all of it at once: whole or not at all.
 *
 * @param store  open and without records; it stays the caller's
 * @param loader map, folder, as_of, left, progress and fault are set; the rest is filled in here
 */
bool import_run(const struct database *database, const crm_store *store, struct loader *loader);

#endif
