/*
 * dates.h - days and times in the form that a map says, as "%d/%m/%Y".
 */
#ifndef REPORT_DATES_H
#define REPORT_DATES_H

#include "crm/crm.h"

#include <stdbool.h>

/**
 * Read a text of a form: %Y four digits, %m %d %H %M %S one or two, %% a percent sign, all else as
 * it stands.
 *
 * @param out_seconds of the day; -1 when the form has no time
 * @return false when the text is not of the form, or no such day or time exists
 */
bool dates_read(const char *text, const char *form, crm_day *out_day, int32_t *out_seconds);

/** Is this a form: year, month and day, each once, and no letter that means nothing? */
bool dates_form(const char *form);

#endif
