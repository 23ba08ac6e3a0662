/*
 * header.h - the columns of a CSV file by the names in its first line.
 */
#ifndef REPORT_HEADER_H
#define REPORT_HEADER_H

#include "csv.h"
#include "map.h"

struct header {
    const char *file;
    char **names; /* without blanks around them */
    size_t count;
    struct pool pool;
};

/** Read the first row. */
bool header_read(struct header *header, struct csv *csv, const char *file, struct fault *fault);
void header_free(struct header *header);

/** Which column is meant. A fault at its place in the map when the file has none such. */
bool header_find(const struct header *header, const struct map_column *column, size_t *out_index,
                 struct fault *fault);

/** Does the present row have as many fields as the first? */
bool header_fits(const struct header *header, const struct csv *csv, struct fault *fault);

/** Length of a text without the blanks around it; *text is moved behind those in front. */
size_t header_trim(const char **text, size_t length);

#endif
