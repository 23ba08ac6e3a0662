/*
 * reference.h - from the text of a reference to the id of the record that is meant, and from there
 * to one of its fields.
 */
#ifndef REPORT_REFERENCE_H
#define REPORT_REFERENCE_H

#include "loader.h"

/** Resolve a cell of state CELL_NAME. Names that nobody has are counted; what is said in loader.h
    about readings follows from the field. */
enum reading reference_resolve(struct loader *loader, const struct map_section *section,
                               const struct map_entry *entry, struct place place,
                               struct cell *cell);

/** A stage by its name, within a pipeline (0 = any). */
enum reading reference_stage(struct loader *loader, crm_id pipeline, struct place place,
                             struct cell *cell);

/** Read a field of a record that the row refers to. */
enum reading reference_follow(struct loader *loader, const struct map_section *section,
                              const struct map_entry *entry, crm_id id, crm_currency currency,
                              struct cell *out);

#endif
