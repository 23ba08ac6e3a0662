/*
 * test_time_travel.c - boards of the past. Random sequences of all operations, written down beside
 * the library too; then how things stood on past days, by all that is known and by what was known at
 * an instant, against a naive look through what was written down. And two promises, by bytes of all
 * tables: facts with a later day never change a board, facts recorded later never change it under
 * known_at.
 *
 * CRM_TEST_SEED=n plays that one seed; the argument `long` plays more seeds and compares every day.
 */
#include "travel.h"

#include <stdlib.h>

static bool thorough;

/* ---- Playing ---- */

static void
something(struct travel *travel)
{
    if (travel->all_now && chance_of(travel, 6)) {
        new_account(travel);
        new_product(travel);
        new_user(travel);
    }
    if (chance_of(travel, 65))
        something_on_a_deal(travel);
    else
        something_in_trade(travel);
}

/* Some of it in units of work, of which some are given up. */
static void
play(struct travel *travel, int operations)
{
    for (int i = 0; i < operations; i++) {
        int64_t together = chance_of(travel, 12) ? between(travel, 2, 4) : 0;

        travel->world->clock.now += chance_of(travel, 80) ? between(travel, 0, 1 * DAY) : 0;
        if (together == 0) {
            something(travel);
            continue;
        }
        travel->saved = travel->model;
        OK(travel->world, crm_begin(travel->world->crm));
        while (together-- > 0)
            something(travel);
        if (chance_of(travel, 40)) {
            crm_rollback(travel->world->crm);
            travel->model = travel->saved;
        } else {
            OK(travel->world, crm_commit(travel->world->crm));
        }
    }
}

/* The seeds: one given, or as many as wanted. */
static uint64_t
seeds(uint64_t wanted, uint64_t *out_first)
{
    const char *given = getenv("CRM_TEST_SEED");

    *out_first = given ? strtoull(given, NULL, 10) : 1;
    return given ? 1 : wanted;
}

static struct travel *
begin(void **state, uint64_t seed)
{
    struct travel *travel = malloc(sizeof *travel);

    assert_non_null(travel);
    print_message("CRM_TEST_SEED=%llu\n", (unsigned long long)seed);
    found_company(travel, *state, seed);
    return travel;
}

/* A new store for the next seed. */
static void
renew(void **state, int awkward)
{
    static struct way ways[2];

    end_world(state);
    ways[awkward] = (struct way){"", awkward};
    *state = &ways[awkward];
    make_world(state);
}

/* ---- Past boards ---- */

/* An instant at which something was recorded, or just before. */
static int64_t
some_recording(struct travel *travel)
{
    const struct model *model = &travel->model;
    int64_t at = NOTHING;

    if (chance_of(travel, 60) && model->fact_count > 0)
        at = model->facts[between(travel, 0, model->fact_count - 1)].recorded;
    else if (model->tie_count > 0)
        at = model->ties[between(travel, 0, model->tie_count - 1)].recorded;
    if (at == NOTHING)
        at = NOW + between(travel, 0, travel->world->clock.now - NOW);
    return at - between(travel, 0, 1);
}

static struct view
some_view(struct travel *travel)
{
    int64_t today = day_of(travel, travel->world->clock.now);
    struct view view = {between(travel, day_of(travel, NOW), today + 3), NOTHING, NOTHING};

    if (chance_of(travel, 60))
        view.known_at = some_recording(travel);
    if (chance_of(travel, 30))
        view.since = view.as_of - between(travel, 0, 40);
    return view;
}

static void
compare_past(struct travel *travel, int boards)
{
    int64_t today = day_of(travel, travel->world->clock.now);

    for (int i = 0; i < boards; i++) {
        struct view view = some_view(travel);

        compare_board(travel, &view);
    }
    for (int64_t day = NOW / DAY - 10; thorough && day <= today + 9; day++) {
        struct view view = {day, NOTHING, NOTHING};

        compare_board(travel, &view);
        view.known_at = some_recording(travel);
        compare_board(travel, &view);
    }
    /* Every instant at which the log was written. */
    for (int i = 0; thorough && i < travel->model.fact_count; i++) {
        struct view view = {today + 9, travel->model.facts[i].recorded, NOTHING};

        compare_board(travel, &view);
    }
}

