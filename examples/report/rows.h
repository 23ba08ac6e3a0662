/*
 * rows.h - the rows that a section of the map selects from its file, and the text of each of its
 * entries: columns joined, looked up elsewhere, renamed by aliases, blanks taken off.
 */
#ifndef REPORT_ROWS_H
#define REPORT_ROWS_H

#include "csv.h"
#include "map.h"

struct rows;

/** Open the file of a section in a folder ("" = the present one) and find its columns. NULL with a
    fault when a file or a column is not there. */
struct rows *rows_open(const struct map_section *section, const char *folder, struct fault *fault);
void rows_close(struct rows *rows);

/** The next row that `where` and `distinct` let through. False at the end and on a fault. */
bool rows_next(struct rows *rows);

/** Text of an entry in the present row; NULL when it is empty. Borrowed until the next row. */
const char *rows_text(struct rows *rows, size_t entry);

/** The key that `via` did not find when the text was last asked for; NULL if it did. */
const char *rows_missed(const struct rows *rows, size_t entry);

/** Where the text of an entry stands: in the file, or for constants in the map. */
struct place rows_place(const struct rows *rows, size_t entry);

/** Where the row begins. */
struct place rows_row(const struct rows *rows);

/** How far the file has been read, in bytes. */
size_t rows_bytes(const struct rows *rows);

#endif
