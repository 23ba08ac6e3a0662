/*
 * bits.h - Arrow's validity bits: bit i % 8 of byte i / 8 is 1 where row i has a value.
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

#endif
