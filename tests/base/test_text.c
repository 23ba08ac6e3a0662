/* test_text.c - what UTF-8 is let in, and where wrong bytes are reported. */
#include "support.h"

#include "base/text.h"

struct sample {
    const char *bytes;
    size_t length;
    size_t bad; /* == length: well-formed */
};

#define GOOD(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1, sizeof(text) - 1                                                   \
    }
#define BAD(text, at)                                                                              \
    {                                                                                              \
        text, sizeof(text) - 1, at                                                                 \
    }

/* clang-format off */
static const struct sample samples[] = {
    GOOD(""), GOOD("a"), GOOD("plain text of more than eight bytes"),
    GOOD("Caf\xC3\xA9"), GOOD("\x7F"), GOOD("\xC2\x80"), GOOD("\xDF\xBF"),
    GOOD("\xE0\xA0\x80"), GOOD("\xED\x9F\xBF"), GOOD("\xEE\x80\x80"), GOOD("\xEF\xBF\xBF"),
    GOOD("\xEF\xBB\xBF" "byte order mark"), GOOD("\xF0\x90\x80\x80"), GOOD("\xF4\x8F\xBF\xBF"),
    GOOD("1234567\xC3\xA9" "12345678\xF0\x9F\x8D\x8A"),

    BAD("\x00", 0), BAD("abc\x00" "def", 3), BAD("12345678\x00" "abcdefgh", 8),
    BAD("1234567\x00" "12345678", 7), BAD("\x80", 0), BAD("\xBF", 0), BAD("abcdefghi\x80", 9),
    BAD("\xC0\x80", 0),               /* NUL, overlong */
    BAD("\xC0\xAF", 0),               /* slash, overlong */
    BAD("\xC1\xBF", 0), BAD("\xE0\x80\xAF", 0), BAD("\xE0\x9F\xBF", 0),
    BAD("\xF0\x80\x80\xAF", 0), BAD("\xF0\x8F\xBF\xBF", 0),
    BAD("\xED\xA0\x80", 0),           /* first surrogate */
    BAD("\xED\xBF\xBF", 0),           /* last surrogate */
    BAD("\xED\xA0\xBD\xED\xB8\x80", 0), /* CESU-8 */
    BAD("\xF4\x90\x80\x80", 0),       /* beyond U+10FFFF */
    BAD("\xF5\x80\x80\x80", 0), BAD("\xF8\x88\x80\x80\x80", 0), BAD("\xFC\x84\x80\x80\x80\x80", 0),
    BAD("\xFE", 0), BAD("\xFF", 0),
    BAD("\xC3", 0), BAD("ab\xE2\x82", 2), BAD("ab\xF0\x9F\x8D", 2), BAD("\xE2", 0), /* cut off */
    BAD("\xC3" "a", 0), BAD("\xE2\x82" "a", 0), BAD("\xF0\x9F\x8D" "a", 0), BAD("\xE2" "a\x82", 0),
    BAD("\xC3\xC3\xA9", 0), BAD("\xC3\xA9\xA9", 2),
    BAD("Caf\xE9 de Paris, Latin-1", 3),
};
/* clang-format on */

static void
hostile_bytes_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        const struct sample *sample = &samples[i];
        /* A block of its own, so that reading beyond it shows under valgrind. */
        char *bytes = malloc(sample->length + 1);
        size_t bad = 12345;
        bool good;

        assert_non_null(bytes);
        memcpy(bytes + 1, sample->bytes, sample->length);
        good = crm__utf8_check(bytes + 1, sample->length, &bad);
        if (good != (sample->bad == sample->length))
            print_error("sample %zu\n", i);
        assert_int_equal(good, sample->bad == sample->length);
        assert_int_equal(bad, good ? 12345 : sample->bad);
        assert_int_equal(crm__utf8_check(bytes + 1, sample->length, NULL), good);
        free(bytes);
    }
}

static size_t
encode(uint32_t code, char *to)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xC0 | code >> 6);
        to[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (char)(0xE0 | code >> 12);
        to[1] = (char)(0x80 | (code >> 6 & 0x3F));
        to[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | code >> 18);
    to[1] = (char)(0x80 | (code >> 12 & 0x3F));
    to[2] = (char)(0x80 | (code >> 6 & 0x3F));
    to[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

static void
every_number_is_judged(void **state)
{
    (void)state;
    for (uint32_t code = 0; code < 0x120000; code++) {
        bool good = code != 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
        char bytes[4];
        size_t length = encode(code, bytes);

        if (crm__utf8_check(bytes, length, NULL) != good)
            fail_msg("U+%04X", (unsigned)code);
    }
}

/* Exactly the two-byte pairs of the definition, out of all 65536. */
static void
every_pair_of_bytes_is_judged(void **state)
{
    (void)state;
    for (unsigned first = 0; first < 256; first++) {
        for (unsigned second = 0; second < 256; second++) {
            char bytes[2] = {(char)first, (char)second};
            bool ascii = first > 0 && first < 0x80 && second > 0 && second < 0x80;
            bool pair = first >= 0xC2 && first <= 0xDF && second >= 0x80 && second <= 0xBF;

            assert_int_equal(crm__utf8_check(bytes, 2, NULL), ascii || pair);
        }
    }
}

static void
boundaries_are_starts_or_the_end(void **state)
{
    const char *text = "a\xC3\xA9\xE2\x82\xAC";
    const bool expected[] = {true, true, false, true, false, false, true, false};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        assert_int_equal(crm__utf8_boundary(text, 6, i), expected[i]);
    assert_true(crm__utf8_boundary("", 0, 0));
    assert_false(crm__utf8_boundary("", 0, SIZE_MAX));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_bytes_are_found),
        cmocka_unit_test(every_number_is_judged),
        cmocka_unit_test(every_pair_of_bytes_is_judged),
        cmocka_unit_test(boundaries_are_starts_or_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
