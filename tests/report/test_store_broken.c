/*
 * test_store_broken.c - crm-report --store when something goes wrong: imports that do not come to
 * their end, places that are none, files that cannot be written. Nothing is left half, and one line
 * says what it was.
 *
 *     test_report_store_broken_... PROGRAM EXAMPLES REAL_DATA
 */
#define _GNU_SOURCE

#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>

#include "store_run.h"

enum { KILLS = 8 };

/* ---- Imports that do not come to their end ---- */

static void
test_a_wrong_file_imports_nothing(void **state)
{
    const char *store = store_new();

    (void)state;
    write_small();
    assert_well(RUN("memory", "--map", "small/small.map"));
    write_file("small/p.csv", "n,who,item,day,net\n1,Dogs,,2025-05-01,10\n1,Dogs,,2025-05-01,10\n");
    assert_int_equal(RUN("out", "--map", "small/small.map", "--store", store), 1);
    assert_said("p.csv:3:1: two records of the kind purchase have the external_id \"1\"");
    assert_int_equal(RUN("out", "--store", store), 1);
    assert_said("there are no records, and no map says which files to import (--map)");
    write_small();
    assert_well(RUN("import", "--map", "small/small.map", "--store", store));
    assert_same("memory", "import");
}

/* The store refuses in the middle of the unit; when it does not any more, all goes well. */
static void
test_a_store_that_fails_in_the_middle(void **state)
{
    const char *store = store_new();
    crm_context *crm = other_host();
    crm_id id;

    (void)state;
    write_small();
    assert_well(RUN("memory", "--map", "small/small.map"));
    assert_int_equal(crm_find(crm, CRM_KIND_PURCHASE, "1", &id), CRM_NONE); /* makes the table */
    crm_close(crm);
    store_sql(store_refuse);
    assert_int_equal(RUN("out", "--map", "small/small.map", "--store", store), 1);
    assert_said("apply failed");
    assert_int_equal(count_of("crm_account"), 0);
    assert_int_equal(count_of("crm_purchase"), 0);
    store_sql(store_accept);
    assert_well(RUN("import", "--map", "small/small.map", "--store", store));
    assert_same("memory", "import");
    assert_well(RUN("reload", "--store", store));
    assert_same("memory", "reload");
}

static int64_t
now_us(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void
wait_us(int64_t microseconds)
{
    struct timespec time = {microseconds / 1000000, microseconds % 1000000 * 1000};

    nanosleep(&time, NULL);
}

/* Killed at moments spread over the whole import: there is all or nothing, and the next run goes on
   as if there had been none. */
static void
test_killed_imports(void **state)
{
    int64_t begin, whole;
    int killed = 0, there = 0;

    (void)state;
    assert_well(RUN("memory", "--map", tangerine_map));
    begin = now_us();
    assert_int_equal(RUN("out", "--map", tangerine_map, "--store", store_new()), 0);
    whole = now_us() - begin;
    for (int i = 0; i < KILLS; i++) {
        const char *store = store_new();
        const char *const words[WORDS] = {"--map", tangerine_map, "--store", store};
        pid_t pid = start(NULL, "out", words);

        wait_us(whole * i / KILLS);
        kill(pid, SIGKILL);
        killed += status_of(pid) == -1;
        there += RUN("out", "--store", store) == 0;
        assert_well(RUN("import", "--map", tangerine_map, "--store", store));
        assert_same("memory", "import");
        assert_well(RUN("reload", "--store", store));
        assert_same("memory", "reload");
        assert_int_equal(count_of("crm_user"), 5);
    }
    print_message("killed %d of %d imports, %d of them were there whole\n", killed, KILLS, there);
    assert_true(killed > 0);
}

/* Nobody knows whether the import is there; the next run finds out. */
static void
test_a_connection_lost_in_the_commit(void **state)
{
    (void)state;
    assert_well(RUN("memory", "--map", tangerine_map));
    for (int after = 0; after < 2; after++) {
        const char *store = store_new(), *cut = store_cut(after);

        if (!cut)
            skip();
        assert_int_equal(RUN("out", "--map", tangerine_map, "--store", cut), 1);
        assert_said("the connection was lost at the end of the import: it is there whole or not");
        assert_int_equal(RUN("out", "--store", store), after ? 0 : 1);
        assert_well(RUN("import", "--map", tangerine_map, "--store", store));
        assert_same("memory", "import");
    }
}

/* Two at once: one of them fills the store, and the other one sees that, sooner or later. */
static void
test_two_imports_at_once(void **state)
{
    (void)state;
    assert_well(RUN("memory", "--map", tangerine_map));
    for (int i = 0; i < 3; i++) {
        const char *store = store_new();
        const char *const words[WORDS] = {"--map", tangerine_map, "--store", store};
        pid_t first = start(NULL, "one", words), second = start(NULL, "two", words);
        int one = status_of(first), two = status_of(second);

        assert_true(one == 0 || two == 0);
        assert_true(one == 0 || one == 1);
        assert_true(two == 0 || two == 1);
        if (one == 0)
            assert_same("memory", "one");
        if (two == 0)
            assert_same("memory", "two");
        assert_well(RUN("reload", "--store", store));
        assert_same("memory", "reload");
    }
}

/* ---- Places that are none ---- */

static void
test_places_that_are_none(void **state)
{
    (void)state;
    if (is_sqlite(store_new())) {
        write_file("words", "These are a few words, and by no means a database. They go on a bit.");
        assert_int_equal(RUN("out", "--map", tangerine_map, "--store", "sqlite:words"), 1);
        assert_said("words: file is not a database");
        assert_int_equal(RUN("out", "--map", tangerine_map, "--store", "sqlite:."), 1);
        assert_said("crm-report: .: ");
        assert_int_equal(RUN("out", "--map", tangerine_map, "--store", "sqlite:no/where"), 1);
        assert_said("no/where: unable to open database file");
        assert_int_equal(RUN("out", "--store", "sqlite:nothing"), 1);
        assert_said("nothing: there are no records, and no map");
        assert_int_equal(access("nothing", F_OK), -1);
        assert_int_equal(RUN("out", "--map", tangerine_map, "--store", "sqlite::memory:"), 1);
        assert_said("is no name of a file");
        return;
    }
    assert_int_equal(
        RUN("out", "--map", tangerine_map, "--store", "postgres:host=/nowhere password=Sesame"), 1);
    assert_said("postgres: connection to server on socket \"/nowhere/");
    assert_int_equal(RUN("out", "--map", tangerine_map, "--store", "postgres:host"), 1);
    assert_said("postgres: missing \"=\" after \"host\"");
}

static void
test_command_lines_that_are_wrong(void **state)
{
    static const char *const stores[] = {"", "mysql:x", "sqlite:", "postgres:", "crm.db"};

    (void)state;
    for (size_t i = 0; i < sizeof stores / sizeof *stores; i++)
        assert_int_equal(RUN("out", "--map", tangerine_map, "--store", stores[i]), 2);
    assert_int_equal(RUN("out", "--data", tangerine), 2);
}

/* ---- Files that cannot be written ---- */

/* Also root is stopped by the permissions of a file: the program may be where none but root comes. */
static void
respect_permissions(void)
{
    if (geteuid() == 0 && prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE) != 0)
        _exit(125);
}

