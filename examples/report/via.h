/*
 * via.h - another file in which a text is looked up: key column, value column.
 */
#ifndef REPORT_VIA_H
#define REPORT_VIA_H

#include "map.h"

struct via;

/** Read the file. NULL with a fault. */
struct via *via_open(const struct map_via *map, const char *folder, char separator,
                     struct fault *fault);
void via_close(struct via *via);

/** The value beside a key; NULL when the file has no such key or no value. */
const char *via_find(const struct via *via, const char *key);

/** The path of a file in a folder, from memory_new. */
char *via_path(const char *folder, const char *file);

#endif
