/* crew.c - see crew.h. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "crew.h"

crm_context *
crew_open(void)
{
    crm_options options = CRM_OPTIONS_INIT;
    crm_store store = CRM_STORE_INIT;
    char words[300] = "";
    crm_context *crm;

    if (!maker_open(&store, words, sizeof words)) {
        fprintf(stderr, "no store: %s\n", words);
        _exit(1);
    }
    options.store = &store;
    if (crm_open(&options, &crm) != CRM_OK) {
        fprintf(stderr, "no context: %s\n", crm_message(crm));
        _exit(1);
    }
    return crm;
}

void *
crew_share(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        abort();
    return memory;
}

double
crew_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* splitmix64 */
uint64_t
crew_random(uint64_t *state, uint64_t below)
{
    uint64_t mixed = *state += UINT64_C(0x9e3779b97f4a7c15);

    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (mixed ^ (mixed >> 31)) % below;
}

pid_t
crew_fork(void (*part)(int number), int number)
{
    pid_t child;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        part(number);
        fflush(NULL);
        _exit(0);
    }
    return child;
}

bool
crew_join(pid_t child)
{
    int status;

    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

size_t
crew_verify(crm_context *crm)
{
    crm_table *problems;
    size_t rows;

    if (crm_verify(crm, &problems) != CRM_OK) {
        fprintf(stderr, "verify: %s %s\n", crm_message(crm), crm_host_message(crm));
        return 1;
    }
    rows = crm_table_rows(problems);
    for (size_t row = 0; row < rows; row++) {
        size_t field_length, length;
        const char *field = crm_table_text(problems, row, 2, &field_length);
        const char *problem = crm_table_text(problems, row, 3, &length);
        int64_t kind = 0, id = 0;

        crm_table_int(problems, row, 0, &kind);
        crm_table_int(problems, row, 1, &id);
        fprintf(stderr, "%s %lld, %.*s: %.*s\n", crm_schema_kind_name(crm, (crm_kind)kind),
                (long long)id, field ? (int)field_length : 0, field ? field : "",
                problem ? (int)length : 0, problem ? problem : "");
    }
    crm_table_free(problems);
    return rows;
}

size_t
crew_count(crm_context *crm, crm_kind kind, crm_field field, int64_t value, crm_field other,
           int64_t *out_largest)
{
    crm_query *query = crm_query_new(crm, kind);
    const crm_table *table;
    size_t count = 0;
    crm_scan *scan;

    *out_largest = 0;
    crm_query_where_int(query, field, value, value);
    scan = crm_scan_new(crm, query);
    crm_query_free(query);
    while (crm_scan_next(scan, &table) == CRM_OK) {
        for (size_t row = 0; row < crm_table_rows(table); row++) {
            int64_t found = 0;

            crm_table_int(table, row, other, &found);
            *out_largest = found > *out_largest ? found : *out_largest;
            count++;
        }
    }
    crm_scan_free(scan);
    return count;
}
