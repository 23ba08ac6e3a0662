/*
 * sort64.c - order of int64 values: the introsort of order.c with comparisons written out, which
 * makes it several times as fast, and what is read off values once they are sorted.
 */
#include "base/order.h"

#include "base/wide.h"

#define INSERTION_MAX 24

struct span {
    int64_t *values;
    size_t count;
    unsigned patience; /* partitions left before heap sort takes over */
};

static void
swap_values(int64_t *a, int64_t *b)
{
    int64_t value = *a;

    *a = *b;
    *b = value;
}

static void
sort_insertion(int64_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        int64_t value = values[i];
        size_t at = i;

        for (; at > 0 && values[at - 1] > value; at--)
            values[at] = values[at - 1];
        values[at] = value;
    }
}

static void
sift_down(int64_t *values, size_t root, size_t count)
{
    int64_t value = values[root];

    for (size_t child; (child = root * 2 + 1) < count; root = child) {
        if (child + 1 < count && values[child + 1] > values[child])
            child++;
        if (values[child] <= value)
            break;
        values[root] = values[child];
    }
    values[root] = value;
}

static void
sort_heap(int64_t *values, size_t count)
{
    for (size_t root = count / 2; root > 0; root--)
        sift_down(values, root - 1, count);
    for (size_t left = count - 1; left > 0; left--) {
        swap_values(&values[0], &values[left]);
        sift_down(values, 0, left);
    }
}

static int64_t
middle_of(int64_t a, int64_t b, int64_t c)
{
    int64_t low = a < b ? a : b, high = a < b ? b : a;

    return c < low ? low : c > high ? high : c;
}

static int64_t
choose_pivot(const int64_t *values, size_t count)
{
    size_t step = count / 8, middle = count / 2, last = count - 1;

    if (count < 128)
        return middle_of(values[0], values[middle], values[last]);
    return middle_of(middle_of(values[0], values[step], values[2 * step]),
                     middle_of(values[middle - step], values[middle], values[middle + step]),
                     middle_of(values[last - 2 * step], values[last - step], values[last]));
}

/* Length of the front part, 1 to count - 1: nothing in it is larger than anything behind it. */
static size_t
partition(int64_t *values, size_t count)
{
    int64_t pivot = choose_pivot(values, count);
    size_t low = 0, high = count - 1;

    for (;; low++, high--) {
        while (values[low] < pivot)
            low++;
        while (values[high] > pivot)
            high--;
        if (low >= high)
            return low == high && low + 1 < count ? low + 1 : low;
        swap_values(&values[low], &values[high]);
    }
}

static bool
already_sorted(const int64_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (values[i - 1] > values[i])
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

/* Sort a span down to its shorter parts, leaving the longer ones on the stack; how many stand
 * there. */
static size_t
sort_span(struct span span, struct span *stack, size_t depth)
{
    while (span.count > INSERTION_MAX) {
        size_t front;
        struct span longer = span;

        if (span.patience-- == 0) {
            sort_heap(span.values, span.count);
            return depth;
        }
        front = partition(span.values, span.count);
        longer.patience = span.patience;
        if (front < span.count - front) {
            longer.values += front;
            longer.count -= front;
            span.count = front;
        } else {
            longer.count = front;
            span.values += front;
            span.count -= front;
        }
        stack[depth++] = longer;
    }
    sort_insertion(span.values, span.count);
    return depth;
}

void
crm__sort_int64(int64_t *values, size_t count)
{
    struct span stack[64];
    size_t depth = 0;

    if (count < 2 || already_sorted(values, count))
        return;
    stack[depth++] = (struct span){values, count, patience_for(count)};
    while (depth > 0) {
        depth--;
        depth = sort_span(stack[depth], stack, depth);
    }
}

bool
crm__ascending(const int64_t *values, size_t count)
{
    unsigned falls = 0;

    for (size_t i = 1; i < count; i++)
        falls |= (unsigned)(values[i] <= values[i - 1]);
    return !falls;
}

size_t
crm__lower_bound(const int64_t *values, size_t count, int64_t value)
{
    size_t low = 0;

    while (count > 0) {
        size_t half = count / 2;

        if (values[low + half] < value) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

static struct crm__wide
middle_sum(const int64_t *ascending, size_t count)
{
    return crm__wide_add(crm__wide_of(ascending[(count - 1) / 2]),
                         crm__wide_of(ascending[count / 2]));
}

double
crm__median(const int64_t *ascending, size_t count)
{
    return crm__wide_ratio(middle_sum(ascending, count), crm__wide_of(2));
}

int64_t
crm__median_money(const int64_t *ascending, size_t count)
{
    int64_t median = 0;

    /* The mean of two int64 always fits. */
    (void)crm__wide_divide(middle_sum(ascending, count), 2, CRM_ROUND_HALF_EVEN, &median);
    return median;
}
