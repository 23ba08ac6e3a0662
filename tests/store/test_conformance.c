/*
 * test_conformance.c - the conformance kit on the stores that come with the project, all of which
 * keep every law; and, law by law, on a store that breaks that law alone and is caught.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crm/crm.h"
#include "crm/testing.h"

struct heard {
    size_t kept, skipped, broken;
    const char *watched; /* the law that is expected to be broken */
    bool caught;
    char text[400];
};

static void
hear(void *self, const char *law, crm_status outcome, const char *text)
{
    struct heard *heard = self;

    if (outcome == CRM_OK)
        heard->kept++;
    else if (outcome == CRM_NONE)
        heard->skipped++;
    else
        heard->broken++;
    if (outcome == CRM_ERROR_STORE && heard->watched && strcmp(law, heard->watched) == 0) {
        heard->caught = true;
        snprintf(heard->text, sizeof heard->text, "%s", text);
    }
    if (outcome == CRM_ERROR_STORE && (!heard->watched || strcmp(law, heard->watched) != 0))
        print_message("%s: %s\n", law, text);
}

static void
check_keeps_all(const crm_store *store, const crm_store *other, size_t skipped)
{
    struct heard heard = {0};

    assert_int_equal(crm_store_check(store, other, hear, &heard), CRM_OK);
    assert_int_equal(heard.broken, 0);
    assert_int_equal(heard.skipped, skipped);
    assert_int_equal(heard.kept + heard.skipped, crm_testing_laws());
}

static void
memory_store_keeps_all_laws(void **state)
{
    crm_testing_memory memory = CRM_TESTING_MEMORY_INIT;
    crm_store store = CRM_STORE_INIT;

    (void)state;
    assert_int_equal(crm_memory_store(crm_testing_resize, &memory, &store), CRM_OK);
    check_keeps_all(&store, &store, store.hold ? 0 : 3);
    crm_memory_store_free(&store);
    assert_int_equal(memory.live_blocks, 0);
    assert_null(memory.breach);
}

static void
awkward_stores_keep_all_laws(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 32; seed++) {
        crm_testing_memory memory = CRM_TESTING_MEMORY_INIT;
        crm_store store = CRM_STORE_INIT, other = CRM_STORE_INIT;

        assert_int_equal(
            crm_testing_awkward_store(crm_testing_resize, &memory, 1 + seed % 3, seed, &store),
            CRM_OK);
        assert_int_equal(crm_testing_awkward_connect(&store, &other), CRM_OK);
        check_keeps_all(&store, &other, 0);
        assert_int_equal(crm_testing_awkward_cursors(&store), 0);
        assert_int_equal(crm_testing_awkward_cursors(&other), 0);
        crm_testing_awkward_free(&other);
        crm_testing_awkward_free(&store);
        assert_int_equal(memory.live_blocks, 0);
        assert_null(memory.breach);
    }
}

/* A store without second connection, hold and reserve, that allows one cursor: what it lacks is
   said, nothing is broken. */
static void
poorer_stores_are_judged_by_what_they_have(void **state)
{
    crm_store store = CRM_STORE_INIT, poor;

    (void)state;
    assert_int_equal(crm_testing_awkward_store(NULL, NULL, 1, 0, &store), CRM_OK);
    poor = store;
    poor.hold = NULL;
    poor.release = NULL;
    poor.reserve = NULL;
    poor.flags = CRM_STORE_ONE_CURSOR;
    check_keeps_all(&poor, NULL, 12);
    crm_testing_awkward_free(&store);
}

/* An apply that takes accounts alone, before the real one. */
static crm_store whole;

static void
apply_accounts_alone(void *self, const crm_changes *changes, crm_reply *reply)
{
    (void)self;
    for (size_t i = 0; i < crm_changes_groups(changes); i++) {
        if (crm_changes_kind(changes, i) == CRM_KIND_USER) {
            crm_reply_fail(reply, CRM_ERROR_UNSUPPORTED, 0, "no users here");
            return;
        }
    }
    whole.apply(whole.self, changes, reply);
}

static void
a_kind_that_the_store_lacks_is_not_held_against_it(void **state)
{
    crm_store store = CRM_STORE_INIT, partial;
    struct heard heard = {0};

    (void)state;
    assert_int_equal(crm_testing_awkward_store(NULL, NULL, 1, 0, &store), CRM_OK);
    whole = partial = store;
    partial.apply = apply_accounts_alone;
    assert_int_equal(crm_store_check(&partial, NULL, hear, &heard), CRM_OK);
    assert_int_equal(heard.broken, 0);
    assert_true(heard.skipped > 4); /* those that need a second connection */
    assert_true(heard.kept > 20);
    crm_testing_awkward_free(&store);
}

