/*
 * bits.c - runs of validity bits, whole bytes at a time where they line up.
 */
#include "record/bits.h"

#include <string.h>

static void
set_one(uint8_t *bits, size_t position, bool on)
{
    uint8_t mask = (uint8_t)(1u << (position % 8));

    if (on)
        bits[position / 8] = (uint8_t)(bits[position / 8] | mask);
    else
        bits[position / 8] = (uint8_t)(bits[position / 8] & ~mask);
}

void
crm__bits_set(uint8_t *bits, size_t first, size_t count, bool on)
{
    size_t end = first + count;

    for (; first < end && first % 8; first++)
        set_one(bits, first, on);
    if (first < end) {
        memset(bits + first / 8, on ? 0xff : 0, (end - first) / 8);
        first += (end - first) / 8 * 8;
    }
    for (; first < end; first++)
        set_one(bits, first, on);
}

void
crm__bits_copy(uint8_t *to, size_t at, const uint8_t *from, size_t first, size_t count)
{
    size_t done = 0, shift;

    for (; done < count && (at + done) % 8; done++)
        set_one(to, at + done, crm__bit(from, first + done));
    shift = (first + done) % 8;
    for (; count - done >= 8; done += 8) {
        const uint8_t *source = from + (first + done) / 8;

        to[(at + done) / 8] =
            shift ? (uint8_t)(source[0] >> shift | source[1] << (8 - shift)) : source[0];
    }
    for (; done < count; done++)
        set_one(to, at + done, crm__bit(from, first + done));
}

size_t
crm__bits_find(const uint8_t *bits, size_t first, size_t count, bool on)
{
    const uint8_t other = on ? 0 : 0xff;
    size_t done = 0;

    while (done < count) {
        if ((first + done) % 8 == 0 && count - done >= 8 && bits[(first + done) / 8] == other)
            done += 8;
        else if (crm__bit(bits, first + done) == on)
            return done;
        else
            done++;
    }
    return count;
}
