/*
 * fuzz_map.c - the reader of map files: any bytes are a map, or a fault in one line that says where.
 */
#include "fuzz.h"

#include "map.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fault fault = {""};
    struct map *map = map_read_memory((const char *)data, size, "m.map", &fault);

    MUST((map == NULL) == (fault.text[0] != '\0'));
    MUST(strchr(fault.text, '\n') == NULL);
    map_free(map);
    return 0;
}
