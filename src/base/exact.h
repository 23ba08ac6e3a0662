/*
 * exact.h - quotients of products, exactly: (a x b x c) / (d x e), rounded once.
 *
 * For figures that multiply more integers than 128 bits hold, as sales a day do (deals x wins x
 * amount x days over as many divisors). A product takes five factors of 64 bits or fewer larger ones.
 */
#ifndef CRM_BASE_EXACT_H
#define CRM_BASE_EXACT_H

#include <stdbool.h>

#include "base/wide.h"

#define CRM__EXACT_LIMBS 12 /* of 32 bits */
#define CRM__ROUND_UP 2     /* beside CRM_ROUND_...: to the next integer not below */

struct crm__exact {
    uint32_t limbs[CRM__EXACT_LIMBS]; /* magnitude, lowest first */
    bool negative;
    bool overflow; /* more than the limbs hold */
};

struct crm__exact crm__exact_of(struct crm__wide value);
void crm__exact_times(struct crm__exact *product, struct crm__wide factor);

/* top / bottom rounded; CRM_OK, or CRM_ERROR_OVERFLOW (bottom 0, a product that did not fit, or a
   quotient beyond int64). */
crm_status crm__exact_divide(const struct crm__exact *top, const struct crm__exact *bottom,
                             int32_t rounding, int64_t *out);

#endif
