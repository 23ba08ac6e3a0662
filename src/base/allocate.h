/*
 * allocate.h - an amount shared out by weights without losing a unit: largest remainder.
 */
#ifndef CRM_BASE_ALLOCATE_H
#define CRM_BASE_ALLOCATE_H

#include "base/memory.h"

/*
 * Part i is amount x weights[i] / their sum, rounded towards 0; the units left over go one each to
 * the largest remainders, among equals to the first (Hamilton's method). The parts always sum to the
 * amount, which may be below 0. Weights are not below 0 and their sum fits 64 bits; if all are 0,
 * every part weighs the same.
 *
 * @return CRM_OK, CRM_ERROR_MEMORY, CRM_ERROR_OVERFLOW (the weights), CRM_ERROR_ARGUMENT (a weight
 *         below 0, or no parts for an amount other than 0)
 */
crm_status crm__allocate(const struct crm__memory *memory, int64_t amount, const int64_t *weights,
                         size_t count, int64_t *out_parts);

#endif
