/*
 * test_store.c - crm-report over a store: what it prints from memory, when it imports, and later
 * from the store alone is the same to the byte; and what goes wrong in between leaves nothing half.
 *
 *     test_report_store_... PROGRAM EXAMPLES REAL_DATA
 */
#define _GNU_SOURCE

#include <ftw.h>
#include <linux/capability.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "store_place.h"

enum { WORDS = 24, KILLS = 8 };

static const char *program, *examples, *real_data;
static char tangerine_map[4096], tangerine[4096];

/* ---- Running the program, in a folder of the test's own ---- */

/* What a child does before it becomes the program. */
typedef void before(void);

static pid_t
start(before *prepare, const char *out, const char *const *words)
{
    const char *all[WORDS + 2] = {program};
    pid_t pid;

    for (size_t i = 0; i < WORDS && words[i]; i++)
        all[i + 1] = words[i];
    fflush(NULL);
    pid = fork();
    if (pid != 0)
        return pid;
    if (!freopen(out, "w", stdout) || !freopen("err", "w", stderr))
        _exit(126);
    if (prepare)
        prepare();
    execv(program, (char *const *)all);
    _exit(127);
}

static int
status_of(pid_t pid)
{
    int status = 0;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define RUN(out, ...) status_of(start(NULL, out, (const char *const[WORDS]){__VA_ARGS__}))
#define RUN_AFTER(prepare, out, ...)                                                               \
    status_of(start(prepare, out, (const char *const[WORDS]){__VA_ARGS__}))

static char *
content(const char *name)
{
    FILE *file = fopen(name, "rb");
    char *text = NULL;
    size_t size = 0;

    assert_non_null(file);
    if (getdelim(&text, &size, '\0', file) < 0) {
        free(text);
        text = strdup("");
    }
    fclose(file);
    assert_non_null(text);
    return text;
}

/* It ends well, and says nothing on the standard error. */
static void
assert_well(int status)
{
    char *err = content("err");

    if (status != 0 || err[0])
        fail_msg("exit status %d: %s", status, err);
    free(err);
}

static void
write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "wb");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void
assert_same(const char *one, const char *other)
{
    char *first = content(one), *second = content(other);

    assert_true(first[0] != '\0');
    assert_string_equal(first, second);
    free(first);
    free(second);
}

/* One line on the standard error, with these words in it; nothing on the standard output. */
static void
assert_said(const char *words)
{
    char *err = content("err"), *out = content("out");

    if (!strstr(err, words))
        fail_msg("not \"%s\" in: %s", words, err);
    assert_true(strchr(err, '\n') == err + strlen(err) - 1);
    assert_string_equal(out, "");
    free(err);
    free(out);
}

static int64_t
count_of(const char *table)
{
    char sql[80];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    return strtoll(store_sql(sql), NULL, 10);
}

static bool
is_sqlite(const char *store)
{
    return strncmp(store, "sqlite:", 7) == 0;
}

/* ---- Three reports ---- */

/* The files are reached through a link, which is gone when the store alone is to be read. */
static void
check_three(const char *map, const char *folder)
{
    static const char *const forms[][2] = {{"text", "en"}, {"text", "fr"}, {"json", "en"}};

    for (size_t i = 0; i < 3; i++) {
        const char *form = forms[i][0], *language = forms[i][1], *store = store_new();

        assert_int_equal(symlink(folder, "csv"), 0);
        assert_int_equal(
            RUN("memory", "--map", map, "--data", "csv", "--format", form, "--language", language),
            0);
        assert_well(RUN("import", "--map", map, "--data", "csv", "--format", form, "--language",
                        language, "--store", store));
        assert_int_equal(unlink("csv"), 0);
        assert_same("memory", "import");
        if (i == 0) {
            assert_well(RUN("reload", "--map", map, "--data", "csv", "--store", store));
            assert_same("memory", "reload");
        }
        store_sql(store_shuffle);
        assert_well(RUN("reload", "--store", store, "--format", form, "--language", language));
        assert_same("memory", "reload");
    }
}

static void
test_three_reports_of_the_example(void **state)
{
    (void)state;
    check_three(tangerine_map, tangerine);
}

static void
check_real(const char *name)
{
    char map[4096], folder[4096];

    snprintf(map, sizeof map, "%s/maps/%s.map", examples, name);
    snprintf(folder, sizeof folder, "%s/%s", real_data ? real_data : ".", name);
    if (!real_data || access(folder, F_OK) != 0) {
        print_message("skipped: the data set %s is not there (meson option real_data)\n", name);
        skip();
    }
    check_three(map, folder);
}

