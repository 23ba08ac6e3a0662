/*
 * test_exhaustive.c - all sequences of a few steps over two records, and each of them again with each
 * single thing going wrong: every callback failing once with each of some statuses, every allocation
 * failing once, an apply that is done and not known to be. What is stored afterwards is what the
 * model had before the step or after it, handles keep edits and ids, and the step done again goes as
 * the model says. Shorter sequences come first, so a failure tells the shortest there is.
 *
 * Arguments: the length of sequences; the length up to which each fault is tried; of longer ones one
 * fault in so many is, which ones the seed says (CRM_TEST_SEED). Or the words that a failure printed,
 * to see it again: name of the world, letters, and for a fault its place, kind, number and status.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "choose.h"
#include "worlds.h"

enum { LONGEST = 8, ALL = 3, EACH = 2 };

/* What is tried: letters, and what goes wrong. */
enum { NOTHING, CALLBACK, MEMORY, UNSURE, FAULTS };
static const char *const fault_names[FAULTS] = {"nothing", "callback", "memory", "unsure"};
static const crm_status statuses[] = {CRM_ERROR_STORE, CRM_ERROR_CONFLICT, CRM_ERROR_UNCERTAIN};
enum { STATUSES = sizeof statuses / sizeof *statuses };

struct attempt {
    const struct world *world;
    int length;
    int letters[LONGEST];
    int fault, place; /* which, at which step */
    uint64_t number;
    crm_status status;
    /* Of each step without faults: what could go wrong. */
    uint64_t counts[LONGEST][FAULTS];
    int idle; /* the first letter but the last that changed nothing; -1 = none */
};

static struct play play;
static struct row plain_rows[ROWS];
static struct plain plain;
static unsigned long long runs, points;
static uint64_t seed;

/* ---- The letters ---- */

/* The last row of the deal in a slot. */
static int64_t
last_row(int slot)
{
    static struct deal deal;

    read_log(&play.model, 0, CELL(&play.model.handles[slot], CRM_FIELD_ID), &deal);
    return deal.count ? deal.notes[deal.count - 1].id : NOBODY;
}

/* Values differ from place to place, but for one that is set again before it is saved. */
static int64_t
value_of(const struct handle *handle, crm_field field, int place)
{
    if (handle->edited[AT(field)])
        return CELL(handle, field);
    return field == CRM_FIELD_EXTERNAL_ID ? 11 - (handle - play.model.handles) : 200 + place;
}

/* The step of a letter at some place of the sequence. */
static struct step
step_of(const struct letter *letter, int place)
{
    struct step step = letter->step;
    int64_t id = step.id < 0 ? CELL(&play.model.handles[-1 - step.id], CRM_FIELD_ID) : step.id;

    step.id = id == NONE ? NOBODY : id;
    if (step.op == OP_CORRECT)
        step.id = last_row(step.slot);
    if (step.op == OP_SET)
        step.value = value_of(&play.model.handles[step.slot], step.field, place);
    return step;
}

/* Is the model what it was? Then a sequence goes on as the one without this step does. */
static bool
is_idle(const struct model *was)
{
    const struct model *is = &play.model;

    if (was->count != is->count ||
        memcmp(was->rows, is->rows, (size_t)is->count * sizeof *is->rows))
        return false;
    for (int side = 0; side < SIDES; side++) {
        const struct unit *a = &was->units[side], *b = &is->units[side];

        if (a->open != b->open || a->count != b->count || a->checks != b->checks ||
            memcmp(a->writes, b->writes, (size_t)b->count * sizeof *b->writes))
            return false;
    }
    for (int slot = 0; slot < 3; slot++)
        if (memcmp(&was->handles[slot], &is->handles[slot], sizeof is->handles[slot]))
            return false;
    return true;
}

/* ---- One attempt ---- */

static bool
do_save(const struct step *save)
{
    return !play.model.handles[save->slot].used || is_unsure(&play, save) ||
           play_step(&play, save, NULL);
}

/* After a fault: nothing is lost, and what is done again goes as the model says. */
static bool
again(const struct step *step)
{
    struct step save = {.op = OP_SAVE};

    if (!same_handles(&play) || !same_content(&play))
        return false;
    if (step->op != OP_COMMIT)
        return play_step(&play, step, NULL);
    for (save.slot = 0; save.slot < 3; save.slot++) {
        save.side = play.model.handles[save.slot].side;
        if (!do_save(&save))
            return false;
    }
    return true;
}

static void
note_counts(struct attempt *attempt, int place)
{
    attempt->counts[place][CALLBACK] = play.calls;
    attempt->counts[place][MEMORY] = play.allocations;
    attempt->counts[place][UNSURE] = play.applies;
}

