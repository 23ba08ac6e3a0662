/*
 * test_random.c - random sequences of all that a caller can do, in two contexts over one store, beside
 * the model, on every store that the program is linked with. After each step statuses and handles
 * are as the model says; at intervals the whole content is, crm_verify finds what the model says is
 * wrong, and the analyses say of the store what they say of the model's rows. The same seed gives
 * the same answers on all stores, in whatever batches they give their rows.
 *
 * Arguments: how many seeds, how many moves each. CRM_TEST_SEED names the first seed, CRM_TEST_COUNT
 * how many (1 where a seed is named). A failure names the seed, and tells the shortest sequence
 * found that still fails, step by step.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "choose.h"
#include "shop.h"

enum { MOVES = 2000, CONTENT = 13, FINDINGS = 50, SHRINKING_SECONDS = 60 };

struct sequence {
    size_t shop;
    uint64_t seed;
    int count;
    int moves[MOVES]; /* their numbers */
};

static struct play play;
static unsigned long long steps_done;

/* What is not tried: that, and work on a handle that is not there, since a load did not find it. */
static bool
is_idle(const struct step *step)
{
    if (step->op == OP_NEW || step->op == OP_LOAD)
        return false;
    if (step->op <= OP_CORRECT && !play.model.handles[step->slot].used)
        return true;
    return is_unsure(&play, step);
}

static bool
do_move(const struct move *move)
{
    for (int i = 0; i < move->count; i++) {
        if (is_idle(&move->steps[i]))
            continue;
        steps_done++;
        if (!play_step(&play, &move->steps[i], NULL))
            return false;
    }
    return true;
}

static bool
look(bool findings)
{
    return same_content(&play) && (!findings || play.model.units[0].open || same_findings(&play));
}

/* How many moves went well; count + 1 if all did, and the end. */
static int
do_moves(const struct sequence *sequence, bool always, bool loud)
{
    enum focus focus = (enum focus)(sequence->seed % FOCUSES);
    static struct move move;

    for (int i = 0; first_move(&play.model, i, &move); i++)
        if (!do_move(&move))
            return 0;
    play.loud = loud;
    for (int i = 0; i < sequence->count; i++) {
        choose_move(&play.model, mix(sequence->seed) + (uint64_t)sequence->moves[i], focus, &move);
        if (!do_move(&move))
            return i;
        if ((always || i % CONTENT == 0) && !look(always || i % FINDINGS == 0))
            return i;
    }
    for (int side = 0; side < SIDES; side++) {
        struct step end = {.op = OP_COMMIT, .side = side};

        if (!play_step(&play, &end, NULL))
            return sequence->count;
    }
    return look(true) ? sequence->count + 1 : sequence->count;
}

/* Below 0 when the store could not be had; else as do_moves. */
static int
run(const struct sequence *sequence, bool always, bool loud)
{
    int done;

    crm_testing_memory_init(&play.memory, sizeof play.memory);
    if (!shop_open(sequence->shop, &play.memory, play.inner))
        return -1;
    play.loud = false;
    done = play_open(&play) ? do_moves(sequence, always, loud) : 0;
    if (!play_close(&play) && done > sequence->count)
        done = sequence->count;
    shop_close(sequence->shop);
    if (done > sequence->count && (play.memory.live_blocks || play.memory.breach)) {
        differs(&play, "%llu blocks of memory are left; %s",
                (unsigned long long)play.memory.live_blocks,
                play.memory.breach ? play.memory.breach : "");
        done = sequence->count;
    }
    return done;
}

/* ---- A failure ---- */

static bool
still_fails(const struct sequence *sequence)
{
    int done = run(sequence, true, false);

    return done >= 0 && done <= sequence->count;
}

/* Leave out whatever can be left out. */
static void
shrink(struct sequence *sequence)
{
    static struct sequence shorter;
    time_t end = time(NULL) + SHRINKING_SECONDS;

    for (int size = sequence->count / 2; size > 0; size = size > 1 ? size / 2 : 0) {
        for (int at = 0; at < sequence->count && time(NULL) < end;) {
            int cut = size < sequence->count - at ? size : sequence->count - at;

            shorter = *sequence;
            shorter.count -= cut;
            memmove(&shorter.moves[at], &shorter.moves[at + cut],
                    (size_t)(shorter.count - at) * sizeof *shorter.moves);
            if (still_fails(&shorter))
                *sequence = shorter;
            else
                at += cut;
        }
    }
}

static void
tell(struct sequence *sequence, int done)
{
    printf("FAILED on %s: CRM_TEST_SEED=%llu, arguments 1 %d, move %d: %s\n",
           shop_name(sequence->shop), (unsigned long long)sequence->seed, sequence->count, done,
           play.why);
    if (done < sequence->count)
        sequence->count = done + 1;
    done = run(sequence, true, false);
    if (done < sequence->count)
        sequence->count = done + 1;
    shrink(sequence);
    printf("  the shortest sequence found, after what it begins with (moves");
    for (int i = 0; i < sequence->count; i++)
        printf(" %d", sequence->moves[i]);
    printf("):\n");
    run(sequence, true, true);
    printf("  %s\n", play.why);
}

/* ---- All seeds on all stores ---- */

static int
try_seed(uint64_t seed, int moves)
{
    static struct sequence sequence;
    uint64_t trace = 0;

    for (size_t shop = 0; shop_name(shop); shop++) {
        int done;

        sequence.shop = shop;
        sequence.seed = seed;
        sequence.count = moves;
        for (int i = 0; i < moves; i++)
            sequence.moves[i] = i;
        done = run(&sequence, false, false);
        if (done < 0)
            return 1;
        if (done <= moves) {
            tell(&sequence, done);
            return 1;
        }
        if (shop > 0 && play.trace != trace) {
            printf("FAILED: CRM_TEST_SEED=%llu is answered otherwise on %s\n",
                   (unsigned long long)seed, shop_name(shop));
            return 1;
        }
        trace = play.trace;
    }
    return 0;
}

static int
number(const char *text, int otherwise, int most)
{
    long value = text ? strtol(text, NULL, 10) : otherwise;

    return value < 1 ? 1 : value > most ? most : (int)value;
}

int
main(int argc, char **argv)
{
    const char *named = getenv("CRM_TEST_SEED"), *counted = getenv("CRM_TEST_COUNT");
    uint64_t first = named ? strtoull(named, NULL, 10) : 1;
    int seeds =
        number(counted, named ? 1 : number(argc > 1 ? argv[1] : NULL, 24, 1000000), 1000000);
    int moves = number(argc > 2 ? argv[2] : NULL, 200, MOVES);
    int failed = shops_begin();

    if (failed)
        return failed;
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = 0; i < seeds && !failed; i++)
        failed = try_seed(first + (uint64_t)i, moves);
    shops_end();
    printf("seeds %llu to %llu, %d moves each: %llu steps\n", (unsigned long long)first,
           (unsigned long long)(first + (uint64_t)seeds - 1), moves, steps_done);
    return failed;
}