static void
test_three_reports_of_crm_sales(void **state)
{
    (void)state;
    check_real("crm-sales");
}

static void
test_three_reports_of_northwind(void **state)
{
    (void)state;
    check_real("northwind");
}

/* ---- What stands beside the records ---- */

static const char small_map[] =
    "report\n title = \"Small\"\n as_of = 2025-12-31\n currency = USD\n"
    "account from a.csv\n external_id = id\n name = id\n owner = seller\n parent = boss\n"
    "pipeline \"Sales\"\n stage \"Open\" open 30% assumed\n stage \"Won\" won\n"
    "opportunity from d.csv\n external_id = id\n name = id\n account = who\n currency = \"USD\"\n"
    " pipeline = \"Sales\"\n stage = stage\n"
    "transition from d.csv\n opportunity = id\n at = day\n stage = \"Open\"\n"
    "purchase from p.csv\n external_id = n\n account = who\n product = item\n day = day\n"
    " net_amount = net\n currency = \"USD\"\n";

static void
write_small(void)
{
    mkdir("small", 0777);
    write_file("small/small.map", small_map);
    write_file("small/a.csv", "id,seller,boss\nDogs,Ann,\nCats,\"Bob\nthe \\ \"\"5:x\",Dogs\n");
    write_file("small/d.csv",
               "id,who,day,stage\nD1,Dogs,2025-03-01,Won\nD2,Pigs,2025-04-01,Open\n");
    write_file("small/p.csv", "n,who,item,day,net\n1,Dogs,Ball,2025-05-01,10\n"
                              "2,Fish,,2025-05-02,20\n3,Cats,,2025-05-03,30.50\n");
}

/* Unknown names, their examples, deals unlike their log, assumed chances: all are told again. */
static void
test_what_was_left_out_is_kept(void **state)
{
    const char *store = store_new();
    char *text;

    (void)state;
    write_small();
    assert_well(RUN("memory", "--map", "small/small.map"));
    text = content("memory");
    assert_non_null(strstr(text, "Fish"));
    assert_non_null(strstr(text, "p.csv"));
    assert_non_null(strstr(text, "30 %"));
    free(text);
    assert_well(RUN("import", "--map", "small/small.map", "--store", store));
    assert_same("memory", "import");
    assert_int_equal(count_of("crm_purchase"), 2);
    unlink("small/a.csv");
    assert_well(RUN("reload", "--store", store));
    assert_same("memory", "reload");
}

/* A map that is given brings settings, and its files are not read: not even others. */
static void
test_a_map_brings_settings_and_no_records(void **state)
{
    const char *store = store_new();
    char *text;

    (void)state;
    write_small();
    write_file("other.map", "report\n title = \"Other\"\n as_of = 2025-05-02\n currency = USD\n"
                            "account from more.csv\n external_id = id\n name = id\n");
    write_file("more.csv", "id\nHens\n");
    assert_well(RUN("import", "--map", "small/small.map", "--store", store));
    assert_well(RUN("out", "--map", "other.map", "--store", store));
    text = content("out");
    assert_non_null(strstr(text, "Other"));
    assert_non_null(strstr(text, "2 May 2025"));
    free(text);
    assert_int_equal(count_of("crm_account"), 2);
    assert_well(RUN("out", "--store", store, "--as-of", "2025-06-30"));
    text = content("out");
    assert_non_null(strstr(text, "Small"));
    assert_non_null(strstr(text, "30 Jun 2025"));
    free(text);
}

static crm_context *
other_host(void)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_store store = CRM_STORE_INIT;
    crm_context *crm;

    assert_int_equal(store_open(&store), CRM_OK);
    options.store = &store;
    assert_int_equal(crm_open(&options, &crm), CRM_OK);
    return crm;
}

/* Records that another program wrote are reported from, and nothing is added to them. */
static void
test_records_of_another_program(void **state)
{
    const char *store = store_new();
    crm_context *crm = other_host();
    crm_account *account = crm_account_new(crm);
    char *text;

    (void)state;
    write_small();
    assert_int_equal(crm_account_set_name(account, "Sea Lions"), CRM_OK);
    assert_int_equal(crm_account_set_external_id(account, "S-1"), CRM_OK);
    assert_int_equal(crm_account_save(account), CRM_OK);
    crm_account_free(account);
    crm_close(crm);
    assert_well(RUN("out", "--map", "small/small.map", "--store", store));
    text = content("out");
    assert_non_null(strstr(text, "Small"));
    free(text);
    assert_int_equal(count_of("crm_account"), 1);
    assert_well(RUN("out", "--store", store, "--as-of", "2025-12-31", "--format", "json"));
    text = content("out");
    assert_non_null(strstr(text, "\"S-1\", \"Sea Lions\""));
    free(text);
    assert_int_equal(RUN("out", "--store", store), 1);
    assert_said("the map has no as_of: say --as-of YYYY-MM-DD");
}

