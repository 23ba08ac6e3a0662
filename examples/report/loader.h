/*
 * loader.h - what the parts of loading share: from the rows of the map's sections to records in the
 * store of a context, through the library alone.
 */
#ifndef REPORT_LOADER_H
#define REPORT_LOADER_H

#include "cell.h"
#include "index.h"
#include "left.h"
#include "map.h"
#include "progress.h"
#include "rows.h"

#include "crm/crm.h"

enum { LOADER_UNIT = 4096 }; /* rows of a unit of work */

struct names;
struct stages;
struct deals;

struct loader {
    crm_context *crm;
    const struct map *map;
    const char *folder;
    crm_day as_of;
    bool in_unit; /* the caller has begun a unit of work, which all of it goes into */
    struct names *names;
    struct stages *stages; /* when pipelines are loaded */
    struct deals *deals;   /* while opportunities are loaded */
    struct left *left;
    struct progress *progress; /* NULL = nobody looks */
    struct fault *fault;
};

/** Load everything that the map names. */
bool loader_run(struct loader *loader);

/** A fault with the words of the library. */
bool loader_failed(const struct loader *loader, struct place place);

/* ---- A row of a section as cells, one an entry ---- */

enum reading { READING_GOOD, READING_LEFT_OUT, READING_BAD };

struct reader {
    struct loader *loader;
    const struct map_section *section;
    struct rows *rows;
    size_t *order; /* entries in the order in which they can be understood */
    struct cell *cells;
    size_t deal; /* of a transition: its opportunity */
};

bool reader_open(struct reader *reader, struct loader *loader, const struct map_section *section);
void reader_close(struct reader *reader);

/** The next row; false at the end and on a fault (loader->fault). Rows that are left out are
    counted and passed over. */
bool reader_next(struct reader *reader);

/** The cell of a field in the present row, NULL if it is not mapped. */
struct cell *reader_cell(const struct reader *reader, crm_field field);

/* ---- The kinds ---- */

bool load_stages(struct loader *loader); /* pipelines written in the map */
bool load_records(struct loader *loader, crm_kind kind);
bool load_deals(struct loader *loader);

#endif
