/*
 * wide.h - 128-bit two's complement sums, so that totals are exact and overflow is judged once, on
 * the finished total.
 */
#ifndef CRM_BASE_WIDE_H
#define CRM_BASE_WIDE_H

#include <stdbool.h>

#include "crm/base.h"

struct crm__wide {
    uint64_t low;
    int64_t high;
};

struct crm__wide crm__wide_of(int64_t value);
struct crm__wide crm__wide_add(struct crm__wide a, struct crm__wide b);
struct crm__wide crm__wide_negate(struct crm__wide a);
struct crm__wide crm__wide_multiply(int64_t a, int64_t b);
int crm__wide_compare(struct crm__wide a, struct crm__wide b);

/* Add a value to a sum kept in two int64 slots (low word, high word), as cells do. */
void crm__wide_slot_add(int64_t *slots, int64_t value);
void crm__wide_slot_take(int64_t *slots, int64_t value); /* off it */
void crm__wide_slot_merge(int64_t *slots, const int64_t *other);
struct crm__wide crm__wide_from_slots(const int64_t *slots);

/* CRM_OK or CRM_ERROR_OVERFLOW. */
crm_status crm__wide_to_int64(struct crm__wide a, int64_t *out);

/* a / divisor rounded (CRM_ROUND_...), divisor above 0; CRM_OK or CRM_ERROR_OVERFLOW. */
crm_status crm__wide_divide(struct crm__wide a, int64_t divisor, int32_t rounding, int64_t *out);

/* a / 10^digits rounded once, digits 0 to 36; CRM_OK or CRM_ERROR_OVERFLOW. */
crm_status crm__wide_divide_ten(struct crm__wide a, int32_t digits, int32_t rounding, int64_t *out);

/* value x num / den rounded, den above 0; CRM_OK or CRM_ERROR_OVERFLOW. */
crm_status crm__scale(int64_t value, int64_t num, int64_t den, int32_t rounding, int64_t *out);

/* a / b rounded once to a double, half to even, so that the two integers alone decide its bits; 0
   for b = 0, which callers show as "none". */
double crm__wide_ratio(struct crm__wide a, struct crm__wide b);
double crm__ratio(int64_t a, int64_t b);

#endif
