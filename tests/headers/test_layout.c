/*
 * test_layout.c - the structs that callers fill: no padding, and every member where it was.
 * Programs compiled years ago hand these over, so members are added at the end alone; where they
 * stand is written in tests/abi/structs.txt. A new struct must be listed here, or the last test
 * fails.
 *
 *     test_layout --print > tests/abi/structs.txt        when members were added on purpose
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crm/crm.h"
#include "crm/testing.h"

/* A struct (member NULL, size of the whole) is followed by its members in order. */
struct place {
    const char *type;
    const char *member;
    size_t offset;
    size_t size;
};

/* clang-format off */
#define STRUCT(type) {#type, NULL, 0, sizeof(type)}
#define MEMBER(type, member) {#type, #member, offsetof(type, member), sizeof(((type *)0)->member)}

static const struct place places[] = {
    STRUCT(crm_zone_change),
    MEMBER(crm_zone_change, at),
    MEMBER(crm_zone_change, offset_seconds),
    MEMBER(crm_zone_change, reserved),

    STRUCT(crm_options),
    MEMBER(crm_options, size),
    MEMBER(crm_options, flags),
    MEMBER(crm_options, store),
    MEMBER(crm_options, memory),
    MEMBER(crm_options, memory_self),
    MEMBER(crm_options, clock),
    MEMBER(crm_options, clock_self),
    MEMBER(crm_options, progress),
    MEMBER(crm_options, progress_self),
    MEMBER(crm_options, zone),
    MEMBER(crm_options, zone_count),
    MEMBER(crm_options, max_rows),
    MEMBER(crm_options, currency),
    MEMBER(crm_options, reserved),

    STRUCT(crm_families_params),
    MEMBER(crm_families_params, size),
    MEMBER(crm_families_params, flags),
    MEMBER(crm_families_params, as_of),
    MEMBER(crm_families_params, since),
    MEMBER(crm_families_params, known_at),
    MEMBER(crm_families_params, currency),
    MEMBER(crm_families_params, sales),
    MEMBER(crm_families_params, unit),
    MEMBER(crm_families_params, rate_max_age_days),
    MEMBER(crm_families_params, memory_limit),
    MEMBER(crm_families_params, expected),
    MEMBER(crm_families_params, previous_since),
    MEMBER(crm_families_params, min_spread_bp),
    MEMBER(crm_families_params, min_lines),
    MEMBER(crm_families_params, reserved),

    STRUCT(crm_line),
    MEMBER(crm_line, size),
    MEMBER(crm_line, flags),
    MEMBER(crm_line, currency),
    MEMBER(crm_line, rounding),
    MEMBER(crm_line, quantity),
    MEMBER(crm_line, unit_price),
    MEMBER(crm_line, unit_scale),
    MEMBER(crm_line, discount_bp),
    MEMBER(crm_line, discount_amount),

    STRUCT(crm_move_params),
    MEMBER(crm_move_params, size),
    MEMBER(crm_move_params, flags),
    MEMBER(crm_move_params, at),
    MEMBER(crm_move_params, actor),
    MEMBER(crm_move_params, competitor),
    MEMBER(crm_move_params, reason),
    MEMBER(crm_move_params, note),
    MEMBER(crm_move_params, day),
    MEMBER(crm_move_params, reserved),

    STRUCT(crm_pipeline_params),
    MEMBER(crm_pipeline_params, size),
    MEMBER(crm_pipeline_params, flags),
    MEMBER(crm_pipeline_params, as_of),
    MEMBER(crm_pipeline_params, since),
    MEMBER(crm_pipeline_params, known_at),
    MEMBER(crm_pipeline_params, currency),
    MEMBER(crm_pipeline_params, sales),
    MEMBER(crm_pipeline_params, unit),
    MEMBER(crm_pipeline_params, rate_max_age_days),
    MEMBER(crm_pipeline_params, memory_limit),
    MEMBER(crm_pipeline_params, expected),
    MEMBER(crm_pipeline_params, target_wins),

    STRUCT(crm_concentration_params),
    MEMBER(crm_concentration_params, size),
    MEMBER(crm_concentration_params, flags),
    MEMBER(crm_concentration_params, as_of),
    MEMBER(crm_concentration_params, since),
    MEMBER(crm_concentration_params, known_at),
    MEMBER(crm_concentration_params, currency),
    MEMBER(crm_concentration_params, sales),
    MEMBER(crm_concentration_params, unit),
    MEMBER(crm_concentration_params, rate_max_age_days),
    MEMBER(crm_concentration_params, memory_limit),
    MEMBER(crm_concentration_params, expected),
    MEMBER(crm_concentration_params, top),
    MEMBER(crm_concentration_params, a_bp),
    MEMBER(crm_concentration_params, b_bp),
    MEMBER(crm_concentration_params, reserved),
    STRUCT(crm_lifetime_value_params),
    MEMBER(crm_lifetime_value_params, size),
    MEMBER(crm_lifetime_value_params, flags),
    MEMBER(crm_lifetime_value_params, as_of),
    MEMBER(crm_lifetime_value_params, since),
    MEMBER(crm_lifetime_value_params, known_at),
    MEMBER(crm_lifetime_value_params, currency),
    MEMBER(crm_lifetime_value_params, sales),
    MEMBER(crm_lifetime_value_params, unit),
    MEMBER(crm_lifetime_value_params, rate_max_age_days),
    MEMBER(crm_lifetime_value_params, memory_limit),
    MEMBER(crm_lifetime_value_params, expected),
    MEMBER(crm_lifetime_value_params, allocation),
    MEMBER(crm_lifetime_value_params, reserved),
    STRUCT(crm_rfm_params),
    MEMBER(crm_rfm_params, size),
    MEMBER(crm_rfm_params, flags),
    MEMBER(crm_rfm_params, as_of),
    MEMBER(crm_rfm_params, since),
    MEMBER(crm_rfm_params, known_at),
    MEMBER(crm_rfm_params, currency),
    MEMBER(crm_rfm_params, sales),
    MEMBER(crm_rfm_params, unit),
    MEMBER(crm_rfm_params, rate_max_age_days),
    MEMBER(crm_rfm_params, memory_limit),
    MEMBER(crm_rfm_params, expected),
    MEMBER(crm_rfm_params, bins),
    MEMBER(crm_rfm_params, occasion),
    MEMBER(crm_rfm_params, rule),
    MEMBER(crm_rfm_params, monetary),
    MEMBER(crm_rfm_params, weight_r),
    MEMBER(crm_rfm_params, weight_f),
    MEMBER(crm_rfm_params, weight_m),
    MEMBER(crm_rfm_params, compare_day),

    STRUCT(crm_purchase_model_params),
    MEMBER(crm_purchase_model_params, size),
    MEMBER(crm_purchase_model_params, flags),
    MEMBER(crm_purchase_model_params, as_of),
    MEMBER(crm_purchase_model_params, since),
    MEMBER(crm_purchase_model_params, known_at),
    MEMBER(crm_purchase_model_params, currency),
    MEMBER(crm_purchase_model_params, sales),
    MEMBER(crm_purchase_model_params, unit),
    MEMBER(crm_purchase_model_params, rate_max_age_days),
    MEMBER(crm_purchase_model_params, memory_limit),
    MEMBER(crm_purchase_model_params, expected),
    MEMBER(crm_purchase_model_params, model),
    MEMBER(crm_purchase_model_params, period_days),
    MEMBER(crm_purchase_model_params, horizon),
    MEMBER(crm_purchase_model_params, discount_bp),

    STRUCT(crm_store),
    MEMBER(crm_store, size),
    MEMBER(crm_store, flags),
    MEMBER(crm_store, self),
    MEMBER(crm_store, get),
    MEMBER(crm_store, scan),
    MEMBER(crm_store, next),
    MEMBER(crm_store, finish),
    MEMBER(crm_store, apply),
    MEMBER(crm_store, reserve),
    MEMBER(crm_store, hold),
    MEMBER(crm_store, release),
    MEMBER(crm_store, close),

    STRUCT(crm_whitespace_params),
    MEMBER(crm_whitespace_params, size),
    MEMBER(crm_whitespace_params, flags),
    MEMBER(crm_whitespace_params, as_of),
    MEMBER(crm_whitespace_params, since),
    MEMBER(crm_whitespace_params, known_at),
    MEMBER(crm_whitespace_params, currency),
    MEMBER(crm_whitespace_params, sales),
    MEMBER(crm_whitespace_params, unit),
    MEMBER(crm_whitespace_params, rate_max_age_days),
    MEMBER(crm_whitespace_params, memory_limit),
    MEMBER(crm_whitespace_params, expected),
    MEMBER(crm_whitespace_params, columns),
    MEMBER(crm_whitespace_params, category_levels),
    MEMBER(crm_whitespace_params, lost_days),
    MEMBER(crm_whitespace_params, kappa),

    STRUCT(crm_testing_memory),
    MEMBER(crm_testing_memory, size),
    MEMBER(crm_testing_memory, flags),
    MEMBER(crm_testing_memory, fail_at),
    MEMBER(crm_testing_memory, allocations),
    MEMBER(crm_testing_memory, failed),
    MEMBER(crm_testing_memory, live_blocks),
    MEMBER(crm_testing_memory, live_bytes),
    MEMBER(crm_testing_memory, peak_bytes),
    MEMBER(crm_testing_memory, breach),

    STRUCT(crm_testing_clock),
    MEMBER(crm_testing_clock, size),
    MEMBER(crm_testing_clock, flags),
    MEMBER(crm_testing_clock, now),
    MEMBER(crm_testing_clock, step),
    MEMBER(crm_testing_clock, readings),

    STRUCT(crm_testing_faults),
    MEMBER(crm_testing_faults, size),
    MEMBER(crm_testing_faults, only),
    MEMBER(crm_testing_faults, inner),
    MEMBER(crm_testing_faults, at),
    MEMBER(crm_testing_faults, mode),
    MEMBER(crm_testing_faults, status),
    MEMBER(crm_testing_faults, host_code),
    MEMBER(crm_testing_faults, text),
    MEMBER(crm_testing_faults, reenter),
    MEMBER(crm_testing_faults, clock),
    MEMBER(crm_testing_faults, calls),
    MEMBER(crm_testing_faults, hits),
    MEMBER(crm_testing_faults, reentered),
    MEMBER(crm_testing_faults, hit),
    MEMBER(crm_testing_faults, scans),
    MEMBER(crm_testing_faults, finishes),
    MEMBER(crm_testing_faults, holds),
    MEMBER(crm_testing_faults, releases),
    MEMBER(crm_testing_faults, applies),
    MEMBER(crm_testing_faults, closes),
    MEMBER(crm_testing_faults, held),
    MEMBER(crm_testing_faults, reserved),
    MEMBER(crm_testing_faults, breach),
};
/* clang-format on */

