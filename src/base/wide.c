/*
 * wide.c - 128-bit arithmetic on two 64-bit words, in plain C11, so that every compiler and machine
 * gives the same bits.
 *
 * Signed values are two's complement; multiplication and division work on magnitudes. Long division
 * goes by halves of a word (Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D).
 */
#include "base/wide.h"

#define LOW_HALF 0xFFFFFFFFu

struct magnitude {
    uint64_t high, low;
};

struct crm__wide
crm__wide_of(int64_t value)
{
    return (struct crm__wide){(uint64_t)value, value < 0 ? -1 : 0};
}

/* Conversion of a word above INT64_MAX by its bits, without leaving it to the compiler. */
static int64_t
signed_of(uint64_t word)
{
    return word <= INT64_MAX ? (int64_t)word : -(int64_t)(UINT64_MAX - word) - 1;
}

struct crm__wide
crm__wide_add(struct crm__wide a, struct crm__wide b)
{
    uint64_t low = a.low + b.low;

    return (struct crm__wide){low, signed_of((uint64_t)a.high + (uint64_t)b.high + (low < a.low))};
}

struct crm__wide
crm__wide_negate(struct crm__wide a)
{
    return (struct crm__wide){~a.low + 1u, signed_of(~(uint64_t)a.high + (a.low == 0))};
}

static uint64_t
size_of_word(int64_t value)
{
    return value < 0 ? 0u - (uint64_t)value : (uint64_t)value;
}

static struct magnitude
size_of_wide(struct crm__wide a)
{
    if (a.high < 0)
        a = crm__wide_negate(a);
    return (struct magnitude){(uint64_t)a.high, a.low};
}

static struct magnitude
multiply_words(uint64_t a, uint64_t b)
{
    uint64_t a0 = a & LOW_HALF, a1 = a >> 32, b0 = b & LOW_HALF, b1 = b >> 32;
    uint64_t middle = (a0 * b0 >> 32) + (a1 * b0 & LOW_HALF) + a0 * b1;

    return (struct magnitude){a1 * b1 + (a1 * b0 >> 32) + (middle >> 32), a * b};
}

struct crm__wide
crm__wide_multiply(int64_t a, int64_t b)
{
    struct magnitude product = multiply_words(size_of_word(a), size_of_word(b));
    struct crm__wide wide = {product.low, signed_of(product.high)};

    return (a < 0) != (b < 0) ? crm__wide_negate(wide) : wide;
}

int
crm__wide_compare(struct crm__wide a, struct crm__wide b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return a.low < b.low ? -1 : a.low > b.low;
}

struct crm__wide
crm__wide_from_slots(const int64_t *slots)
{
    return (struct crm__wide){(uint64_t)slots[0], slots[1]};
}

static void
add_to_slots(int64_t *slots, struct crm__wide value)
{
    struct crm__wide sum = crm__wide_add(crm__wide_from_slots(slots), value);

    slots[0] = signed_of(sum.low);
    slots[1] = sum.high;
}

void
crm__wide_slot_add(int64_t *slots, int64_t value)
{
    add_to_slots(slots, crm__wide_of(value));
}

void
crm__wide_slot_take(int64_t *slots, int64_t value)
{
    add_to_slots(slots, crm__wide_negate(crm__wide_of(value)));
}

void
crm__wide_slot_merge(int64_t *slots, const int64_t *other)
{
    add_to_slots(slots, crm__wide_from_slots(other));
}

/* Give a magnitude its sign; CRM_ERROR_OVERFLOW when int64 does not hold it. */
static crm_status
sign_word(uint64_t size, bool negative, int64_t *out)
{
    if (size > (uint64_t)INT64_MAX + negative)
        return CRM_ERROR_OVERFLOW;
    *out = signed_of(negative ? 0u - size : size);
    return CRM_OK;
}

