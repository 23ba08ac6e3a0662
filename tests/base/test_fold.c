/* test_fold.c - the folding: known pairs, the same again when folded again, nothing lost in
 * failure. */
#include "support.h"

#include "base/text.h"

struct folded {
    char *text;
    size_t length, capacity;
};

static struct folded
fold(const struct crm__memory *memory, const char *bytes, size_t length)
{
    struct folded folded;

    assert_int_equal(
        crm__fold(memory, bytes, length, &folded.text, &folded.length, &folded.capacity), CRM_OK);
    assert_int_equal(folded.text[folded.length], '\0');
    return folded;
}

static void
known_texts_fold(void **state)
{
    /* clang-format off */
    static const char *const pairs[][2] = {
        {"", ""}, {"   ", ""}, {"\t\n\v\f\r ", ""}, {"Acme", "acme"}, {"  GTX  Pro ", "gtx pro"},
        {"We <3 Dogs", "we <3 dogs"}, {"[@`{", "[@`{"},
        {"\xC3\x89t\xC3\xA9", "ete"},                        /* Été */
        {"E\xCC\x81te\xCC\x81", "ete"},                      /* the same, decomposed */
        {"Stra\xC3\x9F" "e", "strasse"}, {"STRASSE", "strasse"},
        {"\xE1\xBA\x9E", "ss"},                              /* capital sharp s */
        {"\xEF\xAC\x81n", "fin"}, {"\xEF\xAC\x83", "ffi"},   /* ligatures */
        {"\xC4\xB0stanbul", "istanbul"},                     /* I with dot */
        {"\xC4\xB1", "\xC4\xB1"},                            /* dotless i stays one */
        {"\xCE\xA3\xCE\xAF\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x82",
         "\xCF\x83\xCE\xB9\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x83"}, /* both small sigmas alike */
        {"\xE1\xBE\xB3", "\xCE\xB1\xCE\xB9"},                /* alpha with iota below */
        {"\xCE\xB1\xCD\x85", "\xCE\xB1\xCE\xB9"},            /* the same, decomposed */
        {"\xEF\xBC\xA1\xEF\xBC\xA2", "ab"},                  /* fullwidth */
        {"x\xC2\xB2", "x2"}, {"\xE2\x91\xA0", "1"}, {"\xE2\x85\xA7", "viii"},
        {"a\xC2\xA0" "b", "a b"}, {"a\xE2\x80\x83\xE3\x80\x80" "b", "a b"}, /* other white space */
        {"a\xE2\x80\xA8" "b", "a b"}, {"a\xC2\x85" "b", "a b"},
        {"a \xCC\x81 b", "a b"},                             /* a mark alone between blanks */
        {"\xC2\xA8", ""},                                    /* is a blank with a mark */
        {"a\xF3\xA0\x84\x80", "a"}, {"a\xF3\xA0\x87\xAF", "a"}, /* variation selectors */
        {"\xF0\x90\x90\x80", "\xF0\x90\x90\xA8"},            /* Deseret has case */
        {"\xF0\xAF\xA8\x9D", "\xF0\xAA\x98\x80"},            /* the last character of the table */
        {"\xF0\x9F\x8D\x8A", "\xF0\x9F\x8D\x8A"},            /* tangerine */
        {"\xEA\xB0\x81", "\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8"}, /* syllable with a final */
        {"\xEA\xB0\x80", "\xE1\x84\x80\xE1\x85\xA1"},        /* the first, without */
        {"\xED\x9E\xA3", "\xE1\x84\x92\xE1\x85\xB5\xE1\x87\x82"}, /* the last */
        {"\xED\x9E\xA4", "\xED\x9E\xA4"},                    /* one beyond */
    };
    /* clang-format on */
    struct crm__memory memory = {crm__libc_resize, NULL};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct folded folded = fold(&memory, pairs[i][0], strlen(pairs[i][0]));

        assert_string_equal(folded.text, pairs[i][1]);
        assert_int_equal(folded.length, strlen(pairs[i][1]));
        crm__free(&memory, folded.text, folded.capacity);
    }
}

static size_t
encode(uint32_t code, char *to)
{
    size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const uint8_t leads[] = {0, 0, 0xC0, 0xE0, 0xF0};

    for (size_t i = length; i-- > 1; code >>= 6)
        to[i] = (char)(0x80 | (code & 0x3F));
    to[0] = (char)(leads[length] | code);
    return length;
}

/* Every character, between letters and alone: well-formed, and folding again changes nothing. */
static void
folding_twice_is_folding_once(void **state)
{
    struct crm__memory memory = {crm__libc_resize, NULL};
    size_t changed = 0;

    (void)state;
    for (uint32_t code = 1; code <= 0x10FFFF; code++) {
        char bytes[6] = "x";
        size_t length;
        struct folded once, twice;

        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        length = 1 + encode(code, bytes + 1);
        bytes[length++] = 'y';
        once = fold(&memory, bytes, length);
        twice = fold(&memory, once.text, once.length);
        if (!crm__utf8_check(once.text, once.length, NULL) || once.length != twice.length ||
            memcmp(once.text, twice.text, once.length) != 0)
            fail_msg("U+%04X", (unsigned)code);
        changed += once.length != length || memcmp(once.text, bytes, length) != 0;
        crm__free(&memory, once.text, once.capacity);
        crm__free(&memory, twice.text, twice.capacity);
    }
    /* Unicode 14: so many characters do not fold to themselves, 11172 syllables among them. */
    assert_int_equal(changed, 19928);
}

static void
version_is_told(void **state)
{
    (void)state;
    assert_string_equal(crm__fold_version(), "14.0.0");
}

static void
failed_allocation_leaves_nothing(void **state)
{
    struct watched watched;
    struct crm__memory memory = watched_memory(&watched);
    char *text = (char *)&watched;
    size_t length = 5, capacity = 6;
    struct folded folded;

    (void)state;
    watched.fail_at = 1;
    assert_int_equal(crm__fold(&memory, "\xC3\x89t\xC3\xA9", 5, &text, &length, &capacity),
                     CRM_ERROR_MEMORY);
    assert_ptr_equal(text, &watched);
    assert_int_equal(length, 5);
    assert_int_equal(capacity, 6);
    assert_int_equal(watched.blocks, 0);
    folded = fold(&memory, "\xC3\x89t\xC3\xA9", 5);
    assert_int_equal(watched.asked, 2);
    assert_int_equal(watched.bytes, folded.capacity);
    crm__free(&memory, folded.text, folded.capacity);
    assert_int_equal(watched.blocks, 0);
    assert_int_equal(crm__fold(&memory, "", SIZE_MAX, &text, &length, &capacity), CRM_ERROR_MEMORY);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_texts_fold),
        cmocka_unit_test(folding_twice_is_folding_once),
        cmocka_unit_test(version_is_told),
        cmocka_unit_test(failed_allocation_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
