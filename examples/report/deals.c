/*
 * deals.c - finding deals by key, and the order of the rows of a log.
 */
#include "deals.h"

#include "stages.h"

#include <stdlib.h>

enum index_answer
deals_find(const struct deals *deals, crm_field by, const char *text, size_t *out_deal)
{
    int64_t found = 0;
    enum index_answer answer =
        index_find(by == CRM_OPPORTUNITY_NAME ? deals->by_name : deals->by_key, text, &found);

    *out_deal = (size_t)found;
    return answer;
}

const struct cell *
deals_cell(const struct deals *deals, size_t deal, crm_field field)
{
    const struct map_section *section;
    const struct map_entry *entry;

    if (deal >= deals->count)
        return NULL;
    section = deals->items[deal].section;
    entry = map_entry_of(section, field);
    return entry ? &deals->items[deal].cells[entry - section->entries] : NULL;
}

static int
compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static bool
is_closed(const struct step *step)
{
    return step->stage &&
           (step->stage->outcome == CRM_OUTCOME_WON || step->stage->outcome == CRM_OUTCOME_LOST);
}

static int
compare_steps(const void *left, const void *right)
{
    const struct step *a = left, *b = right;
    int order = compare_numbers((int64_t)a->deal, (int64_t)b->deal);

    if (!order)
        order = compare_numbers(a->at, b->at);
    if (!order)
        order = (a->type != CRM_TRANSITION_TYPE_CREATE) - (b->type != CRM_TRANSITION_TYPE_CREATE);
    if (!order)
        order = is_closed(a) - is_closed(b);
    if (!order && a->stage && b->stage)
        order = compare_numbers(a->stage->position, b->stage->position);
    return order ? order : compare_numbers((int64_t)a->order, (int64_t)b->order);
}

void
deals_sort(struct deals *deals)
{
    if (deals->step_count)
        qsort(deals->steps, deals->step_count, sizeof *deals->steps, compare_steps);
}
