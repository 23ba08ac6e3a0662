/*
 * map_check.h - is a map as a whole one that can be loaded?
 */
#ifndef REPORT_MAP_CHECK_H
#define REPORT_MAP_CHECK_H

#include "map.h"

/** Every section has what its kind needs, aliases end, paths begin at a field that is mapped. */
bool map_check(struct map *map, struct fault *fault);

#endif
