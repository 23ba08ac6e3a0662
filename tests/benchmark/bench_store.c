/*
 * bench_store.c - what the contract costs: the library over a store beside the same work done
 * without it, step by step in one program, several rounds in turn.
 *
 *     bench_store memory|sqlite [rounds] [folder]
 *
 * One line a figure: nanoseconds a row of both, as a clock on the wall shows them (lowest and median of
 * the rounds) and as the processor was at work (lowest), then both ratios of the lowest. Where nobody
 * waits for a disk the second is the better one, for a machine may be busy with other things. It
 * asserts nothing about speed, but that both did the same.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "way.h"

enum { ROUNDS_MOST = 21 };

enum step { SAVE, LOAD, UNIT, PUT_CONTACTS, PUT_PURCHASES, SCAN, STEPS };

static const char *const step_names[STEPS] = {
    "save one contact",     "load one contact",        "100,000 contacts in one unit",
    "put 100,000 contacts", "put 1,000,000 purchases", "scan 1,000,000 purchases"};

/* Nanoseconds a row, by step and round, and what was read. */
struct result {
    double times[STEPS][ROUNDS_MOST], work[STEPS][ROUNDS_MOST];
    size_t bytes;
    int64_t sum;
};

void
bench_fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static double
now(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static struct world *
make_world(void)
{
    struct world *world = calloc(1, sizeof *world);
    struct purchases *to = world ? &world->purchases : NULL;
    const int32_t euro = ('E' << 16) | ('U' << 8) | 'R';

    if (!world)
        bench_fail("world", "no memory");
    for (unsigned i = 0; i < CONTACTS; i++) {
        struct contact *contact = &world->contacts[i];

        snprintf(contact->external_id, sizeof contact->external_id, "K%u", i);
        snprintf(contact->last_name, sizeof contact->last_name, "Garrigue-%u", i % 5000);
        snprintf(contact->first_name, sizeof contact->first_name, "Ana%u", i % 300);
        snprintf(contact->email, sizeof contact->email, "ana.%u@example.org", i);
        contact->account = 1 + i % 1000;
    }
    for (unsigned i = 0; i < PURCHASES; i++) {
        to->account[i] = 1 + i * 2654435761u % 20000;
        to->product[i] = 1 + i % 500;
        to->quantity[i] = 1000 * (1 + i % 9);
        to->net_amount[i] = 100 + i * 48271u % 90000;
        to->day[i] = 18000 + (int32_t)(i / 700);
        to->type[i] = 1;
        to->currency[i] = euro;
    }
    return world;
}

/* Does one step on records that no step before it wrote. Answers how many. */
static size_t
do_step(const struct way *way, void *self, enum step step, struct result *result)
{
    switch (step) {
    case SAVE:
        way->save(self, 0, way->saves);
        return way->saves;
    case LOAD:
        result->bytes = way->load(self, 0, way->saves);
        return way->saves;
    case UNIT:
        way->unit(self, 0, CONTACTS);
        return CONTACTS;
    case PUT_CONTACTS:
        way->put_contacts(self, 0, CONTACTS);
        return CONTACTS;
    case PUT_PURCHASES:
        for (size_t first = 0; first < PURCHASES; first += BATCH)
            way->put_purchases(self, first, BATCH);
        return PURCHASES;
    default:
        result->sum = way->scan(self);
        return PURCHASES;
    }
}

static void
clear(const char *file)
{
    static const char *const tails[] = {"", "-wal", "-shm"};
    char name[512];

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        snprintf(name, sizeof name, "%s%s", file, tails[i]);
        unlink(name);
    }
}

/* Units and bulk puts of contacts begin with nothing stored; scans read what was put before. */
static void
do_round(const struct way *way, const struct world *world, const char *file, size_t round,
         struct result *result)
{
    void *self = way->open(world, file);

    for (enum step step = SAVE; step < STEPS; step++) {
        double begin, begin_work;
        size_t rows;

        if (step == UNIT || step == PUT_CONTACTS) {
            way->close(self);
            clear(file);
            self = way->open(world, file);
        }
        begin = now(CLOCK_MONOTONIC);
        begin_work = now(CLOCK_PROCESS_CPUTIME_ID);
        rows = do_step(way, self, step, result);
        result->work[step][round] = (now(CLOCK_PROCESS_CPUTIME_ID) - begin_work) / (double)rows;
        result->times[step][round] = (now(CLOCK_MONOTONIC) - begin) / (double)rows;
    }
    way->close(self);
    clear(file);
}

static int
by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

static void
print(const struct way *ways[2], struct result *results, size_t rounds)
{
    printf("%-29s %32s %32s %15s\n%-29s", "ns a row", ways[0]->name, ways[1]->name, "ratio", "");
    for (size_t i = 0; i < 2; i++)
        printf(" %11s %10s %9s", "lowest", "median", "cpu");
    printf(" %7s %7s\n", "lowest", "cpu");
    for (size_t step = 0; step < STEPS; step++) {
        printf("%-29s", step_names[step]);
        for (size_t i = 0; i < 2; i++) {
            double *times = results[i].times[step], *work = results[i].work[step];

            qsort(times, rounds, sizeof *times, by_size);
            qsort(work, rounds, sizeof *work, by_size);
            printf(" %11.1f %10.1f %9.1f", times[0], times[rounds / 2], work[0]);
        }
        printf(" %7.2f %7.2f\n", results[0].times[step][0] / results[1].times[step][0],
               results[0].work[step][0] / results[1].work[step][0]);
    }
}

int
main(int argc, char **argv)
{
    static struct result results[2];
    const struct way *ways[2] = {&way_memory_store, &way_hash_map};
    size_t rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 5;
    char file[400];
    struct world *world;

#ifdef WITH_SQLITE
    if (argc > 1 && strcmp(argv[1], "sqlite") == 0) {
        ways[0] = &way_sqlite_store;
        ways[1] = &way_sqlite_by_hand;
    }
#endif
    if (rounds < 1 || rounds > ROUNDS_MOST)
        bench_fail("rounds", "1 to 21");
    snprintf(file, sizeof file, "%s/bench-%ld.db", argc > 3 ? argv[3] : ".", (long)getpid());
    world = make_world();
    for (size_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < 2; i++)
            do_round(ways[i], world, file, round, &results[i]);
    print(ways, results, rounds);
    free(world);
    if (results[0].bytes != results[1].bytes || results[0].sum != results[1].sum)
        bench_fail("results", "the two ways did not read the same");
    return 0;
}
