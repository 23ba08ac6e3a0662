/*
 * order.c - introsort: quicksort by the middle of three, straight insertion for short runs, and
 * heap sort where the pivots turn out badly, so that no input takes more than n log n steps. The
 * longer side waits on a stack of 64 spans (the shorter side goes first, so it is never full). The
 * same for int64 values without a comparison function: sort64.c.
 */
#include "base/order.h"

#include <stdbool.h>
#include <string.h>

#define INSERTION_MAX 12

struct sorter {
    char *items;
    size_t item_size;
    crm__compare *compare;
    void *context;
};

struct span {
    size_t first, count;
    unsigned patience; /* partitions left before heap sort takes over */
};

static int
compare_at(const struct sorter *sorter, size_t a, size_t b)
{
    return sorter->compare(sorter->items + a * sorter->item_size,
                           sorter->items + b * sorter->item_size, sorter->context);
}

static void
swap_at(const struct sorter *sorter, size_t a, size_t b)
{
    char *left = sorter->items + a * sorter->item_size;
    char *right = sorter->items + b * sorter->item_size;
    size_t size = sorter->item_size;
    uint64_t x, y;

    for (; size >= sizeof x; size -= sizeof x) {
        memcpy(&x, left, sizeof x);
        memcpy(&y, right, sizeof y);
        memcpy(left, &y, sizeof y);
        memcpy(right, &x, sizeof x);
        left += sizeof x;
        right += sizeof x;
    }
    for (; size > 0; size--) {
        char byte = *left;

        *left++ = *right;
        *right++ = byte;
    }
}

static void
sort_insertion(const struct sorter *sorter, size_t first, size_t count)
{
    for (size_t i = first + 1; i < first + count; i++) {
        for (size_t at = i; at > first && compare_at(sorter, at, at - 1) < 0; at--)
            swap_at(sorter, at, at - 1);
    }
}

static void
sift_down(const struct sorter *sorter, size_t first, size_t root, size_t count)
{
    for (;;) {
        size_t child = root * 2 + 1;

        if (child >= count)
            return;
        if (child + 1 < count && compare_at(sorter, first + child, first + child + 1) < 0)
            child++;
        if (compare_at(sorter, first + root, first + child) >= 0)
            return;
        swap_at(sorter, first + root, first + child);
        root = child;
    }
}

static void
sort_heap(const struct sorter *sorter, size_t first, size_t count)
{
    for (size_t root = count / 2; root > 0; root--)
        sift_down(sorter, first, root - 1, count);
    for (size_t left = count - 1; left > 0; left--) {
        swap_at(sorter, first, first + left);
        sift_down(sorter, first, 0, left);
    }
}

/* Put the middle of the first, middle and last item in the first place. */
static void
choose_pivot(const struct sorter *sorter, size_t first, size_t count)
{
    size_t middle = first + count / 2, last = first + count - 1;

    if (compare_at(sorter, middle, last) > 0)
        swap_at(sorter, middle, last);
    if (compare_at(sorter, first, last) > 0)
        swap_at(sorter, first, last);
    if (compare_at(sorter, first, middle) < 0)
        swap_at(sorter, first, middle);
}

/* Where the pivot ends up: nothing before it is larger, nothing behind it smaller. Items equal to
   it stop both sides, so that many equal ones are halved too. */
static size_t
partition(const struct sorter *sorter, size_t first, size_t count)
{
    size_t low = first, high = first + count;

    choose_pivot(sorter, first, count);
    for (;;) {
        do
            low++;
        while (low < first + count && compare_at(sorter, low, first) < 0);
        do
            high--;
        while (compare_at(sorter, high, first) > 0);
        if (low >= high)
            break;
        swap_at(sorter, low, high);
    }
    swap_at(sorter, first, high);
    return high;
}

static bool
already_sorted(const struct sorter *sorter, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (compare_at(sorter, i - 1, i) > 0)
            return false;
    }
    return true;
}

static unsigned
patience_for(size_t count)
{
    unsigned patience = 2;

    for (; count > 1; count /= 2)
        patience += 2;
    return patience;
}

/* Sort a span down to its shorter sides, leaving the longer ones on the stack; how many stand
 * there. */
static size_t
sort_span(const struct sorter *sorter, struct span span, struct span *stack, size_t depth)
{
    while (span.count > INSERTION_MAX) {
        size_t pivot, before, behind;

        if (span.patience-- == 0) {
            sort_heap(sorter, span.first, span.count);
            return depth;
        }
        pivot = partition(sorter, span.first, span.count);
        before = pivot - span.first;
        behind = span.count - before - 1;
        if (before < behind) {
            stack[depth++] = (struct span){pivot + 1, behind, span.patience};
            span.count = before;
        } else {
            stack[depth++] = (struct span){span.first, before, span.patience};
            span.first = pivot + 1;
            span.count = behind;
        }
    }
    sort_insertion(sorter, span.first, span.count);
    return depth;
}

void
crm__sort(void *items, size_t count, size_t item_size, crm__compare *compare, void *context)
{
    struct sorter sorter = {items, item_size, compare, context};
    struct span stack[64];
    size_t depth = 0;

    if (count < 2 || already_sorted(&sorter, count))
        return;
    stack[depth++] = (struct span){0, count, patience_for(count)};
    while (depth > 0) {
        depth--;
        depth = sort_span(&sorter, stack[depth], stack, depth);
    }
}