enum { PLACES = sizeof(places) / sizeof(places[0]) };

static const char *baseline_path;
static char **header_paths;
static int header_count;

static void
print_place(const struct place *place, char *out, size_t capacity)
{
    if (place->member == NULL)
        snprintf(out, capacity, "%s %zu\n", place->type, place->size);
    else
        snprintf(out, capacity, "    %zu %s %zu\n", place->offset, place->member, place->size);
}

static void
structs_have_no_padding(void **state)
{
    size_t end = 0;

    (void)state;
    for (size_t i = 0; i < PLACES; i++) {
        bool is_last = i + 1 == PLACES || places[i + 1].member == NULL;

        if (places[i].member == NULL) {
            end = 0;
            continue;
        }
        if (places[i].offset != end)
            fail_msg("%s: a hole before %s", places[i].type, places[i].member);
        end += places[i].size;
        if (!is_last)
            continue;
        for (size_t whole = i; whole-- > 0;) {
            if (places[whole].member != NULL)
                continue;
            if (places[whole].size != end)
                fail_msg("%s: a hole behind %s, or a member without a line here", places[i].type,
                         places[i].member);
            break;
        }
    }
}

/* What a caller fills in begins with its size; zone changes are rows of an array. */
static void
structs_begin_with_their_size(void **state)
{
    (void)state;
    for (size_t i = 0; i + 1 < PLACES; i++) {
        if (places[i].member != NULL || strcmp(places[i].type, "crm_zone_change") == 0)
            continue;
        assert_string_equal(places[i + 1].member, "size");
        assert_int_equal(places[i + 1].size, 4);
    }
}