/* *out_hit: something went wrong where it should. */
static bool
do_letters(struct attempt *attempt, bool *out_hit)
{
    static struct model was;

    if (!attempt->fault)
        memset(attempt->counts, 0, sizeof attempt->counts);
    attempt->idle = -1;
    for (int i = 0; i < attempt->length; i++) {
        struct step step = step_of(&attempt->world->letters[attempt->letters[i]], i);
        struct fault fault = {.status = attempt->status, .unsure = attempt->fault == UNSURE};
        bool here = attempt->fault && attempt->place == i;

        if (is_unsure(&play, &step) ||
            (step.op <= OP_CORRECT && step.op != OP_LOAD && !play.model.handles[step.slot].used))
            return true;
        if (attempt->fault == MEMORY)
            fault.memory = attempt->number;
        else
            fault.callback = attempt->number;
        play.careless = attempt->fault != NOTHING;
        if (!attempt->fault)
            model_copy(&was, &play.model);
        if (!play_step(&play, &step, here ? &fault : NULL))
            return false;
        if (here && !fault.hit)
            return true;
        *out_hit |= here;
        if (here && !again(&step))
            return false;
        if (!attempt->fault)
            note_counts(attempt, i);
        if (!attempt->fault && !same_content(&play))
            return false;
        if (!attempt->fault && attempt->idle < 0 && i < attempt->length - 1 && is_idle(&was))
            attempt->idle = i;
    }
    return true;
}

/* What is open is kept, what is edited is saved. */
static bool
do_end(void)
{
    struct step commit = {.op = OP_COMMIT}, save = {.op = OP_SAVE};

    if (play.model.units[0].open && !play_step(&play, &commit, NULL))
        return false;
    for (save.slot = 0; save.slot < 3; save.slot++) {
        save.side = play.model.handles[save.slot].side;
        if (!do_save(&save))
            return false;
    }
    return same_handles(&play) && same_content(&play);
}

static bool
try(struct attempt *attempt, bool *out_hit)
{
    crm_store store = CRM_STORE_INIT;
    bool well;

    runs++;
    *out_hit = false;
    crm_testing_memory_init(&play.memory, sizeof play.memory);
    plain.rows = plain_rows;
    plain.count = 0;
    plain.last_id = 0;
    play.plain = attempt->fault == UNSURE ? &plain : NULL;
    if (play.plain)
        play.inner[0] = plain_store(&plain);
    else if (crm_memory_store(crm_testing_resize, &play.memory, &store) == CRM_OK)
        play.inner[0] = store;
    play.inner[1] = play.inner[0];
    play.kinds = attempt->world->kinds;
    play.careless = true;
    well = play_open(&play) && attempt->world->set_up(&play);
    well = well && do_letters(attempt, out_hit);
    if (well && (*out_hit || !attempt->fault))
        well = do_end();
    if (!play_close(&play))
        well = false;
    crm_memory_store_free(&store);
    if (well && (play.memory.live_blocks || play.memory.breach))
        well = differs(&play, "%llu blocks of memory are left; %s",
                       (unsigned long long)play.memory.live_blocks,
                       play.memory.breach ? play.memory.breach : "");
    return well;
}

/* ---- All of them ---- */

static void
tell(struct attempt *attempt)
{
    bool hit;

    printf("FAILED: %s ", attempt->world->name);
    for (int i = 0; i < attempt->length; i++)
        printf("%s%s", i ? "," : "", attempt->world->letters[attempt->letters[i]].name);
    if (attempt->fault)
        printf(" %d %s %llu %d (%s)", attempt->place, fault_names[attempt->fault],
               (unsigned long long)attempt->number, (int)attempt->status,
               crm_status_name(attempt->status));
    printf("\n");
    play.loud = true;
    try(attempt, &hit);
    printf("  %s\n", play.why);
}

/* A number that is the attempt's own. */
static uint64_t
hash(const struct attempt *attempt)
{
    uint64_t hash = mix(seed + (uint64_t)attempt->fault * 100 + (uint64_t)attempt->place);

    for (int i = 0; i < attempt->length; i++)
        hash = mix(hash + (uint64_t)attempt->letters[i]);
    return mix(hash + attempt->number);
}

/* One kind of fault at one place: each, or one in `share`; a callback in short sequences with each
   status, in longer ones with one of them, in turns. */
