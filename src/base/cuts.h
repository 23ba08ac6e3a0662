/*
 * cuts.h - scores by rank: score = 1 + floor(bins x values smaller / count); equal values get equal
 * scores, whatever their order.
 */
#ifndef CRM_BASE_CUTS_H
#define CRM_BASE_CUTS_H

#include "base/memory.h"

/*
 * Scores of `count` values, 1 (smallest) to bins (2 to 10), into out_scores, by counting or sorting
 * a copy. CRM_OK or CRM_ERROR_MEMORY.
 */
crm_status crm__rank_scores(const struct crm__memory *memory, const int64_t *values, size_t count,
                            int32_t bins, int8_t *out_scores);

#endif
