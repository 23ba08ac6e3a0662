/*
 * test_words.c - text keys as numbers: folded for comparison, shown as they stand.
 */
#include <stdio.h>

#include "base/words.h"
#include "support.h"

static int64_t
number_of(struct crm__words *words, const char *text)
{
    int64_t number = -7;

    assert_int_equal(crm__words_number(words, text, strlen(text), &number), CRM_OK);
    return number;
}

static void
text_that_folds_alike_is_one_number(void **state)
{
    struct watched watched = {0};
    struct crm__memory memory = {watched_resize, &watched};
    struct crm__words words;
    size_t length;

    (void)state;
    crm__words_init(&words, &memory);
    assert_int_equal(number_of(&words, "Technologie"), 0);
    assert_int_equal(number_of(&words, "retail"), 1);
    assert_int_equal(number_of(&words, "TECHNOLOGIE "), 0);
    assert_int_equal(number_of(&words, "retail"), 1);
    assert_int_equal(number_of(&words, ""), -1);
    assert_int_equal(number_of(&words, " \t"), -1);
    assert_int_equal(number_of(&words, "\xc3\xa9t\xc3\xa9"), 2); /* été */
    assert_int_equal(number_of(&words, "ETE"), 2);
    assert_int_equal(words.numbers, 3);
    assert_memory_equal(crm__words_text(&words, 0, &length), "TECHNOLOGIE ", 12);
    assert_int_equal(length, 12);
    assert_memory_equal(crm__words_text(&words, 2, &length), "ETE", 3);
    assert_null(crm__words_text(&words, 3, &length));
    crm__words_done(&words);
    assert_int_equal(watched.blocks, 0);
}

static void
many_words_keep_their_numbers(void **state)
{
    struct crm__memory memory = {crm__libc_resize, NULL};
    struct crm__words words;
    char text[32];

    (void)state;
    crm__words_init(&words, &memory);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 3000; i++) {
            snprintf(text, sizeof text, "word %d", i * 7919);
            assert_int_equal(number_of(&words, text), i);
        }
    }
    assert_int_equal(words.count, 3000);
    crm__words_done(&words);
}

static void
any_allocation_may_fail(void **state)
{
    static const char *const texts[] = {"a", "B", "b", "", "c"};

    (void)state;
    for (size_t k = 1;; k++) {
        struct watched watched = {.fail_at = k};
        struct crm__memory memory = {watched_resize, &watched};
        struct crm__words words;
        int64_t number;
        bool failed = false;

        crm__words_init(&words, &memory);
        for (size_t i = 0; i < COUNT_OF(texts); i++) {
            if (crm__words_number(&words, texts[i], strlen(texts[i]), &number) != CRM_OK) {
                failed = true;
                i--; /* it is as if it had not been asked */
            }
        }
        assert_int_equal(words.count, 5);
        assert_int_equal(words.numbers, 3);
        assert_int_equal(number_of(&words, "B"), number_of(&words, "b"));
        crm__words_done(&words);
        assert_int_equal(watched.blocks, 0);
        if (!failed)
            break;
        assert_true(k < 100);
    }
}

static void
texts_are_in_order_of_bytes_and_none_is_last(void **state)
{
    (void)state;
    assert_true(crm__text_compare("a", 1, "b", 1) < 0);
    assert_true(crm__text_compare("a", 1, "ab", 2) < 0);
    assert_true(crm__text_compare("", 0, "a", 1) < 0);
    assert_true(crm__text_compare(NULL, 0, "a", 1) > 0);
    assert_true(crm__text_compare("z", 1, NULL, 0) < 0);
    assert_int_equal(crm__text_compare(NULL, 0, NULL, 0), 0);
    assert_int_equal(crm__text_compare("ab", 2, "ab", 2), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_that_folds_alike_is_one_number),
        cmocka_unit_test(many_words_keep_their_numbers),
        cmocka_unit_test(any_allocation_may_fail),
        cmocka_unit_test(texts_are_in_order_of_bytes_and_none_is_last),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