static void
a_second_run_finds_the_first_ones_records(void **state)
{
    crm_store store = CRM_STORE_INIT;

    (void)state;
    assert_int_equal(crm_testing_awkward_store(NULL, NULL, 3, 0, &store), CRM_OK);
    check_keeps_all(&store, NULL, 5);
    check_keeps_all(&store, NULL, 5);
    crm_testing_awkward_free(&store);
}

/* For each law a store that breaks it and no other: it is caught under the name of the law. */
static void
every_law_can_be_broken_and_is_caught(void **state)
{
    (void)state;
    for (size_t i = 0; i < crm_testing_laws(); i++) {
        crm_store store = CRM_STORE_INIT, other = CRM_STORE_INIT;
        struct heard heard = {0};

        heard.watched = crm_testing_law_name(i);
        assert_int_equal(crm_testing_awkward_store(NULL, NULL, 2, 0, &store), CRM_OK);
        assert_int_equal(crm_testing_awkward_connect(&store, &other), CRM_OK);
        assert_int_equal(crm_testing_awkward_break(&store, heard.watched), CRM_OK);
        assert_int_equal(crm_store_check(&store, &other, hear, &heard), CRM_ERROR_STORE);
        if (!heard.caught)
            print_error("not caught: %s\n", heard.watched);
        assert_true(heard.caught);
        assert_true(heard.text[0] != '\0');
        assert_int_equal(heard.broken, 1);
        print_message("%-34s %2zu broken: %s\n", heard.watched, heard.broken, heard.text);
        crm_testing_awkward_free(&other);
        crm_testing_awkward_free(&store);
    }
}

static void
laws_have_names_and_sentences(void **state)
{
    size_t count = crm_testing_laws();

    (void)state;
    assert_true(count > 50);
    for (size_t i = 0; i < count; i++) {
        const char *sentence = crm_testing_law_sentence(i);

        assert_true(sentence[strlen(sentence) - 1] == '.');
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(crm_testing_law_name(i), crm_testing_law_name(k));
    }
    assert_null(crm_testing_law_name(count));
    assert_null(crm_testing_law_sentence(count));
}

static void
wrong_arguments_are_refused(void **state)
{
    crm_store store = CRM_STORE_INIT, empty = CRM_STORE_INIT;

    (void)state;
    assert_int_equal(crm_store_check(NULL, NULL, NULL, NULL), CRM_ERROR_ARGUMENT);
    store.size = 8;
    assert_int_equal(crm_store_check(&store, NULL, NULL, NULL), CRM_ERROR_ABI);
    assert_int_equal(crm_testing_awkward_break(&empty, "version_is_compared"), CRM_ERROR_ARGUMENT);
    assert_int_equal(crm_testing_awkward_store(NULL, NULL, 1, 0, &empty), CRM_OK);
    assert_int_equal(crm_testing_awkward_break(&empty, "no such law"), CRM_ERROR_ARGUMENT);
    crm_testing_awkward_free(&empty);
    assert_null(empty.self);
}

static const char *page; /* docs/laws.md */

/* The page that leads from sentences of the contract to laws names every law. */
static void
the_page_names_every_law(void **state)
{
    static char text[1 << 16];
    FILE *file = page ? fopen(page, "rb") : NULL;

    (void)state;
    if (!file)
        skip();
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    for (size_t i = 0; i < crm_testing_laws(); i++) {
        char quoted[80];

        snprintf(quoted, sizeof quoted, "`%s`", crm_testing_law_name(i));
        if (!strstr(text, quoted))
            fail_msg("%s is not on the page", quoted);
    }
}

/* A scan that answers a cursor and no next to read it with: no lack, but a broken law. */
static void
a_cursor_without_next_is_held_against_the_store(void **state)
{
    crm_store store = CRM_STORE_INIT, poor;
    struct heard heard = {0};

    (void)state;
    assert_int_equal(crm_testing_awkward_store(NULL, NULL, 1, 0, &store), CRM_OK);
    poor = store;
    poor.next = NULL;
    heard.watched = "scan_gives_every_row_once";
    assert_int_equal(crm_store_check(&poor, NULL, hear, &heard), CRM_ERROR_STORE);
    assert_true(heard.caught);
    crm_testing_awkward_free(&store);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(laws_have_names_and_sentences),
        cmocka_unit_test(wrong_arguments_are_refused),
        cmocka_unit_test(memory_store_keeps_all_laws),
        cmocka_unit_test(awkward_stores_keep_all_laws),
        cmocka_unit_test(poorer_stores_are_judged_by_what_they_have),
        cmocka_unit_test(a_kind_that_the_store_lacks_is_not_held_against_it),
        cmocka_unit_test(a_second_run_finds_the_first_ones_records),
        cmocka_unit_test(every_law_can_be_broken_and_is_caught),
        cmocka_unit_test(a_cursor_without_next_is_held_against_the_store),
        cmocka_unit_test(the_page_names_every_law),
    };

    page = argc > 1 ? argv[1] : NULL;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
