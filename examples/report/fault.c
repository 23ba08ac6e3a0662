/*
 * fault.c - messages that name file, line and column.
 */
#include "fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
fault_at(struct fault *fault, struct place place, const char *words, ...)
{
    char where[200] = "";
    size_t used;
    va_list list;

    if (fault->text[0])
        return false;
    if (place.file && place.line && place.column)
        snprintf(where, sizeof where, "%.150s:%zu:%zu: ", place.file, place.line, place.column);
    else if (place.file && place.line)
        snprintf(where, sizeof where, "%.150s:%zu: ", place.file, place.line);
    else if (place.file)
        snprintf(where, sizeof where, "%.150s: ", place.file);
    used = strlen(where);
    memcpy(fault->text, where, used + 1);
    va_start(list, words);
    vsnprintf(fault->text + used, sizeof fault->text - used, words, list);
    va_end(list);
    return false;
}
