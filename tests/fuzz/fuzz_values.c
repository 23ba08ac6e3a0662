/*
 * fuzz_values.c - what works on single values: texts of amounts, days and currencies, lines of
 * invoices, folding, exact quotients, sorting. Each answer is checked by another way to it, or by
 * what must hold of it whatever the input.
 */
#include "fuzz.h"

#include "base/exact.h"
#include "base/order.h"
#include "base/text.h"
#include "base/wide.h"

enum { MOST_ITEMS = 300 };

static crm_currency
some_currency(struct fuzz *fuzz)
{
    static const char *const codes[] = {"EUR", "JPY", "TND", "CLF", "USD"};

    return crm_currency_of(codes[fuzz_below(fuzz, 5)]);
}

/* What is read from text and written again is the same amount. */
static void
use_money(struct fuzz *fuzz)
{
    crm_currency currency = some_currency(fuzz);
    size_t length;
    const char *text = fuzz_text(fuzz, 30, &length);
    char written[24];
    int64_t amount = 0, again = 0;
    int32_t scale;

    if (crm_money_from_text(text, length, currency, &amount) != CRM_OK)
        amount = fuzz_value(fuzz);
    MUST(crm_money_to_text(amount, currency, written, sizeof written) == CRM_OK);
    MUST(crm_money_from_text(written, strlen(written), currency, &again) == CRM_OK);
    MUST(again == amount);
    MUST(crm_money_to_text(amount, currency, written, 1) == CRM_ERROR_LIMIT);
    if (crm_decimal_from_text(text, length, &amount, &scale) == CRM_OK)
        MUST(crm_decimal_rescale(amount, scale, scale, 0, &again) == CRM_OK && again == amount);
    (void)crm_decimal_rescale(amount, (int32_t)fuzz_value(fuzz), (int32_t)fuzz_value(fuzz),
                              fuzz_byte(fuzz) % 3, &again);
}

static void
use_line(struct fuzz *fuzz)
{
    crm_line line = CRM_LINE_INIT;
    int64_t list = 0, net = 0, back_list = 0, back_net = 0;

    line.currency = some_currency(fuzz);
    line.quantity = fuzz_value(fuzz);
    line.unit_price = fuzz_value(fuzz);
    line.unit_scale = (int32_t)fuzz_below(fuzz, 20);
    line.rounding = fuzz_byte(fuzz) % 4;
    line.discount_bp = fuzz_byte(fuzz) % 4 ? (int32_t)fuzz_below(fuzz, 102) * 100 : 0;
    line.discount_amount = fuzz_byte(fuzz) % 4 ? 0 : fuzz_value(fuzz);
    if (crm_line_net(&line, &list, &net) != CRM_OK)
        return;
    MUST(list == 0 || net == 0 || (list > 0) == (net > 0));
    MUST(list >= 0 ? net <= list : net >= list);
    if (line.quantity == INT64_MIN || list == INT64_MIN) /* what they give back fits nowhere */
        return;
    line.quantity = -line.quantity;
    MUST(crm_line_net(&line, &back_list, &back_net) == CRM_OK);
    MUST(back_list == -list && back_net == -net);
}

static void
use_days(struct fuzz *fuzz)
{
    crm_day day = (crm_day)fuzz_value(fuzz), again = 0;
    int32_t year = 0, month = 0, in_month = 0;
    size_t length;
    const char *text;
    char written[11];

    if (crm_day_parts(day, &year, &month, &in_month) == CRM_OK) {
        MUST(crm_day_of(year, month, in_month) == day);
        MUST(crm_day_to_text(day, written) == CRM_OK && strlen(written) == 10);
        MUST(crm_day_from_text(written, 10, &again) == CRM_OK && again == day);
        MUST(crm_day_month_start(day) == day - in_month + 1);
        again = crm_day_add_months(day, (int32_t)fuzz_value(fuzz));
        MUST(again == CRM_DAY_NONE || crm_day_parts(again, &year, &month, &in_month) == CRM_OK);
    }
    text = fuzz_text(fuzz, 12, &length);
    if (crm_day_from_text(text, length, &day) == CRM_OK) {
        MUST(crm_day_to_text(day, written) == CRM_OK);
        MUST(length == 10 && memcmp(written, text, 10) == 0);
    }
    day = crm_day_of((int32_t)fuzz_value(fuzz), (int32_t)fuzz_value(fuzz), fuzz_byte(fuzz));
    MUST(day == CRM_DAY_NONE || crm_day_to_text(day, written) == CRM_OK);
}

