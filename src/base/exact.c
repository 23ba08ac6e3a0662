/*
 * exact.c - products of integers as magnitudes of 32-bit limbs, and their quotient by long division
 * bit by bit. Sizes are small and fixed, so nothing is allocated.
 */
#include "base/exact.h"

#include <string.h>

#define LIMBS CRM__EXACT_LIMBS

static struct crm__wide
magnitude(struct crm__wide value, bool *out_negative)
{
    *out_negative = value.high < 0;
    return value.high < 0 ? crm__wide_negate(value) : value;
}

static void
wide_limbs(struct crm__wide value, uint32_t limbs[4])
{
    limbs[0] = (uint32_t)value.low;
    limbs[1] = (uint32_t)(value.low >> 32);
    limbs[2] = (uint32_t)(uint64_t)value.high;
    limbs[3] = (uint32_t)((uint64_t)value.high >> 32);
}

struct crm__exact
crm__exact_of(struct crm__wide value)
{
    struct crm__exact exact = {{0}, false, false};

    value = magnitude(value, &exact.negative);
    wide_limbs(value, exact.limbs);
    return exact;
}

/* Add product x 2^(32 x at) to the limbs; false if it does not fit. */
static bool
add_at(uint32_t *limbs, size_t at, uint64_t product)
{
    uint64_t carry = 0;

    for (; product != 0 || carry != 0; at++) {
        if (at >= LIMBS)
            return false;
        carry += limbs[at] + (product & 0xffffffffu);
        limbs[at] = (uint32_t)carry;
        carry >>= 32;
        product >>= 32;
    }
    return true;
}

void
crm__exact_times(struct crm__exact *product, struct crm__wide factor)
{
    struct crm__exact result = {{0}, false, product->overflow};
    uint32_t limbs[4];
    bool negative;

    wide_limbs(magnitude(factor, &negative), limbs);
    for (size_t i = 0; i < LIMBS; i++) {
        for (size_t j = 0; j < 4; j++) {
            if (!add_at(result.limbs, i + j, (uint64_t)product->limbs[i] * limbs[j]))
                result.overflow = true;
        }
    }
    result.negative = product->negative != negative;
    *product = result;
}

static int
compare(const uint32_t *a, const uint32_t *b)
{
    for (size_t i = LIMBS; i-- > 0;) {
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    }
    return 0;
}

static void
subtract(uint32_t *a, const uint32_t *b)
{
    uint64_t borrow = 0;

    for (size_t i = 0; i < LIMBS; i++) {
        uint64_t rest = (uint64_t)a[i] - b[i] - borrow;

        a[i] = (uint32_t)rest;
        borrow = rest >> 63;
    }
}

/* The bit that falls out at the top is returned. */
static uint32_t
shift_left(uint32_t *a, uint32_t bit)
{
    for (size_t i = 0; i < LIMBS; i++) {
        uint32_t next = a[i] >> 31;

        a[i] = a[i] << 1 | bit;
        bit = next;
    }
    return bit;
}

static size_t
bits_of(const uint32_t *a)
{
    for (size_t i = LIMBS; i-- > 0;) {
        for (size_t bit = 32; a[i] != 0 && bit-- > 0;) {
            if (a[i] >> bit & 1)
                return i * 32 + bit + 1;
        }
    }
    return 0;
}

/* Quotient and rest of magnitudes; false if the quotient has more than 64 bits. */
static bool
divide(const uint32_t *top, const uint32_t *bottom, uint64_t *out_quotient, uint32_t *rest)
{
    bool fits = true;

    *out_quotient = 0;
    memset(rest, 0, LIMBS * sizeof *rest);
    for (size_t bit = bits_of(top); bit-- > 0;) {
        uint32_t out = shift_left(rest, top[bit / 32] >> bit % 32 & 1);

        fits = fits && *out_quotient >> 63 == 0;
        *out_quotient <<= 1;
        if (out != 0 || compare(rest, bottom) >= 0) {
            subtract(rest, bottom);
            *out_quotient |= 1;
        }
    }
    return fits;
}

/* Does the magnitude of the quotient go up by one? */
static bool
goes_up(uint64_t quotient, const uint32_t *rest, const uint32_t *bottom, bool negative,
        int32_t rounding)
{
    uint32_t twice[LIMBS];
    int half;

    if (bits_of(rest) == 0)
        return false;
    if (rounding == CRM__ROUND_UP)
        return !negative;
    memcpy(twice, rest, sizeof twice);
    half = shift_left(twice, 0) != 0 ? 1 : compare(twice, bottom);
    return half > 0 || (half == 0 && (rounding == CRM_ROUND_HALF_AWAY || (quotient & 1) != 0));
}

crm_status
crm__exact_divide(const struct crm__exact *top, const struct crm__exact *bottom, int32_t rounding,
                  int64_t *out)
{
    bool negative = top->negative != bottom->negative;
    uint32_t rest[LIMBS];
    uint64_t quotient, limit = negative ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;

    if (top->overflow || bottom->overflow || bits_of(bottom->limbs) == 0)
        return CRM_ERROR_OVERFLOW;
    if (!divide(top->limbs, bottom->limbs, &quotient, rest) || quotient > limit)
        return CRM_ERROR_OVERFLOW;
    if (goes_up(quotient, rest, bottom->limbs, negative, rounding) && quotient++ == limit)
        return CRM_ERROR_OVERFLOW;
    if (!negative)
        *out = (int64_t)quotient;
    else
        *out = quotient == limit ? INT64_MIN : -(int64_t)quotient;
    return CRM_OK;
}
