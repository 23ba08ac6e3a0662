/*
 * fold.c - the one folding by which text is compared. Each character is looked up once in tables
 * that fold_tables.py made (they hold the fixed point of case folding, decomposition and removal of
 * marks); Hangul syllables come apart by the arithmetic of The Unicode Standard, section 3.12. Text
 * goes through twice, first to measure, so that one block of the right size is all the memory it
 * takes.
 */
#include "base/text.h"

#include "base/fold_tables.h"

#define GROWTH_MAX 16 /* fold_tables.h: no character grows to as many times its bytes */

struct sink {
    char *to; /* NULL while measuring */
    size_t length;
    bool blank; /* white space was seen since the last byte */
};

const char *
crm__fold_version(void)
{
    return CRM__FOLD_UNICODE;
}

static void
put_byte(struct sink *sink, uint8_t byte)
{
    if (byte == ' ') {
        sink->blank = sink->length > 0;
        return;
    }
    if (sink->blank) {
        if (sink->to)
            sink->to[sink->length] = ' ';
        sink->length++;
        sink->blank = false;
    }
    if (sink->to)
        sink->to[sink->length] = (char)byte;
    sink->length++;
}

static void
put_bytes(struct sink *sink, const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        put_byte(sink, bytes[i]);
}

static void
put_ascii(struct sink *sink, uint8_t byte)
{
    if (byte >= 'A' && byte <= 'Z')
        byte = (uint8_t)(byte + ('a' - 'A'));
    else if (byte >= '\t' && byte <= '\r')
        byte = ' ';
    put_byte(sink, byte);
}

static void
put_jamo(struct sink *sink, uint32_t code)
{
    const uint8_t bytes[3] = {(uint8_t)(0xE0 | code >> 12), (uint8_t)(0x80 | (code >> 6 & 0x3F)),
                              (uint8_t)(0x80 | (code & 0x3F))};

    put_bytes(sink, bytes, sizeof bytes);
}

static void
put_syllable(struct sink *sink, uint32_t index)
{
    put_jamo(sink, 0x1100 + index / 588);
    put_jamo(sink, 0x1161 + index % 588 / 28);
    if (index % 28 != 0)
        put_jamo(sink, 0x11A7 + index % 28);
}

/* The character of `length` bytes, 2 to 4, of checked UTF-8. */
static uint32_t
decode(const uint8_t *at, size_t length)
{
    uint32_t code = at[0] & (0xFFu >> (length + 1));

    for (size_t i = 1; i < length; i++)
        code = code << 6 | (at[i] & 0x3F);
    return code;
}

static void
put_character(struct sink *sink, const uint8_t *at, size_t length)
{
    uint32_t code = decode(at, length), entry = 0;

    if (code - 0xAC00 < 11172) {
        put_syllable(sink, code - 0xAC00);
        return;
    }
    if (code >= CRM__FOLD_REMOVED_FIRST && code <= CRM__FOLD_REMOVED_LAST)
        return;
    if (code < CRM__FOLD_LIMIT)
        entry = crm__fold_entries[crm__fold_blocks[code / 64] * 64u + code % 64];
    if (entry != 0)
        put_bytes(sink, &crm__fold_pool[entry], crm__fold_pool[entry - 1]);
    else
        put_bytes(sink, at, length);
}

static void
fold_to(struct sink *sink, const uint8_t *bytes, size_t length)
{
    for (size_t at = 0, step; at < length; at += step) {
        step = bytes[at] < 0x80 ? 1 : bytes[at] < 0xE0 ? 2 : bytes[at] < 0xF0 ? 3 : 4;
        if (step == 1)
            put_ascii(sink, bytes[at]);
        else
            put_character(sink, bytes + at, step);
    }
}

crm_status
crm__fold(const struct crm__memory *memory, const char *bytes, size_t length, char **out_text,
          size_t *out_length, size_t *out_capacity)
{
    struct sink measure = {NULL, 0, false}, write = {NULL, 0, false};

    if (length > SIZE_MAX / GROWTH_MAX)
        return CRM_ERROR_MEMORY;
    fold_to(&measure, (const uint8_t *)bytes, length);
    write.to = crm__alloc(memory, measure.length + 1);
    if (!write.to)
        return CRM_ERROR_MEMORY;
    fold_to(&write, (const uint8_t *)bytes, length);
    write.to[write.length] = '\0';
    *out_text = write.to;
    *out_length = write.length;
    *out_capacity = write.length + 1;
    return CRM_OK;
}
