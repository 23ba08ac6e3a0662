/*
 * ratio.c - the quotient of two integers as a double, rounded once, half to even, so that it has
 * the same bits on every machine and whatever way the two sums were reached.
 *
 * Binary long division of both magnitudes, shifted to the top, gives 56 bits and whether anything
 * is left over. They are rounded to 53 by hand, after which the conversion to double is exact.
 */
#include "base/wide.h"

#include <float.h>
#include <math.h>

#define TOP_BIT 0x8000000000000000u
#define EXACT_DOUBLE (1ll << 53)

struct magnitude {
    uint64_t high, low;
};

static struct magnitude
magnitude_of(struct crm__wide a)
{
    if (a.high < 0)
        a = crm__wide_negate(a);
    return (struct magnitude){(uint64_t)a.high, a.low};
}

static void
double_magnitude(struct magnitude *a)
{
    a->high = a->high << 1 | a->low >> 63;
    a->low <<= 1;
}

/* Shift until the top bit is set; the number of bits it took. a is not 0. */
static int
normalise(struct magnitude *a)
{
    int shift = 0;

    if (a->high == 0) {
        a->high = a->low;
        a->low = 0;
        shift = 64;
    }
    for (; !(a->high & TOP_BIT); shift++)
        double_magnitude(a);
    return shift;
}

/* The first 56 bits of a / b, both normalised: 55 or 56 of them count. a becomes the rest. */
static uint64_t
divide_bits(struct magnitude *a, struct magnitude b)
{
    uint64_t bits = 0;
    bool carry = false;

    for (int i = 0; i < 56; i++) {
        if (i > 0) {
            carry = a->high & TOP_BIT;
            double_magnitude(a);
        }
        bits <<= 1;
        if (carry || a->high > b.high || (a->high == b.high && a->low >= b.low)) {
            a->high -= b.high + (a->low < b.low);
            a->low -= b.low;
            bits |= 1;
        }
    }
    return bits;
}

static double
divide_magnitudes(struct magnitude a, struct magnitude b)
{
    int shift = normalise(&b) - normalise(&a);
    uint64_t bits = divide_bits(&a, b);
    int drop = bits >> 55 ? 3 : 2;
    uint64_t dropped = bits << (64 - drop);
    bool odd, more = (a.high | a.low) != 0;

    bits >>= drop;
    odd = bits & 1;
    if (dropped > TOP_BIT || (dropped == TOP_BIT && (more || odd)))
        bits++;
    return ldexp((double)bits, shift + drop - 55);
}

double
crm__wide_ratio(struct crm__wide a, struct crm__wide b)
{
    struct magnitude top = magnitude_of(a), bottom = magnitude_of(b);
    double ratio;

    if ((top.high | top.low) == 0 || (bottom.high | bottom.low) == 0)
        return 0.0;
    ratio = divide_magnitudes(top, bottom);
    return (a.high < 0) != (b.high < 0) ? -ratio : ratio;
}

#if FLT_EVAL_METHOD == 0
static bool
exact_as_double(int64_t value)
{
    return value >= -EXACT_DOUBLE && value <= EXACT_DOUBLE;
}
#endif

double
crm__ratio(int64_t a, int64_t b)
{
#if FLT_EVAL_METHOD == 0
    /* IEEE 754 rounds the quotient of two exact doubles once: the very bits of the long way. */
    if (a != 0 && b != 0 && exact_as_double(a) && exact_as_double(b))
        return (double)a / (double)b;
#endif
    return crm__wide_ratio(crm__wide_of(a), crm__wide_of(b));
}