/* What is changed by other programs after the import is in the next report. */
static void
test_later_changes_are_reported(void **state)
{
    const char *store = store_new();
    char *text;

    (void)state;
    write_small();
    assert_well(RUN("import", "--map", "small/small.map", "--store", store));
    store_sql("UPDATE crm_account SET name = 'Wolves', version = version + 1 WHERE name = 'Dogs'");
    assert_well(RUN("out", "--store", store));
    text = content("out");
    assert_non_null(strstr(text, "Wolves"));
    assert_non_null(strstr(text, "Fish"));
    free(text);
}

/* What this version has more than the store is none there. */
static void
test_a_store_of_an_older_version(void **state)
{
    const char *store = store_new();

    (void)state;
    write_small();
    assert_well(RUN("import", "--map", "small/small.map", "--store", store));
    store_sql("DROP TABLE IF EXISTS crm_rate; ALTER TABLE crm_account DROP COLUMN discount_bp");
    assert_well(RUN("reload", "--store", store));
    assert_same("import", "reload");
}

/* A record that cannot be: no half of a report is printed. */
static void
test_a_record_that_is_wrong(void **state)
{
    const char *store = store_new();

    (void)state;
    write_small();
    assert_well(RUN("import", "--map", "small/small.map", "--store", store));
    store_sql("UPDATE crm_account SET name = NULL WHERE id = 2");
    assert_int_equal(RUN("out", "--store", store), 1);
    assert_said("account 2");
    store_sql("UPDATE crm_account SET name = 'Cats' WHERE id = 2;"
              "UPDATE crm_report_import SET notes = 'Rosebud'");
    assert_int_equal(RUN("out", "--store", store), 1);
    assert_said("the notes of the import (table crm_report_import) are not of this program");
}

/* A database without our tables is left without them until there is something to import. */
static void
test_nothing_is_made_for_a_report(void **state)
{
    const char *store = store_new();

    (void)state;
    store_sql("CREATE TABLE theirs (id integer)");
    assert_int_equal(RUN("out", "--store", store), 1);
    assert_said("there are no records, and no map says which files to import (--map)");
    if (is_sqlite(store))
        assert_string_equal(store_sql("SELECT count(*) FROM sqlite_schema"), "1");
    else
        assert_string_equal(
            store_sql("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
            "1");
}

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

static int
remove_entry(const char *path, const struct stat *info, int flag, struct FTW *place)
{
    (void)info;
    (void)flag;
    (void)place;
    return remove(path);
}

int
main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_reports_of_the_example),
        cmocka_unit_test(test_three_reports_of_crm_sales),
        cmocka_unit_test(test_three_reports_of_northwind),
        cmocka_unit_test(test_what_was_left_out_is_kept),
        cmocka_unit_test(test_a_map_brings_settings_and_no_records),
        cmocka_unit_test(test_records_of_another_program),
        cmocka_unit_test(test_later_changes_are_reported),
        cmocka_unit_test(test_a_store_of_an_older_version),
        cmocka_unit_test(test_a_record_that_is_wrong),
        cmocka_unit_test(test_nothing_is_made_for_a_report),
        cmocka_unit_test(test_a_wrong_file_imports_nothing),
        cmocka_unit_test(test_a_store_that_fails_in_the_middle),
        cmocka_unit_test(test_killed_imports),
        cmocka_unit_test(test_two_imports_at_once),
        cmocka_unit_test(test_places_that_are_none),
        cmocka_unit_test(test_command_lines_that_are_wrong),
        cmocka_unit_test(test_a_read_only_place),
        cmocka_unit_test(test_a_full_disk),
    };
    char folder[] = "/tmp/crm-report-XXXXXX";
    int failed;

    if (count != 4)
        return 2;
    program = realpath(words[1], NULL);
    examples = realpath(words[2], NULL);
    real_data = realpath(words[3], NULL);
    if (!program || !examples)
        return 2;
    snprintf(tangerine, sizeof tangerine, "%s/data/tangerine", examples);
    snprintf(tangerine_map, sizeof tangerine_map, "%s/data/tangerine/tangerine.map", examples);
    failed = store_begin();
    if (failed)
        return failed;
    if (!mkdtemp(folder) || chmod(folder, 0777) != 0 || chdir(folder) != 0)
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    store_end();
    nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    return failed;
}
