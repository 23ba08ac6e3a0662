/*
 * options.h - the command line.
 */
#ifndef REPORT_OPTIONS_H
#define REPORT_OPTIONS_H

#include "labels.h"

#include "crm/crm.h"

#include <stdbool.h>

struct options {
    const char *map, *store, *data, *out; /* NULL = not said */
    crm_day as_of;                        /* CRM_DAY_NONE = as the map says */
    int64_t months, top;                  /* -1, 0 = as the map says */
    crm_currency currency;                /* 0 = as the map says */
    enum language language;
    bool json, help;
};

extern const char options_usage[];

/** Read the command line. False with a sentence of what is wrong (size bytes at most). */
bool options_read(struct options *options, int count, char **words, char *wrong, size_t size);

#endif
