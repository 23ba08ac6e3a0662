/* crew.c - see crew.h. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "crew.h"

enum { CREW_LOG = 20000 /* rows of a deal, and far more than there are */ };

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

uint64_t
crew_seed(void)
{
    const char *given = getenv("CRM_TEST_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : 1;

    printf("CRM_TEST_SEED=%llu\n", (unsigned long long)seed);
    return seed;
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

/* The rows of a log by seq; those whose seq is not one of theirs are counted. */
struct log {
    size_t rows, strangers;
    struct {
        size_t times;
        int64_t type, stage, amount;
    } at[CREW_LOG + 1];
};

static struct log *
read_log(crm_context *crm, crm_id deal)
{
    crm_query *query = crm_query_new(crm, CRM_KIND_TRANSITION);
    struct log *log = calloc(1, sizeof *log);
    const crm_table *table;
    crm_scan *scan;

    if (!log)
        abort();
    crm_query_where_int(query, CRM_TRANSITION_OPPORTUNITY, deal, deal);
    scan = crm_scan_new(crm, query);
    crm_query_free(query);
    while (crm_scan_next(scan, &table) == CRM_OK) {
        for (size_t row = 0; row < crm_table_rows(table); row++, log->rows++) {
            int64_t seq = 0;

            crm_table_int(table, row, CRM_TRANSITION_SEQ, &seq);
            if (seq < 1 || seq > CREW_LOG) {
                log->strangers++;
                continue;
            }
            log->at[seq].times++;
            crm_table_int(table, row, CRM_TRANSITION_TYPE, &log->at[seq].type);
            crm_table_int(table, row, CRM_TRANSITION_STAGE, &log->at[seq].stage);
            crm_table_int(table, row, CRM_TRANSITION_AMOUNT, &log->at[seq].amount);
        }
    }
    crm_scan_free(scan);
    return log;
}

size_t
crew_wrong_log(crm_context *crm, crm_id id, size_t rows)
{
    struct log *log = read_log(crm, id);
    size_t wrong = (log->rows != rows) + log->strangers, last = 0;
    crm_opportunity *deal;
    int64_t amount = 0;

    for (size_t seq = 1; seq <= log->rows && seq <= CREW_LOG; seq++) {
        wrong += log->at[seq].times != 1;
        last = log->at[seq].type != CRM_TRANSITION_TYPE_CHANGE ? seq : last;
    }
    if (crm_opportunity_load(crm, id, &deal) != CRM_OK) {
        free(log);
        return wrong + 1;
    }
    crm_opportunity_amount(deal, &amount);
    wrong += crm_opportunity_stage(deal) != log->at[last].stage;
    wrong += log->rows <= CREW_LOG && amount != log->at[log->rows].amount;
    crm_opportunity_free(deal);
    free(log);
    return wrong;
}

static size_t
look(size_t (*check)(crm_context *crm))
{
    crm_context *crm = crew_open();
    size_t wrong = check(crm);

    crm_close(crm);
    return wrong;
}

bool
crew_is_found(const char *damage, const char *repair, size_t (*check)(crm_context *crm))
{
    size_t before = look(check), with;

    if (!maker_sql(damage))
        return false;
    with = look(check);
    if (!maker_sql(repair))
        return false;
    if (with <= before)
        fprintf(stderr, "not found: %s\n", damage);
    return with > before && look(check) == before;
}
