/*
 * store_run.h - what the tests of --store share: a folder of their own, running the program there,
 * looking at what it says, and a small company to import.
 */
#ifndef TEST_REPORT_STORE_RUN_H
#define TEST_REPORT_STORE_RUN_H

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "store_place.h"

enum { WORDS = 24 };

enum { PLACE = 4096 }; /* bytes of a path, as realpath takes them */

static char program[PLACE], examples[PLACE], real_data[PLACE]; /* "" where it is not */
static char tangerine_map[PLACE + 40], tangerine[PLACE + 20],
    folder_of_test[] = "/tmp/crm-report-XXXXXX";

/* ---- Running the program, in a folder of the test's own ---- */

/* What a child does before it becomes the program. */
typedef void before(void);

static inline pid_t
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

static inline int
status_of(pid_t pid)
{
    int status = 0;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define RUN(out, ...) status_of(start(NULL, out, (const char *const[WORDS]){__VA_ARGS__}))
#define RUN_AFTER(prepare, out, ...)                                                               \
    status_of(start(prepare, out, (const char *const[WORDS]){__VA_ARGS__}))

static inline char *
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
    if (!text)
        abort();
    return text;
}

/* It ends well, and says nothing on the standard error. */
static inline void
assert_well(int status)
{
    char *err = content("err");

    if (status != 0 || err[0])
        fail_msg("exit status %d: %s", status, err);
    free(err);
}

static inline void
write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "wb");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static inline void
assert_same(const char *one, const char *other)
{
    char *first = content(one), *second = content(other);

    assert_true(first[0] != '\0');
    assert_string_equal(first, second);
    free(first);
    free(second);
}

/* One line on the standard error, with these words in it; nothing on the standard output. */
static inline void
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

static inline int64_t
count_of(const char *table)
{
    char sql[80];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    return strtoll(store_sql(sql), NULL, 10);
}

static inline bool
is_sqlite(const char *store)
{
    return strncmp(store, "sqlite:", 7) == 0;
}

/* ---- Records ---- */

static const char small_map[] =
    "report\n title = \"Small\"\n as_of = 2025-12-31\n currency = USD\n"
    "account from a.csv\n external_id = id\n name = id\n owner = seller\n parent = boss\n"
    "pipeline \"Sales\"\n stage \"Open\" open 30% assumed\n stage \"Won\" won\n"
    "opportunity from d.csv\n external_id = id\n name = id\n account = who\n currency = \"USD\"\n"
    " pipeline = \"Sales\"\n stage = stage\n"
    "transition from d.csv\n opportunity = id\n at = day\n stage = \"Open\"\n"
    "purchase from p.csv\n external_id = n\n account = who\n product = item\n day = day\n"
    " net_amount = net\n currency = \"USD\"\n";

static inline void
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

static inline crm_context *
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

/* ---- The folder ---- */

/* PROGRAM EXAMPLES REAL_DATA. 0 when the tests can begin; else what main returns. */
static inline int
enter(int count, char **words)
{
    int failed;

    if (count != 4)
        return 2;
    if (!realpath(words[1], program) || !realpath(words[2], examples))
        return 2;
    if (!realpath(words[3], real_data))
        real_data[0] = '\0';
    snprintf(tangerine, sizeof tangerine, "%s/data/tangerine", examples);
    snprintf(tangerine_map, sizeof tangerine_map, "%s/data/tangerine/tangerine.map", examples);
    failed = store_begin();
    if (failed)
        return failed;
    return mkdtemp(folder_of_test) && chmod(folder_of_test, 0777) == 0 && chdir(folder_of_test) == 0
               ? 0
               : 1;
}

static inline int
remove_entry(const char *path, const struct stat *info, int flag, struct FTW *place)
{
    (void)info;
    (void)flag;
    (void)place;
    return remove(path);
}

static inline void
leave(void)
{
    store_end();
    nftw(folder_of_test, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