static void
fill_the_disk(void)
{
    struct rlimit limit = {65536, 65536};

    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        _exit(125);
}

static void
test_a_read_only_place(void **state)
{
    const char *store = store_new();

    (void)state;
    write_small();
    if (is_sqlite(store)) {
        write_file(store + 7, "");
        chmod(store + 7, 0444);
        assert_int_equal(
            RUN_AFTER(respect_permissions, "out", "--map", "small/small.map", "--store", store), 1);
        assert_said("it cannot be written");
        chmod(store + 7, 0644);
    } else {
        store_sql("DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only"
                  " = on', current_database()); END$$");
        assert_int_equal(RUN("out", "--map", "small/small.map", "--store", store), 1);
        assert_said("read-only transaction");
        store_sql("SET TRANSACTION READ WRITE; DO $$BEGIN EXECUTE format('ALTER "
                  "DATABASE %I RESET ALL', current_database()); END$$");
    }
    assert_well(RUN("import", "--map", "small/small.map", "--store", store));
    if (is_sqlite(store))
        chmod(store + 7, 0444);
    else
        store_sql("DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only"
                  " = on', current_database()); END$$");
    assert_well(RUN_AFTER(respect_permissions, "reload", "--store", store));
    assert_same("import", "reload");
}

static void
test_a_full_disk(void **state)
{
    const char *store = store_new();

    (void)state;
    if (!is_sqlite(store))
        skip();
    assert_well(RUN("memory", "--map", tangerine_map));
    assert_int_equal(RUN_AFTER(fill_the_disk, "out", "--map", tangerine_map, "--store", store), 1);
    assert_said(store + 7);
    assert_int_equal(RUN("out", "--store", store), 1);
    assert_said("there are no records");
    assert_well(RUN("import", "--map", tangerine_map, "--store", store));
    assert_same("memory", "import");
}

int
main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_wrong_file_imports_nothing),
        cmocka_unit_test(test_a_store_that_fails_in_the_middle),
        cmocka_unit_test(test_killed_imports),
        cmocka_unit_test(test_a_connection_lost_in_the_commit),
        cmocka_unit_test(test_two_imports_at_once),
        cmocka_unit_test(test_places_that_are_none),
        cmocka_unit_test(test_command_lines_that_are_wrong),
        cmocka_unit_test(test_a_read_only_place),
        cmocka_unit_test(test_a_full_disk),
    };
    int failed = enter(count, words);

    if (failed)
        return failed;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    leave();
    return failed;
}