crm_status
crm__wide_to_int64(struct crm__wide a, int64_t *out)
{
    struct magnitude size = size_of_wide(a);

    return size.high ? CRM_ERROR_OVERFLOW : sign_word(size.low, a.high < 0, out);
}

static int
leading_zeros(uint64_t word)
{
    int count = 0;

    for (int step = 32; step > 0; step /= 2) {
        if (word >> (64 - step) == 0) {
            word <<= step;
            count += step;
        }
    }
    return count;
}

/* One digit of 32 bits: (high, next half) / divisor, divisor with its top bit set, high < divisor.
 */
static uint64_t
divide_digit(uint64_t *high, uint64_t half, uint64_t divisor)
{
    uint64_t top = divisor >> 32, bottom = divisor & LOW_HALF;
    uint64_t digit = *high / top, rest = *high % top;

    while (digit > LOW_HALF || digit * bottom > (rest << 32 | half)) {
        digit--;
        rest += top;
        if (rest > LOW_HALF)
            break;
    }
    *high = (*high << 32 | half) - digit * divisor;
    return digit;
}

/* (high, low) / divisor with high < divisor, so that the quotient is one word. */
static uint64_t
divide_two_words(uint64_t high, uint64_t low, uint64_t divisor, uint64_t *out_rest)
{
    int shift = leading_zeros(divisor);
    uint64_t first, second;

    if (high == 0) {
        *out_rest = low % divisor;
        return low / divisor;
    }
    divisor <<= shift;
    high = shift ? high << shift | low >> (64 - shift) : high;
    low <<= shift;
    first = divide_digit(&high, low >> 32, divisor);
    second = divide_digit(&high, low & LOW_HALF, divisor);
    *out_rest = high >> shift;
    return first << 32 | second;
}

static struct magnitude
divide_magnitude(struct magnitude a, uint64_t divisor, uint64_t *out_rest)
{
    struct magnitude quotient = {a.high / divisor, 0};

    quotient.low = divide_two_words(a.high % divisor, a.low, divisor, out_rest);
    return quotient;
}

/* True if a quotient grows by one: rest of divisor is left over, and something below 1 besides if
   `more`, for which divisor must be even. */
static bool
rounds_up(uint64_t quotient, uint64_t rest, uint64_t divisor, bool more, int32_t rounding)
{
    uint64_t missing = divisor - rest;

    if (rest != missing)
        return rest > missing;
    return more || rounding == CRM_ROUND_HALF_AWAY || (quotient & 1);
}

static crm_status
divide_rounded(struct magnitude a, uint64_t divisor, bool more, bool negative, int32_t rounding,
               int64_t *out)
{
    uint64_t rest;
    struct magnitude quotient = divide_magnitude(a, divisor, &rest);

    if (quotient.high)
        return CRM_ERROR_OVERFLOW;
    if (rounds_up(quotient.low, rest, divisor, more, rounding) && ++quotient.low == 0)
        return CRM_ERROR_OVERFLOW;
    return sign_word(quotient.low, negative, out);
}

crm_status
crm__wide_divide(struct crm__wide a, int64_t divisor, int32_t rounding, int64_t *out)
{
    return divide_rounded(size_of_wide(a), (uint64_t)divisor, false, a.high < 0, rounding, out);
}

static uint64_t
power_of_ten(int32_t exponent)
{
    uint64_t power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

crm_status
crm__wide_divide_ten(struct crm__wide a, int32_t digits, int32_t rounding, int64_t *out)
{
    struct magnitude size = size_of_wide(a);
    bool more = false;
    uint64_t rest;

    if (digits > 18) {
        size = divide_magnitude(size, power_of_ten(digits - 18), &rest);
        more = rest != 0;
        digits = 18;
    }
    return divide_rounded(size, power_of_ten(digits), more, a.high < 0, rounding, out);
}

crm_status
crm__scale(int64_t value, int64_t num, int64_t den, int32_t rounding, int64_t *out)
{
    return crm__wide_divide(crm__wide_multiply(value, num), den, rounding, out);
}
