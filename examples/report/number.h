/*
 * number.h - numbers and percentages as files write them, read exactly.
 */
#ifndef REPORT_NUMBER_H
#define REPORT_NUMBER_H

#include "map.h"

/** A decimal: "1 234,50" with decimal ',' and grouping ' ' is 123450, scale 2. grouping 0 = none; a
    blank stands for the no-break blanks too. False when the text is none, or does not fit. */
bool number_decimal(const char *text, size_t length, char decimal, char grouping,
                    int64_t *out_value, int32_t *out_scale);

/** A percentage in basis points, by nearest, half to even; a text that ends in % is percent. */
bool number_ratio(const char *text, size_t length, enum map_ratio ratio, char decimal,
                  char grouping, int64_t *out_bp);

#endif
