/*
 * csv.h - reading CSV as RFC 4180 describes it, one row at a time, from a file or from memory.
 *
 * Fields may be in quotes, hold separators, line ends and doubled quotes, and be of any length.
 * Lines end in CRLF or LF; a byte order mark is passed over; the last line needs no end. A row
 * that is one empty field (a blank line) is passed over. All else is an error that names line and
 * column: a quote inside a bare field, text behind a closing quote, a quote that never closes, a
 * lone carriage return, bytes that are no UTF-8, and NUL.
 */
#ifndef REPORT_CSV_H
#define REPORT_CSV_H

#include "fault.h"

#include <stdbool.h>
#include <stddef.h>

struct csv;

/** Open a file; `name` is what messages call it. NULL with a fault when that fails. */
struct csv *csv_open(const char *path, const char *name, char separator, struct fault *fault);

/** Read from memory, which must stay until csv_close. */
struct csv *csv_open_memory(const char *bytes, size_t size, const char *name, char separator,
                            struct fault *fault);

void csv_close(struct csv *csv);

/** The next row. False at the end and on a fault (then fault->text is not empty). */
bool csv_next(struct csv *csv);

/** Of the present row: its fields, each ended by NUL and borrowed until the next row. */
size_t csv_fields(const struct csv *csv);
const char *csv_field(const struct csv *csv, size_t index, size_t *out_length);

/** Where a field of the present row begins (where the row does, for one that it has not). */
struct place csv_place(const struct csv *csv, size_t index);

/** How far the reading has come, in bytes. */
size_t csv_bytes(const struct csv *csv);

#endif
