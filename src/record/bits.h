/*
 * bits.h - Arrow's validity bits: bit i % 8 of byte i / 8 is 1 where row i has a value. And sets of
 * small numbers in one word, for passes over the few columns or fields that are in use.
 */
#ifndef CRM_RECORD_BITS_H
#define CRM_RECORD_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool
crm__bit(const uint8_t *bits, size_t position)
{
    return (bits[position / 8] >> (position % 8)) & 1;
}

/* Give bits first to first + count - 1 one value. */
void crm__bits_set(uint8_t *bits, size_t first, size_t count, bool on);

/* Copy `count` bits from position `first` of `from` to position `at` of `to`. */
void crm__bits_copy(uint8_t *to, size_t at, const uint8_t *from, size_t first, size_t count);

/* Position (from `first` on) of the first bit of `count` that is `on`; count if there is none. */
size_t crm__bits_find(const uint8_t *bits, size_t first, size_t count, bool on);

/* ---- Sets ---- */

/* The last bit stands for its number and for all above it, which are too rare to be told apart. */
#define CRM__SET_LAST 63

static inline void
crm__set_add(uint64_t *set, size_t number)
{
    *set |= (uint64_t)1 << (number < CRM__SET_LAST ? number : CRM__SET_LAST);
}

static inline bool
crm__set_has(uint64_t set, size_t number)
{
    return set >> (number < CRM__SET_LAST ? number : CRM__SET_LAST) & 1;
}

/* The first number from `from` on that may be in the set; SIZE_MAX if there is none. */
static inline size_t
crm__set_next(uint64_t set, size_t from)
{
    uint64_t rest = set >> (from < CRM__SET_LAST ? from : CRM__SET_LAST);

    if (!rest)
        return SIZE_MAX;
    if (from >= CRM__SET_LAST)
        return from;
#if defined(__GNUC__)
    return from + (size_t)__builtin_ctzll(rest);
#else
    for (; !(rest & 1); rest >>= 1)
        from++;
    return from;
#endif
}

#endif