static void
members_stay_where_they_were(void **state)
{
    char expected[256];
    char found[256];
    FILE *baseline;

    (void)state;
    if (sizeof(void *) != 8) {
        print_message("the baseline is that of 64-bit machines\n");
        skip();
    }
    baseline = fopen(baseline_path, "r");
    assert_non_null(baseline);
    for (size_t i = 0; i < PLACES; i++) {
        print_place(&places[i], found, sizeof(found));
        if (fgets(expected, sizeof(expected), baseline) == NULL)
            expected[0] = '\0';
        if (strcmp(expected, found) != 0)
            fail_msg("%s was: %shere: %s", places[i].type, expected, found);
    }
    assert_null(fgets(expected, sizeof(expected), baseline));
    fclose(baseline);
}

static bool
is_listed(const char *type, size_t length)
{
    for (size_t i = 0; i < PLACES; i++) {
        if (strlen(places[i].type) == length && memcmp(places[i].type, type, length) == 0)
            return true;
    }
    return false;
}

static void
no_struct_is_forgotten(void **state)
{
    static const char start[] = "typedef struct ";
    char line[512];
    size_t seen = 0;

    (void)state;
    for (int i = 0; i < header_count; i++) {
        FILE *header = fopen(header_paths[i], "r");

        assert_non_null(header);
        while (fgets(line, sizeof(line), header) != NULL) {
            const char *type = line + sizeof(start) - 1;
            size_t length;

            if (strncmp(line, start, sizeof(start) - 1) != 0 || strchr(line, '{') == NULL)
                continue;
            length = strcspn(type, " {");
            seen++;
            if (!is_listed(type, length))
                fail_msg("%.*s has no lines in test_layout.c", (int)length, type);
        }
        fclose(header);
    }
    assert_true(seen > 0);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(structs_have_no_padding),
        cmocka_unit_test(structs_begin_with_their_size),
        cmocka_unit_test(members_stay_where_they_were),
        cmocka_unit_test(no_struct_is_forgotten),
    };
    char line[256];

    if (argc == 2 && strcmp(argv[1], "--print") == 0) {
        for (size_t i = 0; i < PLACES; i++) {
            print_place(&places[i], line, sizeof(line));
            fputs(line, stdout);
        }
        return 0;
    }
    if (argc < 3) {
        fprintf(stderr, "usage: test_layout --print | structs.txt header ...\n");
        return 2;
    }
    baseline_path = argv[1];
    header_paths = argv + 2;
    header_count = argc - 2;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
