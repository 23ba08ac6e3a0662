/*
 * fault.c - messages that name file, line and column; of stores, their own words in one line.
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

bool
fault_of(struct fault *fault, struct place place, crm_context *crm)
{
    char words[300];

    snprintf(words, sizeof words, "%s", crm_host_message(crm));
    fault_fold(words);
    if (words[0])
        return fault_at(fault, place, "%s: %s", crm_message(crm), words);
    return fault_at(fault, place, "%s", crm_message(crm));
}

void
fault_fold(char *words)
{
    char *to = words;
    const char *from;

    for (from = words; *from; from++) {
        bool white = strchr(" \t\r\n", *from) != NULL;

        if (!white || (to > words && to[-1] != ' '))
            *to++ = white ? ' ' : *from;
    }
    if (to > words && to[-1] == ' ')
        to--;
    *to = '\0';
}