static void
past_boards_are_a_naive_replay(void **state)
{
    struct way way = {"", ((struct world *)*state)->awkward};
    uint64_t first, count = seeds(way.awkward ? 1 : thorough ? 40 : 6, &first);
    int taken = 0, refused = 0;

    for (uint64_t seed = first; seed < first + count; seed++) {
        struct travel *travel = begin(state, seed);

        play(travel, 130);
        compare_records(travel);
        compare_past(travel, way.awkward ? 6 : 16);
        taken += travel->done - travel->refused;
        refused += travel->refused;
        free(travel);
        renew(state, way.awkward);
    }
    print_message("%d operations taken, %d refused, as expected\n", taken, refused);
    assert_true(taken > refused && refused > 0);
}

/* ---- What comes later ---- */

enum { VIEWS = 6 };

struct pictures {
    struct view views[VIEWS];
    char *bytes[VIEWS];
    size_t lengths[VIEWS];
};

static void
take_pictures(struct travel *travel, struct pictures *pictures)
{
    for (int i = 0; i < VIEWS; i++)
        pictures->lengths[i] = print_board(travel, &pictures->views[i], &pictures->bytes[i]);
}

/* Tell the first line in which two boards differ. */
static void
tell(const struct view *view, const char *before, const char *after)
{
    size_t line = 0, at = 0;

    for (; before[at] == after[at]; at++)
        if (before[at] == '\n')
            line = at + 1;
    fail_msg("as of day %lld, known at %lld: the board changed from\n%.*s\nto\n%.*s",
             (long long)view->as_of, (long long)view->known_at, (int)strcspn(before + line, "\n"),
             before + line, (int)strcspn(after + line, "\n"), after + line);
}

static void
compare_pictures(struct travel *travel, struct pictures *before)
{
    struct pictures after = *before;

    take_pictures(travel, &after);
    for (int i = 0; i < VIEWS; i++) {
        before->bytes[i][before->lengths[i]] = '\0';
        after.bytes[i][after.lengths[i]] = '\0';
        if (after.lengths[i] != before->lengths[i] ||
            memcmp(after.bytes[i], before->bytes[i], after.lengths[i]) != 0)
            tell(&before->views[i], before->bytes[i], after.bytes[i]);
        free(after.bytes[i]);
        free(before->bytes[i]);
    }
}

static void
a_later_day_changes_no_board(void **state)
{
    struct way way = {"", ((struct world *)*state)->awkward};
    uint64_t first, count = seeds(way.awkward ? 1 : thorough ? 60 : 8, &first);

    for (uint64_t seed = first; seed < first + count; seed++) {
        struct travel *travel = begin(state, seed);
        struct pictures pictures;

        play(travel, 90);
        travel->later_than = day_of(travel, travel->world->clock.now);
        for (int i = 0; i < VIEWS; i++) {
            pictures.views[i] = some_view(travel);
            if (i < 2)
                pictures.views[i].known_at = NOTHING;
            if (i == 0 || pictures.views[i].as_of > travel->later_than)
                pictures.views[i].as_of = travel->later_than;
            if (pictures.views[i].since > pictures.views[i].as_of)
                pictures.views[i].since = pictures.views[i].as_of;
        }
        take_pictures(travel, &pictures);
        while (day_of(travel, travel->world->clock.now) <= travel->later_than)
            travel->world->clock.now += DAY / 2;
        play(travel, 60);
        compare_pictures(travel, &pictures);
        compare_past(travel, 2);
        free(travel);
        renew(state, way.awkward);
    }
}

static void
what_is_recorded_later_changes_nothing_under_known_at(void **state)
{
    struct way way = {"", ((struct world *)*state)->awkward};
    uint64_t first, count = seeds(way.awkward ? 1 : thorough ? 60 : 8, &first);

    for (uint64_t seed = first; seed < first + count; seed++) {
        struct travel *travel = begin(state, seed);
        struct pictures pictures;

        play(travel, 90);
        for (int i = 0; i < VIEWS; i++) {
            pictures.views[i] = some_view(travel);
            if (i < 2 || pictures.views[i].known_at == NOTHING)
                pictures.views[i].known_at = travel->world->clock.now;
        }
        take_pictures(travel, &pictures);
        travel->world->clock.now++;
        travel->all_now = true;
        play(travel, 60);
        compare_pictures(travel, &pictures);
        compare_past(travel, 2);
        free(travel);
        renew(state, way.awkward);
    }
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(past_boards_are_a_naive_replay),
        ON_BOTH(a_later_day_changes_no_board),
        ON_BOTH(what_is_recorded_later_changes_nothing_under_known_at),
    };

    thorough = argc > 1 && strcmp(argv[1], "long") == 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
