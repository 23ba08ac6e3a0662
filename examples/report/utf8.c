/*
 * utf8.c - text in UTF-8. Widths come from a short list of ranges: marks that stand on the
 * character before them, and the blocks that terminals show two columns wide.
 */
#include "utf8.h"

#include <stdint.h>

struct range {
    uint32_t first, last;
};

static const struct range narrow[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F},
    {0x2060, 0x2064}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
};

static const struct range wide[] = {
    {0x1100, 0x115F}, {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

static uint32_t
decode(const char *text, size_t bytes)
{
    const unsigned char *at = (const unsigned char *)text;

    switch (bytes) {
    case 1:
        return at[0];
    case 2:
        return (uint32_t)(at[0] & 0x1F) << 6 | (at[1] & 0x3F);
    case 3:
        return (uint32_t)(at[0] & 0x0F) << 12 | (uint32_t)(at[1] & 0x3F) << 6 | (at[2] & 0x3F);
    default:
        return (uint32_t)(at[0] & 0x07) << 18 | (uint32_t)(at[1] & 0x3F) << 12 |
               (uint32_t)(at[2] & 0x3F) << 6 | (at[3] & 0x3F);
    }
}

size_t
utf8_character(const char *text, size_t length)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first;
    size_t bytes, i;
    uint32_t code;

    if (length == 0)
        return 0;
    first = (unsigned char)text[0];
    bytes = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (first > 0xF4 || bytes == 0 || bytes > length)
        return 0;
    for (i = 1; i < bytes; i++)
        if (((unsigned char)text[i] & 0xC0) != 0x80)
            return 0;
    code = decode(text, bytes);
    if (code < least[bytes] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return 0;
    return bytes;
}

size_t
utf8_check(const char *text, size_t length)
{
    size_t at = 0;

    while (at < length) {
        size_t bytes = utf8_character(text + at, length - at);

        if (bytes == 0 || text[at] == '\0')
            return at;
        at += bytes;
    }
    return length;
}

size_t
utf8_count(const char *text, size_t length)
{
    size_t count = 0, i;

    for (i = 0; i < length; i++)
        if (((unsigned char)text[i] & 0xC0) != 0x80)
            count++;
    return count;
}

static int
within(const struct range *ranges, size_t count, uint32_t code)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return 1;
    return 0;
}

static size_t
width_of(uint32_t code)
{
    if (code < 0x300)
        return 1;
    if (within(narrow, sizeof narrow / sizeof narrow[0], code))
        return 0;
    return within(wide, sizeof wide / sizeof wide[0], code) ? 2 : 1;
}

size_t
utf8_width(const char *text, size_t length)
{
    size_t width = 0, at = 0;

    while (at < length) {
        size_t bytes = utf8_character(text + at, length - at);

        if (bytes == 0)
            return width;
        width += width_of(decode(text + at, bytes));
        at += bytes;
    }
    return width;
}

size_t
utf8_cut(const char *text, size_t length, size_t width)
{
    size_t taken = 0, at = 0;

    while (at < length) {
        size_t bytes = utf8_character(text + at, length - at);

        if (bytes == 0)
            return at;
        taken += width_of(decode(text + at, bytes));
        if (taken > width)
            return at;
        at += bytes;
    }
    return at;
}
