/*
 * cuts.h - scores from 1 (smallest) to bins (2 to 10) by a named rule. Equal values get equal scores,
 * whatever their order, but for ntile.
 */
#ifndef CRM_BASE_CUTS_H
#define CRM_BASE_CUTS_H

#include "base/memory.h"

/* By rank: score = 1 + floor(bins x values smaller / count), by counting or sorting a copy. All
   answer CRM_OK, CRM_ERROR_MEMORY, or CRM_ERROR_ARGUMENT for another number of bins. */
crm_status crm__rank_scores(const struct crm__memory *memory, const int64_t *values, size_t count,
                            int32_t bins, int8_t *out_scores);

/*
 * By value: 1 + the quantiles of order j / bins, j = 1 to bins - 1, that are below the value.
 * Quantiles are those of type 7 (Hyndman and Fan 1996: (n - 1) p, between two values in a straight
 * line), as exact fractions. Repeated quantiles leave scores that nobody has.
 */
crm_status crm__quantile_scores(const struct crm__memory *memory, const int64_t *values,
                                size_t count, int32_t bins, int8_t *out_scores);

/* By the middle of the ranks that equal values share: ceil(bins x (middle - 1/2) / count). */
crm_status crm__midrank_scores(const struct crm__memory *memory, const int64_t *values,
                               size_t count, int32_t bins, int8_t *out_scores);

/* As SQL's NTILE over (value, place): bins of equal size, the first count mod bins one larger. The
   one rule under which equal values may differ. */
crm_status crm__ntile_scores(const struct crm__memory *memory, const int64_t *values, size_t count,
                             int32_t bins, int8_t *out_scores);

/* By ascending edges, closed below: 1 + the edges that are not above the value. */
void crm__edge_scores(const int64_t *values, size_t count, const int64_t *edges, size_t edge_count,
                      int8_t *out_scores);

#endif
