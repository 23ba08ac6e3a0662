/*
 * notes.h - what an import leaves beside the records, so that a later report says what the first
 * one said: what could not be taken over from the files, and the map.
 */
#ifndef REPORT_NOTES_H
#define REPORT_NOTES_H

#include "left.h"
#include "map.h"
#include "page.h"

/** Write them as a text. */
void notes_write(struct page *notes, const struct left *left, const struct map *map);

/**
 * Read them back.
 *
 * @param out_map the map of the import, to be freed; NULL = it is not wanted
 * @param place   of the notes, for messages
 */
bool notes_read(const struct page *notes, struct left *left, struct map **out_map,
                struct place place, struct fault *fault);

#endif
