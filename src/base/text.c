/*
 * text.c - UTF-8 checked at the border. Runs of plain ASCII, which most columns are, go eight bytes
 * at a time; everything else is judged by the ranges of RFC 3629, section 4.
 */
#include "base/text.h"

#include <string.h>

/* Bytes 1 to 127 only, from position on. */
static size_t
skip_ascii(const unsigned char *bytes, size_t length, size_t position)
{
    uint64_t word;

    while (length - position >= sizeof word) {
        memcpy(&word, bytes + position, sizeof word);
        /* A byte of 0 borrows and a byte above 127 has its top bit: both show in the same mask. */
        if (((word - 0x0101010101010101u) | word) & 0x8080808080808080u)
            break;
        position += sizeof word;
    }
    while (position < length && bytes[position] - 1u < 127u)
        position++;
    return position;
}

/* Bytes of the well-formed character beyond ASCII that starts here, 0 when it is not well-formed.
 */
static size_t
character_length(const unsigned char *at, size_t left)
{
    unsigned first = at[0], low = 0x80, high = 0xBF;
    size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;

    if (length == 0 || left < length)
        return 0;
    if (first == 0xE0)
        low = 0xA0; /* below: overlong */
    else if (first == 0xED)
        high = 0x9F; /* above: surrogates */
    else if (first == 0xF0)
        low = 0x90; /* below: overlong */
    else if (first == 0xF4)
        high = 0x8F; /* above: beyond U+10FFFF */
    if (at[1] < low || at[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    }
    return length;
}

bool
crm__utf8_check(const char *bytes, size_t length, size_t *out_bad)
{
    const unsigned char *text = (const unsigned char *)bytes;
    size_t position = 0, step;

    while (position < length) {
        position = skip_ascii(text, length, position);
        if (position == length)
            break;
        step = character_length(text + position, length - position);
        if (step == 0) {
            if (out_bad)
                *out_bad = position;
            return false;
        }
        position += step;
    }
    return true;
}

bool
crm__utf8_boundary(const char *bytes, size_t length, size_t position)
{
    if (position >= length)
        return position == length;
    return ((unsigned char)bytes[position] & 0xC0) != 0x80;
}