static bool
try_fault(struct attempt *attempt, int fault, uint64_t share)
{
    int turns = fault == CALLBACK && attempt->length <= EACH ? STATUSES : 1;
    bool hit;

    attempt->fault = fault;
    for (attempt->number = 1; attempt->number <= attempt->counts[attempt->place][fault];
         attempt->number++) {
        uint64_t number = hash(attempt);

        for (int i = 0; number % share == 0 && i < turns; i++) {
            attempt->status = statuses[(number / share + (uint64_t)i) % STATUSES];
            if (!try(attempt, &hit))
                return false;
            points += hit;
        }
    }
    return true;
}

static bool
try_faults(struct attempt *attempt, uint64_t share)
{
    for (attempt->place = 0; attempt->place < attempt->length; attempt->place++)
        for (int fault = CALLBACK; fault < FAULTS; fault++)
            if (!try_fault(attempt, fault, share))
                return false;
    return true;
}

/* The next sequence; longer ones leave out those with a step that changes nothing before the last:
   they are shorter ones, and what such a step might do unseen the short sequences tell. */
static bool
next_sequence(struct attempt *attempt)
{
    int letters = letters_of(attempt->world);
    int at = attempt->idle >= 0 && attempt->length > ALL ? attempt->idle : attempt->length - 1;

    for (int i = at + 1; i < attempt->length; i++)
        attempt->letters[i] = 0;
    for (; at >= 0 && ++attempt->letters[at] == letters; at--)
        attempt->letters[at] = 0;
    return at >= 0;
}

/* All sequences of a length. */
static bool
try_length(const struct world *world, int length, uint64_t share)
{
    struct attempt attempt = {.world = world, .length = length};
    int idle;
    bool hit;

    do {
        attempt.fault = NOTHING;
        if (!try(&attempt, &hit)) {
            tell(&attempt);
            return false;
        }
        idle = attempt.idle;
        if ((idle < 0 || length <= ALL) && !try_faults(&attempt, share)) {
            tell(&attempt);
            return false;
        }
        attempt.idle = idle;
    } while (next_sequence(&attempt));
    return true;
}

/* ---- One again ---- */

static int
find_letter(const struct world *world, const char *name, size_t length)
{
    for (int i = 0; i < letters_of(world); i++)
        if (strlen(world->letters[i].name) == length &&
            memcmp(world->letters[i].name, name, length) == 0)
            return i;
    return -1;
}

static bool
read_attempt(int argc, char **argv, struct attempt *attempt)
{
    const char *at = argv[2];

    for (int i = 0; i < WORLDS; i++)
        if (strcmp(worlds[i].name, argv[1]) == 0)
            attempt->world = &worlds[i];
    while (attempt->world && *at && attempt->length < LONGEST) {
        size_t length = strcspn(at, ",");
        int letter = find_letter(attempt->world, at, length);

        if (letter < 0)
            return false;
        attempt->letters[attempt->length++] = letter;
        at += length + (at[length] != '\0');
    }
    for (int i = 0; argc > 5 && i < FAULTS; i++)
        if (strcmp(fault_names[i], argv[4]) == 0)
            attempt->fault = i;
    attempt->place = argc > 5 ? (int)strtol(argv[3], NULL, 10) : 0;
    attempt->number = argc > 5 ? strtoull(argv[5], NULL, 10) : 0;
    attempt->status = argc > 6 ? (crm_status)strtol(argv[6], NULL, 10) : CRM_ERROR_STORE;
    return attempt->world != NULL;
}

static int
show(int argc, char **argv)
{
    struct attempt attempt = {0};
    bool hit;

    if (!read_attempt(argc, argv, &attempt)) {
        printf("no such world or letter\n");
        return 2;
    }
    play.loud = true;
    if (try(&attempt, &hit))
        return 0;
    printf("  %s\n", play.why);
    return 1;
}

static int
number(int argc, char **argv, int at, int otherwise)
{
    return argc > at ? (int)strtol(argv[at], NULL, 10) : otherwise;
}

int
main(int argc, char **argv)
{
    int length = number(argc, argv, 1, 3), each = number(argc, argv, 2, 2);
    int share = number(argc, argv, 3, 50);
    const char *named = getenv("CRM_TEST_SEED");
    bool well = true;

    seed = named ? strtoull(named, NULL, 10) : 1;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc > 2 && (argv[1][0] < '0' || argv[1][0] > '9'))
        return show(argc, argv);
    for (int now = 1; now <= length && now <= LONGEST && well; now++)
        for (int i = 0; i < WORLDS && well; i++)
            well = try_length(&worlds[i], now, now <= each ? 1 : (uint64_t)share);
    printf("%llu runs, %llu of them with a fault\n", runs, points);
    return well ? 0 : 1;
}