/* Folding what is folded changes nothing. */
static void
use_fold(struct fuzz *fuzz)
{
    const struct crm__memory memory = {crm__libc_resize, NULL};
    size_t length, bad = 0, sizes[2], capacities[2];
    const char *text = fuzz_text(fuzz, 200, &length);
    char *folded[2];

    if (!crm__utf8_check(text, length, &bad)) {
        MUST(bad < length && crm__utf8_check(text, bad, NULL));
        return;
    }
    for (size_t i = 0; i <= length; i++)
        MUST(crm__utf8_boundary(text, length, i) == crm__utf8_check(text, i, NULL));
    MUST(crm__fold(&memory, text, length, &folded[0], &sizes[0], &capacities[0]) == CRM_OK);
    MUST(crm__utf8_check(folded[0], sizes[0], NULL) && strlen(folded[0]) == sizes[0]);
    MUST(crm__fold(&memory, folded[0], sizes[0], &folded[1], &sizes[1], &capacities[1]) == CRM_OK);
    MUST(sizes[0] == sizes[1] && memcmp(folded[0], folded[1], sizes[0]) == 0);
    crm__free(&memory, folded[0], capacities[0]);
    crm__free(&memory, folded[1], capacities[1]);
}

/* value x num / den in 128 bits and in many. */
static void
use_quotients(struct fuzz *fuzz)
{
    static const int32_t roundings[] = {CRM_ROUND_HALF_EVEN, CRM_ROUND_HALF_AWAY};
    int64_t value = fuzz_value(fuzz), num = fuzz_value(fuzz), den = fuzz_value(fuzz);
    int32_t rounding = roundings[fuzz_byte(fuzz) & 1];
    struct crm__exact top = crm__exact_of(crm__wide_of(value));
    struct crm__exact bottom = crm__exact_of(crm__wide_of(den));
    int64_t narrow = 0, exact = 0, slots[2] = {0, 0};
    crm_status status;

    crm__wide_slot_add(slots, value);
    crm__wide_slot_add(slots, num);
    crm__wide_slot_take(slots, value);
    MUST(crm__wide_compare(crm__wide_from_slots(slots), crm__wide_of(num)) == 0);
    crm__exact_times(&top, crm__wide_of(num));
    status = crm__exact_divide(&top, &bottom, rounding, &exact);
    if (den <= 0) {
        MUST(den < 0 || status == CRM_ERROR_OVERFLOW);
        return;
    }
    MUST(crm__scale(value, num, den, rounding, &narrow) == status);
    MUST(status != CRM_OK || narrow == exact);
    (void)crm__wide_divide_ten(crm__wide_multiply(value, num), (int32_t)fuzz_below(fuzz, 37),
                               rounding, &narrow);
}

static int
compare_values(const void *a, const void *b, void *context)
{
    int64_t left, right;

    ++*(size_t *)context;
    memcpy(&left, a, sizeof left);
    memcpy(&right, b, sizeof right);
    return (left > right) - (left < right);
}

/* The two ways of sorting agree; the general one compares n log n times at most, whatever comes. */
static void
use_sort(struct fuzz *fuzz)
{
    int64_t one[MOST_ITEMS], other[MOST_ITEMS], low = fuzz_value(fuzz);
    size_t count = fuzz_below(fuzz, MOST_ITEMS + 1), compared = 0;
    uint8_t way = fuzz_byte(fuzz);

    for (size_t i = 0; i < count; i++) {
        int64_t step = way & 1 ? fuzz_byte(fuzz) : (int64_t)(way & 2 ? count - i : i % (way + 1));

        one[i] = other[i] = way & 4 ? fuzz_value(fuzz) : (int64_t)((uint64_t)low + (uint64_t)step);
    }
    crm__sort_int64(one, count);
    crm__sort(other, count, sizeof *other, compare_values, &compared);
    MUST(memcmp(one, other, count * sizeof *one) == 0);
    MUST(compared <= 4000 + count * 40);
    for (size_t i = 1; i < count; i++)
        MUST(one[i - 1] <= one[i]);
    if (count > 0)
        MUST(one[0] <= crm__median_money(one, count) &&
             crm__median_money(one, count) <= one[count - 1]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = {data, size};
    void (*const uses[])(struct fuzz *) = {use_money, use_line,      use_days,
                                           use_fold,  use_quotients, use_sort};

    for (int i = 0; i < 16 && fuzz.left > 0; i++)
        uses[fuzz_below(&fuzz, sizeof uses / sizeof *uses)](&fuzz);
    return 0;
}
