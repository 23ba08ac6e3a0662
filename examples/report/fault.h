/*
 * fault.h - what was wrong with the input, and where: one line, as compilers write it.
 */
#ifndef REPORT_FAULT_H
#define REPORT_FAULT_H

#include "crm/crm.h"

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

/** A fault in the words of the library, and behind them those of the store, if it is one of its
    own. */
bool fault_of(struct fault *fault, struct place place, crm_context *crm);

/** Bring words of others into one line: any run of white space becomes one blank. */
void fault_fold(char *words);

#endif
