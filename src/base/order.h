/*
 * order.h - sorting without memory of its own, so that it cannot fail.
 */
#ifndef CRM_BASE_ORDER_H
#define CRM_BASE_ORDER_H

#include <stdbool.h>

#include "crm/base.h"

/* Below 0, 0, above 0. Must be a total order: what compares equal must be interchangeable. */
typedef int crm__compare(const void *a, const void *b, void *context);

/* Sort in place, O(n log n) in the worst case, no recursion on input depth. Not stable. */
void crm__sort(void *items, size_t count, size_t item_size, crm__compare *compare, void *context);

/* Sort int64 values ascending. */
void crm__sort_int64(int64_t *values, size_t count);

/* Is each of the values above the one before it? */
bool crm__ascending(const int64_t *values, size_t count);

/* Position of the first of `count` ascending values that is not below `value`. */
size_t crm__lower_bound(const int64_t *values, size_t count, int64_t value);

/* Median as domain rules want it: the mean of the two middle values when count is even. The values
   must be ascending; count above 0. _money rounds half to even. */
double crm__median(const int64_t *ascending, size_t count);
int64_t crm__median_money(const int64_t *ascending, size_t count);

#endif
