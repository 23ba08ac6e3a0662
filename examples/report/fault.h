/*
 * fault.h - what was wrong with the input, and where: one line, as compilers write it.
 */
#ifndef REPORT_FAULT_H
#define REPORT_FAULT_H

#include <stdbool.h>
#include <stddef.h>

/** Where something stands in a file: lines and columns from 1, columns in characters; 0 = none. */
struct place {
    const char *file;
    size_t line;
    size_t column;
};

struct fault {
    char text[600];
};

/** Write "file:line:column: words"; the first fault stays. Always false, to be returned. */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
bool
fault_at(struct fault *fault, struct place place, const char *words, ...);

#endif
